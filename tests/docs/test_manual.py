"""The manual does what it says: what it shows is typed here, and its messages are those a clerk gets."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
import yaml
from conftest import FRAME, ROOT, facts_of, report_of

from drafter.checks import LISTED_BY_BUILD
from drafter.cli import cli
from drafter.commands.draft import draft_report
from drafter.document.parse_markup import parse_markup
from drafter.facts.table import extended_table, shipped_table
from drafter.findings import DrafterError, Severity, describe
from drafter.templating.environment import render
from drafter.typesetting.page_format import LIMITS, PageFormatError, national_format, shipped_formats, with_deviations
from drafter.writers.text import write_text

sys.path.insert(0, str(ROOT / "docs"))
from appendices import with_appendices

MANUAL = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^( *)```(\S*)\n(.*?)^ *```\n(?:\n((?:^> [^\n]*\n)+))?", re.DOTALL | re.MULTILINE)


def blocks() -> list[tuple[str, str, str]]:
    """Kind, text and the quotation behind it, of every block."""
    found = []
    for match in FENCE.finditer(MANUAL):
        text = "".join(line.removeprefix(match[1]) for line in match[3].splitlines(keepends=True))
        found.append((match[2], text, (match[4] or "").removeprefix("> ").strip()))
    return found


def framed(text: str) -> str:
    """A block with what every facts file must have: a block that begins with 报告 goes on with that group."""
    rest = FRAME.partition("\n")[2]
    within = text.removeprefix("报告:\n")
    return FRAME + text if within == text else f"报告:\n  年度: 2025\n{within}{rest}"


def in_chapter(title: str) -> str:
    """What stands under a heading of the second or third level, down to the next one."""
    (found,) = re.findall(rf"^###? {title}\n(.*?)(?=^###? |\Z)", MANUAL, re.DOTALL | re.MULTILINE)
    return found


BLOCKS = blocks()
FOLLOWING = [*BLOCKS[1:], ("", "", "")]
RIGHT = [b for b, after in zip(BLOCKS, FOLLOWING, strict=True) if b[0] == "yaml" and after[0] != "提示"]
WRONG = [(*b[:2], after[1]) for b, after in zip(BLOCKS, FOLLOWING, strict=True) if after[0] == "提示"]
FORMATS = [b[1] for b, after in zip(BLOCKS, FOLLOWING, strict=True) if b[0] == "公文格式" and after[0] != "提示"]


def findings_of(kind: str, text: str, folder: Path) -> str:
    file = folder / "2025.yaml"
    if kind == "公文格式":
        (folder / "本县格式.yaml").write_text(text, encoding="utf-8")
        text = "报告:\n  公文格式: 本县格式.yaml\n"
    file.write_text(framed(text), encoding="utf-8")
    try:
        found = draft_report(file).findings
    except DrafterError as error:
        found = error.findings
    return "\n".join(describe(finding) for finding in found)


def test_there_is_enough_to_try():
    assert len(RIGHT) >= 15 and len(WRONG) >= 21 and len(FORMATS) >= 2


@pytest.mark.parametrize(("kind", "text", "quoted"), RIGHT, ids=["".join(block[1].split("\n")[:2]) for block in RIGHT])
def test_what_the_manual_shows_can_be_typed_and_says_what_is_quoted(kind, text, quoted, tmp_path):
    file = tmp_path / "2025.yaml"
    enforced = "" if text.startswith("执法") else "执法: {检查: 3次}\n"
    rest = "问题: [{表现: 甲, 原因: 丙}]\n计划: [{事项: 乙, 措施: 全年学法4次}]\n"
    file.write_text(framed(text) + rest + enforced, encoding="utf-8")
    draft = draft_report(file)
    wrong = [
        f
        for f in draft.findings
        if f.severity < Severity.GAP or (f.severity > Severity.GAP and f.rule in LISTED_BY_BUILD)
    ]
    assert wrong == []
    assert quoted in write_text(draft.document)


@pytest.mark.parametrize(("kind", "text", "message"), WRONG, ids=[wrong[2].split("\n")[0] for wrong in WRONG])
def test_a_mistake_of_the_manual_gets_the_message_of_the_manual(kind, text, message, tmp_path):
    told = findings_of(kind, text, tmp_path)
    for line in message.strip().split("\n"):
        assert line in told


def test_the_two_years_of_the_manual_compare_as_it_says(tmp_path):
    (last,) = [text for kind, text, _ in BLOCKS if kind == "上年"]
    ((this, quoted),) = [(text, quoted) for kind, text, quoted in BLOCKS if kind == "今年"]
    (tmp_path / "2024.yaml").write_text(FRAME.replace("2025", "2024") + last, encoding="utf-8")
    (tmp_path / "2025.yaml").write_text(this + FRAME.partition("\n")[2], encoding="utf-8")
    report = write_text(draft_report(tmp_path / "2025.yaml").document)
    for words in (quoted, "18件（同比持平）", "1件（上年为0）"):
        assert words in report


def test_the_first_sentence_is_quoted_rightly():
    sample = next(text for kind, text, _ in BLOCKS if kind == "yaml")
    quoted = re.search(r"^> (全年排查.*)$", MANUAL, re.MULTILINE)[1]
    assert quoted in write_text(report_of(FRAME + sample))


def test_the_own_layout_of_the_manual_works():
    (layout,) = [text for kind, text, _ in BLOCKS if kind == "版式"]
    facts = facts_of(FRAME + "法律服务: {远程会见: 380余次}\n")
    report = parse_markup(render("本镇.txt", facts, {"本镇.txt": layout}.get))
    texts = [sentence.text for sentence in report.sentences()]
    assert texts.count("镇公共法律服务站周末照常开放。") == 1 and "远程视频会见380余次都有专人陪同。" in texts


def test_the_ledger_of_the_manual_is_told_as_quoted(tmp_path):
    (ledger,) = [text for kind, text, _ in BLOCKS if kind == "学法台账.csv"]
    (tmp_path / "学法台账.csv").write_bytes(ledger.encode("gbk"))
    first, second = [text for kind, text, _ in BLOCKS if kind == "台账"]
    quoted = re.findall(r"^> (.+)$", in_chapter("台账：已经记在表格里的，不再抄一遍"), re.MULTILINE)
    for text, sentences in zip((first, second), quoted, strict=True):
        (tmp_path / "2025.yaml").write_text(FRAME + text, encoding="utf-8")
        draft = draft_report(tmp_path / "2025.yaml")
        assert sentences in write_text(draft.document)
        assert "没有用到的列：序号、备注" in [finding.message for finding in draft.findings]


def test_the_county_table_of_the_manual_works():
    (text,) = [text for kind, text, _ in BLOCKS if kind == "附加表"]
    assert extended_table(yaml.safe_load(text)).at("村规民约.修改").not_more_than == "村规民约.审查"


@pytest.mark.parametrize("text", FORMATS, ids=[text.split("\n")[0] for text in FORMATS])
def test_a_format_file_of_the_manual_is_taken_and_changes_the_page(text, tmp_path):
    (tmp_path / "本县格式.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "2025.yaml").write_text(framed("报告:\n  公文格式: 本县格式.yaml\n"), encoding="utf-8")
    page_format = draft_report(tmp_path / "2025.yaml").page_format
    assert any(getattr(page_format, field) != getattr(national_format(), field) for field in vars(page_format))


def test_the_formats_of_the_manual_are_those_that_are_shipped():
    rows = re.findall(r"^\| `(\S+)` \| (.+) \|$", in_chapter("公文格式"), re.MULTILINE)
    told = dict(rows)
    assert list(told) == list(shipped_formats())
    for name, meaning in shipped_formats().items():
        assert told[name].startswith(meaning)


def test_the_table_of_format_items_is_that_of_the_national_format():
    """Every item with the number of the standard; the typefaces' other names are too many to be shown."""

    def items(numbers: dict[str, object], path: str = "") -> Iterator[tuple[str, str]]:
        for name, value in numbers.items():
            if isinstance(value, Mapping) and not name.startswith(("字体别名", "字体替代")):
                yield from items(value, f"{path}{name}.")
            else:
                yield f"{path}{name}", "见下" if isinstance(value, Mapping) else str(value)

    text = (ROOT / "data" / "gbt9704-2012.yaml").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+)` \| (.+?) \|", in_chapter("格式文件可以写的项"), re.MULTILINE)
    assert rows == list(items(yaml.load(text, Loader=yaml.BaseLoader)))


def test_the_table_of_format_items_tells_what_each_number_may_be():
    rows = re.findall(
        r"^\| `(\S+)` \|[^|]*\| (\S+?)(?:或\S+)? \| (\d[^ ，]*)(?:，[^|]*)? \|",
        in_chapter("格式文件可以写的项"),
        re.MULTILINE,
    )
    told = {name: (unit, span) for name, unit, span in rows if name != "页码.线"}
    for name in ("每页行数", "每行字数", "行距"):
        with pytest.raises(PageFormatError, match="要在{}到{}".format(*told.pop(name)[1].split("—"))):
            with_deviations({name: "1"})
    limits = {name: (limit.unit, f"{limit.lowest:g}—{limit.highest:g}") for name, limit in LIMITS.items()}
    assert {name: span for name, (_, span) in told.items()} == {name: span for name, (_, span) in limits.items()}
    assert all(told[name][0] == unit for name, (unit, _) in limits.items() if not name.startswith("字号."))


def test_sections_of_the_manual_that_messages_name_are_there():
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    named = re.findall(r"使用手册(?:第(\w+)章)?“([^”]+)”", source)
    assert len(named) >= 2
    for chapter, title in named:
        within = MANUAL.split(f"\n## {chapter}、")[1].split("\n## ")[0] if chapter else MANUAL
        assert re.search(rf"^##.*{title}$", within, re.MULTILINE), title


def test_every_element_of_the_page_is_told_of():
    """Each key round the text has its line in the chapter on the red head and the 版记."""
    chapter = MANUAL.split("\n## 八、")[1].split("\n## ")[0]
    for name, row in shipped_table().at("报告").children.items():
        if name in ("版头", "版记"):
            assert all(child in chapter for child in row.children), name
        elif name in ("发文字号", "附件", "附注", "盖章", "标题分行", "公文格式", "密级"):
            assert f"  {name}:" in chapter, name


def test_chapters_are_referred_to_by_their_numbers():
    chapters = dict(re.findall(r"^## (\S+?)、(.+)$", MANUAL, re.MULTILINE))
    for number in re.findall(r"第([一二三四五六七八九十]+)章", MANUAL):
        assert number in chapters
    assert "报上级的正式文件要红头、版记的，看第八章" in MANUAL and chapters["八"].startswith("红头")
    assert "第九章讲怎样检查" in MANUAL and chapters["九"] == "检查"
    assert "第十一章讲明年怎么办" in MANUAL and chapters["十一"] == "从今年到明年"
    assert "数据来源表（第十章）" in MANUAL and chapters["十"] == "数据来源表"


def test_every_command_and_option_is_in_the_manual_and_the_other_way_round():
    for name, command in cli.commands.items():
        assert f"`drafter {name}" in MANUAL, name
        for option in command.params:
            if isinstance(option, click.Option) and "--help" not in option.opts and name != "trace":
                assert option.opts[-1] in MANUAL, option.opts
    for line in re.findall(r"^ *drafter (\S+)", MANUAL, re.MULTILINE):
        assert line in cli.commands or line.startswith("--")


def test_the_appendices_are_those_of_the_table_of_facts_and_the_rules():
    assert with_appendices(MANUAL) == MANUAL, "run docs/appendices.py"


def test_pictures_and_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", MANUAL):
        assert (ROOT / "docs" / target).exists(), target


def test_the_layouts_of_the_manual_are_those_that_are_shipped():
    from drafter.templating.loader import shipped_layouts

    table = MANUAL.split("## 七、版式")[1].split("县里定了")[0]
    assert set(re.findall(r"^\| (\S+) \|", table, re.MULTILINE)) - {"版式"} == set(shipped_layouts())


def test_the_forms_of_the_manual_are_those_there_are():
    from drafter.writers import WRITERS

    table = MANUAL.split("### 网页、PDF、纯文本")[1].split("###")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(WRITERS)
    assert f"`--to` 格式（{'、'.join(WRITERS)}）" in MANUAL


def test_the_notice_on_typefaces_is_that_of_the_manual(tmp_path, monkeypatch):
    from drafter.commands import fonts

    wanted = list(dict.fromkeys(national_format().fonts.values()))
    chapter = MANUAL.split("### 提示没有安装字体")[1].split("\n#")[0]
    assert all(font in chapter.split("。")[0] for font in wanted)
    monkeypatch.setenv("DRAFTER_CACHE", str(tmp_path))
    monkeypatch.setattr(fonts, "installed_fonts", lambda: [font for font in wanted if "标宋" not in font])
    assert f"\n> {describe(fonts.notice(national_format()))}\n" in chapter


def test_what_the_manual_shows_of_an_import_is_what_one_gets(tmp_path, capfd):
    """The report of an example, imported and rolled over."""
    from drafter.cli import status_of

    report = tmp_path / "去年报告.docx"
    status_of(["build", str(ROOT / "examples" / "寺庄镇" / "2025.yaml"), "-o", str(report)])
    assert status_of(["import", str(report)]) == 0
    folder = tmp_path / "寺庄镇2025"
    assert status_of(["rollover", str(folder / "2025.yaml")]) == 0
    shown = {kind: text for kind, text, _ in BLOCKS}
    made = {"事实": "2025.yaml", "版式": "寺庄镇2025.txt"}
    for kind, name in made.items():
        assert shown[f"导入的{kind}"] in (folder / name).read_text(encoding="utf-8")
    carried = (folder / "寺庄镇2026.txt").read_text(encoding="utf-8")
    assert carried.count(shown["滚动后的版式"].strip()) > 10
    capfd.readouterr()
