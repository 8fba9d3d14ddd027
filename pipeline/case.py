"""Which records flow through the stages?

Everything here is frozen, keyword-only and survives a round trip through JSON, because the runner
saves a case after each stage. `repr` shows field names only: a record may hold a passport.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from pipeline.file_names import safe_name

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels of the page preview, whose size is `Page.width` x `Page.height`."""

Matrix = tuple[float, float, float, float, float, float, float, float, float]
"""A 3 x 3 homography, row by row."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A probability or a share of a whole."""


class Record(BaseModel):
    """A frozen record whose `repr` tells its type and nothing of a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(sorted(self.model_fields_set))})"

    __str__ = __repr__


class Holder(Record):
    """Who is logged in to the cabinet. Every member may be missing."""

    last_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    birth_date: dt.date | None = None
    snils: str | None = None
    inn: str | None = None
    time_zone: str | None = None


class Upload(Record):
    """The file as it was handed in: its name there (`safe_name`), its size in bytes, the hash of its bytes."""

    name: Annotated[str, AfterValidator(safe_name)]
    size: int
    sha256: str


class Claim(Record):
    """What an applicant hands in: a file, the kind it is said to be, who they are, what they typed beside it."""

    kind: str
    holder: Holder = Holder()
    declared: dict[str, str] = Field(default_factory=dict)
    upload: Upload
    signature: Upload | None = None
    """A file with an electronic signature of the upload, handed in beside it."""
    former_last_names: tuple[str, ...] = ()
    """Surnames that an approved `name_change_certificate` of the same holder explains."""


# --- what virus_scan finds -----------------------------------------------------------------------------------


class ScanResult(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


class VirusScan(Record):
    """What an antivirus said of the file's bytes, and which one."""

    result: ScanResult
    malware: str | None = None
    """What it calls what it found."""
    scanner: str | None = None
    """Program and version, `ClamAV 1.4.3`; None where nothing answered."""
    database: str | None = None
    """Version of its signatures."""
    database_date: AwareDatetime | None = None
    why: str = ""
    """Why it was not scanned: `off`, `unreachable`, `too_slow`, `hung_up`, `nonsense`, `too_large`, `unseen` (the
    scanner could not look inside)."""


# --- what format_check finds -------------------------------------------------------------------------------


class Picture(Record):
    """Measures of one page's picture, taken before it is read. Units are in the names."""

    page: int
    width_px: int
    height_px: int
    text_height_px: float | None = None
    """Median height of lower-case letters; None when no text was found."""
    letters: int = 0
    """How many pieces of ink stand in rows as letters do; counted in a reduced picture."""
    edge_px: float = 0.0
    """Width of the letters' edges in pixels: from a tenth to nine tenths of the way from paper to ink."""
    sharpness: float = 0.0
    """Height of lower-case letters over the width of their edges."""
    brightness: float = 0.0
    """Grey level of the paper, 0 to 255."""
    contrast: float = 0.0
    """Grey levels between paper and ink."""
    noise: float = 0.0
    """Standard deviation of the paper's noise, in grey levels."""
    ink_share: float = 0.0
    """Share of the picture that is clearly darker than the paper around it."""
    glare_share: float = 0.0
    """Share of the text's area that is drowned in white."""
    cut_share: float = 0.0
    """Share of the rows of text that run into the picture's border."""


class FileFacts(Record):
    """What the file is by its content."""

    media_type: str
    format: str
    """`pdf`, `jpeg`, `png`, `doc` or `docx`."""
    page_count: int
    pictures: tuple[Picture, ...] = ()


# --- what esignatures finds ----------------------------------------------------------------------------------


class ESignatureState(StrEnum):
    VALID = "valid"
    """Whole, its chain ends in a trusted root, its certificate was in force when it was made."""
    INVALID = "invalid"
    """Surely broken: other bytes were signed, or the signature was not made with its certificate's key."""
    UNKNOWN_ISSUER = "unknown_issuer"
    """Whole, but nobody who is trusted here vouches for the signer."""
    EXPIRED = "expired"
    """Whole, and of a known issuer, but the certificate was not in force when it was made."""
    REVOKED = "revoked"
    CANNOT_BE_CHECKED = "cannot_be_checked"
    """Nothing is known of it; `why` says what lacks."""


class ChangedAfter(StrEnum):
    """What was done to the file after it was signed."""

    NOTHING = "nothing"
    ALLOWED = "allowed"
    """What the rules of PDF allow: a further signature, filled fields."""
    SUSPICIOUS = "suspicious"
    UNKNOWN = "unknown"


class Certificate(Record):
    """Whose signature it is, as their certificate says."""

    organisation: str | None = None
    name: str | None = None
    """Of the person or the system: personal data."""
    ogrn: str | None = None
    issuer: str | None = None
    serial: str
    """Hexadecimal."""
    sha256: str
    not_before: AwareDatetime
    not_after: AwareDatetime


class ESignature(Record):
    """One electronic signature, and what it is worth: proof, where the printed stamp is only text."""

    source: Literal["pdf", "beside"]
    """Inside the PDF, or in a file beside the upload."""
    field: str | None = None
    """Of the PDF's form."""
    state: ESignatureState
    why: str = ""
    """A word: `changed`, `forged`, `another_file` (invalid); `no_gost`, `no_openssl`, `damaged`, `unsupported`, `weak`,
    `no_certificate`, `chain`, `usage`, `future` (cannot be checked)."""
    algorithm: str = ""
    signed_at: AwareDatetime | None = None
    time_proven: bool = False
    """A trusted time stamp says so; else the signer does."""
    whole_file: bool = False
    """It covers every byte of the file."""
    changed_after: ChangedAfter = ChangedAfter.UNKNOWN
    certificate: Certificate | None = None


# --- what ocr reads ------------------------------------------------------------------------------------------


class Choice(Record):
    """What a symbol could also be, with the recogniser's probability."""

    text: str
    confidence: Share


class Word(Record):
    """A word as read. `choices` holds, symbol by symbol, the likely readings, best first; empty when unknown."""

    text: str
    confidence: Share
    box: Box
    choices: tuple[tuple[Choice, ...], ...] = ()


class Line(Record):
    """Words of one line, left to right. `column` counts the halves of a spread from 0."""

    words: tuple[Word, ...]
    box: Box
    column: int = 0

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class TextSource(StrEnum):
    TEXT_LAYER = "text_layer"
    OCR = "ocr"


class Page(Record):
    """One page as read, upright. `transform` maps pixels of the decoded source to pixels of the preview."""

    number: int
    width: int
    height: int
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the source was turned to stand upright."""
    transform: Matrix = IDENTITY
    source: TextSource = TextSource.OCR
    is_photo: bool = False
    text_height: float | None = None
    """Median height of lower-case letters, in preview pixels."""
    lines: tuple[Line, ...] = ()
    layer_differs: bool = False
    """The text layer exists but was not believed: it is garbage, or the pixels say something else."""


# --- what extraction finds -----------------------------------------------------------------------------------


class Look(Record):
    """One reading of a spot by one recogniser in one way, e.g. `eng digits 36px`."""

    how: str
    text: str
    confidence: Share
    choices: tuple[tuple[Choice, ...], ...] = ()


class Alternative(Record):
    """What a value could be instead, normalised, with the evidence for it."""

    value: str
    confidence: Share


class Value(Record):
    """A field's value with its evidence."""

    field: str
    value: str | int | bool
    """Normalised as the contract says: ISO dates, nominative names, numbers without spaces."""
    raw: str
    confidence: Share
    """How surely the symbols were read."""
    trust: Share = 1.0
    """How much the place speaks for its being this field."""
    page: int
    box: Box | None = None
    source: str = "ocr"
    alternatives: tuple[Alternative, ...] = ()
    looks: tuple[Look, ...] = ()
    agreed: int = 0
    """So many readings, the page's own among them, saw just this in every spot."""
    spots: tuple[Box, ...] = ()
    """Where the looks looked: one box a word that holds digits."""


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"


class Mark(Record):
    """A signature or a seal: is it there, where, and how sure is that."""

    name: Literal["signature", "seal"]
    presence: Presence
    confidence: Share
    page: int | None = None
    box: Box | None = None


class KindScore(Record):
    kind: str
    score: float
    variant: str | None = None


class Reading(Record):
    """What the paper says, read without knowing what was expected."""

    kind_detected: str | None
    variant: str | None = None
    kind_scores: tuple[KindScore, ...] = ()
    fields: dict[str, Value] = Field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    e_signature_stamp: bool = False
    """The printed stamp «Документ подписан электронной подписью» stands on a page: text, not proof."""


# --- what cross_check weighs ---------------------------------------------------------------------------------


class Verdict(StrEnum):
    MATCH = "match"
    DIFFERENT = "different"
    DOUBT = "doubt"
    NOT_READ = "not_read"
    NOTHING_TO_COMPARE = "nothing_to_compare"


Against = Literal["holder", "declared", "registry"]


class Comparison(Record):
    """One field of the paper against one source that expects a value there."""

    field: str
    against: Against
    expected: str
    found: str | None
    verdict: Verdict
    confidence: Share
    """How sure the verdict is."""
    detail: str = ""
    """For a reviewer, in Russian: «на бумаге 3 или 5, в реестре 3»."""


class RegistryDocument(Record):
    """An entry of the register about one paper."""

    kind: str
    status: Literal["valid", "revoked", "replaced"] = "valid"
    fields: dict[str, str] = Field(default_factory=dict)


class RegistryPerson(Record):
    """A person in the register."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_date: dt.date | None = None
    snils: str | None = None
    inn: str | None = None
    previous_last_names: tuple[str, ...] = ()
    documents: tuple[RegistryDocument, ...] = ()
    employments: tuple[dict[str, str | None], ...] = ()


class CrossCheck(Record):
    """What the comparison came to."""

    person_found: bool
    entry: RegistryDocument | None = None
    comparisons: tuple[Comparison, ...] = ()


# --- findings and the decision -------------------------------------------------------------------------------


class Weight(StrEnum):
    """What a finding is strong enough for."""

    REJECT = "reject"
    REVIEW = "review"
    NOTE = "note"


class Finding(Record):
    """Something that a stage noticed. `code` is a reason code of the contract."""

    code: str
    weight: Weight
    field: str | None = None
    found: str | None = None
    expected: str | None = None
    page: int | None = None
    box: Box | None = None
    detail: str = ""
    """For the operator: what was measured. No personal data."""
    stops: bool = False
    """The examination cannot go further: only the decision follows."""


class Reason(Record):
    """A finding in the words of the contract, for the applicant."""

    code: str
    field: str | None = None
    found: str | None = None
    expected: str | None = None
    message: str
    advice: str
    correctable: bool


class Outcome(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    NEEDS_REVIEW = "needs_review"
    WAITING = "waiting"


class Decision(Record):
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    correct_by: AwareDatetime | None = None
    decided_at: AwareDatetime


# --- traces ----------------------------------------------------------------------------------------------------

TraceName = Literal[
    "edited_with", "later_increment", "changed_after_creation", "edit_history", "thumbnail_differs", "screenshot",
    "layer_differs", "hidden_text", "cropped_text", "covered_text", "text_over_text", "patch", "annotation",
    "form_field", "hidden_layer", "mixed_fonts", "same_file", "same_picture", "same_mark",
]  # fmt: skip


class Trace(Record):
    """What may come of an alteration and may be innocent: evidence for a reviewer, by itself it decides nothing."""

    what: TraceName
    strength: Literal["weak", "fair", "strong"]
    """How seldom it is seen on honest papers."""
    page: int | None = None
    box: Box | None = None
    field: str | None = None
    """The field at whose own spot it was found."""
    detail: str = ""
    """For a reviewer, in Russian: the program's name, what was counted. Nothing of what the paper says."""
    document_id: str | None = None
    """The other document that it leads to."""


class Print(Record):
    """What a file, a page or a stamp is known by where it is handed in again. Nothing can be read from it."""

    what: Literal["file", "page", "stamp"]
    page: int | None = None
    keys: Annotated[tuple[Annotated[int, Field(ge=0, lt=1 << 63)], ...], Field(max_length=64)]
    """By which it is looked up, 63 bits each; what is the same has at least one of them in common."""
    body: Annotated[str, Field(max_length=12_000)] = ""
    """For a second look at what was found: base64; the format is `pipeline.reading.page_print`'s."""
    probes: Annotated[str, Field(max_length=4_000)] = ""
    """Under what else it may have been filed, in another frame and with other noise; the same."""
    facts: tuple[int, ...] = ()
    """Hashes of the number, the registration number with its date, and the name."""
    drawn: bool = False
    """The page was drawn by a program: its constant text is the same on every paper of its form, dot by dot."""


class SeenPrint(Record):
    """A print of another holder's document that has a key in common."""

    document_id: str
    stands: bool
    """That document counts for its holder."""
    own: Print


# --- the case ------------------------------------------------------------------------------------------------


class Case(Record):
    """A claim on its way through the stages: each fills its slot and adds its findings."""

    id: str
    claim: Claim
    virus_scan: VirusScan | None = None
    file: FileFacts | None = None
    esignatures: tuple[ESignature, ...] | None = None
    pages: tuple[Page, ...] | None = None
    reading: Reading | None = None
    cross_check: CrossCheck | None = None
    decision: Decision | None = None
    findings: tuple[Finding, ...] = ()
    traces: tuple[Trace, ...] = ()
    prints: Annotated[tuple[Print, ...], Field(max_length=24)] = ()

    def with_(self, *findings: Finding, **slots: Any) -> Case:
        """Return a fuller copy: `slots` are filled, `findings` added."""
        return self.model_copy(update={**slots, "findings": (*self.findings, *findings)})

    @property
    def stopped(self) -> bool:
        """True when a finding says that the examination cannot go further."""
        return any(finding.stops for finding in self.findings)


# --- failures that are not the document's ----------------------------------------------------------------------


class RetryLater(Exception):
    """The world is at fault: an engine's time limit, the registry, the database. Try again, then a person looks."""

    at_once = True
    """False where trying again within seconds cannot help."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class RegistryUnavailable(RetryLater):
    """The registry did not answer: the document waits, nothing is held against the applicant."""


class UploadKills(RetryLater):
    """The upload ended the process that opened it, now or before: no other process is risked, a person looks."""

    at_once = False


class Unreadable(Exception):
    """A page cannot be shown: the document is at fault."""
