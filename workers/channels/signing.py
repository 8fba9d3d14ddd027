"""How is a webhook signed? (`docs/webhooks.md` shows the receiver's side)"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

ENCODED = "whsec_"
"""Begins a secret that is written in Base64, as other products write it."""
SHORTEST = 24
"""Bytes of a key; shorter ones can be guessed."""


def key_of(secret: str) -> bytes:
    """The key's bytes. Raises `ValueError` when it is too short, or no Base64 behind `whsec_`."""
    encoded = secret.removeprefix(ENCODED)
    try:
        key = secret.encode() if encoded == secret else base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError("behind whsec_ stands no Base64") from None
    if len(key) < SHORTEST:
        raise ValueError(f"a secret has at least {SHORTEST} bytes")
    return key


def signature(keys: Sequence[bytes], notice_id: str, timestamp: int, body: bytes) -> str:
    """The header's value: `v1,<Base64 of HMAC-SHA256>` for each key, the current one first, by a space."""
    signed = f"{notice_id}.{timestamp}.".encode() + body
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode('ascii')}" for digest in digests)
