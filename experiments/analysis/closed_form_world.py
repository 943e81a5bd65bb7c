"""The world of the closed forms as the agents have it: its settings, its coefficients, its expected path.

``experiment=meanfield`` lays eligible files on the desk of offices that share nothing but what is pooled, before a
fixed rival and a transparent court. What theory calls alpha and beta is there read off the agents' own utilities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.intervals import bootstrap_ratio, clopper_pearson_interval
from zombielaw.experiments.config.settings import Settings, composed
from zombielaw.experiments.errors import InputError
from zombielaw.sim.analysis.replay import Office
from zombielaw.sim.analysis.theory import BinomialMap, MeanFieldMap, Unit, equilibria, kappa_of_offices
from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.conduct import eligible_conduct, merits_of_conduct
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.procedures import prosecutor, sight
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, interpreted

Floats = npt.NDArray[np.float64]
PRESET = "meanfield"
ALIVE = 0.25
"""286-1 among expected charges of both offences above which an outcome counts as alive: the line of the diagnosis."""
DEAD_START, LIVING_START = 0.0, 0.9
STARTS = {"dead": DEAD_START, "alive": LIVING_START}
"""Familiarity with 286-1 from which runs begin: a new offence, and one that everybody knows."""
YEAR = 12


# ---- settings


def preset(settings: Settings, experiment: str, months: int, *overrides: str) -> Settings:
    """A named experiment under the luck, runs and machine of a command."""
    world = composed(f"experiment={experiment}", f"study.months={months}", *overrides)
    return replace(
        world, study=settings.study, seed=settings.seed, replicates=settings.replicates, engine=settings.engine,
        out=settings.out, execute=settings.execute,
    )  # fmt: skip


def refuse_own_world(settings: Settings) -> None:
    """Refuse a command that moves the world of a study whose worlds are fixed.

    Raises
    ------
    InputError
        A setting of world, policy or law is not that of the study's plain command.
    """
    plain = composed(f"study={settings.study}").plain
    for group in ("world", "policy", "law"):
        for name, value in settings.plain[group].items():
            if value != plain[group][name]:
                raise InputError(
                    f"{group}.{name}={value} is not read by study={settings.study}, which has its own worlds; leave "
                    "world, policy, law and experiment out. Allowed: seed, replicates, engine, out, execute and study.*"
                )


# ---- theory of a scenario


def gap(scenario: Scenario, familiarity: float, month: int) -> float:
    """Log-odds of 286-1 against 287-2 for the file on the desk, as the agents reckon them in a month.

    Raises
    ------
    ValueError
        The world is not that of the closed forms: officials err, or another charge is open.
    """
    world, policy = scenario.world, scenario.policy_at(month, 0)
    conduct = eligible_conduct(float(first_day_of_month(month) + MID_MONTH))
    merits = merits_of_conduct(conduct, scenario.statute_at(policy))
    clear = sight.clarity(interpreted(month), 0.0, policy, world)
    office = Office(familiarity, world.initial_familiarity_287_2, clear, world.background_load)
    seen = sight.chances(merits, clear, office, policy, world)
    utilities = prosecutor.weigh(merits, seen, clear, office, policy, world)
    if not set(seen) <= {0.0, 1.0} or max(utilities.none, utilities.other) > -math.inf:
        raise ValueError("The closed forms hold where officials see what is there and one rival is open.")
    return utilities.a - utilities.b


def coefficients(scenario: Scenario, month: int) -> tuple[float, float]:
    """Alpha and beta of a month: the gap is a line in familiarity."""
    alpha = gap(scenario, 0.0, month)
    return alpha, gap(scenario, 1.0, month) - alpha


def files(scenario: Scenario) -> int:
    """Eligible files of an office in a month.

    Raises
    ------
    ValueError
        Providers do not spread evenly over the offices and the two halves of a turn.
    """
    number, rest = divmod(scenario.size.providers, 2 * scenario.size.procuratorates)
    if rest or scenario.size.provinces != 1:
        raise ValueError("Files are the same for every office with one province and an even number of providers each.")
    return number


def expected_map(scenario: Scenario, month: int) -> BinomialMap:
    """Exact expected month of an office that learns from itself alone."""
    world = scenario.world
    return BinomialMap(
        *coefficients(scenario, month), learning.monthly(world.forgetting), world.lesson, files(scenario)
    )


def pooled_map(scenario: Scenario, month: int) -> MeanFieldMap:
    """Expected month of an office among its like with which lessons are pooled, each lesson small."""
    forgetting = learning.monthly(scenario.world.forgetting)
    supply = kappa(scenario, month) * forgetting
    return MeanFieldMap(*coefficients(scenario, month), forgetting, supply)


def kappa(scenario: Scenario, month: int) -> float:
    """Case supply of an office, ``lambda E [1 + mu (m - 1)] / (n delta)``, in months."""
    world, offices = scenario.world, scenario.size.procuratorates
    pooling = scenario.policy_at(month, 0).pooling
    monthly = learning.monthly(world.forgetting)
    return kappa_of_offices(files(scenario) * offices, world.lesson, monthly, offices, offices, pooling)


def expected_path(
    scenario: Scenario, unit_of: Callable[[Scenario, int], BinomialMap | MeanFieldMap] = expected_map
) -> tuple[Floats, Floats]:
    """Expected familiarity and share in every month, from the scenario's own start, with its changes.

    Returns
    -------
    tuple of (months,) arrays
        Familiarity at the month's start, and the share of the files to which 286-1 is applied.
    """
    familiarity, share = np.empty(scenario.months), np.empty(scenario.months)
    now = scenario.world.initial_familiarity_286_1
    for month, unit in enumerate(_units(scenario, unit_of)):
        familiarity[month], share[month] = now, float(unit.share(now))
        now = unit.step(now)
    return familiarity, share


def _units(
    scenario: Scenario, unit_of: Callable[[Scenario, int], BinomialMap | MeanFieldMap]
) -> list[BinomialMap | MeanFieldMap]:
    """The unit of each month; one that stays is reckoned once."""
    found: dict[tuple[object, bool], BinomialMap | MeanFieldMap] = {}
    units = []
    for month in range(scenario.months):
        key = scenario.policy_at(month, 0), interpreted(month)
        if key not in found:
            found[key] = unit_of(scenario, month)
        units.append(found[key])
    return units


def states_of_rest(units: Iterable[tuple[float, Unit]]) -> pd.DataFrame:
    """Every state of rest of each unit, with the level that it stands for: ``level, familiarity, share, stable``."""
    rows = [
        (level, state.familiarity, state.share, state.stable) for level, unit in units for state in equilibria(unit)
    ]
    return pd.DataFrame(rows, columns=["level", "familiarity", "share", "stable"])


def stable_states(unit: Unit) -> int:
    """Number of stable states: one or two."""
    return sum(state.stable for state in equilibria(unit))


def preference_for(scenario: Scenario, push: float) -> float:
    """Charge preference that moves alpha by a push (logits) from that of the scenario."""
    own = scenario.policy.charge_preference
    return 1.0 / (1.0 + math.exp(push) * (1.0 - own) / own)


# ---- what is kept of a run


AFTER, LOOK = 15 * YEAR, 2 * YEAR
"""Months after the last change at which one looks, and over which."""


def moment(scenario: Scenario) -> int:
    """Month at which one looks: AFTER months after the last change ended, else the end of the run."""
    ends = [change.end for change in scenario.changes if change.end is not None]
    return max(ends) + AFTER if ends else scenario.months


def afterwards(record: Record, scenario: Scenario) -> Mapping[str, pd.DataFrame]:
    """Share and familiarity long after the last change: one row of table ``after``.

    ``share`` is 286-1 among expected charges of both offences in the LOOK months before the moment, NaN without any;
    ``charges`` their number; ``during`` the share in the LOOK months before the last change ended, or AFTER months
    before the moment where there is none.
    """
    stop = moment(scenario)
    share, charges = _share(record.panel, stop)
    return {
        "after": pd.DataFrame([{"share": share, "charges": charges, "during": _share(record.panel, stop - AFTER)[0]}])
    }


def _share(panel: pd.DataFrame, stop: int) -> tuple[float, float]:
    within = panel[(panel["month"] >= stop - LOOK) & (panel["month"] < stop)]
    small = float(within["expected_charges_286_1"].sum())
    both = small + float(within["expected_charges_287_2"].sum())
    return small / both if both else math.nan, both


def uses_and_charges(after: pd.DataFrame) -> tuple[Floats, Floats]:
    """Expected charges of 286-1 and of both offences, by run of table ``after``."""
    charges = after["charges"].to_numpy(dtype=float)
    return np.nan_to_num(after["share"].to_numpy(dtype=float)) * charges, charges


def torn(points: pd.DataFrame) -> pd.Series[bool]:
    """Points of which only some runs live, so that the mean is that of no run."""
    return (points["alive"] > 0.0) & (points["alive"] < 1.0)


def outcome(after: pd.DataFrame) -> dict[str, Any]:
    """What the runs of a point came to, from its rows of table ``after``.

    ``share, low, high``: 286-1 among expected charges, sums over sums, with its bootstrap interval. ``alive, alive_low,
    alive_high``: part of the runs above :data:`ALIVE`, with its Clopper-Pearson interval. ``runs``.
    """
    uses, charges = uses_and_charges(after)
    low, high = bootstrap_ratio(uses, charges)
    alive, runs = int((after["share"] > ALIVE).sum()), len(after)
    alive_low, alive_high = clopper_pearson_interval(alive, runs)
    return {
        "share": uses.sum() / charges.sum() if charges.sum() else math.nan, "low": low, "high": high,
        "alive": alive / runs if runs else math.nan, "alive_low": alive_low, "alive_high": alive_high, "runs": runs,
    }  # fmt: skip
