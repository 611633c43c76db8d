"""What a rule is: a function with an id for life, whose docstring holds its examples and its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from drafter.findings import Finding, Place, Severity

NEW_LINE = "⏎"  # in an example: here a new paragraph begins


class Emit(Protocol):
    """Makes a finding of the rule it is given to; `mended` stands in for the words at the place, if all stand there."""

    def __call__(self, place: Place, message: str, hint: str, replacement: str | None = None) -> Finding: ...


class Rule(NamedTuple):
    """A rule; its id tells what it reads, and so what its examples are.

    F: facts, lines of YAML. R1: page elements of a report, each with its lines; some with the format they are
    printed in. R2 to R6: the words of a report or of any document, a line of text each. R7: the
    same beside last year's, which stands under 上年, as it does for facts. D: the looks of a .docx,
    its lines with what is not as the standard has it: `正文 宋体 5号：全年排查矛盾纠纷58件。` (tests/checks/looked.py).
    """

    ident: str
    name: str
    severity: Severity
    find: Callable[..., Iterator[Finding]]

    def __call__(self, *subject: object) -> Iterator[Finding]:
        """Every finding of this rule in its subject."""
        return self.find(*subject, self._finding)

    def _finding(self, place: Place, message: str, hint: str, replacement: str | None = None) -> Finding:
        return Finding(self.severity, place, message, hint, self.ident, None if place.is_partial else replacement)

    @property
    def meaning(self) -> str:
        """What it asks for, and why: the docstring before its examples, on one line."""
        return "".join(line.strip() for line in (self.find.__doc__ or "").split("\n\n")[0].split("\n"))

    @property
    def good(self) -> list[str]:
        """Examples that it has nothing to say of."""
        return self.labelled("合规")

    @property
    def bad(self) -> list[str]:
        """Examples in which it finds one fault."""
        return self.labelled("不合规")

    @property
    def source(self) -> str:
        """The standard, or the document, that asks for it."""
        return "；".join(self.labelled("出处"))

    def labelled(self, word: str) -> list[str]:
        """The lines of the docstring that begin with this word."""
        return re.findall(rf"^\s+{word}\s+(.+)$", self.find.__doc__ or "", re.MULTILINE)


def rule(ident: str, name: str, severity: Severity = Severity.ERROR) -> Callable[..., Rule]:
    """Makes a rule of a function of its subject."""

    def made(find: Callable[..., Iterator[Finding]]) -> Rule:
        return Rule(ident, name, severity, find)

    return made
