"""What a rule is: a function with an id for life, whose docstring holds a good and a bad example."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drafter.facts.model import Facts
from drafter.findings import Finding, Place, Severity
from drafter.report.tree import Report as ReportTree

# Makes a finding of the rule it is given to: place, message, hint.
Report = Callable[[Place, str, str], Finding]


@dataclass(frozen=True)
class FactRule:
    """A rule that reads facts. `ident` begins with F; the examples are lines of YAML."""

    ident: str
    name: str
    severity: Severity
    find: Callable[[Facts, Report], Iterator[Finding]]

    def __call__(self, facts: Facts) -> Iterator[Finding]:
        """Every finding of this rule."""
        return self.find(facts, self._finding)

    def _finding(self, place: Place, message: str, hint: str) -> Finding:
        return Finding(self.severity, place, message, hint, self.ident)


def fact_rule(ident: str, name: str, severity: Severity = Severity.ERROR) -> Callable[..., FactRule]:
    """Makes a rule of a function of facts."""

    def made(find: Callable[[Facts, Report], Iterator[Finding]]) -> FactRule:
        return FactRule(ident, name, severity, find)

    return made


@dataclass(frozen=True)
class ReportRule:
    """A rule that reads the report. `ident` begins with R; the examples are page elements with their lines."""

    ident: str
    name: str
    severity: Severity
    find: Callable[[ReportTree, Report], Iterator[Finding]]

    def __call__(self, report: ReportTree) -> Iterator[Finding]:
        """Every finding of this rule."""
        return self.find(report, self._finding)

    def _finding(self, place: Place, message: str, hint: str) -> Finding:
        return Finding(self.severity, place, message, hint, self.ident)


def report_rule(ident: str, name: str, severity: Severity = Severity.ERROR) -> Callable[..., ReportRule]:
    """Makes a rule of a function of a report."""

    def made(find: Callable[[ReportTree, Report], Iterator[Finding]]) -> ReportRule:
        return ReportRule(ident, name, severity, find)

    return made
