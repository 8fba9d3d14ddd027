"""Chromium as a reader has it: Russian, in Moscow; and what a page of ours must not do in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE_MS = 60_000
"""Of a machine that is busy with other tests."""
DESK = {"width": 1280, "height": 800}
TABLET = {"width": 820, "height": 1180}
TELEPHONE = {"width": 360, "height": 740}
READER: Mapping[str, Any] = {"locale": "ru-RU", "timezone_id": "Europe/Moscow", "viewport": DESK}
NO_HARM = ("Failed to load resource: the server responded with a status of",)
"""What the browser says of a form that was refused, or of a picture that is not there: tests of it look themselves."""


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """One for a file of tests. While it runs no loop of asyncio can be run in this thread."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium: `make setup` installs it")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--disable-dev-shm-usage"])
        yield browser
        browser.close()


class Reader:
    """A browser of somebody's own: cookies, pages, and what went wrong in them."""

    def __init__(self, browser: Browser, **more: Any) -> None:
        """`more`: as of Playwright's `new_context`: `viewport`, `color_scheme`, `java_script_enabled`…"""
        self.context: BrowserContext = browser.new_context(**{**READER, **more})
        self.context.set_default_timeout(PATIENCE_MS)
        self.faults: list[str] = []
        self.hosts: set[str] = set()
        """Host and port of whatever was asked for."""
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        self.context.on("request", self._asked)

    def page(self) -> Page:
        return self.context.new_page()

    def close(self) -> None:
        self.context.close()

    def _said(self, message: ConsoleMessage) -> None:
        """A breach of the Content-Security-Policy is told as an error, too."""
        if message.type in ("error", "warning") and not message.text.startswith(NO_HARM):
            self.faults.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss"):
            self.hosts.add(address.netloc)
