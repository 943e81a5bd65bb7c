"""Use of each published figure: it sets priors, or is a target, never both and never two targets.

A figure that is derived from others counts with them: a share of 540 in 2,049 uses both numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from zombielaw.experiments.data.files import read_csv
from zombielaw.experiments.data.statistics import BESIDE, READ, Statistics
from zombielaw.experiments.designs.targets import Target
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA

USES = "uses.csv"
COLUMNS = ["series", "year", "sets", "from"]
INPUT, BESIDES = "input of every run", "stands beside results"
PRIOR, TARGET = "sets the prior of ", "target "

Datum = tuple[str, int]
"""Series and year of a figure."""


def uses_of(
    statistics: Statistics, targets: Mapping[str, Target], path: Path = DATA / USES
) -> dict[Datum, list[str]]:
    """Uses of every published figure, each a phrase; those of figures that are derived from it included.

    Raises InputError: a row of the file names an unknown figure.
    """
    known = [
        (str(series), int(year))
        for series, year in statistics.table[["series", "year"]].to_numpy().tolist()
    ]
    own: dict[Datum, list[str]] = {datum: [] for datum in known}
    for datum in dict.fromkeys(READ):
        own[datum] += [INPUT] if datum[1] not in BESIDE.get(datum[0], ()) else []
    origins: dict[Datum, list[Datum]] = {}
    for row in read_csv(path, keep_default_na=False).to_dict("records"):
        datum = _known((row["series"], int(row["year"])), own, path)
        own[datum] += [f"{PRIOR}{name}" for name in row["sets"].split()]
        parts = (one.rpartition(" ") for one in row["from"].split("; ") if one)
        origins[datum] = [_known((series, int(year)), own, path) for series, _, year in parts]
    for target in targets.values():
        for datum in dict.fromkeys(target.data.values()):
            own[datum].append(f"{TARGET}{target.name} ({target.use})")
    all_uses = {datum: [*uses] for datum, uses in own.items()}
    for datum, uses in own.items():
        waiting = [*origins.get(datum, [])]
        while waiting:
            origin = waiting.pop()
            all_uses[origin] += uses
            waiting += origins.get(origin, [])
    for datum, uses in all_uses.items():
        all_uses[datum] = list(dict.fromkeys(uses)) or ([BESIDES] if datum in READ else [])
    return all_uses


def uses_table(uses: Mapping[Datum, list[str]]) -> pd.DataFrame:
    """Table ``series, years, use``: series that are used, in order; years with the same use in one row."""
    phrases = [(*datum, _phrase(its)) for datum, its in uses.items() if its]
    rows = pd.DataFrame(phrases, columns=["series", "year", "use"])
    years = rows.groupby(["series", "use"], sort=False)["year"].apply(
        lambda one: ", ".join(map(str, sorted(one)))
    )
    return years.rename("years").reset_index()[["series", "years", "use"]]


def _phrase(uses: list[str]) -> str:
    """Uses in one phrase, priors together."""
    set_by = ", ".join(use.removeprefix(PRIOR) for use in uses if use.startswith(PRIOR))
    others = [use for use in uses if not use.startswith(PRIOR)]
    return "; ".join([*others, *([f"{PRIOR}{set_by}"] if set_by else [])])


def _known(datum: Datum, known: Mapping[Datum, list[str]], path: Path) -> Datum:
    if datum not in known:
        raise InputError(
            "{}: {} of {} is no figure of statistics.csv; name one that is.",
            path,
            datum[0],
            datum[1],
        )
    return datum
