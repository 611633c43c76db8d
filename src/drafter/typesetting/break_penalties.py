"""Penalties for line breaks inside a title (GB/T 9704-2012 7.3.1: 词意完整), in the sense of TeX.

The words are those of `data/title-words.yaml`; characters in no word are taken for a name, which is not broken.
Penalties of different magnitude are rules: one is never broken to keep another of lower penalty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from drafter.numerals import DIGITS
from drafter.system.cache import data_table
from drafter.system.patterns import pattern

# Between words: before 关于, after an issuer; after a year; at an end of a phrase; elsewhere; after 和; in a phrase.
_BEST, _YEAR, _EDGE, _PLAIN, _AND, _BOUND = 0, 2, 3, 5, 8, 12
_NOTE = 5_000  # before the （ of a name in 《》
NAME = 10_000  # inside a name that is several words, or 《》
UNKNOWN = 100_000  # inside characters that may be a word
_PARTICLE = 300_000  # before 的, after 关于
_WORD, _NUMBER, _MARK = 1_000_000, 10_000_000, 100_000_000

_OPENING = dict(zip("》〉）〕】［」』”’)]", "《〈（〔【［「『“‘([", strict=True))
_LINE_START_PROHIBITED = frozenset([*_OPENING, *"、，。；：？！·％ \u3000"])
_LINE_END_PROHIBITED = frozenset([*_OPENING.values(), "·"])
_CLOSES_SENSE = frozenset("》、 \u3000")
_ASCII = "[!#-'*-Z^-~]"  # without paired punctuation
_NUMBER_LIKE = pattern(
    rf"{_ASCII}+(?:[—–～·至年度月]+{_ASCII}+)*(?:年度?(?:第?[一二三四]季度|[上下]半年)?|[月日号期届次项个])?|"
    rf"[〇○零十{DIGITS}]{{1,20}}(?:年度?|届|次)|[—…]{{2,}}"
)
_LEVEL = r"(?:自治州|地区|街道|苏木|[省市区县旗盟乡镇])"  # a place ends with it
_PLACE = pattern(rf".+?{_LEVEL}(?!{_LEVEL})|.+", re.DOTALL)
_TAIL = pattern(rf".|{_LEVEL}")  # belongs to the word before: 建设镇, 报告书


class _Token(NamedTuple):
    """A word with its kind in the list; 数, 名 or 标 (punctuation) if it is in no list."""

    text: str
    kind: str


class _Vocabulary(NamedTuple):
    kinds: dict[str, str]
    phrases: tuple[str, ...]
    organs: tuple[str, ...]
    longest: int


@cache
def _vocabulary() -> _Vocabulary:
    rows: dict[str, list[list[str]]] = data_table("title-words.yaml")
    lists = {kind: tuple(chain(*words)) for kind, words in rows.items()}
    phrases = lists.pop("短语")
    kinds = {word: kind for kind, words in lists.items() for word in words}
    return _Vocabulary(kinds, phrases, lists["机关"], max(map(len, kinds)))


def break_penalties(text: str, ends: Iterable[int]) -> list[int]:
    """The penalty of a break before each character and at the end of the text; `ends` are those of its sense units."""
    penalties: list[int] = [UNKNOWN] * len(text) + [0]
    inside, edges = _phrases(text)
    before, left, place = *[_Token("", "标")] * 2, 0
    for token in _tokens(text):
        penalty = _penalty_between(before, left, token)
        if penalty == _PLAIN:
            penalty = _BOUND if place in inside else _EDGE if place in edges else _PLAIN
        penalties[place] = penalty
        if token.kind != "名":
            for within in range(place + 1, place + len(token.text)):
                penalties[within] = _NUMBER if token.kind == "数" else _WORD
        before, left, place = left, token, place + len(token.text)
    for end in ends:
        if penalties[end] < _PARTICLE:
            penalties[end] = _BEST
    _add_marks(text, penalties)
    penalties[-1] = 0  # the end of the title
    return penalties


def _penalty_between(before: _Token, left: _Token, right: _Token) -> int:
    """The penalty of a break between two words; `before` is the word before them."""
    if right.kind == "连接词" or left.kind == "介词":
        return _PARTICLE
    if left.kind == "机关头" or (right.kind == "机关" and left.kind in ("名", "机关")):
        return NAME + _BOUND
    if left.kind == right.kind == "名" or (left.text == "人民政府" and right.text.endswith("街道")):
        return NAME
    if left.kind == "动词" or right.kind == "机关" or right.text == "（":
        return _BOUND
    if left.kind == "连接词" and left.text != "的":
        return _AND
    if left.kind == "机关" or right.kind == "介词" or left.text in _CLOSES_SENSE:
        return _BEST
    if left.kind == "数" and left.text.endswith(
        ("年", "度")
    ):  # the year of 和2026年工作安排 belongs to the words after it
        return _BOUND if before.kind == "连接词" or before.text == "、" else _YEAR
    return _PLAIN


def _phrases(text: str) -> tuple[set[int], set[int]]:
    """The places inside phrases, and those at their ends."""
    inside, edges = set[int](), set[int]()
    for phrase in _vocabulary().phrases:
        start = text.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            inside.update(range(start + 1, end))
            edges.update((start, end))
            start = text.find(phrase, end)
    return inside, edges


def _add_marks(text: str, found: list[int]) -> None:
    """Adds the penalties of line-start and line-end prohibition; the words inside a pair are one name."""
    opened: list[int] = []
    for place, character in enumerate(text):
        if character in _LINE_END_PROHIBITED:
            found[place + 1] += _MARK
        if character in _OPENING.values():
            opened.append(place)
        if character in _LINE_START_PROHIBITED:
            found[place] += _MARK
            if opened and text[opened[-1]] == _OPENING.get(character):
                for within in range(opened.pop() + 1, place + 1):
                    found[within] += _NOTE if text[within] == "（" else NAME


def _tokens(text: str) -> Iterator[_Token]:
    """The words of a title; characters in no word are names, divided after each 省, 县, 镇.

    >>> [token.text for token in _tokens("示例县和平镇人民政府2025年度情况和建议")]
    ['示例县', '和平镇', '人民政府', '2025年度', '情况', '和', '建议']
    """
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        token = _next_token(text, place, tokens[-1].kind if tokens else "名")
        place += len(token.text)
        _append(tokens, token, token.kind == "名" and bool(tokens) and tokens[-1].kind == "名")
    merged: list[_Token] = []
    for token in tokens:
        is_tail = token.kind == "名" and bool(_TAIL.fullmatch(token.text))
        _append(merged, token, is_tail and bool(merged) and merged[-1].kind in ("词", "动词", "机关"))
    for token in merged:
        yield from (_Token(name, "名") for name in _PLACE.findall(token.text)) if token.kind == "名" else [token]


def _append(tokens: list[_Token], token: _Token, to_last: bool) -> None:
    if to_last:
        token = _Token(tokens.pop().text + token.text, "名")
    tokens.append(token)


def _next_token(text: str, place: int, before: str) -> _Token:
    """The longest word that starts here, else one character of a name; `before` is the kind of the word before."""
    kinds, longest = _vocabulary().kinds, _vocabulary().longest
    for end in range(min(len(text), place + longest), place, -1):
        kind = kinds.get(text[place:end])
        if kind and not (kind == "连接词" and text[place] != "的" and _begins_name(text, end, before)):
            return _Token(text[place:end], kind)
    if number := _NUMBER_LIKE.match(text, place):
        return _Token(number[0], "数")
    mark = text[place] in _LINE_START_PROHIBITED or text[place] in _LINE_END_PROHIBITED
    return _Token(text[place], "标" if mark else "名")


def _begins_name(text: str, end: int, before: str) -> bool:
    """Whether a 和 begins a name, as in 和平镇, and is not the word."""
    return before in ("名", "数") and not text[end : end + 1].isdigit()
