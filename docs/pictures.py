"""Makes the pictures of pages in docs/: python docs/pictures.py (needs LibreOffice, poppler and the test fonts)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT / "tests"))

from office import to_pdf  # noqa: E402

from drafter.pipeline import draft_report  # noqa: E402
from drafter.writers.docx import write_docx  # noqa: E402

# picture → facts file, page
PICTURES = {"page-1.png": ("寺庄镇/2025.yaml", 1)}


def main() -> None:
    """Renders each page at 80 dots an inch."""
    for name, (facts, page) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            document = Path(folder) / "report.docx"
            document.write_bytes(write_docx(draft_report(ROOT / "examples" / facts).report))
            (pdf,) = to_pdf([document], Path(folder))
            options = ["-r", "80", "-f", str(page), "-l", str(page), "-png", "-gray", "-singlefile"]
            subprocess.run(["pdftoppm", *options, str(pdf), str(DOCS / Path(name).stem)], check=True)


if __name__ == "__main__":
    main()
