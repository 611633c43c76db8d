"""The format profile: the numbers of GB/T 9704-2012, each once with its clause in `data/gbt9704-2012.yaml`.

A county's own format is a small mapping of deviations on top (`data/formats/`, or a file beside the facts).
Lengths leave this file in twips. What the standard says in mm does not always fall on whole twips; the
roundings below are those under which a page holds exactly 22 lines of 28 characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, lru_cache
from math import floor
from typing import Any

from drafter import kept, resources
from drafter.measure import border_eighths, mm, mm_within, pt, type_size

NATIONAL = "国标"
_NUMBERS, _FORMATS, _ENDING = "gbt9704-2012.yaml", "formats", ".yaml"
_COMPUTED, _AS_BODY = "自动", "同正文"
_FREE = {"字体别名", "字体替代"}  # whose keys are names of typefaces
_MAY_BE_NONE = ("空行", "右空", "缩进")
_OF_A_LINE, _MOST_OF_A_LINE = ("右空", "缩进"), 10  # 字
_CLOSEST = 5  # characters may come closer by a fifth of their width, no more
_WHOLE = (*_MAY_BE_NONE, "行数", "字数")


class ProfileError(ValueError):
    """A format that has no meaning; `key` is the dotted path of what is wrong, empty where it is the whole."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.message, self.key = message, key


@dataclass(frozen=True, eq=False)
class Profile:
    """Page, type and spacing of one kind of document. Lengths in twips, sizes in pt, counts in 字 or 行."""

    paper: tuple[int, int]  # width, height (5.1)
    top_margin: int  # 天头 (5.2.1)
    bottom_margin: int
    binding_margin: int  # 订口, left (5.2.1)
    right_margin: int
    type_area: tuple[int, int]  # 版心, width and height (5.2.1)
    lines_per_page: int  # (5.2.3)
    zi_per_line: int  # (5.2.3)
    line_pitch: int  # the largest whole twip of which so many lines fit into the type area
    zi_spacing: int  # added to each character so that 28 fit; negative, as 28 × 16 pt = 158 mm
    first_line_zi: int  # (7.3.3)
    fonts: Mapping[str, str]  # 正文 标题 一级 二级 三级 四级 页码 … → typeface
    other_names: Mapping[str, tuple[str, ...]]  # typeface → what it is called elsewhere, the best one first
    stand_ins: Mapping[str, tuple[str, ...]]  # typeface → others that look like it
    digits_font: str  # typeface of digits and letters; empty: that of the words round them
    sizes: Mapping[str, float]  # 正文 标题 页码 版记 → pt
    mark_top: int  # upper edge of the 发文机关标志 below that of the type area (7.2.4)
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
    footer_distance: int  # paper's lower edge to the page number's line, so that the dash lies 7 mm below
    page_number_dash: str  # (7.5)

    @property
    def zi(self) -> int:
        """Width of one 字 of the body on the grid, in twips (3.1)."""
        return pt(self.sizes["正文"]) + self.zi_spacing

    def zi_to_twips(self, count: float) -> int:
        """So many 字 of the line, in twips: the 28th part of the type area each (3.1, 5.2.3)."""
        return int(count * self.type_area[0] / self.zi_per_line)

    @property
    def title_zi_per_line(self) -> int:
        """How many full-width characters of the title fit one line."""
        return self.type_area[0] // pt(self.sizes["标题"])

    def mark_size(self, zi: float) -> float:
        """Type size of a 发文机关标志 of so many 字, in pt: as large as the line allows, never below the title's."""
        fits = self.type_area[0] // pt(1) // max(1, zi)
        return float(max(self.sizes["标题"], min(self.largest_mark, fits)))


@cache
def national() -> Profile:
    """The profile of the national standard."""
    return _profile(kept.table(_NUMBERS))


@cache
def shipped_formats() -> dict[str, str]:
    """The names of the formats that drafter ships, each with what it is; the national one first."""
    names = [NATIONAL, *sorted(f.name.removesuffix(_ENDING) for f in (resources.data() / _FORMATS).iterdir())]
    return {name: _shipped(name)["说明"] for name in names}


@cache
def shipped_profile(name: str) -> Profile:
    """The profile of a shipped format. Raises KeyError for a name that there is not."""
    if name not in shipped_formats():
        raise KeyError(name)
    return national() if name == NATIONAL else deviating(_shipped(name))


def _shipped(name: str) -> dict[str, Any]:
    numbers: dict[str, Any] = kept.table(_NUMBERS if name == NATIONAL else f"{_FORMATS}/{name}{_ENDING}")
    return numbers


def deviating(deviations: Mapping[str, Any]) -> Profile:
    """The national profile with a county's deviations. Raises ProfileError, with the key that is wrong."""
    if not isinstance(deviations, Mapping):
        raise ProfileError("格式文件里应是“键: 值”，形式同国家标准的格式")
    return _profile(_merged(kept.table(_NUMBERS), deviations, ""))


@lru_cache(maxsize=8)
def with_lines(profile: Profile, lines: int) -> Profile:
    """The profile with so many lines on a page, as far apart as fills it."""
    return replace(profile, lines_per_page=lines, line_pitch=profile.type_area[1] // lines)


def _merged(numbers: Mapping[str, Any], deviations: Mapping[str, Any], path: str) -> dict[str, Any]:
    merged = dict(numbers)
    for name, value in deviations.items():
        key = f"{path}.{name}" if path else str(name)
        if name not in numbers and path not in _FREE:
            near = get_close_matches(str(name), numbers, n=1, cutoff=0.5)
            meant = f"，是不是“{near[0]}”" if near else f"，可用的有：{'、'.join(numbers)}"
            raise ProfileError(f"格式里没有“{key}”{meant}", key)
        usual = numbers.get(name)
        if isinstance(usual, Mapping) != isinstance(value, Mapping):
            form = "下面另起一行缩进写各项" if isinstance(usual, Mapping) else "写成“键: 值”"
            raise ProfileError(f"“{key}”的写法不对，应{form}", key)
        merged[name] = _merged(usual, value, key) if isinstance(usual, Mapping) else _well_typed(value, usual, key)
    return merged


def _well_typed(value: Any, usual: Any, key: str) -> Any:
    """A value of the kind that the national profile has here; a file of a county's holds plain texts."""
    if key.startswith("字号."):
        try:
            type_size(str(value))
        except KeyError:
            raise ProfileError(f"“{key}”的字号“{value}”读不懂，写“3号”或磅数，如 16", key) from None
        return str(value)
    if isinstance(usual, (int, float)) or (usual == _COMPUTED and str(value) != _COMPUTED):
        try:
            number = float(str(value))
        except ValueError:
            raise ProfileError(f"“{key}”要填一个数，不是“{value}”", key) from None
        if not 0 <= number < 1000 or (number == 0 and not key.endswith(_MAY_BE_NONE)):
            raise ProfileError(f"“{key}”的数{value}超出了可能的范围", key)
        if key.endswith(_WHOLE) and number != int(number):
            raise ProfileError(f"“{key}”要填整数，不是“{value}”", key)
        if key.endswith(_OF_A_LINE) and number > _MOST_OF_A_LINE:
            raise ProfileError(f"“{key}”的数{value}超出了可能的范围", key)
        return int(number) if number == int(number) else number
    if isinstance(value, list) != (isinstance(usual, list) or key.startswith(tuple(f"{name}." for name in _FREE))):
        raise ProfileError(f"“{key}”的写法不对", key)
    if not isinstance(value, list) and not str(value).strip():
        raise ProfileError(f"“{key}”没有填；同国家标准的，整行删去", key)
    return value if isinstance(value, list) else str(value)


def _names(chains: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str, others)) for name, others in chains.items()}


def _profile(numbers: Mapping[str, Any]) -> Profile:
    width, height = mm(numbers["纸张"]["宽"]), mm(numbers["纸张"]["高"])
    sizes = {name: type_size(str(size)) for name, size in numbers["字号"].items()}
    type_width = mm_within(numbers["版心"]["宽"])
    type_height = mm(numbers["版心"]["高"])
    top = mm(numbers["天头"])
    # the spare of whole twips goes to the binding side, within the ±1 mm of 5.2.1
    right = mm(numbers["纸张"]["宽"] - numbers["订口"] - numbers["版心"]["宽"])
    lines = numbers["每页行数"]
    pitch = type_height // lines
    if numbers["行距"] != _COMPUTED:
        pitch = pt(numbers["行距"])
        lines = type_height // pitch
    number_height = pt(sizes["页码"])
    below_type_area = mm(numbers["天头"] + numbers["版心"]["高"] + numbers["页码"]["距版心"])
    if right < 0 or height - below_type_area < number_height:
        raise ProfileError("天头、订口、版心加起来超出了纸张", "版心")
    if pitch < pt(sizes["正文"]):
        raise ProfileError("行距小于正文的字号，各行会重叠", "行距" if numbers["行距"] != _COMPUTED else "每页行数")
    spacing = floor(type_width / numbers["每行字数"] - pt(sizes["正文"]))
    if -spacing * _CLOSEST > pt(sizes["正文"]):
        raise ProfileError("每行字数太多，各字会重叠", "每行字数")
    if numbers["版记"]["行高"] < sizes["版记"]:
        raise ProfileError("版记的行高小于版记的字号，各行会重叠", "版记.行高")
    header, imprint, fonts = numbers["版头"], numbers["版记"], dict(numbers["字体"])
    digits = fonts.pop("数字")
    return Profile(
        paper=(width, height),
        top_margin=top,
        bottom_margin=height - top - type_height,
        binding_margin=width - right - type_width,
        right_margin=right,
        type_area=(type_width, type_height),
        lines_per_page=lines,
        zi_per_line=numbers["每行字数"],
        line_pitch=pitch,
        zi_spacing=spacing,
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
        # the dash stands in the middle of a line as high as its type
        footer_distance=height - below_type_area - number_height // 2,
        page_number_dash=numbers["页码"]["线"],
    )
