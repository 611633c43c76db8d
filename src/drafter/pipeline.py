"""READ THIS FIRST: how a facts file becomes a report, every stage once, in order.

    bytes ──reading──→ nodes ──facts──→ facts ──rendering──→ markup ──report──→ tree ──writers──→ .docx ──output──→ disk
                                          └──────── checks ────────────────────┘

Files are read by `opening` and written by `output`, nowhere between; a PDF is made by `office`, another program.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from drafter.checks import (
    YEARS_RULES,
    all_rules,
    check_facts,
    check_report,
    check_text,
    check_years,
    told_once,
)
from drafter.checks.facts.last_year import share_of
from drafter.checks.printed import of_report
from drafter.checks.switches import without_switched_off
from drafter.checks.words.years import Said, said_in_report, two_years
from drafter.composition.flow import character_count, page_count
from drafter.facts.build import build_facts
from drafter.facts.last_year import asked_faults, beside, not_compared
from drafter.facts.model import Facts, State
from drafter.findings import NOWHERE, DrafterError, Finding, Place, Severity, fatal, in_order
from drafter.opening import LastYear, last_year_of, layout_of, profile_of, read_facts, read_source
from drafter.output import Saved, Stage, file_stem, save_document, save_text, without_marks
from drafter.profile import Profile, national
from drafter.provenance import Role
from drafter.rendering.environment import render
from drafter.rendering.sources import (
    SHIPPED,
    LocalTemplates,
    Sources,
)
from drafter.report.parse import EMPTY_PART, MarkupError, parse_report
from drafter.report.tree import Report, Sentence
from drafter.writers.docx import write_docx

if TYPE_CHECKING:
    from drafter.trace import Traced


@dataclass(frozen=True, slots=True)
class Draft:
    """A report and all that was found on the way to it, worst first."""

    facts: Facts
    report: Report
    findings: tuple[Finding, ...]
    profile: Profile = field(default_factory=national)
    silenced: tuple[Finding, ...] = ()  # by rules that the facts file switches off

    @property
    def gaps(self) -> int:
        """How many places are still to be filled in or verified."""
        return sum(1 + len(f.others) for f in self.findings if f.severity is Severity.GAP)

    @property
    def errors(self) -> int:
        """How many findings keep the report a draft although every line was understood."""
        return sum(f.severity is Severity.ERROR for f in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings somebody should look at."""
        return sum(f.severity is Severity.WARNING for f in self.findings)

    @property
    def to_sign(self) -> tuple[str, ...]:
        """What comes with the signature and is still open: the names of its rows; it prints as ruled blanks."""
        keys = (source.key for run in self.report.runs() if run.role is Role.TO_SIGN for source in run.sources)
        return tuple(dict.fromkeys(key.rpartition(".")[2] for key in keys))

    @property
    def unit(self) -> str:
        """The short name of the township."""
        return self.facts.words("单位名")

    @property
    def characters(self) -> int:
        """字数 of title and body, as office suites count."""
        return character_count(self.report.text)

    @property
    def pages(self) -> int:
        """How many pages the report fills, as LibreOffice breaks its lines."""
        return page_count(self.report, self.profile)

    @property
    def stage(self) -> Stage:
        """草稿 or 送签稿."""
        return Stage.DRAFT if self.gaps or self.errors else Stage.SIGNING


class Built(NamedTuple):
    """A report on disk, or refused: then `path` is None."""

    draft: Draft
    stage: Stage
    path: Path | None
    findings: tuple[Finding, ...]


def build(
    facts_file: Path,
    output: Path | None = None,
    layout: str = "",
    final: bool = False,
    force: bool = False,
    taken: Collection[Path] = (),
    form: str = "",
) -> Built:
    """From a facts file to a document beside it, or at `output` (a folder, or a name with the ending of the form).

    `taken` are the files that other reports of the same run have been written to; `form` is one of `FORMS`,
    without it that of the ending of `output`.

    Raises DrafterError if some line of the file or of a template has no meaning, or nothing can be written.
    """
    draft = draft_report(facts_file, layout)
    stage = draft.stage
    if final:
        stage = Stage.FINAL
        if refused := _not_final(draft, facts_file):
            return Built(draft, draft.stage, None, tuple(in_order([*draft.findings, refused])))
    saved = _save(draft, facts_file, output, stage, force, taken, form or _form_of(output))
    return Built(draft, stage, saved.path, tuple(in_order([*draft.findings, *saved.findings])))


def draft_report(facts_file: Path, layout: str = "", before: Sequence[Said] | None = None) -> Draft:
    """From a facts file to a checked report. Raises DrafterError if it cannot be read.

    `before` are the sentences of last year's report, where it is another than the facts of last year make.
    """
    source = read_source(facts_file)
    node, table, of_ledgers = read_facts(source, facts_file.parent)
    facts, notices = build_facts(node, table, source.name, of_ledgers)
    last = last_year_of(facts, facts_file)
    facts = beside(facts, last.facts)
    name, local = layout_of(facts, layout, facts_file)
    profile = profile_of(facts, facts_file.parent)
    report = _report(facts, name, local)
    templates = Sources(local)

    @cache
    def lines_of(file: str) -> Sequence[str]:
        return source.lines if file == source.name else templates.lines(file)

    findings = [
        *source.notices,
        *notices,
        *last.findings,
        *asked_faults(facts),
        *(() if last.findings else not_compared(facts, last.facts is not None)),
        *check_facts(facts),
        *check_report(report, facts, profile),
        *check_text(of_report(report, source.name, _year(facts), lines_of)),
        *_repeated(report, facts, last, before),
        *_unfinished(facts, report),
    ]
    findings = [_placed(finding, source.name, name, templates) for finding in findings]
    if any(f.severity is Severity.FATAL for f in findings):
        raise DrafterError(in_order(findings))
    wanted, silenced = without_switched_off(findings, facts, _rule_ids)
    return Draft(facts, report, tuple(in_order(told_once(wanted, YEARS_RULES))), profile, silenced)


def _year(facts: Facts) -> int | None:
    year = facts.words("年度")
    return int(year) if year.isdecimal() else None  # it may be blank


def _report(facts: Facts, layout: str, local: LocalTemplates | None) -> Report:
    try:
        return parse_report(render(layout, facts, local))
    except MarkupError as error:
        known = error.place
        place = Sources(local).place(known.file, known.line) if known.file else Sources(local).find(error.words, layout)
        raise DrafterError([fatal(place, error.message, error.hint)]) from error


def _repeated(report: Report, facts: Facts, last: LastYear, before: Sequence[Said] | None) -> Iterator[Finding]:
    """Sentences that stood in last year's report, which is made once more for it where it is not given."""
    if before is None and last.facts is not None:
        try:
            before = said_in_report(_report(last.facts, *layout_of(last.facts, "", last.file)), last.facts)
        except DrafterError as error:
            first = error.findings[0]
            message = f"上年的报告生成不了，没有逐句对照：{first.message}（{first.place.short}）"
            yield Finding(Severity.NOTICE, Place(str(last.file)), message, f"运行 drafter build {last.file} 看一看")
    if before is not None:
        yield from check_years(two_years(said_in_report(report, facts), before, share_of(facts, "雷同比例")))


def _placed(finding: Finding, facts_file: str, layout: str, templates: Sources) -> Finding:
    """Where a clerk can do something about it.

    A figure that a heading states by itself is looked for in the templates. What a rule says of the words of a
    shipped template is said of the facts that brought them there.
    """
    if finding.rule and finding.place.file.startswith(SHIPPED):
        return replace(finding, place=Place(facts_file), mended=None)
    if finding.place is not NOWHERE:
        return finding
    words = finding.message.rpartition("：")[2].strip("…").split("…")[0]
    return replace(finding, place=templates.find(words, layout))


def _rule_ids() -> set[str]:
    return {rule.ident for rule in all_rules()}


# --- stages ---------------------------------------------------------------------------------------


def _unfinished(facts: Facts, report: Report) -> Iterator[Finding]:
    """What keeps a report a draft: blanks, values to verify, statutory parts that nothing is known of."""
    for fact in facts.leaves():
        if fact.state is State.GIVEN:
            continue  # and so is every item of it
        for state, place in dict.fromkeys((one.state, one.place) for one in fact.each()):
            if state is State.BLANK:
                yield Finding(Severity.GAP, place, fact.label, fact.row.meaning)
            elif state is State.TO_VERIFY:
                yield Finding(Severity.GAP, place, f"{fact.label}待核实", "核对后删去“待核实”三字")
    carried = [sentence.place for sentence in report.sentences() if _is_carried(sentence)]
    if carried:
        hint = "改写、删去，或核对后运行 drafter confirm"
        yield Finding(Severity.GAP, carried[0], "这一句还没有核实", hint, others=tuple(carried[1:]))
    for section in report.sections():
        if section.body == EMPTY_PART:
            yield Finding(Severity.GAP, Place(facts.file), f"这一部分还没有内容：{section.heading}")


def _is_carried(sentence: Sentence) -> bool:
    return any(run.role is Role.TO_VERIFY and not run.sources for run in sentence.runs)


def _not_final(draft: Draft, facts_file: Path) -> Finding | None:
    """Why this cannot be the final text yet."""
    if draft.stage is Stage.DRAFT:
        return Finding(Severity.ERROR, Place(str(facts_file)), "还不能定稿：有待填、待核实或错误", "先补齐所列各项")
    if draft.to_sign:
        message = f"还不能定稿：{'、'.join(draft.to_sign)}还是“待签”"
        return Finding(Severity.ERROR, Place(str(facts_file)), message, "签发后填上，再加 --final")
    return None


def _pdf(report: Report, profile: Profile) -> bytes:
    from drafter.office import to_pdf

    return to_pdf(write_docx(report, profile))


def _html(report: Report, _: Profile) -> bytes:
    from drafter.writers.html import write_html

    return write_html(report).encode()


def _text(report: Report, _: Profile) -> bytes:
    from drafter.writers.text import write_text

    return write_text(report).encode()


def _markdown(report: Report, _: Profile) -> bytes:
    from drafter.writers.text import write_markdown

    return write_markdown(report).encode()


# The forms a report can be written in, each with what makes its bytes, imported when it is wanted; usually docx.
FORMS: dict[str, Callable[[Report, Profile], bytes]] = {
    "docx": write_docx,
    "pdf": _pdf,
    "html": _html,
    "txt": _text,
    "md": _markdown,
}


def _form_of(output: Path | None) -> str:
    """The form that the name of a file asks for; the usual one where it asks for none."""
    ending = output.suffix.lower().removeprefix(".") if output is not None and not output.is_dir() else ""
    return ending if ending in FORMS else "docx"


def _save(
    draft: Draft,
    facts_file: Path,
    output: Path | None,
    stage: Stage,
    force: bool,
    taken: Collection[Path],
    form: str,
) -> Saved:
    folder, stem = facts_file.parent, file_stem(draft.report.title_text)
    if output is not None and output.suffix.lower() == f".{form}" and not output.is_dir():
        folder, stem = output.parent, without_marks(output.name[: -len(output.suffix)])
    elif output is not None and output.suffix and not output.is_dir():
        hint = f"文件名以 .{form} 结尾，或只写文件夹"
        raise DrafterError([fatal(Place(str(output)), f"不能写成“{output.suffix}”文件", hint)])
    elif output is not None:
        folder = output
    data = FORMS[form](draft.report, draft.profile)
    if form == "docx":
        return save_document(data, folder, stem, stage, force, taken)
    from drafter.office import is_untouched

    return save_text(data, folder, f"{stem}{stage.suffix}", f".{form}", taken, is_untouched)


# --- where the figures came from --------------------------------------------------------------------


class TracedReport(NamedTuple):
    """The 数据来源表 of a report."""

    report: Report
    rows: tuple[Traced, ...]


def trace_report(facts_file: Path, layout: str = "") -> TracedReport:
    """Every figure of a report with its origin. Raises DrafterError if the report cannot be made."""
    draft = draft_report(facts_file, layout)
    from drafter.trace import trace

    return TracedReport(draft.report, trace(draft.report, draft.facts))


def save_trace(traced: TracedReport, output: Path) -> Saved:
    """The 数据来源表 as a .csv or .docx file. Raises DrafterError for another ending."""
    from drafter.trace import as_csv, as_report

    stem = without_marks(output.stem)
    if stem == file_stem(traced.report.title_text):
        raise DrafterError([fatal(Place(str(output)), "这是报告自己的文件名", "换一个名字，如“数据来源表.docx”")])
    if output.suffix.lower() == ".csv":
        return save_text(as_csv(traced.rows).encode("utf-8-sig"), output.parent, stem, output.suffix)
    if output.suffix.lower() == ".docx":
        heading = tuple(run for unit in traced.report.title for run in unit)
        return save_document(write_docx(as_report(traced.rows, heading)), output.parent, stem, Stage.SIGNING)
    raise DrafterError([fatal(Place(str(output)), f"不能写成“{output.suffix}”文件", "文件名以 .csv 或 .docx 结尾")])
