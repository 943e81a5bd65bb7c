"""One matter through officials: the office it meets, and what they do with it."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from shared import undrawn

from zombielaw.experiments.config.settings import packages
from zombielaw.experiments.data.cases import read_cases, read_priors, samples, starts_at
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.reducers.coded_case import (
    ANSWERS,
    BLOCK,
    TABLE,
    case_file,
    column,
    draws_of,
)
from zombielaw.experiments.runs.sources import modules_of
from zombielaw.experiments.studies import replay as study
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.studies.replay import DAY, LEAST, STUDY, YES_NO, differences
from zombielaw.sim.analysis.replay import ENDS, STARTS, Given, follow, handle, ordinary_office
from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.perception import eligible_conduct, facts_of, merits_of_conduct
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.decisions.provider import REFERENCE_ITEMS
from zombielaw.sim.entities import Person
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.elements import ITEMS
from zombielaw.sim.law.facts import NOTHING, Facts, exactly
from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE
from zombielaw.sim.law.truth import MET
from zombielaw.sim.luck import Luck
from zombielaw.sim.record import File
from zombielaw.sim.scenario import Scenario

CASES = read_cases(DATA / "cases.yaml")
DRAWS = 400


@cache
def replayed(*overrides: str):
    return composed("study=replay", *overrides)


def scenario(*overrides: str) -> Scenario:
    return replayed(*overrides).scenario


def day(year: int) -> float:
    return (year - 2015) * 365.25


SURE = (
    *(
        "network_service",
        "control",
        "legal_duty",
        "breach",
        "order_written",
        "order_basis",
        "order_clear",
    ),
    *(
        "order_attainable",
        "refused",
        "knows",
        "told_of_aided",
        "accepts_result",
        "aid",
        "crime_confirmed",
    ),
)
BOTH = NOTHING._replace(
    **dict.fromkeys(SURE, exactly(1.0)),
    conduct_end_day=exactly(day(2021)), order_day=exactly(day(2021) - 200.0), judgment_day=exactly(day(2022)),
    orders=exactly(3.0), intent=exactly(2.0), illegal_videos=exactly(5e3), illegal_items=exactly(5e4),
    accounts_reached=exactly(1e6), clicks=exactly(1e6), clients_aided=exactly(10.0), gain_yuan=exactly(1e6),
)  # fmt: skip
"""A made-up host who ignored three sound orders and served ten clients whose crimes are confirmed."""


UNTOLD = Person()


def test_the_made_up_case_meets_both_offences():
    assessment = assess(BOTH, Statute(), READINGS["statute"])
    assert assessment.a_286_1 == assessment.b_287_2 == MET


# ---- the office


def test_an_office_without_lessons_knows_nothing_of_286_1():
    office = ordinary_office(scenario("world.inputs=none"))
    assert office.familiarity_286_1 == office.familiarity_287_2 == 0.0
    assert office.load == scenario().world.background_load


def test_familiarity_with_286_1_settles_where_training_meets_forgetting():
    given = scenario("policy.training=0.01")
    kept = 1.0 - learning.monthly(given.world.forgetting)
    expected = 0.01 * (1.0 - kept**given.months) / (1.0 - kept)
    assert ordinary_office(given).familiarity_286_1 == pytest.approx(expected, rel=1e-12)


def test_familiarity_with_287_2_comes_from_card_cases():
    given = scenario()
    kept, world, expected = 1.0 - learning.monthly(given.world.forgetting), given.world, 0.0
    for month in range(given.months):
        uses = world.outside_weight * given.outside(month)
        expected = kept * expected + (1.0 - expected) * (1.0 - math.exp(-world.lesson * uses))
    office = ordinary_office(given)
    assert office.familiarity_287_2 == pytest.approx(expected, rel=1e-12)
    assert office.familiarity_287_2 > 0.1 > office.familiarity_286_1
    assert (
        office.load == world.background_load + given.outside(given.months - 1) / world.desk_capacity
    )


def test_an_office_learns_nothing_where_learning_is_off():
    given = scenario("policy.training=0.01", "policy.guiding_cases=2")
    world = given.world

    def without(*switches: str):
        return ordinary_office(
            replace(given, world=world._replace(**dict.fromkeys(switches, False)))
        )

    learns, still = ordinary_office(given), without("familiarity_learns", "clarity_learns")
    assert (still.familiarity_286_1, still.familiarity_287_2, still.learned) == (
        world.initial_familiarity_286_1, world.initial_familiarity_287_2, 0.0
    )  # fmt: skip
    rival = without("rival_learns")
    assert (rival.familiarity_286_1, rival.learned) == (learns.familiarity_286_1, learns.learned)
    assert rival.familiarity_287_2 == world.initial_familiarity_287_2 != learns.familiarity_287_2


# ---- the matter


def handled(facts, given: Scenario, draws: int = DRAWS, seed: int = 1):
    office, luck = ordinary_office(given), Luck(seed, 0)
    return [handle(facts, given, office, luck, draw) for draw in range(draws)]


def far_from(codes, chances, names) -> dict[str, float]:
    """Ends whose number lies more than five standard errors from the expected one, with that distance."""
    far = {}
    for code, name in enumerate(names):
        expected = np.array([chance[code] for chance in chances])
        count, mean = codes.count(code), expected.sum()
        error = math.sqrt(max(float((expected * (1.0 - expected)).sum()), 0.2))
        if abs(count - mean) > 5.0 * error:
            far[name] = round((count - mean) / error, 1)
    return far


@pytest.mark.parametrize("package", ["today", "judiciary", "all"])
@pytest.mark.parametrize("subject", ["made up", "cheng_cong", "zhu_hao"])
def test_what_happens_is_what_was_expected(package, subject):
    given = scenario().under(packages(replayed())[package])
    if subject == "made up":
        results = handled(BOTH, given)
    else:
        office, luck, priors, case = (
            ordinary_office(given),
            Luck(3, 0),
            read_priors(),
            CASES[subject],
        )
        results = [
            handle(facts, given, office, luck, draw)
            for draw, facts in enumerate(samples(case, priors, given.policy, luck, range(DRAWS)))
        ]
    for result in results:
        assert sum(result.charge_chances) == pytest.approx(1.0)
        assert sum(result.verdict_chances) == pytest.approx(1.0)
        assert min(*result.charge_chances, *result.verdict_chances) >= 0.0
        assert result.charge != NONE or result.verdict == NONE
    assert not far_from([r.charge for r in results], [r.charge_chances for r in results], CHARGES)
    # The chances of a verdict are those before the judge has seen anything, so their spread adds to that of the draw.
    assert not far_from(
        [r.verdict for r in results], [r.verdict_chances for r in results], VERDICTS
    )


def test_conduct_before_the_offences_existed_is_charged_under_neither():
    """Kuaibo ended before November 2015, whatever else is unknown about it."""
    given, case, priors = (
        scenario().under(packages(replayed())["all"]),
        CASES["kuaibo"],
        read_priors(),
    )
    office, luck = ordinary_office(given), Luck(1, 0)
    drawn = samples(case, priors, given.policy, luck, range(300))
    assert 0 < sum(facts.spread_grave.low for facts in drawn) < 20, "the prior is 0.02"
    for draw, facts in enumerate(drawn):
        assert facts.conduct_end_day.low < 0.0
        assert handle(facts, given, office, luck, draw).charge not in (A_286_1, B_287_2)


# ---- from the start to the end


def followed(facts, given: Scenario, start: str, draws: int = 200, kind: str = "hosting"):
    office, luck = ordinary_office(given), Luck(1, 0)
    return [follow(facts, kind, start, given, office, luck, draw) for draw in range(draws)]


@pytest.mark.parametrize("start", STARTS)
def test_the_chances_of_all_ends_sum_to_one_wherever_it_starts(start):
    for course in followed(BOTH, scenario(), start, 60):
        assert len(course.chances) == len(ENDS)
        assert sum(course.chances) == pytest.approx(1.0)
        assert min(course.chances) >= 0.0
        assert course.filed == (course.handling is not None)
        assert course.filed or course.chances[course.end] == 1.0


def test_a_matter_that_starts_at_the_charge_is_handled_as_before():
    given = scenario()
    for course, before in zip(
        followed(BOTH, given, "charge", 100), handled(BOTH, given, 100), strict=True
    ):
        assert course.filed
        assert course.handling == before
        if before.verdict != NONE:
            assert ENDS[course.end] == VERDICTS[before.verdict]
        else:
            assert ENDS[course.end] == ("not charged" if before.charge == NONE else "withdrawn")


def test_what_happens_on_the_way_is_what_was_expected():
    results = followed(BOTH, scenario(), "refusal", DRAWS)
    assert not far_from([r.end for r in results], [r.chances for r in results], ENDS)


def test_given_facts_are_met_as_simulated_conduct_is():
    """The facts of a simulated conduct, given, look to officials as the conduct itself does."""
    given = scenario()
    done = eligible_conduct(day(2021))
    facts = facts_of(done)
    known = Given(facts, from_finding=False)
    file, rules = File(written_orders=known.ordered), given.rules_of(given.policy)
    matter = SimpleNamespace(file=file, person=UNTOLD, rules=rules)
    assert known.merits_of(None, matter) == merits_of_conduct(done, given.statute_at(given.policy))
    assert known.harm == pytest.approx(5000.0 / ITEMS * REFERENCE_ITEMS)


def test_orders_before_the_start_are_none_where_a_violation_is_only_found():
    """Three refused orders stand in the facts; from a finding on they are still to be written."""
    given = Given(BOTH, from_finding=True)
    assert given.standing(File(), UNTOLD)[BOTH._fields.index("orders")] == exactly(0.0)
    assert Given(BOTH, from_finding=False).standing(File(written_orders=3), UNTOLD) == BOTH
    once = File(written_orders=1, first_due=1, orders_refused=1, basis=1, clear=0, attainable=1)
    standing = given.standing(once, UNTOLD)
    assert (standing.orders, standing.refused, standing.order_clear) == (
        exactly(1.0),
        exactly(1.0),
        exactly(0.0),
    )
    assert given.standing(
        File(written_orders=1, basis=1, clear=1, attainable=1), UNTOLD
    ).refused == exactly(0.0)


def test_a_sanction_at_the_finding_is_an_end_of_its_own():
    given = scenario(
        "policy.corrective_order_rate=0", "world.sanction_at_finding=0.3", "world.closure_share=0"
    )
    ends = [ENDS[course.end] for course in followed(BOTH, given, "finding", 400)]
    assert set(ends) == {"sanction only", "interview", "no measure"}
    assert abs(ends.count("sanction only") - 120) < 5 * math.sqrt(400 * 0.3 * 0.7)


def test_the_police_that_have_a_matter_do_not_lose_it():
    lossy = scenario("world.jurisdiction_loss=1", "policy.cross_region=0")
    assert not any(course.filed for course in followed(BOTH, lossy, "referral"))
    assert any(course.filed for course in followed(BOTH, lossy, "filing"))


def test_a_case_starts_where_its_facts_stand():
    assert {name: starts_at(case) for name, case in CASES.items() if not name.startswith("vpn")} == {
        "zhu_hao": "refusal", "pudong_2018_vpn": "refusal", "luzhou_2019": "finding", "kuaibo": "refusal",
        "nanchang_2018_casino": "finding", "cheng_cong": "refusal", "website_builder_fraud": "finding",
        "jiangsu_idc_2018": "finding",
    }  # fmt: skip
    assert {starts_at(case) for name, case in CASES.items() if name.startswith("vpn")} == {"filing"}
    assert starts_at(replace(CASES["zhu_hao"], stage="charge")) == "charge"


def test_the_stage_of_the_command_goes_before_that_of_the_case_and_this_before_that_of_its_facts(
    tmp_path,
):
    def stage(*words: str) -> str:
        return starts_at(study.case_of(composed("study=replay", *words)))

    assert (stage(), stage("study.stage=finding")) == ("refusal", "finding")
    with pytest.raises(InputError, match="did you mean 'finding'"):
        stage("study.stage=findings")
    file, entry = tmp_path / "mine.yaml", "cases:\n  - id: mine\n    kind: hosting\n"
    facts = "    facts:\n      refused: yes\n      orders: 2\n"
    file.write_text(f"{entry}    stage: referral\n{facts}")
    own = f"study.file={file}"
    assert (stage(own), stage(own, "study.stage=charge")) == ("referral", "charge")
    file.write_text(entry + facts)
    assert stage(own) == "refusal"


def test_the_key_of_stored_draws_follows_the_module_that_samples():
    assert modules_of(draws_of) == [draws_of.__module__, samples.__module__]


# ---- a block of draws


def block(case, given: Scenario, seed: int = 1, number: int = 0) -> pd.DataFrame:
    return draws_of(given, case_file(case, read_priors()), Luck(seed, number))[TABLE]


def test_a_block_holds_the_handling_of_each_draw():
    """Draws are named by their number alone, wherever the block that holds them begins."""
    given, case, priors = scenario(), CASES["cheng_cong"], read_priors()
    office, luck = ordinary_office(given), Luck(1, 0)
    rows = block(case, given, number=1)
    assert rows["draw"].tolist() == list(range(BLOCK, 2 * BLOCK))
    for row in rows.to_dict("records")[::10]:
        (facts,) = samples(case, priors, given.policy, luck, range(row["draw"], row["draw"] + 1))
        one = handle(facts, given, office, luck, row["draw"])
        assert row["day"] == int(facts.judgment_day.low)
        assert (row["charge"], row["verdict"]) == (CHARGES[one.charge], VERDICTS[one.verdict])
        for stage, names, chances in (
            ("charge", CHARGES, one.charge_chances), ("verdict", VERDICTS, one.verdict_chances),
        ):  # fmt: skip
            assert [row[f"p_{stage}_{column(name)}"] for name in names] == list(chances)
        assert {row[f"law_{reading}"] for reading in READINGS} <= set(ANSWERS)


# ---- the study


def replayed_below(out: Path) -> Path:
    with undrawn():
        return STUDY.run(composed("study=replay", "study.draws=30", f"out={out}"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return replayed_below(tmp_path_factory.mktemp("replay"))


@pytest.fixture(scope="module")
def applied(folder):
    return Finished(folder)["institutions"]


def test_tables_count_the_draws_that_the_ledger_holds(folder, applied):
    matters = pd.read_parquet(folder / "ledger.parquet")
    assert len(matters) == 6 * 30
    today = (
        matters[matters["policy"] == "today"]
        .drop(columns=["policy", "case"])
        .reset_index(drop=True)
    )
    wanted = block(CASES["cheng_cong"], scenario()).head(30)
    pd.testing.assert_frame_equal(today[list(wanted)], wanted, check_dtype=False)
    assert set(matters["draw"]) == set(range(30)), "of the second half of a block nothing is told"
    assert set(applied["policy"]) == set(matters["policy"])
    for row in applied.to_dict("records"):
        of_policy = matters[matters["policy"] == row["policy"]]
        assert row["count"] == (of_policy[row["stage"]] == row["outcome"]).sum()
        chance = of_policy[f"p_{row['stage']}_{column(row['outcome'])}"]
        assert row["expected_share"] == pytest.approx(chance.mean(), rel=1e-12)
    hinges = Finished(folder)["institution_hinges"]
    assert hinges.empty, "of 30 draws no two groups of 30 are made"


def test_the_stage_that_was_chosen_stands_among_what_the_others_give(folder, applied):
    starts = Finished(folder)["starts"]
    assert set(starts["start"]) == set(STARTS)
    assert (starts.groupby("start")["count"].sum() == 30).all()
    own = starts[starts["start"] == "refusal"].set_index("outcome")["share"]
    today = applied[(applied["stage"] == "end") & (applied["policy"] == "today")].set_index(
        "outcome"
    )["share"]
    assert own.to_dict() == today.to_dict()


# ---- what would have to be known


def noise(draws: int, seed: int) -> tuple[list[Facts], np.ndarray]:
    """Random facts, and verdicts that do not depend on them and are mostly near 0."""
    luck = np.random.default_rng(seed)
    facts = [
        Facts(
            **{name: exactly(float(luck.random() < 0.2)) for name in ("knows", "uncheckable", "unit", "refused")},
            **{name: exactly(luck.lognormal()) for name in ("gain_yuan", "fraud_yuan", "clicks", "orders")},
            personal_items_traded=exactly(float(luck.random() < 0.02)), order_day=exactly(float(luck.integers(900))),
        )
        for _ in range(draws)
    ]  # fmt: skip
    return facts, luck.dirichlet(np.full(len(VERDICTS), 0.1), draws)


def test_chance_alone_is_not_told_as_a_difference():
    counts = [len(differences(Facts(), *noise(200, seed))) for seed in range(50)]
    assert sum(map(bool, counts)) <= 7, "one in twenty, over all facts and verdicts"


def test_a_small_group_is_not_told_however_large_its_difference():
    facts, verdicts = noise(100, 1)
    few = np.array([one.personal_items_traded.low > 0.0 for one in facts])
    assert 0 < few.sum() < LEAST
    verdicts[few] = np.eye(len(VERDICTS))[VERDICTS.index("225")]
    assert "personal_items_traded" not in set(differences(Facts(), facts, verdicts)["fact"])


def test_a_difference_is_told_with_its_draws_and_its_interval():
    facts, verdicts = noise(400, 2)
    so, late = (
        np.array([getattr(one, name).low for one in facts]) for name in ("knows", "order_day")
    )
    verdicts[so == 1.0, B_287_2] += 0.5
    verdicts[late >= np.median(late), A_286_1] += 0.3
    hinges = differences(Facts(), facts, verdicts).set_index("fact")
    assert list(hinges.index[:2]) == ["knows", "order_day"]
    assert list(hinges.loc[["knows", "order_day"], "kind"]) == [YES_NO, DAY]
    assert list(hinges.loc[["knows", "order_day"], "verdict"]) == ["287-2", "286-1"]
    knows = hinges.loc["knows"]
    assert (knows["draws_above"], knows["draws_below"]) == (so.sum(), 400 - so.sum())
    assert 0.0 < knows["low"] < knows["difference"] < knows["high"]
    assert knows["difference"] == pytest.approx(knows["above"] - knows["below"])
    assert differences(Facts(knows=exactly(1.0)), facts, verdicts)["fact"].ne("knows").all(), (
        "what is known is no hinge"
    )


def test_facts_are_plain_and_a_case_decided_otherwise_differs_in_them_alone(
    folder, tmp_path, monkeypatch
):
    facts = Finished(folder).facts
    assert (facts["case"], facts["draws"], facts["in_fact"]) == ("cheng_cong", 30, "287-2")
    other = replace(CASES["cheng_cong"], outcome={"charge_convicted": ["286-1"]})
    monkeypatch.setattr(study, "cases_in", lambda file: {"cheng_cong": other})
    again = replayed_below(tmp_path)
    assert Finished(again).facts == {**facts, "in_fact": "286-1"}
    for table in sorted((folder / "tables").glob("*.csv")):
        assert (again / "tables" / table.name).read_bytes() == table.read_bytes(), table.name
