"""Page elements as lines of words, in reading order: what every form of a report prints of them.

Only the places on paper are left to the writer of the page (GB/T 9704-2012 7.2 to 7.4).
"""

from __future__ import annotations

from collections.abc import Sequence

from drafter.document.model import Document, Run, Runs, words

SIGNER_LABEL, LIST_LABEL, COPIED_LABEL, SENT_LABEL, PRINTED = "签发人：", "附件：", "抄送：", "主送：", "印发"
COMMA, STOP, TAB = "，", "。", "\t"
BLANK = "\u3000"  # one 字 of nothing: between names, and in a ruled blank


def header_lines(document: Document) -> list[Runs]:
    """Above the title: 紧急程度, 发文机关标志 with its 文件, 发文字号, 签发人."""
    elements = document.elements
    marks = list(elements.get("发文机关标志", ()))
    if marks:
        marks[-1] = (*marks[-1], *mark_suffix(document))
    signers = _joined(elements.get("签发人", ()), BLANK)
    lines = [*elements.get("紧急程度", ()), *marks, *elements.get("发文字号", ())]
    return [*lines, (Run(SIGNER_LABEL), *signers)] if signers else lines


def mark_suffix(document: Document) -> Runs:
    """The 文件 of the 发文机关标志, or nothing."""
    return next(iter(document.elements.get("标志后缀", ())), ())


def addressee_lines(document: Document) -> list[Runs]:
    """主送机关 with its colon (7.3.2)."""
    return [(*line, Run("：")) for line in document.elements.get("主送机关", ())]


def signature_lines(document: Document) -> list[Runs]:
    """Issuers and date."""
    return [line for name in ("发文机关署名", "成文日期") for line in document.elements.get(name, ())]


def note_lines(document: Document) -> list[Runs]:
    """附注, in its brackets (7.3.6)."""
    return [(Run("（"), *line, Run("）")) for line in document.elements.get("附注", ())]


def imprint_lines(document: Document) -> list[Runs]:
    """抄送 with all its names, and the printing line."""
    return [line for line in (names_of(document, "抄送机关", COPIED_LABEL), printed_line(document)) if line]


def printed_line(document: Document) -> Runs:
    """印发机关, a tab, and 印发日期 with 印发 (7.4.3); nothing where neither is given."""
    by, dates = (_joined(document.elements.get(name, ()), BLANK) for name in ("印发机关", "印发日期"))
    return (*by, Run(TAB), *dates, Run(PRINTED)) if by or dates else ()


def names_of(document: Document, element: str, label: str) -> Runs:
    """A line of the 版记 (7.4.2): the label, the names joined by ，, a stop; nothing where there are no names."""
    names = _joined(document.elements.get(element, ()), COMMA)
    return (Run(label), *names, Run(STOP)) if names else ()


def _joined(lines: Sequence[Runs], mark: str) -> Runs:
    runs: list[Run] = []
    for line in lines:
        runs += [*([Run(mark)] if runs else []), *line]
    return tuple(runs)


def attachment_list(names: Sequence[str]) -> list[str]:
    """附件说明, a line a name: numbered where there are several, without a stop (7.3.4).

    >>> attachment_list(["数据表", "案例"])
    ['附件：1.数据表', '2.案例']
    """
    numbered = [f"{number}.{name}" for number, name in enumerate(names, 1)] if len(names) > 1 else list(names)
    return [f"{LIST_LABEL}{line}" if number == 0 else line for number, line in enumerate(numbered)]


def attachment_lines(document: Document) -> list[Runs]:
    """附件说明 as runs: before each name a run with 附件： and its number."""
    names = document.elements.get("附件说明", ())
    lines = zip(names, attachment_list([words(name) for name in names]), strict=True)
    return [(Run(line.removesuffix(words(name))), *name) for name, line in lines]
