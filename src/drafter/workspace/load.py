"""`load()` opens a facts file and all that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from drafter.facts.build import build_facts
from drafter.facts.model import Facts
from drafter.facts.previous_year import invalid_comparison_keys, skipped_comparisons, with_previous_year
from drafter.findings import Finding
from drafter.readers.decode import SourceText
from drafter.templating.loader import TemplateSources
from drafter.typesetting.page_format import PageFormat
from drafter.workspace.facts_file import read_facts
from drafter.workspace.files import DISK, Files
from drafter.workspace.layouts import Layout, open_layout
from drafter.workspace.page_formats import open_page_format
from drafter.workspace.previous_year import PreviousYear, open_previous_year


@dataclass(frozen=True)
class Inputs:
    """All that a report is made from; the facts have last year's figures, where there are any."""

    source: SourceText
    facts: Facts
    previous: PreviousYear
    layout: Layout
    page_format: PageFormat
    findings: tuple[Finding, ...]
    files: Files = DISK

    @property
    def templates(self) -> TemplateSources:
        """The layout and all templates that it uses."""
        return TemplateSources(self.layout.local)

    def lines_of(self, file: str) -> Sequence[str]:
        """The lines of the facts file or of a template, by its name in places."""
        return self.source.lines if file == self.source.name else self.templates.lines(file)

    def previous_layout(self) -> Layout:
        """The layout of last year's facts, which must exist. Raises DrafterError."""
        assert self.previous.facts is not None
        return open_layout(self.previous.facts, "", self.previous.file, self.files)


def load(facts_file: Path, layout: str = "", files: Files = DISK) -> Inputs:
    """Opens a facts file, its ledgers, a county's table, last year's facts, the layout and the page format.

    `layout` is that of the command line. Raises DrafterError if one of them cannot be read.
    """
    source = files.read_source(facts_file)
    node, table, of_ledgers = read_facts(source, facts_file.parent, files)
    facts, notices = build_facts(node, table, source.name, of_ledgers)
    previous = open_previous_year(facts, facts_file, files)
    facts = with_previous_year(facts, previous.facts)
    findings = [*source.notices, *notices, *previous.findings, *invalid_comparison_keys(facts)]
    if not previous.findings:
        findings += skipped_comparisons(facts, previous.facts is not None, previous.unfit)
    return Inputs(
        source,
        facts,
        previous,
        open_layout(facts, layout, facts_file, files),
        open_page_format(facts, facts_file.parent, files),
        tuple(findings),
        files,
    )
