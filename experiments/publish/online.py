"""Data of the page without a server, computed beforehand: packages x order rates x named worlds, as one JSON file.

``python -m zombielaw.experiments.publish.online`` (some minutes) writes ``docs/online/data.json``. A is the practice of
the world, B lays a package and an order rate over it; numbers are those of the page for the same address.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from zombielaw.experiments.analysis.scorecard import verdicts
from zombielaw.experiments.explorer import desks, work
from zombielaw.experiments.explorer.captions import describe_world, headline, rows, sides, words
from zombielaw.experiments.explorer.state import PACKAGES, Side, State
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.words.texts import LANGUAGES, Language, named, say
from zombielaw.sim.months import month_date

WORLDS = ("", "lively", "excluded")
RATES = (None, 0.2, 0.6, 0.9)
"""Order rates of B; None leaves that of the world or the package."""
DOTS = 700
"""Files of a policy at their first desk that are drawn, about."""
TEXTS = (
    "title",
    "subtitle",
    "experiment",
    "package",
    "lang",
    "to_dark",
    "to_light",
    "compare.funnel",
    "compare.doubt",
    "desks.doubt",
    "board.head",
    "desks.head",
    "online.about",
    "online.copy",
    "online.command",
    "online.rate",
    "online.same",
    "happened",
    "expected",
)


def state_of(world: str, package: str, rate: float | None) -> State:
    """The state of the page that a choice stands for."""
    levers = {} if rate is None else {"corrective_order_rate": rate}
    return State(experiment=world, b=Side(() if package == "today" else (package,), levers))


def name_of(world: str, package: str, rate: float | None) -> str:
    """The name of a choice in the file."""
    return f"{world}|{package}|{'' if rate is None else f'{rate:g}'}"


def drawn(state: State, side: str, every: int) -> dict[str, Any]:
    """Data to draw the run of a policy: its funnel, and its files on the desks."""
    run = work.run_of(state.scenario(side), state.seed)
    numbers = {name: [_rounded(value) for value in run.funnel[name]] for name in ("count", "expected")}
    return {"funnel": numbers, "desks": desks.dots(run, every)}


def _rounded(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


def computed() -> dict[str, Any]:
    """All data of the page."""
    plain = State()
    bases, cases = {}, {}
    for world in WORLDS:
        alone = state_of(world, "today", None)
        files = len(work.run_of(alone.scenario("a"), alone.seed).record.files["opened"])
        every = max(1, math.ceil(files / DOTS))
        descriptions = {lang: describe_world(replace(alone, lang=lang)) for lang in LANGUAGES}
        bases[world] = {**drawn(alone, "a", every), "every": every, "told": descriptions}
        for package, rate in product(PACKAGES, RATES):
            state = state_of(world, package, rate)
            card = work.scored(state)
            cases[name_of(world, package, rate)] = {
                **drawn(state, "b", every),
                "rows": rows(card),
                "verdicts": {lang: verdicts(card, lang) for lang in LANGUAGES},
                "headline": {lang: headline(replace(state, lang=lang), card) for lang in LANGUAGES},
                "sides": {lang: sides(replace(state, lang=lang)) for lang in LANGUAGES},
                "query": state.query,
                "command": "" if work.same(state) else state.command,
                "years": f"{(years := work.years_of(state))[0]}-{years[-1]}",
            }
    stages = work.run_of(plain.scenario("a"), plain.seed).funnel["stage"].tolist()
    return {
        "worlds": WORLDS,
        "packages": PACKAGES,
        "rates": ["" if one is None else f"{one:g}" for one in RATES],
        "months": plain.months,
        "runs": plain.runs,
        "first": month_date(0),
        "stages": stages,
        "bases": bases,
        "cases": cases,
        "words": {lang: _words(lang, stages) for lang in LANGUAGES},
    }


def _words(lang: Language, stages: list[str]) -> dict[str, Any]:
    return {
        "board": words(lang),
        "desks": {**desks.words(lang), "legend": say("online.legend", lang)},
        **{key: say(key, lang) for key in TEXTS},
        "desks.every": say("desks.every", lang, every="{every}"),
        "board.about": say("board.about", lang, years="{years}", runs="{runs}", world="{world}"),
        "worlds": {world: named("experiment", world, lang) for world in WORLDS},
        "packages": {package: named("package", package, lang) for package in PACKAGES},
        "stages": {stage: named("stage", stage, lang) for stage in stages},
    }


def write(path: Path = DOCS / "online" / "data.json") -> None:
    """Compute, and write the file."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(computed(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
