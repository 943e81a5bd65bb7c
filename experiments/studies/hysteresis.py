"""Clarity and orders up and down: effect of a start in the dead or in the living state of 286-1.

Steps: runs at fixed levers from a dead and from a living start, which end apart only where two stable states exist.
Ramps: one run in which a lever slowly rises, one in which it falls: clarity, and the case supply of an office, which in
the closed forms grows with what offices share; in the full model the order rate. In the mean field theory says where
both end; in the full model (the command's own world, and experiment=lively) the same pair of starts shows how much
memory is left, and no theory is claimed. The full model is read over the last calendar years of its runs, the last
included, although it may be a part of a year and holds what is booked when a run ends.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.analysis.wording import NOTHING, interval, number, table, written
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.figures.colours import ALIVE, DEAD
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies import traps
from zombielaw.experiments.studies.base import Axes, Figure, Finished, Page, Study, Tables, Work, columns_beside

LAST_YEARS = 10
"""Calendar years at the end of a run over which the full model is read, for its charges are few."""
NEGLIGIBLE = 0.01
"""Largest share left of the start that counts as none."""
PLACES = {
    "clarity": "mean field, clarity", "supply": "mean field, case supply by pooling",
    "orders": "full model, experiment=lively, corrective_order_rate",
}  # fmt: skip
"""Ramps in words."""


def analyse(work: Work) -> Tables:
    """Run the sweeps and ramps of the mean field, and both worlds of the full model."""
    worlds, levels = traps.worlds_of(work.settings), work.settings.study_keys["own_levels"]
    steps = [
        steps_of(sweep, world, work.run(design, part=sweep, world=world, reduce=closed.afterwards))
        for sweep, (world, design) in traps.sweeps_of(worlds).items()
    ]
    paths, loops = [], []
    for name, ramp in traps.ramps_in(worlds).items():
        results = work.run(traps.ramps_of(ramp), part=f"ramp_{name}", world=ramp.world, yearly=traps.YEARLY)
        paths.append(traps.path_of(name, ramp, results))
        loops.append({"ramp": name, **traps.loop_of(paths[-1], results)})
    full = [
        full_table(name, work.run(traps.full_design(worlds[name], levels), name, worlds[name], yearly=traps.YEARLY))
        for name in ("own", "lively")
    ]
    parts = {"steps": steps, "ramps": paths, "full_model": full}
    return {
        **{name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()},
        "loops": pd.DataFrame(loops), "curves": traps.curves_of(worlds),
        "map_border": traps.border_of(worlds["single"]), "tipping": traps.tipping_of(worlds["clear"]),
    }  # fmt: skip


def steps_of(sweep: str, world: Settings, results: Results) -> pd.DataFrame:
    """Simulated and expected share of each level and start, in the mean field."""
    design = results.design
    level = design[traps.CLARITY[0]] if sweep == "clarity" else design["world.providers"] // 2
    return closed.beside_theory(world, results).assign(sweep=sweep, level=level)


def full_table(world: str, results: Results) -> pd.DataFrame:
    """Share from both starts in a world of the full model, and what is left of the start."""
    years = traps.charges_by_year(results)
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
    tipping = tables["tipping"]
    moved = tipping["alpha_clear"] - tipping["alpha_unclear"]
    full = [memory_row(points) for _, points in tables["full_model"].groupby(["world", "lever"], sort=False)]
    loops = [(PLACES[row["ramp"]], interval(row, "area", ends=("low", "high")), number(row["theory"]), row["runs"])
             for row in tables["loops"].to_dict("records")]  # fmt: skip
    heads = ("world, lever", "share at the lowest level", "at the highest", "charges of 286-1 a run, lowest", "highest",
             "levels whose memory covers zero", f"lies within {NEGLIGIBLE:g} of it", "largest memory",
             "at level")  # fmt: skip
    levels, most = memory_of(tables["full_model"])
    return written(
        __file__, "report", levels=len(levels), most=most, years=LAST_YEARS,
        clear=((levels["memory_low"] > 0.0) | (levels["memory_high"] < 0.0)).sum(),
        sweeps=table(("", *sweeps), [(name, *(sweep[name] for sweep in sweeps.values())) for name in names],
                     right=range(1, len(sweeps) + 1)),
        default=moved[0], chosen=moved[1], apart=(tipping["alpha_dead_ends"] - tipping["alpha_living_ends"])[0],
        full=table(heads, full), loops=table(("ramp", "area", "on the expected paths", "runs"), loops),
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


def memory_of(points: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Levels of the full model, and the level at which most of the start is left."""
    levels = points[points["start"] == "dead"].sort_values("level", kind="stable")
    return levels, levels.iloc[int(levels["memory"].fillna(0.0).abs().to_numpy().argmax())]


def memory_row(points: pd.DataFrame) -> tuple[str, ...]:
    """Rest of the start at the levels of a lever in the full model."""
    levels, most = memory_of(points)
    low, high, ends = levels["memory_low"], levels["memory_high"], (levels.iloc[0], levels.iloc[-1])
    return (
        f"{most['world']}, {most['lever']}",
        *(f"{end['share']:.2%} ({end['low']:.2%}-{end['high']:.2%})" for end in ends),
        *(f"{end['charges_286_1']:.3g}" for end in ends), f"{((low <= 0.0) & (high >= 0.0)).sum()} of {len(levels)}",
        f"{((low > -NEGLIGIBLE) & (high < NEGLIGIBLE)).sum()} of {len(levels)}",
        f"{most['memory']:+.1g} ({most['memory_low']:+.1g} to {most['memory_high']:+.1g})", f"{most['level']:g}",
    )  # fmt: skip


def _mean(values: pd.Series[float]) -> str:
    return f"{values.mean():.3f}" if len(values) else NOTHING


STATES = {"dead": (DEAD, "s"), "alive": (ALIVE, "o"), "two": ("#7A4B9A", "D"), "mixed": ("#B58900", "X")}
THEORY_WORLD, WORLDS = "theory", ("own", "lively")
THEORY: dict[str, Any] = {"stable": "-", "unstable": "--"}


def draw(tables: Finished, page: Page) -> None:
    """Draw the three worlds as ``hysteresis``, and when the start decides as ``hysteresis_supplement``."""
    from zombielaw.experiments.figures.style import on_left

    steps, curves, full = tables["steps"], tables["curves"], tables["full_model"]
    runs = {THEORY_WORLD: steps[steps["sweep"] == "clarity"]}
    runs |= {world: full[(full["lever"] == "clarity") & (full["world"] == world)] for world in WORLDS}
    titles = page.chosen("hysteresis", {world: page.say(f"hysteresis.{world}") for world in runs})
    figure, grid = page.panels(len(titles), len(runs), 2.5, sharey=True)
    for axes, (world, title) in zip(grid, titles.items(), strict=True):
        _starts(axes, runs[world], curves[curves["sweep"] == "clarity"] if world == THEORY_WORLD else None)
        axes.set_title(title)
        axes.set_xlabel(page.say("hysteresis.clarity"))
        if on_left(axes):
            axes.set_ylabel(page.say("states.share"))
    _legend(figure, page)
    page.title(figure, page.say("hysteresis.title", **{world: apart(starts) for world, starts in runs.items()}),
               page.say("hysteresis.place"))  # fmt: skip
    world = page.say("hysteresis.world", months=tables.facts["months"], providers=tables.facts["providers"])
    page.of(world).save(figure, "hysteresis", page.say("hysteresis.band"))
    _supplement(tables, page)


def _supplement(tables: Finished, page: Page) -> None:
    steps, curves = tables["steps"], tables["curves"]
    titles = page.chosen("hysteresis_supplement", {name: page.say(f"hysteresis.{name}") for name in ("supply", "map")})
    figure, grid = page.panels(len(titles), 2, 3.1)
    supply, cells = (steps[steps["sweep"] == name] for name in ("supply", "map"))
    for axes, (name, title) in zip(grid, titles.items(), strict=True):
        if name == "supply":
            _starts(axes, supply, curves[curves["sweep"] == name])
            axes.set(xlabel=page.say("hysteresis.files"), ylabel=page.say("states.share"))
            _legend(figure, page)
        else:
            _map(axes, cells, tables["map_border"], page)
        axes.set_title(title)
    wide = cells.pivot_table(index=["alpha", "kappa"], columns="start", values="alive", dropna=False).dropna()
    states = [state_of(dead, alive) for dead, alive in zip(wide["dead"], wide["alive"], strict=True)]
    title = page.say("hysteresis.supplement.title", two=states.count("two"), all=len(states), apart=apart(supply))
    page.title(figure, title, page.say("hysteresis.theory.place"))
    world = page.say("hysteresis.world.theory", months=tables.facts["months"])
    page.of(world).save(figure, "hysteresis_supplement", page.say("hysteresis.supplement.band"))


def apart(runs: pd.DataFrame) -> float:
    """Largest difference of the shares of 286-1 between the two starts, over the levels of a setting."""
    by = runs.pivot_table(index="level", columns="start", values="share")
    return float((by["alive"] - by["dead"]).abs().max())


def _starts(axes: Axes, runs: pd.DataFrame, theory: pd.DataFrame | None) -> None:
    """Runs from either start over a setting, with the states of rest of the theory behind them."""
    if theory is not None:
        traps.curve(axes, theory)
    for start, group in runs.groupby("start"):
        traps.points(axes, group, "level", str(start), traps.COLOURS[str(start)], "-" if theory is None else "none")
    axes.set_ylim(-0.04, 1.02)


def _legend(figure: Figure, page: Page) -> None:
    from matplotlib.lines import Line2D

    looks = [
        Line2D([], [], marker=mark, color=traps.COLOURS[start], markerfacecolor="white", linestyle="none",
               markersize=5, label=page.say(f"states.start.{start}"))
        for start, mark in traps.MARKS.items()
    ]  # fmt: skip
    filled: dict[str, Any] = {"marker": "^", "color": DEAD, "linestyle": "none", "markersize": 5}
    looks.append(Line2D([], [], label=page.say("states.torn"), **filled))
    looks += [
        Line2D([], [], color="black", linewidth=1.0, linestyle=dashes, label=page.say(f"states.{name}"))
        for name, dashes in THEORY.items()
    ]
    page.legend(figure, handles=looks, loc="outside lower left", ncols=4)


def _map(axes: Axes, cells: pd.DataFrame, border: pd.DataFrame, page: Page) -> None:
    """Draw the map of where the start decides: runs as marks, the wedge of the theory behind them."""
    axes.fill_betweenx(border["kappa"], border["alpha_high"], border["alpha_low"], color="0.88", linewidth=0)
    wide = cells.pivot_table(index=["alpha", "kappa"], columns="start", values="alive", dropna=False).dropna()
    for cell in wide.reset_index().to_dict("records"):
        colour, mark = STATES[state_of(cell["dead"], cell["alive"])]
        axes.plot(cell["alpha"], cell["kappa"], mark, color=colour, markersize=5, markeredgecolor="white",
                  markeredgewidth=0.5)  # fmt: skip
    axes.set_yscale("log")
    axes.set_ylim(0.8 * cells["kappa"].min(), 1.25 * cells["kappa"].max())
    axes.set_xlim(cells["alpha"].min() - 0.4, cells["alpha"].max() + 0.4)
    axes.set_yticks([1.0, 3.0, 10.0], ["1", "3", "10"])
    axes.minorticks_off()
    axes.set(xlabel=page.say("hysteresis.alpha"), ylabel=page.say("states.kappa"))
    for name, (colour, mark) in STATES.items():
        axes.plot([], [], mark, color=colour, markersize=5, label=page.say(f"hysteresis.{name}"))
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.22), ncols=2, fontsize=6.5, handletextpad=0.3)


def state_of(dead: float, alive: float) -> str:
    """Key of :data:`STATES` from the share of runs that live, by start; nine in ten is agreement."""
    ends = [1 if share >= 0.9 else 0 if share <= 0.1 else None for share in (dead, alive)]
    return {(0, 0): "dead", (1, 1): "alive", (0, 1): "two"}.get((ends[0], ends[1]), "mixed")  # type: ignore[arg-type]


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
    own_priors=False,
    columns=columns_beside(__file__),
    analyse=analyse,
    report=report,
    draw=draw,
)
