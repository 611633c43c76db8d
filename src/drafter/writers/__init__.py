"""The writers: a typeset document in every output format."""

from __future__ import annotations

from collections.abc import Callable

from drafter.typesetting.typeset import Typeset
from drafter.writers.docx.package import identity_of, write_typeset


def _pdf(typeset: Typeset) -> bytes:
    from drafter.system.integrity import with_pdf_fingerprint
    from drafter.system.libreoffice import to_pdf

    return with_pdf_fingerprint(to_pdf(write_typeset(typeset)), identity_of(typeset.document))


def _html(typeset: Typeset) -> bytes:
    from drafter.writers.html import write_html

    return write_html(typeset.document).encode()


def _text(typeset: Typeset) -> bytes:
    from drafter.writers.text import write_text

    return write_text(typeset.document).encode()


def _markdown(typeset: Typeset) -> bytes:
    from drafter.writers.text import write_markdown

    return write_markdown(typeset.document).encode()


# Output format → its writer, which imports its module when called; docx is the default.
WRITERS: dict[str, Callable[[Typeset], bytes]] = {
    "docx": write_typeset,
    "pdf": _pdf,
    "html": _html,
    "txt": _text,
    "md": _markdown,
}
