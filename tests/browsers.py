"""A real browser for tests: its name, its start, and the verdict of axe on a page."""

from __future__ import annotations

import contextlib
import json
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-quic", "--no-first-run",
]  # fmt: skip
WIDE, WIDER, PHONE = (
    {"width": 1280, "height": 800},
    {"width": 1600, "height": 900},
    {"width": 390, "height": 844},
)


@contextlib.contextmanager
def launched():
    """A browser, or the test is skipped."""
    place = next(filter(None, map(shutil.which, BROWSERS)), None)
    if place is None:
        pytest.skip(f"no browser is installed; one of {', '.join(BROWSERS)} is needed")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=place, args=QUIET)
        yield running
        running.close()


def violations(page) -> str:
    """Violations that axe reports, in a few words; empty if none."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    broken = Axe().run(page).response["violations"]
    return (
        json.dumps(
            [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in broken]
        )
        if broken
        else ""
    )


def too_wide(page) -> int:
    """Pixels by which a page is wider than its screen."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")
