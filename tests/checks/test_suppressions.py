"""Rules that the facts file switches off."""

from __future__ import annotations

from conftest import FRAME, facts_of, from_template

from drafter.checks.structure.gaps import sentence_to_verify
from drafter.checks.suppressions import Suppressed, apply_suppressions
from drafter.findings import Finding, Place, Severity

LINE = "  内容: 甲,乙"
FOUND = Finding(Severity.ERROR, Place("2025.yaml", 9, 8, 1, LINE), "半角的“,”", rule="R201")
OTHER = Finding(Severity.ERROR, Place("2025.yaml", 10, 8, 1, "  内容: 丙,丁"), "半角的“,”", rule="R201")
GAP = Finding(Severity.GAP, Place("2025.yaml", 3), "待填")


def known():
    return {"R201", "F101"}


def switched(text: str) -> Suppressed:
    return apply_suppressions([FOUND, OTHER, GAP], facts_of(f"{FRAME}检查:\n  关闭: {text}\n"), known)


def test_a_rule_is_switched_off_by_its_number_alone():
    for text in ("R201", "r201", "[R201]", "\n    - R201", "\n    - 规则: R201\n      原因: 县里就这样写"):
        assert switched(text) == Suppressed((GAP,), (FOUND, OTHER))


def test_only_the_place_that_is_named_is_switched_off():
    assert switched("\n    - 规则: R201\n      只在: 甲,乙\n      原因: 原文如此") == Suppressed((OTHER, GAP), (FOUND,))


def test_one_of_several_sentences_to_verify_is_switched_off():
    template = "# 题\n\n{% 句 自述 待核实 %}甲事情。{% 句完 %}{% 句 自述 待核实 %}乙事情。{% 句完 %}"
    facts = facts_of(f"{FRAME}检查:\n  关闭: [{{规则: R121, 只在: 乙事情, 原因: 核过}}]\n")
    found = list(sentence_to_verify(from_template(template), facts))
    wanted, suppressed = apply_suppressions(found, facts, lambda: {"R121"})
    assert [f.place.excerpt for f in wanted] == ["甲事情。"] and [f.place.excerpt for f in suppressed] == ["乙事情。"]


def test_a_fault_elsewhere_on_the_line_is_reported_all_the_same():
    line = "  内容: 热线(12345)有人接听,甲"
    bracket, comma = (
        Finding(Severity.ERROR, Place("2025.yaml", 9, at, 1, line), "半角", rule="R201") for at in (9, 20)
    )
    facts = facts_of(f"{FRAME}检查:\n  关闭:\n    - {{规则: R201, 只在: 热线(12345)}}\n")
    assert apply_suppressions([bracket, comma], facts, known) == Suppressed((comma,), (bracket,))


def test_an_unused_suppression_is_reported():
    findings = switched("[R201, F101]").findings
    (unused,) = (finding for finding in findings if finding is not GAP)
    assert unused.severity is Severity.NOTICE and "F101" in unused.message and unused.place.line == 4
    gone = switched("\n    - 规则: R201\n      只在: 戊").findings
    assert FOUND in gone and "没有用上" in gone[-1].message


def test_an_unknown_rule_id_is_an_error():
    findings = switched("R999").findings
    assert findings[-1].severity is Severity.ERROR and "R999" in findings[-1].message
    assert {FOUND, OTHER, GAP} <= set(findings)


def test_a_finding_without_a_rule_is_not_switched_off():
    nameless = Finding(Severity.ERROR, Place("2025.yaml", 1), "没有规则的错误")
    result = apply_suppressions([nameless], facts_of(f"{FRAME}检查: {{关闭: [R201]}}\n"), known)
    assert nameless in result.findings and not result.suppressed
