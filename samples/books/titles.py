"""How does a labour book's title page look, filled in?"""

from __future__ import annotations

import random
from dataclasses import replace

from samples.books.careers import Career
from samples.books.forms import Form
from samples.books.pages import Writing, signed
from samples.canvas import Operation, Sheet, Text, rule, wrapped
from samples.fonts import Face
from samples.numbers import in_words
from samples.ornaments import guilloche
from samples.style import BLANK_NUMBER, Style

TITLE_LINES = (
    ("Фамилия", "last_name"), ("Имя", "first_name"), ("Отчество", "middle_name"), ("Дата рождения", "born"),
    ("Образование", "education"), ("Профессия, специальность", "profession"), ("Дата заполнения", "filled"),
)  # fmt: skip


def title_page(
    rng: random.Random, form: Form, style: Style, writing: Writing, said: dict[str, str], *, duplicate: bool = False
) -> Sheet:
    """The first page: whose book it is. `said` holds the values by the names in `TITLE_LINES`, series and number."""
    face, bold = Face(family=style.print_face.family), Face(family=style.print_face.family, bold=True)
    sheet = Sheet(width=form.width, height=form.height, paper=(250, 248, 240))
    middle = form.width / 2
    title = ("ВКЛАДЫШ", "В ТРУДОВУЮ КНИЖКУ") if form.variant == "insert" else ("ТРУДОВАЯ КНИЖКА",)
    operations: list[Operation] = [*guilloche(rng, (5, 5, form.width - 5, form.height - 5), form.ground)]
    number = rng.choice(BLANK_NUMBER)
    code = f"{said['series']} № {said['number']}"
    y = 17.0
    for line in title:
        operations.append(Text(x=middle, y=y, text=line, face=bold, size=14, colour=form.ink, align="centre"))
        y += 6
    if form.variant == "insert":
        operations.append(
            Text(
                x=middle,
                y=y,
                text="(без трудовой книжки недействителен)",
                face=face,
                size=6.5,
                colour=form.ink,
                align="centre",
            )
        )
        y += 4
    operations.append(Text(x=middle, y=y + 1.5, text=code, face=face, size=11, colour=number, align="centre"))
    if duplicate:
        operations.append(
            Text(x=form.width - 8, y=9, text="ДУБЛИКАТ", face=bold, size=9, colour=(40, 40, 120), align="right")
        )
    operations += _title_lines(rng, form, face, writing, said, y + 12)
    return sheet.with_(*operations)


def _title_lines(
    rng: random.Random, form: Form, face: Face, writing: Writing, said: dict[str, str], y: float
) -> list[Operation]:
    operations: list[Operation] = []
    x0, x1 = 9.0, form.width - 9
    larger = replace(writing, size=writing.size * 1.25)
    for label, name in TITLE_LINES:
        if name == "education" and form.variant == "2023":
            continue
        start = x0 + 2 + len(label) * 1.55
        operations += [
            Text(x=x0, y=y, text=label, face=face, size=7.5, colour=form.ink),
            rule(start, y + 0.8, x1, y + 0.8, width=0.15, colour=form.ink),
            larger.put(rng, said[name], start + 1, y, 0),
        ]
        if name in ("born", "filled"):
            operations.append(
                Text(
                    x=(start + x1) / 2,
                    y=y + 3.2,
                    text="(число, месяц, год)",
                    face=face,
                    size=4.5,
                    colour=form.ink,
                    align="centre",
                )
            )
        y += 8.2
    for label in ("Подпись владельца книжки", "Подпись лица, ответственного за ведение трудовых книжек"):
        for line in wrapped(label, 40, face, 6.5):
            operations.append(Text(x=x0 + 12, y=y, text=line, face=face, size=6.5, colour=form.ink))
            y += 2.9
        operations.append(signed(rng, form.width - 32, y - 2, rng.uniform(16, 22)))
        y += 4
    operations.append(Text(x=x0, y=y - 4, text="М.П.", face=face, size=7, colour=form.ink))
    return operations


def said_on_title(career: Career, series: str, number: str, profession: str) -> dict[str, str]:
    person, first = career.person, career.entries[0].date
    return {
        "last_name": person.last_name, "first_name": person.first_name, "middle_name": person.middle_name,
        "born": in_words(person.birth_date), "education": "высшее", "profession": profession,
        "filled": in_words(first), "series": series, "number": number,
    }  # fmt: skip
