"""The speed of drafter compared with a docxtpl script and a plain python-docx script that make the same report.

python benchmarks/run.py [--pairs 15] [--reports 2000] [--many 2000]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import docxtpl_report
import memory
import plain_report
from docx import Document
from outline import write_scripts_input
from variants import variant

from drafter.commands.draft import draft_report
from drafter.writers.docx.package import write_typeset

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "寺庄镇" / "2025.yaml"
VARIANTS = 20  # facts files that alternate in one process
BLOCK = 1.0  # seconds that each of the three works in turn
TOWNSHIPS = 38_600  # of the country
STEP = 200  # reports between two measurements of memory

DRAFTER, DOCXTPL, PLAIN = "drafter", "docxtpl", "plain python-docx"
Times = dict[str, list[float]]


class Contest:
    """The three programs for the same report, and their files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template, self.outline = folder / "template.docx", folder / "outline.json"
        write_scripts_input(EXAMPLE, self.template, self.outline)
        text = EXAMPLE.read_text(encoding="utf-8")
        self.facts = [folder / f"facts-{number}.yaml" for number in range(1, VARIANTS + 1)]
        for number, file in enumerate(self.facts, 1):
            file.write_text(variant(text, number), encoding="utf-8")
        self.in_memory: dict[str, Callable[[Path], bytes]] = {
            DRAFTER: lambda facts: write_typeset(draft_report(facts).typeset),
            DOCXTPL: lambda facts: _bytes(docxtpl_report.write_report, self.template, facts),
            PLAIN: lambda facts: _bytes(plain_report.write_report, self.outline, facts),
        }

    def refuse_unlike(self) -> None:
        """Exits unless all three documents have the same words: with the example's facts and with others."""
        for facts in (EXAMPLE, self.facts[-1]):
            expected = _texts(self.in_memory[DRAFTER](facts))
            for name in (DOCXTPL, PLAIN):
                found = _texts(self.in_memory[name](facts))
                for ours, theirs in zip(expected, found, strict=False):
                    if ours != theirs:
                        sys.exit(f"{name} makes another report:\n  drafter: {ours}\n  {name}: {theirs}")
                if len(expected) != len(found):
                    sys.exit(f"{name} makes another report: {len(found)} paragraphs for {len(expected)}")

    def cold(self, pairs: int) -> Times:
        """Seconds of a whole process, in turns, after a round that fills the disk cache."""
        commands: dict[str, list[str | Path]] = {
            DRAFTER: ["-m", "drafter", "build", EXAMPLE, "-o"],
            DOCXTPL: [HERE / "docxtpl_report.py", self.template, EXAMPLE],
            PLAIN: [HERE / "plain_report.py", self.outline, EXAMPLE],
        }
        times: Times = {name: [] for name in commands}
        for number in range(pairs + 1):
            for name, command in commands.items():
                output = (
                    self.folder / f"{name}-{number}.docx"
                )  # a new file each time, as drafter compares existing ones
                start = perf_counter()
                subprocess.run([sys.executable, *command, output], check=True, capture_output=True, env=_compiled())
                times[name].append(perf_counter() - start)
        return {name: taken[1:] for name, taken in times.items()}

    def warm(self, blocks: int) -> Times:
        """Reports a second in this process, in alternating blocks; the first round is a warm-up."""
        rates: Times = {name: [] for name in self.in_memory}
        for _ in range(blocks + 1):
            for name, make in self.in_memory.items():
                rates[name].append(_rate(make, self.facts))
        return {name: found[1:] for name, found in rates.items()}

    def jobs(self, pairs: int, reports: int) -> list[float]:
        """How many times faster two processes build so many reports than one, in pairs."""
        folder = self.folder / "many"
        folder.mkdir()
        text = EXAMPLE.read_text(encoding="utf-8")
        for number in range(reports):
            (folder / f"{number}.yaml").write_text(_township(text, number), encoding="utf-8")
        return [self._seconds(folder, 1, pair) / self._seconds(folder, 2, pair) for pair in range(pairs)]

    def _seconds(self, folder: Path, jobs: int, pair: int) -> float:
        output = self.folder / f"out-{jobs}-{pair}"
        command = [sys.executable, "-m", "drafter", "build", *sorted(folder.glob("*.yaml")), "-o", output]
        return _seconds_of([*command, "--jobs", str(jobs)])


def _seconds_of(command: Sequence[str | Path]) -> float:
    """The time of a command that ends with a report, complete or not."""
    start = perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, env=_compiled())
    if done.returncode not in (0, 1):
        sys.exit(f"{command[:6]} … ended with status {done.returncode}")
    return perf_counter() - start


def _township(text: str, number: int) -> str:
    """The facts of a made-up township: other figures, another name."""
    return variant(text, number + 1).replace("寺庄镇", f"示例{number}镇")


def county(reports: int) -> None:
    """Prints the time of so many reports, 100 made-up townships a call, on all cores, and the largest process."""
    text = EXAMPLE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder, taken = Path(name), 0.0
        for start in range(0, reports, 100):
            batch = folder / str(start)
            batch.mkdir()
            for number in range(start, min(start + 100, reports)):
                (batch / f"{number}.yaml").write_text(_township(text, number), encoding="utf-8")
            command = [sys.executable, "-m", "drafter", "build", *sorted(batch.glob("*.yaml")), "-o", batch / "out"]
            taken += _seconds_of(command)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    hours = taken / reports * TOWNSHIPS / 3600
    print(f"{reports} reports in calls of 100: {taken:.0f} s, largest process {largest:.1f} MiB")
    print(f"all {TOWNSHIPS} townships would take {hours:.2f} h")


def other_checker(folder: Path, pairs: int) -> None:
    """Prints the time of checking one document by drafter and by gongwen-skill, if it is installed."""
    program = shutil.which("gongwen", path=str(Path(sys.executable).parent))
    if program is None:
        return
    document = folder / "报告.docx"
    document.write_bytes(write_typeset(draft_report(EXAMPLE).typeset))
    commands = [[sys.executable, "-m", "drafter", "check", document], [program, "check", document]]
    ratios = []
    for _ in range(pairs):
        ours, theirs = map(_seconds_of, commands)
        ratios.append(ours / theirs)
    print(f"drafter check : gongwen check of one .docx, a whole process: {median(ratios):.2f}")


def _compiled() -> dict[str, str]:
    """An environment with Python's bytecode cache, as usual."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _bytes(write: Callable[[Path, Path, io.BytesIO], None], text_file: Path, facts: Path) -> bytes:
    buffer = io.BytesIO()
    write(text_file, facts, buffer)
    return buffer.getvalue()


def _texts(document: bytes) -> list[str]:
    """The words of every paragraph that has any, without blanks: line breaks are not compared."""
    texts = (re.sub(r"[\s_]", "", paragraph.text) for paragraph in Document(io.BytesIO(document)).paragraphs)
    return [text for text in texts if text]


def _rate(make: Callable[[Path], bytes], facts: list[Path]) -> float:
    made, passed, start = 0, 0.0, perf_counter()
    while passed < BLOCK:
        make(facts[made % len(facts)])
        made, passed = made + 1, perf_counter() - start
    return made / passed


def _memory(reports: int) -> list[int]:
    """The resident bytes of a process after every `STEP` reports; none where the system cannot say."""
    if not memory.STATISTICS.exists():
        return []
    command: list[str | Path] = [sys.executable, HERE / "memory.py", EXAMPLE, str(reports), str(STEP)]
    sizes: list[int] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return sizes


def _row(label: str, measured: Times, form: str, target: str) -> str:
    """Medians, and the medians of the ratios within each round."""

    def ratio(other: str) -> float:
        return median(ours / theirs for ours, theirs in zip(measured[DRAFTER], measured[other], strict=True))

    medians = " | ".join(form.format(median(values)) for values in measured.values())
    return f"| {label} | {medians} | {ratio(DOCXTPL):.2f} | {ratio(PLAIN):.2f} | {target} |"


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15, help="rounds of each comparison (15)")
    parser.add_argument("--reports", type=int, default=2000, help="reports made while the memory is watched (2000)")
    parser.add_argument("--many", type=int, default=2000, help="reports made by calls of 100 on all cores (2000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        contest = Contest(Path(folder))
        contest.refuse_unlike()
        cold, warm = contest.cold(options.pairs), contest.warm(options.pairs)
        faster = contest.jobs(options.pairs, 100)
        other_checker(Path(folder), options.pairs)
    sizes = _memory(options.reports)
    print(f"| measurement | {DRAFTER} | {DOCXTPL} | {PLAIN} | drafter : docxtpl | drafter : plain | target |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    print(_row("one report, a whole process", cold, "{:.3f} s", "≤ 0.90 of docxtpl"))
    print(_row("reports a second, one process", warm, "{:.1f}", "≥ 4 × docxtpl"))
    print(f"| two processes, 100 reports: times faster than one | {median(faster):.2f} | | | | | ≥ 1.7 |")
    if len(sizes) > 1:
        memory = " → ".join(f"{size / 2**20:.1f}" for size in (sizes[0], sizes[-1]))
        growth = f"{sizes[-1] / sizes[0] - 1:+.1%}"
        print(f"| MiB after {STEP} → {STEP * len(sizes)} reports | {memory} ({growth}) | | | | | flat |")
    print(
        f"\nAll three documents have the same words. Ratios are medians over {options.pairs} rounds in which the three "
        "take turns, so that other load affects all of them alike; the times are those of this machine."
    )
    county(options.many)
    if sizes:
        print("MiB after every", STEP, "reports:", ", ".join(f"{size / 2**20:.1f}" for size in sizes))


if __name__ == "__main__":
    main()
