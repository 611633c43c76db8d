"""部分: whether the parts of a yearly report are there, each once and in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from drafter.document.elements import LineKind
from drafter.findings import NOWHERE, Emit, Finding, Place, Severity, rule
from drafter.numerals import NUMERAL
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import Part, TextDocument, TextLine, derived_once, part_words, without_markdown

_REPORT = pattern("报告|总结|汇报|情况")
YEARLY_REPORT = ("法治政府建设",)  # what rules need of which only a yearly report can have findings
_OPENING = 400  # characters at the beginning that identify a text without a title
_LONG = 200  # characters of a paragraph with content of its own
_GAP = "【待填"
_OTHER_TEXT = "有其他内容"


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of `data/part-words.yaml`."""
    rows: dict[str, dict[str, Any]] = data_table("part-words.yaml")
    return tuple(rows[name]["词"])


@derived_once
def is_yearly_report(document: TextDocument) -> bool:
    """The report that the statute requires, not another one on the same matters, which needs no parts."""
    head = document.title or document.text[:_OPENING]
    if YEARLY_REPORT[0] not in head or not _REPORT.search(head):
        return False
    if any(word in document.title for word in words("别的报告")):
        return False
    known = {role for part in document.parts for role in part.roles}
    return len(known) > 1 if not document.title else bool(document.year and document.parts)


def may_be_yearly_report(document: TextDocument) -> bool:
    """It is not certainly another document: a text without a title may be a part of such a report."""
    return not document.title or is_yearly_report(document)


def role_for(use: str) -> str:
    """The part that `data/parts.yaml` has for a purpose (用途)."""
    return next(role for role, row in part_words().items() if row.get("用途") == use)


def headings_of(*uses: str) -> Callable[[], tuple[str, ...]]:
    """The words that announce the parts of these purposes: what rules on such a part need."""

    @cache
    def needed() -> tuple[str, ...]:
        return tuple(word for use in uses for word in part_words()[role_for(use)]["词"])

    return needed


def mentions(lines: tuple[TextLine, ...], name: str) -> bool:
    """One of the words of a list occurs in these lines, headings excepted."""
    return any(word in line.text for line in lines if line.kind is not LineKind.HEADING for word in words(name))


def is_open(lines: tuple[TextLine, ...]) -> bool:
    """Something is still to be filled in; it is reported as a gap."""
    return any(_GAP in line.text for line in lines)


def whole(line: TextLine) -> Place:
    """A line without the blanks at its ends."""
    text = line.text.rstrip()
    return line.place(len(text) - len(text.lstrip()), len(text))


def named(line: TextLine) -> str:
    """A heading without its number, as it is quoted."""
    return NUMBER.sub("", without_markdown(line.text)).rstrip("。：:")


NUMBER = pattern(rf"^(?:{NUMERAL}、|[（(]{NUMERAL}[）)]|\d{{1,3}}[.．、]|[（(]\d{{1,3}}[）)])\s*")


def head(document: TextDocument) -> Place:
    """The place for what a document lacks: its title, else its first words."""
    return next((whole(line) for line in document.lines if line.kind is LineKind.TITLE), first_words(document))


def first_words(document: TextDocument) -> Place:
    """The beginning of the text."""
    return next((line.place(0, min(len(line.text), 20)) for line in document.prose), NOWHERE)


@rule("R601", "part-missing", needs=YEARLY_REPORT)
def part_missing(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """法治政府建设年度报告要写明规定的内容：主要举措和成效、不足和原因、第一责任人履职情况、下一年度安排；
    可以合写，也可以写在别的部分里，但不能不写。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要成效⏎镇长履行第一责任人职责。⏎二、存在的不足及下一步安排⏎力量不足。
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要成效⏎镇长履行第一责任人职责。⏎二、2026年工作安排⏎普法15次。
    出处    AR-R1.5；《法治政府建设与责任落实督察工作规定》年度报告一章
    """
    if not is_yearly_report(document):
        return
    there = {role for part in document.parts for role in part.roles}
    for role, row in part_words().items():
        if row.get("法定") and not row.get("可无") and role not in there and not _is_mentioned(row["讲到"], document):
            message = f"没有写“{role}”：既没有这样的标题，也没有讲到"
            yield emit(head(document), message, f"加上“{role}”这一部分，或在别的部分里写明")


def _is_mentioned(wanted: list[str], document: TextDocument) -> bool:
    text = [line for line in document.body if line.kind is not LineKind.CELL]
    following = [f"{document.year + 1}年"] if document.year and wanted == part_words()[role_for("安排")]["讲到"] else []
    if _OTHER_TEXT in wanted:
        # Headings without numbers may be taken for text.
        unknown = sum(len(line.text) for line in text) > _LONG and not all(map(_is_numbered, document.parts))
        return unknown or any(not part.roles for part in document.parts) or any(len(line.text) > _LONG for line in text)
    return any(word in line.text for line in text for word in [*wanted, *following])


def _is_numbered(part: Part) -> bool:
    return bool(NUMBER.match(without_markdown(part.heading.text)))


@cache
def _headings_in_order() -> tuple[str, ...]:
    """The words that announce the parts that do not come first: one of them is there before its time."""
    return tuple(word for row in part_words().values() if row.get("次序", 0) > 1 for word in row["词"])


@rule("R602", "parts-in-order", Severity.NOTICE, needs=_headings_in_order)
def parts_in_order(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """各部分先写当年，后写下一年：举措成效、不足和原因、下一年度安排、其他；第一责任人履职情况放在前、后都可以。

    合规    一、第一责任人履职情况⏎甲。⏎二、主要举措和成效⏎乙。⏎三、存在的不足⏎丙。⏎四、工作安排⏎丁。
    合规    一、主要举措和成效⏎甲。⏎二、不足和工作安排⏎乙。⏎三、第一责任人履职情况⏎丙。
    不合规  一、主要举措和成效⏎甲。⏎二、2026年工作安排⏎乙。⏎三、存在的不足⏎丙。
    出处    AR-R1.5；AR-R2.3
    """
    latest, before = 0, ""
    for part in document.parts if may_be_yearly_report(document) else ():
        places = [part_words()[role]["次序"] for role in part.roles if "次序" in part_words()[role]]
        if places and min(places) < latest:
            message = f"“{named(part.heading)}”写在“{before}”的后面"
            yield emit(whole(part.heading), message, "按举措成效、不足和原因、下一年度安排、其他的次序排列")
        if places and max(places) >= latest:
            latest, before = max(places), named(part.heading)


@cache
def _headings_of_one_purpose() -> tuple[str, ...]:
    return tuple(word for row in part_words().values() if row.get("用途") for word in row["词"])


@rule("R603", "part-twice", Severity.WARNING, needs=_headings_of_one_purpose)
def part_twice(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """不足、第一责任人、下一年度安排等部分各写一次；同一部分有两个标题，多半是复制时留下的。

    合规    一、主要举措⏎甲。⏎二、主要成效⏎乙。⏎三、存在的不足⏎丙。⏎四、不足的改进和下一步安排⏎丁。
    不合规  一、存在的不足⏎甲。⏎二、2026年工作安排⏎乙。⏎三、下一步工作打算⏎丙。
    不合规  一、存在的不足和原因⏎甲。⏎二、存在的问题⏎乙。
    出处    AR-R1.5
    """
    seen: dict[str, Part] = {}
    for part in document.parts if may_be_yearly_report(document) else ():
        if len(part.roles) != 1 or not part_words()[part.roles[0]].get("用途"):
            continue
        first = seen.setdefault(part.roles[0], part)
        if first is not part:
            message = f"“{named(part.heading)}”和前面的“{named(first.heading)}”是同一部分"
            yield emit(whole(part.heading), message, "合成一部分，或删去重复的")


@rule("R605", "judgments-are-none", Severity.NOTICE, needs=headings_of("裁判"))
def judgments_are_none(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """履行法院生效裁判情况只写一个“无”，看不出是没有裁判，还是没有履行；写明没有需要履行的裁判。

    合规    一、履行法院生效裁判情况⏎没有需要履行的法院生效裁判。
    不合规  一、履行法院生效裁判情况⏎无。
    不合规  一、履行法院生效裁判情况：没有。
    出处    WR-D13；AR-R2.3
    """
    for part in document.part(role_for("裁判")):
        lines = [line for line in part.lines if line.text.strip()]
        if len(lines) == 1 and re.fullmatch("(?:暂?无|没有)[。！]?", without_markdown(lines[0].text)):
            message = f"履行法院生效裁判情况只写“{without_markdown(lines[0].text)}”"
            yield emit(whole(lines[0]), message, "写成整句，如“没有需要履行的法院生效裁判。”")
