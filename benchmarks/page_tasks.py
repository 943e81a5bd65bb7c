"""Five tasks of a reader of the page in the browser: how many clicks, and how many seconds until the answer is there.

``python -m benchmarks.page_tasks`` (a minute, with a browser) prints a table. The model must be compiled. A drag of a
slider and a choice in a list are a click each. *Before* is what a review measured at commit 4d6a7f0, by the same steps.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.page import SETTLED, served
from zombielaw.experiments.analysis.wording import table

BEFORE = {"why": (2, 4), "orders": (1, 4), "file": (4, 3), "alive": (2, 10), "link": (2, 75)}
"""Clicks and seconds of the review; those of the link include the command that was pasted."""


class Reader:
    """A tab whose clicks are counted."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.clicks = tab, 0

    def press(self, name: str) -> None:
        """Press a button."""
        self.clicks += 1
        self.tab.get_by_role("button", name=name).first.click()

    def choose(self, label: str, value: str) -> None:
        """Choose from a list."""
        self.clicks += 1
        self.tab.get_by_label(label, exact=True).select_option(value)

    def drag(self, label: str, value: str) -> None:
        """Drag a slider."""
        self.clicks += 1
        slider = self.tab.get_by_label(label, exact=True)
        slider.evaluate(
            "(one, value) => { one.value = value; one.dispatchEvent(new Event('change', {bubbles: true})); }", value
        )

    def wait(self, script: str) -> None:
        """Wait until a script says yes."""
        self.tab.wait_for_function(script, timeout=300_000)


def why(reader: Reader) -> None:
    """Why is 286-1 so little used today?"""
    reader.press("Why so little used?")
    reader.tab.wait_for_selector(".card", timeout=300_000)


def orders(reader: Reader) -> None:
    """What would an order rate of 0.8 change?"""
    reader.drag("Order rate, policy B", "0.8")
    reader.wait("() => location.search.includes('0.8')")
    reader.wait(SETTLED)


def file(reader: Reader) -> None:
    """What happened to one file?"""
    reader.press("Desks")
    floor = reader.tab.locator("canvas.floor").first
    size = floor.bounding_box()
    reader.clicks += 1
    floor.click(position={"x": 0.02 * size["width"] + 4, "y": size["height"] - 6})
    reader.wait("() => document.querySelector('.conclusion')?.textContent")


def alive(reader: Reader) -> None:
    """A world in which 286-1 is alive, and what the reform does there."""
    reader.choose("Named world", "lively")
    reader.wait("() => location.search.includes('lively')")
    reader.wait("() => /286-1 is alive/.test(document.querySelector('.verdict')?.textContent)")


def link(reader: Reader) -> None:
    """The address, and the command that gives the same."""
    reader.press("Copy link")
    reader.press("Copy command")
    reader.wait("() => /zombielaw compare/.test(document.querySelector('.top .status').textContent)")


TASKS: dict[str, Callable[[Reader], None]] = {one.__name__: one for one in (why, orders, file, alive, link)}


def main() -> None:
    """Do each task in a tab of its own, once the page has settled."""
    place = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    rows = []
    with served() as (address, _, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
        for name, does in TASKS.items():
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            tab.goto(address)
            tab.wait_for_function(SETTLED, timeout=300_000)
            reader, began = Reader(tab), time.perf_counter()
            does(reader)
            clicks, seconds = BEFORE[name]
            rows.append((does.__doc__, clicks, reader.clicks, f"{seconds} s", f"{time.perf_counter() - began:.1f} s"))
            tab.close()
        browser.close()
    print(table(("task", "clicks before", "clicks", "time before", "time"), rows, right=(1, 2, 3, 4)))


if __name__ == "__main__":
    main()
