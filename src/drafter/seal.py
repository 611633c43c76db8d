"""The seal of a .docx: which content is ours, and what a person has changed since.

The seal is a hash of the words of the document, paragraph by paragraph, kept inside the file. A file that
an office suite has merely opened and saved again has other bytes but the same words, and is not edited.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from xml.etree import ElementTree

PART = "customXml/item1.xml"  # where the seal lies in the package
_NAMESPACE = "urn:drafter:seal:1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LARGEST_PART = 50_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that is not as we wrote it. `origin` tells the facts and the template line it came from."""

    text: str  # as it stands now; empty: the paragraph is gone
    origin: str


def paragraphs(document_xml: bytes) -> list[str]:
    """The words of every paragraph that has any, in reading order, tables included.

    Raises xml.etree.ElementTree.ParseError.
    """
    found: list[str] = []
    _collect(ElementTree.fromstring(document_xml), found)
    return [text for text in found if text.strip()]


def _collect(element: ElementTree.Element, found: list[str]) -> None:
    if element.tag == _W + "p":
        pieces: list[str] = []
        _words(element, pieces, found)
        found.append("".join(pieces))
        return
    for child in element:
        if child.tag != _FALLBACK:  # the same content again, for older programs
            _collect(child, found)


def _words(element: ElementTree.Element, pieces: list[str], found: list[str]) -> None:
    for child in element:
        if child.tag == _W + "t":
            pieces.append(child.text or "")
        elif child.tag == _W + "tab":
            pieces.append("\t")
        elif child.tag == _W + "br":
            pieces.append("\n")
        elif child.tag == _W + "p":  # a text box inside the paragraph
            _collect(child, found)
        elif child.tag not in (_W + "pPr", _W + "rPr", _FALLBACK):
            _words(child, pieces, found)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _whole(texts: Iterable[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()


def seal_part(document_xml: bytes, origins: Sequence[str]) -> bytes:
    """The seal of a document; `origins` names the source of each of its paragraphs that has words."""
    texts = paragraphs(document_xml)
    rows = [[_hash(text), origin] for text, origin in zip(texts, origins, strict=True)]
    root = ElementTree.Element(f"{{{_NAMESPACE}}}seal", {"content": _whole(texts)})
    root.text = json.dumps(rows, ensure_ascii=False)
    ElementTree.register_namespace("", _NAMESPACE)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ElementTree.tostring(root, encoding="utf-8"))


def changes(data: bytes) -> list[Change] | None:
    """What was changed in a .docx since we wrote it; None where it bears no seal of ours or cannot be read.

    An empty list means: ours, and untouched.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            texts = paragraphs(_part(package, "word/document.xml"))
            sealed = _find_seal(package)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError, OSError, RecursionError):
        return None
    if sealed is None:
        return None
    if sealed.get("content") == _whole(texts):
        return []
    rows = [(str(row[0]), str(row[1])) for row in json.loads(sealed.text or "[]")]
    return list(_differences(rows, texts))


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > _LARGEST_PART:
        raise ValueError(f"{name} is too large")
    content: bytes = package.read(name)
    return content


def _find_seal(package: zipfile.ZipFile) -> ElementTree.Element | None:
    """The seal under whatever name the office suite has given its part."""
    for name in package.namelist():
        if name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name:
            root = ElementTree.fromstring(_part(package, name))
            if root.tag == f"{{{_NAMESPACE}}}seal":
                return root
    return None


def _differences(rows: list[tuple[str, str]], texts: list[str]) -> Iterable[Change]:
    before, now = [mark for mark, _ in rows], [_hash(text) for text in texts]
    for kind, start, end, first, last in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for offset in range(max(end - start, last - first)):
            origin = rows[start + offset][1] if start + offset < end else ""
            text = texts[first + offset] if first + offset < last else ""
            yield Change(text, origin)
