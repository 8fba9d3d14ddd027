"""Where on the page does an organisation's name stand, and where does it end?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.flow import Flow, Token, squash
from pipeline.fields.places import CLOSES, OPENS, Region, regions_of
from pipeline.rules.dates import find_dates
from pipeline.rules.kind import FieldRules
from pipeline.rules.numbers import normalise_for_number
from pipeline.rules.organisation_case import in_nominative, mended, tidied
from pipeline.rules.organisations import distinctive

WORD = re.compile(
    r"УНИВЕРСИТЕТ|АКАДЕМИ|ИНСТИТУТ|УЧРЕЖДЕНИ|КОЛЛЕДЖ|УЧИЛИЩ|БОЛЬНИЦ|ПОЛИКЛИНИК|ОБЩЕСТВОСОГРАН|ЦЕНТРПОВЫШ|ЦЕНТРДОПОЛН|"
    r"АССОЦИАЦИ|ПАЛАТ[АЫ]|ОБЩЕСТВ[АО]|СОЮЗВРАЧ|ОТДЕЛЗАГС|ОТДЕЛЗАПИС|ДИСПАНСЕР|ГОСПИТАЛ|ОРГАНИЗАЦИ[ЯИ]ДОП"
)
"""Words that name an organisation: a block of lines grows around one."""
PART = re.compile(
    r"УНИВЕРСИТЕТ|АКАДЕМИ|ИНСТИТУТ|УЧРЕЖДЕНИ|КОЛЛЕДЖ|УЧИЛИЩ|БОЛЬНИЦ|ПОЛИКЛИНИК|ОБЩЕСТВ|ЦЕНТР|АССОЦИАЦИ|ПАЛАТ|СОЮЗ|СПЕЦИАЛИСТ|"
    r"ДИАГНОСТ|ФЕДЕРАЛЬН|ГОСУДАРСТВЕНН|БЮДЖЕТН|АВТОНОМН|ОБРАЗОВАТЕЛЬН|ВЫСШЕГО|ПРОФЕССИОНАЛЬН|МИНИСТЕРСТВ|ЗДРАВООХРАНЕНИ|"
    r"МЕДИЦИНСК|ИМЕНИ|АКАДЕМИКА|РОССИЙСКОЙФЕДЕРАЦИИ|АГЕНТСТВ|СОЦИАЛЬН|РАЗВИТИ|ОРДЕНА|ДОПОЛНИТЕЛЬН|НЕПРЕРЫВН|ИССЛЕДОВАТЕЛЬ|"
    r"МИНЗДРАВ|ДЕПАРТАМЕНТ|КОМИТЕТ|УПРАВЛЕНИ|СЛУЖБ|ДИСПАНСЕР|ГОСПИТАЛ|КЛИНИК|ЗАГС|ОТДЕЛ|ЗАПИСИАКТОВ|НАУЧН|РОСЗДРАВ|"
    r"ТЕРРИТОРИАЛЬН|УФМС|МВД"
)
ENDS = re.compile(
    r"^(?:ДИПЛОМ|УДОСТОВЕРЕНИЕ|СЕРТИФИКАТ|СВИДЕТЕЛЬСТВО|ДОКУМЕНТОБ|РЕГИСТРАЦИОНН|ДАТАВЫДАЧИ|РЕКТОР|РУКОВОДИТЕЛ|"
    r"ПРЕДСЕДАТЕЛ|НАСТОЯЩ|РОССИЙСКАЯФЕДЕРАЦИЯ|ПОПРОГРАММЕ|ВОБЪЕМЕ|РЕШЕНИЕМ|СЕРИЯ|СПРАВКА|ПРИКАЗ|ВЫПИСКА|ТРУДОВОЙ|ОПОСЛЕВУЗ|"
    r"ОПРОФЕССИОНАЛЬНОЙ|ОПОВЫШЕНИИ|ОБОКОНЧАНИИ|ИНТЕРНАТУР|ОРДИНАТУР|ИСХ|ИНН|ОГРН|КПП|ПООКПО|ПООКУД|ТЕЛ|АДРЕС|ЛИЦЕНЗИЯ|ГЛАВНЫЙВРАЧ|ДИРЕКТОР|НОМЕРДОКУМЕНТА|СТАТУС)"
)
"""Beginnings of lines with which something else starts."""
CITY_LINE = re.compile(r"^\W*(?:\w?г[.,]?|гор\.|город)\s*[А-ЯЁ]")
ENDS_WITHIN = re.compile(
    r",?\s+именуем|,?\s+в лице\b|\s+(?:в|на) должност|\s+(?:и\s?)?в\s?(?:19|20)\d\d\s+г|"
    r"\s+и\s?в\s?(?:19|20)\d\d|,?\s+тел\.|,?\s+(?:ИНН|ОГРН|КПП|БИК)\b|,?\s+(?:юридическ|фактическ|почтов)\w+ адрес|"
    r",?\s+адрес\b|,?\s+\d{6}\b|,?\s+лицензи[яи]\b|,?\s+членск|,?\s+в том, что|"
    r",?\s+дата выдачи|,?\s+с\s+\d{1,2}\b|,?\s+с\s+(?:19|20)\d\d|,?\s+от\s+\W?\d|,?\s+е-?mail|,?\s+http|,?\s+www",
    re.IGNORECASE,
)
"""Beginnings, within a line, of what is no longer the name."""
ADDRESS = re.compile(r",\s+(?:г|гор|ул|пр)\.?\s?[А-ЯЁ]")
OF_A_PLACE = re.compile(r"ЗАГС|записи актов|УФМС|МВД|ОВД|милици|полици", re.IGNORECASE)
"""Offices whose city is a part of their name."""
DEPARTMENT = re.compile(r"\s*\([^()]*(?:отделени|поликлиник|кафедр|филиал|корпус|кабинет)[^()]*\)?$", re.IGNORECASE)
ASKS_FOR_MORE = re.compile(
    r"(?:^|\s)(?:г|гор|города|городу|по|при|и|в|на|района|имени|им|управления)\.?$", re.IGNORECASE
)
AREA = re.compile(r"^\W?[А-ЯЁ][а-яё-]+(?:ской|ого|ой|ому)\s+(?:обл|кра|респ|район|округ)")
OWNERS = distinctive("областное краевое городское муниципальное республиканское районное")
"""Words of the legal form that say whose the organisation is."""
AT_THE_HEAD = 12
FULLER = 0.99
"""Trust in a letterhead that names the same organisation more fully, as a share of the sentence's."""
LONG_NUMBER = re.compile(r"\d{5}")
TITLES = (
    "ДИПЛОМ",
    "УДОСТОВЕРЕНИЕ",
    "СЕРТИФИКАТ",
    "СЕРТИФИКАТСПЕЦИАЛИСТА",
    "ДИПЛОМСПЕЦИАЛИСТА",
    "СВИДЕТЕЛЬСТВО",
    "СПРАВКА",
)
TITLE_MISREAD = 72.0
"""Letters of a title are spaced, ornate and often misread; a line so alike one is the title."""
CONTINUES = re.compile(r"^[‘’`'‚_.]?[а-яё№(]")
LONGEST = 9
LEADS_UP = 0.97
"""Trust in a name that ends where a wording says so: «…, именуемое в дальнейшем»."""
BLOCK = 0.6


def organisation_candidates(flow: Flow, field: str, rules: FieldRules) -> Iterator[Candidate]:
    """In the expected places, then blocks of lines around one that names an institution."""
    patterns = [re.compile(pattern) for pattern in rules.patterns]
    placed: list[Candidate] = []
    for region in regions_of(flow, rules):
        tokens, trust = _in_region(flow, region)
        if tokens and PART.search(squash(text_of(tokens))):
            placed.extend(_candidate(field, tokens, trust, patterns))
    yield from placed
    for tokens in _blocks(flow, patterns):
        for block in _candidate(field, _own(tokens), BLOCK, patterns):
            fuller = [one.trust for one in placed if _is_fuller(str(block.values[field]), str(one.values[field]))]
            yield replace(block, trust=max([BLOCK, *(trust / FULLER for trust in fuller)]))


def _is_fuller(name: str, other: str) -> bool:
    """Does `name` say just what tells `other` apart, and more of its legal form?"""
    telling = distinctive(other)
    more = distinctive(name) - telling
    return (
        bool(telling)
        and telling <= distinctive(name)
        and more <= OWNERS
        and len(squash(name)) > len(squash(other)) + LONGEST
    )


def _candidate(
    field: str, tokens: Sequence[Token], trust: float, patterns: Sequence[re.Pattern[str]]
) -> Iterator[Candidate]:
    raw = text_of(tokens)
    name = DEPARTMENT.sub("", in_nominative(mended(tidied(raw))))
    if name and (not patterns or any(p.search(normalise_for_number(name)) for p in patterns)):
        value = name[0].upper() + name[1:]
        yield Candidate(values={field: value}, tokens=tuple(tokens), raw=raw, trust=trust)


def _in_region(flow: Flow, region: Region) -> tuple[tuple[Token, ...], float]:
    """The name's own words in a region, and how much the place speaks for them."""
    if region.place == "before":
        tokens = _own(_leading_up(region.tokens))
        return tokens, LEADS_UP if tokens and tokens[-1] is region.tokens[-1] else region.trust
    if region.place == "after":
        return _own(_until_end(region.tokens)), region.trust
    return _own(_until_end(with_neighbours(flow, region.tokens, up=region.place == "above"))), region.trust


def _until_end(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Lines up to the one that starts something else."""
    kept: list[Token] = []
    for line in lines_of(tokens):
        if kept and not _is_open(kept) and _starts_another(line):
            break
        if not kept and (not _has_letters(line) or _starts_another(line)):
            continue
        kept.extend(line)
    return tuple(kept)


def _leading_up(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The lines just before a wording, back to the one that is something else."""
    kept: list[Token] = []
    for line in reversed(lines_of(tokens)):
        if _starts_another(line) or (kept and not _has_letters(line)):
            break
        kept = [*line, *kept]
    return tuple(kept)


def _starts_another(line: Sequence[Token]) -> bool:
    text = text_of(line)
    return bool(ENDS.match(squash(text)) or CITY_LINE.match(text) or LONG_NUMBER.search(text) or _dated(text)) or any(
        fuzz.ratio(squash(text), title) >= TITLE_MISREAD for title in TITLES
    )


def _dated(text: str) -> bool:
    """Does the line begin with a date, but for a few letters? One further on only ends the name."""
    return any(found.start <= AT_THE_HEAD for found in find_dates(text)[:1])


def _has_letters(line: Sequence[Token]) -> bool:
    return any(letter.isalpha() for token in line for letter in token.text)


def _own(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without codes before the name, and without what follows it in its line."""
    first = next((i for i, token in enumerate(tokens) if any(map(str.isalpha, token.text))), len(tokens))
    rest = tokens[first:]
    text = text_of(rest)
    ends = [ENDS_WITHIN.search(text), None if OF_A_PLACE.search(text) else ADDRESS.search(text)]
    starts = [*(one.start() for one in ends if one), *(found.start - 1 for found in find_dates(text)[:1])]
    if not starts:
        return tuple(rest)
    kept, position = [], 0
    for token in rest:
        position += len(token.text)
        if position > min(starts) + 1:
            break
        kept.append(token)
        position += 1
    return tuple(kept)


def _is_open(tokens: Sequence[Token]) -> bool:
    """True inside quotes that were opened and not closed."""
    depth = 0
    for token in tokens:
        depth += bool(OPENS.search(token.text)) - bool(CLOSES.search(token.text))
        depth = max(depth, 0)
    return depth > 0


def with_neighbours(flow: Flow, tokens: Sequence[Token], *, up: bool) -> tuple[Token, ...]:
    """The lines that a name goes on in: the next ones, and, for a caption under the name, those before."""
    barred = {flow.tokens[index].line for index in flow.barriers}
    lines = [flow.tokens[first:last] for first, last in flow.lines]
    kept = list(tokens)
    at = tokens[0].line
    while up and at > 0 and _goes_on(lines[at - 1], kept) and at - 1 not in barred:
        at -= 1
        kept = [*lines[at], *kept]
    at = tokens[-1].line
    whole = bool(lines[at]) and lines[at][-1] is tokens[-1]
    while whole and at + 1 < len(lines) and at + 1 not in barred and _goes_on(kept, lines[at + 1]):
        at += 1
        kept.extend(lines[at])
    return tuple(kept)


def _goes_on(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Does the text of `one` go on in the line `other` under it?"""
    if not one or not other or one[-1].page != other[0].page or one[-1].column != other[0].column:
        return False
    if _starts_another(other) or _starts_another(lines_of(one)[-1]):
        return False
    text = text_of(other)
    begins = CONTINUES.match(text) or AREA.match(text) or PART.match(squash(text))
    return _is_open(one) or bool(begins or ASKS_FOR_MORE.search(text_of(one)))


def lines_of(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """The words by their lines."""
    lines: dict[int, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token)
    return [tuple(line) for line in lines.values()]


def _blocks(flow: Flow, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[Token, ...]]:
    """Neighbouring lines around one that names a university, a hospital, an institution, up to another label."""
    lines = [flow.tokens[first:last] for first, last in flow.lines]
    used: set[int] = set()
    for index, line in enumerate(lines):
        if index in used or not line or not _names(line, patterns) or ENDS.match(squash(text_of(line))):
            continue
        first = last = index
        while first > 0 and _belongs(lines[first - 1], line):
            first -= 1
        while last + 1 < len(lines) and last - first < LONGEST and _follows(lines[first : last + 1], lines[last + 1]):
            last += 1
        used.update(range(first, last + 1))
        tokens = [token for each in lines[first : last + 1] for token in each]
        inside = [i for i in flow.barriers if flow.tokens[i] in tokens[1:]]
        yield tuple(tokens[: tokens.index(flow.tokens[inside[0]])] if inside else tokens)


def _names(line: Sequence[Token], patterns: Sequence[re.Pattern[str]]) -> bool:
    text = text_of(line)
    return bool(WORD.search(squash(text))) or any(p.search(normalise_for_number(text)) for p in patterns)


def _follows(lines: Sequence[Sequence[Token]], line: Sequence[Token]) -> bool:
    return _belongs(line, lines[0]) or _goes_on([token for each in lines for token in each], line)


def _belongs(line: Sequence[Token], to: Sequence[Token]) -> bool:
    if not line or line[0].page != to[0].page or line[0].column != to[0].column:
        return False
    text = text_of(line)
    return not ENDS.match(squash(text)) and not CITY_LINE.match(text) and bool(PART.search(squash(text)))
