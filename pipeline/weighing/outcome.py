"""What do all findings together amount to?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pipeline.case import Case, ESignature, ESignatureState, Finding, Mark, Outcome, Presence, Value, Verdict, Weight
from pipeline.fields.claimed import DECIDING as LOOKED_AT
from pipeline.rules.kind import Kind
from pipeline.weighing.findings import DECIDING

SURE_ENOUGH = 0.5
"""A required value read less surely goes to a person, unless it was found equal to what the register holds."""
WORDS, WORDS_SURE = frozenset({"organisation", "specialty", "qualification", "text"}), 0.3
"""The same for running text, which stays the same with a letter misread: the least sure of its words tells little."""
NEARLY = 0.6
NEAR_NAME = 0.6
"""What a comparison of names gives for one misread letter of a long part."""
VAGUE = 0.6
FROM_DATES = frozenset({"DATES_INCONSISTENT", "DATE_IN_FUTURE"})
"""What a date of study or protocol, read so vaguely, makes inconsistent is our misreading: a note for the reviewer."""
SEVERAL = 3
"""So many required fields unread on a doubtful picture: it is the picture's fault."""
ONE_NUMBER = frozenset({"series", "number"})
"""They stand side by side and are read together."""
MARK_CODE = {"signature": "SIGNATURE_MISSING", "seal": "SEAL_MISSING"}
ENDS_ALL = ("KIND_MISMATCH",)
"""When one of these is sure, nothing else is said: the rest was looked for on a wrong paper."""


def outcome_of(findings: Sequence[Finding]) -> Outcome:
    """Strong evidence rejects, the register's silence waits, doubt goes to a person, nothing against it approves."""
    if any(finding.weight is Weight.REJECT for finding in findings):
        return Outcome.REJECTED
    if any(finding.code == "REGISTRY_UNAVAILABLE" for finding in findings):
        return Outcome.WAITING
    if any(finding.weight is Weight.REVIEW for finding in findings):
        return Outcome.NEEDS_REVIEW
    return Outcome.APPROVED


def told(findings: Sequence[Finding], outcome: Outcome, severity: Mapping[str, int]) -> tuple[Finding, ...]:
    """The findings that make the decision, one a code and field, the most serious first."""
    wanted = {
        Outcome.REJECTED: (Weight.REJECT,),
        Outcome.NEEDS_REVIEW: (Weight.REVIEW,),
        Outcome.WAITING: (Weight.REVIEW,),
        Outcome.APPROVED: (),
    }[outcome]
    chosen = [finding for finding in findings if finding.weight in wanted]
    if outcome is Outcome.WAITING:
        chosen = [finding for finding in chosen if finding.code == "REGISTRY_UNAVAILABLE"]
    final = [finding for finding in chosen if finding.code in ENDS_ALL and finding.weight is Weight.REJECT]
    unique = {(finding.code, finding.field): finding for finding in reversed(final or chosen)}
    return tuple(sorted(unique.values(), key=lambda finding: -severity.get(finding.code, 0)))


def without_settled_doubts(case: Case) -> tuple[Finding, ...]:
    """A title that could not be read is no doubt any more when name and number are those of the register's entry."""
    near = _nearly_named(case)
    identified = _identified(case) or bool(near)
    return tuple(
        finding
        for finding in case.findings
        if finding.weight is not Weight.REVIEW
        or not (
            (finding.code == "KIND_MISMATCH" and identified and _may_be_claimed(case, finding))
            or (finding.code == "HOLDER_MISMATCH" and finding.field in near)
        )
    )


def _nearly_named(case: Case) -> frozenset[str]:
    """Parts of the name that read a letter off, where the register gives the paper's number to the holder.

    Whoever's entry has this number is the holder: the letter was misread.
    """
    check = case.cross_check
    if check is None or check.entry is None:
        return frozenset()
    numbered = any((c.field, c.against, c.verdict) == ("number", "registry", Verdict.MATCH) for c in check.comparisons)
    names = [c for c in check.comparisons if c.against == "holder" and c.field.endswith("_name")]
    near = {c.field for c in names if c.verdict is Verdict.DOUBT and c.confidence >= NEAR_NAME}
    rest = [c for c in names if c.field not in near]
    return frozenset(near) if numbered and rest and all(c.verdict is Verdict.MATCH for c in rest) else frozenset()


def _may_be_claimed(case: Case, finding: Finding) -> bool:
    """The wording names no other kind, or the claimed one nearly as much."""
    scores = {score.kind: score.score for score in (case.reading.kind_scores if case.reading else ())}
    best = max(scores.values(), default=0.0)
    return not finding.found or scores.get(case.claim.kind, 0.0) >= NEARLY * best


def softened(case: Case, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What rests on a value that the register contradicts, or on a paper of no known kind, is a doubt, no fault.

    A misread year must not become a date in the future; on a page that shows no known paper no mark is missing.
    """
    unsure = {
        comparison.field
        for comparison in (case.cross_check.comparisons if case.cross_check else ())
        if comparison.verdict in (Verdict.DOUBT, Verdict.DIFFERENT)
    }
    unknown = case.reading is not None and case.reading.kind_detected is None
    fields = case.reading.fields if case.reading else {}
    vague = {name for name, value in fields.items() if value.confidence < VAGUE}
    findings = [
        f.model_copy(update={"weight": Weight.NOTE}) if f.code in FROM_DATES and f.field in vague - DECIDING else f
        for f in findings
    ]
    return tuple(
        finding.model_copy(update={"weight": Weight.REVIEW})
        if finding.weight is Weight.REJECT
        and (finding.field in unsure or (unknown and finding.code in MARK_CODE.values()))
        else finding
        for finding in findings
    )


def left_to_a_person(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Nobody is rejected for what stands where the file's text and its pixels differ: a person says what it is."""
    suspected = {finding.field for finding in findings if finding.code == "ALTERATION_SUSPECTED"} - {None}
    if suspected & ONE_NUMBER:
        suspected |= ONE_NUMBER
    return tuple(
        finding.model_copy(update={"weight": Weight.REVIEW})
        if finding.weight is Weight.REJECT and finding.field in suspected
        else finding
        for finding in findings
    )


def picture_to_blame(case: Case, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """A doubtful picture is the reason when what it should show could not be read: a new one mends it.

    Where most was read all the same, a person reads the rest. That much of the page is dark says nothing of the
    applicant's picture: a blank with a dark ground is so.
    """
    doubtful = [
        f
        for f in case.findings
        if f.code.startswith("SCAN_") and f.code != "SCAN_UNREADABLE" and f.weight is Weight.NOTE
    ]
    missing = {f.field for f in findings if f.code == "FIELD_MISSING"}
    unknown = case.reading is not None and case.reading.kind_detected is None
    if not doubtful or (len(missing) < SEVERAL and not (unknown and missing)):
        return ()
    return (doubtful[0].model_copy(update={"weight": Weight.REJECT}),)


def _identified(case: Case) -> bool:
    check = case.cross_check
    if check is None or check.entry is None:
        return False
    same = {(c.field, c.against) for c in check.comparisons if c.verdict is Verdict.MATCH}
    return ("number", "registry") in same and ("last_name", "holder") in same


def missing_fields(case: Case, kind: Kind) -> tuple[Finding, ...]:
    """Required fields that were not read, or not surely: a person reads them, for the fault may be ours."""
    if case.reading is None:
        return ()
    fields = case.reading.fields
    matched = {
        comparison.field
        for comparison in (case.cross_check.comparisons if case.cross_check else ())
        if comparison.verdict is Verdict.MATCH and comparison.against in ("registry", "holder")
    } | _nearly_named(case)
    words = {name for name, rules in kind.fields_of(case.reading.variant).items() if rules.type in WORDS}
    found = []
    for name in kind.required_of(case.reading.variant):
        value = fields.get(name)
        if value is None and name == "series" and _known_by_number(case):
            continue
        if value is None:
            found.append(Finding(code="FIELD_MISSING", weight=Weight.REVIEW, field=name, detail="not read"))
        elif name in matched or (value.source == "text_layer" and name in LOOKED_AT):  # the page was seen to show it
            continue
        elif value.confidence < (WORDS_SURE if name in words else SURE_ENOUGH):
            found.append(_unsure(value))
    return tuple(found)


def _known_by_number(case: Case) -> bool:
    """The number matches the entry whose series is letters: Roman numerals and letters are misread, and tell little."""
    check = case.cross_check
    if check is None or check.entry is None:
        return False
    matched = any(c.field == "number" and c.verdict is Verdict.MATCH for c in check.comparisons)
    return matched and not check.entry.fields.get("series", "").isdigit()


def _unsure(value: Value) -> Finding:
    return Finding(
        code="FIELD_INVALID", weight=Weight.REVIEW, field=value.field, page=value.page, box=value.box,
        detail=f"read with confidence {value.confidence:.2f}",
    )  # fmt: skip


def mark_findings(case: Case, kind: Kind, *, e_signed: bool) -> tuple[Finding, ...]:
    """Marks that the kind wants and the page lacks; what cannot be told goes to a person."""
    reading = case.reading
    if reading is None:
        return ()
    variant = kind.variant(reading.variant)
    if e_signed and variant is not None and variant.e_signature_stamp:
        return ()
    marks = {mark.name: mark for mark in reading.marks}
    replaced = kind.esignature_replaces_of(reading.variant) if any(map(stands, case.esignatures or ())) else ()
    lacking = [
        name
        for name in kind.marks_of(reading.variant)
        if name not in replaced and (name not in marks or marks[name].presence is not Presence.PRESENT)
    ]
    if lacking and e_signed and kind.employment:
        return (Finding(code="ESIGNATURE_UNPROVEN", weight=Weight.REVIEW, detail="a printed stamp stands for ink"),)
    found = []
    for name in kind.marks_of(reading.variant):
        mark = marks.get(name)
        if name in replaced:
            continue
        if mark is None or mark.presence is not Presence.PRESENT:
            clear = not any(page.is_photo for page in case.pages or ()) and clearly_absent(name, marks)
            found.append(_mark_finding(name, mark, clear=clear))
    return tuple(found)


def stands(signature: ESignature) -> bool:
    """May it stand for ink: valid, an organisation's, and over every byte of the file?

    A person's own signature vouches for the person, not for whoever is said to have issued the paper.
    """
    certificate = signature.certificate
    organisation = certificate.organisation if certificate else None
    return signature.state is ESignatureState.VALID and signature.whole_file and bool(organisation)


def clearly_absent(name: str, marks: Mapping[Literal["signature", "seal"], Mark]) -> bool:
    """A seal, where no ink is left that might be one; a signature only where the seal is absent too.

    On papers drawn otherwise than the samples one genuine signature in a hundred was called absent, and no seal
    (`benchmarks/results/`): an honest doctor is not rejected for that, a person looks.
    """
    if name == "signature":
        return "seal" in marks and marks["seal"].presence is Presence.ABSENT
    return name == "seal" and ("signature" not in marks or marks["signature"].presence is not Presence.UNSURE)


def _mark_finding(name: str, mark: Mark | None, *, clear: bool) -> Finding:
    """A mark that is not seen on a photo may be lost in shadow or blur: a person looks."""
    absent = mark is not None and mark.presence is Presence.ABSENT and clear
    return Finding(
        code=MARK_CODE[name],
        weight=Weight.REJECT if absent else Weight.REVIEW,
        page=mark.page if mark else None,
        box=mark.box if mark else None,
        detail=f"{mark.presence if mark else 'not looked for'}, {mark.confidence if mark else 0:.2f}",
    )


def unread_registry_fields(case: Case, kind: Kind) -> tuple[Finding, ...]:
    """What identifies the paper must have been read and matched: without it nothing is approved."""
    check = case.cross_check
    if check is None or check.entry is None:
        return ()
    return tuple(
        Finding(code="FIELD_MISSING", weight=Weight.REVIEW, field=c.field, detail="not read, the register has it")
        for c in check.comparisons
        if c.against == "registry"
        and c.verdict is Verdict.NOT_READ
        and c.field in kind.registry.identified_by
        and not (c.field == "series" and _known_by_number(case))
    )


def unnamed_holder(case: Case, kind: Kind) -> tuple[Finding, ...]:
    """Nobody is logged in, or their name was not given: whose paper it is cannot be told."""
    if case.cross_check is None or not kind.holder_fields:
        return ()
    if any(c.against == "holder" and c.verdict is Verdict.MATCH for c in case.cross_check.comparisons):
        return ()
    if any(f.code in ("HOLDER_MISMATCH", "SURNAME_CHANGED") for f in case.findings):
        return ()
    return (Finding(code="HOLDER_MISMATCH", weight=Weight.REVIEW, detail="the holder's name is not known"),)
