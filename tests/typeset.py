"""Material for the models of lines and pages: the test typeface, paragraphs of reports, rendered lines by paragraph."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache

from conftest import EXAMPLES, SEEDS
from office import Line

from drafter.pipeline import draft_report
from drafter.report.tree import Paragraph, Report, Run, Sentence

LAYOUTS = ("五部分", "三部分", "两部分", "七部分", "责任人在前")
FOOT = 262.0  # mm from the top of the paper to the lower edge of the type area
PITCH = 225 / 22

# FandolFang is no 仿宋 in its Latin characters: thousandths of its size where they are not half as wide.
_WIDTHS = {
    278: "!',.:;[]|", 283: "il", 306: "f", 311: "j", 333: " -°", 350: "I", 389: "()t", 392: "r", 394: "s", 444: "ce",
    446: "z", 472: "?", 489: "a", 508: "J", 533: "kqvxy", 556: "S", 561: "bdhnpu", 611: "Z^~", 619: "L", 647: "F",
    675: "EP", 703: "B", 722: "CT", 728: "w", 731: "R", 739: "AHNUVXY", 758: "D", 767: "K", 778: "+<=>@OQ_", 781: "&",
    782: "G", 833: "#%", 839: "m", 906: "M", 1017: "W",
}  # fmt: skip
FANDOL = {character: width for width, characters in _WIDTHS.items() for character in characters}


@cache
def example_reports() -> dict[str, Report]:
    """Every example in every shipped layout."""
    return {
        f"{example.parent.name}{layout}": draft_report(example, f"drafter/{layout}").report
        for example in EXAMPLES
        for layout in LAYOUTS
    }


@cache
def example_paragraphs() -> tuple[str, ...]:
    """Each paragraph of these reports once."""
    return tuple(dict.fromkeys(p.text for report in example_reports().values() for p in report.paragraphs()))


@cache
def published_paragraphs() -> tuple[str, ...]:
    """The paragraphs of published reports, where this checkout has them."""
    lines = [line for file in sorted(SEEDS.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    plain = [re.sub(r"\s+", " ", re.sub(r"\*\*|\[bookmark:[^\]]*\]", "", line)).strip() for line in lines]
    return tuple(dict.fromkeys(line for line in plain if line))


def sentences(paragraphs: Sequence[str]) -> list[str]:
    """Their sentences and clauses, with their stops."""
    return [sentence for paragraph in paragraphs for sentence in re.findall(r"[^。；]+[。；]", paragraph)]


def reshuffled(paragraphs: Sequence[str], count: int, seed: int) -> list[str]:
    """New paragraphs out of their sentences, begun anywhere in a sentence, so that lines end everywhere."""
    chance, all_sentences = random.Random(seed), sentences(paragraphs)
    made = ["".join(chance.choices(all_sentences, k=chance.randint(1, 8))) for _ in range(count)]
    return [text[chance.randint(0, min(27, len(text) - 2)) :] for text in made]


def plain(*texts: str) -> tuple[Paragraph, ...]:
    """Paragraphs without facts."""
    return tuple(Paragraph((Sentence((Run(text),)),)) for text in texts)


def on_paper(page: list[Line]) -> list[Line]:
    """The lines of a page without its number."""
    return [line for line in page if line.top < FOOT]


def lines_per_page(rendered: list[list[Line]], pitch: float = PITCH) -> list[int]:
    """On which line the last words of each page stand; lines are `pitch` mm high."""
    return [max(round((line.middle - 37) / pitch + 0.5) for line in on_paper(page)) for page in rendered]


def breaks(lines: Sequence[str]) -> list[int]:
    """Where lines begin, counted without spaces."""
    places, at = [], 0
    for line in lines:
        places.append(at)
        at += len("".join(line.split()))
    return places


def by_paragraph(paragraphs: Sequence[str], lines: Sequence[str]) -> list[list[int]]:
    """Where the rendered lines of each paragraph begin; what LibreOffice leaves out at the end of one is skipped."""
    found, rest = [], iter(lines)
    for paragraph in paragraphs:
        text, at, places = "".join(paragraph.split()), 0, []
        while at < len(text):
            line = next(rest)
            at += not text.startswith(line, at)  # a mark that the renderer has lost
            assert text.startswith(line, at), (text[at : at + 30], line)
            places.append(at)
            at += len(line)
        found.append(places)
    return found
