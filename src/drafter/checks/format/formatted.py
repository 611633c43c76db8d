"""A .docx for format rules: lines with their formatting and kinds, and the page format that fits best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple, TypeVar

from drafter.document.elements import LineKind
from drafter.document.numbering import typed_number
from drafter.findings import Place
from drafter.readers.docx.model import DocxDocument, DocxLine, LineFormat, SectionPage
from drafter.system.cache import data_table
from drafter.text.model import TextDocument, TextLine
from drafter.typesetting.page_format import PageFormat, shipped_format, shipped_formats
from drafter.typesetting.units import PT_PER_MM, TWIPS_PER_PT, TYPE_SIZES

_BLANKS = {"\u3000": 1.0, "\t": 2.0, " ": 0.5, "\u00a0": 0.5}  # width of a typed blank, in 字


class FormattedLine(NamedTuple):
    """A line of text with its paragraph."""

    paragraph: DocxLine
    line: TextLine

    @property
    def format(self) -> LineFormat:
        """The formatting of its paragraph."""
        return self.paragraph.format

    @property
    def kind(self) -> LineKind:
        """The kind of line."""
        return self.line.kind

    @property
    def level(self) -> int:
        """The level of its number, 1-4; 0 where it begins with none."""
        return typed_number(self.line.text.strip())

    @property
    def place(self) -> Place:
        """The line without blanks at its ends."""
        text = self.line.text
        start = len(text) - len(text.lstrip())
        return self.line.place(start, len(text.rstrip()))

    @property
    def typed_indent(self) -> float:
        """The width of the blanks before its words, in 字."""
        text = self.paragraph.text.removeprefix(self.paragraph.label)
        return sum(_BLANKS.get(blank, 1) for blank in text[: len(text) - len(text.lstrip())])

    @property
    def begins(self) -> float:
        """The distance of its first word from the left, in 字."""
        return self.format.left_indent + self.format.first_indent + self.typed_indent


@dataclass(frozen=True)
class FormattedDocument:
    """A .docx and its text."""

    docx: DocxDocument
    text_document: TextDocument

    @cached_property
    def lines(self) -> tuple[FormattedLine, ...]:
        """Every line of the text with its paragraph, which has the same number."""
        by_number = {paragraph.number: paragraph for paragraph in self.docx.paragraphs}
        return tuple(FormattedLine(by_number[line.place(0, 0).line], line) for line in self.text_document.lines)

    @cached_property
    def dated(self) -> int:
        """The number of lines above the 成文日期: all, where there is none."""
        return next((at for at, formatted in enumerate(self.lines) if formatted.kind is LineKind.DATE), len(self.lines))

    @cached_property
    def body(self) -> tuple[FormattedLine, ...]:
        """Headings and text above the date, without centred and right-aligned lines, tables and text boxes."""
        return tuple(
            formatted
            for formatted in self.lines[: self.dated]
            if formatted.kind in (LineKind.TEXT, LineKind.HEADING)
            and not (formatted.paragraph.in_table or formatted.paragraph.in_box)
            and formatted.format.alignment not in ("center", "right")
        )

    @cached_property
    def text(self) -> tuple[FormattedLine, ...]:
        """The body without its headings."""
        return tuple(formatted for formatted in self.body if formatted.kind is LineKind.TEXT)

    @cached_property
    def headings(self) -> tuple[FormattedLine, ...]:
        """The numbered headings of the body."""
        return tuple(formatted for formatted in self.body if formatted.kind is LineKind.HEADING and formatted.level)

    def of(self, *kinds: LineKind) -> tuple[FormattedLine, ...]:
        """The lines of these kinds."""
        return tuple(formatted for formatted in self.lines if formatted.kind in kinds)

    def at(self, number: int) -> FormattedLine | None:
        """The line of this number."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None

    @property
    def whole(self) -> Place:
        """The document as a whole."""
        return Place(self.text_document.file)

    def page(self, formatted: FormattedLine) -> SectionPage:
        """The page setup of the section of a line."""
        pages = self.docx.pages or (SectionPage(),)
        return pages[min(formatted.paragraph.section, len(pages) - 1)]

    def pitch(self, formatted: FormattedLine) -> int | None:
        """The line pitch in twips, of the paragraph or of the document grid; None where it follows from the type size.

        A grid too narrow for the type, as the default one of Word is for 3号, was not meant for it.
        """
        if formatted.format.line is not None:
            return formatted.format.line
        kind, pitch, _ = self.page(formatted).grid
        fits = bool(kind) and pitch >= (formatted.format.size or 0) * TWIPS_PER_PT
        return pitch if fits and formatted.format.on_grid and formatted.format.spaced == 1 else None

    @cached_property
    def page_format(self) -> PageFormat:
        """The shipped format that fits best: the first one, unless another fits better."""
        return min(map(shipped_format, shipped_formats()), key=self._misfit)

    def _misfit(self, page_format: PageFormat) -> int:
        pitches = [self.pitch(formatted) for formatted in self.text]
        fonts = [formatted.format.font for formatted in self.text]
        usual = most(pitches), most(fonts)
        return (usual[0] != page_format.line_pitch) + (usual[1] not in ("", page_format.fonts["正文"]))


_T = TypeVar("_T")


def most(values: Iterable[_T]) -> _T | None:
    """The most common value, the first of several."""
    counts = Counter(values).most_common(1)
    return counts[0][0] if counts else None


def grouped(
    formatted: Iterable[FormattedLine], key: Callable[[FormattedLine], _T]
) -> list[tuple[_T, list[FormattedLine]]]:
    """Lines grouped by a key, the largest group first."""
    groups: dict[_T, list[FormattedLine]] = {}
    for one in formatted:
        groups.setdefault(key(one), []).append(one)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


@cache
def _families() -> Mapping[str, str]:
    """Name of a typeface, case-folded → its family; `~` before the family of one that is only similar."""
    found: dict[str, str] = {}
    for family, row in data_table("typefaces.yaml").items():
        found |= {name.casefold(): f"~{family}" for name in row["相近"]}
        found |= {name.casefold(): family for name in row["名称"]}
    return found


def family(font: str) -> str:
    """The family of a typeface.

    >>> family("FangSong_GB2312"), family("方正小标宋_GBK"), family("微软雅黑")
    ('仿宋', '小标宋', '微软雅黑')
    """
    return _families().get(font.removeprefix("@").casefold(), font).removeprefix("~")


def is_of(font: str, *wanted: str) -> bool:
    """A typeface of one of these families, or an unknown one."""
    return not font or family(font) in map(family, wanted)


def size_name(size: float) -> str:
    """The name of a type size in offices.

    >>> size_name(16.0), size_name(13.0)
    ('3号', '13磅')
    """
    name = next((name for name, usual in TYPE_SIZES.items() if usual == size), "")
    return (name if name.endswith("号") or not name else f"{name}号") or f"{size:g}磅"


def same_size(size: float | None, wanted: float) -> bool:
    """Equal, or unknown; 3号 is 15.75 pt to some programs."""
    return size is None or abs(size - wanted) <= 0.25


def millimetres(length: float) -> float:
    """Twips to millimetres."""
    return length / TWIPS_PER_PT / PT_PER_MM


def format_mm(length: float) -> str:
    """A length for messages, to the tenth of a millimetre."""
    return f"{millimetres(length):.1f}".removesuffix(".0") + "毫米"
