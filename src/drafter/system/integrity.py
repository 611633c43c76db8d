"""The seal of a .docx: which content is ours, and what a person has changed since.

The seal is a hash of the words of the document, paragraph by paragraph, and of what a hand leaves beside
them: bold, colours, comments, pictures, headers. It is kept inside the file. A file that an office suite has
merely opened and saved again has other bytes but the same words, and is not edited.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from html import escape, unescape
from typing import NamedTuple
from xml.etree import ElementTree

_HASH_PART, _ROWS_PART, _ROWS_PROPERTIES = "docProps/custom.xml", "customXml/item1.xml", "customXml/itemProps1.xml"
_HASH_NAME = "drafter 封印"  # of the custom document property: every office suite keeps those
_NAMESPACE = "urn:drafter:seal:1"
_STORE = "{5B9C6A60-6E1B-4D3A-9F4E-0D5A1F7C2B11}"  # any fixed id: Word wants one for each custom XML part
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CUSTOM = f"{{{_OFFICE}/custom-properties}}"
_TYPES = "application/vnd.openxmlformats-officedocument"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BEGINNING = 20  # characters of a paragraph that are kept to name it by
_LARGEST_PART = 20_000_000  # bytes; a report of 5,000 characters has some 50,000
_LARGEST_PACKAGE = 60_000_000  # bytes, unpacked
_MOST_COMPARISONS = 4_000_000  # pairs of paragraphs


class Edit(NamedTuple):
    """A paragraph that is not as we wrote it. `origin` tells the facts and the template line it came from."""

    text: str  # as it stands now; empty: the paragraph is gone
    before: str  # how it began when we wrote it; empty: the paragraph is new
    origin: str


class _Words(NamedTuple):
    """A paragraph as the seal sees it: its words, and what a person may have done to them by hand."""

    text: str
    by_hand: str = ""  # bold, colours, comments, pictures, tracked changes: our documents have none

    @property
    def hash(self) -> str:
        return sha256(f"{self.text}\0{self.by_hand}".encode()).hexdigest()[:16]


# A change that no paragraph shows: in a header, or in a document whose rows were lost.
_SOMEWHERE = Edit("", "", "")

# What a hand leaves in a run or paragraph; styles of ours do the same without these.
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
    return [words.text for words in _paragraphs(document_xml)]


def _paragraphs(xml: bytes) -> list[_Words]:
    found: list[_Words] = []
    _collect(ElementTree.fromstring(xml), found)
    return [words for words in found if words.text.strip() or words.by_hand]


def _collect(element: ElementTree.Element, found: list[_Words]) -> None:
    if element.tag == _W + "p":
        pieces: list[str] = []
        by_hand: list[str] = []
        _words(element, pieces, by_hand, found)
        found.append(_Words("".join(pieces), ",".join(by_hand)))
        return
    for child in element:
        if child.tag != _FALLBACK:  # the same content again, for older programs
            _collect(child, found)


def _words(element: ElementTree.Element, pieces: list[str], by_hand: list[str], found: list[_Words]) -> None:
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


# What our own writer prints into a paragraph, each piece as it writes it.
_PRINTED = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br)/>")
_AS_TEXT = {"": "", "tab": "\t", "br": "\n"}


def _own_paragraphs(xml: str) -> list[_Words]:
    """What `_paragraphs` finds in a document that we have just written: nothing by hand, no paragraph in another."""
    found = []
    for paragraph in xml.split("<w:p>")[1:]:
        text = "".join(words or _AS_TEXT[sign] for words, sign in _PRINTED.findall(paragraph))
        if text.strip():
            found.append(_Words(unescape(text)))
    return found


def _whole(body: Iterable[_Words], margins: Iterable[bytes]) -> str:
    """The hash of the paragraphs, and of the words in headers and footers without their page numbers."""
    beside = set().union(*map(_margin_words, margins))
    return sha256("\n".join([*(words.hash for words in body), *sorted(beside - {""})]).encode()).hexdigest()


@lru_cache(maxsize=8)
def _margin_words(xml: bytes) -> frozenset[str]:
    return frozenset(re.sub(r"[\d\s]", "", words.text) for words in _paragraphs(xml))


def _margins(names: Iterable[str]) -> list[str]:
    return [name for name in names if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name)]


def with_fingerprint(parts: Mapping[str, bytes], document: str, origins: Sequence[str]) -> dict[str, bytes]:
    """The parts of a package with the seal of its part `document`.

    `origins` names the source of each paragraph that has words. The hash of the whole lies in a document
    property, the rows of the paragraphs in a custom XML part.
    """
    body = _own_paragraphs(parts[document].decode())
    rows = [[words.hash, origin, words.text[:_BEGINNING]] for words, origin in zip(body, origins, strict=True)]
    hashed = _whole(body, (parts[name] for name in _margins(parts)))
    whole = (
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{_HASH_NAME}">'
        f"<vt:lpwstr>{hashed}</vt:lpwstr></property></Properties>"
    )
    held = f'<seal xmlns="{_NAMESPACE}">{escape(json.dumps(rows, ensure_ascii=False), quote=False)}</seal>'
    store = f'<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" ds:itemID="{_STORE}"><ds:schemaRefs/></ds:datastoreItem>'
    to_store = (
        f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'
    )
    return {
        **parts,
        _HASH_PART: _xml(whole),
        _ROWS_PART: _xml(held),
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
    """A part with more elements before its last closing tag."""
    head, closing, _ = part.rpartition(b"</")
    return head + elements.encode() + closing + part[len(head) + len(closing) :]


def edits_since(data: bytes) -> list[Edit] | None:
    """What was changed in a .docx since we wrote it; None where it bears no seal of ours or cannot be read.

    An empty list means: ours, and untouched. Where an office suite has dropped the rows of the paragraphs,
    or a header was changed, one Change without words stands for all.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > _LARGEST_PACKAGE or package.testzip() is not None:
                return None  # damaged, or no report: whose words these are cannot be told
            body = _paragraphs(_part(package, "word/document.xml"))
            whole, rows = _find_hash(package), _find_rows(package)
            now = _whole(body, [_part(package, name) for name in _margins(package.namelist())])
    except Exception:  # whatever is wrong with somebody else's file: it is not ours, and is left alone
        return None
    if whole is None:
        return None
    if whole == now:
        return []
    return list(_differences(rows, body)) if rows else [_SOMEWHERE]


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > _LARGEST_PART:
        raise ValueError(f"{name} is too large")
    content: bytes = package.read(name)
    return content


def _find_hash(package: zipfile.ZipFile) -> str | None:
    if _HASH_PART not in package.namelist():
        return None
    for field in ElementTree.fromstring(_part(package, _HASH_PART)).iter(f"{_CUSTOM}property"):
        if field.get("name") == _HASH_NAME:
            return "".join(field.itertext())
    return None


def _find_rows(package: zipfile.ZipFile) -> list[tuple[str, str, str]]:
    """Hash, origin and beginning of each paragraph, under whatever name the office suite has given the part."""
    for name in package.namelist():
        if name.startswith("customXml/item") and name.endswith(".xml"):
            root = ElementTree.fromstring(_part(package, name))
            if root.tag == f"{{{_NAMESPACE}}}seal":
                return [(str(row[0]), str(row[1]), str(row[2])) for row in json.loads(root.text or "[]")]
    return []


def _differences(rows: list[tuple[str, str, str]], body: list[_Words]) -> list[Edit]:
    before, now = [row[0] for row in rows], [words.hash for words in body]
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
