"""The writers: a document in every output format."""

from __future__ import annotations

from collections.abc import Callable

from drafter.document.model import Document
from drafter.typesetting.page_format import PageFormat
from drafter.writers.docx.package import write_docx


def _pdf(document: Document, page_format: PageFormat) -> bytes:
    from drafter.system.libreoffice import to_pdf

    return to_pdf(write_docx(document, page_format))


def _html(document: Document, _: PageFormat) -> bytes:
    from drafter.writers.html import write_html

    return write_html(document).encode()


def _text(document: Document, _: PageFormat) -> bytes:
    from drafter.writers.text import write_text

    return write_text(document).encode()


def _markdown(document: Document, _: PageFormat) -> bytes:
    from drafter.writers.text import write_markdown

    return write_markdown(document).encode()


# Output format → writer; each but docx is imported only when used.
WRITERS: dict[str, Callable[[Document, PageFormat], bytes]] = {
    "docx": write_docx,
    "pdf": _pdf,
    "html": _html,
    "txt": _text,
    "md": _markdown,
}
