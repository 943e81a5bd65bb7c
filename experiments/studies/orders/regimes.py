"""Dead regimes, how orders are multiplied in each, and the design of both."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.closed_form_world import ONE_OFFICE, expected_map, expected_path, files
from zombielaw.experiments.analysis.outcomes import permanent
from zombielaw.experiments.analysis.wording import Row
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.registry import preset
from zombielaw.sim.analysis.theory import Equilibrium, Flow, equilibria
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.scenario import Scenario

MULTIPLES = (1, 3, 10, 30)
RULES = ("habit", "special_first")
"""Rules of officials when both offences are provable: no filter, or the special law first."""


@dataclass(frozen=True)
class Regime:
    """A dead regime.

    ``experiment``: its preset; the command's own world if empty. ``ways``: how orders are multiplied. ``overrides``:
    what is set besides, so that the offices can be divided by thirty, or the files of one be multiplied by it.
    ``closed``: is it the world of the closed forms, so that theory is independent of its runs?
    """

    experiment: str
    ways: tuple[str, ...]
    overrides: tuple[str, ...] = ()
    closed: bool = False


REGIMES = {
    "today": Regime("", ("levers", "files")),
    "excluded": Regime("excluded", ("files",), ("world.procuratorates=120", "world.courts=120")),
    "trapped": Regime("trapped", ("files",), ONE_OFFICE, True),
}


def world_of(settings: Settings, regime: Regime) -> Settings:
    """Settings of a regime under the luck, runs, months and machine of the command."""
    if not regime.experiment:
        return settings
    return preset(settings, regime.experiment, settings.study_keys["months"], *regime.overrides)


def multiplied(settings: Settings, multiple: float) -> dict[str, float]:
    """Levers that ask for so many times the orders: the order rate up to its top, the rest by checks.

    Raises InputError if the levers do not reach so far.
    """
    policy = settings.scenario.policy
    top = {lever.name: lever.about.high for lever in declared(Policy)}
    rate = min(top["corrective_order_rate"], policy.corrective_order_rate * multiple)
    checks = policy.inspection_rate * multiple * policy.corrective_order_rate / rate if rate else math.inf
    if not checks <= top["inspection_rate"]:
        raise InputError(
            f"policy.corrective_order_rate={policy.corrective_order_rate:g} and policy.inspection_rate="
            f"{policy.inspection_rate:g} cannot be multiplied by {multiple:g}: the rate ends at 1, checks at "
            f"{top['inspection_rate']:g} a year, and no orders stay none. Start from another number."
        )
    return {"corrective_order_rate": rate, "inspection_rate": checks}


def concentrated(settings: Settings, multiple: int) -> dict[str, int]:
    """A world in which an office has so many times the files.

    Raises InputError if there are too few offices to divide.
    """
    size = settings.scenario.size
    if settings.scenario.world.injected:
        return {"world.providers": size.providers * multiple}
    fewer = {name: round(getattr(size, name) / multiple) for name in ("procuratorates", "courts")}
    short = [name for name, number in fewer.items() if number < size.provinces]
    if short:
        raise InputError(
            f"world.{short[0]}={getattr(size, short[0])} is too few: study=orders divides offices by {MULTIPLES[-1]} "
            f"and leaves one or more to each of {size.provinces} provinces; take world=region or larger."
        )
    return {f"world.{name}": number for name, number in fewer.items()}


def design_of(settings: Settings, ways: tuple[str, ...], start: int) -> pd.DataFrame:
    """Rule x way x multiple; levers move for good at the start, the number of offices holds from the beginning."""
    own = {key: getattr(settings.scenario.size, key.split(".")[1]) for key in concentrated(settings, 1)}
    rows = []
    for rule, way, multiple in product(RULES, ways, MULTIPLES):
        levers: dict[str, Any] = {} if rule == RULES[0] else {"concurrence": rule}
        if way == "levers" and multiple > 1:
            levers |= multiplied(settings, multiple)
        world = concentrated(settings, multiple) if way == "files" else own
        rows.append({
            f"{LABEL}rule": rule, f"{LABEL}way": way, f"{LABEL}multiple": multiple, **world,
            CHANGES: permanent(settings, levers, start),
        })  # fmt: skip
    return table_of(rows)


SAYS = ("share_theory", "count_theory", "share_given", "elasticity_theory", "elasticity_alpha")
"""Columns of a row that theory fills."""
MONTHS_BEFORE_2016 = 2
NEXT_TO_NONE = 1e-12


def exact(scenario: Scenario, after: range) -> dict[str, float]:
    """The injected world: the expected path of its office over the years read, and its first state of rest."""
    first, stop = (12 * (year - 2016) + MONTHS_BEFORE_2016 for year in (after[0], after[-1] + 1))
    share = float(expected_path(scenario)[1][first:stop].mean())
    rest = equilibria(expected_map(scenario, scenario.months - 1))[0]
    return {
        "share_theory": share, "count_theory": 12.0 * files(scenario) * scenario.size.procuratorates * share,
        "share_given": math.nan, "elasticity_theory": rest.elasticity_supply, "elasticity_alpha": rest.elasticity_alpha,
    }  # fmt: skip


def resting(start: Row, own: Row, orders: float, ruled: bool, pull: float) -> dict[str, float]:
    """Any other world: the flow that rests at the start, at so many times the files, with the rule or without.

    ``start``, ``own``: rows without the rule, of as many orders as today and of as many as here. ``orders``: times the
    files. ``ruled``: is the rule in force? Its push on the log-odds is read where no rule is: at the start, and for
    ``share_given`` here. ``pull``: log-odds gained from no to full familiarity.
    """
    flow = flow_at(start["share"], start["familiarity_286_1"], pull)
    if flow is None:
        return dict.fromkeys(SAYS, math.nan)
    push, push_here = (logit(row["share_ruled"]) - logit(row["share"]) if ruled else 0.0 for row in (start, own))
    rival = -pull * (own["familiarity_287_2"] - start["familiarity_287_2"])
    mix = logit(own["merit"]) - logit(start["merit"])
    rest = at_rest(flow, push, 1.0)
    share = at_rest(flow, push, orders).share
    uncontested = start["count"] - start["count_contested"]
    return {
        "share_theory": share,
        "count_theory": orders * (uncontested + start["count_contested"] * share / start["share"]),
        "share_given": at_rest(flow, push_here + rival + mix, orders).share,
        "elasticity_theory": rest.elasticity_supply,
        "elasticity_alpha": rest.elasticity_alpha,
    }


def flow_at(share: float, familiarity: float, pull: float) -> Flow | None:
    """The flow that rests at a share and a familiarity; None where there is none.

    Where nobody has learnt anything, more files teach nothing yet: its case supply is next to none.
    """
    if not (0.0 < share < 1.0 and 0.0 <= familiarity < 1.0):
        return None
    familiarity = max(familiarity, NEXT_TO_NONE)
    kappa = familiarity / ((1.0 - familiarity) * share)
    return Flow(logit(share) - pull * familiarity, pull, kappa)


def at_rest(flow: Flow, push: float, multiple: float) -> Equilibrium:
    """The lowest state of rest of a flow pushed by some logits, at so many times its case supply; NaN of NaN."""
    if not math.isfinite(push * multiple):
        return Equilibrium(math.nan, math.nan, False, math.nan, math.nan, math.nan)
    return equilibria(replace(flow, alpha=flow.alpha + push, kappa=flow.kappa * multiple))[0]


def logit(share: float) -> float:
    """Log-odds; NaN at 0 and 1."""
    return math.log(share / (1.0 - share)) if 0.0 < share < 1.0 else math.nan
