"""The lists of shortcomings and plans in a report, in the styles in which townships write them.

A list in one of these styles becomes records, which a loop of the template prints in the same style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from drafter.document.numbering import heading_number
from drafter.facts.table import FactSpec
from drafter.importer.facts_builder import is_round_trippable
from drafter.importer.segment import BodyLine
from drafter.numerals import NUMERAL, ORDINAL, chinese
from drafter.system.patterns import pattern
from drafter.text.model import part_words, roles_of

LONGEST_TITLE = 60  # 字 of a title with text behind it on its line
_NUMBER = (
    re.compile(f"{NUMERAL}、"), re.compile(f"（{NUMERAL}）"),
    re.compile(r"\d{1,3}\.(?!\d)"), re.compile(r"（\d{1,3}）"),
)  # fmt: skip


def number_of(line: BodyLine) -> tuple[str, str]:
    """The typed number as `heading_number` would print it, and the text after it; empty if it has another form."""
    if not 0 < line.level <= len(_NUMBER):
        return "", line.text
    match = _NUMBER[line.level - 1].match(line.text)
    return (match[0], line.text[match.end() :]) if match else ("", line.text)


def run_in(text: str) -> tuple[str, str]:
    """The title before the first 。 and the text after it; an empty title if nothing follows or it is too long."""
    title, stop, rest = text.partition("。")
    return (title, rest) if stop and rest and 0 < len(title) <= LONGEST_TITLE else ("", text)


class ListStyle(Enum):
    """How a report writes a list."""

    LISTED = "一是……；二是……。"  # within one paragraph
    NUMBERED = "1.……。"  # paragraphs with numbers
    TITLED = "1.标题。……"
    ALONE = "1.标题 ⏎ ……"
    GROUPED = "（一）归类 ⏎ 1.标题。……"


class ParsedItem(NamedTuple):
    """An item of a list: its title or only sentence, the sentences after it, the heading of its group."""

    main: str
    detail: str = ""
    group: str = ""


class ListMatch(NamedTuple):
    """A list in the body; `start` and `end` are a half-open range of its lines."""

    spec: FactSpec
    style: ListStyle
    start: int
    end: int
    items: tuple[ParsedItem, ...]
    level: int = 0  # of the headings
    heading_count: int = 0  # of headings of that level
    lead: str = ""  # text before the first item of a LISTED one, and after the last one
    tail: str = ""
    ends_with_stops: bool = False  # each item is a sentence that ends with 。
    ends_with_semicolons: bool = False  # each item ends with ；, though it has several sentences


def list_roles_of(heading: str) -> tuple[str, ...]:
    """The roles of the lists that belong under a heading, by the table of parts: 不足, 安排 …"""
    return tuple(role for part in roles_of(heading) if (role := part_words()[part].get("用途")))


PLANNED_ROLES = ("不足", "安排")


def find_lists(table: FactSpec, lines: Sequence[BodyLine]) -> Iterator[ListMatch]:
    """Every list of shortcomings or plans in the body that is written in one of the known styles."""
    for role, start, end in _regions(lines):
        yield from _list_in(table.by_role(role), lines, start, end)


def _regions(lines: Sequence[BodyLine]) -> Iterator[tuple[str, int, int]]:
    """Where shortcomings and plans are written: the role of their list, and a half-open range of lines."""
    headings = [at for at, line in enumerate(lines) if line.heading and line.level == 1]
    for start, end in pairwise([*headings, len(lines)]):
        roles = [role for role in list_roles_of(lines[start].text) if role in PLANNED_ROLES]
        if len(roles) == 1:
            yield roles[0], start + 1, end
        elif len(roles) == 2:
            subheadings = [at for at in range(start + 1, end) if lines[at].heading and list_roles_of(lines[at].text)]
            for first, last in pairwise([*subheadings, end]):
                if (role := next(iter(list_roles_of(lines[first].text)), "")) in PLANNED_ROLES:
                    yield role, first + 1, last
            if not subheadings:
                yield from _undivided(lines, start + 1, end)


def _undivided(lines: Sequence[BodyLine], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """One part for both, without subheadings: a list of shortcomings, then the plans."""
    shortcomings = next((at for at in range(start, end) if len(_split_list(lines[at].text)[1]) > 1), None)
    if shortcomings is not None:
        yield PLANNED_ROLES[0], shortcomings, shortcomings + 1
        yield PLANNED_ROLES[1], shortcomings + 1, end


def _list_in(spec: FactSpec, lines: Sequence[BodyLine], start: int, end: int) -> Iterator[ListMatch]:
    """The list in these lines, without the text before it, if it is written in one of the known styles."""
    numbered = [at for at in range(start, end) if lines[at].level]
    if numbered:
        match = _list_of_headings(spec, lines, numbered[0], end)
        if match and all(_is_representable(item, spec) for item in match.items):
            yield match
        return
    for at in range(start, end):
        lead, texts, tail = _split_list(lines[at].text)
        if len(texts) > 1:
            items = [_split_item(text.rstrip("；")) for text in texts]
            several_sentences = any(item.detail for item in items)
            ends = {text[-1] for text in texts[:-1]}
            if ends in ({"；"}, {"。"}) and all(_is_representable(item, spec) for item in items):
                yield ListMatch(
                    spec, ListStyle.LISTED, at, at + 1, tuple(items), lead=lead, tail=tail,
                    ends_with_stops=not several_sentences and ends == {"。"},
                    ends_with_semicolons=several_sentences and ends == {"；"},
                )  # fmt: skip
            return


_ITEM = pattern(f"(?:^|(?<=[：，。；、]))({ORDINAL})是")


def _split_list(text: str) -> tuple[str, list[str], str]:
    """一是…；二是…。: the text before it, the items without their numbers, the text after it."""
    marks = list(_ITEM.finditer(text))
    consecutive = all(match[1] == chinese(number) for number, match in enumerate(marks, 1))
    if not consecutive or len(marks) < 2:
        return text, [], ""
    items = [text[a.end() : b.start()] for a, b in pairwise(marks)]
    last = text[marks[-1].end() :]
    several_sentences = any("。" in item[:-1] for item in items)
    stop = len(last) if several_sentences else last.find("。") + 1 or len(last)
    return text[: marks[0].start()], [*items, last[:stop]], last[stop:]


def _split_item(text: str) -> ParsedItem:
    """An item, divided after its first sentence."""
    main, _, detail = text.partition("。")
    return ParsedItem(main, detail + ("。" if detail and not detail.endswith("。") else ""))


def _list_of_headings(spec: FactSpec, lines: Sequence[BodyLine], start: int, end: int) -> ListMatch | None:
    level = lines[start].level
    tops = [at for at in range(start, end) if lines[at].level == level]
    numbers = [number_of(lines[at]) for at in tops]
    if [number for number, _ in numbers] != [heading_number(level, count) for count in range(1, len(tops) + 1)]:
        return None
    spans = list(pairwise([*tops, end]))
    items: list[ParsedItem] = []
    if all(last - first == 1 and not lines[first].heading for first, last in spans):
        run_ins = [run_in(rest) for _, rest in numbers]
        if all(title for title, _ in run_ins):
            items = [ParsedItem(title, detail) for title, detail in run_ins]
            return ListMatch(spec, ListStyle.TITLED, start, end, tuple(items), level, len(tops))
        if not any(title for title, _ in run_ins):
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
            title, detail = run_in(rest)
            if (
                lines[at].level != level + 1
                or number != heading_number(level + 1, count)
                or lines[at].heading
                or not title
            ):
                return None
            items.append(ParsedItem(title, detail, group))
    groups = [item.group for item in items]
    if len({a for a, b in pairwise([*groups, ""]) if a != b}) != len(tops):  # an empty group, or two of the same name
        return None
    return ListMatch(spec, ListStyle.GROUPED, start, end, tuple(items), level, len(tops))


def _is_representable(item: ParsedItem, spec: FactSpec) -> bool:
    """Whether the facts file can hold the words of an item unchanged."""
    fields = {child.role: child for child in spec.children.values()}
    main = next(child for child in spec.children.values() if child.required)
    detail = fields.get("详情") or fields["措施"]
    return (
        is_round_trippable(item.main, main)
        and (not item.detail or is_round_trippable(item.detail, detail))
        and (not item.group or is_round_trippable(item.group, fields["归类"]))
    )
