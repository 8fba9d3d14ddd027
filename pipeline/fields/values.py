"""How does a candidate become a value with its evidence, normalised as the contract says?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.case import Box, Look, Page, TextSource, Value
from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.closer import LookAtDigits, Reread, number_from_run, reread_date, reread_hours, reread_number
from pipeline.fields.flow import Flow, union
from pipeline.fields.names_found import PARTS, clean
from pipeline.fields.numbers_found import digit_runs
from pipeline.fields.series_found import LookAtWord, series_words, settled_series, with_number
from pipeline.rules.kind import FieldRules
from pipeline.rules.names import to_nominative

NUMBERS = frozenset({"number", "registration_number", "snils", "inn"})
RUNS_LOOKED_AT = 4


def _unseen(_page: int, _box: Box) -> Sequence[Look]:
    return ()


def values_of_fields(
    chosen: Mapping[str, Candidate],
    flow: Flow,
    fields: Mapping[str, FieldRules],
    pages: Sequence[Page],
    look: LookAtDigits,
    look_at_word: LookAtWord = _unseen,
) -> dict[str, Value]:
    """Every chosen candidate as a value; digits and series settled by closer looks, names in the nominative."""
    layers = {page.number for page in pages if page.source is TextSource.TEXT_LAYER}
    values: dict[str, Value] = {}
    done: dict[int, Reread] = {}
    for field, candidate in chosen.items():
        if field in PARTS or field not in fields:
            continue
        rules = fields["number"] if "number" in candidate.values and "number" in fields else fields[field]
        from_layer = candidate.page in layers
        if id(candidate) not in done:
            done[id(candidate)] = _reread(candidate, field, rules, look, from_layer=from_layer)
        again = done[id(candidate)]
        if field in again.values:
            values[field] = _value(field, candidate, again, from_layer=from_layer)
    if "number" in fields and "number" not in values:
        values.update(_missing_number(chosen, flow, fields["number"], layers, look))
    values.update(_series(chosen, values, flow, fields, layers, look_at_word))
    values.update(_names(chosen, layers))
    return values


def _reread(candidate: Candidate, field: str, rules: FieldRules, look: LookAtDigits, *, from_layer: bool) -> Reread:
    if rules.type in NUMBERS:
        return reread_number(candidate, field, rules.patterns, look, from_layer=from_layer)
    if rules.type == "date":
        return reread_date(candidate, field, look, from_layer=from_layer)
    if rules.type == "hours" and not any(letter.isalpha() for letter in candidate.raw):
        return reread_hours(candidate, field, look, from_layer=from_layer)
    return Reread(values=candidate.values, confidence=candidate.confidence)


def _value(field: str, candidate: Candidate, again: Reread, *, from_layer: bool) -> Value:
    again = _of_field(field, again)
    return Value(
        field=field,
        value=again.values[field],
        raw=candidate.raw,
        confidence=round(min(again.confidence, 1.0), 3),
        trust=round(min(max(candidate.trust, 0.0), 1.0), 3),
        page=candidate.page,
        box=candidate.box,
        source="text_layer" if from_layer else "ocr",
        alternatives=again.alternatives,
        looks=again.looks,
        spots=again.spots,
        agreed=again.agreed,
    )


def _of_field(field: str, again: Reread) -> Reread:
    """Of a series and number read together, the part that is this field's: its looks and its alternatives."""
    series, number = str(again.values.get("series", "")), str(again.values.get("number", ""))
    if field not in ("series", "number") or not series or not number:
        return again
    whole, start = (len(series) + len(number), len(series)) if series.isdigit() else (len(number), 0)
    part = slice(0, start) if field == "series" else slice(start, whole)
    own = str(again.values[field])
    texts = {id(a): a.value[-whole:][part] for a in again.alternatives}
    return replace(
        again,
        looks=looks_at_part(again.looks, whole, part),
        alternatives=tuple(
            a.model_copy(update={"value": texts[id(a)]}) for a in again.alternatives if texts[id(a)] not in ("", own)
        ),
    )


def looks_at_part(looks: Sequence[Look], whole: int, part: slice) -> tuple[Look, ...]:
    """Of looks at `whole` digits the `part`; looks that saw more or fewer digits say nothing of it."""
    return tuple(
        look.model_copy(update={"text": digits[part], "choices": look.choices[part]})
        for look in looks
        if len(digits := re.sub(r"\D", "", look.text)) == whole and digits[part]
    )


def _missing_number(
    chosen: Mapping[str, Candidate], flow: Flow, rules: FieldRules, layers: set[int], look: LookAtDigits
) -> dict[str, Value]:
    """Closer looks at spots of digits that no pattern took."""
    taken = {id(token) for candidate in chosen.values() for token in candidate.tokens}
    runs = [run for run in digit_runs(flow) if not any(id(token) in taken for token in run)]
    best: tuple[Candidate, Reread] | None = None
    for run in runs[:RUNS_LOOKED_AT]:
        found = number_from_run(run, "number", rules.patterns, look)
        if found and (best is None or found[1].confidence > best[1].confidence):
            best = found
    if best is None:
        return {}
    candidate, again = best
    return {
        field: _value(field, candidate, again, from_layer=candidate.page in layers)
        for field in ("series", "number")
        if field in again.values
    }


def _series(
    chosen: Mapping[str, Candidate],
    values: Mapping[str, Value],
    flow: Flow,
    fields: Mapping[str, FieldRules],
    layers: set[int],
    look: LookAtWord,
) -> dict[str, Value]:
    """A series of letters, or with a Roman numeral, as several looks at it agree; nothing where they do not."""
    number, held = chosen.get("number"), values.get("series")
    if "series" not in fields or number is None or (held is not None and str(held.value).isdigit()):
        return {}
    words = series_words(number, flow) or (chosen["series"].tokens if "series" in chosen else ())
    if not words:
        return {}
    box = union([word.box for word in words])
    looks = tuple(look(words[0].page, box))
    printed = text_of(words)
    readings = [("page", printed), *((one.how.split()[0], one.text) for one in looks)]
    if words[0].page in layers or not looks:
        readings.append(("layer", printed))
    digits = str(values["number"].value if "number" in values else "")
    found = settled_series(readings, with_number(fields["number"].patterns, fields["series"].patterns, digits))
    if found is None:
        return {}
    candidate = replace(number, tokens=words, raw=printed)
    again = Reread(values={"series": found.text}, confidence=found.confidence, looks=looks, agreed=found.agreed)
    return {"series": _value("series", candidate, again, from_layer=words[0].page in layers)}


def _names(chosen: Mapping[str, Candidate], layers: set[int]) -> dict[str, Value]:
    """The parts of the holder's name; a whole name is put into the nominative at once, for its gender shows there."""
    found = {part: chosen[part] for part in PARTS if part in chosen}
    printed = {part: str(candidate.values[part]) for part, candidate in found.items()}
    if not printed:
        return {}
    nominative = to_nominative(
        printed.get("last_name", ""), printed.get("first_name", ""), printed.get("middle_name", "")
    )
    values = {}
    for part, text in zip(PARTS, nominative, strict=True):
        if part in found and text:
            candidate = _only(found[part], printed[part])
            again = Reread(values={part: text}, confidence=candidate.confidence)
            values[part] = _value(part, candidate, again, from_layer=candidate.page in layers)
    return values


def _only(candidate: Candidate, printed: str) -> Candidate:
    """The candidate with only the words that print this part of the name."""
    words = tuple(token for token in candidate.tokens if clean(token.text) in printed.split())
    return replace(candidate, tokens=words or candidate.tokens, raw=printed)
