"""Page and type of a .docx: paper, margins, lines, typefaces and sizes (GB/T 9704-2012 5.1, 5.2, 7.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from drafter.checks.format.formatted import (
    FormattedDocument,
    FormattedLine,
    family,
    format_mm,
    grouped,
    is_of,
    millimetres,
    most,
    same_size,
    size_name,
)
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import chinese

_TOLERANCE = 1.05  # mm; the standard allows 1 mm, plus rounding to tenths
_CLOSE = 0.5  # 字
_OTHER_LINES = 3  # lines a page more or fewer, to keep the signature with the text (7.3.5.5)
_MOST_KINDS = 3  # of a fault that are reported
_SIDES = ("上", "右", "下", "左")
_LEVELS = ("一级", "二级", "三级", "四级")
_WESTERN = "Times New Roman"
_FARTHEST = 6  # 字 from the left; a line farther in is set so on purpose


@rule("D101", "paper", Severity.WARNING)
def paper(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """公文用 A4 纸，宽210毫米、高297毫米；有横排表格的页可以横放。

    合规    页面 宽210 高297
    合规    页面 宽297 高210
    不合规  页面 宽216 高279
    出处    GB/T 9704-2012 5.1
    """
    wanted = document.page_format.paper
    for number, page in enumerate(document.docx.pages, 1):
        off = [abs(millimetres(a - b)) for a, b in zip(sorted(page.size), sorted(wanted), strict=True)]
        if page.size != (0, 0) and max(off) > _TOLERANCE:
            typed, should = (f"宽{format_mm(size[0])}、高{format_mm(size[1])}" for size in (page.size, wanted))
            message = f"{_section(document, number)}纸张{typed}，应为{should}"
            yield emit(document.whole, message, "页面设置里把纸张改为 A4")
            return


@rule("D102", "margins", Severity.WARNING)
def margins(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """天头37毫米，订口28毫米，版心宽156毫米、高225毫米，各许差1毫米：页边距是上37、下35、左28、右26。

    合规    页面 上37 下35 左28 右26
    合规    页面 上36.5 下35.5 左28 右26.5
    不合规  页面 上25.4 下25.4 左31.8 右31.8
    出处    GB/T 9704-2012 5.2.1
    """
    page_format = document.page_format
    wanted = (page_format.top_margin, page_format.right_margin, page_format.bottom_margin, page_format.binding_margin)
    should = dict(zip(_SIDES, (f"{millimetres(length):.0f}毫米" for length in wanted), strict=True))
    for number, page in enumerate(document.docx.pages, 1):
        if page.size[0] > page.size[1] or page.size == (0, 0):
            continue  # a landscape table
        typed = dict(zip(_SIDES, page.margins, strict=True))
        off = [
            side
            for side, length in zip(_SIDES, wanted, strict=True)
            if abs(millimetres(typed[side] - length)) > _TOLERANCE
        ]
        if off:
            found = "、".join(f"{side}{format_mm(typed[side])}" for side in off)
            meant = "、".join(f"{side}{should[side]}" for side in off)
            all_sides = "、".join(f"{side}{should[side]}" for side in "上下左右")
            message = f"{_section(document, number)}页边距{found}，应为{meant}"
            yield emit(document.whole, message, f"页面设置里把页边距改为{all_sides}")
            return


def _section(document: FormattedDocument, number: int) -> str:
    """The section in a message, where there are several."""
    return f"第{number}节的" if len(document.docx.pages) > 1 else ""


@rule("D103", "fixed-line-spacing", Severity.WARNING)
def fixed_line_spacing(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """正文的行距用固定值，或者让各行对齐到每页22行的网格；单倍、1.5倍行距随字体变，一页排不成22行。

    合规    正文 行距28.95磅：全年排查矛盾纠纷58件。
    合规    页面 网格28.95磅⏎正文 行距1倍：全年排查矛盾纠纷58件。
    不合规  正文 行距1.5倍：全年排查矛盾纠纷58件。
    出处    GB/T 9704-2012 5.2.3
    """
    loose = [formatted for formatted in document.text if document.pitch(formatted) is None]
    for spaced, found in grouped(loose, lambda formatted: formatted.format.spaced)[:1]:
        kind = "单倍行距" if spaced == 1 else f"{spaced:.3g}倍行距"
        message = f"正文有{len(loose)}段是{kind}，应为固定值"
        yield emit(found[0].place, message, f"行距改为固定值{document.page_format.line_pitch / 20:g}磅")


@rule("D104", "lines-of-a-page", Severity.NOTICE)
def lines_of_a_page(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """一般每页排22行，特定情况可以作适当调整。

    合规    正文 行距28磅：全年排查矛盾纠纷58件。
    合规    正文 行距31磅：全年排查矛盾纠纷58件。
    不合规  正文 行距36磅：全年排查矛盾纠纷58件。
    出处    GB/T 9704-2012 5.2.3
    """
    page_format = document.page_format
    pitch = most(pitch for formatted in document.text if (pitch := document.pitch(formatted)))
    lines = page_format.type_area[1] // pitch if pitch else page_format.lines_per_page
    if pitch and abs(lines - page_format.lines_per_page) > _OTHER_LINES:
        first = next(formatted for formatted in document.text if document.pitch(formatted) == pitch)
        message = f"行距{pitch / 20:g}磅，一页排{lines}行，一般排{page_format.lines_per_page}行"
        yield emit(first.place, message, f"没有特殊情况的，行距改为固定值{page_format.line_pitch / 20:g}磅")


@rule("D105", "title-type", Severity.WARNING)
def title_type(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """标题用2号小标宋体。

    合规    标题 方正小标宋_GBK 2号：甲镇2025年法治政府建设年度报告
    合规    标题 华文中宋 2号：甲镇2025年法治政府建设年度报告
    不合规  标题 宋体 2号：甲镇2025年法治政府建设年度报告
    出处    GB/T 9704-2012 7.3.1
    """
    for formatted in document.of(LineKind.TITLE):
        off = _deviation(formatted, document.page_format.sizes["标题"], document.page_format.fonts["标题"])
        if off.actual:
            yield emit(
                formatted.place, f"标题是{off.actual}，应为{off.expected(document, '标题', '标题')}", "改字体、字号"
            )
            return


@rule("D106", "title-centred", Severity.WARNING)
def title_centred(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """标题居中排，用居中对齐，不用空格去凑。

    合规    标题 居中：甲镇2025年法治政府建设年度报告
    不合规  标题 居左：甲镇2025年法治政府建设年度报告
    不合规  标题 居左：　　　甲镇2025年法治政府建设年度报告
    出处    GB/T 9704-2012 7.3.1
    """
    for formatted in document.of(LineKind.TITLE):
        if formatted.format.alignment != "center" and not formatted.paragraph.in_box:
            yield emit(formatted.place, "标题没有居中对齐", "选中标题，点“居中”；前面有空格的删去")
            return


@rule("D107", "title-without-stop", Severity.WARNING)
def title_without_stop(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """标题末尾不加标点，只有书名号、引号、括号可以在最后。

    合规    标题：甲镇2025年法治政府建设年度报告
    合规    标题：甲镇2025年法治政府建设情况的报告（征求意见稿）
    不合规  标题：甲镇2025年法治政府建设年度报告。
    出处    GB/T 9704-2012 7.3.1；GB/T 15834-2011
    """
    titles = document.of(LineKind.TITLE)
    if titles and titles[-1].line.text.rstrip().endswith(tuple("。，、；：！,.;:!")):
        text = titles[-1].line.text.rstrip()
        place = titles[-1].line.place(len(text) - 1, len(text))
        yield emit(place, f"标题末尾有标点“{text[-1]}”", "删去标题末尾的标点")


@rule("D108", "body-type", Severity.WARNING)
def body_type(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """正文用3号仿宋体；哪一家的仿宋都可以。

    合规    正文 FangSong_GB2312 3号：全年排查矛盾纠纷58件。
    合规    正文 方正仿宋_GBK 15.75磅：全年排查矛盾纠纷58件。
    不合规  正文 宋体 5号：全年排查矛盾纠纷58件。
    不合规  正文 仿宋 4号：全年排查矛盾纠纷58件。
    出处    GB/T 9704-2012 5.2.2、7.3.3
    """
    page_format = document.page_format

    def off(formatted: FormattedLine) -> _Deviation:
        level = formatted.line.level  # of a run-in heading in a typeface of its own
        others = [page_format.fonts[_LEVELS[level - 1]]] if level else []
        return _deviation(formatted, page_format.sizes["正文"], page_format.fonts["正文"], *others)

    wrong = [formatted for formatted in document.text if off(formatted).actual]
    for deviation, found in grouped(wrong, off)[:_MOST_KINDS]:
        message = f"正文有{len(found)}段是{deviation.actual}，应为{deviation.expected(document, '正文', '正文')}"
        yield emit(found[0].place, message, "选中这些段落，改字体、字号")


@rule("D109", "first-line-indent", Severity.WARNING)
def first_line_indent(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """每个自然段左空二字，回行顶格。

    合规    正文 首行2字：全年排查矛盾纠纷58件。
    合规    主送 首行0字：甲县人民政府：
    不合规  正文 首行0字：全年排查矛盾纠纷58件。
    出处    GB/T 9704-2012 7.3.3
    """
    wanted = document.page_format.first_line_zi
    wrong = [
        formatted
        for formatted in document.body
        if not formatted.paragraph.continued
        and abs(formatted.begins - wanted) > _CLOSE
        and formatted.begins < _FARTHEST
    ]
    for begins, found in grouped(wrong, lambda formatted: round(formatted.begins, 1))[:1]:
        indent = "首行没有缩进" if abs(begins) < _CLOSE else f"首行缩进{begins:g}字"
        others = f"，另有{len(wrong) - len(found)}段也不对" if len(wrong) > len(found) else ""
        message = f"正文有{len(found)}段{indent}，应为{wanted}字{others}"
        yield emit(found[0].place, message, f"段落格式里把首行缩进设为{wanted}字符，左缩进设为0")


@rule("D110", "indent-not-typed", Severity.NOTICE)
def indent_not_typed(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """首行缩进用段落格式来设；打空格凑出来的，换字号、改文字时就不齐了。

    合规    正文 首行2字：全年排查矛盾纠纷58件。
    合规    标题 居左：　　甲镇2025年法治政府建设年度报告
    不合规  正文 首行0字：　　全年排查矛盾纠纷58件。
    出处    GB/T 9704-2012 7.3.3
    """
    typed = [formatted for formatted in document.body if formatted.typed_indent]
    if typed:
        message = f"正文有{len(typed)}段的首行用空格缩进"
        hint = f"删去段首的空格，段落格式里把首行缩进设为{document.page_format.first_line_zi}字符"
        yield emit(typed[0].place, message, hint)


@rule("D111", "heading-type", Severity.WARNING)
def heading_type(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """小标题都是3号字：一级“一、”用黑体，二级“（一）”用楷体，三级“1.”和四级“（1）”用仿宋。

    合规    一级 黑体：一、主要举措和成效⏎二级 楷体：（一）加强学习
    合规    三级 仿宋：1.强化执法队伍建设
    不合规  一级 仿宋：一、主要举措和成效
    不合规  二级 黑体：（一）加强学习
    出处    GB/T 9704-2012 7.3.3
    """
    page_format = document.page_format

    def off(formatted: FormattedLine) -> tuple[int, _Deviation]:
        return formatted.level, _deviation(
            formatted, page_format.sizes["正文"], page_format.fonts[_LEVELS[formatted.level - 1]]
        )

    wrong = [formatted for formatted in document.headings if off(formatted)[1].actual]
    for (level, deviation), found in grouped(wrong, off)[:_MOST_KINDS]:
        meant = deviation.expected(document, _LEVELS[level - 1], "正文")
        message = f"{chinese(level)}级标题有{len(found)}处是{deviation.actual}，应为{meant}"
        yield emit(found[0].place, message, "改字体、字号")


@rule("D112", "heading-not-bold", Severity.NOTICE)
def heading_not_bold(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """小标题以黑体、楷体区别层次，标准没有要求加粗。

    合规    一级 黑体：一、主要举措和成效
    合规    正文 加粗：一是加强学习。
    不合规  二级 楷体 加粗：（一）加强学习
    出处    GB/T 9704-2012 7.3.3
    """
    bold = [formatted for formatted in document.headings if formatted.format.bold]
    if bold:
        message = f"小标题有{len(bold)}处加粗，标准没有要求加粗"
        yield emit(bold[0].place, message, "县里没有另外要求的，去掉加粗")


@rule("D113", "figures-type", Severity.NOTICE)
def figures_type(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """数字和字母用仿宋体，或者用 Times New Roman，全文用一种。标准没有规定，这是各地通行的做法。

    合规    正文 数字仿宋：全年排查矛盾纠纷58件。
    合规    正文 数字TimesNewRoman：全年排查矛盾纠纷58件。
    不合规  正文 数字Calibri：全年排查矛盾纠纷58件。
    出处    GB/T 9704-2012 5.2.2；各地通行的做法
    """
    wrong = [
        formatted
        for formatted in document.text
        if formatted.format.latin_font
        and formatted.format.latin_font.replace(" ", "") != _WESTERN.replace(" ", "")
        and not is_of(formatted.format.latin_font, document.page_format.fonts["正文"])
    ]
    for font, found in grouped(wrong, lambda formatted: formatted.format.latin_font)[:1]:
        message = f"正文有{len(found)}段的数字和字母是 {font}"
        yield emit(found[0].place, message, f"改为仿宋或 {_WESTERN}，全文一致")


class _Deviation(NamedTuple):
    """A wrong typeface and a wrong size, as named in messages; empty where it is right."""

    font: str
    size: str

    @property
    def actual(self) -> str:
        gap = " " if self.font[-1:].isascii() and self.font and self.size else ""
        return f"{self.font}{gap}{self.size}"

    def expected(self, document: FormattedDocument, font: str, size: str) -> str:
        """What it should be, named as in the page format."""
        usual = family(document.page_format.fonts[font]) if self.font else ""
        return usual + (size_name(document.page_format.sizes[size]) if self.size else "")


def _deviation(formatted: FormattedLine, size: float, *fonts: str) -> _Deviation:
    line_format = formatted.format
    right = line_format.size is None or same_size(line_format.size, size)
    return _Deviation(
        "" if is_of(line_format.font, *fonts) else line_format.font, "" if right else size_name(line_format.size or 0)
    )
