"""How long a report is: characters as an office suite counts them, and pages of the 28 × 22 grid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import ceil

from drafter.composition.title import title_lines, width_in_zi
from drafter.measure import pt
from drafter.profile import Profile
from drafter.report.elements import COPIED_LABEL, SENT_LABEL, imprint_lines, names_of
from drafter.report.tree import Block, Report, Runs, Section, Table, words

# A 汉字 or full-width mark counts one, a run of digits and letters too.
_COUNTED = re.compile(r"[^\x00-\xff]|[\x21-\xff]+")


def character_count(text: str) -> int:
    """字数 of a text, as Word and WPS count it.

    >>> character_count("排查58件，成功率达99.3%。")
    11
    """
    return len(_COUNTED.findall(text))


def page_count(report: Report, profile: Profile) -> int:
    """Pages that the report fills, by the widths of its characters; the page breaks of headings are not modelled."""
    return ceil(sum(_lines(report, profile)) / profile.lines_per_page)


def _lines(report: Report, profile: Profile) -> Iterator[int]:
    """The lines of the title, with the empty one below, of every paragraph, and of the signature block."""
    yield len(title_lines([words(unit) for unit in report.title], profile.title_zi_per_line)) + 1
    for addressee in report.elements.get("主送机关", ()):
        yield _wrapped(words(addressee) + "：", profile, 0)
    yield from _body(report.body, profile)
    issuers, dates = report.elements.get("发文机关署名", ()), report.elements.get("成文日期", ())
    if issuers or dates:
        yield profile.lines_above_issuer + len(issuers) + len(dates)


def _body(body: tuple[Block, ...], profile: Profile) -> Iterator[int]:
    for block in body:
        if isinstance(block, Section):
            text = block.heading + (block.run_in.text if block.run_in else "")
            yield _wrapped(text, profile, profile.first_line_zi)
            yield from _body(block.body, profile)
        elif isinstance(block, Table):
            yield len(block.rows)
        else:
            yield _wrapped(block.text, profile, profile.first_line_zi)


def _wrapped(text: str, profile: Profile, indent: int) -> int:
    return max(1, ceil((indent + width_in_zi(text)) / profile.zi_per_line))


def mark_size(marks: Sequence[Runs], suffix: Runs, profile: Profile) -> float:
    """The type size of a 发文机关标志 in pt; names of a joint one stand half a 字 from the 文件 beside them."""
    longest = max(width_in_zi(words(mark)) for mark in marks)
    beside = width_in_zi(words(suffix))
    return profile.mark_size(longest + beside + (0.5 if beside and len(marks) > 1 else 0))


def addressee_moves(report: Report, profile: Profile) -> bool:
    return False


def imprint_rows(report: Report, profile: Profile) -> tuple[list[Runs], list[Runs]]:
    """The names and the printing line of the 版记; 主送 that moves there stands above 抄送, no rule between (7.4.2)."""
    lines = imprint_lines(report)
    names = [line for line in lines if words(line).startswith(COPIED_LABEL)]
    printed = [line for line in lines if line not in names]
    if addressee_moves(report, profile):
        names.insert(0, names_of(report, "主送机关", SENT_LABEL))
    return names, printed


def wrapped_imprint(line: Runs, profile: Profile) -> int:
    """How many lines of the 版记 a line of it takes: what runs on stands under the first name (7.4.2)."""
    size = pt(profile.sizes["版记"])
    width = profile.type_area[0] - 2 * profile.imprint_zi * size
    label = width_in_zi(SENT_LABEL)
    rest = width_in_zi(words(line)) - label
    return max(1, ceil(rest / (width / size - label)))


def imprint_shares_page(report: Report, profile: Profile) -> bool:
    return False
