"""Does a file keep only a name that leads nowhere and deceives nobody?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.case import Upload
from pipeline.file_names import LONGEST_BYTES, safe_name
from samples.hostile.names import NASTY


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("диплом.pdf", "диплом.pdf"),
        ("скан от 28.06.2019", "скан от 28.06.2019"),
        ("../../../../etc/passwd", "passwd"),
        ("C:\\Users\\Мария\\диплом.pdf", "диплом.pdf"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("a.pdf/", "a.pdf"),
        ("диплом\u202egnp.exe", "дипломgnp.exe"),
        ("\u2066\u202efdp.exe\u2069", "fdp.exe"),
        ("a\0.pdf", "a.pdf"),
        ("диплом.pdf\0.exe", "диплом.pdf.exe"),
        ("a\r\nSet-Cookie: a=b.pdf", "a Set-Cookie_ a=b.pdf"),
        ("CON", "_CON"),
        ("aux.pdf", "_aux.pdf"),
        ("console.pdf", "console.pdf"),
        ("-rf", "_-rf"),
        (".htaccess", "htaccess"),
        ("a.pdf.  ", "a.pdf"),
        ("a.pdf::$DATA", "a.pdf__$DATA"),
        ("и\u0306.pdf", "й.pdf"),
        ("..", "file"),
        ("", "file"),
        (" \u200f ", "file"),
    ],
)
def test_the_name_alone_is_kept(name: str, kept: str) -> None:
    assert safe_name(name) == kept
    assert Upload(name=name, size=1, sha256="0").name == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = safe_name("я" * 300 + ".pdf")
    assert kept.endswith("я.pdf")
    assert LONGEST_BYTES - 2 < len(kept.encode()) <= LONGEST_BYTES


@given(
    st.one_of(st.text(max_size=400), st.sampled_from(NASTY), st.binary(max_size=50).map(lambda b: b.decode("latin-1")))
)
def test_whatever_the_name_it_is_safe_and_stays_as_it_is(name: str) -> None:
    kept = safe_name(name)
    assert kept
    assert safe_name(kept) == kept
    assert len(kept.encode()) <= LONGEST_BYTES
    assert kept.strip(" .") == kept
    assert not set(kept) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(symbol)[0] == "C" for symbol in kept)
