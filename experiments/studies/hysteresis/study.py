"""Clarity and orders up and down: does it matter whether 286-1 comes from the dead or from the living state?

Steps: runs at fixed levers from a dead and from a living start, which end apart only where two stable states exist.
Ramps: one run in which a lever slowly rises, one in which it falls: clarity, and the case supply of an office, which in
the closed forms grows with what offices share; in the full model the order rate. In the mean field theory says where
both end; in the full model (the command's own world, and experiment=lively) the same pair of starts shows how much
memory is left, and no theory is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.closed_form_world import (
    ALIVE,
    LOOK,
    STARTS,
    afterwards,
    coefficients,
    expected_map,
    expected_path,
    kappa,
    outcome,
    pooled_map,
    preference_for,
    preset,
    stable_states,
    states_of_rest,
    torn,
)
from zombielaw.experiments.analysis.intervals import bootstrap_ratio, paired_difference
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, grid, scenarios, table_of, value_in
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results, manifest_of, write_results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.experiments.studies.hysteresis.ramps import FAMILIARITY, YEARLY, Ramp, loop_of, ramps_of, ramps_table
from zombielaw.sim.analysis.theory import cusp, flow_folds, folds

CLARITY = ("policy.identity_clarity", "policy.obligation_clarity")
ORDERS = "policy.corrective_order_rate"
CLEAR_WORLD = ("world.element_clarity=3", "policy.charge_preference=0.94")
"""Clarity pulls with the upper end of its prior, and preference puts the tipping points inside its range: at the
default pull its whole range moves alpha by less than the distance of the tipping points."""
OFFICE = ("world.providers=14", "world.procuratorates=1", "world.courts=1")
SUPPLY = (2, 20)
"""Eligible files a month, fewest and most."""
ADVANTAGE, FILES = (-7.0, -2.5), (1, 28)
"""Sides of the map: alpha, and eligible files a month (kappa 0.6 to 16); beta is 8."""
MANY = ("world.providers=64", "world.procuratorates=16", "world.courts=16")
POOLING = "policy.pooling"
"""Sixteen offices with two files a month each, alone or as one: kappa 1.1 to 18, beyond both tipping points."""
SWEEPS, FULL = ("clarity", "supply", "map"), ("own", "lively")
"""Sweeps in the mean field, and worlds of the full model."""
LAST_YEARS = 10
"""Calendar years at the end of a run over which the full model is read, for its charges are few."""


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    return kept(settings, _make, _show)


def _make(settings: Settings, key: str) -> Made:
    months = settings.study_keys["months"]
    clear = preset(settings, "meanfield", months, *CLEAR_WORLD)
    single = preset(settings, "meanfield", months, *OFFICE)
    designs = designs_of(settings, clear, single)
    found = {name: run_design(*designs[name], reduce=afterwards) for name in SWEEPS}
    ramps_in = {
        "clarity": Ramp(clear, CLARITY, expected_map),
        "supply": Ramp(preset(settings, "meanfield", months, *MANY), (POOLING,), pooled_map),
        "orders": Ramp(preset(settings, "lively", months), (ORDERS,)),
    }
    moved = {name: run_design(ramp.world, ramps_of(ramp), yearly=YEARLY) for name, ramp in ramps_in.items()}
    steps = pd.concat([steps_of(name, *designs[name], found[name]) for name in SWEEPS], ignore_index=True)
    ramps = pd.concat([ramps_table(name, ramp, moved[name]) for name, ramp in ramps_in.items()], ignore_index=True)
    loops = pd.concat(
        [loop_of(name, ramps[ramps["ramp"] == name], moved[name]) for name in ramps_in], ignore_index=True
    )
    curves = curves_table(clear, single, ramps_in["supply"].world)
    full = {name: run_design(*designs[name], yearly=YEARLY) for name in FULL}
    own = pd.concat([full_table(name, full[name]) for name in FULL], ignore_index=True)
    tipping = tipping_table(settings, clear)
    border = border_of(single)
    parts = {**found, **full, **{f"ramp_{name}": results for name, results in moved.items()}}

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.hysteresis import figure  # noqa: PLC0415 - drawn only when something was run

        write_results(folder, parts)
        tables = {"steps": steps, "ramps": ramps, "curves": curves, "map_border": border, "full_model": own,
                  "tipping": tipping, "loops": loops}  # fmt: skip
        for name, table in tables.items():
            store.write_csv(folder / "tables" / f"{name}.csv", table)
        store.write_csv(folder / "data_dictionary.csv", pd.DataFrame(COLUMNS, columns=["column", "meaning"]))
        world = (
            f"{months} months; a-d experiment=meanfield, e-g full model, own world of "
            f"{settings.scenario.size.providers:,} providers"
        )
        band = "bars: bootstrap 95 % intervals, last two (f-g: ten) years"
        recipe = Recipe(key, settings.seed, settings.replicates, world, band)
        figure.draw(steps, ramps, curves, border, own, folder / "figures", recipe)

    return fill, manifest_of(parts)


COLUMNS = [
    ("sweep", "clarity: both clarities; supply: eligible files; map: advantage x learning strength (mean field)"),
    ("start", "dead or alive: familiarity 0 or 0.9 with 286-1 at the start"),
    ("level", "clarity, 0-1; or eligible files of an office and month"),
    ("alpha, kappa", "advantage (logits) and learning strength of the mean field at this level"),
    (
        "share, low, high",
        "286-1 among expected charges of both offences in the last two years, bootstrap 95 % interval",
    ),
    ("theory", "the same on the expected path of theory, from the same start and after the same months"),
    ("alive, alive_low, alive_high", f"share of runs above {ALIVE:g}, Clopper-Pearson 95 % interval"),
    ("states", "theory: number of stable states"),
    ("ramp", "clarity and supply (pooling) in the mean field, orders (corrective_order_rate) in experiment=lively"),
    ("direction", "up or down: how the lever moves in a ramp"),
    ("area, low, high", "between the way down and the way up, share x level, mean over runs, bootstrap 95 % interval"),
    ("familiarity", "familiarity at rest"),
    ("stable", "is the state stable"),
    ("world", "own: the command's; lively: experiment=lively"),
    ("lever", "lever of the full model"),
    (
        "charges_286_1, charges",
        "expected charges of 286-1 and of both offences in the last ten years, mean of the runs",
    ),
    ("memory", "share from the living less share from the dead start, paired, bootstrap 95 % interval"),
]


# ---- designs


def designs_of(settings: Settings, clear: Settings, single: Settings) -> dict[str, tuple[Settings, pd.DataFrame]]:
    """World and design of each sweep; every level from both starts."""
    levels, sides = settings.study_keys["levels"], settings.study_keys["map_levels"]
    even = np.linspace(0.0, 1.0, levels).round(4).tolist()
    starts = list(STARTS.values())
    clarity = grid({CLARITY[0]: even, FAMILIARITY: starts})
    clarity[CLARITY[1]] = clarity[CLARITY[0]]
    supply = grid({"world.providers": [2 * files for files in spread(*SUPPLY, levels)], FAMILIARITY: starts})
    alpha = coefficients(single.scenario, 0)[0]
    advantages = [preference_for(single.scenario, level - alpha) for level in np.linspace(*ADVANTAGE, sides)]
    providers = [2 * files for files in spread(*FILES, sides)]
    cells = grid({"policy.charge_preference": advantages, "world.providers": providers, FAMILIARITY: starts})
    number = settings.study_keys["own_levels"]
    lively = preset(settings, "lively", settings.study_keys["months"])
    return {
        "clarity": (clear, clarity), "supply": (single, supply), "map": (single, cells),
        "own": (settings, full_design(settings, number)), "lively": (lively, full_design(lively, number)),
    }  # fmt: skip


def full_design(world: Settings, levels: int) -> pd.DataFrame:
    """Both clarities, then the order rate, on even levels from 0 to 1, from both starts."""
    even = np.linspace(0.0, 1.0, levels).round(4).tolist()
    base = {key: value_in(world, key) for key in (*CLARITY, ORDERS)}
    moves = [("clarity", level, dict.fromkeys(CLARITY, level)) for level in even]
    moves += [("orders", level, {ORDERS: level}) for level in even]
    return table_of(
        {f"{LABEL}lever": lever, f"{LABEL}level": level, **base, **moved, FAMILIARITY: start}
        for lever, level, moved in moves
        for start in STARTS.values()
    )


def spread(low: int, high: int, number: int) -> list[int]:
    """Whole numbers at about equal ratios, each once."""
    return sorted({round(value) for value in np.geomspace(low, high, number).tolist()})


# ---- tables


def steps_of(sweep: str, world: Settings, design: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Simulated and expected share of each level and start, in the mean field."""
    after, name = results.table("after"), {start: word for word, start in STARTS.items()}
    rows = []
    for row, scenario in zip(design.to_dict("records"), scenarios(world, design), strict=True):
        last = scenario.months - 1
        unit = expected_map(scenario, last)
        level = scenario.policy.identity_clarity if sweep == "clarity" else unit.files
        rows.append(
            {
                "sweep": sweep, "start": name[row[FAMILIARITY]], "level": level, "alpha": unit.alpha,
                "kappa": kappa(scenario, last), **outcome(after[after["point"] == row[POINT]]),
                "theory": float(expected_path(scenario)[1][-LOOK:].mean()), "states": stable_states(unit),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def curves_table(clear: Settings, single: Settings, many: Settings) -> pd.DataFrame:
    """States of rest in closed form: ``sweep, level, familiarity, share, stable``.

    Over clarity, over the files of an office, interpolated between whole numbers, and over pooling.
    """
    levels = np.linspace(0.0, 1.0, 201).tolist()
    moved = scenarios(clear, table_of(dict.fromkeys(CLARITY, level) for level in levels))
    clarity = states_of_rest((level, expected_map(given, 0)) for level, given in zip(levels, moved, strict=True))
    unit = expected_map(single.scenario, 0)
    supply = states_of_rest((level, replace(unit, files=level)) for level in np.linspace(*SUPPLY, 361).tolist())
    shared = scenarios(many, table_of({POOLING: level} for level in levels))
    pooling = states_of_rest((level, pooled_map(given, 0)) for level, given in zip(levels, shared, strict=True))
    named = {"clarity": clarity, "supply": supply, "pooling": pooling}
    return pd.concat([table.assign(sweep=name) for name, table in named.items()], ignore_index=True)


def border_of(single: Settings) -> pd.DataFrame:
    """Folds of the flow in closed form: ``kappa, alpha_low, alpha_high``, from the cusp (both the same) on."""
    beta = coefficients(single.scenario, 0)[1]
    least = 4.0 / (beta - 4.0)
    rows = [(least, *[cusp(least).alpha] * 2)]
    for level in np.geomspace(least * 1.001, 40.0, 120).tolist():
        corners = flow_folds(beta, level)
        if corners is not None:
            rows.append((level, corners.alpha_low, corners.alpha_high))
    return pd.DataFrame(rows, columns=["kappa", "alpha_low", "alpha_high"])


def full_table(world: str, results: Results) -> pd.DataFrame:
    """Share from both starts in a world of the full model, and what is left of the start."""
    years = results.years()
    late = years[years["year"] > years["year"].max() - LAST_YEARS]
    sums = late.groupby([POINT, "replicate"])[list(YEARLY)].sum()
    sums["charges"] = sums.sum(axis=1)
    rows = []
    for (lever, level), points in results.design.groupby([f"{LABEL}lever", f"{LABEL}level"], sort=False):
        dead, alive = (sums.loc[points.loc[points[FAMILIARITY] == start, POINT].item()] for start in STARTS.values())
        both = dead.index.intersection(alive.index)
        arrays = [side.loc[both, name].to_numpy() for side in (alive, dead) for name in (YEARLY[0], "charges")]
        memory = paired_difference(*arrays)
        for word, (uses, charges) in {"dead": arrays[2:], "alive": arrays[:2]}.items():
            share = uses.sum() / charges.sum() if charges.sum() else np.nan
            rows.append(
                (world, lever, level, word, share, *bootstrap_ratio(uses, charges), uses.mean(), charges.mean(),
                 len(both), *memory)
            )  # fmt: skip
    columns = ["world", "lever", "level", "start", "share", "low", "high", "charges_286_1", "charges", "runs"]
    return pd.DataFrame(rows, columns=[*columns, "memory", "memory_low", "memory_high"])


def tipping_table(settings: Settings, clear: Settings) -> pd.DataFrame:
    """How far clarity moves alpha, at the default pull and at that of the sweep, beside the distance of the folds."""
    worlds = {"default pull": preset(settings, "meanfield", clear.scenario.months), "the sweep": clear}
    rows = []
    for name, world in worlds.items():
        ends = scenarios(world, table_of(dict.fromkeys(CLARITY, level) for level in (0.0, 1.0)))
        lowest, highest = (coefficients(scenario, 0)[0] for scenario in ends)
        corners = folds(expected_map(world.scenario, 0))
        edges = (np.nan, np.nan) if corners is None else (corners.alpha_high, corners.alpha_low)
        rows.append((name, lowest, highest, *edges))
    return pd.DataFrame(rows, columns=["world", "alpha_unclear", "alpha_clear", "alpha_living_ends", "alpha_dead_ends"])


# ---- words


def findings(folder: Path) -> str:
    """What the tables say, in words."""
    steps, loops, own, tipping = (
        pd.read_csv(folder / "tables" / f"{name}.csv") for name in ("steps", "loops", "full_model", "tipping")
    )
    lines = [_sweep_line(str(sweep), mine) for sweep, mine in steps.groupby("sweep", sort=False)]
    default, chosen = tipping.to_dict("records")
    lines.append(
        f"The whole range of clarity moves alpha by {default['alpha_clear'] - default['alpha_unclear']:.2f} logits at "
        f"the default pull and by {chosen['alpha_clear'] - chosen['alpha_unclear']:.2f} in the sweep; the tipping "
        f"points are {default['alpha_dead_ends'] - default['alpha_living_ends']:.2f} logits apart."
    )
    lines += [_loop_line(row) for row in loops.to_dict("records")]
    lines += [
        _full_line(str(world), str(lever), mine) for (world, lever), mine in own.groupby(["world", "lever"], sort=False)
    ]
    return "\n".join(f"- {line}" for line in lines)


def _sweep_line(sweep: str, mine: pd.DataFrame) -> str:
    dead, alive = (mine[mine["start"] == start].reset_index(drop=True) for start in STARTS)
    two, apart = dead["states"] > 1, alive["share"] - dead["share"]
    differs = (alive["alive"] > 0.5) & (dead["alive"] < 0.5)
    off = (mine["share"] - mine["theory"]).abs()
    late = alive["low"] > dead["high"]
    inside = (mine["theory"] >= mine["low"]) & (mine["theory"] <= mine["high"])
    return (
        f"Mean field, {sweep}: over {len(mine)} points the share differs from the expected path by {off.mean():.3f} "
        f"on average and {off.max():.3f} at most ({off[~torn(mine)].max():.3f} at the {int((~torn(mine)).sum())} "
        f"whose runs agree on life or death); {int(inside.sum())} have it in their interval. Dead and living "
        f"start end {_mean(apart[two])} apart at the {int(two.sum())} levels with two stable states, "
        f"{_mean(apart[~two])} at the {int((~two).sum())} with one; of the latter {int((late & ~two).sum())} still "
        f"show the start (intervals do not meet){_at_most(apart[late & ~two])}. Most runs live "
        f"from the living start alone at {int((differs & two).sum())} of the former and "
        f"{int((differs & ~two).sum())} of the latter."
    )


def _full_line(world: str, lever: str, mine: pd.DataFrame) -> str:
    levels = mine[mine["start"] == "dead"].sort_values("level")
    covers = int(((levels["memory_low"] <= 0.0) & (levels["memory_high"] >= 0.0)).sum())
    rows = levels.to_dict("records")
    lowest, highest = rows[0], rows[-1]
    most = max(rows, key=lambda row: abs(row["memory"]) if row["memory"] == row["memory"] else -1.0)
    place = "the command's own world" if world == "own" else f"experiment={world}"
    return (
        f"Full model, {place}, {lever}: from the dead start 286-1 has {_told(lowest)} of expected charges at "
        f"{lowest['level']:g} and {_told(highest)} at {highest['level']:g} (expected charges of 286-1 a run and "
        f"decade: {lowest['charges_286_1']:.3g} and {highest['charges_286_1']:.3g}). The interval of what is left "
        f"of the start covers zero at {covers} of {len(levels)} levels; the largest is {most['memory']:+.1g} "
        f"({most['memory_low']:+.1g} to {most['memory_high']:+.1g}) at {most['level']:g}."
    )


RAMPS = {
    "clarity": "mean field, clarity",
    "supply": "mean field, case supply by pooling",
    "orders": "full model, experiment=lively, corrective_order_rate",
}


def _loop_line(row: Mapping[Any, Any]) -> str:
    theory = f", {row['theory']:.3f} on the expected paths" if np.isfinite(row["theory"]) else "; no theory is drawn"
    return (
        f"Ramps up and down, {RAMPS[row['ramp']]}: the area between the way down and the way up is {row['area']:.3f} "
        f"({row['low']:.3f} to {row['high']:.3f}; share x level, {row['runs']} runs){theory}. A loop "
        "holds the lag of a finite pace, and memory where there are two states."
    )


def _at_most(values: pd.Series[float]) -> str:
    return f", by {values.max():.3f} at most" if len(values) else ""


def _mean(values: pd.Series[float]) -> str:
    return f"{values.mean():.3f}" if len(values) else "nowhere"


def _told(row: Mapping[Any, Any]) -> str:
    return f"{row['share']:.2%} ({row['low']:.2%}-{row['high']:.2%})"


def _show(folder: Path) -> None:
    own = pd.read_csv(folder / "tables" / "full_model.csv")
    console = Console(width=118)
    console.print("286-1 among expected charges of both offences, last two years, with bootstrap 95 % intervals")
    steps = pd.read_csv(folder / "tables" / "steps.csv")
    for row in steps[steps["sweep"] != "map"].to_dict("records"):
        line = f"mean field {row['sweep']:9}{row['level']:6.3g} from {row['start']:6}{_told(row):>28}"
        console.print(f"{line}   theory {row['theory']:.2%}", highlight=False, markup=False)
    for row in own.to_dict("records"):
        line = f"{row['world']:11}{row['lever']:9}{row['level']:6.3g} from {row['start']:6}{_told(row):>28}"
        console.print(line, highlight=False, markup=False)
