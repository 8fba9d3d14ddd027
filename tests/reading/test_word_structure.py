"""Are macros, embedded files and links that load by themselves found in DOC and DOCX?"""

from __future__ import annotations

import pytest

from pipeline.reading.word_structure import WordEncrypted, WordUnreadable, examine_doc, examine_docx
from tests.reading import files

RELATION = b'<Relationships><Relationship Id="r1" Type="http://x/%s" Target="http://y" TargetMode="External"/></R>'


@pytest.mark.parametrize(
    ("more", "active"),
    [
        ({}, ()),
        ({"word/_rels/document.xml.rels": RELATION % b"hyperlink"}, ()),
        ({"word/_rels/settings.xml.rels": RELATION % b"attachedTemplate"}, ("external link",)),
        ({"word/vbaProject.bin": b"x"}, ("macro",)),
        ({"word/embeddings/oleObject1.bin": b"x"}, ("embedded file",)),
    ],
)
def test_a_docx_tells_what_is_active_in_it(more: dict[str, bytes], active: tuple[str, ...]) -> None:
    assert examine_docx(files.docx(more=more)).active == active


def test_a_docx_tells_its_pages() -> None:
    assert examine_docx(files.docx(more={"docProps/app.xml": b"<P><Pages>7</Pages></P>"})).page_count == 7


@pytest.mark.parametrize("content", [files.docx()[:80], files.docx(more={"word/big.xml": bytes(30_000_000)})])
def test_a_broken_or_overpacked_docx_is_unreadable(content: bytes) -> None:
    with pytest.raises(WordUnreadable):
        examine_docx(content)


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
