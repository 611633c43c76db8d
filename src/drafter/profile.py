"""The format profile: the numbers of GB/T 9704-2012, each once with its clause in `data/gbt9704-2012.yaml`.

Lengths leave this file in twips. What the standard says in mm does not always fall on whole twips;
the roundings below are those under which a page holds exactly 22 lines of 28 characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import floor

from drafter import kept
from drafter.measure import mm, mm_within, pt, type_size


@dataclass(frozen=True, slots=True)
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
    line_pitch: int  # the largest whole twip of which 22 fit into the type area
    zi_spacing: int  # added to each character so that 28 fit; negative, as 28 × 16 pt = 158 mm
    first_line_zi: int  # (7.3.3)
    fonts: dict[str, str]  # 正文 标题 一级 二级 三级 四级 页码 → typeface
    sizes: dict[str, float]  # 正文 标题 页码 → pt
    date_right_zi: int  # (7.3.5.1)
    lines_above_issuer: int  # empty lines, for the seal (7.3.5.1)
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


@cache
def national() -> Profile:
    """The profile of the national standard."""
    numbers = kept.table("gbt9704-2012.yaml")
    width, height = mm(numbers["纸张"]["宽"]), mm(numbers["纸张"]["高"])
    sizes = {name: type_size(size) for name, size in numbers["字号"].items()}
    type_width = mm_within(numbers["版心"]["宽"])
    type_height = mm(numbers["版心"]["高"])
    top = mm(numbers["天头"])
    # the spare of whole twips goes to the binding side, within the ±1 mm of 5.2.1
    right = mm(numbers["纸张"]["宽"] - numbers["订口"] - numbers["版心"]["宽"])
    number_height = pt(sizes["页码"])
    below_type_area = mm(numbers["天头"] + numbers["版心"]["高"] + numbers["页码"]["距版心"])
    return Profile(
        paper=(width, height),
        top_margin=top,
        bottom_margin=height - top - type_height,
        binding_margin=width - right - type_width,
        right_margin=right,
        type_area=(type_width, type_height),
        lines_per_page=numbers["每页行数"],
        zi_per_line=numbers["每行字数"],
        line_pitch=type_height // numbers["每页行数"],
        zi_spacing=floor(type_width / numbers["每行字数"] - pt(sizes["正文"])),
        first_line_zi=numbers["首行缩进"],
        fonts=dict(numbers["字体"]),
        sizes=sizes,
        date_right_zi=numbers["成文日期右空"],
        lines_above_issuer=numbers["署名上空行"],
        page_number_zi=numbers["页码"]["左右空"],
        # the dash stands in the middle of a line as high as its type
        footer_distance=height - below_type_area - number_height // 2,
        page_number_dash=numbers["页码"]["线"],
    )
