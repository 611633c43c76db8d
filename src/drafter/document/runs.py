"""Runs: words with their provenance, the smallest part of a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from drafter.document.provenance import Role, Source


class Run(NamedTuple):
    """Words of one origin and weight."""

    text: str
    role: Role = Role.WORDS
    sources: tuple[Source, ...] = ()
    bold: bool = False


Runs = tuple[Run, ...]


def words(runs: Iterable[Run]) -> str:
    """The text of the runs."""
    return "".join(run.text for run in runs)
