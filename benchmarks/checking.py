"""The time of checking compared with building, and its growth with the length of a text.

python benchmarks/checking.py [--rounds 15]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

import yaml

from drafter.checks import check_text
from drafter.commands.build import build
from drafter.commands.check import check_file
from drafter.commands.draft import draft_report
from drafter.text.classify import text_of_paragraphs
from drafter.typesetting.typeset import character_count

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "寺庄镇" / "2025.yaml"
LENGTH = 5000  # characters of the report that is built and checked
SIZES = (1, 2, 4, 8)  # hundreds of thousands of paragraphs' characters, doubled each time
CORPUS = sorted((ROOT / "tests" / "corpus").glob("*.txt"))
# Input that regular expressions can be slow on: one mark or figure repeated.
AWKWARD: list[str] = yaml.safe_load((ROOT / "tests" / "checks" / "awkward.yaml").read_text(encoding="utf-8"))


def long_facts(folder: Path) -> Path:
    """The example with own sentences until its report has some 5,000 characters."""
    path = folder / "2025.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    words = [line for file in CORPUS for line in file.read_text(encoding="utf-8").split("\n") if 80 < len(line) < 300]
    own: list[str] = []
    for line in words:
        own.append(line.replace("【", "").replace("】", ""))
        rows = "".join(f"  - 部分: 举措成效\n    内容: {one}\n" for one in own)
        path.write_text(text.replace("补充:\n", f"补充:\n{rows}"), encoding="utf-8")
        if character_count(draft_report(path).document.text) >= LENGTH:
            break
    return path


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def compare(folder: Path, rounds: int) -> None:
    """Prints the medians of checking over building, in turns."""
    facts = long_facts(folder)
    draft = draft_report(facts)
    document = build(facts, folder / "报告.docx").path
    assert document is not None
    ways: dict[str, Callable[[], object]] = {
        "build": lambda: build(facts, folder / f"{perf_counter()}.docx"),
        "check, facts": lambda: check_file(facts),
        "check, .docx": lambda: check_file(document),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, work in ways.items():
            taken = _seconds(work)
            if turn:
                times[name].append(taken)
    print(f"A report of {draft.characters} characters, medians of {rounds} rounds:\n")
    print("| what | seconds | of building |\n| --- | ---: | ---: |")
    for name, taken in times.items():
        ratio = median(own / built for own, built in zip(taken, times["build"], strict=True))
        print(f"| {name} | {median(taken):.4f} | {ratio:.2f} |")


def growth() -> None:
    """Prints the growth of the time of the text rules as a text doubles: 2 is linear."""
    clean = "\n".join(file.read_text(encoding="utf-8") for file in CORPUS)
    print("\n| text | largest, characters | seconds | times longer at each doubling |\n| --- | ---: | ---: | --- |")
    for name, piece in (("clean reports", clean), *((f"{one!r} over and over", one) for one in AWKWARD)):
        taken = []
        for size in SIZES:
            text = piece * (size * 100_000 // len(piece))
            taken.append(_seconds(lambda text=text: list(check_text(text_of_paragraphs(text.split("\n"), "文本.txt")))))  # type: ignore[misc]
        steps = ", ".join(f"{later / earlier:.1f}" for earlier, later in pairwise(taken))
        print(f"| {name} | {SIZES[-1] * 100_000:,} | {taken[-1]:.2f} | {steps} |")


def main() -> None:
    """Measures and prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of building and checking in turns (15)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), options.rounds)
    growth()


if __name__ == "__main__":
    main()
