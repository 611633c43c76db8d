"""Breaks paragraphs into lines without rendering, by the rules of LibreOffice 7.4 or of Word.

The rules of LibreOffice were measured on every pair of 52 kinds of characters. They predict the number of lines of
3,330 paragraphs of reports (22,800 lines), and every break in all but one. LibreOffice reads `w:overflowPunct` as its
opposite: our styles switch it on, so nothing hangs there. It breaks —— and …… in two, which GB/T 15834 forbids.

The rules of Word were measured in Word-like engines: no gap between 汉字 and digits (`autoSpaceDE` is off), hanging
punctuation, and compression of adjacent punctuation (CLREQ 3.1.6).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from drafter.system.patterns import pattern
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.units import pt

# 汉字 and full-width punctuation in stretches; Latin characters one by one, as · × ± are full-width and Latin.
_PIECES = pattern(r"[^\x00-\xff]+|[\x00-\xff]")

# LibreOffice puts a gap of a fifth of the type size between 汉字 and digits, even if the paragraph forbids it.
GAP_SHARE = 5

# Line-start and line-end prohibition (CLREQ 3.1.1).
LINE_START_PROHIBITED = frozenset("!),.:;?]}’”、。〃〉》」』】〕〗！），．：；？］｝·-々")
LINE_END_PROHIBITED = frozenset("([{£¥‘“〈《「『【〔〖（［｛")


class LineRules(NamedTuple):
    """How a renderer breaks the lines of a paragraph."""

    start_prohibited: frozenset[str] = LINE_START_PROHIBITED
    end_prohibited: frozenset[str] = LINE_END_PROHIBITED
    bound_before_latin: frozenset[str] = frozenset()  # no break between one of these and a following digit or letter
    bound_after_latin: frozenset[str] = frozenset()  # no break between a digit or letter and one of these
    has_latin_gap: bool = False  # a gap of GAP_SHARE between 汉字 and digits or letters
    drops_spacing: bool = False  # no character spacing before Latin, a change of format, or the end of the line
    hanging: frozenset[str] = frozenset()  # punctuation that may hang past the end of the line (CLREQ: 标点悬挂)
    hangs_after_latin: bool = False
    compresses: bool = False  # of two adjacent full-width marks one is half as wide (CLREQ 3.1.6)


_ASCII = frozenset(map(chr, range(0x21, 0x7F)))

# LibreOffice 7.4. A digit or letter is bound to punctuation before it: 。2025 moves to the next line as a whole.
LIBREOFFICE = LineRules(
    bound_before_latin=frozenset("、。，．〉》」』】〕〗）］｝’”％℃·×") | _ASCII - frozenset("!?-"),
    bound_after_latin=frozenset("…×¥％℃") | LINE_START_PROHIBITED | LINE_END_PROHIBITED | _ASCII,
    has_latin_gap=True,
    drops_spacing=True,
)
# The same in a document without `w:overflowPunct`.
LIBREOFFICE_HANGING = LIBREOFFICE._replace(hanging=frozenset("、。，．；：！？,.;:!?"))

# Word's lists for Chinese, and — in both, as in 2021—2025 and ——; every document contains them.
WORD = LineRules(
    start_prohibited=frozenset(
        "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠—"
    ),
    end_prohibited=frozenset("$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥—"),
    bound_before_latin=_ASCII - frozenset("-"),
    bound_after_latin=_ASCII,
    hanging=frozenset("、，。；：》”）"),
    hangs_after_latin=True,
    compresses=True,
)

_OPENING, _CLOSING = "“‘（《〈「『【〔〖", "、，。．；：！？”’）》〉」』】〕〗"
_ADJACENT = pattern(f"[{_CLOSING}](?=[{_CLOSING}{_OPENING}])|[{_OPENING}](?=[{_OPENING}])")


class FontMetrics(NamedTuple):
    """Widths of characters at one type size, in twips; in 仿宋, 黑体 and 楷体 ASCII is half as wide as high."""

    size: int
    spacing: int = 0  # added to each character; see LineRules.drops_spacing
    latin: Mapping[str, int] = {}  # other widths in thousandths of the size

    def width(self, character: str) -> int:
        """The width of a Latin character with its spacing."""
        usual = 500 if character.isascii() else 1000  # · × ± fill one 字 in a Chinese typeface
        return round(self.size * self.latin.get(character, usual) / 1000) + self.spacing


def body_metrics(page_format: PageFormat, latin: Mapping[str, int] | None = None) -> FontMetrics:
    """The metrics of body text: 28 字 a line."""
    return FontMetrics(pt(page_format.sizes["正文"]), page_format.zi_spacing, latin or {})


def has_latin_gap(before: str, after: str) -> bool:
    """Whether LibreOffice puts a gap between two characters: a 汉字 and a digit or letter.

    >>> has_latin_gap("于", "2"), has_latin_gap("5", "年"), has_latin_gap("（", "2")
    (True, True, False)
    """
    return (before <= "\xff") is not (after <= "\xff") and before.isalnum() and after.isalnum()


def break_lines(
    text: str,
    metrics: FontMetrics,
    width: int,
    first_indent: int = 0,
    changes: Iterable[int] = (),
    rules: LineRules = LIBREOFFICE,
) -> tuple[str, ...]:
    """Breaks a paragraph into lines; joined, they are the text. Spaces at the end of a line take no room.

    Lengths in twips. `width` is that of the lines after the first; `first_indent` is negative for a hanging indent.
    `changes` are the offsets at which the typeface or shading changes.

    >>> break_lines("坚持依法行政，全年审查文件2025件。", FontMetrics(320), 10 * 320, 2 * 320)
    ('坚持依法行政，全', '年审查文件2025件。')
    """
    ruler = _Ruler(text, metrics, changes, rules)
    lines = []
    start, room = 0, width - first_indent
    while start < len(text):
        stop = _line_end(text, start, ruler.fitting(start, room), rules)
        lines.append(text[start:stop])
        start, room = stop, width
    return tuple(lines)


class _Ruler:
    """The position of each character of a text set on one endless line, stored for stretches of equal width."""

    def __init__(self, text: str, metrics: FontMetrics, changes: Iterable[int], rules: LineRules) -> None:
        dropped = metrics.spacing if rules.drops_spacing else 0
        self._spacing = dropped
        self._starts: list[int] = []
        self._lefts: list[int] = []
        self._widths: list[int] = []
        full, gap = metrics.size + metrics.spacing, metrics.size // GAP_SHARE if rules.has_latin_gap else 0
        widths = {character: metrics.width(character) for character in set(text) if character <= "\xff"}
        adjacent = {match.end() for match in _ADJACENT.finditer(text)} if rules.compresses else set()
        edges = sorted({0, *changes, *adjacent, len(text)})
        left, latin = 0, True
        for begin, end in pairwise(edges):
            if begin in adjacent:
                left -= metrics.size // 2
            elif begin:
                left -= dropped
            for piece in _PIECES.finditer(text, begin, end):
                start, stop = piece.span()
                first = text[start]
                narrow = widths.get(first)
                if (narrow is not None) is not latin and first != " ":
                    latin = not latin
                    left -= dropped if start > begin else 0
                    left += gap if start and has_latin_gap(text[start - 1], first) else 0
                self._starts.append(start)
                self._lefts.append(left)
                self._widths.append(full if narrow is None else narrow)
                left += self._widths[-1] * (stop - start)
        self._starts.append(len(text))
        self._lefts.append(left)
        self._widths.append(0)

    def fitting(self, start: int, room: int) -> int:
        """The offset up to which the text from `start` on fits into `room`."""
        piece = bisect_right(self._starts, start) - 1
        left = self._lefts[piece] + (start - self._starts[piece]) * self._widths[piece]
        edge = left + max(0, room + self._spacing)  # a narrow column may have no room
        if edge >= self._lefts[-1]:
            return self._starts[-1]
        piece = bisect_right(self._lefts, edge) - 1
        return min(self._starts[piece] + (edge - self._lefts[piece]) // self._widths[piece], self._starts[piece + 1])


def _line_end(text: str, start: int, fitting: int, rules: LineRules) -> int:
    """The offset of the line end: after hanging punctuation, else at the last permitted break; no line is empty."""
    behind = fitting
    while text[behind : behind + 1] == " ":
        behind += 1
    if _hangs(text, fitting, rules):
        behind = fitting + 1
    for stop in range(behind, start, -1):
        if not fitting < stop < behind and (_may_break(text, stop, rules) or _hangs(text, stop - 1, rules)):
            return stop
    return max(fitting, start + 1)


def _hangs(text: str, at: int, rules: LineRules) -> bool:
    """Whether the character at `at` hangs; a following digit does not prevent that."""
    if text[at : at + 1] not in rules.hanging or text[at + 1 : at + 2] in rules.start_prohibited:
        return False
    return rules.hangs_after_latin or text[at - 1 : at] > "\xff"


def _may_break(text: str, at: int, rules: LineRules) -> bool:
    """Whether a line may end before the character at `at`."""
    if at == len(text):
        return True
    before, after = text[at - 1], text[at]
    if after in rules.start_prohibited or before in rules.end_prohibited:
        return False
    if after.isascii() and after.isalnum():
        return before not in rules.bound_before_latin and not (before.isascii() and before.isalnum())
    if before.isascii() and before.isalnum():
        return after == " " or after not in rules.bound_after_latin
    return True
