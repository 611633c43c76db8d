"""The content of real reports, and the row of the table for it: `coverage.yaml`, written by hand."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import EXAMPLES, ROOT, SEEDS
from published_reports import LEFT_OUT, SEED_OF, figures, narrow

from drafter.commands.draft import draft_report
from drafter.commands.trace import trace_figures
from drafter.facts.table import LONG_FORM, shipped_table

COVERAGE = yaml.load((ROOT / "tests" / "facts" / "coverage.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
REFERENCE = ROOT.parent / "shared" / "reference"
KEYS = {row.key for row in shipped_table().walk()}
SHAPES = {*LONG_FORM, "约数", "倍数", "无", "频次", "率", "引用", "待填", "可缺", "标点"}
PARTS = ("常见事实", "数据模型", "乡镇事实")
NEEDS = {f"{part}：{need}": serves for part in PARTS for need, serves in COVERAGE[part].items()}


@pytest.mark.parametrize("need", NEEDS)
def test_every_need_is_served(need):
    assert NEEDS[need]
    for served_by in NEEDS[need]:
        shape = served_by.removeprefix("形状：")
        assert shape in SHAPES if shape != served_by else served_by in KEYS, served_by


def _section(file: str, start: str, end: str = "") -> str:
    path = REFERENCE / file
    if not path.exists():
        pytest.skip("the reference is not at hand")
    text = path.read_text(encoding="utf-8")
    return text[text.index(start) : text.index(end) if end else None]


def test_no_fact_of_the_real_reports_is_missing_from_the_list():
    rows = re.findall(r"^\| (.+?) \|", _section("real-reports.md", "## 3", "## 4"), re.MULTILINE)[1:]
    assert len(rows) > 35 and rows == list(COVERAGE["常见事实"])


def test_no_need_of_the_data_model_is_missing_from_the_list():
    numbers = re.findall(r"^(\d+)\. ", _section("real-reports.md", "## 7."), re.MULTILINE)
    assert numbers == [need.split(" ")[0] for need in COVERAGE["数据模型"]]


def test_no_fact_of_a_township_is_missing_from_the_list():
    text = _section("annual-report-rules.md", "Township facts worth a field", "Each needs:")
    listed = text.partition("by task: ")[2].strip().rstrip(".")
    names = [re.sub(r"\s*\(.*", "", name) for name in re.split(r"(?<=\)) · |(?<=\)), ", listed)]
    ours = [re.sub(r"\s*\(.*", "", name) for name in COVERAGE["乡镇事实"]]
    assert "、".join(names).replace(", ", "、") == "、".join(ours)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_figures_of_the_example_are_where_the_list_says(example):
    draft = draft_report(example)
    meanings: dict[str, str] = {}
    for row in trace_figures(draft.document, draft.facts):
        for key in re.sub(r"\[\d+\]", "", row.key).split("、"):
            meanings[key] = f"{meanings.get(key, '')} {narrow(row.figure)} {narrow(row.sentence)}"
    for figure, keys in COVERAGE["五份报告的数字"][example.parent.name].items():
        for key in keys:
            assert key in KEYS and figure in meanings[key], (figure, key)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_no_figure_of_the_real_report_is_missing_from_the_list(example):
    name = example.parent.name
    found = list(SEEDS.glob(f"{SEED_OF[name]}_*.txt")) if SEEDS.is_dir() else []
    if not found:
        pytest.skip("the real reports are not at hand")
    listed = set(COVERAGE["五份报告的数字"][name])
    assert figures(found[0].read_text(encoding="utf-8")) == listed | set(LEFT_OUT[name])
