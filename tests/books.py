"""Ledgers from a few rows, as clerks keep them: .xlsx and .csv."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Iterable[Sequence[Any]]


def book(rows: Rows, title: str = "2025", merged: Iterable[str] = (), formats: dict[str, str] | None = None) -> bytes:
    """A workbook with one sheet."""
    return books({title: rows}, merged, formats)


def books(
    sheets: dict[str, Rows],
    merged: Iterable[str] = (),
    formats: dict[str, str] | None = None,
    hidden: Iterable[str] = (),
) -> bytes:
    """A workbook; ranges are merged, and cells formatted, on every sheet."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for name, number_format in (formats or {}).items():
            sheet[name].number_format = number_format
        for cells in merged:
            sheet.merge_cells(cells)
        if title in hidden:
            sheet.sheet_state = "hidden"
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def as_csv(rows: Rows, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """A .csv as Excel writes it."""
    held = io.StringIO(newline="")
    csv.writer(held, lineterminator=end).writerows(rows)
    return held.getvalue().encode(encoding)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for part in made.namelist():
            text = made.read(part)
            package.writestr(part, change(text) if part == name else text)
    return held.getvalue()
