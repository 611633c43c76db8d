"""Report → .docx after GB/T 9704-2012: named styles only, 22 lines of 28 字 a page.

`base` makes the constant parts of the package once with python-docx, `paragraphs` writes blocks as XML in the styles
of `styles`, `package` combines both; the same document gives the same bytes.
"""

from drafter.writers.docx.package import write_docx

__all__ = ["write_docx"]
