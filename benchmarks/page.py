"""The page in the browser: how long it takes from a lever to the answer, what it weighs, what tabs leave behind.

``python -m benchmarks.page`` (some minutes, with a browser) writes the table of docs/explorer.md. The model must be
compiled. Each move of the slider runs all ten years anew; it is timed in the page, from the event to the first new
chart, and to the new comparison over shared draws. The table has medians of ten moves.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.explorer import work
from zombielaw.experiments.explorer.state import State
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.browsing import SETTLED, browsing, served
from zombielaw.experiments.publish.documentation import write_part

MOVES, TABS, WARM = 10, 50, 25
MEASURED = (
    ("classroom", ("250 ms", "3 s")),
    ("region", ("350 ms", "")),
)
"""Size of the world, and bars of both times."""
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
    work.run_of(State().scenario("a"), 1)  # compiled, or loaded
    rows: list[tuple[str, str, str]] = []
    with served() as (address, _, first), browsing() as browser:
        rows.append(("from the command to the first answer", f"{first:.1f} s", "3 s"))
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
    rows.append(("weight of the page", f"{weight / 1e6:.2f} MB", "1.5 MB"))
    with served() as (address, pid, _), browsing() as browser:
        opened(browser, address, WARM)
        before = memory(pid)
        opened(browser, address, TABS)
        rows.append((f"memory kept after {TABS} tabs", f"{memory(pid) - before:+.0f} MB", "20 MB"))
    return table(("measured", "", "at most"), rows, right=(1, 2))


if __name__ == "__main__":
    write_part(DOCS / "explorer.md", "measured", measured())
