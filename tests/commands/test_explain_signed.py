"""Does the page of an explained decision show electronic signatures, and the printed stamp apart from them?"""

from __future__ import annotations

import datetime as dt

from commands.explained.page import render
from commands.explained.signed import STATES, WHY
from pipeline.case import Case, Certificate, ChangedAfter, ESignature, ESignatureState, ScanResult, VirusScan
from tests.commands import explained_cases as cases

DAY = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
CERTIFICATE = Certificate(
    organisation="Центр <b>аккредитации</b>", name="Лукин", ogrn="1027700132195", issuer="Казначейство", serial="3a91",
    sha256="0", not_before=DAY, not_after=DAY.replace(year=2027),
)  # fmt: skip
VALID = ESignature(
    source="pdf", state=ESignatureState.VALID, algorithm="GOST R 34.10-2012 256", signed_at=DAY, whole_file=True,
    changed_after=ChangedAfter.NOTHING, certificate=CERTIFICATE,
)  # fmt: skip
UNKNOWN = ESignature(source="beside", state=ESignatureState.CANNOT_BE_CHECKED, why="no_gost")


def page(*signatures: ESignature, stamp: bool, scan: VirusScan | None = None) -> str:
    case: Case = cases.rejected()
    assert case.reading is not None
    reading = case.reading.model_copy(update={"e_signature_stamp": stamp})
    shown = case.with_(reading=reading, esignatures=signatures, virus_scan=scan)
    return render(shown, previews=cases.previews())


def test_whose_signature_it_is_and_what_it_is_worth_is_shown_and_escaped() -> None:
    shown = page(VALID, UNKNOWN, stamp=False)
    for text in ("верна", "GOST R 34.10-2012 256", "со слов подписавшего", "ОГРН 1027700132195", "Лукин",
                 "проверить не удалось", "в OpenSSL нет алгоритмов ГОСТ", "отдельным файлом"):  # fmt: skip
        assert text in shown
    assert "&lt;b&gt;аккредитации" in shown
    assert "Это текст, а не подпись" not in shown


def test_the_printed_stamp_is_said_to_be_text() -> None:
    shown = page(stamp=True)
    assert "Это текст, а не подпись" in shown
    assert "Самой электронной подписи нет" in shown


def test_every_state_and_every_why_has_words() -> None:
    assert set(STATES) == set(ESignatureState)
    for why in WHY:
        assert WHY[why] in page(UNKNOWN.model_copy(update={"why": why}), stamp=False)


def test_what_an_antivirus_said_is_shown() -> None:
    scan = VirusScan(result=ScanResult.CLEAN, scanner="ClamAV 1.4.3", database="27827", database_date=DAY)
    assert "вирусов не найдено (ClamAV 1.4.3, базы от 01.02.2026)" in page(stamp=False, scan=scan)
    missed = VirusScan(result=ScanResult.NOT_SCANNED, why="unreachable")
    assert "не проверялось (антивирус не отвечает)" in page(stamp=False, scan=missed)
