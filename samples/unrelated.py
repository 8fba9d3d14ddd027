"""What do people upload by mistake? (a till receipt, a letter, a recipe)"""

from __future__ import annotations

import random

from samples.blanks.ground import plain_sheet
from samples.canvas import Operation, Paper, Sheet, Text
from samples.fonts import Face
from samples.layout import flow, title, words
from samples.style import Style

GOODS = (
    "Молоко 3,2% 930 мл",
    "Хлеб Бородинский",
    "Яйцо куриное С1 10 шт",
    "Сыр Российский 45%",
    "Чай чёрный 100 пак",
    "Яблоки сезонные",
    "Вода питьевая 5 л",
    "Печенье овсяное",
    "Масло сливочное 180 г",
)


def draw(rng: random.Random, style: Style) -> Paper:
    return rng.choice((_receipt, _letter, _recipe))(rng, style)


def _receipt(rng: random.Random, style: Style) -> Paper:
    face = Face(family="Liberation Mono")
    rows: list[Operation] = []
    y, total = 10.0, 0
    for line in ("ООО «Продукты рядом»", "г. Тверь, ул. Садовая, 12", "КАССОВЫЙ ЧЕК", "ПРИХОД", ""):
        rows.append(Text(x=40, y=y, text=line, face=face, size=9, align="centre"))
        y += 5
    for item in rng.sample(GOODS, 7):
        price = rng.randrange(3000, 40_000)
        total += price
        rows += [
            Text(x=5, y=y, text=item, face=face, size=8.5),
            Text(
                x=75, y=y + 4.4, text=f"1 x {price / 100:.2f} = {price / 100:.2f}", face=face, size=8.5, align="right"
            ),
        ]
        y += 10
    for line in (
        f"ИТОГ {total / 100:.2f}",
        "БЕЗНАЛИЧНЫМИ",
        "Спасибо за покупку!",
        f"ФН {rng.randrange(10**15, 10**16)}",
    ):
        rows.append(Text(x=40, y=y + 4, text=line, face=face, size=10, align="centre"))
        y += 6
    return Paper(sheets=(Sheet(width=80, height=y + 14, operations=tuple(rows)),))


def _letter(rng: random.Random, style: Style) -> Paper:
    body = (
        "Уважаемые коллеги! Приглашаем вас на ежегодную встречу жильцов нашего дома, которая пройдёт в субботу в "
        "большом зале библиотеки. Мы обсудим благоустройство двора, посадку деревьев и расписание праздников. "
        "Просим сообщить, "
        "сможете ли вы прийти, и сколько человек будет с вами. Чай и пироги приносим вскладчину.",
        "Если у вас есть предложения по детской площадке, пришлите их заранее, чтобы мы успели подготовить список.",
        "С уважением, совет дома",
    )
    sheet = plain_sheet(rng)
    operations, _ = flow(
        [title(style, "Приглашение", size=1.6), *[words(style, part, align="left", size=1.1) for part in body]],
        (25, 25, 190, 190),
        rng,
    )
    return Paper(sheets=(sheet.with_(*operations),))


def _recipe(rng: random.Random, style: Style) -> Paper:
    body = (
        "Мука пшеничная — 300 г",
        "Сахар — 150 г",
        "Яйца — 3 шт.",
        "Яблоки кислые — 4 шт.",
        "Разрыхлитель — 1 ч. л.",
        "Взбейте яйца с сахаром до пышной пены, всыпьте муку с разрыхлителем, перемешайте.",
        "Яблоки нарежьте ломтиками, выложите в форму, залейте тестом и выпекайте 40 минут при 180 °C.",
    )
    sheet = plain_sheet(rng)
    operations, _ = flow(
        [title(style, "Шарлотка с яблоками", size=1.8), *[words(style, part, align="left") for part in body]],
        (25, 25, 185, 180),
        rng,
    )
    return Paper(sheets=(sheet.with_(*operations),))
