"""标点: the right mark at the right place, in the right width (GB/T 15834-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine

HAN = "\u4e00-\u9fff"  # of a class, which takes long to compile: no pattern that every report needs has it

_WRITTEN = (LineKind.TITLE, LineKind.ADDRESSEE, LineKind.HEADING, LineKind.TEXT, LineKind.ATTACHMENT, LineKind.NOTE)


def finding_at(
    emit: Emit, line: TextLine, span: tuple[int, int], message: str, hint: str, replacement: str | None = None
) -> Finding:
    """A finding on these words of a line; a replacement only where the place quotes the very words."""
    place = line.place(*span)
    return emit(place, message, hint, replacement if place.quoted == line.text[slice(*span)] else None)


def is_han(text: str) -> bool:
    """Whether these are Chinese characters; none are not.

    >>> is_han("法治"), is_han("法，"), is_han("")
    (True, False, False)
    """
    return text != "" and all("\u4e00" <= character <= "\u9fff" for character in text)


def within(text: str, start: int, opening: str, closing: str) -> bool:
    """Whether a mark that was opened shortly before is still open; no title or quotation is longer."""
    before = text[max(0, start - 80) : start]
    return before.rfind(opening) > before.rfind(closing)


# --- width --------------------------------------------------------------------------------------------

_FULL = str.maketrans(",;:?!().｡､", "，；：？！（）。。、")
_CHINESE = f"{HAN}，。；：、！？“”‘’《》〈〉【】…—％"  # only in Chinese text
_HALF_MARKS = ",;:?!()｡､"  # a stop is also a decimal point
_HALF = pattern(
    r"(?:https?://|www\.)[\x21-\x7e]+|&[a-z]{2,6};"  # a URL keeps its marks
    rf"|(?P<mark>(?<=[{HAN}”》）〉%])[,;:?!](?=[^\x21-\x7e]|$)|(?<=[{HAN}”》）〉])[,;:?!]|[,;:?!](?= ?[{HAN}“《（〈])"
    r"|[｡､]) {0,2}"
    rf"|(?<=[{HAN}%％”》）〉])(?P<stop>\.)(?=\s{{0,9}}$)"
)
_BRACKET = pattern(r"[()（）]")
_IS_CHINESE = pattern(f"[{_CHINESE}]")


@rule("R201", "full-width-marks", needs=tuple(f".{_HALF_MARKS}"))
def full_width_marks(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """汉字中间的逗号、句号、分号、冒号、问号、叹号和括号用全角；数字、外文、网址里面的用半角。

    合规    2025年，全镇排查纠纷58件；化解58件。
    合规    热线电话（12345）24小时有人接听。
    合规    依托 OA(v2.0) 系统流转公文。
    不合规  2025年,全镇排查纠纷58件。
    不合规  镇党委、镇政府高度重视:一是加强学习。
    不合规  组织了“法律进乡村”活动;受到欢迎。
    出处    WR-A1、WR-A2；GB/T 15834-2011 5.1
    """
    has_marks = document.holds(_HALF_MARKS)
    for line in document.of(*_WRITTEN):
        if not has_marks and not line.text.rstrip().endswith("."):
            continue
        spans = [match.span() for match in _HALF.finditer(line.text) if match["mark"] or match["stop"]]
        for start, end in sorted([*spans, *((at, at + 1) for at in _half_brackets(line.text))]):
            half = line.text[start:end].strip()
            full = half.translate(_FULL)
            yield finding_at(emit, line, (start, end), f"半角的“{half}”应为全角的“{full}”", f"改为“{full}”", full)


def _half_brackets(text: str) -> Iterator[int]:
    """Those that belong to Chinese text: by their content, the text before them, or the other bracket."""
    open_at: list[int] = []
    for match in _BRACKET.finditer(text):
        at = match.start()
        if match[0] in "(（":
            open_at.append(at)
        elif open_at:
            start = open_at.pop()
            halves = [half for half in (start, at) if text[half] in "()"]
            if halves and (len(halves) == 1 or _is_chinese_pair(text, start, at)):
                yield from halves
        elif match[0] == ")" and _IS_CHINESE.match(text[at - 1 : at]):
            yield at
    yield from (at for at in open_at if text[at] == "(" and _IS_CHINESE.search(text[max(0, at - 1) : at + 2]))


def _is_chinese_pair(text: str, start: int, end: int) -> bool:
    before, after = text[:start][-1:].strip(), text[end + 1 : end + 2]
    if _IS_CHINESE.search(text[start:end][:200]) or _IS_CHINESE.match(before):
        return True
    return not before and _IS_CHINESE.match(after) is not None


_FOREIGN_QUOTES = str.maketrans("『』「」〝〞＂＇", "‘’“”“”\"'")
_QUOTES = pattern(
    r'(?<![0-9])"[^"]{1,80}"|(?<![0-9A-Za-z])\'[^\']{1,40}\'|「[^「」]{1,80}」|『[^『』]{1,80}』|〝[^〝〞]{1,80}〞'
    rf'|(?<=[{_CHINESE}])["＂]|(?<![0-9])["＂](?=[{HAN}])'
)
_INNER = pattern(r"'([^']{1,40})'")


@rule("R202", "chinese-quotation-marks", needs=tuple("\"＂'「『〝"))
def chinese_quotation_marks(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """引号用“ ”，引号里面再用引号时用‘ ’；不用直引号，不用直角引号。

    合规    开展“法律明白人”培训3次。
    合规    引进 "Smart Court" system 一套。
    不合规  开展"法律明白人"培训3次。
    不合规  打造「一站式」调解平台。
    出处    WR-A1、WR-A4；GB/T 15834-2011 4.8
    """
    for line, match in document.find(_QUOTES):
        words = match[0]
        if len(words) == 1:
            yield finding_at(emit, line, match.span(), f"“{words}”不是中文的引号", "改为“或者”")
        elif re.search(f"[{HAN}]", words):
            nested = words[0] == "'" and within(line.text, match.start(), "“", "”")
            opening, closing = "‘’" if nested else "“”"
            inner = _INNER.sub(r"‘\1’", words[1:-1].translate(_FOREIGN_QUOTES))
            replacement = opening + inner + closing if "\\" not in line.place(*match.span()).excerpt else None
            message = f"“{words[0]}”“{words[-1]}”不是中文的引号"
            yield finding_at(emit, line, match.span(), message, f"改为“{opening}”和“{closing}”", replacement)


# --- one mark next to another -----------------------------------------------------------------------

_BETWEEN = pattern(r"(?<=》)、(?=《)|(?<=”)、(?=“)|(?<=[》”])（[^（）]{1,40}(?P<none>）)(?=[《“])")


@rule("R203", "no-mark-between-titles", Severity.WARNING, needs=("》、《", "”、“", "）《", "）“"))
def no_mark_between_titles(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """书名号挨着书名号、引号挨着引号并列，中间不用顿号；中间隔着括注，才用顿号。

    合规    学习《中华人民共和国宪法》《信访工作条例》等。
    合规    学习《甲镇工作规则》（试行）、《甲镇议事规则》等。
    不合规  学习《中华人民共和国宪法》、《信访工作条例》等。
    不合规  增强“四个意识”、“四个自信”。
    不合规  学习《甲镇工作规则》（试行）《甲镇议事规则》等。
    出处    WR-A3；GB/T 15834-2011 4.5.3.5
    """
    for line, match in document.find(_BETWEEN):
        if match["none"]:
            message = "并列的书名号、引号之间隔着括注，少了顿号"
            yield finding_at(emit, line, match.span("none"), message, "在“）”后加“、”", "）、")
        else:
            kind = "书名号" if line.text[match.start() - 1] == "》" else "引号"
            yield finding_at(emit, line, match.span(), f"并列的{kind}之间不用顿号", "删去“、”", "")


_ELLIPSIS = pattern(
    r"(?P<all>等{1,2})(?:…{1,2}|\.{3,6}|。{3,6})|(?P<etc>…{1,2})等"
    r"|(?P<wrong>。{3,6}|·{3,6}|、{3,6}|．{3,6}|(?<![.0-9])\.{3,6}(?![.0-9])|(?<!…)…(?!…)|(?<!…)…{3}(?!…))"
)


@rule("R207", "ellipsis", needs=("…", "...", "。。。", "···", "、、、", "．．．"))
def ellipsis(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """省略号是“……”，占两个字；用了“等”就不再用省略号。

    合规    甲村、乙村……十二个村都已建成。
    合规    甲村、乙村等12个村都已建成。
    合规    目录：一、成效..........1
    不合规  甲村、乙村...十二个村都已建成。
    不合规  甲村、乙村等……都已建成。
    出处    WR-A5；GB/T 15834-2011 4.11
    """
    for line, match in document.find(_ELLIPSIS):
        if match["wrong"]:
            if re.search(f"[{_CHINESE}]", line.text[max(0, match.start() - 1) : match.end() + 1].replace("…", "")):
                yield finding_at(emit, line, match.span(), f"“{match[0]}”应为省略号“……”", "改为“……”", "……")
        else:
            yield finding_at(emit, line, match.span(), f"“{match[0]}”：“等”和省略号用一个就够", "删去一个")


_NEXT_TO_EACH_OTHER = pattern("[，。；：、！？,;（《“〈【](?: ?[，。；：、,;）》〉】]|”[，。；、])")  # quickly compiled
_DOUBLED = pattern(
    r"[，。；：、！？] ?[，。；：、,;](?: ?[，。；：、,;]){0,8}|[,;] ?[，。；：、]"
    r"|。”[。，；、]"
    r"|(?P<after>[（《“〈【][，。；：、])(?![”）》〉】])|(?P<before>(?<![（《“〈【])[，；：、][）》〉】])"
)


@rule("R218", "one-mark-at-a-place", needs=tuple("，。；：、,;"))
def one_mark_at_a_place(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一处只用一个点号；前括号、前引号后面，后括号前面，不用点号。

    合规    真的吗？！他问。
    合规    他说：“一定办好。”大家都同意。
    合规    常用的点号有“，”“。”两种。
    不合规  宣传到位，，效果良好。
    不合规  宣传到位。，效果良好。
    不合规  宣传到位（，效果良好）。
    出处    WR-A13；GB/T 15834-2011 4.1—4.7
    """
    for line, match in document.find(_DOUBLED) if _NEXT_TO_EACH_OTHER.search(document.text) else ():
        words = match[0]
        kinds = set(words.replace(" ", "").translate(_FULL))
        if match["after"] or match["before"]:
            where = f"“{words[0]}”后面" if match["after"] else f"“{words[-1]}”前面"
            yield finding_at(
                emit, line, match.span(), f"{where}不用“{words[1] if match['after'] else words[0]}”", "删去"
            )
        elif kinds == {"。"} and len(words) > 2:
            continue  # an ellipsis that was typed with stops
        elif kinds == {"、"} and len(words) > 2:
            continue
        elif len(kinds) == 1:
            yield finding_at(emit, line, match.span(), f"“{words}”：标点重复", f"改为“{words[0]}”", *kinds)
        else:
            yield finding_at(emit, line, match.span(), f"“{words}”：两个标点连在一起", "按意思留下一个")
