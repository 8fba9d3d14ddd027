"""How is the cabinet's backend told? (`docs/webhooks.md`)"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pipeline.cabinet.outbox import Notice
from pipeline.cabinet.telling import WEBHOOK
from workers.channels.posting import Poster
from workers.channels.protocol import Clock, Recipient
from workers.channels.signing import signature

MEMBERS = (
    "document_id", "sequence", "event", "status", "before", "kind", "revision", "at", "correct_by", "decision",
    "reasons", "notes", "valid_until", "days_left", "passed_at",
)  # fmt: skip
"""What may leave: ids, statuses, codes, times. A new member is a decision about personal data."""


class Webhook:
    """Tells everything, signed; the same bytes under the same id on every try."""

    name = WEBHOOK
    to_applicant = False

    def __init__(self, poster: Poster, keys: Sequence[bytes], clock: Clock, *, seconds: float, lanes: int = 4) -> None:
        """`keys`: the current one, and the one before while receivers change over."""
        self._poster = poster
        self._keys = tuple(keys)
        self._clock = clock
        self.seconds = seconds
        self.lanes = lanes

    def deliver(self, notice: Notice, recipient: Recipient) -> None:
        body = body_of(notice)
        timestamp = int(self._clock().timestamp())
        self._poster.post(
            body,
            {
                "Content-Type": "application/json",
                "webhook-id": notice.id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature(self._keys, notice.id, timestamp, body),
                "webhook-attempt": str(notice.attempt),
            },
        )


def body_of(notice: Notice) -> bytes:
    """JSON in ASCII, the same on every try."""
    told: dict[str, Any] = {name: notice.body[name] for name in MEMBERS if name in notice.body}
    return json.dumps({"id": notice.id, **told}, sort_keys=True, separators=(",", ":")).encode("ascii")
