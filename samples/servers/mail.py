"""How do tests get a mail server that keeps what it is given, and refuses or hangs on demand?"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import email
import email.policy
import threading
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from samples.servers.ports import HOST, Port
from samples.servers.waiting import wait_until

OK = "250 2.0.0 OK"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server says to one letter, instead of taking it.

    line: a code and a text; with 250 the letter is taken; at: after which command; delay: seconds before that;
    hang_up: closes instead of saying it.
    """

    line: str = OK
    at: Literal["mail", "rcpt", "data"] = "data"
    delay: float = 0.0
    hang_up: bool = False


REFUSED = Reply(line="550 5.1.1 No such mailbox", at="rcpt")
TRY_LATER = Reply(line="451 4.3.0 Try again later")
HANG_UP = Reply(line="451 4.3.0 Unheard", hang_up=True)
TAKEN_UNHEARD = Reply(hang_up=True)
"""The letter is taken, but the client cannot know: it will come again."""
SILENT = Reply(delay=3600.0)
"""Holds the line until the client gives up, or the server is stopped."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter that was taken. sender, recipients: of the envelope; at: when, UTC."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)
    at: dt.datetime

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


class SmtpServer:
    """An SMTP server on a free loopback port, in a thread. Stopped, it starts again on the same port; letters stay."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self.letters: list[Letter] = []
        self._script: deque[Reply] = deque()
        self._always: Reply | None = None
        self._port: Port | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def answer(self, *replies: Reply, then: Reply | None = None) -> None:
        """To the next letters, these in turn; to all later ones `then`, or (None) it takes them."""
        self._script = deque(replies)
        self._always = then

    def wait_for(self, count: int, *, limit: float = 10.0) -> list[Letter]:
        """The letters, once there are `count`. Raises TimeoutError after `limit` seconds."""
        wait_until(lambda: len(self.letters) >= count, limit=limit, what=f"{count} letters")
        return self.letters

    def forget(self) -> None:
        """As new: no letters, every letter is taken."""
        self.letters.clear()
        self.answer()

    def start(self) -> None:
        if self._loop is not None:
            return
        self._port = self._port or Port()
        self._loop = asyncio.new_event_loop()
        self._protocols: list[SMTP] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._thread.start()
        self._listener = self._in_loop(self._loop.create_server(self._protocol, HOST, self._port.number))

    def stop(self) -> None:
        """Nobody listens any more, and open connections are cut."""
        if self._loop is None:
            return
        self._in_loop(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = None

    kill = stop

    def close(self) -> None:
        self.stop()
        if self._port is not None:
            self._port.release()
            self._port = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def host(self) -> str:
        return HOST

    @property
    def port(self) -> int:
        if self._port is None:
            raise ValueError("the mail server was not started")
        return self._port.number

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def _in_loop(self, work: Coroutine[Any, Any, Any]) -> Any:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    def _protocol(self) -> SMTP:
        # a host name of its own, for finding the machine's may take seconds
        protocol = SMTP(_Hooks(self), hostname="localhost", enable_SMTPUTF8=True, loop=self._loop)
        self._protocols.append(protocol)
        return protocol

    async def _end(self) -> None:
        self._listener.close()
        for protocol in self._protocols:
            _cut(protocol)
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._listener.wait_closed(), 5)

    def next_reply(self) -> Reply | None:
        return self._script.popleft() if self._script else self._always


class _Hooks:
    """What aiosmtpd calls; their names are its own."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_MAIL(  # noqa: N802
        self, protocol: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.reply = self._server.next_reply()  # type: ignore[attr-defined]
        line = await self._line(protocol, envelope, "mail")
        if line == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return line

    async def handle_RCPT(  # noqa: N802
        self, protocol: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        line = await self._line(protocol, envelope, "rcpt")
        if line == OK:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return line

    async def handle_DATA(self, protocol: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        line = await self._line(protocol, envelope, "data")
        if line.startswith("250"):
            content = envelope.content
            self._server.letters.append(
                Letter(
                    sender=envelope.mail_from or "",
                    recipients=tuple(envelope.rcpt_tos),
                    raw=content if isinstance(content, bytes) else (content or "").encode(),
                    at=dt.datetime.now(dt.UTC),
                )
            )
        return line

    async def _line(self, protocol: SMTP, envelope: Envelope, command: str) -> str:
        reply: Reply | None = envelope.reply  # type: ignore[attr-defined]
        if reply is None or reply.at != command:
            return OK
        await asyncio.sleep(reply.delay)
        if reply.hang_up:
            _cut(protocol)
        return reply.line


def _cut(protocol: SMTP) -> None:
    if isinstance(protocol.transport, asyncio.WriteTransport):
        protocol.transport.abort()
