"""Regular expressions that are compiled at their first use: compiling them all takes longer than making a report."""

from __future__ import annotations

import re
from typing import Any, cast


def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression, compiled when it first searches; it is used like one of `re.compile`.

    >>> pattern("[0-9]+").findall("排查58件，化解57件")
    ['58', '57']
    """
    return cast("re.Pattern[str]", _LatePattern(expression, flags))


class _LatePattern:
    def __init__(self, expression: str, flags: int) -> None:
        self._arguments = expression, flags

    def __getattr__(self, name: str) -> Any:
        """A method of the compiled pattern, found here at once from then on."""
        method = getattr(re.compile(*self._arguments), name)
        setattr(self, name, method)
        return method
