"""`drafter import`: last year's report → a facts file and a template."""

from __future__ import annotations

from pathlib import Path

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import READY, print_findings, print_path, table_option


@click.command(
    "import",
    cls=ChineseCommand,
    short_help="把去年的报告变成事实文件和自己的版式",
    examples=(
        "drafter import 去年报告.docx",
        "drafter import 去年报告.docx -o 寺庄镇",
        "drafter import 去年报告.txt --year 2025",
    ),
)
@click.argument("report", metavar="旧报告", type=PATH)
@click.option("-o", "output", metavar="文件夹", type=PATH, help="放进哪个文件夹；不写就在报告旁边新建一个。")
@click.option("--unit", metavar="单位", default="", help="单位简称，如“寺庄镇”；报告里读得出的不用写。")
@click.option("--year", metavar="年度", default="", help="报告哪一年的工作，如 2025；报告里读得出的不用写。")
@table_option
def import_(report: Path, output: Path | None, unit: str, year: str, table: Path | None) -> int:
    """把去年的报告（.docx、.doc、.wps、.txt、.md、.html）变成一个文件夹：事实文件，和自己的版式。

    数字、问题、安排成为事实；各句话留在版式里，数字的位置写着事实的名称。两样合起来，还是原来那份报告。
    然后用 drafter rollover 开始今年的：去年的数留空，去年的话一句一句标上“待核实”。
    """
    from drafter.commands.import_report import import_report, notices_of, write_import

    new = import_report(report, output, unit.strip(), _year(year), table)
    paths = write_import(new)
    print_findings(notices_of(new, report))
    rows, own, left = new.figures
    numbered = new.composed.numbered_headings
    parts = "、".join(new.parts) or "没有认出各个部分"
    click.echo(f"读出：{new.report.unit or '单位不明'}{new.report.year}年的报告，{parts}。", err=True)
    click.echo(
        f"标题{numbered + new.composed.typed_headings}个，序号由程序编的{numbered}个；"
        f"数字{rows + own + left}处，进事实表的{rows}处，自起名称的{own}处；"
        f"问题{new.count('不足')}项，安排{new.count('安排')}项。",
        err=True,
    )
    for path in paths:
        print_path(path)
    return READY


def _year(typed: str) -> int | None:
    from drafter.facts.dates import NotADateError, parse_year

    try:
        return parse_year(typed) if typed else None
    except NotADateError:
        raise click.UsageError(f"--year 后面写年份，如 2025，不能写“{typed}”") from None
