"""Sheets of cells, from any format: each cell a typed text with its place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from drafter.findings import Finding, Place
from drafter.readers.yaml.nodes import Scalar

MOST_ROWS = 10_000  # with something in them
MOST_SHEETS = 500  # of a workbook; one for every day of the year is fewer


class SheetRow(NamedTuple):
    """A row with something in it: its cells by column number from 1, without empty ones.

    `merged` are the columns whose cell begins in a row above. `faults`: why a cell cannot be read.
    """

    place: Place  # of the row as a whole
    cells: Mapping[int, Scalar]
    faults: Mapping[int, Finding] = {}
    merged: frozenset[int] = frozenset()


class Sheet(NamedTuple):
    """A sheet, or a .csv, which has no name; only rows with something in them, `MOST_ROWS` and one at the most."""

    name: str
    place: Place
    rows: tuple[SheetRow, ...]
    hidden: bool = False


def column_letters(number: int) -> str:
    """The name of a column.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The number of a column by its name. Raises ValueError.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    if not (1 <= len(letters) <= 3 and all("A" <= letter <= "Z" for letter in letters)):
        raise ValueError(letters)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
