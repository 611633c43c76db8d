"""层次: the typed numbers of headings, and headings with nothing under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from drafter.checks.text.parts import YEARLY_REPORT, is_yearly_report, named, whole
from drafter.document.elements import LineKind
from drafter.document.numbering import heading_number, typed_number
from drafter.findings import ANY_TEXT, Emit, Finding, Severity, rule
from drafter.numerals import NUMERAL, number
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument, TextLine, derived_once, without_markdown

_AFTER_NUMBERS = ("、", ".", "．", "）", ")")
_NUMBER = pattern(rf"[（(]?({NUMERAL}|\d{{1,3}})[、.．）)]")


class NumberedLine(NamedTuple):
    """A line with its number, 0 for a heading without one; `level` is its level in the text."""

    line: TextLine
    level: int
    form: int  # the level of the form of its number: 2 for （一）
    number: int
    parent: int  # index of its parent in the list, -1 where there is none
    between: tuple[TextLine, ...]  # lines since the previous numbered one

    @property
    def typed(self) -> str:
        """The number as it is typed."""
        match = _NUMBER.match(without_markdown(self.line.text))
        return match[0].rstrip("、.．") if match else ""


@derived_once
def numbered(document: TextDocument) -> list[NumberedLine]:
    """Every heading, and every other line that begins with a number, in order."""
    found: list[NumberedLine] = []
    above: list[int] = []  # indices of the ancestors, the outermost first
    between: list[TextLine] = []
    for line in document.body:
        text = without_markdown(line.text)
        match = _NUMBER.match(text)
        kind = typed_number(text) if match or line.kind is LineKind.HEADING else 0
        typed = kind and match and line.kind is not LineKind.CELL
        if not typed and line.kind is not LineKind.HEADING:
            between.append(line)
            continue
        level = line.level or kind
        while above and found[above[-1]].level >= level:
            above.pop()
        value = 0
        if typed and match:
            value = number(match[1]) if kind < 3 else int(match[1])
        found.append(NumberedLine(line, level, kind, value, above[-1] if above else -1, tuple(between)))
        above.append(len(found) - 1)
        between = []
    return found


@rule("R620", "part-is-empty", needs=YEARLY_REPORT)
def part_is_empty(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """每个部分的标题下面都要有内容；没有这方面情况的，也要写一句。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措和成效⏎普法12次。⏎二、其他需要报告的情况⏎无。
    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措和成效⏎【待填：举措成效】
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措和成效⏎普法12次。⏎二、其他需要报告的情况
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措和成效⏎二、存在的不足⏎力量不足。
    出处    AR-R1.5；GB/T 9704-2012 7.3.3
    """
    if not is_yearly_report(document):
        return
    for part in document.parts:
        is_sentence = not part.roles and without_markdown(part.heading.text).endswith("。")  # 一、增加人员2名。
        if not is_sentence and not any(line.text.strip() for line in part.lines):
            yield emit(whole(part.heading), f"“{named(part.heading)}”下面没有内容", "写上内容，或删去这个标题")


# A heading of a .docx may have no typed number: no word announces it.
@rule("R621", "section-is-empty", Severity.WARNING, needs=ANY_TEXT)
def section_is_empty(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同级的标题下面都有内容，只有这一个没有，多半是漏了一段。

    合规    一、主要举措⏎（一）加强学习⏎学习4次。⏎（二）规范执法⏎检查5次。
    合规    一、存在的不足⏎（一）学习不够⏎（二）执法不严
    不合规  一、主要举措⏎（一）加强学习⏎学习4次。⏎（二）规范执法⏎二、存在的不足⏎甲。
    不合规  一、主要举措⏎（一）加强学习⏎（二）规范执法⏎检查5次。
    出处    GB/T 9704-2012 7.3.3
    """
    if document.from_facts:  # there only an open fact leaves a section empty, which is a gap
        return
    lines = document.body
    full: dict[tuple[int, int], bool] = {}  # parents with a section that has content
    empty: list[tuple[tuple[int, int], TextLine]] = []
    above = [0] * 6
    for at, line in enumerate(lines):
        level = line.level
        if not 0 < level < 5:
            continue
        above[level] = at + 1
        siblings = (level, max(above[:level]))
        following = lines[at + 1] if at + 1 < len(lines) else None
        ends = following is None or 0 < following.level <= level
        if line.kind is not LineKind.HEADING or not ends:
            full[siblings] = True
        elif level > 1 and not without_markdown(line.text).endswith(("。", ".", "！")):
            empty.append((siblings, line))
    for siblings, line in empty:
        if full.get(siblings):
            yield emit(whole(line), f"“{named(line)}”下面没有内容", "写上内容，或删去这个标题")


@rule("R622", "numbers-in-order", needs=_AFTER_NUMBERS)
def numbers_in_order(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一标题下面的序数从一开始，一个接一个，不跳号，不重号。

    合规    一、甲⏎（一）乙⏎丙。⏎（二）丁⏎戊。⏎二、己⏎（一）庚⏎辛。
    合规    一、甲⏎存在以下不足：⏎（一）乙。⏎（二）丙。⏎下一步打算：⏎（一）丁。⏎（二）戊。
    不合规  一、甲⏎乙。⏎三、丙⏎丁。
    不合规  一、甲⏎（一）乙⏎丙。⏎（一）丁⏎戊。
    不合规  一、甲⏎1.乙。⏎2.丙。⏎4.丁。
    出处    GB/T 9704-2012 7.3.3
    """
    lines = numbered(document)
    last: dict[tuple[int, int], int] = {}  # by form and parent
    unnumbered: dict[int, int] = {}  # headings without a number since the last number, by parent
    for at, line in enumerate(lines):
        siblings = (line.form, line.parent)
        if not line.number:
            unnumbered[line.parent] = unnumbered.get(line.parent, 0) + 1
            continue
        before = last.get(siblings, 0)
        last[siblings] = line.number
        if before < line.number <= before + 1 + unnumbered.pop(line.parent, 0):
            continue  # a heading without a number is in its place: R623 reports it
        # A second list after words of its own starts anew: 下一步打算：（一）…
        starts_anew = line.number == 1 and line.form > 1 and line.between and before > 1
        excerpt = line.level == 1 and not before and not is_yearly_report(document)
        if starts_anew or excerpt:
            continue
        missing = heading_number(line.form, before + 1)
        if line.number > before + 1 and _is_within_a_paragraph(missing, lines, at, before):
            continue
        message = f"“{line.typed}”前面缺“{missing}”".replace("、”", "”").replace(".”", "”")
        hint = "补上缺的一项，或改正序数"
        if line.number == before:
            message, hint = f"有两个“{line.typed}”", f"第二个改为“{missing}”，后面的跟着改"
        elif line.number < before:
            message, hint = (
                f"“{line.typed}”排在“{_bare_form(line.form, before)}”的后面",
                f"改为“{missing}”，或调整次序",
            )
        start = len(line.line.text) - len(line.line.text.lstrip(" \t\u3000#*"))
        yield emit(line.line.place(start, start + len(line.typed)), message, hint)


def _bare_form(level: int, value: int) -> str:
    return heading_number(level, value).rstrip("、.")


def _is_within_a_paragraph(missing: str, lines: list[NumberedLine], at: int, before: int) -> bool:
    """The missing number is within a paragraph: 1.甲。2.乙。 on one line."""
    forms = {
        missing,
        missing.replace("（", "(").replace("）", ")"),
        missing.replace(".", "．"),
        missing.replace(".", "、"),
    }
    own = lines[at]
    for earlier in range(at - 1, max(at - 30, own.parent, 0) - 1, -1):
        texts = [line.text for line in (*lines[earlier].between, lines[earlier].line)]
        if any(form in text for text in texts for form in forms):
            return True
    return any(form in line.text for line in own.between for form in forms)


@rule("R623", "heading-without-number", Severity.WARNING, needs=_AFTER_NUMBERS)
def heading_without_number(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """各部分的标题要么都有序数，要么都没有；别的都有，只有这一个没有，要补上。

    合规    主要举措和成效⏎甲。⏎存在的不足⏎乙。
    合规    一、主要举措和成效⏎甲。⏎二、存在的不足⏎乙。
    不合规  一、主要举措和成效⏎甲。⏎二、存在的不足⏎乙。⏎下一步工作安排⏎丙。
    不合规  主要举措和成效⏎甲。⏎一、存在的不足⏎乙。⏎二、工作安排⏎丙。
    不合规  一、主要举措和成效⏎甲。⏎## 存在的不足⏎乙。⏎二、工作安排⏎丙。
    出处    GB/T 9704-2012 7.3.3
    """
    bare_ones = [part.heading for part in document.parts if not typed_number(without_markdown(part.heading.text))]
    if 2 * len(bare_ones) < len(document.parts):
        for line in bare_ones:
            yield emit(whole(line), f"“{named(line)}”没有序数", "和别的部分一样，前面写上序数，如“二、”")


# As above: the words of a heading are any words.
@rule("R624", "heading-repeated", needs=ANY_TEXT)
def heading_repeated(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一标题下面，两个小标题不能一字不差。

    合规    一、举措⏎（一）加强学习⏎甲。⏎二、安排⏎（一）加强学习⏎乙。
    合规    一、举措⏎（一）加强学习⏎甲。⏎（二）加强法治学习⏎乙。
    不合规  一、举措⏎（一）加强学习⏎甲。⏎（二）加强学习⏎乙。
    不合规  一、举措⏎（一）加强学习。甲。⏎（二）加强学习。乙。
    不合规  一、主要举措⏎甲。⏎二、主要举措⏎乙。
    出处    GB/T 9704-2012 7.3.3
    """
    seen: dict[tuple[int, int, str], NumberedLine] = {}
    for line in numbered(document):
        if line.line.kind is not LineKind.HEADING and "。" not in line.line.text[:60].rstrip()[:-1]:
            continue  # an item of a list
        words = named(line.line)
        for mark in "。：:":
            words = words.partition(mark)[0]
        words = words.rstrip("*")
        first = seen.setdefault((line.level, line.parent, words), line)
        if first is not line and words:
            message = f"小标题“{words}”和“{first.typed}”的重复"
            yield emit(
                whole(line.line) if len(line.line.text) < 60 else line.line.place(0, 30), message, "改写其中一个"
            )


@rule("R625", "level-skipped", Severity.NOTICE, needs=("（", "("))
def level_skipped(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """结构层次依次用“一、”“（一）”“1.”“（1）”，不跳级；只有两层的，“一、”下面可以直接用“1.”。

    合规    一、甲⏎（一）乙⏎1.丙。⏎（1）丁。
    合规    一、甲⏎1.乙。⏎2.丙。
    不合规  一、甲⏎（一）乙⏎（1）丙。
    不合规  一、甲⏎（1）乙。
    不合规  一、甲⏎1.乙⏎2.丙⏎二、丁⏎（一）戊⏎己。⏎（1）庚。
    出处    GB/T 9704-2012 7.3.3
    """
    lines = numbered(document)
    seen: set[int] = set()
    for line in lines:
        parent = lines[line.parent] if line.parent >= 0 else None
        if parent and line.form == 4 and parent.form in (1, 2) and line.parent not in seen:
            seen.add(line.parent)
            message = f"“{parent.typed}”下面直接用“{line.typed}”，跳过了“1.”这一级"
            yield emit(line.line.place(0, len(line.typed)), message, "改用“1.”，或改回“1.”和“（1）”两级")
