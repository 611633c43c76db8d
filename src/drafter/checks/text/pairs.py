"""成对的标点: marks that are paired and nested correctly (GB/T 15834-2011 4.8, 4.9, 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from drafter.checks.text.marks import HAN, finding_at, within
from drafter.findings import Emit, Finding, rule
from drafter.numerals import ORDINAL
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine

_LONGEST = 60  # characters of a quotation or title within another

_OPENED_TWICE = {("《", "》"): pattern("《[^《》]*《"), ("“", "”"): pattern("“[^“”]*“")}
_ANGLES = pattern(r"《[^《》<>＜＞]{0,60}(?P<angles>[<＜][^《》<>＜＞]{1,60}[>＞])")
_OUTSIDE = pattern(f"(?P<title>〈[^〈〉《》]{{1,60}}〉)|(?P<quote>‘[^‘’“”]{{0,40}}[{HAN}][^‘’“”]{{0,40}}’)")
_INNER = {"《": "〈〉", "“": "‘’"}


@rule("R205", "marks-within-marks", needs=tuple("《“〈‘"))
def marks_within_marks(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """书名号里面再用书名号，里面的用单书名号〈 〉；引号里面再用引号，里面的用单引号‘ ’；单的不用在外面。

    合规    印发《关于贯彻〈信访工作条例〉的通知》。
    合规    他说：“学好‘枫桥经验’很要紧。”
    合规    出台《“三重一大”事项集体决策制度》，增强“四个意识”“四个自信”。
    不合规  印发《关于贯彻《信访工作条例》的通知》。
    不合规  他说：“学好“枫桥经验”很要紧。”
    不合规  学习〈信访工作条例〉全文。
    出处    WR-A4；GB/T 15834-2011 4.8.3.2、4.15.3.7
    """
    pairs = [pair for pair, opened_twice in _OPENED_TWICE.items() if opened_twice.search(document.text)]
    has_angles, has_single = document.holds("<＜"), document.holds("〈‘")
    for line in document.prose if pairs or has_angles or has_single else ():
        for opening, closing in pairs:
            for start, end in _nested(line.text, opening, closing):
                yield _replaced(emit, line, (start, end + 1), opening + closing, _INNER[opening])
        for match in _ANGLES.finditer(line.text) if has_angles else ():
            yield _replaced(emit, line, match.span("angles"), "<>", "〈〉")
        for match in _OUTSIDE.finditer(line.text) if has_single else ():
            if match["title"] and not within(line.text, match.start(), "《", "》"):
                yield _replaced(emit, line, match.span(), "〈〉", "《》")
            elif match["quote"] and not within(line.text, match.start(), "“", "”"):
                yield _replaced(emit, line, match.span(), "‘’", "“”")


def _replaced(emit: Emit, line: TextLine, span: tuple[int, int], wrong: str, right: str) -> Finding:
    words = line.text[slice(*span)]
    where = "外面" if right in ("《》", "“”") else "里面"
    message = f"“{words}”在{where}，不用“{wrong[0]}”“{wrong[1]}”，用“{right[0]}”“{right[1]}”"
    return finding_at(emit, line, span, message, f"改为“{right[0]}”和“{right[1]}”", right[0] + words[1:-1] + right[1])


def _nested(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Pairs directly within a pair of the same kind; none where a mark is unpaired."""
    if text.count(opening) < 2 or text.count(opening) != text.count(closing):
        return
    found, open_at = [], []
    for match in re.finditer(f"[{opening}{closing}]", text):
        if match[0] == opening:
            open_at.append(match.start())
        elif not open_at:
            return
        else:
            start = open_at.pop()
            if len(open_at) % 2 and match.start() - start <= _LONGEST:
                found.append((open_at[-1], start, match.start()))
    for outer, start, end in found:
        between = text[outer:start][-80:]
        if opening == "《" or between.count("《") <= between.count("》"):  # a title keeps the quotation marks it has
            yield start, end


# --- unpaired marks --------------------------------------------------------------------------------


class _UnpairedMark(NamedTuple):
    """A mark without its counterpart; `meant` is the mark that was meant, where that is certain."""

    at: int
    opens: bool
    meant: str = ""


_PAIRS = ("（）", "《》", "〈〉", "【】", "〔〕", "“”")
_MARKS = pattern(f"[(){''.join(_PAIRS)}\n]")
_ALIKE = str.maketrans("()", "（）")  # (…） is a pair; its width is reported by another rule
_COUNT = pattern(rf"(?:^|[。；：，、\s])(?:{ORDINAL}|[0-9A-Za-z①-⑳]{{1,2}})$")  # of 1） 2） 3）
_GOES_ON = "，。；：、）》？！的等和与"  # may follow a closing mark, hardly an opening one
_FAR = 3  # lines; a quotation may extend over paragraphs


@rule("R224", "paired-marks", needs=tuple("（）“”《》〈〉【】〔〕()"))
def paired_marks(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """引号、书名号、括号成对使用，有前有后。

    合规    增强“四个意识”，学习《信访工作条例》（全文）。
    合规    分三步：1）摸底；2）整改；3）验收。
    合规    他说：“第一，要学。⏎第二，要用。”大家都同意。
    不合规  增强“四个意识，坚定信心。
    不合规  学习《信访工作条例，全文宣讲。
    不合规  加强学习）提高素质。
    出处    WR-A13；GB/T 15834-2011 4.8、4.9、4.15
    """
    if _all_paired(document.text):
        return
    for pair in _PAIRS:
        waiting: list[tuple[int, TextLine, _UnpairedMark]] = []
        for number, line in enumerate(document.prose):
            for unpaired in _unpaired_marks(line.text, pair):
                if not unpaired.opens and waiting and not unpaired.meant and number - waiting[-1][0] <= _FAR:
                    waiting.pop()
                elif unpaired.opens and not unpaired.meant:
                    waiting.append((number, line, unpaired))
                else:
                    yield _finding(emit, line, unpaired, pair)
        yield from (_finding(emit, line, unpaired, pair) for _, line, unpaired in waiting)


def _all_paired(text: str) -> bool:
    """Whether nothing is left of the marks of each line when pairs are taken out, and again those around them."""
    marks = "".join(_MARKS.findall(text)).translate(_ALIKE)
    for pair in (*_PAIRS, *_PAIRS):
        marks = marks.replace(pair, "")
    return not marks.strip("\n")


def _finding(emit: Emit, line: TextLine, unpaired: _UnpairedMark, pair: str) -> Finding:
    span = (unpaired.at, unpaired.at + 1)
    mark = line.text[unpaired.at]
    if unpaired.meant:
        return finding_at(
            emit, line, span, f"“{mark}”的方向反了，应为“{unpaired.meant}”", f"改为“{unpaired.meant}”", unpaired.meant
        )
    other = pair[1] if unpaired.opens else pair[0]
    return finding_at(emit, line, span, f"有“{mark}”，没有和它成对的“{other}”", f"补上“{other}”，或者删去“{mark}”")


def _unpaired_marks(text: str, pair: str) -> list[_UnpairedMark]:
    if pair == "（）":
        text = text.translate(_ALIKE)
    opening, closing = pair[0], pair[1]
    if opening not in text and closing not in text:
        return []
    open_at: list[int] = []
    found: list[_UnpairedMark] = []
    for match in re.finditer(f"[{opening}{closing}]", text):
        at = match.start()
        if match[0] == opening:
            open_at.append(at)
        elif open_at:
            open_at.pop()
        elif pair != "（）" or not _COUNT.search(text[max(0, at - 3) : at]):
            found.append(_UnpairedMark(at, False))
    found += [_UnpairedMark(at, True) for at in open_at]
    if found and pair == "“”":
        return [] if '"' in text or "＂" in text else list(_unpaired_quotation_marks(text))
    return sorted(found)


def _unpaired_quotation_marks(text: str) -> Iterator[_UnpairedMark]:
    """Quotation marks are often reversed: a second opening one, before another mark, was meant to close."""
    open_at = -1
    marks = list(re.finditer("[“”]", text))
    for number, match in enumerate(marks):
        at, after = match.start(), text[match.end() : match.end() + 1]
        following = marks[number + 1][0] if number + 1 < len(marks) else ""
        if match[0] == "“" and open_at < 0:
            open_at = at
        elif match[0] == "“" and at - open_at <= _LONGEST and (not after or after in _GOES_ON):
            yield _UnpairedMark(at, True, "”")
            open_at = -1
        elif match[0] == "“":
            yield _UnpairedMark(open_at, True)
            open_at = at
        elif open_at >= 0:
            open_at = -1
        elif following == "”" and after and after not in _GOES_ON and text[at - 1 : at] != "。":
            yield _UnpairedMark(at, False, "“")
            open_at = at
        else:
            yield _UnpairedMark(at, False)
    if open_at >= 0:
        yield _UnpairedMark(open_at, True)
