"""待补: sentences that are still to be verified, and parts without content."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.document.model import Document, Sentence
from drafter.document.parse_markup import EMPTY_PART
from drafter.document.provenance import Role
from drafter.facts.model import Facts
from drafter.findings import Emit, Finding, Place, Severity, rule


@rule("R121", "sentence-is-verified", Severity.GAP)
def sentence_to_verify(document: Document, facts: Facts, emit: Emit) -> Iterator[Finding]:
    """从上年报告带来的句子，写着“待核实”，要逐句核对。

    事实    报告: {年度: 2025, 版式: 自己}
    文件    自己.txt
    合规    # 题⏎⏎{% 句 自述 %}甲{% 句完 %}
    不合规  # 题⏎⏎{% 句 自述 待核实 %}甲{% 句完 %}
    出处    使用手册“手里只有去年的 Word 报告”；WR-D9
    """
    for sentence in document.sentences():
        if _is_to_verify(sentence):
            place = sentence.place._replace(excerpt=sentence.text)  # what a suppression quotes
            yield emit(place, "这一句还没有核实", "改写、删去，或核对后运行 drafter confirm")


def _is_to_verify(sentence: Sentence) -> bool:
    return any(run.role is Role.TO_VERIFY and not run.sources for run in sentence.runs)


@rule("R122", "part-has-content", Severity.GAP)
def part_to_fill(document: Document, facts: Facts, emit: Emit) -> Iterator[Finding]:
    """规定要写的一部分，一项事实也没有填；报告里印“【待填】”。

    合规    纠纷: {排查: 58件}
    合规    普法: {宣讲: 8场}
    不合规  其他: 无
    出处    AR-R1.5
    """
    for section in document.sections():
        if section.body == EMPTY_PART:
            yield emit(Place(facts.file), f"这一部分还没有内容：{section.heading}")
