"""Does the mail server of the tests keep letters, and refuse them as it is told?"""

from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage

import pytest

from samples.servers.mail import HANG_UP, REFUSED, SILENT, TAKEN_UNHEARD, TRY_LATER, Reply, SmtpServer


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "cabinet@example.test"
    message["To"] = "Анна Ковалёва <kovaleva@example.test>"
    message["Subject"] = "Документ принят"
    message.set_content("Диплом подтверждён.")
    return message


def send(server: SmtpServer, *, timeout: float = 5.0) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=timeout) as client:
        client.send_message(letter())


def test_a_letter_is_kept_as_it_came(smtp_server: SmtpServer) -> None:
    send(smtp_server)
    (kept,) = smtp_server.wait_for(1)
    assert (kept.sender, kept.recipients) == ("cabinet@example.test", ("kovaleva@example.test",))
    assert kept.message["Subject"] == "Документ принят"
    assert kept.message.get_content().strip() == "Диплом подтверждён."


def test_it_says_what_it_was_told_and_then_takes_letters_again(smtp_server: SmtpServer) -> None:
    smtp_server.answer(TRY_LATER, REFUSED, Reply(line="421 4.4.2 Closing", at="mail"))
    with pytest.raises(smtplib.SMTPDataError) as later:
        send(smtp_server)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(smtp_server)
    with pytest.raises(smtplib.SMTPResponseException) as closing:
        send(smtp_server)
    send(smtp_server)
    assert later.value.smtp_code == 451
    assert refused.value.recipients["kovaleva@example.test"][0] == 550
    assert closing.value.smtp_code == 421
    assert len(smtp_server.letters) == 1


def test_it_goes_on_refusing_until_told_otherwise(smtp_server: SmtpServer) -> None:
    smtp_server.answer(then=TRY_LATER)
    for _ in range(3):
        with pytest.raises(smtplib.SMTPDataError):
            send(smtp_server)
    smtp_server.forget()
    send(smtp_server)
    assert len(smtp_server.letters) == 1


def test_a_silent_server_does_not_hold_up_its_own_end(smtp_server: SmtpServer) -> None:
    smtp_server.answer(SILENT)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp_server, timeout=0.2)
    started = time.monotonic()
    smtp_server.stop()
    assert time.monotonic() - started < 2


def test_it_hangs_up_on_demand(smtp_server: SmtpServer) -> None:
    smtp_server.answer(HANG_UP, TAKEN_UNHEARD)
    for taken in (0, 1):
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(smtp_server)
        assert len(smtp_server.letters) == taken


def test_stopped_it_refuses_connections_and_comes_back_with_its_letters(smtp_server: SmtpServer) -> None:
    send(smtp_server)
    smtp_server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_server)
    smtp_server.start()
    send(smtp_server)
    assert len(smtp_server.letters) == 2


def test_waiting_in_vain_says_for_what(smtp_server: SmtpServer) -> None:
    with pytest.raises(TimeoutError, match="1 letters"):
        smtp_server.wait_for(1, limit=0.05)
