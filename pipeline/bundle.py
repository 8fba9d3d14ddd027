"""How do several files make one upload? (a ZIP, not compressed, that whoever takes them in packs)

The same files in the same order are the same bytes, so that everything that knows one upload by its hash knows this
one. A bundle is what `packed` makes of its members, byte for byte: anything else is none.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FORMAT = "files"
"""What such an upload's format is called."""
MEDIA_TYPE = "application/zip"
MOST = 40
"""Files of one upload: no kind of document has more pages."""
ENDING = re.compile(r"[a-z0-9]{1,5}")
LOCAL, CENTRAL, END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
"""Headers of a ZIP (APPNOTE.TXT, 4.3.7, 4.3.12, 4.3.16)."""
VERSION, DAY_ONE = 20, 0x21
"""What a reader has to know, of PKZIP's versions; the first of January 1980."""


class BundleBroken(ValueError):
    """These bytes are no bundle: `packed` would not have made them."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """`name` is its number and the ending that it was handed in with: `01.jpg`."""

    name: str
    content: bytes = field(repr=False)


def packed(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bundle of files (their own names and bytes) in their order, as it is made: one file in memory at a time.

    Raises `ValueError` for more than `MOST`.
    """
    central: list[bytes] = []
    at = 0
    for number, (own_name, content) in enumerate(files, start=1):
        if number > MOST:
            raise ValueError(f"more than {MOST} files")
        name = _name(number, own_name)
        about = (0, 0, 0, DAY_ONE, zlib.crc32(content), len(content), len(content), len(name), 0)
        central.append(CENTRAL.pack(b"PK\1\2", VERSION, VERSION, *about, 0, 0, 0, 0, at) + name)
        header = LOCAL.pack(b"PK\3\4", VERSION, *about) + name
        yield header
        yield content
        at += len(header) + len(content)
    directory = b"".join(central)
    yield directory + END.pack(b"PK\5\6", 0, 0, len(central), len(central), len(directory), at, 0)


def unpacked(data: bytes) -> tuple[Member, ...]:
    """The files of a bundle, in their order. Raises `BundleBroken`."""
    try:
        count = END.unpack(data[-END.size :])[4]
        members = tuple(_members(data, count))
    except (struct.error, UnicodeDecodeError):
        raise BundleBroken("no bundle") from None
    if b"".join(packed((member.name, member.content) for member in members)) != data:
        raise BundleBroken("not packed as bundles are")
    return members


def _members(data: bytes, count: int) -> Iterator[Member]:
    if not 1 <= count <= MOST:
        raise BundleBroken(f"{count} files")
    at = 0
    for _ in range(count):
        *_, size, name_size, _ = LOCAL.unpack_from(data, at)
        name = data[at + LOCAL.size : at + LOCAL.size + name_size]
        at += LOCAL.size + name_size
        yield Member(name=name.decode("ascii"), content=data[at : at + size])
        at += size


def _name(number: int, own_name: str) -> bytes:
    ending = own_name.rpartition(".")[2].lower() if "." in own_name else ""
    return f"{number:02}{f'.{ending}' if ENDING.fullmatch(ending) else ''}".encode("ascii")
