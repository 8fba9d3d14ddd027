"""What does a person's decision say to the applicant, and who else has to agree?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.case import Case, Decision, Outcome, Reason, Verdict
from pipeline.rules.loader import load_reasons
from pipeline.rules.reasons import Locale, render
from pipeline.rules.validity import correct_by

SecondFor = Literal["final_rejection", "override"]
NOT_FOR_PEOPLE = frozenset({"system"})
"""Dispositions that no person rejects with: they say what became of our work, not what is wrong with a paper."""


@dataclass(frozen=True, kw_only=True)
class Picked:
    """A reason that a person chose. `advice` and `message`: their own words, where they are not the catalogue's."""

    code: str
    field: str | None = None
    found: str | None = None
    expected: str | None = None
    page: int | None = None
    message: str = ""
    advice: str = ""


class NoReason(ValueError):
    """A rejection says why; an approval has nothing to say."""


def codes_to_reject_with() -> tuple[str, ...]:
    """Codes of the catalogue that a person may reject with, the gravest first."""
    rules = load_reasons()
    fit = [code for code, rule in rules.items() if rule.disposition not in NOT_FOR_PEOPLE]
    return tuple(sorted(fit, key=lambda code: (-rules[code].severity, code)))


def reason_of(picked: Picked, locale: Locale = "ru") -> Reason:
    """In the catalogue's words, or the person's. Raises `KeyError` for a code that nobody may reject with."""
    if picked.code not in codes_to_reject_with():
        raise KeyError(picked.code)
    told = render(
        picked.code, locale, field=picked.field, found=picked.found, expected=picked.expected, page=picked.page
    )  # fmt: skip
    return Reason(
        code=picked.code, field=picked.field, found=picked.found, expected=picked.expected,
        message=picked.message.strip() or told.message, advice=picked.advice.strip() or told.advice,
        correctable=load_reasons()[picked.code].correctable,
    )  # fmt: skip


def approved(now: dt.datetime) -> Decision:
    return Decision(outcome=Outcome.APPROVED, decided_at=now)


def rejected(picked: Sequence[Picked], now: dt.datetime, time_zone: str | None) -> Decision:
    """The gravest reason first; with a window where one of them can be mended. Raises `NoReason`, `KeyError`."""
    if not picked:
        raise NoReason
    order = codes_to_reject_with()
    reasons = tuple(sorted(map(reason_of, picked), key=lambda reason: order.index(reason.code)))
    mendable = any(reason.correctable for reason in reasons)
    return Decision(
        outcome=Outcome.REJECTED, reasons=reasons, decided_at=now,
        correct_by=correct_by(now, time_zone) if mendable else None,
    )  # fmt: skip


def asks_second(
    decision: Decision, case: Case, named: Collection[SecondFor], share: float, lot: float
) -> bool:  # fmt: skip
    """Whether another person has to agree: by what the settings name, or by `lot` (0 to 1, drawn at random)."""
    final = decision.outcome is Outcome.REJECTED and not any(reason.correctable for reason in decision.reasons)
    if "final_rejection" in named and final:
        return True
    if "override" in named and decision.outcome is Outcome.APPROVED and contradicts_register(case):
        return True
    return lot < share


def contradicts_register(case: Case) -> bool:
    """The register says something else than the paper, or knows nothing of it."""
    check = case.cross_check
    if check is None:
        return True
    differs = any(c.against == "registry" and c.verdict is Verdict.DIFFERENT for c in check.comparisons)
    unknown = any(
        finding.code in ("REGISTRY_NOT_FOUND", "REGISTRY_REVOKED", "REGISTRY_MISMATCH") for finding in case.findings
    )
    return differs or unknown
