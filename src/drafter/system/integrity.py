"""The fingerprint of a .docx: whether we wrote it, and what a person has changed since.

The fingerprint is a hash of the words of the document, paragraph by paragraph, and of manual changes to them: bold,
colours, comments, pictures, headers. It is stored inside the file. A file that an office suite has merely opened and
saved again has other bytes but the same words, and counts as unedited.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Any, NamedTuple
from xml.etree import ElementTree

from drafter.system.ooxml import OoxmlPackage

_HASH_PART, _ROWS_PART, _ROWS_PROPERTIES = "docProps/custom.xml", "customXml/item1.xml", "customXml/itemProps1.xml"
_HASH_NAME = "drafter 封印"  # of the custom document property, which every office suite keeps
_NAMESPACE = "urn:drafter:seal:1"
_STORE = "{5B9C6A60-6E1B-4D3A-9F4E-0D5A1F7C2B11}"  # any fixed id: Word requires one of each custom XML part
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CUSTOM = f"{{{_OFFICE}/custom-properties}}"
_TYPES = "application/vnd.openxmlformats-officedocument"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BEGINNING = 20  # characters of a paragraph that are stored, to quote it
_MOST_COMPARISONS = 4_000_000  # pairs of paragraphs


class Edit(NamedTuple):
    """A paragraph that is not as we wrote it; `origin` names the facts and the template line that it came from."""

    text: str  # as it is now; empty: the paragraph was deleted
    before: str  # how it began when we wrote it; empty: the paragraph is new
    origin: str


class _Paragraph(NamedTuple):
    """A paragraph as far as it is fingerprinted: its words, and how they were changed by hand."""

    text: str
    by_hand: str = ""  # bold, colours, comments, pictures, tracked changes: our documents have none

    @property
    def hash(self) -> str:
        return sha256(f"{self.text}\0{self.by_hand}".encode()).hexdigest()[:16]


# An edit that belongs to no paragraph: in a header, or in a document whose rows were lost.
_SOMEWHERE = Edit("", "", "")

# Elements that manual changes add to a run or paragraph; our own formatting is in styles.
_BY_HAND = {
    _W + tag
    for tag in (
        "b", "i", "u", "strike", "dstrike", "highlight", "vertAlign", "color", "sz", "em", "commentReference",
        "drawing", "pict", "object", "ins", "del", "moveFrom", "moveTo",
    )
}  # fmt: skip


def paragraphs(document_xml: bytes) -> list[str]:
    """The words of every paragraph that has any, in reading order, tables included.

    Raises xml.etree.ElementTree.ParseError.
    """
    return [paragraph.text for paragraph in _paragraphs(ElementTree.fromstring(document_xml))]


def _paragraphs(root: Any) -> list[_Paragraph]:
    """The paragraphs below an element of ElementTree or lxml that have words, or were changed by hand."""
    found: list[_Paragraph] = []
    _collect(root, found)
    return [paragraph for paragraph in found if paragraph.text.strip() or paragraph.by_hand]


def _collect(element: Any, found: list[_Paragraph]) -> None:
    if element.tag == _W + "p":
        pieces: list[str] = []
        by_hand: list[str] = []
        _words(element, pieces, by_hand, found)
        found.append(_Paragraph("".join(pieces), ",".join(by_hand)))
        return
    for child in element:
        if child.tag != _FALLBACK:  # the same content again, for older programs
            _collect(child, found)


def _words(element: Any, pieces: list[str], by_hand: list[str], found: list[_Paragraph]) -> None:
    for child in element:
        if child.tag in _BY_HAND:
            by_hand.append(child.tag.removeprefix(_W))
        if child.tag == _W + "t":
            pieces.append(child.text or "")
        elif child.tag == _W + "tab":
            pieces.append("\t")
        elif child.tag == _W + "br":
            pieces.append("\n")
        elif child.tag == _W + "p":  # a text box inside the paragraph
            _collect(child, found)
        elif child.tag not in (_W + "pPr", _FALLBACK):
            _words(child, pieces, by_hand, found)


def _whole(body: Iterable[_Paragraph], headers_footers: Iterable[frozenset[str]]) -> str:
    """The hash of the paragraphs, and of the words in headers and footers without their page numbers."""
    words = frozenset[str]().union(*headers_footers)
    return sha256("\n".join([*(paragraph.hash for paragraph in body), *sorted(words - {""})]).encode()).hexdigest()


def _without_page_numbers(root: Any) -> frozenset[str]:
    """The words of the paragraphs of a header or footer."""
    return frozenset(re.sub(r"[\d\s]", "", paragraph.text) for paragraph in _paragraphs(root))


@lru_cache(maxsize=8)
def _own_header_footer(xml: bytes) -> frozenset[str]:
    return _without_page_numbers(ElementTree.fromstring(xml))


def _headers_footers(names: Iterable[str]) -> list[str]:
    return [name for name in names if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name)]


def with_fingerprint(parts: Mapping[str, bytes], document: str, origins: Sequence[str]) -> dict[str, bytes]:
    """The parts of a package with the fingerprint of its part `document`.

    `origins` names the source of each paragraph that has words. The hash of the whole is a document property, the
    rows of the paragraphs are a custom XML part.
    """
    body = _paragraphs(ElementTree.fromstring(parts[document]))
    rows = [[own.hash, origin, own.text[:_BEGINNING]] for own, origin in zip(body, origins, strict=True)]
    hashed = _whole(body, (_own_header_footer(parts[name]) for name in _headers_footers(parts)))
    whole = (
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{_HASH_NAME}">'
        f"<vt:lpwstr>{hashed}</vt:lpwstr></property></Properties>"
    )
    stored_rows = f'<seal xmlns="{_NAMESPACE}">{escape(json.dumps(rows, ensure_ascii=False), quote=False)}</seal>'
    store = f'<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" ds:itemID="{_STORE}"><ds:schemaRefs/></ds:datastoreItem>'
    to_store = (
        f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'
    )
    return {
        **parts,
        _HASH_PART: _xml(whole),
        _ROWS_PART: _xml(stored_rows),
        _ROWS_PROPERTIES: _xml(store),
        "customXml/_rels/item1.xml.rels": _xml(to_store),
        "[Content_Types].xml": _with(
            parts["[Content_Types].xml"],
            f'<Override PartName="/{_HASH_PART}" ContentType="{_TYPES}.custom-properties+xml"/>'
            f'<Override PartName="/{_ROWS_PROPERTIES}" ContentType="{_TYPES}.customXmlProperties+xml"/>',
        ),
        "_rels/.rels": _with(
            parts["_rels/.rels"],
            f'<Relationship Id="rIdSeal" Type="{_OFFICE}/relationships/custom-properties" Target="{_HASH_PART}"/>',
        ),
        "word/_rels/document.xml.rels": _with(
            parts["word/_rels/document.xml.rels"],
            f'<Relationship Id="rIdSeal" Type="{_OFFICE}/relationships/customXml" Target="../{_ROWS_PART}"/>',
        ),
    }


def _xml(root: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}'.encode()


def _with(part: bytes, elements: str) -> bytes:
    """A part with more elements at the end of its root."""
    head, closing, _ = part.rpartition(b"</")
    return head + elements.encode() + closing + part[len(head) + len(closing) :]


def edits_since(data: bytes) -> list[Edit] | None:
    """What was changed in a .docx since we wrote it; None where it has no fingerprint of ours or cannot be read.

    An empty list means: ours, and unedited. Where an office suite has dropped the rows of the paragraphs, or a header
    was changed, one Edit without words is returned for all.
    """
    try:
        package = OoxmlPackage(data)
        for name in package.names:
            package.read(name)  # one that is damaged anywhere may not be replaced
        body = _paragraphs(package.tree("word/document.xml"))
        whole, rows = _find_hash(package), _find_rows(package)
        now = _whole(body, [_without_page_numbers(package.tree(name)) for name in _headers_footers(package.names)])
    except Exception:  # whatever is wrong with a file: it is not ours, and is left alone
        return None
    if whole is None:
        return None
    if whole == now:
        return []
    return list(_differences(rows, body)) if rows else [_SOMEWHERE]


def _find_hash(package: OoxmlPackage) -> str | None:
    if _HASH_PART not in package:
        return None
    for field in package.tree(_HASH_PART).iter(f"{_CUSTOM}property"):
        if field.get("name") == _HASH_NAME:
            return "".join(map(str, field.itertext()))
    return None


def _find_rows(package: OoxmlPackage) -> list[tuple[str, str, str]]:
    """Hash, origin and beginning of each paragraph, under whatever name the office suite has given the part."""
    for name in package.names:
        if name.startswith("customXml/item") and name.endswith(".xml"):
            root = package.tree(name)
            if root.tag == f"{{{_NAMESPACE}}}seal":
                return [(str(row[0]), str(row[1]), str(row[2])) for row in json.loads(root.text or "[]")]
    return []


def _differences(rows: list[tuple[str, str, str]], body: list[_Paragraph]) -> list[Edit]:
    before, now = [row[0] for row in rows], [paragraph.hash for paragraph in body]
    found: list[Edit] = []
    if len(before) * len(now) > _MOST_COMPARISONS:
        return [_SOMEWHERE]
    for kind, start, end, first, last in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for offset in range(max(end - start, last - first)):
            _, origin, beginning = rows[start + offset] if start + offset < end else ("", "", "")
            text = body[first + offset].text if first + offset < last else ""
            found.append(Edit(text, beginning, origin))
    return found or [_SOMEWHERE]
