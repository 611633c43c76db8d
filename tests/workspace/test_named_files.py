"""A facts file names files beside it or one folder higher; only --any-path opens others, and none is ever quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import run
from conftest import EXAMPLES, FRAME

from drafter.workspace.files import is_below
from drafter.workspace.layouts import template_file

SECRET = "机密: [第一行"
FAR = [
    "../../{}",
    "子/../../../{}",
    "{folder}/{}",
    "//127.0.0.1/share/{}",
    "\\\\127.0.0.1\\share\\{}",
    "C:\\{}",
    "c:{}",
    "\\{}",
]
KEYS = {  # what may be named, and the ending of such a file
    "附加表": (FRAME.replace("2025}", "2025, 附加表: '{}'}"), ".yaml"),
    "公文格式": (FRAME.replace("2025}", "2025, 公文格式: '{}'}"), ".yaml"),
    "上年文件": (FRAME.replace("2025}", "2025, 上年文件: '{}'}"), ".yaml"),
    "台账": (FRAME + "学法: {台账: '{}'}\n", ".csv"),
}
COMMANDS = [("build",), ("check",), ("trace",), ("check", "--fix")]


def naming(key: str, path: str, folder: Path) -> Path:
    """A facts file in a township's folder that names a path."""
    text, _ = KEYS[key]
    facts = folder / "县" / "镇" / "2025.yaml"
    facts.parent.mkdir(parents=True, exist_ok=True)
    facts.write_text(text.replace("{}", path), encoding="utf-8")
    return facts


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("key", KEYS)
def test_a_file_elsewhere_is_not_opened(key, far, tmp_path, capfd):
    name = f"far{KEYS[key][1]}"
    (tmp_path / name).write_text(SECRET, encoding="utf-8")
    path = far.replace("{folder}", str(tmp_path)).replace("{}", name)
    facts = naming(key, path, tmp_path)
    for command in COMMANDS:
        status, out, err = run(capfd, *command, facts)
        said = out + err
        assert status > 0 or (command, key) == (("trace",), "上年文件")
        assert SECRET not in said and "第一行" not in said
        if (command, key) != (("trace",), "上年文件"):  # trace lists no findings
            assert f"{facts}:" in said and "不在事实文件的文件夹里，也不在上一级文件夹里，没有读取" in said
            assert "--any-path" in said


@pytest.mark.parametrize("key", ["附加表", "公文格式", "台账"])
def test_with_the_option_it_is_opened(key, tmp_path, capfd):
    name = f"far{KEYS[key][1]}"
    (tmp_path / name).write_text(SECRET, encoding="utf-8")
    facts = naming(key, f"{tmp_path}/{name}", tmp_path)
    for command in COMMANDS:
        _, out, err = run(capfd, *command, facts, "--any-path")
        assert "没有读取" not in out + err and f"{tmp_path / name}" in out + err


@pytest.mark.parametrize("key", ["附加表", "公文格式", "上年文件"])
@pytest.mark.parametrize("name", ["名单.txt", "名单", ".bashrc", "名单.csv"])
def test_a_file_of_another_kind_is_not_opened(key, name, tmp_path, capfd):
    facts = naming(key, name, tmp_path)
    (facts.parent / name).write_text(SECRET, encoding="utf-8")
    for command in ("build", "check"):
        status, out, err = run(capfd, command, facts)
        assert status > 0 and "第一行" not in out + err and str(facts) in out + err


def test_one_folder_higher_is_near_and_a_link_is_followed(tmp_path, capfd):
    facts = naming("公文格式", "../本县格式", tmp_path)
    (facts.parent.parent / "本县格式.yaml").write_text("行距: 27.5\n", encoding="utf-8")
    assert run(capfd, "build", facts)[0] == 1  # a draft
    try:
        (facts.parent / "链接.yaml").symlink_to(tmp_path / "far.yaml")
    except OSError:
        pytest.skip("no links here")
    (tmp_path / "far.yaml").write_text("行距: 27\n", encoding="utf-8")
    assert run(capfd, "build", naming("公文格式", "链接", tmp_path))[0] == 1


def test_paths_typed_on_the_command_line_are_free(tmp_path, capfd):
    (tmp_path / "镇").mkdir()
    (tmp_path / "县" / "甲").mkdir(parents=True)
    table = tmp_path / "县" / "甲" / "表.yaml"
    table.write_text("户数: {类: 数, 义: 户数, 单位: [户], 例: 5户}\n", encoding="utf-8")
    status, out, err = run(capfd, "facts", "户数", "--table", table)
    assert "没有读取" not in out + err
    assert status < 3


@pytest.mark.parametrize("name", ["../甲", "/甲", "子/../../甲"])
def test_a_layout_never_lies_above_the_facts(name, tmp_path):
    (tmp_path / "镇" / "子").mkdir(parents=True)
    (tmp_path / "甲.txt").write_text("x", encoding="utf-8")
    assert template_file(tmp_path / "镇", name) is None


@pytest.mark.parametrize(
    ("name", "up"), [("子/../甲", 0), ("../甲", 1), ("子/../../甲", 1), ("..甲", 0), ("../..甲", 1)]
)
def test_a_path_is_below_whatever_its_turns(name, up):
    assert is_below(name, up)
    assert is_below(name) == (up == 0)


# --- rollover ---------------------------------------------------------------------------------------------


def test_rollover_copies_only_files_below_the_folder(tmp_path, capfd):
    facts = naming("公文格式", "格式/本县格式", tmp_path)
    (facts.parent / "格式").mkdir()
    (facts.parent / "格式" / "本县格式.yaml").write_text("行距: 27.5\n", encoding="utf-8")
    new = tmp_path / "县" / "明年"
    new.mkdir()
    assert run(capfd, "rollover", facts, "-o", new)[0] == 0
    assert sorted(path.relative_to(new).as_posix() for path in new.rglob("*.yaml")) == [
        "2026.yaml",
        "格式/本县格式.yaml",
    ]
    higher = naming("公文格式", "../本县格式", tmp_path)
    (tmp_path / "县" / "本县格式.yaml").write_text("行距: 27.5\n", encoding="utf-8")
    other = tmp_path / "县" / "后年"
    other.mkdir()
    assert run(capfd, "rollover", higher, "-o", other)[0] == 0
    assert [path.name for path in other.iterdir()] == ["2026.yaml"]


def test_rollover_copies_no_file_from_elsewhere(tmp_path, capfd):
    (tmp_path / "far.yaml").write_text("行距: 27.5\n", encoding="utf-8")
    facts = naming("公文格式", f"{tmp_path}/far.yaml", tmp_path)
    (tmp_path / "县" / "明年").mkdir()
    run(capfd, "rollover", facts, "-o", tmp_path / "县" / "明年", "--any-path")
    assert [path.name for path in (tmp_path / "县" / "明年").iterdir()] == ["2026.yaml"]


def test_rollover_says_when_the_old_file_is_too_far_to_be_read(tmp_path, capfd):
    facts = naming("公文格式", "国标", tmp_path)
    far = tmp_path / "别处" / "深处" / "新"
    far.mkdir(parents=True)
    assert "--any-path" not in run(capfd, "rollover", facts)[2]
    status, _, err = run(capfd, "rollover", facts, "-o", far)
    assert status == 0 and "生成它时加上 --any-path" in err
    assert "F033" in run(capfd, "check", far / "2026.yaml")[1]
    assert "F033" not in run(capfd, "check", far / "2026.yaml", "--any-path")[1]


def test_examples_need_no_option(capfd):
    assert "没有读取" not in "".join(run(capfd, "check", EXAMPLES[0])[1:])
