"""How is a decision, a field, a verdict or a doubt called in Russian, for a reviewer?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pipeline.case import Outcome, Presence, ScanResult, Verdict, VirusScan, Weight

MARK_TITLES: Final = MappingProxyType({"signature": "Подпись", "seal": "Печать"})
PRESENCE: Final = MappingProxyType(
    {Presence.PRESENT: "есть", Presence.ABSENT: "не найдена", Presence.UNSURE: "непонятно, есть ли"}
)
SOURCES: Final = MappingProxyType(
    {"declared": "введено при загрузке", "holder": "личный кабинет", "registry": "реестр"}
)
STAGES: Final = MappingProxyType(
    {
        "virus_scan": "Проверка на вирусы",
        "format_check": "Проверка файла",
        "esignatures": "Электронные подписи",
        "ocr": "Чтение страниц",
        "extraction": "Поиск полей",
        "cross_check": "Сверка",
        "decision": "Решение",
    }
)
SCANNED: Final = MappingProxyType(
    {
        ScanResult.CLEAN: "вирусов не найдено",
        ScanResult.INFECTED: "найдена вредоносная программа",
        ScanResult.NOT_SCANNED: "не проверялось",
    }
)
NOT_SCANNED: Final = MappingProxyType(
    {
        "off": "проверка выключена",
        "unreachable": "антивирус не отвечает",
        "too_slow": "антивирус не успел",
        "hung_up": "антивирус прервал связь",
        "nonsense": "ответ антивируса непонятен",
        "too_large": "файл больше, чем принимает антивирус",
        "unseen": "антивирус не смог заглянуть в файл",
    }
)
TRACES: Final = MappingProxyType(
    {
        "edited_with": "редактор, в котором сохранён файл",
        "edit_history": "история правки в файле",
        "later_increment": "дозапись в конец файла",
        "changed_after_creation": "файл изменён после создания",
        "thumbnail_differs": "миниатюра не совпадает с изображением",
        "screenshot": "снимок экрана",
        "layer_differs": "текст файла не совпадает с изображением",
        "hidden_text": "скрытый текст",
        "cropped_text": "текст за краем страницы",
        "covered_text": "закрытый текст",
        "text_over_text": "текст поверх текста",
        "patch": "вставка поверх скана",
        "annotation": "пометка поверх страницы",
        "form_field": "заполненное поле формы",
        "hidden_layer": "отключённый слой",
        "mixed_fonts": "разный шрифт в одном числе",
        "same_file": "тот же файл у другого человека",
        "same_picture": "то же изображение у другого человека",
        "same_mark": "та же печать или подпись в другом документе",
    }
)
STRENGTHS: Final = MappingProxyType({"weak": "слабый", "fair": "заметный", "strong": "сильный"})
WEIGHTS: Final = MappingProxyType(
    {Weight.REJECT: "основание отклонить", Weight.REVIEW: "нужен специалист", Weight.NOTE: "к сведению"}
)
VERSIONS: Final = MappingProxyType(
    {"pipeline": "Программа", "rules": "Правила", "ocr": "Распознавание", "registry": "Реестр"}
)
MONTHS: Final = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
MOSCOW: Final = dt.timedelta(hours=3)


@dataclass(frozen=True, kw_only=True)
class Label:
    """A word with a sign, so that colour is never the only difference; `css` is a class of the style sheet."""

    css: str
    sign: str
    text: str
    hint: str = ""


OUTCOMES: Final = MappingProxyType(
    {
        Outcome.APPROVED: Label(
            css="good",
            sign="✓",
            text="Подтверждено",
            hint="Обязательные сведения прочитаны, с реестром и личным кабинетом расхождений нет.",
        ),
        Outcome.REJECTED: Label(
            css="bad",
            sign="✗",
            text="Отклонено",
            hint="Причины и то, что нужно сделать заявителю, — ниже.",
        ),
        Outcome.NEEDS_REVIEW: Label(
            css="doubt",
            sign="?",
            text="Нужна проверка специалиста",
            hint="Автоматически решить нельзя: свидетельства слабы или противоречат друг другу.",
        ),
        Outcome.WAITING: Label(
            css="wait",
            sign="…",
            text="Ожидает ответа реестра",
            hint="Реестр не ответил. Заявителю это не ставится в вину, срок не идёт.",
        ),
    }
)
UNDECIDED: Final = Label(css="wait", sign="…", text="Решения ещё нет", hint="Проверка не дошла до последнего этапа.")

VERDICTS: Final = MappingProxyType(
    {
        Verdict.MATCH: Label(css="good", sign="✓", text="совпадает"),
        Verdict.DIFFERENT: Label(css="bad", sign="✗", text="не совпадает"),
        Verdict.DOUBT: Label(css="doubt", sign="?", text="сомнение"),
        Verdict.NOT_READ: Label(css="doubt", sign="?", text="не прочитано"),
        Verdict.NOTHING_TO_COMPARE: Label(css="none", sign="—", text="нечего сравнить"),
    }
)
NOT_COMPARED: Final = Label(css="none", sign="·", text="не сверялось")

SURE_FROM: Final = 0.95
FAIRLY_SURE_FROM: Final = 0.80


def sureness(confidence: float) -> Label:
    """Say a confidence in words; the class also picks the line's style: solid, dashed or dotted."""
    if confidence >= SURE_FROM:
        return Label(css="sure", sign="●", text="уверенно")
    if confidence >= FAIRLY_SURE_FROM:
        return Label(css="fair", sign="◐", text="почти уверенно")
    return Label(css="weak", sign="○", text="неуверенно")


def percent(share: float) -> str:
    """Write a share as `97 %`, never rounded up to a certainty that was not measured."""
    whole = round(share * 100)
    if whole == 100 and share < 1.0:
        return ">\u00a099\u00a0%"
    if whole == 0 and share > 0.0:
        return "<\u00a01\u00a0%"
    return f"{whole}\u00a0%"


def russian_moment(moment: dt.datetime) -> str:
    """Write an aware time in its own zone: `29 ноября 2026 г., 23:59 по московскому времени`."""
    offset = moment.utcoffset() or dt.timedelta()
    hours = offset.total_seconds() / 3600
    zone = "по московскому времени" if offset == MOSCOW else f"по времени UTC{hours:+g}"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} г., {moment:%H:%M} {zone}"


def written(field: str, value: object) -> str:
    """Write a normalised value as a Russian reader expects it: `28.06.2019`, `112-233-445 95`, «да»."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    text = str(value)
    if field == "snils" and len(text) == 11 and text.isdigit():
        return f"{text[:3]}-{text[3:6]}-{text[6:9]} {text[9:]}"
    try:
        return f"{dt.date.fromisoformat(text):%d.%m.%Y}" if len(text) == 10 else text
    except ValueError:
        return text


def scanned(scan: VirusScan) -> str:
    """Say what an antivirus found: `вирусов не найдено (ClamAV 1.4.3, базы от 22.11.2026)`."""
    more = [scan.malware, NOT_SCANNED.get(scan.why, scan.why), scan.scanner]
    if scan.database_date:
        more.append(f"базы от {scan.database_date:%d.%m.%Y}")
    told = ", ".join(part for part in more if part)
    return SCANNED[scan.result] + (f" ({told})" if told else "")


def has_digits(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def counted(number: int, one: str, few: str, many: str) -> str:
    """Put a noun into the case that its number asks for: `1 страница`, `3 страницы`, `11 страниц`."""
    if number % 10 == 1 and number % 100 != 11:
        return f"{number} {one}"
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return f"{number} {few}"
    return f"{number} {many}"


def file_size(size: int) -> str:
    """Write bytes as a person reads them: `412 КБ`, `5,2 МБ`."""
    if size < 1024:
        return f"{size} Б"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} КБ"
    return f"{size / 1024 / 1024:.1f} МБ".replace(".", ",")
