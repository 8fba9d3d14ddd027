"""Signature and seal on pages drawn here with plain strokes: neither blank nor typeface of the samples."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest

from benchmarks.signature_net import pens
from pipeline.case import Line, Mark, Page, Presence, Word
from pipeline.reading.marks import combine, find_marks, outside_tables
from pipeline.reading.marks_ink import sheet_of
from pipeline.reading.marks_places import places_of
from pipeline.reading.marks_ring import ANGLES, Ring, _changes
from pipeline.reading.marks_seal import seals
from pipeline.reading.marks_signature import SURE, SURE_AT_SEAL, SURE_AT_SEAL_SCANNED
from pipeline.reading.protocol import Floats, Pixels
from pipeline.reading.signature_net import CELL, SignatureNet

WIDTH, HEIGHT, LETTER = 1240, 1754, 14
BLUE, GREY = (150, 60, 40), (90, 90, 90)
PRESENT, UNSURE, ABSENT = Presence.PRESENT, Presence.UNSURE, Presence.ABSENT


def word(text: str, x: int, y: int, confidence: float = 0.95) -> Word:
    return Word(text=text, confidence=confidence, box=(x, y, x + 14 * len(text), y + 24))


def line(*words: Word) -> Line:
    boxes = [one.box for one in words]
    return Line(words=words, box=(boxes[0][0], boxes[0][1], boxes[-1][2], boxes[-1][3]))


def page(*lines: Line) -> Page:
    return Page(number=1, width=WIDTH, height=HEIGHT, text_height=LETTER, lines=lines)


SIGNED_PAGE = page(line(word("Ректор", 150, 1400)), line(word("И.О.", 850, 1400), word("Громова", 920, 1400)))


def paper() -> Pixels:
    """White paper with letter-like print in the boxes of the places to sign, and the line to sign on."""
    image = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    for printed in SIGNED_PAGE.lines:
        for one in printed.words:
            for x in range(one.box[0] + 2, one.box[2] - 8, 14):
                cv2.rectangle(image, (x, one.box[1] + 6), (x + 8, one.box[3] - 4), (30, 30, 30), 2)
    cv2.line(image, (270, 1424), (840, 1424), (40, 40, 40), 2)
    return image


def sign(image: Pixels, colour: tuple[int, int, int], x: int = 420, y: int = 1395, height: int = 35) -> None:
    turns = np.linspace(0, 10 * np.pi, 400)
    points = np.stack(
        [x + 6 * turns + 12 * np.sin(turns), y + height * np.cos(turns) * np.linspace(1, 0.5, 400)], axis=1
    )
    cv2.polylines(image, [points.astype(np.int32)], False, colour, 3, cv2.LINE_AA)


def stamp(image: Pixels, colour: tuple[int, int, int], x: int = 640, y: int = 1450, radius: int = 118) -> None:
    for share, width in ((1.0, 5), (0.93, 2), (0.55, 3)):
        cv2.circle(image, (x, y), round(radius * share), colour, width, cv2.LINE_AA)
    for angle in np.linspace(0, 2 * np.pi, 44, endpoint=False):
        place = (round(x + 0.74 * radius * np.cos(angle)), round(y + 0.74 * radius * np.sin(angle)))
        cv2.rectangle(image, (place[0] - 4, place[1] - 7), (place[0] + 4, place[1] + 7), colour, 2)


@lru_cache(maxsize=1)
def net() -> SignatureNet:
    return SignatureNet()


def told(image: Pixels, read: Page = SIGNED_PAGE) -> tuple[Presence, Presence]:
    signature, seal = find_marks(image, read, net())
    assert (signature.name, seal.name) == ("signature", "seal")
    return signature.presence, seal.presence


def test_an_empty_place_to_sign_is_absent() -> None:
    assert told(paper()) == (ABSENT, ABSENT)


@pytest.mark.parametrize("colour", [BLUE, GREY, (40, 30, 30)])
def test_a_pen_on_the_line_is_a_signature_in_any_colour(colour: tuple[int, int, int]) -> None:
    image = paper()
    sign(image, colour)
    assert told(image) == (PRESENT, ABSENT)


@pytest.mark.parametrize("colour", [BLUE, GREY, (210, 190, 190)])
def test_a_ring_with_text_is_a_seal_also_grey_and_faint(colour: tuple[int, int, int]) -> None:
    image = paper()
    stamp(image, colour)
    assert told(image)[1] is PRESENT


def test_a_seal_alone_is_no_signature() -> None:
    image = paper()
    stamp(image, BLUE)
    assert told(image)[0] is not PRESENT


def test_both_are_found_over_each_other_and_told_where() -> None:
    image = paper()
    sign(image, BLUE)
    stamp(image, (140, 50, 110))
    signature, seal = find_marks(image, SIGNED_PAGE, net())
    assert (signature.presence, seal.presence) == (PRESENT, PRESENT)
    assert seal.box is not None
    assert seal.box == pytest.approx((522, 1332, 758, 1568), abs=12)


class SamePens:
    """A net that says the same of every cell."""

    def __init__(self, odds: float) -> None:
        self.odds = odds

    def pen(self, seen: Pixels) -> Floats:
        return np.full((-(-seen.shape[1] // CELL), -(-seen.shape[2] // CELL)), self.odds, np.float32)


@pytest.mark.parametrize(("odds", "said"), [(-9.0, ABSENT), (0.0, UNSURE), (9.0, PRESENT)])
def test_what_the_net_says_is_what_counts(odds: float, said: Presence) -> None:
    image = paper()
    sign(image, BLUE)
    assert find_marks(image, SIGNED_PAGE, SamePens(odds))[0].presence is said


@pytest.mark.parametrize(
    ("seal", "photo", "odds", "said"),
    [
        (None, True, (SURE + SURE_AT_SEAL) / 2, PRESENT),
        ((300, 1000), True, (SURE + SURE_AT_SEAL) / 2, PRESENT),
        ((560, 1415), True, (SURE + SURE_AT_SEAL) / 2, UNSURE),
        ((560, 1415), True, SURE_AT_SEAL + 0.1, PRESENT),
        ((560, 1415), False, (SURE + SURE_AT_SEAL) / 2, PRESENT),
        ((560, 1415), False, (SURE + SURE_AT_SEAL_SCANNED) / 2, UNSURE),
    ],
)
def test_a_pen_over_a_seal_must_be_surer(
    seal: tuple[int, int] | None, photo: bool, odds: float, said: Presence
) -> None:
    """On a photo above all. A seal far from the place to sign asks for nothing more."""
    image = paper()
    if seal is not None:
        stamp(image, (140, 50, 110), *seal)
    page = SIGNED_PAGE.model_copy(update={"is_photo": photo})
    assert find_marks(image, page, SamePens(odds))[0].presence is said


@pytest.mark.parametrize("seed", range(8))
def test_a_hand_that_the_net_never_saw_is_not_overlooked(seed: int) -> None:
    image = paper()
    ink = pens.signature(np.random.default_rng(seed), 6.0, pens.HELD_OUT)
    pens.laid(image, ink, 560 - ink.alpha.shape[1] // 2, 1415 - ink.alpha.shape[0])
    assert told(image)[0] is PRESENT


def test_a_thin_small_pen_on_the_line_is_a_signature() -> None:
    image = paper()
    x = np.linspace(450, 610, 60)
    curve = np.stack([x, 1410 - 22 * np.sin(x / 24) * np.linspace(1, 0.4, 60)], axis=1)
    cv2.polylines(image, [curve.astype(np.int32)], False, (0, 0, 0), 2, cv2.LINE_AA)
    assert told(image)[0] is PRESENT


def test_a_pen_that_leaves_the_seal_of_its_colour_is_a_signature() -> None:
    image = paper()
    stamp(image, (190, 130, 120))
    sign(image, BLUE, x=560)
    assert told(image) == (PRESENT, PRESENT)


def test_a_seal_that_covers_the_line_forbids_to_call_the_signature_absent() -> None:
    image = paper()
    stamp(image, BLUE, x=560, y=1415, radius=150)
    assert told(image)[0] is UNSURE


def test_badly_read_initials_beside_a_name_are_print() -> None:
    first, name = (line.words for line in SIGNED_PAGE.lines)
    initials = name[0].model_copy(update={"text": "ИЮ", "confidence": 0.1})
    assert told(paper(), page(line(*first), line(initials, name[1]))) == (ABSENT, ABSENT)


def test_a_line_that_was_not_read_is_no_signature() -> None:
    image = paper()
    for x in range(300, 800, 12):
        wide = x % 96 < 84
        cv2.rectangle(image, (x, 1340), (x + (7 if wide else 0), 1362), (30, 30, 30), 2 if wide else 1)
    assert told(image)[0] is not PRESENT


def test_shadow_and_yellow_light_change_nothing() -> None:
    image = paper()
    sign(image, BLUE)
    stamp(image, BLUE)
    light = np.linspace(0.45, 1.0, WIDTH)[None, :, None] * np.array([0.75, 0.92, 1.0])
    assert told((image * light).astype(np.uint8)) == (PRESENT, PRESENT)


def test_a_grey_picture_of_two_dimensions_is_understood() -> None:
    image = paper()
    sign(image, (40, 30, 30))
    stamp(image, GREY)
    assert told(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)) == (PRESENT, PRESENT)


def test_a_round_logo_at_the_top_is_no_seal() -> None:
    image = paper()
    stamp(image, GREY, x=620, y=180, radius=100)
    assert told(image)[1] is ABSENT


def test_circles_without_text_are_never_surely_a_seal() -> None:
    image = paper()
    for radius in (60, 80, 100, 120):
        cv2.circle(image, (640, 1500), radius, GREY, 2, cv2.LINE_AA)
    assert told(image)[1] is not PRESENT


def test_a_frame_and_a_code_are_no_signature() -> None:
    image = paper()
    cv2.rectangle(image, (60, 60), (WIDTH - 60, HEIGHT - 60), (60, 60, 120), 6)
    cells = np.random.default_rng(1).integers(0, 2, (25, 25)).astype(np.uint8) * 255
    image[1340:1490, 500:650] = cv2.resize(cells, (150, 150), interpolation=cv2.INTER_NEAREST)[..., None]
    assert told(image)[0] is not PRESENT


def test_a_pen_far_from_where_one_signs_is_no_sure_signature() -> None:
    image = paper()
    sign(image, BLUE, y=700)
    assert told(image)[0] is not PRESENT


def test_without_a_place_to_sign_a_pen_is_unsure() -> None:
    image = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    sign(image, BLUE)
    assert told(image, page())[0] is UNSURE


def test_where_no_place_to_sign_was_read_one_signs_at_the_seal() -> None:
    image = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    pen = SamePens(SURE_AT_SEAL_SCANNED + 0.5)
    assert find_marks(image, page(), pen)[0].presence is UNSURE
    stamp(image, BLUE)
    assert find_marks(image, page(), pen)[0].presence is PRESENT


@pytest.mark.parametrize(
    ("letters", "inside", "chance", "changes", "sure"),
    [
        (17.0, 0.2, 0.05, 85, True),
        (10.0, 0.45, 0.1, 72, True),
        (17.0, 0.2, 0.3, 85, False),  # not so plain: a rosette is as large
        (10.0, 0.45, 0.1, 40, False),
        (17.0, 0.01, 0.05, 85, False),
    ],
)
def test_a_plain_ring_with_its_text_is_a_seal_however_large_and_full(
    letters: float, inside: float, chance: float, changes: int, sure: bool
) -> None:
    sheet = sheet_of(paper(), SIGNED_PAGE)
    ring = Ring(
        x=500, y=900, radius=letters * sheet.letter, votes=1, cover=0.97, shown=1, chance=chance, contrast=50,
        inside=inside, outside=0, changes=changes, by_blue=False,
    )  # fmt: skip
    assert bool(seals([ring], sheet)) is sure


def test_a_dark_guilloche_forbids_to_call_a_seal_absent() -> None:
    image = paper()
    waves = np.sin((np.arange(HEIGHT)[:, None] + 20 * np.sin(np.arange(WIDTH)[None, :] / 60)) / 3.0) > 0.3
    image[waves & (image[..., 0] > 200)] = 170
    assert told(image)[1] is UNSURE


def test_a_ring_whose_text_would_lie_off_the_page_changes_nothing_there() -> None:
    assert _changes(np.zeros((ANGLES, 60)), np.full(ANGLES, 100.0), 1.0) == 0


def test_a_post_that_somebody_held_in_a_table_is_no_place_to_sign() -> None:
    held = line(word("Заведующий", 150, 900), word("отделением", 300, 900))
    tabled = page(held, *SIGNED_PAGE.lines).model_copy(update={"tables": (((100, 880, 600, 940),),)})
    assert places_of(outside_tables(tabled)).signature == places_of(SIGNED_PAGE).signature
    assert len(places_of(tabled).signature) == 2


def test_junk_words_read_from_a_scribble_do_not_hide_it() -> None:
    image = paper()
    sign(image, BLUE)
    read = page(*SIGNED_PAGE.lines, line(Word(text="Иу", confidence=0.9, box=(400, 1350, 620, 1440))))
    assert told(image, read)[0] is PRESENT


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("Руководитель",), 1),
        (("Председатепь", "комиссии"), 1),
        (("Главный", "врач"), 1),
        (("врач-терапевт",), 0),
        (("Решением", "от", "5", "мая", "и", "приказом", "наш", "ректор", "академии", "присвоил"), 0),
        (("А.Б.", "Иванова"), 1),
        (("Иванова", "А.Б."), 1),
        (("Ответственный`векретарь",), 1),
        (("Сотрудничество",), 0),
        (("М.П.",), 1),
    ],
)
def test_places_to_sign_are_known_by_their_words(words: tuple[str, ...], found: int) -> None:
    row: list[Word] = []
    for text in words:
        row.append(word(text, row[-1].box[2] + 12 if row else 80, 1400))
    read = page(line(*row))
    assert len(places_of(read).signature) == found


def mark(name: str, presence: Presence, number: int = 1) -> Mark:
    return Mark.model_validate({"name": name, "presence": presence, "confidence": 0.9, "page": number})


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [(ABSENT, PRESENT, PRESENT), (ABSENT, UNSURE, UNSURE), (ABSENT, ABSENT, ABSENT), (UNSURE, PRESENT, PRESENT)],
)
def test_a_mark_on_one_page_serves_the_document(first: Presence, second: Presence, whole: Presence) -> None:
    pages = [(mark("signature", one, n), mark("seal", one, n)) for n, one in enumerate((first, second), start=1)]
    assert [one.presence for one in combine(pages)] == [whole, whole]
