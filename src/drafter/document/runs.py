"""Runs: words with their provenance, the smallest part of a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from drafter.document.provenance import Role, Source
from drafter.findings import NOWHERE, Place


class Run(NamedTuple):
    """Words of one origin and weight."""

    text: str
    role: Role = Role.WORDS
    sources: tuple[Source, ...] = ()
    bold: bool = False
    place: Place = NOWHERE  # the template line; set outside sentences and headings, which have their own


Runs = tuple[Run, ...]


def words(runs: Iterable[Run]) -> str:
    """The text of the runs."""
    return "".join(run.text for run in runs)
