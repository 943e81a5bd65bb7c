"""Which declared priors of the world move the outputs, and how much of what differs between runs is luck?

Morris screens all priors of the world. What it chooses goes on to Sobol's variance shares and to PAWN, which compares
whole distributions and so does not mind two peaks; the rest stays at the command's values. An output that is mostly
luck at the points of Morris chooses nothing: its elementary effects would be those of luck. Levers are choices, no
uncertainties: they stay as the command has them (``policy=all`` asks the same of another practice). All indices are of
means over replicates.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.sensitivity import NOISE, luck_of, pawn_of, screened_by, sobol_of
from zombielaw.experiments.config.settings import Settings, parameter_of
from zombielaw.experiments.designs.grids import POINT, table_of, value_in
from zombielaw.experiments.designs.prior_worlds import ALTERNATIVES, prior
from zombielaw.experiments.designs.samples import Floats, morris, saltelli
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.charges_vs_law import MADE_OUT, TABLE, applied
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results, manifest_of
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.sim.parameters import WorldParameters, declared

RARE = 1e-3
"""Floor of a logarithm of uses per year in the country: one in a thousand years."""
OUTPUTS = {
    "life": "expected convictions of 286-1 where it is made out, per eligible file, detected or not (2019 marks)",
    "share": "expected convictions of 286-1 among those of both offences",
    "count": "log10 of expected convictions of 286-1 per year in the country, floor 0.001",
    "wrongful": "expected convictions with no offence made out, of all expected convictions",
    "harm": "log10 of illegal items per provider-year",
    "compliance": "share of provider-months that are diligent",
}
"""Outputs. A share of nothing is 0: where nothing is eligible or convicted, nothing is applied and nobody wronged."""
COLUMNS = (
    *(("all", f"output {name}", meaning) for name, meaning in OUTPUTS.items()),
    ("morris", "mu_star, low, high", "mean absolute elementary effect, low to high end of the prior; bootstrap 95 %"),
    ("morris", "sigma, part", "standard deviation of the effects; mu_star as a part of the sum over parameters"),
    ("sobol", "order, value, low, high", "first and total share of the variance between points; bootstrap 95 %"),
    ("pawn", "median, maximum", "Kolmogorov-Smirnov distance between slices of a parameter and the whole sample"),
    ("luck", "luck, luck_of_mean", "share of luck in the variance between runs, and between means over replicates"),
    ("luck", "screening", "luck_of_mean at the points of Morris; an output above a half chooses no parameter"),
    (
        "luck",
        "mean, deviation, upper_share",
        "over the points; share of points in the upper of two peaks, if there are",
    ),
    ("sample", "output.*", "mean over the replicates at a point of the sample of Sobol and PAWN"),
)
ANSWERS = ("world.refusal", "world.partial", "world.vanish")
MOST = 0.95
"""Sum of the shares of answers other than compliance at most; beyond it those sampled are scaled down together."""
LEAST = 0.005
"""Share of variance that is named at least; a smaller one is written as nothing."""
LUCKY = 0.5
"""Share of luck in the variance of means beyond which no index of an output is read: it would be one of luck."""


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    base = settings.study_keys["base"]
    if base & (base - 1):
        raise InputError(f"study.base={base} is no power of two; allowed: 2, 4, 8, ... 65536.")
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    keys = parameters()
    number = settings.study_keys["chosen"]
    first = morris(keys, settings.study_keys["trajectories"], settings.seed)
    screening = run_design(settings, design_of(settings, keys, first), reduce=applied)
    effects = outputs(screening, settings)
    screened = screened_by(keys, first, means_of(effects), settings.seed)
    screening_luck = luck_of(effects, 1).set_index("output")["luck_of_mean"]
    chosen = chosen_from(screened, number, screening_luck)
    if not chosen:
        raise InputError(
            "No prior moves any output of which luck is less than half, so there is nothing to share out; allowed: a "
            "world and months in which something happens; run longer, a larger world, or more replicates."
        )
    second = saltelli(chosen, settings.study_keys["base"], settings.seed)
    sampling = run_design(settings, design_of(settings, chosen, second), reduce=applied)
    found = outputs(sampling, settings)
    means = means_of(found)
    shares = sobol_of(chosen, means, settings.seed)
    moved = pawn_of(chosen, second, means, settings.seed)
    luck = luck_of(found, len(chosen) + 2).assign(screening=screening_luck.reindex(list(OUTPUTS)).to_numpy())

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.sensitivity import figure  # noqa: PLC0415 - drawn only when something was run

        for name, results in (("morris", screening), ("sobol", sampling)):
            (folder / name).mkdir()
            results.write(folder / name)
        for name, table in (("morris", screened), ("sobol", shares), ("pawn", moved), ("luck", luck)):
            store.write_csv(folder / "tables" / f"{name}.csv", table)
        wide = means.add_prefix("output.").reset_index()
        store.write_csv(folder / "tables" / "sample.csv", sampling.design.merge(wide, on=POINT))
        meanings = pd.DataFrame(COLUMNS, columns=["table", "column", "meaning"])
        store.write_csv(folder / "data_dictionary.csv", meanings)
        world = f"{settings.scenario.size.providers:,} providers scaled by {settings.scale:.4g}"
        points = f"{len(first)} points of Morris, {len(second)} of Sobol and PAWN"
        recipe = Recipe(key, settings.seed, settings.replicates, f"at each of {points}; {world}",
                        "bars: bootstrap 95 % intervals")  # fmt: skip
        figure.draw(screened, shares, moved, luck, LUCKY, folder / "figures", recipe)

    return fill, {**manifest_of({"sobol": sampling, "morris": screening}), "chosen": chosen}


def parameters() -> list[str]:
    """All priors of the world: its numbers, without those that stand for another form of the model."""
    found = [f"world.{one.name}" for one in declared(WorldParameters) if one.kind is float]
    return [key for key in found if key not in ALTERNATIVES]


def design_of(settings: Settings, keys: list[str], unit: Floats) -> pd.DataFrame:
    """The design of a sample in the unit cube; a row in which nobody would comply with an order is pulled back."""
    about = [parameter_of(key) for key in keys]
    table = pd.DataFrame({key: [prior(one, u) for u in unit[:, place]]
                          for place, (key, one) in enumerate(zip(keys, about, strict=True))})  # fmt: skip
    moved = [answer for answer in ANSWERS if answer in table]
    if moved:
        room = MOST - sum(value_in(settings, answer) for answer in ANSWERS if answer not in table)
        table[moved] = table[moved].mul(np.minimum(1.0, room / table[moved].sum(axis=1)), axis=0)
    rows: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    return table_of(rows)


def outputs(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTPUTS` of each run: ``point, replicate`` as index. Runs that failed are no rows."""
    runs = results.runs(
        "life_statute_marks2019", "expected_convictions_286_1", "expected_convictions_287_2", "harm_per_provider_year",
        "lax_share",
    )  # fmt: skip
    place = [POINT, "replicate"]
    over, under = (_wide(runs, part) for part in ("numerator", "denominator"))
    table = results.table(TABLE)
    guilty = table[(table["act"] == "conviction") & (table["applied"] != "none")]
    ours = guilty[(guilty["applied"] == "286-1") & guilty["law"].isin(MADE_OUT)]
    correct = ours.groupby(place)["expected"].sum().reindex(over.index)
    wronged = guilty[guilty["law"] == "none"].groupby(place)["expected"].sum().reindex(over.index)
    a, b = over["expected_convictions_286_1"], over["expected_convictions_287_2"]
    yearly = a * settings.scale * 12.0 / settings.scenario.months
    harm = over["harm_per_provider_year"] / under["harm_per_provider_year"]
    return pd.DataFrame(
        {
            "life": _share(correct, under["life_statute_marks2019"]),
            "share": _share(a, a + b),
            "count": np.log10(yearly.clip(lower=RARE)),
            "wrongful": _share(wronged, guilty.groupby(place)["expected"].sum().reindex(over.index)),
            "harm": np.log10(harm.clip(lower=RARE)),
            "compliance": 1.0 - over["lax_share"] / under["lax_share"],
        }
    )


def _wide(runs: pd.DataFrame, part: str) -> pd.DataFrame:
    return runs.pivot_table(
        index=[POINT, "replicate"], columns="measure", values=part, aggfunc="first", observed=True
    )  # fmt: skip


def _share(over: pd.Series[float], under: pd.Series[float]) -> pd.Series[float]:
    return (over / under.where(under > 0.0)).fillna(0.0)


def means_of(found: pd.DataFrame) -> pd.DataFrame:
    """Means over the replicates of each point.

    Raises
    ------
    InputError
        Every run of a point failed: the indices need all points.
    """
    means = found.groupby(POINT).mean()
    missing = sorted(set(range(int(means.index.max()) + 1)) - set(means.index))
    if missing:
        raise InputError(f"No run of point {missing[0]} succeeded, and the indices need all points; see the messages.")
    return means


def chosen_from(screened: pd.DataFrame, number: int, luck: pd.Series[float]) -> list[str]:
    """The parameters that go on: the first by mu* of each output in turn, then the second, until there are enough.

    Parameters
    ----------
    luck
        By output, share of luck in the variance of means at the points of the screening. Outputs above :data:`LUCKY`
        have no turn; where luck is not known (NaN, one replicate) they have.
    """
    screened = screened[~screened["output"].map(luck).gt(LUCKY)]
    order = screened.sort_values("mu_star", ascending=False, kind="stable").groupby("output").cumcount()
    turns = screened.assign(turn=order.sort_index()).sort_values(
        ["turn", "part"], ascending=[True, False], kind="stable"
    )
    return list(dict.fromkeys(turns.loc[turns["mu_star"] > 0.0, "parameter"]))[:number]


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    screened, shares, moved, luck = (
        pd.read_csv(folder / "tables" / f"{name}.csv") for name in ("morris", "sobol", "pawn", "luck")
    )
    chosen = list(dict.fromkeys(shares["parameter"]))
    manifest = store.manifest_of(folder)
    said: list[str] = []
    lines = [
        f"{screened['parameter'].nunique()} priors, {manifest['points']} points, {manifest['replicates']} replicates "
        f"of each. Chosen by Morris: {', '.join(_plain(key) for key in chosen)}.\n",
        "| output | chosen hold of Σμ* | largest first order | largest total | sum of first | "
        "largest PAWN (floor) | luck, one run | luck, means |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in luck.to_dict("records"):
        output = row["output"]
        mine = shares[shares["output"] == output]
        held = screened[(screened["output"] == output) & screened["parameter"].isin(chosen)]["part"].sum()
        if mine.empty:
            lines.append(f"| {output} | {held:.0%} | the same at all points | | | | | |")
            continue
        if row["luck_of_mean"] > LUCKY:
            told = " | ".join(_percent(row[name]) for name in ("luck", "luck_of_mean"))
            lines.append(f"| {output} | {held:.0%} | not read: more than half is luck | | | | {told} |")
            continue
        cells = []
        for order in ("first", "total"):
            top = mine[mine["order"] == order].sort_values("value").iloc[-1]
            zero = "" if top["low"] > 0.0 else ", covers zero"
            told = f"{top['value']:.2f} ({top['low']:.2f} to {top['high']:.2f}{zero})"
            cells.append(f"{_plain(top['parameter'])} {told}")
        pawn = moved[(moved["output"] == output) & (moved["parameter"] != NOISE)].sort_values("median").iloc[-1]
        noise = moved[(moved["output"] == output) & (moved["parameter"] == NOISE)]["median"].item()
        first = mine[mine["order"] == "first"]["value"].sum()
        lines.append(
            f"| {output} | {held:.0%} | {cells[0]} | {cells[1]} | {first:.2f} | {_plain(pawn['parameter'])} "
            f"{pawn['median']:.2f} ({noise:.2f}) | {_percent(row['luck'])} | {_percent(row['luck_of_mean'])} |"
        )
        said.append(f"* {output}: {_supported(mine, moved[moved['output'] == output])}{_little(held)}.")
    lucky = luck[luck["screening"] > LUCKY]["output"].tolist()
    pairs = len(chosen) * len(said)
    lines += [
        f"\nMore than half luck at the points of Morris, so that they choose no prior: {', '.join(lucky) or 'none'}.",
        "\nWhat supports each chosen prior, an interval of Sobol clear of zero or a PAWN distance above the floor (of "
        f"priors that do nothing, one in twenty would be above it: {pairs / 20:.1f} of these {pairs} pairs):\n",
        *said,
    ]
    peaked = luck[luck["upper_share"].notna()]
    both = [f"{row['output']} ({row['upper_share']:.0%} of points in the upper)" for row in peaked.to_dict("records")]
    lines.append(f"\nOutputs with two peaks over the sample: {', '.join(both) or 'none found'}.")
    return "\n".join(lines)


def _supported(shares: pd.DataFrame, moved: pd.DataFrame) -> str:
    """The parameters of one output that anything supports, and what does; the best supported first."""
    noise = moved.loc[moved["parameter"] == NOISE, "median"].item()
    support: dict[str, list[str]] = {key: [] for key in dict.fromkeys(shares["parameter"])}
    for row in shares.sort_values("value", ascending=False).to_dict("records"):
        if row["low"] > 0.0 and row["value"] >= LEAST:
            support[row["parameter"]].append(f"{row['order']} {row['value']:.2f}")
    for row in moved[moved["parameter"] != NOISE].to_dict("records"):
        if row["median"] > noise:
            alone = "" if support[row["parameter"]] else " alone"
            support[row["parameter"]].append(f"PAWN{alone} {row['median']:.2f}")
    ranked = sorted(((key, by) for key, by in support.items() if by), key=lambda pair: -len(pair[1]))
    return "; ".join(f"{_plain(key)} ({', '.join(by)})" for key, by in ranked) or "none of the chosen"


def _little(held: float) -> str:
    return "" if held >= 0.5 else f"; the chosen hold {held:.0%} of Σμ*, so most of what Morris saw was not sampled"


def _percent(value: float) -> str:
    return "not known" if math.isnan(value) else f"{value:.0%}"


def _plain(key: str) -> str:
    return key.removeprefix("world.")


def _show(folder: Path) -> None:
    console = Console(width=118)
    shares = pd.read_csv(folder / "tables" / "sobol.csv")
    table = pd.read_csv(folder / "tables" / "luck.csv")
    luck = dict(zip(table["output"], table["luck"], strict=True))
    console.print("Sobol's total index with 95 % interval, by output; share of the variance between runs that is luck")
    for output, mine in shares[shares["order"] == "total"].groupby("output", sort=False):
        console.print(f"{output}: luck {_percent(luck[output])}", highlight=False)
        for row in mine.sort_values("value", ascending=False).to_dict("records"):
            told = f"{row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
            console.print(f"    {_plain(row['parameter']):32}{told:>26}", highlight=False, markup=False)
