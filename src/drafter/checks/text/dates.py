"""日期: the form of days and years, the year of the report, the day of signing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from drafter.document.elements import LineKind
from drafter.facts.dates import Day, NotADateError, parse_day, parse_written_day
from drafter.findings import Emit, Finding, Severity, rule
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = data_table("numerals.yaml")
    return words


_WITH_DAYS = (LineKind.TITLE, LineKind.HEADING, LineKind.TEXT, LineKind.CELL, LineKind.DATE, LineKind.IMPRINT)

# Patterns begin with what is rare, so that all other characters are skipped; what is before it is looked at after it.
_LEADING_ZERO = pattern(r"0[1-9](?:(?<=\d年0[1-9])月(?:\d{1,2}日)?|(?<=[\d年]月0[1-9])日|(?<!\d0[1-9])月\d{1,2}日)")
_ZERO = pattern(r"(?<!\d)0")


@rule("R316", "dates-without-leading-zeros", needs=[f"0{digit}{unit}" for unit in "月日" for digit in range(1, 10)])
def leading_zeros(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """日期里的月、日不编虚位：1不编为01。

    合规    2025年1月5日召开会议。
    合规    2025年10月20日召开会议。
    合规    “03·15”编号的文件，金额0.5万元。
    不合规  2025年01月05日召开会议。
    不合规  5月08日召开会议。
    出处    WR-B10；GB/T 9704-2012 7.3.5.4
    """
    for line in document.of(*_WITH_DAYS):
        for match in _LEADING_ZERO.finditer(line.text):
            right = _ZERO.sub("", match[0])
            yield emit(line.place(*match.span()), f"“{match[0]}”的月、日前面有0", f"改为“{right}”", right)


_SHORT_YEAR = pattern(
    r"\d(?<![\d第.年至—～~-]\d)(?:(?<=2)\d(?=年度|年\d{1,2}月(?!以上|以下))|\d\d(?=年\d{1,2}月\d{1,2}日))"
)
_FIRST_MONTH = pattern("元月(?:(?<=年元月)|(?<![\u4e00-\u9fff\\d]元月)(?=份|\\d))")


@rule("R317", "years-and-months-in-full", Severity.WARNING, needs=("年度", "月"))
def in_full(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """年份写四位数，一月不写“元月”：报告要存档，过了几年也要看得明白。

    合规    2025年1月召开会议，学制25年。
    合规    5000元月薪，历时25年。
    不合规  25年1月召开会议。
    不合规  甲镇人民政府226年1月20日印发。
    不合规  2025年元月召开会议。
    出处    WR-B10；GB/T 9704-2012 7.3.5.4
    """
    for line in document.of(*_WITH_DAYS):
        for match in _SHORT_YEAR.finditer(line.text):
            if len(match[0]) > 2:
                yield emit(line.place(*match.span()), f"年份“{match[0]}”只有三位", "核对年份，写四位数")
                continue
            right = f"20{match[0]}"
            yield emit(line.place(*match.span()), f"年份“{match[0]}”只写了两位", f"改为“{right}”", right)
        for match in _FIRST_MONTH.finditer(line.text) if "元月" in line.text else ():
            yield emit(line.place(*match.span()), "“元月”应写为“1月”", "改为“1月”", "1月")


def _vague_years() -> list[str]:
    return list(_words()["年份代词"])


@cache
def _vague() -> re.Pattern[str]:
    rows = _words()["年份代词"].items()
    return re.compile("|".join("".join(f"(?<!{word})" for word in before) + year for year, before in rows))


_QUOTED = pattern("《[^《》]{0,80}》|“[^“”]{0,80}”")


@rule("R318", "years-are-named", Severity.NOTICE, needs=_vague_years)
def year_named(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """写明是哪一年，不写“今年”“去年”：报告在下一年才签发、公开，读者分不清说的是哪一年。

    合规    2025年以来，共办理案件12件。
    合规    《今年工作要点》印发后，比上一年增长一成。
    合规    清明年年祭扫，过去年度的台账已经归档。
    不合规  今年以来，共办理案件12件。
    不合规  办理案件12件，比去年减少3件。
    出处    WR-B10
    """
    for line in document.prose:
        if not any(year in line.text for year in _vague_years()):
            continue
        # Quotations are blanked at the same length, so that places stay the same.
        own = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), line.text)
        for match in _vague().finditer(own):
            yield emit(line.place(*match.span()), f"“{match[0]}”没有写明是哪一年", "改为“20××年”")


_DAY = pattern(r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日|(?<!\d)((?:19|20)\d\d)年(\d{1,2})月(?!\d)")
_OF_EVERY_YEAR = pattern("(?:[12][0-9]{3}年)?(?:1[0-2]|[1-9])月(?:(?:1[0-9]|2[0-8]|[1-9])日)?")
_LEAP_YEAR = "2024"


@rule("R319", "dates-of-the-calendar", needs=("月",))
def on_the_calendar(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """日期要是日历上有的。

    合规    2024年2月29日召开会议。
    合规    12月31日前完成，历时13月有余。
    不合规  2025年2月29日召开会议。
    不合规  6月31日前完成。
    不合规  2025年13月召开会议。
    出处    WR-B10
    """
    for line in document.of(*_WITH_DAYS):
        for match in _DAY.finditer(line.text) if "月" in line.text else ():
            if _OF_EVERY_YEAR.fullmatch(match[0]):
                continue
            year, month, day = (match[1] or match[4] or _LEAP_YEAR), (match[2] or match[5]), match[3]
            try:
                parse_day(f"{year}年{month}月{day}日" if day else f"{year}年{month}月")
            except NotADateError:
                yield emit(line.place(*match.span()), f"日历上没有{match[0]}", "核对日期")


# --- the year of the report ---------------------------------------------------------------------------

_YEAR = pattern(r"(20\d\d)(?<![\d—～~至-]20\d\d)(?!\d)年?度?(?![—～~至-])")


def _report_year(document: TextDocument) -> int | None:
    """The year in the title; None where there is none, or a period."""
    years = {int(match[1]) for match in _YEAR.finditer(document.title)}
    return years.pop() if len(years) == 1 else None


def _opening(document: TextDocument) -> list[TextLine]:
    """The text before the first heading of the first level."""
    lines = []
    for line in document.prose:
        if line.kind is LineKind.HEADING and line.level == 1:
            break
        if line.kind is LineKind.TEXT:
            lines.append(line)
    return lines if len(lines) < len(document.of(LineKind.TEXT)) else lines[:1]


_YEAR_AT_HEAD = pattern(r"^\s*(20\d\d)年度?(?:以来|来)?(?=[，,是])|现将[^。\d]{0,20}(20\d\d)年")


@rule("R320", "opening-has-the-year-of-the-title", needs=("20",))
def year_of_opening(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """开头说的年份就是标题的年份：去年的开头不能留到今年。

    合规    甲镇2025年法治政府建设年度报告⏎2025年，甲镇推进法治政府建设。现将2025年情况报告如下：⏎一、主要举措
    合规    甲镇2025年法治政府建设年度报告⏎甲镇落实《纲要（2021—2025年）》。⏎一、主要举措⏎2024年，开始试点。
    不合规  甲镇2025年法治政府建设年度报告⏎2024年，甲镇推进法治政府建设。⏎一、主要举措
    不合规  甲镇2025年法治政府建设年度报告⏎甲镇推进法治政府建设。现将2024年工作情况报告如下：⏎一、主要举措
    出处    WR-D9
    """
    year = _report_year(document)
    for line in _opening(document) if year else ():
        for match in _YEAR_AT_HEAD.finditer(line.text):
            group = 1 if match[1] else 2
            if int(match[group]) != year:
                message = f"标题是{year}年，开头说的是{match[group]}年"
                yield emit(line.place(*match.span(group)), message, f"核对；没有改的，改为{year}年")


_OWN_YEAR = pattern(
    r"(20\d\d)年(?:(?<=^20\d\d年)|(?<=[。；]20\d\d年))(?:度)?[，,]?(?:我[镇乡街]|全[镇乡街]|共|累计|全年)[^。；]{0,200}"
)


@rule("R321", "figures-of-the-report-year", Severity.WARNING, needs=("20",))
def stale_year(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """成绩讲的是报告的这一年：以上一年开头的一句，又没有比较，多半是从去年的报告抄来没有改。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎2025年，全镇共开展宣讲12场次。
    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎2024年，全镇共开展宣讲12场次，2025年增长到20场次。
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措⏎2024年，全镇共开展宣讲12场次。
    出处    WR-D9
    """
    year = _report_year(document)
    compared = [*_words()["比较的词"], str(year)]
    for line, match in document.find(_OWN_YEAR) if year else ():
        assert year
        if line.kind is LineKind.TEXT and int(match[1]) == year - 1 and not any(word in match[0] for word in compared):
            yield emit(line.place(*match.span(1)), f"这是{year}年的报告，这一句说的是{match[1]}年", "核对年份和数字")


@rule("R322", "plan-is-for-the-next-year", needs=("20",))
def year_of_plan(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """下一年度的安排，标题和开头写的年份是报告年度的下一年。

    合规    甲镇2025年法治政府建设年度报告⏎一、2025年主要举措⏎二、2026年工作安排⏎2026年，甲镇将加强普法。
    合规    甲镇2024年法治政府建设年度报告⏎一、存在的问题和2025年工作安排⏎2024年，普法不够深入。
    不合规  甲镇2025年法治政府建设年度报告⏎一、2025年主要举措⏎二、2025年工作安排⏎加强普法。
    不合规  甲镇2025年法治政府建设年度报告⏎一、2025年主要举措⏎二、下一步工作安排⏎2025年，甲镇将加强普法。
    出处    WR-D9
    """
    year, role = _report_year(document), _words()["下年的部分"]
    for part in document.part(role) if year else ():
        assert year
        years = list(_YEAR.finditer(part.heading.text))
        if years and all(int(match[1]) != year + 1 for match in years):
            message = f"标题是{year}年的报告，这一部分安排的是{years[0][1]}年"
            hint = f"核对；没有改的，改为{year + 1}年"
            yield emit(part.heading.place(*years[0].span(1)), message, hint)
        match = _YEAR_AT_HEAD.match(part.lines[0].text) if part.lines and part.roles == (role,) else None
        if match and match[1] and int(match[1]) != year + 1:
            message = f"下一年是{year + 1}年，这里写的是{match[1]}年"
            yield emit(part.lines[0].place(*match.span(1)), message, f"核对；没有改的，改为{year + 1}年")


_YEAR_OR_YEARLY = pattern(r"20\d\d(?<![\d—～~至-]20\d\d)年(度)?")


@rule("R323", "one-word-for-the-year", Severity.NOTICE, needs=("年度",))
def year_or_yearly(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """各部分的标题里，“2025年”和“2025年度”用一种写法。

    合规    一、2025年主要举措⏎二、2026年工作安排
    合规    一、2025年度主要举措⏎二、2026年度工作安排
    合规    甲镇2025年度法治政府建设情况报告⏎一、2025年主要举措⏎2025年度考核已经完成。
    不合规  一、2025年主要举措⏎二、2026年度工作安排
    出处    WR-D9；AR-R3.1
    """
    found = [(part.heading, match) for part in document.parts for match in _YEAR_OR_YEARLY.finditer(part.heading.text)]
    for line, match in found:
        if match[1] != found[0][1][1]:
            first, other = (word or "年" for word in (found[0][1][1] and "年度", match[1] and "年度"))
            message = f"前面的标题写“{first}”，这里写“{other}”"
            yield emit(line.place(*match.span()), message, f"改为“{match[0][:4]}{first}”")
            return


# --- when it was signed -------------------------------------------------------------------------------


_BETWEEN_YEAR_AND_MONTH = ("年", "-", ".", "．", "/")  # of a 成文日期; its digits may be numerals


def _signed(document: TextDocument) -> Iterator[tuple[TextLine, Day, int]]:
    """The 成文日期 and the year of a report, where both are known."""
    lines = document.of(LineKind.DATE)
    if document.year is None or not lines:
        return
    try:
        yield lines[-1], parse_written_day(lines[-1].text.strip()), document.year
    except NotADateError:
        return


@rule("R324", "signed-after-the-year", needs=_BETWEEN_YEAR_AND_MONTH)
def signed_after(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """报告讲的是全年，成文日期在年底以后：12月以前，全年的数字还没有出来。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2026年1月20日
    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2025年12月31日
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2025年1月20日
    出处    WR-D15；AR-R1.1
    """
    for line, day, year in _signed(document):
        if (day.year, day.month) < (year, 12):
            message = f"成文日期{day.text}在{year}年结束以前"
            yield emit(line.place(0, len(line.text)), message, "核对成文日期和报告年度")


@rule("R325", "signed-in-the-next-year", Severity.WARNING, needs=_BETWEEN_YEAR_AND_MONTH)
def signed_next_year(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """年度报告在下一年写：隔了两年，不是日期错了，就是年度错了。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2026年1月20日
    不合规  甲镇2023年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2025年1月20日
    出处    WR-D15；AR-R1.1
    """
    for line, day, year in _signed(document):
        if day.year > year + 1:
            message = f"{year}年的报告，成文日期是{day.text}"
            yield emit(line.place(0, len(line.text)), message, "核对成文日期和报告年度")


@rule("R326", "reported-before-march", Severity.WARNING, needs=_BETWEEN_YEAR_AND_MONTH)
def before_march(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """年度报告在3月1日以前报上一级党委和政府；县里定的日期可能更早。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2026年2月28日
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2026年3月5日
    出处    AR-R1.1；《法治政府建设与责任落实督察工作规定》年度报告一章
    """
    for line, day, year in _signed(document):
        if (year + 1, 3) <= (day.year, day.month) < (year + 1, 4):
            hint = "核对成文日期；已经晚了的，尽快报送，并在4月1日以前公开"
            yield emit(line.place(0, len(line.text)), f"成文日期{day.text}已过报送的期限（3月1日以前）", hint)


@rule("R327", "published-before-april", Severity.WARNING, needs=_BETWEEN_YEAR_AND_MONTH)
def before_april(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """年度报告在4月1日以前公开；成文日期在这以后，报送和公开都已经过了期限。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2026年3月31日
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措⏎成效明显。⏎甲镇人民政府⏎2026年4月1日
    出处    AR-R1.4；《法治政府建设与责任落实督察工作规定》年度报告一章
    """
    for line, day, year in _signed(document):
        if (year + 1, 4) <= (day.year, day.month) <= (year + 1, 12):
            message = f"成文日期{day.text}已过报送（3月1日以前）和公开（4月1日以前）的期限"
            yield emit(line.place(0, len(line.text)), message, "核对成文日期；已经晚了的，尽快报送、公开")
