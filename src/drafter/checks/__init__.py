"""Rules: each reads facts or a report and yields findings. The lists are written by hand, in order."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.checks import length, page, relations, untold, untraced
from drafter.facts.model import Facts
from drafter.findings import Finding
from drafter.profile import Profile
from drafter.report.tree import Report

FACT_RULES = [
    relations.not_more_than,
    relations.rate_agrees,
    relations.rate_reachable,
    relations.breakdown_fits,
    relations.reference_exists,
    relations.same_thing,
    relations.date_in_year,
    relations.unique_numbers,
    relations.total_not_less,
    relations.equal_cells,
]

REPORT_RULES = [
    page.header_needs_signer,
    page.broken_title_is_title,
    page.document_number,
    page.attachment_names_differ,
    page.header_without_mark,
    page.suffix_once,
    page.one_name_a_line,
    page.printed_after_issued,
    page.receivers_once,
]

PRINTED_RULES = [  # of a report and the format it is printed in
    page.broken_title_fits,
]


def check_facts(facts: Facts) -> Iterator[Finding]:
    """What the facts say against each other."""
    for rule in FACT_RULES:
        yield from rule(facts)


def check_report(report: Report, facts: Facts, profile: Profile) -> Iterator[Finding]:
    """Figures that no fact carries, facts that the report does not tell, elements that do not agree, too many words."""
    yield from untraced.untraced_digits(report)
    yield from untold.untold_facts(report, facts)
    for rule in REPORT_RULES:
        yield from rule(report)
    for rule in PRINTED_RULES:
        yield from rule(report, profile)
    yield from length.too_long(report, facts)
