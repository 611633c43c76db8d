"""`drafter facts`: finds the key for a fact."""

from __future__ import annotations

from pathlib import Path

import click

from drafter.cli.chinese import ChineseCommand
from drafter.cli.printing import NOT_READY, READY, table_option


@click.command(
    cls=ChineseCommand,
    short_help="列出可以填写的项，或按词查找",
    examples=("drafter facts", "drafter facts 纠纷"),
)
@click.argument("word", metavar="[词]", required=False, default="")
@table_option
def facts(word: str, table: Path | None) -> int:
    """列出可以填写的项；写上一个词，就查找相关的项，给出可以照抄的一行和它写成的句子。"""
    from drafter.commands.facts import example_sentences, find_rows, ledger_columns

    rows = find_rows(word, table)
    if not word:
        for row in rows:
            click.echo(f"{row.key}　{row.meaning}")
        return READY
    if not rows:
        click.echo(
            f"没有找到与“{word}”有关的项；没有这一项的数，可以写在“指标”里；没有这一项的话，可以写在“补充”里。",
            err=True,
        )
        return NOT_READY
    for row in rows:
        click.echo(f"{row.key}　{row.meaning}")
        if row.refused:
            click.echo(f"    不能填：{row.refused}")
            continue
        if row.example:
            click.echo(f"    {row.name}: {row.example}")
        if columns := ledger_columns(row):
            click.echo(f"    台账: 文件名.xlsx（一行一项，列名：{'、'.join(columns)}）")
        for sentence in example_sentences(row, table):
            click.echo(f"    → {sentence}")
    return READY
