"""How are files kept in an S3 bucket, as safely as in a folder?

An object is all of a content, sealed or open; the head of a sealed one stands in its metadata, so that a rotation
copies an object onto itself, inside of the server, and sends no content. What a content is called is known once all
of it has come: a short one waits in memory, a longer one is uploaded in parts under another name and copied.
Whatever the server or the network does wrong is an `OSError`, never an empty answer.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.cabinet.file_store import (
    FileChanged,
    FileLocked,
    FileMissing,
    Rewrapped,
    Standing,
    Stored,
    Taken,
    opened,
    standing_of,
)
from pipeline.cabinet.files import UNFINISHED, check_name
from pipeline.cabinet.s3_requests import Answer, S3Access, S3Failed, S3Requests
from pipeline.cabinet.sealing import envelope
from pipeline.cabinet.sealing.cipher import SealBroken, new_key
from pipeline.cabinet.sealing.envelope import Head
from pipeline.cabinet.sealing.master import MasterKeys, UnknownMaster

PART = 8 * 1024 * 1024
"""Bytes of a content that wait in memory; S3 wants parts of at least 5 MiB."""
HEAD = "podlinnik-seal"
GONE = frozenset({"NoSuchKey", "404"})
CHANGED_MEANWHILE = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict", "409"})
class S3Store:
    """A `FileStore` in a bucket."""

    def __init__(self, access: S3Access, masters: MasterKeys | None = None) -> None:
        """Nothing is sent yet."""
        self._ask, self._masters = S3Requests(access), masters
        self._root = f"{access.prefix}/" if access.prefix else ""

    def keep(self, chunks: Iterable[bytes], *, limit: int) -> Stored:
        taken, key = Taken(limit), new_key() if self._masters else None
        passing = taken.through(chunks)
        parts = _parts(envelope.sealed(key, passing) if key else passing)
        first = next(parts, b"")
        second = next(parts, None)
        if second is None:
            name = self._name(taken.stored.sha256)
            self._ask.call("put_object", Key=name, Body=first, Metadata=self._told(taken, key))
            return taken.stored
        incoming = f"{self._root}{UNFINISHED}{secrets.token_hex(16)}"
        self._upload(incoming, _chained(first, second, parts))
        source = {"Bucket": self._ask.bucket, "Key": incoming}
        self._ask.call(
            "copy_object", Key=self._name(taken.stored.sha256), CopySource=source, MetadataDirective="REPLACE",
            Metadata=self._told(taken, key),
        )  # fmt: skip
        with contextlib.suppress(S3Failed):  # what is left there is removed by a sweep
            self._ask.call("delete_object", Key=incoming)
        return taken.stored

    def read(self, sha256: str) -> bytes:
        body, answer = self._got(sha256)
        return opened(_head_of(answer, sha256), body, body, sha256, self._masters)

    def has(self, sha256: str) -> bool:
        """Asked of the listing: there a bucket that is not there is no empty one."""
        name = self._name(sha256)
        found = self._ask.call("list_objects_v2", Prefix=name, MaxKeys=1).get("Contents", ())
        return any(each["Key"] == name for each in found)

    def remove(self, sha256: str) -> None:
        self._ask.call("delete_object", Key=self._name(sha256))

    def listed(self, prefix: str) -> Iterator[str]:
        for each in self._ask.objects(f"{self._root}{prefix}/"):
            yield each["Key"].rpartition("/")[2]

    def remove_old(self, sha256: str, before: dt.datetime) -> bool:
        """On the condition that the object is still the one that was looked at, where the server knows conditions."""
        try:
            known = self._known(sha256)
            if known["LastModified"] >= before:
                return False
            self._ask.call("delete_object", Key=self._name(sha256), IfMatch=known["ETag"])
        except FileMissing:
            return False
        except S3Failed as error:
            if error.code in CHANGED_MEANWHILE:
                return False
            raise
        return True

    def remove_unfinished(self, before: dt.datetime) -> int:
        names = [each["Key"] for each in self._ask.objects(self._root + UNFINISHED) if each["LastModified"] < before]
        for name in names:
            self._ask.call("delete_object", Key=name)
        cut = [each for each in self._ask.uploads(self._root + UNFINISHED) if each["Initiated"] < before]
        for each in cut:
            with contextlib.suppress(S3Failed):  # it ended meanwhile
                self._ask.call("abort_multipart_upload", Key=each["Key"], UploadId=each["UploadId"])
        return len(names) + len(cut)

    def standing(self, sha256: str) -> Standing:
        known = self._known(sha256)
        return standing_of(_head_of(known, sha256), known["ContentLength"], sha256)

    def rewrap(self, sha256: str) -> Rewrapped:
        """An object that lay open is young afterwards: a store of this kind keeps no other time."""
        if self._masters is None:
            raise FileLocked("there are no master keys")
        try:
            known = self._known(sha256)
            head = _head_of(known, sha256)
            if head is None:
                return self._seal_open(sha256, known["ETag"], self._masters)
            if [each.master for each in head.keys if each] == [self._masters.current]:
                return "current"
            return self._wrap_anew(sha256, head, known["ETag"], self._masters)
        except FileMissing:
            return "gone"
        except S3Failed as error:
            if error.code in CHANGED_MEANWHILE:  # whoever kept it again did so with the current key
                return self.rewrap(sha256)
            if error.code == "NoSuchKey":
                return "gone"
            raise

    def fault(self) -> str | None:
        try:
            self._ask.call("head_bucket")
        except S3Failed as error:
            return f"the bucket cannot be used: {error.code}"
        return None

    # --- steps -----------------------------------------------------------------------------------------------------

    def _told(self, taken: Taken, key: bytes | None) -> dict[str, str]:
        """The metadata of a content that came to its end."""
        if key is None or self._masters is None:
            return {}
        return {HEAD: envelope.as_text(envelope.new_head(key, taken.stored.sha256, taken.size, self._masters))}

    def _seal_open(self, sha256: str, tag: str, masters: MasterKeys) -> Rewrapped:
        content, key = self.read(sha256), new_key()
        head = envelope.new_head(key, sha256, len(content), masters)
        body = b"".join(envelope.sealed(key, [content]))
        told = {HEAD: envelope.as_text(head)}
        self._ask.call("put_object", Key=self._name(sha256), Body=body, Metadata=told, IfMatch=tag)
        return "sealed"

    def _wrap_anew(self, sha256: str, head: Head, tag: str, masters: MasterKeys) -> Rewrapped:
        try:
            fresh = Head(size=head.size, chunk=head.chunk, keys=(envelope.rewrapped(head, sha256, masters),))
        except UnknownMaster as error:
            raise FileLocked(f"the file {sha256} is sealed, and {error}") from None
        except SealBroken:
            raise FileChanged(f"the file {sha256} was changed") from None
        source = {"Bucket": self._ask.bucket, "Key": self._name(sha256)}
        self._ask.call("copy_object", Key=self._name(sha256), CopySource=source, CopySourceIfMatch=tag,
                   MetadataDirective="REPLACE", Metadata={HEAD: envelope.as_text(fresh)})  # fmt: skip
        return "rewrapped"

    def _upload(self, name: str, parts: Iterable[bytes]) -> None:
        """In parts. What fails on the way leaves none of them, or, where the server is away, what a sweep removes."""
        upload = self._ask.call("create_multipart_upload", Key=name)["UploadId"]
        done: list[dict[str, Any]] = []
        whole = False
        try:
            for number, part in enumerate(parts, start=1):
                tag = self._ask.call("upload_part", Key=name, UploadId=upload, PartNumber=number, Body=part)["ETag"]
                done.append({"PartNumber": number, "ETag": tag})
            self._ask.call("complete_multipart_upload", Key=name, UploadId=upload, MultipartUpload={"Parts": done})
            whole = True
        finally:
            if not whole:
                with contextlib.suppress(S3Failed):
                    self._ask.call("abort_multipart_upload", Key=name, UploadId=upload)

    # --- requests --------------------------------------------------------------------------------------------------

    def _known(self, sha256: str) -> Answer:
        """Raises `FileMissing`."""
        try:
            return self._ask.call("head_object", Key=self._name(sha256))
        except S3Failed as error:
            if error.code not in GONE:
                raise
        if self.has(sha256):  # raises where it is the bucket that is not there
            raise S3Failed("NotSettled")
        raise FileMissing(f"the file {sha256} is not in the store")

    def _got(self, sha256: str) -> tuple[bytes, Answer]:
        """Raises `FileMissing`."""
        try:
            return self._ask.body(self._name(sha256))
        except S3Failed as error:
            if error.code == "NoSuchKey":
                raise FileMissing(f"the file {sha256} is not in the store") from None
            raise

    def _name(self, sha256: str) -> str:
        check_name(sha256)
        return f"{self._root}{sha256[:2]}/{sha256}"


def _head_of(answer: Answer, sha256: str) -> Head | None:
    """None for an object that lies open. Raises `FileChanged`."""
    text = answer.get("Metadata", {}).get(HEAD)
    try:
        return envelope.from_text(text) if text is not None else None
    except SealBroken:
        raise FileChanged(f"the file {sha256} was changed") from None


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of `PART`; none for none."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)


def _chained(first: bytes, second: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from others
