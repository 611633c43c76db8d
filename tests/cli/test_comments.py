"""`drafter check REPORT.docx --comments OUT.docx`, as a clerk types it."""

from __future__ import annotations

import io
import json

import docx
import pytest
from packages import package, paragraph

from drafter.cli import status_of

REPORT = package(paragraph("2025年,全镇排查矛盾纠纷58件。"))


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报告.docx").write_bytes(REPORT)


def test_the_path_of_the_copy_and_the_findings_are_printed(tmp_path, capfd):
    status = status_of(["check", "报告.docx"])
    without = capfd.readouterr().out
    assert status_of(["check", "报告.docx", "--comments", "批注.docx"]) == status == 1
    assert capfd.readouterr().out == without + "批注.docx\n"
    comments = docx.Document(io.BytesIO((tmp_path / "批注.docx").read_bytes())).comments
    assert any("R201" in comment.text for comment in comments)
    assert (tmp_path / "报告.docx").read_bytes() == REPORT


def test_the_path_is_not_printed_among_json(capfd):
    status_of(["check", "报告.docx", "--format", "json", "--comments", "批注.docx"])
    out, err = capfd.readouterr()
    assert json.loads(out)["files"] and "批注.docx" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["报告.docx", "报告.docx", "--comments", "批注.docx"], "一次检查一份 .docx"),
        (["2025.yaml", "--comments", "批注.docx"], "一次检查一份 .docx"),
        ([".", "--comments", "批注.docx"], "一次检查一份 .docx"),
        (["报告.docx", "--comments", "批注.pdf"], "不能写“批注.pdf”"),
    ],
)
def test_comments_on_other_files_are_a_usage_error(arguments, message, tmp_path, capfd):
    assert status_of(["check", *arguments]) == 2
    assert message in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["报告.docx"]


def test_nothing_is_written_for_an_unreadable_document(tmp_path, capfd):
    (tmp_path / "报告.docx").write_bytes(b"PK")
    assert status_of(["check", "报告.docx", "--comments", "批注.docx"]) == 2
    assert "不是 .docx" in capfd.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["报告.docx"]


def test_an_existing_copy_is_not_replaced(tmp_path, capfd):
    (tmp_path / "批注.docx").write_bytes("别人的".encode())
    status_of(["check", "报告.docx", "--comments", "批注.docx"])
    out, err = capfd.readouterr()
    assert out.endswith("批注（新）.docx\n") and "没有覆盖它" in err
    assert (tmp_path / "批注.docx").read_bytes() == "别人的".encode()
