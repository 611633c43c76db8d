"""`drafter import`: its output, its files, and unreadable input."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from cli_runner import run

REPORT = """\
甲镇2025年法治政府建设年度报告
2025年,甲镇推进法治建设。
一、工作情况
全年学法 12 次。
三、跳号的标题
抓获2名逃犯。
"""


@pytest.fixture
def report(tmp_path) -> Path:
    path = tmp_path / "去年报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_both_files_and_a_summary_are_printed(report, capfd):
    status, out, err = run(capfd, "import", report)
    folder = report.with_name("甲镇2025")
    assert status == 0 and out == f"{folder / '甲镇2025.txt'}\n{folder / '2025.yaml'}\n"
    assert "读出：甲镇2025年的报告，举措成效。" in err and "半角标点改为全角" in err
    assert "标题2个，序号由程序编的1个；数字2处，进事实表的1处，自起名称的1处；问题0项，安排0项。" in err
    assert f"{report}:5:1: 注意 没有读懂：序号接不上，照原样留着" in err and "没有找到发文机关署名" in err
    assert report.read_text(encoding="utf-8") == REPORT


def test_the_folder_can_be_chosen_and_nothing_in_it_is_overwritten(report, tmp_path, capfd):
    (tmp_path / "新").mkdir()
    (tmp_path / "新" / "2025.yaml").write_text("我的\n", encoding="utf-8")
    status, out, err = run(capfd, "import", report, "-o", tmp_path / "新")
    assert (status, out) == (2, "") and "文件已经存在" in err
    assert [path.name for path in (tmp_path / "新").iterdir()] == ["2025.yaml"]
    status, out, _ = run(capfd, "import", report, "-o", tmp_path / "另一个" / "新")
    assert status == 0 and len(list((tmp_path / "另一个" / "新").iterdir())) == 2


def test_year_and_unit_can_be_given(tmp_path, capfd):
    path = tmp_path / "总结.txt"
    path.write_text("一、工作情况\n全年学法12次。\n", encoding="utf-8")
    status, _, err = run(capfd, "import", path)
    assert status == 2 and "看不出是哪一年的报告" in err and "--year" in err
    status, _, err = run(capfd, "import", path, "--year", "2024")
    assert status == 2 and "看不出是哪个乡镇的报告" in err and "--unit" in err
    status, out, _ = run(capfd, "import", path, "--year", "2024", "--unit", "乙乡")
    facts = yaml.safe_load(Path(out.split()[-1]).read_text(encoding="utf-8"))
    assert status == 0 and facts["单位"]["简称"] == "乙乡" and facts["单位"]["类别"] == "乡"
    status, _, err = run(capfd, "import", path, "--year", "去年")
    assert status == 2 and "--year 后面写年份" in err


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("报告.pdf", b"%PDF-1.7", "不能导入这种文件"),
        ("报告", b"", "不能导入这种文件"),
        ("报告.txt", b"", "读不出正文"),
        ("报告.txt", b"\xff\xfe\x00\xd8", "无法按"),
        ("报告.docx", b"", "文件是空的"),
        ("报告.docx", b"\xd0\xcf\x11\xe0" + bytes(600), ""),
        ("报告.md", b"PK\x03\x04", "Word"),
    ],
)
def test_unreadable_files_are_refused_in_chinese(name, data, message, tmp_path, capfd):
    (tmp_path / name).write_bytes(data)
    status, out, err = run(capfd, "import", tmp_path / name)
    assert (status, out) == (2, "") and message in err and "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_rows_of_a_county_are_known_too(report, tmp_path, capfd):
    table = tmp_path / "县附加表.yaml"
    table.write_text(
        "平安:\n  内含:\n    抓获逃犯: {类型: 数量, 说明: 抓获的逃犯, 例: 2名, 单位: [名], 性质: 流量,"
        " 部分: [举措成效], 小节: 平安建设, 认出: ['抓获#逃犯']}\n",
        encoding="utf-8",
    )
    status, out, err = run(capfd, "import", report, "--table", table)
    facts = yaml.safe_load(Path(out.split()[-1]).read_text(encoding="utf-8"))
    assert status == 0 and facts["平安"] == {"抓获逃犯": "2名"} and "自起名称的0处" in err
    assert (
        facts["报告"]["附加表"] == "县附加表.yaml" and report.with_name("甲镇2025").joinpath("县附加表.yaml").exists()
    )
    assert run(capfd, "build", out.split()[-1])[0] == 1  # a draft: 署名 is blank


def test_a_missing_file_and_a_folder_are_named(tmp_path, capfd):
    for path, message in ((tmp_path / "没有.docx", "找不到这个文件"), (tmp_path, "不能导入这种文件")):
        status, _, err = run(capfd, "import", path)
        assert status == 2 and message in err
