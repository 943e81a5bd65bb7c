"""Data of the page without a server: numbers of the committed tables, three case files of one run, and its words.

``python -m zombielaw.experiments.publish.online`` (half a minute) writes ``docs/online/data.js``. All else of the page
stands beside that file and is written by hand: ``index.html``, ``online.css``, ``online.js``, and its words in
``words.yaml``. Data are a script, since a page that is opened from a folder may read no other file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from zombielaw.experiments.analysis.comparison import without_data
from zombielaw.experiments.analysis.outcomes import LIFE
from zombielaw.experiments.analysis.wording import rows_by
from zombielaw.experiments.api import Run, simulate
from zombielaw.experiments.config.settings import PACKAGES
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.findings import ALL, TODAY, tables_of
from zombielaw.experiments.words.texts import in_each, language, named

DATA = DOCS / "online" / "data.js"
BEGINS = "const onlineData = "
LAW = "law_statute_thresholds2019"
WORLD = "world=classroom"
FILES = ("P0000225-2023-02", "P0000365-2025-03", "P0001399-2024-09")
"""Case files of a run of :data:`WORLD`. The law says 286-1 of the first, 287-2 of the second, no crime of the third."""
GATES = {
    "corrective_order_rate": "up",
    "order_quality": "up",
    "transfer_rate": "up",
    "charge_preference": "down",
    "court_scrutiny": "up",
}
"""Levers that the reader may set to an end of their range, each alone."""
EFFECTS = {
    "used": "expected_charges_286_1",
    "share": "share_of_charges",
    "wrongful": "wrongful",
    "days": "official_days",
}
ENDS = ("base", "value", "difference_low", "difference_high")
"""Level today, level with the gate open, and the 95 % interval of their paired difference."""


def numbers() -> dict[str, Any]:
    """Numbers of the committed tables that the page says. Counts are a year in the country."""
    base, effects = (
        tables_of("baseline"),
        rows_by(tables_of("levers")["effects"], "lever", "side", "outcome"),
    )
    estimates, draws = (
        base["estimates"].set_index("outcome")["value"],
        tables_of("decide")["choices"],
    )
    alive = draws.set_index("scenario")["alive"]
    return {
        "funnel": base["funnel"].dropna(subset="count").set_index("stage")["per_year"].to_dict(),
        "obeyed": estimates["compliance_after_order"],
        "acquitted": estimates["acquittal_rate"],
        "charged": base["mischarge"].set_index("law").to_dict("index"),
        "gates": {
            lever: {
                **{
                    name: float(effects[lever, side, EFFECTS["used"]][name])
                    for name in ("own", "to")
                },
                **{
                    name: [float(effects[lever, side, outcome][end]) for end in ENDS]
                    for name, outcome in EFFECTS.items()
                },
            }
            for lever, side in GATES.items()
        },
        "runs": int(effects[next(iter(GATES)), "up", EFFECTS["used"]]["runs"]),
        "draws": int(draws["draws"].iloc[0]),
        "alive": {name: int(alive[ALL if name == "all" else name]) for name in (TODAY, *PACKAGES)},
        "life": LIFE,
        "inputs": without_data(),
    }


def file(run: Run, name: str) -> dict[str, Any]:
    """Facts of a case file, what the law says of it with the places in the law, and how it ended in the model."""
    row = run.row(name)

    def elements() -> list[tuple[object, ...]]:
        return [
            (one.offence, named("element", str(one.element)), one.truth, one.law)
            for one in run.explain(name, language()).itertuples()
        ]

    return {
        "name": name,
        "items": int(row["items"]),
        "clients": int(row["clients"]),
        "confirmed": bool(row["crime_confirmed"]),
        "knew": str(row["knowledge"]) != "none",
        "lawful": bool(row["basis"]),
        "law": str(row[LAW]),
        "end": in_each(lambda: named("out", str(row["end"]).replace(" ", "_"))),
        "elements": in_each(elements),
    }


def words() -> dict[str, Any]:
    """Words of the page, by language."""
    by_language: dict[str, Any] = yaml.safe_load(
        DATA.with_name("words.yaml").read_text(encoding="utf-8")
    )
    return by_language


def files() -> list[dict[str, Any]]:
    """The case files, from a new run."""
    run = simulate(WORLD)
    return [file(run, name) for name in FILES]


def write(path: Path = DATA) -> None:
    """Compute, and write the file."""
    data = {**numbers(), "world": WORLD, "files": files(), "words": words()}
    path.write_text(
        f"{BEGINS}{json.dumps(data, ensure_ascii=False, indent=1)};\n", encoding="utf-8"
    )


if __name__ == "__main__":
    write()
