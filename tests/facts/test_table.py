"""The table of facts: complete columns, existing relations, valid examples."""

from __future__ import annotations

import pytest
from conftest import FRAME, ROOT, facts_of

from drafter.commands.starter import example_facts
from drafter.facts.model import Fact, Records, State
from drafter.facts.table import FactKind, TableError, extended_table, read_table, shipped_table

TABLE = shipped_table()
ROWS = [row for row in TABLE.walk() if row.key]
LEAVES = [row for row in ROWS if row.kind not in (FactKind.GROUP, FactKind.RECORDS) and not row.refused]
TEMPLATES = {file.stem for file in (ROOT / "templates" / "parts").glob("*.txt")}
PARTS = TEMPLATES | {"举措成效", "生效裁判"}  # a block of the base, made of sections


def test_the_facts_of_a_year_are_read():
    assert sum(bool(row.parts) for row in ROWS) >= 140


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_a_row_has_the_columns_that_its_kind_needs(row):
    assert row.meaning
    assert (row.kind is FactKind.QUANTITY) == bool(row.units and row.kind is not FactKind.RATE)
    assert row.options if row.kind is FactKind.CHOICE else not row.options or row.kind is FactKind.TEXTS
    assert set(row.parts) <= PARTS
    assert not row.section or row.section in TEMPLATES | {"带头学法", "统筹推进", "依法履职"}
    if row.kind not in (FactKind.GROUP, FactKind.RECORDS):
        assert row.example
    if row.parts:
        assert row.nature in ("流量", "存量", "身份")
        assert row.policy in ("保留", "核实", "清空", "逐项清空", "转为上年")
    for key in filter(None, (row.not_more_than, row.refers_to, *(row.rate_of or ()), *row.same_as)):
        assert key in {other.key for other in ROWS}


@pytest.mark.parametrize("row", LEAVES, ids=lambda row: row.key)
def test_the_example_of_a_row_can_be_typed(row):
    parent = row.key.rpartition(".")[0]
    facts = facts_of(example_facts(TABLE, row))
    member = facts.root.find(parent) if parent else None
    found = member.items[0].members[row.name] if isinstance(member, Records) else facts.root.find(row.key)
    if found is None:  # a field of a record in a record
        found = facts.root.find(parent.rpartition(".")[0]).items[0].members[parent.rpartition(".")[2]].items[0]
        found = found.members[row.name]
    assert isinstance(found, Fact)
    assert found.state in ((State.NONE,) if row.example == "无" else (State.GIVEN,))


def test_an_unknown_column_or_kind_is_refused():
    with pytest.raises(TableError, match="颜色"):
        read_table({"甲": {"类型": "文字", "颜色": "红"}})
    with pytest.raises(TableError, match="图片"):
        read_table({"甲": {"类型": "图片"}})


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"类型": "数量", "单位": "件"}, "“单位”的写法不对"),
        ({"类型": "比率", "率": "甲.乙"}, "“率”的写法不对"),
        ({"类型": "比率", "率": ["甲"]}, "要写两项"),
        ({"类型": "数量", "单位": ["件"], "不大于": ["甲"]}, "“不大于”的写法不对"),
        ({"类型": "文字", "性质": "数量"}, "“性质”只能是"),
        ({"类型": "文字", "必填": "对"}, "“必填”的写法不对"),
    ],
)
def test_a_county_table_with_the_wrong_kind_of_column_is_refused(columns, message):
    with pytest.raises(TableError, match=message):
        extended_table({"新项": {"说明": "甲", **columns}})


def test_options_of_a_county_table_may_be_a_list():
    table = extended_table({"新项": {"说明": "甲", "类型": "选项", "选项": ["省级", "市级"]}})
    assert facts_of(FRAME + "新项: 省级\n", table).root.find("新项").value.text == "省级"
