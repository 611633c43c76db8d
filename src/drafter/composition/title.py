"""The lines of a title: sense units stay whole (GB/T 9704-2012 7.3.1)."""

from __future__ import annotations

from collections.abc import Sequence

from drafter.profile import Profile
from drafter.report.tree import Report, words


def width_in_zi(text: str) -> float:
    """Width in 字: a half-width character counts half.

    >>> width_in_zi("2025年")
    3.0
    """
    return sum(0.5 if character.isascii() else 1 for character in text)


def title_lines(units: Sequence[str], longest: int) -> tuple[str, ...]:
    """The title on one line if it has room in `longest` 字, else its sense units, each on lines of their own.

    >>> title_lines(["寺庄镇2025年", "法治政府建设年度报告"], 20)
    ('寺庄镇2025年法治政府建设年度报告',)
    """
    whole = "".join(units)
    if width_in_zi(whole) <= longest:
        return (whole,)
    return tuple(unit for unit in units if unit)


def broken_title(report: Report, profile: Profile) -> tuple[str, ...]:
    """The lines of a report's title: those of the facts file, else its sense units in the fewest lines."""
    return report.title_lines or title_lines([words(unit) for unit in report.title], profile.title_zi_per_line)
