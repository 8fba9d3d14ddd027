"""What did a stage add to a case, as it is kept?

The lines of the pages, with every symbol's alternatives, are most of a case and few stages read them: they are kept
apart, so that a decision is made again without unpacking them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from pipeline.case import Case, Line, Record

FIXED = frozenset({"id", "claim", "findings"})
LINES = TypeAdapter(tuple[tuple[Line, ...], ...])


class Delta(Record):
    """`added`: JSON of a partial case, its pages without lines. `lines`: a list of lines a page, JSON."""

    added: str
    lines: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of both."""
        return sha256(self.added if self.lines is None else f"{self.added}\n{self.lines}")


def delta_of(before: Case, after: Case) -> Delta:
    """What `after` has and `before` had not. Raises `ValueError` when findings were taken away."""
    count = len(before.findings)
    if after.findings[:count] != before.findings or after.id != before.id or after.claim != before.claim:
        raise ValueError("a stage may only add to a case")
    slots = {
        name
        for name in Case.model_fields
        if name not in FIXED and getattr(after, name) is not getattr(before, name)
    }  # fmt: skip
    partial = after.model_copy(update={"findings": after.findings[count:]})
    lines = None
    if "pages" in slots and after.pages is not None:
        lines = LINES.dump_json(tuple(page.lines for page in after.pages)).decode()
        bare = tuple(page.model_copy(update={"lines": ()}) for page in after.pages)
        partial = partial.model_copy(update={"pages": bare})
    return Delta(added=partial.model_dump_json(include={*slots, "findings"}), lines=lines)


def apply_delta(case: Case, added: str) -> Case:
    """Return `case` with what a stage had added to it; its pages, if any, have no lines yet."""
    return apply_deltas(case, [added])


def apply_deltas(case: Case, added: Sequence[str]) -> Case:
    """The same for stages one after another: a slot that a later one filled anew is made into records once."""
    members: dict[str, Any] = {}
    findings: list[Any] = []
    for one in map(json.loads, added):
        findings += one.pop("findings", ())
        members |= one
    whole = Case.model_validate({**members, "findings": findings, "id": case.id, "claim": _claim_stub(case)})
    return case.with_(*whole.findings, **{name: getattr(whole, name) for name in members if name not in FIXED})


def says_stop(added: str) -> bool:
    """True when one of the findings ends the examination; nothing is parsed."""
    return '"stops":true' in added  # inside of a string the quotes would be escaped


def with_lines(case: Case, lines: str) -> Case:
    """Return `case` with the lines of its pages."""
    if case.pages is None:
        return case
    read: Sequence[tuple[Line, ...]] = LINES.validate_json(lines)
    pages = tuple(page.model_copy(update={"lines": own}) for page, own in zip(case.pages, read, strict=True))
    return case.model_copy(update={"pages": pages})


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _claim_stub(case: Case) -> dict[str, object]:
    """The smallest claim that validates: only the other members are taken over."""
    return {"kind": case.claim.kind, "upload": {"name": "", "size": 0, "sha256": ""}}
