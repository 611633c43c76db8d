"""Tables of wrong words with the right ones: data/phrases.yaml, data/named-days.yaml, data/slips.yaml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from drafter.findings import Emit, Finding
from drafter.system.cache import data_table
from drafter.text.model import TextDocument, TextLine

# Words in a title are its author's; a gap has no words yet.
ASIDE = "《[^《》]{1,80}》|【待[^【】]{1,60}】"


class Context(NamedTuple):
    """The words of which one must be before or after a wrong word, and those that must not."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    not_before: tuple[str, ...]
    not_after: tuple[str, ...]


class WrongWord(NamedTuple):
    """A wrong word of a row, and the right one; `pattern` is the word with its required context."""

    word: str
    context: Context
    right: str | None  # None where only the author can know
    reason: str
    hint: str
    since: int  # the first report year for which it is wrong

    @property
    def needed(self) -> list[str]:
        """The word with each of the words that must follow or precede it: one of these is where it is wrong."""
        if self.context.after:
            return [self.word + after for after in self.context.after]
        return [before + self.word for before in self.context.before or ("",)]

    def is_in(self, text: str) -> bool:
        """Whether the text has the word where it is wrong."""
        before, after, not_before, not_after = self.context
        start = text.find(self.word)
        while start >= 0:
            end = start + len(self.word)
            if (
                (not before or text.endswith(before, 0, start))
                and (not after or text.startswith(after, end))
                and not text.endswith(not_before, 0, start)
                and not text.startswith(not_after, end)
            ):
                return True
            start = text.find(self.word, start + 1)
        return False

    @property
    def pattern(self) -> str:
        """The word in its context, as a regular expression."""
        before, after, not_before, not_after = (tuple(map(re.escape, words)) for words in self.context)
        # A lookbehind has a fixed width, so each alternative is one of its own.
        leading = f"(?:{'|'.join(f'(?<={one})' for one in before)})" if before else ""
        excluded = "".join(f"(?<!{one})" for one in not_before)
        following = (f"(?={'|'.join(after)})" if after else "") + (f"(?!{'|'.join(not_after)})" if not_after else "")
        return leading + excluded + re.escape(self.word) + following


@cache
def wrong_words(table: str, kind: str) -> tuple[tuple[WrongWord, ...], tuple[str, ...]]:
    """The wrong words of one kind, and the right words that contain a wrong one."""
    rows: list[dict[str, Any]] = data_table(table)[kind]
    wrong = [
        WrongWord(word, context, row.get("对"), row.get("因", ""), row.get("改", ""), row.get("自", 0))
        for row in rows
        for context in [Context(*(tuple(_listed(row.get(key, []))) for key in ("前", "后", "不在", "不接")))]
        for word in _listed(row["错"])
    ]
    right = [word for row in rows for word in (*_listed(row.get("除", [])), *_listed(row.get("对", [])))]
    return tuple(wrong), tuple(dict.fromkeys(right))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def needed_words(table: str, kind: str) -> Callable[[], tuple[str, ...]]:
    """What a rule on the wrong words of one kind needs."""

    @cache
    def needed() -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for row in wrong_words(table, kind)[0] for word in row.needed))

    return needed


def wrong_words_in(document: TextDocument, table: str, kind: str) -> Iterator[tuple[TextLine, int, int, WrongWord]]:
    """Every wrong word in title, headings and text, with its match; not in titles of documents."""
    rows, right = wrong_words(table, kind)
    text, characters = document.text, document.characters
    live = [row for row in rows if characters.issuperset(row.word) and row.is_in(text)]
    live = [row for row in live if (document.year or row.since) >= row.since]
    if not live:
        return
    wrong = {row.word for row in rows}
    right = tuple(word for word in right if word not in wrong)
    live.sort(key=lambda row: len(row.word), reverse=True)
    # The longest first: a right word before the wrong one that it contains, and a title before both.
    forms = [(len(row.word), f"({row.pattern})") for row in live]
    forms += [(len(word), re.escape(word)) for word in right if characters.issuperset(word) and word in text]
    forms.sort(key=lambda form: form[0], reverse=True)
    pattern = re.compile("|".join([ASIDE, *(form for _, form in forms)]))
    for line in document.prose:
        if any(row.word in line.text for row in live):
            for match in pattern.finditer(line.text):
                if match.lastindex:
                    yield line, match.start(), match.end(), live[match.lastindex - 1]


def emit_wrong_words(document: TextDocument, emit: Emit, table: str, kind: str, message: str) -> Iterator[Finding]:
    """A finding for each wrong word of one kind; `message` follows the quoted word where the row has none."""
    for line, start, end, row in wrong_words_in(document, table, kind):
        word = quoted(line.text[start:end])
        yield emit(
            line.place(start, end), f"{word}{row.reason or message}", row.hint or instead(row.right or ""), row.right
        )


def quoted(word: str) -> str:
    """In quotation marks, with its own ones as inner ones."""
    return f"“{word.replace('“', '‘').replace('”', '’')}”"


def instead(right: str) -> str:
    """The exact replacement."""
    return f"改为：{right}" if "“" in right else f"改为“{right}”"
