"""Text → bytes of a file: the last guard against characters that no document may contain.

The readers refuse such characters, each at its place. One that came from elsewhere would make a .docx that no program
opens, or could not be encoded at all.
"""

from __future__ import annotations

import re

from drafter.readers.decode import ALLOWED_CHARACTERS

_FORBIDDEN = re.compile(f"[^{ALLOWED_CHARACTERS}]")


def allowed(text: str) -> str:
    """The text with U+FFFD, which everybody sees, in place of each character that no document may contain.

    >>> allowed("甲\\x00乙\\n")
    '甲�乙\\n'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def encoded(text: str) -> bytes:
    """The allowed text in UTF-8."""
    return allowed(text).encode()
