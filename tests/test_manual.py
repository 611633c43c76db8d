"""The manual does what it says: what it shows is typed here, and its messages are those a clerk gets."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import pytest
import yaml
from conftest import FRAME, ROOT, facts_of, report_of

from drafter.cli import cli
from drafter.facts.table import extended_table
from drafter.findings import DrafterError, Severity, describe
from drafter.pipeline import draft_report
from drafter.rendering.environment import render
from drafter.report.parse import parse_report
from drafter.writers.text import write_text

sys.path.insert(0, str(ROOT / "docs"))
from keys import with_keys

MANUAL = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^( *)```(\S*)\n(.*?)^ *```\n(?:\n((?:^> [^\n]*\n)+))?", re.DOTALL | re.MULTILINE)


def blocks() -> list[tuple[str, str, str]]:
    """Kind, text and the quotation behind it, of every block."""
    found = []
    for match in FENCE.finditer(MANUAL):
        text = "".join(line.removeprefix(match[1]) for line in match[3].splitlines(keepends=True))
        found.append((match[2], text, (match[4] or "").removeprefix("> ").strip()))
    return found


BLOCKS = blocks()
FOLLOWING = [*BLOCKS[1:], ("", "", "")]
RIGHT = [b for b, after in zip(BLOCKS, FOLLOWING, strict=True) if b[0] == "yaml" and after[0] != "提示"]
WRONG = [(b[1], after[1]) for b, after in zip(BLOCKS, FOLLOWING, strict=True) if after[0] == "提示"]


def findings_of(text: str, folder: Path) -> str:
    file = folder / "2025.yaml"
    file.write_text(FRAME + text, encoding="utf-8")
    try:
        found = draft_report(file).findings
    except DrafterError as error:
        found = error.findings
    return "\n".join(describe(finding) for finding in found)


def test_there_is_enough_to_try():
    assert len(RIGHT) >= 7 and len(WRONG) >= 12


@pytest.mark.parametrize(("kind", "text", "quoted"), RIGHT, ids=[block[1].split("\n")[0] for block in RIGHT])
def test_what_the_manual_shows_can_be_typed_and_says_what_is_quoted(kind, text, quoted, tmp_path):
    file = tmp_path / "2025.yaml"
    enforced = "" if text.startswith("执法") else "执法: {检查: 3次}\n"
    file.write_text(FRAME + text + "问题: [甲]\n计划: [乙]\n" + enforced, encoding="utf-8")
    draft = draft_report(file)
    assert all(f.severity is Severity.GAP for f in draft.findings), draft.findings
    assert quoted in write_text(draft.report)


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message.split("\n")[0] for _, message in WRONG])
def test_a_mistake_of_the_manual_gets_the_message_of_the_manual(text, message, tmp_path):
    told = findings_of(text, tmp_path)
    for line in message.strip().split("\n"):
        assert line in told


def test_the_first_sentence_is_quoted_rightly():
    sample = next(text for kind, text, _ in BLOCKS if kind == "yaml")
    quoted = re.search(r"^> (全年排查.*)$", MANUAL, re.MULTILINE)[1]
    assert quoted in write_text(report_of(FRAME + sample))


def test_the_own_layout_of_the_manual_works():
    (layout,) = [text for kind, text, _ in BLOCKS if kind == "版式"]
    facts = facts_of(FRAME + "法律服务: {远程会见: 380余次}\n")
    report = parse_report(render("本镇.txt", facts, {"本镇.txt": layout}.get))
    texts = [sentence.text for sentence in report.sentences()]
    assert texts.count("镇公共法律服务站周末照常开放。") == 1 and "远程视频会见380余次都有专人陪同。" in texts


def test_the_county_table_of_the_manual_works():
    (text,) = [text for kind, text, _ in BLOCKS if kind == "附加表"]
    assert extended_table(yaml.safe_load(text)).at("村规民约.修改").not_more_than == "村规民约.审查"


def test_every_command_and_option_is_in_the_manual_and_the_other_way_round():
    for name, command in cli.commands.items():
        assert f"`drafter {name}" in MANUAL, name
        for option in command.params:
            if isinstance(option, click.Option) and "--help" not in option.opts and name != "trace":
                assert option.opts[-1] in MANUAL, option.opts
    for line in re.findall(r"^ *drafter (\S+)", MANUAL, re.MULTILINE):
        assert line in cli.commands or line.startswith("--")


def test_the_table_of_keys_is_that_of_the_table_of_facts():
    assert with_keys(MANUAL) == MANUAL, "run docs/keys.py"


def test_pictures_and_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", MANUAL):
        assert (ROOT / "docs" / target).exists(), target


def test_the_layouts_of_the_manual_are_those_that_are_shipped():
    from drafter.rendering.sources import shipped_layouts

    table = MANUAL.split("## 七、版式")[1].split("县里定了")[0]
    assert set(re.findall(r"^\| (\S+) \|", table, re.MULTILINE)) - {"版式"} == set(shipped_layouts())


def test_the_forms_of_the_manual_are_those_there_are():
    from drafter.pipeline import FORMS

    table = MANUAL.split("### 网页、PDF、纯文本")[1].split("###")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(FORMS)
    assert f"`--to` 格式（{'、'.join(FORMS)}）" in MANUAL


def test_the_notice_on_typefaces_is_that_of_the_manual(tmp_path, monkeypatch):
    from drafter import fonts
    from drafter.profile import national

    wanted = list(dict.fromkeys(national().fonts.values()))
    chapter = MANUAL.split("### 提示没有安装字体")[1].split("\n#")[0]
    assert all(font in chapter.split("。")[0] for font in wanted)
    monkeypatch.setenv("DRAFTER_CACHE", str(tmp_path))
    monkeypatch.setattr(fonts, "installed", lambda: [font for font in wanted if "标宋" not in font])
    assert f"\n> {describe(fonts.notice(national()))}\n" in chapter
