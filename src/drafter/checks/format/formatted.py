"""A .docx as a reviewer with a ruler sees it: lines with their looks and kinds, beside the format that fits best."""

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

_BLANKS = {"\u3000": 1.0, "\t": 2.0, " ": 0.5, "\u00a0": 0.5}  # a typed blank in 字


class FormattedLine(NamedTuple):
    """A line with its looks."""

    shown: DocxLine
    line: TextLine

    @property
    def format(self) -> LineFormat:
        """Of its paragraph."""
        return self.shown.format

    @property
    def kind(self) -> LineKind:
        """What it is on the page."""
        return self.line.kind

    @property
    def level(self) -> int:
        """Of its number, 1-4; 0 where it begins with none."""
        return typed_number(self.line.text.strip())

    @property
    def place(self) -> Place:
        """All of its words."""
        text = self.line.text
        start = len(text) - len(text.lstrip())
        return self.line.place(start, len(text.rstrip()))

    @property
    def typed_indent(self) -> float:
        """How far the blanks before its words reach, in 字."""
        text = self.shown.text.removeprefix(self.shown.label)
        return sum(_BLANKS.get(blank, 1) for blank in text[: len(text) - len(text.lstrip())])

    @property
    def begins(self) -> float:
        """Where its first word stands, in 字 from the left."""
        return self.format.left_indent + self.format.first_indent + self.typed_indent


@dataclass(frozen=True)
class FormattedDocument:
    """A document: what it looks like, and what its words are."""

    docx: DocxDocument
    text_document: TextDocument

    @cached_property
    def lines(self) -> tuple[FormattedLine, ...]:
        """Every line; a line of the prose bears the number of that of the outline."""
        shown = {paragraph.number: paragraph for paragraph in self.docx.paragraphs}
        return tuple(FormattedLine(shown[line.place(0, 0).line], line) for line in self.text_document.lines)

    @cached_property
    def dated(self) -> int:
        """How many lines stand above the 成文日期: all, where there is none."""
        return next((at for at, formatted in enumerate(self.lines) if formatted.kind is LineKind.DATE), len(self.lines))

    @cached_property
    def body(self) -> tuple[FormattedLine, ...]:
        """Headings and text above the date, as they run; not what is set in the middle, at the right, in a table."""
        return tuple(
            formatted
            for formatted in self.lines[: self.dated]
            if formatted.kind in (LineKind.TEXT, LineKind.HEADING)
            and not (formatted.shown.in_table or formatted.shown.in_box)
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
        """The document as such."""
        return Place(self.text_document.file)

    def page(self, formatted: FormattedLine) -> SectionPage:
        """The page that a line stands on."""
        pages = self.docx.pages or (SectionPage(),)
        return pages[min(formatted.shown.section, len(pages) - 1)]

    def pitch(self, formatted: FormattedLine) -> int | None:
        """How far apart its lines stand, in twips, by itself or by the grid of the page; None: by their type.

        A grid too narrow for the type, as that of a new page in Word is for 3号, was not set for it.
        """
        if formatted.format.line is not None:
            return formatted.format.line
        kind, pitch, _ = self.page(formatted).grid
        fits = bool(kind) and pitch >= (formatted.format.size or 0) * TWIPS_PER_PT
        return pitch if fits and formatted.format.on_grid and formatted.format.spaced == 1 else None

    @cached_property
    def page_format(self) -> PageFormat:
        """The shipped format that fits best: the usual one, unless another fits better."""
        profiles = [shipped_format(name) for name in shipped_formats()]
        return min(profiles, key=self._misfit)

    def _misfit(self, page_format: PageFormat) -> int:
        pitches = [self.pitch(formatted) for formatted in self.text]
        fonts = [formatted.format.font for formatted in self.text]
        usual = most(pitches), most(fonts)
        return (usual[0] != page_format.line_pitch) + (usual[1] not in ("", page_format.fonts["正文"]))


_T = TypeVar("_T")


def most(values: Iterable[_T]) -> _T | None:
    """The value that comes most often, the first one of several."""
    counts = Counter(values).most_common(1)
    return counts[0][0] if counts else None


def grouped(
    formatted: Iterable[FormattedLine], key: Callable[[FormattedLine], _T]
) -> list[tuple[_T, list[FormattedLine]]]:
    """Lines by what is the matter with them, the commonest first."""
    groups: dict[_T, list[FormattedLine]] = {}
    for one in formatted:
        groups.setdefault(key(one), []).append(one)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


@cache
def _families() -> Mapping[str, str]:
    """Name of a typeface, in small letters → its family; `~` before the family of one that only looks like it."""
    found: dict[str, str] = {}
    for family, row in data_table("typefaces.yaml").items():
        found |= {name.casefold(): f"~{family}" for name in row["相近"]}
        found |= {name.casefold(): family for name in row["名称"]}
    return found


def family(font: str) -> str:
    """What kind of typeface it is.

    >>> family("FangSong_GB2312"), family("方正小标宋_GBK"), family("微软雅黑")
    ('仿宋', '小标宋', '微软雅黑')
    """
    return _families().get(font.removeprefix("@").casefold(), font).removeprefix("~")


def is_of(font: str, *wanted: str) -> bool:
    """A typeface of one of these families, or one that nothing is known of."""
    return not font or family(font) in map(family, wanted)


def size_name(size: float) -> str:
    """A type size as an office calls it.

    >>> size_name(16.0), size_name(13.0)
    ('3号', '13磅')
    """
    name = next((name for name, usual in TYPE_SIZES.items() if usual == size), "")
    return (name if name.endswith("号") or not name else f"{name}号") or f"{size:g}磅"


def same_size(size: float | None, wanted: float) -> bool:
    """As large as wanted, or unknown; 3号 is 15.75 pt to some programs."""
    return size is None or abs(size - wanted) <= 0.25


def millimetres(length: float) -> float:
    """Twips to millimetres."""
    return length / TWIPS_PER_PT / PT_PER_MM


def format_mm(length: float) -> str:
    """A length as it is told: to the tenth of a millimetre."""
    return f"{millimetres(length):.1f}".removesuffix(".0") + "毫米"
