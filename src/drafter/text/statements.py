"""The statements of a text: their words without blanks, and the figures among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from drafter.facts.amounts import Figure, counts
from drafter.system.patterns import pattern


class Statement:
    """A statement, up to 。 or ；, without blanks and the ** of bold type; `at` has the offsets in the line.

    `line` is the number of its line among title, headings and text.
    """

    def __init__(self, line: int, text: str, at: Sequence[int], figures: tuple[Figure, ...], sentence: int) -> None:
        self.line, self.text, self.at, self.figures, self.sentence = line, text, at, figures, sentence

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the line of characters of the statement."""
        return self.at[start], self.at[end - 1] + 1

    def is_plain(self, start: int, end: int) -> bool:
        """There are no blanks and marks between these characters in the line."""
        return self.at[end - 1] - self.at[start] == end - 1 - start

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every figure with the words that belong to it."""
        found, last = [], 0
        for figure in self.figures:
            start = max(last, figure.start - _LONGEST_CLAUSE)
            words = _MARKS.split(self.text[start : figure.start])[-1]
            found.append(Clause(figure, words, self.text[last : figure.start]))
            last = figure.end
        return tuple(found)


class Clause(NamedTuple):
    """A figure, the words before it back to the last mark, and all the words after the previous figure."""

    figure: Figure
    words: str
    gap: str


_LONGEST_CLAUSE = 40
_MARKS = pattern("[，、：（）“”《》【】,:()|]")
_LEFT_OUT = pattern(r"[\s*]")
_KEPT = pattern(r"[^\s*]+")
_STATEMENT = pattern("[^。；;！？]+[。；;！？]?")
_ENDS_SENTENCE = ("。", "！", "？")


def without_blanks(line: str) -> tuple[str, Sequence[int]]:
    """A line without blanks and the ** of bold type, with the offset of each of its characters in the line.

    >>> without_blanks("共 5件")
    ('共5件', [0, 2, 3])
    """
    if not _LEFT_OUT.search(line):
        return line, range(len(line))
    kept = list(_KEPT.finditer(line))
    return "".join(match[0] for match in kept), [at for match in kept for at in range(*match.span())]


def statements(line: str, number: int) -> Iterator[Statement]:
    """The statements of a line."""
    text, at = without_blanks(line)
    sentence = 0
    for match in _STATEMENT.finditer(text):
        figures = tuple(counts(match[0]))
        yield Statement(number, match[0], at[match.start() : match.end()], figures, sentence)
        sentence += match[0].endswith(_ENDS_SENTENCE)
