"""How do extracts about an accreditation look? (form-facts, section 5: from the federal system, or from minutes)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from samples import numbers, people
from samples.blanks import accreditation
from samples.blanks.ground import attested, column, plain_sheet
from samples.canvas import Paper
from samples.facts import Blank, Facts, Marks
from samples.layout import Block, Labelled, Signed, filled_in, flow, title, words
from samples.people import Person
from samples.stamps import e_signature, qr
from samples.style import Style

KIND = accreditation.KIND


def blanks() -> tuple[Blank, ...]:
    return (
        Blank(
            kind=KIND,
            variant="extract",
            issued=(dt.date(2021, 6, 1), dt.date(2099, 1, 1)),
            weight=1.0,
            draw=_electronic,
            invent=lambda rng, person, day: _invent(rng, person, day, "extract"),
            signed=False,
            sealed=False,
            electronic=True,
        ),
        Blank(
            kind=KIND,
            variant="minutes",
            issued=(dt.date(2018, 1, 1), dt.date(2099, 1, 1)),
            weight=0.5,
            draw=_minutes,
            invent=lambda rng, person, day: _invent(rng, person, day, "minutes"),
        ),
    )


def _invent(rng: random.Random, person: Person, day: dt.date, variant: str) -> Facts:
    facts = accreditation.invent(rng, person, day, variant)
    if variant == "minutes":
        fields = {name: value for name, value in facts.fields.items() if name != "valid_until"}
        return replace(facts, fields=fields)
    printed = (*facts.printed_person, "snils") if rng.random() < 0.7 else facts.printed_person
    fields = {
        name: value
        for name, value in facts.fields.items()
        if name not in ("issuer", "protocol_number", "protocol_date")
    }
    return replace(facts, fields=fields, printed_person=printed)


def _electronic(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    sheet = plain_sheet(rng)
    digits, person = facts.text("number"), facts.person

    def row(label: str, value: str) -> Labelled:
        return Labelled(
            label=label,
            value=value,
            label_face=style.print_face,
            value_face=replace(style.print_face, bold=True),
            label_size=11,
            value_size=11,
            place="left" if style.label_place == "left" else "above",
            align="left",
            before=0.8,
        )

    issued = facts.day("issue_date")
    rows: list[Block] = [row("Фамилия, имя, отчество", person.full_name)]
    if "snils" in facts.printed_person:
        rows.append(row("СНИЛС", numbers.snils_printed(person.snils)))
    rows += [
        row("Вид аккредитации", facts.details["procedure"].split(" ")[0].replace("ую", "ая").capitalize()),
        row("Специальность (должность)", facts.text("specialty")),
        row(
            rng.choice(("Номер реестровой записи", "Номер записи")), rng.choice((f"{digits[:4]} {digits[4:]}", digits))
        ),
        row("Дата прохождения аккредитации", numbers.dotted(issued)),
        row(rng.choice(("Действительна до", "Срок действия до")), numbers.dotted(facts.day("valid_until"))),
    ]
    blocks: list[Block] = [
        words(style, "МИНИСТЕРСТВО ЗДРАВООХРАНЕНИЯ РОССИЙСКОЙ ФЕДЕРАЦИИ", bold=True),
        title(style, "ВЫПИСКА", size=1.6, spacing=0.0),
        words(
            style,
            "о наличии в единой государственной информационной системе в сфере здравоохранения данных, "
            "подтверждающих факт прохождения лицом аккредитации специалиста",
        ),
        *rows,
    ]
    operations, _ = flow(blocks, column(sheet, "whole", inset=24, top=22, bottom=110), rng, fill=0.8)
    sheet = sheet.with_(*operations)
    if marks.signature:
        sheet = sheet.with_(
            *e_signature(
                rng,
                rng.uniform(24, 100),
                215,
                "Министерство здравоохранения Российской Федерации",
                issued,
                family=style.print_face.family,
            )
        )
    if rng.random() < 0.6:
        sheet = sheet.with_(qr(rng, 24, 255))
    return Paper(sheets=(sheet,))


def _minutes(rng: random.Random, facts: Facts, style: Style, marks: Marks) -> Paper:
    sheet = plain_sheet(rng)
    name = " ".join(part for part in people.accusative(facts.person) if part)
    digits = facts.text("number")
    blocks: list[Block] = [
        words(style, facts.text("issuer"), align="centre"),
        title(style, f"ВЫПИСКА ИЗ ПРОТОКОЛА № {facts.text('protocol_number')}", size=1.35, spacing=0),
        words(style, "заседания аккредитационной комиссии", align="centre", before=0.3),
        filled_in(style, f"от {numbers.quoted(facts.day('protocol_date'))}"),
        words(style, "РЕШИЛИ: признать прошедшим(ей) аккредитацию специалиста", align="left"),
        filled_in(style, name, size=1.2, bold=True),
        words(style, "по специальности", align="left"),
        filled_in(style, f"«{facts.text('specialty')}»"),
        words(style, f"Номер реестровой записи: {digits[:4]} {digits[4:]}", align="left"),
        words(style, f"Дата выдачи выписки: {numbers.dotted(facts.day('issue_date'))}", align="left"),
        Signed(
            post="Председатель аккредитационной комиссии",
            name=facts.details["chair"],
            face=style.print_face,
            size=style.size * 0.95,
            signed=marks.signature,
            mark="head",
        ),
        Signed(
            post="Ответственный секретарь",
            name=facts.details["secretary"],
            face=style.print_face,
            size=style.size * 0.95,
            signed=marks.signature,
        ),
    ]
    operations, places = flow(blocks, column(sheet, "whole", inset=25, top=22, bottom=60), rng)
    sheet = sheet.with_(*operations)
    return Paper(
        sheets=(
            attested(
                rng, style, sheet, places["head"], facts.institution.name, facts.institution.region, seal=marks.seal
            ),
        )
    )
