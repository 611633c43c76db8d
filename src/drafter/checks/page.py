"""What the page elements say against each other."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.checks.rule import Report, rule
from drafter.composition.title import width_on_paper
from drafter.findings import NOWHERE, Finding, Place, Severity
from drafter.profile import Profile
from drafter.report.tree import Report as ReportTree
from drafter.report.tree import Runs, words


@rule("R101", "upward-header-needs-signer")
def header_needs_signer(tree: ReportTree, report: Report) -> Iterator[Finding]:
    """报告是上行文，有红头就要标注签发人 (GB/T 9704-2012 7.2.6)。

    合规    {发文机关标志: [甲镇人民政府], 签发人: [某某]}
    合规    {发文字号: [甲政发〔2026〕3号]}
    不合规  {发文机关标志: [甲镇人民政府]}
    """
    marks = tree.elements.get("发文机关标志", ())
    if marks and not tree.elements.get("签发人"):
        hint = "填上“签发人”，还没签发填“待签”；不用红头的，删去“发文机关标志”"
        yield report(_place(marks[0]), "有红头的报告没有签发人", hint)


@rule("R102", "broken-title-is-the-title")
def broken_title_is_title(tree: ReportTree, report: Report) -> Iterator[Finding]:
    """自己分行的标题，合起来要与标题一字不差：去年的标题不能留在今年的报告里。

    合规    {标题: [甲镇2025年, 年度报告], 标题分行: [甲镇2025年年度, 报告]}
    不合规  {标题: [甲镇2025年, 年度报告], 标题分行: [甲镇2024年, 年度报告]}
    """
    lines = tree.elements.get("标题分行", ())
    if lines and not tree.title_lines:
        joined = "".join(map(words, lines))
        yield report(
            _place(lines[0]), f"“标题分行”合起来是“{joined}”，标题是“{tree.title_text}”", "改成一样，或删去“标题分行”"
        )


@rule("R103", "broken-title-fits", Severity.NOTICE)
def broken_title_fits(tree: ReportTree, profile: Profile, report: Report) -> Iterator[Finding]:
    """自己分行的标题，每一行要排得下，不然多出的字会自己另起一行。

    合规    {标题: [甲镇人民政府2025年法治政府建设年度报告], 标题分行: [甲镇人民政府2025年法治政府建设年度报告]}
    不合规  {标题: [某甲镇人民政府2025年法治政府建设年度报告], 标题分行: [某甲镇人民政府2025年法治政府建设年度报告]}
    """
    longest = profile.title_zi_per_line
    lines = tree.elements.get("标题分行", ()) if tree.title_lines else ()
    for number, line in enumerate(lines, 1):
        if width_on_paper(words(line)) > longest:
            message = f"“标题分行”的第{number}行太长，一行排得下{longest}个字：“{words(line)}”"
            hint = "把这一行分成两行；数字和字母一个算半个字，汉字和它们相接的每一处再算五分之一个字"
            yield report(_place(line), message, hint)


def _place(runs: Runs) -> Place:
    """Where the fact stands that the words came from."""
    return next((source.place for run in runs for source in run.sources), NOWHERE)
