"""宣传日和有年限的提法: names of days, plans past their end (data/named-days.yaml, data/terms.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from drafter.checks.text.wording import ASIDE
from drafter.findings import Emit, Finding, Severity, rule
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine, derived_once


@cache
def _days() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data_table("named-days.yaml")
    return found


@rule("R430", "name-of-a-day", Severity.WARNING, needs=lambda: [word for row in _days() for word in row["不规范"]])
def name_of_day(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """宣传日写规范的全称：全民国家安全教育日、国际消费者权益日、全国防灾减灾日。

    合规    在“4·15”全民国家安全教育日、“5·12”全国防灾减灾日开展宣传。
    合规    “12·4”国家宪法日期间，宣誓1次。
    合规    结合国际减灾日开展宣传。
    不合规  在“4·15”国家安全教育日开展宣传。
    不合规  在“3·15”消费者权益保护日开展宣传。
    不合规  “5·12防灾减灾日”期间，演练1次。
    出处    WR-C3
    """
    for row in _days():
        wrong = sorted(row["不规范"], key=len, reverse=True)
        if not any(word in document.text for word in wrong):
            continue
        right = [row["名"], *row.get("除", [])]
        named = re.compile("|".join([*right, *(f"({word})" for word in wrong), ASIDE]))
        for line, match in document.find(named):
            if match.lastindex:
                message = f"“{match[0]}”不是规范的名称"
                yield emit(line.place(*match.span()), message, f"改为“{row['名']}”", row["名"])


@cache
def _dated() -> re.Pattern[str]:
    names = "|".join(name for row in _days() for name in (row["名"], *row["不规范"]))
    point = r"(?P<month>1[0-2]|[1-9])[·.．・•‧](?P<day>[12]\d|3[01]|[1-9])(?!\d)"
    spelled = r"每年(?:的)?(?P<m>1[0-2]|[1-9])月(?P<d>[12]\d|3[01]|[1-9])日(?:是|为)?"
    return re.compile(f"(?<![\\d.])(?:{point}|{spelled})[”’]?[“‘]?(?P<name>{names})")


@rule("R431", "date-of-a-day", needs=lambda: [word for row in _days() for word in (row["名"], *row["不规范"])])
def date_of_day(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """宣传日的日期和名称一致：“12·4”是国家宪法日，“4·15”是全民国家安全教育日。

    合规    在“12·4”国家宪法日开展宣传。
    合规    在“3·15国际消费者权益日”开展宣传。
    合规    4月14日，组织全民国家安全教育日宣传。
    不合规  在“4·12”全民国家安全教育日开展宣传。
    不合规  在“12·4”国际禁毒日开展宣传。
    不合规  每年12月14日国家宪法日，组织宣誓。
    出处    WR-C3
    """
    if not any(row["名"] in document.text or any(word in document.text for word in row["不规范"]) for row in _days()):
        return
    for line, match in document.find(_dated()):
        date = f"{match['month'] or match['m']}·{match['day'] or match['d']}"
        row = next(row for row in _days() if match["name"] in (row["名"], *row["不规范"]))
        if date != row["日期"]:
            month, _, day = row["日期"].partition("·")
            message = f"{row['名']}是{month}月{day}日，不是{date.replace('·', '月')}日"
            yield emit(line.place(*match.span()), message, "核对日期和名称")


@cache
def _terms() -> dict[str, Any]:
    found: dict[str, Any] = data_table("terms.yaml")
    return found


_PLAN_BEGINS = pattern("下一步|下步|下一年|下年|今后|工作安排|工作打算|工作计划|工作思路|工作重点|努力方向")


@derived_once
def _planning(document: TextDocument) -> frozenset[int]:
    """The ids of the lines on plans for the next year."""
    found: set[int] = set()
    for part in document.part("下年安排"):
        begun = len(part.roles) == 1
        for line in part.lines:
            begun = begun or bool(_PLAN_BEGINS.search(line.text) or f"{(document.year or 0) + 1}年" in line.text)
            if begun:
                found.add(id(line))
    return frozenset(found)


def _named(document: TextDocument, words: list[str]) -> Iterator[tuple[TextLine, int, int, str]]:
    """The first of these words in each sentence of the text, and the sentence."""
    if not document.holds(map(_certain_part, words)):
        return
    one_of_them = _any_of(tuple(words))
    if not one_of_them.search(document.text):
        return
    for sentence in document.sentences:
        if match := one_of_them.search(sentence.text):
            yield sentence.line, sentence.start + match.start(), sentence.start + match.end(), sentence.text


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for these words; in the title of a plan with any form of dash and brackets."""
    forms = ("|".join(map(re.escape, words))).replace("—", "[—－–-]{1,2}")
    return re.compile(forms.replace("（", "[（(]").replace("）", "[）)]"))


def _certain_part(word: str) -> str:
    """The word up to what may be written in several forms: “法治政府建设实施纲要” of the plan with its years."""
    return word.partition("（")[0].partition("—")[0]


@cache
def _words_of(kind: str) -> tuple[str, ...]:
    """What rules on the terms of one kind need."""
    return tuple(_certain_part(word) for row in _terms()[kind] for word in row["词"])


def _says(sentence: str, kind: str) -> bool:
    return any(word in sentence for word in _terms()[kind])


@rule("R440", "term-past-its-end", Severity.WARNING, needs=lambda: _words_of("有年限"))
def past_its_end(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """规划和提法有年限：报告年度已经过了年限的，只能回顾总结，不能当作现行的依据。

    合规    甲镇2025年法治政府建设年度报告⏎按照“八五”普法规划，开展宣传6场次。
    合规    甲镇2026年法治政府建设年度报告⏎完成“八五”普法总结验收。
    合规    甲镇2026年法治政府建设年度报告⏎“十四五”以来，培养“法律明白人”48名。
    不合规  甲镇2026年法治政府建设年度报告⏎按照“八五”普法规划，开展宣传6场次。
    不合规  甲镇2026年法治政府建设年度报告⏎认真落实《法治政府建设实施纲要（2021-2025年）》。
    不合规  甲镇2022年法治政府建设年度报告⏎结合“七五”普法，开展宣传6场次。
    出处    WR-C4；AR-R5.1
    """
    planned, year = _planning(document), document.year or 0
    for row in _terms()["有年限"]:
        if year <= row["止"]:
            continue
        for line, start, end, sentence in _named(document, row["词"]):
            if id(line) not in planned and not _says(sentence, "回顾"):
                message = f"{row['名']}到{row['止']}年为止，{year}年的工作不再以它为依据"
                yield emit(line.place(start, end), message, row["后"])


@rule("R441", "plan-by-a-term-past-its-end", Severity.WARNING, needs=lambda: _words_of("有年限"))
def planned_past_its_end(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """下一年的安排，不再以当年到期的规划为依据；总结、验收、收官可以写。

    合规    甲镇2024年法治政府建设年度报告⏎四、2025年工作安排⏎扎实推进“八五”普法工作。
    合规    甲镇2025年法治政府建设年度报告⏎四、2026年工作安排⏎做好“八五”普法总结验收。
    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎扎实推进“八五”普法工作。
    不合规  甲镇2025年法治政府建设年度报告⏎四、2026年工作安排⏎扎实推进“八五”普法工作。
    不合规  甲镇2025年法治政府建设年度报告⏎四、2026年工作安排⏎落实“十四五”规划。
    不合规  甲镇2026年法治政府建设年度报告⏎四、2027年工作安排⏎落实《法治政府建设实施纲要（2021—2025年）》。
    出处    WR-C4
    """
    planned, year = _planning(document), document.year or 0
    for row in _terms()["有年限"] if planned else ():
        if year < row["止"]:
            continue
        for line, start, end, sentence in _named(document, row["词"]):
            if id(line) in planned and not _says(sentence, "回顾"):
                message = f"{row['名']}到{row['止']}年为止，{year + 1}年的安排不再以它为依据"
                yield emit(line.place(start, end), message, row["后"])


@rule("R442", "plan-without-its-document", Severity.WARNING, needs=lambda: _words_of("未见文件"))
def without_document(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“九五”普法的规划还没有查到文件：有了文件，写文件的名称；没有的，只写谋划、准备。

    合规    按照上级部署，编制镇“九五”普法规划。
    合规    谋划“九五”普法工作。
    合规    深入开展“八五”普法工作。
    不合规  深入开展“九五”普法工作。
    不合规  落实“九五”普法要求，开展宣传6场次。
    不合规  推进九五普法。
    出处    WR-C4
    """
    for row in _terms()["未见文件"]:
        for line, start, end, sentence in _named(document, row["词"]):
            if not _says(sentence, "筹备") and "《" not in sentence:
                message = f"没有查到{row['名']}的规划文件"
                yield emit(
                    line.place(start, end), message, "有文件的，写上文件名称；没有的，写“新一轮普法”或者谋划、准备"
                )
