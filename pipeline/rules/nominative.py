"""How does a name that is printed in another case stand in the nominative, when nobody tells whom to expect?

The patronymic shows case and gender. Candidates are made by endings and kept when declining them gives the print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.rules.declension import CASES, INVARIABLE, CaseName, Part, Sex, decline, first_names, sex_of
from pipeline.rules.spelling import capitalise, normalise

_MALE: tuple[tuple[str, tuple[CaseName, ...]], ...] = (
    ("", ("nominative",)), ("а", ("genitive", "accusative")), ("у", ("dative",)), ("ем", ("instrumental",)),
    ("ом", ("instrumental",)), ("е", ("prepositional",)),
)  # fmt: skip
_FEMALE: tuple[tuple[str, tuple[CaseName, ...]], ...] = (
    ("а", ("nominative",)), ("ы", ("genitive",)), ("е", ("dative", "prepositional")), ("у", ("accusative",)),
    ("ой", ("instrumental",)),
)  # fmt: skip
_PATRONYMICS: tuple[tuple[str, Sex, tuple[CaseName, ...], str], ...] = (
    *((f"ич{ending}", "male", cases, "ич") for ending, cases in _MALE),
    *((f"{base}{ending}", "female", cases, f"{base}а") for base in ("вн", "чн") for ending, cases in _FEMALE),
)
_ENDINGS = ("", "а", "я", "й", "ь", "ый", "ий", "ой", "ая", "яя", "ец", "ей", "ок", "ек", "ел", "ев", "ия", "он", "ен")
_VOWELS = "аеиоуыэюя"
_STAY = ("ко", "дзе", "швили", "ых", "их", "аго", "ово", "ко", "ло", "ри", "зе")


@dataclass(frozen=True, kw_only=True)
class Nominative:
    """A name in the nominative, capitalised, with the case it was printed in and the gender, where they show."""

    last_name: str
    first_name: str
    middle_name: str
    case: CaseName
    sex: Sex | None


def to_nominative(last: str, first: str, middle: str = "") -> tuple[str, str, str]:
    """Return last, first and middle name (with «оглы», «кызы») in the nominative, whatever their printed case.

    Words that give no sign of their case are returned as printed.
    """
    found = nominative_of(last, first, middle)
    return found.last_name, found.first_name, found.middle_name


def nominative_of(last: str, first: str, middle: str = "") -> Nominative:
    """Return the same with the case that was printed and the gender that shows."""
    last, first, middle = capitalise(last), capitalise(first), capitalise(middle)
    sex, printed, patronymic = _by_patronymic(middle)
    if not printed:
        sex, printed = _by_first_name(first, sex)
    if not printed:
        return Nominative(last_name=last, first_name=first, middle_name=patronymic, case="nominative", sex=sex)
    name, case = _first_name(first, sex, printed)
    surname = _surname(last, sex, (case, *(other for other in printed if other != case)))
    return Nominative(last_name=surname, first_name=name, middle_name=patronymic, case=case, sex=sex)


def _by_patronymic(middle: str) -> tuple[Sex | None, tuple[CaseName, ...], str]:
    plain = _plain(middle)
    if set(plain.replace("-", " ").split()) & INVARIABLE:
        return sex_of("", middle), (), middle
    for ending, sex, cases, nominative in _PATRONYMICS:
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            return sex, cases, middle[: len(middle) - len(ending)] + nominative
    return None, (), middle


def _by_first_name(first: str, sex: Sex | None) -> tuple[Sex | None, tuple[CaseName, ...]]:
    """Find in which case a common name gives the print: the nominative first."""
    plain = _plain(first)
    if plain in first_names():
        return sex or first_names()[plain], ("nominative",)
    for case in CASES:
        for found in _known_names(case).get(plain, ()):
            if sex in (None, first_names()[found]):
                return first_names()[found], (case,)
    return sex, ()


@lru_cache(maxsize=8)
def _known_names(case: CaseName) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for name, sex in first_names().items():
        form = _plain(decline(capitalise(name), "first_name", sex, case))
        table[form] = (*table.get(form, ()), name)
    return table


def _first_name(printed: str, sex: Sex | None, cases: Sequence[CaseName]) -> tuple[str, CaseName]:
    """Return the nominative of a first name and the case, of `cases`, in which it was printed."""
    plain = _plain(printed)
    for case in cases:
        for name in _known_names(case).get(plain, ()):
            if sex in (None, first_names()[name]):
                return _restore_yo(printed, capitalise(name)), case
    if cases[0] == "nominative":
        return printed, "nominative"
    made = [(name, case) for case in cases for name in _candidates(printed, "first_name", sex or "male", case)]
    return max(made, key=lambda pair: _likely_first_name(pair[0]), default=(printed, cases[0]))


def _likely_first_name(name: str) -> tuple[int, int]:
    plain = _plain(name)
    return (2 if plain.endswith(("а", "я")) else 1 if _sounds_right(plain) else 0), -len(plain)


def _surname(printed: str, sex: Sex | None, cases: Sequence[CaseName]) -> str:
    if cases[0] == "nominative" or not printed:
        return printed
    if "-" in printed:
        return "-".join(_surname(piece, sex, cases) for piece in printed.split("-"))
    candidates = [name for case in cases for name in _candidates(printed, "last_name", sex or "male", case)]
    return max(candidates, key=lambda name: _likely_surname(name, printed, sex or "male"), default=printed)


def _candidates(printed: str, part: Part, sex: Sex, case: CaseName) -> Iterator[str]:
    """Every stem with every ending that, declined, gives what is printed; «Ё» and «Е» are one."""
    seen = set()
    for cut in range(min(4, len(printed) - 1)):
        stem = printed[: len(printed) - cut]
        for ending in _ENDINGS:
            name = stem + ending
            if name not in seen and _plain(decline(name, part, sex, case)) == _plain(printed):
                seen.add(name)
                yield name


def _likely_surname(name: str, printed: str, sex: Sex) -> tuple[int, int]:
    """Rank candidates by how Russian surnames end; the shortest change wins among equals."""
    plain = _plain(name)
    return _ending_rank(plain, _plain(printed), sex), -len(plain)


def _ending_rank(plain: str, printed: str, sex: Sex) -> int:
    if plain == printed:
        return 8 if plain.endswith(_STAY) else 1
    if sex == "female":
        if plain.endswith(("ова", "ева", "ина", "ына")):
            return 9
        if plain.endswith(("ская", "цкая")):
            return 9
        return 6 if plain.endswith(("ая", "яя")) else 5 if plain.endswith(("а", "я")) else 2
    if printed.endswith(("ому", "ему", "ого", "его")):
        return _adjective_rank(plain)
    if plain.endswith(("ов", "ев", "ин", "ын")):
        return 9
    return 5 if _sounds_right(plain) else 0


def _adjective_rank(plain: str) -> int:
    if plain.endswith(("ский", "цкий", "кий", "гий", "хий", "жий", "ший", "чий", "щий", "овой", "евой", "стой")):
        return 9
    if plain.endswith(("ный", "лый", "рый", "вый", "мый", "тый", "сый", "дый")):
        return 8
    return 5 if plain.endswith("ой") else 4 if plain.endswith("ий") else 1


def _sounds_right(plain: str) -> bool:
    """й follows a vowel, ь a consonant, and no word ends in a hard cluster that «ец» or «ок» would open."""
    before, last = plain[-2:-1], plain[-1:]
    if last == "й":
        return before in _VOWELS
    if last == "ь":
        return before not in _VOWELS + "ьй"
    if before in _VOWELS:
        return True
    return before in "рл" if last == "ц" else last != "к" or before in "рлнс"


def _restore_yo(printed: str, name: str) -> str:
    """Keep «Ё» where the paper prints it: «Петру» is Петр, «Фёдору» is Фёдор."""
    return "".join(
        "ё" if index < len(printed) and printed[index] == "ё" and letter == "е" else letter
        for index, letter in enumerate(name)
    )


def _plain(name: str) -> str:
    return normalise(name).lower()
