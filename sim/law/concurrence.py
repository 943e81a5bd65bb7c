"""Concurrence: which offence prevails when more than one is satisfied, under a named reading.

Arts. 286-1(3) and 287-2(3) end with the same clause: if another crime is also satisfied, the heavier provision applies.
What else the two articles mean is disputed. Each dispute is one switch; a reading is a set of switches, and anybody may
name one. Readings are norms; none of them says what officials do.

"Heavier" compares maxima, then minima (``offences.declaration.weight``). Equal ranges leave the choice to the law's
user, and the answer then names all that tie. Whether those of 286-1 and 287-2 are equal is disputed: both
let a fine stand alone, and of main penalties 287-2 has the heavier least one (``main_penalties_only``).
"""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law.offences import (
    A_286_1,
    B_287_2,
    FIRST_RIVAL,
    NONE,
    SEVERITY_286_1,
    SEVERITY_287_2,
)
from zombielaw.sim.law.offences.declaration import weight
from zombielaw.sim.law.offences.rivals import NONE_OF_THEM, Rivals, lightened, truth_of_any
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.numbers import RivalVector


class Reading(NamedTuple):
    """Reading of the two articles: its answer in each dispute. The defaults are the text of the statute."""

    tools_excluded: bool = False  # the sale of tools is no service of a provider (subject of 286-1)
    residual: bool = False  # 286-1 reaches only conduct that is no other offence
    # 286-1 displaces 287-2; against any other offence the heavier applies
    special_law: bool = False
    staged_knowing: bool = False  # 287-2 asks for knowing, and for accepting the result of the help
    # without a valid order, a duty about content binds only who controls the service
    control_needed: bool = False
    oral_order: bool = False  # an order to rectify need not be in a document
    # Art. 2(2): two of the three factors make an order valid; false: all three
    order_weighted: bool = False
    harm_before_order: bool = False  # a result that happened before the order counts as well
    direct_intent: bool = False  # 286-1 asks for direct intent
    vpn_is_tool: bool = True  # a VPN is a tool for intrusion, Art. 285(3)
    # Art. 6(3): a service mainly used for violations that are no type of crime counts
    violations_count: bool = True
    # 287-2: knowing that may be found from a sign of it (Art. 11) is found
    signs_suffice: bool = True
    main_penalties_only: bool = False  # "heavier" leaves out that a fine may stand alone
    # a helper is an accessory to 266, 303(2), 363(1): the range below counts
    accessory_lightened: bool = False
    # Art. 12(1)(1): three sites are three objects; false: persons or gangs only
    sites_count: bool = False
    cards_need_flow: bool = False  # since March 2022 cards by number need the flow proven as fraud
    catch_all_named: bool = (
        True  # Art. 225(4) reaches what an interpretation names; else it is open
    )
    # Art. 363(1): of what a platform only tolerated, the number alone does not set the range
    tolerated_weighed: bool = False
    ability_needed: bool = True  # Art. 2(2): an order binds only whoever is able to comply
    # 286-1: order and refusal are conditions of punishment, which intent need not cover
    order_objective: bool = False


STATUTE = Reading()
SPECIAL_LAW = Reading(special_law=True)
PAN_XIONG = Reading(
    tools_excluded=True,
    special_law=True,
    staged_knowing=True,
    control_needed=True,
    harm_before_order=True,
    direct_intent=True,
)
CHEN = Reading(tools_excluded=True, residual=True)

READINGS: dict[str, Reading] = {
    "statute": STATUTE,
    "special_first": SPECIAL_LAW,
    "pan_xiong": PAN_XIONG,
    "chen": CHEN,
}
"""The readings by name, in their fixed order."""
EXAMINED = (
    "oral_order",
    "order_weighted",
    "vpn_is_tool",
    "violations_count",
    "signs_suffice",
    "sites_count",
    "cards_need_flow",
    "catch_all_named",
    "tolerated_weighed",
    "ability_needed",
    "order_objective",
)
"""Switches that an examination asks; the named readings agree on them, so one examination serves all."""


class Prevailing(NamedTuple):
    """Offences that may prevail, and whether the answer hangs on what is open.

    Bit ``k`` of an answer is the offence of code ``k``; bit 0 is none.
    """

    offences: int
    open: bool


@register_jitable(forceinline=True)
def heaviest(
    refusing: bool, aiding: bool, low: RivalVector, high: RivalVector, some: bool, main_only: bool
) -> Prevailing:
    """Offences that may be the heaviest, 286-1 and 287-2 decided, each rival between its ends.

    ``some``: at least one rival is satisfied, so that the answer is never "none".
    """
    a = weight(SEVERITY_286_1, main_only) if refusing else 0.0
    b = weight(SEVERITY_287_2, main_only) if aiding else 0.0
    top = max(a, b)
    for code in low:
        if code > 0.0:
            top = max(top, weight(code, main_only))
    bits = 0
    if top == 0.0 and not some:
        bits |= 1 << NONE
    if a > 0.0 and a >= top:
        bits |= 1 << A_286_1
    if b > 0.0 and b >= top:
        bits |= 1 << B_287_2
    hangs = False
    for number in range(len(high)):
        if high[number] > 0.0 and weight(high[number], main_only) >= top:
            bits |= 1 << (FIRST_RIVAL + number)
            hangs = hangs or low[number] < high[number]
    alone = bits & (bits - 1) == 0
    return Prevailing(bits, hangs and not alone)


@register_jitable(forceinline=True)
def prevails(refusing: int, aiding: int, rivals: Rivals, reading: Reading) -> Prevailing:
    """Join the answers of all ways in which the open offences may turn out.

    Parameters
    ----------
    refusing
        Truth of 286-1, apart from a residual scope (so that "286-1 or, failing that, 287-2" loses no precision).
    aiding
        Truth of 287-2.
    rivals
        Severities of the other offences.
    reading
        The declared rule.
    """
    if reading.accessory_lightened:
        rivals = lightened(rivals)
    any_rival = truth_of_any(rivals)
    if max(refusing, aiding, any_rival) == NOT_MET:
        return Prevailing(1 << NONE, False)
    bits = 0
    changes = False
    for a in range(2):
        if (a == 0 and refusing == MET) or (a == 1 and refusing == NOT_MET):
            continue
        for b in range(2):
            if (b == 0 and aiding == MET) or (b == 1 and aiding == NOT_MET):
                continue
            for with_rivals in range(2):
                # only a residual 286-1 asks whether there is any rival at all
                residual = reading.residual and a == 1 and b == 0
                if with_rivals == 0 and (not residual or any_rival == MET):
                    continue
                if with_rivals == 1 and residual and any_rival == NOT_MET:
                    continue
                if with_rivals == 0:
                    answer = heaviest(
                        True, False, NONE_OF_THEM, NONE_OF_THEM, False, reading.main_penalties_only
                    )
                else:
                    left = a == 1 and not reading.residual
                    beside = b == 1 and not (reading.special_law and left)
                    answer = heaviest(
                        left, beside, rivals.low, rivals.high, residual, reading.main_penalties_only
                    )
                changes = changes or answer.open or bits not in (0, answer.offences)
                bits |= answer.offences
    return Prevailing(bits, changes)
