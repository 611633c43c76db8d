"""`drafter confirm`: marks values and sentences carried over from last year as verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from drafter.findings import DrafterError, Place, fatal
from drafter.readers.decode import LARGEST_FILE, encoded
from drafter.rollover.confirm import confirm, is_of_key, unverified
from drafter.system.files import rewrite
from drafter.templating.carried import Carried, unconfirmed, with_confirmed
from drafter.templating.loader import ENDING
from drafter.workspace.facts_file import facts_without_ledgers
from drafter.workspace.files import DISK, Files
from drafter.workspace.layouts import local_templates


class Unconfirmed(NamedTuple):
    """A value of the facts to verify, by its key, or a sentence of the template, by name and line."""

    file: Path
    line: int
    key: str
    words: str


class Confirmation(NamedTuple):
    """A facts file and its own template before and after confirmation, not yet written."""

    files: Mapping[Path, tuple[bytes, bytes]]
    confirmed: tuple[Unconfirmed, ...]
    left: tuple[Unconfirmed, ...]


def plan_confirmation(facts_file: Path, keys: Sequence[str], everything: bool, files: Files = DISK) -> Confirmation:
    """Confirms the values of these keys, or all; the key of a sentence is its template and line: 甲镇:12.

    Raises DrafterError if the facts cannot be read, or a key has nothing to verify.
    """
    data = DISK.read_bytes(facts_file, LARGEST_FILE)
    facts = facts_without_ledgers(data, facts_file, facts_file.parent, files)
    whole = encoded(data, str(facts_file))
    values = unverified(whole.text, facts.table)
    found = [Unconfirmed(facts_file, one.line, one.key, one.words) for one in values]
    templates = {
        path: encoded(DISK.read_bytes(path, LARGEST_FILE), str(path))
        for path in local_templates(facts, facts_file.parent)
    }
    for path, text in templates.items():
        name = path.name.removesuffix(ENDING)
        found += [Unconfirmed(path, one.line, f"{name}:{one.line}", one.words) for one in unconfirmed(text.text)]

    def is_meant(one: Unconfirmed, key: str) -> bool:
        if one.file in templates:
            return key in (one.key, one.file.name.removesuffix(ENDING))
        return is_of_key(one.key, key)

    for key in keys:
        if not any(is_meant(one, key) for one in found):
            known = "、".join(dict.fromkeys(one.key for one in found)) or "没有了"
            raise DrafterError([fatal(Place(str(facts_file)), f"“{key}”没有待核实的", f"待核实的：{known}")])
    chosen = {one for one in found if everything or any(is_meant(one, key) for key in keys)}
    after = confirm(
        whole.text, facts.table, lambda one: Unconfirmed(facts_file, one.line, one.key, one.words) in chosen
    )
    contents = {facts_file: (data, whole.bytes_of(after))}
    for path, text in templates.items():
        lines = {one.line for one in chosen if one.file == path}
        contents[path] = text.bytes_of(text.text), text.bytes_of(with_confirmed(text.text, _on(lines)))
    return Confirmation(contents, tuple(o for o in found if o in chosen), tuple(o for o in found if o not in chosen))


def _on(lines: set[int]) -> Callable[[Carried], bool]:
    """A test: whether a sentence begins on one of these lines."""
    return lambda sentence: sentence.line in lines


def write_confirmation(done: Confirmation) -> None:
    """Writes the files. Raises DrafterError if one has changed meanwhile."""
    for path, (before, after) in done.files.items():
        if after != before:
            rewrite(path, before, after)
