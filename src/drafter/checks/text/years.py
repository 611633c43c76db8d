"""与上年报告对照: sentences that stand in last year's report word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from drafter.checks.text.repeats import own_words
from drafter.document.model import Document as ReportTree
from drafter.document.model import Sentence
from drafter.document.provenance import Role
from drafter.facts.model import Facts
from drafter.facts.previous_year import nature_of
from drafter.facts.table import FactKind, FactSpec
from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.numerals import ORDINAL
from drafter.text.model import A_SENTENCE, TextDocument

USUAL_SHARE = Decimal(30)  # per cent of all sentences: from here on a document looks copied
_SHORTEST = 15  # characters of a sentence, without titles of laws and set phrases, that does not come about by itself
_SHOWN = 20
_ORDINAL = re.compile(rf"^(?:{ORDINAL}是要?|[（(]?(?:{ORDINAL}|\d{{1,2}})[）)、.．])")


class ComparableSentence(NamedTuple):
    """A sentence, and what in it should be new every year: a clerk's own words, the figures of what happened."""

    text: str
    place: Place
    own: bool = True
    figures: bool = False

    @property
    def bare(self) -> str:
        """The words without blanks, bold marks, ordinal and stop."""
        return _ORDINAL.sub("", re.sub(r"[\s*]", "", self.text)).rstrip("。；;！!")


class YearPair(NamedTuple):
    """The sentences of a report, those of last year's by their bare words, and the share that is too much."""

    sentences: Sequence[ComparableSentence]
    before: Mapping[str, Place]
    most: Decimal = USUAL_SHARE

    @property
    def repeated(self) -> Iterator[tuple[ComparableSentence, Place]]:
        """The sentences that stood in last year's report, with where."""
        for said in self.sentences:
            words = said.bare
            if (said.own or said.figures) and words in self.before and len(own_words(words)) > _SHORTEST:
                yield said, self.before[words]


def year_pair(
    this: Sequence[ComparableSentence], last: Sequence[ComparableSentence], most: Decimal = USUAL_SHARE
) -> YearPair:
    """This year's sentences beside last year's."""
    return YearPair(this, {said.bare: said.place for said in reversed(last)}, most)


def sentences_of_text(document: TextDocument) -> tuple[ComparableSentence, ...]:
    """The sentences of a document, of which nothing is known but their words."""
    return tuple(ComparableSentence(sentence.text, sentence.place) for sentence in document.sentences)


def sentences_of_document(emit: ReportTree, facts: Facts) -> tuple[ComparableSentence, ...]:
    """The sentences of a report of ours.

    What the shipped templates say of what is still so, stands there every year: only a clerk's own sentences and
    phrases, and figures of what happened within a year, should be of their year.
    """
    of_a_year = {fact.key: fact.spec.kind for fact in facts.leaves() if _is_of_a_year(fact.spec, facts.table)}
    return tuple(said for sentence in emit.sentences() for said in _said(sentence, of_a_year))


_WORDS, _FIGURES = (FactKind.PASSAGE, FactKind.TEXT), (FactKind.QUANTITY, FactKind.RATE)


def _is_of_a_year(row: FactSpec, table: FactSpec) -> bool:
    stays = row.policy in ("保留", "核实") and row.kind is not FactKind.PASSAGE
    return row.kind in (*_WORDS, *_FIGURES) and nature_of(table, row) == "流量" and not stays


def _said(sentence: Sentence, of_a_year: Mapping[str, FactKind]) -> Iterator[ComparableSentence]:
    """A passage of a clerk's is one sentence of the template, and many of a reader's."""
    text = ""
    news: list[tuple[int, int, FactKind, Place]] = []  # from, to, what it is, where it was typed
    for run in sentence.runs:
        if run.role is Role.ORDINAL:
            continue
        source = next((source for source in run.sources if source.key in of_a_year), None)
        if source is not None and run.role is not Role.TO_VERIFY:  # that is told as a gap
            news.append((len(text), len(text) + len(run.text), of_a_year[source.key], source.place))
        text += run.text
    for match in A_SENTENCE.finditer(text):
        inside = [(kind, place) for start, end, kind, place in news if start < match.end() and end > match.start()]
        kinds = {kind for kind, _ in inside}
        place = next((place for _, place in inside), sentence.place)
        at = place.excerpt.find(match[0])
        if at >= 0:  # the very words, where they stand on one line as they are printed
            place = place._replace(column=at + 1, length=len(match[0]))
        yield ComparableSentence(
            match[0], place, sentence.own or not kinds.isdisjoint(_WORDS), not kinds.isdisjoint(_FIGURES)
        )


@rule("R701", "sentence-of-last-year", Severity.NOTICE)
def same_sentence(years: YearPair, emit: Emit) -> Iterator[Finding]:
    """一句话与上年报告一字不差：核对今年是不是还这样，写今年做的事。书名和固定的说法不算。

    上年    推行“周末不打烊”服务，群众办事更加方便。⏎带头学法。⏎制定法治政府建设工作规划，并纳入全镇发展总体规划。
    合规    推行“周末不打烊”服务，全年周末办件三成在周日。
    合规    带头学法。
    不合规  推行“周末不打烊”服务，群众办事更加方便。
    不合规  一是制定法治政府建设工作规划，并纳入全镇发展总体规划；
    出处    WR-D9
    """
    for said, before in years.repeated:
        if not said.own:  # the words are of a shipped template, and of its figures speaks F402
            continue
        words = said.bare
        quoted = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}……"
        yield emit(said.place, f"与上年报告一字不差：“{quoted}”", f"上年在{_told(before)}；写今年的做法和成效")


def _told(place: Place) -> str:
    return str(place) if place.element else place.short


@rule("R702", "sentences-of-last-year", Severity.WARNING)
def same_share(years: YearPair, emit: Emit) -> Iterator[Finding]:
    """与上年报告一字不差的句子占全文的多少：到了“检查.雷同比例”（不写就是30%）的，要改写；不到的，只作提示。

    上年    推行“周末不打烊”服务，群众办事更加方便。⏎制定法治政府建设工作规划，并纳入全镇发展总体规划。
    合规    推行“周末不打烊”服务，全年周末办件三成在周日。⏎修订法治政府建设工作规划，报县司法局备案。
    不合规  推行“周末不打烊”服务，群众办事更加方便。
    不合规  推行“周末不打烊”服务，群众办事更加方便。⏎修订法治政府建设工作规划。⏎带头学法。⏎印发责任清单。
    出处    WR-D9
    """
    repeated = list(years.repeated)
    share = Decimal(len(repeated) * 100) / max(1, len(years.sentences))
    if repeated and (share >= years.most or any(said.own for said, _ in repeated)):
        told = f"与上年报告一字不差的有{len(repeated)}句，占全文{len(years.sentences)}句的{share:.0f}%"
        found = emit(repeated[0][0].place, told, "逐句核对，写今年做的事和今年的数")
        yield found if share >= years.most else replace(found, severity=Severity.NOTICE)
