"""版记: 抄送机关, 印发机关 and 印发日期 between rules, at the very foot of the last page (GB/T 9704-2012 7.4).

A floating table at the foot of the type area: its words stay in the text that other programs read, and it
stands right wherever the text ends. Lengths in twips.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.composition.pages import addressee_moves, imprint_lines
from drafter.profile import Profile
from drafter.report.tree import Report, Run, Runs
from drafter.writers.docx import styles
from drafter.writers.docx.paragraphs import (
    Written,
    cell,
    origin,
    paragraph,
    row,
    runs_xml,
    spacer,
    styled,
    table_of,
)

_TINY = 20  # the anchor of the table: the least height that every renderer keeps
_COMMA, _STOP = "，", "。"
_PADDING = 40  # white between a rule and the line next to it


def imprint_block(report: Report, profile: Profile) -> Iterator[Written]:
    """The table and the tiny paragraph that it hangs on; nothing where nothing of it is given."""
    rows: list[str] = []
    origins: list[str] = []
    names = _names(report, profile)
    if names:
        text = ""
        for label, runs in names:
            text += paragraph(styles.COPIED_TO, styled(label, "", profile) + runs_xml(runs, profile))
            origins.append(origin(runs))
        rows.append(_row(text, imprint_lines(report, profile) - len(_printed(report)), profile))
    for printed in _printed(report):
        rows.append(_row(paragraph(styles.PRINTED_BY, runs_xml(printed, profile)), 1, profile))
        origins.append(origin(printed))
    if rows:
        left = profile.binding_margin
        floating = (
            '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
            f'w:tblpX="{left}" w:tblpYSpec="bottom"/>'
        )
        yield Written(table_of(styles.IMPRINT, [profile.type_area[0]], "".join(rows), floating), tuple(origins))
        yield spacer(_TINY)


def _names(report: Report, profile: Profile) -> list[tuple[str, Runs]]:
    """主送 that found no room on the first page, and 抄送; no rule stands between them (7.4.2)."""
    moved = report.elements.get("主送机关", ()) if addressee_moves(report, profile) else ()
    copied = report.elements.get("抄送机关", ())
    return [(label, _listed(lines)) for label, lines in (("主送：", moved), ("抄送：", copied)) if lines]


def _listed(lines: tuple[Runs, ...]) -> Runs:
    runs: list[Run] = []
    for line in lines:
        runs += [*([Run(_COMMA)] if runs else []), *line]
    return (*runs, Run(_STOP))


def _printed(report: Report) -> list[Runs]:
    """印发机关 at the left, 印发日期 and 印发 at the right of one line (7.4.3)."""
    by = report.elements.get("印发机关", ())
    dates = report.elements.get("印发日期", ())
    if not by and not dates:
        return []
    return [(*(run for line in by for run in line), Run("\t"), *(run for line in dates for run in line), Run("印发"))]


def _row(text: str, lines: int, profile: Profile) -> str:
    height = profile.imprint_pitch * lines + 2 * _PADDING
    return row(
        cell(profile.type_area[0], text, '<w:vAlign w:val="center"/>'),
        f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>',
    )
