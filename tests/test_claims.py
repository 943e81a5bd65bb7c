"""docs/claims.md: every claim can be checked against the paper, and numbers that are built in are as computed."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from zombielaw.sim.analysis import funnel
from zombielaw.sim.analysis.funnel import desk
from zombielaw.sim.decisions import chain, prosecutor, regulator
from zombielaw.sim.decisions.chain import referred
from zombielaw.sim.decisions.perception import ALL_SEEN, Clarity, Merits
from zombielaw.sim.decisions.provider import REFERENCE_ITEMS
from zombielaw.sim.law.offences.rivals import NO_RIVALS
from zombielaw.sim.law.truth import MET
from zombielaw.sim.parameters import REFERENCE, Policy, WorldParameters, declared

PAGE = (Path(__file__).parent.parent / "docs" / "claims.md").read_text(encoding="utf-8")
SECTIONS = {
    "abstract",
    "1",
    "2.1",
    "2.2",
    "3.1",
    "3.2.1",
    "3.2.2",
    "3.2.3",
    "4",
    "4.1",
    "4.2",
    "4.3",
    "5",
}
CLAIM = re.compile(
    r"^\| ([BF]\d+) \| ([^:|]+): (.+?) \| .* \| ((?:fits|partly|not modelled|no proposal)[^|]*) \|$",
    re.MULTILINE,
)
WORLD = WorldParameters()
SATISFIED = Merits(
    subject=MET, duty=MET, order=MET, refusal=MET, consequence=MET, actual_knowledge=True, presumed_knowledge=MET,
    accepts_result=True, aid=MET, serious=MET, rivals=NO_RIVALS, consequence_size=2.0, serious_size=2.0,
    open_286_1=True, open_287_2=True, unit=True, grave=False, day=prosecutor.PILOT[-1][0],
)  # fmt: skip
"""A file of a unit after the compliance pilot, with every element satisfied and amounts of twice the marks."""


def charges(policy: Policy = REFERENCE, world: WorldParameters = WORLD) -> tuple[float, ...]:
    """P(charge of 286-1), P(of 287-2) where all is seen."""
    return funnel.ends(SATISFIED, ALL_SEEN, desk(policy, world), policy, world)[:2]


def filed() -> float:
    """P(a refusal becomes a file), through other offices and through public security."""
    police, others = (
        WORLD.public_security_share,
        referred(REFERENCE, WORLD) * chain.filed(True, REFERENCE, WORLD),
    )
    return (1.0 - police) * others + police * regulator.own_file(True, WORLD)


def without_order(policy: Policy) -> float:
    """With the order element deleted: referrals straight from findings over referrals of refusals."""
    return chain.referred_at_once(policy, WORLD) / (
        chain.ordered(REFERENCE_ITEMS, 0.0, policy, WORLD) * WORLD.refusal * referred(policy, WORLD)
    )


AS_READILY = without_order(REFERENCE._replace(direct_transfer_rate=REFERENCE.transfer_rate))
"""The channel that the deletion of the order element opens, if findings are referred as readily as refusals."""


def test_each_claim_names_its_sections_a_phrase_of_the_paper_and_how_it_fits():
    claims = {no: (sections.split(", "), says) for no, sections, says, _ in CLAIM.findall(PAGE)}
    assert list(claims) == [f"B{number}" for number in range(1, 28)] + [
        f"F{number}" for number in range(1, 20)
    ]
    for no, (sections, says) in claims.items():
        assert set(sections) <= SECTIONS, f"{no} cites {sections}"
        phrases = re.findall(r'\*"([^"]+)"\*(?: \(([^)]+)\))?', says)
        assert phrases, f"{no} has no phrase of the paper"
        assert all(2 < len(phrase.split()) < 16 for phrase, _ in phrases), no
        assert all(
            section in sections or (not section and len(sections) == 1) for _, section in phrases
        ), no
    for no, *_, fit in CLAIM.findall(PAGE):
        assert fit.startswith("fits") or re.fullmatch(
            r"(partly|not modelled|no proposal): .{10,}", fit
        ), f"{no}: {fit}"


def test_the_numbers_that_are_built_in_are_as_computed():
    a, b = charges()
    assert f"286-1 is charged in {100 * a:.0f} of 100 files and 287-2 in {100 * b:.0f}" in PAGE
    even, days = (
        REFERENCE._replace(charge_preference=0.5),
        WORLD._replace(days_286_1=WORLD.tracing_days),
    )
    a, b = charges(even, days)
    assert f"With preference 0.5 and equal days it is {100 * a:.0f} against {100 * b:.0f}:" in PAGE
    assert without_order(REFERENCE) == 0.0
    assert f"it is {AS_READILY:.0f} times as wide as that through refusals" in PAGE
    police, others = WORLD.public_security_share, referred(REFERENCE, WORLD)
    sent = (1.0 - police) * others + police * regulator.own_file(True, WORLD)
    assert f"Over all offices it is {AS_READILY * others / sent:.0f} times as wide" in PAGE
    assert f"({WORLD.days_286_1:g} days for 286-1 against {WORLD.tracing_days:g})" in PAGE
    assert WORLD.refusal < min(
        chain.ordered(REFERENCE_ITEMS, 0.0, REFERENCE, WORLD), filed()
    )  # the largest step from finding to file
    assert funnel.non_compliant(True, WORLD) > funnel.non_compliant(False, WORLD)


def test_where_a_prior_of_today_holds_the_sign_the_page_says_so():
    """At 0.5 officials prefer neither offence: a prior with that at its low end decides the direction."""
    today = {lever.name: lever.today for lever in declared(Policy)}["charge_preference"]
    assert (today.low, today.high) == (0.5, 0.95)
    assert f"draw `charge_preference` from {today.low:g} to {today.high:g}" in PAGE
    world = {parameter.name: parameter.about for parameter in declared(WorldParameters)}
    days = [world[name] for name in ("days_286_1", "tracing_days")]
    assert (
        "`days_286_1` {0.low:g} to {0.high:g}, `tracing_days` {1.low:g} to {1.high:g}".format(*days)
        in PAGE
    )
    assert days[0].low < days[1].high, "the ranges overlap, so either may take longer"


def test_the_charge_is_the_prosecutors():
    clear = Clarity(REFERENCE.identity_clarity, REFERENCE.obligation_clarity)
    world = WORLD._replace(background_load=1.0)
    belief = prosecutor.win_odds(ALL_SEEN, clear, 0.0, 0.0, world)
    none_open = (-math.inf,) * 8
    utilities = prosecutor.charge_utilities(
        SATISFIED, ALL_SEEN, belief, none_open, 0.0, 0.0, 1.0, REFERENCE, world
    )
    left = prosecutor.without_exit(prosecutor.exit_chances(SATISFIED, ALL_SEEN, world))
    chances = prosecutor.with_exits(prosecutor.charge_probabilities(utilities), left)
    assert charges(REFERENCE, world) == pytest.approx((chances.a, chances.b))
