"""Which settings does an installation have? (the only reader of the environment)"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    IPvAnyNetwork,
    NonNegativeFloat,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline import addresses
from pipeline.addresses import Certificates, DatabaseTls, RedisTls, S3Place, is_guarded, is_local_socket

LIBRARY_ENVIRONMENT = {
    "OMP_THREAD_LIMIT": "1",  # Tesseract's threads make a page 5 to 10 times slower on busy cores
    "OPENBLAS_NUM_THREADS": "1",  # one process a core; a pool of threads also eats address space
    "OPENCV_IO_MAX_IMAGE_PIXELS": "200000000",  # a 48 KB picture may unpack to gigabytes
}
"""What native libraries read once, when they are loaded."""

WITH_FILES = (
    "registry_token", "webhook_secret", "webhook_previous_secret", "smtp_password", "sms_token", "holder_pepper",
    "master_keys", "database_password", "redis_password", "s3_access_key", "s3_secret_key",
)  # fmt: skip
"""Secrets that a file may hold instead of the environment: `<name>_file`, read once at the start."""
IN_HEADERS = frozenset({"registry_token", "webhook_secret", "webhook_previous_secret", "sms_token", "s3_access_key"})
"""Of these: a space, a line or a letter that ASCII has not would break what they stand in."""


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


def _file_store(given: Any) -> Any:
    """`s3://…` is no path: it would lose a slash."""
    return addresses.s3_place(given) if isinstance(given, str) and given.startswith("s3:") else given


class Settings(BaseSettings):
    """Frozen; read once at the start and handed down. Each is `PODLINNIK_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="PODLINNIK_", frozen=True, extra="forbid", hide_input_in_errors=True)

    engine: Literal["tesserocr", "pytesseract"] = "tesserocr"
    """Tesseract in process, or the `tesseract` program."""
    tessdata: Path | None = None
    """Folder of Tesseract's models; None lets the engine look in the usual places."""
    engine_seconds: PositiveFloat = 20.0
    """Time limit of one call of the engine."""
    document_base_seconds: PositiveFloat = 30.0
    """Wall-clock limit of one document, before its pages are counted."""
    document_page_seconds: PositiveFloat = 10.0
    """Added for each page."""
    document_megapixel_seconds: NonNegativeFloat = 0.5
    """Added for each megapixel of an uploaded picture."""
    document_cap_seconds: PositiveFloat = 60.0
    """No document gets more, whatever its number of pages."""
    memory_bytes: PositiveInt = 1536 * 1024**2
    """Address space of a process that opens uploads, and of a worker; beyond it an allocation fails."""
    child_documents: PositiveInt = 200
    """After so many documents a fresh process opens uploads."""
    child_cpu_seconds: PositiveFloat = 25.0
    """Processor time that opening one document may take, whatever the machine does beside it."""
    child_open_files: Annotated[int, Field(ge=16)] = 64
    """That the process which opens uploads may have open."""
    child_file_bytes: PositiveInt = 64 * 1024 * 1024
    """Of each temporary file that it writes."""
    killers: Path = Path("var/killers.db")
    """Where `check`, `batch` and `explain` remember which uploads ended the process that opened them."""
    tries: PositiveInt = 3
    """How often a stage is tried when the world is at fault, before a person looks."""
    waits: tuple[float, ...] = (0.5, 2.0)
    """Seconds before the second, third, … try; the last one repeats."""
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
    lease_seconds: PositiveFloat = 30.0
    """After so long without a heartbeat a worker is taken for dead."""
    retry_pace: PositiveFloat = 1.0
    """Multiplies the waits of workers (`workers/retries.py`); a rehearsal has no hours to wait."""
    registry: Literal["snapshot", "http"] = "snapshot"
    """Where the register is asked: in an imported snapshot, or over HTTP as `docs/registry-http.md` says."""
    registry_url: str | None = None
    """Address of the register's gateway, up to `/v1`: https, or http on this machine alone."""
    registry_token: SecretStr | None = None
    registry_token_file: Path | None = None
    """Holds the token instead of the environment; read once at the start."""
    registry_ca_file: Path | None = None
    """Certificates (PEM) that vouch for the gateway; None takes those of the system. There is no way not to verify."""
    registry_connect_seconds: PositiveFloat = 3.0
    registry_read_seconds: PositiveFloat = 5.0
    """Longest silence while an answer is awaited or arrives."""
    registry_call_seconds: PositiveFloat = 15.0
    """For one page of an answer with its retries; no retry begins after it, no answer may drip on beyond it."""
    registry_tries: PositiveInt = 3
    """How often a page is asked for; the long waits are the worker's affair."""
    registry_retry_seconds: NonNegativeFloat = 0.2
    """Before the second try; doubles, and grows by at most as much again at random."""
    registry_answer_bytes: PositiveInt = 4 * 1024 * 1024
    """A page of an answer that is larger is refused."""
    registry_page_size: Annotated[int, Field(ge=1, le=100)] = 100
    registry_cache_seconds: NonNegativeFloat = 600.0
    """How long an answer that names people holds; 0 keeps none."""
    registry_cache_absent_seconds: NonNegativeFloat = 60.0
    """How long it holds that nobody was found."""
    registry_cache_answers: PositiveInt = 2_000
    """Answers held in memory by a process."""
    registry_breaker_failures: PositiveInt = 5
    """After so many failures in a row the register is not asked."""
    registry_breaker_seconds: PositiveFloat = 30.0
    """Until a probe is let through."""
    webhook_url: str | None = None
    """Where the cabinet's backend is told of every event (`docs/webhooks.md`); without it nobody is."""
    webhook_secret: SecretStr | None = None
    """Signs what is sent; at least 24 symbols, or `whsec_` and Base64."""
    webhook_secret_file: Path | None = None
    webhook_previous_secret: SecretStr | None = None
    """Signs beside the other one while receivers change over."""
    webhook_previous_secret_file: Path | None = None
    webhook_ports: tuple[int, ...] = (443, 8443)
    """No other port is spoken to."""
    webhook_allow_private: bool = False
    """The receiver may have an address that is not public, and plain http: a network of one's own, or a test."""
    webhook_connect_seconds: PositiveFloat = 1.0
    webhook_seconds: PositiveFloat = 10.0
    """From the call to the answer, whatever drips in between."""
    smtp_host: str | None = None
    """The mail server through which applicants are written to; without it nobody is."""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "ssl", "none"] = "starttls"
    """`none` sends letters and password in the clear: for a server on this machine."""
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    smtp_from: str | None = None
    """The sender's address; a name of the server's own keeps letters out of the spam."""
    smtp_reply_to: str | None = None
    smtp_seconds: PositiveFloat = 30.0
    """For one letter, from the call to the server's word."""
    sms_url: str | None = None
    """The SMS gateway to which JSON is posted; https, or http on this machine. Without it nobody is written to."""
    sms_token: SecretStr | None = None
    sms_token_file: Path | None = None
    sms_body: str = '{"to": "{phone}", "text": "{text}", "id": "{id}"}'
    """JSON; {phone}, {text} and {id} are put into its strings. `id` is the same on every try."""
    sms_seconds: PositiveFloat = 10.0
    cabinet_name: str = "Личный кабинет медицинского работника"
    """Who writes to applicants."""
    cabinet_link: str | None = None
    """Where an applicant opens a document, https; {document_id} stands for which."""
    api_host: str = "127.0.0.1"
    api_port: Annotated[int, Field(ge=1, le=65_535)] = 8080
    api_processes: PositiveInt = 1
    """Processes that answer the API, on one port."""
    api_upload_bytes: PositiveInt = 64 * 1024 * 1024
    """Of a file: what is longer is refused while it comes. A kind's own, smaller limit is a reason, with advice."""
    api_part_bytes: PositiveInt = 64 * 1024
    """Of each other part of an upload: `holder`, `declared`, `contacts`."""
    api_uploads_at_once: PositiveInt = 16
    """In one process; whoever comes beyond waits a little, then is told to come again."""
    api_upload_seconds: PositiveFloat = 300.0
    """For the whole body of a request."""
    api_silence_seconds: PositiveFloat = 20.0
    """Longest silence while a body arrives."""
    api_wait_seconds: Annotated[float, Field(gt=0, le=60)] = 20.0
    """Longest that `?wait=` holds a request."""
    api_waits_at_once: PositiveInt = 500
    """Requests held in one process; those beyond are answered at once."""
    api_stop_seconds: PositiveInt = 30
    """How long a stopping process lets requests finish."""
    preview_processes: PositiveInt = 1
    """Processes, of each process of the API, that draw pages."""
    preview_seconds: PositiveFloat = 15.0
    """Time limit of one page."""
    preview_memory_bytes: PositiveInt = 64 * 1024 * 1024
    """Pictures that a process of the API remembers; they are never written to a disk."""
    metrics_port: Annotated[int, Field(ge=1, le=65_000)] | None = None
    """Where worker processes tell Prometheus what they measure: each at this port plus its place, 0, 1, 2, …"""
    metrics_host: str = "127.0.0.1"
    """Address of the same; the figures are of no person, but of nobody else's business either."""
    metrics_networks: tuple[IPvAnyNetwork, ...] = ()
    """Who may ask the API for `/metrics` without a key, e.g. `["10.1.0.0/24"]`."""
    virus_scan: Literal["off", "advisory", "required"] = "off"
    """Are uploads scanned before they are opened; `required`: what could not be waits, then a person looks."""
    clamd: str = "unix:///run/clamav/clamd.ctl"
    """ClamAV's daemon, `unix:///path` or `tcp://127.0.0.1:port`: it knows no TLS."""
    clamd_seconds: PositiveFloat = 20.0
    """For one file, from the call to the answer."""
    retention_file: Path | None = None
    """How long documents are kept, in place of `pipeline/rules/retention.toml` (`docs/retention.md`)."""
    purge: bool = False
    """A sweep purges what has served its time; without it only `podlinnik purge --apply` does."""
    trust_roots: Path | None = None
    """Certificates (PEM or DER; a file, or a folder of them) of who vouches for signers; None trusts nobody."""
    log_level: Literal["debug", "info", "warning", "error"] = "error"
    """Events are JSON lines on stderr; `info` tells each stage of each document."""

    @model_validator(mode="after")
    def _registry_can_be_asked(self) -> Self:
        if self.registry == "http" and not self.registry_url:
            raise ValueError("PODLINNIK_REGISTRY_URL must be set when PODLINNIK_REGISTRY is http")
        if self.registry_url is not None and not is_guarded(self.registry_url):
            raise ValueError("PODLINNIK_REGISTRY_URL must begin with https://, or name this machine")
        if self.registry_token is not None and not is_token(self.registry_token.get_secret_value()):
            raise ValueError("PODLINNIK_REGISTRY_TOKEN is no token: it holds spaces, or other letters than ASCII has")
        return self

    @model_validator(mode="after")
    def _nothing_is_sent_in_the_clear(self) -> Self:
        for name in WITH_FILES:
            if getattr(self, name) and getattr(self, f"{name}_file") is not None:
                raise ValueError(f"set PODLINNIK_{name.upper()} or PODLINNIK_{name.upper()}_FILE, not both")
        for name, tells in (("database_url", self._database_address), ("redis_url", self._redis_address)):
            try:
                tells(None)
            except ValueError as error:
                raise ValueError(f"PODLINNIK_{name.upper()} {error}") from None
        if self.s3_endpoint is not None and self.s3_tls != "none" and not is_guarded(self.s3_endpoint):
            raise ValueError("PODLINNIK_S3_ENDPOINT must begin with https://, or name this machine; "
                             "or say PODLINNIK_S3_TLS=none")  # fmt: skip
        return self

    @model_validator(mode="after")
    def _clamd_can_be_asked(self) -> Self:
        if not is_local_socket(self.clamd):
            raise ValueError("PODLINNIK_CLAMD must be unix:///path, or tcp://127.0.0.1:port: clamd knows no TLS")
        return self

    @model_validator(mode="after")
    def _applicants_and_receivers_can_be_told(self) -> Self:
        if self.webhook_url and not (self.webhook_secret or self.webhook_secret_file):
            raise ValueError("PODLINNIK_WEBHOOK_SECRET (or _FILE) must be set when PODLINNIK_WEBHOOK_URL is")
        if self.smtp_host and not self.smtp_from:
            raise ValueError("PODLINNIK_SMTP_FROM must be set when PODLINNIK_SMTP_HOST is")
        if self.sms_url is not None and not is_guarded(self.sms_url):
            raise ValueError("PODLINNIK_SMS_URL must begin with https://, or name this machine")
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

    def registry_secret(self) -> SecretStr | None:
        """The register's token, wherever it is. Raises `SettingsError` when its file cannot be read or holds none."""
        return self.secret("registry_token")

    def secret(self, name: str) -> SecretStr | None:
        """One of `WITH_FILES`, wherever it is. Raises `SettingsError` when its file cannot be read or holds none."""
        given: SecretStr | None = getattr(self, name)
        path: Path | None = getattr(self, f"{name}_file")
        if path is None:
            return given
        variable = f"PODLINNIK_{name.upper()}_FILE"
        try:
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeError) as error:
            raise SettingsError(f"{variable} cannot be read: {type(error).__name__}") from None
        in_header = name in IN_HEADERS
        lines = text.splitlines() if name == "master_keys" else [text]
        if not (is_token(text) if in_header else text and all(line.isprintable() for line in lines)):
            what = "token" if in_header else "password" if name.endswith("password") else "secret"
            raise SettingsError(f"{variable} holds no {what}")
        return SecretStr(text)

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


def is_token(text: str) -> bool:
    """True for what may stand behind `Bearer` in a header."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def read_settings() -> Settings:
    """Read the environment. Raises `SettingsError` that names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"wrong settings in the environment: {faults}") from None


def calm_libraries() -> None:
    """Set what native libraries read when they are loaded. Call before any of them is imported."""
    os.environ.update(LIBRARY_ENVIRONMENT)


def keep_files_in(folder: Path) -> None:
    """From now on temporary files of this process, and of programs that it starts, go there."""
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)
