"""`drafter rollover`: this year's facts as a start for next year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import READY, any_path_option, print_path

if TYPE_CHECKING:
    from drafter.rollover.rollover import RolledOver
    from drafter.workspace.files import Files


@click.command(
    cls=ChineseCommand,
    short_help="从今年的事实文件做出明年的",
    examples=("drafter rollover 寺庄镇/2025.yaml --dry-run", "drafter rollover 寺庄镇/2025.yaml"),
)
@click.argument("facts", metavar="事实文件", type=PATH)
@click.option(
    "-o",
    "output",
    metavar="位置",
    type=PATH,
    help="放进哪个文件夹，或写成哪个文件；不写就放在旁边。",
)
@click.option("--dry-run", is_flag=True, help="只说明各项怎么办，不写文件。")
@any_path_option
def rollover(facts: Path, output: Path | None, dry_run: bool, files: Files) -> int:
    """从今年的事实文件做出明年的：2025.yaml → 2026.yaml。今年的文件一个字也不动，明年的已有了也不覆盖。

    单位、版式照旧；年底有多少的数照抄，标上“待核实”；一年之内发生的数留空，今年的数写在旁边作说明；
    学法、培训这些记录清空；今年的计划、不足转为“上年计划”“上年问题”，要写明做得怎样、怎样整改。
    """
    from drafter.commands.rollover import plan_rollover, write_rollover

    new = plan_rollover(facts, output, files)
    for line in _summary(new.result, new.ended, new.sentences):
        click.echo(line, err=True)
    if new.is_far:
        click.echo("新文件离今年的文件太远：生成它时加上 --any-path，才能与今年相比；或者换一个近的位置。", err=True)
    if dry_run:
        click.echo(f"没有写文件；要写的是 {new.path}。", err=True)
        return READY
    write_rollover(new)
    for path in (*new.along, new.path):
        print_path(path)
    return READY


def _summary(result: RolledOver, ended: Sequence[str], sentences: int) -> list[str]:
    """What happened to the facts, and the old year in kept words."""
    lines = [
        f"照旧{result.kept}项，待核实{result.to_verify}处，留空{result.blanked}项，"
        f"年度和日期改{result.moved}处，台账换成新一年的{result.ledgers}份，要交代的上年计划和问题{result.to_answer}项。"
    ]
    if sentences:
        lines.append(f"自己的版式里有{sentences}句去年的话，标上了待核实；改写、删去，或核对后运行 drafter confirm。")
    lines += [f"自己的话里还有“{words}”（{count}处），没有改，请看一看。" for words, count in result.years.items()]
    lines += [f"{name}到今年为止，文件里还写着，请看一看。" for name in ended]
    return lines
