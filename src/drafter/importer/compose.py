"""A segmented report → a facts file and the township's own template, from which drafter builds the report again.

Figures become facts, with expressions in their place; shortcomings and plans become records that a loop prints, so
that their number may change next year; all other words stay in the template, as the township's own (自述).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from drafter.document.elements import ELEMENTS, LineKind, Region
from drafter.document.numbering import heading_number, literal_heading_level
from drafter.document.runs import words
from drafter.facts.build import FORM
from drafter.facts.table import FORM_KEY, FactKind, FactSpec
from drafter.importer.facts_builder import FactsBuilder, is_round_trippable
from drafter.importer.figures import find_figures
from drafter.importer.lists import (
    LONGEST_TITLE,
    PLANNED_ROLES,
    ListMatch,
    ListStyle,
    find_lists,
    list_roles_of,
    number_of,
    run_in,
)
from drafter.importer.segment import BodyLine, SegmentedReport, is_sentence, lines_of_body
from drafter.lawbook import stated_figure
from drafter.system.patterns import pattern
from drafter.templating.loader import PART
from drafter.text.model import roles_of


class Composed(NamedTuple):
    """Both files; `origins` holds for each line of the template the body line it was made from (None: of none).

    `numbered_headings` counts headings that drafter numbers, `typed_headings` those that stay as typed;
    `not_understood` lists body lines with what became of them, in Chinese.
    """

    facts: str
    template: str
    origins: tuple[int | None, ...]
    facts_builder: FactsBuilder
    numbered_headings: int = 0
    typed_headings: int = 0
    not_understood: tuple[tuple[BodyLine, str], ...] = ()


def flatten_unrepresentable_elements(report: SegmentedReport, table: FactSpec) -> SegmentedReport:
    """Turns page elements that the facts file cannot hold into plain body lines; the text stays the same."""
    document = report.document
    specs = {spec.element: spec for spec in table.walk() if spec.element}
    specs["附件说明"] = next(child for child in specs["附件说明"].children.values() if child.required)

    def representable(names: Collection[str]) -> bool:
        return all(is_round_trippable(value, specs[name]) for name in names for value in report.values(name))

    lower = [element.name for element in ELEMENTS if element.region in (Region.CLOSING, Region.IMPRINT)]
    if not representable(lower):
        upper = {name: values for name, values in document.elements.items() if name not in lower}
        bare = replace(document, elements=upper, attachments=())
        lines = document.full_text.split("\n")[bare.full_text.count("\n") : -1]
        body = (*document.body, *(BodyLine(line).block for line in lines))
        document = replace(bare, body=body)
    if not representable(["主送机关"]):
        (line,) = document.element_lines("主送机关")
        elements = {name: values for name, values in document.elements.items() if name != "主送机关"}
        document = replace(document, elements=elements, body=(BodyLine(words(line)).block, *document.body))
    return report._replace(document=document)


# How literally a body line is copied: STRUCTURED as headings, loops and sentences, 1 as sentences with its number
# typed, LITERAL as it is.
STRUCTURED, LITERAL = 0, 2


def compose(
    report: SegmentedReport,
    table: FactSpec,
    unit: str,
    layout: str,
    literalness: Mapping[int, int],
    county_table: str = "",
) -> Composed:
    """The two files; `literalness` maps body lines to a degree from STRUCTURED (the default) to LITERAL.

    `county_table` is the file name of the county's table of facts, if there is one.
    """
    return _Composer(report, table, unit, layout, literalness, county_table).compose()


@dataclass
class _Composer:
    report: SegmentedReport
    table: FactSpec
    unit: str
    layout: str
    literalness: Mapping[int, int]
    county_table: str
    lines: list[str] = field(default_factory=list)  # of the template
    origins: list[int | None] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)  # numbered headings by level
    numbered_headings: int = 0
    typed_headings: int = 0
    not_understood: list[tuple[BodyLine, str]] = field(default_factory=list)
    is_about_report_year: bool = True  # not an attachment with plans

    def __post_init__(self) -> None:
        self.year = self.report.year or 0
        self.facts = FactsBuilder(self.table, self.year)

    def compose(self) -> Composed:
        self._identity()
        self._head()
        self._body(self.report.body, 0)
        self._foot()
        return Composed(
            f"{FORM_KEY}: {FORM}\n\n{self.facts.text()}",
            "\n".join(self.lines) + "\n",
            tuple(self.origins),
            self.facts,
            self.numbered_headings,
            self.typed_headings,
            tuple(self.not_understood),
        )

    # - year, unit and page elements

    def _key(self, role: str) -> str:
        return self.table.by_role(role).key

    def _identity(self) -> None:
        self.facts.set(self._key("年度"), str(self.year))
        self.facts.set(self._key("版式"), self.layout)
        if self.county_table:
            self.facts.set(self._key("附加表"), self.county_table)
        if self.unit:
            self.facts.set(self._key("单位名"), self.unit)
            kinds = self.table.by_role("单位类别")
            fitting = [kind for kind in kinds.options if self.unit.endswith(kind)]
            if "族乡" in self.unit:
                fitting = [kind for kind in kinds.options if kind.endswith("族乡")]
            if fitting:
                self.facts.set(kinds.key, max(fitting, key=len))

    def _element(self, element: str, key: str, values: Sequence[str], filter_: str = "") -> None:
        """A page element with its values in the facts; nothing if the report has no such element."""
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

    def _optional_element(self, element: str, spec: FactSpec) -> None:
        """An element that the report lacks, printed once next year's facts have it."""
        if spec.required:
            self.facts.set(spec.key, "")
        lines = [f"@{element} {{{{ {spec.key} }}}}"]
        if spec.kind is FactKind.TEXTS:
            lines = [f"{{% for 一行 in {spec.key} %}}", f"@{element} {{{{ 一行 }}}}", "{% endfor %}"]
        self._add(f"{{% if {spec.key} is 已填 %}}", *lines, "{% endif %}")

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
        if any(self._has_digits(line) for line in title):  # figures must come from the facts
            self.facts.set_list(keys["标题分行"], title)
            self._add(f"{{% for 一行 in {keys['标题分行']} %}}", "# {{ 一行 }}", "{% endfor %}")
        else:
            self._add(*(f"# {self._plain(line)}" for line in title))
        self._add("")
        self._element("主送机关", keys["主送机关"], report.values("主送机关"), "顿号")
        self._add("")

    def _foot(self) -> None:
        report, keys = self.report, {spec.element: spec.key for spec in self.table.walk() if spec.element}
        list_spec = self.table.at(keys["附件说明"])
        name = next((child.name for child in list_spec.children.values() if child.required), "")
        for element in ELEMENTS:
            values = report.values(element.name)
            if element.region not in (Region.CLOSING, Region.IMPRINT):
                continue
            if element.numbered:
                for value in values:
                    self.facts.add_record(list_spec, {name: value})
                if values:
                    loop = f"{{% for 一项 in {list_spec.key} %}}"
                    self._add(loop, f"@{element.name} {{{{ 一项.{name} }}}}", "{% endfor %}")
            elif values or element.kind not in (LineKind.ISSUER, LineKind.DATE):
                self._element(element.name, keys[element.name], values)
            else:
                self._optional_element(element.name, self.table.at(keys[element.name]))
        start = len(report.document.body)
        for attachment in report.document.attachments:
            title, lines = words(attachment.title), lines_of_body(attachment.body)
            has_plans = str(self.year + 1) in title or set(list_roles_of(title)) & {*PLANNED_ROLES}
            self.is_about_report_year = not has_plans
            self._add("", f"@附件 {{{{ {list_spec.key} | 取({_string(title)}, {_string(name)}) }}}}", "")
            self.counts.clear()
            self._body(lines, start)
            start += len(lines)

    # - the body

    def _body(self, lines: Sequence[BodyLine], start: int) -> None:
        """Lines of the body or of an attachment; `start` is the index of the first one, 0 for the body."""
        answers = None if start else self._end_of_measures(lines)
        matches = {} if start else {match.start: match for match in find_lists(self.table, lines)}
        roles = list(_roles_of_lines(lines))
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
            match = matches.get(at)
            if match and all(not self.literalness.get(start + i) for i in range(match.start, match.end)):
                self._loop(match)
                at = match.end
                continue
            following = lines[at + 1] if at + 1 < len(lines) else None
            self._line(line, number, context, following, roles[at])
            at += 1
        if answers == len(lines):
            self._answers()

    def _end_of_measures(self, lines: Sequence[BodyLine]) -> int | None:
        """The end of the part that answers for last year's plans; None if the report has no such part."""
        headings = [at for at, line in enumerate(lines) if line.heading and line.level == 1]
        for start, end in pairwise([*headings, len(lines)]):
            if any(spec.continues and spec.parts[0] in roles_of(lines[start].text) for spec in self.table.walk()):
                # a heading copied as a plain line does not close the section: it would be printed below the answers
                return None if self.literalness.get(end) == LITERAL else end
        return None

    def _answers(self) -> None:
        """The section of the shipped layouts on last year's plans; it prints nothing until there are any."""
        specs = [spec for spec in self.table.walk() if spec.continues]
        section = specs[0].section
        heading = next(spec.key for spec in self.table.walk() if spec.role == "题" and spec.name == section)
        given = " or ".join(spec.key for spec in specs)
        lines = [f"### {{{{ {heading} }}}}", "", f'{{% include "{PART}{section}" %}}']
        self._add("", f"{{% if {given} %}}", *lines, "{% endif %}", "")

    def _line(self, line: BodyLine, number: int, context: list[str], following: BodyLine | None, role: str) -> None:
        degree = self.literalness.get(number, STRUCTURED)
        typed, rest = number_of(line)
        expected = heading_number(line.level, self.counts.get(line.level, 0) + 1)
        is_numbered = bool(typed) and degree == STRUCTURED and typed == expected
        has_content = following is not None and not (following.heading and (following.level or 1) <= line.level)
        # figures of plans are no facts of this year
        has_facts = self.is_about_report_year and role not in PLANNED_ROLES
        if (line.level and line.heading and not (is_numbered and has_content)) or (typed and not is_numbered):
            self.typed_headings += 1
            self.not_understood.append((line, "序号接不上，照原样留着"))
        if any(len(sentence) > _LONGEST_SENTENCE for sentence in _sentences(line.text)):
            self.not_understood.append((line, "句子太长，里面的数字留在句子里"))
        if degree == LITERAL:
            self.not_understood.append((line, "这一行照原样留着"))
            self._add("\\" + _escaped(line.text), at=number)
        elif line.heading and is_numbered and has_content and not self._has_digits(rest):
            self._add(f"{'#' * (line.level + 1)} {self._heading(rest)}", at=number)
            self._count(line.level)
        elif line.heading:
            is_heading = typed or line.level == 1  # a literal heading without a number counts as one of level 1
            self._add(f"#= {_escaped(line.text)}" if is_heading else "\\" + _escaped(line.text), at=number)
            if is_heading:
                self._restart_below(literal_heading_level(line.text))
        elif not is_sentence(line.text):
            self.not_understood.append((line, "不成句，照原样留着"))
            self._add("\\" + _escaped(line.text), at=number)
        elif self._states_nothing_else(line.text, context):
            spec = self.table.by_role("其余")
            self.facts.set(spec.key, spec.none_phrase)
            self._add(f"{{% 句 %}}{{{{ {spec.key} }}}}{{% 句完 %}}", at=number)
        elif is_numbered:
            title, detail = run_in(rest)
            mark = "#" * (line.level + 1)
            if title and not self._has_digits(title):
                self._add(f"{mark} {self._plain(title)}。", at=number)
            else:
                self._add(f"{mark} {self._sentence(_sentences(rest)[0], context, has_facts)}", at=number)
                detail = "".join(_sentences(rest)[1:])
            for sentence in _sentences(detail):
                self._add(self._sentence(sentence, context, has_facts), at=number)
            self._count(line.level)
        else:
            for sentence in _sentences(line.text):
                self._add(self._sentence(sentence, context, has_facts), at=number)
        self._add("")

    def _states_nothing_else(self, text: str, context: Sequence[str]) -> bool:
        """Whether the part for other matters only states that there are none."""
        spec = self.table.by_role("其余")
        return (
            roles_of("".join(context)) == (spec.name,)
            and text == f"{spec.none_phrase}。"
            and not self.facts.has(spec.key)
        )

    def _heading(self, words: str) -> str:
        """A heading; that of a statutory part becomes a fact, if the table has a row for it."""
        roles = roles_of(words)
        year = re.match(rf"({self.year}|{self.year + 1})(年度?)", words)
        bare = words[year.end() :] if year else words
        spec = next((r for r in self.table.walk() if r.role == "题" and len(roles) == 1 and r.name == roles[0]), None)
        if spec is None or not is_round_trippable(bare, spec) or re.search(r"\d", bare) or self.facts.has(spec.key):
            return self._plain(words)
        self.facts.set(spec.key, bare)
        return (self._plain(year[0]) if year else "") + f"{{{{ {spec.key} }}}}"

    def _count(self, level: int) -> None:
        self.numbered_headings += 1
        self.counts[level] = self.counts.get(level, 0) + 1
        self._restart_below(level)

    def _restart_below(self, level: int) -> None:
        """Restarts the numbers of the levels below a heading."""
        for lower in range(level + 1, 5):
            self.counts.pop(lower, None)

    # - sentences

    def _sentence(self, text: str, context: list[str], has_facts: bool) -> str:
        """A sentence with expressions for its year and, if they are facts, its figures."""
        substitutions: list[tuple[int, int, str]] = []
        if has_facts and len(text) <= _LONGEST_SENTENCE:
            for figure in find_figures(text):
                if expression := self.facts.add_figure(text, figure, context):
                    substitutions.append((figure.start, figure.end, expression))
        prints_facts = bool(substitutions)
        words, rest = _substitute(text, substitutions + self._years(text))
        kind = "句" if prints_facts and not stated_figure(rest) else "句 自述"
        return f"{{% {kind} %}}{words}{{% 句完 %}}"

    def _plain(self, text: str) -> str:
        return _substitute(text, self._years(text))[0]

    def _has_digits(self, text: str) -> bool:
        return bool(stated_figure(_substitute(text, self._years(text))[1]))

    def _years(self, text: str) -> list[tuple[int, int, str]]:
        """Substitutions for the year of the report and the one after it, outside titles of documents."""
        key = self._key("年度")
        titles = [match.span() for match in re.finditer("《[^《》]*》|“[^“”]*”", text)]
        substitutions = []
        for year, expression in ((self.year, f"{{{{ {key} }}}}"), (self.year + 1, f"{{{{ {key} | 次年 }}}}")):
            for match in re.finditer(rf"{_NOT_BEHIND}{year}(?=年{_NOT_BEFORE})", text):
                if not any(start <= match.start() < end for start, end in titles):
                    substitutions.append((*match.span(), expression))
        return substitutions

    # - loops

    def _loop(self, match: ListMatch) -> None:
        """A list as records, and the loop that prints them in the style of the report."""
        context: list[str] = []
        spec = match.spec
        main = next(child.name for child in spec.children.values() if child.required)
        detail = next(child.name for child in spec.children.values() if child.role in ("详情", "措施"))
        group = next((child.name for child in spec.children.values() if child.role == "归类"), "")
        for item in match.items:
            fields: dict[str, object] = {main: item.main}
            if item.group:
                fields = {group: item.group, **fields}
            if item.detail:
                fields |= self.facts.extract_targets(spec, detail, item.detail)
            self.facts.add_record(spec, fields)
        mark = "#" * (match.level + 1)
        passage = [f"{{% for 话 in 项.{detail} %}}", "{% 句 %}{{ 话 }}{% 句完 %}", "{% endfor %}"]
        head = f"{{% for 项 in {spec.key} %}}"
        at = match.start
        if match.style is ListStyle.LISTED:
            for sentence in _sentences(match.lead):
                self._add(self._sentence(sentence, context, has_facts=False), at=at)
            gap = "{% if not loop.last %}；{% endif %}" if match.ends_with_semicolons else ""
            item_words = f"{{{{ 项.{main} }}}}"
            if any(item.detail for item in match.items):
                item_words += f"{{% 可缺 %}}。{{{{ 项.{detail} | 去句号 }}}}{{% 可缺完 %}}"
            if match.ends_with_stops:
                number = "{% if loop.length > 1 %}{{ loop.index | 序数 }}{% endif %}"
                self._add(head, f"{{% 句 %}}{number}{item_words}{{% 句完 %}}", "{% endfor %}", at=at)
            else:
                sentence = f"{{% 句 %}}{item_words}{gap}{{% 句完 %}}"
                self._add("{% 逐条 %}", head, sentence, "{% endfor %}", "{% 逐条完 %}", at=at)
            for sentence in _sentences(match.tail):
                self._add(self._sentence(sentence, context, has_facts=False), at=at)
            if not match.tail:  # the line of the end tag swallows its line break
                self.lines.append("")
                self.origins.append(at)
                self.lines.append("")
                self.origins.append(at)
        elif match.style is ListStyle.NUMBERED:
            self._add(head, f"{mark} {{% 句 %}}{{{{ 项.{main} }}}}{{% 句完 %}}", "", "{% endfor %}", at=at)
        elif match.style is ListStyle.TITLED:
            self._add(head, f"{mark} {{{{ 项.{main} }}}}。", *passage, "", "{% endfor %}", at=at)
        elif match.style is ListStyle.ALONE:
            self._add(head, f"{mark} {{{{ 项.{main} }}}}", "", *passage, "", "{% endfor %}", at=at)
        else:
            self._add(
                f'{{% for 组 in {spec.key} | 分组("{group}") %}}',
                f"{mark} {{{{ 组.题 }}}}", "", "{% for 项 in 组.项 %}",
                f"{mark}# {{{{ 项.{main} }}}}。", *passage, "", "{% endfor %}", "{% endfor %}", at=at,
            )  # fmt: skip
        if match.style is not ListStyle.LISTED:
            self.counts[match.level] = match.heading_count
            below = len(match.items) if match.style is ListStyle.GROUPED else 0
            self.numbered_headings += match.heading_count + below
            self._restart_below(match.level)
        self._add("")

    def _add(self, *lines: str, at: int | None = None) -> None:
        for line in lines:
            if line or (self.lines and self.lines[-1]):
                self.lines.append(line)
                self.origins.append(at)


# --- parts of a line ---------------------------------------------------------------------------------

# The year that begins or ends a period, is one of several, or belongs to a day is not replaced.
_NOT_BEHIND = r"(?<![\d—－–~～、至到自从-])"
_NOT_BEFORE = r"(?!度?[—－–~～、至到起-]|\d)"
_LONGEST_SENTENCE = 2_000  # characters; matching takes time quadratic in the figures of a sentence
_SENTENCE = pattern("[^。！？]*[。！？]+[”’）》]*|[^。！？]+$")


def _roles_of_lines(lines: Iterable[BodyLine]) -> Iterator[str]:
    """The role of the list in whose part each line is: 不足, 安排; empty in other parts."""
    role = ""
    for line in lines:
        if line.heading and line.level in (1, 2):
            roles = list_roles_of(line.text)
            if roles or line.level == 1:
                role = next((one for one in roles if one in PLANNED_ROLES), "")
        yield role


def _sentences(text: str) -> list[str]:
    """The sentences of a text; together they are the text.

    >>> _sentences("甲。乙“丙。”丁")
    ['甲。', '乙“丙。”', '丁']
    """
    return _SENTENCE.findall(text)


def _escaped(text: str) -> str:
    """Words with the braces of Jinja escaped."""
    return text.replace("{", '{{ "{" }}')


def _string(text: str) -> str:
    """Words as a string literal of Jinja."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _substitute(text: str, substitutions: Sequence[tuple[int, int, str]]) -> tuple[str, str]:
    """The text with expressions in place of spans (start, end, expression), and the words outside the spans."""
    template, rest, end = "", "", 0
    for start, stop, expression in sorted(substitutions):
        if start < end:
            continue
        template += _escaped(text[end:start]) + expression
        rest += text[end:start] + "\n"
        end = stop
    return template + _escaped(text[end:]), rest + text[end:]
