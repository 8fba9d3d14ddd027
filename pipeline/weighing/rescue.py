"""Does the paper show an expected value in plain sight where no label led to it?

Only what was read blindly counts: the expectation says where to look among the words, never what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.case import Case, RegistryPerson, Value
from pipeline.fields.candidates import confidence, text_of
from pipeline.fields.flow import Flow, Token, flow_of, squash, union
from pipeline.fields.names_found import clean, is_name_word, is_patronymic
from pipeline.fields.texts_found import tokens_between
from pipeline.rules.dates import find_dates
from pipeline.rules.kind import FieldRules
from pipeline.rules.nominative import to_nominative
from pipeline.rules.numbers import compact
from pipeline.weighing.names import forms_of

WEAK_PLACE = 0.8
"""A value whose place is no better trusted gives way to the expected one when that stands on the paper in full."""
NUMBERS = frozenset({"number", "registration_number", "snils", "inn"})
TEXTS = frozenset({"qualification", "text", "specialty"})
OTHER_WORDS = 60.0
SIGHT = 9
"""Parts of one name stand within so many more words: each may have its own label."""
NEAR = 2
BORN_WITHIN = 14
"""A date of birth stands within so many words after the name."""
TELLING = 5
"""A number of fewer symbols may stand anywhere by chance."""
NAME = ("last_name", "first_name", "middle_name")


def rescued(
    values: Mapping[str, Value], case: Case, fields: Mapping[str, FieldRules], people: Sequence[RegistryPerson]
) -> dict[str, Value]:
    """`values` with those added that were missed, or taken from a weak place, and stand on the paper in full."""
    flow = flow_of(case.pages or ())
    result = dict(values)
    others = {text for _, text in expectations(case, people)}
    for field, expected in expectations(case, people):
        rules = fields.get(field)
        held = result.get(field)
        if rules is None or (held is not None and not _misplaced(held, expected, rules, others)):
            continue
        tokens = _find(flow, expected, rules)
        if tokens:
            result[field] = _value(field, expected, tokens)
    names = _changed_name(flow, case) if "previous_last_name" in fields else {}
    if names:
        return {**result, **names}
    names = _name_in_sight(flow, case)
    if names and (not all(p in result for p in names) or min(result[p].trust for p in names) <= WEAK_PLACE):
        result.update(names)
    return result


def _misplaced(held: Value, expected: str, rules: FieldRules, others: set[str]) -> bool:
    """True when the value may have been read off another field's place.

    A number near the expected one is never that: it is the one paper, misread or altered.
    """
    if rules.type in NUMBERS:
        read, wanted = compact(str(held.value)), compact(expected)
        return Levenshtein.distance(read, wanted) > NEAR
    if rules.type == "date":
        return str(held.value) != expected and (held.trust <= WEAK_PLACE or str(held.value) in others)
    other_words = fuzz.ratio(squash(str(held.value)), squash(expected)) < OTHER_WORDS
    return held.trust <= WEAK_PLACE or (rules.type in TEXTS and other_words)


def expectations(case: Case, people: Sequence[RegistryPerson]) -> Iterator[tuple[str, str]]:
    """What the register's entries of this kind and the applicant say, field by field."""
    for person in people:
        for entry in person.documents:
            if entry.kind == case.claim.kind:
                yield from entry.fields.items()
    yield from case.claim.declared.items()
    holder = case.claim.holder
    for field in ("birth_date", "snils", "inn"):
        if getattr(holder, field):
            yield field, str(getattr(holder, field))


def _find(flow: Flow, expected: str, rules: FieldRules) -> tuple[Token, ...]:
    match rules.type:
        case "number" | "registration_number" | "snils" | "inn":
            return _number(flow, expected)
        case "date":
            return _date(flow, expected)
        case "specialty" | "qualification" | "text" | "city":
            return _words(flow, expected)
        case _:
            return ()


def _number(flow: Flow, expected: str) -> tuple[Token, ...]:
    wanted = compact(expected)
    if len(wanted) < TELLING:
        return ()
    for first, last in flow.lines:
        line = flow.tokens[first:last]
        for start in range(len(line)):
            for end in range(start + 1, min(start + 5, len(line)) + 1):
                if compact(text_of(line[start:end])) == wanted:
                    return line[start:end]
    return ()


def _date(flow: Flow, expected: str) -> tuple[Token, ...]:
    for first, last in flow.lines:
        line = flow.tokens[first:last]
        if any(found.date.isoformat() == expected for found in find_dates(text_of(line))):
            return line
    return ()


def _words(flow: Flow, expected: str) -> tuple[Token, ...]:
    if len(squash(expected)) < TELLING:
        return ()
    hits = flow.find(expected, likeness=0.88)
    return flow.words(hits[0].first, hits[0].last) if hits else ()


def _name_in_sight(flow: Flow, case: Case) -> dict[str, Value]:
    """All parts of the holder's name side by side, in whatever case."""
    holder = case.claim.holder
    expected = {part: getattr(holder, part) for part in NAME if getattr(holder, part)}
    if len(expected) < 2:
        return {}
    every = forms_of([expected.get(part, "") for part in NAME])
    forms = {part: {squash(form) for form in every[part]} for part in expected}
    wanted = [part for part in NAME if part in expected]
    for start in range(len(flow.tokens)):
        found: dict[str, Token] = {}
        for token in flow.words(start, start + len(wanted) + SIGHT):
            part = next((p for p in wanted if p not in found and squash(clean(token.text)) in forms[p]), None)
            if part:
                found[part] = token
        if len(found) == len(wanted):
            return {part: _value(part, str(expected[part]), (token,)) for part, token in found.items()}
    return {}


def _changed_name(flow: Flow, case: Case) -> dict[str, Value]:
    """On a paper about a change of name: the holder's other parts beside a former surname, the present one elsewhere.

    A marriage certificate names two people; the holder is the one whose name and patronymic are the holder's.
    """
    holder = case.claim.holder
    wanted = [part for part in NAME[1:] if getattr(holder, part)]
    if not holder.last_name or not wanted:
        return {}
    every = forms_of([getattr(holder, part) or "" for part in NAME])
    forms = {part: {squash(form) for form in every[part]} for part in NAME}
    present = [token for token in flow.tokens if squash(token.text) in forms["last_name"]]
    for start, token in enumerate(flow.tokens):
        run = flow.words(start, start + len(wanted))
        if len(run) < len(wanted) or any(squash(t.text) not in forms[p] for t, p in zip(run, wanted, strict=True)):
            continue
        former = _name_beside(flow, start, len(wanted), forms["last_name"])
        if present and former is not None:
            values = {part: _value(part, str(getattr(holder, part)), (t,)) for t, part in zip(run, wanted, strict=True)}
            values["last_name"] = _value("last_name", holder.last_name, present[-1:])
            values |= _born_after(flow, start + len(wanted))
            name = to_nominative(clean(former.text), clean(token.text), clean(run[-1].text) if len(run) > 1 else "")[0]
            return {**values, "previous_last_name": _value("previous_last_name", name, (former,))}
    return {}


def _born_after(flow: Flow, index: int) -> dict[str, Value]:
    """The date of birth under a name, before the next one: of the two people of a marriage the holder's own."""
    tokens = flow.words(index, index + BORN_WITHIN)
    others = [at for at, token in enumerate(tokens) if is_patronymic(token.text)]
    tokens = tokens[: others[0]] if others else tokens
    for found in find_dates(text_of(tokens))[:1]:
        return {
            "birth_date": _value("birth_date", found.date.isoformat(), tokens_between(tokens, found.start, found.end))
        }
    return {}


def _name_beside(flow: Flow, start: int, length: int, present: set[str]) -> Token | None:
    """A surname other than the present one before the name, or after the patronymic."""
    for token in (*reversed(flow.words(start - 6, start)), *flow.words(start + length, start + length + 1)):
        if is_name_word(token) and squash(token.text) not in present:
            return token
    return None


def _value(field: str, expected: str, tokens: Sequence[Token]) -> Value:
    return Value(
        field=field,
        value=expected,
        raw=text_of(tokens),
        confidence=round(min(confidence(tokens), 0.95), 3),
        trust=0.7,
        page=tokens[0].page,
        box=union([token.box for token in tokens]),
    )
