"""Tables of wrong words, each with the right one: data/phrases.yaml, data/named-days.yaml, data/slips.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from drafter.findings import Emit, Finding
from drafter.system.cache import data_table
from drafter.text.model import TextDocument, TextLine

# What stands in a title is its author's, and what is still to be filled in is not there yet.
ASIDE = "《[^《》]{1,80}》|【待[^【】]{1,60}】"


class Wrong(NamedTuple):
    """A row: one wrong word of it, and what stands in for it; `pattern` is the word with what must stand round it."""

    word: str
    pattern: str
    right: str | None  # None where only somebody who knows can tell
    reason: str
    hint: str
    since: int  # the first report year in which it is wrong


@cache
def wrong_words(table: str, kind: str) -> tuple[tuple[Wrong, ...], tuple[str, ...]]:
    """The wrong words of one kind, and the right ones that contain a wrong one."""
    rows: list[dict[str, Any]] = data_table(table)[kind]
    wrong = [
        Wrong(word, _pattern(word, row), row.get("对"), row.get("因", ""), row.get("改", ""), row.get("自", 0))
        for row in rows
        for word in _listed(row["错"])
    ]
    right = [word for row in rows for word in (*_listed(row.get("除", [])), *_listed(row.get("对", [])))]
    return tuple(wrong), tuple(dict.fromkeys(right))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _pattern(word: str, row: dict[str, Any]) -> str:
    before, after, not_before, not_after = (
        "|".join(map(re.escape, _listed(row.get(key, [])))) for key in ("前", "后", "不在", "不接")
    )
    # Before a word each alternative has a length of its own, so each is a lookbehind of its own.
    leading = f"(?:{'|'.join(f'(?<={one})' for one in before.split('|'))})" if before else ""
    excluded = "".join(f"(?<!{one})" for one in not_before.split("|")) if not_before else ""
    following = (f"(?={after})" if after else "") + (f"(?!{not_after})" if not_after else "")
    return leading + excluded + re.escape(word) + following


def found_in(document: TextDocument, table: str, kind: str) -> Iterator[tuple[TextLine, int, int, Wrong]]:
    """Every wrong word in title, headings and text, with its place; not in titles of documents."""
    rows, right = wrong_words(table, kind)
    text = document.text
    live = [row for row in rows if row.word in text and (document.year or row.since) >= row.since]
    if not live:
        return
    wrong = {row.word for row in rows}
    live.sort(key=lambda row: len(row.word), reverse=True)
    # The longest is read first: a right word that contains a wrong one before that, and a title before all.
    forms = [(len(row.word), f"({row.pattern})") for row in live]
    forms += [(len(word), re.escape(word)) for word in right if word in text and word not in wrong]
    forms.sort(key=lambda form: form[0], reverse=True)
    pattern = re.compile("|".join([ASIDE, *(form for _, form in forms)]))
    for line, match in document.find(pattern):
        if match.lastindex:
            yield line, match.start(), match.end(), live[match.lastindex - 1]


def emit_wrong_words(document: TextDocument, emit: Emit, table: str, kind: str, message: str) -> Iterator[Finding]:
    """A finding for each wrong word of one kind; `message` stands behind the quoted word where the row gives none."""
    for line, start, end, row in found_in(document, table, kind):
        word = quoted(line.text[start:end])
        yield emit(
            line.place(start, end), f"{word}{row.reason or message}", row.hint or instead(row.right or ""), row.right
        )


def quoted(word: str) -> str:
    """In quotation marks; those it has itself become the inner ones."""
    return f"“{word.replace('“', '‘').replace('”', '’')}”"


def instead(right: str) -> str:
    """What to write, exactly as it is to stand there."""
    return f"改为：{right}" if "“" in right else f"改为“{right}”"
