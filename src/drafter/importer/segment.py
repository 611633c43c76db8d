"""A report as it was typed → a document: page elements, title, a flat body.

`normalize` gives the text that an import must reproduce word for word: the report without artefacts of typing
(character widths, blanks, Markdown, broken paragraphs), its elements in the order of a document. Each change is a
`Normalization`. normalize(normalize(text)) == normalize(text).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from drafter.document.elements import MOVED_ADDRESSEE, LineKind, Region, recognised
from drafter.document.model import Attachment, Block, Document, Paragraph, Section, Sentence
from drafter.document.numbering import typed_number
from drafter.document.runs import Run, Runs, words
from drafter.document.title import title_paragraphs
from drafter.facts.dates import NotADateError, parse_written_day
from drafter.findings import Place
from drafter.numerals import ORDINAL
from drafter.readers.decode import hidden_character
from drafter.system.patterns import pattern
from drafter.text.classify import ends_as_title, is_body, text_of_paragraphs
from drafter.text.model import TextLine
from drafter.text.read import SourceLine


class Normalization(NamedTuple):
    """A change that `normalize` made, at a line of the source (from 1; 0: no line); `message` is in Chinese."""

    line: int
    message: str
    words: str = ""


class BodyLine(NamedTuple):
    """A line of the body; `level` is that of its number or heading, 0 if it has neither."""

    text: str
    level: int = 0
    heading: bool = False  # a heading on a line of its own
    line: int = 0  # of the source

    @property
    def block(self) -> Block:
        """The line as a block of a document, its number typed."""
        place = Place("", self.line)
        if self.level and (self.heading or not typed_number(self.text)):
            return Section(self.level, (Run(self.text),), literal=True, place=place)
        return Paragraph((Sentence((Run(self.text),), place=place),))


def lines_of_body(body: Iterable[Block]) -> tuple[BodyLine, ...]:
    """The lines from which the blocks of a segmented document were made."""
    lines = []
    for block in body:
        if isinstance(block, Section):
            lines.append(BodyLine(block.heading, block.level, not block.heading.endswith("。"), block.place.line))
        elif isinstance(block, Paragraph):
            lines.append(BodyLine(block.text, typed_number(block.text), False, block.sentences[0].place.line))
    return tuple(lines)


class SegmentedReport(NamedTuple):
    """A typed report as a document with a flat body whose headings keep their typed numbers."""

    document: Document
    year: int | None = None
    unit: str = ""  # short name of the township
    changes: tuple[Normalization, ...] = ()

    @property
    def body(self) -> tuple[BodyLine, ...]:
        """The lines of the body."""
        return lines_of_body(self.document.body)

    @property
    def lines_above(self) -> int:
        """How many lines are above the body."""
        return sum(1 for _ in takewhile(lambda line: line.block is None, self.document.lines()))

    def values(self, element: str) -> list[str]:
        """The values of a page element, without its label and punctuation."""
        return [words(value) for value in self.document.elements.get(element, ())]

    def value(self, element: str) -> str:
        """The first value of a page element; empty if it has none."""
        return next(iter(self.values(element)), "")


def normalize(text: str) -> str:
    """The text of a report as an import reproduces it."""
    return segment([SourceLine(line) for line in text.split("\n")]).document.full_text


def segment(lines: Sequence[SourceLine], year: int | None = None, unit: str = "") -> SegmentedReport:
    """A typed report as a document, by its words and by the known kinds of its lines.

    `year` and `unit`, if given, override those that its words state.
    """
    report = _segment_once(lines, year, unit)
    for _ in range(_MOST_ROUNDS):
        text = report.document.full_text
        repeated = _segment_once([SourceLine(line) for line in text.split("\n")], report.year, report.unit)
        if repeated.document.full_text == text:
            break
        report = repeated._replace(changes=report.changes + repeated.changes)  # one change made another possible
    return report


def _segment_once(lines: Sequence[SourceLine], year: int | None, unit: str) -> SegmentedReport:
    changes: list[Normalization] = []
    normalized = [_normalize_line(line, number, changes) for number, line in enumerate(lines, 1)]
    paragraphs = _join_paragraphs([(n, line) for n, line in enumerate(normalized, 1) if line.text], changes)
    text = text_of_paragraphs([line.text for _, line in paragraphs], "", [line.known for _, line in paragraphs])
    numbers = [number for number, _ in paragraphs]
    numbered = [(numbers[line.spans[0].place.line - 1], line) for line in text.lines]
    document = _ElementSorter(numbered, changes).document()
    issuers = [words(issuer) for issuer in document.elements.get("发文机关署名", ())]
    document = replace(document, title=_with_issuers_apart(document.title, issuers))
    year, unit = year or text.year, unit or _unit(document.title_text, *issuers, text.text)
    if not document.title and year and unit:
        title = f"{unit}{year}年法治政府建设情况报告"
        document = replace(document, title=((Run(title),),))
        changes.append(Normalization(0, "原文没有标题，补上", title))
    return SegmentedReport(document, year, unit, tuple(sorted(changes, key=lambda change: change.line)))


def _with_issuers_apart(title: tuple[Runs, ...], issuers: list[str]) -> tuple[Runs, ...]:
    """A title that begins with the joint issuers who sign, each of them a line of its own."""
    whole, names = "".join(map(words, title)).replace(" ", ""), "".join(issuers)
    if len(title) != 1 or len(issuers) < 2 or not whole.startswith(names) or whole == names:
        return title
    return tuple((Run(line),) for line in (*issuers, whole.removeprefix(names)))


_DISTRICT = r"(?:[\u4e00-\u9fff]{1,6}?(?:省|市|自治区|自治州|自治县|县|区|州|盟|旗))"
_UNIT = pattern(rf"(?:中共|中国共产党)?{_DISTRICT}{{0,3}}(?:人民政府)?([\u4e00-\u9fff]{{1,8}}?(?:街道|镇|乡))")
_OUR_OWN = pattern("[我全本各]")


def _unit(*texts: str) -> str:
    """The short name of the township: the one that begins the title or signature, else the most frequent one."""
    *named, text = texts
    for name in named:
        match = _UNIT.match(name)
        if match and not _OUR_OWN.match(match[1]):
            return match[1]
    frequencies = Counter(
        name for name in re.findall(r"[\u4e00-\u9fff]{2}(?:街道|镇|乡)", text) if not _OUR_OWN.search(name)
    )
    return frequencies.most_common(1)[0][0] if frequencies else ""


# --- a line ----------------------------------------------------------------------------------------

_CJK = r"\u2e80-\u9fff\uf900-\ufaff\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65“”‘’—…·"
_WORD = r"0-9A-Za-z%"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_WIDE |= {ord("％"): ord("%"), ord("＋"): ord("+")}
_BOOKMARK = pattern(r"\[bookmark:[^\[\]]{0,80}\]")
_INVISIBLE = pattern("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_MARKDOWN = pattern(r"^\s*(?:(#{1,6})(?=\s|\*)|>(?=\s)|[-*+](?=\s))\s*|\*\*|\\$")
_BLANKS = pattern(r"[ \t\u00a0\u2000-\u200a\u202f\u3000\r\n\x0b\x0c]+")
_NO_BLANK = pattern(
    rf"(?<=\d) (?=%)|(?<=[{_CJK}]) (?=[{_WORD}])|(?<=[{_WORD}]) (?=[{_CJK}])"
    r"|(?<=[，。；：！？、》）〕”’]) | (?=[，。；：！？、》）〕”’《（〔])"
)
_BEHIND_NUMBER = pattern(r"^(\d{1,2}\.) ")
_HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_HALF_MARK = pattern(rf"(?<=[{_CJK}])[,;:?!()]|[,;:?!()](?=[{_CJK}])")
_HALF_STOP = pattern(r"(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff”]|$)")
_NUMBERS = (
    (re.compile(r"^(\d{1,2})[、．](?=\D)"), r"\1."),
    (re.compile(rf"^({ORDINAL})[.．](?=\D)"), r"\1、"),
    (re.compile(rf"^（({ORDINAL}|\d{{1,2}})）、"), r"（\1）"),
)
_PAGE_NUMBER = pattern(r"[-—–－·]\s*\d{1,3}\s*[-—–－·]|第\s*\d{1,3}\s*页(?:[，,\s]*共\s*\d{1,3}\s*页)?")
_MOST_ROUNDS = 6  # as one change may make another possible


def _normalize_line(line: SourceLine, number: int, changes: list[Normalization]) -> SourceLine:
    """The line without artefacts of typing; empty if it is a page number."""
    text, known = line.text, line.known
    if _PAGE_NUMBER.fullmatch(text.strip()):
        changes.append(Normalization(number, "去掉页码", text.strip()))
        return line._replace(text="")
    markdown = _MARKDOWN.match(text)
    if markdown and markdown[1] and known is None:
        bare = _MARKDOWN.sub("", text).strip()
        # a single # is the title's; a long line with # is no heading
        if len(markdown[1]) > 1 and not typed_number(bare) and len(bare) <= _LONGEST_BARE:
            known = (LineKind.HEADING, min(len(markdown[1]) - 1, 4))
    for message, normalization in _NORMALIZATIONS:
        result = normalization(text)
        if result != text:
            changes.append(Normalization(number, message, text.strip()[:20]))
            text = result
    for _ in range(_MOST_ROUNDS):
        result = text
        for _, normalization in _NORMALIZATIONS:
            result = normalization(result)
        if result == text:
            break
        text = result
    if _PAGE_NUMBER.fullmatch(text):
        changes.append(Normalization(number, "去掉页码", text))
        text = ""
    return line._replace(text=text, known=known)


_LONGEST_BARE = 40  # characters of a heading without a number


def _strip_invisible(text: str) -> str:
    if text.isprintable():
        return _INVISIBLE.sub("", text)
    return "".join(c for c in _INVISIBLE.sub("", text) if c in "\t\n\r\x0b\x0c" or not hidden_character(c))


def _strip_blanks(text: str) -> str:
    return _BEHIND_NUMBER.sub(r"\1", _NO_BLANK.sub("", _BLANKS.sub(" ", text).strip()))


def _widen_punctuation(text: str) -> str:
    def widen(match: re.Match[str]) -> str:
        at = match.start()
        if match[0] in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            return match[0]
        return _HALF[match[0]]

    return _HALF_STOP.sub("。", _HALF_MARK.sub(widen, text))


def _standardize_numbers(text: str) -> str:
    for written, replacement in _NUMBERS:
        text = written.sub(replacement, text)
    return text


_NORMALIZATIONS = (
    ("去掉书签记号", lambda text: _BOOKMARK.sub("", text)),
    ("去掉看不见的字符", _strip_invisible),
    ("去掉 Markdown 记号", lambda text: _MARKDOWN.sub("", text)),
    ("全角的数字、字母改为半角", lambda text: text.translate(_WIDE)),
    ("去掉空格", _strip_blanks),
    ("半角标点改为全角", _widen_punctuation),
    ("序号改为规范写法", _standardize_numbers),
)

# --- broken paragraphs -----------------------------------------------------------------------

_PARAGRAPH_ENDS = ("。", "！", "？", "：", "；", "…", "”", "’", "）", "》")
_SHORTEST_BROKEN = 25  # characters: a full line of a page is longer
_ITEM = pattern(f"{ORDINAL}是")


def _join_paragraphs(lines: list[tuple[int, SourceLine]], changes: list[Normalization]) -> list[tuple[int, SourceLine]]:
    """Joins a paragraph that ends in the middle of a sentence with the next one."""
    text = text_of_paragraphs([line.text for _, line in lines], "", [line.known for _, line in lines])
    is_text = [line.kind is LineKind.TEXT for line in text.lines]
    joined: list[tuple[int, SourceLine]] = []
    open_ended = False
    for (number, line), is_prose in zip(lines, is_text, strict=True):
        is_item = bool(typed_number(line.text) or _ITEM.match(line.text))
        last = joined[-1][1].text if joined else ""
        is_full_line = len(last) >= _SHORTEST_BROKEN or line.continued
        if open_ended and is_prose and not is_item and is_full_line and not last.endswith(_PARAGRAPH_ENDS):
            changes.append(Normalization(number, "接上断开的一段", line.text[:20]))
            gap = " " if last[-1:].isascii() and line.text[:1].isascii() else ""
            joined[-1] = (joined[-1][0], joined[-1][1]._replace(text=_strip_blanks(f"{last}{gap}{line.text}")))
        else:
            joined.append((number, line))
        open_ended = is_prose and not _ATTACHED.fullmatch(last)  # the line after 附件1 is its title
    return joined


# --- page elements ------------------------------------------------------------------------------

_FILE_NUMBER = pattern(r"([\u4e00-\u9fff]{1,12})[〔\[（(](20\d\d)[〕\]）)]第?(\d{1,4})号")
_SIGNED_BY = pattern("签发人[：:]?(.*)")
_FURTHER_SIGNERS = pattern(r"(?: ?[\u4e00-\u9fff]{1,4})+")  # on the line of the number
_SPREAD_NAME = pattern(r"(?<!\S)(\S) (\S)(?!\S)")
_RULED_BLANK = pattern(r"[_＿]+")  # filled in when the document is signed
_UNDATED = pattern(r"[_＿ ]*年[_＿ ]*月[_＿ ]*日")
_URGENCY = ("特急", "加急", "平急", "特提")
_MARK_SUFFIX = "文件"
_PRINTED = pattern(r"(\S.*?)((?:20|二|[_＿]|年)[^，。]{3,14}日)\s*印发")
_STATED_NONE = ("无", "没有", "暂无")
_LISTED = pattern(r"(?:附件\s*[：:])?\s*(?:\d{1,2}[.．、]\s*)?(.+)")
_ATTACHED = pattern(r"附\s*件\s*(\d{0,2})")


class _ElementSorter:
    """Sorts the lines of a report into page elements, title, body and attachments."""

    def __init__(self, lines: Sequence[tuple[int, TextLine]], changes: list[Normalization]) -> None:
        self.lines, self.changes = lines, changes

    def document(self) -> Document:
        """The report; lines below the body that fit no element become part of the body."""
        head = [one for one in self.lines if one[1].kind in (LineKind.HEADER, LineKind.TITLE)]
        rest = [one for one in self.lines if one[1].kind not in (LineKind.HEADER, LineKind.TITLE)]
        title, header = self._head(head)
        if rest and rest[0][1].kind is LineKind.ADDRESSEE:
            header["主送机关"] = [rest[0][1].text.strip().rstrip("：:")]
            rest = rest[1:]
        ends = next((at for at, (_, line) in enumerate(rest) if line.kind in _CLOSING), len(rest))
        foot = self._foot(rest[ends:], "主送机关" in header)
        if foot is None:
            ends, foot = len(rest), ({}, ())
        closing, attachments = foot
        values = {name: tuple((Run(text),) for text in texts) for name, texts in {**closing, **header}.items()}
        frame = Document(tuple((Run(line),) for line in title), (), values, attachments=attachments)
        body = tuple(self._body_line(number, line).block for number, line in rest[:ends])
        self._report_unused([*self.lines[: len(self.lines) - len(rest)], *rest[ends:]], frame.full_text)
        return replace(frame, body=body)

    def _report_unused(self, lines: Sequence[tuple[int, TextLine]], text: str) -> None:
        """Reports words above and below the body that became part of no element."""
        used, changed = _letters(text), {change.line for change in self.changes}
        for number, line in lines[:_MOST_ELEMENTS]:
            if number not in changed and _letters(line.text) not in used:
                self.changes.append(Normalization(number, "这一行的话没有全用上", line.text))

    def _head(self, lines: Sequence[tuple[int, TextLine]]) -> tuple[list[str], dict[str, list[str]]]:
        """The lines of the title, and the values of the elements above it."""
        title: list[str] = []
        values: dict[str, list[str]] = {}
        marks: list[str] = []
        signers: list[str] = []
        numbered = any(_FILE_NUMBER.search(line.text) or _SIGNED_BY.search(line.text) for _, line in lines)
        for number, line in lines:
            text = line.text
            file_number, signed = _FILE_NUMBER.search(text), _SIGNED_BY.search(text)
            if _RULED_BLANK.fullmatch(text):
                self.changes.append(Normalization(number, "去掉待签的空格", text))
                continue
            if line.kind is LineKind.TITLE or (signed and ends_as_title(text)):
                title.append(text)
                continue
            if text in _URGENCY:
                values["紧急程度"] = [text]
            elif file_number or signed:
                if file_number:
                    values["发文字号"] = [f"{file_number[1]}〔{file_number[2]}〕{int(file_number[3])}号"]
                after_number = text[file_number.end() :] if file_number and signers else ""
                if signed or _FURTHER_SIGNERS.fullmatch(after_number):
                    names = _SPREAD_NAME.sub(r"\1\2", signed[1] if signed else after_number).split()
                    signers += [name for name in names if not _RULED_BLANK.fullmatch(name)]
                    if signed and not signers:
                        self.changes.append(Normalization(number, "去掉待签的空格", text))
            elif text == _MARK_SUFFIX and marks:
                values["标志后缀"] = [text]
            elif text.endswith(_MARK_SUFFIX) and len(text) > 4:
                marks.append(text.removesuffix(_MARK_SUFFIX))
                values["标志后缀"] = [_MARK_SUFFIX]
            elif numbered and is_body(text):  # the name of the document's own body
                marks.append(text)
            else:
                self.changes.append(Normalization(number, "标题上方的一行没有用上", text))
        if len(title) > len(title_paragraphs([(Run(line),) for line in title])):
            self.changes.append(Normalization(0, "标题的几行合为一行", "".join(title)))
        values |= {name: texts for name, texts in (("发文机关标志", marks), ("签发人", signers)) if texts}
        return title, values

    def _foot(
        self, lines: Sequence[tuple[int, TextLine]], addressed: bool
    ) -> tuple[dict[str, list[str]], tuple[Attachment, ...]] | None:
        """The values of the elements below the body, and the attachments; None if a line belongs to neither.

        `addressed`: the 主送机关 is above the body.
        """
        values: dict[str, list[str]] = {}
        attached: list[tuple[str, str, list[Block]]] = []
        changes: list[Normalization] = []
        for number, line in lines:
            text, kind = line.text, line.kind
            signed = "发文机关署名" in values or any(values.get("成文日期", ()))
            mark, note = _ATTACHED.fullmatch(text), recognised(text, Region.CLOSING)
            if kind is LineKind.ATTACHMENT and not signed and (name := _LISTED.fullmatch(text)):
                values.setdefault("附件说明", []).append(name[1].rstrip("。；"))
            elif mark and signed:
                attached.append((f"附件{mark[1]}", "", []))
            elif attached and not attached[-1][1] and kind is not LineKind.IMPRINT:
                attached[-1] = (attached[-1][0], text, [])
            elif kind is LineKind.IMPRINT:
                imprint = _imprint(text)
                if imprint is None or values.keys() & imprint.keys() or ("主送机关" in imprint and addressed):
                    return None
                if "主送机关" in imprint:
                    changes.append(Normalization(number, "版记里的主送机关移到正文上方", text[:20]))
                if imprint.get("印发日期") == []:
                    changes.append(Normalization(number, "去掉待签的空格", text))
                values |= imprint
            elif attached:
                attached[-1][2].append(self._body_line(number, line).block)
            elif kind is LineKind.ISSUER and "成文日期" not in values:
                values.setdefault("发文机关署名", []).append(text)
            elif kind is LineKind.DATE and "成文日期" not in values and (day := _day(text)):
                values["成文日期"] = [day]
                if day != text:
                    changes.append(Normalization(number, "日期改为规范写法", text))
            elif kind is LineKind.DATE and "成文日期" not in values and _UNDATED.fullmatch(text):
                values["成文日期"] = []
                changes.append(Normalization(number, "去掉待签的空格", text))
            elif kind is LineKind.NOTE and signed and note and note[0].name not in values:
                values[note[0].name] = [note[1]]
            else:
                return None
        listed = values.get("附件说明", ())
        if [name for _, name, _ in attached if name not in listed] or (attached and "发文机关署名" not in values):
            return None
        self.changes += changes
        attachments = tuple(Attachment(mark, (Run(name),), tuple(body)) for mark, name, body in attached)
        return {name: texts for name, texts in values.items() if texts}, attachments

    def _body_line(self, number: int, line: TextLine) -> BodyLine:
        text = line.text
        level = typed_number(text) or (line.level if line.kind is LineKind.HEADING else 0)
        own_line = line.kind is LineKind.HEADING and not text.endswith("。")
        if line.kind is not LineKind.CELL and not own_line and _lacks_stop(text):
            self.changes.append(Normalization(number, "补上句号", text[-20:]))
            text = text.rstrip("，、,;； ") + "。"
        return BodyLine(text, level, own_line, number)


_MOST_ELEMENTS = 300  # lines of header and closing


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


_CLOSING = (LineKind.ATTACHMENT, LineKind.ISSUER, LineKind.DATE, LineKind.NOTE, LineKind.IMPRINT)
_STOPS = "。！？：；…"


def is_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, so that a template adds no stop."""
    return text.endswith(tuple(_STOPS)) or text.rstrip("”’）").endswith(("。", "！", "？"))


def _lacks_stop(text: str) -> bool:
    """Whether a paragraph lacks its stop; a short line without punctuation may be a heading or a name."""
    return not is_sentence(text) and (text in _STATED_NONE or len(text) > _LONGEST_BARE or "。" in text or "；" in text)


def _imprint(text: str) -> dict[str, list[str]] | None:
    """The elements on a line of the 版记; None if it is no such line."""
    if match := recognised(text, Region.IMPRINT):
        element, value = match
        return {element.name: list(filter(None, re.split("[，；、]", value)))}
    if text.startswith(MOVED_ADDRESSEE.before):
        return {"主送机关": [text.removeprefix(MOVED_ADDRESSEE.before).rstrip("。")]}
    printed = _PRINTED.fullmatch(text)
    if printed is None:
        return None
    if _UNDATED.fullmatch(printed[2]):
        return {"印发机关": [], "印发日期": []}
    day = _day(printed[2])
    return {"印发机关": [printed[1].strip()], "印发日期": [day]} if day else None


def _day(text: str) -> str:
    """A date in its standard form; empty if there is no such day."""
    try:
        day = parse_written_day(text)
    except NotADateError:
        return ""
    return day.text if day.day else ""
