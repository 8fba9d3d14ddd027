"""What do lines of a labour book say, put together: whose employee, in which position, on which day?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.case.employment import WorkDate
from pipeline.rules.spelling import normalise

EARLIEST, LATEST = 1930, 2060
NOISE = " .,'‘’`‚´|_~^*=\\/<>{}[]"
"""What dirt and rules beside a line are read as."""
LONG = 4
"""No hospital's number has so many figures."""
NUMBER = re.compile(r"№?\d[\d-]*\W?$")
OPENINGS = re.compile(
    r"(?:.?ОСУДАРСТВ|МУНИЦИПАЛ|ФЕДЕРАЛ|ОБЛАСТН|КРАЕВ|РЕСПУБЛИКАН|ГОРОДСК|РАЙОНН|ЦЕНТРАЛЬН|УЧАСТКОВ|ОБЩЕСТВО|АКЦИОНЕР|"
    r"ЗАКРЫТО|ОТКРЫТО|ЧАСТН|НЕГОСУДАР|БЮДЖЕТН|КАЗЕНН|АВТОНОМН|САНАТОР|ДЕТСК|СТАНЦИ|ПОЛИКЛИНИК|БОЛЬНИЦ|КЛИНИК|ДИСПАНСЕР|"
    r"РОДИЛЬН|ГОСПИТАЛ|МЕДИКО|МЕДИЦИНСКИЙ ЦЕНТР|ИНДИВИДУАЛЬН|МОСКОВСК|ИНСТИТУТ|УНИВЕРСИТЕТ|АПТЕК|СТОМАТОЛОГИЧ|"
    r"[ФОКМГЧН]{1,3}[БАК]?УЗ\b|ФГ[БАК]?О?У|[ОЗПН]?АО\b|ООО\b|МУ\b|ГУ\b)"
)
"""Words with which an employer's name begins."""
POSTS = (
    "специалист по кадрам", "начальник отдела кадров", "инспектор отдела кадров", "инспектор по кадрам", "главный врач",
    "с записью ознакомлен", "заведующий отделом кадров", "менеджер по персоналу", "ответственный за ведение",
    "начальник ОК", "подпись работника", "директор",
)  # fmt: skip
"""What stands under a dismissal: who is responsible, and that the worker has seen it."""
POST_LIKE, HEAD_LIKE = 74, 78
HEADS = (
    "сведения о приеме на работу, переводе на другую постоянную работу, квалификации, увольнении (с указанием причин "
    "и ссылкой на статью, пункт закона)",
    "сведения о приеме на работу, перемещениях по работе и увольнении (с указанием причин)",
)  # fmt: skip
KEEPS_HYPHEN = re.compile(
    r"(?:врач|сестр|медик|социаль|лечебн|санитар|фельдшер|акушер|психо|патолог)\w{0,3}-$", re.IGNORECASE
)
"""«врача-» at a line's end is half of a double word, «меди-» half of one."""
_POSITION = re.compile(
    r"(?:на\s+должность|в\s+должности|должност[ьи])\s+(?P<position>.+)$|"
    r"(?:принят|зачислен|назначен|переведен)[аы]?\s+(?P<plain>(?!в\s|на\s|с\s).+)$",
    re.IGNORECASE,
)
_POSITION_ENDS = re.compile(
    r"\s+(?:с\s+\d|на\s+\d|на\s+0[,.]|по\s+совмест|на\s+(?:полн|полов|услов)|в\s+порядке|постоянно|временно|с\s+испыт|с\s+оклад|"
    r"в\s+(?:связи|соответ)|по\s+\d).*$|[;(].*$|\s+[«\"„]?(?-i:[А-ЯЁ][а-яё]).*$",
    re.IGNORECASE | re.DOTALL,
)
"""A position has no capitals: with one something else begins."""
LINKING = frozenset({"и", "по", "в", "на", "с", "со", "к", "для"})
"""Short words that a position has; any other is dirt beside a line."""


def joined(lines: Sequence[str]) -> str:
    """One text of lines, words parted at a line's end put together again."""
    text = ""
    for line in (clean(line) for line in lines):
        if len(line) < 2 and not line.isdigit():
            continue  # a speck, or what is left of a signature
        if text.endswith("-") and len(text) > 1 and text[-2].isalpha():
            text = text + line if KEEPS_HYPHEN.search(text.split()[-1]) else text[:-1] + line
        else:
            text = f"{text} {line}".strip()
    return text


def clean(line: str) -> str:
    """A line without the dirt at its ends and between its words."""
    words = line.strip(NOISE).split()
    return " ".join(word for word in words if any(map(str.isalnum, word)) or word in ("№", "«", "»"))


def named(line: str) -> str:
    """A line of an employer's name without what rules and folds beside it are read as.

    Those are lone letters at its ends, and figures that no «№» and no closing quote makes a number.
    """
    words = clean(line).split()
    while words and len(words[-1]) == 1 and words[-1].isalpha():
        words.pop()
    while words and len(words[0]) == 1 and words[0].isalpha():
        words.pop(0)
    return " ".join(
        word
        for at, word in enumerate(words)
        if any(map(str.isalpha, word)) or not NUMBER.match(word) or _is_number(word, words[at - 1] if at else "")
    )


def _is_number(word: str, before: str) -> bool:
    """After «№», or with it, or before a closing quote; a line may begin with one that ends the line before."""
    alone = not before and len(word.strip("»\"”“.,")) < LONG and "-" not in word
    return alone or before.endswith("№") or word.startswith("№") or word[-1] in "»\"”“"


def opens_name(line: str) -> bool:
    """An employer's name may begin with this line."""
    plain = normalise(line)
    return bool(OPENINGS.match(plain)) and not re.match(r"[а-яё]", clean(line).lstrip('«"„'))


def attests(line: str) -> bool:
    """The line names who signs under a dismissal."""
    plain = clean(line).lower()
    short = plain[:26]
    if len(plain) < 6:
        return False
    return any(fuzz.ratio(short, post[: len(short) + 2]) >= POST_LIKE for post in POSTS)


def is_head(line: str) -> bool:
    """The line is printed in the table's head."""
    plain = normalise(line)
    return len(plain) > 7 and any(fuzz.partial_ratio(plain, normalise(head)) >= HEAD_LIKE for head in HEADS)


def position_in(text: str) -> str:
    """The position that an entry names, in the case that it has there; empty when it names none."""
    match = _POSITION.search(text)
    if match is None:
        return ""
    words = clean(_POSITION_ENDS.sub("", match["position"] or match["plain"])).split()
    return " ".join(word for word in words if sum(map(str.isalpha, word)) > 2 or word.lower() in LINKING)


def date_in(text: str) -> WorkDate | None:
    """The day of a date's cell, parts from left to right: day, month and year, or the other way round."""
    parts = text.replace(".", " ").split()
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    if len(parts[0]) == 4:
        parts = parts[::-1]
    day, month, year = (int(part) for part in parts)
    if len(parts[2]) != 4 or not EARLIEST <= year <= LATEST or len(parts[0]) > 2 or len(parts[1]) > 2:
        return None
    try:
        return WorkDate(day=dt.date(year, month, day))
    except ValueError:
        return None
