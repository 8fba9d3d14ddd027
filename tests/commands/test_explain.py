"""Does `podlinnik explain` examine the right document and show its pictures?"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from commands.desk import Prepared
from commands.examine import Desk, Job
from commands.explain import entry_of_call, entry_of_manifest, page_of
from commands.explained.pictures import cutouts_of, pages_to_show, previews_of
from commands.faults import CallWrong
from commands.manifest import Entry
from pipeline.case import Box, Case, Employment, FileFacts, Holder, Page, Picture
from pipeline.reading.pages import PictureUnreadable
from pipeline.reading.protocol import Pixels
from pipeline.runner import Runner
from pipeline.settings import Settings
from pipeline.stages.tools import Tools
from tests.commands import explained_cases as cases


class DrawnImages:
    """Grey pages; remembers which spots it was asked for, and refuses pages that are named as broken."""

    def __init__(self, broken: tuple[int, ...] = ()) -> None:
        self.broken = broken
        self.asked: list[Box] = []

    def preview(self, case: Case, page: Page) -> Pixels:
        if page.number in self.broken:
            raise PictureUnreadable("broken")
        return np.full((page.height, page.width, 3), 200, np.uint8)

    def crop(self, case: Case, page: Page, box: Box, *, scale: float = 1.0) -> Pixels:
        self.asked.append(box)
        return np.full((round((box[3] - box[1]) * scale), round((box[2] - box[0]) * scale), 3), 200, np.uint8)


def tools_with(images: DrawnImages) -> Tools:
    nobody = cast(Any, None)
    return Tools(
        kinds={}, registry=nobody, looks=nobody, engine=nobody, images=images, pens=nobody, original=lambda _case: b"",
        clock=lambda: dt.datetime(2026, 11, 22, tzinfo=cases.MOSCOW),
    )  # fmt: skip


def runner_to(ended: Case) -> Runner:
    """A runner whose only stage ends every case like that one."""
    slots = ("file", "pages", "reading", "cross_check", "decision")

    def decide(case: Case, _tools: Tools) -> Case:
        return case.with_(*ended.findings, **{name: getattr(ended, name) for name in slots})

    return Runner(sequence=(("decision", decide),), versions={"ocr": "engine 1.2"})


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    path = tmp_path / "paper.jpg"
    path.write_bytes(b"bytes")
    return Entry(line=1, id="a-17", file=path, kind="higher_education_diploma", holder=Holder(), declared={})


@pytest.fixture
def ready() -> Prepared:
    desk = Desk(settings=Settings(), registry_url=None, as_of=None, work_url=None)
    return Prepared(desk=desk, kinds=frozenset({"passport"}), versions={}, faults=0)


def test_examined_document_is_shown_with_its_page_and_its_spots(entry: Entry) -> None:
    page = page_of(Job(entry=entry), runner_to(cases.rejected()), tools_with(DrawnImages()), lambda *_: None)
    assert page.count("data:image/jpeg;base64,") == 1 + len(cases.PRINTED) + 2
    assert "Отклонено" in page
    assert "engine 1.2" in page


def test_picture_that_was_not_worth_reading_is_shown_too(entry: Entry) -> None:
    blurred = cases.never_opened().with_(
        file=FileFacts(
            media_type="image/jpeg",
            format="jpeg",
            page_count=1,
            pictures=(Picture(page=1, width_px=400, height_px=300),),
        )
    )
    page = page_of(Job(entry=entry), runner_to(blurred), tools_with(DrawnImages()), lambda *_: None)
    assert page.count("data:image/jpeg;base64,") == 1


def test_document_that_nobody_could_finish_says_so(entry: Entry) -> None:
    job = Job(entry=entry, failed="ocr: the time limit passed")
    page = page_of(job, runner_to(cases.never_opened()), tools_with(DrawnImages()), lambda *_: None)
    assert "PROCESSING_FAILED" in page
    assert "ocr: the time limit passed" in page


def test_spots_are_cut_with_a_margin_inside_the_page() -> None:
    images = DrawnImages()
    cutouts = cutouts_of(cases.rejected(), images)
    assert set(cutouts) == {*cases.PRINTED, "signature", "seal"}
    assert (353, 463, 527, 517) in images.asked
    assert all(x0 >= 0 and y0 >= 0 and x1 <= cases.SIZE[0] and y1 <= cases.SIZE[1] for x0, y0, x1, y1 in images.asked)


def test_page_that_cannot_be_decoded_has_no_picture() -> None:
    case = cases.many_pages()
    assert set(previews_of(case, DrawnImages(broken=(2,)))) == {1, *range(3, 13)}


def test_pages_that_were_read_are_shown_as_they_were_read() -> None:
    assert pages_to_show(cases.rejected()) == cases.rejected().pages
    assert pages_to_show(cases.never_opened()) == ()


def manifest(tmp_path: Path, *lines: dict[str, object]) -> Path:
    path = tmp_path / "manifest.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_line_of_a_manifest_is_found_by_its_id(tmp_path: Path, ready: Prepared) -> None:
    (tmp_path / "b.jpg").write_bytes(b"bytes")
    path = manifest(
        tmp_path,
        {"id": "a", "file": "a.jpg", "kind": "passport"},
        {"id": "b", "file": "b.jpg", "kind": "passport", "declared": {"number": "123456"}},
    )
    found = entry_of_manifest(path, "b", ready)
    assert (found.file.name, found.declared) == ("b.jpg", {"number": "123456"})


def test_periods_of_work_are_read_beside_the_fields(tmp_path: Path, ready: Prepared) -> None:
    (tmp_path / "b.jpg").write_bytes(b"bytes")
    typed = {"number": "1", "employments": [{"organisation": "ГКБ № 1", "start": "2012-03-01", "end": None, "x": 1}]}
    path = manifest(tmp_path, {"id": "b", "file": "b.jpg", "kind": "passport", "declared": typed})
    found = entry_of_manifest(path, "b", ready)
    assert found.declared == {"number": "1"}
    assert found.employments == (Employment(organisation="ГКБ № 1", start=dt.date(2012, 3, 1)),)


@pytest.mark.parametrize(
    ("employments", "place"),
    [
        ("x", "declared.employments: not a list"),
        (["x"], "declared.employments.0: not a JSON object"),
        ([{"position": "врач"}], "declared.employments.0.organisation: not what"),
        ([{"organisation": "а"}, {"organisation": "б", "end": "31.08.2019"}], "declared.employments.1.end: not what"),
    ],
)
def test_periods_that_cannot_be_read_say_where(
    tmp_path: Path, ready: Prepared, employments: object, place: str
) -> None:
    line = {"id": "b", "file": "b.jpg", "kind": "passport", "declared": {"employments": employments}}
    with pytest.raises(CallWrong) as error:
        entry_of_manifest(manifest(tmp_path, line), "b", ready)
    assert place in str(error.value)
    assert "2019" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "case_id", "told"),
    [
        ({"id": "a", "file": "a.jpg", "kind": "passport"}, "z", "no line has the id 'z'"),
        ({"id": "a", "file": "a.jpg", "kind": "passport"}, "a", "line 1: file: there is no such file"),
        ({"id": "a", "file": "a.jpg", "kind": "poem"}, "a", "'poem' is not known"),
    ],
)
def test_wrong_line_of_a_manifest_is_told(
    tmp_path: Path, ready: Prepared, line: dict[str, object], case_id: str, told: str
) -> None:
    with pytest.raises(CallWrong, match=told):
        entry_of_manifest(manifest(tmp_path, line), case_id, ready)


@pytest.mark.parametrize(
    ("kind", "holder", "told"),
    [
        ("poem", None, "--kind: 'poem' is not known"),
        ("passport", "{", "--holder: not JSON"),
        ("passport", '{"birth_date": "yesterday"}', "--holder: holder.birth_date"),
    ],
)
def test_wrong_call_is_told(entry: Entry, ready: Prepared, kind: str, holder: str | None, told: str) -> None:
    with pytest.raises(CallWrong, match=told):
        entry_of_call([entry.file], kind, holder, None, ready)
