"""Does the file store hold all that documents have, unchanged, and what else does it hold?

Prefix by prefix, so that memory holds a 256th of the names at most. What looks wrong is looked at once more before it
is told: documents come and go meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, Engine, or_, select

from pipeline.cabinet.acts import ACTS
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import reading
from pipeline.cabinet.file_store import FileChanged, FileLocked, FileMissing, FileStore
from pipeline.cabinet.noted import note, noted
from pipeline.cabinet.orphans import PREFIXES
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.sweeping import SWEEPS

NAME, PLACE = "store-verify", "store-verify-place"
SOUND, FAULTY = "sound", "faulty"
PORTION = 500
OWNED = {DOCUMENTS.c.sha256: "upload", DOCUMENTS.c.signature_sha256: "signature"}
"""What names a document's files, and where in its claim their size stands."""
OWNS = DOCUMENTS.c.status != Status.PURGED
"""A purged document has given its file up, also while its bytes are still to go."""


_OF_ACTS = (
    select(ACTS.c.sha256, ACTS.c.size, ACTS.c.document_id).join(DOCUMENTS, DOCUMENTS.c.id == ACTS.c.document_id)
).where(OWNS)


class Fault(StrEnum):
    """What is wrong with a file."""

    LOST = "lost"
    """A document has it, the store has not."""
    CHANGED = "changed"
    """Its bytes are not those that were handed in, or do not open."""
    LOCKED = "locked"
    """It is sealed with a master key that this installation was not given."""
    SIZE = "size"
    """It has another length than was noted when it was handed in."""
    UNOWNED = "unowned"
    """No document has it; the sweep `files` removes it once it is old."""
    FOREIGN = "foreign"
    """It is called as no file of ours is."""


HARMLESS = frozenset({Fault.UNOWNED})


@dataclass(frozen=True, kw_only=True)
class Found:
    """`documents`: ids of those that have it, a few."""

    fault: Fault
    name: str
    documents: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Tally:
    """Of a pass, also one of several runs. `files`: how many were looked at."""

    files: int = 0
    found: Counter[str] = field(default_factory=Counter)

    @property
    def sound(self) -> bool:
        return not any(count for fault, count in self.found.items() if Fault(fault) not in HARMLESS)


@dataclass(frozen=True, kw_only=True)
class LastCheck:
    at: dt.datetime
    sound: bool
    files: int


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """Built once a run. `whole`: every file is read; without it only its presence, length and key are looked at."""

    engine: Engine
    files: FileStore
    whole: bool = True
    at_once: int = 4

    def prefix(self, prefix: str, tally: Tally) -> Iterator[Found]:
        """Faults of all files of a prefix. Raises `OSError` when the store is away, `DatabaseUnavailable`."""
        owned: set[str] = set()
        with ThreadPoolExecutor(max_workers=self.at_once) as pool:
            for portion in self._owned(prefix):
                for (name, _), fault in zip(portion, pool.map(self._look, portion), strict=True):
                    tally.files += 1
                    if fault is not None and (documents := self._owners(name)):
                        yield self._told(fault, name, tally, documents)
                owned.update(name for name, _ in portion)
        for name in self.files.listed(prefix):
            if name not in owned and not self._owners(name):
                fault = Fault.UNOWNED if _is_name(name, prefix) else Fault.FOREIGN
                yield self._told(fault, name, tally)

    def _look(self, one: tuple[str, int | None]) -> Fault | None:
        name, size = one
        try:
            found = len(self.files.read(name)) if self.whole else self.files.standing(name).size
        except FileMissing:
            return Fault.LOST
        except FileChanged:
            return Fault.CHANGED
        except FileLocked:
            return Fault.LOCKED
        return None if size is None or found == size else Fault.SIZE

    def _owned(self, prefix: str) -> Iterator[list[tuple[str, int | None]]]:
        """Names that documents have, with the size that was noted, a portion at a time."""
        for column, member in OWNED.items():
            after = ""
            while True:
                # names are hexadecimal: all that begin with the prefix lie before its successor
                mine = (column > max(after, prefix)) & (column < prefix + "g") & OWNS
                query = select(column.label("name"), DOCUMENTS.c.claim).where(mine).order_by(column).limit(PORTION)
                with reading(self.engine) as connection:
                    rows = connection.execute(query).all()
                if not rows:
                    break
                yield list({row.name: (row.claim.get(member) or {}).get("size") for row in rows}.items())
                after = rows[-1].name
        yield from self._drawn(prefix)

    def _drawn(self, prefix: str) -> Iterator[list[tuple[str, int | None]]]:
        """The same of acts."""
        after = prefix
        while True:
            query = _OF_ACTS.where((ACTS.c.sha256 > after) & (ACTS.c.sha256 < prefix + "g"))
            with reading(self.engine) as connection:
                rows = connection.execute(query.order_by(ACTS.c.sha256).limit(PORTION)).all()
            if not rows:
                return
            yield [(row.sha256, row.size) for row in rows]
            after = rows[-1].sha256

    def _owners(self, name: str) -> tuple[str, ...]:
        has = or_(*(column == name for column in OWNED))
        query = select(DOCUMENTS.c.id).where(has, OWNS).order_by(DOCUMENTS.c.id).limit(5)
        acts = _OF_ACTS.where(ACTS.c.sha256 == name).limit(5)
        with reading(self.engine) as connection:
            found = connection.execute(query).scalars().all()
            return tuple(dict.fromkeys((*found, *(row.document_id for row in connection.execute(acts)))))

    @staticmethod
    def _told(fault: Fault, name: str, tally: Tally, documents: Sequence[str] = ()) -> Found:
        tally.found[fault.value] += 1
        return Found(fault=fault, name=name, documents=tuple(documents))


def verify(
    verifier: Verifier, tally: Tally, now: Callable[[], dt.datetime], *, resume: bool, step: Callable[[str], None],
    goes_on: Callable[[], bool] = lambda: True,
) -> Iterator[Found]:  # fmt: skip
    """A pass over all prefixes, or the rest of one that was broken off; what is wrong, as it is found.

    `step` is told each prefix that is done. At the end of a whole pass the outcome is noted for `/metrics`.
    """
    engine = verifier.engine
    first, known = _place(engine) if resume else (PREFIXES[0], Tally())
    tally.files, tally.found = known.files, known.found
    for prefix in PREFIXES[PREFIXES.index(first) :]:
        yield from verifier.prefix(prefix, tally)
        step(prefix)
        is_last = prefix == PREFIXES[-1]
        note(engine, PLACE, cursor="" if is_last else _cursor(prefix, tally))
        if is_last:
            note(engine, NAME, finished_at=now(), done=tally.files, cursor=SOUND if tally.sound else FAULTY)
        elif not goes_on():
            return


def last_check(connection: Connection) -> LastCheck | None:
    """Of the last whole pass."""
    row = connection.execute(select(SWEEPS).where(SWEEPS.c.name == NAME)).first()
    if row is None or row.finished_at is None:
        return None
    return LastCheck(at=row.finished_at, sound=row.cursor == SOUND, files=row.done)


def _cursor(prefix: str, tally: Tally) -> str:
    found = " ".join(f"{fault}={count}" for fault, count in sorted(tally.found.items()))
    return f"{prefix} {tally.files} {found}".strip()


def _place(engine: Engine) -> tuple[str, Tally]:
    """The prefix that comes next, and what was found before it."""
    words = noted(engine, PLACE).split()
    if len(words) < 2 or words[0] not in PREFIXES[:-1]:
        return PREFIXES[0], Tally()
    found = Counter({name: int(count) for name, _, count in (word.partition("=") for word in words[2:])})
    return PREFIXES[PREFIXES.index(words[0]) + 1], Tally(files=int(words[1]), found=found)


def _is_name(name: str, prefix: str) -> bool:
    return len(name) == 64 and name.startswith(prefix) and set(name) <= set("0123456789abcdef")
