"""Traps: the worlds, ramps, theory and lines of hysteresis, pulse and pooling, three parts of one study.

Their worlds are named experiments. In that of the closed forms (:mod:`..analysis.closed_form_world`) an office that
learns by use may have two stable states; the parts ask what carries it from one into the other: a lever that slowly
moves, a reform that passes, offices that share their lessons.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.analysis.intervals import Floats, bootstrap_ratio
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, even, grid, scenarios, table_of, value_in
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.colours import ALIVE, DEAD
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.registry import composed, differs
from zombielaw.sim.analysis import theory
from zombielaw.sim.parameters import SPECIAL_FIRST
from zombielaw.sim.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# ---- worlds


ONE_OFFICE = ("world.providers=14", "world.procuratorates=1", "world.courts=1")
"""The mean field of one office with seven files a month: each run is one learning unit."""
CLARITY = ("policy.identity_clarity", "policy.obligation_clarity")
ORDER_RATE, POOLING = "policy.corrective_order_rate", "policy.pooling"
CLEAR_WORLD = ("world.element_clarity=3", "policy.charge_preference=0.94")
"""Clarity pulls with the upper end of its prior, and preference puts the tipping points inside its range: at the
default pull its whole range moves alpha by less than the distance of the tipping points."""
MANY = ("world.providers=64", "world.procuratorates=16", "world.courts=16")
"""Sixteen offices with two files a month each, alone or as one: kappa 1.1 to 18, beyond both tipping points."""
SUPPLY = (2, 20)
"""Eligible files a month, fewest and most."""
ADVANTAGE, FILES = (-7.0, -2.5), (1, 28)
"""Sides of the map: alpha, and eligible files a month (kappa 0.6 to 16); beta is 8."""


def preset(settings: Settings, experiment: str, months: int, *overrides: str) -> Settings:
    """A named experiment under the luck, runs and machine of a command."""
    world = composed(f"experiment={experiment}", f"study.months={months}", *overrides)
    return replace(
        world, study=settings.study, seed=settings.seed, replicates=settings.replicates, engine=settings.engine,
        out=settings.out, execute=settings.execute, priors=settings.priors,
    )  # fmt: skip


def refuse_own_world(settings: Settings) -> Settings:
    """Refuse a command that moves the world of a study whose worlds are fixed.

    Raises InputError if a setting of world, policy or law is not that of the study's plain command.
    """
    for key, value in differs(settings).items():
        if key.partition(".")[0] in ("world", "policy", "law", "experiment"):
            raise InputError(
                f"{key}={value} is not read by study={settings.study}, which has its own worlds; leave "
                "world, policy, law and experiment out. Allowed: seed, replicates, engine, out, execute and study.*"
            )
    return settings


def worlds_of(settings: Settings) -> dict[str, Settings]:
    """The mean field with clear elements, with one office, with many offices; the lively world; the command's own."""
    fields = {"clear": CLEAR_WORLD, "single": ONE_OFFICE, "many": MANY}
    months = settings.study_keys["months"]
    worlds = {name: preset(settings, "meanfield", months, *words) for name, words in fields.items()}
    return {**worlds, "lively": preset(settings, "lively", months), "own": settings}


# ---- every level of a lever from both starts


def sweeps_of(worlds: dict[str, Settings]) -> dict[str, tuple[Settings, pd.DataFrame]]:
    """World and design of each sweep of the mean field."""
    clear, single = worlds["clear"], worlds["single"]
    levels, sides = (worlds["own"].study_keys[name] for name in ("levels", "map_levels"))
    starts = list(closed.START_OF)
    clarity = grid({CLARITY[0]: even(levels), closed.FAMILIARITY: starts})
    clarity[CLARITY[1]] = clarity[CLARITY[0]]
    supply = grid({"world.providers": _providers(SUPPLY, levels), closed.FAMILIARITY: starts})
    alpha = closed.coefficients(single.scenario, 0)[0]
    advantages = [closed.preference_for(single.scenario, level - alpha) for level in np.linspace(*ADVANTAGE, sides)]
    cells = grid({"policy.charge_preference": advantages, "world.providers": _providers(FILES, sides),
                  closed.FAMILIARITY: starts})  # fmt: skip
    return {"clarity": (clear, clarity), "supply": (single, supply), "map": (single, cells)}


def _providers(files: tuple[int, int], number: int) -> list[int]:
    """Providers of one office for files a month at about equal ratios, each number once."""
    return [2 * each for each in sorted({round(value) for value in np.geomspace(*files, number).tolist()})]


def full_design(world: Settings, levels: int) -> pd.DataFrame:
    """The full model: both clarities, then the order rate, on even levels from 0 to 1."""
    base = {key: value_in(world, key) for key in (*CLARITY, ORDER_RATE)}
    return table_of(
        {f"{LABEL}lever": lever, f"{LABEL}level": level, **base, **dict.fromkeys(moved, level),
         closed.FAMILIARITY: start}
        for lever, moved in (("clarity", CLARITY), ("orders", (ORDER_RATE,)))
        for level in even(levels)
        for start in closed.START_OF
    )  # fmt: skip


# ---- levers that slowly rise and fall: one run up out of the dead state, one down out of the living one


HOLD = 24
"""Months before and after a ramp."""
DIRECTION = f"{LABEL}direction"
YEARLY = ("expected_charges_286_1", "expected_charges_287_2")


@dataclass(frozen=True)
class Ramp:
    """A world and the levers that are moved in it from 0 to 1 and back.

    ``unit``: the closed form of a month, where there is one: runs then begin in its outer states of rest.
    """

    world: Settings
    levers: tuple[str, ...]
    unit: closed.UnitOf | None = None


def ramps_in(worlds: dict[str, Settings]) -> dict[str, Ramp]:
    """Two ramps in the mean field, one in the lively world."""
    return {
        "clarity": Ramp(worlds["clear"], CLARITY, closed.expected_map),
        "supply": Ramp(worlds["many"], (POOLING,), closed.pooled_map),
        "orders": Ramp(worlds["lively"], (ORDER_RATE,)),
    }


def ramps_of(ramp: Ramp) -> pd.DataFrame:
    """From 0 to 1 out of the dead state, and from 1 to 0 out of the living one, at a steady pace."""
    rows = []
    for direction, begin, end, state in (("up", 0.0, 1.0, 0), ("down", 1.0, 0.0, -1)):
        start = [*closed.STARTS.values()][state]
        if ramp.unit is not None:
            first = scenarios(ramp.world, table_of([dict.fromkeys(ramp.levers, begin)]))[0]
            start = round(theory.equilibria(ramp.unit(first, 0))[state].familiarity, 6)
        pace = {"to": end, "start": HOLD, "ramp_months": ramp.world.scenario.months - 2 * HOLD}
        moves = [{"lever": key.removeprefix("policy."), **pace} for key in ramp.levers]
        rows.append({DIRECTION: direction, **dict.fromkeys(ramp.levers, begin), closed.FAMILIARITY: start,
                     CHANGES: moves})  # fmt: skip
    return table_of(rows)


def charges_by_year(results: Results) -> pd.DataFrame:
    """Expected charges of calendar years: ``point, replicate, year, months, uses, charges``."""
    years = results.years()
    years = years.assign(uses=years[YEARLY[0]], charges=years[list(YEARLY)].sum(axis=1))
    return years.drop(columns=list(YEARLY))


def path_of(name: str, ramp: Ramp, results: Results) -> pd.DataFrame:
    """Level and share by year of each way: ``ramp, direction, year, level, share, low, high, theory``.

    Without a closed form ``theory`` is NaN; a year without a charge has no share.
    """
    years, lever = charges_by_year(results).query("months == 12"), ramp.levers[0].removeprefix("policy.")
    rows = []
    for row, scenario in zip(results.design.to_dict("records"), scenarios(ramp.world, results.design), strict=True):
        months = range(scenario.months)
        path = pd.DataFrame({"level": [getattr(scenario.policy_at(month, 0), lever) for month in months]})
        path["theory"] = closed.expected_path(scenario, ramp.unit)[1] if ramp.unit else math.nan
        means = path.groupby([2015 + (month + 10) // 12 for month in months]).mean()
        for year, runs in years[years[POINT] == row[POINT]].groupby("year"):
            rows.append({"direction": row[DIRECTION], "year": year, **closed.share_of(runs), **means.loc[year]})
    return pd.DataFrame(rows).assign(ramp=name)


def area(path: pd.DataFrame, column: str) -> float:
    """Area between the way down and the way up (share x level), over the levels that both ways have a share at."""
    known = path.dropna(subset=[column])
    ways = {str(way): points.groupby("level")[column].mean() for way, points in known.groupby("direction")}
    if set(ways) != {"up", "down"}:
        return math.nan
    at = np.linspace(max(way.index.min() for way in ways.values()), min(way.index.max() for way in ways.values()), 201)
    up, down = (np.interp(at, ways[name].index.to_numpy(), ways[name].to_numpy()) for name in ("up", "down"))
    return float(np.trapezoid(down - up, at))


def loop_of(path: pd.DataFrame, results: Results) -> dict[str, float]:
    """The area of a loop: ``area, low, high``, mean over runs with bootstrap interval; ``theory``; ``runs``."""
    years = charges_by_year(results).query("months == 12 and charges > 0")
    years["share"] = years["uses"] / years["charges"]
    years["direction"] = years[POINT].map(results.design.set_index(POINT)[DIRECTION])
    years = years.merge(path[["direction", "year", "level"]], on=["direction", "year"])
    areas: Floats = np.array([area(run, "share") for _, run in years.groupby("replicate")])
    low, high = bootstrap_ratio(areas, np.ones_like(areas))
    mean = float(np.nanmean(areas))
    return {"area": mean, "low": low, "high": high, "theory": area(path, "theory"), "runs": len(areas)}


# ---- what theory says without any run


def curves_of(worlds: dict[str, Settings]) -> pd.DataFrame:
    """States of rest: ``sweep, level, familiarity, share, stable``.

    Over clarity, over the files of an office, interpolated between whole numbers, and over pooling.
    """
    levels = np.linspace(0.0, 1.0, 201).tolist()
    moved = scenarios(worlds["clear"], table_of(dict.fromkeys(CLARITY, level) for level in levels))
    shared = scenarios(worlds["many"], table_of({POOLING: level} for level in levels))
    unit = closed.expected_map(worlds["single"].scenario, 0)
    named: dict[str, list[tuple[float, theory.Unit]]] = {
        "clarity": [(level, closed.expected_map(given, 0)) for level, given in zip(levels, moved, strict=True)],
        "supply": [(level, replace(unit, files=level)) for level in np.linspace(*SUPPLY, 361).tolist()],
        "pooling": [(level, closed.pooled_map(given, 0)) for level, given in zip(levels, shared, strict=True)],
    }
    parts = [closed.states_of_rest(units).assign(sweep=name) for name, units in named.items()]
    return pd.concat(parts, ignore_index=True)


def border_of(single: Settings) -> pd.DataFrame:
    """Folds of the flow in closed form: ``kappa, alpha_low, alpha_high``, from the cusp (both the same) on."""
    beta = closed.coefficients(single.scenario, 0)[1]
    least = theory.kappa_min(beta)
    rows = [(least, *[theory.cusp(least).alpha] * 2)]
    for level in np.geomspace(least * 1.001, 40.0, 120).tolist():
        corners = theory.flow_folds(beta, level)
        if corners is not None:
            rows.append((level, corners.alpha_low, corners.alpha_high))
    return pd.DataFrame(rows, columns=["kappa", "alpha_low", "alpha_high"])


def tipping_of(clear: Settings) -> pd.DataFrame:
    """Shift of alpha by clarity, at the default pull and at that of the sweep, beside the distance of the folds."""
    worlds = {"default pull": preset(clear, "meanfield", clear.scenario.months), "the sweep": clear}
    rows = []
    for name, world in worlds.items():
        ends = scenarios(world, table_of(dict.fromkeys(CLARITY, level) for level in (0.0, 1.0)))
        lowest, highest = (closed.coefficients(scenario, 0)[0] for scenario in ends)
        corners = theory.folds(closed.expected_map(world.scenario, 0))
        edges = (np.nan, np.nan) if corners is None else (corners.alpha_high, corners.alpha_low)
        rows.append((name, lowest, highest, *edges))
    return pd.DataFrame(rows, columns=["world", "alpha_unclear", "alpha_clear", "alpha_living_ends", "alpha_dead_ends"])


# ---- the shortest reform that theory lets last, by its size and its order with the special-law rule


ORDERS = ("alone", "rule first", "rule last")
LONGEST = 20 * closed.YEAR
"""Months up to which a length is sought."""


class Critical(NamedTuple):
    """Shortest reform, months; infinite if none up to :data:`LONGEST` is enough."""

    lasting: float  # leaves the unit above the unstable state
    visible: float  # leaves an expected share above ALIVE in the months in which the study looks


def table_of_sizes(scenario: Scenario, sizes: Iterable[float]) -> pd.DataFrame:
    """Shortest reforms by order and size: ``order, size, lasting, visible``."""
    levels = list(sizes)
    rows = [(order, size, *shortest(scenario, order, size)) for order in ORDERS for size in levels]
    return pd.DataFrame(rows, columns=["order", "size", *Critical._fields])


def shortest(scenario: Scenario, order: str, size: float) -> Critical:
    """Shortest reforms of a size (logits on alpha) in one of :data:`ORDERS`."""
    normal = closed.expected_map(scenario, 0)
    pulse = replace(normal, alpha=normal.alpha + size)
    special = closed.expected_map(scenario.under(scenario.policy._replace(concurrence=SPECIAL_FIRST)), 0)
    phases = {"alone": (pulse,), "rule first": (special, pulse), "rule last": (pulse, special)}[order]
    begin, barrier = (state.familiarity for state in theory.equilibria(normal)[:2])

    def left(length: int) -> float:
        now = begin
        for phase in phases:
            now = float(theory.trajectory(phase, now, length)[-1])
        return now

    def shows(length: int) -> bool:
        path = theory.trajectory(normal, left(length), closed.AFTER - 1)
        return float(normal.share(path[-closed.LOOK :]).mean()) > closed.ALIVE

    lasting = theory.critical_pulse(normal, pulse) if order == "alone" else least(lambda length: left(length) > barrier)
    return Critical(lasting if lasting <= LONGEST else np.inf, least(shows))


def least(enough: Callable[[int], bool], longest: int = LONGEST) -> float:
    """Shortest length that is enough, up to the longest; infinite if none is."""
    length = bisect_left(range(1, longest + 1), True, key=enough) + 1
    return float(length) if length <= longest else np.inf


# ---- lines and points of the figures: states of rest, and what runs from two starts came to


MARKS = {"dead": "^", "alive": "v"}
COLOURS = {"dead": DEAD, "alive": ALIVE}


def curve(axes: Axes, table: pd.DataFrame) -> None:
    """Draw ``level, share, stable``; the unstable states dashed. Each branch is drawn along its share."""
    along = table.sort_values("share")
    middle = np.flatnonzero(~along["stable"].to_numpy())
    level, share = along["level"].to_numpy(), along["share"].to_numpy()
    # The dashed part ends on the last stable states on either side, so that the turns are closed.
    first, last = (middle[0] - 1, middle[-1] + 1) if middle.size else (share.size, share.size)
    for part, dashes in ((slice(0, first + 1), "-"), (slice(first, last + 1), "--"), (slice(last, None), "-")):
        axes.plot(level[part], share[part], color="black", linewidth=1.0, linestyle=dashes)


def points(
    axes: Axes, table: pd.DataFrame, across: str, start: str, colour: str, dashes: str = "none", size: float = 4.5,
    mark: str = "",
) -> None:  # fmt: skip
    """Draw ``share`` with its interval over a column, for runs from one start; filled where only some of them live.

    ``mark``: by default that of the start.
    """
    mark = mark or MARKS[start]
    at = table.sort_values(across)
    value = at["share"].to_numpy(dtype=float)
    low, high = (at[name].fillna(at["share"]).to_numpy(dtype=float) for name in ("low", "high"))
    axes.errorbar(
        at[across], value, yerr=[np.maximum(value - low, 0.0), np.maximum(high - value, 0.0)], fmt=mark,
        color=colour, markersize=size, markerfacecolor="white", markeredgewidth=1.0, elinewidth=0.8, linestyle=dashes,
        linewidth=0.6, zorder=4,
    )  # fmt: skip
    if "alive" in at:
        torn = at[(at["alive"] > 0.0) & (at["alive"] < 1.0)]
        axes.plot(torn[across], torn["share"], mark, color=colour, markersize=size, zorder=5)
