"""第一责任人: the required content of the part on the secretary and the head of government."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.checks.text.parts import headings_of, is_open, may_be_yearly_report, role_for, whole, words
from drafter.checks.text.shortcomings import has_target
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.system.patterns import pattern
from drafter.text.model import Part, TextDocument, TextLine


def _own_parts(document: TextDocument) -> Iterator[Part]:
    """Parts on the first responsible persons only, unless they are empty."""
    role = role_for("履职")
    for part in document.parts if may_be_yearly_report(document) else ():
        if part.roles == (role,) and any(line.kind is LineKind.TEXT for line in part.lines) and not is_open(part.lines):
            yield part


@rule("R611", "both-persons-named", Severity.NOTICE, needs=headings_of("履职"))
def both_named(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """推进法治建设第一责任人是党委（党工委）书记和镇长（乡长、主任）；两个职务都要写明，不能只说“党政主要负责人”。

    合规    一、第一责任人履职情况⏎镇党委书记、镇长召开专题会议2次。
    合规    一、第一责任人履职情况⏎街道党工委书记听取汇报2次。办事处主任出庭应诉1次。
    合规    一、第一责任人履职情况⏎【待填：第一责任人.专题会议】
    不合规  一、第一责任人履职情况⏎党政主要负责人召开专题会议2次。
    不合规  一、第一责任人履职情况⏎镇党委书记听取汇报2次。
    出处    AR-R4.1；《党政主要负责人履行推进法治建设第一责任人职责规定》
    """
    for part in _own_parts(document):
        text = "\n".join(line.text for line in part.lines)
        roles = (("党委书记", "书记"), ("镇长（乡长、主任）", "镇长"))
        missing = [role for role, names in roles if not any(name in text for name in words(names))]
        if missing:
            message = f"第一责任人履职情况没有写明{'、'.join(missing)}"
            yield emit(whole(part.heading), message, "写明两位第一责任人的职务，如“镇党委书记、镇长”")


@rule("R612", "responsible-with-counts", Severity.WARNING, needs=headings_of("履职"))
def with_counts(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """第一责任人履职情况要写做了几次：主持会议、听取汇报、专题学习、出庭应诉；一个数也没有，看不出履职。

    合规    一、第一责任人履职情况⏎镇党委书记、镇长召开专题会议2次。
    合规    一、第一责任人履职情况⏎镇党委书记、镇长每季度听取一次汇报。
    合规    一、党政主要负责人履行职责情况⏎镇党委书记、镇长主持专题会议两次。
    不合规  一、第一责任人履职情况⏎镇党委书记、镇长高度重视，亲自部署。
    不合规  一、第一责任人履职情况⏎镇党委书记、镇长在2025年带头学法，定期听取汇报。
    出处    AR-R4.1；AR-R4.2
    """
    for part in _own_parts(document):
        if not any(has_target(line.text) for line in part.lines):
            message = "第一责任人履职情况里没有一个数"
            yield emit(whole(part.heading), message, "写明主持会议、听取汇报、专题学习、出庭应诉等各几次")


_CLAUSE = pattern("[^，。；：、,;:\n]+")
_TITLES = pattern("《[^《》]{1,80}》")
_YEAR = pattern("^20[0-9]{2}年度?")
_DIGIT = pattern(r"\d")
_ALIKE = 10  # last characters of a clause, which identify it
_SHORTEST = 8


@rule("R613", "responsible-repeats", Severity.NOTICE, needs=headings_of("履职"))
def repeats(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """第一责任人履职情况写负责人自己做的事，不把举措成效里的数再写一遍。

    合规    一、举措成效⏎法律顾问审核合同12份。⏎二、第一责任人履职情况⏎镇党委书记、镇长听取法治建设工作汇报4次。
    不合规  一、举措成效⏎全年法律顾问审核重大事项12件。⏎二、第一责任人履职情况⏎聘请法律顾问审核重大事项 12 件。
    不合规  一、第一责任人履职情况⏎听取和研究全镇法治建设工作4次。⏎二、举措成效⏎研究全镇法治建设工作4次。
    出处    AR-R4.3；WR-D11
    """
    role = role_for("履职")
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for part in document.parts:
        own = role in part.roles
        if own and len(part.roles) > 1:
            continue
        for line in part.lines:
            clauses_of_line = list(_figures(line)) if line.kind is LineKind.TEXT else []
            repeated = [span for ending, span in clauses_of_line if ending in seen[not own]]
            if repeated:
                where = "举措成效" if own else "第一责任人履职情况"
                message = f"“{line.text[slice(*repeated[0])].strip()}”在{where}里写过了"
                yield emit(line.place(*repeated[0]), message, "只在一处写；第一责任人部分写负责人自己做的事")
            seen[own].update(ending for ending, _ in clauses_of_line)


def _figures(line: TextLine) -> Iterator[tuple[str, tuple[int, int]]]:
    """The clauses with a figure: the key that identifies each, and its span."""
    if not _DIGIT.search(line.text):
        return
    text = line.text
    if "《" in text:
        text = _TITLES.sub(lambda title: "\n" * len(title[0]), text)
    for clause in _CLAUSE.finditer(text):
        if not _DIGIT.search(clause[0]):
            continue
        plain = _YEAR.sub("", "".join(clause[0].replace("*", "").split()))
        if len(plain) >= _SHORTEST and _DIGIT.search(plain[-_ALIKE:]):
            start = clause.start() + len(clause[0]) - len(clause[0].lstrip())
            yield plain[-_ALIKE:], (start, clause.end())
