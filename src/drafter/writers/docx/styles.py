"""styles.xml: every paragraph and run is formatted by one of these named styles."""

from __future__ import annotations

from html import escape

from drafter.typesetting.blocks import RUN_IN, SIGNER
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.pagination import CELL_MARGIN
from drafter.typesetting.styles import BODY, GRID, IMPRINT, LEVELS, NO_BORDERS, Indent, ParagraphStyle, paragraph_styles
from drafter.typesetting.units import half_points

# ids of character styles
GAP, TO_VERIFY, RULED, STRONG = "GapText", "VerifyText", "RuledBlank", "StrongText"
DIGITS, STRONG_DIGITS, DASHES = "Digits", "StrongDigits", "Dashes"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RED = "FF0000"  # 红色 (7.2.4, 7.2.7)


def _fonts(typeface: str) -> str:
    # the hint sets characters that Latin shares (quotes, dashes, ellipses) in the East Asian typeface
    name = escape(typeface)
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _type(size: float) -> str:
    return f'<w:sz w:val="{half_points(size)}"/><w:szCs w:val="{half_points(size)}"/>'


def _style(ident: str, name: str, paragraph: str, text: str, following: str = BODY) -> str:
    based = "" if ident == "Normal" else '<w:basedOn w:val="Normal"/>'
    # styles with an ASCII name are built-in ones of Word, which its navigation pane needs
    kind = ' w:default="1"' if ident == "Normal" else "" if name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style {_W} w:type="paragraph"{kind} w:styleId="{ident}"><w:name w:val="{name}"/>{based}'
        f'<w:next w:val="{following}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr></w:style>'
    )


def paragraph_style(style: ParagraphStyle) -> str:
    """A paragraph style as XML; its properties are in schema order."""
    paragraph = "<w:keepNext/>" * style.keep_with_next + "<w:pageBreakBefore/>" * style.new_page
    if style.rule:
        rule = f'<w:bottom w:val="single" w:sz="{style.rule}" w:space="0" w:color="{_RED}"/>'
        paragraph += f"<w:pBdr>{rule}</w:pBdr>"
    if style.right_tab:
        paragraph += f'<w:tabs><w:tab w:val="right" w:pos="{style.right_tab}"/></w:tabs>'
    if style.height or style.off_grid:
        paragraph += '<w:snapToGrid w:val="0"/>'
    if style.height:
        before = f' w:before="{style.before}"' if style.before else ""
        paragraph += f'<w:spacing{before} w:line="{style.height}" w:lineRule="exact"/>'
    if style.indent != Indent():
        paragraph += indent_xml(style.indent)
    if style.align:
        paragraph += f'<w:jc w:val="{style.align}"/>'
    if style.outline_level:
        paragraph += f'<w:outlineLvl w:val="{style.outline_level - 1}"/>'
    text = _fonts(style.typeface) if style.typeface else ""
    text += f'<w:color w:val="{_RED}"/>' if style.red else ""
    text += f'<w:spacing w:val="{style.spacing}"/>' if style.spacing is not None else ""
    text += f'<w:w w:val="{style.scale}"/>' if style.scale < 100 else ""
    text += _type(style.size) if style.size else ""
    return _style(style.ident, style.name, paragraph, text, style.following)


def indent_xml(indent: Indent) -> str:
    """The indents of a paragraph, in twips and in 字."""
    lengths = {
        "leftChars": indent.left_zi * 100,
        "left": indent.left,
        "right": indent.right,
        "firstLineChars": indent.first_zi * 100,
        "firstLine": max(0, indent.first),
        "hanging": max(0, -indent.first),
    }
    attributes = "".join(f' w:{name}="{length}"' for name, length in lengths.items() if length)
    return f"<w:ind{attributes}/>"


def _character_style(ident: str, name: str, text: str) -> str:
    return (
        f'<w:style {_W} w:type="character" w:customStyle="1" w:styleId="{ident}"><w:name w:val="{name}"/>'
        f"<w:qFormat/><w:rPr>{text}</w:rPr></w:style>"
    )


def style_elements(page_format: PageFormat) -> list[str]:
    """Every style as XML, the default one first; all sizes, fonts and lengths come from the page format."""
    fonts, body_size = page_format.fonts, page_format.sizes["正文"]
    normal = (
        # 5.2.3: lines on the grid; 28 字 a line need line-breaking rules, and no gap between 汉字 and digits
        '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{page_format.line_pitch}" w:lineRule="exact"/>'
        '<w:jc w:val="both"/>'
    )
    normal_text = (
        _fonts(fonts["正文"])
        + '<w:color w:val="000000"/>'
        + f'<w:spacing w:val="{page_format.zi_spacing}"/><w:kern w:val="0"/>'
        + _type(body_size)
        # by the rules of Chinese, LibreOffice would break between 98.5 and %
        + '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
    styles = [
        _style("Normal", "Normal", normal, normal_text),
        *map(paragraph_style, paragraph_styles(page_format).values()),
        *(
            _character_style(RUN_IN.format(n), f"{name}标题文字", _fonts(fonts[name]))
            for n, name in enumerate(LEVELS, 1)
        ),
    ]
    outer, inner = page_format.imprint_eighths
    styles += [
        _character_style(GAP, "待填文字", '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>'),
        _character_style(TO_VERIFY, "待核实文字", '<w:shd w:val="clear" w:color="auto" w:fill="FFD966"/>'),
        _character_style(RULED, "待签空格", '<w:u w:val="single"/>'),
        _character_style(STRONG, "加粗文字", "<w:b/>"),
        _character_style(DASHES, "破折号和省略号", '<w:lang w:eastAsia="en-US"/>'),
        _character_style(SIGNER, "签发人姓名", _fonts(fonts["签发人"])),  # 7.2.6
        f'<w:style {_W} w:type="table" w:default="1" w:styleId="{NO_BORDERS}"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        f'<w:style {_W} w:type="table" w:customStyle="1" w:styleId="{GRID}"><w:name w:val="公文表格"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + f'</w:tblBorders><w:tblCellMar><w:left w:w="{CELL_MARGIN}" w:type="dxa"/>'
        f'<w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        f'<w:style {_W} w:type="table" w:customStyle="1" w:styleId="{IMPRINT}"><w:name w:val="版记"/>'  # 7.4.1
        f'<w:basedOn w:val="{NO_BORDERS}"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
            for side, eighths in (("top", outer), ("bottom", outer), ("insideH", inner))
        )
        + "</w:tblBorders></w:tblPr></w:style>",
    ]
    if page_format.digits_font:
        digits = _latin_fonts(page_format.digits_font)
        styles += [
            _character_style(DIGITS, "数字", digits),
            _character_style(STRONG_DIGITS, "加粗数字", f"{digits}<w:b/>"),
        ]
    return styles


def _latin_fonts(typeface: str) -> str:
    name = escape(typeface)
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
