"""Names of `data/`: titles of laws, named days, formulae. Their digits are no figures of a report."""

from __future__ import annotations

import csv
import io
import re
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from drafter.numerals import CHARACTERS, is_numeral
from drafter.system import resources
from drafter.system.cache import data_table
from drafter.system.patterns import pattern


@cache
def formulae() -> dict[str, Any]:
    """The opening and closing formulae by their names, with the list 专名."""
    found: dict[str, Any] = data_table("formulae.yaml")
    return found


class Law(NamedTuple):
    """A law, regulation or plan; dates as in the table, 2025-11-01, empty where unknown."""

    title: str
    short_titles: tuple[str, ...] = ()
    effective_from: str = ""
    repealed: str = ""
    ends: str = ""  # of a plan, the last day of its period
    successor: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Title and short titles."""
        return (self.title, *self.short_titles)


@cache
def laws() -> tuple[Law, ...]:
    """The rows of `data/laws.csv`."""
    text = (resources.data() / "laws.csv").read_text(encoding="utf-8")
    return tuple(map(_law, csv.DictReader(io.StringIO(text))))


def _law(row: dict[str, str]) -> Law:
    day, _, rest = row["repealed"].partition(" ")
    period, _, successor = rest.rpartition(") ")
    ends = rest.startswith("(period")
    return Law(
        row["title"],
        tuple(filter(None, row["short_titles"].split("|"))),
        row["effective_from"],
        "" if ends else day,
        day if ends else "",
        successor if period or not ends else "",
    )


def law(title: str) -> Law | None:
    """The law with this title or short title, in any form of dash and brackets.

    >>> (law("民法典") or Law("")).title, law("保密工作制度")
    ('中华人民共和国民法典', None)
    """
    return _by_title().get(normalized_title(title))


@cache
def _by_title() -> dict[str, Law]:
    return {normalized_title(name): one for one in reversed(laws()) for name in one.names}


def is_law(title: str) -> bool:
    """Whether the table of laws has this title, in any form of dash and brackets.

    >>> is_law("中华人民共和国民法典"), is_law("保密工作制度")
    (True, False)
    """
    return law(title) is not None


def normalized_title(title: str) -> str:
    """A title with uniform dashes and brackets."""
    return re.sub("[—－–-]+", "—", title.replace("(", "（").replace(")", "）"))


def without_names(text: str) -> str:
    """The text without titles in 《》 that the table has, and without named days and formulae.

    >>> without_names("学习《民法典》，在“12·4”国家宪法日前后开展")
    '学习，在前后开展'
    """
    text = re.sub("《([^《》]*)》", lambda m: "" if is_law(m[1]) else m[0], text)
    for name in formulae()["专名"]:
        text = text.replace(name, "")
    return text


def without_fixed_words(text: str) -> str:
    """The text without words that contain Chinese numerals and count nothing: 三项制度, 统一, 第一责任人.

    A blank stays in place of each, so that its neighbours do not become a word.

    >>> without_fixed_words("统一部署三项制度，排查五十件")
    ' 部署 ，排查五十件'
    """
    found = tuple(word for word in _fixed_words() if word in text)
    return _any_of(found).sub(" ", text) if found else text


def stated_figure(text: str) -> str:
    """The first figure in these words, in whatever numerals; empty where there is none but in names and fixed words.

    >>> stated_figure("落实三项制度，化解㊿件"), stated_figure("学习《民法典》，统一部署")
    ('㊿', '')
    >>> stated_figure("参加队伍陆续增加"), stated_figure("化解伍拾陆件")
    ('', '伍拾陆')
    """
    if not _OF_CHEQUES.isdisjoint(text) and (on_a_cheque := _ON_A_CHEQUE.search(text)):
        return on_a_cheque[0]
    if not any(map(is_numeral, text)):  # as in most sentences
        return ""
    stated = without_fixed_words(without_names(text))
    return next(("".join(run) for numeral, run in groupby(stated, is_numeral) if numeral), "")


# Numerals that are mostly parts of words, 队伍, 收拾, where they stand as numerals do.
_PLACED, _DIGIT = "[什仟佰陌阡拾]", "[伍亖参參陆漆肆]"
_OF_CHEQUES = frozenset(_PLACED + _DIGIT) - {"[", "]"}
_ON_A_CHEQUE = pattern(f"{_DIGIT}{_PLACED}[什伍仟佰亖参參陆陌阡漆肆拾]*|{_PLACED}{_DIGIT}|{_DIGIT}(?=[件户份宗次场])")
_COUNTED = "(?:[件户名条个份宗次场元]|人次)"


def _fixed_word(word: str) -> str:
    """A fixed word as a regular expression; numerals alone, 七五, are no fixed word in 七五件 or 二百七五."""
    if all(map(is_numeral, word)):
        return f"(?<![{CHARACTERS}]){word}(?![{CHARACTERS}]|{_COUNTED})"
    return re.escape(word)


@cache
def _fixed_words() -> tuple[str, ...]:
    """The longest first."""
    table = data_table("numerals.yaml")
    words = {row["对"] for row in table["固定词"]} | {word for line in table["含数字的词"] for word in line.split()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Of the few fixed words that a text holds: compiling all takes long."""
    return re.compile("|".join(map(_fixed_word, words)))
