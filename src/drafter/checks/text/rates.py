"""比率: rates that do not agree with the counts next to them, or that no count can give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise

from drafter.checks.text.contradictions import has, lines_with_own_counts, one_of, place, table, words, written_together
from drafter.facts.amounts import Quantity, decimal_places
from drafter.findings import Emit, Finding, Severity, rule
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument
from drafter.text.statements import Clause, Statement


def _names_of_rates() -> list[str]:
    return [f"{name}率" for name in {**table()["率"], **dict.fromkeys(table()["按件算的率"])}]


@cache
def _rate_name() -> re.Pattern[str]:
    return re.compile(f"({one_of(table()['率'])}|{one_of(table()['按件算的率'])})率")


def _is_rate(clause: Clause) -> bool:
    quantity = clause.figure.quantity
    return quantity.unit == "%" and quantity.number is not None and quantity.number <= 100


def _agrees(part: Decimal, base: Decimal, rate: Quantity) -> bool:
    """The share, rounded or cut off to the decimals of the rate; 100% only for all."""
    assert rate.number is not None
    share = part * 100 / base
    if rate.number == 100 or share == 100:
        return share == rate.number or (bool(rate.bound) and share >= rate.number)
    step = Decimal(1).scaleb(-decimal_places(rate))
    return share >= rate.number - step / 2 if rate.bound else abs(share - rate.number) < step


@rule("R504", "rate-within-reach", needs=lambda: [f"{name}率" for name in table()["按件算的率"]])
def rate_within_reach(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """件数不多时，有些百分比不可能出现：11件的办结率只能是100%或不高于90.9%。

    合规    全年办理信访案件11件，办结率达90%以上。
    合规    全年办理信访案件11件，办结率为100%。
    合规    全年办理信访案件200件，办结率达98%以上；力争受理的11件办结率达到98%以上。
    不合规  全年办理信访案件11件，办结率和群众满意率均达98%以上。
    不合规  受理信访事项6起，办结率为95%。
    出处    WR-D4
    """
    apart = lines_with_own_counts(document, "将来的部分")
    for statement in document.statements:
        if "率" not in statement.text or statement.line in apart or has(statement.text, "将来"):
            continue
        for before, clause in pairwise(statement.clauses):
            base, rate = before.figure.quantity, clause.figure.quantity
            name = _rate_name().search(clause.gap) if _is_rate(clause) else None
            if not (name and name[1] in table()["按件算的率"] and base.exact and base.number):
                continue
            units = [other.figure.quantity.unit for other in statement.clauses]
            if base.unit not in table()["按件算的量词"] or sum(units.count(u) for u in table()["按件算的量词"]) > 1:
                continue
            assert rate.number is not None
            near = base.number * rate.number // 100
            counts = range(int(near), int(base.number) if rate.bound else int(near) + 2)
            reached = any(_agrees(Decimal(count), base.number, rate) for count in counts if count <= base.number)
            if not reached and written_together(document, statement, before, clause):
                message = f"{base.text}的{name[0]}不可能是“{rate.text}”"
                most = f"{(base.number - 1) * 100 / base.number:.1f}%"
                hint = f"{base.text}时只能是100%，或不高于{most}；核对台账，或删去比率"
                yield emit(place(document, statement, clause), message, hint)


@rule("R505", "all-done-with-open-cases", Severity.WARNING, needs=words("未了结"))
def all_done(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """还有没办结的，办结率就不是100%；阶段性办结不是办结。

    合规    受理案件485件，办结480件，5件正在办理，办结率为99.0%。
    合规    受理案件485件，全部办结，办结率为100%。
    合规    2件正在办理；其余案件及时受理率为100%。
    不合规  受理案件485件，在规定期限内办结或阶段性办结，办结率达到100%。
    不合规  其中3件正在调解，纠纷化解率为100%。
    出处    WR-D5
    """
    for statement in document.statements:
        if not has(statement.text, "未了结"):
            continue
        for clause in statement.clauses:
            name = _rate_name().search(clause.gap)
            if _is_rate(clause) and name and clause.figure.quantity.number == 100:
                open_case = next(word for word in table()["未了结"] if word in statement.text)
                message = f"有“{open_case}”的，{name[0]}不是100%"
                yield emit(place(document, statement, clause), message, "按真正办结的件数算，或删去比率")
                break


def _context(statement: Statement, clause: Clause) -> str:
    """The words before a rate and those right after it, in one clause: 100%的办结率和满意率."""
    return clause.gap + _MARK.split(statement.text[clause.figure.end : clause.figure.end + 12], maxsplit=1)[0]


_MARK = pattern("[，。；、（）,;()]")  # a name after it belongs to the next figure


@rule("R506", "rate-with-a-survey", Severity.NOTICE, needs=("%",))
def surveyed(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """满意率、准确率要调查了才知道：写明怎样得来的，如回访多少件、多少件满意；代表建议、委员提案和热线本来就逐件征求意见。

    合规    回访6500件，群众表示满意的6188件，满意率为95.2%。
    合规    群众线上、线下评价满意率为99.1%。
    合规    力争群众满意率达到98%以上，办结率为100%。
    合规    办理代表建议11件、委员提案8件，满意率为100%。
    不合规  办理案件728件，案件办理准确率达100%。
    不合规  实现了100%的办结率和群众满意率。
    出处    WR-D6
    """
    apart = lines_with_own_counts(document, "将来的部分")
    for statement in () if document.from_facts else document.statements:
        if "%" not in statement.text or statement.line in apart:
            continue
        if has(statement.text, "将来") or has(statement.text, "调查"):
            continue
        for clause in filter(_is_rate, statement.clauses):
            context = _context(statement, clause)
            if name := next((word for word in table()["要调查的率"] if word in context), ""):
                message = f"{name}{clause.figure.quantity.text}没有写明怎样得来"
                yield emit(
                    place(document, statement, clause), message, "写明回访、测评的人数或件数；没有调查的，删去比率"
                )
                break


@rule("R507", "all-of-an-estimate", Severity.NOTICE, needs=("%",))
def all_of_an_estimate(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """总数是约数，就算不出百分之百来：写准确的件数。

    合规    办理事项6812件，办结率为100%。
    合规    接待群众6800多人次，办理事项58件，办结率为100%。
    合规    办理事项6800多件，网上办理率为85%。
    不合规  办理事项6800多件，办结率为100%。
    不合规  排查纠纷50余起，化解率达100%。
    出处    WR-D7、WR-B13
    """
    for statement in () if document.from_facts else document.statements:
        for before, clause in pairwise(statement.clauses):
            base, rate = before.figure.quantity, clause.figure.quantity
            counted = base.approximation and base.unit in table()["按件算的量词"]
            if not counted or rate.unit != "%" or rate.number != 100:
                continue
            name = _rate_name().search(_context(statement, clause))
            if name and name[1] in table()["按件算的率"]:
                message = f"总数“{base.text}”是约数，{name[0]}却是100%"
                yield emit(place(document, statement, clause), message, "把总数写准确，或删去比率")


@rule("R508", "rate-of-part-and-whole", needs=_names_of_rates)
def rate_agrees(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """写了总数、办成的数和比率，三者要相符；四舍五入和截去尾数都可以。

    合规    受理矛盾纠纷512件，成功化解503件，化解率为98.2%。
    合规    排查矛盾纠纷58件，化解58件，化解率为100%。
    合规    受理案件58件，走访57件，满意率为95%。
    不合规  排查矛盾纠纷58件，化解57件，化解率为100%。
    不合规  受理矛盾纠纷512件，成功化解503件，化解率为96.2%。
    出处    WR-D4、WR-B13
    """
    for statement in document.statements:
        if "率" not in statement.text:
            continue
        for whole, part, clause in zip(statement.clauses, statement.clauses[1:], statement.clauses[2:], strict=False):
            name = _rate_name().search(clause.gap) if _is_rate(clause) else None
            base, done, rate = (each.figure.quantity for each in (whole, part, clause))
            if not (name and base.exact and done.exact and not rate.approximation):
                continue
            known = table()["率"].get(name[1], ())
            if base.unit != done.unit or not base.number or done.number is None or done.number > base.number:
                continue
            named = any(word in part.gap for word in known) and written_together(document, statement, whole, clause)
            if named and not _agrees(done.number, base.number, rate):
                message = f"{base.text}里的{done.text}，{name[0]}不是“{rate.text}”"
                share = f"{done.number * 100 / base.number:.1f}%"
                yield emit(place(document, statement, clause), message, f"核对三个数；按前两个数应为{share}")
