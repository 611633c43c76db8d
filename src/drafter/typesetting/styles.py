"""The paragraph styles of a document in numbers, for the .docx writer and the pagination."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from drafter.document.elements import BY_NAME, ELEMENTS
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.units import pt

# style ids
TITLE, ADDRESSEE, BODY, JOINT = "Title", "Addressee", "OfficialBody", "JointIssuer"
ISSUER, DATE, ISSUER_UNSEALED, DATE_UNSEALED = "Issuer", "IssueDate", "IssuerUnsealed", "IssueDateUnsealed"
URGENCY, ISSUER_MARK, DOC_NUMBER, DOC_NUMBER_UPWARD = "Urgency", "IssuerMark", "DocNumber", "DocNumberUpward"
ISSUER_MARK_JOINT, MARK_SUFFIX, RED_RULE, SPACER = "IssuerMarkJoint", "MarkSuffix", "RedRule", "Spacer"
ATTACHMENT_LIST, ATTACHMENT_MARK, ATTACHMENT_TITLE = "AttachmentList", "AttachmentMark", "AttachmentTitle"
COPIED_TO, PRINTED_BY, TABLE_TEXT = "CopiedTo", "PrintedBy", "TableText"
NUMBER_ODD, NUMBER_EVEN, NUMBER_NONE = "PageNumberOdd", "PageNumberEven", "PageNumberNone"
GRID, NO_BORDERS, IMPRINT = "OfficialTable", "TableNormal", "ImprintTable"  # of tables

LEVELS = ("一级", "二级", "三级", "四级")


def heading(level: int) -> str:
    """The style id of a heading on its own line; levels 1-4."""
    return f"Heading{level}"


class Indent(NamedTuple):
    """Indents in twips; `first` is relative to `left`, negative for a hanging indent."""

    left: int = 0
    right: int = 0
    first: int = 0
    left_zi: int = 0  # the same in 字, as editors show it
    first_zi: int = 0


class ParagraphStyle(NamedTuple):
    """A paragraph style; omitted properties are those of the body (5.2.2, 5.2.3). Lengths in twips."""

    ident: str
    name: str
    keep_with_next: bool = False
    new_page: bool = False
    right_tab: int = 0  # from the left edge of the type area
    height: int = 0  # of each line, exactly; 0: the line pitch of the page
    before: int = 0  # spacing before
    off_grid: bool = False  # each paragraph sets the height of its lines
    indent: Indent = Indent()
    align: str = ""  # left, center, right, distribute; empty: justified
    outline_level: int = 0  # 1-4 of a heading
    typeface: str = ""
    size: float = 0  # pt; 0: that of the body
    spacing: int | None = None  # added to each character; None: that of the body
    scale: int = 100  # per cent of the width of a character
    red: bool = False
    rule: int = 0  # eighths of pt of a red rule below
    following: str = BODY  # style of the next paragraph typed in an editor


@lru_cache(maxsize=8)
def paragraph_styles(page_format: PageFormat) -> dict[str, ParagraphStyle]:
    """Every paragraph style by its id, but those of the 发文机关标志."""
    fonts, size = page_format.fonts, pt(page_format.sizes["正文"])
    first = Indent(first=page_format.first_line_zi * page_format.zi, first_zi=page_format.first_line_zi)
    title = ParagraphStyle(
        TITLE,
        "Title",
        keep_with_next=True,
        align="center",
        typeface=fonts["标题"],
        size=page_format.sizes["标题"],
        spacing=0,
    )
    number = ParagraphStyle(DOC_NUMBER, "发文字号", height=size, before=page_format.line_pitch - size, align="center")
    upward = number._replace(ident=DOC_NUMBER_UPWARD, name="发文字号（上行文）", indent=Indent(size), align="left")
    date_right, unsealed_right = (
        Indent(right=page_format.zi_to_twips(zi)) for zi in (page_format.date_right_zi, page_format.unsealed_right_zi)
    )
    styles = [
        ParagraphStyle(SPACER, "空白", off_grid=True, following=SPACER),
        ParagraphStyle(URGENCY, "紧急程度", align="left", typeface=fonts["紧急程度"]),
        number,
        upward._replace(right_tab=signer_right_edge(page_format)),
        # the rule is the border of an empty line, so that no indent shortens it
        ParagraphStyle(RED_RULE, "版头分隔线", rule=page_format.rule_eighths, height=page_format.rule_below_number),
        title,
        ParagraphStyle(ADDRESSEE, "主送机关", align="left"),
        ParagraphStyle(BODY, "公文正文", indent=first),
        ParagraphStyle(ATTACHMENT_LIST, "附件说明", keep_with_next=True, align="left", following=ATTACHMENT_LIST),
        ParagraphStyle(ISSUER, "发文机关署名", keep_with_next=True, align="center", following=DATE),
        ParagraphStyle(DATE, "成文日期", indent=date_right, align="right"),
        ParagraphStyle(
            ISSUER_UNSEALED,
            "发文机关署名（不盖章）",
            keep_with_next=True,
            indent=unsealed_right,
            align="right",
            following=DATE_UNSEALED,
        ),
        ParagraphStyle(DATE_UNSEALED, "成文日期（不盖章）", align="right"),
        ParagraphStyle(JOINT, "联合署名", align="center", following=JOINT),
        *_indented_elements(page_format),
        ParagraphStyle(  # 7.3.7
            ATTACHMENT_MARK, "附件", new_page=True, align="left", typeface=fonts["附件"], following=ATTACHMENT_TITLE
        ),
        title._replace(ident=ATTACHMENT_TITLE, name="附件标题", keep_with_next=False),
        ParagraphStyle(TABLE_TEXT, "表格文字", align="center", following=TABLE_TEXT),
        *_imprint(page_format),
        *_page_numbers(page_format),
    ]
    for level, name in enumerate(LEVELS, 1):
        styles.append(
            ParagraphStyle(
                heading(level),
                f"heading {level}",
                keep_with_next=True,
                indent=first,
                outline_level=level,
                typeface=fonts[name],
            )
        )
    return {style.ident: style for style in styles}


def signer_right_edge(page_format: PageFormat) -> int:
    """The right edge of the name of the 签发人, from the left edge of the type area (7.2.6)."""
    return page_format.type_area[0] - page_format.signer_right_zi * pt(page_format.sizes["正文"])


def page_number_height(page_format: PageFormat) -> int:
    """The height of the line of a page number, in twips."""
    return pt(page_format.sizes["页码"])


def mark_styles(page_format: PageFormat, size: float, scale: int) -> list[ParagraphStyle]:
    """The styles of the 发文机关标志; their size, in pt, depends on the length of the name (7.2.4).

    The line is exactly as high as the type, so that all renderers print it at the same height.
    """
    sides = (
        (ISSUER_MARK, "", "center"),
        (ISSUER_MARK_JOINT, "（联合）", "distribute"),
        (MARK_SUFFIX, "（文件）", "right"),
    )
    return [
        ParagraphStyle(
            ident,
            f"{BY_NAME['发文机关标志'].name}{kind}",
            height=pt(size),
            align=side,
            typeface=page_format.fonts["发文机关标志"],
            size=size,
            spacing=0,
            scale=scale,
            red=True,
        )
        for ident, kind, side in sides
    ]


def _indented_elements(page_format: PageFormat) -> list[ParagraphStyle]:
    return [
        ParagraphStyle(
            element.style,
            element.name,
            indent=Indent(page_format.zi_to_twips(element.left_zi), left_zi=element.left_zi),
            align="left",
            following=element.style,
        )
        for element in ELEMENTS
        if element.left_zi
    ]


def _imprint(page_format: PageFormat) -> list[ParagraphStyle]:
    """版记: 4号, indented one 字 on both sides; further lines begin below the first name (7.4.2, 7.4.3)."""
    size = page_format.sizes["版记"]
    side, label = page_format.imprint_zi * pt(size), len(BY_NAME["抄送机关"].before) * pt(size)
    copied = ParagraphStyle(
        COPIED_TO,
        "抄送机关",
        height=page_format.imprint_pitch,
        size=size,
        spacing=0,
        indent=Indent(side + label, side, first=-label),
        following=COPIED_TO,
    )
    printed = copied._replace(ident=PRINTED_BY, name="印发机关和印发日期", indent=Indent(side, side), align="left")
    return [copied, printed._replace(right_tab=page_format.type_area[0] - side, following=PRINTED_BY)]


def _page_numbers(page_format: PageFormat) -> list[ParagraphStyle]:
    """On the outer side, one 字 in: right on odd pages, left on even ones (7.5)."""
    size = page_format.sizes["页码"]
    side = page_format.page_number_zi * pt(size)
    none = ParagraphStyle(
        NUMBER_NONE,
        "无页码",
        height=page_number_height(page_format),
        typeface=page_format.fonts["页码"],
        size=size,
        spacing=0,
        following=NUMBER_NONE,
    )
    odd = none._replace(ident=NUMBER_ODD, name="页码（单页）", indent=Indent(right=side), align="right")
    even = none._replace(ident=NUMBER_EVEN, name="页码（双页）", indent=Indent(side), align="left")
    return [odd._replace(following=NUMBER_ODD), even._replace(following=NUMBER_EVEN), none]
