"""The named styles of the document, and nothing else: every paragraph takes its looks from one of them."""

from __future__ import annotations

from drafter.measure import half_points, pt
from drafter.profile import Profile

# style ids, for `body`
TITLE, ADDRESSEE, BODY, ISSUER, DATE, JOINT = "Title", "Addressee", "OfficialBody", "Issuer", "IssueDate", "JointIssuer"
DOC_NUMBER, ATTACHMENT_LIST, NOTE = "DocNumber", "AttachmentList", "Note"
TABLE_TEXT, NUMBER_ODD, NUMBER_EVEN = "TableText", "PageNumberOdd", "PageNumberEven"
GAP, TO_VERIFY, RULED, STRONG = "GapText", "VerifyText", "RuledBlank", "StrongText"
GRID = "OfficialTable"


def heading(level: int) -> str:
    """The id of the paragraph style of a heading on its own line; levels 1-4."""
    return f"Heading{level}"


def run_in_heading(level: int) -> str:
    """The id of the character style of a run-in heading; levels 1-4."""
    return f"RunIn{level}"


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LEVELS = ("一级", "二级", "三级", "四级")
_OUTLINE = '<w:outlineLvl w:val="{}"/>'


def _fonts(typeface: str) -> str:
    return f'<w:rFonts w:ascii="{typeface}" w:eastAsia="{typeface}" w:hAnsi="{typeface}" w:cs="{typeface}"/>'


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


def _left(profile: Profile, zi: int) -> str:
    """左空 so many 字."""
    return f'<w:ind w:leftChars="{zi * 100}" w:left="{profile.zi_to_twips(zi)}"/><w:jc w:val="left"/>'


def style_elements(profile: Profile) -> list[str]:
    """Every style as XML, the default one first. Sizes, fonts and lengths come from the profile alone."""
    fonts, body_size = profile.fonts, profile.sizes["正文"]
    indent = (
        f'<w:ind w:firstLineChars="{profile.first_line_zi * 100}" w:firstLine="{profile.first_line_zi * profile.zi}"/>'
    )
    normal = (
        # 5.2.3: lines of the grid; a line of 28 字 needs breaking rules, and no gap between 汉字 and digits
        '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{profile.line_pitch}" w:lineRule="exact"/><w:jc w:val="both"/>'
    )
    normal_text = (
        _fonts(fonts["正文"])
        + '<w:color w:val="000000"/>'
        + f'<w:spacing w:val="{profile.zi_spacing}"/><w:kern w:val="0"/>'
        + _type(body_size)
        + '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
    number_line = '<w:snapToGrid w:val="0"/><w:spacing w:line="{0}" w:lineRule="exact"/>{1}<w:jc w:val="{2}"/>'
    number_size = profile.sizes["页码"]
    number_indent = profile.page_number_zi * pt(number_size)
    number_text = _fonts(fonts["页码"]) + '<w:spacing w:val="0"/>' + _type(number_size)
    title_text = _fonts(fonts["标题"]) + '<w:spacing w:val="0"/>' + _type(profile.sizes["标题"])
    date_right = profile.zi_to_twips(profile.date_right_zi)
    styles = [
        _paragraph_style("Normal", "Normal", normal, normal_text),
        _paragraph_style(TITLE, "Title", '<w:keepNext/><w:jc w:val="center"/>', title_text),
        _paragraph_style(DOC_NUMBER, "发文字号", '<w:jc w:val="center"/>'),
        _paragraph_style(
            ATTACHMENT_LIST, "附件说明", "<w:keepNext/>" + _left(profile, 2), following=ATTACHMENT_LIST
        ),  # 7.3.4
        _paragraph_style(NOTE, "附注", _left(profile, 2), following=NOTE),  # 7.3.6
        _paragraph_style(ADDRESSEE, "主送机关", '<w:jc w:val="left"/>'),
        _paragraph_style(BODY, "公文正文", indent),
        _paragraph_style(ISSUER, "发文机关署名", '<w:keepNext/><w:jc w:val="center"/>', following=DATE),
        _paragraph_style(DATE, "成文日期", f'<w:ind w:right="{date_right}"/><w:jc w:val="right"/>'),
        _paragraph_style(JOINT, "联合署名", '<w:jc w:val="center"/>', following=JOINT),
        _paragraph_style(TABLE_TEXT, "表格文字", '<w:jc w:val="center"/>', following=TABLE_TEXT),
        _paragraph_style(
            NUMBER_ODD,
            "页码（单页）",
            number_line.format(pt(number_size), f'<w:ind w:right="{number_indent}"/>', "right"),
            number_text,
            NUMBER_ODD,
        ),
        _paragraph_style(
            NUMBER_EVEN,
            "页码（双页）",
            number_line.format(pt(number_size), f'<w:ind w:left="{number_indent}"/>', "left"),
            number_text,
            NUMBER_EVEN,
        ),
    ]
    for level, name in enumerate(_LEVELS, 1):
        outline = _OUTLINE.format(level - 1)
        styles.append(
            _paragraph_style(heading(level), f"heading {level}", f"<w:keepNext/>{indent}{outline}", _fonts(fonts[name]))
        )
        styles.append(_character_style(run_in_heading(level), f"{name}标题文字", _fonts(fonts[name])))
    styles += [
        _character_style(GAP, "待填文字", '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>'),
        _character_style(TO_VERIFY, "待核实文字", '<w:shd w:val="clear" w:color="auto" w:fill="FFD966"/>'),
        _character_style(RULED, "待签空格", '<w:u w:val="single"/>'),
        _character_style(STRONG, "加粗文字", "<w:b/>"),
        f'<w:style {_W} w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        f'<w:style {_W} w:type="table" w:customStyle="1" w:styleId="{GRID}"><w:name w:val="公文表格"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + "</w:tblBorders></w:tblPr></w:style>",
    ]
    return styles
