"""A title on one line if there is room, else broken between its sense units."""

from drafter.composition.title import title_lines, width_in_zi
from drafter.profile import national


def test_a_title_with_room_stays_on_one_line():
    assert title_lines(["岘山镇2023年度", "法治政府建设工作报告"], 20) == ("岘山镇2023年度法治政府建设工作报告",)


def test_a_long_title_is_broken_by_sense():
    units = ["重庆市大足区季家镇2024年", "法治政府建设情况报告"]
    assert title_lines(units, national().title_zi_per_line) == tuple(units)


def test_half_width_characters_count_half():
    assert width_in_zi("2025年《甲》") == 6


def test_twenty_characters_of_the_title_fit():
    assert national().title_zi_per_line == 20
