"""Worth of data: an estimator of known answers, a test of known size, and causes planted as they are declared."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from pictures import page_in

from zombielaw.experiments.analysis.information import binned, entropy, jointly, worth
from zombielaw.experiments.authors.asked import source_of
from zombielaw.experiments.config.packages import held_by
from zombielaw.experiments.data.files import rows_beside
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.reducers.unpublished import FILES, PANEL, TABLE, counts
from zombielaw.experiments.studies.information import pilot
from zombielaw.experiments.studies.information.figure import draw
from zombielaw.experiments.studies.information.pilot import NOTHING, STATISTICS
from zombielaw.experiments.studies.information.study import STUDY
from zombielaw.experiments.studies.information.worlds import (
    DRAWN,
    MEMBERS,
    OFFICES,
    PILOT,
    design_of,
    planted_worlds,
    trapped_worlds,
    worlds_of,
)
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.studies.traps import preset
from zombielaw.sim.analysis.diagnosis import AS_IS, CAUSES, TRAPPED
from zombielaw.sim.analysis.theory import BinomialMap, equilibria
from zombielaw.sim.decisions import learning
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.slow

GENERATOR = np.random.default_rng(7)
LEVERS = {lever.name for lever in declared(Policy)}


def settings(*words: str):
    size = ("study.months=122", "study.planted=2", "study.worlds=4", "replicates=1")
    return composed("study=information", *size, *words)


def test_a_statistic_that_is_the_answer_has_all_of_its_entropy():
    answer = np.arange(90) % 5
    result = worth(answer, binned(answer.astype(float))[None])
    assert result.share == pytest.approx(1.0)
    assert result.bits == pytest.approx(entropy(answer)) == pytest.approx(np.log2(5))
    assert result.floor < 0.2 * result.bits


def test_a_statistic_that_says_nothing_has_about_none_and_seldom_passes_its_floor():
    answers = [np.random.default_rng(seed).integers(0, 6, 60) for seed in range(16)]
    results = [worth(answer, binned(GENERATOR.normal(size=60))[None], seed) for seed, answer in enumerate(answers)]
    raw = 5 * 3 / (2 * 60) / np.log(2)  # what the plug-in would have on average
    assert abs(np.mean([one.bits for one in results])) < 0.25 * raw
    assert sum(one.bits > one.floor for one in results) <= 4, "the floor is passed by one in twenty"


def test_bits_lie_between_and_their_interval_holds_what_many_worlds_say():
    def drawn(number, seed):
        generator = np.random.default_rng(seed)
        answer = generator.integers(0, 3, number)
        return answer, np.array([binned(answer + generator.normal(size=number)) for _ in range(4)])

    truth = worth(*drawn(2_000, 0)).bits
    results = [worth(*drawn(80, seed)) for seed in range(1, 9)]
    assert 0.2 < truth < 0.9
    assert np.mean([one.bits for one in results]) == pytest.approx(truth, abs=0.12)
    assert sum(one.low <= truth <= one.high for one in results) >= 6


def test_a_pair_tells_what_neither_tells_alone():
    one, other = (GENERATOR.integers(0, 2, 200) for _ in range(2))
    answer = one ^ other
    assert worth(answer, one[None]).share < 0.05
    assert worth(answer, jointly(one, other)[None]).share == pytest.approx(1.0)


def test_bins_keep_ties_together_and_what_is_missing_apart():
    values = np.array([0.0] * 50 + [*np.linspace(1, 9, 49), np.nan])
    codes = binned(values)
    assert len(set(codes[:50])) == 1
    assert codes[-1] not in codes[:-1]


def test_one_answer_in_all_worlds_leaves_nothing_to_tell():
    assert worth(np.zeros(20, dtype=int), binned(GENERATOR.normal(size=20))[None]).bits == 0.0


def test_statistics_are_declared_once_and_read_what_is_kept():
    columns = {*PANEL, *FILES}
    assert len(STATISTICS) == len(rows_beside(pilot.__file__, "statistics.csv")) > 15
    for one in STATISTICS.values():
        assert {*one.over, *one.under} <= columns
        assert one.window in ("", *pilot.WINDOWS)
        assert bool(one.over) == (one.name != NOTHING)


def test_a_count_is_published_with_its_noise_and_a_share_with_that_of_its_parts():
    usual = pd.DataFrame({name: [100.0] * 400 for name in (*PANEL, *FILES)}).assign(expected_refusals=25.0)
    count = pilot.published(STATISTICS["refusals"], usual, {}, GENERATOR)
    assert count.mean() == pytest.approx(25.0, rel=0.02)
    assert count.var() == pytest.approx(25.0, rel=0.1)
    share = pilot.published(STATISTICS["refused_share"], usual, {}, GENERATOR)
    assert share.mean() == pytest.approx(0.25, rel=0.02)
    assert share.var() == pytest.approx(0.25 * 0.75 / 100.0, rel=0.15)
    nobody = usual.assign(answers=0.0)
    assert np.isnan(pilot.published(STATISTICS["refused_share"], nobody, {}, GENERATOR)).all()


def test_what_is_kept_of_a_run_is_what_its_record_says():
    command = composed("study=baseline", "experiment=excluded", "world.providers=400", "study.months=50")
    record = simulate(command.scenario, 1, 0)
    table = counts(record, command.scenario)[TABLE]
    last = record.panel[record.panel["month"] >= 2]
    assert sorted(table["before_end"].unique()) == [0, 1, 2, 3]
    for name in ("refusals", "expected_referrals"):
        assert table[name].sum() == pytest.approx(last[name].sum())
    ledger = record.ledger
    reviewed = ledger[(ledger["p_charge_286_1"] > 0.0) & (ledger["charged"] >= 2)]
    assert table["considered"].sum() == len(reviewed) > 0
    assert table["considered_286_1"].sum() == pytest.approx(reviewed["p_charge_286_1"].sum())


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause != TRAPPED])
def test_what_an_experiment_holds_is_held_and_the_rest_is_drawn(cause):
    home = preset(settings(), cause, 122)
    worlds, held = planted_worlds(home, cause, 3), held_by(cause)
    assert held
    assert len({world.world.familiarity_gain for world in worlds}) == 3
    for key, value in held.items():
        group, _, name = key.partition(".")
        assert {getattr(getattr(world, group), name) for world in worlds} == {value}, key


def test_an_experiment_holds_what_the_one_that_it_starts_from_does():
    assert held_by("trapped")["world.injected"] is True


def test_a_trapped_world_has_two_stable_states_by_theory_and_starts_in_the_dead_one():
    from zombielaw.experiments.analysis import closed_form_world as closed  # noqa: PLC0415

    home = preset(settings(), TRAPPED, 122, *MEMBERS)
    worlds = trapped_worlds(home, 4)
    assert len({world.world.lesson for world in worlds}) == 4
    for world in worlds:
        month = world.size.providers // (2 * OFFICES)
        unit = BinomialMap(*closed.coefficients(world, 121), learning.monthly(world.world.forgetting),
                           world.world.lesson, month)  # fmt: skip
        assert [state.stable for state in equilibria(unit)] == [True, False, True]
        assert world.world.initial_familiarity_286_1 == 0.0


def test_the_pilot_moves_half_of_the_provinces_in_two_waves_and_never_takes_a_world_back():
    command = settings("world.provinces=4")
    levers = pilot.levers_of_package(command, "all")
    world = pilot.with_pilot(command.scenario, levers)
    moved = [[world.policy_at(month, place) != command.scenario.policy for place in range(4)] for month in range(122)]
    starts = [122 - pilot.FIRST, 122 - pilot.FIRST + pilot.WAVE]
    places = list(zip(*moved, strict=True))
    assert [column.count(True) for column in places] == [pilot.LENGTH, 0, pilot.LENGTH, 0]
    assert [places[place].index(True) for place in (0, 2)] == starts
    for years, wave in ((pilot.DURING, 2), (pilot.AFTER, 0), (pilot.BEFORE, 0)):
        for year in years:
            months = range(122 - 12 * (year + 1), 122 - 12 * year)
            assert {sum(moved[month]) for month in months} == {wave}
    command = settings("policy.transfer_rate=0.9")
    changed = {change.lever: change.to for change in pilot.with_pilot(command.scenario, {"transfer_rate": 0.3}).changes}
    assert changed == {}
    assert set(pilot.levers_of_package(command, "all")) <= LEVERS


def test_the_test_is_exact_where_nothing_changes_and_has_power_where_something_does():
    means = np.array([3.0, 40.0])[:, None]
    before, other_before, other = (GENERATOR.poisson(mean * means, (2, 4000)).astype(float) for mean in (1.0, 2.0, 3.0))
    same = GENERATOR.poisson(1.5 * means, (2, 4000)).astype(float)
    size = (pilot.p_value(same, before, other, other_before) <= pilot.LEVEL).mean(axis=1)
    assert (size <= pilot.LEVEL + 3.0 * np.sqrt(pilot.LEVEL * (1.0 - pilot.LEVEL) / 4000)).all()
    assert size[1] > 0.02, "a test that never rejects has no size"
    more = GENERATOR.poisson(4.5 * means, (2, 4000)).astype(float)
    power = (pilot.p_value(more, before, other, other_before) <= pilot.LEVEL).mean(axis=1)
    assert power[0] < power[1]
    assert power[1] > 0.95


def cells(change: float, number: int = 40) -> pd.DataFrame:
    rates = {"pilot_before": 2.0, "other_before": 2.0, "pilot_during": 2.0 * change, "other_during": 2.0}
    rates |= {"pilot_after": 2.0, "other_after": 2.0}
    return pd.DataFrame({"kind": DRAWN, "world": range(number), "counted": "referrals", "scale": 1.0, **rates})


def test_power_rises_with_provinces_years_and_effect_and_is_the_size_without_one():
    strong, none = (pilot.power_of(cells(change), 1).set_index(["provinces", "years"]) for change in (2.0, 1.0))
    assert strong.loc[(31, 3), "power"] > strong.loc[(31, 1), "power"] > strong.loc[(4, 1), "power"]
    assert strong.loc[(31, 3), "power"] > 0.9
    error = 4.0 * np.sqrt(0.05 * 0.95 / (40 * pilot.SAMPLES))
    for table in (strong, none):
        assert (table["size"] <= pilot.LEVEL + error).all()
    assert (none["power"] <= pilot.LEVEL + error).all()


def test_chance_between_the_halves_of_a_world_is_no_effect_of_a_pilot():
    """Few runs of a world differ between even and odd provinces; scaled to a country they would be found."""
    places = [(year, province) for year in range(10) for province in range(4)]
    own = pd.DataFrame(places, columns=["before_end", "province"]).assign(charges=0.0)
    own.loc[(own["province"] == 0) & own["before_end"].isin(pilot.DURING), "charges"] = 4.0
    still = pilot.paired_cells(own, own, ["charges"]).loc["charges"]
    assert still["pilot_during"] == still["other_during"] == 1.0
    moved = own.assign(
        charges=own["charges"] + 3.0 * (pilot.is_treated(own["province"]) & own["before_end"].isin(pilot.DURING))
    )
    row = pilot.paired_cells(moved, own, ["charges"]).loc["charges"]
    assert (row["pilot_during"], row["other_during"], row["pilot_before"]) == (4.0, 1.0, 0.0)
    zero = {name: np.array([0.0]) for name in ("pilot_before", "other_before", "other_during")}
    alike = pilot.unmoved({**zero, "pilot_during": np.array([4.0])})
    assert alike["pilot_during"] == alike["other_during"] == 2.0


def test_every_world_is_run_as_it_is_under_each_probe_and_with_the_pilot():
    command = settings()
    home, worlds = worlds_of(command, DRAWN)
    design, owners, as_is = design_of(home, DRAWN, worlds, pilot.levers_of_package(command, "all"))
    assert len(as_is) == 4 == (owners["probe"] == PILOT).sum() == (owners["probe"] == AS_IS).sum()
    assert design["point"].tolist() == list(range(len(design)))
    assert len(set(owners["point"])) == len(design)
    assert isinstance(worlds[0], Scenario)


def test_a_figure_has_no_dot_outside_its_interval_and_shows_what_is_clear_of_chance(tmp_path, monkeypatch):
    finished, seen = source_of(str(PAPER / "information")).finished, []
    page = page_in(tmp_path, formats=("png",))
    monkeypatch.setattr(Page, "save", lambda _, figure, name, band: seen.append((name, figure.axes[0], band)))
    draw(finished, page)
    name, axes, band = seen[0]
    assert name == "information"
    known = finished["worth"].query("answer == 'drawn'").set_index("statistic")
    clear = known[known["low"] > known["floor"]].sort_values("bits")
    titles = [label.get_text().removesuffix(" *") for label in axes.get_yticklabels()]
    assert titles == [page.named("statistic", one) for one in (NOTHING, *clear.index)]
    dots = {float(y): float(x) for line in axes.lines for x, y in zip(*line.get_data(), strict=True)
            if line.get_marker() == "o"}  # fmt: skip
    lines = {float(low[1]): (low[0], high[0]) for low, high in axes.collections[0].get_segments()}
    assert dots.keys() == lines.keys() == {*map(float, range(len(titles)))}
    assert all(low <= dots[place] <= high for place, (low, high) in lines.items())
    assert dots[1.0] == pytest.approx(clear["share"].iloc[0]), "others are where the table has them"
    assert band.endswith(f"not shown: {len(known) - 1 - len(clear)}")
    assert known["bits"].min() < 0.0, "the table keeps what was estimated"


def test_the_study_runs_and_says_what_it_found(tmp_path):
    folder = STUDY.run(settings(f"out={tmp_path}", "execute=serial", "world.providers=400"), shown=False)
    report = (folder / "report.md").read_text(encoding="utf-8")
    tables = {path.stem: pd.read_csv(path) for path in (folder / "tables").glob("*.csv")}
    assert {"worth", "pairs", "confusion", "power", "placebo", "worlds", "expected"} <= set(tables)
    assert set(tables["worlds"]["kind"]) == {*CAUSES, DRAWN}
    assert (tables["confusion"].groupby("kind")["worlds"].sum() == tables["worlds"].groupby("kind").size()).all()
    assert "Planted against found" in report
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["package"] == "all"
