"""Is the name on the paper the expected person's, in whatever case the blank prints it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.case import Look, Value, Verdict
from pipeline.rules.names import NameMatch, PartMatch, cases, comparable, compare_name
from pipeline.weighing.symbols import Weighed

PARTS = ("last_name", "first_name", "middle_name")
SURELY_READ = 0.6
"""Below it a word says little about who it is not."""
PLACED = 0.6
"""A name from a less trusted place may be the signer's: it says little about the holder."""
CLOSE = 0.24
"""Parts less alike than this (of 0.4 for a part that differs) are surely other words."""

LookAtWord = Callable[[Value], Sequence[Look]]


def weigh_name(read: Mapping[str, Value], expected: Mapping[str, str | None], look: LookAtWord) -> dict[str, Weighed]:
    """Part by part: `expected` in every case against what is printed; weak evidence is looked at again."""
    wanted = tuple(expected.get(part) or "" for part in PARTS)
    printed = [read[part].raw if part in read else "" for part in PARTS]
    match = _compared(printed, wanted)
    if match.score < 1.0:
        printed = [
            _looked_again(text, read.get(part), one, part, wanted, look)
            for part, text, one in zip(PARTS, printed, match.parts, strict=True)
        ]
        match = _compared(printed, wanted)
    weighed = {}
    for part, name, text, one in zip(PARTS, wanted, printed, match.parts, strict=True):
        if name:
            value = read.get(part)
            weighed[part] = _verdict(value, one, again=value is not None and text != value.raw)
    return weighed


def _compared(printed: Sequence[str], wanted: Sequence[str]) -> NameMatch:
    return compare_name((printed[0], printed[1], printed[2]), (wanted[0], wanted[1], wanted[2]))


def _looked_again(
    text: str, value: Value | None, match: PartMatch, part: str, wanted: Sequence[str], look: LookAtWord
) -> str:
    """The printed part as a closer look reads it, where a look reads one of the expected forms to the letter.

    Only words that are already close are looked at again: another person's name stays another person's.
    """
    if value is None or match.how not in ("near", "different") or (match.how == "different" and match.score < CLOSE):
        return text
    forms = {comparable(form) for form in forms_of(wanted)[part]}
    for one in look(value):
        for seen in (one.text, *one.text.split()):  # a look may take in a letter of the next word
            if comparable(seen) in forms:
                return seen
    return text


def forms_of(wanted: Sequence[str]) -> dict[str, frozenset[str]]:
    """Every case of each part, normalised."""
    made = cases(wanted[0], wanted[1], wanted[2])
    return {"last_name": made.last_name, "first_name": made.first_name, "middle_name": made.middle_name}


def _verdict(value: Value | None, match: PartMatch, *, again: bool) -> Weighed:
    if value is None or match.how == "missing":
        return Weighed(verdict=Verdict.NOT_READ, confidence=0.0)
    if match.how in ("exact", "case", "absent"):
        sure, detail = (0.75, "подтверждено повторным чтением") if again else (max(value.confidence, 0.6), "")
        return Weighed(verdict=Verdict.MATCH, confidence=sure, detail=detail)
    if match.how == "near":
        return Weighed(verdict=Verdict.DOUBT, confidence=match.score, detail="отличается на одну букву")
    if match.score >= CLOSE or value.confidence < SURELY_READ or value.trust < PLACED:
        return Weighed(verdict=Verdict.DOUBT, confidence=match.score, detail="прочитано неуверенно или похоже")
    return Weighed(verdict=Verdict.DIFFERENT, confidence=value.confidence, detail="другое слово")
