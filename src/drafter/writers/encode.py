"""Text → bytes of a file: the last guard against characters that no document may contain.

The readers refuse such characters, each at its place. One that came from elsewhere would make a .docx that no program
opens, or could not be encoded at all.
"""

from __future__ import annotations

import re

from drafter.readers.decode import NON_CHARACTERS

# Control characters, halves of pairs, and non-characters.
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{NON_CHARACTERS}]")


def allowed(text: str) -> str:
    """The text with U+FFFD, which everybody sees, in place of each character that no document may contain.

    >>> allowed("甲\\x00乙\\n")
    '甲�乙\\n'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def encoded(text: str) -> bytes:
    """The allowed text in UTF-8."""
    return allowed(text).encode()
