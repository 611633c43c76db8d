"""What the document writer puts on paper, as a row of `FlowItem` from the top, and what the page decides by it:
how many pages there are, whether 主送机关 finds room on the first, where the 版记 stands.

Every block of the writer has its function here, in the same order. Lengths in twips.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from drafter.document.elements import BLANK, BY_NAME, MOVED_ADDRESSEE, lines_of
from drafter.document.model import Attachment, Block, Document, Paragraph, Section, Table
from drafter.document.provenance import Role
from drafter.document.runs import Run, Runs, words
from drafter.typesetting.line_breaking import FontMetrics, body_metrics, break_lines
from drafter.typesetting.page_format import PageFormat, with_lines
from drafter.typesetting.pagination import FlowItem, Pagination, paginate
from drafter.typesetting.title_breaking import broken_title, title_lines, width_in_zi
from drafter.typesetting.units import pt

# A 汉字 or full-width mark counts one, a run of digits and letters too.
_COUNTED = re.compile(r"[^\x00-\xff]|[\x21-\xff]+")

DASHES = re.compile("(——+|……+)")  # written in a style that keeps them whole
SIGNERS_A_ROW = 2  # (7.2.6)
_USUAL_NAME = 3  # 字
_LONGEST_OF_TWO = 5  # 字; two longer names leave no room for the 发文字号
SEAL_LINES = 5  # from one row of issuers to the next, so that no seals touch (7.3.5.1)
SEALS_A_ROW = 3  # a seal is 40 mm wide or more; four would leave the 156 mm (7.3.5.1)
MARK_GAP = 120  # between the names of a joint 发文机关标志
MARK_ROOM = 60  # a little room, so that no renderer breaks the longest name
IMPRINT_PADDING = 40  # white between a rule of the 版记 and the line next to it
ISSUER_ROOM = 200  # slack on both sides of an issuer's name, so that no renderer breaks it
_SIGNED_WITH = 6  # lines of a last paragraph that may move to the next page with the signature
_OTHER_LINES = (1, -1, -2, -3)  # a page, where the signature would have one for itself; two more are too close
CELL_MARGIN = 57  # between the words of a cell and the rule beside them
_NARROWEST, _WIDEST = 4, 12  # 字 of words that a column of a table is as wide as
_TABLE_RULE = 10  # a rule of ½ pt above every row and beside every cell
_NEVER_TOO_LONG = 3  # lines of 主送机关 that the first page has room for, whatever stands above
_SIGNER_LABEL, _LIST_LABEL = BY_NAME["签发人"].before, BY_NAME["附件说明"].before
_LIST_LEFT = 2  # 字 that the 附件说明 stands in (7.3.4)


def character_count(text: str) -> int:
    """字数 of a text, as Word and WPS count it.

    >>> character_count("排查58件，成功率达99.3%。")
    11
    """
    return len(_COUNTED.findall(text))


def page_count(document: Document, page_format: PageFormat) -> int:
    """Pages that the report fills, with a blank one where the 版记 needs an even page of its own."""
    page_format = adjusted_format(document, page_format)
    pages = _paginated(document, page_format).pages
    if not any(imprint_rows(document, page_format)) or imprint_shares_page(document, page_format):
        return pages
    over = (
        0
        if imprint_floats(document, page_format)
        else imprint_height(document, page_format) // page_format.type_area[1]
    )
    return pages + (1 if pages % 2 else 2) + over


def paginated(document: Document, page_format: PageFormat, latin: Mapping[str, int] | None = None) -> Pagination:
    """The report on its pages, without the 版记; `latin` as in `FontMetrics`, for other typefaces."""
    return _paginated(document, adjusted_format(document, page_format), latin)


def _paginated(document: Document, page_format: PageFormat, latin: Mapping[str, int] | None = None) -> Pagination:
    """The same in a profile that is settled already: settling twice might take another way."""
    return paginate(flow(document, page_format, latin), page_format.type_area[1], page_format.line_pitch)


def _is_signed(document: Document) -> bool:
    return bool(document.elements.get("发文机关署名") or document.elements.get("成文日期"))


def adjusted_format(document: Document, page_format: PageFormat) -> PageFormat:
    """The profile, with a line or two more or less a page where the signature would have one for itself (7.3.5.5).

    A short last paragraph goes with the signature; a long one cannot, as renderers would move it as a whole.
    """
    if signed_with(document, page_format) or not _is_signed(document):
        return page_format
    best, least = page_format, _signed_alone(document, page_format)
    for more in _OTHER_LINES:
        if least:
            tried = with_lines(page_format, page_format.lines_per_page + more)
            best, least = min((best, least), (tried, _signed_alone(document, tried)), key=lambda way: way[1])
    return best


def _signed_alone(document: Document, page_format: PageFormat) -> int:
    """2 if the signature begins a page, 1 if it would in a renderer that makes one line less of the text, else 0."""
    metrics = body_metrics(page_format)
    above = _above_signature(document, page_format, metrics)
    signed = list(_signature(document, page_format, metrics))

    def begins_page(items: list[FlowItem]) -> bool:
        return (
            paginate([*items, *signed], page_format.type_area[1], page_format.line_pitch).positions[len(items)].line
            == 1
        )

    return 2 if begins_page(above) else int(begins_page(_shortened(above, 1)))


def flow(document: Document, page_format: PageFormat, latin: Mapping[str, int] | None = None) -> list[FlowItem]:
    """What is on paper from the top, down to the 版记."""
    metrics = body_metrics(page_format, latin)
    items = _above_signature(document, page_format, metrics)
    items += _signature(document, page_format, metrics)
    items += (_paragraph(note, page_format, metrics, left=2) for note in document.element_lines("附注"))
    return [*items, *(item for one in document.attachments for item in _attachment(one, page_format, metrics))]


def _above_signature(document: Document, page_format: PageFormat, metrics: FontMetrics) -> list[FlowItem]:
    items = [*_header(document, page_format), *_title(document, page_format, metrics)]
    if not addressee_moves(document, page_format):
        items += _addressee(document, page_format, metrics)
    items += _body(document, page_format, metrics)
    return [*items, *_attachment_list(document, page_format, metrics)]


# --- 版头 ------------------------------------------------------------------------------------------


def _header(document: Document, page_format: PageFormat) -> Iterator[FlowItem]:
    urgency, marks = document.elements.get("紧急程度", ()), document.elements.get("发文机关标志", ())
    numbers = document.elements.get("发文字号", ())
    yield from (FlowItem(1) for _ in urgency)
    if marks:
        size = pt(fitted_mark(marks, next(iter(document.elements.get("标志后缀", ())), ()), page_format).size)
        above = page_format.mark_top - len(urgency) * page_format.line_pitch
        yield FlowItem(0, extra_height=above + size * len(marks) + MARK_GAP * (len(marks) - 1))
        yield FlowItem(page_format.lines_above_number)
    rows = signer_rows(document, page_format)
    yield FlowItem(len(rows) or len(numbers))
    if marks:
        yield FlowItem(page_format.lines_above_title, extra_height=page_format.rule_below_number)
    elif urgency or numbers or rows:
        yield FlowItem(1)


class FittedMark(NamedTuple):
    """How a 发文机关标志 is set so that every name stands on one line."""

    size: float  # pt
    scale: int  # per cent of the width of its characters; below 100 where the least size is still too wide
    names: int  # twips that the widest name takes
    suffix: int  # twips of the 文件 beside the names of a joint one


def fitted_mark(marks: Sequence[Runs], suffix: Runs, page_format: PageFormat) -> FittedMark:
    """Names of a joint 发文机关标志 stand half a 字 from the 文件 beside them; a single one has it behind its name."""
    longest = max(width_in_zi(words(mark)) for mark in marks)
    beside = width_in_zi(words(suffix))
    if len(marks) == 1:
        longest, beside = longest + beside, 0.0
    beside += 0.5 if beside else 0
    size = page_format.mark_size(longest + beside)
    one = pt(size)
    room = page_format.type_area[0] - MARK_ROOM
    scale = min(100, int(100 * room / (one * (longest + beside))))
    return FittedMark(size, scale, int(longest * one * scale / 100), int(beside * one * scale / 100))


class SignerRow(NamedTuple):
    """A row of 签发人; the 发文字号 stands at its left or not."""

    names: tuple[Runs, ...]
    with_number: bool


def signer_rows(document: Document, page_format: PageFormat) -> list[SignerRow]:
    """签发人 two a row, long names one a row; the 发文字号 in the last one, or below it where it has no room."""
    signers = document.elements.get("签发人", ())
    if not signers:
        return []
    a_row = names_a_row(signers)
    names = [signers[start : start + a_row] for start in range(0, len(signers), a_row)]
    rows = [SignerRow(row, False) for row in names[:-1]]
    number: Runs = tuple(run for line in document.elements.get("发文字号", ()) for run in line)
    one = pt(page_format.sizes["正文"])
    taken = one * (longest_name(signers) * min(a_row, len(signers)) + (a_row > 1 and len(signers) > 1))
    taken += one * width_in_zi(_SIGNER_LABEL) * (len(names) == 1)
    has_room = (
        line_width(number, page_format) + (2 + page_format.signer_right_zi) * one + taken <= page_format.type_area[0]
    )
    return (
        [*rows, SignerRow(names[-1], True)] if has_room else [*rows, SignerRow(names[-1], False), SignerRow((), True)]
    )


def names_a_row(signers: Sequence[Runs]) -> int:
    """How many 签发人 stand side by side."""
    return SIGNERS_A_ROW if len(signers) > 1 and longest_name(signers) <= _LONGEST_OF_TWO else 1


def longest_name(signers: Sequence[Runs]) -> float:
    """In 字; names of two characters are set as wide as those of three."""
    return max(_USUAL_NAME, *(width_in_zi(words(name).replace("_", BLANK)) for name in signers))


# --- 主体 ------------------------------------------------------------------------------------------


def _title(document: Document, page_format: PageFormat, metrics: FontMetrics) -> Iterator[FlowItem]:
    yield _large(broken_title(document, page_format), page_format, metrics)
    yield FlowItem(1)


def _large(lines: Iterable[str], page_format: PageFormat, metrics: FontMetrics) -> FlowItem:
    """The lines of a title; one may be too long for the page."""
    large = FontMetrics(pt(page_format.sizes["标题"]), latin=metrics.latin)
    return FlowItem(sum(_count(line, large, page_format.type_area[0]) for line in lines), keep_with_next=True)


def _addressee(document: Document, page_format: PageFormat, metrics: FontMetrics) -> list[FlowItem]:
    return [_paragraph(line, page_format, metrics) for line in document.element_lines("主送机关")]


def addressee_moves(document: Document, page_format: PageFormat) -> bool:
    """主送机关 goes to the 版记 where it would push all text off the first page (7.3.2)."""
    addressees = document.elements.get("主送机关", ())
    if sum(width_in_zi(words(line)) for line in addressees) <= _NEVER_TOO_LONG * page_format.zi_per_line:
        return False
    metrics = body_metrics(page_format)
    above = [
        *_header(document, page_format),
        *_title(document, page_format, metrics),
        *_addressee(document, page_format, metrics),
    ]
    room = page_format.type_area[1] - sum(item.lines * page_format.line_pitch + item.extra_height for item in above)
    return room < page_format.line_pitch


def _body(document: Document, page_format: PageFormat, metrics: FontMetrics) -> list[FlowItem]:
    items = list(_blocks(document.body, page_format, metrics))
    if items and signed_with(document, page_format):
        items[-1] = items[-1]._replace(keep_with_next=True)
    return items


def signed_with(document: Document, page_format: PageFormat) -> bool:
    """The last paragraph goes with the signature, so that no page bears the signature alone (7.3.5.5).

    Renderers may move it as a whole, so a long one is left where it is.
    """
    last = _last_text(document.body)
    return bool(last) and width_in_zi(last) <= _SIGNED_WITH * page_format.zi_per_line


def _last_text(blocks: tuple[Block, ...]) -> str:
    """The words of the paragraph or heading that the body ends with; empty where it ends with a table."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Section):
        return _last_text(last.body) if last.body else last.heading + (last.run_in.text if last.run_in else "")
    return last.text if isinstance(last, Paragraph) else ""


def _blocks(blocks: tuple[Block, ...], page_format: PageFormat, metrics: FontMetrics) -> Iterator[FlowItem]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield _paragraph(block.runs, page_format, metrics, first=page_format.first_line_zi)
        elif isinstance(block, Table):
            yield from _table(block, page_format, metrics)
        else:
            yield _heading(block, page_format, metrics)
            yield from _blocks(block.body, page_format, metrics)


def _heading(section: Section, page_format: PageFormat, metrics: FontMetrics) -> FlowItem:
    title = (Run(section.number), *section.title)
    if section.run_in is None:
        item = _paragraph(title, page_format, metrics, first=page_format.first_line_zi)
        return item._replace(keep_with_next=bool(section.body))
    lead = (*title, Run(section.stop))
    return _paragraph(section.run_in.runs, page_format, metrics, first=page_format.first_line_zi, lead=lead)


def _table(table: Table, page_format: PageFormat, metrics: FontMetrics) -> Iterator[FlowItem]:
    widths = column_widths(table, page_format)
    heading_lines = 0
    for number, row in enumerate(table.rows, 1):
        lines = max(
            _count(words(cell), metrics, width - _TABLE_RULE - 2 * CELL_MARGIN)
            for cell, width in zip(row, widths, strict=False)
        )
        alone = number == 1 < len(table.rows)  # LibreOffice leaves no heading row at the foot of a page
        rules = _TABLE_RULE * (2 if number == len(table.rows) else 1)
        yield FlowItem(lines, alone, keep_together=True, extra_height=rules, heading_lines=heading_lines)
        heading_lines = heading_lines or lines


def column_widths(table: Table, page_format: PageFormat) -> list[int]:
    """Columns of a table that fills the line, in twips: by its shares, else by the widest words in each."""
    columns = max(len(row) for row in table.rows)
    shares: Sequence[float] = table.shares
    if not shares:
        widest = [max(width_in_zi(words(row[n])) if n < len(row) else 0 for row in table.rows) for n in range(columns)]
        shares = [min(max(zi, _NARROWEST), _WIDEST) for zi in widest]
    return [int(page_format.type_area[0] * share / sum(shares)) for share in shares]


def hanging(line: Runs) -> tuple[float, float]:
    """Of a line of the 附件说明: how far in its run-on lines stand, and how far out its first, both in 字 (7.3.4)."""
    lead = line[0].text
    number = width_in_zi(lead.removeprefix(_LIST_LABEL))
    return _LIST_LEFT + len(_LIST_LABEL) + number, width_in_zi(lead)


def _attachment_list(document: Document, page_format: PageFormat, metrics: FontMetrics) -> Iterator[FlowItem]:
    lines = document.element_lines("附件说明")
    if lines:
        yield FlowItem(1, keep_with_next=True)
    for line in lines:
        left, out = (int(zi * page_format.zi) for zi in hanging(line))
        yield FlowItem(_count(words(line), metrics, page_format.type_area[0] - left, -out), keep_with_next=True)


def _signature(document: Document, page_format: PageFormat, metrics: FontMetrics) -> Iterator[FlowItem]:
    issuers, dates = document.elements.get("发文机关署名", ()), document.elements.get("成文日期", ())[:1]
    if not issuers and not dates:
        return
    yield FlowItem(
        page_format.lines_above_issuer if document.sealed else page_format.lines_above_unsealed, keep_with_next=True
    )
    in_table = document.sealed and len(issuers) > 1
    if in_table:
        rows = 1 + SEAL_LINES * (-(-len(issuers) // signature_columns(issuers, page_format)) - 1)
    else:
        rows = sum(_count(words(issuer), metrics, page_format.type_area[0]) for issuer in issuers)
    yield FlowItem(rows, keep_with_next=bool(dates))
    yield from (FlowItem(1, keep_with_next="附注" in document.elements and not in_table) for _ in dates)


def signature_columns(issuers: Sequence[Runs], page_format: PageFormat) -> int:
    """How many issuers with a seal stand side by side: as many as there is room for, three at most (7.3.5.1)."""
    widest = max(line_width(issuer, page_format) for issuer in issuers)
    columns = max(1, min(len(issuers), SEALS_A_ROW, page_format.type_area[0] // (widest + ISSUER_ROOM)))
    return 2 if len(issuers) == 4 and columns > 2 else columns  # two and two, not three and one


def line_width(runs: Runs, page_format: PageFormat) -> int:
    """Width of a line of body type, without gaps between 汉字 and digits; a `_` to be signed is one 字."""
    return int(sum(width_in_zi(run.text.replace("_", BLANK)) for run in runs) * page_format.zi)


def _attachment(attachment: Attachment, page_format: PageFormat, metrics: FontMetrics) -> Iterator[FlowItem]:
    yield FlowItem(1, new_page=True)
    yield FlowItem(1)
    title = _large(title_lines([words(attachment.title)], page_format.title_zi_per_line), page_format, metrics)
    yield title._replace(keep_with_next=False)  # it stands at the top of its page
    yield FlowItem(1)
    yield from _blocks(attachment.body, page_format, metrics)


# --- 版记 ------------------------------------------------------------------------------------------

# Word breaks lines by other rules: in documents of six pages it had up to 4 lines less than LibreOffice, never more.
_MOST_FEWER, _MORE = 4, 2


def imprint_rows(document: Document, page_format: PageFormat) -> tuple[list[Runs], list[Runs]]:
    """The names and the printing line of the 版记; 主送 that moves there stands above 抄送, no rule between (7.4.2)."""
    moved = lines_of(MOVED_ADDRESSEE, document.elements) if addressee_moves(document, page_format) else []
    return [*moved, *document.element_lines("抄送机关")], document.element_lines("印发机关")


def imprint_row_height(lines: Sequence[Runs], page_format: PageFormat) -> int:
    """How high a row of the 版记 is; what runs on stands under the first name (7.4.2)."""
    size = pt(page_format.sizes["版记"])
    label = len(MOVED_ADDRESSEE.before) * size
    width = page_format.type_area[0] - 2 * page_format.imprint_zi * size - label
    wrapped = sum(_count(words(line), FontMetrics(size), width, -label) for line in lines)
    return wrapped * page_format.imprint_pitch + 2 * IMPRINT_PADDING


def imprint_height(document: Document, page_format: PageFormat) -> int:
    """How high the 版记 is; more than a page where it names very many."""
    return sum(imprint_row_height(rows, page_format) for rows in imprint_rows(document, page_format) if rows)


def imprint_floats(document: Document, page_format: PageFormat) -> bool:
    """The 版记 stands at the foot of its page; where it is higher than a page, it runs over as a table does."""
    return imprint_height(document, page_format) + page_format.line_pitch <= page_format.type_area[1]


def imprint_shares_page(document: Document, page_format: PageFormat) -> bool:
    """The 版记 stands below the text, as that ends on an even page with room: in this renderer and in any other.

    Else it has an even page of its own (7.4.1), which needs no foretelling.
    """
    if any(isinstance(block, Table) for one in document.attachments for block in one.body):
        return False  # how high a table is, depends on the renderer
    items = flow(document, page_format)
    height = imprint_height(document, page_format)
    pages = paginate(items, page_format.type_area[1], page_format.line_pitch).pages
    if pages % 2:
        return False
    fewer = min(_MOST_FEWER, 1 + pages // 2)
    for other in (*(_shortened(items, count) for count in range(fewer + 1)), [FlowItem(_MORE), *items]):
        found = paginate(other, page_format.type_area[1], page_format.line_pitch)
        if found.pages != pages or found.used + height + page_format.line_pitch > page_format.type_area[1]:
            return False
    return True


def _shortened(items: Sequence[FlowItem], count: int) -> list[FlowItem]:
    """The same with so many lines less, of the first paragraphs that have lines to spare."""
    shorter = []
    for item in items:
        less = min(count, max(0, item.lines - 1))
        shorter.append(item._replace(lines=item.lines - less))
        count -= less
    return shorter


# --- paragraphs -----------------------------------------------------------------------------------


def _paragraph(
    runs: Runs, page_format: PageFormat, metrics: FontMetrics, first: int = 0, left: int = 0, lead: Runs = ()
) -> FlowItem:
    """A paragraph `left` 字 in, its first line `first` 字 more; `lead` is a run-in heading."""
    width = page_format.type_area[0] - page_format.zi_to_twips(left)
    text, changes = _printed(lead, runs)
    return FlowItem(_count(text, metrics, width, first * page_format.zi, changes))


def _count(text: str, metrics: FontMetrics, width: int, first_indent: int = 0, changes: Iterable[int] = ()) -> int:
    """Lines of a paragraph; an empty one is a line too."""
    if len(text) * metrics.size * 6 // 5 <= width - first_indent:  # with a gap behind every character
        return 1
    return len(break_lines(text, metrics, width, first_indent, changes)) or 1


_SHADED = (Role.GAP, Role.TO_VERIFY)


def _printed(lead: Runs, runs: Runs) -> tuple[str, list[int]]:
    """The text, and where in it the typeface, the shading or the rules of breaking change."""
    text, changes, before = "", [], None
    for part in (lead, runs):
        for run in part:
            look = run.role if run.role in _SHADED else run.bold or part is lead
            if look is not before and before is not None:
                changes.append(len(text))
            text, before = text + run.text, look
    if "_" in text:
        text = text.replace("_", BLANK)
    if "——" in text or "……" in text:
        changes += [edge for dash in DASHES.finditer(text) for edge in dash.span()]
    return text, changes
