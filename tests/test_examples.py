"""The examples: what they say is golden text, and every figure of the real report is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import EXAMPLES, SEEDS

from drafter.pipeline import draft_report
from drafter.report.tree import Block, Report, Section, words

SEED_OF = {"岘山镇": "004", "寺庄镇": "000"}

# Figures of the real report that the example does not repeat, each with the row of 改动.md that says why.
LEFT_OUT = {
    "岘山镇": {"3个": "“3个100%”", "12.4": "“12.4”"},
    "寺庄镇": {"98%以上": "98%以上"},
}

FIGURE = re.compile(
    r"(?:不少于)?\d+(?:\.\d+)?(?:[万亿])?[余多]?"
    r"(?:人次|场次|年度|年|月|日|%|次|件|条|份|家|场|个|起|名|人|户|本|册|期|处|项|村)?(?:以上)?"
)


def text_of(report: Report) -> str:
    """The report as a person reads it, a paragraph a line."""
    lines = [report.title_text]
    lines += ["".join(words(line) for line in report.elements.get("主送机关", ())) + "："]
    lines += _lines(report.body)
    lines += [words(line) for name in ("发文机关署名", "成文日期") for line in report.elements.get(name, ())]
    return "\n".join(line for line in lines if line.strip("：")) + "\n"


def _lines(body: tuple[Block, ...]) -> list[str]:
    found = []
    for block in body:
        if isinstance(block, Section):
            found.append(block.heading + (block.run_in.text if block.run_in else ""))
            found += _lines(block.body)
        else:
            found.append(block.text)
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_golden_text(example, golden):
    golden(Path(example.parent.name) / "report.txt", text_of(draft_report(example).report))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_is_ready_to_sign_and_tells_all_it_holds(example):
    assert draft_report(example).findings == ()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_departures_are_named_with_a_reason(example):
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", (example.parent / "改动.md").read_text("utf-8"), re.MULTILINE)
    assert rows[0] == ("原文", "事实文件", "理由") and 1 <= len(rows[1:]) <= 6
    for figure, words_of_row in LEFT_OUT[example.parent.name].items():
        assert any(words_of_row in row[0] for row in rows), figure


def narrow(text: str) -> str:
    wide = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    return re.sub(r"\s", "", text.translate(wide)).replace("—", "-").replace("--", "-")


def figures(text: str) -> set[str]:
    """Every figure with its unit and approximation; not the numbers of headings and documents, nor years in titles."""
    text = narrow(text)
    text = re.sub(r"《[^《》]*》", "", text)
    text = re.sub(r"(?<![\d(])[1-9]\.(?=[^\d])", "", text)
    return {figure for figure in FIGURE.findall(text) if not re.fullmatch(r"\d{1,2}", figure)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_figure_of_the_real_report_is_in_ours(example):
    found = list(SEEDS.glob(f"{SEED_OF[example.parent.name]}_*.txt")) if SEEDS.is_dir() else []
    if not found:
        pytest.skip("the real reports are not at hand")
    seed = figures(found[0].read_text(encoding="utf-8"))
    assert len(seed) > 15
    ours = narrow(text_of(draft_report(example).report))
    assert {figure for figure in seed if figure not in ours} == set(LEFT_OUT[example.parent.name])


def test_the_test_of_figures_can_fail():
    assert "36场次" in figures("共开展法律宣讲宣传36场次") and "36场次" not in figures("共开展法律宣讲宣传63场次")
    assert figures("8万余份、20000余人次、不少于6场、98%以上") == {"8万余份", "20000余人次", "不少于6场", "98%以上"}
