"""Files that people name, as bytes and as text; errors of the file system in Chinese."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drafter.findings import DrafterError, Place, fatal
from drafter.readers.decode import LARGEST_FILE, LARGEST_TEXT, SourceText, decode, too_large
from drafter.system.patterns import pattern

LARGEST_DOCUMENT = 100_000_000  # bytes; pictures, which are ignored, make a .docx large


@dataclass(frozen=True)
class Files:
    """The disk, with an overlay: for the paths in `overlay` these bytes are read in place of the files.

    `anywhere`: a facts file may name files in any folder (--any-path).
    """

    overlay: Mapping[Path, bytes] = field(default_factory=dict)
    anywhere: bool = False

    def read_source(self, path: Path) -> SourceText:
        """The text of a facts file or template. Raises DrafterError, with the cause in Chinese."""
        return decode(self.read_bytes(path, LARGEST_FILE), str(path))

    def read_text(self, path: Path) -> SourceText:
        """The text of a report, which may be longer. Raises DrafterError."""
        return decode(self.read_bytes(path), str(path), LARGEST_TEXT)

    def read_bytes(self, path: Path, most: int = LARGEST_TEXT) -> bytes:
        """The contents of a file, at most `most` bytes. Raises DrafterError, with the cause in Chinese."""
        if path in self.overlay:
            return self.overlay[path]
        place = Place(str(path))
        try:
            if path.is_dir():
                raise DrafterError([fatal(place, "这是文件夹，不是文件", "写上文件夹里的事实文件，如 2025.yaml")])
            if path.exists() and not path.is_file():
                raise DrafterError([fatal(place, "这不是普通文件", "请选择扩展名为 .yaml 的事实文件")])
            with path.open("rb") as file:
                data = file.read(most + 1)
            if len(data) > most:
                raise DrafterError([too_large(str(path), path.stat().st_size, most)])
        except FileNotFoundError:
            raise DrafterError([fatal(place, "找不到这个文件", _nearby_facts_files(path))]) from None
        except PermissionError:
            raise DrafterError([fatal(place, "没有读取权限", "请检查文件的权限，或关闭正在使用它的程序")]) from None
        except (OSError, ValueError) as error:
            raise DrafterError([fatal(place, "无法读取这个文件", str(error))]) from None
        return data


DISK = Files()

YAML = (".yaml", ".yml")  # endings of facts files, of a county's tables and of page formats
_DRIVE = pattern(r"[A-Za-z]:")


def is_below(name: str, up: int = 0) -> bool:
    """Whether a path leads from a folder to a place below it, or below the folder `up` levels higher; on any system.

    >>> [is_below(name, up=1) for name in ("甲.csv", "../2024/甲.yaml", "../../甲.yaml", "/甲", "C:甲", "//host/甲")]
    [True, True, False, False, False, False]
    """
    path = _normal(name)
    return not (path.startswith("/") or _DRIVE.match(path)) and path.split("/")[: up + 1] != [".."] * (up + 1)


def _normal(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/"))


def named_file(name: str, place: Place, folder: Path, files: Files = DISK, endings: Sequence[str] = ()) -> Path:
    """The file that a facts file in `folder` names at `place`; it need not exist.

    It is below that folder or its parent, and has one of the `endings`: a facts file that others hand out must not open
    any file of this computer, or log in to a server. A link in these folders is followed, as somebody has put it there.
    Raises DrafterError for any other name; with `files.anywhere` only for one with another ending.
    """
    path = folder / _normal(name)
    if not (files.anywhere or is_below(name, up=1)):
        message = f"“{name}”不在事实文件的文件夹里，也不在上一级文件夹里，没有读取"
        hint = "放到事实文件旁边，这里只写文件名；确实要用别处的，命令后面加 --any-path"
        raise DrafterError([fatal(place, message, hint)])
    if endings and path.suffix.lower() not in endings:
        raise DrafterError([fatal(place, f"“{name}”不是 {endings[0]} 文件", f"这里写 {endings[0]} 文件的名字")])
    return path


def entries(folder: Path) -> list[Path]:
    """The entries of a folder, in order. Raises DrafterError, with the cause in Chinese."""
    try:
        return sorted(folder.iterdir())
    except PermissionError:
        raise DrafterError([fatal(Place(str(folder)), "没有读取这个文件夹的权限", "请检查文件夹的权限")]) from None
    except OSError as error:
        raise DrafterError([fatal(Place(str(folder)), "无法读取这个文件夹", str(error))]) from None


def _nearby_facts_files(path: Path) -> str:
    """The facts files in the folder of a missing one, for a hint."""
    try:
        names = sorted(p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        return "请检查文件夹的名字"
    return f"这个文件夹里有：{'、'.join(names[:5])}" if names else "用 drafter new 生成一份事实文件"


def is_file(path: Path) -> bool:
    """Whether the file exists; False also for an impossible name."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # an impossible name
        return False
