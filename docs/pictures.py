"""Makes the pictures of pages in docs/: python docs/pictures.py (needs LibreOffice, poppler and the test fonts)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT / "tests"))

from office import to_pdf  # noqa: E402

from drafter.commands.draft import draft_report  # noqa: E402
from drafter.writers.docx.package import write_docx  # noqa: E402


class Picture(NamedTuple):
    """A page of an example, with some lines blanked, removed or changed."""

    facts: str
    page: int
    typed: Mapping[str, str] = MappingProxyType({})
    coloured: bool = False


_BLANK = {line: line.partition(" ")[0] for line in ("专项整治: 3次", "检查企业: 150余家", "排查: 58件")}
_SIGNED = {
    "发文字号: 待签": "发文字号: 示政发〔2026〕3号",
    "成文日期: 待签": "成文日期: 2026-01-20",
    "签发人: 待签": "签发人: 某某某",
    "印发日期: 待签": "印发日期: 2026-01-21",
}
_ONLY_NAMED = {
    "      正文: 本表由示例镇综合行政执法队填报。\n": "",
    "      表格:\n": "",
    "        - 项目｜单位｜数量\n": "",
    "        - 执法检查｜次｜58\n": "",
    "        - 专项整治｜次｜3\n": "",
    "        - 行政处罚｜件｜26\n": "",
}
PICTURES = {
    "page-1.png": Picture("寺庄镇/2025.yaml", 1),
    "page-draft.png": Picture("寺庄镇/2025.yaml", 2, _BLANK, coloured=True),
    "page-red-head.png": Picture("正式上报件/示例镇2025.yaml", 1, _SIGNED, coloured=True),
    "page-imprint.png": Picture("正式上报件/示例镇2025.yaml", 4, {**_SIGNED, **_ONLY_NAMED}),
}


def main() -> None:
    """Renders each page at 80 dots an inch."""
    for name, picture in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            text = (ROOT / "examples" / picture.facts).read_text(encoding="utf-8")
            for line, other in picture.typed.items():
                if line not in text:
                    raise ValueError(f"{picture.facts}: {line}")
                text = text.replace(line, other)
            (Path(folder) / "facts.yaml").write_text(text, encoding="utf-8")
            document = Path(folder) / "report.docx"
            document.write_bytes(write_docx(draft_report(Path(folder) / "facts.yaml").document))
            (pdf,) = to_pdf([document], Path(folder))
            page, colours = str(picture.page), [] if picture.coloured else ["-gray"]
            options = ["-r", "80", "-f", page, "-l", page, "-png", *colours, "-singlefile"]
            subprocess.run(["pdftoppm", *options, str(pdf), str(DOCS / Path(name).stem)], check=True)


if __name__ == "__main__":
    main()
