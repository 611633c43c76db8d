"""The commands as clerks use them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from cli_runner import run
from conftest import EXAMPLES, FRAME, ROOT

from drafter import __version__
from drafter.cli import cli, status_of
from drafter.commands import build
from drafter.commands.draft import draft_report
from drafter.commands.new import new_facts
from drafter.writers import WRITERS


@pytest.mark.parametrize("command", ["", *cli.commands])
def test_every_command_has_help_in_chinese_with_an_example(command, capfd):
    status, out, _ = run(capfd, *filter(None, [command]), "--help")
    assert status == 0 and out.startswith("用法：drafter")
    assert "\n例:\n" in out and "  drafter " in out.split("例:")[1]
    for english in ("Usage", "Options", "Show this", "Commands", "Arguments", "required"):
        assert english not in out


def test_the_examples_in_the_help_are_understood(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    for line in (*cli.examples, *(e for command in cli.commands.values() for e in command.examples)):
        monkeypatch.chdir(tmp_path)
        status, out, err = run(capfd, *line.split()[1:])
        messages = ("已经存在", "找不到这个文件", "没有待核实的")
        assert status in (0, 1) or any(words in out + err for words in messages), (line, err)


def test_drafter_alone_shows_its_help(capfd):
    status, out, err = run(capfd)
    assert (status, err) == (0, "") and out.startswith("用法：drafter")
    assert run(capfd, "-h")[1] == out


def test_version(capfd):
    assert run(capfd, "--version") == (0, f"drafter {__version__}\n", "")


def test_python_dash_m():
    result = subprocess.run([sys.executable, "-m", "drafter", "--version"], capture_output=True, text=True, check=True)
    assert result.stdout == f"drafter {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bild"], "没有“bild”这个命令，是不是“build”？"),
        (["航天"], "没有“航天”这个命令\n"),
        (["rules", "F101", "F102"], "多出了参数“F102”"),
        (["build", "--final=是", "x"], "选项“--final”后面不写内容"),
        (["check", "--format", "xml", "x"], "“--format”的值不对，只能写 text、json"),
        (["build"], "缺少参数“事实文件…”"),
        (["build", "--finale", "x"], "没有“--finale”这个选项，是不是“--final”？"),
        (["build", "x", "-o"], "选项“-o”后面缺少内容"),
        (["new"], "缺少选项“--unit”"),
        (["new", "--unit", "甲镇", "--year", "去年"], "--year 后面写年份，如 2025，不能写“去年”"),
        (["new", "--unit", " ", "--year", "2025"], "--unit 后面写单位名称"),
        (["new", "--unit", "../寺庄镇", "--year", "2025"], "--unit 后面写单位名称，如“寺庄镇”，不能写“../寺庄镇”"),
        (["new", "--unit", "寺庄镇\\2025", "--year", "2025"], "--unit 后面写单位名称"),
        (["new", "--unit", "2025", "--year", "2025"], "--unit 后面写单位名称"),
        (["new", "--unit", "甲镇", "--year", "2025", "--layout", "六部分"], "没有“六部分”这个版式；可用的：七部分、"),
        (["layouts", "show"], "写成 layouts"),
        (["layouts", "show", "八部分"], "没有“八部分”这个版式"),
        (["build", "a.yaml", "b.yaml", "-o", "c.docx"], "-o 后面写文件夹"),
        (["build", "a.yaml", "--to", "wps"], "--to 后面写格式：docx、pdf、html、txt、md，不能写“wps”"),
    ],
)
def test_wrong_usage(arguments, message, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capfd, *arguments)
    assert (status, out) == (2, "") and list(tmp_path.iterdir()) == []
    assert message in err and "Error" not in err and "Traceback" not in err


def test_an_unreadable_file_is_no_error_of_usage(tmp_path, monkeypatch, capfd):
    """Click would refuse it in English; the code that reads it reports it in Chinese."""
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    assert run(capfd, "build", tmp_path / "2025.yaml")[0] == 1


def test_a_dash_dash_alone_shows_the_help(capfd):
    assert run(capfd, "--") == run(capfd, "--help")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_builds_a_signing_copy(example, tmp_path, capfd):
    status, out, err = run(capfd, "build", example, "-o", tmp_path)
    path = Path(out.strip())
    assert status == 0 and path.parent == tmp_path and "草稿" not in path.name
    assert "送签稿" in err
    assert docx.Document(str(path)).paragraphs[0].text.replace("\n", "") in path.name


def test_building_several_files_gives_the_worst_status(tmp_path, capfd):
    (tmp_path / "甲.yaml").write_text(FRAME, encoding="utf-8")
    (tmp_path / "乙.yaml").write_text("纠纷：\n", encoding="utf-8")
    status, out, err = run(
        capfd, "build", EXAMPLES[0], tmp_path / "甲.yaml", tmp_path / "乙.yaml", "-o", tmp_path / "出"
    )
    assert status == 2 and len(out.splitlines()) == 2 and "没有生成" in err
    assert len(list((tmp_path / "出").iterdir())) == 2


def test_a_starter_can_be_filled_in_and_built(tmp_path, capfd):
    status, out, _ = run(capfd, "new", tmp_path / "示例乡", "--unit", "示例乡", "--year", "2025")
    file = Path(out.strip())
    assert status == 0 and file.name == "2025.yaml"
    text = file.read_text(encoding="utf-8")
    assert "简称: 示例乡" in text and "类别: 乡" in text and "\t" not in text
    status, out, err = run(capfd, "build", file)
    assert status == 1 and out.strip().endswith("示例乡2025年法治政府建设年度报告（草稿）.docx")
    assert "待补 F001 纠纷.排查" in err


def test_a_starter_without_its_comment_signs_is_a_facts_file(tmp_path):
    file = new_facts(tmp_path, "甲: #镇", 2025, "五部分")
    text = file.read_text(encoding="utf-8")
    assert draft_report(file).facts.root.find("单位.简称").value.text == "甲: #镇"
    start = text.index("# 标题:")
    own = text[start : text.index("\n\n", start)].replace("# ", "")
    file.write_text(text.replace(text[start : text.index("\n\n", start)], own), encoding="utf-8")
    assert draft_report(file).facts.root.find("标题.其他").place.line > 0


def test_new_takes_a_layout_of_the_township(tmp_path, capfd):
    (tmp_path / "本镇.txt").write_text('{% extends "drafter/五部分" %}\n', encoding="utf-8")
    assert run(capfd, "new", tmp_path, "--unit", "示例乡", "--year", "2025", "--layout", "本镇")[0] == 0
    assert "版式: 本镇" in (tmp_path / "2025.yaml").read_text(encoding="utf-8")


def test_new_never_touches_a_file_that_is_there(tmp_path, capfd):
    (tmp_path / "2025.yaml").write_text("我的", encoding="utf-8")
    status, _, err = run(capfd, "new", tmp_path, "--unit", "示例乡", "--year", "2025")
    assert status == 2 and "文件已经存在，没有改动它" in err
    assert (tmp_path / "2025.yaml").read_text(encoding="utf-8") == "我的"


def test_final_is_refused_while_something_is_open(tmp_path, capfd):
    file = tmp_path / "2025.yaml"
    szz = next(example for example in EXAMPLES if example.parent.name == "寺庄镇").read_text(encoding="utf-8")
    file.write_text(szz, encoding="utf-8")
    status, out, err = run(capfd, "build", "--final", file)
    assert (status, out) == (1, "") and "还不能定稿：成文日期还是“待签”" in err
    file.write_text(szz.replace("成文日期: 待签", "成文日期: 2026-01-20"), encoding="utf-8")
    status, out, err = run(capfd, "build", "--final", file)
    assert status == 0 and "定稿" in err and Path(out.strip()).exists()
    file.write_text(FRAME, encoding="utf-8")
    assert run(capfd, "build", "--final", file)[0] == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_suppressed_gaps_are_counted_and_said_to_be_unlisted(tmp_path, capfd):
    facts = tmp_path / "2025.yaml"
    facts.write_text(
        f"{FRAME}纠纷: {{排查: , 化解: }}\n检查: {{关闭: [{{规则: F001, 只在: 排查}}]}}\n", encoding="utf-8"
    )
    _, _, err = run(capfd, "build", facts)
    assert "纠纷.化解" in err and "纠纷.排查" not in err and "（其中1处关闭了检查，没有列出）" in err


def test_output_may_be_named(tmp_path, capfd):
    _, out, _ = run(capfd, "build", EXAMPLES[0], "-o", tmp_path / "下" / "报告.docx")
    assert Path(out.strip()) == tmp_path / "下" / "报告.docx"


@pytest.mark.parametrize(
    "name", ["报告.wps", "报告.doc", "报告.XLSX", "2025.yaml", "报告.pdfx", "报告.docs", "报告.docx.bak"]
)
def test_the_name_of_a_file_that_cannot_be_written_is_refused(name, tmp_path, capfd):
    status, _, err = run(capfd, "build", EXAMPLES[0], "-o", tmp_path / name)
    assert status == 2 and f"不能写成“{Path(name).suffix}”文件" in err and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out.v2", "送签.第二次", "2026.1", ".送签", "送签"])
def test_any_other_name_is_a_folder(name, tmp_path, capfd):
    _, out, _ = run(capfd, "build", EXAMPLES[0], "-o", tmp_path / name)
    assert Path(out.strip()).parent == tmp_path / name and out.strip().endswith(".docx")
    assert run(capfd, "build", *EXAMPLES[:2], "-o", tmp_path / name)[0] == 0


def test_a_folder_may_have_the_name_of_a_file(tmp_path, capfd):
    (tmp_path / "报告.doc").mkdir()
    assert run(capfd, "build", *EXAMPLES[:2], "-o", tmp_path / "报告.doc")[0] == 0
    assert len(list((tmp_path / "报告.doc").iterdir())) == 2


def test_facts_lists_and_finds(capfd):
    status, out, _ = run(capfd, "facts")
    assert status == 0 and "纠纷.排查　全年排查出的矛盾纠纷" in out
    status, out, _ = run(capfd, "facts", "化解")
    assert status == 0
    assert "    化解: 58件\n    → 全年化解矛盾纠纷58件。\n" in out
    status, out, err = run(capfd, "facts", "航天")
    assert (status, out) == (1, "") and "补充" in err


def test_layouts_lists_shows_and_copies(tmp_path, capfd):
    _, out, _ = run(capfd, "layouts")
    assert "五部分\n" in out and "部分/行政执法\n" in out
    _, out, _ = run(capfd, "layouts", "show", "五部分")
    assert out == (ROOT / "templates" / "layouts" / "五部分.txt").read_text(encoding="utf-8")
    status, out, _ = run(capfd, "layouts", "copy", "五部分", tmp_path)
    assert status == 0 and Path(out.strip()) == tmp_path / "五部分.txt"
    assert run(capfd, "layouts", "copy", "五部分", tmp_path)[0] == 2


def test_a_local_layout_overrides_one_block(tmp_path, capfd):
    (tmp_path / "本镇.txt").write_text(
        '{% extends "drafter/五部分" %}\n{% block 其他 %}\n{% 句 自述 %}本镇没有其他情况{% 句完 %}\n{% endblock %}\n',
        encoding="utf-8",
    )
    (tmp_path / "2025.yaml").write_text(FRAME.replace("2025}", "2025, 版式: 本镇}"), encoding="utf-8")
    status, out, _ = run(capfd, "build", tmp_path / "2025.yaml")
    texts = [paragraph.text for paragraph in docx.Document(out.strip()).paragraphs]
    assert status == 1 and "本镇没有其他情况。" in texts


def test_a_layout_that_is_not_there_is_named(tmp_path, capfd):
    (tmp_path / "2025.yaml").write_text(FRAME.replace("2025}", "2025, 版式: 八部分}"), encoding="utf-8")
    status, _, err = run(capfd, "build", tmp_path / "2025.yaml")
    assert status == 2 and "2025.yaml:1:" in err and "没有“八部分”这个版式" in err
    for outside in ("../2025", "/etc/passwd", "..\\2025"):
        assert run(capfd, "build", tmp_path / "2025.yaml", "--layout", outside)[0] == 2


def test_a_console_of_code_page_936_prints_codes_for_missing_characters(tmp_path):
    """桭 is in GBK, 榃 is in GBK, 𠮷 is not: nothing crashes, the rest is readable."""
    file = tmp_path / "2025.yaml"
    file.write_text(FRAME.replace("示例镇", "𠮷镇"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    result = subprocess.run(
        [sys.executable, "-m", "drafter", "build", "2025.yaml"], cwd=tmp_path, env=environment, capture_output=True
    )
    assert result.returncode == 1
    assert "\\U00020bb7镇2025年" in result.stdout.decode("gbk")
    assert "待补" in result.stderr.decode("gbk") and b"Traceback" not in result.stderr
    assert (tmp_path / "𠮷镇2025年法治政府建设年度报告（草稿）.docx").exists()


def test_a_bug_of_ours_is_reported_with_the_path_of_its_traceback(tmp_path, monkeypatch, capfd):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("一个没有想到的错误")

    monkeypatch.setattr(build, "draft_report", broken)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    status, out, err = run(capfd, "build", EXAMPLES[0])
    assert (status, out) == (3, "") and "这是 drafter 的问题" in err and "Traceback" not in err
    (report,) = tmp_path.glob("drafter-*.txt")
    assert str(report) in err and "一个没有想到的错误" in report.read_text(encoding="utf-8")


def test_too_little_memory_is_explained(tmp_path, monkeypatch, capfd):
    def endless(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(build, "draft_report", endless)
    status, out, err = run(capfd, "build", EXAMPLES[0], "-o", tmp_path)
    assert (status, out) == (2, "") and "内容太大" in err and "建议" in err and "程序出错" not in err
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_ends_with_130(monkeypatch, capfd):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "draft_report", interrupted)
    assert run(capfd, "build", EXAMPLES[0])[0] == 130


def test_nobody_listening_to_our_output_is_no_error(monkeypatch):
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Gone())
    assert status_of(["facts"]) == 0


def test_many_files_give_one_line_each_and_the_worst_status(tmp_path, capfd):
    (tmp_path / "坏.yaml").write_text("纠纷:\n  排查：58件\n", encoding="utf-8")
    (tmp_path / "缺.yaml").write_text(FRAME.replace("示例镇", "缺口镇") + "其他: 无\n", encoding="utf-8")
    files = [EXAMPLES[0], tmp_path / "缺.yaml", tmp_path / "坏.yaml"]
    status, out, err = run(capfd, "build", *files, "-o", tmp_path / "出")
    assert status == 2 and len(out.splitlines()) == 2
    lines = err.splitlines()[-3:]
    assert lines[0].startswith("北留镇　送签稿，") and "字，约" in lines[0] and "页" in lines[0]
    assert lines[1].startswith("缺口镇　草稿，待补") and "错误0处" in lines[1]
    assert lines[2] == f"{tmp_path / '坏.yaml'}　没有生成，请先改正上面的错误"
    assert run(capfd, "build", *files[:2], "-o", tmp_path / "出")[0] == 1
    assert run(capfd, "build", *EXAMPLES[:2], "-o", tmp_path / "出")[0] == 0


def test_a_star_is_read_where_the_command_line_does_not(tmp_path, capfd):
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.yaml").write_text(FRAME.replace("示例镇", f"{name}镇"), encoding="utf-8")
    status, out, _ = run(capfd, "build", tmp_path / "*.yaml")
    assert status == 1 and len(out.splitlines()) == 2
    assert run(capfd, "build", tmp_path / "没有*.yaml")[0] == 2
    assert run(capfd, "build", tmp_path / "甲**.yaml")[0] == 2


def test_every_form_is_in_the_help(capfd):
    help_page = run(capfd, "build", "--help")[1]
    assert all(f"{form}（" in help_page for form in WRITERS)


def test_the_ending_of_the_output_selects_the_form(tmp_path, capfd):
    for name in ("网页.html", "文字.TXT", "文字.md"):
        _, out, _ = run(capfd, "build", EXAMPLES[0], "-o", tmp_path / name)
        written = Path(out.strip())
        assert written == tmp_path / name.lower() and not written.read_bytes().startswith(b"PK")
    status, _, err = run(capfd, "build", EXAMPLES[0], "--to", "html", "-o", tmp_path / "报告.docx")
    assert status == 2 and "文件名以 .html 结尾" in err
    (tmp_path / "甲.html").mkdir()
    _, out, _ = run(capfd, "build", EXAMPLES[0], "-o", tmp_path / "甲.html")
    assert Path(out.strip()).parent == tmp_path / "甲.html" and out.strip().endswith(".docx")


def test_the_help_imports_neither_templates_nor_yaml():
    """The help page must not wait for Jinja and YAML."""
    script = "import sys, drafter.cli; print({'drafter.commands.draft', 'jinja2', 'yaml'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "set()\n"
    )


@pytest.mark.parametrize("form", [form for form in WRITERS if form not in ("docx", "pdf")])
def test_other_forms_are_written_and_never_over_another_text(form, tmp_path, capfd):
    status, out, _ = run(capfd, "build", EXAMPLES[0], "--to", form, "-o", tmp_path)
    written = Path(out.strip())
    assert status == 0 and written.suffix == f".{form}" and "法治政府建设" in written.read_text(encoding="utf-8")
    assert run(capfd, "build", EXAMPLES[0], "--to", form, "-o", tmp_path)[1] == out  # the same again: no new file
    written.write_text("改过", encoding="utf-8")
    _, again, err = run(capfd, "build", EXAMPLES[0], "--to", form, "-o", tmp_path)
    assert written.read_text(encoding="utf-8") == "改过" and "（新）" in again and "没有覆盖它" in err


def test_a_report_that_is_too_long_is_reported(tmp_path, capfd):
    file = tmp_path / "2025.yaml"
    text = "法" * 300
    file.write_text(
        FRAME.replace("2025}", "2025, 字数上限: 200字}") + f"补充: [{{部分: 举措成效, 内容: {text}}}]\n", "utf-8"
    )
    _, _, err = run(capfd, "build", file)
    assert "超过上限200字" in err
    file.write_text(file.read_text("utf-8").replace("200字", "2000字"), "utf-8")
    assert "超过上限" not in run(capfd, "build", file)[2]


def test_trace_prints_a_figure_a_line_and_writes_files(tmp_path, capfd):
    status, out, _ = run(capfd, "trace", EXAMPLES[0])
    assert status == 0 and "26起　执法.处罚　2024.yaml:" in out
    for name in ("表.csv", "表.docx"):
        assert run(capfd, "trace", EXAMPLES[0], "-o", tmp_path / name)[1].strip() == str(tmp_path / name)
    assert run(capfd, "trace", EXAMPLES[0], "-o", tmp_path / "表.pdf")[0] == 2


def test_facts_finds_by_any_word(capfd):
    for word in ("调解员", "人民调解", "96名", "枫桥", "资料"):
        status, out, _ = run(capfd, "facts", word)
        assert status == 0 and "→" in out, word
    table = ROOT / "examples" / "县级附加表" / "县附加表.yaml"
    assert run(capfd, "facts", "公证")[0] == 1
    assert "法律服务.公证咨询" in run(capfd, "facts", "公证", "--table", table)[1]


def test_a_starter_for_a_county_table_has_a_copy_of_it_next_to_it(tmp_path, capfd):
    table = ROOT / "examples" / "县级附加表" / "县附加表.yaml"
    status, out, _ = run(capfd, "new", tmp_path / "镇", "--unit", "示例镇", "--year", "2025", "--table", table)
    assert status == 0 and Path(out.strip()).name == "2025.yaml"
    assert {f.name for f in (tmp_path / "镇").iterdir()} == {"2025.yaml", "facts.schema.json", "县附加表.yaml"}
    assert "村规民约:" in (tmp_path / "镇" / "2025.yaml").read_text(encoding="utf-8")
    assert run(capfd, "build", tmp_path / "镇" / "2025.yaml")[0] == 1
