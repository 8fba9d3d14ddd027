"""How are bytes sealed, so that without the key nobody reads them and nobody changes them unseen? (AES-256-GCM)"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16


class SealBroken(Exception):
    """The bytes are not what was sealed with this key for this place."""


class Cipher:
    """One key. `place` is what the bytes belong to: sealed for one place, they open at no other."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes."""
        self._aead = AESGCM(key)

    def seal(self, content: bytes, place: bytes) -> bytes:
        """With a nonce of its own, at random, in front: a key may do so 2**32 times (NIST SP 800-38D, 8.3)."""
        nonce = os.urandom(NONCE_SIZE)
        return nonce + self._aead.encrypt(nonce, content, place)

    def unseal(self, sealed: bytes, place: bytes) -> bytes:
        """Raises `SealBroken`."""
        return self.unseal_at(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], place)

    def seal_at(self, nonce: bytes, content: bytes | memoryview, place: bytes) -> bytes:
        """For a key that is never used again with the same nonce."""
        return self._aead.encrypt(nonce, content, place)

    def unseal_at(self, nonce: bytes, sealed: bytes | memoryview, place: bytes) -> bytes:
        """Raises `SealBroken`."""
        try:
            return self._aead.decrypt(nonce, sealed, place)
        except (InvalidTag, ValueError):
            raise SealBroken("the bytes are not what was sealed") from None


def new_key() -> bytes:
    return os.urandom(KEY_SIZE)
