"""A rule that says what it needs to see finds in every text what it would find if it always ran."""

from __future__ import annotations

import gc
import re
from functools import cache

import pytest
from conftest import CORPUS, EXAMPLES, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_cases import CASES, NEW_LINE

from drafter.checks import TEXT_RULES, check_text
from drafter.commands.draft import draft_report
from drafter.findings import ANY_TEXT, Finding
from drafter.system import patterns
from drafter.text.classify import text_of_paragraphs
from drafter.text.from_document import text_of_document
from drafter.text.model import TextDocument

BAD = [text for rule in TEXT_RULES for text in [*rule.bad, *CASES.get(rule.ident, {}).get("不合规", [])]]


def of_every_rule(document: TextDocument) -> list[Finding]:
    return list(dict.fromkeys(finding for rule in TEXT_RULES for finding in rule(document)))


def text(lines: list[str]) -> TextDocument:
    return text_of_paragraphs(lines, "报告.txt")


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.ident)
def test_a_rule_says_what_it_needs(rule):
    assert rule.needs, "ANY_TEXT, with a comment that says why, where no word announces a fault"
    for example in [*rule.bad, *CASES.get(rule.ident, {}).get("不合规", [])]:
        assert text(example.split(NEW_LINE)).holds(rule.needed), example


def test_most_rules_need_a_word():
    assert sum(rule.needs == ANY_TEXT for rule in TEXT_RULES) <= len(TEXT_RULES) / 4
    clean = text(["示例镇2025年法治政府建设年度报告", "全镇认真开展工作。"])
    assert sum(clean.holds(rule.needed) for rule in TEXT_RULES) <= len(TEXT_RULES) / 2


@cache
def corpus() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.read_text(encoding="utf-8").split("\n")) for path in CORPUS)


def test_reports_have_the_findings_of_every_rule():
    planted = (ROOT / "tests" / "checks" / "planted.yaml").read_text(encoding="utf-8")
    texts = [*map(list, corpus()), re.findall("[^\n\"']+", planted), BAD]
    documents = [text(lines) for lines in texts]
    for example in EXAMPLES:
        draft = draft_report(example)
        documents.append(text_of_document(draft.document, example.name, 2025, lambda _: ()))
    assert len(documents) > 10
    for document in documents:
        assert list(check_text(document)) == of_every_rule(document)


_characters = st.one_of(
    st.sampled_from("".join(BAD)), st.characters(codec="utf-8"), st.sampled_from(" \u3000*#“”，。、0189")
)
_pieces = st.one_of(
    st.sampled_from(BAD),
    st.sampled_from(BAD).map(lambda words: " ".join(words)),
    st.sampled_from(BAD).map(lambda words: words[: len(words) // 2] + "**" + words[len(words) // 2 :]),
    st.sampled_from(BAD).map(lambda words: words.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789%,.:;()"})),
    st.text(_characters, max_size=12),
    st.sampled_from([line for lines in corpus() for line in lines if line]),
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_pieces, max_size=6), st.lists(st.integers(0, 10**6), max_size=3))
def test_mutated_texts_have_the_findings_of_every_rule(pieces, cuts):
    whole = "\n".join(pieces)
    for cut in cuts:  # characters that are lost
        at = cut % (len(whole) + 1)
        whole = whole[:at] + whole[at + cut % 3 :]
    document = text(whole.replace(NEW_LINE, "\n").split("\n"))
    assert list(check_text(document)) == of_every_rule(document)


def test_every_pattern_compiles():
    late = [one for one in gc.get_objects() if isinstance(one, patterns._LatePattern)]
    assert late
    for one in late:
        re.compile(*one._arguments)
