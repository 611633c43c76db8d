"""Nothing lost: whatever happens at any moment of any command, the old files are whole and no new one is half there.

Each command is stopped at each moment at which it touches the disk, in a process of its own; then it is run again.
"""

from __future__ import annotations

import builtins
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import FRAME, ROOT
from fault_injection import Ended, Stop, run
from packages import edited

from drafter.__main__ import main
from drafter.cli import status_of
from drafter.commands import build, import_report, rollover

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

Files = dict[str, bytes]

GAPLESS = FRAME + "纠纷: {排查: 58件}\n"
NEWER = FRAME + "纠纷: {排查: 59件}\n"
SLIPS = "报告: {年度: 2025, 版式: 自己, 工作主线: '丙,丁'}\n单位: {简称: 示例镇, 类别: 镇}\n"
OWN_LAYOUT = "# {{ 单位.简称 }}报告\n\n{% 句 %}甲,乙，{{ 报告.工作主线 }}{% 句完 %}\n"
OLD_REPORT = """\
示例县示例镇2024年法治政府建设年度报告
县人民政府：
2024年，示例镇扎实推进法治政府建设。现将有关情况报告如下：
一、主要举措和成效
（一）化解矛盾纠纷。全年排查矛盾纠纷58件，化解58件。现有人民调解员26名。
二、存在的不足和原因
普法宣传形式不够丰富。
三、下一步工作安排
丰富普法载体。
示例县示例镇人民政府
2025年1月10日
"""
COUNTY = sorted((ROOT / "examples" / "县级附加表").iterdir())
TITLE = "示例镇2025年法治政府建设年度报告"


@dataclass(frozen=True)
class Case:
    """A command in a folder that was prepared for it."""

    arguments: str
    prepare: Callable[[Path], object]
    changed: tuple[str, ...] = ()  # files of before that the command is there to change
    last: str = ""  # this one is new only when all others are
    whole: str = ""  # a folder that is there with all its files or not at all


def files(folder: Path) -> Files:
    """All visible files, by name."""
    found = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if ".drafter-" not in name}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*")]


# --- files that are there before ------------------------------------------------------------------------


def nothing(_: Path) -> None:
    """An empty folder."""


def facts(folder: Path) -> None:
    (folder / "2025.yaml").write_text(NEWER, encoding="utf-8")


def built(folder: Path, form: str = "docx") -> Path:
    """A report, and newer facts."""
    (folder / "2025.yaml").write_text(GAPLESS, encoding="utf-8")
    path = build.build(folder / "2025.yaml", form=form).path
    facts(folder)
    assert path is not None and path.stem == f"{TITLE}（草稿）"
    return path


def built_and_edited(folder: Path) -> None:
    path = built(folder)
    path.write_bytes(edited(path.read_bytes(), "58件", "57件"))


def two_townships(folder: Path) -> None:
    facts(folder)
    (folder / "别.yaml").write_text(NEWER.replace("示例", "另一"), encoding="utf-8")


def document(folder: Path) -> None:
    path = built(folder)
    path.rename(folder / "报告.docx")


def slips(folder: Path) -> None:
    (folder / "2025.yaml").write_text(SLIPS, encoding="utf-8")
    (folder / "自己.txt").write_text(OWN_LAYOUT, encoding="utf-8")


def old_report(folder: Path) -> None:
    (folder / "去年.txt").write_text(OLD_REPORT, encoding="utf-8")


def old_report_and_folder(folder: Path) -> None:
    old_report(folder)
    (folder / "镇").mkdir()
    (folder / "镇" / "笔记.txt").write_text("别动", encoding="utf-8")


def imported(folder: Path) -> None:
    old_report(folder)
    import_report.write_import(import_report.import_report(folder / "去年.txt", folder / "镇"))


def rolled(folder: Path) -> None:
    imported(folder)
    rollover.write_rollover(rollover.plan_rollover(folder / "镇" / "2024.yaml"))


def county(folder: Path) -> None:
    for path in COUNTY:
        shutil.copy(path, folder)


DRAFT = f"{TITLE}（草稿）"
OWN = "示例镇2025.txt"  # the township's own layout, a year on
NEW = "--unit 示例镇 --year 2025"

CASES = {
    "new": Case(f"new {NEW}", nothing, last="2025.yaml"),
    "new with a table": Case(f"new 镇 {NEW} --table 县附加表.yaml", county, last="镇/2025.yaml"),
    "new with ledgers": Case(f"new 镇 {NEW} --ledgers", nothing, last="镇/2025.yaml"),
    "build": Case("build 2025.yaml", facts),
    "build into a folder": Case("build 2025.yaml 别.yaml -o 出/今年", two_townships),
    "build over ours": Case("build 2025.yaml", built, (f"{DRAFT}.docx",)),
    "build beside theirs": Case("build 2025.yaml", built_and_edited),
    "build by force": Case("build 2025.yaml --force", built_and_edited, (f"{DRAFT}.docx",), f"{DRAFT}.docx"),
    "build a text beside another": Case("build 2025.yaml --to txt", lambda folder: built(folder, "txt")),
    "check --fix": Case("check 2025.yaml --fix", slips, ("2025.yaml", "自己.txt")),
    "check --comments": Case("check 报告.docx --comments 批注.docx", document),
    "layouts copy": Case("layouts copy 五部分 镇/本镇.txt", nothing),
    "trace to .csv": Case("trace 2025.yaml -o 出/来源.csv", facts),
    "trace to .docx": Case("trace 2025.yaml -o 来源.docx", facts),
    "import": Case("import 去年.txt", old_report, whole="示例镇2024"),
    "import into a folder": Case("import 去年.txt -o 镇", old_report_and_folder, last="镇/2024.yaml"),
    "rollover": Case("rollover 2025.yaml", facts),
    "rollover of what was imported": Case("rollover 镇/2024.yaml", imported, last="镇/2025.yaml"),
    "rollover to elsewhere": Case("rollover 示例镇2025.yaml -o 明年/2026.yaml", county, last="明年/2026.yaml"),
    "confirm": Case("confirm 镇/2025.yaml --all", rolled, ("镇/2025.yaml", f"镇/{OWN}")),
}


# --- the laws -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Undisturbed:
    """A folder as it was prepared, and after the command."""

    case: Case
    folder: Path
    before: Files
    after: Files
    status: int
    moments: str

    def copy(self, name: object) -> Path:
        """The folder as it was prepared, once more."""
        copied = self.folder.with_name(str(name))
        shutil.copytree(self.folder, copied)
        return copied


@pytest.fixture(params=CASES)
def undisturbed(request, tmp_path, monkeypatch) -> Undisturbed:
    case = CASES[request.param]
    folder = tmp_path / "旧"
    folder.mkdir()
    case.prepare(folder)
    warm, tried = (shutil.copytree(folder, tmp_path / name) for name in ("暖", "试"))
    monkeypatch.chdir(warm)
    status_of(case.arguments.split())  # fills caches, so that the many runs are quick
    ended = run(case.arguments.split(), tried)
    assert ended.status in (0, 1) and len(ended.moments) > 6, ended.said
    before, after = files(folder), files(tried)
    assert before != after and set(before) <= set(after) and not leftovers(tried)
    assert {name for name in before if after[name] != before[name]} == set(case.changed)
    return Undisturbed(case, folder, before, after, ended.status, ended.moments)


def offences(whole: Undisturbed, now: Files, folder: Path) -> list[str]:
    """What is lost, half written, or lacks a file that it needs."""
    case, before, after = whole.case, whole.before, whole.after
    found = [f"{name} is gone" for name in before if name not in now]
    for name, data in now.items():
        allowed = {before.get(name), after.get(name) if name in case.changed or name not in before else None}
        if data not in allowed:
            found.append(f"{name} is half written")
    missing = {name for name, data in after.items() if now.get(name) != data}
    if case.last and case.last not in missing and missing:
        found.append(f"{case.last} is there without {missing}")
    if case.whole and (folder / case.whole).exists() and any(name.startswith(case.whole) for name in missing):
        found.append(f"{case.whole} is not whole")
    return found


def stopped(whole: Undisturbed, stop: Stop) -> Iterator[tuple[Ended, Path]]:
    """The command stopped at each of its moments, and the folder at that moment; afterwards the command once more.

    It does what was not done, or has nothing to do.
    """
    arguments = whole.case.arguments.split()
    seen = set()
    for moment, kind in enumerate(whole.moments, 1):
        if stop is Stop.FULL and kind != "+":
            continue
        folder = whole.copy(moment)
        ended = run(arguments, folder, moment, stop)
        now = files(folder)
        assert offences(whole, now, folder) == [], moment
        yield ended, folder
        lying = frozenset(now.items()), len(leftovers(folder))
        if lying not in seen:
            seen.add(lying)
            again = run(arguments, folder)
            assert again.status == whole.status or (again.status == 2 and "错误" in again.said), again.said
            assert files(folder) == whole.after, moment
        shutil.rmtree(folder)


def test_a_command_that_is_killed_at_any_moment(undisturbed):
    for ended, _ in stopped(undisturbed, Stop.KILLED):
        assert ended.status == -9


def test_a_disk_that_is_full_from_any_moment_on(undisturbed):
    for ended, folder in stopped(undisturbed, Stop.FULL):
        if files(folder) == undisturbed.after:
            assert ended.status == undisturbed.status, ended.said
        else:
            assert ended.status == 2 and "磁盘已满" in ended.said and "No space" not in ended.said, ended.said
        assert leftovers(folder) == []


def test_a_command_that_is_interrupted_at_any_moment(undisturbed):
    for ended, folder in stopped(undisturbed, Stop.INTERRUPTED):
        assert (ended.status, ended.said.splitlines()[-1]) == (130, "已中断，文件都完好，可以再运行一次。")
        assert leftovers(folder) == []


def test_ctrl_c_while_the_program_is_still_being_read_shows_no_traceback(monkeypatch, capfd):
    def reading(name: str, *rest: object) -> object:
        if name == "drafter.cli":
            raise KeyboardInterrupt
        return usual(name, *rest)

    usual = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", reading)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130 and capfd.readouterr() == ("", "")
