"""`drafter schema`: the JSON Schema of facts files, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from drafter.cli.chinese import ChineseCommand
from drafter.cli.printing import READY, table_option


@click.command(
    cls=ChineseCommand,
    short_help="输出供编辑器使用的 JSON Schema",
    examples=("drafter schema", "drafter schema --table 县附加表.yaml"),
)
@table_option
def schema(table: Path | None) -> int:
    """输出事实文件的 JSON Schema。VS Code 等编辑器读了它，填写时会提示有哪些键、各填什么。"""
    from drafter.commands.schema import schema_text

    click.echo(schema_text(table), nl=False)
    return READY
