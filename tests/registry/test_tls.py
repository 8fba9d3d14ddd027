"""Is the register's certificate verified?"""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread

import pytest

from pipeline.registry.http_call import CallLimits, Gateway, NoAnswer
from pipeline.settings import Settings, SettingsError
from pipeline.wiring import build_http_registry

LIMITS = CallLimits(tries=1)

pytestmark = pytest.mark.skipif(which("openssl") is None, reason="openssl makes the certificate")


class Front(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        pass  # whoever does not trust the certificate hangs up


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its own authority, for the name `localhost`; key and certificate in one file."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem"


@pytest.fixture(scope="module")
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server = Server(("127.0.0.1", 0), Front)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("host", "trusted", "answers"), [
    ("localhost", True, True), ("localhost", False, False), ("127.0.0.1", True, False),
])  # fmt: skip
def test_only_a_certificate_that_somebody_vouches_for_is_accepted(
    certificate: Path, port: int, host: str, trusted: bool, answers: bool
) -> None:
    gateway = Gateway(f"https://{host}:{port}", ca_file=certificate if trusted else None, limits=LIMITS)
    if answers:
        assert gateway.health() == b"{}"
    else:
        with pytest.raises(NoAnswer, match="cannot be reached"):
            gateway.health()
    gateway.close()


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_certificates_that_is_none_is_told(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    settings = Settings(registry="http", registry_url="https://register.example", registry_ca_file=file)
    with pytest.raises(SettingsError, match="PODLINNIK_REGISTRY_CA_FILE"):
        build_http_registry(settings)
