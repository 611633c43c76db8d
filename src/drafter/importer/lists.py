"""What a report tells as a list: its shortcomings and plans, in the forms in which townships write them.

A list that is told in one of these forms becomes records, which a loop of the template tells in the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from drafter.document.numbering import made_number
from drafter.facts.table import FactSpec
from drafter.importer.facts_builder import is_round_trippable
from drafter.importer.segment import BodyLine
from drafter.numerals import chinese
from drafter.text.model import part_words, roles_of

LONGEST_TITLE = 60  # 字 of a title with text behind it on its line
_NUMBER = (
    re.compile("[一二三四五六七八九十百]{1,4}、"), re.compile("（[一二三四五六七八九十百]{1,4}）"),
    re.compile(r"\d{1,3}\.(?!\d)"), re.compile(r"（\d{1,3}）"),
)  # fmt: skip


def number_of(line: BodyLine) -> tuple[str, str]:
    """The number that was typed, in the form in which it would be made, and what stands behind it."""
    if not 0 < line.level <= len(_NUMBER):
        return "", line.text
    match = _NUMBER[line.level - 1].match(line.text)
    return (match[0], line.text[match.end() :]) if match else ("", line.text)


def run_in(text: str) -> tuple[str, str]:
    """The title that ends with the first 。, and what is told behind it; no title where nothing follows."""
    title, stop, told = text.partition("。")
    return (title, told) if stop and told and 0 < len(title) <= LONGEST_TITLE else ("", text)


class ListStyle(Enum):
    """How a report tells a list."""

    LISTED = "一是……；二是……。"  # within one paragraph
    NUMBERED = "1.……。"  # paragraphs with numbers
    TITLED = "1.标题。……"
    ALONE = "1.标题 ⏎ ……"
    GROUPED = "（一）归类 ⏎ 1.标题。……"


class ParsedItem(NamedTuple):
    main: str
    detail: str = ""
    group: str = ""


class ListMatch(NamedTuple):
    spec: FactSpec
    form: ListStyle
    start: int  # lines of the body, from this one up to before `end`
    end: int
    items: tuple[ParsedItem, ...]
    level: int = 0  # of the headings
    made: int = 0  # headings of that level
    lead: str = ""
    tail: str = ""
    stops: bool = False  # every item is one sentence of its own
    semicolons: bool = False  # items with several sentences end with ； all the same


def uses_of(heading: str) -> tuple[str, ...]:
    """What the table of parts says that a heading is about."""
    return tuple(use for role in roles_of(heading) if (use := part_words()[role].get("用途")))


PLANNED_ROLES = ("不足", "安排")


def lists(table: FactSpec, lines: Sequence[BodyLine]) -> Iterator[ListMatch]:
    """Every list of shortcomings or plans in the body of a report that is told in one of the known forms."""
    for use, start, end in _regions(lines):
        yield from _looped(table.by_role(use), lines, start, end)


def _regions(lines: Sequence[BodyLine]) -> Iterator[tuple[str, int, int]]:
    """Where shortcomings and plans are told: the use of their list in the table, first and last line."""
    heads = [at for at, line in enumerate(lines) if line.heading and line.level == 1]
    for start, end in pairwise([*heads, len(lines)]):
        uses = [use for use in uses_of(lines[start].text) if use in PLANNED_ROLES]
        if len(uses) == 1:
            yield uses[0], start + 1, end
        elif len(uses) == 2:
            below = [at for at in range(start + 1, end) if lines[at].heading and uses_of(lines[at].text)]
            for first, last in pairwise([*below, end]):
                if (use := next(iter(uses_of(lines[first].text)), "")) in PLANNED_ROLES:
                    yield use, first + 1, last
            if not below:
                yield from _undivided(lines, start + 1, end)


def _undivided(lines: Sequence[BodyLine], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """One part for both without headings: first what is wrong, in a list, then the plans."""
    listed = next((at for at in range(start, end) if len(_listed(lines[at].text)[1]) > 1), None)
    if listed is not None:
        yield PLANNED_ROLES[0], listed, listed + 1
        yield PLANNED_ROLES[1], listed + 1, end


def _looped(spec: FactSpec, lines: Sequence[BodyLine], start: int, end: int) -> Iterator[ListMatch]:
    """The list in these lines, if it is told in one of the known forms; what leads up to it is no part of it."""
    numbered = [at for at in range(start, end) if lines[at].level]
    if numbered:
        found = _of_headings(spec, lines, numbered[0], end)
        if found and all(_is_right(item, spec) for item in found.items):
            yield found
        return
    for at in range(start, end):
        lead, items, tail = _listed(lines[at].text)
        if len(items) > 1:
            parted = [_parted(item.rstrip("；")) for item in items]
            several = any(item.detail for item in parted)
            ends = {item[-1] for item in items[:-1]}
            right = ends in ({"；"}, {"。"})
            if right and all(_is_right(item, spec) for item in parted):
                yield ListMatch(
                    spec, ListStyle.LISTED, at, at + 1, tuple(parted),
                    lead=lead, tail=tail, semicolons=several and ends == {"；"},
                    stops=not several and ends == {"。"},
                )  # fmt: skip
            return


_ITEM = re.compile("(?:^|(?<=[：，。；、]))([一二三四五六七八九十]{1,3})是")


def _listed(text: str) -> tuple[str, list[str], str]:
    """一是…；二是…。: what leads up to it, the items without their numbers, what follows."""
    marks = list(_ITEM.finditer(text))
    counted_on = [match for number, match in enumerate(marks, 1) if match[1] == chinese(number)]
    if len(counted_on) != len(marks) or len(marks) < 2:
        return text, [], ""
    items = [text[a.end() : b.start()] for a, b in pairwise(marks)]
    last = text[marks[-1].end() :]
    several = any("。" in item[:-1] for item in items)
    stop = len(last) if several else last.find("。") + 1 or len(last)
    return text[: marks[0].start()], [*items, last[:stop]], last[stop:]


def _parted(text: str) -> ParsedItem:
    """The first sentence, and the others."""
    main, _, detail = text.partition("。")
    return ParsedItem(main, detail + ("。" if detail and not detail.endswith("。") else ""))


def _of_headings(spec: FactSpec, lines: Sequence[BodyLine], start: int, end: int) -> ListMatch | None:
    level = lines[start].level
    tops = [at for at in range(start, end) if lines[at].level == level]
    numbers = [number_of(lines[at]) for at in tops]
    typed = [number for number, _ in numbers]
    if typed != [made_number(level, count) for count in range(1, len(tops) + 1)]:
        return None
    spans = list(pairwise([*tops, end]))
    items: list[ParsedItem] = []
    if all(last - first == 1 and not lines[first].heading for first, last in spans):
        parted = [run_in(rest) for _, rest in numbers]
        if all(title for title, _ in parted):
            items = [ParsedItem(title, told) for title, told in parted]
            return ListMatch(spec, ListStyle.TITLED, start, end, tuple(items), level, len(tops))
        if not any(title for title, _ in parted):
            items = [ParsedItem(rest.removesuffix("。")) for _, rest in numbers]
            return ListMatch(spec, ListStyle.NUMBERED, start, end, tuple(items), level, len(tops))
        return None
    if not all(lines[first].heading for first in tops):
        return None
    if all(last - first == 2 and not lines[first + 1].level for first, last in spans):
        items = [ParsedItem(rest, lines[at + 1].text) for at, (_, rest) in zip(tops, numbers, strict=True)]
        return ListMatch(spec, ListStyle.ALONE, start, end, tuple(items), level, len(tops))
    if spec.children and not any(child.role == "归类" for child in spec.children.values()):
        return None
    for (first, last), (_, group) in zip(spans, numbers, strict=True):
        for count, at in enumerate(range(first + 1, last), 1):
            number, rest = number_of(lines[at])
            title, told = run_in(rest)
            if (
                lines[at].level != level + 1
                or number != made_number(level + 1, count)
                or lines[at].heading
                or not title
            ):
                return None
            items.append(ParsedItem(title, told, group))
    groups = [item.group for item in items]
    if len({a for a, b in pairwise([*groups, ""]) if a != b}) != len(tops):  # an empty one, or two of one name
        return None
    return ListMatch(spec, ListStyle.GROUPED, start, end, tuple(items), level, len(tops))


def _is_right(item: ParsedItem, spec: FactSpec) -> bool:
    """Its words can stand in the facts just as they are."""
    fields = {child.role: child for child in spec.children.values()}
    main = next(child for child in spec.children.values() if child.required)
    detail = fields.get("详情") or fields["措施"]
    return (
        is_round_trippable(item.main, main)
        and (not item.detail or is_round_trippable(item.detail, detail))
        and (not item.group or is_round_trippable(item.group, fields["归类"]))
    )
