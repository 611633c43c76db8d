"""The report as plain text: a paragraph a line, numbers and all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, takewhile

from drafter.document.elements import (
    addressee_lines,
    attachment_lines,
    header_lines,
    imprint_lines,
    note_lines,
    signature_lines,
)
from drafter.document.model import Block, Document, Runs, Section, Table, text_lines, words


def write_text(document: Document) -> str:
    """Every element in reading order, a line each; what is still open shows as 【待填】 or blanks."""
    lines = [
        *map(words, header_lines(document)),
        *map(words, title_paragraphs(document)),
        *map(words, addressee_lines(document)),
        *text_lines(document.body),
        *map(words, _closing(document)),
    ]
    for attachment in document.attachments:
        lines += [attachment.mark, words(attachment.title), *text_lines(attachment.body)]
    lines += map(words, imprint_lines(document))
    return "\n".join(lines) + "\n"


def write_markdown(document: Document) -> str:
    """The same with `#` before headings and rows as tables, blocks parted by empty lines (CommonMark with tables).

    Run-in headings and bold words stay plain: `**一是学习。**全年` is no emphasis to CommonMark.
    """
    blocks = [
        *_escaped(header_lines(document)),
        f"# {escaped(one_line_title(document))}",
        *_escaped(addressee_lines(document)),
        *_marked(document.body),
        *_escaped(_closing(document)),
    ]
    for attachment in document.attachments:
        blocks += [escaped(attachment.mark), f"# {escaped(words(attachment.title))}", *_marked(attachment.body)]
    return "\n\n".join([*blocks, *_escaped(imprint_lines(document))]) + "\n"


def title_paragraphs(document: Document) -> tuple[Runs, ...]:
    """The title on one line; of joint issuers each has a line above it, as on paper."""
    units = document.title
    issuers: list[Runs] = []
    if len(units) > 2:  # two issuers and what they report
        from drafter.typesetting.break_penalties import is_issuer  # most titles do without its vocabulary

        issuers = list(takewhile(lambda unit: is_issuer(words(unit)), units))
    if len(issuers) < 2:
        return (tuple(chain(*units)),)
    return (*issuers, tuple(chain(*units[len(issuers) :])))


def one_line_title(document: Document) -> str:
    """The title where it cannot have several lines: a full-width blank between joint issuers."""
    *issuers, rest = map(words, title_paragraphs(document))
    return "\u3000".join(issuers) + rest


def _closing(document: Document) -> list[Runs]:
    """Attachments, issuers, date and note, a line each."""
    return [*attachment_lines(document), *signature_lines(document), *note_lines(document)]


def _escaped(lines: Iterable[Runs]) -> Iterator[str]:
    return (escaped(words(line)) for line in lines)


def _marked(body: tuple[Block, ...]) -> Iterator[str]:
    for block in body:
        if isinstance(block, Section):
            if block.run_in:
                yield escaped(block.heading + block.run_in.text)
            else:
                yield f"{'#' * (block.level + 1)} {escaped(block.heading)}"
            yield from _marked(block.body)
        elif isinstance(block, Table):
            yield _table(block)
        else:
            yield escaped(block.text)


def _table(table: Table) -> str:
    columns = max(map(len, table.rows))  # cells beyond those of the heading would not be shown
    whole = [(*row, *((),) * (columns - len(row))) for row in table.rows]
    rows = [f"| {' | '.join(escaped(words(cell)) for cell in row)} |" for row in whole]
    return "\n".join([rows[0], "|" + " --- |" * columns, *rows[1:]])


def escaped(text: str) -> str:
    """Characters that Markdown reads as signs, made plain.

    >>> escaped("# 甲*乙_丙|丁")
    '\\\\# 甲\\\\*乙\\\\_丙\\\\|丁'
    >>> escaped("3~5月"), escaped("1. 甲")
    ('3\\\\~5月', '1\\\\. 甲')
    """
    text = re.sub(r"[\\`*_|\[\]<>~&]", r"\\\g<0>", text)  # 3~5月，6~8月 would be struck through
    return re.sub(r"^(?=[#+-])|^\d{1,9}(?=[.)](?:\s|$))", r"\g<0>\\", text)
