"""`drafter layouts`: shows and copies shipped layouts and parts."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateNotFound

from drafter.findings import NOWHERE, DrafterError, fatal
from drafter.system.files import write_new
from drafter.templating.loader import ENDING, shipped_layouts, shipped_parts, shipped_template


def template_text(name: str) -> str:
    """The text of a shipped layout or part. Raises DrafterError if there is none."""
    try:
        return shipped_template(name)
    except TemplateNotFound:
        known = "、".join([*shipped_layouts(), *shipped_parts()])
        raise DrafterError([fatal(NOWHERE, f"没有“{name}”这个版式", f"可用的：{known}")]) from None


def copy_template(name: str, destination: Path) -> Path:
    """Copies a shipped template to a new file; in a folder under its own name."""
    text = template_text(name)
    if destination.is_dir() or not destination.suffix:
        destination = destination / f"{name.rpartition('/')[2]}{ENDING}"
    write_new(destination, text.encode())
    return destination
