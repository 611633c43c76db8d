"""Page numbers, signature, attachments and 版记 of a .docx: presence, form and position (7.3.4 to 7.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.checks.format.formatted import FormattedDocument, FormattedLine, is_of, same_size
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import ORDINAL
from drafter.readers.docx.model import HeaderFooter
from drafter.system.patterns import pattern
from drafter.typesetting.title_breaking import width_on_paper

_ONE_PAGE = 600  # characters; so many fit on one page, which needs no number
_CLOSE = 0.75  # 字
_UNDER = 1.35  # 字; some programs put a gap between 汉字 and digits
_FROM_RIGHT = (1.5, 8.5)  # 字; 2 without a seal, 4 with one, more where the name above is far longer


@rule("D114", "page-number", Severity.WARNING)
def page_number(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """公文要有页码，排在版心下边缘之下。

    合规    页脚：— 1 —
    合规    双页页脚：— 2 —
    不合规  页脚：
    出处    GB/T 9704-2012 7.5
    """
    pages = document.docx.pages
    if any(margin.numbered for page in pages for _, margin in (*page.footers, *page.headers)):
        return
    if len(document.text_document.text) > _ONE_PAGE or any(page.footers for page in pages):
        yield emit(document.whole, "没有页码", "插入页码：4号半角宋体数字，左右各一条一字线，如“— 1 —”")


def _footers(document: FormattedDocument) -> Iterator[tuple[str, HeaderFooter]]:
    """The footers with a page number, by kind."""
    for page in document.docx.pages:
        yield from ((kind, margin) for kind, margin in page.footers if margin.numbered)


@rule("D115", "page-number-form", Severity.NOTICE)
def page_number_form(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """页码用4号半角宋体阿拉伯数字，数字左右各放一条一字线：— 1 —。

    合规    页脚 宋体 4号：— 1 —
    合规    页脚 宋体 4号：—1—
    不合规  页脚 宋体 4号：1
    不合规  页脚 宋体 4号：第1页 共9页
    不合规  页脚 黑体 5号：— 1 —
    出处    GB/T 9704-2012 7.5
    """
    dash = document.page_format.page_number_dash
    size = document.page_format.sizes["页码"]
    for _, margin in _footers(document):
        text = margin.text.strip()
        if not re.fullmatch(rf"{re.escape(dash)}\s*[0-9]*\s*{re.escape(dash)}", text):
            yield emit(document.whole, f"页码写成“{text}”", f"改为：{dash} 1 {dash}，数字左右各一条一字线")
            return
        fonts = [font for font in (margin.format.font, margin.format.latin_font) if font]
        if not same_size(margin.format.size, size) or (
            fonts and not any(is_of(font, document.page_format.fonts["页码"]) for font in fonts)
        ):
            yield emit(document.whole, "页码不是4号宋体", "选中页码，改为4号宋体")
            return


@rule("D116", "page-number-sides", Severity.NOTICE)
def page_number_sides(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """单页码居右空一字，双页码居左空一字：双面印刷后，页码都在外侧。

    合规    单页页脚 居右：— 1 —⏎双页页脚 居左：— 2 —
    合规    页脚 另放：— 1 —
    不合规  页脚 居中：— 1 —
    不合规  单页页脚 居左：— 1 —⏎双页页脚 居右：— 2 —
    出处    GB/T 9704-2012 7.5
    """
    footers = dict(_footers(document))
    if not footers or any(margin.placed for margin in footers.values()):
        return
    if not document.docx.even_and_odd or "even" not in footers:
        yield emit(document.whole, "页码没有分单双页", "页面设置里选“奇偶页不同”，单页页码居右空一字，双页居左空一字")
    elif (footers["even"].format.alignment, footers.get("default", footers["even"]).format.alignment) == (
        "right",
        "left",
    ):
        yield emit(document.whole, "单双页的页码放反了", "单页页码居右空一字，双页居左空一字")


@rule("D117", "date-in-figures", Severity.WARNING)
def date_in_figures(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """成文日期用阿拉伯数字，年份写全，如2026年1月20日。

    合规    署名：甲镇人民政府⏎日期：2026年1月20日
    合规    署名：甲镇人民政府⏎日期：　　　　年　月　日
    不合规  署名：甲镇人民政府⏎日期：二〇二六年一月二十日
    出处    GB/T 9704-2012 7.3.5.4
    """
    for formatted in document.of(LineKind.DATE):
        if re.match(r"\s*二", formatted.line.text):
            hint = "改为阿拉伯数字，年份写全，月、日不编虚位，如“2026年1月20日”"
            yield emit(formatted.place, f"成文日期“{formatted.line.text.strip()}”用了汉字", hint)


@rule("D118", "date-at-the-right", Severity.WARNING)
def date_at_the_right(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """成文日期在右边：加盖印章的一般右空四字；不加盖印章的，首字比署名首字右移二字，长于署名的右空二字。

    合规    署名 居右 右空5.5字：甲镇人民政府⏎日期 居右 右空4字：2026年1月20日
    合规    署名 居右 右空2字：示例县示例镇人民政府⏎日期 居右 右空2.5字：2026年1月20日
    不合规  署名 居右 右空0字：甲镇人民政府⏎日期 居右 右空0字：2026年1月20日
    不合规  署名 居左：甲镇人民政府⏎日期 居左：2026年1月20日
    出处    GB/T 9704-2012 7.3.5.1、7.3.5.2
    """
    for at, formatted in enumerate(document.lines):
        if formatted.kind is not LineKind.DATE or formatted.paragraph.in_table or formatted.paragraph.in_box:
            continue
        gap, above = _gap(document, formatted), document.lines[at - 1] if at else None
        if _FROM_RIGHT[0] <= gap <= _FROM_RIGHT[1] or (above and _is_below(document, formatted, above)):
            continue
        where = "顶到了右边" if gap < _CLOSE else f"离右边{gap:.1f}字".replace(".0字", "字")
        hint = f"右对齐；加盖印章的右缩进{document.page_format.date_right_zi}字符，不加盖印章的首字比署名首字右移二字"
        message = f"成文日期{where}，一般右空{document.page_format.date_right_zi}字"
        yield emit(formatted.place, message, hint)


def _is_below(document: FormattedDocument, date: FormattedLine, name: FormattedLine) -> bool:
    """The date begins 2 字 to the right of the beginning of the name."""
    starts = (
        document.page_format.zi_per_line - _gap(document, formatted) - width_on_paper(formatted.line.text.strip())
        for formatted in (date, name)
    )
    first, second = starts
    return name.kind is LineKind.ISSUER and abs(first - second - 2) < _UNDER


def _gap(document: FormattedDocument, formatted: FormattedLine) -> float:
    """The distance of its last word from the right, in 字."""
    line, text = document.page_format.zi_per_line, formatted.line.text
    width = width_on_paper(text.strip())
    trailing = 0.0 if text == text.rstrip() else width_on_paper(text[len(text.rstrip()) :])
    if formatted.format.alignment == "right":
        return formatted.format.right_indent + trailing
    if formatted.format.alignment == "center":
        free = (
            line
            - formatted.format.left_indent
            - formatted.format.right_indent
            - width
            - formatted.typed_indent
            - trailing
        )
        return formatted.format.right_indent + trailing + free / 2
    return line - formatted.begins - width


@rule("D119", "issuer-above-date", Severity.WARNING)
def issuer_above_date(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """成文日期上面要有发文机关署名，用全称或规范化简称。

    合规    正文：特此报告。⏎署名：甲镇人民政府⏎日期：2026年1月20日
    合规    署名：中共甲镇委员会⏎署名：甲镇人民政府⏎日期：2026年1月20日
    不合规  正文：特此报告。⏎日期：2026年1月20日
    出处    GB/T 9704-2012 7.3.5
    """
    at = document.dated
    if 0 < at < len(document.lines) and not document.of(LineKind.ISSUER):
        above = document.lines[at - 1]
        # other lines may be a name in an unknown form
        if above.kind is LineKind.ATTACHMENT or (
            above.kind is LineKind.TEXT and above.line.text.rstrip().endswith("。")
        ):
            yield emit(document.lines[at].place, "成文日期上面没有发文机关署名", "在成文日期上一行写发文机关的名称")


_LIST = pattern(rf"\s*附件\s*(?P<own>(?:[0-9]+|{ORDINAL})?)\s*(?P<colon>[：:])?\s*(?P<rest>.*)")
_ITEM = pattern(r"\s*(?P<number>[0-9]{1,2})\s*(?P<dot>[.．、])\s*(?P<rest>.*)")


@rule("D120", "attachment-list", Severity.WARNING)
def attachment_list(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """附件说明写“附件：”和名称；几个附件用“1.”“2.”编号，名称后面不加标点，名称不加书名号。

    合规    正文：特此报告。⏎附件说明：附件：甲镇行政执法情况统计表⏎署名：甲镇人民政府⏎日期：2026年1月20日
    合规    附件说明：附件：1.甲表⏎附件说明：2.乙表⏎署名：甲镇人民政府⏎日期：2026年1月20日
    不合规  附件说明：附件:1.甲表⏎附件说明：2.乙表⏎署名：甲镇人民政府⏎日期：2026年1月20日
    不合规  附件说明：附件：1、甲表⏎署名：甲镇人民政府⏎日期：2026年1月20日
    不合规  附件说明：附件：甲表。⏎署名：甲镇人民政府⏎日期：2026年1月20日
    不合规  附件说明：附件：《甲表》⏎署名：甲镇人民政府⏎日期：2026年1月20日
    出处    GB/T 9704-2012 7.3.4
    """
    if document.dated == len(document.lines):
        return
    for formatted in document.lines[: document.dated]:
        if formatted.kind is not LineKind.ATTACHMENT:
            continue
        fault = _fault_of_list(formatted.line.text.rstrip())
        if fault:
            yield emit(formatted.place, *fault)
            return


def _fault_of_list(text: str) -> tuple[str, str] | None:
    """The fault of a line of the 附件说明, and the advice."""
    head = _LIST.fullmatch(text)
    if head and head["own"]:
        return f"附件说明写成“附件{head['own']}”", "改为“附件：”，几个附件的写“附件：1.名称”，下一行“2.名称”"
    if head and head["colon"] != "：":
        return "“附件”后面不是全角冒号", "改为“附件：”"
    name = head["rest"] if head else text
    item = _ITEM.fullmatch(name)
    if item and item["dot"] != ".":
        return f"附件序号后面是“{item['dot']}”", f"改为“{item['number']}.”"
    name = item["rest"] if item else name
    if name.endswith(tuple("。，；、,;")):
        return f"附件名称后面有标点“{name[-1]}”", "删去附件名称后面的标点"
    if re.fullmatch("《[^《》]*》", name):
        return "附件名称加了书名号", "删去书名号"
    return None


_MARK = pattern(rf"\s*附\s?件\s*(?:[0-9]{{1,2}}|{ORDINAL})?\s*[：:]?\s*")


@rule("D121", "attachment-on-a-new-page", Severity.WARNING)
def attachment_on_new_page(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """附件另面编排：“附件”二字前面要分页。

    合规    日期：2026年1月20日⏎附件 分页：附件⏎正文：本表由甲镇填报。
    合规    日期：2026年1月20日⏎附件 分页：附件1⏎正文：甲。⏎附件 分页：附件2⏎正文：乙。
    不合规  日期：2026年1月20日⏎附件：附件1⏎正文：本表由甲镇填报。
    出处    GB/T 9704-2012 7.3.7
    """
    for formatted in document.lines[document.dated + 1 :]:
        if (
            formatted.kind is LineKind.ATTACHMENT
            and _MARK.fullmatch(formatted.line.text)
            and not formatted.paragraph.breaks_page
        ):
            yield emit(formatted.place, f"“{formatted.line.text.strip()}”没有另起一页", "把光标放在它前面，插入分页符")
            return


@rule("D122", "imprint-rules", Severity.NOTICE)
def imprint_rules(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """版记用分隔线隔开：首条和末条用粗线，中间的用细线，与版心等宽。

    合规    抄送 有线：抄送：甲县司法局。⏎印发 有线：甲镇党政办公室　2026年1月21日印发
    合规    正文：全年排查矛盾纠纷58件。
    不合规  抄送：抄送：甲县司法局。⏎印发：甲镇党政办公室　2026年1月21日印发
    出处    GB/T 9704-2012 7.4.1
    """
    imprint = document.of(LineKind.IMPRINT)
    if not imprint or any(formatted.paragraph.ruled for formatted in imprint):
        return
    first = imprint[0].paragraph.number
    if not any(number >= first - 1 for number in document.docx.drawings):  # the line may be a drawing
        yield emit(imprint[0].place, "版记没有分隔线", "在版记上下和中间加分隔线，首末两条粗、中间细，与版心等宽")
