"""The page for a website: well-formed, bare, and with the same words in the same order as the plain text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from conftest import EXAMPLES, FRAME, from_template, report_of
from hypothesis import given
from hypothesis import strategies as st

from drafter.commands.draft import draft_report
from drafter.document.model import Document, Paragraph, Sentence
from drafter.document.runs import Run
from drafter.writers.html import write_html
from drafter.writers.text import write_text

LINES = {"p", "h1", "h2", "h3", "h4", "h5", "tr"}
EMPTY = {"meta", "br"}
ALLOWED = {("html", "lang", "zh-CN"), ("meta", "charset", "utf-8"), ("th", "scope", "col")}


class Page(HTMLParser):
    """A page as a browser reads it: its text, a line a block, and every tag in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.title = ""
        self.marked: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert {(tag, name, value) for name, value in attributes} <= ALLOWED
        assert not (tag in LINES and LINES & set(self.open)), "a block inside a block"
        self.tags.append(tag)
        if tag == "br":
            self.text += "\n"
        elif tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("th", "td"):
            self.text += "\t"
        elif tag in LINES:
            self.text = self.text.rstrip("\t") + "\n"

    def handle_data(self, data: str) -> None:
        if "title" in self.open:
            self.title += data
        elif LINES & set(self.open):
            self.text += data.replace("\n", "")
            if "mark" in self.open:
                self.marked.append(data)
        else:
            assert data.isspace() or "style" in self.open, data


def assert_same_words(report: Document) -> Page:
    page = Page(write_html(report))
    assert page.text == write_text(report)
    assert page.title == report.one_line_title
    return page


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_page_reads_like_the_plain_text(example):
    page = assert_same_words(draft_report(example).document)
    assert page.tags.count("h1") == 1 and page.tags.count("h2") >= 2 and "mark" not in page.tags


def test_the_page_says_its_language_encoding_and_title_first():
    assert write_html(report_of(FRAME)).startswith(
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>示例镇2025年'
    )


def test_every_page_element_has_its_tag():
    facts = FRAME.replace(
        "2025}", "2025, 发文字号: 待签, 主送机关: [县委, 县政府], 附件: [数据表, 案例], 附注: 联系人某某}"
    )
    html = write_html(report_of(facts))
    head = "<header>\n<p>________</p>\n<h1>示例镇2025年法治政府建设年度报告</h1>\n</header>\n<p>县委、县政府：</p>\n"
    assert f"<article>\n{head}" in html
    assert html.endswith(
        "<p>附件：1.数据表<br>\n2.案例</p>\n<footer>\n<p>示例镇人民政府</p>\n<p>____年__月__日</p>\n</footer>\n"
        "<p>（联系人某某）</p>\n</article>\n</body>\n</html>\n"
    )
    assert_same_words(report_of(facts))


def test_gaps_and_values_to_verify_are_marked():
    page = assert_same_words(report_of(FRAME + "纠纷:\n  排查:\n  化解: 58件（待核实）\n"))
    assert any("【待填" in text for text in page.marked) and any("58件" in text for text in page.marked)


def test_headings_have_their_levels_and_run_in_ones_stay_in_their_paragraph():
    report = from_template(
        "## 甲\n\n### 乙\n\n#### 丙\n\n##### 丁\n\n{% 句 自述 %}好{% 句完 %}\n\n#### 戊。{% 句 自述 %}好{% 句完 %}\n\n"
        "#= 七、己\n\n{% 句 自述 %}好{% 句完 %}"
    )
    html = write_html(report)
    assert "<h2>一、甲</h2>\n<h3>（一）乙</h3>\n<h4>1.丙</h4>\n<h5>（1）丁</h5>\n<p>好。</p>\n<p>2.戊。好。</p>" in html
    assert "<h2>七、己</h2>" in html
    assert_same_words(report)


def test_a_table_has_a_heading_row_and_as_many_cells_in_every_row():
    report = from_template("| 项目 | 数 |\n| {{ 单位.简称 }} |\n| 甲 | 乙 | 丙\n")
    assert (
        '<table>\n<thead><tr><th scope="col">项目</th><th scope="col">数</th><th scope="col"></th></tr></thead>\n'
        "<tbody>\n<tr><td>示例镇</td><td></td><td></td></tr>\n<tr><td>甲</td><td>乙</td><td>丙</td></tr>\n"
        "</tbody>\n</table>"
    ) in write_html(report)
    assert_same_words(report)


def test_adjacent_bold_runs_share_one_tag():
    report = from_template("{% 句 自述 %}**甲{{ 单位.简称 }}乙**丙{% 句完 %}")
    assert "<p><strong>甲示例镇乙</strong>丙。</p>" in write_html(report)


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_typed_text_becomes_tags(text):
    """Typed text is escaped in the title, in a paragraph and in a page element."""
    runs = (Run(f"甲{text}乙"),)
    page = assert_same_words(Document((runs,), (Paragraph((Sentence(runs),)),), {"主送机关": (runs,)}))
    assert page.tags == ["html", "head", "meta", "title", "style", "body", "article", "header", "h1", "p", "p"]
