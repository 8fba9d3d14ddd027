"""What may have been done to a paper, and where has it been seen?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipeline.case.record import Box, Record

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
