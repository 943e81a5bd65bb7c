"""Pages in a browser at random: odd names on the page of a study, odd addresses of the page that needs no server.

Promise: a name stands there as it was given; an address leads to a state of the page. Nothing is asked of anybody, no
code of a name or address runs, and no script fails.
"""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from tests.browsers import launched
from tests.fuzz.doors import PARTS
from tests.fuzz.faults import command
from tests.fuzz.input import VALUES
from zombielaw.experiments.data.files import check_name
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DOCS

STATES = ["lang", "theme", "did", "file", "at", "guess", "gate", "x", ""]
STEPS = ["zh", "dark", "2", "order.send.open.286-1.convict", "talk", "country", "cost", "order_quality"]  # fmt: skip


def look(browser: Any, address: str) -> tuple[str, list[str]]:
    """The text of a page, and what is wrong with it."""
    page, wrong = browser.new_page(), []
    page.on("request", lambda asked: wrong.append(asked.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda asked: (wrong.append(asked.message), asked.dismiss()))
    page.goto(address)
    page.wait_for_selector("h1")
    text = " ".join(page.locator("body").text_content().split())
    page.close()
    return text, [one for one in wrong if not one.startswith(("file:", "data:"))]


def names(seed: int, number: int, out: Path) -> tuple[int, list[str]]:
    """Names of scenarios on the page of a comparison: the number that stands there, and complaints about the others."""
    luck, taken = random.Random(f"{seed} names"), {"today": None}
    while len(taken) <= number:
        name = " ".join("".join(luck.choices(PARTS, k=luck.randint(1, 4))).split())
        with suppress(InputError):
            check_name(name, "here")
            taken |= {name: None} if name else {}
    design = pd.DataFrame(
        {"label.name": [*taken], "policy.pooling": np.linspace(0.0, 1.0, len(taken))}
    )
    out.mkdir()
    design.to_csv(out / "names.csv", index=False)
    folder, _ = command("compare", f"study.table='{out / 'names.csv'}'", "engine=mesa", "world=classroom",
                        "world.providers=30", "study.months=26", "study.posterior_draws=0", "replicates=1",
                        "execute=serial", f"out={out}")  # fmt: skip
    with launched() as browser:
        text, complaints = look(browser, (folder / "report.html").as_uri())
    complaints += [f"the page lacks {name!r}" for name in taken if name not in text]
    return number - len(complaints), complaints


def addresses(seed: int, number: int, _: Path) -> tuple[int, list[str]]:
    """Addresses of the page without a server: the number that it answers, and complaints about the others."""
    luck, complaints = random.Random(f"{seed} addresses"), []
    with launched() as browser:
        for turn in range(number):
            pairs = [
                (luck.choice(STATES), luck.choice([*STEPS, *PARTS, *VALUES])) for _ in range(4)
            ]
            said = "&".join(
                f"{key}={value if luck.random() < 0.3 else quote(value)}" for key, value in pairs
            )
            _text, wrong = look(browser, f"{(DOCS / 'online' / 'index.html').as_uri()}#{said}")
            complaints += [f"address {turn}: {said!r}: {wrong}"] if wrong else []
    return number - len(complaints), complaints
