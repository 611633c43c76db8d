"""The one grammar of Chinese numerals: 一、（一） of headings, 一是 of items, 两万 of quantities; and other digits."""

from __future__ import annotations

import re
import unicodedata

DIGITS = "一二三四五六七八九"
_VALUES = {**{digit: value for value, digit in enumerate(DIGITS, 1)}, "零": 0, "〇": 0, "两": 2}
_PLACES = (("千", 1000), ("百", 100), ("十", 10), ("", 1))
_SCALES = (("亿", 100_000_000), ("万", 10_000), ("", 1))

# Regular expressions. `number` has a value for whatever NUMERAL matches.
CHARACTERS = f"〇零{DIGITS}两十百千万亿"  # of numerals
NUMERAL = f"[〇零{DIGITS}两十百千][{CHARACTERS}]*"
ORDINAL = (
    f"(?:[{DIGITS[1:]}]?十[{DIGITS}]?|[{DIGITS}])"  # 一 to 九十九, the numbers of headings and items; nothing else
)

# Radicals that look like numerals, and hours, days and months as one character: ⼋, ㍙, ㏢, ㋀.
_OF_ONE_PIECE = frozenset("⼀⼆⼋⼗🈔🈩🈪🉁🉂") | {
    chr(code)
    for first, last in ((0x32C0, 0x32CB), (0x3358, 0x3370), (0x33E0, 0x33FE))
    for code in range(first, last + 1)
}
_MOSTLY_IN_WORDS = frozenset("什伍兆仟佰亖参參陆陌阡漆肆幺拾")  # 队伍, 参加, 陆续: numerals only on cheques


def is_numeral(character: str) -> bool:
    """Whether a character is a digit or numeral: of any script, raised, circled, Roman or Chinese.

    >>> [c for c in "第5５٥²⑤Ⅴ½五⼋伍两件" if is_numeral(c)]
    ['5', '５', '٥', '²', '⑤', 'Ⅴ', '½', '五', '⼋', '两']
    """
    if character.isnumeric():
        return character not in _MOSTLY_IN_WORDS
    return character == "两" or character in _OF_ONE_PIECE


def chinese(number: int) -> str:
    """A whole number from 0 to 10¹² in Chinese numerals. Raises ValueError for others.

    >>> [chinese(n) for n in (0, 9, 10, 12, 20, 105, 20010)]
    ['零', '九', '十', '十二', '二十', '一百零五', '二万零一十']
    """
    if not 0 <= number < 10**12:
        raise ValueError(f"{number} is not between 0 and 10**12")
    if number == 0:
        return "零"
    text = ""
    for scale, size in _SCALES:
        group = number // size % 10_000
        if group:
            if text and group < 1000:
                text += "零"
            text += _up_to_9999(group) + scale
    text = re.sub("零+", "零", text)
    return text[1:] if text.startswith("一十") else text


def _up_to_9999(number: int) -> str:
    text, gap = "", False
    for place, size in _PLACES:
        digit = number // size % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + DIGITS[digit - 1] + place
        gap = False
    return text


def number(text: str) -> int:
    """The value of a Chinese numeral. Raises ValueError if the text is none.

    >>> [number(t) for t in ("十二", "两万", "一百零五", "二万零一十")]
    [12, 20000, 105, 20010]
    """
    if not re.fullmatch(NUMERAL, text):
        raise ValueError(f"{text!r} is not a Chinese numeral")
    total = group = digit = 0
    sizes = {place: size for place, size in _PLACES if place}
    scales = {scale: size for scale, size in _SCALES if scale}
    for character in text:
        if character in _VALUES:
            digit = digit * 10 + _VALUES[character]
        elif character in sizes:
            group += (digit or 1) * sizes[character]
            digit = 0
        else:
            total += (group + digit) * scales[character]
            group = digit = 0
    return total + group + digit


def in_arabic(text: str) -> str:
    """Digits and numbers of other scripts, also circled and Roman ones, as 0-9; Chinese numerals stay.

    >>> [in_arabic(text) for text in ("٥٨件", "𝟓𝟖件", "⑤⑧件", "㊿件", "Ⅷ件", "五十八件", "58件")]
    ['58件', '58件', '58件', '50件', '8件', '五十八件', '58件']
    """
    return text if text.isascii() else "".join(map(_in_arabic, text))


def _in_arabic(character: str) -> str:
    if character in CHARACTERS or unicodedata.category(character) not in ("Nd", "Nl", "No"):
        return character
    value = unicodedata.numeric(character)
    return str(int(value)) if value.is_integer() else character
