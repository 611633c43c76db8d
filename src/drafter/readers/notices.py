"""Rules on reading: a facts file, its ledgers and last year's facts were understood, but the clerk should know how.

They are applied where the file is read; a line that was not understood is a fatal finding, and has no rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafter.findings import Emit, Finding, Place, Severity, rule

# --- facts files --------------------------------------------------------------------------------------


@rule("F011", "older-format", Severity.NOTICE)
def older_format(place: Place, found: str, current: str, key: str, emit: Emit) -> Iterator[Finding]:
    """事实文件用的是旧的格式版本：照常读取，改过名的键另有提示。

    合规    格式版本: 2
    合规    纠纷: {排查: 58件}
    不合规  格式版本: 1
    出处    使用手册“十一、从今年到明年”
    """
    hint = f"改过名的键另有提示，改好后写成：{key}: {current}"
    yield emit(place, f"这是旧的格式版本{found}，已按现在的格式{current}读取", hint)


@rule("F012", "former-name", Severity.NOTICE)
def former_name(place: Place, what: str, found: str, current: str, emit: Emit) -> Iterator[Finding]:
    """键名、台账的列名改过名，文件里写的是旧名：照常读取，得空改成现在的名称。

    合规    纠纷: {调解员: 26人}
    不合规  普法: {资料: 8万余份}
    出处    使用手册“十一、从今年到明年”
    """
    yield emit(place, f"{what}“{found}”是旧名，已按“{current}”读取", f"可改为：{current}")


@rule("F013", "group-is-empty", Severity.NOTICE)
def group_is_empty(place: Place, key: str, emit: Emit) -> Iterator[Finding]:
    """写了一组的名称，下面什么也没有填。

    合规    普法: {宣讲: 8场}
    不合规  普法:
    出处    使用手册“三、填写的规矩”
    """
    yield emit(place, f"“{key}”下面什么也没有填", "要填的，另起一行缩进写；不用的，删去这一行")


@rule("F014", "other-encoding", Severity.NOTICE)
def other_encoding(place: Place, emit: Emit) -> Iterator[Finding]:
    """文件的编码用 UTF-8；GBK（GB 18030）的照常读取，生僻字在别的程序里可能丢失。

    合规    UTF-8
    合规    UTF-16
    不合规  GBK
    不合规  GB18030
    出处    GB 18030-2022
    """
    yield emit(place, "文件编码为 GBK（GB 18030），已照常读取", "建议在编辑器中另存为 UTF-8，以免生僻字丢失")


# --- ledgers ------------------------------------------------------------------------------------------


@rule("F021", "ledger-to-verify", Severity.GAP)
def ledger_to_verify(place: Place, key: str, emit: Emit) -> Iterator[Finding]:
    """台账的文件名后面写了“待核实”：核对以前，报告是草稿。

    文件    学法.csv 形式,日期⏎会前学法,2025-03-04
    合规    学法: {台账: 学法.csv}
    不合规  学法: {台账: 学法.csv 待核实}
    出处    使用手册“台账：已经记在表格里的，不再抄一遍”
    """
    yield emit(place, f"{key}的台账待核实", "核对后删去“待核实”三字")


@rule("F022", "column-is-read", Severity.NOTICE)
def column_is_read(place: Place, names: str, hint: str, emit: Emit) -> Iterator[Finding]:
    """台账里有的列，报告用不上，或者列名认不出来：核对列名。

    事实    学法: {台账: 学法.csv}
    文件    学法.csv
    合规    形式,日期⏎会前学法,2025-03-04
    不合规  形式,日期,地点⏎会前学法,2025-03-04,一楼
    出处    使用手册“台账：已经记在表格里的，不再抄一遍”
    """
    yield emit(place, f"没有用到的列：{names}", hint)


@rule("F023", "row-is-a-record", Severity.NOTICE)
def row_is_a_record(place: Place, rows: str, emit: Emit) -> Iterator[Finding]:
    """台账里的合计、说明等不是记录的行，没有读取。

    事实    学法: {台账: 学法.csv}
    文件    学法.csv
    合规    形式,日期⏎会前学法,2025-03-04
    不合规  形式,日期⏎会前学法,2025-03-04⏎合计,
    出处    使用手册“台账：已经记在表格里的，不再抄一遍”
    """
    yield emit(place, f"不是记录、没有读取的行：{rows}")


@rule("F024", "row-of-the-year", Severity.WARNING)
def row_of_the_year(place: Place, rows: str, year: int | None, emit: Emit) -> Iterator[Finding]:
    """台账里日期不在报告年度的行，没有写进报告。

    事实    学法: {台账: 学法.csv}
    文件    学法.csv
    合规    形式,日期⏎会前学法,2025-03-04
    不合规  形式,日期⏎会前学法,2025-03-04⏎会前学法,2024-12-04
    出处    WR-D9
    """
    yield emit(place, f"第{rows}行的日期不在{year}年，没有写进报告", "核对日期；不是这一年的，不必管它")


@rule("F025", "row-has-date", Severity.NOTICE)
def row_has_date(place: Place, rows: str, emit: Emit) -> Iterator[Finding]:
    """台账有日期一列，单独一次的行就要有日期，才知道是不是这一年的。

    事实    学法: {台账: 学法.csv}
    文件    学法.csv
    合规    形式,日期⏎会前学法,2025-03-04
    不合规  形式,日期⏎会前学法,2025-03-04⏎中心组学法,
    出处    WR-D9
    """
    yield emit(place, f"第{rows}行没有日期", "单独一次的，补上日期，才能确认是这一年的")


@rule("F026", "ledger-has-records", Severity.NOTICE)
def ledger_has_records(place: Place, emit: Emit) -> Iterator[Finding]:
    """台账里一行记录也没有：没有这项工作，还是没有登记。

    事实    学法: {台账: 学法.csv}
    文件    学法.csv
    合规    形式,日期⏎会前学法,2025-03-04
    不合规  形式,日期
    出处    使用手册“台账：已经记在表格里的，不再抄一遍”
    """
    yield emit(place, "台账里还没有记录", "没有这项工作的，不必管它；有的，一行填一次")


# --- last year's facts --------------------------------------------------------------------------------


@rule("F031", "previous-year-is-there", Severity.NOTICE)
def previous_year_is_there(place: Place, unfit: str, emit: Emit) -> Iterator[Finding]:
    """要写同比，就要有本单位上一年的事实文件。

    合规    纠纷: {排查: 58件}
    不合规  报告: {年度: 2025, 同比项: [纠纷.排查]}⏎纠纷: {排查: 58件}
    出处    使用手册“与上年相比”
    """
    hint = "上一年的事实文件放在旁边，文件名只差年份；或在“报告”里写上“上年文件”"
    yield emit(place, f"{unfit or '没有上一年的事实文件'}，没有写同比", hint)


@rule("F032", "figure-is-compared", Severity.NOTICE)
def figure_is_compared(place: Place, key: str, reason: str, to_do: str, list_key: str, emit: Emit) -> Iterator[Finding]:
    """要写同比的数，两年都要有，也要能比：今年没有填、上年没有数、口径不同的，没有写。

    上年    纠纷: {排查: 50件}
    合规    报告: {年度: 2025, 同比项: [纠纷.排查]}⏎纠纷: {排查: 58件}
    不合规  报告: {年度: 2025, 同比项: [纠纷.排查]}
    不合规  报告: {年度: 2025, 同比项: [纠纷.化解]}⏎纠纷: {排查: 58件, 化解: 58件}
    出处    使用手册“与上年相比”；WR-D2
    """
    yield emit(place, f"“{key}”没有写同比：{reason}", f"{to_do}，或从“{list_key}”里删去")


@rule("F033", "named-previous-year-fits")
def named_previous_year_fits(place: Place, message: str, hint: str, emit: Emit) -> Iterator[Finding]:
    """“上年文件”写的要是本单位上一年的事实文件，而且读得了。

    文件    甲.yaml 报告: {年度: 2024}⏎单位: {简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}
    合规    报告: {年度: 2025, 上年文件: 甲.yaml}
    合规    报告: {年度: 2025, 上年文件: 无}
    不合规  报告: {年度: 2025, 上年文件: 乙.yaml}
    不合规  报告: {年度: 2026, 上年文件: 甲.yaml}
    出处    WR-D9
    """
    yield emit(place, message, hint)


@rule("F034", "found-previous-year-is-readable", Severity.NOTICE)
def found_previous_year_is_readable(place: Place, message: str, hint: str, emit: Emit) -> Iterator[Finding]:
    """旁边上一年的事实文件读不了，没有与上年相比。

    文件    2024.yaml
    合规    报告: {年度: 2024}⏎单位: {简称: 示例镇}
    不合规  报告：2024
    出处    WR-D9
    """
    yield emit(place, message, hint)


@rule("F035", "previous-report-can-be-made", Severity.NOTICE)
def previous_report_can_be_made(place: Place, message: str, hint: str, emit: Emit) -> Iterator[Finding]:
    """上一年的报告生成不了，没有逐句对照。

    文件    2024.yaml
    合规    报告: {年度: 2024}⏎单位: {简称: 示例镇}
    不合规  报告: {年度: 2024, 版式: 没有的版式}⏎单位: {简称: 示例镇}
    出处    WR-D9
    """
    yield emit(place, message, hint)


READING_RULES = [
    older_format,
    former_name,
    group_is_empty,
    other_encoding,
    ledger_to_verify,
    column_is_read,
    row_is_a_record,
    row_of_the_year,
    row_has_date,
    ledger_has_records,
    previous_year_is_there,
    figure_is_compared,
    named_previous_year_fits,
    found_previous_year_is_readable,
    previous_report_can_be_made,
]
