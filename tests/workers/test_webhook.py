"""Is a webhook signed so that a receiver can tell, tried again when it may help, and sent nowhere else?"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from pipeline.cabinet.outbox import Notice
from pipeline.case import Outcome
from pipeline.settings import Settings, SettingsError
from samples.servers.http_receiver import Answer, HttpReceiver
from tests.cabinet.desk import START, Clock
from tests.workers.post import Post
from workers.channels.chosen import build_channels
from workers.channels.guard import Guard, addresses_of, is_public, target_of
from workers.channels.posting import Limits, Poster
from workers.channels.protocol import NOBODY, Refused, TryAgain
from workers.channels.signing import key_of, signature
from workers.channels.webhook import Webhook, body_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
SECRET = "a secret of thirty-two symbols!!"
NOTICE = Notice(
    id="evt_01", channel="webhook", document_id="01DOC", sequence=3, attempt=2,
    body={"document_id": "01DOC", "sequence": 3, "event": "status_changed", "status": "rejected",
          "reasons": ["SCAN_BLURRED"], "last_name": "Воробьёва"},
)  # fmt: skip


def chosen(receiver: HttpReceiver, **more: Any) -> Settings:
    own = {"webhook_ports": (receiver.port,), "webhook_allow_private": True, "webhook_secret": SECRET}
    return Settings(webhook_url=f"{receiver.url}/hook", **{**own, **more})


def poster(url: str, *, seconds: float = 5.0, **guard: Any) -> Poster:
    return Poster(url, guard=Guard(**{"ports": None, "allow_private": True, **guard}), limits=Limits(seconds=seconds))


def test_a_receiver_can_tell_who_sent_it_and_when(http_receiver: HttpReceiver) -> None:
    [channel] = build_channels(chosen(http_receiver, webhook_previous_secret=SECRET[::-1]), Clock())
    channel.deliver(NOTICE, NOBODY)
    [request] = http_receiver.requests
    stamp = int(START.timestamp())
    assert (request.method, request.path) == ("POST", "/hook")
    assert request.header("webhook-id") == "evt_01"
    assert request.header("webhook-timestamp") == str(stamp)
    assert request.header("webhook-attempt") == "2"
    assert request.header("host") == f"127.0.0.1:{http_receiver.port}"
    signed = request.header("webhook-signature")
    assert signed == signature([SECRET.encode(), SECRET[::-1].encode()], "evt_01", stamp, request.body)
    assert len(signed.split()) == 2


def test_what_is_told_holds_ids_and_codes_and_nothing_of_a_person() -> None:
    told = json.loads(body_of(NOTICE))
    assert told == {"id": "evt_01", "document_id": "01DOC", "sequence": 3, "event": "status_changed",
                    "status": "rejected", "reasons": ["SCAN_BLURRED"]}  # fmt: skip


def test_real_notices_hold_nothing_of_a_person_either(post: Post, http_receiver: HttpReceiver) -> None:
    post.decided("a", Outcome.REJECTED, "SCAN_BLURRED")
    post.run(*build_channels(chosen(http_receiver), post.clock))  # type: ignore[arg-type]
    sent = b"".join(request.body for request in http_receiver.requests).decode()
    assert [json.loads(request.body)["status"] for request in http_receiver.requests] == [
        "uploaded", "checking", "rejected",
    ]  # fmt: skip
    for secret in ("Воробь", "\\u0412", "11223344595", "0123456", "maria@", "916"):
        assert secret not in sent


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_yes(http_receiver: HttpReceiver, status: int) -> None:
    http_receiver.answer(status)
    poster(http_receiver.url).post(b"{}", {})


@pytest.mark.parametrize("status", [301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_pass_is_tried_again_and_no_redirect_is_followed(http_receiver: HttpReceiver, status: int) -> None:
    http_receiver.answer(Answer(status=status, headers={"Location": "/elsewhere"}))
    with pytest.raises(TryAgain, match=str(status)):
        poster(http_receiver.url).post(b"{}", {})
    assert len(http_receiver.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 413, 422])
def test_what_will_not_pass_is_refused(http_receiver: HttpReceiver, status: int) -> None:
    http_receiver.answer(status)
    with pytest.raises(Refused, match=str(status)):
        poster(http_receiver.url).post(b"{}", {})


def test_a_receiver_may_say_when_it_wants_to_be_asked_again(post: Post, http_receiver: HttpReceiver) -> None:
    post.upload()
    http_receiver.answer(Answer(status=429, headers={"Retry-After": "45"}))
    channels = build_channels(chosen(http_receiver), post.clock)
    post.run(*channels)  # type: ignore[arg-type]
    post.clock.forward(seconds=44)
    assert post.run(*channels).done == 0  # type: ignore[arg-type]
    post.clock.forward(seconds=1)
    assert post.run(*channels).delivered == 1  # type: ignore[arg-type]
    one, two = http_receiver.requests
    assert (one.body, one.header("webhook-id")) == (two.body, two.header("webhook-id"))
    assert (one.header("webhook-attempt"), two.header("webhook-attempt")) == ("1", "2")


@pytest.mark.parametrize("answer", [Answer(hang_up=True), Answer(delay=3)])
def test_silence_is_tried_again_in_time(http_receiver: HttpReceiver, answer: Answer) -> None:
    http_receiver.answer(answer)
    began = time.monotonic()
    with pytest.raises(TryAgain, match="no answer"):
        poster(http_receiver.url, seconds=0.5).post(b"{}", {})
    assert time.monotonic() - began < 2


def test_a_receiver_that_drips_is_cut_off_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=_drip, args=(server,))
        dripping.start()
        began = time.monotonic()
        with pytest.raises(TryAgain, match="no answer in time"):
            poster(f"http://127.0.0.1:{server.getsockname()[1]}", seconds=0.6).post(b"{}", {})
        assert time.monotonic() - began < 2
        dripping.join()


def test_a_receiver_that_is_away_and_comes_back_gets_all(post: Post, http_receiver: HttpReceiver) -> None:
    post.decided()
    channels = build_channels(chosen(http_receiver), post.clock)
    http_receiver.stop()
    assert post.run(*channels).put_off == 1  # type: ignore[arg-type]
    http_receiver.start()
    post.clock.forward(seconds=30)
    assert post.run(*channels).delivered == 3  # type: ignore[arg-type]
    assert [json.loads(request.body)["sequence"] for request in http_receiver.requests] == [1, 2, 3]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
     "2002:7f00:1::1"],
)  # fmt: skip
def test_nothing_is_sent_to_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)
    guard = Guard(ports=frozenset({443}))
    target = target_of("https://receiver.example", guard)
    for found in ([address], ["93.184.216.34", address]):
        with pytest.raises(TryAgain, match="not public"):
            addresses_of(target, guard, lambda _host, _port, found=found: found)


@pytest.mark.parametrize("address", ["93.184.216.34", "2a00:1450:4010::5e", "::ffff:93.184.216.34"])
def test_a_public_address_is_spoken_to_over_tls_alone(address: str) -> None:
    guard = Guard(ports=None, allow_private=True)
    assert addresses_of(target_of("https://r.example", guard), guard, lambda *_: [address]) == [address]
    with pytest.raises(TryAgain, match="plain http"):
        addresses_of(target_of("http://r.example", guard), guard, lambda *_: [address])


def test_the_call_goes_to_the_address_that_was_looked_at(http_receiver: HttpReceiver) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.9"]

    url = f"http://receiver.invalid:{http_receiver.port}/"
    Poster(url, guard=Guard(ports=None, allow_private=True), limits=Limits(), resolve=resolve).post(b"{}", {})
    assert asked == ["receiver.invalid"]
    assert http_receiver.requests[0].header("host") == f"receiver.invalid:{http_receiver.port}"


def test_the_next_address_is_tried_where_nobody_listens(http_receiver: HttpReceiver) -> None:
    resolve: Callable[[str, int], list[str]] = lambda *_: ["127.0.0.77", "127.0.0.1"]  # noqa: E731
    url = f"http://receiver.invalid:{http_receiver.port}/"
    Poster(url, guard=Guard(ports=None, allow_private=True), limits=Limits(), resolve=resolve).post(b"{}", {})
    assert len(http_receiver.requests) == 1


def test_over_tls_the_name_is_what_the_certificate_must_show(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    own = poster("https://[2a00:1450:4010::5e]:8443/hook?key=1", allow_private=False)
    own._resolve = lambda *_: ["2a00:1450:4010::5e"]
    own._client = httpx.Client(transport=httpx.MockTransport(answer))
    own.post(b"{}", {})
    assert seen[0].url.host == "2a00:1450:4010::5e"
    named = Poster("https://receiver.example/hook", guard=Guard(ports=None), limits=Limits(),
                   resolve=lambda *_: ["93.184.216.34"])  # fmt: skip
    named._client = own._client
    named.post(b"{}", {})
    assert (seen[1].url.host, seen[1].headers["host"]) == ("93.184.216.34", "receiver.example")
    assert seen[1].extensions["sni_hostname"] == "receiver.example"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"webhook_url": "http://receiver.example"}, "https"),
        ({"webhook_url": "https://receiver.example:22"}, "port 22"),
        ({"webhook_url": "https://user:word@receiver.example"}, "WEBHOOK_URL"),
        ({"webhook_url": "ftp://receiver.example"}, "https"),
        ({"webhook_secret": "short"}, "WEBHOOK_SECRET"),
        ({"webhook_secret": "whsec_!"}, "WEBHOOK_SECRET"),
    ],
)
def test_wrong_settings_are_named(changed: dict[str, Any], named: str) -> None:
    settings = Settings(**{"webhook_url": "https://receiver.example", "webhook_secret": SECRET, **changed})
    with pytest.raises(SettingsError, match=named):
        build_channels(settings)


def test_without_a_secret_there_is_no_webhook() -> None:
    with pytest.raises(ValueError, match="WEBHOOK_SECRET"):
        Settings(webhook_url="https://receiver.example")


# --- the samples of docs/webhooks.md ---------------------------------------------------------------------------


def sample(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def vectors() -> list[dict[str, Any]]:
    return list(json.loads(sample("json")))


def test_the_vectors_are_what_we_sign() -> None:
    for vector in vectors():
        if vector["valid"]:
            keys = [key_of(secret) for secret in vector["signed_with"]]
            ours = signature(keys, vector["id"], vector["timestamp"], vector["body"].encode())
            assert ours == vector["signature"]


def test_the_sample_in_python_tells_right_from_wrong() -> None:
    verify = SimpleNamespace(**_run(sample("python"))).verify
    for vector in vectors():
        headers = {"webhook-id": vector["id"], "webhook-timestamp": str(vector["timestamp"]),
                   "webhook-signature": vector["signature"]}  # fmt: skip
        found = verify(vector["secret"], headers, vector["body"].encode(), now=vector["now"])
        assert found is vector["valid"], vector["what"]


@pytest.mark.parametrize(("language", "program"), [("javascript", "node"), ("php", "php")])
def test_the_other_samples_do_too(tmp_path: Path, language: str, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    (tmp_path / "vectors.json").write_text(json.dumps(vectors()), encoding="utf-8")
    driver = {"javascript": JAVASCRIPT, "php": PHP}[language]
    script = tmp_path / f"verify.{language}"
    script.write_text(sample(language) + driver, encoding="utf-8")
    ran = subprocess.run([program, script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(ran.stdout) == [vector["valid"] for vector in vectors()]


JAVASCRIPT = """
const told = JSON.parse(require("node:fs").readFileSync("vectors.json", "utf8"));
console.log(JSON.stringify(told.map((v) => verify(v.secret, {"webhook-id": v.id,
  "webhook-timestamp": String(v.timestamp), "webhook-signature": v.signature}, Buffer.from(v.body), v.now))));
"""
PHP = """
echo json_encode(array_map(fn($v) => verify($v['secret'], ['webhook-id' => $v['id'],
    'webhook-timestamp' => (string) $v['timestamp'], 'webhook-signature' => $v['signature']], $v['body'], $v['now']),
    json_decode(file_get_contents('vectors.json'), true)));
"""


def _run(source: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(compile(source, "docs/webhooks.md", "exec"), space)
    return space


def _drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        try:
            for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 400:
                connection.sendall(bytes([letter]))
                time.sleep(0.05)
        except OSError:
            return


def test_a_webhook_keeps_to_one_channel_name() -> None:
    assert Webhook(poster("http://127.0.0.1:9"), [b"k" * 24], Clock(), seconds=1).name == "webhook"
