"""`-o` names a file: whose report is there decides whether it is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FRAME, told
from packages import edited, unzipped, zipped

from drafter.commands.build import Built, build
from drafter.commands.trace import save_sources_table, sources_table
from drafter.findings import DrafterError
from drafter.system import libreoffice

CASES = "纠纷: {排查: 58件}\n"
JOINT = "[中共示例县示例镇委员会, 示例县示例镇人民政府]"

# Facts of another report: another unit, another year, another subject, other issuers in the title.
OTHERS = {
    "unit": FRAME.replace("示例镇", "另一镇") + CASES,
    "year": FRAME.replace("2025", "2024") + CASES,
    "subject": FRAME.replace("年度: 2025", "年度: 2025, 题名: 关于法治政府建设工作情况的报告") + CASES,
    "joint": FRAME.replace("年度: 2025", "年度: 2025, 题头: 署名").replace("[示例镇人民政府]", JOINT) + CASES,
}


@pytest.fixture(autouse=True)
def no_office(monkeypatch):
    """A PDF without LibreOffice."""
    monkeypatch.setattr(libreoffice, "to_pdf", lambda data: b"%PDF-" + data + b"startxref\n9\n%%EOF\n")


def built(folder: Path, text: str, name: str, force: bool = False) -> Built:
    (folder / "2025.yaml").write_text(text, encoding="utf-8")
    return build(folder / "2025.yaml", folder / "出" / name, force=force)


def messages(found: Built) -> str:
    return "\n".join(finding.message for finding in found.findings)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "出").iterdir())


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("other", OTHERS)
def test_another_report_keeps_its_name(other, form, tmp_path):
    first = built(tmp_path, FRAME + CASES, f"定稿.{form}")
    before = first.path.read_bytes()
    second = built(tmp_path, OTHERS[other], f"定稿.{form}")
    assert (
        "（新）" in second.path.name
        and "这个文件是另一份：示例镇2025年“示例镇2025年法治政府建设年度报告”" in messages(second)
    )
    assert first.path.read_bytes() == before
    # and again, with newer facts: each is replaced by its own successor
    again = built(tmp_path, OTHERS[other].replace("58件", "59件"), f"定稿.{form}")
    assert again.path == second.path
    assert built(tmp_path, FRAME + CASES.replace("58件", "60件"), f"定稿.{form}").path == first.path
    assert len(names(tmp_path)) == 2


def test_another_report_keeps_its_name_even_by_force(tmp_path):
    first = built(tmp_path, FRAME + CASES, "定稿.docx")
    before = first.path.read_bytes()
    assert built(tmp_path, OTHERS["unit"], "定稿.docx", force=True).path != first.path
    assert first.path.read_bytes() == before


def test_a_report_is_replaced_by_its_own_successor_with_other_issuers_and_in_another_layout(tmp_path):
    first = built(tmp_path, FRAME + CASES, "定稿.docx")
    second = built(tmp_path, FRAME.replace("[示例镇人民政府]", JOINT) + CASES, "定稿.docx")
    assert second.path == first.path and names(tmp_path) == [first.path.name]


def test_a_table_of_sources_and_a_report_do_not_replace_each_other(tmp_path):
    facts = tmp_path / "2025.yaml"
    (tmp_path / "出").mkdir()
    report = built(tmp_path, FRAME + CASES, "定稿.docx").path
    report = report.rename(tmp_path / "出" / "定稿.docx")
    before = report.read_bytes()
    table = save_sources_table(sources_table(facts), report)
    assert table.path.name == "定稿（新）.docx" and report.read_bytes() == before
    assert "这个文件是另一份" in table.findings[0].message
    assert save_sources_table(sources_table(facts), report).path == table.path
    table.path.rename(tmp_path / "出" / "定稿（草稿）.docx")
    assert built(tmp_path, FRAME + CASES.replace("58", "59"), "定稿.docx").path.name == "定稿（新）.docx"
    assert len(names(tmp_path)) == 3


def test_a_table_of_sources_is_replaced_by_its_own_successor(tmp_path):
    facts = tmp_path / "2025.yaml"
    for cases in (58, 59):
        facts.write_text(FRAME + f"纠纷: {{排查: {cases}件}}\n", encoding="utf-8")
        assert save_sources_table(sources_table(facts), tmp_path / "来源.docx").path.name == "来源.docx"
    csv = [save_sources_table(sources_table(facts), tmp_path / "来源.csv").path.name]
    facts.write_text(FRAME + CASES, encoding="utf-8")
    csv.append(save_sources_table(sources_table(facts), tmp_path / "来源.csv").path.name)
    assert csv == ["来源.csv", "来源（新）.csv"], "a text does not say whose it is"


def test_another_report_is_no_outdated_sibling(tmp_path):
    built(tmp_path, FRAME + CASES, "定稿.docx").path.rename(tmp_path / "出" / "定稿.docx")
    own = built(tmp_path, FRAME + CASES, "定稿.docx")
    assert "已经过时" in messages(own)
    own.path.unlink()
    other = messages(built(tmp_path, OTHERS["unit"], "定稿.docx"))
    assert "已经过时" not in other and "旁边这一份" not in other


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_read_only_report_is_left_alone(form, tmp_path):
    first = built(tmp_path, FRAME + CASES, f"定稿.{form}").path
    before = first.read_bytes()
    first.chmod(0o444)
    with pytest.raises(DrafterError) as caught:
        built(tmp_path, FRAME + CASES.replace("58", "59"), f"定稿.{form}")
    assert "文件是只读的，没有动它" in told(caught.value)
    assert first.read_bytes() == before and names(tmp_path) == [first.name]
    built(tmp_path, FRAME + CASES, f"定稿.{form}")  # there is nothing to write
    assert first.read_bytes() == before


@pytest.mark.parametrize("force", [False, True])
def test_a_read_only_edited_report_is_not_replaced_by_force(force, tmp_path):
    first = built(tmp_path, FRAME + CASES, "定稿.docx").path
    by_hand = edited(first.read_bytes(), "58件", "57件")
    first.write_bytes(by_hand)
    first.chmod(0o444)
    if force:
        with pytest.raises(DrafterError, match="只读"):
            built(tmp_path, FRAME + CASES, "定稿.docx", force=True)
    else:
        assert built(tmp_path, FRAME + CASES, "定稿.docx").path.name == "定稿（新）.docx"
    assert first.read_bytes() == by_hand


def test_a_report_of_an_older_version_is_kept(tmp_path):
    first = built(tmp_path, FRAME + CASES, "定稿.docx").path
    parts = unzipped(first.read_bytes())
    parts["customXml/item1.xml"] = b'<seal xmlns="urn:drafter:seal:1">[]</seal>'
    old = zipped(parts)
    first.write_bytes(old)
    second = built(tmp_path, FRAME + CASES, "定稿.docx")
    assert second.path != first and first.read_bytes() == old and "旧版" in messages(second)


@pytest.mark.parametrize("form", ["txt", "md", "html", "pdf"])
def test_a_file_of_another_form_that_was_edited_is_kept(form, tmp_path):
    first = built(tmp_path, FRAME + CASES, f"定稿.{form}").path
    noted = first.read_bytes() + "\n批注".encode()
    first.write_bytes(noted)
    second = built(tmp_path, FRAME + CASES, f"定稿.{form}")
    assert "（新）" in second.path.name and first.read_bytes() == noted
    assert "已有同名文件，内容不同，没有覆盖它" in messages(second)
