"""Leftovers of editing in a .docx: gaps, tracked changes, comments, colours, blank lines."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.checks.format.formatted import FormattedDocument
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.readers.docx.model import Leftover, LeftoverKind
from drafter.system.patterns import pattern

_GAP = pattern(r"【(?:待填|待核实|待签|待定)[^】\n]{0,60}】")
_BROKEN_FIELD = pattern(r"错误[!！]\s?(?:未找到|未定义|未指定|不能|链接)|Error! (?:Reference|Bookmark|No text)")


@rule("D123", "left-to-fill")
def left_to_fill(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """送出去的公文里不能有没填的空：【待填】、【待核实】这样的标记，没有填写的内容控件。

    合规    正文：全年排查矛盾纠纷58件。
    合规    正文：【案例】示例村调解一起邻里纠纷。
    不合规  正文：全年排查矛盾纠纷【待填：纠纷.排查】。
    不合规  正文 占位：单击或点击此处输入文字。
    出处    GB/T 9704-2012 7.3.3；编排公文的常理
    """
    for line in document.text_document.lines:
        for match in _GAP.finditer(line.text):
            yield emit(line.place(*match.span()), f"还没有填：{match[0]}", "填上内容，或删去这一句")
    for leftover in _left(document, LeftoverKind.PLACEHOLDER):
        yield emit(_place(document, leftover), "内容控件还没有填，印出来是提示文字", "填上内容，或删去这个控件")


@rule("D124", "no-colours", Severity.WARNING)
def no_colours(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """公文的文字是黑色的，红头除外；改稿时标的颜色、底色要去掉。

    合规    正文：全年排查矛盾纠纷58件。
    合规    版头 红字：甲镇人民政府文件⏎标题：甲镇2025年法治政府建设年度报告
    不合规  正文 红字：全年排查矛盾纠纷58件。
    不合规  正文 黄底：全年排查矛盾纠纷58件。
    出处    GB/T 9704-2012 5.2.4
    """
    kinds: dict[str, list[Leftover]] = {}
    for leftover in document.docx.leftovers:
        formatted = document.at(leftover.number)
        if (
            leftover.kind not in (LeftoverKind.COLOURED, LeftoverKind.MARKED)
            or formatted is None
            or formatted.kind is LineKind.HEADER
        ):
            continue
        words = formatted.paragraph.text[leftover.column - 1 : leftover.column - 1 + leftover.length]
        if not _GAP.fullmatch(words.strip()):  # reported as a gap
            fault = "有底色" if leftover.kind is LeftoverKind.MARKED else f"是{_colour(leftover.colour)}的"
            kinds.setdefault(fault, []).append(leftover)
    for fault, found in kinds.items():
        hint = "选中全文，把文字颜色改为“自动”" if fault.startswith("是") else "选中全文，去掉突出显示和底纹"
        yield emit(_place(document, found[0]), f"有{len(found)}处文字{fault}", hint)


def _colour(code: str) -> str:
    """The name of a colour RRGGBB."""
    red, green, blue = (int(code[at : at + 2], 16) for at in (0, 2, 4))
    if max(red, green, blue) - min(red, green, blue) < 0x18:
        return "白色" if red > 0xF0 else "灰色"
    if red > 0x80 and max(green, blue) < 0x60:
        return "红色"
    if blue > 0x80 and red < 0x60:
        return "蓝色"
    return "绿色" if green > 0x60 and red < 0x60 else "彩色"


@rule("D125", "no-tracked-changes")
def no_tracked_changes(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """定稿里不留修订：留着的修订，别人打开就看得见改了什么、是谁改的。

    合规    正文：全年排查矛盾纠纷58件。
    不合规  正文 修订1：全年排查矛盾纠纷58件。
    不合规  正文：全年排查矛盾纠纷58件。⏎正文 修订3：化解58件。
    出处    《党政机关公文处理工作条例》：公文以定稿印发
    """
    left = list(_left(document, LeftoverKind.CHANGE))
    if left:
        message = f"文件里有{len(left)}处修订没有接受或拒绝"
        yield emit(_place(document, left[0]), message, "审阅里逐处接受或拒绝修订，再关闭修订")


@rule("D126", "no-comments")
def no_comments(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """定稿里不留批注。

    合规    正文：全年排查矛盾纠纷58件。
    不合规  正文 批注1：全年排查矛盾纠纷58件。
    不合规  标题 批注2：甲镇2025年法治政府建设年度报告
    出处    《党政机关公文处理工作条例》：公文以定稿印发
    """
    left = list(_left(document, LeftoverKind.COMMENT))
    if left:
        yield emit(_place(document, left[0]), f"文件里有{len(left)}条批注", "按批注改好以后，删去全部批注")


@rule("D127", "fields-are-up-to-date", Severity.WARNING)
def fields_are_up_to_date(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """目录、编号、交叉引用这些域要更新好，不能印出“错误！未找到引用源”。

    合规    正文：纠正执法中的错误！
    合规    正文：全年排查矛盾纠纷58件。
    不合规  正文：见错误!未找到引用源。
    不合规  正文 旧域：见附件1。
    出处    GB/T 9704-2012 7.3.3；编排公文的常理
    """
    hint = "全选后按 F9 更新域；引用的内容已经删去的，改成文字"
    for line in document.text_document.lines:
        match = _BROKEN_FIELD.search(line.text)
        if match:
            yield emit(line.place(*match.span()), f"引用的内容找不到了：“{match[0]}”", hint)
            return
    for leftover in _left(document, LeftoverKind.STALE_FIELD):
        yield emit(_place(document, leftover), "有的域还没有更新", hint)
        return


@rule("D128", "no-empty-paragraphs", Severity.NOTICE)
def no_empty_paragraphs(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """正文的段落之间不空行。

    合规    正文：全年排查矛盾纠纷58件。⏎正文：化解58件。
    合规    正文：特此报告。⏎署名 上空2行：甲镇人民政府⏎日期：2026年1月20日
    不合规  正文：全年排查矛盾纠纷58件。⏎正文 上空1行：化解58件。
    出处    GB/T 9704-2012 5.2.3、7.3.3
    """
    inner = [
        here
        for above, here in zip(document.body, document.body[1:], strict=False)
        if here.paragraph.blanks_above
        and not here.paragraph.breaks_page
        and here.paragraph.number == above.paragraph.number + 1
    ]
    if inner:
        blanks = sum(formatted.paragraph.blanks_above for formatted in inner)
        yield emit(inner[0].place, f"正文的段落之间有{blanks}个空行", "删去空行；要拉开距离的，用段落格式")


@rule("D129", "no-soft-breaks", Severity.NOTICE)
def no_soft_breaks(document: FormattedDocument, emit: Emit) -> Iterator[Finding]:
    """正文分段用回车；手动换行（↓）看着像分了段，其实是同一段，缩进和编号都不对。

    合规    正文：全年排查矛盾纠纷58件。⏎正文：化解58件。
    合规    署名：甲镇人民政府⏎日期 换行：2026年1月20日
    不合规  正文：全年排查矛盾纠纷58件。⏎正文 换行：化解58件。
    出处    GB/T 9704-2012 7.3.3
    """
    broken = [formatted for formatted in document.body if formatted.paragraph.continued]
    if broken:
        message = f"正文有{len(broken)}处手动换行（↓）"
        yield emit(broken[0].place, message, "把手动换行换成回车：查找“^l”，替换为“^p”")


def _left(document: FormattedDocument, trace: LeftoverKind) -> Iterator[Leftover]:
    return (leftover for leftover in document.docx.leftovers if leftover.kind is trace)


def _place(document: FormattedDocument, leftover: Leftover) -> Place:
    """The place of its words, else of its line, else of the document."""
    formatted = document.at(leftover.number)
    if formatted is None:
        return document.whole
    if not leftover.length:
        return formatted.place
    return formatted.line.place(leftover.column - 1, leftover.column - 1 + leftover.length)
