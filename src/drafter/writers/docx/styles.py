"""The named styles of the document, and nothing else: every paragraph takes its looks from one of them."""

from __future__ import annotations

from html import escape

from drafter.typesetting.flow import CELL_MARGIN, FittedMark
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.units import half_points, pt

# style ids
TITLE, ADDRESSEE, BODY, JOINT = "Title", "Addressee", "OfficialBody", "JointIssuer"
ISSUER, DATE, ISSUER_UNSEALED, DATE_UNSEALED = "Issuer", "IssueDate", "IssuerUnsealed", "IssueDateUnsealed"
URGENCY, ISSUER_MARK, DOC_NUMBER, DOC_NUMBER_UPWARD = "Urgency", "IssuerMark", "DocNumber", "DocNumberUpward"
ISSUER_MARK_JOINT, MARK_SUFFIX, RED_RULE, SPACER = "IssuerMarkJoint", "MarkSuffix", "RedRule", "Spacer"
ATTACHMENT_LIST, NOTE, ATTACHMENT_MARK, ATTACHMENT_TITLE = "AttachmentList", "Note", "AttachmentMark", "AttachmentTitle"
COPIED_TO, PRINTED_BY = "CopiedTo", "PrintedBy"
TABLE_TEXT, NUMBER_ODD, NUMBER_EVEN, NUMBER_NONE = "TableText", "PageNumberOdd", "PageNumberEven", "PageNumberNone"
GAP, TO_VERIFY, RULED, STRONG = "GapText", "VerifyText", "RuledBlank", "StrongText"
SIGNER, DIGITS, STRONG_DIGITS, DASHES = "SignerName", "Digits", "StrongDigits", "Dashes"
GRID, NO_BORDERS, IMPRINT = "OfficialTable", "TableNormal", "ImprintTable"


def heading(level: int) -> str:
    """The id of the paragraph style of a heading on its own line; levels 1-4."""
    return f"Heading{level}"


def run_in_heading(level: int) -> str:
    """The id of the character style of a run-in heading; levels 1-4."""
    return f"RunIn{level}"


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LEVELS = ("一级", "二级", "三级", "四级")
_RED = "FF0000"  # 红色 (7.2.4, 7.2.7)
_OUTLINE = '<w:outlineLvl w:val="{}"/>'


def _fonts(typeface: str) -> str:
    # the hint sets quotes, dashes and ellipses, which Latin has too, in the East Asian typeface
    name = escape(typeface)
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _type(size: float) -> str:
    return f'<w:sz w:val="{half_points(size)}"/><w:szCs w:val="{half_points(size)}"/>'


def _paragraph_style(ident: str, name: str, paragraph: str, text: str = "", following: str = BODY) -> str:
    based = "" if ident == "Normal" else '<w:basedOn w:val="Normal"/>'
    # the names of Word's own styles bind its navigation pane; all others are ours
    kind = ' w:default="1"' if ident == "Normal" else "" if name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style {_W} w:type="paragraph"{kind} w:styleId="{ident}"><w:name w:val="{name}"/>{based}'
        f'<w:next w:val="{following}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr></w:style>'
    )


def _character_style(ident: str, name: str, text: str) -> str:
    return (
        f'<w:style {_W} w:type="character" w:customStyle="1" w:styleId="{ident}"><w:name w:val="{name}"/>'
        f"<w:qFormat/><w:rPr>{text}</w:rPr></w:style>"
    )


def _left(page_format: PageFormat, zi: int) -> str:
    """左空 so many 字."""
    return f'<w:ind w:leftChars="{zi * 100}" w:left="{page_format.zi_to_twips(zi)}"/><w:jc w:val="left"/>'


def style_elements(page_format: PageFormat) -> list[str]:
    """Every style as XML, the default one first. Sizes, fonts and lengths come from the page format alone."""
    fonts, body_size = page_format.fonts, page_format.sizes["正文"]
    zi = page_format.first_line_zi
    indent = f'<w:ind w:firstLineChars="{zi * 100}" w:firstLine="{zi * page_format.zi}"/>'
    normal = (
        # 5.2.3: lines of the grid; a line of 28 字 needs breaking rules, and no gap between 汉字 and digits
        '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{page_format.line_pitch}" w:lineRule="exact"/>'
        '<w:jc w:val="both"/>'
    )
    normal_text = (
        _fonts(fonts["正文"])
        + '<w:color w:val="000000"/>'
        + f'<w:spacing w:val="{page_format.zi_spacing}"/><w:kern w:val="0"/>'
        + _type(body_size)
        # Latin words are no Chinese ones: by the rules of Chinese, LibreOffice parts 98.5 and %
        + '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
    number_size = page_format.sizes["页码"]
    number_indent = page_format.page_number_zi * pt(number_size)
    number_text = _fonts(fonts["页码"]) + '<w:spacing w:val="0"/>' + _type(number_size)
    title_text = _fonts(fonts["标题"]) + '<w:spacing w:val="0"/>' + _type(page_format.sizes["标题"])

    def page_number(ident: str, name: str, side: str) -> str:
        indent = f'<w:ind w:{side}="{number_indent}"/><w:jc w:val="{side}"/>'
        return _paragraph_style(ident, name, f"{_exactly(number_line(page_format))}{indent}", number_text, ident)

    styles = [
        _paragraph_style("Normal", "Normal", normal, normal_text),
        *_header_styles(page_format),
        _paragraph_style(TITLE, "Title", '<w:keepNext/><w:jc w:val="center"/>', title_text),
        _paragraph_style(ADDRESSEE, "主送机关", '<w:jc w:val="left"/>'),
        _paragraph_style(BODY, "公文正文", indent),
        _paragraph_style(ATTACHMENT_LIST, "附件说明", '<w:keepNext/><w:jc w:val="left"/>', following=ATTACHMENT_LIST),
        _paragraph_style(ISSUER, "发文机关署名", '<w:keepNext/><w:jc w:val="center"/>', following=DATE),
        _paragraph_style(DATE, "成文日期", _from_right(page_format.zi_to_twips(page_format.date_right_zi))),
        _paragraph_style(
            ISSUER_UNSEALED,
            "发文机关署名（不盖章）",
            "<w:keepNext/>" + _from_right(page_format.zi_to_twips(page_format.unsealed_right_zi)),
            following=DATE_UNSEALED,
        ),
        _paragraph_style(DATE_UNSEALED, "成文日期（不盖章）", '<w:jc w:val="right"/>'),
        _paragraph_style(JOINT, "联合署名", '<w:jc w:val="center"/>', following=JOINT),
        _paragraph_style(NOTE, "附注", _left(page_format, 2), following=NOTE),  # 7.3.6
        _paragraph_style(  # 7.3.7
            ATTACHMENT_MARK,
            "附件",
            '<w:pageBreakBefore/><w:jc w:val="left"/>',
            _fonts(fonts["附件"]),
            following=ATTACHMENT_TITLE,
        ),
        _paragraph_style(ATTACHMENT_TITLE, "附件标题", '<w:jc w:val="center"/>', title_text),
        _paragraph_style(TABLE_TEXT, "表格文字", '<w:jc w:val="center"/>', following=TABLE_TEXT),
        *_imprint_styles(page_format),
        page_number(NUMBER_ODD, "页码（单页）", "right"),
        page_number(NUMBER_EVEN, "页码（双页）", "left"),
        _paragraph_style(NUMBER_NONE, "无页码", _exactly(number_line(page_format)), number_text, NUMBER_NONE),
    ]
    for level, name in enumerate(_LEVELS, 1):
        outline = _OUTLINE.format(level - 1)
        styles.append(
            _paragraph_style(heading(level), f"heading {level}", f"<w:keepNext/>{indent}{outline}", _fonts(fonts[name]))
        )
        styles.append(_character_style(run_in_heading(level), f"{name}标题文字", _fonts(fonts[name])))
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


def signer_right(page_format: PageFormat) -> int:
    """Where the name of the 签发人 ends, from the left edge of the type area: one 字 from the right (7.2.6)."""
    return page_format.type_area[0] - page_format.signer_right_zi * pt(page_format.sizes["正文"])


def number_line(page_format: PageFormat) -> int:
    """How high the line of a page number is, in twips: as its type."""
    return pt(page_format.sizes["页码"])


def _header_styles(page_format: PageFormat) -> list[str]:
    """版头 (7.2). The rule is the lower border of an empty line, so that no indent shortens it."""
    size = pt(page_format.sizes["正文"])
    number = _exactly(size, before=(page_format.line_pitch - size))
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{signer_right(page_format)}"/></w:tabs>'
    rule = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{page_format.rule_eighths}" w:space="0" w:color="{_RED}"/></w:pBdr>'
        + _exactly(page_format.rule_below_number)
    )
    return [
        _paragraph_style(SPACER, "空白", '<w:snapToGrid w:val="0"/>', following=SPACER),
        _paragraph_style(URGENCY, "紧急程度", '<w:jc w:val="left"/>', _fonts(page_format.fonts["紧急程度"])),
        _paragraph_style(DOC_NUMBER, "发文字号", number + '<w:jc w:val="center"/>'),
        _paragraph_style(
            DOC_NUMBER_UPWARD, "发文字号（上行文）", f'{tab}{number}<w:ind w:left="{size}"/><w:jc w:val="left"/>'
        ),
        _paragraph_style(RED_RULE, "版头分隔线", rule),
    ]


def issuer_mark_styles(page_format: PageFormat, mark: FittedMark) -> str:
    """The styles of the 发文机关标志: their size, in pt, depends on the length of the name (7.2.4).

    The line is exactly as high as the type: only then do all renderers put the ink at the same place.
    """
    scale = f'<w:w w:val="{mark.scale}"/>' if mark.scale < 100 else ""
    text = _fonts(page_format.fonts["发文机关标志"])
    text += f'<w:color w:val="{_RED}"/><w:spacing w:val="0"/>{scale}{_type(mark.size)}'
    sides = (
        (ISSUER_MARK, "", "center"),
        (ISSUER_MARK_JOINT, "（联合）", "distribute"),
        (MARK_SUFFIX, "（文件）", "right"),
    )
    return "".join(
        _paragraph_style(ident, f"发文机关标志{kind}", f'{_exactly(pt(mark.size))}<w:jc w:val="{side}"/>', text)
        for ident, kind, side in sides
    )


def _imprint_styles(page_format: PageFormat) -> list[str]:
    """版记: 4号, one 字 in from both sides; what runs on stands under the first name (7.4.2, 7.4.3)."""
    size = pt(page_format.sizes["版记"])
    side = page_format.imprint_zi * size
    label = 3 * size  # 抄送：
    text = '<w:spacing w:val="0"/>' + _type(page_format.sizes["版记"])
    pitch = _exactly(page_format.imprint_pitch)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{page_format.type_area[0] - side}"/></w:tabs>'
    copied = f'{pitch}<w:ind w:left="{side + label}" w:right="{side}" w:hanging="{label}"/>'
    return [
        _paragraph_style(COPIED_TO, "抄送机关", copied, text, COPIED_TO),
        _paragraph_style(
            PRINTED_BY,
            "印发机关和印发日期",
            f'{tab}{pitch}<w:ind w:left="{side}" w:right="{side}"/><w:jc w:val="left"/>',
            text,
            PRINTED_BY,
        ),
    ]


def _exactly(height: int, before: int = 0) -> str:
    """A line exactly so many twips high, off the grid."""
    above = f' w:before="{before}"' if before else ""
    return f'<w:snapToGrid w:val="0"/><w:spacing{above} w:line="{height}" w:lineRule="exact"/>'


def _from_right(distance: int) -> str:
    """右空, in twips."""
    return f'<w:ind w:right="{distance}"/><w:jc w:val="right"/>'


def _latin_fonts(typeface: str) -> str:
    name = escape(typeface)
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
