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

# picture → facts file, page, what is left blank for it
PICTURES = {
    "page-1.png": ("寺庄镇/2025.yaml", 1, ()),
    "page-draft.png": ("寺庄镇/2025.yaml", 2, ("专项整治: 3次", "检查企业: 150余家", "排查: 58件")),
}


def main() -> None:
    """Renders each page at 80 dots an inch."""
    for name, (facts, page, blank) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            text = (ROOT / "examples" / facts).read_text(encoding="utf-8")
            for line in blank:
                text = text.replace(line, line.partition(" ")[0])
            (Path(folder) / "facts.yaml").write_text(text, encoding="utf-8")
            document = Path(folder) / "report.docx"
            document.write_bytes(write_docx(draft_report(Path(folder) / "facts.yaml").report))
            (pdf,) = to_pdf([document], Path(folder))
            colours = [] if blank else ["-gray"]
            options = ["-r", "80", "-f", str(page), "-l", str(page), "-png", *colours, "-singlefile"]
            subprocess.run(["pdftoppm", *options, str(pdf), str(DOCS / Path(name).stem)], check=True)


if __name__ == "__main__":
    main()
