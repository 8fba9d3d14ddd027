"""Which name may a file that somebody handed in keep?"""

from __future__ import annotations

import re
import unicodedata

LONGEST_BYTES = 240
"""Of a name in UTF-8: file systems take 255, and a sender of a package adds a few."""
LONGEST_ENDING = 16
NAMELESS = "file"
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of what is not shown or turns the direction of reading: «диплом<U+202E>gnp.exe» looks like a picture."""
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
KEPT_BY_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names of devices, whatever their ending."""


def safe_name(name: str) -> str:
    """The name alone, without its path, as every system can keep and everybody can read it. Never empty.

    What is said of the content by its ending stays: `claimed_format` goes by it.
    """
    pieces = [piece for piece in re.split(r"[/\\]", name) if piece.strip(" .\0")]
    plain = unicodedata.normalize("NFC", pieces[-1] if pieces else "")
    seen = "".join(symbol for symbol in re.sub(r"\s", " ", plain) if unicodedata.category(symbol) not in INVISIBLE)
    kept = NOT_IN_NAMES.sub("_", re.sub(r" {2,}", " ", seen)).strip(" .")
    if kept.startswith(("-", "~")) or KEPT_BY_WINDOWS.fullmatch(kept):
        kept = f"_{kept}"
    return _shortened(kept) or NAMELESS


def _shortened(name: str) -> str:
    """Cut in its middle: the ending tells what it is."""
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        stem, ending = name, ""
    tail = f"{dot}{ending}" if ending else ""
    kept = stem.encode()[: LONGEST_BYTES - len(tail.encode())].decode("utf-8", "ignore")
    return f"{kept.rstrip(' .')}{tail}"
