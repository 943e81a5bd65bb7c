"""From a simulated file to facts, and from facts to what officials meet.

The model knows a handful of numbers about a provider; :func:`facts_of` says them in the statute's own units, so the law
layer judges simulated and coded conduct by the same functions.
"""

from __future__ import annotations

from typing import NamedTuple

from numba import njit
from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import Merits
from zombielaw.sim.decisions.provider import FRAUD, GAMBLING, HOSTING, OBSCENE, PAYMENT, TELECOM, TOOL_SELLER
from zombielaw.sim.decisions.regulator import CONTENT, LOGS, SECURITY
from zombielaw.sim.law import elements, elements_287_2
from zombielaw.sim.law.assess import Examination, examine, may_be_aiding, may_be_any, may_be_refusing, read
from zombielaw.sim.law.concurrence import CHEN, PAN_XIONG, SPECIAL_LAW, STATUTE, Reading
from zombielaw.sim.law.dates import AS_OF_2019, Law, Statute, law_in_force
from zombielaw.sim.law.facts import NO, YES, Facts, Interval, exactly
from zombielaw.sim.law.offences import NONE, OFFENCES, truth_of_rival
from zombielaw.sim.law.truth import MET, NOT_MET

YUAN_PER_TOOL_USER = 100.0
"""Turnover of a tool seller per user (Pudong case: 236,167 yuan from some 2,000 users after the order)."""


class Conduct(NamedTuple):
    """What a simulated provider did, as plain numbers."""

    kind: int
    control: float  # 0-1
    items: float  # of the whole spell; users of a tool seller
    clients: float
    client_crime: int
    confirmed: bool
    knows: bool
    accepts: bool
    told: bool  # a regulator named the aided content or client, and it went on
    client_fee_yuan: float  # per client and month
    settled_yuan: float  # settled by a payment provider, per client and month
    cards: float  # phone cards of a telecom provider, or accounts of a payment provider, per client
    months_non_compliant: float
    sanctioned: bool  # within two years before, as Art. 12(1)(5) says
    orders: float  # written orders refused within two years, the last one included; or 1 while it is not yet refused
    written: bool
    basis: bool
    clear: bool
    attainable: bool
    topic: int
    refused: bool
    items_after: float  # after the first missed deadline
    logs_share: float  # share of users without logs or real names
    order_day: float
    end_day: float
    judgment_day: float


@register_jitable
def _yes_no(condition: bool) -> Interval:
    return YES if condition else NO


@register_jitable
def facts_of(c: Conduct) -> Facts:
    """Facts of a simulated provider, all known.

    Illegal items spread where the order was about content; logs and real names are lacking where it was about them;
    records leak where it was about security. A seller of tools sells VPNs: its users commit violations and are nobody
    whom illegal information reaches. Where no order was refused, the items of the whole spell count (they matter only
    if the order element is deleted). No provider shares the intent of a fraud (266), sets up sites for crime (287-1),
    hides proceeds (312) or trades in personal information (253-1): who does so is no provider of this model.
    """
    after = c.items_after if c.refused else c.items
    before = c.items - c.items_after if c.refused else c.items
    content = c.topic == CONTENT or not c.written
    sells = c.kind == TOOL_SELLER
    aids = c.clients > 0.0
    service = c.clients * c.months_non_compliant * 0.5  # client-months
    gain = service * c.client_fee_yuan
    settled = service * c.settled_yuan if c.kind == PAYMENT else 0.0
    turnover = c.items * YUAN_PER_TOOL_USER if sells else 0.0
    knows = c.knows and aids
    spread = after if content and not sells else 0.0
    security = c.written and c.topic == SECURITY
    leaked = after if security else 0.0
    leaked_payment = leaked if c.kind == PAYMENT else 0.0
    earlier = before / elements.ITEMS if content and not sells else 0.0
    if security:
        earlier = before / (elements.LEAKED_IMPORTANT if c.kind == PAYMENT else elements.LEAKED_OTHER)
    unlogged = c.logs_share if c.written and c.topic == LOGS else 0.0
    intent = 2.0 if c.refused else 1.0  # direct once an order is refused
    users = c.items if sells else 0.0
    of_unit = not sells
    obscene = knows and c.client_crime == OBSCENE
    obscene_sites = c.clients if obscene else 0.0
    obscene_fee = gain if obscene else 0.0
    casino_fee = gain if knows and c.client_crime == GAMBLING else 0.0
    told = c.told and aids
    accepts = c.accepts and aids
    sanctioned = c.sanctioned and aids
    phone_cards = c.clients * c.cards if c.kind == TELECOM else 0.0
    bank_cards = c.clients * c.cards if c.kind == PAYMENT else 0.0
    confirmed = c.confirmed and aids
    fraud = settled if confirmed and c.client_crime == FRAUD else 0.0
    return Facts(
        network_service=YES,
        control=exactly(c.control),
        unit=_yes_no(of_unit),
        legal_duty=YES,
        duty_on_content=_yes_no(content),
        breach=YES,
        conduct_end_day=exactly(c.end_day),
        order_day=exactly(c.order_day),
        judgment_day=exactly(c.judgment_day),
        orders=exactly(c.orders),
        order_written=_yes_no(c.written),
        order_basis=_yes_no(c.basis),
        order_clear=_yes_no(c.clear),
        order_attainable=_yes_no(c.attainable),
        refused=_yes_no(c.refused),
        intent=exactly(intent),
        illegal_videos=NO,
        illegal_items=exactly(spread),
        accounts_reached=NO,
        group_members=NO,
        followers=NO,
        clicks=NO,
        spread_grave=NO,
        leaked_sensitive=NO,
        leaked_important=exactly(leaked_payment),
        leaked_other=exactly(leaked - leaked_payment),
        leak_grave=NO,
        evidence_lost=NO,
        users_without_logs=exactly(unlogged),
        mainly_crime=NO,
        mainly_illegal=_yes_no(sells),
        other_grave=NO,
        harm_before_order=exactly(earlier),
        knows=_yes_no(knows),
        told_of_aided=_yes_no(told),
        ignored_reports=NO,
        abnormal_price=NO,
        tools_for_crime=_yes_no(sells),
        evades_supervision=NO,
        helps_evade=NO,
        rebutted=NO,
        accepts_result=_yes_no(accepts),
        aid=_yes_no(aids),
        clients_aided=exactly(c.clients),
        payment_yuan=exactly(settled),
        advert_yuan=NO,
        gain_yuan=exactly(gain),
        sanctioned_before=_yes_no(sanctioned),
        aided_grave=NO,
        aided_especially_grave=NO,
        aid_other_grave=NO,
        phone_cards=exactly(phone_cards),
        bank_cards=exactly(bank_cards),
        card_flow_yuan=exactly(settled),
        card_fraud_yuan=exactly(fraud),
        crime_confirmed=_yes_no(confirmed),
        uncheckable=NO,
        sells_tools=_yes_no(sells),
        vpn_tools=_yes_no(sells),
        intrusion_tools=NO,
        tool_users=exactly(users),
        tool_gain_yuan=exactly(turnover),
        unlicensed_turnover_yuan=exactly(turnover),
        unlicensed_gain_yuan=exactly(turnover),
        fraud_yuan=NO,
        casino_fee_yuan=exactly(casino_fee),
        obscene_sites=exactly(obscene_sites),
        obscene_fee_yuan=exactly(obscene_fee),
        obscene_videos_tolerated=NO,
        crime_sites=NO,
        crime_groups=NO,
        crime_site_gain_yuan=NO,
        proceeds_yuan=NO,
        personal_items_traded=NO,
        personal_gain_yuan=NO,
    )


@register_jitable
def consequence_size(facts: Facts, multiple: float) -> float:
    """Consequence as a multiple of the mark it comes nearest to: how officials weigh it where no mark is written."""
    if multiple <= 0.0:
        return 1.0
    size = max(
        facts.illegal_videos.low / elements.VIDEOS,
        facts.illegal_items.low / elements.ITEMS,
        facts.accounts_reached.low / elements.ACCOUNTS,
        facts.leaked_important.low / elements.LEAKED_IMPORTANT,
        facts.leaked_other.low / elements.LEAKED_OTHER,
    )
    orders = facts.orders.low / elements.SEVERAL_ORDERS if facts.refused.low >= 1.0 else 0.0
    others = max(
        facts.users_without_logs.low / elements.GREAT_MAJORITY, facts.other_grave.low, facts.mainly_illegal.low
    )
    return max(size / multiple, orders, others)


@register_jitable
def aid_size(facts: Facts) -> float:
    """Weight of the aid as a multiple of the mark that it comes nearest to."""
    return max(
        facts.clients_aided.low / elements_287_2.CLIENTS,
        facts.gain_yuan.low / elements_287_2.GAIN_YUAN,
        facts.payment_yuan.low / elements_287_2.PAYMENT_YUAN,
        facts.advert_yuan.low / elements_287_2.ADVERT_YUAN,
        facts.phone_cards.low / elements_287_2.PHONE_CARDS,
        facts.bank_cards.low / elements_287_2.BANK_CARDS,
        facts.sanctioned_before.low,
    )


@register_jitable
def merits_of(facts: Facts, found: Examination, law: Law) -> Merits:
    """A matter as officials meet it: truths and sizes of the elements, and which charges are open at all.

    An offence that the time of conduct excludes is open to no file; 286-1 needs a refused written order unless the
    element is deleted; 287-2 needs an aided crime; another offence needs one that the law does not exclude.
    """
    in_time = found.in_force.truth != NOT_MET
    ordered = facts.orders.low >= 1.0 and facts.order_written.low >= 1.0 and facts.refused.low >= 1.0
    exists = facts.aid.low >= 1.0 and max(facts.crime_confirmed.low, facts.uncheckable.low) >= 1.0
    open_a = in_time and (ordered or not law.order_element_required)
    open_b = in_time and exists
    return Merits(
        found.service.truth,
        min(found.legal_duty.truth, found.breach.truth),
        found.order.truth,
        min(found.refusal.truth, found.intent.truth),
        found.consequence.truth,
        facts.knows.low >= 1.0,
        found.awareness.truth,
        found.accepts_result == MET,
        found.aid.truth,
        max(found.serious.truth, found.fivefold.truth),
        found.rivals,
        consequence_size(facts, law.consequence_multiple),
        aid_size(facts),
        open_a,
        open_b,
    )


@register_jitable
def examined(facts: Facts, statute: Statute) -> Examination:
    """Examine by the text of the statute, as officials do."""
    return examine(facts, law_in_force(facts, statute), STATUTE)


@njit(cache=True, nogil=True)
def merits_of_conduct(conduct: Conduct, statute: Statute) -> Merits:
    """:func:`merits_of` a simulated file, compiled."""
    facts = facts_of(conduct)
    return merits_of(facts, examined(facts, statute), law_in_force(facts, statute))


TRUTH_BITS = 2
A_SHIFT = len(OFFENCES) + 2
"""First bit of the truths, behind what prevails (a bit for none and each offence) and whether it is open."""


@register_jitable
def packed(found: Examination, reading: Reading) -> int:
    """A reading's answer in one integer: what prevails, a bit of open, two bits for the truth of each offence."""
    answer = read(found, reading)
    code = answer.prevailing | (int(answer.open) << (A_SHIFT - 1))
    code |= (answer.a_286_1 << A_SHIFT) | (answer.b_287_2 << (A_SHIFT + TRUTH_BITS))
    for number in range(len(found.rivals.low)):
        code |= truth_of_rival(found.rivals, number) << (A_SHIFT + TRUTH_BITS * (number + 2))
    return code


@register_jitable
def _by_the_marks(statute: Statute) -> Statute:
    """The statute with the thresholds of 2019, whatever the dates are."""
    return Statute(
        version=AS_OF_2019,
        order_element_required=statute.order_element_required,
        consequence_multiple=statute.consequence_multiple,
        intent_required=statute.intent_required,
        order_weighted=statute.order_weighted,
    )


NOTHING_MET = 1 << NONE
"""The answer where no offence is met: none prevails, all truths are zero."""


@register_jitable
def law_codes(facts: Facts, statute: Statute) -> tuple[int, int, int, int, int, int, int, int]:
    """What the law says under each named reading: four codes under the law in force, four under the marks of 2019.

    What no offence may reach is not examined, and a second examination that ends like the first is not read again.
    """
    a = b = c = d = e = f = g = h = NOTHING_MET
    law, marks = law_in_force(facts, statute), law_in_force(facts, _by_the_marks(statute))
    now, then = may_be_any(facts, law, STATUTE), may_be_any(facts, marks, STATUTE)
    if now or then:
        dated, marked = examine(facts, law, STATUTE), examine(facts, marks, STATUTE)
        if now:
            a, b = packed(dated, STATUTE), packed(dated, SPECIAL_LAW)
            c, d = packed(dated, PAN_XIONG), packed(dated, CHEN)
        if now and dated == marked:
            e, f, g, h = a, b, c, d
        elif then:
            e, f = packed(marked, STATUTE), packed(marked, SPECIAL_LAW)
            g, h = packed(marked, PAN_XIONG), packed(marked, CHEN)
    return a, b, c, d, e, f, g, h


@njit(cache=True, nogil=True)
def law_codes_of_conduct(conduct: Conduct, statute: Statute) -> tuple[int, int, int, int, int, int, int, int]:
    """:func:`law_codes` of a simulated file, compiled."""
    return law_codes(facts_of(conduct), statute)


@njit(cache=True, nogil=True)
def law_code_by_the_marks(conduct: Conduct, statute: Statute) -> int:
    """The one of :func:`law_codes` that is read by the text of the statute under the marks of 2019."""
    facts = facts_of(conduct)
    law = law_in_force(facts, _by_the_marks(statute))
    if not may_be_any(facts, law, STATUTE):
        return NOTHING_MET
    return packed(examine(facts, law, STATUTE), STATUTE)


@njit(cache=True, nogil=True)
def satisfied(conduct: Conduct, statute: Statute) -> tuple[bool, bool]:
    """Are 286-1 and 287-2 satisfied, on the reading of the statute and by the thresholds of 2019?"""
    facts = facts_of(conduct)
    law = law_in_force(facts, _by_the_marks(statute))
    if not (may_be_refusing(facts, law) or may_be_aiding(facts, law)):
        return False, False
    answer = read(examine(facts, law, STATUTE), STATUTE)
    return answer.a_286_1 == MET, answer.b_287_2 == MET


@register_jitable
def eligible_conduct(day: float) -> Conduct:
    """Conduct that meets both offences and no other, for the tests of theory."""
    return Conduct(
        kind=HOSTING,
        control=1.0,
        items=5000.0,
        clients=5.0,
        client_crime=FRAUD,
        confirmed=True,
        knows=True,
        accepts=True,
        told=True,
        client_fee_yuan=1000.0,
        settled_yuan=0.0,
        cards=0.0,
        months_non_compliant=12.0,
        sanctioned=False,
        orders=3.0,
        written=True,
        basis=True,
        clear=True,
        attainable=True,
        topic=CONTENT,
        refused=True,
        items_after=5000.0,
        logs_share=0.0,
        order_day=day,
        end_day=day,
        judgment_day=day,
    )
