"""The cache between runs: the same results as without it, and never a reason to fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import EXAMPLES, FRAME, ROOT
from workbooks import as_csv

from drafter.commands.check import check_file
from drafter.system import cache
from drafter.writers.docx.package import write_docx

EXAMPLE = EXAMPLES[0]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The cache is on, in a folder of the test."""
    monkeypatch.setenv("DRAFTER_CACHE", str(tmp_path / "cache"))
    cache.cache_folder.cache_clear()
    yield tmp_path / "cache"
    cache.cache_folder.cache_clear()


def test_a_result_is_made_once(home):
    made = []

    def make() -> bytes:
        made.append(1)
        return b"1"

    assert cache.cached_bytes("thing", make) == cache.cached_bytes("thing", make) == b"1" and made == [1]


def test_nothing_is_cached_where_the_cache_is_off(monkeypatch):
    monkeypatch.setenv("DRAFTER_CACHE", "")
    cache.cache_folder.cache_clear()
    assert cache.cache_folder() is None and cache.cached_bytes("thing", lambda: b"1") == b"1"


def test_a_folder_that_cannot_be_written_costs_nothing(home):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file in its place")
    assert cache.cache_folder() is None and cache.cached_bytes("thing", lambda: b"1") == b"1"


def test_a_table_is_the_same_from_yaml_and_from_the_cache(home):
    cache.data_table.cache_clear()
    from_yaml = cache.data_table("facts.yaml")
    cache.data_table.cache_clear()
    assert (cache.cache_folder() / "facts.yaml.json").is_file() and cache.data_table("facts.yaml") == from_yaml
    assert from_yaml["学法"]["内含"]["日期"]["例"] == "2025-03-04"


def test_a_ledger_of_3000_rows_reads_each_table_once(tmp_path):
    rows = [
        ["日期", "形式", "内容"],
        *([f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}", "会前学法", "宪法"] for n in range(3_000)),
    ]
    (tmp_path / "学法.csv").write_bytes(as_csv(rows))
    (tmp_path / "2025.yaml").write_text(FRAME + "学法: {台账: 学法.csv}\n", encoding="utf-8")
    child = subprocess.run(
        [sys.executable, "-c", _COUNTING, str(tmp_path / "2025.yaml")], check=True, capture_output=True, text=True
    )
    records, reads = json.loads(child.stdout)
    assert records == 3_000 and reads["ledgers.yaml.json"] == 1 and set(reads.values()) == {1}


# In a process of its own, as tables are read once a process.
_COUNTING = """\
import json, sys
from collections import Counter
from pathlib import Path
from drafter.system import cache
reads, cached_bytes = Counter(), cache.cached_bytes
def counted(name, make):
    reads[name] += 1
    return cached_bytes(name, make)
cache.cached_bytes = counted
from drafter.workspace.load import load
facts = load(Path(sys.argv[1])).facts
print(json.dumps([len({f.key.partition(".")[0] for f in facts.leaves() if "学法[" in f.key}), reads]))
"""


def test_no_caller_changes_a_table():
    """Mappings are read-only; lists are shared, so nobody may have changed one in a year's work."""
    with pytest.raises(TypeError):
        cache.data_table("units.yaml")["量词"] = []
    names = [str(file.relative_to(ROOT / "data")) for file in (ROOT / "data").rglob("*.yaml")]
    before = {name: str(cache.data_table(name)) for name in names}
    checked = check_file(EXAMPLE)
    write_docx(checked.draft.document, checked.draft.page_format)
    assert {name: str(cache.data_table(name)) for name in names} == before


def test_the_cache_of_an_older_version_is_deleted(home):
    older = home / ("0" * 16)
    older.mkdir(parents=True)
    (home / "别人的").mkdir()
    assert cache.cache_folder().is_dir() and not older.exists() and (home / "别人的").is_dir()


def test_the_first_time_is_once_a_machine_whatever_the_version(home):
    assert cache.first_time("first.txt") and not cache.first_time("first.txt")
    (home / ("0" * 16)).mkdir()
    assert cache.cache_folder().is_dir() and not cache.first_time(
        "first.txt"
    )  # the caches of older versions are deleted, this is not
    assert cache.first_time("other.txt")


def test_there_is_no_first_time_without_a_cache(home, monkeypatch):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file in its place")
    assert not cache.first_time("first.txt")
    monkeypatch.setenv("DRAFTER_CACHE", "")
    assert not cache.first_time("first.txt")


def built(folder: Path, cache_home: object) -> bytes:
    """The example, built by a process with this cache folder; "" for none."""
    command = [sys.executable, "-m", "drafter", "build", str(EXAMPLE), "-o", str(folder)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "DRAFTER_CACHE": str(cache_home)})
    (document,) = folder.iterdir()
    return document.read_bytes()


class FirstRun(NamedTuple):
    document: bytes
    home: Path  # the cache that it has filled


@pytest.fixture(scope="module")
def first_run(tmp_path_factory) -> FirstRun:
    folder = tmp_path_factory.mktemp("first")
    return FirstRun(built(folder / "出", folder / "cache"), folder / "cache")


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: data + b"x"])
def test_what_is_damaged_is_made_anew(damage, first_run, tmp_path):
    home = shutil.copytree(first_run.home, tmp_path / "cache")
    for file in home.rglob("*.*"):
        file.write_bytes(damage(file.read_bytes()))
    assert built(tmp_path / "出", home) == first_run.document


def test_a_report_is_the_same_with_and_without_a_cache(first_run, tmp_path):
    assert any(first_run.home.rglob("base-*.docx"))
    assert built(tmp_path / "1", first_run.home) == first_run.document  # taken from the cache
    assert built(tmp_path / "2", "") == first_run.document
