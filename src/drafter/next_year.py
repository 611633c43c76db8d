"""From one year's facts file to the next one's: read, rolled over, read again, and written under a new name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from drafter import kept
from drafter.carryover.rollover import RolledOver, roll_over
from drafter.facts.build import build_facts
from drafter.findings import DrafterError, Place, Severity, fatal
from drafter.opening import read_bytes, read_facts
from drafter.output import write_new
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
    source = decode(data, str(facts_file))
    node, table = read_facts(source, facts_file.parent)
    facts, _ = build_facts(node, table, source.name)
    year = facts.words("年度")
    if not year.isdecimal():
        place = facts.used_for("年度").place
        raise DrafterError([fatal(place, "没有写明是哪一年的", "填上“年度”，再滚动到下一年")])
    whole = encoded(data, source.name)
    result = roll_over(whole.text, table, int(year))
    rolled = whole.bytes_of(result.text)
    path = _target(facts_file, int(year), output)
    _read_again(rolled, path, facts_file.parent)
    return NextYear(path, rolled, result, tuple(_ended(result.text, int(year))))


def write(new: NextYear) -> None:
    """Writes the new file. Raises DrafterError if there is one already."""
    write_new(new.path, new.data)


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


def _read_again(data: bytes, path: Path, folder: Path) -> None:
    """What we wrote must be read as facts; else it is a bug of ours, and nothing is written."""
    source = decode(data, str(path))
    node, table = read_facts(source, folder)
    _, findings = build_facts(node, table, source.name)
    wrong = [finding for finding in findings if finding.severity is Severity.FATAL]
    if wrong:
        raise DrafterError([*wrong, fatal(Place(str(path)), "滚动以后读不懂，没有写出")])
