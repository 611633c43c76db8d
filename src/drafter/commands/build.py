"""`drafter build`: a facts file → a document on disk, in one of the forms of `WRITERS`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import NamedTuple

from drafter.commands.draft import Draft, ReportSummary, draft_report
from drafter.findings import DrafterError, Finding, Place, Severity, fatal, in_order
from drafter.system.files import Stage, file_stem, save_document, save_text, without_stage_marks
from drafter.system.parallel import mapped
from drafter.workspace.files import DISK, Files
from drafter.writers import WRITERS


class Built(NamedTuple):
    """A report on disk; `path` is None if it was refused."""

    summary: ReportSummary
    stage: Stage
    path: Path | None
    findings: tuple[Finding, ...]


class Prepared(NamedTuple):
    """A report as the bytes of its file, yet to be saved; None where it was refused."""

    summary: ReportSummary
    stage: Stage
    findings: tuple[Finding, ...]
    data: bytes | None
    folder: Path
    stem: str
    form: str


@dataclass(frozen=True, slots=True)
class Request:
    """How reports are to be built: `output` is a folder, or a name with the ending of the form.

    `form` is one of `WRITERS`, by default that of the ending of `output`; a facts file, and what it names, is read
    through `files`.
    """

    output: Path | None = None
    layout: str = ""
    final: bool = False
    form: str = ""
    files: Files = DISK


def build(
    facts_file: Path,
    output: Path | None = None,
    layout: str = "",
    final: bool = False,
    force: bool = False,
    form: str = "",
    files: Files = DISK,
) -> Built:
    """From a facts file to a document next to it, or at `output`.

    Raises DrafterError if a line of the file or of a template is invalid, or nothing can be written.
    """
    return _saved(_prepared(facts_file, Request(output, layout, final, form, files)), force, ())


class OneOfMany(NamedTuple):
    """One of several facts files, with its report or why there is none."""

    facts_file: Path
    built: Built | None
    findings: tuple[Finding, ...]


def build_many(facts_files: Sequence[Path], request: Request, force: bool, jobs: int) -> Iterator[OneOfMany]:
    """From facts files to documents, in their order; `jobs` processes prepare them, this one saves them.

    Two reports of the same name are not both written.
    """
    taken: set[Path] = set()
    for file, prepared in zip(facts_files, mapped(partial(_attempted, request), facts_files, jobs), strict=True):
        try:
            if not isinstance(prepared, Prepared):
                raise DrafterError(prepared)
            built = _saved(prepared, force, taken)
        except DrafterError as error:
            yield OneOfMany(file, None, error.findings)
            continue
        taken |= {built.path} if built.path else set()
        yield OneOfMany(file, built, built.findings)


def _attempted(request: Request, facts_file: Path) -> Prepared | tuple[Finding, ...]:
    """A prepared report, or why there is none: a process cannot send the error itself."""
    try:
        return _prepared(facts_file, request)
    except DrafterError as error:
        return error.findings


def _prepared(facts_file: Path, request: Request) -> Prepared:
    """Raises DrafterError for facts, templates or an output that make no sense."""
    draft = draft_report(facts_file, request.layout, files=request.files)
    form = request.form or _form_of(request.output)
    stage = Stage.FINAL if request.final else draft.stage
    refused = _not_final(draft, facts_file) if request.final else None
    if refused is not None:
        findings = tuple(in_order([*draft.findings, refused]))
        return Prepared(draft.summary, draft.stage, findings, None, Path(), "", form)
    folder, stem = _place(draft, facts_file, request.output, form)
    return Prepared(draft.summary, stage, draft.findings, WRITERS[form](draft.typeset), folder, stem, form)


def _saved(prepared: Prepared, force: bool, taken: Collection[Path]) -> Built:
    """Raises DrafterError when nothing can be written."""
    summary, stage, findings, data, folder, stem, form = prepared
    if data is None:
        return Built(summary, stage, None, findings)
    if form == "docx":
        saved = save_document(data, folder, stem, stage, force, taken)
    else:
        saved = save_text(data, folder, f"{stem}{stage.suffix}", f".{form}", taken)
    return Built(summary, stage, saved.path, tuple(in_order([*findings, *saved.findings])))


def _not_final(draft: Draft, facts_file: Path) -> Finding | None:
    """Why this cannot be the final text yet, or None."""
    if draft.stage is Stage.DRAFT:
        return Finding(Severity.ERROR, Place(str(facts_file)), "还不能定稿：有待填、待核实或错误", "先补齐所列各项")
    if draft.to_sign:
        message = f"还不能定稿：{'、'.join(draft.to_sign)}还是“待签”"
        return Finding(Severity.ERROR, Place(str(facts_file)), message, "签发后填上，再加 --final")
    return None


def _form_of(output: Path | None) -> str:
    """The form by the ending of the output file; docx without one."""
    ending = output.suffix.lower().removeprefix(".") if output is not None and not output.is_dir() else ""
    return ending if ending in WRITERS else "docx"


# Endings of files that office suites and editors write, but drafter does not.
_OTHER_ENDINGS = {
    *("doc", "docm", "dot", "dotx", "wps", "wpt", "rtf", "odt", "ofd", "et", "xls", "xlsx", "csv", "ppt", "pptx"),
    *("htm", "mht", "xml", "yaml", "yml", "json", "png", "jpg", "zip"),
}


def names_file(output: Path) -> bool:
    """`-o` names a file: an ending is that of a form or of other documents, or looks like a mistyped form.

    Anything else is a folder, such as 送签.v2 or 2026.1; so is a folder of any name that there is.
    """
    ending = output.suffix.lower().removeprefix(".")
    copied = any(inner.lower().removeprefix(".") in WRITERS for inner in output.suffixes)  # such as 报告.docx.bak
    return not output.is_dir() and bool(copied or ending in _OTHER_ENDINGS or get_close_matches(ending, WRITERS))


def _place(draft: Draft, facts_file: Path, output: Path | None, form: str) -> tuple[Path, str]:
    """The folder of the document, and its name without ending. Raises DrafterError for an output of another form."""
    if output is None:
        return facts_file.parent, file_stem(draft.document.title_text)
    if output.suffix.lower() == f".{form}" and not output.is_dir():
        return output.parent, without_stage_marks(output.name[: -len(output.suffix)])
    if names_file(output):
        hint = f"文件名以 .{form} 结尾，或只写文件夹"
        raise DrafterError([fatal(Place(str(output)), f"不能写成“{output.suffix}”文件", hint)])
    return output, file_stem(draft.document.title_text)
