"""HTML and Markdown of any program → lines of words."""

from __future__ import annotations

import pytest

from drafter.readers.html import NestingTooDeepError, html_lines, markdown_lines


def of_html(text: str) -> list[str]:
    return [line.text for line in html_lines(text)]


def of_markdown(text: str) -> list[str]:
    return [line.text for line in markdown_lines(text)]


def test_line_ends_of_the_source_are_no_line_breaks():
    assert of_html("<p>全镇排查矛盾\n纠纷58件，开展\r\n  ab\ncd</p>") == ["全镇排查矛盾纠纷58件，开展ab cd"]
    assert of_html("<p>甲<b>\n乙</b><br>\n丙</p>") == ["甲乙\n丙"]
    assert of_html("<pre>甲\n乙<b>\n丙</b></pre>丁\n戊") == ["甲\n乙\n丙", "丁戊"]


def test_the_number_of_a_list_item_precedes_its_text():
    assert of_html("<ol><li>甲</li><li>乙</li></ol>") == ["1.甲", "2.乙"]
    assert of_html("<ol start=4><li><p>甲</p><p>乙</p></li><li></li></ol><p>丙</p>") == ["4.甲", "乙", "丙"]
    assert of_html("<ol><li>甲<ol><li>乙</li></ol></li><li>丙</li></ol>") == ["1.甲", "1.乙", "2.丙"]
    assert of_html("<ul><li>甲</li></ul>") == ["甲"]
    assert of_markdown("1. 甲\n\n2. 乙\n\n   丙\n") == ["1.甲", "2.乙", "丙"]


def test_a_date_below_the_issuer_is_a_line_of_its_own():
    assert of_markdown("示例镇人民政府\n2026年1月20日\n") == ["示例镇人民政府", "2026年1月20日"]
    assert of_markdown("自\n2026年1月20日起施行") == ["自2026年1月20日起施行"]


def test_invisible_content_is_left_out():
    hidden = "<head><title>题</title><style>p{}</style></head><script>alert('甲')</script><!-- 乙 -->"
    assert of_html(f"{hidden}<p>丙<noscript>丁</noscript>&nbsp;<o:p></o:p>&lt;戊&gt;</p><template>己</template>") == [
        "丙\xa0<戊>"
    ]


@pytest.mark.parametrize("text", ["", " \n", "<!-- 甲 -->", "<?xml version='1.0'?>", "<html></html>"])
def test_an_empty_page_has_no_lines(text):
    assert of_html(text) == []


def test_a_deeply_nested_page_is_read_whole_or_refused():
    assert of_html("<div>" * 1_000 + "甲" + "</div>" * 1_000 + "乙") == ["甲", "乙"]
    with pytest.raises(NestingTooDeepError):
        html_lines("<p>甲</p>" + "<div>" * 10_000 + "乙")


@pytest.mark.parametrize("sign", ["> ", ">", "- ", "1. "])
def test_deeply_nested_markdown_is_read_whole_or_refused(sign):
    assert of_markdown(f"甲\n\n{sign * 30}乙\n\n丙")[-2:] == ["乙" if sign != "1. " else "1.乙", "丙"]
    with pytest.raises(NestingTooDeepError):
        markdown_lines(f"甲\n\n{sign * 1_000}乙")


def test_wrapped_lines_of_markdown_are_joined_and_short_sentences_end_a_paragraph():
    assert of_markdown("全镇排查矛盾纠纷\n58件。\n全年无案件。\n一是甲\n") == [
        "全镇排查矛盾纠纷58件。", "全年无案件。", "一是甲",
    ]  # fmt: skip
    assert of_markdown("") == [] and of_markdown("[甲]: http://x\n") == []


def test_a_declared_encoding_is_ignored():
    declared = '<?xml version="1.0" encoding="gbk"?><meta charset="gb2312"><p>甲𠮷乙</p>'
    assert of_html(declared) == ["甲𠮷乙"]
