"""What the closed forms say of more case supply and of a lasting push, beside a row of runs.

In the world of the closed forms that is the exact expected path of an office, which reads nothing of the runs. In any
other it is the state of rest of a flow that is made to agree with one row of runs, at so many times its case supply and
with the push that runs of the same random draws foresee: a check of consistency, no independent test.
"""

from __future__ import annotations

import math
from dataclasses import replace

from zombielaw.experiments.analysis.closed_form_world import expected_map, expected_path, files
from zombielaw.experiments.analysis.wording import Row
from zombielaw.sim.analysis.theory import Equilibrium, Flow, equilibria
from zombielaw.sim.scenario import Scenario

SAYS = ("share_theory", "count_theory", "share_given", "elasticity_theory", "elasticity_alpha")
"""What theory says of a row."""
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

    Parameters
    ----------
    start, own
        Rows without the rule, of as many orders as today and of as many as here.
    orders : float
        Times the files.
    ruled : bool
        Is the rule in force? Its push on the log-odds is read where no rule is: at the start, and for ``share_given``
        here.
    pull : float
        Log-odds gained from no to full familiarity.
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
