"""Is what comes back from a process that a document has taken over refused, whatever it says?"""

from __future__ import annotations

import json
import select
import struct

import pytest

from pipeline.case import Case, Finding, Page, Reading, Trace, UploadKills, Weight
from pipeline.confined import arrival
from pipeline.confined.arrival import Malformed, fuller
from pipeline.confined.warm import Files
from pipeline.confined.wire import HEADER, MOST_BYTES, MOST_JSON, Fault
from tests.confined.conftest import Opened
from tests.confined.memory import NOON, document, obey, temporary

CODES = frozenset({"TOLD"})
TRACE = {"what": "patch", "strength": "weak"}
PAGE = {"number": 1, "width": 10, "height": 10}


def frame(number: int, told: bytes, content: bytes = b"", *, length: int | None = None) -> str:
    return (HEADER.pack(number, len(told) if length is None else length, len(content)) + told + content).hex()


LIES = {
    "a byte too many": ("say", "00", "more than may come back"),
    "an unknown number": ("say_and_sleep", frame(77, b"{}"), "a number that is not known"),
    "more JSON than may be": ("say_and_sleep", frame(0, b"", length=MOST_JSON + 1), "more than may come back"),
    "more bytes than may be": ("say_and_sleep", struct.pack(">BII", 0, 0, MOST_BYTES + 1).hex(), "more than may"),
    "less than it said": ("say_and_sleep", frame(0, b"{}", length=50), "longer than"),
    "no JSON": ("say_and_sleep", frame(0, b"\xff{"), "no partial case"),
    "a list": ("say_and_sleep", frame(0, b"[]"), "does not fill"),
    "a decision": ("say_and_sleep", frame(0, b'{"decision":{"outcome":"approved"}}'), "does not fill"),
    "a claim": ("say_and_sleep", frame(0, b'{"claim":{}}'), "does not fill"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_ends_the_child_and_is_remembered(opened: Opened, lie: str) -> None:
    order, said, cause = LIES[lie]
    confined, killers = opened(base_seconds=2)
    with pytest.raises(UploadKills, match=cause):
        obey(confined, f"{order} {said}")
    assert list(killers.noted) == [document(f"{order} {said}").claim.upload.sha256]
    assert not temporary(confined)
    assert obey(confined, "nothing") == "done"


def test_an_answer_in_advance_is_not_taken_for_that_to_the_next_question(opened: Opened) -> None:
    confined, _ = opened()
    order = f"say {frame(0, b'{}')}"
    assert confined.run("ocr", document(order), Files(original=lambda _: order.encode()), NOON).findings == ()
    assert select.select([confined._children[0]._stdout], [], [], 30)[0], "the true answer, which nobody has read"
    with pytest.raises(UploadKills, match="without being asked"):
        confined.run("extraction", document(order), Files(original=lambda _: order.encode()), NOON)


def traced() -> Case:
    """A case that has a trace already."""
    return document("nothing").with_(traces=(Trace.model_validate(TRACE),))


def told(**slots: object) -> bytes:
    return json.dumps(slots).encode()


@pytest.mark.parametrize(
    ("added", "lines"),
    [
        (told(findings=[{"code": "FILE_INVENTED", "weight": "reject"}]), b""),
        (told(findings=[{"code": "TOLD", "weight": "heavy"}]), b""),
        (told(findings="none"), b""),
        (told(pages=[PAGE, PAGE]), b""),
        (told(pages=[{**PAGE, "number": 0}]), b""),
        (told(pages=[{**PAGE, "width": 10**9}]), b""),
        (told(pages=[{**PAGE, "number": number} for number in range(1, 60)]), b""),
        (told(pages=[PAGE]), b"[[],[]]"),
        (told(pages=[PAGE]), b"nonsense"),
        (told(pages=[{**PAGE, "surprise": 1}]), b""),
        (b'{"pages":' + b"[" * 100_000, b""),
        (told(traces=[]), b""),
        (told(traces=[TRACE, {**TRACE, "document_id": "another"}]), b""),
    ],
)
def test_what_no_stage_would_say_is_malformed(added: bytes, lines: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        fuller(traced(), added, lines, frozenset({"pages", "traces"}), CODES)
    assert "INVENTED" not in str(refused.value)


def test_what_a_stage_says_is_taken_over_and_the_rest_stays() -> None:
    before = document("nothing").with_(Finding(code="TOLD", weight=Weight.NOTE), reading=Reading(kind_detected="x"))
    after = fuller(before, told(pages=[PAGE], findings=[]), b"[[]]", frozenset({"pages"}), CODES)
    assert after == before.with_(pages=(Page(number=1, width=10, height=10),))
    assert isinstance(after, Case)


@pytest.mark.parametrize("said", [b"{}", b'[{"how":"x"}]', b'[{"how":"x","text":"1","confidence":7}]', b"["])
def test_looks_that_are_none(said: bytes) -> None:
    with pytest.raises(Malformed):
        arrival.looks(said)


def test_more_looks_than_ways_to_look() -> None:
    with pytest.raises(Malformed):
        arrival.looks(json.dumps([{"how": "x", "text": "", "confidence": 0}] * 65).encode())


def test_a_fault_is_told_in_one_form_alone() -> None:
    with pytest.raises(Malformed):
        arrival.record(Fault, b'{"incident": "LookupError: a secret surname"}')
