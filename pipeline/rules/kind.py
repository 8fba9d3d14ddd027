"""What does one kind of document look like as data? (the schema of `documents/<kind>.toml`)"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt

FileFormat = Literal["pdf", "jpeg", "png", "doc", "docx"]
Place = Literal["right", "below", "above"]


class Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileRules(Rule):
    """What a file of this kind may be. Sizes in bytes."""

    formats: tuple[FileFormat, ...] = ("pdf", "jpeg", "png")
    max_bytes: PositiveInt = 5_242_880
    max_pages: PositiveInt = 20
    pages_read: PositiveInt = 6
    """A paper shows what decides on its first pages; the rest of a long file is kept, not read."""
    max_megapixels: PositiveFloat = 60.0
    """Pixels of one page, from the header, before anything is decoded."""


class PictureRules(Rule):
    """When a page's picture is hopeless (nobody could read it: a rejection) and when it is doubtful (a note).

    Chosen on data: `benchmarks/results/picture_thresholds.md` has both sides of each. Levels are grey levels, 0 to 255.
    """

    min_text_height_px: PositiveFloat = 5.0
    """Letters of the text; below it a recogniser finds less than half of the words, and people guess."""
    doubtful_text_height_px: PositiveFloat = 8.5
    """From here on reading no longer gets better with size."""
    min_width_px: PositiveInt = 500
    """The longer side of the picture: a page of ordinary text has letters of 3 px there."""
    min_sharpness: PositiveFloat = 1.25
    """Letters' height over the width of their edges. Below it letters run together: hardly a word in five is read."""
    doubtful_sharpness: PositiveFloat = 2.8
    """Hard photos that are read well lie above it."""
    min_blur_px: PositiveFloat = 4.5
    """Edges narrower than this are sharp enough: such a picture lacks pixels, not sharpness."""
    min_brightness: PositiveFloat = 60.0
    """Of the paper around the text. A telephone that exposes for the page is never below 100."""
    doubtful_brightness: PositiveFloat = 90.0
    min_contrast: PositiveFloat = 5.0
    """Between paper and ink; below it the noise of a camera is as deep as the ink."""
    min_ink_share: PositiveFloat = 0.006
    """Of a page without letters: dust and a scanner's edge stay below it."""
    max_ink_share: PositiveFloat = 0.35
    """A picture with more is of something else than a page: its text is not judged, later stages say what it is."""
    max_glare_share: PositiveFloat = 0.30
    """Of the text's area: so large a spot hides whole fields."""
    doubtful_glare_share: PositiveFloat = 0.02
    max_cut_share: PositiveFloat = 0.30
    """Of the rows of text: so many rows run into the border when a third of the page is missing."""
    doubtful_cut_share: PositiveFloat = 0.06


class Sign(Rule):
    """A wording that speaks for (weight > 0) or against (weight < 0) this kind; matched fuzzily, without spaces."""

    words: str
    weight: float


class FieldRules(Rule):
    """Where a field stands and what it may look like."""

    labels: tuple[str, ...] = ()
    """Captions printed at the value, as on the blank; matched fuzzily."""
    places: tuple[Place, ...] = ("right", "below", "above")
    """Where the value stands as seen from its label, the likeliest first."""
    after: tuple[str, ...] = ()
    """Wordings that come before the value in the running text («свидетельствует о том, что»)."""
    before: tuple[str, ...] = ()
    """Wordings that follow it («освоил программу»)."""
    type: Literal[
        "name", "date", "number", "registration_number", "organisation", "city", "specialty", "qualification",
        "text", "hours", "snils", "inn", "honours",
    ]
    patterns: tuple[str, ...] = ()
    """Regular expressions over normalised text; named groups `series` and `number` where both stand together."""
    free_standing: bool = False
    """The pattern is telling enough to be looked for without a label."""


class Variant(Rule):
    """A generation of the blank. Its fields override those of the kind, name by name."""

    name: str
    title: str
    """What a person calls it, in Russian."""
    signs: tuple[Sign, ...] = ()
    fields: dict[str, FieldRules] = Field(default_factory=dict)
    required: tuple[str, ...] | None = None
    marks: tuple[Literal["signature", "seal"], ...] | None = None
    esignature_replaces: tuple[Literal["signature", "seal"], ...] | None = None
    e_signature_stamp: bool = False
    """An electronic original: a printed signature stamp stands where ink would."""


class RegistryRules(Rule):
    """Which entries of the register speak of this paper."""

    lookup: Literal["documents", "person", "none"] = "documents"
    """`documents`: an entry must exist; `person`: only the person's data are compared; `none`: not in any register."""
    complete_from: int | None = None
    """From this year of issue on the register is complete; before it, what it does not hold goes to a person."""
    identified_by: tuple[str, ...] = ("series", "number")
    """Fields that tell one paper from another of the same person."""
    compared: tuple[str, ...] = ()
    """Further fields that must not contradict the entry, in order of weight."""


class Validity(Rule):
    years: PositiveInt | None = None
    counted_from: tuple[str, ...] = ("issue_date",)
    """The first of these fields that was read starts the term; `valid_until` on the paper wins."""
    extended_when_ended: tuple[dt.date, dt.date] | None = None
    """A paper whose term ended in this span may have been extended by decree: a person looks."""
    accepted_days: PositiveInt | None = None
    """So long after `issue_date` it is usually accepted: noted for the reviewer, for no law says so."""


class Kind(Rule):
    """One kind of document."""

    kind: str
    title: str
    """What a person calls it, in Russian."""
    since: str = "0.1.0"
    file: FileRules = FileRules()
    picture: PictureRules = PictureRules()
    signs: tuple[Sign, ...]
    min_score: float = 5.0
    variants: tuple[Variant, ...] = ()
    fields: dict[str, FieldRules]
    required: tuple[str, ...]
    marks: tuple[Literal["signature", "seal"], ...] = ()
    esignature_replaces: tuple[Literal["signature", "seal"], ...] = ()
    """Marks that a valid electronic signature of an organisation stands for, of a signer whom somebody trusted vouches
    for (63-ФЗ, art. 6)."""
    registry: RegistryRules = RegistryRules()
    validity: Validity = Validity()
    checks: tuple[str, ...] = ()
    """Names of pure checks in `pipeline/rules/checks.py`."""
    machine_zone: bool = False
    """A machine-readable zone with check digits stands on the page."""
    ruled_tables: bool = False
    """Its rows stand in ruled tables, over as many pages as they take: they are read cell by cell."""
    spreads: bool = False
    """Its rows stand on a labour book's spreads «Сведения о работе», typed or by hand."""
    holder_fields: tuple[str, ...] = ("last_name", "first_name", "middle_name")
    employment: bool = False
    """A paper about work: periods follow from its entries (`Reading.history`) and are weighed against the register's
    `employments`, which stand in for an entry among its `documents`; so `registry.lookup` is `person`."""
    known_to: str = ""
    """Of a paper about work: the field with the last day of which it can tell. A book's date is its first day."""

    def variant(self, name: str | None) -> Variant | None:
        return next((variant for variant in self.variants if variant.name == name), None)

    def fields_of(self, variant: str | None) -> dict[str, FieldRules]:
        chosen = self.variant(variant)
        return {**self.fields, **(chosen.fields if chosen else {})}

    def required_of(self, variant: str | None) -> tuple[str, ...]:
        chosen = self.variant(variant)
        return chosen.required if chosen and chosen.required is not None else self.required

    def marks_of(self, variant: str | None) -> tuple[Literal["signature", "seal"], ...]:
        chosen = self.variant(variant)
        return chosen.marks if chosen and chosen.marks is not None else self.marks

    def esignature_replaces_of(self, variant: str | None) -> tuple[Literal["signature", "seal"], ...]:
        chosen = self.variant(variant)
        own = chosen.esignature_replaces if chosen else None
        return self.esignature_replaces if own is None else own
