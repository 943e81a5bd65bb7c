"""From a simulated file to facts, and from facts to what officials meet.

The model knows a handful of numbers about a provider; :func:`facts_of` says them in the statute's own units, so the law
layer judges simulated and coded conduct by the same functions.
"""

from __future__ import annotations

from typing import NamedTuple

from numba import njit
from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import Merits
from zombielaw.sim.decisions.provider import FRAUD, GAMBLING, HOSTING, OBSCENE, PAYMENT, TOOL_SELLER
from zombielaw.sim.decisions.regulator import CONTENT, LOGS, SECURITY
from zombielaw.sim.law import elements
from zombielaw.sim.law.assess import Examination, examine, read
from zombielaw.sim.law.concurrence import COMMENTARY, PAN_XIONG, SPECIAL_LAW, STATUTE, Reading
from zombielaw.sim.law.dates import AS_OF_2019, Law, Statute, law_in_force
from zombielaw.sim.law.facts import NO, YES, Facts, Interval, exactly
from zombielaw.sim.law.offences import MAXIMUM_286_1
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
    months_non_compliant: float
    sanctioned: bool  # within two years before
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
    records leak where it was about security. Users of a tool seller are accounts reached. Where no order was refused,
    the items of the whole spell count (they matter only if the order element is deleted).
    """
    after = c.items_after if c.refused else c.items
    content = c.topic == CONTENT or not c.written
    sells = c.kind == TOOL_SELLER
    aids = c.clients > 0.0
    gain = c.clients * c.client_fee_yuan * c.months_non_compliant * 0.5
    turnover = c.items * YUAN_PER_TOOL_USER if sells else 0.0
    knows = c.knows and aids
    ordered = c.written
    direct = 2.0 if c.refused else 1.0  # intent: direct once an order is refused
    spread = after if content and not sells else 0.0
    reached = after if content and sells else 0.0
    leaked = after if ordered and c.topic == SECURITY else 0.0
    leaked_payment = leaked if c.kind == PAYMENT else 0.0
    unlogged = c.logs_share if ordered and c.topic == LOGS else 0.0
    users = c.items if sells else 0.0
    obscene = knows and c.client_crime == OBSCENE
    obscene_sites = c.clients if obscene else 0.0
    obscene_fee = gain if obscene else 0.0
    casino_fee = gain if knows and c.client_crime == GAMBLING else 0.0
    told = c.told and aids
    accepts = c.accepts and aids
    sanctioned = c.sanctioned and aids
    confirmed = c.confirmed and aids
    return Facts(
        network_service=YES,
        control=exactly(c.control),
        legal_duty=YES,
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
        intent=exactly(direct),
        illegal_videos=NO,
        illegal_items=exactly(spread),
        accounts_reached=exactly(reached),
        group_members=NO,
        followers=NO,
        clicks=NO,
        leaked_sensitive=NO,
        leaked_important=exactly(leaked_payment),
        leaked_other=exactly(leaked - leaked_payment),
        leak_grave=NO,
        evidence_lost=NO,
        users_without_logs=exactly(unlogged),
        mainly_crime=NO,
        other_grave=NO,
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
        payment_yuan=NO,
        advert_yuan=NO,
        gain_yuan=exactly(gain),
        sanctioned_before=_yes_no(sanctioned),
        aided_grave=NO,
        aided_especially_grave=NO,
        crime_confirmed=_yes_no(confirmed),
        uncheckable=NO,
        sells_tools=_yes_no(sells),
        intrusion_tools=_yes_no(sells),
        tool_users=exactly(users),
        tool_gain_yuan=exactly(turnover),
        unlicensed_turnover_yuan=exactly(turnover),
        obscene_sites=exactly(obscene_sites),
        obscene_fee_yuan=exactly(obscene_fee),
        casino_fee_yuan=exactly(casino_fee),
        fraud_yuan=NO,  # a provider that shares the intent is no longer a provider
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
    return max(size / multiple, orders, facts.users_without_logs.low / elements.GREAT_MAJORITY, facts.other_grave.low)


@register_jitable
def aid_size(facts: Facts) -> float:
    """Weight of the aid as a multiple of the mark that it comes nearest to."""
    return max(
        facts.clients_aided.low / elements.CLIENTS,
        facts.gain_yuan.low / elements.GAIN_YUAN,
        facts.payment_yuan.low / elements.PAYMENT_YUAN,
        facts.advert_yuan.low / elements.ADVERT_YUAN,
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
        min(found.duty.truth, found.breach.truth),
        found.order.truth,
        min(found.refusal.truth, found.intent.truth),
        found.consequence.truth,
        facts.knows.low >= 1.0,
        found.awareness.truth,
        found.accepts_result == MET,
        found.aid.truth,
        max(found.serious.truth, found.fivefold.truth),
        found.other.truth,
        consequence_size(facts, law.consequence_multiple),
        aid_size(facts),
        open_a,
        open_b,
        found.other.truth != NOT_MET,
        found.other.maximum_months.low > MAXIMUM_286_1,
    )


@njit(cache=True, nogil=True)
def merits_of_conduct(conduct: Conduct, statute: Statute) -> Merits:
    """:func:`merits_of` a simulated file, compiled."""
    facts = facts_of(conduct)
    law = law_in_force(facts, statute)
    return merits_of(facts, examine(facts, law), law)


@register_jitable
def pack(prevailing: int, undecided: bool, a: int, b: int, other: int) -> int:
    """One reading's answer in one integer: four bits of what prevails, one of open, two for each offence's truth."""
    return prevailing | (int(undecided) << 4) | (a << 5) | (b << 7) | (other << 9)


@register_jitable
def _packed(found: Examination, reading: Reading) -> int:
    answer = read(found, reading)
    return pack(answer.prevailing, answer.open, answer.a_286_1, answer.b_287_2, answer.other.truth)


@register_jitable
def _by_the_marks(facts: Facts, statute: Statute) -> Examination:
    """Examine under the thresholds of 2019, whatever the dates are."""
    marks = Statute(
        version=AS_OF_2019,
        order_element_required=statute.order_element_required,
        consequence_multiple=statute.consequence_multiple,
        intent_required=statute.intent_required,
        order_weighted=statute.order_weighted,
    )
    return examine(facts, law_in_force(facts, marks))


@register_jitable
def law_codes(facts: Facts, statute: Statute) -> tuple[int, int, int, int, int, int, int, int]:
    """What the law says under each reading: four codes under the law in force, four under the thresholds of 2019."""
    dated = examine(facts, law_in_force(facts, statute))
    marks = _by_the_marks(facts, statute)
    return (
        _packed(dated, STATUTE),
        _packed(dated, SPECIAL_LAW),
        _packed(dated, PAN_XIONG),
        _packed(dated, COMMENTARY),
        _packed(marks, STATUTE),
        _packed(marks, SPECIAL_LAW),
        _packed(marks, PAN_XIONG),
        _packed(marks, COMMENTARY),
    )


@njit(cache=True, nogil=True)
def law_codes_of_conduct(conduct: Conduct, statute: Statute) -> tuple[int, int, int, int, int, int, int, int]:
    """:func:`law_codes` of a simulated file, compiled."""
    return law_codes(facts_of(conduct), statute)


@njit(cache=True, nogil=True)
def satisfied(conduct: Conduct, statute: Statute) -> tuple[bool, bool]:
    """Are 286-1 and 287-2 satisfied, on the reading of the statute and by the thresholds of 2019?"""
    answer = read(_by_the_marks(facts_of(conduct), statute), STATUTE)
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
