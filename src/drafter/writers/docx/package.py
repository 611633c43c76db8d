"""Blocks of the page and constant parts → one .docx, sealed; the same report gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from hashlib import sha256
from html import escape

from drafter.document.model import Document
from drafter.document.runs import words
from drafter.system import integrity
from drafter.system.cache import cached_bytes
from drafter.typesetting.blocks import PageBlock, TableBlock, tiny
from drafter.typesetting.page_format import PageFormat, national_format
from drafter.typesetting.styles import paragraph_styles
from drafter.typesetting.typeset import typeset
from drafter.writers.docx.paragraphs import BlockWriter
from drafter.writers.docx.styles import paragraph_style

_DOCUMENT, _CORE, _STYLES = "word/document.xml", "docProps/core.xml", "word/styles.xml"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file knows: nothing in the file depends on the clock
_BODY = re.compile(rb"(?<=<w:body>)(.*)(?=</w:body>)", re.DOTALL)
_SECTION = re.compile(rb"<w:sectPr.*?</w:sectPr>", re.DOTALL)
_FAST = 1  # of 9: the document grows by a tenth, and takes half the time


@lru_cache(maxsize=8)
def _base_parts(page_format: PageFormat, own_imprint: bool) -> dict[str, bytes]:
    """Part name → bytes of a document without a body; python-docx is imported only to make it."""

    def make() -> bytes:
        from drafter.writers.docx.base import base_document

        return base_document(page_format, own_imprint)

    name = f"base-{sha256(repr((own_imprint, page_format)).encode()).hexdigest()[:16]}.docx"
    with zipfile.ZipFile(io.BytesIO(cached_bytes(name, make))) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_docx(document: Document, page_format: PageFormat | None = None) -> bytes:
    """The report as a .docx with its fingerprint, in the national format or another."""
    made = typeset(document, page_format or national_format())
    blocks = list(made.blocks)
    imprint: list[PageBlock] = [made.imprint, tiny()] if made.imprint else []
    if imprint and isinstance(blocks[-1], TableBlock):
        blocks.append(tiny())  # a table ends no section, and two in a row would be one
    own_imprint = bool(imprint) and not made.imprint_shares_page
    parts = dict(_base_parts(made.page_format, own_imprint))
    head, body_of_base, tail = _BODY.split(parts[_DOCUMENT])
    *text, last = _SECTION.findall(body_of_base)
    styles = paragraph_styles(made.page_format) | {style.ident: style for style in made.mark_styles}
    writer = BlockWriter(made.page_format, styles)
    ending = text[0].decode() if own_imprint else ""
    if own_imprint:
        # a floating table must not be the first thing of a section, or it moves to the page before
        imprint.insert(0, tiny())
    written = [*(writer.write(block) for block in blocks[:-1]), writer.write(blocks[-1], ending)]
    written += (writer.write(block) for block in imprint)
    parts[_DOCUMENT] = b"".join((head, *(block.xml.encode() for block in written), last, tail))
    marks = "".join(map(paragraph_style, made.mark_styles))
    parts[_STYLES] = parts[_STYLES].replace(b"</w:styles>", marks.encode() + b"</w:styles>")
    parts[_CORE] = _core(document)
    parts = integrity.with_fingerprint(parts, _DOCUMENT, [origin for block in written for origin in block.origins])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name in _in_package_order(parts):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3  # Unix, whatever this machine is: the same bytes on every system
            package.writestr(info, parts[name], compresslevel=_FAST)
    return held.getvalue()


def _in_package_order(parts: dict[str, bytes]) -> list[str]:
    """The content types first, as programs that sniff a file expect."""
    return sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))


def _core(document: Document) -> bytes:
    """Title, issuer and subject as document properties; no dates, so that the bytes depend on the report alone."""
    issuers = "、".join(words(line) for line in document.elements.get("发文机关署名", ()))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(document.title_text, quote=False)}</dc:title>"
        f"<dc:subject>{escape(words(document.title[-1]), quote=False)}</dc:subject>"
        f"<dc:creator>{escape(issuers, quote=False)}</dc:creator>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    ).encode()
