"""How many providers are simulated is not how many the country has: scales of single scenarios, and growth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shared import undrawn

import zombielaw as zl
from zombielaw.experiments.analysis.compared import COMPARED, years_compared
from zombielaw.experiments.config.settings import Design
from zombielaw.experiments.designs.grids import names_of, over, read_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_place import PANEL
from zombielaw.experiments.studies.compare import STUDY, years_of
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.months import FIRST_MONTH, FIRST_YEAR
from zombielaw.sim.scenario import Change, Scenario, ScenarioError

COUNTED = {
    name: one.over[0]
    for name, one in COMPARED.items()
    if not one.under and len(one.over) == 1 and one.over[0] in PANEL
}
SMALL = ("world=classroom", "study.months=38", "engine=compiled", "execute=serial")
SIZES = """\
world.providers,policy.order_quality,policy.inspection_rate,share,label.a,label.b
150,0.85,4,,small,
150,0.95,4,0.5,,half
400,0.85,4,,large,
400,0.95,4,0.25,,a quarter
"""


def by_hand(scenario: Scenario, years: range, runs: int) -> pd.Series:
    """Mean count a year in the country, from single runs."""
    sums = []
    for replicate in range(runs):
        panel = zl.simulate(scenario, 1, replicate, "compiled").panel
        year = FIRST_YEAR + (panel["month"] + FIRST_MONTH - 1) // 12
        sums.append(panel[year.isin(years)][sorted({*COUNTED.values()})].sum())
    national = composed(*SMALL).national
    return sum(sums) / runs / len(years) * national / scenario.size.providers


def known(design: Design) -> pd.DataFrame:
    """Counts by hand of each scenario of a design, those of a share mixed with the first."""
    years = years_compared(design.scenarios[0].months, design.names[1:], design.starts)
    counts = pd.DataFrame([by_hand(one, years, 2) for one in design.scenarios])
    share = pd.Series(design.table.get("label.share_of_country", 1.0), design.table.index)
    return counts.mul(share, axis=0) + np.outer(1.0 - share, counts.loc[0])


def assert_counted(table: pd.DataFrame, counts: pd.DataFrame) -> None:
    for row in table[table["outcome"].isin(COUNTED)].to_dict("records"):
        column = COUNTED[row["outcome"]]
        value, base = counts.loc[row["point"], column], counts.loc[0, column]
        assert row["value"] == pytest.approx(value), row
        assert row["point"] == 0 or row["difference"] == pytest.approx(value - base), row
    assert (counts > 0.0).sum(axis=1).gt(2).all()


def test_each_row_of_a_table_counts_at_the_scale_of_its_own_sample(tmp_path):
    file = tmp_path / "sizes.csv"
    file.write_text(SIZES, encoding="utf-8")
    words = (*SMALL, f"study.table={file}", f"out={tmp_path}")
    with undrawn():
        result = zl.compare(*words, "study.posterior_draws=0", runs=2)
    settings = composed("study=compare", *words)
    counts = known(read_design(settings, file))
    assert_counted(result["compared"], counts)
    further = result["further"].set_index(["point", "outcome"])["value"]
    days = counts["official_days"].diff()[1]
    own = further[1, "own_days"]
    assert further[1, "further_days"] == pytest.approx(own + days)

    file.write_text(SIZES.replace(",share", ",label.c"), encoding="utf-8")
    with undrawn():
        result = zl.study("design", *words, runs=2)
    counts = known(read_design(settings, file))
    assert_counted(result["compared"], counts)
    runs = result["estimates"].set_index(["point", "outcome"])["value"]
    assert runs[2, "official_days"] < 2.0 * runs[0, "official_days"], "at the scale of the first"

    with undrawn():
        grid = zl.grid({"world.providers": [150, 400]}, *SMALL, f"out={tmp_path}", runs=2)
    settings = composed("study=grid", *SMALL, "study.levels={world.providers: [150, 400]}")
    assert_counted(grid["grid"], known(over(settings, grid["design"])))


def test_an_empty_label_is_no_part_of_a_name():
    cells = {"point": [0, 1], "label.name": ["", "more"], "label.a": ["base", "checks"]}
    assert [*names_of(pd.DataFrame(cells))] == ["base", "more, checks"]


def test_provinces_of_a_share_are_those_of_what_it_is_joined_with(tmp_path):
    file = tmp_path / "places.csv"
    file.write_text(
        "world.provinces,policy.order_quality,share\n2,0.85,\n4,0.95,0.5\n", encoding="utf-8"
    )
    settings = composed("study=design", "world=classroom")
    with pytest.raises(InputError, match=r"row 2: share= joins .* world.provinces=2, not 4"):
        read_design(settings, file)


def test_providers_grow_with_as_many_regulators_or_with_more():
    text = "providers=+50% start=2018 or providers=+50% regulators=1.5 start=2018 or regulators=2"
    words = ("compare", *text.split(), "world=classroom", "study.months=62", "parameters=median")
    settings = STUDY.check(composed(*words))
    design = settings.design
    assert "providers at 1.5 times from January 2018" in design.names
    given = [replace(one, size=replace(one.size, providers=900)) for one in design.scenarios]
    assert years_of(settings)[0] == 2016
    runs = [zl.simulate(one, engine=engine) for one in given for engine in ("mesa", "compiled")]
    for mesa, compiled in zip(runs[::2], runs[1::2], strict=True):
        pd.testing.assert_frame_equal(mesa.panel, compiled.panel)
        pd.testing.assert_frame_equal(mesa.record.ledger, compiled.record.ledger)
    months = [run.panel.groupby("month")[["providers", "checks"]].sum() for run in runs[::2]]
    then, sellers = 26, given[0].size.tool_sellers
    for one in months[1:3]:
        assert one[:then].equals(months[0][:then]), "who comes later leaves what was before alone"
        few = (one["providers"][then:] - sellers) / (months[0]["providers"][then:] - sellers)
        assert few.between(1.4, 1.6).all()
    checks = [one["checks"][then:].sum() / months[0]["checks"][then:].sum() for one in months]
    assert checks == pytest.approx([1.0, 1.0, 1.5, 2.0], abs=0.12)
    assert [one.weight for one in design.scenarios] == [settings.scale] * 4


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change("providers", 1.3, 5, provinces=(0,)), "names provinces"),
        (Change("providers", 1.3, 5, end=9), "who has come stays"),
        (Change("providers", 0.9, 5), "allowed: a number from 1 to 4"),
        (Change("regulators", 9.0, 5), "allowed: a number from 0.1 to 4"),
    ],
)
def test_numbers_that_cannot_be_are_refused(change, says):
    with pytest.raises((ScenarioError, zl.InputError), match=says):
        Scenario(changes=(change,))
