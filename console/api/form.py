"""What is in the body of an upload? (multipart/form-data, parsed while it arrives: never a whole file in memory)"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from console.problems import Problem
from pipeline.bundle import MOST

PARTS = 7 + MOST
"""All those that there are, and so many files of one document."""
HEADERS = 8
HEADER_BYTES = 4096
OVERHEAD_BYTES = 64 * 1024
"""Boundaries and headers of all parts."""

Event = tuple[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Part:
    """`chunks` are its bytes: to be taken, or left, before the next part is asked for."""

    name: str
    filename: str | None
    chunks: Iterator[bytes]

    def text(self, limit: int) -> str:
        """The whole part. Raises `Problem`."""
        content = bytearray()
        for chunk in self.chunks:
            content += chunk
            if len(content) > limit:
                raise Problem("PART_TOO_LARGE", f"{self.name}: at most {limit} bytes are taken.")
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise Problem("BODY_MALFORMED", f"{self.name} is not UTF-8.") from None


def boundary_of(content_type: str | None) -> bytes:
    """Raises `Problem`."""
    media_type, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if media_type != b"multipart/form-data" or not boundary:
        raise Problem("NOT_MULTIPART")
    return boundary


def parts_of(body: Iterator[bytes], boundary: bytes, *, limit: int) -> Iterator[Part]:
    """The parts of `body` as they come; of more than `limit` bytes no more is read. Raises `Problem`."""
    events = _events(_counted(body, limit), boundary)
    for count, (event, header) in enumerate(_parts_begun(events), start=1):
        if count > PARTS:
            raise Problem("BODY_MALFORMED", "The form has too many parts.")
        assert event == "part"
        chunks = _chunks(events)
        name, filename = _names(header)
        yield Part(name=name, filename=filename, chunks=chunks)
        for _ in chunks:
            pass


def _counted(body: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in body:
        size += len(chunk)
        if size > limit:
            raise Problem("FILE_TOO_LARGE", f"The request may have {limit} bytes.")
        yield chunk


def _parts_begun(events: Iterator[Event]) -> Iterator[Event]:
    return (event for event in events if event[0] == "part")


def _chunks(events: Iterator[Event]) -> Iterator[bytes]:
    for kind, content in events:
        if kind == "end":
            return
        yield content


def _names(header: bytes) -> tuple[str, str | None]:
    disposition, options = parse_options_header(header.decode("latin-1"))
    name = options.get(b"name", b"")
    if disposition != b"form-data" or not name:
        raise Problem("BODY_MALFORMED", "A part has no name.")
    filename = options.get(b"filename")
    return name.decode("utf-8", "replace"), None if filename is None else filename.decode("utf-8", "replace")


def _events(body: Iterator[bytes], boundary: bytes) -> Iterator[Event]:
    """`part` with its Content-Disposition, then its `data`, then its `end`."""
    parser = _Parser(boundary)
    for chunk in body:
        yield from parser.feed(chunk)
        if parser.ended:
            return
    raise Problem("BODY_MALFORMED", "The form ends before its last boundary.")


class _Parser:
    """Turns the parser's calls into events; holds no more than one chunk gave."""

    def __init__(self, boundary: bytes) -> None:
        self.ended = False
        self._events: deque[Event] = deque()
        self._field = self._value = self._disposition = b""
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin, "on_part_data": self._data, "on_part_end": self._end,
                    "on_header_field": self._header_field, "on_header_value": self._header_value,
                    "on_header_end": self._header_end, "on_headers_finished": self._headers_finished,
                    "on_end": self._finish,
                },
                max_header_count=HEADERS, max_header_size=HEADER_BYTES,
            )  # fmt: skip
        except FormParserError:
            raise Problem("NOT_MULTIPART", "The boundary is too long.") from None

    def feed(self, chunk: bytes) -> Iterator[Event]:
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise Problem("BODY_MALFORMED") from None
        while self._events:
            yield self._events.popleft()

    def _begin(self) -> None:
        self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _headers_finished(self) -> None:
        self._events.append(("part", self._disposition))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(("data", data[start:end]))

    def _end(self) -> None:
        self._events.append(("end", b""))

    def _finish(self) -> None:
        self.ended = True
