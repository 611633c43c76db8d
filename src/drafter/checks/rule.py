"""What a rule is: a function with an id for life, whose docstring holds a good and a bad example."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from drafter.findings import Finding, Place, Severity

# Makes a finding of the rule it is given to: place, message, hint.
Report = Callable[[Place, str, str], Finding]


class Rule(NamedTuple):
    """A rule; its id tells what it reads, and so what its examples are.

    F: facts, lines of YAML. R: the report, its page elements with their lines; some with the format it is printed in.
    """

    ident: str
    name: str
    severity: Severity
    find: Callable[..., Iterator[Finding]]

    def __call__(self, *subject: object) -> Iterator[Finding]:
        """Every finding of this rule in facts or a report."""
        return self.find(*subject, self._finding)

    def _finding(self, place: Place, message: str, hint: str) -> Finding:
        return Finding(self.severity, place, message, hint, self.ident)


def rule(ident: str, name: str, severity: Severity = Severity.ERROR) -> Callable[..., Rule]:
    """Makes a rule of a function of facts or of a report."""

    def made(find: Callable[..., Iterator[Finding]]) -> Rule:
        return Rule(ident, name, severity, find)

    return made
