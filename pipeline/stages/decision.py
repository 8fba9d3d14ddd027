"""What is decided, why, and until when can it be mended?"""

from __future__ import annotations

from pipeline.case import Case, Decision, Finding, Outcome, Reason, Weight
from pipeline.rules.checks import CHECKS
from pipeline.rules.kind import Kind
from pipeline.rules.loader import load_reasons
from pipeline.rules.reasons import render
from pipeline.rules.validity import correct_by, validity_findings
from pipeline.stages.tools import Tools
from pipeline.weighing.employment import unweighed_periods, vouched_by_signature
from pipeline.weighing.outcome import (
    left_to_a_person,
    mark_findings,
    missing_fields,
    outcome_of,
    picture_to_blame,
    softened,
    stands,
    told,
    unnamed_holder,
    unread_registry_fields,
    without_settled_doubts,
)
from pipeline.zones import zone_of


def decision(case: Case, tools: Tools) -> Case:
    """Fill `case.decision`; what only all facts together show becomes a finding here."""
    kind = tools.kinds[case.claim.kind]
    now = tools.clock()
    own = () if case.stopped else softened(case, (*checked(case, kind, tools), *whole_paper(case, kind)))
    own = (*own, *picture_to_blame(case, own))
    signed = any(map(stands, case.esignatures or ()))
    weighed = left_to_a_person(vouched_by_signature((*without_settled_doubts(case), *own), signed=signed))
    outcome = outcome_of(weighed)
    severity = {code: rule.severity for code, rule in load_reasons().items()}
    reasons = tuple(reason_of(finding) for finding in told(weighed, outcome, severity))
    typed_otherwise = [f for f in weighed if f.weight is Weight.NOTE and f.code == "DECLARED_MISMATCH"]
    mendable = outcome is Outcome.REJECTED and any(reason.correctable for reason in reasons)
    made = Decision(
        outcome=outcome,
        reasons=reasons,
        notes=tuple(map(reason_of, typed_otherwise)),
        correct_by=correct_by(now, case.claim.holder.time_zone) if mendable else None,
        decided_at=now,
    )
    return case.with_(*own, decision=made)


def checked(case: Case, kind: Kind, tools: Tools) -> tuple[Finding, ...]:
    """The kind's own checks of dates and numbers, and its validity, as on the applicant's today."""
    if case.reading is None:
        return ()
    today = tools.clock().astimezone(zone_of(case.claim.holder.time_zone)).date()
    fields = case.reading.fields
    found = [finding for name in kind.checks for finding in CHECKS[name](fields, case.claim.holder, today, kind)]
    held = case.cross_check.entry.fields if case.cross_check and case.cross_check.entry else {}
    return (*found, *validity_findings(fields, held, kind.validity, today))


def whole_paper(case: Case, kind: Kind) -> tuple[Finding, ...]:
    """Required fields and marks, and what identifies the paper."""
    e_signed = case.reading is not None and case.reading.e_signature_stamp
    return (
        *missing_fields(case, kind),
        *unread_registry_fields(case, kind),
        *unnamed_holder(case, kind),
        *unweighed_periods(case, kind),
        *mark_findings(case, kind, e_signed=e_signed),
    )


def reason_of(finding: Finding) -> Reason:
    """A finding in the contract's words."""
    rule = load_reasons()[finding.code]
    message, advice = render(
        finding.code, "ru", field=finding.field, found=finding.found, expected=finding.expected, page=finding.page
    )
    return Reason(
        code=finding.code,
        field=finding.field,
        found=finding.found,
        expected=finding.expected,
        message=message,
        advice=advice,
        correctable=rule.correctable,
    )
