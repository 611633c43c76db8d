"""列举: 一是……二是……, and the announced number of items."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby, islice
from typing import NamedTuple

from drafter.document.elements import LineKind
from drafter.document.numbering import typed_number
from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.numerals import DIGITS, ORDINAL, chinese, number
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine, derived_once, without_markdown

_MARKER = pattern(rf"(?:^|(?<=[。；：，！？”）》;:,)*\s]))({ORDINAL})(是要|是|要|则)(?!否|不要|是)")

_LIKE_MARKER = pattern(f"[{DIGITS}十][是要则]")  # quickly found

_MOST = 6  # findings in one section at most


class Marker(NamedTuple):
    """一是 at the beginning of an item."""

    line: TextLine
    start: int
    number: int
    form: str  # 是, 要, 是要

    @property
    def typed(self) -> str:
        """The marker as it is typed."""
        return f"{chinese(self.number)}{self.form}"

    @property
    def place(self) -> Place:
        """The place of the marker."""
        return self.line.place(self.start, self.start + len(self.typed))


class Passage(NamedTuple):
    """The lines from one heading or numbered line to the next, with their markers."""

    lines: list[TextLine]
    markers: list[Marker]


@derived_once
def passages(document: TextDocument) -> list[Passage]:
    """The passages of a document; no list extends over a heading."""
    section = Passage([], [])
    found = [section]
    for line in document.body:
        if line.kind is LineKind.CELL:
            continue
        if line.level:
            section = Passage([], [])
            found.append(section)
        section.lines.append(line)
        if line.kind is LineKind.TEXT and _LIKE_MARKER.search(line.text):
            matches = _MARKER.finditer(line.text)
            section.markers.extend(Marker(line, match.start(), number(match[1]), match[2]) for match in matches)
    return found


def _has_markers(section: Passage) -> bool:
    return bool(section.markers)


def lists(section: Passage) -> Iterator[list[Marker]]:
    """The lists of a passage, each from its 一是 on; a list may be within an item of another."""
    open_lists: list[list[Marker]] = []
    for marker in section.markers:
        if marker.number == 1 or not open_lists:
            open_lists.append([marker])
            continue
        fits = next((one for one in reversed(open_lists[-3:]) if one[-1].number + 1 == marker.number), None)
        if fits is None:
            open_lists[-1].append(marker)
            continue
        fits.append(marker)
    yield from open_lists


_MARKERS = [last + form for last in f"{DIGITS}十" for form in "是要则"]  # their last two characters


@rule("R626", "list-without-gap", Severity.WARNING, needs=_MARKERS)
def list_without_gap(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“一是”“二是”“三是”一个接一个；缺一个或重一个，多半是漏了一项或删改时没有改序数。

    合规    一是加强学习；二是规范执法；三是普法。
    合规    一是加强学习。⏎二是规范执法。⏎（一）一是抓早；二是抓小。
    合规    措施之一是加强学习，三要素齐全。
    不合规  一是加强学习；三是普法。
    不合规  一是加强学习；二是规范执法；二是普法。
    不合规  主要做法：二是规范执法；三是普法。
    出处    GB/T 9704-2012 7.3.3；AR-6
    """
    for section in filter(_has_markers, passages(document)):
        yield from islice(_faults(section, emit), _MOST)


def _faults(section: Passage, emit: Emit) -> Iterator[Finding]:
    """The first wrong number of each list."""
    elsewhere = cache(lambda wanted: _occurs(section, wanted))
    for one in lists(section):
        before = 0
        for marker in one:
            wanted = before + 1
            if marker.number != wanted and (marker.number < wanted or not elsewhere(wanted)):
                message = f"“{marker.typed}”前面没有“{chinese(wanted)}{marker.form}”"
                if marker.number <= before:
                    message = f"“{marker.typed}”重复，前面已经有了"
                yield emit(marker.place, message, "补上缺的一项，或改正序数")
                break
            before = marker.number
        if len(one) == 1 and before == 1 and not elsewhere(2):
            hint = "只有一项的，不用“一是”；或补上后面的项"
            yield emit(one[0].place, f"只有“{one[0].typed}”，没有“二{one[0].form}”", hint)


def _occurs(section: Passage, wanted: int) -> bool:
    """The number is there without a mark before it, or in another form: 加强领导一是…, 第二，…"""
    forms = [*(f"{chinese(wanted)}{form}" for form in "是要、，"), f"其{chinese(wanted)}"]
    return any(form in line.text for line in section.lines for form in forms)


@rule("R627", "list-in-one-form", Severity.NOTICE, needs=_MARKERS)
def list_in_one_form(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一组列举用一种写法：都用“一是”，或都用“一要”。

    合规    一是加强学习；二是规范执法。
    合规    一要加强学习；二要规范执法。
    不合规  一是加强学习；二要规范执法。
    不合规  一是加强学习；二是要规范执法；三是要普法。
    不合规  一要加强学习；二是规范执法。
    出处    GB/T 9704-2012 7.3.3
    """
    for section in filter(_has_markers, passages(document)):
        others = ((one[0], marker) for one in lists(section) for marker in one if marker.form != one[0].form)
        for first, other in islice(_first_of_each(others), _MOST):
            message = f"前面用“{first.typed}”，这里用“{other.typed}”"
            yield emit(other.place, message, f"统一成“{first.form}”或“{other.form}”")


def _first_of_each(pairs: Iterator[tuple[Marker, Marker]]) -> Iterator[tuple[Marker, Marker]]:
    """The first difference of each list."""
    for _, of_one in groupby(pairs, key=lambda pair: (id(pair[0].line), pair[0].start)):
        yield next(of_one)


_FURTHEST = 80  # lines in which announced items are searched for
_SEVERAL = f"(?P<count>(?!一){ORDINAL}|两|[2-9]|1[0-9])"
_THINGS = "(?:个方面|个问题|方面|点|条|项|个不足)"
_BEFORE_COUNT = ("以下", "下列", "如下")
_ANNOUNCED = pattern(f"(?:{'|'.join(_BEFORE_COUNT)}){_SEVERAL}{_THINGS}[^。；，“”]{{0,12}}[：:]")
_COUNTED = (
    "个方面",
    "项措施",
    "项举措",
    "项工作",
    "项重点",
    "项任务",
    "个重点",
    "个强化",
    "个坚持",
    "个突出",
    "个抓好",
)
_IN_HEADING = pattern(
    f"(?:抓好|做好|突出|做到|采取|实施|落实|强化|聚焦)(?:以下|下列)?{_SEVERAL}(?:{'|'.join(_COUNTED)})"
)


@rule("R628", "items-as-announced", Severity.WARNING, needs=_BEFORE_COUNT + _COUNTED)
def items_as_announced(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """说了“以下三个方面”“三项措施”，下面列的就要是三项。

    合规    存在以下三个方面的不足：一是甲；二是乙；三是丙。
    合规    一、落实三项措施⏎（一）甲⏎乙。⏎（二）丙⏎丁。⏎（三）戊⏎己。
    合规    一、严格落实行政执法“三项制度”⏎（一）甲⏎乙。⏎（二）丙⏎丁。
    不合规  存在以下三个方面的不足：一是甲；二是乙。
    不合规  主要做了以下两项工作：⏎1.甲。⏎2.乙。⏎3.丙。
    不合规  一、落实三项措施⏎（一）甲⏎乙。⏎（二）丙⏎丁。
    出处    AR-6；WR-D2
    """
    in_text, in_heading = document.holds(_BEFORE_COUNT), document.holds(_COUNTED)
    lines = [line for line in document.body if line.kind is not LineKind.CELL]
    for at, line in enumerate(lines):
        is_heading = line.kind is LineKind.HEADING
        if not (in_heading if is_heading else in_text):
            continue
        match = (_IN_HEADING if is_heading else _ANNOUNCED).search(line.text)
        if not match:
            continue
        typed = match["count"]
        wanted = int(typed) if typed.isdecimal() else number(typed)
        count = _count_within(line, match.end()) or _count_below(lines, at, line.level)
        if count > 1 and count != wanted:
            message = f"说是“{match[0].rstrip('：:')}”，下面列了{count}项"
            place = line.place(match.start(), match.start() + len(match[0].rstrip("：:")))
            yield emit(place, message, "核对项数，改成一致")


def _count_within(line: TextLine, start: int) -> int:
    markers = list(_MARKER.finditer(line.text, start))
    return number(markers[-1][1]) if markers else 0


def _count_below(lines: list[TextLine], at: int, above: int) -> int:
    """The number of items that follow, of the level of the first one."""
    level, count = 0, 0
    for line in lines[at + 1 : at + _FURTHEST]:
        own = typed_number(without_markdown(line.text))
        if own and (own <= above or own < level):
            break
        if not level:
            markers = list(_MARKER.finditer(line.text))
            if markers and not own:
                return number(markers[-1][1])
            if not own:
                break
            level = own
        count += own == level
    return count
