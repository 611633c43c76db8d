"""LibreOffice: .docx → PDF, .doc and .wps → .docx. The one place where drafter starts another program."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from drafter.findings import NOWHERE, DrafterError, Place, fatal
from drafter.system.ooxml import OoxmlPackage, packed

LONGEST_WAIT = 180.0  # seconds; a first start on a slow machine takes some twenty

_MAIN = "word/document.xml"
_JOINER = "\u2060"  # a character of no width that no line ends at
_OTHERWISE = "先生成 .docx，用 WPS 或 Word 打开，另存为 PDF"

# A page left empty on purpose, so that the next one is on the right, is a page of the document too.
PDF_FILTER = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'


def to_pdf(document: bytes) -> bytes:
    """A .docx as a PDF. Raises DrafterError where LibreOffice is missing, fails or hangs."""
    program = find_office()
    if program is None:
        raise DrafterError(
            [fatal(NOWHERE, "这台电脑上没有找到 LibreOffice，不能直接生成 PDF", f"{_OTHERWISE}；或者安装 LibreOffice")]
        )
    try:
        with _own_folder() as folder:
            pdf = _convert_docx(program, document, folder)
    except TimeoutError as error:
        why = f"LibreOffice 过了{LONGEST_WAIT:.0f}秒还没有生成 PDF，已经停止"
        raise DrafterError([fatal(NOWHERE, why, f"再运行一次；还是不行，{_OTHERWISE}")]) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise DrafterError([fatal(NOWHERE, f"没能用 LibreOffice 生成 PDF（{why}）", _OTHERWISE)]) from error
    if not pdf.startswith(b"%PDF-"):
        raise DrafterError([fatal(NOWHERE, "LibreOffice 没有生成 PDF", _OTHERWISE)])
    return pdf


def to_docx(document: bytes, path: Path) -> bytes:
    """A .doc or .wps as a .docx. Raises DrafterError where LibreOffice is missing, fails, or takes too long."""
    program, place = find_office(), Place(str(path))
    otherwise = "用 WPS 或 Word 打开，另存为 .docx，再运行一次"
    if program is None:
        raise DrafterError(
            [fatal(place, f"这是旧格式（{path.suffix}）的文件，这台电脑上没有 LibreOffice，读不了", otherwise)]
        )
    try:
        with _own_folder() as folder:
            source = folder / f"report{path.suffix.lower()}"
            source.write_bytes(document)
            docx = _convert(program, folder, source, "docx")
    except TimeoutError as error:
        why = f"LibreOffice 过了{LONGEST_WAIT:.0f}秒还没有打开这个文件，已经停止"
        raise DrafterError([fatal(place, why, otherwise)]) from error
    except OSError as error:
        raise DrafterError(
            [fatal(place, f"没能用 LibreOffice 打开（{error.strerror or error}）", otherwise)]
        ) from error
    if not docx:
        raise DrafterError([fatal(place, "LibreOffice 打不开这个文件", otherwise)])
    return docx


def find_office() -> Path | None:
    """The program; None where this machine has none."""
    for name in ("soffice", "libreoffice"):
        # Windows searches the current folder too: a program among the facts is not meant
        if (found := shutil.which(name)) and Path(found).is_absolute():
            return Path(found)
    return next((place for place in _usual_places() if place.is_file()), None)


def _usual_places() -> Iterator[Path]:
    for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
        if folder := os.environ.get(variable):
            yield Path(folder) / "LibreOffice" / "program" / "soffice.exe"
    if sys.platform == "darwin":
        yield Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    """A temporary folder that is deleted afterwards, whatever happens."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="drafter-"))
    try:
        yield folder
    finally:
        for _ in range(20):  # Windows locks the files of a program for a moment after its end
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.1)


def _convert_docx(program: Path, document: bytes, folder: Path) -> bytes:
    source = folder / "report.docx"
    source.write_bytes(with_whole_years(document))
    return _convert(program, folder, source, PDF_FILTER)


def _convert(program: Path, folder: Path, source: Path, form: str) -> bytes:
    """The output of LibreOffice for a file; empty where there is none."""
    profile, output = folder / "profile", folder / f"{source.stem}.{form.partition(':')[0]}"
    _run(
        # a profile of its own: a running LibreOffice would take the command, and do nothing
        [str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
         "--convert-to", form, "--outdir", str(folder), str(source)],
    )  # fmt: skip
    return output.read_bytes() if output.is_file() else b""


def with_whole_years(document: bytes) -> bytes:
    """The .docx with word joiners in 2021—2025.

    LibreOffice ignores the document's list of marks that may not begin a line, and breaks lines between such years.
    """
    from lxml import etree

    package = OoxmlPackage(document)
    parts = {name: package.read(name) for name in package.names}
    if _MAIN in parts:
        root = package.tree(_MAIN)
        for text in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
            text.text = re.sub(r"(?<=\d)—(?=\d)", f"{_JOINER}—{_JOINER}", text.text or "")
        parts[_MAIN] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(parts)


def _run(command: list[str]) -> None:
    """Runs a program without a window; it and its children are ended after the longest wait, or with us.

    Raises TimeoutError after the longest wait.
    """
    import subprocess

    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # ignored on Windows
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        process.wait(LONGEST_WAIT)
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    finally:
        if process.poll() is None:
            _end(process.pid)
            process.wait()


def _end(process: int) -> None:
    """Ends a process with its children: soffice only starts the real program."""
    import signal
    import subprocess

    if sys.platform == "win32":
        command = ["taskkill", "/F", "/T", "/PID", str(process)]
        subprocess.run(command, capture_output=True, check=False, creationflags=subprocess.CREATE_NO_WINDOW)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
