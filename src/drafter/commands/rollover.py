"""`drafter rollover`: reads one year's facts file, rolls it over, checks the result, writes it under a new name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from drafter.facts.model import Facts
from drafter.findings import DrafterError, Place, fatal
from drafter.readers.decode import LARGEST_FILE, encoded, hidden_character
from drafter.rollover.rollover import Predecessor, RolledOver, roll_over, years_named
from drafter.system.cache import data_table
from drafter.system.files import write_all_new
from drafter.templating.carried import carried_over, has_own_words, unconfirmed
from drafter.templating.loader import ENDING
from drafter.workspace.facts_file import facts_without_ledgers
from drafter.workspace.files import DISK, Files, is_below
from drafter.workspace.layouts import OTHER_TEMPLATES, local_templates, named_files, template_file
from drafter.workspace.previous_year import previous_year_sibling


class Rollover(NamedTuple):
    """The new file, not yet written: its path, its bytes, and what happened to the facts.

    `along` are files that it needs: the township's own template with its sentences marked 待核实, and, in another
    folder, the county's table and templates. `sentences` is the number of sentences to verify.
    """

    path: Path
    data: bytes
    result: RolledOver
    ended: tuple[str, ...] = ()  # plans and slogans of the new file that end with the old year
    along: Mapping[Path, bytes] = MappingProxyType({})
    sentences: int = 0
    is_far: bool = False  # from the old file, which it names: only with --any-path can it be read


def plan_rollover(facts_file: Path, output: Path | None = None, files: Files = DISK) -> Rollover:
    """This year's facts as a start for the next year; what they name is read through `files`.

    Raises DrafterError if the facts cannot be read, or lack their year.
    """
    data = DISK.read_bytes(facts_file, LARGEST_FILE)
    facts = facts_without_ledgers(data, facts_file, facts_file.parent, files)
    year = facts.words("年度")
    if not year.isdecimal():
        place = facts.by_role("年度").place
        raise DrafterError([fatal(place, "没有写明是哪一年的", "填上“年度”，再滚动到下一年")])
    whole = encoded(data, facts.file)
    path = _target(facts_file, int(year), output)
    along = _along(facts, facts_file, path)
    own = _own_templates(facts, facts_file.parent, int(year))
    carried = "\n".join(text for _, text, _ in own)
    sentences = sum(1 for _, text, _ in own for _ in unconfirmed(text))
    layout = own[0][0] if own else ""
    for old in local_templates(facts, facts_file.parent) if own else ():
        along.pop(path.parent / old.relative_to(facts_file.parent), None)
    for name, _, data_of_template in own:
        along[path.parent / f"{name}{ENDING}"] = data_of_template
    old_file = _predecessor(facts_file, path, year)
    result = roll_over(whole.text, facts.table, int(year), old_file, layout)
    rolled = whole.bytes_of(result.text)
    facts_without_ledgers(rolled, path, facts_file.parent, files)  # an invalid file is not written
    result.years.update(years_named(carried))
    ended = tuple(_ended(f"{result.text}\n{carried}", int(year)))
    return Rollover(path, rolled, result, ended, along, sentences, not is_below(old_file.name, up=1))


def _own_templates(facts: Facts, folder: Path, year: int) -> list[tuple[str, str, bytes]]:
    """The township's own templates for the new year, the layout first: name, text, bytes; none without own words."""
    old = local_templates(facts, folder)
    texts = [encoded(DISK.read_bytes(path, LARGEST_FILE), str(path)) for path in old]
    if not any(has_own_words(text.text) for text in texts):
        return []
    new = []
    for path, text in zip(old, texts, strict=True):
        words = carried_over(text.text) if has_own_words(text.text) else text.text
        for name in dict.fromkeys(OTHER_TEMPLATES.findall(words)):
            if template_file(folder, name) in old:
                stem = _a_year_on(name.removesuffix(ENDING), year)
                words = words.replace(f'"{name}"', f'"{stem}"').replace(f"'{name}'", f"'{stem}'")
        new.append((_a_year_on(path.name.removesuffix(ENDING), year), words, text.bytes_of(words)))
    return new


def write_rollover(new: Rollover) -> None:
    """Writes the new file after those that it needs. Raises DrafterError if it exists."""
    if new.path in new.along:
        message = "这是版式的文件名，不能写成事实文件"
        raise DrafterError(
            [fatal(Place(str(new.path)), message, f"换一个名字，如 {new.path.with_suffix('.yaml').name}")]
        )
    write_all_new({**new.along, new.path: new.data})


def _along(facts: Facts, facts_file: Path, path: Path) -> dict[Path, bytes]:
    """The files below their folder that the facts name, to be copied into another folder."""
    if path.parent.resolve() == facts_file.parent.resolve():
        return {}
    old = facts_file.parent
    return {
        path.parent / file.relative_to(old): DISK.read_bytes(file, LARGEST_FILE) for file in named_files(facts, old)
    }


def _ended(text: str, year: int) -> Iterator[str]:
    """The terms of `data/terms.yaml` that end with this year and are still in the facts."""
    typed = "\n".join(line.partition("  # ")[0] for line in text.splitlines() if not line.lstrip().startswith("#"))
    for term in data_table("terms.yaml")["有年限"]:
        if term["止"] == year and any(word in typed for word in term["词"]):
            yield term["名"]


def _target(facts_file: Path, year: int, output: Path | None) -> Path:
    """The path of the new file: the old name with the next year."""
    stem, ending = facts_file.stem, facts_file.suffix or ".yaml"
    named = f"{_a_year_on(stem, year)}{ending}"
    if output is None:
        return facts_file.with_name(named)
    return output / named if output.is_dir() or not output.suffix else output


def _a_year_on(name: str, year: int) -> str:
    """The name with the next year in place of this one, or appended."""
    return name.replace(str(year), str(year + 1)) if str(year) in name else f"{name}{year + 1}"


def _predecessor(facts_file: Path, path: Path, year: str) -> Predecessor:
    """How the new file at `path` names the old one: by a relative path, or an absolute one on another drive.

    Raises DrafterError where the name is no text, as a name in GBK is none on Linux, and would have to be written.
    """
    try:
        name = os.path.relpath(facts_file, path.parent)
    except ValueError:
        name = str(facts_file.resolve())
    found = facts_file.resolve() == previous_year_sibling(path, str(int(year) + 1), year).resolve()
    if not found and any(map(hidden_character, name)):
        message = "文件或文件夹的名字里有乱码，写不进新文件的“上年文件”"
        raise DrafterError([fatal(Place(str(facts_file)), message, "先改名，如 2025.yaml，再运行一次")])
    return Predecessor(name.replace("\\", "/"), needed=not found)
