"""What a run is expected to bring, by calendar year.

Where 286-1 is next to never applied, realised counts are noise. Convictions are expectations from upstream, in the year
in which they would come; contested decisions are sums of the probabilities that were drawn from, in the year of the
decision; eligible files count in the year in which they ended. The law is asked for the thresholds of 2019 in all
years, under the reading of the text.

The source of this module is part of the key of every run that keeps these tables, so it holds nothing else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.sim.decisions import prosecutor
from zombielaw.sim.decisions.perception import ALL_SEEN, ELEMENTS, Clarity
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.record import RIVAL_NAMES, Record
from zombielaw.sim.scenario import Scenario

TABLE = "expected"
BOTH_PROVABLE = sum(1 << ELEMENTS.index(name) for name in ELEMENTS if name != "other")
"""Bits of all elements of 286-1 and of 287-2."""
CONVICTIONS = [f"expected_convictions_{name}" for name in ("286_1", "287_2", *RIVAL_NAMES)]
COLUMNS = {
    "eligible": "files in which 286-1 is satisfied",
    "applied": "expected convictions of 286-1 in files in which it is satisfied",
    "convicted": "expected convictions of any offence",
    "wrongful": "of these, in files with no offence satisfied, nor open",
    "contested": "charging decisions in which 286-1 and 287-2 are both open",
    "contested_286_1": "expected charges of 286-1 in these",
    "contested_287_2": "expected charges of 287-2 in these",
    "merit": "expected share of 286-1 of both in these, summed, were both offences equally familiar",
    "within_reach": "of these, files in which the prosecutor saw every element of both: there a special-law rule bites",
    "ruled_286_1": "expected charges of 286-1 in these, were the push of the special-law rule added where it bites",
}
"""Columns of the table; the last one is read in runs without that rule."""


def year_of(month: pd.Series) -> pd.Series:
    """Calendar year of months since November 2015."""
    return 2015 + (month.astype(int) + 10) // 12


def familiarity_pull(world: WorldParameters) -> float:
    """Log-odds of a charge of 286-1 gained from no to full familiarity: ``beta`` of the theory, by its ends.

    Every element is seen, and clear as the settled ones.
    """
    clarity = Clarity(world.settled_clarity, world.settled_clarity)
    none, full = (prosecutor.win_odds(ALL_SEEN, clarity, familiarity, 0.0, world).a for familiarity in (0.0, 1.0))
    return world.familiarity_gain + world.conviction_weight * (full - none)


def expected(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Yearly sums: see :data:`COLUMNS`."""
    ledger = record.ledger
    ended = _ended(ledger[ledger["closed"].notna()], record.panel)
    contested = _contested(ledger[ledger["charged"].notna()], record.panel, scenario.world)
    years = sorted(set(year_of(record.panel["month"])))
    table = pd.concat([ended, contested], axis=1).reindex(years).fillna(0.0)
    return {TABLE: table.rename_axis("year").reset_index()[["year", *COLUMNS]]}


def _ended(files: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    eligible = (files[f"met_286_1_{UNDETECTED_UNDER}"] == MET).astype(float).groupby(year_of(files["closed"])).sum()
    columns = {
        "applied": panel["expected_applied"],
        "convicted": panel[CONVICTIONS].sum(axis=1),
        "wrongful": panel["expected_wrongful"],
    }
    sums = pd.DataFrame(columns).groupby(year_of(panel["month"])).sum()
    return pd.concat([eligible.rename("eligible"), sums], axis=1)


def _contested(decided: pd.DataFrame, panel: pd.DataFrame, world: WorldParameters) -> pd.DataFrame:
    files = decided[(decided["p_charge_286_1"] > 0.0) & (decided["p_charge_287_2"] > 0.0)]
    a, b = files["p_charge_286_1"].astype(float), files["p_charge_287_2"].astype(float)
    learnt = panel.set_index(["month", "province"])
    before = np.maximum(files["charged"].astype(int) - 1, 0)  # decisions read the state of the month's start
    state = learnt.loc[list(zip(before, files["province"].astype(int), strict=True))]
    lead = (state["familiarity_286_1"] - state["familiarity_287_2"]).to_numpy(dtype=float)
    merit = 1.0 / (1.0 + np.exp(np.log(b / a) + familiarity_pull(world) * lead))
    both = (files["prosecutor_saw"].astype(int) & BOTH_PROVABLE) == BOTH_PROVABLE
    ruled = (a + b) / (1.0 + np.exp(np.log(b / a) - world.special_law_push * both))
    columns = {
        "contested": 1.0, "contested_286_1": a, "contested_287_2": b, "merit": merit, "within_reach": both,
        "ruled_286_1": ruled,
    }  # fmt: skip
    return pd.DataFrame(columns, index=files.index).astype(float).groupby(year_of(files["charged"])).sum()
