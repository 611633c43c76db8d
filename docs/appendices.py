"""Writes the appendices of the manual, the keys and the rules: python docs/appendices.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from drafter.checks import all_rules
from drafter.facts.table import FactKind, FactSpec, shipped_table

MANUAL = Path(__file__).parent / "使用手册.md"


def with_appendices(manual: str) -> str:
    """The manual with the tables of keys and rules between their marks."""
    for name, lines in (("键表", _tables()), ("规则表", _rules())):
        between = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
        text = "\n".join(lines) + "\n"
        manual = between.sub(lambda _, text=text: text, manual)
    return manual


def _rules() -> Iterator[str]:
    yield from ("", "| 号 | 轻重 | 要求 | 不合规的例子 | 出处 |", "|---|---|---|---|---|")
    for rule in all_rules():
        cells = (rule.ident, rule.severity.label, rule.meaning, f"`{rule.bad[0]}`", rule.source)
        yield f"| {' | '.join(cell.replace('|', '、') for cell in cells)} |"


def _tables() -> Iterator[str]:
    loose: list[FactSpec] = []
    for row in shipped_table().children.values():
        if row.kind is FactKind.GROUP:
            yield from _table(f"{row.name}：{row.meaning}", list(_leaves(row)))
        elif row.kind is FactKind.RECORDS:
            yield from _table(f"{row.name}（一项一个“- ”）：{row.meaning}", list(_leaves(row)))
        else:
            loose.append(row)
    yield from _table("单独的键", loose)


def _table(title: str, rows: list[FactSpec]) -> Iterator[str]:
    yield from ("", f"### {title}", "", "| 键 | 说明 | 例 | 小节 |", "|---|---|---|---|")
    for row in rows:
        place = row.section or "、".join(row.parts)
        usual = f"；不写就是“{row.default}”" if row.default else ""
        required = "（必填）" if row.required else ""
        usual = f"；可选：{'、'.join(row.options)}{usual}" if row.options else usual
        cells = (f"`{row.key}`{required}", f"{row.meaning}{usual}", row.example, place)
        yield f"| {' | '.join(cell.replace('|', '、') for cell in cells)} |"


def _leaves(row: FactSpec) -> Iterator[FactSpec]:
    for child in row.children.values():
        if child.kind is FactKind.GROUP:
            yield from _leaves(child)
        elif not child.refused:
            yield child
            yield from _leaves(child)


if __name__ == "__main__":
    MANUAL.write_text(with_appendices(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
