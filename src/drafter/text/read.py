"""A report in any form that people send, as lines: the one registry of readers, for `check` and for `import`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from drafter.document.elements import LineKind
from drafter.document.numbering import typed_number
from drafter.findings import DrafterError, Place, fatal
from drafter.readers.decode import LARGEST_TEXT, decode
from drafter.readers.docx.model import DocxDocument, DocxReadError
from drafter.text.classify import ends_as_title, text_of_paragraphs
from drafter.text.from_docx import kinds_by_format
from drafter.text.model import TextDocument

READABLE = "Word 文档（.docx、.doc、.wps）、纯文本（.txt、.md）、网页（.html）"  # for hints


class SourceLine(NamedTuple):
    """A line as it was read; `known` is the kind that its format gives it, with the level of a heading."""

    text: str
    known: tuple[LineKind, int] | None = None
    continued: bool = False  # behind a soft line break of the same paragraph


@dataclass(frozen=True)
class SourceReport:
    """A report as it was read; `docx` has its format where it is a .docx, or was `converted` into one."""

    lines: tuple[SourceLine, ...]
    docx: DocxDocument | None = None
    converted: bool = False  # by LibreOffice: the words are the author's, fonts and spacing need not be

    def text_document(self, file: str) -> TextDocument:
        """Its words, each with the number of its line."""
        return text_of_paragraphs([line.text for line in self.lines], file, [line.known for line in self.lines])


def read_report(data: bytes, path: Path) -> SourceReport:
    """The report in the bytes of a file, by the suffix of its name, which must be one of `READERS`, and by content.

    Raises DrafterError, with what the file is instead, or where it has no words.
    """
    report = _docx(data, path) if data.startswith(_ZIP) else READERS[path.suffix.lower()](data, path)
    if not any(line.text.strip() for line in report.lines):
        hint = "看看是不是选错了文件，或者正文是图片"
        raise DrafterError([fatal(Place(str(path)), "文件里没有文字，读不出正文", hint)])
    return report


_ZIP = b"PK\x03\x04"  # how a .docx begins, whatever its name


def _docx(data: bytes, path: Path, converted: bool = False) -> SourceReport:
    from drafter.readers.docx.read import read_docx  # imports lxml, which plain text does not need

    try:
        docx = read_docx(data)
    except DocxReadError as error:
        raise DrafterError([fatal(Place(str(path)), error.message, error.hint)]) from error
    return report_of_docx(docx, converted)


def report_of_docx(docx: DocxDocument, converted: bool = False) -> SourceReport:
    """The report in a .docx; its lines have the numbers of the paragraphs of `docx`."""
    lines = zip(docx.paragraphs, kinds_by_format(docx), strict=True)
    return SourceReport(tuple(SourceLine(line.text, kind, line.continued) for line, kind in lines), docx, converted)


def _old_word(data: bytes, path: Path) -> SourceReport:
    """Older formats of Word and WPS; a web page is often saved under such a name."""
    from drafter.system.libreoffice import to_docx

    return _html(data, path) if _is_web_page(data) else _docx(to_docx(data, path), path, converted=True)


def _is_web_page(data: bytes) -> bool:
    """Whether this begins as a web page does, in any encoding; other XML, such as flat OpenDocument, is none."""
    start = data[:_BEGINNING].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith(b"<") and (b"<html" in start or not start.startswith(b"<?xml"))


_BEGINNING = 4000  # bytes


def _text(data: bytes, path: Path) -> SourceReport:
    return SourceReport(tuple(map(SourceLine, decode(data, str(path), LARGEST_TEXT).lines)))


def _markdown(data: bytes, path: Path) -> SourceReport:
    return _html(data, path, from_markdown=True)


def _html(data: bytes, path: Path, from_markdown: bool = False) -> SourceReport:
    from drafter.readers.html import NestingTooDeepError, html_lines, markdown_lines

    read = markdown_lines if from_markdown else html_lines
    try:
        lines = read(str(decode(data, str(path), LARGEST_TEXT)))
    except NestingTooDeepError:
        hint = "把正文复制到 Word，存为 .docx，再运行一次"
        raise DrafterError([fatal(Place(str(path)), "里面的层次太深，读不到末尾", hint)]) from None
    first = next((line for line in lines if line.heading), None)
    titled = first is not None and ends_as_title(first.text) and not typed_number(first.text.strip())
    above = 1 if titled or sum(line.heading == 1 for line in lines) == 1 else 0  # levels above those of the parts

    def source_lines() -> Iterator[SourceLine]:
        for line in lines:
            for number, text in enumerate(line.text.split("\n")):
                known = (LineKind.CELL, 0) if line.cell else None
                if line.heading:
                    known = (LineKind.HEADING, min(max(1, line.heading - above), 4))
                if titled and line is first:
                    known = (LineKind.TITLE, 0)
                yield unless_numbered(SourceLine(text, known, bool(number)))

    return SourceReport(tuple(source_lines()))


def unless_numbered(line: SourceLine) -> SourceLine:
    """The line; a heading with a number has the level of its number, whatever its format says."""
    heading = line.known is not None and line.known[0] is LineKind.HEADING
    return line._replace(known=None) if heading and typed_number(line.text.strip()) else line


READERS: Mapping[str, Callable[[bytes, Path], SourceReport]] = {
    ".docx": _docx,
    **dict.fromkeys((".doc", ".wps", ".dot", ".wpt"), _old_word),
    ".txt": _text,
    **dict.fromkeys((".md", ".markdown"), _markdown),
    **dict.fromkeys((".html", ".htm"), _html),
}
