"""`drafter check` and `drafter rules`, for clerks and for scripts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pytest
from cli_runner import run
from conftest import EXAMPLES, FRAME
from office import in_form
from packages import package, paragraph

from drafter.checks import all_rules
from drafter.system import libreoffice

WRONG = f"{FRAME}其他: 甲,乙\n"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "2025.yaml"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_a_finding_has_its_line_its_caret_and_advice_and_a_last_line_sums_up(facts, capfd):
    status, out, err = run(capfd, "check", facts)
    assert status == 1
    assert f"{facts}:3:6: 错误 R201" in out and "    3 | 其他: 甲,乙\n      |         ^\n    建议：改为“，”" in out
    assert err.startswith(f"{facts}：还要改，错误1处，待补") and err.endswith("字。\n")


def test_a_report_without_faults_says_so(capfd):
    status, out, err = run(capfd, "check", EXAMPLES[0])
    assert status == 0 and "错误" not in out and "：可以送签" in err


def test_a_document_and_a_text_are_checked_too(tmp_path, capfd):
    text = tmp_path / "报告.txt"
    text.write_text("甲镇2025年法治政府建设年度报告\n全年甲,乙。\n", encoding="utf-8")
    status, out, _ = run(capfd, "check", text)
    assert status == 1 and f"{text} 第2段（正文）第4字: 错误 R201" in out
    document = docx.Document()
    document.add_paragraph("甲镇2025年法治政府建设年度报告")
    document.add_paragraph("")
    document.add_paragraph("全年甲,乙。")
    document.save(str(tmp_path / "报告.docx"))
    status, out, _ = run(capfd, "check", tmp_path / "报告.docx")
    assert status == 1 and "第2段（正文）第4字: 错误 R201" in out


LINES = ("甲镇2025年法治政府建设年度报告", "一、工作情况", "全年甲,乙。全镇组织领导干部学法12次，排查矛盾纠纷58件。")
PAGE = "".join(f"<p>{line}</p>" for line in LINES)
WORD = package("".join(map(paragraph, LINES)))
WRITERS = {
    "报告.txt": "\n".join(LINES).encode(),
    "报告.md": "# {}\n\n## {}\n\n{}\n".format(*LINES).encode(),
    "报告.html": PAGE.encode("gb18030"),
    "其实是网页.doc": f"<html>{PAGE}</html>".encode(),
    "其实是Word.wps": WORD,
    "其实是Word.md": WORD,
    "报告.docx": WORD,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_report_of_any_form_is_checked_and_compared_by_its_lines(name, tmp_path, capfd):
    (tmp_path / name).write_bytes(WRITERS[name])
    last_year = tmp_path / f"去年{Path(name).suffix}"
    last_year.write_bytes(WRITERS[name])
    status, out, _ = run(capfd, "check", tmp_path / name, "--last-year", last_year)
    assert status == 1 and f"{tmp_path / name} 第3段（正文）第4字: 错误 R201" in out
    assert (" D" in out) == (WRITERS[name] == WORD)  # rules on format, of what is a .docx whatever its name
    assert "R701" in out


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b" \n\n", "\ufeff \n\u3000".encode("utf-16-be")]
)
@pytest.mark.parametrize("name", ["空.txt", "空.md", "空.html"])
def test_a_file_without_words_is_no_report(name, data, tmp_path, capfd):
    (tmp_path / name).write_bytes(data)
    status, out, err = run(capfd, "check", tmp_path / name)
    assert status == 2 and "文件里没有文字，读不出正文" in out and "没有错误" not in out + err


@pytest.mark.parametrize("name", ["去年.doc", "去年.WPS"])
def test_of_an_old_format_the_words_are_checked_and_the_format_is_not(name, tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(libreoffice, "to_docx", lambda data, path: WORD)
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    status, out, _ = run(capfd, "check", tmp_path / name)
    assert status == 1 and "第3段（正文）第4字: 错误 R201" in out and " D" not in out
    assert out.count("没有检查版面格式") == 1 and f"提示 这是旧格式（{Path(name).suffix}）的文件" in out


@pytest.mark.parametrize("name", ["去年.doc", "去年.WPS"])
def test_an_old_format_without_libreoffice_is_refused_with_the_way_to_convert_it(name, tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(libreoffice, "find_office", lambda: None)
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    for command in ("check", "import"):
        status, out, err = run(capfd, command, tmp_path / name)
        assert status == 2 and "旧格式" in out + err and "另存为 .docx" in out + err


@pytest.mark.office
def test_a_real_doc_is_checked(tmp_path, capfd):
    source = tmp_path / "报告.docx"
    source.write_bytes(WORD)
    (old,) = in_form([source], tmp_path, "doc")
    status, out, _ = run(capfd, "check", old)
    assert status == 1 and "第3段（正文）第4字: 错误 R201" in out and "没有检查版面格式" in out


def test_a_file_that_links_lead_to_is_counted_once(tmp_path, capfd):
    (tmp_path / "甲镇").mkdir()
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    (tmp_path / "甲镇" / "2025.yaml").write_text(FRAME, encoding="utf-8")
    try:
        (tmp_path / "自己").symlink_to(tmp_path)
        (tmp_path / "甲").symlink_to(tmp_path / "甲镇")
        (tmp_path / "同.yaml").symlink_to(tmp_path / "2025.yaml")
        (tmp_path / "圈.yaml").symlink_to(tmp_path / "圈.yaml")
        (tmp_path / "圈").symlink_to(tmp_path / "圈")
    except OSError:
        pytest.skip("no links here")
    status, out, err = run(capfd, "check", tmp_path)
    assert status == 1 and "共2份" in err
    assert out.count("2025.yaml: 待补 F001 其他") == 2


def test_reports_of_a_folder_that_are_not_checked_are_listed(tmp_path, capfd):
    for name in ("甲.docx", "甲.html", "乙.doc", "丙.wps", "丁.html", "说明.txt"):
        (tmp_path / name).write_bytes(WORD)
    status, _, err = run(capfd, "check", tmp_path)
    assert status == 1 and "共1份" in err and "还有3份没有检查" in err
    assert all(str(tmp_path / name) in err for name in ("乙.doc", "丙.wps", "丁.html")) and "甲.html" not in err
    (tmp_path / "2025.yaml").write_text(WRONG, encoding="utf-8")
    assert "没有检查" not in run(capfd, "check", tmp_path)[2]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("坏.docx", b"PK\x03\x04 broken", "不是 .docx 文件，或者文件坏了"),
        ("老.docx", b"\xd0\xcf\x11\xe0 old", "名字改成了 .docx"),
        ("空.docx", b"", "文件是空的"),
        ("图.png", b"\x89PNG", "不认识这种文件"),
        ("图.pdf", b"%PDF-1.7", "能检查的有：事实文件（.yaml）、Word 文档（.docx、.doc、.wps）"),
        ("没有.pdf", None, "找不到这个文件"),
        ("深.html", b"<div>" * 10_000, "里面的层次太深"),
        ("没有.txt", None, "找不到这个文件"),
    ],
)
def test_files_that_cannot_be_checked_are_reported(name, data, message, tmp_path, capfd):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    status, out, _ = run(capfd, "check", tmp_path / name)
    assert status == 2 and message in out


def test_a_folder_gives_a_line_a_township_and_then_the_findings(tmp_path, facts, capfd):
    county = tmp_path / "县"
    for example in EXAMPLES[:2]:
        shutil.copytree(example.parent, county / example.parent.name)
    (county / "乙镇").mkdir()
    shutil.copy(facts, county / "乙镇")
    (county / "乙镇" / "县格式.yaml").write_text("行距: 28\n", encoding="utf-8")
    (county / "~$开着.docx").write_bytes(b"")
    shutil.copytree(county / "乙镇", county / ".drafter-1a2b3c4d.tmp")  # as a killed import leaves it
    status, out, err = run(capfd, "check", county)
    lines = out.split("\n")
    assert status == 1 and err == "共3份，2份没有错误和缺口。\n"
    assert sum("可以送签" in line for line in lines[:3]) == 2 and "还要改，错误1处，待补" in out
    assert all(line.count("　") == 3 for line in lines[:3]) and "县格式" not in out


def test_a_program_reads_the_same_as_json(facts, capfd):
    status, out, err = run(capfd, "check", facts, "--format", "json")
    read = json.loads(out)
    assert status == 1 and err == "" and read["version"] == 1
    (file,) = read["files"]
    assert (file["file"], file["status"], file["stage"], file["errors"]) == (str(facts), 1, "草稿", 1)
    wrong = next(finding for finding in file["findings"] if finding["rule"])
    assert wrong == {
        "rule": "R201",
        "severity": "error",
        "message": "半角的“,”应为全角的“，”",
        "hint": "改为“，”",
        "mended": "，",
        "place": {
            "file": str(facts),
            "line": 3,
            "column": 6,
            "length": 1,
            "element": None,
            "sheet": None,
            "cell": None,
            "quoted": ",",
        },
        "others": [],
    }


def test_certain_faults_are_fixed_as_in_the_diff(facts, capfd):
    status, out, _ = run(capfd, "check", facts, "--fix", "--diff")
    assert status == 1 and "-其他: 甲,乙\n+其他: 甲，乙" in out and facts.read_text(encoding="utf-8") == WRONG
    _, out, err = run(capfd, "check", facts, "--fix")
    assert "改了1处" in err and "R201" not in out and "甲，乙" in facts.read_text(encoding="utf-8")
    _, _, err = run(capfd, "check", facts, "--fix")
    assert "改了" not in err


def test_a_file_that_cannot_be_fixed_is_reported_among_the_others(tmp_path, facts, capfd):
    (tmp_path / "乙").mkdir()
    locked = tmp_path / "乙" / "2025.yaml"
    locked.write_text(WRONG, encoding="utf-8")
    locked.chmod(0o444)
    status, out, err = run(capfd, "check", locked, facts, "--fix", "--format", "json")
    one, other = json.loads(out)["files"]
    assert status == 2 and "只读" in one["findings"][0]["message"] and (one["status"], other["errors"]) == (2, 0)
    assert locked.read_text(encoding="utf-8") == WRONG and "甲，乙" in facts.read_text(encoding="utf-8")
    assert err == f"{facts}：改了1处。\n"


def test_an_unreadable_folder_is_reported_and_the_others_are_checked(tmp_path, facts, capfd, monkeypatch):
    (tmp_path / "丙").mkdir()
    usual = Path.iterdir

    def refusing(folder):
        if folder.name == "丙":
            raise PermissionError
        return usual(folder)

    monkeypatch.setattr(Path, "iterdir", refusing)
    status, out, _ = run(capfd, "check", tmp_path, "--format", "json")
    read = [(file["unit"], file["findings"][0]["message"]) for file in json.loads(out)["files"]]
    assert status == 2 and read[0][0] == "示例镇" and read[1] == ("丙", "没有读取这个文件夹的权限")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--diff"], "--diff 要和 --fix 一起用"),
        (["--fix", "--diff", "--format", "json"], "不能和 --format json 一起用"),
        (["--format", "xml"], "“--format”的值不对"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(options, message, facts, capfd):
    status, _, err = run(capfd, "check", facts, *options)
    assert status == 2 and message in err


def test_a_document_is_never_fixed(tmp_path, capfd):
    text = tmp_path / "报告.txt"
    text.write_text("全年甲,乙。\n", encoding="utf-8")
    status, out, err = run(capfd, "check", text, "--fix")
    assert status == 1 and "R201" in out and "自己改" in err and text.read_text(encoding="utf-8") == "全年甲,乙。\n"


def test_a_rule_that_is_switched_off_is_counted_apart(facts, capfd):
    facts.write_text(f"{WRONG}检查:\n  关闭: [R201]\n", encoding="utf-8")
    _, out, err = run(capfd, "check", facts)
    assert "R201" not in out and "另有1处已关闭" in err


def test_build_counts_the_findings_that_check_prints(facts, capfd):
    status, _, err = run(capfd, "build", facts)
    assert status == 1 and "R201" in err and "错误1处" in err
    status, _, err = run(capfd, "build", facts, "--final")
    assert status == 1 and "还不能定稿" in err


def test_every_rule_is_listed_and_can_be_explained(capfd):
    status, out, _ = run(capfd, "rules")
    assert status == 0 and [line[:4] for line in out.splitlines()] == [rule.ident for rule in all_rules()]
    status, out, _ = run(capfd, "rules", "f101")
    assert status == 0 and "F101　错误　" in out and "    不合规　" in out and "    出处　" in out
    status, _, err = run(capfd, "rules", "X1")
    assert status == 2 and "没有“X1”这条规则" in err
