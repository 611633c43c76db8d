"""The lines of a paragraph on the grid, found without rendering: as LibreOffice 7.4 breaks them.

The rules were measured, on every pair of 52 kinds of characters; then 3,330 paragraphs of reports, 22,800 lines,
had their number of lines foretold, all but one of them every break. LibreOffice takes `w:overflowPunct` for its
contrary: as our styles switch it on, no mark hangs there; `marks_hang` is for documents without it. It cuts —— and
…… in two where a line ends between, which GB/T 15834 does not allow.

Word, by its documentation, makes some lines shorter: no gap between 汉字 and digits (`autoSpaceDE` is off), one of
two marks that meet is halved, and 》 ” ） hang as well as 。. Of 620 paragraphs 33 had one line less under all
three rules, of 400 documents of six pages 17 another number of pages, by this arithmetic, not by Word itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.units import pt

# 汉字 and their marks in stretches; characters of Latin script one by one, as · × ± are wide and Latin.
_PIECES = re.compile(r"[^\x00-\xff]+|[\x00-\xff]")

# LibreOffice parts 汉字 and digits by a fifth of the type size, whatever the paragraph says.
GAP_SHARE = 5

# CLREQ 3.1.1: no line starts with one of the first, none ends with one of the second.
LINE_START_PROHIBITED = frozenset("!),.:;?]}’”、。〃〉》」』】〕〗！），．：；？］｝·-々")
LINE_END_PROHIBITED = frozenset("([{£¥‘“〈《「『【〔〖（［｛")


class LineRules(NamedTuple):
    """How a renderer breaks the lines of a paragraph."""

    start_prohibited: frozenset[str] = LINE_START_PROHIBITED
    end_prohibited: frozenset[str] = LINE_END_PROHIBITED
    kept_before_latin: frozenset[str] = frozenset()  # no break between one of these and a digit or letter behind it
    kept_after_latin: frozenset[str] = frozenset()  # nor between a digit or letter and one of these
    latin_gap: bool = False  # 汉字 and digits are a fifth of the type size apart, whatever the paragraph says
    spacing_ends: bool = False  # no character spacing before Latin script, a change of format, or the line's end
    hanging: frozenset[str] = frozenset()  # marks that may be outside the line's end, whole (CLREQ: 标点悬挂)
    hangs_after_latin: bool = False
    compression: bool = False  # of two full-width marks that meet, one is half as wide (CLREQ 3.1.6)


_ASCII = frozenset(map(chr, range(0x21, 0x7F)))

# LibreOffice 7.4. A digit or letter stays with a mark before it: 。2025年 goes to the next line as a whole. It takes
# `w:overflowPunct`, which our styles switch on, for its contrary: no mark hangs.
LIBREOFFICE = LineRules(
    kept_before_latin=frozenset("、。，．〉》」』】〕〗）］｝’”％℃·×") | _ASCII - frozenset("!?-"),
    kept_after_latin=frozenset("…×¥％℃") | LINE_START_PROHIBITED | LINE_END_PROHIBITED | _ASCII,
    latin_gap=True,
    spacing_ends=True,
)
# The same in a document that does not switch `w:overflowPunct` on.
LIBREOFFICE_HANGING = LIBREOFFICE._replace(hanging=frozenset("、。，．；：！？,.;:!?"))

# Word's own lists for Chinese, and — on both, as in 2021—2025 and ——; they are written into every document.
WORD = LineRules(
    start_prohibited=frozenset(
        "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠—"
    ),
    end_prohibited=frozenset("$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥—"),
    kept_before_latin=_ASCII - frozenset("-"),
    kept_after_latin=_ASCII,
    hanging=frozenset("、，。；：》”）"),
    hangs_after_latin=True,
    compression=True,
)

_OPENING, _CLOSING = "“‘（《〈「『【〔〖", "、，。．；：！？”’）》〉」』】〕〗"
_MEETING = re.compile(f"[{_CLOSING}](?=[{_CLOSING}{_OPENING}])|[{_OPENING}](?=[{_OPENING}])")


class FontMetrics(NamedTuple):
    """Type of one size, in twips. In 仿宋, 黑体 and 楷体 all of ASCII is half as wide as high; not so elsewhere."""

    size: int
    spacing: int = 0  # added to each character but the last before Latin script, a change of looks or the line's end
    latin: Mapping[str, int] = {}  # thousandths of the size, of those characters that are not half as wide

    def width(self, character: str) -> int:
        """Of one character of Latin script, spacing and all."""
        usual = 500 if character.isascii() else 1000  # · × ± fill one 字 in a Chinese typeface
        return round(self.size * self.latin.get(character, usual) / 1000) + self.spacing


def body_metrics(page_format: PageFormat, latin: Mapping[str, int] | None = None) -> FontMetrics:
    """The type of the body: 28 characters a line."""
    return FontMetrics(pt(page_format.sizes["正文"]), page_format.zi_spacing, latin or {})


def has_latin_gap(before: str, after: str) -> bool:
    """Whether there is a gap between two characters: between a 汉字 and a digit or letter.

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
    """The lines of one paragraph, which joined are its text; spaces at the end of a line take no room.

    Lengths in twips. `first_indent` is negative where run-on lines are indented more than the first, in a `width`
    without their indent. `changes` are the offsets in the text at which another typeface or shading begins.

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
    """The offset of each character of a text, were it all one line: pieces with characters of one width."""

    def __init__(self, text: str, metrics: FontMetrics, changes: Iterable[int], rules: LineRules) -> None:
        ended = metrics.spacing if rules.spacing_ends else 0
        self._spacing = ended
        self._starts: list[int] = []
        self._lefts: list[int] = []
        self._widths: list[int] = []
        full, gap = metrics.size + metrics.spacing, metrics.size // GAP_SHARE if rules.latin_gap else 0
        widths = {character: metrics.width(character) for character in set(text) if character <= "\xff"}
        meeting = {match.end() for match in _MEETING.finditer(text)} if rules.compression else set()
        edges = sorted({0, *changes, *meeting, len(text)})
        left, latin = 0, True
        for begin, end in pairwise(edges):
            if begin in meeting:
                left -= metrics.size // 2
            elif begin:
                left -= ended
            for piece in _PIECES.finditer(text, begin, end):
                start, stop = piece.span()
                first = text[start]
                narrow = widths.get(first)
                if (narrow is not None) is not latin and first != " ":
                    latin = not latin
                    left -= ended if start > begin else 0
                    left += gap if start and has_latin_gap(text[start - 1], first) else 0
                self._starts.append(start)
                self._lefts.append(left)
                self._widths.append(full if narrow is None else narrow)
                left += self._widths[-1] * (stop - start)
        self._starts.append(len(text))
        self._lefts.append(left)
        self._widths.append(0)

    def fitting(self, start: int, room: int) -> int:
        """The end of what fits into the room from `start` on."""
        piece = bisect_right(self._starts, start) - 1
        edge = self._lefts[piece] + (start - self._starts[piece]) * self._widths[piece] + room + self._spacing
        if edge >= self._lefts[-1]:
            return self._starts[-1]
        piece = bisect_right(self._lefts, edge) - 1
        return min(self._starts[piece] + (edge - self._lefts[piece]) // self._widths[piece], self._starts[piece + 1])


def _line_end(text: str, start: int, fitting: int, rules: LineRules) -> int:
    """Where the line ends: behind a mark that hangs, else before what must not be cut; no line is empty."""
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
    """Whether a mark that may hang is there; a digit behind it does not hold it back."""
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
        return before not in rules.kept_before_latin and not (before.isascii() and before.isalnum())
    if before.isascii() and before.isalnum():
        return after == " " or after not in rules.kept_after_latin
    return True
