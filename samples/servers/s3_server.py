"""How do tests get an S3 server of their own? (moto's, as a process of its own on a free loopback port)"""

from __future__ import annotations

import itertools
import pwd
import signal
import sys
from pathlib import Path
from urllib.request import urlopen

import boto3
from botocore.config import Config

from samples.servers.certificates import Pair
from samples.servers.own import OwnServer
from samples.servers.ports import HOST
from samples.servers.program import Program


class S3Server(OwnServer):
    """Keeps everything in memory: after `stop` or `kill` it starts empty. It believes any key."""

    stop_signal = signal.SIGTERM

    def __init__(self, pair: Pair | None = None, ca: Path | None = None) -> None:
        """With a `pair` it speaks TLS alone; `ca` is what its clients believe."""
        super().__init__()
        self._pair, self._ca = pair, ca
        self._names = itertools.count(1)
        self._client: boto3.client | None = None

    @property
    def endpoint(self) -> str:
        return f"{'https' if self._pair else 'http'}://{HOST}:{self.port}"

    def create_bucket(self) -> str:
        """Its name; each is new and empty."""
        name = f"papers-{next(self._names)}"
        self.client().create_bucket(Bucket=name)
        return name

    def client(self) -> boto3.client:
        """Past everything of ours, to look at what lies there, or to spoil it."""
        if self._client is None:
            self._client = self._new_client()
        return self._client

    def _new_client(self) -> boto3.client:
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="us-east-1", aws_access_key_id="any",
            aws_secret_access_key="any", verify=str(self._ca) if self._ca else None,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            if self._pair is not None:
                self.client().list_buckets()
                return True
            with urlopen(f"{self.endpoint}/moto-api/", timeout=5) as answer:
                return bool(answer.status == 200)
        except Exception:  # noqa: BLE001  whatever it is, it is not ready
            return False

    def _prepare(self, folder: Path, user: pwd.struct_passwd | None) -> Program:
        pair = ["-c", str(self._pair.cert), "-k", str(self._pair.key)] if self._pair else []
        command = [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(self.port), *pair]
        return Program(command, folder=folder, user=user)
