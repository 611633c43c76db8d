"""A report that somebody typed, taken apart: its page elements, its title, the lines of its body.

`normalize` is what an import promises to give back, word for word: the report with the faults of typing mended that our
pages do not have (widths, blanks, Markdown signs, torn paragraphs), its elements in the order of a document. Each
mend is a `Normalization`. norm(norm(t)) == norm(t).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import NamedTuple

from drafter.document.elements import COPIED_LABEL, LIST_LABEL, SENT_LABEL, SIGNER_LABEL, attachment_list
from drafter.document.numbering import typed_number
from drafter.facts.dates import NotADateError, parse_written_day
from drafter.readers.decode import hidden_character
from drafter.text.classify import ends_as_title, is_body, text_of_paragraphs
from drafter.text.model import LineKind, TextLine
from drafter.typesetting.break_penalties import is_issuer


class SourceLine(NamedTuple):
    """A line as it was read; `known` is what its looks say that it is, with the level of a heading."""

    text: str
    known: tuple[LineKind, int] | None = None
    continued: bool = False  # behind a soft line break of the same paragraph


class Normalization(NamedTuple):
    """Something that `normalize` made otherwise, at a line of what was read (from 1)."""

    line: int
    what: str
    words: str = ""


class BodyLine(NamedTuple):
    """A line of the body; `level` is that of the number it begins with, 0 where it has none."""

    text: str
    level: int = 0
    heading: bool = False  # it stands alone, as a heading does
    line: int = 0  # of what was read


class Attached(NamedTuple):
    """An attachment that stands behind the signature."""

    mark: str
    name: str
    body: tuple[BodyLine, ...]


@dataclass(frozen=True)
class SegmentedReport:
    """A typed report in its parts; what it lacks is empty."""

    title: tuple[str, ...] = ()  # its lines
    urgency: str = ""
    marks: tuple[str, ...] = ()  # 发文机关标志, without 文件
    file_word: bool = False  # 文件 stood behind the last mark
    number: str = ""  # 发文字号
    signers: tuple[str, ...] = ()
    addressee: str = ""
    body: tuple[BodyLine, ...] = ()
    listed: tuple[str, ...] = ()  # names in the 附件说明
    issuers: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    attached: tuple[Attached, ...] = ()
    copied: tuple[str, ...] = ()  # 抄送
    printed: tuple[str, str] = ("", "")  # 印发机关, 印发日期
    year: int | None = None
    unit: str = ""  # short name of the township
    changes: tuple[Normalization, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The report on lines, as drafter writes it to a text file."""
        return "\n".join([*self.head, *(line.text for line in self.body), *self.foot]) + "\n"

    @property
    def head(self) -> list[str]:
        """The lines above the body."""
        marks = [*self.marks[:-1], self.marks[-1] + "文件" * self.file_word] if self.marks else []
        signers = [SIGNER_LABEL + "\u3000".join(self.signers)] if self.signers else []
        addressee = [f"{self.addressee}："] if self.addressee else []
        above = [*([self.urgency] if self.urgency else []), *marks, *([self.number] if self.number else []), *signers]
        return [*above, *self.title_paragraphs, *addressee]

    @property
    def title_paragraphs(self) -> list[str]:
        """The title on one line; of joint issuers each has a line above it."""
        issuers = list(takewhile(is_issuer, self.title)) if len(self.title) > 2 else []
        rest = "".join(self.title[len(issuers) :])
        return ([*issuers, rest] if len(issuers) > 1 else ["".join(self.title)]) if self.title else []

    @property
    def foot(self) -> list[str]:
        """The lines below the body."""
        lines = [*attachment_list(self.listed), *self.issuers, *([self.date] if self.date else [])]
        lines += [f"（{self.note}）"] if self.note else []
        for attachment in self.attached:
            lines += [attachment.mark, attachment.name, *(line.text for line in attachment.body)]
        lines += [f"{COPIED_LABEL}{'，'.join(self.copied)}。"] if self.copied else []
        return lines + ([f"{self.printed[0]}\t{self.printed[1]}印发"] if self.printed[0] else [])


def normalize(text: str) -> str:
    """What a report says, in the form in which an import gives it back."""
    return segment([SourceLine(line) for line in text.split("\n")]).text


def segment(lines: Sequence[SourceLine], year: int | None = None, unit: str = "") -> SegmentedReport:
    """A report taken apart. Only its words are used, and what its looks are known to say.

    `year` and `unit` are those of the report where somebody knows better than its words.
    """
    found = _segment_once(lines, year, unit)
    for _ in range(_MOST_ROUNDS):
        again = _segment_once([SourceLine(line) for line in found.text.split("\n")], found.year, found.unit)
        if again.text == found.text:
            break
        found = replace(again, changes=found.changes + again.changes)  # a mend made room for another
    return found


def _segment_once(lines: Sequence[SourceLine], year: int | None, unit: str) -> SegmentedReport:
    changes: list[Normalization] = []
    cleaned = [_cleaned(line, number, changes) for number, line in enumerate(lines, 1)]
    kept = [(number, line) for number, line in enumerate(cleaned, 1) if line.text]
    whole = _joined_paragraphs(kept, changes)
    prose = text_of_paragraphs([line.text for _, line in whole], "", [line.known for _, line in whole])
    numbers = [number for number, _ in whole]
    placed = [(numbers[line.spans[0].place.line - 1], line) for line in prose.lines]
    found = _ElementSorter(placed, changes).anatomy()
    found = replace(found, title=_with_issuers_apart(found.title, found.issuers))
    year, unit = year or prose.year, unit or _unit("".join(found.title), *found.issuers, prose.text)
    if not found.title and year and unit:
        found = replace(found, title=(f"{unit}{year}年法治政府建设情况报告",))
        changes.append(Normalization(0, "原文没有标题，补上", found.title[0]))
    changes.sort(key=lambda change: change.line)
    return replace(found, year=year, unit=unit, changes=tuple(changes))


def _with_issuers_apart(title: tuple[str, ...], issuers: tuple[str, ...]) -> tuple[str, ...]:
    """A title that begins with the joint issuers who sign, each of them a line of its own."""
    whole, names = "".join(title).replace(" ", ""), "".join(issuers)
    joint = len(title) == 1 and len(issuers) > 1 and whole.startswith(names) and whole != names
    return (*issuers, whole.removeprefix(names)) if joint else title


_DISTRICT = r"(?:[\u4e00-\u9fff]{1,6}?(?:省|市|自治区|自治州|自治县|县|区|州|盟|旗))"
_UNIT = re.compile(rf"(?:中共|中国共产党)?{_DISTRICT}{{0,3}}(?:人民政府)?([\u4e00-\u9fff]{{1,8}}?(?:街道|镇|乡))")
_OUR_OWN = re.compile("[我全本各]")


def _unit(*texts: str) -> str:
    """The short name of the township: at the beginning of a title or signature, or else the most usual one."""
    *named, text = texts
    for words in named:
        found = _UNIT.match(words)
        if found and not _OUR_OWN.match(found[1]):
            return found[1]
    known = Counter(name for name in re.findall(r"[\u4e00-\u9fff]{2}(?:街道|镇|乡)", text) if not _OUR_OWN.search(name))
    return known.most_common(1)[0][0] if known else ""


# --- a line ----------------------------------------------------------------------------------------

_CJK = r"\u2e80-\u9fff\uf900-\ufaff\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65“”‘’—…·"
_WORD = r"0-9A-Za-z%"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_WIDE |= {ord("％"): ord("%"), ord("＋"): ord("+")}
_BOOKMARK = re.compile(r"\[bookmark:[^\[\]]{0,80}\]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SIGNS = re.compile(r"^\s*(?:(#{1,6})(?=\s|\*)|>(?=\s)|[-*+](?=\s))\s*|\*\*|\\$")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000\r\n\x0b\x0c]+")
_NO_BLANK = re.compile(
    rf"(?<=\d) (?=%)|(?<=[{_CJK}]) (?=[{_WORD}])|(?<=[{_WORD}]) (?=[{_CJK}])"
    r"|(?<=[，。；：！？、》）〕”’]) | (?=[，。；：！？、》）〕”’《（〔])"
)
_BEHIND_NUMBER = re.compile(r"^(\d{1,2}\.) ")
_HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_HALF_MARK = re.compile(rf"(?<=[{_CJK}])[,;:?!()]|[,;:?!()](?=[{_CJK}])")
_HALF_STOP = re.compile(r"(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff”]|$)")
_NUMBERS = (
    (re.compile(r"^(\d{1,2})[、．](?=\D)"), r"\1."),
    (re.compile(r"^([一二三四五六七八九十]{1,3})[.．](?=\D)"), r"\1、"),
    (re.compile(r"^（([一二三四五六七八九十]{1,3}|\d{1,2})）、"), r"（\1）"),
)
_PAGE_NUMBER = re.compile(r"[-—–－·]\s*\d{1,3}\s*[-—–－·]|第\s*\d{1,3}\s*页(?:[，,\s]*共\s*\d{1,3}\s*页)?")
_MOST_ROUNDS = 6  # of mends that make room for another


def _cleaned(line: SourceLine, number: int, changes: list[Normalization]) -> SourceLine:
    """The line without what only typing brought."""
    text, known = line.text, line.known
    if _PAGE_NUMBER.fullmatch(text.strip()):
        changes.append(Normalization(number, "去掉页码", text.strip()))
        return line._replace(text="")
    sign = _SIGNS.match(text)
    if sign and sign[1] and known is None:
        bare = _SIGNS.sub("", text).strip()
        # one sign is the title's; a long line with a sign is no heading
        if len(sign[1]) > 1 and not typed_number(bare) and len(bare) <= _LONGEST_BARE:
            known = (LineKind.HEADING, min(len(sign[1]) - 1, 4))
    for what, mended in _NORMALIZATIONS:
        after = mended(text)
        if after != text:
            changes.append(Normalization(number, what, text.strip()[:20]))
            text = after
    for _ in range(_MOST_ROUNDS):
        after = text
        for _, mended in _NORMALIZATIONS:
            after = mended(after)
        if after == text:
            break
        text = after
    if _PAGE_NUMBER.fullmatch(text):
        changes.append(Normalization(number, "去掉页码", text))
        text = ""
    return line._replace(text=text, known=known)


_LONGEST_BARE = 40  # characters of a heading that only a sign shows


def _without_unseen(text: str) -> str:
    if text.isprintable():
        return _UNSEEN.sub("", text)
    return "".join(c for c in _UNSEEN.sub("", text) if c in "\t\n\r\x0b\x0c" or not hidden_character(c))


def _without_blanks(text: str) -> str:
    return _BEHIND_NUMBER.sub(r"\1", _NO_BLANK.sub("", _BLANKS.sub(" ", text).strip()))


def _wide_marks(text: str) -> str:
    def wide(match: re.Match[str]) -> str:
        at = match.start()
        if match[0] in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            return match[0]
        return _HALF[match[0]]

    return _HALF_STOP.sub("。", _HALF_MARK.sub(wide, text))


def _numbers(text: str) -> str:
    for form, right in _NUMBERS:
        text = form.sub(right, text)
    return text


_NORMALIZATIONS = (
    ("去掉书签记号", lambda text: _BOOKMARK.sub("", text)),
    ("去掉看不见的字符", _without_unseen),
    ("去掉 Markdown 记号", lambda text: _SIGNS.sub("", text)),
    ("全角的数字、字母改为半角", lambda text: text.translate(_WIDE)),
    ("去掉空格", _without_blanks),
    ("半角标点改为全角", _wide_marks),
    ("序号改为规范写法", _numbers),
)

# --- paragraphs that were torn -----------------------------------------------------------------------

_ENDED = ("。", "！", "？", "：", "；", "…", "”", "’", "）", "》")
_SHORTEST_TORN = 25  # characters: a line of a page is longer
_ITEM = re.compile("[一二三四五六七八九十]{1,3}是")


def _joined_paragraphs(
    lines: list[tuple[int, SourceLine]], changes: list[Normalization]
) -> list[tuple[int, SourceLine]]:
    """A paragraph that ends in the middle of a sentence goes on with the next one."""
    prose = text_of_paragraphs([line.text for _, line in lines], "", [line.known for _, line in lines])
    is_text = [line.kind is LineKind.TEXT for line in prose.lines]
    whole: list[tuple[int, SourceLine]] = []
    open_ended = False
    for (number, line), text in zip(lines, is_text, strict=True):
        begins = bool(typed_number(line.text) or _ITEM.match(line.text))
        last = whole[-1][1].text if whole else ""
        long = len(last) >= _SHORTEST_TORN or line.continued
        if open_ended and text and not begins and long and not last.endswith(_ENDED):
            changes.append(Normalization(number, "接上断开的一段", line.text[:20]))
            gap = " " if last[-1:].isascii() and line.text[:1].isascii() else ""
            whole[-1] = (whole[-1][0], whole[-1][1]._replace(text=_without_blanks(f"{last}{gap}{line.text}")))
        else:
            whole.append((number, line))
        open_ended = text and not _ATTACHED.fullmatch(last)  # below the mark of an attachment stands its name
    return whole


# --- which line is what ------------------------------------------------------------------------------

_FILE_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,12})[〔\[（(](20\d\d)[〕\]）)]第?(\d{1,4})号")
_SIGNED_BY = re.compile(rf"{SIGNER_LABEL[:-1]}[：:]?(.*)")
_FURTHER_SIGNERS = re.compile(r"(?: ?[\u4e00-\u9fff]{1,4})+")  # beside the number
_SPREAD_NAME = re.compile(r"(?<!\S)(\S) (\S)(?!\S)")
_RULED_BLANK = re.compile(r"[_＿]+")  # of what comes with the signature
_UNDATED = re.compile(r"[_＿ ]*年[_＿ ]*月[_＿ ]*日")
_URGENCY = ("特急", "加急", "平急", "特提")
_PRINTED = re.compile(r"(\S.*?)\s*((?:20|二|[_＿]|年)[^，。]{3,14}日)\s*印发")
_NOTHING_TOLD = ("无", "没有", "暂无")
_LISTED = re.compile(rf"(?:{LIST_LABEL[:-1]}\s*[：:])?\s*(?:\d{{1,2}}[.．、]\s*)?(.+)")
_ATTACHED = re.compile(r"附\s*件\s*(\d{0,2})")


class _ElementSorter:
    def __init__(self, lines: Sequence[tuple[int, TextLine]], changes: list[Normalization]) -> None:
        self.lines, self.changes = lines, changes
        self.found = SegmentedReport()

    def anatomy(self) -> SegmentedReport:
        self._head([one for one in self.lines if one[1].kind in (LineKind.HEADER, LineKind.TITLE)])
        rest = [one for one in self.lines if one[1].kind not in (LineKind.HEADER, LineKind.TITLE)]
        if rest and rest[0][1].kind is LineKind.ADDRESSEE:
            self.found = replace(self.found, addressee=rest[0][1].text.strip().rstrip("：:"))
            rest = rest[1:]
        ends = next((at for at, (_, line) in enumerate(rest) if line.kind in _CLOSING), len(rest))
        foot = self._foot(rest[ends:])
        if foot is None:  # something stands there that our foot has no place for: the lines as they are
            ends, foot = len(rest), self.found
        body = tuple(self._written(number, line) for number, line in rest[:ends])
        self._tell_lost([*self.lines[: len(self.lines) - len(rest)], *rest[ends:]], foot)
        return replace(foot, body=body)

    def _tell_lost(self, lines: Sequence[tuple[int, TextLine]], found: SegmentedReport) -> None:
        """Words of head and foot that no element has taken up."""
        kept = _letters("".join([*found.head, *found.foot]))
        told = {change.line for change in self.changes}
        for number, line in lines[:_MOST_ELEMENTS]:
            if number not in told and _letters(line.text) not in kept:
                self.changes.append(Normalization(number, "这一行的话没有全用上", line.text))

    def _head(self, lines: Iterable[tuple[int, TextLine]]) -> None:
        title: list[str] = []
        found: dict[str, object] = {}
        marks: list[str] = []
        signers: list[str] = []
        lines = list(lines)
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
                found["urgency"] = text
            elif file_number or signed:
                if file_number:
                    found["number"] = f"{file_number[1]}〔{file_number[2]}〕{int(file_number[3])}号"
                further = text[file_number.end() :] if file_number and signers else ""
                if signed or _FURTHER_SIGNERS.fullmatch(further):
                    names = _SPREAD_NAME.sub(r"\1\2", signed[1] if signed else further).split()
                    signers += [name for name in names if not _RULED_BLANK.fullmatch(name)]
                    if signed and not signers:
                        self.changes.append(Normalization(number, "去掉待签的空格", text))
            elif text == "文件" and marks:
                found["file_word"] = True
            elif text.endswith("文件") and len(text) > 4:
                marks.append(text.removesuffix("文件"))
                found["file_word"] = True
            elif numbered and is_body(text):  # the name of the document's own body
                marks.append(text)
            else:
                self.changes.append(Normalization(number, "标题上方的一行没有用上", text))
        self.found = replace(self.found, title=tuple(title), marks=tuple(marks), signers=tuple(signers), **found)  # type: ignore[arg-type]
        if len(title) > len(self.found.title_paragraphs):
            self.changes.append(Normalization(0, "标题的几行合为一行", "".join(title)))

    def _foot(self, lines: Sequence[tuple[int, TextLine]]) -> SegmentedReport | None:
        """The foot, or None where a line has no place in it."""
        listed: list[str] = []
        issuers: list[str] = []
        found: dict[str, object] = {}
        attached: list[tuple[str, str, list[BodyLine]]] = []
        changes: list[Normalization] = []
        for number, line in lines:
            text, kind = line.text, line.kind
            signed = bool(issuers or found.get("date"))
            mark = _ATTACHED.fullmatch(text)
            if kind is LineKind.ATTACHMENT and not signed and (name := _LISTED.fullmatch(text)):
                listed.append(name[1].rstrip("。；"))
            elif mark and signed:
                attached.append((f"附件{mark[1]}", "", []))
            elif attached and not attached[-1][1] and kind is not LineKind.IMPRINT:
                attached[-1] = (attached[-1][0], text, [])
            elif kind is LineKind.IMPRINT:
                imprint = _imprint(text)
                if (
                    imprint is None
                    or found.keys() & imprint.keys()
                    or ("addressee" in imprint and self.found.addressee)
                ):
                    return None
                if "addressee" in imprint:
                    changes.append(Normalization(number, "版记里的主送机关移到正文上方", text[:20]))
                found |= imprint
                if "printed" in imprint and not found["printed"][1]:  # type: ignore[index]
                    changes.append(Normalization(number, "去掉待签的空格", text))
            elif attached:
                attached[-1][2].append(self._written(number, line))
            elif kind is LineKind.ISSUER and "date" not in found:
                issuers.append(text)
            elif kind is LineKind.DATE and "date" not in found and (day := _day(text)):
                found["date"] = day
                if day != text:
                    changes.append(Normalization(number, "日期改为规范写法", text))
            elif kind is LineKind.DATE and "date" not in found and _UNDATED.fullmatch(text):
                found["date"] = ""
                changes.append(Normalization(number, "去掉待签的空格", text))
            elif kind is LineKind.NOTE and signed and "note" not in found and text[-1:] in "）)":
                found["note"] = text[1:-1]
            else:
                return None
        if [name for _, name, _ in attached if name not in listed] or (attached and not issuers):
            return None
        self.changes += changes
        pages = tuple(Attached(mark, name, tuple(body)) for mark, name, body in attached)
        return replace(
            self.found,
            listed=tuple(listed),
            issuers=tuple(issuers),
            attached=pages,
            **found,  # type: ignore[arg-type]
        )

    def _written(self, number: int, line: TextLine) -> BodyLine:
        text = line.text
        level = typed_number(text) or (line.level if line.kind is LineKind.HEADING else 0)
        alone = line.kind is LineKind.HEADING and not text.endswith("。")
        if line.kind is not LineKind.CELL and not alone and _lacks_stop(text):
            self.changes.append(Normalization(number, "补上句号", text[-20:]))
            text = text.rstrip("，、,;； ") + "。"
        return BodyLine(text, level, alone, number)


_MOST_ELEMENTS = 300  # lines of head and foot


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


_CLOSING = (LineKind.ATTACHMENT, LineKind.ISSUER, LineKind.DATE, LineKind.NOTE, LineKind.IMPRINT)
_STOPS = "。！？：；…"


def is_sentence(text: str) -> bool:
    """The text ends as a sentence does: a template adds no stop to it."""
    return text.endswith(tuple(_STOPS)) or text.rstrip("”’）").endswith(("。", "！", "？"))


def _lacks_stop(text: str) -> bool:
    """A paragraph that tells something, and no short line without a mark, which may be a heading or a name."""
    return not is_sentence(text) and (
        text in _NOTHING_TOLD or len(text) > _LONGEST_BARE or "。" in text or "；" in text
    )


def _imprint(text: str) -> dict[str, object] | None:
    if text.startswith((COPIED_LABEL, COPIED_LABEL[:-1])):
        names = re.split("[，；、]", text[len(COPIED_LABEL) :].rstrip("。"))
        return {"copied": tuple(filter(None, names))}
    if text.startswith(SENT_LABEL):
        return {"addressee": text[len(SENT_LABEL) :].rstrip("。")}
    printed = _PRINTED.fullmatch(text)
    day = _day(printed[2]) if printed else ""
    if printed and _UNDATED.fullmatch(printed[2]):
        return {"printed": ("", "")}
    return {"printed": (printed[1].strip(), day)} if printed and day else None


def _day(text: str) -> str:
    """A date in its usual form; empty where the calendar lacks it."""
    try:
        day = parse_written_day(text)
    except NotADateError:
        return ""
    return day.text if day.day else ""
