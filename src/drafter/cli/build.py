"""`drafter build`: facts → report, for one township or a whole county."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import NO_MEANING, NOT_READY, READY, any_path_option, jobs_option, print_findings, print_path
from drafter.findings import Finding, Severity
from drafter.system.cache import first_time

if TYPE_CHECKING:
    from drafter.commands.build import Built
    from drafter.workspace.files import Files


@click.command(
    cls=ChineseCommand,
    short_help="把事实文件生成为 Word 公文",
    examples=(
        "drafter build 寺庄镇/2025.yaml",
        "drafter build 寺庄镇/2025.yaml -o 送签 --final",
        "drafter build 各镇/*.yaml -o 汇总",
        "drafter build 寺庄镇/2025.yaml --to html",
    ),
)
@click.argument("facts", metavar="事实文件…", nargs=-1, required=True, type=PATH)
@click.option(
    "-o",
    "output",
    metavar="位置",
    type=PATH,
    help="放进哪个文件夹，或写成哪个文件，如 送签.docx。",
)
@click.option("--layout", metavar="版式", default="", help="换一个版式：名称，或自己的版式文件。")
@click.option(
    "--to",
    "form",
    metavar="格式",
    default="",
    help="docx（通常的）、pdf（要有 LibreOffice）、html（网页）、txt（纯文本）、md（Markdown）；不写看文件名。",
)
@click.option("--final", is_flag=True, help="定稿：连成文日期也已填好；还有没填好的就不生成。")
@click.option("--force", is_flag=True, help="有人改过的旧文件另存为“（改稿）”，新的用原名。")
@jobs_option
@any_path_option
def build(
    facts: tuple[Path, ...],
    output: Path | None,
    layout: str,
    form: str,
    final: bool,
    force: bool,
    jobs: int | None,
    files: Files,
) -> int:
    """把事实文件生成为 Word 公文，或别的格式；可以一次写上许多份。

    还有没填的项，生成的是草稿，缺口标成黄色；都填好了，生成的就是送签稿。有人改过的旧文件不会被覆盖。
    """
    from drafter.commands.build import OneOfMany, Request, build_many, names_file
    from drafter.system.parallel import usual_jobs
    from drafter.writers import WRITERS

    form = form.lower()
    if form and form not in WRITERS:
        raise click.UsageError(f"--to 后面写格式：{'、'.join(WRITERS)}，不能写“{form}”")
    facts_files = [file for name in facts for file in _matching(name)]
    if len(facts_files) > 1 and output is not None and names_file(output):
        raise click.UsageError("生成几份报告时，-o 后面写文件夹")
    results: list[OneOfMany] = []
    attempts = build_many(
        facts_files, Request(output, layout, final, form, files), force, jobs or usual_jobs(len(facts_files))
    )
    many = len(facts_files) > 1
    with click.progressbar(attempts, len(facts_files), label="正在生成", file=sys.stderr, hidden=not many) as waiting:
        results.extend(waiting)
    for _, built, findings in results:
        print_findings(finding for finding in findings if not _is_left_to_check(finding))
        if built is not None and built.path is not None:
            print_path(built.path)
    print_findings(_fonts(built for _, built, _ in results if built is not None))
    for file, built, _ in results:
        name = f"{built.summary.unit if built else file}　" if many else f"{file}："
        click.echo(f"{name}{_outcome(built)}{'' if many else '。'}", err=True)
    return max(map(_status, (built for _, built, _ in results)), default=READY)


def _matching(name: Path) -> list[Path]:
    """The files that match a name with `*`, which the Windows shell does not expand; else the name itself."""
    if "*" not in name.name or "**" in name.name or name.exists():
        return [name]
    return sorted(name.parent.glob(name.name)) or [name]


def _is_left_to_check(finding: Finding) -> bool:
    """A finding of proof-reading that keeps no report from being signed: `check` lists it, `build` counts it."""
    from drafter.checks import LISTED_BY_BUILD

    return finding.severity > Severity.GAP and finding.rule not in {"", *LISTED_BY_BUILD}


_NOT_COUNTED = {"R114"}  # other pages in another program: there is nothing to correct


def _fonts(built: Iterable[Built]) -> tuple[Finding, ...]:
    """A notice on missing typefaces, once for each set of them on a machine, if a .docx or .pdf was written."""
    from drafter.commands.fonts import notice, notice_key

    needing = (
        one.summary.page_format for one in built if one.path is not None and one.path.suffix in (".docx", ".pdf")
    )
    unreported = [page_format for name, page_format in {notice_key(p): p for p in needing}.items() if first_time(name)]
    return tuple(filter(None, map(notice, unreported)))


def _outcome(built: Built | None) -> str:
    """Stage, gaps and errors, length: a line for the county office."""
    if built is None:
        return "没有生成，请先改正上面的错误"
    summary, closed = built.summary, built.summary.suppressed_gaps
    unlisted = f"（其中{closed}处关闭了检查，没有列出）" if closed else ""
    counts = f"，待补{summary.gaps}处{unlisted}，错误{summary.errors}处" if summary.gaps or summary.errors else ""
    if built.path is None:
        return f"没有生成{counts}"
    signature = f"，签发后补上{'、'.join(summary.to_sign)}" if summary.to_sign and not counts else ""
    count = sum(_is_left_to_check(finding) and finding.rule not in _NOT_COUNTED for finding in built.findings)
    remark = f"；检查另有{count}处要看一看（drafter check）" if count else ""
    pages = summary.page_counts.libreoffice if built.path.suffix == ".pdf" else summary.page_counts.word
    return f"{built.stage.value}{counts}，{summary.characters}字，约{pages}页{signature}{remark}"


def _status(built: Built | None) -> int:
    if built is None:
        return NO_MEANING
    return NOT_READY if built.path is None or built.summary.gaps or built.summary.errors else READY
