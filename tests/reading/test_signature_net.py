"""Does the net that tells pens load, answer for every cell, and follow pens and not print on papers it never saw?"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import psutil
import pytest

from benchmarks.marks import shown
from benchmarks.signature_net import pages, pens
from pipeline.case import Presence
from pipeline.confined.kernel import trim
from pipeline.reading import signature_net
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.marks import combine, find_marks
from pipeline.reading.signature_net import CELL, MODEL, ModelDamaged, SignatureNet
from pipeline.sources import sources_of


def test_a_net_that_is_not_this_versions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SignatureNet(tmp_path / "none.onnx")
    content = bytearray(MODEL.read_bytes())
    content[-100] ^= 1
    (tmp_path / "damaged.onnx").write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"damaged\.onnx"):
        SignatureNet(tmp_path / "damaged.onnx")


@pytest.mark.parametrize(("height", "width"), [(96, 256), (41, 333), (8, 8)])
def test_there_is_an_answer_for_each_cell_of_any_strip(height: int, width: int) -> None:
    odds = SignatureNet().pen(np.zeros((8, height, width), np.uint8))
    assert odds.shape == (-(-height // CELL), -(-width // CELL))
    assert odds.max() < 0


def test_the_net_says_of_a_page_in_bands_what_it_says_of_it_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the bit: every cell is asked about with all that its answer depends on."""
    seen = np.random.default_rng(3).integers(0, 256, (8, 90 * CELL - 3, 21 * CELL - 5)).astype(np.uint8)
    in_bands = SignatureNet().pen(seen)
    monkeypatch.setattr(signature_net, "BAND", 90)
    assert np.array_equal(in_bands, SignatureNet().pen(seen))


def test_what_the_net_worked_with_for_a_whole_page_is_given_back() -> None:
    net, process = SignatureNet(), psutil.Process()
    net.pen(np.zeros((8, 64, 64), np.uint8))
    trim()
    before = process.memory_info().rss
    net.pen(np.zeros((8, 96 * CELL, 110 * CELL), np.uint8))
    trim()
    assert process.memory_info().rss - before < 16 << 20, "OpenCV would keep 45 MiB"


def test_saved_results_become_stale_with_the_net() -> None:
    """The net's hash stands in a source of the stage that uses it, and only a file with that hash is loaded."""
    assert "pipeline.reading.signature_net" in sources_of("pipeline.stages.extraction")


@pytest.mark.engine
def test_drawn_papers_are_signed_when_a_pen_of_an_unknown_hand_is_on_them(tmp_path: Path) -> None:
    """Each paper twice, from the file on: the hand was kept from the net. One in four may be left to a person."""
    engine, net = TesserocrEngine(), SignatureNet()
    told: dict[str, list[Presence]] = {"signed": [], "bare": []}
    for content, bare, suffix in pages.papers("unseen", 4, pens.HELD_OUT, signed_share=1.0):
        for name, paper in (("signed", content), ("bare", bare)):
            assert paper is not None
            file = tmp_path / f"{name}{suffix}"
            file.write_bytes(paper)
            marks = combine(find_marks(image, page, net) for page, image in shown(file, engine))
            told[name].append({mark.name: mark.presence for mark in marks}["signature"])
    assert told["signed"].count(Presence.PRESENT) >= 3
    assert Presence.PRESENT not in told["bare"]


def test_pens_differ_and_are_drawn_the_same_again() -> None:
    drawn = [pens.signature(np.random.default_rng(seed), 4.0, (hand,)) for hand in pens.TRAINED for seed in (1, 1, 2)]
    for first, again, other in zip(drawn[::3], drawn[1::3], drawn[2::3], strict=True):
        assert np.array_equal(first.alpha, again.alpha)
        assert not np.array_equal(first.alpha, other.alpha)


def test_a_hand_takes_as_many_random_numbers_whether_it_signs_or_not() -> None:
    states = []
    for signs in (True, False):
        rng = random.Random(4)
        pages.Hand(pens.TRAINED, signs=signs)(rng, 40, 14, (0, 0, 0))
        states.append(rng.getstate())
    assert states[0] == states[1]
