"""What is said of a hostile file beside its bytes?"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[random.Random, bytes], bytes]
"""(rng, a genuine paper as a JPEG) -> the file. What can, shows the paper: only the trick speaks against it."""


@dataclass(frozen=True, kw_only=True)
class Trick:
    """A way to make a hostile file.

    `codes`: one of these reasons must be given. Empty: the file is odd and no more; somebody else hands it in, so that
    any decision but an approval is right.
    """

    make: Make
    suffix: str
    codes: tuple[str, ...] = ()
    word: bool = False
    """Handed in as a kind that takes DOC and DOCX."""


def pdf(make: Make, *codes: str) -> Trick:
    return Trick(make=make, suffix=".pdf", codes=codes)


def png(make: Make, *codes: str) -> Trick:
    return Trick(make=make, suffix=".png", codes=codes)


def jpeg(make: Make, *codes: str) -> Trick:
    return Trick(make=make, suffix=".jpg", codes=codes)


def docx(make: Make, *codes: str) -> Trick:
    return Trick(make=make, suffix=".docx", codes=codes, word=True)


def doc(make: Make, *codes: str) -> Trick:
    return Trick(make=make, suffix=".doc", codes=codes, word=True)
