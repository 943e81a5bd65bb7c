"""The small engine of offences beside the agents on Art. 286-1, stage by stage, at numbers that stay.

Each stage is what passes of the stage before. Mechanisms that only the agents have are then switched off: officials who
miss or imagine elements, clients whose crimes make a file of another offence, and the compliance pilot of these years.
The numbers of the engine stay as they are, and nothing is fitted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from shared import OWN_NUMBERS

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, table_of
from zombielaw.experiments.offences.declaration import OFFENCES, read_behaviour, read_offence
from zombielaw.experiments.offences.engine import (
    BEGUN,
    BROUGHT,
    CONVICTED,
    ORDERS,
    PROSECUTED,
    REFERRED,
    REFUSED,
    Flows,
    Theory,
    flows,
)
from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

CLOSE = 0.2
YEARS = (2020, 2024)
"""First and last year: after the Interpretation, before fines that come with the first order."""
CONSEQUENCE = 0.3
"""Share of refusals with a consequence that the scale of harm in ``sim.parameters.world`` was set for."""
OFF = {
    "world.miss": 0.0,
    "world.miss_floor": 0.0,
    "world.false_alarm": 0.0,
    "world.client_rate": 0.05,
    "world.compliance_exit": 0.0,
}
"""Mechanisms that are switched off, or set to the least that is allowed."""
STAGES = {
    "ordered": (("expected_orders", "findings"), (ORDERS, BEGUN)),
    "refused": (("expected_refusals", "written_orders"), (REFUSED, ORDERS)),
    "referred": (("expected_referrals", "refusals"), (REFERRED, REFUSED)),
    "filed": (("filed", "refusals"), (BROUGHT, REFUSED)),
    "charged": (("expected_charges_286_1", "refusals"), (PROSECUTED, REFUSED)),
    "convicted": (
        ("expected_convictions_286_1", "expected_charges_286_1"),
        (CONVICTED, PROSECUTED),
    ),
}
"""Numerator and denominator of each stage, among the agents and in the engine."""
PANEL = {name for (sides, _) in STAGES.values() for name in sides} - {"filed"}


def refused_orders(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """One row of sums over :data:`YEARS`: of the panel, and of files on refused orders in which 286-1 is satisfied or
    open: all, those that satisfy another offence, too, and those that the police filed.
    """
    panel, files = record.months, record.files
    inside = (year_of(panel["month"]) >= YEARS[0]) & (year_of(panel["month"]) <= YEARS[1])
    sums = {name: float(panel[name][inside].sum()) for name in sorted(PANEL)}
    year = np.where(files["followed_up"] >= 0, year_of(files["followed_up"]), 0)
    satisfied = (year >= YEARS[0]) & (year <= YEARS[1]) & (files["met_286_1_statute"] != NOT_MET)
    sums["satisfied"] = float(satisfied.sum())
    sums["also_287_2"] = float((satisfied & (files["met_287_2_statute"] == MET)).sum())
    sums["also_other"] = float((satisfied & (files["met_other_statute"] == MET)).sum())
    sums["filed"] = float((satisfied & (files["filed"] >= 0)).sum())
    return {"refused_orders": pd.DataFrame([sums])}


def network_today(
    settings: Settings, findings: float, also_287_2: float, also_other: float
) -> Flows:
    """Stages of Art. 286-1, one draw, by the levers and parameters of a command.

    What the agents bring about themselves is given: ``findings`` a year, and the shares of satisfied files that
    satisfy Art. 287-2, or another offence, too.
    """
    scenario = settings.scenario
    policy, world, size = scenario.policy, scenario.world, scenario.size
    kept = (
        (1.0 - world.minor_exit) * (1.0 - world.clearly_minor_exit) * (1.0 - world.nonprosecution)
    )
    numbers = {
        "refusal": world.refusal,
        "flight": world.vanish,
        "referral": policy.transfer_rate,
        "filing": world.filing * (1.0 - world.jurisdiction_loss),
        "sent_on": 1.0,
        "not_prosecuted": 1.0 - kept,
        "convicted": 1.0 - world.defence_raised * (1.0 - policy.safe_harbour_screen),
        "persons": world.persons_per_file,
        "published": world.publication_rate,
        "published_late": world.publication_rate,
        "rival_weight": policy.charge_preference / (1.0 - policy.charge_preference),
        "familiarity_gain": world.familiarity_gain,
        "lesson": world.lesson,
        "forgetting": world.forgetting,
        "shared_lessons": 1.0
        + world.salience
        + policy.pooling * (size.procuratorates / size.provinces - 1.0),
        "order_holds": policy.order_quality,
        "open_counts": policy.mandate_clarity,
        "own_file": world.public_security_transfer,
        "fine_in_place": 1.0,
        "complains": 1.0,
        "pays_later": 0.0,
        "lighter_frees": 0.0,
        "network.findings": findings,
        "network.order_per_finding": policy.corrective_order_rate,
        "network.later_result": CONSEQUENCE,
        "network.rival.287-2": also_287_2,
        "network.rival.285(3)": also_other,
        "network.rival.225": 0.0,
        "network.rival.363(1)": 0.0,
    }
    offence = replace(read_offence(OFFENCES / "network.yaml"), offices=size.procuratorates)
    draw = {name: np.array([value]) for name, value in numbers.items()}
    return flows(offence, draw, read_behaviour(), Theory())["network"]


@pytest.mark.slow
def test_the_engine_says_what_the_agents_say_once_what_only_they_have_is_off(tmp_path):
    """As they are, agents file and charge less on refused orders; every other stage is close either way."""
    settings = composed(*OWN_NUMBERS, "replicates=60", "execute=serial", f"out={tmp_path}")
    own = {name: getattr(settings.scenario.world, name.partition(".")[2]) for name in OFF}
    design = table_of([own, OFF])
    runs = run_design(settings, design, measures=(), reduce=refused_orders).table("refused_orders")
    start, end = date(YEARS[0], 1, 1), date(YEARS[1], 12, 31)
    times = {}
    for point, sums in runs.groupby(POINT).mean(numeric_only=True).iterrows():
        also = sums[["also_287_2", "also_other"]] / sums["satisfied"]
        engine = network_today(settings, sums["findings"] / (YEARS[1] - YEARS[0] + 1), *also)
        for stage, ((over, under), (passed, before)) in STAGES.items():
            small = engine.between(passed, start, end)[0] / engine.between(before, start, end)[0]
            times[point, stage] = small / (sums[over] / sums[under])
    apart = {key for key, ratio in times.items() if abs(ratio - 1.0) > CLOSE}
    assert apart == {(0, "filed"), (0, "charged")}
    assert times[0, "charged"] > times[0, "filed"] > 1.0, (
        "the agents charge less often than the engine"
    )
