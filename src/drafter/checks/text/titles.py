"""Citations of titles in 《》: what the tables know of each, and which are in one list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from drafter.lawbook import Law, law, laws, normalized_title
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine, derived_once

STATE = "中华人民共和国"
PARTY = "中国共产党"
_TITLE = pattern("《([^《》]{1,80})》")
_EDITION = pattern(r"[（(](?:\d{4}年)?(?:最新)?(?:修订|修正|修改|试行|暂行|草案|征求意见稿)[^）)]{0,6}[）)]$")
BETWEEN = frozenset(["", "、", "，", ",", ", ", "、 ", "和", "及", "与", "以及"])
_REACH = 120  # characters before and after a title that may belong to its sentence
# 甲县…, ××镇…: a document of a place; 城市绿化条例 is none.
_LOCAL = pattern(
    "(?!中华人民共和国|中国共产党|城市|农村|乡村|城乡|社区|地区|市县|村民|居民)"
    "(?:中共)?[\u4e00-\u9fffA-Za-z×○〇*＊_]{1,12}?(?:省|自治区|市|县|区|旗|州|镇|乡|街道|村|社区)"
)
_NUMBERED = pattern("[（(][^）)]{0,30}\\d{4}")


class Citation(NamedTuple):
    """A title in a line; `start` is after the 《."""

    line: TextLine
    start: int
    title: str
    law: Law | None

    @property
    def end(self) -> int:
        """The offset of the 》."""
        return self.start + len(self.title)

    @property
    def party(self) -> bool:
        """It is a rule of the Party, not a law."""
        return self.title.startswith(PARTY)

    @property
    def before(self) -> str:
        """The text before it in its clause."""
        return re.split("[，。；：！？]", self.line.text[max(0, self.start - 1 - _REACH) : self.start - 1])[-1]

    @property
    def sentence(self) -> str:
        """Its sentence."""
        text = self.line.text
        left = re.split("[。；！？]", text[max(0, self.start - _REACH) : self.start])[-1]
        return left + re.split("[。；！？]", text[self.start : self.end + _REACH])[0]


@derived_once
def citations(document: TextDocument) -> list[Citation]:
    """Every title in 《》, in reading order."""
    return [Citation(line, match.start(1), match[1], _cited(match[1])) for line, match in document.find(_TITLE)]


@lru_cache(maxsize=1024)
def _cited(title: str) -> Law | None:
    return law(title) or law(_without_edition(title))


def _without_edition(title: str) -> str:
    return _EDITION.sub("", title) if "）" in title or ")" in title else title


@derived_once
def citation_lists(document: TextDocument) -> list[Sequence[Citation]]:
    """Titles next to each other; a single one is a list of one."""
    groups: list[list[Citation]] = []
    for one in citations(document):
        last = groups[-1][-1] if groups else None
        if last and one.line is last.line and one.line.text[last.end + 1 : one.start - 1] in BETWEEN:
            groups[-1].append(one)
        else:
            groups.append([one])
    return list(groups)


@cache
def words() -> dict[str, Any]:
    """A list of `data/titles.yaml`."""
    found: dict[str, Any] = data_table("titles.yaml")
    return found


@cache
def _known() -> frozenset[str]:
    also = words()["另知"]
    state = [prefix + name for name in (*also["法律"], *also["行政法规"]) for prefix in ("", STATE)]
    every = (*state, *also["党内法规"], *also["其他文件"])
    return frozenset(normalized_title(one) for name in every for one in (name, _without_edition(name)))


@lru_cache(maxsize=1024)
def is_known(title: str) -> bool:
    """Whether one of the tables has this title."""
    return any(law(one) or normalized_title(one) in _known() for one in (title, _without_edition(title)))


def is_local(one: Citation) -> bool:
    """A document of a place or an office: it has a name or a document number, or has just been made."""
    return bool(
        "关于" in one.title
        or "〈" in one.title
        or _LOCAL.match(one.title)
        or _NUMBERED.match(one.line.text, one.end + 1)
        or any(word in one.before for word in words()["自订"])
    )


def is_work(one: Citation) -> bool:
    """A song, a play, a film or an essay, by the word before its title."""
    return one.line.text[: one.start].rstrip("《*").endswith(tuple(words()["作品"]))


def resembles_law(title: str, endings: str = "像法规") -> bool:
    """It ends like the title of a law or regulation."""
    bare = re.sub("[（(][^（）()]{1,20}[）)]$", "", title)
    return bare.endswith(tuple(words()[endings])) and not bare.endswith(tuple(words()["不像法规"]))


_LEAST = 5  # characters of a title without 中华人民共和国: shorter ones resemble too many
_LONGEST = 100  # the longest known one has 46
_LEAST_OF_OTHERS = 8
_LEAST_TAIL = 6
_MOST_LEFT_OUT = 2  # with more left out it is another subject


@lru_cache(maxsize=1024)
def nearest(title: str) -> str | None:
    """The only known title that differs by a missing beginning or by one character."""
    title = normalized_title(title)
    core = title.removeprefix(STATE)
    if core != title and law(core):
        return core  # a title without its beginning
    if not _LEAST <= len(core) <= _LONGEST:
        return None
    for form in (title, core):
        found = _tails().get(form, set()) if len(form) >= _LEAST_TAIL else set()
        found = found or set().union(*(_nearly().get(less, set()) for less in (form, *_shorter(form))))
        if len(found) == 1:
            return next(iter(found))
    return None


def _shorter(title: str) -> Iterator[str]:
    """Every form of the title without one of its characters."""
    return (title[:at] + title[at + 1 :] for at in range(len(title)))


@cache
def _names() -> dict[str, str]:
    """Every known name, normalized → as it is written."""
    own = {normalized_title(name): name for one in laws() for name in one.names}
    return {**{name: name for name in _known()}, **own}


@cache
def _nearly() -> dict[str, set[str]]:
    """Names, whole and without one character → the known names."""
    found: dict[str, set[str]] = {}
    for name, written in _names().items():
        if len(name.removeprefix(STATE)) >= (_LEAST if law(name) else _LEAST_OF_OTHERS):
            for form in (name, *_shorter(name)):
                found.setdefault(form, set()).add(written)
    return found


@cache
def _tails() -> dict[str, set[str]]:
    """Names without their first characters → the full titles."""
    found: dict[str, set[str]] = {}
    for one in laws():
        for name in map(normalized_title, one.names):
            for out in range(1, _MOST_LEFT_OUT + 1):
                if len(name) - out >= _LEAST_TAIL and not name.startswith(STATE):
                    found.setdefault(name[out:], set()).add(one.title)
    return found
