"""`drafter import`: last year's report → the facts and the template that build it again.

Law: text(build(import(t))) = norm(t). A line that is built otherwise is written more plainly, a sentence
with its number typed, in the end the line as it was typed, until the report is the same again.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple, NoReturn

from drafter.checks.structure.unsourced_digits import unsourced_digits
from drafter.document.elements import ELEMENTS, Region
from drafter.document.parse_markup import MarkupError, parse_markup
from drafter.document.runs import words
from drafter.facts.build import build_facts
from drafter.facts.table import FactSpec
from drafter.findings import NOWHERE, DrafterError, Finding, Place, Severity, fatal
from drafter.importer.compose import LITERAL, Composed, compose, flatten_unrepresentable_elements
from drafter.importer.facts_builder import is_round_trippable
from drafter.importer.segment import Normalization, SegmentedReport, segment
from drafter.readers.decode import SourceText
from drafter.system.files import write_folder
from drafter.system.patterns import pattern
from drafter.templating.environment import render
from drafter.templating.loader import ENDING
from drafter.text.model import roles_of
from drafter.text.read import READABLE, READERS, read_report, unless_numbered
from drafter.workspace.facts_file import read_facts, table_with
from drafter.workspace.files import DISK, LARGEST_DOCUMENT
from drafter.writers.text import write_text

_LONGEST_REPORT = 50_000  # characters; ten times those of a report
_UNIT = pattern(r"[\u4e00-\u9fff]{2,30}")  # it names files too
_MOST_ROUNDS = 40  # of writing lines more plainly


class Imported(NamedTuple):
    """An imported report that is not written yet: its folder, its files, and how they were made."""

    folder: Path
    files: dict[str, bytes]  # by name, the facts last
    report: SegmentedReport
    composed: Composed
    degrees: dict[int, int]  # lines of the body that are written more plainly
    table: FactSpec

    @property
    def parts(self) -> tuple[str, ...]:
        """The statutory parts that the headings of the report announce."""
        heads = (line.text for line in self.report.body if line.heading and line.level == 1)
        return tuple(dict.fromkeys(role for text in heads for role in roles_of(text)))

    @property
    def figures(self) -> tuple[int, int, int]:
        """How many figures became rows of the table, figures of the township's own, and remained words."""
        own = self.table.by_role("自有数字").key
        kinds = Counter(
            "" if not met.key else own if met.key == own else "row" for met in self.composed.facts_builder.occurrences
        )
        return kinds["row"], kinds[own], kinds[""]

    def count(self, use: str) -> int:
        """How many records the list for this use has: 不足, 安排."""
        return self.composed.facts_builder.count(self.table.by_role(use))


def import_report(
    path: Path, output: Path | None = None, unit: str = "", year: int | None = None, further: Path | None = None
) -> Imported:
    """The facts and the template of a report; `further` is a county's table.

    Raises DrafterError if it cannot be read, or its year or unit is not known.
    """
    if path.suffix.lower() not in READERS:
        hint = f"能导入的有：{READABLE}；PDF 先用 WPS 转成 Word"
        raise DrafterError([fatal(Place(str(path)), "不能导入这种文件", hint)])
    lines = [unless_numbered(line) for line in read_report(DISK.read_bytes(path, LARGEST_DOCUMENT), path).lines]
    if (length := sum(len(line.text) for line in lines)) > _LONGEST_REPORT:
        hint = "确认选对了文件；几份报告在一个文件里的，分开来导入"
        raise DrafterError([fatal(Place(str(path)), f"有{length}个字，不像一份年度报告", hint)])
    return import_segmented(segment(lines, year, unit), path, output, further)


def import_segmented(
    report: SegmentedReport, path: Path, output: Path | None = None, further: Path | None = None
) -> Imported:
    """The facts and the template of a report in its parts; `path` is its file. Raises DrafterError."""
    table = table_with(further)
    if not any(line.text for line in report.body):
        raise DrafterError([fatal(Place(str(path)), "读不出正文", "看看是不是选错了文件，或者正文是图片")])
    if report.year is None:
        raise DrafterError([fatal(Place(str(path)), "看不出是哪一年的报告", "用 --year 写明，如 --year 2025")])
    if not report.document.title:
        raise DrafterError([fatal(Place(str(path)), "看不出是哪个乡镇的报告", "用 --unit 写明，如 --unit 寺庄镇")])
    spec = table.by_role("单位名")
    if report.unit and not (_UNIT.fullmatch(report.unit) and is_round_trippable(report.unit, spec)):
        raise DrafterError([fatal(Place(str(path)), f"“{report.unit}”不是单位简称", "只写汉字，如 --unit 寺庄镇")])
    layout = f"{report.unit or '本单位'}{report.year}"
    report = flatten_unrepresentable_elements(report, table)
    folder_of_table = further.parent if further else Path()
    above = {element.name: report.values(element.name) for element in ELEMENTS if element.region is Region.HEADER}
    above["标题分行"] = [words(line) for line in report.document.title]
    above.pop("标志后缀")  # which is 是 or 否
    specs = {spec.element: spec for spec in table.walk() if spec.element in above}
    for element, values in above.items():
        unsayable = [value for value in values if not is_round_trippable(value, specs[element])]
        if unsayable and re.search(r"\d", "".join(values)):  # figures are in facts only
            _refuse_above(unsayable[0])
    degrees: dict[int, int] = {}
    for _ in range(_MOST_ROUNDS):
        composed = compose(report, table, report.unit, layout, degrees, further.name if further else "")
        wrong = _wrong_lines(composed, report, layout, folder_of_table)
        if not wrong:
            break
        for line in wrong:
            degrees[line] = min(degrees.get(line, 0) + 1, LITERAL)
    else:
        degrees = dict.fromkeys(range(_line_count(report)), LITERAL)
        composed = compose(report, table, report.unit, layout, degrees, further.name if further else "")
        if wrong := _wrong_lines(composed, report, layout, folder_of_table):
            lines = "、".join(str(number + 1) for number in sorted(wrong)[:5])
            raise DrafterError(
                [fatal(Place(str(path)), f"正文第{lines}行没有能原样导入", "看看这几行里有没有特别的符号")]
            )
    name = "".join(character for character in path.name if character.isprintable() and character not in "{}")
    head = f"# {report.unit or '本单位'}{report.year}年法治政府建设年度报告的事实\n"
    facts = f"{head}# 由“{name}”导入：数字、问题、安排在这里；各句话在“版式”写的那个文件里。\n\n{composed.facts}"
    template = f"{{# 由“{name}”导入的版式：各句话是原报告自己的话，数字的位置写着事实的名称。 #}}\n{composed.template}"
    files = {further.name: DISK.read_bytes(further)} if further else {}
    files |= {f"{layout}{ENDING}": template.encode(), f"{report.year}.yaml": facts.encode()}
    folder = output or path.parent / f"{report.unit or path.stem}{report.year}"
    return Imported(folder, files, report, composed, degrees, table)


def notices_of(new: Imported, path: Path) -> list[Finding]:
    """A finding for each kind of normalization, and for all that was not understood."""
    in_lines = path.suffix.lower() == ".txt"
    typed = str(path)

    def place(line: int, words: str) -> Place:
        return Place(typed, line, 1, max(1, len(words)), words, "" if in_lines or not line else "正文")

    kinds: dict[str, list[Normalization]] = {}
    for change in new.report.changes:
        kinds.setdefault(change.message, []).append(change)
    found = []
    for kind, changes in kinds.items():
        first, *others = [place(change.line, change.words) for change in changes]
        found.append(Finding(Severity.NOTICE, first, kind, related=tuple(others)))
    for line, why in dict.fromkeys(new.composed.not_understood):
        found.append(Finding(Severity.WARNING, place(line.line, line.text), f"没有读懂：{why}"))
    for met in new.composed.facts_builder.occurrences:
        if not met.key:
            words = f"数字“{met.words}”没有成为事实，留在句子里"
            found.append(Finding(Severity.WARNING, Place(typed), words, f"所在的句子：{met.sentence[:40]}"))
    for element in ("发文机关署名", "成文日期"):
        if not new.report.values(element):
            key = next(spec.key for spec in new.table.walk() if spec.element == element)
            found.append(Finding(Severity.WARNING, Place(typed), f"没有找到{element}", f"填上“{key}”，就印在末尾"))
    return found


def write_import(new: Imported) -> list[Path]:
    """Writes the folder. Raises DrafterError if one of its files is there already."""
    return write_folder(new.folder, new.files)


def built_text(facts: str, template: str, layout: str, folder: Path = Path()) -> str:
    """The report that the two files make, as text; a county's table is in `folder`.

    Raises DrafterError or MarkupError.
    """
    source = SourceText("facts", tuple(facts.split("\n")), "UTF-8")
    node, table = read_facts(source, folder)[:2]
    read, _ = build_facts(node, table, source.name)
    report = parse_markup(render(layout, read, {layout: template}.get))
    if stray := list(unsourced_digits(report)):
        raise DrafterError(stray)
    return write_text(report)


def _wrong_lines(composed: Composed, report: SegmentedReport, layout: str, folder: Path) -> set[int]:
    """The lines of the body that are built otherwise; all of them, where that cannot be known."""
    everywhere = set(range(_line_count(report)))
    try:
        built = built_text(composed.facts, composed.template, layout, folder)
    except (DrafterError, MarkupError) as error:
        places = [error.place] if isinstance(error, MarkupError) else [f.place for f in error.findings]
        lines = {composed.origins[p.line - 1] for p in places if p.file == layout and p.line <= len(composed.origins)}
        return {line for line in lines if line is not None} or everywhere
    got, wanted = built.split("\n"), report.document.full_text.split("\n")
    if got == wanted:
        return set()
    first = report.lines_above
    differing = [at for at, line in enumerate(wanted[:first]) if got[at : at + 1] != [line]]
    if differing:
        _refuse_above(wanted[differing[0]])
    wrong = [at - first for at, (a, b) in enumerate(zip(got, wanted, strict=False)) if a != b and at >= first]
    same_length = len(got) == len(wanted)
    found = {line for line in wrong if line < len(report.body)} if same_length else set(wrong[:1])
    return found & everywhere or everywhere


def _refuse_above(line: str) -> NoReturn:
    raise DrafterError([fatal(NOWHERE, f"正文上方的一行放不进事实和版式：{line}", "改写这一行，再导入")])


def _line_count(report: SegmentedReport) -> int:
    return len(report.body) + sum(len(attachment.body) for attachment in report.document.attachments)
