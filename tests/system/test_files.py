"""Nothing lost: no file is ever overwritten unseen, emptied or half written."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import time
import zipfile
from pathlib import Path

import docx
import pytest
from conftest import FRAME, report_of, told
from packages import edited, edits_since

from drafter.commands.build import build
from drafter.findings import DrafterError
from drafter.system import files, integrity, libreoffice
from drafter.system.files import Stage, file_stem, save_document, write_folder, write_new, write_safely
from drafter.writers import WRITERS
from drafter.writers.docx.package import write_docx


def document(text: str = "纠纷: {排查: 58件}\n") -> bytes:
    return write_docx(report_of(FRAME + text))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_is_marked_and_a_signing_copy_is_not(tmp_path):
    assert save_document(document(), tmp_path, "甲", Stage.DRAFT).path.name == "甲（草稿）.docx"
    assert save_document(document(), tmp_path, "甲", Stage.SIGNING).path.name == "甲.docx"


def test_our_own_unedited_document_is_replaced(tmp_path):
    save_document(document("纠纷: {排查: 58件}\n"), tmp_path, "甲", Stage.SIGNING)
    newer = document("纠纷: {排查: 59件}\n")
    save_document(newer, tmp_path, "甲", Stage.SIGNING)
    assert names(tmp_path) == ["甲.docx"] and (tmp_path / "甲.docx").read_bytes() == newer


def test_a_repacked_document_with_the_same_words_is_unedited(tmp_path):
    same = edited(document(), "58件", "58件")
    assert same != document() and edits_since(same) == []
    (tmp_path / "甲.docx").write_bytes(same)
    save_document(document("纠纷: {排查: 59件}\n"), tmp_path, "甲", Stage.SIGNING)
    assert names(tmp_path) == ["甲.docx"]


def test_an_edited_document_is_left_alone_and_its_changes_are_reported(tmp_path):
    hand = edited(document(), "58件", "57件")
    (tmp_path / "甲.docx").write_bytes(hand)
    saved = save_document(document("纠纷: {排查: 59件}\n"), tmp_path, "甲", Stage.SIGNING)
    assert saved.path.name == "甲（新）.docx"
    assert (tmp_path / "甲.docx").read_bytes() == hand
    messages = [finding.message for finding in saved.findings]
    assert messages[0] == "这个文件在生成后改过1处，没有覆盖它"
    assert re.fullmatch(
        r"改动：现为“全年排查矛盾纠纷57件。”；原出自 纠纷.排查（2025.yaml:3）；模板 矛盾纠纷:\d+", messages[1]
    )
    # and again: our own （新） is replaced, an edited one is not
    assert save_document(document(), tmp_path, "甲", Stage.SIGNING).path.name == "甲（新）.docx"
    (tmp_path / "甲（新）.docx").write_bytes(hand)
    assert save_document(document(), tmp_path, "甲", Stage.SIGNING).path.name == "甲（新2）.docx"


def test_an_added_or_deleted_paragraph_is_reported():
    before = document("纠纷: {排查: 58件}\n普法: {宣讲: 36场次}\n")
    (change,) = edits_since(edited(before, "全年排查矛盾纠纷", "</w:t></w:r></w:p><w:p><w:r><w:t>"))[:1]
    assert change.text and "纠纷.排查" in change.origin


HANDS = {
    "bold": lambda d: setattr(d.paragraphs[2].runs[0], "bold", True),
    "strike": lambda d: setattr(d.paragraphs[2].runs[0].font, "strike", True),
    "highlight": lambda d: setattr(d.paragraphs[2].runs[0].font, "highlight_color", 7),
    "comment": lambda d: d.add_comment(d.paragraphs[2].runs, "请核对", "县局"),
    "header": lambda d: setattr(d.sections[0].header.paragraphs[0], "text", "内部"),
    "footer": lambda d: d.sections[0].footer.paragraphs[0].add_run("内部"),
    "table": lambda d: d.add_table(1, 1).cell(0, 0).paragraphs[0].add_run("附表"),
    "deleted": lambda d: d.paragraphs[2]._p.getparent().remove(d.paragraphs[2]._p),
}


@pytest.mark.parametrize("name", HANDS)
def test_every_kind_of_manual_change_is_an_edit(name, tmp_path):
    document = docx.Document(io.BytesIO(write_docx(report_of(FRAME))))
    HANDS[name](document)
    document.save(str(tmp_path / "甲.docx"))
    by_hand = (tmp_path / "甲.docx").read_bytes()
    assert edits_since(by_hand)
    saved = save_document(write_docx(report_of(FRAME)), tmp_path, "甲", Stage.SIGNING)
    assert saved.path.name == "甲（新）.docx" and (tmp_path / "甲.docx").read_bytes() == by_hand


def test_a_deleted_paragraph_is_quoted_by_its_beginning():
    document = docx.Document(io.BytesIO(write_docx(report_of(FRAME))))
    HANDS["deleted"](document)
    target = io.BytesIO()
    document.save(target)
    (change,) = edits_since(target.getvalue())
    assert (change.text, change.before) == ("", "现将有关情况报告如下：")
    assert change.origin.startswith("模板 开头:")


def test_an_edited_sibling_is_not_reported_as_outdated(tmp_path):
    (tmp_path / "甲.docx").write_bytes(edited(document(), "58件", "57件"))
    saved = save_document(document(), tmp_path, "甲", Stage.DRAFT)
    assert [finding.message for finding in saved.findings] == ["旁边这一份有人改过，与现在的事实不同，没有动它"]


def test_a_mark_in_the_typed_name_is_not_doubled(tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    for name in ("甲.docx", "甲（草稿）.docx", "甲（新）.docx"):
        assert build(tmp_path / "2025.yaml", tmp_path / name).path.name == "甲（草稿）.docx"


def test_two_reports_of_one_run_do_not_take_the_same_name(tmp_path):
    first = save_document(document(), tmp_path, "甲", Stage.SIGNING).path
    with pytest.raises(DrafterError, match="同名"):
        save_document(document("纠纷: {排查: 59件}\n"), tmp_path, "甲", Stage.SIGNING, taken={first})
    assert first.read_bytes() == document()


@pytest.mark.parametrize("content", [b"", b"not a document", b"PK\x03\x04", zipfile.ZipFile])
def test_a_file_that_is_not_ours_is_left_alone(content, tmp_path):
    data = content if isinstance(content, bytes) else edited(document(), "58件", "58件")[:-30]
    (tmp_path / "甲.docx").write_bytes(data)
    saved = save_document(document(), tmp_path, "甲", Stage.SIGNING)
    assert saved.path.name == "甲（新）.docx" and (tmp_path / "甲.docx").read_bytes() == data
    assert "不是本程序写的" in saved.findings[0].message


def test_force_backs_up_the_edited_file(tmp_path):
    hand = edited(document(), "58件", "57件")
    (tmp_path / "甲.docx").write_bytes(hand)
    os.utime(tmp_path / "甲.docx", (10**9, 10**9))
    saved = save_document(document(), tmp_path, "甲", Stage.SIGNING, force=True)
    aside = tmp_path / "甲（改稿）.docx"
    assert saved.path.name == "甲.docx" and aside.read_bytes() == hand
    assert aside.stat().st_mtime == 10**9, "it was last edited then, not now"


def test_an_earlier_backup_is_kept_too(tmp_path):
    for number in range(2):
        (tmp_path / "甲.docx").write_bytes(b"by hand %d" % number)
        save_document(document(), tmp_path, "甲", Stage.SIGNING, force=True)
    assert (tmp_path / "甲（改稿）.docx").read_bytes() == b"by hand 0"
    assert (tmp_path / "甲（改稿2）.docx").read_bytes() == b"by hand 1"


def test_force_does_not_move_a_file_that_is_open(tmp_path):
    (tmp_path / "甲.docx").write_bytes(b"by hand")
    (tmp_path / ".~lock.甲.docx#").write_bytes(b"")
    with pytest.raises(DrafterError, match="正在别的程序"):
        save_document(document(), tmp_path, "甲", Stage.SIGNING, force=True)
    assert (tmp_path / "甲.docx").read_bytes() == b"by hand"


def test_a_text_box_and_its_fallback_count_once():
    space = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    twins = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p><w:r><w:t>外</w:t><w:br/><w:tab/><w:t>边</w:t>{twins}</w:r></w:p>"
    xml = f"<w:document {space}><w:body>{body}</w:body></w:document>"
    assert integrity.paragraphs(xml.encode()) == ["框", "外\n\t边"]


def test_an_outdated_sibling_is_reported(tmp_path):
    save_document(document(), tmp_path, "甲", Stage.DRAFT)
    saved = save_document(document(), tmp_path, "甲", Stage.SIGNING)
    assert [(Path(f.place.file).name, f.message) for f in saved.findings] == [
        ("甲（草稿）.docx", "这是以前生成的，已经过时")
    ]


def test_a_name_has_at_most_one_mark(tmp_path):
    (tmp_path / "甲（草稿）.docx").write_bytes(edited(document(), "58件", "57件"))
    assert save_document(document(), tmp_path, "甲", Stage.DRAFT).path.name == "甲（新）.docx"


def fail_with(error: OSError):
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("step", "error", "message"),
    [
        ("os.fsync", OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        ("os.fsync", OSError(errno.EIO, "Input/output error"), "写入失败"),
        ("pathlib.Path.replace", PermissionError(13, "denied"), "文件正被别的程序占用"),
        ("pathlib.Path.open", PermissionError(13, "denied"), "没有写入权限"),
        ("pathlib.Path.replace", KeyboardInterrupt(), ""),
    ],
)
def test_a_failure_at_any_step_leaves_the_old_file_whole(step, error, message, tmp_path, monkeypatch):
    save_document(document(), tmp_path, "甲", Stage.SIGNING)
    old = (tmp_path / "甲.docx").read_bytes()
    monkeypatch.setattr(step, fail_with(error))
    with pytest.raises((DrafterError, KeyboardInterrupt)) as caught:
        save_document(document("纠纷: {排查: 59件}\n"), tmp_path, "甲", Stage.SIGNING)
    monkeypatch.undo()
    if message:
        assert message in told(caught.value)
    assert names(tmp_path) == ["甲.docx"] and (tmp_path / "甲.docx").read_bytes() == old


class Half:
    """A file on a disk that is full after half of the data."""

    def __init__(self, file) -> None:
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data[: len(data) // 2])
        self.file.flush()
        raise OSError(errno.ENOSPC, "No space left on device")


def half_written(usual):
    """`Path.open` for such a disk."""

    def opened(path, mode="r", *rest, **more):
        file = usual(path, mode, *rest, **more)
        return Half(file) if mode == "wb" else file

    return opened


RENAMING = ["replace", "rename", "link"]
DISKS = {
    "full": (Path, ["open"], half_written, "磁盘已满"),
    "full at the end": (os, ["fsync"], lambda _: fail_with(OSError(errno.ENOSPC, "No space left")), "磁盘已满"),
    "read-only": (Path, ["open"], lambda usual: refused(usual, OSError(errno.EROFS, "Read-only")), "写入失败"),
    "forbidden": (Path, ["open"], lambda usual: refused(usual, PermissionError(13, "denied")), "没有写入权限"),
    "open": (os, RENAMING, lambda _: fail_with(PermissionError(13, "denied")), "文件正被别的程序占用"),
    "gone": (os, RENAMING, lambda _: fail_with(OSError(errno.EIO, "Input/output error")), "写入失败"),
}  # fmt: skip


def refused(usual, error: OSError):
    """`Path.open` where only reading is allowed."""
    return lambda path, mode="r", *rest, **more: fail_with(error)() if "w" in mode else usual(path, mode, *rest, **more)


@pytest.mark.parametrize("disk", DISKS)
@pytest.mark.parametrize("form", WRITERS)
def test_a_report_in_any_form_that_cannot_be_written_leaves_everything_as_it_was(form, disk, tmp_path, monkeypatch):
    monkeypatch.setattr(libreoffice, "to_pdf", lambda data: b"%PDF-" + data + b"startxref\n9\n%%EOF\n")
    facts = tmp_path / "2025.yaml"
    facts.write_text(FRAME + "纠纷: {排查: 58件}\n", encoding="utf-8")
    first = build(facts, tmp_path / "出", form=form).path
    facts.write_text(FRAME + "纠纷: {排查: 59件}\n", encoding="utf-8")
    before = first.read_bytes()
    owner, steps, failing, message = DISKS[disk]
    with monkeypatch.context() as patched:
        for step in steps:
            patched.setattr(owner, step, failing(getattr(owner, step)))
        with pytest.raises(DrafterError) as caught:
            build(facts, tmp_path / "出", form=form)
    assert message in told(caught.value)
    assert names(tmp_path / "出") == [first.name] and first.read_bytes() == before
    after = build(facts, tmp_path / "出", form=form).path
    assert (after == first) == (form in ("docx", "pdf"))  # a page or a text has no fingerprint


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_on_windows_an_open_report_is_reported_as_open(form, tmp_path, monkeypatch):
    monkeypatch.setattr(libreoffice, "to_pdf", lambda data: b"%PDF-" + data + b"startxref\n9\n%%EOF\n")
    facts = tmp_path / "2025.yaml"
    facts.write_text(FRAME, encoding="utf-8")
    first = build(facts, form=form).path
    before = first.read_bytes()
    facts.write_text(FRAME + "纠纷: {排查: 59件}\n", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", fail_with(PermissionError(13, "denied")))
    monkeypatch.setattr(files, "_ON_WINDOWS", True)
    with pytest.raises(DrafterError) as caught:
        build(facts, form=form)
    assert "文件正在别的程序（WPS、Word）中打开" in told(caught.value)
    assert first.read_bytes() == before and names(tmp_path) == sorted(["2025.yaml", first.name])


@pytest.mark.parametrize("lock", [".~lock.甲.docx#", "~$甲.docx", "~$docx"])
def test_a_document_that_is_open_elsewhere_is_left_alone(lock, tmp_path):
    save_document(document(), tmp_path, "甲", Stage.SIGNING)
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(DrafterError) as caught:
        save_document(document("纠纷: {排查: 59件}\n"), tmp_path, "甲", Stage.SIGNING)
    assert "文件正在别的程序（WPS、Word）中打开" in told(caught.value)
    assert names(tmp_path) == sorted(["甲.docx", lock])


def test_on_windows_a_refused_rename_means_the_file_is_open(tmp_path, monkeypatch):
    save_document(document(), tmp_path, "甲", Stage.SIGNING)
    monkeypatch.setattr("pathlib.Path.replace", fail_with(PermissionError(13, "denied")))
    monkeypatch.setattr(files, "_ON_WINDOWS", True)
    with pytest.raises(DrafterError) as caught:
        save_document(document("纠纷: {排查: 59件}\n"), tmp_path, "甲", Stage.SIGNING)
    assert "正在别的程序" in told(caught.value)


def test_a_folder_that_cannot_be_created_is_reported(tmp_path):
    (tmp_path / "文件").write_text("")
    with pytest.raises(DrafterError) as caught:
        save_document(document(), tmp_path / "文件" / "下", "甲", Stage.SIGNING)
    assert "输出的文件夹不能用" in told(caught.value)


@pytest.mark.skipif(os.name != "posix" or not Path("/dev/full").exists(), reason="needs a full device")
def test_a_system_folder_cannot_be_written():
    with pytest.raises(DrafterError) as caught:
        save_document(document(), Path("/proc"), "甲", Stage.SIGNING)
    assert "写入" in told(caught.value)


def test_a_new_text_file_never_replaces_one(tmp_path):
    write_new(tmp_path / "下" / "甲.txt", "一".encode())
    with pytest.raises(DrafterError, match="已经存在"):
        write_new(tmp_path / "下" / "甲.txt", "二".encode())
    assert (tmp_path / "下" / "甲.txt").read_text(encoding="utf-8") == "一"


def test_the_longest_name_can_be_written(tmp_path):
    stem = file_stem("甲" * 200)
    (tmp_path / f"{stem}（草稿）.docx").write_bytes(b"")
    assert save_document(document(), tmp_path, stem, Stage.DRAFT).path.exists()


def test_no_temporary_file_is_left(tmp_path):
    write_safely(tmp_path / "甲", b"1")
    assert names(tmp_path) == ["甲"]


def of_yesterday(path: Path) -> None:
    two_days = 2 * 24 * 60 * 60
    os.utime(path, (time.time() - two_days,) * 2)


def test_leftovers_of_a_killed_run_are_deleted_a_day_later(tmp_path):
    file, folder = tmp_path / ".drafter-0a1b2c3d.tmp", tmp_path / ".drafter-4711.tmp"
    file.write_bytes(b"half")
    folder.mkdir()
    (folder / "2025.yaml").write_bytes(b"whole")
    write_safely(tmp_path / "甲", b"1")
    assert names(tmp_path) == [file.name, folder.name, "甲"], "somebody may just be writing it"
    for path in (file, folder):
        of_yesterday(path)
    write_folder(tmp_path / "乙", {"丙": b"2"})
    assert names(tmp_path) == ["乙", "甲"]


def test_into_a_folder_that_is_there_come_the_files_that_it_lacks(tmp_path):
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "笔记").write_bytes(b"theirs")
    (tmp_path / "甲" / "乙").write_bytes(b"1")
    before = (tmp_path / "甲" / "乙").stat()
    paths = write_folder(tmp_path / "甲", {"乙": b"1", "丙": b"2", "丁": b"3"})
    assert paths == [tmp_path / "甲" / name for name in ("乙", "丙", "丁")]
    assert {path.name: path.read_bytes() for path in (tmp_path / "甲").iterdir()} == {
        "笔记": b"theirs", "乙": b"1", "丙": b"2", "丁": b"3",
    }  # fmt: skip
    after = (tmp_path / "甲" / "乙").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns), "the same content stays as it is"


@pytest.mark.parametrize("theirs", ["a file with other content", "a folder"])
def test_into_a_folder_that_is_there_comes_nothing_where_one_file_is_another(theirs, tmp_path):
    (tmp_path / "甲").mkdir()
    other = tmp_path / "甲" / "丙"
    other.mkdir() if theirs == "a folder" else other.write_bytes(b"theirs")
    with pytest.raises(DrafterError) as caught:
        write_folder(tmp_path / "甲", {"乙": b"1", "丙": b"2"})
    (finding,) = caught.value.findings
    assert finding.place.file == str(other) and "文件已经存在，内容不同，没有改动它" in finding.message
    assert [path.name for path in (tmp_path / "甲").iterdir()] == ["丙"] and other.is_dir() == (theirs == "a folder")


def test_what_a_full_disk_leaves_in_a_folder_that_is_there_is_whole(tmp_path, monkeypatch):
    (tmp_path / "甲").mkdir()
    usual = os.fsync
    written: list[int] = []

    def full_at_the_second(opened: int) -> None:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            written.append(opened)
            if len(written) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
        usual(opened)

    monkeypatch.setattr(os, "fsync", full_at_the_second)
    with pytest.raises(DrafterError, match="磁盘已满"):
        write_folder(tmp_path / "甲", {"乙": b"1", "丙": b"2", "丁": b"3"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "甲").iterdir()} == {"乙": b"1"}


@pytest.mark.parametrize(
    "name", [".drafter-.tmp", ".drafter-甲.tmp", "drafter-1.tmp", ".drafter-1.tmp.docx", ".drafter-1", "1.tmp"]
)
def test_nothing_else_is_ever_deleted(name, tmp_path):
    (tmp_path / name).write_bytes(b"theirs")
    of_yesterday(tmp_path / name)
    write_safely(tmp_path / "甲", b"1")
    assert (tmp_path / name).read_bytes() == b"theirs"


def test_a_symbolic_link_is_not_deleted_nor_its_target(tmp_path):
    theirs = tmp_path / "台账"
    theirs.mkdir()
    (theirs / "甲.xlsx").write_bytes(b"theirs")
    for number, path in enumerate((theirs, theirs / "甲.xlsx")):
        (tmp_path / f".drafter-{number}.tmp").symlink_to(path)
        of_yesterday(path)
    write_safely(tmp_path / "甲", b"1")
    assert names(tmp_path) == [".drafter-0.tmp", ".drafter-1.tmp", "台账", "甲"] and names(theirs) == ["甲.xlsx"]


def test_leftovers_that_cannot_be_deleted_prevent_no_writing(tmp_path, monkeypatch):
    left = tmp_path / ".drafter-1.tmp"
    left.write_bytes(b"half")
    of_yesterday(left)  # somebody else's, in a folder that several write to
    monkeypatch.setattr(Path, "unlink", fail_with(PermissionError(13, "denied")))
    write_safely(tmp_path / "甲", b"1")
    assert names(tmp_path) == [left.name, "甲"]


@pytest.mark.skipif(os.name == "nt", reason="Windows brings a rename to the disk by itself")
def test_file_and_folder_are_flushed_against_power_cuts(tmp_path, monkeypatch):
    brought: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda opened: brought.append(stat.S_ISDIR(os.fstat(opened).st_mode)))
    write_safely(tmp_path / "甲", b"1")
    assert brought == [False, True], "the file, and after the rename its folder"
    brought.clear()
    write_folder(tmp_path / "乙", {"丙": b"2"})
    assert brought == [False, True, True], "and the folder that holds the new one"


def test_a_file_server_that_cannot_flush_a_folder_is_no_error(tmp_path, monkeypatch):
    usual = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *rest: fail_with(OSError(22, "no"))() if path == tmp_path else usual(path, *rest)
    )
    write_safely(tmp_path / "甲", b"1")
    assert names(tmp_path) == ["甲"]


@pytest.mark.parametrize(
    ("title", "stem"),
    [("甲/乙：丙?", "甲_乙：丙_"), ("CON", "_CON"), ("  .", "公文"), ("甲" * 200, "甲" * 70), ("a\x07b", "a_b")],
)
def test_file_names_that_windows_accepts(title, stem):
    assert file_stem(title) == stem


def test_force_that_fails_gives_the_edited_file_its_name_back(tmp_path, monkeypatch):
    (tmp_path / "甲.docx").write_bytes(b"by hand")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DrafterError):
        save_document(write_docx(report_of(FRAME)), tmp_path, "甲", Stage.SIGNING, force=True)
    assert [path.name for path in Path(tmp_path).iterdir()] == ["甲.docx"]
    assert (tmp_path / "甲.docx").read_bytes() == b"by hand"
