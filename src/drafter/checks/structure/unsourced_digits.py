"""Every figure of a report comes from a fact, a heading number, or a name or fixed word in `data/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate

from drafter.document.model import Document
from drafter.document.provenance import Role
from drafter.document.runs import Runs
from drafter.findings import NOWHERE, Finding, Place, fatal
from drafter.lawbook import stated_figure
from drafter.numerals import CHARACTERS
from drafter.system.patterns import pattern

# Words, and the place of their line, if known → the place of the words.
FindWords = Callable[[str, Place], Place]


def unsourced_digits(document: Document, find: FindWords = lambda _, place: place) -> Iterator[Finding]:
    """A fatal finding for every figure that a template itself states; own sentences (自述) may.

    `find` finds the words on the template line, or in the templates where the line is not known.
    """
    for sentence in document.sentences():
        if not sentence.own:
            yield from _in(sentence.runs, sentence.place, find)
    for section in document.sections():
        if not section.literal:
            yield from _in(section.title, section.place, find)
    for table in document.tables():
        for row in table.rows:
            for cell in row:
                yield from _in(cell, _place(cell), find)
    for lines in (document.title, *document.elements.values()):
        for runs in lines:
            yield from _in(runs, _place(runs), find)


def _place(runs: Runs) -> Place:
    return runs[0].place if runs else NOWHERE


# A figure that goes on where one mark or stretch of words ends and the next one begins.
_FIGURE = pattern(f"[0-9０-９]+(?:[.．]?[0-9０-９]+)*[{CHARACTERS}]*")


def _put_together(runs: Runs) -> str:
    """A figure that is made of several facts, or of one and words: 2025 and 58件 print 202558件.

    One that begins within a fact is a clerk's own, as in 甲3【纠纷.排查】.
    """
    whole = "".join(run.text for run in runs)
    ends = {0, *accumulate(len(run.text) for run in runs)}
    return next(
        (
            figure[0]
            for figure in _FIGURE.finditer(whole)
            if figure.start() in ends and any(end in ends for end in range(figure.start() + 1, figure.end()))
        ),
        "",
    )


def _in(runs: Runs, place: Place, find: FindWords) -> Iterator[Finding]:
    text = "".join(run.text if run.role is Role.WORDS else "\0" for run in runs)
    if figure := stated_figure(text):
        message = f"模板自己写了数字“{figure}”：{text.replace(chr(0), '…')[:40]}"
        hint = "报告里的数字都要来自事实文件；法律名称加书名号，序号由程序编；本单位自己的话写成 {% 句 自述 %}"
        words = next((words for words in text.split("\0") if figure in words), figure)
        yield fatal(find(words, place), message, hint)
    elif figure := _put_together(runs):
        yield fatal(place, f"“{figure}”由几处的数字连成，不是哪一项事实", "两个数字之间要有文字或标点")
