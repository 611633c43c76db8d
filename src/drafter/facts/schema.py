"""The table of facts as JSON Schema (2020-12): with it an editor completes and explains keys.

The schema is looser than drafter: it defines keys and kinds of values, not which figures make sense.
A blank value is always allowed: it is a gap, not an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drafter.facts.build import FORM
from drafter.facts.table import FORM_KEY, LEDGER, LONG_FORM, SHEET, FactKind, FactSpec

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# The types that editors see: to YAML 2025 is a number, 58件 a string.
_TYPED = ["string", "number", "null"]
_BLANK = {"type": "null"}


def facts_schema(table: FactSpec) -> dict[str, Any]:
    """A JSON Schema of facts files, with Chinese titles and descriptions."""
    form = {"title": FORM_KEY, "description": "这份文件的格式，不用改。", "type": "integer", "maximum": FORM}
    return {
        "$schema": DIALECT,
        "title": "法治政府建设年度报告的事实",
        "type": "object",
        "properties": {FORM_KEY: form, **_properties(table)},
        "additionalProperties": False,
    }


def _properties(spec: FactSpec) -> dict[str, Any]:
    schemas = {child.name: _of(child) for child in spec.children.values() if not child.refused}
    former = {
        name: {**schemas[child.name], "deprecated": True, "description": f"旧名，现在写“{child.name}”。"}
        for child in spec.children.values()
        if not child.refused
        for name in child.former_names
    }
    return {**schemas, **former}


def _of(spec: FactSpec) -> dict[str, Any]:
    described: dict[str, Any] = {"title": spec.name, "description": _description(spec)}
    if spec.example and spec.kind not in (FactKind.GROUP, FactKind.RECORDS):
        described["examples"] = [spec.example]
    return {**described, **_value(spec)}


def _description(spec: FactSpec) -> str:
    units = (
        f"；单位：{'、'.join(spec.units)}"
        if spec.units and spec.kind is FactKind.QUANTITY and len(spec.units) < 10
        else ""
    )
    none = "；确实没有填“无”" if spec.none_phrase and spec.kind is not FactKind.RATE else ""
    usual = f"；不写就是“{spec.default}”" if spec.default else ""
    return f"{spec.meaning}{units}{none}{usual}。"


def _value(spec: FactSpec) -> Mapping[str, Any]:
    if spec.kind is FactKind.GROUP:
        return _object(spec)
    if spec.kind is FactKind.RECORDS:
        item: dict[str, Any] = {"anyOf": [_object(spec), _LEDGER, {"type": _TYPED}]}
        whole = [{"type": "array", "items": item}, _object(spec), _LEDGER]
        return {"anyOf": [*whole, {"type": "string", "const": "无"}, _BLANK]}
    if spec.kind in (FactKind.QUANTITY, FactKind.RATE):
        return {"anyOf": [{"type": _TYPED}, _long_form(spec)]}
    if spec.kind is FactKind.TEXTS and spec.options:
        word = {"enum": [*spec.options, None]}
        return {"anyOf": [{"type": "array", "items": word}, word]}
    if spec.kind in (FactKind.TEXTS, FactKind.PASSAGE, FactKind.TABLE):
        return {"anyOf": [{"type": "array", "items": {"type": _TYPED}}, {"type": _TYPED}]}
    if spec.kind is FactKind.CHOICE:
        return {"enum": [*spec.options, None]}
    if spec.kind is FactKind.FLAG:
        return {"enum": ["是", "否", None]}
    return {"type": _TYPED}


def _object(spec: FactSpec) -> dict[str, Any]:
    return {"type": ["object", "null"], "properties": _properties(spec), "additionalProperties": False}


# A spreadsheet in place of records.
_LEDGER: dict[str, Any] = {
    "type": "object",
    "properties": {
        LEDGER: {
            "title": LEDGER,
            "description": "表格文件的名字（.xlsx 或 .csv），列名与各项的键相同，一行是一项。",
            "type": "string",
            "examples": ["学法台账.xlsx"],
        },
        SHEET: {"title": SHEET, "description": "用哪一张工作表；只有一张的不写。", "type": _TYPED},
    },
    "required": [LEDGER],
    "additionalProperties": False,
}

_NOTES = {
    "值": "数和单位",
    "截至": "统计到哪一天",
    "来源": "谁提供的，哪本台账",
    "口径": "怎样统计的",
    "同比": "与上一年相比，如“增长12%”",
    "其中": "分项，一行一项",
}


def _long_form(spec: FactSpec) -> dict[str, Any]:
    properties: dict[str, Any] = {
        name: {"title": name, "description": f"{_NOTES[name]}。", "type": _TYPED} for name in LONG_FORM
    }
    properties["其中"] = {**properties["其中"], "type": ["object", "null"], "additionalProperties": {"type": _TYPED}}
    return {"type": "object", "properties": properties, "additionalProperties": False}
