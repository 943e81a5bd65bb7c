"""Who bears a reform: counts by group against the ledger, and a figure that is read in a column."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from shared import undrawn

from zombielaw.experiments.export.figure import figure
from zombielaw.experiments.reducers.by_group import COUNTS, GROUPED, GROUPS
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, run
from zombielaw.sim.law.truth import OPEN
from zombielaw.sim.months import month_number
from zombielaw.sim.scenario import Change
from zombielaw.sim.simulate import simulate

BUSY = (
    "world=classroom",
    "parameters=median",
    "world.providers=1200",
    "world.tool_sellers=60",
    "study.months=62",
    "world.refusal=0.4",
    "world.client_rate=5",
    "world.trace_rate=0.01",
    "policy.inspection_rate=6",
    "policy.transfer_rate=0.8",
)
TAIL = "statute_thresholds2019"
ORDERS = Change("corrective_order_rate", 0.9, month_number(2018, 1))
NAMES = [group for groups in GROUPS.values() for group in groups]


def group_of(by: str, file: dict, cuts: list[float]) -> str:
    """Group of a row of the ledger."""
    if by == "size":
        return GROUPS["size"][sum(file["size"] > cut for cut in cuts)]
    if by == "licence":
        return "sellers" if file["kind"] == "tool_seller" else "licensees"
    return "police" if file["began"] == "police" else file["regulator_kind"]


def by_hand(scenario, replicate: int) -> pd.DataFrame:
    """Counts of a run from its ledger: a row a year and group."""
    ledger = simulate(scenario, 1, replicate, "compiled").ledger
    cuts, sums = np.exp(np.array([-1, 1]) * 0.4307273 * scenario.world.size_spread).tolist(), []
    for file in ledger[ledger["closed"].notna()].to_dict("records"):
        foreseen = [file[f"p_convict_{name}"] for name in ("286_1", "287_2", "other")]
        truths = [file[f"met_{name}_{TAIL}"] for name in ("286_1", "287_2", "other")]
        counts = (
            file["written_orders"],
            file["expected_conviction_286_1"],
            file["expected_conviction_287_2"],
            np.nansum(foreseen) * (max(truths) < OPEN),
            file["official_days"],
        )
        year = 2015 + (int(file["closed"]) + 10) // 12
        sums += [(year, group_of(by, file, cuts), *counts) for by in GROUPS]
    return pd.DataFrame(sums, columns=["year", "group", *COUNTS]).groupby(["year", "group"]).sum()


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    words = "policy.corrective_order_rate=0.9 start=2018-01"
    reforms = f"study.reforms='{words} or {words} share=0.25 name=part'"
    asked = (*BUSY, "replicates=3", "study.posterior_draws=0", "execute=serial", reforms)
    settings = composed("study=compare", *asked, f"out={tmp_path_factory.mktemp('borne')}")
    with undrawn():
        return settings, Finished(run(settings, shown=False))


def test_numbers_of_each_group_are_those_of_the_ledger(compared):
    settings, tables = compared
    table = tables[GROUPED].set_index(["scenario", "group", "outcome"])
    scenarios = settings.scenario, replace(settings.scenario, changes=(ORDERS,))
    runs = [[by_hand(one, at) for at in range(3)] for one in scenarios]
    sums = [
        sum(run.query("2018 <= year <= 2020").groupby("group").sum().reindex(NAMES, fill_value=0)
            for run in own) * (settings.scale / 9.0)
        for own in runs
    ]  # fmt: skip
    there, here = sums
    assert (there.loc[["police", "sellers"], "official_days"] > 0).all()
    assert there["expected_wrongful"].sum() > 0
    for groups in GROUPS.values():
        assert there.loc[[*groups]].sum().tolist() == pytest.approx(
            there.loc[[*GROUPS["size"]]].sum().tolist()
        )
    whole = next(name for name in tables[GROUPED]["scenario"].unique() if "0.9" in name)
    for group, outcome in product(NAMES, COUNTS):
        base, changed = there.loc[group, outcome], here.loc[group, outcome]
        row, part = table.loc[whole, group, outcome], table.loc["part", group, outcome]
        assert row["base"] == pytest.approx(base, abs=1e-9)
        assert row["difference"] == pytest.approx(changed - base, abs=1e-9)
        assert part["difference"] == pytest.approx(0.25 * (changed - base), abs=1e-9)
    assert table.loc[whole, "telecom", "written_orders"]["difference_low"] > 0.0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figure_is_read_in_a_column(compared, capsys, tmp_path, lang):
    _, tables = compared
    words = [str(tables.folder), f"name={GROUPED}", "width=column", f"lang={lang}", "format=png"]
    figure([*words, f"out={tmp_path}"])
    assert (tmp_path / f"{GROUPED}.png").exists()
    assert not capsys.readouterr().err
