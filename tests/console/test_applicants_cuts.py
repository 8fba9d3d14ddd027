"""On a cut-out nothing can be read but the place of the fault."""

from __future__ import annotations

import io

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from console.applicant.cutting import MARGIN, Cut, cut_of, picture_of
from pipeline.case import Box, Case, Claim, Finding, Page, Reading, Upload, Value, Weight
from tests.console.server import PATIENCE, Api
from tests.console.test_applicants_links import actions, link_to, opens, rejected  # noqa: F401
from tests.console.test_asking import BOX

FAULT: Box = (400, 300, 560, 330)
NEAR: Box = (520, 318, 700, 350)
"""Runs into the fault's place."""


def value(field: str, box: Box | None, page: int = 1) -> Value:
    return Value(field=field, value="x", raw="x", confidence=0.9, page=page, box=box)


def case(*findings: Finding, **fields: Box | None) -> Case:
    claim = Claim(kind="higher_education_diploma", upload=Upload(name="a.png", size=1, sha256="0" * 64))
    read = Reading(kind_detected=None, fields={name: value(name, box) for name, box in fields.items()})
    return Case(id="", claim=claim).with_(*findings, pages=(Page(number=1, width=1200, height=900),), reading=read)


def finding(box: Box | None, code: str = "FIELD_INVALID", field: str | None = "number") -> Finding:
    return Finding(code=code, weight=Weight.REJECT, field=field, page=1, box=box)


def lettered() -> np.ndarray:
    """A page full of strokes as thin and as near as those of small letters."""
    page = np.full((900, 1200, 3), 245, np.uint8)
    for x in range(0, 1200, 6):
        page[::, x : x + 2] = 20
    page[::14] = 245
    return page


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def shown(cut: Cut, page: np.ndarray) -> np.ndarray:
    with Image.open(io.BytesIO(picture_of(cut, png(page)))) as image:
        return np.asarray(image.convert("RGB"))


def test_the_fault_alone_can_be_read() -> None:
    cut = cut_of(case(finding(FAULT), number=FAULT, last_name=NEAR), "FIELD_INVALID", "number")
    assert cut is not None
    picture, page = shown(cut, lettered()), lettered()
    x, y = cut.window[:2]
    part = picture[FAULT[1] - y : FAULT[3] - y, FAULT[0] - x : FAULT[2] - x]
    own = page[FAULT[1] : FAULT[3], FAULT[0] : FAULT[2]]
    hidden = (NEAR[0] - FAULT[0], NEAR[1] - FAULT[1])
    assert np.array_equal(part[: hidden[1], : hidden[0]], own[: hidden[1], : hidden[0]]), "the fault is shown as it is"
    assert _painted(part)[hidden[1] :, hidden[0] :].all(), "but where another value begins"
    outside = np.ones(picture.shape[:2], bool)
    rim = MARGIN + 12  # the outline
    outside[FAULT[1] - y - rim : FAULT[3] - y + rim, FAULT[0] - x - rim : FAULT[2] - x + rim] = False
    steps = np.abs(np.diff(picture.astype(int), axis=1)).max(axis=2)
    away_from_paint = outside[:, 1:] & ~_painted(picture)[:, 1:] & ~_painted(picture)[:, :-1]
    assert steps[away_from_paint].max() < 12, "no stroke of a letter is left"
    assert np.abs(np.diff(page.astype(int), axis=1)).max() > 200


def _painted(picture: np.ndarray) -> np.ndarray:
    painted: np.ndarray = (picture == (150, 154, 164)).all(axis=2)
    return painted


def test_words_of_other_lines_cannot_be_told_from_one_another() -> None:
    """Two pages that differ by a name, in a place that nobody read as a field, give nearly the same cut-out."""
    cut = cut_of(case(finding(FAULT), number=FAULT), "FIELD_INVALID", "number")
    assert cut is not None
    pictures = []
    for name in ("Воробьёва Мария", "Горбунова Дарья"):
        image = Image.new("RGB", (1200, 900), "white")
        ImageDraw.Draw(image).text((420, 230), name, fill="black", font_size=22)
        pictures.append(shown(cut, np.asarray(image)).astype(int))
    assert np.abs(pictures[0] - pictures[1]).max() <= 16
    assert np.abs(pictures[0] - pictures[1]).mean() < 1


def test_a_fault_has_the_place_of_its_finding_else_of_its_field() -> None:
    own = cut_of(case(finding(FAULT), number=NEAR), "FIELD_INVALID", "number")
    field = cut_of(case(finding(None), number=NEAR), "FIELD_INVALID", "number")
    assert own is not None
    assert field is not None
    assert (own.fault, field.fault) == (FAULT, NEAR)


@pytest.mark.parametrize(
    "examined",
    [
        case(finding(None, field=None), number=FAULT), case(), case(finding((2000, 10, 2100, 40))),
        case(finding(FAULT).model_copy(update={"page": 2})),
    ],
    ids=["of the whole page", "no finding", "off the page", "a page that is not there"],
)  # fmt: skip
def test_without_a_place_there_is_no_picture(examined: Case) -> None:
    field = None if any(each.field is None for each in examined.findings) else "number"
    assert cut_of(examined, "FIELD_INVALID", field) is None


def test_what_was_read_in_the_very_place_of_the_fault_stays() -> None:
    cut = cut_of(case(finding(FAULT), number=FAULT, series=FAULT, last_name=NEAR), "FIELD_INVALID", "number")
    assert cut is not None
    assert cut.covered == (NEAR,)


def test_at_the_page_s_edge_it_is_smaller() -> None:
    cut = cut_of(case(finding((0, 0, 90, 20)), number=None), "FIELD_INVALID", "number")
    assert cut is not None
    assert cut.window[:2] == (0, 0)
    assert shown(cut, lettered()).shape[:2] == (cut.window[3], cut.window[2])


def test_it_is_given_to_whoever_has_the_link_for_this_decision_alone(opens: Api) -> None:  # noqa: F811
    page = np.full((900, 1200, 3), 250, np.uint8)
    page[BOX[1] : BOX[3], BOX[0] : BOX[2]] = (10, 20, 30)
    document = rejected(opens, png(page))
    path = link_to(opens, document)
    with httpx.Client(base_url=opens.url, timeout=PATIENCE) as http:
        source = http.get(path).text.partition('<img src="')[2].partition('"')[0]
        answer = http.get(source)
        number = source.rpartition("/")[2].partition("?")[0]
        others = [http.get(source.replace(f"/{number}?", "/7?")), http.get(f"{path}/cuts/{'0' * 26}/0")]
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (10, 20, 30) in {colour for _, colour in image.convert("RGB").getcolors(1 << 20)}
        assert image.width < 1200
    assert [each.status_code for each in others] == [404, 404]
    assert actions(opens, document)[-1] == ("applicant", "page_opened")
