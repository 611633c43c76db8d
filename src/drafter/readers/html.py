"""HTML and Markdown → lines of words: a paragraph, heading, item or cell each."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree, html

from drafter.numerals import ORDINAL
from drafter.system.patterns import pattern


class NestingTooDeepError(ValueError):
    """A page that cannot be read to its end."""


class HtmlLine(NamedTuple):
    """A line; `heading` is 1-6 in a heading, 0 elsewhere."""

    text: str
    heading: int = 0
    cell: bool = False


_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "footer", "form",
    "header", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_NOT_RENDERED = {"head", "script", "style", "template", "title", "noscript", "button", "select", "textarea"}


def html_lines(text: str) -> list[HtmlLine]:
    """The visible text of a page, with the numbers of its lists. Raises NestingTooDeepError."""
    return [line._replace(text=_joined(line.text)) for line in _lines(text)]


def _lines(text: str) -> list[HtmlLine]:
    """The lines, with line ends of the source in them."""
    if not text.strip():
        return []
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)  # whatever the page states of its encoding
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:  # only comments
        return []
    if any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log):
        raise NestingTooDeepError
    for typed in root.iter("pre"):
        for element in typed.iter():
            element.text = _with_breaks(element.text)
            element.tail = _with_breaks(element.tail) if element is not typed else element.tail
    return _Page().lines_of(root)


def markdown_lines(text: str) -> list[HtmlLine]:
    """The lines of a Markdown text (CommonMark with tables); wrapped lines are joined. Raises NestingTooDeepError."""
    from markdown_it import MarkdownIt

    if any(len(match[0]) > _DEEPEST for match in _NESTING.finditer(text)):
        raise NestingTooDeepError
    rendered = (
        MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST + 10})
        .enable("table")
        .disable(["code", "hr"])
        .render(text)
    )
    return [line for one in _lines(rendered) for line in _unwrapped(one)]


_NESTING = pattern(r"^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]))+", re.MULTILINE)  # markers of quotations and lists
_DEEPEST = 100  # characters; the parser silently drops deeper nesting

_BREAK = "\u2028"  # a line break of the page, as against one of the source
_WRAP = pattern(r"(?<![^\S\u2028])[^\S\u2028\r\n]*+[\r\n][^\S\u2028]*")  # from the first blank of a run: linear


def _with_breaks(text: str | None) -> str | None:
    return text and text.replace("\n", _BREAK)


def _joined(text: str) -> str:
    """Text whose lines end at line breaks of the page; a line end of the source is a blank, but not between 汉字."""

    def gap(match: re.Match[str]) -> str:
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        return " " if len(around) == 2 and around.isascii() and not around.isspace() else ""

    return "\n".join(line.strip() for line in _WRAP.sub(gap, text).split(_BREAK))


_BEGINS = pattern(
    rf"{ORDINAL}[、是]|[（(](?:{ORDINAL}|\d{{1,3}})[）)]|\d{{1,2}}[.．、](?!\d)|20\d\d年\d{{1,2}}月\d{{1,2}}日$"
)
_LEAST_WRAPPED = 25  # characters of a line that an editor wrapped


def _unwrapped(line: HtmlLine) -> list[HtmlLine]:
    """Lines that an editor wrapped, joined; a short line that ends a sentence ends a paragraph."""
    pieces: list[str] = []
    for piece in filter(None, (part.strip() for part in re.split(f"[\n{_BREAK}]", line.text))):
        last = pieces[-1] if pieces else ""
        ended = last.endswith(("。", "！", "？", "：", "；")) and len(last) < _LEAST_WRAPPED
        if not pieces or ended or _BEGINS.match(piece):
            pieces.append(piece)
        else:
            gap = " " if last[-1:].isascii() and piece[:1].isascii() else ""
            pieces[-1] = f"{last}{gap}{piece}"
    return [line._replace(text=piece) for piece in pieces]


class _Page:
    def __init__(self) -> None:
        self.lines: list[HtmlLine] = []
        self.words: list[str] = []
        self.label = ""  # of a list item without text so far
        self.items: dict[etree._Element, int] = {}  # how many items of each list were met

    def lines_of(self, root: etree._Element) -> list[HtmlLine]:
        # no recursion: a hostile page nests as deep as it likes
        waiting: list[tuple[etree._Element, bool, int, bool]] = [(root, True, 0, False)]
        while waiting:
            element, opening, heading, cell = waiting.pop()
            name = element.tag if isinstance(element.tag, str) else ""
            block = name in _BLOCKS
            if not opening:
                if block:
                    self._end(heading, cell)
                    self.label = self.label if name != "li" else ""
                if element.tail and element is not root:
                    self.words.append(element.tail)
                continue
            above = (heading, cell)
            if block:
                self._end(heading, cell)
                heading = int(name[1]) if re.fullmatch("h[1-6]", name) else heading
                cell = cell or name in ("td", "th")
            if name == "br":
                self.words.append(_BREAK)
            elif name == "li":
                self.label = self._label(element)
            waiting.append((element, False, heading if block else above[0], cell if block else above[1]))
            if name and name not in _NOT_RENDERED:
                self.words.append(element.text or "")
                waiting += [(child, True, heading, cell) for child in reversed(element)]
        self._end(0, False)
        return self.lines

    def _end(self, heading: int, cell: bool) -> None:
        text = "".join(self.words).strip()
        self.words.clear()
        if text:
            self.lines.append(HtmlLine(self.label + text, heading, cell))
            self.label = ""

    def _label(self, item: etree._Element) -> str:
        """The number of an item of a numbered list."""
        above = item.getparent()
        if above is None or above.tag != "ol":
            return ""
        first = above.get("start", "1")
        before = self.items.get(above, 0)
        self.items[above] = before + 1
        return f"{int(first) + before}." if re.fullmatch(r"\d{1,6}", first) else ""
