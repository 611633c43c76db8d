"""句末和断句: the ends of paragraphs, and missing marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from drafter.checks.text.dashes import any_of, words
from drafter.checks.text.marks import HAN, finding_at
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import ORDINAL
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine

_FINISHED = tuple("。！？…；：.!?")
_UNFINISHED = pattern(rf"(?:[{HAN}0-9%》，、,]|[^。！？…；：.!?]”)[*]{{0,2}}\s{{0,9}}$")
_SHORTEST = 40  # characters of a paragraph that must be a sentence although it has no other stop
_NEW = pattern(
    rf"\s{{0,9}}[*#]{{0,6}}\s?(?:{ORDINAL}[是、]|第{ORDINAL}|首先|其次|再次|最后|附|注|表|图"
    rf"|[（(]?(?:{ORDINAL}|[0-9]{{1,3}})[）).．、]|[①-⑳]|联系|电话|特此|现将|[-—•·●■◆])"
)


def _unfinished(document: TextDocument) -> Iterator[tuple[TextLine, bool]]:
    """Paragraphs without a stop at the end, each with whether the next one seems to continue the sentence."""
    for line, below in zip_longest(document.prose, document.prose[1:]):
        text = line.text
        if line.kind is not LineKind.TEXT or text.rstrip("* \u3000").endswith(_FINISHED):
            continue
        if "\t" in text or not _UNFINISHED.search(text[-20:]):
            continue
        if (
            not text.rstrip().endswith(("，", "、"))
            and "。" not in text[:-1]
            and (len(text) < _SHORTEST or "，" not in text)
        ):
            continue  # a name, a row of a table, an item
        goes_on = below is not None and below.kind is LineKind.TEXT and not below.level and not _NEW.match(below.text)
        yield line, goes_on


def _end(line: TextLine) -> tuple[int, int]:
    at = len(line.text.rstrip("* \t\u3000"))
    return at - 1, at


@rule("R219", "stop-at-the-end", needs=tuple("。，、"))
def stop_at_the_end(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一段话的末尾要有句号、问号、叹号；后面还有分项的用冒号或者分号。

    合规    全年开展宣传12场次。发放资料3000份。
    合规    各村（社区）负责人⏎电话：0931-6123456
    合规    全年主要做了以下工作。具体如下：⏎1.加强学习。
    不合规  全年开展宣传12场次。发放资料3000份
    不合规  全年开展宣传12场次。组织学习《信访工作条例》⏎（二）健全制度
    不合规  全年开展宣传12场次。发放资料3000份，⏎（二）健全制度
    出处    WR-A13；GB/T 15834-2011 4.1
    """
    for line, goes_on in _unfinished(document):
        if not goes_on:
            last = line.text[slice(*_end(line))]
            fault = f"段末是“{last}”" if last in "，、,；" else "段末没有标点"
            yield finding_at(emit, line, _end(line), f"{fault}，话没有说完", "补上句号；如果漏了字，先补全")


@rule("R222", "sentence-in-one-paragraph", needs=tuple("。，、"))
def sentence_in_one_paragraph(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一句话写在一段里，不在中间换行分段（从别处粘贴来的文字常常这样断开）。

    合规    扎实推动法治建设。全年组织学习12次。⏎发放资料3000份。
    合规    全年完成任务12项，具体如下：⏎甲村完成3项。
    合规    全年完成任务12项。推进事项有：⏎1.加强学习，健全制度。
    不合规  全年组织学习12次。扎实推动法治建设高⏎质量发展。
    不合规  全年组织学习12次。举办“学⏎法大讲堂”22期。
    不合规  全年组织学习12次，⏎发放资料3000份。
    出处    WR-A16
    """
    for line, goes_on in _unfinished(document):
        if goes_on:
            hint = "是一句话就和下一段接起来；不是一句话，段末补上句号"
            yield finding_at(emit, line, _end(line), "这一段没有句末的标点，话好像接在下一段", hint)


_NO_STOP = pattern(r"一是(?<![。；：，、\s]一是)")  # no stop before it; this is quickly compiled
_HEADING_RUNS_ON = pattern(rf"^\s{{0,9}}[（(]{ORDINAL}[）)][{HAN}]{{4,30}}?(?<![其之第唯统万因])(?P<at>一是[{HAN}])")


def _noun_with_adverb() -> list[str]:
    listed = words()["漏标点"]
    return [noun + adverb for noun in listed["前名词"] for adverb in listed["后状语"]]


@cache
def _left_out() -> re.Pattern[str]:
    listed = words()["漏标点"]
    verb, noun, adverb, next_verb = (any_of(listed[key]) for key in ("前动词", "前名词", "后状语", "后动词"))
    return pattern(rf"(?<=[，。；：、]){verb}[{HAN}]{{0,8}}?(?P<noun>{noun})(?P<next>{adverb}{next_verb})")


@rule("R220", "mark-left-out", Severity.WARNING, needs=lambda: ["一是", *_noun_with_adverb()])
def mark_left_out(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """两个分句之间、小标题和正文之间要有标点。

    合规    带头学法，增强法律意识，认真落实各项制度。
    合规    带头学法，以强烈的责任意识认真落实各项制度。
    合规    （一）加强党的领导。一是深入学习。二是健全制度。
    不合规  带头学法，增强法律意识认真落实各项制度。
    不合规  （一）加强党对工作的领导一是深入学习，提高认识。
    不合规  深入学习，提高履职能力切实履行各项职责。
    出处    WR-A13
    """
    for line, match in document.find(_left_out()) if document.holds(_noun_with_adverb()) else ():
        at = match.start("next")
        words_there = f"“{match['noun']}”和“{match['next']}”"
        yield finding_at(emit, line, (at - 2, match.end("next")), f"{words_there}之间好像漏了标点", "加上逗号或者顿号")
    for line in document.prose if _NO_STOP.search(document.text) else ():
        if found := _HEADING_RUNS_ON.match(line.text):
            at = found.start("at")
            yield finding_at(emit, line, (at, at + 2), "小标题和“一是”之间漏了标点", "在“一是”前面加句号")
