"""How does a Russian name look in each case, and whose gender does it show? (the only user of pytrovich)

Papers print the nominative since 2014 and the dative before; protocols and orders use the genitive and accusative.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

Part = Literal["last_name", "first_name", "middle_name"]
Sex = Literal["male", "female"]
CaseName = Literal["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]

CASES: tuple[CaseName, ...] = ("nominative", "dative", "genitive", "accusative", "instrumental", "prepositional")
INVARIABLE = frozenset(
    {
        "аль",
        "эль",
        "ван",
        "де",
        "фон",
        "да",
        "дер",
        "ибн",
        "бен",
        "оглы",
        "оглу",
        "угли",
        "углы",
        "кызы",
        "кизи",
        "қызы",
        "улы",
        "уулу",
    }
)
_MALE_PARTICLES = frozenset({"оглы", "оглу", "угли", "углы", "улы", "уулу"})
_FEMALE_PARTICLES = frozenset({"кызы", "кизи", "қызы", "кыз"})
_PARTS = {"last_name": NamePart.LASTNAME, "first_name": NamePart.FIRSTNAME, "middle_name": NamePart.MIDDLENAME}
_SEXES = {"male": Gender.MALE, "female": Gender.FEMALE}
_CASES: Mapping[CaseName, Case] = {
    "nominative": Case.NOMINATIVE, "genitive": Case.GENITIVE, "dative": Case.DATIVE, "accusative": Case.ACCUSATIVE,
    "instrumental": Case.INSTRUMENTAL, "prepositional": Case.PREPOSITIONAL,
}  # fmt: skip


def _fleeting(stem: str) -> Mapping[CaseName, str]:
    """Соловей: Соловья, Соловью, Соловьем."""
    return {
        "genitive": f"{stem}я", "dative": f"{stem}ю", "accusative": f"{stem}я", "instrumental": f"{stem}ем",
        "prepositional": f"{stem}е",
    }  # fmt: skip


_EXCEPTIONS: Mapping[tuple[str, str], Mapping[CaseName, str]] = {
    # where pytrovich errs (measured on 90 names: form-facts §16.1)
    ("соловей", "male"): _fleeting("Соловь"),
    ("воробей", "male"): _fleeting("Воробь"),
    ("муравей", "male"): _fleeting("Муравь"),
}  # fmt: skip


@lru_cache(maxsize=1)
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


@lru_cache(maxsize=1)
def first_names() -> Mapping[str, Sex]:
    """Return common first names in lower case, Ё as Е, with their gender."""
    data = tomllib.loads((Path(__file__).parent / "dictionaries" / "first_names.toml").read_text(encoding="utf-8"))
    both: dict[str, Sex] = {name.lower(): "female" for name in data["female"].split()}
    return {**both, **{name.lower(): "male" for name in data["male"].split()}}


@lru_cache(maxsize=65_536)
def decline(name: str, part: Part, sex: Sex, case: CaseName) -> str:
    """Return `name` (nominative, «Римская-Корсакова», «Амир оглы») in `case`, pieces joined as they were."""
    if case == "nominative":
        return name
    pieces = name.replace("-", "\0-\0").replace(" ", "\0 \0").split("\0")
    return "".join(
        _decline_piece(piece, part, sex, case, last=index == len(pieces) - 1) for index, piece in enumerate(pieces)
    )


def _decline_piece(piece: str, part: Part, sex: Sex, case: CaseName, *, last: bool) -> str:
    plain = piece.lower()
    if piece in ("-", " ", "") or plain in INVARIABLE:
        return piece
    if (plain, sex) in _EXCEPTIONS and part == "last_name":
        return _EXCEPTIONS[plain, sex][case]
    if part == "middle_name" and not plain.endswith(("ич", "на")):
        return piece  # «Амир оглы», «Нгуен»: only Russian patronymics are declined
    return str(_maker().make(_PARTS[part], _SEXES[sex], _CASES[case], piece))


@lru_cache(maxsize=65_536)
def forms(name: str, part: Part, sex: Sex | None) -> Mapping[CaseName, frozenset[str]]:
    """Return what may be printed for `name` in each case; both genders' forms when the gender is not known.

    Foreign surnames may stay as they are in every case (feminine «Шевчук», «Ким»): usage differs, so both are given.
    """
    sexes: tuple[Sex, ...] = (sex,) if sex else ("male", "female")
    return {case: frozenset(decline(name, part, each, case) for each in sexes) for case in CASES}


def sex_of(first: str, middle: str) -> Sex | None:
    """Return the gender that a nominative patronymic shows, else the first name, else None."""
    patronymic = middle.lower().replace("ё", "е")
    words = set(patronymic.replace("-", " ").split())
    if words & _MALE_PARTICLES or patronymic.endswith("ич"):
        return "male"
    if words & _FEMALE_PARTICLES or patronymic.endswith(("вна", "чна", "шна")):
        return "female"
    return first_names().get(first.lower().replace("ё", "е"))
