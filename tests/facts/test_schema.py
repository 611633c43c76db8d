"""The JSON Schema: valid, accepts every example, and as strict about keys as drafter."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml
from conftest import EXAMPLES, FRAME, ROOT

from drafter.commands.new import new_facts
from drafter.commands.schema import schema_text
from drafter.commands.starter import SCHEMA_FILE
from drafter.facts.schema import facts_schema
from drafter.facts.table import shipped_table
from drafter.workspace.facts_file import table_with

SCHEMA = facts_schema(shipped_table())
COUNTY = ROOT / "examples" / "县级附加表"


class _AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2: dates are text, 是 and 否 too."""


_AsEditorsRead.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(text: str, schema: dict = SCHEMA) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(yaml.load(text, Loader=_AsEditorsRead))]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_is_valid(example):
    assert faults(example.read_text(encoding="utf-8")) == []


def test_the_starter_file_is_valid_and_names_the_schema_next_to_it(tmp_path):
    text = new_facts(tmp_path, "示例镇", 2025).read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema={SCHEMA_FILE}\n")
    assert faults(text, json.loads((tmp_path / SCHEMA_FILE).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "纠分: {排查: 58件}\n",
        "纠纷: {排察: 58件}\n",
        "纠纷: {排查: [58件]}\n",
        "纠纷: {排查: {值: 58件, 出处: 台账}}\n",
        "执法: {三项制度: 可能}\n",
        "报告: {题名: 工作总结}\n",
        "问题: {表现: {甲: 乙}}\n",
        "格式版本: 99\n",
    ],
)
def test_the_schema_refuses_the_keys_that_drafter_refuses(wrong):
    assert faults(wrong) != []


def test_blank_values_and_former_names_are_valid():
    assert (
        faults(FRAME + "纠纷:\n  排查:\n学法:\n普法: {资料: 8万余份}\n问题: [普法形式单一]\n行政复议: 无\n其他: 无\n")
        == []
    )


def test_titles_and_descriptions_are_chinese_and_complete():
    def walk(schema: dict) -> None:
        for name, child in schema.get("properties", {}).items():
            assert (child["description"].strip("。") and child.get("title") in (name, None)) or child.get("deprecated")
            for part in (child, *child.get("anyOf", [])):
                walk(part)
                walk(part.get("items", {}) if isinstance(part.get("items"), dict) else {})

    walk(SCHEMA)
    description = SCHEMA["properties"]["纠纷"]["properties"]["排查"]["description"]
    assert description == "全年排查出的矛盾纠纷；单位：件；确实没有填“无”。"


def test_a_county_s_rows_are_in_its_schema():
    table = COUNTY / "县附加表.yaml"
    schema = json.loads(schema_text(table))
    assert faults((COUNTY / "示例镇2025.yaml").read_text(encoding="utf-8"), schema) == []
    assert faults((COUNTY / "示例镇2025.yaml").read_text(encoding="utf-8")) != []
    assert table_with(table).at("村规民约.审查").units == ("件", "份")


def test_a_ledger_can_replace_any_list_and_has_no_other_keys():
    for reference in ("{台账: 账.xlsx}", "{台账: 账.xlsx, 工作表: 2025}", "[{台账: 账.xlsx}, {形式: 甲, 次数: 3次}]"):
        assert faults(f"学法: {reference}\n") == []
    assert faults("学法: {台账: 账.xlsx, 形式: 甲}\n") and faults("学法: {工作表: 2025}\n")
    assert faults((ROOT / "examples" / "台账" / "示例镇2025.yaml").read_text(encoding="utf-8")) == []
