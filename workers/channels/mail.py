"""How is an applicant written to by e-mail? (the only module that speaks SMTP)"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from pydantic import SecretStr

from pipeline.cabinet.outbox import Notice
from pipeline.cabinet.telling import EMAIL
from workers.channels.letters import Letter, as_html, as_text, letter_of
from workers.channels.protocol import Clock, Recipient, Refused, TryAgain

ADDRESS = re.compile(r"[^\s\"(),:;<>@\[\\\]\x00-\x1f\x7f]{1,64}@[^\s\"(),:;<>@\[\\\]\x00-\x1f\x7f]{1,255}")
LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who writes, and through which server. `seconds` are for one letter, all in all."""

    host: str
    port: int
    security: Literal["starttls", "ssl", "none"]
    address: str
    name: str
    reply_to: str | None = None
    user: str | None = None
    password: SecretStr | None = None
    seconds: float = 30.0
    link: str = ""


class Mail:
    """Writes letters, plain and HTML. Message-ID is made from the notice's id: a letter that comes twice shows."""

    name = EMAIL
    to_applicant = True

    def __init__(self, sender: Sender, clock: Clock, *, lanes: int = 2) -> None:
        """Raises `ValueError` when the sender's own addresses are none."""
        self._sender = sender
        self._clock = clock
        self._from = address_of(sender.address, sender.name)
        self._reply_to = address_of(sender.reply_to) if sender.reply_to else None
        self._tls = ssl.create_default_context()
        self.seconds = sender.seconds
        self.lanes = lanes

    def deliver(self, notice: Notice, recipient: Recipient) -> None:
        message = self.message(notice, recipient)
        with self._server() as server:
            try:
                server.send_message(message)
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    server.quit()  # taken is taken, whatever the farewell is
            except smtplib.SMTPRecipientsRefused as error:
                raise _judged(next(iter(error.recipients.values()))[0], down=False) from None
            except smtplib.SMTPNotSupportedError:
                raise Refused("the server knows no such addresses") from None

    def message(self, notice: Notice, recipient: Recipient) -> EmailMessage:
        """Raises `Refused` for an address that is none."""
        sender, now = self._sender, self._clock()
        try:
            to = address_of(recipient.email, " ".join((recipient.first_name, recipient.last_name)))
        except ValueError:
            raise Refused("the address is none") from None
        letter = letter_of(
            notice, recipient, now, signature=sender.name, link=sender.link, answered=sender.reply_to is not None
        )
        message = EmailMessage()
        message["Subject"] = one_line(letter.subject)
        message["From"] = self._from
        message["To"] = to
        if self._reply_to is not None:
            message["Reply-To"] = self._reply_to
        message["Date"] = format_datetime(now)
        domain = self._from.domain
        message["Message-ID"] = f"<{notice.id}@{domain}>"
        message["References"] = f"<document.{notice.document_id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message["List-Id"] = f"<notices.{domain}>"
        message["Content-Language"] = "ru"
        fill_in(message, letter)
        return message

    @contextlib.contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """A server that is logged in to, within the time. Raises `TryAgain`, `Refused`."""
        server: smtplib.SMTP | None = None
        try:
            server = self._connected()
            with _limited(server, self._sender.seconds):
                self._log_in(server)
                yield server
        except smtplib.SMTPAuthenticationError:
            raise TryAgain("the server refuses the password", down=True) from None
        except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise TryAgain(f"the server refuses to talk ({error.smtp_code})", down=True) from None
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code, down=error.smtp_code in {421, 454}) from None
        except (smtplib.SMTPException, OSError) as error:
            raise TryAgain(f"no answer ({type(error).__name__})", down=True) from None
        finally:
            if server is not None:
                server.close()

    def _connected(self) -> smtplib.SMTP:
        sender, name = self._sender, self._from.domain
        if sender.security == "ssl":
            return smtplib.SMTP_SSL(
                sender.host, sender.port, local_hostname=name, timeout=sender.seconds, context=self._tls
            )
        return smtplib.SMTP(sender.host, sender.port, local_hostname=name, timeout=sender.seconds)

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self._sender.security == "starttls":
            try:
                server.starttls(context=self._tls)
            except smtplib.SMTPNotSupportedError:
                raise TryAgain("the server knows no STARTTLS", down=True) from None
        if self._sender.user and self._sender.password:
            server.login(self._sender.user, self._sender.password.get_secret_value())


def address_of(text: str, name: str = "") -> Address:
    """An address that can stand in a header, with a name. Raises `ValueError` for what is no address."""
    if not ADDRESS.fullmatch(text):
        raise ValueError("no e-mail address")
    local, _, domain = text.rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return Address(display_name=one_line(name)[:LONGEST_NAME], username=local, domain=domain)


def one_line(text: str) -> str:
    """What may stand in a header: nothing in it ends the line or hides."""
    return " ".join("".join(symbol if symbol.isprintable() else " " for symbol in text).split())


def fill_in(message: EmailMessage, letter: Letter) -> None:
    message.set_content(as_text(letter), cte="base64")
    message.add_alternative(as_html(letter), subtype="html", cte="base64")


def _judged(code: int, *, down: bool) -> TryAgain | Refused:
    return Refused(str(code)) if 500 <= code < 600 else TryAgain(str(code), down=down)


@contextlib.contextmanager
def _limited(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """smtplib limits each silence; a server may let a letter drip on for ever."""

    def end() -> None:
        if server.sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(server.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
