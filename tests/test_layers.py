"""Imports only point down the list in `drafter.__doc__`; packages of one paragraph do not import each other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import drafter

SOURCE = Path(drafter.__file__).parent
MOST_ENTRIES = 20  # directly under src/drafter

# Paragraphs of the docstring, each the names of the packages and modules of one layer, from the top down.
LAYERS = [
    found
    for part in (drafter.__doc__ or "").split("\n\n")
    if (found := re.findall(r"^    (\w+)  ", part, re.MULTILINE))
]


def package(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "drafter":
            found |= {f"drafter.{name.name}" for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("drafter."):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("drafter.")}
    return {package(module) for module in found if module != "drafter.__version__"}


def offences(files: list[Path]) -> list[str]:
    layers = [["__main__"], *LAYERS]
    height = {name: len(layers) - number for number, layer in enumerate(layers) for name in layer}
    found = []
    for file in files:
        own = file.relative_to(SOURCE).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for other in imported(file) - {own}:
            if height[other] >= height[own]:
                found.append(f"{file.relative_to(SOURCE)} imports {other}")
    return found


def test_the_docstring_lists_every_package_and_module_once():
    there = sorted(path.name.removesuffix(".py") for path in SOURCE.iterdir() if path.suffix in ("", ".py"))
    listed = sorted(name for layer in LAYERS for name in layer)
    assert [name for name in there if not name.startswith("__")] == listed
    assert len([path for path in SOURCE.iterdir() if path.name != "__pycache__"]) <= MOST_ENTRIES


def test_imports_point_down():
    files = sorted(SOURCE.rglob("*.py"))
    assert len(files) > 30
    assert offences(files) == []


def test_an_import_upwards_is_found(tmp_path, monkeypatch):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "build.py").write_text("from drafter.document.model import Document\n")
    monkeypatch.setattr("test_layers.SOURCE", tmp_path)
    assert offences([tmp_path / "facts" / "build.py"]) == ["facts/build.py imports document"]


def test_python_knows_no_fact_by_its_name():
    """A new fact is a row and a sentence: no key of the table with a part stands in the code as a string."""
    from drafter.facts.table import shipped_table

    keys = {row.key for row in shipped_table().walk() if row.parts}
    words = {word for key in keys for word in key.split(".")}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in words | keys, f"{file.name}:{node.lineno} names {node.value}"
