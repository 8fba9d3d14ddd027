"""In which words does one sign in at a provider?"""

from __future__ import annotations

from collections.abc import Mapping

OPENID: Mapping[str, tuple[str, str]] = {
    "openid_enter": ("Войти через учётную запись организации", "Sign in with your organisation's account"),
    "openid_or": ("Или с паролем консоли", "Or with a password of the console"),
    "openid_away": (
        "Служба входа организации не отвечает. Попробуйте позже или сообщите администратору.",
        "Your organisation's sign-in service does not answer. Try later, or tell an administrator.",
    ),
    "openid_stale": (
        "Этот вход начат не здесь или уже завершён. Начните его заново.",
        "This sign-in did not begin here, or was ended already. Begin again.",
    ),
    "openid_declined": (
        "Служба входа не подтвердила вход. Начните его заново.", "The sign-in service did not let you in. Begin again."
    ),
    "openid_token": (
        "Ответ службы входа не прошёл проверку. Попробуйте ещё раз; если не помогает, сообщите администратору.",
        "The sign-in service's answer could not be trusted. Try again; if that does not help, tell an administrator.",
    ),
    "openid_no_role": (
        "Вашей учётной записи не назначена роль в этой консоли. Обратитесь к администратору.",
        "Your account has no role in this console. Ask an administrator.",
    ),
    "openid_login_unfit": (
        "Имя вашей учётной записи здесь не подходит: нужны 3–32 строчные латинские буквы, цифры, точки или дефисы.",
        "The name of your account will not do here: 3 to 32 small Latin letters, digits, dots or hyphens.",
    ),
    "openid_login_taken": (
        "Такое имя для входа уже есть у другой учётной записи. Обратитесь к администратору.",
        "Another account has this login already. Ask an administrator.",
    ),
    "openid_disabled": ("Ваша учётная запись отключена.", "Your account is disabled."),
    "openid_no_second_factor": (
        "Служба входа не подтвердила второй шаг. Настройте его в организации и войдите снова.",
        "The sign-in service did not vouch for a second step. Set it up there and sign in again.",
    ),
    "signed_out": ("Вы вышли", "You are signed out"),
}  # fmt: skip
