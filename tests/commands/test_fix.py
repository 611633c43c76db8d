"""`check --fix`: changes only characters that are certainly wrong."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from drafter.commands.check import check_file
from drafter.commands.fix import plan_fixes, write_fix
from drafter.findings import DrafterError
from drafter.workspace.files import DISK, Files

FACTS = """\
# 示例镇,说明 不改
报告: {年度: 2025}
单位: {简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}  # 行尾,说明
补充:
  - 部分: 举措成效
    内容: |
      全年甲,乙;丙。

      又有丁,戊。
  - 部分: 举措成效
    内容: "己,庚，辛"   # 己,庚
"""
MENDED = FACTS.replace("甲,乙;丙", "甲，乙；丙").replace("丁,戊", "丁，戊").replace('"己,庚，辛"', '"己，庚，辛"')


def mended(path: Path) -> bytes:
    for one in plan_fixes(path)[0]:
        write_fix(one)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (b"", "gb18030"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_the_wrong_characters_change(mark, codec, end, tmp_path):
    path = tmp_path / "2025.yaml"
    path.write_bytes(mark + FACTS.replace("\n", end).encode(codec))
    assert mended(path) == mark + MENDED.replace("\n", end).encode(codec)
    assert plan_fixes(path)[0] == [], "a second run finds nothing to mend"


def test_the_difference_is_shown_and_the_file_left_alone(tmp_path):
    path = tmp_path / "2025.yaml"
    path.write_bytes(FACTS.encode())
    (one,), left = plan_fixes(path)
    assert one.count == 4 and path.read_bytes() == FACTS.encode()
    diff = "\n".join(one.difference())
    assert "-      全年甲,乙;丙。\n+      全年甲，乙；丙。" in diff and "# 示例镇" not in diff
    assert not [finding for finding in left.findings if finding.replacement is not None]


def test_a_local_layout_is_fixed_and_a_shipped_one_never(tmp_path):
    path, layout = tmp_path / "2025.yaml", tmp_path / "自己.txt"
    path.write_text(FACTS.replace("{年度: 2025}", "{年度: 2025, 版式: 自己}"), encoding="utf-8")
    text = "{# 甲,乙 #}\n# {{ 单位.简称 }}报告\r\n\r\n{% 句 %}{{ 单位.简称 }}甲,乙{% 句完 %}\r\n"
    layout.write_bytes(text.encode())
    (one,), _ = plan_fixes(path)
    write_fix(one)
    assert one.path == layout
    assert layout.read_bytes() == text.replace("}}甲,乙", "}}甲，乙").encode()


def test_facts_in_a_folder_named_drafter_keep_their_places_and_are_fixed(tmp_path, monkeypatch):
    (tmp_path / "drafter").mkdir()
    path = tmp_path / "drafter" / "2025.yaml"
    path.write_text(FACTS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    comma = next(finding for finding in check_file(Path("drafter/2025.yaml")).findings if finding.rule == "R201")
    assert comma.place.line and comma.place.quoted == "," and comma.replacement == "，"
    mended(Path("drafter/2025.yaml"))
    assert path.read_text(encoding="utf-8") == MENDED


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "2025.yaml"
    path.write_bytes(FACTS.encode())
    (one,), _ = plan_fixes(path)
    path.write_bytes(FACTS.encode() + "纠纷: {排查: 1件}\n".encode())
    with pytest.raises(DrafterError, match="刚才被别的程序改过"):
        write_fix(one)
    assert path.read_bytes().endswith("纠纷: {排查: 1件}\n".encode())


def test_an_unreadable_file_is_not_fixed(tmp_path):
    path = tmp_path / "2025.yaml"
    path.write_text("报告：甲,乙\n", encoding="utf-8")
    files, left = plan_fixes(path)
    assert files == [] and not left.summary.readable


def test_the_target_of_a_link_is_fixed_and_keeps_its_mode(tmp_path):
    real, link = tmp_path / "真.yaml", tmp_path / "2025.yaml"
    real.write_bytes(FACTS.encode())
    real.chmod(0o640)
    link.symlink_to(real)
    mended(link)
    assert link.is_symlink() and real.read_bytes() == MENDED.encode() and real.stat().st_mode & 0o777 == 0o640


def test_bytes_are_read_instead_of_a_file_only_within(tmp_path):
    path = tmp_path / "甲.txt"
    path.write_bytes(b"1")
    assert Files({path: b"2"}).read_bytes(path) == b"2"
    assert DISK.read_bytes(path) == b"1"


DISPUTES = "纠纷: {排查: 58件}\n"


def of(value: str) -> str:
    return f"{FACTS.split('补充')[0]}{DISPUTES}补充:\n  - 部分: 举措成效\n    内容: {value}\n"


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (r'"甲\u002c乙,丙"  # 说明,丁', r'"甲\u002c乙，丙"  # 说明,丁'),
        (r'"甲\u002c乙"  # 说明,丁', r'"甲\u002c乙"  # 说明,丁'),
        ("'甲''乙,丙'", "'甲''乙，丙'"),
        ("甲％,乙", "甲%，乙"),
        ("％,甲,乙", "％，甲，乙"),  # no value starts with %
        ("|\n      \u200b  甲,乙\n      丙,丁", "|\n      \u200b  甲，乙\n      丙，丁"),  # no line is indented less
        ("甲12,【纠纷.排查】,乙", "甲12,【纠纷.排查】，乙"),  # 12,58件 is nowhere in the file
        ("坚持以公开为常态、不\u200b公开为例外", "坚持以公开为常态、不公开为例外"),
    ],
)
def test_only_harmless_fixes_are_made(value, right, tmp_path):
    path = tmp_path / "2025.yaml"
    path.write_bytes(of(value).encode())
    assert mended(path).decode() == of(right)
    again, left = plan_fixes(path)
    assert again == [] and left.summary.readable


def test_a_layout_elsewhere_is_fixed_there(tmp_path):
    path, other = tmp_path / "2025.yaml", tmp_path / "版式"
    path.write_bytes(of("无事").encode())
    other.mkdir()
    for folder in (tmp_path, other):
        text = "# {{ 单位.简称 }}报告\n\n{% 句 %}{{ 单位.简称 }}甲,乙{% 句完 %}\n"
        (folder / "自己.txt").write_text(text, encoding="utf-8")
    (one,), _ = plan_fixes(path, str(other / "自己.txt"))
    assert one.path == other / "自己.txt"


def test_a_file_that_is_read_only_is_left_alone(tmp_path):
    path = tmp_path / "2025.yaml"
    path.write_bytes(FACTS.encode())
    path.chmod(0o444)
    with pytest.raises(DrafterError, match="只读"):
        mended(path)
    assert path.read_bytes() == FACTS.encode() and [file.name for file in tmp_path.iterdir()] == ["2025.yaml"]
