"""`drafter confirm`: marks values carried over from last year as verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import NOT_READY, READY, any_path_option

if TYPE_CHECKING:
    from drafter.workspace.files import Files


@click.command(
    cls=ChineseCommand,
    short_help="把“待核实”的项标成已核实",
    examples=("drafter confirm 寺庄镇/2026.yaml", "drafter confirm 寺庄镇/2026.yaml 纠纷.调解员 补充"),
)
@click.argument("facts", metavar="事实文件", type=PATH)
@click.argument("keys", metavar="[键…]", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="列出全部待核实的项，全部标成已核实。")
@any_path_option
def confirm(facts: Path, keys: tuple[str, ...], everything: bool, files: Files) -> int:
    """把“待核实”的项标成已核实：写上键名，只标这几项（写“补充”，标它下面的全部）；不写键名，只列出还有哪些。

    自己的版式里去年的话，写版式的名字和行号，如“寺庄镇2026:12”；只写版式的名字，标它的全部。

    标了已核实以后又改了的，重新成为待核实。
    """
    from drafter.commands.confirm import plan_confirmation, write_confirmation

    done = plan_confirmation(facts, keys, everything, files)
    write_confirmation(done)
    for one in done.confirmed:
        click.echo(f"已核实　{one.key}　{_short(one.words)}")
    for one in done.left:
        click.echo(f"待核实　{one.file}:{one.line}　{one.key}　{_short(one.words)}")
    click.echo(f"这次核实{len(done.confirmed)}处，还有{len(done.left)}处待核实。", err=True)
    return NOT_READY if done.left else READY


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 40 else f"{line[:40]}……"
