"""What stands in the machine-readable zone of a passport?"""

from __future__ import annotations

from benchmarks.reporting_set.facts import Facts

_LATIN = dict(
    zip(
        "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ -",
        "ABVGDE2JZIQKLMNOPRSTUFHC34WXY9678<<",
        strict=True,
    )
)


def _latin(text: str) -> str:
    return "".join(_LATIN[letter] for letter in text.upper())


def check_digit(text: str) -> str:
    """Return the check digit by weights 7, 3, 1 (form facts 8.2)."""
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def machine_zone(facts: Facts, code: str) -> tuple[str, str]:
    """Return the two lines of 44 signs; `code` is the department's «NNN-NNN»."""
    who = facts.person
    first = f"PNRUS{_latin(who.last)}<<{_latin(who.first)}<{_latin(who.middle)}"[:44].ljust(44, "<")
    series, number = facts.text("series"), facts.text("number")
    paper = f"{series[:3]}{number}"
    born = f"{who.born:%y%m%d}"
    rest = f"{series[3]}{facts.day('issue_date'):%y%m%d}{code.replace('-', '')}<"
    birth = born + check_digit(born)
    paper += check_digit(paper)
    rest += check_digit(rest)
    whole = f"{paper}RUS{birth}{'F' if who.female else 'M'}<<<<<<<{rest}"
    return first, whole + check_digit(paper + birth + "<<<<<<<" + rest)
