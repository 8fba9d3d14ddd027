"""How does a sealed file look, so that a cut, a changed, a moved or a swapped piece of it is found?

Each file has a key of its own, which seals it in chunks: a chunk's nonce is its place and whether it is the last one,
so that none can be left out, moved or taken from another file. The key is wrapped for the content's SHA-256 and
length: under another name the file does not open. The wrapped key lies with the file, and goes with it.

`Head` is the same for all media. In a folder it stands before the chunks and has room for two wrapped keys, for one
is never overwritten before its successor is on the disk:

    8 bytes   magic             4 bytes   chunk size       8 bytes   length of the content
    76 bytes  first wrapped key: name of the master key (16, zeros behind), nonce (12), key and tag (48)
    76 bytes  second one; zeros where there is none
    20 bytes  zeros
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.cabinet.sealing.cipher import TAG_SIZE, Cipher, SealBroken
from pipeline.cabinet.sealing.master import WRAPPED_SIZE, MasterKeys, UnknownMaster, Wrapped

MAGIC = b"PDLNK\x00\x00\x01"
CHUNK = 256 * 1024
FIXED = struct.Struct(">8sIQ")
SLOT = struct.Struct(f">16s{WRAPPED_SIZE}s")
SLOTS = (FIXED.size, FIXED.size + SLOT.size)
"""Where a wrapped key stands."""
HEAD_SIZE = 192
LARGEST_CHUNK = 2**26


@dataclass(frozen=True, kw_only=True)
class Head:
    """`size`: of the content, bytes. `keys`: the file's key, wrapped, by its place; two while a rotation is at it."""

    size: int
    chunk: int = CHUNK
    keys: tuple[Wrapped | None, ...]


def new_head(key: bytes, sha256: str, size: int, masters: MasterKeys) -> Head:
    return Head(size=size, keys=(masters.wrap(key, _place(sha256, size)),))


def key_of(head: Head, sha256: str, masters: MasterKeys) -> bytes:
    """The file's key. Raises `UnknownMaster`, `SealBroken`."""
    return _unwrapped(head, sha256, masters)[1]


def place_of_key(head: Head, sha256: str, masters: MasterKeys) -> int:
    """Where a wrapped key stands that opens. Raises `UnknownMaster`, `SealBroken`."""
    return _unwrapped(head, sha256, masters)[0]


def rewrapped(head: Head, sha256: str, masters: MasterKeys) -> Wrapped:
    """The file's key, wrapped by the current master key. Raises `UnknownMaster`, `SealBroken`."""
    return masters.wrap(key_of(head, sha256, masters), _place(sha256, head.size))


def _unwrapped(head: Head, sha256: str, masters: MasterKeys) -> tuple[int, bytes]:
    """One of two may be half a write that was cut off, or be wrapped by a master key that is given up: try both."""
    fault: Exception = SealBroken("there is no wrapped key")
    for place, wrapped in enumerate(head.keys):
        if wrapped is not None:
            try:
                return place, masters.unwrap(wrapped, _place(sha256, head.size))
            except UnknownMaster as error:
                fault = error
            except SealBroken as error:
                fault = fault if isinstance(fault, UnknownMaster) else error
    raise fault


# --- the content ---------------------------------------------------------------------------------------------------


def sealed(key: bytes, content: Iterable[bytes]) -> Iterator[bytes]:
    """Sealed chunks of a content that comes in pieces of any size; at least one, which may seal nothing."""
    cipher, number = Cipher(key), 0
    waiting: list[bytes | memoryview] = []
    length = 0
    for piece in content:
        waiting.append(piece)
        length += len(piece)
        if length <= CHUNK:  # a full chunk that may be the last one waits
            continue
        rest = memoryview(b"".join(waiting))
        while len(rest) > CHUNK:
            yield cipher.seal_at(_nonce(number, last=False), rest[:CHUNK], MAGIC)
            rest = rest[CHUNK:]
            number += 1
        waiting, length = [rest], len(rest)
    yield cipher.seal_at(_nonce(number, last=True), b"".join(waiting), MAGIC)


def unsealed(key: bytes, head: Head, body: bytes | memoryview) -> bytes:
    """The content. Raises `SealBroken` for whatever is not all of it, in its order, and nothing else."""
    cipher, step = Cipher(key), head.chunk + TAG_SIZE
    last = max(0, -(-len(body) // step) - 1)
    view = memoryview(body)
    content = b"".join(
        cipher.unseal_at(_nonce(number, last=number == last), view[number * step : (number + 1) * step], MAGIC)
        for number in range(last + 1)
    )
    if len(content) != head.size:
        raise SealBroken("the content has another length")
    return content


def sealed_size(size: int, chunk: int = CHUNK) -> int:
    """Bytes of the chunks of a content of `size` bytes."""
    return size + TAG_SIZE * max(1, -(-size // chunk))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _place(sha256: str, size: int) -> bytes:
    return b"file\0" + bytes.fromhex(sha256) + size.to_bytes(8, "big")


# --- the head, as bytes and as text --------------------------------------------------------------------------------


def packed(head: Head) -> bytes:
    """`HEAD_SIZE` bytes."""
    slots = b"".join(map(packed_key, head.keys))
    return (FIXED.pack(MAGIC, head.chunk, head.size) + slots).ljust(HEAD_SIZE, b"\0")


def packed_key(wrapped: Wrapped | None) -> bytes:
    return SLOT.pack(wrapped.master.encode().ljust(16, b"\0"), wrapped.key) if wrapped else bytes(SLOT.size)


def unpacked(raw: bytes) -> Head | None:
    """None for what is no head: a file that was kept open."""
    if len(raw) < HEAD_SIZE or not raw.startswith(MAGIC):
        return None
    _magic, chunk, size = FIXED.unpack_from(raw)
    keys = tuple(_unpacked_key(*SLOT.unpack_from(raw, place)) for place in SLOTS)
    return Head(size=size, chunk=chunk, keys=keys) if 0 < chunk <= LARGEST_CHUNK else None


def _unpacked_key(master: bytes, key: bytes) -> Wrapped | None:
    name = master.rstrip(b"\0").decode("ascii", "replace")
    return Wrapped(master=name, key=key) if name else None


def as_text(head: Head) -> str:
    """For a medium that keeps words beside a file: ASCII, without spaces."""
    wrapped = next(each for each in head.keys if each is not None)
    return f"1:{head.chunk}:{head.size}:{wrapped.master}:{base64.b64encode(wrapped.key).decode()}"


def from_text(text: str) -> Head:
    """Raises `SealBroken`."""
    try:
        version, chunk, size, master, key = text.split(":")
        if version != "1" or not 0 < int(chunk) <= LARGEST_CHUNK:
            raise SealBroken("the head is of no known form")
        wrapped = Wrapped(master=master, key=base64.b64decode(key, validate=True))
        return Head(size=int(size), chunk=int(chunk), keys=(wrapped,))
    except (ValueError, binascii.Error):
        raise SealBroken("the head is of no known form") from None


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
