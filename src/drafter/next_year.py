"""From one year's facts file to the next one's: read, rolled over, read again, and written under a new name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from drafter import kept
from drafter.carryover.confirm import Unverified, confirm, is_of, unverified
from drafter.carryover.rollover import RolledOver, roll_over
from drafter.facts.build import build_facts
from drafter.facts.model import Facts
from drafter.findings import DrafterError, Place, fatal
from drafter.opening import read_bytes, read_facts
from drafter.output import rewrite, write_new
from drafter.reading.decode import LARGEST_FILE, decode, encoded


class NextYear(NamedTuple):
    """The new file, not yet written: where it will lie, its bytes, and what became of the facts."""

    path: Path
    data: bytes
    result: RolledOver
    ended: tuple[str, ...] = ()  # plans and slogans that end with the old year, as far as the new file names them


def next_year(facts_file: Path, output: Path | None = None) -> NextYear:
    """This year's facts as the beginning of the next year's.

    Raises DrafterError when the facts cannot be read, or do not say their year.
    """
    data = read_bytes(facts_file, LARGEST_FILE)
    facts = _facts(data, facts_file, facts_file.parent)
    year = facts.words("年度")
    if not year.isdecimal():
        place = facts.used_for("年度").place
        raise DrafterError([fatal(place, "没有写明是哪一年的", "填上“年度”，再滚动到下一年")])
    whole = encoded(data, facts.file)
    result = roll_over(whole.text, facts.table, int(year))
    rolled = whole.bytes_of(result.text)
    path = _target(facts_file, int(year), output)
    _facts(rolled, path, facts_file.parent)  # what cannot be read again is not written
    return NextYear(path, rolled, result, tuple(_ended(result.text, int(year))))


def write(new: NextYear) -> None:
    """Writes the new file. Raises DrafterError if there is one already."""
    write_new(new.path, new.data)


class Confirming(NamedTuple):
    """A facts file with what is confirmed in it, not yet written."""

    path: Path
    before: bytes
    after: bytes
    confirmed: tuple[Unverified, ...]
    left: tuple[Unverified, ...]


def confirming(facts_file: Path, keys: Sequence[str], everything: bool) -> Confirming:
    """The values of these keys, or all, confirmed.

    Raises DrafterError when the facts cannot be read, or nothing under one of the keys is to be verified.
    """
    data = read_bytes(facts_file, LARGEST_FILE)
    table = _facts(data, facts_file, facts_file.parent).table
    whole = encoded(data, str(facts_file))
    found = unverified(whole.text, table)
    for key in keys:
        if not any(is_of(one, key) for one in found):
            known = "、".join(dict.fromkeys(one.key for one in found)) or "没有了"
            raise DrafterError([fatal(Place(str(facts_file)), f"“{key}”没有待核实的", f"待核实的：{known}")])
    wanted = [one for one in found if everything or any(is_of(one, key) for key in keys)]
    text = confirm(whole.text, table, lambda one: one in wanted)
    return Confirming(
        facts_file, data, whole.bytes_of(text), tuple(wanted), tuple(one for one in found if one not in wanted)
    )


def write_confirmed(done: Confirming) -> None:
    """Writes the file. Raises DrafterError if it has changed meanwhile."""
    if done.after != done.before:
        rewrite(done.path, done.before, done.after)


def _ended(text: str, year: int) -> Iterator[str]:
    """The terms of `data/terms.yaml` that end with this year and are still named in the facts."""
    typed = "\n".join(line.partition("  # ")[0] for line in text.splitlines() if not line.lstrip().startswith("#"))
    for term in kept.table("terms.yaml")["有年限"]:
        if term["止"] == year and any(word in typed for word in term["词"]):
            yield term["名"]


def _target(facts_file: Path, year: int, output: Path | None) -> Path:
    """The same name with the next year in it, or with the year behind it."""
    name = facts_file.name
    stem, ending = facts_file.stem, facts_file.suffix or ".yaml"
    named = name.replace(str(year), str(year + 1)) if str(year) in name else f"{stem}{year + 1}{ending}"
    if output is None:
        return facts_file.with_name(named)
    return output / named if output.is_dir() or not output.suffix else output


def _facts(data: bytes, path: Path, folder: Path) -> Facts:
    """The facts of a file's bytes, without those of ledgers, which may still have to be made; what else they name
    lies in `folder`. Raises DrafterError.
    """
    source = decode(data, str(path))
    node, table, of_ledgers = read_facts(source, folder, with_its_ledgers=False)
    return build_facts(node, table, source.name, of_ledgers)[0]
