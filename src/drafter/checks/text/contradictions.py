"""前后矛盾: figures that contradict each other, or that are impossible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from drafter.facts.amounts import Quantity
from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.numerals import ORDINAL
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument
from drafter.text.statements import Clause, Statement


@cache
def table() -> Mapping[str, Any]:
    words: Mapping[str, Any] = data_table("contradictions.yaml")
    return words


def one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def place(document: TextDocument, statement: Statement, clause: Clause) -> Place:
    return document.prose[statement.line].place(*statement.span(clause.figure.start, clause.figure.end))


def written_together(document: TextDocument, statement: Statement, one: Clause, other: Clause) -> bool:
    """Both figures are in the same words of an author: figures of facts are compared by the rules on facts."""
    start, end = statement.span(one.figure.start, other.figure.end)
    return document.prose[statement.line].is_one_piece(start, end)


def has(text: str, name: str) -> bool:
    return any(map(text.__contains__, table()[name]))


def words(*names: str) -> Callable[[], list[str]]:
    """What rules need: the words of these rows of the table."""
    return lambda: [word for name in names for word in table()[name]]


def lines_with_own_counts(document: TextDocument, kind: str = "另计的部分") -> set[int]:
    """The numbers of the lines in parts with counts of their own, or in parts of another `kind`, such as plans."""
    apart = {id(line) for role in table()[kind] for part in document.part(role) for line in part.lines}
    return {number for number, line in enumerate(document.prose) if id(line) in apart}


@cache
def _fillers() -> tuple[tuple[str, ...], re.Pattern[str]]:
    fillers = table()["数前的字"]
    return tuple(fillers), re.compile(f"(?:{one_of(fillers)})++$")


def _thing(clause: Clause) -> str:
    """The thing that is counted: the words before the figure without 共, 达 and the like."""
    fillers, at_the_end = _fillers()
    return at_the_end.sub("", clause.words) if clause.words.endswith(fillers) else clause.words


def _families(unit: str) -> list[int]:
    return [number for number, family in enumerate(table()["换用的量词"]) if unit in family]


def _other_units() -> list[str]:
    """All units of the families but the first of each: of two different ones, one is among these."""
    return [unit for family in table()["换用的量词"] for unit in family[1:]]


_LONG_ENOUGH = 4  # characters of a thing named in two places; more for a small number, which may be equal by chance
_LONG_ENOUGH_OF_FEW = 6


@rule("R501", "same-figure-same-unit", Severity.WARNING, needs=_other_units)
def same_unit(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一件事、同一个数，前后用同一个量词：750余次和750余人次不是一回事。

    合规    全年提供法律咨询750余人次。全年接待法律咨询750余人次。
    合规    办理行政处罚案件26件，发放法律援助手册26本。
    合规    举办法治培训班4期，法治培训班120人。
    不合规  全年提供法律咨询750余次。深化公共法律服务，提供法律咨询750余人次。
    不合规  调处疑难复杂纠纷21起。全年化解疑难复杂纠纷21件。
    出处    WR-D1、WR-B11
    """
    seen: dict[tuple[object, str], list[tuple[str, str]]] = {}
    for statement in document.statements:
        for clause in statement.clauses:
            quantity = clause.figure.quantity
            if not quantity.unit or len(clause.words) < _LONG_ENOUGH:
                continue
            thing = _thing(clause)
            length = _LONG_ENOUGH if quantity.number and quantity.number >= 10 else _LONG_ENOUGH_OF_FEW
            if len(thing) < length or has(thing, "变化"):
                continue
            before = seen.setdefault(((quantity.number, quantity.approximation), thing[-length:]), [])
            mine = _families(quantity.unit)
            for unit, text in before:
                if unit != quantity.unit and any(family in mine for family in _families(unit)):
                    message = f"前面写“{thing[-length:]}{text}”，这里写“{quantity.text}”"
                    yield emit(place(document, statement, clause), message, "用同一个量词；不是一件事的，写明是两件事")
                    break
            if len(before) < len(table()["换用的量词"]):
                before.append((quantity.unit, quantity.text))


@cache
def _whole_year() -> re.Pattern[str]:
    return re.compile(rf"^(?:{ORDINAL}是)?(?:{one_of(table()['全年'])}|20\d\d年(?:度|全年|共)?)共?")


@rule("R502", "same-thing-same-value", Severity.WARNING, needs=lambda: [*table()["全年"], "20"])
def same_value(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """全年的同一个数，前后要一样。

    合规    全年排查矛盾纠纷58件。全年排查矛盾纠纷58件，均已化解。
    合规    上半年，全年排查矛盾纠纷计划部署完毕，共30件。全年排查矛盾纠纷58件。
    合规    全年排查矛盾纠纷58件，全年排查安全隐患61处。
    不合规  全年排查矛盾纠纷58件。加强调解，全年共排查矛盾纠纷61件。
    出处    WR-D2
    """
    apart = lines_with_own_counts(document)
    seen: dict[tuple[str, str], Quantity] = {}
    for statement in document.statements:
        if not statement.figures or statement.line in apart:
            continue
        if has(statement.text, "将来") or has(statement.text, "别的时段"):
            continue
        for clause in statement.clauses:
            total, quantity = _whole_year().match(clause.words), clause.figure.quantity
            thing = _thing(clause)[total.end() :] if total else ""
            if len(thing) < _LONG_ENOUGH_OF_FEW or not quantity.exact or not quantity.unit:
                continue
            first = seen.setdefault((thing, quantity.unit), quantity)
            if first.number != quantity.number:
                message = f"前面写全年“{thing}{first.text}”，这里是“{quantity.text}”"
                yield emit(place(document, statement, clause), message, "以台账为准，改成同一个数")


@rule("R503", "unit-fits-the-thing", Severity.WARNING, needs=words("事物的单位"))
def unit_fits(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """量词要配所数的事物：案件论件，资料论份，会议论次。

    合规    办理案件26起，抓获涉案人员6人，发放宣传资料4000余份。
    合规    参加专题会议人员30人，讲座听众200人。
    不合规  办理行政处罚案件26人。
    不合规  发放宣传资料4000余人次。
    出处    WR-D3、WR-B11
    """
    rows = table()["事物的单位"]
    things = tuple(rows)
    for statement in document.statements:
        for clause in statement.clauses:
            counted, quantity = _thing(clause), clause.figure.quantity
            for thing, row in rows.items() if counted.endswith(things) else ():
                if quantity.unit in row["不用"] and counted.endswith(thing):
                    message = f"“{thing}”不论“{quantity.unit}”：{thing}{quantity.text}"
                    yield emit(
                        place(document, statement, clause), message, f"核对数的是什么；“{thing}”的量词用“{row['用']}”"
                    )
                    break


# --- parts and wholes ---------------------------------------------------------------------------------


@cache
def _part_pattern() -> re.Pattern[str]:
    fill = f"(?:{one_of(table()['部分前后的字'])}){{0,3}}"
    return re.compile(f"{fill}(?:{one_of(table()['部分'])}){fill}")


@rule("R509", "part-not-more-than-whole", needs=words("总数"))
def part_of_whole(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """从总数里来的一部分，不多于总数：排查58件，化解不了61件。

    合规    排查矛盾纠纷58件，化解58件。
    合规    排查矛盾纠纷58件，化解61件（含上年结转3件）。
    合规    受理信访事项11件，化解矛盾纠纷58件，提出意见5条，整改问题17条。
    不合规  排查矛盾纠纷58件，化解61件。
    不合规  提出修改意见23条，全部采纳24条。
    出处    WR-D2、WR-D8
    """
    for statement in document.statements:
        for whole, part in pairwise(statement.clauses):
            total, some = whole.figure.quantity, part.figure.quantity
            if total.unit != some.unit or not total.exact or not some.exact:
                continue
            assert total.number is not None and some.number is not None
            if some.number <= total.number or not has(whole.words, "总数") or has(statement.text, "结转"):
                continue
            if _part_pattern().fullmatch(part.words):
                message = f"“{part.words}{some.text}”多于“{whole.words}{total.text}”"
                yield emit(place(document, statement, part), message, "核对台账；包括往年的，写明其中有多少")


_OF_THEM = pattern("[，,（(]其中[：:]?[^，,、。：（）()]{1,20}")
_NEXT_OF_THEM = pattern("[、和][^，,、。：（）()]{1,20}")


def _broken_down(document: TextDocument, statement: Statement) -> Iterator[tuple[Clause, list[Clause]]]:
    """A whole and its parts after 其中, as long as they are joined by 、 and have the same unit."""
    clauses = statement.clauses if "其中" in statement.text else ()
    for number in range(1, len(clauses)):
        first = clauses[number]
        whole = next((c for c in reversed(clauses[max(0, number - 2) : number]) if not has(c.words, "变化")), first)
        unit = whole.figure.quantity.unit
        if not unit or not _OF_THEM.fullmatch(first.gap):
            continue
        parts = []
        for clause in clauses[number:]:
            goes_on = clause is first or _NEXT_OF_THEM.fullmatch(clause.gap)
            if not goes_on or clause.figure.quantity.unit != unit or not clause.figure.quantity.exact:
                break
            parts.append(clause)
        if parts and whole.figure.quantity.exact and written_together(document, statement, whole, parts[-1]):
            yield whole, parts


@rule("R510", "one-of-them-not-more-than-all", needs=("其中",))
def one_of_them(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“其中”的一项不多于总数。

    合规    办理案件67件，其中普通程序案件41件、简易程序案件26件。
    合规    审查合同12份，其中提出意见30条。
    合规    办理案件60余件，其中普通程序案件61件。
    不合规  办理案件67件，其中普通程序案件76件。
    不合规  举办培训4期，其中案卷制作1期、程序规范5期。
    出处    WR-D8
    """
    for statement in document.statements:
        for whole, parts in _broken_down(document, statement):
            total = whole.figure.quantity
            for part in parts:
                some = part.figure.quantity
                if some.number is not None and total.number is not None and some.number > total.number:
                    message = f"其中的一项“{some.text}”多于总数“{total.text}”"
                    yield emit(place(document, statement, part), message, "核对总数和各项")


@rule("R511", "sum-not-more-than-all", Severity.WARNING, needs=("其中",))
def sum_of_them(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“其中”各项加起来不多于总数；一人可以算在几项里的（少数民族、妇女）不比较。

    合规    办理案件67件，其中普通程序案件41件、简易程序案件26件。
    合规    参训干部60人，其中少数民族30人、妇女40人。
    合规    审查事项78件，其中合同59件、文件7件，提出意见112条。
    不合规  办理案件67件，其中普通程序案件41件、简易程序案件36件。
    不合规  开展活动30场次，其中校园12场次、企业9场次和乡村27场次。
    出处    WR-D8
    """
    for statement in document.statements:
        for whole, parts in _broken_down(document, statement):
            total = whole.figure.quantity
            numbers = [part.figure.quantity.number or Decimal(0) for part in parts]
            assert total.number is not None
            if max(numbers) <= total.number < sum(numbers) and total.unit not in table()["可以重叠的量词"]:
                message = f"“其中”各项共{sum(numbers)}{total.unit}，多于总数“{total.text}”"
                yield emit(place(document, statement, whole), message, "核对总数和各项")


@rule("R512", "count-fits-the-period", Severity.WARNING, needs=words("频次"))
def fits_the_period(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """每月一次，一年就有十二次：频次和全年的次数要对得上。

    合规    每月开展集中学法1次，全年共开展集中学法12次。
    合规    每月入村服务不少于1次，全年服务126次。
    合规    每月开展集中学法1次，全年召开专题会议4次。
    不合规  每月开展集中学法1次，全年共开展集中学法10次。
    不合规  每季度听取汇报1次，全年听取汇报3次。
    出处    WR-D8
    """
    for statement in document.statements:
        if not has(statement.text, "频次") or has(statement.text, "半途"):
            continue
        for often, total in pairwise(statement.clauses):
            every = next((word for word in table()["频次"] if word in often.words), "")
            each, all_year = often.figure.quantity, total.figure.quantity
            if not every or not _whole_year().match(total.words) or each.unit != all_year.unit or not all_year.exact:
                continue
            least = table()["频次"][every] * (each.number or 0)
            if _thing(often)[-2:] == _thing(total)[-2:] and all_year.number is not None and all_year.number < least:
                message = f"{every}{each.text}，全年至少{least}{each.unit}，这里是“{all_year.text}”"
                yield emit(place(document, statement, total), message, "核对频次和全年的次数")


@cache
def _none_of(topic: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    none = pattern(
        f"(?:未|没有|无)(?:发生|收到|出现|产生)?(?:以[^，。；]{{1,20}}为(?:被告|被申请人)的)?{topic}(?:案件)?(?=[，。；]|$)"
        f"|{topic}(?:案件)?(?:零发生|为零|(?:均|数)?为0件|0件|零发案)"
    )
    some = pattern(f"(?<!引导)(?<!协助)(?<!帮助)(?<!代理){topic}(?:案件)?[共有为]{{0,2}}([1-9]\\d{{0,4}})[件起]")
    return none, some


@rule("R513", "none-and-some", needs=words("没有和几件"))
def none_and_some(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一处说没有发生，另一处就不能有件数。

    合规    全年行政复议案件零发生。全年以镇政府为被告的行政诉讼案件2件。
    合规    没有因信息公开引发的行政复议案件。办理行政复议案件3件。
    合规    未发生行政复议案件，2024年行政复议案件1件，同比减少1件。
    不合规  全年行政复议案件零发生。全年办理行政复议案件2件。
    不合规  没有发生以镇政府为被告的行政诉讼案件。全年行政诉讼案件1件，负责人出庭应诉。
    出处    WR-D14
    """
    apart = lines_with_own_counts(document)
    others = pattern(rf"20\d\d年(?<!{document.year}年)" if document.year else r"20\d\d年")
    statements = [each for each in document.statements if has(each.text, "没有和几件")]
    statements = [each for each in statements if each.line not in apart and not others.search(each.text)]
    for topic in table()["没有和几件"]:
        none, some = _none_of(topic)
        named = [each for each in statements if topic in each.text]
        nothing = next((match for each in named if (match := none.search(each.text))), None)
        for each in named if nothing else ():
            match = None if has(each.text, "别的时段") else some.search(each.text)
            if match and nothing:
                where = document.prose[each.line].place(*each.span(*match.span()))
                yield emit(where, f"别处写“{nothing[0]}”，这里写“{match[0]}”", "核对台账，改成一致")
                break


_COVERED = pattern(
    r"(\d{1,5})个(行政村|村（社区）|社区|村(?!（))[^。；\d]{0,30}?(\d{1,5})个\2(?!干部|负责|书记|主任|党员|（)[^。；\d]{0,24}全覆盖"
)


@rule("R514", "all-covered", Severity.WARNING, needs=("全覆盖",))
def all_covered(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """说了全覆盖，数就要等于总数。

    合规    全镇16个行政村，16个行政村均配备法律顾问，实现全覆盖。
    合规    全镇16个行政村，15个行政村配备法律顾问。
    合规    到8个行政村调研，实现8个行政村全覆盖。
    不合规  全镇16个行政村，15个行政村配备法律顾问，实现全覆盖。
    不合规  辖区12个社区中，10个社区建成调解室，实现调解室全覆盖。
    出处    WR-D14
    """
    for line, match in document.find(_COVERED):
        if int(match[3]) < int(match[1]):
            message = f"{match[1]}个{match[2]}中只有{match[3]}个，不是全覆盖"
            yield emit(line.place(*match.span(3)), message, "核对；没有全部做到的，删去“全覆盖”")
