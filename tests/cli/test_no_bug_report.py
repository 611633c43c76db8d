"""Inputs that once ended in 程序出错了 (status 3): each is understood, or refused with what is wrong."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cli_runner import run
from conftest import FRAME, report_of

from drafter.writers.docx.package import write_docx

COMMENTS = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:comment w:id="{}"><w:p/></w:comment></w:comments>'
)


def with_comment(ident: str) -> bytes:
    """A report of ours, with somebody's comment of this id."""
    source = zipfile.ZipFile(io.BytesIO(write_docx(report_of(FRAME + "其他: 甲,乙。\n"))))
    parts = {name: source.read(name) for name in source.namelist()}
    relations = "word/_rels/document.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    entry = b'<Relationship Id="rIdC" Type="' + kind + b'" Target="comments.xml"/></Relationships>'
    parts[relations] = parts[relations].replace(b"</Relationships>", entry)
    parts["word/comments.xml"] = COMMENTS.format(ident).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    "ident", ["0", "1e400", "-1e400", "Infinity", "nan", "2147483647", "99999999999", "٣", "一", ""]
)
def test_comments_are_added_whatever_ids_there_are(ident, tmp_path, capfd):
    path, reviewed = tmp_path / "报告.docx", tmp_path / "批注.docx"
    path.write_bytes(with_comment(ident))
    status, out, _ = run(capfd, "check", path, "--comments", reviewed)
    assert status == 1 and "R201" in out
    with zipfile.ZipFile(reviewed) as package:
        comments = package.read("word/comments.xml").decode()
    assert 'w:author="drafter"' in comments and f'w:id="{ident}"' in comments
    new = [part.split('"')[1] for part in comments.split("<w:comment ")[2:]]
    assert new and all(part.isdecimal() and int(part) < 2**31 for part in new) and ident not in new


@pytest.mark.parametrize("cut", [slice(100, None), slice(0, -40), slice(0, 2000), slice(5000, 9000)])
def test_a_cut_document_is_refused_or_read(cut, tmp_path, capfd):
    path = tmp_path / "报告.docx"
    path.write_bytes(with_comment("0")[cut])
    for options in ((), ("--comments", tmp_path / "批注.docx")):
        assert run(capfd, "check", path, *options)[0] in (1, 2)


@pytest.mark.parametrize("columns", [22, 70, 400])
def test_a_table_of_many_columns_is_an_error_in_build_and_check(columns, tmp_path, capfd):
    row = "｜".join("甲" * columns)
    path = tmp_path / "2025.yaml"
    attached = f"2025, 附件: [{{名称: 甲表, 表格: [{row}, {row}]}}]}}"
    path.write_text(FRAME.replace("2025}", attached), encoding="utf-8")
    for command in ("build", "check"):
        status, out, err = run(capfd, command, path)
        assert status == 1 and f"{path}:1:" in out + err and f"R115 这个表格有{columns}栏" in out + err
    assert len(list(Path(tmp_path).glob("*（草稿）.docx"))) == 1


# --- names that are no text, as of a folder that was packed on Windows and unpacked on Linux ----------------


@pytest.fixture
def township(tmp_path, monkeypatch) -> Path:
    """A folder with a name in GBK, as the current one."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + NAME.encode("gbk")))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("here all names are text")
    monkeypatch.chdir(folder)
    return folder


NAME = "寺庄镇"


@pytest.mark.parametrize("stem", [os.fsdecode(NAME.encode("gbk")), "2025"])
def test_a_name_that_is_no_text_stops_no_command(stem, township, capfd):
    facts, document, text = (township / f"{stem}.{ending}" for ending in ("yaml", "docx", "txt"))
    facts.write_text(FRAME, encoding="utf-8")
    for form in ("docx", "html", "txt", "md"):
        assert run(capfd, "build", facts, "--to", form, "-o", township / "出")[0] == 1
    document.write_bytes(write_docx(report_of(FRAME + "其他: 全年排查。\n")))
    text.write_text("\n".join(["示例镇2025年法治政府建设年度报告", "全年排查矛盾纠纷58件。"]), encoding="utf-8")
    for command in (
        ("check", facts), ("check", township), ("check", "."), ("check", facts, "--fix"), ("check", document),
        ("check", facts, "--format", "json"), ("check", document, "--comments", township / f"{stem}批注.docx"),
        ("check", text), ("trace", facts), ("trace", facts, "-o", township / f"{stem}.csv"), ("confirm", facts),
        ("trace", facts, "-o", township / f"{stem}来源.docx"), ("import", text), ("import", document, "-o", "新"),
        ("layouts", "copy", "五部分", township / f"{stem}版式.txt"),
        ("new", "新的", "--unit", "甲镇", "--year", "2025"),
    ):  # fmt: skip
        assert run(capfd, *command)[0] in (0, 1), command
    status, _, err = run(capfd, "rollover", facts)
    if stem == "2025":  # found by its name: the new file need not name it
        assert status == 0
    else:
        assert status == 2 and "名字里有乱码" in err and "先改名" in err
    assert run(capfd, "build", township / "没有.yaml")[0] == 2


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8", "utf-16"])
def test_such_a_name_is_printed_in_any_encoding(encoding, township):
    facts = township / os.fsdecode(f"{NAME}.yaml".encode("gbk"))
    facts.write_text(FRAME, encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    for command in ("build", "check"):
        done = subprocess.run([sys.executable, "-m", "drafter", command, facts], env=environment, capture_output=True)
        assert done.returncode == 1 and b"Traceback" not in done.stderr
