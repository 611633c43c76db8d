"""Classifies the paragraphs of any document: title, heading, text and so on, by their words and their formatting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from drafter.document.elements import LineKind, Region, recognised
from drafter.document.numbering import typed_number
from drafter.findings import Place
from drafter.numerals import ORDINAL
from drafter.system.patterns import pattern
from drafter.text.model import Span, TextDocument, TextLine, roles_of, without_markdown

_YEAR_OF_TITLE = pattern(r"(20\d\d)年度?(?:(?!20\d\d).){0,12}法治|法治.{0,20}(20\d\d)年")
_PERIOD = pattern(r"[（(]20\d\d.{1,3}20\d\d年?[)）]")  # in the title of a plan: not the year of the report
_TITLE_ENDS = pattern(r"(?:报告|总结|情况|要点|汇报|小结)(?:[（(][^（）()]{1,12}[）)])?$")
_LONGEST_TITLE = 80  # characters, all its lines together
_LONGEST_HEADING = 60
_LONGEST_BARE_HEADING = 30  # of one that only its words identify
_NO_HEADING = pattern(r"[，。；：:！？,;|｜\t【]|^(?:无|没有|暂无|未)|[表图册]$|清单$")
_DIVISION = pattern(rf"第{ORDINAL}部分[\s：:、，]{{0,2}}[^。；]{{2,40}}")
_SAYS_SOMETHING = pattern("[：:].{1,60}。$")  # 五、其他情况：无。
_SIGNS = pattern(r"\s*(#{1,6})\s")
_LONGEST_NAME = 40  # characters of the name of a body, with blanks
_BLANK = r"[_＿\\\s\u3000]"  # in a date to be filled in at the signature; Markdown puts a backslash before each
_DATE = pattern(
    rf"(?:20\d\d|二[〇○零O0]\d*\S{{1,2}}|{_BLANK}{{0,12}})\s*年.{{1,6}}月.{{1,6}}日|20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}"
)
_HEADER = pattern(r"〔\d{4}〕|\[\d{4}\]|签发人|^特急$|^加急$|文件$")
_NUMBERED = pattern(r"[\u4e00-\u9fff]{1,12}[〔\[]\d{4}[〕\]]第?\d{1,4}号(?:\s.*)?|签发人.*")  # the last line of a 版头
_IMPRINT = pattern(r"^\s*(?:抄送|主送)[：:]|印发\s*$")
_ATTACHMENT = pattern(r"附\s*件\s*\d{0,2}\s*(?:[：:.．]|$)")
_BODY_OF_STATE = pattern("(?:政府|委员会|办事处|委|办|局|厅|院|司|室|所|站|队|中心|会|主席团|镇|乡|街道|机关|[）)])$")
_FURTHER = pattern(r"\s*\d+[.．、]\s*\S")  # a further name in the 附件说明


def text_of_paragraphs(
    texts: Sequence[str], file: str, known: Sequence[tuple[LineKind, int] | None] = ()
) -> TextDocument:
    """The lines of a text, numbered as its paragraphs; empty ones are left out.

    `known` has kind and level of the lines that their formatting identifies; the others are classified by their words.
    """
    lines = []
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        kind, level = (known[number - 1] if number <= len(known) else None) or (LineKind.TEXT, 0)
        place = Place(file, number, 1, max(1, len(text)), text)
        lines.append(TextLine(text, kind, level, (Span(0, place),)))
    marked = [_with_element(line) for line in _marked(lines)]
    document = TextDocument(tuple(marked), file)
    match = _YEAR_OF_TITLE.search(document.title) or _YEAR_OF_TITLE.search(_PERIOD.sub("", document.text[:400]))
    return replace(document, year=int(match[1] or match[2]) if match else None)


def _with_element(line: TextLine) -> TextLine:
    (span,) = line.spans
    return line._replace(spans=(Span(0, span.place._replace(element=line.kind.value)),))


def _marked(lines: list[TextLine]) -> list[TextLine]:
    """Every line with its kind: title and addressee at the head, signature and imprint at the foot."""
    title = _title(lines)
    numbered = max((at for at in range(title - 1) if _NUMBERED.fullmatch(lines[at].text.strip())), default=-1)
    marked = [
        line._replace(kind=LineKind.HEADER if at <= numbered or _HEADER.search(line.text) else LineKind.TITLE, level=0)
        if line.kind in (LineKind.TEXT, LineKind.HEADING)
        else line
        for at, line in enumerate(lines[:title])
    ]
    rest = _below_parts([_heading(line) for line in lines[title:]])
    if rest and rest[0].kind is LineKind.TEXT and _is_addressee(without_markdown(rest[0].text)):
        rest[0] = rest[0]._replace(kind=LineKind.ADDRESSEE)
    dated = next((at for at in range(len(rest) - 1, -1, -1) if rest[at].kind is LineKind.DATE), None)
    if dated is None:
        dated = next((at for at in range(len(rest) - 1, -1, -1) if _is_date(rest, at)), len(rest))
    signed = (LineKind.TEXT, LineKind.CELL) if rest[dated:] and rest[dated].kind is LineKind.CELL else (LineKind.TEXT,)
    for at, line in enumerate(rest):
        text = without_markdown(line.text)
        if at and at < dated and rest[at - 1].kind is LineKind.ATTACHMENT and (line.level == 3 or _FURTHER.match(text)):
            rest[at] = line._replace(kind=LineKind.ATTACHMENT, level=0)  # 2.乙表, below 附件：1.甲表
        if at == dated:
            rest[at] = line._replace(kind=LineKind.DATE)
        if rest[at].kind is not LineKind.TEXT:
            continue
        element = recognised(text, Region.CLOSING) if at > dated and not typed_number(text) else None
        if element:
            rest[at] = line._replace(kind=element[0].kind)
        elif is_imprint(text):
            rest[at] = line._replace(kind=LineKind.IMPRINT)
        elif _ATTACHMENT.match(text) and len(text) < _LONGEST_HEADING:
            rest[at] = line._replace(kind=LineKind.ATTACHMENT)
    at = min(dated, len(rest)) - 1
    while at > 0 and rest[at].kind in signed and is_body(rest[at].text):
        rest[at] = rest[at]._replace(kind=LineKind.ISSUER)
        at -= 1
    return marked + rest


def _is_date(lines: list[TextLine], at: int) -> bool:
    """The date of a document; in a table only below a name, where two bodies sign side by side."""
    if not is_date(lines[at].text):
        return False
    return lines[at].kind is LineKind.TEXT or (
        lines[at].kind is LineKind.CELL and at > 0 and is_body(lines[at - 1].text)
    )


def _is_addressee(text: str) -> bool:
    leads_on = re.search("如下|以下|下列", text)
    short = len(text) < 80 or all(is_body(part) for part in re.split("[、，]", text[:-1]))
    return text.endswith(("：", ":")) and short and not leads_on and not typed_number(text)


def is_date(text: str) -> bool:
    """It is only a date, or the blanks for one.

    >>> [is_date(text) for text in ("2026年1月20日", "二〇二六年一月二十日", "　　年　月　日", "2026年1月20日起施行")]
    [True, True, True, False]
    """
    return _DATE.fullmatch(without_markdown(text)) is not None


def is_imprint(text: str) -> bool:
    """It is a line of the 版记, by its words."""
    return len(text) < 120 and _IMPRINT.search(text) is not None


def is_body(text: str) -> bool:
    """It is only the name of a body, not another short last line such as 无."""
    text = without_markdown(text)
    return 3 <= len(text) <= _LONGEST_NAME and bool(_BODY_OF_STATE.search(text)) and not re.search("[，。；：]", text)


def ends_as_title(text: str) -> bool:
    """It ends like the title of a report."""
    return _TITLE_ENDS.search(without_markdown(text)) is not None


def _title(lines: list[TextLine]) -> int:
    """The number of lines up to the end of the title."""
    length = 0
    if any(line.kind is LineKind.TITLE for line in lines):
        return max(number for number, line in enumerate(lines, 1) if line.kind is LineKind.TITLE)
    for number, line in enumerate(lines):
        length += len(line.text) if line.kind is not LineKind.HEADER else 0
        if length > _LONGEST_TITLE or typed_number(without_markdown(line.text)):
            return 0
        if ends_as_title(line.text):
            return number + 1
    return 0


def _below_parts(lines: list[TextLine]) -> list[TextLine]:
    """第一部分 is above 一、: where there are such headings, all others are one level lower."""
    divided = [
        at for at, line in enumerate(lines) if line.level < 2 and _DIVISION.fullmatch(without_markdown(line.text))
    ]
    if len(divided) < 2:
        return lines
    lower = [line._replace(level=min(line.level + 1, 4)) if line.level else line for line in lines]
    for at in divided:
        lower[at] = lines[at]._replace(kind=LineKind.HEADING, level=1)
    return lower


def _heading(line: TextLine) -> TextLine:
    if line.kind is not LineKind.TEXT:
        return line
    text = without_markdown(line.text)
    level = typed_number(text)
    signs = _SIGNS.match(line.text)
    ends = ("；", "，") if level == 1 else ("；", "，", "：", ":")
    stands_alone = len(text) <= _LONGEST_HEADING and not text.endswith(ends) and "。" not in text[:-1]
    stands_alone = stands_alone and not _SAYS_SOMETHING.search(text)
    if level and stands_alone and not (level > 2 and text.endswith("。")):
        return line._replace(kind=LineKind.HEADING, level=level)
    if not level and stands_alone and signs:
        return line._replace(kind=LineKind.HEADING, level=max(1, min(len(signs[1]) - 1, 4)))  # one # is for the title
    if not level and len(text) <= _LONGEST_BARE_HEADING and not _NO_HEADING.search(text) and roles_of(text):
        return line._replace(kind=LineKind.HEADING, level=1)
    return line._replace(level=level)
