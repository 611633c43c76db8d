"""READ THIS FIRST: how a facts file becomes a checked report, every stage once, in order.

    facts file ──workspace──→ facts ──templating──→ markup ──document──→ document ──writers──→ .docx
                                └────────────── checks ────────────────────┘

Files are opened by `workspace` and written by `system.files`, nowhere between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from drafter.checks import (
    YEAR_PAIR_RULES,
    all_rules,
    check_facts,
    check_pages,
    check_structure,
    check_text,
    check_year_pair,
    fold_repeated,
)
from drafter.checks.facts.previous_year import share_of
from drafter.checks.structure.gaps import sentence_to_verify
from drafter.checks.suppressions import apply_suppressions
from drafter.checks.text.years import ComparableSentence, sentences_of_document, year_pair
from drafter.document.model import Document
from drafter.document.parse_markup import MarkupError, parse_markup
from drafter.document.provenance import Role
from drafter.facts.model import Facts
from drafter.findings import DrafterError, Finding, Place, Severity, fatal, in_order
from drafter.readers.notices import previous_report_can_be_made
from drafter.system.files import Stage
from drafter.templating.environment import render
from drafter.templating.loader import TemplateSources
from drafter.text.from_document import text_of_document
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.typeset import PageCounts, Typeset, character_count, typeset
from drafter.workspace.files import DISK, Files
from drafter.workspace.layouts import Layout
from drafter.workspace.load import Inputs, load


@dataclass(frozen=True, slots=True)
class Draft:
    """A report and all findings, worst first."""

    facts: Facts
    typeset: Typeset
    findings: tuple[Finding, ...]
    page_format: PageFormat
    suppressed: tuple[Finding, ...] = ()  # by rules that the facts file switches off

    @property
    def document(self) -> Document:
        """The report itself."""
        return self.typeset.document

    @property
    def gaps(self) -> int:
        """How many places are still to be filled in or verified; also where the rule is switched off."""
        return sum(1 + len(f.related) for f in (*self.findings, *self.suppressed) if f.severity is Severity.GAP)

    @property
    def errors(self) -> int:
        """The number of errors, which keep the report a draft."""
        return sum(f.severity is Severity.ERROR for f in self.findings)

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return sum(f.severity is Severity.WARNING for f in self.findings)

    @property
    def to_sign(self) -> tuple[str, ...]:
        """The names of the rows that come with the signature and are open; they print as ruled blanks."""
        keys = (source.key for run in self.document.runs() if run.role is Role.TO_SIGN for source in run.sources)
        return tuple(dict.fromkeys(key.rpartition(".")[2] for key in keys))

    @property
    def unit(self) -> str:
        """The short name of the township."""
        return self.facts.words("单位名")

    @property
    def characters(self) -> int:
        """字数 of title and body, as office suites count."""
        return character_count(self.document.text)

    @property
    def stage(self) -> Stage:
        """草稿 or 送签稿."""
        return Stage.DRAFT if self.gaps or self.errors else Stage.SIGNING

    @property
    def summary(self) -> ReportSummary:
        """What is told of the report in one line."""
        return ReportSummary(
            self.unit,
            self.stage,
            "待签" if self.to_sign else self.document.date,
            self.to_sign,
            self.gaps,
            sum(finding.severity is Severity.GAP for finding in self.suppressed),
            self.errors,
            self.characters,
            self.typeset.page_counts,
            self.page_format,
        )


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What is told of a report in one line: small, so that those of a whole county can be kept."""

    unit: str
    stage: Stage
    date: str  # 待签 where something is added with the signature
    to_sign: tuple[str, ...]
    gaps: int
    suppressed_gaps: int
    errors: int
    characters: int
    page_counts: PageCounts
    page_format: PageFormat


def draft_report(
    facts_file: Path, layout: str = "", before: Sequence[ComparableSentence] | None = None, files: Files = DISK
) -> Draft:
    """From a facts file to a checked report. Raises DrafterError if it cannot be read.

    `before` are the sentences of last year's report, if it is not the one that last year's facts make.
    """
    inputs = load(facts_file, layout, files)
    facts = inputs.facts
    document = _document(facts, inputs.layout)

    def find(words: str, place: Place) -> Place:
        return inputs.templates.find(words, inputs.layout.name, place)

    typeset_document = typeset(document, inputs.page_format)
    findings = [
        *inputs.findings,
        *check_facts(facts),
        *check_structure(document, facts, inputs.page_format, find),
        *check_pages(typeset_document.page_counts, inputs.source.name),
        *check_text(text_of_document(document, inputs.source.name, _year(facts), cache(inputs.lines_of))),
        *_repeated(document, inputs, before),
    ]
    findings = [_placed(finding, inputs.source.name, inputs.layout.name) for finding in findings]
    if any(f.severity is Severity.FATAL for f in findings):
        raise DrafterError(in_order(findings))
    wanted, suppressed = apply_suppressions(findings, facts, _rule_ids)
    folded = tuple(in_order(fold_repeated(wanted, [*YEAR_PAIR_RULES, sentence_to_verify])))
    return Draft(facts, typeset_document, folded, inputs.page_format, suppressed)


def _year(facts: Facts) -> int | None:
    year = facts.words("年度")
    return int(year) if year.isdecimal() else None  # it may be blank


def _document(facts: Facts, layout: Layout) -> Document:
    """The facts rendered in a layout. Raises DrafterError."""
    try:
        document = parse_markup(render(layout.name, facts, layout.local))
    except MarkupError as error:
        known, templates = error.place, TemplateSources(layout.local)
        place = templates.place(known.file, known.line) if known.file else templates.find(error.words, layout.name)
        raise DrafterError([fatal(place, error.message, error.hint)]) from error
    return replace(document, unit=facts.words("单位名"), year=facts.words("年度"))


def _repeated(document: Document, inputs: Inputs, before: Sequence[ComparableSentence] | None) -> Iterator[Finding]:
    """Sentences that repeat last year's report, which is rendered for this unless given."""
    facts, previous = inputs.facts, inputs.previous
    if before is None and previous.facts is not None:
        try:
            before = sentences_of_document(_document(previous.facts, inputs.previous_layout()), previous.facts)
        except DrafterError as error:
            first = error.findings[0]
            message = f"上年的报告生成不了，没有逐句对照：{first.message}（{first.place.short}）"
            hint = f"运行 drafter build {previous.file} 看一看"
            yield from previous_report_can_be_made(Place(str(previous.file)), message, hint)
    if before is not None:
        pair = year_pair(sentences_of_document(document, facts), before, share_of(facts, "雷同比例"))
        yield from check_year_pair(pair)


def _placed(finding: Finding, facts_file: str, layout: str) -> Finding:
    """The finding at a place that the clerk can change.

    A rule that finds fault with words of a shipped template finds fault with the facts that it prints.
    """
    place = finding.place if finding.place.file else Place.of_template(layout)
    if finding.rule and place.is_shipped:
        return replace(finding, place=Place(facts_file), replacement=None)
    return replace(finding, place=place)


def _rule_ids() -> set[str]:
    return {rule.ident for rule in all_rules()}
