"""Where on the page does the holder's name stand? (read without knowing whom to expect)"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.flow import Flow, Token, squash
from pipeline.fields.places import regions_of
from pipeline.rules.declension import first_names
from pipeline.rules.kind import FieldRules

NAME_WORD = re.compile(r"^[А-ЯЁ][А-ЯЁа-яё]*(?:[-‐–][А-ЯЁа-яё]+)*$")
PATRONYMIC = re.compile(r"(?:[ВМТКЛЬ]ИЧ(?:А|У|ЕМ|Е)?|(?:В|ИЧ|НИЧ)Н(?:А|Ы|Е|У|ОЙ|ОЮ))$")
PARTICLES = frozenset({"ОГЛЫ", "ОГЛУ", "УГЛИ", "КЫЗЫ", "КИЗИ", "УЛЫ", "КЫЗ", "УУЛУ"})
NOT_NAMES = frozenset(
    "ФАМИЛИЯ ИМЯ ОТЧЕСТВО ПРИ НАЛИЧИИ ТОМ ЧТО ОН ОНА ВЫДАН ВЫДАНО ВЫДАНА ДАНА ДАНО НАСТОЯЩИЙ НАСТОЯЩЕЕ "
    "НАСТОЯЩАЯ ДИПЛОМ УДОСТОВЕРЕНИЕ СЕРТИФИКАТ СВИДЕТЕЛЬСТВО ГОР ГОРОД ГОДА РОССИЙСКАЯ ФЕДЕРАЦИЯ РОССИИ "
    "МУЖ ЖЕН МУЖСКОЙ ЖЕНСКИЙ ПОЛ ДАТА РОЖДЕНИЯ МЕСТО СПЕЦИАЛЬНОСТИ СПЕЦИАЛЬНОСТЬ КВАЛИФИКАЦИЯ ВРАЧ ВРАЧА "
    "ГРАЖДАНИН ГРАЖДАНКА ГРАЖДАНИНУ ГРАЖДАНКЕ ДОКТОР РЕКТОР РУКОВОДИТЕЛЬ ПРЕДСЕДАТЕЛЬ СЕКРЕТАРЬ ПОДПИСЬ "
    "ПРОТОКОЛ РЕШЕНИЕМ ОСВОИЛ ОСВОИЛА ПРОШЕЛ ПРОШЛА РАБОТНИК РАБОТНИКА ПРИНЯТЬ НА РАБОТУ СВЕДЕНИЯ СНИЛС "
    "НОМЕР СЕРИЯ РЕГИСТРАЦИОННЫЙ СПРАВКА ЧЛЕН ЧЛЕНОМ ЯВЛЯЕТСЯ СТРАХОВАНИЯ ПЕНСИОННОГО ОБЯЗАТЕЛЬНОГО "
    "СТРАХОВОЕ УВЕДОМЛЕНИЕ ОБРАЗОВАНИЯ ЗДРАВООХРАНЕНИЯ УНИВЕРСИТЕТ АКАДЕМИЯ ИНСТИТУТ ОБЛАСТИ".split()
)
AROUND = ".,;:|()[]{}<>«»‹›\"'`´‘’‚“”„_-–—=*·• "
DIGITS_AS_LETTERS = str.maketrans("036", "ОЗб")
TWO_WORDS = 2
VOWELS = frozenset("АЕИОУЫЭЮЯ")
PARTS = ("last_name", "first_name", "middle_name")


def is_patronymic(word: str) -> bool:
    return bool(PATRONYMIC.search(squash(word))) and len(squash(word)) >= 5


def name_candidates(flow: Flow, fields: dict[str, FieldRules]) -> list[Candidate]:
    """Whole names between wordings or at one label, parts at their own labels, and triples that end in a patronymic."""
    rules = fields.get("last_name")
    found: list[Candidate] = []
    if rules is not None:
        for region in regions_of(flow, rules):
            found.extend(_whole_name(region.tokens, region.trust))
            if region.place in ("right", "below"):
                found.extend(_whole_name(_and_next_lines(flow, region.tokens), region.trust * 0.99))
    found.extend(_parts_at_labels(flow, fields))
    found.extend(_by_patronymic(flow))
    return found


def _and_next_lines(flow: Flow, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """A name may be printed on three lines, one part each."""
    last = tokens[-1]
    following = [t for t in flow.tokens if last.line < t.line <= last.line + 2 and t.page == last.page]
    return (*tokens, *(token for token in following if token.column == last.column))


def _whole_name(tokens: Sequence[Token], trust: float) -> Iterator[Candidate]:
    words = [token for token in tokens if is_name_word(token)]
    for index, token in enumerate(words):
        if not is_patronymic(token.text) or (index == 0 and len(words) < len(PARTS) + 1):
            continue  # «Мицкевич Анна»: what comes first is a surname, whatever it ends in
        if index >= 2:
            tail = _particle(words, index)
            yield _candidate(words[index - 2], words[index - 1], (token, *tail), trust)
        elif index == 1 and len(words) > 2:
            yield _candidate(words[2], words[0], (token,), trust * 0.97)
        return
    run = _leading_run(tokens)
    with_particle = [i for i, token in enumerate(run) if squash(token.text) in PARTICLES]
    if with_particle and with_particle[0] >= 3:
        end = with_particle[0]
        yield _candidate(run[end - 3], run[end - 2], tuple(run[end - 1 : end + 1]), trust)
    elif with_particle and with_particle[0] == 2:
        yield _given_name(run[0], run[1:3], trust)
    elif with_particle:
        return
    elif len(run) == 3:
        yield _candidate(run[0], run[1], (run[2],), trust * 0.85)
    elif len(run) == 2:
        yield _candidate(run[0], run[1], (), trust * 0.8)


def _leading_run(tokens: Sequence[Token]) -> list[Token]:
    """The first unbroken run of words that may be names."""
    run: list[Token] = []
    for token in tokens:
        if is_name_word(token):
            run.append(token)
        elif run and not re.fullmatch(r"[\W_]*", token.text):
            break
    return run


def is_name_word(token: Token) -> bool:
    text = clean(token.text)
    plain = squash(text)
    if plain in PARTICLES:
        return True
    sounds = any(letter in VOWELS for letter in plain)
    return (
        bool(NAME_WORD.match(text)) and len(plain) >= 2 and sounds and plain not in NOT_NAMES and token.text[:1] != "("
    )


def _particle(words: Sequence[Token], index: int) -> tuple[Token, ...]:
    following = words[index + 1 : index + 2]
    return tuple(token for token in following if squash(token.text) in PARTICLES)


def _given_name(first: Token, middle: Sequence[Token], trust: float) -> Candidate:
    """«Ильгам Рашид оглы» on a line of its own: name and patronymic, the surname stands elsewhere."""
    tokens = (first, *middle)
    values: dict[str, str | int | bool] = {
        "first_name": clean(first.text),
        "middle_name": " ".join(clean(token.text) for token in middle),
    }
    return Candidate(values=values, tokens=tokens, raw=text_of(tokens), trust=trust * 0.9)


def _candidate(last: Token, first: Token, middle: tuple[Token, ...], trust: float) -> Candidate:
    tokens = tuple(sorted((last, first, *middle), key=lambda token: (token.page, token.start)))
    values: dict[str, str | int | bool] = {"last_name": clean(last.text), "first_name": clean(first.text)}
    if middle:
        values["middle_name"] = " ".join(clean(token.text) for token in middle)
    return Candidate(values=values, tokens=tokens, raw=text_of(tokens), trust=trust)


def clean(text: str) -> str:
    plain = text.strip(AROUND)
    return plain.translate(DIGITS_AS_LETTERS) if any(letter.isalpha() for letter in plain) else plain


def _parts_at_labels(flow: Flow, fields: dict[str, FieldRules]) -> Iterator[Candidate]:
    """«Фамилия», «Имя», «Отчество», each with its own value, as in passports."""
    for part in PARTS:
        rules = fields.get(part)
        if rules is not None and rules.labels and not (part == "last_name" and rules.after):
            yield from part_candidates(flow, part, rules)


def part_candidates(flow: Flow, part: str, rules: FieldRules) -> Iterator[Candidate]:
    """One part of a name at its own label."""
    for region in regions_of(flow, rules):
        run = _leading_run(region.tokens)
        former = part == "previous_last_name" and len(run) == len(PARTS) and is_patronymic(run[-1].text)
        if len(run) > TWO_WORDS and not former:
            continue  # a whole name, at a caption that names all its parts
        wanted = run[:2] if part == "middle_name" and len(run) > 1 and squash(run[1].text) in PARTICLES else run[:1]
        if wanted:
            value = " ".join(clean(token.text) for token in wanted)
            yield Candidate(values={part: value}, tokens=tuple(wanted), raw=text_of(wanted), trust=region.trust * 0.97)


def _by_patronymic(flow: Flow) -> Iterator[Candidate]:
    """Surname, name and patronymic in a row, anywhere; signers stand with initials and are not taken."""
    for index, token in enumerate(flow.tokens):
        if not is_patronymic(token.text) or index < 2:
            continue
        words = [t for t in flow.words(index - 4, index + 1) if is_name_word(t) and t.page == token.page]
        if len(words) >= 3 and words[-1] is token and len({t.column for t in words[-3:]}) == 1:
            known = words[-2].text.strip(AROUND).lower() in first_names()
            trust = 0.5 if known and words[-2].line == token.line else 0.35
            yield _candidate(words[-3], words[-2], (token, *_particle(flow.tokens, index)), trust)
