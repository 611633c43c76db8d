"""Reports of improbable lines: they come back too, and normalize is idempotent."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from drafter.commands.import_report import built_text, import_segmented
from drafter.findings import DrafterError
from drafter.importer.segment import normalize, segment
from drafter.text.read import SourceLine

TITLE = "甲镇2025年法治政府建设年度报告"
SIGNS = re.findall(
    r"\S+|[ \t\u3000\u200b\u2028\x0b]",
    "{{ }} {% %} {# #} | \\ @ # ## #= ** * - > 【 】 “ ” \" ' 《 》 （ ） ( ) ： : "
    "； ， , 。 . 、 …… — ％ １ 〔 〕 _ ` ~ &lt; <b>\t\u3000\u200b\u2028\x0b",
)
WORDS = re.findall(
    r"\S+",
    "待填 待核实 待签 无 【待填】 附件 附件： 附件1 抄送： 主送： 印发 签发人： 文件 特急 甲镇人民政府 县委 "
    "2026年1月20日 2025年 2026年 全年 每月1次 58件 不少于4次 100% 30余名 十二次 一是 二是 一、 二、 （一） "
    "（二） 1. 2. （1） 第一部分 排查矛盾纠纷 开展培训 发放资料 加强学习 存在的不足和原因 "
    "下一年度的主要安排 主要举措和成效 "
    "其他需要报告的情况 第一责任人职责情况 甲政发〔2025〕4号 的报告 有关情况",
)
lines = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=8).map("".join)
texts = st.tuples(
    st.lists(lines, max_size=2),
    st.sampled_from([TITLE, "", "甲镇人民政府关于2025年法治政府建设情况的报告"]),
    st.lists(lines, max_size=14),
).map(lambda parts: "\n".join([*parts[0], parts[1], *parts[2]]))


@given(texts)
@example(f"{TITLE}\n一、主要举措和成效\n甲。\n###\n二、乙\n丙。")
@example(f"签发人：一是2026年1月20日\n{TITLE}\n甲。")
@example(f"一是附件1其他需要报告的情况\n{TITLE}")
@example(f"待签\n1.\n{TITLE}\n甲")
@settings(max_examples=60)
def test_any_lines_are_reproduced_or_refused(text):
    meant = normalize(text)
    assert normalize(meant) == meant
    try:
        new = import_segmented(segment([SourceLine(line) for line in text.split("\n")]), Path("去年.txt"))
    except DrafterError:
        return
    (layout,) = (name.removesuffix(".txt") for name in new.files if name.endswith(".txt"))
    assert built_text(new.composed.facts, new.composed.template, layout) == new.report.document.full_text == meant
