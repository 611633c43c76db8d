"""A document as lines of text, each word with the place it came from.

Made of the paragraphs of any document (`classify.py`, `from_docx.py`), where the place is the paragraph, or of a report
made of facts (`from_document.py`), where it is the fact or the template line that the words came from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from itertools import takewhile
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from drafter.document.elements import LineKind
from drafter.facts.amounts import Figure
from drafter.findings import NOWHERE, Place
from drafter.readers.yaml.typed_source import CONTEXT, TypedSource
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.statements import Statement, statements


class Span(NamedTuple):
    """From `start` on the words of a line came from this place, after `offset` characters that came from it too.

    `before` are the last of these. `typed_at` returns the source text at the place, as a value may extend over several
    lines.
    """

    start: int
    place: Place
    offset: int = 0
    before: str = ""
    typed_at: Callable[[Place], TypedSource] = lambda _: TypedSource()

    def place_of(self, words: str, offset: int, before: str, after: str) -> Place:
        """The place of `words` in the file, between these; where they are not found, the whole place with length 0."""
        found = self.typed_at(self.place).find(words, offset, before, after)
        if found is None:
            return self.place._replace(length=0)
        return found._replace(file=self.place.file, cell=self.place.cell, is_shipped=self.place.is_shipped)


_start = attrgetter("start")


class TextLine(NamedTuple):
    """A paragraph, heading, cell or page element."""

    text: str
    kind: LineKind = LineKind.TEXT
    level: int = 0  # of a heading, 1-4; also of a text that begins with a run-in heading
    spans: tuple[Span, ...] = ()

    def is_one_piece(self, start: int, end: int) -> bool:
        """The words between `start` and `end` have one source."""
        return not self.starts_between(start, end)

    def starts_between(self, start: int, end: int) -> list[int]:
        """Where between these another source begins."""
        first, last = bisect_right(self.spans, start, key=_start), bisect_left(self.spans, end, key=_start)
        return [span.start for span in self.spans[first:last]]

    def place(self, start: int, end: int) -> Place:
        """The place that the words between `start` and `end` came from; length 0 where they are not typed so."""
        if not self.spans:
            return NOWHERE
        at = max(bisect_right(self.spans, start, key=_start) - 1, 0)
        span = self.spans[at]
        last = self.spans[at + 1].start if at + 1 < len(self.spans) else len(self.text)
        words = self.text[start : min(end, last)]
        if not words:
            return span.place._replace(length=0)
        offset = span.offset + start - span.start
        if span.place.element or span.place.excerpt == self.text:  # of a document: the excerpt is the line itself
            return span.place._replace(column=span.place.column + offset, length=len(words))
        after = self.text[end : min(last, end + CONTEXT)]
        place = span.place_of(words, offset, self._before(span, start), after)
        return place if end <= last else place._replace(is_partial=True)

    def _before(self, span: Span, start: int) -> str:
        """The last words before `start` that came from the place of the span."""
        return (span.before + self.text[max(span.start, start - CONTEXT) : start])[-CONTEXT:]

    def cut(self, start: int, end: int) -> TextLine:
        """The words between `start` and `end` as a line of its own, each with its place."""
        spans = []
        for span, last in zip(self.spans, [*(s.start for s in self.spans[1:]), end], strict=False):
            if span.start < end and (last > start or span is self.spans[-1]):
                first = max(start, span.start)
                offset, before = span.offset + first - span.start, self._before(span, first)
                spans.append(span._replace(start=first - start, offset=offset, before=before))
        return TextLine(self.text[start:end], self.kind, self.level, tuple(spans))


class Part(NamedTuple):
    """The lines under a heading of the first level; `roles` are those of `data/parts.yaml` that it announces."""

    heading: TextLine
    roles: tuple[str, ...]
    lines: tuple[TextLine, ...]  # without the heading


class TextSentence(NamedTuple):
    """A sentence of a line, from `start` to after its stop."""

    line: TextLine
    start: int
    text: str

    @property
    def place(self) -> Place:
        """The place of its beginning."""
        return self.line.place(self.start, self.start + len(self.text))


A_SENTENCE = pattern("[^。！？]+[。！？]?[”’）》]*")
_RUN_IN = pattern(r"([^。：:]{1,60})[。：:](?:\*\*)?")
_SIGNS_OF_HEADING = pattern(r"#{1,6}\s+")


def without_markdown(text: str) -> str:
    """A line without blanks and Markdown signs at its ends.

    >>> without_markdown("## **一、甲。** ")
    '一、甲。'
    """
    text = text.lstrip()
    if signs := text.startswith("#") and _SIGNS_OF_HEADING.match(text):
        text = text[signs.end() :]
    return text.removeprefix("**").rstrip().removesuffix("**")


@dataclass(frozen=True)
class TextDocument:
    """The lines of one document, in reading order; `year` is the year it reports on, where that is known.

    `from_facts`: the report was made of facts, so that rules on facts report what they lack.
    """

    lines: tuple[TextLine, ...]
    file: str = ""
    year: int | None = None
    from_facts: bool = False

    @cached_property
    def text(self) -> str:
        """All lines, a line each."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def _condensed(self) -> str:
        """All that rules can find in a line or across lines: without blanks, line ends, # and the ** of bold type."""
        return "".join(self.text.replace("*", "").replace("#", "").split())

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters of the text: most words that are looked for have one that is not among them."""
        return frozenset(self.text)

    def holds(self, words: Iterable[str]) -> bool:
        """Whether one of these words may be found, in the text as it is or without its blanks and **."""
        spelled = filter(self.characters.issuperset, words)  # of far the most words a character is missing
        return any(word in self._condensed or (not word.isalnum() and word in self.text) for word in spelled)

    @cached_property
    def derived(self) -> dict[Callable[[TextDocument], Any], Any]:
        """What rules have derived of this document, by what derives it: see `derived_once`."""
        return {}

    @cached_property
    def title(self) -> str:
        """The title on one line; empty where there is none."""
        return "".join(without_markdown(line.text) for line in self.lines if line.kind is LineKind.TITLE)

    @cached_property
    def prose(self) -> tuple[TextLine, ...]:
        """Title, headings and text, without page elements and cells."""
        return tuple(line for line in self.lines if line.kind.is_prose)

    def of(self, *kinds: LineKind) -> tuple[TextLine, ...]:
        """The lines of these kinds."""
        return tuple(line for line in self.lines if line.kind in kinds)

    def find(self, wanted: re.Pattern[str]) -> Iterator[tuple[TextLine, re.Match[str]]]:
        """Every match of a pattern in title, headings and text."""
        for line in self.prose:
            for match in wanted.finditer(line.text):
                yield line, match

    @cached_property
    def sentences(self) -> tuple[TextSentence, ...]:
        """The sentences of the text, without headings."""
        return tuple(
            TextSentence(line, match.start(), match[0])
            for line in self.of(LineKind.TEXT)
            for match in A_SENTENCE.finditer(line.text)
        )

    @cached_property
    def body(self) -> tuple[TextLine, ...]:
        """Headings, text and tables of the report itself, without page elements and attachments."""
        ends = (LineKind.ATTACHMENT, LineKind.ISSUER, LineKind.DATE, LineKind.IMPRINT)
        own = takewhile(lambda line: line.kind not in ends, self.lines)
        return tuple(line for line in own if line.kind in (LineKind.HEADING, LineKind.TEXT, LineKind.CELL))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of title, headings and text, each with its figures."""
        return tuple(each for number, line in enumerate(self.prose) for each in statements(line.text, number))

    @cached_property
    def figures(self) -> tuple[tuple[Statement, Figure], ...]:
        """The figures of title, headings and text, each with its statement."""
        return tuple((statement, figure) for statement in self.statements for figure in statement.figures)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts under the headings of the first level, run in or not."""
        found: list[tuple[TextLine, list[TextLine]]] = []
        for line in self.body:
            runs_in = _RUN_IN.match(line.text) if line.level == 1 and line.kind is LineKind.TEXT else None
            if line.level == 1 and line.kind is LineKind.HEADING:
                found.append((line, []))
            elif runs_in:
                found.append((line.cut(0, runs_in.end(1)), [line.cut(runs_in.end(), len(line.text))]))
            elif found:
                found[-1][1].append(line)
        return tuple(Part(heading, roles_of(heading.text), tuple(lines)) for heading, lines in found)

    def part(self, role: str) -> tuple[Part, ...]:
        """The parts with this role."""
        return tuple(part for part in self.parts if role in part.roles)


_Derived = TypeVar("_Derived")


def derived_once(derive: Callable[[TextDocument], _Derived]) -> Callable[[TextDocument], _Derived]:
    """What several rules derive of a document is derived once, and kept with it."""

    @wraps(derive)
    def derived(document: TextDocument) -> _Derived:
        known = document.derived
        if derive not in known:
            known[derive] = derive(document)
        found: _Derived = known[derive]
        return found

    return derived


@cache
def part_words() -> Mapping[str, Mapping[str, Any]]:
    """`data/parts.yaml`: the roles of the parts of a report, and the words that announce them."""
    rows: Mapping[str, Mapping[str, Any]] = data_table("parts.yaml")
    return rows


def roles_of(heading: str) -> tuple[str, ...]:
    """The roles that a heading of the first level announces.

    >>> roles_of("二、存在的不足及下一步工作安排")
    ('下年安排', '不足和原因')
    """
    roles = []
    for role, row in part_words().items():
        found = [word for word in row["词"] if word in heading]
        if found and "不认" in row:
            read = heading
            for word in row["不认"]:
                read = read.replace(word, "\n")
            found = [word for word in found if word in read]
        if found:
            roles.append(role)
        for word in found:
            heading = heading.replace(word, "\n")
    return tuple(roles)
