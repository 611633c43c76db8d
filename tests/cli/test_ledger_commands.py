"""Ledgers from the command line: made, filled in, built, checked, traced, rolled over."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import run
from conftest import FRAME, ROOT
from openpyxl import load_workbook
from workbooks import as_csv, book

EXAMPLE = ROOT / "examples" / "台账" / "示例镇2025.yaml"
REST = "问题: [{表现: 甲, 原因: 丙}]\n计划: [{事项: 乙, 措施: 全年学法4次}]\n"
H = ["形式", "日期"]


@pytest.fixture
def township(tmp_path):
    """A facts file that names a missing ledger."""
    file = tmp_path / "2025.yaml"
    file.write_text(FRAME + "学法: {台账: 学法台账2025.csv}\n" + REST, encoding="utf-8")
    return file


def with_rows(file: Path, *rows) -> Path:
    (file.parent / "学法台账2025.csv").write_bytes(as_csv([H, *rows], "gbk"))
    return file


def test_the_example_with_ledgers_is_ready_to_sign(golden):
    from drafter.commands.draft import draft_report
    from drafter.writers.text import write_text

    draft = draft_report(EXAMPLE)
    assert draft.gaps == draft.errors == 0
    golden(Path("台账") / "report.txt", write_text(draft.document))


def test_new_with_ledgers_makes_them_and_refers_to_them(tmp_path, capfd):
    arguments = ("new", tmp_path, "--unit", "示例镇", "--year", "2025", "--ledgers")
    status, out, _ = run(capfd, *arguments)
    assert status == 0
    names = [Path(line).name for line in out.splitlines()]
    assert names == ["2025.yaml", *(f"{n}台账2025.xlsx" for n in ("学法", "培训", "制度文件", "普法活动"))]
    text = (tmp_path / "2025.yaml").read_text(encoding="utf-8")
    assert all(f"\n  台账: {name}\n" in text or f"\n    台账: {name}\n" in text for name in names[1:])
    status, _, err = run(capfd, "build", tmp_path / "2025.yaml")
    assert status == 1 and err.count("台账里还没有记录") == 4 and "学法.形式" not in err


def test_new_with_ledgers_never_changes_existing_files(tmp_path, capfd):
    arguments = ("new", tmp_path, "--unit", "示例镇", "--year", "2025", "--ledgers")
    run(capfd, *arguments)
    (tmp_path / "培训台账2025.xlsx").unlink()
    for name in ("2025.yaml", "学法台账2025.xlsx"):
        (tmp_path / name).write_bytes(b"mine")
    status, out, err = run(capfd, *arguments)
    assert status == 0 and [Path(line).name for line in out.splitlines()] == ["培训台账2025.xlsx"]
    assert "已经有了，没有改动；写了1份空台账" in err
    assert {(tmp_path / n).read_bytes() for n in ("2025.yaml", "学法台账2025.xlsx")} == {b"mine"}
    assert run(capfd, *arguments)[1] == ""


def test_a_ledger_filled_in_by_hand_is_printed(tmp_path, capfd):
    run(capfd, "new", tmp_path, "--unit", "示例镇", "--year", "2025", "--ledgers")
    path = tmp_path / "学法台账2025.xlsx"
    filled = load_workbook(path)
    for column, value in zip("ACE", ("会前学法", "2025-3-4", "《中华人民共和国宪法》"), strict=True):
        filled.active[f"{column}2"] = value
    filled.save(path)
    assert run(capfd, "build", tmp_path / "2025.yaml", "--to", "txt")[0] == 1
    (report,) = tmp_path.glob("*.txt")
    assert "2025年3月4日，组织会前学法，学习《中华人民共和国宪法》。" in report.read_text(encoding="utf-8")


def test_a_missing_ledger_is_reported_with_the_command_that_makes_one(township, capfd):
    status, out, err = run(capfd, "build", township)
    assert status == 2 and out == ""
    assert f"{township}:3:10: 错误 找不到台账“学法台账2025.csv”" in err and "drafter new --ledgers" in err
    (township.parent / "学法记录.xlsx").write_bytes(book([H]))
    assert "旁边有：学法记录.xlsx" in run(capfd, "build", township)[2]


def test_a_ledger_may_lie_elsewhere_like_any_file_that_is_named(township, capfd):
    folder = township.parent / "台账"
    folder.mkdir()
    (folder / "学法台账2025.csv").write_bytes(as_csv([H, ["会前学法", "2025-3-4"]]))
    text = township.read_text(encoding="utf-8").replace("台账: ", "台账: 台账/../台账/")
    township.write_text(text, encoding="utf-8")
    assert run(capfd, "build", township)[0] == 1


def test_trace_prints_the_cells_and_check_gives_them_in_json(tmp_path, capfd):
    (tmp_path / "2025.yaml").write_text(FRAME + "学法: {台账: 账.xlsx}\n" + REST, encoding="utf-8")
    (tmp_path / "账.xlsx").write_bytes(book([H, *[["会前学法", f"2025-{m}-4"] for m in (1, 2, 3)], ["甲", "2024-1-1"]]))
    assert (
        "3次　学法[1].日期、学法[2].日期、学法[3].日期　账.xlsx（2025）:B2—B4"
        in run(capfd, "trace", tmp_path / "2025.yaml")[1]
    )
    (file,) = json.loads(run(capfd, "check", tmp_path / "2025.yaml", "--format", "json")[1])["files"]
    (outside,) = [one["place"] for one in file["findings"] if "没有写进报告" in one["message"]]
    assert (outside["sheet"], outside["cell"], outside["line"], outside["quoted"]) == ("2025", "B5", 5, "2024-1-1")


def test_a_rule_on_words_shows_the_cell(tmp_path, capfd, monkeypatch):
    monkeypatch.chdir(tmp_path)  # here a ledger could be taken for a local layout
    (tmp_path / "2025.yaml").write_text(FRAME + "学法: {台账: 账.xlsx}\n" + REST, encoding="utf-8")
    (tmp_path / "账.xlsx").write_bytes(book([[*H, "内容"], ["会前学法", "2025-3-4", "行政执法、规范台帐管理"]]))
    out = run(capfd, "check", "2025.yaml")[1]
    assert out.startswith("账.xlsx：工作表“2025”第2行“内容”列（C2）: ")
    assert "    C2 | 行政执法、规范台帐管理\n       |               ^^^^\n" in out


def test_fix_leaves_the_ledger_alone(township, capfd, monkeypatch):
    ledger = township.parent / "学法台账2025.csv"
    ledger.write_bytes(as_csv([[*H, "内容"], ["会前学法", "2025-3-4", "规范台帐管理"]]))
    before = ledger.read_bytes()
    monkeypatch.chdir(township.parent)
    assert "学法台账2025.csv:2:17: " in run(capfd, "check", "2025.yaml")[1]
    status, out, _ = run(capfd, "check", "2025.yaml", "--fix")
    assert status == 1 and "学法台账2025.csv:2:17: " in out and ledger.read_bytes() == before


def test_rolling_over_keeps_ledgers_under_the_new_year(tmp_path, capfd):
    old = tmp_path / "2025.yaml"
    old.write_text(
        FRAME
        + "学法:\n  - 形式: 周例会\n    次数: 9次\n  - 日期: 2025-3-4\n    形式: 会前学法\n"
        + "  # 我的说明\n  - 台账: 学法台账2025.xlsx  # 综治办\n"
        + "培训: [{名称: 甲}, {台账: 培训.xlsx, 工作表: 2025}, {名称: 乙}]\n"
        + "制度文件: {台账: 文件.csv}\n"
        + "计划: {台账: 计划2025.csv}\n",
        encoding="utf-8",
    )
    status, _, err = run(capfd, "rollover", old)
    assert status == 0 and "台账换成新一年的3份" in err and "待核实1处" in err
    text = (tmp_path / "2026.yaml").read_text(encoding="utf-8")
    assert (
        "学法:  # 2025年：另有1项\n  - 形式: 周例会\n    次数:  # 2025年：9次\n"
        "  # 我的说明\n  - 台账: 学法台账2026.xlsx  # 综治办\n" in text
    )
    assert "培训: [{台账: 培训.xlsx, 工作表: 2026}]  # 2025年：2项\n" in text
    assert "制度文件: {台账: 文件.csv（待核实）}\n" in text
    assert "上年计划:\n  - 台账: 计划2025.csv\n" in text and "计划: {台账: 计划2026.csv}\n" in text
    status, _, err = run(capfd, "build", tmp_path / "2026.yaml")
    assert status == 2 and "找不到台账“学法台账2026.xlsx”" in err


def test_a_ledger_is_confirmed_like_any_value(township, capfd):
    text = township.read_text(encoding="utf-8").replace("2025.csv", "2025.csv（待核实）")
    with_rows(township, ["会前学法", "2025-3-4"]).write_text(text, encoding="utf-8")
    assert "学法的台账待核实" in run(capfd, "build", township)[2]
    assert run(capfd, "confirm", township, "学法")[0] == 0
    assert "台账待核实" not in run(capfd, "build", township)[2]


def test_facts_describes_ledgers(capfd):
    assert "台账: 文件名.xlsx（一行一项，列名：形式、次数、日期、领学人、内容、部分）" in run(capfd, "facts", "学法")[1]
    assert "培训　" in run(capfd, "facts", "台账")[1]


def test_spreadsheets_are_imported_only_where_there_are_any(township):
    script = (
        "import sys, drafter.cli; from drafter.commands.draft import draft_report; from pathlib import Path;"
        "draft_report(Path(sys.argv[1])); print([m for m in sys.modules if m.startswith('openpyxl')])"
    )
    with_rows(township, ["会前学法", "2025-3-4"])
    done = subprocess.run([sys.executable, "-c", script, str(township)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
