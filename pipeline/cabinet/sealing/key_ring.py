"""Which keys seal the columns that identify a person?

Data keys lie in the database, wrapped by a master key: a rotation wraps a handful of rows anew and touches no other.
Every sealed value names the data key that it was sealed with. The newest one seals, all of them unseal.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import threading
from collections.abc import Mapping

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.sealing.cipher import Cipher, SealBroken, new_key
from pipeline.cabinet.sealing.master import MasterKeys, UnknownMaster, Wrapped
from pipeline.cabinet.tables.data_keys import DataKeyRow

KEYS = DataKeyRow.metadata.tables[DataKeyRow.__tablename__]
TEXT = "sealed:"
"""Before a sealed text: no JSON and no hash begins so."""
BYTES = b"\x00sealed\x00"
"""Before sealed bytes: neither zlib's nor JSON begin so."""
NUMBER = 4
FIRST = 1
"""The first data key's number: it stays for as long as the database does."""
BLIND = b"podlinnik blind index 1"


class ColumnLocked(DatabaseUnavailable):
    """A value was sealed with a key that this installation was not given; settings are missing, nothing is lost."""


class KeyRing:
    """Keys of one database, for one process; safe among threads."""

    def __init__(self, engine: Engine, masters: MasterKeys) -> None:
        """`engine`: over connections of its own, for a value may be unsealed within any transaction."""
        self._engine, self._masters = engine, masters
        self._lock = threading.Lock()
        self._ciphers: Mapping[int, Cipher] = {}
        self._newest = 0
        self._blind = b""
        self._there = False

    @property
    def ready(self) -> bool:
        return self._newest > 0

    def load(self) -> None:
        """Read the keys; the first process of an installation makes the first one. Nothing before there are tables."""
        with self._lock, self._engine.connect() as connection:
            if not inspect(connection).has_table(KEYS.name):
                return
            rows = connection.execute(select(KEYS).order_by(KEYS.c.number)).all()
            if not rows:
                connection.rollback()
                add_data_key(connection, self._masters, FIRST)
                rows = connection.execute(select(KEYS).order_by(KEYS.c.number)).all()
            self._there = True
            opened = {row.number: key_of(row, self._masters) for row in rows if self._knows(row)}
            self._ciphers = {number: Cipher(key) for number, key in opened.items()}
            if FIRST in opened:
                self._blind = hmac.digest(opened[FIRST], BLIND, "sha256")
            self._newest = max(self._ciphers, default=0)

    def blind_key(self) -> bytes:
        """What keyed hashes are made with: it follows from the first data key alone. Raises `ColumnLocked`."""
        if not self._blind:
            self._cipher(FIRST)
        return self._blind

    def is_newest(self, value: str | bytes) -> bool:
        """Of a raw value, sealed or open."""
        if isinstance(value, str):
            return value.startswith(f"{TEXT}{self._newest}:")
        return is_sealed(value) and bytes(value[len(BYTES) :][:NUMBER]) == self._number()

    def seal_text(self, text: str, place: str) -> str:
        """`place`: table and column; a value opens at no other. Raises `ColumnLocked`."""
        sealed = self._current().seal(text.encode(), place.encode())
        return f"{TEXT}{self._newest}:{base64.b64encode(sealed).decode()}"

    def unseal_text(self, value: str, place: str) -> str:
        """Raises `ColumnLocked`, `SealBroken`."""
        _, number, sealed = value.split(":", 2)
        try:
            raw = base64.b64decode(sealed, validate=True)
        except binascii.Error:
            raise SealBroken("the value is not what was sealed") from None
        return self._cipher(int(number)).unseal(raw, place.encode()).decode()

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """Raises `ColumnLocked`."""
        sealed = self._current().seal(content, place.encode())
        return BYTES + self._number() + sealed

    def unseal_bytes(self, value: bytes, place: str) -> bytes:
        """Raises `ColumnLocked`, `SealBroken`."""
        number = int.from_bytes(value[len(BYTES) : len(BYTES) + NUMBER], "big")
        return self._cipher(number).unseal(value[len(BYTES) + NUMBER :], place.encode())

    def _current(self) -> Cipher:
        if not self.ready:
            self.load()
        if not self.ready:
            raise self._locked(FIRST)
        return self._ciphers[self._newest]

    def _cipher(self, number: int) -> Cipher:
        if number not in self._ciphers:  # another process made it, or wrapped it for a key that we have
            self.load()
        if number not in self._ciphers:
            raise self._locked(number)
        return self._ciphers[number]

    def _locked(self, number: int) -> ColumnLocked:
        if not self._there:
            return ColumnLocked("there is no key to seal columns with: podlinnik database upgrade")
        return ColumnLocked(f"data key {number} is wrapped by a master key that is not among PODLINNIK_MASTER_KEYS")

    def _number(self) -> bytes:
        return self._newest.to_bytes(NUMBER, "big")

    def _knows(self, row: object) -> bool:
        return getattr(row, "master", None) in self._masters.ciphers


def is_sealed(value: str | bytes) -> bool:
    """Of a raw value."""
    return value.startswith(TEXT) if isinstance(value, str) else bytes(value[: len(BYTES)]) == BYTES


def key_of(row: object, masters: MasterKeys) -> bytes:
    """Of a row of `data_keys`. Raises `ColumnLocked`: the master key of that name is another one, or not given."""
    number, wrapped = getattr(row, "number", 0), getattr(row, "wrapped", b"")
    master = str(getattr(row, "master", ""))
    try:
        return masters.unwrap(Wrapped(master=master, key=bytes(wrapped)), place_of(number))
    except UnknownMaster as error:
        raise ColumnLocked(str(error)) from None
    except SealBroken:
        raise ColumnLocked(f"the master key {master!r} is not the one that wrapped data key {number}") from None


def add_data_key(connection: Connection, masters: MasterKeys, number: int) -> None:
    """A new key, committed. Whoever was first has made it."""
    wrapped = masters.wrap(new_key(), place_of(number))
    row = {"number": number, "master": wrapped.master, "wrapped": wrapped.key, "made_at": dt.datetime.now(dt.UTC)}
    try:
        connection.execute(insert(KEYS).values(row))
        connection.commit()
    except IntegrityError:
        connection.rollback()


def place_of(number: int) -> bytes:
    """What a data key is wrapped for."""
    return b"data key\0" + number.to_bytes(NUMBER, "big")
