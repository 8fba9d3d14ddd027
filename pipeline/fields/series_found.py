"""Which letters and Roman numeral make up the series beside a number? (settled by looks, as digits are)

The Russian model reads a Roman numeral as letters, «II» as «П», «III» as «Ш» or «ТИ»; the English one knows numerals
and no Cyrillic. So each part of a series is put to the vote by itself, and the kind's patterns say which part is which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.case import Look
from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.flow import Flow, Token
from pipeline.rules.numbers import normalise_for_number

LookAtWord = Callable[[int, tuple[int, int, int, int]], Sequence[Look]]
"""Page number, box in preview pixels -> free looks at it by both models; `how` begins with the model's name."""

ROMAN = {
    "I": "I", "l": "I", "1": "I", "|": "I", "!": "I", "Г": "I", "Т": "I", "T": "I",
    "П": "II", "И": "II", "Н": "II", "H": "II", "п": "II", "и": "II", "н": "II",
    "Ш": "III", "Щ": "III", "ш": "III", "щ": "III", "V": "V", "У": "V", "Y": "V", "X": "X", "Х": "X",
}  # fmt: skip
"""What a stroke or two of a numeral is read as, and what it then is."""
ENGLISH = "eng"
AS_LETTERS = str.maketrans("036458", "ОЗБЧБВ")
LIKE_PI = str.maketrans("ИНЛ", "ППП")
ALONE = 0.5
"""How sure a series is that only the page's own reading shows."""
NUMERAL = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
NUMBER_SIGN = re.compile(
    r"\s*(?:№|N[oe°º0]?|Ме|Мо|(?<=\s)[МмНн])?\s*[\d\s]{5,}.*$|\s*(?:№|N[oe°º0]?|Ме|Мо|(?<=\s)[МмНн])\W*$"
)
A_SIGN = re.compile(r"\W*[МмНнN]\W*")
"""A number sign that is a Latin N, as typewriters have it, to the Russian model; or a series of one letter."""
LONE_SIGN = re.compile(r"\W*(?:№|N[oe°º0]?)\W*")
_SYMBOLS = r"[0-9A-Za-zА-Яа-яЁё|!]{1,4}"
PARTS = re.compile(rf"^(?:[^\w|!]|_)*(?P<one>{_SYMBOLS})(?:\s?[-–—.]\s?(?P<two>{_SYMBOLS}))?(?:[\W_].*)?$")
ARRANGEMENTS: tuple[tuple[str, ...], ...] = (("numeral", "letters"), ("letters", "numeral"), ("letters",))
DIGITS_OF_NUMBER = re.compile(r"\(\?P<number>(\\d\{[\d,]+\})\)")
LONGEST = 7
"""A misread series has no more symbols than this; longer words are captions."""
TWO = 2
MISREAD = 0.52
"""Trust in a number whose series fits no pattern as read, as a share of that in its place."""
CAPTIONS = re.compile(r"РЕГ|ИСХ|ПРИКАЗ|ПРОТ|СТР|ТЕЛ|СНИЛС|ИНН|ФОРМ|СЕРИ|КОД|АКТ|ДОГ|БИЛЕТ|ШКОЛ|БОЛЬН", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Series:
    """The series that the looks settled on, how surely (0 to 1), and how many saw it."""

    text: str
    confidence: float
    agreed: int


def numeral(text: str) -> str | None:
    """The Roman numeral that a reading of one means; None when it means none."""
    read = "".join(ROMAN.get(symbol, "?") for symbol in text)
    return read if read and NUMERAL.fullmatch(read) else None


def letters(text: str, *, model: str) -> str | None:
    """The capital letters of a reading; the English model has no Cyrillic, it sees В in Б."""
    plain = normalise_for_number(text).translate(AS_LETTERS)
    return plain if model != ENGLISH and re.fullmatch(r"[А-Я]{1,4}", plain) else None


def settled_series(readings: Sequence[tuple[str, str]], spelled: Callable[[str], str | None]) -> Series | None:
    """The series on which most of `readings` (model, text) agree, part by part, and that the kind knows.

    Where they are torn, the first, the page's own, stands if it has the form.
    """
    texts = without_number_sign(readings)
    pieces = [(model, match) for model, text in texts if (match := PARTS.match(text))]
    for least in (TWO, 1):
        for arrangement in ARRANGEMENTS:
            votes = pieces if least == TWO else [piece for piece in pieces[:1] if piece[0] == readings[0][0]]
            parts = [_vote(votes, part, what, least) for part, what in zip(("one", "two"), arrangement, strict=False)]
            settled = [part for part in parts if part is not None]
            text = "-".join(part.text for part in settled)
            if len(settled) == len(arrangement) and _hyphens(votes, arrangement) and (text := spelled(text) or ""):
                sure = min(part.confidence for part in settled)
                return Series(text=text, confidence=round(sure, 3), agreed=min(part.agreed for part in settled))
    return None


def without_number_sign(readings: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The readings (model, text) up to the number sign, which a look at a series may take in, and read as a letter.

    «К№» is «КМ» to the Russian model and «KN» to the English one: what the page's reading, the first, told from the
    sign is the series. Where the English model sees the sign by itself there is no series at all.
    """
    signs = sum(model == ENGLISH and bool(LONE_SIGN.fullmatch(text.strip())) for model, text in readings)
    if signs >= TWO:
        return []
    plain = [(model, NUMBER_SIGN.sub("", text.strip())) for model, text in readings]
    if not plain or not plain[0][1] or plain[0][1] == readings[0][1].strip():
        return plain
    page = plain[0][1]
    series = normalise_for_number(page).translate(AS_LETTERS)
    signed = {series + sign for sign in ("М", "Н")}
    return [
        (model, page if normalise_for_number(text).translate(AS_LETTERS) in signed else text) for model, text in plain
    ]


def _hyphens(pieces: Sequence[tuple[str, re.Match[str]]], arrangement: Sequence[str]) -> bool:
    """Do most readings have as many parts as the arrangement?"""
    return 2 * sum((match["two"] is not None) == (len(arrangement) > 1) for _, match in pieces) > len(pieces)


def _vote(pieces: Sequence[tuple[str, re.Match[str]]], part: str, what: str, least: int) -> Series | None:
    votes: Counter[str] = Counter()
    english = 0
    page = normalise_for_number(pieces[0][1][part] or "").translate(AS_LETTERS) if pieces else ""
    for model, match in pieces:
        text = match[part] or ""
        read = numeral(text) if what == "numeral" else letters(text, model=model)
        cut = match["two"] is None and read != page and page.startswith(read or page)  # it lost a letter
        if read and not (what == "letters" and cut):
            votes[read] += TWO if model == ENGLISH and what == "numeral" else 1
            english += model == ENGLISH
    if not votes or (what == "numeral" and least == TWO and english < TWO):
        return None
    (chosen, count), total = votes.most_common(1)[0], votes.total()
    if count < least or 2 * count <= total:
        return None
    sure = count / total * min(1.0, 0.7 + 0.1 * count) if least == TWO else ALONE
    return Series(text=chosen, confidence=min(0.99, sure), agreed=count)


def with_number(whole: Sequence[str], alone: Sequence[str], number: str) -> Callable[[str], str | None]:
    """How a series is spelled that has, before this number, a form of `whole`; or by itself one of `alone`.

    «ПИ» and «ИИ» are no series where the kind knows only «ПП».
    """

    def known(series: str) -> bool:
        texts = [normalise_for_number(f"{series} № {number}"), normalise_for_number(f"{series} {number}")]
        return any(re.fullmatch(form, text) for form in whole for text in texts)

    def spelled(series: str) -> str | None:
        likely = [series, series.translate(LIKE_PI)]
        firm = next((one for one in likely if known(one)), None)
        loose = any(re.fullmatch(form, normalise_for_number(series)) for form in alone)
        return firm or (series if loose else None)

    return spelled


def series_words(candidate: Candidate, flow: Flow) -> tuple[Token, ...]:
    """The words that print the series of a number: those before its digits, in its own words or just left of them."""
    number = re.sub(r"\D", "", str(candidate.values.get("number", "")))
    if not number:
        return ()
    digits = ""
    first = len(candidate.tokens)
    while first > 0 and len(digits) < len(number):
        first -= 1
        digits = re.sub(r"\D", "", candidate.tokens[first].text) + digits
    own = [token for token in candidate.tokens[:first] if _may_be_series(token)]
    if len(own) == 1 and A_SIGN.fullmatch(own[0].text):
        own = [*_left_of(own[0], flow), *own]
    if not own and first < len(candidate.tokens) and re.match(r"\W*[^\W\d]", candidate.tokens[first].text):
        own = [candidate.tokens[first]]
    return tuple(own[-2:]) or _left_of(candidate.tokens[0], flow)


def _left_of(token: Token, flow: Flow) -> tuple[Token, ...]:
    beside = [t for t in flow.tokens if t.line == token.line and t.box[2] <= token.box[0] + 2]
    near: list[Token] = []
    right, height = token.box[0], token.box[3] - token.box[1]
    for other in sorted(beside, key=lambda t: -t.box[2]):
        if right - other.box[2] > 2 * height or len(near) == TWO:
            break
        right = other.box[0]
        if _may_be_series(other):
            near.insert(0, other)
        elif any(map(str.isalpha, other.text)):
            break
    return tuple(near[-1:])


def _may_be_series(token: Token) -> bool:
    plain = NUMBER_SIGN.sub("", token.text).strip(" .,:;'`‘’\"")
    return 0 < len(plain) <= LONGEST and any(map(str.isalpha, plain)) | ("-" in plain) and not CAPTIONS.search(plain)


def beside_misread_series(flow: Flow, patterns: Sequence[str]) -> Iterator[Candidate]:
    """Numbers after «№» whose series, a short word before it, fits no pattern as it was read."""
    counts = [match[1] for pattern in patterns if "[А-Я]" in pattern or "ПП" in pattern or "[IV" in pattern
              for match in DIGITS_OF_NUMBER.finditer(pattern)]  # fmt: skip
    for first, last in flow.lines:
        line = flow.tokens[first:last]
        for index, token in enumerate(line):
            before = text_of(line[max(index - 2, 0) : index])
            digits = re.sub(r"^\W*(?:№|N[oe°º]?)?\W*|\W+$", "", normalise_for_number(token.text))
            signed = "№" in normalise_for_number(f"{before} {token.text}")
            if not signed or not any(re.fullmatch(count, digits) for count in counts):
                continue
            if _left_of(token, flow):
                trust = MISREAD * (0.6 + 0.4 * token.word.confidence)
                yield Candidate(values={"number": digits}, tokens=(token,), raw=token.text, trust=trust)
