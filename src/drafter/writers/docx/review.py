"""A review copy: anybody's .docx with each finding as a comment on the words that it is about, and no other change.

Only the comments, their anchors in the main part, and the content type and relationship of the comments part are new;
every other part of the package is the same, byte by byte. Where an anchor belongs inside a run, the run is split.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from itertools import count, islice
from typing import NamedTuple

from lxml import etree

from drafter.findings import Finding, Place
from drafter.readers.docx.lines import LineElements, RunText, read_story
from drafter.readers.docx.model import DocxReadError
from drafter.readers.docx.package import Package, W, docx_errors, number, open_package
from drafter.system.ooxml import Fault, OoxmlError, new_entry
from drafter.writers.encode import allowed

AUTHOR = "drafter"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES_PART = "[Content_Types].xml"
_MOST_PLACES = 20  # of one finding that is reported once for a whole text
_SAVE_AGAIN = "用 WPS 或 Word 打开，另存为一份新的 .docx"
# Elements that may contain an anchor; of any other, such as a field or a content control, it encloses the whole.
_HOLDERS = {f"{W}{name}" for name in ("p", "hyperlink", "ins", "moveTo", "smartTag")}


class Remark(NamedTuple):
    """A comment and the words it is about; `line` 0: the document as a whole."""

    text: str
    line: int = 0
    column: int = 1
    length: int = 0


def remarks_of(findings: Iterable[Finding]) -> list[Remark]:
    """The findings of a document as comments, in the order of its lines; of a frequent one its first places."""
    remarks = []
    for finding in findings:
        remarks.append(_remark(_message(finding), finding.place))
        short = f"{finding.severity.label}：{finding.message}{_rule(finding)}"
        remarks += [_remark(short, place) for place in finding.related[:_MOST_PLACES]]
    return sorted(remarks, key=lambda remark: (remark.line, remark.column))


def _remark(text: str, place: Place) -> Remark:
    return Remark(text, place.line, place.column, place.length)


def _message(finding: Finding) -> str:
    hint = f"\n建议：{finding.hint}" if finding.hint else ""
    return f"{finding.severity.label}：{finding.heading}{_rule(finding)}{hint}"


def _rule(finding: Finding) -> str:
    return f"（{finding.rule}）" if finding.rule else ""


@docx_errors()
def commented(data: bytes, findings: Iterable[Finding]) -> bytes:
    """The document with a comment for each finding. Raises DocxReadError."""
    package = open_package(data)
    if package.is_strict:
        raise DocxReadError(
            "这份文件是“Strict Open XML”格式，写不进批注", "用 Word 打开，另存为“Word 文档（.docx）”，再写批注"
        )
    root = package.tree(package.document)
    lines = read_story(package, root).lines
    remarks = _with_one_for_the_whole(remarks_of(findings), len(lines))
    if not remarks:
        return data
    parts = _all_parts(package)
    comments_part = package.related("comments")
    comments = package.tree(comments_part) if comments_part else etree.Element(f"{W}comments", nsmap={"w": W[1:-1]})
    taken = {number(one.get(f"{W}id")) for one in comments.iter(f"{W}comment")}
    idents = list(islice((ident for ident in count() if ident not in taken), len(remarks)))
    _anchor(root, lines, remarks, idents)
    for ident, remark in zip(idents, remarks, strict=True):
        comments.append(_comment(remark.text, ident))
    changed = {package.document: _xml(root)}
    if comments_part:
        changed[comments_part] = _xml(comments)
    else:
        changed |= _registered(package, _xml(comments))
    return _packed(package, parts | changed)


def _with_one_for_the_whole(remarks: Sequence[Remark], lines: int) -> list[Remark]:
    """Joins the remarks on the whole document in one, the first of all, at its first words."""
    whole = [remark.text for remark in remarks if not 0 < remark.line <= lines]
    at_words = [remark for remark in remarks if 0 < remark.line <= lines]
    return [*([Remark("\n\n".join(whole))] if whole else []), *at_words]


# --- anchors ----------------------------------------------------------------------------------------


class _Cut(NamedTuple):
    """A position between two characters: behind the first `offset` characters of an element of a run."""

    node: etree._Element
    offset: int


def _anchor(
    root: etree._Element, lines: Sequence[LineElements], remarks: Sequence[Remark], idents: Sequence[int]
) -> None:
    """Inserts the anchors of every remark into the tree."""
    ends = [_ends(lines, remark) for remark in remarks]
    segments = _cut({cut for pair in ends if pair for cut in pair})
    for ident, pair in zip(idents, ends, strict=True):
        start, end, reference = _marks(ident)
        if pair is None:  # a document without words
            paragraph = next(root.iter(f"{W}p"), None)
            if paragraph is not None:
                paragraph.extend((start, end, reference))
            continue
        begin, stop = pair
        _holder(_at(segments, begin)).addprevious(start)
        last = _holder(_before(segments, stop))
        last.addnext(end)
        end.addnext(reference)


def _ends(lines: Sequence[LineElements], remark: Remark) -> tuple[_Cut, _Cut] | None:
    """Where the words of a remark begin and end; for an automatic number, the words behind it."""
    if not lines:
        return None
    line = lines[max(remark.line, 1) - 1]
    if line.box is not None:  # programs differ in comments inside a text box: anchor it at the box
        return _Cut(line.box, 0), _Cut(line.box, 1)
    pieces = [piece for piece in line.pieces if piece.text]
    length = sum(len(piece.text) for piece in pieces)
    start = min(max(remark.column - 1 - len(line.docx_line.label), 0), length - 1)
    end = min(max(remark.column - 1 - len(line.docx_line.label) + remark.length, start + 1), length)
    if not remark.line:
        end = length
    first, last = _character(pieces, start), _character(pieces, end - 1)
    return first, last._replace(offset=last.offset + 1)


def _character(pieces: Sequence[RunText], position: int) -> _Cut:
    """The cut before the character at this position."""
    for piece in pieces:
        if position < len(piece.text):
            return _Cut(piece.node, position)
        position -= len(piece.text)
    raise IndexError(position)


def _cut(cuts: set[_Cut]) -> Mapping[etree._Element, list[_Cut]]:
    """Splits runs so that an anchor fits at each cut; returns what each element became.

    An element of a run that is split at n places becomes n + 1 elements, each returned with the offset of its first
    character in the original.
    """
    wanted: dict[etree._Element, set[int]] = {}
    for cut in cuts:
        wanted.setdefault(cut.node, set()).add(cut.offset)
    segments: dict[etree._Element, list[_Cut]] = {}
    for node, offsets in wanted.items():
        if node.tag == f"{W}r":  # a whole run
            segments[node] = [_Cut(node, 0)]
            continue
        text = node.text or ""
        whole = node.tag == f"{W}t"
        behind = node.getnext()
        if max(offsets) == (len(text) if whole else 1) and behind is not None:
            _split_run(behind)
        pieces = [_Cut(node, 0)]
        for offset in sorted(offsets, reverse=True):
            if whole and 0 < offset < len(text):
                rest = deepcopy(node)
                rest.text, rest.tail = text[offset:], None
                text = text[:offset]
                node.text = text
                node.addnext(rest)
                for one in (node, rest):
                    one.set(_SPACE, "preserve")
                _split_run(rest)
                pieces.insert(1, _Cut(rest, offset))
        if 0 in offsets:
            _split_run(node)
        segments[node] = pieces
    return segments


def _split_run(node: etree._Element) -> None:
    """Splits a run before one of its elements, unless that is its first one."""
    run = node.getparent()
    if run is None or all(before.tag == f"{W}rPr" for before in node.itersiblings(preceding=True)):
        return
    new = etree.Element(run.tag)
    new.attrib.update(run.attrib)
    own = run.find(f"{W}rPr")
    if own is not None:
        new.append(deepcopy(own))
    for moved in [node, *node.itersiblings()]:
        new.append(moved)
    new.tail, run.tail = run.tail, None
    run.addnext(new)


def _at(segments: Mapping[etree._Element, list[_Cut]], cut: _Cut) -> etree._Element:
    """The element that begins at a cut."""
    return next(piece.node for piece in reversed(segments[cut.node]) if piece.offset <= cut.offset)


def _before(segments: Mapping[etree._Element, list[_Cut]], cut: _Cut) -> etree._Element:
    """The element that ends at a cut."""
    return next(piece.node for piece in reversed(segments[cut.node]) if piece.offset < cut.offset)


def _holder(node: etree._Element) -> etree._Element:
    """The sibling of an anchor for this element: its run, or the outermost ancestor that may not contain an anchor."""
    run = node
    while run.tag != f"{W}r":
        run = _parent(run)
    found, one = run, run
    while one.tag != f"{W}p":
        one = _parent(one)
        if one.tag not in _HOLDERS:
            found = one
    return found


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    if parent is None:
        raise DocxReadError("文档的结构不正常，写不进批注", _SAVE_AGAIN)
    return parent


def _marks(comment: int) -> tuple[etree._Element, etree._Element, etree._Element]:
    """The elements for the start and the end of a comment, and the run with its reference mark."""
    ident = {f"{W}id": str(comment)}
    reference = etree.Element(f"{W}r")
    reference.append(etree.Element(f"{W}commentReference", ident))
    return etree.Element(f"{W}commentRangeStart", ident), etree.Element(f"{W}commentRangeEnd", ident), reference


def _comment(text: str, ident: int) -> etree._Element:
    """A comment, a paragraph a line; without a date, so that the same input gives the same bytes."""
    comment = etree.Element(
        f"{W}comment", {f"{W}id": str(ident), f"{W}author": AUTHOR, f"{W}initials": AUTHOR[0]}, nsmap={"w": W[1:-1]}
    )
    for line in text.split("\n"):
        run = etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r")
        words = etree.SubElement(run, f"{W}t", {_SPACE: "preserve"})
        words.text = allowed(line.replace("\t", " "))
    return comment


# --- the package ------------------------------------------------------------------------------------


def _registered(package: Package, comments: bytes) -> dict[str, bytes]:
    """A new part for the comments, and the parts that refer to it, by name."""
    opened = package.opened
    folder, name = posixpath.split(package.document)
    relations_part = posixpath.join(folder, "_rels", f"{name}.rels")
    part = _unused(posixpath.join(folder, "comments{}.xml"), opened.names)
    relations = (
        opened.tree(relations_part) if relations_part in opened else etree.Element(f"{{{_RELATIONS}}}Relationships")
    )
    etree.SubElement(
        relations,
        f"{{{_RELATIONS}}}Relationship",
        {
            "Id": _unused("rIdReview{}", [one.get("Id", "") for one in relations]),
            "Type": f"{_OFFICE}/comments",
            "Target": posixpath.basename(part),
        },
    )
    types = opened.tree(_TYPES_PART)
    etree.SubElement(types, f"{{{_TYPES}}}Override", {"PartName": f"/{part}", "ContentType": _COMMENTS_TYPE})
    return {part: comments, relations_part: _xml(relations), _TYPES_PART: _xml(types)}


def _unused(pattern: str, taken: Collection[str]) -> str:
    """The pattern with nothing or the first number that gives a new name."""
    return next(name for count in range(len(taken) + 1) if (name := pattern.format(count or "")) not in taken)


def _xml(root: etree._Element) -> bytes:
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return xml


def _all_parts(package: Package) -> dict[str, bytes]:
    """Every part by name. Raises DocxReadError, or OoxmlError where a limit is exceeded."""
    try:
        parts = {name: package.opened.read(name) for name in package.opened.names}
    except OoxmlError as error:
        if error.fault is Fault.TOO_LARGE:
            raise
        raise DocxReadError("文件里有图片或别的内容坏了，写不进批注", _SAVE_AGAIN) from error
    if _TYPES_PART not in parts:
        raise DocxReadError("这个文件里缺少类型表，写不进批注", _SAVE_AGAIN)
    return parts


def _packed(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """The parts in the order and with the times of the package they come from, new ones at the end."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name, content in parts.items():
            old = package.opened.entry(name)
            entry = new_entry(name, old.date_time) if old else new_entry(name)
            if old:
                entry.external_attr = old.external_attr
                entry.compress_type = (
                    old.compress_type if old.compress_type == zipfile.ZIP_STORED else entry.compress_type
                )
            copy.writestr(entry, content)
    return target.getvalue()
