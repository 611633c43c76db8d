"""Dates as clerks type them: `2025-03-04`, `2025年3月4日`, `2025.3.4`, `2025年10月`; printed as in 7.3.5.4."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from drafter import numerals
from drafter.facts.amounts import to_half_width
from drafter.system.patterns import pattern


class Day(NamedTuple):
    """A day, or a month with unknown day (`day` 0)."""

    year: int
    month: int
    day: int = 0

    @property
    def text(self) -> str:
        """Arabic digits, year in full, month and day without leading zero (GB/T 9704-2012 7.3.5.4)."""
        month = f"{self.year}年{self.month}月"
        return f"{month}{self.day}日" if self.day else month


class NotADateError(ValueError):
    """A text that is no date, or a date that does not exist."""


EARLIEST, LATEST = 1949, 2100  # years of the facts of a township

_DATE = pattern(r"([0-9]{4})(?:年|-|\.|/)([0-9]{1,2})(?:月|(?:(?:月|-|\.|/)([0-9]{1,2})[日号]?))?")


def parse_day(typed: str) -> Day:
    """A date with its year. Raises NotADateError.

    >>> parse_day("2025-03-04").text
    '2025年3月4日'
    """
    match = _DATE.fullmatch(_digits(typed))
    if match is None:
        raise NotADateError("读不出日期")
    day = Day(int(match[1]), int(match[2]), int(match[3] or 0))
    try:
        date(day.year, day.month, day.day or 1)
    except ValueError:
        raise NotADateError(f"日历上没有{day.text}") from None
    if match[3] and day.day == 0:
        raise NotADateError(f"日历上没有{day.text}0日")
    return day


def parse_day_of_facts(typed: str) -> Day:
    """A date that a township can have typed, as of its year and its plans. Raises NotADateError.

    >>> parse_day_of_facts("0226-01-20")
    Traceback (most recent call last):
    drafter.facts.dates.NotADateError: 年份226不对，应在1949年到2100年之间
    """
    day = parse_day(typed)
    if not EARLIEST <= day.year <= LATEST:
        raise NotADateError(f"年份{day.year}不对，应在{EARLIEST}年到{LATEST}年之间")
    return day


def _digits(typed: str) -> str:
    """The half-width text. Raises NotADateError for digits of other scripts."""
    text = to_half_width(typed)
    if (arabic := numerals.in_arabic(text)) != text:
        raise NotADateError(f"数字只用阿拉伯数字 0—9，改为：{arabic}")
    return text


def parse_year(typed: str) -> int:
    """A year such as `2025` or `2025年`. Raises NotADateError.

    >>> parse_year("2025年")
    2025
    """
    match = re.fullmatch("((?:19|20)[0-9]{2})年?度?", _digits(typed))
    if match is None:
        raise NotADateError("读不出年份")
    return int(match[1])


def parse_written_day(text: str) -> Day:
    """A date as printed in documents, also in Chinese numerals. Raises NotADateError.

    >>> parse_written_day("二○二五年一月二十日").text
    '2025年1月20日'
    """
    chinese = to_half_width(text).replace("○", "〇")
    return parse_day(re.sub(numerals.NUMERAL, lambda match: str(_value(match[0])), chinese))


def _value(numeral: str) -> int:
    try:
        return numerals.number(numeral)
    except ValueError:
        raise NotADateError("读不出日期") from None
