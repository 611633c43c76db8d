"""Output for clerks: findings on stderr, paths of written files on stdout; for scripts: the exit status."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from drafter.cli.chinese import PATH
from drafter.findings import Finding, describe, in_order
from drafter.workspace.files import Files

table_option = click.option("--table", metavar="附加表", type=PATH, help="连同县里另发的附加表。")
any_path_option = click.option(
    "--any-path",
    "files",
    is_flag=True,
    callback=lambda context, option, anywhere: Files(anywhere=anywhere),
    help="事实文件里写的台账、附加表、公文格式、上年文件，可以在任何文件夹；平常只能在它旁边和上一级文件夹里。",
)

jobs_option = click.option(
    "--jobs",
    metavar="几个",
    type=click.IntRange(1, 64),
    help="许多份时用几个进程同时做；不写按份数和处理器的核数定，一份总是一个。",
)

# Exit statuses, worst last; with several files the worst counts.
READY, NOT_READY, NO_MEANING, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130


def print_findings(findings: Iterable[Finding]) -> None:
    """Prints findings to stderr, worst first, each with its line and advice."""
    for finding in in_order(findings):
        click.echo(describe(finding), err=True)


def print_path(path: Path) -> None:
    """Prints the path of a written file to stdout, one a line."""
    click.echo(str(path))
