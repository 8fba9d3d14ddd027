"""Which statuses does a document have in the cabinet, and which may follow which? (contract, «Statuses»)"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pipeline.case import Outcome

STAGES = ("virus_scan", "format_check", "esignatures", "ocr", "extraction", "cross_check", "decision")
"""What stands beside `checking`; the sequence itself is in `pipeline.stages`."""


class Status(StrEnum):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    WAITING = "waiting"
    NEEDS_REVIEW = "needs_review"
    APPROVED = "approved"
    RECORDED = "recorded"
    REJECTED = "rejected"
    REPLACED = "replaced"
    ACCESS_RESTRICTED = "access_restricted"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    ARCHIVED = "archived"
    PURGED = "purged"


TITLES: Mapping[Status, str] = MappingProxyType(
    {
        Status.UPLOADED: "Загружено",
        Status.CHECKING: "Проверяется",
        Status.WAITING: "Ожидает ответа реестра",
        Status.NEEDS_REVIEW: "На проверке у специалиста",
        Status.APPROVED: "Подтверждено",
        Status.RECORDED: "Зафиксировано",
        Status.REJECTED: "Отклонено",
        Status.REPLACED: "Заменено",
        Status.ACCESS_RESTRICTED: "Доступ ограничен",
        Status.EXPIRING: "Срок истекает",
        Status.EXPIRED: "Срок истёк",
        Status.ARCHIVED: "В архиве",
        Status.PURGED: "Удалено",
    }
)
"""What the cabinet shows."""

S = Status
EXAMINED = frozenset({S.NEEDS_REVIEW, S.APPROVED, S.RECORDED, S.REJECTED})
PUT_AWAY = frozenset({S.ARCHIVED, S.PURGED})
IN_WORK = frozenset({S.UPLOADED, S.CHECKING, S.WAITING})
"""The pipeline is at it: a lease may be taken, a lost one is found by a sweep."""
HELD = frozenset({S.APPROVED, S.RECORDED, S.EXPIRING})
"""The paper counts."""
OUT_OF_USE = frozenset({S.REPLACED, S.ARCHIVED, S.PURGED})
"""The same bytes of the same holder may be handed in again beside it."""
OPEN_TO_REPLACEMENT = frozenset(
    {S.REJECTED, S.ACCESS_RESTRICTED, S.NEEDS_REVIEW, S.EXPIRED, S.EXPIRING, S.APPROVED, S.RECORDED}
)

TRANSITIONS: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        S.UPLOADED: frozenset({S.CHECKING, S.REPLACED}),
        S.CHECKING: EXAMINED | {S.WAITING, S.UPLOADED, S.REPLACED},
        S.WAITING: EXAMINED | {S.CHECKING, S.REPLACED},
        S.NEEDS_REVIEW: EXAMINED | {S.UPLOADED, S.REPLACED} | PUT_AWAY,
        S.APPROVED: EXAMINED | {S.EXPIRING, S.EXPIRED, S.REPLACED} | PUT_AWAY,
        S.RECORDED: EXAMINED | {S.REPLACED} | PUT_AWAY,
        S.REJECTED: EXAMINED | {S.UPLOADED, S.ACCESS_RESTRICTED, S.REPLACED} | PUT_AWAY,
        S.ACCESS_RESTRICTED: EXAMINED | {S.UPLOADED, S.REPLACED} | PUT_AWAY,
        S.EXPIRING: EXAMINED | {S.EXPIRED, S.REPLACED} | PUT_AWAY,
        S.EXPIRED: EXAMINED | {S.REPLACED} | PUT_AWAY,
        S.REPLACED: PUT_AWAY,
        S.ARCHIVED: frozenset(S) - IN_WORK - {S.ARCHIVED},
        S.PURGED: frozenset(),
    }
)
"""What may follow; a status may always follow itself."""

OF_OUTCOME: Mapping[Outcome, Status] = MappingProxyType(
    {
        Outcome.APPROVED: S.APPROVED,
        Outcome.REJECTED: S.REJECTED,
        Outcome.NEEDS_REVIEW: S.NEEDS_REVIEW,
        Outcome.WAITING: S.NEEDS_REVIEW,  # decided so only after the last try: then a person looks
    }
)


RECORDING = frozenset({"labour_book", "employment_history_extract"})
"""Kinds of papers about work: what is approved of them are periods, which are recorded."""


def status_of(outcome: Outcome, kind: str) -> Status:
    """The status that a decision about a paper of this kind puts it into."""
    return recorded_if(OF_OUTCOME[outcome], kind)


def recorded_if(status: Status, kind: str) -> Status:
    """`recorded` for `approved`, where a paper about work is meant."""
    return S.RECORDED if status is S.APPROVED and kind in RECORDING else status


class ForbiddenTransition(ValueError):
    """A status may not follow another."""


def may_follow(before: Status, after: Status) -> bool:
    return before is after or after in TRANSITIONS[before]
