"""A text as a proof-reader sees it: lines of words, each word with the place it came from.

Made of the paragraphs of any document, where the place is the paragraph, or of a report of ours (`printed.py`), where
it is the fact or the template line that brought the words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property
from itertools import takewhile
from typing import Any, NamedTuple

from drafter import kept
from drafter.checks.told import Told, statements
from drafter.findings import NOWHERE, Place
from drafter.report.numbering import typed_number


class Kind(Enum):
    """What a line is; the value is what a clerk calls it."""

    TITLE = "标题"
    HEADING = "小标题"
    TEXT = "正文"
    CELL = "表格"
    HEADER = "版头"
    ADDRESSEE = "主送机关"
    ATTACHMENT = "附件"  # a name in the 附件说明, or the title of an attachment
    ISSUER = "署名"
    DATE = "成文日期"
    NOTE = "附注"
    IMPRINT = "版记"

    @property
    def is_prose(self) -> bool:
        """Sentences and headings, as against names and dates at their places on the page."""
        return self in (Kind.TITLE, Kind.HEADING, Kind.TEXT)


# The lines of a file, by the name that places have for it.
LinesOf = Callable[[str], Sequence[str]]


class Stretch(NamedTuple):
    """From `start` on the words of a line came from this place, behind `before`, which came from it as well.

    `lines_of` tells more of the file than the place shows: a value may run over several lines.
    """

    start: int
    place: Place
    before: str = ""
    lines_of: LinesOf = lambda _: ()

    def place_of(self, words: str, text: str) -> Place:
        """Where `words` stand in the file, behind `text`; else the place as a whole, with no characters of it."""
        nth = text.count(words)  # the same words may stand there before: they are counted
        for place in self._lines():
            at = place.column - 2
            while (at := place.excerpt.find(words, at + 1)) >= 0:
                if nth == 0:
                    return place._replace(column=at + 1, length=len(words))
                nth -= 1
        return self.place._replace(length=0)

    def _lines(self) -> Iterator[Place]:
        """The line of the place, and those below that belong to it: they are indented, or empty."""
        lines = self.lines_of(self.place.file)
        first = lines[self.place.line - 1] if 0 < self.place.line <= len(lines) else self.place.excerpt
        yield self.place._replace(excerpt=first)
        own = len(first) - len(first.lstrip())
        for number in range(self.place.line, len(lines)):
            if lines[number].strip() and len(lines[number]) - len(lines[number].lstrip()) <= own:
                return
            yield self.place._replace(line=number + 1, column=1, excerpt=lines[number])


_LONGEST_SEARCHED = 20_000  # characters; no value of a township's is so long, and counting words in it takes its time


class Line(NamedTuple):
    """A paragraph, heading, cell or page element."""

    text: str
    kind: Kind = Kind.TEXT
    level: int = 0  # of a heading 1-4; of a text that begins with a run-in heading, that of the heading
    stretches: tuple[Stretch, ...] = ()

    def is_one_piece(self, start: int, end: int) -> bool:
        """The words between were written as they stand, not put together of facts."""
        return not any(start < stretch.start < end for stretch in self.stretches)

    def place(self, start: int, end: int) -> Place:
        """Where the words between came from: the very words, where the place shows them."""
        if not self.stretches:
            return NOWHERE
        at = max(bisect_right([stretch.start for stretch in self.stretches], start) - 1, 0)
        stretch = self.stretches[at]
        last = self.stretches[at + 1].start if at + 1 < len(self.stretches) else len(self.text)
        words = self.text[start : min(end, last)]
        if not words:
            return stretch.place._replace(length=0)
        if stretch.place.excerpt == self.text:  # a paragraph of a document: the place shows the line itself
            return stretch.place._replace(column=start + 1, length=len(words))
        if start - stretch.start > _LONGEST_SEARCHED:
            return stretch.place._replace(length=0)
        place = stretch.place_of(words, stretch.before + self.text[stretch.start : start])
        return place if end <= last else place._replace(length=min(place.length, len(words)))

    def cut(self, start: int, end: int) -> Line:
        """The words between as a line of their own, each with its place."""
        stretches = []
        for stretch, last in zip(self.stretches, [*(s.start for s in self.stretches[1:]), end], strict=False):
            if stretch.start < end and (last > start or stretch is self.stretches[-1]):
                before = stretch.before + self.text[stretch.start : max(start, stretch.start)]
                stretches.append(stretch._replace(start=max(stretch.start - start, 0), before=before))
        return Line(self.text[start:end], self.kind, self.level, tuple(stretches))


class Part(NamedTuple):
    """What stands under a heading of the first level; `roles` are the names of `data/parts.yaml` that it bears."""

    heading: Line
    roles: tuple[str, ...]
    lines: tuple[Line, ...]  # without the heading


class Sentence(NamedTuple):
    """From `start` to behind its stop."""

    line: Line
    start: int
    text: str

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.line.place(self.start, self.start + len(self.text))


_SENTENCE = re.compile("[^。！？]+[。！？]?[”’）》]*")
_RUN_IN = re.compile(r"([^。：:]{1,60})[。：:](?:\*\*)?")
_MARKDOWN = re.compile(r"^\s*(?:#{1,6}\s+)?(?:\*\*)?|(?:\*\*)?\s*$")


def bare(text: str) -> str:
    """A line without blanks and Markdown signs at its ends.

    >>> bare("## **一、甲。** ")
    '一、甲。'
    """
    return _MARKDOWN.sub("", text)


@dataclass(frozen=True)
class Prose:
    """The lines of one document, in reading order; `year` is the year it reports on, where that is known.

    `from_facts` tells a report of ours: what its facts lack is told where they stand.
    """

    lines: tuple[Line, ...]
    file: str = ""
    year: int | None = None
    from_facts: bool = False

    @cached_property
    def text(self) -> str:
        """All lines, a line each."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def title(self) -> str:
        """The title on one line; empty where there is none."""
        return "".join(bare(line.text) for line in self.lines if line.kind is Kind.TITLE)

    @cached_property
    def prose(self) -> tuple[Line, ...]:
        """Title, headings and text: what is written in sentences."""
        return tuple(line for line in self.lines if line.kind.is_prose)

    def of(self, *kinds: Kind) -> tuple[Line, ...]:
        """The lines of these kinds."""
        return tuple(line for line in self.lines if line.kind in kinds)

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[Line, re.Match[str]]]:
        """Every match of a pattern in title, headings and text."""
        for line in self.prose:
            for match in pattern.finditer(line.text):
                yield line, match

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the text, without headings."""
        return tuple(
            Sentence(line, match.start(), match[0])
            for line in self.of(Kind.TEXT)
            for match in _SENTENCE.finditer(line.text)
        )

    @cached_property
    def body(self) -> tuple[Line, ...]:
        """Headings, text and tables of the report itself: not its page elements, nor what is attached."""
        ends = (Kind.ATTACHMENT, Kind.ISSUER, Kind.DATE, Kind.IMPRINT)
        own = takewhile(lambda line: line.kind not in ends, self.lines)
        return tuple(line for line in own if line.kind in (Kind.HEADING, Kind.TEXT, Kind.CELL))

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The statements of title, headings and text, each with its figures."""
        return tuple(told for number, line in enumerate(self.prose) for told in statements(line.text, number))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What stands under each heading of the first level, be it a line of its own or run in."""
        found: list[tuple[Line, list[Line]]] = []
        for line in self.body:
            runs_in = _RUN_IN.match(line.text) if line.level == 1 and line.kind is Kind.TEXT else None
            if line.level == 1 and line.kind is Kind.HEADING:
                found.append((line, []))
            elif runs_in:
                found.append((line.cut(0, runs_in.end(1)), [line.cut(runs_in.end(), len(line.text))]))
            elif found:
                found[-1][1].append(line)
        return tuple(Part(heading, roles_of(heading.text), tuple(lines)) for heading, lines in found)

    def part(self, role: str) -> tuple[Part, ...]:
        """The parts that bear this role."""
        return tuple(part for part in self.parts if role in part.roles)


@cache
def part_words() -> Mapping[str, Mapping[str, Any]]:
    """`data/parts.yaml`: the roles of a report's parts and the words they are known by."""
    rows: Mapping[str, Mapping[str, Any]] = kept.table("parts.yaml")
    return rows


@cache
def _known_words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for row in part_words().values() for word in row["词"]))


def roles_of(heading: str) -> tuple[str, ...]:
    """What a heading of the first level announces.

    >>> roles_of("二、存在的不足及下一步工作安排")
    ('下年安排', '不足和原因')
    """
    if not _known_words().search(heading):
        return ()
    roles = []
    for role, row in part_words().items():
        read = heading
        for word in row.get("不认", ()):
            read = read.replace(word, "\n")
        found = [word for word in row["词"] if word in read]
        if found:
            roles.append(role)
        for word in found:
            heading = heading.replace(word, "\n")
    return tuple(roles)


# --- of paragraphs of any document --------------------------------------------------------------------

_YEAR_OF_TITLE = re.compile(r"(20\d\d)年度?.{0,12}法治|法治.{0,20}(20\d\d)年")
_PERIOD = re.compile(r"[（(]20\d\d.{1,3}20\d\d年?[)）]")  # in the title of a plan: no year of the report
_TITLE_ENDS = re.compile(r"(?:报告|总结|情况|要点|汇报|小结)(?:[（(][^（）()]{1,12}[）)])?$")
_LONGEST_TITLE = 80  # characters of all its lines
_LONGEST_HEADING = 60
_LONGEST_BARE_HEADING = 30  # of one that only its words show
_NO_HEADING = re.compile(r"[，。；：:！？,;|｜\t【]|^(?:无|没有|暂无|未)|[表图册]$|清单$")
_DIVISION = re.compile(r"第[一二三四五六七八九十]{1,3}部分[\s：:、，]{0,2}[^。；]{2,40}")
_SAYS_SOMETHING = re.compile("[：:].{1,60}。$")  # 五、其他情况：无。
_SIGNS = re.compile(r"\s*(#{1,6})\s")
_LONGEST_NAME = 40  # of a body, with blanks
_BLANK = r"[_＿\\\s\u3000]"  # of a date that comes with the signature; Markdown puts a sign before each
_DATE = re.compile(
    rf"(?:20\d\d|二[〇○零O0]\d*\S{{1,2}}|{_BLANK}{{0,12}})\s*年.{{1,6}}月.{{1,6}}日|20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}"
)
_HEADER = re.compile(r"〔\d{4}〕|\[\d{4}\]|签发人|^特急$|^加急$|文件$")
_IMPRINT = re.compile(r"^\s*(?:抄送|主送)[：:]|印发\s*$")
_ATTACHMENT = re.compile(r"附\s*件\s*\d{0,2}\s*(?:[：:.．]|$)")
_BODY_OF_STATE = re.compile("(?:政府|委员会|办事处|委|办|局|厅|院|司|室|所|站|队|中心|会|团|镇|乡|街道|[）)])$")
_FURTHER = re.compile(r"\s*\d+[.．、]\s*\S")  # another name in the 附件说明


def of_paragraphs(texts: Sequence[str], file: str, known: Sequence[tuple[Kind, int] | None] = ()) -> Prose:
    """The lines of a text; the number of a line is that of its paragraph, empty ones are left out.

    `known` tells what a line is, with its level, where its looks show that; the words tell of all others.
    """
    lines = []
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        kind, level = (known[number - 1] if number <= len(known) else None) or (Kind.TEXT, 0)
        place = Place(file, number, 1, max(1, len(text)), text)
        lines.append(Line(text, kind, level, (Stretch(0, place),)))
    marked = [_with_element(line) for line in _marked(lines)]
    prose = Prose(tuple(marked), file)
    match = _YEAR_OF_TITLE.search(prose.title) or _YEAR_OF_TITLE.search(_PERIOD.sub("", prose.text[:400]))
    return replace(prose, year=int(match[1] or match[2]) if match else None)


def _with_element(line: Line) -> Line:
    (stretch,) = line.stretches
    return line._replace(stretches=(Stretch(0, stretch.place._replace(element=line.kind.value)),))


def _marked(lines: list[Line]) -> list[Line]:
    """Every line with what it is: title and addressee at the head, signature and imprint at the foot."""
    title = _title(lines)
    marked = [
        line._replace(kind=Kind.HEADER if _HEADER.search(line.text) else Kind.TITLE, level=0)
        if line.kind in (Kind.TEXT, Kind.HEADING)
        else line
        for line in lines[:title]
    ]
    rest = _below_parts([_heading(line) for line in lines[title:]])
    if rest and rest[0].kind is Kind.TEXT and _is_addressee(bare(rest[0].text)):
        rest[0] = rest[0]._replace(kind=Kind.ADDRESSEE)
    dated = next((at for at in range(len(rest) - 1, -1, -1) if rest[at].kind is Kind.DATE), None)
    if dated is None:
        dated = next((at for at in range(len(rest) - 1, -1, -1) if _is_date(rest, at)), len(rest))
    signed = (Kind.TEXT, Kind.CELL) if rest[dated:] and rest[dated].kind is Kind.CELL else (Kind.TEXT,)
    for at, line in enumerate(rest):
        text = bare(line.text)
        if at and at < dated and rest[at - 1].kind is Kind.ATTACHMENT and (line.level == 3 or _FURTHER.match(text)):
            rest[at] = line._replace(kind=Kind.ATTACHMENT, level=0)  # 2.乙表, below 附件：1.甲表
        if at == dated:
            rest[at] = line._replace(kind=Kind.DATE)
        if rest[at].kind is not Kind.TEXT:
            continue
        if at > dated and text.startswith(("（", "(")) and not typed_number(text):
            rest[at] = line._replace(kind=Kind.NOTE)
        elif is_imprint(text):
            rest[at] = line._replace(kind=Kind.IMPRINT)
        elif _ATTACHMENT.match(text) and len(text) < _LONGEST_HEADING:
            rest[at] = line._replace(kind=Kind.ATTACHMENT)
    at = min(dated, len(rest)) - 1
    while at > 0 and rest[at].kind in signed and _is_name(rest[at].text):
        rest[at] = rest[at]._replace(kind=Kind.ISSUER)
        at -= 1
    return marked + rest


def _is_date(lines: list[Line], at: int) -> bool:
    """The date of a document; in a table only below a name: two bodies sign side by side."""
    if not is_date(lines[at].text):
        return False
    return lines[at].kind is Kind.TEXT or (lines[at].kind is Kind.CELL and at > 0 and _is_name(lines[at - 1].text))


def _is_addressee(text: str) -> bool:
    leads_on = re.search("如下|以下|下列", text)
    return text.endswith(("：", ":")) and len(text) < 80 and not leads_on and not typed_number(text)


def is_date(text: str) -> bool:
    """Nothing but a date, or the blanks for one.

    >>> [is_date(text) for text in ("2026年1月20日", "二〇二六年一月二十日", "　　年　月　日", "2026年1月20日起施行")]
    [True, True, True, False]
    """
    return _DATE.fullmatch(bare(text)) is not None


def is_imprint(text: str) -> bool:
    """A line of the 版记, by its words."""
    return len(text) < 120 and _IMPRINT.search(text) is not None


def _is_name(text: str) -> bool:
    """The name of a body, as against a last short line such as 无."""
    text = bare(text)
    return 3 <= len(text) <= _LONGEST_NAME and bool(_BODY_OF_STATE.search(text)) and not re.search("[，。；：]", text)


def ends_as_title(text: str) -> bool:
    """The words end as the title of a report does."""
    return _TITLE_ENDS.search(bare(text)) is not None


def _title(lines: list[Line]) -> int:
    """How many lines at the head are title, or stand above it."""
    length = 0
    if any(line.kind is Kind.TITLE for line in lines):
        return max(number for number, line in enumerate(lines, 1) if line.kind is Kind.TITLE)
    for number, line in enumerate(lines):
        length += len(line.text) if line.kind is not Kind.HEADER else 0
        if length > _LONGEST_TITLE or typed_number(bare(line.text)):
            return 0
        if ends_as_title(line.text):
            return number + 1
    return 0


def _below_parts(lines: list[Line]) -> list[Line]:
    """第一部分 stands above 一、: where there are such headings, every other is a level lower."""
    divided = [at for at, line in enumerate(lines) if line.level < 2 and _DIVISION.fullmatch(bare(line.text))]
    if len(divided) < 2:
        return lines
    lower = [line._replace(level=min(line.level + 1, 4)) if line.level else line for line in lines]
    for at in divided:
        lower[at] = lines[at]._replace(kind=Kind.HEADING, level=1)
    return lower


def _heading(line: Line) -> Line:
    if line.kind is not Kind.TEXT:
        return line
    text = bare(line.text)
    level = typed_number(text)
    signs = _SIGNS.match(line.text)
    ends = ("；", "，") if level == 1 else ("；", "，", "：", ":")
    stands_alone = len(text) <= _LONGEST_HEADING and not text.endswith(ends) and "。" not in text[:-1]
    stands_alone = stands_alone and not _SAYS_SOMETHING.search(text)
    if level and stands_alone and not (level > 2 and text.endswith("。")):
        return line._replace(kind=Kind.HEADING, level=level)
    if not level and stands_alone and signs:
        return line._replace(kind=Kind.HEADING, level=max(1, min(len(signs[1]) - 1, 4)))  # one sign is the title's
    if not level and len(text) <= _LONGEST_BARE_HEADING and not _NO_HEADING.search(text) and roles_of(text):
        return line._replace(kind=Kind.HEADING, level=1)
    return line._replace(level=level)
