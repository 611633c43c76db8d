"""The facts of the year before, for comparison: from the named file, or from the one beside the facts."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from drafter.facts.build import build_facts
from drafter.facts.model import Facts, State
from drafter.findings import DrafterError, Finding, Place
from drafter.readers.notices import found_previous_year_is_readable, named_previous_year_fits
from drafter.workspace.facts_file import read_facts
from drafter.workspace.files import DISK, YAML, Files, is_file, named_file


class PreviousYear(NamedTuple):
    """Last year's facts and their file; no facts where there are none, or with findings where they do not fit.

    `unfit`: why the facts found beside this file are not those of last year.
    """

    facts: Facts | None = None
    file: Path = Path()
    findings: tuple[Finding, ...] = ()
    unfit: str = ""


def open_previous_year(facts: Facts, facts_file: Path, files: Files = DISK) -> PreviousYear:
    """The facts of the year before: from the named file, else from that beside it with the year before in its name.

    One that is found but is of another township or year is ignored; one that is named but unusable is an error, which
    does not stop the report.
    """
    named, year = facts.by_role("上年文件"), facts.words("年度")
    if named.state in (State.NONE, State.BLANK) or not year.isdecimal():
        return PreviousYear()
    before = str(int(year) - 1)
    if named.value is not None:
        notice, place, otherwise = named_previous_year_fits, named.place, "填“无”就不与上年相比"
        try:
            path = named_file(named.value.text, place, facts_file.parent, files, YAML)
        except DrafterError as error:
            (far,) = error.findings
            return PreviousYear(findings=tuple(notice(place, far.message, f"{far.hint}；{otherwise}")))
    else:
        path = previous_year_sibling(facts_file, year, before)
        notice, place, otherwise = found_previous_year_is_readable, Place(str(path)), "改好以后就能与上年相比"
        if year not in facts_file.name or not is_file(path):
            return PreviousYear()
    try:
        source = files.read_source(path)
        node, table, of_ledgers = read_facts(source, path.parent, files)
        previous, _ = build_facts(node, table, source.name, of_ledgers)
    except DrafterError as error:
        first = error.findings[0]
        message = f"上年的事实文件读不了，没有与上年相比：{first.message}（{first.place.short}）"
        hint = f"用 drafter check {path} 看错在哪里；{otherwise}"
        return PreviousYear(None, path, tuple(notice(place, message, hint)))
    fault = _no_year_before(previous, facts, before)
    if fault and named.value is not None:
        return PreviousYear(None, path, tuple(notice(place, f"“上年文件”{fault}", f"改成上一年的文件；{otherwise}")))
    return PreviousYear(unfit=f"旁边的“{path.name}”{fault}") if fault else PreviousYear(previous, path)


def previous_year_sibling(facts_file: Path, year: str, before: str) -> Path:
    """The file in the same folder with the year before in its name: 示例镇2025.yaml, 示例镇2024.yaml."""
    return facts_file.with_name(facts_file.name.replace(year, before))


def _no_year_before(previous: Facts, facts: Facts, year: str) -> str:
    """Why these are not the facts of this township in the year before, or ""."""
    if previous.words("年度") != year:
        return f"写的是{previous.words('年度') or '不知哪一'}年的事实，应是{year}年的"
    if previous.words("单位名") != facts.words("单位名"):
        return f"写的是{previous.words('单位名') or '不知哪个单位'}的事实，不是{facts.words('单位名')}的"
    return ""
