"""Where every word of a report came from: the marks that pass through a template with the words.

A value is printed into the markup as `\\x01 n \\x02 words \\x03`, a sentence as `\\x04 n \\x02 words \\x05`; n is the
place of its `Mark` or `SentenceMark` in the lists of the `Markup`. The marks survive join, format, `~` and
macros; `report.parse` takes them off. No input can hold them: reading refuses control characters.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from drafter.findings import Place

VALUE, WORDS, VALUE_END = "\x01", "\x02", "\x03"
SENTENCE, SENTENCE_END = "\x04", "\x05"
ABSENT = "\x06"  # an absent fact, printed outside a sentence: its line disappears
JOINED = "\x07"  # before a line end that a template's control line left behind: both disappear
LINE, LINE_NUMBER = "\x11", "\x12"  # \x11 template \x12 number \x11 behind a heading: where it stands in its template

A_VALUE = re.compile(f"{VALUE}(\\d+){WORDS}([^{VALUE_END}]*){VALUE_END}")
A_SENTENCE = re.compile(f"{SENTENCE}(\\d+){WORDS}([^{SENTENCE_END}]*){SENTENCE_END}")
A_LINE = re.compile(f"{LINE}([^{LINE}{LINE_NUMBER}]*){LINE_NUMBER}(\\d+){LINE}")


_SIGNS = re.compile(
    f"[{VALUE}{SENTENCE}]\\d+{WORDS}|[{VALUE_END}{SENTENCE_END}{ABSENT}{JOINED}]|{A_LINE.pattern.replace('(', '(?:')}"
)


class Role(Enum):
    """What the words of a run are, beyond plain words of a template."""

    WORDS = "文字"
    VALUE = "事实"
    GAP = "待填"
    TO_VERIFY = "待核实"
    TO_SIGN = "待签"
    NAME = "名称"  # a title or formula from data/: its digits belong to it
    ORDINAL = "序数"  # 一是, 二是: made by the list


class Source(NamedTuple):
    """One fact that words came from: its key and where it was typed."""

    key: str
    place: Place

    def __str__(self) -> str:
        return f"{self.key}（{self.place.short}）" if self.place.line else self.key


class Mark(NamedTuple):
    """Behind the words of one printed value."""

    role: Role
    sources: tuple[Source, ...] = ()
    phrase: bool = False  # words of a clerk's, which may repeat what the template says round them


class SentenceMark(NamedTuple):
    """Behind one sentence: every fact it touched, and the line of the template it stands on."""

    sources: tuple[Source, ...]
    place: Place
    own: bool = False  # a sentence a township states in its own template (自述)
    to_verify: bool = False  # carried over and not yet confirmed (待核实)


class Markup(NamedTuple):
    """A rendered template: text with marks, and what the marks mean."""

    text: str
    marks: tuple[Mark, ...]
    sentences: tuple[SentenceMark, ...]
    used: frozenset[str] = frozenset()  # the keys of all facts that the template asked for


def visible_text(text: str) -> str:
    """The words alone, as a reader sees them.

    >>> visible_text("排查" + VALUE + "0" + WORDS + "58件" + VALUE_END)
    '排查58件'
    """
    if text.isprintable():  # no mark in it
        return text
    return _SIGNS.sub("", text)
