"""What is kept between runs: the same as made anew, and never a reason to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import EXAMPLES

from drafter.system import cache

EXAMPLE = EXAMPLES[0]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Keeping is on, in a folder of the test."""
    monkeypatch.setenv("DRAFTER_CACHE", str(tmp_path / "kept"))
    cache.cache_folder.cache_clear()
    yield tmp_path / "kept"
    cache.cache_folder.cache_clear()


def test_a_thing_is_made_once(home):
    made = []

    def make() -> bytes:
        made.append(1)
        return b"1"

    assert cache.cached_bytes("thing", make) == cache.cached_bytes("thing", make) == b"1" and made == [1]


def test_nothing_is_kept_where_it_is_switched_off(monkeypatch):
    monkeypatch.setenv("DRAFTER_CACHE", "")
    cache.cache_folder.cache_clear()
    assert cache.cache_folder() is None and cache.cached_bytes("thing", lambda: b"1") == b"1"


def test_a_folder_that_cannot_be_written_costs_nothing(home):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file in its place")
    assert cache.cache_folder() is None and cache.cached_bytes("thing", lambda: b"1") == b"1"


def test_a_table_is_the_same_from_yaml_and_as_kept(home):
    assert cache.data_table("facts.yaml") == cache.data_table("facts.yaml")
    assert cache.data_table("facts.yaml")["学法"]["内含"]["日期"]["例"] == "2025-03-04"


def test_what_an_older_drafter_kept_is_forgotten(home):
    older = home / ("0" * 16)
    older.mkdir(parents=True)
    (home / "别人的").mkdir()
    assert cache.cache_folder().is_dir() and not older.exists() and (home / "别人的").is_dir()


def test_a_thing_is_told_once_a_machine_and_by_the_next_drafter_no_more(home):
    assert cache.first_time("told.txt") and not cache.first_time("told.txt")
    (home / ("0" * 16)).mkdir()
    assert cache.cache_folder().is_dir() and not cache.first_time(
        "told.txt"
    )  # older ones have been forgotten, this is not
    assert cache.first_time("other.txt")


def test_where_nothing_is_kept_nothing_is_told(home, monkeypatch):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file in its place")
    assert not cache.first_time("told.txt")
    monkeypatch.setenv("DRAFTER_CACHE", "")
    assert not cache.first_time("told.txt")


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
