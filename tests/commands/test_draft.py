"""The stages of a report, from facts file to disk."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES, FRAME

from drafter.commands.build import build
from drafter.commands.draft import draft_report
from drafter.findings import Severity
from drafter.system.files import Stage

READY = next(example for example in EXAMPLES if example.parent.name == "寺庄镇").read_text(encoding="utf-8")


def built(tmp_path, text, **options):
    file = tmp_path / "2025.yaml"
    file.write_text(text, encoding="utf-8")
    return build(file, **options)


@pytest.mark.parametrize(
    ("old", "new", "stage"),
    [
        ("排查: 58件", "排查: 58件", Stage.SIGNING),
        ("化解: 58件\n  成功率: 100%", "化解: 61件", Stage.DRAFT),  # an error without gaps
        ("专项整治: 3次", "专项整治: 3次 待核实", Stage.DRAFT),
        ("专项整治: 3次", "专项整治:", Stage.DRAFT),
        ("其他: 无", "", Stage.DRAFT),
    ],
)
def test_gaps_and_errors_keep_a_report_a_draft(old, new, stage, tmp_path):
    assert old in READY
    report = built(tmp_path, READY.replace(old, new))
    assert report.stage is stage
    assert ("（草稿）" in report.path.name) == (stage is Stage.DRAFT)


def test_a_final_text_is_refused_for_an_error_alone(tmp_path):
    wrong = READY.replace("化解: 58件\n  成功率: 100%", "化解: 61件").replace("成文日期: 待签", "成文日期: 2026-01-20")
    report = built(tmp_path, wrong, final=True)
    assert report.path is None and len(list(tmp_path.iterdir())) == 1


def test_a_notice_or_warning_keeps_no_report_a_draft(tmp_path):
    (tmp_path / "本镇.txt").write_text("# {{ 单位.简称 }}\n\n{% 句 %}{{ 单位.简称 }}{% 句完 %}\n", encoding="utf-8")
    report = built(tmp_path, READY, layout="本镇")
    assert report.stage is Stage.SIGNING
    assert {finding.severity for finding in report.findings} == {Severity.WARNING, Severity.NOTICE}
    assert any("“行政复议”已填" in finding.message for finding in report.findings)  # 无 is reported too


def test_building_twice_writes_nothing_the_second_time(tmp_path):
    path = built(tmp_path, READY).path
    before = path.stat()
    again = build(tmp_path / "2025.yaml").path
    assert again == path and (again.stat().st_ino, again.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_part_that_is_empty_is_named(tmp_path):
    findings = built(tmp_path, FRAME + "其他: 无\n").findings
    assert any("这一部分还没有内容：一、" in finding.message for finding in findings)


def test_a_gap_points_at_its_key(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "纠纷:\n  排查:\n", encoding="utf-8")
    gap = next(f for f in draft_report(tmp_path / "2025.yaml").findings if f.message == "纠纷.排查")
    assert (gap.place.line, gap.place.column, gap.place.length) == (4, 3, 2)


def test_a_signer_who_has_not_signed_keeps_a_report_from_being_final(tmp_path):
    signed = READY.replace("成文日期: 待签", "成文日期: 2026-01-20").replace(
        "报告:\n", "报告:\n  版头: {发文机关标志: 甲镇人民政府, 签发人: [某某, 待签]}\n"
    )
    refused = built(tmp_path, signed, final=True)
    assert refused.path is None and "签发人还是“待签”" in refused.findings[0].message


def test_every_open_item_is_a_gap_at_its_place(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "执法:\n  重点领域:\n    - 甲\n    - 待填\n    -\n", encoding="utf-8")
    gaps = [f for f in draft_report(tmp_path / "2025.yaml").findings if f.message == "执法.重点领域"]
    assert [gap.place.line for gap in gaps] == [6, 7] and all(gap.severity is Severity.GAP for gap in gaps)


def test_a_sentence_to_verify_makes_a_draft(tmp_path):
    own = "{% 句 待核实 %}{{ 单位.简称 }}有村{% 句完 %}"
    (tmp_path / "本镇.txt").write_text(
        f'{{% extends "drafter/五部分" %}}\n{{% block 其他 %}}\n{own}\n{{% endblock %}}\n', encoding="utf-8"
    )
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    findings = draft_report(tmp_path / "2025.yaml", "本镇").findings
    assert any("这一句还没有核实" in finding.message and finding.place.line == 3 for finding in findings)
