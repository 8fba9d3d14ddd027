"""How is something posted over HTTP, once, within a time, and nowhere but where it may go?

The only module of the channels that names httpx. What it raises names a kind of trouble, never the URL, which may
hold a secret.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from pipeline.registry.http_call import seconds_told
from workers.channels.guard import Guard, Resolve, addresses_of, by_resolver, target_of
from workers.channels.protocol import Refused, TryAgain

BUSY = frozenset({408, 425, 429})
MOST_ADDRESSES = 3
CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds: to connect, and for the whole."""

    connect_seconds: float = 1.0
    seconds: float = 10.0


class Poster:
    """Posts to one URL. Redirects are not followed: they would lead where nobody looked."""

    def __init__(self, url: str, *, guard: Guard, limits: Limits, resolve: Resolve = by_resolver) -> None:
        """Raises `ValueError` that says what is wrong with the URL."""
        self._target = target_of(url, guard)
        self._url = httpx.URL(url)
        self._guard = guard
        self._limits = limits
        self._resolve = resolve
        # one connection a call: the name is looked at each time, and no stale connection fails a try
        self._client = httpx.Client(
            timeout=httpx.Timeout(limits.seconds, connect=limits.connect_seconds),
            limits=httpx.Limits(max_keepalive_connections=0),
            verify=ssl.create_default_context(),
            follow_redirects=False,
            trust_env=False,
        )

    def post(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Any 2xx is a yes. Raises `TryAgain` for 408, 425, 429, 3xx, 5xx and silence, `Refused` for the rest."""
        addresses = addresses_of(self._target, self._guard, self._resolve)[:MOST_ADDRESSES]
        with _Watch(self._limits.seconds) as watch:
            for address in addresses[:-1]:
                with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                    return self._judged(address, body, headers, watch)
            return self._judged_last(addresses[-1], body, headers, watch)

    def close(self) -> None:
        self._client.close()

    def _judged_last(self, address: str, body: bytes, headers: Mapping[str, str], watch: _Watch) -> None:
        try:
            self._judged(address, body, headers, watch)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise TryAgain("cannot be reached", down=True) from None

    def _judged(self, address: str, body: bytes, headers: Mapping[str, str], watch: _Watch) -> None:
        try:
            status, wait = self._once(address, body, headers, watch)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise
        except httpx.TransportError as error:
            what = "no answer in time" if watch.ended or isinstance(error, httpx.TimeoutException) else "no answer"
            raise TryAgain(what, down=True) from None
        if 200 <= status < 300:
            return
        if status in BUSY or status >= 500 or status < 400:
            raise TryAgain(str(status), wait=wait, down=True)
        raise Refused(str(status))

    def _once(self, address: str, body: bytes, headers: Mapping[str, str], watch: _Watch) -> tuple[int, float]:
        """Status and the seconds of `Retry-After`. The answer's body is not read: nothing in it is of use."""
        host = self._url.netloc.decode("ascii")
        with self._client.stream(
            "POST",
            self._url.copy_with(host=address),
            content=body,
            headers={**headers, "Host": host, "User-Agent": "podlinnik"},
            extensions={"sni_hostname": self._target.host, "trace": watch.see},
        ) as response:
            return response.status_code, seconds_told(response.headers.get("Retry-After"), dt.datetime.now(dt.UTC))


class _Watch:
    """Ends a call that takes too long in all: httpx limits each silence, and an answer may drip on for ever."""

    def __init__(self, seconds: float) -> None:
        self.ended = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()

    def see(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by the client as it goes on."""
        if event in CONNECTED:
            self._socket = info["return_value"].get_extra_info("socket")
            if self.ended:
                self._end()

    def _end(self) -> None:
        self.ended = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # also under TLS, without its farewell
