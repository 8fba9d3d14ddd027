"""What does one reason code look like as data? (the schema of `reasons.toml` and `fields.toml`)"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pipeline.rules.kind import Rule

Group = Literal["file", "picture", "paper", "holder", "registry", "validity", "employment", "by_a_person", "ours"]
Disposition = Literal["retry", "final", "review", "system"]
Fault = Literal["applicant", "issuer", "registry", "us"]
Action = Literal["reshoot_page", "upload_missing", "edit_declared", "add_evidence", "contact_issuer", "none"]


class Fix(Rule):
    """What mends it, and where: `file`, `page`, `field`, `document` or nothing."""

    action: Action
    target: Literal["", "file", "page", "field", "document"] = ""


class Text(Rule):
    """What is told in one language. A part in square brackets is left out when a value named in it is missing."""

    message: str
    advice: str


class ReasonRule(Rule):
    """One reason code. A code is never renamed or used again."""

    code: str
    group: Group
    disposition: Disposition
    fault: Fault
    """Whose fault: the window stands still while it is the registry's or ours."""
    fix: Fix
    severity: int = Field(ge=1, le=100)
    """The higher, the earlier it is told."""
    ru: Text
    en: Text
    operator: str
    """For the people who run the register, in Russian."""
    since: str

    @property
    def correctable(self) -> bool:
        """True when the applicant can mend it with a new upload or a corrected entry."""
        return self.disposition == "retry"


class FieldName(Rule):
    """What people call a field of the contract."""

    ru: str
    en: str
