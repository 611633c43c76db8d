"""错别字: wrong characters, characters left out or written twice (data/slips.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from drafter.checks.text.wording import emit_wrong_words, needed_words
from drafter.findings import Emit, Finding, Severity, rule
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument

_TABLE = "slips.yaml"


@rule("R445", "slips", needs=needed_words(_TABLE, "错字"))
def slips(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """错别字、漏字、多字，改正后再报。

    合规    在作出重大决策前，进行合法性审查。
    合规    提供更好的服务，做出新的成绩。
    合规    截至目前，培训骨干职工32人。
    不合规  在做出重大决策前，进行合法性审查。
    不合规  截止目前，排查纠纷58件。
    不合规  增强机关干职工的法治意识。
    出处    WR-E；现代汉语词典
    """
    yield from emit_wrong_words(document, emit, _TABLE, "错字", "有错字或者漏字")


@rule("R446", "likely-slips", Severity.WARNING, needs=needed_words(_TABLE, "存疑"))
def likely_slips(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """多半是笔误的字词，看一看上下文再改。

    合规    按照会议精神，要求各村排查隐患。
    合规    按照会议精神要求各村排查隐患。
    合规    镇长作为行政机关负责人出庭应诉。
    不合规  依照上级文件精神要求严格依法履行职责。
    不合规  镇长做为行政机关负责人出庭应诉。
    不合规  县委、县政府做出部署。
    出处    WR-E；现代汉语词典
    """
    yield from emit_wrong_words(document, emit, _TABLE, "存疑", "多半是笔误")


@cache
def _repeated() -> list[tuple[str, re.Pattern[str]]]:
    # Next to 、 or at the beginning of parallel clauses it is a figure of speech.
    return [(word, pattern(f"{word}([^。；！？]{{2,60}}?)[，,]{word}")) for word in data_table(_TABLE)["重复"]["词"]]


@rule(
    "R447",
    "a-word-twice-in-a-sentence",
    Severity.NOTICE,
    needs=lambda: [mark + word for word in data_table(_TABLE)["重复"]["词"] for mark in "，,"],
)
def word_twice(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一句话里不重复用“始终”。

    合规    始终坚持依法行政。始终把群众放在心上。
    合规    始终把法治建设摆在重要位置，统筹推进各项工作。
    合规    自始至终坚持依法行政，始终公开透明。
    不合规  始终把学习作为首要任务，始终将宪法作为重点。
    不合规  镇党委始终坚持依法决策，始终坚持集体研究。
    不合规  始终坚持为民服务，深入开展走访，始终保持联系。
    出处    WR-E
    """
    for word, twice in _repeated():
        if word in document.text:
            for line, match in document.find(twice):
                at = match.end() - len(word)
                yield emit(line.place(at, match.end()), f"一句话里用了两次“{word}”", f"后一个“{word}”可以删去")
