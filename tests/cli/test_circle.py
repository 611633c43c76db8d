"""A whole year from the command line: last year's .docx, the new facts, the report to be signed.

The clerk's work is done here by text edits: fill in blanks, answer last year's promises, delete wrong sentences,
confirm what is still true.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_runner import run
from conftest import SEEDS
from docx import Document

from drafter.commands.check import check_file
from drafter.findings import Severity
from drafter.importer.segment import normalize
from drafter.readers.docx.read import read_docx

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real reports are not here")


def word_file(path: Path, text: str) -> Path:
    document = Document()
    for line in filter(str.strip, text.split("\n")):
        document.add_paragraph(line)
    document.save(str(path))
    return path


PROBLEMS = "问题:\n  - 表现: 法律顾问作用发挥不够\n    原因: 法律顾问参加决策会议少\n    对应计划: 1\n"
PLANS = (
    "计划:\n  - 号: 1\n    归类: 加强法律顾问工作\n    事项: 请法律顾问参加决策会议\n"
    "    措施: 法律顾问列席研究重大事项的会议。\n    目标:\n      - 内容: 法律顾问列席会议\n        数量: 不少于6次\n"
)


# Impossible figures of last year: 98 % of 11 petitions, 余 after an exact number.
CANNOT_BE = {"98%以上": "100%", "18余次": "20次"}


def filled_in(text: str) -> str:
    """The new facts as a clerk fills them in: this year's figures, an answer to each promise."""
    text = re.sub(r"^问题:  # .*\n", PROBLEMS, text, flags=re.M)
    text = re.sub(r"^计划:  # .*\n", PLANS, text, flags=re.M)
    text = re.sub(r":  # \d{4}年：([^\n]*)", lambda match: f": {match[1]}", text)
    for wrong, right in CANNOT_BE.items():
        text = text.replace(wrong, right)
    text = re.sub(r"^( +完成情况):$", r"\1: 已经完成", text, flags=re.M)
    text = re.sub(r"^( +整改情况):$", r"\1: 已经整改", text, flags=re.M)
    text = re.sub(r'^( +数量: "?(?:不少于)?([^\n"]*)"?\n +实际):$', r'\1: "\2"', text, flags=re.M)
    text = re.sub(r"^  署名:$", "  署名:\n    - 甲镇人民政府", text, flags=re.M)
    persons = "  人员:\n    - 职务: 镇党委书记\n    - 职务: 镇长\n"
    if "\n第一责任人:\n" in text:
        text = text.replace("\n第一责任人:\n", f"\n第一责任人:\n{persons}")
    else:
        text += f"\n第一责任人:\n{persons}"
    return text if "\n其他:" in text else f"{text}\n其他: 无\n"


def without_wrong_sentences(facts: Path, template: Path) -> None:
    """Deletes every sentence with an error from the template, as the clerk does."""
    for _ in range(5):
        wrong = {f.place.line for f in check_file(facts).findings if f.severity is Severity.ERROR and f.place.line}
        inside = [
            f for f in check_file(facts).findings if f.severity is Severity.ERROR and f.place.file == template.stem
        ]
        if not inside:
            return
        lines = template.read_text(encoding="utf-8").split("\n")
        for number in wrong & {f.place.line for f in inside}:
            lines[number - 1] = ""
        template.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_from_last_years_word_file_to_this_years_report(number, tmp_path, capfd):
    (seed,) = SEEDS.glob(f"{number}*.txt")
    text = seed.read_text(encoding="utf-8")
    last = word_file(tmp_path / "去年报告.docx", text)
    before = last.read_bytes()

    # import last year's report; the result builds the same report
    status, out, err = run(capfd, "import", last)
    template, facts = map(Path, out.split())
    assert status == 0 and "自起名称的" in err and last.read_bytes() == before
    status, out, _ = run(capfd, "build", facts, "--to", "txt")
    report = Path(out.strip())
    assert report.read_text(encoding="utf-8") == normalize("\n".join(filter(str.strip, text.split("\n"))))

    # roll over: nothing of last year's can be signed as it is
    contents = {path: path.read_bytes() for path in (template, facts, report)}
    status, out, err = run(capfd, "rollover", facts)
    new_template, new = map(Path, out.split())
    year = int(new.stem)
    assert status == 0 and new == facts.with_name(f"{int(facts.stem) + 1}.yaml") and "句去年的话，标上了待核实" in err
    status, out, err = run(capfd, "build", new)
    assert status == 1 and "（草稿）" in out and "这一句还没有核实" in err
    first_draft = Path(out.strip())

    # fill in; only unreviewed values remain
    new.write_text(filled_in(new.read_text(encoding="utf-8")), encoding="utf-8")
    status, out, err = run(capfd, "check", new)
    assert status == 1 and "待填" not in out
    waiting = [finding for finding in check_file(new).findings if finding.severity is Severity.GAP]
    assert waiting and all("核实" in finding.message for finding in waiting), [f.message for f in waiting]
    run(capfd, "check", "--fix", new)
    without_wrong_sentences(new, new_template)
    status, out, _ = run(capfd, "confirm", new, "--all")
    assert status == 0 and out.count("已核实　") > 10

    # the report to be signed
    status, _, _ = run(capfd, "check", new)
    errors = [finding.message for finding in check_file(new).findings if finding.severity is Severity.ERROR]
    assert status == 0, errors
    status, out, err = run(capfd, "build", new)
    report = Path(out.strip())
    assert status == 0 and "草稿" not in report.name and f"{year}年" in report.name, err
    lines = [paragraph.text for paragraph in read_docx(report.read_bytes()).paragraphs]
    whole = "\n".join(lines)
    assert "待核实" not in whole and "待填" not in whole and "法律顾问作用发挥不够" in whole
    assert f"{year - 1}年安排的各项工作" in whole and "已经完成" in whole
    assert {path: path.read_bytes() for path in contents} == contents and first_draft.exists()
