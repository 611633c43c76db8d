"""Where templates come from: shipped ones named `drafter/…`, any other name a file beside the facts.

A layout of ours is `drafter/五部分`, a part `drafter/部分/举措成效`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jinja2 import TemplateNotFound
from jinja2.loaders import split_template_path

from drafter.findings import NOWHERE, SHIPPED, Place
from drafter.system import resources

ENDING = ".txt"
_PARTS = "部分/"
PART = SHIPPED + _PARTS  # before the name of a part

# What a local template may be read from: its name → its text, or None where there is no such file.
LocalTemplates = Callable[[str], str | None]


def shipped_layouts() -> list[str]:
    """The names of the layouts that drafter ships, without `drafter/`."""
    return sorted(f.name.removesuffix(ENDING) for f in (resources.templates() / "layouts").iterdir())


def shipped_parts() -> list[str]:
    """The names of the parts that layouts are put together from, without `drafter/`."""
    return sorted(_PARTS + f.name.removesuffix(ENDING) for f in (resources.templates() / "parts").iterdir())


def shipped_template(name: str) -> str:
    """The text of a shipped template. Raises TemplateNotFound."""
    below = name.removeprefix(SHIPPED)
    folder, base = ("parts", below.removeprefix(_PARTS)) if below.startswith(_PARTS) else ("layouts", below)
    place = resources.templates() / folder
    for step in split_template_path(base + ENDING):
        place /= step
    try:
        return place.read_text(encoding="utf-8")
    except OSError:
        raise TemplateNotFound(name) from None


@dataclass(frozen=True)
class TemplateSources:
    """All templates a report may be made from."""

    local: LocalTemplates | None = None

    def text(self, name: str) -> str | None:
        """The text of a template, or None where there is none of this name."""
        if name.startswith(SHIPPED):
            try:
                return shipped_template(name)
            except TemplateNotFound:
                return None
        return self.local(name) if self.local else None

    def lines(self, name: str) -> tuple[str, ...]:
        """The lines of a template; none where there is none of this name."""
        return tuple((self.text(name) or "").split("\n"))

    def place(self, name: str, line: int) -> Place:
        """A line of a template as a place, with its text."""
        lines = self.lines(name)
        excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
        indent = len(excerpt) - len(excerpt.lstrip())
        return Place.of_template(name, line, indent + 1, max(1, len(excerpt.strip())), excerpt)

    def find(self, words: str, layout: str, place: Place = NOWHERE) -> Place:
        """These words on the line of `place`, or the line as a whole.

        Where no line is known: on the first line that holds them, the layout's own lines first; else the layout.
        """
        if place.line:
            whole = self.place(place.file, place.line)
            column = whole.excerpt.find(words)
            return whole._replace(column=column + 1, length=len(words)) if column >= 0 else whole
        for name in self._used_by(layout):
            for number, line in enumerate(self.lines(name), 1):
                column = line.find(words)
                if column >= 0:
                    return Place.of_template(name, number, column + 1, len(words), line)
        return Place.of_template(layout)

    def _used_by(self, layout: str) -> Iterator[str]:
        """A layout and all it extends, includes and imports."""
        seen: set[str] = set()
        waiting = [layout]
        while waiting:
            name = waiting.pop(0)
            text = self.text(name)
            if name in seen or text is None:
                continue
            seen.add(name)
            yield name
            waiting += re.findall(r"\{%[-+]?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]", text)
