"""`drafter build`: facts → report."""

from __future__ import annotations

from pathlib import Path

import click

from drafter.cli.chinese import ChineseCommand
from drafter.cli.printing import NO_MEANING, NOT_READY, READY, made, tell
from drafter.findings import DrafterError


@click.command(
    cls=ChineseCommand,
    short_help="把事实文件生成为 Word 公文",
    examples=("drafter build 寺庄镇/2025.yaml", "drafter build 寺庄镇/2025.yaml -o 送签 --final"),
)
@click.argument("facts", metavar="事实文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "output", metavar="位置", type=click.Path(path_type=Path), help="放进哪个文件夹，或以 .docx 结尾的文件名。"
)
@click.option("--layout", metavar="版式", default="", help="换一个版式：名称，或自己的版式文件。")
@click.option("--final", is_flag=True, help="定稿：连成文日期也已填好；还有没填好的就不生成。")
@click.option("--force", is_flag=True, help="有人改过的旧文件另存为“（改稿）”，新的用原名。")
def build(facts: tuple[Path, ...], output: Path | None, layout: str, final: bool, force: bool) -> int:
    """把事实文件生成为 Word 公文。

    还有没填的项，生成的是草稿，缺口标成黄色；都填好了，生成的就是送签稿。有人改过的旧文件不会被覆盖。
    """
    from drafter.pipeline import build as build_report

    if len(facts) > 1 and output is not None and output.suffix:
        raise click.UsageError("生成几份报告时，-o 后面写文件夹")
    worst, taken = READY, set[Path]()
    for file in facts:
        try:
            built = build_report(file, output, layout, final, force, taken)
        except DrafterError as error:
            tell(error.findings)
            click.echo(f"{file}：没有生成，请先改正上面的错误。", err=True)
            worst = NO_MEANING
            continue
        tell(built.findings)
        draft = built.draft
        if built.path is None:
            click.echo(f"{file}：没有生成。", err=True)
        else:
            made(built.path)
            taken.add(built.path)
            counts = f"：待补{draft.gaps}处，错误{draft.errors}处" if draft.gaps or draft.errors else ""
            signature = "，签发后补上日期" if draft.awaits_signature and not counts else ""
            click.echo(f"{file}：{built.stage.value}{counts}{signature}。", err=True)
        if built.path is None or draft.gaps or draft.errors:
            worst = max(worst, NOT_READY)
    return worst
