"""Worlds of the priors: drawn as declared, probed with the same random draws, told apart by rules of known answers."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shared import cells

from zombielaw.experiments.analysis import diagnosed as diagnosis
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs import prior_worlds as drawn
from zombielaw.experiments.designs.grids import POINT, scenarios
from zombielaw.experiments.designs.prior_worlds import ANY, FAMILY, NEUTRAL, TODAY, TOGETHER, WITH, WITHOUT
from zombielaw.experiments.studies import emergence
from zombielaw.experiments.studies.base import Finished, Work
from zombielaw.experiments.studies.emergence import STUDY
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.analysis.diagnosis import AS_IS, CAUSES, OUT_OF_USE, PARTS, PROBES, Diagnosis, Tally, probes
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.scenario import Scenario

pytestmark = pytest.mark.slow

EMPTY = Tally(1.0, *[0.0] * 12)
LIVING = EMPTY._replace(eligible=40.0, referred=20.0, charges_286_1=9.0, charges_287_2=3.0, convictions_286_1=8.0,
                        non_compliant=200.0, providers=1000.0, answers=100.0, refusals=10.0)  # fmt: skip
SILENT = LIVING._replace(charges_286_1=0.1, charges_287_2=0.1, convictions_286_1=0.1)
RIVALLED = SILENT._replace(charges_287_2=9.0)


def settings(*words: str) -> Settings:
    return composed("study=emergence", "world=classroom", "world.providers=300", "study.months=120", "study.worlds=2",
                    "replicates=1", "execute=serial", *words)  # fmt: skip


@pytest.mark.parametrize("key", drawn.drawn_settings()[TODAY])
def test_the_default_is_the_median_and_the_range_is_the_prior(key):
    about = parameter_of(key)
    values = [drawn.prior(about, u) for u in (0.0, 0.2, 0.5, 0.7, 1.0)]
    around = about.today or about.about
    assert values == sorted(values)
    assert values[0] == pytest.approx(around.low)
    assert values[2] == pytest.approx(about.default)
    assert values[4] == pytest.approx(around.high)


def test_a_long_half_is_log_uniform_and_a_short_one_uniform():
    trace, spread = parameter_of("world.trace_rate"), parameter_of("world.size_spread")
    assert drawn.prior(trace, 0.25) == pytest.approx((1e-5 + 1e-4) / 2), "ten-fold is not more than ten-fold"
    assert drawn.prior(trace, 0.75) == pytest.approx(math.sqrt(1e-4 * 1e-2))
    assert drawn.prior(spread, 0.25) == pytest.approx((0.3 + 1.0) / 2)


def test_worlds_fill_the_prior_evenly_and_leave_somebody_to_comply(monkeypatch):
    number = 16
    monkeypatch.setattr(drawn, "prior", lambda _, u: u)
    monkeypatch.setattr(drawn, "quantile", lambda _, u: u)
    tables = drawn.worlds_of(settings(), number)
    answers = ["world.refusal", "world.partial", "world.vanish"]
    for practice, table in tables.items():
        whole = table[answers].sum(axis=1)
        assert (whole > 0.94).any(), "a third or so of these sums would be above 0.95"
        assert (whole <= 0.95).all()
        for key in table.columns.difference(answers):
            assert len(set(np.floor(table[key] * number))) == len(table) == number, "one in each of the strata"
        assert table.equals(drawn.worlds_of(settings(), number)[practice])
        assert not table.equals(drawn.worlds_of(settings("seed=2"), number)[practice])
    assert tables[ANY][list(tables[TODAY])].equals(tables[TODAY]), "here quantile and prior are the same"


def test_what_the_neutral_start_and_the_text_set_is_not_drawn():
    today, every = (set(keys) for keys in drawn.drawn_settings().values())
    alternatives = {"world.blind_consideration", "world.familiarity_apart_225"}
    assert not {*NEUTRAL, "policy.consequence_threshold", *alternatives} & every
    assert {"world.refusal", "world.forgetting", "policy.corrective_order_rate", "policy.court_scrutiny"} <= today
    assert every - today == {
        "policy.cross_region", "policy.transfer_supervision", "policy.direct_transfer_rate", "policy.prosecutor_staff",
    }  # fmt: skip
    assert today < every


@pytest.fixture(scope="module")
def planned() -> tuple[pd.DataFrame, pd.DataFrame, dict[Any, Scenario], dict[str, pd.DataFrame]]:
    own = settings("policy.transfer_rate=0.3")
    table = drawn.worlds_of(own, 3)
    return *drawn.design_of(own, table), table


def test_every_row_is_the_scenario_of_its_probe(planned):
    """Written to the design and read back as a command would be: what runs is what the diagnosis believes to run."""
    design, owners, as_is, _ = planned
    made = scenarios(settings("policy.transfer_rate=0.3"), design)
    assert len(set(made)) == len(made), "each scenario once"
    for (world, practice, feedback), rows in owners.groupby(["world", "practice", "feedback"]):
        start = as_is[world, practice, feedback]
        wanted = {**probes(start), TOGETHER: drawn.ALL_AT_ONCE.of(start)}
        assert dict(zip(rows["probe"], (made[point] for point in rows[POINT]), strict=True)) == wanted
    assert len(owners) == 3 * 2 * 2 * (len(PROBES) + 1)


def test_the_start_is_neutral_and_practice_is_as_said(planned):
    _, _, as_is, table = planned
    for (number, practice, feedback), start in as_is.items():
        assert start.world.initial_familiarity_286_1 == start.world.initial_familiarity_287_2 == 0.0
        assert (start.policy.charge_preference, start.policy.training, start.policy.guiding_cases) == (0.5, 0.0, 0.0)
        assert start.world.refusal == table[practice]["world.refusal"][number]
        assert start.policy.order_quality == table[practice]["policy.order_quality"][number]
        assert start.world.familiarity_learns == start.world.risk_learns == (feedback == WITH)
        rate = {TODAY: 0.3, ANY: table[ANY]["policy.transfer_rate"][number]}[practice]
        assert start.policy.transfer_rate == rate


def planted(**given: Tally) -> tuple[pd.DataFrame, pd.DataFrame, dict[Any, Scenario]]:
    """One world with feedback, as it is (``as_is``) and under probes (as it is, if not given)."""
    names = [*PROBES, TOGETHER]
    owners = pd.DataFrame([(0, TODAY, WITH, probe, point) for point, probe in enumerate(names)],
                          columns=["world", "practice", "feedback", "probe", POINT])  # fmt: skip
    rows = [(point, 0, at, *(given.get(probe, given[AS_IS]) if at == 120 else EMPTY))
            for point, probe in enumerate(names) for at in (100, 120)]  # fmt: skip
    runs = pd.DataFrame(rows, columns=[POINT, "replicate", "at", *Tally._fields])
    return runs, owners, {(0, TODAY, WITH): settings().scenario}


def answer(**given: Tally) -> tuple[str, str]:
    (row,) = diagnosis.diagnosed(*planted(**given)).to_dict("records")
    return row["found"], row["why"]


def test_planted_worlds_are_told_apart():
    rare = SILENT._replace(eligible=1.0, referred=1.0, charges_286_1=0.1, charges_287_2=0.02, convictions_286_1=0.01)
    assert answer(as_is=LIVING) == ("alive", "")
    faded = RIVALLED._replace(familiarity_then=0.9)
    assert answer(as_is=RIVALLED, rival_off=LIVING, pulse=faded) == ("excluded", "")
    assert answer(as_is=RIVALLED, rival_off=LIVING, pulse=faded._replace(familiarity_last=0.9))[0] != "excluded"
    assert answer(as_is=rare, files=LIVING) == ("starved", "")
    assert answer(as_is=LIVING._replace(charges_287_2=90.0)) == ("undecided", diagnosis.NEITHER)
    assert answer(as_is=SILENT, rival_off=LIVING) == ("undecided", diagnosis.MISFIT), "no rival to take away"
    assert answer(as_is=SILENT, together=LIVING) == ("undecided", diagnosis.JOINT)
    assert answer(as_is=SILENT) == ("undecided", diagnosis.LOST)
    assert answer(as_is=EMPTY) == ("undecided", diagnosis.IDLE)
    both = Diagnosis("undecided", {"starved": MET, "excluded": MET, "trapped": NOT_MET}, {}, {}, ("files",))
    assert diagnosis.why_undecided(both, {AS_IS: SILENT, TOGETHER: LIVING}) == diagnosis.SEVERAL


def test_what_alive_is_made_of_stands_beside_it():
    def parts(**given: Tally) -> tuple[str, list[float]]:
        (row,) = diagnosis.diagnosed(*planted(**given)).to_dict("records")
        return row["parts"], [row[name] for name in PARTS]

    # charges of 286-1 and 287-2, eligible files, convictions: those of the planted worlds
    both = LIVING.charges_286_1 + LIVING.charges_287_2
    values = [LIVING.convictions_286_1 / LIVING.eligible, LIVING.charges_286_1 / both, LIVING.eligible]
    assert parts(as_is=LIVING) == (" ".join([*PARTS, "ceiling"]), pytest.approx(values))
    assert parts(as_is=LIVING._replace(charges_287_2=1e6))[0] == "application_rate files ceiling"
    assert parts(as_is=LIVING._replace(referred=0.04 * LIVING.eligible))[0] == " ".join(PARTS)
    assert parts(as_is=EMPTY) == ("", pytest.approx([0.0, math.nan, 0.0], nan_ok=True))


def test_a_world_that_lost_a_probe_is_left_out():
    runs, owners, as_is = planted(as_is=LIVING)
    assert diagnosis.diagnosed(runs[runs[POINT] != 2], owners, as_is).empty
    assert len(diagnosis.diagnosed(runs, owners, as_is)) == 1


@pytest.mark.parametrize("state", ["alive", "unclear"])
def test_a_world_that_is_not_dead_is_diagnosed_without_probes(state):
    """Columns that need no probe (alive, its parts, the second analysis) are the same; the others are empty."""
    world = LIVING if state == "alive" else LIVING._replace(charges_287_2=90.0)
    runs, owners, as_is = planted(as_is=world, rival_off=RIVALLED, files=SILENT)
    (whole,) = diagnosis.diagnosed(runs, owners, as_is).to_dict("records")
    alone = owners[owners["probe"] == AS_IS]
    (row,) = diagnosis.diagnosed(runs[runs[POINT].isin(alone[POINT])], alone, as_is).to_dict("records")
    asking = {"filled_by_files", "filled_by_undeterred", "held", "revived_by", "findable"}
    asking |= set(CAUSES) if state != "alive" else set()
    assert row | dict.fromkeys(asking) == whole | dict.fromkeys(asking)
    assert row["state"] == state
    assert all(math.isnan(row[name]) for name in ("filled_by_files", "filled_by_undeterred"))
    assert (row["revived_by"], row["findable"]) == ("", "")
    assert MET not in [row[name] for name in CAUSES]


def test_the_living_are_not_probed(tmp_path, monkeypatch):
    monkeypatch.setattr(emergence, "standing", lambda _: "alive")
    work = Work(settings(f"out={tmp_path}"))
    emergence.analyse(work)
    assert list(work.parts) == [AS_IS]
    assert set(work.large["tallies"]["probe"]) == {AS_IS}


def diagnoses(states: dict[str, list[str]], causes: dict[str, list[str]]) -> pd.DataFrame:
    rows = [
        {"world": world, "practice": TODAY, "feedback": feedback, POINT: world, "found": cause,
         "why": diagnosis.LOST if cause == "undecided" else "", "state": state,
         "parts": " ".join([*PARTS, diagnosis.CEILING]) if state == "alive" else "share" if world == 1 else "",
         "revived_by": "files rival_off" if cause == "starved" else "", "findable": "starved" if world else "",
         "desk": "alive" if cause == "alive" else "too few referred"}
        for feedback in (WITH, WITHOUT)
        for world, (state, cause) in enumerate(zip(states[feedback], causes[feedback], strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows)


DIAGNOSES = diagnoses(
    {WITH: ["alive", "dead", "dead", "dead"], WITHOUT: ["alive", "alive", "dead", "dead"]},
    {WITH: ["alive", "starved", "starved", "undecided"], WITHOUT: ["alive", "alive", "excluded", "undecided"]},
)


def test_shares_have_the_interval_of_wilson_and_parts_probes_and_causes_are_counted():
    tables = emergence.tables_of_shares(DIAGNOSES)
    table = tables["shares"]
    assert table.groupby(["practice", "feedback"])["share"].sum().tolist() == pytest.approx([1.0, 1.0])
    row = table[(table["feedback"] == WITH) & (table["answer"] == "starved")].iloc[0]
    # z = 1.96, 2 of 4: centre 1/2, half-width z / sqrt(4 + z^2) / 2
    half = 1.95996 / math.sqrt(4 + 1.95996**2) / 2
    assert (row["share"], row["low"], row["high"]) == pytest.approx((0.5, 0.5 - half, 0.5 + half), abs=1e-4)
    table = tables["parts"].set_index(["feedback", "part"])["worlds"]
    assert table[WITH].to_dict() == {"application_rate": 1, "share": 2, "files": 1, "ceiling": 1}
    assert table[WITHOUT].to_dict() == {"application_rate": 2, "share": 2, "files": 2, "ceiling": 2}
    table = tables["revived"].query("state == 'dead'").set_index(["feedback", "probe"])
    assert table.loc[(WITH, "files"), ["worlds", "of", "share"]].tolist() == pytest.approx([2, 3, 2 / 3])
    assert table.loc[(WITH, "pulse"), "worlds"] == 0
    assert table.loc[(WITHOUT, "files"), ["worlds", "of"]].tolist() == [0, 2]
    assert AS_IS not in {probe for _, probe in table.index}
    table = tables["findable"].set_index(["feedback", "cause"])
    assert table.loc[(WITH, "starved"), ["worlds", "of"]].tolist() == [3, 3]
    assert table.loc[(WITH, "trapped"), ["worlds", "of"]].tolist() == [0, 3]
    assert table.loc[(WITHOUT, "starved"), ["worlds", "of"]].tolist() == [2, 2]


def test_the_same_worlds_are_compared():
    table = emergence.feedback_of(DIAGNOSES).set_index("is")
    assert table.loc["alive", ["without", "with", "difference", "worlds"]].tolist() == [0.5, 0.25, -0.25, 4]
    assert table.loc["dead", "difference"] == 0.25
    assert table.loc["starved", "difference"] == 0.5
    assert table.loc["alive", "low"] < -0.25 < 0.0 < table.loc["alive", "high"]
    moves = emergence.moves_of(DIAGNOSES)
    assert moves["worlds"].sum() == 4
    assert len(moves[(moves["without"] == "alive") & (moves["with"] == "starved")]) == 1


def test_worlds_without_a_file_are_a_state_of_their_own():
    assert diagnosis.standing(EMPTY) == diagnosis.NOTHING
    assert diagnosis.standing(SILENT) == OUT_OF_USE
    mixed = diagnoses({WITH: ["dead", diagnosis.NOTHING], WITHOUT: ["dead", "dead"]},
                      {WITH: ["starved", "starved"], WITHOUT: ["undecided", "undecided"]})  # fmt: skip
    states = emergence.tables_of_shares(mixed)["states"].set_index(["feedback", "state"])
    assert states.loc[(WITH, OUT_OF_USE), ["worlds", "of"]].tolist() == [1, 2]
    assert states.loc[(WITH, diagnosis.NOTHING), "worlds"] == 1
    assert states.loc[(WITHOUT, diagnosis.NOTHING), "worlds"] == 0
    revived = emergence.tables_of_shares(mixed)["revived"].query("probe == 'files'").set_index(["feedback", "state"])
    assert revived["of"].to_dict() == {(WITH, OUT_OF_USE): 1, (WITH, diagnosis.NOTHING): 1, (WITHOUT, OUT_OF_USE): 2}
    difference = emergence.feedback_of(mixed).set_index("is")["difference"]
    assert (difference[OUT_OF_USE], difference[diagnosis.NOTHING]) == (-0.5, 0.5)


@pytest.mark.parametrize("number", [5, 40])
def test_the_error_of_no_difference_is_that_of_the_rank_test(number):
    """At one half, Hanley and McNeil's formula is the exact variance of Mann and Whitney's statistic without ties."""
    exact = math.sqrt((2 * number + 1) / (12 * number**2))
    assert emergence.hanley_mcneil(0.5, number, number) == pytest.approx(exact)


def test_the_setting_that_was_planted_tells_the_answer():
    number = 60
    table = drawn.worlds_of(settings(), number)
    high = table[TODAY]["world.refusal"] > table[TODAY]["world.refusal"].median()
    worlds = pd.DataFrame({"world": table[TODAY].index, "practice": TODAY, "feedback": WITH,
                           "found": np.where(high, "alive", "starved")})  # fmt: skip
    tests = emergence.rank_tests(worlds, table)
    first = tests[tests["found"] == "alive"].iloc[0]
    assert (first["setting"], first["auc"]) == ("world.refusal", 1.0)
    assert first["p_holm"] < 1e-4
    sure = tests[tests["p_holm"] < 0.05]
    assert set(sure["setting"]) == {"world.refusal"}, "nothing else decides"
    text = emergence.distinguishing(tests)
    assert re.search(r"\| today +\| alive +\| `world.refusal` +\| 1 \(", text)
    assert "230 comparisons" in emergence.distinguishing(pd.concat([tests.assign(p_holm=1.0).head(1)] * 230))
    assert emergence.rank_tests(worlds.head(4), table).empty, "too few on either side"


def test_the_study_from_draw_to_words(tmp_path):
    folder = STUDY.run(settings(f"out={tmp_path}"))
    tables = {file.stem: pd.read_csv(file) for file in (folder / "tables").glob("*.csv")}
    number = len(tables["draws"]) // 2
    assert len(tables["worlds"]) == 2 * 2 * number
    described = {name for names in pd.read_csv(folder / "data_dictionary.csv")["table"] for name in names.split(", ")}
    assert set(tables) == described - {"all", "estimates"}
    over_time = tables["over_time"].groupby(["practice", "feedback", "at"])["worlds"].sum()
    assert (over_time == number).all()
    last = tables["over_time"][tables["over_time"]["at"] == 120]
    dead = last[last["state"] == OUT_OF_USE]["worlds"].sum()
    assert dead == (tables["worlds"]["state"] == OUT_OF_USE).sum()
    text = STUDY.report(Finished(folder))
    first = {row[0] for row in cells(text)}
    assert first >= {"no eligible file", "too few referred", "undecided: not even by all together", "rival_off"}
    assert all(f"{practice} levers, with feedback" in text for practice in (TODAY, ANY))
    findable = tables["findable"]
    assert f"| {findable['worlds'].iloc[0]} of {findable['of'].iloc[0]} (" in text
    assert f"Of {number} worlds under today's practice" in text
    assert "random draws within a world are in no interval" in text
    first, probed = (pd.read_csv(folder / part / "tables" / "design.csv") for part in (AS_IS, "probes"))
    assert len(first) == len(tables["worlds"]) == len(set(tables["worlds"][POINT]))
    tallied = pd.read_parquet(folder / "tallies.parquet").query("at == 120")
    ran = tallied.groupby([*FAMILY, "world"])["probe"].nunique()
    worlds = tables["worlds"].set_index([*FAMILY, "world"])
    lifeless = worlds["state"].isin([OUT_OF_USE, diagnosis.NOTHING])
    assert set(ran[lifeless[lifeless].index]) == {len(PROBES) + 1}
    assert len(probed) < len(first) * len(PROBES), "without feedback is a world as it is, and a probe of the other"
    assert (folder / "figures" / "emergence.png").stat().st_size > 5000
    assert json.loads((folder / "manifest.json").read_text())["worlds"] == number
