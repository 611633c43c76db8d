"""固定说法: phrases with one fixed form (data/phrases.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from drafter.checks.text.wording import ASIDE, emit_wrong_words, instead, needed_words, quoted
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import DIGITS
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument

_TABLE = "phrases.yaml"


@rule("R420", "political-phrases", needs=needed_words(_TABLE, "政治"))
def political_phrases(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """政治用语写法固定，一字不差：“两个确立”“四个意识”“四个自信”“两个维护”的搭配，习近平法治思想等的全称。

    合规    深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”。
    合规    深入学习贯彻习近平法治思想。
    不合规  甲镇2023年法治政府建设年度报告⏎深入学习宣传习近平总书记全面依法治国新理念新思想新战略。
    不合规  增强“四个意识”、增强“四个自信”、做到“两个维护”。
    不合规  增强“四个意识”、坚定“四个自信”、做到两个维护。
    出处    WR-C2
    """
    yield from emit_wrong_words(document, emit, _TABLE, "政治", "不是规范的说法")


@rule("R421", "phrases-of-the-rule-of-law", needs=needed_words(_TABLE, "法治"))
def law_phrases(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """法治工作的固定说法，字和顺序都不能变：尊法学法守法用法、严格规范公正文明执法、行政机关负责人出庭应诉等。

    合规    带头尊法学法守法用法，坚持严格规范公正文明执法。
    合规    落实行政机关负责人出庭应诉制度和重大执法决定法制审核制度。
    合规    坚持自治、法治、德治相结合，培养“法律明白人”3名。
    不合规  带头遵法学法守法用法。
    不合规  严格履行行政负责人出庭应诉制度。
    不合规  培养法律“明白人”3名。
    出处    WR-C2
    """
    yield from emit_wrong_words(document, emit, _TABLE, "法治", "不是规范的说法")


@rule("R422", "rule-of-law-not-legal-system", needs=needed_words(_TABLE, "法制"))
def rule_of_law(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“法制”是法律制度，“法治”是依法治理：宣传、教育、观念、副校长用“法治”，决策和合同用“合法性审查”；法制审核、法制机构不改。

    合规    开展法治宣传6场次，选聘法治副校长3名。
    合规    对3件重大执法决定进行法制审核。
    合规    会同县司法局法制宣传科完善学法制度宣传栏。
    不合规  广泛开展法制宣传。
    不合规  坚持重大事项法制审查制度。
    不合规  选聘法制副校长3名。
    出处    WR-C2
    """
    yield from emit_wrong_words(document, emit, _TABLE, "法制", "用字不对")


@rule("R423", "usual-form", Severity.WARNING, needs=needed_words(_TABLE, "注意"))
def usual_form(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """有特定含义的简称加引号：“枫桥经验”“三重一大”“谁执法谁普法”；过时的写法改用现在通行的。

    合规    坚持和发展新时代“枫桥经验”，落实“谁执法谁普法”普法责任制。
    合规    落实“谁执法谁普法、谁管理谁普法”要求。
    合规    执行《甲镇三重一大事项集体决策办法》。
    不合规  坚持和发展新时代枫桥经验。
    不合规  甲镇2023年法治政府建设年度报告⏎牢固树立“四个意识”，坚定“四个自信”，做到“两个维护”。
    不合规  凡属三重一大事项，集体讨论决定。
    出处    WR-C2
    """
    yield from emit_wrong_words(document, emit, _TABLE, "注意", "不是通行的写法")


@rule("R424", "older-phrases", Severity.NOTICE, needs=needed_words(_TABLE, "旧说法"))
def older_phrases(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """年度报告用当前的提法，较早的提法请斟酌。

    合规    甲镇2023年法治政府建设年度报告⏎弘扬社会主义法治精神，推进全面依法治国。
    合规    甲镇2013年法治政府建设年度报告⏎开展社会主义法治理念教育。
    不合规  甲镇2023年法治政府建设年度报告⏎开展社会主义法治理念教育。
    不合规  甲镇2023年法治政府建设年度报告⏎贯彻依法治国基本方略。
    出处    AR-6
    """
    yield from emit_wrong_words(document, emit, _TABLE, "旧说法", "是较早的说法")


@cache
def _orders() -> list[tuple[re.Pattern[str], re.Pattern[str], list[str], str]]:
    """Each fixed order: a run of its items, one item, the items in order, their name."""
    found = []
    for row in data_table(_TABLE)["顺序"]:
        item = "|".join(row["项"])
        fewest = min(3, len(row["项"]) - 1)
        run = pattern(f"(?:{item})(?:(?:、|和|及|与|以及)(?:{item})){{{fewest},6}}")
        found.append((run, pattern(item), row["项"], row["名"]))
    return found


@rule("R425", "fixed-order", needs=lambda: [row["项"][0] for row in data_table(_TABLE)["顺序"]])
def fixed_order(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """几项并列而顺序固定的，按顺序写：“四个意识”“四个自信”，重大行政决策的五道程序。

    合规    履行公众参与、专家论证、风险评估、合法性审查和集体讨论决定程序。
    合规    增强政治意识、大局意识、核心意识、看齐意识。
    合规    经专家论证、公众参与后，由镇政府集体讨论决定。
    不合规  履行公众参与、风险评估、专家论证、合法性审查和集体讨论决定程序。
    不合规  增强大局意识、政治意识、核心意识、看齐意识。
    不合规  坚定理论自信、道路自信、制度自信、文化自信。
    出处    WR-C2；重大行政决策程序暂行条例
    """
    for run, item, order, name in _orders():
        if not all(word in document.text for word in order[:2]):
            continue
        for line, match in document.find(run):
            items = item.findall(match[0])
            right = [word for word in order if word in items]
            if items != right and len(items) == len(right):
                between = item.split(match[0])
                replacement = "".join(mark + word for mark, word in zip(between, right, strict=False))
                message = f"{name}的顺序不对：{quoted(match[0])}"
                yield emit(line.place(*match.span()), message, instead(replacement), replacement)


@rule(
    "R426",
    "one-form-of-a-slogan",
    Severity.WARNING,
    needs=lambda: [max(row["说法"], key=len) for row in data_table(_TABLE)["一致"]],
)
def one_form(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一个做法在一篇里只有一个说法：不能前面“三长会商”，后面“三商会商”。

    合规    开展“法律八进”活动。继续开展“法律八进”活动。
    合规    培养“法律明白人”3名，“法律明白人”累计48名。
    合规    执行《法律明白人培养工作规范》，培养“法律明白人”3名。
    不合规  开展“法律八进”活动。继续开展“法治八进”活动。
    不合规  依托“三长会商”机制，发挥“三商会商”的作用。
    不合规  培养“法律明白人”3名，组织法律明白人、网格员培训2次。
    出处    WR-C2
    """
    for row in data_table(_TABLE)["一致"]:
        forms: list[str] = sorted(row["说法"], key=len, reverse=True)
        if not _occur_apart(forms, document.text):
            continue
        any_form = re.compile("|".join([ASIDE, *(f"({re.escape(form)})" for form in forms)]))
        first: str = ""
        for line, match in document.find(any_form):
            form = match[0]
            neighbours = line.text[match.start() - 1 : match.start()] + line.text[match.end() : match.end() + 1]
            if not match.lastindex or (not form.startswith("“") and forms[0].startswith("“") and "“" in neighbours):
                continue
            first = first or form
            if form != first:
                message = f"前面写“{_bare(first)}”，这里写“{_bare(form)}”"
                if _bare(first) == _bare(form):
                    message = f"“{_bare(form)}”有的加引号，有的没有加"
                yield emit(line.place(*match.span()), message, "全文用一个写法")
                break


def _occur_apart(forms: list[str], text: str) -> bool:
    """Each of these forms, the longest first, occurs where no longer one does."""
    for form in forms:
        if form not in text:
            return False
        text = text.replace(form, "\n")
    return True


def _bare(form: str) -> str:
    return form.strip("“”")


_PLENUMS = pattern(
    f"(?P<congress>十九|二十)届(?P<numbers>[{DIGITS}]中(?:(?:全会)?[、，和及](?:二十届|十九届)?[{DIGITS}]中){{0,6}})"
    "(?:全会|全体会议)"
)
_LED_BY = 15  # characters between 二十大 and its plenums


@cache
def _plenums() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data_table(_TABLE)["全会"]
    return found


@rule("R427", "plenums-up-to-the-year", Severity.WARNING, needs=[f"届{number}中" for number in DIGITS])
def plenums(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """列举党的历次全会，写到报告年度最近的一次，中间不缺。

    合规    甲镇2024年法治政府建设年度报告⏎贯彻党的二十大和二十届二中、三中全会精神。
    合规    甲镇2023年法治政府建设年度报告⏎贯彻党的二十大和二十届二中全会精神。
    合规    甲镇2025年法治政府建设年度报告⏎贯彻党的二十大和二十届历次全会精神。3月，学习二十届三中全会精神。
    不合规  甲镇2024年法治政府建设年度报告⏎贯彻党的二十大、二十届二中全会精神。
    不合规  甲镇2025年法治政府建设年度报告⏎贯彻党的二十大和二十届二中、三中全会精神。
    不合规  甲镇2025年法治政府建设年度报告⏎贯彻党的二十大和二十届二中、四中全会精神。
    出处    WR-C2
    """
    held = [row for row in _plenums() if document.year and row["日期"] <= f"{document.year}-12-31"]
    if not held:
        return
    congress, latest = held[-1]["届"], held[-1]["次"]
    found = list(document.find(_PLENUMS))
    named = any(latest in match["numbers"] for _, match in found if match["congress"] == congress)
    named = named or f"{congress}届历次全会" in document.text
    for line, match in found:
        lead = line.text[max(0, match.start() - _LED_BY) : match.start()]
        if match["congress"] != congress or f"{congress}大" not in lead:
            continue
        numbers = re.findall(f"([{DIGITS}])中", match["numbers"])
        first, last = DIGITS.index(numbers[0]), DIGITS.index(latest if not named else numbers[-1])
        left_out = [number for number in DIGITS[first : last + 1] if number not in numbers]
        if left_out:
            names = "、".join(f"{number}中" for number in left_out)
            message = f"列举历次全会，没有写{congress}届{names}全会"
            hint = (
                f"到{document.year}年底，最近的一次是{congress}届{latest}中全会；逐次列举，或者写“{congress}届历次全会”"
            )
            yield emit(line.place(*match.span()), message, hint)
