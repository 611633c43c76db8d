"""`drafter new`: a starter file."""

from __future__ import annotations

import re
from pathlib import Path

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import READY, print_path, table_option


@click.command(
    cls=ChineseCommand,
    short_help="新建一份可以填写的事实文件",
    examples=("drafter new --unit 寺庄镇 --year 2025", "drafter new 寺庄镇 --unit 寺庄镇 --year 2025 --layout 五部分"),
)
@click.argument("folder", metavar="[文件夹]", required=False, default=".", type=PATH)
@click.option("--unit", metavar="单位", required=True, help="单位名称，如“寺庄镇”")
@click.option("--year", metavar="年度", required=True, help="报告哪一年的工作，如 2025")
@click.option("--layout", metavar="版式", default="", help="用哪个版式；不写就用“五部分”。")
@click.option("--ledgers", is_flag=True, help="连同空台账：学法、培训等每一种一份 .xlsx，一行记一次。")
@table_option
def new(folder: Path, unit: str, year: str, layout: str, table: Path | None, ledgers: bool) -> int:
    """新建一份可以填写的事实文件，每一项都有说明和例子。

    旁边的 facts.schema.json 供编辑器提示键名，不用管它。已有同名文件时不会改动它；用 --ledgers 时，已有事实文件的，
    只补上还没有的空台账。
    """
    from drafter.commands.new import new_facts, new_ledgers
    from drafter.facts.dates import NotADateError, parse_year
    from drafter.templating.loader import shipped_layouts
    from drafter.workspace.layouts import is_layout

    try:
        number = parse_year(year)
    except NotADateError:
        raise click.UsageError(f"--year 后面写年份，如 2025，不能写“{year}”") from None
    unit = unit.strip()
    if not re.fullmatch(r"[\w·（）()]+", unit) or unit.isdecimal():
        raise click.UsageError(f"--unit 后面写单位名称，如“寺庄镇”，不能写“{unit}”")
    if layout and not is_layout(layout, folder):
        known = "、".join(shipped_layouts())
        raise click.UsageError(f"没有“{layout}”这个版式；可用的：{known}；自己的版式先放进文件夹“{folder}”")
    facts = folder / f"{number}.yaml"
    exists = ledgers and facts.exists()
    written = new_ledgers(folder, number, table) if ledgers else []  # before the facts file, which names them
    if not exists:
        print_path(new_facts(folder, unit, number, layout, table, ledgers))
    for path in written:
        print_path(path)
    if exists:
        outcome = f"写了{len(written)}份空台账" if written else "台账也都有了，没有改动"
        hint = "；事实文件里还没有写台账的，在那一项下面写“台账: 文件名”" if written else ""
        click.echo(f"{facts} 已经有了，没有改动；{outcome}{hint}。", err=True)
        return READY
    click.echo("用记事本、WPS 或 VS Code 打开填写，再运行 drafter build。", err=True)
    return READY
