"""Is a specialty told by its code, its name, or both?"""

from __future__ import annotations

import pytest

from pipeline.rules.specialties import codes, match_specialty, names


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("31.05.01 Лечебное дело", "31.05.01", "Лечебное дело"),
        ("«Лечебное дело»", "31.05.01", "Лечебное дело"),
        ("3l.05.О1 Лечебное депо", "31.05.01", "Лечебное дело"),
        ("31.08.49 ТЕРАПИЯ", "31.08.49", "Терапия"),
        ("31.08.49", "31.08.49", "Терапия"),
        ("060101.65 Лечебное дело", "060101", "Лечебное дело"),
        ("детская урология - андрология", "31.08.15", "Детская урология-андрология"),
        ("по специальности (направлению подготовки) Хирургия", "31.08.67", "Хирургия"),
        ("Педиатрия", None, "Педиатрия"),
    ],
)
def test_a_specialty_is_recognised(text: str, code: str | None, name: str) -> None:
    found = match_specialty(text)
    assert found is not None
    assert (found.code, found.name) == (code, name)
    assert found.score > 0.85


@pytest.mark.parametrize("text", ["ООО «Ромашка»", "", "в объёме 144 часов", "Председатель комиссии"])
def test_what_is_no_specialty(text: str) -> None:
    assert match_specialty(text) is None


@pytest.mark.parametrize("text", ["Негрология", "31.08.49 Кардиология", "Кардиология и успешно прошла аттестацию"])
def test_a_doubtful_one_scores_low(text: str) -> None:
    found = match_specialty(text)
    assert found is not None
    assert found.score < 0.9


def test_every_name_is_found_by_itself() -> None:
    assert len(codes()) > 100
    for name in names().values():
        found = match_specialty(name)
        assert found is not None
        assert (found.name, found.score) == (name, 1.0)
