"""The page in the browser: how long it takes from a lever to the answer, what it weighs, what tabs leave behind.

``python -m benchmarks.page`` (some minutes, with a browser) writes the table of docs/explorer.md. The model must be
compiled. Each move of the slider runs all ten years anew; it is timed in the page, from the event to the first new
chart, and to the new comparison over shared draws. The table has medians of ten moves.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.explorer import work
from zombielaw.experiments.explorer.state import State
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part

MOVES, TABS, WARM = 10, 50, 25
MEASURED = (
    ("classroom", ("250 ms", "3 s")),
    ("region", ("350 ms", "")),
)
"""Size of the world, and bars of both times."""
SETTLED = (
    "() => /shared draws|same policy/.test(document.querySelector('.headline')?.textContent || '')"
)
TIMED = """([value]) => new Promise(done => {
  const field = document.querySelector("input[type=range][aria-label='Order rate, policy B']");
  const headline = document.querySelector('.headline');
  const settled = () => /shared draws|same policy/.test(headline.textContent);
  const began = performance.now();
  let first, unsettled = false;
  const watch = new MutationObserver(changes => {
    const drawn = changes.some(change => change.target.closest?.('.chart svg'));
    unsettled ||= !settled();
    requestAnimationFrame(() => {
      const at = performance.now() - began;
      if (drawn) first ??= at;
      if (first === undefined || !unsettled || !settled()) return;
      watch.disconnect();
      done([first, at]);
    });
  });
  const of = {subtree: true, childList: true, attributes: true, characterData: true};
  watch.observe(document.querySelector('#result'), of);
  watch.observe(headline, of);
  field.value = value;
  field.dispatchEvent(new Event('change', {bubbles: true}));
})"""


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


def memory(pid: int) -> float:
    """Resident megabytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def moved(tab: Any) -> tuple[float, float]:
    """Median milliseconds from a moved slider to the first new chart, and to the new comparison."""
    milliseconds = []
    for number in range(MOVES):
        tab.wait_for_timeout(200)
        milliseconds.append(tab.evaluate(TIMED, [f"{0.2 + 0.02 * number:.2f}"]))
    first, settled = zip(*milliseconds, strict=True)
    return statistics.median(first), statistics.median(settled)


def opened(browser: Any, address: str, tabs: int) -> None:
    """Open tabs one after the other, let each settle, and close it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    for _ in range(tabs):
        tab = context.new_page()
        tab.goto(f"{address}?b=policy.corrective_order_rate%3D0.2")
        tab.wait_for_function(SETTLED, timeout=300_000)
        tab.close()
    context.close()
    time.sleep(10)


def measured() -> str:
    """The table as Markdown."""
    program = next(
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    )
    work.run_of(State().scenario("a"), 1)  # compiled, or loaded
    rows: list[tuple[str, str, str]] = []
    with served() as (address, _, first), sync_playwright() as driver:
        rows.append(("from the command to the first answer", f"{first:.1f} s", "3 s"))
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        for world, bars in MEASURED:
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            tab.goto(f"{address}?world={world}")
            tab.wait_for_function(SETTLED, timeout=300_000)
            if not rows[1:]:
                weight = tab.evaluate(
                    "performance.getEntries().reduce((sum, one) => sum + (one.encodedBodySize || 0), 0)"
                )
            chart, settled = moved(tab)
            rows.append((f"slider to chart, {world}", f"{chart:.0f} ms", bars[0]))
            rows.append((f"slider to comparison, {world}", f"{settled / 1000:.1f} s", bars[1]))
            tab.close()
        browser.close()
    rows.append(("weight of the page", f"{weight / 1e6:.2f} MB", "1.5 MB"))
    with served() as (address, pid, _), sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        opened(browser, address, WARM)
        before = memory(pid)
        opened(browser, address, TABS)
        rows.append((f"memory kept after {TABS} tabs", f"{memory(pid) - before:+.0f} MB", "20 MB"))
        browser.close()
    return table(("measured", "", "at most"), rows, right=(1, 2))


if __name__ == "__main__":
    write_part(DOCS / "explorer.md", "measured", measured())
