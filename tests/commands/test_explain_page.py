"""Does the page of an explained decision show all of it, safely, and without asking anybody for anything?"""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import get_args

import pytest

from commands.explained import words
from commands.explained.page import render
from commands.explained.rows import Surroundings, parted
from pipeline.case import Case, Outcome, Trace, TraceName
from pipeline.rules.kind import Kind
from tests.commands import explained_cases as cases

VOID = {"meta", "link", "input", "img", "br", "hr"}
TITLES = {"number": "Номер", "registration_number": "Регистрационный номер", "protocol_date": "Дата протокола"}


class Outline(HTMLParser):
    """Collects elements and addresses; fails on a tag that is not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.seen if name == tag]

    def with_class(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.seen if name in (attrs.get("class") or "").split()]


def page_of(case: Case, **around: object) -> str:
    surroundings = Surroundings(titles=TITLES, **around)  # type: ignore[arg-type]
    return render(case, previews=cases.previews(), around=surroundings)


@pytest.fixture(scope="module")
def rejected_page() -> str:
    return page_of(
        cases.rejected(), cutouts=cases.cutouts(), seconds={"ocr": 0.81, "extraction": 0.02}, versions={"ocr": "5.3"}
    )


@pytest.mark.parametrize(
    "text",
    [
        "Отклонено",
        "29 ноября 2026 г., 23:59 по московскому времени",
        "Номер диплома не совпадает с номером в реестре.",
        "REGISTRY_MISMATCH",
        "напечатано: «28 июня 2019 года»",
        "28.06.2019",
        "на бумаге 3 или 5, в реестре 3",
        "почти уверенно, 93\u00a0%",
        "eng, цифры, 36 px",
        "непонятно, есть ли",
        "не прочитано",
        "нечего сравнить",
        "личный кабинет",
        "вероятность записи реестра",
        "14.5",
        "0.830",
        "фотография",
        "повёрнута на 90°",
        "sha256 9f9f",
    ],
)
def test_page_tells(rejected_page: str, text: str) -> None:
    assert text in rejected_page


def test_page_marks_the_very_digit_that_differs(rejected_page: str) -> None:
    assert "012345<mark>9</mark>" in rejected_page


def test_tags_are_closed_and_ids_are_unique(rejected_page: str) -> None:
    ids = [attrs["id"] for _, attrs in Outline(rejected_page).seen if attrs.get("id")]
    assert len(ids) == len(set(ids))


def test_every_box_leads_to_its_row_and_every_row_to_its_box(rejected_page: str) -> None:
    outline = Outline(rejected_page)
    ids = {attrs["id"] for _, attrs in outline.seen if attrs.get("id")}
    addresses = [str(attrs["href"]) for attrs in outline.all("a")]
    boxes = outline.with_class("spot")
    assert len(boxes) == len(cases.PRINTED) + 3
    assert all(address[1:] in ids for address in addresses)
    assert {str(box["id"]) for box in boxes if "finding" not in str(box["class"])} <= {a[1:] for a in addresses}


def test_boxes_tell_doubt_by_class(rejected_page: str) -> None:
    by_title = {str(box["title"]).split(":")[0]: str(box["class"]) for box in Outline(rejected_page).with_class("spot")}
    assert "weak" in by_title["Регистрационный номер"].split()
    assert "fair" in by_title["Номер"].split()
    assert "state-bad" in by_title["Номер"].split()


def test_box_stands_at_its_share_of_the_page(rejected_page: str) -> None:
    boxes = {str(box["title"]).split(":")[0]: box for box in Outline(rejected_page).with_class("spot")}
    assert boxes["Номер"]["style"] == "left:25.71%;top:47.47%;width:11.43%;height:4.04%"


def test_pictures_are_inside_the_page(rejected_page: str) -> None:
    sources = [str(image["src"]) for image in Outline(rejected_page).all("img")]
    assert len(sources) == 1 + len(cases.PRINTED) + 2
    assert all(source.startswith("data:image/png;base64,") for source in sources)


@pytest.mark.parametrize("case", [cases.rejected(), cases.never_opened(), cases.many_pages()], ids=lambda c: c.id)
def test_page_asks_nobody_for_anything(case: Case) -> None:
    page = page_of(case)
    assert not re.search(r"https?:|//\w|@import|url\(", re.sub(r"base64,[^\"]*", "", page))


def test_only_our_own_script_may_run(rejected_page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", rejected_page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(str(meta["content"]) for meta in Outline(rejected_page).all("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert f"script-src 'sha256-{digest}'" in policy


def test_hostile_values_stay_text() -> None:
    hostile = "</td><script>alert(1)</script><img src=x onerror=alert(1)>"
    case = cases.rejected().with_(claim=cases.claim(issuer=hostile, protocol_number='"><svg onload=alert(1)>'))
    reading = case.reading
    assert reading is not None
    city = reading.fields["city"].model_copy(update={"value": hostile, "raw": hostile + "!"})
    page = page_of(case.with_(reading=reading.model_copy(update={"fields": {**reading.fields, "city": city}})))
    outline = Outline(page)
    assert len(outline.all("script")) == 1
    assert not any("onerror" in attrs or "onload" in attrs for _, attrs in outline.seen)
    assert "&lt;script&gt;alert(1)" in page


def test_file_that_could_not_be_opened_is_explained_without_pages() -> None:
    page = render(cases.never_opened(), previews={}, around=Surroundings(titles=TITLES))
    assert "Файл защищён паролем" in page
    assert "До чтения страниц проверка не дошла" in page
    assert "по времени UTC+12" in page
    assert "не сверялось" in page
    assert "другой документ" not in page
    assert Outline(page).with_class("spot") == []


def test_pages_without_pictures_still_show_where_things_stand() -> None:
    outline = Outline(page_of(cases.many_pages()))
    assert len(outline.all("figure")) == 12
    assert len(outline.with_class("no-image")) == 11
    assert "#page-12" in [attrs["href"] for attrs in outline.all("a")]


def test_required_field_that_was_not_read_has_a_row() -> None:
    kind = Kind(
        kind="higher_education_diploma", title="Диплом о высшем образовании", signs=(), fields={}, required=("hours",)
    )
    page = page_of(cases.rejected(), kinds={kind.kind: kind})
    assert "не прочитано, а поле обязательное" in page
    assert "<h1>Диплом о высшем образовании</h1>" in page


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_decision_has_words_and_a_sign(outcome: Outcome) -> None:
    decision = cases.rejected().decision
    assert decision is not None
    page = page_of(cases.rejected().with_(decision=decision.model_copy(update={"outcome": outcome})))
    label = words.OUTCOMES[outcome]
    assert f'<span aria-hidden="true">{label.sign}</span> {label.text}' in page


def test_case_that_has_not_been_decided_says_so() -> None:
    assert "Решения ещё нет" in page_of(cases.rejected().with_(decision=None))


@pytest.mark.parametrize(
    ("text", "other", "differing"),
    [("0123459", "0123456", ["9"]), ("same", "same", []), ("31-0517", "51-0517", ["3"]), ("any", None, [])],
)
def test_texts_are_parted_where_they_differ(text: str, other: str | None, differing: list[str]) -> None:
    parts = parted(text, other)
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.differs] == differing


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("issue_date", "2019-06-28", "28.06.2019"),
        ("snils", "11223344595", "112-233-445 95"),
        ("honours", True, "да"),
        ("number", "0123456789", "0123456789"),
        ("hours", 144, "144"),
    ],
)
def test_values_are_written_as_a_reader_expects(field: str, value: object, expected: str) -> None:
    assert words.written(field, value) == expected


@pytest.mark.parametrize(("share", "expected"), [(1.0, "100"), (0.999, ">\u00a099"), (0.001, "<\u00a01"), (0.5, "50")])
def test_percent_never_claims_a_certainty_that_was_not_measured(share: float, expected: str) -> None:
    assert words.percent(share) == f"{expected}\u00a0%"


@pytest.mark.parametrize(("number", "noun"), [(1, "страница"), (3, "страницы"), (11, "страниц"), (25, "страниц")])
def test_nouns_follow_their_number(number: int, noun: str) -> None:
    assert words.counted(number, "страница", "страницы", "страниц") == f"{number} {noun}"


def test_traces_are_told_in_words_and_outlined_on_the_page() -> None:
    trace = Trace(
        what="covered_text", strength="strong", page=1, box=(140, 99, 280, 198), field="number", detail="<закрыт>"
    )
    whole_file = Trace(what="edited_with", strength="fair", detail="в файле назван редактор: Canva")
    case = cases.rejected().model_copy(update={"traces": (trace, whole_file)})
    shown = page_of(case)
    outline = Outline(shown)
    ids = {attrs["id"] for _, attrs in outline.seen if attrs.get("id")}
    assert {"trace-1", "trace-2", "trace-spot-1"} <= ids
    assert "trace-spot-2" not in ids
    spot = next(box for box in outline.with_class("spot") if box["id"] == "trace-spot-1")
    assert spot["style"] == "left:10.00%;top:10.00%;width:10.00%;height:10.00%"
    for text in ("закрытый текст", "&lt;закрыт&gt;", "сильный", "в файле назван редактор: Canva"):
        assert text in shown


def test_every_trace_has_words() -> None:
    assert set(get_args(TraceName)) == set(words.TRACES)
    assert set(get_args(Trace.model_fields["strength"].annotation)) == set(words.STRENGTHS)
