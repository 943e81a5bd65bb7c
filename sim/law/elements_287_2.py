"""The elements of Art. 287-2, one function each, in the statute's order; marks are those of Art. 12 and of practice.

Knowing is found in :mod:`zombielaw.sim.law.knowledge`. Articles without a name are of the Interpretation Fa Shi [2019]
No. 15.
"""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.law import routes
from zombielaw.sim.law.dates import (
    NO_NEUTRAL_SERVICES,
    OPINION_2025_DAY,
    OPINION_II_DAY,
    Law,
)
from zombielaw.sim.law.elements import without_marks
from zombielaw.sim.law.facts import Fact, Facts, Interval, at_least, holds, least, more_than, most
from zombielaw.sim.law.truth import MET, OPEN, Finding, negate, or_else, stronger, weaker

CLIENTS = 3.0
PAYMENT_YUAN = 200_000.0
ADVERT_YUAN = 50_000.0
GAIN_YUAN = 10_000.0
FIVEFOLD = 5.0
MINUTES_2022_DAY = 2333.0
"""22 March 2022: minutes on the application of law in the card campaign."""


@register_jitable(forceinline=True)
def knowing(aware: Finding, accepts_result: int, staged: bool) -> Finding:
    """Art. 287-2(1): knowing of the crime; in stages also accepting the result of the help."""
    if staged:
        return weaker(aware, Finding(accepts_result, routes.RESULT_ACCEPTED))
    return aware


@register_jitable(forceinline=True)
def neutral_service(facts: Facts) -> int:
    """Truth of "an ordinary technical service": access, hosting, storage or transmission, in the usual way and no more.

    Advertising, settlement, cards and accounts are other help; a price, a dealing or a tool out of the ordinary shows
    that it was not the usual service. What the provider knew, or was told, does not count.
    """
    more = max(
        holds(facts.settles_payments),
        more_than(facts.payment_yuan, 0.0),
        more_than(facts.advert_yuan, 0.0),
        more_than(total(facts.phone_cards, facts.own_phone_cards), 0.0),
        more_than(total(facts.bank_cards, facts.accounts_of_others), 0.0),
        holds(facts.abnormal_price),
        holds(facts.abnormal_dealing),
        holds(facts.tools_for_crime),
        holds(facts.evades_supervision),
        holds(facts.helps_evade),
        holds(facts.bulk_devices),
    )
    return min(holds(facts.network_service), negate(more))


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


@register_jitable(forceinline=True)
def settled(facts: Facts, law: Law, mark: float) -> int:
    """Truth of "payments settled of a mark" (Art. 12(1)(2)); open of who only gives cards or accounts away.

    That giving a card is no settlement is put down to the minutes of 2022, whose text on this was not seen. Whoever
    runs a network service settles through the accounts that it has.
    """
    given = more_than(total(facts.bank_cards, facts.accounts_of_others), 0.0)
    serves = max(holds(facts.settles_payments), holds(facts.network_service))
    only_given = min(given, negate(serves), at_least(law.judged, MINUTES_2022_DAY))
    return min(at_least(facts.payment_yuan, mark), max(OPEN, negate(only_given)))


# ---- cards and accounts: Art. 12(1)(7) as practice reads it, one text below the other, by the date of the judgment

MINUTES_2020_DAY = 1873.0
"""17 December 2020 (day uncertain): minutes of the card campaign."""
CARD_FLOW_YUAN = 300_000.0


@register_jitable(forceinline=True)
def cards_2020(facts: Facts, law: Law) -> Finding:
    """Minutes of 2020: more than 300,000 yuan turned over through cards used for fraud; until the Opinion of 2025."""
    since = min(
        at_least(law.judged, MINUTES_2020_DAY), negate(at_least(law.judged, OPINION_2025_DAY))
    )
    used = min(more_than(facts.card_fraud_yuan, 0.0), flow_of_2022(facts, law))
    return Finding(min(since, all_flow(facts), used), routes.CARD_FLOW)


PHONE_CARDS = 20.0
BANK_CARDS = 5.0


@register_jitable(forceinline=True)
def phone_cards_2021(facts: Facts, law: Law) -> Finding:
    """Opinion II of 2021, Art. 9(2): 20 phone cards of others; by the Opinion of 2025, own or not."""
    of_others = min(at_least(law.judged, OPINION_II_DAY), at_least(facts.phone_cards, PHONE_CARDS))
    whosesoever = min(
        at_least(law.judged, OPINION_2025_DAY),
        at_least(total(facts.phone_cards, facts.own_phone_cards), PHONE_CARDS),
    )
    return Finding(max(of_others, whosesoever), routes.PHONE_CARDS)


@register_jitable(forceinline=True)
def bank_cards_2021(facts: Facts, law: Law, need_flow: bool) -> Finding:
    """Opinion II of 2021, Art. 9(1): 5 bank cards or accounts, whosesoever.

    ``need_flow``: the minutes of 2022 ask for the proven flow here too. Whether the number stands beside the Opinion of
    2025 is open, for its text was not seen.
    """
    number = at_least(total(facts.bank_cards, facts.accounts_of_others), BANK_CARDS)
    beside = max(OPEN, negate(at_least(law.judged, OPINION_2025_DAY)))
    truth = min(at_least(law.judged, OPINION_II_DAY), number, beside)
    return Finding(min(truth, flow_of_2022(facts, law)) if need_flow else truth, routes.BANK_CARDS)


CARD_FRAUD_YUAN = 3_000.0


@register_jitable(forceinline=True)
def flow_of_2022(facts: Facts, law: Law) -> int:
    """Truth of what the minutes of 2022 ask: a one-way flow, of which 3,000 yuan are proven to come from fraud."""
    proven = min(all_flow(facts), at_least(facts.card_fraud_yuan, CARD_FRAUD_YUAN))
    return max(negate(at_least(law.judged, MINUTES_2022_DAY)), proven)


BANK_CARDS_2025 = 3.0


@register_jitable(forceinline=True)
def own_accounts_2025(facts: Facts, law: Law) -> Finding:
    """Opinion of 2025, in place of the flow alone: through three accounts of one's own."""
    number = at_least(facts.bank_cards, BANK_CARDS_2025)
    flow = more_than(facts.card_flow_yuan, CARD_FLOW_YUAN)
    since = at_least(law.judged, OPINION_2025_DAY)
    return Finding(min(since, number, flow), routes.BANK_CARDS_2025)


@register_jitable(forceinline=True)
def others_accounts_2025(facts: Facts, law: Law) -> Finding:
    """Opinion of 2025: through any account of others or of units."""
    number = at_least(facts.accounts_of_others, 1.0)
    flow = more_than(facts.others_flow_yuan, CARD_FLOW_YUAN)
    since = at_least(law.judged, OPINION_2025_DAY)
    return Finding(min(since, number, flow), routes.ACCOUNTS_OF_OTHERS)


@register_jitable(forceinline=True)
def all_flow(facts: Facts) -> int:
    """Truth of "more than 300,000 yuan through cards or accounts, whosesoever"."""
    return more_than(total(facts.card_flow_yuan, facts.others_flow_yuan), CARD_FLOW_YUAN)


@register_jitable(forceinline=True)
def cards(facts: Facts, law: Law, need_flow: bool) -> Finding:
    """Phone cards, bank cards and accounts under the texts above."""
    finding = stronger(cards_2020(facts, law), phone_cards_2021(facts, law))
    finding = stronger(finding, bank_cards_2021(facts, law, need_flow))
    finding = stronger(finding, own_accounts_2025(facts, law))
    return stronger(finding, others_accounts_2025(facts, law))


@register_jitable(forceinline=True)
def serious(facts: Facts, law: Law, sites: bool, cards_need_flow: bool) -> Finding:
    """Art. 287-2(1), Art. 12(1): serious circumstances. Gain is gain from the aided conduct, not a firm's income.

    ``sites``: the objects of item (1) are sites as well as persons or gangs. ``cards_need_flow``: cards by number need
    a proven flow since March 2022.
    """
    if law.numeric_marks != MET:
        return without_marks(
            max(
                more_than(facts.clients_aided, 0.0),
                more_than(facts.sites_aided, 0.0),
                more_than(facts.payment_yuan, 0.0),
                more_than(facts.advert_yuan, 0.0),
                more_than(facts.gain_yuan, 0.0),
                holds(facts.sanctioned_before),
                aided_seriously(facts),
                holds(facts.aid_other_grave),
                more_than(facts.phone_cards, 0.0),
                more_than(facts.own_phone_cards, 0.0),
                more_than(facts.bank_cards, 0.0),
                more_than(facts.card_flow_yuan, 0.0),
                more_than(facts.accounts_of_others, 0.0),
                more_than(facts.others_flow_yuan, 0.0),
            )
        )
    finding = Finding(at_least(facts.clients_aided, CLIENTS), routes.THREE_CLIENTS)
    if sites:
        finding = stronger(
            finding, Finding(at_least(facts.sites_aided, CLIENTS), routes.THREE_SITES)
        )
    finding = stronger(finding, Finding(settled(facts, law, PAYMENT_YUAN), routes.PAYMENT_SETTLED))
    finding = stronger(
        finding, Finding(at_least(facts.advert_yuan, ADVERT_YUAN), routes.ADVERTS_FUNDED)
    )
    finding = stronger(finding, Finding(at_least(facts.gain_yuan, GAIN_YUAN), routes.ILLEGAL_GAIN))
    finding = stronger(finding, Finding(holds(facts.sanctioned_before), routes.SANCTIONED_BEFORE))
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
        weight = max(
            more_than(facts.payment_yuan, 0.0),
            more_than(facts.advert_yuan, 0.0),
            more_than(facts.gain_yuan, 0.0),
            holds(facts.aided_especially_grave),
        )
        return weaker(without_marks(weight), unchecked)
    finding = Finding(settled(facts, law, PAYMENT_YUAN * FIVEFOLD), routes.PAYMENT_FIVEFOLD)
    finding = stronger(
        finding,
        Finding(at_least(facts.advert_yuan, ADVERT_YUAN * FIVEFOLD), routes.ADVERTS_FIVEFOLD),
    )
    finding = stronger(
        finding, Finding(at_least(facts.gain_yuan, GAIN_YUAN * FIVEFOLD), routes.GAIN_FIVEFOLD)
    )
    finding = stronger(
        finding, Finding(holds(facts.aided_especially_grave), routes.ESPECIALLY_GRAVE)
    )
    return weaker(unchecked, or_else(finding, routes.NO_MARK_REACHED))


@register_jitable(forceinline=True)
def gravity(aided_crime: Finding, serious: Finding, fivefold: Finding) -> Finding:
    """Weight of the aid: Art. 12(1) and a confirmed crime, or the five-fold route of Art. 12(2)."""
    return stronger(weaker(serious, aided_crime), fivefold)


@register_jitable(forceinline=True)
def aiding(in_force: Finding, knowing: Finding, aid: Finding, weight: Finding) -> int:
    """Truth of Art. 287-2, aiding crime on information networks."""
    return min(in_force.truth, knowing.truth, aid.truth, weight.truth)
