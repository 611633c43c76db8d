"""The printed characters of a file: of a value those without its quotes and indicators, of a template those outside its
Jinja tags; each with the line and column where it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from drafter.findings import Place
from drafter.system.patterns import pattern

_ESCAPE = pattern(r"\\(?:x(..)|u(.{4})|U(.{8})|(.))")
_ESCAPED = {"n": "\n", "t": "\t", "_": "\xa0", "0": "\0"}  # other escapes are refused by the reader
_NAMED = pattern("【[^【】]*】")  # the name of another fact, whose value is printed
# A tag without an end goes to the end of the text, which is looked for once.
_JINJA = pattern(r"\{#(?:.*?#\}|.*)|\{%(?:.*?%\}|.*)|\{\{(?:.*?\}\}|.*)", re.DOTALL)
CONTEXT = 8  # characters on each side that distinguish words from the same words elsewhere
_MOST_TRIED = 30  # places of the same words


class TypedSource(NamedTuple):
    """Words as they are printed; `at` has for each character the number of its line and the column, from 0.

    `first` is the number of the first of `lines`.
    """

    text: str = ""
    at: Sequence[tuple[int, int]] = ()
    lines: Sequence[str] = ()
    first: int = 1

    def find(self, words: str, expected: int, before: str, behind: str) -> Place | None:
        """The place of these words, without its file: they are printed at `expected`, between `before` and `behind`.

        Where they are not typed as they are printed, the place has no length. None where they are not here.
        """
        start = self._best(words, expected, before, behind)
        if start is None:
            return None
        number, column = self.at[start]
        line = self.lines[number - self.first]
        length = len(words) if line[column : column + len(words)] == words else 0
        if self.at[start + len(words) - 1] != (number, column + len(words) - 1):
            length = 0
        return Place("", number, column + 1, length, line)

    def _best(self, words: str, expected: int, before: str, behind: str) -> int | None:
        """The best match: the same words may occur often, so that their context and distance decide."""
        most = min(CONTEXT, len(before)) + min(CONTEXT, len(behind))
        best, best_alike = None, 0 if most else -1
        for start in islice(self._nearest(words, expected), _MOST_TRIED):
            alike = self._alike(words, start, before, behind)
            if alike > best_alike:
                best, best_alike = start, alike
            if best_alike == most:
                break
        return best

    def _nearest(self, words: str, expected: int) -> Iterator[int]:
        """Where the text has these words, from `expected` on outwards."""
        above = self.text.find(words, expected)
        below = self.text.rfind(words, 0, max(0, expected + len(words) - 1))
        while above >= 0 or below >= 0:
            if below < 0 or 0 <= above - expected <= expected - below:
                yield above
                above = self.text.find(words, above + 1)
            else:
                yield below
                below = self.text.rfind(words, 0, max(0, below + len(words) - 1))

    def _alike(self, words: str, start: int, before: str, behind: str) -> int:
        """How many characters around the words are those that are printed there."""
        end = start + len(words)
        left = zip(reversed(before[-CONTEXT:]), reversed(self.text[max(0, start - CONTEXT) : start]), strict=False)
        right = zip(behind[:CONTEXT], self.text[end : end + CONTEXT], strict=False)
        return _same(left) + _same(right)


def _same(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def typed_value(place: Place, lines: Sequence[str]) -> TypedSource:
    """The words of the value at a place of a YAML file: of a scalar on one line, or of a block."""
    sign = place.quoted[:1]
    if place.length == 1 and sign in ("|", ">"):
        return _typed(_block(place, lines), lines)
    first = place.column - 1
    quote = sign if sign in ("'", '"') and place.length > 1 else ""
    raw = place.quoted[1:-1] if quote else place.quoted
    return _typed(((place.line, first + len(quote) + at, c) for at, c in _characters(raw, quote)), lines)


def typed_cell(place: Place) -> TypedSource:
    """The words of a cell of a ledger."""
    typed = _typed(((place.line, at, c) for at, c in enumerate(place.quoted, place.column - 1)), [place.excerpt])
    return typed._replace(first=place.line)


def typed_template(place: Place, lines: Sequence[str]) -> TypedSource:
    """The words of the template line at a place, and of those below that belong to it, being indented."""
    last = place.line + _indented(lines, place.line)
    below = "\n".join(lines[place.line - 1 : last])
    text = _JINJA.sub(lambda match: re.sub("[^\n]", "\0", match[0]), below).split("\n")
    return _typed(((place.line + n, at, c) for n, line in enumerate(text) for at, c in _outer(line)), lines)


def _indented(lines: Sequence[str], number: int) -> int:
    """How many lines below this one are indented more than it, or empty."""
    own = _indent(lines[number - 1])
    count = 0
    for line in lines[number:]:
        if line.strip() and _indent(line) <= own:
            break
        count += 1
    return count


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _typed(characters: Iterator[tuple[int, int, str]], lines: Sequence[str]) -> TypedSource:
    """Without characters that are not printed: named facts and Jinja tags."""
    found = list(characters)
    text = "".join(character for *_, character in found)
    gone = {at for match in _NAMED.finditer(text) for at in range(*match.span())}
    printed = [one for at, one in enumerate(found) if at not in gone and one[2] != "\0"]
    return TypedSource("".join(c for *_, c in printed), [(line, column) for line, column, _ in printed], lines)


def _block(place: Place, lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The lines of a block: below its sign, indented as its first one that is not empty."""
    own = None
    for number in range(place.line + 1, len(lines) + 1):
        line = lines[number - 1]
        if not line.strip():
            continue
        own = _indent(line) if own is None else own
        if _indent(line) < own or own <= _indent(lines[place.line - 1]):
            return
        yield from ((number, at, c) for at, c in _outer(line))


def _outer(line: str) -> Iterator[tuple[int, str]]:
    """The characters of a line without blanks at its ends."""
    first = len(line) - len(line.lstrip())
    return enumerate(line.strip(), first)


def _characters(raw: str, quote: str) -> Iterator[tuple[int, str]]:
    """The characters of a scalar, each with its offset in the source."""
    at = 0
    while at < len(raw):
        escape = _ESCAPE.match(raw, at) if quote == '"' else None
        if escape:
            code = escape[1] or escape[2] or escape[3]
            yield at, chr(int(code, 16)) if code else _ESCAPED.get(escape[4], escape[4])
            at = escape.end()
        else:
            yield at, raw[at]
            at += 2 if quote == "'" and raw.startswith("''", at) else 1
