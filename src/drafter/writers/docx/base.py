"""The constant parts of every document, made once by python-docx from the profile: page, footers, settings, fonts."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips

from drafter.profile import Profile, national
from drafter.writers.docx import styles

# What python-docx's own template brings and an official document has no use for.
_KEPT = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.FONT_TABLE, RELATIONSHIP_TYPE.FOOTER}

# Names under which the same typeface is installed elsewhere: 仿宋_GB2312 came with Office, 仿宋 with Windows.
_OTHER_NAMES = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "方正小标宋简体": "方正小标宋_GBK",
    "黑体": "SimHei",
    "宋体": "SimSun",
}


def base_document() -> bytes:
    """A .docx without a body, in the national profile."""
    profile = national()
    document: Any = Document()
    for ident, relationship in list(document.part.rels.items()):
        if relationship.reltype not in _KEPT:
            del document.part.rels[ident]
    for ident, relationship in list(document.part.package.rels.items()):
        if relationship.reltype not in (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES):
            del document.part.package.rels[ident]
    _styles(document, profile)
    _page(document, profile)
    _settings(document)
    _fonts(document, profile)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _styles(document: Any, profile: Profile) -> None:
    """Puts our styles in the place of those that python-docx brings."""
    element = document.styles.element
    for child in list(element):
        if child.tag in (qn("w:style"), qn("w:docDefaults"), qn("w:latentStyles")):
            element.remove(child)
    for style in styles.style_elements(profile):
        element.append(parse_xml(style))


def _page(document: Any, profile: Profile) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = (Twips(length) for length in profile.paper)
    section.top_margin, section.bottom_margin = Twips(profile.top_margin), Twips(profile.bottom_margin)
    section.left_margin, section.right_margin = Twips(profile.binding_margin), Twips(profile.right_margin)
    section.footer_distance = section.header_distance = Twips(profile.footer_distance)
    element = section._sectPr
    for child in element.findall(qn("w:docGrid")) + element.findall(qn("w:cols")):
        element.remove(child)
    for footer, style in ((section.footer, styles.NUMBER_ODD), (section.even_page_footer, styles.NUMBER_EVEN)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        for child in list(paragraph):
            paragraph.remove(child)
        dash = profile.page_number_dash
        paragraph.append(parse_xml(f'<w:pPr {nsdecls("w")}><w:pStyle w:val="{style}"/></w:pPr>'))
        paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">{dash} </w:t></w:r>'))
        paragraph.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
        paragraph.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve"> {dash}</w:t></w:r>'))
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(profile.line_pitch))
    element.append(grid)


def _settings(document: Any) -> None:
    element = document.settings.element
    for child in list(element):
        element.remove(child)
    for xml in (
        '<w:zoom {} w:percent="100"/>',
        "<w:evenAndOddHeaders {}/>",
        '<w:characterSpacingControl {} w:val="compressPunctuation"/>',
        '<w:compat {}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>',
        '<w:themeFontLang {} w:val="zh-CN" w:eastAsia="zh-CN"/>',
    ):
        element.append(parse_xml(xml.format(nsdecls("w"))))


def _fonts(document: Any, profile: Profile) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{_OTHER_NAMES[name]}"/><w:charset w:val="86"/></w:font>'
        if name in _OTHER_NAMES
        else f'<w:font w:name="{name}"><w:charset w:val="86"/></w:font>'
        for name in dict.fromkeys(profile.fonts.values())
    )
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    table._blob = f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()
