"""A cache between runs, for results that would be the same at every start.

It is in the user's cache folder, under a name that changes with drafter, Python, and every shipped file. Where nothing
can be written, nothing is cached. `DRAFTER_CACHE` names another folder; empty, it turns the cache off.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from drafter import __version__
from drafter.system import resources


def cached_bytes(name: str, make: Callable[[], bytes]) -> bytes:
    """The result of `make`, of this run or an earlier one."""
    place = cache_folder()
    if place is None:
        return make()
    file = place / name
    with contextlib.suppress(OSError):
        stored = file.read_bytes()
        if stored[:_CHECKSUM_SIZE] == _checksum(stored[_CHECKSUM_SIZE:]):  # else it is damaged, and made again
            return stored[_CHECKSUM_SIZE:]
    data = make()
    with contextlib.suppress(OSError):  # a full disk costs time only
        temporary = file.with_name(f"{name}.{os.getpid()}")
        temporary.write_bytes(_checksum(data) + data)
        temporary.replace(file)
    return data


_CHECKSUM_SIZE = 32  # bytes


def _checksum(data: bytes) -> bytes:
    return sha256(data).digest()


@cache
def data_table(name: str) -> Any:
    """A YAML file of `data/` as read-only values, read once a process; cached as JSON, which loads far faster."""

    def as_json() -> bytes:
        import yaml

        text = (resources.data() / name).read_text(encoding="utf-8")
        rows = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return json.dumps(rows, default=str).encode()  # a date is the text that was typed

    return _read_only(json.loads(cached_bytes(f"{name.replace('/', '-')}.json", as_json)))


def _read_only(value: Any) -> Any:
    """The value with mappings that cannot be changed; its lists, which callers share too, must not be."""
    if isinstance(value, dict):
        return MappingProxyType({key: _read_only(one) for key, one in value.items()})
    return [_read_only(one) for one in value] if isinstance(value, list) else value


def first_time(name: str) -> bool:
    """True at the first run on this machine, of any version; False later, and where there is no cache."""
    home = _home()
    if home is None:
        return False
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (home / name).open("x"):
            return True
    except OSError:
        return False


@cache
def cache_folder() -> Path | None:
    """The folder of this version, created if need be; None where there is no cache."""
    home = _home()
    if home is None:
        return None
    place = home / _fingerprint()
    try:
        if not place.is_dir():
            place.mkdir(mode=0o700, parents=True)
            _delete_all_but(place)
    except OSError:
        return None
    return place


def _delete_all_but(place: Path) -> None:
    """Deletes the caches of other versions; one that still runs makes its own again."""
    for other in place.parent.iterdir():
        if other != place and other.is_dir() and re.fullmatch("[0-9a-f]{16}", other.name):
            shutil.rmtree(other, ignore_errors=True)


def _home() -> Path | None:
    if (chosen := os.environ.get("DRAFTER_CACHE")) is not None:
        return Path(chosen) if chosen else None
    if local := os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME"):
        return Path(local) / "drafter"
    try:
        return Path.home() / ".cache" / "drafter"
    except RuntimeError:  # a user without a home
        return None


def _fingerprint() -> str:
    """A hash of all that cached results may depend on; of files, their size and time."""
    digest = sha256(f"{__version__} {sys.version}".encode())
    for file in _files():
        known = file.stat()
        digest.update(f"{file} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for top in (Path(__file__).parents[1], resources.templates(), resources.data()):
        if isinstance(top, Path):
            yield from sorted(f for f in top.rglob("*") if f.is_file() and f.suffix != ".pyc")
