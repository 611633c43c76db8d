"""YAML → nodes with line and column, for people who have never heard of YAML.

Every scalar stays what was typed: `12:30`, `否`, `2025-01-20` and `010` are text. What YAML would lose or
join in silence is an error with the mended line. After an error the line is mended in memory and the file
is parsed again, so that the clerk sees all errors at once. Depth and size are bounded on the events of
the parser, before anything is composed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from typing import Any

import yaml

from drafter.findings import DrafterError, Finding, Place, fatal
from drafter.reading.decode import SourceText, hidden_character

DEEPEST = 40  # levels; a facts file needs seven
MOST_MENDED_LINES = 50  # errors of one kind in one file, after which we stop looking for more

_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A typed value, still text. `quoted` tells whether it stood in quotes or in a block."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def blank(self) -> bool:
        """Nothing was typed."""
        return not self.quoted and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Entry:
    """One `键: 值` of a mapping."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order of the file; keys are unique."""

    entries: tuple[Entry, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in the order of the file."""

    items: tuple[Node, ...]
    place: Place


Node = Scalar | Mapping | Sequence


def read_yaml(source: SourceText, known_keys: Set[str] = frozenset()) -> Node:
    """The one document of a file; `known_keys` are the words before a wrongly typed colon.

    Raises DrafterError with every error found, each at its place with the mended line.
    """
    findings = list(_indentation(source))
    if findings:
        raise DrafterError(findings)
    lines = list(source.lines)
    while True:
        composing = _Composing(source, lines, known_keys)
        try:
            node = composing.document()
        except yaml.YAMLError as error:
            finding, mended = _diagnose(source, lines, known_keys, error)
            findings.append(finding)
            if mended is None or len(findings) >= MOST_MENDED_LINES or lines[mended[0] - 1] == mended[1]:
                raise DrafterError(findings) from None
            number, text = mended
            lines[number - 1] = text
            continue
        findings += composing.findings
        if composing.mended and len(findings) < MOST_MENDED_LINES:
            for number, text in composing.mended.items():
                lines[number - 1] = text
            continue
        if findings:
            raise DrafterError(findings)
        return node


# --- before parsing: blanks that YAML does not take for indentation -------------------------------

_OPENS_BLOCK = re.compile(r"(?:^|[\s:-])[|>][+-]?[1-9]?[+-]?\s*(?:#.*)?$")


def _outside_blocks(lines: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Number and text of the lines that are not the inside of a `|` or `>` block."""
    block_indent = -1
    for number, line in enumerate(lines, 1):
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        if block_indent >= 0:
            if not content or indent > block_indent:
                continue
            block_indent = -1
        yield number, line
        if _OPENS_BLOCK.search(line) and not content.startswith("#"):
            block_indent = indent


def _indentation(source: SourceText) -> Iterator[Finding]:
    for number, line in _outside_blocks(source.lines):
        lead = line[: len(line) - len(line.lstrip())]
        wrong = lead.lstrip(" ")
        if not wrong or not line.strip():
            continue
        name = "制表符（Tab）" if wrong[0] == "\t" else "全角空格" if wrong[0] == "\u3000" else "特殊空格"
        mended = lead.replace("\t", "  ").replace("\u3000", "  ").replace("\xa0", " ") + line.strip()
        column = len(lead) - len(wrong) + 1
        yield fatal(
            source.place(number, column, len(wrong)),
            f"行首用了{name}，缩进只能用半角空格",
            f"改为：{_shown(mended)}",
        )


def _shown(line: str) -> str:
    return line.strip()


# --- what a line that does not parse was meant to be ----------------------------------------------

_FALSE_COLON = re.compile(
    r"^(?P<lead>\s*(?:-\s+)*[{\[]?\s*)(?P<key>[^\s:：,，{}\[\]]+?)\s*(?P<colon>：\s*|:(?=\S))(?P<value>.*)$"
)
_KEY_AND_VALUE = re.compile(r"^(?P<lead>\s*(?:-\s+)*(?:[^\s:#'\"{\[-][^:]*:\s+)?)(?P<value>\S.*)$")
_SIGNS = {
    "*": "星号",
    "&": "与号",
    "!": "叹号",
    "%": "百分号",
    "@": "@",
    "`": "反引号",
    "|": "竖线",
    ">": "大于号",
    "[": "方括号",
    "{": "花括号",
    "'": "单引号",
    '"': "双引号",
    "?": "问号",
    ",": "逗号",
    "]": "方括号",
    "}": "花括号",
    "-": "短横",
}


def _quoted(value: str) -> str:
    """The value in quotes, so that YAML takes every sign in it for text."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _false_colon(line: str, known_keys: Set[str]) -> tuple[str, re.Match[str]] | None:
    match = _FALSE_COLON.match(line)
    if match is None or match["key"] not in known_keys:
        return None
    return f"{match['lead']}{match['key']}: {match['value']}".rstrip(), match


def false_colon(text: str, known_keys: Set[str]) -> str | None:
    """The mended text where a known key is followed by ： or by a colon without a blank."""
    found = _false_colon(text, known_keys)
    return found[0].strip() if found else None


def _false_colon_finding(source: SourceText, number: int, match: re.Match[str], mended: str) -> Finding:
    what = "后用了全角冒号“：”" if match["colon"].startswith("：") else "的冒号后面缺少空格"
    column = match.start("colon") + 1
    return fatal(
        source.place(number, column),
        f"“{match['key']}”{what}，这一行不成为“键: 值”",
        f"改为：{_shown(mended)}",
    )


def _diagnose(
    source: SourceText, lines: list[str], known_keys: Set[str], error: yaml.YAMLError
) -> tuple[Finding, tuple[int, str] | None]:
    """The error in the clerk's words, and the line number with its mended text where one can be offered."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return fatal(Place(source.name), "文件不是有效的 YAML", str(error)), None
    number = min(mark.line + 1, len(lines))
    context = getattr(error, "context_mark", None)
    suspects = [number, *(n for n in range(number - 1, max(0, number - 4), -1) if lines[n - 1].strip())][:3]
    if context is not None and context.line < len(lines) and context.line + 1 not in suspects:
        suspects.append(context.line + 1)
    for suspect in suspects:
        if found := _false_colon(lines[suspect - 1], known_keys):
            mended, match = found
            return _false_colon_finding(source, suspect, match, mended), (suspect, mended)
    for suspect in suspects:
        if told := _begins_with_sign(source, lines, suspect):
            return told
    if told := _indented_too_far(source, lines, known_keys, number):
        return told
    line = lines[number - 1]
    match_value = _KEY_AND_VALUE.match(line)
    problem = getattr(error, "problem", "") or ""
    if "mapping values are not allowed" in problem and match_value and ": " in match_value["value"]:
        value = match_value["value"].strip()
        mended = match_value["lead"] + _quoted(value)
        where = source.place(number, match_value.start("value") + 1, len(value))
        return fatal(where, "值里面又出现了“: ”，读不出哪里是键、哪里是值", f"整个值加引号：{_shown(mended)}"), (
            number,
            mended,
        )
    where = source.place(number, mark.column + 1)
    return fatal(where, _in_chinese(problem), "请与上下各行对照：同一级的键要左对齐，冒号用半角并空一格"), None


def _begins_with_sign(
    source: SourceText, lines: list[str], number: int
) -> tuple[Finding, tuple[int, str] | None] | None:
    line = lines[number - 1]
    match = _KEY_AND_VALUE.match(line)
    if match is None or line.lstrip().startswith("#"):
        return None
    value = match["value"].strip()
    sign = value[0]
    if sign not in _SIGNS or (sign in "|>" and _OPENS_BLOCK.search(line)):
        return None
    if sign in "[{" and value[-1] in "]}" and value.count(sign) == 1:
        return None
    if sign in "'\"" and len(value) > 1 and value.find(sign, 1) == len(value) - 1:
        return None
    place = source.place(number, match.start("value") + 1, len(value))
    if sign == "-":
        if not match["lead"].rstrip().endswith(":"):
            return None
        hint = f"“{match['lead'].strip()}”后面不写，另起一行缩进写：  {value}"
        return fatal(place, "“- ”不能和键写在同一行", hint), None
    if sign in "'\"" and value.count(sign) == 1:
        mended = f"{match['lead']}{value}{sign}"
        return fatal(place, f"{_SIGNS[sign]}没有收住", f"改为：{_shown(mended)}"), (number, mended)
    mended = match["lead"] + _quoted(value)
    finding = fatal(
        place,
        f"值以{_SIGNS[sign]}“{sign}”开头，而它在 YAML 中另有用途",
        f"整个值加引号：{_shown(mended)}",
    )
    return finding, (number, mended)


def _indented_too_far(
    source: SourceText, lines: list[str], known_keys: Set[str], number: int
) -> tuple[Finding, tuple[int, str]] | None:
    """A key that stands deeper than the finished `键: 值` above it."""
    line = lines[number - 1]
    key = re.match(r"( *)([^\s:#-][^:]*):(?: |$)", line)
    above = next((text for text in reversed(lines[: number - 1]) if text.strip()), "")
    finished = re.match(r"( *(?:- +)*)[^\s:#-][^:]*: +\S", above)
    if not (key and finished and key[2].strip() in known_keys and len(key[1]) > len(finished[1])):
        return None
    mended = " " * len(finished[1]) + line.lstrip()
    place = source.place(number, 1, max(1, len(key[1])))
    return fatal(place, "这一行比上一行缩进得多，两行接不上", f"与上一行的键左对齐：{_shown(mended)}"), (number, mended)


_PROBLEMS = {
    "could not find expected ':'": "这一行缺少“: ”（半角冒号加空格）",
    "mapping values are not allowed": "这里不该出现“: ”，可能是上一行的缩进或冒号有误",
    "did not find expected key": "这一行与上面各行没有对齐",
    "expected <block end>": "这一行与上面各行没有对齐",
    "did not find expected '-' indicator": "这一行应以“- ”开头，或与上面各项没有对齐",
    "found unexpected end of stream": "引号或括号没有成对，直到文件末尾也没有收住",
    "did not find expected ',' or ']'": "方括号没有成对，或其中缺少逗号",
    "did not find expected ',' or '}'": "花括号没有成对，或其中缺少逗号",
    "found character that cannot start any token": "这里有一个不能作为开头的符号",
    "found unknown escape character": "双引号里的反斜杠“\\”后面不是可用的写法，请改用单引号",
    "did not find expected hexdecimal number": "双引号里的反斜杠“\\”后面不是可用的写法，请改用单引号",
    "found a tab character": "这里有制表符（Tab），请改用空格",
    "block sequence entries are not allowed": "“- ”不能写在“键: ”的同一行，请另起一行",
    "control characters are not allowed": "含有不能使用的控制字符",
}


def _in_chinese(problem: str) -> str:
    for english, chinese in _PROBLEMS.items():
        if english in problem:
            return chinese
    return "这里读不懂，不是“键: 值”也不是“- 项目”"


# --- composing ------------------------------------------------------------------------------------


class _Composing:
    """Events of the parser → nodes; collects what YAML would lose in silence."""

    def __init__(self, source: SourceText, lines: list[str], known_keys: Set[str]) -> None:
        self.source = source
        self.lines = lines
        self.known_keys = known_keys
        self.findings: list[Finding] = []
        self.mended: dict[int, str] = {}  # line number → what it was meant to be
        # the loaders stop at unprintable characters themselves, in English; decode() has refused them
        self._events = yaml.parse("\n".join(lines), Loader=_Parser)

    def document(self) -> Node:
        """The only document; an empty file is an empty scalar."""
        next(self._events)  # StreamStart
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return Scalar("", self.source.place(1, 1))
        node = self._node(next(self._events), 0, in_flow=False)
        next(self._events)  # DocumentEnd
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._find(
                event,
                "文件中有第二个文档（单独一行的“---”或“...”）",
                "删去这一行，一个文件只写一份报告的事实",
            )
        return node

    def _place(self, event: Any, length: int = 1) -> Place:
        return self.source.place(event.start_mark.line + 1, event.start_mark.column + 1, length)

    def _find(self, event: Any, message: str, hint: str = "", length: int = 1) -> None:
        self.findings.append(fatal(self._place(event, length), message, hint))

    def _node(self, event: Any, depth: int, in_flow: bool) -> Node:
        if depth > DEEPEST:
            raise DrafterError(
                [fatal(self._place(event), f"括号或缩进套得太深（超过{DEEPEST}层）", "事实文件最多只需要七层")]
            )
        if isinstance(event, yaml.AliasEvent):
            return self._sign(event, f"*{event.anchor}")
        if getattr(event, "anchor", None):
            self._sign(event, f"&{event.anchor}")
        elif getattr(event, "tag", None):
            self._sign(event, "!")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, in_flow)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _sign(self, event: Any, sign: str) -> Scalar:
        """A value that begins with `*`, `&` or `!`: a reference or a type to YAML, text to the clerk."""
        line = self.lines[event.start_mark.line]
        rest = line[event.start_mark.column :].strip() or sign
        mended = line[: event.start_mark.column] + _quoted(rest)
        name = _SIGNS[sign[0]]
        if any(f.place.line == event.start_mark.line + 1 for f in self.findings):
            return Scalar(rest, self._place(event), quoted=True)  # one mended line says it all
        self._find(
            event,
            f"值以{name}“{sign[0]}”开头，而它在 YAML 中另有用途",
            f"整个值加引号：{_shown(mended)}",
            len(rest),
        )
        return Scalar(rest, self._place(event), quoted=True)

    def _scalar(self, event: Any, in_flow: bool) -> Scalar:
        start, end = event.start_mark, event.end_mark
        plain = event.style in (None, "")  # the two loaders of PyYAML differ here
        one_line = start.line == end.line
        scalar = Scalar(
            event.value, self._place(event, max(1, end.column - start.column) if one_line else 1), not plain
        )
        for character in event.value:
            if what := hidden_character(character):
                self._find(
                    event,
                    f"值中含有不能使用的字符：{what}",
                    "删去引号中以反斜杠“\\”写出的这个字符",
                    scalar.place.length,
                )
                break
        if one_line or event.style in ("|", ">"):
            if plain and not in_flow and event.value:
                self._lost_behind_sign(end.line, end.column, blank=False)
            return scalar
        if plain and self._false_colons(start.line + 1, end.line + 1):
            return scalar
        second = self.lines[start.line + 1].strip()
        where = self.source.place(start.line + 2, self.lines[start.line + 1].index(second) + 1, len(second))
        kind = "" if plain else "引号中的"
        hint = "写在同一行；很长的文字可以在键后写“|”，另起一行缩进书写"
        self.findings.append(fatal(where, f"{kind}这一行会并入上一行的值（第{start.line + 1}行）", hint))
        return scalar

    def _false_colons(self, first: int, last: int) -> bool:
        """Mends those lines of a folded value that were meant to be `键: 值`; tells whether any were."""
        for number in range(first, last + 1):
            if found := _false_colon(self.lines[number - 1], self.known_keys):
                mended, match = found
                self.findings.append(_false_colon_finding(self.source, number, match, mended))
                self.mended[number] = mended
        return bool(self.mended)

    def _lost_behind_sign(self, line: int, column: int, blank: bool) -> None:
        """A comment behind a value: told from text that happens to hold `#` by its blanks."""
        if line >= len(self.lines):
            return  # an empty value at the very end
        rest = self.lines[line][column:]
        match = re.match(r"(\s*)#(.?)", rest)
        if match is None or (match[2] in (" ", "") and (blank or len(match[1]) >= 2)):
            return
        text = self.lines[line].rstrip()
        found = _KEY_AND_VALUE.match(text)
        hint = "若是说明，请写成“值”空两格“# 说明”"
        if found:
            mended = f"{found['lead']}{_quoted(found['value'])}"
            hint = f"若是文字，整个值加引号：{_shown(mended)}；若是说明，“#”前空两格、后空一格"
        where = self.source.place(line + 1, column + len(match[1]) + 1, len(rest) - len(match[1]))
        self.findings.append(fatal(where, "“#”后面的文字会被当作说明丢掉", hint))

    def _sequence(self, event: Any, depth: int) -> Sequence:
        items: list[Node] = []
        in_flow = bool(event.flow_style)
        while not isinstance(child := next(self._events), yaml.SequenceEndEvent):
            item = self._node(child, depth + 1, in_flow)
            if in_flow and items:
                self._cut_number(items[-1], item)
            items.append(item)
        return Sequence(tuple(items), self._place(event))

    def _cut_number(self, before: Node, item: Node) -> None:
        """`[1,200件]`: a thousands comma that makes two items of one figure."""
        if not (isinstance(before, Scalar) and isinstance(item, Scalar)):
            return
        touching = before.place.line == item.place.line and (
            item.place.column - before.place.column == len(before.text) + 1
        )
        if touching and before.text.isdigit() and re.match(r"\d{3}(?!\d)", item.text):
            self.findings.append(
                fatal(
                    item.place,
                    "数字在半角逗号处被截成了两项",
                    f"改为：{before.text}{item.text}（不用千分位逗号）",
                )
            )

    def _mapping(self, event: Any, depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: dict[str, Place] = {}
        in_flow = bool(event.flow_style)
        while not isinstance(child := next(self._events), yaml.MappingEndEvent):
            key = self._key(child, depth, in_flow)
            value_event: Any = next(self._events)
            value = self._node(value_event, depth + 1, in_flow)
            if in_flow and isinstance(value, Scalar) and value.text == "" and not value.quoted:
                self._cut_value(key, entries)
            elif not in_flow and isinstance(value, Scalar) and not value.quoted and value.text == "":
                self._lost_behind_sign(value_event.end_mark.line, value_event.end_mark.column, blank=True)
            if key.text in seen:
                first = seen[key.text].line
                self.findings.append(
                    fatal(
                        key.place,
                        f"“{key.text}”写了两次（第{first}行和第{key.place.line}行）",
                        "只能留一处，请删去或合并",
                    )
                )
            seen.setdefault(key.text, key.place)
            entries.append(Entry(key, value))
        return Mapping(tuple(entries), self._place(event))

    def _key(self, event: Any, depth: int, in_flow: bool) -> Scalar:
        key = self._node(event, depth + 1, in_flow)
        if isinstance(key, Scalar):
            return replace(key, text=key.text.strip())
        self.findings.append(fatal(key.place, "键不能是列表或另一组“键: 值”", "请检查方括号、花括号和“? ”"))
        return Scalar("", key.place)

    def _cut_value(self, key: Scalar, entries: list[Entry]) -> None:
        """`{形式：甲}` and `{内容: 甲, 乙}`: what stands between commas has no value."""
        if mended := false_colon(key.text, self.known_keys):
            hint = f"改为：{mended}"
            self.findings.append(fatal(key.place, "花括号中冒号不是“半角冒号加空格”", hint))
        elif entries and isinstance(before := entries[-1].value, Scalar) and before.text:
            line = self.lines[key.place.line - 1]
            joined = line[before.place.column - 1 : key.place.column - 1 + len(key.text)] or before.text
            hint = f"值里有逗号时整个值加引号：{entries[-1].key.text}: {_quoted(joined)}"
            self.findings.append(fatal(key.place, "值在半角逗号处被截断，后半会丢失", hint))
        else:
            self.findings.append(fatal(key.place, f"花括号中的“{key.text}”没有值", f"改为：{key.text}: 值"))


def walk(node: Node, visit: Callable[[Node], None]) -> None:
    """Call `visit` on the node and on all nodes below it, in the order of the file."""
    visit(node)
    if isinstance(node, Mapping):
        for entry in node.entries:
            walk(entry.value, visit)
    elif isinstance(node, Sequence):
        for item in node.items:
            walk(item, visit)


def empty(node: Node) -> bool:
    """Nothing typed: an empty value, an empty list, an empty mapping."""
    if isinstance(node, Scalar):
        return node.blank
    return not (node.entries if isinstance(node, Mapping) else node.items)


__all__ = [
    "DEEPEST",
    "Entry",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "empty",
    "false_colon",
    "read_yaml",
    "walk",
]
