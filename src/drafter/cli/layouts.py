"""`drafter layouts`: lists, shows and copies shipped layouts and parts."""

from __future__ import annotations

from pathlib import Path

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import READY, print_path


@click.command(
    cls=ChineseCommand,
    short_help="列出、查看、复制版式",
    examples=("drafter layouts", "drafter layouts show 五部分", "drafter layouts copy 五部分 寺庄镇/本镇.txt"),
)
@click.argument("action", metavar="[show|copy]", required=False, default="")
@click.argument("name", metavar="[名称]", required=False, default="")
@click.argument("destination", metavar="[复制到]", required=False, type=PATH)
def layouts(action: str, name: str, destination: Path | None) -> int:
    """列出随程序提供的版式和部分；show 查看一个，copy 复制一个到自己的文件夹去改。"""
    from drafter.commands.layouts import copy_template, template_text
    from drafter.templating.loader import shipped_layouts, shipped_parts

    if action == "show" and name:
        click.echo(template_text(name), nl=False)
    elif action == "copy" and name and destination is not None:
        copied = copy_template(name, destination)
        print_path(copied)
        use = f"放在事实文件旁边，把“版式”写成“{copied.stem}”，就用这一份。"
        if name.startswith("部分/"):
            use = f'这是版式的一段；在自己的版式里写 {{% include "{copied.name}" %}} 来用它。'
        click.echo(use, err=True)
    elif not action:
        click.echo("\n".join([*shipped_layouts(), *shipped_parts()]))
    else:
        raise click.UsageError("写成 layouts、layouts show 名称，或 layouts copy 名称 复制到的文件")
    return READY
