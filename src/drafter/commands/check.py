"""`drafter check`: the findings of a file: facts, a report of ours, or any document or text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from drafter.checks import check_format, check_text, check_year_pair, fold_repeated
from drafter.checks.text.years import ComparableSentence, sentences_of_document, sentences_of_text, year_pair
from drafter.commands.draft import Draft, ReportSummary, draft_report
from drafter.document.elements import LineKind
from drafter.findings import DrafterError, Finding, Place, Severity, fatal, in_order
from drafter.readers.docx.model import DocxReadError
from drafter.system.files import Saved, save_text
from drafter.system.parallel import mapped
from drafter.text.model import TextDocument
from drafter.text.read import READABLE, READERS, SourceReport, read_report
from drafter.typesetting.typeset import character_count
from drafter.workspace.files import DISK, LARGEST_DOCUMENT, Files, entries

FACTS = (".yaml", ".yml")
_NAMED_ONLY = (".doc", ".wps", ".html", ".htm")  # of a folder's files, not checked unless they are named


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What is told of a checked file: its findings, worst first, and a line; small, so that many can be kept."""

    path: Path
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()  # by rules that the facts file switches off
    report: ReportSummary | None = None  # of a facts file
    title: str = ""  # of a document
    signed: str = ""  # the 成文日期 of a document
    length: int = 0  # 字数 of a document

    def count(self, *severities: Severity) -> int:
        """How many findings have one of these severities."""
        return sum(finding.severity in severities for finding in self.findings)

    @property
    def readable(self) -> bool:
        """Whether every line has a meaning."""
        return not self.count(Severity.FATAL)

    @property
    def unit(self) -> str:
        """The township of a facts file, the title of a document; else the name of the file."""
        return (self.report.unit if self.report else self.title) or self.path.stem

    @property
    def date(self) -> str:
        """The 成文日期; 待签 where something is added with the signature."""
        return self.report.date if self.report else self.signed

    @property
    def characters(self) -> int:
        """字数 of title and body."""
        return self.report.characters if self.report else self.length


@dataclass(frozen=True)
class CheckedFile:
    """A file with its findings, worst first.

    `draft` is the report of a facts file, `text_document` the words of a document; neither, where it is unreadable.
    """

    path: Path
    findings: tuple[Finding, ...]
    draft: Draft | None = None
    text_document: TextDocument | None = None

    @property
    def summary(self) -> FileSummary:
        """What is told of it."""
        if self.draft:
            return FileSummary(self.path, self.findings, self.draft.suppressed, self.draft.summary)
        if not self.text_document:
            return FileSummary(self.path, self.findings)
        dates = [line.text.strip() for line in self.text_document.of(LineKind.DATE)]
        length = character_count(self.text_document.text)
        return FileSummary(
            self.path, self.findings, title=self.text_document.title, signed=(dates or [""])[-1], length=length
        )


def check_many(
    paths: Sequence[Path], layout: str, last_year: Path | None, files: Files, jobs: int
) -> Iterator[FileSummary]:
    """The summaries of files in their order, made by `jobs` processes."""
    return mapped(partial(_summary, layout, last_year, files), paths, jobs)


def _summary(layout: str, last_year: Path | None, files: Files, path: Path) -> FileSummary:
    return check_file(path, layout, last_year, files).summary


def check_file(path: Path, layout: str = "", last_year: Path | None = None, files: Files = DISK) -> CheckedFile:
    """The findings of one file: facts, or a report in any form of `READERS`. A file that cannot be read is a finding.

    `last_year` is last year's report, in any of these forms; a facts file finds its own. A facts file, and what it
    names, is read through `files`.
    """
    try:
        before = _sentences(last_year, files) if last_year else None
        if path.is_dir():
            entries(path)
        if path.suffix.lower() in FACTS:
            draft = draft_report(path, layout, before, files)
            return CheckedFile(path, draft.findings, draft)
        report = _read(path)
    except DrafterError as error:
        return CheckedFile(path, tuple(in_order(error.findings)))
    text_document = report.text_document(str(path))
    findings = list(check_text(text_document))
    if report.converted:  # fonts, spacing and page numbers may be LibreOffice's
        message = f"这是旧格式（{path.suffix}）的文件，转换后只检查文字，没有检查版面格式"
        hint = "要检查字体、行距、页边距和页码，用 WPS 或 Word 打开，另存为 .docx，再检查"
        findings.append(Finding(Severity.NOTICE, Place(str(path)), message, hint))
    elif report.docx is not None:
        findings += check_format(report.docx, text_document)
    if before is not None:
        findings += check_year_pair(year_pair(sentences_of_text(text_document), before))
    return CheckedFile(path, tuple(in_order(fold_repeated(findings))), None, text_document)


def _sentences(path: Path, files: Files) -> tuple[ComparableSentence, ...]:
    """The sentences of a report, made of facts or written. Raises DrafterError."""
    if path.suffix.lower() in FACTS:
        draft = draft_report(path, files=files)
        return sentences_of_document(draft.document, draft.facts)
    return sentences_of_text(_read(path).text_document(str(path)))


def _read(path: Path) -> SourceReport:
    if path.suffix.lower() not in READERS:
        DISK.read_bytes(path)  # a missing file is reported as missing
        hint = f"能检查的有：事实文件（.yaml）、{READABLE}；PDF 先用 WPS 转成 Word"
        raise DrafterError([fatal(Place(str(path)), "不认识这种文件", hint)])
    return read_report(DISK.read_bytes(path, LARGEST_DOCUMENT), path)


def review_copy(checked: FileSummary, target: Path) -> Saved:
    """Writes a .docx that was checked with each finding as a comment on its words; no existing file is replaced.

    Raises DrafterError.
    """
    from drafter.writers.docx.review import commented

    place = Place(str(checked.path))
    if not checked.readable:
        raise DrafterError([fatal(place, "文件读不了，没有写批注稿", "先按上面的建议把文件处理好")])
    try:
        data = commented(DISK.read_bytes(checked.path, LARGEST_DOCUMENT), checked.findings)
    except DocxReadError as error:
        raise DrafterError([fatal(place, error.message, error.hint)]) from error
    return save_text(data, target.parent, target.stem, target.suffix)


class FolderFiles(NamedTuple):
    """The files to check, in order; `skipped` are the reports of folders that must be named to be checked."""

    files: tuple[Path, ...]
    skipped: tuple[Path, ...] = ()


def files_of(path: Path) -> FolderFiles:
    """The file itself; of a folder and those one level below, the facts files, else the .docx.

    Where there are facts, documents are left out: their faults are those of the facts. An unreadable folder is
    returned as it is: checking it reports why. No file is listed twice, whatever links lead to it.
    """
    found = _files_of(path)
    return FolderFiles(_each_once(found.files), _each_once(found.skipped))


def _each_once(files: Iterable[Path]) -> tuple[Path, ...]:
    """The files without those that are an earlier one by a link."""
    once: dict[str, Path] = {}
    for file in files:
        once.setdefault(os.path.realpath(file), file)
    return tuple(once.values())


def _files_of(path: Path, below: bool = True) -> FolderFiles:
    try:
        inside = entries(path) if path.is_dir() else None
    except DrafterError:
        inside = None
    if inside is None:
        return FolderFiles((path,))
    files = [file for file in inside if file.is_file() and not file.name.startswith((".", "~$"))]
    found = [file for file in files if file.suffix.lower() in FACTS and _holds_facts(file)]
    skipped: list[Path] = []
    if not found:
        found = [file for file in files if file.suffix.lower() == ".docx"]
        same = {file.stem for file in found}  # saved again as .docx, or built as a web page too
        skipped = [file for file in files if file.suffix.lower() in _NAMED_ONLY and file.stem not in same]
    for folder in inside if below else ():
        if folder.is_dir() and not folder.name.startswith("."):
            of_folder = _files_of(folder, below=False)
            found += of_folder.files
            skipped += of_folder.skipped
    return FolderFiles(tuple(found), tuple(skipped))


def _holds_facts(path: Path) -> bool:
    """A facts file, as against a county's table or a page format: it names a township or a year, or is unreadable."""
    from drafter.facts.table import shipped_table
    from drafter.readers.yaml.composer import read_yaml
    from drafter.readers.yaml.nodes import at

    try:
        node = read_yaml(DISK.read_source(path))
    except DrafterError:
        return True
    return any(at(node, shipped_table().by_role(role).key) for role in ("年度", "单位名"))
