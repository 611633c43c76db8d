"""Paragraphs, runs and tables as XML, each with the places its words came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from drafter.document.elements import BLANK, TAB
from drafter.document.provenance import Role
from drafter.document.runs import Run, Runs
from drafter.typesetting.flow import DASHES
from drafter.typesetting.page_format import PageFormat
from drafter.writers.docx import styles

KEEP, LOOSE = "<w:keepNext/>", '<w:keepNext w:val="0"/>'
TINY = 20  # twips
_ROLE_STYLES = {Role.GAP: styles.GAP, Role.TO_VERIFY: styles.TO_VERIFY}
_HAS_WORDS = re.compile(r"<w:t [^>]*>[^<]*[^<\s]")
_LATIN = re.compile(r"([!-~]+(?: +[!-~]+)*)")


class Written(NamedTuple):
    """XML of one paragraph or table, and where each paragraph in it that has words came from."""

    xml: str
    origins: tuple[str, ...] = ()

    @classmethod
    def of(cls, xml: str, origin: str) -> Written:
        """One paragraph; one without words has no origin, as the seal does not see it."""
        return cls(xml, (origin,) if _HAS_WORDS.search(xml) else ())

    @property
    def is_paragraph(self) -> bool:
        """A paragraph, not a table."""
        return self.xml.startswith("<w:p>")

    def kept_with_next(self) -> Written:
        """The paragraph, on the same page as the one after it."""
        if KEEP in self.xml:
            return self
        if LOOSE in self.xml:
            return Written(self.xml.replace(LOOSE, "", 1), self.origins)
        return Written(re.sub(r"(<w:pStyle [^>]*/>)", rf"\1{KEEP}", self.xml, count=1), self.origins)

    def ending_section(self, section: str) -> Written:
        """The paragraph with the properties of the section that it is the last one of."""
        return Written(self.xml.replace("</w:pPr>", f"{section}</w:pPr>", 1), self.origins)


def paragraph(style: str, runs: str = "", properties: str = "") -> str:
    """A paragraph of a named style; `properties` are those that no style can know, in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def empty_line(keep: bool = False) -> Written:
    """An empty line of the body: spacing before a paragraph alone gets lost at the top of a page."""
    return Written(paragraph(styles.BODY, "", KEEP if keep else ""))


def spacer(height: int) -> Written:
    """An empty paragraph exactly so many twips high, off the grid."""
    return Written(paragraph(styles.SPACER, "", f'<w:spacing w:line="{height}" w:lineRule="exact"/>'))


def tiny() -> Written:
    """The lowest empty paragraph that every renderer keeps: an anchor, or an end behind a table."""
    return spacer(TINY)


def line_of(style: str, runs: Runs, page_format: PageFormat, properties: str = "") -> Written:
    """A paragraph of one line of words."""
    return Written.of(paragraph(style, runs_xml(runs, page_format), properties), origin(runs))


def runs_xml(runs: Iterable[Run], page_format: PageFormat, character_style: str = "") -> str:
    """Runs in their styles: gaps highlighted, ruled blanks drawn."""
    return "".join(_run(run, page_format, character_style) for run in runs)


def _run(run: Run, page_format: PageFormat, character_style: str) -> str:
    if run.role is Role.TO_SIGN:
        return _to_sign(run.text, page_format)
    style = _ROLE_STYLES.get(run.role, styles.STRONG if run.bold else character_style)
    return styled(run.text, style, page_format)


def styled(text: str, style: str, page_format: PageFormat) -> str:
    """Words in a character style; digits and letters in the profile's own typeface, where it has one."""
    pieces = []
    if page_format.digits_font and style not in _ROLE_STYLES.values():
        latin = styles.STRONG_DIGITS if style == styles.STRONG else styles.DIGITS
        pieces = [(piece, latin if odd else style) for piece, odd in _divided(text, _LATIN)]
    return "".join(map(_with_whole_dashes, pieces or [(text, style)]))


def _with_whole_dashes(piece: tuple[str, str]) -> str:
    """—— and …… are in a style of their own: LibreOffice parts them by the rules of Chinese, and only by those."""
    text, style = piece
    if style or ("——" not in text and "……" not in text):
        return _text_run(text, style)
    return "".join(_text_run(part, styles.DASHES if odd else "") for part, odd in _divided(text, DASHES))


def _divided(text: str, pattern: re.Pattern[str]) -> list[tuple[str, bool]]:
    """The text divided at what matches; True for what does."""
    return [(part, bool(number % 2)) for number, part in enumerate(pattern.split(text)) if part]


def _text_run(text: str, style: str) -> str:
    if not text:
        return ""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    words = escape(text, quote=False)
    if TAB in words:
        pieces = (f'<w:t xml:space="preserve">{piece}</w:t>' if piece else "" for piece in words.split(TAB))
        return f"<w:r>{properties}{'<w:tab/>'.join(pieces)}</w:r>"
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


def _to_sign(text: str, page_format: PageFormat) -> str:
    """`____年__月__日` with a ruled blank of one 字 for each `_`."""
    pieces = re.split("(_+)", text)
    return "".join(
        _text_run(BLANK * len(piece), styles.RULED) if number % 2 else styled(piece, "", page_format)
        for number, piece in enumerate(pieces)
    )


def origin(runs: Iterable[Run], places: Iterable[str] = ()) -> str:
    """The facts and template lines that words came from, each once, for the list of a reader's changes."""
    sources: dict[str, None] = {}
    for run in runs:
        sources.update(dict.fromkeys(map(str, run.sources)))
    sources.update(dict.fromkeys(places))
    return "；".join(sources)


def table_of(style: str, widths: Sequence[int], rows: str, floating: str = "", centred: bool = False) -> str:
    """A table of fixed columns, in twips: WPS reads the grid, Word the cells. `floating` tells where it floats."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    middle = '<w:jc w:val="center"/>' if centred else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>{floating}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{middle}'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def row(cells: str, properties: str = "", whole: bool = True) -> str:
    """A row; no page break goes through a whole one."""
    return f"<w:tr><w:trPr>{'<w:cantSplit/>' if whole else ''}{properties}</w:trPr>{cells}</w:tr>"


def cell(width: int, paragraphs: str, properties: str = "") -> str:
    """A cell `width` twips wide."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{paragraphs}</w:tc>'
