"""Bytes to disk, safely: written to a temporary file and renamed, never over a file that a person has edited, that is
another report, or that another program has written in the meantime."""

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
from drafter.system.patterns import pattern


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


_FORBIDDEN = pattern(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = pattern(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)


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

    A file of that name that a person has edited since, or that is another report, is left alone: the new one gets
    （新）, and the findings say why. With `force` the new one takes the name of an edited one, after that was backed up
    as （改稿）; another report keeps its name all the same.
    Raises DrafterError when the folder cannot be written, the file is open elsewhere or read-only, or its name is
    among those `taken` by other reports of the same run.
    """
    target = folder / f"{stem}{stage.suffix}.docx"
    saved = _save(data, target, stem, _why_keep_docx, taken, force)
    with _translate_os_errors(target):
        return Saved(saved.path, (*saved.findings, *_outdated_siblings(folder, stem, saved.path, data)))


def save_text(data: bytes, folder: Path, stem: str, ending: str, taken: Collection[Path] = ()) -> Saved:
    """Writes a file of another form, such as .txt or .csv: an existing file is never replaced.

    One with other content is left alone, as its author is unknown; the new one becomes （新）. Only a .pdf says
    itself that it is the same report and that nobody has changed it since: it is replaced.
    Raises DrafterError when the folder cannot be written.
    """
    return _save(data, folder / f"{stem}{ending}", stem, _why_keep_pdf if ending == ".pdf" else _why_keep, taken)


class _Keep(NamedTuple):
    """Why a file is not replaced: a message, to which is added what became of it, a hint, and further messages."""

    message: str
    hint: str = ""
    further: tuple[str, ...] = ()
    despite_force: bool = False  # `force` is for edited files only


_MOST_ATTEMPTS = 100

# Takes the bytes of a file that is there, and those that are to replace them; None: they may.
_WhyKeep = Callable[[bytes, bytes], _Keep | None]


def _save(
    data: bytes, target: Path, stem: str, why_keep: _WhyKeep, taken: Collection[Path], force: bool = False
) -> Saved:
    """Writes a file, or where its name must be left to another one, `stem` with （新）.

    Each time another program was quicker, everything is looked at again: neither file is lost.
    """
    with _translate_os_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if _is_taken(target) and not target.is_file():
            message = "已有同名的文件夹" if target.is_dir() else "同名的不是普通文件"
            raise DrafterError([fatal(Place(str(target)), f"{message}，无法写入", "改名或用 -o 指定别的位置")])
        if target in taken:
            raise DrafterError([_name_taken(target)])
        for _ in range(_MOST_ATTEMPTS):
            if saved := _try_to_save(data, target, stem, why_keep, force):
                return saved
        message = "别的程序在不断改写同名的文件，没有写入"
        raise DrafterError([fatal(Place(str(target)), message, "等它写完，再运行一次")])


def _try_to_save(data: bytes, target: Path, stem: str, why_keep: _WhyKeep, force: bool) -> Saved | None:
    """One attempt; None where the name was taken, or its file changed, since we looked."""
    before = _content(target)
    if before == data:
        return Saved(target)
    path, kept, aside = target, why_keep(before, data) if before is not None else None, target
    if before is not None and kept and force and not kept.despite_force:
        _refuse_to_replace(target)
        aside = _unused_name(target, stem, _EDITED, lambda content: content == before)
        if not _backup(target, before, aside):
            return None
    elif kept:
        path = _unused_name(target, stem, _NEW, lambda content: content == data or not why_keep(content, data))
        before = _content(path)
    findings = _notices(target, kept, aside) if kept else ()
    if before is None:
        done = _create(path, data)
    elif before == data:
        done = True
    else:
        _refuse_to_replace(path)
        done = _replace(path, before, data)
    return Saved(path, findings) if done else None


def _is_taken(path: Path) -> bool:
    """Whether there is anything of this name, also a link that leads nowhere."""
    return os.path.lexists(path)


def _content(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _why_keep(_: bytes, __: bytes) -> _Keep | None:
    return _Keep("已有同名文件，内容不同", "不再要的可以删去")


def _why_keep_pdf(before: bytes, data: bytes) -> _Keep | None:
    whose = integrity.pdf_identity(before)
    if whose is None:
        return _why_keep(before, data)
    return None if whose == integrity.pdf_identity(data) else _another_report(whose)


def _why_keep_docx(before: bytes, data: bytes) -> _Keep | None:
    old, new = integrity.examine(before), integrity.examine(data)
    if old is None:
        return _Keep("这个文件不是本程序写的，或者是旧版写的，认不出来了")
    if new is None or old.identity != new.identity:
        return _another_report(old.identity)
    if not old.edits:
        return None
    further = tuple(f"改动：{_describe_edit(edit)}" for edit in old.edits)
    return _Keep(f"这个文件在生成后改过{len(old.edits)}处", "把改动写回事实文件，再生成一次", further)


def _another_report(whose: integrity.Identity) -> _Keep:
    year = f"{whose.year}年" if whose.year else ""
    message = f"这个文件是另一份：{whose.unit}{year}“{_short(whose.title)}”"
    return _Keep(message, "各用各的文件名，或用 -o 放进别的文件夹", despite_force=True)


def write_new(path: Path, data: bytes) -> None:
    """Writes a file that must not exist yet. Raises DrafterError if it does or cannot be written."""
    with _translate_os_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if _is_taken(path) or not _create(path, data):
            raise DrafterError([fatal(Place(str(path)), "文件已经存在，没有改动它", "换一个文件夹，或先把旧文件改名")])


def write_all_new(files: Mapping[Path, bytes]) -> None:
    """Writes files in this order, the last one last: where it exists, so do those that it needs.

    Raises DrafterError if the last one is there already, or another one with other content; then none is written.
    """
    *needed, last = files
    for path in needed:
        _refuse_other_content(path, files[path])
    if _is_taken(last):
        write_new(last, files[last])  # raises with the reason
    for path in needed:
        with _translate_os_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _create_or_find(path, files[path])
    write_new(last, files[last])


def _create_or_find(path: Path, data: bytes) -> None:
    """Writes a file that is not there with this content already. Raises DrafterError where it has another one."""
    _refuse_other_content(path, data)
    if not _is_taken(path) and not _create(path, data):
        _refuse_other_content(path, data)  # another process was quicker, perhaps with the same


def _refuse_other_content(path: Path, data: bytes) -> None:
    if _is_taken(path) and not (path.is_file() and path.read_bytes() == data):
        raise DrafterError(
            [fatal(Place(str(path)), "文件已经存在，内容不同，没有改动它", "用 -o 换一个文件夹，或先把它改名")]
        )


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
                _rename_folder(temporary, folder)
                _fsync_folder(folder.parent)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
            return paths
        for path, data in zip(paths, files.values(), strict=True):
            _refuse_other_content(path, data)
        for path, data in zip(paths, files.values(), strict=True):
            _create_or_find(path, data)
    return paths


def _rename_folder(temporary: Path, folder: Path) -> None:
    """No system renames a folder over one that holds something. Raises DrafterError where another process did first."""
    try:
        temporary.replace(folder)
    except OSError as error:
        if not folder.exists():
            raise
        message = "这个文件夹刚才由另一个程序建好了，没有动它"
        raise DrafterError([fatal(Place(str(folder)), message, "看看是不是运行了两次；不是就用 -o 换一个")]) from error


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Replaces `before` by `after` in a file of the user's, at the user's own request.

    Raises DrafterError when the file no longer holds `before`, is marked as read-only, or cannot be written.
    """
    with _translate_os_errors(path):
        target = path.resolve()  # of a link, the file that it leads to
        _refuse_if_read_only(target, path)
        if not _replace(target, before, after):
            raise DrafterError([fatal(Place(str(path)), "文件刚才被别的程序改过，没有动它", "存盘以后再运行一次")])


# --- bytes to disk ----------------------------------------------------------------------------------


def write_safely(path: Path, data: bytes) -> None:
    """Writes to a temporary sibling of `path` and renames it: at any moment the old file or the new one is whole.

    For files that nobody else writes. Raises OSError; then nothing new is left behind.
    """
    with _written(path, data) as temporary:
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
        _fsync_folder(path.parent)


@contextlib.contextmanager
def _written(path: Path, data: bytes) -> Iterator[Path]:
    """A temporary sibling of `path` with this content, to be given its name; if it was not, it is deleted."""
    _clear_leftovers(path.parent)
    with _temporary_name(path) as temporary:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary


@contextlib.contextmanager
def _temporary_name(path: Path) -> Iterator[Path]:
    """A temporary sibling of `path`, which is deleted in the end, if there is a file of that name."""
    temporary = _temporary_sibling(path)
    try:
        yield temporary
        _delete(temporary)  # an interruption here leads to the other one
    except BaseException:
        _delete(temporary)
        raise


def _delete(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        if _is_taken(temporary):
            temporary.unlink()


# What file systems without hard links say, such as FAT, network drives, or Android.
_NO_LINKS = {
    *(errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL, errno.EXDEV)
}


def _create(path: Path, data: bytes) -> bool:
    """Writes a file if there is none of its name, whole or not at all; False where there is. Raises OSError."""
    with _written(path, data) as temporary:
        try:
            _take_name(temporary, path)
        except FileExistsError:
            return False
        _fsync_folder(path.parent)
    return True


def _take_name(temporary: Path, path: Path) -> None:
    """Gives a file a name that is free. Raises FileExistsError where it is not, or another OSError."""
    if _ON_WINDOWS:
        temporary.rename(path)  # which there replaces nothing
        return
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with path.open("xb"):  # the name is ours; then for a moment the file is empty
            pass
        try:
            temporary.replace(path)
        except BaseException:
            path.unlink()
            raise


def _replace(path: Path, before: bytes, data: bytes) -> bool:
    """Writes a file in place of one that still holds `before`; False where it no longer does. Raises OSError.

    The old file keeps a second name until we know that nobody has written into it at the last moment. What another
    program renames to `path` between the last look and our own rename, a few microseconds, cannot be seen.
    """
    with _written(path, data) as temporary, _temporary_name(path) as old:
        try:
            shutil.copymode(path, temporary)
            linked = _linked(path, old)
            if _content(path) != before:
                return False
            temporary.replace(path)
            if linked and old.read_bytes() != before:
                old.replace(path)  # ours can be made again
                return False
        except FileNotFoundError:  # somebody has deleted it
            return False
        _fsync_folder(path.parent)
        return True


def _linked(path: Path, second: Path) -> bool:
    """Whether a file could be given a second name."""
    try:
        os.link(path, second)
    except OSError:  # where links do not exist, Windows at least replaces no open file
        return False
    return True


_LEFTOVER = pattern(r"\.drafter-[0-9a-f]+\.tmp")
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


def _backup(target: Path, data: bytes, aside: Path) -> bool:
    """Copies an edited file, with its time, to a name that is free or holds the same already; False if it was taken.

    Renaming it would leave a moment at which nothing bears its name.
    """
    if aside.exists():
        return True
    if not _create(aside, data):
        return False
    with contextlib.suppress(OSError):
        shutil.copystat(target, aside)
    return True


def _unused_name(target: Path, stem: str, mark: str, ours: Callable[[bytes], bool]) -> Path:
    """The first of `stem（新）`, `stem（新2）` … that is free, or holds a content that `ours` knows."""
    number = 1
    while True:
        path = target.with_name(f"{stem}（{mark}{number if number > 1 else ''}）{target.suffix}")
        if not _is_taken(path) or (path.is_file() and ours(path.read_bytes())):
            return path
        number += 1


def _notices(path: Path, kept: _Keep, moved_to: Path) -> tuple[Finding, ...]:
    """The findings for a file that is not replaced, and that is now at `moved_to`."""
    where = "没有覆盖它" if moved_to == path else f"已改名为“{moved_to.name}”"
    first = _notice(path, f"{kept.message}，{where}", kept.hint)
    return (first, *(_notice(path, message) for message in kept.further))


def _describe_edit(edit: integrity.Edit) -> str:
    origin = f"；原出自 {edit.origin}" if edit.origin else ""
    if edit.respect:
        paragraph = f"“{_short(edit.text)}”" if edit.text.strip() else ""
        return f"{paragraph}{edit.respect}{origin}"
    if edit.text and edit.before:
        return f"现为“{_short(edit.text)}”{origin}"
    return f"新加了“{_short(edit.text)}”" if edit.text else f"删去了“{edit.before}……”{origin}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}……"


def _notice(path: Path, message: str, hint: str = "") -> Finding:
    return Finding(Severity.NOTICE, Place(str(path)), message, hint)


def _outdated_siblings(folder: Path, stem: str, written: Path, data: bytes) -> list[Finding]:
    """Siblings of another stage that this document supersedes; another report is none."""
    if f"（{_NEW}" in written.name:
        return []  # the edited sibling has just been reported
    found = []
    for path in (folder / f"{stem}.docx", folder / f"{stem}{Stage.DRAFT.suffix}.docx"):
        if path == written or not path.is_file():
            continue
        kept = _why_keep_docx(path.read_bytes(), data)
        if kept is None:
            found.append(_notice(path, "这是以前生成的，已经过时", "核对后可以删去"))
        elif not kept.despite_force:
            found.append(_notice(path, "旁边这一份有人改过，与现在的事实不同，没有动它", "把改动写回事实文件后再生成"))
    return found


def _name_taken(path: Path) -> Finding:
    return fatal(Place(str(path)), "与这次生成的另一份报告同名", "两份事实文件的标题相同：看看“单位.简称”是不是忘了改")


def _refuse_to_replace(path: Path) -> None:
    """Raises DrafterError where the user has marked a file as read-only, or has it open."""
    _refuse_if_read_only(path, path)
    _refuse_if_open(path)


def _refuse_if_read_only(target: Path, named: Path) -> None:
    if not target.stat().st_mode & stat.S_IWUSR:
        raise DrafterError([fatal(Place(str(named)), "文件是只读的，没有动它", "要改它，先取消“只读”")])


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
