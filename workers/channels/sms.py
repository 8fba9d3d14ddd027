"""How is an applicant sent an SMS? (through an HTTP gateway)"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from pipeline.cabinet.outbox import Notice
from pipeline.cabinet.telling import SMS
from workers.channels.letters import sms_of
from workers.channels.posting import Poster
from workers.channels.protocol import Clock, Recipient, Refused

BETWEEN = re.compile(r"[\s().\-–]+")
NUMBER = re.compile(r"\+[1-9]\d{9,14}")


class Sms:
    """Posts JSON to a gateway. Where it knows the id again, a second try sends no second message."""

    name = SMS
    to_applicant = True

    def __init__(
        self, poster: Poster, body: str, clock: Clock, *, token: SecretStr | None, seconds: float, link: str = "",
        lanes: int = 2,
    ) -> None:  # fmt: skip
        """Raises `ValueError` when `body` is no JSON, or has no place for phone and text."""
        self._poster = poster
        self._form = json.loads(body)
        if "{phone}" not in body or "{text}" not in body:
            raise ValueError("has no {phone} or no {text}")
        self._clock = clock
        self._token = token
        self._link = link
        self.seconds = seconds
        self.lanes = lanes

    def deliver(self, notice: Notice, recipient: Recipient) -> None:
        text = sms_of(notice, recipient, self._clock(), link=self._link)
        said = filled(self._form, {"phone": phone_of(recipient.phone), "text": text, "id": notice.id})
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        self._poster.post(json.dumps(said, ensure_ascii=False).encode(), headers)


def phone_of(text: str) -> str:
    """«+79161234567». Raises `Refused` for what is no number."""
    plain = BETWEEN.sub("", text)
    if len(plain) == 11 and plain.startswith("8"):  # as it is dialled within Russia
        plain = f"+7{plain[1:]}"
    elif not plain.startswith("+"):
        plain = f"+{plain}"
    if not NUMBER.fullmatch(plain) or not plain.isascii():
        raise Refused("the phone number is none")
    return plain


def filled(form: Any, values: Mapping[str, str]) -> Any:
    """A JSON value with the places in its strings filled in: what is put in stays inside its string."""
    if isinstance(form, dict):
        return {name: filled(one, values) for name, one in form.items()}
    if isinstance(form, list):
        return [filled(one, values) for one in form]
    if isinstance(form, str):
        return re.sub(r"\{(phone|text|id)\}", lambda match: values[match[1]], form)
    return form
