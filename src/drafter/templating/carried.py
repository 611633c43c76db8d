"""Sentences of a township's own template that were carried over: 待核实 until somebody edits or confirms them.

`{% 句 自述 待核实 "3f2a" %}…{% 句完 %}`, for a literal line `\\待核实 3f2a\\…`: the fingerprint is that of the words as
they came from last year. Other words have another one, and are this year's; blanks and line ends do not count.
Comments and raw blocks hold no sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from drafter.facts.scalars import fingerprint
from drafter.templating.blocks import OWN, TO_VERIFY

_TOKEN = re.compile(
    r"\{#.*?#\}"
    r"|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}"
    rf"|(?P<open>\{{%[-+]?\s*句)(?P<kinds>(?:\s+(?:{OWN}|{TO_VERIFY})\b)*)"
    r'(?:\s+"(?P<print>[0-9a-f]*)")?(?P<close>\s*[-+]?%\})'
    r"|(?P<end>\{%[-+]?\s*句完\b)"
    r"|(?P<literal>(?:^|(?<=\n))[ \t]*\\)"
    rf"(?:(?P<mark>{TO_VERIFY})(?: (?P<line_print>[0-9a-f]*))?\\)?(?P<words>[^\r\n]*)",
    re.DOTALL,
)


class Carried(NamedTuple):
    """A sentence that nobody has confirmed: the line of the template it begins on, and its words as typed there."""

    line: int
    words: str


class _Piece(NamedTuple):
    """A sentence or literal line; `start` to `end` are its tag, or the sign and mark before its words."""

    match: re.Match[str]
    words: str
    end: int

    @property
    def is_line(self) -> bool:
        return self.match["literal"] is not None

    @property
    def is_own(self) -> bool:
        return self.is_line or OWN in self.match["kinds"]

    @property
    def print(self) -> str | None:
        return self.match["line_print"] if self.is_line else self.match["print"]

    @property
    def is_open(self) -> bool:
        marked = self.match["mark"] if self.is_line else TO_VERIFY in self.match["kinds"]
        return bool(marked) and (not self.print or self.print == _fingerprint(self.words))

    def tag(self, to_verify: bool, mark: str | None = None) -> str:
        """What stands before the words, 待核实 or not, with this fingerprint."""
        match = self.match
        if self.is_line:
            said = f"{TO_VERIFY}{f' {mark}' if mark else ''}\\" if to_verify else ""
            return f"{match['literal']}{said}"
        kinds = (f" {OWN}" if self.is_own else "") + (f" {TO_VERIFY}" if to_verify else "")
        printed = f' "{mark}"' if mark else ""
        return f"{match['open']}{kinds}{printed}{match['close']}"


def states_own_words(template: str) -> bool:
    """Some sentence or line of the template is a township's own."""
    return any(piece.is_own for piece in _pieces(template))


def carried_over(template: str) -> str:
    """The template with every sentence and literal line 待核实.

    >>> carried_over("{% 句 自述 %}甲。{% 句完 %}")
    '{% 句 自述 待核实 "8c25" %}甲。{% 句完 %}'
    """
    return _with_tags(template, lambda piece: piece.tag(True, _fingerprint(piece.words)))


def unconfirmed(template: str) -> Iterator[Carried]:
    """The sentences and lines that are still 待核实."""
    line, counted = 1, 0
    for piece in _pieces(template):
        line += template.count("\n", counted, piece.match.start())
        counted = piece.match.start()
        if piece.is_open:
            yield Carried(line, piece.words)


def with_confirmed(template: str, wanted: Callable[[Carried], bool]) -> str:
    """The template with those sentences no longer 待核实 that are wanted; every other character stays."""
    meant = {sentence.line for sentence in unconfirmed(template) if wanted(sentence)}
    lines = iter([sentence.line for sentence in unconfirmed(template)])
    return _with_tags(template, lambda piece: piece.tag(False) if piece.is_open and next(lines) in meant else None)


def kept_open(before: str, after: str) -> str:
    """`after`, which is `before` with slips mended: a mended sentence is no confirmed one.

    >>> kept_open('{% 句 待核实 "8c25" %}甲。{% 句完 %}', '{% 句 待核实 "8c25" %}乙。{% 句完 %}')
    '{% 句 待核实 "2fa3" %}乙。{% 句完 %}'
    """
    old, new = list(_pieces(before)), list(_pieces(after))
    if len(old) != len(new):
        return after
    were_open = iter([piece.is_open and bool(piece.print) for piece in old])
    return _with_tags(
        after,
        lambda piece: piece.tag(True, _fingerprint(piece.words)) if next(were_open) and not piece.is_open else None,
    )


def without_settled(template: str) -> str:
    """The template as Jinja reads it: without fingerprints, and without 待核实 where the words are new.

    >>> without_settled('{% 句 自述 待核实 "8c25" %}乙。{% 句完 %}')
    '{% 句 自述 %}乙。{% 句完 %}'
    """
    if TO_VERIFY not in template:
        return template
    return _with_tags(template, lambda piece: piece.tag(piece.is_open) if piece.print is not None else None)


def _pieces(template: str) -> Iterator[_Piece]:
    """Every sentence and literal line, in order, each once, in one run through the text."""
    opened: re.Match[str] | None = None
    for match in _TOKEN.finditer(template):
        if match["open"] is not None:
            opened = match
        elif match["end"] is not None and opened is not None:
            yield _Piece(opened, template[opened.end() : match.start()], opened.end())
            opened = None
        elif match["literal"] is not None and opened is None:
            yield _Piece(match, match["words"], match.start("words"))


def _with_tags(template: str, tag: Callable[[_Piece], str | None]) -> str:
    """The template with other words before those of a sentence; None leaves them."""
    said, end = [], 0
    for piece in _pieces(template):
        new = tag(piece)
        if new is not None:
            said += [template[end : piece.match.start()], new]
            end = piece.end
    return "".join([*said, template[end:]])


def _fingerprint(words: str) -> str:
    """That of the words alone: other blanks and line ends make no other sentence."""
    return fingerprint("".join(words.split()))
