"""The input of the two scripts, made from drafter's report: a template for docxtpl, an outline for python-docx.

Each run of a report has the facts that it came from, each sentence those that it depends on. So the words of a run
become the path of its fact again, and a sentence has a condition on its facts. No prose is copied here: when a
template or an example of drafter changes, the input of the scripts changes with it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import docx
import yaml
from docx.opc.constants import RELATIONSHIP_TYPE

from drafter.commands.draft import draft_report
from drafter.document.model import Block, Document, Paragraph, Table
from drafter.document.provenance import Source
from drafter.document.runs import Run
from drafter.typesetting import styles
from drafter.typesetting.blocks import RUN_IN
from drafter.writers.docx.package import write_docx

FactPath = tuple[str | int, ...]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_AN_INDEX = re.compile(r"\.(?=\[)")


@dataclass(frozen=True, slots=True)
class Value:
    """The place of a fact in a sentence; the items of a list have `between` between them."""

    path: FactPath
    between: str = ""

    @property
    def tag(self) -> str:
        """As a docxtpl tag."""
        return f'{{{{ {_dotted(self.path)} | join("{self.between}") }}}}' if self.between else _printed(self.path)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and facts; printed only if all that it `needs` is present."""

    pieces: tuple[str | Value, ...]
    needs: tuple[FactPath, ...] = ()

    @property
    def tags(self) -> str:
        """As a docxtpl tag."""
        text = "".join(piece if isinstance(piece, str) else piece.tag for piece in self.pieces)
        return f"{{% if {' and '.join(map(_dotted, self.needs))} %}}{text}{{% endif %}}" if self.needs else text


@dataclass(frozen=True, slots=True)
class StyledRun:
    """Sentences in one character style; an empty `style` is that of the paragraph."""

    sentences: tuple[Sentence, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the document."""

    style: str
    runs: tuple[StyledRun, ...] = ()


def write_scripts_input(facts_file: Path, template_file: Path, outline_file: Path) -> None:
    """Writes the template and the outline of one report."""
    report = draft_report(facts_file).document
    document = docx.Document(io.BytesIO(write_docx(report)))
    names = {style.style_id: style.name or "" for style in document.styles}
    facts = yaml.safe_load(facts_file.read_text(encoding="utf-8"))
    facts["次年"] = facts["报告"]["年度"] + 1  # as in the scripts
    lines = list(_Outlining(facts, names).lines(report))
    outline_file.write_text(json.dumps([asdict(line) for line in lines], ensure_ascii=False), encoding="utf-8")
    _write_template(document, lines, template_file)


def _write_template(document: Any, lines: Iterable[Line], file: Path) -> None:
    """drafter's styles and page with the lines of the outline, and without the fingerprint, which only drafter uses."""
    for rels, seal in (
        (document.part.rels, RELATIONSHIP_TYPE.CUSTOM_XML),
        (document.part.package.rels, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES),
    ):
        for ident in [ident for ident, relationship in rels.items() if relationship.reltype == seal]:
            del rels[ident]
    document._body.clear_content()
    for line in lines:
        paragraph = document.add_paragraph(style=line.style)
        for run in line.runs:
            text = "".join(sentence.tags for sentence in run.sentences)
            paragraph.add_run(text, style=run.style or None)
    document.save(str(file))


class _Outlining:
    """The lines of a report; `names` are those of the styles by their ids."""

    def __init__(self, facts: Any, names: dict[str, str]) -> None:
        self.facts = facts
        self.names = names

    def lines(self, report: Document) -> Iterator[Line]:
        """Title, addressee, body and signature block."""
        yield self._line(styles.TITLE, [run for unit in report.title for run in unit])
        yield Line(self.names[styles.BODY])
        for addressees in report.elements.get("主送机关", ()):
            yield self._line(styles.ADDRESSEE, [*addressees, Run("：")])
        yield from self._blocks(report.body)
        for element, style in (("发文机关署名", styles.ISSUER), ("成文日期", styles.DATE)):
            for runs in report.elements.get(element, ()):
                yield self._line(style, runs)

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[Line]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield Line(self.names[styles.BODY], (self._sentences(block),))
            elif isinstance(block, Table):
                raise NotImplementedError("the scripts make no tables: take an example without")
            else:
                heading = [Run(block.number), *block.title]
                if block.run_in:
                    style = self.names[RUN_IN.format(block.level)]
                    title = StyledRun((Sentence(self._pieces([*heading, Run("。")])),), style)
                    yield Line(self.names[styles.BODY], (title, self._sentences(block.run_in)))
                else:
                    yield self._line(styles.heading(block.level), heading)
                yield from self._blocks(block.body)

    def _line(self, style: str, runs: Iterable[Run]) -> Line:
        return Line(self.names[style], (StyledRun((Sentence(self._pieces(runs)),)),))

    def _sentences(self, paragraph: Paragraph) -> StyledRun:
        sentences = (Sentence(self._pieces(s.runs), tuple(self._needs(s.sources))) for s in paragraph.sentences)
        return StyledRun(tuple(sentences))

    def _needs(self, sources: Iterable[Source]) -> Iterator[FactPath]:
        """The typed facts of a sentence, but not a list whose items are among them."""
        paths = [path for path in map(_path, dict.fromkeys(source.key for source in sources)) if self._find(path)]
        return (path for path in paths if not any(p != path and p[: len(path)] == path for p in paths))

    def _pieces(self, runs: Iterable[Run]) -> tuple[str | Value, ...]:
        """Words and facts; the items of a list, with the words between them, are one piece."""
        waiting = list(runs)
        pieces: list[str | Value] = []
        while waiting:
            length, found = 1, self._printed_fact(waiting[0])
            if found and isinstance(self._find(found), list):
                length = max(n for n, run in enumerate(waiting, 1) if run.sources == waiting[0].sources)
            text = "".join(run.text for run in waiting[:length])
            pieces += self._parted(text, found) if found else [text]
            waiting = waiting[length:]
        return tuple(piece for piece in pieces if piece)

    def _printed_fact(self, run: Run) -> FactPath | None:
        """The fact whose value a run prints; words derived from a fact count as words of the template."""
        for path in (*(_path(source.key) for source in run.sources), *([("次年",)] if run.sources else [])):
            value = self._find(path)
            words = value[0] if isinstance(value, list) and value else value
            if isinstance(words, (str, int)) and str(words) in run.text:
                return path
        return None

    def _parted(self, text: str, path: FactPath) -> list[str | Value]:
        """The words before a value, the value, and the words after it."""
        value = self._find(path)
        items = [str(item) for item in value] if isinstance(value, list) else [str(value)]
        before, _, rest = text.partition(items[0])
        between = rest.partition(items[1])[0] if len(items) > 1 else ""
        whole = before + between.join(items)
        if not text.startswith(whole):
            return [text]
        return [before, Value(path, between or ("、" if isinstance(value, list) else "")), text[len(whole) :]]

    def _find(self, path: FactPath) -> Any:
        value = self.facts
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value


def _path(key: str) -> FactPath:
    """`学法[2].次数` counts records from 1, a list from 0."""
    return tuple(match[1] or int(match[2]) - 1 for match in _STEP.finditer(key))


def _dotted(path: FactPath) -> str:
    return _AN_INDEX.sub("", ".".join(f"[{step}]" if isinstance(step, int) else step for step in path))


def _printed(path: FactPath) -> str:
    return f"{{{{ {_dotted(path)} }}}}"
