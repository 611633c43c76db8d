"""Shared by the tests: reports from a few lines of YAML, golden files, the mark `office`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from programs import missing

from drafter.commands.fonts import notice_key
from drafter.document.model import Document
from drafter.document.parse_markup import parse_markup
from drafter.facts.build import build_facts
from drafter.facts.model import Facts
from drafter.facts.table import FactSpec, known_keys, shipped_table
from drafter.findings import DrafterError, describe, in_order
from drafter.readers.decode import decode
from drafter.readers.yaml.composer import read_yaml
from drafter.system.cache import first_time
from drafter.templating.environment import render
from drafter.typesetting.page_format import national_format

# In CI the same examples every time, so that chance turns no push red.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# A cache of this process alone, so that no test sees what an older drafter has cached; and no notice on typefaces.
CACHE = TemporaryDirectory(prefix="drafter-tests-")
os.environ["DRAFTER_CACHE"] = CACHE.name
first_time(notice_key(national_format()))

TESTS = Path(__file__).parent
ROOT = TESTS.parent
EXAMPLES = sorted((ROOT / "examples").glob("*/2*.yaml"))
CORPUS = sorted((ROOT / "tests" / "corpus").glob("*.txt"))
SEEDS = ROOT.parent / "shared" / "seeds"

# The required keys, so that a test types only what it is about.
FRAME = """\
报告: {年度: 2025}
单位: {简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}
"""


def facts_of(text: str, table: FactSpec | None = None) -> Facts:
    """Facts from YAML text, of the shipped table or another. Raises DrafterError."""
    table = table or shipped_table()
    source = decode(text.encode(), "2025.yaml")
    return build_facts(read_yaml(source, known_keys(table)), table, source.name)[0]


def report_of(text: str, layout: str = "drafter/五部分", templates: dict[str, str] | None = None) -> Document:
    """The report of YAML text, in a shipped layout or in one of `templates`. Raises DrafterError, MarkupError."""
    local = (lambda name: templates.get(name)) if templates else None
    return parse_markup(render(layout, facts_of(text), local))


def from_template(body: str, text: str = FRAME) -> Document:
    """The report of one little template."""
    return report_of(text, "试.txt", {"试.txt": body if body.startswith("# ") else f"{body}\n\n# 题\n"})


def told(error: DrafterError) -> str:
    """The findings of an error as printed."""
    return "\n".join(describe(finding) for finding in in_order(error.findings))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a file under tests/golden, or writes it with --update-golden."""

    def compare(path: Path, text: str) -> None:
        file = TESTS / "golden" / path
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8"), (
            f"{file.name}: run pytest --update-golden and read the difference"
        )

    return compare


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test marked `office` where its program is missing; in CI that is a failure."""
    for mark in item.iter_markers("office"):
        if lacking := missing(*mark.args):
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{lacking} is missing")
