"""A page of a cabinet on another site, that shows somebody's page in a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

PAGE = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Кабинет</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin: 0"><h1>Кабинет</h1><iframe src="{shown}" title="Проверка документа" width="100%" height="1500"
sandbox="allow-forms allow-same-origin allow-scripts" style="border: 0"></iframe></body></html>"""


class CabinetPage:
    """`localhost` is another site than `127.0.0.1` to a browser, which a cabinet is to us."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://localhost:{port}"
        self.foreign = f"http://127.0.0.1:{port}"
        """The same pages, at an origin that nobody named."""

    def around(self, url: str, origin: str = "") -> str:
        return f"{origin or self.origin}/?{url}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.format(shown=unquote(urlsplit(self.path).query)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        return None


@contextmanager
def cabinet_page_served() -> Iterator[CabinetPage]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield CabinetPage(server.server_port)
        finally:
            server.shutdown()
            thread.join()
