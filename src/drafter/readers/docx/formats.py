"""The effective format of paragraphs and runs of a .docx: direct formatting, then styles, then document defaults.

As the specification resolves it, except for table styles, which seldom set fonts. Lengths in twips, sizes in pt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml import etree

from drafter.readers.docx.model import LineFormat
from drafter.readers.docx.package import A, W, half_points, is_on, number, twips, value

Properties = Mapping[str, Mapping[str, str]]
_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_JOINED = ("ind", "spacing", "rFonts")  # merged attribute by attribute; any other property is replaced as a whole
_LONGEST_CHAIN = 30  # styles based on one another; usual are five
_USUAL_SIZE = 10.0  # pt, of Word, where no style sets one


class RunFormat(NamedTuple):
    """The effective format of a run."""

    font: str = ""  # of 汉字
    latin_font: str = ""
    size: float | None = None
    bold: bool = False
    colour: str = ""  # RRGGBB; empty: black or automatic
    marked: bool = False  # highlighted, or shaded
    hidden: bool = False


class ParagraphFormat(NamedTuple):
    """The effective format of a paragraph without its font and size, on which its indents depend."""

    format: LineFormat
    indent: Mapping[str, str]
    bordered: bool = False


class _Style(NamedTuple):
    name: str
    based_on: str
    paragraph: Properties
    text: Properties
    bordered: bool | None = None  # None: not set


def properties(element: etree._Element | None) -> Properties:
    """`w:ind w:left="0"` as {"ind": {"left": "0"}}."""
    if element is None:
        return {}
    return {
        _local(child.tag): {_local(name): str(typed) for name, typed in child.attrib.items()}
        for child in element.iterchildren("*")
    }


def _local(name: str | bytes) -> str:
    return str(name).rpartition("}")[2]


class Styles:
    """The styles of a document; formats are cached."""

    def __init__(self, root: etree._Element, theme: etree._Element) -> None:
        self.root = root
        self._theme = _theme_fonts(theme)
        self._styles: dict[str, _Style] = {}
        self._normal = ""
        self._borders: dict[str, bool] = {}
        defaults = root.find(f"{W}docDefaults")
        self._paragraph: Properties = {}
        self._text: Properties = {}
        if defaults is not None:
            self._paragraph = properties(defaults.find(f"{W}pPrDefault/{W}pPr"))
            self._text = properties(defaults.find(f"{W}rPrDefault/{W}rPr"))
        for style in root.iterchildren(f"{W}style"):
            ident = style.get(f"{W}styleId", "")
            paragraph = properties(style.find(f"{W}pPr"))
            self._styles[ident] = _Style(
                value(style, "name"),
                value(style, "basedOn"),
                paragraph,
                properties(style.find(f"{W}rPr")),
                _bordered(style.find(f"{W}pPr")),
            )
            table = style.find(f"{W}tblPr/{W}tblBorders")
            if style.get(f"{W}type") == "table" and table is not None:
                self._borders[ident] = has_rules(table)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self._normal = ident
        self._numbered = {
            ident: (value(found, "numId"), value(found, "ilvl"))
            for style in root.iterchildren(f"{W}style")
            if (found := style.find(f"{W}pPr/{W}numPr")) is not None and (ident := style.get(f"{W}styleId", ""))
        }
        self._runs: dict[object, RunFormat] = {}
        self._paragraphs: dict[object, ParagraphFormat] = {}

    def ident(self, paragraph: etree._Element | None) -> str:
        """The style of a paragraph, by its properties."""
        return value(paragraph, "pStyle") or self._normal

    def chain(self, ident: str) -> list[str]:
        """The style with those that it is based on, the most basic one first."""
        chain: list[str] = []
        while ident in self._styles and ident not in chain and len(chain) < _LONGEST_CHAIN:
            chain.insert(0, ident)
            ident = self._styles[ident].based_on
        return chain

    def number_of(self, ident: str) -> tuple[str, str, str]:
        """List and level that a style sets, and the style of its chain that sets them."""
        for one in reversed(self.chain(ident)):
            if self._numbered.get(one, ("", ""))[0]:
                return (*self._numbered[one], one)
        return "", "", ""

    def has_rules(self, table: etree._Element) -> bool:
        """Whether a table has visible borders: its own, those of a cell, or those of its style."""
        own = table.find(f"{W}tblPr/{W}tblBorders")
        if own is not None:
            return has_rules(own)
        if any(has_rules(cell) for cell in table.iter(f"{W}tcBorders")):
            return True
        found = value(table.find(f"{W}tblPr"), "tblStyle")
        return next((self._borders[one] for one in reversed(self.chain(found)) if one in self._borders), False)

    def run(self, style: str, own: etree._Element | None) -> RunFormat:
        """The format of a run in a paragraph of this style."""
        key = (style, _key(own))
        if key not in self._runs:
            self._runs[key] = self._run(style, properties(own))
        return self._runs[key]

    def _run(self, style: str, own: Properties) -> RunFormat:
        of_paragraph = [self._styles[one].text for one in self.chain(style)]
        of_text = [self._styles[one].text for one in self.chain(own.get("rStyle", {}).get("val", ""))]
        run = _merged([self._text, *of_paragraph, *of_text, own])
        fonts = run.get("rFonts", {})
        # bold of a paragraph's style and bold of a run's style are plain together
        bold = is_on(own["b"]) if "b" in own else is_on(_last(of_paragraph, "b")) != is_on(_last(of_text, "b"))
        bold = bold or ("b" not in own and not of_paragraph and not of_text and is_on(self._text.get("b")))
        colour = run.get("color", {}).get("val", "")
        shade = run.get("shd", {})
        highlight = run.get("highlight", {}).get("val", "none")
        return RunFormat(
            self._font(fonts, "eastAsia"),
            self._font(fonts, "ascii"),
            half_points(run.get("sz", {}).get("val")),
            bold,
            "" if _is_black(colour) else colour.upper(),
            highlight not in ("none", "white") or shade.get("fill", "auto").upper() not in ("AUTO", "FFFFFF", ""),
            is_on(run.get("vanish")),
        )

    def _font(self, fonts: Mapping[str, str], slot: str) -> str:
        theme = fonts.get(f"{slot}Theme")
        return self._theme.get(theme, "") if theme else fonts.get(slot, "")

    def paragraph(
        self, own: etree._Element | None, number_format: etree._Element | None = None, number_style: str = ""
    ) -> ParagraphFormat:
        """The format of a paragraph with that of its list level; `with_type` adds font and size."""
        key = (_key(own), number_format, number_style)
        if key not in self._paragraphs:
            self._paragraphs[key] = self._effective(own, properties(number_format), number_style)
        return self._paragraphs[key]

    def _effective(self, own: etree._Element | None, of_number: Properties, number_style: str) -> ParagraphFormat:
        direct = properties(own)
        chain = self.chain(self.ident(own))
        layers = [self._paragraph, *(self._styles[one].paragraph for one in chain), direct]
        if of_number:  # a list of a style is overruled by that style, a list of the paragraph only by the paragraph
            at = chain.index(number_style) + 1 if number_style in chain else len(layers) - 1
            layers.insert(at, {name: of_number[name] for name in ("ind", "jc") if name in of_number})
        paragraph = _merged(layers)
        spacing = paragraph.get("spacing", {})
        outline = number(paragraph.get("outlineLvl", {}).get("val"))
        rule = spacing.get("lineRule", "auto")
        line = twips(spacing.get("line"))
        side = paragraph.get("jc", {}).get("val", "")
        line_format = LineFormat(
            style=self._styles[chain[-1]].name if chain else "",
            outline_level=int(outline) + 1 if outline is not None and 0 <= outline < 9 else None,
            alignment={"start": "left", "end": "right", "distribute": "both"}.get(side, side),
            line=int(line) if line and rule != "auto" else None,
            spaced=line / 240 if line and rule == "auto" else 1.0,
            exact=rule == "exact",
            on_grid=is_on(paragraph.get("snapToGrid", {"val": "1"})),
            page_break_before=is_on(paragraph.get("pageBreakBefore")),
        )
        bordered = [self._styles[one].bordered for one in chain] + [_bordered(own)]
        return ParagraphFormat(
            line_format, paragraph.get("ind", {}), next((b for b in reversed(bordered) if b is not None), False)
        )


def with_type(paragraph: ParagraphFormat, runs: Iterable[tuple[str, RunFormat]]) -> LineFormat:
    """The format with the fonts of most of the words: of 汉字 and punctuation, and of digits and letters."""
    line_format, indent = paragraph.format, paragraph.indent
    wide: dict[tuple[str, float | None, bool], int] = {}
    narrow: dict[str, int] = {}
    for text, run in runs:
        latin = sum(character.isalnum() and character.isascii() for character in text)
        kind = (run.font, run.size, run.bold)
        # 汉字 weigh most; digits count where there is nothing else
        wide[kind] = wide.get(kind, 0) + 1000 * (len(text.strip()) - latin) + latin
        if latin:
            narrow[run.latin_font] = narrow.get(run.latin_font, 0) + latin
    if not wide:
        return line_format
    font, size, bold = max(wide, key=lambda kind: wide[kind])
    latin_font = max(narrow, key=lambda name: narrow[name]) if narrow else ""
    zi = (size or _USUAL_SIZE) * 20
    return line_format._replace(
        font=font,
        latin_font=latin_font,
        size=size,
        bold=bold,
        first_indent=_in_zi(indent, "firstLine", zi) - _in_zi(indent, "hanging", zi),
        left_indent=_in_zi(indent, "left", zi) or _in_zi(indent, "start", zi),
        right_indent=_in_zi(indent, "right", zi) or _in_zi(indent, "end", zi),
    )


def has_rules(borders: etree._Element) -> bool:
    """Whether any of the borders is visible."""
    return any(one.get(f"{W}val", "nil") not in ("nil", "none") for one in borders.iterchildren("*"))


def _bordered(properties_of: etree._Element | None) -> bool | None:
    borders = properties_of.find(f"{W}pBdr") if properties_of is not None else None
    return None if borders is None else has_rules(borders)


def _key(element: etree._Element | None) -> object:
    if element is None:
        return ()
    return tuple(
        (child.tag, *child.attrib.items()) for child in element.iterchildren("*") if _local(child.tag) != "rPr"
    )


def _last(layers: list[Properties], name: str) -> Mapping[str, str] | None:
    return next((layer[name] for layer in reversed(layers) if name in layer), None)


def _merged(layers: Iterable[Properties]) -> dict[str, dict[str, str]]:
    merged: dict[str, dict[str, str]] = {}
    for layer in layers:
        for name, values in layer.items():
            before = dict(merged.get(name, {})) if name in _JOINED else {}
            if name == "rFonts":  # a named font replaces one of the theme
                for slot in _SLOTS:
                    if slot in values or f"{slot}Theme" in values:
                        before.pop(slot, None)
                        before.pop(f"{slot}Theme", None)
            if name == "ind":  # a length replaces a count of characters
                before = {key: typed for key, typed in before.items() if key.removesuffix("Chars") not in values}
            merged[name] = {**before, **values}
    return merged


def _in_zi(indent: Mapping[str, str], name: str, zi: float) -> float:
    """An indent in 字: by its characters, which Word prefers, or by its length."""
    characters = number(indent.get(f"{name}Chars"))
    if characters:
        return characters / 100
    return (twips(indent.get(name)) or 0) / zi


def _is_black(colour: str) -> bool:
    """Black, or a grey that is nearly black."""
    if len(colour) != 6:
        return True
    try:
        parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    except ValueError:
        return True
    return max(parts) < 0x60 and max(parts) - min(parts) < 0x18


def _theme_fonts(theme: etree._Element) -> dict[str, str]:
    """The fonts of a theme, for 汉字 those of script Hans where it names none."""
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        group = next(theme.iter(f"{A}{kind}Font"), None)
        if group is None:
            continue
        faces = {_local(one.tag): one.get("typeface", "") for one in group.iterchildren("*") if not one.get("script")}
        hans = next((one.get("typeface", "") for one in group.iter(f"{A}font") if one.get("script") == "Hans"), "")
        found[f"{kind}EastAsia"] = faces.get("ea", "") or hans
        found[f"{kind}Ascii"] = found[f"{kind}HAnsi"] = faces.get("latin", "")
        found[f"{kind}Bidi"] = faces.get("cs", "")
    return found
