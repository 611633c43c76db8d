"""What a careful county reviewer would say of a file: facts, a report of ours, or any document or text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drafter.checks import check_format, check_text, check_year_pair, fold_repeated
from drafter.checks.text.years import ComparableSentence, sentences_of_document, sentences_of_text, year_pair
from drafter.commands.draft import Draft, draft_report
from drafter.document.elements import LineKind
from drafter.findings import DrafterError, Finding, Place, Severity, fatal, in_order
from drafter.readers.docx.model import DocxDocument, DocxReadError
from drafter.system.files import Saved, save_text
from drafter.text.classify import text_of_paragraphs
from drafter.text.from_docx import text_of_docx
from drafter.text.model import TextDocument
from drafter.typesetting.typeset import character_count
from drafter.workspace.files import DISK, LARGEST_DOCUMENT, Files, entries

FACTS, WORD, TEXT = (".yaml", ".yml"), (".docx",), (".txt", ".md")
_OLD = (".doc", ".wps", ".dot", ".wpt")


@dataclass(frozen=True)
class CheckedFile:
    """One file with all that was found in it, worst first.

    `draft` is the report of a facts file, `prose` the words of a document; neither, where it could not be read.
    """

    path: Path
    findings: tuple[Finding, ...]
    draft: Draft | None = None
    text_document: TextDocument | None = None

    def count(self, *severities: Severity) -> int:
        """How many findings weigh so much."""
        return sum(finding.severity in severities for finding in self.findings)

    @property
    def readable(self) -> bool:
        """Every line had a meaning."""
        return not self.count(Severity.FATAL)

    @property
    def suppressed(self) -> tuple[Finding, ...]:
        """Findings of rules that the facts file switches off."""
        return self.draft.suppressed if self.draft else ()

    @property
    def unit(self) -> str:
        """The township of a facts file, the title of a document; else the name of the file."""
        return (
            self.draft.unit if self.draft else self.text_document.title if self.text_document else ""
        ) or self.path.stem

    @property
    def date(self) -> str:
        """The 成文日期; 待签 where something still comes with the signature."""
        if self.draft:
            return "待签" if self.draft.to_sign else self.draft.document.date
        dates = self.text_document.of(LineKind.DATE) if self.text_document else ()
        return dates[-1].text.strip() if dates else ""

    @property
    def characters(self) -> int:
        """字数 of title and body."""
        return (
            self.draft.characters
            if self.draft
            else character_count(self.text_document.text)
            if self.text_document
            else 0
        )


def check_file(path: Path, layout: str = "", last_year: Path | None = None, files: Files = DISK) -> CheckedFile:
    """The findings of one file: .yaml, .docx, .txt or .md. What makes it unreadable is a finding like others.

    `last_year` is last year's report, in any of these forms; a facts file finds its own. A facts file, and what it
    names, is read through `files`.
    """
    try:
        before = _said(last_year) if last_year else None
        ending = path.suffix.lower()
        if path.is_dir():
            entries(path)
        if ending in FACTS:
            draft = draft_report(path, layout, before, files)
            return CheckedFile(path, draft.findings, draft)
        if ending in WORD:
            docx = docx_of(path)
            text_document = text_of_docx(docx, str(path))
            findings = [*check_text(text_document), *check_format(docx, text_document)]
        elif ending in TEXT:
            text_document = text_of_paragraphs(DISK.read_text(path).lines, str(path))
            findings = list(check_text(text_document))
        else:
            DISK.read_bytes(path)  # a file that is not there is told as such
            raise DrafterError([_other(path)])
    except DrafterError as error:
        return CheckedFile(path, tuple(in_order(error.findings)))
    if before is not None:
        findings += check_year_pair(year_pair(sentences_of_text(text_document), before))
    return CheckedFile(path, tuple(in_order(fold_repeated(findings))), None, text_document)


def _said(path: Path) -> tuple[ComparableSentence, ...]:
    """The sentences of a report, made of facts or written. Raises DrafterError."""
    ending = path.suffix.lower()
    if ending in FACTS:
        draft = draft_report(path)
        return sentences_of_document(draft.document, draft.facts)
    if ending in WORD:
        return sentences_of_text(text_of_docx(docx_of(path), str(path)))
    if ending in TEXT:
        return sentences_of_text(text_of_paragraphs(DISK.read_text(path).lines, str(path)))
    DISK.read_bytes(path)
    raise DrafterError([_other(path)])


def review_copy(checked: CheckedFile, beside: Path) -> Saved:
    """Writes a .docx that was checked with each finding as a comment at its words; nothing that is there is replaced.

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
    return save_text(data, beside.parent, beside.stem, beside.suffix)


def files_of(path: Path, below: bool = True) -> Iterator[Path]:
    """The file itself; of a folder, the files in it that can be checked, with `below` also a level below, in order.

    Where facts stand, their documents are not looked at: what is wrong with them is wrong with the facts. A folder
    that cannot be read is given as it is: checking it tells why.
    """
    try:
        held = entries(path) if path.is_dir() else None
    except DrafterError:
        held = None
    if held is None:
        yield path
        return
    files = [file for file in held if file.is_file() and not file.name.startswith((".", "~$"))]
    facts = [file for file in files if file.suffix.lower() in FACTS and _holds_facts(file)]
    yield from facts or [file for file in files if file.suffix.lower() in WORD]
    for folder in held if below else ():
        if folder.is_dir() and not folder.name.startswith("."):
            yield from files_of(folder, below=False)


def _holds_facts(path: Path) -> bool:
    """A facts file, as against a county's table or a page format: it says whose it is, or cannot be read at all."""
    from drafter.facts.table import shipped_table
    from drafter.readers.yaml.composer import read_yaml
    from drafter.readers.yaml.nodes import at

    try:
        node = read_yaml(DISK.read_source(path))
    except DrafterError:
        return True
    return any(at(node, shipped_table().by_role(role).key) for role in ("年度", "单位名"))


def docx_of(path: Path) -> DocxDocument:
    """The paragraphs of a .docx with their looks. Raises DrafterError."""
    from drafter.readers.docx.read import read_docx  # it brings lxml along, which nothing else needs

    try:
        return read_docx(DISK.read_bytes(path, LARGEST_DOCUMENT))
    except DocxReadError as error:
        raise DrafterError([fatal(Place(str(path)), error.message, error.hint)]) from error


def _other(path: Path) -> Finding:
    if path.suffix.lower() in _OLD:
        hint = "用 WPS 或 Word 打开，另存为 .docx，再检查"
        return fatal(Place(str(path)), f"这是旧格式（{path.suffix}）的文件，读不了", hint)
    hint = "能检查的有：事实文件（.yaml）、Word 文档（.docx）、纯文本（.txt、.md）"
    return fatal(Place(str(path)), "不认识这种文件", hint)
