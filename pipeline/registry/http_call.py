"""How is one question put to the register's gateway over HTTP, and when is it put again?

The only module that talks to it. What it raises names a kind of trouble and never what was asked or answered; what was
asked stands in the body of a POST, because addresses are written into logs on the way.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import stamina
from pydantic import SecretStr

from pipeline.case import RegistryUnavailable

SEARCH = "/v1/people/search"
HEALTH = "/v1/health"
BUSY = frozenset({429, 502, 503, 504})
"""Statuses that a second try may mend."""
LONGEST_ORDERED_WAIT = 600.0
"""Seconds; a `Retry-After` beyond it is a mistake."""


class NoAnswer(RegistryUnavailable):
    """No usable answer came. `wait` are seconds that the gateway asked to be left alone, 0 when it did not."""

    def __init__(self, what: str, *, at_once: bool = False, again: bool = False, wait: float = 0.0) -> None:
        super().__init__(what)
        self.at_once = at_once
        self.again = again
        """A try within this call may help."""
        self.wait = wait


@dataclass(frozen=True, kw_only=True)
class CallLimits:
    """Seconds and bytes; what each is for stands in `pipeline/settings/register.py`."""

    connect_seconds: float = 3.0
    read_seconds: float = 5.0
    call_seconds: float = 15.0
    tries: int = 3
    retry_seconds: float = 0.2
    answer_bytes: int = 4 * 1024 * 1024


class Gateway:
    """The gateway at `url`. Threads may share it; a forked process needs its own. Certificates are always verified."""

    def __init__(
        self,
        url: str,
        *,
        token: SecretStr | None = None,
        ca_file: Path | None = None,
        limits: CallLimits | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises `OSError` when `ca_file` cannot be read or holds no certificate (`ssl.SSLError`)."""
        self._limits = limits or CallLimits()
        self._seconds = seconds
        stamina.instrumentation.set_on_retry_hooks(())  # by default it writes events of its own to stdout
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "podlinnik"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.get_secret_value()}"
        self._client = httpx.Client(
            base_url=url,
            headers=headers,
            timeout=httpx.Timeout(
                self._limits.read_seconds, connect=self._limits.connect_seconds, pool=self._limits.connect_seconds
            ),
            verify=ssl.create_default_context(cafile=ca_file),
            follow_redirects=False,
            trust_env=False,
        )

    def ask(self, body: bytes) -> bytes:
        """The JSON of the answer, from 200 or 404, not yet understood. Raises `NoAnswer`, after few and short tries."""
        return self._tried("POST", SEARCH, body)

    def health(self) -> bytes:
        """The JSON of the gateway's word about itself. Raises `NoAnswer`."""
        return self._tried("GET", HEALTH, None)

    def close(self) -> None:
        self._client.close()

    def _tried(self, method: str, path: str, body: bytes | None) -> bytes:
        limits = self._limits
        until = self._seconds() + limits.call_seconds
        tries = stamina.RetryingCaller(
            attempts=limits.tries, timeout=limits.call_seconds, wait_initial=limits.retry_seconds,
            wait_jitter=limits.retry_seconds, wait_max=limits.call_seconds,
        )  # fmt: skip
        return tries(lambda error: again(error, until - self._seconds()), self._once, method, path, body, until)

    def _once(self, method: str, path: str, body: bytes | None, until: float) -> bytes:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            with self._client.stream(method, path, content=body, headers=headers) as response:
                refuse(response)
                return self._read(response, until)
        except httpx.TimeoutException as error:
            raise NoAnswer(f"the register did not answer in time ({type(error).__name__})", again=True) from None
        except httpx.TransportError as error:
            raise NoAnswer(f"the register cannot be reached ({type(error).__name__})", again=True) from None
        except httpx.HTTPError as error:
            raise NoAnswer(f"the register's answer cannot be read ({type(error).__name__})") from None

    def _read(self, response: httpx.Response, until: float) -> bytes:
        """The body, which may neither grow for ever nor drip for ever."""
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > self._limits.answer_bytes:
                raise NoAnswer(f"the register's answer is longer than {self._limits.answer_bytes} bytes")
            if self._seconds() > until:
                raise NoAnswer("the register's answer did not end in time")
        return bytes(body)


def refuse(response: httpx.Response) -> None:
    """Raise `NoAnswer` unless the answer can be one of the contract's, by its status and its headers."""
    status = response.status_code
    if status in BUSY:
        wait = seconds_told(response.headers.get("Retry-After"), dt.datetime.now(dt.UTC))
        raise NoAnswer(f"the register is busy ({status})", again=True, wait=wait)
    if status in {401, 403}:
        raise NoAnswer(f"the register refuses the token ({status})")
    if status not in {200, 404}:
        raise NoAnswer(f"the register answered {status}")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise NoAnswer(f"the register's answer is no JSON ({status})")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NoAnswer("the register's answer is compressed, which was not asked for")


def again(error: Exception, left: float) -> bool | float:
    """Is this tried again within the call? A wait in seconds, where one was ordered that fits into what is left."""
    if not isinstance(error, NoAnswer) or not error.again:
        return False
    if error.wait:
        return error.wait if error.wait < left else False
    return True


def seconds_told(retry_after: str | None, now: dt.datetime) -> float:
    """Seconds that `Retry-After` tells, as a number or as a date (RFC 9110, 10.2.3); 0 when it tells none."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), LONGEST_ORDERED_WAIT)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return min(max(0.0, (when - now).total_seconds()), LONGEST_ORDERED_WAIT)
