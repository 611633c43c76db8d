"""The page format: the numbers of GB/T 9704-2012, each once with its clause in `data/gbt9704-2012.yaml`.

A county's format is a small mapping of deviations (in `data/formats/`, or in a file next to the facts). Lengths in mm
become twips here, rounded so that a page holds exactly 22 lines of 28 字.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache
from math import ceil, floor, isfinite
from typing import Any, NamedTuple

from drafter.system import resources
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.typesetting.units import border_eighths, mm, mm_within, pt, type_size

NATIONAL = "国标"
_NUMBERS, _FORMATS, _ENDING = "gbt9704-2012.yaml", "formats", ".yaml"
_COMPUTED, _AS_BODY = "自动", "同正文"
_FREE = ("字体别名", "字体替代")  # mappings whose keys are names of typefaces
_WHOLE = ("空行", "右空", "缩进", "行数", "字数")
_BLANK = ("", "~", "null")  # values that mean the national one
_SEPARATORS = pattern("[,，、;；]")
_LONGEST_TYPEFACE, _LONGEST_DASH = 31, 3  # characters; Windows has no longer name of a typeface
ITEMS_HINT = "各项的写法见使用手册第八章“格式文件可以写的项”"


class Limit(NamedTuple):
    """The range of a number of a format, both ends included."""

    lowest: float
    highest: float
    unit: str


# Wide enough for any page that is meant, narrow enough to catch slips of typing. Limits that depend on other numbers,
# as of the 字 on a line, are in `_check_fit`.
LIMITS = {
    "纸张.宽": Limit(140, 420, "毫米"),
    "纸张.高": Limit(200, 420, "毫米"),
    "天头": Limit(10, 80, "毫米"),
    "订口": Limit(10, 60, "毫米"),
    "版心.宽": Limit(100, 380, "毫米"),
    "版心.高": Limit(150, 380, "毫米"),
    "首行缩进": Limit(0, 4, "字"),
    "字号.正文": Limit(10, 22, "磅"),
    "字号.标题": Limit(14, 36, "磅"),
    "字号.页码": Limit(8, 18, "磅"),
    "字号.版记": Limit(8, 18, "磅"),
    "发文机关标志.距版心": Limit(15, 120, "毫米"),
    "发文机关标志.字号上限": Limit(16, 80, "磅"),
    "版头.空行": Limit(0, 6, "行"),
    "版头.分隔线距字号": Limit(1, 20, "毫米"),
    "版头.分隔线粗": Limit(0.1, 3, "毫米"),
    "版头.标题上空行": Limit(0, 6, "行"),
    "版头.签发人右空": Limit(0, 4, "字"),
    "成文日期右空": Limit(0, 8, "字"),
    "署名上空行": Limit(0, 8, "行"),
    "不盖章.上空行": Limit(0, 8, "行"),
    "不盖章.右空": Limit(0, 8, "字"),
    "版记.粗线": Limit(0.1, 2, "毫米"),
    "版记.细线": Limit(0.1, 2, "毫米"),
    "版记.左右空": Limit(0, 4, "字"),
    "版记.行高": Limit(8, 40, "磅"),
    "页码.左右空": Limit(0, 8, "字"),
    "页码.距版心": Limit(1, 20, "毫米"),
}
_LARGEST_PITCH = 40  # pt
_CLOSEST, _WIDEST = 0.95, 1.25  # advance of a 字, as a share of its size
_SHARE_OF_LINE = 3  # an indent is at most a third of a line
_BELOW_HEADER = 4  # lines for the title and the beginning of the text on the first page


class PageFormatError(ValueError):
    """An invalid format; `keys` are the dotted paths of the items that may be wrong, the likeliest first."""

    def __init__(self, message: str, *keys: str, hint: str = ITEMS_HINT) -> None:
        super().__init__(message)
        self.message, self.keys, self.hint = message, keys, hint


@dataclass(frozen=True, eq=False)
class PageFormat:
    """The page, type and spacing of a document. Lengths in twips, sizes in pt, counts in 字 or 行."""

    paper: tuple[int, int]  # width, height (5.1)
    top_margin: int  # 天头 (5.2.1)
    bottom_margin: int
    binding_margin: int  # 订口, left (5.2.1)
    right_margin: int
    type_area: tuple[int, int]  # 版心, width and height (5.2.1)
    lines_per_page: int  # (5.2.3)
    zi_per_line: int  # (5.2.3)
    line_pitch: int  # distance of lines, the largest whole number at which they fit into the type area
    zi_spacing: int  # added to each character so that 28 fit; negative, as 28 × 16 pt = 158 mm
    first_line_zi: int  # (7.3.3)
    fonts: Mapping[str, str]  # 正文 标题 一级 二级 三级 四级 页码 … → typeface
    other_names: Mapping[str, tuple[str, ...]]  # typeface → its other names, the best one first
    stand_ins: Mapping[str, tuple[str, ...]]  # typeface → similar ones
    digits_font: str  # typeface of digits and letters; empty: as the 汉字 around them
    sizes: Mapping[str, float]  # 正文 标题 页码 版记 → pt
    mark_top: int  # from the upper edge of the type area to that of the 发文机关标志 (7.2.4)
    largest_mark: float  # pt; a long name is set smaller
    lines_above_number: int  # empty lines between the mark and the 发文字号 (7.2.5)
    rule_below_number: int  # (7.2.7)
    rule_eighths: int  # thickness of the red rule, eighths of pt
    lines_above_title: int  # empty lines below the red rule (7.3.1)
    signer_right_zi: int  # (7.2.6)
    date_right_zi: int  # with a seal (7.3.5.1)
    lines_above_issuer: int  # empty lines, for the seal (7.3.5.1)
    unsealed_right_zi: int  # (7.3.5.2)
    lines_above_unsealed: int  # (7.3.5.2)
    imprint_eighths: tuple[int, int]  # outer and inner rules of the 版记, eighths of pt (7.4.1)
    imprint_zi: int  # (7.4.2)
    imprint_pitch: int
    page_number_zi: int  # (7.5)
    footer_distance: int  # edge of the paper to line of the page number, so that its dash is 7 mm below the type area
    page_number_dash: str  # (7.5)

    @property
    def zi(self) -> int:
        """Width of one 字 of the body on the grid, in twips (3.1)."""
        return pt(self.sizes["正文"]) + self.zi_spacing

    def zi_to_twips(self, count: float) -> int:
        """A number of 字 in twips, each 1/28 of the width of the type area (3.1, 5.2.3)."""
        return int(count * self.type_area[0] / self.zi_per_line)

    @property
    def title_zi_per_line(self) -> int:
        """How many 字 of the title fit on a line."""
        return self.type_area[0] // pt(self.sizes["标题"])

    def mark_size(self, zi: float) -> float:
        """Type size of a 发文机关标志 of `zi` 字, in pt: as large as fits on a line, never below that of the title."""
        fitting = self.type_area[0] // pt(1) // max(1, zi)
        return float(max(self.sizes["标题"], min(self.largest_mark, fitting)))


@cache
def national_format() -> PageFormat:
    """The format of the national standard."""
    return _page_format(data_table(_NUMBERS))


@cache
def shipped_formats() -> dict[str, str]:
    """Name → description of the formats that drafter ships, the national one first."""
    names = [NATIONAL, *sorted(f.name.removesuffix(_ENDING) for f in (resources.data() / _FORMATS).iterdir())]
    return {name: _shipped(name)["说明"] for name in names}


@cache
def shipped_format(name: str) -> PageFormat:
    """A format that drafter ships. Raises KeyError for an unknown name."""
    if name not in shipped_formats():
        raise KeyError(name)
    return national_format() if name == NATIONAL else with_deviations(_shipped(name))


def _shipped(name: str) -> dict[str, Any]:
    numbers: dict[str, Any] = data_table(_NUMBERS if name == NATIONAL else f"{_FORMATS}/{name}{_ENDING}")
    return numbers


def with_deviations(deviations: Mapping[str, Any]) -> PageFormat:
    """The national format with a county's deviations. Raises PageFormatError, with the keys that are wrong."""
    numbers = _merged(data_table(_NUMBERS), deviations)
    for key, limit in LIMITS.items():
        _check_limit(limit, numbers, key)
    _check_fit(numbers)
    return _page_format(numbers)


@cache
def item_names() -> frozenset[str]:
    """Every item of a format file, at any level."""
    numbers: dict[str, Any] = data_table(_NUMBERS)
    groups = (value for value in numbers.values() if isinstance(value, Mapping))
    return frozenset(numbers).union(*groups)


@lru_cache(maxsize=8)
def with_lines(page_format: PageFormat, lines: int) -> PageFormat:
    """The format with `lines` lines on a page, at the pitch that fills it."""
    return replace(page_format, lines_per_page=lines, line_pitch=page_format.type_area[1] // lines)


# --- a county's deviations ------------------------------------------------------------------------


def _merged(numbers: Mapping[str, Any], deviations: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    merged = dict(numbers)
    for name, value in deviations.items():
        key = f"{path}.{name}" if path else name
        if name not in numbers and path not in _FREE:
            near = get_close_matches(name, numbers, n=1, cutoff=0.5)
            meant = f"，是不是“{near[0]}”" if near else ""
            raise PageFormatError(f"格式里没有“{key:.40}”{meant}", key, hint=_possible(path, numbers))
        usual = numbers.get(name)
        if not isinstance(value, (list, Mapping)) and _text(value) in _BLANK:
            continue
        if isinstance(usual, Mapping):
            if not isinstance(value, Mapping):
                message = f"“{key}”后面不写值，各项另起一行缩进写"
                raise PageFormatError(message, key, hint=ITEMS_HINT if key in _FREE else _possible(key, usual))
            merged[name] = _merged(usual, value, key)
        elif path in _FREE:
            merged[name] = _typefaces(value, key)
        elif isinstance(value, (list, Mapping)):
            raise PageFormatError(f"“{key}”后面只写一个值，写成“{name}: 值”", key)
        else:
            merged[name] = _value(_text(value), usual, key)
    return merged


def _possible(path: str, numbers: Mapping[str, Any]) -> str:
    return f"{f'“{path}”下面' if path else ''}可以写的项：{'、'.join(numbers)}"


def _text(value: object) -> str:
    """The text as typed; the reader turns 是 and 否 into booleans."""
    return "是" if value is True else "否" if value is False else str(value).strip()


def _value(text: str, usual: object, key: str) -> Any:
    """A value of the type that the national format has for the key."""
    group, _, name = key.rpartition(".")
    if group == "字号":
        try:
            type_size(text)
        except KeyError:
            raise PageFormatError(f"“{key}”的字号“{text:.20}”读不懂，写“3号”或磅数，如 16", key) from None
        return text
    if isinstance(usual, (int, float)) or (usual == _COMPUTED and text != _COMPUTED):
        return _number(text, key)
    if group == "字体":
        return _typeface(text, key)
    if name == "线" and not (len(text) <= _LONGEST_DASH and text.isprintable()):
        raise PageFormatError(f"“{key}”不能是“{text:.20}”，写一个符号，最多{_LONGEST_DASH}个字符", key)
    return text


def _number(text: str, key: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise PageFormatError(f"“{key}”要填一个数，不是“{text:.20}”", key)
    if key.endswith(_WHOLE) and number != int(number):
        raise PageFormatError(f"“{key}”要填整数，不是“{text:.20}”", key)
    return int(number) if number == int(number) else number


def _typeface(text: str, key: str) -> str:
    if len(text) > _LONGEST_TYPEFACE or not text.isprintable():
        raise PageFormatError(f"“{key}”不能是“{text:.20}”，要写字体名，最多{_LONGEST_TYPEFACE}个字符", key)
    if _SEPARATORS.search(text):
        raise PageFormatError(f"“{key}”里的“{text:.40}”不是一个字体名，名称里没有逗号、顿号", key)
    return text


def _typefaces(value: object, key: str) -> list[str]:
    """The other names of one typeface."""
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, (list, Mapping)) for item in items):
        raise PageFormatError(f"“{key}”后面写字体名，几个的写成 [甲, 乙]", key)
    return [_typeface(name, key) for name in map(_text, items) if name not in _BLANK]


def _at(numbers: Mapping[str, Any], key: str) -> Any:
    group, _, name = key.rpartition(".")
    return (numbers[group] if group else numbers)[name]


def _check_limit(limit: Limit, numbers: Mapping[str, Any], key: str, why: str = "", *others: str) -> None:
    """Raises PageFormatError if a number is not within its limit, which comes from the items `others`."""
    value = _at(numbers, key)
    number = type_size(value) if isinstance(value, str) else value
    if not limit.lowest <= number <= limit.highest:
        typed = f"“{value}”" if isinstance(value, str) else f"{value:g}"
        span = f"要在{limit.lowest:g}到{limit.highest:g}{limit.unit}之间"
        raise PageFormatError(f"“{key}”不能是{typed}，{span}{why}", key, *others)


def _check_fit(numbers: Mapping[str, Any]) -> None:
    """Raises PageFormatError if numbers that are each within their limits make no page together."""
    paper, type_area, header, mark = (numbers[name] for name in ("纸张", "版心", "版头", "发文机关标志"))
    body, title, page_number, imprint = (type_size(str(numbers["字号"][n])) for n in ("正文", "标题", "页码", "版记"))
    too_wide = numbers["订口"] + type_area["宽"] > paper["宽"]
    below = paper["高"] - numbers["天头"] - type_area["高"] - numbers["页码"]["距版心"]
    if too_wide or mm(below) < pt(page_number):
        keys = (
            ("版心.宽", "订口", "纸张.宽") if too_wide else ("版心.高", "天头", "纸张.高", "页码.距版心", "字号.页码")
        )
        raise PageFormatError("天头、订口、版心加起来超出了纸张", *keys)

    width, height = mm_within(type_area["宽"]), mm(type_area["高"])
    closest, widest = floor(width / (_CLOSEST * pt(body))), ceil(width / (_WIDEST * pt(body)))
    why = f"：版心宽{type_area['宽']:g}毫米，正文{body:g}磅"
    _check_limit(Limit(widest, closest, "字"), numbers, "每行字数", why, "字号.正文", "版心.宽")
    for key in ("首行缩进", "成文日期右空", "不盖章.右空"):
        third = Limit(0, numbers["每行字数"] // _SHARE_OF_LINE, "字")
        _check_limit(third, numbers, key, f"：一行{numbers['每行字数']}字", "每行字数")

    largest = max(body, title)
    why = f"：正文{body:g}磅，标题{title:g}磅，再小各行会重叠"
    if numbers["行距"] == _COMPUTED:
        lines = Limit(ceil(height / pt(_LARGEST_PITCH)), height // pt(largest), "行")
        why = f"：版心高{type_area['高']:g}毫米，正文{body:g}磅，标题{title:g}磅"
        _check_limit(lines, numbers, "每页行数", why, "字号.标题", "字号.正文", "版心.高")
        pitch = height // numbers["每页行数"]
    else:
        _check_limit(Limit(largest, _LARGEST_PITCH, "磅"), numbers, "行距", why, "字号.标题", "字号.正文")
        pitch = pt(numbers["行距"])
        lines_typed, fitting = numbers["每页行数"], height // pitch
        if lines_typed not in (fitting, data_table(_NUMBERS)["每页行数"]):
            message = f"“每页行数”不能是{lines_typed:g}，行距{numbers['行距']:g}磅，一页排{fitting}行：两项只写一项"
            raise PageFormatError(message, "每页行数", "行距")
    imprint_line = LIMITS["版记.行高"]._replace(lowest=imprint)
    _check_limit(imprint_line, numbers, "版记.行高", f"：版记{imprint:g}磅", "字号.版记")

    lines_of_header = header["空行"] + 1 + header["标题上空行"] + _BELOW_HEADER
    if mm(mark["距版心"] + header["分隔线距字号"]) + pt(mark["字号上限"]) + lines_of_header * pitch > height:
        keys = ("发文机关标志.距版心", "版头.空行", "版头.标题上空行", "发文机关标志.字号上限", "版头.分隔线距字号")
        raise PageFormatError("版头占得太多，首页放不下标题和正文：发文机关标志、版头各项要小一些", *keys, "版心.高")


# --- numbers → page format ----------------------------------------------------------------------------


def _names(chains: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str, others)) for name, others in chains.items()}


def _page_format(numbers: Mapping[str, Any]) -> PageFormat:
    width, height = mm(numbers["纸张"]["宽"]), mm(numbers["纸张"]["高"])
    sizes = {name: type_size(str(size)) for name, size in numbers["字号"].items()}
    type_width = mm_within(numbers["版心"]["宽"])
    type_height = mm(numbers["版心"]["高"])
    top = mm(numbers["天头"])
    # the rounding remainder goes to the binding margin, within the ±1 mm of 5.2.1
    right = mm(numbers["纸张"]["宽"] - numbers["订口"] - numbers["版心"]["宽"])
    lines = numbers["每页行数"]
    pitch = type_height // lines
    if numbers["行距"] != _COMPUTED:
        pitch = pt(numbers["行距"])
        lines = type_height // pitch
    number_height = pt(sizes["页码"])
    below_type_area = mm(numbers["天头"] + numbers["版心"]["高"] + numbers["页码"]["距版心"])
    header, imprint, fonts = numbers["版头"], numbers["版记"], dict(numbers["字体"])
    digits = fonts.pop("数字")
    return PageFormat(
        paper=(width, height),
        top_margin=top,
        bottom_margin=height - top - type_height,
        binding_margin=width - right - type_width,
        right_margin=right,
        type_area=(type_width, type_height),
        lines_per_page=lines,
        zi_per_line=numbers["每行字数"],
        line_pitch=pitch,
        zi_spacing=floor(type_width / numbers["每行字数"] - pt(sizes["正文"])),
        first_line_zi=numbers["首行缩进"],
        fonts=fonts,
        other_names=_names(numbers["字体别名"]),
        stand_ins=_names(numbers["字体替代"]),
        digits_font="" if digits == _AS_BODY else digits,
        sizes=sizes,
        mark_top=mm(numbers["发文机关标志"]["距版心"]),
        largest_mark=float(numbers["发文机关标志"]["字号上限"]),
        lines_above_number=header["空行"],
        rule_below_number=mm(header["分隔线距字号"]),
        rule_eighths=border_eighths(header["分隔线粗"]),
        lines_above_title=header["标题上空行"],
        signer_right_zi=header["签发人右空"],
        date_right_zi=numbers["成文日期右空"],
        lines_above_issuer=numbers["署名上空行"],
        unsealed_right_zi=numbers["不盖章"]["右空"],
        lines_above_unsealed=numbers["不盖章"]["上空行"],
        imprint_eighths=(border_eighths(imprint["粗线"]), border_eighths(imprint["细线"])),
        imprint_zi=imprint["左右空"],
        imprint_pitch=pt(imprint["行高"]),
        page_number_zi=numbers["页码"]["左右空"],
        # the dash is in the middle of a line as high as its type
        footer_distance=height - below_type_area - number_height // 2,
        page_number_dash=numbers["页码"]["线"],
    )
