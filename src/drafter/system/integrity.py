"""The fingerprint of a .docx or PDF: whose document it is, whether we wrote it, and what was changed in it since.

A .docx stores an exact hash of all its parts: as long as that holds, it is ours and unedited. It also stores hashes of
its canonical form, paragraph by paragraph: of a file that Word or WPS has merely opened and saved again they hold, and
otherwise they tell what was changed. A file saved by any other program counts as edited.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from html import escape
from itertools import zip_longest
from typing import NamedTuple
from xml.etree import ElementTree

from drafter.system import canonical
from drafter.system.canonical import CanonicalForm, ParagraphForm, Parts, canonical_form, paragraphs_in
from drafter.system.ooxml import LARGEST_TREE, OoxmlPackage, parse
from drafter.system.patterns import pattern

_STORE_PART, _STORE_PROPERTIES = "customXml/item1.xml", "customXml/itemProps1.xml"
_NAMESPACE = "urn:drafter:fingerprint:2"
_STORE = "{5B9C6A60-6E1B-4D3A-9F4E-0D5A1F7C2B11}"  # any fixed id: Word requires one of each custom XML part
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument"
_BEGINNING = 20  # characters of a paragraph that are stored, to quote it
_MOST_COMPARISONS = 4_000_000  # pairs of paragraphs


class Identity(NamedTuple):
    """Whose document this is; a joint report has the unit of its facts file, and its issuers in the title."""

    unit: str
    year: str
    title: str  # of the report; a 数据来源表 has that word at its end


class Edit(NamedTuple):
    """A difference from what we wrote; `origin` names the facts and the template line of a paragraph."""

    text: str  # the paragraph as it is now; empty: it was deleted, or the difference is in no paragraph
    before: str  # how it began when we wrote it; empty: the paragraph is new
    origin: str
    respect: str = ""  # in what respect it differs, where that is not its words


class Examined(NamedTuple):
    """A document of ours, as it is now; without edits it is as we wrote it."""

    identity: Identity
    edits: tuple[Edit, ...]


FORMAT, EMPTY = "格式或标记", "空行"
_SAVED_BY_OTHERS = "由 LibreOffice 或别的程序重新保存过，格式是否改过看不出来"
_KNOWN_PROGRAMS = pattern(r"Microsoft (?:Office |Macintosh )?Word|WPS")  # whose habits `canonical` knows
_REWRITING_PROGRAMS = pattern(r"(?:Libre|Open)Office")  # which write styles, pages and settings in their own way


class _Row(NamedTuple):
    """What is stored of a paragraph."""

    words: str  # hash
    form: str  # hash
    origin: str
    beginning: str


class _Stored(NamedTuple):
    """What is stored of a document."""

    identity: Identity
    respects: dict[str, str]  # hashes
    rows: tuple[_Row, ...]


def _short_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def paragraphs(document_xml: bytes) -> list[str]:
    """The words of every paragraph that has any, in reading order, tables included.

    Raises xml.etree.ElementTree.ParseError.
    """
    return [words for words, _ in paragraphs_in(ElementTree.fromstring(document_xml)) if words.strip()]


# --- writing -----------------------------------------------------------------------------------------


def with_fingerprint(
    parts: Mapping[str, bytes], document: str, origins: Sequence[str], identity: Identity
) -> dict[str, bytes]:
    """The parts of a package with the fingerprint of its part `document`.

    `origins` names the source of each paragraph that has words.
    """
    form = canonical_form(Parts(parts, parts.__getitem__, ElementTree.fromstring, document))
    remaining = iter(origins)
    rows = [
        [_short_hash(words), _short_hash(whole), next(remaining) if words.strip() else "", words[:_BEGINNING]]
        for words, whole in form.paragraphs
    ]
    if next(remaining, None) is not None:
        raise ValueError("more origins than paragraphs with words")
    stored = json.dumps([identity, _hashes(form), rows], ensure_ascii=False)
    store = f'<ds:datastoreItem xmlns:ds="{_OFFICE}/customXml" ds:itemID="{_STORE}"><ds:schemaRefs/></ds:datastoreItem>'
    to_store = (
        f'<Relationships xmlns="{_RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'
    )
    whole = {
        **parts,
        _STORE_PART: _xml(f'<fingerprint xmlns="{_NAMESPACE}" exact="">{escape(stored, quote=False)}</fingerprint>'),
        _STORE_PROPERTIES: _xml(store),
        "customXml/_rels/item1.xml.rels": _xml(to_store),
        "[Content_Types].xml": _with(
            parts["[Content_Types].xml"],
            f'<Override PartName="/{_STORE_PROPERTIES}" ContentType="{_TYPES}.customXmlProperties+xml"/>',
        ),
        "word/_rels/document.xml.rels": _with(
            parts["word/_rels/document.xml.rels"],
            f'<Relationship Id="rIdStore" Type="{_OFFICE}/relationships/customXml" Target="../{_STORE_PART}"/>',
        ),
    }
    return {**whole, _STORE_PART: whole[_STORE_PART].replace(b'exact=""', f'exact="{_exact(whole)}"'.encode(), 1)}


def _hashes(form: CanonicalForm) -> dict[str, str]:
    return {respect: _short_hash(text) for respect, text in form.respects.items()}


def _exact(parts: Mapping[str, bytes]) -> str:
    """A hash of all parts, names and bytes; the one that stores it, without it."""
    whole = sha256()
    for name in sorted(parts):
        for piece in (name.encode(), parts[name]):
            whole.update(b"%d:" % len(piece) + piece)
    return whole.hexdigest()


def _xml(root: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}'.encode()


def _with(part: bytes, elements: str) -> bytes:
    """A part with more elements at the end of its root."""
    head, closing, _ = part.rpartition(b"</")
    return head + elements.encode() + closing + part[len(head) + len(closing) :]


# --- reading -----------------------------------------------------------------------------------------


def examine(data: bytes) -> Examined | None:
    """Whose .docx this is, and what was changed in it since we wrote it.

    None where it has no fingerprint of ours, as older versions wrote none of this kind, or cannot be read.
    """
    try:
        package = OoxmlPackage(data)
        if len(package.names) != package.entries:
            return None  # two parts of one name: programs differ on which of them counts
        parts = {name: package.read(name, LARGEST_TREE) for name in package.names}
        stored = _stored(package)
        if stored is None:
            return None
        if _is_exact(parts):
            return Examined(stored.identity, ())
        now = canonical_form(Parts(parts, parts.__getitem__, parse, package.main))
        return Examined(stored.identity, tuple(_edits(stored, now, _program(package))))
    except Exception:  # whatever is wrong with a file: it is not ours, and is left alone
        return None


def _is_exact(parts: dict[str, bytes]) -> bool:
    head, mark, tail = parts.get(_STORE_PART, b"").partition(b'exact="')
    exact, _, rest = tail.partition(b'"')
    return bool(mark) and exact.decode() == _exact({**parts, _STORE_PART: head + mark + b'"' + rest})


def _stored(package: OoxmlPackage) -> _Stored | None:
    """The fingerprint, under whatever name the office suite has given its part."""
    for name in package.names:
        if name.startswith("customXml/item") and name.endswith(".xml"):
            root = package.tree(name)
            if root.tag == f"{{{_NAMESPACE}}}fingerprint":
                identity, respects, rows = json.loads(root.text or "")
                return _Stored(_identity(identity), respects, tuple(_Row(*map(str, row)) for row in rows))
    return None


def _program(package: OoxmlPackage) -> str:
    """The program that saved this last; empty where it does not say so, as our own files."""
    if "docProps/app.xml" not in package:
        return ""
    return next(
        (one.text or "" for one in package.tree("docProps/app.xml") if one.tag.endswith("}Application")), ""
    ).strip()


def _edits(stored: _Stored, now: CanonicalForm, program: str) -> Iterator[Edit]:
    """The paragraphs with other words, those with another format as one edit, and the other respects."""
    changed = list(_changed_paragraphs(stored.rows, now))
    if _REWRITING_PROGRAMS.match(program):
        yield from (edit for edit in changed if not edit.respect)
        yield Edit("", "", "", _SAVED_BY_OTHERS)
        return
    hashes = _hashes(now)
    differing = [respect for respect in now.respects if stored.respects.get(respect) != hashes[respect]]
    if changed and canonical.STRUCTURE in differing:
        differing.remove(canonical.STRUCTURE)  # another number of paragraphs alone makes this difference
    yield from changed
    yield from (Edit("", "", "", respect) for respect in differing)
    if not (changed or differing or _KNOWN_PROGRAMS.match(program)):
        yield Edit("", "", "", _SAVED_BY_OTHERS)


def _changed_paragraphs(rows: Sequence[_Row], form: CanonicalForm) -> Iterator[Edit]:
    before, now = [row.words for row in rows], [_short_hash(paragraph.words) for paragraph in form.paragraphs]
    if len(before) * len(now) > _MOST_COMPARISONS:
        if [(row.words, row.form) for row in rows] != [tuple(map(_short_hash, one)) for one in form.paragraphs]:
            yield Edit("", "", "", "正文")
        return
    reformatted: list[Edit] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _changed_words(rows[start:end], form.paragraphs[first:last])
            continue
        for row, paragraph in zip(rows[start:end], form.paragraphs[first:last], strict=True):
            if _short_hash(paragraph.form) != row.form:
                reformatted.append(Edit(paragraph.words, row.beginning, row.origin, FORMAT))
    yield from _folded(reformatted)


def _changed_words(rows: Sequence[_Row], paragraphs: Sequence[ParagraphForm]) -> Iterator[Edit]:
    """Paragraphs of which none is as it was, each beside its predecessor; empty ones only where there is no other."""
    old, new = [row for row in rows if row.beginning.strip()], [one.words for one in paragraphs if one.words.strip()]
    for row, text in zip_longest(old, new):
        yield Edit(text or "", row.beginning if row else "", row.origin if row else "")
    if not old and not new:
        yield Edit("", "", "", EMPTY)


def _folded(reformatted: list[Edit]) -> Iterable[Edit]:
    """Paragraphs with the same words in another format as one edit, that of the first."""
    if not reformatted:
        return ()
    more = f"等{len(reformatted)}段的{FORMAT}" if len(reformatted) > 1 else f"的{FORMAT}"
    return (reformatted[0]._replace(respect=more),)


def _identity(stored: Iterable[object]) -> Identity:
    """From a file that anybody may have made."""
    return Identity(*map(str, stored))


# --- PDF ---------------------------------------------------------------------------------------------

_MARK, _END_MARK = b"%drafter ", b"\n"


def with_pdf_fingerprint(pdf: bytes, identity: Identity) -> bytes:
    """The PDF with a hash of itself and its identity in a comment behind its last object, where it moves no offset.

    LibreOffice writes the time into a PDF, so that the same report has other bytes at every run.
    """
    at = pdf.rfind(b"startxref")
    if at < 0:
        return pdf
    whose = json.dumps(identity).encode()
    return pdf[:at] + _MARK + _pdf_hash(pdf, whose) + b" " + whose + _END_MARK + pdf[at:]


def pdf_identity(data: bytes) -> Identity | None:
    """Whose PDF this is; None if it is not ours, or has a byte more or less, as annotations and signatures make it."""
    head, mark, tail = data.rpartition(_MARK)
    line, _, rest = tail.partition(_END_MARK)
    fingerprint, _, whose = line.partition(b" ")
    if not mark or fingerprint != _pdf_hash(head + rest, whose):
        return None
    try:
        return _identity(json.loads(whose))
    except (ValueError, TypeError):  # somebody's own hash
        return None


def _pdf_hash(pdf: bytes, whose: bytes) -> bytes:
    return sha256(whose + b"\n" + pdf).hexdigest().encode()
