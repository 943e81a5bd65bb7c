"""Outcomes of scenarios by who bears them (size of provider, kind of office, licence), and less the first scenario."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.compared import COMPARED, Ran, covering
from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.outcomes import outcomes_in
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, names_of, scale_of
from zombielaw.experiments.reducers.by_group import COUNTS, GROUPED, GROUPS

BY = "by"
"""Column: what divides the files, a key of ``GROUPS``."""
NAMES = [(by, group) for by, groups in GROUPS.items() for group in groups]
"""Division and group, in the order of the groups' numbers."""


def borne(ran: Ran, years: range, settings: Settings) -> dict[str, pd.DataFrame]:
    """The table :data:`GROUPED` of runs of a design, averaged over the years; none of given files.

    ``ran``: run with the reducer ``by_place_and_group``. ``years``: as of ``compared``.
    """
    own, scales = ran.table(GROUPED), scale_of(settings, ran.design)
    if settings.scenario.world.injected or own.empty:
        return {}
    counts = covering(own, ran.design, scales, "group")
    runs = pd.concat(
        outcomes_in(rows.drop(columns="group"), {str(at): years}, scales, COUNTS, COMPARED)
        for at, rows in counts.groupby("group")
    )
    table = estimate(runs, base=0, files=COUNTS[:1])
    at = table.pop("window").astype(int)
    table.insert(1, BY, at.map(lambda number: NAMES[number][0]))
    table.insert(2, "group", at.map(lambda number: NAMES[number][1]))
    scenarios = names_of(ran.design).rename("scenario").reset_index()
    return {GROUPED: scenarios.merge(table, on=POINT)}
