"""Text → bytes of a file: the last guard against characters that no document may contain.

The readers refuse such characters, each at its place. One that came from elsewhere would make a .docx that no program
opens, or could not be encoded at all.
"""

from __future__ import annotations

import re

from drafter.readers.decode import FORBIDDEN_CHARACTERS, FORBIDDEN_IN_HIGHER_PLANES

# A class that also names each of the higher planes' would be slow in every text; characters of these planes are rare.
_SUSPECT = re.compile(f"[{FORBIDDEN_CHARACTERS}\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """The text with U+FFFD, which everybody sees, in place of each character that no document may contain.

    >>> allowed("甲\\x00乙\\n")
    '甲�乙\\n'
    """
    return _SUSPECT.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    return character if character > "\uffff" and character not in FORBIDDEN_IN_HIGHER_PLANES else "\ufffd"


def encoded(text: str) -> bytes:
    """The allowed text in UTF-8."""
    return allowed(text).encode()
