"""Are macros, embedded files and links that load by themselves found in DOC and DOCX?"""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest

from pipeline.reading.word_archive import WordEncrypted, WordUnreadable
from pipeline.reading.word_structure import examine_doc, examine_docx
from samples.hostile import old_word, zips
from tests.reading import files

RELATION = (
    b'<Relationships><Relationship Id="r1" Type="http://x/%s" Target="http://y" TargetMode="External"/></Relationships>'
)


FIELD = b"<a><w:r><w:instrText>%s</w:instrText></w:r><w:r><w:instrText>%s</w:instrText></w:r></a>"


@pytest.mark.parametrize(
    ("more", "active"),
    [
        ({}, ()),
        ({"word/_rels/document.xml.rels": RELATION % b"hyperlink"}, ()),
        ({"word/_rels/settings.xml.rels": RELATION % b"attachedTemplate"}, ("external link",)),
        ({"word/vbaProject.bin": b"x"}, ("macro",)),
        ({"word/embeddings/oleObject1.bin": b"x"}, ("embedded file",)),
        ({"word/data.xml": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90)}, ("embedded file",)),
        ({"word/media/image1.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, ("embedded file",)),
        ({"word/_rels/a.xml.rels": (RELATION % b"attachedTemplate").replace(b"Ext", b"Ex&#116;")}, ("external link",)),
        ({"word/_rels/a.xml.rels": (RELATION % b"frame").decode().encode("utf-16")}, ("external link",)),
        ({"word/a.xml": FIELD % (b"DDE", b"AUTO cmd")}, ("field that loads",)),
        ({"word/a.xml": FIELD % (b" PAGE", b"REF a")}, ()),
        ({"word/a.xml": b'<a><w:fldSimple w:instr=" includepicture a"/></a>'}, ("field that loads",)),
        ({"customXml/item1.xml": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"}, ("entities",)),
        ({"word/a.xml": b'<T><Override ContentType="application/vnd.ms-office.vbaProject"/></T>'}, ("macro",)),
    ],
)
def test_a_docx_tells_what_is_active_in_it(more: dict[str, bytes], active: tuple[str, ...]) -> None:
    assert examine_docx(files.docx(more=more)).active == active


def test_a_docx_tells_its_pages() -> None:
    assert examine_docx(files.docx(more={"docProps/app.xml": b"<P><Pages>7</Pages></P>"})).page_count == 7


FIRST = zips.entry("word/document.xml", b"<a/>")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (files.docx()[:80], "cannot be read"),
        (files.docx(more={"word/big.xml": bytes(30_000_000)}), "too tightly"),
        (files.docx(more={"../a": b""}), "name"),
        (files.docx(more={"word/a\u202egnp.exe": b""}), "name"),
        (files.docx(more={"WORD/Document.xml": b"<a/>"}), "one name"),
        (files.docx(more={"word/a.xml": b"<a>" * 500 + b"</a>" * 500}), "deeply"),
        (files.docx(more={"word/a.xml": b"<a>"}), "damaged"),
        (files.docx(more={f"word/{number}": b"" for number in range(2001)}), "too many"),
        (zips.archive([FIRST, replace(FIRST, name=b"word/b.xml", at=0)]), "overlap"),
        (zips.archive([replace(FIRST, size=2, crc=zlib.crc32(b"<a"))]), "cannot be read|more than it says"),
        (zips.archive([replace(FIRST, size=9)]), "less than it says"),
        (zips.archive([replace(FIRST, in_head=b"word/vbaPrjct.bin")]), "cannot be read"),
        (zips.archive([zips.entry("a.xml", b"<a/>")]), "no Word document"),
    ],
    ids=lambda value: value if isinstance(value, str) else "docx",  # bytes tell the second that they were packed in
)
def test_a_docx_that_is_broken_or_lies_is_unreadable(content: bytes, why: str) -> None:
    with pytest.raises(WordUnreadable, match=why):
        examine_docx(content)


def test_a_docx_with_entries_under_a_password_is_encrypted() -> None:
    with pytest.raises(WordEncrypted):
        examine_docx(zips.archive([replace(FIRST, flags=0x801)]))


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16-le"])
def test_a_doc_with_a_field_that_loads_is_told(encoding: str) -> None:
    field = "\x13 DDEAUTO c:\\\\cmd.exe \x14\x15".encode(encoding)
    assert examine_doc(old_word.compound("WordDocument", text=field)).active == ("field that loads",)
    assert examine_doc(old_word.compound("WordDocument", text=field.replace(b"D", b"E"))).active == ()


def test_a_doc_tells_what_is_active_in_it() -> None:
    assert examine_doc(files.ole("WordDocument")).active == ()
    assert examine_doc(files.ole("WordDocument", "Macros", "VBA")).active == ("macro",)
    assert examine_doc(files.ole("WordDocument", "ObjectPool")).active == ("embedded file",)


def test_a_docx_under_a_password_is_encrypted() -> None:
    with pytest.raises(WordEncrypted):
        examine_doc(files.ole("EncryptionInfo", "EncryptedPackage"))


def test_another_container_is_no_doc() -> None:
    with pytest.raises(WordUnreadable):
        examine_doc(files.ole("Workbook"))
