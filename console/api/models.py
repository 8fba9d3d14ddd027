"""What do the answers of the API look like? (for its description, and for tests: answers are made elsewhere)"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.cabinet.statuses import Status

Moment = str
"""ISO 8601 with an offset."""


class Shown(BaseModel):
    """Members may be added later: a client ignores those that it does not know."""

    model_config = ConfigDict(extra="forbid")


class FixShown(Shown):
    """What mends it: switch on `action`."""

    action: str
    target: str


class ReasonShown(Shown):
    """Why, in words for the applicant. Switch on `disposition` and `fix`, not on `code`."""

    code: str
    disposition: Literal["retry", "final", "review", "system"]
    fault: Literal["applicant", "issuer", "registry", "us"]
    fix: FixShown
    field: str | None
    found: str | None
    expected: str | None
    message: str
    advice: str
    correctable: bool


class FieldShown(Shown):
    """A value that was read; `box` is x0, y0, x1, y1 in pixels of the page's preview."""

    value: str | int | bool
    raw: str
    confidence: float
    page: int
    box: list[int] | None
    source: str
    """`ocr`, `text_layer`, … or `reviewer`: a person read it."""


class PageShown(Shown):
    """Size of a page's preview in pixels; by how many degrees clockwise it was turned to stand upright."""

    width: int
    height: int
    rotation: int


class CertificateShown(Shown):
    """Whose signature it is, as the certificate says."""

    organisation: str | None
    name: str | None
    ogrn: str | None
    issuer: str | None
    serial: str
    sha256: str
    not_before: Moment
    not_after: Moment


class ESignatureShown(Shown):
    """An electronic signature and what it is worth."""

    source: Literal["pdf", "beside"]
    field: str | None
    state: Literal["valid", "invalid", "unknown_issuer", "expired", "revoked", "cannot_be_checked"]
    why: str
    algorithm: str
    signed_at: Moment | None
    time_proven: bool
    whole_file: bool
    changed_after: Literal["nothing", "allowed", "suspicious", "unknown"]
    certificate: CertificateShown | None


class ScanShown(Shown):
    """What an antivirus said of the file; `why` it was not scanned."""

    result: Literal["clean", "infected", "not_scanned"]
    malware: str | None
    scanner: str | None
    database: str | None
    database_date: Moment | None
    why: str


class WindowEntryShown(Shown):
    event: str
    at: Moment
    cause: str
    correct_by: Moment | None


class WindowShown(Shown):
    """The correction window; `correct_by` is null once it is closed."""

    correct_by: Moment | None
    paused: bool
    ledger: list[WindowEntryShown]


class SummaryShown(Shown):
    """A document without anything of its paper."""

    id: str
    kind: str
    status: Status
    title: str = Field(description="The status in Russian, as the cabinet shows it.")
    stage: str | None
    revision: int
    attempt: int
    created_at: Moment
    updated_at: Moment
    valid_until: str | None
    replaces: str | None
    replaced_by: str | None
    holder_key: str | None
    former_status: Status | None = Field(description="Before it was put into the archive, or purged.")
    purged_at: Moment | None


class HandedIn(SummaryShown):
    created: bool = Field(description="False where the same holder had handed in the same bytes before.")


class TraceShown(Shown):
    """What may come of an alteration, for the reviewer; never for the applicant."""

    what: str
    strength: str
    page: int | None
    box: list[int] | None
    field: str | None
    detail: str
    document_id: str | None


class ActShown(Shown):
    """The newest version of the act of confirmation; `in_force` while the paper is recorded."""

    number: int
    version: int
    made_at: Moment
    sha256: str = Field(description="Of the PDF.")
    in_force: bool


class LinkShown(Shown):
    """A page for whoever has the address: give it to the applicant alone."""

    url: str = Field(description="Only the path, where the installation does not say at which address it is reached.")
    expires_at: Moment


class LinksRevoked(Shown):
    revoked: int


class ActVerifiedShown(Shown):
    """What whoever holds an act may know of it: nothing of a person."""

    number: int
    version: int
    made_at: Moment
    state: Literal["current", "replaced", "not_in_force", "purged"] = Field(
        description="`replaced` by a later version; `not_in_force`: the paper no longer counts; `purged`: removed."
    )
    replaced_by: int | None = Field(description="The version that came after it.")
    sha256: str | None = Field(description="Of the PDF; null once it was purged.")


class SpanShown(Shown):
    """A length of service."""

    years: int
    months: int
    days: int


class DaysShown(Shown):
    start: str
    end: str | None


class EmploymentShown(Shown):
    """A period of work that follows from a paper; `end` is null while it goes on."""

    organisation: str
    former_organisations: list[str]
    registered_as: str
    position: str
    position_id: int | None
    medical_position: str
    start: str
    start_exact: Literal["day", "month", "year"]
    end: str | None
    end_exact: Literal["day", "month", "year"] | None
    suspended: list[DaysShown]
    second_job: bool
    service: SpanShown | None
    confirmed_by: list[Literal["paper", "registry", "reviewer"]]
    confidence: float


class ServiceShown(Shown):
    """What the periods sum to; `current` says which of `employments` go on."""

    total: SpanShown
    in_specialty: SpanShown
    counted_to: str | None
    gaps: list[DaysShown]
    current: list[int]


class DocumentShown(SummaryShown):
    """All that is told of a document."""

    kind_detected: str | None
    decision: str | None
    decided_at: Moment | None
    decided_by: str | None
    """`machine`, `reviewer`, `supervisor`."""
    correct_by: Moment | None
    reasons: list[ReasonShown]
    fields: dict[str, FieldShown]
    notes: list[ReasonShown]
    pages: list[PageShown]
    employments: list[EmploymentShown]
    service: ServiceShown | None
    esignatures: list[ESignatureShown]
    traces: list[TraceShown]
    virus_scan: ScanShown | None
    window: WindowShown | None
    act: ActShown | None
    stages: dict[str, float]
    versions: dict[str, str]


class ListedShown(SummaryShown):
    correct_by: Moment | None
    reasons: list[str]


class DocumentsShown(Shown):
    """A page of documents; it may hold fewer than were asked for and still have a `next`."""

    documents: list[ListedShown]
    next: str | None = Field(description="`cursor` of the next page; null after the last.")


class EventShown(Shown):
    seq: int
    at: Moment
    actor: str
    action: str
    before: str | None
    after: str | None
    why: str


class EventsShown(Shown):
    events: list[EventShown]
    next: str | None


class ReadyShown(Shown):
    """`ok`, or what is missing."""

    ready: bool
    checks: dict[str, str]
