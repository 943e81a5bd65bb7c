"""The levers: what a policy maker can move.

A lever that is a share is the probability for the declared reference file (harm at the mark, no history, mean load,
initial beliefs); its logit is the intercept of the decision (``sim/numbers.py``), so 0 and 1 mean never and
always, exactly. What is declared is the median of what practice may be today; where ``source`` names a section of Pan
and Xiong, that section makes the claim the lever stands for, not a measurement. A lever has two ranges. The declared
one is what a policy may set. ``Today`` is what present practice may be, since nobody has measured it. Levers without it
are known today: the text of the law, and reforms that nobody has made.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from zombielaw.sim.law.dates import AIDING_SCOPES, ALL_HELP
from zombielaw.sim.parameters.declare import Today, choice, number, share, switch

HABIT, STATUTE, SPECIAL_FIRST = 0, 1, 2
SINGLE, STAGED = 0, 1


class Policy(NamedTuple):
    """Levers of one month in one province."""

    corrective_order_rate: Annotated[
        float,
        share(
            "chance of a written order at every finding, first or repeated; most others end in an oral interview, "
            "which asks for no answer",
            "Pan and Xiong 4.3",
        ),
        Today(
            0.1,
            0.8,
            "cyberspace offices: 0.17-0.60 of responses were warnings, fines or suspensions (2020-2024), with closures "
            "counted or not; police may have ordered in writing all that they found (2021)",
        ),
    ] = 0.4
    order_quality: Annotated[
        float,
        share(
            "chance that an order has each of its three qualities: ground, clear measures, a way to comply",
            "Pan and Xiong 4.3",
        ),
        Today(
            0.6,
            0.97,
            "none for the low end; plaintiffs won 7.8 % of administrative suits closed in 2010, which is 0.97 a bit",
        ),
    ] = 0.85
    order_delay: Annotated[
        float,
        number("time from finding to order", "months", 0, 12, "Pan and Xiong 4.3"),
        Today(0.0, 3.0, "none; at once to the 90 days of Administrative Penalty Law Art. 60"),
    ] = 1.0
    mandate_clarity: Annotated[
        float,
        share(
            "scales the competence part of an order's basis; an order without it is answered, and void in court",
            "Pan and Xiong 1, 4.1",
        ),
        Today(
            0.6,
            0.98,
            "none; Art. 2 of the Interpretation names the offices, Pan and Xiong 1 find their powers unclear",
        ),
    ] = 0.8
    inspection_rate: Annotated[
        float,
        number("checks per provider", "per year", 0, 12, "none; checks in statistics.csv"),
        Today(
            0.05,
            1.7,
            "60,000 police checks in sweeps of 2021, 0.03-1 of them on 106,281 licensees; police make a third",
        ),
    ] = 0.5
    detection_skill: Annotated[
        float,
        share("chance that a check finds a violation that is there", "Pan and Xiong 4.3"),
        Today(0.4, 0.95),
    ] = 0.75
    transfer_rate: Annotated[
        float,
        share(
            "share of refused orders referred to the police",
            "Pan and Xiong 4.3, 5; environment 1-3 %; by law a duty (State Council Order No. 730, Arts. 3, 11)",
        ),
        Today(
            0.01,
            0.25,
            "environment offices referred 1.2-2.6 % of penalties; a refused order is graver, up to ten times: none",
        ),
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
            "chance of 287-2 where a prosecutor finds both equally good; 1 = never 286-1 while 287-2 is open",
            "Pan and Xiong 2.1, 4.2, 5",
        ),
        Today(0.5, 0.95, "none; 0 to 3 logits of convenience, which Pan and Xiong 2.1 claim"),
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
        float,
        share("chance that the court tests every element itself", "Pan and Xiong abstract, 4.2"),
        Today(0.01, 0.15, "none; at most the cases without a guilty plea, under 15 % (SPP 2024)"),
    ] = 0.05
    identity_clarity: Annotated[
        float,
        share(
            "base clarity of who is a provider, from November 2019", "Pan and Xiong 2.1, 3.1, 4.1"
        ),
        Today(0.1, 0.6),
    ] = 0.3
    obligation_clarity: Annotated[
        float,
        share("base clarity of which duty binds, from November 2019", "Pan and Xiong 3.1, 4.1, 5"),
        Today(0.1, 0.6),
    ] = 0.3
    knowing_standard: Annotated[
        float,
        share(
            "weight that officials give to a presumption of knowing: 0 strict, 1 presumed",
            "Pan and Xiong 3.2.1",
        ),
        Today(
            0.4,
            0.95,
            "none; Art. 11 of the Interpretation presumes knowing unless the contrary is shown",
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
    order_review: Annotated[
        float,
        share("chance that an invalid order is caught in court", "Pan and Xiong 4.3"),
        Today(0.05, 0.5, "none; Art. 2 of the Interpretation asks courts to weigh an order"),
    ] = 0.2
    safe_harbour_screen: Annotated[
        float,
        share("chance that an unfounded safe-harbour defence fails", "Pan and Xiong 4.2"),
        Today(0.2, 0.8),
    ] = 0.5
    registration_pressure: Annotated[
        float,
        number("weight of load on filing", "logit per load", 0, 2, "Pan and Xiong 4.2"),
        Today(0.0, 2.0, "none; that load weighs at all is a claim of Pan and Xiong 4.2"),
    ] = 1.0
    prosecutor_staff: Annotated[
        float,
        number(
            "staff of the procuratorates, who share their load; inspection_rate is the staff of regulators (twice the "
            "checks are twice the inspectors)",
            "multiple",
            0.5,
            4,
            "none; a yardstick for reforms",
        ),
    ] = 1.0
    guiding_cases: Annotated[
        float, number("guiding cases on 286-1", "per year", 0, 4, "Pan and Xiong 4.1")
    ] = 0.0
    training: Annotated[
        float,
        number(
            "familiarity with 286-1 added to prosecutors and judges",
            "per month",
            0,
            0.1,
            "Pan and Xiong 4.2",
        ),
    ] = 0.0
    pooling: Annotated[
        float,
        share(
            "share of each file's lesson that reaches each sister office of the province",
            "Pan and Xiong 4.2",
        ),
        Today(0.0, 0.1),
    ] = 0.02
    cross_region: Annotated[
        float, share("cut in tracing days and in lost jurisdiction", "Pan and Xiong 4.2")
    ] = 0.0
    popularisation: Annotated[
        float,
        share(
            "share of providers who know the duty; scales complaints and criminal demand too",
            "Pan and Xiong abstract, 4 (they mean net users); Beta(6, 3)",
        ),
        Today(0.4, 0.9, "the middle 90 % of Beta(6, 3)"),
    ] = 0.66
    order_element_required: Annotated[
        bool,
        switch(
            "286-1 needs an order to rectify (false: the deletion that Zheng and Liu ask for)",
            "Zheng and Liu 2020; Pan and Xiong keep the order (4.3)",
        ),
    ] = True
    aiding_scope: Annotated[
        int,
        choice(
            "help that 287-2 covers: all; only with actual knowledge, not found from signs; or no ordinary technical "
            "service",
            *AIDING_SCOPES,
            source="Wang 2025: actual knowledge; Chen 2019: help made for crime; the text names neither",
        ),
    ] = ALL_HELP


class Headcounts(NamedTuple):
    """Numbers of actors relative to those without the change; what regulators check is divided among all providers."""

    providers: Annotated[
        float, number("licensed providers of the country; who has come stays", "multiple", 1, 4)
    ] = 1.0
    regulators: Annotated[
        float, number("staff of the regulators, and so the checks in all", "multiple", 0.1, 4)
    ] = 1.0


REFERENCE = Policy()
"""The reference policy, the medians of what practice may be: the intercepts that involve two levers are set at it."""
