"""`drafter facts`: the rows that a word leads to, with the sentences that they make."""

from __future__ import annotations

import re
from pathlib import Path

from drafter.commands.starter import example_facts
from drafter.document.model import Document, Sentence
from drafter.document.parse_markup import parse_markup
from drafter.facts.build import build_facts
from drafter.facts.columns import columns_of
from drafter.facts.table import LEDGER, FactKind, FactSpec
from drafter.findings import SHIPPED
from drafter.readers.decode import decode
from drafter.readers.yaml.composer import read_yaml
from drafter.templating.environment import render
from drafter.templating.loader import shipped_layouts
from drafter.workspace.facts_file import table_with

DEFAULT_LAYOUT = "五部分"


def find_rows(word: str, further: Path | None = None) -> list[FactSpec]:
    """The rows that can be filled in and that a word leads to: by key, meaning, keyword, former name or unit."""
    specs = [spec for spec in table_with(further).walk() if spec.key and spec.kind is not FactKind.GROUP]

    def leads_to(spec: FactSpec) -> bool:
        texts = (spec.key, spec.meaning, spec.example, *spec.keywords, *spec.former_names)
        return any(word in text for text in texts) or (spec.ledger and word == LEDGER)

    return [spec for spec in specs if leads_to(spec)]


def ledger_columns(spec: FactSpec) -> tuple[str, ...]:
    """The columns that a ledger of this list can have; none where it is no list."""
    return tuple(columns_of(spec)) if spec.kind is FactKind.RECORDS else ()


def example_sentences(spec: FactSpec, further: Path | None = None) -> list[str]:
    """The sentences that the examples of one row make in a shipped layout; for a field, those of its record."""
    return [s.text for s in example_report(spec, further).sentences() if _serves(s, spec)]


def example_report(spec: FactSpec, further: Path | None = None) -> Document:
    """The report of a file with the examples of one row, and of the rows that every file must have.

    In the usual layout, or in the first one that tells this row.
    """
    table = table_with(further)
    source = decode(example_facts(table, spec).encode(), "例")
    facts, _ = build_facts(read_yaml(source), table, source.name)
    layouts = sorted(shipped_layouts(), key=lambda name: name != DEFAULT_LAYOUT)
    reports = (parse_markup(render(SHIPPED + name, facts)) for name in layouts)
    usual = next(reports)
    telling = (document for document in (usual, *reports) if any(_serves(s, spec) for s in document.sentences()))
    return next(telling, usual)


def _serves(sentence: Sentence, spec: FactSpec) -> bool:
    keys = (re.sub(r"\[\d+\]", "", source.key) for source in sentence.sources)
    return any(key == spec.key or key.startswith(f"{spec.key}.") for key in keys)
