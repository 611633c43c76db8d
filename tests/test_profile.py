"""The arithmetic of the page: whole twips under which 22 lines of 28 字 fit, within the tolerances of 5.2.1."""

from drafter.measure import mm
from drafter.profile import national

P = national()


def test_the_type_area_and_margins_fill_the_paper():
    assert P.binding_margin + P.type_area[0] + P.right_margin == P.paper[0]
    assert P.top_margin + P.type_area[1] + P.bottom_margin == P.paper[1]


def test_margins_are_within_a_millimetre():
    assert abs(P.top_margin - mm(37)) <= mm(1) and abs(P.binding_margin - mm(28)) <= mm(1)


def test_exactly_22_lines_fit():
    assert P.lines_per_page * P.line_pitch <= P.type_area[1] < (P.lines_per_page + 1) * P.line_pitch
    assert P.line_pitch == 579


def test_exactly_28_characters_fit():
    assert P.zi_per_line * P.zi <= P.type_area[0] < (P.zi_per_line + 1) * P.zi
    assert P.zi_spacing == -5


def test_the_dash_lies_7_mm_below_the_type_area():
    middle = P.paper[1] - P.footer_distance - 280 // 2
    assert abs(middle - (mm(37) + mm(225) + mm(7))) <= 20
