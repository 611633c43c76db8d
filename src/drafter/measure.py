"""Units of the page: mm, pt, twips, 字, 行, and the named type sizes.

All lengths inside drafter are twips (1/20 pt) once they leave the profile; a twip is what OOXML counts.
"""

from __future__ import annotations

from math import floor

TWIPS_PER_PT = 20
PT_PER_MM = 72 / 25.4

TYPE_SIZES = {"2号": 22.0, "3号": 16.0, "4号": 14.0}  # pt, as Word names them


def mm(length: float) -> int:
    """Millimetres to twips, to the nearest.

    >>> mm(37)
    2098
    """
    return round(length * PT_PER_MM * TWIPS_PER_PT)


def mm_within(length: float) -> int:
    """Millimetres to twips, never longer than the length.

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
    """A named type size in pt. Raises KeyError for a name that the table lacks.

    >>> type_size("3号")
    16.0
    """
    return TYPE_SIZES[name]


def half_points(size: float) -> int:
    """Points to the half points of `w:sz`.

    >>> half_points(16.0)
    32
    """
    return round(size * 2)
