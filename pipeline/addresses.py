"""Does what is sent to an address stay secret on its way, and how is an address told its password and certificates?

A server on another machine is spoken to over TLS with its certificate verified, or the settings say in so many words
that it is not.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

VERIFIED = ("verify-full", "verify-ca")
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
"""Where Debian has them; libpq does not look there by itself."""
DatabaseTls = Literal["auto", "verify-full", "verify-ca", "none"]
RedisTls = Literal["auto", "none"]


@dataclass(frozen=True, kw_only=True)
class S3Place:
    """`s3://bucket/prefix`. `prefix` without slashes at its ends; empty: the whole bucket."""

    bucket: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """Files (PEM). `ca` vouches for the server, `cert` and `key` for us."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = field(default=None, repr=False)


def s3_place(text: str) -> S3Place:
    """Raises `ValueError`."""
    parts = urlsplit(text)
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("is no s3://bucket/prefix")
    return S3Place(bucket=parts.netloc, prefix=parts.path.strip("/"))


def database_address(
    url: str, *, tls: DatabaseTls = "auto", certificates: Certificates | None = None, password: str | None = None
) -> str:
    """The URL with all that libpq has to know. SQLite's stays as it is.

    Raises `ValueError` where what is sent could be read, or the server be another one, on the way.
    """
    parts = urlsplit(url)
    if not parts.scheme.startswith("postgres"):
        return url
    given = dict(parse_qsl(parts.query))
    hosts = [parts.hostname or "", *(host for name, host in parse_qsl(parts.query) if name == "host")]
    mode = given.get("sslmode")
    local = all(map(is_local, hosts))
    if tls in VERIFIED:
        if mode not in (None, tls):
            raise ValueError("says another sslmode than PODLINNIK_DATABASE_TLS")
        mode = tls
    elif tls == "auto" and not local:
        if mode not in (None, *VERIFIED):
            raise ValueError("names another machine and an sslmode that verifies nothing: use verify-full, "
                             "or say PODLINNIK_DATABASE_TLS=none")  # fmt: skip
        mode = mode or VERIFIED[0]
    added = {"sslmode": mode} if mode else {}
    if mode in VERIFIED:
        added |= _libpq_files(certificates or Certificates())
    return _with(parts, given={**added, **given}, password=password)


def redis_address(
    url: str, *, tls: RedisTls = "auto", certificates: Certificates | None = None, password: str | None = None
) -> str:
    """The URL with all that redis-py has to know. Raises `ValueError` as `database_address` does."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    if any(name.startswith("ssl_") for name in given):
        raise ValueError("says ssl_… itself: use PODLINNIK_REDIS_CA_FILE, _CERT_FILE and _KEY_FILE")
    if parts.scheme == "redis" and tls != "none" and not is_local(parts.hostname or ""):
        raise ValueError("names another machine without TLS: use rediss://, or say PODLINNIK_REDIS_TLS=none")
    if parts.scheme == "rediss":
        files = certificates or Certificates()
        named = {"ssl_ca_certs": files.ca, "ssl_certfile": files.cert, "ssl_keyfile": files.key}
        given |= {"ssl_cert_reqs": "required", "ssl_check_hostname": "true"}
        given |= {name: str(path) for name, path in named.items() if path is not None}
    return _with(parts, given=given, password=password)


def has_password(url: str) -> bool:
    return urlsplit(url).password is not None or "password" in dict(parse_qsl(urlsplit(url).query))


def is_guarded(url: str) -> bool:
    """True when what is sent there cannot be read on the way: https, or http that does not leave this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_local(host))


def is_local_socket(address: str) -> bool:
    """True for `unix:///path`, and for `tcp://host:port` of this machine: for servers that speak in the clear alone."""
    try:
        parts = urlsplit(address)
        has_port = parts.port is not None
    except ValueError:
        return False
    if parts.query or parts.fragment or parts.username:
        return False
    if parts.scheme == "unix":
        return not parts.netloc and parts.path.startswith("/")
    local = parts.scheme == "tcp" and bool(parts.hostname) and is_local(parts.hostname or "")
    return local and has_port and parts.path in ("", "/")


def is_local(host: str) -> bool:
    """True for this machine: its loopback, or a socket's folder. A name that is not `localhost` may be anything."""
    if host in ("", "localhost") or host.startswith("/"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _libpq_files(certificates: Certificates) -> dict[str, str]:
    authority = certificates.ca or _system_certificates()
    named = {"sslrootcert": authority, "sslcert": certificates.cert, "sslkey": certificates.key}
    return {name: str(path) for name, path in named.items() if path is not None}


def _system_certificates() -> Path | None:
    """None: libpq says then that it has none."""
    if SYSTEM_CERTIFICATES.exists():
        return SYSTEM_CERTIFICATES
    found = ssl.get_default_verify_paths().cafile
    return Path(found) if found else None


def _with(parts: SplitResult, *, given: dict[str, str], password: str | None) -> str:
    """Raises `ValueError` for two passwords."""
    address = parts.netloc
    if password is not None:
        user, at, host = address.rpartition("@")
        if ":" in user or "password" in given:
            raise ValueError("holds a password, and another one is set beside it")
        address = f"{user}:{quote(password, safe='')}@{host}" if at else f":{quote(password, safe='')}@{address}"
    return parts._replace(netloc=address, query=urlencode(given)).geturl()
