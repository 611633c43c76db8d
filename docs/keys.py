"""Writes the table of keys into the manual: python docs/keys.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from drafter.facts.table import Kind, Row, shipped_table

MANUAL = Path(__file__).parent / "使用手册.md"
_MARKS = re.compile(r"(?<=<!-- 键表 -->\n).*?(?=<!-- /键表 -->)", re.DOTALL)


def with_keys(manual: str) -> str:
    """The manual with the table of keys between its marks."""
    return _MARKS.sub(lambda _: "\n".join(_tables()) + "\n", manual)


def _tables() -> Iterator[str]:
    loose: list[Row] = []
    for row in shipped_table().children.values():
        if row.kind is Kind.GROUP:
            yield from _table(f"{row.name}：{row.meaning}", list(_leaves(row)))
        elif row.kind is Kind.RECORDS:
            yield from _table(f"{row.name}（一项一个“- ”）：{row.meaning}", list(_leaves(row)))
        else:
            loose.append(row)
    yield from _table("单独的键", loose)


def _table(title: str, rows: list[Row]) -> Iterator[str]:
    yield from ("", f"### {title}", "", "| 键 | 说明 | 例 | 小节 |", "|---|---|---|---|")
    for row in rows:
        place = row.section or "、".join(row.parts)
        usual = f"；不写就是“{row.default}”" if row.default else ""
        required = "（必填）" if row.required else ""
        usual = f"；可选：{'、'.join(row.options)}{usual}" if row.options else usual
        cells = (f"`{row.key}`{required}", f"{row.meaning}{usual}", row.example, place)
        yield f"| {' | '.join(cell.replace('|', '、') for cell in cells)} |"


def _leaves(row: Row) -> Iterator[Row]:
    for child in row.children.values():
        if child.kind is Kind.GROUP:
            yield from _leaves(child)
        elif not child.refused:
            yield child
            yield from _leaves(child)


if __name__ == "__main__":
    MANUAL.write_text(with_keys(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
