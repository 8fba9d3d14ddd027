"""On which line of a TOML text does a value stand?"""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[str | int, ...]
"""Keys and indexes from the top of the document, as in a pydantic error's `loc`."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=\s*""")
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''.*?'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*|[\[\]{},=]|[A-Za-z0-9_.+:-]+|\n",
    re.DOTALL,
)


def line_of(text: str, place: Place) -> int:
    """Return the 1-based line of `place` in a valid TOML `text`, or of the nearest thing around it."""
    lines = places(text)
    for length in range(len(place), 0, -1):
        found = lines.get(place[:length])
        if found is not None:
            return found
    return 1


def places(text: str) -> dict[Place, int]:
    """Map every table, key and array item of a valid TOML document to its 1-based line."""
    found: dict[Place, int] = {}
    table: Place = ()
    counts: dict[Place, int] = {}
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text.count("\n", 0, position) + 1
        if header := _HEADER.match(text[position:end]):
            table = _enter(header, counts)
            for length in range(1, len(table) + 1):  # a table stands where the first one inside it does
                found.setdefault(table[:length], line)
        elif key := _KEY.match(text, position, end):
            place = (*table, *_split(key[1]))
            found.setdefault(place, line)
            end = _value(text, key.end(), place, found)
        position = end + 1
    return found


def _enter(header: re.Match[str], counts: dict[Place, int]) -> Place:
    """Return the place of a table header, counting `[[…]]` and standing in the last of each array on the way."""
    place: Place = ()
    keys = _split(header[2])
    for index, key in enumerate(keys):
        place = (*place, key)
        if index == len(keys) - 1 and header[1] == "[[":
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _split(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _value(text: str, start: int, place: Place, found: dict[Place, int]) -> int:
    """Note the places inside the value that starts at `start`; return where its last line ends."""
    stack: list[list[str | int]] = []
    tokens = _tokens(text, start)
    for kind, token, at, line in tokens:
        if kind == "newline" and not stack:
            return at
        if token in ("[", "{") and kind == "mark":
            _note(place, stack, found, line)
            stack.append([0 if token == "[" else ""])
        elif token in ("]", "}") and kind == "mark":
            stack.pop()
        elif token == "," and kind == "mark":
            last = stack[-1][0]
            stack[-1][0] = last + 1 if isinstance(last, int) else ""
        elif kind == "word" and stack:
            if stack[-1][0] == "":
                stack[-1][0] = token.strip("\"'")
            _note(place, stack, found, line)
    return len(text)


def _note(place: Place, stack: list[list[str | int]], found: dict[Place, int], line: int) -> None:
    found.setdefault((*place, *(level[0] for level in stack)), line)


def _tokens(text: str, start: int) -> Iterator[tuple[str, str, int, int]]:
    """Yield kind, token, offset and line of each token from `start` on; comments are left out."""
    line = text.count("\n", 0, start) + 1
    for match in _TOKEN.finditer(text, start):
        token = match[0]
        if token == "\n":
            yield "newline", token, match.start(), line
        elif not token.startswith("#"):
            yield ("mark" if token in "[]{},=" else "word"), token, match.start(), line
        line += token.count("\n")
