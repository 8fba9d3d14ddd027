"""Is the same picture known again, and another paper on the same blank told from it?"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest

from pipeline.case import Print
from pipeline.reading import homography as geometry
from pipeline.reading.cleanup import reading_grey
from pipeline.reading.decode import picture_pixels
from pipeline.reading.line_finding import find_strips
from pipeline.reading.page_print import NoInk, PagePicture, _directions, likeness
from pipeline.reading.print_keys import BANDS, filed_under, key_of, looked_for, looked_under
from pipeline.reading.protocol import Pixels
from pipeline.reading.upright import standing
from pipeline.weighing.handed_in import LIKELY, SURELY
from samples import draw, scenarios
from samples.blanks import all_blanks

Known = tuple[str, str]
"""Probes and body."""


@lru_cache(maxsize=2)
def scan(seed: str) -> Pixels:
    blanks = [blank for blank in all_blanks() if blank.variant == "2014_specialist"]
    stories = [story for story in scenarios.stories() if story.name == "genuine"]
    _, _, _, file = draw.sample(seed, "s", blanks, stories, ["scan_150"], draw.AS_OF, "main")
    return picture_pixels(file.content)


def known(pixels: Pixels) -> Known:
    """As the stages see it: upright, its words by the lines that were found."""
    stand = standing(pixels, is_drawn=False)
    preview = geometry.warped(pixels, stand.homography, stand.width, stand.height)
    strips = find_strips(reading_grey(preview), stand.text_height or 12.0)
    picture = PagePicture(preview, [strip.box for strip in strips])
    return picture.probes(), picture.body()


@lru_cache(maxsize=2)
def of(seed: str) -> Known:
    return known(scan(seed))


def recompressed(pixels: Pixels, quality: int = 40) -> Pixels:
    packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def smaller(pixels: Pixels) -> Pixels:
    return recompressed(
        np.asarray(cv2.resize(pixels, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), np.uint8), 75
    )


def altered(pixels: Pixels) -> Pixels:
    """Another number written into a patch of the paper's colour."""
    other = pixels.copy()
    height, width = other.shape[:2]
    x, y = width // 8, height // 2
    other[y : y + height // 30, x : x + width // 6] = np.median(other[y : y + 40, x : x + 200], axis=(0, 1))
    cv2.putText(other, "0123459", (x + 5, y + height // 40), cv2.FONT_HERSHEY_SIMPLEX, height / 1500, (40, 40, 40), 2)
    return recompressed(other, 85)


@pytest.mark.parametrize("copied", [recompressed, smaller, altered])
def test_a_copy_is_looked_up_and_recognised(copied: object) -> None:
    assert callable(copied)
    (probes, body), (copy_probes, copy_body) = of("print/a"), known(copied(scan("print/a")))
    assert looked_under(copy_probes) & set(filed_under(probes))
    assert likeness(copy_body, body) >= SURELY


def test_another_paper_on_the_same_blank_is_another_picture() -> None:
    assert likeness(of("print/a")[1], of("print/b")[1]) < LIKELY


def test_an_empty_page_has_no_print() -> None:
    with pytest.raises(NoInk):
        PagePicture(np.full((600, 400, 3), 250, np.uint8), [])


def test_a_page_is_looked_for_where_it_is_filed_and_keys_keep_apart() -> None:
    probes = of("print/a")[0]
    filed, looked = filed_under(probes), looked_under(probes)
    assert len(filed) == BANDS
    assert set(filed) <= looked
    assert len(looked) > 10 * len(filed)
    assert all(1 << 60 <= key < 2 << 60 for key in looked)
    assert 2 << 60 <= key_of(2, b"stamp") < 3 << 60
    assert key_of(3, b"file") < 1 << 63


def test_everything_is_looked_for_under_its_keys() -> None:
    assert looked_for([Print(what="file", keys=(7,)), Print(what="stamp", keys=(3,))]) == (3, 7)


def test_the_directions_never_change() -> None:
    """What was filed under them is in databases."""
    assert [int(side) for side in _directions()[0, 0, :8]] == [-1, 1, 1, -1, -1, 1, -1, -1]
