"""The digit rule: every figure of a report comes from a fact, a heading number, or a name in `data/`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.document.model import Document
from drafter.document.provenance import Role
from drafter.document.runs import Runs
from drafter.findings import NOWHERE, Finding, Place, fatal
from drafter.lawbook import without_names

_DIGITS = re.compile("[0-9０-９]+")


def unsourced_digits(document: Document) -> Iterator[Finding]:
    """A fatal finding for every figure that a template states by itself; own sentences (自述) may.

    The place is the template line of the sentence or heading; for the title or an element it is NOWHERE, and
    the message quotes it.
    """
    for sentence in document.sentences():
        if not sentence.own:
            yield from _in(sentence.runs, sentence.place)
    for section in document.sections():
        if not section.literal:
            yield from _in(section.title, section.place)
    for table in document.tables():
        for row in table.rows:
            for cell in row:
                yield from _in(cell, NOWHERE)
    for lines in (document.title, *document.elements.values()):
        for runs in lines:
            yield from _in(runs, NOWHERE)


def _in(runs: Runs, place: Place) -> Iterator[Finding]:
    text = "".join(run.text if run.role is Role.WORDS else "\0" for run in runs)
    if not _DIGITS.search(text):  # as most sentences do
        return
    if match := _DIGITS.search(without_names(text)):
        shown = text.replace("\0", "…")
        message = f"模板自己写了数字“{match[0]}”：{shown[:40]}"
        yield fatal(place, message, "报告里的数字都要来自事实文件；法律名称加书名号，序号由程序编")
