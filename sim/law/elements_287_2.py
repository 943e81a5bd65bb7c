"""The elements of Art. 287-2, one function each, in the statute's order; marks are those of Art. 12 and of practice.

Knowing is found in :mod:`zombielaw.sim.law.knowledge`. Articles without a name are of the Interpretation Fa Shi [2019]
No. 15.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law import routes
from zombielaw.sim.law.dates import (
    MINUTES_2020_DAY,
    MINUTES_2022_DAY,
    NO_NEUTRAL_SERVICES,
    OPINION_2025_DAY,
    OPINION_II_DAY,
    Law,
)
from zombielaw.sim.law.elements import FIXED, reached, without_marks
from zombielaw.sim.law.facts import (
    Fact,
    Facts,
    Interval,
    any_of,
    at_least,
    holds,
    least,
    more_than,
    most,
)
from zombielaw.sim.law.truth import (
    MET,
    OPEN,
    Finding,
    Way,
    negate,
    or_else,
    stronger,
    strongest,
    weaker,
)

CLIENTS = 3.0
PAYMENT_YUAN = 200_000.0
ADVERT_YUAN = 50_000.0
GAIN_YUAN = 10_000.0
FIVEFOLD = 5.0


@register_jitable(forceinline=True)
def knowing(aware: Finding, accepts_result: int, staged: bool) -> Finding:
    """Art. 287-2(1): knowing of the crime; in stages also accepting the result of the help."""
    if staged:
        return weaker(aware, Finding(accepts_result, routes.RESULT_ACCEPTED))
    return aware


_other_help = any_of(
    *("settles_payments", "payment_yuan", "advert_yuan", "phone_cards", "own_phone_cards"),
    *("bank_cards", "accounts_of_others", "abnormal_price", "abnormal_dealing"),
    *("tools_for_crime", "evades_supervision", "helps_evade", "bulk_devices"),
)


@register_jitable(forceinline=True)
def neutral_service(facts: Facts) -> int:
    """Truth of "an ordinary technical service": access, hosting, storage or transmission, in the usual way and no more.

    Advertising, settlement, cards and accounts are other help; a price, a dealing or a tool out of the ordinary shows
    that it was not the usual service. What the provider knew, or was told, does not count.
    """
    return min(holds(facts.network_service), negate(_other_help(facts)))


@register_jitable(forceinline=True)
def aid(facts: Facts, law: Law) -> Finding:
    """Art. 287-2(1): technical support, advertising, settlement or other help; under a reform no ordinary service."""
    helped = holds(facts.aid)
    if law.aiding_scope == NO_NEUTRAL_SERVICES:
        helped = min(helped, negate(neutral_service(facts)))
    return Finding(helped, routes.AID)


@register_jitable(forceinline=True)
def aided_crime(facts: Facts) -> Finding:
    """Art. 13: the aided crime is confirmed; its author need not be caught, tried or punishable."""
    return Finding(holds(facts.crime_confirmed), routes.CRIME_CONFIRMED)


@register_jitable(forceinline=True)
def aided_seriously(facts: Facts) -> int:
    """Truth of "serious results"; especially serious ones are serious."""
    return max(holds(facts.aided_grave), holds(facts.aided_especially_grave))


@register_jitable(forceinline=True)
def total(first: Fact, second: Fact) -> Interval:
    """Two quantities together."""
    return Interval(least(first) + least(second), most(first) + most(second))


def settled(route: int, mark: float) -> Way:
    """Payments settled of a mark (Art. 12(1)(2)); open of who only gives cards or accounts away.

    That giving a card is no settlement is put down to the minutes of 2022, whose text on this was not seen. Whoever
    runs a network service settles through the accounts that it has.
    """
    FIXED[route] = mark

    @register_jitable(forceinline=True)
    def finding(facts: Facts, law: Law) -> Finding:
        given = more_than(total(facts.bank_cards, facts.accounts_of_others), 0.0)
        serves = max(holds(facts.settles_payments), holds(facts.network_service))
        only_given = min(given, negate(serves), at_least(law.judged, MINUTES_2022_DAY))
        truth = min(at_least(facts.payment_yuan, mark), max(OPEN, negate(only_given)))
        return Finding(truth, route)

    return finding


three_clients = reached(routes.THREE_CLIENTS, CLIENTS)
three_sites = reached(routes.THREE_SITES, CLIENTS)
by_amount = strongest(
    settled(routes.PAYMENT_SETTLED, PAYMENT_YUAN),
    reached(routes.ADVERTS_FUNDED, ADVERT_YUAN),
    reached(routes.ILLEGAL_GAIN, GAIN_YUAN),
    reached(routes.SANCTIONED_BEFORE),
)
five_times = strongest(
    settled(routes.PAYMENT_FIVEFOLD, PAYMENT_YUAN * FIVEFOLD),
    reached(routes.ADVERTS_FIVEFOLD, ADVERT_YUAN * FIVEFOLD),
    reached(routes.GAIN_FIVEFOLD, GAIN_YUAN * FIVEFOLD),
    reached(routes.ESPECIALLY_GRAVE),
)
"""Items (1) to (5) of Art. 12(1), and what Art. 12(2) asks."""


# ---- cards and accounts: Art. 12(1)(7) as practice reads it, one text below the other, by the date of the judgment


class Practice(NamedTuple):
    """A text on cards and accounts: its rule, its mark and the facts that this is about, and its days of judgment."""

    route: int
    rule: Way
    mark: float
    measures: tuple[str, ...]
    since: int
    until: float


def practice(
    route: int,
    asks: Callable[..., int],
    mark: float,
    measures: tuple[str, ...],
    since: int,
    until: float = math.inf,
) -> Practice:
    """A text that governs between two days of judgment; ``asks`` is the truth of what it asks."""
    FIXED[route] = mark

    @register_jitable(forceinline=True)
    def rule(facts: Facts, law: Law, need_flow: bool) -> Finding:
        truth = min(at_least(law.judged, since), asks(facts, law, need_flow))
        if until < math.inf:
            truth = min(truth, negate(at_least(law.judged, until)))
        return Finding(truth, route)

    return Practice(route, rule, mark, measures, since, until)


CARD_FLOW_YUAN = 300_000.0


@register_jitable(forceinline=True)
def cards_2020(facts: Facts, law: Law, _: bool) -> int:
    """Minutes of 2020: more than 300,000 yuan turned over through cards used for fraud; until the Opinion of 2025."""
    used = min(more_than(facts.card_fraud_yuan, 0.0), flow_of_2022(facts, law))
    return min(all_flow(facts), used)


PHONE_CARDS = 20.0
BANK_CARDS = 5.0


@register_jitable(forceinline=True)
def phone_cards_2021(facts: Facts, *_: Any) -> int:
    """Opinion II of 2021, Art. 9(2): 20 phone cards of others."""
    return at_least(facts.phone_cards, PHONE_CARDS)


@register_jitable(forceinline=True)
def phone_cards_2025(facts: Facts, *_: Any) -> int:
    """Opinion of 2025: 20 phone cards, own or not."""
    return at_least(total(facts.phone_cards, facts.own_phone_cards), PHONE_CARDS)


@register_jitable(forceinline=True)
def bank_cards_2021(facts: Facts, law: Law, need_flow: bool) -> int:
    """Opinion II of 2021, Art. 9(1): 5 bank cards or accounts, whosesoever.

    ``need_flow``: the minutes of 2022 ask for the proven flow here too. Whether the number stands beside the Opinion of
    2025 is open, for its text was not seen.
    """
    number = at_least(total(facts.bank_cards, facts.accounts_of_others), BANK_CARDS)
    truth = min(number, max(OPEN, negate(at_least(law.judged, OPINION_2025_DAY))))
    return min(truth, flow_of_2022(facts, law)) if need_flow else truth


CARD_FRAUD_YUAN = 3_000.0


@register_jitable(forceinline=True)
def flow_of_2022(facts: Facts, law: Law) -> int:
    """Truth of what the minutes of 2022 ask: a one-way flow, of which 3,000 yuan are proven to come from fraud."""
    proven = min(all_flow(facts), at_least(facts.card_fraud_yuan, CARD_FRAUD_YUAN))
    return max(negate(at_least(law.judged, MINUTES_2022_DAY)), proven)


BANK_CARDS_2025 = 3.0


@register_jitable(forceinline=True)
def own_accounts_2025(facts: Facts, *_: Any) -> int:
    """Opinion of 2025, in place of the flow alone: through three accounts of one's own."""
    flow = more_than(facts.card_flow_yuan, CARD_FLOW_YUAN)
    return min(at_least(facts.bank_cards, BANK_CARDS_2025), flow)


@register_jitable(forceinline=True)
def others_accounts_2025(facts: Facts, *_: Any) -> int:
    """Opinion of 2025: through any account of others or of units."""
    flow = more_than(facts.others_flow_yuan, CARD_FLOW_YUAN)
    return min(at_least(facts.accounts_of_others, 1.0), flow)


@register_jitable(forceinline=True)
def all_flow(facts: Facts) -> int:
    """Truth of "more than 300,000 yuan through cards or accounts, whosesoever"."""
    return more_than(total(facts.card_flow_yuan, facts.others_flow_yuan), CARD_FLOW_YUAN)


PRACTICE = (
    practice(
        routes.CARD_FLOW,
        cards_2020,
        CARD_FLOW_YUAN,
        ("card_flow_yuan", "others_flow_yuan"),
        MINUTES_2020_DAY,
        OPINION_2025_DAY,
    ),
    practice(routes.PHONE_CARDS, phone_cards_2021, PHONE_CARDS, ("phone_cards",), OPINION_II_DAY),
    practice(
        routes.PHONE_CARDS,
        phone_cards_2025,
        PHONE_CARDS,
        ("phone_cards", "own_phone_cards"),
        OPINION_2025_DAY,
    ),
    practice(
        routes.BANK_CARDS,
        bank_cards_2021,
        BANK_CARDS,
        ("bank_cards", "accounts_of_others"),
        OPINION_II_DAY,
    ),
    practice(
        routes.BANK_CARDS_2025,
        own_accounts_2025,
        BANK_CARDS_2025,
        ("bank_cards", "card_flow_yuan"),
        OPINION_2025_DAY,
    ),
    practice(
        routes.ACCOUNTS_OF_OTHERS,
        others_accounts_2025,
        CARD_FLOW_YUAN,
        ("others_flow_yuan",),
        OPINION_2025_DAY,
    ),
)


cards = strongest(*(one.rule for one in PRACTICE))
"""Phone cards, bank cards and accounts under the texts above."""


_weighty = any_of(
    *("clients_aided", "sites_aided", "payment_yuan", "advert_yuan", "gain_yuan"),
    *("sanctioned_before", "aided_grave", "aided_especially_grave", "aid_other_grave"),
    *("phone_cards", "own_phone_cards", "bank_cards", "card_flow_yuan"),
    *("accounts_of_others", "others_flow_yuan"),
)
_weighty_unchecked = any_of("payment_yuan", "advert_yuan", "gain_yuan", "aided_especially_grave")
"""Truth of "something that might be serious", for judgments without marks; and for an unchecked crime."""


@register_jitable(forceinline=True)
def serious(facts: Facts, law: Law, sites: bool, cards_need_flow: bool) -> Finding:
    """Art. 287-2(1), Art. 12(1): serious circumstances. Gain is gain from the aided conduct, not a firm's income.

    ``sites``: the objects of item (1) are sites as well as persons or gangs. ``cards_need_flow``: cards by number need
    a proven flow since March 2022.
    """
    if law.numeric_marks != MET:
        return without_marks(_weighty(facts))
    finding = three_clients(facts, law)
    if sites:
        finding = stronger(finding, three_sites(facts, law))
    finding = stronger(finding, by_amount(facts, law))
    finding = stronger(finding, Finding(aided_seriously(facts), routes.AIDED_GRAVE))
    finding = stronger(finding, cards(facts, law, cards_need_flow))
    finding = stronger(finding, Finding(holds(facts.aid_other_grave), routes.AID_OTHER_GRAVE))
    return or_else(finding, routes.NO_MARK_REACHED)


@register_jitable(forceinline=True)
def fivefold(facts: Facts, law: Law) -> Finding:
    """Art. 12(2): liability if the aided crime cannot be checked: five-fold amounts or especially serious results.

    The amounts are totals over all who were helped; Art. 12(2), unlike Art. 3(3), adds no kinds up.

    Before the Interpretation it was unsettled whether 287-2 could stand on an unchecked crime: open if there is weight.
    """
    unchecked = Finding(holds(facts.uncheckable), routes.UNCHECKABLE)
    if law.numeric_marks != MET:
        return weaker(without_marks(_weighty_unchecked(facts)), unchecked)
    return weaker(unchecked, or_else(five_times(facts, law), routes.NO_MARK_REACHED))


@register_jitable(forceinline=True)
def gravity(aided_crime: Finding, serious: Finding, fivefold: Finding) -> Finding:
    """Weight of the aid: Art. 12(1) and a confirmed crime, or the five-fold route of Art. 12(2)."""
    return stronger(weaker(serious, aided_crime), fivefold)


@register_jitable(forceinline=True)
def aiding(in_force: Finding, knowing: Finding, aid: Finding, weight: Finding) -> int:
    """Truth of Art. 287-2, aiding crime on information networks."""
    return min(in_force.truth, knowing.truth, aid.truth, weight.truth)
