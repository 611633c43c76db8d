"""Why a line does not parse, in the clerk's words and with the corrected line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

import yaml

from drafter.findings import Finding, Place, fatal
from drafter.readers.decode import SourceText
from drafter.system.patterns import pattern

# --- before parsing: blanks that are no indentation to YAML -------------------------------

_OPENS_BLOCK = pattern(r"(?:^|[\s:-])[|>][+-]?[1-9]?[+-]?\s*(?:#.*)?$")


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


def wrong_indentation(source: SourceText) -> Iterator[Finding]:
    """Lines indented with tabs or full-width blanks: YAML rejects the one and reads the other as text."""
    for number, line in _outside_blocks(source.lines):
        lead = line[: len(line) - len(line.lstrip())]
        wrong = lead.lstrip(" ")
        if not wrong or not line.strip():
            continue
        name = "制表符（Tab）" if wrong[0] == "\t" else "全角空格" if wrong[0] == "\u3000" else "特殊空格"
        blanks = len(lead.replace("\t", "  ").replace("\u3000", "  "))
        column = len(lead) - len(wrong) + 1
        yield fatal(
            source.place(number, column, len(wrong)),
            f"行首用了{name}，缩进只能用半角空格",
            f"行首换成{blanks}个半角空格：{line.strip()}",
        )


# --- while parsing: a line that does not parse ----------------------------------------------------

_FALSE_COLON = pattern(
    r"^(?P<lead>\s*+(?:-\s++)*(?:[{\[]\s*+)?)(?P<key>[^\s:：,，{}\[\]]+?)\s*(?P<colon>：\s*|:(?=\S)|:[\u3000\xa0\u2000-\u200b]+)(?P<value>.*)$"
)
KEY_AND_VALUE = pattern(r"^(?P<lead>\s*(?:-\s+)*(?:[^\s:#'\"{\[-][^:]*:\s+)?)(?P<value>\S.*)$")
_SIGNS = "*&!%@`|>[{'\"?,]}-"  # a plain value may not begin with these


def sign_finding(place: Place, sign: str, corrected: str) -> Finding:
    """A value that begins with an indicator of YAML: the corrected line has it in quotes."""
    return fatal(place, f"值以“{sign}”开头，而它在 YAML 中另有用途", f"整个值加引号：{corrected.strip()}")


def quoted(value: str) -> str:
    """The value in quotes, so that YAML reads every character of it as text."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def without_comment(value: str) -> tuple[str, str]:
    """A value and the comment behind it, which stays outside the quotes."""
    text, blanks, comment = value.partition("  #")
    return (text.rstrip(), blanks + comment) if text.strip() else (value, "")


# Without libyaml, \U with a number beyond Unicode is an error of Python.
PARSE_ERRORS = (yaml.YAMLError, ValueError, OverflowError)
_BEYOND = pattern(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")


def _parses(value: str) -> bool:
    try:
        return bool(list(yaml.parse(value, Loader=yaml.SafeLoader)))
    except PARSE_ERRORS:
        return False


def meant_as_key(line: str, known_keys: Set[str]) -> tuple[str, re.Match[str]] | None:
    """A line on which a known key is followed by ： or by a colon without a blank: corrected, and its match."""
    match = _FALSE_COLON.match(line)
    if match is None or match["key"] not in known_keys:
        return None
    return f"{match['lead']}{match['key']}: {match['value']}".rstrip(), match


def false_colon(text: str, known_keys: Set[str]) -> str | None:
    """The corrected text where a known key is followed by ： or by a colon without a blank."""
    found = meant_as_key(text, known_keys)
    return found[0].strip() if found else None


def false_colon_finding(source: SourceText, number: int, match: re.Match[str], corrected: str) -> Finding:
    """The fault of the colon, with the corrected line."""
    fault = "后用了全角冒号“：”" if match["colon"].startswith("：") else "的冒号后面缺少空格"
    column = match.start("colon") + 1
    return fatal(
        source.place(number, column),
        f"“{match['key']}”{fault}，这一行不成为“键: 值”",
        f"改为：{corrected.strip()}",
    )


def diagnose(
    source: SourceText, lines: list[str], known_keys: Set[str], error: Exception
) -> tuple[Finding, tuple[int, str] | None]:
    """The error in the clerk's words, and the line number with its corrected text where there is one."""
    mark = getattr(error, "problem_mark", None)
    beyond = next((n for n, line in enumerate(lines, 1) if _BEYOND.search(line)), 0) if mark is None else 0
    if beyond and (diagnosis := _begins_with_sign(source, lines, beyond)):
        return diagnosis
    if mark is None:
        return fatal(Place(source.name), "文件不是有效的 YAML", str(error)), None
    context = getattr(error, "context_mark", None)
    if "could not find expected ':'" in (getattr(error, "problem", "") or "") and context is not None:
        mark = context  # the parser reports at the next key what is missing in this line
    number = min(mark.line + 1, len(lines))
    suspects = [number, *(n for n in range(number - 1, max(0, number - 4), -1) if lines[n - 1].strip())][:3]
    if context is not None and context.line < len(lines) and context.line + 1 not in suspects:
        suspects.append(context.line + 1)
    for suspect in suspects:
        if found := meant_as_key(lines[suspect - 1], known_keys):
            corrected, match = found
            return false_colon_finding(source, suspect, match, corrected), (suspect, corrected)
    for suspect in suspects:
        if diagnosis := _begins_with_sign(source, lines, suspect):
            return diagnosis
    if diagnosis := _indented_too_far(source, lines, known_keys, number):
        return diagnosis
    line = lines[number - 1]
    match_value = KEY_AND_VALUE.match(line)
    problem = getattr(error, "problem", "") or ""
    if "mapping values are not allowed" in problem and match_value and ": " in match_value["value"]:
        value = match_value["value"].strip()
        corrected = match_value["lead"] + quoted(value)
        where = source.place(number, match_value.start("value") + 1, len(value))
        return fatal(where, "值里面又出现了“: ”，读不出哪里是键、哪里是值", f"整个值加引号：{corrected.strip()}"), (
            number,
            corrected,
        )
    where = source.place(number, mark.column + 1)
    return fatal(where, _in_chinese(problem), "请与上下各行对照：同一级的键要左对齐，冒号用半角并空一格"), None


def _begins_with_sign(
    source: SourceText, lines: list[str], number: int
) -> tuple[Finding, tuple[int, str] | None] | None:
    line = lines[number - 1]
    match = KEY_AND_VALUE.match(line)
    if match is None or line.lstrip().startswith("#"):
        return None
    value, comment = without_comment(match["value"].strip())
    sign = value[0]
    if sign not in _SIGNS or (sign in "|>" and _OPENS_BLOCK.search(line)):
        return None
    if sign in "[{'\"" and _parses(value):
        return None
    place = source.place(number, match.start("value") + 1, len(value))
    if sign == "-":
        if not match["lead"].rstrip().endswith(":"):
            return None
        hint = f"“{match['lead'].strip()}”后面不写，另起一行缩进写：  {value}"
        return fatal(place, "“- ”不能和键写在同一行", hint), None
    if sign in "'\"" and value.count(sign) == 1:
        corrected = f"{match['lead']}{value}{sign}"
        return fatal(place, "引号没有收住", f"改为：{corrected.strip()}"), (number, corrected)
    corrected = match["lead"] + quoted(value) + comment
    return sign_finding(place, sign, corrected), (number, corrected)


def _indented_too_far(
    source: SourceText, lines: list[str], known_keys: Set[str], number: int
) -> tuple[Finding, tuple[int, str]] | None:
    """A key that is indented more than the finished `键: 值` above it."""
    line = lines[number - 1]
    key = re.match(r"( *)([^\s:#-][^:]*):(?: |$)", line)
    above = next((text for text in reversed(lines[: number - 1]) if text.strip()), "")
    finished = re.match(r"( *(?:- +)*)[^\s:#-][^:]*: +\S", above)
    if not (key and finished and key[2].strip() in known_keys and len(key[1]) > len(finished[1])):
        return None
    corrected = " " * len(finished[1]) + line.lstrip()
    place = source.place(number, 1, max(1, len(key[1])))
    return fatal(place, "这一行比上一行缩进得多，两行接不上", f"与上一行的键左对齐：{corrected.strip()}"), (
        number,
        corrected,
    )


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
    "invalid Unicode character escape": "双引号里的反斜杠“\\”后面的编号不是字符，请直接写出这个字",
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
