"""The report as plain text: a paragraph a line, numbers and all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.report.tree import Block, Report, Section, Table, attachment_list, words


def write_text(report: Report) -> str:
    """Title, addressee, body, issuers and date, a line each; what is still open shows as 【待填】 or blanks."""
    title, _, body = report.text.partition("\n")
    return "\n".join(filter(None, [*_number(report), title, *_addressee(report), body, *_closing(report)])) + "\n"


def write_markdown(report: Report) -> str:
    """The same with `#` before headings and rows as tables, blocks parted by empty lines (CommonMark with tables).

    Run-in headings and bold words stay plain: `**一是学习。**全年` is no emphasis to CommonMark.
    """
    head = [*map(escaped, _number(report)), f"# {escaped(report.title_text)}", *map(escaped, _addressee(report))]
    return "\n\n".join([*head, *_marked(report.body), *map(escaped, _closing(report))]) + "\n"


def _addressee(report: Report) -> list[str]:
    return [f"{words(line)}：" for line in report.elements.get("主送机关", ())]


def _number(report: Report) -> list[str]:
    return [words(line) for line in report.elements.get("发文字号", ())]


def _closing(report: Report) -> list[str]:
    """Attachments, issuers, date and note, a line each."""
    signature = [words(line) for name in ("发文机关署名", "成文日期") for line in report.elements.get(name, ())]
    notes = [f"（{words(line)}）" for line in report.elements.get("附注", ())]
    return [*attachment_list([words(line) for line in report.elements.get("附件说明", ())]), *signature, *notes]


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
