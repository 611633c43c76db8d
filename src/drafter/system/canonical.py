"""The canonical form of a .docx: what is left of it when Word or WPS opens it and saves it again.

What these programs are known to add on their own is left out, and what they write in another way is brought to one
form: other style ids, runs cut or joined, defaults written out or dropped. Everything else counts: an element, property
or part that is not listed here as noise makes a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from hashlib import sha256
from html import escape
from typing import Any, NamedTuple
from xml.etree import ElementTree

from drafter.system.patterns import pattern

_MAIN_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{_MAIN_NAMESPACE}}}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_IDS_OF_WORD = (f"{_W14}paraId", f"{_W14}textId")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# In what respect a document differs, in the clerk's words.
STRUCTURE, PAGE, HEADERS, STYLES = "表格、分节或别的版面", "页面设置，如页边距、纸张", "页眉、页脚", "样式"
NOTES, COMMENTS, SIGNATURE = "脚注、尾注", "批注", "数字签名"
PROPERTIES, SETTINGS, OTHERS = "文档属性", "文档设置，如修订、保护", "图片、嵌入的对象、链接或别的内容"


class ParagraphForm(NamedTuple):
    """A paragraph: its words, and all of it, words and format, as a canonical text."""

    words: str
    form: str


class CanonicalForm(NamedTuple):
    """A document: its paragraphs in reading order, tables included, and the other respects as canonical texts."""

    paragraphs: tuple[ParagraphForm, ...]
    respects: dict[str, str]


class Parts(NamedTuple):
    """The parts of a package: their names and bytes, and what parses them, ElementTree or lxml."""

    names: Iterable[str]
    read: Callable[[str], bytes]
    parse: Callable[[bytes], Any]
    main: str

    def tree(self, name: str) -> Any:
        """The root of a part, which must be there."""
        xml = self.read(name)
        return self.parse(xml) if name == self.main else _parsed(xml, self.parse)


@lru_cache(maxsize=32)
def _parsed(xml: bytes, parse: Callable[[bytes], Any]) -> Any:
    """The root of a part beside the main one, which is the same in most of our documents."""
    return parse(xml)


# --- what Word and WPS add ---------------------------------------------------------------------------


def _tags(names: str) -> frozenset[str]:
    return frozenset(_W + name for name in names.split())


_NOISE = _tags("proofErr lastRenderedPageBreak noProof lang tblLook")
_NOISE_OF_STYLES = _tags("name basedOn next link uiPriority qFormat semiHidden unhideWhenUsed rsid pPr rPr")
_NOISE_OF_SETTINGS = _tags(
    "zoom view rsids proofState compat themeFontLang clrSchemeMapping shapeDefaults hdrShapeDefaults decimalSymbol "
    "listSeparator footnotePr endnotePr bordersDoNotSurroundHeader bordersDoNotSurroundFooter embedSystemFonts "
    "drawingGridHorizontalSpacing drawingGridVerticalSpacing displayHorizontalDrawingGridEvery "
    "displayVerticalDrawingGridEvery doNotUseMarginsForDrawingGridOrigin"
) | {
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}mathPr",
    f"{_W14}docId",
    "{http://schemas.microsoft.com/office/word/2012/wordml}docId",
    "{http://schemas.microsoft.com/office/word/2012/wordml}chartTrackingRefBased",
}
_IN_SEPARATORS = _tags("footnote endnote p pPr spacing rPr rFonts lang r separator continuationSeparator")
_NOISE_OF_PROPERTIES = {
    *("lastModifiedBy", "revision", "created", "modified", "lastPrinted", "language"),
    *("Template", "TotalTime", "Pages", "Words", "Characters", "CharactersWithSpaces", "Lines", "Paragraphs"),
    *("Application", "AppVersion", "DocSecurity", "ScaleCrop", "Company", "LinksUpToDate", "SharedDoc"),
    *("HyperlinksChanged", "HeadingPairs", "TitlesOfParts"),
}
_OWN_PROPERTIES_OF_WPS = {"KSOProductBuildVer", "ICV", "KSOTemplateDocerSaveRecord"}
_NOISE_OF_PARTS = pattern(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|word/(?:fontTable|webSettings|theme/theme1)\.xml"
    r"|customXml/itemProps\d+\.xml"
)
# Roots of the data that we and WPS store beside a document, and of Word's bibliography, which counts if it has sources.
_STORES = pattern(r"\{(?:urn:drafter:.*|http://www\.wps\.cn/.*)\}")
_BIBLIOGRAPHY = "{http://schemas.openxmlformats.org/officeDocument/2006/bibliography}Sources"

# Attributes that mean the same when they are not there: element, attribute, value.
_DEFAULT_ATTRIBUTES = {
    ("vMerge", "val", "continue"),
    ("trHeight", "hRule", "atLeast"),
    ("tblpPr", "leftFromText", "0"),
    ("tblpPr", "rightFromText", "0"),
    ("br", "type", "textWrapping"),
}
# Properties that mean the same when they are not there.
_ON = "kinsoku wordWrap overflowPunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid widowControl"
_OFF = (
    "bidi keepNext keepLines pageBreakBefore topLinePunct contextualSpacing mirrorIndents suppressAutoHyphens "
    "suppressLineNumbers b i bCs iCs caps smallCaps strike dstrike outline shadow emboss imprint vanish rtl cs "
    "kern spacing position"
)
_NO_LENGTHS = {
    "spacing": "before after beforeLines afterLines beforeAutospacing afterAutospacing",
    "ind": "left right firstLine hanging leftChars rightChars firstLineChars hangingChars",
}
_DEFAULTS = {
    **{f"{name}@val": "1" for name in _ON.split()},
    **{f"{name}@val": "0" for name in _OFF.split()},
    **{f"{name}@{length}": "0" for name, lengths in _NO_LENGTHS.items() for length in lengths.split()},
    "jc@val": "left",
    "color@val": "auto",
    "w@val": "100",
    "textAlignment@val": "auto",
    "outlineLvl@val": "9",
}
_SWITCH = {"true": "1", "on": "1", "false": "0", "off": "0"}

Properties = dict[str, str]


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    for name, value in sorted(element.items()):
        local = name.removeprefix(_W)
        if local.startswith("rsid") or name in (_XML_SPACE, f"{_MC}Ignorable", *_IDS_OF_WORD):
            continue
        if (element.tag.removeprefix(_W), local, value) not in _DEFAULT_ATTRIBUTES:
            yield local, _SWITCH.get(value, value)


def _serial(element: Any, instead: Callable[[Any], str | None] = lambda _: None) -> str:
    """An element with all that is in it, but the noise; `instead` gives another text for some elements."""
    if element.tag in _NOISE:
        return ""
    replaced = instead(element)
    if replaced is not None:
        return replaced
    attributes = "".join(f" {name}={escape(value)!r}" for name, value in _attributes(element))
    inner = "".join(_serial(child, instead) + escape((child.tail or "").strip()) for child in element)
    text = element.text or ""
    text = text if element.tag in (f"{_W}t", f"{_W}delText") else text.strip()
    return f"<{element.tag.removeprefix(_W)}{attributes}>{escape(text)}{inner}</>"


def _properties(element: Any, without: Iterable[str] = ()) -> Properties:
    """The properties of a pPr or rPr, attribute by attribute, as styles inherit them."""
    found: Properties = {}
    for child in element if element is not None else ():
        name = child.tag.removeprefix(_W)
        if child.tag in _NOISE or name in without:
            continue
        if len(child):
            found[name] = _serial(child)
        elif child.attrib:
            found |= {f"{name}@{key}": value for key, value in _attributes(child)}
        else:
            found[f"{name}@val"] = "1"
    found.pop("rFonts@hint", None)
    return found


def _differing(properties: Properties, base: Properties) -> Properties:
    """The properties that are not those of the base, or the defaults."""
    return {key: value for key, value in properties.items() if value != base.get(key, _DEFAULTS.get(key))}


def _listed(properties: Properties) -> str:
    return ";".join(f"{key}={value}" for key, value in sorted(properties.items()))


# --- styles ------------------------------------------------------------------------------------------


class _Style(NamedTuple):
    name: str
    paragraph: Properties  # effective
    run: Properties
    listing: str  # empty for a style that only a program has added


class _Styles:
    """The styles of a document by id; the programs give them other ids, so that they are told apart by their names."""

    def __init__(self, root: Any) -> None:
        self._elements = {style.get(f"{_W}styleId", ""): style for style in root.findall(f"{_W}style")}
        defaults = root.find(f"{_W}docDefaults")
        paths = ((f"{_W}pPrDefault/{_W}pPr"), (f"{_W}rPrDefault/{_W}rPr"))
        self._defaults = [_properties(defaults.find(path) if defaults is not None else None) for path in paths]
        self._others = [
            _serial(child) for child in root if child.tag not in (f"{_W}style", f"{_W}docDefaults", f"{_W}latentStyles")
        ]
        self.default = ""
        for ident, style in self._elements.items():
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true", "on"):
                self.default = ident
        self._known: dict[str, _Style] = {}

    def name(self, ident: str) -> str:
        """The name of a style; an unknown id stands for itself."""
        style = self._elements.get(ident)
        name = style.find(f"{_W}name") if style is not None else None
        return str(name.get(f"{_W}val", "")).casefold() if name is not None else ident

    def style(self, ident: str) -> _Style:
        """A style with what it inherits."""
        if ident not in self._known:
            self._known[ident] = self._resolved(ident)
        return self._known[ident]

    def _resolved(self, ident: str) -> _Style:
        style = self._elements.get(ident)
        if style is None:
            return _Style(ident, {}, {}, ident)
        paragraph, run = ({}, {}) if style.get(f"{_W}type") != "paragraph" else map(dict, self._defaults)
        for each in reversed(list(self._chain(ident))):
            element = self._elements[each]
            paragraph |= _properties(element.find(f"{_W}pPr"))
            run |= _properties(element.find(f"{_W}rPr"))
        if style.get(f"{_W}type") == "paragraph":
            paragraph, run = _differing(paragraph, {}), _differing(run, {})
        return _Style(self.name(ident), paragraph, run, self._listing(ident, paragraph, run))

    def _chain(self, ident: str) -> Iterator[str]:
        seen: set[str] = set()
        while ident in self._elements and ident not in seen:
            seen.add(ident)
            yield ident
            ident = self._value(ident, "basedOn")

    def _value(self, ident: str, tag: str) -> str:
        found = self._elements[ident].find(f"{_W}{tag}")
        return str(found.get(f"{_W}val", "")) if found is not None else ""

    def _listing(self, ident: str, paragraph: Properties, run: Properties) -> str:
        style = self._elements[ident]
        kind, name = style.get(f"{_W}type"), self.name(ident)
        default = style.get(f"{_W}default") in ("1", "true", "on")
        others = "".join(_serial(child) for child in style if child.tag not in _NOISE_OF_STYLES)
        if kind in ("character", "numbering") and default and not (paragraph or run or others):
            return ""
        if kind == "character" and self._value(ident, "link") and name.endswith((" char", " 字符")):
            return ""  # the twin of a paragraph style: whoever uses it changes a run
        based = self.name(self._value(ident, "basedOn")) if kind != "paragraph" else ""
        following = self._value(ident, "next")
        following = self.name(following) if following not in ("", ident) else ""
        others = re.sub(r"<(?:top|bottom) type='dxa' w='0'></>", "", others)  # of the margins of cells
        return f"{kind}|{name}|{default}|{based}|{following}|{_listed(paragraph)}|{_listed(run)}|{others}"

    @cached_property
    def listing(self) -> str:
        """All styles, by their names."""
        return "\n".join(sorted(filter(None, (self.style(ident).listing for ident in self._elements))) + self._others)


@lru_cache(maxsize=8)
def _styles(data: bytes, parse: Callable[[bytes], Any]) -> _Styles:
    """The styles of a part; those of our documents are the same again and again."""
    return _Styles(parse(data))


# --- paragraphs --------------------------------------------------------------------------------------


class _Paragraphs:
    """Paragraphs in the styles of a document."""

    def __init__(self, styles: _Styles) -> None:
        self.styles = styles

    def form(self, paragraph: Any) -> str:
        """A paragraph as canonical text: style, direct format, and its words with their format."""
        properties = paragraph.find(f"{_W}pPr")
        ident = _style_of(properties, "pStyle") or self.styles.default
        style = self.styles.style(ident)
        direct = _differing(_properties(properties, ("pStyle", "rPr", "sectPr")), style.paragraph)
        mark = self._run_format(properties, style)
        ends_section = properties is not None and properties.find(f"{_W}sectPr") is not None
        pieces: list[list[str]] = []
        for run_format, content in self._pieces(paragraph, style):
            if pieces and pieces[-1][0] == run_format:
                pieces[-1][1] += content
            elif content:
                pieces.append([run_format, content])
        return repr((style.name, _listed(direct), mark, ends_section, pieces))

    def _run_format(self, holder: Any, style: _Style) -> str:
        """The format of a run, or of the mark at the end of a paragraph, where it differs from the style."""
        properties = holder.find(f"{_W}rPr") if holder is not None else None
        if properties is None:
            return ""
        direct = _properties(properties, ("rStyle",))
        if ident := _style_of(properties, "rStyle"):
            return f"{self.styles.name(ident)}|{_listed(direct)}"
        return _listed(_differing(direct, style.run))

    def _pieces(self, paragraph: Any, style: _Style) -> Iterator[tuple[str, str]]:
        """The content of a paragraph, and the format of each piece."""
        last_place: set[str] = set()  # the ids of bookmarks at the last place of editing
        field = _Field()
        for child in paragraph:
            if child.tag == f"{_W}bookmarkStart" and child.get(f"{_W}name") == "_GoBack":
                last_place.add(child.get(f"{_W}id", ""))
            elif child.tag == f"{_W}bookmarkEnd" and child.get(f"{_W}id", "") in last_place:
                continue
            elif child.tag == f"{_W}r":
                run_format = self._run_format(child, style)
                yield from ((run_format, field.content(one)) for one in child if one.tag != f"{_W}rPr")
            elif child.tag == f"{_W}fldSimple" and list(child.attrib) == [f"{_W}instr"]:
                yield from self._simple_field(child, style)
            elif child.tag != f"{_W}pPr":
                yield "", _serial(child)

    def _simple_field(self, element: Any, style: _Style) -> Iterator[tuple[str, str]]:
        """A field in the short form, as it is written in the long one: by runs of the format of its result."""
        field = _Field(element.get(f"{_W}instr", "").strip(), in_result=True)
        formats = [self._run_format(run, style) for run in element.findall(f"{_W}r")] or [""]
        yield formats[0], f"{_field_mark('begin')}{_instruction(field.instruction)}{_field_mark('separate')}"
        for child in element:
            run_format = self._run_format(child, style)
            if child.tag == f"{_W}r":
                yield from ((run_format, field.content(one)) for one in child if one.tag != f"{_W}rPr")
            else:
                yield "", _serial(child)
        yield formats[-1], _field_mark("end")


def _style_of(properties: Any, tag: str) -> str:
    found = properties.find(f"{_W}{tag}") if properties is not None else None
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _field_mark(kind: str) -> str:
    return f"<fldChar fldCharType={kind!r}></>"


def _instruction(text: str) -> str:
    return f"<instrText>{escape(text)}</>"


class _Field:
    """Where in a field the runs of a paragraph are: the page number in it is the program's own."""

    def __init__(self, instruction: str = "", in_result: bool = False) -> None:
        self.instruction, self.in_result = instruction, in_result

    def content(self, element: Any) -> str:
        """An element of a run as canonical text."""
        if element.tag == f"{_W}t":
            words = element.text or ""
            return "" if self.in_result and self.instruction == "PAGE" and words.isdigit() else escape(words)
        if element.tag == f"{_W}fldChar":
            kind = element.get(f"{_W}fldCharType")
            self.in_result = kind == "separate"
            self.instruction = "" if kind == "begin" else self.instruction
        if element.tag == f"{_W}instrText":
            self.instruction += (element.text or "").strip()
            return _instruction((element.text or "").strip())
        return _serial(element)


# --- the document ------------------------------------------------------------------------------------


def canonical_form(parts: Parts) -> CanonicalForm:
    """The canonical form of a package, which must have a main part.

    Raises what `parts` raise, or KeyError where a part refers to one that is not there.
    """
    return _Reading(parts).form()


class _Reading:
    """The reading of one package."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.names = set(parts.names)
        self.folder = parts.main.rpartition("/")[0]
        self.used = {parts.main}  # parts that are read, or that are noise
        self.used |= {name for name in self.names if _NOISE_OF_PARTS.fullmatch(name)}
        styles = f"{self.folder}/styles.xml"
        self.used.add(styles)
        self.paragraphs = _Paragraphs(_styles(parts.read(styles), parts.parse))

    def _tree(self, name: str) -> Any:
        """The root of a part beside the main one; without it an empty one."""
        whole = f"{self.folder}/{name}"
        if whole not in self.names:
            return ElementTree.Element(name)
        self.used.add(whole)
        return self.parts.tree(whole)

    def form(self) -> CanonicalForm:
        root = self.parts.tree(self.parts.main)
        found: list[ParagraphForm] = []
        for words, paragraph in paragraphs_in(root):
            found.append(ParagraphForm(words, self.paragraphs.form(paragraph)))
        sections = list(root.iter(f"{_W}sectPr"))
        respects = {
            STRUCTURE: self._structure(root),
            PAGE: "\n".join(map(_section, sections)),
            HEADERS: "\n".join(map(self._headers, sections)),
            STYLES: self.paragraphs.styles.listing,
            NOTES: "".join(map(self._notes, ("footnotes.xml", "endnotes.xml"))),
            SETTINGS: self._settings(),
            PROPERTIES: self._document_properties(),
            OTHERS: "",
        }
        respects[OTHERS] = "\n".join(self._outside())
        rest = {name: sha256(self.parts.read(name)).hexdigest() for name in sorted(self.names - self._stores())}
        for respect, prefix in ((SIGNATURE, "_xmlsignatures/"), (COMMENTS, f"{self.folder}/comments")):
            respects[respect] = "\n".join(f"{name} {rest.pop(name)}" for name in list(rest) if name.startswith(prefix))
        respects[OTHERS] += "\n".join(f"{name} {hashed}" for name, hashed in rest.items())
        return CanonicalForm(tuple(found), respects)

    def _structure(self, root: Any) -> str:
        """The document without its paragraphs and pages: where its tables and sections are, and how they look."""

        def instead(element: Any) -> str | None:
            if element.tag == f"{_W}tblStyle":
                return f"<tblStyle {self.paragraphs.styles.name(element.get(f'{_W}val', ''))}>"
            if element.tag == f"{_MC}Fallback":  # its paragraphs are not among those that are listed
                return _serial(element)
            return {f"{_W}p": "¶", f"{_W}sectPr": ""}.get(element.tag)

        return _serial(root, instead)

    def _with_paragraphs(self, element: Any) -> str:
        return _serial(element, lambda one: self.paragraphs.form(one) if one.tag == f"{_W}p" else None)

    def _headers(self, section: Any) -> str:
        targets = {
            relation.get("Id"): f"{self.folder}/{relation.get('Target')}"
            for relation in self._relations(f"{self.folder}/_rels/{self.parts.main.rpartition('/')[2]}.rels")
        }
        found = []
        for element in section:
            if element.tag in (f"{_W}headerReference", f"{_W}footerReference"):
                part = targets[element.get(_REL_ID)]
                self.used.add(part)
                content = "".join(map(self._with_paragraphs, self.parts.tree(part)))
                found.append(f"{element.tag.removeprefix(_W)} {element.get(f'{_W}type')} {content}")
        return "\n".join(sorted(found))

    def _relations(self, name: str) -> list[Any]:
        return list(self.parts.tree(name)) if name in self.names else []

    def _notes(self, name: str) -> str:
        """Footnotes or endnotes; every document has the lines that separate them from the text."""
        notes = (note for note in self._tree(name) if not _is_separator(note))
        return "".join(map(self._with_paragraphs, notes))

    def _settings(self) -> str:
        found = (
            _serial(child)
            for child in self._tree("settings.xml")
            if child.tag not in _NOISE_OF_SETTINGS
            and not (child.tag == f"{_W}defaultTabStop" and child.get(f"{_W}val") == "720")
            and not (child.tag == f"{_W}documentProtection" and child.get(f"{_W}enforcement") in ("0", "false", "off"))
        )
        return "\n".join(sorted(found))

    def _document_properties(self) -> str:
        found = []
        for name in ("docProps/core.xml", "docProps/app.xml"):
            if name in self.names:
                self.used.add(name)
                for child in self.parts.tree(name):
                    local, text = child.tag.rpartition("}")[2], "".join(child.itertext()).strip()
                    if text and local not in _NOISE_OF_PROPERTIES:
                        found.append(f"{local}={text}")
        if "docProps/custom.xml" in self.names:
            self.used.add("docProps/custom.xml")
            found += [
                _serial(child)
                for child in self.parts.tree("docProps/custom.xml")
                if child.get("name") not in _OWN_PROPERTIES_OF_WPS
            ]
        return "\n".join(sorted(found))

    def _outside(self) -> Iterator[str]:
        """The links to anything outside the package: pages, pictures, templates."""
        for name in sorted(self.names):
            if name.endswith(".rels"):
                for relation in self._relations(name):
                    if relation.get("TargetMode") == "External":
                        yield f"{relation.get('Type')} {relation.get('Target')}"

    def _stores(self) -> set[str]:
        """The parts that need no look of their own: those read, noise, and known stores of data."""
        stores = {name: self.parts.tree(name) for name in self.names if re.fullmatch(r"customXml/item\d+\.xml", name)}
        return self.used | {
            name
            for name, root in stores.items()
            if _STORES.match(root.tag) or (root.tag == _BIBLIOGRAPHY and not len(root))
        }


def _is_separator(note: Any) -> bool:
    return bool(note.get(f"{_W}type")) and all(
        one.tag in _IN_SEPARATORS and not (one.text or "").strip() for one in note.iter()
    )


def _section(section: Any) -> str:
    """The page of a section: paper, margins, grid; its headers and footers are compared by their content."""
    found = []
    for child in section:
        name = child.tag.removeprefix(_W)
        columns_alone = name == "cols" and child.get(f"{_W}num", "1") == "1" and not len(child)
        next_page = name == "type" and child.get(f"{_W}val") == "nextPage"
        if name not in ("headerReference", "footerReference") and not columns_alone and not next_page:
            found.append(_serial(child))
    return "".join(sorted(found))


# --- words -------------------------------------------------------------------------------------------


def paragraphs_in(element: Any) -> Iterator[tuple[str, Any]]:
    """The words and the element of every paragraph below an element, one in a text box before the one that holds it."""
    if element.tag == f"{_W}p":
        inner: list[tuple[str, Any]] = []
        pieces: list[str] = []
        _words(element, pieces, inner)
        yield from inner
        yield "".join(pieces), element
        return
    for child in element:
        if child.tag != f"{_MC}Fallback":  # the same content again, for older programs
            yield from paragraphs_in(child)


def _words(element: Any, pieces: list[str], inner: list[tuple[str, Any]]) -> None:
    for child in element:
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag == f"{_W}tab":
            pieces.append("\t")
        elif child.tag == f"{_W}br":
            pieces.append("\n")
        elif child.tag == f"{_W}p":  # a text box inside the paragraph
            inner += paragraphs_in(child)
        elif child.tag not in (f"{_W}pPr", f"{_MC}Fallback"):
            _words(child, pieces, inner)
