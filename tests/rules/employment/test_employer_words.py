"""Are employers' names that a recogniser got wrong by a letter doubted, and those as they are printed not?"""

from __future__ import annotations

import pytest

from pipeline.rules.employment.employer_words import is_doubtful


@pytest.mark.parametrize(
    "name",
    [
        "МБУЗ «Родильный дом № 17»", "ООО «Лаборатория „Диагност“»", "ЧУЗ «Узловая больница»",
        "Федеральное казённое учреждение здравоохранения «Медико-санитарная часть № 47»",
        "СПб ГБУЗ «Противотуберкулёзный диспансер № 55»", "г. Москва, поликлиника № 3",
        "Бюджетное учреждение здравоохранения области «Психоневрологический диспансер имени профессора Орлова»",
        "ГАУЗ «Областной клинический онкологический диспансер»", "ООО «Ромашка»", "АО «Поликлиника на Садовой»",
        "Филиал «Больницы имени Боткина»",
    ],
)  # fmt: skip
def test_names_as_they_are_printed_are_believed(name: str) -> None:
    assert not is_doubtful(name)


@pytest.mark.parametrize(
    "name",
    [
        "зюджетное учреждение здравоохранения", "Пб ГБУЗ «Противотуберкулёзный диспансер № 52»",
        "ГБУЗ «Исихоневрологический диспансер»", "ГБУЗ «Психоневрологический дисиансер»",
        "ГБУЗ «Межрайонный онкологический диспансер», 00 -066-059921", "ООО «Лаборатория",
        "Федеральное казённое учреждени- здравоохранени", "ГБУЗ «Областная болница»",
    ],
)  # fmt: skip
def test_names_with_a_letter_wrong_or_lost_are_doubted(name: str) -> None:
    assert is_doubtful(name)
