"""One typed text → a value of its kind; an invalid one is reported with a valid example."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from drafter.facts.amounts import NotAQuantityError, Quantity, parse_quantity, to_half_width
from drafter.facts.dates import NotADateError, parse_day_of_facts, parse_year
from drafter.facts.model import Choice, Item, State, Text, Texts, Value
from drafter.facts.table import FactKind, FactSpec
from drafter.numerals import NUMERAL
from drafter.system.patterns import pattern

_YES, NO = ("是", "有", "已", "√"), ("否", "没有", "无", "未", "×")


class InvalidValueError(ValueError):
    """A typed text that is invalid for its row; `hint` shows a valid one."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def _one_line(text: str) -> str:
    """Line ends are removed; between Latin letters they become a blank."""
    if text.isprintable():  # one line already
        return text.strip()
    joined = ""
    for line in filter(None, (part.strip() for part in text.split("\n"))):
        latin = joined[-1:].isascii() and joined[-1:].isalnum() and line[0].isascii() and line[0].isalnum()
        joined += f" {line}" if latin else line
    return joined.replace("\t", " ")


# A number that the report adds itself: 一、 （一） 1. 一是
_TYPED_NUMBER = pattern(rf"(?:{NUMERAL}[、是]|[（(](?:{NUMERAL}|\d{{1,2}})[）)]|\d{{1,2}}[.、．](?!\d))\s*(?=\S)")
STOPS = "。；;，,、：: "


def phrase(text: str) -> str:
    """A phrase is part of a sentence: it has neither a stop nor a number of its own."""
    phrase = _one_line(text).strip(STOPS)
    numbered = _TYPED_NUMBER.match(phrase)
    return phrase[numbered.end() :] if numbered else phrase


def _sentences(text: str) -> list[str]:
    """Whole sentences, a paragraph each; blank lines of a block separate paragraphs."""
    paragraphs = (_one_line(p) for p in re.split(r"\n[ \t]*\n", text.strip()))
    return [p if p.endswith(("。", "！", "？", "”", "……")) else p.rstrip("；;，,、 ") + "。" for p in paragraphs if p]


_UNSURE = pattern(f"(?:[（(]{State.TO_VERIFY.value}[）)]|(?:^|[ \u3000]){State.TO_VERIFY.value})$")
CONFIRMED = pattern(r"[（(]已核实[·. ]?([0-9a-f]*)[）)]$")
_OPEN = pattern(f"[【（(]{State.BLANK.value}")


def fingerprint(text: str) -> str:
    """A fingerprint of words, four characters; blanks at the ends do not count.

    >>> fingerprint("58件") == fingerprint(" 58件 "), fingerprint("58件") == fingerprint("59件")
    (True, False)
    """
    return sha256(text.strip().encode()).hexdigest()[:4]


def confirmed(text: str) -> str:
    """The mark after a verified value; it is valid for this value only.

    >>> confirmed("58件") == confirmed(" 58件 "), confirmed("58件") == confirmed("59件")
    (True, False)
    """
    return f"（已核实·{fingerprint(text)}）"


def state_of(text: str) -> tuple[State, str]:
    """The state that 待填, 待签 or 待核实 gives a typed text, and the text without that word.

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
    """The cells of a row of a table, separated by ｜ or |; empty ones are kept.

    >>> cells_of("｜1.甲 | 乙。")
    ['', '1.甲', '乙。']
    """
    return [_one_line(cell) for cell in re.split(r"[｜|]", line)]


def _quantity(text: str, spec: FactSpec) -> Value:
    try:
        quantity = parse_quantity(text, spec.units)
    except NotAQuantityError as error:
        raise InvalidValueError(error.message, error.hint) from None
    if spec.kind is FactKind.RATE and quantity.number is None:
        raise InvalidValueError("这里要填百分比", "例如：99.3%")
    if quantity.frequency and not spec.frequency:
        raise InvalidValueError("这里填全年一共多少，不填频次", f"例如：{spec.example}；频次可以写进“补充”")
    return quantity


def _text(text: str, spec: FactSpec) -> Value:
    return Text(phrase(text))


def _passage(text: str, spec: FactSpec) -> Value:
    return Texts(tuple(map(Item, _sentences(text))))


def _texts(text: str, spec: FactSpec) -> Value:
    words = phrase(text)
    if spec.options and words not in spec.options:
        raise InvalidValueError(f"没有“{words}”这个选项", f"可选：{'、'.join(spec.options)}")
    return Texts((Item(words),) if words else ())


def _choice(text: str, spec: FactSpec) -> Value:
    word = to_half_width(text)
    if word not in spec.options:
        raise InvalidValueError(f"没有“{text}”这个选项", f"可选：{'、'.join(spec.options)}")
    return Choice(word, spec.options[word])


def _flag(text: str, spec: FactSpec) -> Value:
    if to_half_width(text) not in (*_YES, spec.name):
        usual = f"填“是”或“否”；不写就是“{spec.default}”"
        raise InvalidValueError(
            "这里只填“是”或“否”", usual if spec.default else "做了填“是”；没有做，填“否”或删去这一行"
        )
    return Text("是")


def _date(text: str, spec: FactSpec) -> Value:
    signed = "，尚未签发填“待签”" if spec.may_await_signature else ""
    hint = f"例如：2025-03-04 或 2025年3月4日{signed}"
    try:
        day = parse_day_of_facts(text)
    except NotADateError as error:
        raise InvalidValueError(str(error), hint) from None
    if spec.may_await_signature and not day.day:
        raise InvalidValueError("日期要写到日", hint)
    return day


def _year(text: str, spec: FactSpec) -> Value:
    try:
        year = parse_year(text)
    except NotADateError as error:
        raise InvalidValueError(str(error), "例如：2025") from None
    return Quantity(str(year), parse_quantity(str(year), ("",)).number)


def _number(text: str, spec: FactSpec) -> Value:
    if not re.fullmatch("[0-9]{1,3}", to_half_width(text)):
        raise InvalidValueError("编号是一个不超过三位的数", "例如：1")
    return Text(str(int(to_half_width(text))))


# One function for every kind; each raises InvalidValueError.
PARSERS: dict[FactKind, Callable[[str, FactSpec], Value]] = {
    FactKind.QUANTITY: _quantity,
    FactKind.RATE: _quantity,
    FactKind.TEXT: _text,
    FactKind.PASSAGE: _passage,
    FactKind.TEXTS: _texts,
    FactKind.CHOICE: _choice,
    FactKind.FLAG: _flag,
    FactKind.DATE: _date,
    FactKind.YEAR: _year,
    FactKind.NUMBER: _number,
}
