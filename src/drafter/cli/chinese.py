"""Click in Chinese: help pages with examples for each command, and usage errors."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

# Unreadable files are reported, in Chinese, by the code that reads them.
PATH = click.Path(path_type=Path, readable=False)


class _Chinese(click.Command):
    """A command whose help page is Chinese and ends with examples."""

    allow_extra_args = True  # refused below, in Chinese

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **settings: Any) -> None:
        settings.setdefault("options_metavar", "[选项]")
        settings.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **settings)
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            left = super().parse_args(ctx, [] if args == ["--"] else args)  # no command: the help page
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if ctx.args and not isinstance(self, click.Group) and not ctx.resilient_parsing:
            raise click.UsageError(f"多出了参数“{' '.join(ctx.args)}”", ctx)
        return left

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option))
        records = (record for option in options if (record := option.get_help_record(ctx)))
        rows = [(names, re.sub(r"  \[.*required\]", "（必填）", text)) for names, text in records]
        with formatter.section("选项"):
            formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("例"):
                for example in self.examples:
                    formatter.write(f"  {example}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option


class ChineseCommand(_Chinese):
    """A single command."""


class ChineseGroup(_Chinese, click.Group):
    """The group of commands."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("subcommand_metavar", "命令 …")
        super().__init__(*args, **settings)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands, 1)
            raise click.UsageError(f"没有“{args[0]}”这个命令" + (f"，是不是“{near[0]}”？" if near else ""), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Chinese.format_options(self, ctx, formatter)
        rows = [(name, command.get_short_help_str(60)) for name, command in self.commands.items()]
        with formatter.section("命令"):
            formatter.write_dl(rows)


def usage_error(error: click.UsageError) -> str:
    """A usage error in Chinese, with a hint at the help page."""
    path = error.ctx.command_path if error.ctx else "drafter"
    return f"{_message(error)}\n    建议：{path} --help 查看用法"


def _message(error: click.UsageError) -> str:
    """The message by class and attributes of click's exception; our own exceptions have theirs."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是“{error.possibilities[0]}”？" if error.possibilities else ""
        return f"没有“{error.option_name}”这个选项{near}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项“{error.option_name}”后面{'不写' if _is_flag(error) else '缺少'}内容"
    if isinstance(error, click.MissingParameter) and error.param:
        if error.param.param_type_name == "option":
            return f"缺少选项“{error.param.opts[0]}”"
        return f"缺少参数“{error.param.metavar or error.param.name}”"
    if isinstance(error, click.BadParameter) and error.param:
        kind = error.param.type
        choices = f"，只能写 {'、'.join(map(str, kind.choices))}" if isinstance(kind, click.Choice) else ""
        return f"“{error.param.opts[0]}”的值不对{choices}"
    return error.message


def _is_flag(error: click.BadOptionUsage) -> bool:
    parameters = error.ctx.command.get_params(error.ctx) if error.ctx else []
    return any(getattr(one, "is_flag", False) for one in parameters if error.option_name in one.opts)
