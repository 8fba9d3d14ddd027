"""Which claims of a text layer do looks at the page confirm?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.case import Look, TextSource, Weight
from pipeline.fields.claimed import Claimed, claims_of, contradicted, layer_findings, shows
from tests import papers
from tests.papers import At, saw


def claim(text: str, field: str = "number") -> Claimed:
    return Claimed(field=field, page=1, box=(100, 100, 300, 120), text=text)


@pytest.mark.parametrize(
    ("field", "text", "seen"),
    [
        ("number", "107704 0123456", ["107704 0123456"]),
        ("number", "107704 0123456", ["107704 01234566", "1077040123456"]),  # one look doubled a digit
        (
            "issue_date",
            "28 июня 2019 года",
            ["28 июня 2018 года", "28 uiona 2019"],
        ),  # letters by one, digits by another
        ("issue_date", "«09» ноября 2022 г.", ["«09» нояб я 2022 Г."]),  # no other month
        ("last_name", "Воробьёва", ["ВОРОБЬЕВА"]),
        ("number", "II-ИК № 726257", ["П-ИК № 726257"]),
        ("specialty", "Анестезиология и реаниматология", ["Анестезиолотия и реаниматология"]),
        ("cancelled", "X", ["><"]),  # that there is a mark
    ],
)
def test_a_claim_is_confirmed_by_any_look_that_sees_it(field: str, text: str, seen: list[str]) -> None:
    assert shows(claim(text, field), seen)


@pytest.mark.parametrize(
    ("field", "text", "seen"),
    [
        ("number", "107704 0123456", ["107704 0123459", "107704 0123459"]),
        ("number", "0123456", ["55501234567890"]),  # the digits stand inside of a longer number
        ("last_name", "Воробьёва", ["Воробьёв"]),
        ("last_name", "Иванов", ["Петров"]),
        ("issue_date", "28 июня 2019 года", ["28 июля 2018 года"]),
        ("issue_date", "28 июня 2019 года", ["28 июля 2019 года"]),
        ("issue_date", "28 июня 2019 года", ["28 ию 2019"]),
        ("specialty", "Терапия", ["Хирургия"]),
        ("number", "0123456", [""]),
        ("cancelled", "X", ["—"]),
        ("cancelled", "Да", ["><"]),
    ],
)
def test_a_claim_that_no_look_sees_is_contradicted(field: str, text: str, seen: list[str]) -> None:
    assert not shows(claim(text, field), seen)


def test_only_what_is_in_doubt_is_looked_at_closer() -> None:
    asked: list[tuple[int, bool]] = []

    def look(claims: Sequence[Claimed], closer: bool) -> Sequence[Sequence[Look]]:
        asked.append((len(claims), closer))
        return [saw("0123459") if one.field == "number" else saw("Терапия") for one in claims]

    (found,) = contradicted([claim("0123456"), claim("Терапия", "specialty")], look)
    assert asked == [(2, False), (1, True)]
    assert (found.claim.field, found.seen) == ("number", "0123459")
    (finding,), (trace,) = layer_findings([found])
    assert (finding.code, finding.weight) == ("ALTERATION_SUSPECTED", Weight.REVIEW)
    assert (finding.found, finding.expected, finding.box) == ("0123459", "0123456", (100, 100, 300, 120))
    assert (trace.what, trace.field, trace.box) == ("layer_differs", "number", (100, 100, 300, 120))
    assert "0123456" not in trace.detail


def test_values_from_pixels_and_texts_that_decide_nothing_claim_nothing() -> None:
    page = papers.page(At(text="Анна", y=100), source=TextSource.TEXT_LAYER)
    layer, pixels = {"source": "text_layer", "looks": ()}, {"source": "ocr", "looks": ()}
    assert not claims_of({"last_name": papers.value("last_name", "Анна", **pixels)}, [page])
    assert not claims_of({"city": papers.value("city", "Казань", **layer)}, [page])
    assert claims_of({"last_name": papers.value("last_name", "Анна", **layer)}, [page])


def test_a_number_that_a_look_has_read_already_is_not_looked_at_again() -> None:
    page = papers.page(source=TextSource.TEXT_LAYER)
    read = papers.value("number", "0123456", source="text_layer", looks=saw("0123456", "0123458"))
    other = papers.value("number", "0123456", source="text_layer", looks=saw("0123459", "0123459"))
    assert not claims_of({"number": read}, [page])
    assert len(claims_of({"number": other}, [page])) == 1


def test_a_value_of_several_lines_is_claimed_line_by_line() -> None:
    lines = (At(text="Анестезиология и", y=100), At(text="реаниматология", y=140))
    page = papers.page(*lines, source=TextSource.TEXT_LAYER)
    value = papers.value(
        "specialty", "Анестезиология и реаниматология", source="text_layer", looks=(), box=(90, 90, 600, 170)
    )
    assert [one.text for one in claims_of({"specialty": value}, [page])] == ["Анестезиология и", "реаниматология"]
