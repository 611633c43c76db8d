"""破折号、连接号、间隔号: lines and dots between words and figures (GB/T 15834-2011 4.10, 4.13, 4.14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from drafter.checks.text.marks import HAN, finding_at, within
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import DIGITS, ORDINAL
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument


@cache
def words() -> dict[str, Any]:
    """The word lists of `data/marks.yaml`."""
    rows: dict[str, Any] = data_table("marks.yaml")
    return rows


def any_of(listed: list[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, listed), key=len, reverse=True)) + ")"


_LINES = "-－─―–—"
_RUN = pattern(rf"(?<=[{HAN}”》）])(?<![{_LINES}])(?:[{_LINES}]{{2,4}}|[―─])(?![{_LINES}])(?=[{HAN}“《（]|$)")


def _is_mixed(match: re.Match[str]) -> bool:
    return len(match[0]) == 2 and "—" in match[0]


@rule("R206", "dash", needs=(*"-－─―–", "———"))
def dash(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """破折号是“——”，占两个字；几个环节相连用一个“—”。不用减号、短横线拼凑。

    合规    守住底线——依法行政。
    合规    健全“受理—办理—反馈—评价”闭环机制。
    不合规  守住底线--依法行政。
    不合规  健全“受理-—办理”机制。
    不合规  守住底线———依法行政。
    出处    WR-A5、WR-A6；GB/T 15834-2011 4.10、4.13
    """
    for line in document.prose:
        found = [match for match in _RUN.finditer(line.text) if match[0] != "——"]
        several = sum(map(_is_mixed, found)) > 1
        for match in found:
            if not _is_mixed(match):
                yield finding_at(emit, line, match.span(), f"“{match[0]}”应为破折号“——”", "改为“——”", "——")
            elif several:  # several join the steps of a procedure
                yield finding_at(emit, line, match.span(), f"“{match[0]}”应为连接号“—”", "改为“—”", "—")
            else:
                hint = "相连的环节、地点之间改为“—”；解释说明改为“——”"
                yield finding_at(emit, line, match.span(), f"“{match[0]}”不是连接号，也不是破折号", hint)


# --- from … to … --------------------------------------------------------------------------------------

_YEARS = pattern(r"(?<![0-9A-Za-z])((?:19|20)[0-9]{2}年?)(-{1,2}|－{1,2}|[‐‑–―~～]|——)((?:19|20)[0-9]{2})(年?)")
_DAYS = pattern(
    r"(?<![0-9A-Za-z.\-])([0-9]{1,2}月[0-9]{1,2}[日号]|[0-9]{1,2}月[0-9]{0,2}|[0-9]{1,2}日?)(?:-|－|——|~)"
    r"((?:[0-9]{1,2}月)?[0-9]{1,2}[月日])(?![0-9\-])"
)


@rule("R208", "line-between-times", needs=(*"-－‐‑–―~", "——"))
def line_between_times(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """年份、日期的起止用一字线“—”，不用短横线、减号。

    合规    2021—2025年，累计宣传240场次。
    合规    制定日期写作2011-02-15，电话0931-6123456。
    合规    2021年至2025年，累计宣传240场次。
    不合规  2021-2025年，累计宣传240场次。
    不合规  3-5月集中宣传12场次。
    不合规  9月1日-10月7日集中宣传。
    出处    WR-A6；GB/T 15834-2011 4.13.3.2
    """
    for line, match in document.find(_YEARS):
        if match[4] and match[2] != "～" and not within(line.text, match.start(), "《", "》"):
            right = f"{match[1]}—{match[3]}"
            message = f"年份的起止“{match[0]}”应当用“—”连接"
            yield finding_at(emit, line, (match.start(), match.end(3)), message, f"改为“{right}{match[4]}”", right)
    for line, match in document.find(_DAYS):
        right = f"{match[1]}—{match[2]}"
        message = f"日期的起止“{match[0]}”应当用“—”连接"
        yield finding_at(emit, line, match.span(), message, f"改为“{right}”", right)


@rule("R209", "years-of-a-title", Severity.WARNING, needs=(*"-－‐‑–―~～", "——"))
def years_of_a_title(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """文件标题里年份的起止写作（2021—2025年），用一字线；各处来源写法不一，报告里统一。

    合规    实施《法治政府建设实施纲要（2021—2025年）》。
    合规    《甲镇2025年工作要点》（甲政发〔2025〕4号）
    不合规  实施《法治政府建设实施纲要（2021-2025年）》。
    不合规  实施《法治政府建设实施纲要（2021－2025年）》。
    不合规  制定《甲镇“八五”普法规划（2021～2025）》。
    出处    WR-A7；GB/T 15834-2011 4.13.3.2
    """
    for line, match in document.find(_YEARS):
        if within(line.text, match.start(), "《", "》"):
            right = f"{match[1]}—{match[3]}"
            message = f"标题里年份的起止“{match[0]}”应当用“—”连接"
            yield finding_at(emit, line, (match.start(), match.end(3)), message, f"改为“{right}{match[4]}”", right)


@cache
def _amounts() -> re.Pattern[str]:
    counted = [unit for unit in data_table("units.yaml")["量词"] if unit not in words()["编号"]]
    number = r"[1-9][0-9]{0,5}(?:\.[0-9]{1,4})?"
    return re.compile(
        rf"(?<![0-9A-Za-z.\-－—第〔])({number}%?)(?:-{{1,2}}|－|~|——)({number})(?=[余多]?[万亿]?{any_of(counted)})"
    )


@rule("R210", "line-between-amounts", needs=(*"-－~", "——"))
def line_between_amounts(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """数量的起止用浪纹线“～”，也可以用“—”；不用短横线、减号。

    合规    每年办理25～30件。
    合规    每年办理25—30件。
    合规    沿街3-5号楼、2-3组、B1-3栋，电话0931-6123456。
    不合规  每年办理25-30件。
    不合规  比上年提高5-10个百分点。
    不合规  每年办理25~30件。
    出处    WR-A6；GB/T 15834-2011 4.13.3.3；GB/T 15835-2011 5.1.2
    """
    for line, match in document.find(_amounts()):
        right = f"{match[1]}～{match[2]}"
        message = f"数量的起止“{match[0]}”应当用“～”连接"
        yield finding_at(emit, line, match.span(), message, f"改为“{right}”", right)


_STEPS = pattern(rf"(?<=[{HAN}])[-－][{HAN}]{{1,8}}[-－](?:[{HAN}]{{1,8}}[-－]){{0,6}}(?=[{HAN}])")


@rule("R211", "line-between-steps", Severity.WARNING, needs=tuple("-－"))
def line_between_steps(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """几个环节、几级单位一个接一个地相连，用一字线“—”，不用短横线。

    合规    建立“县—镇—村”三级网络。
    合规    吐鲁番-哈密盆地一带。
    合规    推行“互联网+”“智慧-社区”平台。
    不合规  建立“县-镇-村”三级网络。
    不合规  实行受理-办理-反馈闭环管理。
    不合规  实行受理－办理－反馈－评价闭环管理。
    出处    WR-A6；GB/T 15834-2011 4.13.3
    """
    for line, match in document.find(_STEPS):
        right = match[0].replace("-", "—").replace("－", "—")
        yield finding_at(emit, line, match.span(), "相连的环节之间用短横线，应当用“—”", "都改为“—”", right)


# --- named days ---------------------------------------------------------------------------------------

_DOTS = ".．•・‧∙"
_MONTH, _DAY = "(?<![0-9.])(?:1[0-2]|[1-9])", "(?:3[01]|[12][0-9]|[1-9])(?![0-9.])"


_QUOTED_NUMERALS = tuple(f"“{numeral}·" for numeral in f"{DIGITS[1:]}十")


@cache
def _dotted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The day, and the dot that it has: the first is compiled only where there is such a dot, which no decimal has."""
    days = words()["日子"]
    ends = "".join(sorted({day[0] for day in days}))
    return pattern(
        rf"(?P<figures>{_MONTH}[{_DOTS}]{_DAY}(?=”?{any_of(days)})"
        rf"|(?<=“){_MONTH}[{_DOTS}](?:3[01]|[12][0-9])(?=”)|(?<=“)1[0-2][{_DOTS}]{_DAY}(?=”))"
        rf"|(?P<numerals>(?<=“)[{DIGITS[1:]}十][·{_DOTS}]{ORDINAL})"
    ), pattern(rf"[·{_DOTS}](?:(?<!·)[0-9]{{1,2}})?[”{ends}{DIGITS}十]")


@rule("R212", "dot-of-a-named-day", needs=(*_DOTS, *_QUOTED_NUMERALS))
def dot_of_a_named_day(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """用月日称呼的日子：阿拉伯数字中间用间隔号，如“12·4”；汉字只在一月、十一月、十二月后面用间隔号，如“一二·九”“五四”。

    合规    开展“12·4”国家宪法日宣传。
    合规    开展“3·15国际消费者权益日”宣传。
    合规    推进“智慧治理2.0”，罚款3.15万元，纪念“五四”青年节。
    不合规  开展“12.4”国家宪法日宣传。
    不合规  开展“3.15国际消费者权益日”宣传。
    不合规  纪念“五·四”青年节。
    出处    WR-A8；GB/T 15834-2011 4.14.3.4
    """
    dotted, dot = _dotted()
    for line, match in document.find(dotted) if dot.search(document.text) else ():
        right = re.sub(f"[{_DOTS}]", "·", match[0]) if match["figures"] else match[0][0] + match[0][2:]
        message = f"“{match[0]}”是月日的简称，应写作“{right}”"
        yield finding_at(emit, line, match.span(), message, f"改为“{right}”", right)


@cache
def _bare() -> re.Pattern[str]:
    return pattern(rf"(?<!“){_MONTH}·{_DAY}(?={any_of(words()['日子'])})")


@rule("R204", "named-day-in-quotation-marks", Severity.NOTICE, needs=("·",))
def named_day_in_quotation_marks(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """用月日称呼的日子加引号，引号括住月日或者整个名称都可以。

    合规    开展“12·4”国家宪法日宣传。
    合规    开展“12·4国家宪法日”宣传。
    合规    开展“学宪法 12·4国家宪法日”宣传。
    不合规  开展12·4国家宪法日宣传。
    出处    WR-A8；GB/T 15834-2011 4.14.3.4
    """
    for line, match in document.find(_bare()):
        if not within(line.text, match.start(), "“", "”") and not within(line.text, match.start(), "《", "》"):
            yield finding_at(
                emit, line, match.span(), f"“{match[0]}”是日子的名称，没有加引号", "加上引号", f"“{match[0]}”"
            )
