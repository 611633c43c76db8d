"""Bytes to disk, safely: written to a temporary file and renamed, and never over a file that a person has edited."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from drafter.findings import DrafterError, Finding, Place, Severity, fatal
from drafter.system import integrity


class Stage(Enum):
    """The three stages of a report; the value is its name in Chinese."""

    DRAFT = "草稿"  # gaps, values to verify, or errors
    SIGNING = "送签稿"  # complete, but for what comes with the signature
    FINAL = "定稿"

    @property
    def suffix(self) -> str:
        """The mark in the file name: only drafts have one."""
        return f"（{self.value}）" if self is Stage.DRAFT else ""


_ON_WINDOWS = os.name == "nt"
_NEW, _EDITED = "新", "改稿"


class Saved(NamedTuple):
    """The path of the document, and findings on its siblings."""

    path: Path
    findings: tuple[Finding, ...] = ()


_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)


def file_stem(title: str) -> str:
    """A title as a file name that Windows accepts too: no forbidden characters, at most 70.

    They are 210 bytes of the 255 that file systems allow; the rest is for （草稿）.docx.

    >>> file_stem("甲/乙镇2025年报告")
    '甲_乙镇2025年报告'
    """
    stem = _FORBIDDEN.sub("_", title).strip(" .")[:70] or "公文"
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


def without_stage_marks(stem: str) -> str:
    """A file name without （草稿） and （新） at its end, which are added here.

    >>> without_stage_marks("甲（草稿）")
    '甲'
    """
    return stem.removesuffix(f"（{_NEW}）").removesuffix(Stage.DRAFT.suffix) or stem


def save_document(
    data: bytes, folder: Path, stem: str, stage: Stage, force: bool = False, taken: Collection[Path] = ()
) -> Saved:
    """Writes a .docx that has a fingerprint as `stem` with the mark of its stage.

    A file of that name which a person has edited since is left alone: the new one gets （新）, and the changed
    paragraphs are listed. With `force` the new one takes the name, after the edited one was backed up as （改稿）.
    Raises DrafterError when the folder cannot be written, the file is open elsewhere, or its name is
    among those `taken` by other reports of the same run.
    """
    target = folder / f"{stem}{stage.suffix}.docx"
    findings: list[Finding] = []
    with _translate_os_errors(target):
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file() and not target.is_dir():
            raise DrafterError([fatal(Place(str(target)), "同名的不是普通文件，无法写入", "用 -o 指定别的位置")])
        if target.is_dir():
            raise DrafterError([fatal(Place(str(target)), "已有同名的文件夹，无法写入", "改名或用 -o 指定别的位置")])
        if target in taken:
            raise DrafterError([_name_taken(target)])
        if target.exists():
            before = target.read_bytes()
            if before == data:
                return Saved(target, tuple(_outdated_siblings(folder, stem, target)))
            changed = integrity.edits_since(before)
            if changed is None or changed:
                if force:
                    _refuse_if_open(target)
                    aside = _unused_name(folder, stem, _EDITED, lambda path: path.read_bytes() == before)
                    _backup(target, before, aside)
                    findings += _edited_notices(target, changed, aside)
                else:
                    findings += _edited_notices(target, changed, target)
                    target = _unused_name(
                        folder, stem, _NEW, lambda path: integrity.edits_since(path.read_bytes()) == []
                    )
        _refuse_if_open(target)
        write_safely(target, data)
    return Saved(target, (*findings, *_outdated_siblings(folder, stem, target)))


def save_text(
    data: bytes,
    folder: Path,
    stem: str,
    ending: str,
    taken: Collection[Path] = (),
    ours: Callable[[bytes], bool] = lambda _: False,
) -> Saved:
    """Writes a file of another form, such as .txt or .csv: an existing file is never replaced.

    One with other content is left alone, as its author is unknown; the new one becomes （新）. Where `ours`
    recognises by the content that we wrote it and nobody has changed it since, it is replaced.
    Raises DrafterError when the folder cannot be written.
    """
    target = folder / f"{stem}{ending}"

    def same(path: Path) -> bool:
        return path.is_file() and path.read_bytes() == data

    def replaceable(path: Path) -> bool:
        return same(path) or (path.is_file() and ours(path.read_bytes()))

    with _translate_os_errors(target):
        folder.mkdir(parents=True, exist_ok=True)
        findings: tuple[Finding, ...] = ()
        if target in taken:
            raise DrafterError([_name_taken(target)])
        if target.exists() and same(target):
            return Saved(target)
        if target.exists() and not replaceable(target):
            findings = (_notice(target, "已有同名文件，内容不同，没有覆盖它", "不再要的可以删去"),)
            target = _unused_name(folder, stem, _NEW, replaceable, ending)
        write_safely(target, data)
    return Saved(target, findings)


def _is_unedited(path: Path) -> bool:
    return integrity.edits_since(path.read_bytes()) == []


def write_new(path: Path, data: bytes) -> None:
    """Writes a file that must not exist yet. Raises DrafterError if it does or cannot be written."""
    with _translate_os_errors(path):
        if path.exists():
            raise DrafterError([fatal(Place(str(path)), "文件已经存在，没有改动它", "换一个文件夹，或先把旧文件改名")])
        path.parent.mkdir(parents=True, exist_ok=True)
        write_safely(path, data)


def write_all_new(files: Mapping[Path, bytes]) -> None:
    """Writes files in this order, the last one last: where it exists, so do those that it needs.

    Raises DrafterError if the last one is there already, or another one with other content; then none is written.
    """
    *needed, last = files
    for path in needed:
        if path.exists() and not (path.is_file() and path.read_bytes() == files[path]):
            raise DrafterError(
                [fatal(Place(str(path)), "文件已经存在，内容不同，没有改动它", "换一个文件夹，或先把它改名")]
            )
    if last.exists():
        write_new(last, files[last])  # raises with the reason
    for path in needed:
        if not path.exists():
            write_new(path, files[path])
    write_new(last, files[last])


def write_folder(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Writes files that must not exist yet into a folder; a new folder appears whole or not at all.

    Into a folder that is there already they come one by one in this order. Raises DrafterError if one of them is
    there with other content, or nothing can be written.
    """
    paths = [folder / name for name in files]
    with _translate_os_errors(folder):
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            _clear_leftovers(folder.parent)
            temporary = _temporary_sibling(folder)
            try:
                temporary.mkdir()
                for name, data in files.items():
                    write_safely(temporary / name, data)
                temporary.replace(folder)
                _fsync_folder(folder.parent)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
            return paths
        for path, data in zip(paths, files.values(), strict=True):
            if path.exists() and not (path.is_file() and path.read_bytes() == data):
                raise DrafterError([fatal(Place(str(path)), "文件已经存在，没有改动它", "用 -o 换一个文件夹")])
        for path, data in zip(paths, files.values(), strict=True):
            if not path.exists():
                write_safely(path, data)
    return paths


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Replaces `before` by `after` in a file of the user's, at the user's own request.

    Raises DrafterError when the file no longer holds `before`, is marked as read-only, or cannot be written.
    """
    with _translate_os_errors(path):
        target = path.resolve()  # of a link, the file that it leads to
        if not target.stat().st_mode & stat.S_IWUSR:
            raise DrafterError([fatal(Place(str(path)), "文件是只读的，没有动它", "要改它，先取消“只读”")])
        if target.read_bytes() != before:
            raise DrafterError([fatal(Place(str(path)), "文件刚才被别的程序改过，没有动它", "存盘以后再运行一次")])
        write_safely(target, after)


def write_safely(path: Path, data: bytes) -> None:
    """Writes to a temporary sibling of `path` and renames it: at any moment the old file or the new one is whole.

    Raises OSError; then nothing new is left behind.
    """
    _clear_leftovers(path.parent)
    temporary = _temporary_sibling(path)
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
        _fsync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


_LEFTOVER = re.compile(r"\.drafter-[0-9a-f]+\.tmp")
_A_DAY = 24 * 60 * 60  # seconds; no writing takes as long, whatever the clock of a file server says


def _temporary_sibling(path: Path) -> Path:
    """A temporary name in the same folder that no other process has, on this machine or another."""
    return path.with_name(f".drafter-{secrets.token_hex(4)}.tmp")


def _clear_leftovers(folder: Path) -> None:
    """Deletes what a killed run has left in this folder: temporary files and folders of ours, a day old."""
    left: list[Path] = []
    with contextlib.suppress(OSError):
        left = [path for path in folder.iterdir() if _LEFTOVER.fullmatch(path.name) and not path.is_symlink()]
    for path in left:
        with contextlib.suppress(OSError):  # another one's, or gone just now
            if time.time() - path.stat().st_mtime > _A_DAY:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _fsync_folder(folder: Path) -> None:
    """Flushes a rename in this folder to the disk, so that it survives a power cut; where systems do not offer this,
    as on Windows, or a file server refuses it, the rename is done all the same.
    """
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _backup(target: Path, data: bytes, aside: Path) -> None:
    """Copies an edited file, with its time, to a name that is free or holds the same already.

    Renaming it would leave a moment at which nothing bears its name.
    """
    if not aside.exists():
        write_safely(aside, data)
        with contextlib.suppress(OSError):
            shutil.copystat(target, aside)


def _unused_name(folder: Path, stem: str, mark: str, ours: Callable[[Path], bool], ending: str = ".docx") -> Path:
    """The first of `stem（新）`, `stem（新2）` … that is free, or holds a file that `ours` knows."""
    number = 1
    while True:
        path = folder / f"{stem}（{mark}{number if number > 1 else ''}）{ending}"
        if not path.exists() or (path.is_file() and ours(path)):
            return path
        number += 1


def _edited_notices(path: Path, changed: list[integrity.Edit] | None, moved_to: Path) -> list[Finding]:
    """The findings for a file that is not as we wrote it, and that is now at `moved_to`."""
    where = "没有覆盖它" if moved_to == path else f"已改名为“{moved_to.name}”"
    if changed is None:
        return [_notice(path, f"这个文件不是本程序写的，或者认不出来了，{where}")]
    findings = [_notice(path, f"这个文件在生成后有人改过{len(changed)}处，{where}", "把改动写回事实文件，再生成一次")]
    return findings + [_notice(path, f"改动：{_describe_edit(change)}") for change in changed]


def _describe_edit(change: integrity.Edit) -> str:
    origin = f"；原出自 {change.origin}" if change.origin else ""
    if change.text and change.before:
        return f"现为“{_short(change.text)}”{origin}"
    if change.text:
        return f"新加了“{_short(change.text)}”"
    if change.before:
        return f"删去了“{change.before}……”{origin}"
    return "在正文段落之外，如页眉、页脚"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}……"


def _notice(path: Path, message: str, hint: str = "") -> Finding:
    return Finding(Severity.NOTICE, Place(str(path)), message, hint)


def _outdated_siblings(folder: Path, stem: str, written: Path) -> list[Finding]:
    """Siblings of another stage that this document supersedes."""
    if f"（{_NEW}" in written.name:
        return []  # the edited sibling has just been reported
    found = []
    for path in (folder / f"{stem}.docx", folder / f"{stem}{Stage.DRAFT.suffix}.docx"):
        if path == written or not path.exists():
            continue
        if integrity.edits_since(path.read_bytes()) == []:
            found.append(_notice(path, "这是以前生成的，已经过时", "核对后可以删去"))
        else:
            found.append(_notice(path, "旁边这一份有人改过，与现在的事实不同，没有动它", "把改动写回事实文件后再生成"))
    return found


def _name_taken(path: Path) -> Finding:
    return fatal(Place(str(path)), "与这次生成的另一份报告同名", "两份事实文件的标题相同：看看“单位.简称”是不是忘了改")


def _refuse_if_open(path: Path) -> None:
    """Office suites leave a lock file beside a document that is open."""
    locks = (
        path.with_name(f"~${path.name[2:]}"),
        path.with_name(f"~${path.name}"),
        path.with_name(f".~lock.{path.name}#"),
    )
    if any(lock.exists() for lock in locks):
        raise DrafterError([_open_elsewhere(path)])


def _open_elsewhere(path: Path) -> Finding:
    return fatal(Place(str(path)), "文件正在别的程序（WPS、Word）中打开，无法写入", "关闭后再运行一次")


@contextlib.contextmanager
def _translate_os_errors(path: Path) -> Iterator[None]:
    """Errors of the file system in Chinese."""
    try:
        yield
    except PermissionError as error:
        if _ON_WINDOWS and path.exists():
            raise DrafterError([_open_elsewhere(path)]) from error
        raise DrafterError(
            [fatal(Place(str(path)), "没有写入权限，或文件正被别的程序占用", "换一个文件夹（-o），或关闭打开它的程序")]
        ) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise DrafterError(
            [fatal(Place(str(path)), "输出的文件夹不能用：路径中有一段是文件", "换一个文件夹")]
        ) from error
    except OSError as error:
        no_room = error.errno in (errno.ENOSPC, errno.EDQUOT)
        message = "磁盘已满" if no_room else f"写入失败（{error.strerror or error}）"
        hint = "旧文件都完好；腾出空间或换一个文件夹后再运行"
        raise DrafterError([fatal(Place(str(path)), message, hint)]) from error
