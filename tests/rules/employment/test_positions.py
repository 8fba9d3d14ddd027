"""Is a medical position known in whatever way a paper writes it, and nothing else taken for one?"""

from __future__ import annotations

import pytest

from pipeline.rules.employment.positions import Position, Positions, kept_positions

HEAD = "заведующий (начальник) структурного подразделения"


def named(text: str) -> str | None:
    match = kept_positions().match(text)
    return match.position.name if match else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("врач-терапевт участковый", "врач-терапевт участковый"),
        ("Врач-терапевт", "врач-терапевт"),
        ("врача-терапевта участкового терапевтического отделения № 2", "врач-терапевт участковый"),
        ("участковый врач-терапевт", "врач-терапевт участковый"),
        ("врач хирург", "врач-хирург"),
        ("ВРАЧ-ХИРУРГ, хирургическое отделение", "врач-хирург"),
        ("Bрач-xирург", "врач-хирург"),
        ("врач-анестезиолог-реаниматолоr отделения реанимации", "врач-анестезиолог-реаниматолог"),
        ("медицинская сестра палатная", "медицинская сестра палатная (постовая)"),
        ("Медицинская сестра постовая", "медицинская сестра палатная (постовая)"),
        ("медсестра процедурного кабинета", "медицинская сестра процедурной"),
        ("медицинский брат участковый", "медицинская сестра участковая"),
        ("медбрат", "медицинская сестра"),
        ("старшей медицинской сестры", "старшая медицинская сестра"),
        ("ст. медсестра", "старшая медицинская сестра"),
        ("акушерка", "акушер"),
        ("врач акушер-гинеколог", "врач-акушер-гинеколог"),
        ("врач общей практики", "врач общей практики (семейный врач)"),
        ("семейный врач", "врач общей практики (семейный врач)"),
        ("зав. отделением", HEAD),
        ("Заведующая вторым терапевтическим отделением", HEAD),
        ("заведующий отделением - врач-хирург", HEAD),
        ("и.о. главного врача", "главный врач"),
        ("врач-невропатолог", "врач-невролог"),
        ("врач-нефролог", "врач-нефролог"),
        ("врач-неврoлог", "врач-невролог"),
        ("фельдшер скорой медицинской помощи", "фельдшер скорой медицинской помощи"),
        ("санитарка", "санитар"),
    ],
)
def test_a_medical_position_is_known(text: str, name: str) -> None:
    found = named(text)
    assert found is not None
    assert found.startswith(name) if name == HEAD else found == name


@pytest.mark.parametrize(
    "text",
    [
        "", "врач", "ветеринарный врач", "водитель скорой медицинской помощи", "секретарь главного врача", "бухгалтер",
        "заведующий складом", "учитель биологии", "менеджер по продажам медицинского оборудования", "инженер",
        "преподаватель терапии",
    ],
)  # fmt: skip
def test_what_is_no_medical_position_is_none(text: str) -> None:
    assert named(text) is None


def test_a_misread_letter_makes_it_less_sure_and_never_another_position() -> None:
    exact, misread = kept_positions().match("врач-кардиолог"), kept_positions().match("врач-кардиопог")
    assert exact is not None
    assert misread is not None
    assert misread.position is exact.position
    assert misread.score < exact.score == 1.0


def test_an_id_comes_from_the_dictionary() -> None:
    whole = Positions(oid="1", version="2", rows=(Position(name="врач-выдуманный", id=7),))
    match = whole.match("врача-выдуманного отделения")
    assert match is not None
    assert match.position.id == 7
    assert all(row.id is None for row in kept_positions().rows)


def test_its_digest_changes_with_a_row() -> None:
    rows = (Position(name="а", id=1),)
    assert Positions(oid="1", version="2", rows=rows).digest != Positions(oid="1", version="2", rows=()).digest


@pytest.mark.parametrize("position", kept_positions().rows, ids=lambda row: row.name[:30])
def test_every_position_of_the_excerpt_is_known_by_its_own_name(position: Position) -> None:
    match = kept_positions().match(position.name)
    assert match is not None
    assert match.position == position
