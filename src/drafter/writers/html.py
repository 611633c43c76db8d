"""A document as a small HTML page, to be copied into the editor of a website.

It is semantic HTML without classes, inline styles or lists, whose numbers would not be text. Run-in headings stay
plain, as the standard sets none of them bold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from drafter.document.elements import LineKind, Region
from drafter.document.model import Block, Document, DocumentLine, Table, body_lines
from drafter.document.provenance import Role
from drafter.document.runs import Run, Runs
from drafter.document.title import title_paragraphs

_OPEN = (Role.GAP, Role.TO_VERIFY)

# An editor that drops this still keeps every heading, paragraph and table.
_STYLE = """\
body { max-width: 42em; margin: 2em auto; padding: 0 1em; line-height: 1.9; }
header { text-align: center; }
footer { text-align: right; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0 0.5em; }"""


def write_html(document: Document) -> str:
    """A page whose text is that of `write_text`, with open values in `<mark>`."""
    article = "\n".join(
        [*_head(document), *_body(document.body), *_closing(document), *_attachments(document), *_imprint(document)]
    )
    return f"""\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{_escaped(document.one_line_title)}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<article>
{article}
</article>
</body>
</html>
"""


def _head(document: Document) -> Iterator[str]:
    yield "<header>"
    yield from _paragraphs(document.region(Region.HEADER))
    yield _tagged("h1", "<br>\n".join(map(_runs, title_paragraphs(document.title))))
    yield "</header>"
    yield from _paragraphs(document.region(Region.ADDRESSEE))


def _paragraphs(lines: Iterable[DocumentLine]) -> Iterator[str]:
    return (_tagged("p", _runs(line.runs)) for line in lines)


def _body(body: tuple[Block, ...]) -> Iterator[str]:
    for line in body_lines(body):
        if isinstance(line.block, Table):
            yield from _table(line.block)
        else:
            yield _tagged(f"h{line.level}" if line.level else "p", _runs(line.runs))


def _table(table: Table) -> Iterator[str]:
    columns = max(map(len, table.rows))
    heading, *rows = ((*row, *((),) * (columns - len(row))) for row in table.rows)
    yield "<table>"
    yield _tagged("thead", _row('th scope="col"', heading))
    yield "<tbody>"
    yield from (_row("td", row) for row in rows)
    yield "</tbody>"
    yield "</table>"


def _row(tag: str, row: Iterable[Runs]) -> str:
    return _tagged("tr", "".join(_tagged(tag, _runs(cell)) for cell in row))


def _closing(document: Document) -> Iterator[str]:
    """附件说明 as one paragraph, issuers and date in a `<footer>`, 附注."""
    for kind, lines in groupby(document.region(Region.CLOSING), lambda line: _CLOSING.get(line.kind, "")):
        if kind == "list":
            yield _tagged("p", "<br>\n".join(_runs(line.runs) for line in lines))
        elif kind == "signature":
            yield from ("<footer>", *_paragraphs(lines), "</footer>")
        else:
            yield from _paragraphs(lines)


_CLOSING = {LineKind.ATTACHMENT: "list", LineKind.ISSUER: "signature", LineKind.DATE: "signature"}


def _attachments(document: Document) -> Iterator[str]:
    for attachment in document.attachments:
        yield "<section>"
        yield _tagged("p", _escaped(attachment.mark))
        yield _tagged("h2", _runs(attachment.title))
        yield from _body(attachment.body)
        yield "</section>"


def _imprint(document: Document) -> Iterator[str]:
    if lines := list(_paragraphs(document.region(Region.IMPRINT))):
        yield from ("<hr>", *lines)


def _runs(runs: Iterable[Run]) -> str:
    """Adjacent runs of the same format share their tags."""
    pieces = []
    for (bold, open_), group in groupby(runs, lambda run: (run.bold, run.role in _OPEN)):
        text = _escaped("".join(run.text for run in group))
        text = _tagged("mark", text) if open_ and text else text
        pieces.append(_tagged("strong", text) if bold and text else text)
    return "".join(pieces)


def _tagged(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag.partition(' ')[0]}>"


def _escaped(text: str) -> str:
    return escape(text, quote=False)
