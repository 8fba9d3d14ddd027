"""Does an entry's text tell its event, in an extract's one word and in a book's sentence, misread too?"""

from __future__ import annotations

import pytest

from pipeline.case import EventKind
from pipeline.rules.employment.events import annulled_by, event_of, new_name, old_name

E = EventKind


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("ПРИЕМ", E.HIRE), ("ПРИЁМ", E.HIRE), ("прием", E.HIRE), ("ПРИЕМ.", E.HIRE), ("ПРИЕН", E.HIRE),
        ("ПЕРЕВОД", E.TRANSFER), ("ПЕРЕВ0Д", E.TRANSFER), ("ПEPEBOД", E.TRANSFER),
        ("УВОЛЬНЕНИЕ", E.DISMISSAL), ("УВОЛЬ-\nНЕНИЕ", E.DISMISSAL), ("УВОЛЬНЕНИВ", E.DISMISSAL),
        ("ПЕРЕИМЕНОВАНИЕ", E.RENAMING), ("ПЕРЕИМЕНО ВАНИЕ", E.RENAMING), ("ПЕРЕИМЕИОВАНИЕ", E.RENAMING),
        ("УСТАНОВЛЕНИЕ (ПРИСВОЕНИЕ)", E.ASSIGNMENT), ("ЗАПРЕЩЕНИЕ ЗАНИМАТЬ ДОЛЖНОСТЬ", E.BAN),
        ("ПРИОСТАНОВЛЕНИЕ", E.SUSPENSION), ("ВОЗОБНОВЛЕНИЕ", E.RESUMPTION),
        ("Принята на должность врача-терапевта участкового", E.HIRE),
        ("Принят на работу врачом-хирургом в приёмное отделение", E.HIRE),
        ("Зачислена в штат медицинской сестрой", E.HIRE),
        ("Принята в порядке перевода из ГБУЗ «ГП № 5» на должность фельдшера", E.HIRE),
        ("Переведена на должность старшей медицинской сестры", E.TRANSFER),
        ("Переведеиа на должность заведующей отделением", E.TRANSFER),
        ("Назначена на должность заместителя главного врача", E.TRANSFER),
        ("Должность «медсестра» переименована в должность «медицинская сестра палатная»", E.TRANSFER),
        ("Уволена по собственному желанию, пункт 3 части первой статьи 77 Трудового кодекса", E.DISMISSAL),
        ("Уволен в порядке перевода в ООО «Клиника»", E.DISMISSAL),
        ("Трудовой договор расторгнут по инициативе работника, п. 3 ч. 1 ст. 77 ТК РФ", E.DISMISSAL),
        ("Трудовой договор прекращён по соглашению сторон", E.DISMISSAL),
        ("Освобождена от занимаемой должности", E.DISMISSAL),
        ("ГУЗ «Больница № 3» переименовано в ГБУЗ «Городская больница № 3» с 01.02.2012", E.RENAMING),
        ("Присвоена высшая квалификационная категория по специальности «Терапия»", E.ASSIGNMENT),
    ],
)  # fmt: skip
def test_an_entry_tells_its_event(text: str, event: EventKind) -> None:
    found = event_of(text)
    assert found is not None
    assert found.event is event


@pytest.mark.parametrize(
    "text", ["", "врач приёмного отделения", "ГБУЗ «Городская поликлиника № 5»", "Приказ", "переводчик", "12.03.2015"]
)
def test_what_tells_no_event_is_none(text: str) -> None:
    assert event_of(text) is None


def test_a_misread_word_is_less_sure() -> None:
    exact, misread = event_of("УВОЛЬНЕНИЕ"), event_of("УВОЛЬНЕНИВ")
    assert exact is not None
    assert misread is not None
    assert misread.score < exact.score == 1.0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Запись за № 7 недействительна. Восстановлена на прежней работе", 7),
        ("Запись за номером 12\nнедействительна", 12),
        ("Запись № 3 считать недействительной", 3),
        ("Принята на должность врача", None),
        ("Присвоена категория, протокол № 5 действителен", None),
    ],
)
def test_an_entry_may_make_another_one_invalid(text: str, number: int | None) -> None:
    assert annulled_by(text) == number


def test_a_renaming_tells_both_names() -> None:
    text = "ГУЗ «Больница № 3»\nпереименовано в ГБУЗ «Городская больница № 3» с 01.02.2012"
    assert old_name(text) == "ГУЗ «Больница № 3»"
    assert new_name(text) == "ГБУЗ «Городская больница № 3»"
    assert new_name("С 01.02.2012 переименовано в ГБУЗ «ГБ № 3».") == "ГБУЗ «ГБ № 3»"
    assert new_name("ПЕРЕИМЕНОВАНИЕ") is None
