"""The command line: options in, one call of `commands`, print, exit status. Every word that a clerk reads is Chinese.

Exit status: 0 done and ready; 1 understood but not ready; 2 invalid input or wrong usage;
3 a bug of ours; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from drafter import __version__
from drafter.cli.build import build
from drafter.cli.check import check
from drafter.cli.chinese import ChineseGroup, usage_error
from drafter.cli.confirm import confirm
from drafter.cli.facts import facts
from drafter.cli.import_ import import_
from drafter.cli.layouts import layouts
from drafter.cli.new import new
from drafter.cli.printing import INTERRUPTED, NO_MEANING, OUR_BUG, READY, print_findings
from drafter.cli.rollover import rollover
from drafter.cli.rules import rules
from drafter.cli.schema import schema
from drafter.cli.trace import trace
from drafter.findings import NOWHERE, DrafterError, fatal


@click.group(
    cls=ChineseGroup,
    examples=("drafter new 寺庄镇 --unit 寺庄镇 --year 2025", "drafter build 寺庄镇/2025.yaml"),
    commands=[new, build, check, import_, rollover, confirm, facts, layouts, trace, rules, schema],
)
@click.version_option(__version__, "--version", message="drafter %(version)s", help="显示版本。")
def cli() -> None:
    """法治政府建设年度报告：填好一年的事实，生成可以送签的公文。"""


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program: runs one command and exits with its status."""
    for stream in (sys.stdout, sys.stderr):
        # a console of code page 936 lacks some characters: print their codes instead of failing
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(status_of(arguments))


def status_of(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; no error shows a traceback."""
    try:
        result = cli.main(arguments, prog_name="drafter", standalone_mode=False)
        return result if isinstance(result, int) else READY
    except DrafterError as error:
        print_findings(error.findings)
        return NO_MEANING
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.message)
        return READY
    except click.UsageError as error:
        click.echo(usage_error(error), err=True)
        return NO_MEANING
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断，文件都完好，可以再运行一次。", err=True)
        return INTERRUPTED
    except MemoryError:
        hint = "看看是不是选错了文件，或者把内容分成几份"
        print_findings([fatal(NOWHERE, "内容太大，这台电脑的内存不够，没有做完，原有的文件都完好", hint)])
        return NO_MEANING
    except BrokenPipeError:
        return READY  # the reader of our output has closed it
    except Exception:
        click.echo(_bug_report(), err=True)
        return OUR_BUG


def _bug_report() -> str:
    """Writes the traceback to a file that a clerk can send, and says where."""
    import tempfile
    import traceback

    text = f"drafter {__version__}, Python {sys.version}\n\n{traceback.format_exc()}"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="drafter-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(text)
        where = f"经过记在 {Path(file.name)}，请把它和事实文件一起发给我们。"
    except OSError:
        where = "请把用的命令和事实文件发给我们。"
    return f"程序出错了，这是 drafter 的问题，不是您填写的问题。{where}"
