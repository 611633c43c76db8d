"""Inputs that once crashed, hung, lost something typed, or told what nobody had said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from conftest import FRAME, facts_of, from_template, report_of, told

from drafter.commands.draft import draft_report
from drafter.document.provenance import Role
from drafter.facts.model import State
from drafter.findings import DrafterError
from drafter.system import integrity
from drafter.system.files import Stage, save_document
from drafter.writers.docx.package import write_docx


def refused(text: str) -> str:
    with pytest.raises(DrafterError) as caught:
        facts_of(FRAME + text)
    return told(caught.value)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("普法:\n  阵地:\n    - 甲\n    - #二号公园\n", "#二号公园"),
        ('其他: "甲" #乙丙\n', "#乙丙"),
        ("纠纷: #58件\n  排查: 3件\n", "#58件"),
        ("普法:\n  阵地: 甲 #乙\n", "#乙"),
    ],
)
def test_what_a_sign_would_swallow_is_named(text, lost):
    message = refused(text)
    assert "会被当作说明丢掉" in message and lost in message


def test_a_key_swallowed_by_a_value_is_named():
    assert "“参学率”被并进了前一项的值" in refused("学法考试: {平台: 如法网，参学率：100%}\n")
    assert facts_of(FRAME + "学法考试: {平台: 如法网, 参学率: }\n").root.find("学法考试.参学率").state is State.BLANK


def test_a_forgotten_colon_is_told_on_its_own_line():
    message = refused("纠纷:\n  化解: 58件\n  排查 58件\n行政复议: 无\n")
    assert "2025.yaml:5:3: 错误 这一行缺少“: ”" in message


def test_a_colon_forgotten_in_the_only_line_is_offered():
    assert "改为：排查: 58件" in refused("纠纷:\n  排查58件\n")


def test_a_key_that_lacks_its_indentation_is_sent_home():
    assert "“排查”是“纠纷”下面的键，要缩进写在它下面" in refused("纠纷:\n排查: 58件\n")


def test_a_correct_line_is_not_accused():
    message = refused('报告二: "以\\"学习\\"为主线"\n普法:\n  宣讲: *36场次\n')
    assert ":5:7:" in message and "报告二" not in message.split("\n")[1]


def test_a_mended_line_leaves_the_comment_outside_the_quotes():
    assert '整个值加引号：平台: "@如法网"  # 说明' in refused("学法考试:\n  平台: @如法网  # 说明\n")


def test_a_number_of_three_digits_in_a_list_is_a_number():
    facts = facts_of(FRAME + "政务公开: {监督渠道: [110,120]}\n")
    assert [item.text for item in facts.root.find("政务公开.监督渠道").value.items] == ["110", "120"]


@pytest.mark.parametrize(
    "line",
    [
        "格式版本: ²",
        f"格式版本: {'9' * 5000}",
        "执法: {持证率: 99.99999999999999999999999999999%}",
        f"纠纷: {{排查: {'一' * 30000}}}",
        f"学法考试: {{平台: '{'甲' + ' ' * 60000 + '乙'}', 参学率: 坏}}",
    ],
)
def test_odd_values_are_refused_and_not_a_crash(line):
    with pytest.raises(DrafterError):
        facts_of(line + "\n")


@pytest.mark.parametrize("typed", ["不少于0条", "近0条", "不超过0条"])
def test_only_a_counted_zero_is_none(typed):
    assert facts_of(FRAME + f"法律服务: {{解答问题: {typed}}}\n").root.find("法律服务.解答问题").state is State.GIVEN


@pytest.mark.parametrize("typed", ["全覆盖", "每月", "每季度"])
def test_a_rate_is_a_percentage(typed):
    assert "百分比" in refused(f"纠纷: {{成功率: {typed}}}\n")


@pytest.mark.parametrize(
    ("text", "key", "state"),
    [
        ("执法: {重点领域: [安全生产 待核实, 甲]}", "执法.重点领域", State.TO_VERIFY),
        ("执法: {重点领域: [待填, 甲]}", "执法.重点领域", State.TO_VERIFY),
        ("学法考试: {平台: 待核实}", "学法考试.平台", State.BLANK),
        ("学法考试: {平台: 【待填】}", "学法考试.平台", State.BLANK),
        ("学法考试: {平台: 。}", "学法考试.平台", State.BLANK),
        ("执法: {重点领域: [。]}", "执法.重点领域", State.BLANK),
    ],
)
def test_nothing_unfinished_passes_as_given(text, key, state):
    assert facts_of(f"{FRAME}{text}\n").root.find(key).state is state


def test_none_that_is_not_verified_is_refused():
    assert "还没有核实" in refused("行政复议: 无 待核实\n")


def test_a_flag_to_verify_colours_its_words():
    report = report_of(FRAME.replace("2025}", "2025, 指导思想: 是 待核实}"))
    assert any(run.role is Role.TO_VERIFY and "习近平法治思想" in run.text for run in report.runs())


def test_a_sentence_to_verify_makes_a_draft(tmp_path):
    own = "{% 句 待核实 %}{{ 单位.简称 }}有村{% 句完 %}"
    (tmp_path / "本镇.txt").write_text(
        f'{{% extends "drafter/五部分" %}}\n{{% block 其他 %}}\n{own}\n{{% endblock %}}\n', encoding="utf-8"
    )
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    findings = draft_report(tmp_path / "2025.yaml", "本镇").findings
    assert any("这一句还没有核实" in finding.message and finding.place.line == 3 for finding in findings)


def test_asking_for_a_list_is_touching_it():
    body = (
        "{% 句 %}{{ 单位.简称 }}{% if not 学法 %}未组织学法{% endif %}{% 句完 %}\n\n{% 句 %}{{ 单位.简称 }}{% 句完 %}\n"
    )
    assert [s.text for s in from_template(body).sentences()] == ["示例镇。"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("| 化解 | 99件 |\n", "模板自己写了数字“99”"),
        ('{{ "\\x010\\x029999件\\x03" }}\n', "模板里不能写控制字符"),
        ("{{ 套语.专名 }}\n", "不是事实表里的名称"),
    ],
)
def test_a_template_cannot_forge_a_figure(body, message, tmp_path):
    (tmp_path / "试.txt").write_text(f"# 题\n{body}", encoding="utf-8")
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    with pytest.raises(DrafterError) as caught:
        draft_report(tmp_path / "2025.yaml", "试.txt")
    assert message in told(caught.value)


@pytest.mark.parametrize(
    "body", ["#= \n", "\\\n", "| {% 句 %}{{ 单位.简称 }}{% 句完 %} | |\n", "@发文机关署名 \n", "### \n"]
)
def test_empty_lines_of_the_markup_make_a_document(body):
    assert integrity.edits_since(write_docx(from_template(body))) == []


@pytest.mark.parametrize("layout", [".", "/", "甲" * 100, "..", "x/../../y"])
def test_names_that_no_layout_can_have(layout, tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    with pytest.raises(DrafterError, match="这个版式"):
        draft_report(tmp_path / "2025.yaml", layout)


def test_merged_records_keep_what_each_of_them_holds():
    facts = """
学法:
  - {形式: 会前学法, 日期: 2025-03-04, 内容: }
  - {形式: 会前学法, 日期: 2025-04-04, 内容: [甲]}
"""
    report = report_of(FRAME + facts)
    text = "".join(s.text for s in report.sentences())
    assert "组织会前学法2次，学习甲。" in text
    keys = {source.key for run in report.runs() for source in run.sources}
    assert {"学法[1].日期", "学法[2].日期", "学法[2].形式"} <= keys


HOSTILE = {
    "corrupt": lambda data: data[:200] + b"\x00" * 50 + data[250:],
    "half": lambda data: data[: len(data) // 2],
    "not-xml": lambda data: _with_part(data, "word/document.xml", b"<w:document"),
    "seal-not-json": lambda data: _with_part(data, "customXml/item1.xml", b'<seal xmlns="urn:drafter:seal:1">{</seal>'),
    "seal-short-rows": lambda data: _with_part(
        data, "customXml/item1.xml", b'<seal xmlns="urn:drafter:seal:1">[["a"]]</seal>'
    ),
}


def _with_part(data: bytes, part: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            kept = before.read(name)
            if name == "word/document.xml" and part != name:
                kept = kept.replace("示例镇".encode(), "别的镇".encode())
            after.writestr(name, content if name == part else kept)
    return held.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_damaged_file_is_left_alone(kind, tmp_path):
    data = HOSTILE[kind](write_docx(report_of(FRAME)))
    (tmp_path / "甲.docx").write_bytes(data)
    assert save_document(write_docx(report_of(FRAME)), tmp_path, "甲", Stage.SIGNING).path.name == "甲（新）.docx"
    assert (tmp_path / "甲.docx").read_bytes() == data


def test_a_very_different_document_is_compared_in_no_time():
    rows = "".join("<w:p><w:r><w:t>甲</w:t></w:r></w:p>" for _ in range(30_000))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<w:document {space}><w:body>{rows}</w:body></w:document>".encode()
    parts = integrity.with_fingerprint(
        {"word/document.xml": document, "[Content_Types].xml": b"<T></T>", "_rels/.rels": b"<R></R>",
         "word/_rels/document.xml.rels": b"<R></R>"},
        "word/document.xml", ["甲"] * 30_000,
    )  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in parts.items():
            package.writestr(
                name, content.replace("甲".encode(), "乙".encode(), 1) if "document.xml" in name else content
            )
    assert integrity.edits_since(held.getvalue()) == [integrity.Edit("", "", "")]


def test_force_that_fails_gives_the_edited_file_its_name_back(tmp_path, monkeypatch):
    (tmp_path / "甲.docx").write_bytes(b"by hand")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DrafterError):
        save_document(write_docx(report_of(FRAME)), tmp_path, "甲", Stage.SIGNING, force=True)
    assert [path.name for path in Path(tmp_path).iterdir()] == ["甲.docx"]
    assert (tmp_path / "甲.docx").read_bytes() == b"by hand"


def test_findings_of_one_kind_are_bounded():
    with pytest.raises(DrafterError) as caught:
        facts_of("\t甲: 1\n" * 3000)
    assert len(caught.value.findings) == 50
