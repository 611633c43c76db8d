"""How the time of every command grows as its input doubles in one dimension: 2 is linear. Not for Windows.

python benchmarks/growth.py [--only items] [--commands check import] [--all]
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from math import inf
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
sys.path += [str(TESTS), str(TESTS / "fixtures")]

from growing import DIMENSIONS, FACTS, MARKDOWN, ON_FACTS, ON_REPORTS, TEXT, WEB, WORD, run  # noqa: E402

MOST = 2.3  # times longer at a doubling; a little more once may be chance
ENOUGH = 0.5  # seconds, at which the input is doubled for the last time
LIMIT = 10  # seconds of one run
DOUBLINGS = 6
MEASURABLE = 0.15  # seconds


def seconds(command: Callable[[Path], object], path: Path) -> tuple[float, bool, float]:
    """CPU time of a command in a process of its own, whether it accepted the file, and the peak of memory in MB.

    The time is infinite where it exceeds the limit.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        with open(os.devnull, "w") as nothing:  # noqa: PTH123
            os.dup2(nothing.fileno(), 2)
        start = time.process_time()
        accepted = run(command, path)
        taken = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        os.write(writing, f"{taken} {int(accepted)} {memory}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        words = answer.read().split()
    os.waitpid(child, 0)
    return (float(words[0]), words[1] == "1", float(words[2])) if words else (inf, False, 0)


def warm_up() -> None:
    """Imports what the commands import and fills the caches, so that a small input costs nothing but itself."""
    for file in (FACTS, TEXT, WEB, MARKDOWN, WORD):
        dimension = next(one for one in DIMENSIONS if one.file == file)
        with tempfile.TemporaryDirectory() as folder:
            for command in dimension.commands.values():
                run(command, dimension.write(Path(folder), 1))


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="dimensions with these words")
    parser.add_argument("--commands", nargs="*", default=[*ON_FACTS, *ON_REPORTS], help="these commands alone")
    parser.add_argument("--all", action="store_true", help="also rows within the limit")
    options = parser.parse_args()
    warm_up()
    print("| dimension | command | largest | seconds | MB | times longer at each doubling |")
    print("|---|---|---:|---:|---:|---|")
    for dimension in DIMENSIONS:
        for name, command in dimension.commands.items():
            if options.only not in dimension.name or name not in options.commands:
                continue
            taken, size = [], dimension.size
            for doubling in range(DOUBLINGS):
                size = dimension.size << doubling
                with tempfile.TemporaryDirectory() as folder:
                    spent, accepted, memory = seconds(command, dimension.write(Path(folder), size))
                taken.append(spent)
                if (doubling and taken[doubling - 1] > ENOUGH) or spent > LIMIT or (not accepted and doubling > 2):
                    break
            ratios = [later / max(earlier, 1e-6) for earlier, later in pairwise(taken)]
            measured = [ratio for ratio, spent in zip(ratios, taken, strict=False) if spent > MEASURABLE]
            if options.all or taken[-1] == inf or max(measured, default=0) > MOST:
                steps = ", ".join(f"{ratio:.1f}" for ratio in ratios) + ("" if accepted else ", refused")
                row = (dimension.name, name, f"{size:,}", f"{taken[-1]:.2f}", f"{memory:.0f}", steps)
                print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
