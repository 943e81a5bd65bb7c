"""The page of ``zombielaw explore`` in a real browser, for its pictures and its times; tools of the tests bring one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTLED = (
    "() => /draws|same policy|共用|同一/.test(document.querySelector('.headline')?.textContent)"
)
"""Condition of a page whose first sentence is there."""


@contextmanager
def served() -> Iterator[tuple[str, int, float]]:
    """Address and process of a page, and seconds from the command to its first answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "zombielaw", "explore", f"port={port}"], stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/"
    while True:
        with suppress(OSError):
            urllib.request.urlopen(address).close()
            break
        time.sleep(0.02)
    try:
        yield address, process.pid, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


@contextmanager
def browsing() -> Iterator[Any]:
    """A browser: that of the system, or of Playwright, which says how it is installed."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a tool of the tests

    place = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=place, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
