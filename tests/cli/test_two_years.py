"""Last year's file for comparison: how it is found, and its effect on the report and the checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import run
from conftest import ROOT

from drafter.commands.draft import Draft, draft_report
from drafter.commands.trace import sources_table
from drafter.findings import DrafterError, Severity
from drafter.writers.text import write_text

EXAMPLE = ROOT / "examples" / "两年对照"


def year(number: int, rest: str = "", within: str = "") -> str:
    return (
        f"报告: {{年度: {number}{within}}}\n单位: {{简称: 示例镇, 类别: 镇, 署名: [示例镇人民政府]}}\n"
        f"问题: [{{表现: 甲{number}, 原因: 乙{number}}}]\n计划: [{{事项: 丙{number}, 措施: 丁{number}}}]\n其他: 无\n"
        f"第一责任人: {{人员: [{{职务: 镇长}}]}}\n{rest}"
    )


def drafted(folder: Path, this: str, last: str, last_name: str = "2024.yaml") -> Draft:
    (folder / "2025.yaml").write_text(this, encoding="utf-8")
    (folder / last_name).parent.mkdir(exist_ok=True)
    (folder / last_name).write_text(last, encoding="utf-8")
    return draft_report(folder / "2025.yaml")


ASKED = ", 同比项: [纠纷.排查]"
THIS, LAST = "纠纷: {排查: 58件}\n", "纠纷: {排查: 52件}\n"


def test_the_example_says_how_the_figures_compare(golden):
    draft = draft_report(EXAMPLE / "示例镇2025.yaml")
    golden(Path("两年对照") / "report.txt", write_text(draft.document))
    assert [(finding.rule, finding.severity) for finding in draft.findings] == [("F402", Severity.NOTICE)]
    assert draft_report(EXAMPLE / "示例镇2024.yaml").findings == ()


def test_the_file_with_the_year_before_in_its_name_is_taken(tmp_path):
    report = drafted(tmp_path, year(2025, THIS, ASKED), year(2024, LAST)).document
    assert "排查矛盾纠纷58件（同比增长11.5%）。" in report.text


@pytest.mark.parametrize("name", ["2024年/甲.yaml", "甲.yaml"])
@pytest.mark.parametrize("slash", ["/", "\\"])
def test_a_file_elsewhere_can_be_named(tmp_path, name, slash):
    within = f"{ASKED}, 上年文件: {name.replace('/', slash)}"
    assert "同比增长11.5%" in drafted(tmp_path, year(2025, THIS, within), year(2024, LAST), name).document.text


def test_none_is_a_wish_not_to_compare(tmp_path):
    draft = drafted(tmp_path, year(2025, "纠纷: {排查: 52件}\n", ", 上年文件: 无"), year(2024, LAST))
    assert [finding for finding in draft.findings if finding.rule in ("F402", "R702")] == []


@pytest.mark.parametrize("other", [year(2023, LAST), year(2024, LAST).replace("示例镇,", "别的镇,")])
def test_a_file_that_does_not_fit_is_ignored_if_found_and_an_error_if_named(tmp_path, other):
    text = "纠纷: {排查: 52件}\n"
    draft = drafted(tmp_path, year(2025, text), other)
    assert not [finding for finding in draft.findings if finding.rule == "F402" or "上年" in finding.message]
    draft = drafted(tmp_path, year(2025, text, f"{ASKED}, 上年文件: 2024.yaml"), other)
    (error,) = [finding for finding in draft.findings if finding.severity is Severity.ERROR]
    assert not [finding for finding in draft.findings if "没有写同比" in finding.message]
    assert error.message.startswith("“上年文件”写的是") and error.place.line == 1 and "填“无”" in error.hint


def test_an_unreadable_file_of_last_year_is_reported(tmp_path):
    draft = drafted(tmp_path, year(2025, THIS), year(2024, "纠纷: {排查: 52人}\n"))
    (notice,) = [finding for finding in draft.findings if "读不了" in finding.message]
    assert notice.severity is Severity.NOTICE and "2024.yaml:7" in notice.message and "单位" in notice.message
    draft = drafted(tmp_path, year(2025, THIS, ", 上年文件: 没有.yaml"), year(2024))
    (error,) = [finding for finding in draft.findings if finding.severity is Severity.ERROR]
    assert "读不了" in error.message and "没有.yaml" in error.message


def test_no_file_is_searched_for_without_a_year_in_the_name(tmp_path):
    (tmp_path / "甲.yaml").write_text(year(2025, THIS, ASKED), encoding="utf-8")
    draft = draft_report(tmp_path / "甲.yaml")
    assert [finding.message for finding in draft.findings if finding.rule == "F031"] == [
        "没有上一年的事实文件，没有写同比"
    ]


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (year(2024).replace("示例镇", "乙镇"), "旁边的“2024.yaml”写的是乙镇的事实，不是示例镇的"),
        (year(2023), "旁边的“2024.yaml”写的是2023年的事实，应是2024年的"),
    ],
)
def test_what_lies_beside_but_is_not_of_last_year_is_told_where_it_is_wanted(last, reason, tmp_path):
    draft = drafted(tmp_path, year(2025, THIS, ASKED), last)
    assert [f.message for f in draft.findings if f.rule == "F031"] == [f"{reason}，没有写同比"]
    draft = drafted(tmp_path, year(2025, THIS), last)
    assert not [f for f in draft.findings if f.rule.startswith("F03")]


def test_a_build_without_last_year_asks_for_one_file_more_and_opens_none(tmp_path, monkeypatch):
    (tmp_path / "2025.yaml").write_text(year(2025, THIS), encoding="utf-8")
    asked, opened = [], []
    is_file, open_file = Path.is_file, Path.open
    monkeypatch.setattr(Path, "is_file", lambda path: asked.append(path.name) or is_file(path))
    monkeypatch.setattr(
        Path, "open", lambda path, *how, **more: opened.append(path.name) or open_file(path, *how, **more)
    )
    draft_report(tmp_path / "2025.yaml")
    assert asked.count("2024.yaml") == 1 and "2025.yaml" in opened and "2024.yaml" not in opened


def test_a_typed_change_is_printed_and_must_agree(tmp_path):
    right = drafted(tmp_path, year(2025, "纠纷: {排查: {值: 58件, 同比: 增加6件}}\n", ASKED), year(2024, LAST))
    assert "58件（同比增加6件）" in right.document.text and right.errors == 0
    wrong = drafted(tmp_path, year(2025, "纠纷: {排查: {值: 58件, 同比: 增加8件}}\n", ASKED), year(2024, LAST))
    (error,) = [finding for finding in wrong.findings if finding.severity is Severity.ERROR]
    assert error.rule == "F401" and "应为同比增长11.5%" in error.message and "2024.yaml:7" in error.hint


def test_an_unknown_key_of_the_comparison_stops_the_report(tmp_path):
    with pytest.raises(DrafterError, match=r"“纠纷\.排察”不是可以与上年相比的一项"):
        drafted(tmp_path, year(2025, THIS, ", 同比项: [纠纷.排察]"), year(2024, LAST))


def test_both_places_are_in_the_table_of_sources(tmp_path):
    long = "纠纷: {{排查: {{值: {}件, 来源: {}}}}}\n"
    drafted(tmp_path, year(2025, long.format(58, "甲台账"), ASKED), year(2024, long.format(52, "乙台账")))
    (row,) = [row for row in sources_table(tmp_path / "2025.yaml").rows if "同比" in row.figure]
    assert row.key == "纠纷.排查、2024年的纠纷.排查" and row.place == "2025.yaml:7；2024.yaml:7"
    assert row.source == "甲台账、乙台账"


def test_a_layout_that_omits_a_requested_change_is_reported(tmp_path):
    (tmp_path / "本镇.txt").write_text(
        "# {{ 单位.简称 }}{{ 报告.年度 }}年报告\n\n{% 句 %}排查{{ 纠纷.排查.值 }}{% 句完 %}\n", encoding="utf-8"
    )
    draft = drafted(tmp_path, year(2025, THIS, f"{ASKED}, 版式: 本镇"), year(2024, LAST))
    assert [f.message for f in draft.findings if "要写同比" in f.message] == [
        "“纠纷.排查”要写同比，但这个版式写这个数的地方没有写"
    ]


OWN = "补充: [{{部分: 举措成效, 内容: '{}'}}]\n"
SAME = "推行周末不打烊服务，群众办事更加方便。"


def test_a_sentence_of_last_year_within_a_passage_is_reported_with_its_line(tmp_path):
    draft = drafted(tmp_path, year(2025, OWN.format(f"今年新设窗口。{SAME}")), year(2024, OWN.format(SAME)))
    one, share = [finding for finding in draft.findings if finding.rule[:2] == "R7"]
    assert (one.rule, one.place.line, one.severity) == ("R701", 7, Severity.NOTICE) and "2024.yaml:7" in one.hint
    assert share.rule == "R702" and share.severity is Severity.NOTICE and "有1句，占全文" in share.message


def test_the_share_that_is_too_much_is_the_clerk_s_to_set(tmp_path):
    text = year(2025, OWN.format(SAME) + "检查: {雷同比例: 1%}\n")
    (share,) = [f for f in drafted(tmp_path, text, year(2024, OWN.format(SAME))).findings if f.rule == "R702"]
    assert share.severity is Severity.WARNING


def test_figures_of_last_year_in_shipped_sentences_count_in_the_share_only(tmp_path):
    text = "纠纷: {排查: 58件, 化解: 57件}\n检查: {雷同比例: 1%}\n"
    draft = drafted(tmp_path, year(2025, text), year(2024, text))
    assert [finding.rule for finding in draft.findings if finding.rule[:2] == "R7"] == ["R702"]


def test_a_sentence_to_verify_is_a_gap_and_not_reported_as_last_years(tmp_path):
    draft = drafted(tmp_path, year(2025, OWN.format(SAME + "（待核实）")), year(2024, OWN.format(SAME)))
    assert not [finding for finding in draft.findings if finding.rule[:2] == "R7"] and draft.gaps == 1


def test_many_sentences_of_last_year_are_one_finding_and_each_can_be_suppressed(tmp_path):
    things = ("窗口", "热线", "专栏", "展板", "课堂", "集市")
    texts = "".join(f"持续办好村级法治{thing}，群众遇事找法更加方便。" for thing in things)
    draft = drafted(tmp_path, year(2025, OWN.format(texts)), year(2024, OWN.format(texts)))
    (one,) = [finding for finding in draft.findings if finding.rule == "R701"]
    assert len(one.related) == 5
    off = year(2025, OWN.format(texts) + "检查: {关闭: [{规则: R701, 只在: 法治窗口}]}\n")
    draft = drafted(tmp_path, off, year(2024, OWN.format(texts)))
    assert sum(finding.rule == "R701" for finding in draft.findings) == 5 and len(draft.suppressed) == 1


def test_shipped_sentences_on_lasting_facts_are_not_reported_as_last_years(tmp_path):
    text = "信访: {工作条例: 是, 领导接访: 是}\n纠纷: {调解员: 26人}\n执法: {三项制度: 是}\n"
    draft = drafted(tmp_path, year(2025, text), year(2024, text))
    assert not [finding for finding in draft.findings if finding.rule[:2] in ("R7", "F4")]


def test_a_report_of_last_year_that_cannot_be_built_is_reported(tmp_path):
    draft = drafted(tmp_path, year(2025, THIS), year(2024, LAST, ", 版式: 没有的"))
    assert [f.message for f in draft.findings if "生成不了" in f.message]


def test_from_year_to_year_the_old_file_is_found(tmp_path, capfd):
    """Rolled over, filled in, built, as in the manual."""
    old = tmp_path / "示例镇2025.yaml"
    old.write_text(year(2025, "纠纷: {排查: 50件}\n", ASKED), encoding="utf-8")
    assert run(capfd, "rollover", old)[0] == 0
    new = tmp_path / "示例镇2026.yaml"
    text = new.read_text(encoding="utf-8")
    assert "上年文件" not in text, "it is found without"
    new.write_text(text.replace("排查: ", "排查: 60件", 1), encoding="utf-8")
    assert "60件（同比增长20%）" in draft_report(new).document.text
    (tmp_path / "明年").mkdir()
    assert run(capfd, "rollover", old, "-o", tmp_path / "明年")[0] == 0
    moved = tmp_path / "明年" / "示例镇2026.yaml"
    text = moved.read_text(encoding="utf-8")
    assert "年度: 2026, 上年文件: ../示例镇2025.yaml" in text
    moved.write_text(text.replace("排查: ", "排查: 60件", 1), encoding="utf-8")
    assert "60件（同比增长20%）" in draft_report(moved).document.text


def test_two_documents_are_compared(tmp_path, capfd):
    for number, more in ((2024, ""), (2025, "今年增设窗口三个，方便群众。")):
        (tmp_path / f"{number}.txt").write_text(
            f"示例镇{number}年法治政府建设年度报告\n{SAME}{more}\n", encoding="utf-8"
        )
    _, out, _ = run(capfd, "check", tmp_path / "2025.txt", "--last-year", tmp_path / "2024.txt")
    assert "R701 与上年报告一字不差" in out and "有1句，占全文2句的50%" in out
    facts = tmp_path / "2025.yaml"
    facts.write_text(year(2025, OWN.format(SAME)), encoding="utf-8")
    _, out, _ = run(capfd, "check", facts, "--last-year", tmp_path / "2024.txt")
    assert "R701 与上年报告一字不差" in out and "2025.yaml:7" in out
    status = run(capfd, "check", facts, "--last-year", tmp_path / "没有.txt")[0]
    assert status == 2
    assert run(capfd, "check", facts, facts, "--last-year", tmp_path / "2024.txt")[0] == 2
