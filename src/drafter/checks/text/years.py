"""与上年报告对照: sentences that are repeated from last year's report word for word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from drafter.checks.text.repeats import without_set_phrases
from drafter.document.model import Document, Sentence
from drafter.document.provenance import Role
from drafter.facts.model import Facts
from drafter.facts.previous_year import nature_of
from drafter.facts.table import FactKind, FactSpec
from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.numerals import ORDINAL
from drafter.system.patterns import pattern
from drafter.text.model import A_SENTENCE, TextDocument

USUAL_SHARE = Decimal(30)  # per cent of all sentences; from here on a document seems copied
_SHORTEST = 15  # characters of a sentence, without titles and set phrases, that is not equal by chance
_SHOWN = 20
_LEFT_OUT = pattern(r"[\s*]")
_ORDINAL = pattern(rf"^(?:{ORDINAL}是要?|[（(]?(?:{ORDINAL}|\d{{1,2}})[）)、.．])")


class ComparableSentence(NamedTuple):
    """A sentence; `own` words of a clerk and `figures` of events should be new every year."""

    text: str
    place: Place
    own: bool = True
    figures: bool = False

    @property
    def bare(self) -> str:
        """The text without blanks, bold marks, ordinal and stop."""
        return _ORDINAL.sub("", _LEFT_OUT.sub("", self.text)).rstrip("。；;！!")


class YearPair(NamedTuple):
    """The sentences of a report, the places of last year's by their bare text, and the share that is too much."""

    sentences: Sequence[ComparableSentence]
    before: Mapping[str, Place]
    most: Decimal = USUAL_SHARE

    @property
    def repeated(self) -> Iterator[tuple[ComparableSentence, Place]]:
        """The sentences that last year's report had too, with their places there."""
        for sentence in self.sentences:
            words = sentence.bare
            if (
                (sentence.own or sentence.figures)
                and words in self.before
                and len(without_set_phrases(words)) > _SHORTEST
            ):
                yield sentence, self.before[words]


def year_pair(
    this: Sequence[ComparableSentence], last: Sequence[ComparableSentence], most: Decimal = USUAL_SHARE
) -> YearPair:
    """This year's sentences and last year's."""
    return YearPair(this, {sentence.bare: sentence.place for sentence in reversed(last)}, most)


def sentences_of_text(document: TextDocument) -> tuple[ComparableSentence, ...]:
    """The sentences of any document: all may be somebody's own."""
    return tuple(ComparableSentence(sentence.text, sentence.place) for sentence in document.sentences)


def sentences_of_document(document: Document, facts: Facts) -> tuple[ComparableSentence, ...]:
    """The sentences of a report made of facts.

    The words of the shipped templates are the same every year: only a clerk's own sentences and phrases, and figures of
    what happened within the year, should be new.
    """
    of_a_year = {fact.key: fact.spec.kind for fact in facts.leaves() if _is_of_a_year(fact.spec, facts.table)}
    return tuple(piece for sentence in document.sentences() for piece in _pieces(sentence, of_a_year))


_LONGEST_SEARCHED = 20_000  # characters of a line of the facts file

_WORDS, _FIGURES = (FactKind.PASSAGE, FactKind.TEXT), (FactKind.QUANTITY, FactKind.RATE)


def _is_of_a_year(row: FactSpec, table: FactSpec) -> bool:
    stays = row.policy in ("保留", "核实") and row.kind is not FactKind.PASSAGE
    return row.kind in (*_WORDS, *_FIGURES) and nature_of(table, row) == "流量" and not stays


def _pieces(sentence: Sentence, of_a_year: Mapping[str, FactKind]) -> Iterator[ComparableSentence]:
    """The sentences as a reader counts them: a clerk's passage is one of the template."""
    pieces, length = [], 0
    news: list[tuple[int, int, FactKind, Place]] = []  # start, end, kind, place of what should be new
    for run in sentence.runs:
        if run.role is Role.ORDINAL:
            continue
        source = next((source for source in run.sources if source.key in of_a_year), None)
        if source is not None and run.role is not Role.TO_VERIFY:  # that is reported as a gap
            news.append((length, length + len(run.text), of_a_year[source.key], source.place))
        pieces.append(run.text)
        length += len(run.text)
    for match in A_SENTENCE.finditer("".join(pieces)):
        first = bisect_right(news, match.start(), key=lambda new: new[1])
        last = bisect_left(news, match.end(), key=lambda new: new[0])
        inside = [(kind, place) for _, _, kind, place in news[first:last]]
        kinds = {kind for kind, _ in inside}
        place = next((place for _, place in inside), sentence.place)
        at = place.excerpt.find(match[0], 0, _LONGEST_SEARCHED)
        if at >= 0:  # the very words, where one line has them as they are printed
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
    for sentence, before in years.repeated:
        if not sentence.own:  # words of a shipped template; its figures are compared by F402
            continue
        words = sentence.bare
        quoted = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}……"
        yield emit(sentence.place, f"与上年报告一字不差：“{quoted}”", f"上年在{_where(before)}；写今年的做法和成效")


def _where(place: Place) -> str:
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
    if repeated and (share >= years.most or any(sentence.own for sentence, _ in repeated)):
        message = f"与上年报告一字不差的有{len(repeated)}句，占全文{len(years.sentences)}句的{share:.0f}%"
        found = emit(repeated[0][0].place, message, "逐句核对，写今年做的事和今年的数")
        yield found if share >= years.most else replace(found, severity=Severity.NOTICE)
