"""Is whatever was done to a sealed file found, and does it open for whoever has the key and nobody else?"""

from __future__ import annotations

import itertools
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cabinet.sealing import envelope
from pipeline.cabinet.sealing.cipher import TAG_SIZE, SealBroken, new_key
from pipeline.cabinet.sealing.envelope import CHUNK
from pipeline.cabinet.sealing.master import (
    MasterKeysWrong,
    UnknownMaster,
    new_master_key,
    read_master_keys,
)

STEP = CHUNK + TAG_SIZE
OLD, NEW = new_master_key("old"), new_master_key("new")
MASTERS = read_master_keys(OLD)
CONTENT = os.urandom(3 * CHUNK + 17)


def sealed(content: bytes, masters=MASTERS, pieces: int = 100_000) -> tuple[envelope.Head, bytes, str]:
    key, sha256 = new_key(), envelope.hash_of(content)
    parts = (content[start : start + pieces] for start in range(0, len(content), pieces))
    body = b"".join(envelope.sealed(key, parts))
    return envelope.new_head(key, sha256, len(content), masters), body, sha256


def opened(head: envelope.Head, body: bytes, sha256: str, masters=MASTERS) -> bytes:
    return envelope.unsealed(envelope.key_of(head, sha256, masters), head, body)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17])
@pytest.mark.parametrize("pieces", [7_001, CHUNK, 10**7])
def test_what_was_sealed_opens_again_and_shows_nothing(size: int, pieces: int) -> None:
    content = CONTENT[:size]
    head, body, sha256 = sealed(content, pieces=pieces)
    assert opened(head, body, sha256) == content
    assert len(body) == envelope.sealed_size(size)
    assert size < 32 or content[:32] not in body
    assert envelope.unpacked(envelope.packed(head)) == envelope.Head(size=size, chunk=CHUNK, keys=(head.keys[0], None))
    assert envelope.from_text(envelope.as_text(head)) == head


def chunks(body: bytes) -> list[bytes]:
    return [body[start : start + STEP] for start in range(0, len(body), STEP)]


def test_no_order_of_chunks_but_theirs_opens() -> None:
    head, body, sha256 = sealed(CONTENT)
    pieces = chunks(body)
    for order in itertools.chain(*(itertools.permutations(range(4), count) for count in range(5))):
        if order == (0, 1, 2, 3):
            continue
        with pytest.raises(SealBroken):
            opened(head, b"".join(pieces[place] for place in order), sha256)


@given(st.integers(min_value=0, max_value=3 * STEP + 17 + TAG_SIZE - 1))
def test_a_cut_is_found_wherever_it_is(length: int) -> None:
    head, body, sha256 = SEALED
    with pytest.raises(SealBroken):
        opened(head, body[:length], sha256)


@given(st.integers(min_value=0, max_value=3 * STEP + 17 + TAG_SIZE - 1), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_found_wherever_it_is(place: int, change: int) -> None:
    head, body, sha256 = SEALED
    changed = bytearray(body)
    changed[place] ^= change
    with pytest.raises(SealBroken):
        opened(head, bytes(changed), sha256)


SEALED = sealed(CONTENT)


def test_a_chunk_of_another_file_is_found() -> None:
    head, body, sha256 = sealed(CONTENT)
    other = chunks(sealed(CONTENT)[1])
    for place in range(4):
        mixed = chunks(body)
        mixed[place] = other[place]
        with pytest.raises(SealBroken):
            opened(head, b"".join(mixed), sha256)


def test_a_file_under_another_ones_name_or_length_does_not_open() -> None:
    head, body, _ = sealed(b"mine")
    with pytest.raises(SealBroken):
        opened(head, body, envelope.hash_of(b"another's"))
    with pytest.raises(SealBroken):
        opened(envelope.Head(size=5, keys=head.keys), body, envelope.hash_of(b"mine"))


def test_only_the_master_key_that_wrapped_opens() -> None:
    head, body, sha256 = sealed(b"mine")
    with pytest.raises(UnknownMaster, match="'old'"):
        opened(head, body, sha256, read_master_keys(NEW))
    with pytest.raises(SealBroken):
        opened(head, body, sha256, read_master_keys(new_master_key("old")))


def test_a_rotation_changes_the_wrapping_and_nothing_else() -> None:
    head, body, sha256 = sealed(b"mine")
    both = read_master_keys(f"{NEW}\n{OLD}")
    fresh = envelope.Head(size=head.size, keys=(envelope.rewrapped(head, sha256, both),))
    assert opened(fresh, body, sha256, read_master_keys(NEW)) == b"mine"
    half_written = envelope.Head(size=head.size, keys=(envelope.Wrapped(master="new", key=bytes(60)), head.keys[0]))
    assert opened(half_written, body, sha256, both) == b"mine"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "key 1 has no name"),
        ("Old:abcd", "key 1 has no name"),
        ("old:no base64", "'old' is not Base64|'old' has not"),
        ("old:c2hvcnQ=", "'old' has not 32 bytes"),
        (f"{OLD} {OLD}", "two keys are called 'old'"),
        (OLD.partition(":")[2], "key 1 has no name"),
    ],
    ids=["none", "a capital", "no base64", "too short", "one name twice", "no name"],
)
def test_what_holds_no_keys_is_told_without_showing_it(text: str, told: str) -> None:
    with pytest.raises(MasterKeysWrong, match=told) as caught:
        read_master_keys(text)
    assert not any(part in str(caught.value) for part in (OLD.partition(":")[2], "c2hvcnQ", "no base64"))
