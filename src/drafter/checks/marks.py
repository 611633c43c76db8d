"""标点: which mark stands where, and how wide it is (GB/T 15834-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.checks.prose import Prose
from drafter.checks.rule import Report, rule
from drafter.findings import Finding

_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_HALF = re.compile(r"(?<=[\u4e00-\u9fff”》）〉])[,;:?!()]|[,;:?!()](?=[\u4e00-\u9fff“《（〈])")


@rule("R201", "full-width-marks")
def full_width_marks(prose: Prose, report: Report) -> Iterator[Finding]:
    """汉字中间的逗号、分号、冒号、问号、叹号和括号用全角；数字和外文里面的用半角。

    合规    2025年，全镇排查纠纷58件；化解58件。
    合规    热线电话（12345）24小时有人接听。
    合规    依托 OA(v2.0) 系统流转公文。
    不合规  2025年,全镇排查纠纷58件。
    不合规  镇党委、镇政府高度重视:一是加强学习。
    不合规  组织了“法律进乡村”活动;受到欢迎。
    出处    WR-A1；GB/T 15834-2011 5.1
    """
    for line, match in prose.find(_HALF):
        full = match[0].translate(_FULL)
        message = f"半角的“{match[0]}”应为全角的“{full}”"
        yield report(line.place(*match.span()), message, f"改为“{full}”", full)
