"""What is printed where one signs? (words, rules, stamps, codes and dirt that must not pass for a pen)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.signature_net.pens import Rng, colour_of
from samples.fonts import Face, file_of

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
TRAINED_FAMILIES = ("Liberation Serif", "Liberation Sans", "DejaVu Serif", "DejaVu Sans", "FreeSerif", "FreeSans",
                    "Noto Sans", "Noto Serif", "Liberation Mono")  # fmt: skip
HELD_OUT_FAMILIES = ("PT Serif", "PT Sans", "FreeMono", "DejaVu Sans Mono")
WORDS = (
    "Ректор Проректор Директор Декан Руководитель организации Председатель комиссии Секретарь Главный врач Подпись "
    "Начальник отдела кадров Заместитель директора Министерство здравоохранения Российской Федерации университет "
    "академия института образовательной деятельности государственной экзаменационной аттестационной приложение "
    "регистрационный номер дата выдачи протокол от года июня решением присвоена квалификация врач-лечебник город "
    "Москва Казань Томск №17 12.05.2014 «28» 2009 г. ФГБОУ ВО ГБУЗ действителен до серия заведующий кафедрой"
).split()
SURNAMES = (
    "Иванов Петрова Сидоренко Кузнецов Андриянова Ли Жуковский Цой Щербакова Юдин Яхонтов Фёдорова Громыко Эйдельман"
).split()
CAPTIONS = ("(подпись)", "подпись", "М.П.", "(И.О. Фамилия)", "(фамилия, имя, отчество)", "МП", "(должность)", "М. П.",
            "(расшифровка подписи)", "личная подпись", "дата")  # fmt: skip
SIGNS = "☤⚕☥☦♆♘♞⚘⚙⚚⚛⚜✿❀❁❃❦❧☘☸✠✥✵✺✽❂☼☽⚔⚖♔♕♛♗♝☮☯♣♠⚓✈☂☃☙♻⛨"
"""What DejaVu Sans has of staffs, snakes, flowers and beasts, for the middle of a seal."""
SPACED = 0.08
LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"


@dataclass(kw_only=True, eq=False)
class Scene:
    """A strip of a page while it is drawn: BGR against white, and what the reading knows of it (0 or 255)."""

    flat: Picture
    print: Picture
    low: Picture
    seals: Picture
    letter: float = 12.0

    def press(self, alpha: Floats, colour: tuple[int, int, int], x: int, y: int) -> None:
        """Darken by a picture of ink whose corner is at x, y."""
        height, width = alpha.shape
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + width, self.flat.shape[1]), min(y + height, self.flat.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        part = alpha[y0 - y : y1 - y, x0 - x : x1 - x, None]
        passed = 1 - part * (1 - np.array(colour[::-1], np.float32) / 255)
        self.flat[y0:y1, x0:x1] = np.clip(self.flat[y0:y1, x0:x1] * passed, 0, 255).astype(np.uint8)

    def place(self, rng: Rng) -> tuple[int, int]:
        height, width = self.flat.shape[:2]
        return int(rng.integers(0, width)), int(rng.integers(0, height))


@lru_cache(maxsize=400)
def font(family: str, bold: bool, italic: bool, size: int) -> ImageFont.FreeTypeFont:
    file = family if family.endswith(".ttf") else file_of(Face(family=family, bold=bold, italic=italic))
    return ImageFont.truetype(file, size)


def any_font(rng: Rng, families: tuple[str, ...], letter: float) -> ImageFont.FreeTypeFont:
    """A typeface whose lower-case letters are about so high."""
    family = families[int(rng.integers(len(families)))]
    size = max(round(letter * 1.95 * rng.uniform(0.9, 1.1)), 5)
    return font(family, bool(rng.random() < 0.25), bool(rng.random() < 0.3), size)


def text_alpha(text: str, face: ImageFont.FreeTypeFont) -> Floats:
    left, top, right, bottom = face.getbbox(text)
    image = Image.new("L", (int(right - left) + 4, int(bottom - top) + 4), 0)
    ImageDraw.Draw(image).text((2 - left, 2 - top), text, font=face, fill=255)
    return np.asarray(np.asarray(image, np.float32) / 255, np.float32)


def print_colour(rng: Rng) -> tuple[int, int, int]:
    dark = int(rng.integers(10, 90))
    if rng.random() < 0.75:
        return dark, dark, dark
    return colour_of(rng) if rng.random() < 0.6 else (int(rng.integers(80, 190)), int(rng.integers(20, 60)), 40)


def phrase(rng: Rng) -> list[str]:
    roll = rng.random()
    if roll < 0.35:
        first, second = (LETTERS[int(rng.integers(len(LETTERS)))] for _ in range(2))
        name = SURNAMES[int(rng.integers(len(SURNAMES)))]
        return [f"{first}.{second}.", name] if rng.random() < 0.7 else [name, f"{first}.", f"{second}."]
    if roll < 0.5:
        return CAPTIONS[int(rng.integers(len(CAPTIONS)))].split()
    start = int(rng.integers(len(WORDS)))
    words = list(WORDS[start : start + int(rng.integers(1, 6))])
    if rng.random() < SPACED:
        return ["\u2009".join(word) for word in words]
    return [word.upper() for word in words] if rng.random() < 0.15 else words


def write(
    rng: Rng, scene: Scene, families: tuple[str, ...], *, known: float, x: int, y: int, scale: float = 1,
    words: Sequence[str] = (),
) -> None:
    """A row of words from x, y; each is known to have been read with probability `known`."""
    face, colour = any_font(rng, families, scene.letter * scale), print_colour(rng)
    strength = rng.uniform(0.6, 1.0)
    for word in words or phrase(rng):
        alpha = text_alpha(word, face) * strength
        scene.press(alpha.astype(np.float32), colour, x, y)
        height, width = alpha.shape
        box = np.s_[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)]
        roll = rng.random()
        if roll < known:
            scene.print[box] = 255
        if roll < known + 0.1:
            scene.low[box] = 255
        x += width + round(scene.letter * scale * rng.uniform(0.4, 1.0))


def lines_of_text(rng: Rng, scene: Scene, families: tuple[str, ...]) -> None:
    """Rows as on a page: some read, some not at all."""
    known = float(rng.choice([0.95, 0.8, 0.3, 0.0]))
    x, y = scene.place(rng)
    scale = float(np.exp(rng.uniform(np.log(0.6), np.log(1.9))))
    for _ in range(int(rng.integers(1, 5))):
        write(rng, scene, families, known=known, x=x - 80, y=y, scale=scale)
        y += round(scene.letter * scale * rng.uniform(2.0, 3.4))


def place_to_sign(rng: Rng, scene: Scene, families: tuple[str, ...]) -> None:
    """Post, line, name, caption; the line may be dotted or lack."""
    width = scene.flat.shape[1]
    y, start = scene.place(rng)[1], int(rng.integers(-40, width // 3))
    write(rng, scene, families, known=0.9, x=start - 120, y=y)
    write(rng, scene, families, known=0.85, x=start + int(rng.integers(120, 400)), y=y)
    rules(rng, scene, families, y=y + round(scene.letter * 2))
    if rng.random() < 0.5:
        face = any_font(rng, families, scene.letter * rng.uniform(0.45, 0.75))
        caption = CAPTIONS[int(rng.integers(len(CAPTIONS)))]
        scene.press(text_alpha(caption, face), print_colour(rng), start + int(rng.integers(40, 240)), y + 28)


def slanted(rng: Rng, scene: Scene, families: tuple[str, ...]) -> None:
    """Large leaning type, as of a printed facsimile or a filled-in name in a writing typeface."""
    family = families[int(rng.integers(len(families)))]
    face = font(family, False, True, max(round(scene.letter * rng.uniform(2, 4.2)), 8))
    alpha = text_alpha(" ".join(phrase(rng)[:3]), face)
    lean, height = rng.uniform(0.05, 0.5), alpha.shape[0]
    moved = np.array([[1, -lean, lean * height], [0, 1, 0]], np.float32)
    alpha = cv2.warpAffine(alpha, moved, (alpha.shape[1] + round(lean * height), height))
    x, y = scene.place(rng)
    x -= alpha.shape[1] // 2
    scene.press(np.asarray(alpha * rng.uniform(0.6, 1), np.float32), print_colour(rng), x, y)
    if rng.random() < 0.5:
        box = np.s_[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + alpha.shape[1], 0)]
        scene.low[box] = 255
        scene.print[box] = 255


def foot(rng: Rng, scene: Scene, families: tuple[str, ...]) -> None:
    """The foot of a paper: who signs, in rows (post, line, name) or stacks (post above, line and name below)."""
    stacked, ruled, captioned = rng.random() < 0.35, rng.random() < 0.8, rng.random() < 0.4
    known, colour = float(rng.choice([0.97, 0.85, 0.5])), print_colour(rng)
    scale, size = rng.uniform(0.75, 1.2), int(rng.integers(1, 4))
    left = int(rng.integers(-150, 120))
    post_wide, line_wide = rng.uniform(12, 34) * scene.letter, rng.uniform(9, 24) * scene.letter
    step = scene.letter * scale * rng.uniform(3.5, 9)
    y = int(rng.integers(-60, scene.flat.shape[0] // 2))
    for _ in range(size):
        write(rng, scene, families, known=known, x=left, y=y, scale=scale)
        if rng.random() < 0.35:
            y += round(scene.letter * scale * 2.4)
            write(rng, scene, families, known=known, x=left, y=y, scale=scale)
        start = left + round(post_wide * (0.3 if stacked else 1.0))
        foot_y = y + round(scene.letter * scale * (rng.uniform(5, 9) if stacked else 1.6))
        end = start + round(line_wide)
        if ruled:
            _signing_line(rng, scene, start, end, foot_y, colour)
        if captioned:
            small = any_font(rng, families, scene.letter * rng.uniform(0.45, 0.7))
            caption = CAPTIONS[int(rng.integers(len(CAPTIONS)))]
            scene.press(text_alpha(caption, small), colour, (start + end) // 2 - 30, foot_y + 3)
        write(rng, scene, families, known=known, x=end + 6, y=foot_y - round(scene.letter * scale * 1.6), scale=scale)
        y = foot_y + round(step)
    if rng.random() < 0.5:
        write(rng, scene, families, known=0.7, x=left + 40, y=y, scale=scale * 0.9, words=["М.П."])


def _signing_line(rng: Rng, scene: Scene, start: int, end: int, y: int, colour: tuple[int, int, int]) -> None:
    """A thin line to sign on: solid, dotted, or underscores that do not quite meet."""
    alpha = np.zeros(scene.flat.shape[:2], np.uint8)
    step, gap = (1, 0) if rng.random() < 0.6 else (int(rng.integers(4, 12)), int(rng.integers(1, 5)))
    thick = int(rng.integers(1, 3))
    if gap:
        for x in range(start, end, step):
            cv2.line(alpha, (x, y), (max(x + step - gap, x), y), 255, thick, cv2.LINE_AA)
    else:
        cv2.line(alpha, (start, y), (end, y + int(rng.integers(-2, 3))), 255, thick, cv2.LINE_AA)
    scene.press(np.asarray(alpha.astype(np.float32) / 255 * rng.uniform(0.3, 1), np.float32), colour, 0, 0)


def rules(rng: Rng, scene: Scene, families: tuple[str, ...], y: int | None = None) -> None:
    """Lines: solid, dotted, dashed, double, hardly tilted or bent; sometimes a table's."""
    del families
    height, width = scene.flat.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        alpha = np.zeros((height, width), np.uint8)
        at = int(rng.integers(0, height)) if y is None else y
        x0, x1 = sorted(int(value) for value in rng.integers(-20, width + 20, 2))
        tilt, bend = rng.normal(0, 0.01), rng.normal(0, 2.4)
        x = np.arange(x0, max(x1, x0 + 20))
        curve = at + tilt * (x - x0) + bend * np.sin(np.pi * (x - x0) / len(x))
        points = np.stack([x, curve], axis=1)
        period = int(rng.choice([0, 0, 4, 6, 9, 14, 20]))
        if period:
            for point in points[::period]:
                end = point + np.array([rng.choice([0, period // 2]), 0])
                cv2.line(alpha, point.astype(int).tolist(), end.astype(int).tolist(), 255, 1, cv2.LINE_AA)
        else:
            cv2.polylines(alpha, [np.round(points * 16).astype(np.int32)], False, 255, int(rng.integers(1, 5)),
                          cv2.LINE_AA, 4)  # fmt: skip
        if rng.random() < 0.15:
            alpha = np.asarray(alpha.T[:height] if alpha.T.shape[1] >= width else alpha, np.uint8)[:, :width]
        inked = np.asarray(alpha.astype(np.float32) / 255 * rng.uniform(0.3, 1), np.float32)
        scene.press(inked, print_colour(rng), 0, 0)
        if rng.random() < 0.6:
            break


def _ring_text(text: str, face: ImageFont.FreeTypeFont, radius: float, side: int) -> Floats:
    """Text bent round a circle of this radius."""
    strip = text_alpha(text, face)
    around = round(2 * np.pi * radius)
    strip = cv2.resize(strip, (around, strip.shape[0]), interpolation=cv2.INTER_AREA)
    polar = np.zeros((around, side // 2), np.float32)
    inner = round(radius - strip.shape[0] / 2)
    polar[:, inner : inner + strip.shape[0]] = strip.T[:, ::-1][:, : polar.shape[1] - inner]
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR | cv2.WARP_FILL_OUTLIERS
    return np.asarray(cv2.warpPolar(polar, (side, side), (side / 2, side / 2), side / 2, flags), np.float32)


def round_seal(rng: Rng, scene: Scene, families: tuple[str, ...]) -> None:
    """A rubber seal: rings, text round, something in its middle; worn, tilted, mostly found by the search for seals."""
    fine = 2
    radius = scene.letter * rng.uniform(6.5, 12)
    side = round(radius * fine) * 2 + 8
    alpha = np.zeros((side, side), np.float32)
    middle, outer = side // 2, radius * fine
    for share in (1.0, rng.uniform(0.88, 0.95), rng.uniform(0.5, 0.64)):
        if share == 1.0 or rng.random() < 0.8:
            cv2.circle(alpha, (middle, middle), round(outer * share), 1.0, int(rng.integers(1, 4)) + 1, cv2.LINE_AA)
    for share in (0.8, 0.62)[: int(rng.integers(1, 3))]:
        words = " * ".join(" ".join(phrase(rng)).upper() for _ in range(int(rng.integers(3, 6))))
        alpha = np.maximum(alpha, _ring_text(words, any_font(rng, families, radius * 0.22), outer * share, side))
    _middle(rng, alpha, middle, outer, families)
    if rng.random() < 0.6:
        worn = cv2.resize(rng.random((7, 7)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
        alpha *= np.clip(0.3 + worn, 0, 1)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(-180, 180), 1.0)
    alpha = cv2.warpAffine(alpha, turn, (side, side))
    small = cv2.resize(alpha, (round(side / fine),) * 2, interpolation=cv2.INTER_AREA)
    x, y = scene.place(rng)
    scene.press(np.asarray(small * rng.uniform(0.35, 1), np.float32), colour_of(rng), x - len(small) // 2,
                y - len(small) // 2)  # fmt: skip
    roll = rng.random()
    if roll < 0.85:
        centre = (x + int(rng.integers(-2, 3)), y + int(rng.integers(-2, 3)))
        cv2.circle(scene.seals, centre, round(radius * rng.uniform(0.97, 1.1)), 255 if roll < 0.7 else 128, -1)


def _middle(rng: Rng, alpha: Floats, middle: int, outer: float, families: tuple[str, ...]) -> None:
    """An emblem (star, leaves, a snake over a bowl) or words in the middle of a seal."""
    inner = outer * rng.uniform(0.2, 0.45)
    roll = rng.random()
    if roll < 0.35:
        for row in range(int(rng.integers(1, 4))):
            word = text_alpha(phrase(rng)[0].upper(), any_font(rng, families, outer * 0.09))
            top, left = middle + round((row - 1) * outer * 0.22), middle - word.shape[1] // 2
            cut = alpha[max(top, 0) : top + word.shape[0], max(left, 0) : left + word.shape[1]]
            np.maximum(cut, word[: cut.shape[0], : cut.shape[1]], out=cut)
        return
    if roll < 0.6:
        (_beast if rng.random() < 0.4 else _emblem)(rng, alpha, middle, inner)
        return
    spokes = int(rng.integers(3, 18))
    for angle in np.linspace(0, 2 * np.pi, spokes, endpoint=False):
        reach = inner * rng.uniform(0.6, 1)
        tip = (round(middle + reach * np.cos(angle)), round(middle + reach * np.sin(angle)))
        cv2.line(alpha, (middle, middle), tip, 1.0, int(rng.integers(1, 6)), cv2.LINE_AA)
    if roll < 0.85:
        bend = np.linspace(0, rng.uniform(6, 14), 60)
        points = np.stack([middle + inner * 0.5 * np.sin(bend), middle + inner * (bend / bend[-1] * 2 - 1)], axis=1)
        cv2.polylines(alpha, [points.astype(np.int32)], False, 1.0, int(rng.integers(2, 6)), cv2.LINE_AA)


def _emblem(rng: Rng, alpha: Floats, middle: int, inner: float) -> None:
    """A sign of a typeface as a coat of arms: staffs, snakes, flowers, stars, beasts."""
    sign = SIGNS[int(rng.integers(len(SIGNS)))]
    face = font("DejaVu Sans", False, False, max(round(inner * rng.uniform(1.4, 2.6)), 8))
    drawn = text_alpha(sign, face)
    top, left = middle - drawn.shape[0] // 2, middle - drawn.shape[1] // 2
    cut = alpha[max(top, 0) : top + drawn.shape[0], max(left, 0) : left + drawn.shape[1]]
    part = drawn[max(-top, 0) :, max(-left, 0) :]
    np.maximum(cut, part[: cut.shape[0], : cut.shape[1]], out=cut)


def _beast(rng: Rng, alpha: Floats, middle: int, inner: float) -> None:
    """A coat of arms: something symmetrical and jagged, filled, with a shield cut out of it, heads and feathers."""
    for _ in range(int(rng.integers(1, 4))):
        angles = np.sort(rng.uniform(-np.pi / 2, np.pi / 2, int(rng.integers(4, 12))))
        reach = inner * rng.uniform(0.3, 1.3, len(angles))
        half = np.stack([reach * np.cos(angles), reach * np.sin(angles)], axis=1)
        whole = np.concatenate([half, half[::-1] * (-1, 1)]) + middle
        if rng.random() < 0.7:
            cv2.fillPoly(alpha, [whole.astype(np.int32)], 1.0, cv2.LINE_AA)
        else:
            cv2.polylines(alpha, [whole.astype(np.int32)], True, 1.0, int(rng.integers(1, 6)), cv2.LINE_AA)
    if rng.random() < 0.5:
        side = round(inner * 0.22)
        cv2.rectangle(alpha, (middle - side, middle - side), (middle + side, middle + side), 0.2, -1)
    for _ in range(int(rng.integers(0, 6))):
        x, y = rng.uniform(0, 1.1, 2) * inner
        for mirrored in (-1, 1):
            at = (round(middle + mirrored * x), round(middle + y - inner * 0.6))
            cv2.circle(alpha, at, max(round(inner * rng.uniform(0.05, 0.2)), 1), 1.0, int(rng.choice([-1, 1, 2])))


def square_stamp(rng: Rng, scene: Scene, families: tuple[str, ...]) -> None:
    """A framed stamp of a few rows («копия верна»), straight or tilted, in a stamp's colour."""
    face = any_font(rng, families, scene.letter * rng.uniform(0.7, 1.4))
    rows = [text_alpha(" ".join(phrase(rng)[:3]), face) for _ in range(int(rng.integers(1, 5)))]
    width = max(row.shape[1] for row in rows) + 12
    alpha = np.zeros((sum(row.shape[0] + 3 for row in rows) + 10, width), np.float32)
    top = 5
    for row in rows:
        alpha[top : top + row.shape[0], 6 : 6 + row.shape[1]] = row
        top += row.shape[0] + 3
    if rng.random() < 0.7:
        cv2.rectangle(alpha, (1, 1), (width - 2, alpha.shape[0] - 2), 1.0, int(rng.integers(1, 3)))
    turn = cv2.getRotationMatrix2D((width / 2, alpha.shape[0] / 2), rng.normal(0, 6), 1.0)
    alpha = cv2.warpAffine(alpha, turn, (width, alpha.shape[0]))
    x, y = scene.place(rng)
    scene.press(np.asarray(alpha * rng.uniform(0.4, 1), np.float32), colour_of(rng), x - width // 2, y - 10)


DRAWN: tuple[Callable[[Rng, Scene, tuple[str, ...]], None], ...] = (
    lines_of_text, place_to_sign, foot, slanted, rules, round_seal, square_stamp,
)  # fmt: skip
