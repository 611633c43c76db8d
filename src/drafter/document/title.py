"""The title of a document: its sense units, and the lines that its joint issuers have in every form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain, takewhile

from drafter.document.runs import Runs, words
from drafter.system.cache import data_table
from drafter.system.patterns import pattern

_NO_ISSUER = pattern(r"关于|法治政府|[0-9《》]")


def is_issuer(unit: str) -> bool:
    """The unit is the name of an organ and nothing else.

    >>> is_issuer("中共示例镇委员会"), is_issuer("示例镇人民政府2025年")
    (True, False)
    """
    return not _NO_ISSUER.search(unit) and unit.endswith(_organs())


@cache
def _organs() -> tuple[str, ...]:
    return tuple(chain(*data_table("title-words.yaml")["机关"]))


def title_paragraphs(units: Sequence[Runs]) -> tuple[Runs, ...]:
    """The title on one line; each of several joint issuers on a line above it, as on paper."""
    issuers = list(takewhile(lambda unit: is_issuer(words(unit)), units)) if len(units) > 2 else []
    if len(issuers) < 2:
        return (tuple(chain(*units)),)
    return (*issuers, tuple(chain(*units[len(issuers) :])))
