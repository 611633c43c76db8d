"""`drafter rules`: what is checked, and why."""

from __future__ import annotations

import click

from drafter.cli.chinese import ChineseCommand
from drafter.cli.printing import NO_MEANING, READY


@click.command(
    cls=ChineseCommand,
    short_help="列出检查的规则，或说明其中一条",
    examples=("drafter rules", "drafter rules F101"),
)
@click.argument("ident", metavar="[规则号]", required=False, default="")
def rules(ident: str) -> int:
    """列出检查的规则；写上规则的号，就说明这一条：要求什么，怎样算合规、不合规，出处在哪里。"""
    from drafter.checks import all_rules

    found = [rule for rule in all_rules() if not ident or rule.ident == ident.upper()]
    if not found:
        click.echo(f"没有“{ident}”这条规则；drafter rules 列出全部。", err=True)
        return NO_MEANING
    for rule in found:
        click.echo(f"{rule.ident}　{rule.severity.label}　{rule.meaning}")
    if ident:
        (rule,) = found
        for word, examples in (("合规", rule.good), ("不合规", rule.bad)):
            for example in examples:
                click.echo(f"    {word}　{example}")
        click.echo(f"    出处　{rule.source}")
    return READY
