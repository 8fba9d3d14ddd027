"""What do the verdicts amount to: a reason to reject, a doubt for a person, or a note?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.case import Comparison, Finding, RegistryDocument, Value, Verdict, Weight
from pipeline.rules.numbers import same_number

DECIDING = frozenset({"series", "number", "registration_number", "issue_date", "specialty_code", "specialty", "snils"})
"""Fields whose clear contradiction with the register is a reason to reject; others go to a person."""
WELL_PLACED, SURELY = 0.8, 0.8
NAME = ("last_name", "first_name", "middle_name")


def holder_findings(compared: Sequence[Comparison], values: Mapping[str, Value]) -> tuple[Finding, ...]:
    """Is the paper the logged-in person's? Clear only when two parts say no, or the surname alone says no."""
    names = {c.field: c for c in compared if c.against == "holder" and c.field in NAME}
    others = [c for c in compared if c.against == "holder" and c.field not in NAME]
    verdicts = {field: c.verdict for field, c in names.items()}
    different = [field for field, verdict in verdicts.items() if verdict is Verdict.DIFFERENT]
    doubtful = [field for field, verdict in verdicts.items() if verdict in (Verdict.DOUBT, Verdict.NOT_READ)]
    found: list[Finding] = []
    if len(different) >= 2:
        found.append(_about(names[different[0]], "HOLDER_MISMATCH", Weight.REJECT, values))
    elif different == ["last_name"] and not doubtful and len(verdicts) >= 2:
        found.append(_about(names["last_name"], "SURNAME_CHANGED", Weight.REJECT, values))
    elif different == ["last_name"]:
        found.append(_about(names["last_name"], "SURNAME_CHANGED", Weight.REVIEW, values))
    elif different == ["first_name"] and not doubtful and _sure(values.get("first_name")):
        found.append(_about(names["first_name"], "HOLDER_MISMATCH", Weight.REJECT, values))
    elif different or doubtful:
        found.append(_about(names[(different or doubtful)[0]], "HOLDER_MISMATCH", Weight.REVIEW, values))
    for other in others:
        if other.verdict is Verdict.DIFFERENT:
            found.append(_about(other, "HOLDER_MISMATCH", Weight.REJECT if not found else Weight.NOTE, values))
        elif other.verdict is Verdict.DOUBT:
            found.append(_about(other, "HOLDER_MISMATCH", Weight.REVIEW, values))
    return tuple(found)


def _sure(value: Value | None) -> bool:
    return value is not None and value.confidence >= SURELY and value.trust >= WELL_PLACED


def registry_findings(
    entry: RegistryDocument, compared: Sequence[Comparison], values: Mapping[str, Value]
) -> tuple[Finding, ...]:
    """The entry's status and every contradiction of the paper with it."""
    found: list[Finding] = []
    if entry.status == "revoked":
        found.append(Finding(code="REGISTRY_REVOKED", weight=Weight.REJECT))
    elif entry.status == "replaced":
        found.append(Finding(code="REGISTRY_REVOKED", weight=Weight.REVIEW, detail="the entry was replaced"))
    for comparison in compared:
        if comparison.against != "registry":
            continue
        if comparison.verdict is Verdict.DIFFERENT:
            sure = comparison.field in DECIDING and well_placed(values.get(comparison.field))
            weight = Weight.REJECT if sure else Weight.REVIEW
            found.append(_about(comparison, "REGISTRY_MISMATCH", weight, values))
        elif comparison.verdict is Verdict.DOUBT:
            weight = Weight.REVIEW if comparison.field in DECIDING else Weight.NOTE
            alike = same_number(comparison.found or "", comparison.expected)
            found.append(_about(comparison, "FIELD_INVALID" if alike else "REGISTRY_MISMATCH", weight, values))
    return tuple(found)


def well_placed(value: Value | None) -> bool:
    """True when the place speaks for its being this field: what stands elsewhere contradicts nothing.

    A number that stands alone on a diploma's blank has no label; its form is its place.
    """
    return value is not None and (value.trust >= WELL_PLACED or value.field in ("series", "number"))


def not_found(
    values: Mapping[str, Value], complete_from: int | None, person_found: bool, *, holder_known: bool = True
) -> Finding:
    """The register holds no such paper: a reason to reject where it is complete and the number was surely read.

    For an unknown holder nothing was asked: a person looks.
    """
    number, issued = values.get("number"), values.get("issue_date")
    year = int(str(issued.value)[:4]) if issued else None
    surely_read = number is not None and number.confidence >= 0.75 and len(number.looks) > 0
    complete = complete_from is not None and year is not None and year >= complete_from
    return Finding(
        code="REGISTRY_NOT_FOUND",
        weight=Weight.REJECT if surely_read and complete and holder_known else Weight.REVIEW,
        field="number",
        found=str(number.value) if number else None,
        page=number.page if number else None,
        box=number.box if number else None,
        detail=f"person {'found' if person_found else 'not found'}, year {year}, complete from {complete_from}",
    )


def another_owner(values: Mapping[str, Value], *, name_is_owners: bool) -> Finding:
    """The register gave this number to somebody else: their paper, or their number under the holder's name."""
    number = values.get("number")
    return Finding(
        code="HOLDER_MISMATCH" if name_is_owners else "DUPLICATE_DOCUMENT",
        weight=Weight.REJECT if name_is_owners and number and number.agreed > 1 else Weight.REVIEW,
        field="last_name" if name_is_owners else "number",
        found=str(values["last_name"].value) if "last_name" in values else None,
        page=number.page if number else None,
        box=number.box if number else None,
        detail="the register holds this number for another person",
    )


def declared_findings(compared: Sequence[Comparison], *, settled: bool) -> tuple[Finding, ...]:
    """What the applicant typed otherwise: a note where paper and register agree, else a person looks.

    Where both show one number or date, any other that was typed is a slip, however like it is.
    """
    held = {
        c.field: c.expected
        for c in compared
        if c.against == "registry" and c.verdict is Verdict.MATCH and c.field in DECIDING
    }
    return tuple(
        Finding(
            code="DECLARED_MISMATCH",
            weight=Weight.NOTE if settled else Weight.REVIEW,
            field=comparison.field,
            found=comparison.found,
            expected=comparison.expected,
            detail=comparison.detail,
        )
        for comparison in compared
        if comparison.against == "declared"
        and (
            comparison.verdict is Verdict.DIFFERENT
            or (comparison.field in held and not same_number(held[comparison.field], comparison.expected))
        )
    )


def _about(comparison: Comparison, code: str, weight: Weight, values: Mapping[str, Value]) -> Finding:
    value = values.get(comparison.field)
    return Finding(
        code=code,
        weight=weight,
        field=comparison.field,
        found=comparison.found,
        expected=comparison.expected,
        page=value.page if value else None,
        box=value.box if value else None,
        detail=comparison.detail,
    )
