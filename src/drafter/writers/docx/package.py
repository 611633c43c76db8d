"""Body and constant parts → one .docx, sealed; the same report gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from html import escape

from drafter import kept, seal
from drafter.profile import national
from drafter.report.tree import Report, words
from drafter.writers.docx.body import body

_DOCUMENT, _CORE = "word/document.xml", "docProps/core.xml"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file knows: nothing in the file depends on the clock


@cache
def _base_parts() -> dict[str, bytes]:
    """Part name → bytes of a document without a body; python-docx is imported only to make it."""

    def make() -> bytes:
        from drafter.writers.docx.base import base_document

        return base_document()

    with zipfile.ZipFile(io.BytesIO(kept.kept("base.docx", make))) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_docx(report: Report) -> bytes:
    """The report as a sealed .docx in the national profile."""
    parts = dict(_base_parts())
    written = list(body(report, national()))
    head, _, tail = parts[_DOCUMENT].partition(b"<w:sectPr")
    document = head + "".join(w.xml for w in written).encode() + b"<w:sectPr" + tail
    origins = [origin for w in written for origin in w.origins]
    parts[_DOCUMENT] = document
    parts[_CORE] = _core(report)
    parts = seal.sealed(parts, _DOCUMENT, origins)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name in _in_package_order(parts):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            package.writestr(info, parts[name])
    return held.getvalue()


def _in_package_order(parts: dict[str, bytes]) -> list[str]:
    """The content types first, as programs that sniff a file expect."""
    return sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))


def _core(report: Report) -> bytes:
    """Title and issuer as document properties; no dates, so that the bytes depend on the report alone."""
    issuers = "、".join(words(line) for line in report.elements.get("发文机关署名", ()))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(report.title_text, quote=False)}</dc:title>"
        f"<dc:creator>{escape(issuers, quote=False)}</dc:creator>"
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    ).encode()
