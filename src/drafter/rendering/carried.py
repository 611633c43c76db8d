"""Sentences of a township's own template that were carried over: 待核实 until somebody edits or confirms them.

`{% 句 自述 待核实 "3f2a" %}…{% 句完 %}`: the fingerprint is that of the words as they came from last year. Other words
have another one, and are this year's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from drafter.facts.scalars import fingerprint
from drafter.rendering.blocks import OWN, TO_VERIFY

_KINDS = rf"(?P<kinds>(?:\s+(?:{OWN}|{TO_VERIFY})\b)*)"
_SENTENCE = re.compile(
    rf'(?P<open>\{{%[-+]?\s*句){_KINDS}(?:\s+"(?P<print>[0-9a-f]*)")?(?P<close>\s*[-+]?%\}})(?P<words>.*?)(?=\{{%[-+]?\s*句完)',
    re.DOTALL,
)


class Carried(NamedTuple):
    """A sentence that nobody has confirmed: the line of the template it begins on, and its words as typed there."""

    line: int
    words: str


def states_own_words(template: str) -> bool:
    """Some sentence of the template is a township's own (自述)."""
    return any(OWN in match["kinds"] for match in _SENTENCE.finditer(template))


def carried_over(template: str) -> str:
    """The template with every sentence 待核实.

    >>> carried_over("{% 句 自述 %}甲。{% 句完 %}")
    '{% 句 自述 待核实 "8c25" %}甲。{% 句完 %}'
    """

    def carried(match: re.Match[str]) -> str:
        own = f" {OWN}" if OWN in match["kinds"] else ""
        return f'{match["open"]}{own} {TO_VERIFY} "{_fingerprint(match["words"])}"{match["close"]}{match["words"]}'

    return _SENTENCE.sub(carried, template)


def unconfirmed(template: str) -> Iterator[Carried]:
    """The sentences that are still 待核实."""
    for match in _SENTENCE.finditer(template):
        if _is_open(match):
            yield Carried(template.count("\n", 0, match.start()) + 1, match["words"])


def with_confirmed(template: str, wanted: Callable[[Carried], bool]) -> str:
    """The template with those sentences no longer 待核实 that are wanted; every other character stays."""

    def settled(match: re.Match[str]) -> str:
        sentence = Carried(template.count("\n", 0, match.start()) + 1, match["words"])
        return _plain(match) if _is_open(match) and wanted(sentence) else match[0]

    return _SENTENCE.sub(settled, template)


def kept_open(before: str, after: str) -> str:
    """`after`, which is `before` with slips mended: a mended sentence is no confirmed one.

    >>> kept_open('{% 句 待核实 "8c25" %}甲。{% 句完 %}', '{% 句 待核实 "8c25" %}乙。{% 句完 %}')
    '{% 句 待核实 "2fa3" %}乙。{% 句完 %}'
    """
    old = list(_SENTENCE.finditer(before))
    new = list(_SENTENCE.finditer(after))
    if len(old) != len(new):
        return after
    for was, now in reversed(list(zip(old, new, strict=True))):
        if was["print"] and _is_open(was) and was["words"] != now["words"]:
            after = after[: now.start("print")] + _fingerprint(now["words"]) + after[now.end("print") :]
    return after


def without_settled(template: str) -> str:
    """The template as Jinja reads it: without fingerprints, and without 待核实 where the words are new.

    >>> without_settled('{% 句 自述 待核实 "8c25" %}乙。{% 句完 %}')
    '{% 句 自述 %}乙。{% 句完 %}'
    """
    if TO_VERIFY not in template:
        return template

    def read(match: re.Match[str]) -> str:
        if match["print"] is None:
            return match[0]
        return f"{match['open']}{match['kinds']}{match['close']}{match['words']}" if _is_open(match) else _plain(match)

    return _SENTENCE.sub(read, template)


def _fingerprint(words: str) -> str:
    """That of the words alone: other blanks and line ends make no other sentence."""
    return fingerprint("".join(words.split()))


def _is_open(match: re.Match[str]) -> bool:
    return TO_VERIFY in match["kinds"] and match["print"] in (None, _fingerprint(match["words"]))


def _plain(match: re.Match[str]) -> str:
    own = f" {OWN}" if OWN in match["kinds"] else ""
    return f"{match['open']}{own}{match['close']}{match['words']}"
