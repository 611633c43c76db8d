"""How long a report is: characters as an office suite counts them, lines and pages of the 28 × 22 grid.

What the document writer puts on paper is here a row of `Flowed`, from the top; `fill` lays it on pages as
LibreOffice does. What is added to the document is added to `flow`, in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from drafter.composition.lines import Letters, body_letters, lines_of
from drafter.composition.title import title_lines, width_in_zi
from drafter.measure import pt
from drafter.profile import Profile
from drafter.provenance import Role
from drafter.report.tree import Block, Paragraph, Report, Run, Runs, Section, Table, attachment_list, words

# A 汉字 or full-width mark counts one, a run of digits and letters too.
_COUNTED = re.compile(r"[^\x00-\xff]|[\x21-\xff]+")


def character_count(text: str) -> int:
    """字数 of a text, as Word and WPS count it.

    >>> character_count("排查58件，成功率达99.3%。")
    11
    """
    return len(_COUNTED.findall(text))


def page_count(report: Report, profile: Profile) -> int:
    """Pages that the report fills."""
    return filled(report, profile).pages


def filled(report: Report, profile: Profile, latin: Mapping[str, int] | None = None) -> Filled:
    """The report on its pages; `latin` as in `Letters`, for typefaces other than those of the standard."""
    return fill(flow(report, profile, latin), profile.type_area[1], profile.line_pitch)


# --- pages ----------------------------------------------------------------------------------------


class Flowed(NamedTuple):
    """What runs down the page: a paragraph, or a row of a table."""

    lines: int
    keep_with_next: bool = False  # stands on one page, with the beginning of the next
    kept_whole: bool = False
    widow_control: bool = False  # no single line at the foot or the top of a page
    new_page: bool = False
    beyond: int = 0  # twips of its height beyond its lines; less than none where its lines are lower
    heading_lines: int = 0  # of the table's heading row, which comes again above a row at the top of a page


class Spot(NamedTuple):
    """Where something begins; both counted from 1."""

    page: int
    line: int


class Filled(NamedTuple):
    """Pages with text on them."""

    spots: tuple[Spot, ...]  # where each item begins
    lines: tuple[int, ...]  # how many lines stand on each page

    @property
    def pages(self) -> int:
        """How many there are; a document without text has one."""
        return len(self.lines)


def fill(items: Sequence[Flowed], height: int, pitch: int) -> Filled:
    """Lays items on pages of a height, lines `pitch` high, in twips.

    A paragraph that is kept with the next one is not split, as in LibreOffice; Word may split it.

    >>> fill([Flowed(3), Flowed(1, keep_with_next=True), Flowed(2)], 4 * 579, 579).spots
    (Spot(page=1, line=1), Spot(page=2, line=1), Spot(page=2, line=2))
    """
    spots: list[Spot] = []
    counts = [0]
    used = 0  # of the page, in twips
    for number, item in enumerate(items):
        if used and (item.new_page or _needed(items, number, height, pitch) > height - used):
            counts.append(0)
            used = item.heading_lines * pitch + (item.beyond if item.heading_lines else 0)
            counts[-1] += item.heading_lines
        spots.append(Spot(len(counts), used // pitch + 1))
        left = item.lines
        while left > (here := _here(item, left, (height - used) // pitch)):
            counts[-1] += here
            left -= here
            counts.append(0)
            used = 0
        counts[-1] += left
        used += left * pitch + item.beyond
    return Filled(tuple(spots), tuple(counts))


def _needed(items: Sequence[Flowed], number: int, height: int, pitch: int) -> int:
    """The room below which an item does not begin: its first lines, or all of it with the first of the next."""
    room = 0
    for item in items[number:]:
        whole = item.keep_with_next or item.kept_whole
        room += (item.lines if whole else _first(item)) * pitch + (item.beyond if whole else min(item.beyond, 0))
        if not item.keep_with_next or room > height:
            break
    return room if room <= height else pitch  # more than a page cannot be kept


def _first(item: Flowed) -> int:
    """The lines that must stand on the page where the item begins."""
    if item.widow_control:
        return item.lines if item.lines <= 3 else 2
    return min(item.lines, 1)


def _here(item: Flowed, left: int, room: int) -> int:
    """How many of the lines left stand on this page, which has room for so many."""
    if left <= room:
        return left
    return max(min(room, left - 2), 1) if item.widow_control else max(room, 1)


# --- what the document writer puts on them ---------------------------------------------------------

_SIGNED_WITH = 6  # lines of a last paragraph that may move to the next page with the signature
_TABLE_RULE = 10  # twips: a rule of ½ pt above every row and beside every cell


def flow(report: Report, profile: Profile, latin: Mapping[str, int] | None = None) -> list[Flowed]:
    """What is on paper from the top: number and title, addressee, body, attachments, signature, note (7.3)."""
    letters = body_letters(profile, latin)
    return [
        *_top(report, profile, letters),
        *_body(report, profile, letters),
        *_attachments(report.elements.get("附件说明", ()), profile, letters),
        *_signature(report, profile, letters),
        *(_paragraph(note, profile, letters, left=2) for note in map(_bracketed, report.elements.get("附注", ()))),
    ]


def _top(report: Report, profile: Profile, letters: Letters) -> Iterator[Flowed]:
    for number in report.elements.get("发文字号", ()):
        yield _paragraph(number, profile, letters)
        yield Flowed(1)
    large = Letters(pt(profile.sizes["标题"]), latin=letters.latin)
    title = title_lines([words(unit) for unit in report.title], profile.title_zi_per_line)
    yield Flowed(sum(_count(line, large, profile.type_area[0]) for line in title), keep_with_next=True)
    yield Flowed(1)
    for addressee in report.elements.get("主送机关", ())[:1]:
        yield _paragraph((*addressee, Run("：")), profile, letters)


def _body(report: Report, profile: Profile, letters: Letters) -> list[Flowed]:
    """The body; a short last paragraph goes with the signature (7.3.5.5)."""
    items = list(_blocks(report.body, profile, letters))
    last = list(report.paragraphs())[-1:]
    short = last and width_in_zi(last[0].text) <= _SIGNED_WITH * profile.zi_per_line
    if items and short and not items[-1].kept_whole:
        items[-1] = items[-1]._replace(keep_with_next=True, widow_control=True)
    return items


def _blocks(blocks: tuple[Block, ...], profile: Profile, letters: Letters) -> Iterator[Flowed]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield _paragraph(block.runs, profile, letters, first=profile.first_line_zi)
        elif isinstance(block, Table):
            yield from _table(block, profile, letters)
        else:
            yield _heading(block, profile, letters)
            yield from _blocks(block.body, profile, letters)


def _heading(section: Section, profile: Profile, letters: Letters) -> Flowed:
    title = (Run(section.number), *section.title)
    if section.run_in is None:
        return _paragraph(title, profile, letters, first=profile.first_line_zi)._replace(keep_with_next=True)
    lead = (*title, Run("。"))
    return _paragraph(section.run_in.runs, profile, letters, first=profile.first_line_zi, lead=lead)


def _table(table: Table, profile: Profile, letters: Letters) -> Iterator[Flowed]:
    columns = max(len(row) for row in table.rows)
    shares = table.shares or (1,) * columns
    widths = [profile.type_area[0] * share // sum(shares) for share in shares]
    heading_lines = 0
    for number, row in enumerate(table.rows, 1):
        lines = max(_count(words(cell), letters, width - _TABLE_RULE) for cell, width in zip(row, widths, strict=False))
        alone = number == 1 < len(table.rows)  # LibreOffice leaves no heading row at the foot of a page
        rules = _TABLE_RULE * (2 if number == len(table.rows) else 1)
        yield Flowed(lines, alone, kept_whole=True, beyond=rules, heading_lines=heading_lines)
        heading_lines = heading_lines or lines


def _attachments(names: tuple[Runs, ...], profile: Profile, letters: Letters) -> Iterator[Flowed]:
    if names:
        yield Flowed(1, keep_with_next=True)
    for number, line in enumerate(attachment_list([words(name) for name in names])):
        item = _paragraph((Run(line),), profile, letters, left=5 if number else 2)
        yield item._replace(keep_with_next=True)


def _signature(report: Report, profile: Profile, letters: Letters) -> Iterator[Flowed]:
    issuers, dates = report.elements.get("发文机关署名", ()), report.elements.get("成文日期", ())[:1]
    if not issuers and not dates:
        return
    for _ in range(profile.lines_above_issuer):
        yield Flowed(1, keep_with_next=True)
    if len(issuers) > 1:
        width = profile.type_area[0] // len(issuers)
        yield Flowed(max(_count(words(issuer), letters, width) for issuer in issuers), keep_with_next=bool(dates))
    else:
        yield from (Flowed(_count(words(issuer), letters, profile.type_area[0]), True) for issuer in issuers)
    yield from (Flowed(1, keep_with_next="附注" in report.elements and len(issuers) < 2) for _ in dates)


def _bracketed(note: Runs) -> Runs:
    return (Run("（"), *note, Run("）"))


def _paragraph(
    runs: Runs, profile: Profile, letters: Letters, first: int = 0, left: int = 0, lead: Runs = ()
) -> Flowed:
    """A paragraph `left` 字 in, its first line `first` 字 more; `lead` is a run-in heading."""
    width = profile.type_area[0] - profile.zi_to_twips(left)
    text, changes = _printed(lead, runs)
    return Flowed(_count(text, letters, width, first * profile.zi, changes))


def _count(text: str, letters: Letters, width: int, first_indent: int = 0, changes: Iterable[int] = ()) -> int:
    """Lines of a paragraph; an empty one is a line too."""
    return len(lines_of(text, letters, width, first_indent, changes)) or 1


def _printed(lead: Runs, runs: Runs) -> tuple[str, list[int]]:
    """The text, and where in it the typeface or the shading changes."""
    pieces = [(run.text, run.role, run.bold, part) for part in (0, 1) for run in (lead, runs)[part] if run.text]
    text = "".join(piece[0] for piece in pieces).replace("_", "\u3000")
    places = accumulate(len(piece[0]) for piece in pieces)
    return text, [at for at, a, b in zip(places, pieces, pieces[1:], strict=False) if _look(*a[1:]) != _look(*b[1:])]


def _look(role: Role, bold: bool, part: int) -> tuple[object, ...]:
    """What a run looks like, to be compared: shading comes before bold type, and both before a heading's typeface."""
    if role in (Role.GAP, Role.TO_VERIFY):
        return (role,)
    return (bold,) if bold else (part,)
