"""The paragraphs of the document, written against the style ids; places of the signature block are computed.

Lengths in twips. The arithmetic of the signature block: the date ends 4 字 from the right edge, the issuer
is centred over it (7.3.5.1), whatever both are; a date not yet written has blanks of the width of its digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from drafter.composition.title import title_lines, width_in_zi
from drafter.findings import Place
from drafter.profile import Profile
from drafter.provenance import Role, Source
from drafter.report.tree import Block, Paragraph, Report, Run, Runs, Section, Table, attachment_list, words
from drafter.writers.docx import styles

_ROLE_STYLES = {Role.GAP: styles.GAP, Role.TO_VERIFY: styles.TO_VERIFY}
_HAS_WORDS = re.compile(r"<w:t [^>]*>[^<]*[^<\s]")
_BLANK = "\u3000"  # one 字 of a ruled blank


class Written(NamedTuple):
    """XML of one or more paragraphs, and where each one that has words came from."""

    xml: str
    origins: tuple[str, ...] = ()

    @classmethod
    def of(cls, xml: str, origin: str) -> Written:
        """One paragraph; one without words has no origin, as the seal does not see it."""
        return cls(xml, (origin,) if _HAS_WORDS.search(xml) else ())


def body(report: Report, profile: Profile) -> Iterator[Written]:
    """Title, addressee, body and signature block, in this order (7.3)."""
    for number in report.elements.get("发文字号", ()):
        yield Written.of(_paragraph(styles.DOC_NUMBER, _runs(number)), _origin(number))
        yield Written(_paragraph(styles.BODY, ""))
    lines = title_lines([words(unit) for unit in report.title], profile.title_zi_per_line)
    title = "<w:r><w:br/></w:r>".join(_runs(_cut(report.title, lines, number)) for number in range(len(lines)))
    yield Written.of(_paragraph(styles.TITLE, title), _origin(run for unit in report.title for run in unit))
    yield Written(_paragraph(styles.BODY, ""))
    if addressees := report.elements.get("主送机关"):
        colon = (Run("："),)
        line = _runs(addressees[0] + colon)
        yield Written.of(_paragraph(styles.ADDRESSEE, line), _origin(addressees[0]))
    yield from _last_kept(list(_blocks(report.body, profile)), report, profile)
    yield from _attachments(report.elements.get("附件说明", ()), profile)
    signature = list(_signature(report, profile))
    if report.elements.get("附注") and signature and signature[-1].xml.startswith("<w:p>"):
        signature[-1] = _with_next(signature[-1])
    yield from signature
    for note in report.elements.get("附注", ()):
        yield Written.of(_paragraph(styles.NOTE, _runs((Run("（"), *note, Run("）")))), _origin(note))


def _cut(units: tuple[Runs, ...], lines: tuple[str, ...], number: int) -> Runs:
    """The runs of one line of the title."""
    if len(lines) == 1:
        return tuple(run for unit in units for run in unit)
    return [unit for unit in units if words(unit)][number]


# --- runs and paragraphs --------------------------------------------------------------------------


def _runs(runs: Iterable[Run], character_style: str = "") -> str:
    return "".join(_run(run, character_style) for run in runs)


def _run(run: Run, character_style: str) -> str:
    if run.role is Role.TO_SIGN:
        return _to_sign(run.text)
    style = _ROLE_STYLES.get(run.role, styles.STRONG if run.bold else character_style)
    return _styled(run.text, style)


def _styled(text: str, style: str) -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""


def _to_sign(text: str) -> str:
    """`____年__月__日` with a ruled blank of one 字 for each `_`."""
    pieces, plain = [], ""
    for piece in text.replace("_", "\0_\0").split("\0"):
        if piece == "_":
            plain += _BLANK
        elif piece:
            pieces += [_styled(plain, styles.RULED), _styled(piece, "")]
            plain = ""
    return "".join([*pieces, _styled(plain, styles.RULED)])


def _paragraph(style: str, runs: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def _origin(runs: Iterable[Run], places: Iterable[str] = ()) -> str:
    """The facts and template lines that words came from, each once, for the list of a reader's changes."""
    sources: dict[str, None] = {}
    for run in runs:
        sources.update(dict.fromkeys(map(str, run.sources)))
    sources.update(dict.fromkeys(places))
    return "；".join(sources)


def _paragraph_origin(paragraph: Paragraph, heading: Runs = ()) -> str:
    facts: dict[Source, None] = {}
    for sentence in paragraph.sentences:
        facts.update(dict.fromkeys(sentence.sources))
    places = [place for sentence in paragraph.sentences for place in _template(sentence.place)]
    return _origin(heading, [*map(str, facts), *places])


def _template(place: Place) -> list[str]:
    return [f"模板 {place.short}"] if place.file else []


def _blocks(blocks: tuple[Block, ...], profile: Profile) -> Iterator[Written]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Written.of(_paragraph(styles.BODY, _runs(block.runs)), _paragraph_origin(block))
        elif isinstance(block, Table):
            yield _table(block, profile)
        else:
            yield _heading(block)
            yield from _blocks(block.body, profile)


def _heading(section: Section) -> Written:
    number = (Run(section.number),) if section.number else ()
    if section.run_in is None:
        runs = _runs(number + section.title)
        origin = _origin(section.title, _template(section.place))
        return Written.of(_paragraph(styles.heading(section.level), runs), origin)
    runs = _runs((*number, *section.title, Run("。")), styles.run_in_heading(section.level))
    runs += _runs(section.run_in.runs)
    return Written.of(_paragraph(styles.BODY, runs), _paragraph_origin(section.run_in, section.title))


def _table(table: Table, profile: Profile) -> Written:
    columns = max(len(row) for row in table.rows)
    shares = table.shares or (1,) * columns
    widths = [profile.type_area[0] * share // sum(shares) for share in shares]
    rows, origins = "", []
    for number, row in enumerate(table.rows):
        cells = ""
        for cell, width in zip((*row, *((),) * (columns - len(row))), widths, strict=True):
            cells += (
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                f"{_paragraph(styles.TABLE_TEXT, _runs(cell))}</w:tc>"
            )
            if words(cell).strip():
                origins.append(_origin(cell))
        head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if number == 0 else "<w:trPr><w:cantSplit/></w:trPr>"
        rows += f"<w:tr>{head}{cells}</w:tr>"
    return Written(_table_of(styles.GRID, widths, rows), tuple(origins))


def _table_of(style: str, widths: list[int], rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _attachments(names: tuple[Runs, ...], profile: Profile) -> Iterator[Written]:
    """附件说明 one line below the body; further names stand under the first (7.3.4)."""
    if names:
        yield Written(_paragraph(styles.BODY, "", _KEEP))
    under = f'<w:ind w:leftChars="500" w:left="{profile.zi_to_twips(5)}"/>'  # 左空二字 and 附件：
    for number, (name, line) in enumerate(zip(names, attachment_list([words(name) for name in names]), strict=True)):
        lead = (Run(line.removesuffix(words(name))),)
        yield Written.of(
            _paragraph(styles.ATTACHMENT_LIST, _runs((*lead, *name)), under if number else ""), _origin(name)
        )


# --- the signature block --------------------------------------------------------------------------

_KEEP = "<w:keepNext/>"
_KEPT_WHOLE = 6  # lines of a last paragraph that may move to the next page with the signature
_ROOM = 200  # twips of slack on both sides, so that no renderer breaks the issuer's name


def _last_kept(written: list[Written], report: Report, profile: Profile) -> list[Written]:
    """The last paragraph goes with the signature: no page bears the signature alone (7.3.5.5).

    Renderers may move it as a whole, so a long one is left where it is.
    """
    last = list(report.paragraphs())[-1:]
    short = last and width_in_zi(last[0].text) <= _KEPT_WHOLE * profile.zi_per_line
    if written and short and written[-1].xml.startswith("<w:p>"):
        kept = written[-1].xml.replace("/></w:pPr>", f"/>{_KEEP}<w:widowControl/></w:pPr>", 1)
        written[-1] = Written(kept, written[-1].origins)
    return written


def _with_next(paragraph: Written) -> Written:
    """A paragraph that goes to the next page together with the one after it."""
    xml = re.sub(r"(<w:pStyle [^>]*/>)", rf"\1{_KEEP}", paragraph.xml, count=1)
    return Written(xml, paragraph.origins)


def _signature(report: Report, profile: Profile) -> Iterator[Written]:
    issuers = report.elements.get("发文机关署名", ())
    dates = report.elements.get("成文日期", ())
    if not issuers and not dates:
        return
    for _ in range(profile.lines_above_issuer):
        yield Written(_paragraph(styles.BODY, "", _KEEP))
    if len(issuers) > 1:
        yield _joint(issuers, dates, profile)
        return
    width = profile.type_area[0]
    date_width = _width(dates[0], profile) if dates else 0
    right = profile.zi_to_twips(profile.date_right_zi)
    for issuer in issuers:
        # where the name is too long to be centred over the date, the date moves left under its centre (7.3.5.1)
        centre = min(width - right - date_width // 2, width - _width(issuer, profile) // 2)
        reach = min(centre, width - centre)
        indent = f'<w:ind w:left="{centre - reach - _ROOM}" w:right="{width - centre - reach - _ROOM}"/>'
        yield Written.of(_paragraph(styles.ISSUER, _runs(issuer), indent), _origin(issuer))
        right = max(right, width - centre - date_width // 2)
    for date in dates[:1]:
        moved = f'<w:ind w:right="{right}"/>' if right != profile.zi_to_twips(profile.date_right_zi) else ""
        yield Written.of(_paragraph(styles.DATE, _runs(date), moved), _origin(date))


def _joint(issuers: tuple[Runs, ...], dates: tuple[Runs, ...], profile: Profile) -> Written:
    """Issuers side by side, a seal on each; the date under the last one (7.3.5.1)."""
    width = profile.type_area[0] // len(issuers)

    def row(cells: Iterable[Runs], keep: str) -> str:
        tcs = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{_paragraph(styles.JOINT, _runs(cell), keep)}</w:tc>"
            for cell in cells
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{tcs}</w:tr>"

    rows = row(issuers, _KEEP)
    if dates:
        rows += row([*((),) * (len(issuers) - 1), dates[0]], "")
    origins = [*map(_origin, issuers), *map(_origin, dates[:1])]
    return Written(_table_of("TableNormal", [width] * len(issuers), rows), tuple(origins))


def _width(runs: Runs, profile: Profile) -> int:
    """Width of a line without gaps between 汉字 and digits; a `_` to be signed is one 字."""
    return int(sum(width_in_zi(run.text.replace("_", _BLANK)) for run in runs) * profile.zi)
