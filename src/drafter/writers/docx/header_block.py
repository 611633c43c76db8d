"""版头: 紧急程度, 发文机关标志, 发文字号 and 签发人, the red rule (GB/T 9704-2012 7.2)."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.composition.flow import MARK_GAP, SIGNERS_A_ROW, line_width, mark_size
from drafter.composition.title import width_in_zi
from drafter.measure import pt
from drafter.profile import Profile
from drafter.provenance import Role
from drafter.report.elements import BLANK, SIGNER_LABEL, TAB, mark_suffix
from drafter.report.tree import Report, Runs, words
from drafter.writers.docx import styles
from drafter.writers.docx.paragraphs import (
    Written,
    cell,
    empty_line,
    line_of,
    origin,
    paragraph,
    row,
    runs_xml,
    spacer,
    styled,
    table_of,
)

_ASCENT = 15  # twips of white above the ink of the mark that renderers leave when a line is as high as its type
_USUAL_NAME = 3  # 字


def header_block(report: Report, profile: Profile) -> Iterator[Written]:
    """Everything above the title; without a 发文机关标志 only what is given, and no rule."""
    urgency = report.elements.get("紧急程度", ())
    marks = report.elements.get("发文机关标志", ())
    numbers = report.elements.get("发文字号", ())
    signers = report.elements.get("签发人", ())
    for line in urgency:
        yield line_of(styles.URGENCY, line, profile)
    if marks:
        yield spacer(profile.mark_top - _ASCENT - profile.line_pitch * len(urgency))
        yield _mark(marks, mark_suffix(report), profile)
        for _ in range(profile.lines_above_number):
            yield empty_line()
    if signers:
        yield from _signers(signers, numbers, profile)
    else:
        for number in numbers:
            yield line_of(styles.DOC_NUMBER, number, profile)
    if marks:
        yield Written(paragraph(styles.RED_RULE))
        for _ in range(profile.lines_above_title):
            yield empty_line()
    elif urgency or numbers or signers:
        yield empty_line()


def mark_styles(report: Report, profile: Profile) -> str:
    """The styles that only a document with a 发文机关标志 needs."""
    marks = report.elements.get("发文机关标志", ())
    return styles.issuer_mark_styles(profile, mark_size(marks, mark_suffix(report), profile)) if marks else ""


def _mark(marks: tuple[Runs, ...], suffix: Runs, profile: Profile) -> Written:
    if len(marks) == 1:
        return line_of(styles.ISSUER_MARK, (*marks[0], *suffix), profile)
    return _joint_mark(marks, suffix, profile)


def _joint_mark(marks: tuple[Runs, ...], suffix: Runs, profile: Profile) -> Written:
    """The names one under the other, spread to the same width, 文件 at their right and half their height (7.2.4)."""
    longest = max(width_in_zi(words(mark)) for mark in marks)
    beside = width_in_zi(words(suffix))
    size = pt(mark_size(marks, suffix, profile))
    widths = [int(longest * size) + 60]  # a little room, so that no renderer breaks the longest name
    if beside:
        widths.append(int((beside + 0.5) * size))
    rows, origins = "", []
    for number, mark in enumerate(marks):
        last = number == len(marks) - 1
        cells = cell(widths[0], paragraph(styles.ISSUER_MARK_JOINT, runs_xml(mark, profile)))
        origins.append(origin(mark))
        if beside:
            merged = f'<w:vMerge w:val="{"continue" if number else "restart"}"/><w:vAlign w:val="center"/>'
            text = paragraph(styles.MARK_SUFFIX, "" if number else runs_xml(suffix, profile))
            cells += cell(widths[1], text, merged)
            origins += [] if number else [origin(suffix)]
        height = size if last else size + MARK_GAP
        rows += row(cells, f'<w:trHeight w:val="{height}" w:hRule="exact"/><w:jc w:val="center"/>')
    return Written(table_of(styles.NO_BORDERS, widths, rows, centred=True), tuple(origins))


def _signers(signers: tuple[Runs, ...], numbers: tuple[Runs, ...], profile: Profile) -> Iterator[Written]:
    """签发人 two a row, one 字 from the right; the 发文字号 one 字 from the left of the last row (7.2.6, 7.2.5)."""
    number: Runs = tuple(run for line in numbers for run in line)
    if len(signers) == 1:
        runs = runs_xml(number, profile) + styled(TAB + SIGNER_LABEL, "", profile)
        runs += runs_xml(signers[0], profile, styles.SIGNER)
        yield Written.of(paragraph(styles.DOC_NUMBER_UPWARD, runs), origin((*number, *signers[0])))
        return
    rows = [signers[start : start + SIGNERS_A_ROW] for start in range(0, len(signers), SIGNERS_A_ROW)]
    stops, tab = _stops(signers, profile), styled(TAB, "", profile)
    tabs = f'<w:tab w:val="clear" w:pos="{styles.signer_right(profile)}"/>'
    tabs += "".join(f'<w:tab w:val="left" w:pos="{stop}"/>' for stop in stops)
    for place, names_of_row in enumerate(rows):
        first, last = place == 0, place == len(rows) - 1
        lead = runs_xml(number, profile) if last else ""
        reached = pt(profile.sizes["正文"]) + line_width(number, profile) if last else 0
        # a stop that the number has passed is none
        runs = lead + tab * sum(stop > reached for stop in stops[: 1 if first else 2])
        runs += styled(SIGNER_LABEL, "", profile) if first else ""
        names = [runs_xml(_spread(name, signers), profile, styles.SIGNER) for name in names_of_row]
        runs += tab.join(names)
        sources = (*(number if last else ()), *(run for name in names_of_row for run in name))
        yield Written.of(paragraph(styles.DOC_NUMBER_UPWARD, runs, f"<w:tabs>{tabs}</w:tabs>"), origin(sources))


def _stops(signers: tuple[Runs, ...], profile: Profile) -> tuple[int, int, int]:
    """Where the label and the two columns of names begin; the label ends where the first name begins."""
    one = pt(profile.sizes["正文"])
    longest = max(_USUAL_NAME, *(width_in_zi(words(name).replace("_", BLANK)) for name in signers))
    second = int(styles.signer_right(profile) - longest * one)
    first = int(second - (longest + 1) * one)
    return first - len(SIGNER_LABEL) * one, first, second


def _spread(name: Runs, signers: tuple[Runs, ...]) -> Runs:
    """A name of two characters, as wide as the names of three that stand with it."""
    text = words(name)
    longest = max(len(words(other)) for other in signers)
    if len(text) != _USUAL_NAME - 1 or longest != _USUAL_NAME or any(run.role is Role.TO_SIGN for run in name):
        return name
    return tuple(run._replace(text=run.text[:1] + BLANK + run.text[1:]) if run.text == text else run for run in name)
