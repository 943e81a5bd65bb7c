"""Clarity and orders up and down: does it matter whether 286-1 comes from the dead or from the living state?

Steps: runs at fixed levers from a dead and from a living start, which end apart only where two stable states exist.
Ramps: one run in which a lever slowly rises, one in which it falls: clarity, and the case supply of an office, which in
the closed forms grows with what offices share; in the full model the order rate. In the mean field theory says where
both end; in the full model (the command's own world, and experiment=lively) the same pair of starts shows how much
memory is left, and no theory is claimed. The full model is read over the last calendar years of its runs, the last
included, although it may be a part of a year and holds what is booked when a run ends.
"""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.analysis.wording import NOTHING, interval, number, paragraphs, table
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.hysteresis import ramps
from zombielaw.experiments.studies.hysteresis.theory import border_of, curves_of, tipping_of
from zombielaw.experiments.studies.hysteresis.worlds import CLARITY, full_design, ramps_in, sweeps_of, worlds_of

LAST_YEARS = 10
"""Calendar years at the end of a run over which the full model is read, for its charges are few."""
NEGLIGIBLE = 0.01
"""A share that is left of the start and does not matter."""
PLACES = {
    "clarity": "mean field, clarity", "supply": "mean field, case supply by pooling",
    "orders": "full model, experiment=lively, corrective_order_rate",
}  # fmt: skip
"""Where a ramp is, in words."""


def analyse(work: Work) -> Tables:
    """Run the sweeps and ramps of the mean field, and both worlds of the full model."""
    worlds, levels = worlds_of(work.settings), work.settings.study_keys["own_levels"]
    steps = [
        steps_of(sweep, world, work.run(design, part=sweep, world=world, reduce=closed.afterwards))
        for sweep, (world, design) in sweeps_of(worlds).items()
    ]
    paths, loops = [], []
    for name, ramp in ramps_in(worlds).items():
        results = work.run(ramps.ramps_of(ramp), part=f"ramp_{name}", world=ramp.world, yearly=ramps.YEARLY)
        paths.append(ramps.path_of(name, ramp, results))
        loops.append({"ramp": name, **ramps.loop_of(paths[-1], results)})
    full = [
        full_table(name, work.run(full_design(worlds[name], levels), name, worlds[name], yearly=ramps.YEARLY))
        for name in ("own", "lively")
    ]
    return {
        "steps": pd.concat(steps, ignore_index=True), "ramps": pd.concat(paths, ignore_index=True),
        "loops": pd.DataFrame(loops), "full_model": pd.concat(full, ignore_index=True), "curves": curves_of(worlds),
        "map_border": border_of(worlds["single"]), "tipping": tipping_of(worlds["clear"]),
    }  # fmt: skip


def steps_of(sweep: str, world: Settings, results: Results) -> pd.DataFrame:
    """Simulated and expected share of each level and start, in the mean field."""
    design = results.design
    level = design[CLARITY[0]] if sweep == "clarity" else design["world.providers"] // 2
    return closed.beside_theory(world, results).assign(sweep=sweep, level=level)


def full_table(world: str, results: Results) -> pd.DataFrame:
    """Share from both starts in a world of the full model, and what is left of the start."""
    years = ramps.charges_by_year(results)
    late = years[years["year"] > years["year"].max() - LAST_YEARS]
    runs = late.groupby([POINT, "replicate"], as_index=False)[["uses", "charges"]].sum()
    rows = []
    for (lever, level), points in results.design.groupby([f"{LABEL}lever", f"{LABEL}level"], sort=False):
        starts = zip(points[closed.FAMILIARITY].map(closed.START_OF), points[POINT], strict=True)
        sides = {start: runs[runs[POINT] == point] for start, point in starts}
        memory = closed.apart(sides["alive"], sides["dead"])
        for start, side in sides.items():
            means = {"charges_286_1": side["uses"].mean(), "charges": side["charges"].mean(), "runs": len(side)}
            left = dict(zip(("memory", "memory_low", "memory_high"), memory, strict=True))
            rows.append({"lever": lever, "level": level, "start": start, **closed.share_of(side), **means, **left})
    return pd.DataFrame(rows).assign(world=world)


def report(tables: Finished) -> str:
    """Both starts in the mean field beside theory; loops; what is left of the start in the full model."""
    sweeps = {str(sweep): sweep_numbers(points) for sweep, points in tables["steps"].groupby("sweep", sort=False)}
    names = next(iter(sweeps.values()))
    default, chosen = tables["tipping"].to_dict("records")
    full = [memory_row(points) for _, points in tables["full_model"].groupby(["world", "lever"], sort=False)]
    loops = [(PLACES[row["ramp"]], interval(row, "area", ends=("low", "high")), number(row["theory"]), row["runs"])
             for row in tables["loops"].to_dict("records")]  # fmt: skip
    heads = ("world, lever", "share at the lowest level", "at the highest", "charges of 286-1 a run, lowest", "highest",
             "levels whose memory covers zero", f"lies within {NEGLIGIBLE:g} of it", "largest memory",
             "at level")  # fmt: skip
    return paragraphs(
        kept(tables["full_model"]),
        "What is left of the start in the mean field, over clarity, files of an office, and the map of alpha and "
        "kappa:",
        table(("", *sweeps), [(name, *(sweep[name] for sweep in sweeps.values())) for name in names],
              right=range(1, len(sweeps) + 1)),
        "Alpha is the log-odds of 286-1 against 287-2 at no familiarity with 286-1; kappa the learning strength, "
        "files a month x lesson of a use / part of familiarity that is forgotten in a month. Runs of a point agree "
        "if all are alive or all are dead at the end. "
        f"The whole range of clarity moves alpha by {default['alpha_clear'] - default['alpha_unclear']:.2f} logits "
        f"at the default pull and by {chosen['alpha_clear'] - chosen['alpha_unclear']:.2f} in the sweep; the "
        f"tipping points are {default['alpha_dead_ends'] - default['alpha_living_ends']:.2f} logits apart.",
        f"Full model, last {LAST_YEARS} years: the share of 286-1 among expected charges from the dead start, and "
        "memory, the share from the living start less that from the dead start.",
        table(heads, full),
        "Ramps up and down: the area between the way down and the way up, share x level. A loop holds the lag of a "
        "finite pace, and memory where there are two states.",
        table(("ramp", "area", "on the expected paths", "runs"), loops),
    )  # fmt: skip


def sweep_numbers(points: pd.DataFrame) -> dict[str, str]:
    """Distance from theory, and of both starts, in a sweep."""
    dead, alive = (points[points["start"] == start].reset_index(drop=True) for start in closed.STARTS)
    two, left = dead["states"] > 1, alive["share"] - dead["share"]
    differs = (alive["alive"] > 0.5) & (dead["alive"] < 0.5)
    off, agree = (points["share"] - points["theory"]).abs(), ~closed.disagree(points)
    shown = (alive["low"] > dead["high"]) & ~two
    return {
        "points": f"{len(points)}",
        "distance from the expected path, mean": f"{off.mean():.3f}",
        "largest": f"{off.max():.3f}",
        "largest where runs agree": f"{off[agree].max():.3f} ({agree.sum()} points)",
        "expected path in the interval": f"{closed.foreseen(points).sum()} points",
        "starts end apart, two stable states": f"{_mean(left[two])} ({two.sum()} levels)",
        "starts end apart, one stable state": f"{_mean(left[~two])} ({(~two).sum()} levels)",
        "of these still showing the start": f"{shown.sum()}" + (f", by {left[shown].max():.3f}" if shown.any() else ""),
        "most runs alive from the living start alone, two states": f"{(differs & two).sum()} levels",
        "most runs alive from the living start alone, one state": f"{(differs & ~two).sum()} levels",
    }


def kept(points: pd.DataFrame) -> str:
    """The answer: how much of the start is left in the full model."""
    levels = points[points["start"] == "dead"]
    most = levels.iloc[int(levels["memory"].fillna(0.0).abs().to_numpy().argmax())]
    clear = int(((levels["memory_low"] > 0.0) | (levels["memory_high"] < 0.0)).sum())
    return (
        f"In the full model the runs show at {clear} of {len(levels)} levels that the share of 286-1 among expected "
        "charges depends on the start (the interval of the difference excludes zero); the largest difference is "
        f"{most['memory']:+.1g} ({most['memory_low']:+.1g} to {most['memory_high']:+.1g}), at {most['lever']} "
        f"{most['level']:g}."
    )


def memory_row(points: pd.DataFrame) -> tuple[str, ...]:
    """What is left of the start over the levels of a lever in the full model."""
    levels = points[points["start"] == "dead"].sort_values("level")
    ends = levels.iloc[0], levels.iloc[-1]
    low, high, known = levels["memory_low"], levels["memory_high"], levels["memory"].fillna(0.0).abs()
    most = levels.iloc[int(known.to_numpy().argmax())]
    return (
        f"{most['world']}, {most['lever']}",
        *(f"{end['share']:.2%} ({end['low']:.2%}-{end['high']:.2%})" for end in ends),
        *(f"{end['charges_286_1']:.3g}" for end in ends), f"{((low <= 0.0) & (high >= 0.0)).sum()} of {len(levels)}",
        f"{((low > -NEGLIGIBLE) & (high < NEGLIGIBLE)).sum()} of {len(levels)}",
        f"{most['memory']:+.1g} ({most['memory_low']:+.1g} to {most['memory_high']:+.1g})", f"{most['level']:g}",
    )  # fmt: skip


def _mean(values: pd.Series[float]) -> str:
    return f"{values.mean():.3f}" if len(values) else NOTHING


STUDY = Study(
    question="Clarity and orders up and down: does it matter whether 286-1 comes from the dead or the living state? "
    "The mean field beside theory in its own worlds (experiment=meanfield), then the command's world without theory.",
    keys={
        "months": closed.LONG,
        "levels": whole(6, 2, 60, "levels of clarity and of case supply"),
        "map_levels": whole(5, 2, 60, "levels of advantage alpha and of learning strength kappa"),
        "own_levels": whole(3, 2, 60, "levels of each lever in the full model, from 0 to 1"),
    },
    replicates=4,
    medians_only="its worlds are those of the closed forms, at given numbers",
    columns=columns_beside(__file__),
    analyse=analyse,
    report=report,
)
