"""Sentences of a township's own template that were carried over: 待核实 until somebody edits or confirms them.

`{% 句 自述 待核实 "3f2a" %}…{% 句完 %}`, for a literal line `\\待核实 3f2a\\…`: the fingerprint is that of last
year's words. Words with another one are this year's; blanks and line ends do not count. Comments and raw blocks
contain no sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from drafter.facts.scalars import fingerprint
from drafter.system.patterns import pattern
from drafter.templating.blocks import OWN, TO_VERIFY

_TOKEN = pattern(
    r"\{#(?:.*?#\}|.*)"  # one without an end goes to the end of the text, which is looked for once
    r"|\{%[-+]?\s*raw\s*[-+]?%\}(?:.*?\{%[-+]?\s*endraw\s*[-+]?%\}|.*)"
    rf"|(?P<open>\{{%[-+]?\s*句)(?P<kinds>(?:\s+(?:{OWN}|{TO_VERIFY})\b)*)"
    r'(?:\s+"(?P<print>[0-9a-f]*)")?(?P<close>\s*[-+]?%\})'
    r"|(?P<end>\{%[-+]?\s*句完\b)"
    r"|(?P<literal>(?:^|(?<=\n))[ \t]*\\)"
    rf"(?:(?P<mark>{TO_VERIFY})(?: (?P<line_print>[0-9a-f]*))?\\)?(?P<words>[^\r\n]*)",
    re.DOTALL,
)


class Carried(NamedTuple):
    """An unconfirmed sentence: the line of the template where it begins, and its words as typed."""

    line: int
    words: str


class _Sentence(NamedTuple):
    """A sentence or literal line; its tag, or the sign and mark before its words, is at `start` to `end`."""

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
    def typed_fingerprint(self) -> str | None:
        return self.match["line_print"] if self.is_line else self.match["print"]

    @property
    def is_open(self) -> bool:
        marked = self.match["mark"] if self.is_line else TO_VERIFY in self.match["kinds"]
        return bool(marked) and (not self.typed_fingerprint or self.typed_fingerprint == _fingerprint(self.words))

    def tag(self, to_verify: bool, mark: str | None = None) -> str:
        """The text before the words, 待核实 or not, with this fingerprint."""
        match = self.match
        if self.is_line:
            parts = f"{TO_VERIFY}{f' {mark}' if mark else ''}\\" if to_verify else ""
            return f"{match['literal']}{parts}"
        kinds = (f" {OWN}" if self.is_own else "") + (f" {TO_VERIFY}" if to_verify else "")
        quoted = f' "{mark}"' if mark else ""
        return f"{match['open']}{kinds}{quoted}{match['close']}"


def has_own_words(template: str) -> bool:
    """Whether the template has sentences or lines of the township's own."""
    return any(sentence.is_own for sentence in _sentences(template))


def carried_over(template: str) -> str:
    """The template with every sentence and literal line marked 待核实.

    >>> carried_over("{% 句 自述 %}甲。{% 句完 %}")
    '{% 句 自述 待核实 "8c25" %}甲。{% 句完 %}'
    """
    return _with_tags(template, lambda sentence: sentence.tag(True, _fingerprint(sentence.words)))


def unconfirmed(template: str) -> Iterator[Carried]:
    """The sentences and lines still marked 待核实."""
    line, counted = 1, 0
    for sentence in _sentences(template):
        line += template.count("\n", counted, sentence.match.start())
        counted = sentence.match.start()
        if sentence.is_open:
            yield Carried(line, sentence.words)


def with_confirmed(template: str, wanted: Callable[[Carried], bool]) -> str:
    """The template with the mark 待核实 removed from the wanted sentences; nothing else changes."""
    meant = {sentence.line for sentence in unconfirmed(template) if wanted(sentence)}
    lines = iter([sentence.line for sentence in unconfirmed(template)])

    def tag(sentence: _Sentence) -> str | None:
        return sentence.tag(False) if sentence.is_open and next(lines) in meant else None

    return _with_tags(template, tag)


def keep_unconfirmed(before: str, after: str) -> str:
    """`after`, which is `before` with fixes, so that a fixed sentence does not count as confirmed.

    >>> keep_unconfirmed('{% 句 待核实 "8c25" %}甲。{% 句完 %}', '{% 句 待核实 "8c25" %}乙。{% 句完 %}')
    '{% 句 待核实 "2fa3" %}乙。{% 句完 %}'
    """
    old, new = list(_sentences(before)), list(_sentences(after))
    if len(old) != len(new):
        return after
    were_open = iter([sentence.is_open and bool(sentence.typed_fingerprint) for sentence in old])

    def tag(sentence: _Sentence) -> str | None:
        return sentence.tag(True, _fingerprint(sentence.words)) if next(were_open) and not sentence.is_open else None

    return _with_tags(after, tag)


def without_outdated_marks(template: str) -> str:
    """The template for Jinja: without fingerprints, and without 待核实 where the words are new.

    >>> without_outdated_marks('{% 句 自述 待核实 "8c25" %}乙。{% 句完 %}')
    '{% 句 自述 %}乙。{% 句完 %}'
    """
    if TO_VERIFY not in template:
        return template

    def tag(sentence: _Sentence) -> str | None:
        return sentence.tag(sentence.is_open) if sentence.typed_fingerprint is not None else None

    return _with_tags(template, tag)


def _sentences(template: str) -> Iterator[_Sentence]:
    """Every sentence and literal line, in order, in one pass."""
    opened: re.Match[str] | None = None
    for match in _TOKEN.finditer(template):
        if match["open"] is not None:
            opened = match
        elif match["end"] is not None and opened is not None:
            yield _Sentence(opened, template[opened.end() : match.start()], opened.end())
            opened = None
        elif match["literal"] is not None and opened is None:
            yield _Sentence(match, match["words"], match.start("words"))


def _with_tags(template: str, tag: Callable[[_Sentence], str | None]) -> str:
    """The template with other tags; None leaves a tag as it is."""
    parts, end = [], 0
    for sentence in _sentences(template):
        new = tag(sentence)
        if new is not None:
            parts += [template[end : sentence.match.start()], new]
            end = sentence.end
    return "".join([*parts, template[end:]])


def _fingerprint(words: str) -> str:
    """The fingerprint of the words alone, whatever blanks and line ends are between them."""
    return fingerprint("".join(words.split()))
