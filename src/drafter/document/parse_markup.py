"""Rendered markup → document tree. The markup is read line by line:

    # 标题        the title; several lines are its sense units
    ## ### #### #####   headings of level 1-4; text after the first 。 of the line is run in
    #= 三、…      a literal heading: its number was typed
    @主送机关 …   a page element by its name; @印章 无: the signature bears no seal
    @附件 …       an attachment of this name, with everything that follows
    | … | … |    a row of a table
    \\…           a literal line; \\待核实\\…: one that was carried over and is not yet confirmed
    anything else up to an empty line is one paragraph, and must consist of sentences

Inside a mark none of this is parsed. A line that prints an absent fact outside a sentence is dropped, and so are
headings of level 2-4 without content, unless they print a fact; a part (level 1) is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from drafter.document.elements import BY_NAME
from drafter.document.model import Attachment, Block, Document, Paragraph, Section, Sentence, Table
from drafter.document.numbering import literal_heading_level, number_sections
from drafter.document.provenance import (
    A_LINE,
    A_SENTENCE,
    A_VALUE,
    ABSENT,
    JOINED,
    SENTENCE,
    Mark,
    Markup,
    Role,
    SentenceMark,
    Source,
    visible_text,
)
from drafter.document.runs import Run, Runs, words
from drafter.findings import NOWHERE, Place
from drafter.system.patterns import pattern

# The body of a part without facts.
EMPTY_PART: tuple[Block, ...] = (Paragraph((Sentence((Run("【待填】", Role.GAP),)),)),)


class MarkupError(Exception):
    """A template printed invalid markup: `words`, at `place` if that is known."""

    def __init__(self, message: str, hint: str, words: str, place: Place = NOWHERE) -> None:
        super().__init__(message)
        self.message, self.hint, self.words, self.place = message, hint, words, place


def parse_markup(markup: Markup) -> Document:
    """The document of a rendered template, its headings numbered. Raises MarkupError."""
    return number_sections(_MarkupParser(markup).document())


class _Heading(NamedTuple):
    level: int
    title: Runs
    run_in: Paragraph | None
    place: Place
    literal: bool = False


_CARRIED_LINE = "\\待核实\\"  # before a literal line that came from last year
_HEADING = pattern(r"(#{2,5})(?: +(.*))?", re.DOTALL)
_ATTACHMENT, _SEAL = "附件", "印章"
_KNOWN = (*BY_NAME, _ATTACHMENT, _SEAL)
_ELEMENT = pattern(r"@(\S+)(.*)", re.DOTALL)


_CONTINUED = {("title", "title"), ("row", "row"), ("text", "text"), ("heading", "text")}


def _kind(line: str) -> str:
    if line.startswith("# "):
        return "title"
    return {"": "", "#": "heading", "@": "element", "|": "row", "\\": "literal"}.get(line[:1], "text")


class _MarkupParser:
    def __init__(self, markup: Markup) -> None:
        self.marks: tuple[Mark, ...] = markup.marks
        self.sentences: tuple[SentenceMark, ...] = markup.sentences
        self.omitted: list[Source] = []
        self.used = markup.used
        self.lines = markup.text.replace(f"{JOINED}\n", "").replace(JOINED, "").split("\n")

    def document(self) -> Document:
        title: list[Runs] = []
        elements: dict[str, tuple[Runs, ...]] = {}
        flat: list[_Heading | Paragraph | Table] = []
        body = flat
        attached: list[tuple[Runs, list[_Heading | Paragraph | Table], Place]] = []
        sealed = True
        for lines, places in self._blocks():
            line, place = lines[0], places[0]
            if line.startswith("# "):
                title += [self._runs(unit[2:].strip(), place=at) for unit, at in zip(lines, places, strict=True)]
            elif line.startswith("@"):
                name, runs = self._element(line, place)
                if name == _ATTACHMENT:
                    flat = []
                    attached.append((runs, flat, place))
                elif name == _SEAL:
                    sealed = words(runs) != "无"
                elif words(runs).strip():
                    elements[name] = (*elements.get(name, ()), runs)
            elif line.startswith("|"):
                flat.append(Table(tuple(map(self._row, lines, places))))
            elif line.startswith("#"):
                flat.append(self._heading(lines, place))
            else:
                flat.append(self._paragraph(lines, place))
        if not "".join(words(unit) for unit in title).strip():
            raise MarkupError("版式里没有标题", "写一行以“# ”开头的标题，如：# {{ 单位.简称 }}年度报告", "")
        listed = list(enumerate(map(words, elements.get("附件说明", ())), 1))
        numbers = {name: str(number) if len(listed) > 1 else "" for number, name in reversed(listed)}
        attachments = tuple(_attachment(name, blocks, numbers, place) for name, blocks, place in attached)
        return Document(tuple(title), _nested(body), elements, tuple(self.omitted), attachments, self.used, sealed)

    def _blocks(self) -> Iterator[tuple[list[str], list[Place]]]:
        """Lines that belong together: a title, a heading with its run-in text, a table, a paragraph.

        With each line its place in the template, where that is known.
        """
        block: list[str] = []
        places: list[Place] = []
        kind = ""
        for raw in self.lines:
            stood = A_LINE.search(raw)
            line = A_LINE.sub("", raw).strip(" \t")
            if ABSENT in A_SENTENCE.sub("", line):
                continue
            following = _kind(line)
            if block and (kind, following) not in _CONTINUED:
                yield block, places
                block, places = [], []
            if line:
                shown = visible_text(line)
                places.append(Place.of_template(stood[1], int(stood[2]), 1, len(shown), shown) if stood else NOWHERE)
                block.append(line)
                kind = "text" if (kind, following) == ("heading", "text") and len(block) > 1 else following
        if block:
            yield block, places

    def _element(self, line: str, place: Place) -> tuple[str, Runs]:
        match = _ELEMENT.match(line)
        name = visible_text(match[1]) if match else line[1:].split(" ")[0]
        if match is None or name not in _KNOWN:
            raise MarkupError(f"没有“@{name}”这个页面要素", f"可用的要素：{'、'.join(_KNOWN)}", f"@{name}", place)
        return name, self._runs(match[2].strip(), place=place)

    def _row(self, line: str, place: Place) -> tuple[Runs, ...]:
        # a | inside a mark parts no cells: hide the marked words while splitting
        hidden: list[str] = []

        def hide(match: re.Match[str]) -> str:
            hidden.append(match[0])
            return f"{ABSENT}{len(hidden) - 1}{ABSENT}"

        cells = A_VALUE.sub(hide, line).removeprefix("|").removesuffix("|").split("|")
        shown = (re.sub(f"{ABSENT}(\\d+){ABSENT}", lambda m: hidden[int(m[1])], cell) for cell in cells)
        return tuple(self._runs(cell.strip(), place=place) for cell in shown)

    def _heading(self, lines: list[str], place: Place) -> _Heading:
        line = lines[0]
        if line.startswith("#="):
            typed = self._runs(line[2:].strip())
            return _Heading(literal_heading_level(words(typed)), typed, None, place, literal=True)
        match = _HEADING.fullmatch(line)
        if match is None:
            raise MarkupError(
                "标题的写法不对", "“#”“##”等与文字之间空一格，最多五个“#”", visible_text(line)[:20], place
            )
        level, rest = len(match[1]) - 1, match[2] or ""
        title, run_in = _first_stop(rest)
        run_in += "".join(lines[1:])
        paragraph = self._paragraph([run_in]) if run_in.strip() else None
        return _Heading(level, self._runs(title.strip()), paragraph, place)

    def _paragraph(self, lines: list[str], place: Place = NOWHERE) -> Paragraph:
        text = "".join(lines)
        if text.startswith("\\"):
            to_verify = text.startswith(_CARRIED_LINE)
            literal = text.removeprefix(_CARRIED_LINE) if to_verify else text[1:]
            return Paragraph((Sentence(self._runs(literal, to_verify), place=place, own=True),))
        sentences: list[Sentence] = []
        end = 0
        for match in A_SENTENCE.finditer(text):
            self._refuse_stray(text[end : match.start()])
            mark = self.sentences[int(match[1])]
            sentences.append(Sentence(self._runs(match[2], mark.to_verify), mark.sources, mark.place, mark.own))
            end = match.end()
        self._refuse_stray(text[end:])
        return Paragraph(tuple(sentences))

    def _refuse_stray(self, text: str) -> None:
        """Raises if there are words between sentences; marks without words are facts left out on purpose."""
        self.omitted += (source for match in A_VALUE.finditer(text) for source in self._mark(match).sources)
        if stray := visible_text(text).strip():
            raise MarkupError(
                f"正文“{stray[:20]}”不在任何一句里",
                "正文都要写在 {% 句 %} 与 {% 句完 %} 之间：没有事实，就没有句子",
                stray,
            )

    def _mark(self, match: re.Match[str]) -> Mark:
        """The mark of printed words. Raises MarkupError for words that are not those of its fact."""
        number = int(match[1])
        if number >= len(self.marks) or self.marks[number].words != match[2]:
            raise MarkupError("模板改动了事实的文字", "事实的文字只能照印，要改写用过滤器", match[2][:20])
        return self.marks[number]

    def _runs(self, text: str, to_verify: bool = False, place: Place = NOWHERE) -> Runs:
        """Words between marks; `**` outside a mark switches bold."""
        text = A_SENTENCE.sub(lambda match: match[2], text)  # in a heading or cell a sentence is just its words
        runs: list[Run] = []
        bold = False
        end = 0

        def plain(stretch: str) -> None:
            nonlocal bold
            for number, piece in enumerate(stretch.split("**")):
                if number:
                    bold = not bold
                if piece:
                    runs.append(Run(piece, Role.TO_VERIFY if to_verify else Role.WORDS, (), bold, place))

        for match in A_VALUE.finditer(text):
            plain(text[end : match.start()])
            mark = self._mark(match)
            role = Role.TO_VERIFY if to_verify and mark.role is Role.VALUE else mark.role
            if match[2]:
                runs.append(Run(match[2], role, mark.sources, bold, place))
            end = match.end()
        plain(text[end:])
        return tuple(runs)


def _first_stop(text: str) -> tuple[str, str]:
    """Splits a heading line after the 。 that ends the heading: the first one outside marks and sentences."""
    start = text.find(SENTENCE)
    head, tail = (text, "") if start < 0 else (text[:start], text[start:])
    position = 0
    for piece in re.split(f"({A_VALUE.pattern.replace('(', '(?:')})", head):
        if not piece.startswith("\x01") and (stop := piece.find("。")) >= 0:
            return head[: position + stop], head[position + stop + 1 :] + tail
        position += len(piece)
    return head, tail


def _attachment(
    name: Runs, flat: list[_Heading | Paragraph | Table], numbers: Mapping[str, str], place: Place
) -> Attachment:
    """An attachment, numbered by the position of its name in the 附件说明 (7.3.7)."""
    if words(name) not in numbers:
        message = f"附件“{words(name)}”不在附件说明里"
        raise MarkupError(message, "每个“@附件 名称”都要有一行同名的“@附件说明 名称”", words(name), place)
    return Attachment(f"附件{numbers[words(name)]}", name, _nested(flat))


def _nested(flat: list[_Heading | Paragraph | Table]) -> tuple[Block, ...]:
    """Nests blocks under headings by level; empty headings are dropped."""
    waiting = flat[::-1]
    blocks = _blocks_below(0, waiting)
    assert not waiting
    return blocks


def _blocks_below(level: int, waiting: list[_Heading | Paragraph | Table]) -> tuple[Block, ...]:
    """The blocks up to the next heading of this level or a higher one, taken from the end of `waiting`."""
    blocks: list[Block] = []
    while waiting:
        head = waiting[-1]
        if isinstance(head, _Heading) and head.level <= level:
            break
        waiting.pop()
        if not isinstance(head, _Heading):
            if not isinstance(head, Paragraph) or head.sentences:
                blocks.append(head)
            continue
        body = _blocks_below(head.level, waiting)
        section = Section(head.level, head.title, head.run_in, body, literal=head.literal, place=head.place)
        if completed := _completed(section):
            blocks.append(completed)
    return tuple(blocks)


def _completed(section: Section) -> Section | None:
    """The section without an empty run-in text, an empty part with 【待填】; None if it is dropped."""
    if section.body or (section.run_in and section.run_in.sentences):
        return section if section.run_in is None or section.run_in.sentences else replace(section, run_in=None)
    if section.level == 1 and not section.literal:
        return replace(section, run_in=None, body=EMPTY_PART)
    prints_fact = any(run.role not in (Role.WORDS, Role.NAME) for run in section.title)
    return replace(section, run_in=None) if prints_fact or section.literal else None
