"""`drafter confirm`: a verified value is final until it changes."""

from __future__ import annotations

import pytest
from cli_runner import run

from drafter.commands.draft import draft_report

FACTS = """\
报告: {年度: 2026}
单位: {简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}
纠纷: {调解员: 12人（待核实）, 排查: 58件}  # 说明（待核实）
数字政府:
  - 平台甲（待核实）
  - "平台乙（待核实）"
补充:
  - 部分: 举措成效
    内容: |
      甲成效明显。

      乙成效明显。（待核实）
"""


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "2026.yaml"
    path.write_text(FACTS, encoding="utf-8")
    return path


def test_without_keys_open_values_are_listed_and_nothing_changes(facts, capfd):
    status, out, err = run(capfd, "confirm", facts)
    assert status == 1 and out.count("待核实　") == 4 and f"{facts}:3　纠纷.调解员　12人" in out
    assert "还有4处" in err and facts.read_text(encoding="utf-8") == FACTS


def test_the_keys_that_are_named_are_confirmed_and_nothing_else_changes(facts, capfd):
    status, out, _ = run(capfd, "confirm", facts, "纠纷.调解员", "数字政府[2]")
    assert status == 1 and "已核实　纠纷.调解员　12人" in out and "已核实　数字政府[2]　平台乙" in out
    text = facts.read_text(encoding="utf-8")
    assert text.count("（已核实·") == 2 and text.count("（待核实）") == 3 and "# 说明（待核实）" in text


def test_all_are_confirmed_after_they_were_shown_and_a_changed_one_is_unverified_again(facts, capfd):
    status, out, _ = run(capfd, "confirm", facts, "--all")
    assert status == 0 and out.count("已核实　") == 4
    gaps = [finding.message for finding in draft_report(facts).findings if "核实" in finding.message]
    assert gaps == []
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("12人（", "13人（").replace("甲成效明显", "甲成效很明显"), encoding="utf-8")
    gaps = [finding.message for finding in draft_report(facts).findings if "核实" in finding.message]
    assert len(gaps) == 2 and "待核实" in gaps[0]
    _, out, _ = run(capfd, "confirm", facts)
    assert "13人" in out and "12人" not in out


def test_the_mark_is_not_printed(facts, capfd):
    run(capfd, "confirm", facts, "--all")
    text = draft_report(facts).document.text
    assert "核实" not in text and "平台甲、平台乙" in text


def test_a_key_with_nothing_to_confirm_is_reported(facts, capfd):
    status, _, err = run(capfd, "confirm", facts, "纠纷.排查")
    assert status == 2 and "“纠纷.排查”没有待核实的" in err and facts.read_text(encoding="utf-8") == FACTS
