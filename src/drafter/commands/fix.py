"""What is certainly wrong, put right in the facts file or in a layout of one's own: these characters and no others."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drafter.commands.check import CheckedFile, check_file
from drafter.facts.amounts import Quantity
from drafter.facts.model import Text, Texts, Value
from drafter.findings import Finding
from drafter.readers.decode import encoded, lines_with_ends
from drafter.system.files import rewrite
from drafter.templating.carried import kept_open
from drafter.workspace.files import DISK, Files
from drafter.workspace.layouts import folder_of_layout, template_file

_MOST_ROUNDS = 10  # what is mended may show what else is wrong; it ends far sooner
_MOST_TRIES = 40  # to tell what does harm from what does none


@dataclass(frozen=True)
class Fix:
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


def plan_fixes(path: Path, layout: str = "") -> tuple[list[Fix], CheckedFile]:
    """The files that a facts file is made of, mended but not yet written, and what is left to say of them.

    What would leave a line without meaning, or give another meaning to a fact, is not mended.
    """
    mending = _Fixer(path, layout, check_file(path, layout))
    for _ in range(_MOST_ROUNDS):
        if not mending.round():
            break
    mended = [Fix(file, DISK.read_bytes(file), data, mending.counts[file]) for file, data in mending.held.items()]
    return mended, mending.checked


def write_fix(mended: Fix) -> None:
    """Writes the file. Raises DrafterError if it cannot be written, or has changed meanwhile."""
    rewrite(mended.path, mended.before, mended.after)


@dataclass
class _Fixer:
    """The files as they will be, and what is said of them then."""

    path: Path
    layout: str
    checked: CheckedFile
    held: dict[Path, bytes] = field(default_factory=dict)
    counts: Counter[Path] = field(default_factory=Counter)
    _refused: set[tuple[str, int, str, str | None]] = field(default_factory=set)
    _tries: int = 0

    def round(self) -> bool:
        """Mends what does no harm; tells whether that was anything."""
        found = [
            finding for finding in self.checked.findings if finding.replacement is not None and finding.place.length
        ]
        strays = [finding for finding in found if not finding.replacement]  # without them other words may be right
        findings = self._harmless(strays) or self._harmless(found)
        fixed = self._fixed(findings)
        checked = self._tried(fixed) if fixed else None
        if checked is None:
            return False
        self.checked = checked
        for file, (data, count) in fixed.items():
            self.held[file] = data
            self.counts[file] += count
        return True

    def _harmless(self, findings: list[Finding]) -> list[Finding]:
        """Those that can be mended together; looked for by halves where some cannot."""
        findings = [finding for finding in findings if _key(finding) not in self._refused]
        fixed = self._fixed(findings)
        if not fixed or self._tried(fixed) is not None:
            return findings if fixed else []
        if len(findings) == 1 or self._tries > _MOST_TRIES:
            self._refused.update(map(_key, findings))
            return []
        half = len(findings) // 2
        return [*self._harmless(findings[:half]), *self._harmless(findings[half:])]

    def _tried(self, fixed: Mapping[Path, tuple[bytes, int]]) -> CheckedFile | None:
        """What is said of the files when they are so; None where that would do harm."""
        self._tries += 1
        files = Files({**self.held, **{file: data for file, (data, _) in fixed.items()}})
        checked = check_file(self.path, self.layout, files=files)
        return checked if checked.readable and _meaning(checked) == _meaning(self.checked) else None

    def _fixed(self, findings: Iterable[Finding]) -> dict[Path, tuple[bytes, int]]:
        """The next form of each file in which something can be mended, and how much of it is."""
        by_file: dict[Path, list[Finding]] = {}
        for finding in findings:
            file = self._file(finding)
            if file is not None:
                by_file.setdefault(file, []).append(finding)
        fixed = {}
        for file, found in by_file.items():
            data = self.held[file] if file in self.held else DISK.read_bytes(file)
            after, count = _applied(data, str(file), found)
            if count:
                fixed[file] = after, count
        return fixed

    def _file(self, finding: Finding) -> Path | None:
        """The file of the user's that a finding speaks of; None for the shipped templates, and for ledgers."""
        name = finding.place.file
        if finding.place.cell:
            return None
        if name == str(self.path):
            return self.path
        if finding.place.is_shipped:
            return None
        return template_file(folder_of_layout(self.layout, self.path), name)


def _key(finding: Finding) -> tuple[str, int, str, str | None]:
    return finding.place.file, finding.place.line, finding.place.quoted, finding.replacement


def _meaning(checked: CheckedFile) -> dict[str, object]:
    """What the facts say, however it is worded."""
    facts = checked.draft.facts.leaves() if checked.draft else ()
    return {fact.key: (fact.state, tuple(one.state for one in fact.each()), _figure(fact.value)) for fact in facts}


def _figure(value: Value | None) -> object:
    if isinstance(value, Quantity):
        return value.number, value.unit
    return None if isinstance(value, (Text, Texts)) else value


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
        if (
            stop <= free[number]
            and line[start:stop] == place.quoted
            and finding.replacement not in (None, place.quoted)
        ):
            lines[number] = f"{line[:start]}{finding.replacement}{line[stop:]}", end
            free[number] = start
            count += 1
    return whole.bytes_of(kept_open(whole.text, "".join(line + end for line, end in lines))), count
