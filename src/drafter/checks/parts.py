"""部分: whether the parts of a yearly report are there, in order, and say what such a part has to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from drafter import kept
from drafter.checks.prose import Kind, Line, Part, Prose, bare, part_words, roles_of
from drafter.checks.rule import Report, rule
from drafter.findings import NOWHERE, Finding, Place, Severity
from drafter.numerals import NUMERAL

_REPORT = re.compile("报告|总结|汇报|情况")
_OPENING = 400  # characters, in which a text without a title tells what it is
_LONG = 200  # characters of a paragraph that tells something of its own
_GAP = "【待填"
_OTHER_TEXT = "有其他内容"


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of `data/part-words.yaml`."""
    rows: dict[str, dict[str, Any]] = kept.table("part-words.yaml")
    return tuple(rows[name]["词"])


def is_yearly_report(prose: Prose) -> bool:
    """The report of this statute, as against another on the same matters, of which no parts are asked."""
    head = prose.title or prose.text[:_OPENING]
    if "法治政府建设" not in head or not _REPORT.search(head):
        return False
    if any(word in prose.title for word in words("别的报告")):
        return False
    known = {role for part in prose.parts for role in part.roles}
    return len(known) > 1 if not prose.title else bool(prose.year and prose.parts)


def role_for(use: str) -> str:
    """The part that `data/parts.yaml` has for a use."""
    return next(role for role, row in part_words().items() if row.get("用途") == use)


def says(lines: tuple[Line, ...], name: str) -> bool:
    """One of the words of a list stands in these lines, headings apart."""
    return any(word in line.text for line in lines if line.kind is not Kind.HEADING for word in words(name))


def is_open(lines: tuple[Line, ...]) -> bool:
    """Something is still to be filled in, and is told as a gap already."""
    return any(_GAP in line.text for line in lines)


def whole(line: Line) -> Place:
    """A line without its blanks."""
    text = line.text.rstrip()
    return line.place(len(text) - len(text.lstrip()), len(text))


def named(line: Line) -> str:
    """A heading without its number, as it is quoted."""
    return _NUMBER.sub("", bare(line.text)).rstrip("。：:")


_NUMBER = re.compile(rf"(?:{NUMERAL}、|[（(]{NUMERAL}[）)]|\d{{1,3}}[.．、]|[（(]\d{{1,3}}[）)])\s*")


def head(prose: Prose) -> Place:
    """Where it is told what a document lacks: its title, else its first words."""
    return next((whole(line) for line in prose.lines if line.kind is Kind.TITLE), first_words(prose))


def first_words(prose: Prose) -> Place:
    """The beginning of the text."""
    return next((line.place(0, min(len(line.text), 20)) for line in prose.prose), NOWHERE)


@rule("R601", "part-missing")
def part_missing(prose: Prose, report: Report) -> Iterator[Finding]:
    """法治政府建设年度报告要写明规定的内容：主要举措和成效、不足和原因、第一责任人履职情况、下一年度安排；
    可以合写，也可以写在别的部分里，但不能不写。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要成效⏎镇长履行第一责任人职责。⏎二、存在的不足及下一步安排⏎力量不足。
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要成效⏎镇长履行第一责任人职责。⏎二、2026年工作安排⏎普法15次。
    出处    AR-R1.5；《法治政府建设与责任落实督察工作规定》年度报告一章
    """
    if not is_yearly_report(prose):
        return
    there = {role for part in prose.parts for role in part.roles}
    for role, row in part_words().items():
        if row.get("法定") and not row.get("可无") and role not in there and not _is_told(row["讲到"], prose):
            message = f"没有写“{role}”：既没有这样的标题，也没有讲到"
            yield report(head(prose), message, f"加上“{role}”这一部分，或在别的部分里写明")


def _is_told(telling: list[str], prose: Prose) -> bool:
    text = [line for line in prose.body if line.kind is not Kind.CELL]
    following = [f"{prose.year + 1}年"] if prose.year and telling == part_words()[role_for("安排")]["讲到"] else []
    if _OTHER_TEXT in telling:
        return any(not part.roles for part in prose.parts) or any(len(line.text) > _LONG for line in text)
    return any(word in line.text for line in text for word in [*telling, *following])


@rule("R602", "parts-in-order", Severity.NOTICE)
def parts_in_order(prose: Prose, report: Report) -> Iterator[Finding]:
    """各部分先写当年，后写下一年：举措成效、不足和原因、下一年度安排、其他；第一责任人履职情况放在前、后都可以。

    合规    一、第一责任人履职情况⏎甲。⏎二、主要举措和成效⏎乙。⏎三、存在的不足⏎丙。⏎四、工作安排⏎丁。
    合规    一、主要举措和成效⏎甲。⏎二、不足和工作安排⏎乙。⏎三、第一责任人履职情况⏎丙。
    不合规  一、主要举措和成效⏎甲。⏎二、2026年工作安排⏎乙。⏎三、存在的不足⏎丙。
    出处    AR-R1.5；AR-R2.3
    """
    latest, before = 0, ""
    for part in prose.parts:
        places = [part_words()[role]["次序"] for role in part.roles if "次序" in part_words()[role]]
        if places and min(places) < latest:
            message = f"“{named(part.heading)}”写在“{before}”的后面"
            yield report(whole(part.heading), message, "按举措成效、不足和原因、下一年度安排、其他的次序排列")
        if places and max(places) >= latest:
            latest, before = max(places), named(part.heading)


@rule("R603", "part-twice", Severity.WARNING)
def part_twice(prose: Prose, report: Report) -> Iterator[Finding]:
    """不足、第一责任人、下一年度安排等部分各写一次；同一部分有两个标题，多半是复制时留下的。

    合规    一、主要举措⏎甲。⏎二、主要成效⏎乙。⏎三、存在的不足⏎丙。⏎四、不足的改进和下一步安排⏎丁。
    不合规  一、存在的不足⏎甲。⏎二、2026年工作安排⏎乙。⏎三、下一步工作打算⏎丙。
    不合规  一、存在的不足和原因⏎甲。⏎二、存在的问题⏎乙。
    出处    AR-R1.5
    """
    seen: dict[str, Part] = {}
    for part in prose.parts:
        if len(part.roles) != 1 or not part_words()[part.roles[0]].get("用途"):
            continue
        first = seen.setdefault(part.roles[0], part)
        if first is not part:
            message = f"“{named(part.heading)}”和前面的“{named(first.heading)}”是同一部分"
            yield report(whole(part.heading), message, "合成一部分，或删去重复的")


# --- 不足和原因 ----------------------------------------------------------------------------------------


class Halves(NamedTuple):
    """A part on shortcomings, plans, or both: the lines on each; the same ones where they are told together."""

    part: Part
    shortcomings: tuple[Line, ...]
    plans: tuple[Line, ...]


_PLAN_BEGINS = re.compile("下一步|下步|下一年|今后|新的一年|明年|20[0-9]{2}年，?.{0,12}(?:将|安排|计划|打算|抓好|做好)")


def halves(prose: Prose) -> Iterator[Halves]:
    """The parts that bear shortcomings or plans."""
    short, plan = role_for("不足"), role_for("安排")
    for part in prose.parts:
        if short in part.roles and plan not in part.roles:
            yield Halves(part, part.lines, ())
        elif plan in part.roles and short not in part.roles:
            yield Halves(part, (), part.lines)
        elif plan in part.roles:
            at = _plan_begins(part, plan, short)
            yield Halves(part, part.lines[:at] or part.lines, part.lines[at:] if at else part.lines)


def _plan_begins(part: Part, plan: str, short: str) -> int:
    """The number of the line with which the plans begin, 0 where they stand among the shortcomings."""
    for at, line in enumerate(part.lines):
        if line.level:
            roles = roles_of(re.split("[。：:]", line.text, maxsplit=1)[0][:40])
            begins = plan in roles and short not in roles
        else:
            begins = bool(_PLAN_BEGINS.match(bare(line.text)))
        # A last paragraph only looks ahead: each item above has told its own plan.
        closing = {bare(last.text).rstrip("。") for last in part.lines[at + 1 :]}
        if begins and at and closing - {"特此报告"}:
            return at
    return 0


_ABSENT = re.compile(
    r"(?:目前|总体上?|经自查)?，?(?:暂|尚|基本)?(?:无|没有|未发现|不存在)(?:明显|突出|重大|较大|大)?的?"
    r"(?:存在)?的?(?:不足|问题|短板)?(?:[和及、](?:不足|问题|原因))?[。！]?"
)


@rule("R604", "shortcomings-are-none")
def shortcomings_are_none(prose: Prose, report: Report) -> Iterator[Finding]:
    """存在的不足和原因是规定要写的内容，不能写“无”：没有不足的一年是没有的。

    合规    一、存在的不足⏎普法形式不够丰富，原因是人员少。⏎二、其他需要报告的情况⏎无。
    不合规  一、存在的不足⏎无。⏎二、其他需要报告的情况⏎无。
    不合规  一、存在的不足和原因：没有明显的不足。⏎二、2026年工作安排⏎全年普法12次。
    出处    AR-R1.5；WR-D13
    """
    for half in halves(prose):
        lines = [line for line in half.shortcomings if line.kind is Kind.TEXT]
        for line in lines:
            text = bare(line.text)
            if _ABSENT.fullmatch(text) and (len(lines) == 1 or re.search("不足|问题|短板", text)):
                yield report(whole(line), f"不足写成“{text}”", "写明还存在哪些不足、原因是什么")


@rule("R605", "judgments-are-none", Severity.NOTICE)
def judgments_are_none(prose: Prose, report: Report) -> Iterator[Finding]:
    """履行法院生效裁判情况只写一个“无”，看不出是没有裁判，还是没有履行；写明没有需要履行的裁判。

    合规    一、履行法院生效裁判情况⏎没有需要履行的法院生效裁判。
    不合规  一、履行法院生效裁判情况⏎无。
    不合规  一、履行法院生效裁判情况：没有。
    出处    WR-D13；AR-R2.3
    """
    for part in prose.part(role_for("裁判")):
        lines = [line for line in part.lines if line.text.strip()]
        if len(lines) == 1 and re.fullmatch("(?:暂?无|没有)[。！]?", bare(lines[0].text)):
            message = f"履行法院生效裁判情况只写“{bare(lines[0].text)}”"
            yield report(whole(lines[0]), message, "写成整句，如“没有需要履行的法院生效裁判。”")


@rule("R606", "shortcomings-without-cause", Severity.WARNING)
def shortcomings_without_cause(prose: Prose, report: Report) -> Iterator[Finding]:
    """规定要写不足和原因：只列现象，一条原因也不讲，下一年的安排就没有着落。

    合规    一、存在的不足⏎一是形式不够丰富，主要原因是人员少；二是调解不够及时。
    不合规  一、存在的不足⏎一是形式不够丰富；二是调解不够及时。
    不合规  一、不足和原因⏎（一）普法形式不够丰富。群众参与不多。⏎（二）调解不够及时。有的纠纷拖了较长时间。
    出处    WR-D12；AR-R1.5；AR-6
    """
    for half in halves(prose):
        lines = half.shortcomings
        # Of our own reports the facts tell it, each at its row.
        if prose.from_facts or not any(line.kind is Kind.TEXT for line in lines) or is_open(lines):
            continue
        if says(lines, "原因") or any(_ABSENT.fullmatch(bare(line.text)) for line in lines):
            continue
        message = "列了不足，没有讲原因"
        if "原因" in half.part.heading.text:
            message = "标题写了“原因”，下面只列了不足，没有讲原因"
        yield report(whole(half.part.heading), message, "逐条写明原因，如“主要原因是……”")


_ITEM = re.compile(r"(?:^|(?<=[。；：;:*]))([一二三四五六七八九十]{1,2})(?:是|要)")


class Piece(NamedTuple):
    """Words of a line, from `start` to before `end`."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.line.text[self.start : self.end]


def items(lines: tuple[Line, ...]) -> list[list[Piece]]:
    """Shortcomings or plans one by one, under their numbers or behind 一是、二是."""
    levels = [line.level for line in lines if line.level]
    numbered = min((level for level in set(levels) if levels.count(level) > 1), default=0)
    found: list[list[Piece]] = []
    for line in lines:
        starts = [match.start() for match in _ITEM.finditer(line.text)] if not numbered else []
        if numbered and line.level == numbered:
            starts = [0]
        first = starts[0] if starts else len(line.text)
        if found and first:
            found[-1].append(Piece(line, 0, first))
        found += [[Piece(line, start, end)] for start, end in pairwise([*starts, len(line.text)])]
    return found


@rule("R607", "shortcoming-without-cause", Severity.NOTICE)
def one_without_cause(prose: Prose, report: Report) -> Iterator[Finding]:
    """有的不足讲了原因，这一条没有讲。

    合规    一、存在的不足⏎一是形式不够丰富，原因是人员少；二是调解不够及时，原因是信息不畅。
    不合规  一、存在的不足⏎一是形式不够丰富，原因是人员少；二是调解不够及时。
    不合规  一、存在的不足⏎（一）普法形式不够丰富。主要是因为人员少。⏎（二）调解不够及时。有的纠纷拖了较长时间。
    出处    WR-D12；AR-6
    """
    for half in halves(prose):
        if prose.from_facts or not says(half.shortcomings, "原因") or half.shortcomings == half.plans:
            continue
        for item in items(half.shortcomings):
            told = any(word in piece.text for piece in item for word in words("原因"))
            if not told and any(piece.line.kind is Kind.TEXT for piece in item):
                line, start, end = item[0]
                stop = re.search("[。；，]", item[0].text)
                place = line.place(start, start + stop.start() if stop else end)
                yield report(place, "这一条不足没有讲原因", "补写原因，如“主要原因是……”")


# --- 下一年度安排 --------------------------------------------------------------------------------------

_NAMES = re.compile("《[^《》]{1,80}》|20[0-9]{2}年度?|“[^“”]{1,20}”")  # figures in them are none of the plan
_COUNTED = re.compile(r"\d|[两三四五六七八九十百][余多]?(?:次|期|场|件|轮|处|个|名|部|项|人)|一(?:次|期|场|遍)")


def has_target(text: str) -> bool:
    """A figure, a term or another thing that can be looked after."""
    text = _NAMES.sub("", _NUMBER.sub("", bare(text), count=1))
    return bool(_COUNTED.search(text)) or any(word in text for word in words("目标"))


@rule("R608", "plan-without-target", Severity.WARNING)
def plan_without_target(prose: Prose, report: Report) -> Iterator[Finding]:
    """下一年的安排要有可以检查的内容：次数、比例、期限，至少一处；通篇没有，年底无从对照。

    合规    一、2026年工作安排⏎（一）加强学习。全年组织专题学习不少于4次。⏎（二）规范执法。加强人员培训。
    合规    一、2026年工作安排⏎（一）加强学习。每季度学习。⏎（二）规范执法。6月底前制定办法。
    不合规  一、2026年工作安排⏎（一）加强学习。深入学习习近平法治思想。⏎（二）规范执法。加强人员培训。
    出处    WR-D12；AR-6
    """
    for half in halves(prose):
        lines = half.plans
        if prose.from_facts or not any(line.kind is Kind.TEXT for line in lines) or is_open(lines):
            continue
        if not any(has_target(line.text) for line in lines):
            message = "下一年的安排里没有一个数字、期限或其他可以检查的目标"
            yield report(whole(half.part.heading), message, "写明做多少、到什么时候，如“不少于4次”“6月底前”")


@rule("R609", "plan-of-slogans", Severity.NOTICE)
def plan_of_slogans(prose: Prose, report: Report) -> Iterator[Finding]:
    """安排里没有目标，只有“再上新台阶”一类的话，等于没有安排。

    合规    一、2026年工作安排⏎全年组织专题学习不少于4次，推动法治政府建设再上新台阶。
    不合规  一、2026年工作安排⏎深入学习习近平法治思想，推动法治政府建设再上新台阶。
    出处    AR-6
    """
    for half in halves(prose):
        if not half.plans or any(has_target(line.text) for line in half.plans):
            continue
        for line in half.plans:
            for match in re.finditer("|".join(map(re.escape, words("空话"))), line.text):
                yield report(line.place(*match.span()), f"没有目标，只说“{match[0]}”", "写明具体做什么、做到什么程度")


@rule("R610", "fewer-plans-than-shortcomings", Severity.NOTICE)
def fewer_plans(prose: Prose, report: Report) -> Iterator[Finding]:
    """下一年的安排要回应存在的不足；列了几条不足，安排不到一半，多半有不足没有人管。

    合规    一、存在的不足⏎一是甲；二是乙；三是丙。⏎二、2026年工作安排⏎一是丁；二是戊。
    合规    一、存在的不足⏎一是甲；二是乙。⏎二、2026年工作安排⏎加强学习。
    不合规  一、存在的不足⏎一是甲；二是乙；三是丙；四是丁；五是戊。⏎二、2026年工作安排⏎一是己；二是庚。
    出处    WR-D12
    """
    found = list(halves(prose))
    shortcomings = sum(len(items(half.shortcomings)) for half in found)
    plans = [half for half in found if half.plans]
    planned = sum(len(items(half.plans)) for half in plans)
    if plans and planned and 2 * planned < shortcomings:
        message = f"存在的不足有{shortcomings}条，下一年的安排只有{planned}条"
        yield report(whole(plans[0].part.heading), message, "逐条核对，每一条不足都要有对应的安排")
