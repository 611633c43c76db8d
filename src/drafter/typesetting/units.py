"""Units of the page: mm, pt, twips, 字, 行, and the named type sizes.

All lengths inside drafter are twips (1/20 pt), as in OOXML, except in format files.
"""

from __future__ import annotations

from math import floor, isfinite

from drafter.numerals import DIGITS

TWIPS_PER_PT = 20
PT_PER_MM = 72 / 25.4

# pt, as Word names them
TYPE_SIZES = {
    "初号": 42.0, "小初": 36.0, "1号": 26.0, "小1": 24.0, "2号": 22.0, "小2": 18.0, "3号": 16.0, "小3": 15.0,
    "4号": 14.0, "小4": 12.0, "5号": 10.5,
}  # fmt: skip


_NUMERALS = {ord(digit): str(number) for number, digit in enumerate(DIGITS[:5], 1)}


def mm(length: float) -> int:
    """Millimetres to twips, to the nearest.

    >>> mm(37)
    2098
    """
    return round(length * PT_PER_MM * TWIPS_PER_PT)


def mm_within(length: float) -> int:
    """Millimetres to twips, rounded down.

    >>> mm_within(225)
    12755
    """
    return floor(length * PT_PER_MM * TWIPS_PER_PT)


def pt(size: float) -> int:
    """Points to twips.

    >>> pt(16)
    320
    """
    return round(size * TWIPS_PER_PT)


def type_size(name: str) -> float:
    """A type size in pt, by its name or as a number. Raises KeyError if it is neither.

    >>> type_size("3号"), type_size("三号"), type_size("小四号"), type_size("15.75")
    (16.0, 16.0, 12.0, 15.75)
    """
    usual = name.translate(_NUMERALS)
    usual = usual.removesuffix("号") if usual.startswith("小") else usual
    if usual in TYPE_SIZES:
        return TYPE_SIZES[usual]
    try:
        size = float(name)
    except ValueError:
        raise KeyError(name) from None
    if not isfinite(size):
        raise KeyError(name)
    return size


def border_eighths(thickness: float) -> int:
    """Millimetres to the eighths of pt of a border.

    >>> border_eighths(0.35), border_eighths(0.25)
    (8, 6)
    """
    return round(thickness * PT_PER_MM * 8)


def half_points(size: float) -> int:
    """Points to the half points of `w:sz`.

    >>> half_points(16.0)
    32
    """
    return round(size * 2)
