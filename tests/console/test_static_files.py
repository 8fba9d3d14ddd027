"""Do the pages' own files come from here, whole, and from nowhere else?"""

from __future__ import annotations

import hashlib

import httpx
import pytest

from console.pages.static_files import FOLDER, PLACE, static
from tests.console.server import Api
from tests.console.test_pages import console  # noqa: F401


@pytest.fixture
def http(console: Api) -> httpx.Client:  # noqa: F811
    return httpx.Client(base_url=console.url)


def test_htmx_is_the_file_that_its_note_names() -> None:
    note = (FOLDER / "htmx.LICENSE.txt").read_text(encoding="utf-8")
    assert hashlib.sha256((FOLDER / "htmx.js").read_bytes()).hexdigest() in note
    assert 'version:"2.' in (FOLDER / "htmx.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "media_type"), [("console.css", "text/css"), ("htmx.js", "text/javascript")])
def test_a_file_has_an_address_for_each_version(http: httpx.Client, name: str, media_type: str) -> None:
    with http:
        answer = http.get(static(name))
    assert answer.content == (FOLDER / name).read_bytes()
    assert answer.headers["content-type"].startswith(media_type)
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["htmx.LICENSE.txt", "no.js", "..%2fpage.py", "%2e%2e/words.py", "console.css/"])
def test_no_other_file_is_given_out(http: httpx.Client, name: str) -> None:
    with http:
        assert http.get(f"{PLACE}/{name}").status_code in (404, 307)
