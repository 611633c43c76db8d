"""From one year's facts file to the next one's: read, rolled over, read again, and written under a new name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from drafter import kept
from drafter.carryover.confirm import confirm, is_of_key, unverified
from drafter.carryover.rollover import Old, RolledOver, roll_over, years_named
from drafter.facts.build import build_facts
from drafter.facts.model import Facts
from drafter.findings import DrafterError, Place, fatal
from drafter.opening import (
    OTHER_TEMPLATES,
    beside_of,
    local_templates,
    named_files,
    read_bytes,
    read_facts,
    template_file,
)
from drafter.output import rewrite, write_all_new
from drafter.reading.decode import LARGEST_FILE, decode, encoded
from drafter.rendering.carried import Carried, carried_over, states_own_words, unconfirmed, with_confirmed
from drafter.rendering.sources import ENDING


class NextYear(NamedTuple):
    """The new file, not yet written: where it will lie, its bytes, and what became of the facts.

    `along` are files that it needs beside it: the township's own template with its sentences 待核实, and, in another
    folder, the county's table and templates. `sentences` counts those to be verified.
    """

    path: Path
    data: bytes
    result: RolledOver
    ended: tuple[str, ...] = ()  # plans and slogans that end with the old year, as far as the new file names them
    along: Mapping[Path, bytes] = MappingProxyType({})
    sentences: int = 0


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
    path = _target(facts_file, int(year), output)
    along = _along(facts, facts_file, path)
    own = _own_templates(facts, facts_file.parent, int(year))
    carried = "\n".join(text for _, text, _ in own)
    sentences = sum(1 for _, text, _ in own for _ in unconfirmed(text))
    layout = own[0][0] if own else ""
    for old in local_templates(facts, facts_file.parent) if own else ():
        along.pop(path.parent / old.name, None)
    for name, _, data_of_template in own:
        along[path.parent / f"{name}{ENDING}"] = data_of_template
    result = roll_over(whole.text, facts.table, int(year), _old(facts_file, path, year), layout)
    rolled = whole.bytes_of(result.text)
    _facts(rolled, path, facts_file.parent)  # what cannot be read again is not written
    result.years.update(years_named(carried))
    ended = tuple(_ended(f"{result.text}\n{carried}", int(year)))
    return NextYear(path, rolled, result, ended, along, sentences)


def _own_templates(facts: Facts, folder: Path, year: int) -> list[tuple[str, str, bytes]]:
    """The township's own templates a year on, the layout first: name, text, bytes; none where no words are its own."""
    old = local_templates(facts, folder)
    texts = [encoded(read_bytes(path, LARGEST_FILE), str(path)) for path in old]
    if not any(states_own_words(text.text) for text in texts):
        return []
    new = []
    for path, text in zip(old, texts, strict=True):
        words = carried_over(text.text) if states_own_words(text.text) else text.text
        for name in dict.fromkeys(OTHER_TEMPLATES.findall(words)):
            if template_file(folder, name) in old:
                stem = _a_year_on(name.removesuffix(ENDING), year)
                words = words.replace(f'"{name}"', f'"{stem}"').replace(f"'{name}'", f"'{stem}'")
        new.append((_a_year_on(path.name.removesuffix(ENDING), year), words, text.bytes_of(words)))
    return new


def write(new: NextYear) -> None:
    """Writes the new file, after those that it needs. Raises DrafterError if there is one already."""
    if new.path in new.along:
        message = "这是版式的文件名，不能写成事实文件"
        raise DrafterError(
            [fatal(Place(str(new.path)), message, f"换一个名字，如 {new.path.with_suffix('.yaml').name}")]
        )
    write_all_new({**new.along, new.path: new.data})


def _along(facts: Facts, facts_file: Path, path: Path) -> dict[Path, bytes]:
    """What the facts name and another folder lacks."""
    if path.parent.resolve() == facts_file.parent.resolve():
        return {}
    return {path.parent / file.name: read_bytes(file, LARGEST_FILE) for file in named_files(facts, facts_file.parent)}


class Open(NamedTuple):
    """Something to be verified: a value of the facts by its key, a sentence of the template by name and line."""

    file: Path
    line: int
    key: str
    words: str


class Confirming(NamedTuple):
    """A facts file and its own template with what is confirmed in them, not yet written: before and after."""

    files: Mapping[Path, tuple[bytes, bytes]]
    confirmed: tuple[Open, ...]
    left: tuple[Open, ...]


def confirming(facts_file: Path, keys: Sequence[str], everything: bool) -> Confirming:
    """The values of these keys, or all, confirmed; the key of a sentence is the template's name and its line: 甲镇:12.

    Raises DrafterError when the facts cannot be read, or nothing under one of the keys is to be verified.
    """
    data = read_bytes(facts_file, LARGEST_FILE)
    facts = _facts(data, facts_file, facts_file.parent)
    whole = encoded(data, str(facts_file))
    values = unverified(whole.text, facts.table)
    found = [Open(facts_file, one.line, one.key, one.words) for one in values]
    templates = {
        path: encoded(read_bytes(path, LARGEST_FILE), str(path)) for path in local_templates(facts, facts_file.parent)
    }
    for path, text in templates.items():
        name = path.name.removesuffix(ENDING)
        found += [Open(path, one.line, f"{name}:{one.line}", one.words) for one in unconfirmed(text.text)]

    def is_meant(one: Open, key: str) -> bool:
        if one.file in templates:
            return key in (one.key, one.file.name.removesuffix(ENDING))
        return is_of_key(one.key, key)

    for key in keys:
        if not any(is_meant(one, key) for one in found):
            known = "、".join(dict.fromkeys(one.key for one in found)) or "没有了"
            raise DrafterError([fatal(Place(str(facts_file)), f"“{key}”没有待核实的", f"待核实的：{known}")])
    wanted = {one for one in found if everything or any(is_meant(one, key) for key in keys)}
    after = confirm(whole.text, facts.table, lambda one: Open(facts_file, one.line, one.key, one.words) in wanted)
    files = {facts_file: (data, whole.bytes_of(after))}
    for path, text in templates.items():
        lines = {one.line for one in wanted if one.file == path}
        files[path] = text.bytes_of(text.text), text.bytes_of(with_confirmed(text.text, _on(lines)))
    return Confirming(files, tuple(o for o in found if o in wanted), tuple(o for o in found if o not in wanted))


def _on(lines: set[int]) -> Callable[[Carried], bool]:
    """Whether a sentence begins on one of these lines."""
    return lambda sentence: sentence.line in lines


def write_confirmed(done: Confirming) -> None:
    """Writes the files. Raises DrafterError if one has changed meanwhile."""
    for path, (before, after) in done.files.items():
        if after != before:
            rewrite(path, before, after)


def _ended(text: str, year: int) -> Iterator[str]:
    """The terms of `data/terms.yaml` that end with this year and are still named in the facts."""
    typed = "\n".join(line.partition("  # ")[0] for line in text.splitlines() if not line.lstrip().startswith("#"))
    for term in kept.table("terms.yaml")["有年限"]:
        if term["止"] == year and any(word in typed for word in term["词"]):
            yield term["名"]


def _target(facts_file: Path, year: int, output: Path | None) -> Path:
    """The same name with the next year in it, or with the year behind it."""
    stem, ending = facts_file.stem, facts_file.suffix or ".yaml"
    named = f"{_a_year_on(stem, year)}{ending}"
    if output is None:
        return facts_file.with_name(named)
    return output / named if output.is_dir() or not output.suffix else output


def _a_year_on(name: str, year: int) -> str:
    """The name with the next year in it, or behind it."""
    return name.replace(str(year), str(year + 1)) if str(year) in name else f"{name}{year + 1}"


def _old(facts_file: Path, path: Path, year: str) -> Old:
    """How the new file at `path` names the old one: by the way from its folder, or the whole path on another drive."""
    try:
        name = os.path.relpath(facts_file, path.parent)
    except ValueError:
        name = str(facts_file.resolve())
    found = facts_file.resolve() == beside_of(path, str(int(year) + 1), year).resolve()
    return Old(name.replace("\\", "/"), needed=not found)


def _facts(data: bytes, path: Path, folder: Path) -> Facts:
    """The facts of a file's bytes, without those of ledgers, which may still have to be made; what else they name
    lies in `folder`. Raises DrafterError.
    """
    source = decode(data, str(path))
    node, table, of_ledgers = read_facts(source, folder, with_its_ledgers=False)
    return build_facts(node, table, source.name, of_ledgers)[0]
