"""Two programs at one file: what one of them saves at the critical moment is never lost to the other."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from conftest import FRAME, report_of, told
from packages import edited

from drafter.commands.build import build
from drafter.commands.import_report import import_report, write_import
from drafter.commands.rollover import plan_rollover, write_rollover
from drafter.findings import DrafterError
from drafter.system import files, libreoffice
from drafter.system.files import Stage, rewrite, save_document, save_text, write_all_new, write_folder, write_new
from drafter.writers import WRITERS
from drafter.writers.docx.package import write_docx

Rival = Callable[[], object]


def document(cases: int = 58) -> bytes:
    return write_docx(report_of(FRAME + f"纠纷: {{排查: {cases}件}}\n"))


@cache
def by_hand(cases: int = 57) -> bytes:
    return edited(document(), "58件", f"{cases}件")


def contents(folder: Path) -> dict[str, bytes]:
    """All files, hidden ones too."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def when(monkeypatch):
    """Lets a rival act once, just before the next call of a function of `os`."""

    def arrange(step: str, rival: Rival) -> None:
        usual = getattr(os, step)

        def call(*arguments, **more):
            monkeypatch.setattr(os, step, usual)
            rival()
            return usual(*arguments, **more)

        monkeypatch.setattr(os, step, call)

    return arrange


@pytest.fixture(params=["links", "no links", "Windows"])
def disk(request, monkeypatch):
    """What a disk or system offers; returns the call of `os` that takes a free name."""
    if request.param == "links":
        return "link"

    def no_link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    if request.param == "no links":
        return "link"

    def rename(source: Path, target: Path) -> None:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "File exists")
        Path(source).replace(target)

    monkeypatch.setattr(os, "rename", rename)
    monkeypatch.setattr(files, "_ON_WINDOWS", True)
    return "rename"


def save_in_place(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(by_hand())
        file.truncate()


def save_by_renaming(path: Path) -> None:
    new = path.with_name("~WRL0001.tmp")
    new.write_bytes(by_hand())
    new.replace(path)


def assert_both_survive(folder: Path, when: Callable[[str, Rival], None], step: str, save: Rival) -> None:
    (folder / "甲.docx").write_bytes(document())
    when(step, save)
    saved = save_document(document(59), folder, "甲", Stage.SIGNING)
    assert contents(folder) == {"甲.docx": by_hand(), "甲（新）.docx": document(59)}
    assert saved.path.name == "甲（新）.docx" and "改过1处，没有覆盖它" in saved.findings[0].message


@pytest.mark.parametrize("save", [save_in_place, save_by_renaming])
def test_an_edit_that_is_saved_while_we_write_survives(save, disk, tmp_path, when):
    assert_both_survive(tmp_path, when, "fsync", lambda: save(tmp_path / "甲.docx"))


@pytest.mark.skipif(os.name == "nt", reason="there an open file is not replaced")
def test_an_edit_that_is_written_into_the_file_at_the_last_moment_survives(tmp_path, when):
    assert_both_survive(tmp_path, when, "replace", lambda: save_in_place(tmp_path / "甲.docx"))


def test_a_report_that_is_deleted_while_we_write_is_written_anew(disk, tmp_path, when):
    target = tmp_path / "甲.docx"
    target.write_bytes(document())
    when("fsync", target.unlink)
    assert save_document(document(59), tmp_path, "甲", Stage.SIGNING).path == target
    assert contents(tmp_path) == {"甲.docx": document(59)}


def test_an_edit_that_is_saved_while_we_back_up_the_last_one_survives(disk, tmp_path, when):
    target, second = tmp_path / "甲.docx", by_hand(56)
    target.write_bytes(by_hand())
    when("fsync", lambda: target.write_bytes(second))
    saved = save_document(document(59), tmp_path, "甲", Stage.SIGNING, force=True)
    assert saved.path == target
    assert contents(tmp_path) == {
        "甲.docx": document(59), "甲（改稿）.docx": by_hand(), "甲（改稿2）.docx": second,
    }  # fmt: skip


def test_a_backup_takes_no_name_that_a_rival_has_just_taken(disk, tmp_path, when):
    (tmp_path / "甲.docx").write_bytes(by_hand())
    when(disk, lambda: (tmp_path / "甲（改稿）.docx").write_bytes(b"theirs"))
    save_document(document(59), tmp_path, "甲", Stage.SIGNING, force=True)
    assert contents(tmp_path) == {
        "甲.docx": document(59), "甲（改稿）.docx": b"theirs", "甲（改稿2）.docx": by_hand(),
    }  # fmt: skip


def test_a_facts_file_that_changes_while_we_write_it_is_left_alone(disk, tmp_path, when):
    facts = tmp_path / "2025.yaml"
    facts.write_bytes(b"before")
    when("fsync", lambda: facts.write_bytes(b"theirs"))
    with pytest.raises(DrafterError, match="刚才被别的程序改过"):
        rewrite(facts, b"before", b"after")
    assert contents(tmp_path) == {"2025.yaml": b"theirs"}


@pytest.mark.parametrize("form", WRITERS)
def test_of_two_reports_that_take_one_name_at_once_both_survive(form, disk, tmp_path, when, monkeypatch):
    monkeypatch.setattr(libreoffice, "to_pdf", lambda data: b"%PDF-" + data + b"startxref\n9\n%%EOF\n")
    made = []
    for unit in ("示例镇", "另一镇"):
        (tmp_path / f"{unit}.yaml").write_text(FRAME.replace("示例镇", unit), encoding="utf-8")
        made.append(build(tmp_path / f"{unit}.yaml", tmp_path / unit, form=form).path.read_bytes())
    target = tmp_path / "出" / f"报告.{form}"
    when(disk, lambda: build(tmp_path / "另一镇.yaml", target))
    built = build(tmp_path / "示例镇.yaml", target)
    assert sorted(contents(tmp_path / "出").values()) == sorted(made)
    assert "（新）" in built.path.name and any("没有覆盖它" in finding.message for finding in built.findings)


def test_a_third_one_takes_the_next_name(disk, tmp_path, when):
    def both_others() -> None:
        for number in ("", "（新）"):
            (tmp_path / f"甲{number}.txt").write_text(f"他{number}", encoding="utf-8")

    when(disk, both_others)
    assert save_text(b"ours", tmp_path, "甲", ".txt").path.name == "甲（新2）.txt"
    assert len(contents(tmp_path)) == 3


@pytest.mark.parametrize("content", [b"ours", b"theirs"])
def test_of_two_that_write_a_new_file_one_says_so(content, disk, tmp_path, when):
    path = tmp_path / "2026.yaml"
    when(disk, lambda: path.write_bytes(content))
    with pytest.raises(DrafterError, match="文件已经存在"):
        write_new(path, b"ours")
    assert contents(tmp_path) == {"2026.yaml": content}


def test_a_file_that_others_need_too_may_be_written_by_either(disk, tmp_path, when):
    needed, last = tmp_path / "表.yaml", tmp_path / "2026.yaml"
    when(disk, lambda: needed.write_bytes(b"same"))
    write_all_new({needed: b"same", last: b"facts"})
    assert contents(tmp_path) == {"2026.yaml": b"facts", "表.yaml": b"same"}
    last.unlink()
    needed.unlink()
    when(disk, lambda: needed.write_bytes(b"other"))
    with pytest.raises(DrafterError, match="内容不同"):
        write_all_new({needed: b"same", last: b"facts"})
    assert contents(tmp_path) == {"表.yaml": b"other"}


def test_of_two_rollovers_at_once_one_says_so(disk, tmp_path, when):
    facts = tmp_path / "2025.yaml"
    facts.write_text(FRAME, encoding="utf-8")
    when(disk, lambda: write_rollover(plan_rollover(facts)))
    with pytest.raises(DrafterError, match="文件已经存在"):
        write_rollover(plan_rollover(facts))
    assert sorted(contents(tmp_path)) == ["2025.yaml", "2026.yaml"]


OLD_REPORT = """\
示例县示例镇2024年法治政府建设年度报告
县人民政府：
2024年，示例镇扎实推进法治政府建设。现将有关情况报告如下：
一、主要举措和成效
（一）化解矛盾纠纷。全年排查矛盾纠纷58件，化解58件。
二、下一步工作安排
丰富普法载体。
示例县示例镇人民政府
2025年1月10日
"""


def test_of_two_imports_at_once_one_says_so(tmp_path, when):
    report = tmp_path / "去年.txt"
    report.write_text(OLD_REPORT, encoding="utf-8")
    new = import_report(report, tmp_path / "镇")
    # the folder is renamed last, after its files
    when("mkdir", lambda: write_import(new))
    with pytest.raises(DrafterError) as caught:
        write_import(new)
    assert "刚才由另一个程序建好了" in told(caught.value)
    assert contents(tmp_path / "镇") == dict(new.files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["去年.txt", "镇"]


def test_into_a_folder_that_is_there_comes_no_file_over_that_of_a_rival(disk, tmp_path, when):
    when(disk, lambda: (tmp_path / "甲").write_bytes(b"theirs"))
    with pytest.raises(DrafterError, match="内容不同"):
        write_folder(tmp_path, {"甲": b"1", "乙": b"2"})
    assert contents(tmp_path) == {"甲": b"theirs"}


def test_a_name_that_cannot_be_taken_after_all_is_left_free(tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(DrafterError):
        write_new(tmp_path / "甲", b"1")
    assert contents(tmp_path) == {}


def test_a_link_that_leads_nowhere_is_a_name_that_is_taken(tmp_path):
    (tmp_path / "甲.docx").symlink_to(tmp_path / "gone")
    with pytest.raises(DrafterError, match="不是普通文件"):
        save_document(document(), tmp_path, "甲", Stage.SIGNING)
    (tmp_path / "甲.yaml").symlink_to(tmp_path / "gone")
    with pytest.raises(DrafterError, match="已经存在"):
        write_new(tmp_path / "甲.yaml", b"1")


def test_where_rivals_never_rest_we_give_up(tmp_path, monkeypatch):
    def link(*_: object, **__: object) -> None:
        raise FileExistsError(errno.EEXIST, "File exists")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(DrafterError) as caught:
        save_text(b"ours", tmp_path, "甲", ".txt")
    assert "不断改写" in told(caught.value) and contents(tmp_path) == {}
