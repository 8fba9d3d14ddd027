"""What does the `openssl` program say of a GOST signature and of its chain? (its engine or provider for GOST)

GOST R 34.10 with Streebog is not in the libraries of Python. Each question has a time limit, and files of its own in
the temporary folder; the machine's configuration of OpenSSL and its certificates are not looked at.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pipeline.case import RetryLater

PATHS = "/usr/local/bin:/usr/bin:/bin"
ENVIRONMENT = {"PATH": PATHS, "LC_ALL": "C", "OPENSSL_CONF": "/dev/null"}
WAYS = (("-engine", "gost"), ("-provider", "gostprov", "-provider", "default"))
PROBE = b"GOST"
BROKEN = "verification failure"
UNSURE = ("unknown digest", "unsupported", "no matching digest", "decode error", "no public key", "wrong length")
AT_DEPTH = re.compile(r"error (\d+) at (\d+) depth")
NOT_IN_FORCE = {"9", "10"}
UNKNOWN = {"2", "18", "19", "20", "21", "27"}
"""X509_V_ERR_…: no issuer, a self-signed one, an untrusted one."""

Chain = Literal["known", "unknown", "not_in_force", "broken"]


class NoGost(Exception):
    """OpenSSL, or GOST in it, is not there. `why` is a word of `ESignature.why`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class OpenSsl:
    """`seconds` for one question. Raises `RetryLater` where it did not answer in time, or died."""

    seconds: float = 10.0

    @cached_property
    def version(self) -> str:
        """What results are made with: `GOST by -engine`, or why there is none."""
        try:
            return f"GOST by {self._way[0].lstrip('-')}"
        except NoGost as lack:
            return lack.why

    def require(self) -> None:
        """Raises `NoGost` where GOST cannot be verified here."""
        _ = self._way

    @cached_property
    def _way(self) -> tuple[str, ...]:
        """How this OpenSSL is told to know GOST: by that alone it can make a digest that only GOST has."""
        if shutil.which("openssl", path=PATHS) is None:
            raise NoGost("no_openssl")
        for way in WAYS:
            if self._run(["dgst", *way, "-md_gost12_256"], PROBE).returncode == 0:
                return way
        raise NoGost("no_gost")

    def holds(self, container: bytes, signer: bytes, content: bytes | None) -> bool | None:
        """Was the content signed with the key of `signer` (DER)? None: it cannot be said. Raises `NoGost`.

        `content` is None where the container has it. No other certificate than `signer` is taken for the signer's.
        """
        with tempfile.TemporaryDirectory() as folder:
            own = _Files(Path(folder))
            command = ["cms", "-verify", *self._way, "-noverify", "-nointern", "-binary", "-inform", "DER"]
            command += ["-in", own.file("container", container), "-certfile", own.pem("signer", [signer])]
            command += ["-content", own.file("content", content)] if content is not None else []
            done = self._run([*command, "-out", "/dev/null"])
        if done.returncode == 0:
            return True
        said = done.stderr.decode("utf-8", "replace")
        return False if BROKEN in said and not any(word in said for word in UNSURE) else None

    def chain(self, signer: bytes, others: Sequence[bytes], roots: Sequence[bytes], moment: dt.datetime) -> Chain:
        """Does the signer's chain end in one of `roots` (all DER), as on that moment? Raises `NoGost`."""
        if not roots:
            return "unknown"
        with tempfile.TemporaryDirectory() as folder:
            own = _Files(Path(folder))
            command = ["verify", *self._way, "-no-CApath", "-no-CAfile", "-no-CAstore", "-partial_chain"]
            command += ["-attime", str(int(moment.timestamp())), "-purpose", "any"]
            command += ["-trusted", own.pem("roots", roots)]
            command += ["-untrusted", own.pem("others", others)] if others else []
            done = self._run([*command, own.pem("signer", [signer])])
        if done.returncode == 0:
            return "known"
        found = AT_DEPTH.findall(done.stderr.decode("utf-8", "replace"))
        if any(code in UNKNOWN for code, _ in found):
            return "unknown"
        return "not_in_force" if found and all(fault in NOT_IN_FORCE_HERE for fault in found) else "broken"

    def _run(self, arguments: Sequence[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            done = subprocess.run(
                ["openssl", *arguments], input=given, capture_output=True, timeout=self.seconds, check=False,
                env=ENVIRONMENT,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise RetryLater("openssl: time limit") from None
        if done.returncode < 0:
            raise RetryLater("openssl: died")
        return done


NOT_IN_FORCE_HERE = {(code, "0") for code in NOT_IN_FORCE}
"""Of the signer's own certificate; an issuer's that was not in force breaks the chain."""


class _Files:
    """Files of one question, named after what they are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, name: str, content: bytes) -> str:
        path = self._folder / name
        path.write_bytes(content)
        return str(path)

    def pem(self, name: str, certificates: Sequence[bytes]) -> str:
        from asn1crypto import pem

        return self.file(name, b"".join(pem.armor("CERTIFICATE", each) for each in certificates))
