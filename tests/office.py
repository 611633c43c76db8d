"""A real office suite: .docx → PDF → where every line of every page stands, in mm."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import TESTS, in_ci

FONTS = TESTS / "fonts" / "fonts.conf"
MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Line:
    """A line of a page: edges in mm from the upper left corner of the paper."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def environment() -> dict[str, str]:
    return {**os.environ, "FONTCONFIG_FILE": str(FONTS)}


def missing() -> str:
    """What this machine lacks for rendering, or an empty string."""
    for program in ("soffice", "pdftotext", "fc-list"):
        if shutil.which(program) is None:
            return f"no {program}"
    found = subprocess.run(["fc-list"], env=environment(), capture_output=True, text=True, check=True).stdout
    return "" if "FandolFang" in found else "no Fandol fonts"


def need_office() -> None:
    """Skips the test where nothing can be rendered; in CI that is a failure."""
    if what := missing():
        if in_ci():
            pytest.fail(f"cannot render: {what}")
        pytest.skip(what)


def to_pdf(documents: list[Path], folder: Path) -> list[Path]:
    """Converts documents in one run of LibreOffice."""
    return _converted(documents, folder, "pdf")


def saved_again(documents: list[Path], folder: Path) -> list[Path]:
    """The documents as LibreOffice writes them when somebody opens and saves them."""
    return _converted(documents, folder, "docx")


def _converted(documents: list[Path], folder: Path, kind: str) -> list[Path]:
    profile = folder / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, documents)],
        env=environment(), check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    made = [folder / f"{document.stem}.{kind}" for document in documents]
    assert all(file.exists() for file in made)
    return made


def pages(pdf: Path) -> list[list[Line]]:
    """The lines of each page, from the top."""
    xml = subprocess.run(
        ["pdftotext", "-bbox", "-enc", "UTF-8", str(pdf), "-"], check=True, capture_output=True
    ).stdout.decode()
    xml = re.sub(r"<!DOCTYPE[^>]*>", "", xml).replace(' xmlns="http://www.w3.org/1999/xhtml"', "")
    found = []
    for page in ElementTree.fromstring(xml).iter("page"):
        rows: list[list[ElementTree.Element]] = []
        for word in sorted(page.iter("word"), key=lambda w: (_middle(w), float(w.get("xMin", 0)))):
            if rows and abs(_middle(word) - _middle(rows[-1][0])) < 4:  # pt: less than half a line
                rows[-1].append(word)
            else:
                rows.append([word])
        found.append([_line(row) for row in rows])
    return found


def _middle(word: ElementTree.Element) -> float:
    return (float(word.get("yMin", 0)) + float(word.get("yMax", 0))) / 2


def _line(row: list[ElementTree.Element]) -> Line:
    row = sorted(row, key=lambda word: float(word.get("xMin", 0)))
    edges = {name: [float(word.get(name, 0)) * MM_PER_PT for word in row] for name in ("xMin", "xMax", "yMin", "yMax")}
    text = "".join(word.text or "" for word in row)
    return Line(text, min(edges["xMin"]), max(edges["xMax"]), min(edges["yMin"]), max(edges["yMax"]))
