"""Do letters reach the mail server whole, once recognisable, and with nothing slipped into their headers?"""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.case import Holder, Outcome
from pipeline.log import configure_log
from pipeline.settings import Settings, SettingsError
from samples.servers.http_receiver import HttpReceiver
from samples.servers.mail import HANG_UP, REFUSED, SILENT, TAKEN_UNHEARD, TRY_LATER, Reply, SmtpServer
from tests.cabinet.desk import Clock
from tests.workers.letters_of import MARIA, NOW, but, notice
from tests.workers.post import Post
from workers.channels.chosen import build_channels
from workers.channels.mail import Mail, Sender, address_of, one_line
from workers.channels.protocol import Refused, TryAgain


def sender(server: SmtpServer | None = None, **more: Any) -> Sender:
    host, port = (server.host, server.port) if server else ("127.0.0.1", 9)
    own = Sender(host=host, port=port, security="none", address="no-reply@lk.example.ru", name="Личный кабинет")
    return replace(own, **{"seconds": 5.0, **more})


def chosen(server: SmtpServer, **more: Any) -> Settings:
    own = {"smtp_security": "none", "smtp_from": "no-reply@lk.example.ru", "smtp_seconds": 5.0}
    return Settings(smtp_host=server.host, smtp_port=server.port, **{**own, **more})


def test_a_letter_comes_whole_in_text_and_html(smtp_server: SmtpServer) -> None:
    Mail(sender(smtp_server), Clock(NOW)).deliver(notice(), MARIA)
    [letter] = smtp_server.letters
    message = letter.message
    assert (letter.sender, letter.recipients) == ("no-reply@lk.example.ru", ("maria@example.org",))
    assert message["Message-ID"] == "<evt_01@lk.example.ru>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<notices.lk.example.ru>"
    assert message["From"].addresses[0].display_name == "Личный кабинет"
    assert message["To"].addresses[0].display_name == "Мария Воробьёва"
    assert message["Date"].datetime == NOW
    assert message["Subject"] == "Диплом о высшем образовании: исправьте до 29 ноября"
    plain, html = message.iter_parts()
    assert "здравствуйте" in plain.get_content()
    assert "Загрузите исправленный документ" in html.get_content()


NASTY = st.text(min_size=0, max_size=120) | st.sampled_from(
    ["x\r\nBcc: thief@example.com", "Иванова, Мария", '"', "a" * 300, "\u202e", "=?utf-8?q?x?=", "Ива-" * 40, "\x00"]
)


@given(name=NASTY, title=NASTY)
def test_nothing_can_be_slipped_into_a_header(name: str, title: str) -> None:
    message = Mail(sender(), Clock(NOW)).message(notice(), but(first_name=name, last_name=name, title=title))
    raw = message.as_bytes()
    names = [line.split(b":")[0] for line in raw.split(b"\n\n")[0].split(b"\n") if line[:1] not in b" \t"]
    assert sorted(names) == sorted(set(names))
    assert b"Bcc" not in names
    assert [one.addr_spec for one in message["To"].addresses] == ["maria@example.org"]


@pytest.mark.parametrize(
    "address",
    ["", "maria", "@example.org", "maria@", "a@b@c", "maria@example.org\r\nRCPT TO:<thief@example.com>",
     "a b@example.org", "maria@example.org, thief@example.com", "<maria@example.org>", "a\x00@example.org",
     "x" * 65 + "@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Refused) as caught:
        Mail(sender(), Clock(NOW)).message(notice(), but(email=address))
    assert not address or address not in str(caught.value)


def test_a_domain_in_cyrillic_is_written_as_mail_servers_know_it() -> None:
    assert address_of("мария@почта.рф").domain == "xn--80a1acny.xn--p1ai"


def test_an_address_in_cyrillic_goes_where_the_server_knows_such(smtp_server: SmtpServer) -> None:
    Mail(sender(smtp_server), Clock(NOW)).deliver(notice(), but(email="мария@почта.рф"))
    assert smtp_server.letters[0].recipients == ("мария@xn--80a1acny.xn--p1ai",)


@pytest.mark.parametrize(
    "reply", [TRY_LATER, HANG_UP, Reply(line="450 4.2.1 Busy", at="rcpt"), Reply(line="421 4.3.2 Closing", at="mail")]
)
def test_what_may_pass_is_tried_again(smtp_server: SmtpServer, reply: Reply) -> None:
    smtp_server.answer(reply)
    mail = Mail(sender(smtp_server), Clock(NOW))
    with pytest.raises(TryAgain) as caught:
        mail.deliver(notice(), MARIA)
    assert "maria" not in str(caught.value)
    mail.deliver(notice(), MARIA)
    assert len(smtp_server.letters) == 1


@pytest.mark.parametrize(
    "reply", [REFUSED, Reply(line="554 5.7.1 Spam"), Reply(line="553 5.1.8 Unknown sender", at="mail")]
)
def test_what_will_not_pass_is_refused(smtp_server: SmtpServer, reply: Reply) -> None:
    smtp_server.answer(reply)
    with pytest.raises(Refused, match=reply.line[:3]):
        Mail(sender(smtp_server), Clock(NOW)).deliver(notice(), MARIA)


def test_a_server_that_says_nothing_is_left_in_time(smtp_server: SmtpServer) -> None:
    smtp_server.answer(SILENT)
    began = time.monotonic()
    with pytest.raises(TryAgain):
        Mail(sender(smtp_server, seconds=0.6), Clock(NOW)).deliver(notice(), MARIA)
    assert time.monotonic() - began < 2


def test_a_server_that_is_not_there_or_knows_no_tls_is_down(smtp_server: SmtpServer) -> None:
    with pytest.raises(TryAgain, match="STARTTLS") as caught:
        Mail(sender(smtp_server, security="starttls"), Clock(NOW)).deliver(notice(), MARIA)
    assert caught.value.down
    smtp_server.stop()
    with pytest.raises(TryAgain, match="no answer") as caught:
        Mail(sender(smtp_server), Clock(NOW)).deliver(notice(), MARIA)
    assert caught.value.down


def test_a_letter_that_was_taken_unheard_comes_twice_with_one_id(post: Post, smtp_server: SmtpServer) -> None:
    post.decided("a", Outcome.REJECTED, "SCAN_BLURRED")
    smtp_server.answer(TAKEN_UNHEARD)
    channels = build_channels(chosen(smtp_server), post.clock)
    assert post.run(*channels).put_off == 1  # type: ignore[arg-type]
    post.clock.forward(seconds=30)
    assert post.run(*channels).delivered == 1  # type: ignore[arg-type]
    one, two = smtp_server.letters
    assert one.message["Message-ID"] == two.message["Message-ID"]


def test_an_applicant_is_written_to_from_upload_to_decision_once(post: Post, smtp_server: SmtpServer) -> None:
    post.decided("a", Outcome.REJECTED, "SCAN_BLURRED", "SCAN_DARK")
    post.decided("b", Outcome.APPROVED, holder=Holder(inn="1", first_name="Олег"), contacts={"phone": "1"})
    channels = build_channels(chosen(smtp_server, cabinet_link="https://lk.example.ru/d/{document_id}"), post.clock)
    post.run_until_settled(*channels)  # type: ignore[arg-type]
    [letter] = smtp_server.letters
    assert letter.message["Subject"] == "Диплом о высшем образовании: исправьте до 29 ноября"
    text = letter.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Мария Петровна" in text
    assert "https://lk.example.ru/d/" in text


def test_no_log_holds_what_is_written_to_an_applicant(
    post: Post, smtp_server: SmtpServer, http_receiver: HttpReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    smtp_server.answer(REFUSED, TRY_LATER)
    http_receiver.answer(500, 400)
    for number in range(3):
        holder = Holder(last_name="Воробьёва", inn=f"{number}")
        post.decided(f"{number}", Outcome.REJECTED, "SCAN_BLURRED", holder=holder)
    settings = chosen(
        smtp_server, sms_url=f"{http_receiver.url}/sms", sms_token="a-token-of-the-gateway", cabinet_link="https://lk/x"
    )
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        configure_log("debug")
        post.run_until_settled(*build_channels(settings, post.clock))  # type: ignore[arg-type]
    ours = [record for record in caplog.records if record.name != "mail.log"]  # that is the server of the test
    logged = said.getvalue() + "".join(f"{record.getMessage()} {record.args}" for record in ours)
    assert "notice_dead" in logged
    assert "notice_put_off" in logged
    telephone = ("9161234567", "916 123")
    for secret in ("Воробьёва", "maria@", *telephone, "0123456", "a-token", "здравствуйте", "KEYS_DROPPED"):
        assert secret not in logged


def test_a_wrong_sender_is_named(smtp_server: SmtpServer) -> None:
    with pytest.raises(SettingsError, match="SMTP_FROM"):
        build_channels(chosen(smtp_server, smtp_from="nobody"))
    with pytest.raises(ValueError, match="SMTP_FROM"):
        Settings(smtp_host="mail.example.ru")


@pytest.mark.parametrize(
    ("text", "line"), [("a\r\n b\tc", "a b c"), ("\u202eабв\u200b", "абв"), ("29\u00a0ноября", "29 ноября"), ("", "")]
)
def test_a_line_holds_nothing_that_ends_or_hides(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_server_whose_greeting_drips_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        began = time.monotonic()
        mail = Mail(sender(port=server.getsockname()[1], seconds=0.5), Clock(NOW))
        with pytest.raises(TryAgain):
            mail.deliver(notice(), MARIA)
        assert time.monotonic() - began < 2
