"""不足和安排: each shortcoming with its cause, each plan with its target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from drafter.checks.text.parts import (
    NUMBER,
    headings_of,
    is_open,
    may_be_yearly_report,
    mentions,
    role_for,
    whole,
    words,
)
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import NUMERAL, ORDINAL
from drafter.system.patterns import pattern
from drafter.text.model import Part, TextDocument, TextLine, derived_once, roles_of, without_markdown

_MOST = 6  # findings of one rule in one part at most


class ShortcomingsAndPlans(NamedTuple):
    """A part on shortcomings, plans, or both, with the lines on each; the same lines where both are mixed."""

    part: Part
    shortcomings: tuple[TextLine, ...]
    plans: tuple[TextLine, ...]


_PLAN_BEGINS = pattern("下一步|下步|下一年|今后|新的一年|明年|20[0-9]{2}年，?.{0,12}(?:将|安排|计划|打算|抓好|做好)")


@derived_once
def shortcomings_and_plans(document: TextDocument) -> list[ShortcomingsAndPlans]:
    """The parts of a yearly report on shortcomings or plans."""
    found: list[ShortcomingsAndPlans] = []
    if not may_be_yearly_report(document):
        return found
    short, plan = role_for("不足"), role_for("安排")
    for part in document.parts:
        if short in part.roles and plan not in part.roles:
            found.append(ShortcomingsAndPlans(part, part.lines, ()))
        elif plan in part.roles and short not in part.roles:
            found.append(ShortcomingsAndPlans(part, (), part.lines))
        elif plan in part.roles:
            at = _plan_begins(part, plan, short)
            short_lines, plan_lines = (part.lines[:at], part.lines[at:]) if at else (part.lines, part.lines)
            found.append(ShortcomingsAndPlans(part, short_lines, plan_lines))
    return found


def _plan_begins(part: Part, plan: str, short: str) -> int:
    """The index of the first line on plans, 0 where they are mixed with the shortcomings."""
    for at, line in enumerate(part.lines):
        if line.level:
            roles = roles_of(re.split("[。：:]", line.text, maxsplit=1)[0][:40])
            begins = plan in roles and short not in roles
        else:
            begins = bool(_PLAN_BEGINS.match(without_markdown(line.text)))
        # A last paragraph is only an outlook: each item above has its own plan.
        if (
            begins
            and at
            and any(without_markdown(last.text).rstrip("。") != "特此报告" for last in part.lines[at + 1 :])
        ):
            return at
    return 0


_ABSENT = pattern(
    r"(?:目前|总体上?|经自查)?，?(?:暂|尚|基本)?(?:无|没有|未发现|不存在)(?:明显|突出|重大|较大|大)?的?"
    r"(?:存在)?的?(?:不足|问题|短板)?(?:[和及、](?:不足|问题|原因))?[。！]?"
)


@rule("R604", "shortcomings-are-none", needs=("无", "没有", "未发现", "不存在"))
def shortcomings_are_none(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """存在的不足和原因是规定要写的内容，不能写“无”：没有不足的一年是没有的。

    合规    一、存在的不足⏎普法形式不够丰富，原因是人员少。⏎二、其他需要报告的情况⏎无。
    不合规  一、存在的不足⏎无。⏎二、其他需要报告的情况⏎无。
    不合规  一、存在的不足和原因：没有明显的不足。⏎二、2026年工作安排⏎全年普法12次。
    出处    AR-R1.5；WR-D13
    """
    for part_lines in shortcomings_and_plans(document):
        lines = [line for line in part_lines.shortcomings if line.kind is LineKind.TEXT]
        for line in lines:
            text = without_markdown(line.text)
            if _ABSENT.fullmatch(text) and (len(lines) == 1 or re.search("不足|问题|短板", text)):
                yield emit(whole(line), f"不足写成“{text}”", "写明还存在哪些不足、原因是什么")


_ITEM = pattern(rf"(?:^|(?<=[。；：;:*]))({ORDINAL})(?:是|要)")


class ItemText(NamedTuple):
    """The text of a line from `start` to `end`."""

    line: TextLine
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text itself."""
        return self.line.text[self.start : self.end]


def items(lines: tuple[TextLine, ...]) -> list[list[ItemText]]:
    """Shortcomings or plans one by one, by their numbers or by 一是、二是."""
    levels = [line.level for line in lines if line.level]
    numbered = min((level for level in set(levels) if levels.count(level) > 1), default=0)
    found: list[list[ItemText]] = []
    for line in lines:
        starts = [match.start() for match in _ITEM.finditer(line.text)] if not numbered else []
        if numbered and line.level == numbered:
            starts = [0]
        first = starts[0] if starts else len(line.text)
        if found and first:
            found[-1].append(ItemText(line, 0, first))
        found += [[ItemText(line, start, end)] for start, end in pairwise([*starts, len(line.text)])]
    return found


_CAUSE = pattern(
    "受[^，。；]{2,12}(?:影响|制约|限制|所限)"
    "|(?:^|[，。；：、]|主要|多是|大多|往往|常|仅|也)因(?![此而材时地势应循素人]|为$)(?=[^，。；]{3})"
)


def explains(item: list[ItemText]) -> bool:
    """An item names its cause: by a word for it, or by a lack of staff or money after its first clause."""
    text = "\n".join(piece.text for piece in item)
    after = _CLAUSE_ENDS.split(text, maxsplit=1)[1:]
    return (
        any(word in text for word in words("原因"))
        or bool(_CAUSE.search(text))
        or any(word in after[0] for word in words("讲清原因的话") if after)
    )


_CLAUSE_ENDS = pattern("[。；，：\n]")


def names_cause(lines: tuple[TextLine, ...]) -> bool:
    """At least one of these shortcomings has a cause."""
    return mentions(lines, "原因") or any(explains(item) for item in items(lines))


@rule("R606", "shortcomings-without-cause", Severity.WARNING, needs=headings_of("不足"))
def shortcomings_without_cause(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """规定要写不足和原因：只列现象，一条原因也不讲，下一年的安排就没有着落。

    合规    一、存在的不足⏎一是形式不够丰富，主要原因是人员少；二是调解不够及时。
    合规    一、不足和原因⏎（一）普法形式不够丰富。普法人员身兼数职，难以下村。⏎（二）调解不够及时。
    不合规  一、存在的不足⏎一是形式不够丰富；二是调解不够及时。
    不合规  一、不足和原因⏎（一）普法形式不够丰富。群众参与不多。⏎（二）调解不够及时。有的纠纷拖了较长时间。
    出处    WR-D12；AR-R1.5；AR-6
    """
    for part_lines in shortcomings_and_plans(document):
        lines = part_lines.shortcomings
        # In reports made of facts, F301 and F302 report it at the fact.
        if document.from_facts or not any(line.kind is LineKind.TEXT for line in lines) or is_open(lines):
            continue
        if names_cause(lines) or any(_ABSENT.fullmatch(without_markdown(line.text)) for line in lines):
            continue
        message = "列了不足，没有讲原因"
        if "原因" in part_lines.part.heading.text:
            message = "标题写了“原因”，下面只列了不足，没有讲原因"
        yield emit(whole(part_lines.part.heading), message, "逐条写明原因，如“主要原因是……”")


@rule("R607", "shortcoming-without-cause", Severity.NOTICE, needs=headings_of("不足"))
def one_without_cause(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """有的不足讲了原因，这一条没有讲。

    合规    一、存在的不足⏎一是形式不够丰富，原因是人员少；二是调解不够及时，原因是信息不畅。
    合规    一、存在的不足⏎（一）形式不够丰富。由于人员少，活动不多。⏎（二）观念不强。受传统习俗影响，遇事习惯找人情。
    不合规  一、存在的不足⏎一是形式不够丰富，原因是人员少；二是调解不够及时。
    不合规  一、存在的不足⏎（一）普法形式不够丰富。主要是因为人员少。⏎（二）调解不够及时。有的纠纷拖了较长时间。
    出处    WR-D12；AR-6
    """
    for part_lines in shortcomings_and_plans(document):
        if (
            document.from_facts
            or not mentions(part_lines.shortcomings, "原因")
            or part_lines.shortcomings == part_lines.plans
        ):
            continue
        lacking = (
            item
            for item in items(part_lines.shortcomings)
            if not explains(item) and any(piece.line.kind is LineKind.TEXT for piece in item)
        )
        for item in islice(lacking, _MOST):
            line, start, end = item[0]
            stop = re.search("[。；，]", item[0].text)
            place = line.place(start, start + stop.start() if stop else end)
            yield emit(place, "这一条不足好像没有讲原因", "补写原因；已经讲了的，用“主要原因是……”点明")


# --- 下一年度安排 --------------------------------------------------------------------------------------

_NAMES = pattern("《[^《》]{1,80}》|20[0-9]{2}年度?|“[^“”]{1,20}”")  # figures in them are not those of the plan
_DIGIT = pattern(r"\d")
_COUNTED = pattern(rf"(?![一二]){NUMERAL}[余多]?(?:次|期|场|件|轮|处|个|名|部|项|人)|一(?:次|期|场|遍)")


def has_target(text: str) -> bool:
    """A figure, a deadline or anything else that can be checked."""
    text = _NAMES.sub("", NUMBER.sub("", without_markdown(text)))
    return bool(_DIGIT.search(text) or _COUNTED.search(text)) or any(word in text for word in words("目标"))


@rule("R608", "plan-without-target", Severity.WARNING, needs=headings_of("安排"))
def plan_without_target(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """下一年的安排要有可以检查的内容：次数、比例、期限，至少一处；通篇没有，年底无从对照。

    合规    一、2026年工作安排⏎（一）加强学习。全年组织专题学习不少于4次。⏎（二）规范执法。加强人员培训。
    合规    一、2026年工作安排⏎（一）加强学习。每季度学习。⏎（二）规范执法。6月底前制定办法。
    不合规  一、2026年工作安排⏎（一）加强学习。深入学习习近平法治思想。⏎（二）规范执法。加强人员培训。
    出处    WR-D12；AR-6
    """
    for part_lines in shortcomings_and_plans(document):
        lines = part_lines.plans
        if document.from_facts or not any(line.kind is LineKind.TEXT for line in lines) or is_open(lines):
            continue
        if not any(has_target(line.text) for line in lines):
            message = "下一年的安排里没有一个数字、期限或其他可以检查的目标"
            yield emit(whole(part_lines.part.heading), message, "写明做多少、到什么时候，如“不少于4次”“6月底前”")


@rule("R609", "plan-of-slogans", Severity.NOTICE, needs=lambda: words("空话"))
def plan_of_slogans(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """安排里没有目标，只有“再上新台阶”一类的话，等于没有安排。

    合规    一、2026年工作安排⏎全年组织专题学习不少于4次，推动法治政府建设再上新台阶。
    不合规  一、2026年工作安排⏎深入学习习近平法治思想，推动法治政府建设再上新台阶。
    出处    AR-6
    """
    for part_lines in shortcomings_and_plans(document):
        if not part_lines.plans or any(has_target(line.text) for line in part_lines.plans):
            continue
        for line in part_lines.plans:
            match = re.search("|".join(map(re.escape, words("空话"))), line.text)
            if match:
                yield emit(line.place(*match.span()), f"没有目标，只说“{match[0]}”", "写明具体做什么、做到什么程度")


@rule("R610", "fewer-plans-than-shortcomings", Severity.NOTICE, needs=headings_of("不足"))
def fewer_plans(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """下一年的安排要回应存在的不足；列了几条不足，安排不到一半，多半有不足没有人管。

    合规    一、存在的不足⏎一是甲；二是乙；三是丙。⏎二、2026年工作安排⏎一是丁；二是戊。
    合规    一、存在的不足⏎一是甲；二是乙。⏎二、2026年工作安排⏎加强学习。
    不合规  一、存在的不足⏎一是甲；二是乙；三是丙；四是丁；五是戊。⏎二、2026年工作安排⏎一是己；二是庚。
    出处    WR-D12
    """
    found = shortcomings_and_plans(document)
    shortcomings = sum(len(items(part_lines.shortcomings)) for part_lines in found)
    plans = [part_lines for part_lines in found if part_lines.plans]
    planned = sum(len(items(part_lines.plans)) for part_lines in plans)
    if plans and planned and 2 * planned < shortcomings:
        message = f"存在的不足有{shortcomings}条，下一年的安排只有{planned}条"
        yield emit(whole(plans[0].part.heading), message, "逐条核对，每一条不足都要有对应的安排")
