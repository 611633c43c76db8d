"""The length of a report: the characters that the county allows, and its pages in Word and in LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.document.model import Document
from drafter.facts.amounts import Quantity
from drafter.facts.model import Facts
from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.typesetting.typeset import PageCounts, character_count


@rule("R113", "length-within-limit", Severity.NOTICE)
def too_long(document: Document, facts: Facts, emit: Emit) -> Iterator[Finding]:
    """填了“报告.字数上限”的，正文连标题的字数不超过它。

    合规    纠纷: {排查: 58件}
    合规    报告: {年度: 2025, 字数上限: 5000字}
    不合规  报告: {年度: 2025, 字数上限: 10字}
    出处    使用手册“县（市、区）：汇总和要求”
    """
    limit = facts.by_role("字数上限")
    if not isinstance(limit.value, Quantity) or limit.value.number is None:
        return
    count = character_count(document.text)
    if count > limit.value.number:
        yield emit(limit.place, f"报告有{count}字，超过上限{limit.value.text}", "删去次要的事实，或把几项并成一项")


@rule("R114", "pages-of-both-renderers", Severity.NOTICE)
def pages_differ(pages: PageCounts, file: str, emit: Emit) -> Iterator[Finding]:
    """Word（WPS）和 LibreOffice 断行的规则不一样，页数可能不同，打印前要知道。

    合规    Word 6页，LibreOffice 6页
    不合规  Word 6页，LibreOffice 7页
    出处    使用手册“双面打印，版记在偶数页”
    """
    if pages.word != pages.libreoffice:
        message = f"Word、WPS 排成约{pages.word}页，LibreOffice 排成{pages.libreoffice}页"
        yield emit(Place(file), message, "用 LibreOffice 打印或转 PDF 的，以后一个页数为准")
