"""The notice on missing typefaces: once, correct, and never an obstacle."""

from __future__ import annotations

import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import EXAMPLES, FRAME

from drafter.cli import status_of
from drafter.commands import fonts
from drafter.commands.fonts import fonts_of_registry_value, installed_fonts, missing_typefaces, notice
from drafter.findings import describe
from drafter.typesetting.page_format import national_format, shipped_format, shipped_formats

OTHER_NAMES = national_format().other_names
OFFICIAL = list(dict.fromkeys(national_format().fonts.values()))


@pytest.fixture
def first_run(tmp_path, monkeypatch):
    """No notice was given on this machine yet."""
    monkeypatch.setenv("DRAFTER_CACHE", str(tmp_path / "kept"))


@pytest.mark.parametrize("name", shipped_formats())
def test_every_typeface_of_a_format_has_other_names(name):
    assert set(shipped_format(name).fonts.values()) <= set(OTHER_NAMES)


@pytest.mark.parametrize("font", OFFICIAL)
def test_each_accepted_name_will_do_and_no_other(font):
    for name in (font, *OTHER_NAMES[font], *(name.upper() for name in OTHER_NAMES[font]), f"{font} 常规"):
        assert missing_typefaces([font], ["Arial", name], OTHER_NAMES) == []
    assert missing_typefaces([font], ["Arial", f"{font}-繁", "宋体-PUA", "仿宋体"], OTHER_NAMES) == [font]


def test_equivalents_may_be_others():
    assert missing_typefaces(["黑体"], ["FandolHei"], {"黑体": ["FandolHei"]}) == []


def test_a_windows_machine_without_the_typefaces_of_an_office_suite(monkeypatch):
    values = ["SimSun & NSimSun (TrueType)", "SimHei (TrueType)", "FangSong (TrueType)", "KaiTi (TrueType)"]
    monkeypatch.setattr(
        fonts, "installed_fonts", lambda: [name for value in values for name in fonts_of_registry_value(value)]
    )
    assert describe(notice(national_format())) == (
        "提示 这台电脑没有安装方正小标宋简体，显示和打印时会用别的字体代替，行数会变："
        "请安装这些字体，或在装有这些字体的电脑上打印（只提示这一次）"
    )


@pytest.mark.parametrize("names", [OFFICIAL, []], ids=["all are there", "unknown"])
def test_there_is_no_notice_where_nothing_is_missing_or_nothing_known(names, monkeypatch):
    monkeypatch.setattr(fonts, "installed_fonts", lambda: names)
    assert notice(national_format()) is None


def test_fonts_are_looked_for_only_where_it_can_be_remembered(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "installed_fonts", lambda: pytest.fail("looked"))
    monkeypatch.setenv("DRAFTER_CACHE", "")
    assert status_of(["build", str(EXAMPLES[0]), "-o", str(tmp_path)]) == 0


def test_the_registry_of_windows_is_read_for_machine_and_user(monkeypatch):
    machine, user = ["SimHei (TrueType)", "SimSun & NSimSun (TrueType)"], ["方正小标宋简体 (TrueType)"]

    class Key(list):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    registry = SimpleNamespace(
        HKEY_LOCAL_MACHINE=machine,
        HKEY_CURRENT_USER=user,
        OpenKey=lambda root, path: Key(root) if path.endswith("\\Fonts") else None,
        QueryInfoKey=lambda key: (0, len(key), 0),
        EnumValue=lambda key, number: (key[number], "file.ttf", 1),
    )
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry)
    assert installed_fonts() == ["SimHei", "SimSun", "NSimSun", "方正小标宋简体"]

    def none_of_his_own(root, path):
        if root is user:
            raise FileNotFoundError
        return Key(root)

    registry.OpenKey = none_of_his_own
    assert installed_fonts() == ["SimHei", "SimSun", "NSimSun"]
    monkeypatch.delitem(sys.modules, "winreg")
    monkeypatch.setitem(sys.modules, "winreg", None)
    assert installed_fonts() == []


@pytest.mark.office("fc-list")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows lists fonts in its registry")
def test_fc_list_is_asked_elsewhere(monkeypatch):
    assert installed_fonts() and not any("," in name for name in installed_fonts())
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert installed_fonts() == []


def test_an_fc_list_that_fails_or_hangs_is_no_error(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda _: "fc-list")
    for error in (subprocess.TimeoutExpired("fc-list", 10), subprocess.CalledProcessError(1, "fc-list"), OSError()):

        def fails(*_, error=error, **__):
            raise error

        monkeypatch.setattr(subprocess, "run", fails)
        assert installed_fonts() == []


def test_build_says_it_before_the_result_once_and_not_for_forms_without_typefaces(
    first_run, tmp_path, monkeypatch, capfd
):
    monkeypatch.setattr(fonts, "installed_fonts", lambda: ["SimSun"])

    def told(*arguments: str) -> list[str]:
        assert status_of(["build", str(EXAMPLES[0]), "-o", str(tmp_path), *arguments]) == 0
        return capfd.readouterr().err.splitlines()

    assert not any("没有安装" in line for line in told("--to", "html"))
    notice, result = told()[-2:]
    assert "没有安装仿宋_GB2312、方正小标宋简体、黑体、楷体_GB2312，" in notice and "送签稿" in result
    assert not any("没有安装" in line for line in told())


def test_each_set_of_typefaces_is_reported_once(first_run, tmp_path, monkeypatch, capfd):
    looked = []
    monkeypatch.setattr(fonts, "installed_fonts", lambda: looked.append(1) or ["SimSun"])

    def told(*formats: str) -> list[str]:
        files = []
        for name in formats:
            files.append(tmp_path / name / "2025.yaml")
            files[-1].parent.mkdir(exist_ok=True)
            own = FRAME.replace("示例镇", f"{name[0]}镇").replace("2025}", f"2025, 公文格式: {name}}}")
            files[-1].write_text(own, encoding="utf-8")
        assert status_of(["build", *map(str, files), "-o", str(tmp_path / "made"), "--force"]) == 1
        return [line for line in capfd.readouterr().err.splitlines() if "没有安装" in line]

    (national_ones,) = told("国标")
    (chongqing,) = told("国标", "重庆", "28磅")
    assert "仿宋_GB2312、" in national_ones and "方正仿宋_GBK、" in chongqing and "仿宋_GB2312" not in chongqing
    assert told("重庆") == told("国标", "28磅") == [] and len(looked) == 2
