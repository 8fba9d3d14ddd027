"""Does an employer's name read as names are printed? (what a recogniser may have got wrong is doubted, not mended)

A letter lost or taken for another leaves a word that is nearly one of those that such names are made of.
"""

from __future__ import annotations

import re

WORDS = frozenset(
    """
    государственное государственный муниципальное муниципальный федеральное федеральный бюджетное бюджетный автономное
    автономный казенное казенный областное областной областная краевое краевой краевая республиканское республиканская
    республиканский окружное окружная окружной городское городская городской районное районная районный межрайонное
    межрайонная межрайонный межрегиональный центральная центральный учреждение предприятие общество ограниченной
    ответственностью акционерное публичное здравоохранения здравоохранение больница поликлиника диспансер госпиталь
    амбулатория санаторий клиника лаборатория кабинет отделение станция скорой помощи переливания крови центр институт
    университет академия колледж часть медико санитарная медицинское медицинская медицинский клиническая клинический
    детская детский взрослая родильный перинатальный участковая стоматологическая стоматологический онкологический
    психоневрологический психиатрическая противотуберкулезный туберкулезный наркологический кожно венерологический
    кардиологический инфекционная гинекологическая офтальмологическая реабилитационный консультативно диагностический
    научный исследовательский национальный образовательное высшего образования имени профессора академика доктора
    области края республики округа города района российской федерации министерства департамента управления узловая
    """.split()
)
WORD = re.compile(r"[А-ЯЁа-яё]{5,}")
FORM = re.compile(r"^\W*(?:[А-ЯЁ]{1,12}|СПб|г|[А-ЯЁ]?[а-яё]{3,}|[А-ЯЁ][а-яё]+-\S+)\b")
"""How a name begins: a legal form in capitals, a city's short name, or a word."""
MOST_DIGITS = 4
"""A name has a hospital's number; more figures are a register's number that was not understood."""


def is_doubtful(name: str) -> bool:
    """True for a name with a word that is nearly a usual one, a cut beginning, an open quote, or many figures."""
    plain = name.replace("ё", "е").replace("Ё", "Е")
    quotes = [sum(name.count(sign) for sign in signs) for signs in ("«„", "»”“")]
    return (
        not FORM.match(name)
        or quotes[0] > quotes[1]
        or sum(character.isdigit() for character in name) > MOST_DIGITS
        or any(_nearly_usual(word.lower()) for word in WORD.findall(plain))
    )


def _nearly_usual(word: str) -> bool:
    return word not in WORDS and any(_one_letter_apart(word, usual) for usual in WORDS)


def _one_letter_apart(word: str, usual: str) -> bool:
    """True where one letter is another's, lost or too much: not an ending, for words are declined."""
    if abs(len(word) - len(usual)) > 1 or len(usual) < 7:
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, usual, strict=False)) if a != b), min(len(word), len(usual)))
    if start >= len(usual) - 3 and start >= len(word) - 3 and len(word) >= len(usual):
        return False
    same = word[start:] == usual[start:]
    return same or any(
        word[start + one :] == usual[start + other :] for one, other in ((1, 1), (0, 1), (1, 0))
    )
