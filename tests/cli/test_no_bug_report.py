"""Inputs that once ended in 程序出错了 (status 3): each is understood, or refused with what is wrong."""

from __future__ import annotations

import io
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
