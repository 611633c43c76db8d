"""The one opener of packages: each kind of damage, and each limit, has its fault."""

from __future__ import annotations

import io
import re
import sys
import zipfile

import pytest
from conftest import FRAME, report_of
from packages import W, package, paragraph, zipped

from drafter.facts.table import shipped_table
from drafter.findings import Finding, Place, Severity
from drafter.system import ooxml
from drafter.system.libreoffice import with_whole_years
from drafter.system.ooxml import Fault, OoxmlError, OoxmlPackage, new_entry, packed, parse
from drafter.writers.docx.package import write_docx
from drafter.writers.docx.review import commented
from drafter.writers.ledger import write_ledger

WORD = package(paragraph("甲"))
LOCKED = re.sub(rb"(PK\x01\x02.{4}).|(PK\x03\x04.{2}).", lambda m: (m[1] or m[2]) + b"\x01", WORD, flags=re.DOTALL)
COMPOUND = b"\xd0\xcf\x11\xe0" + bytes(99) + "EncryptedPackage".encode("utf-16-le")


def fault_of(data: bytes, name: str = "word/document.xml") -> Fault:
    with pytest.raises(OoxmlError) as error:
        OoxmlPackage(data).tree(name)
    return error.value.fault


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Fault.BROKEN),
        (b"PK\x03\x04 broken", Fault.BROKEN),
        (WORD[:-100], Fault.BROKEN),
        (WORD.replace(b"PK\x03\x04", b"PK\x03\x05"), Fault.BROKEN),
        (COMPOUND, Fault.ENCRYPTED),
        (LOCKED, Fault.ENCRYPTED),
        (zipped({"word/document.xml": "<a><b></a>"}), Fault.MALFORMED),
        (zipped({"word/document.xml": ""}), Fault.MALFORMED),
        (zipped({"word/document.xml": "<a>" * 300 + "</a>" * 300}), Fault.MALFORMED),
        (zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), Fault.DOCTYPE),
        (zipped({"word/document.xml": "<?xml version='1.0'?><!DOCTYPE a><a/>".encode("utf-16")}), Fault.DOCTYPE),
        (zipped({"word/document.xml": b" " * (ooxml.LARGEST_TREE + 1)}), Fault.TOO_LARGE),
    ],
)
def test_every_fault_has_its_name(data, fault):
    assert fault_of(data) is fault


def test_stated_sizes_are_not_trusted(monkeypatch):
    monkeypatch.setattr(ooxml, "LARGEST_TREE", 1_000)
    data = zipped({"word/document.xml": "0" * 2_000})
    lying = data.replace((2_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data and fault_of(data) is Fault.TOO_LARGE and fault_of(lying) in (Fault.TOO_LARGE, Fault.BROKEN)


def test_a_part_too_large_for_a_tree_is_none_though_it_was_read_before():
    opened = OoxmlPackage(zipped({"a.xml": b"<a>" + b" " * ooxml.LARGEST_TREE + b"</a>"}))
    assert len(opened.read("a.xml")) > ooxml.LARGEST_TREE
    with pytest.raises(OoxmlError, match="TOO_LARGE"):
        opened.tree("a.xml")


def test_a_tree_has_a_bounded_number_of_tags(monkeypatch):
    monkeypatch.setattr(ooxml, "MOST_TAGS", 10)
    opened = OoxmlPackage(zipped({"a.xml": f"<a>{'<b/>' * 8}</a>", "b.xml": f"<a>{'<b/>' * 9}</a>"}))
    assert len(opened.tree("a.xml")) == 8
    with pytest.raises(OoxmlError, match="TOO_LARGE"):
        opened.tree("b.xml")


def test_parts_and_bytes_of_a_package_are_bounded(monkeypatch):
    data = zipped({f"{n}.xml": f"<a>{'x' * 90}</a>" for n in range(9)})
    monkeypatch.setattr(ooxml, "LARGEST_PACKAGE", 450)
    opened = OoxmlPackage(data)
    assert [len(opened.read(f"{n % 4}.xml")) for n in range(9)] == [97] * 9  # read again, it counts once
    with pytest.raises(OoxmlError, match="TOO_LARGE"):
        opened.read("4.xml")
    monkeypatch.setattr(ooxml, "MOST_PARTS", 8)
    assert fault_of(data) is Fault.TOO_LARGE


def test_a_duplicate_part_counts_once():
    target = io.BytesIO()
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.xml", "<a/>")
        archive.writestr("a.xml", "<b/>")
    assert OoxmlPackage(target.getvalue()).names == ("a.xml",)


def test_relationships_are_resolved_in_the_folder_of_their_part():
    opened = OoxmlPackage(package(paragraph("甲"), styles="", footer1=""))
    assert opened.main == "word/document.xml"
    assert [(one.kind, one.target) for one in opened.relations(opened.main)] == [
        ("styles", "word/styles.xml"), ("footer", "word/footer1.xml"),
    ]  # fmt: skip
    assert opened.relations("word/styles.xml") == ()


def test_strict_ooxml_has_the_usual_names_and_comments_are_gone():
    root = parse(b'<a xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"><!-- b --><?c d?>e</a>')
    assert root.tag == f"{{{W}}}a" and root.text == "e" and len(root) == 0


def written() -> dict[str, bytes]:
    """A file of every kind that is written as a package."""
    document = write_docx(report_of(FRAME))
    return {
        "report": document,
        "review copy": commented(WORD, [Finding(Severity.ERROR, Place("报告.docx", 1, 1, 1, "甲"), "错")]),
        "ledger": write_ledger(next(row for row in shipped_table().walk() if row.ledger), 2025),
        "for LibreOffice": with_whole_years(document),
    }


def test_the_same_input_gives_the_same_bytes_on_every_system(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    here = written()
    monkeypatch.setattr(sys, "platform", "win32")
    assert zipfile.ZipInfo("a").create_system == 0  # of zipfile by itself
    there = written()
    assert [kind for kind in here if here[kind] != there[kind]] == []


def test_entries_do_not_depend_on_the_clock():
    assert packed({"a": b"b"}) == packed({"a": b"b"}) and new_entry("a").date_time == ooxml.EPOCH
