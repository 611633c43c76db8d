"""Every kind of wrong input: named in Chinese at its place, nothing written, no traceback. One golden file a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FRAME, TESTS, facts_of

from drafter.cli import status_of

CASES = sorted((TESTS / "golden" / "errors").glob("*.yaml"))

# understood, but wrong: a draft is written
NOT_FATAL = {"relations"}

FILES = {
    "control-character-raw": FRAME.encode() + "学法考试:\n  平台: 如\x01法网\n".encode(),
    "line-separator-raw": FRAME.encode() + "学法考试:\n  平台: 如\u2028法网\n".encode(),
    "deep-brackets": b"[" * 30_000,
    "too-large": b"# " + b"x" * 50_000_000,
    "no-text": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
    "word-file": b"PK\x03\x04rest",
}


def run(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    status = status_of([str(a) for a in arguments])
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return status, out, err


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_wrong_yaml(case, tmp_path, monkeypatch, capfd, golden):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_bytes(case.read_bytes())
    status, out, err = run(capfd, "build", "2025.yaml")
    assert status == (1 if case.stem in NOT_FATAL else 2)
    if status == 2:
        assert out == "" and [p.name for p in tmp_path.iterdir()] == ["2025.yaml"]
    golden(Path("errors") / f"{case.stem}.txt", err)


@pytest.mark.parametrize("name", FILES)
def test_wrong_file(name, tmp_path, monkeypatch, capfd, golden):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_bytes(FILES[name])
    status, out, err = run(capfd, "build", "2025.yaml")
    assert (status, out) == (2, "")
    assert [p.name for p in tmp_path.iterdir()] == ["2025.yaml"]
    golden(Path("errors") / f"{name}.txt", err)


def test_a_folder_instead_of_a_file(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("寺庄镇").mkdir()
    status, _, err = run(capfd, "build", "寺庄镇")
    assert status == 2 and "寺庄镇: 错误 这是文件夹，不是文件" in err


def test_a_missing_file_names_its_neighbours(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("2024.yaml").write_text("")
    status, _, err = run(capfd, "build", "2025.yaml")
    assert status == 2 and "找不到这个文件" in err and "这个文件夹里有：2024.yaml" in err


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings_build(codec, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_bytes((FRAME + "其他: 无\n").replace("\n", "\r\n").encode(codec))
    status, out, err = run(capfd, "build", "2025.yaml")
    assert status == 1 and out.strip() == "示例镇2025年法治政府建设年度报告（草稿）.docx"
    assert ("文件编码为 GBK" in err) == codec.startswith("gb")


def test_typed_scalars_stay_what_was_typed():
    """YAML would make a time, a truth, a date and an octal number of these."""
    for typed in ("12:30", "否", "2025-01-20", "010", "1e3", "0x1F", ".5"):
        facts = facts_of(FRAME + f"学法考试:\n  平台: {typed}\n")
        assert facts.root.find("学法考试.平台").value.text == typed


TEMPLATES = {
    "syntax": ("第一行\n{% 句 %}{{ 纠纷.排查 }}\n", ":2:", "模板语法有误，标签没有成对，缺少 {% 句完 %}"),
    "unknown-tag": ("{% 句子 %}{% 句子完 %}\n", ":1:", "模板语法有误，不认识标签“句子”"),
    "unknown-fact": ("\n{% 句 %}排查{{ 纠纷.排察 }}{% 句完 %}\n", ":2:", "事实表里没有“纠纷.排察”"),
    "unknown-name": ("{% 句 %}{{ 纷争 }}{% 句完 %}\n", ":1:", "事实表里没有“纷争”"),
    "unknown-filter": ("{% 句 %}{{ 纠纷.排查 | 大写 }}{% 句完 %}\n", ":1:", "没有这个过滤器"),
    "unknown-field": ("{% for 项 in 问题 %}\n{% 句 %}{{ 项.原音 }}{% 句完 %}\n{% endfor %}\n", ":2:", "原音"),
    "sentence-without-fact": ("\n\n{% 句 %}我镇高度重视。{% 句完 %}\n", ":3:", "没有用到任何事实"),
    "text-outside-sentences": ("## 甲\n\n我镇高度重视。\n", ":3:", "不在任何一句里"),
    "own-figure": ("\n{% 句 %}{{ 单位.简称 }}开展活动12次{% 句完 %}\n", ":2:", "模板自己写了数字“12”"),
    "own-figure-in-heading": ("## 今年12件大事\n\n{% 句 %}{{ 单位.简称 }}{% 句完 %}\n", ":1:", "模板自己写了数字“12”"),
    "endless-range": (
        "{% for 甲 in range(99999) %}{% for 乙 in range(99999) %}{% endfor %}{% endfor %}\n",
        ":1:",
        "循环没有尽头",
    ),
    "huge-range": ("{% for 甲 in range(999999999) %}{% endfor %}\n", ":1:", "循环没有尽头"),
    "endless-macro": ("{% macro 甲() %}{{ 甲() }}{% endmacro %}\n{{ 甲() }}\n", ":1:", "没有尽头"),
    "endless-include": ("\n{% include '试.txt' %}\n", ":2:", "没有尽头"),
    "string-repetition": ("{{ '甲' * 999999999 }}\n", ":1:", "不能用“*”"),
    "group-in-sentence": ("{% 句 %}{{ 纠纷 }}{% 句完 %}\n", ":1:", "下面还有键"),
    "list-in-sentence": ("{% 句 %}{{ 问题 }}{% 句完 %}\n", ":1:", "是列表"),
    "sentence-in-sentence": ("{% 句 %}{% 句 %}{{ 单位.简称 }}{% 句完 %}{% 句完 %}\n", ":1:", "里面不能再写"),
    "clause-outside": ("{% 分句 %}{{ 单位.简称 }}{% 分句完 %}\n", ":1:", "要写在“句”里面"),
    "unknown-element": ("@抄送 {{ 单位.简称 }}\n", ":1:", "没有“@抄送”这个页面要素"),
    "no-title": ("\n{# 空的 #}\n", "", "版式里没有标题"),
    "unknown-block": (
        '{% extends "drafter/五部分" %}\n{% block 其它 %}\n{% 句 自述 %}甲{% 句完 %}\n{% endblock %}\n',
        ":2:",
        "所用的版式里没有部分“其它”",
    ),
    "no-such-parent": ("{% extends 'drafter/十部分' %}\n", "", "找不到版式或模板“drafter/十部分”"),
    "out-of-the-sandbox": ("{{ ''.__class__.__mro__ }}\n", ":1:", "不允许"),
    "division": ("{{ 1 / 0 }}\n", ":1:", "无法计算"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_faults_of_a_template(name, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    text, place, message = TEMPLATES[name]
    Path("2025.yaml").write_text(FRAME, encoding="utf-8")
    titled = text if "extends" in text or name == "no-title" else f"{text}\n# 题\n"
    Path("试.txt").write_text(titled, encoding="utf-8")
    status, out, err = run(capfd, "build", "2025.yaml", "--layout", "试.txt")
    assert (status, out) == (2, "")
    assert message in err, err
    assert f"试.txt{place}" in err or not place, err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2025.yaml", "试.txt"]
