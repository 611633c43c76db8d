"""`drafter check --fix`: makes the certain replacements in the facts file and local templates, and no others."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from drafter.commands.check import CheckedFile, check_file
from drafter.facts.amounts import Quantity
from drafter.facts.model import Text, Texts, Value
from drafter.findings import Finding
from drafter.readers.decode import encoded, lines_with_ends
from drafter.system.files import rewrite
from drafter.templating.carried import keep_unconfirmed
from drafter.workspace.files import DISK, Files
from drafter.workspace.layouts import folder_of_layout, template_file

_MOST_ROUNDS = 10  # a fix may uncover another fault; it ends far sooner
_MOST_TRIES = 40  # to find the fixes that do harm


@dataclass(frozen=True)
class Fix:
    """A file before and after; `count` replacements were made in it."""

    path: Path
    before: bytes
    after: bytes
    count: int

    def difference(self) -> Iterator[str]:
        """A diff of both: - before, + after."""
        name = str(self.path)
        old, new = (_lines(data, name) for data in (self.before, self.after))
        yield from difflib.unified_diff(old, new, name, name, lineterm="", n=1)


def _lines(data: bytes, name: str) -> list[str]:
    return [line for line, _ in lines_with_ends(encoded(data, name).text)]


def plan_fixes(path: Path, layout: str = "", files: Files = DISK) -> tuple[list[Fix], CheckedFile]:
    """The fixed files of a report, not yet written, and the check of them once fixed.

    A replacement that would make a line invalid, or change the meaning of a fact, is left out.
    """
    fixer = _Fixer(path, layout, files, check_file(path, layout, files=files))
    for _ in range(_MOST_ROUNDS):
        if not fixer.round():
            break
    fixes = [Fix(file, DISK.read_bytes(file), data, fixer.counts[file]) for file, data in fixer.contents.items()]
    return fixes, fixer.checked


def write_fix(fix: Fix) -> None:
    """Writes the file. Raises DrafterError if it cannot be written, or has changed meanwhile."""
    rewrite(fix.path, fix.before, fix.after)


@dataclass
class _Fixer:
    """The files with their fixes, and the findings in them."""

    path: Path
    layout: str
    files: Files
    checked: CheckedFile
    contents: dict[Path, bytes] = field(default_factory=dict)
    counts: Counter[Path] = field(default_factory=Counter)
    _refused: set[tuple[str, int, str, str | None]] = field(default_factory=set)
    _tries: int = 0

    def round(self) -> bool:
        """Applies the harmless fixes; whether there were any."""
        found = [
            finding for finding in self.checked.findings if finding.replacement is not None and finding.place.length
        ]
        strays = [finding for finding in found if not finding.replacement]  # without these, others may be right
        findings = self._harmless(strays) or self._harmless(found)
        fixed = self._fixed(findings)
        checked = self._checked_with(fixed) if fixed else None
        if checked is None:
            return False
        self.checked = checked
        for file, (data, count) in fixed.items():
            self.contents[file] = data
            self.counts[file] += count
        return True

    def _harmless(self, findings: list[Finding]) -> list[Finding]:
        """The findings that can be fixed together, by bisection where some cannot."""
        findings = [finding for finding in findings if _key(finding) not in self._refused]
        fixed = self._fixed(findings)
        if not fixed or self._checked_with(fixed) is not None:
            return findings if fixed else []
        if len(findings) == 1 or self._tries > _MOST_TRIES:
            self._refused.update(map(_key, findings))
            return []
        half = len(findings) // 2
        return [*self._harmless(findings[:half]), *self._harmless(findings[half:])]

    def _checked_with(self, fixed: Mapping[Path, tuple[bytes, int]]) -> CheckedFile | None:
        """The check of the files so fixed; None if the fixes do harm."""
        self._tries += 1
        overlay = {**self.contents, **{file: data for file, (data, _) in fixed.items()}}
        checked = check_file(self.path, self.layout, files=replace(self.files, overlay=overlay))
        return checked if checked.summary.readable and _meaning(checked) == _meaning(self.checked) else None

    def _fixed(self, findings: Iterable[Finding]) -> dict[Path, tuple[bytes, int]]:
        """The new content of each file with replacements, and their number."""
        by_file: dict[Path, list[Finding]] = {}
        for finding in findings:
            file = self._file(finding)
            if file is not None:
                by_file.setdefault(file, []).append(finding)
        fixed = {}
        for file, found in by_file.items():
            data = self.contents[file] if file in self.contents else DISK.read_bytes(file)
            after, count = _applied(data, str(file), found)
            if count:
                fixed[file] = after, count
        return fixed

    def _file(self, finding: Finding) -> Path | None:
        """The user's file that a finding is in; None for shipped templates and ledgers."""
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
    """The values of the facts, without their wording."""
    facts = checked.draft.facts.leaves() if checked.draft else ()
    return {fact.key: (fact.state, tuple(one.state for one in fact.each()), _figure(fact.value)) for fact in facts}


def _figure(value: Value | None) -> object:
    if isinstance(value, Quantity):
        return value.number, value.unit
    return None if isinstance(value, (Text, Texts)) else value


def _applied(data: bytes, name: str, findings: Iterable[Finding]) -> tuple[bytes, int]:
    """The bytes with replacements, and their number; of two that overlap the first is made."""
    whole = encoded(data, name)
    if whole.bytes_of(whole.text) != data:
        return data, 0  # it cannot be written back in its encoding
    lines = lines_with_ends(whole.text)
    count = 0
    free = dict.fromkeys(range(len(lines)), 10**9)  # the column up to which each line is unchanged
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
    return whole.bytes_of(keep_unconfirmed(whole.text, "".join(line + end for line, end in lines))), count
