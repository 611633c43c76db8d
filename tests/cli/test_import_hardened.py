"""`drafter import` of broken, hostile or misnamed files: a message in Chinese, or the report."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
import yaml
from cli_runner import run
from packages import package, paragraph, zipped

TITLE = "甲镇2025年法治政府建设年度报告"
LINES = (TITLE, "2025年，甲镇推进法治建设。", "一、工作情况", "全年学法12次。")
TEXT = "\n".join(LINES)
PAGE = "".join(f"<p>{line}</p>" for line in LINES)
WORD = package("".join(map(paragraph, LINES)))


def excel() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 100_000_000)
    return buffer.getvalue()


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le")


REFUSED = {
    "空.txt": (b"", "读不出正文"),
    "空白.txt": (" \n\u3000\n".encode(), "读不出正文"),
    "空.md": (b"", "读不出正文"),
    "空.html": (b"<!-- -->", "读不出正文"),
    "空.docx": (b"", "文件是空的"),
    "只有标题.txt": (TITLE.encode(), "读不出正文"),
    "只有标题.docx": (package(paragraph(TITLE)), "读不出正文"),
    "没有年度.txt": ("甲镇法治政府建设年度报告\n甲镇推进。\n一、工作\n学法。".encode(), "看不出是哪一年的报告"),
    "加密.docx": (encrypted(), "文件加了密码"),
    "截断.docx": (WORD[:400], "文件坏了"),
    "截断.md": (WORD[:400], "文件坏了"),
    "炸弹.docx": (bomb(), "文件太大"),
    "表格.docx": (excel(), "Excel 表格"),
    "表格.xlsx": (excel(), "不能导入这种文件"),
    "图.pdf": (b"%PDF-1.7", "PDF 先用 WPS 转成 Word"),
    "图.docx": (b"%PDF-1.7", "这其实是PDF 文件"),
    "控制字符.txt": (f"{TEXT}\n甲\0乙。".encode(), "控制字符 U+0000"),
    "大.txt": ((TEXT + "全镇排查矛盾纠纷58件，" * 200_000).encode(), "不像一份年度报告"),
    "大.docx": (package("".join(map(paragraph, [*LINES, "甲" * 60_000]))), "不像一份年度报告"),
    "深.html": (("<div>" * 10_000 + PAGE).encode(), "里面的层次太深"),
    "深.md": (("> " * 5_000 + TEXT).encode(), "里面的层次太深"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_no_reports_are_refused_in_chinese(name, tmp_path, capfd):
    data, message = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    status, out, err = run(capfd, "import", tmp_path / name)
    assert (status, out) == (2, "") and message in err and "建议：" in err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_of_200_megabytes_is_not_read_to_its_end(tmp_path, capfd):
    for ending in ("docx", "txt", "html"):
        path = tmp_path / f"大.{ending}"
        with path.open("wb") as file:
            file.truncate(200_000_000)
        status, out, err = run(capfd, "import", path)
        assert (status, out) == (2, "") and "文件过大" in err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("国标.txt", TEXT.encode("gb18030")),
        ("回车.txt", TEXT.replace("\n", "\r\n").encode("utf-8-sig")),
        ("双字节.html", f"<meta charset=gbk>{PAGE}".encode("utf-16")),
        ("国标.html", f"<meta charset=utf-8>{PAGE}".encode("gb18030")),
        ("脚本.html", PAGE.replace("</p>", "</p><script>alert('58件')</script><img src=x onerror=alert(1)>").encode()),
        ("其实是Word.txt", WORD),
        ("其实是Word.md", WORD),
        ("其实是Word.doc", WORD),
        ("其实是Word.wps", WORD),
        ("其实是网页.doc", f"\n<html>{PAGE}</html>".encode()),
    ],
)
def test_a_report_is_read_whatever_its_encoding_and_the_ending_of_its_name(name, data, tmp_path, capfd):
    (tmp_path / name).write_bytes(data)
    status, out, _ = run(capfd, "import", tmp_path / name)
    facts = yaml.safe_load(Path(out.split()[-1]).read_text(encoding="utf-8"))
    assert status == 0 and facts["单位"]["简称"] == "甲镇" and facts["学法合计"] == "12次"
    assert "58" not in Path(out.split()[0]).read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", ["甲/乙镇", "../甲镇", "{{", "【待填】", "无", "待核实", "甲镇\n乙", "甲*镇", "a: b"])
def test_a_unit_that_could_name_no_file_is_refused(unit, tmp_path, capfd):
    (tmp_path / "去年.txt").write_text(TEXT, encoding="utf-8")
    status, out, err = run(capfd, "import", tmp_path / "去年.txt", "--unit", unit, "-o", tmp_path / "新")
    assert (status, out) == (2, "") and "不是单位简称" in err
    assert [path.name for path in tmp_path.iterdir()] == ["去年.txt"]


def test_the_name_of_the_file_is_only_words_in_both_files(tmp_path, capfd):
    path = tmp_path / "甲#}{{乙%}.txt"
    path.write_text(TEXT, encoding="utf-8")
    status, out, _ = run(capfd, "import", path, "-o", tmp_path / "新")
    assert status == 0
    status, _, err = run(capfd, "build", out.split()[-1])
    assert status == 1 and "模板语法" not in err


def test_the_last_year_of_a_title_counts(tmp_path, capfd):
    for years in ("2021年至2025年", "2021—2025年", "2025年"):
        path = tmp_path / f"{years}.txt"
        path.write_text(TEXT.replace("2025年", years, 1).replace("2025年，", ""), encoding="utf-8")
        status, out, _ = run(capfd, "import", path, "-o", tmp_path / years / "新")
        assert status == 0 and Path(out.split()[-1]).name == "2025.yaml"


def test_figures_of_an_endless_sentence_stay_in_it_with_a_notice(tmp_path, capfd):
    path = tmp_path / "去年.txt"
    path.write_text(f"{TEXT}\n{'全镇排查矛盾纠纷58件，' * 3_000}办结。\n", encoding="utf-8")
    status, _, err = run(capfd, "import", path)
    assert status == 0 and "句子太长，里面的数字留在句子里" in err


def test_a_thousand_headings_are_numbered(tmp_path, capfd):
    path = tmp_path / "去年.txt"
    path.write_text(
        TEXT + "".join(f"\n{n}.甲。乙丙。" for n in range(1, 100)) + "\n（一）丁\n戊。" * 300, encoding="utf-8"
    )
    status, _, err = run(capfd, "import", path)
    assert status == 0 and "标题400个，序号由程序编的101个" in err


# --- leftovers of Word --------------------------------------------------------------------------


def run_of(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run_of("全年学法12") + '<w:bookmarkStart w:id="0" w:name="甲"/>' + run_of("次。"), "全年学法12次。"),
        ("<w:r><w:tab/></w:r>" + run_of("全年学法12次。"), "全年学法12次。"),
        (run_of("全年学") + "<w:r><w:br/></w:r>" + run_of("法12次。"), "全年学法12次。"),
        (f"{run_of('全年学法')}<w:del>{run_of('1')}</w:del><w:ins>{run_of('2次。')}</w:ins>", "全年学法2次。"),
        (run_of("全年学法12次") + run_of("3次", "<w:vanish/>") + run_of("。"), "全年学法12次。"),
        (run_of("全年学法12次。") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "全年学法12次。"),
        (f'{run_of("全年学法")}<w:fldSimple w:instr=" X ">{run_of("12次。")}</w:fldSimple>', "全年学法12次。"),
    ],
    ids=["bookmark", "tab", "soft break", "tracked change", "hidden", "footnote", "field"],
)  # fmt: skip
def test_only_visible_text_is_imported(content, text, tmp_path, capfd):
    path = tmp_path / "去年.docx"
    path.write_bytes(package("".join(map(paragraph, LINES[:3])) + f"<w:p>{content}</w:p>"))
    status, out, _ = run(capfd, "import", path)
    assert status == 0
    template, facts = (Path(name).read_text(encoding="utf-8") for name in out.split())
    figure = yaml.safe_load(facts)["学法合计"]
    assert f"{{% 句 %}}{text.replace(figure, '{{ 学法合计 }}')}{{% 句完 %}}" in template


def test_every_cell_of_a_table_is_a_line_and_its_figures_stay(tmp_path, capfd):
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("项目", "数量", "检查", "58次"), strict=True
    ):
        cell.text = text
    document.save(str(tmp_path / "去年.docx"))
    status, out, err = run(capfd, "import", tmp_path / "去年.docx")
    template = Path(out.split()[0]).read_text(encoding="utf-8")
    assert status == 0 and "\\项目\n\n\\数量\n\n\\检查\n\n\\58次\n" in template and "不成句，照原样留着" in err
