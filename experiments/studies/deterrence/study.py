"""Popularisation and perceived risk: compliance and harm against the use of 286-1. Can a quiet law work?

Each level of popularisation meets the declared range of what makes risk felt, one parameter at a time, with perceived
risk that learns and with perceived risk that stays as it was at entry. The risks felt at entry, by all at the
start and by each newcomer, are beliefs about one law: where they end apart, belief alone keeps a law quiet.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.quantities import COLUMNS, against, of_measures, own_name, told, told_difference
from zombielaw.experiments.config.options import MONTHS, Options, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, ends, table_of, value_in
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.measures import UNDETECTED_UNDER

KNOWN = "policy.popularisation"
LEARNS = "world.risk_learns"
WEIGHTS = ("world.risk_publicity", "world.risk_own")
"""What moves perceived risk: nothing to vary where it does not learn."""
STARTS = ("world.initial_risk_administrative", "world.initial_risk_criminal")
QUANTITIES = {
    "compliance": "share of provider-months that are diligent",
    "harm": "illegal items per provider-year",
    "use": "convictions of 286-1, expected, per year in the country",
    "charges": "charges of 286-1, expected, per year in the country",
    "rival": "convictions of 287-2 among providers, expected, per year in the country",
    "refusal": "share of orders that are refused",
    "wrongful": "convictions with no offence made out, realised, of all convictions of providers",
}
"""Quantities of ``points.csv``."""
MEASURE_OF = {
    "compliance": "lax_share", "harm": "harm_per_provider_year", "use": "expected_convictions_286_1",
    "charges": "expected_charges_286_1", "rival": "expected_convictions_287_2", "refusal": "refusal_rate",
    "wrongful": f"wrongful_{UNDETECTED_UNDER}",
}  # fmt: skip
LEAST = 5e-4
"""A difference below it, in every unit, is told as none."""
LEARNING = {True: "risk learns", False: "risk fixed"}

STUDY = Options(
    question="Popularisation and perceived risk: compliance and harm against the use of 286-1.",
    keys={
        "months": MONTHS,
        "levels": whole(3, 2, 21, "levels of popularisation, from 0 to 1, beside the command's own"),
    },
    replicates=8,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    design = design_of(settings)
    results = run_design(settings, design)
    labels = {f"{LABEL}moved": "moved", f"{LABEL}end": "end", KNOWN: "popularisation", LEARNS: "risk_learns"}
    levels = design.rename(columns=labels)[[POINT, *labels.values()]]
    runs = results.runs(*MEASURE_OF.values())
    points = levels.merge(against(quantities(runs, settings)), on=POINT)

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.deterrence import figure  # noqa: PLC0415 - drawn only when something was run

        results.write(folder)
        store.write_csv(folder / "tables" / "points.csv", points)
        meanings = pd.DataFrame(QUANTITIES.items(), columns=["quantity", "meaning"])
        store.write_csv(folder / "data_dictionary.csv", meanings)
        world = f"{len(design)} points, {settings.scenario.size.providers:,} providers scaled by {settings.scale:.4g}"
        band = "paired differences against the star; bars: bootstrap 95 % intervals"
        recipe = Recipe(key, settings.seed, settings.replicates, world, band)
        figure.draw(points, folder / "figures", recipe, own_name(settings))

    return fill, results.manifest()


def design_of(settings: Settings) -> pd.DataFrame:
    """Popularisation x one parameter of perceived risk at an end of its range, with learning and without.

    Returns
    -------
    DataFrame
        The first row is the command's own scenario. ``label.moved`` names the parameter, ``base`` if none.
    """
    own = value_in(settings, KNOWN)
    levels = np.linspace(0.0, 1.0, settings.study_keys["levels"]).round(4).tolist()
    start = {key: value_in(settings, key) for key in (*WEIGHTS, *STARTS)}
    rows = []
    for learns in (value_in(settings, LEARNS), not value_in(settings, LEARNS)):
        for known in (own, *(level for level in levels if level != own)):
            base = {**start, KNOWN: known, LEARNS: learns}
            rows.append({f"{LABEL}moved": BASE, f"{LABEL}end": BASE, **base})
            for key in (*WEIGHTS, *STARTS) if learns else STARTS:
                rows += [
                    {f"{LABEL}moved": key.removeprefix("world."), f"{LABEL}end": end, **base, key: value}
                    for end, value in zip(("low", "high"), ends(key), strict=True)
                    if value != start[key]
                ]
    return table_of(rows)


def quantities(runs: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """:data:`QUANTITIES` of each run before division."""
    yearly = settings.scale * 12.0 / settings.scenario.months
    table = of_measures(runs, MEASURE_OF, dict.fromkeys(("use", "charges", "rival"), yearly))
    diligent = table["quantity"] == "compliance"
    table.loc[diligent, "numerator"] = table["denominator"] - table["numerator"]
    return table[COLUMNS]


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    points = pd.read_csv(folder / "tables" / "points.csv")
    whole = points.drop_duplicates(POINT)
    cells = {(row["point"], row["quantity"]): row for row in points.to_dict("records")}
    known, learns = whole["popularisation"].iloc[0], bool(whole["risk_learns"].iloc[0])
    lines = [
        f"At popularisation={known:g} (the command's own) a share of {told(cells[0, 'compliance'])} of provider-months "
        f"is diligent, with {told(cells[0, 'harm'])} illegal items per provider-year and {told(cells[0, 'use'])} "
        f"expected convictions of 286-1 a year in the country; a share of {told(cells[0, 'wrongful'])} of all "
        f"convictions of providers is wrongful. {int(cells[0, 'use']['runs'])} runs a point. Paired differences:",
        "",
        f"| popularisation | perceived risk | moved | {' | '.join(_TOLD)} |",
        "| ---: | --- | --- | --- | --- | --- | --- |",
    ]
    most = whole["popularisation"].max()
    bare = whole[(whole["moved"] == BASE) & (whole[POINT] != 0)].sort_values("popularisation")
    bare = pd.concat([bare[bare["risk_learns"] == moves] for moves in (learns, not learns)])
    moved = whole[(whole["moved"] != BASE) & (whole["risk_learns"] == learns)]
    starts = moved["moved"].isin([key.removeprefix("world.") for key in STARTS])
    some = [bare, moved[moved["popularisation"] == known]]
    if most != known:
        some.append(moved[starts & (moved["popularisation"] == most)])
    for one in pd.concat(some).itertuples():
        told_of = " | ".join(told_difference(cells[one.point, name], LEAST) for name in _TOLD)
        what = "" if one.moved == BASE else f"`{one.moved}` {one.end}"
        lines.append(f"| {one.popularisation:g} | {LEARNING[bool(one.risk_learns)]} | {what} | {told_of} |")
    low, high = (
        moved[(moved["popularisation"] == most) & (moved["moved"] == "initial_risk_criminal") & (moved["end"] == end)]
        for end in ("low", "high")
    )
    if len(low) and len(high):
        of = [{name: told(cells[int(rows[POINT].iloc[0]), name]) for name in _TOLD} for rows in (low, high)]
        lines += [
            "",
            f"One law and two beliefs at entry, popularisation={most:g}, {LEARNING[learns]}: with the least criminal "
            f"risk felt, compliance is {of[0]['compliance']}, harm {of[0]['harm']} and use {of[0]['use']}; with the "
            f"most, {of[1]['compliance']}, {of[1]['harm']} and {of[1]['use']}.",
        ]
    lines += ["", _quadrants(points)]
    return "\n".join(lines)


_TOLD = ("compliance", "harm", "use", "wrongful")


def _quadrants(points: pd.DataFrame) -> str:
    """How many points lie where, as far as intervals tell."""
    wide = points[points[POINT] != 0].pivot_table(
        index=POINT, columns="quantity", values=["difference_low", "difference_high"]
    )
    better = (wide["difference_low", "compliance"] > 0.0) & (wide["difference_high", "harm"] < 0.0)
    worse = (wide["difference_high", "compliance"] < 0.0) & (wide["difference_low", "harm"] > 0.0)
    fewer, more = wide["difference_high", "use"] < 0.0, wide["difference_low", "use"] > 0.0
    told_of = [
        f"{int(these.sum())} have {words}; of these, use is lower in {int((these & fewer).sum())}, higher in "
        f"{int((these & more).sum())}"
        for these, words in ((better, "more compliance and less harm"), (worse, "less compliance and more harm"))
    ]
    counted = ". ".join(told_of)
    return f"Of {len(wide)} other points (a design, no sample), intervals clear of zero, {counted}."


def _show(folder: Path) -> None:
    points = pd.read_csv(folder / "tables" / "points.csv")
    console = Console(width=118)
    console.print("Compliance and use of 286-1 (expected convictions per year), with 95 % intervals")
    console.print(f"{'popularisation':>14}  {'':12}{'moved':38}{'compliance':>24}{'use':>26}", highlight=False)
    for _, rows in points.groupby(POINT):
        row = rows.iloc[0]
        told_of = {one["quantity"]: told(one) for one in rows.to_dict("records")}
        what = "" if row["moved"] == BASE else f"{row['moved']} {row['end']}"
        line = f"{row['popularisation']:>14g}  {LEARNING[bool(row['risk_learns'])]:12}{what:38}"
        line += f"{told_of['compliance']:>24}{told_of['use']:>26}"
        console.print(line, highlight=False, markup=False)
