"""Other page formats, rendered and measured: those that drafter ships, and one of a county's own."""

from __future__ import annotations

import re
import subprocess
import zipfile
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from conftest import EXAMPLES
from line_fixtures import FANDOL, page_count, paginated, plain
from office import MM_PER_PT, Line, pages, red_ink, to_pdf
from variants import COUNTY_FORMAT, every_report

from drafter.document.model import Document, Section
from drafter.document.runs import Run, words
from drafter.typesetting.line_breaking import LIBREOFFICE
from drafter.typesetting.page_format import PageFormat, shipped_format, with_deviations
from drafter.writers.docx.package import write_docx

pytestmark = pytest.mark.office

MARKS = "“八五”普法规划（2021—2025年）——法治镇……12·4国家宪法日，《示例》‘乙’，完成率98.5%，A4纸3~5页，"
FULL = Document(((Run("题"),),), plain("法" * 28 * 80, MARKS * 12))
KINDS = ("满页", "联合红头", "附件", *(example.parent.name for example in EXAMPLES))


@cache
def county() -> PageFormat:
    return with_deviations(yaml.safe_load(COUNTY_FORMAT))


def page_format(name: str) -> PageFormat:
    return county() if name == "县" else shipped_format(name)


def report(kind: str) -> Document:
    return FULL if kind == "满页" else every_report()[kind]


FORMATS = ("国标", "重庆", "28磅", "县")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Every kind in every format, as .docx and .pdf."""
    folder = tmp_path_factory.mktemp("formats")
    documents = []
    for name in FORMATS:
        for kind in KINDS:
            documents.append(folder / f"{name}{kind}.docx")
            documents[-1].write_bytes(write_docx(report(kind), page_format(name)))
    to_pdf(documents, folder)
    return folder


def top(name: str) -> float:
    """The upper edge of the type area, in mm."""
    return page_format(name).top_margin / 20 * MM_PER_PT


def foot(name: str) -> float:
    """The lower edge of the type area, in mm from the top."""
    return top(name) + page_format(name).type_area[1] / 20 * MM_PER_PT


def body(page: list[Line], name: str) -> list[Line]:
    return [line for line in page if line.top < foot(name)]


# --- the grid ---------------------------------------------------------------------------------------

# lines a page, characters a line, pitch in pt, left and right edge of the type area in mm
GRID = {
    "国标": (22, 28, 28.95, 28, 184),
    "重庆": (22, 28, 28.95, 28, 184),
    "28磅": (22, 28, 28, 28, 184),
    "县": (21, 27, 29.65, 30, 182),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_page_has_its_lines_and_a_line_its_characters(name, folder):
    lines, zi, pitch, left, right = GRID[name]
    full = [body(page, name) for page in pages(folder / f"{name}满页.pdf")][1:3]
    assert [len(page) for page in full] == [lines, lines]
    for page in full:
        assert {len(line.text) for line in page} == {zi}
        for above, below in pairwise(page):
            assert (below.middle - above.middle) / MM_PER_PT == pytest.approx(pitch, abs=0.1)
        for line in page:
            assert line.left == pytest.approx(left, abs=0.6) and line.right == pytest.approx(right, abs=0.6)
        assert page[0].bottom == pytest.approx(top(name) + pitch * MM_PER_PT, abs=0.5)
        assert page[-1].bottom <= foot(name) + 0.3


def test_the_remainder_of_lines_of_28_pt_is_at_the_foot(folder):
    page = body(pages(folder / "28磅满页.pdf")[1], "28磅")
    assert foot("28磅") - page[-1].bottom == pytest.approx(7.7, abs=0.3)


@pytest.mark.parametrize("name", FORMATS)
def test_the_mark_begins_35_mm_below_the_type_areas_top(name, folder):
    assert red_ink(folder / f"{name}联合红头.pdf", 1)[0] == pytest.approx(top(name) + 35, abs=0.6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FORMATS)
def test_the_predicted_pages_are_those_on_paper(name, kind, folder):
    found = pages(folder / f"{name}{kind}.pdf")
    assert len(found) == page_count(report(kind), page_format(name), LIBREOFFICE)
    assert (
        page_count(report(kind), page_format(name), LIBREOFFICE)
        >= paginated(report(kind), page_format(name), FANDOL).pages
    )


@pytest.mark.parametrize("name", FORMATS)
def test_page_numbers_are_7_mm_below_the_type_area(name, folder):
    for number, page in enumerate(pages(folder / f"{name}满页.pdf"), 1):
        (line,) = [line for line in page if line.top >= foot(name)]
        assert line.text == f"—{number}—" and line.middle == pytest.approx(foot(name) + 7, abs=1)


@pytest.mark.parametrize("name", FORMATS)
def test_the_imprint_is_at_the_foot_of_an_even_page(name, folder):
    found = pages(folder / f"{name}联合红头.pdf")
    last = body(found[-1], name)[-1]
    assert len(found) % 2 == 0 and last.text.endswith("印发")
    assert last.bottom == pytest.approx(foot(name) - 1, abs=1.5)


# --- typefaces --------------------------------------------------------------------------------------

SONG, KAI, HEI, FANG, TIMES = "FandolSong", "FandolKai", "FandolHei", "FandolFang", "LiberationSerif"


def typefaces(pdf: Path, below: float) -> list[tuple[str, str]]:
    """The words of a PDF, each with its typeface, without footers."""
    command = ["pdftohtml", "-xml", "-i", "-hidden", "-fontfullname", "-stdout", str(pdf)]
    xml = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    names = dict(re.findall(r'<fontspec id="(\d+)"[^>]*family="\w+\+(\w+)', xml))
    found = []
    for page in re.findall(r"<page .*?</page>", xml, re.DOTALL):
        height = int(re.search(r'height="(\d+)"', page)[1])
        for top, font, text in re.findall(r'<text top="(-?\d+)"[^>]*font="(\d+)">(.*?)</text>', page):
            if int(top) / height * 297 < below:
                found.append((names[font], unescape(re.sub("<[^>]*>", "", text))))
    assert found
    return found


def characters(words_in: list[tuple[str, str]], typeface: str) -> set[str]:
    return {character for name, text in words_in if name == typeface for character in text} - {" ", "\xa0"}


@pytest.mark.parametrize("kind", KINDS)
def test_digits_and_letters_alone_are_in_the_latin_typeface(kind, folder):
    found = typefaces(folder / f"重庆{kind}.pdf", foot("重庆"))
    latin = characters(found, TIMES)
    assert latin and all(character.isascii() for character in latin)
    others = set().union(*(characters(found, name) for name in (SONG, KAI, HEI, FANG)))
    assert not {character for character in others if character.isascii()}


def test_quotes_dashes_and_ellipses_are_in_the_typeface_of_the_words_around_them(folder):
    for name in FORMATS:
        found = typefaces(folder / f"{name}满页.pdf", foot(name))
        assert set("“”‘’—…·《》") <= characters(found, FANG), name
        digits = TIMES if name == "重庆" else FANG
        assert set("0123456789.%~A") - set("67") <= characters(found, digits) | set("067"), name


@pytest.mark.parametrize("name", FORMATS)
def test_title_headings_and_body_are_in_their_typefaces(name, folder):
    for example in EXAMPLES:
        kind = example.parent.name
        found = typefaces(folder / f"{name}{kind}.pdf", foot(name))
        bare = {face: "".join(text for one, text in found if one == face) for face in (SONG, KAI, HEI, FANG)}
        document = report(kind)
        assert without_latin(document.title_text) == without_latin(bare[SONG])
        of_level: dict[int, list[Section]] = {}
        for section in document.sections():
            of_level.setdefault(section.level, []).append(section)
        for level, face in ((1, HEI), (2, KAI)):
            headings = "".join(section.heading for section in of_level.get(level, ()))
            assert without_latin(headings) == without_latin(bare[face])
        signed = [*document.element_lines("发文机关署名"), *document.element_lines("成文日期")]
        assert all(without_latin(words(line)) in without_latin(bare[FANG]) for line in signed)


def without_latin(text: str) -> str:
    return re.sub(r"[\x00-\xff\s]", "", text.replace("_", ""))


def test_the_style_of_digits_contains_nothing_else(folder):
    """In the file, too, so that no office suite has to guess the script of a quote."""
    for kind in KINDS:
        with zipfile.ZipFile(folder / f"重庆{kind}.docx") as package:
            xml = package.read("word/document.xml").decode()
            styles = package.read("word/styles.xml").decode()
        runs = re.findall(r'<w:r>(?:<w:rPr><w:rStyle w:val="(\w+)"/></w:rPr>)?(.*?)</w:r>', xml)
        assert runs
        for style, content in runs:
            text = unescape("".join(re.findall(r"<w:t [^>]*>([^<]*)</w:t>", content)))
            if style in ("Digits", "StrongDigits"):
                assert text.isascii() and text.strip()
            else:
                assert not re.search(r"[!-~]", text), text
        digits = re.search(r'w:styleId="Digits".*?<w:rFonts ([^>]*)/>', styles)[1]
        assert "Times New Roman" in digits and "eastAsia" not in digits
        assert '<w:rFonts w:hint="eastAsia" w:ascii="方正仿宋_GBK" w:eastAsia="方正仿宋_GBK"' in styles
