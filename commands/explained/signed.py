"""What does the page of an explained decision say of electronic signatures, and of the printed stamp beside them?"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from commands.explained.words import Label, russian_moment
from pipeline.case import Case, ChangedAfter, ESignature, ESignatureState

STATES: Final = MappingProxyType(
    {
        ESignatureState.VALID: Label(css="good", sign="✓", text="верна"),
        ESignatureState.INVALID: Label(css="bad", sign="✗", text="неверна"),
        ESignatureState.UNKNOWN_ISSUER: Label(css="doubt", sign="?", text="цела, но кто выдал сертификат, неизвестно"),
        ESignatureState.EXPIRED: Label(css="doubt", sign="?", text="цела, но сертификат при подписании не действовал"),
        ESignatureState.REVOKED: Label(css="doubt", sign="?", text="цела, но сертификат отозван"),
        ESignatureState.CANNOT_BE_CHECKED: Label(css="none", sign="—", text="проверить не удалось"),
    }
)
WHY: Final = MappingProxyType(
    {
        "changed": "файл не тот, что был подписан",
        "forged": "значение подписи не сходится с сертификатом",
        "another_file": "в файле подписи лежит другой документ",
        "no_gost": "в OpenSSL нет алгоритмов ГОСТ",
        "no_openssl": "программы openssl нет",
        "damaged": "файл подписи не разбирается",
        "unsupported": "алгоритм или вид подписи не поддерживается",
        "weak": "алгоритм считается ненадёжным",
        "no_certificate": "сертификата подписавшего в ней нет",
        "chain": "цепочка сертификатов не проверяется",
        "usage": "сертификат не для подписи",
        "future": "время подписания ещё не наступило",
    }
)
CHANGED: Final = MappingProxyType(
    {
        ChangedAfter.NOTHING: "",
        ChangedAfter.ALLOWED: "после неё внесены допустимые изменения",
        ChangedAfter.SUSPICIOUS: "после неё файл изменён",
        ChangedAfter.UNKNOWN: "",
    }
)
SOURCES: Final = MappingProxyType({"pdf": "в PDF", "beside": "отдельным файлом"})


@dataclass(frozen=True, kw_only=True)
class SignedRow:
    """One electronic signature."""

    source: str
    state: Label
    about: tuple[str, ...]
    who: tuple[str, ...]


def signed_rows(case: Case) -> tuple[SignedRow, ...]:
    return tuple(_row(each) for each in case.esignatures or ())


def stamp_said(case: Case) -> str:
    """The printed stamp apart: anybody can print it."""
    if case.reading is None or not case.reading.e_signature_stamp:
        return ""
    return (
        "На странице напечатано «Документ подписан электронной подписью». "
        "Это текст, а не подпись: проверить его нельзя."
    )


def _row(signature: ESignature) -> SignedRow:
    about = [
        WHY.get(signature.why, signature.why),
        f"{signature.algorithm}" if signature.algorithm else "",
        _time(signature),
        "" if signature.whole_file or not signature.certificate else "охватывает не весь файл",
        CHANGED[signature.changed_after],
    ]
    return SignedRow(
        source=SOURCES[signature.source], state=STATES[signature.state], about=tuple(filter(None, about)),
        who=_who(signature),
    )  # fmt: skip


def _time(signature: ESignature) -> str:
    if signature.signed_at is None:
        return ""
    proof = "подтверждено меткой времени" if signature.time_proven else "со слов подписавшего"
    return f"{russian_moment(signature.signed_at)}, {proof}"


def _who(signature: ESignature) -> tuple[str, ...]:
    certificate = signature.certificate
    if certificate is None:
        return ()
    term = f"{certificate.not_before:%d.%m.%Y} – {certificate.not_after:%d.%m.%Y}"
    told = [
        certificate.organisation, certificate.name, f"ОГРН {certificate.ogrn}" if certificate.ogrn else None,
        f"выдал: {certificate.issuer}" if certificate.issuer else None,
        f"сертификат {certificate.serial}, действует {term}",
    ]  # fmt: skip
    return tuple(filter(None, told))
