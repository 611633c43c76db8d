"""Faults of a township's own template are reported in Chinese at their place, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import run
from conftest import FRAME, told

from drafter.commands.draft import draft_report
from drafter.findings import DrafterError

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
    "division": ("{{ 1 / 0 }}\n", ":1:", "不能用“/”"),
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
