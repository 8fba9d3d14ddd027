"""What a first look tells is what the examination would find, without a word being read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from pipeline.reading.first_look import faults_at_first_look
from pipeline.rules.kind import FileRules, PictureRules

KEPT = Path("samples/kept/files")


def codes(content: bytes, name: str = "a.pdf") -> list[tuple[str, str]]:
    found = faults_at_first_look(content, name, FileRules(), PictureRules())
    return [(each.code, each.weight.value) for each in found]


def scanned(*pages: Image.Image) -> bytes:
    """A PDF of pictures, as a scanner makes it."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()


def paper() -> Image.Image:
    with Image.open(KEPT / "s-0001.jpg") as image:
        return image.convert("RGB")


@pytest.mark.parametrize("name", ["s-0001.jpg", "s-0005.pdf", "s-0007.jpg"])
def test_a_good_paper_has_no_fault(name: str) -> None:
    assert codes((KEPT / name).read_bytes(), name) == []


def test_a_scan_in_a_pdf_is_judged_as_a_picture_is() -> None:
    assert codes(scanned(paper())) == []
    assert codes(scanned(paper().filter(ImageFilter.GaussianBlur(4)))) == [("SCAN_BLURRED", "reject")]


def test_a_pdf_without_ink_is_blank() -> None:
    white = Image.new("RGB", (1200, 900), "white")
    assert codes(scanned(white, white)) == [("SCAN_BLANK", "reject")]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.jpg", "FILE_EMPTY"), (b"GIF89a" + bytes(100), "a.gif", "FILE_TYPE_NOT_ALLOWED"),
        ((KEPT / "s-0013.pdf").read_bytes(), "a.pdf", "FILE_ACTIVE_CONTENT"),
        ((KEPT / "s-0001.jpg").read_bytes()[:2_000], "a.jpg", "FILE_CORRUPT"),
        ((KEPT / "s-0012.jpg").read_bytes(), "a.jpg", "SCAN_BLANK"),
    ],
    ids=["empty", "type", "script", "cut off", "blank"],
)  # fmt: skip
def test_what_would_be_rejected_is_told(content: bytes, name: str, code: str) -> None:
    assert (code, "reject") in codes(content, name)
