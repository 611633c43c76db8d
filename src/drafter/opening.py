"""Files that are read: a facts file, and what it names: ledgers, a county's table, last year's facts, a layout or
page format of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from jinja2 import TemplateNotFound
from jinja2.loaders import split_template_path

from drafter.facts.build import build_facts
from drafter.facts.ledgers import with_ledgers
from drafter.facts.model import Facts, State
from drafter.facts.table import Row, TableError, extended_table, known_keys, shipped_table
from drafter.findings import DrafterError, Finding, Place, Severity, fatal
from drafter.profile import (
    ITEMS_HINT,
    NATIONAL,
    Profile,
    ProfileError,
    deviating,
    item_names,
    shipped_formats,
    shipped_profile,
)
from drafter.reading import nodes
from drafter.reading.decode import LARGEST_FILE, LARGEST_TEXT, SourceText, decode, too_large
from drafter.reading.ledgers import EXCEL, LARGEST_LEDGER, TEXT, read_ledger
from drafter.reading.nodes import Node, Scalar, at, empty, plain
from drafter.reading.sheets import Sheet
from drafter.reading.yaml_faults import false_colon
from drafter.reading.yaml_nodes import read_yaml
from drafter.rendering.sources import (
    ENDING,
    SHIPPED,
    LocalTemplates,
    shipped_layouts,
)

LARGEST_DOCUMENT = 100_000_000  # bytes; pictures make a .docx large, and are not looked at


def read_facts(source: SourceText, folder: Path, with_its_ledgers: bool = True) -> tuple[Node, Row, list[Finding]]:
    """The nodes of a facts file, the table they are to be read by, and what is to be told of its ledgers.

    The table is a county's own, where the file names one. Rows of ledgers stand among the nodes as if they were
    typed, or are left out.
    """
    node, table = _read_facts(source, folder)
    node, told = with_ledgers(node, table, partial(_open_ledger, folder) if with_its_ledgers else None)
    return node, table, told


def _open_ledger(folder: Path, name: str, place: Place) -> tuple[Sheet, ...]:
    path = folder / name
    if not _is_file(path):
        beside = _ledgers_in(folder)
        hint = f"台账放在事实文件旁边，这里写它的文件名；还没有的，用 drafter new --ledgers 生成空台账{beside}"
        raise DrafterError([fatal(place, f"找不到台账“{name}”", hint)])
    return read_ledger(read_bytes(path, LARGEST_LEDGER), str(path))


def _ledgers_in(folder: Path) -> str:
    """What lies there that may have been meant."""
    with suppress(OSError):
        found = [p.name for p in sorted(folder.iterdir()) if p.suffix.lower() in EXCEL + TEXT and p.name[0] not in "~."]
        if found:
            return f"。旁边有：{'、'.join(found[:5])}"
    return ""


def _read_facts(source: SourceText, folder: Path) -> tuple[Node, Row]:
    table = shipped_table()
    node = read_yaml(source, known_keys(table))
    named = at(node, table.used_for("附加表").key)
    if not isinstance(named, Scalar) or named.blank:
        return node, table
    path = folder / named.text
    if not _is_file(path):
        hint = "附加表放在事实文件旁边，这里写它的文件名"
        raise DrafterError([fatal(named.place, f"找不到附加表“{named.text}”", hint)])
    table = table_with(path)
    return read_yaml(source, known_keys(table)), table


def table_with(path: Path) -> Row:
    """The shipped table with a county's rows. Raises DrafterError, with the row that is wrong."""
    return _table_with(read_source(path))


@lru_cache(maxsize=8)
def _table_with(source: SourceText) -> Row:
    node = read_yaml(source)
    try:
        return extended_table(plain(node))
    except TableError as error:
        key = ".内含.".join(error.key.split("."))
        found = at(node, key) if error.key else None
        place = found.place if found else Place(source.name)
        raise DrafterError([fatal(place, f"附加表：{error}", "各栏的写法见使用手册“县里增加要填的项”")]) from None


def read_source(path: Path) -> SourceText:
    """The text of a facts file or template. Raises DrafterError, with the cause in Chinese."""
    return decode(read_bytes(path, LARGEST_FILE), str(path))


def read_text(path: Path) -> SourceText:
    """The text of a report, which may be far longer. Raises DrafterError."""
    return decode(read_bytes(path), str(path), LARGEST_TEXT)


_INSTEAD: ContextVar[Mapping[Path, bytes]] = ContextVar("instead", default=MappingProxyType({}))


@contextmanager
def reading_instead(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Within it these bytes are read for the files: what they will be, before they are written."""
    token = _INSTEAD.set(files)
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def read_bytes(path: Path, most: int = LARGEST_TEXT) -> bytes:
    """What a file holds, `most` bytes of it at the most. Raises DrafterError, with the cause in Chinese."""
    if path in _INSTEAD.get():
        return _INSTEAD.get()[path]
    place = Place(str(path))
    try:
        if path.is_dir():
            raise DrafterError([fatal(place, "这是文件夹，不是文件", "写上文件夹里的事实文件，如 2025.yaml")])
        if path.exists() and not path.is_file():
            raise DrafterError([fatal(place, "这不是普通文件", "请选择扩展名为 .yaml 的事实文件")])
        with path.open("rb") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise DrafterError([too_large(str(path), path.stat().st_size, most)])
    except FileNotFoundError:
        raise DrafterError([fatal(place, "找不到这个文件", _beside(path))]) from None
    except PermissionError:
        raise DrafterError([fatal(place, "没有读取权限", "请检查文件的权限，或关闭正在使用它的程序")]) from None
    except (OSError, ValueError) as error:
        raise DrafterError([fatal(place, "无法读取这个文件", str(error))]) from None
    return data


def entries(folder: Path) -> list[Path]:
    """What a folder holds, in order. Raises DrafterError, with the cause in Chinese."""
    try:
        return sorted(folder.iterdir())
    except PermissionError:
        raise DrafterError([fatal(Place(str(folder)), "没有读取这个文件夹的权限", "请检查文件夹的权限")]) from None
    except OSError as error:
        raise DrafterError([fatal(Place(str(folder)), "无法读取这个文件夹", str(error))]) from None


def _beside(path: Path) -> str:
    """The facts files that lie where a missing one was looked for."""
    try:
        names = sorted(p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        return "请检查文件夹的名字"
    return f"这个文件夹里有：{'、'.join(names[:5])}" if names else "用 drafter new 生成一份事实文件"


class LastYear(NamedTuple):
    """Last year's facts and their file; no facts where there are none, or none that fit, then with what is wrong."""

    facts: Facts | None = None
    file: Path = Path()
    findings: tuple[Finding, ...] = ()


def last_year_of(facts: Facts, facts_file: Path) -> LastYear:
    """The facts of the year before: of the file that is named, else of that beside with the year before in its name.

    One that is found and is of another township or year is passed over; one that is named and cannot be used is an
    error, but the report can be made without it.
    """
    named, year = facts.used_for("上年文件"), facts.words("年度")
    if named.state in (State.NONE, State.BLANK) or not year.isdecimal():
        return LastYear()
    before = str(int(year) - 1)
    if named.value is not None:
        path = facts_file.parent / named.value.text.replace("\\", "/")
        severity, place, otherwise = Severity.ERROR, named.place, "填“无”就不与上年相比"
    else:
        path = beside_of(facts_file, year, before)
        severity, place, otherwise = Severity.NOTICE, Place(str(path)), "改好以后就能与上年相比"
        if year not in facts_file.name or not _is_file(path):
            return LastYear()
    try:
        source = read_source(path)
        node, table, of_ledgers = read_facts(source, path.parent)
        last, _ = build_facts(node, table, source.name, of_ledgers)
    except DrafterError as error:
        first = error.findings[0]
        message = f"上年的事实文件读不了，没有与上年相比：{first.message}（{first.place.short}）"
        finding = Finding(severity, place, message, f"用 drafter check {path} 看错在哪里；{otherwise}")
        return LastYear(None, path, (finding,))
    fault = _no_year_before(last, facts, before)
    if fault and named.value is not None:
        return LastYear(None, path, (Finding(severity, place, fault, f"改成上一年的文件；{otherwise}"),))
    return LastYear() if fault else LastYear(last, path)


def beside_of(facts_file: Path, year: str, before: str) -> Path:
    """The file beside with the year before in place of the year: 示例镇2025.yaml, 示例镇2024.yaml."""
    return facts_file.with_name(facts_file.name.replace(year, before))


def _no_year_before(last: Facts, facts: Facts, year: str) -> str:
    """Why these are not the facts of this township in the year before; empty if they are."""
    if last.words("年度") != year:
        return f"“上年文件”写的是{last.words('年度') or '不知哪一'}年的事实，应是{year}年的"
    if last.words("单位名") != facts.words("单位名"):
        return f"“上年文件”写的是{last.words('单位名') or '不知哪个单位'}的事实，不是{facts.words('单位名')}的"
    return ""


def layout_of(facts: Facts, wanted: str, facts_file: Path) -> tuple[str, LocalTemplates]:
    """The name of the layout and what local templates may be read: files beside the facts, or beside the layout."""
    folder = folder_of_layout(wanted, facts_file)
    name = wanted or facts.words("版式")
    if wanted and _is_file(path := Path(wanted)):
        name = path.name

    def local(template: str) -> str | None:
        path = template_file(folder, template)
        return str(read_source(path)) if path else None

    if name.startswith(SHIPPED) or local(name) is not None:
        return name, local
    if name not in shipped_layouts():
        known = "、".join(shipped_layouts())
        place = facts.used_for("版式").place if not wanted else Place(str(facts_file))
        raise DrafterError([fatal(place, f"没有“{name}”这个版式", f"可用的版式：{known}；自己的版式放在事实文件旁边")])
    return SHIPPED + name, local


OTHER_TEMPLATES = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")


def named_files(facts: Facts, folder: Path) -> list[Path]:
    """The files that a facts file in this folder needs beside it: its county's table, page format, templates."""
    named = [folder / facts.words("附加表")] if facts.words("附加表") else []
    form = facts.words("公文格式")
    named += [path for path in (folder / form, folder / f"{form}.yaml") if form]
    return [path for path in dict.fromkeys([*named, *local_templates(facts, folder)]) if _is_file(path)]


def local_templates(facts: Facts, folder: Path) -> list[Path]:
    """The layout of the facts and all that it extends, includes and imports, as far as it lies in this folder."""
    found: list[Path] = []
    waiting = [facts.words("版式")]
    while waiting:
        template = template_file(folder, waiting.pop())
        if template and template not in found:
            found.append(template)
            waiting += OTHER_TEMPLATES.findall(str(read_source(template)))
    return found


def folder_of_layout(wanted: str, facts_file: Path) -> Path:
    """Where local templates lie: beside the layout, where that is named by its file, else beside the facts."""
    return Path(wanted).parent if wanted and _is_file(Path(wanted)) else facts_file.parent


def template_file(folder: Path, name: str) -> Path | None:
    """The file of a local template, with or without its ending; None where there is none."""
    try:
        path = folder.joinpath(*split_template_path(name))
        candidates = (path, path.with_name(path.name + ENDING))
    except (TemplateNotFound, ValueError):  # .. or a name such as “.”
        return None
    return next((candidate for candidate in candidates if _is_file(candidate)), None)


def profile_of(facts: Facts, folder: Path) -> Profile:
    """The format that the facts file names: a shipped one, or a file beside it with a county's deviations.

    Raises DrafterError, with the line of the format file that is wrong.
    """
    name = facts.words("公文格式")
    if name == NATIONAL or name in shipped_formats():
        return shipped_profile(name)
    path = next((path for path in (folder / name, folder / f"{name}.yaml") if _is_file(path)), None)
    if path is None:
        hint = f"可用的格式：{'、'.join(shipped_formats())}；自己的格式写成 .yaml 文件，放在事实文件旁边"
        raise DrafterError([fatal(facts.used_for("公文格式").place, f"没有“{name}”这种公文格式", hint)])
    node = read_yaml(read_source(path), item_names())
    if not isinstance(node, nodes.Mapping):
        raise DrafterError([_no_format(node)])
    try:
        return deviating(plain(node))
    except ProfileError as error:
        found = next((found for key in error.keys if (found := at(node, key))), node)
        raise DrafterError([_false_colon(found) or fatal(found.place, error.message, error.hint)]) from None


def _no_format(node: Node) -> Finding:
    """What to say of a format file that holds no `键: 值` at all."""
    hint = f"只写与国家标准不同的项，如“行距: 28”；{ITEMS_HINT}"
    message = "格式文件是空的" if empty(node) else "格式文件里应是“键: 值”，这里不是"
    return _false_colon(node) or fatal(node.place, message, hint)


def _false_colon(node: Node) -> Finding | None:
    mended = false_colon(node.text, item_names()) if isinstance(node, Scalar) and not node.quoted else None
    return fatal(node.place, "冒号不是“半角冒号加空格”", f"改为：{mended}") if mended else None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False
