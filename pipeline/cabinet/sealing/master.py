"""Which master keys does an installation have, and how do they wrap the keys of files and columns?

A master key wraps keys and nothing else: so it is changed by wrapping some bytes anew, whatever was sealed with them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.cabinet.sealing.cipher import KEY_SIZE, NONCE_SIZE, TAG_SIZE, Cipher, SealBroken, new_key

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,15}", re.ASCII)
WRAPPED_SIZE = NONCE_SIZE + KEY_SIZE + TAG_SIZE


class MasterKeysWrong(ValueError):
    """The text holds no master keys; the message shows none of it."""


class UnknownMaster(LookupError):
    """Something was wrapped with a master key that this installation was not given; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Wrapped:
    """A key, readable only to whoever has the master key of that name."""

    master: str
    key: bytes
    """Nonce, sealed key, tag."""


@dataclass(frozen=True, kw_only=True)
class MasterKeys:
    """`current` wraps; all of them unwrap."""

    current: str
    ciphers: Mapping[str, Cipher] = field(repr=False)

    def wrap(self, key: bytes, place: bytes) -> Wrapped:
        """`place`: what the key belongs to; it opens nothing else."""
        return Wrapped(master=self.current, key=self.ciphers[self.current].seal(key, _place(self.current, place)))

    def unwrap(self, wrapped: Wrapped, place: bytes) -> bytes:
        """Raises `UnknownMaster`, `SealBroken` (changed, of another place, or another key under that name)."""
        cipher = self.ciphers.get(wrapped.master)
        if cipher is None:
            raise UnknownMaster(f"the master key {wrapped.master!r} is not among PODLINNIK_MASTER_KEYS")
        return cipher.unseal(wrapped.key, _place(wrapped.master, place))


def read_master_keys(text: str) -> MasterKeys:
    """From `NAME:BASE64`, one a line or parted by spaces or commas; the first is the current one.

    Raises `MasterKeysWrong`.
    """
    ciphers: dict[str, Cipher] = {}
    for number, entry in enumerate(re.split(r"[\s,]+", text.strip()), start=1):
        name, _, secret = entry.partition(":")
        if not NAME.fullmatch(name):
            raise MasterKeysWrong(f"key {number} has no name of up to 16 letters a-z, digits, dots, hyphens before ':'")
        if name in ciphers:
            raise MasterKeysWrong(f"two keys are called {name!r}")
        try:
            key = base64.b64decode(secret, validate=True)
        except (binascii.Error, ValueError):
            raise MasterKeysWrong(f"the key {name!r} is not Base64") from None
        if len(key) != KEY_SIZE:
            raise MasterKeysWrong(f"the key {name!r} has not {KEY_SIZE} bytes")
        ciphers[name] = Cipher(key)
    return MasterKeys(current=next(iter(ciphers)), ciphers=ciphers)


def new_master_key(name: str) -> str:
    """A line for `read_master_keys`. Raises `MasterKeysWrong` for a name that will not do."""
    if not NAME.fullmatch(name):
        raise MasterKeysWrong("a name has up to 16 letters a-z, digits, dots, hyphens")
    return f"{name}:{base64.b64encode(new_key()).decode()}"


def _place(master: str, place: bytes) -> bytes:
    return b"podlinnik key 1\0" + master.encode() + b"\0" + place


__all__ = [
    "MasterKeys", "MasterKeysWrong", "SealBroken", "UnknownMaster", "Wrapped", "new_master_key", "read_master_keys",
]  # fmt: skip
