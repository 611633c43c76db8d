"""Sentences carried over from last year: 待核实 until their words change or somebody confirms them."""

from __future__ import annotations

import pytest
from conftest import FRAME
from hypothesis import given
from hypothesis import strategies as st

from drafter.cli import status_of
from drafter.commands.draft import draft_report
from drafter.facts.scalars import fingerprint
from drafter.findings import Severity
from drafter.templating.carried import (
    carried_over,
    has_own_words,
    keep_unconfirmed,
    unconfirmed,
    with_confirmed,
    without_outdated_marks,
)

TEMPLATE = """\
# 甲镇{{ 报告.年度 }}年报告

## 工作情况

{% 句 自述 %}积极学法。{% 句完 %}
{% 句 %}化解{{ 纠纷.化解 }}。{% 句完 %}
{%- 句 自述 -%}
  说了
  两行。
{% 句完 %}
"""


def test_every_sentence_waits_until_it_is_confirmed():
    carried = carried_over(TEMPLATE)
    assert [(one.line, one.words.strip()) for one in unconfirmed(carried)] == [
        (5, "积极学法。"), (6, "化解{{ 纠纷.化解 }}。"), (7, "说了\n  两行。"),
    ]  # fmt: skip
    assert with_confirmed(carried, lambda _: True) == TEMPLATE
    assert carried_over(carried) == carried and carried.count("\n") == TEMPLATE.count("\n")
    one = with_confirmed(carried, lambda sentence: sentence.line == 6)
    assert [sentence.line for sentence in unconfirmed(one)] == [5, 7]


def test_a_sentence_with_other_words_waits_no_longer():
    edited = carried_over(TEMPLATE).replace("积极学法", "全年学法")
    assert [one.line for one in unconfirmed(edited)] == [6, 7]
    assert "{% 句 自述 %}全年学法。" in without_outdated_marks(edited) and '"' not in without_outdated_marks(edited)


def test_other_blanks_and_line_ends_make_no_other_sentence():
    carried = carried_over(TEMPLATE)
    for typed in (carried.replace("\n", "\r\n"), carried.replace("  两行", "\t两行 ")):
        assert len(list(unconfirmed(typed))) == 3 and without_outdated_marks(typed).count("待核实") == 3


def test_a_fix_confirms_nothing():
    carried = carried_over(TEMPLATE)
    fixed = carried.replace("积极学法", "积极学习")
    assert len(list(unconfirmed(keep_unconfirmed(carried, fixed)))) == 3
    assert fingerprint("积极学习。") in keep_unconfirmed(carried, fixed)


def test_a_mark_without_a_fingerprint_stays_until_it_is_taken_off():
    typed = "{% 句 待核实 %}甲。{% 句完 %}"
    assert without_outdated_marks(typed) == typed and len(list(unconfirmed(typed))) == 1
    assert with_confirmed(typed, lambda _: True) == "{% 句 %}甲。{% 句完 %}"


def test_only_a_template_with_words_of_its_own_is_carried_over():
    assert has_own_words(TEMPLATE) and not has_own_words("{% 句 %}化解{{ 纠纷.化解 }}。{% 句完 %}")


@given(st.text(st.sampled_from('甲。{}%句完自述待核实" \n#'), max_size=40))
def test_other_text_is_not_touched(words):
    for change in (carried_over, without_outdated_marks, lambda text: with_confirmed(text, lambda _: True)):
        assert change(words).replace("待核实", "").count("\n") == words.count("\n")
    if "{% 句" not in words:
        assert carried_over(words) == words == without_outdated_marks(words)


@pytest.fixture
def facts(tmp_path):
    (tmp_path / "甲镇2025.txt").write_text(TEMPLATE.replace("{%- ", "{% ").replace(" -%}", " %}"), encoding="utf-8")
    path = tmp_path / "2025.yaml"
    path.write_text(
        FRAME.replace("年度: 2025", "年度: 2025, 版式: 甲镇2025") + "纠纷: {化解: 58件}\n", encoding="utf-8"
    )
    return path


def test_a_year_on_the_template_is_a_new_one_and_waits(facts, capfd):
    old = facts.with_name("甲镇2025.txt").read_bytes()
    assert status_of(["rollover", str(facts)]) == 0
    out, err = capfd.readouterr()
    assert out.split() == [str(facts.with_name("甲镇2026.txt")), str(facts.with_name("2026.yaml"))]
    assert "自己的版式里有3句去年的话" in err and facts.with_name("甲镇2025.txt").read_bytes() == old
    assert "版式: 甲镇2026" in facts.with_name("2026.yaml").read_text(encoding="utf-8")
    gaps = [f for f in draft_report(facts.with_name("2026.yaml")).findings if f.severity is Severity.GAP]
    waiting = [gap for gap in gaps if "这一句" in gap.message]
    assert [gap.place.file for gap in waiting] == ["甲镇2026"] * 3
    assert status_of(["rollover", str(facts)]) == 2


def test_the_template_keeps_its_encoding_and_line_ends(facts, capfd):
    own = facts.with_name("甲镇2025.txt")
    own.write_bytes(own.read_text(encoding="utf-8").replace("\n", "\r\n").encode("gb18030"))
    assert status_of(["rollover", str(facts)]) == 0
    written = facts.with_name("甲镇2026.txt").read_bytes().decode("gb18030")
    assert written.count("\r\n") == written.count("\n") == TEMPLATE.count("\n") and written.count("待核实") == 3
    assert status_of(["confirm", str(facts.with_name("2026.yaml")), "--all"]) == 0
    assert facts.with_name("甲镇2026.txt").read_bytes() == own.read_bytes()
    capfd.readouterr()


def test_sentences_are_confirmed_by_line_or_all_together(facts, capfd):
    status_of(["rollover", str(facts)])
    new = facts.with_name("2026.yaml")
    capfd.readouterr()
    assert status_of(["confirm", str(new), "甲镇2026:5"]) == 1
    out, _ = capfd.readouterr()
    assert "已核实　甲镇2026:5　积极学法。" in out and f"{facts.with_name('甲镇2026.txt')}:6" in out
    before = new.read_bytes()
    status_of(["confirm", str(new), "甲镇2026"])
    assert "待核实" not in facts.with_name("甲镇2026.txt").read_text(encoding="utf-8") and new.read_bytes() == before
    assert status_of(["confirm", str(new), "甲镇2026:99"]) == 2


def test_in_another_folder_the_template_goes_along(facts, tmp_path, capfd):
    (tmp_path / "明年").mkdir()
    assert status_of(["rollover", str(facts), "-o", str(tmp_path / "明年")]) == 0
    assert sorted(path.name for path in (tmp_path / "明年").iterdir()) == ["2026.yaml", "甲镇2026.txt"]
    assert draft_report(tmp_path / "明年" / "2026.yaml").document.title_text == "甲镇2026年报告"


@pytest.mark.parametrize(
    "before",
    [
        "{# 自己的话写成 {% 句 自述 %}，不用的删去 #}\n",
        "{% raw %}{% 句 自述 %}{% endraw %}\n",
        "{# {% 句 自述 %}旧。{% 句完 %} #}\n",
    ],
)
def test_comments_contain_no_sentences(before):
    template = f"{before}{{% 句 自述 %}}遭遇洪灾。{{% 句完 %}}\n"
    carried = carried_over(template)
    assert carried.startswith(before) and [one.words for one in unconfirmed(carried)] == ["遭遇洪灾。"]
    assert with_confirmed(carried, lambda _: True) == template


def test_a_literal_line_waits_too():
    carried = carried_over("\\立案12件\n\n\\26件\n")
    assert [one.words for one in unconfirmed(carried)] == ["立案12件", "26件"] and carried.startswith("\\待核实 ")
    assert without_outdated_marks(carried) == "\\待核实\\立案12件\n\n\\待核实\\26件\n"
    assert without_outdated_marks(carried.replace("立案12件", "立案15件")).startswith("\\立案15件\n")
    assert with_confirmed(carried, lambda one: one.line == 3).endswith("\n\\26件\n")


def test_a_literal_line_that_waits_keeps_the_report_a_draft(facts, capfd):
    own = facts.with_name("甲镇2025.txt")
    own.write_text(own.read_text(encoding="utf-8") + "\n\\立案12件、结案11件\n", encoding="utf-8")
    status_of(["rollover", str(facts)])
    new = facts.with_name("2026.yaml")
    status_of(["confirm", str(new), *[f"甲镇2026:{line}" for line in (5, 6, 7)]])
    draft = draft_report(new)
    (waiting,) = [finding for finding in draft.findings if "这一句" in finding.message]
    assert waiting.place.line == 12 and draft.document.text.endswith("\n立案12件、结案11件")
    capfd.readouterr()


def test_included_templates_are_carried_over_with_the_layout(facts, capfd):
    own = facts.with_name("甲镇2025.txt")
    own.write_text(own.read_text(encoding="utf-8") + '\n{% include "普法部分" %}\n', encoding="utf-8")
    facts.with_name("普法部分.txt").write_text("{% 句 自述 %}另一个文件里的话。{% 句完 %}\n", encoding="utf-8")
    assert status_of(["rollover", str(facts)]) == 0
    capfd.readouterr()
    assert '{% include "普法部分2026" %}' in facts.with_name("甲镇2026.txt").read_text(encoding="utf-8")
    assert status_of(["confirm", str(facts.with_name("2026.yaml")), "甲镇2026"]) == 1
    out, _ = capfd.readouterr()
    assert "待核实　" in out and "普法部分2026:1　另一个文件里的话。" in out
    assert status_of(["confirm", str(facts.with_name("2026.yaml")), "--all"]) == 0


def test_a_new_file_never_takes_the_name_of_its_template(facts, capfd):
    assert status_of(["rollover", str(facts), "-o", str(facts.with_name("甲镇2026.txt"))]) == 2
    assert not facts.with_name("甲镇2026.txt").exists() and "不能写成事实文件" in capfd.readouterr()[1]


def test_nothing_happened_takes_no_other_figure_along(facts, capfd):
    """无 in a sentence with other facts prints as 0; alone it prints the words of the table."""
    own = facts.with_name("甲镇2025.txt")
    body = "{% 句 %}排查{{ 纠纷.排查 }}，化解{{ 纠纷.化解 }}，疑难{{ 纠纷.疑难 }}。{% 句完 %}\n"
    body += "{% 句 %}疑难{{ 纠纷.疑难 }}。{% 句完 %}\n"
    own.write_text(f"# 甲镇{{{{ 报告.年度 }}}}年报告\n\n{body}", encoding="utf-8")
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("化解: 58件", "排查: 58件, 化解: 58件, 疑难: 无"), "utf-8"
    )
    assert draft_report(facts).document.text.endswith("\n排查58件，化解58件，疑难0件。化解0件。")
