"""Blocks and constant parts → a .docx with a fingerprint; the same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import NamedTuple

from drafter.document.model import Document
from drafter.document.runs import words
from drafter.system import integrity
from drafter.system.cache import cached_bytes
from drafter.typesetting.blocks import PageBlock, TableBlock, tiny
from drafter.typesetting.page_format import PageFormat, national_format
from drafter.typesetting.styles import paragraph_styles
from drafter.typesetting.typeset import Typeset, typeset
from drafter.writers.docx.paragraphs import BlockWriter
from drafter.writers.docx.styles import paragraph_style
from drafter.writers.encode import allowed, encoded

_DOCUMENT, _CORE, _STYLES = "word/document.xml", "docProps/core.xml", "word/styles.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of zip files: no byte depends on the clock
_SECTION_END = b"</w:sectPr>"
_COMPRESSION_LEVEL = 1  # of 9: a tenth larger in half the time


class _Base(NamedTuple):
    """A document without content: its parts, and its main part before, between and after the blocks."""

    parts: dict[str, bytes]
    head: bytes
    text_section: bytes  # that ends with the text, where the 版记 has a section of its own; else empty
    last_section: bytes
    tail: bytes


@lru_cache(maxsize=8)
def _base(page_format: PageFormat, has_imprint_page: bool) -> _Base:
    """The constant parts, cached, as importing python-docx is slow."""

    def make() -> bytes:
        from drafter.writers.docx.base import base_document

        return base_document(page_format, has_imprint_page)

    name = f"base-{sha256(repr((has_imprint_page, page_format)).encode()).hexdigest()[:16]}.docx"
    with zipfile.ZipFile(io.BytesIO(cached_bytes(name, make))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    head, body, rest = parts[_DOCUMENT].partition(b"<w:body>")
    content, end, rest = rest.partition(b"</w:body>")
    *text, last = (
        b"<w:sectPr" + part.partition(_SECTION_END)[0] + _SECTION_END for part in content.split(b"<w:sectPr")[1:]
    )
    return _Base(parts, head + body, b"".join(text), last, end + rest)


def write_docx(document: Document, page_format: PageFormat | None = None) -> bytes:
    """The document as a .docx with its fingerprint; the default is the national format."""
    return write_typeset(typeset(document, page_format or national_format()))


def identity_of(document: Document) -> integrity.Identity:
    """Whose document this is, for its fingerprint."""
    return integrity.Identity(*map(allowed, (document.unit, document.year, document.title_text)))


def write_typeset(typeset_document: Typeset) -> bytes:
    """A typeset document as a .docx with its fingerprint."""
    blocks = list(typeset_document.blocks)
    imprint: list[PageBlock] = [typeset_document.imprint, tiny()] if typeset_document.imprint else []
    if imprint and isinstance(blocks[-1], TableBlock):
        blocks.append(tiny())  # a table cannot end a section, and two adjacent ones would merge
    has_imprint_page = bool(imprint) and not typeset_document.imprint_shares_page
    base = _base(typeset_document.page_format, has_imprint_page)
    parts = dict(base.parts)
    styles = paragraph_styles(typeset_document.page_format) | {
        style.ident: style for style in typeset_document.mark_styles
    }
    writer = BlockWriter(typeset_document.page_format, styles)
    if has_imprint_page:
        # a floating table at the start of a section would move to the page before
        imprint.insert(0, tiny())
    written = [*(writer.write(block) for block in blocks[:-1]), writer.write(blocks[-1], base.text_section.decode())]
    written += (writer.write(block) for block in imprint)
    parts[_DOCUMENT] = b"".join((base.head, *(encoded(block.xml) for block in written), base.last_section, base.tail))
    marks = "".join(map(paragraph_style, typeset_document.mark_styles))
    parts[_STYLES] = parts[_STYLES].replace(b"</w:styles>", encoded(marks) + b"</w:styles>")
    parts[_CORE] = _core(typeset_document.document)
    origins = [allowed(origin) for block in written for origin in block.origins]
    parts = integrity.with_fingerprint(parts, _DOCUMENT, origins, identity_of(typeset_document.document))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in _in_package_order(parts):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3  # Unix, so that the bytes do not depend on the system
            package.writestr(info, parts[name], compresslevel=_COMPRESSION_LEVEL)
    return buffer.getvalue()


def _in_package_order(parts: dict[str, bytes]) -> list[str]:
    """Content types first, as programs that detect the file type expect."""
    return sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))


def _core(document: Document) -> bytes:
    """Core properties: title, subject and issuers; no dates, so that the bytes depend on the document alone."""
    issuers = "、".join(words(line) for line in document.elements.get("发文机关署名", ()))
    return encoded(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(document.title_text, quote=False)}</dc:title>"
        f"<dc:subject>{escape(words(document.title[-1]), quote=False)}</dc:subject>"
        f"<dc:creator>{escape(issuers, quote=False)}</dc:creator>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
