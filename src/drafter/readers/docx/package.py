"""A .docx as a package of parts: which part is what, each within bounds, each parsed so that no trick of XML works."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from drafter.readers.docx.model import DocxReadError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_LARGEST_PART = 30_000_000  # bytes, unpacked; a report of 5,000 characters has some 50,000
_LARGEST_PACKAGE = 60_000_000  # bytes of all the parts that are looked at
_SAVE_AGAIN = "用 WPS 或 Word 打开，另存为一份新的 .docx"

# What else a file named .docx turns out to be, by its first bytes.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": ("旧格式（.doc、.wps）的文件", "用 WPS 或 Word 打开，另存为 .docx"),
    b"{\\rtf": ("RTF 文件", "用 WPS 或 Word 打开，另存为 .docx"),
    b"%PDF": ("PDF 文件", "找出它的 Word 原稿，检查原稿"),
    b"<": ("网页或 XML 文件", "用 WPS 或 Word 打开，另存为 .docx"),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a compound file that holds a locked .docx

# The names of the strict form of the standard, which some suites save: the same elements.
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    _STRICT + b"wordprocessingml/main": W[1:-1].encode(),
    _STRICT + b"drawingml/main": A[1:-1].encode(),
    _STRICT + b"officeDocument/relationships": R[1:-1].encode(),
}
_DOCTYPES = tuple("<!DOCTYPE".encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be"))


class Relation(NamedTuple):
    """What a part says of another one."""

    ident: str
    kind: str  # the last word of its type: styles, numbering, footer …
    target: str  # name of the part


@dataclass(frozen=True)
class Package:
    """The parts that tell what a document says and looks like; `document` is the name of the main one."""

    parts: Mapping[str, bytes]
    document: str
    relations: tuple[Relation, ...]  # of the main part

    @property
    def is_strict(self) -> bool:
        """Saved in the strict form of the standard."""
        return _STRICT in self.parts[self.document]

    def related(self, kind: str) -> str:
        """The name of the part that is the document's styles, numbering …; empty where there is none."""
        return next((one.target for one in self.relations if one.kind == kind and one.target in self.parts), "")

    def tree(self, name: str) -> etree._Element:
        """The root of a part, an empty element where there is no such part. Raises NoOutline."""
        return parsed(self.parts[name]) if name in self.parts else etree.Element("none")


def parsed(data: bytes) -> etree._Element:
    """The root of an XML part; entities, which the standard forbids, are refused. Raises NoOutline."""
    if any(doctype in data for doctype in _DOCTYPES):
        raise DocxReadError("文档里有不该有的内容（DTD），不去读它", _SAVE_AGAIN)
    if _STRICT in data:
        for strict, usual in _NAMES.items():
            data = data.replace(strict, usual)
    # bounds of the parser hold: 256 elements within one another, 10 MB in one text
    # what XML notes for itself would part the words that it stands among
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocxReadError("文档的内容坏了，读不出来", _SAVE_AGAIN) from error


def open_package(data: bytes) -> Package:
    """The package of a .docx. Raises NoOutline, with what the file is instead."""
    if not data:
        raise DocxReadError("文件是空的", "确认选对了文件")
    for beginning, (what, hint) in _OTHERS.items():
        if data.startswith(beginning):
            if _ENCRYPTED in data:
                raise DocxReadError("文件加了密码，读不了", "用 WPS 或 Word 打开，去掉密码，另存为 .docx")
            raise DocxReadError(f"这其实是{what}，只是名字改成了 .docx，读不了", hint)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _package(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        if isinstance(error, DocxReadError):
            raise
        raise DocxReadError("这不是 .docx 文件，或者文件坏了", "用 WPS 或 Word 打开看看，另存为 .docx") from error
    except RuntimeError as error:  # of zipfile: a part is locked
        raise DocxReadError("文件加了密码，读不了", "用 WPS 或 Word 打开，去掉密码，另存为 .docx") from error


def _package(archive: zipfile.ZipFile) -> Package:
    names = set(archive.namelist())
    parts: dict[str, bytes] = {}
    room = _LARGEST_PACKAGE

    def take(name: str) -> None:
        nonlocal room
        if name in names and name not in parts:
            most = min(_LARGEST_PART, room)
            with archive.open(name) as file:
                parts[name] = file.read(most + 1)  # what a package says of its sizes may be a lie
            if len(parts[name]) > most:
                raise DocxReadError("文件太大，不像一份报告", "确认选对了文件")
            room -= len(parts[name])

    take("_rels/.rels")
    roots = _relations(parts.get("_rels/.rels", b""), "")
    document = next((one.target for one in roots if one.kind == "officeDocument"), "word/document.xml")
    if document not in names or not document.endswith(".xml") or document.startswith(("xl/", "ppt/")):
        raise DocxReadError(
            f"这个文件里没有 Word 文档{_instead(names)}", "选择 .docx 文件；.doc、.wps 要先另存为 .docx"
        )
    beside = f"{posixpath.dirname(document)}/_rels/{posixpath.basename(document)}.rels".lstrip("/")
    take(document)
    take(beside)
    relations = _relations(parts.get(beside, b""), posixpath.dirname(document))
    for one in relations:
        if one.kind in ("styles", "settings", "numbering", "theme", "footer", "header", "comments"):
            take(one.target)
    return Package(parts, document, relations)


def _instead(names: set[str]) -> str:
    kinds = {"xl/": "，是 Excel 表格", "ppt/": "，是演示文稿", "content.xml": "，是 OpenDocument（.odt）文档"}
    return next((kind for start, kind in kinds.items() if any(name.startswith(start) for name in names)), "")


def _relations(data: bytes, folder: str) -> tuple[Relation, ...]:
    if not data:
        return ()
    found = []
    for one in parsed(data).iterchildren("*"):
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
            found.append(Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target))
    return tuple(found)


def value(element: etree._Element | None, name: str) -> str:
    """The `w:val` of a child, empty where there is none."""
    child = element.find(f"{W}{name}") if element is not None else None
    return child.get(f"{W}val", "") if child is not None else ""


def number(text: str | None) -> float | None:
    """A number as it stands."""
    try:
        return float(text) if text is not None and len(text) < 20 and text not in ("nan", "inf") else None
    except ValueError:
        return None


_MEASURE = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|pi)?")
_TWIPS = {"": 1, "mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440, "pt": 20, "pc": 240, "pi": 240}


def twips(text: str | None) -> float | None:
    """A length: a bare number of twips, or a number with its unit."""
    match = _MEASURE.fullmatch(text) if text else None
    return float(match[1]) * _TWIPS[match[2] or ""] if match else None


def half_points(text: str | None) -> float | None:
    """A type size in pt: a bare number of half points, or a length with its unit."""
    length = twips(text)
    return None if length is None else length / 20 if text and text[-1].isalpha() else length / 2


def is_on(values: Mapping[str, str] | None) -> bool:
    """A property that is there, and not switched off."""
    return values is not None and values.get("val", "1") not in ("0", "false", "off")
