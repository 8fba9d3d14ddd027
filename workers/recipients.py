"""To whom does a notice go, and what concerns them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.cabinet.outbox import Facts
from pipeline.case import Holder, Reason
from pipeline.rules.reasons import kind_title
from pipeline.zones import zone_of
from workers.channels.protocol import Recipient


def recipient_of(facts: Facts) -> Recipient:
    row = facts.row
    holder = Holder.model_validate(row["claim"]["holder"])
    decision: Mapping[str, Any] = facts.decision or {}
    return Recipient(
        email=str(row["contacts"].get("email") or ""),
        phone=str(row["contacts"].get("phone") or ""),
        last_name=holder.last_name or "",
        first_name=holder.first_name or "",
        middle_name=holder.middle_name or "",
        zone=zone_of(holder.time_zone),
        title=kind_title(row["kind"]),
        uploaded_at=row["created_at"],
        correct_by=row["correct_by"],
        valid_until=row["valid_until"],
        reasons=_reasons(decision.get("reasons", ())),
        notes=_reasons(decision.get("notes", ())),
    )


def _reasons(told: Sequence[Any]) -> tuple[Reason, ...]:
    return tuple(Reason.model_validate(reason) for reason in told)
