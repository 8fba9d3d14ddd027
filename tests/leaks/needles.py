"""In which shapes may something of a person stand somewhere, and is any of it there?

Names in any case form and spelling, numbers with and without their dashes, in UTF-8, UTF-16 and CP1251, escaped as
JSON, Python and addresses do it, packed, and in Base64.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import contextlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

ENDINGS = "аеёиоуыэюяйь"
SHORTEST = 4
"""Of a name's stem: a shorter one stands in other words too."""
BETWEEN = r"[\s\u00a0.\-–/]{0,2}"
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
ESCAPED = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Needle:
    """`name` says what it is without saying it: it stands in the message of a test that fails."""

    name: str
    pattern: re.Pattern[str]


def needles_of(line: Mapping[str, Any]) -> list[Needle]:
    """Of a manifest's line: its holder, what was typed."""
    holder, declared = line["holder"], line["declared"]
    names = ("last_name", "first_name", "middle_name")
    found = [_word(f"{line['id']} {name}", holder[name]) for name in names if name in holder]
    found += [_digits(f"{line['id']} {name}", holder[name]) for name in ("snils", "inn")]
    found += [_date(f"{line['id']} birth date", holder["birth_date"])]
    found += [
        _digits(f"{line['id']} {name}", declared[name])
        for name in ("number", "registration_number")
        if len(re.sub(r"\D", "", declared.get(name, ""))) > 5
    ]
    return [needle for needle in found if needle is not None]


def text_needle(text: str) -> Needle:
    """Any text, as it is."""
    return Needle(text, re.compile(re.escape(text.lower())))


def found_in(content: bytes, needles: Iterable[Needle]) -> list[str]:
    """Names of the needles that stand in it, in any shape."""
    texts = list(_shapes(content))
    return sorted({needle.name for needle in needles for text in texts if needle.pattern.search(text)})


def found_in_files(folder: Path, needles: Iterable[Needle]) -> list[str]:
    """The same over a folder: what files hold, and what they are called."""
    wanted = list(needles)
    found = []
    for path in sorted(folder.rglob("*")):
        content = str(path.relative_to(folder)).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"")
        found += [f"{path.name}: {name}" for name in found_in(content, wanted)]
    return found


def _word(name: str, word: str) -> Needle | None:
    """Whatever its ending."""
    text = word.lower().replace("ё", "е")
    stem = text[:-1] if text[-1] in ENDINGS else text
    if len(stem) < SHORTEST:
        return None
    return Needle(name, re.compile(rf"(?<![а-яе]){re.escape(stem)}"))


def _digits(name: str, number: str) -> Needle:
    """With or without what people write between them; not inside of a longer number or hash."""
    body = BETWEEN.join(re.escape(symbol) for symbol in number.lower() if symbol.isalnum())
    return Needle(name, re.compile(rf"(?<![0-9a-z]){body}(?![0-9a-z])"))


def _date(name: str, iso: str) -> Needle:
    year, month, day = iso.split("-")
    return Needle(name, re.compile(rf"{iso}|{day}\.{month}\.{year}|{year}{month}{day}"))


def _shapes(content: bytes) -> Iterator[str]:
    for raw in [content, *_unpacked(content)]:
        yield from map(_folded, _read(raw))
        for inside in _from_base64(raw):
            yield from map(_folded, _read(inside))


def _read(raw: bytes) -> Iterator[str]:
    text = raw.decode("utf-8", "replace")
    yield text
    if ESCAPED.search(text):
        yield _unescaped(text)
    if b"%" in raw:
        yield unquote_to_bytes(raw).decode("utf-8", "replace")
    for encoding in ("cp1251", "utf-16-le", "utf-16-be"):
        yield raw.decode(encoding, "replace")


def _unescaped(text: str) -> str:
    r"""`\u0430` as JSON writes it, `\xd0\xb0` as Python shows bytes, `\\u0430` as JSON in JSON."""
    whole = re.sub(r"\\+", r"\\", text)
    whole = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), whole)
    runs = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")
    return runs.sub(lambda found: codecs.decode(found[0].replace("\\x", ""), "hex").decode("utf-8", "replace"), whole)


def _unpacked(content: bytes) -> Iterator[bytes]:
    for found in PACKED.finditer(content):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[found.start() :], 10_000_000)


def _from_base64(content: bytes) -> Iterator[bytes]:
    for found in BASE64.finditer(content):
        text = found[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            part = text[start:]
            with contextlib.suppress(binascii.Error):
                yield base64.b64decode(part[: len(part) // 4 * 4])


def _folded(text: str) -> str:
    return text.lower().replace("ё", "е")


def shapes_of(text: str) -> dict[str, bytes]:
    """For the test of the search itself: one and the same in every shape that it must know."""
    return {
        "plain": text.encode(), "capitals": text.upper().encode(), "cp1251": text.encode("cp1251"),
        "utf-16": text.encode("utf-16-le"), "json": json.dumps({"x": text}).encode(),
        "json in json": json.dumps(json.dumps(text)).encode(), "bytes": repr(text.encode()).encode(),
        "address": "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
        "packed": b"ab" + zlib.compress(text.encode()),
        "base64": b"x: " + base64.b64encode(b"ab" + text.encode() * 3), "inside": b'{"a": "' + text.encode() + b'"}',
    }  # fmt: skip
