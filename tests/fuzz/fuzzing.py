"""Mutations of what people type and hand out, and what must hold whatever drafter is fed.

A case is a folder of files and a command, made from a seed. drafter ends by itself, with status 0, 1 or 2; the files
that it was given are as they were; nothing is half written; a document that it writes is well-formed.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import re
import shutil
import signal
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from drafter.cli import status_of

ROOT = Path(__file__).parents[2]
LONGEST = 60  # seconds; a case takes a tenth of one


class Case(NamedTuple):
    """Files by their names, and a command to run among them."""

    files: dict[str, bytes]
    command: tuple[str, ...]


# --- mutations ------------------------------------------------------------------------------------------

_TOKENS = (
    "无", "待填", "待核实", "待签", "是", "58件", "٥٨件", "㊿", "1e400", "-1", "0",
    "999999999999999999999999999999", "2025-13-45", "0001-01-01", "9999年99月", "《", "》", "【", "】",
    "【纠纷.排查】", "“", "”", "（", "）", "：", "|", ">", "&a", "*a", "!!python/x", "{", "}", "[", "]", "? ",
    "- ", "# ", "'", '"', '"\\UFFFFFFFF"', '"\\ud800"', "\\", "%", "@", "`", "~", "<<: *a", "---\n", "...\n",
    "\t", "                                                  ", "\u3000", "\u200b", "\ufeff", "\u202e", "\x00",
    "\x07", "\x1b[0m", "\uffff", "\U0010ffff", "\r", "\r\n", "{{ ", " }}", "{% ", " %}", "{% 句 %}",
    "{% 句完 %}", "{% for x in 问题 %}", "{% endfor %}", "{% if ", "{% else %}", "{# ", " #}", "{% raw %}",
    "| 顿号", "| 序数", "loop.index", "range(9)", "self.甲()", "caller()", "~", "纠纷.排查", "## ", "**",
    "@\u9644\u4ef6 \u7532\n", "{% include '试.txt' %}", "<", ">", "&", "&amp;", "&#0;", "&#xD800;", "<!--",
    "-->", "<![CDATA[", "<w:p/>", "<w:t>甲</w:t>", "</w:p>", "<w:tbl>", 'w:id="1e400"', 'w:val="-5"',
    "<!DOCTYPE a>", "<table>", "<td colspan=9>", "<script>", "=1+1", "＝1+1", "3月15日", "3.15", "45731",
    "#REF!", "一、", "（一）", "1.", "一是", "2024年度报告",
)  # fmt: skip


def mutated_text(text: str, chance: random.Random) -> str:
    """The text after one or two small changes."""
    for _ in range(chance.randint(1, 2)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + int(chance.expovariate(1 / 12)))
        text = chance.choice(_CHANGES)(text, start, end, chance)
    return text


def _insert(text: str, start: int, _: int, chance: random.Random) -> str:
    return text[:start] + chance.choice(_TOKENS) + text[start:]


def _replace(text: str, start: int, end: int, chance: random.Random) -> str:
    return text[:start] + chance.choice(_TOKENS) + text[end:]


def _delete(text: str, start: int, end: int, _: random.Random) -> str:
    return text[:start] + text[end:]


def _repeat(text: str, start: int, end: int, chance: random.Random) -> str:
    return text[:end] + text[start:end] * chance.choice((1, 2, 40)) + text[end:]


def _move(text: str, start: int, end: int, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    rest = text[:start] + text[end:]
    return rest[:at] + text[start:end] + rest[at:]


def _swap_lines(text: str, start: int, _: int, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), text.count("\n", 0, start)
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _change_line(text: str, start: int, _: int, chance: random.Random) -> str:
    """A line of YAML with another value or key, deleted, doubled, or one level deeper."""
    lines = text.split("\n")
    number = text.count("\n", 0, start)
    key, colon, value = lines[number].partition(":")
    quoted = json.dumps(chance.choice(_TOKENS), ensure_ascii=chance.random() < 0.2)
    changed = {
        "value": [f"{key}: {quoted}"],
        "unquoted": [f"{key}: {chance.choice(_TOKENS)}"],
        "list": [f"{key}: [{quoted}, {value.strip() or 1}]"],
        "deleted": [],
        "doubled": [lines[number]] * 2,
        "deeper": [f"{key}:", f"{' ' * 12}值:{value}"],
        "key": [f"{key}甲{colon}{value}"],
        "long": [f"{key}: {{值: {value.strip() or '5件'}, 来源: {quoted}}}"],
    }
    lines[number : number + 1] = chance.choice(list(changed.values()))
    return "\n".join(lines)


def _change_tag(text: str, start: int, _: int, chance: random.Random) -> str:
    """A tag of a template deleted, doubled, or replaced by another of the same template."""
    tags = list(re.finditer(r"\{%.*?%\}|\{\{.*?\}\}", text))
    if not tags:
        return text
    tag, other = chance.choice(tags), chance.choice(tags)
    return text[: tag.start()] + chance.choice(("", tag[0] * 2, other[0], tag[0] + other[0])) + text[tag.end() :]


_CHANGES: tuple[Callable[[str, int, int, random.Random], str], ...] = (
    _insert, _replace, _delete, _repeat, _move, _swap_lines, *[_change_line] * 6, *[_change_tag] * 4,
)  # fmt: skip


def _changed_xml(xml: bytes, chance: random.Random) -> bytes:
    """A part with an element deleted, doubled, moved, or with other words or another attribute."""
    root = etree.fromstring(xml)
    for _ in range(chance.randint(1, 4)):
        elements = list(root.iter("*"))
        one, other = chance.choice(elements), chance.choice(elements)
        parent = one.getparent()
        token = re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", chance.choice(_TOKENS))
        kind = chance.randrange(6)
        if kind == 0 and parent is not None:
            parent.remove(one)
        elif kind == 1 and parent is not None:
            parent.insert(parent.index(one), copy.deepcopy(one))
        elif kind == 2 and one not in other.iterancestors() and one is not other and parent is not None:
            other.append(one)
        elif kind == 3 and one.attrib:
            one.set(chance.choice(list(one.attrib)), token)
        elif kind == 4 and len(elements) < 5000:
            other.append(copy.deepcopy(one))
        elif kind == 5:
            one.text = token
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them changed, cut or in another encoding."""
    kind = chance.randrange(4)
    if kind == 0:
        return data[: chance.randint(0, len(data))]
    if kind == 1:
        return data[chance.randint(0, min(200, len(data))) :]
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _of_text(data: bytes, chance: random.Random) -> bytes:
    text = mutated_text(data.decode("utf-8-sig"), chance)
    encoding = chance.choice(("utf-8",) * 8 + ("utf-8-sig", "utf-16", "gb18030"))
    data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
    return mutated_bytes(data, chance) if data and chance.random() < 0.05 else data


def _of_package(data: bytes, chance: random.Random) -> bytes:
    """An Office document with a part changed, removed or doubled."""
    if chance.random() < 0.1:
        return mutated_bytes(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = sorted(parts)
    favourites = [n for n in names if re.search(r"document\.xml$|sheet\d\.xml$|sharedStrings|workbook\.xml$|styles", n)]
    name = chance.choice(favourites if chance.random() < 0.8 else names)
    if chance.random() < 0.05:
        del parts[name]
    elif chance.random() < 0.7:
        parts[name] = _changed_xml(parts[name], chance)
    else:
        parts[name] = mutated_text(parts[name].decode("utf-8", "replace"), chance).encode("utf-8", "surrogatepass")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return held.getvalue()


# --- what is mutated ------------------------------------------------------------------------------------


def _read(*steps: str) -> bytes:
    return ROOT.joinpath(*steps).read_bytes()


@cache
def _built(form: str) -> bytes:
    """The report of an example in one of its forms."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "2025.yaml").write_bytes(_read("examples", "寺庄镇", "2025.yaml"))
        _run(("build", "2025.yaml", "--to", form), place)
        return next(place.glob(f"*.{form}")).read_bytes()


_ON_FACTS = (
    ("build",), ("build", "--to", "txt"), ("check",), ("trace",), ("rollover", "-o", "2026.yaml"), ("confirm", "--all"),
    ("check", "--fix"), ("check", "--format", "json"),
)  # fmt: skip


def _facts(chance: random.Random) -> Case:
    town = chance.choice(("寺庄镇/2025", "北留镇/2024", "正式上报件/示例镇2025", "两年对照/示例镇2025"))
    data = _read("examples", *f"{town}.yaml".split("/"))
    command, *options = chance.choice(_ON_FACTS)
    return Case({"2025.yaml": _of_text(data, chance)}, (command, "2025.yaml", *options))


def _layout(chance: random.Random) -> Case:
    parts = [*sorted((ROOT / "templates").rglob("*.txt")), ROOT / "examples" / "县级附加表" / "本县.txt"]
    layout = chance.choice(parts).read_bytes()
    if chance.random() < 0.5:  # a part is no layout by itself
        layout = "# {{ 单位.简称 }}报告\n\n".encode() + layout
    facts = _read("examples", "寺庄镇", "2025.yaml")
    return Case({"2025.yaml": facts, "试.txt": _of_text(layout, chance)}, ("build", "2025.yaml", "--layout", "试.txt"))


def _table(chance: random.Random) -> Case:
    files = {path.name: path.read_bytes() for path in (ROOT / "examples" / "县级附加表").iterdir() if path.is_file()}
    files = {name: data for name, data in files.items() if not name.endswith(".docx")}
    files["县附加表.yaml"] = _of_text(files["县附加表.yaml"], chance)
    command = chance.choice(
        (("build", "示例镇2025.yaml"), ("check", "示例镇2025.yaml"), ("facts", "--table", "县附加表.yaml"))
    )
    return Case(files, command)


def _page_format(chance: random.Random) -> Case:
    form = chance.choice(sorted((ROOT / "data" / "formats").glob("*.yaml"))).read_bytes()
    facts = _read("examples", "正式上报件", "示例镇2025.yaml").replace(
        "报告:\n".encode(), "报告:\n  公文格式: 试\n".encode(), 1
    )
    return Case({"2025.yaml": facts, "试.yaml": _of_text(form, chance)}, ("build", "2025.yaml"))


def _ledger(chance: random.Random) -> Case:
    files = {path.name: path.read_bytes() for path in (ROOT / "examples" / "台账").iterdir() if path.suffix != ".docx"}
    name = chance.choice([name for name in files if not name.endswith(".yaml")])
    files[name] = (_of_package if name.endswith(".xlsx") else _of_text)(files[name], chance)
    return Case(files, (chance.choice(("build", "check")), "示例镇2025.yaml"))


def _document(chance: random.Random) -> Case:
    command = chance.choice(
        (("check",), ("import", "-o", "新"), ("check", "--comments", "批注.docx"), ("check", "--format", "json"))
    )
    return Case({"报告.docx": _of_package(_built("docx"), chance)}, (command[0], "报告.docx", *command[1:]))


def _web_page(chance: random.Random) -> Case:
    form = chance.choice(("html", "md", "txt"))
    command = chance.choice((("check",), ("import", "-o", "新")))
    return Case({f"报告.{form}": _of_text(_built(form), chance)}, (command[0], f"报告.{form}", *command[1:]))


KINDS: dict[str, Callable[[random.Random], Case]] = {
    "facts": _facts, "layout": _layout, "table": _table, "page-format": _page_format, "ledger": _ledger,
    "document": _document, "web-page": _web_page,
}  # fmt: skip


# --- what must hold -------------------------------------------------------------------------------------


def case(kind: str, seed: int) -> Case:
    """The case of this kind and seed, always the same."""
    return KINDS[kind](random.Random(f"{kind} {seed}"))


def fault(made: Case, folder: Path) -> str:
    """What is wrong with how drafter takes a case, run in an empty folder; empty where nothing is."""
    for name, data in made.files.items():
        (folder / name).write_bytes(data)
    status, said = _run(made.command, folder)
    if status not in (0, 1, 2):
        return f"status {status}: {said[-400:]}"
    if status == 2 and not re.search("[一-鿿]", said):
        return f"status 2 without a reason: {said[-400:]}"
    if not {"--fix", "confirm"} & set(made.command):
        for name, data in made.files.items():
            if (folder / name).read_bytes() != data:
                return f"{name} is not as it was"
    new = [path for path in folder.rglob("*") if path.is_file() and path.name not in made.files]
    if left := [path.name for path in new if path.suffix == ".tmp"]:
        return f"left behind: {left}"
    given = {part for name, data in made.files.items() if name.endswith(".docx") for part in _parts(data).values()}
    written = {path.name: _parts(path.read_bytes()) for path in new if path.suffix == ".docx"}
    ours = [(name, part, xml) for name, parts in written.items() for part, xml in parts.items() if xml not in given]
    return next((f"{name}, {part}: {wrong}" for name, part, xml in ours if (wrong := _malformed(part, xml))), "")


def _run(command: tuple[str, ...], folder: Path) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), _time_limit():
        return status_of(list(command)), said.getvalue()


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    """Ends what would run for ever, where the platform has alarms; the error is told as one of ours."""

    def too_long(*_: object) -> None:
        raise AssertionError(f"longer than {LONGEST} seconds")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _parts(document: bytes) -> dict[str, bytes]:
    """The parts of a package; none where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            return {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return {}


def _malformed(name: str, xml: bytes) -> str:
    """What keeps a part from being XML; empty where nothing does."""
    try:
        if name.endswith((".xml", ".rels")):
            etree.fromstring(xml)
    except etree.XMLSyntaxError as error:
        return str(error)
    return ""


def in_folder(made: Case, folder: Path) -> str:
    """The fault of a case, run in a folder that is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return fault(made, folder)
