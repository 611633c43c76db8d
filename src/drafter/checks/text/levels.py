"""层次序数和列举: the marks after 一、（一）1. 第一， 一是, and between items."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from drafter.checks.text.marks import HAN, finding_at, is_han
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import DIGITS, ORDINAL, number
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument

_BEGINS = r"(?:^\s{0,9}|(?<=[。；]))"
_NUMBERED = pattern(
    rf"^\s{{0,9}}(?P<bracketed>[（(](?:{ORDINAL}|[0-9]{{1,2}})[）)])\s?[、.．，,：:]"
    rf"|^\s{{0,9}}(?P<first>{ORDINAL})[,，.．：:](?=[{HAN}“《])"
    rf"|^\s{{0,9}}(?P<third>[0-9]{{1,2}})[、，](?=[{HAN}“《])|(?<=[。；])(?P<inside>[0-9]{{1,2}})、(?=[{HAN}“《])"
    rf"|{_BEGINS}(?P<circled>[①-⑳])[、.．，]"
    rf"|{_BEGINS}(?P<word>第{ORDINAL}|首先|其次|再次|最后)、(?=[{HAN}“《])(?!第|{ORDINAL}[、季产级批轮类])"
    rf"|(?:^\s{{0,9}}|(?<=[。；：，,;:]))(?P<item>{ORDINAL}是)[、，：,:](?=[{HAN}“《])"
)
# A line that such a number may be in; this is quickly compiled, and a report without fault needs no more.
_MAY_BEGIN = pattern(
    rf"\s{{0,9}}(?:[（(]\w{{1,3}}[）)]\s?[、.．，,：:]|[0-9]{{1,2}}[、，]|[{DIGITS}十]{{1,3}}[,，.．：:])"
)
_MAY_HOLD = pattern(
    r"[。；第先次后是①-⑳](?:(?<=[。；])[0-9]{1,2}、|(?<=第)\w{1,3}、|(?<=首先|其次|再次|最后)、|(?<=是)[、，：,:]"
    r"|(?<=[①-⑳])[、.．，])"
)
_BEHIND = {"first": "、", "third": ".", "inside": ".", "word": "，"}


@rule("R213", "mark-after-number", needs=tuple("、，.：．,:"))
def mark_after_number(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """层次序数后面的标点是固定的：一、（一）1.（1），括号后面不加标点；“第一”“首先”后面用逗号，“一是”后面不加。

    合规    一、主要成效⏎（一）加强学习⏎1.健全制度
    合规    第一，完成第一、第二阶段任务；第二，1、2、3组验收。
    合规    一是加强学习；二是健全制度。
    不合规  （一）、加强学习
    不合规  1、健全制度
    不合规  第一、加强学习。
    不合规  一是，加强学习。
    出处    WR-A9；GB/T 15834-2011 4.5.3.3、附录 B；GB/T 9704-2012 7.3.3
    """
    suspect = (line for line in document.prose if _MAY_BEGIN.match(line.text) or _MAY_HOLD.search(line.text))
    for line, match in TextDocument(tuple(suspect)).find(_NUMBERED):
        if line.kind is LineKind.TITLE or not match.lastgroup:
            continue
        right = match[match.lastgroup] + _BEHIND.get(match.lastgroup, "")
        wrong = line.text[match.start(match.lastgroup) : match.end()]
        message = f"“{wrong}”应为“{right}”"
        yield finding_at(emit, line, (match.start(match.lastgroup), match.end()), message, f"改为“{right}”", right)


_OPENING = ("“", "《")
_THIRD = pattern(r"\s{0,9}([0-9]{1,2}[.．])(\s{0,4})(?P<behind>\S)")


@rule("R214", "blank-after-number", Severity.WARNING, needs=tuple(".．"))
def blank_after_number(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“1.”后面空不空格，全文一致；以不空为好。

    合规    1.健全制度⏎2.加强学习
    合规    1. 健全制度⏎2. 加强学习
    合规    1.健全制度，占比2. 5倍
    不合规  1.健全制度⏎2. 加强学习
    不合规  1. 健全制度⏎2.加强学习
    不合规  1.健全制度⏎2.　加强学习⏎3.改进作风
    出处    WR-A10
    """
    numbered = [
        (line, match)
        for line in document.prose
        if (match := _THIRD.match(line.text)) and (is_han(match["behind"]) or match["behind"] in _OPENING)
    ]
    if len({bool(match[2]) for _, match in numbered}) > 1:
        for line, match in numbered:
            if match[2]:
                message = f"“{match[1]}”后面空了格，别处没有空"
                yield finding_at(emit, line, (match.start(1), match.end(2)), message, "全文统一，不空格", match[1])


_LONGEST_NAME = 22  # characters of a heading that is no sentence


@rule("R215", "heading-without-stop", Severity.NOTICE, needs=tuple("。，、；："))
def heading_without_stop(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """独占一行的小标题末尾不用句号、冒号等标点；和正文连排的小标题用句号。

    合规    （一）完善体系⏎健全工作制度3项。
    合规    （一）完善体系。健全工作制度3项。
    合规    （一）普法形式单一。⏎（二）队伍力量不足。
    不合规  （一）完善体系。⏎健全工作制度3项。
    不合规  甲镇认真履职。⏎一、主要成效：⏎全年健全工作制度3项。
    不合规  一、主要成效。⏎（一）完善体系⏎健全工作制度3项。
    出处    WR-A11；GB/T 9704-2012 7.3.3
    """
    for line, below in pairwise(document.prose):
        if not line.level:
            continue
        text = line.text.rstrip()
        if len(text) > _LONGEST_NAME or not text.endswith(("。", "：", "；", "，", "、")):
            continue
        heads = (below.kind is LineKind.TEXT and not below.level) or below.level > line.level
        if heads and text.count("。") < 2:
            yield finding_at(emit, line, (len(text) - 1, len(text)), f"小标题末尾有“{text[-1]}”", f"删去“{text[-1]}”")


_ITEM = pattern(rf"(?:^|[。；：，、])[*\s]{{0,4}}({ORDINAL})是")


_LATER_ITEMS = tuple(f"{digit}是" for digit in f"{DIGITS[1:]}十")  # of two items one is not the first, nor the 11th


def _items(text: str) -> Iterator[tuple[int, str, str]]:
    """Between one item and the next: the offset of the mark, the mark, and the words of the item."""
    for one, other in pairwise(_ITEM.finditer(text)) if text.count("是") > 1 else ():
        at = other.start()
        if number(other[1]) == number(one[1]) + 1 and text[at] in "。；：，、":
            yield at, text[at], text[one.end() : at]


@rule("R216", "semicolon-between-items", needs=_LATER_ITEMS)
def semicolon_between_items(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一是、二是列举的各项里面用了逗号，项与项之间就用分号；里面用了句号，项与项之间也用句号。

    合规    一是加强学习，提高素质；二是健全制度，堵塞漏洞。
    合规    一是学习，二是执法，三是宣传。
    合规    一是加强学习。全年组织4次。二是健全制度。
    不合规  一是加强学习，提高素质，二是健全制度，堵塞漏洞。
    不合规  一是加强学习；二是健全制度，堵塞漏洞，三是改进作风。
    不合规  一是加强学习。全年组织4次，二是健全制度。
    出处    WR-A12；GB/T 15834-2011 4.6.3
    """
    for line in document.of(LineKind.TEXT):
        for at, mark, item in _items(line.text):
            if mark in "，、" and ("，" in item or "。" in item):
                right = "。" if "。" in item else "；"
                message = f"这一项里面已有“{'。' if '。' in item else '，'}”，和下一项之间不能只用“{mark}”"
                yield finding_at(emit, line, (at, at + 1), message, f"改为“{right}”", right)


@rule("R217", "stop-within-item", Severity.WARNING, needs=_LATER_ITEMS)
def stop_within_item(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """列举的一项里面用了句号，项与项之间就不再用分号：分号比句号小，隔不开。

    合规    一是加强学习。全年组织4次。二是健全制度。
    合规    一是加强学习，全年组织4次；二是健全制度。
    合规    一是加强学习。二是健全制度；修订办法3件。三是改进作风。
    不合规  一是加强学习。全年组织4次；二是健全制度。
    不合规  一是加强学习；二是健全制度。修订办法3件；三是改进作风。
    不合规  三是加强学习。全年组织4次；四是健全制度。
    出处    WR-A12；GB/T 15834-2011 4.6.1
    """
    for line in document.of(LineKind.TEXT):
        for at, mark, item in _items(line.text):
            if mark == "；" and "。" in item:
                message = "这一项里面已有“。”，和下一项之间用了“；”"
                yield finding_at(emit, line, (at, at + 1), message, "改为“。”，或者把前面的“。”改为“，”")
