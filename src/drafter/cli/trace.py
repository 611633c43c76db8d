"""`drafter trace`: the source of every figure of a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import READY, any_path_option, print_findings, print_path

if TYPE_CHECKING:
    from drafter.workspace.files import Files


@click.command(
    cls=ChineseCommand,
    short_help="列出报告里每个数字的出处（数据来源表）",
    examples=("drafter trace 寺庄镇/2025.yaml", "drafter trace 寺庄镇/2025.yaml -o 数据来源表.csv"),
)
@click.argument("facts", metavar="事实文件", type=PATH)
@click.option("-o", "output", metavar="文件", type=PATH, help="写成 .csv（Excel、WPS 表格可打开）或 .docx。")
@click.option("--layout", metavar="版式", default="", help="换一个版式：名称，或自己的版式文件。")
@any_path_option
def trace(facts: Path, output: Path | None, layout: str, files: Files) -> int:
    """列出报告里的每个数字：在哪一句，出自事实文件第几行，谁提供的，截至哪一天。

    来源和截至，在事实文件里用长写填：“排查:”下面写“值: 58件”“来源: 综治中心台账”“截至: 2025-12-25”。
    """
    from drafter.commands.trace import save_sources_table, sources_table

    traced = sources_table(facts, layout, files)
    if output is not None:
        saved = save_sources_table(traced, output)
        print_findings(saved.findings)
        print_path(saved.path)
        click.echo(f"共{len(traced.rows)}个数字。", err=True)
        return READY
    for row in traced.rows:
        notes = "".join(f"　{name}{words}" for name, words in (("来源", row.source), ("截至", row.until)) if words)
        click.echo(f"{row.figure}　{row.key}　{row.place}{notes}\n    {row.sentence}")
    return READY
