"""What is the file, and who signed it electronically?"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from pipeline.case.record import Record


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
    """`pdf`, `jpeg`, `png`, `doc` or `docx`; `files` where several were handed in, whose pages follow one another."""
    page_count: int
    pictures: tuple[Picture, ...] = ()
    shown_as: Literal["", "pdf", "text"] = ""
    """How the pages of a Word file came about: a program drew them (`pdf`), or its words were set anew (`text`), which
    says nothing of how it looks. Empty for what shows itself."""


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
