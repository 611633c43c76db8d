"""Every finding has a rule, except fatal ones and messages of a command about its own work."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import EXAMPLES, FRAME

import drafter
from drafter.checks import LISTED_BY_BUILD, all_rules
from drafter.commands.build import build
from drafter.commands.check import check_file
from drafter.commands.draft import draft_report
from drafter.findings import Severity
from drafter.system.files import Stage

SOURCE = Path(drafter.__file__).parent
# Their messages are about files on disk, typefaces, an import and a conversion, which a facts file cannot switch off.
WITHOUT_RULE = {
    "commands/build.py",
    "commands/check.py",
    "commands/fonts.py",
    "commands/import_report.py",
    "system/files.py",
}


def modules_that_construct_findings(folder: Path) -> set[str]:
    return {
        str(file.relative_to(folder).as_posix())
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    }


def test_only_rules_make_findings():
    assert modules_that_construct_findings(SOURCE) == {"findings.py"} | WITHOUT_RULE


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.parent.name)
def test_every_finding_of_a_draft_has_the_id_of_a_rule(example, tmp_path):
    text = example.read_text(encoding="utf-8").replace("其他:", "其他: # ", 1) + "检查: {关闭: [R999]}\n"
    (tmp_path / "2025.yaml").write_text(text, encoding="utf-8")
    findings = check_file(tmp_path / "2025.yaml").findings
    known = {rule.ident: rule.severity for rule in all_rules()}
    assert findings and all(known.get(finding.rule) in (finding.severity, Severity.WARNING) for finding in findings)


OPEN = f"""{FRAME}第一责任人: {{人员: [{{职务: 镇长}}]}}
问题: [{{表现: 甲, 原因: 乙}}]
计划: [{{事项: 丙, 措施: 每季度丁一次}}]
其他: 无
纠纷: {{排查: }}
检查: {{关闭: [{{规则: F001, 原因: 等县局的数}}]}}
"""


def test_a_gap_that_is_switched_off_still_keeps_the_report_a_draft(tmp_path):
    file = tmp_path / "2025.yaml"
    file.write_text(OPEN, encoding="utf-8")
    draft = draft_report(file)
    assert [finding.rule for finding in draft.suppressed] == ["F001"]
    assert all(finding.severity is not Severity.GAP for finding in draft.findings)
    assert (draft.gaps, draft.stage) == (1, Stage.DRAFT) and "【待填：纠纷.排查】" in draft.document.text
    assert build(file, final=True).path is None


def test_what_build_lists_is_declared():
    assert {rule.ident for rule in all_rules()} > LISTED_BY_BUILD
