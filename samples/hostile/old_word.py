"""Which DOC run something, load from elsewhere, or lead in circles?"""

from __future__ import annotations

import random

from samples.hostile.trick import Trick, doc

ACTIVE = ("FILE_ACTIVE_CONTENT",)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*names: str, text: bytes = b"", flags: int = 0) -> bytes:
    """The directory of an OLE container with streams of these names, and a text behind the header."""
    out = OLE + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(478)
    fib = b"\xec\xa5\xc1\0" + bytes(6) + flags.to_bytes(2, "little")
    out = out[:512].ljust(512, b"\0") + (fib + bytes(20) + text).ljust(-(-(len(text) + 32) // 512) * 512, b"\0")
    for name in ("Root Entry", *names):
        letters = name.encode("utf-16-le") + b"\0\0"
        kind = 5 if name == "Root Entry" else 2
        out += (
            letters.ljust(64, b"\0") + len(letters).to_bytes(2, "little") + bytes([kind, 1]) + b"\xff" * 12 + bytes(48)
        )
    return out.ljust(-(-len(out) // 512) * 512 + 512, b"\0")


def doc_macro(rng: random.Random, paper: bytes) -> bytes:
    return compound("WordDocument", *rng.choice((("Macros", "VBA", "_VBA_PROJECT"), ("_VBA_PROJECT_CUR",), ("VBA",))))


def doc_embedded(rng: random.Random, paper: bytes) -> bytes:
    return compound("WordDocument", rng.choice(("ObjectPool", "\x01Ole10Native", "Package")))


def doc_field(rng: random.Random, paper: bytes) -> bytes:
    """A field that loads, in the old format."""
    field = '\x13 DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" \x14\x15'
    return compound("WordDocument", text=field.encode(rng.choice(("cp1251", "utf-16-le"))))


def doc_locked(rng: random.Random, paper: bytes) -> bytes:
    if rng.random() < 0.5:
        return compound("EncryptionInfo", "EncryptedPackage")
    return compound("WordDocument", flags=0x0100)


def doc_noise(rng: random.Random, paper: bytes) -> bytes:
    """A container whose sectors lead in circles."""
    content = bytearray(compound("WordDocument", "1Table"))
    for place in range(44, 512, 4):
        content[place : place + 4] = rng.randrange(0, 8).to_bytes(4, "little")
    return bytes(content) + rng.randbytes(20_000)


TRICKS: dict[str, Trick] = {
    "doc: macro": doc(doc_macro, *ACTIVE),
    "doc: embedded": doc(doc_embedded, *ACTIVE),
    "doc: field that loads": doc(doc_field, *ACTIVE),
    "doc: locked": doc(doc_locked, "FILE_ENCRYPTED"),
    "doc: sectors in circles": doc(doc_noise),
}
