"""Fate of each world: its state at the end, the diagnosis, and why a world is left undecided."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

import pandas as pd

from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.prior_worlds import FAMILY, TOGETHER, Whose
from zombielaw.sim.analysis.diagnosis import (
    AS_IS,
    CAUSES,
    IN_USE,
    LINES,
    OUT_OF_USE,
    PROBES,
    UNCLEAR,
    UNDECIDED,
    Diagnosis,
    Tally,
    detectable,
    diagnose,
    pooled,
    state,
)
from zombielaw.sim.law.truth import MET
from zombielaw.sim.scenario import Scenario

NOTHING = "no eligible file"
STATES = (IN_USE, UNCLEAR, OUT_OF_USE, NOTHING)
"""States of a world here: out of use is one that has eligible files and hardly uses 286-1; without any no rate is."""
CEILING = "ceiling"
"""Part of *in use*: nobody is convicted on a file that is not referred, so that the share referred bounds the rate."""
WHY = NEITHER, SEVERAL, MISFIT, JOINT, LOST, IDLE = (
    "neither alive nor dead",
    "several causes",
    "revived, signs do not fit",
    "revived by all together",
    "not even by all together",
    "too few files",
)
"""Reasons why a world is undecided: its state is unclear; or it is out of use, and several causes are met; a probe
revives it, but the signs of that cause are not met; no probe alone does, but all at once do; nothing does; no probe
brings enough files to tell.
"""


def diagnosed(
    runs: pd.DataFrame, owners: pd.DataFrame, as_is: Mapping[Whose, Scenario]
) -> pd.DataFrame:
    """The diagnosis of each world under each practice, with feedback and without, at the end of the run.

    ``runs``: ``point, replicate, at, <sums>``: tallies of all runs. ``owners, as_is``: as of :func:`design_of`. A world
    that is not out of use needs no probe to be diagnosed: of such a one only the row of the world as it is has to be
    there, and what a probe would say is then unknown.
    Returns ``world, practice, feedback, point, found, why, state, parts, runs, <parts>, <causes>, <signs>,
    revived_by, findable``; *parts* are the names of those of *in use*. A world is left out where no replicate
    came through under every probe that ``owners`` names.
    """
    asked = owners.assign(asked=owners.groupby(["world", *FAMILY])["probe"].transform("size"))
    lived = asked.merge(runs[runs["at"] == runs["at"].max()], on=POINT)
    rows = []
    for whose, group in lived.groupby(["world", *FAMILY], sort=False):
        whole = group[group.groupby("replicate")["probe"].transform("size") == group["asked"]]
        if whole.empty:
            continue
        run = {
            str(probe): pooled(tallies_in(one)) for probe, one in whole.groupby("probe", sort=False)
        }
        counted = {
            probe: run.get(probe, _unknown(run[AS_IS].runs)) for probe in (*PROBES, TOGETHER)
        }
        probed = {probe: one for probe, one in counted.items() if probe != TOGETHER}
        scenario = as_is[cast("Whose", whose)]
        diagnosis = diagnose(scenario, probed)
        place = dict(zip(("world", *FAMILY), whose, strict=True))
        rows.append(
            {
                **place,
                POINT: whole.loc[whole["probe"] == AS_IS, POINT].iloc[0],
                "found": diagnosis.conclusion,
                "why": why_undecided(diagnosis, counted)
                if diagnosis.conclusion == UNDECIDED
                else "",
                "state": state_of(counted[AS_IS]),
                "parts": " ".join(parts_reached(diagnosis)),
                "runs": whole["replicate"].nunique(),
                **diagnosis.parts,
                **diagnosis.causes,
                **diagnosis.signs,
                "revived_by": " ".join(diagnosis.revived_by),
                "findable": " ".join(cause for cause in CAUSES if detectable(cause, probed)),
            }
        )
    return pd.DataFrame(rows)


def _unknown(runs: float) -> Tally:
    """Tally of a probe under which nothing was run: NaN but for the number of runs."""
    return Tally(runs, *[math.nan] * (len(Tally._fields) - 1))


def tallies_in(rows: pd.DataFrame) -> list[Tally]:
    """Tallies, one for each row of a table."""
    return [Tally(*values) for values in rows[list(Tally._fields)].to_numpy(dtype=float).tolist()]


def state_of(counted: Tally) -> str:
    """State of a world, one of :data:`STATES`."""
    return state(counted) if counted.eligible else NOTHING


def parts_reached(diagnosis: Diagnosis) -> list[str]:
    """Parts of *in use* that a world reaches, and :data:`CEILING` where enough files are referred to reach the rate."""
    reached = [name for name, value in diagnosis.parts.items() if LINES[name].reached(value) == MET]
    could = LINES["application_rate"].reached(diagnosis.signs["referred"]) == MET
    return [*reached, CEILING] if could else reached


def why_undecided(diagnosis: Diagnosis, counted: Mapping[str, Tally]) -> str:
    """Reason why a world is undecided, one of :data:`WHY`."""
    if state(counted[AS_IS]) != OUT_OF_USE:
        return NEITHER
    if list(diagnosis.causes.values()).count(MET) > 1:
        return SEVERAL
    if {"files", "rival_off", "undeterred", "pulse"} & set(diagnosis.revived_by):
        return MISFIT
    if state(counted[TOGETHER]) == IN_USE:
        return JOINT
    enough = LINES["files"].reached(max(one.eligible for one in counted.values())) == MET
    return LOST if enough else IDLE
