"""How is an S3 server asked, and what does it come to when it refuses or does not answer? (an `OSError`)"""

from __future__ import annotations

import os
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import aiohttp
import fsspec
from botocore.exceptions import BotoCoreError
from fsspec.asyn import sync

Answer = Mapping[str, Any]
BROKEN_OFF = ("PayloadError", "StreamingError")


class S3Failed(OSError):
    """The server refused, or did not answer; the message names its code and no more."""

    def __init__(self, code: str) -> None:
        super().__init__(f"S3: {code}")
        self.code = code


@dataclass(frozen=True, kw_only=True)
class S3Access:
    """Where a bucket is and how one gets in. `seconds`: to connect, of silence; `tries` of each request."""

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    seconds: tuple[float, float] = (3.0, 20.0)
    tries: int = 3


class S3Requests:
    """Of one bucket."""

    def __init__(self, access: S3Access) -> None:
        """Nothing is sent yet."""
        self.bucket = access.bucket
        self._access = access

    def call(self, method: str, **arguments: Any) -> Answer:
        """One of the operations of S3's API. Raises `S3Failed`."""
        answer: Answer = self._run(self._called(method, arguments))
        return answer

    def body(self, name: str) -> tuple[bytes, Answer]:
        """An object, whole; one that breaks off is asked for again. Raises `S3Failed`."""
        for left in reversed(range(self._access.tries)):
            try:
                content, answer = self._run(self._body(name))
                return content, answer
            except S3Failed as error:
                if not left or not error.code.endswith(BROKEN_OFF):
                    raise
        raise AssertionError("unreachable")

    def objects(self, prefix: str) -> Iterator[Answer]:
        token: dict[str, str] = {}
        while True:
            page = self.call("list_objects_v2", Prefix=prefix, **token)
            yield from page.get("Contents", ())
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def uploads(self, prefix: str) -> list[Answer]:
        """Uploads in parts that have not ended."""
        found: list[Answer] = []
        after: dict[str, str] = {}
        while True:
            page = self.call("list_multipart_uploads", Prefix=prefix, **after)
            found += page.get("Uploads", ())
            if not page.get("IsTruncated"):
                return found
            after = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}

    async def _body(self, name: str) -> tuple[bytes, Answer]:
        answer = await self._fs()._call_s3("get_object", Bucket=self.bucket, Key=name)
        async with answer["Body"] as body:
            return await body.read(), answer

    async def _called(self, method: str, arguments: Mapping[str, Any]) -> Any:
        return await self._fs()._call_s3(method, Bucket=self.bucket, **arguments)

    def _run(self, request: Coroutine[Any, Any, Any]) -> Any:
        try:
            return sync(self._fs().loop, lambda: request)
        except (OSError, aiohttp.ClientError, BotoCoreError, ValueError) as error:
            raise S3Failed(_code_of(error)) from None

    def _fs(self) -> Any:
        return _file_system(replace(self._access, bucket="", prefix=""), os.getpid())


@lru_cache(maxsize=4)
def _file_system(access: S3Access, _process: int) -> Any:
    """Costs a third of a second, and lasts for a process.

    One level of tries: the library's below counts them, the one above is told not to.
    """
    connect, read = access.seconds
    made = fsspec.filesystem(
        "s3", skip_instance_cache=True, use_listings_cache=False, endpoint_url=access.endpoint, key=access.key,
        secret=access.secret,
        client_kwargs={
            "region_name": access.region or ("us-east-1" if access.endpoint else None),
            **({"verify": str(access.ca_file)} if access.ca_file else {}),
        },
        config_kwargs={
            "connect_timeout": connect, "read_timeout": read,
            "retries": {"total_max_attempts": access.tries, "mode": "standard"},
            "request_checksum_calculation": "when_required", "response_checksum_validation": "when_required",
            **({"s3": {"addressing_style": "path"}} if access.endpoint else {}),
        },
    )  # fmt: skip
    made.retries = 1
    return made


def _code_of(error: BaseException) -> str:
    """The server's code, else the kind of failure: a text may tell more than is good."""
    for each in (error, error.__cause__):
        told = getattr(each, "response", None)
        if isinstance(told, Mapping):
            return str(told.get("Error", {}).get("Code", type(error).__name__))
    return type(error).__name__
