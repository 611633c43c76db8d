"""Figures in text: `26件`, `11.88万元`, `20000余人次`, `每月1次`, `不少于4次`, `98%以上`, `两万余人次`, `全覆盖`.

Printing changes width and blanks only, never digits, scale, approximation or unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from drafter import numerals
from drafter.system.cache import data_table
from drafter.system.patterns import pattern


class Quantity(NamedTuple):
    """A figure as it was typed. `number` includes the scale (8万 → 80000); None for 每季度 and 全覆盖."""

    text: str
    number: Decimal | None
    unit: str = ""
    approximation: str = ""  # 余, 多, 近 …
    bound: str = ""  # 不少于, 以上 …
    frequency: str = ""  # 每月, 每季度 …

    @property
    def exact(self) -> bool:
        """An exact figure, with which one can compute."""
        return self.number is not None and not (self.approximation or self.bound or self.frequency)


_LONGEST = 40  # characters of a figure with its words


class NotAQuantityError(ValueError):
    """A text that is no figure of this kind; `hint` shows one that is."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = data_table("units.yaml")
    return words


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    words = _words()
    approximation, bound = words["约数"], words["界限"]
    middle = _one_of(approximation["中"])
    return re.compile(
        f"(?P<frequency>{_one_of(words['频次'])})?"
        f"(?P<bound>{_one_of(bound['前'])})?(?P<about>{_one_of(approximation['前'])})?"
        rf"(?:(?P<digits>[0-9]{{1,12}}(?:\.[0-9]{{1,4}})?)|(?P<numeral>{numerals.NUMERAL}))?"
        f"(?P<more>{middle})?(?P<scale>{_one_of(words['倍数'])})?(?P<over>{middle})?"
        r"(?P<unit>%|[^0-9%,，.。～~—-]*?)"
        f"(?P<around>{_one_of(approximation['后'])})?(?P<limit>{_one_of(bound['后'])})?"
    )


_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_WIDE |= {ord("％"): ord("%"), ord("．"): ord("."), ord("＋"): ord("+")}


def to_half_width(text: str) -> str:
    """Full-width digits, letters and signs of figures as half-width, without blanks.

    >>> to_half_width("１００ ％")
    '100%'
    """
    return "".join(text.translate(_WIDE).split())


@cache
def accepted_units(units: tuple[str, ...]) -> tuple[str, ...]:
    """The units of a row and their synonyms: 件 also accepts 起 and 宗.

    >>> accepted_units(("件",))
    ('件', '起', '宗')
    """
    families: list[list[str]] = _words()["同类量词"]
    similar = ([unit, *next((f for f in families if unit in f), [])] for unit in units)
    return tuple(dict.fromkeys(u for family in similar for u in family))


def means_none(text: str) -> bool:
    """无, 零, 未发生: a statement that nothing happened."""
    return text in _words()["无"]


def parse_quantity(typed: str, units: tuple[str, ...]) -> Quantity:
    """A figure in one of the units; a bare number gets the first one. Raises NotAQuantityError.

    >>> parse_quantity("20000 余人次", ("人次",)).text
    '20000余人次'
    """
    text = to_half_width(typed)
    example = f"例如：26{units[0]}" if units and units != ("%",) else "例如：99.3%"
    if text in _words()["整词"]:
        return Quantity(text, None)
    if (arabic := numerals.in_arabic(text)) != text:
        raise NotAQuantityError("数字只用阿拉伯数字 0—9", f"改为：{arabic}")
    if re.search(r"[0-9][,，][0-9]{3}", text):
        raise NotAQuantityError("数字里不用千分位逗号", f"改为：{re.sub('[,，]', '', text)}")
    if re.search(r"[0-9]%?(?:[-—～~–]|至|到)+[0-9]", text):
        raise NotAQuantityError("这里不能写范围", "写一个数，如“5件”，或“不少于5件”")
    if "百分之" in text or "百分" in text:
        raise NotAQuantityError("百分比要用百分号", "例如：98%")
    match = _pattern().fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or not (match["digits"] or match["numeral"] or match["frequency"]):
        raise NotAQuantityError("读不出数量", example)
    unit = match["unit"]
    if match["digits"] and (bare := re.sub("^0+(?=[0-9])", "", match["digits"])) != match["digits"]:
        start, end = match.span("digits")
        raise NotAQuantityError("数字前面多了0", f"改为：{text[:start]}{bare}{text[end:]}")
    number = None
    if match["digits"] or match["numeral"]:
        try:
            plain = Decimal(match["digits"] or numerals.number(match["numeral"]))
        except ValueError:
            raise NotAQuantityError("读不出数量", example) from None
        number = plain * {"万": 10_000, "亿": 100_000_000}.get(match["scale"] or "", 1)
        if match["frequency"] and not unit:  # 每周二 is a day; so may 每月1 be
            raise NotAQuantityError("频次后面的数要写单位", f"例如：{match['frequency']}1{units[0] if units else '次'}")
        if units[:1] == ("元",) and not unit and number:
            raise NotAQuantityError("金额要写单位", "例如：3560元、11.88万元")
        unit = unit or _unit_of_bare(units, example)
        accepted = accepted_units(units)
        if unit not in accepted and (match["scale"] or "") + unit not in accepted:
            known = "、".join(accepted)
            raise NotAQuantityError(f"单位“{unit}”用在这里不对", f"这一项的单位是：{known}")
        if number % 1 and unit in _words()["整数"]:
            hint = f"例如：{int(number)}{unit}；以万计的，写成{match['digits']}万{unit}"
            raise NotAQuantityError(f"“{unit}”一个一个地数，不能有小数", hint)
        if unit == "%" and number > 100:
            raise NotAQuantityError("百分比不能大于100%", "请核对台账")
    elif unit or match["bound"] or match["about"] or match["scale"]:
        raise NotAQuantityError("读不出数量", example)
    part = {name: value or "" for name, value in match.groupdict().items()}
    text = "".join(
        (part["frequency"], part["bound"], part["about"], part["digits"] or part["numeral"], part["more"],
         part["scale"], part["over"], unit if number is not None else "", part["around"], part["limit"])
    )  # fmt: skip
    return Quantity(
        text,
        number,
        unit if number is not None else "",
        part["about"] or part["more"] or part["over"] or part["around"],
        part["bound"] or part["limit"],
        part["frequency"],
    )


def _unit_of_bare(units: tuple[str, ...], example: str) -> str:
    if units == ("%",):
        raise NotAQuantityError("百分比要写百分号", example)
    return units[0] if units else ""


def counted(count: int, unit: str) -> Quantity:
    """The number of counted records as a figure."""
    return Quantity(f"{count}{unit}", Decimal(count), unit)


def rate(part: Quantity, base: Quantity, places: int = 1) -> Quantity | None:
    """part / base as a percentage, or None where it cannot be computed: both must be exact, the base not 0.

    Rounded half up; 100% only where part and base are equal.
    """
    if not (part.exact and base.exact) or not base.number or part.number is None or part.number > base.number:
        return None
    share = part.number * 100 / base.number
    rounded = share.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
    if rounded == 100 and share != 100:
        rounded = share.quantize(Decimal(1).scaleb(-places), rounding="ROUND_DOWN")
    text = f"{rounded.normalize():f}%"
    return Quantity(text, rounded, "%")


def decimal_places(quantity: Quantity) -> int:
    """Digits after the decimal point, as typed."""
    match = re.search(r"\.(\d+)", quantity.text)
    return len(match[1]) if match else 0


@cache
def _in_text() -> re.Pattern[str]:
    words = _words()
    approximation, bound = words["约数"], words["界限"]
    middle = f"(?:{_one_of(approximation['中'])})?"
    unit, scale = _one_of(words["量词"]), _one_of(words["倍数"])
    return re.compile(
        r"\d{4}年(?:度|\d{1,2}月(?:\d{1,2}日)?)?"
        f"|(?:{_one_of([*bound['前'], *approximation['前']])})?"
        rf"(?:\d+(?:[.,·]\d+)*{middle}(?:{scale})?{middle}(?:{unit})?"
        f"|(?<![第{numerals.CHARACTERS}])[数几上]?[{numerals.CHARACTERS}]+[余多几来]?(?:{scale})?{middle}"
        f"(?:{unit})(?!{_one_of(words['不是量词'])}))"
        f"(?:{_one_of([*approximation['后'], *bound['后']])})?"
    )


def figures(text: str) -> list[str]:
    """Every figure in running text, with its unit, approximation and bound; every digit belongs to one.

    Chinese numerals count with a measure word.

    >>> figures("2025年化解58件，发放8万余份，成功率98%以上，走访三百余户，印发⑤份")
    ['2025年', '58件', '8万余份', '98%以上', '三百余户', '⑤份']
    """
    plain = "".join(map(_as_digit, text))
    return [text[match.start() : match.end()] for match in _in_text().finditer(plain)]


def _as_digit(character: str) -> str:
    """0 for a digit that is raised, circled or Roman."""
    odd = not character.isascii() and unicodedata.category(character) in ("No", "Nl") and character != "〇"
    return "0" if odd else character


class Figure(NamedTuple):
    """A count in running text: its span, the figure, and its parts as written."""

    start: int
    end: int
    quantity: Quantity
    digits: str  # 20000, 6,800 or 两万
    over: str = ""  # 余, 多: after the digits or the scale
    scale: str = ""  # 万, 亿, after Arabic digits
    before: str = ""  # 约, 不少于
    behind: str = ""  # 左右, 以上

    @property
    def chinese(self) -> bool:
        """Written in Chinese numerals."""
        return not self.digits[0].isdigit()


@cache
def _count() -> re.Pattern[str]:
    words = _words()
    middle = f"(?:{_one_of(words['约数']['中'])})"
    return re.compile(
        r"(?:19|20)[0-9]{2}年(?:度|[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
        rf"|(?:(?P<digits>[0-9]{{1,12}}(?:,[0-9]{{3}})*(?:\.[0-9]{{1,6}})?)|(?P<numeral>[{numerals.CHARACTERS}]{{1,12}}))"
        f"(?P<more>{middle})?(?P<scale>{_one_of(words['倍数'])})?(?P<over>{middle})?"
        f"(?:(?P<unit>{_one_of(words['量词'])})(?!{_one_of(words['不是量词'])}))?"
        f"(?P<behind>{_one_of(words_after_numbers())})?"
    )


def words_within_figures() -> list[str]:
    """The approximations between digits and unit: 余, 多."""
    words: list[str] = _words()["约数"]["中"]
    return words


def words_after_numbers() -> list[str]:
    """The approximations and bounds after the unit: 左右, 以上."""
    return [*_words()["约数"]["后"], *_words()["界限"]["后"]]


@cache
def _words_before() -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """The words before a figure, the longest first; those of bounds; what makes another word of an approximation."""
    approximation, bound = _words()["约数"], _words()["界限"]["前"]
    words = sorted([*bound, *approximation["前"]], key=len, reverse=True)
    return tuple(words), frozenset(bound), tuple(approximation["不是约数"])


def _word_before(text: str, end: int) -> str:
    """The approximation or bound right before a figure: 不超过; empty where there is none, as in 节约20万元."""
    words, bounds, others = _words_before()
    if not text.endswith(words, 0, end):
        return ""
    for word in words:
        start = end - len(word)
        if text.endswith(word, 0, end) and (word in bounds or not text.endswith(others, 0, start)):
            return word
    return ""


_FIRST = pattern(f"[0-9{numerals.CHARACTERS}]")
_NO_COUNT_AFTER = frozenset("第.,·/〔[（(-—–－")
_IN_DATES = frozenset("月日时年")


def _is_no_count(text: str, start: int) -> bool:
    """Whether digits from `start` on belong to an ordinal, a document number, a date or a range."""
    *_, before, last = "", "", *text[max(0, start - 2) : start]
    if last == "至":
        return before.isdecimal() or before in _IN_DATES
    return last in _NO_COUNT_AFTER or last.isdecimal() or (last.isascii() and last.isalpha())


def counts(text: str) -> list[Figure]:
    """The counts and shares in running text without blanks; no years, dates, ordinals or document numbers.

    Chinese numerals count only with a measure word.

    >>> [figure.quantity.text for figure in counts("2025年第3次化解约58件，发放8万余份，开展十二次，占98%以上")]
    ['约58件', '8万余份', '十二次', '98%以上']
    """
    found: list[Figure] = []
    end, limits = 0, _words()["界限"]
    while first := _FIRST.search(text, end):  # every such character begins a match
        match = _count().match(text, first.start())
        assert match
        start, end = match.span()
        arabic, numeral, more, scale, after_scale, unit, behind = match.groups("")
        digits = arabic or numeral
        if not arabic and not (numeral and unit):
            continue
        if arabic and _is_no_count(text, start):
            continue
        try:
            plain = Decimal(arabic.replace(",", "") if arabic else numerals.number(numeral))
        except ValueError:
            continue
        if numeral and (text[max(0, start - 1) : start] == "第" or not _well_formed(numeral, int(plain))):
            continue
        before, over = _word_before(text, start), more or after_scale
        start -= len(before)
        bound = before if before in limits["前"] else behind if behind in limits["后"] else ""
        approximation = over or (before if before != bound else "") or (behind if behind != bound else "")
        number = plain * {"万": 10_000, "亿": 100_000_000}.get(scale, 1)
        quantity = Quantity(text[start:end], number, unit, approximation, bound)
        found.append(Figure(start, end, quantity, digits, over, scale, before, behind))
    return found


def _well_formed(numeral: str, value: int) -> bool:
    """A single number, not an estimate of two neighbours such as 二三十."""
    return value < 10**12 and numerals.chinese(value).lstrip("一") == numeral.replace("两", "二").lstrip("一")
