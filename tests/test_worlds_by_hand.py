"""Small worlds worked out by hand: from the published equations and single draws, without the model's own functions.

Both engines run the same procedures, so their agreement says nothing about those. Here one file is walked from the
check that opened it to its verdict, and what an office learns from its charges is added up month by month.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, poisson

from zombielaw.sim.law.dates import AS_OF_2019, Statute
from zombielaw.sim.luck import Draw, Luck, keyed
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, Size
from zombielaw.sim.simulate import ENGINES, simulate

SEED, LICENSEES, MONTHS = 3, 500, 72
NO_LEARNING = dict.fromkeys(
    ("familiarity_learns", "clarity_learns", "trust_learns", "risk_learns"), False
)
SHARP = dict.fromkeys(("miss", "miss_floor", "false_alarm"), 0.0)
"""Officials see what is there."""
GIVEN = Scenario(
    policy=Policy(
        inspection_rate=2.0, detection_skill=1.0, corrective_order_rate=0.6, transfer_rate=0.6, popularisation=0.0,
        registration_pressure=0.0,
    ),
    world=WorldParameters(
        **NO_LEARNING, **SHARP, skill_spread=0.0, habit_spread=0.0, capacity_ratio=100.0, non_compliant_if_ignorant=0.6,
        reconsideration_months=60.0, refusal=0.5, items_per_month=3000.0, client_rate=0.05, trace_rate=1e-5,
        effort_inflation=0.0,
    ),
    size=Size(LICENSEES, 1, 3, 1, 1, 0),
    statute=Statute(AS_OF_2019),
    months=MONTHS,
    growth=(1.0 / LICENSEES, 1.0),
)  # fmt: skip
"""All but one provider enter in month 1, as newcomers."""


@cache
def record_of(engine: str, given: Scenario = GIVEN) -> Record:
    return simulate(given, SEED, engine=engine)


def u(decision: Draw, slot: int, period: int, index: int = 0) -> float:
    return keyed(Luck(SEED, 0).root, int(decision), slot, period, index)


def lognormal(chance: float, median: float, spread: float) -> float:
    return median * math.exp(spread * norm.ppf(chance))


def count(chance: float, mean: float) -> float:
    """Quantile of a Poisson count; beyond 30 by Cornish and Fisher."""
    if mean <= 30.0:
        return float(poisson.ppf(chance, mean))
    z = norm.ppf(chance)
    return max(0.0, math.floor(mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5))


def logit(share: float) -> float:
    return math.log(share / (1.0 - share))


def share(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))


def months(days: float) -> int:
    return max(1, math.ceil(days / 30.436875))


def choice(decision: Draw, slot: int, period: int, index: int, utilities: list[float]) -> int:
    """The largest utility with Gumbel noise."""
    noise = [
        -math.log(-math.log(u(decision, slot, period, index + n))) for n in range(len(utilities))
    ]
    return int(np.argmax(np.add(utilities, noise)))


def sizes() -> list[float]:
    return [lognormal(u(Draw.SIZE, slot, 0), 1.0, 1.0) for slot in range(LICENSEES)]


def first_checks() -> dict[int, int]:
    """Month of the first check of those that enter non-compliant and have not reconsidered by then."""
    root = [math.sqrt(size) for size in sizes()]
    checks = {}
    for slot in range(1, LICENSEES):
        chance = 1.0 - math.exp(-(2.0 / 12.0) * root[slot] / (sum(root) / LICENSEES))
        checked = next(
            (month for month in range(1, MONTHS) if u(Draw.CHECK, slot, month) < chance), MONTHS
        )
        moved = any(u(Draw.RECONSIDER, slot, month) < 1.0 / 60.0 for month in range(2, checked + 1))
        if u(Draw.POSTURE, slot, 1) < 0.6 and not moved and checked < MONTHS:
            checks[slot] = checked
    return checks


def convicted(record: Record) -> pd.Series:
    """The file to walk: a first file that ends in a conviction of 286-1 after one refused order by a civil office."""
    ledger, first = record.ledger, first_checks()
    own = ledger[
        [
            first.get(slot) == opened
            for slot, opened in zip(ledger["provider"], ledger["opened"], strict=True)
        ]
    ]
    walked = own.query(
        "verdict == '286-1' and written_orders == 1 and regulator_kind != 'public_security'"
    )
    return walked.iloc[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_first_check_opens_the_file_that_the_draws_call_for(engine):
    ledger = record_of(engine).ledger
    opened = ledger.groupby("provider")["opened"].min()
    first = first_checks()
    assert len(first) > 100
    traced = set(ledger.loc[ledger["began"] == "police", "provider"])
    untraced = {slot: month for slot, month in first.items() if slot not in traced}
    assert {slot: opened[slot] for slot in untraced} == untraced


@pytest.mark.parametrize("engine", ENGINES)
def test_one_file_from_the_finding_to_the_verdict(engine):
    file = convicted(record_of(engine))
    slot, opened = int(file["provider"]), int(file["opened"])

    # finding: a spell that began in month 1, equations (3) and (5)
    size = sizes()[slot]
    assert file["size"] == pytest.approx(size)
    monthly = 3000.0 * size**0.7 * norm.ppf(u(Draw.HARM_LEVEL, slot, 1)) ** 2
    items = count(u(Draw.HARM_ITEMS, slot, 1), monthly * opened)
    assert file["items"] == items
    p_order = share(logit(0.6) + 0.5 * (math.log(1.0 + items / 2000.0) - math.log(2.0)))
    assert file["p_order"] == pytest.approx(p_order)
    assert u(Draw.ORDER, slot, opened) < p_order
    office = u(Draw.CHECK_OFFICE, slot, opened)
    assert file["regulator_kind"] == ("telecom" if 1 / 3 <= office < 2 / 3 else "cyberspace")

    # order, (6) and (7): written after a month, valid where all three bits hold
    assert file["order"] == opened + 1
    assert file["basis"] == (u(Draw.BASIS, slot, opened) < 0.85 * 0.8)
    assert file["clear"] == (u(Draw.CLEAR, slot, opened) < 0.85)
    able = u(Draw.ABILITY, slot, 0) ** 0.25 >= 0.6 * u(Draw.DEMAND, slot, opened)
    assert file["attainable"] == (able and u(Draw.ATTAINABLE, slot, opened) < 0.85)
    topic = u(Draw.TOPIC, slot, opened)
    assert file["topic"] == ("content" if topic < 0.5 else "logs" if topic < 0.8 else "security")
    deadline = min(60.0, max(3.0, lognormal(u(Draw.DEADLINE, slot, opened), 15.0, 0.6)))
    assert file["deadline_days"] == pytest.approx(deadline)
    due = opened + 1 + months(deadline)
    assert file["due"] == file["first_due"] == due

    # answer, (8): against complying, whose share is what the other three leave
    rest, gain = math.log(1.0 - 0.5 - 0.15 - 0.03), lognormal(u(Draw.GAIN, slot, 0), 0.6065, 1.0)
    # what a newcomer hears: sanctions a year of a peer of mean score, who is not found again under a file of two months
    check_chance = 1.0 - math.exp(-2.0 / 12.0)
    fear = (
        12.0
        * check_chance
        * (0.6 * 0.33 + 0.4 * 0.9 * 0.05)
        / (1.0 + check_chance * 0.6 * 2.0)
        * 3.16
    )
    refuse = math.log(0.5) - rest + 0.5 * math.log(gain / 0.6065) - 0.5 * fear + 0.5 * (size < 0.5)
    answers = [0.0, math.log(0.15) - rest, refuse, math.log(0.03) - rest - math.log(size)]
    assert file["p_refuse"] == pytest.approx(math.exp(refuse) / sum(map(math.exp, answers)))
    assert choice(Draw.ANSWER, slot, opened, 8, answers) == 2

    # follow-up and transfer, (3) and (9)
    followed = due + months(lognormal(u(Draw.FOLLOW_UP, slot, opened, 1), 90.0, 0.5))
    assert file["followed_up"] == file["referred"] == followed
    doubled = 3.0 / math.log(2.0) * (2.0 ** ((followed - due) / 3.0) - 1.0)
    after = count(u(Draw.ITEMS_AFTER, slot, opened), monthly * doubled)
    assert file["items_after"] == after
    p_referral = share(logit(0.6) + 0.5 * (math.log(1.0 + after / 2000.0) - math.log(2.0)))
    assert file["p_referral"] == pytest.approx(p_referral)
    assert u(Draw.REFERRAL, slot, opened, 1) < p_referral

    # filing, (10): complete evidence; today's pressure at mean load is the reference, and here there is none
    assert file["filed"] == followed + 1
    assert file["police_saw"] == 1
    assert file["p_file"] == pytest.approx(share(logit(0.7) + 0.8) * 0.9)
    days = lognormal(u(Draw.INVESTIGATION, slot, opened), 60.0, 0.5)
    days += lognormal(u(Draw.REVIEW, slot, opened), 30.0, 0.5)
    charged = followed + 1 + months(days + 10.0)
    assert file["charged"] == charged

    # charge, (11)-(13): five elements seen, those of 287-2 not; months 0-47 lie before the Interpretation
    assert file["prosecutor_saw"] == file["judge_saw"] == 0b11111
    clarity = 0.3 if charged >= 48 else 0.1
    proven = 2 * math.log(share(2.944 + clarity - 0.6)) + 3 * math.log(share(2.944))
    belief = proven - math.log(1.0 - math.exp(proven))
    reference = 3 * math.log(share(2.944))
    effort = 0.06 * 27.5
    none = logit(0.025) + 1.25 * (reference - math.log(1.0 - math.exp(reference))) - effort
    charge = 1.25 * belief - effort
    assert file["p_charge_286_1"] == pytest.approx(share(charge - none))
    assert file["p_charge_none"] == pytest.approx(share(none - charge))
    assert choice(Draw.CHARGE, slot, opened, 0, [none, charge]) == 1

    # verdict, (14)-(17): all is proven, so only an unfounded defence that succeeds can stop a conviction
    assert file["judged"] == charged + months(lognormal(u(Draw.TRIAL, slot, opened), 60.0, 0.5))
    success = 0.05 * (1.0 - 0.5)
    assert file["p_verdict_286_1"] == pytest.approx(1.0 - success)
    assert file["p_acquitted"] == pytest.approx(success * (1.0 - 0.98))
    assert file["p_convict_286_1"] == pytest.approx(share(charge - none) * (1.0 - success))

    # from upstream: nothing is learnt and officials see what is there, so the draws moved nothing that was booked
    upstream = file["p_referral"] * file["p_file"] * share(charge - none)
    assert file["expected_charge_286_1"] == pytest.approx(upstream)
    assert file["expected_conviction_286_1"] == pytest.approx(upstream * (1.0 - success))
    assert file["scrutiny"] == (u(Draw.SCRUTINY, slot, opened) < 0.05)
    assert file["plea"] == (u(Draw.PLEA, slot, opened) < 0.87)
    assert u(Draw.DEFENCE, slot, opened) >= success
    assert file["end"] == "convicted"
    sanction, trial = int(file["sanctions"]), 5.0 + 5.0 * file["scrutiny"]
    assert sanction == (u(Draw.SANCTION, slot, opened) < 0.33)
    assert file["official_days"] == pytest.approx(2.0 + 1.0 + 3.0 + 3.0 + 27.5 + trial)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_one_office_learns_from_its_charges(engine):
    """(18) with one office: the mean of the country is its own, the province has no sister."""
    world = GIVEN.world._replace(familiarity_learns=True)
    learning = replace(GIVEN, world=world, outside_cases=(2.0,)).under(
        GIVEN.policy._replace(training=0.001)
    )
    record = record_of(engine, learning)
    ledger = record.ledger
    charges = {
        name: ledger.loc[ledger["charge"] == name, "charged"].value_counts()
        for name in ("286-1", "287-2")
    }
    assert charges["286-1"].sum() > 3
    kept, a, b = (1.0 - 0.275) ** (1.0 / 12.0), 0.0, 0.0
    for month, row in record.panel.set_index("month").iterrows():
        uses_a = 1.316 * charges["286-1"].get(month, 0)
        uses_b = 1.316 * charges["287-2"].get(month, 0) + 0.1 * 2.0
        a = kept * a + (1.0 - a) * (1.0 - math.exp(-0.6 * uses_a)) + 0.001
        b = kept * b + (1.0 - b) * (1.0 - math.exp(-0.6 * uses_b))
        assert row["familiarity_286_1"] == pytest.approx(a)
        assert row["familiarity_287_2"] == pytest.approx(b)
