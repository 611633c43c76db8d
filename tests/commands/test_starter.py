"""The starter file of `drafter new`."""

from __future__ import annotations

import re

from drafter.commands.starter import starter
from drafter.facts.table import shipped_table


def test_no_figure_of_an_example_is_left_in_a_starter_file_that_is_uncommented():
    """Uncommented rows are blank, without figures of examples."""
    text = starter(shipped_table(), {"单位.简称": "示例镇", "报告.年度": "2025"}, "题", "2025.yaml")
    open_lines = re.sub(r"^(\s*)# (?=\s*(?:- )?[一-鿿]+:|\s+-)", r"\1", text, flags=re.MULTILINE)
    lines = [line.partition("  # ")[0] for line in open_lines.split("\n") if not line.lstrip().startswith("#")]
    ours = {f"{row.name}: {row.default}" for row in shipped_table().walk() if row.default}
    figures = [line.strip() for line in lines if re.search(r"\d", line)]
    assert [line for line in figures if line not in ours] == ["格式版本: 2", "年度: 2025"]
