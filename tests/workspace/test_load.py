"""The files that a facts file names: layouts and page formats, shipped or next to the facts, and their faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import run
from conftest import FRAME, TESTS, facts_of, told

from drafter.cli import status_of
from drafter.commands.draft import draft_report
from drafter.findings import DrafterError
from drafter.readers.decode import decode
from drafter.readers.yaml.composer import read_yaml
from drafter.readers.yaml.nodes import plain
from drafter.system.resources import data
from drafter.typesetting.page_format import NATIONAL, national_format, shipped_format, shipped_formats, with_deviations
from drafter.workspace.page_formats import open_page_format

FAULTY = sorted((TESTS / "golden" / "formats").glob("*.yaml"))


def naming(name: str) -> str:
    """A facts file that names a format."""
    return FRAME.replace("2025}", f"2025, 公文格式: {name}}}")


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: case.stem)
def test_faults_of_a_format_are_reported_at_their_place(case, tmp_path, monkeypatch, capfd, golden):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_text(naming("县格式"), encoding="utf-8")
    Path("县格式.yaml").write_bytes(case.read_bytes())
    status = status_of(["build", "2025.yaml"])
    out, err = capfd.readouterr()
    assert (status, out) == (2, "") and "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025.yaml", "县格式.yaml"]
    golden(Path("formats") / f"{case.stem}.txt", err)


def test_without_a_name_the_national_format_holds(tmp_path):
    assert open_page_format(facts_of(FRAME), tmp_path) is national_format()
    assert open_page_format(facts_of(naming(NATIONAL)), tmp_path) is national_format()


@pytest.mark.parametrize("name", shipped_formats())
def test_a_shipped_format_goes_before_a_file_of_that_name(name, tmp_path):
    (tmp_path / f"{name}.yaml").write_text("行距: 30\n", encoding="utf-8")
    assert open_page_format(facts_of(naming(name)), tmp_path) is shipped_format(name)


@pytest.mark.parametrize("name", ["县格式", "县格式.yaml", "格式/县格式", "../县格式.yaml"])
def test_an_own_format_is_next_to_the_facts(name, tmp_path):
    folder = tmp_path / "镇"
    folder.mkdir()
    file = folder / (name if name.endswith(".yaml") else f"{name}.yaml")
    file.parent.mkdir(exist_ok=True)
    file.write_text("行距: 27.5\n字体: {标题: 华文中宋}\n", encoding="utf-8")
    page_format = open_page_format(facts_of(naming(name)), folder)
    assert page_format.line_pitch == 550 and page_format.fonts["标题"] == "华文中宋"
    assert (
        page_format.fonts["正文"] == national_format().fonts["正文"]
        and page_format.type_area == national_format().type_area
    )


@pytest.mark.parametrize("name", ["县格式", "县格式.yaml", ".", "..", "甲\\乙", "x" * 300])
def test_a_format_that_there_is_not_is_named_where_the_facts_name_it(name, tmp_path):
    with pytest.raises(DrafterError) as caught:
        open_page_format(facts_of(naming(name)), tmp_path)
    message = told(caught.value)
    assert message.startswith("2025.yaml:1:") and f"没有“{name}”这种公文格式" in message
    assert "可用的格式：国标、28磅、重庆；自己的格式写成 .yaml 文件，放在事实文件旁边" in message


def test_every_number_of_the_standard_can_be_set():
    """A county's file may start as a copy of ours."""
    text = (data() / "gbt9704-2012.yaml").read_bytes()
    assert repr(with_deviations(plain(read_yaml(decode(text, "县格式.yaml"))))) == repr(national_format())


@pytest.mark.parametrize("layout", [".", "/", "甲" * 100, "..", "x/../../y"])
def test_names_that_no_layout_can_have(layout, tmp_path):
    (tmp_path / "2025.yaml").write_text(FRAME, encoding="utf-8")
    with pytest.raises(DrafterError, match="这个版式"):
        draft_report(tmp_path / "2025.yaml", layout)


def test_a_folder_instead_of_a_file(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("寺庄镇").mkdir()
    status, _, err = run(capfd, "build", "寺庄镇")
    assert status == 2 and "寺庄镇: 错误 这是文件夹，不是文件" in err


def test_a_missing_file_names_its_neighbours(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("2024.yaml").write_text("")
    status, _, err = run(capfd, "build", "2025.yaml")
    assert status == 2 and "找不到这个文件" in err and "这个文件夹里有：2024.yaml" in err
