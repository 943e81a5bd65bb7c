"""The null model: products in closed form, dates, omissions, bad input, and the model where nobody answers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from shared import scenario

from zombielaw.errors import InputError
from zombielaw.sim.analysis import funnel
from zombielaw.sim.analysis.funnel import COUNTED, NOWHERE, Course, Rates, counts, expected, yearly
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.scenario import Change, Scenario, Size
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.usefixtures("few_files")
PLAIN = WorldParameters(
    miss=0.0, miss_floor=0.0, false_alarm=0.0, nonprosecution=0.0, clearly_minor_exit=0.0, minor_exit=0.0,
    compliance_exit=0.0, defence_raised=0.0, public_security_share=0.0, client_rate=0.05, actual_knowledge=0.0,
    crime_confirmed=0.1, jurisdiction_loss=0.0,
)  # fmt: skip
"""A world in which officials see every fact, and nothing ends a file but the chain."""
SURE = Policy(charge_preference=0.0, consequence_threshold=0.0, court_scrutiny=0.0)
"""A policy without a threshold of results: nobody charges 287-2 where 286-1 is open, and all charged are convicted."""
LAST = 100
"""A month in which a run that begins with nothing has filled every stage."""


def last(**settings: object) -> dict[str, float]:
    counts = expected(Scenario(months=LAST + 1, **settings))
    return {name: float(number[-1]) for name, number in counts.items()}


def test_plain_numbers_multiply():
    onward = Course(0.5, 0.4, 0.3, 0.2, 0.9, 0.8)
    month = Rates(0.5, 0.1, 0.2, 0.3, 0.4, 0.25, onward, NOWHERE, 0.01, onward, 0, 0, 0, 0, 0)
    last_month = {
        name: number[-1] for name, number in counts(np.full(5, 1000.0), [month] * 5).items()
    }
    refusals = 1000.0 * 0.5 * 0.2 * 0.4 * 0.25
    filed, traced = refusals * 0.5 * 0.4, 1000.0 * 0.5 * 0.01 * 0.5 * 0.4
    assert last_month == pytest.approx({
        "providers": 1000.0, "non_compliant": 500.0, "checks": 100.0, "sanctions": 30.0, "findings": 100.0,
        "written_orders": 40.0, "refusals": refusals, "referrals": refusals * 0.5, "filings_after_order": filed,
        "charges_286_1": 0.3 * (filed + traced), "convictions_286_1": 0.27 * (filed + traced),
        "charges_287_2": 0.2 * (filed + traced), "convictions_287_2": 0.16 * (filed + traced),
    })  # fmt: skip


def test_a_world_without_error_has_the_product_of_its_declared_shares():
    counts = last(world=PLAIN, policy=SURE, size=Size(providers=1000))
    violating = SURE.popularisation / (1.0 + math.exp(PLAIN.norm_mean - PLAIN.gain_median - 1.0))
    violating += (1.0 - SURE.popularisation) * PLAIN.non_compliant_if_ignorant
    checked = 1.0 - math.exp(
        -SURE.inspection_rate / 12.0 * (1.0 + PLAIN.complainants * SURE.popularisation)
    )
    findings = 1000.0 * violating * checked * SURE.detection_skill
    refusals = findings * SURE.corrective_order_rate * PLAIN.refusal
    referrals = refusals * SURE.transfer_rate
    valid = SURE.order_quality**3 * SURE.mandate_clarity
    blind = 1.0 / (
        1.0 + math.exp(PLAIN.filing_evidence - math.log(PLAIN.filing / (1.0 - PLAIN.filing)))
    )
    assert counts["findings"] == pytest.approx(findings)
    otherwise = (1.0 - SURE.corrective_order_rate) * (1.0 - PLAIN.closure_share)
    sanctioned = SURE.corrective_order_rate * PLAIN.sanction_with_order
    sanctioned += otherwise * PLAIN.sanction_at_finding
    assert counts["sanctions"] == pytest.approx(findings * sanctioned)
    assert counts["refusals"] == pytest.approx(refusals)
    assert counts["referrals"] == pytest.approx(referrals)
    assert counts["filings_after_order"] == pytest.approx(
        referrals * (valid * PLAIN.filing + (1.0 - valid) * blind)
    )
    assert counts["charges_286_1"] == pytest.approx(referrals * valid * PLAIN.filing)
    assert counts["convictions_286_1"] == pytest.approx(counts["charges_286_1"])


def test_load_lengthens_inquiry_and_trial():
    """100 days of inquiry and 60 of trial, each two fifths longer at a load of 0.8."""
    month = funnel.rates(SURE, PLAIN, Statute(), LAST)
    assert (month.inquiry, month.trial) == (math.ceil(140.0 / 30.44), math.ceil(84.0 / 30.44))


def test_checks_that_go_by_size_find_more_harm():
    even, by_size = (PLAIN._replace(risk_targeting=targeting) for targeting in (0.0, 1.0))
    found = [funnel.consequence(Policy(), world, LAST) for world in (even, by_size)]
    assert found[0] < found[1]


GATES = {
    "detection_skill": 0.9, "corrective_order_rate": 0.7, "order_quality": 0.95, "mandate_clarity": 1.0,
    "transfer_rate": 0.3, "registration_pressure": 0.3,
}  # fmt: skip


def test_nothing_is_saturated():
    """Gates that are opened together do what the product of each alone does."""
    today = last(world=PLAIN, policy=SURE)["convictions_286_1"]
    each = [
        last(world=PLAIN, policy=SURE._replace(**{lever: value}))["convictions_286_1"]
        for lever, value in GATES.items()
    ]
    joint = last(world=PLAIN, policy=SURE._replace(**GATES))["convictions_286_1"]
    assert min(each) > today
    assert joint / today == pytest.approx(math.prod(value / today for value in each))


def test_a_declaration_acts_from_its_month_on():
    own = Scenario(months=60)
    moved = replace(
        own, changes=(Change("inspection_rate", 6.0, 30), Change("transfer_rate", 0.3, 40))
    )
    before, after = expected(own), expected(moved)
    for name, month in (("checks", 30), ("findings", 30), ("written_orders", 31), ("refusals", 32)):
        first = np.flatnonzero(before[name] != after[name])[0]
        assert first == month, name
    assert after["referrals"][40] > 1.5 * after["referrals"][39]
    local = expected(replace(own, changes=(Change("inspection_rate", 6.0, 30, provinces=(1,)),)))
    assert (before["checks"][31] < local["checks"][31] < after["checks"][31]).all()


def test_what_is_taught_is_known_from_its_month_on_and_use_teaches_nothing():
    start = replace(Scenario(months=80), changes=(Change("training", 0.02, 20),))
    levels = funnel.taught_by(start, 0)
    assert set(levels[:21]) == {0.0}
    assert levels == sorted(levels)
    assert levels[-1] > 0.5
    plain, taught = expected(replace(start, changes=())), expected(start)
    assert (plain["charges_286_1"][:20] == taught["charges_286_1"][:20]).all()
    assert taught["charges_286_1"][-1] > 1.2 * plain["charges_286_1"][-1]
    deaf = replace(start, world=WorldParameters(familiarity_learns=False))
    assert not any(funnel.taught_by(deaf, 0))


def test_the_marks_of_2019_and_the_campaign_have_their_dates():
    policy, world = Policy(), WorldParameters()
    # November 2019 is 48
    old, new = (funnel.rates(policy, world, Statute(), month) for month in (47, 48))
    assert old.refused.referral != new.refused.referral
    assert old.refused.filing != new.refused.filing
    quiet, chased = (
        funnel.rates(policy, world, Statute(), 70, campaign).traced for campaign in (1.0, 10.0)
    )
    assert chased == pytest.approx(10.0 * quiet, rel=0.02)


def test_findings_are_referred_at_once_only_where_the_law_needs_no_order():
    ready = Policy(direct_transfer_rate=0.05)
    assert last(policy=ready) == last()
    deleted = last(policy=ready._replace(order_element_required=False))
    assert (
        deleted["convictions_286_1"]
        > 3.0 * last(policy=Policy(order_element_required=False))["convictions_286_1"]
    )


def test_what_use_teaches_and_who_shares_it_move_nothing():
    """Pooling, every step of learning, and, where nobody can learn, training and guiding cases."""
    own = last()
    steps = WorldParameters(lesson=1.0, trust_step=0.2, clarity_step=0.3, risk_own=0.4)
    assert last(policy=Policy(pooling=0.5)) == last(world=steps) == own
    lessons = Policy(training=0.05, guiding_cases=2.0)
    deaf = WorldParameters(familiarity_learns=False)
    assert last(policy=lessons, world=deaf) == own
    assert last(policy=lessons)["charges_286_1"] > 1.2 * own["charges_286_1"]


@pytest.fixture
def all_files(few_files):
    few_files(1)
    yield few_files
    few_files(1 / 8)


def test_more_files_say_the_same(all_files):
    """The law is asked of enough files: eight times as many move convictions of 286-1 by less than a tenth."""
    few = last()
    all_files(8)
    many = last()
    assert many["convictions_286_1"] == pytest.approx(few["convictions_286_1"], rel=0.1)
    assert many["convictions_287_2"] == pytest.approx(few["convictions_287_2"], rel=0.2)
    assert many != few


def test_bad_input_is_refused():
    own = Scenario(months=50)
    with pytest.raises(
        InputError,
        match=r"finding is not counted \(did you mean 'findings'\?\); allowed: providers, ",
    ):
        yearly(own, [2017], ["finding"])
    with pytest.raises(InputError, match="2015 is no full year of a scenario of 50 months"):
        yearly(own, [2015, 2016])
    assert set(yearly(own, [2016, 2018])) == set(COUNTED)


@pytest.mark.slow
def test_where_nobody_answers_or_learns_the_model_is_the_product(all_files):
    """Providers are all alike, fear nothing and decide anew each month; few are checked, so that none is busy long."""
    given = scenario(
        "world.providers=40000", "world.tool_sellers=0", "world.sanctions_feared=false", "world.gain_spread=0",
        "world.cost_spread=0", "world.norm_spread=0", "world.size_spread=0.3", "world.reconsideration_months=1",
        "world.skill_spread=0", "world.habit_spread=0", "world.order_harm=0", "world.order_history=0",
        "world.transfer_harm=0", "world.risk_targeting=0", "world.familiarity_learns=false",
        "world.clarity_learns=false", "world.trust_learns=false", "world.refusal=0.5", "world.answer_gain=0",
        "world.small_refuses=0", "world.partial=0", "world.public_security_share=0", "policy.transfer_rate=0.8",
        "policy.inspection_rate=0.5", "world.inputs=none", "study.months=86",
    )  # fmt: skip
    product_of = yearly(given, range(2017, 2022))
    records = [simulate(given, 3, replicate, "compiled") for replicate in range(4)]
    panel = sum(
        record.panel[record.panel["month"].between(14, 73)].sum(numeric_only=True)
        for record in records
    ) / (5.0 * len(records))
    for name in ("checks", "findings", "written_orders", "refusals", "referrals"):
        noise = 4.0 / math.sqrt(5.0 * len(records) * panel[name])
        assert product_of[name] == pytest.approx(panel[name], rel=noise + 0.06), name
    for name in ("charges_286_1", "convictions_286_1"):
        assert product_of[name] == pytest.approx(panel[f"expected_{name}"], rel=0.2), name


@pytest.mark.slow
def test_where_hardly_anybody_is_checked_tracing_leads_as_far_as_in_the_product(all_files):
    """With checks obeyed orders end the months in which clients gather, and the model has half as many charges."""
    given = scenario(
        "world=region", "world.tool_sellers=0", "world.sanctions_feared=false", "world.familiarity_learns=false",
        "world.clarity_learns=false", "world.trust_learns=false", "world.risk_learns=false",
        "policy.inspection_rate=0.01",
    )  # fmt: skip
    within = slice(64, 98)
    runs = [simulate(given, 1, replicate, "compiled").months for replicate in range(8)]
    charges = [
        run["expected_charges_287_2"][(run["month"] >= 64) & (run["month"] < 98)].sum()
        for run in runs
    ]
    assert expected(given)["charges_287_2"][within].sum() == pytest.approx(
        np.mean(charges), rel=0.15
    )
