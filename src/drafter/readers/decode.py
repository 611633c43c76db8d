"""Bytes → text: UTF-8, with or without BOM, UTF-16 with BOM, GB 18030; line ends become `\\n`."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import NamedTuple

from drafter.findings import DrafterError, Finding, Place, fatal
from drafter.readers.notices import other_encoding
from drafter.system.patterns import pattern

MOST_FINDINGS = 50  # errors of one kind; a file with more is something else
LARGEST_FILE = 2_000_000  # bytes; a facts file of a township has some 20,000
LARGEST_TEXT = 20_000_000  # bytes; of a report that is checked or imported

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_LINE_END = pattern("\r\n|\r|\n")

# Characters that editors do not display, with names that a clerk may know.
_HIDDEN = {
    "\u2028": "行分隔符 U+2028",
    "\u2029": "段分隔符 U+2029",
    "\u0085": "换行符 U+0085",
    "\ufeff": "字节顺序标记 U+FEFF",
}
# The characters that no document may contain, as ranges of a regular expression: control characters, halves of pairs
# and non-characters, which are a block and the last two of each plane.
FORBIDDEN_CHARACTERS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
FORBIDDEN_IN_HIGHER_PLANES = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text as lines without their ends; `name` is what the clerk calls the file."""

    name: str
    lines: tuple[str, ...]
    encoding: str
    notices: tuple[Finding, ...] = ()

    def place(self, line: int, column: int, length: int = 1) -> Place:
        """The place at `line` and `column`, both from 1."""
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Place(self.name, line, column, length, excerpt)

    def __str__(self) -> str:
        return "\n".join(self.lines)


# The first bytes of files that clerks choose by mistake.
_OTHER_FORMATS = {
    b"PK\x03\x04": "Word、Excel 或压缩文件",
    b"\xd0\xcf\x11\xe0": "旧版 Word 或 Excel 文件",
    b"%PDF": "PDF 文件",
}


def hidden_character(character: str) -> str:
    """The name of a character that no document may contain, or an empty string."""
    if character in _HIDDEN:
        return _HIDDEN[character]
    code = ord(character)
    if (code < 0x20 and character not in "\t\n") or 0x7F <= code < 0xA0:
        return f"控制字符 U+{code:04X}"
    if 0xD800 <= code < 0xE000:
        return f"残缺字符 U+{code:04X}"
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFF >= 0xFFFE:
        return f"非字符 U+{code:04X}"
    return ""


def too_large(name: str, size: int, most: int = LARGEST_FILE) -> Finding:
    """The finding for a file of `size` bytes."""
    message = f"文件过大：{size / 1_000_000:.0f} MB，上限 {most // 1_000_000} MB"
    return fatal(Place(name), message, "事实文件、台账和报告通常不到 1 MB，请核对文件是否选错")


def decode(data: bytes, name: str, most: int = LARGEST_FILE) -> SourceText:
    """Text of a file.

    Raises DrafterError for a file too large, of another format, in no known encoding, or with control characters.
    """
    if len(data) > most:
        raise DrafterError([too_large(name, len(data), most)])
    for beginning, kind in _OTHER_FORMATS.items():
        if data.startswith(beginning):
            raise DrafterError(
                [fatal(Place(name), f"这是{kind}，不是事实文件", "事实文件以 .yaml 结尾，版式以 .txt 结尾")]
            )
    text, encoding, *_ = encoded(data, name)
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    notices: tuple[Finding, ...] = ()
    if encoding == "GB 18030":
        notices = tuple(other_encoding(Place(name)))
    source = SourceText(name, lines, encoding, notices)
    findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        if line.isprintable():
            continue
        if len(findings) >= MOST_FINDINGS:
            break
        for column, character in enumerate(line, 1):
            if hidden := hidden_character(character):
                advice = f"删去第{number}行第{column}个字符（屏幕上可能看不见）"
                findings.append(fatal(source.place(number, column), f"含有不能使用的字符：{hidden}", advice))
                break  # one of a line is enough
    if findings:
        raise DrafterError(findings)
    return source


class Encoded(NamedTuple):
    """A text with its encoding in the file: the byte order mark `mark`, then the text in `codec`."""

    text: str
    encoding: str
    codec: str
    mark: bytes = b""

    def bytes_of(self, text: str) -> bytes:
        """Another text in the same encoding."""
        return self.mark + text.encode(self.codec)


def encoded(data: bytes, name: str) -> Encoded:
    """The text of a file, line ends unchanged. Raises DrafterError for no known encoding."""
    for mark, codec, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Encoded(data[len(mark) :].decode(codec), encoding, codec, mark)
            except UnicodeDecodeError as error:
                raise DrafterError([_undecodable(name, encoding, error.start)]) from None
    try:
        return Encoded(data.decode("utf-8"), "UTF-8", "utf-8")
    except UnicodeDecodeError as error:
        where = error.start
    try:
        return Encoded(data.decode("gb18030"), "GB 18030", "gb18030")
    except UnicodeDecodeError:
        raise DrafterError([_undecodable(name, "UTF-8 或 GBK", where)]) from None


def lines_with_ends(text: str) -> list[tuple[str, str]]:
    """The lines of a text as `decode` counts them, each with its end; that of the last is empty."""
    lines, start = [], 0
    for end in _LINE_END.finditer(text):
        lines.append((text[start : end.start()], end[0]))
        start = end.end()
    return [*lines, (text[start:], "")]


def _undecodable(name: str, encoding: str, offset: int) -> Finding:
    return fatal(
        Place(name),
        f"无法按 {encoding} 编码读取（第{offset + 1}个字节起不成文字）",
        "请确认这是文本文件而不是 Word 或 Excel 文件，并另存为 UTF-8",
    )
