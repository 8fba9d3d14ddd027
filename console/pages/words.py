"""In which words do the pages speak? (Russian, and English beside it)"""

from __future__ import annotations

from collections.abc import Mapping

from console.pages.words_openid import OPENID
from console.pages.words_overview import OVERVIEW

RUSSIAN, ENGLISH = "ru", "en"
LANGUAGES = (RUSSIAN, ENGLISH)

_WORDS: dict[str, tuple[str, str]] = {
    "console": ("Проверка документов", "Review of documents"),
    "sign_in": ("Вход", "Sign in"),
    "login": ("Имя для входа", "Login"),
    "password": ("Пароль", "Password"),
    "enter": ("Войти", "Sign in"),
    "go_on": ("Продолжить", "Continue"),
    "sign_out": ("Выйти", "Sign out"),
    "second_factor": ("Второй шаг входа", "Second step"),
    "code": ("Код из приложения или резервный код", "Code from the application, or a recovery code"),
    "code_hint": (
        "Шесть цифр из приложения на телефоне. Если телефона нет, введите один из резервных кодов.",
        "Six digits from the application on your telephone. Without the telephone, one of the recovery codes.",
    ),
    "set_up": ("Настройка второго шага", "Set up the second step"),
    "set_up_hint": (
        "Отсканируйте код приложением для одноразовых паролей или введите ключ вручную, затем введите шесть цифр, "
        "которые покажет приложение.",
        "Scan the code with an application for one-time passwords, or type the key; then enter the six digits "
        "that it shows.",
    ),
    "qr": ("QR-код для приложения", "QR code for the application"),
    "secret": ("Ключ для ввода вручную", "Key to be typed"),
    "six_digits": ("Шесть цифр из приложения", "Six digits from the application"),
    "codes": ("Резервные коды", "Recovery codes"),
    "codes_hint": (
        "Запишите их и храните отдельно от телефона: каждый подходит один раз. Больше они показаны не будут.",
        "Write them down and keep them apart from the telephone: each serves once. They are not shown again.",
    ),
    "codes_kept": ("Коды записаны, продолжить", "The codes are written down, continue"),
    "change_password": ("Смена пароля", "Change the password"),
    "password_is_given": (
        "Этот пароль выдан администратором. Придумайте свой, чтобы продолжить.",
        "This password was given by an administrator. Choose your own to go on.",
    ),
    "password_hint": (
        "От 12 до 200 символов, не меньше шести разных, без имени для входа. Остальные браузеры будут отключены.",
        "12 to 200 symbols, six different ones at least, without the login. All other browsers are signed out.",
    ),
    "password_now": ("Нынешний пароль", "Password now"),
    "password_new": ("Новый пароль", "New password"),
    "password_again": ("Новый пароль ещё раз", "New password once more"),
    "change": ("Сменить", "Change"),
    "home": ("Главная", "Home"),
    "you_are": ("Вы вошли как", "You are signed in as"),
    "role": ("Роль", "Role"),
    "may": ("Что доступно", "What you may do"),
    "codes_left": ("Осталось резервных кодов", "Recovery codes left"),
    "queue": ("Очередь", "Queue"),
    "may_review": ("проверять документы", "review papers"),
    "audit": ("Журнал действий", "Audit log"),
    "audit_hint": (
        "Новые записи сверху. Просмотр журнала тоже записывается в журнал.",
        "The newest first. Looking at the log is an entry in it, too.",
    ),
    "audit_document": ("Только записи о документе", "Entries of one document"),
    "show": ("Показать", "Show"),
    "older": ("Более ранние", "Older"),
    "newest": ("К новым", "To the newest"),
    "nothing": ("Записей нет", "No entries"),
    "number": ("№", "No."),
    "when": ("Когда", "When"),
    "who": ("Кто", "Who"),
    "action": ("Действие", "Action"),
    "document": ("Документ", "Document"),
    "was": ("Было", "Before"),
    "became": ("Стало", "After"),
    "why": ("Основание", "Why"),
    "moscow": ("по московскому времени", "Moscow time"),
    "skip": ("К содержанию", "To the content"),
    "other_language": ("English", "По-русски"),
    "wrong": ("Имя для входа или пароль не подходят.", "Login or password are wrong."),
    "wrong_code": ("Код не подходит.", "The code is wrong."),
    "wrong_password": ("Нынешний пароль не подходит.", "The password is wrong."),
    "weak": (
        "Этот пароль не годится: посмотрите требования ниже.", "This password will not do: see what is asked below."
    ),
    "differ": ("Новый пароль введён по-разному.", "The new password was not typed the same twice."),
    "closed": (
        "Слишком много попыток. Попробуйте снова через {seconds} с.", "Too many tries. Try again in {seconds} s."
    ),
    "busy": ("Сервер занят. Попробуйте ещё раз.", "The server is busy. Try again."),
    "stale": (
        "Страница устарела или открыта с другого сайта. Откройте её заново и повторите.",
        "The page was too old, or came from another site. Open it again and repeat.",
    ),
    "fault_403": ("Эта страница вам недоступна", "This page is not for you"),
    "fault_404": ("Такой страницы нет", "There is no such page"),
    "fault_413": ("Слишком много данных", "Too much was sent"),
    "fault_422": ("В адресе страницы ошибка", "The address of the page is wrong"),
    "fault_500": ("Ошибка на нашей стороне", "A fault of ours"),
    "fault_500_hint": (
        "Мы уже знаем о ней. Попробуйте ещё раз; если не помогает, сообщите администратору номер {request_id}.",
        "It is noted. Try again; if that does not help, give an administrator the number {request_id}.",
    ),
    "fault_503": ("Сервис временно недоступен", "The service is not available now"),
    "fault_hint": ("Вернитесь на главную страницу.", "Go back to the home page."),
    "reviewer": ("проверяющий", "reviewer"),
    "supervisor": ("руководитель", "supervisor"),
    "auditor": ("аудитор", "auditor"),
    "administrator": ("администратор", "administrator"),
    "may_password": ("сменить свой пароль", "change your own password"),
    "may_audit": ("читать журнал действий", "read the audit log"),
}  # fmt: skip


def words_of(language: str) -> Mapping[str, str]:
    """All words by name."""
    place = LANGUAGES.index(language)
    return {name: pair[place] for name, pair in ({**_WORDS, **OVERVIEW, **OPENID}).items()}
