"""Small .docx files from a few lines of XML, as other programs write them, well or badly."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footer1": "footer",
    "footer2": "footer",
}
_ROOTS = {"styles": "styles", "numbering": "numbering", "settings": "settings", "footer1": "ftr", "footer2": "ftr"}


def paragraph(text: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    words = f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}</w:p>"


def package(body: str, **parts: str) -> bytes:
    """A .docx with this body; `parts` are what stands in styles, numbering, settings, footer1, footer2, theme."""
    files = {
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}" {_MORE}><w:body>{body}</w:body></w:document>'
    }
    relations = ""
    types = f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    for number, (name, content) in enumerate(parts.items(), 1):
        if name == "theme":
            files["word/theme.xml"] = f'<a:theme xmlns:a="{A}">{content}</a:theme>'
            kind = "theme"
        else:
            root = _ROOTS[name]
            files[f"word/{name}.xml"] = f'<w:{root} xmlns:w="{W}">{content}</w:{root}>'
            types += f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{_KINDS[name]}+xml"/>'
            kind = _KINDS[name]
        relations += f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{name}.xml"/>'
    files["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{_RELS}">{relations}</Relationships>'
    files["_rels/.rels"] = (
        f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    files["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    return zipped(files)


def zipped(files: dict[str, str] | dict[str, bytes]) -> bytes:
    """A zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
