"""Places: every scalar is at its place, whatever the encoding, line ends and style."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.findings import DrafterError, Finding, Place, Severity, describe
from drafter.readers.decode import LARGEST_FILE, SourceText, decode
from drafter.readers.yaml.composer import DEEPEST, read_yaml
from drafter.readers.yaml.nodes import Mapping, Node, Scalar


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Mapping):
        return [s for entry in node.entries for s in (entry.key, *scalars(entry.value))]
    return [s for item in node.items for s in scalars(item)]


def at(source: SourceText, scalar: Scalar) -> str:
    place = scalar.place
    return source.lines[place.line - 1][place.column - 1 : place.column - 1 + place.length]


plain = st.text(alphabet="甲乙丙𠮷榃丁abc019", min_size=1, max_size=6)


@given(
    st.dictionaries(plain, st.lists(plain, min_size=1, max_size=3), min_size=1, max_size=4),
    st.sampled_from(["\n", "\r\n"]),
)
def test_block_style(tree, end):
    text = (
        end.join(line for key, items in tree.items() for line in (f"{key}:", *(f"  - {item}" for item in items))) + end
    )
    source = decode(text.encode("utf-16"), "甲.yaml")
    found = scalars(read_yaml(source))
    assert [s.text for s in found] == [word for key, items in tree.items() for word in (key, *items)]
    assert all(at(source, s) == s.text for s in found)


@given(st.dictionaries(plain, plain, min_size=1, max_size=4))
def test_flow_style(tree):
    source = decode(("{" + ", ".join(f"{key}: {value}" for key, value in tree.items()) + "}").encode(), "甲.yaml")
    found = scalars(read_yaml(source))
    assert [s.text for s in found] == [word for pair in tree.items() for word in pair]
    assert all(at(source, s) == s.text for s in found)


@given(st.text(alphabet="甲乙 :#{}[]*&!|>'\"%@`,-?", min_size=1, max_size=12))
def test_a_quoted_value_is_read_verbatim(text):
    source = decode(f"键: {json.dumps(text, ensure_ascii=False)}\n".encode(), "甲.yaml")
    (_, value) = scalars(read_yaml(source))
    assert (value.text, value.quoted) == (text, True)


@given(st.text(alphabet="甲乙58件", min_size=1, max_size=5), st.sampled_from(["排查：{}", "排查:{}", "排查 ： {}"]))
def test_the_corrected_line_is_valid(value, wrong):
    with pytest.raises(DrafterError) as caught:
        read_yaml(decode(f"纠纷:\n  {wrong.format(value)}\n  化解: 1件\n".encode(), "甲.yaml"), {"排查", "化解"})
    (finding,) = caught.value.findings
    corrected = finding.hint.removeprefix("改为：")
    node = read_yaml(decode(f"纠纷:\n  {corrected}\n  化解: 1件\n".encode(), "甲.yaml"), {"排查", "化解"})
    assert [s.text for s in scalars(node)] == ["纠纷", "排查", value, "化解", "1件"]


@pytest.mark.parametrize(
    "value",
    ["*甲", "&甲", "!甲", "%甲", "@甲", "`甲", "|甲", ">甲", "[甲]乙", "{甲}乙", "'甲'乙", '"甲"乙', '"\\UFFFFFFFF甲"'],
)
def test_the_corrected_value_is_the_typed_one(value):
    with pytest.raises(DrafterError) as caught:
        read_yaml(decode(f"键: {value}\n".encode(), "甲.yaml"))
    corrected = caught.value.findings[0].hint.removeprefix("整个值加引号：")
    (_, found) = scalars(read_yaml(decode(f"{corrected}\n".encode(), "甲.yaml")))
    assert found.text == value


def test_a_full_width_colon_in_prose_is_fine():
    text = "补充:\n  内容: 要求如下：一是学习。\n"
    assert scalars(read_yaml(decode(text.encode(), "甲.yaml"), {"内容", "形式"}))[-1].text == "要求如下：一是学习。"


def test_a_comment_with_blanks_around_its_sign_is_a_comment():
    node = read_yaml(decode("甲: 58件  # 综治中心\n乙:  # 上年：57件\n丙: # 空\n".encode(), "甲.yaml"))
    assert [s.text for s in scalars(node)] == ["甲", "58件", "乙", "", "丙", ""]


def test_depth_is_bounded():
    fine, deep = DEEPEST - 1, DEEPEST + 1
    read_yaml(decode(("[" * fine + "甲" + "]" * fine).encode(), "甲.yaml"))
    with pytest.raises(DrafterError, match="套得太深"):
        read_yaml(decode(("[" * deep + "甲" + "]" * deep).encode(), "甲.yaml"))


def test_size_is_bounded():
    with pytest.raises(DrafterError, match="文件过大"):
        decode(b"#" * (LARGEST_FILE + 1), "甲.yaml")


def test_the_caret_allows_for_the_width_of_characters():
    place = Place("甲.yaml", 14, 7, 3, "  化解: 61件")
    assert describe(Finding(Severity.ERROR, place, "错", "改")) == (
        "甲.yaml:14:7: 错误 错\n    14 |   化解: 61件\n       |         ^^^^\n    建议：改"
    )


def test_a_long_line_is_shown_around_the_place():
    place = Place("甲.yaml", 1, 301, 1, "甲" * 300 + "乙" + "丙" * 300)
    lines = describe(Finding(Severity.ERROR, place, "错")).split("\n")
    assert "乙" in lines[1] and len(lines[1]) < 80
    assert lines[2].index("^") > 0
