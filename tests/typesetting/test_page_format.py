"""The page format: 22 lines of 28 字 in whole twips within the tolerances of 5.2.1, and formats of counties."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import ceil, floor

import pytest
from conftest import FRAME, facts_of, report_of, told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from line_fixtures import page_count
from packages import edits_since

from drafter.findings import DrafterError
from drafter.system.cache import data_table
from drafter.typesetting.page_format import (
    LIMITS,
    PageFormat,
    PageFormatError,
    item_names,
    national_format,
    shipped_formats,
    with_deviations,
)
from drafter.typesetting.page_format import shipped_format as shipped
from drafter.typesetting.units import mm
from drafter.workspace.page_formats import open_page_format
from drafter.writers.docx.package import write_docx

P = national_format()


def test_the_type_area_and_margins_fill_the_paper():
    assert P.binding_margin + P.type_area[0] + P.right_margin == P.paper[0]
    assert P.top_margin + P.type_area[1] + P.bottom_margin == P.paper[1]


def test_margins_are_within_a_millimetre():
    assert abs(P.top_margin - mm(37)) <= mm(1) and abs(P.binding_margin - mm(28)) <= mm(1)


def test_exactly_22_lines_fit():
    assert P.lines_per_page * P.line_pitch <= P.type_area[1] < (P.lines_per_page + 1) * P.line_pitch
    assert P.line_pitch == 579


def test_exactly_28_characters_fit():
    assert P.zi_per_line * P.zi <= P.type_area[0] < (P.zi_per_line + 1) * P.zi
    assert P.zi_spacing == -5


def test_the_dash_is_7_mm_below_the_type_area():
    middle = P.paper[1] - P.footer_distance - 280 // 2
    assert abs(middle - (mm(37) + mm(225) + mm(7))) <= 20


# --- a county's own format ------------------------------------------------------------------------

NUMBERS = data_table("gbt9704-2012.yaml")
COUNTY = FRAME.replace("2025}", "2025, 公文格式: 本县格式.yaml}")
SMALL = report_of(
    """\
报告:
  年度: 2025
  成文日期: 2026-01-20
  发文字号: 示政〔2026〕1号
  版头: {发文机关标志: [示例镇人民政府], 签发人: [张三, 李四], 紧急程度: 特急}
  版记: {抄送机关: [示例县司法局], 印发机关: 示例镇党政办公室, 印发日期: 2026-01-21}
单位: {简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}
问题: [甲]
"""
)


def opened(text: str, folder) -> PageFormat:
    """The page format of a format file. Raises DrafterError."""
    (folder / "本县格式.yaml").write_text(text, encoding="utf-8")
    return open_page_format(facts_of(COUNTY), folder)


def refused(text: str, folder) -> str:
    with pytest.raises(DrafterError) as caught:
        opened(text, folder)
    return told(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("首行缩进: 900", "“首行缩进”不能是900，要在0到4字之间"),
        ("首行缩进: -1", "“首行缩进”不能是-1，要在0到4字之间"),
        ("每行字数: 1", "“每行字数”不能是1，要在23到29字之间：版心宽156毫米，正文16磅"),
        ("每行字数: 0", "“每行字数”不能是0，"),
        ("每行字数: 900", "“每行字数”不能是900，"),
        ("每行字数: 40", "“每行字数”不能是40，"),
        ("字号: {正文: 小4}", "“每行字数”不能是28，要在30到38字之间：版心宽156毫米，正文12磅"),
        (
            "{字号: {正文: 2号, 标题: 2号}, 每行字数: 20, 成文日期右空: 7}",
            "“成文日期右空”不能是7，要在0到6字之间：一行20字",
        ),
        ("每页行数: 40", "“每页行数”不能是40，要在16到28行之间：版心高225毫米，正文16磅，标题22磅"),
        ("行距: 16", "“行距”不能是16，要在22到40磅之间：正文16磅，标题22磅，再小各行会重叠"),
        ("行距: 300", "“行距”不能是300，"),
        ("{行距: 28, 每页行数: 900}", "“每页行数”不能是900，行距28磅，一页排22行：两项只写一项"),
        ("行距: nan", "“行距”要填一个数，不是“nan”"),
        ("行距: [28]", "“行距”后面只写一个值，写成“行距: 值”"),
        ("页码: {线: 一二三四}", "“页码.线”不能是“一二三四”，写一个符号，最多3个字符"),
        ("署名上空行: 500", "“署名上空行”不能是500，要在0到8行之间"),
        ("署名上空行: 1.5", "“署名上空行”要填整数，不是“1.5”"),
        ("字号: {标题: 200}", "“字号.标题”不能是“200”，要在14到36磅之间"),
        ("字号: {标题: 0}", "“字号.标题”不能是“0”，要在14到36磅之间"),
        ("字号: {标题: 初号}", "“字号.标题”不能是“初号”，"),
        ("字号: {标题: inf}", "“字号.标题”的字号“inf”读不懂"),
        ("字号: {标题: 小初}", "“每页行数”不能是22，要在16到17行之间：版心高225毫米，正文16磅，标题36磅"),
        ("发文机关标志: {字号上限: 999}", "“发文机关标志.字号上限”不能是999，要在16到80磅之间"),
        ("发文机关标志: {距版心: 300}", "“发文机关标志.距版心”不能是300，要在15到120毫米之间"),
        ("{发文机关标志: {距版心: 120}, 版头: {空行: 5}}", "版头占得太多，首页放不下标题和正文"),
        ("页码: {左右空: 100}", "“页码.左右空”不能是100，要在0到8字之间"),
        ("版记: {左右空: 40}", "“版记.左右空”不能是40，要在0到4字之间"),
        ("版记: {行高: 0.1}", "“版记.行高”不能是0.1，要在8到40磅之间"),
        ("版记: {行高: 10}", "“版记.行高”不能是10，要在14到40磅之间：版记14磅"),
        ("成文日期右空: 28", "“成文日期右空”不能是28，要在0到8字之间"),
        ("字体别名: {仿宋: [{a: b}]}", "“字体别名.仿宋”后面写字体名，几个的写成 [甲, 乙]"),
        ("字体别名: {仿宋: {a: b}}", "“字体别名.仿宋”后面写字体名"),
        ("字体别名: {仿宋: [STFangsong，仿宋体]}", "“字体别名.仿宋”里的“STFangsong，仿宋体”不是一个字体名"),
        ("字体: 仿宋", "“字体”后面不写值，各项另起一行缩进写"),
        ("天头: 70", "天头、订口、版心加起来超出了纸张"),
    ],
)
def test_an_impossible_format_is_refused_at_its_line(text, message, tmp_path):
    found = refused(f"# 本县\n{text}\n", tmp_path)
    assert message in found and "本县格式.yaml:2:" in found


def test_a_name_of_a_typeface_has_a_maximum_length(tmp_path):
    assert "最多31个字符" in refused(f"字体:\n  正文: {'仿' * 32}\n", tmp_path)


@pytest.mark.parametrize("dash", ["<b>", "&", "－", "-"])
def test_the_dash_of_a_page_number_is_escaped(dash, tmp_path):
    assert edits_since(write_docx(SMALL, opened(f"页码: {{线: '{dash}'}}\n", tmp_path))) == []


@pytest.mark.parametrize(
    "text",
    [
        "字体: {正文: }",
        "字体:",
        "行距: ~",
        "字体别名: {仿宋: }",
        "字号: {正文: ''}",
        "字体: {正文: '  '}",
        "说明: 本县",
    ],
)
def test_a_blank_value_means_as_in_the_national_standard(text, tmp_path):
    page_format = opened(f"{text}\n", tmp_path)
    assert vars(page_format) == vars(national_format())


def test_yaml_booleans_are_read_as_words():
    assert with_deviations({"字体别名": {"是": [True, "", "甲"]}}).other_names["是"] == ("是", "甲")
    assert with_deviations({"字体别名": {"仿宋": "STFangsong"}}).other_names["仿宋"] == ("STFangsong",)


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("行距：28", "1:1", "改为：行距: 28"),
        ("行距:28", "1:1", "改为：行距: 28"),
        ("天头: 37\n行距：28", "2:3", "改为：行距: 28"),
        ("行距：28\n天头: 37", "1:3", "改为：行距: 28"),
        ("行距：28\n天头：37", "2:3", "改为：天头: 37"),
        ("字体:\n  正文：仿宋", "2:3", "改为：正文: 仿宋"),
        ("字体: {正文：仿宋}", "1:6", "改为：正文: 仿宋"),
        ("", "1:1", "如“行距: 28”"),
        ("# 还没写\n", "1:1", "如“行距: 28”"),
        ("行距", "1:1", "如“行距: 28”"),
        ("- 行距: 28", "1:1", "如“行距: 28”"),
    ],
)
def test_a_value_that_is_no_mapping_is_reported_with_its_line_and_a_hint(text, place, advice, tmp_path):
    found = refused(text, tmp_path)
    assert f"本县格式.yaml:{place}: 错误" in found and advice in found


def test_an_unknown_item_is_reported_with_a_guess_and_the_known_ones(tmp_path):
    found = refused("字体: {正体: 仿宋}\n", tmp_path)
    assert "是不是“正文”" in found and "“字体”下面可以写的项：正文、标题、" in found
    assert "可以写的项：说明、纸张、天头、" in refused("甲: 1\n", tmp_path)


def test_every_number_has_limits():
    """Those without a row in LIMITS depend on other numbers."""
    numbers = {"每页行数", "每行字数", "行距"}
    for name, value in NUMBERS.items():
        if isinstance(value, Mapping) and name not in ("字体", "字体别名", "字体替代"):
            numbers |= {f"{name}.{item}" for item in value} - {"页码.线"}
        elif isinstance(value, (int, float)):
            numbers.add(name)
    assert numbers == {*LIMITS, "每页行数", "每行字数", "行距"}
    assert {"行距", "字号", "字号上限"} <= item_names()


@pytest.mark.parametrize("name", shipped_formats())
def test_shipped_formats_are_within_the_limits(name):
    assert with_deviations(NUMBERS).zi_spacing == shipped(name).zi_spacing == -5


_WORDS = [
    "",
    "~",
    "自动",
    "同正文",
    "是",
    "3号",
    "小初",
    "<b>&\"'",
    "28磅",
    "nan",
    "-1",
    "0",
    "1e9",
    "9" * 400,
    "甲" * 40,
]
_ODD = st.recursive(
    st.sampled_from(_WORDS) | st.text(max_size=5) | st.integers(-5, 300).map(str) | st.floats(0, 60).map(str),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(sorted(item_names())), inner, max_size=2)
    ),
    max_leaves=3,
)


def _near(key: str, usual: object) -> st.SearchStrategy[object]:
    """Values most of which are within their limits."""
    if limit := LIMITS.get(key):
        whole = st.integers(ceil(limit.lowest), floor(limit.highest))
        return st.one_of(whole, st.floats(limit.lowest, limit.highest)).map(str)
    if isinstance(usual, int) or usual == "自动":
        return st.integers(10, 40).map(str) | st.just("自动")
    return st.sampled_from(["—", "<b>", "Times New Roman", "A&B<>\"'", "是", ""])


def _formats(value_of) -> st.SearchStrategy[dict[str, object]]:
    def items(numbers: dict[str, object], path: str = "") -> st.SearchStrategy[dict[str, object]]:
        below = {
            name: items(usual, f"{path}{name}.") if isinstance(usual, Mapping) else value_of(f"{path}{name}", usual)
            for name, usual in numbers.items()
            if name not in ("字体别名", "字体替代")
        }
        return st.lists(st.sampled_from(sorted(below)), max_size=3, unique=True).flatmap(
            lambda names: st.fixed_dictionaries({name: below[name] for name in names})
        )

    return items(NUMBERS)


@settings(max_examples=60)
@given(_formats(_near))
def test_possible_numbers_make_a_document_or_are_refused_together(deviations):
    try:
        page_format = with_deviations(deviations)
    except PageFormatError as error:
        assert error.message and error.keys
        return
    assert page_count(SMALL, page_format) >= 1 and edits_since(write_docx(SMALL, page_format)) == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(_formats(lambda *_: _ODD), st.dictionaries(st.sampled_from(sorted(item_names())), _ODD, max_size=3)))
def test_any_format_file_makes_a_document_or_is_refused(tmp_path, deviations):
    try:
        page_format = opened(json.dumps(deviations, ensure_ascii=False), tmp_path)
    except DrafterError:
        return
    assert page_count(SMALL, page_format) >= 1 and edits_since(write_docx(SMALL, page_format)) == []
