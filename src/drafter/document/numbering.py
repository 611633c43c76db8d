"""一、（一）1.（1）: the numbers of headings (GB/T 9704-2012 7.3.3), printed and recognised."""

from __future__ import annotations

import re
from dataclasses import replace

from drafter.document.model import Block, Document, Section
from drafter.numerals import NUMERAL, chinese

_FORMS = {
    1: lambda n: f"{chinese(n)}、",
    2: lambda n: f"（{chinese(n)}）",
    3: lambda n: f"{n}.",
    4: lambda n: f"（{n}）",
}

_TYPED = (
    (1, re.compile(f"{NUMERAL}、")),
    (2, re.compile(f"[（(]{NUMERAL}[）)]")),
    (3, re.compile(r"\d+[.．、](?!\d)")),
    (4, re.compile(r"[（(]\d+[）)]")),
)


def heading_number(level: int, count: int) -> str:
    """The number of the `count`th heading of a level, 1-4; empty for lower levels.

    >>> [heading_number(level, 2) for level in (1, 2, 3, 4, 5)]
    ['二、', '（二）', '2.', '（2）', '']
    """
    return _FORMS[level](count) if level in _FORMS else ""


def number_sections(document: Document) -> Document:
    """Numbers all headings but literal ones, which keep theirs and are not counted; each attachment starts at 1."""
    attachments = tuple(a._replace(body=_numbered(a.body)) for a in document.attachments)
    return replace(document, body=_numbered(document.body), attachments=attachments)


def _numbered(body: tuple[Block, ...]) -> tuple[Block, ...]:
    counts: dict[int, int] = {}
    blocks: list[Block] = []
    for block in body:
        if isinstance(block, Section):
            number = block.number
            if not block.literal:
                counts[block.level] = counts.get(block.level, 0) + 1
                number = heading_number(block.level, counts[block.level])
            block = replace(block, number=number, body=_numbered(block.body))
        blocks.append(block)
    return tuple(blocks)


def typed_number(text: str) -> int:
    """The level of the number that a text begins with; 0 if there is none.

    >>> [typed_number(t) for t in ("一、成效", "（二）规范", "1.强化", "（1）甲", "一是强化", "2025年")]
    [1, 2, 3, 4, 0, 0]
    """
    return next((level for level, form in _TYPED if form.match(text)), 0)


def literal_heading_level(heading: str) -> int:
    """The level of a literal heading by its number; 1 if it has none.

    >>> [literal_heading_level(h) for h in ("三、安排", "（二）规范", "1.强化", "（1）甲", "前言")]
    [1, 2, 3, 4, 1]
    """
    return typed_number(heading) or 1
