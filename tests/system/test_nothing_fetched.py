"""Documents that name addresses are read, and nothing is asked for at these addresses."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import told
from office import in_form

from drafter.findings import DrafterError
from drafter.system import libreoffice
from drafter.system.libreoffice import to_docx
from drafter.text.read import read_report

ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FLAT_ODF = """\
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"
  office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>全年排查。<draw:frame
  svg:width="3cm" svg:height="3cm" text:anchor-type="as-char"><draw:image xlink:href="{}" xlink:type="simple"
  xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p></office:text></office:body></office:document>
"""
WEB_PAGE = '<html><body background="{0}"><h1>报告</h1><p>全年排查。</p><img src="{0}"></body></html>'
RTF = (
    r'{{\rtf1\ansi {{\*\template {0}}}{{\field{{\*\fldinst INCLUDEPICTURE "{0}" \\d}}{{\fldrslt x}}}}'
    r'{{\field{{\*\fldinst INCLUDETEXT "{0}"}}{{\fldrslt y}}}} 2025\par}}'
)


class Listener:
    """A server on this machine that remembers the first line of each request."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/picture.png"
        self.heard: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:  # closed
                return
            with connection:
                self.heard.append(connection.recv(1000).partition(b"\r\n")[0])
                connection.sendall(ANSWER)


@pytest.fixture
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.socket.close()


@pytest.fixture
def old_document(listener, tmp_path) -> bytes:
    """A real .doc with a picture that is linked, not embedded."""
    source = tmp_path / "linked.fodt"
    source.write_text(FLAT_ODF.format(listener.url), encoding="utf-8")
    (made,) = in_form([source], tmp_path, "doc")
    listener.heard.clear()  # this was done without protection
    return made.read_bytes()


def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "_SETTINGS", {})


def with_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "_without_network", lambda: ())


@pytest.mark.office
def test_an_old_document_is_read_and_nothing_is_fetched(old_document, listener):
    assert [line.text for line in read_report(old_document, Path("去年.doc")).lines] == ["全年排查。"]
    assert listener.heard == []


@pytest.mark.office
@pytest.mark.parametrize("taken_away", [without_settings, with_network])
def test_each_protection_is_enough(taken_away, old_document, listener, monkeypatch):
    if taken_away is without_settings and not libreoffice._without_network():
        pytest.skip("this system cannot start programs without network")
    taken_away(monkeypatch)
    to_docx(old_document, Path("去年.doc"))
    assert listener.heard == []


@pytest.mark.office
def test_without_protection_the_same_document_is_heard(old_document, listener, monkeypatch):
    without_settings(monkeypatch)
    with_network(monkeypatch)
    to_docx(old_document, Path("去年.doc"))
    assert any(request.startswith(b"GET /picture.png") for request in listener.heard)


@pytest.mark.office
def test_rtf_is_read_and_nothing_is_fetched(listener):
    report = read_report(RTF.format(listener.url).encode(), Path("去年.doc"))
    assert report.converted and "2025" in report.lines[0].text
    assert listener.heard == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(FLAT_ODF, id="flat ODF"),
        pytest.param("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + WEB_PAGE, id="MHT"),
        pytest.param(f"From: <x>\r\nMIME-Version: 1.0\r\n\r\n{WEB_PAGE}", id="MHT of Word"),
        pytest.param(" " + RTF, id="RTF behind a blank"),
        pytest.param("全年排查。" + WEB_PAGE, id="text"),
        pytest.param("", id="empty"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["去年.doc", "去年.wps"])
def test_other_files_under_an_old_name_never_reach_libreoffice(name, text, encoding, monkeypatch):
    monkeypatch.setattr(libreoffice, "_convert", lambda *_: pytest.fail("LibreOffice was started"))
    with pytest.raises(DrafterError) as error:
        read_report(text.format("http://127.0.0.1:9/").encode(encoding), Path(name))
    assert f"这不是旧格式的 Word 文档，只是扩展名写成了 {name[-4:]}" in told(error.value)
    assert "另存为 .docx" in told(error.value)


@pytest.mark.parametrize("start", ["", "\n ", '<?xml version="1.0"?>\n<!DOCTYPE html>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_web_page_under_an_old_name_is_read_without_libreoffice(start, encoding, monkeypatch):
    monkeypatch.setattr(libreoffice, "_convert", lambda *_: pytest.fail("LibreOffice was started"))
    data = (start + WEB_PAGE.format("http://127.0.0.1:9/")).encode(encoding)
    assert [line.text for line in read_report(data, Path("去年.doc")).lines] == ["报告", "全年排查。"]
