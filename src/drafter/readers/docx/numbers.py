"""Automatic numbers of a .docx as Word displays them: 一、（一）1.（1）, counted level by level.

A list continues wherever it is used again; a level restarts after a paragraph of a higher one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from drafter.numerals import chinese
from drafter.readers.docx.package import W, is_on, number, value

_DEEPEST = 9  # levels, from 0
_LARGEST = 1_000_000  # a larger one is no paragraph number
_TEN_STEMS, _TWELVE_BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千万", "零壹贰叁肆伍陆柒捌玖拾佰仟万")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def _roman(count: int) -> str:
    text = ""
    for size, sign in _ROMAN:
        text += sign * (count // size)
        count %= size
    return text


def _letters(count: int) -> str:
    """a … z, aa … zz: Word repeats the letter."""
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _signs(first: str, most: int) -> dict[int, str]:
    """Numbers of one character each, such as ① to ⑳."""
    return {count: chr(ord(first) + count - 1) for count in range(1, most + 1)}


_ENCLOSED = {
    "decimalEnclosedCircle": _signs("①", 20),
    "decimalEnclosedCircleChinese": _signs("①", 20),
    "decimalEnclosedParen": _signs("⑴", 20),
    "decimalEnclosedFullstop": _signs("⒈", 20),
    "ideographEnclosedCircle": _signs("㊀", 10),
}
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def formatted_number(count: int, form: str) -> str:
    """A count in a number format (w:numFmt).

    >>> [formatted_number(12, form) for form in ("decimal", "chineseCounting", "japaneseCounting", "ideographDigital")]
    ['12', '十二', '十二', '一二']
    >>> [formatted_number(3, form) for form in ("decimalEnclosedParen", "upperRoman", "lowerLetter")]
    ['⑶', 'III', 'c']
    >>> formatted_number(3, "ideographTraditional")
    '丙'
    """
    if form in ("none", "bullet"):
        return ""
    if not 0 < count <= _LARGEST:
        return str(count)
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return chinese(count)
    if form in ("japaneseDigitalTenThousand", "ideographDigital", "taiwaneseDigital"):
        return str(count).translate(_DIGITS)
    if form == "taiwaneseCounting":
        return chinese(count) if count < 100 else str(count).translate(_DIGITS)
    if form == "chineseLegalSimplified":
        legal = chinese(count).translate(_LEGAL)
        return f"壹{legal}" if legal.startswith("拾") else legal
    if form in ("ideographTraditional", "ideographZodiac"):
        signs = _TEN_STEMS if form == "ideographTraditional" else _TWELVE_BRANCHES
        return signs[count - 1] if count <= len(signs) else str(count)
    if form in ("upperRoman", "lowerRoman") and count < 5000:
        return _roman(count) if form == "upperRoman" else _roman(count).lower()
    if form in ("upperLetter", "lowerLetter") and count <= 780:
        return _letters(count) if form == "upperLetter" else _letters(count).lower()
    if form == "decimalFullWidth":
        return str(count).translate(_WIDE)
    if form == "decimalZero":
        return f"{count:02}"
    return _ENCLOSED.get(form, {}).get(count, str(count))


class _Level(NamedTuple):
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None  # restarts after paragraphs of this many highest levels; None: of any higher one
    legal: bool = False  # numbers of higher levels in digits (w:isLgl)
    style: str = ""  # of its paragraphs
    format: etree._Element | None = None  # paragraph properties


class _List(NamedTuple):
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]  # by level: where this list restarts, though it shares its definition


class Numbering:
    """The lists of a document, and their counters."""

    def __init__(self, root: etree._Element, styles: etree._Element) -> None:
        abstracts = {one.get(f"{W}abstractNumId", ""): one for one in root.iterchildren(f"{W}abstractNum")}
        numbers = {one.get(f"{W}numId", ""): one for one in root.iterchildren(f"{W}num")}
        linked = {value(one, "styleLink"): ident for ident, one in abstracts.items() if value(one, "styleLink")}
        levels = {ident: _levels(one) for ident, one in abstracts.items()}
        for ident, one in abstracts.items():  # one defined by a list style
            levels[ident] = levels.get(linked.get(value(one, "numStyleLink"), ""), levels[ident])
        self._lists = {ident: _list(one, levels) for ident, one in numbers.items()}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level(self, ident: str, style: str, typed: int | None) -> int:
        """The level of a paragraph of a list: the typed one, else the one that belongs to its style."""
        if typed is not None or ident not in self._lists:
            return min(max(typed or 0, 0), _DEEPEST - 1)
        levels = self._lists[ident].levels
        return next((number for number, level in levels.items() if style and level.style == style), 0)

    def format(self, ident: str, level: int) -> etree._Element | None:
        """The paragraph properties of a level."""
        found = self._lists.get(ident)
        return found.levels.get(level, _Level()).format if found else None

    def next(self, ident: str, level: int) -> str:
        """The number of the next paragraph of a list, as it is displayed; empty for a bullet."""
        found = self._lists.get(ident)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        if level in found.starts and (ident, level) not in self._begun:
            counts[level] = found.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else found.levels[level].start
        self._begun.add((ident, level))
        for lower in range(level + 1, _DEEPEST):
            restart = found.levels[lower].restart if lower in found.levels else None
            if restart is None or level < restart:
                counts.pop(lower, None)
        return self._label(found, level, counts)

    @staticmethod
    def _label(found: _List, level: int, counts: dict[int, int]) -> str:
        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = found.levels.get(at, _Level())
            form = "decimal" if found.levels[level].legal and at != level else of.form
            return formatted_number(counts.get(at, of.start), form) if at <= level else ""

        if found.levels[level].form == "bullet":
            return ""
        return re.sub(r"%([1-9])", one, found.levels[level].text)


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    return dict(_level(one) for one in abstract.iterchildren(f"{W}lvl"))


def _level(element: etree._Element) -> tuple[int, _Level]:
    def whole(name: str, usual: int | None) -> int | None:
        found = number(value(element, name) or None)
        return usual if found is None else int(found)

    legal = element.find(f"{W}isLgl")
    level = _Level(
        whole("start", 0) or 0,
        _form(element),
        value(element, "lvlText"),
        whole("lvlRestart", None),
        legal is not None and is_on({"val": legal.get(f"{W}val", "1")}),
        value(element, "pStyle"),
        element.find(f"{W}pPr"),
    )
    return int(number(element.get(f"{W}ilvl")) or 0), level


def _form(level: etree._Element) -> str:
    """The number format; one that only newer programs know has a usual one as its fallback."""
    found = level.find(f"{W}numFmt")
    if found is None:
        found = next(level.iter(f"{W}numFmt"), None)
    return found.get(f"{W}val", "decimal") if found is not None else "decimal"


def _list(element: etree._Element, abstracts: dict[str, dict[int, _Level]]) -> _List:
    abstract = value(element, "abstractNumId")
    levels, starts = dict(abstracts.get(abstract, {})), {}
    for override in element.iterchildren(f"{W}lvlOverride"):
        at = int(number(override.get(f"{W}ilvl")) or 0)
        own = override.find(f"{W}lvl")
        if own is not None:
            levels[at] = _level(own)[1]
        start = number(value(override, "startOverride") or None)
        if start is not None:
            starts[at] = int(start)
    return _List(abstract, levels, starts)
