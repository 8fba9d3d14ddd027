"""What do the reporting set's extracts about work tell? (employers, positions and events that the samples have not)"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

EMPLOYERS = (
    "МБУЗ «Родильный дом № {}»", "Государственное автономное учреждение здравоохранения «Детская больница № {}»",
    "АО «Поликлиника на Садовой»", "КГБУЗ «Межрайонный онкологический диспансер»",
    "Федеральное казённое учреждение здравоохранения «Медико-санитарная часть № {}»", "ЧУЗ «Узловая больница»",
    "Бюджетное учреждение здравоохранения области «Психоневрологический диспансер имени профессора Орлова»",
    "ООО «Лаборатория „Диагност“»", "СПб ГБУЗ «Противотуберкулёзный диспансер № {}»",
)  # fmt: skip
POSITIONS = (
    ("Врач-педиатр участковый, Детская поликлиника", "2211.5"), ("Акушерка, Родовое отделение", "2222.1"),
    ("Врач клинической лабораторной диагностики, Клинико-диагностическая лаборатория", "2212.9"),
    ("Рентгенолаборант, Кабинет компьютерной томографии", "3211.2"), ("Главная медицинская сестра", "2221.4"),
    ("Врач-эндокринолог, Консультативно-диагностическое отделение", "2212.2"), ("Зубной врач", "2261.3"),
    ("Медицинский лабораторный техник (фельдшер-лаборант), Бактериологическая лаборатория", "3212.1"),
)  # fmt: skip
REASONS = (
    "Собственное желание, пункт 3 часть 1 статья 77 Трудового кодекса Российской Федерации",
    "Сокращение численности или штата работников организации, п. 2 ч. 1 ст. 81 ТК РФ",
    "Отказ работника от перевода на другую работу, пункт 9 части первой статьи 77 ТК РФ",
)
WORDS = {
    "hire": "ПРИЕМ", "transfer": "ПЕРЕВОД", "dismissal": "УВОЛЬНЕНИЕ", "suspension": "ПРИОСТАНОВЛЕНИЕ",
    "resumption": "ВОЗОБНОВЛЕНИЕ", "renaming": "ПЕРЕИМЕНОВАНИЕ",
}  # fmt: skip
LAST_PERIOD = dt.date(2019, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row as it is printed; `event` is empty in the table of periods."""

    employer: str
    number: str
    day: dt.date
    end: dt.date | None = None
    event: str = ""
    position: str = ""
    code: str = ""
    reason: str = ""
    order: str = ""
    order_number: str = ""
    cancelled: bool = False


def rows(rng: Random, count: int, issued: dt.date, *, own: bool) -> tuple[list[Told], list[Told]]:
    """About so many events up to the day of issue, and the periods before; `own`: all at one employer, no periods."""
    events: list[Told] = []
    periods: list[Told] = []
    firm = _employer(rng)
    if not own:
        day = dt.date(rng.randint(1996, 2008), rng.randint(1, 12), rng.randint(1, 28))
        while (last := day + dt.timedelta(days=rng.randint(150, 1500))) < LAST_PERIOD and len(periods) < count // 2:
            name, number = _employer(rng)
            periods.append(Told(employer=name, number=number, day=day, end=last))
            day = last + dt.timedelta(days=rng.randint(1, 200))
    day, step = dt.date(2020, rng.randint(1, 6), rng.randint(1, 28)), max((issued.year - 2020) * 365 // (count + 2), 8)
    what, held = "hire", rng.choice(POSITIONS)
    while len(events) < count and day < issued:
        if what in ("hire", "transfer"):
            held = rng.choice(POSITIONS)
        event = Told(
            employer=firm[0], number=firm[1], day=day, event=what, position=held[0], code=held[1],
            reason=rng.choice(REASONS) if what == "dismissal" else "", order=rng.choice(("Приказ", "приказ")),
            order_number=f"{rng.randint(1, 900)}{rng.choice(('', '-П', '/2', '-ЛС'))}",
        )  # fmt: skip
        cancelled = what == "transfer" and rng.random() < 0.15
        events.append(replace(event, cancelled=cancelled))
        if what == "dismissal" and not own:
            firm = _employer(rng)
        if what == "renaming":
            firm = (_employer(rng)[0], firm[1])
        day += dt.timedelta(days=rng.randint(step // 2 + 1, step + step // 2))
        what = _next(rng, what)
    return events, periods


def _next(rng: Random, what: str) -> str:
    if what in ("suspension", "dismissal"):
        return {"suspension": "resumption", "dismissal": "hire"}[what]
    return rng.choices(("dismissal", "transfer", "suspension", "renaming"), (5, 4, 1, 1))[0]


def _employer(rng: Random) -> tuple[str, str]:
    number = f"{rng.randint(1, 99):03d}-{rng.randint(1, 99):03d}-{rng.randint(1, 99999):06d}"
    return rng.choice(EMPLOYERS).format(rng.randint(1, 60)), number
