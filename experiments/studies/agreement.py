"""Comparison of the small engine of offences with the agents on Art. 286-1, stage by stage, at today's numbers.

Each stage is what passes of the stage before. Where the two differ by more than :data:`CLOSE`, mechanisms that only
the agents have are switched off: officials who miss or imagine elements, clients whose crimes make a file of another
offence, and the compliance pilot of these years. The numbers of the engine stay as they are.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd

from zombielaw.experiments.analysis.estimates import ratio
from zombielaw.experiments.analysis.intervals import interval_of
from zombielaw.experiments.analysis.wording import interval, listed, number, table, written
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, table_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.behaviour import digest_of_declarations
from zombielaw.experiments.offences.engine import (
    BEGUN,
    BROUGHT,
    CONVICTED,
    ORDERS,
    PROSECUTED,
    REFERRED,
    REFUSED,
)
from zombielaw.experiments.offences.today import network_today
from zombielaw.experiments.reducers.refused_orders import TABLE, YEARS, refused_orders
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.sim.months import month_read

CLOSE = 0.15
AS_IS, OFF = "as_is", "off"
MECHANISMS = {
    "world.miss": 0.0, "world.miss_floor": 0.0, "world.false_alarm": 0.0, "world.client_rate": 0.05,
    "world.compliance_exit": 0.0,
}  # fmt: skip
"""Mechanisms that are switched off, or set to the least that is allowed."""
STAGES = {
    "ordered": (("expected_orders", "findings"), (ORDERS, BEGUN)),
    "refused": (("expected_refusals", "written_orders"), (REFUSED, ORDERS)),
    "referred": (("expected_referrals", "refusals"), (REFERRED, REFUSED)),
    "filed": (("filed", "refusals"), (BROUGHT, REFUSED)),
    "charged": (("expected_charges_286_1", "refusals"), (PROSECUTED, REFUSED)),
    "convicted": (("expected_convictions_286_1", "expected_charges_286_1"), (CONVICTED, PROSECUTED)),
}
"""Numerator and denominator of each stage, among the agents and in the engine."""


def check(settings: Settings) -> Settings:
    """Refuse runs that end before the years that are compared."""
    last = month_read(f"{YEARS[1]}-12") or 0
    if settings.scenario.months <= last:
        raise InputError(f"study.months={settings.scenario.months} ends before {YEARS[1]}; give {last + 1} or more.")
    return replace(settings, also={"offences": digest_of_declarations()})


def analyse(work: Work) -> Tables:
    """Run both worlds, and set the numbers of the engine beside theirs."""
    own = {name: getattr(work.settings.scenario.world, name.partition(".")[2]) for name in MECHANISMS}
    design = table_of([{f"{LABEL}world": AS_IS, **own}, {f"{LABEL}world": OFF, **MECHANISMS}])
    runs = work.run(design, measures=(), reduce=refused_orders).table(TABLE)
    runs = runs.merge(design[[POINT, f"{LABEL}world"]].rename(columns={f"{LABEL}world": "world"}), on=POINT)
    start, end = date(YEARS[0], 1, 1), date(YEARS[1], 12, 31)
    rows = []
    for world, these in runs.groupby("world", sort=False):
        sums = these.mean(numeric_only=True)
        engine = network_today(
            work.settings, sums["findings"] / (YEARS[1] - YEARS[0] + 1), sums["also_287_2"] / sums["satisfied"],
            sums["also_other"] / sums["satisfied"],
        )  # fmt: skip
        for stage, ((over, under), (passed, before)) in STAGES.items():
            agents = [these[name].to_numpy(dtype=float) for name in (over, under)]
            low, high = interval_of("share", *agents)
            value = ratio(*agents)
            small = float(engine.between(passed, start, end)[0] / engine.between(before, start, end)[0])
            rows.append((world, stage, small, value, low, high, small / value if value else math.nan))
    columns = ["world", "stage", "engine", "agents", "agents_low", "agents_high", "times"]
    return {"agreement": pd.DataFrame(rows, columns=columns)}


def close(times: float) -> bool:
    """True where the engine is within :data:`CLOSE` of the agents."""
    return abs(times - 1.0) <= CLOSE


def report(tables: Finished) -> str:
    """Stages that agree as they are, those that agree once the mechanisms are off, and those that do not."""
    stages = tables["agreement"].pivot_table(index="stage", columns="world", values="times", sort=False)
    same = [str(stage) for stage, row in stages.iterrows() if close(row[AS_IS])]
    closed = [str(stage) for stage, row in stages.iterrows() if not close(row[AS_IS]) and close(row[OFF])]
    apart = [str(stage) for stage in stages.index if stage not in same + closed]
    rows = [
        (row["world"], row["stage"], number(row["engine"]), interval(row, "agents"), number(row["times"]),
         "yes" if close(row["times"]) else "no")
        for row in tables["agreement"].to_dict("records")
    ]  # fmt: skip
    return written(
        __file__, "report", same=listed(same) or "none", closed=listed(closed) or "none", apart=listed(apart) or "none",
        first=YEARS[0], last=YEARS[1], close=f"{CLOSE:.0%}",
        stages=table(("world", "stage", "engine", "agents", "engine over agents", "close"), rows, right=(2, 3, 4)),
    )  # fmt: skip


STUDY = Study(
    question="Does the small engine of offences, at today's numbers, say of 286-1 what the agents say, stage by stage?",
    keys={"months": MONTHS},
    replicates=60,
    medians_only="it compares at given numbers",
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
)
