"""What is certainly wrong, put right in the facts file or in a layout of one's own: these characters and no others."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from drafter.checking import Checked, check
from drafter.findings import Finding
from drafter.opening import read_bytes, reading_instead, template_file
from drafter.output import rewrite
from drafter.reading.decode import encoded, lines_with_ends

_MOST_ROUNDS = 10  # what is mended may show what else is wrong; it ends far sooner


@dataclass(frozen=True)
class Mended:
    """One file as it was and as it will be; `count` characters or words of it are mended."""

    path: Path
    before: bytes
    after: bytes
    count: int

    def difference(self) -> Iterator[str]:
        """Both, line by line, as programmers print it: - what was, + what will be."""
        name = str(self.path)
        old, new = (_lines(data, name) for data in (self.before, self.after))
        yield from difflib.unified_diff(old, new, name, name, lineterm="", n=1)


def _lines(data: bytes, name: str) -> list[str]:
    return [line for line, _ in lines_with_ends(encoded(data, name).text)]


def mend(path: Path, layout: str = "") -> tuple[list[Mended], Checked]:
    """The files that a facts file is made of, mended but not yet written, and what is left to say of them."""
    held: dict[Path, bytes] = {}
    counts: dict[Path, int] = {}
    checked = check(path, layout)
    for _ in range(_MOST_ROUNDS):
        fixed = _mended(checked, path, layout, held)
        if not fixed:
            break
        tried = {**held, **{file: data for file, (data, _) in fixed.items()}}
        with reading_instead(tried):
            again = check(path, layout)
        if not again.readable:  # then rather leave it
            break
        held, checked = tried, again
        for file, (_, count) in fixed.items():
            counts[file] = counts.get(file, 0) + count
    return [Mended(file, read_bytes(file), data, counts[file]) for file, data in held.items()], checked


def write(mended: Iterable[Mended]) -> None:
    """Writes the files. Raises DrafterError for one that cannot be written, or that has changed meanwhile."""
    for one in mended:
        rewrite(one.path, one.before, one.after)


def _mended(checked: Checked, path: Path, layout: str, held: Mapping[Path, bytes]) -> dict[Path, tuple[bytes, int]]:
    """The next form of each file in which something can be mended, and how much of it is."""
    by_file: dict[Path, list[Finding]] = {}
    for finding in checked.findings:
        file = _file(finding, path, layout)
        if finding.mended is not None and finding.place.length and file is not None:
            by_file.setdefault(file, []).append(finding)
    fixed = {}
    for file, findings in by_file.items():
        data = held[file] if file in held else read_bytes(file)
        after, count = _applied(data, str(file), findings)
        if count:
            fixed[file] = after, count
    return fixed


def _file(finding: Finding, path: Path, layout: str) -> Path | None:
    """The file of the user's that a finding speaks of; None for the shipped templates."""
    name = finding.place.file
    if name == str(path):
        return path
    folders = [path.parent, *([Path(layout).parent] if layout else [])]
    return next((file for folder in folders if (file := template_file(folder, name))), None)


def _applied(data: bytes, name: str, findings: Iterable[Finding]) -> tuple[bytes, int]:
    """The bytes with what is mended in them; of two that touch the same characters the first counts."""
    whole = encoded(data, name)
    if whole.bytes_of(whole.text) != data:
        return data, 0  # it could not be written back as it was
    lines = lines_with_ends(whole.text)
    count = 0
    free = dict.fromkeys(range(len(lines)), 10**9)  # behind this column everything is as it was
    for finding in sorted(findings, key=lambda finding: (finding.place.line, finding.place.column), reverse=True):
        place, number = finding.place, finding.place.line - 1
        line, end = lines[number]
        start, stop = place.column - 1, place.column - 1 + place.length
        if stop <= free[number] and line[start:stop] == place.quoted and finding.mended not in (None, place.quoted):
            lines[number] = f"{line[:start]}{finding.mended}{line[stop:]}", end
            free[number] = start
            count += 1
    return whole.bytes_of("".join(line + end for line, end in lines)), count
