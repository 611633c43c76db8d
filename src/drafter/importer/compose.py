"""A typed report → a facts file and the township's own template, which together give the report back.

Figures become facts and leave their places in the sentences; shortcomings and plans become records, told by a loop,
so that next year's may be more or fewer; all other words stay in the template, as the township's own (自述).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from drafter.document.elements import ELEMENTS, LineKind, Region
from drafter.document.numbering import made_number, typed_level
from drafter.document.runs import words
from drafter.facts.build import FORM
from drafter.facts.table import FORM_KEY, FactKind, FactSpec
from drafter.importer.facts_builder import FactsBuilder, is_round_trippable
from drafter.importer.figures import counted
from drafter.importer.lists import LONGEST_TITLE, PLANNED_ROLES, ListMatch, ListStyle, lists, number_of, run_in, uses_of
from drafter.importer.segment import BodyLine, SegmentedReport, is_sentence, lines_of_body
from drafter.lawbook import without_names
from drafter.templating.loader import PART
from drafter.text.model import roles_of


class Composed(NamedTuple):
    """Both files, and of which line of the body each line of the template is (None: of none).

    `made` counts headings whose number the report makes, `typed` those that stand as they were typed; `left` are the
    lines of the body that were not understood, with what became of them.
    """

    facts: str
    template: str
    origins: tuple[int | None, ...]
    gathered: FactsBuilder
    made: int = 0
    typed: int = 0
    left: tuple[tuple[BodyLine, str], ...] = ()


def with_unsayable_as_lines(report: SegmentedReport, table: FactSpec) -> SegmentedReport:
    """The report with those page elements as plain lines that the facts cannot hold; its text is the same."""
    document = report.document
    specs = {spec.element: spec for spec in table.walk() if spec.element}
    specs["附件说明"] = next(child for child in specs["附件说明"].children.values() if child.required)

    def fits(names: Collection[str]) -> bool:
        return all(is_round_trippable(value, specs[name]) for name in names for value in report.values(name))

    below = [element.name for element in ELEMENTS if element.region in (Region.CLOSING, Region.IMPRINT)]
    if not fits(below):
        above = {name: values for name, values in document.elements.items() if name not in below}
        bare = replace(document, elements=above, attachments=())
        lines = document.full_text.split("\n")[bare.full_text.count("\n") : -1]
        body = (*document.body, *(BodyLine(line).block for line in lines))
        document = replace(bare, body=body)
    if not fits(["主送机关"]):
        (line,) = document.element_lines("主送机关")
        elements = {name: values for name, values in document.elements.items() if name != "主送机关"}
        document = replace(document, elements=elements, body=(BodyLine(words(line)).block, *document.body))
    return report._replace(document=document)


# How a line of the body is written: with all that was understood, or as it stands; between them (1) as sentences.
WHOLE, LITERAL = 0, 2


def compose(
    report: SegmentedReport, table: FactSpec, unit: str, layout: str, degrees: Mapping[int, int], further: str = ""
) -> Composed:
    """The two files; `degrees` tells of lines of the body that cannot be written with all that was understood.

    `further` is the name of a county's table, where the facts need one.
    """
    return _Composer(report, table, unit, layout, degrees, further).composed()


@dataclass
class _Composer:
    report: SegmentedReport
    table: FactSpec
    unit: str
    layout: str
    degrees: Mapping[int, int]
    further: str
    lines: list[str] = field(default_factory=list)  # of the template
    origins: list[int | None] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)  # of headings made, by level
    made: int = 0
    typed: int = 0
    left: list[tuple[BodyLine, str]] = field(default_factory=list)
    of_this_year: bool = True  # what is being told

    def __post_init__(self) -> None:
        self.year = self.report.year or 0
        self.facts = FactsBuilder(self.table, self.year)

    def composed(self) -> Composed:
        self._identity()
        self._head()
        self._body(self.report.body, 0)
        self._foot()
        head = f"{FORM_KEY}: {FORM}\n\n"
        text = "\n".join(self.lines) + "\n"
        return Composed(
            head + self.facts.text(), text, tuple(self.origins), self.facts, self.made, self.typed, tuple(self.left)
        )

    # - what the report says of itself

    def _key(self, use: str) -> str:
        return self.table.by_role(use).key

    def _identity(self) -> None:
        self.facts.set(self._key("年度"), str(self.year))
        self.facts.set(self._key("版式"), self.layout)
        if self.further:
            self.facts.set(self._key("附加表"), self.further)
        if self.unit:
            self.facts.set(self._key("单位名"), self.unit)
            kinds = self.table.by_role("单位类别")
            fitting = [kind for kind in kinds.options if self.unit.endswith(kind)]
            if "族乡" in self.unit:
                fitting = [kind for kind in kinds.options if kind.endswith("族乡")]
            if fitting:
                self.facts.set(kinds.key, max(fitting, key=len))

    def _element(self, element: str, key: str, values: Sequence[str], filter_: str = "") -> None:
        """A page element that the facts fill; nothing where the report has none."""
        spec = self.table.at(key)
        values = [value for value in values if value]
        if not all(is_round_trippable(value, spec) for value in values):
            self._add(*(f"@{element} {_escaped(value)}" for value in values))
        elif not values:
            return
        elif spec.kind is FactKind.TEXTS:
            self.facts.set_list(key, values)
            if filter_:
                self._add(f"@{element} {{{{ {key} | {filter_} }}}}")
            else:
                self._add(f"{{% for 一行 in {key} %}}", f"@{element} {{{{ 一行 }}}}", "{% endfor %}")
        else:
            self.facts.set(key, values[0])
            self._add(f"@{element} {{{{ {key} }}}}")

    def _if_typed(self, element: str, spec: FactSpec) -> None:
        """A place for an element that the report lacks: next year it may stand in the facts."""
        if spec.required:
            self.facts.set(spec.key, "")
        told = [f"@{element} {{{{ {spec.key} }}}}"]
        if spec.kind is FactKind.TEXTS:
            told = [f"{{% for 一行 in {spec.key} %}}", f"@{element} {{{{ 一行 }}}}", "{% endfor %}"]
        self._add(f"{{% if {spec.key} is 已填 %}}", *told, "{% endif %}")

    def _head(self) -> None:
        report, keys = self.report, {spec.element: spec.key for spec in self.table.walk() if spec.element}
        for element in ELEMENTS:
            if element.region is not Region.HEADER:
                continue
            if not element.continues:
                self._element(element.name, keys[element.name], report.values(element.name))
            elif value := report.value(element.name):
                self.facts.set(keys[element.name], "是")
                self._add(f"@{element.name} {value}")
        self._add("")
        title = [words(line) for line in report.document.title]
        if any(self._has_digits(line) for line in title):  # a figure must come from the facts
            self.facts.set_list(keys["标题分行"], title)
            self._add(f"{{% for 一行 in {keys['标题分行']} %}}", "# {{ 一行 }}", "{% endfor %}")
        else:
            self._add(*(f"# {self._plain(line)}" for line in title))
        self._add("")
        self._element("主送机关", keys["主送机关"], report.values("主送机关"), "顿号")
        self._add("")

    def _foot(self) -> None:
        report, keys = self.report, {spec.element: spec.key for spec in self.table.walk() if spec.element}
        listed = self.table.at(keys["附件说明"])
        name = next((child.name for child in listed.children.values() if child.required), "")
        for element in ELEMENTS:
            values = report.values(element.name)
            if element.region not in (Region.CLOSING, Region.IMPRINT):
                continue
            if element.numbered:
                for value in values:
                    self.facts.add(listed, {name: value})
                if values:
                    loop = f"{{% for 一项 in {listed.key} %}}"
                    self._add(loop, f"@{element.name} {{{{ 一项.{name} }}}}", "{% endfor %}")
            elif values or element.kind not in (LineKind.ISSUER, LineKind.DATE):
                self._element(element.name, keys[element.name], values)
            else:
                self._if_typed(element.name, self.table.at(keys[element.name]))
        start = len(report.document.body)
        for attachment in report.document.attachments:
            title, lines = words(attachment.title), lines_of_body(attachment.body)
            planned = str(self.year + 1) in title or set(uses_of(title)) & {*PLANNED_ROLES}
            self.of_this_year = not planned
            self._add("", f"@附件 {{{{ {listed.key} | 取({_string(title)}, {_string(name)}) }}}}", "")
            self.counts.clear()
            self._body(lines, start)
            start += len(lines)

    # - the body

    def _body(self, lines: Sequence[BodyLine], start: int) -> None:
        """Lines of the body; the first one has the number `start`."""
        answers = None if start else self._end_of_measures(lines)
        loops = {} if start else {loop.start: loop for loop in lists(self.table, lines)}
        context: list[str] = []
        at = 0
        while at < len(lines):
            line, number = lines[at], start + at
            if at == answers:
                self._answers()
            if line.level == 1 and line.heading:
                context = [line.text]
            elif line.heading or line.level:
                context = [*context[:1], line.text[:LONGEST_TITLE]]
            loop = loops.get(at)
            if loop and all(not self.degrees.get(start + i) for i in range(loop.start, loop.end)):
                self._loop(loop)
                at = loop.end
                continue
            below = lines[at + 1] if at + 1 < len(lines) else None
            self._line(line, number, context, below, self._role_of_line(lines, at))
            at += 1

        if answers == len(lines):
            self._answers()

    def _end_of_measures(self, lines: Sequence[BodyLine]) -> int | None:
        """Where the part ends in which last year's plans are answered for; None where the report has no such part."""
        heads = [at for at, line in enumerate(lines) if line.heading and line.level == 1]
        for start, end in pairwise([*heads, len(lines)]):
            if any(spec.continues and spec.parts[0] in roles_of(lines[start].text) for spec in self.table.walk()):
                # a heading that is a plain line does not close the section: it would stand under the answers
                return None if self.degrees.get(end) == LITERAL else end
        return None

    def _answers(self) -> None:
        """What the shipped layouts say of last year's plans: nothing this year, and next year all of it."""
        specs = [spec for spec in self.table.walk() if spec.continues]
        section = specs[0].section
        heading = next(spec.key for spec in self.table.walk() if spec.role == "题" and spec.name == section)
        given = " or ".join(spec.key for spec in specs)
        told = [f"### {{{{ {heading} }}}}", "", f'{{% include "{PART}{section}" %}}']
        self._add("", f"{{% if {given} %}}", *told, "{% endif %}", "")

    def _role_of_line(self, lines: Sequence[BodyLine], at: int) -> str:
        """What the part of a line is about, as the table of parts says: 不足, 安排 …"""
        for line in reversed(lines[: at + 1]):
            if line.heading and line.level in (1, 2):
                uses = uses_of(line.text)
                if uses or line.level == 1:
                    return next((use for use in uses if use in PLANNED_ROLES), "")
        return ""

    def _line(self, line: BodyLine, number: int, context: list[str], below: BodyLine | None, use: str) -> None:
        degree = self.degrees.get(number, WHOLE)
        typed, rest = number_of(line)
        made = bool(typed) and degree == WHOLE and made_number(line.level, self.counts.get(line.level, 0) + 1) == typed
        content = below is not None and not (below.heading and (below.level or 1) <= line.level)
        sure = self.of_this_year and use not in PLANNED_ROLES  # their figures are no facts of this year
        if (line.level and line.heading and not (made and content)) or (typed and not made):
            self.typed += 1
            self.left.append((line, "序号接不上，照原样留着"))
        if any(len(sentence) > _LONGEST_SENTENCE for sentence in _sentences(line.text)):
            self.left.append((line, "句子太长，里面的数字留在句子里"))
        if degree == LITERAL:
            self.left.append((line, "这一行照原样留着"))
            self._add("\\" + _escaped(line.text), at=number)
        elif line.heading and made and content and not self._has_digits(rest):
            self._add(f"{'#' * (line.level + 1)} {self._heading(rest)}", at=number)
            self._count(line.level)
        elif line.heading:
            stands = typed or line.level == 1  # a literal heading without a number is one of the first level
            self._add(f"#= {_escaped(line.text)}" if stands else "\\" + _escaped(line.text), at=number)
            if stands:
                self._passed(typed_level(line.text))
        elif not is_sentence(line.text):
            self.left.append((line, "不成句，照原样留着"))
            self._add("\\" + _escaped(line.text), at=number)
        elif self._is_nothing_else(line.text, context):
            spec = self.table.by_role("其余")
            self.facts.set(spec.key, spec.none_phrase)
            self._add(f"{{% 句 %}}{{{{ {spec.key} }}}}{{% 句完 %}}", at=number)
        elif made:
            title, told = run_in(rest)
            mark = "#" * (line.level + 1)
            if title and not self._has_digits(title):
                self._add(f"{mark} {self._plain(title)}。", at=number)
            else:
                self._add(f"{mark} {self._sentence(_sentences(rest)[0], context, sure)}", at=number)
                told = "".join(_sentences(rest)[1:])
            for sentence in _sentences(told):
                self._add(self._sentence(sentence, context, sure), at=number)
            self._count(line.level)
        else:
            for sentence in _sentences(line.text):
                self._add(self._sentence(sentence, context, sure), at=number)
        self._add("")

    def _is_nothing_else(self, text: str, context: Sequence[str]) -> bool:
        """All that the part for other matters says is that there are none."""
        spec = self.table.by_role("其余")
        return (
            roles_of("".join(context)) == (spec.name,)
            and text == f"{spec.none_phrase}。"
            and not self.facts.has(spec.key)
        )

    def _heading(self, words: str) -> str:
        """A heading; that of a statutory part stands in the facts, where the table has a row for it."""
        roles = roles_of(words)
        year = re.match(rf"({self.year}|{self.year + 1})(年度?)", words)
        bare = words[year.end() :] if year else words
        spec = next((r for r in self.table.walk() if r.role == "题" and len(roles) == 1 and r.name == roles[0]), None)
        if spec is None or not is_round_trippable(bare, spec) or re.search(r"\d", bare) or self.facts.has(spec.key):
            return self._plain(words)
        self.facts.set(spec.key, bare)
        return (self._plain(year[0]) if year else "") + f"{{{{ {spec.key} }}}}"

    def _count(self, level: int) -> None:
        self.made += 1
        self.counts[level] = self.counts.get(level, 0) + 1
        self._passed(level)

    def _passed(self, level: int) -> None:
        """A heading of this level: those below it count anew."""
        for lower in range(level + 1, 5):
            self.counts.pop(lower, None)

    # - sentences

    def _sentence(self, text: str, context: list[str], sure: bool) -> str:
        """A sentence with places for its figures and for the year."""
        places: list[tuple[int, int, str]] = []
        if sure and len(text) <= _LONGEST_SENTENCE:
            for figure in counted(text):
                if place := self.facts.place(text, figure, context):
                    places.append((figure.start, figure.end, place))
        told = bool(places)
        places += self._years(text)
        words, left = _with_places(text, places)
        kind = "句" if told and not re.search(r"\d", without_names(left)) else "句 自述"
        return f"{{% {kind} %}}{words}{{% 句完 %}}"

    def _plain(self, text: str) -> str:
        return _with_places(text, self._years(text))[0]

    def _has_digits(self, text: str) -> bool:
        return bool(re.search(r"\d", without_names(_with_places(text, self._years(text))[1])))

    def _years(self, text: str) -> list[tuple[int, int, str]]:
        """The year of the report and the one after it, outside titles of documents."""
        key = self._key("年度")
        titles = [match.span() for match in re.finditer("《[^《》]*》|“[^“”]*”", text)]
        found = []
        for year, place in ((self.year, f"{{{{ {key} }}}}"), (self.year + 1, f"{{{{ {key} | 次年 }}}}")):
            for match in re.finditer(rf"{_NO_PLACE_BEHIND}{year}(?=年{_NO_PLACE_BEFORE})", text):
                if not any(start <= match.start() < end for start, end in titles):
                    found.append((*match.span(), place))
        return found

    # - loops

    def _loop(self, loop: ListMatch) -> None:
        """A list of records, told as the report tells it."""
        context: list[str] = []
        spec = loop.spec
        main = next(child.name for child in spec.children.values() if child.required)
        detail = next(child.name for child in spec.children.values() if child.role in ("详情", "措施"))
        group = next((child.name for child in spec.children.values() if child.role == "归类"), "")
        for item in loop.items:
            fields: dict[str, object] = {main: item.main}
            if item.group:
                fields = {group: item.group, **fields}
            if item.detail:
                fields |= self.facts.with_targets(spec, detail, item.detail)
            self.facts.add(spec, fields)
        mark = "#" * (loop.level + 1)
        passage = [f"{{% for 话 in 项.{detail} %}}", "{% 句 %}{{ 话 }}{% 句完 %}", "{% endfor %}"]
        head = f"{{% for 项 in {spec.key} %}}"
        at = loop.start
        if loop.form is ListStyle.LISTED:
            for sentence in _sentences(loop.lead):
                self._add(self._sentence(sentence, context, sure=False), at=at)
            gap = "{% if not loop.last %}；{% endif %}" if loop.semicolons else ""
            told = f"{{{{ 项.{main} }}}}"
            if any(item.detail for item in loop.items):
                told += f"{{% 可缺 %}}。{{{{ 项.{detail} | 去句号 }}}}{{% 可缺完 %}}"
            if loop.stops:
                number = "{% if loop.length > 1 %}{{ loop.index | 序数 }}{% endif %}"
                self._add(head, f"{{% 句 %}}{number}{told}{{% 句完 %}}", "{% endfor %}", at=at)
            else:
                self._add(
                    "{% 逐条 %}", head, f"{{% 句 %}}{told}{gap}{{% 句完 %}}", "{% endfor %}", "{% 逐条完 %}", at=at
                )
            for sentence in _sentences(loop.tail):
                self._add(self._sentence(sentence, context, sure=False), at=at)
            if not loop.tail:  # the line of the end tag takes its own line end along
                self.lines.append("")
                self.origins.append(at)
                self.lines.append("")
                self.origins.append(at)
        elif loop.form is ListStyle.NUMBERED:
            self._add(head, f"{mark} {{% 句 %}}{{{{ 项.{main} }}}}{{% 句完 %}}", "", "{% endfor %}", at=at)
        elif loop.form is ListStyle.TITLED:
            self._add(head, f"{mark} {{{{ 项.{main} }}}}。", *passage, "", "{% endfor %}", at=at)
        elif loop.form is ListStyle.ALONE:
            self._add(head, f"{mark} {{{{ 项.{main} }}}}", "", *passage, "", "{% endfor %}", at=at)
        else:
            self._add(
                f'{{% for 组 in {spec.key} | 分组("{group}") %}}',
                f"{mark} {{{{ 组.题 }}}}", "", "{% for 项 in 组.项 %}",
                f"{mark}# {{{{ 项.{main} }}}}。", *passage, "", "{% endfor %}", "{% endfor %}", at=at,
            )  # fmt: skip
        if loop.form is not ListStyle.LISTED:
            self.counts[loop.level] = loop.made
            self.made += loop.made if loop.form is not ListStyle.GROUPED else loop.made + len(loop.items)
            self._passed(loop.level)
        self._add("")

    def _add(self, *lines: str, at: int | None = None) -> None:
        for line in lines:
            if line or (self.lines and self.lines[-1]):
                self.lines.append(line)
                self.origins.append(at)


# --- pieces of a line ---------------------------------------------------------------------------------

# A year that a period begins or ends with, one of several, or that of a day, is no year of the report.
_NO_PLACE_BEHIND = r"(?<![\d—－–~～、至到自从-])"
_NO_PLACE_BEFORE = r"(?!度?[—－–~～、至到起-]|\d)"
_LONGEST_SENTENCE = 2_000  # characters; in a longer one every figure would be sought among all the others
_SENTENCE = re.compile("[^。！？]*[。！？]+[”’）》]*|[^。！？]+$")


def _sentences(text: str) -> list[str]:
    """The sentences of a text; together they are the text.

    >>> _sentences("甲。乙“丙。”丁")
    ['甲。', '乙“丙。”', '丁']
    """
    return _SENTENCE.findall(text)


def _escaped(text: str) -> str:
    """Words as a template says them."""
    return text.replace("{", '{{ "{" }}')


def _string(text: str) -> str:
    """Words in quotation marks of a template."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _with_places(text: str, places: Sequence[tuple[int, int, str]]) -> tuple[str, str]:
    """The words of a template with places, and those that are left without them."""
    said, left, end = "", "", 0
    for start, stop, place in sorted(places):
        if start < end:
            continue
        said += _escaped(text[end:start]) + place
        left += text[end:start] + "\n"
        end = stop
    return said + _escaped(text[end:]), left + text[end:]
