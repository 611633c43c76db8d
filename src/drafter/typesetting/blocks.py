"""A document as blocks of the page: paragraphs in named styles and tables, each with what only it can know.

The .docx writer serialises them, the pagination measures them. Lengths in twips.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from drafter.document.provenance import Role, Source
from drafter.document.runs import Run, Runs
from drafter.findings import Place
from drafter.typesetting.styles import BODY, SPACER, Indent

# character styles
RUN_IN, SIGNER = "RunIn{}", "SignerName"

LINE_BREAK = "\n"  # a run of these words breaks the line
TINY = 20  # the lowest paragraph that every renderer keeps


class StyledRuns(NamedTuple):
    """Runs in one character style."""

    runs: Runs
    style: str = ""


Origin = Source | Place  # a fact, or the line of a template


@dataclass(frozen=True, slots=True)
class ParagraphBlock:
    """A paragraph; `content` is cut where its character style changes."""

    style: str
    content: tuple[StyledRuns, ...] = ()
    keep_with_next: bool | None = None  # None: as its style
    indent: Indent | None = None  # in place of that of its style
    tabs: tuple[int, ...] = ()  # left tabs, in place of the right one of its style
    height: int = 0  # of each line, off the grid; 0: as its style
    origins: tuple[Origin, ...] | None = None  # what the words came from; None: the sources of the runs

    @property
    def runs(self) -> Runs:
        """All runs, one after the other."""
        return tuple(run for part in self.content for run in part.runs)

    @property
    def has_words(self) -> bool:
        """Whether anything but blanks is printed; a `_` to be signed is one."""
        return any(_words(run).strip() for part in self.content for run in part.runs)


def _words(run: Run) -> str:
    return run.text.replace("_", "") if run.role is Role.TO_SIGN else run.text


class CellBlock(NamedTuple):
    """A cell of a table."""

    width: int
    paragraphs: tuple[ParagraphBlock, ...]
    centred: bool = False  # from top to bottom
    merge: str = ""  # restart, continue: with the cell above


class RowBlock(NamedTuple):
    """A row of a table."""

    cells: tuple[CellBlock, ...]
    height: int = 0
    exact: bool = False  # never higher
    heading: bool = False  # comes again at the top of a page
    whole: bool = True  # no page break goes through it


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table of fixed columns; `floats` at the foot of the type area."""

    style: str
    widths: tuple[int, ...]
    rows: tuple[RowBlock, ...]
    floats: bool = False
    centred: bool = False


PageBlock = ParagraphBlock | TableBlock


def paragraph(style: str, runs: Runs, indent: Indent | None = None) -> ParagraphBlock:
    """A paragraph of runs without a character style."""
    return ParagraphBlock(style, (StyledRuns(runs),), indent=indent)


def empty_line(keep: bool | None = None) -> ParagraphBlock:
    """An empty line of the body: spacing before a paragraph alone gets lost at the top of a page."""
    return ParagraphBlock(BODY, keep_with_next=keep)


def spacer(height: int) -> ParagraphBlock:
    """An empty paragraph exactly so high, off the grid."""
    return ParagraphBlock(SPACER, height=height)


def tiny() -> ParagraphBlock:
    """An anchor, or an end behind a table."""
    return spacer(TINY)


def kept_with_next(block: PageBlock) -> PageBlock:
    """The block on the same page as the next one; a table is kept by its cells."""
    return replace(block, keep_with_next=True) if isinstance(block, ParagraphBlock) else block


def broken(runs: Runs, lines: tuple[str, ...]) -> Runs:
    """Runs with line breaks, so that they make these lines, which together are their words."""
    found: list[Run] = []
    rest = list(runs)
    for number, line in enumerate(lines):
        found += [Run(LINE_BREAK)] if number else []
        left = len(line)
        while left and rest:
            run = rest.pop(0)
            if len(run.text) > left:
                rest.insert(0, run._replace(text=run.text[left:]))
                run = run._replace(text=run.text[:left])
            found.append(run)
            left -= len(run.text)
    return tuple(found)
