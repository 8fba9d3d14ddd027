"""Are copies of one picture told from other papers on the same blank? `python -m benchmarks.duplicates`

Papers of one blank are drawn through several media; of each some copies are made as a forger or a hurry would make
them. Thresholds are chosen on one seed and reported on another. Words stand where lines of text are found: no
recogniser is needed.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import cv2
import numpy as np
import typer

from benchmarks.markdown import table
from pipeline.reading import homography as geometry
from pipeline.reading.cleanup import reading_grey
from pipeline.reading.decode import picture_pixels
from pipeline.reading.line_finding import find_strips
from pipeline.reading.page_print import PagePicture, likeness
from pipeline.reading.print_keys import filed_under, looked_under
from pipeline.reading.protocol import Pixels
from pipeline.reading.upright import standing
from pipeline.weighing.handed_in import LIKELY, SURELY
from samples import draw, scenarios
from samples.blanks import all_blanks

OUT = Path(__file__).parent / "results" / "duplicates.md"
MEDIA = ["scan_200", "scan_150", "photo"]
VARIANTS = ("2014_specialist", "certificate")
"""One blank of diplomas, one of accreditation."""
Copy = Callable[[random.Random, Pixels], Pixels]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a page is known by."""

    probes: str
    body: str


def recompressed(rng: random.Random, pixels: Pixels) -> Pixels:
    return _jpeg(pixels, rng.randrange(35, 60))


def smaller(rng: random.Random, pixels: Pixels) -> Pixels:
    share = rng.uniform(0.5, 0.8)
    return _jpeg(cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), 80)


def turned(rng: random.Random, pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.2, 1.2), 1)
    return _jpeg(cv2.warpAffine(pixels, turn, (width, height), borderValue=(255, 255, 255), flags=cv2.INTER_CUBIC), 75)


def cropped(rng: random.Random, pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    cut = rng.uniform(0.005, 0.02)
    inner = pixels[int(height * cut) : int(height * (1 - cut / 2)), int(width * cut / 3) : int(width * (1 - cut))]
    return _jpeg(inner, 75)


def lit_otherwise(rng: random.Random, pixels: Pixels) -> Pixels:
    return _jpeg(np.clip(pixels * rng.uniform(0.8, 1.1) + rng.uniform(-20, 15), 0, 255).astype(np.uint8), 80)


def altered(rng: random.Random, pixels: Pixels) -> Pixels:
    """Two lines written anew on patches of the paper's colour."""
    other = pixels.copy()
    height, width = other.shape[:2]
    for _ in range(2):
        x, y = int(width * rng.uniform(0.1, 0.7)), int(height * rng.uniform(0.2, 0.8))
        other[y : y + height // 40, x : x + width // 6] = np.median(other[y : y + 40, x : x + 200], axis=(0, 1))
        number, place = f"{rng.randrange(10**7):07d}", (x + 5, y + height // 50)
        cv2.putText(other, number, place, cv2.FONT_HERSHEY_SIMPLEX, height / 1500, (40, 40, 40), 2)
    return _jpeg(other, 80)


def all_at_once(rng: random.Random, pixels: Pixels) -> Pixels:
    return recompressed(rng, cropped(rng, turned(rng, smaller(rng, altered(rng, pixels)))))


COPIES: Mapping[str, Copy] = {
    "compressed again": recompressed, "50 to 80 % of the size": smaller, "turned by up to 1.2°": turned,
    "cropped by up to 2 %": cropped, "lighter or darker": lit_otherwise, "two lines altered": altered,
    "all of it at once": all_at_once,
}  # fmt: skip


def main(count: int = 12, seed: str = "report", chosen: str = "choose", out: Path = OUT) -> None:
    """Draw, copy, compare, and write the page of results."""
    parts = [part for role in (chosen, seed) for part in _measured(role, count, reported=role == seed)]
    out.write_text("\n".join([*HEAD, *parts]) + "\n", encoding="utf-8")


HEAD = [
    "# Copies of one picture, and other papers on the same blank",
    "",
    "Written by `python -m benchmarks.duplicates`. `found` are copies that share a key with the original (the look-up",
    f"in the database) and are like it to {SURELY} or more; `with a fact` those that are like it to {LIKELY} or more",
    "and so count where the number, the registration number with its date, or the name was read alike. A pair of",
    "different papers on one blank that is like to the same limits is a false duplicate.",
    "",
]


def _measured(seed: str, count: int, *, reported: bool) -> Iterator[str]:
    rng = random.Random(seed)
    yield f"## {'Reported on' if reported else 'Chosen on'} seed `{seed}`"
    yield ""
    papers = {variant: [_drawn(f"{seed}/{variant}/{at}", variant) for at in range(count)] for variant in VARIANTS}
    originals = {variant: [_known(pixels) for pixels in drawn] for variant, drawn in papers.items()}
    started, compared = process_time(), 0
    rows = []
    for name, copy in COPIES.items():
        alike, met = [], []
        for variant, drawn in papers.items():
            for pixels, known in zip(drawn, originals[variant], strict=True):
                again = _known(copy(rng, pixels))
                met.append(bool(looked_under(again.probes) & set(filed_under(known.probes))))
                alike.append(likeness(again.body, known.body))
        compared += len(alike)
        sure = sum(is_met and one >= SURELY for is_met, one in zip(met, alike, strict=True))
        likely = sum(is_met and one >= LIKELY for is_met, one in zip(met, alike, strict=True))
        rows.append([name, len(alike), sum(met), sure, likely, f"{min(alike):.3f}", f"{np.median(alike):.3f}"])
    yield table(["copy", "copies", "looked up", "found", "with a fact", "least like", "median"], rows)
    yield ""
    yield from _others(originals)
    each = 1000 * (process_time() - started) / max(compared, 1)
    yield f"{each:.0f} ms of CPU a copy, to make it, level it, look it up and compare it."
    yield ""


def _others(originals: Mapping[str, list[Known]]) -> Iterator[str]:
    rows = []
    for variant, known in originals.items():
        pairs = list(itertools.combinations(known, 2))
        alike = [likeness(one.body, other.body) for one, other in pairs]
        met = sum(bool(looked_under(one.probes) & set(filed_under(other.probes))) for one, other in pairs)
        rows.append([
            variant, len(pairs), met, sum(one >= SURELY for one in alike), sum(one >= LIKELY for one in alike),
            f"{max(alike):.3f}", f"{np.median(alike):.3f}",
        ])  # fmt: skip
    head = ["different papers on", "pairs", "share a key", "false", "false with a fact", "most like", "median"]
    yield table(head, rows)
    yield ""


def _drawn(seed: str, variant: str) -> Pixels:
    blanks = [blank for blank in all_blanks() if blank.variant == variant]
    stories = [story for story in scenarios.stories() if story.name == "genuine"]
    _, _, _, file = draw.sample(seed, "s", blanks, stories, MEDIA, draw.AS_OF, "main")
    return picture_pixels(file.content)


def _known(pixels: Pixels) -> Known:
    stand = standing(pixels, is_drawn=False)
    preview = geometry.warped(pixels, stand.homography, stand.width, stand.height)
    strips = find_strips(reading_grey(preview), stand.text_height or 12.0)
    picture = PagePicture(preview, [strip.box for strip in strips])
    return Known(probes=picture.probes(), body=picture.body())


def _jpeg(pixels: np.ndarray, quality: int) -> Pixels:
    packed = cv2.imencode(".jpg", np.ascontiguousarray(pixels), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


if __name__ == "__main__":
    typer.run(main)
