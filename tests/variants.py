"""Facts files for every element that a page can bear, alone and together; the tests render and measure them."""

from __future__ import annotations

from functools import cache

from conftest import EXAMPLES, report_of

from drafter.pipeline import draft_report
from drafter.report.tree import Report
from drafter.writers.docx import write_docx

_SENTENCE = "按照县里统一部署，全镇法治政府建设各项工作稳步推进。"

# What stands above and below the text, a block of YAML each.
_RED_HEAD = {"发文机关标志": "[示例县示例镇人民政府]", "文件二字": "是", "签发人": "某某某"}
_IMPRINT = {"抄送机关": "[示例县司法局]", "印发机关": "示例镇党政办公室", "印发日期": "2026-01-21"}
_ISSUER = "示例县示例镇人民政府"
_TWO = "中共示例县示例镇委员会, 示例县示例镇人民政府"
_FAR_AND_WIDE = (
    "示例县司法局, 示例县委全面依法治县委员会办公室, 示例县人民代表大会常务委员会办公室, 示例县人民政府办公室"
)
_EVERYBODY = ", ".join(f"示例县第{'一二三四五六七八九'[number % 9]}直属行政机关" for number in range(45))


def facts_text(
    sentences: int = 12,
    issuers: str = _ISSUER,
    header: dict[str, str] | None = None,
    imprint: dict[str, str] | None = None,
    **report: str,
) -> str:
    """A facts file with so many sentences in its body; every part has something, so that nothing is a gap."""
    rows = {"年度": "2025", "成文日期": "2026-01-20", "主送机关": "[中共示例县委]", **report}
    lines = ["报告:", *(f"  {name}: {value}" for name, value in rows.items())]
    for name, group in (("版头", header), ("版记", imprint)):
        if group:
            lines += [f"  {name}:", *(f"    {key}: {value}" for key, value in group.items())]
    lines += ["单位:", "  简称: 示例镇", "  类别: 镇", f"  署名: [{issuers}]"]
    lines += [f"补充: [{{部分: 举措成效, 内容: {_SENTENCE * sentences}}}]"]
    lines += [
        "问题: [{表现: 普法形式较为单一, 原因: 专业力量不足, 对应计划: 1}]",
        "第一责任人: {人员: [{职务: 镇党委书记}]}",
    ]
    lines += ["计划: [{号: 1, 事项: 丰富普法形式, 措施: 组织以案释法}]", "其他: 无"]
    return "\n".join(lines) + "\n"


_NUMBER = "示政发〔2026〕3号"
VARIANTS = {
    "红头": facts_text(header=_RED_HEAD, imprint=_IMPRINT, 发文字号=_NUMBER),
    "红头不带文件": facts_text(header={**_RED_HEAD, "文件二字": "否"}, 发文字号=_NUMBER),
    "紧急": facts_text(header={**_RED_HEAD, "紧急程度": "加急"}, 发文字号=_NUMBER),
    "联合红头": facts_text(
        issuers=_TWO,
        header={**_RED_HEAD, "发文机关标志": f"[{_TWO}]", "签发人": "[某某某, 某某]"},
        imprint={**_IMPRINT, "抄送机关": f"[{_FAR_AND_WIDE}]"},
        发文字号=_NUMBER,
    ),
    "四个签发人": facts_text(header={**_RED_HEAD, "签发人": "[某某某, 某某, 某某, 某某某]"}, 发文字号=_NUMBER),
    "都待签": facts_text(
        header={**_RED_HEAD, "签发人": "待签"},
        imprint={**_IMPRINT, "印发日期": "待签"},
        发文字号="待签",
        成文日期="待签",
    ),
    "只有字号": facts_text(发文字号=_NUMBER),
    "只有版记": facts_text(imprint=_IMPRINT),
    "主送移入版记": facts_text(主送机关=f"[{_EVERYBODY}]"),
    "不盖章": facts_text(盖章="否"),
    "不盖章长日期": facts_text(issuers="示例镇政府", 盖章="否", 成文日期="2026-12-20"),
    "不盖章联合": facts_text(issuers=_TWO, 盖章="否"),
    "盖章": facts_text(),
    "盖章长名": facts_text(issuers="示例自治州示例自治县示例民族乡人民政府"),
    "盖章联合": facts_text(issuers=_TWO),
    "盖章三家": facts_text(issuers=f"{_TWO}, 示例镇人大主席团"),
    "盖章五家": facts_text(issuers=f"{_TWO}, 甲镇人民政府, 乙镇人民政府, 丙镇人民政府"),
    "附注": facts_text(附注="联系人：某某，电话：00000000"),
    "一个附件": facts_text(附件="[2025年行政执法数据表]"),
    "附件": facts_text(
        附件="[{名称: 示例镇2025年行政执法数据表, 正文: 本表由镇综合行政执法队填报。, 表格: [项目｜数量, 检查｜58次]},"
        " {名称: 示例镇2025年普法依法治理工作典型案例汇编和有关情况的说明, 正文: [第一段。, 第二段。]}]",
        imprint=_IMPRINT,
    ),
    "长标题": facts_text(题头="署名", issuers=_TWO, 题名="关于法治政府建设工作情况的报告"),
    "机关标题": facts_text(
        题头="署名", issuers="示例镇人民政府", 附件="[{名称: 示例镇人民政府2025年法治政府建设数据汇总, 正文: 见表。}]"
    ),
    "长简称标题": facts_text(题名="关于法治政府建设工作情况的报告").replace(
        "简称: 示例镇", "简称: 示例维吾尔自治区示例哈萨克自治州示例查尔锡伯自治县示例泉回族乡"
    ),
    "分行标题": facts_text(标题分行="[示例镇2025年法治政府, 建设年度报告]"),
}


def variant(name: str) -> Report:
    """The report of a variant."""
    return report_of(VARIANTS[name])


@cache
def every_report() -> dict[str, Report]:
    """The examples and the variants."""
    examples = {example.parent.name: draft_report(example).report for example in EXAMPLES}
    return examples | {name: variant(name) for name in VARIANTS}


@cache
def every_document() -> dict[str, bytes]:
    """The same as .docx."""
    return {name: write_docx(report) for name, report in every_report().items()}


DOCUMENTS = [*(example.parent.name for example in EXAMPLES), *VARIANTS]  # their names
