"""A .docx as a package: its main part and those related to it; and the values of its properties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from lxml import etree

from drafter.readers.docx.model import DocxReadError
from drafter.system.ooxml import Fault, OoxmlError, OoxmlPackage, Relation, is_encrypted
from drafter.system.patterns import pattern

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_SAVE_AGAIN = "用 WPS 或 Word 打开，另存为一份新的 .docx"
_FAULTS = {
    Fault.BROKEN: ("这不是 .docx 文件，或者文件坏了", "用 WPS 或 Word 打开看看，另存为 .docx"),
    Fault.MALFORMED: ("文档的内容坏了，读不出来", _SAVE_AGAIN),
    Fault.ENCRYPTED: ("文件加了密码，读不了", "用 WPS 或 Word 打开，去掉密码，另存为 .docx"),
    Fault.TOO_LARGE: ("文件太大，不像一份报告", "确认选对了文件"),
    Fault.DOCTYPE: ("文档里有不该有的内容（DTD），不去读它", _SAVE_AGAIN),
}

# Other kinds of file that are named .docx, by their first bytes.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": ("旧格式（.doc、.wps）的文件", "用 WPS 或 Word 打开，另存为 .docx"),
    b"{\\rtf": ("RTF 文件", "用 WPS 或 Word 打开，另存为 .docx"),
    b"%PDF": ("PDF 文件", "找出它的 Word 原稿，检查原稿"),
    b"<": ("网页或 XML 文件", "用 WPS 或 Word 打开，另存为 .docx"),
}


@dataclass(frozen=True)
class Package:
    """A .docx; `document` is the name of its main part, which is there."""

    opened: OoxmlPackage
    document: str
    relations: tuple[Relation, ...]  # of the main part, to parts that are there

    @property
    def is_strict(self) -> bool:
        """Whether it is Strict OOXML. Raises OoxmlError."""
        return self.opened.is_strict(self.document)

    def related(self, kind: str) -> str:
        """The name of the document's part with styles, numbering …; empty where there is none."""
        return next((one.target for one in self.relations if one.kind == kind), "")

    def tree(self, name: str) -> etree._Element:
        """The root of a part, an empty element where there is no such part. Raises OoxmlError."""
        return self.opened.tree(name) if name in self.opened else etree.Element("none")


def open_package(data: bytes) -> Package:
    """The package of a .docx. Raises OoxmlError, or DocxReadError where it is another kind of file."""
    if not data:
        raise DocxReadError("文件是空的", "确认选对了文件")
    for beginning, (actual, hint) in _OTHERS.items():
        if data.startswith(beginning) and not is_encrypted(data):
            raise DocxReadError(f"这其实是{actual}，只是名字改成了 .docx，读不了", hint)
    opened = OoxmlPackage(data)
    document = opened.main or "word/document.xml"
    if document not in opened or not document.endswith(".xml") or document.startswith(("xl/", "ppt/")):
        raise DocxReadError(
            f"这个文件里没有 Word 文档{_instead(opened.names)}", "选择 .docx 文件；.doc、.wps 要先另存为 .docx"
        )
    return Package(opened, document, tuple(one for one in opened.relations(document) if one.target in opened))


@contextmanager
def docx_errors() -> Iterator[None]:
    """Turns OoxmlError into DocxReadError, which says in Chinese what is wrong."""
    try:
        yield
    except OoxmlError as error:
        raise DocxReadError(*_FAULTS[error.fault]) from error


def _instead(names: Collection[str]) -> str:
    kinds = {"xl/": "，是 Excel 表格", "ppt/": "，是演示文稿", "content.xml": "，是 OpenDocument（.odt）文档"}
    return next((kind for start, kind in kinds.items() if any(name.startswith(start) for name in names)), "")


def value(element: etree._Element | None, name: str) -> str:
    """The `w:val` of a child, empty where there is none."""
    child = element.find(f"{W}{name}") if element is not None else None
    return child.get(f"{W}val", "") if child is not None else ""


_LARGEST_NUMBER = 2**31 - 1  # of OOXML


def number(text: str | None) -> float | None:
    """A number that OOXML can hold; None where it is none.

    >>> [number(text) for text in ("12", "-0.5", "1e400", "nan", "一", None)]
    [12.0, -0.5, None, None, None, None]
    """
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if abs(found) <= _LARGEST_NUMBER else None  # no number is beyond nan


_MEASURE = pattern(r"(-?\d{1,9}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|pi)?")
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
    """Whether a property is present and not switched off."""
    return values is not None and values.get("val", "1") not in ("0", "false", "off")
