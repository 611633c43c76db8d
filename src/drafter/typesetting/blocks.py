"""A document as blocks: paragraphs in named styles, and tables, with the properties that differ from their style.

The .docx writer serialises them, the pagination counts their lines. Lengths in twips.
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

LINE_BREAK = "\n"  # the text of a run that is a line break
TINY = 20  # the least height of a paragraph that every renderer keeps


class StyledRuns(NamedTuple):
    """Runs in one character style."""

    runs: Runs
    style: str = ""


Origin = Source | Place  # a fact, or the line of a template


@dataclass(frozen=True, slots=True)
class ParagraphBlock:
    """A paragraph; `content` is divided where the character style changes."""

    style: str
    content: tuple[StyledRuns, ...] = ()
    keep_with_next: bool | None = None  # None: as its style
    indent: Indent | None = None  # overrides that of its style
    tabs: tuple[int, ...] = ()  # left tabs, override the right one of its style
    height: int = 0  # of each line, off the grid; 0: as its style
    origins: tuple[Origin, ...] | None = None  # of the words; None: the sources of the runs

    @property
    def runs(self) -> Runs:
        """All runs of its content."""
        return tuple(run for part in self.content for run in part.runs)

    @property
    def has_words(self) -> bool:
        """Whether it prints anything but blanks; each `_` to sign is a blank."""
        return any(_words(run).strip() for part in self.content for run in part.runs)


def _words(run: Run) -> str:
    return run.text.replace("_", "") if run.role is Role.TO_SIGN else run.text


class CellBlock(NamedTuple):
    """A cell of a table."""

    width: int
    paragraphs: tuple[ParagraphBlock, ...]
    centred: bool = False  # vertically
    merge: str = ""  # vertical merge as in OOXML: restart, continue


class RowBlock(NamedTuple):
    """A row of a table."""

    cells: tuple[CellBlock, ...]
    height: int = 0
    exact: bool = False  # the height is exact, not the least
    heading: bool = False  # repeated at the top of each page
    keep_together: bool = True  # does not break across pages


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with fixed widths of columns; `floats`: at the foot of the type area."""

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
    """An empty line of the body; renderers drop spacing before a paragraph at the top of a page."""
    return ParagraphBlock(BODY, keep_with_next=keep)


def spacer(height: int) -> ParagraphBlock:
    """An empty paragraph of an exact height, off the grid."""
    return ParagraphBlock(SPACER, height=height)


def tiny() -> ParagraphBlock:
    """A paragraph of the least height, as an anchor or after a table."""
    return spacer(TINY)


def keep_with_next(block: PageBlock) -> PageBlock:
    """The paragraph, kept on one page with the next block; a table is unchanged, as its cells are kept."""
    return replace(block, keep_with_next=True) if isinstance(block, ParagraphBlock) else block


def insert_line_breaks(runs: Runs, lines: tuple[str, ...]) -> Runs:
    """Runs with line breaks between `lines`, which joined are their text."""
    broken: list[Run] = []
    rest = list(runs)
    for number, line in enumerate(lines):
        broken += [Run(LINE_BREAK)] if number else []
        length = len(line)
        while length and rest:
            run = rest.pop(0)
            if len(run.text) > length:
                rest.insert(0, run._replace(text=run.text[length:]))
                run = run._replace(text=run.text[:length])
            broken.append(run)
            length -= len(run.text)
    return tuple(broken)
