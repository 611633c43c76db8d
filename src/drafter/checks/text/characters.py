"""字形和杂字符: blanks, widths, traditional characters, and leftovers of other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from drafter.checks.text.dashes import any_of, words
from drafter.checks.text.marks import HAN, finding_at, is_han
from drafter.document.elements import LineKind
from drafter.findings import ANY_TEXT, Emit, Finding, Severity, rule
from drafter.numerals import in_arabic
from drafter.readers.decode import FORBIDDEN_CHARACTERS, FORBIDDEN_IN_HIGHER_PLANES
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine

_ON_PAGE = (
    LineKind.TITLE,
    LineKind.ADDRESSEE,
    LineKind.HEADING,
    LineKind.TEXT,
    LineKind.CELL,
    LineKind.ATTACHMENT,
    LineKind.NOTE,
)


def _found(document: TextDocument, pattern: re.Pattern[str]) -> Iterator[tuple[TextLine, re.Match[str]]]:
    for line in document.of(*_ON_PAGE):
        for match in pattern.finditer(line.text):
            yield line, match


# --- blanks -------------------------------------------------------------------------------------------

_SENTENCE = pattern("[，。；]")
_BLANK = pattern("[ \u3000]{1,99}")
_CHINESE = "汉"  # stands for any Chinese character, 0 for any digit
_NO_BLANK_BETWEEN = {
    (_CHINESE, _CHINESE),
    *product(f"{_CHINESE}”》）", "0"),
    *product("0%", f"{_CHINESE}“《（"),
    *product(f"{_CHINESE}0，。；：、", "，。；：、）》”"),
    *product("，；", f"{_CHINESE}“《0"),
}
_LATIN_BEFORE = pattern(r"[A-Za-z][ \-]?[0-9./\-]{0,20}$")
_LATIN_BEHIND = pattern(r"[ \u3000]{1,99}[0-9][0-9.\-]{0,20} ?[A-Za-z]")
_TO_FILL = pattern(r"(?:年|月|第|〕|共|计)$")  # 2025年  月  日, to be filled in by hand
_FILLED = pattern("[月日号人次件份]")


def _kind(character: str) -> str:
    return _CHINESE if is_han(character) else "0" if re.match("[0-9]", character) else character


@rule("R221", "no-blank-in-sentence", needs=(" ", "\u3000"))
def no_blank_in_sentence(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """汉字之间、汉字和数字之间不空格；外文两边可以空。

    合规    集中学法19次，采用 OA 系统办理，执行 GB/T 9704 和 Windows 11 版本要求。
    合规    开展“民法典相伴 法治进乡村”活动，效果良好。
    合规    本件于2026年  月  日印发。
    不合规  集中学法 19次，会前学法2次。
    不合规  印发《2024 年工作要点》，召开会议2次。
    不合规  全镇干部 职工参加学习，效果良好。
    出处    WR-A14
    """
    # A text without such a mark is laid out with blanks: a name, a date, a row.
    lines = [
        *document.of(LineKind.HEADING),
        *(text for text in document.of(LineKind.TEXT) if _SENTENCE.search(text.text)),
    ]
    for line, match in TextDocument(tuple(lines)).find(_BLANK):
        start, end = match.span()
        around = _kind(line.text[start - 1 : start]), _kind(line.text[end : end + 1])
        if around not in _NO_BLANK_BETWEEN:
            continue
        before, after = line.text[max(0, start - 24) : start], line.text[end : end + 1]
        if around == (_CHINESE, _CHINESE) and (line.kind is LineKind.HEADING or _is_set_out(line.text, start, end)):
            continue
        if _TO_FILL.search(before) and _FILLED.match(after):
            continue
        if _LATIN_BEFORE.search(before) or _LATIN_BEHIND.match(line.text[start : end + 24]):
            continue
        words_there = line.text[max(0, start - 2) : end + 2]
        yield finding_at(emit, line, (start, end), f"“{words_there}”中间有空格", "删去空格", "")


def _is_set_out(text: str, start: int, end: int) -> bool:
    """A blank between the halves of a slogan, or within a name of two characters (张　三)."""
    before = text[max(0, start - 40) : start]
    if before.rfind("“") > before.rfind("”") or before.rfind("《") > before.rfind("》"):
        return True
    return re.search(f"[{HAN}]{{2}}$", before) is None and re.match(f"[{HAN}]{{2}}", text[end : end + 2]) is None


_INVISIBLE = pattern(
    r"(?P<nothing>[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f]{1,99})"
    rf"|(?P<unknown>[\ufffd\ue000-\uf8ff{FORBIDDEN_CHARACTERS}{FORBIDDEN_IN_HIGHER_PLANES}]{{1,99}})"
    rf"|(?P<blank>(?<=[{HAN}，。；：”》%0-9])[\u00a0\u2000-\u200a\u202f\u205f\t]{{1,99}}(?=[{HAN}，。；：、“《0-9]))"
)


# ANY_TEXT: any of some ten thousand characters.
@rule("R228", "no-hidden-character", needs=ANY_TEXT)
def no_hidden_character(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    r"""正文里没有看不见的字符、认不出的字符；句中没有制表符和特殊的空格。

    合规    全年开展宣传12场次。
    合规    序号	指标	2025年
    合规    采用 OA 系统，全年办理12件。
    不合规  全年开展宣传	12场次，成效明显。
    出处    WR-A14、WR-A18
    """
    suspect = tuple(line for line in document.lines if not line.text.isprintable() or "\ufffd" in line.text)
    for line, match in _found(TextDocument(suspect), _INVISIBLE):
        code = f"U+{ord(match[0][0]):04X}"
        if match["nothing"]:
            yield finding_at(emit, line, match.span(), f"这里有看不见的字符（{code}）", "删去", "")
        elif match["unknown"]:
            yield finding_at(emit, line, match.span(), f"这里有认不出的字符（{code}）", "查对原稿，改为规范字")
        elif line.kind is not LineKind.CELL and _SENTENCE.search(line.text) and line.text.count("\t") < 2:
            name = "制表符" if match[0][0] == "\t" else "特殊的空格"
            yield finding_at(emit, line, match.span(), f"句子中间有{name}", "删去", "")


# --- the right character ------------------------------------------------------------------------------

_PER_CENT = pattern("[％﹪]")


@rule("R223", "per-cent-sign", needs=tuple("％﹪"))
def per_cent_sign(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """百分号用半角的“%”。

    合规    参学率100%，参考率98.5%。
    合规    占百分之五十。
    合规    增长率为3‰。
    不合规  参学率100％，成效明显。
    不合规  合格率98.5％。
    不合规  办结率100﹪。
    出处    WR-A17；GB/T 15835-2011
    """
    for line, match in _found(document, _PER_CENT):
        yield finding_at(emit, line, match.span(), f"全角的“{match[0]}”应为“%”", "改为“%”", "%")


@cache
def _simplified() -> Mapping[str, str]:
    pairs = " ".join(data_table("traditional.yaml").values()).split()
    return {pair[0]: pair[1] for pair in pairs}


@cache
def _traditional() -> re.Pattern[str]:
    return pattern(f"[{''.join(_simplified())}]{{1,20}}")


@rule("R225", "simplified-characters", needs=_simplified)
def simplified_characters(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """公文使用规范汉字，不用繁体字。

    合规    企业经营管理人员参加学习。
    合规    乾县代表到场，费用一并瞭解清楚。
    合规    著作权登记3件。
    不合规  企业经营管理人員参加学习。
    不合规  落實普法责任。
    不合规  组织幹部学习。
    出处    WR-A18；《通用规范汉字表》附件1；《国家通用语言文字法》第九条
    """
    for line, match in _found(document, _traditional()):
        right = "".join(_simplified()[character] for character in match[0])
        yield finding_at(emit, line, match.span(), f"“{match[0]}”不是规范字", f"改为“{right}”", right)


_WIDE = pattern(r"[０-９Ａ-Ｚａ-ｚ]{1,40}(?:．[０-９]{1,20})?|(?<=[0-9])．(?=[0-9])")
_CIRCLED = "①-⓿❶-➓㉈-㊿Ⅰ-ↈ"
_OTHER_DIGITS = pattern(
    r"[^\D0-9０-９]{1,40}"
    rf"|(?<=[{HAN}])[{_CIRCLED}]{{1,20}}(?=[件起宗份%％]|人次|场次|户次|家次)"  # else they number items: ①个别
)
_WIDE_OR_CIRCLED = pattern(f"[０-９Ａ-Ｚａ-ｚ．{_CIRCLED}]")
_NO_HALF_WIDTH_DIGIT = pattern(r"[^\D0-9]")


# ANY_TEXT: the digits of any script.
@rule("R226", "half-width-figures", needs=ANY_TEXT)
def half_width_figures(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """数字和字母用半角，不用全角；数字也不用别的文字的写法。

    合规    排查纠纷12件，采用OA系统。
    合规    ①加强学习；②健全制度。
    合规    第（12）项，A级；3.5万元。
    合规    有两类问题：①个别干部学法不够；②件多人少。
    不合规  办理案件㊿件。
    不合规  排查纠纷１２件。
    不合规  排查纠纷٥٨件。
    出处    WR-A1；GB/T 15835-2011
    """
    if not _WIDE_OR_CIRCLED.search(document.text) and not _NO_HALF_WIDTH_DIGIT.search(document.text):
        return
    for line, match in _found(document, _WIDE):
        right = "".join(chr(ord(c) - 0xFEE0) for c in match[0])
        yield finding_at(emit, line, match.span(), f"全角的“{match[0]}”应为“{right}”", f"改为“{right}”", right)
    for line, match in _found(document, _OTHER_DIGITS):
        right = in_arabic(match[0])
        yield finding_at(emit, line, match.span(), f"数字“{match[0]}”应为“{right}”", f"改为“{right}”", right)


# --- slips and leftovers -----------------------------------------------------------------------------

_REMAINS = pattern(
    r"\*\*(?P<bold>[^*]{1,300})\*\*|(?<![0-9*])\*\*(?!\*)|^\s{0,9}#{1,6}\s{1,4}|\[bookmark: [^\]]{1,60}\]"
    r"|(?P<other><br ?/?>|</?(?:p|b|strong|span|div)>|&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|mdash);|```)"
)


@rule("R227", "no-remains-of-another-format", Severity.WARNING, needs=("**", "#", "[bookmark:", "<", "&", "```"))
def no_remains(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """正文里不留别的格式的符号：加粗的 **、标题的 #、网页的 &nbsp; 等，多是粘贴时带进来的。

    合规    一是加强学习。
    合规    采用C#语言开发，评为3*级。
    合规    全年调解3*4=12件。
    不合规  **一是加强学习。**全年组织4次。
    不合规  ## 二、主要成效
    不合规  全年&nbsp;组织学习4次。
    出处    WR 开头的说明（002、004）
    """
    if document.file.endswith(".md"):  # there they are markup
        return
    for line, match in document.find(_REMAINS):
        sign = match[0].strip() if not match["bold"] else "**"
        replacement = None if match["other"] else match["bold"] or ""
        yield finding_at(emit, line, match.span(), f"“{sign}”是别的格式留下的符号", f"删去“{sign}”", replacement)


@cache
def _repeated() -> re.Pattern[str]:
    single = []
    for word, row in words()["重字"].items():
        before = f"(?<![{row['前']}])" if row["前"] else ""
        after = f"(?![{row['后']}])" if row["后"] else ""
        single.append(before + word + word + after)
    double = rf"(?P<two>{any_of(words()['重复'])})(?P=two)"
    return pattern(rf"(?P<long>(?!一)[{HAN}]{{4,12}})(?P=long)|{double}|{'|'.join(single)}")


@cache
def _short_repeats() -> tuple[str, ...]:
    return tuple(word * 2 for word in (*words()["重字"], *words()["重复"]))


_PHRASE = pattern(r"[^，。；：、“”《》（）0-9\s]{8,}")


def _may_repeat(text: str) -> bool:
    """Whether in a phrase four characters occur again, as they do where four or more are repeated."""
    return any(len(phrase) - len(set(phrase)) > 3 for phrase in _PHRASE.findall(text))


# ANY_TEXT: any four characters that are repeated.
@rule("R229", "no-repeated-words", Severity.WARNING, needs=ANY_TEXT)
def no_repeated_words(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一个字词没有误写两遍。

    合规    刚刚成立，常常宣传，化解种种矛盾等等。
    合规    达到目的的有3个，还是是否合法的问题，不了了之的没有。
    合规    认真研究研究，一件一件地办，的的确确有成效。
    不合规  提升群众的的法治意识。
    不合规  全年开展开展宣传4次。
    不合规  化解矛盾纠纷矛盾纠纷12件。
    出处    WR-E
    """
    if not any(repeat in document.text for repeat in _short_repeats()):
        document = TextDocument(tuple(line for line in document.prose if _may_repeat(line.text)))
    for line, match in document.find(_repeated()):
        half = match[0][: len(match[0]) // 2]
        yield finding_at(emit, line, match.span(), f"“{match[0]}”重复", f"删去一个“{half}”")
