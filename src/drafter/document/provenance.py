"""The provenance of words: marks that pass through a template together with the words.

A value is printed into the markup as `\\x01 n \\x02 words \\x03`, a sentence as `\\x04 n \\x02 words \\x05`; n is the
index of its `Mark` or `SentenceMark` in the `Markup`. The marks survive joining and macros, all that a template does to
words; `parse_markup` compares and removes them. No input can contain them, as the readers refuse control characters.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from drafter.findings import Place
from drafter.system.patterns import pattern

VALUE, WORDS, VALUE_END = "\x01", "\x02", "\x03"
SENTENCE, SENTENCE_END = "\x04", "\x05"
ABSENT = "\x06"  # an absent fact, printed outside a sentence: its line is dropped
JOINED = "\x07"  # before the line end of a control line: both are dropped
LINE, LINE_NUMBER = "\x11", "\x12"  # \x11 template \x12 number \x11 after a line: its place in the template

A_VALUE = pattern(f"{VALUE}(\\d+){WORDS}([^{VALUE_END}]*){VALUE_END}")
A_SENTENCE = pattern(f"{SENTENCE}(\\d+){WORDS}([^{SENTENCE_END}]*){SENTENCE_END}")
A_LINE = pattern(f"{LINE}([^{LINE}{LINE_NUMBER}]*){LINE_NUMBER}(\\d+){LINE}")


_SIGNS = pattern(
    f"[{VALUE}{SENTENCE}]\\d+{WORDS}|[{VALUE_END}{SENTENCE_END}{ABSENT}{JOINED}]|{A_LINE.pattern.replace('(', '(?:')}"
)


class Role(Enum):
    """The origin and state of the words of a run."""

    WORDS = "文字"
    VALUE = "事实"
    GAP = "待填"
    TO_VERIFY = "待核实"
    TO_SIGN = "待签"
    NAME = "名称"  # a title or formula from data/, digits and all
    ORDINAL = "序数"  # 一是, 二是: numbers of a list


class Source(NamedTuple):
    """A fact that words came from: its key and its place in the facts file."""

    key: str
    place: Place

    def __str__(self) -> str:
        return f"{self.key}（{self.place.short}）" if self.place.line else self.key


class Mark(NamedTuple):
    """The provenance of one printed value, and the words in which it was printed."""

    role: Role
    words: str = ""
    sources: tuple[Source, ...] = ()
    phrase: bool = False  # words typed by a clerk, which may repeat words of the template around them


class SentenceMark(NamedTuple):
    """The provenance of one sentence: every fact it read, and its template line."""

    sources: tuple[Source, ...]
    place: Place
    own: bool = False  # of the township's own template (自述)
    to_verify: bool = False  # carried over and not yet confirmed (待核实)


class Markup(NamedTuple):
    """A rendered template: text with marks, and the tables of marks."""

    text: str
    marks: tuple[Mark, ...]
    sentences: tuple[SentenceMark, ...]
    used: frozenset[str] = frozenset()  # the keys of all facts that the template read


def visible_text(text: str) -> str:
    """The text without marks.

    >>> visible_text("排查" + VALUE + "0" + WORDS + "58件" + VALUE_END)
    '排查58件'
    """
    if text.isprintable():  # contains no mark
        return text
    return _SIGNS.sub("", text)
