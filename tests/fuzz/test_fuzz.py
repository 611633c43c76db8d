"""A thousand mutations of facts, layouts, tables, page formats, ledgers, documents and web pages."""

from __future__ import annotations

import pytest
from fuzzing import KINDS, Case, case, fault, in_folder

from drafter.cli import cli

A_KIND = 150  # of each of the seven kinds: a thousand and some
A_BATCH = 50


@pytest.mark.parametrize("start", range(0, A_KIND, A_BATCH))
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_it_is_fed(kind, start, tmp_path):
    for seed in range(start, start + A_BATCH):
        wrong = in_folder(case(kind, seed), tmp_path / "case")
        assert not wrong, f"python -m tests.fuzz --kind {kind} --seed {seed}\n{wrong}"


def test_a_case_is_the_same_every_time():
    assert all(case(kind, 7) == case(kind, 7) for kind in KINDS)
    assert case("facts", 7) != case("facts", 8)


def test_a_fault_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(cli.commands["check"], "callback", lambda **_: 1 / 0)
    assert fault(Case({"甲.txt": b""}, ("check", "甲.txt")), tmp_path).startswith("status 3")
