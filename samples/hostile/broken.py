"""What is left of a real paper that was cut off, or whose bits were turned?"""

from __future__ import annotations

import random

from samples.hostile import old_word, word
from samples.hostile.jpegs import small
from samples.hostile.pdf_parts import page_pdf
from samples.hostile.pngs import sixteen_bit
from samples.hostile.trick import Trick, doc, docx, jpeg, pdf, png


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.choice((rng.randrange(1, 64), rng.randrange(1, len(content))))]


def flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 10, 300))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def shuffled(content: bytes, rng: random.Random) -> bytes:
    """Pieces in another order, one of them twice."""
    places = sorted(rng.sample(range(len(content)), 5))
    pieces = [content[a:b] for a, b in zip([0, *places], [*places, len(content)], strict=True)]
    middle = pieces[1:]
    rng.shuffle(middle)
    return b"".join([pieces[0], *middle, rng.choice(pieces)])


def _hurt(rng: random.Random, content: bytes) -> bytes:
    return rng.choice((cut, flipped, flipped, shuffled))(content, rng)


def hurt_jpeg(rng: random.Random, paper: bytes) -> bytes:
    return _hurt(rng, small(paper, progressive=rng.random() < 0.5))


def hurt_png(rng: random.Random, paper: bytes) -> bytes:
    return _hurt(rng, sixteen_bit(rng, paper))


def hurt_pdf(rng: random.Random, paper: bytes) -> bytes:
    return _hurt(rng, page_pdf(small(paper)))


def hurt_docx(rng: random.Random, paper: bytes) -> bytes:
    return _hurt(rng, word.packed())


def hurt_doc(rng: random.Random, paper: bytes) -> bytes:
    return _hurt(rng, old_word.compound("WordDocument", "1Table"))


def hurt_paper(rng: random.Random, paper: bytes) -> bytes:
    """The paper as it was handed in, with bits turned: mostly it can still be read."""
    return flipped(paper, rng)


def noise(rng: random.Random, paper: bytes) -> bytes:
    return rng.choice((b"%PDF-1.4\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"")) + rng.randbytes(
        rng.choice((1, 100, 50_000))
    )


def one_byte(rng: random.Random, paper: bytes) -> bytes:
    return bytes([rng.randrange(256)]) * rng.choice((0, 1, 5000, 3_000_000))


TRICKS: dict[str, Trick] = {
    "broken: JPEG": jpeg(hurt_jpeg),
    "broken: PNG": png(hurt_png),
    "broken: PDF": pdf(hurt_pdf),
    "broken: DOCX": docx(hurt_docx),
    "broken: DOC": doc(hurt_doc),
    "broken: the paper itself": jpeg(hurt_paper),
    "broken: noise": pdf(noise),
    "broken: one byte again and again": jpeg(one_byte),
}
