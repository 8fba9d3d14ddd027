"""Are several files one upload whose bytes follow from them alone, and is nothing else taken for one?"""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bundle import MOST, BundleBroken, packed, unpacked

FILES = [("разворот 2.JPG", b"\xff\xd8\xff second"), ("a.pdf", b"%PDF-1.7"), ("нет окончания", b""), ("b.t/x", b"1")]


def bundle(*files: tuple[str, bytes]) -> bytes:
    return b"".join(packed(files))


def test_any_unpacker_opens_it_and_no_name_of_a_file_is_in_it() -> None:
    data = bundle(*FILES)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["01.jpg", "02.pdf", "03", "04"]
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
        assert [archive.read(name) for name in archive.namelist()] == [content for _, content in FILES]
    assert [member.content for member in unpacked(data)] == [content for _, content in FILES]
    assert data != bundle(*FILES[::-1])


@given(st.lists(st.tuples(st.text(max_size=8), st.binary(max_size=40)), min_size=1, max_size=5))
def test_the_same_files_are_the_same_bytes_and_come_out_as_they_went_in(files: list[tuple[str, bytes]]) -> None:
    data = bundle(*files)
    members = unpacked(data)
    assert [member.content for member in members] == [content for _, content in files]
    assert bundle(*((member.name, member.content) for member in members)) == data


@given(st.data())
def test_whatever_is_changed_in_it_is_noticed(data: st.DataObject) -> None:
    whole = bundle(*FILES)
    at, value = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 255))
    changed = whole[:at] + bytes([value]) + whole[at + 1 :]
    if changed != whole:
        with pytest.raises(BundleBroken):
            unpacked(changed)


@pytest.mark.parametrize("make", [
    lambda whole: b"", lambda whole: b"PK\5\6", lambda whole: whole[:-1], lambda whole: whole + b"\0",
    lambda whole: b"%PDF-1.7\n" + whole, lambda whole: whole[: len(whole) // 2], lambda whole: bytes(64),
    lambda whole: whole[:-22] + b"PK\5\6" + b"\0" * 4 + b"\xff\xff" * 2 + whole[-10:],
])  # fmt: skip
def test_what_is_cut_or_has_more_in_it_is_none(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BundleBroken):
        unpacked(make(bundle(*FILES)))


def test_a_zip_of_another_maker_is_none() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (_, content) in enumerate(FILES, start=1):
            archive.writestr(zipfile.ZipInfo(f"{number:02}.jpg"), content)
    with pytest.raises(BundleBroken):
        unpacked(out.getvalue())


def test_there_are_no_more_files_than_a_document_has_pages() -> None:
    assert len(unpacked(bundle(*[("a", b"")] * MOST))) == MOST
    with pytest.raises(ValueError, match=str(MOST)):
        bundle(*[("a", b"")] * (MOST + 1))
