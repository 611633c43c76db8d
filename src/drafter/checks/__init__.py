"""Rules on facts, on a report, on the text and the format of any document. The lists are written by hand, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from drafter.checks.facts import completeness, facts_agree, gaps, previous_year, relations
from drafter.checks.structure import gaps as document_gaps
from drafter.checks.structure import length, page_elements, unsourced_digits, unused_facts
from drafter.checks.suppressions import SUPPRESSION_RULES
from drafter.checks.text import (
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
from drafter.document.model import Document
from drafter.facts.model import Facts
from drafter.findings import Finding, Rule
from drafter.readers.docx.model import DocxDocument
from drafter.readers.notices import READING_RULES
from drafter.text.model import TextDocument
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.typeset import PageCounts

GAP_RULES = [  # of facts that are open
    gaps.to_fill,
    gaps.to_verify,
]

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
    previous_year.change_agrees,
    previous_year.unchanged,
    previous_year.slipped,
    previous_year.leapt,
]

STRUCTURE_RULES = [
    page_elements.header_needs_signer,
    page_elements.broken_title_is_title,
    page_elements.document_number,
    page_elements.attachment_names_differ,
    page_elements.header_without_mark,
    page_elements.suffix_once,
    page_elements.one_name_a_line,
    page_elements.printed_after_issued,
    page_elements.receivers_once,
]

PAGE_FORMAT_RULES = [  # of a report and the format it is printed in
    page_elements.broken_title_fits,
    page_elements.table_columns_fit,
]

PAGE_COUNT_RULES = [  # of the pages of a report
    length.pages_differ,
]

REPORT_RULES = [  # of a report and its facts
    unused_facts.unused_facts,
    unused_facts.unused_comparisons,
    length.too_long,
    document_gaps.sentence_to_verify,
    document_gaps.part_to_fill,
]

TEXT_RULES = [  # of the text of a report or of any document
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
    repeats.sentence_twice,
    marks.chinese_quotation_marks,
    marks.no_mark_between_titles,
    marks.ellipsis,
    marks.one_mark_at_a_place,
    pairs.marks_within_marks,
    pairs.paired_marks,
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

YEAR_PAIR_RULES = [  # of the sentences of a report and of last year's
    years.same_sentence,
    years.same_share,
]


def all_rules() -> list[Rule]:
    """Every rule, by its id."""
    from drafter.checks.format import FORMAT_RULES

    rules = [*READING_RULES, *SUPPRESSION_RULES, *GAP_RULES, *FACT_RULES, *REPORT_RULES, *STRUCTURE_RULES]
    rules += [*PAGE_FORMAT_RULES, *PAGE_COUNT_RULES, *TEXT_RULES, *YEAR_PAIR_RULES, *FORMAT_RULES]
    return sorted(rules, key=lambda rule: rule.ident)


# What a clerk typed and drafter does not use: `build` lists it, and only counts what other rules find.
LISTED_BY_BUILD = frozenset(rule.ident for rule in (*READING_RULES, *SUPPRESSION_RULES, *REPORT_RULES))


def check_facts(facts: Facts) -> Iterator[Finding]:
    """Facts that are open, and facts that contradict each other."""
    for rule in (*GAP_RULES, *FACT_RULES):
        yield from rule(facts)


def check_structure(
    document: Document, facts: Facts, page_format: PageFormat, find: unsourced_digits.FindWords
) -> Iterator[Finding]:
    """Digits without a source, facts that are not printed, gaps, page elements that contradict each other.

    `find` finds words in the templates.
    """
    yield from unsourced_digits.unsourced_digits(document, find)
    for rule in REPORT_RULES:
        yield from rule(document, facts)
    for rule in STRUCTURE_RULES:
        yield from rule(document)
    for rule in PAGE_FORMAT_RULES:
        yield from rule(document, page_format)


def check_pages(pages: PageCounts, file: str) -> Iterator[Finding]:
    """Pages that differ between renderers; `file` is the facts file."""
    for rule in PAGE_COUNT_RULES:
        yield from rule(pages, file)


MAX_PER_RULE = 10_000  # findings in one text; a text with more is no report, and would fill the memory


def check_text(document: TextDocument) -> Iterator[Finding]:
    """The findings of proof-reading a text. A fault of a fact that is printed twice is one finding.

    Only the rules run that can find something: those whose words the text holds.
    """
    able = (rule for rule in TEXT_RULES if document.holds(rule.needed))
    findings = (finding for rule in able for finding in islice(rule(document), MAX_PER_RULE))
    yield from dict.fromkeys(findings)


def check_year_pair(pair: years.YearPair) -> Iterator[Finding]:
    """Sentences that are repeated from last year's report."""
    for rule in YEAR_PAIR_RULES:
        yield from rule(pair)


def check_format(docx: DocxDocument, text: TextDocument) -> Iterator[Finding]:
    """Deviations of a .docx from the official format."""
    from drafter.checks.format import FORMAT_RULES
    from drafter.checks.format.formatted import FormattedDocument

    document = FormattedDocument(docx, text)
    for rule in FORMAT_RULES:
        yield from rule(document)


MAX_LISTED = 5  # findings of one rule in one text; more are folded into one


def fold_repeated(findings: Iterable[Finding], rules: Collection[Rule] | None = None) -> Iterator[Finding]:
    """Many findings of one rule folded into one, with the other places as `related`; only of `rules`, if given."""
    folding = None if rules is None else {rule.ident for rule in rules}
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        if not rule or len(found) <= MAX_LISTED or (folding is not None and rule not in folding):
            yield from found
        else:
            yield replace(found[0], related=tuple(finding.place for finding in found[1:]))
