"""Places, findings and rules: what is wrong, where, and what to do about it.

A `Finding` is a value: it is returned, listed, sorted and counted. `DrafterError` is raised only
when there can be no result, and carries every finding made so far.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, Protocol


class Severity(IntEnum):
    """The severity of a finding; the order is the order of printing."""

    FATAL = 0  # a line without meaning: nothing is written
    ERROR = 1  # wrong: the report stays a draft
    GAP = 2  # something is still to be filled in: the report stays a draft
    WARNING = 3  # probably wrong: somebody should look; the report may be signed
    NOTICE = 4  # worth knowing; changes nothing

    @property
    def label(self) -> str:
        """Its name for clerks."""
        return ("错误", "错误", "待补", "注意", "提示")[self]


class Cell(NamedTuple):
    """A cell of a ledger: its name (B7; none for a whole row), the heading of its column, its sheet.

    A .csv has no sheets: its cells have line and column, as in any text.
    """

    name: str
    heading: str = ""
    sheet: str = ""


SHIPPED = "drafter/"  # prefix of the names of templates that drafter ships


class Place(NamedTuple):
    """A range of one line of a file; line and column count from 1, columns count characters.

    `line` 0 means the file as a whole. `excerpt` is the line as it was typed. `element` is the page element of a line
    of a document: then `line` is the number of the paragraph. `is_partial`: only the first of the words come from
    here, the others from other places. `cell` is a cell of a ledger: in a sheet `line` is the row, and `excerpt` the
    text of the cell. `is_shipped`: a template that drafter ships, which a clerk cannot change.
    """

    file: str
    line: int = 0
    column: int = 1
    length: int = 1
    excerpt: str = ""
    element: str = ""
    is_partial: bool = False
    cell: Cell | None = None
    is_shipped: bool = False

    @classmethod
    def of_template(cls, name: str, line: int = 0, column: int = 1, length: int = 1, excerpt: str = "") -> Place:
        """A line of the template of this name, or the template as a whole; all places of templates are made here.

        Templates have names of their own, which are no paths: a folder of the user's may be called drafter as well.
        """
        return cls(name, line, column, length, excerpt, is_shipped=name.startswith(SHIPPED))

    def __str__(self) -> str:
        if self.cell and self.cell.sheet:
            row = f"第{self.line}行" if self.line else ""
            column = f"“{self.cell.heading}”列" if self.cell.heading else ""
            name = f"（{self.cell.name}）" if self.cell.name else ""
            return f"{self.file}：工作表“{self.cell.sheet}”{row}{column}{name}"
        if self.element:
            return f"{self.file} 第{self.line}段（{self.element}）第{self.column}字"
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @property
    def quoted(self) -> str:
        """The characters of the range."""
        return self.excerpt[self.column - 1 : self.column - 1 + self.length]

    @property
    def short(self) -> str:
        """File without its folder, and line or cell: for lists of sources, independent of where the file is."""
        name = self.file.replace("\\", "/").rpartition("/")[2]
        if self.cell and self.cell.sheet:
            return f"{name}（{self.cell.sheet}）:{self.cell.name or self.line}"
        return f"{name}:{self.line}" if self.line else name


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the clerk should know.

    `rule` is the id of the rule. It is empty only for a fatal finding, which no rule can be switched off for, and for a
    message of a command about its own work: a file it wrote or did not write, a missing typeface, an import. No other
    module makes findings without a rule (tests/checks/test_rule_ids.py).
    `replacement` is the right form of the characters at the place, where that is certain. `related` are further
    places of the same fault, where a text has so many that one finding stands for all.
    """

    severity: Severity
    place: Place
    message: str
    hint: str = ""
    rule: str = ""
    replacement: str | None = None
    related: tuple[Place, ...] = ()

    @property
    def heading(self) -> str:
        """The message, with the number of places where there are several."""
        return f"{self.message}（全文共{len(self.related) + 1}处，这是第一处）" if self.related else self.message


class Emit(Protocol):
    """Makes a finding of a rule; `replacement` is dropped where the place holds only a part of the words."""

    def __call__(self, place: Place, message: str, hint: str = "", replacement: str | None = None) -> Finding: ...


# Words of which a text must hold one, whatever blanks and ** are between their characters; or what gives them.
Needs = Sequence[str] | Callable[[], Iterable[str]]
ANY_TEXT = ("",)  # a rule that finds fault with what is missing, or that no word announces


class Rule(NamedTuple):
    """A rule: an id for life, and a function whose docstring holds its meaning, its examples and its source.

    The id says what the rule reads, and so what its examples are. F0: reading a facts file and the files that it names;
    F1 to F4: facts, lines of YAML. R10: page elements of a report, each with its lines; R11 and R12: a report and its
    facts. R2 to R6: the text of a report or of any document, a line each. R7: the same compared with last year's,
    which is listed under 上年, as for facts. D: the format of a .docx, its lines with what deviates from the standard:
    `正文 宋体 5号：全年排查矛盾纠纷58件。` (tests/fixtures/docx_examples.py).
    """

    ident: str
    name: str
    severity: Severity
    find: Callable[..., Iterator[Finding]]
    needs: Needs = ()

    @property
    def needed(self) -> Iterable[str]:
        """The words of which a text must hold one for this rule to have anything to say."""
        return self.needs() if callable(self.needs) else self.needs or ANY_TEXT

    def __call__(self, *subject: object) -> Iterator[Finding]:
        """Every finding of this rule in its subject."""
        return self.find(*subject, self._finding)

    def _finding(self, place: Place, message: str, hint: str = "", replacement: str | None = None) -> Finding:
        return Finding(self.severity, place, message, hint, self.ident, None if place.is_partial else replacement)

    @property
    def meaning(self) -> str:
        """What it requires, and why: the docstring before its examples, on one line."""
        return "".join(line.strip() for line in (self.find.__doc__ or "").split("\n\n")[0].split("\n"))

    @property
    def good(self) -> list[str]:
        """Examples without a finding."""
        return self.labelled("合规")

    @property
    def bad(self) -> list[str]:
        """Examples with one finding each."""
        return self.labelled("不合规")

    @property
    def source(self) -> str:
        """The standard, or the document, that requires it."""
        return "；".join(self.labelled("出处"))

    def labelled(self, label: str) -> list[str]:
        """The lines of the docstring that begin with this label."""
        return re.findall(rf"^\s+{label}\s+(.+)$", self.find.__doc__ or "", re.MULTILINE)


def rule(ident: str, name: str, severity: Severity = Severity.ERROR, needs: Needs = ()) -> Callable[..., Rule]:
    """Makes a rule of a function of its subject and of `emit`; a rule of texts says what it needs."""

    def decorate(find: Callable[..., Iterator[Finding]]) -> Rule:
        return Rule(ident, name, severity, find, needs)

    return decorate


class DrafterError(Exception):
    """There is no result. Carries every finding so far, the fatal ones among them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f.message for f in self.findings))


def fatal(place: Place, message: str, hint: str = "") -> Finding:
    """A finding that prevents any result."""
    return Finding(Severity.FATAL, place, message, hint)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Worst first, then by file, line and column."""
    return sorted(findings, key=lambda f: (f.severity, f.place.file, f.place.line, f.place.column))


def display_width(text: str) -> int:
    """Columns of a terminal: two for a full-width character, none for a combining one.

    >>> display_width("化解: 61件")
    10
    """
    width = 0
    for character in text:
        if unicodedata.combining(character):
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width


_LONGEST_EXCERPT = 60  # characters; of a longer line only the part around the place


def describe(finding: Finding) -> str:
    """A finding as text: place, message, the line with carets, the advice; a gap on one line."""
    place = finding.place
    head = f"{place}: " if place.file else ""
    rule = f"{finding.rule} " if finding.rule else ""
    if finding.severity is Severity.GAP:  # there may be many, and the excerpt adds nothing
        hint = f"（{finding.hint}）" if finding.hint else ""
        return f"{head}{finding.severity.label} {rule}{finding.heading}{hint}"
    lines = [f"{head}{finding.severity.label} {rule}{finding.heading}"]
    if place.line and place.excerpt:
        start = max(0, place.column - 1 - _LONGEST_EXCERPT // 2)
        excerpt = place.excerpt[start : start + _LONGEST_EXCERPT].replace("\t", " ")
        excerpt = "".join(c if c.isprintable() or c.isspace() else "�" for c in excerpt)
        before = excerpt[: place.column - 1 - start]
        marked = excerpt[len(before) : len(before) + max(1, place.length)]
        gutter = f"    {place.cell.name if place.cell and place.cell.sheet else place.line} | "
        carets = "^" * max(1, display_width(marked))
        lines.append(gutter + excerpt)
        lines.append(" " * (len(gutter) - 2) + "| " + " " * display_width(before) + carets)
    if finding.hint:
        lines.append(f"    建议：{finding.hint}")
    return "\n".join(lines)
