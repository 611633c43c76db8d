"""`drafter rollover`: the next year's file next to this year's."""

from __future__ import annotations

import codecs

import pytest
from cli_runner import run
from conftest import EXAMPLES

from drafter.commands.draft import draft_report

FACTS = """\
报告: {年度: 2025}
单位: {简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}
纠纷: {排查: 58件}
补充:
  - 部分: 举措成效
    内容: 按照2025年工作要点，推进“八五”普法。
问题: [甲]
计划: [乙]
"""


def test_the_new_file_is_next_to_the_old_one_which_stays(tmp_path, capfd):
    path = tmp_path / "2025.yaml"
    path.write_text(FACTS, encoding="utf-8")
    status, out, err = run(capfd, "rollover", path)
    assert (status, out) == (0, f"{tmp_path / '2026.yaml'}\n") and path.read_text(encoding="utf-8") == FACTS
    assert "“2025年工作要点”（1处）" in err and "“八五”普法到今年为止" in err and "要交代的上年计划和问题2项" in err
    new = (tmp_path / "2026.yaml").read_text(encoding="utf-8")
    assert "年度: 2026" in new and "# 2025年：排查58件" in new and "推进“八五”普法。（待核实）" in new
    status, _, err = run(capfd, "rollover", path)
    assert status == 2 and "已经存在" in err and (tmp_path / "2026.yaml").read_text(encoding="utf-8") == new


def test_a_dry_run_writes_nothing(tmp_path, capfd):
    path = tmp_path / "示例镇.yaml"
    path.write_text(FACTS, encoding="utf-8")
    status, out, err = run(capfd, "rollover", path, "--dry-run")
    assert (status, out) == (0, "") and "示例镇2026.yaml" in err and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("mark", "codec"), [(codecs.BOM_UTF8, "utf-8"), (b"", "gb18030"), (codecs.BOM_UTF16_LE, "utf-16-le")]
)
def test_the_encoding_stays(mark, codec, tmp_path, capfd):
    path = tmp_path / "2025.yaml"
    path.write_bytes(mark + FACTS.replace("\n", "\r\n").encode(codec))
    assert run(capfd, "rollover", path)[0] == 0
    data = (tmp_path / "2026.yaml").read_bytes()
    assert data.startswith(mark) and "年度: 2026}\r\n" in data[len(mark) :].decode(codec)


@pytest.mark.parametrize(
    ("text", "message"),
    [("报告: {年度: }\n", "没有写明是哪一年的"), ("报告:\n  年度：2025\n", "冒号"), ("纠纷: {排查: 5人}\n", "单位")],
)
def test_files_that_cannot_be_rolled_over_are_reported(text, message, tmp_path, capfd):
    path = tmp_path / "2025.yaml"
    path.write_text(text, encoding="utf-8")
    status, _, err = run(capfd, "rollover", path)
    assert status == 2 and message in err and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_rolled_over_file_is_a_draft_without_errors(example, tmp_path, capfd):
    for file in example.parent.glob("*.[yt][ax][mt]*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    status, out, _ = run(capfd, "rollover", tmp_path / example.name)
    assert status == 0
    draft = draft_report(tmp_path / out.strip().rpartition("/")[2])
    assert draft.errors == 0 and draft.gaps > 5
