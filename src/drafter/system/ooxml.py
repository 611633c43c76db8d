"""OOXML packages (.docx, .xlsx) that others have made, opened in this one place and within one set of limits.

A package that breaks a limit or cannot be read raises `OoxmlError`; who opened it says so in the clerk's words.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from lxml import etree

MOST_PARTS = 10_000  # a report with its pictures has some 30
LARGEST_TREE = 30_000_000  # bytes of a part that is parsed as a whole; a report of 5,000 characters has some 50,000
MOST_TAGS = 1_000_000  # of such a part: the tree takes some 200 bytes for each; a report has some 30,000
LARGEST_PART = 120_000_000  # bytes of any other part, unpacked; a ledger of 1,000 rows has some 500,000
LARGEST_PACKAGE = 300_000_000  # bytes of all the parts that are read

_COMPOUND = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a compound file that holds an encrypted package
_DOCTYPES = tuple("<!DOCTYPE".encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be"))
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
# Namespaces of Strict OOXML, which some suites save: the same elements by other names.
_NAMESPACES = {
    _STRICT + b"wordprocessingml/main": _TRANSITIONAL + b"wordprocessingml/2006/main",
    _STRICT + b"spreadsheetml/main": _TRANSITIONAL + b"spreadsheetml/2006/main",
    _STRICT + b"drawingml/main": _TRANSITIONAL + b"drawingml/2006/main",
    _STRICT + b"officeDocument/relationships": _TRANSITIONAL + b"officeDocument/2006/relationships",
}


class Fault(Enum):
    """Why a package cannot be read."""

    BROKEN = auto()
    MALFORMED = auto()  # a part that is no XML
    ENCRYPTED = auto()
    TOO_LARGE = auto()
    DOCTYPE = auto()  # OOXML has none: it could name other files, or grow without bounds


class OoxmlError(ValueError):
    """A package that cannot be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


class Relation(NamedTuple):
    """A relationship to a part of the same package."""

    ident: str
    kind: str  # the last word of its type: styles, numbering, footer …
    target: str  # name of the part


class ParserTarget(Protocol):
    """Receives the elements of a part in reading order; parsing ends early when it is `done`."""

    done: bool

    def start(self, tag: str, attrib: Mapping[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, data: str) -> None: ...
    def close(self) -> None: ...


_CHUNK = 1 << 16  # bytes


class OoxmlPackage:
    """The parts of a package by name; each is unpacked when it is first asked for."""

    def __init__(self, data: bytes) -> None:
        if is_encrypted(data):
            raise OoxmlError(Fault.ENCRYPTED)
        with _faults():
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        self.entries = len(self._archive.namelist())  # more than names, where a name is there twice
        self.names = tuple(dict.fromkeys(self._archive.namelist()))
        if len(self.names) > MOST_PARTS:
            raise OoxmlError(Fault.TOO_LARGE)
        self._known = frozenset(self.names)
        self._read: dict[str, bytes] = {}
        self._room = LARGEST_PACKAGE

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str, largest: int = LARGEST_PART) -> bytes:
        """The bytes of a part, which must be there, `largest` at the most. Raises OoxmlError."""
        if name not in self._read:
            most = min(largest, self._room)
            with _faults(), self._archive.open(name) as file:
                data = file.read(most + 1)  # the size that a package states may be wrong
            if len(data) > most:
                raise OoxmlError(Fault.TOO_LARGE)
            self._read[name] = data
            self._room -= len(data)
        if len(self._read[name]) > largest:  # it was read before, as a larger kind of part
            raise OoxmlError(Fault.TOO_LARGE)
        return self._read[name]

    def tree(self, name: str) -> etree._Element:
        """The root of a part, which must be there. Raises OoxmlError."""
        data = self.read(name, LARGEST_TREE)
        if data.count(b"<") > MOST_TAGS:
            raise OoxmlError(Fault.TOO_LARGE)
        return parse(data)

    def feed(self, name: str, target: ParserTarget) -> None:
        """Feeds a part, which must be there, to a parser target, without building a tree. Raises OoxmlError."""
        from lxml import etree

        data = _checked(self.read(name))
        parser = etree.XMLParser(target=cast(Any, target), **_SAFE)  # its tags are never bytes
        try:
            for start in range(0, len(data), _CHUNK):
                parser.feed(data[start : start + _CHUNK])
                if target.done:
                    return
            parser.close()
        except etree.XMLSyntaxError as error:
            raise OoxmlError(Fault.MALFORMED) from error

    def relations(self, part: str = "") -> tuple[Relation, ...]:
        """The relationships of a part, or of the package itself. Raises OoxmlError."""
        folder, name = posixpath.split(part)
        relations_part = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations_part not in self:
            return ()
        found = []
        for one in self.tree(relations_part).iterchildren("*"):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                found.append(Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target))
        return tuple(found)

    @property
    def main(self) -> str:
        """The name of the main part; empty where the package names none. Raises OoxmlError."""
        return next((one.target for one in self.relations() if one.kind == "officeDocument"), "")

    def is_strict(self, name: str) -> bool:
        """Whether a part, which must be there, is Strict OOXML. Raises OoxmlError."""
        return _STRICT in self.read(name)

    def entry(self, name: str) -> zipfile.ZipInfo | None:
        """The entry of a part in the zip file; None where there is no such part."""
        return self._archive.getinfo(name) if name in self else None


def is_encrypted(data: bytes) -> bool:
    """Whether this is a compound file that holds an encrypted package."""
    return data.startswith(_COMPOUND) and _ENCRYPTED in data


def parse(data: bytes) -> etree._Element:
    """The root of an XML part, in the namespaces of Transitional OOXML. Raises OoxmlError."""
    from lxml import etree

    try:
        return etree.fromstring(_checked(data), etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise error if isinstance(error, OoxmlError) else OoxmlError(Fault.MALFORMED) from error


# The parser's own limits hold: 256 elements within one another, 10 MB in one text. Comments and processing instructions
# would part the words that they stand among.
_SAFE: Mapping[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def _checked(data: bytes) -> bytes:
    """The bytes in the namespaces of Transitional OOXML. Raises OoxmlError where they hold a document type."""
    if any(doctype in data for doctype in _DOCTYPES):
        raise OoxmlError(Fault.DOCTYPE)
    if _STRICT in data:
        for strict, transitional in _NAMESPACES.items():
            data = data.replace(strict, transitional)
    return data


@contextmanager
def _faults() -> Iterator[None]:
    """Errors of `zipfile` as faults."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise OoxmlError(Fault.BROKEN) from error
    except RuntimeError as error:  # of zipfile: an encrypted part
        raise OoxmlError(Fault.ENCRYPTED) from error


# --- writing ----------------------------------------------------------------------------------------

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows: nothing in it depends on the clock
_UNIX = 3  # what `zipfile` states everywhere but on Windows


def new_entry(name: str, date_time: tuple[int, int, int, int, int, int] = EPOCH) -> zipfile.ZipInfo:
    """The entry of a compressed part: the same bytes on every system."""
    info = zipfile.ZipInfo(name, date_time)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = 0o600 << 16
    return info


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(new_entry(name), content)
    return target.getvalue()
