"""The constant parts of all documents in a page format, made once by python-docx: page, footers, settings, fonts."""

from __future__ import annotations

import io
from html import escape
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from lxml import etree

from drafter.typesetting.line_breaking import WORD
from drafter.typesetting.page_format import PageFormat
from drafter.typesetting.styles import NUMBER_EVEN, NUMBER_NONE, NUMBER_ODD, page_number_height
from drafter.writers.docx import styles
from drafter.writers.encode import encoded

# The parts of the template of python-docx that an official document needs.
_NEEDED = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.FONT_TABLE, RELATIONSHIP_TYPE.FOOTER}

_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def base_document(page_format: PageFormat, has_imprint_page: bool) -> bytes:
    """A .docx without content; with a second section if the 版记 has its own page."""
    document: Any = Document()
    for ident, relationship in list(document.part.rels.items()):
        if relationship.reltype not in _NEEDED:
            del document.part.rels[ident]
    for ident, relationship in list(document.part.package.rels.items()):
        if relationship.reltype not in (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES):
            del document.part.package.rels[ident]
    _styles(document, page_format)
    _page(document, page_format)
    if has_imprint_page:
        _imprint_page(document, page_format)
    _settings(document)
    _fonts(document, page_format)
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            _clean(part.element)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _styles(document: Any, page_format: PageFormat) -> None:
    """Replaces the styles of the template."""
    element = document.styles.element
    for child in list(element):
        if child.tag in (qn("w:style"), qn("w:docDefaults"), qn("w:latentStyles")):
            element.remove(child)
    for style in styles.style_elements(page_format):
        element.append(parse_xml(style))


def _page(document: Any, page_format: PageFormat) -> None:
    """The page of the text, numbered on the right of odd pages and the left of even ones (7.5)."""
    text = document.sections[0]
    _section(text, page_format)
    text.start_type = WD_SECTION.NEW_PAGE
    for footer, style in ((text.footer, NUMBER_ODD), (text.even_page_footer, NUMBER_EVEN)):
        paragraph = _only_paragraph(footer, style)
        dash = escape(page_format.page_number_dash)
        paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">{dash} </w:t></w:r>'))
        paragraph.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
        paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve"> {dash}</w:t></w:r>'))


def _imprint_page(document: Any, page_format: PageFormat) -> None:
    """A last, even page for the 版记, without a number (7.5)."""
    imprint = document.add_section(WD_SECTION.EVEN_PAGE)
    _section(imprint, page_format)
    # on a forced even page a renderer may extend the type area down to the footer
    imprint.footer_distance = Twips(page_format.bottom_margin - page_number_height(page_format))
    for footer in (imprint.footer, imprint.even_page_footer):
        _only_paragraph(footer, NUMBER_NONE)


def _section(section: Any, page_format: PageFormat) -> None:
    section.page_width, section.page_height = (Twips(length) for length in page_format.paper)
    section.top_margin, section.bottom_margin = Twips(page_format.top_margin), Twips(page_format.bottom_margin)
    section.left_margin, section.right_margin = Twips(page_format.binding_margin), Twips(page_format.right_margin)
    section.footer_distance = section.header_distance = Twips(page_format.footer_distance)
    element = section._sectPr
    for child in element.findall(qn("w:docGrid")) + element.findall(qn("w:cols")):
        element.remove(child)
    grid = OxmlElement("w:docGrid")
    if page_format.type_area[1] - page_format.lines_per_page * page_format.line_pitch < page_format.lines_per_page:
        grid.set(qn("w:type"), "lines")  # else LibreOffice centres the lines in the type area
    grid.set(qn("w:linePitch"), str(page_format.line_pitch))
    element.append(grid)


def _only_paragraph(footer: Any, style: str) -> Any:
    """Empties the footer and returns its only paragraph, in a style."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]._p
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.append(parse_xml(f'<w:pPr {nsdecls("w")}><w:pStyle w:val="{style}"/></w:pPr>'))
    return paragraph


def _settings(document: Any) -> None:
    element = document.settings.element
    for child in list(element):
        element.remove(child)
    for xml in (
        '<w:zoom w:percent="100"/>',
        "<w:evenAndOddHeaders/>",
        '<w:characterSpacingControl w:val="compressPunctuation"/>',
        f'<w:noLineBreaksAfter w:lang="zh-CN" w:val="{_marks(WORD.end_prohibited)}"/>',
        f'<w:noLineBreaksBefore w:lang="zh-CN" w:val="{_marks(WORD.start_prohibited)}"/>',
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>',
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>',
    ):
        element.extend(parse_xml(f"<w:settings {nsdecls('w')}>{xml}</w:settings>"))


def _marks(marks: frozenset[str]) -> str:
    return escape("".join(sorted(marks)))


def _clean(element: Any) -> None:
    """Removes revision ids and unused namespaces."""
    for node in element.iter():
        for name in list(node.attrib):
            if name.startswith(qn("w:rsid")) or name == _IGNORABLE:
                del node.attrib[name]
    etree.cleanup_namespaces(element, keep_ns_prefixes=["w", "r"])


def _fonts(document: Any, page_format: PageFormat) -> None:
    """The font table: every typeface with its other names and its substitutes."""
    fonts = ""
    for name in dict.fromkeys([*page_format.fonts.values(), *filter(None, [page_format.digits_font])]):
        others = ",".join((*page_format.other_names.get(name, ()), *page_format.stand_ins.get(name, ())))
        alt_name = f'<w:altName w:val="{escape(others)}"/>' if others else ""
        charset = "00" if name == page_format.digits_font else "86"
        fonts += f'<w:font w:name="{escape(name)}">{alt_name}<w:charset w:val="{charset}"/></w:font>'
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    table._blob = encoded(f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>")
