"""Does an SMS reach the gateway in its own form, to a number that is one?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.settings import Settings, SettingsError
from samples.servers.http_receiver import HttpReceiver
from tests.cabinet.desk import Clock
from tests.workers.letters_of import LINK, MARIA, NOW, but, notice
from workers.channels.chosen import build_channels
from workers.channels.protocol import Refused, TryAgain
from workers.channels.sms import filled, phone_of


def chosen(receiver: HttpReceiver, **more: Any) -> Settings:
    return Settings(sms_url=f"{receiver.url}/send", cabinet_link=LINK, **more)


def test_the_gateway_gets_its_own_form(http_receiver: HttpReceiver) -> None:
    form = '{"messages": [{"to": "{phone}", "text": "{text}"}], "ref": "podlinnik-{id}", "ttl": 3600}'
    [sms] = build_channels(chosen(http_receiver, sms_body=form, sms_token="t0ken"), Clock(NOW))
    sms.deliver(notice(), MARIA)
    [request] = http_receiver.requests
    said = json.loads(request.body)
    assert said["messages"][0]["to"] == "+79161234567"
    assert said["messages"][0]["text"].startswith("Документ не принят. Исправьте до 23:59 29.11 (МСК).")
    assert (said["ref"], said["ttl"]) == ("podlinnik-evt_01", 3600)
    assert request.header("authorization") == "Bearer t0ken"


def test_a_gateway_that_is_busy_or_refuses_is_understood(http_receiver: HttpReceiver) -> None:
    [sms] = build_channels(chosen(http_receiver), Clock(NOW))
    http_receiver.answer(503, 422)
    with pytest.raises(TryAgain):
        sms.deliver(notice(), MARIA)
    with pytest.raises(Refused):
        sms.deliver(notice(), MARIA)


@pytest.mark.parametrize(
    ("written", "number"),
    [("+7 916 123-45-67", "+79161234567"), ("8 (916) 123-45-67", "+79161234567"), ("79161234567", "+79161234567"),
     ("+375 29 123 45 67", "+375291234567")],
)  # fmt: skip
def test_a_number_is_understood_as_people_write_it(written: str, number: str) -> None:
    assert phone_of(written) == number


@pytest.mark.parametrize("written", ["", "916", "a@example.org", "+7916123456789012", "+٧٩١٦١٢٣٤٥٦٧", "+0123456789"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        phone_of(written)


def test_what_is_filled_in_stays_where_it_belongs() -> None:
    form = json.loads('{"a": ["{text}", 1, null], "{text}": "{phone}{id}"}')
    values = {"text": '"}, {phone}', "phone": "+7", "id": "e"}
    assert filled(form, values) == {"a": ['"}, {phone}', 1, None], "{text}": "+7e"}


@pytest.mark.parametrize("body", ["not json", '{"to": "{phone}"}'])
def test_a_wrong_form_is_named(http_receiver: HttpReceiver, body: str) -> None:
    with pytest.raises(SettingsError, match="SMS_BODY"):
        build_channels(chosen(http_receiver, sms_body=body))


def test_no_gateway_is_spoken_to_in_the_clear() -> None:
    with pytest.raises(ValueError, match="SMS_URL"):
        Settings(sms_url="http://gateway.example/send")
    assert but(phone="1").phone == "1"
