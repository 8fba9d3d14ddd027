"""How do machine-made marks look? (QR codes, electronic signature stamps, a holder's photograph)"""

from __future__ import annotations

import datetime as dt
import random

import cv2
import numpy as np

from samples.canvas import Colour, Operation, Stamp, Text, frame, wrapped
from samples.fonts import Face
from samples.numbers import dotted

BLUE: Colour = (35, 60, 150)


def qr(rng: random.Random, x: float, y: float, side: float = 24.0) -> Stamp:
    """A square of modules with the three finders; it says nothing."""
    size = 29
    cells = (np.random.default_rng(rng.getrandbits(32)).random((size, size)) < 0.5).astype(np.uint8) * 255
    for row, column in ((0, 0), (0, size - 7), (size - 7, 0)):
        cells[max(0, row - 1) : row + 8, max(0, column - 1) : column + 8] = 0
        cells[row : row + 7, column : column + 7] = 255
        cells[row + 1 : row + 6, column + 1 : column + 6] = 0
        cells[row + 2 : row + 5, column + 2 : column + 5] = 255
    picture = np.zeros((size * 8, size * 8, 4), np.uint8)
    picture[..., 3] = cv2.resize(cells, (size * 8, size * 8), interpolation=cv2.INTER_NEAREST)
    return Stamp(x=x, y=y, width=side, height=side, picture=picture)


def e_signature(
    rng: random.Random,
    x: float,
    y: float,
    owner: str,
    signed: dt.date,
    *,
    width: float = 82.0,
    family: str = "Liberation Sans",
) -> list[Operation]:
    """The framed stamp of an electronic signature (form-facts, section 17.1)."""
    start = signed - dt.timedelta(days=rng.randrange(30, 300))
    code = "".join(rng.choice("0123456789ABCDEF") for _ in range(rng.choice((32, 40))))
    face, bold = Face(family=family), Face(family=family, bold=True)
    heading = rng.choice(
        ("ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ", "Документ подписан усиленной квалифицированной электронной подписью")
    )
    span = f"Действителен: с {dotted(start)} по {dotted(start + dt.timedelta(days=450))}"
    rows = [(line, bold) for line in wrapped(heading, width - 6, bold, 8.5)]
    for text in (f"Сертификат: {code}", f"Владелец: {owner}", span):
        rows += [(line, face) for line in wrapped(text, width - 6, face, 7.5)]
    height = 5 + 3.6 * len(rows)
    operations: list[Operation] = [frame(x, y, x + width, y + height, width=0.5, colour=BLUE)]
    for index, (line, cut) in enumerate(rows):
        operations.append(
            Text(x=x + 3, y=y + 5 + 3.6 * index, text=line, face=cut, size=8.5 if cut.bold else 7.5, colour=BLUE)
        )
    return operations


def portrait(rng: random.Random, x: float, y: float, width: float = 35.0, height: float = 45.0) -> Stamp:
    """A photograph of nobody: a head and shoulders in soft greys."""
    tall, wide = 450, 350
    picture = np.full((tall, wide, 4), 255, np.uint8)
    picture[..., :3] = rng.choice(((225, 228, 232), (208, 215, 222), (235, 232, 226)))
    skin, hair, coat = (
        (205, 165, 140),
        rng.choice(((60, 42, 30), (110, 80, 45), (40, 38, 38))),
        rng.choice(((50, 55, 70), (120, 40, 50), (90, 95, 90))),
    )
    body = np.ascontiguousarray(picture[..., :3])
    cv2.ellipse(body, (175, 470), (165, 150), 0, 0, 360, coat, -1, cv2.LINE_AA)
    cv2.ellipse(body, (175, 170), (92, 118), 0, 0, 360, hair, -1, cv2.LINE_AA)
    cv2.rectangle(body, (140, 260), (210, 345), skin, -1)
    cv2.ellipse(body, (175, 200), (76, 105), 0, 0, 360, skin, -1, cv2.LINE_AA)
    for eye in (145, 205):
        cv2.ellipse(body, (eye, 185), (12, 5), 0, 0, 360, (60, 50, 45), -1, cv2.LINE_AA)
    cv2.ellipse(body, (175, 255), (22, 6), 0, 0, 180, (150, 90, 85), 3, cv2.LINE_AA)
    picture[..., :3] = cv2.GaussianBlur(body, (0, 0), 4)
    return Stamp(x=x, y=y, width=width, height=height, picture=picture, opaque=True)
