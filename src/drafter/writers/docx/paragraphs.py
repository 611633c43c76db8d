"""Blocks → WordprocessingML: paragraphs, runs and tables, with the origins of their words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from drafter.document.elements import BLANK, TAB
from drafter.document.provenance import Role
from drafter.document.runs import Run
from drafter.findings import Place
from drafter.system.patterns import pattern
from drafter.typesetting.blocks import LINE_BREAK, CellBlock, Origin, PageBlock, ParagraphBlock, RowBlock, TableBlock
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.pagination import DASHES
from drafter.typesetting.styles import ParagraphStyle
from drafter.writers.docx import styles

_ROLE_STYLES = {Role.GAP: styles.GAP, Role.TO_VERIFY: styles.TO_VERIFY}
_LATIN = pattern(r"([!-~]+(?: +[!-~]+)*)")


class WrittenBlock(NamedTuple):
    """The XML of a paragraph or table, and the origins of each paragraph in it that has words."""

    xml: str
    origins: tuple[str, ...] = ()


class BlockWriter:
    """Writes blocks in the styles of a page format."""

    def __init__(self, page_format: PageFormat, styles_by_id: dict[str, ParagraphStyle]) -> None:
        self.page_format, self.styles_by_id = page_format, styles_by_id

    def write(self, block: PageBlock, section: str = "") -> WrittenBlock:
        """Writes one block; `section` is the XML of the section that a paragraph ends."""
        if isinstance(block, TableBlock):
            return self._table(block)
        return WrittenBlock(self._paragraph(block, section), _origins([block]))

    def _paragraph(self, block: ParagraphBlock, section: str = "") -> str:
        style = self.styles_by_id[block.style]
        properties = ""
        if block.keep_with_next is not None and block.keep_with_next is not style.keep_with_next:
            properties += "<w:keepNext/>" if block.keep_with_next else '<w:keepNext w:val="0"/>'
        if block.tabs:
            tabs = f'<w:tab w:val="clear" w:pos="{style.right_tab}"/>'
            tabs += "".join(f'<w:tab w:val="left" w:pos="{stop}"/>' for stop in block.tabs)
            properties += f"<w:tabs>{tabs}</w:tabs>"
        if block.height:
            properties += f'<w:spacing w:line="{block.height}" w:lineRule="exact"/>'
        if block.indent:
            properties += styles.indent_xml(block.indent)
        runs = "".join(self._run(run, part.style) for part in block.content for run in part.runs)
        return f'<w:p><w:pPr><w:pStyle w:val="{block.style}"/>{properties}{section}</w:pPr>{runs}</w:p>'

    # - runs

    def _run(self, run: Run, character_style: str) -> str:
        if run.text == LINE_BREAK:
            return "<w:r><w:br/></w:r>"
        if run.role is Role.TO_SIGN:
            return self._to_sign(run.text)
        return self._styled(run.text, _ROLE_STYLES.get(run.role, styles.STRONG if run.bold else character_style))

    def _styled(self, text: str, style: str) -> str:
        """Words in a character style; digits and letters in their own typeface, if the format has one."""
        pieces = []
        if self.page_format.digits_font and style not in _ROLE_STYLES.values():
            latin = styles.STRONG_DIGITS if style == styles.STRONG else styles.DIGITS
            pieces = [(piece, latin if odd else style) for piece, odd in _divided(text, _LATIN)]
        return "".join(map(_with_unbroken_dashes, pieces or [(text, style)]))

    def _to_sign(self, text: str) -> str:
        """`____年__月__日` with an underlined 字 for each `_`."""
        pieces = re.split("(_+)", text)
        return "".join(
            _text_run(BLANK * len(piece), styles.RULED) if number % 2 else self._styled(piece, "")
            for number, piece in enumerate(pieces)
        )

    # - tables: WPS reads the widths of the grid, Word those of the cells

    def _table(self, table: TableBlock) -> WrittenBlock:
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in table.widths)
        floating = (
            '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
            f'w:tblpX="{self.page_format.binding_margin}" w:tblpYSpec="bottom"/>'
        )
        middle = '<w:jc w:val="center"/>' if table.centred else ""
        rows = "".join(self._row(row, middle) for row in table.rows)
        xml = (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{table.style}"/>{floating if table.floats else ""}'
            f'<w:tblW w:w="{sum(table.widths)}" w:type="dxa"/>{middle}<w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )
        return WrittenBlock(xml, _origins(text for row in table.rows for cell in row.cells for text in cell.paragraphs))

    def _row(self, row: RowBlock, middle: str) -> str:
        properties = "<w:cantSplit/>" if row.keep_together else ""
        if row.height:
            properties += f'<w:trHeight w:val="{row.height}" w:hRule="{"exact" if row.exact else "atLeast"}"/>'
        properties += "<w:tblHeader/>" if row.heading else ""
        return f"<w:tr><w:trPr>{properties}{middle}</w:trPr>{''.join(map(self._cell, row.cells))}</w:tr>"

    def _cell(self, cell: CellBlock) -> str:
        merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
        middle = '<w:vAlign w:val="center"/>' if cell.centred else ""
        texts = "".join(map(self._paragraph, cell.paragraphs))
        return f'<w:tc><w:tcPr><w:tcW w:w="{cell.width}" w:type="dxa"/>{merge}{middle}</w:tcPr>{texts}</w:tc>'


def _origins(blocks: Iterable[ParagraphBlock]) -> tuple[str, ...]:
    """The facts and template lines of each paragraph with words, for the report of edits made in the .docx."""
    return tuple("；".join(dict.fromkeys(map(_origin, _sources(block)))) for block in blocks if block.has_words)


def _sources(block: ParagraphBlock) -> Iterable[Origin]:
    if block.origins is not None:
        return block.origins
    return (source for part in block.content for run in part.runs for source in run.sources)


def _origin(origin: Origin) -> str:
    return f"模板 {origin.short}" if isinstance(origin, Place) else str(origin)


def _with_unbroken_dashes(piece: tuple[str, str]) -> str:
    """—— and …… have their own style without Chinese, by whose rules LibreOffice would break them."""
    text, style = piece
    if style or ("——" not in text and "……" not in text):
        return _text_run(text, style)
    return "".join(_text_run(part, styles.DASHES if odd else "") for part, odd in _divided(text, DASHES))


def _divided(text: str, pattern: re.Pattern[str]) -> list[tuple[str, bool]]:
    """The parts of a text, True for those that match."""
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
