"""In which words does an applicant's page speak? (Russian, and English beside it)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from console.pages.words import LANGUAGES, RUSSIAN
from pipeline.cabinet.statuses import Status
from pipeline.zones import MOSCOW

MONTHS = {
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
S = Status
STATUSES: Mapping[Status, tuple[tuple[str, str], tuple[str, str]]] = {
    S.UPLOADED: (
        ("Документ получен", "The document has arrived"),
        ("Проверка скоро начнётся. Страница обновится сама.",
         "It is about to be examined. This page refreshes itself."),
    ),
    S.CHECKING: (
        ("Документ проверяется", "The document is being examined"),
        ("Обычно это занимает меньше минуты. Страница обновится сама.",
         "This usually takes less than a minute. This page refreshes itself."),
    ),
    S.WAITING: (
        ("Ждём ответа реестра", "Waiting for the register"),
        ("Проверка продолжится, как только реестр ответит. От вас ничего не требуется.",
         "The examination goes on as soon as the register answers. You need not do anything."),
    ),
    S.NEEDS_REVIEW: (
        ("Документ смотрит специалист", "A specialist is looking at the document"),
        ("От вас ничего не требуется: результат появится на этой странице.",
         "You need not do anything: the result will be on this page."),
    ),
    S.APPROVED: (
        ("Документ подтверждён", "The document is confirmed"),
        ("Больше ничего делать не нужно.", "There is nothing more to do."),
    ),
    S.RECORDED: (
        ("Сведения зафиксированы", "The periods of work are recorded"),
        ("Больше ничего делать не нужно.", "There is nothing more to do."),
    ),
    S.REJECTED: (
        ("Документ не принят", "The document was not accepted"),
        ("Ниже сказано почему и что можно сделать.", "Below you see why, and what you can do."),
    ),
    S.REPLACED: (
        ("Документ заменён", "The document was replaced"),
        ("Вместо него загружен другой.", "Another one was uploaded in its place."),
    ),
    S.ACCESS_RESTRICTED: (
        ("Срок исправления истёк", "The time to mend it is over"),
        ("Документ не принят, доступ ограничен. Загрузите исправный документ: его проверят сразу.",
         "The document was not accepted and access is restricted. Upload a better one: it is examined at once."),
    ),
    S.EXPIRING: (
        ("Срок действия документа скоро закончится", "The document expires soon"),
        ("Если у вас уже есть новый, загрузите его. Прежний действует, пока не подтверждён новый.",
         "If you have the next one already, upload it. The old one counts until the new one is confirmed."),
    ),
    S.EXPIRED: (
        ("Срок действия документа закончился", "The document has expired"),
        ("Загрузите действующий документ.", "Upload one that is valid."),
    ),
    S.ARCHIVED: (
        ("Документ в архиве", "The document is in the archive"),
        ("Он хранится, но больше не используется.", "It is kept, but no longer used."),
    ),
    S.PURGED: (("Документ удалён", "The document was removed"), ("", "")),
}  # fmt: skip
_WORDS: Mapping[str, tuple[str, str]] = {
    "page": ("Проверка документа", "Examination of a document"),
    "why": ("Почему", "Why"),
    "what_to_do": ("Что сделать:", "What to do:"),
    "cut": (
        "Фрагмент страницы: обведено то место, о котором идёт речь; всё остальное скрыто",
        "A part of the page: the place in question is outlined, everything else is hidden",
    ),
    "until": ("Исправить можно до", "You can mend it until"),
    "upload": ("Загрузить документ заново", "Upload the document again"),
    "file": ("Файл документа", "File of the document"),
    "formats": ("Подойдёт {formats}, до {limit} МБ.", "{formats}, up to {limit} MB."),
    "good_picture": (
        "Положите документ на ровную тёмную поверхность при дневном свете, снимайте сверху, чтобы были видны все края.",
        "Lay the document on an even, dark surface in daylight and take the picture from above, with all edges in it.",
    ),
    "send": ("Проверить и отправить", "Check and send"),
    "not_sent": ("Файл не отправлен", "The file was not sent"),
    "not_sent_hint": (
        "Мы посмотрели на файл и заметили недостатки. Исправьте их и выберите другой файл.",
        "We looked at the file and noticed faults. Mend them and choose another file.",
    ),
    "doubtful_hint": (
        "Документ может не прочитаться. Лучше сделайте новый снимок, но можно отправить и этот.",
        "The document may not be readable. A new picture would be better, but you may send this one.",
    ),
    "send_anyway": ("Отправить как есть", "Send it as it is"),
    "another": ("Выбрать другой файл", "Choose another file"),
    "edit": (
        "Исправьте сведения в личном кабинете: новый файл для этого не нужен.",
        "Correct the entry in your cabinet: no other file is needed for it.",
    ),
    "replacement": (
        "Это документ, который вы загрузили взамен прежнего.",
        "This is the document that you uploaded in place of the earlier one.",
    ),
    "counts_still": (
        "Прежний документ действует, пока не подтверждён новый.",
        "The earlier document counts until the new one is confirmed.",
    ),
    "no_file": ("Выберите файл.", "Choose a file."),
    "same_file": (
        "Это тот же файл, что и раньше. Выберите другой.", "This is the same file as before. Choose another one."
    ),
    "known_file": (
        "Этот файл уже загружен как другой ваш документ. Выберите другой.",
        "This file was uploaded as another document of yours. Choose another one.",
    ),
    "not_now": ("Сейчас документ заменить нельзя.", "The document cannot be replaced now."),
    "stale": (
        "Страница устарела. Посмотрите, что с документом сейчас, и повторите, если нужно.",
        "The page was too old. See how the document stands now, and repeat if need be.",
    ),
    "held_lost": (
        "Файл не сохранился: выберите его ещё раз.", "The file was not kept: choose it once more."
    ),
    "too_large": ("Файл слишком большой: принимается до {limit} МБ.", "The file is too large: up to {limit} MB."),
    "not_arrived": (
        "Файл не дошёл целиком. Попробуйте ещё раз.", "The file did not arrive whole. Please try again."
    ),
    "busy": (
        "Сейчас слишком много загрузок. Попробуйте через минуту.", "Too many uploads just now. Try again in a minute."
    ),
    "refresh": ("Обновить страницу", "Refresh the page"),
    "other_language": ("English", "По-русски"),
    "closed": ("Ссылка больше не действует", "The link does not work any more"),
    "closed_hint": (
        "Откройте документ в личном кабинете ещё раз: там появится новая ссылка.",
        "Open the document in your cabinet once more: there you get a new link.",
    ),
    "too_often": ("Слишком много запросов", "Too many requests"),
    "too_often_hint": (
        "Подождите минуту и обновите страницу.", "Wait a minute and refresh the page."
    ),
    "away": ("Сервис временно недоступен", "The service is not available now"),
    "away_hint": (
        "Попробуйте позже. С документом ничего не случилось.", "Try again later. Nothing happened to the document."
    ),
}  # fmt: skip


def words_of(language: str) -> Mapping[str, str]:
    """All words by name."""
    place = LANGUAGES.index(language)
    return {name: pair[place] for name, pair in _WORDS.items()}


def status_in_words(status: Status, language: str) -> tuple[str, str]:
    """What it is, and what it means for the reader."""
    place = LANGUAGES.index(language)
    title, hint = STATUSES[status]
    return title[place], hint[place]


def moment_in_words(when: dt.datetime, language: str) -> str:
    """«23:59 6 декабря 2026 года (по московскому времени)»; `when` is in the reader's zone."""
    month = MONTHS[language][when.month - 1]
    at, offset = f"{when:%H:%M}", when.utcoffset()
    is_moscow = offset == when.astimezone(MOSCOW).utcoffset()
    if language == RUSSIAN:
        zone = "по московскому времени" if is_moscow else f"по вашему времени, {_offset(offset)}"
        return f"{at} {when.day}\u00a0{month} {when.year}\u00a0года ({zone})"
    zone = "Moscow time" if is_moscow else f"your time, {_offset(offset)}"
    return f"{at} on {when.day}\u00a0{month} {when.year} ({zone})"


def days_in_words(days: int, language: str) -> str:
    """How many days are left after today."""
    if language != RUSSIAN:
        return "today is the last day" if days <= 0 else "1 day is left" if days == 1 else f"{days} days are left"
    if days <= 0:
        return "сегодня последний день"
    if days % 10 == 1 and days % 100 != 11:
        return f"остался {days} день"
    few = days % 10 in {2, 3, 4} and days % 100 not in {12, 13, 14}
    return f"осталось {days} {'дня' if few else 'дней'}"


def _offset(offset: dt.timedelta | None) -> str:
    minutes = int((offset or dt.timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"
