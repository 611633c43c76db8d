"""The same work for many files, in several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import run
from conftest import FRAME

from drafter.findings import DrafterError
from drafter.system.parallel import mapped, usual_jobs


def squared(number: int) -> int:
    return number * number


def ends_itself(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def process(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(jobs):
    assert list(mapped(squared, range(20), jobs)) == [n * n for n in range(20)]
    assert list(mapped(squared, [], jobs)) == []


def test_one_report_needs_no_other_process():
    assert list(mapped(process, [1], 4)) == [os.getpid()]
    assert os.getpid() not in mapped(process, range(8), 2)
    assert usual_jobs(1) == usual_jobs(8) == 1 and usual_jobs(10**6) >= 1


def test_a_process_that_the_system_ends_is_told():
    with pytest.raises(DrafterError, match="被系统停止了"):
        list(mapped(ends_itself, range(9), 2))


def townships(folder: Path, count: int) -> list[str]:
    for number in range(count):
        text = FRAME.replace("示例镇", f"示例{number}镇") + f"纠纷: {{排查: {number}件}}\n"
        (folder / f"{number:02}.yaml").write_text("报告: [" if number == 5 else text, encoding="utf-8")
    return sorted(path.name for path in folder.glob("*.yaml"))


def test_several_processes_build_and_say_the_same(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    files = [*townships(tmp_path, 12), "03.yaml"]  # the last one has the name of another
    one = run(capfd, "build", *files, "-o", "甲", "--jobs", 1)
    two = run(capfd, "build", *files, "-o", "乙", "--jobs", 3)
    assert one == (two[0], two[1].replace("乙", "甲"), two[2].replace("乙", "甲"))
    assert "与这次生成的另一份报告同名" in two[2] and len(two[1].splitlines()) == 11
    written = {path.name: path.read_bytes() for path in (tmp_path / "甲").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "乙").iterdir()}
    assert len(written) == 11


def test_several_processes_check_and_say_the_same(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    townships(tmp_path, 12)
    for options in ((), ("--format", "json"), ("--strict",)):
        assert run(capfd, "check", ".", *options, "--jobs", 1) == run(capfd, "check", ".", *options, "--jobs", 3)


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
def test_an_interrupt_ends_all_of_them(tmp_path):
    files = townships(tmp_path, 400)
    command = [sys.executable, "-m", "drafter", "build", *files, "-o", "甲", "--jobs", "2"]
    started = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True, text=True)
    while started.poll() is None and not list(tmp_path.glob("甲/*.docx")):
        pass  # until the first one is written
    os.killpg(started.pid, signal.SIGINT)
    _, said = started.communicate()
    assert started.returncode == 130 and "已中断" in said and "Traceback" not in said
    assert not list(tmp_path.glob("**/*.tmp")) and len(list(tmp_path.glob("甲/*.docx"))) < 399
