"""The README does what it says: its commands are those that CI runs, its sample is what drafter writes."""

import re
from pathlib import Path

import docx
from conftest import FRAME, ROOT, report_of

from drafter.commands.check import check_file
from drafter.findings import describe

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_the_test_command_of_the_readme():
    block = re.search(r"<!-- tests -->\n```sh\n(.+)\n```\n<!-- /tests -->", README)
    assert block and block[1].endswith(".venv/bin/pytest -n auto")
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_picture_and_the_linked_files_exist():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_sample_facts_make_the_sample_sentences():
    sample = re.search(r"```yaml\n(.+?)```", README, re.DOTALL)[1]
    quoted = re.search(r"^> (.+)$", README, re.MULTILINE)[1].split("……")
    text = "".join(sentence.text for sentence in report_of(FRAME + sample).sentences())
    assert all(piece in text for piece in quoted)


def test_the_commands_of_the_readme_exist():
    from drafter.cli import cli

    assert set(re.findall(r"^drafter (\w+)", README, re.MULTILINE)) <= set(cli.commands)


def test_nothing_of_the_workplace_is_named():
    for file in [
        *ROOT.glob("*.md"),
        *(path for room in ("src", "docs") for path in ROOT.glob(f"{room}/**/*.[pm][yd]")),
    ]:
        assert not re.search(r"/(?:work|root|home)/", file.read_text(encoding="utf-8")), file


def test_the_sample_of_the_proof_reader_is_what_it_says(tmp_path, monkeypatch):
    (sample,) = re.findall(r"```\n(去年报告\.docx .+?)\n```", README, re.DOTALL)
    text = re.search(r"7 \| (.+)", sample)[1]
    document = docx.Document()
    for paragraph in ("甲镇2025年法治政府建设年度报告", *["甲。"] * 5, text):
        document.add_paragraph(paragraph)
    document.save(str(tmp_path / "去年报告.docx"))
    monkeypatch.chdir(tmp_path)
    assert sample in [describe(finding) for finding in check_file(Path("去年报告.docx")).findings]
