"""LibreOffice: .docx → PDF, .doc and .wps → .docx. The one place where drafter starts another program.

Documents that others sent may name pictures, templates and texts to fetch. So LibreOffice is given only files that
begin as Word documents or RTF do, in a profile that fetches and runs nothing, and without network where the system
allows it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from functools import cache
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


_COMPOUND, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"  # how .doc and .wps files begin, and RTF ones


def to_docx(document: bytes, path: Path) -> bytes:
    """A .doc or .wps as a .docx.

    Raises DrafterError for a file of another kind, or where LibreOffice is missing, fails, or takes too long.
    """
    program, place = find_office(), Place(str(path))
    otherwise = "用 WPS 或 Word 打开，另存为 .docx，再运行一次"
    if not document.startswith((_COMPOUND, _RTF)):
        message = f"这不是旧格式的 Word 文档，只是扩展名写成了 {path.suffix}，读不了"
        raise DrafterError([fatal(place, message, f"{otherwise}；是纯文本的，把扩展名改成 .txt")])
    if program is None:
        raise DrafterError(
            [fatal(place, f"这是旧格式（{path.suffix}）的文件，这台电脑上没有 LibreOffice，读不了", otherwise)]
        )
    try:
        with _own_folder() as folder:
            source = folder / ("report.rtf" if document.startswith(_RTF) else f"report{path.suffix.lower()}")
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
    _write_settings(profile)
    _run(
        # a profile of its own: a running LibreOffice would take the command, and do nothing
        [*_without_network(), str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
         "--nolockcheck", "--convert-to", form, "--outdir", str(folder), str(source)],
    )  # fmt: skip
    return output.read_bytes() if output.is_file() else b""


# Settings of LibreOffice: no macros, no active content, no links followed. `BlockUntrustedRefererLinks` does not hold
# for linked pictures of a .doc, so that all addresses go through a proxy that is not there.
_SETTINGS: Mapping[str, Mapping[str, str]] = {
    "Office.Common/Security/Scripting": {
        "BlockUntrustedRefererLinks": "true",
        "DisableActiveContent": "true",
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",  # very high
    },
    "Office.Writer/Content/Update": {"Link": "2"},  # never
    "Inet/Settings": {
        "ooInetProxyType": "2",  # as follows
        "ooInetNoProxy": "",
        **{f"ooInet{scheme}ProxyName": "127.0.0.1" for scheme in ("HTTP", "HTTPS", "FTP")},
        **{f"ooInet{scheme}ProxyPort": "9" for scheme in ("HTTP", "HTTPS", "FTP")},  # discard: nothing listens there
    },
}


def _write_settings(profile: Path) -> None:
    """A new profile with `_SETTINGS`."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    file = profile / "user" / "registrymodifications.xcu"
    file.parent.mkdir(parents=True)
    file.write_text(f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>', encoding="utf-8")


@cache
def _without_network() -> tuple[str, ...]:
    """The words before a command that run it without any network; none where the system cannot.

    Linux can, unless it is forbidden to users, or in a container.
    """
    import subprocess

    unshare = shutil.which("unshare") if sys.platform == "linux" else None
    for options in (("--map-current-user", "--net"), ("--net",)) if unshare else ():  # the latter needs root
        command = (str(unshare), *options)
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    return ()


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
