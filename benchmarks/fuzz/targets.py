"""What is fuzzed, and what must hold whatever comes in?

Each target takes bytes, goes through a door with them and raises nothing but `AssertionError` where a promise is
broken, or whatever the door raises that its documentation does not name: both are findings.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from commands.manifest import BadEntry, read_manifest
from console.api.form import PARTS, boundary_of, parts_of
from console.problems import Problem
from pipeline.case import RetryLater, Upload
from pipeline.reading.file_check import check_file
from pipeline.rules import dates, names, numbers
from pipeline.rules.kind import FileRules
from pipeline.rules.loader import RulesError, load_kind, load_reasons, load_reasons_from
from pipeline.rules.nominative import nominative_of

Door = Callable[[bytes], None]
KIND = "passport"
ALL_FORMATS = FileRules(formats=("pdf", "jpeg", "png", "doc", "docx"))
ENDINGS = (".pdf", ".jpg", ".png", ".doc", ".docx", "", ".exe", "\u202e.pdf")
MOST_OF_A_BODY = 4096
LONGEST_NAME = 240
LONGEST_TEXT = 2000
"""A line of a page; what is longer is cut by who reads it."""


@dataclass(frozen=True, kw_only=True)
class Target:
    door: Door
    longest: int
    """Bytes of one input."""


def file(data: bytes) -> None:
    """The first byte chooses the name's ending; the rest is the file."""
    name = Upload(name=data[:400].decode("utf-8", "replace"), size=len(data), sha256="").name
    assert 1 <= len(name.encode()) <= LONGEST_NAME
    assert not set(name) & set("/\\\0\r\n\u202e")
    content = data[1:]
    with contextlib.suppress(RetryLater):  # a machine that is too busy
        facts, findings = check_file(content, name + ENDINGS[data[0] % len(ENDINGS)] if data else "", ALL_FORMATS)
        assert {finding.code for finding in findings} <= set(load_reasons())
        assert findings or facts is not None
        assert facts is None or facts.page_count >= 0


def form(data: bytes) -> None:
    """The first line is the header with the boundary, the second byte the size of the pieces that arrive."""
    head, _, body = data.partition(b"\n")
    size = 1 + (body[0] if body else 0)
    pieces = (body[at : at + size] for at in range(1, len(body), size))
    try:
        boundary = boundary_of(head.decode("latin-1"))
    except Problem:
        return
    taken: list[int] = []
    with contextlib.suppress(Problem):
        for part in parts_of(pieces, boundary, limit=MOST_OF_A_BODY):
            assert part.name
            taken.append(sum(map(len, part.chunks)))
    assert len(taken) <= PARTS
    assert sum(taken) <= min(len(body), MOST_OF_A_BODY)


def rules(data: bytes) -> None:
    """A kind's file, or with a zero before it the file of reasons."""
    load = load_reasons_from if data.startswith(b"\0") else load_kind
    with _file(f"{KIND}.toml", data.removeprefix(b"\0")) as path:
        told = ""
        try:
            load(path)
        except RulesError as error:
            told = str(error)
        assert not told or told.startswith(f"{path.parent.name}/{path.name}:")


def date(data: bytes) -> None:
    text = _text(data)
    found = dates.find_dates(text)
    for one in found:
        assert dates.EARLIEST <= one.date.year <= dates.LATEST
        assert 0 <= one.start < one.end <= len(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert isinstance(dates.parse_date(text), dt.date | None)
    assert all(each.first.date <= each.last.date for each in dates.find_ranges(text))


def name(data: bytes) -> None:
    parts = [*_text(data)[:200].split("\n"), "", "", ""][:3]
    last, first, middle = parts
    for piece in parts:
        assert names.normalise(names.normalise(piece)) == names.normalise(piece)
        names.capitalise(piece)
    nominative_of(last, first, middle)
    every = names.cases(last, first, middle)
    assert all(isinstance(form_, str) for form_ in every.last_name)
    match = names.compare_name((last, first, middle), (last, first, middle))
    assert 0.0 <= match.score <= 1.0
    assert match.score == 1.0 or not all(names.normalise(piece) for piece in parts)
    other = names.compare_name((last, first, middle), ("Кузнецов", "Яков", "Кузьмич"))
    assert 0.0 <= other.score <= 1.0


def number(data: bytes) -> None:
    text = _text(data)
    normal = numbers.normalise_for_number(text)
    assert len(normal) == len(text)
    assert numbers.digits_of(text).isdigit() or not numbers.digits_of(text)
    assert numbers.same_number(text, text)
    assert not set(numbers.compact(text)) & set(" №./-")


def manifest(data: bytes) -> None:
    with _file("manifest.jsonl", data) as path:
        lines = [line for line in data.split(b"\n") if line.strip()]
        entries = list(read_manifest(path, [KIND]))
        assert len(entries) <= len(lines)
        for entry in entries:
            assert entry.line >= 1
            assert isinstance(entry, BadEntry) or entry.kind == KIND


TARGETS = {
    "file": Target(door=file, longest=60_000),
    "form": Target(door=form, longest=8_000),
    "rules": Target(door=rules, longest=8_000),
    "date": Target(door=date, longest=LONGEST_TEXT),
    "name": Target(door=name, longest=LONGEST_TEXT),
    "number": Target(door=number, longest=LONGEST_TEXT),
    "manifest": Target(door=manifest, longest=20_000),
}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@contextlib.contextmanager
def _file(called: str, data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / called
        path.write_bytes(data)
        yield path
