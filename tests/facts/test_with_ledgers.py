"""Rows of a ledger become records: the same facts as if typed, each with its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml
from conftest import FRAME, told
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import as_csv, book, books

from drafter.facts.build import build_facts
from drafter.facts.columns import columns_of
from drafter.facts.ledgers import with_ledgers
from drafter.facts.model import Facts, Group, Records, State, Texts
from drafter.facts.table import FactKind, extended_table, known_keys, shipped_table
from drafter.findings import NOWHERE, DrafterError, Finding, Severity, describe
from drafter.readers.decode import decode
from drafter.readers.ledger.read import read_ledger
from drafter.readers.yaml.composer import read_yaml

H = ["形式", "日期"]


def read(text: str, files: dict[str, bytes] | None = None, table=None) -> tuple[Facts, list[Finding]]:
    """The facts of a file with ledgers. Raises DrafterError."""
    table = table or shipped_table()
    source = decode((FRAME + text).encode(), "2025.yaml")
    node, findings = with_ledgers(
        read_yaml(source, known_keys(table)), table, lambda name, _: read_ledger((files or {})[name], name)
    )
    return build_facts(node, table, source.name, findings)


def study(*rows, heading=("形式", "日期")) -> tuple[Facts, list[Finding]]:
    return read("学法: {台账: 账.xlsx}\n", {"账.xlsx": book([heading, *rows])})


def messages(findings) -> str:
    return "\n".join(map(describe, findings))


def refused(*arguments, **named) -> str:
    with pytest.raises(DrafterError) as error:
        read(*arguments, **named)
    return told(error.value)


def bare(member):
    """States and values without places."""
    if isinstance(member, Group):
        return {name: bare(one) for name, one in member.members.items()}
    if isinstance(member, Records):
        return member.state, [bare(item) for item in member.items]
    value = member.value
    if isinstance(value, Texts):
        value = Texts(tuple(item._replace(place=NOWHERE) for item in value.items))
    return replace(member, place=NOWHERE, value=value)


# --- the law -----------------------------------------------------------------------------------------------

PHRASES = st.sampled_from(["会前学法", "党委会", "《甲、乙的规定》", "镇长", "中华人民共和国宪法"])
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"形式": PHRASES},
        optional={
            "日期": st.dates(date(2025, 1, 1), date(2025, 12, 31)),
            "次数": st.integers(1, 99).map(lambda n: f"{n}次"),
            "领学人": PHRASES,
            "内容": st.lists(PHRASES, min_size=1, max_size=3),
            "部分": st.sampled_from(["举措成效", "第一责任人"]),
        },
    ),
    min_size=1,
    max_size=4,
)
KINDS = st.sampled_from(["xlsx", "utf-8", "utf-8-sig", "gbk", "utf-16"])
FIELDS = list(columns_of(shipped_table().at("学法")))


@settings(max_examples=60)
@given(RECORDS, st.permutations([*FIELDS, "备注"]), KINDS, st.integers(0, 3), st.booleans())
def test_a_ledger_gives_the_facts_that_typing_would_give(records, order, kind, titles, blanks):
    def cell(value):
        if isinstance(value, list):
            return "、".join(value)
        return f"{value:%Y/%m/%d}" if isinstance(value, date) and kind != "xlsx" else value

    rows = [["学法台账（2025年）"], ["单位：示例镇"], []][:titles]
    rows += [order]
    for record in records:
        rows += [[cell(record[name]) if name in record else "" if kind != "xlsx" else None for name in order]]
        rows += [[]] if blanks else []
    data = book(rows) if kind == "xlsx" else as_csv(rows, kind)
    name = "账.xlsx" if kind == "xlsx" else "账.csv"
    ours, _ = read(f"学法: {{台账: {name}}}\n", {name: data})
    by_hand = [{k: str(v) if isinstance(v, date) else v for k, v in record.items()} for record in records]
    typed, _ = read(yaml.safe_dump({"学法": by_hand}, allow_unicode=True))
    assert bare(ours.root) == bare(typed.root)


@pytest.mark.parametrize(
    "reference",
    [
        "\n  台账: 账.xlsx\n  工作表: 2025",
        " {台账: 账.xlsx, 工作表: 2025}",
        "\n  - 台账: 账.xlsx",
        " [{台账: 账.xlsx}]",
    ],
)
def test_a_ledger_is_named_in_every_style(reference):
    facts, findings = read(f"学法:{reference}\n", {"账.xlsx": book([H, ["会前学法", "2025-3-4"]])})
    assert findings == [] and facts.root.find("学法").items[0].members["形式"].value.text == "会前学法"


LISTS = [
    row
    for row in shipped_table().walk()
    if row.kind is FactKind.RECORDS and shipped_table().at(row.key.rpartition(".")[0]).kind is not FactKind.RECORDS
]


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.key)
def test_every_list_of_the_table_takes_a_ledger(row):
    fields = columns_of(row)
    ledger = {"台账": "账.xlsx"}
    typed = yaml.safe_load(FRAME)
    group, _, name = row.key.rpartition(".")
    (typed.setdefault(group, {}) if group else typed)[name] = ledger
    node, found = with_ledgers(
        read_yaml(decode(yaml.safe_dump(typed, allow_unicode=True).encode(), "2025.yaml")),
        shipped_table(),
        lambda *_: read_ledger(book([list(fields), [field.example for field in fields.values()]]), "账.xlsx"),
    )
    facts, _ = build_facts(node, shipped_table(), "2025.yaml", found)
    (record,) = facts.root.find(row.key).items
    assert any(fact.place.cell for fact in record.leaves())


def test_typed_records_can_be_mixed_with_ledgers_also_in_nested_lists():
    files = {"账.xlsx": book([H, ["会前学法", "2025-3-4"]]), "目标.csv": as_csv([["内容", "数量"], ["宣讲", "6场"]])}
    facts, _ = read(
        "学法:\n  - {形式: 甲, 次数: 3次}\n  - 台账: 账.xlsx\n计划:\n  - {事项: 乙, 目标: {台账: 目标.csv}}\n", files
    )
    assert [item.members["形式"].value.text for item in facts.root.find("学法").items] == ["甲", "会前学法"]
    assert facts.root.find("计划").items[0].members["目标"].items[0].members["数量"].value.text == "6场"


# --- cells ------------------------------------------------------------------------------------------------


def test_every_fact_has_its_cell():
    facts, _ = study(["会前学法", "2025-3-4"])
    place = facts.root.find("学法").items[0].members["日期"].place
    assert str(place) == "账.xlsx：工作表“2025”第2行“日期”列（B2）"


def test_a_wrong_cell_is_reported_like_a_wrong_line():
    with pytest.raises(DrafterError) as error:
        study(["会前学法", "2025-13-4"])
    assert told(error.value).splitlines() == [
        "账.xlsx：工作表“2025”第2行“日期”列（B2）: 错误 “学法.日期”的值“2025-13-4”：日历上没有2025年13月4日",
        "    B2 | 2025-13-4",
        "       | ^^^^^^^^^",
        "    建议：例如：2025-03-04 或 2025年3月4日",
    ]


def test_of_a_csv_the_line_is_shown():
    found = refused("学法: {台账: 账.csv}\n", {"账.csv": as_csv([H, ["会前学法", "2025-13-4"]])})
    assert "账.csv:2:6: 错误" in found and "    2 | 会前学法,2025-13-4" in found


def test_errors_of_ledgers_and_of_the_facts_file_are_reported_together():
    found = refused("学法: {台账: 账.csv}\n纠纷: {排查: 甲}\n", {"账.csv": as_csv([H, ["会前学法", "3月"]])})
    assert "账.csv:2:6" in found and "2025.yaml:4:" in found


def test_phrases_of_a_cell_are_parted_and_titles_are_not():
    facts, _ = study(["甲", "2025-3-4", "《甲、乙的规定》、《丙》；丁\n戊"], heading=[*H, "内容"])
    fact = facts.root.find("学法").items[0].members["内容"]
    assert [item.text for item in fact.value.items] == ["《甲、乙的规定》", "《丙》", "丁", "戊"]
    assert [item.place.quoted for item in fact.value.items] == ["《甲、乙的规定》", "《丙》", "丁", "戊"]


def test_blank_cells_are_absent_and_required_ones_are_gaps_of_their_row():
    facts, _ = study([None, "2025-3-4"])
    members = facts.root.find("学法").items[0].members
    assert members["领学人"].state is State.ABSENT and members["形式"].state is State.BLANK
    assert str(members["形式"].place) == "账.xlsx：工作表“2025”第2行"


def test_a_unit_in_the_heading_is_that_of_bare_figures():
    files = {"账.csv": as_csv([["名称", "人数（人）", "学时(学时)"], ["调解培训", "120", "40学时"]])}
    members = read("培训: {台账: 账.csv}\n", files)[0].root.find("培训").items[0].members
    assert members["人数"].value.text == "120人" and members["学时"].value.text == "40学时"


@pytest.mark.parametrize("heading", ["人数（户）", "人数(必填)"])
def test_a_unit_that_a_figure_cannot_bear_is_an_error_of_the_heading(heading):
    found = refused("培训: {台账: 账.csv}\n", {"账.csv": as_csv([["名称", heading], ["调解培训", "120"]])})
    assert "账.csv:1:4: 错误 列名里的单位" in found and "人次、人、名" in found


def test_a_figure_over_several_rows_is_asked_back():
    data = book([["形式", "次数"], ["甲", 3], ["乙", None]], merged=["B2:B3"])
    assert "“次数”合并了几行" in refused("学法: {台账: 账.xlsx}\n", {"账.xlsx": data})


def test_words_over_several_rows_hold_for_each_of_them():
    data = book([H, ["甲", "2025-1-1"], [None, "2025-2-1"], [None, None]], merged=["A2:A4"])
    facts, _ = read("学法: {台账: 账.xlsx}\n", {"账.xlsx": data})
    assert [item.members["形式"].value.text for item in facts.root.find("学法").items] == ["甲", "甲"]


def test_a_row_that_holds_nothing_of_its_own_but_a_remark_is_no_record():
    data = book([[*H, "备注"], ["甲", "2025-1-1", None], [None, None, "下次再补"]], merged=["A2:A3"])
    facts, findings = read("学法: {台账: 账.xlsx}\n", {"账.xlsx": data})
    assert len(facts.root.find("学法").items) == 1 and "第3行“甲”" in messages(findings)


def test_a_formula_without_result_matters_only_in_a_column_that_is_read():
    assert study(["甲", "2025-1-1", "=1+1"], heading=[*H, "备注"])[0]
    with pytest.raises(DrafterError, match="没有算出的结果"):
        study(["甲", "=TODAY()"])


# --- headings and sheets --------------------------------------------------------------------------------


def test_the_heading_row_is_the_one_with_most_names():
    rows = [["内容"], ["形式", "学习情况"], ["形式", "日期", "内容"], ["甲", "2025-1-1", "乙"]]
    assert len(read("学法: {台账: 账.csv}\n", {"账.csv": as_csv(rows)})[0].root.find("学法").items) == 1


def test_columns_that_are_not_read_are_named_once():
    _, findings = study(["甲", "2025-1-1", 1, "乙", "丙"], heading=[*H, "序号", "备 注"])
    assert [finding.message for finding in findings] == ["没有用到的列：序号、备注、E列（没有列名）"]
    assert findings[0].severity is Severity.NOTICE


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        (["形式", "日期", "形式"], "“形式”这一列有两列"),
        (["学习形式", "日期"], "“学习形式”是不是“形式”？"),
        (["形式", "学习时间", "次数", "次数"], "“学习时间”是不是“日期”？"),
        (["日期"], "没有“形式”这一列，它是必填的"),
        (["甲", "乙"], "可用的列名：形式、次数、日期、领学人、内容、部分"),
    ],
)
def test_impossible_headings_are_reported(heading, message):
    assert message in refused("学法: {台账: 账.csv}\n", {"账.csv": as_csv([heading, ["甲", "2025-1-1"]])})


def test_a_former_name_is_accepted_and_reported_once():
    table = extended_table(
        {"案件": {"类型": "记录", "说明": "甲", "内含": {"名称": {"类型": "文字", "说明": "乙", "旧名": ["案由"]}}}}
    )
    facts, findings = read("案件: {台账: 账.csv}\n", {"账.csv": as_csv([["案由"], ["甲"], ["乙"]])}, table)
    assert len(facts.root.find("案件").items) == 2
    assert [f.message for f in findings] == ["列名“案由”是旧名，已按“名称”读取"]


TWO = {"2024": [H, ["甲", "2024-1-1"]], "2025": [H, ["乙", "2025-1-1"]]}


def test_the_sheet_is_the_named_one_or_the_only_one_that_fits():
    two, one = books(TWO), books({"说明": [["一行填一次"]], "账": TWO["2025"]})
    for reference, data in (("工作表: 2025, 台账: 账.xlsx", two), ("台账: 账.xlsx", one)):
        facts, _ = read(f"学法: {{{reference}}}\n", {"账.xlsx": data})
        assert facts.root.find("学法").items[0].members["形式"].value.text == "乙"
    hidden = books(TWO, hidden=["2024"])
    assert read("学法: {台账: 账.xlsx}\n", {"账.xlsx": hidden})[0].root.find("学法").state is State.GIVEN


@pytest.mark.parametrize(
    ("reference", "data", "message"),
    [
        ("台账: 账.xlsx", books(TWO), "台账里有2张表可以用：2024、2025"),
        ("台账: 账.xlsx, 工作表: 2026", books(TWO), "现有的工作表：2024、2025"),
        ("台账: 账.xlsx", books({"甲": [["一"]], "乙": [["二"]]}), "各张工作表（甲、乙）里都没有认得的列名"),
        ("台账: 账.csv, 工作表: 1", as_csv([H]), ".csv 没有工作表"),
        ("台账: 账.xlsx, 形式: 甲", book([H]), "“形式”不能与“台账”写在同一项"),
        ("台帐: 账.xlsx", book([H]), "“台帐”应写作“台账”"),
        ("台账: ", book([H]), "“台账”后面没有写名字"),
        ("台账: [甲]", book([H]), "“台账”后面没有写名字"),
        ("台账：账.xlsx", book([H]), "改为：台账: 账.xlsx"),
        ("账.xlsx", book([H]), "缩进写：台账: 账.xlsx"),
        ("- 账.xlsx", book([H]), "缩进写：台账: 账.xlsx"),
        ("台账: 账.xlsx", book([H, *[["甲", "2025-1-1"]] * 10_001]), "超过10000行"),
    ],
)
def test_a_dangling_reference_is_reported(reference, data, message):
    assert message in refused(
        f"学法:\n  {reference.replace(', ', chr(10) + '  ')}\n", {"账.xlsx": data, "账.csv": data}
    )


# --- rows -----------------------------------------------------------------------------------------------


def test_rows_of_another_year_are_left_out_and_named_in_one_finding():
    facts, findings = study(["甲", "2024-12-30"], ["乙", date(2025, 1, 2)], ["丙", "2026年1月"])
    assert [item.members["形式"].value.text for item in facts.root.find("学法").items] == ["乙"]
    (finding,) = findings
    assert finding.severity is Severity.WARNING and finding.message == "第2、4行的日期不在2025年，没有写进报告"


def test_rows_of_a_list_without_dates_are_checked_by_the_dates_of_the_ledger():
    """Last year's training must not count for this year because its date is not a fact."""
    files = {"账.csv": as_csv([["名称", "培训时间"], ["调解培训", "2024-5-6"], ["普法培训", "5月上旬"]])}
    facts, findings = read("培训: {台账: 账.csv}\n", files)
    assert [item.members["名称"].value.text for item in facts.root.find("培训").items] == ["普法培训"]
    assert "第2行的日期不在2025年" in messages(findings)


def test_the_same_ledger_twice_in_a_list_would_count_twice():
    found = refused("学法: [{台账: 账.xlsx}, {台账: 账.xlsx, 工作表: 2025}]\n", {"账.xlsx": book([H])})
    assert "写了两次" in found


def test_a_list_of_nothing_but_last_year_is_absent():
    facts, findings = study(["甲", "2024-12-30"])
    assert facts.root.find("学法").state is State.ABSENT and len(findings) == 1


def test_rows_without_a_date_are_read_and_reported():
    facts, findings = study(["甲", "2025-12-30"], ["乙", None])
    assert len(facts.root.find("学法").items) == 2
    assert [(f.severity, f.message) for f in findings] == [(Severity.NOTICE, "第3行没有日期")]


def test_totals_signatures_and_repeated_headings_are_no_records():
    rows = [["1", *H], ["2", "甲", "2025-1-1"], ["序号", *H], ["3", None, None], ["合 计", None, "1"], ["填表人：某某"]]
    facts, findings = study(*rows[1:], heading=["序号", *H])
    assert len(facts.root.find("学法").items) == 1
    assert "不是记录、没有读取的行：第3行“序号”、第5行“合计”、第6行“填表人：某某”" in messages(findings)


def test_an_empty_ledger_is_an_absent_list_with_a_notice():
    facts, findings = study()
    assert facts.root.find("学法").state is State.ABSENT
    assert [(f.severity, f.message) for f in findings] == [(Severity.NOTICE, "台账里还没有记录")]


def test_a_ledger_to_be_verified_is_a_gap():
    _, findings = read("学法: {台账: 账.csv（待核实）}\n", {"账.csv": as_csv([H, ["甲", "2025-1-1"]])})
    assert [(f.severity, f.message) for f in findings] == [(Severity.GAP, "学法的台账待核实")]


# --- sums -----------------------------------------------------------------------------------------------

CASES = {
    "案件": {
        "类型": "记录",
        "说明": "办理的案件",
        "内含": {
            "案由": {"类型": "文字", "说明": "什么案件", "必填": True},
            "日期": {"类型": "日期", "说明": "哪一天"},
            "件数": {"类型": "数量", "说明": "几件", "单位": ["件"]},
        },
    },
    "案件合计": {"类型": "数量", "说明": "一共", "单位": ["件"], "合计": "案件.件数"},
}


def test_a_ledger_of_sixty_cases_adds_up_with_every_place():
    rows = [["案由", "日期"], *[["占道经营", date(2025, 1 + n % 12, 1 + n % 28)] for n in range(60)]]
    facts, _ = read("案件: {台账: 账.xlsx}\n案件合计: 自动\n", {"账.xlsx": book(rows)}, extended_table(CASES))
    total = facts.root.find("案件合计")
    assert total.value.text == "60件"
    assert [fact.place.cell.name for fact in total.computed_from] == [f"B{n}" for n in range(2, 62)]


def test_a_typed_total_is_compared_with_the_ledger():
    from drafter.checks.facts.relations import total_not_less

    files = {"账.csv": as_csv([["案由", "件数"], ["占道经营", "12"]])}
    for total, wrong in (("12件", 0), ("9件", 1)):
        facts, _ = read(f"案件: {{台账: 账.csv}}\n案件合计: {total}\n", files, extended_table(CASES))
        found = list(total_not_less(facts))
        assert len(found) == wrong


def test_a_ledger_of_another_year_is_refused():
    rows = as_csv([H, ["甲", "2024-03-01"]])
    assert "这是2024年的台账，报告写的是2025年" in refused("学法: {台账: 学法2024.csv}\n", {"学法2024.csv": rows})
    facts, _ = read("学法: {台账: 2023-2025.xlsx}\n", {"2023-2025.xlsx": book([H, ["甲", "2025-03-01"]])})
    assert len(facts.root.members["学法"].items) == 1


def test_one_ledger_named_in_two_ways_is_not_counted_twice():
    rows = book([H, ["甲", "2025-03-01"]])
    text = "学法:\n  - 台账: 账.xlsx\n  - 台账: 乙/../账.xlsx\n"
    assert "写了两次" in refused(text, {"账.xlsx": rows, "乙/../账.xlsx": rows})


def test_a_total_of_the_year_is_no_record():
    facts, _ = study(["甲", "2025-03-01"], ["全年合计", ""])
    assert len(facts.root.members["学法"].items) == 1
