"""法律法规和文件的名称: whether a title exists, is in force, and is written in one form (data/laws.csv)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from drafter.checks.text import titles
from drafter.checks.text.titles import BETWEEN, PARTY, STATE, Citation, citation_lists, citations
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.lawbook import Law
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, derived_once

_SHORT = pattern("简称[：:“]?《([^《》]{1,20})》")
_LEAST = 4  # 《条例》, 《办法》: a title cited before


@rule("R401", "title-not-in-the-tables", Severity.NOTICE, needs=("《",))
def unknown_title(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """书名号里的法律法规名称，法规表里没有收录的，请核对有没有这个文件。没有收录不等于写错；本地、本单位的文件不问。

    合规    学习《信访工作条例》2次。
    合规    执行《甲省乡村治理条例》。
    合规    制定《机关财务管理办法》。
    合规    排演小品《说说民法典》。
    不合规  学习《乡村治理促进法》2次。
    不合规  学习《中华人民共和国宪法》《信访工作条例》《保密工作制度》3次。
    出处    WR-C1.2
    """
    short = set(_SHORT.findall(document.text)) if "简称" in document.text else set()  # 以下简称《纲要》
    for group in citation_lists(document):
        law_beside = any(one.law for one in group)
        for one in group:
            if titles.is_known(one.title) or titles.is_local(one) or titles.is_work(one) or one.title in short:
                continue
            if titles.nearest(one.title) or len(one.title) < _LEAST:
                continue
            if titles.resembles_law(one.title) or (law_beside and titles.resembles_law(one.title, "像制度")):
                message = f"法规表没有收录《{one.title}》，请核对"
                hint = "核对名称和制定机关；本地的文件，名称前面写上地名或者机关名"
                yield emit(one.line.place(one.start, one.end), message, hint)


@rule("R402", "title-nearly-known", Severity.WARNING, needs=("《",))
def nearly_known(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """法律法规和文件用准确的名称，不漏字，不写错字和年份。

    合规    学习《中华人民共和国政府信息公开条例》2次。
    合规    学习《政府信息公开条例》2次。
    合规    执行《甲省信息公开条例》。
    不合规  认真贯彻落实《信息公开条例》。
    不合规  学习《妇女权益保护法》2次。
    不合规  落实《法治政府建设实施纲要（2020—2025年）》。
    出处    WR-C1.2
    """
    for one in citations(document):
        if titles.is_known(one.title) or titles.is_local(one):
            continue
        if right := titles.nearest(one.title):
            message = f"没有收录《{one.title}》，多半是《{right}》"
            yield emit(one.line.place(one.start, one.end), message, f"改为《{right}》", right)


@rule("R403", "no-title", Severity.WARNING, needs=("《",))
def not_a_title(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """书名号只用于文件、书籍的名称；制度、工作、口号不是文件，不加书名号。

    合规    落实行政执法“三项制度”。
    合规    学习《信访工作条例》。
    合规    发放《“枫桥经验”案例选编》。
    不合规  严格落实执行《行政执法“三项制度”》。
    不合规  发放《信访》宣传册200份。
    不合规  坚持《“三重一大”》集体决策。
    出处    WR-C1.2
    """
    rows = {row["词"]: row for row in titles.words()["非名称"]}
    for one in citations(document):
        row = rows.get(one.title.replace("“", "").replace("”", ""))
        if row:
            right = row.get("应为")
            hint = f"改为：{right}" if right else row["改"]
            place = one.line.place(one.start - 1, one.end + 1)
            yield emit(place, f"《{one.title}》不是文件的名称，不加书名号", hint, right)


def _first_day(document: TextDocument) -> str:
    return f"{document.year}-01-01"


def _last_day(document: TextDocument) -> str:
    return f"{document.year}-12-31"


def _in_chinese(day: str) -> str:
    """A date of the table in Chinese: 2025年11月1日 for 2025-11-01."""
    year, month, number = map(int, day.split("-"))
    return f"{year}年{month}月{number}日"


# The text is about the repeal of the old law, or the entry into force of the new one.
_ENDING = pattern("废止|失效|取代|代替|替代|不再施行|同时终止|原《|旧《|编入|纳入《|并入")
_COMING = pattern(
    "将于|即将|将要|新颁布|新公布|新出台|新通过|新制定|颁布|出台|公布|审议通过|[起日]施行|[起日]实施|草案|生效"
)


@derived_once
def _repealed(document: TextDocument) -> list[tuple[Citation, Law]]:
    """Laws that the text cites as if in force, and that have been repealed at some time."""
    cited = [(one, one.law) for one in citations(document) if one.law and one.law.repealed] if document.year else []
    return [(one, law) for one, law in cited if not _ENDING.search(one.sentence)]


@rule("R404", "repealed-law", needs=("《",))
def repealed(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """报告年度以前已经废止的法律法规，不再引用。

    合规    甲镇2025年法治政府建设年度报告⏎学习《信访工作条例》2次。
    合规    甲镇2019年法治政府建设年度报告⏎学习《中华人民共和国合同法》2次。
    合规    甲镇2023年法治政府建设年度报告⏎《信访工作条例》施行，《信访条例》同时废止。
    不合规  甲镇2025年法治政府建设年度报告⏎学习《信访条例》2次。
    不合规  甲镇2021年法治政府建设年度报告⏎学习《中华人民共和国合同法》2次。
    出处    WR-C1.5
    """
    for one, law in _repealed(document):
        if law.repealed <= _first_day(document):
            message = f"《{one.title}》已于{_in_chinese(law.repealed)}废止，不再引用"
            hint = f"现行的是《{law.successor}》，核对内容后改引" if law.successor else "改引现行的规定"
            yield emit(one.line.place(one.start, one.end), message, hint)


@rule("R405", "repealed-within-the-year", Severity.NOTICE, needs=("《",))
def repealed_within_the_year(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """报告年度当年废止的法律法规：废止以前的工作可以引用，以后的引用新法。

    合规    甲镇2022年法治政府建设年度报告⏎学习《信访工作条例》2次。
    合规    甲镇2021年法治政府建设年度报告⏎学习《信访条例》2次。
    合规    甲镇2022年法治政府建设年度报告⏎《信访工作条例》取代《信访条例》。
    不合规  甲镇2022年法治政府建设年度报告⏎学习《信访条例》2次。
    出处    WR-C1.5
    """
    for one, law in _repealed(document):
        if _first_day(document) < law.repealed <= _last_day(document):
            message = f"《{one.title}》于{_in_chinese(law.repealed)}废止，代之以《{law.successor}》"
            yield emit(one.line.place(one.start, one.end), message, "这以后的工作，改引新的规定")


@rule("R406", "law-not-yet-in-force", needs=("《",))
def not_yet_in_force(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """报告年度还没有施行的法律，不能写成已经执行；学习宣传新颁布的法律，写明“新颁布”或者“将于某日施行”。

    合规    甲镇2025年法治政府建设年度报告⏎宣传《中华人民共和国法治宣传教育法》。
    合规    甲镇2024年法治政府建设年度报告⏎学习新颁布的《中华人民共和国农村集体经济组织法》。
    合规    甲镇2024年法治政府建设年度报告⏎二、2025年工作安排⏎学习《中华人民共和国农村集体经济组织法》。
    不合规  甲镇2024年法治政府建设年度报告⏎落实《中华人民共和国农村集体经济组织法》。
    不合规  甲镇2024年法治政府建设年度报告⏎执行《法治宣传教育法》。
    出处    WR-C1.5
    """
    planned = {id(line) for part in document.part("下年安排") for line in part.lines}
    for one in citations(document) if document.year else ():
        if not one.law or one.law.effective_from <= _last_day(document) or id(one.line) in planned:
            continue
        if one.line.kind is LineKind.TEXT and not _COMING.search(one.sentence):
            message = f"《{one.title}》自{_in_chinese(one.law.effective_from)}起施行，{document.year}年还没有施行"
            hint = "核对年份；学习宣传新颁布的法律，写明“新颁布的”或者“将于某日施行的”"
            yield emit(one.line.place(one.start, one.end), message, hint)


@rule("R407", "titles-in-one-manner", Severity.WARNING, needs=(f"《{STATE}",))
def one_manner(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """法律第一次出现用全称，以后可以用简称；同一处并列的，写法一致。

    合规    学习《中华人民共和国宪法》《中华人民共和国民法典》。宣传《民法典》6场次。
    合规    学习《宪法》《民法典》《信访工作条例》。
    不合规  学习《中华人民共和国宪法》《反有组织犯罪法》。
    不合规  宣传《民法典》6场次。学习《中华人民共和国民法典》2次。
    出处    WR-C1.1
    """
    reported: set[str] = set()
    groups = [group for group in citation_lists(document) if group[0].line.kind is LineKind.TEXT]
    last_full = {one.law.title: at for at, group in enumerate(groups) for one in group if one.law and _is_full(one)}
    for at, group in enumerate(groups):
        mixed = any(one.law and _is_full(one) for one in group)
        for one in group:
            if not one.law or not one.law.title.startswith(STATE) or one.law.title in reported:
                continue
            reported.add(one.law.title)
            if _is_full(one) or _quoted(one) or not (mixed or last_full.get(one.law.title, -1) >= at):
                continue
            message = f"《{one.title}》第一次出现用的是简称，{'同一处' if mixed else '后面'}又用了全称"
            right = one.law.title
            yield emit(one.line.place(one.start, one.end), message, f"改为全称《{right}》", right)


def _is_full(one: Citation) -> bool:
    return one.title.startswith(STATE)


def _quoted(one: Citation) -> bool:
    """Part of a name in quotation marks, such as a campaign."""
    text = one.line.text[max(0, one.start - 20) : one.start]
    return text.rfind("“") > text.rfind("”")


_LAWS = pattern("》(?:等|等等)?(?:相关|有关|重要|国家|各类|一系列)?(法律法规)(?!和党|、党|及党|与党|以及党|和国家)")


@rule("R408", "party-rules-are-no-laws", needs=(f"《{PARTY}",))
def party_rules(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """党内法规不是法律法规：列举里有党内法规的，写“等党内法规”或者“等法律法规和党内法规”。

    合规    学习《中华人民共和国宪法》《中国共产党纪律处分条例》等法律法规和党内法规。
    合规    学习《中国共产党章程》。学习《中华人民共和国宪法》等法律法规。
    合规    学习《中国共产党纪律处分条例》等党内法规。
    不合规  学习《中华人民共和国宪法》《中国共产党纪律处分条例》等法律法规。
    不合规  学习《中国共产党纪律处分条例》等法律法规。
    出处    WR-C1.3
    """
    for group in citation_lists(document):
        party = [one for one in group if one.party]
        last = group[-1]
        match = _LAWS.match(last.line.text, last.end)
        if party and match:
            right = "党内法规" if len(party) == len(group) else "法律法规和党内法规"
            message = f"《{party[0].title}》是党内法规，不是法律法规"
            yield emit(last.line.place(*match.span(1)), message, f"改为“{right}”", right)


@rule("R409", "order-of-titles", Severity.NOTICE, needs=[f"》{between.strip()}《" for between in BETWEEN])
def order_of_titles(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """并列的法律法规按位阶排列：宪法在最前，然后是法律、行政法规；党内法规放在一起，不夹在中间。

    合规    学习《中华人民共和国宪法》《中华人民共和国民法典》《信访工作条例》。
    合规    学习《中国共产党纪律处分条例》《中华人民共和国宪法》。
    合规    学习《中华人民共和国民法典》《优化营商环境条例》《中国共产党纪律处分条例》。
    不合规  学习《中华人民共和国民法典》《中华人民共和国宪法》。
    不合规  学习《中华人民共和国宪法》《中国共产党纪律处分条例》《中华人民共和国保守国家秘密法》。
    不合规  学习《优化营商环境条例》《中华人民共和国行政许可法》。
    出处    WR-C1.6
    """
    for group in citation_lists(document):
        ranked = [(one, rank) for one in group if (rank := _rank(one)) is not None]
        while ranked and ranked[0][0].party:  # the rules of the Party may come first, together
            del ranked[0]
        for (before, first), (one, second) in pairwise(ranked):
            if second < first:
                message = f"《{one.title}》排在《{before.title}》后面"
                hint = "按宪法、法律、行政法规、党内法规的顺序排列"
                yield emit(one.line.place(one.start, one.end), message, hint)
                break


def _rank(one: Citation) -> int | None:
    """0 the constitution, 1 a law, 2 an administrative regulation, 3 a rule of the Party; None if uncertain."""
    if one.party:
        return 3
    if not one.law:
        return None
    title = one.law.title
    if title == f"{STATE}宪法":
        return 0
    if title.startswith(STATE) and title.endswith(("法", "法典")):
        return 1
    joint = title.endswith(tuple(titles.words()["党政联合"]))
    return 2 if title.endswith("条例") and not joint else None


@rule("R410", "committee-without-its-place", Severity.WARNING, needs=[f"《中共{place}委" for place in "省市县区镇乡"])
def committee_without_place(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """文件名称里的机关写全称，“中共县委”前面要有县名。

    合规    学习《中共甲县委关于加强作风建设的意见》。
    合规    学习《中共中央关于加强党的政治建设的意见》。
    合规    认真落实中共甲县委的部署。
    不合规  学习《中共县委关于加强作风建设的意见》。
    不合规  学习《中共区委关于加强作风建设的意见》。
    不合规  执行《中共市委办公室关于改进文风的通知》。
    出处    WR-C1.2
    """
    for one in citations(document):
        if match := re.match("中共([省市县区镇乡])委", one.title):
            message = f"“{match[0]}”没有写是哪个{match[1]}"
            place = one.line.place(one.start, one.start + match.end())
            yield emit(place, message, f"写上{match[1]}名，如“中共甲{match[1]}委”")


_NUMBER = pattern(  # from its bracket on
    r"[\[［【〔（(](?<=[\u4e00-\u9fff].)(?:"
    r"(?<=[\[［【])(?P<square>(?:19|20)\d\d)年?[\]］】]第?0*(?P<a>[1-9]\d{0,4})(?=号)"
    r"|(?<=〔)(?P<right>(?:19|20)\d\d)年?〕(?:第0*|0+)(?P<b>[1-9]\d{0,4})(?=号)"
    r"|(?<=[发办函字委府政通规][（(])(?P<round>(?:19|20)\d\d)年?[）)]第?0*(?P<c>[1-9]\d{0,4})(?=号)"
    r")(?!号[楼院地线房馆])"
)


@rule("R411", "document-number-in-the-text", needs=("号",))
def document_number(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """正文里引用的发文字号，年份用六角括号，顺序号不加“第”，不编虚位。

    合规    根据甲政办发〔2024〕47号文件，制定工作要点。
    合规    收到甲县人民法院（2024）甲01行初12号判决。
    合规    家住甲小区（2023）5号楼。
    不合规  根据甲政发[2018]5号文件，制定工作要点。
    不合规  根据甲政发【2018】第5号文件，制定工作要点。
    不合规  根据甲政发〔2018〕05号文件，制定工作要点。
    出处    WR-C1.4；GB/T 9704-2012 7.2.5
    """
    for line, match in document.find(_NUMBER):
        year = match["square"] or match["right"] or match["round"]
        right = f"〔{year}〕{match['a'] or match['b'] or match['c']}"
        message = f"发文字号“{match[0]}号”的写法不对"
        yield emit(line.place(*match.span()), message, f"改为“{right}号”", right)
