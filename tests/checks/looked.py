"""Examples of rules for the looks of a document: a line of words for each line of the document.

`正文 宋体 5号 首行0字：全年排查矛盾纠纷58件。` is a line of text in 宋体 of 5号 without indent; `⏎` begins another one.
What stands before the colon names a kind of line, which looks as the standard has it, and what differs from that:

    页面 宽216 高279 上37 下35 左28 右26 网格28.95磅      mm; the pitch of the grid
    页脚、单页页脚、双页页脚                               with 另放: at a place of its own
    版头 标题 主送 正文 一级 二级 三级 四级 附件说明 署名 日期 附件 抄送 印发
    3号、15.75磅    type size          首行2字、左空1字、右空4字    indents
    居左 居中 居右  alignment          行距28磅、行距1.5倍          lines
    加粗 分页 换行  bold; a new page, a soft line break before it
    红字 黄底       colours            上空2行                      empty paragraphs above
    有线            between rules      修订2、批注1、旧域、占位     what work left
    数字Calibri     typeface of digits, and any other word: typeface of 汉字
"""

from __future__ import annotations

import re
from dataclasses import replace

from drafter.checks.looks.appearance import Appearance
from drafter.checks.rule import NEW_LINE
from drafter.measure import mm, pt, type_size
from drafter.profile import national
from drafter.prose.outlined import of_outline
from drafter.reading.outline import Looks, Margin, Outline, OutlineParagraph, Page, Remain, Trace

BODY = Looks(
    alignment="both", first_indent=2, line=579, exact=True, font="仿宋_GB2312", latin_font="仿宋_GB2312", size=16
)
KINDS = {
    "版头": BODY._replace(alignment="center", first_indent=0, font="方正小标宋简体", size=48, line=960),
    "标题": BODY._replace(alignment="center", first_indent=0, font="方正小标宋简体", size=22),
    "表格": BODY._replace(alignment="center", first_indent=0),
    "主送": BODY._replace(alignment="left", first_indent=0),
    "正文": BODY,
    "一级": BODY._replace(font="黑体", outline=1),
    "二级": BODY._replace(font="楷体_GB2312", outline=2),
    "三级": BODY._replace(outline=3),
    "四级": BODY._replace(outline=4),
    "附件说明": BODY._replace(alignment="left"),
    "署名": BODY._replace(alignment="right", first_indent=0, right_indent=4),
    "日期": BODY._replace(alignment="right", first_indent=0, right_indent=4),
    "附件": BODY._replace(alignment="left", first_indent=0, font="黑体"),
    "抄送": BODY._replace(first_indent=0, left_indent=1, size=14, line=400),
    "印发": BODY._replace(first_indent=0, left_indent=1, size=14, line=400),
    "页脚": Looks(alignment="center", font="宋体", latin_font="宋体", size=14),
}
FOOTERS = {"页脚": "default", "单页页脚": "default", "双页页脚": "even"}
ALIGNMENTS = {"居左": "left", "居中": "center", "居右": "right"}
TRACES = {"修订": Trace.CHANGE, "批注": Trace.COMMENT, "旧域": Trace.STALE_FIELD, "占位": Trace.PLACEHOLDER}
COLOURS = {"红字": (Trace.COLOURED, "FF0000"), "黄底": (Trace.MARKED, "")}


def appearance(example: str) -> Appearance:
    """The document of an example."""
    profile = national()
    page = Page(
        profile.paper,
        (profile.top_margin, profile.right_margin, profile.bottom_margin, profile.binding_margin),
    )
    outline = Outline((), (page,))
    for line in example.split(NEW_LINE):
        head, _, text = line.partition("：")
        kind, *words = head.split()
        if kind == "页面":
            outline = replace(outline, pages=(_page(outline.pages[0], words),))
        elif kind in FOOTERS:
            looks, others = _looks(KINDS["页脚"], words)
            margin = Margin(text, bool(re.search(r"\d", text)), looks, "另放" in others)
            footers = (*outline.pages[0].footers, (FOOTERS[kind], margin))
            outline = replace(outline, pages=(outline.pages[0]._replace(footers=footers),), even_and_odd=kind != "页脚")
        else:
            outline = _with_line(outline, text, *_looks(KINDS[kind], words))
    return Appearance(outline, of_outline(outline, "报告.docx"))


def _page(page: Page, words: list[str]) -> Page:
    lengths = {word[0]: mm(float(word[1:])) for word in words if not word.startswith("网格")}
    grid = next((round(float(word[2:-1]) * 20) for word in words if word.startswith("网格")), 0)
    names = ("上", "右", "下", "左")
    margins = [lengths.get(name, usual) for name, usual in zip(names, page.margins, strict=True)]
    size = (lengths.get("宽", page.size[0]), lengths.get("高", page.size[1]))
    return page._replace(size=size, margins=tuple(margins), grid=("lines" if grid else "", grid, 0))


def _looks(looks: Looks, words: list[str]) -> tuple[Looks, set[str]]:
    """The looks that the words tell of, and the words that tell of something else."""
    others = set()
    for word in words:
        match = re.fullmatch(r"(首行|左空|右空|行距|上空)([\d.]+)(字|磅|倍|行)", word)
        if word in ALIGNMENTS:
            looks = looks._replace(alignment=ALIGNMENTS[word])
        elif re.fullmatch(r"(?:小|初)?\d?号|[\d.]+磅", word):
            looks = looks._replace(size=type_size(word.removesuffix("磅")))
        elif match and match[1] == "行距":
            fixed = match[3] == "磅"
            line, spaced = (pt(float(match[2])), 1.0) if fixed else (None, float(match[2]))
            looks = looks._replace(line=line, spaced=spaced, exact=fixed)
        elif match and match[1] != "上空":
            name = {"首行": "first_indent", "左空": "left_indent", "右空": "right_indent"}[match[1]]
            looks = looks._replace(**{name: float(match[2])})
        elif word == "加粗":
            looks = looks._replace(bold=True)
        elif word.startswith("数字"):
            looks = looks._replace(latin_font=word[2:])
        elif match or word in {"分页", "换行", "有线", "另放", *COLOURS} or re.sub(r"\d", "", word) in TRACES:
            others.add(word)
        else:
            looks = looks._replace(font=word)
    return looks, others


def _with_line(outline: Outline, text: str, looks: Looks, others: set[str]) -> Outline:
    number = len(outline.paragraphs) + 1
    blanks = next((int(re.sub(r"\D", "", word)) for word in others if word.startswith("上空")), 0)
    shown = OutlineParagraph(
        number,
        text,
        looks,
        ruled="有线" in others,
        blanks_above=blanks,
        breaks_page="分页" in others,
        continued="换行" in others,
    )
    remains = [
        Remain(trace, number, 1, len(text), colour) for word, (trace, colour) in COLOURS.items() if word in others
    ]
    for word in others:
        if trace := TRACES.get(re.sub(r"\d", "", word)):
            remains += [Remain(trace, number)] * int(re.sub(r"\D", "", word) or 1)
    return replace(outline, paragraphs=(*outline.paragraphs, shown), remains=(*outline.remains, *remains))
