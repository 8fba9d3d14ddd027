"""Does a folder keep files as it says: sealed with keys, readable through every rotation, never a false answer?"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cabinet import files as stores
from pipeline.cabinet.file_store import FileChanged, FileLocked, FileMissing, FileTooLarge
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.sealing import envelope
from pipeline.cabinet.sealing.envelope import HEAD_SIZE, MAGIC, SLOT, SLOTS
from pipeline.cabinet.sealing.master import MasterKeys, new_master_key, read_master_keys

OLD, NEW = new_master_key("old"), new_master_key("new")
FIRST, BOTH, LAST = (read_master_keys(text) for text in (OLD, f"{NEW},{OLD}", NEW))
PAPER = b"PASSPORT 4514 112233 " * 40_000


def store(folder: Path, masters: MasterKeys | None = None) -> FolderStore:
    return FolderStore(folder, masters)


def kept(folder: Path, masters: MasterKeys | None = None, content: bytes = PAPER) -> str:
    return store(folder, masters).keep([content], limit=10**7).sha256


def path_of(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def test_a_sealed_file_opens_with_its_key_alone(tmp_path: Path) -> None:
    sha256 = kept(tmp_path, FIRST)
    raw = path_of(tmp_path, sha256).read_bytes()
    assert sha256 == envelope.hash_of(PAPER)
    assert b"PASSPORT" not in raw
    assert store(tmp_path, FIRST).read(sha256) == PAPER
    assert store(tmp_path, FIRST).standing(sha256) == stores.Standing(size=len(PAPER), master="old")
    with pytest.raises(FileLocked, match="PODLINNIK_MASTER_KEYS is not set"):
        store(tmp_path).read(sha256)
    with pytest.raises(FileLocked, match="'old'"):
        store(tmp_path, LAST).read(sha256)


def test_what_is_too_long_is_not_kept_and_leaves_nothing(tmp_path: Path) -> None:
    for masters in (None, FIRST):
        with pytest.raises(FileTooLarge):
            store(tmp_path, masters).keep(iter(lambda: b"x" * 1000, b""), limit=5_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("masters", [None, FIRST])
@pytest.mark.parametrize("what", ["cut", "longer", "changed", "swapped", "emptied"])
def test_whatever_happens_to_a_file_is_found(tmp_path: Path, masters: MasterKeys | None, what: str) -> None:
    sha256, other = kept(tmp_path, masters), kept(tmp_path, masters, b"another paper")
    path = path_of(tmp_path, sha256)
    raw = path.read_bytes()
    spoilt = {
        "cut": raw[:-100], "longer": raw + b"x", "changed": raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:],
        "swapped": path_of(tmp_path, other).read_bytes(), "emptied": b"",
    }  # fmt: skip
    path.write_bytes(spoilt[what])
    with pytest.raises(FileChanged):
        store(tmp_path, masters).read(sha256)
    path.unlink()
    with pytest.raises(FileMissing):
        store(tmp_path, masters).read(sha256)


def test_a_rotation_wraps_anew_without_a_moment_in_which_nobody_can_read(tmp_path: Path) -> None:
    sha256 = kept(tmp_path, FIRST)
    path = path_of(tmp_path, sha256)
    os.utime(path, (10**9, 10**9))
    body = path.read_bytes()[HEAD_SIZE:]
    rotating = store(tmp_path, BOTH)
    assert rotating.read(sha256) == PAPER
    assert rotating.rewrap(sha256) == "rewrapped"
    assert path.read_bytes()[HEAD_SIZE:] == body, "the content itself is not touched"
    assert path.stat().st_mtime == 10**9, "nor is it young again"
    assert [each.read(sha256) for each in (rotating, store(tmp_path, LAST))] == [PAPER, PAPER]
    assert rotating.rewrap(sha256) == "current"
    with pytest.raises(FileLocked):
        store(tmp_path, FIRST).read(sha256)


@pytest.mark.parametrize("left", ["both", "torn"])
def test_a_rotation_that_a_power_cut_ended_goes_on(tmp_path: Path, left: str) -> None:
    sha256 = kept(tmp_path, FIRST)
    path = path_of(tmp_path, sha256)
    before = path.read_bytes()
    store(tmp_path, BOTH).rewrap(sha256)
    after = path.read_bytes()
    second = slice(SLOTS[1], SLOTS[1] + SLOT.size)
    written = after[second] if left == "both" else after[second][:40].ljust(SLOT.size, b"\0")
    path.write_bytes(before[: SLOTS[1]] + written + before[SLOTS[1] + SLOT.size :])
    assert store(tmp_path, BOTH).read(sha256) == PAPER
    assert store(tmp_path, BOTH).rewrap(sha256) == "rewrapped"
    assert store(tmp_path, LAST).read(sha256) == PAPER
    assert store(tmp_path, BOTH).standing(sha256).master == "new"


def test_a_file_from_before_there_were_keys_is_read_and_sealed_by_the_rotation(tmp_path: Path) -> None:
    sha256 = kept(tmp_path)
    path = path_of(tmp_path, sha256)
    os.utime(path, (10**9, 10**9))
    sealing = store(tmp_path, FIRST)
    assert (sealing.read(sha256), sealing.standing(sha256).master) == (PAPER, None)
    assert sealing.rewrap(sha256) == "sealed"
    assert (sealing.read(sha256), sealing.standing(sha256).master) == (PAPER, "old")
    assert b"PASSPORT" not in path.read_bytes()
    assert path.stat().st_mtime == 10**9


def test_bytes_that_only_look_sealed_are_what_they_are(tmp_path: Path) -> None:
    """A file that somebody handed in before there were keys may begin like a sealed one."""
    hostile = (MAGIC + bytes([0, 4, 0, 0]) + bytes(8) + b"old".ljust(16, b"\0")).ljust(5_000, b"x")
    sha256 = kept(tmp_path, None, hostile)
    for masters in (None, FIRST, LAST):
        assert store(tmp_path, masters).read(sha256) == hostile
    assert store(tmp_path, FIRST).rewrap(sha256) == "sealed"
    assert store(tmp_path, FIRST).read(sha256) == hostile


def test_a_file_that_was_removed_stays_removed_whatever_a_rotation_is_at(tmp_path: Path) -> None:
    sha256 = kept(tmp_path)
    sealing = store(tmp_path, FIRST)
    content, sealing.read = sealing.read(sha256), lambda _: (sealing.remove(sha256), content)[1]  # type: ignore[method-assign]
    assert sealing.rewrap(sha256) == "gone"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert sealing.rewrap(sha256) == "gone"


def test_the_disk_says_why_nothing_can_be_kept(tmp_path: Path) -> None:
    assert store(tmp_path / "later").fault() is None
    (tmp_path / "file").touch()
    assert store(tmp_path / "file" / "in").fault() == "cannot be written"


def test_an_upload_that_breaks_off_is_not_kept(tmp_path: Path) -> None:
    def cut() -> Iterator[bytes]:
        yield PAPER
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store(tmp_path, FIRST).keep(cut(), limit=10**7)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_content_never_lies_open_on_the_disk_while_it_comes(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def coming() -> Iterator[bytes]:
        opened = io.BytesIO(PAPER)
        while piece := opened.read(65_536):
            seen.extend(path.read_bytes() for path in tmp_path.glob(".incoming-*"))
            yield piece

    store(tmp_path, FIRST).keep(coming(), limit=10**7)
    assert any(seen)
    assert not any(b"PASSPORT" in raw for raw in seen)
