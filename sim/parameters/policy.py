"""The levers: what a policy maker can move.

A lever that is a share is the probability for the declared reference file (harm at the mark, no history, mean load,
initial beliefs); its logit is the intercept of the decision (``sim/decisions/levers.py``), so 0 and 1 mean never and
always, exactly. Defaults are today's practice as far as anyone can tell; where ``source`` names a section of Pan and
Xiong, that section makes the claim the lever stands for, not a measurement.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from zombielaw.sim.parameters.declare import choice, number, share, switch

HABIT, STATUTE, SPECIAL_FIRST = 0, 1, 2
SINGLE, STAGED = 0, 1


class Policy(NamedTuple):
    """Levers of one month in one province."""

    corrective_order_rate: Annotated[
        float, share("P(written order) at every finding, first or repeated", "Pan and Xiong 4.3")
    ] = 0.4
    order_quality: Annotated[
        float, share("probability that each of the three quality bits of an order holds", "Pan and Xiong 4.3")
    ] = 0.85
    order_delay: Annotated[float, number("time from finding to order", "months", 0, 12, "Pan and Xiong 4.3")] = 1.0
    mandate_clarity: Annotated[
        float, share("scales the competence part of an order's basis", "Pan and Xiong 1, 4.1")
    ] = 0.8
    inspection_rate: Annotated[
        float, number("checks per provider", "per year", 0, 12, "none; checks in statistics.csv")
    ] = 0.5
    detection_skill: Annotated[float, share("P(found, given check and violation)", "Pan and Xiong 4.3")] = 0.75
    transfer_rate: Annotated[
        float,
        share("share of refused orders referred to the police", "Pan and Xiong 4.3, 5; environment 1-3 %"),
    ] = 0.05
    direct_transfer_rate: Annotated[
        float,
        share(
            "share of findings referred at once, where the statute needs no order",
            "none; without effect under the law as it is",
            shows_in="no_order",
        ),
    ] = 0.0
    transfer_supervision: Annotated[
        float, number("pull of the procuratorate on referrals", "logit", 0, 3, "Pan and Xiong 4.2")
    ] = 0.0
    charge_preference: Annotated[
        float,
        share(
            "P(287-2) of a prosecutor who sees equal merit; 1 = never 286-1 while 287-2 is open",
            "Pan and Xiong 2.1, 4.2, 5",
        ),
    ] = 0.7
    concurrence: Annotated[
        int,
        choice(
            "what officials do when both are provable",
            "habit",
            "statute",
            "special_first",
            source="Pan and Xiong 3.1",
        ),
    ] = HABIT
    court_scrutiny: Annotated[
        float, share("P(the court tests every element itself)", "Pan and Xiong abstract, 4.2")
    ] = 0.05
    identity_clarity: Annotated[
        float, share("base clarity of who is a provider, from November 2019", "Pan and Xiong 2.1, 3.1, 4.1")
    ] = 0.3
    obligation_clarity: Annotated[
        float, share("base clarity of which duty binds, from November 2019", "Pan and Xiong 3.1, 4.1, 5")
    ] = 0.3
    knowing_standard: Annotated[
        float,
        share(
            "weight that officials give to a presumption of knowing: 0 strict, 1 presumed",
            "Pan and Xiong 3.2.1",
        ),
    ] = 0.7
    knowing_test: Annotated[
        int,
        choice(
            "knowing tested at once, or own act and result in stages",
            "single",
            "staged",
            source="Pan and Xiong 3.2.1",
        ),
    ] = SINGLE
    consequence_threshold: Annotated[
        float,
        number(
            "multiple of the statutory mark; 0 = no result needed",
            "multiple",
            0,
            4,
            "marks of the Interpretation; that they bar use: Pan and Xiong 3.2.3",
        ),
    ] = 1.0
    order_review: Annotated[float, share("P(an invalid order is caught in court)", "Pan and Xiong 4.3")] = 0.2
    safe_harbour_screen: Annotated[float, share("P(an unfounded safe-harbour defence fails)", "Pan and Xiong 4.2")] = (
        0.5
    )
    registration_pressure: Annotated[
        float, number("weight of load on filing", "logit per load", 0, 2, "Pan and Xiong 4.2")
    ] = 1.0
    guiding_cases: Annotated[float, number("guiding cases on 286-1", "per year", 0, 4, "Pan and Xiong 4.1")] = 0.0
    training: Annotated[
        float,
        number("familiarity with 286-1 added to prosecutors and judges", "per month", 0, 0.1, "Pan and Xiong 4.2"),
    ] = 0.0
    pooling: Annotated[
        float,
        share("share of each file's lesson that reaches each sister office of the province", "Pan and Xiong 4.2"),
    ] = 0.02
    cross_region: Annotated[float, share("cut in tracing days and in lost jurisdiction", "Pan and Xiong 4.2")] = 0.0
    popularisation: Annotated[
        float,
        share(
            "share of providers who know the duty; scales complaints and criminal demand too",
            "Pan and Xiong abstract, 4 (they mean net users); Beta(6, 3)",
        ),
    ] = 0.66
    order_element_required: Annotated[
        bool,
        switch(
            "286-1 needs an order to rectify (false: the deletion that Zheng and Liu ask for)",
            "Zheng and Liu 2020; Pan and Xiong keep the order (4.3)",
        ),
    ] = True


TODAY = Policy()
"""The reference policy: the intercepts that involve two levers are set at it."""
