"""From a simulated file to facts, from facts to merits, and from merits to what an official sees.

The model knows a handful of numbers about a provider; :func:`facts_of` says them in the statute's own units, so the
law layer judges simulated and coded conduct by the same functions. The law layer says what is true of the facts; an
official sees a bit of each element, through clarity, familiarity and error. Where the law itself leaves the mark open,
officials carry marks of their own around the later one.
"""

from __future__ import annotations

import math
from collections import namedtuple
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from numba.extending import register_jitable

from zombielaw.sim.compiling import compiled_for_python
from zombielaw.sim.conduct import (
    FRAUD,
    HOSTING,
    PAYMENT,
    TELECOM,
    TOOL_SELLER,
    Conduct,
    fees,
    settled,
)
from zombielaw.sim.decisions.regulator import CONTENT, LOGS, SECURITY
from zombielaw.sim.law import elements, elements_287_2
from zombielaw.sim.law.assess import (
    Examination,
    examine,
    may_be_aiding,
    may_be_any,
    may_be_charged,
    may_be_refusing,
    read,
)
from zombielaw.sim.law.concurrence import CHEN, PAN_XIONG, SPECIAL_LAW, STATUTE, Reading
from zombielaw.sim.law.dates import AS_OF_2019, Law, Statute, law_in_force
from zombielaw.sim.law.facts import FIRST_MEASURED, Facts, Known, least
from zombielaw.sim.law.knowledge import ground_of
from zombielaw.sim.law.offences import ALL, NONE, OFFENCES, RIVAL_NAMES, RIVALS
from zombielaw.sim.law.offences.rivals import NONE_OF_THEM, Rivals, truth_of_rival
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.numbers import RivalVector, fill, put, sigmoid
from zombielaw.sim.parameters import WorldParameters

ELEMENTS = ("subject", "duty", "order", "refusal", "consequence", "knowing", "aid", "serious")
SIGHTS = (*ELEMENTS, *RIVALS)
"""Parts of a file that an official sees, as bits: the elements of 286-1 and 287-2, and each rival as a whole."""


def _apart(parameter: str) -> Callable[[WorldParameters], float]:
    @register_jitable
    def read(world: WorldParameters) -> float:
        value: float = getattr(world, parameter)
        return value

    return read


_each_apart = fill(enumerate(_apart(f"familiarity_apart_{name}") for name in RIVAL_NAMES))


class Clarity(NamedTuple):
    """Clarity of the contested elements, 0-1."""

    identity: float
    obligation: float


class Merits(NamedTuple):
    """The truth about a file, in the form in which officials meet it."""

    subject: int
    duty: int
    order: int
    refusal: int  # refusal and intent
    consequence: int
    actual_knowledge: bool
    presumed_knowledge: int
    accepts_result: bool
    aid: int
    serious: int
    rivals: Rivals  # severity of each other offence
    consequence_size: float  # multiple of the mark that it reaches
    serious_size: float
    open_286_1: bool  # a written order was refused, or none is needed
    open_287_2: bool  # an aided crime exists
    unit: bool
    grave: bool  # a grave result, which no amount measures
    day: float  # of the decision


class Seen(NamedTuple):
    """Chance that each element, and each rival, is seen as met, or the bits seen (0 or 1)."""

    subject: float
    duty: float
    order: float
    refusal: float
    consequence: float
    knowing: float
    aid: float
    serious: float
    rivals: RivalVector


ALL_SEEN = Seen(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, (1.0,) * len(RIVALS))
"""Everything is seen as met."""


@register_jitable
def total_clarity(base: float, interpreted: bool, learned: float, world: WorldParameters) -> float:
    """Clarity of an element: base (lower before the Interpretation) and what judgments have taught."""
    if not interpreted:
        base = max(0.0, base - world.clarity_before_interpretation)
    return 1.0 - (1.0 - base) * (1.0 - learned)


@register_jitable
def missed(clarity: float, familiarity: float, world: WorldParameters) -> float:
    """(14) P(an element that holds is not seen)."""
    return (
        world.miss * (1.0 - clarity) * math.pow(1.0 - familiarity, world.miss_familiarity)
        + world.miss_floor
    )


@register_jitable
def chance_seen(truth: int, size: float, miss: float, world: WorldParameters) -> float:
    """P(an element is seen as met); an open one by the official's own mark."""
    if truth == MET:
        return 1.0 - miss
    if truth == NOT_MET:
        return world.false_alarm
    if size <= 0.0:
        return world.false_alarm
    return sigmoid(math.log(size) / world.mark_noise)


@register_jitable
def chance_knowing(
    merits: Merits, standard: float, staged: bool, miss: float, world: WorldParameters
) -> float:
    """(16) P(knowing is seen): actual, or presumed and weighed by the standard; in stages the result too."""
    alarm = world.false_alarm
    if merits.actual_knowledge:
        chance = 1.0 - miss
    elif merits.presumed_knowledge != NOT_MET:
        chance = standard * (1.0 - miss) + (1.0 - standard) * alarm
    else:
        chance = alarm
    if staged:
        chance *= (1.0 - miss) if merits.accepts_result else alarm
    return chance


@register_jitable
def rival_familiarity(number: int, world: WorldParameters) -> float:
    """Familiarity (0-1) with one rival, in the order of ``RIVALS``: the level of all, and what sets this one apart."""
    apart: RivalVector = _each_apart(NONE_OF_THEM, world)
    return min(1.0, max(0.0, world.other_familiarity + apart[number]))


@register_jitable
def chance_rival(rivals: Rivals, number: int, world: WorldParameters) -> float:
    """P(a rival is seen as satisfied); one that the law excludes is not looked for."""
    truth = truth_of_rival(rivals, number)
    if truth == NOT_MET:
        return 0.0
    return chance_seen(
        truth, 1.0, missed(world.settled_clarity, rival_familiarity(number, world), world), world
    )


@register_jitable
def chances(
    merits: Merits,
    clarity: Clarity,
    familiarity_286_1: float,
    familiarity_287_2: float,
    standard: float,
    staged: bool,
    world: WorldParameters,
) -> Seen:
    """Chance that an official sees each element as met."""
    settled = world.settled_clarity
    miss_a = missed(settled, familiarity_286_1, world)
    miss_b = missed(settled, familiarity_287_2, world)
    rivals = NONE_OF_THEM
    for number in range(len(rivals)):
        rivals = put(rivals, number, chance_rival(merits.rivals, number, world))
    return Seen(
        chance_seen(merits.subject, 1.0, missed(clarity.identity, familiarity_286_1, world), world),
        chance_seen(merits.duty, 1.0, missed(clarity.obligation, familiarity_286_1, world), world),
        chance_seen(merits.order, 1.0, miss_a, world),
        chance_seen(merits.refusal, 1.0, miss_a, world),
        chance_seen(merits.consequence, merits.consequence_size, miss_a, world),
        chance_knowing(merits, standard, staged, miss_b, world),
        chance_seen(merits.aid, 1.0, miss_b, world),
        chance_seen(merits.serious, merits.serious_size, miss_b, world),
        rivals,
    )


@register_jitable
def all_286_1(seen: Seen) -> float:
    """Product over the elements of 286-1: chance, or bit, that all are seen."""
    return seen.subject * seen.duty * seen.order * seen.refusal * seen.consequence


@register_jitable
def all_287_2(seen: Seen) -> float:
    """Product over the elements of 287-2."""
    return seen.knowing * seen.aid * seen.serious


_known: Any = Known  # the law takes it as it takes an interval
_YES, _NO = _known(1.0), _known(0.0)
_Own = cast(Any, namedtuple)("_Own", Facts._fields[:FIRST_MEASURED])
_MEASURED = Facts._fields[FIRST_MEASURED:]
_NOTHING_MEASURED = (_NO,) * len(_MEASURED)


@register_jitable
def _filed(c: Conduct) -> float:
    """A simulated file is filed in time."""
    return -math.inf


def _in_facts(amount: Callable[[Conduct], float]) -> Callable[[Conduct], Any]:
    return register_jitable(lambda c: _known(amount(c)))


_simulated = fill(
    (_MEASURED.index(fact), _in_facts(amount))
    for simulated in (*(rival.simulated for rival in ALL), {"filed_day": _filed})
    for fact, amount in simulated.items()
)


@register_jitable
def _yes_no(condition: bool) -> Any:
    return _YES if condition else _NO


@register_jitable
def facts_of(c: Conduct) -> Facts:
    """Facts of a simulated provider, all known.

    Illegal items spread where the order was about content, and none of them is a video; logs and real names are lacking
    where it was about them; records leak where it was about security. A seller of tools sells VPNs: its users commit
    violations and are nobody whom illegal information reaches. Nobody acts against the security of systems, so no
    sanction is one of Art. 12(1)(5). Where no order was refused, the items of the whole spell count (they matter only
    if the order element is deleted). Each client is one gang with one site, at the level of crime if the crime is
    confirmed. Phone cards are those of others, accounts those of units. What rivals measure is declared with each.
    """
    after = c.items_after if c.refused else c.items
    before = c.items - c.items_after if c.refused else c.items
    content = c.topic == CONTENT or not c.written
    sells = c.kind == TOOL_SELLER
    aids = c.clients > 0.0
    payments = settled(c)
    knows = c.knows and aids
    spread = after if content and not sells else 0.0
    security = c.written and c.topic == SECURITY
    leaked = after if security else 0.0
    leaked_payment = leaked if c.kind == PAYMENT else 0.0
    earlier = before / elements.ITEMS if content and not sells else 0.0
    if security:
        earlier = before / (
            elements.LEAKED_IMPORTANT if c.kind == PAYMENT else elements.LEAKED_OTHER
        )
    unlogged = c.logs_share if c.written and c.topic == LOGS else 0.0
    of_unit = not sells
    notified = c.notified and aids
    told_in_writing = c.told_in_writing and notified
    accepts = c.accepts and aids
    phone_cards = c.clients * c.cards if c.kind == TELECOM else 0.0
    accounts = c.clients * c.cards if c.kind == PAYMENT else 0.0
    confirmed = c.confirmed and aids
    fraud = payments if confirmed and c.client_crime == FRAUD else 0.0
    yes, no = _YES, _NO
    own = _Own(
        network_service=yes,
        control=_known(c.control),
        unit=_yes_no(of_unit),
        legal_duty=yes,
        duty_on_content=_yes_no(content),
        breach=yes,
        conduct_end_day=_known(c.end_day),
        order_day=_known(c.order_day),
        judgment_day=_known(c.judgment_day),
        orders=_known(c.orders),
        order_written=_yes_no(c.written),
        order_basis=_yes_no(c.basis),
        order_clear=_yes_no(c.clear),
        order_attainable=_yes_no(c.attainable),
        refused=_yes_no(c.refused),
        intent=_known(elements.intent_shown(c.refused)),
        illegal_videos=no,
        illegal_items=_known(spread),
        accounts_reached=no,
        group_members=no,
        followers=no,
        clicks=no,
        spread_grave=no,
        leaked_sensitive=no,
        leaked_important=_known(leaked_payment),
        leaked_other=_known(leaked - leaked_payment),
        leak_grave=no,
        evidence_lost=no,
        users_without_logs=_known(unlogged),
        mainly_crime=no,
        mainly_illegal=_yes_no(sells),
        other_grave=no,
        harm_before_order=_known(earlier),
        knows=_yes_no(knows),
        told_of_aided=_yes_no(notified),
        told_in_writing=_yes_no(told_in_writing),
        ignored_reports=no,
        abnormal_price=no,
        abnormal_dealing=no,
        tools_for_crime=_yes_no(sells),
        evades_supervision=no,
        helps_evade=no,
        obstructs_inquiry=no,
        trades_unit_accounts=no,
        opens_as_staff=no,
        bulk_devices=no,
        restricted_before=no,
        prepared_answers=no,
        rebutted=no,
        accepts_result=_yes_no(accepts),
        aid=_yes_no(aids),
        clients_aided=_known(c.clients),
        sites_aided=_known(c.clients),
        payment_yuan=_known(payments),
        advert_yuan=no,
        gain_yuan=_known(fees(c)),
        sanctioned_before=no,
        aided_grave=no,
        aided_especially_grave=no,
        aid_other_grave=no,
        phone_cards=_known(phone_cards),
        own_phone_cards=no,
        bank_cards=no,
        card_flow_yuan=no,
        accounts_of_others=_known(accounts),
        others_flow_yuan=_known(payments),
        card_fraud_yuan=_known(fraud),
        crime_confirmed=_yes_no(confirmed),
        uncheckable=no,
        sells_tools=_yes_no(sells),
        vpn_tools=_yes_no(sells),
        intrusion_tools=no,
    )
    return Facts(*(own[:] + _simulated(_NOTHING_MEASURED, c)))


@register_jitable
def consequence_size(facts: Facts, multiple: float) -> float:
    """Consequence as a multiple of the mark it comes nearest to: how officials weigh it where no mark is written.

    The marks are those of the law (``elements.consequence``). Items and records of several kinds are added up, as
    Art. 3(3) and Art. 4(4) do; a yes counts as the mark itself.
    """
    if multiple <= 0.0:
        return 1.0
    spread = max(
        least(facts.illegal_videos) / elements.VIDEOS + least(facts.illegal_items) / elements.ITEMS,
        least(facts.accounts_reached) / elements.ACCOUNTS,
        least(facts.group_members) / elements.GROUP_MEMBERS,
        least(facts.followers) / elements.FOLLOWERS,
        least(facts.clicks) / elements.CLICKS,
    )
    leak = (
        least(facts.leaked_sensitive) / elements.LEAKED_SENSITIVE
        + least(facts.leaked_important) / elements.LEAKED_IMPORTANT
        + least(facts.leaked_other) / elements.LEAKED_OTHER
    )
    ordered = min(least(facts.order_written), least(facts.refused)) >= 1.0
    others = max(
        least(facts.spread_grave),
        least(facts.leak_grave),
        least(facts.evidence_lost),
        least(facts.users_without_logs) / elements.GREAT_MAJORITY,
        least(facts.orders) / elements.SEVERAL_ORDERS if ordered else 0.0,
        least(facts.mainly_crime),
        least(facts.mainly_illegal),
        least(facts.other_grave),
    )
    return max(spread / multiple, leak / multiple, others)


@register_jitable
def aid_size(facts: Facts) -> float:
    """Weight of the aid as a multiple of the mark that it comes nearest to (``elements_287_2.serious``)."""
    return max(
        least(facts.clients_aided) / elements_287_2.CLIENTS,
        least(facts.payment_yuan) / elements_287_2.PAYMENT_YUAN,
        least(facts.advert_yuan) / elements_287_2.ADVERT_YUAN,
        least(facts.gain_yuan) / elements_287_2.GAIN_YUAN,
        least(facts.sanctioned_before),
        least(facts.aided_grave),
        least(facts.aided_especially_grave),
        least(facts.aid_other_grave),
        (least(facts.phone_cards) + least(facts.own_phone_cards)) / elements_287_2.PHONE_CARDS,
        (least(facts.bank_cards) + least(facts.accounts_of_others)) / elements_287_2.BANK_CARDS,
        (least(facts.card_flow_yuan) + least(facts.others_flow_yuan))
        / elements_287_2.CARD_FLOW_YUAN,
    )


@register_jitable
def grave(facts: Facts) -> bool:
    """True if a result is grave in itself, whatever the amounts are."""
    results = max(
        least(facts.spread_grave),
        least(facts.leak_grave),
        least(facts.evidence_lost),
        least(facts.mainly_crime),
        least(facts.other_grave),
        least(facts.aided_grave),
        least(facts.aided_especially_grave),
        least(facts.aid_other_grave),
    )
    return results >= 1.0


@register_jitable
def merits_of(facts: Facts, examination: Examination, law: Law) -> Merits:
    """A matter as officials meet it: truths and sizes of the elements, and which charges are open at all.

    An offence that the time of conduct excludes is open to no file; 286-1 needs a refused written order unless the
    element is deleted; 287-2 needs an aided crime; another offence needs one that the law does not exclude.
    """
    in_time = examination.in_force.truth != NOT_MET
    ordered = (
        least(facts.orders) >= 1.0
        and least(facts.order_written) >= 1.0
        and least(facts.refused) >= 1.0
    )
    exists = (
        least(facts.aid) >= 1.0
        and max(least(facts.crime_confirmed), least(facts.uncheckable)) >= 1.0
    )
    open_a = in_time and (ordered or not law.order_element_required)
    open_b = in_time and exists
    return Merits(
        examination.service.truth,
        min(examination.legal_duty.truth, examination.breach.truth),
        examination.order.truth,
        min(examination.refusal.truth, examination.intent.truth),
        examination.consequence.truth,
        least(facts.knows) >= 1.0,
        examination.awareness.truth,
        examination.accepts_result == MET,
        examination.aid.truth,
        max(examination.serious.truth, examination.fivefold.truth),
        examination.rivals,
        consequence_size(facts, law.consequence_multiple),
        aid_size(facts),
        open_a,
        open_b,
        least(facts.unit) >= 1.0,
        grave(facts),
        least(facts.judgment_day),
    )


@compiled_for_python
def merits_of_conduct(conduct: Conduct, statute: Statute) -> Merits:
    """:func:`merits_of` a simulated file, compiled; officials examine by the text of the statute."""
    facts = facts_of(conduct)
    law = law_in_force(facts, statute)
    return merits_of(facts, examine(facts, law, STATUTE), law)


TRUTH_BITS = 2
A_SHIFT = len(OFFENCES) + 2
"""First bit of the truths, behind what prevails (a bit for none and each offence) and whether it is open."""


@register_jitable(forceinline=True)
def packed(examination: Examination, reading: Reading) -> int:
    """A reading's answer in one integer: what prevails, a bit of open, two bits for the truth of each offence."""
    answer = read(examination, reading)
    code = answer.prevailing | (int(answer.open) << (A_SHIFT - 1))
    code |= (answer.a_286_1 << A_SHIFT) | (answer.b_287_2 << (A_SHIFT + TRUTH_BITS))
    for number in range(len(examination.rivals.low)):
        code |= truth_of_rival(examination.rivals, number) << (A_SHIFT + TRUTH_BITS * (number + 2))
    return code


@register_jitable
def packed_each(examination: Examination) -> tuple[int, int, int, int]:
    """The answers of the four named readings; what they have in common is computed once."""
    return (
        packed(examination, STATUTE),
        packed(examination, SPECIAL_LAW),
        packed(examination, PAN_XIONG),
        packed(examination, CHEN),
    )


@register_jitable
def _with_2019_thresholds(statute: Statute) -> Statute:
    """The statute with the thresholds of 2019, whatever the dates are."""
    return Statute(
        version=AS_OF_2019,
        order_element_required=statute.order_element_required,
        consequence_multiple=statute.consequence_multiple,
        intent_required=statute.intent_required,
        order_weighted=statute.order_weighted,
        aiding_scope=statute.aiding_scope,
    )


NOTHING_MET = 1 << NONE
"""The answer where no offence is met: none prevails, all truths are zero."""


@register_jitable
def law_codes(facts: Facts, statute: Statute) -> tuple[int, int, int, int, int, int, int, int]:
    """Answers of the law under each named reading: four codes under the law in force, four under the marks of 2019.

    What no offence may reach is not examined, and a second examination that ends like the first is not read again.
    """
    a = b = c = d = e = f = g = h = NOTHING_MET
    law, marks = law_in_force(facts, statute), law_in_force(facts, _with_2019_thresholds(statute))
    if may_be_any(facts, law, STATUTE) or may_be_any(facts, marks, STATUTE):
        dated, marked = examine(facts, law, STATUTE), examine(facts, marks, STATUTE)
        a, b, c, d = e, f, g, h = packed_each(dated)
        if dated != marked:
            e, f, g, h = packed_each(marked)
    return a, b, c, d, e, f, g, h


@compiled_for_python
def knowledge_of_conduct(conduct: Conduct) -> int:
    """Ground on which knowing of the aided crime rests, one of ``GROUNDS``."""
    return ground_of(facts_of(conduct))


@compiled_for_python
def law_codes_of_conduct(
    conduct: Conduct, statute: Statute
) -> tuple[int, int, int, int, int, int, int, int]:
    """:func:`law_codes` of a simulated file, compiled."""
    facts = facts_of(conduct)
    if may_be_charged(facts, statute.order_element_required):
        return law_codes(facts, statute)
    a = b = c = d = e = f = g = h = NOTHING_MET
    return a, b, c, d, e, f, g, h


@compiled_for_python
def law_code_by_2019_thresholds(conduct: Conduct, statute: Statute) -> int:
    """The one of :func:`law_codes` that is read by the text of the statute under the marks of 2019."""
    facts = facts_of(conduct)
    if not may_be_charged(facts, statute.order_element_required):
        return NOTHING_MET
    law = law_in_force(facts, _with_2019_thresholds(statute))
    if not may_be_any(facts, law, STATUTE):
        return NOTHING_MET
    return packed(examine(facts, law, STATUTE), STATUTE)


@compiled_for_python
def satisfied(conduct: Conduct, statute: Statute) -> tuple[bool, bool]:
    """Truths of "satisfied" for 286-1 and 287-2, on the reading of the statute and by the thresholds of 2019."""
    facts = facts_of(conduct)
    law = law_in_force(facts, _with_2019_thresholds(statute))
    if not (may_be_refusing(facts, law) or may_be_aiding(facts, law, STATUTE)):
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
        notified=True,
        told_in_writing=True,
        client_fee_yuan=1000.0,
        settled_yuan=0.0,
        cards=0.0,
        months_non_compliant=12.0,
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
