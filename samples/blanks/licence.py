"""How does an extract from the register of licences look? (form-facts, section 9.2)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from samples import numbers
from samples.blanks.employment import hospital
from samples.blanks.ground import plain_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks
from samples.layout import Block, Labelled, flow, title, words
from samples.people import Person
from samples.stamps import e_signature, qr
from samples.style import LabelPlace, Style

KIND = "medical_licence"
BODIES = {"77": "01137", "50": "01162", "23": "01126", "63": "01184", "66": "01021", "78": "01148", "54": "01125"}


def blanks() -> tuple[Blank, ...]:
    return (
        Blank(
            kind=KIND,
            variant="extract",
            issued=(dt.date(2021, 3, 1), dt.date(2099, 1, 1)),
            draw=draw,
            invent=invent,
            signed=False,
            sealed=False,
            electronic=True,
        ),
    )


def invent(rng: random.Random, person: Person, day: dt.date) -> Facts:
    institution = hospital(rng)
    body = BODIES.get(institution.region, f"01{rng.randrange(100, 199)}")
    return Facts(
        kind=KIND,
        variant="extract",
        person=person,
        institution=institution,
        printed_person=(),
        fields={
            "number": f"Л041-{body}-{institution.region}/{rng.randrange(300_000, 999_999):08d}",
            "issue_date": day.isoformat(),
            "issuer": rng.choice(
                ("Министерство здравоохранения", "Департамент здравоохранения", "Территориальный орган Росздравнадзора")
            ),
            "inn": numbers.inn_of_organisation(rng, institution.region),
        },
        details={"ogrn": numbers.ogrn(rng, institution.region)},
    )


def draw(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    sheet = plain_sheet(rng)
    place: LabelPlace = "left" if style.label_place == "above" and rng.random() < 0.5 else "above"

    def row(label: str, value: str) -> Labelled:
        return Labelled(
            label=label,
            value=value,
            label_face=style.print_face,
            value_face=replace(style.print_face, bold=True),
            label_size=10,
            value_size=10,
            place=place,
            align="left",
            before=0.7,
        )

    issued = facts.day("issue_date")
    blocks: list[Block] = [
        title(style, "Выписка из реестра лицензий", size=1.5, spacing=0),
        words(style, f"по состоянию на {numbers.dotted(issued + dt.timedelta(days=rng.randrange(1, 15)))}", before=0.3),
        row("1. Статус лицензии:", "Действует"),
        row("2. Регистрационный номер лицензии:", facts.text("number")),
        row("3. Дата предоставления лицензии:", numbers.dotted(issued)),
        row("4. Полное наименование юридического лица:", facts.institution.name),
        row("5. Идентификационный номер налогоплательщика (ИНН):", facts.text("inn")),
        row("6. Основной государственный регистрационный номер (ОГРН):", facts.details["ogrn"]),
        row("7. Лицензирующий орган:", facts.text("issuer")),
        row(
            "8. Лицензируемый вид деятельности:",
            "Медицинская деятельность (за исключением указанной деятельности, "
            "осуществляемой на территории инновационного центра «Сколково»)",
        ),
        row("9. Адреса мест осуществления:", f"г. {facts.institution.city}, ул. Больничная, д. {rng.randrange(1, 90)}"),
        row(
            "10. Выполняемые работы, оказываемые услуги:",
            "при оказании первичной медико-санитарной помощи по: лечебному делу, "
            "сестринскому делу, терапии, неврологии, рентгенологии",
        ),
        row("11. Срок действия:", "Бессрочно"),
    ]
    operations, _ = flow(blocks, (22, 20, 192, 215), rng)
    sheet = sheet.with_(*operations, qr(rng, 22, 240))
    if marks.signature:
        sheet = sheet.with_(*e_signature(rng, 95, 240, facts.text("issuer"), issued, family=style.print_face.family))
    return Paper(sheets=(sheet,))
