"""Rules that the facts file switches off, wholly or for one place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from drafter.facts.model import Fact, Facts, Group, Records, State
from drafter.findings import Finding, Place, Severity


class Suppression(NamedTuple):
    """One rule that is not wanted; `words` narrow it to what stands in them, or is said of them."""

    ident: str
    words: str
    place: Place

    def matches(self, finding: Finding) -> bool:
        """This finding is not wanted."""
        return finding.rule == self.ident and (self.words in finding.message or self._hold(finding.place))

    def _hold(self, place: Place) -> bool:
        """The characters at the place stand in the words, or some of them; those of a whole line, where none do."""
        if not place.length:
            return self.words in place.excerpt
        reach = len(self.words) - 1
        first, end = place.column - 1, place.column - 1 + place.length
        return self.words in place.excerpt[max(0, first - reach) : end + reach]


class Suppressed(NamedTuple):
    """Findings with those taken out that are not wanted."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]


def apply_suppressions(findings: Iterable[Finding], facts: Facts, known: Callable[[], Collection[str]]) -> Suppressed:
    """The findings that are wanted, with a notice for every switch that switches nothing off.

    A switch of a rule that is not `known` is an error.
    """
    switches = suppressions_of(facts)
    kept: list[Finding] = []
    silenced: list[Finding] = []
    used: set[Suppression] = set()
    for finding in findings:
        by = next((switch for switch in switches if switch.matches(finding)), None)
        (silenced if by else kept).append(finding)
        used |= {by} if by else set()
    for switch in switches:
        if switch.ident not in known():
            message = f"没有“{switch.ident}”这条规则"
            kept.append(Finding(Severity.ERROR, switch.place, message, "规则的号见 drafter rules；或删去这一项"))
        elif switch not in used:
            message = f"关闭的{switch.ident}没有用上：不关闭它，也没有这样的问题"
            kept.append(Finding(Severity.NOTICE, switch.place, message, "删去这一项"))
    return Suppressed(tuple(kept), tuple(silenced))


def suppressions_of(facts: Facts) -> Sequence[Suppression]:
    """The switches of a facts file, those for one place first."""
    row = facts.table.by_role("关闭检查")
    records = facts.root.find(row.key)
    switches = []
    for item in records.items if isinstance(records, Records) else ():
        ident = _text(item, row.by_role("关闭哪条").name)
        if ident.value is not None and ident.state is State.GIVEN:
            words = _text(item, row.by_role("只在").name)
            switches.append(Suppression(ident.value.text.upper(), words.value.text if words.value else "", ident.place))
    return sorted(switches, key=lambda switch: not switch.words)


def _text(item: Group, name: str) -> Fact:
    member = item.members[name]
    assert isinstance(member, Fact)
    return member
