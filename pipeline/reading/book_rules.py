"""Where do straight ruled lines run on a page, however faint?

A rule is told from text and from a guilloche by what is seen all along it: ink in the middle and none on either side.
How dark it is does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.protocol import Floats, Pixels

ASIDE = 0.0045
"""Shares of the picture's longer side at which paper is expected on both sides of a rule."""
DARKER = 7.0
"""Grey levels by which a rule is darker than what is beside it."""
SMOOTHED = 9
"""Pixels along a rule over which noise is averaged."""
SLANTS = np.linspace(-0.014, 0.014, 15)
"""Pixels aside a pixel along: what is left of a page's tilt, and of a camera's."""
SUPPORT = 0.55
"""So much of its length is seen of a rule at least."""
STRONGEST = 0.6
"""And so much as of the best one."""
APART = 0.02
"""Shares of the picture's side that two rules are apart, at least."""
ENDS = 0.5
"""A rule ends where less than this is seen of it around."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A straight rule: `at` across it at the middle of the picture, `slant` pixels aside a pixel along.

    `start` and `end` are where it begins and ends, along it.
    """

    at: float
    slant: float
    middle: float
    start: int
    end: int

    def across(self, along: float) -> float:
        """Its place across at a place along."""
        return self.at + self.slant * (along - self.middle)


def down(grey: Pixels) -> list[Rule]:
    """Rules that run down the picture, from left to right (grey, even light)."""
    return _rules(ridges(grey, upright=True))


def level(grey: Pixels) -> list[Rule]:
    """Rules that run across the picture, from the top; slants are of y over x."""
    return _rules(np.ascontiguousarray(ridges(grey, upright=False).T))


def ridges(grey: Pixels, *, upright: bool, darker: float = DARKER) -> NDArray[np.bool_]:
    """Where it is darker than on both sides, after averaging along the direction."""
    along = (1, SMOOTHED) if upright else (SMOOTHED, 1)
    dark = cv2.blur((255 - grey).astype(np.float32), along)
    reach = max(round(ASIDE * max(grey.shape)), 3)
    axis = 1 if upright else 0
    beside = np.maximum(np.roll(dark, reach, axis), np.roll(dark, -reach, axis))
    found = dark - beside > darker
    cut = [slice(None), slice(None)]
    for edge in (slice(0, reach), slice(-reach, None)):
        cut[axis] = edge
        found[tuple(cut)] = False
    return np.asarray(found)


def _rules(seen: NDArray[np.bool_]) -> list[Rule]:
    """Rules down a map of ridges: at the slant at which columns are seen best."""
    height, width = seen.shape
    best: tuple[float, float, Floats] | None = None
    for slant in SLANTS:
        profile = _profile(seen, float(slant))
        score = float((np.clip(profile - 0.25, 0, 1) ** 2).sum())
        if best is None or score > best[0]:
            best = (score, float(slant), profile)
    assert best is not None
    _, slant, profile = best
    peaks = _peaks(profile, max(round(APART * max(width, height) / 2), 4))
    straight = _straightened(seen, slant)
    found = [_ended(straight, x, slant) for x in peaks]
    longest = max((rule.end - rule.start for rule in found), default=0)
    return [rule for rule in found if rule.end - rule.start > STRONGEST * longest]


def _straightened(seen: NDArray[np.bool_], slant: float) -> Pixels:
    """The map with everything of that slant upright, a little widened: a rule may wander a pixel aside."""
    height, width = seen.shape
    moved = np.array([[1, -slant, slant * height / 2], [0, 1, 0]], np.float32)
    wide = cv2.dilate(seen.astype(np.uint8), np.ones((1, 3), np.uint8))
    return np.asarray(cv2.warpAffine(wide, moved, (width, height), flags=cv2.INTER_NEAREST), np.uint8)


def _profile(seen: NDArray[np.bool_], slant: float) -> Floats:
    return np.asarray(_straightened(seen, slant).mean(axis=0), np.float32)


def _peaks(profile: Floats, apart: int) -> list[int]:
    """Columns seen over enough of the page, the best of those that lie close together."""
    floor = 0.45 * float(profile.max()) if len(profile) else 1.0
    order = [int(x) for x in np.argsort(-profile) if profile[x] > max(floor, 0.2)]
    kept: list[int] = []
    for x in order:
        if all(abs(x - other) >= apart for other in kept):
            kept.append(x)
    return sorted(kept)


def _ended(straight: Pixels, x: int, slant: float) -> Rule:
    """Where the rule begins and ends: its longest stretch without a large gap."""
    height = straight.shape[0]
    column = straight[:, max(x - 1, 0) : x + 2].max(axis=1)
    window = max(height // 25, 5)
    dense = cv2.blur(column.astype(np.float32).reshape(-1, 1), (1, window)).ravel() > ENDS
    edges = np.flatnonzero(np.diff(np.concatenate(([0], dense.astype(np.int8), [0]))))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    start, end = max(_bridged(runs, height // 12), key=lambda run: run[1] - run[0], default=(0, 0))
    return Rule(at=float(x), slant=slant, middle=height / 2, start=start, end=end)


def _bridged(runs: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
