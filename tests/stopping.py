"""A command in a process of its own that is stopped at a moment of our choice: killed, its disk full, or Ctrl-C.

A moment is before or after a call that changes something under the work folder, and the middle of a writing. They are
counted from 1; with `at` = 0 nothing happens, and the moments are only counted.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple


class Stop(Enum):
    """What happens at the moment."""

    KILLED = auto()  # SIGKILL: nothing of Python runs any more, what is not yet handed to the system is lost
    FULL = auto()  # no byte and no file more, from this moment on; what there is can be removed and renamed
    INTERRUPTED = auto()  # KeyboardInterrupt, once


class Ended(NamedTuple):
    """How a command ended: its exit status (-9: killed), its moments, and all that it said.

    A moment is + where something needs room on the disk, else a dot.
    """

    status: int
    moments: str
    said: str


# What changes something on the disk, without opening and writing; the first ones need room on it.
_GROWING = ("mkdir", "fsync", "link", "symlink", "replace", "rename")
_OTHERS = ("unlink", "remove", "rmdir", "chmod", "truncate", "utime")
_EVENTS = {f"os.{name}" for name in (*_GROWING, *_OTHERS)}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def run(arguments: Sequence[str], folder: Path, at: int = 0, stop: Stop = Stop.KILLED) -> Ended:
    """Runs drafter in `folder`, which is the current folder then, and stops it at the moment `at`."""
    from drafter.cli import status_of

    said, counted = (folder.with_name(f"{folder.name}.{name}") for name in ("said", "counted"))
    child = os.fork()
    if not child:
        status = 99  # what goes wrong in here is no status of drafter's
        try:
            os.chdir(folder)
            gc.disable()  # it would touch, and so copy, all that was there before the fork
            os.fsync = lambda _: None  # for a power cut; here it would only take time
            sys.stdout = sys.stderr = said.open("w", encoding="utf-8")
            disk = _Disk(folder, at, stop, os.open(counted, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
            disk.watch()
            status = status_of(arguments)
            sys.stdout.flush()
            status = 98 if disk.unwatched else status
        finally:
            os._exit(status)
    _, how = os.waitpid(child, 0)
    return Ended(os.waitstatus_to_exitcode(how), counted.read_text(), said.read_text(encoding="utf-8"))


class _Disk:
    """Stands between Python and the work folder."""

    def __init__(self, folder: Path, at: int, stop: Stop, counter: int) -> None:
        self.folder, self.at, self.stop, self.counter = folder, at, stop, counter
        self.count = 0
        self.unwatched = False
        self._within = False

    def watch(self) -> None:
        """From now on, in this process."""
        self._write = os.write
        for name in (*_GROWING, *_OTHERS):
            setattr(os, name, self._watched(getattr(os, name), name in _GROWING))
        io.open = builtins.open = self._opening(io.open)  # type: ignore[assignment]
        sys.addaudithook(self._overlooked)

    def moment(self, needs_room: bool = False) -> None:
        """One more; the one that is waited for does not come back, or comes back as an error."""
        self.count += 1
        self._write(self.counter, b"+" if needs_room else b".")
        if self.stop is Stop.FULL:
            if self.at and self.count >= self.at and needs_room:
                raise OSError(errno.ENOSPC, "No space left on device")
        elif self.count == self.at:
            if self.stop is Stop.INTERRUPTED:
                raise KeyboardInterrupt
            os.kill(os.getpid(), signal.SIGKILL)

    @contextlib.contextmanager
    def changing(self, needs_room: bool) -> Iterator[None]:
        """Before, and after."""
        self.moment(needs_room)
        self._within = True
        try:
            yield
        finally:
            self._within = False
        self.moment()

    def _here(self, path: Any) -> bool:
        if isinstance(path, int):
            return True  # of a file that was opened here
        return self.folder in (lying := Path.cwd() / os.fsdecode(path), *lying.parents)

    def _watched(self, usual: Callable[..., Any], needs_room: bool) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **more: Any) -> Any:
            if not self._here(path):
                return usual(path, *rest, **more)
            with self.changing(needs_room):
                return usual(path, *rest, **more)

        return call

    def _opening(self, usual: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
            if not set(mode) & set("wxa+") or isinstance(path, int) or not self._here(path):
                return usual(path, mode, *rest, **more)
            with self.changing(needs_room=True):
                opened = usual(path, mode, *rest, **more)
            return _File(opened, self)

        return call

    def _overlooked(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Another way to the disk than those watched would be no moment: the test is to fail then."""
        if self._within or not (event == "open" or event in _EVENTS):
            return
        if not isinstance(arguments[0], int) and self._here(arguments[0]):
            self.unwatched |= event != "open" or bool(arguments[2] & _WRITING)


class _File:
    """A file open for writing: half of what is written is on the disk at a moment, the other half not yet."""

    def __init__(self, file: Any, disk: _Disk) -> None:
        self._file, self._disk = file, disk

    def write(self, data: Any) -> int:
        self._disk.moment(needs_room=True)
        half = len(data) // 2
        self._file.write(data[:half])
        self._file.flush()
        self._disk.moment(needs_room=True)
        self._file.write(data[half:])
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
