"""`drafter check`: reviews facts, documents, or the folder of a county."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drafter.cli.chinese import PATH, ChineseCommand
from drafter.cli.printing import NO_MEANING, NOT_READY, READY, any_path_option, jobs_option, print_findings, print_path
from drafter.findings import DrafterError, Finding, Place, Severity, describe, in_order

if TYPE_CHECKING:
    from drafter.commands.check import FileSummary
    from drafter.workspace.files import Files


@click.command(
    cls=ChineseCommand,
    short_help="检查事实文件或 Word 报告，像县里审稿的人那样",
    examples=(
        "drafter check 寺庄镇/2025.yaml",
        "drafter check 去年报告.docx",
        "drafter check 各镇",
        "drafter check 寺庄镇/2025.yaml --fix --diff",
        "drafter check 报告.docx --comments 报告批注.docx",
        "drafter check 今年报告.docx --last-year 去年报告.docx",
    ),
)
@click.argument("paths", metavar="文件或文件夹…", nargs=-1, required=True, type=PATH)
@click.option(
    "--format",
    "form",
    metavar="格式",
    default="text",
    type=click.Choice(["text", "json"]),
    help="text（给人看，不写就是它）或 json（给程序看）。",
)
@click.option("--strict", is_flag=True, help="有“注意”也算没有通过。")
@click.option("--fix", is_flag=True, help="写法确定的（标点、空格等），直接在事实文件和自己的版式里改好。")
@click.option("--diff", is_flag=True, help="和 --fix 一起用：只列出要改哪些行，不动文件。")
@click.option("--layout", metavar="版式", default="", help="换一个版式：名称，或自己的版式文件。")
@click.option(
    "--comments",
    metavar="批注稿.docx",
    default=None,
    type=PATH,
    help="检查一份 .docx，另写一份：每一条都是批注，标在所指的文字上，正文不动。",
)
@click.option(
    "--last-year",
    metavar="上年报告",
    default=None,
    type=PATH,
    help="上年的报告（事实文件，或能检查的任何一种文档）：列出与它一字不差的句子，占多少。",
)
@jobs_option
@any_path_option
def check(
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    fix: bool,
    diff: bool,
    layout: str,
    comments: Path | None,
    last_year: Path | None,
    jobs: int | None,
    files: Files,
) -> int:
    """检查事实文件或报告，说出哪里不对、怎么改；写上文件夹，就检查里面的每一份事实文件或 .docx。

    报告可以是 .docx、.doc、.wps、.txt、.md、.html；版面格式只有 .docx 能检查，其他的只检查文字。

    错误要改；注意要看一眼，多半要改；提示供参考。规则的内容见 drafter rules。
    """
    from drafter.commands.check import check_many, files_of
    from drafter.system.parallel import usual_jobs

    if diff and not fix:
        raise click.UsageError("--diff 要和 --fix 一起用")
    if diff and form == "json":
        raise click.UsageError("--diff 是给人看的，不能和 --format json 一起用")
    _refuse_comments_on_others(paths, comments)
    if last_year is not None and (len(paths) != 1 or paths[0].is_dir() or fix):
        raise click.UsageError("--last-year 一次检查一份，也不和 --fix 一起用")
    found = [files_of(path) for path in paths]
    listed = [file for one in found for file in one.files]
    if fix:
        checked = [_fixed(file, layout, diff, files) for file in listed]
    else:
        checked = list(check_many(listed, layout, last_year, files, jobs or usual_jobs(len(listed))))
    if form == "json":
        click.echo(json.dumps(_as_json(checked, strict), ensure_ascii=False, indent=2))
    else:
        _print(checked, strict, many=len(listed) > 1 or any(path.is_dir() for path in paths))
    _print_skipped([file for one in found for file in one.skipped])
    if comments is not None and checked[0].readable:
        _write_comments(checked[0], comments, quietly=form == "json")
    return max((_status(one, strict) for one in checked), default=READY)


def _fixed(file: Path, layout: str, only_shown: bool, files: Files) -> FileSummary:
    """The check of a file after fixing it; with `only_shown` of the file as it is, after printing the diff."""
    from drafter.commands.check import FACTS
    from drafter.commands.check import check_file as check_file
    from drafter.commands.fix import plan_fixes, write_fix

    if file.suffix.lower() not in FACTS:
        click.echo(f"{file}：--fix 只改事实文件和自己的版式，这个文件请照建议自己改。", err=True)
        return check_file(file, layout, files=files).summary
    fixes, checked_after = plan_fixes(file, layout, files)
    if only_shown:
        for fix in fixes:
            click.echo("\n".join(fix.difference()))
        return check_file(file, layout, files=files).summary
    for fix in fixes:
        try:
            write_fix(fix)
        except DrafterError as error:  # go on with the other files
            now = check_file(file, layout, files=files).summary
            return replace(now, findings=tuple(in_order([*now.findings, *error.findings])))
        click.echo(f"{fix.path}：改了{fix.count}处。", err=True)
    return checked_after.summary


def _refuse_comments_on_others(paths: tuple[Path, ...], comments: Path | None) -> None:
    """--comments needs exactly one Word document."""
    if comments is None:
        return
    if len(paths) != 1 or paths[0].suffix.lower() != ".docx" or paths[0].is_dir():
        raise click.UsageError("--comments 一次检查一份 .docx")
    if comments.suffix.lower() != ".docx":
        raise click.UsageError(f"--comments 后面写 .docx 的文件名，不能写“{comments}”")


def _write_comments(checked: FileSummary, comments: Path, quietly: bool) -> None:
    """Writes the review copy; prints its path to stdout, with JSON to stderr."""
    from drafter.commands.check import review_copy

    saved = review_copy(checked, comments)
    print_findings(saved.findings)
    if quietly:
        click.echo(saved.path, err=True)
    else:
        print_path(saved.path)


def _print(checked: Sequence[FileSummary], strict: bool, many: bool) -> None:
    """A line for each of several files, the findings, and a summary."""
    if many:
        for one in checked:
            click.echo(f"{one.unit}　{_state(one, strict)}　{one.date or '没有日期'}　{one.path}")
    for finding in (finding for one in checked for finding in one.findings):
        click.echo(describe(finding))
    for one in checked if not many else ():
        click.echo(f"{one.path}：{_state(one, strict)}，{one.characters}字。", err=True)
    if many:
        ready = sum(_status(one, strict) == READY for one in checked)
        click.echo(f"共{len(checked)}份，{ready}份没有错误和缺口。", err=True)


def _print_skipped(skipped: Sequence[Path]) -> None:
    """Reports of folders that were not checked, a line for all."""
    if skipped:
        names = "、".join(map(str, skipped[:_MOST_NAMED])) + ("等" if len(skipped) > _MOST_NAMED else "")
        click.echo(f"文件夹里还有{len(skipped)}份没有检查：{names}。要检查的，写上文件名。", err=True)


_MOST_NAMED = 5  # files of a line


def _state(one: FileSummary, strict: bool) -> str:
    """Ready or not, with the numbers of findings."""
    if not one.readable:
        return f"读不了，错误{one.count(Severity.FATAL, Severity.ERROR)}处"
    names = {Severity.ERROR: "错误", Severity.GAP: "待补", Severity.WARNING: "注意", Severity.NOTICE: "提示"}
    counts = [f"{name}{one.count(weight)}处" for weight, name in names.items() if one.count(weight)]
    if one.suppressed:
        counts.append(f"另有{len(one.suppressed)}处已关闭")
    word = "可以送签" if one.report else "没有错误"
    return "，".join([word if _status(one, strict) == READY else "还要改", *counts])


def _status(one: FileSummary, strict: bool) -> int:
    if not one.readable:
        return NO_MEANING
    counted = [Severity.ERROR, Severity.GAP, *([Severity.WARNING] if strict else [])]
    is_draft = one.report is not None and bool(one.report.gaps)  # also where the gaps are switched off
    return NOT_READY if one.count(*counted) or is_draft else READY


# --- for programs: the form is documented in the manual, and stable --------------------------------------------


def _as_json(checked: Sequence[FileSummary], strict: bool) -> dict[str, Any]:
    return {
        "version": 1,
        "files": [
            {
                "file": str(one.path),
                "unit": one.unit,
                "status": _status(one, strict),
                "stage": one.report.stage.value if one.report else None,
                "date": one.date,
                "characters": one.characters,
                "errors": one.count(Severity.FATAL, Severity.ERROR),
                "gaps": one.count(Severity.GAP),
                "warnings": one.count(Severity.WARNING),
                "notices": one.count(Severity.NOTICE),
                "findings": [_finding(finding) for finding in one.findings],
                "silenced": [_finding(finding) for finding in one.suppressed],
            }
            for one in checked
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule or None,
        "severity": finding.severity.name.lower(),
        "message": finding.message,
        "hint": finding.hint or None,
        "mended": finding.replacement,
        "place": _place(finding.place),
        "others": [_place(place) for place in finding.related],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file or None,
        "line": place.line or None,
        "column": place.column if place.line else None,
        "length": place.length if place.line else None,
        "element": place.element or None,
        "sheet": (place.cell.sheet or None) if place.cell else None,
        "cell": (place.cell.name or None) if place.cell else None,
        "quoted": place.quoted or None,
    }
