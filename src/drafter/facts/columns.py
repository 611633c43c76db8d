"""The columns of a ledger: which heading names which field, which rows are records, the values of cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from drafter.facts.amounts import NotAQuantityError, parse_quantity, to_half_width
from drafter.facts.table import FactKind, FactSpec
from drafter.findings import Place
from drafter.readers.ledger.sheets import Sheet, SheetRow
from drafter.readers.yaml.nodes import Node, Scalar, Sequence
from drafter.system.cache import data_table
from drafter.system.patterns import pattern

_FIRST_ROWS = 20  # the heading row is among them, below titles


class Column(NamedTuple):
    """A column to read: its field, its heading as written, and the unit in the brackets of the heading."""

    spec: FactSpec
    heading: Scalar
    unit: str = ""


def columns_of(spec: FactSpec) -> dict[str, FactSpec]:
    """The possible columns of a ledger of this list: its fields, except nested lists."""
    return {
        name: field
        for name, field in spec.children.items()
        if field.kind not in (FactKind.GROUP, FactKind.RECORDS) and not field.refused
    }


# --- headings -----------------------------------------------------------------------------------------


def heading_row(spec: FactSpec, sheet: Sheet) -> SheetRow | None:
    """The row among the first ones with the most known names; None where no row has any."""

    def known(one: SheetRow) -> int:
        return sum(field_of(spec, cell.text)[0] is not None for cell in one.cells.values())

    best = max(islice(sheet.rows, _FIRST_ROWS), key=known, default=None)
    return best if best and known(best) else None


def rows_below(sheet: Sheet, heading: SheetRow) -> Iterator[SheetRow]:
    """The rows under the headings."""
    return (one for one in sheet.rows if one.place.line > heading.place.line)


_HEADING = pattern(r"(.[^（(]*)[（(](.+)[）)]\*?")


def bare(heading: str) -> str:
    """A heading without blanks, line ends and the asterisk of required fields."""
    return "".join(heading.split()).strip("*＊：:")


def field_of(spec: FactSpec, heading: str) -> tuple[FactSpec | None, str]:
    """The field that a heading names, and the words in its brackets: 人数（人次）."""
    whole = bare(heading)
    fields = columns_of(spec)
    bracketed = _HEADING.fullmatch(whole)
    for name, unit in ((whole, ""), *([(bracketed[1], bracketed[2])] if bracketed else [])):
        child = spec.child(name)
        if child is not None and child.name in fields:
            return child, unit
    return None, ""


def is_unit(unit: str, spec: FactSpec) -> bool:
    """Whether figures of this field can have the unit."""
    try:
        return parse_quantity(f"1{unit}", spec.units).number is not None
    except NotAQuantityError:
        return False


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = data_table("ledgers.yaml")
    return found


def is_date_heading(heading: str) -> bool:
    """Whether a heading is that of a column of dates, known or not."""
    return bare(heading).endswith(tuple(_words()["日期列"]))


def likely_field(spec: FactSpec, heading: Scalar, taken: Collection[str]) -> str:
    """The field that an unknown heading probably means."""
    free = {name: field for name, field in columns_of(spec).items() if name not in taken}
    if is_date_heading(heading.text):
        return next((name for name, field in free.items() if field.kind is FactKind.DATE), "")
    name = spec.nearest(bare(heading.text))
    return name if name in free else ""


# --- rows ---------------------------------------------------------------------------------------------


_A_TOTAL = pattern(".{0,4}(?:合计|总计|小计)$")  # 全年合计


def is_record(spec: SheetRow, columns: Mapping[int, Column]) -> bool:
    """Whether a row has a value in a column to read, and is no total, signature or repeated heading."""
    read = {number: spec.cells[number] for number in columns if number in spec.cells and number not in spec.merged}
    if not read and not any(number in spec.faults for number in columns):
        return False
    first = row_label(spec)
    if first.startswith(tuple(_words()["不是记录"])) or _A_TOTAL.match(first):
        return False
    return not read or any(bare(cell.text) != bare(columns[n].heading.text) for n, cell in read.items())


def row_label(spec: SheetRow) -> str:
    """The first cell with words that is not the number of the row."""
    texts = ["".join(spec.cells[number].text.split()) for number in sorted(spec.cells)]
    return next((text[:20] for text in texts if not re.fullmatch("[0-9]+", to_half_width(text))), "")


def in_column(place: Place, heading: Scalar) -> Place:
    """The place of a cell, with its heading."""
    return place._replace(cell=place.cell._replace(heading=bare(heading.text))) if place.cell else place


# --- cells --------------------------------------------------------------------------------------------

_OPENING, _CLOSING = "《〈“（(【", "》〉”）)】"


def value_of(text: str, place: Place, column: Column) -> Node:
    """The value of a cell as a node, as if typed after its key."""
    if column.spec.kind is FactKind.QUANTITY and column.unit and re.fullmatch("[0-9.,，]+", to_half_width(text)):
        text += column.unit
    if column.spec.kind is not FactKind.TEXTS:
        return Scalar(text, place)
    items: list[Scalar] = []
    start = place.column - 1
    for piece in split_phrases(text):
        within = _place_within(place, piece, start)
        start = within.column - 1 + within.length if within is not place else start
        items.append(Scalar(piece, within))
    return items[0] if len(items) == 1 else Sequence(tuple(items), place)


def split_phrases(text: str) -> list[str]:
    """The phrases of a cell, split at 、, ； and line ends, but never within brackets or quotes.

    >>> split_phrases("《中华人民共和国民法典》、《反有组织犯罪法》；信访工作条例\\n安全生产")
    ['《中华人民共和国民法典》', '《反有组织犯罪法》', '信访工作条例', '安全生产']
    >>> split_phrases("《关于甲、乙的规定》")
    ['《关于甲、乙的规定》']
    """
    marks, depth = [-1], 0
    for at, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING and depth > 0)
        if character in "、；;\n" and not depth:
            marks.append(at)
    pieces = (text[mark + 1 : end] for mark, end in pairwise([*marks, len(text)]))
    return [stripped for piece in pieces if (stripped := piece.strip())] or [text]


def _place_within(place: Place, piece: str, start: int) -> Place:
    """The place of a phrase within its cell, from `start` on."""
    column = place.excerpt.find(piece.partition("\n")[0], start)
    return place._replace(column=column + 1, length=len(piece)) if column >= 0 else place
