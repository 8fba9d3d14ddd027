"""What kind of paper is this, and what do its fields and marks say?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.case import Box, Case, Finding, KindScore, Look, Mark, Page, Reading, Trace, Value, Weight
from pipeline.case.employment import EventKind, WorkEntry, WorkHistory
from pipeline.fields.book_entries import Entered, entries_of
from pipeline.fields.book_findings import book_findings
from pipeline.fields.book_order import in_order
from pipeline.fields.book_title import is_duplicate, is_insert, is_title
from pipeline.fields.claimed import Claimed, LookAtLines, claims_of, contradicted, layer_findings
from pipeline.fields.claimed_alike import Letters, LettersOf, contradicted_by_letters
from pipeline.fields.closer import LookAtDigits
from pipeline.fields.flow import Flow, flow_of
from pipeline.fields.history_claims import claims_of_history, with_doubts
from pipeline.fields.history_dates import employer_of, issue_date_of, pages_that_name, pages_to_sign
from pipeline.fields.history_found import history_of
from pipeline.fields.kinds import best_variant, detected, score_kinds
from pipeline.fields.machine_zone import ZONE_SYMBOLS, with_zone, zone_lines, zone_of
from pipeline.fields.search import chosen_fields
from pipeline.fields.series_found import LookAtWord
from pipeline.fields.spots import at_fields
from pipeline.fields.stamps import has_e_signature_stamp
from pipeline.fields.values import values_of_fields
from pipeline.reading.book_marks import attested
from pipeline.reading.book_page import read_book
from pipeline.reading.letter_pictures import letters_drawn
from pipeline.reading.looks import CLOSER, FIRST, line_looks
from pipeline.reading.marks import combine, find_marks, unsure_marks
from pipeline.reading.pages import file_of_page
from pipeline.reading.prints import prints_of
from pipeline.rules.kind import Kind
from pipeline.stages.tools import Tools

READ_WELL_WORDS = 14
"""So many words read surely show that the page can be read: what its wording says then counts."""
SURE_WORD = 0.8
WHOLE_PAGE_WORDS = 20
"""With fewer words a page may lack those that name its kind: white under a light there is nothing to see."""
HIDES_TEXT = frozenset({"SCAN_GLARE", "SCAN_CROPPED"})
A_TRACE = 0.35
"""Share of the claimed kind's least score that leaves room for doubt: the wording may only have been misread."""


def extraction(case: Case, tools: Tools) -> Case:
    """Fill `case.reading`; another kind of paper than the claimed one is a finding."""
    pages = case.pages or ()
    claimed = tools.kinds[case.claim.kind]
    flow = flow_of(pages)
    scores = score_kinds(flow_of(pages_that_name(pages)) if claimed.ruled_tables else flow, tools.kinds)
    named = detected(scores, tools.kinds)
    variant = best_variant(flow, claimed)[0]
    fields = values_of_fields(
        chosen_fields(flow, claimed, variant), flow, claimed.fields_of(variant), pages, looker(case, tools),
        word_looker(case, tools),
    )  # fmt: skip
    if claimed.ruled_tables:
        fields |= {value.field: value for value in (issue_date_of(pages),) if value}
    history, doubts, told = history_read(case, claimed, fields, tools)
    if claimed.machine_zone:
        fields = zone_added(fields, case, tools)
    reading = Reading(
        kind_detected=named.kind if named else None,
        variant=variant,
        kind_scores=tuple(scores[:4]),
        fields=fields,
        marks=marks_of(case, claimed, variant, tools),
        history=history,
        e_signature_stamp=any(has_e_signature_stamp(page) for page in pages),
    )
    codes = {finding.code for finding in case.findings}
    doubtful = any(code.startswith("SCAN_") for code in codes)
    found = kind_findings(claimed, scores, named, flow, doubtful=doubtful, hidden=bool(codes & HIDES_TEXT))
    differ, claimed_otherwise = layer_findings(contradicted(claims_of(fields, pages), line_looker(case, tools)))
    traces, altered = at_fields(case.traces, fields)
    known = {finding.field for finding in differ}
    altered = tuple(finding for finding in altered if finding.field not in known)
    return case.with_(
        *found, *differ, *doubts, *altered, reading=reading, traces=(*traces, *claimed_otherwise, *told),
        prints=prints_of(case, fields, tools.images, tools.original(case)),
    )  # fmt: skip


def history_read(
    case: Case, kind: Kind, fields: Mapping[str, Value], tools: Tools
) -> tuple[WorkHistory | None, tuple[Finding, ...], tuple[Trace, ...]]:
    """Rows about work: of a book, or of ruled tables, where what a layer claims of them is looked at on the page."""
    if kind.spreads:
        return (*book_read(case, fields, tools), ())
    if not kind.ruled_tables:
        return None, (), ()
    pages = case.pages or ()
    employer, sure = employer_of(pages)
    if not employer and "issuer" in fields:
        employer, sure = str(fields["issuer"].value), fields["issuer"].confidence
    history = history_of(pages, employer, looker(case, tools), employer_sure=sure)
    claims = claims_of_history(history, pages)
    return with_doubts(history, contradicted_by_letters(claims, letters_of(case, tools), line_looker(case, tools)))


def book_read(case: Case, fields: Mapping[str, Value], tools: Tools) -> tuple[WorkHistory, tuple[Finding, ...]]:
    """The entries of a labour book in its own order, and what about it makes a person look."""
    pages = case.pages or ()
    tables = [page for page in pages if not is_title(page)]
    order = in_order(read_book(tables, lambda page: tools.images.preview(case, page), tools.engine))
    entries = tuple(with_marks(entered, case, tools) for entered in entries_of(order.pages))
    history = WorkHistory(entries=entries, duplicate=is_duplicate(pages), insert=is_insert(pages))
    return history, book_findings(history, order, pages, fields)


def with_marks(entered: Entered, case: Case, tools: Tools) -> WorkEntry:
    """The entry; a dismissal with whether it is signed and sealed."""
    if entered.entry.event is not EventKind.DISMISSAL:
        return entered.entry
    pages = {page.number: page for page in case.pages or ()}
    places = [(tools.images.preview(case, pages[number]), pages[number], box) for number, box in entered.stretches]
    signed, sealed = attested(places, tools.pens)
    return entered.entry.model_copy(update={"signed": signed, "sealed": sealed})


def letters_of(case: Case, tools: Tools) -> LettersOf:
    """Tells with which pictures of letters the lines of this case's pages are drawn."""
    pages = {page.number: page for page in case.pages or ()}

    def told(claims: Sequence[Claimed]) -> Sequence[Letters | None]:
        found: list[Letters | None] = [None] * len(claims)
        for number in sorted({claim.page for claim in claims}):
            places = [at for at, claim in enumerate(claims) if claim.page == number]
            lines = [(claims[at].text, claims[at].box) for at in places]
            for at, letters in zip(places, _letters(case, pages[number], lines, tools), strict=True):
                found[at] = letters
        return found

    return told


def _letters(case: Case, page: Page, lines: Sequence[tuple[str, Box]], tools: Tools) -> Sequence[Letters | None]:
    """Of a page by its number in its own file."""
    part = file_of_page(tools.original(case), case.file.format if case.file else "", page.number)
    return letters_drawn(part.data, page.model_copy(update={"number": part.page_in_file(page.number)}), lines)


def line_looker(case: Case, tools: Tools) -> LookAtLines:
    """Looks at whole lines of this case's pages: one by the Russian model, or closer ones by both."""
    pages = {page.number: page for page in case.pages or ()}

    def look(claims: Sequence[Claimed], closer: bool) -> Sequence[Sequence[Look]]:
        places = [(pages[claim.page], claim.box) for claim in claims]
        if not closer:
            return line_looks(tools.engine, tools.images, case, places)
        russian = line_looks(tools.engine, tools.images, case, places, (*FIRST, *CLOSER))
        english = line_looks(tools.engine, tools.images, case, places, FIRST, "eng")
        return [(*one, *other) for one, other in zip(russian, english, strict=True)]

    return look


def looker(case: Case, tools: Tools) -> LookAtDigits:
    """Closer looks at digits of this case's pages."""
    pages = {page.number: page for page in case.pages or ()}

    def look(number: int, boxes: Sequence[Box], seen: Sequence[str], allowed: str) -> tuple[tuple[Look, ...], ...]:
        return tuple(
            tools.looks.look("digits", case, pages[number], box, allowed=allowed, seen=text)
            for box, text in zip(boxes, seen, strict=True)
        )

    return look


def word_looker(case: Case, tools: Tools) -> LookAtWord:
    """Free looks at a word of this case's pages, by both models."""
    pages = {page.number: page for page in case.pages or ()}

    def look(number: int, box: Box) -> Sequence[Look]:
        return tools.looks.look("free", case, pages[number], box)

    return look


def zone_added(fields: dict[str, Value], case: Case, tools: Tools) -> dict[str, Value]:
    """With what the machine-readable zone says, on the first page that has one whose check digits hold."""
    for page in case.pages or ():
        lines = zone_lines(page)
        if lines is None:
            continue
        upper, lower = (tools.looks.look("zone", case, page, line.box, allowed=ZONE_SYMBOLS) for line in lines)
        mrz = zone_of(upper, lower, tools.clock().date())
        if mrz is not None:
            return with_zone(fields, mrz, page, lines)
    return fields


def marks_of(case: Case, kind: Kind, variant: str | None, tools: Tools) -> tuple[Mark, ...]:
    """Signature and seal over all pages, looked for only where the kind wants them."""
    if not kind.marks_of(variant):
        return ()
    if case.file is not None and case.file.shown_as == "text":
        return unsure_marks()
    pages = pages_to_sign(case.pages or ()) if kind.ruled_tables else case.pages or ()
    return combine([find_marks(tools.images.preview(case, page), page, tools.pens) for page in pages])


def kind_findings(
    claimed: Kind,
    scores: Sequence[KindScore],
    named: KindScore | None,
    flow: Flow,
    *,
    doubtful: bool = False,
    hidden: bool = False,
) -> tuple[Finding, ...]:
    """KIND_MISMATCH where the wording says so; a doubt where it says too little, or the picture is doubtful.

    No kind is denied on a picture that hides some of the text: the wording that names it may be there.
    """
    if named is not None and named.kind == claimed.kind:
        return ()
    own = next((score.score for score in scores if score.kind == claimed.kind), 0.0)
    sure_words = sum(1 for t in flow.tokens if t.word.confidence >= SURE_WORD and len(t.text) > 2)
    readable = sure_words >= READ_WELL_WORDS
    detail = f"claimed {own:.1f} of {claimed.min_score}, best {scores[0].kind if scores else '-'}"
    found = named.kind if named else None
    another = named is not None and own < named.score / 2
    nothing = not doubtful and sure_words >= WHOLE_PAGE_WORDS and own < claimed.min_score * A_TRACE
    weight = Weight.REJECT if readable and not hidden and (another or nothing) else Weight.REVIEW
    return (Finding(code="KIND_MISMATCH", weight=weight, found=found, expected=claimed.kind, detail=detail),)
