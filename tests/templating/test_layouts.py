"""Layouts: the order of parts, headings, and extensions by a township or county."""

from __future__ import annotations

import pytest
from conftest import FRAME, ROOT, facts_of, report_of

from drafter.commands.draft import draft_report
from drafter.document.model import Document, Paragraph
from drafter.document.parse_markup import parse_markup
from drafter.document.runs import words
from drafter.findings import DrafterError, describe
from drafter.templating.environment import render
from drafter.templating.loader import shipped_layouts

REST = """
第一责任人: {人员: [{职务: 镇党委书记}], 专题会议: 4次}
执法: {检查: 30次}
生效裁判: {履行: 是}
问题: [普法形式单一]
计划: [{事项: 丰富普法载体}]
建议: [加强基层法治人才培养]
其他: 无
"""


def parts(report: Document) -> list[str]:
    return [section.heading for section in report.sections() if section.level == 1]


@pytest.mark.parametrize(
    ("layout", "order"),
    [
        ("五部分", ["举措和成效", "不足和原因", "第一责任人职责", "主要安排", "其他"]),
        ("责任人在前", ["第一责任人职责", "举措和成效", "生效裁判", "不足和原因", "主要安排"]),
        ("三部分", ["举措和成效", "第一责任人职责", "不足和原因及下一年度"]),
        ("七部分", ["第一责任人职责", "举措和成效", "不足和原因", "生效裁判", "主要安排", "意见建议", "其他"]),
        ("两部分", ["举措和成效", "不足和原因及下一年度"]),
    ],
)
def test_the_order_of_the_parts(layout, order):
    found = parts(report_of(FRAME + REST, f"drafter/{layout}"))
    assert len(found) == len(order)
    for heading, piece in zip(found, order, strict=True):
        assert piece in heading


def test_a_layout_is_a_short_order_of_shared_parts():
    for layout in shipped_layouts():
        text = (ROOT / "templates" / "layouts" / f"{layout}.txt").read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 30 and '{% extends "drafter/部分/底本" %}' in text
        assert "{% 句 %}" not in text


def test_effective_judgments_are_printed_once_in_every_layout():
    for layout in shipped_layouts():
        report = report_of(FRAME + REST, f"drafter/{layout}")
        assert sum("全面履行法院生效裁判" in s.text for s in report.sentences()) == 1, layout


def test_headings_bear_the_year_where_the_facts_say_so():
    facts = FRAME + REST + "标题: {冠以年度: [举措成效, 下年安排], 下年安排: 下一年度工作安排}\n"
    found = parts(report_of(facts))
    assert found[0] == "一、2025年推进法治政府建设的主要举措和成效" and found[3] == "四、2026年工作安排"
    assert not any("202" in heading for heading in (found[1], found[2], found[4]))
    later = report_of(facts.replace("2025}", "2030, 年度写法: 年度}"))
    assert parts(later)[3] == "四、2031年度工作安排"


def test_in_a_merged_part_the_year_is_in_the_middle_of_the_heading():
    titles = "标题: {冠以年度: [下年安排], 不足和原因: 存在的问题, 下年安排: 工作安排}\n"
    report = report_of(FRAME + REST + titles, "drafter/三部分")
    assert parts(report)[2] == "三、存在的问题及2026年工作安排"
    below = [s.heading for s in report.sections() if s.level == 2][-2:]
    assert below == ["（一）存在的问题", "（二）2026年工作安排"]
    assert [s.heading for s in report.sections() if s.level == 3] == ["1.丰富普法载体"]


def test_within_another_part_all_headings_go_down_a_level():
    report = report_of(FRAME + REST, "drafter/两部分")
    levels = {words(section.title): section.level for section in report.sections()}
    assert levels["统筹推进法治建设"] == 3 and levels["规范行政执法，提升执法水平"] == 2
    assert any(level == 2 and "第一责任人" in title for title, level in levels.items())


def test_a_heading_of_a_section_without_facts_is_not_printed_even_if_typed():
    report = report_of(FRAME + REST + "标题: {应急管理: 依法应急}\n")
    assert not any("应急" in section.heading for section in report.sections())


def test_other_matters_are_at_the_end_of_layouts_without_a_part_for_them():
    facts = FRAME + REST.replace("其他: 无", "其他: 机构改革涉及执法人员调整")
    assert parts(report_of(facts, "drafter/两部分"))[-1] == "三、其他需要报告的情况"


def test_a_part_may_consist_of_nothing_else():
    report = report_of(FRAME + REST.replace("[加强基层法治人才培养]", "无"), "drafter/七部分")
    texts = {words(s.title): [b.text for b in s.body if isinstance(b, Paragraph)] for s in report.sections()}
    assert texts["其他需要报告的情况"] == texts["加强法治政府建设的意见建议"] == ["无。"]


def test_title_from_the_issuers():
    facts = FRAME.replace("2025}", "2025, 题头: 署名, 题名: 法治政府建设工作情况的报告}").replace(
        "[示例镇人民政府]", "[中共示例镇委员会, 示例镇人民政府]"
    )
    title = report_of(facts).title
    assert [words(unit) for unit in title] == [
        "中共示例镇委员会",
        "示例镇人民政府",
        "2025年法治政府建设工作情况的报告",
    ]


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("法治政府建设年度报告", "示例镇2025年法治政府建设年度报告"),
        ("法治政府建设情况报告", "示例镇2025年度法治政府建设情况报告"),
        ("关于法治政府建设情况的报告", "示例镇关于2025年度法治政府建设情况的报告"),
    ],
)
def test_no_form_of_the_title_says_the_word_of_the_year_twice(form, title):
    assert report_of(FRAME.replace("2025}", f"2025, 年度写法: 年度, 题名: {form}}}")).title_text == title


LOCAL = """\
{% extends "drafter/五部分" %}
{% block 行政执法 %}
{{ super() }}

{% 句 %}全年组织执法检查{{ 执法.检查 }}，次次有记录{% 句完 %}
{% endblock %}
"""


def local(text: str) -> Document:
    return parse_markup(render("本镇.txt", facts_of(FRAME + REST), {"本镇.txt": text}.get))


def test_a_local_layout_changes_one_block_and_keeps_the_rest():
    ours, shipped = local(LOCAL), report_of(FRAME + REST)
    changed = [s.text for s in ours.sentences()]
    assert "全年组织执法检查30次，次次有记录。" in changed
    changed.remove("全年组织执法检查30次，次次有记录。")
    assert changed == [s.text for s in shipped.sentences()] and parts(ours) == parts(shipped)


@pytest.mark.parametrize("layout", shipped_layouts())
def test_every_layout_can_be_extended(layout):
    ours = local(LOCAL.replace("五部分", layout))
    assert any(s.text.endswith("次次有记录。") for s in ours.sentences())


def test_macros_of_a_local_layout_are_seen_by_its_blocks():
    macro = "{% macro 检查句(数) %}{% 句 %}检查{{ 数 }}{% 句完 %}{% endmacro %}"
    block = "{% block 行政执法 %}\n{{ 检查句(执法.检查) }}\n{% endblock %}"
    report = local(f'{{% extends "drafter/五部分" %}}\n{macro}\n{block}\n')
    assert any(s.text == "检查30次。" for s in report.sentences())


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("{% 句 %}{% for 项 in 执法 %}{{ 项 }}{% endfor %}{% 句完 %}", "“执法”不是列表"),
        ("{% 句 %}{{ 执法 | length }}{% 句完 %}", "“执法”不是列表"),
        ("{{ self.行政执法() }}", "没有尽头"),
        ("{{ 执法 | 略去 }}", "只能用在一项事实上"),
        ("{% 句 %}甲{{ 执法.检查 | 略去 }}{% 句完 %}", "没有用到任何事实"),
        ("{% 句 %}{{ 执法.检查 | 文件('名称') }}{% 句完 %}", "只能用在列表上"),
        ("{% endblock %}{% block 行政执法 %}", "写了两次"),
        ("##### 甲\n{% 下一级 %}\n##### 甲\n{% 下一级完 %}", "标题的写法不对"),
    ],
)
def test_a_fault_of_a_local_layout_is_explained(block, message, tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + REST, encoding="utf-8")
    text = f'{{% extends "drafter/五部分" %}}\n{{% block 行政执法 %}}\n{block}\n{{% endblock %}}\n'
    (tmp_path / "本镇.txt").write_text(text, encoding="utf-8")
    with pytest.raises(DrafterError, match=message):
        draft_report(tmp_path / "2025.yaml", "本镇")


def test_a_block_that_no_layout_above_has_is_an_error():
    with pytest.raises(DrafterError, match="所用的版式里没有部分“行政执发”"):
        local(LOCAL.replace("行政执法 %", "行政执发 %"))


def test_a_county_s_table_and_layout_need_no_python():
    draft = draft_report(ROOT / "examples" / "县级附加表" / "示例镇2025.yaml")
    texts = [s.text for s in draft.document.sentences()]
    assert draft.findings == ()
    assert "审查村规民约16件，对村规民约提出修改意见3件。" in texts and "公证处巡回提供咨询6次。" in texts


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("纠纷:\n  内含:\n    排查: {类型: 数量, 说明: 甲, 单位: [件]}\n", "纠纷.排查：这一行事实表里已经有了"),
        ("新组:\n  说明: 甲\n  内含:\n    数: {类型: 数量, 说明: 乙}\n", "新组.数：“数量”要写“单位”"),
        ("新组:\n  说明: 甲\n  内含:\n    数: {类型: 数量, 单位: [件]}\n", "新组.数：缺少“说明”"),
        ("新项: {类型: 文字, 说明: 甲, 颜色: 红}\n", "新项：没有“颜色”这一栏"),
        ("新项: {类型: 选项, 说明: 甲}\n", "新项：“选项”类要写“选项”"),
        ("新项: {类型: 数量, 说明: 甲, 单位: [件], 不大于: 没有的}\n", "新项：事实表里没有“没有的”"),
        ("新项: 数量\n", "新项：下面应缩进写各栏"),
        ("纠纷:\n  内含: 数量\n", "纠纷：“内含:”下面另起一行"),
        ("新组:\n  说明: 甲\n  内含:\n    数: 数量\n", "新组.数：下面应缩进写各栏"),
        ("甲.乙: {类型: 文字, 说明: 甲}\n", "不能叫“甲.乙”"),
        ("格式版本: {类型: 文字, 说明: 甲}\n", "不能叫“格式版本”"),
        ("- 新项\n", "附加表里应是“名称:”"),
    ],
)
def test_a_wrong_county_table_is_explained_with_its_line(table, message, tmp_path):
    (tmp_path / "县表.yaml").write_text(table, encoding="utf-8")
    (tmp_path / "2025.yaml").write_text(FRAME.replace("2025}", "2025, 附加表: 县表.yaml}"), encoding="utf-8")
    with pytest.raises(DrafterError) as raised:
        draft_report(tmp_path / "2025.yaml")
    (finding,) = raised.value.findings
    assert message in describe(finding) and finding.place.file.endswith("县表.yaml")


def test_a_county_table_that_is_not_there_is_named_at_its_line(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME.replace("2025}", "2025, 附加表: 县表.yaml}"), encoding="utf-8")
    with pytest.raises(DrafterError, match="找不到附加表“县表") as raised:
        draft_report(tmp_path / "2025.yaml")
    assert raised.value.findings[0].place.line == 1


def test_rows_of_a_county_table_are_checked_like_ours(tmp_path):
    (tmp_path / "县表.yaml").write_text(
        "村规民约:\n  说明: 甲\n  部分: [举措成效]\n  性质: 流量\n  内含:\n"
        "    审查: {类型: 数量, 说明: 乙, 单位: [件]}\n"
        "    修改: {类型: 数量, 说明: 丙, 单位: [件], 不大于: 村规民约.审查}\n",
        encoding="utf-8",
    )
    facts = FRAME.replace("2025}", "2025, 附加表: 县表.yaml}") + "村规民约: {审查: 3件, 修改: 5件}\n"
    (tmp_path / "2025.yaml").write_text(facts, encoding="utf-8")
    messages = [finding.message for finding in draft_report(tmp_path / "2025.yaml").findings]
    assert any("村规民约修改多于村规民约审查" in message for message in messages)
    assert any("“村规民约.审查”已填，但这个版式没有写进报告" in message for message in messages)


def test_headings_that_no_layout_uses_are_named(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME + "标题: {生效裁判: 履行情况}\n", encoding="utf-8")
    messages = [finding.message for finding in draft_report(tmp_path / "2025.yaml").findings]
    assert "“标题.生效裁判”已填，但这个版式没有用到这个标题" in messages


def test_words_outside_the_blocks_of_an_own_layout_are_an_error(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    (tmp_path / "本镇.txt").write_text('{% extends "drafter/五部分" %}\n我想加一句话。\n', encoding="utf-8")
    with pytest.raises(DrafterError, match="写在 block 外面的不会印出来"):
        draft_report(tmp_path / "2025.yaml", "本镇")
