"""PDF by LibreOffice: made where it is installed, explained where it is not, and no temporary files left."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from conftest import EXAMPLES, FRAME, report_of, told

from drafter.commands.build import build
from drafter.document.runs import words
from drafter.findings import DrafterError
from drafter.system import libreoffice
from drafter.system.integrity import pdf_identity, with_pdf_fingerprint
from drafter.system.libreoffice import to_docx, to_pdf
from drafter.writers.docx.package import identity_of, write_docx

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how a .doc begins
EMPTY = b"PK\x05\x06" + bytes(18)  # a package without parts


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    """The folder for temporary files, of which nothing may be left."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.iterdir()) == []


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Makes a stand-in for soffice from lines of Python, in which `folder` is where the PDF is expected."""
    if os.name == "nt":
        pytest.skip("a script is no program here")

    def make(lines: str) -> None:
        file = tmp_path / "bin" / "soffice"
        file.parent.mkdir()
        head = f"#!{sys.executable}\nimport os, sys, time\nfrom pathlib import Path\n"
        file.write_text(f"{head}folder = Path(sys.argv[sys.argv.index('--outdir') + 1])\n{lines}", encoding="utf-8")
        file.chmod(0o700)
        monkeypatch.setenv("PATH", str(file.parent))

    return make


@pytest.mark.office
def test_a_report_as_pdf_has_its_words_and_pages(tmp_path):
    report = report_of(FRAME + "纠纷: {排查: 58件, 化解: 58件}\n")
    pdf = with_pdf_fingerprint(to_pdf(write_docx(report)), identity_of(report))
    assert pdf_identity(pdf) == identity_of(report)
    (tmp_path / "报告.pdf").write_bytes(pdf)
    text_of_pdf = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(tmp_path / "报告.pdf"), "-"], check=True, capture_output=True
    )
    assert text_of_pdf.stderr == b""  # the fingerprint is no damage
    text = "".join(text_of_pdf.stdout.decode().split())
    assert "全年排查矛盾纠纷58件" in text and words(report.elements["发文机关署名"][0]) in text and "—1—" in text


@pytest.mark.office
def test_a_rebuilt_pdf_replaces_the_previous_one_but_not_one_with_annotations(tmp_path):
    built = build(EXAMPLES[0], tmp_path, form="pdf")
    first = built.path
    again = build(EXAMPLES[0], tmp_path / first.name)
    assert again.path == first and again.findings == built.findings and len(list(tmp_path.glob("*.pdf"))) == 1
    with first.open("ab") as file:
        file.write(b"% a note\n")
    noted = first.read_bytes()
    for _ in range(2):
        other = build(EXAMPLES[0], tmp_path, form="pdf")
        assert other.path.stem.endswith("（新）") and any("没有覆盖它" in f.message for f in other.findings)
    assert first.read_bytes() == noted and len(list(tmp_path.glob("*.pdf"))) == 2


def test_without_libreoffice_the_way_out_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(libreoffice, "find_office", lambda: None)
    with pytest.raises(DrafterError) as error:
        build(EXAMPLES[0], tmp_path / "出", form="pdf")
    assert "没有找到 LibreOffice" in told(error.value) and "用 WPS 或 Word 打开，另存为 PDF" in told(error.value)
    assert not (tmp_path / "出").exists()


@pytest.mark.parametrize(
    "lines", ["sys.exit(1)", "sys.exit(0)", "(folder / 'report.pdf').write_text('no PDF')", "syntax error"]
)
def test_a_failed_conversion_is_explained(lines, program):
    program(lines)
    with pytest.raises(DrafterError) as error:
        to_pdf(EMPTY)
    assert "LibreOffice 没有生成 PDF" in told(error.value) and "另存为 PDF" in told(error.value)


def test_a_program_that_cannot_be_started_is_explained(program, tmp_path, monkeypatch):
    program("")
    monkeypatch.setattr(libreoffice, "_without_network", tuple)
    (tmp_path / "bin" / "soffice").write_text("#!/nowhere/at/all\n")
    with pytest.raises(DrafterError) as error:
        to_pdf(EMPTY)
    assert "没能用 LibreOffice 生成 PDF" in told(error.value)


def test_the_program_gets_a_profile_of_its_own_and_no_shell(program):
    program(
        "profile, = [a for a in sys.argv if a.startswith('-env:UserInstallation=file:///')]\n"
        "assert profile.endswith(folder.name + '/profile') and '--headless' in sys.argv\n"
        'assert \'"IsSkipEmptyPages":{"type":"boolean","value":"false"}\' in sys.argv[-4]\n'
        "(folder / 'report.pdf').write_bytes(b'%PDF-' + Path(sys.argv[-1]).read_bytes())"
    )
    assert to_pdf(EMPTY) == b"%PDF-" + EMPTY


def test_a_hanging_program_is_ended_with_its_children(program, tmp_path, monkeypatch):
    program(f"if not os.fork(): Path({str(tmp_path / 'child')!r}).write_text(str(os.getpid()))\ntime.sleep(60)")
    monkeypatch.setattr(libreoffice, "LONGEST_WAIT", 1.5)
    with pytest.raises(DrafterError) as error:
        to_pdf(EMPTY)
    assert "秒还没有生成 PDF，已经停止" in told(error.value)
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not _runs(child):
            break
        time.sleep(0.1)
    assert not _runs(child)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("time.sleep(60)", "秒还没有打开这个文件，已经停止"),
        ("sys.exit(1)", "LibreOffice 打不开这个文件"),
        ("syntax error", "LibreOffice 打不开这个文件"),
    ],
)
def test_an_old_document_that_is_not_converted_is_explained(lines, message, program, monkeypatch):
    program(lines)
    monkeypatch.setattr(libreoffice, "LONGEST_WAIT", 1.5)
    with pytest.raises(DrafterError) as error:
        to_docx(OLD, Path("去年.doc"))
    assert message in told(error.value) and "另存为 .docx" in told(error.value) and "PDF" not in told(error.value)


def test_an_interruption_ends_the_program_too(program, monkeypatch):
    program("time.sleep(60)")

    usual = subprocess.Popen.wait
    started = []

    def interrupted(process, timeout=None):
        started.append(process)
        if len(started) == 1:
            raise KeyboardInterrupt
        return usual(process, timeout)

    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        to_pdf(EMPTY)
    assert started[0].returncode == -9


def _runs(process: int) -> bool:
    """Whether it runs; one that has ended may be listed until somebody asks how it ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_libreoffice_is_searched_on_the_path_then_in_the_usual_places(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert libreoffice.find_office() is None
    place = tmp_path / "LibreOffice" / "program" / "soffice.exe"
    place.parent.mkdir(parents=True)
    place.touch(mode=0o700)
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    assert libreoffice.find_office() == place


@pytest.mark.skipif(os.name == "nt", reason="a script is no program here")
def test_a_program_in_the_current_folder_is_not_used(tmp_path, monkeypatch):
    (tmp_path / "soffice").touch(mode=0o700)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    assert libreoffice.find_office() is None
