"""Templates made to forge figures, to run for ever, or to break: what is printed is in the facts, or nothing is."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import run
from conftest import FRAME, from_template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafter.checks.structure.unsourced_digits import unsourced_digits
from drafter.document.parse_markup import MarkupError
from drafter.document.provenance import Role
from drafter.findings import DrafterError
from drafter.lawbook import stated_figure
from drafter.numerals import is_numeral
from drafter.templating import filters

FACTS = FRAME + (
    "纠纷: {排查: 58件, 化解: 57件, 成功率: 98.3%}\n"
    "执法: {三项制度: 是}\n"
    "政务公开: {事项: [公开1项, 公开2项]}\n"
    "问题: [{表现: 表现甲, 原因: 原因4}, {表现: 表现乙}]\n"
    "其他: 走访六十余户（待核实）。\n"
)

# --- expressions and statements of Jinja, ours and others -----------------------------------------------

_OURS = (
    "纠纷.排查",
    "纠纷.化解",
    "纠纷.成功率",
    "政务公开.事项",
    "执法.三项制度",
    "其他",
    "单位.简称",
    "报告.年度",
    "问题",
)
_LITERALS = ("8600", "五十八件", "㊿", "٥٨", "甲", "58", "\\x01", "{:c}", "%c", "0", "，", "Ⅻ件", "{0}", "#", "**")
_OTHER_FILTERS = (
    "replace('58','86')", "list", "first", "last", "join('9')", "format(1)", "upper", "reverse", "string", "int",
    "tojson", "map('upper')", "attr('format')", "center(9)", "random", "length", "default('9户')", "safe", "escape",
    "batch(2)", "slice(2)", "sum", "title", "truncate(1)", "striptags", "wordcount", "pprint", "sort", "unique",
)  # fmt: skip
_ARGUMENTS = {
    "则": ("'8600'", "'落实'"), "单位": ("'起'", "'9户'"), "去头": ("'走访'", "'5'"), "说成": ("'第9次'", "'召开'"),
    "分组": ("'表现'",), "在": ("'举措成效'",), "在小节": ("'甲'",), "文件": ("'表现'",), "取": ("'甲', '次数'",),
    "归并": ("'甲', '乙', '丙'",), "限次": ("0",),
}  # fmt: skip

literals = st.sampled_from(_LITERALS).map(lambda words: f'"{words}"')
numbers = st.integers(0, 99).map(str)
applied = st.one_of(
    st.sampled_from(sorted(filters.FILTERS)).flatmap(
        lambda name: st.sampled_from([f"{name}({a})" for a in _ARGUMENTS.get(name, ())] or [name])
    ),
    st.sampled_from(_OTHER_FILTERS),
    st.sampled_from(("replace('58','86')", "replace('5', '9')", "join('9')")),
)
leaves = st.one_of(
    st.sampled_from(_OURS),
    st.just("纠纷.排查"),
    literals,
    numbers,
    st.sampled_from(("x", "loop.index", "m()", "caller()")),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"{two[0]} ~ {two[1]}"),
        inner.map(lambda one: f"(({one}) ~ '') | replace('5', '9')"),
        st.tuples(inner, applied).map(lambda two: f"({two[0]}) | {two[1]}"),
        st.tuples(inner, st.sampled_from("+-*/%")).map(lambda two: f"({two[0]}) {two[1]} 2"),
        inner.map(lambda one: f"({one}).format(1, 2, 3)"),
        inner.map(lambda one: f"({one})[1:]"),
        inner.map(lambda one: f"({one})[0]"),
        inner.map(lambda one: f"({one}).replace('5', '9')"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} if {two[1]} else '9户')"),
        inner.map(lambda one: f"[{one}, 5]"),
    ),
    max_leaves=4,
)
words = st.sampled_from(("甲", "9户", "三百余户", "排查", "⑤件", "第一责任人", "统一", "\n", "**"))
statements = st.recursive(
    st.one_of(words, expressions.map(lambda e: f"{{{{ {e} }}}}"), expressions.map(lambda e: f"{{% set x = {e} %}}")),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        inner.map(lambda s: f"{{% 句 %}}{s}{{{{ 纠纷.排查 }}}}{{% 句完 %}}"),
        inner.map(lambda s: f"{{% 句 自述 %}}{s}{{% 句完 %}}"),
        st.tuples(expressions, inner).map(lambda p: f"{{% for x in {p[0]} %}}{p[1]}{{% endfor %}}"),
        st.tuples(expressions, inner).map(lambda p: f"{{% if {p[0]} %}}{p[1]}{{% endif %}}"),
        inner.map(lambda s: f"{{% set x %}}{s}{{% endset %}}{{{{ x }}}}"),
        inner.map(lambda s: f"{{% macro m() %}}{s}{{% endmacro %}}{{{{ m() }}}}"),
        inner.map(lambda s: f"{{% call m() %}}{s}{{% endcall %}}"),
        inner.map(lambda s: f"{{% filter replace('58', '86') %}}{s}{{% endfilter %}}"),
        inner.map(lambda s: f"{{% 逐条 %}}{s}{{% 逐条完 %}}"),
        inner.map(lambda s: f"{{% 可缺 %}}{s}{{% 可缺完 %}}"),
        inner.map(lambda s: f"{{% with x = 5 %}}{s}{{% endwith %}}"),
        inner.map(lambda s: f"\n## {s}\n"),
        inner.map(lambda s: f"\n| {s} | {s} |\n"),
        inner.map(lambda s: f"\n@主送机关 {s}\n"),
    ),
    max_leaves=6,
)


# What the facts may print: their values, and what our filters make of them.
FORMS = {
    "报告.年度": ("2025", "2026", "2024"), "纠纷.排查": ("58件", "58起"), "纠纷.化解": ("57件", "57起"),
    "纠纷.成功率": ("98.3%",), "政务公开.事项": ("公开1项", "公开2项"),
    "问题[1].原因": ("原因4",), "其他": ("走访六十余户。", "六十余户。", "走访六十余户", "六十余户"),
}  # fmt: skip


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(statements)
def test_every_figure_is_one_of_the_facts_or_the_report_is_refused(body):
    try:
        report = from_template(body, FACTS)
    except (DrafterError, MarkupError):
        return
    if list(unsourced_digits(report)):
        return
    typed = [run for sentence in report.sentences() if sentence.own for run in sentence.runs]
    for printed in report.runs():
        if not any(map(is_numeral, printed.text)) or printed.role in (Role.GAP, Role.TO_SIGN, Role.ORDINAL):
            continue
        if printed.sources:
            assert any(printed.text in FORMS.get(source.key, ()) for source in printed.sources), printed
        elif any(printed is run for run in typed):  # the township's own sentence, which the template spells out
            assert set(filter(is_numeral, printed.text)) <= set(body), printed
        else:
            assert not stated_figure(printed.text), printed


def test_the_law_would_see_a_forged_figure():
    (forged,) = from_template("{% 句 %}排查{{ 纠纷.排查 }}{% 句完 %}", FACTS.replace("58", "86")).sentences()
    assert all(run.text not in FORMS["纠纷.排查"] for run in forged.runs)


LAYOUTS = {
    "include": ("{% include '试.txt' %}{% include '试.txt' %}", "没有尽头"),
    "macros": (
        "{% macro m0() %}甲{% endmacro %}"
        + "".join(f"{{% macro m{n + 1}() %}}{{{{ m{n}() }}}}{{{{ m{n}() }}}}{{% endmacro %}}" for n in range(40))
        + "{{ m40() }}",
        "没有尽头",
    ),
    "blocks": ("{% block 甲 %}{{ self.甲() }}{{ self.甲() }}{% endblock %}", "没有尽头"),
    "callers": ("{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}" + "{% call m() %}" * 14
                + "{% for i in range(99999) %}甲{% endfor %}" + "{% endcall %}" * 14, "没有尽头"),
    "doubling": ("{% set a = '甲' %}" + "{% set a = a ~ a %}" * 60, "太长"),
    "captured": ("{% set a %}甲{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60, "没有尽头"),
    "constants": ("{% for i in range(9999999) %}" + "甲" * 9999 + "{% endfor %}", "没有尽头"),
    "comparisons": ("{% for i in range(9999999) %}{% if 纠纷.排查 == '5' %}{% endif %}{% endfor %}", "没有尽头"),
    "facts": ("{% for i in range(9999999) %}{{ 纠纷.排查 }}{% endfor %}", "没有尽头"),
    "sentences": ("{% for i in range(9999999) %}{% 句 %}{{ 纠纷.排查 }}{% 句完 %}{% endfor %}", "没有尽头"),
    "long": ("{% for i in range(2000) %}{% 句 自述 %}" + "甲" * 300 + "{% 句完 %}{% endfor %}", "太长"),
    "comments": ("待核实\n" + "{# " * 60000, "注释没有写“#}”"),
    "raw": ("待核实\n" + "{% raw %}" * 30000, "缺少 {% endraw %}"),
    "large": ("甲" * 600_000, "模板太长"),
    "brackets": ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "模板无法读取"),
    "digits": ("{{ " + "9" * 5000 + " }}", "模板无法读取"),
    "nested-lists": ("".join(f"{{% set {v}0 = '甲' %}}" + "".join(
        f"{{% set {v}{n + 1} = [{v}{n}, {v}{n}] %}}" for n in range(40)) for v in "ab")
        + "{% if a40 == b40 %}{% endif %}", "不能比较"),
    "nested-index": ("{% set a0 = '甲' %}" + "".join(f"{{% set a{n + 1} = (a{n}, a{n}) %}}" for n in range(40))
                     + "{{ 单位[a40] }}", "名称或序号"),
    "nested-key": ("{% set a0 = '甲' %}" + "".join(f"{{% set a{n + 1} = (a{n}, a{n}) %}}" for n in range(40))
                   + "{% set a = {a40: '甲'} %}", "写在引号里"),
    "fact-in-range": ("{% if 纠纷.排查 in range(99999999999) %}{% endif %}", "不能比较"),
    "long-comparisons": ("{% set a = '甲乙' %}" + "{% set a = a ~ a %}" * 17 + "{% for i in range(9999999) %}"
                         + "{% if '丙' in a %}{% endif %}{% endfor %}", "没有尽头"),
    "long-arguments": ("{% set a = '甲乙' %}" + "{% set a = a ~ a %}" * 17 + "{% for i in range(9999999) %}"
                       + "{% set b = 纠纷.排查 | 则(a) %}{% endfor %}", "没有尽头"),
    "wide-characters": ("{% set a = '甲𠀀' %}" + "{% set a = a ~ a %}" * 17 + "{% for i in range(999) %}{{ a }}"
                        + "{% endfor %}", "没有尽头"),
    "loops": ("{% for i in [1] %}" * 30 + "{% endfor %}" * 30, "套得太深"),
}  # fmt: skip

_SECONDS, _BYTES = 60, 600_000_000  # of a child that would else run for ever, or take all memory


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_template_runs_for_ever(name, tmp_path):
    text, message = LAYOUTS[name]
    (tmp_path / "试.txt").write_text(f"{text}\n# 题\n", encoding="utf-8")
    (tmp_path / "2025.yaml").write_text(FACTS, encoding="utf-8")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))

    command = [sys.executable, "-m", "drafter", "build", "2025.yaml", "--layout", "试.txt"]
    done = subprocess.run(command, cwd=tmp_path, preexec_fn=limit, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2 and message in done.stderr, done.stderr[:500]
    assert not list(tmp_path.glob("*.docx"))


REFUSED = {
    "no-list": "{% for i in 5 %}甲{% endfor %}",
    "characters": "{% for i in '甲乙' %}甲{% endfor %}",
    "range": "{{ range('3') }}",
    "step": "{% for i in range(1, 9, 0) %}{% endfor %}",
    "method": "{{ '甲'.replace('a') }}",
    "call-a-fact": "{{ 单位() }}",
    "call-a-value": "{{ 单位.简称() }}",
    "call-a-number": "{{ 5() }}",
    "no-global": "{{ cycler('甲') }}",
    "computed": "{% 句 自述 %}{{ 5 }}{% 句完 %}",
    "index": "{% for i in [1] %}{% 句 自述 %}{{ loop.index }}{% 句完 %}{% endfor %}",
    "joined-number": "{{ '甲' ~ 5 }}",
    "modulo": "{{ 1 % 0 }}",
    "argument": "{% 句 %}{{ 其他 | 去头(1) }}{% 句完 %}",
    "cut-figure": "{% 句 %}{{ 纠纷.排查 | 去头('5') }}{% 句完 %}",
    "cut-numeral": "{% 句 %}{{ 其他 | 去头('走访六') }}{% 句完 %}",
    "list-as-words": "{% 句 %}{{ 纠纷.排查 | 说成(['甲', '乙']) }}{% 句完 %}",
    "named-argument": "{% 句 %}{{ 纠纷.排查 | 单位(unit='起') }}{% 句完 %}",
    "figures-put-together": "{% 句 %}走访{{ 报告.年度 }}{{ 纠纷.排查 }}{% 句完 %}",
    "figures-with-a-point": "{% 句 %}走访{{ 报告.年度 }}.{{ 纠纷.排查 }}{% 句完 %}",
    "figure-in-ten-thousands": "{% 句 %}走访{{ 报告.年度 }}万家{% 句完 %}",
    "ordinal": "{{ 99 | 序数 }}",
    "large-ordinal": "{{ 9999999999999 | 序数 }}",
    "computed-name": "{% import 单位 as x %}",
    "computed-layout": "{% extends 单位 %}",
    "keyword-twice": "{{ f(a=1, a=2) }}",
    "parameter-twice": "{% macro f(a, a) %}{% endmacro %}",
    "infinite": "{{ 1e999 }}",
    "surrogate": '{{ "\\ud800" }}',
    "shadowed-fact": "{% set 单位 = {'简称': '假镇'} %}",
    "shadowing-loop": "{% for 纠纷 in [1] %}{% endfor %}",
    "list": "{{ [纠纷.排查] }}",
    "words-of-a-mark": "{% 句 %}{{ 其他 | 则('9户') }}{% 句完 %}",
    "too-few": "{{ 纠纷.排查 | 单位 }}",
    "macro-arguments": "{% macro f() %}{% endmacro %}{{ f(1, 2, 3) }}",
    "slice": "{{ '甲乙'[1:] }}",
    "cut-mark": "{% 句 %}{{ (纠纷.排查 ~ '')[1:] }}{% 句完 %}",
    "filtered-mark": "{% 句 %}{{ (纠纷.排查 ~ '') | replace('5', '9') }}{% 句完 %}",
    "formatted-mark": "{% 句 %}{{ '{:c}0{:c}9户{:c}'.format(1, 2, 3) }}{{ 纠纷.排查 }}{% 句完 %}",
    "filter-block": "{% filter 顿号 %}甲{% endfilter %}",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_fault_of_a_template_is_told_at_its_line_in_chinese(name, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_text(FACTS, encoding="utf-8")
    Path("试.txt").write_text(f"# 题\n\n{REFUSED[name]}\n", encoding="utf-8")
    status, out, err = run(capfd, "build", "2025.yaml", "--layout", "试.txt")
    assert (status, out) == (2, ""), err
    assert err.startswith("试.txt:3:"), err
    said = err.split("\n")[0].partition("错误 ")[2]
    assert not re.search("[A-Za-z]{3}", re.sub("“[^”]*”|range|block|loop.index", "", said)), said


def test_words_that_are_there_already_are_left_out_but_never_a_part_of_a_number():
    def printed(words: str) -> str:
        body = "{% 句 %}{{ 单位.简称 }}走访2025{{ 其他 }}{% 句完 %}"
        (sentence,) = from_template(body, FRAME + f"其他: {words}\n").sentences()
        return sentence.text

    assert printed("2025年的事。") == "示例镇走访2025年的事。"
    assert printed("25户人家。") == "示例镇走访202525户人家。"
    assert printed("访2025年的路。") == "示例镇走访2025年的路。"


def test_numerals_of_every_script_are_figures_and_fixed_words_are_none():
    for figure in (
        "12次",
        "٥٨件",
        "𝟓件",
        "²件",
        "⑤件",
        "㊿件",
        "Ⅷ件",
        "½",
        "五十八件",
        "两期",
        "百余件",
        "廿年",
        "叁份",
        "伍拾陆件",
        "⼋⼗⼆件",
        "㏢件",
        "七五件",
        "八五九五件",
    ):
        report = from_template(f"{{% 句 %}}{{{{ 单位.简称 }}}}办理{figure}{{% 句完 %}}", FACTS)
        assert len(list(unsourced_digits(report))) == 1, figure
    for fixed in (
        "统一部署",
        "第一责任人",
        "三项制度",
        "进一步提升",
        "“八五”普法",
        "八五普法",
        "十五五起步",
        "㎡",
        "参加",
        "队伍",
        "陆续",
        "收拾",
    ):
        report = from_template(f"{{% 句 %}}{{{{ 单位.简称 }}}}{fixed}{{% 句完 %}}", FACTS)
        assert list(unsourced_digits(report)) == [], fixed
