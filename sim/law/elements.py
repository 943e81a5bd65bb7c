"""The elements of Art. 286-1, one function each, in the statute's order, and what those of both articles share.

Each returns a :class:`Finding`: a truth, and the route on which it was decided (``routes``). Where several
items lead to one element, the strongest decides and, among equals, the first in the order of the text. Articles without
a name are of the Interpretation Fa Shi [2019] No. 15.

Acts within two years that were not yet dealt with are added up (Art. 16) when facts are recorded.
"""

from __future__ import annotations

from typing import Any

from numba.extending import register_jitable

from zombielaw.sim.law import routes
from zombielaw.sim.law.dates import Law
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
    NOT_MET,
    OPEN,
    Finding,
    Way,
    negate,
    or_else,
    stronger,
    strongest,
    weaker,
)

VIDEOS = 200.0
ITEMS = 2_000.0
ACCOUNTS = 2_000.0
GROUP_MEMBERS = 3_000.0
FOLLOWERS = 30_000.0
CLICKS = 50_000.0
LEAKED_SENSITIVE = 500.0
LEAKED_IMPORTANT = 5_000.0
LEAKED_OTHER = 50_000.0
ITEMS_PER_VIDEO = ITEMS / VIDEOS
OTHER_PER_SENSITIVE = LEAKED_OTHER / LEAKED_SENSITIVE
OTHER_PER_IMPORTANT = LEAKED_OTHER / LEAKED_IMPORTANT

MAJORITY = 0.5
GREAT_MAJORITY = 0.8
"""Art. 6(1) says "the great majority of users", no number: half is none, four fifths is one, between is open."""
SEVERAL_ORDERS = 3.0
"""Art. 6(2), by the usual reading of "several times"."""

EFFECTIVE_CONTROL = 0.5
"""Share from which a provider steers its service well enough to owe the duty unasked; no text gives a number."""
INDIRECT_INTENT = 1.0
DIRECT_INTENT = 2.0

FIXED: dict[int, float] = {routes.ORDERS_REPEATED: SEVERAL_ORDERS}
SCALED: dict[int, float] = {}
"""Amounts that routes of the two articles ask for; the second are multiplied where a statute changes them."""


def reached(route: int, mark: float = 1.0) -> Way:
    """A way on which the fact of a route reaches a mark; a yes or no holds."""
    place = Facts._fields.index(routes.ROUTES[route].facts[0])
    if mark > 1.0:
        FIXED[route] = mark

    @register_jitable(forceinline=True)
    def finding(facts: Facts, _: Any) -> Finding:
        return Finding(at_least(facts[place], mark), route)

    return finding


def counted(route: int, mark: float) -> Way:
    """A way on which the fact of a route reaches a multiple of a mark."""
    place = Facts._fields.index(routes.ROUTES[route].facts[0])
    SCALED[route] = mark

    @register_jitable(forceinline=True)
    def finding(facts: Facts, multiple: float) -> Finding:
        return Finding(at_least(facts[place], mark * multiple), route)

    return finding


@register_jitable(forceinline=True)
def without_marks(anything: int) -> Finding:
    """Weigh without the Interpretation: what happened may be serious, what did not cannot be."""
    if anything == NOT_MET:
        return Finding(NOT_MET, routes.NOTHING_HAPPENED)
    return Finding(OPEN, routes.BEFORE_THE_MARKS)


@register_jitable(forceinline=True)
def in_force(law: Law) -> Finding:
    """Both offences cover the conduct in time, and limitation does not bar them."""
    return weaker(Finding(law.in_force, routes.IN_FORCE), Finding(law.in_limit, routes.IN_LIMIT))


@register_jitable(forceinline=True)
def service(facts: Facts) -> Finding:
    """Art. 286-1(1): a network service provider as listed in Art. 1."""
    return Finding(holds(facts.network_service), routes.SERVICE_NAMED)


@register_jitable(forceinline=True)
def subject(provider: Finding, tool_selling: int, tools_excluded: bool) -> Finding:
    """Art. 286-1(1): the subject; in some readings the sale of tools is no service of a provider.

    A residual scope needs to know the other offences; :func:`residual_subject` adds it.
    """
    if tools_excluded:
        return weaker(provider, Finding(negate(tool_selling), routes.TOOL_SELLING))
    return provider


@register_jitable(forceinline=True)
def residual_subject(provider: Finding, other_offence: int) -> Finding:
    """Art. 286-1(1): the subject, where the article only reaches conduct that is no other offence."""
    return weaker(provider, Finding(negate(other_offence), routes.CRIMINAL_IN_ITSELF))


@register_jitable(forceinline=True)
def in_form(facts: Facts, law: Law, oral: bool) -> int:
    """Truth of "in a document, if one is needed"; before the Interpretation it was unsettled whether it is."""
    if oral:
        return MET
    written = holds(facts.order_written)
    return written if law.numeric_marks == MET else max(written, OPEN)


@register_jitable(forceinline=True)
def order_validity(
    facts: Facts, law: Law, oral: bool, weighted: bool, ability: bool = True
) -> Finding:
    """Art. 2: an order to rectify that is sound and, unless an oral one is enough, written.

    Art. 2(2) says "consider comprehensively", and how is disputed. Conjunctive: ground, clarity and ability must all
    hold. Weighted, by a reading or by a changed statute: any two of them; this is the median of the three truths, so it
    is open exactly when the unknown factors can still decide.
    The instrument of Art. 2(1) is never weighed. Before the Interpretation nothing asked for one: whether an oral order
    sufficed is open then.
    """
    issued = Finding(at_least(facts.orders, 1.0), routes.ORDER_GIVEN)
    if not oral:
        issued = weaker(issued, Finding(in_form(facts, law, False), routes.ORDER_WRITTEN))
    basis = holds(facts.order_basis)
    clear = holds(facts.order_clear)
    attainable = holds(facts.order_attainable) if ability else MET
    if weighted or law.order_weighted:
        two_of_three = max(min(basis, clear), min(attainable, max(basis, clear)))
        return weaker(issued, Finding(two_of_three, routes.ORDER_WEIGHED))
    sound = weaker(Finding(basis, routes.ORDER_BASIS), Finding(clear, routes.ORDER_CLEAR))
    finding = weaker(weaker(issued, sound), Finding(attainable, routes.ORDER_ATTAINABLE))
    return Finding(MET, routes.ORDER_VALID) if finding.truth == MET else finding


@register_jitable(forceinline=True)
def legal_duty(facts: Facts) -> Finding:
    """Art. 286-1(1): a duty set by a statute or administrative regulation; departmental rules alone set none."""
    return Finding(holds(facts.legal_duty), routes.LEGAL_DUTY)


@register_jitable(forceinline=True)
def duty(legal: Finding, facts: Facts, validity: Finding) -> Finding:
    """Art. 286-1(1): the duty to manage security, where a reading asks for control.

    The text binds whoever provides the service. Pan and Xiong (3.1) limit duties about content: unasked, a provider
    owes them as far as it controls the service; after a valid order in full, within its ability.
    """
    by_control = Finding(at_least(facts.control, EFFECTIVE_CONTROL), routes.DUTY_BY_CONTROL)
    by_order = Finding(min(validity.truth, holds(facts.order_attainable)), routes.DUTY_BY_ORDER)
    extent = stronger(by_control, by_order)
    extent = stronger(
        extent, Finding(negate(holds(facts.duty_on_content)), routes.DUTY_WITHOUT_CONTROL)
    )
    return extent if legal.truth == MET else weaker(legal, extent)


@register_jitable(forceinline=True)
def breach(facts: Facts) -> Finding:
    """Art. 286-1(1): the duty was not performed."""
    return Finding(holds(facts.breach), routes.BREACH)


@register_jitable(forceinline=True)
def order(validity: Finding, law: Law) -> Finding:
    """Art. 286-1(1): a regulator ordered rectification."""
    if law.order_element_required:
        return validity
    return Finding(MET, routes.ORDER_NOT_REQUIRED)


@register_jitable(forceinline=True)
def refusal(facts: Facts, law: Law) -> Finding:
    """Art. 286-1(1): the provider refused. Without an order element there is nothing to refuse.

    Where the order came before the article, and the conduct went on, it is open whether a refusal that began when it
    was no offence counts from then on, as a continuing offence does, or a new order is needed (Criminal Law Art. 12).
    """
    if law.order_element_required:
        refused = Finding(holds(facts.refused), routes.REFUSAL)
        return weaker(refused, Finding(max(law.order_in_time, OPEN), routes.ORDER_IN_TIME))
    return Finding(MET, routes.ORDER_NOT_REQUIRED)


@register_jitable(forceinline=True)
def intent_shown(refused: bool) -> float:
    """State of mind, where only the refusal is known: direct intent with it (Pan and Xiong 3.2.1), indirect without."""
    return DIRECT_INTENT if refused else INDIRECT_INTENT


@register_jitable(forceinline=True)
def intent(facts: Facts, law: Law, direct: bool, objective: bool) -> Finding:
    """Art. 286-1(1) with Criminal Law Art. 14: intent, at least indirect; Pan and Xiong (3.2.1) ask for direct.

    ``objective``: intent need only cover the breach, of which no fact tells, so that no refusal shows its want.
    """
    if not law.intent_required:
        return Finding(MET, routes.INTENT_NOT_REQUIRED)
    truth = at_least(facts.intent, DIRECT_INTENT if direct else INDIRECT_INTENT)
    route = routes.DIRECT_INTENT if direct else routes.INTENT
    return Finding(max(truth, OPEN) if objective else truth, route)


@register_jitable(forceinline=True)
def spread_mixed(facts: Facts, multiple: float) -> Finding:
    """Art. 3(3): videos and other items together, by proportion."""
    mixed = Interval(
        least(facts.illegal_videos) * ITEMS_PER_VIDEO + least(facts.illegal_items),
        most(facts.illegal_videos) * ITEMS_PER_VIDEO + most(facts.illegal_items),
    )
    return Finding(at_least(mixed, ITEMS * multiple), routes.SPREAD_MIXED)


spread = strongest(
    counted(routes.SPREAD_VIDEOS, VIDEOS),
    counted(routes.SPREAD_ITEMS, ITEMS),
    spread_mixed,
    counted(routes.SPREAD_ACCOUNTS, ACCOUNTS),
    counted(routes.SPREAD_GROUPS, GROUP_MEMBERS),
    counted(routes.SPREAD_FOLLOWERS, FOLLOWERS),
    counted(routes.SPREAD_CLICKS, CLICKS),
    reached(routes.SPREAD_GRAVE),
)
"""Art. 286-1(1)(1), Art. 3: illegal information spread widely."""


@register_jitable(forceinline=True)
def leak_mixed(facts: Facts, multiple: float) -> Finding:
    """Art. 4(4): items of all kinds together, by proportion."""
    mixed = Interval(
        least(facts.leaked_sensitive) * OTHER_PER_SENSITIVE
        + least(facts.leaked_important) * OTHER_PER_IMPORTANT
        + least(facts.leaked_other),
        most(facts.leaked_sensitive) * OTHER_PER_SENSITIVE
        + most(facts.leaked_important) * OTHER_PER_IMPORTANT
        + most(facts.leaked_other),
    )
    return Finding(at_least(mixed, LEAKED_OTHER * multiple), routes.LEAK_MIXED)


leak = strongest(
    counted(routes.LEAK_SENSITIVE, LEAKED_SENSITIVE),
    counted(routes.LEAK_IMPORTANT, LEAKED_IMPORTANT),
    counted(routes.LEAK_OTHER, LEAKED_OTHER),
    leak_mixed,
    reached(routes.LEAK_GRAVE),
)
"""Art. 286-1(1)(2), Art. 4: user information leaked, with serious results."""
results = strongest(spread, leak, reached(routes.EVIDENCE_LOST))
"""Art. 286-1(1)(1)-(3): the consequences; evidence lost is that of Art. 5."""


@register_jitable(forceinline=True)
def repeated_orders(facts: Facts, number: float, law: Law, oral: bool) -> int:
    """Truth of "ordered so many times within two years, in documents if they are needed, and refused"."""
    return min(at_least(facts.orders, number), in_form(facts, law, oral), holds(facts.refused))


@register_jitable(forceinline=True)
def great_majority(share: Fact) -> int:
    """Truth of "the great majority", which the text leaves open between one half and four fifths."""
    return min(max(at_least(share, GREAT_MAJORITY), OPEN), more_than(share, MAJORITY))


@register_jitable(forceinline=True)
def other_serious(facts: Facts, law: Law, violations: bool, oral: bool) -> Finding:
    """Art. 286-1(1)(4), Art. 6: other serious circumstances. They count no results, so no multiple scales them.

    ``violations``: item (3), used mainly for violations or crimes, covers violations that are no type of crime.
    ``oral``: orders need no document.
    """
    finding = Finding(great_majority(facts.users_without_logs), routes.NO_LOGS)
    finding = stronger(
        finding, Finding(repeated_orders(facts, SEVERAL_ORDERS, law, oral), routes.ORDERS_REPEATED)
    )
    finding = stronger(finding, Finding(holds(facts.mainly_crime), routes.MAINLY_CRIME))
    if violations:
        finding = stronger(finding, Finding(holds(facts.mainly_illegal), routes.MAINLY_ILLEGAL))
    return stronger(finding, Finding(holds(facts.other_grave), routes.OTHER_GRAVE))


_followed = any_of(
    *(
        "illegal_videos",
        "illegal_items",
        "accounts_reached",
        "group_members",
        "followers",
        "clicks",
    ),
    *("spread_grave", "leaked_sensitive", "leaked_important", "leaked_other", "leak_grave"),
    *("evidence_lost", "users_without_logs", "mainly_crime", "mainly_illegal", "other_grave"),
)


@register_jitable(forceinline=True)
def anything_followed(facts: Facts, law: Law, oral: bool) -> int:
    """Truth of "something happened that might be serious", for judgments without marks.

    A first refusal is an element of its own; only a second order adds to its weight.
    """
    return max(_followed(facts), repeated_orders(facts, 2.0, law, oral))


@register_jitable(forceinline=True)
def consequence(facts: Facts, law: Law, violations: bool, oral: bool) -> Finding:
    """Art. 286-1(1), items (1)-(4): one of the four consequences, counted after the deadline.

    Before the Interpretation nothing says how much is "serious".
    """
    if law.consequence_multiple == 0.0:
        return Finding(MET, routes.NO_RESULT_NEEDED)
    if law.numeric_marks != MET:
        return without_marks(anything_followed(facts, law, oral))
    finding = results(facts, law.consequence_multiple)
    finding = stronger(finding, other_serious(facts, law, violations, oral))
    return or_else(finding, routes.NO_MARK_REACHED)


@register_jitable(forceinline=True)
def consequence_before(facts: Facts, law: Law) -> Finding:
    """Art. 286-1(1), items (1)-(2): a result that had happened before the order (Pan and Xiong 3.2.3)."""
    if law.numeric_marks != MET:
        return without_marks(more_than(facts.harm_before_order, 0.0))
    return Finding(
        at_least(facts.harm_before_order, law.consequence_multiple), routes.HARM_BEFORE_ORDER
    )


@register_jitable(forceinline=True)
def refusing(
    in_force: Finding,
    subject: Finding,
    duty: Finding,
    breach: Finding,
    order: Finding,
    refusal: Finding,
    intent: Finding,
    consequence: Finding,
) -> int:
    """Truth of Art. 286-1, refusing to perform the duty to manage network security."""
    return min(
        in_force.truth,
        subject.truth,
        duty.truth,
        breach.truth,
        order.truth,
        refusal.truth,
        intent.truth,
        consequence.truth,
    )
