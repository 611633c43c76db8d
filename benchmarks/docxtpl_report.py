"""The report with docxtpl: a Word template with Jinja tags, filled in from the facts.

python docxtpl_report.py template.docx facts.yaml report.docx
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import yaml
from docxtpl import DocxTemplate  # type: ignore[import-untyped]


def write_report(template_file: Path, facts_file: Path, output: str | IO[bytes]) -> None:
    """Fills the template in and saves the document."""
    facts = yaml.safe_load(facts_file.read_text(encoding="utf-8"))
    facts["次年"] = facts["报告"]["年度"] + 1
    document = DocxTemplate(str(template_file))
    document.render(facts)
    document.save(output)


if __name__ == "__main__":
    write_report(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
