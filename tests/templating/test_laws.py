"""Laws of rendering: how a report changes when one fact changes its state or value."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import FRAME, ROOT, report_of
from facts_files import BY_KEY, LEAVES, as_yaml, example, file_of, given_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafter.document.model import Document, Sentence
from drafter.document.provenance import Role
from drafter.facts.scalars import phrase
from drafter.facts.table import FactKind, FactSpec


def test_there_is_enough_to_test():
    assert len(LEAVES) >= 35


def told(report: Document) -> list[tuple[str, frozenset[str]]]:
    """Every sentence with the keys that it depends on, without the numbers of lists."""
    return [(words(sentence), keys(sentence)) for sentence in report.sentences()]


def words(sentence: Sentence) -> str:
    return "".join(run.text for run in sentence.runs if run.role is not Role.ORDINAL)


def keys(sentence: Sentence) -> frozenset[str]:
    return frozenset(source.key for source in sentence.sources)


examples = st.sets(st.sampled_from(sorted(BY_KEY)), min_size=1, max_size=12)


quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(examples)
def test_an_absent_fact_takes_its_sentences_away_and_nothing_else(chosen):
    gone = sorted(chosen)[0]
    values = given_values(chosen)
    before = told(report_of(file_of(values)))
    after = told(report_of(file_of({k: v for k, v in values.items() if k != gone})))
    assert [s for s in before if gone not in s[1]] == [s for s in after if s in before]
    for text, touched in after:
        assert gone not in touched
        if (text, touched) not in before:  # an empty part, or a sentence that has only lost a clause
            assert text == "【待填】" or any(touched < other for _, other in before if gone in other)
            assert text == "【待填】" or any(_is_shortened(text, old) for old, other in before if gone in other)


def _is_shortened(text: str, old: str) -> bool:
    """Whether every clause was in the old sentence, or is the template's alternative."""
    clauses = [clause for clause in re.split("[，；。]", old) if clause] + _INSTEAD
    return all(any(piece.endswith(clause) for clause in clauses) for piece in re.split("[，；。]", text) if piece)


_PARTS = (file.read_text(encoding="utf-8") for file in (ROOT / "templates" / "parts").glob("*.txt"))
_INSTEAD = [words for text in _PARTS for words in re.findall(r"\{% 否则 %\}([^{}]+)\{% 可缺完 %\}", text)]


@quick
@given(examples)
def test_a_blank_fact_marks_exactly_its_places(chosen):
    blank = sorted(chosen)[0]
    row = BY_KEY[blank]
    values = given_values(chosen)
    before = report_of(file_of(values))
    after = report_of(file_of({**values, blank: None}))
    mark = f"【待填：{blank}】"
    printed = "" if row.kind is FactKind.FLAG else example(row)
    assert [s.replace(mark, printed) for s, _ in told(after)] == [s for s, _ in told(before)]
    for sentence in after.sentences():
        gaps = [
            run for run in sentence.runs if run.role is Role.GAP and run.sources[:1] and run.sources[0].key == blank
        ]
        assert all(run.text == mark for run in gaps)
        assert bool(gaps) == (blank in keys(sentence))
    assert sum(blank in touched for _, touched in told(after)) == sum(blank in touched for _, touched in told(before))


def other_value(row: FactSpec) -> str | None:
    """Another value of the same kind, or None where there is only one."""
    if row.kind is FactKind.QUANTITY:
        return f"77{row.units[0]}"
    if row.kind is FactKind.RATE:
        return "77.7%"
    return "另一种说法" if row.kind in (FactKind.TEXT, FactKind.TEXTS) else None


@quick
@given(examples)
def test_a_changed_fact_changes_exactly_the_sentences_that_touch_it(chosen):
    changed = sorted(chosen)[0]
    value = other_value(BY_KEY[changed])
    if value is None:
        return
    values = given_values(chosen)
    before = told(report_of(file_of(values)))
    after = told(report_of(file_of({**values, changed: value})))
    assert len(before) == len(after)
    for (old, touched), (new, touched_now) in zip(before, after, strict=True):
        assert touched == touched_now
        assert (old == new) == (changed not in touched)
        if changed in touched:
            assert value in new


@pytest.mark.parametrize("key", [k for k, row in BY_KEY.items() if row.none_phrase])
def test_a_fact_that_is_none_is_printed_as_such(key):
    row = BY_KEY[key]
    for typed in ("无", "0", f"0{row.units[0]}"):
        sentences = [s for s in report_of(file_of({key: typed})).sentences() if key in keys(s)]
        assert [row.none_phrase in s.text for s in sentences] == [True]
        assert all(run.role is not Role.GAP for s in sentences for run in s.runs)


hostile = st.text(
    alphabet=st.sampled_from("甲乙#*|{}%。，@\\一二（）、[]<>&\"' \n\t0123456789\U00020bb7"), min_size=1, max_size=30
).filter(lambda text: re.search(r"[甲乙一二]", text) is not None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile)
def test_a_value_cannot_forge_structure(text):
    """`#`, `*`, `|`, `{{`, line ends in a value stay words of their sentence."""
    fields = ("学法考试.平台", "政务公开.事项", "普法.时间节点", "报告.工作主线", "第一责任人.工作机制")
    plain = report_of(file_of(dict.fromkeys(fields, "甲")))
    forged = report_of(file_of(dict.fromkeys(fields, text)))
    assert shape(forged) == shape(plain)
    for key in fields:
        runs = [run for run in forged.runs() if any(source.key == key for source in run.sources)]
        assert len(runs) == 1 and not runs[0].bold
        assert re.sub(r"\s", "", runs[0].text) == re.sub(r"\s", "", phrase(text))


def shape(report: Document) -> list[object]:
    headings = [(section.level, section.heading) for section in report.sections()]
    return [headings, [len(p.sentences) for p in report.paragraphs()], len(report.title), sorted(report.elements)]


@settings(max_examples=60, deadline=None)
@given(hostile, hostile)
def test_headings_and_records_cannot_be_forged_either(title, item):
    records = {"问题": [{"表现": item}], "计划": [{"事项": title, "措施": item}]}
    report = report_of(as_yaml(yaml.safe_load(FRAME) | records))
    parts = [section for section in report.sections() if section.level == 1]
    assert [section.number for section in parts] == ["一、", "二、", "三、", "四、", "五、"]
    plans = [section for section in report.sections() if section.level == 2]
    assert len(plans) == 1


def test_a_frequency_without_a_count_goes_before_its_verb():
    report = report_of(FRAME + "第一责任人: {专题会议: 每半年, 听取汇报: 每月1次}\n")
    assert any(
        s.text == "党政主要负责人每半年召开法治建设专题会议，每月听取法治建设工作汇报1次。" for s in report.sentences()
    )
