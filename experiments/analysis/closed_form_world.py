"""The world of the closed forms as the agents have it: its settings, its coefficients, its expected path.

``experiment=meanfield`` lays eligible files on the desk of offices that share nothing but what is pooled, before a
fixed rival and a transparent court. There alpha and beta of theory are read off the agents' own utilities: alpha is the
log-odds of 286-1 against 287-2 at no familiarity with 286-1, beta what full familiarity adds to them. The learning
strength kappa is files a month x lesson of a use / part of familiarity that is forgotten in a month.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.estimates import ratio
from zombielaw.experiments.analysis.intervals import Floats, clopper_pearson_interval, interval_of, paired_difference
from zombielaw.experiments.config.options import whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, scenarios
from zombielaw.experiments.runs.results import Results
from zombielaw.sim.analysis.replay import Office
from zombielaw.sim.analysis.theory import BinomialMap, MeanFieldMap, Unit, equilibria, kappa_of_offices
from zombielaw.sim.decisions import exits, learning
from zombielaw.sim.decisions.conduct import eligible_conduct, merits_of_conduct
from zombielaw.sim.decisions.prosecutor import rival_utilities
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.procedures import prosecutor, sight
from zombielaw.sim.record import Columns, Record
from zombielaw.sim.scenario import Scenario, interpreted

ALIVE = 0.25
"""286-1 among expected charges of both offences above which a run counts as alive: the line of the diagnosis."""
FAMILIARITY = "world.initial_familiarity_286_1"
STARTS = {"dead": 0.0, "alive": 0.9}
"""Familiarity with 286-1 from which runs begin: a new offence, and one that everybody knows."""
START_OF = {familiarity: start for start, familiarity in STARTS.items()}
YEAR = 12
AFTER, LOOK = 15 * YEAR, 2 * YEAR
"""Months after the last change at which the end of a run is read, and months over which it is read."""
LONG = whole(360, 240, 600, "length of each run", "months")
"""The key ``months`` of studies that look at the end of long runs."""
UnitOf = Callable[[Scenario, int], BinomialMap | MeanFieldMap]
"""The closed form of a month of a scenario."""


# ---- theory of a scenario


def gap(scenario: Scenario, familiarity: float, month: int) -> float:
    """Log-odds of 286-1 against 287-2 for the file on the desk, as the agents reckon them in a month.

    Raises ValueError: the world is not that of the closed forms: officials err, or an exit or another charge is open.
    """
    world, policy = scenario.world, scenario.policy_at(month, 0)
    conduct = eligible_conduct(float(first_day_of_month(month) + MID_MONTH))
    merits = merits_of_conduct(conduct, scenario.statute_at(policy))
    clear = sight.clarity(interpreted(month), 0.0, policy, world)
    office = Office(familiarity, world.initial_familiarity_287_2, clear, world.background_load)
    seen = sight.chances(merits, clear, office, policy, world)
    rivals = rival_utilities(merits, seen, office.load, policy, world)
    utilities = prosecutor.weigh(merits, seen, clear, rivals, office, policy, world)
    left = exits.weighed(exits.chances(merits, seen, world))
    if not {*seen[:-1], *seen.rivals} <= {0.0, 1.0} or max(utilities.none, utilities.other) > -math.inf or left < 1.0:
        raise ValueError("The closed forms hold where officials see what is there, no exit and one rival is open.")
    return utilities.a - utilities.b


def coefficients(scenario: Scenario, month: int) -> tuple[float, float]:
    """Alpha and beta of a month: the gap is a line in familiarity."""
    alpha = gap(scenario, 0.0, month)
    return alpha, gap(scenario, 1.0, month) - alpha


def files(scenario: Scenario) -> int:
    """Eligible files of an office in a month.

    Raises ValueError: providers do not spread evenly over the offices and the two halves of a turn.
    """
    number, rest = divmod(scenario.size.providers, 2 * scenario.size.procuratorates)
    if rest or scenario.size.provinces != 1:
        raise ValueError("Files are the same for every office with one province and an even number of providers each.")
    return number


def expected_map(scenario: Scenario, month: int) -> BinomialMap:
    """Exact expected month of an office that learns from itself alone."""
    forgetting, lesson = learning.monthly(scenario.world.forgetting), scenario.world.lesson
    return BinomialMap(*coefficients(scenario, month), forgetting, lesson, files(scenario))


def pooled_map(scenario: Scenario, month: int) -> MeanFieldMap:
    """Expected month of an office among its like with which lessons are pooled, each lesson small."""
    forgetting = learning.monthly(scenario.world.forgetting)
    return MeanFieldMap(*coefficients(scenario, month), forgetting, kappa(scenario, month) * forgetting)


def kappa(scenario: Scenario, month: int) -> float:
    """Case supply of an office, ``lambda E [1 + mu (m - 1)] / (n delta)``, in months."""
    offices, pooling = scenario.size.procuratorates, scenario.policy_at(month, 0).pooling
    forgetting, lesson = learning.monthly(scenario.world.forgetting), scenario.world.lesson
    return kappa_of_offices(files(scenario) * offices, lesson, forgetting, offices, offices, pooling)


def expected_path(scenario: Scenario, unit_of: UnitOf = expected_map) -> tuple[Floats, Floats]:
    """Expected familiarity and share in every month, from the scenario's own start, with its changes.

    Returns (months,) arrays: familiarity at the month's start, and the share of the files to which 286-1 is applied.
    """
    familiarity, share = np.empty(scenario.months), np.empty(scenario.months)
    now = scenario.world.initial_familiarity_286_1
    units: dict[tuple[object, bool], BinomialMap | MeanFieldMap] = {}
    for month in range(scenario.months):
        key = scenario.policy_at(month, 0), interpreted(month)
        if key not in units:
            units[key] = unit_of(scenario, month)
        familiarity[month], share[month] = now, float(units[key].share(now))
        now = units[key].step(now)
    return familiarity, share


def states_of_rest(units: Iterable[tuple[float, Unit]]) -> pd.DataFrame:
    """Every state of rest of each unit, with the level that it stands for: ``level, familiarity, share, stable``."""
    rows = [
        (level, state.familiarity, state.share, state.stable) for level, unit in units for state in equilibria(unit)
    ]
    return pd.DataFrame(rows, columns=["level", "familiarity", "share", "stable"])


def preference_for(scenario: Scenario, push: float) -> float:
    """Charge preference that moves alpha by a push (logits) from that of the scenario."""
    own = scenario.policy.charge_preference
    return 1.0 / (1.0 + math.exp(push) * (1.0 - own) / own)


# ---- what is kept of a run


def moment(scenario: Scenario) -> int:
    """Month at which the end of a run is read: AFTER months after the last change ended, else the end of the run."""
    ends = [change.end for change in scenario.changes if change.end is not None]
    return max(ends) + AFTER if ends else scenario.months


def afterwards(record: Record, scenario: Scenario) -> Mapping[str, pd.DataFrame]:
    """Expected charges long after the last change: one row of table ``after``.

    ``uses`` are charges of 286-1 in the LOOK months before the moment, ``charges`` those of 286-1 and 287-2;
    ``during`` is the share of 286-1 among them in the LOOK months before the last change ended, or AFTER months
    before the moment where there is none; NaN without a charge.
    """
    stop = moment(scenario)
    uses, charges = _charges(record.months, stop)
    before = _charges(record.months, stop - AFTER)
    during = before[0] / before[1] if before[1] else math.nan
    return {"after": pd.DataFrame([{"uses": uses, "charges": charges, "during": during}])}


def _charges(months: Columns, stop: int) -> tuple[float, float]:
    within = (months["month"] >= stop - LOOK) & (months["month"] < stop)
    uses = float(months["expected_charges_286_1"][within].sum())
    return uses, uses + float(months["expected_charges_287_2"][within].sum())


# ---- what runs came to: tables with ``uses`` and ``charges`` of each run


def share_of(runs: pd.DataFrame) -> dict[str, float]:
    """Share of 286-1 among expected charges of both offences: ``share, low, high``, sums over sums, bootstrap."""
    uses, charges = (runs[name].to_numpy(dtype=float) for name in ("uses", "charges"))
    low, high = interval_of("share", uses, charges)
    return {"share": ratio(uses, charges), "low": low, "high": high}


def outcome(runs: pd.DataFrame) -> dict[str, Any]:
    """Results of the runs of a point.

    Returns that of :func:`share_of`; ``alive, alive_low, alive_high``, the part of the runs whose share is above
    :data:`ALIVE`, with its Clopper-Pearson interval; ``runs``.
    """
    alive = int((runs["uses"] > ALIVE * runs["charges"]).sum())
    low, high = clopper_pearson_interval(alive, len(runs))
    part = alive / len(runs) if len(runs) else math.nan
    return {**share_of(runs), "alive": part, "alive_low": low, "alive_high": high, "runs": len(runs)}


def apart(here: pd.DataFrame, there: pd.DataFrame) -> tuple[float, float, float]:
    """Share at one point less that at another, over the replicates of both, with its bootstrap interval."""
    both = here.merge(there, on="replicate", suffixes=("", "_there"))
    names = ("uses", "charges", "uses_there", "charges_there")
    return paired_difference(*[both[name].to_numpy(dtype=float) for name in names])


def beside_theory(world: Settings, results: Results, unit_of: UnitOf | None = expected_map) -> pd.DataFrame:
    """Results of the runs of each point of a design, beside the expected path of theory.

    ``results``: of a design that was run in the world with the reducer :func:`afterwards`. ``unit_of``: None where the
    closed forms do not hold: the columns of theory are then NaN.
    Returns ``point, start, kappa``, the columns of :func:`outcome`, and of theory ``alpha``, ``theory``, the share on
    the expected path in the same months, and ``states``, the number of stable states at the end.
    """
    after, rows = results.table("after"), []
    for point, scenario in zip(results.design[POINT], scenarios(world, results.design), strict=True):
        last, stop = scenario.months - 1, moment(scenario)
        start = START_OF.get(scenario.world.initial_familiarity_286_1)
        theory = dict.fromkeys(("alpha", "theory", "states"), math.nan)
        if unit_of is not None:
            unit, path = unit_of(scenario, last), expected_path(scenario, unit_of)[1]
            stable = sum(state.stable for state in equilibria(unit))
            theory = {"alpha": unit.alpha, "theory": float(path[stop - LOOK : stop].mean()), "states": stable}
        came = outcome(after[after[POINT] == point])
        rows.append({POINT: point, "start": start, "kappa": kappa(scenario, last), **came, **theory})
    return pd.DataFrame(rows)


def disagree(points: pd.DataFrame) -> pd.Series[bool]:
    """Points of which only some runs live: the share is an average between two groups, typical of neither."""
    return (points["alive"] > 0.0) & (points["alive"] < 1.0)


def foreseen(points: pd.DataFrame) -> pd.Series[bool]:
    """Points in whose interval the expected path of theory lies."""
    return (points["theory"] >= points["low"]) & (points["theory"] <= points["high"])
