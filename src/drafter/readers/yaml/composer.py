"""YAML → nodes with line and column, for people who have never heard of YAML.

Every scalar remains what was typed: `12:30`, `否`, `2025-01-20` and `010` are text. Silent losses and
joins of YAML are errors, each with the corrected line. After an error the line is corrected in memory and the file is
parsed again, so that the clerk sees all errors at once. Depth and size are bounded on the events of the parser,
before anything is composed.
"""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import islice
from typing import Any

import yaml

from drafter.findings import DrafterError, Finding, Place, fatal
from drafter.readers.decode import MOST_FINDINGS, SourceText, hidden_character
from drafter.readers.yaml.diagnosis import (
    KEY_AND_VALUE,
    PARSE_ERRORS,
    diagnose,
    false_colon,
    false_colon_finding,
    meant_as_key,
    quoted,
    sign_finding,
    without_comment,
    wrong_indentation,
)
from drafter.readers.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

DEEPEST = 40  # levels; a facts file needs seven

_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(source: SourceText, known_keys: Set[str] = frozenset()) -> Node:
    """The one document of a file; `known_keys` are the words before a wrongly typed colon.

    Raises DrafterError with every error found, each at its place with the corrected line.
    """
    findings = list(islice(wrong_indentation(source), MOST_FINDINGS))
    if findings:
        raise DrafterError(findings)
    lines = list(source.lines)
    corrected: set[int] = set()  # line numbers; one that still fails is given up
    while True:
        composing = _Composer(source, lines, known_keys)
        try:
            node = composing.document()
        except PARSE_ERRORS as error:
            finding, line = diagnose(source, lines, known_keys, error)
            if line is not None and line[0] in corrected:
                raise DrafterError(findings) from None
            findings.append(finding)
            if line is None or len(findings) >= MOST_FINDINGS:
                raise DrafterError(findings) from None
            corrected.add(line[0])
            lines[line[0] - 1] = line[1]
            continue
        findings += composing.findings
        if composing.replacement.keys() - corrected and len(findings) < MOST_FINDINGS:
            corrected.update(composing.replacement)
            for number, text in composing.replacement.items():
                lines[number - 1] = text
            continue
        if findings:
            raise DrafterError(dict.fromkeys(findings))  # composed twice, reported once
        return node


# --- composing ------------------------------------------------------------------------------------


class _Composer:
    """Events of the parser → nodes; collects what YAML would lose silently."""

    def __init__(self, source: SourceText, lines: list[str], known_keys: Set[str]) -> None:
        self.source = source
        self.lines = lines
        self.known_keys = known_keys
        self.findings: list[Finding] = []
        self.replacement: dict[int, str] = {}  # line number → the line as it was meant
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

    def _next(self) -> Any:
        return next(self._events)

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
        rest, comment = without_comment(line[event.start_mark.column :].strip() or sign)
        corrected = line[: event.start_mark.column] + quoted(rest) + comment
        if not any(f.place.line == event.start_mark.line + 1 for f in self.findings):  # one corrected line is enough
            self.findings.append(sign_finding(self._place(event, len(rest)), sign[0], corrected))
        return Scalar(rest, self._place(event), quoted=True)

    def _scalar(self, event: Any, in_flow: bool) -> Scalar:
        start, end = event.start_mark, event.end_mark
        plain = event.style in (None, "")  # the two loaders of PyYAML differ here
        one_line = start.line == end.line
        scalar = Scalar(
            event.value, self._place(event, max(1, end.column - start.column) if one_line else 1), not plain
        )
        for character in event.value if not event.value.isprintable() else "":
            if hidden := hidden_character(character):
                self._find(
                    event,
                    f"值中含有不能使用的字符：{hidden}",
                    "删去引号中以反斜杠“\\”写出的这个字符",
                    scalar.place.length,
                )
                break
        if one_line or event.style in ("|", ">"):
            if not in_flow and event.style not in ("|", ">") and (event.value or not plain):
                self._lost_behind_sign(end.line, end.column, blank=False)
            if plain and in_flow:
                self._swallowed_key(scalar)
            return scalar
        if plain and self._false_colons(start.line + 1, end.line + 1):
            return scalar
        second = self.lines[start.line + 1].strip()
        where = self.source.place(start.line + 2, self.lines[start.line + 1].index(second) + 1, len(second))
        if plain and re.match(r"-[^\s-]", second):
            line = self.lines[start.line].strip() if self.lines[start.line].lstrip().startswith("-") else second
            self.findings.append(fatal(where, "“-”后面缺少空格，几行会并成一项", f"每一项写成：- {line[1:].strip()}"))
            return scalar
        kind = "" if plain else "引号中的"
        hint = "写在同一行；是几项的，每一项前面写“- ”；很长的文字可以在键后写“|”，另起一行缩进书写"
        self.findings.append(fatal(where, f"{kind}这一行会并入上一行的值（第{start.line + 1}行）", hint))
        return scalar

    def _swallowed_key(self, scalar: Scalar) -> None:
        """`{平台: 如法网，参学率：100%}`: a full-width comma parts nothing, and the second key is lost in the value."""
        for match in re.finditer(r"[，、；]\s*([^，、；：:\s]+)\s*[：:]", scalar.text):
            if match[1] in self.known_keys:
                hint = "各项之间用半角逗号加空格，键后用半角冒号加空格；或者一行写一项"
                self.findings.append(fatal(scalar.place, f"“{match[1]}”被并进了前一项的值", hint))
                return

    def _false_colons(self, first: int, last: int) -> bool:
        """Corrects those lines of a folded value that were meant to be `键: 值`; returns whether any were."""
        for number in range(first, last + 1):
            if found := meant_as_key(self.lines[number - 1], self.known_keys):
                corrected, match = found
                self.findings.append(false_colon_finding(self.source, number, match, corrected))
                self.replacement[number] = corrected
        return bool(self.replacement)

    def _lost_behind_sign(self, line: int, column: int, blank: bool) -> None:
        """A comment behind a value; the blanks around `#` distinguish it from text that contains `#`."""
        if line >= len(self.lines):
            return  # an empty value at the very end
        rest = self.lines[line][column:]
        match = re.match(r"(\s*)#(.?)", rest)
        if match is None or (match[2] in (" ", "") and (blank or len(match[1]) >= 2)):
            return
        text = self.lines[line].rstrip()
        found = KEY_AND_VALUE.match(text)
        hint = "若是说明，请写成“值”空两格“# 说明”"
        if found:
            corrected = f"{found['lead']}{quoted(found['value'])}"
            hint = f"若是文字，整个值加引号：{corrected.strip()}；若是说明，“#”前空两格、后空一格"
        where = self.source.place(line + 1, column + len(match[1]) + 1, len(rest) - len(match[1]))
        self.findings.append(fatal(where, "“#”后面的文字会被当作说明丢掉", hint))

    def _sequence(self, event: Any, depth: int) -> Sequence:
        items: list[Node] = []
        in_flow = bool(event.flow_style)
        while not isinstance(child := self._next(), yaml.SequenceEndEvent):
            item = self._node(child, depth + 1, in_flow)
            if not in_flow and isinstance(item, Scalar) and item.text == "" and not item.quoted:
                self._lost_behind_sign(child.end_mark.line, child.end_mark.column, blank=True)
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
        if touching and re.fullmatch("[0-9]+", before.text) and re.match("[0-9]{3}[^0-9]", item.text):
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
        while not isinstance(child := self._next(), yaml.MappingEndEvent):
            key = self._key(child, depth, in_flow)
            value_event = self._next()
            if not in_flow and value_event.start_mark.line > child.end_mark.line and not key.quoted:
                self._lost_behind_sign(key.place.line - 1, key.place.column + key.place.length, blank=True)
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
            return key._replace(text=key.text.strip())
        self.findings.append(fatal(key.place, "键不能是列表或另一组“键: 值”", "请检查方括号、花括号和“? ”"))
        return Scalar("", key.place)

    def _cut_value(self, key: Scalar, entries: list[Entry]) -> None:
        """`{形式：甲}` and `{内容: 甲, 乙}`: an entry between commas without a value."""
        line = self.lines[key.place.line - 1]
        if line[key.place.column - 1 + key.place.length :].lstrip().startswith(":"):
            return  # {键: } is a blank, as 键: is
        if corrected := false_colon(key.text, self.known_keys):
            hint = f"改为：{corrected}"
            self.findings.append(fatal(key.place, "花括号中冒号不是“半角冒号加空格”", hint))
        elif entries and isinstance(before := entries[-1].value, Scalar) and before.text:
            joined = line[before.place.column - 1 : key.place.column - 1 + len(key.text)] or before.text
            hint = f"值里有逗号时整个值加引号：{entries[-1].key.text}: {quoted(joined)}"
            self.findings.append(fatal(key.place, "值在半角逗号处被截断，后半会丢失", hint))
        else:
            self.findings.append(fatal(key.place, f"花括号中的“{key.text}”没有值", f"改为：{key.text}: 值"))
