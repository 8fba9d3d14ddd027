"""Are pages that nobody here made read as they stand? (`../shared/corpus`)"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.case import TextSource
from pipeline.reading.decode import picture_pixels
from pipeline.reading.document import read_document
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.pages import UNREADABLE, source_page

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
HANGS = {"bomb_giant.pdf", "issue16263.pdf"}
"""Only the wall clock outside the process ends these."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus is not at {CORPUS}"),
]


@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
def test_every_exif_orientation_shows_the_same_picture(shape: str) -> None:
    files = sorted((CORPUS / "hostile" / "exif-orient").glob(f"{shape}_*.jpg"))
    assert len(files) == 9
    small = [cv2.resize(picture_pixels(path.read_bytes()), (60, 60), interpolation=cv2.INTER_AREA) for path in files]
    apart = [float(np.abs(one.astype(int) - small[0]).mean()) for one in small]
    assert max(apart) < 12  # the number painted on each differs


@pytest.mark.engine
@pytest.mark.parametrize(("name", "turned"), [("orient_1", 270), ("orient_2", 270), ("orient_3", 90), ("orient_4", 90)])
def test_pages_on_their_side_are_set_upright(name: str, turned: int) -> None:
    data = (CORPUS / "russian" / f"{name}.png").read_bytes()
    (page,) = read_document(data, "png", 1, TesserocrEngine()).pages
    assert page.rotation == turned
    assert len(page.lines) > 15


@pytest.mark.engine
def test_a_garbage_layer_is_not_believed_and_a_good_one_is() -> None:
    garbage = read_document((CORPUS / "russian" / "fstek17.pdf").read_bytes(), "pdf", 2, TesserocrEngine()).pages
    good = read_document((CORPUS / "russian" / "fstec_1_cut.pdf").read_bytes(), "pdf", 2, TesserocrEngine()).pages
    assert [page.source for page in garbage] == [TextSource.OCR, TextSource.OCR]
    assert garbage[1].layer_differs
    assert [page.source for page in good] == [TextSource.TEXT_LAYER, TextSource.TEXT_LAYER]
    assert "УТВЕРЖДЕНЫ" in " ".join(line.text for line in garbage[1].lines)


@pytest.mark.parametrize("path", sorted((CORPUS / "hostile" / "pillow").glob("*.*g")), ids=lambda path: path.name)
def test_a_hostile_picture_is_shown_or_faulty(path: Path) -> None:
    try:
        pixels = source_page(path.read_bytes(), "png" if path.suffix == ".png" else "jpeg", 1).pixels
    except UNREADABLE:
        return
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 3


def test_hostile_pdfs_are_shown_or_faulty() -> None:
    files = [path for path in sorted((CORPUS / "hostile" / "pdfjs").glob("*.pdf")) if path.name not in HANGS]
    assert files
    for path in files:
        try:
            pixels = source_page(path.read_bytes(), "pdf", 1).pixels
        except UNREADABLE:
            continue
        assert max(pixels.shape) <= 4000
