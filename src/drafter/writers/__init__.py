"""The writers: a typeset document in every output format."""

from __future__ import annotations

from collections.abc import Callable

from drafter.typesetting.typeset import Typeset
from drafter.writers.docx.package import identity_of, write_typeset
from drafter.writers.encode import encoded


def _pdf(typeset: Typeset) -> bytes:
    from drafter.system.integrity import with_pdf_fingerprint
    from drafter.system.libreoffice import to_pdf

    return with_pdf_fingerprint(to_pdf(write_typeset(typeset)), identity_of(typeset.document))


def _html(typeset: Typeset) -> bytes:
    from drafter.writers.html import write_html

    return encoded(write_html(typeset.document))


def _text(typeset: Typeset) -> bytes:
    from drafter.writers.text import write_text

    return encoded(write_text(typeset.document))


def _markdown(typeset: Typeset) -> bytes:
    from drafter.writers.text import write_markdown

    return encoded(write_markdown(typeset.document))


# Output format → its writer, which imports its module when called; docx is the default.
WRITERS: dict[str, Callable[[Typeset], bytes]] = {
    "docx": write_typeset,
    "pdf": _pdf,
    "html": _html,
    "txt": _text,
    "md": _markdown,
}
