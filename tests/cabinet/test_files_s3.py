"""Does a bucket keep files as a folder does, and is whatever goes wrong with the server told as a failure?"""

from __future__ import annotations

import datetime as dt
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cabinet.file_store import FileChanged, FileLocked, FileMissing, FileTooLarge, Standing
from pipeline.cabinet.files_s3 import HEAD, PART, S3Store
from pipeline.cabinet.s3_requests import S3Access, S3Failed
from pipeline.cabinet.sealing import envelope
from pipeline.cabinet.sealing.master import MasterKeys, new_master_key, read_master_keys
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_files
from samples.servers.certificates import Authority
from samples.servers.ports import HOST, Port
from samples.servers.s3_server import S3Server

OLD, NEW = new_master_key("old"), new_master_key("new")
FIRST, BOTH, LAST = (read_master_keys(text) for text in (OLD, f"{NEW},{OLD}", NEW))
PAPER = b"PASSPORT 4514 112233 " * 40_000
LONG = b"PASSPORT 4514 112233 " * (PART // 10)
NOW = dt.datetime.now(dt.UTC)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""This server takes every upload in parts to have begun in 2010."""
LATER, BEFORE = NOW + dt.timedelta(days=1), NOW - dt.timedelta(days=1)


@pytest.fixture
def access(s3_server: S3Server) -> S3Access:
    return S3Access(
        bucket=s3_server.create_bucket(), prefix="papers/2026", endpoint=s3_server.endpoint, key="any", secret="any",
        seconds=(2.0, 5.0), tries=1,
    )  # fmt: skip


def names(server: S3Server, access: S3Access) -> list[str]:
    return [each["Key"] for each in server.client().list_objects_v2(Bucket=access.bucket).get("Contents", ())]


@pytest.mark.parametrize("masters", [None, FIRST])
@pytest.mark.parametrize("content", [b"", b"short", PAPER, LONG], ids=["empty", "short", "paper", "long"])
def test_a_file_is_kept_read_found_and_removed(
    s3_server: S3Server, access: S3Access, masters: MasterKeys | None, content: bytes
) -> None:
    store = S3Store(access, masters)
    stored = store.keep((content[at : at + 50_000] for at in range(0, len(content), 50_000)), limit=10**8)
    name = stored.sha256
    assert (name, stored.size) == (envelope.hash_of(content), len(content))
    assert names(s3_server, access) == [f"papers/2026/{name[:2]}/{name}"], "and nothing else is left"
    assert store.read(name) == content
    assert (store.has(name), list(store.listed(name[:2])), list(store.listed("zz"))) == (True, [name], [])
    assert store.standing(name) == Standing(size=len(content), master="old" if masters else None)
    raw = s3_server.client().get_object(Bucket=access.bucket, Key=f"papers/2026/{name[:2]}/{name}")["Body"].read()
    assert (b"PASSPORT" in raw) is (masters is None and b"PASSPORT" in content)
    store.remove(name)
    store.remove(name)
    assert (store.has(name), names(s3_server, access)) == (False, [])
    with pytest.raises(FileMissing):
        store.read(name)


def test_what_is_too_long_leaves_nothing(s3_server: S3Server, access: S3Access) -> None:
    with pytest.raises(FileTooLarge):
        S3Store(access, FIRST).keep(iter(lambda: b"x" * 100_000, b""), limit=2 * PART)
    uploads = s3_server.client().list_multipart_uploads(Bucket=access.bucket)
    assert (names(s3_server, access), uploads.get("Uploads", [])) == ([], [])


def test_a_rotation_sends_no_content_and_locks_nobody_out(s3_server: S3Server, access: S3Access) -> None:
    sha256 = S3Store(access, FIRST).keep([PAPER], limit=10**7).sha256
    key = f"papers/2026/{sha256[:2]}/{sha256}"
    before = s3_server.client().get_object(Bucket=access.bucket, Key=key)
    body = before["Body"].read()
    assert S3Store(access, BOTH).rewrap(sha256) == "rewrapped"
    after = s3_server.client().get_object(Bucket=access.bucket, Key=key)
    assert after["Body"].read() == body
    assert after["Metadata"][HEAD] != before["Metadata"][HEAD]
    assert [S3Store(access, masters).read(sha256) for masters in (BOTH, LAST)] == [PAPER, PAPER]
    assert (S3Store(access, BOTH).rewrap(sha256), S3Store(access, BOTH).rewrap("0" * 64)) == ("current", "gone")
    with pytest.raises(FileLocked, match="'new'"):
        S3Store(access, FIRST).read(sha256)
    with pytest.raises(FileLocked):
        S3Store(replace(access)).read(sha256)


def test_what_lay_open_is_sealed_by_the_rotation(s3_server: S3Server, access: S3Access) -> None:
    sha256 = S3Store(access).keep([PAPER], limit=10**7).sha256
    store = S3Store(access, FIRST)
    assert (store.read(sha256), store.rewrap(sha256), store.read(sha256)) == (PAPER, "sealed", PAPER)
    assert store.standing(sha256).master == "old"


@pytest.mark.parametrize("what", ["cut", "swapped", "head taken", "head of another"])
def test_whatever_is_done_to_an_object_is_found(s3_server: S3Server, access: S3Access, what: str) -> None:
    store = S3Store(access, FIRST)
    mine, other = (store.keep([content], limit=10**7).sha256 for content in (PAPER, b"another paper"))
    client = s3_server.client()
    keys = [f"papers/2026/{sha256[:2]}/{sha256}" for sha256 in (mine, other)]
    first, second = (client.get_object(Bucket=access.bucket, Key=key) for key in keys)
    bodies = first["Body"].read(), second["Body"].read()
    body, told = {
        "cut": (bodies[0][:-1], first["Metadata"]), "swapped": (bodies[1], second["Metadata"]),
        "head taken": (bodies[0], {}), "head of another": (bodies[0], second["Metadata"]),
    }[what]  # fmt: skip
    client.put_object(Bucket=access.bucket, Key=keys[0], Body=body, Metadata=told)
    with pytest.raises(FileChanged):
        store.read(mine)
    assert store.read(other) == b"another paper"


def test_only_what_is_old_goes_and_what_was_kept_again_stays(s3_server: S3Server, access: S3Access) -> None:
    store = S3Store(access, FIRST)
    sha256 = store.keep([PAPER], limit=10**7).sha256
    assert not store.remove_old(sha256, BEFORE)
    looked_at = store._known(sha256)
    store.keep([PAPER], limit=10**7)
    store._known = lambda _: looked_at  # type: ignore[method-assign]  # kept again since it was looked at
    assert not store.remove_old(sha256, LATER)
    del store._known
    assert store.read(sha256) == PAPER
    assert (store.remove_old(sha256, LATER), store.remove_old(sha256, LATER)) == (True, False)


def test_what_an_intake_that_was_killed_left_is_removed_once_it_is_old(s3_server: S3Server, access: S3Access) -> None:
    store, client = S3Store(access, FIRST), s3_server.client()
    client.create_multipart_upload(Bucket=access.bucket, Key="papers/2026/.incoming-cut")
    client.put_object(Bucket=access.bucket, Key="papers/2026/.incoming-whole", Body=b"x")
    kept = store.keep([PAPER], limit=10**7).sha256
    assert (store.remove_unfinished(LONG_AGO), store.remove_unfinished(LATER)) == (0, 2)
    assert store.read(kept) == PAPER
    assert client.list_multipart_uploads(Bucket=access.bucket).get("Uploads", []) == []


def test_a_bucket_that_is_not_there_is_no_empty_one(access: S3Access) -> None:
    store, name = S3Store(replace(access, bucket="nobody-s")), "0" * 64
    for asks in (
        lambda: store.read(name), lambda: store.has(name), lambda: list(store.listed("00")),
        lambda: store.standing(name), lambda: store.keep([b"x"], limit=9), lambda: store.remove_old(name, LATER),
        lambda: S3Store(replace(access, bucket="nobody-s"), FIRST).rewrap(name),
    ):  # fmt: skip
        with pytest.raises(S3Failed, match="NoSuchBucket"):
            asks()
    assert store.fault() == "the bucket cannot be used: 404"
    assert S3Store(access).fault() is None


def test_a_server_that_is_away_or_silent_is_a_failure_and_no_answer(access: S3Access) -> None:
    with Port() as nobody, socket.create_server((HOST, 0)) as silent:
        for port in (nobody.number, silent.getsockname()[1]):
            away = replace(access, endpoint=f"http://{HOST}:{port}", seconds=(0.2, 0.2))
            with pytest.raises(OSError, match=r"^S3: [A-Za-z]+$"):
                S3Store(away).has("0" * 64)
            assert S3Store(away).fault()


class Breaking:
    """Answers with the head of an answer and half its body, then goes."""

    def __init__(self) -> None:
        self.asked = 0

    def __enter__(self) -> str:
        self._socket = socket.create_server((HOST, 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return f"http://{HOST}:{self._socket.getsockname()[1]}"

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                self.asked += 1
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: \"x\"\r\n\r\nhalf of it")


def test_an_answer_that_breaks_off_is_tried_again_and_never_taken_for_whole(access: S3Access) -> None:
    breaking = Breaking()
    with breaking as endpoint, pytest.raises(S3Failed):
        S3Store(replace(access, endpoint=endpoint, tries=3)).read("0" * 64)
    assert breaking.asked == 3


def test_the_settings_choose_it_and_a_server_of_another_authority_is_refused(tmp_path: Path) -> None:
    ours, theirs = Authority(tmp_path / "ours"), Authority(tmp_path / "theirs")
    with S3Server(ours.pair("s3"), ours.ca) as server:
        bucket = server.create_bucket()
        settings = Settings(
            files=f"s3://{bucket}/a/b", s3_endpoint=server.endpoint, s3_access_key="any", s3_secret_key="any",
            s3_ca_file=ours.ca, s3_tries=1, master_keys=OLD,
        )  # fmt: skip
        store = build_files(settings)
        assert isinstance(store, S3Store)
        sha256 = store.keep([PAPER], limit=10**7).sha256
        assert store.read(sha256) == PAPER
        for wrong in (theirs.ca, None):
            with pytest.raises(OSError, match=r"S3: .*(SSL|Connect)"):
                build_files(settings.model_copy(update={"s3_ca_file": wrong})).read(sha256)

