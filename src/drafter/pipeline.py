"""READ THIS FIRST: how a facts file becomes a report, every stage once, in order.

    bytes ──reading──→ nodes ──facts──→ facts ──rendering──→ markup ──report──→ tree ──writers──→ .docx ──output──→ disk
                                          └──────── checks ────────────────────┘

Files are opened here and in `output`, nowhere between.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import TemplateNotFound
from jinja2.loaders import split_template_path

from drafter.carryover.starter import SCHEMA_FILE, example_facts, starter
from drafter.checks import check_facts, check_report
from drafter.composition.pages import character_count, page_count
from drafter.facts.build import build_facts
from drafter.facts.model import Fact, Facts, State
from drafter.facts.schema import facts_schema
from drafter.facts.table import Kind, Row, TableError, extended_table, known_keys, shipped_table
from drafter.findings import NOWHERE, DrafterError, Finding, Place, Severity, fatal, in_order
from drafter.output import Saved, Stage, file_stem, save_document, save_text, without_marks, write_new
from drafter.profile import national
from drafter.provenance import Role
from drafter.reading.decode import LARGEST_FILE, SourceText, decode, too_large
from drafter.reading.nodes import Node, Scalar, at, plain
from drafter.reading.yaml_nodes import read_yaml
from drafter.rendering.environment import render
from drafter.rendering.sources import (
    ENDING,
    SHIPPED,
    LocalTemplates,
    Sources,
    shipped_layouts,
    shipped_parts,
    shipped_template,
)
from drafter.report.parse import EMPTY_PART, MarkupError, parse_report
from drafter.report.tree import Report, Sentence
from drafter.trace import Traced, as_csv, as_report, trace
from drafter.writers.docx import write_docx
from drafter.writers.text import write_markdown, write_text

DEFAULT_LAYOUT = "五部分"


@dataclass(frozen=True, slots=True)
class Draft:
    """A report and all that was found on the way to it, worst first."""

    facts: Facts
    report: Report
    findings: tuple[Finding, ...]

    @property
    def gaps(self) -> int:
        """How many places are still to be filled in or verified."""
        return sum(f.severity is Severity.GAP for f in self.findings)

    @property
    def errors(self) -> int:
        """How many findings keep the report a draft although every line was understood."""
        return sum(f.severity is Severity.ERROR for f in self.findings)

    @property
    def awaits_signature(self) -> bool:
        """Something that comes with the signature is still open: it prints as ruled blanks."""
        return any(run.role is Role.TO_SIGN for run in self.report.runs())

    @property
    def unit(self) -> str:
        """The short name of the township."""
        return _text_of(self.facts, self.facts.table.used_for("单位名"))

    @property
    def characters(self) -> int:
        """字数 of title and body, as office suites count."""
        return character_count(self.report.text)

    @property
    def pages(self) -> int:
        """How many pages the report fills, by the widths of its characters."""
        return page_count(self.report, national())

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
    form: str = "docx",
) -> Built:
    """From a facts file to a document beside it, or at `output` (a folder, or a name with the ending of the form).

    `taken` are the files that other reports of the same run have been written to; `form` is one of `FORMS`.

    Raises DrafterError if some line of the file or of a template has no meaning, or nothing can be written.
    """
    draft = draft_report(facts_file, layout)
    stage = draft.stage
    if final:
        stage = Stage.FINAL
        if refused := _not_final(draft, facts_file):
            return Built(draft, draft.stage, None, tuple(in_order([*draft.findings, refused])))
    saved = _save(draft.report, facts_file, output, stage, force, taken, form)
    return Built(draft, stage, saved.path, tuple(in_order([*draft.findings, *saved.findings])))


def draft_report(facts_file: Path, layout: str = "") -> Draft:
    """From a facts file to a checked report. Raises DrafterError if it cannot be read."""
    source = read_source(facts_file)
    node, table = _read_facts(source, facts_file.parent)
    facts, notices = build_facts(node, table, source.name)
    name, local = _layout(facts, layout, facts_file)
    report = _report(facts, name, local)
    findings = [
        *source.notices,
        *notices,
        *check_facts(facts),
        *check_report(report, facts),
        *_unfinished(facts, report),
    ]
    findings = [_placed(finding, name, local) for finding in findings]
    if any(f.severity is Severity.FATAL for f in findings):
        raise DrafterError(in_order(findings))
    return Draft(facts, report, tuple(in_order(findings)))


def _read_facts(source: SourceText, folder: Path) -> tuple[Node, Row]:
    """The nodes of a facts file and the table they are to be read by: a county's own, where the file names one."""
    table = shipped_table()
    node = read_yaml(source, known_keys(table))
    named = at(node, table.used_for("附加表").key)
    if not isinstance(named, Scalar) or named.blank:
        return node, table
    path = folder / named.text
    if not _is_file(path):
        hint = "附加表放在事实文件旁边，这里写它的文件名"
        raise DrafterError([fatal(named.place, f"找不到附加表“{named.text}”", hint)])
    table = table_with(path)
    return read_yaml(source, known_keys(table)), table


def table_with(path: Path) -> Row:
    """The shipped table with a county's rows. Raises DrafterError, with the row that is wrong."""
    return _table_with(read_source(path))


@lru_cache(maxsize=8)
def _table_with(source: SourceText) -> Row:
    node = read_yaml(source)
    try:
        return extended_table(plain(node))
    except TableError as error:
        key = ".内含.".join(error.key.split("."))
        found = at(node, key) if error.key else None
        place = found.place if found else Place(source.name)
        raise DrafterError([fatal(place, f"附加表：{error}", "各栏的写法见使用手册“县里增加要填的项”")]) from None


def _report(facts: Facts, layout: str, local: LocalTemplates | None) -> Report:
    try:
        return parse_report(render(layout, facts, local))
    except MarkupError as error:
        known = error.place
        place = Sources(local).place(known.file, known.line) if known.file else Sources(local).find(error.words, layout)
        raise DrafterError([fatal(place, error.message, error.hint)]) from error


def _placed(finding: Finding, layout: str, local: LocalTemplates | None) -> Finding:
    """A figure that a heading states by itself: its line is looked for in the templates."""
    if finding.place is not NOWHERE:
        return finding
    words = finding.message.rpartition("：")[2].strip("…").split("…")[0]
    return replace(finding, place=Sources(local).find(words, layout))


# --- opening files --------------------------------------------------------------------------------


def read_source(path: Path) -> SourceText:
    """The text of a file. Raises DrafterError, with the cause in Chinese."""
    place = Place(str(path))
    try:
        if path.is_dir():
            raise DrafterError([fatal(place, "这是文件夹，不是文件", "写上文件夹里的事实文件，如 2025.yaml")])
        if path.exists() and not path.is_file():
            raise DrafterError([fatal(place, "这不是普通文件", "请选择扩展名为 .yaml 的事实文件")])
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise DrafterError([too_large(str(path), path.stat().st_size)])
    except FileNotFoundError:
        raise DrafterError([fatal(place, "找不到这个文件", _beside(path))]) from None
    except PermissionError:
        raise DrafterError([fatal(place, "没有读取权限", "请检查文件的权限，或关闭正在使用它的程序")]) from None
    except (OSError, ValueError) as error:
        raise DrafterError([fatal(place, "无法读取这个文件", str(error))]) from None
    return decode(data, str(path))


def _beside(path: Path) -> str:
    """The facts files that lie where a missing one was looked for."""
    try:
        names = sorted(p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        return "请检查文件夹的名字"
    return f"这个文件夹里有：{'、'.join(names[:5])}" if names else "用 drafter new 生成一份事实文件"


def _layout(facts: Facts, wanted: str, facts_file: Path) -> tuple[str, LocalTemplates]:
    """The name of the layout and what local templates may be read: files beside the facts, or beside the layout."""
    folder = facts_file.parent
    name = wanted or _text_of(facts, facts.table.used_for("版式"))
    if wanted and _is_file(path := Path(wanted)):
        folder, name = path.parent, path.name

    def local(template: str) -> str | None:
        try:
            path = folder.joinpath(*split_template_path(template))
            candidates = (path, path.with_name(path.name + ENDING))
        except (TemplateNotFound, ValueError):  # .. or a name such as “.”
            return None
        return next((str(read_source(candidate)) for candidate in candidates if _is_file(candidate)), None)

    if name.startswith(SHIPPED) or local(name) is not None:
        return name, local
    if name not in shipped_layouts():
        known = "、".join(shipped_layouts())
        place = _place_of(facts, facts.table.used_for("版式")) if not wanted else Place(str(facts_file))
        raise DrafterError([fatal(place, f"没有“{name}”这个版式", f"可用的版式：{known}；自己的版式放在事实文件旁边")])
    return SHIPPED + name, local


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False


def _text_of(facts: Facts, row: Row) -> str:
    fact = facts.root.find(row.key)
    value = fact.value if isinstance(fact, Fact) else None
    return value.text if value is not None else row.default


def _place_of(facts: Facts, row: Row) -> Place:
    fact = facts.root.find(row.key)
    return fact.place if isinstance(fact, Fact) else NOWHERE


# --- stages ---------------------------------------------------------------------------------------


def _unfinished(facts: Facts, report: Report) -> Iterator[Finding]:
    """What keeps a report a draft: blanks, values to verify, statutory parts that nothing is known of."""
    for fact in facts.leaves():
        if fact.state is State.BLANK:
            yield Finding(Severity.GAP, fact.place, fact.label, fact.row.meaning)
        elif fact.state is State.TO_VERIFY:
            yield Finding(Severity.GAP, fact.place, f"{fact.label}待核实", "核对后删去“待核实”三字")
    for sentence in report.sentences():
        if any(run.role is Role.TO_VERIFY and not run.sources for run in sentence.runs):
            yield Finding(Severity.GAP, sentence.place, "这一句还没有核实", "核对后删去模板里的“待核实”")
    for section in report.sections():
        if section.body == EMPTY_PART:
            yield Finding(Severity.GAP, Place(facts.file), f"这一部分还没有内容：{section.heading}")


def _not_final(draft: Draft, facts_file: Path) -> Finding | None:
    """Why this cannot be the final text yet."""
    if draft.stage is Stage.DRAFT:
        return Finding(Severity.ERROR, Place(str(facts_file)), "还不能定稿：有待填、待核实或错误", "先补齐所列各项")
    if draft.awaits_signature:
        hint = "填上签发后的日期，再加 --final"
        return Finding(Severity.ERROR, Place(str(facts_file)), "还不能定稿：成文日期等还是“待签”", hint)
    return None


# The forms a report can be written in, each with what makes its text; a .docx is made of the tree, and sealed.
FORMS = {"docx": None, "txt": write_text, "md": write_markdown}


def _save(
    report: Report,
    facts_file: Path,
    output: Path | None,
    stage: Stage,
    force: bool,
    taken: Collection[Path],
    form: str,
) -> Saved:
    folder, stem = facts_file.parent, file_stem(report.title_text)
    if output is not None and output.suffix.lower() == f".{form}" and not output.is_dir():
        folder, stem = output.parent, without_marks(output.name[: -len(output.suffix)])
    elif output is not None and output.suffix and not output.is_dir():
        hint = f"文件名以 .{form} 结尾，或只写文件夹"
        raise DrafterError([fatal(Place(str(output)), f"不能写成“{output.suffix}”文件", hint)])
    elif output is not None:
        folder = output
    if writer := FORMS[form]:
        return save_text(writer(report).encode(), folder, f"{stem}{stage.suffix}", f".{form}", taken)
    return save_document(write_docx(report), folder, stem, stage, force, taken)


# --- where the figures came from --------------------------------------------------------------------


class TracedReport(NamedTuple):
    """The 数据来源表 of a report."""

    report: Report
    rows: tuple[Traced, ...]


def trace_report(facts_file: Path, layout: str = "") -> TracedReport:
    """Every figure of a report with its origin. Raises DrafterError if the report cannot be made."""
    draft = draft_report(facts_file, layout)
    return TracedReport(draft.report, trace(draft.report, draft.facts))


def save_trace(traced: TracedReport, output: Path) -> Saved:
    """The 数据来源表 as a .csv or .docx file. Raises DrafterError for another ending."""
    stem = without_marks(output.stem)
    if output.suffix.lower() == ".csv":
        return save_text(as_csv(traced.rows).encode("utf-8-sig"), output.parent, stem, output.suffix)
    if output.suffix.lower() == ".docx":
        heading = tuple(run for unit in traced.report.title for run in unit)
        return save_document(write_docx(as_report(traced.rows, heading)), output.parent, stem, Stage.SIGNING)
    raise DrafterError([fatal(Place(str(output)), f"不能写成“{output.suffix}”文件", "文件名以 .csv 或 .docx 结尾")])


# --- beginning, and asking ------------------------------------------------------------------------


def new_facts(folder: Path, unit: str, year: int, layout: str = "", further: Path | None = None) -> Path:
    """Writes the starter file `<year>.yaml` into the folder, and the schema for editors beside it.

    `further` is a county's table. Raises DrafterError if there is a starter file already.
    """
    table = _table(further)
    kinds = table.used_for("单位类别")
    given = {table.used_for("年度").key: str(year), table.used_for("单位名").key: unit}
    if layout:
        given[table.used_for("版式").key] = layout
    if further:
        given[table.used_for("附加表").key] = further.name
    fitting = [kind for kind in kinds.options if unit.endswith(kind)]
    if fitting:
        given[kinds.key] = max(fitting, key=len)
    path = folder / f"{year}.yaml"
    write_new(path, starter(table, given, f"{unit}{year}年法治政府建设年度报告的事实", path.name))
    if not (folder / SCHEMA_FILE).exists():
        write_new(folder / SCHEMA_FILE, schema_text(further))
    if further and not (folder / further.name).exists():
        write_new(folder / further.name, str(read_source(further)))
    return path


def template_text(name: str) -> str:
    """The text of a shipped layout or part. Raises DrafterError if there is none of this name."""
    try:
        return shipped_template(name)
    except TemplateNotFound:
        known = "、".join([*shipped_layouts(), *shipped_parts()])
        raise DrafterError([fatal(NOWHERE, f"没有“{name}”这个版式", f"可用的：{known}")]) from None


def copy_template(name: str, destination: Path) -> Path:
    """Copies a shipped template to a file that must not exist yet; a folder takes it under its own name."""
    text = template_text(name)
    if destination.is_dir() or not destination.suffix:
        destination = destination / f"{name.rpartition('/')[2]}{ENDING}"
    write_new(destination, text)
    return destination


def find_rows(word: str, further: Path | None = None) -> list[Row]:
    """The rows that can be filled in and that a word leads to: by key, meaning, keyword, former name or unit."""
    rows = [row for row in _table(further).walk() if row.key and row.kind is not Kind.GROUP]

    def leads_to(row: Row) -> bool:
        return any(word in text for text in (row.key, row.meaning, row.example, *row.keywords, *row.former_names))

    return [row for row in rows if leads_to(row)]


def schema_text(further: Path | None = None) -> str:
    """The JSON Schema of facts files, as a file."""
    return json.dumps(facts_schema(_table(further)), ensure_ascii=False, indent=1) + "\n"


def _table(further: Path | None) -> Row:
    return table_with(further) if further else shipped_table()


def example_sentences(row: Row, further: Path | None = None) -> list[str]:
    """The sentences that the examples of one row make in a shipped layout; for a field, those of its record."""
    return [s.text for s in example_report(row, further).sentences() if _serves(s, row)]


def example_report(row: Row, further: Path | None = None) -> Report:
    """The report of a file with the examples of one row, and of the rows that every file must have.

    In the usual layout, or in the first one that tells this row.
    """
    table = _table(further)
    source = decode(example_facts(table, row).encode(), "例")
    facts, _ = build_facts(read_yaml(source), table, source.name)
    layouts = sorted(shipped_layouts(), key=lambda name: name != DEFAULT_LAYOUT)
    reports = (parse_report(render(SHIPPED + name, facts)) for name in layouts)
    usual = next(reports)
    telling = (report for report in (usual, *reports) if any(_serves(s, row) for s in report.sentences()))
    return next(telling, usual)


def _serves(sentence: Sentence, row: Row) -> bool:
    keys = (re.sub(r"\[\d+\]", "", source.key) for source in sentence.sources)
    return any(key == row.key or key.startswith(f"{row.key}.") for key in keys)
