"""Where on the page are dates, organisations, cities, specialties, hours and other running text?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.flow import Flow, Token, squash
from pipeline.fields.organisations_found import lines_of, with_neighbours
from pipeline.fields.places import Region, regions_of
from pipeline.rules.cities import known_city
from pipeline.rules.dates import find_dates, find_ranges
from pipeline.rules.kind import FieldRules
from pipeline.rules.specialties import match_specialty

CITY = re.compile(r"(?:^|[\s,‘’`'_(])(?:[тг]?г[.,]?|гор\.|город)\s*([А-ЯЁ][А-Яа-яЁё]+(?:[- ][А-ЯЁа-яё][А-Яа-яЁё]+)*)")
CITY_WORD = re.compile(r"^[А-ЯЁ][А-Яа-яЁё-]{2,}$")
SPECKS = " .,;:‘’`'_|"
ONE_LETTER, TWO_WORDS = re.compile(r"^\W?\w[.,]$"), 2
"""«г.» misread, before the name of a known city."""
CITY_LINE = 3
"""A line of more words is no city at its label."""
NO_CITY = frozenset(
    {"КОМИССИЯ", "РЕКТОР", "СЕКРЕТАРЬ", "ДИРЕКТОР", "ПОДПИСЬ", "ДАТА", "ПРОТОКОЛ", "ДИПЛОМ", "ИЛИ", "ГОРОД"}
)
LABEL_MISREAD = 75.0
WORD_READ, WORD_LONG = 0.4, 3
"""A line that goes on from another holds a word of so many letters that was read so surely."""
BY_CITY, OVER_CITY = 0.5, 0.45
"""Trust in a date without a label, in the city's line or under it, and over it."""
BESIDE_DATE = 6
"""So many letters beside a date, «г.», «дата», a speck, make no sentence."""
HONOURS_ALONE = 75.0
"""A line that holds nothing else may be misread more than words in a sentence."""
INITIALS = re.compile(r"\W*[А-ЯЁ]\.\s?[А-ЯЁ]\.\W*")
HOURS_WORD = re.compile(r"ЧАС|АКАД")
HOURS = re.compile(r"(?<!\d)(\d{2,4})(?!\d)")
CODE = re.compile(r"(?<!\d)(\d{2})[.,]\s?(\d{2})[.,]\s?(\d{2})(?!\d)")


def date_candidates(flow: Flow, field: str, rules: FieldRules) -> Iterator[Candidate]:
    """The first date in each expected place; the nearer to the label the better."""
    for region in regions_of(flow, rules):
        text = text_of(region.tokens)
        for rank, found in enumerate(find_dates(text)[:2]):
            tokens = tokens_between(region.tokens, found.start, found.end)
            if tokens:
                distance = min(found.start / 200, 0.3)
                trust = region.trust * (1.0 if found.exact else 0.9) * (1.0 - distance) * (0.9**rank)
                yield Candidate(values={field: found.date.isoformat()}, tokens=tokens, raw=text_of(tokens), trust=trust)


def period_candidates(flow: Flow, fields: dict[str, FieldRules]) -> Iterator[Candidate]:
    """«с … по …»: the time of study, where the kind has it."""
    if "study_start" not in fields or "study_end" not in fields:
        return
    for first, last in _lines_and_pairs(flow):
        tokens = flow.words(first, last)
        for found in find_ranges(text_of(tokens))[:1]:
            for field, one in (("study_start", found.first), ("study_end", found.last)):
                words = tokens_between(tokens, one.start, one.end)
                yield Candidate(values={field: one.date.isoformat()}, tokens=words, raw=text_of(words), trust=0.97)


def date_by_city(flow: Flow) -> Iterator[Candidate]:
    """The date that stands in one line with the city, just under it or, by itself, just over it: old blanks print no
    label at all."""
    for index, (first, last) in enumerate(flow.lines):
        if not city_in(flow.tokens[first:last]):
            continue
        above, end = flow.lines[max(index - 1, 0)], flow.lines[min(index + 1, len(flow.lines) - 1)][1]
        places = [(flow.words(first, end), BY_CITY)]
        if is_date_alone(flow.words(*above)):
            places.append((flow.words(*above), OVER_CITY))
        for tokens, trust in places:
            for found in find_dates(text_of(tokens))[:1]:
                words = tokens_between(tokens, found.start, found.end)
                value = found.date.isoformat()
                yield Candidate(values={"issue_date": value}, tokens=words, raw=text_of(words), trust=trust)


def is_date_alone(line: Sequence[Token]) -> bool:
    """Does the line hold one date and next to nothing else? A date in a sentence is that sentence's."""
    text = text_of(line)
    found = find_dates(text)
    return len(found) == 1 and len(squash(text[: found[0].start] + text[found[0].end :])) <= BESIDE_DATE


def _lines_and_pairs(flow: Flow) -> Iterator[tuple[int, int]]:
    for index, (first, last) in enumerate(flow.lines):
        yield first, last
        if index + 1 < len(flow.lines):
            yield first, flow.lines[index + 1][1]


def tokens_between(tokens: Sequence[Token], start: int, end: int) -> tuple[Token, ...]:
    """The words that stand at the characters `start` to `end` of their joined text."""
    inside, position = [], 0
    for token in tokens:
        if position < end and position + len(token.text) > start:
            inside.append(token)
        position += len(token.text) + 1
    return tuple(inside)


def city_candidates(flow: Flow, field: str, rules: FieldRules) -> Iterator[Candidate]:
    labels = {id(flow.tokens[index]) for index in flow.barriers}
    for region in regions_of(flow, rules):
        words = [
            token for token in region.tokens if id(token) not in labels and CITY_WORD.match(token.text.strip(SPECKS))
        ]
        if words and len(region.tokens) <= CITY_LINE and words[0] is region.tokens[0] and not _no_city(words[0].text):
            named = _named(words)
            yield _city(field, text_of(named).strip(SPECKS), named, region.trust)
    for first, last in flow.lines:
        line = flow.tokens[first:last]
        city = city_in(line)
        if city:
            yield _city(field, *city, 0.7)


def city_in(line: Sequence[Token]) -> tuple[str, Sequence[Token]] | None:
    """The city after «г.» and its words; «г.» may be another letter before a known city, alone or before a date."""
    match = CITY.search(text_of(line))
    if match:
        return match.group(1), tokens_between(line, match.start(1), match.end(1))
    head, rest = line[:TWO_WORDS], line[TWO_WORDS:]
    alone = not rest or is_date_alone(rest)
    if len(head) == TWO_WORDS and alone and ONE_LETTER.match(head[0].text) and known_city(head[1].text):
        return head[1].text.strip(SPECKS), head[1:]
    return None


def _named(words: Sequence[Token]) -> Sequence[Token]:
    """Both words of «Великий Новгород», else the first."""
    return words[:2] if len(words) > 1 and known_city(text_of(words[:2])) else words[:1]


def _city(field: str, name: str, tokens: Sequence[Token], trust: float) -> Candidate:
    return Candidate(values={field: known_city(name) or name}, tokens=tuple(tokens), raw=text_of(tokens), trust=trust)


def _no_city(text: str) -> bool:
    return any(fuzz.ratio(squash(text), word) >= LABEL_MISREAD for word in NO_CITY)


def specialty_candidates(flow: Flow, fields: dict[str, FieldRules]) -> Iterator[Candidate]:
    """Code and name together where both stand, from the expected places and, for the code, anywhere."""
    rules = fields.get("specialty") or fields.get("specialty_code")
    if rules is None:
        return
    for region in regions_of(flow, rules):
        yield from _specialty_in(region, fields)
    if "specialty_code" in fields:
        for index, (first, last) in enumerate(flow.lines):
            if CODE.search(text_of(flow.tokens[first:last])):
                end = flow.lines[min(index + 1, len(flow.lines) - 1)][1]
                yield from _specialty_in(Region(tokens=flow.words(first, end), trust=0.65, place="code"), fields)


def _specialty_in(region: Region, fields: dict[str, FieldRules]) -> Iterator[Candidate]:
    text = text_of(region.tokens)
    code = CODE.search(text)
    values: dict[str, str | int | bool] = {}
    tokens: tuple[Token, ...] = ()
    if code and "specialty_code" in fields:
        values["specialty_code"] = ".".join(code.groups())
        tokens = tokens_between(region.tokens, code.start(), code.end())
    if "specialty" in fields:
        rest = lines_of([token for token in region.tokens if token not in tokens])[:3]
        best = max(
            (
                (match.score, match.name, tuple(token for each in rest[start : start + size] for token in each))
                for start in range(len(rest))
                for size in (1, 2)
                if (match := match_specialty(text_of([t for each in rest[start : start + size] for t in each])))
                and match.name
            ),
            key=lambda found: found[0],
            default=None,
        )
        if best is not None:
            values["specialty"] = best[1]
            tokens = (*tokens, *best[2])
    if values:
        yield Candidate(values=values, tokens=tokens, raw=text_of(tokens), trust=region.trust)


def hours_candidates(flow: Flow, field: str, rules: FieldRules) -> Iterator[Candidate]:
    for region in regions_of(flow, rules):
        for index, token in enumerate(region.tokens):
            match = HOURS.search(token.text)
            follows = squash(text_of(region.tokens[index : index + 3]))
            if match and (index == 0 or HOURS_WORD.search(follows)):
                named = HOURS_WORD.search(follows) is not None
                yield Candidate(
                    values={field: int(match.group(1))},
                    tokens=(token,),
                    raw=token.text,
                    trust=region.trust * (1.0 if named else 0.7),
                )
                break


def text_candidates(flow: Flow, field: str, rules: FieldRules) -> Iterator[Candidate]:
    """Running text in its place: a programme, a qualification."""
    for region in regions_of(flow, rules):
        tokens = region.tokens if region.place == "after" else with_neighbours(flow, region.tokens, up=False)
        lines = [line for index, line in enumerate(lines_of(tokens)) if not index or _holds_words(line)]
        tokens = before_signer(tuple(token for line in lines[:4] for token in line))
        if tokens and len(squash(text_of(tokens))) >= 3:
            yield _text(field, tokens, region.trust)


def before_signer(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words up to a signer's initials, «И.О. Фамилия»: what follows a text in its line belongs to a signature."""
    signer = next((i for i, token in enumerate(tokens) if i and INITIALS.fullmatch(token.text)), len(tokens))
    return tuple(tokens[:signer])


def _holds_words(line: Sequence[Token]) -> bool:
    """Text goes on in lines that hold a word; pieces of signatures and seals read as scraps."""
    return any(token.word.confidence >= WORD_READ and len(squash(token.text)) >= WORD_LONG for token in line)


def _text(field: str, tokens: Sequence[Token], trust: float) -> Candidate:
    raw = text_of(tokens)
    return Candidate(values={field: raw.strip(" .,;:|_")}, tokens=tuple(tokens), raw=raw, trust=trust)


def honours_candidates(flow: Flow, field: str) -> Iterator[Candidate]:
    for hit in flow.find("с отличием", likeness=0.85):
        tokens = flow.words(hit.first, hit.last)
        yield Candidate(values={field: True}, tokens=tokens, raw=text_of(tokens), trust=hit.likeness)
    for first, last in flow.lines:
        if fuzz.ratio(squash(text_of(flow.tokens[first:last])), "СОТЛИЧИЕМ") >= HONOURS_ALONE:
            tokens = flow.words(first, last)
            yield Candidate(values={field: True}, tokens=tokens, raw=text_of(tokens), trust=0.7)
    for hit in flow.find("диплом", likeness=0.85)[:1]:
        tokens = flow.words(hit.first, hit.last)
        yield Candidate(values={field: False}, tokens=tokens, raw=text_of(tokens), trust=0.3)
