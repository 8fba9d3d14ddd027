"""Which settings say where documents, their files and the work on them are kept, and how they are reached?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field, PositiveFloat, PositiveInt, SecretStr, model_validator

from pipeline import addresses
from pipeline.addresses import Certificates, DatabaseTls, RedisTls, S3Place, is_guarded
from pipeline.settings.secret import SettingsError, WithSecrets


def _file_store(given: Any) -> Any:
    """`s3://…` is no path: it would lose a slash."""
    return addresses.s3_place(given) if isinstance(given, str) and given.startswith("s3:") else given


class Stores(WithSecrets):
    """Of the database, Redis, the files, and the keys that seal them."""

    database_url: str = Field(
        default="sqlite:///var/podlinnik.db",
        repr=False,
        validation_alias=AliasChoices("PODLINNIK_DATABASE_URL", "DATABASE_URL", "database_url"),
    )
    database_connections: PositiveInt = 5
    """Connections to a database server that a process of the API keeps open; a worker keeps two."""
    database_password: SecretStr | None = None
    """Stands apart from the URL, so that a file may hold it."""
    database_password_file: Path | None = None
    database_tls: DatabaseTls = "auto"
    """`auto`: TLS with certificate and name verified, but for a server on this machine; `none`: as the URL says."""
    database_ca_file: Path | None = None
    """Certificates (PEM) that vouch for the server; None takes those of the system."""
    database_cert_file: Path | None = None
    database_key_file: Path | None = None
    """Our own certificate and its key, where the server asks for one."""
    redis_url: str | None = Field(
        default=None, repr=False, validation_alias=AliasChoices("PODLINNIK_REDIS_URL", "REDIS_URL", "redis_url")
    )
    """Where workers are rung for; without it nobody is, and sweeps find the work."""
    redis_password: SecretStr | None = None
    redis_password_file: Path | None = None
    redis_tls: RedisTls = "auto"
    """`auto`: `rediss://`, but for a server on this machine; `none` allows `redis://` to another one."""
    redis_ca_file: Path | None = None
    redis_cert_file: Path | None = None
    redis_key_file: Path | None = None
    files: Annotated[Path | S3Place, BeforeValidator(_file_store)] = Path("var/files")
    """Where the uploads' bytes are: a folder, that several machines share, or `s3://bucket/prefix`."""
    s3_endpoint: str | None = None
    """The S3 server, https, or http on this machine; None is Amazon's."""
    s3_region: str | None = None
    s3_access_key: SecretStr | None = None
    """Without it the usual sources of Amazon's libraries count: the role of the machine, their own variables."""
    s3_access_key_file: Path | None = None
    s3_secret_key: SecretStr | None = None
    s3_secret_key_file: Path | None = None
    s3_tls: Literal["auto", "none"] = "auto"
    """`none` allows http to another machine."""
    s3_ca_file: Path | None = None
    s3_connect_seconds: PositiveFloat = 3.0
    s3_read_seconds: PositiveFloat = 20.0
    """Longest silence of the server."""
    s3_tries: PositiveInt = 3
    """How often a request is sent; the long waits are the worker's affair."""
    master_keys: SecretStr | None = None
    """Wrap the keys under which files and personal columns are sealed: `NAME:BASE64`, the current one first."""
    master_keys_file: Path | None = None
    """Holds them instead, one a line."""
    holder_pepper: SecretStr = SecretStr("")
    """Keys the hash under which a holder's papers are found. Set it once, before the first upload."""
    holder_pepper_file: Path | None = None

    @model_validator(mode="after")
    def _nothing_is_sent_in_the_clear(self) -> Self:
        for name, tells in (("database_url", self._database_address), ("redis_url", self._redis_address)):
            try:
                tells(None)
            except ValueError as error:
                raise ValueError(f"PODLINNIK_{name.upper()} {error}") from None
        if self.s3_endpoint is not None and self.s3_tls != "none" and not is_guarded(self.s3_endpoint):
            raise ValueError("PODLINNIK_S3_ENDPOINT must begin with https://, or name this machine; "
                             "or say PODLINNIK_S3_TLS=none")  # fmt: skip
        return self

    def database_address(self, url: str | None = None) -> str:
        """`database_url` (or another one) with its password and certificates. Raises `SettingsError`."""
        try:
            return self._database_address(self.secret("database_password") if url is None else None, url)
        except ValueError as error:
            raise SettingsError(f"{'the database' if url else 'PODLINNIK_DATABASE_URL'} {error}") from None

    def redis_address(self) -> str | None:
        """`redis_url` with its password and certificates. Raises `SettingsError`."""
        try:
            return self._redis_address(self.secret("redis_password"))
        except ValueError as error:
            raise SettingsError(f"PODLINNIK_REDIS_URL {error}") from None

    def pepper(self) -> str:
        """Empty where none is set. Raises `SettingsError`."""
        found = self.secret("holder_pepper")
        return found.get_secret_value() if found else ""

    def _database_address(self, password: SecretStr | None, url: str | None = None) -> str:
        files = Certificates(ca=self.database_ca_file, cert=self.database_cert_file, key=self.database_key_file)
        secret = password.get_secret_value() if password else None
        return addresses.database_address(
            url or self.database_url, tls=self.database_tls, certificates=files, password=secret
        )

    def _redis_address(self, password: SecretStr | None) -> str | None:
        files = Certificates(ca=self.redis_ca_file, cert=self.redis_cert_file, key=self.redis_key_file)
        secret = password.get_secret_value() if password else None
        if self.redis_url is None:
            return None
        return addresses.redis_address(self.redis_url, tls=self.redis_tls, certificates=files, password=secret)
