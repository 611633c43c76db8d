"""Rules that the facts file switches off, wholly or for one place.

A gap that is switched off is no longer listed, but it stays a gap: it prints as 【待填】, and the report stays a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from drafter.facts.model import Fact, Facts, Group, Records, State
from drafter.findings import Emit, Finding, Place, Severity, rule


class Suppression(NamedTuple):
    """One rule that is switched off; with `words` only where they are the words at the place or in the message."""

    ident: str
    words: str
    place: Place

    def covers(self, finding: Finding) -> bool:
        """Whether this finding of the rule is switched off."""
        return self.words in finding.message or self._is_at(finding.place)

    def _is_at(self, place: Place) -> bool:
        """The characters at the place overlap the words; where the place has none, the words are on its line."""
        if not place.length:
            return self.words in place.excerpt
        reach = len(self.words) - 1
        first, end = place.column - 1, place.column - 1 + place.length
        return self.words in place.excerpt[max(0, first - reach) : end + reach]


class Suppressed(NamedTuple):
    """Findings without those that are switched off, and these."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]


@rule("F051", "suppressed-rule-exists")
def suppressed_rule_exists(suppression: Suppression, emit: Emit) -> Iterator[Finding]:
    """“检查.关闭”里写的，要是一条规则的号。

    合规    检查: {关闭: [R201]}
    不合规  检查: {关闭: [R999]}
    不合规  检查: {关闭: [{规则: R20l, 原因: 甲}]}
    出处    使用手册“不查哪一条”
    """
    yield emit(suppression.place, f"没有“{suppression.ident}”这条规则", "规则的号见 drafter rules；或删去这一项")


@rule("F052", "suppression-is-used", Severity.NOTICE)
def suppression_is_used(suppression: Suppression, emit: Emit) -> Iterator[Finding]:
    """关闭的规则要用得上：不关闭它也没有这样的问题，就不必关闭。

    合规    检查: {关闭: [R201]}⏎其他: 热线(12345)全天有人接听。
    不合规  检查: {关闭: [R201]}
    不合规  检查: {关闭: [{规则: R201, 只在: 甲}]}⏎其他: 热线(12345)全天有人接听。
    出处    使用手册“不查哪一条”
    """
    message = f"关闭的{suppression.ident}没有用上：不关闭它，也没有这样的问题"
    yield emit(suppression.place, message, "删去这一项")


SUPPRESSION_RULES = [suppressed_rule_exists, suppression_is_used]


def apply_suppressions(findings: Iterable[Finding], facts: Facts, known: Callable[[], Collection[str]]) -> Suppressed:
    """The findings that are not switched off, with one for every suppression that is of no use.

    `known` returns the ids of all rules.
    """
    suppressions = suppressions_of(facts)
    by_rule: dict[str, list[Suppression]] = {}
    for suppression in suppressions:
        by_rule.setdefault(suppression.ident, []).append(suppression)
    wanted: list[Finding] = []
    suppressed: list[Finding] = []
    used: set[Suppression] = set()

    def sort(found: Iterable[Finding]) -> None:
        for finding in found:
            by = next((one for one in by_rule.get(finding.rule, ()) if one.covers(finding)), None)
            (suppressed if by else wanted).append(finding)
            used.update([by] if by else [])

    sort(findings)
    own = {each.ident for each in SUPPRESSION_RULES}
    for suppression in sorted(suppressions, key=lambda one: one.ident in own):  # these may switch off the findings here
        if suppression.ident not in known():
            sort(suppressed_rule_exists(suppression))
        elif suppression not in used:
            sort(suppression_is_used(suppression))
    return Suppressed(tuple(wanted), tuple(suppressed))


def suppressions_of(facts: Facts) -> Sequence[Suppression]:
    """The suppressions of a facts file, those for one place first."""
    row = facts.table.by_role("关闭检查")
    records = facts.root.find(row.key)
    found = []
    for item in records.items if isinstance(records, Records) else ():
        ident = _text(item, row.by_role("关闭哪条").name)
        if ident.value is not None and ident.state is State.GIVEN:
            words = _text(item, row.by_role("只在").name)
            found.append(Suppression(ident.value.text.upper(), words.value.text if words.value else "", ident.place))
    return sorted(found, key=lambda one: not one.words)


def _text(item: Group, name: str) -> Fact:
    member = item.members[name]
    assert isinstance(member, Fact)
    return member
