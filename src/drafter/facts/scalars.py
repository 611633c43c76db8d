"""One typed text → the value of its kind; what has no meaning is told with what would have one."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from drafter.facts.amounts import NotAQuantity, Quantity, narrow, parse_quantity
from drafter.facts.dates import NotADate, parse_day, parse_year
from drafter.facts.model import Choice, Item, State, Text, Texts, Value
from drafter.facts.table import Kind, Row
from drafter.numerals import NUMERAL

_YES, NO = ("是", "有", "已", "√"), ("否", "没有", "无", "未", "×")


class NoMeaning(ValueError):
    """A typed text that has no meaning for its row; `hint` says what would have one."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def _one_line(text: str) -> str:
    """Line ends vanish; between Latin letters they become a blank."""
    if text.isprintable():  # one line already
        return text.strip()
    joined = ""
    for line in filter(None, (part.strip() for part in text.split("\n"))):
        latin = joined[-1:].isascii() and joined[-1:].isalnum() and line[0].isascii() and line[0].isalnum()
        joined += f" {line}" if latin else line
    return joined.replace("\t", " ")


# A number that the report makes itself: 一、 （一） 1. 一是
_TYPED_NUMBER = re.compile(rf"(?:{NUMERAL}[、是]|[（(](?:{NUMERAL}|\d{{1,2}})[）)]|\d{{1,2}}[.、．](?!\d))\s*(?=\S)")
STOPS = "。；;，,、：: "


def phrase(text: str) -> str:
    """A phrase stands inside a sentence: it brings neither a stop nor a number of its own."""
    phrase = _one_line(text).strip(STOPS)
    numbered = _TYPED_NUMBER.match(phrase)
    return phrase[numbered.end() :] if numbered else phrase


def _sentences(text: str) -> list[str]:
    """Whole sentences, a paragraph each; a blank line of a block parts paragraphs."""
    paragraphs = (_one_line(p) for p in re.split(r"\n[ \t]*\n", text.strip()))
    return [p if p.endswith(("。", "！", "？", "”", "……")) else p.rstrip("；;，,、 ") + "。" for p in paragraphs if p]


_UNSURE = re.compile(f"(?:[（(]{State.TO_VERIFY.value}[）)]|(?:^|[ \u3000]){State.TO_VERIFY.value})$")
CONFIRMED = re.compile(r"[（(]已核实[·. ]?([0-9a-f]*)[）)]$")
_OPEN = re.compile(f"[【（(]{State.BLANK.value}")


def fingerprint(text: str) -> str:
    """Four signs that tell words from others, without the blanks at their ends.

    >>> fingerprint("58件") == fingerprint(" 58件 "), fingerprint("58件") == fingerprint("59件")
    (True, False)
    """
    return sha256(text.strip().encode()).hexdigest()[:4]


def confirmed(text: str) -> str:
    """The mark behind a value that was verified; it belongs to this value and to no other.

    >>> confirmed("58件") == confirmed(" 58件 "), confirmed("58件") == confirmed("59件")
    (True, False)
    """
    return f"（已核实·{fingerprint(text)}）"


def state_of(text: str) -> tuple[State, str]:
    """The state that a typed text tells by 待填, 待签 or 待核实, and the text without it.

    >>> state_of("58件（待核实）")
    (<State.TO_VERIFY: '待核实'>, '58件')
    >>> state_of("（待填）")
    (<State.BLANK: '待填'>, '')
    >>> state_of("58件" + confirmed("58件")), state_of("59件" + confirmed("58件"))
    ((<State.GIVEN: '已填'>, '58件'), (<State.TO_VERIFY: '待核实'>, '59件'))
    """
    text = text.strip()
    if mark := CONFIRMED.search(text):
        bare = text[: mark.start()].strip()
        return (State.GIVEN if mark[0] == confirmed(bare) else State.TO_VERIFY), bare
    if "待" not in text and text.strip(STOPS):
        return State.GIVEN, text
    bare = _UNSURE.sub("", text).strip()
    if bare.strip(STOPS) in ("", State.BLANK.value) or _OPEN.search(bare):
        return State.BLANK, ""
    if bare.strip(STOPS) == State.TO_SIGN.value:
        return State.TO_SIGN, ""
    return State.GIVEN if bare == text else State.TO_VERIFY, bare


CELL_BAR = "｜"


def cells_of(line: str) -> list[str]:
    """The cells of a row of a table, typed with ｜ or | between them; every cell stays, the empty ones too.

    >>> cells_of("｜1.甲 | 乙。")
    ['', '1.甲', '乙。']
    """
    return [_one_line(cell) for cell in re.split(r"[｜|]", line)]


def _quantity(text: str, row: Row) -> Value:
    try:
        quantity = parse_quantity(text, row.units)
    except NotAQuantity as error:
        raise NoMeaning(error.message, error.hint) from None
    if row.kind is Kind.RATE and quantity.number is None:
        raise NoMeaning("这里要填百分比", "例如：99.3%")
    if quantity.frequency and not row.frequency:
        raise NoMeaning("这里填全年一共多少，不填频次", f"例如：{row.example}；频次可以写进“补充”")
    return quantity


def _text(text: str, row: Row) -> Value:
    return Text(phrase(text))


def _passage(text: str, row: Row) -> Value:
    return Texts(tuple(map(Item, _sentences(text))))


def _texts(text: str, row: Row) -> Value:
    words = phrase(text)
    if row.options and words not in row.options:
        raise NoMeaning(f"没有“{words}”这个选项", f"可选：{'、'.join(row.options)}")
    return Texts((Item(words),) if words else ())


def _choice(text: str, row: Row) -> Value:
    word = narrow(text)
    if word not in row.options:
        raise NoMeaning(f"没有“{text}”这个选项", f"可选：{'、'.join(row.options)}")
    return Choice(word, row.options[word])


def _flag(text: str, row: Row) -> Value:
    if narrow(text) not in (*_YES, row.name):
        usual = f"填“是”或“否”；不写就是“{row.default}”"
        raise NoMeaning("这里只填“是”或“否”", usual if row.default else "做了填“是”；没有做，填“否”或删去这一行")
    return Text("是")


def _date(text: str, row: Row) -> Value:
    signed = "，尚未签发填“待签”" if row.may_await_signature else ""
    hint = f"例如：2025-03-04 或 2025年3月4日{signed}"
    try:
        day = parse_day(text)
    except NotADate as error:
        raise NoMeaning(str(error), hint) from None
    if row.may_await_signature and not day.day:
        raise NoMeaning("日期要写到日", hint)
    return day


def _year(text: str, row: Row) -> Value:
    try:
        year = parse_year(text)
    except NotADate as error:
        raise NoMeaning(str(error), "例如：2025") from None
    return Quantity(str(year), parse_quantity(str(year), ("",)).number)


def _number(text: str, row: Row) -> Value:
    if not re.fullmatch(r"\d{1,3}", narrow(text)):
        raise NoMeaning("编号是一个不超过三位的数", "例如：1")
    return Text(str(int(narrow(text))))


# One function for every kind; each raises NoMeaning.
READERS: dict[Kind, Callable[[str, Row], Value]] = {
    Kind.QUANTITY: _quantity,
    Kind.RATE: _quantity,
    Kind.TEXT: _text,
    Kind.PASSAGE: _passage,
    Kind.TEXTS: _texts,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.DATE: _date,
    Kind.YEAR: _year,
    Kind.NUMBER: _number,
}
