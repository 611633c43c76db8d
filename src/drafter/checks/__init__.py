"""Rules: each reads facts, a report, its words, or the looks of a document. The lists are written by hand, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from drafter.checks.facts import completeness, facts_agree, last_year, relations
from drafter.checks.pages import length, page, untold, untraced
from drafter.checks.rule import Rule
from drafter.checks.words import (
    bodies,
    characters,
    contradictions,
    dashes,
    dates,
    ends,
    figures,
    frame,
    headings,
    laws,
    levels,
    lists,
    marks,
    pairs,
    parts,
    phrases,
    rates,
    repeats,
    responsible,
    shortcomings,
    slips,
    terms,
    years,
)
from drafter.facts.model import Facts
from drafter.findings import Finding
from drafter.profile import Profile
from drafter.prose.lines import Prose
from drafter.reading.outline import Outline
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
    completeness.causes,
    completeness.cause,
    completeness.answered,
    completeness.targets,
    completeness.measures,
    facts_agree.needs_its_ground,
    facts_agree.listed_once,
    last_year.change_agrees,
    last_year.unchanged,
    last_year.slipped,
    last_year.leapt,
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

TEXT_RULES = [  # of the words of a report, and of any document
    marks.full_width_marks,
    parts.part_missing,
    parts.parts_in_order,
    parts.part_twice,
    shortcomings.shortcomings_are_none,
    parts.judgments_are_none,
    shortcomings.shortcomings_without_cause,
    shortcomings.one_without_cause,
    shortcomings.plan_without_target,
    shortcomings.plan_of_slogans,
    shortcomings.fewer_plans,
    responsible.both_named,
    responsible.with_counts,
    responsible.repeats,
    frame.title_is_whole,
    frame.has_addressee,
    frame.addressee_is_superior,
    frame.signature_with_date,
    frame.is_signed,
    headings.part_is_empty,
    headings.section_is_empty,
    headings.numbers_in_order,
    headings.heading_without_number,
    headings.heading_repeated,
    headings.level_skipped,
    lists.list_without_gap,
    lists.list_in_one_form,
    lists.items_as_announced,
    laws.unknown_title,
    laws.nearly_known,
    laws.not_a_title,
    laws.repealed,
    laws.repealed_within_the_year,
    laws.not_yet_in_force,
    laws.one_manner,
    laws.party_rules,
    laws.order_of_titles,
    laws.committee_without_place,
    laws.document_number,
    phrases.political_phrases,
    phrases.law_phrases,
    phrases.rule_of_law,
    phrases.usual_form,
    phrases.older_phrases,
    phrases.fixed_order,
    phrases.one_form,
    phrases.plenums,
    terms.name_of_day,
    terms.date_of_day,
    terms.past_its_end,
    terms.planned_past_its_end,
    terms.without_document,
    slips.slips,
    slips.likely_slips,
    slips.word_twice,
    figures.counts_in_arabic,
    figures.percentages_in_arabic,
    figures.fixed_words,
    figures.estimates,
    figures.round_before_over,
    figures.one_approximation,
    figures.thousands_in_words,
    figures.large_in_wan,
    figures.one_form,
    figures.over_before_unit,
    figures.range_repeats,
    figures.thousands_commas,
    figures.one_decimal,
    figures.less_by_times,
    figures.measure_word,
    dates.leading_zeros,
    dates.in_full,
    dates.year_named,
    dates.on_the_calendar,
    dates.year_of_opening,
    dates.stale_year,
    dates.year_of_plan,
    dates.year_or_yearly,
    dates.signed_after,
    dates.signed_next_year,
    dates.before_march,
    dates.before_april,
    contradictions.same_unit,
    contradictions.same_value,
    contradictions.unit_fits,
    rates.rate_within_reach,
    rates.all_done,
    rates.surveyed,
    rates.all_of_an_estimate,
    rates.rate_agrees,
    contradictions.part_of_whole,
    contradictions.one_of_them,
    contradictions.sum_of_them,
    contradictions.fits_the_period,
    contradictions.none_and_some,
    contradictions.all_covered,
    bodies.one_kind,
    bodies.party_committee,
    bodies.one_superior,
    bodies.private_names,
    bodies.private_numbers,
    repeats.told_once,
    marks.chinese_quotation_marks,
    marks.no_mark_between_titles,
    marks.ellipsis,
    marks.one_mark_at_a_place,
    pairs.marks_within_marks,
    pairs.both_halves,
    dashes.dash,
    dashes.line_between_times,
    dashes.years_of_a_title,
    dashes.line_between_amounts,
    dashes.line_between_steps,
    dashes.dot_of_a_named_day,
    dashes.named_day_in_quotation_marks,
    levels.mark_after_number,
    levels.blank_after_number,
    levels.heading_without_stop,
    levels.semicolon_between_items,
    levels.stop_within_item,
    ends.stop_at_the_end,
    ends.sentence_in_one_paragraph,
    ends.mark_left_out,
    characters.no_blank_in_sentence,
    characters.no_hidden_character,
    characters.per_cent_sign,
    characters.simplified_characters,
    characters.half_width_figures,
    characters.no_remains,
    characters.no_repeated_words,
]

YEARS_RULES = [  # of the sentences of a report beside those of last year's
    years.same_sentence,
    years.same_share,
]


def all_rules() -> list[Rule]:
    """Every rule, by its id."""
    from drafter.checks.looks import DOCUMENT_RULES

    rules = [*FACT_RULES, *REPORT_RULES, *PRINTED_RULES, *TEXT_RULES, *YEARS_RULES, *DOCUMENT_RULES]
    return sorted(rules, key=lambda rule: rule.ident)


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


MOST_OF_A_RULE = 10_000  # findings in one text; one with more is no report, and all of them would fill the memory


def check_text(prose: Prose) -> Iterator[Finding]:
    """What a proof-reader says of the words; what a fact told twice says wrong, is said once."""
    findings = (finding for rule in TEXT_RULES for finding in islice(rule(prose), MOST_OF_A_RULE))
    yield from dict.fromkeys(findings)


def check_years(both: years.TwoYears) -> Iterator[Finding]:
    """What stood in last year's report as well."""
    for rule in YEARS_RULES:
        yield from rule(both)


def check_document(outline: Outline, prose: Prose) -> Iterator[Finding]:
    """What a proof-reader says of the looks of a .docx."""
    from drafter.checks.looks import DOCUMENT_RULES
    from drafter.checks.looks.appearance import Appearance

    document = Appearance(outline, prose)
    for rule in DOCUMENT_RULES:
        yield from rule(document)


MOST_OF_A_KIND = 5  # findings of one rule in one text; more of them are told once


def told_once(findings: Iterable[Finding], rules: Collection[Rule] | None = None) -> Iterator[Finding]:
    """The findings of a text, those of a rule that it breaks everywhere gathered in one; only of `rules`, if given."""
    folding = None if rules is None else {rule.ident for rule in rules}
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        if not rule or len(found) <= MOST_OF_A_KIND or (folding is not None and rule not in folding):
            yield from found
        else:
            yield replace(found[0], others=tuple(finding.place for finding in found[1:]))
