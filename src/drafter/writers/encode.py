"""Text → bytes of a file: the last guard against characters that no document may contain.

The readers refuse such characters, each at its place. One that came from elsewhere would make a .docx that no program
opens, or could not be encoded at all.
"""

from __future__ import annotations

import re

# Control characters, halves of pairs, and non-characters, also at the end of each plane.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(map(chr, (plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF))))
    + "]"
)


def allowed(text: str) -> str:
    """The text with U+FFFD, which everybody sees, in place of each character that no document may contain.

    >>> allowed("甲\\x00乙\\n")
    '甲�乙\\n'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def encoded(text: str) -> bytes:
    """The allowed text in UTF-8."""
    return allowed(text).encode()
