"""Faults of a YAML file are reported on their line, with a correction."""

from __future__ import annotations

import pytest
import yaml
from conftest import FRAME, facts_of, told

from drafter.facts.model import State
from drafter.findings import DrafterError
from drafter.readers.yaml import composer


def refused(text: str) -> str:
    with pytest.raises(DrafterError) as caught:
        facts_of(FRAME + text)
    return told(caught.value)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("普法:\n  阵地:\n    - 甲\n    - #二号公园\n", "#二号公园"),
        ('其他: "甲" #乙丙\n', "#乙丙"),
        ("纠纷: #58件\n  排查: 3件\n", "#58件"),
        ("普法:\n  阵地: 甲 #乙\n", "#乙"),
    ],
)
def test_what_a_sign_would_swallow_is_named(text, lost):
    message = refused(text)
    assert "会被当作说明丢掉" in message and lost in message


def test_a_key_swallowed_by_a_value_is_named():
    assert "“参学率”被并进了前一项的值" in refused("学法考试: {平台: 如法网，参学率：100%}\n")
    assert facts_of(FRAME + "学法考试: {平台: 如法网, 参学率: }\n").root.find("学法考试.参学率").state is State.BLANK


def test_a_missing_colon_is_reported_on_its_own_line():
    message = refused("纠纷:\n  化解: 58件\n  排查 58件\n行政复议: 无\n")
    assert "2025.yaml:5:3: 错误 这一行缺少“: ”" in message


def test_a_missing_colon_in_the_only_line_is_suggested():
    assert "改为：排查: 58件" in refused("纠纷:\n  排查58件\n")


def test_a_key_without_indentation_is_reported_with_its_group():
    assert "“排查”是“纠纷”下面的键，要缩进写在它下面" in refused("纠纷:\n排查: 58件\n")


def test_a_correct_line_is_not_reported():
    message = refused('报告二: "以\\"学习\\"为主线"\n普法:\n  宣讲: *36场次\n')
    assert ":5:7:" in message and "报告二" not in message.split("\n")[1]


def test_a_suggested_line_has_its_comment_outside_the_quotes():
    assert '整个值加引号：平台: "@如法网"  # 说明' in refused("学法考试:\n  平台: @如法网  # 说明\n")


def test_findings_of_one_kind_are_bounded():
    with pytest.raises(DrafterError) as caught:
        facts_of("\t甲: 1\n" * 3000)
    assert len(caught.value.findings) == 50


@pytest.mark.parametrize(
    "escape", ["\\UFFFFFFFF甲", "\\U00110000", "\\U7FFFFFFF", "\\uD800", "\\uDFFF", "\\uFFFE", "\\uFDD0", "\\x00"]
)
@pytest.mark.parametrize("line", ['其他: "甲{}"', '"{}": 甲', '其他: ["甲", "{}"]'])
@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
def test_an_escape_that_is_no_character_is_refused_at_its_line(escape, line, parser, monkeypatch):
    monkeypatch.setattr(composer, "_Parser", getattr(yaml, parser, yaml.SafeLoader))
    with pytest.raises(DrafterError) as caught:
        facts_of(FRAME + line.format(escape) + "\n")
    assert {finding.place.line for finding in caught.value.findings} == {3}
