"""No command takes time that grows with the square of its input; `benchmarks/growth.py` measures the seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from conftest import CACHE, TESTS
from growing import DIMENSIONS, TEXT, Dimension, run

BY_NAME = {dimension.name: dimension for dimension in DIMENSIONS}
# Of the lines that there are in every form of a report, those in a text; the readers have dimensions of their own.
ONCE = [one for one in DIMENSIONS if one.file == TEXT or f"text: {one.name.partition(': ')[2]}" not in BY_NAME]
SMALLER = {"check": 16, "rollover": 16, "confirm": 16, "import": 32}  # times, than what takes a measurable time
MOST = 2.6  # times as many calls for twice as much; 4 where each part is compared with every other


def calls(command: Callable[[Path], object], path: Path) -> int:
    """The number of calls, of functions in C too, that a command makes."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        run(command, path)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("dimension", "command"),
    [(one, command) for one in ONCE for command in one.commands if command in SMALLER],
    ids=lambda one: one.name if isinstance(one, Dimension) else one,
)
def test_an_input_twice_as_large_makes_twice_the_calls(dimension, command, tmp_path, capsys):
    size = max(4, dimension.size // SMALLER[command])
    made = []
    for turn, number in enumerate((4 * size, size, 2 * size, 4 * size)):  # the first fills the caches with all there is
        folder = tmp_path / str(turn)
        folder.mkdir()
        made.append(calls(dimension.commands[command], dimension.write(folder, number)))
    _, once, twice, four_times = made
    # what an input of any size costs may differ a little, from where a text is long enough for a rule, say
    assert four_times - twice <= MOST * max(twice - once, once / 8), made


# --- within one call of C: regular expressions, slices ------------------------------------------------

MEMORY = 2_000_000_000  # bytes, of which most are never used
LIMIT = 20  # seconds of processor time: ten times what each takes, and less than it took in quadratic time
LIMITED = f"""\
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_CPU, ({LIMIT}, {LIMIT}))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
from growing import ON_FACTS, ON_REPORTS, run
path = Path(sys.argv[1])
run({{**ON_REPORTS, **(ON_FACTS if path.suffix == ".yaml" else {{}})}}[sys.argv[2]], path)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="there are no such limits")
@pytest.mark.parametrize(
    ("name", "command", "times"),
    [
        ("facts: blanks in a passage", "check", 5),
        ("facts: items of a list", "check", 10),
        ("layout: bold marks", "check", 5),
        ("facts: blanks before a comment", "rollover", 30),
        ("facts: unknown keys", "check", 50),
        ("ledger: blanks in a cell", "check", 10),
        ("text: blanks in a line", "check", 10),
        ("html: items", "check", 16),
    ],
)
def test_a_large_input_ends(name, command, times, tmp_path):
    dimension = BY_NAME[name]
    path = dimension.write(tmp_path, dimension.size * times)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, (TESTS, TESTS / "fixtures"))),
        "DRAFTER_CACHE": CACHE.name,
    }
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path), command], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-1000:]
