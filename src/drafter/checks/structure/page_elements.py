"""Page elements that contradict each other, or that are not in their form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from drafter.document.model import Document
from drafter.document.provenance import Role
from drafter.document.runs import Runs, words
from drafter.facts.amounts import to_half_width
from drafter.facts.dates import Day, NotADateError, parse_day
from drafter.findings import NOWHERE, Emit, Finding, Place, Severity, rule
from drafter.system.patterns import pattern
from drafter.typesetting.body import column_widths
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.pagination import CELL_MARGIN
from drafter.typesetting.styles import TABLE_TEXT, paragraph_styles
from drafter.typesetting.title_breaking import width_on_paper
from drafter.typesetting.units import pt


@rule("R101", "upward-header-needs-signer")
def header_needs_signer(document: Document, emit: Emit) -> Iterator[Finding]:
    """报告是上行文，有红头就要标注签发人。

    合规    {发文机关标志: [甲镇人民政府], 签发人: [某某]}
    合规    {发文字号: [甲政发〔2026〕3号]}
    不合规  {发文机关标志: [甲镇人民政府]}
    出处    GB/T 9704-2012 7.2.6
    """
    marks = document.elements.get("发文机关标志", ())
    if marks and not document.elements.get("签发人"):
        hint = "填上“签发人”，还没签发填“待签”；不用红头的，删去“发文机关标志”"
        yield emit(_place(marks[0]), "有红头的报告没有签发人", hint)


@rule("R102", "broken-title-is-the-title")
def broken_title_is_title(document: Document, emit: Emit) -> Iterator[Finding]:
    """自己分行的标题，合起来要与标题一字不差：去年的标题不能留在今年的报告里。

    合规    {标题: [甲镇2025年, 年度报告], 标题分行: [甲镇2025年年度, 报告]}
    不合规  {标题: [甲镇2025年, 年度报告], 标题分行: [甲镇2024年, 年度报告]}
    出处    GB/T 9704-2012 7.3.1
    """
    lines = document.elements.get("标题分行", ())
    if lines and not document.title_lines and not any(map(_is_open, lines)):
        joined = "".join(map(words, lines))
        yield emit(
            _place(lines[0]),
            f"“标题分行”合起来是“{joined}”，标题是“{document.title_text}”",
            "改成一样，或删去“标题分行”",
        )


@rule("R103", "broken-title-fits", Severity.NOTICE)
def broken_title_fits(document: Document, page_format: PageFormat, emit: Emit) -> Iterator[Finding]:
    """自己分行的标题，每一行要排得下，不然多出的字会自己另起一行。

    合规    {标题: [甲镇人民政府2025年法治政府建设年度报告], 标题分行: [甲镇人民政府2025年法治政府建设年度报告]}
    不合规  {标题: [某甲镇人民政府2025年法治政府建设年度报告], 标题分行: [某甲镇人民政府2025年法治政府建设年度报告]}
    出处    GB/T 9704-2012 7.3.1
    """
    longest = page_format.title_zi_per_line
    lines = document.elements.get("标题分行", ()) if document.title_lines else ()
    for number, line in enumerate(lines, 1):
        if width_on_paper(words(line)) > longest:
            message = f"“标题分行”的第{number}行太长，一行排得下{longest}个字：“{words(line)}”"
            hint = "把这一行分成两行；数字和字母一个算半个字，汉字和它们相接的每一处再算五分之一个字"
            yield emit(_place(line), message, hint)


@rule("R115", "table-columns-hold-a-character")
def table_columns_fit(document: Document, page_format: PageFormat, emit: Emit) -> Iterator[Finding]:
    """表格的栏不能太多：每一栏至少要排得下一个字。

    合规    {表格: [项目｜去年｜今年, 检查｜2件｜3件]}
    合规    {表格: [甲｜乙｜丙｜丁｜戊｜己｜庚｜辛｜壬｜癸｜子｜丑]}
    合规    {标题: [甲镇2025年, 年度报告]}
    不合规  {表格: [甲｜乙｜丙｜丁｜戊｜己｜庚｜辛｜壬｜癸｜子｜丑｜寅｜卯｜辰｜巳｜午｜未｜申｜酉｜戌｜亥｜天｜地]}
    出处    GB/T 9704-2012 5.2.3
    """
    narrowest = pt(paragraph_styles(page_format)[TABLE_TEXT].size or page_format.sizes["正文"]) + 2 * CELL_MARGIN
    for table in document.tables():
        widths = column_widths(table, page_format)
        if min(widths) < narrowest:
            heading = next((cell for row in table.rows for cell in row if cell), ())
            message = f"这个表格有{len(widths)}栏，有的栏连一个字也排不下"
            most = page_format.type_area[0] // narrowest
            yield emit(_place(heading), message, f"一行最多排{most}栏；分成几个表格，或者把行和栏对调")


_NUMBER = pattern(r"[^\s\d〔〕第]+〔\d{4}〕[1-9]\d*号")
# The same with other brackets or none, blanks, 第, leading zeros: the right form is certain.
_MEANT = pattern(
    r"(?P<mark>[^\d〔〕\[\]［］【】（）()]+)[〔\[［【（(]?(?P<year>\d{4})年?[〕\]］】）)]?[第—–－-]*0*(?P<number>[1-9]\d*)号?"
)


@rule("R104", "document-number")
def document_number(document: Document, emit: Emit) -> Iterator[Finding]:
    """发文字号是代字〔年份〕顺序号：年份用六角括号，顺序号不加“第”，不编虚位。

    合规    {发文字号: [甲政发〔2026〕3号]}
    合规    {发文字号: [甲政办字〔2026〕112号]}
    不合规  {发文字号: ["甲政发[2026]3号"]}
    不合规  {发文字号: [甲政发（2026）第003号]}
    不合规  {发文字号: [甲政发2026-3]}
    不合规  {发文字号: [甲政发〔2026〕号]}
    出处    GB/T 9704-2012 7.2.5；WR-C1.4
    """
    for line in document.elements.get("发文字号", ()):
        typed = words(line)
        if _is_open(line) or _NUMBER.fullmatch(typed):
            continue
        meant = _MEANT.fullmatch(to_half_width(typed))
        hint = "写成：代字〔年份〕顺序号，如“示政发〔2026〕3号”；还没编号填“待签”"
        if meant:
            hint = f"改为：{meant['mark']}〔{meant['year']}〕{meant['number']}号"
        yield emit(_place(line), f"发文字号“{typed}”的写法不对", hint)


@rule("R105", "attachments-have-names-of-their-own")
def attachment_names_differ(document: Document, emit: Emit) -> Iterator[Finding]:
    """两个附件不能同名，否则分不出附件1和附件2。

    合规    {附件说明: [甲表, 乙表]}
    不合规  {附件说明: [甲表, 乙表, 甲表]}
    出处    GB/T 9704-2012 7.3.4
    """
    for name, again in _repeated(document.elements.get("附件说明", ())):
        yield emit(_place(again), f"两个附件都叫“{name}”", "各起一个名称；写重了的，删去一个")


@rule("R106", "header-without-mark", Severity.NOTICE)
def header_without_mark(document: Document, emit: Emit) -> Iterator[Finding]:
    """签发人和紧急程度是红头的要素；没有红头，只是标题上面的一行字。

    合规    {发文机关标志: [甲镇人民政府], 签发人: [某某], 紧急程度: [加急]}
    合规    {发文字号: [甲政发〔2026〕3号]}
    不合规  {签发人: [某某]}
    不合规  {紧急程度: [加急]}
    出处    GB/T 9704-2012 7.2
    """
    for name in ("紧急程度", "签发人"):
        lines = document.elements.get(name, ())
        if lines and not document.elements.get("发文机关标志"):
            hint = f"要红头的，填“发文机关标志”；不要的，删去“{name}”"
            yield emit(_place(lines[0]), f"没有红头，“{name}”印在标题上面", hint)


@rule("R107", "mark-with-suffix-once")
def suffix_once(document: Document, emit: Emit) -> Iterator[Finding]:
    """“文件”二字由程序加，机关名称里不再写，否则印成“文件文件”。

    合规    {发文机关标志: [甲镇人民政府], 标志后缀: [文件]}
    合规    {发文机关标志: [甲镇人民政府文件]}
    不合规  {发文机关标志: [甲镇人民政府文件], 标志后缀: [文件]}
    出处    GB/T 9704-2012 7.2.4
    """
    suffix = "".join(map(words, document.elements.get("标志后缀", ())))
    for mark in document.elements.get("发文机关标志", ()):
        if suffix and words(mark).endswith(suffix):
            bare = words(mark).removesuffix(suffix)
            yield emit(_place(mark), f"机关名称里有“{suffix}”，又要加“{suffix}”二字", f"改为：{bare}")


_ONE_A_LINE = ("发文机关标志", "签发人", "发文机关署名", "抄送机关")


@rule("R108", "one-name-a-line")
def one_name_a_line(document: Document, emit: Emit) -> Iterator[Finding]:
    """机关和姓名一行写一个：排列和标点由程序定，姓名里只有“·”。

    合规    {签发人: [某某某, 某某·某某]}
    不合规  {签发人: [某某某、某某]}
    不合规  {抄送机关: ["甲县司法局，甲县档案馆。"]}
    出处    GB/T 9704-2012 7.2.6、7.4.2
    """
    for name in _ONE_A_LINE:
        for line in document.elements.get(name, ()):
            names = [part for part in re.split("[、，,；;。]", words(line)) if part.strip()]
            if not _is_open(line) and names != [words(line)]:
                hint = f"一行写一个：{''.join(f'“- {one.strip()}”' for one in names)}"
                yield emit(_place(line), f"“{name}”的一行里有标点：{words(line)}", hint)


@rule("R109", "printed-after-issued")
def printed_after_issued(document: Document, emit: Emit) -> Iterator[Finding]:
    """印发在签发以后：印发日期不早于成文日期。

    合规    {成文日期: [2026年1月20日], 印发日期: [2026年1月20日]}
    合规    {成文日期: [____年__月__日], 印发日期: [2026年1月21日]}
    不合规  {成文日期: [2026年1月20日], 印发日期: [2026年1月19日]}
    出处    GB/T 9704-2012 7.4.3
    """
    issued, printed = (_day(document, name) for name in ("成文日期", "印发日期"))
    if issued and printed and printed < issued:
        message = f"印发日期{printed.text}早于成文日期{issued.text}"
        yield emit(_place(document.elements["印发日期"][0]), message, "核对两个日期")


@rule("R110", "receivers-are-named-once", Severity.NOTICE)
def receivers_once(document: Document, emit: Emit) -> Iterator[Finding]:
    """同一个机关只写一次：主送了就不再抄送。

    合规    {主送机关: [甲县人民政府], 抄送机关: [甲县司法局]}
    不合规  {主送机关: [甲县人民政府], 抄送机关: [甲县人民政府]}
    不合规  {抄送机关: [甲县司法局, 甲县司法局]}
    出处    GB/T 9704-2012 7.4.2
    """
    lines = (line for element in ("主送机关", "抄送机关") for line in document.elements.get(element, ()))
    for name, again in _repeated((run,) for line in lines for run in line if run.text != "、"):
        yield emit(_place(again), f"“{name}”在主送、抄送里写了两次", "只留一处")


def _repeated(pieces: Iterable[Runs]) -> Iterator[tuple[str, Runs]]:
    """Pieces whose words have occurred before, each with its words; open ones do not count."""
    seen: set[str] = set()
    for piece in pieces:
        if words(piece) in seen and not _is_open(piece):
            yield words(piece), piece
        seen.add(words(piece))


def _day(document: Document, element: str) -> Day | None:
    """The date in an element; None where there is none yet."""
    try:
        return parse_day("".join(map(words, document.elements.get(element, ()))))
    except NotADateError:
        return None


def _is_open(runs: Runs) -> bool:
    """Something in it is still to be filled in or signed."""
    return any(run.role in (Role.GAP, Role.TO_SIGN) for run in runs)


def _place(runs: Runs) -> Place:
    """The place of the fact that the words came from, else of the template line."""
    sources = (source.place for run in runs for source in run.sources)
    return next(sources, runs[0].place if runs else NOWHERE)
