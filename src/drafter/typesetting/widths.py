"""Widths of words on one line, without the gaps that LibreOffice puts between 汉字 and digits."""

from __future__ import annotations

from drafter.document.elements import BLANK
from drafter.document.runs import Runs
from drafter.typesetting.page_format import PageFormat


def width_in_zi(text: str) -> float:
    """Width in 字: a half-width character counts half.

    >>> width_in_zi("2025年")
    3.0
    """
    return sum(0.5 if character.isascii() else 1 for character in text)


def line_width(runs: Runs, page_format: PageFormat) -> int:
    """Width of a line of body type, in twips; each `_` of a blank to sign is one 字."""
    return int(sum(width_in_zi(run.text.replace("_", BLANK)) for run in runs) * page_format.zi)
