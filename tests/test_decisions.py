"""Decisions: every rule points the way it should.

What is compiled is as interpreted: tests/test_engines.py. Equations at a point, answers and lessons among them:
tests/test_worlds_by_hand.py.
"""

from __future__ import annotations

import itertools
import math
import random
from types import SimpleNamespace
from typing import get_origin, get_type_hints

import numpy as np
import pytest

from zombielaw.sim import numbers
from zombielaw.sim.conduct import GAMBLING, OBSCENE, TOOL_SELLER, Conduct
from zombielaw.sim.decisions import judge, learning, perception, prosecutor, provider, regulator
from zombielaw.sim.decisions.judge import Court
from zombielaw.sim.decisions.perception import ALL_SEEN, Clarity, Merits, Seen, facts_of
from zombielaw.sim.decisions.prosecutor import Options
from zombielaw.sim.decisions.provider import REFERENCE_ITEMS, Traits
from zombielaw.sim.decisions.regulator import Office
from zombielaw.sim.entities import Person
from zombielaw.sim.law import routes
from zombielaw.sim.law.assess import examine, examined
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.facts import NO, as_intervals
from zombielaw.sim.law.knowledge import GROUNDS
from zombielaw.sim.law.offences import (
    A_286_1,
    B_287_2,
    FIRST_RIVAL,
    NONE,
    OFFENCES,
    RIVAL_NAMES,
    RIVALS,
    SEVERITY_287_2,
)
from zombielaw.sim.law.offences.declaration import severity
from zombielaw.sim.law.offences.rivals import (
    NO_RIVALS,
    NONE_OF_THEM,
    Rivals,
    truth_of_any,
    truth_of_rival,
)
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.luck import Luck
from zombielaw.sim.numbers import put
from zombielaw.sim.parameters import (
    HABIT,
    REFERENCE,
    SHARE,
    SPECIAL_FIRST,
    Policy,
    WorldParameters,
    declared,
)
from zombielaw.sim.procedures.regulator import give_notice
from zombielaw.sim.record import File

RANGES = {
    "day": (0.0, 4500.0),
    **dict.fromkeys(("skill", "habit"), (-2.0, 2.0)),
    **dict.fromkeys(("consequence_size", "serious_size"), (0.0, 12.0)),
}
"""Fields that are no share."""


def number(chance: random.Random, low: float, high: float) -> float:
    edge = chance.random()
    return low if edge < 0.08 else high if edge < 0.16 else chance.uniform(low, high)


def drawn(chance: random.Random, name: str, hint: type):
    """A random argument of a rule, by its type; whole numbers are truths."""
    if hint in (Policy, WorldParameters):
        values = [
            one.kind(
                chance.choice(range(len(one.about.options)))
                if one.about.options
                else number(chance, one.about.low, one.about.high)
                if one.kind is float
                else chance.getrandbits(1)
            )
            for one in declared(hint)
        ]
        return hint(*values)
    if hint is bool:
        return bool(chance.getrandbits(1))
    if hint is int:
        return chance.randrange(3)
    if hint is float:
        return number(chance, *RANGES.get(name, (0.0, 1.0)))
    if get_origin(hint) is tuple:
        return tuple(number(chance, 0.0, 1.0) for _ in RIVALS)
    if hint is Rivals:
        return chance.choice(SOME_RIVALS)
    return hint(*[drawn(chance, field, kind) for field, kind in get_type_hints(hint).items()])


def samples(*hints: type, count: int = 400):
    """Random arguments of these types."""
    chance = random.Random(5)
    for _ in range(count):
        yield tuple(drawn(chance, "", hint) for hint in hints)


def one_rival(number: int, code: float = SEVERITY_287_2) -> Rivals:
    """Rivals of which one is satisfied."""
    codes = tuple(code if place == number else 0.0 for place in range(len(RIVALS)))
    return Rivals(codes, codes)


_HEAVY = severity(60.0, 2.0, fine_added=False)
EACH_SATISFIED = Rivals(*[(SEVERITY_287_2,) * len(RIVALS)] * 2)
SOME_RIVALS = [
    NO_RIVALS,
    *[
        one_rival(number, code)
        for number in range(len(RIVALS))
        for code in (SEVERITY_287_2, _HEAVY)
    ],
    Rivals(NONE_OF_THEM, EACH_SATISFIED.high),
    Rivals((SEVERITY_287_2, _HEAVY, *NONE_OF_THEM[2:]), (_HEAVY, _HEAVY, *NONE_OF_THEM[2:])),
]


# ---------------------------------------------------------------------------------------------- shares and logits


@pytest.mark.parametrize("shift", [-1e6, -3.0, 0.0, 2.5, 1e6])
def test_never_and_always_are_exact(shift):
    assert numbers.shifted(0.0, shift) == 0.0
    assert numbers.shifted(1.0, shift) == 1.0
    assert 0.0 <= numbers.shifted(0.3, shift) <= 1.0


def test_a_shift_of_nothing_keeps_a_share():
    for share in np.linspace(0.001, 0.999, 50):
        assert numbers.shifted(share, 0.0) == pytest.approx(share, abs=1e-15)
        assert numbers.shifted(share, 0.1) > share > numbers.shifted(share, -0.1)


@pytest.mark.parametrize(
    ("rate", "exact"),
    [("corrective_order_rate", regulator.written_order), ("transfer_rate", regulator.referral)],
)
def test_levers_at_zero_and_one_hold_whatever_the_file(rate, exact):
    for office, world, policy in samples(Office, WorldParameters, Policy):
        for end in (0.0, 1.0):
            moved = policy._replace(**{rate: end})
            given = (
                (office, 9e4, 5.0, moved, world)
                if rate.startswith("corr")
                else (9e4, 0.9, moved, world)
            )
            assert exact(*given) == end


# ------------------------------------------------------------------------------------------------ reference files


def test_each_lever_is_the_probability_of_its_reference_file():
    world, office = WorldParameters(), Office(0, 0.0, 0.0, True)
    for share in (0.05, 0.4, 0.9):
        policy = REFERENCE._replace(
            corrective_order_rate=share, transfer_rate=share, detection_skill=share
        )
        assert regulator.written_order(
            office, REFERENCE_ITEMS, 0.0, policy, world
        ) == pytest.approx(share)
        assert regulator.referral(
            REFERENCE_ITEMS, world.initial_trust, policy, world
        ) == pytest.approx(share)
        assert regulator.detection(office, policy) == pytest.approx(share)
        there = world._replace(filing=share, public_security_transfer=share)
        assert regulator.filing(True, world.background_load, REFERENCE, there) == pytest.approx(
            share
        )
        assert regulator.own_file(True, there) == pytest.approx(share)


def test_the_reference_provider_answers_by_the_declared_shares():
    world = WorldParameters()
    reference = Traits(1, 1.0, 0.5, 1.0, world.gain_median, 1.0, 0.0, 0.5)
    chance = provider.answer_probabilities(
        provider.answer_utilities(reference.gain, reference.size, 0.0, 0.0, world)
    )
    assert chance.refuse == pytest.approx(world.refusal)
    assert chance.partial == pytest.approx(world.partial)
    assert chance.vanish == pytest.approx(world.vanish)


BOTH_OPEN = Merits(
    2, 2, 2, 2, 2, True, 2, True, 2, 2, NO_RIVALS, 1.0, 1.0, True, True, True, False, 0.0
)


def charges(
    merits=BOTH_OPEN,
    seen=ALL_SEEN,
    policy=REFERENCE,
    world=WorldParameters(),
    fa=0.0,
    fb=0.0,
    load=0.8,
) -> Options:
    """Shares of no charge, 286-1, 287-2 and the nest of rivals."""
    clarity = Clarity(world.settled_clarity, world.settled_clarity)
    belief = prosecutor.win_odds(seen, clarity, fa, fb, world)
    rivals = prosecutor.rival_utilities(merits, seen, load, policy, world)
    return prosecutor.charge_probabilities(
        prosecutor.charge_utilities(merits, seen, belief, rivals, fa, fb, load, policy, world)
    )


@pytest.mark.parametrize("share", [0.0, 0.14, 0.25])
@pytest.mark.parametrize("familiarity", [0.0, 0.4, 1.0])
def test_the_reference_charge_is_not_brought_with_the_declared_share(share, familiarity):
    world = WorldParameters()._replace(nonprosecution=share, element_familiarity=0.0)
    only_b = BOTH_OPEN._replace(open_286_1=False)
    assert charges(only_b, world=world, fb=familiarity).none == pytest.approx(share)


@pytest.mark.parametrize("familiarity", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("lacking", [("knowing",), ("knowing", "serious")])
def test_an_offence_that_cannot_be_proved_does_not_drop_a_file_in_which_another_can(
    familiarity, lacking
):
    seen = ALL_SEEN._replace(**dict.fromkeys(lacking, 0.0))
    alone = charges(BOTH_OPEN._replace(open_287_2=False), seen, fb=familiarity)
    assert charges(BOTH_OPEN, seen, fb=familiarity).none == pytest.approx(alone.none)
    nothing = seen._replace(order=0.0, refusal=0.0)
    assert charges(BOTH_OPEN, nothing, fb=familiarity).none > 2.0 * alone.none


# ---------------------------------------------------------------------------------------------------- probabilities


def test_charges_sum_to_one_and_closed_ones_are_never_brought():
    for merits, seen, policy, world, u, v in samples(
        Merits, Seen, Policy, WorldParameters, float, float, count=800
    ):
        bits_seen = Seen(
            *[float(bit > 0.5) for bit in seen[:-1]], tuple(float(bit > 0.5) for bit in seen.rivals)
        )
        chance = charges(merits, bits_seen, policy, world, u, v, load=3.0 * u)
        assert sum(chance) == pytest.approx(1.0, abs=1e-12)
        assert min(chance) >= 0.0
        open_other = truth_of_any(merits.rivals) > 0
        for is_open, share in zip(
            (merits.open_286_1, merits.open_287_2, open_other), chance[1:], strict=True
        ):
            assert is_open or share == 0.0
        if not (merits.open_286_1 or merits.open_287_2 or open_other):
            assert chance.none == 1.0
        shares = prosecutor.rival_shares(
            prosecutor.rival_utilities(merits, bits_seen, 3.0 * u, policy, world)
        )
        assert sum(shares) == pytest.approx(1.0 if open_other else 0.0, abs=1e-12)
        assert all(
            truth_of_rival(merits.rivals, number) or not share
            for number, share in enumerate(shares)
        )


@pytest.mark.parametrize("concurrence", range(3))
@pytest.mark.parametrize("seen", [ALL_SEEN, ALL_SEEN._replace(rivals=NONE_OF_THEM)])
def test_a_rival_that_differs_in_nothing_changes_no_other_charge(concurrence, seen):
    """Adding or doubling such a rival leaves P(286-1), P(287-2) and P(no charge) as they are, bit for bit."""
    policy = REFERENCE._replace(concurrence=concurrence)
    one = BOTH_OPEN._replace(rivals=one_rival(0))
    for number in range(2, len(RIVALS) + 1):
        codes = (SEVERITY_287_2,) * number + (0.0,) * (len(RIVALS) - number)
        more = BOTH_OPEN._replace(rivals=Rivals(codes, codes))
        assert charges(more, seen, policy) == charges(one, seen, policy)
        shares = prosecutor.rival_shares(
            prosecutor.rival_utilities(more, seen, 0.8, policy, WorldParameters())
        )
        assert shares[:number] == pytest.approx([1.0 / number] * number)


@pytest.mark.parametrize("number", range(len(RIVALS)))
def test_familiarity_with_one_rival_moves_what_is_seen_and_charged_of_it_alone(number):
    """Each rival has its own number; those of offences that no simulated provider commits are turned here only."""
    merits = BOTH_OPEN._replace(rivals=EACH_SATISFIED)
    name = f"familiarity_apart_{RIVAL_NAMES[number]}"
    clarity, others = Clarity(0.6, 0.6), [place for place in range(len(RIVALS)) if place != number]

    def of(apart: float) -> tuple[Seen, prosecutor.RivalVector]:
        world = WorldParameters(**{name: apart})
        seen = perception.chances(merits, clarity, 0.0, 0.0, 1.0, False, world)
        return seen, prosecutor.rival_utilities(merits, ALL_SEEN, 0.8, REFERENCE, world)

    (seen_less, less), (seen, level), (seen_more, more) = of(-0.3), of(0.0), of(0.3)
    assert seen_less.rivals[number] < seen.rivals[number] < seen_more.rivals[number]
    assert less[number] < level[number] < more[number]
    for place in others:
        assert seen_less.rivals[place] == seen.rivals[place] == seen_more.rivals[place]
        assert less[place] == level[place] == more[place]
    assert seen[:-1] == seen_less[:-1] == seen_more[:-1]
    assert of(0.5) == of(1.0), "familiarity ends at one"
    assert of(-0.5) == of(-1.0), "and at nil"
    assert prosecutor.rival_shares(level) == (1.0 / len(RIVALS),) * len(RIVALS)
    assert charges(merits, world=WorldParameters(**{name: -0.3})) == charges(merits), (
        "the best of the nest is as it was"
    )
    assert charges(merits, world=WorldParameters(**{name: 0.3})).other > charges(merits).other


def test_all_rivals_apart_by_as_much_is_another_common_level():
    merits = BOTH_OPEN._replace(rivals=EACH_SATISFIED)
    apart = WorldParameters(**{f"familiarity_apart_{name}": 0.25 for name in RIVAL_NAMES})
    assert charges(merits, world=apart) == charges(
        merits, world=WorldParameters(other_familiarity=0.75)
    )


def test_whose_rival_is_heavier_is_charged_with_it_under_the_statute():
    statute = REFERENCE._replace(concurrence=1)
    assert charges(BOTH_OPEN._replace(rivals=one_rival(1, _HEAVY)), policy=statute)[1:3] == (
        0.0,
        0.0,
    )
    equal = charges(BOTH_OPEN._replace(rivals=one_rival(0)), policy=statute)
    assert min(equal.a, equal.b, equal.other) > 0.0
    two = BOTH_OPEN._replace(rivals=Rivals(*[(SEVERITY_287_2, _HEAVY, *NONE_OF_THEM[2:])] * 2))
    for policy, lighter in ((statute, 0.0), (REFERENCE, 0.5)):
        shares = prosecutor.rival_shares(
            prosecutor.rival_utilities(two, ALL_SEEN, 0.8, policy, WorldParameters())
        )
        assert shares[:2] == pytest.approx((lighter, 1.0 - lighter))


def test_charge_preference_at_its_ends():
    for merits, policy, world, u, v in samples(
        Merits, Policy, WorldParameters, float, float, count=300
    ):
        heavier = (
            policy.concurrence == 1
            and prosecutor.heaviest_provable(merits.rivals, ALL_SEEN) > 36000.0
        )
        for rival_open in (True, False):
            here = merits._replace(open_286_1=True, open_287_2=rival_open)
            chance = charges(
                here, policy=policy._replace(charge_preference=1.0), world=world, fa=u, fb=v
            )
            assert (chance.a > 0.0) is (not rival_open and not heavier)
            here = merits._replace(open_287_2=True, open_286_1=rival_open)
            chance = charges(
                here, policy=policy._replace(charge_preference=0.0), world=world, fa=u, fb=v
            )
            assert (chance.b > 0.0) is (not rival_open and not heavier)


def test_the_special_law_rule_pushes_286_1_where_both_are_provable():
    special = REFERENCE._replace(concurrence=SPECIAL_FIRST)
    assert charges(policy=special).a > charges().a
    assert charges(policy=special).b < charges().b
    not_provable = ALL_SEEN._replace(knowing=0.0)
    assert charges(seen=not_provable, policy=special) == charges(seen=not_provable)


# ------------------------------------------------------------------------------------------------------- directions


def falls(values) -> bool:
    """Strictly falling."""
    return all(a > b for a, b in itertools.pairwise(values))


def rises(values) -> bool:
    """Strictly rising."""
    return falls([-value for value in values])


def test_prosecutors_directions():
    world = WorldParameters()
    steps = np.linspace(0.0, 1.0, 6)
    assert rises([charges(fa=f).a for f in steps])
    assert falls([charges(fb=f).a for f in steps])
    assert falls([charges(world=world._replace(days_286_1=d)).a for d in (15.0, 25.0, 40.0)])
    assert rises([charges(world=world._replace(accessory_burden=d)).a for d in (-20.0, 0.0, 20.0)])
    assert falls([charges(policy=REFERENCE._replace(cross_region=c)).a for c in steps])
    assert falls([charges(load=load).a for load in (0.0, 1.0, 3.0)])
    clear = [prosecutor.win_odds(ALL_SEEN, Clarity(c, c), 0.0, 0.0, world).a for c in steps]
    assert rises(clear)
    for name in Seen._fields[:5]:
        unseen = ALL_SEEN._replace(**{name: 0.0})
        assert charges(seen=unseen).a < charges().a


def test_win_odds_are_a_product_over_elements():
    """Five contested elements at 0.95 against three: 0.77 against 0.86."""
    belief = prosecutor.win_odds(ALL_SEEN, Clarity(0.6, 0.6), 0.0, 0.0, WorldParameters())
    assert numbers.sigmoid(belief.a) == pytest.approx(0.95**5, abs=2e-3)
    assert numbers.sigmoid(belief.b) == pytest.approx(0.95**3, abs=2e-3)


def test_an_order_that_the_court_catches_leaves_no_286_1_to_convict_of_instead():
    for caught in (0.0, 1.0):
        court = judge.Court(1.0, caught, 0.0, 0.0, 0.0)
        end = judge.verdict(B_287_2, BOTH_OPEN, ALL_SEEN._replace(knowing=0.0), court, REFERENCE)
        assert end.a == 1.0 - caught


def test_providers_directions():
    world = WorldParameters()
    traits = Traits(1, 1.0, 0.5, 1.0, 0.6, 1.0, 0.5, 0.5)
    steps = np.linspace(0.0, 1.0, 6)
    assert falls([provider.violation(True, traits, r, 0.03, world) for r in steps])
    assert falls([provider.violation(True, traits, 0.3, r, world) for r in steps])
    assert rises(
        [
            provider.violation(True, traits._replace(gain=g), 0.3, 0.03, world)
            for g in (0.1, 0.6, 3.0)
        ]
    )
    assert provider.violation(False, traits, 0.9, 0.9, world) == world.non_compliant_if_ignorant
    assert falls([provider.risk_left(m, world) for m in (0.0, 1.0, 12.0)])
    assert provider.risk_after_sanction(0.5, world) > 0.5
    assert provider.risk_after_news(0.5, 0.5, 0.0, world) == pytest.approx(0.5)
    assert (
        provider.risk_after_news(0.5, 0.9, 0.0, world)
        > 0.5
        > provider.risk_after_news(0.5, 0.1, 0.0, world)
    )
    assert rises([provider.risk_after_news(0.5, 0.5, n, world) for n in (0.0, 1.0, 2.0)])
    assert falls([provider.client_demand(0, 1.0, p, world) for p in steps])


def test_regulators_directions():
    world, office = WorldParameters(), Office(0, 0.0, 0.0, True)
    harms = (0.0, 500.0, 2000.0, 50000.0)
    assert rises([regulator.written_order(office, h, 0.0, REFERENCE, world) for h in harms])
    assert rises(
        [regulator.written_order(office, 0.0, n, REFERENCE, world) for n in (0.0, 1.0, 3.0)]
    )
    assert rises(
        [
            regulator.written_order(office._replace(habit=h), 0.0, 0.0, REFERENCE, world)
            for h in (-1.0, 0.0, 1.0)
        ]
    )
    assert rises([regulator.referral(h, 0.5, REFERENCE, world) for h in harms])
    for sign, lever in ((1.0, "transfer_supervision"), (-1.0, "order_review")):
        moved = [REFERENCE._replace(**{lever: value}) for value in (0.0, 0.5, 1.0)]
        assert rises([sign * regulator.referral(0.0, 0.5, one, world) for one in moved])
    pressed = [REFERENCE._replace(registration_pressure=value) for value in (0.0, 1.0, 2.0)]
    assert falls([regulator.filing(True, 0.8, one, world) for one in pressed])
    staffed = [REFERENCE._replace(prosecutor_staff=value) for value in (0.5, 1.0, 4.0)]
    assert falls([prosecutor.desk_load(3.0, 2, one, world) for one in staffed])
    assert rises([regulator.referral(0.0, t, REFERENCE, world) for t in (0.0, 0.5, 1.0)])
    assert falls([regulator.filing(True, load, REFERENCE, world) for load in (0.0, 0.8, 3.0)])
    assert regulator.filing(False, 0.8, REFERENCE, world) < regulator.filing(
        True, 0.8, REFERENCE, world
    )
    assert rises(
        [
            regulator.basis_quality(office, REFERENCE._replace(mandate_clarity=c))
            for c in (0.0, 0.5, 1.0)
        ]
    )
    assert rises([regulator.check_probability(r, 1.0) for r in (0.0, 0.5, 12.0)])
    assert rises([regulator.traced(c, 1.0, world) for c in (0.0, 1.0, 50.0)])


def test_a_stock_counts_uses_and_a_share_compares_them():
    stock, part = WorldParameters(), WorldParameters(memory=SHARE)
    assert learning.familiarity_after(0.3, 1.0, 0.0, 0.0, 0.0, stock) == learning.familiarity_after(
        0.3, 1.0, 50.0, 0.0, 0.0, stock
    )
    # in the long run only the part of all uses counts, however many they are
    for times in (1.0, 10.0):
        familiarity = 0.9
        for _ in range(600):
            familiarity = learning.familiarity_after(
                familiarity, 1.0 * times, 3.0 * times, 0.0, 0.0, part
            )
        assert familiarity == pytest.approx(0.25)
    # what is not used is not forgotten
    assert learning.familiarity_after(0.3, 0.0, 0.0, 0.0, 0.0, part) == 0.3
    assert learning.familiarity_after(0.3, 0.0, 2.0, 0.0, 0.0, part) < 0.3


def test_what_nobody_knows_seldom_comes_to_mind():
    assert prosecutor.comes_to_mind(0.0, WorldParameters()) == 0.0
    narrow = WorldParameters(blind_consideration=0.01)
    assert math.exp(prosecutor.comes_to_mind(0.0, narrow)) == pytest.approx(0.01)
    assert prosecutor.comes_to_mind(1.0, narrow) == pytest.approx(0.0)
    assert rises([prosecutor.comes_to_mind(f, narrow) for f in (0.0, 0.2, 1.0)])


def test_learning_directions():
    world = WorldParameters()
    assert learning.familiarity_after(0.9, 9.0, 9.0, 0.1, 2.0, world) == 1.0
    assert learning.effective_uses(2.0, 10.0, 0.0, 0.0, world) == 2.0
    assert learning.effective_uses(2.0, 10.0, 0.0, 1.0, world) == 10.0
    assert learning.trust_after(0.5, 0.0, 0.0, world) == pytest.approx(world.initial_trust)
    assert (
        learning.trust_after(0.5, 2.0, 2.0, world)
        > 0.5
        > learning.trust_after(0.5, 2.0, 0.0, world)
    )
    assert rises([learning.clarity_after(0.1, j, 0.0, world) for j in (0.0, 1.0, 4.0)])


def test_perception_directions():
    world = WorldParameters()
    assert falls([perception.missed(c, 0.2, world) for c in (0.0, 0.5, 1.0)])
    assert falls([perception.missed(0.3, f, world) for f in (0.0, 0.5, 1.0)])
    assert perception.total_clarity(0.3, False, 0.0, world) < perception.total_clarity(
        0.3, True, 0.0, world
    )
    assert rises([perception.chance_seen(1, s, 0.1, world) for s in (0.5, 1.0, 2.0)])
    assert perception.chance_seen(1, 1.0, 0.1, world) == 0.5
    presumed = BOTH_OPEN._replace(actual_knowledge=False)
    assert rises(
        [perception.chance_knowing(presumed, s, False, 0.1, world) for s in (0.0, 0.5, 1.0)]
    )
    for merits in (presumed, BOTH_OPEN, BOTH_OPEN._replace(accepts_result=False)):
        assert perception.chance_knowing(merits, 0.7, True, 0.1, world) < perception.chance_knowing(
            merits, 0.7, False, 0.1, world
        )


# ------------------------------------------------------------------------------------------------------------ court

COMBINATIONS = np.array(list(itertools.product((0.0, 1.0), repeat=15)))


def _seen(columns: list, charge: int = FIRST_RIVAL) -> Seen:
    """What is seen: eight elements, the rival that is charged, and one other."""
    own = max(charge - FIRST_RIVAL, 0)
    rivals = put(NONE_OF_THEM, own, columns[8])
    return Seen(*columns[:8], put(rivals, (own + 1) % len(RIVALS), columns[9]))


def on_all_bits(charge: int, merits: Merits, policy: Policy) -> np.ndarray:
    """Ends of a trial for every combination of bits; shape (2**15, ends)."""
    columns = list(COMBINATIONS.T)
    ends = judge.verdict(charge, merits, _seen(columns, charge), Court(*columns[10:]), policy)
    return np.array([np.broadcast_to(end, len(COMBINATIONS)) for end in flat(ends)]).T


def flat(ends: judge.Verdict) -> list:
    """The ends of a trial that exclude each other."""
    return [ends.withdrawn, ends.a, ends.b, ends.acquitted, *ends.rivals]


@pytest.mark.parametrize("charge", [NONE, A_286_1, B_287_2, FIRST_RIVAL, len(OFFENCES)])
def test_a_verdict_is_the_average_over_what_may_happen(charge):
    """The chances are multilinear in independent bits, so averaging certain worlds gives them exactly."""
    for merits, every, court, policy in samples(Merits, Seen, Court, Policy, count=12):
        certain = on_all_bits(charge, merits, policy)
        assert set(np.unique(certain)) <= {0.0, 1.0}
        assert np.all(certain.sum(axis=1) == 1.0)
        bits_seen = [*every[:8], *every.rivals[:2]]
        chance, seen = np.array([*bits_seen, *court]), _seen(bits_seen, charge)
        weight = np.prod(np.where(COMBINATIONS == 1.0, chance, 1.0 - chance), axis=1)
        foreseen = judge.verdict(charge, merits, seen, court, policy)
        assert np.allclose(weight @ certain, flat(foreseen), atol=1e-12)
        assert sum(flat(foreseen)) == pytest.approx(1.0, abs=1e-12)
        assert sum(foreseen.rivals) == pytest.approx(foreseen.other, abs=1e-12)


def test_courts_directions():
    world = WorldParameters()
    weak = _seen([0.8] * 8 + [0.0] * 2)

    def convicted(
        charge=A_286_1,
        seen=weak,
        merits=BOTH_OPEN._replace(open_287_2=False),
        policy=REFERENCE,
        **court,
    ) -> float:
        chances = judge.court_chances(charge, merits, 0.0, 0.9, policy, world)._replace(**court)
        return judge.verdict(charge, merits, seen, chances, policy)[charge]

    assert falls([convicted(scrutiny=s) for s in (0.0, 0.5, 1.0)])
    assert falls([convicted(order_caught=c) for c in (0.0, 0.5, 1.0)])
    assert falls([convicted(defence=d) for d in (0.0, 0.5, 1.0)])
    for name in ("subject", "duty", "refusal", "consequence"):
        assert convicted(seen=weak._replace(**{name: 0.9})) > convicted()
    invalid = BOTH_OPEN._replace(open_287_2=False, order=0)
    assert falls(
        [
            convicted(merits=invalid, policy=REFERENCE._replace(order_review=r))
            for r in (0.0, 0.2, 1.0)
        ]
    )
    assert convicted(merits=invalid, policy=REFERENCE._replace(order_review=1.0)) == 0.0
    assert convicted(policy=REFERENCE._replace(order_review=1.0)) == convicted(), (
        "a sound order stands"
    )
    assert rises(
        [convicted(policy=REFERENCE._replace(safe_harbour_screen=s)) for s in (0.0, 0.5, 1.0)]
    )


TESTED = judge.Court(1.0, 0.0, 0.0, 1.0, 0.0)


@pytest.mark.parametrize("charge", range(1, len(OFFENCES) + 1))
@pytest.mark.parametrize("proven", range(1, len(OFFENCES) + 1))
def test_a_failed_charge_becomes_the_offence_that_is_proven_whichever_it_is(charge, proven):
    """Art. 295(1)(2) of the court's interpretation."""
    seen = ALL_SEEN._replace(rivals=NONE_OF_THEM)
    seen = seen._replace(order=float(proven == A_286_1), knowing=float(proven == B_287_2))
    if proven >= FIRST_RIVAL:
        seen = seen._replace(rivals=put(NONE_OF_THEM, proven - FIRST_RIVAL, 1.0))
    end = judge.verdict(charge, BOTH_OPEN._replace(rivals=EACH_SATISFIED), seen, TESTED, REFERENCE)
    assert (end.a, end.b, *end.rivals)[proven - 1] == 1.0


def test_of_several_that_are_proven_it_becomes_the_heaviest_and_of_none_nothing():
    nothing = ALL_SEEN._replace(rivals=NONE_OF_THEM, order=0.0, knowing=0.0)
    assert judge.verdict(FIRST_RIVAL, BOTH_OPEN, nothing, TESTED, REFERENCE).acquitted == 1.0
    given = BOTH_OPEN._replace(rivals=one_rival(4, _HEAVY))
    heavier = judge.verdict(A_286_1, given, ALL_SEEN._replace(order=0.0), TESTED, REFERENCE)
    assert heavier.rivals[4] == 1.0


def test_the_court_renames_only_under_the_special_law_rule():
    sure = judge.Court(0.0, 0.0, 0.0, 1.0, 0.0)
    for concurrence in range(3):
        policy = REFERENCE._replace(concurrence=concurrence)
        end = judge.verdict(B_287_2, BOTH_OPEN, ALL_SEEN, sure, policy)
        assert end.a == (1.0 if concurrence == SPECIAL_FIRST else 0.0)
        assert judge.verdict(A_286_1, BOTH_OPEN, ALL_SEEN, sure, policy).a == 1.0
    assert REFERENCE.concurrence == HABIT


# ------------------------------------------------------------------------------------------------------------ facts


def test_a_vpn_seller_who_refuses_is_within_286_1_by_the_violations_of_its_users():
    """Art. 6(3) counts violations of users; Art. 3(4) does not, as nobody is reached by illegal information."""
    seller = perception.eligible_conduct(2200.0)._replace(
        kind=TOOL_SELLER, clients=0.0, items_after=1e6, orders=1.0
    )
    facts = as_intervals(facts_of(seller))
    assert facts.illegal_items == facts.accounts_reached == facts.mainly_crime == NO
    assert examined(facts, Statute(), READINGS["statute"]).consequence == (
        MET,
        routes.MAINLY_ILLEGAL,
    )
    narrow = READINGS["statute"]._replace(violations_count=False)
    assert examine(facts, law_in_force(facts, Statute()), narrow).consequence.truth == NOT_MET


def test_no_simulated_sanction_counts_for_article_12():
    """Art. 12(1)(5) asks for acts against systems; a simulated provider neglects its own duties only."""
    facts = as_intervals(
        facts_of(perception.eligible_conduct(2200.0)._replace(topic=regulator.SECURITY))
    )
    assert facts.sanctioned_before == NO


@pytest.mark.parametrize(("topic", "chance", "names"), [
    (regulator.CONTENT, 1.0, True), (regulator.CONTENT, 0.0, False), (regulator.LOGS, 1.0, False),
    (regulator.SECURITY, 1.0, False),
])  # fmt: skip
@pytest.mark.parametrize("in_writing", [True, False])
def test_a_notice_about_content_names_the_client_by_a_chance_and_its_form_is_kept(
    topic, chance, names, in_writing
):
    file, person = File(topic=topic, opened=3), Person()
    matter, world = (
        SimpleNamespace(file=file, person=person, slot=5),
        WorldParameters(notice_names_client=chance),
    )
    give_notice(Luck(1, 0), matter, in_writing, world)
    assert (person.notified, person.told_in_writing) == (names, names and in_writing)


@pytest.mark.parametrize(("crime", "rival"), [(GAMBLING, "303-2"), (OBSCENE, "363-1")])
def test_rivals_ask_who_knew_and_not_how_much_alone(crime, rival):
    """A notice in writing is knowing, ignorance is not; an oral notice leaves the casino open."""
    number, served = (
        RIVALS.index(rival),
        perception.eligible_conduct(2200.0)._replace(client_crime=crime, clients=20.0),
    )

    def truth(**known: bool) -> int:
        facts = facts_of(
            served._replace(
                **{"knows": False, "notified": False, "told_in_writing": False, **known}
            )
        )
        return truth_of_rival(examined(facts, Statute(), READINGS["statute"]).rivals, number)

    assert truth(knows=True) == truth(notified=True, told_in_writing=True) == MET
    assert truth() == NOT_MET
    assert truth(notified=True) == (OPEN if crime == GAMBLING else NOT_MET)


@pytest.mark.parametrize(("known", "ground"), [
    ({}, "actual"), ({"knows": False}, "notice"), ({"knows": False, "notified": False}, "none"),
    ({"clients": 0.0}, "none"),
])  # fmt: skip
def test_the_ground_of_knowing_is_the_first_that_there_is(known, ground):
    done = perception.eligible_conduct(2200.0)._replace(**known)
    assert GROUNDS[perception.knowledge_of_conduct(done)] == ground


def test_what_is_provable_without_charge_is_a_size_and_a_bit():
    """Sizes that officials weigh are one at the mark itself."""
    at_mark = Conduct(
        1, 1.0, 2000.0, 3.0, 0, True, True, True, True, True, 1000.0, 0.0, 0.0, 1.0,
        1.0, True, True, True, True, 0, True, 2000.0, 0.0, 100.0, 200.0, 300.0,
    )  # fmt: skip
    facts = facts_of(at_mark)
    assert perception.consequence_size(facts, 1.0) == pytest.approx(1.0)
    assert perception.consequence_size(facts, 2.0) == pytest.approx(0.5)
    assert perception.aid_size(facts) == pytest.approx(1.0)
    assert not math.isnan(perception.aid_size(facts))
