"""The page elements of GB/T 9704-2012 (7.2 to 7.4) as a table: an element a row, with its region, label and style.

All writers, the checks and the importer read this table; only the positions on paper are in `typesetting`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from drafter.document.provenance import Role
from drafter.document.runs import Run, Runs

COMMA, STOP, TAB = "，", "。", "\t"
BLANK = "\u3000"  # one 字 wide: between names, and in a blank to sign


class LineKind(Enum):
    """The kind of a line of a document; the value is its name for clerks."""

    TITLE = "标题"
    HEADING = "小标题"
    TEXT = "正文"
    CELL = "表格"
    HEADER = "版头"
    ADDRESSEE = "主送机关"
    ATTACHMENT = "附件"  # a name in the 附件说明, or the mark or title of an attachment
    ISSUER = "署名"
    DATE = "成文日期"
    NOTE = "附注"
    IMPRINT = "版记"

    @property
    def is_prose(self) -> bool:
        """Whether the line is a heading or sentences, not a page element."""
        return self in (LineKind.TITLE, LineKind.HEADING, LineKind.TEXT)


class Region(Enum):
    """The part of a document in which an element is printed, in reading order."""

    HEADER = "版头"
    TITLE = "标题"
    ADDRESSEE = "主送机关"
    CLOSING = "正文之后"
    IMPRINT = "版记"


class Element(NamedTuple):
    """One page element; a document holds its values without label and punctuation."""

    name: str  # in the standard, and after @ in a template
    region: Region
    kind: LineKind
    style: str = ""  # paragraph style in a .docx; empty if it has no line of its own
    before: str = ""  # label or punctuation before the value
    after: str = ""
    joiner: str | None = None  # between values on one line; None: each has a line
    numbered: bool = False  # several values are numbered; only the first has the label
    continues: str = ""  # the element on whose line it is printed
    left_zi: int = 0  # 左空, in 字
    pattern: str = ""  # matches a whole line of this element in any document, its value in group 1

    def framed(self, value: Runs) -> Runs:
        """A value with its label and punctuation."""
        return (*self._marked(self.before), *value, *self._marked(self.after))

    @staticmethod
    def _marked(text: str) -> Runs:
        return (Run(text),) if text else ()


# In reading order. 标志后缀 is the 文件 after the names of the 发文机关标志;
# 标题分行 sets the lines of the title and is not printed itself.
ELEMENTS = (
    Element("紧急程度", Region.HEADER, LineKind.HEADER, "Urgency"),
    Element("发文机关标志", Region.HEADER, LineKind.HEADER, "IssuerMark"),
    Element("标志后缀", Region.HEADER, LineKind.HEADER, continues="发文机关标志"),
    Element("发文字号", Region.HEADER, LineKind.HEADER, "DocNumber"),
    Element("签发人", Region.HEADER, LineKind.HEADER, "DocNumberUpward", before="签发人：", joiner=BLANK),
    Element("标题分行", Region.TITLE, LineKind.TITLE),
    Element("主送机关", Region.ADDRESSEE, LineKind.ADDRESSEE, "Addressee", after="："),
    Element("附件说明", Region.CLOSING, LineKind.ATTACHMENT, "AttachmentList", before="附件：", numbered=True),
    Element("发文机关署名", Region.CLOSING, LineKind.ISSUER, "Issuer"),
    Element("成文日期", Region.CLOSING, LineKind.DATE, "IssueDate"),
    Element(
        "附注", Region.CLOSING, LineKind.NOTE, "Note", before="（", after="）", left_zi=2, pattern="[（(](.*)[）)]"
    ),  # 7.3.6
    Element(
        "抄送机关", Region.IMPRINT, LineKind.IMPRINT, "CopiedTo", before="抄送：", after=STOP, joiner=COMMA,
        pattern="抄送[：:]?(.*?)。*",
    ),
    Element("印发机关", Region.IMPRINT, LineKind.IMPRINT, "PrintedBy", joiner=BLANK),
    Element(
        "印发日期", Region.IMPRINT, LineKind.IMPRINT, before=TAB, after="印发", joiner=BLANK, continues="印发机关"
    ),
)  # fmt: skip

BY_NAME: Mapping[str, Element] = {element.name: element for element in ELEMENTS}

# The 主送机关 when it moves to the 版记 (7.3.2, 7.4.2).
MOVED_ADDRESSEE = Element(
    "主送机关", Region.IMPRINT, LineKind.IMPRINT, "CopiedTo", before="主送：", after=STOP, joiner=COMMA
)

Values = Mapping[str, Sequence[Runs]]  # name of the element → its values


def lines_of(element: Element, values: Values) -> list[Runs]:
    """The lines that an element prints: its values with label and punctuation, and the elements that continue them."""
    own = values.get(element.name, ())
    if element.numbered:
        lines: list[Runs] = [
            (Run(lead, Role.ORDINAL), *value) for lead, value in zip(list_leads(element, len(own)), own, strict=True)
        ]
    elif element.joiner is None:
        lines = [element.framed(value) for value in own]
    else:
        lines = [element.framed(_joined(own, element.joiner))] if own else []
    for other in ELEMENTS:
        if other.continues == element.name:
            continued = values.get(other.name, ())
            if lines or (continued and other.before):  # one with a lead needs no line to continue
                lines = [
                    *lines[:-1],
                    (*(lines[-1] if lines else ()), *other.framed(_joined(continued, other.joiner or ""))),
                ]
    return lines


def printed_lines(region: Region, values: Values) -> list[tuple[Element, Runs]]:
    """All lines of a region in reading order, each with its element."""
    own = (element for element in ELEMENTS if element.region is region and element.style)
    return [(element, line) for element in own for line in lines_of(element, values)]


def list_leads(element: Element, count: int) -> list[str]:
    """The text before each value of a numbered element: the label before the first, numbers if there are several.

    >>> list_leads(BY_NAME["附件说明"], 2)
    ['附件：1.', '2.']
    """
    numbers = [f"{number}." if count > 1 else "" for number in range(1, count + 1)]
    return [f"{element.before if number == 0 else ''}{lead}" for number, lead in enumerate(numbers)]


def recognised(text: str, region: Region) -> tuple[Element, str] | None:
    """The element of a region whose pattern a whole line matches, with its value; None if there is none.

    >>> element, value = recognised("（此件公开发布）", Region.CLOSING)
    >>> element.name, value
    ('附注', '此件公开发布')
    """
    for element in ELEMENTS:
        if element.region is region and element.pattern and (match := re.fullmatch(element.pattern, text)):
            return element, match[1]
    return None


def _joined(values: Sequence[Runs], mark: str) -> Runs:
    runs: list[Run] = []
    for value in values:
        runs += [*([Run(mark)] if runs and mark else []), *value]
    return tuple(runs)
