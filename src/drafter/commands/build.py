"""`drafter build`: a facts file → a document on disk, in one of the forms of `WRITERS`."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from drafter.commands.draft import Draft, draft_report
from drafter.findings import DrafterError, Finding, Place, Severity, fatal, in_order
from drafter.system.files import Saved, Stage, file_stem, save_document, save_text, without_stage_marks
from drafter.workspace.files import DISK, Files
from drafter.writers import WRITERS


class Built(NamedTuple):
    """A report on disk; `path` is None if it was refused."""

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
    files: Files = DISK,
) -> Built:
    """From a facts file to a document next to it, or at `output` (a folder, or a name with the ending of the form).

    `taken` are the files that the same run has written; `form` is one of `WRITERS`, by default that of the ending of
    `output`; the facts file, and what it names, is read through `files`.

    Raises DrafterError if a line of the file or of a template is invalid, or nothing can be written.
    """
    draft = draft_report(facts_file, layout, files=files)
    stage = draft.stage
    if final:
        stage = Stage.FINAL
        if refused := _not_final(draft, facts_file):
            return Built(draft, draft.stage, None, tuple(in_order([*draft.findings, refused])))
    saved = _save(draft, facts_file, output, stage, force, taken, form or _form_of(output))
    return Built(draft, stage, saved.path, tuple(in_order([*draft.findings, *saved.findings])))


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


def _save(
    draft: Draft,
    facts_file: Path,
    output: Path | None,
    stage: Stage,
    force: bool,
    taken: Collection[Path],
    form: str,
) -> Saved:
    folder, stem = facts_file.parent, file_stem(draft.document.title_text)
    if output is not None and output.suffix.lower() == f".{form}" and not output.is_dir():
        folder, stem = output.parent, without_stage_marks(output.name[: -len(output.suffix)])
    elif output is not None and names_file(output):
        hint = f"文件名以 .{form} 结尾，或只写文件夹"
        raise DrafterError([fatal(Place(str(output)), f"不能写成“{output.suffix}”文件", hint)])
    elif output is not None:
        folder = output
    data = WRITERS[form](draft.typeset)
    if form == "docx":
        return save_document(data, folder, stem, stage, force, taken)
    return save_text(data, folder, f"{stem}{stage.suffix}", f".{form}", taken)
