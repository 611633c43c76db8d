"""Imports only point down the list of stages; neighbours on one line do not import each other."""

import ast
from pathlib import Path

import drafter

SOURCE = Path(drafter.__file__).parent

LAYERS = [
    {"__main__"},
    {"cli"},
    {"mending"},
    {"checking"},
    {"pipeline", "catalogue", "next_year", "importing"},
    {"output", "carryover", "checks", "writers", "trace", "opening", "office", "fonts"},
    {"seal", "composition", "prose"},
    {"rendering", "report"},
    {"provenance", "names"},
    {"facts"},
    {"reading"},
    {"numerals"},
    {"profile"},
    {"measure"},
    {"kept"},
    {"findings", "resources"},
]


def stage(module: str) -> str:
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
    return {stage(module) for module in found if module != "drafter.__version__"}


def offences(files: list[Path]) -> list[str]:
    height = {name: len(LAYERS) - number for number, layer in enumerate(LAYERS) for name in layer}
    found = []
    for file in files:
        own = file.relative_to(SOURCE).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for other in imported(file) - {own}:
            if height[other] >= height[own]:
                found.append(f"{file.relative_to(SOURCE)} imports {other}")
    return found


def test_imports_point_down():
    files = sorted(SOURCE.rglob("*.py"))
    assert len(files) > 30
    assert offences(files) == []


def test_an_import_upwards_is_found(tmp_path, monkeypatch):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "build.py").write_text("from drafter.report.tree import Report\n")
    monkeypatch.setattr("test_layers.SOURCE", tmp_path)
    assert offences([tmp_path / "facts" / "build.py"]) == ["facts/build.py imports report"]


def test_python_knows_no_fact_by_its_name():
    """A new fact is a row and a sentence: no key of the table with a part stands in the code as a string."""
    from drafter.facts.table import shipped_table

    keys = {row.key for row in shipped_table().walk() if row.parts}
    words = {word for key in keys for word in key.split(".")}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in words | keys, f"{file.name}:{node.lineno} names {node.value}"
