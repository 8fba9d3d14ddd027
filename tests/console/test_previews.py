"""A page is shown as the pipeline saw it, drawn in a process that can be ended."""

from __future__ import annotations

import hashlib
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from console.drawing import Busy, Drawing, DrawingFailed, Job, NotDrawn
from pipeline.case import Case, Claim, FileFacts, Page, Upload
from pipeline.confined.killers import Forgetful
from pipeline.reading.images import SourceImages
from pipeline.settings import Settings
from pipeline.wiring_child import build_drawing_plan
from tests.console.server import Api, hand_in, serving
from tests.console.test_asking import examined, leased

PICTURE = Path("samples/kept/files/s-0001.jpg")
TURNED = (0.0, 0.5, 3.0, -0.5, 0.0, 700.0, 0.0, 0.0, 1.0)
PAGE = Page(number=1, width=900, height=700, rotation=90, transform=TURNED)
SHA256 = hashlib.sha256(PICTURE.read_bytes()).hexdigest()
JOB = Job(sha256=SHA256, format="jpeg", page=PAGE.model_dump_json(), media="png")
MEMORY = 2 * 1024**3


def drawing(
    *, processes: int = 1, seconds: float = 60.0, memory_bytes: int = MEMORY, remembered: int = 10**8
) -> Drawing:
    plan = build_drawing_plan(Settings(preview_seconds=seconds, memory_bytes=memory_bytes))
    return Drawing(plan, Forgetful(), processes=processes, remembered_bytes=remembered)


def pixels(picture: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def as_the_pipeline_sees_it(content: bytes, page: Page, file_format: str) -> np.ndarray:
    facts = FileFacts(media_type="", format=file_format, page_count=1)
    case = Case(id="", claim=Claim(kind="", upload=Upload(name="", size=0, sha256="")), file=facts)
    return SourceImages(original=lambda _: content).preview(case, page)[:, :, ::-1]


def test_a_page_is_drawn_as_the_pipeline_saw_it() -> None:
    content, pens = PICTURE.read_bytes(), drawing()
    picture = pixels(pens.picture("a", JOB, lambda: content))
    pens.close()
    assert picture.shape == (700, 900, 3)
    assert np.array_equal(picture, as_the_pipeline_sees_it(content, PAGE, "jpeg"))


def test_what_was_drawn_is_remembered_and_forgotten() -> None:
    content, asked = PICTURE.read_bytes(), []

    def given() -> bytes:
        asked.append(1)
        return content

    pens = drawing(remembered=400_000)
    size = len(pens.picture("a", JOB, given))
    assert size < 400_000 < 2 * size, "one fits, two do not"
    pens.picture("a", JOB, given)
    assert len(asked) == 1
    pens.picture("b", JOB, given)
    pens.picture("a", JOB, given)
    pens.close()
    assert len(asked) == 3


def test_what_cannot_be_decoded_is_said_and_the_process_goes_on() -> None:
    pens = drawing()
    with pytest.raises(NotDrawn):
        pens.picture("a", JOB, lambda: b"no picture at all")
    assert pens.picture("b", JOB, PICTURE.read_bytes)
    pens.close()


def test_a_page_that_takes_too_long_is_given_up_and_not_tried_again() -> None:
    pens = drawing(seconds=1e-6)
    for key in ("a", "b"):
        with pytest.raises(DrawingFailed):
            pens.picture(key, JOB, PICTURE.read_bytes)
    assert pens._killers.cause(SHA256) == "it took longer than 0 s"
    pens.close()


def test_a_page_that_is_too_heavy_ends_its_process_alone() -> None:
    pens = drawing()
    heavy = JOB.model_copy(
        update={"page": PAGE.model_copy(update={"width": 60_000, "height": 60_000}).model_dump_json()}
    )
    with pytest.raises(DrawingFailed):
        pens.picture("a", heavy, PICTURE.read_bytes)
    assert pens.picture("b", JOB, PICTURE.read_bytes)
    pens.close()


def test_nobody_waits_for_long_where_all_are_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.drawing.PATIENCE_SECONDS", 0.05)
    pens = drawing()
    pens._slots.get()
    with pytest.raises(Busy):
        pens.picture("a", JOB, PICTURE.read_bytes)


def test_the_process_of_the_api_decodes_nothing(settings: Settings) -> None:
    """In a fresh process: this one has decoded much."""
    import subprocess

    code = (
        "import sys; from console.app import create_app; from console.desk import build_desk;"
        "from pipeline.settings import Settings; create_app(build_desk(Settings(database_url=sys.argv[1])));"
        "print([name for name in ('cv2', 'numpy', 'PIL', 'pypdfium2', 'tesserocr', 'pypdf') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, settings.database_url], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def shown(api: Api, content: bytes = b"") -> str:
    """A document whose page was read."""
    with api.client() as client:
        document = hand_in(client, content or PICTURE.read_bytes()).json()["id"]
    examined(api, leased(api, document))
    return f"/v1/documents/{document}/pages/1"


def test_a_page_is_given_with_care(api: Api) -> None:
    page = shown(api, png())
    with api.client() as client:
        answer = client.get(f"{page}?format=png")
        again = client.get(f"{page}?format=png", headers={"If-None-Match": answer.headers["ETag"]})
        photograph = client.get(page)
        missing = client.get(page[:-1] + "2")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert pixels(answer.content).shape == (900, 1200, 3)
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert (again.status_code, again.content) == (304, b"")
    assert (photograph.headers["content-type"], pixels(photograph.content).shape) == ("image/jpeg", (900, 1200, 3))
    assert (missing.status_code, missing.json()["code"]) == (404, "PAGE_NOT_FOUND")


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "white").save(out, "PNG")
    return out.getvalue()


def test_a_page_that_was_not_read_is_not_there(api: Api) -> None:
    with api.client() as client:
        answer = client.get(hand_in(client).headers["Location"] + "/pages/1")
    assert (answer.status_code, answer.json()["code"]) == (404, "PAGE_NOT_FOUND")


def test_a_file_that_was_lost_is_told_as_ours(settings: Settings) -> None:
    with serving(settings) as api:
        page = shown(api, png())
        for path in settings.files.rglob("*"):
            if path.is_file():
                path.unlink()
        with api.client() as client:
            answer = client.get(page)
    assert (answer.status_code, answer.json()["code"]) == (503, "STORE_UNAVAILABLE")


def test_many_readers_of_one_page_are_served(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.drawing.PATIENCE_SECONDS", 60.0)  # a busy machine is no fault
    page = shown(api, png())
    with api.client() as client, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.get(page), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


def test_pages_of_a_word_file_are_those_that_were_read() -> None:
    """Its words, set anew where no program draws it; what stands on the page is where the boxes say."""
    from pipeline.reading import word_pages

    content = Path("samples/kept/word/reference.docx").read_bytes()
    page = word_pages.page_of(content, 1)
    job = Job(sha256="0" * 64, format="docx", page=page.model_dump_json(), media="png")
    pens = drawing()
    picture = pixels(pens.picture("w", job, lambda: content))
    pens.close()
    assert picture.shape == (page.height, page.width, 3)
    x0, y0, x1, y1 = page.lines[0].words[0].box
    assert picture[y0:y1, x0:x1].min() < 100
