"""Builds many reports in one process and prints its memory after every `step` of them, as JSON.

python memory.py facts.yaml 2000 200
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from variants import variant

from drafter.commands.draft import draft_report
from drafter.writers.docx.package import write_typeset

STATISTICS = Path("/proc/self/statm")


def resident() -> int:
    """The resident bytes of this process."""
    return int(STATISTICS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def sizes(facts_file: Path, reports: int, step: int) -> list[int]:
    """The resident bytes after each `step` reports, all of different facts, so that leaks add up."""
    text = facts_file.read_text(encoding="utf-8")
    resident_bytes: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.yaml"
        for number in range(1, reports + 1):
            facts.write_text(variant(text, number), encoding="utf-8")
            write_typeset(draft_report(facts).typeset)
            if number % step == 0:
                resident_bytes.append(resident())
    return resident_bytes


if __name__ == "__main__":
    print(json.dumps(sizes(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
