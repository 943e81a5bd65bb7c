"""Unknown facts of coded cases: drawn within what is known, from declared priors, and from nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from zombielaw.experiments.config.settings import packages
from zombielaw.experiments.data.cases import (
    COUNTS,
    DAYS,
    FIRST_DAY,
    KINDS,
    LAST_DAY,
    SUPPOSES,
    WITH_PRIORS,
    read_cases,
    read_priors,
    samples,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.decisions.perception import eligible_conduct, facts_of
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import PAN_XIONG
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.elements import DIRECT_INTENT, INDIRECT_INTENT
from zombielaw.sim.law.facts import ANY_DAY, IN_TIME, MAYBE, Facts, Interval, least
from zombielaw.sim.law.truth import MET
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import Policy

FILE = DATA / "case_priors.yaml"
CASES = read_cases(DATA / "cases.yaml")
OF_POLICY = {"order_basis", "order_clear", "order_attainable"}
DRAWS = 150
each_case = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


@pytest.fixture(scope="module")
def priors():
    return read_priors()


def drawn(case, priors, policy=Policy(), seed=1, draws=DRAWS) -> list[Facts]:
    return samples(case, priors, policy, Luck(seed, 0), range(draws))


def test_every_fact_has_a_prior_for_every_kind(priors):
    for kind in KINDS:
        for name in WITH_PRIORS:
            assert priors.of(name, kind) is not None
    touched = {
        name
        for name, prior in priors.defaults.items()
        if isinstance(prior, dict) and "policy" in prior
    }
    assert touched == OF_POLICY


@each_case
def test_draws_lie_within_what_is_known_and_are_exact(case, priors):
    for facts in drawn(case, priors):
        for name in Facts._fields:
            known, got = getattr(case.facts, name), getattr(facts, name)
            assert got.low == got.high, name
            assert math.isfinite(got.low) or got == IN_TIME, name
            assert known.low <= got.low <= known.high, (name, known, got)
            if known.low == known.high:
                assert got == known
            maybe = Facts._field_defaults[name] == MAYBE == known
            if maybe and not isinstance(priors.of(name, case.kind), list):
                assert got.low in (0.0, 1.0), name
            if Facts._field_defaults[name] == ANY_DAY and known == ANY_DAY:
                assert FIRST_DAY <= got.low <= LAST_DAY
            if name in COUNTS:
                assert got.low == round(got.low) or name in case.codings


@each_case
def test_draws_do_not_contradict_themselves(case, priors):
    """The reader of cases would accept every draw."""
    for known in (case.facts, Facts()):
        for facts in drawn(replace(case, facts=known), priors):
            for name, supposed in SUPPOSES.items():
                assert getattr(facts, name).low <= 0.0 or getattr(facts, supposed).low >= 1.0, (
                    name,
                    supposed,
                )
            days = [getattr(facts, day).low for day in DAYS]
            assert days == sorted(days)


@each_case
def test_drawn_intent_is_direct_with_a_refusal_and_indirect_without_as_in_simulated_files(
    case, priors
):
    uncoded = replace(case, facts=case.facts._replace(intent=Facts().intent))
    files = [
        facts_of(eligible_conduct(2200.0)._replace(refused=refused)) for refused in (False, True)
    ]
    simulated = [(least(facts.refused), least(facts.intent)) for facts in files]
    assert simulated == [(0.0, INDIRECT_INTENT), (1.0, DIRECT_INTENT)]
    assert {(facts.refused.low, facts.intent.low) for facts in drawn(uncoded, priors)} <= {
        *simulated
    }


def test_what_a_case_says_of_intent_comes_before_the_refusal(priors):
    case = CASES["cheng_cong"]
    for known, wanted in ((Interval(0, 1), 1.0), (Interval(1, 2), 2.0), (Interval(0, 0), 0.0)):
        facts = drawn(replace(case, facts=case.facts._replace(intent=known)), priors, draws=5)
        assert {one.intent.low for one in facts} == {wanted}


def test_under_the_authors_own_reading_286_1_can_be_met_in_a_drawn_case(priors):
    """A refusal "indicates direct intention" (Pan and Xiong 3.2.1), which their reading asks for."""
    some = [
        assess(facts, Statute(), PAN_XIONG)
        for facts in drawn(CASES["cheng_cong"], priors, draws=500)
    ]
    assert {answer.intent.truth for answer in some} == {MET}
    assert sum(answer.a_286_1 == MET for answer in some) > 50


@each_case
def test_facts_that_the_policy_does_not_touch_are_the_same_under_every_policy(case, priors):
    today = drawn(case, priors, draws=40)
    for policy in packages(composed("study=replay")).values():
        for facts, base in zip(drawn(case, priors, policy, draws=40), today, strict=True):
            for name in set(Facts._fields) - OF_POLICY:
                assert getattr(facts, name) == getattr(base, name), name


def test_better_orders_only_mend_orders(priors):
    """Paired draws: a higher lever never takes an order's quality away."""
    case = CASES["cheng_cong"]
    low, high = (
        Policy(order_quality=0.3, mandate_clarity=0.5),
        Policy(order_quality=0.9, mandate_clarity=1.0),
    )
    worse, better = drawn(case, priors, low), drawn(case, priors, high)
    for name in OF_POLICY & {name for name in Facts._fields if getattr(case.facts, name) == MAYBE}:
        before, after = (
            np.array([getattr(facts, name).low for facts in some]) for some in (worse, better)
        )
        assert (before <= after).all()
        assert before.mean() < after.mean()


def test_draws_follow_the_luck_and_the_number(priors):
    case = CASES["cheng_cong"]
    assert drawn(case, priors) == drawn(case, priors)
    assert drawn(case, priors, seed=0) != drawn(case, priors, seed=1)
    assert len(set(drawn(case, priors))) == DRAWS
    assert samples(case, priors, Policy(), Luck(1, 0), range(40, 45)) == drawn(case, priors)[40:45]
    known = replace(case, facts=drawn(case, priors)[0])
    assert drawn(known, priors, draws=3) == [known.facts] * 3, "nothing is left to draw"


def test_a_probability_is_met_by_the_draws(priors):
    case = replace(CASES["cheng_cong"], facts=Facts())
    facts = drawn(case, priors, draws=2000)
    for name in ("network_service", "breach", "aid", "knows"):
        p = priors.of(name, case.kind)
        share = np.mean([getattr(one, name).low for one in facts])
        assert abs(share - p) < 5 * math.sqrt(p * (1 - p) / 2000), name
    gains = np.array([one.gain_yuan.low for one in facts if one.aid.low == 1.0])
    prior = priors.of("gain_yuan", case.kind)
    some = gains[gains > 0]
    assert abs((gains == 0).mean() - prior["none"]) < 5 * math.sqrt(0.25 / len(gains))
    assert abs(np.log(some).mean() - math.log(prior["median"])) < 5 * prior["spread"] / math.sqrt(
        len(some)
    )
    assert np.log(some).std() == pytest.approx(prior["spread"], rel=0.12)


def test_a_prior_is_cut_to_what_is_known(priors):
    known = {"gain_yuan": Interval(20_000, 30_000), "illegal_items": Interval(5_000, math.inf), "aid": Interval(1, 1),
             "clicks": Interval(0, 10), "control": Interval(0.0, 0.2)}  # fmt: skip
    case = replace(CASES["cheng_cong"], facts=Facts()._replace(**known))
    for facts in drawn(case, priors, draws=300):
        for name, interval in known.items():
            assert interval.low <= getattr(facts, name).low <= interval.high


@pytest.fixture
def spoilt(tmp_path):
    def write(content: str | bytes) -> str:
        path = tmp_path / "case_priors.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(InputError) as error:
            read_priors(path)
        assert str(path) in str(error.value)
        return str(error.value)

    return write


def test_a_file_cut_anywhere_is_noticed(spoilt):
    whole = FILE.read_bytes().rstrip()
    for length in range(0, len(whole) - 1, 61):
        spoilt(whole[:length])


@pytest.mark.parametrize(("old", "new", "message"), [
    ("breach: 0.9", "breach: 1.9", "breach: 1.9 given"),
    ("breach: 0.9", "breach: .nan", ".nan is not a number to count with"),
    ("breach: 0.9", "breech: 0.9", "did you mean 'breach'?"),
    ("breach: 0.9", "intent: [0.5, 2.0]", "no fact with a prior is called 'intent'"),
    ("control: [0.1, 1.0]", "control: [1.0, 0.1]", "[1.0, 0.1] given"),
    ("median: 500, spread: 1.5}", "median: 500}", "spread"),
    ("{policy: basis}", "{policy: luck}", "'luck'"),
    ("kinds:", "sorts:", "allowed are count, defaults, kinds"),
])  # fmt: skip
def test_a_spoilt_file(spoilt, old, new, message):
    text = FILE.read_text()
    assert old in text
    assert message in spoilt(text.replace(old, new, 1))
