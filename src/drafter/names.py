"""Names that stand in `data/`: titles of laws, named days, formulae. Their digits are nobody's figures."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from typing import Any

from drafter import kept, resources


@cache
def formulae() -> dict[str, Any]:
    """The opening and closing formulae by their names, with the list 专名."""
    found: dict[str, Any] = kept.table("formulae.yaml")
    return found


@cache
def law_titles() -> frozenset[str]:
    """Every title and short title in `data/laws.csv`, without 《》."""
    text = (resources.data() / "laws.csv").read_text(encoding="utf-8")
    titles: set[str] = set()
    for row in csv.DictReader(io.StringIO(text)):
        titles.add(row["title"])
        titles.update(filter(None, row["short_titles"].split("|")))
    return frozenset(titles)


def is_law(title: str) -> bool:
    """The table of laws has this title; the forms of its dash and brackets do not count.

    >>> is_law("中华人民共和国民法典"), is_law("保密工作制度")
    (True, False)
    """
    return _plain(title) in _plain_titles()


@cache
def _plain_titles() -> frozenset[str]:
    return frozenset(map(_plain, law_titles()))


def _plain(title: str) -> str:
    return re.sub("[—－–-]+", "—", title.replace("(", "（").replace(")", "）"))


def without_names(text: str) -> str:
    """The text without titles in 《》 that the table knows, and without named days and formulae."""
    text = re.sub("《([^《》]*)》", lambda m: "" if is_law(m[1]) else m[0], text)
    for name in formulae()["专名"]:
        text = text.replace(name, "")
    return text
