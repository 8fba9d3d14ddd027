"""Holder x declared x paper x register: what agrees, what contradicts, and how surely?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.case import (
    Case,
    Comparison,
    CrossCheck,
    EmploymentCheck,
    Finding,
    Holder,
    Look,
    RegistryDocument,
    RegistryPerson,
    Trace,
    Value,
    Verdict,
)
from pipeline.fields.closer import joined
from pipeline.fields.flow import union
from pipeline.fields.values import looks_at_part
from pipeline.reading.print_keys import looked_for
from pipeline.rules.kind import FieldRules, Kind
from pipeline.rules.names import compare_part
from pipeline.rules.numbers import digits_of
from pipeline.stages.tools import Tools
from pipeline.weighing.duplicates import duplicate_findings, matched
from pipeline.weighing.employment import date_of_paper, registered_employments, weigh_history
from pipeline.weighing.entry import entry_for
from pipeline.weighing.fields import as_comparison, compare, printed_dates
from pipeline.weighing.findings import (
    another_owner,
    declared_findings,
    holder_findings,
    not_found,
    registry_findings,
)
from pipeline.weighing.handed_in import same_elsewhere
from pipeline.weighing.names import LookAtWord, weigh_name
from pipeline.weighing.read_by_person import with_readings, with_row_readings
from pipeline.weighing.rescue import rescued
from pipeline.weighing.settled import settled_values
from pipeline.weighing.stray_dates import with_stray_dates
from pipeline.zones import zone_of

FORMER_NEAR = 0.6
"""A former surname that the register knows, but for one misread letter."""
ALLOWED = "0123456789.-/"
NAME = ("last_name", "first_name", "middle_name")


def cross_check(case: Case, tools: Tools) -> Case:
    """Fill `case.cross_check`; contradictions and doubts are findings. Raises `RegistryUnavailable`."""
    kind = tools.kinds[case.claim.kind]
    reading = case.reading
    if reading is None:
        return case.with_(cross_check=CrossCheck(person_found=False))
    people = same_person(tools.registry.find_people(case.claim.holder), case.claim.holder)
    fields = kind.fields_of(reading.variant)
    values = with_readings(rescued(reading.fields, case, fields, people), case.claim.readings)
    look = word_looker(case, tools)
    holder = compare_holder(values, case, people, kind, look)
    entry = entry_for(kind.kind, values, people, case.claim.declared)
    values = looked_closer(values, compare_entry(values, entry, kind, fields), case, tools)
    registry = compare_entry(values, entry, kind, fields)
    registry = (*with_stray_dates(registry, values, case, fields), *compare_former(values, people))
    declared = compare_declared(values, case, fields)
    findings = [
        *holder_findings(holder, values),
        *_registry_side(case, kind, values, entry, registry, holder, people, tools),
        *declared_findings((*registry, *declared), settled=entry is not None),
    ]
    comparisons = (*holder, *registry, *declared)
    elsewhere = handed_in_elsewhere(case, tools)
    if not any(finding.code == "DUPLICATE_DOCUMENT" for finding in findings):
        findings += duplicate_findings(elsewhere, comparisons, registered=matched(registry))
    employment, work = weighed_work(case, kind, values, () if are_strangers(holder) else people, tools)
    return case.with_(
        *findings,
        *work,
        traces=(*case.traces, *elsewhere),
        reading=reading.model_copy(
            update={
                "fields": settled_values(values, comparisons),
                "history": with_row_readings(reading.history, case.claim.row_readings),
            }
        ),
        cross_check=CrossCheck(person_found=bool(people), entry=entry, comparisons=comparisons, employment=employment),
    )


def weighed_work(
    case: Case, kind: Kind, values: Mapping[str, Value], people: Sequence[RegistryPerson], tools: Tools
) -> tuple[EmploymentCheck | None, tuple[Finding, ...]]:
    """The periods of a paper about work; None of other papers, and where no entry was looked for."""
    read = case.reading.history if case.reading and kind.employment else None
    history = with_row_readings(read, case.claim.row_readings)
    if history is None:
        return None, ()
    today = tools.clock().astimezone(zone_of(case.claim.holder.time_zone)).date()
    return weigh_history(
        history, case.claim.employments, registered_employments(people), tools.positions,
        made=date_of_paper(values.get(kind.known_to), today), today=today,
    )  # fmt: skip


def are_strangers(holder: Sequence[Comparison]) -> bool:
    """Two parts of the paper's name are surely not the holder's: it is another person's."""
    return sum(1 for c in holder if c.field in NAME and c.verdict is Verdict.DIFFERENT) >= 2


def handed_in_elsewhere(case: Case, tools: Tools) -> tuple[Trace, ...]:
    """What of the paper other holders have handed in."""
    seen = tools.seen.elsewhere(case, looked_for(case.prints)) if case.prints else ()
    return same_elsewhere(case.prints, seen, lambda pairs: tools.looks.alike(case, pairs)) if seen else ()


def same_person(people: Sequence[RegistryPerson], holder: Holder) -> tuple[RegistryPerson, ...]:
    """Without namesakes: one whose СНИЛС is known and another's is somebody else."""
    return tuple(p for p in people if not (holder.snils and p.snils and digits_of(holder.snils) != digits_of(p.snils)))


def word_looker(case: Case, tools: Tools) -> LookAtWord:
    """Closer looks at a word of this case's pages."""
    pages = {page.number: page for page in case.pages or ()}

    def look(value: Value) -> Sequence[Look]:
        if value.box is None or value.page not in pages:
            return ()
        return tools.looks.look("text", case, pages[value.page], value.box)

    return look


def looked_closer(
    values: dict[str, Value], compared: Sequence[Comparison], case: Case, tools: Tools
) -> dict[str, Value]:
    """Numbers and dates that do not match are looked at again in other ways before anything is concluded."""
    pages = {page.number: page for page in case.pages or ()}
    closer = dict(values)
    for comparison in compared:
        value = values.get(comparison.field)
        if value is None or comparison.verdict is Verdict.MATCH or not value.spots or value.page not in pages:
            continue
        page = pages[value.page]
        more = joined([tools.looks.look("closer", case, page, box, allowed=ALLOWED) for box in value.spots])
        more = own_part(comparison.field, more, values)
        if comparison.field == "registration_number":
            more += as_text(tools.looks.look("text", case, page, union(value.spots)))
        new = tuple(look for look in more if look.how not in {known.how for known in value.looks})
        closer[comparison.field] = value.model_copy(update={"looks": (*value.looks, *new)})
    return closer


def as_text(looks: Sequence[Look]) -> tuple[Look, ...]:
    """Looks that were free to see letters, marked so: «04/25-У978»."""
    return tuple(look.model_copy(update={"how": look.how.replace("rus", "rus text", 1)}) for look in looks)


def own_part(field: str, looks: Sequence[Look], values: Mapping[str, Value]) -> tuple[Look, ...]:
    """Looks at series and number together, cut to the field's own digits; looks at one field alone as they are."""
    read = {name: str(values[name].value) for name in ("series", "number") if name in values}
    if field not in read or len(read) < 2 or not read["series"].isdigit():
        return tuple(looks)
    series, whole = len(read["series"]), len(read["series"]) + len(read["number"])
    return looks_at_part(looks, whole, slice(0, series) if field == "series" else slice(series, whole))


def compare_holder(
    values: Mapping[str, Value], case: Case, people: Sequence[RegistryPerson], kind: Kind, look: LookAtWord
) -> tuple[Comparison, ...]:
    """The paper's name against the holder's, the surname also against former ones; then birth date, СНИЛС, ИНН."""
    holder = case.claim.holder
    wanted = {part: getattr(holder, part) for part in NAME if part in kind.holder_fields}
    weighed = weigh_name(values, wanted, look)
    surname = weighed.get("last_name")
    if surname is not None and surname.verdict is not Verdict.MATCH:
        for former in former_names(case, people):
            again = weigh_name(values, {**wanted, "last_name": former}, look)
            if again["last_name"].verdict is Verdict.MATCH:
                weighed = again
                wanted["last_name"] = former
                break
    compared = [
        as_comparison(part, "holder", values.get(part), wanted[part] or "", weight) for part, weight in weighed.items()
    ]
    fields = kind.fields_of(case.reading.variant if case.reading else None)
    for field in kind.holder_fields:
        expected = getattr(holder, field, None)
        if field not in NAME and expected and field in values:
            compared.append(compare(field, "holder", values[field], str(expected), fields.get(field), ()))
    return tuple(compared)


def former_names(case: Case, people: Sequence[RegistryPerson]) -> tuple[str, ...]:
    """Surnames that explain another one on the paper: known to the register, or from an approved certificate."""
    known = [name for person in people for name in (person.last_name, *person.previous_last_names)]
    return tuple(dict.fromkeys(name for name in (*case.claim.former_last_names, *known) if name))


def compare_entry(
    values: Mapping[str, Value], entry: RegistryDocument | None, kind: Kind, fields: Mapping[str, FieldRules]
) -> tuple[Comparison, ...]:
    """What identifies the paper, then whatever else must not contradict."""
    if entry is None:
        return ()
    names = tuple(dict.fromkeys((*kind.registry.identified_by, *kind.registry.compared)))
    return tuple(
        compare(field, "registry", values.get(field), entry.fields[field], fields.get(field),
                printed_dates(values, field))
        for field in names
        if entry.fields.get(field)
    )  # fmt: skip


def compare_former(values: Mapping[str, Value], people: Sequence[RegistryPerson]) -> tuple[Comparison, ...]:
    """The former surname on a paper about a change of name against those that the register knows."""
    value = values.get("previous_last_name")
    known = [name for person in people for name in person.previous_last_names]
    if value is None or not known:
        return ()
    matches = [(compare_part(value.raw, name, "last_name").score, name) for name in known]
    score, name = max(matches)
    verdict = Verdict.MATCH if score >= FORMER_NEAR else Verdict.DOUBT
    return (
        Comparison(
            field="previous_last_name",
            against="registry",
            expected=name,
            found=str(value.value),
            verdict=verdict,
            confidence=score,
        ),
    )


def compare_declared(
    values: Mapping[str, Value], case: Case, fields: Mapping[str, FieldRules]
) -> tuple[Comparison, ...]:
    return tuple(
        compare(field, "declared", values.get(field), typed, fields.get(field), printed_dates(values, field))
        for field, typed in case.claim.declared.items()
        if typed and field in fields and field in values
    )


def _registry_side(
    case: Case,
    kind: Kind,
    values: Mapping[str, Value],
    entry: RegistryDocument | None,
    compared: Sequence[Comparison],
    holder: Sequence[Comparison],
    people: Sequence[RegistryPerson],
    tools: Tools,
) -> tuple[Finding, ...]:
    """Nothing is said of the register when the paper is another person's: its entry is not the holder's to have."""
    complete = kind.registry.complete_from
    known = bool(case.claim.holder.last_name or case.claim.holder.snils)
    if entry is not None:
        return registry_findings(entry, compared, values)
    owned = owned_by_another(case, kind, values, people, tools)
    if owned is not None:
        return (
            (owned,)
            if owned.code == "HOLDER_MISMATCH"
            else (owned, not_found(values, complete, bool(people), holder_known=known))
        )
    if are_strangers(holder) or (kind.registry.lookup == "person" and people):
        return ()
    return (not_found(values, complete, bool(people), holder_known=known),)


def owned_by_another(
    case: Case, kind: Kind, values: Mapping[str, Value], people: Sequence[RegistryPerson], tools: Tools
) -> Finding | None:
    """Does the register hold the number that was read for somebody else, and is the paper's name theirs?"""
    number, series = values.get("number"), values.get("series")
    holder = case.claim.holder
    if number is None or not (holder.last_name or holder.snils):
        return None
    found = tools.registry.find_by_number(kind.kind, str(series.value) if series else None, str(number.value))
    others = [person for person in found if person not in people]
    if not others:
        return None
    owner = others[0]
    expected = {"last_name": owner.last_name, "first_name": owner.first_name, "middle_name": owner.middle_name}
    weighed = weigh_name(values, expected, word_looker(case, tools))
    theirs = all(weight.verdict is Verdict.MATCH for weight in weighed.values()) and bool(weighed)
    return another_owner(values, name_is_owners=theirs)
