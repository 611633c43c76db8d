"""`drafter new`: a starter file."""

from __future__ import annotations

from pathlib import Path

import click

from drafter.cli.chinese import ChineseCommand
from drafter.cli.printing import READY, made, table_option


@click.command(
    cls=ChineseCommand,
    short_help="新建一份可以填写的事实文件",
    examples=("drafter new --unit 寺庄镇 --year 2025", "drafter new 寺庄镇 --unit 寺庄镇 --year 2025 --layout 五部分"),
)
@click.argument("folder", metavar="[文件夹]", required=False, default=".", type=click.Path(path_type=Path))
@click.option("--unit", metavar="单位", required=True, help="单位名称，如“寺庄镇”")
@click.option("--year", metavar="年度", required=True, help="报告哪一年的工作，如 2025")
@click.option("--layout", metavar="版式", default="", help="用哪个版式；不写就用“五部分”。")
@table_option
def new(folder: Path, unit: str, year: str, layout: str, table: Path | None) -> int:
    """新建一份可以填写的事实文件，每一项都有说明和例子。

    旁边的 facts.schema.json 供编辑器提示键名，不用管它。已有同名文件时不会改动它。
    """
    from drafter.catalogue import new_facts
    from drafter.facts.dates import NotADate, parse_year

    try:
        number = parse_year(year)
    except NotADate:
        raise click.UsageError(f"--year 后面写年份，如 2025，不能写“{year}”") from None
    if not unit.strip():
        raise click.UsageError("--unit 后面写单位名称，如“寺庄镇”")
    made(new_facts(folder, unit.strip(), number, layout, table))
    click.echo("用记事本、WPS 或 VS Code 打开填写，再运行 drafter build。", err=True)
    return READY
