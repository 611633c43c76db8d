"""Layouts and the templates that they use: files next to the facts, or next to the layout of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from jinja2 import TemplateNotFound
from jinja2.loaders import split_template_path

from drafter.facts.model import Facts
from drafter.findings import NOWHERE, SHIPPED, DrafterError, Place, fatal
from drafter.system.patterns import pattern
from drafter.templating.loader import ENDING, LocalTemplates, shipped_layouts
from drafter.workspace.files import DISK, YAML, Files, is_below, is_file, named_file

OTHER_TEMPLATES = pattern(r"\{%[-+]?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]")


class Layout(NamedTuple):
    """The template of a report, and the reader of local templates."""

    name: str
    local: LocalTemplates | None = None


def open_layout(facts: Facts, wanted: str, facts_file: Path, files: Files = DISK) -> Layout:
    """The layout named by the command line (`wanted`), else by the facts.

    Raises DrafterError if there is none.
    """
    folder = folder_of_layout(wanted, facts_file)
    name = wanted or facts.words("版式")
    if wanted and is_file(path := Path(wanted)):
        name = path.name

    def local(template: str) -> str | None:
        path = template_file(folder, template)
        return str(files.read_source(path)) if path else None

    if name.startswith(SHIPPED) or local(name) is not None:
        return Layout(name, local)
    if name not in shipped_layouts():
        known = "、".join(shipped_layouts())
        place = facts.by_role("版式").place if not wanted else Place(str(facts_file))
        raise DrafterError([fatal(place, f"没有“{name}”这个版式", f"可用的版式：{known}；自己的版式放在事实文件旁边")])
    return Layout(SHIPPED + name, local)


def is_layout(name: str, folder: Path) -> bool:
    """Whether a facts file in this folder can name the layout: a shipped one, or a file in the folder."""
    return name.removeprefix(SHIPPED) in shipped_layouts() or template_file(folder, name) is not None


def named_files(facts: Facts, folder: Path) -> list[Path]:
    """The files below this folder that its facts file needs: county's table, page format, templates."""
    table, form = facts.words("附加表"), facts.words("公文格式")
    names = [name for name in (table, form, f"{form}.yaml") if name.lower().endswith(YAML) and is_below(name)]
    named = [named_file(name, NOWHERE, folder) for name in names]
    return [path for path in dict.fromkeys([*named, *local_templates(facts, folder)]) if is_file(path)]


def local_templates(facts: Facts, folder: Path) -> list[Path]:
    """The layout of the facts and all that it extends, includes and imports, as far as they are in this folder."""
    found: list[Path] = []
    waiting = [facts.words("版式")]
    while waiting:
        template = template_file(folder, waiting.pop())
        if template and template not in found:
            found.append(template)
            waiting += OTHER_TEMPLATES.findall(str(DISK.read_source(template)))
    return found


def folder_of_layout(wanted: str, facts_file: Path) -> Path:
    """The folder of local templates: that of the layout file where one is named, else that of the facts."""
    return Path(wanted).parent if wanted and is_file(Path(wanted)) else facts_file.parent


def template_file(folder: Path, name: str) -> Path | None:
    """The file of a local template, named with or without its ending, or None."""
    try:
        path = folder / "/".join(split_template_path(name))  # in one piece: no part is the drive of a path by itself
        candidates = (path, path.with_name(path.name + ENDING))
    except (TemplateNotFound, ValueError):  # .. or “.”
        return None
    return next((candidate for candidate in candidates if is_file(candidate)), None)
