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

from drafter.office import PDF_FILTER

FONTS = TESTS / "fonts" / "fonts.conf"
MM_PER_PT = 25.4 / 72
BATCH = 200  # documents; LibreOffice ends without a word after some 250


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
    """Converts documents in one run of LibreOffice, or a few."""
    return _converted(documents, folder, "pdf", PDF_FILTER)


def saved_again(documents: list[Path], folder: Path) -> list[Path]:
    """The documents as LibreOffice writes them when somebody opens and saves them."""
    return _converted(documents, folder, "docx", "docx")


def in_form(documents: list[Path], folder: Path, kind: str, how: str = "") -> list[Path]:
    """The documents in another form: odt, doc, html."""
    return _converted(documents, folder, kind, how or kind)


def _converted(documents: list[Path], folder: Path, kind: str, how: str) -> list[Path]:
    profile = folder / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", how]
    for first in range(0, len(documents), BATCH):
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, documents[first : first + BATCH])],
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


@dataclass(frozen=True)
class Rule:
    """A printed rule: edges in mm from the upper left corner of the paper."""

    left: float
    right: float
    top: float
    bottom: float
    red: bool


DOTS = 20  # a millimetre
_SHORTEST_RULE = 100  # mm


def rules(pdf: Path, page: int) -> list[Rule]:
    """The horizontal rules of a page, from the top; pages count from 1."""
    picture = _Picture.of(pdf, page)
    found: list[Rule] = []
    for ink in (picture.black, picture.red):
        row = 0
        while row < picture.height:
            left, right = picture.run(ink, row)
            first = row
            while row < picture.height and right > left and picture.run(ink, row)[0] >= 0:
                row += 1
            if row > first:
                edges = (edge / DOTS for edge in (left, right, first, row))
                found.append(Rule(*edges, red=ink is picture.red))
            row += 1
    return sorted(found, key=lambda rule: rule.top)


def red_ink(pdf: Path, page: int) -> tuple[float, float]:
    """Where the first stretch of red begins and ends, in mm from the upper edge of the paper."""
    picture = _Picture.of(pdf, page)
    rows = [b"1" in picture.line(picture.red, row) for row in range(picture.height)]
    first = rows.index(True)
    return first / DOTS, rows.index(False, first) / DOTS


def white_above(pdf: Path, page: int, height: float) -> float:
    """How much white there is above a height, up to the nearest ink, in mm."""
    picture = _Picture.of(pdf, page)
    row = start = round(height * DOTS) - 1
    while row >= 0 and b"1" not in picture.line(picture.black, row):
        row -= 1
    return (start - row) / DOTS


@dataclass(frozen=True)
class _Picture:
    """A page in dots: for each the character 1 where there is ink of that kind."""

    width: int
    height: int
    black: bytes
    red: bytes

    @classmethod
    def of(cls, pdf: Path, page: int) -> _Picture:
        options = ["-r", str(DOTS * 25.4), "-f", str(page), "-l", str(page), "-singlefile"]
        data = subprocess.run(["pdftoppm", *options, str(pdf)], check=True, capture_output=True).stdout
        _, width, height, _ = data.split(maxsplit=4)[:4]
        dots = data[-int(width) * int(height) * 3 :]
        dark = bytes(49 if level < 128 else 48 for level in range(256))
        levels = [dots[channel::3].translate(dark) for channel in range(3)]
        # dots that are dark in green are ink; those that are light in red are red ink
        number = int(levels[1], 16), int(levels[0], 16)
        ink = (number[0] & number[1], number[0] & ~number[1])
        black, red = (f"{dots:0{int(width) * int(height)}x}".encode() for dots in ink)
        return cls(int(width), int(height), black, red)

    def line(self, ink: bytes, row: int) -> bytes:
        return ink[row * self.width : (row + 1) * self.width]

    def run(self, ink: bytes, row: int) -> tuple[int, int]:
        """Beginning and end of the first long stretch of ink of a row, -1 where there is none."""
        line = self.line(ink, row)
        left = line.find(b"1" * (_SHORTEST_RULE * DOTS))
        if left < 0:
            return -1, -1
        right = line.find(b"0", left)
        return left, len(line) if right < 0 else right
