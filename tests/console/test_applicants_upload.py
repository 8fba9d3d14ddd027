"""Another file is looked at while its sender has the paper in hand, and handed in once, as the replacement."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageEnhance, ImageFilter
from sqlalchemy import select

from console.first_look import FirstLook
from pipeline.cabinet.changes import DOCUMENTS, WINDOW
from pipeline.confined.killers import Forgetful
from pipeline.settings import Settings
from pipeline.wiring_cabinet import now
from pipeline.wiring_child import build_first_look_plan
from tests.console.server import IVAN, PATIENCE, Api
from tests.console.test_applicants_links import actions, link_to, open_both, opens, rejected  # noqa: F401

SAMPLE = Path("samples/kept/files/s-0001.jpg")
FORM = re.compile(r'name="form" value="([A-Za-z0-9_-]{43})"')
HELD = re.compile(r'name="held" value="([^"]+)"')


def picture(how: str = "") -> bytes:
    with Image.open(SAMPLE) as image:
        changed = image.convert("RGB")
    if how == "blurred":
        changed = changed.filter(ImageFilter.GaussianBlur(3))
    if how == "dark":
        changed = ImageEnhance.Brightness(changed).enhance(0.35)
    out = io.BytesIO()
    changed.save(out, "JPEG", quality=90)
    return out.getvalue()


class Visitor:
    """Somebody with a link, whose browser keeps nothing."""

    def __init__(self, api: Api, path: str) -> None:
        self.api, self.path = api, path

    def page(self) -> str:
        with self._http() as http:
            return http.get(self.path).text

    def form(self) -> str:
        found = FORM.search(self.page())
        return found[1] if found else ""

    def send(self, content: bytes | None = None, *, name: str = "diploma.jpg", **parts: str) -> httpx.Response:
        parts.setdefault("form", "" if parts else self.form())
        files: list[tuple[str, tuple[str | None, bytes]]] = [
            (key, (None, value.encode())) for key, value in parts.items()
        ]
        if content is not None:
            files.append(("file", (name, content)))
        with self._http() as http:
            return http.post(self.path, files=files)

    def _http(self) -> httpx.Client:
        return httpx.Client(base_url=self.api.url, timeout=PATIENCE, verify=False)


@pytest.fixture(scope="module")
def looker() -> Iterator[FirstLook]:
    """A child that serves all tests of this file: it takes longer to start than to look."""
    made = FirstLook(build_first_look_plan(Settings()), Forgetful(), now)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def one_child(looker: FirstLook, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lent:
        faults, close = looker.faults, staticmethod(lambda: None)

    monkeypatch.setattr("console.desk.FirstLook", lambda *_: Lent())


def documents(api: Api) -> list[tuple[str, str, str | None]]:
    with api.engine.connect() as connection:
        found = select(DOCUMENTS.c.id, DOCUMENTS.c.status, DOCUMENTS.c.replaces).order_by(DOCUMENTS.c.id)
        return [(row.id, row.status, row.replaces) for row in connection.execute(found)]


def kept(api: Api) -> int:
    return len([path for path in Path(str(api.desk.settings.files)).rglob("*") if path.is_file()])


@pytest.fixture
def visitor(opens: Api) -> Visitor:  # noqa: F811
    return Visitor(opens, link_to(opens, rejected(opens)))


def test_a_good_picture_is_handed_in_as_the_replacement(open_both: Api) -> None:  # noqa: F811
    old = rejected(open_both)
    visitor = Visitor(open_both, link_to(open_both, old))
    sent = visitor.send(picture())
    assert (sent.status_code, sent.headers["location"]) == (303, f"{visitor.path}?lang=ru")
    (new,) = [each for each in documents(open_both) if each[0] != old]
    assert new[1:] == ("uploaded", old)
    with open_both.engine.connect() as connection:
        rows = {row["id"]: row for row in connection.execute(select(DOCUMENTS)).mappings()}
        window = connection.execute(select(WINDOW.c.event).where(WINDOW.c.document_id == old)).scalars().all()
    assert rows[old]["status"] == "replaced"
    assert rows[new[0]]["claim"]["holder"] == rows[old]["claim"]["holder"]
    assert rows[new[0]]["claim"]["declared"] == rows[old]["claim"]["declared"]
    assert rows[new[0]]["client"] == "cabinet"
    assert window[-1] == "closed"
    page = visitor.page()
    assert "Документ получен" in page
    assert "взамен прежнего" in page
    assert ("applicant", "uploaded_by_link") in actions(open_both, new[0])


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (picture("blurred"), "a.jpg", "размыто"),
        (b"", "", "Выберите файл"),
        (b"MZ" + bytes(2000), "a.jpg", "не соответствует"),
        (b"\xff\xd8\xff\xe0" + bytes(6 * 1024 * 1024), "a.jpg", "слишком большой"),
    ],
    ids=["blurred", "none", "a program", "large"],
)
def test_what_is_hopeless_is_told_and_not_handed_in(visitor: Visitor, content: bytes, name: str, words: str) -> None:
    before = documents(visitor.api)
    answer = visitor.send(content, name=name)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="file"' in answer.text, "another one may be chosen"
    assert not HELD.search(answer.text)
    assert documents(visitor.api) == before


def test_what_is_doubtful_is_told_and_may_be_sent_all_the_same(visitor: Visitor) -> None:
    before = documents(visitor.api)
    answer = visitor.send(picture("dark"))
    held = HELD.search(answer.text)
    assert answer.status_code == 422
    assert "слишком тёмное" in answer.text
    assert held is not None
    assert documents(visitor.api) == before
    assert visitor.send(form=visitor.form(), held=held[1]).status_code == 303
    assert len(documents(visitor.api)) == len(before) + 1


def test_a_file_that_is_held_is_sent_on_by_its_own_link_alone(opens: Api) -> None:  # noqa: F811
    first = Visitor(opens, link_to(opens, rejected(opens)))
    second = Visitor(opens, link_to(opens, rejected(opens, b"%PDF-1.7 b", key="k-2", holder=IVAN)))
    held = HELD.search(first.send(picture("dark")).text)
    assert held is not None
    before = documents(opens)
    changed = held[1][:5] + ("0" if held[1][5] != "0" else "1") + held[1][6:]
    for visitor, token in ((second, held[1]), (first, changed), (first, "x"), (first, "")):
        answer = visitor.send(form=visitor.form(), held=token)
        assert answer.status_code == 422
        assert "выберите его ещё раз" in answer.text
    assert documents(opens) == before


def test_a_form_that_is_not_the_link_s_does_nothing_and_keeps_nothing(opens: Api) -> None:  # noqa: F811
    first = Visitor(opens, link_to(opens, rejected(opens)))
    second = Visitor(opens, link_to(opens, rejected(opens, b"%PDF-1.7 b", key="k-2", holder=IVAN)))
    before, files = documents(opens), kept(opens)
    for form in ("", "x" * 43, second.form()):
        assert first.send(picture(), form=form).status_code == 422
    assert (documents(opens), kept(opens)) == (before, files)


def test_pressed_twice_it_is_one_document(visitor: Visitor) -> None:
    form, content = visitor.form(), picture()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: visitor.send(content, form=form), range(2)))
    answers.append(visitor.send(content, form=form))
    assert [each.status_code for each in answers] == [303, 303, 303]
    assert len(documents(visitor.api)) == 2
    other = visitor.send(content + b" ", form=form)
    assert other.status_code == 422
    assert "Страница устарела" in other.text
    assert len(documents(visitor.api)) == 2


def test_the_same_file_as_before_is_told_so(opens: Api) -> None:  # noqa: F811
    visitor = Visitor(opens, link_to(opens, rejected(opens, picture())))
    answer = visitor.send(picture())
    assert "тот же файл" in answer.text
    assert len(documents(opens)) == 1


def test_a_file_that_is_another_document_of_theirs_is_told_so(opens: Api) -> None:  # noqa: F811
    visitor = Visitor(opens, link_to(opens, rejected(opens)))
    rejected(opens, picture(), key="k-2")
    assert "уже загружен" in visitor.send(picture()).text
    assert len(documents(opens)) == 2


def test_where_it_cannot_be_looked_at_it_is_handed_in_all_the_same(
    visitor: Visitor, looker: FirstLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is ours: whoever examines it will see."""
    monkeypatch.setattr("console.first_look.PATIENCE_SECONDS", 0.01)
    with looker._turn:
        assert visitor.send(picture("blurred")).status_code == 303
    assert len(documents(visitor.api)) == 2


def test_an_upload_costs_more_than_a_look(visitor: Visitor) -> None:
    answers = {visitor.send(b"", form="x").status_code for _ in range(20)}
    assert answers == {422, 429}
