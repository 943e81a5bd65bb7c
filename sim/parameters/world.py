"""The world: what no policy maker moves, or what a study varies as an uncertainty.

What is declared are prior medians (geometric where the range spans more than ten-fold). ``source="none"`` marks an
assumption without data: sweep it, never quote it.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast, get_type_hints

from zombielaw.sim.digest import Words
from zombielaw.sim.law.offences import ALL
from zombielaw.sim.parameters.declare import choice, number, share, switch

STOCK, SHARE = 0, 1

CHOICE_LAB: Words = "range of choice precision in laboratory games"
OCCURRENCE: Words = "own sanctions move beliefs more than others' (Zur 2022, Lochner 2007)"
HARM_SCALE: Words = (
    "none; scale set so that about 0.3 of refusals have a consequence, itself an assumption"
)


class _Written(NamedTuple):
    """Providers, offices, habits and learning."""

    # who there is
    share_hosting: Annotated[
        float,
        share(
            "hosting and access providers among licensees",
            "access and data-centre licences, CAICT 2022",
            0.0,
            0.3,
        ),
    ] = 0.1
    share_payment: Annotated[
        float,
        share(
            "payment and advertising providers among licensees",
            "transaction-processing licences, CAICT 2022",
            0.0,
            0.4,
        ),
    ] = 0.23
    share_telecom: Annotated[
        float, share("telecom resellers among licensees (platforms are the rest)", "none", 0.0, 0.3)
    ] = 0.2
    size_spread: Annotated[
        float, number("standard deviation of log size (median 1)", "log", 0.3, 2)
    ] = 1.0
    # (1) violation
    choice_precision: Annotated[
        float, number("precision of a provider's choice", "per cost", 0.5, 5, CHOICE_LAB)
    ] = 1.0
    gain_median: Annotated[
        float, number("gain from non-compliance, median", "cost of complying", 0.2, 1.5)
    ] = 0.6065
    gain_spread: Annotated[
        float,
        number("gain from non-compliance, standard deviation of the logarithm", "log", 0, 1.5),
    ] = 1.0
    tool_seller_gain: Annotated[
        float,
        number(
            "gain of a tool seller, as a multiple",
            "multiple",
            1,
            10,
            "236,167 yuan after the order against a fine of 15,000",
        ),
    ] = 3.0
    cost_spread: Annotated[
        float, number("cost of complying (mean 1), standard deviation", "cost of complying", 0, 1)
    ] = 0.5
    norm_mean: Annotated[
        float, number("norm cost of violating, mean", "cost of complying", 0, 2)
    ] = 0.5
    norm_spread: Annotated[
        float, number("norm cost of violating, standard deviation", "cost of complying", 0, 1)
    ] = 0.5
    administrative_loss: Annotated[
        float,
        number(
            "loss from an administrative sanction",
            "cost of complying",
            0.5,
            20,
            "fine tables of the Cybersecurity Law",
        ),
    ] = 3.16
    criminal_loss: Annotated[
        float,
        number(
            "loss from a conviction",
            "cost of complying",
            10,
            200,
            "personal liability up to three years",
        ),
    ] = 44.7
    non_compliant_if_ignorant: Annotated[
        float,
        share(
            "P(non-compliant) of a provider who does not know the duty",
            "22 % of checked sites ordered to rectify, 2021",
            0.2,
            0.6,
        ),
    ] = 0.4
    reconsideration_months: Annotated[
        float, number("mean interval between reconsiderations", "months", 1, 60)
    ] = 12.0
    # (2) perceived risk
    risk_own: Annotated[
        float, share("step of perceived risk at an own sanction", OCCURRENCE, 0.1, 0.4)
    ] = 0.25
    risk_decay: Annotated[
        float,
        share(
            "monthly decay of perceived risk while non-compliant and unpunished",
            OCCURRENCE,
            0.02,
            0.15,
        ),
    ] = 0.085
    risk_peers: Annotated[
        float, share("pull of the province's sanction rate", OCCURRENCE, 0.0, 0.1)
    ] = 0.05
    risk_publicity: Annotated[
        float, share("step per publicised conviction in the province", OCCURRENCE, 0.0, 0.05)
    ] = 0.025
    publication_rate: Annotated[
        float, share("share of judgments published", "falling after 2020", 0.3, 0.9)
    ] = 0.6
    # (3) harm and criminal clients of a non-compliant spell
    items_per_month: Annotated[
        float,
        number(
            "illegal items of a non-compliant provider of size 1",
            "items per month",
            30,
            3000,
            HARM_SCALE,
        ),
    ] = 300.0
    harm_size_exponent: Annotated[float, number("exponent of size in harm", "number", 0.3, 1)] = 0.7
    harm_doubling_months: Annotated[
        float, number("doubling time of harm after an ignored order", "months", 1, 6)
    ] = 3.0
    client_rate: Annotated[
        float,
        number(
            "criminal clients gained by a non-compliant provider of size 1", "per year", 0.05, 5
        ),
    ] = 0.5
    client_fee_yuan: Annotated[
        float, number("fee of a criminal client", "yuan per month", 100, 10000)
    ] = 1000.0
    settled_yuan: Annotated[
        float,
        number(
            "settled by a payment provider for a criminal client", "yuan per month", 1000, 100000
        ),
    ] = 10000.0
    cards_per_client: Annotated[
        float,
        number(
            "phone cards (telecom) or accounts (payment) that a criminal client gets",
            "cards",
            1,
            20,
        ),
    ] = 3.0
    crime_confirmed: Annotated[
        float, share("P(a client's crime is confirmed)", "none", 0.1, 1.0)
    ] = 0.6
    actual_knowledge: Annotated[
        float, share("P(a provider actually knows of a client's crime)")
    ] = 0.2
    # (4)-(7) inspection and orders
    risk_targeting: Annotated[
        float, number("exponent of size in the risk score; 0 = random checks", "number", 0, 1)
    ] = 0.5
    complainants: Annotated[
        float,
        number(
            "rise of a non-compliant provider's risk score by complaints, all users aware",
            "multiple",
            0,
            5,
        ),
    ] = 0.5
    capacity_ratio: Annotated[
        float,
        number("checks an office can do, as a multiple of those expected", "multiple", 0.2, 100),
    ] = 1.5
    public_security_share: Annotated[
        float, share("share of checks by public security", "none", 0.0, 0.6)
    ] = 1 / 3
    telecom_share: Annotated[
        float,
        share("share of checks by telecom offices (cyberspace does the rest)", "none", 0.0, 0.4),
    ] = 1 / 3
    skill_spread: Annotated[float, number("spread of skill between regulators", "logit", 0, 1)] = (
        0.5
    )
    habit_spread: Annotated[
        float, number("spread of the habit of ordering between regulators", "logit", 0, 1)
    ] = 0.5
    order_harm: Annotated[float, number("pull of harm on a written order", "logit", 0, 1)] = 0.5
    order_history: Annotated[
        float, number("pull of each sanction in 24 months on a written order", "logit", 0, 1)
    ] = 0.5
    order_shyness: Annotated[
        float,
        number(
            "regulator's dislike of court review when ordering", "logit", 0, 2, shows_in="reviewed"
        ),
    ] = 1.0
    interview_share: Annotated[
        float,
        share(
            "oral interview, where no order is written", "interviews outnumber documents", 0.0, 0.8
        ),
    ] = 0.6
    closure_share: Annotated[
        float, share("closure, where no order is written (none is the rest)", "none", 0.0, 0.2)
    ] = 0.1
    sanction_with_order: Annotated[
        float,
        share(
            "P(warning, fine or suspension with a written order), public security",
            "852 of 2,609, public security 2021",
        ),
    ] = 0.33
    sanction_at_finding: Annotated[
        float,
        share(
            "P(warning, fine or suspension at a finding, public security; nobody follows up the order that it carries)",
            "none; little, for an order goes with a penalty (Penalty Law Art. 28) and 852 : 2,609 holds all of them",
            0.0,
            0.3,
        ),
    ] = 0.05
    cyberspace_sanctions: Annotated[
        float,
        number(
            "habit of cyberspace offices to sanction, public security's being 0", "logit", -3, 3
        ),
    ] = 0.0
    telecom_sanctions: Annotated[
        float, number("habit of telecom offices to sanction, likewise", "logit", -3, 3)
    ] = 0.0
    fine_share: Annotated[
        float,
        share(
            "fines among sanctions, where the statute allows one",
            "512 of 7,900, cyberspace offices 2022",
            0.0,
            0.5,
        ),
    ] = 0.065
    suspension_share: Annotated[
        float,
        share(
            "suspensions among them (warnings are the rest)",
            "621 of 7,900, cyberspace offices 2022",
            0.0,
            0.5,
        ),
    ] = 0.079
    topic_content: Annotated[
        float, share("share of orders about content or clients", "none", 0.0, 0.6)
    ] = 0.5
    topic_logs: Annotated[
        float,
        share("share of orders about logs or real names (security is the rest)", "none", 0.0, 0.4),
    ] = 0.3
    ability_demand: Annotated[
        float, share("highest demand of an order on a provider's ability", "none")
    ] = 0.6
    notice_names_client: Annotated[
        float,
        share(
            "P(an order or interview about content names the client and its crime)",
            "none",
            0.02,
            0.5,
        ),
    ] = 0.1
    deadline_days: Annotated[float, number("median deadline of an order", "days", 3, 60)] = 15.0
    follow_up_days: Annotated[
        float, number("median time from deadline to follow-up", "days", 15, 365)
    ] = 90.0
    records_shared: Annotated[float, share("P(an office sees other offices' orders)")] = 0.3
    # (8) answer to the order
    refusal: Annotated[
        float,
        share("P(refuse an order), reference provider", "none", 0.0, 0.5),
    ] = 0.03
    partial: Annotated[float, share("P(comply in part), reference provider", "none", 0.0, 0.4)] = (
        0.15
    )
    vanish: Annotated[float, share("P(vanish), reference provider", "none", 0.0, 0.1)] = 0.03
    answer_gain: Annotated[float, number("weight of gain in refusing", "logit per cost", 0, 2)] = (
        0.5
    )
    answer_risk: Annotated[
        float, number("weight of perceived loss in refusing", "logit per cost", 0, 2)
    ] = 0.5
    small_refuses: Annotated[float, number("pull of small size on refusing", "logit", 0, 2)] = 0.5
    vanish_size: Annotated[
        float, number("pull of small size on vanishing", "logit per log size", 0, 2)
    ] = 1.0
    forgiveness: Annotated[float, share("P(late or partial compliance is accepted)")] = 0.7
    fine_after_refusal: Annotated[
        float,
        share("fine, where a refusal is neither referred nor ordered again", "none", 0.0, 0.5),
    ] = 0.4
    closure_after_refusal: Annotated[
        float, share("closure, likewise (dropped is the rest)", "none", 0.0, 0.5)
    ] = 0.3
    # (9)-(10) referral and filing
    transfer_harm: Annotated[float, number("pull of harm on referral", "logit", 0, 1)] = 0.5
    transfer_trust: Annotated[
        float, number("pull of the belief that referrals are accepted", "logit", 0, 3)
    ] = 1.5
    transfer_shyness: Annotated[
        float,
        number(
            "regulator's dislike of court review when referring", "logit", 0, 2, shows_in="reviewed"
        ),
    ] = 1.0
    initial_trust: Annotated[
        float, share("initial belief that referrals are accepted, and the prior it decays to")
    ] = 0.5
    trust_step: Annotated[float, share("step of that belief per referral", "none", 0.02, 0.2)] = (
        0.11
    )
    trust_decay: Annotated[
        float, share("monthly decay of that belief to its prior", "none", 0.0, 0.2)
    ] = 0.02
    public_security_transfer: Annotated[
        float, share("P(public security opens its own file on a refusal)")
    ] = 0.2
    filing: Annotated[float, share("P(the police file a referred matter), reference file")] = 0.7
    filing_evidence: Annotated[
        float,
        number(
            "pull of complete evidence on filing",
            "logit",
            0,
            6,
            "none; set by non-prosecution 14-25 %, SPP",
        ),
    ] = 4.5
    jurisdiction_loss: Annotated[float, share("P(a file is lost between jurisdictions)")] = 0.1
    trace_rate: Annotated[
        float,
        number(
            "P(police reach a provider from a client's crime)",
            "per client-month",
            1e-5,
            1e-2,
        ),
    ] = 1e-4
    campaign_factor: Annotated[
        float,
        number("multiple of the trace rate in the campaign from October 2020", "multiple", 1, 100),
    ] = 10.0
    # (11)-(13) charge
    element_evidence: Annotated[
        float, number("log-odds of an element that is seen", "logit", 2, 4, "0.95 an element")
    ] = 2.944
    element_clarity: Annotated[
        float, number("pull of clarity on the odds of an element", "logit", 0, 3)
    ] = 1.0
    element_familiarity: Annotated[
        float, number("pull of familiarity on the odds of an element", "logit", 0, 3)
    ] = 1.0
    settled_clarity: Annotated[float, share("clarity of the elements that nobody disputes")] = 0.6
    conviction_weight: Annotated[
        float, number("weight on log-odds of conviction", "number", 0.5, 2, "acquittal below 0.1 %")
    ] = 1.25
    effort_weight: Annotated[float, number("weight on effort", "logit per day", 0.02, 0.1)] = 0.06
    days_286_1: Annotated[float, number("extra working days of a 286-1 charge", "days", 15, 40)] = (
        27.5
    )
    tracing_days: Annotated[
        float, number("working days to trace the aided crime", "days", 0, 30)
    ] = 10.0
    days_other: Annotated[float, number("extra working days of another offence", "days", 0, 40)] = (
        10.0
    )
    accessory_burden: Annotated[
        float,
        number(
            "extra days of 287-2 as an accessory-like offence; the sign is open",
            "days",
            -20,
            20,
            "Pan and Xiong 3.2.2",
        ),
    ] = 0.0
    effort_inflation: Annotated[
        float, number("effort and duration per unit of load", "per load", 0, 1)
    ] = 0.5
    familiarity_gain: Annotated[
        float,
        number(
            "pull of full familiarity on a charge", "logit", 0, 12, "novice 1-5 %, expert 50-95 %"
        ),
    ] = 5.0
    blind_consideration: Annotated[
        float,
        share(
            "weight with which an offence that nobody is familiar with comes to mind; 1: every option is weighed",
            "structural alternative, prior 0.001-0.1",
            0.001,
        ),
    ] = 1.0
    special_law_push: Annotated[float, number("push of the special-law rule", "logit", 0, 4)] = 2.0
    clearly_minor_exit: Annotated[
        float,
        share("P(a clearly minor file ends as no crime)", "none; rare, CPL Art. 177(1)", 0.0, 0.1),
    ] = 0.05
    minor_exit: Annotated[
        float,
        share(
            "P(a minor file is not prosecuted)", "nine tenths of 14-25 % by year, SPP", 0.0, 0.36
        ),
    ] = 0.18
    compliance_exit: Annotated[
        float,
        share(
            "P(a unit ends its file by compliance), pilot in all procuratorates",
            "none; 1,498 units by 2022, of unknown many",
            0.0,
            0.4,
        ),
    ] = 0.2
    nonprosecution: Annotated[
        float,
        share(
            "P(no charge), reference evidence, where no exit came about",
            "54,000 persons in 2023, SPP",
            0.0,
            0.05,
        ),
    ] = 0.025
    persons_per_file: Annotated[
        float,
        number(
            "persons charged with a unit's file, mean",
            "persons",
            1,
            3,
            "143,700 defendants in 72,000 cases of 287-2; 3,051 persons of 1,498 units in the compliance pilot",
        ),
    ] = 2.0
    other_familiarity: Annotated[
        float, share("familiarity with the old offences (constant), at their common level")
    ] = 0.5
    investigation_days: Annotated[
        float, number("median investigation", "days", 20, 90, "CPL Art. 156")
    ] = 60.0
    review_days: Annotated[
        float, number("median review for charge", "days", 10, 45, "CPL Art. 172")
    ] = 30.0
    trial_days: Annotated[
        float, number("median trial", "days", 10, 180, "CPL Arts 208, 220, 225")
    ] = 60.0
    duration_spread: Annotated[float, number("standard deviation of log duration", "log", 0, 1)] = (
        0.5
    )
    background_load: Annotated[
        float, number("load of an office by everything else", "load", 0, 2)
    ] = 0.8
    desk_capacity: Annotated[
        float,
        number(
            "files a network-crime desk handles",
            "per month",
            1,
            50,
            "80-250 files per prosecutor-year",
        ),
    ] = 13.75
    # (14)-(17) court
    miss: Annotated[
        float,
        share("P(an element that holds is not seen), no clarity, no familiarity", "none", 0.0, 0.4),
    ] = 0.225
    miss_floor: Annotated[
        float, share("the same at full clarity and familiarity", "none", 0.0, 0.1)
    ] = 0.01
    miss_familiarity: Annotated[
        float,
        number(
            "exponent of unfamiliarity in missing (low-prevalence effect)",
            "number",
            0.5,
            2,
            "Wolfe et al. 2005",
        ),
    ] = 1.25
    false_alarm: Annotated[
        float, share("P(an element that fails is seen as met)", "none", 0.0, 0.1)
    ] = 0.055
    mark_noise: Annotated[
        float, number("spread of officials' own marks where the law gives none", "log", 0.1, 2)
    ] = 0.5
    look_again: Annotated[
        float,
        share(
            "P(the court looks again at the charge), full familiarity",
            "70 changes in five years, one court",
            0.0,
            0.2,
        ),
    ] = 0.045
    plea_rate: Annotated[
        float, share("guilty-plea share", "over 85 % of reviewed persons, SPP 2024")
    ] = 0.87
    plea_discount: Annotated[
        float, share("cut of a second look by a guilty plea", "CPL Art. 201")
    ] = 0.84
    defence_raised: Annotated[
        float, share("P(a safe-harbour defence is raised)", "none; acquittals 0.02-0.1 %")
    ] = 0.05
    withdrawal: Annotated[
        float,
        share(
            "P(a failing charge is withdrawn before acquittal)",
            "SPP Rules Art. 424; acquittals 0.02-0.1 %",
        ),
    ] = 0.98
    # (18)-(20) learning
    memory: Annotated[
        int,
        choice(
            "what familiarity remembers: uses, or their share",
            "stock",
            "share",
            source="structural alternative",
        ),
    ] = STOCK
    forgetting: Annotated[
        float, share("yearly loss of familiarity", "Argote; Darr et al.", 0.01, 0.97)
    ] = 0.275
    lesson: Annotated[float, number("learning per use in the own office", "per use", 0, 1)] = 0.6
    salience: Annotated[
        float, number("learning from the mean use of all offices", "multiple", 0, 20)
    ] = 0.316
    outside_weight: Annotated[float, share("weight of a card case in learning 287-2")] = 0.1
    clarity_step: Annotated[
        float, share("clarity gained per judgment on the same kind of provider", "none", 0.0, 0.3)
    ] = 0.05
    clarity_before_interpretation: Annotated[
        float, share("clarity lacking before November 2019")
    ] = 0.2
    guiding_familiarity: Annotated[
        float, share("familiarity gained at a guiding case", "none", 0.05, 0.4, shows_in="guided")
    ] = 0.2
    guiding_clarity: Annotated[
        float, share("clarity gained at a guiding case", "none", 0.1, 0.4, shows_in="guided")
    ] = 0.25
    initial_familiarity_286_1: Annotated[float, share("familiarity with 286-1 at the start")] = 0.0
    initial_familiarity_287_2: Annotated[float, share("familiarity with 287-2 at the start")] = 0.0
    # the four loops, and the switches of the theory tests
    familiarity_learns: Annotated[bool, switch("loop: familiarity rises with use and fades")] = True
    rival_learns: Annotated[
        bool, switch("familiarity with 287-2 moves (false: stays at its start)")
    ] = True
    clarity_learns: Annotated[bool, switch("loop: clarity rises with judgments")] = True
    trust_learns: Annotated[bool, switch("loop: trust in referrals follows their acceptance")] = (
        True
    )
    risk_learns: Annotated[bool, switch("loop: perceived risk follows sanctions")] = True
    sanctions_feared: Annotated[
        bool, switch("providers weigh sanctions and convictions (false: nobody fears them)")
    ] = True
    injected: Annotated[
        bool,
        switch(
            "theory: every second month each provider's eligible file lies on the prosecutor's desk",
            shows_in="meanfield",
        ),
    ] = False


def _with_rivals(written: Any) -> Any:
    """The same parameters and, behind the common level of familiarity, what sets each rival apart from it."""
    hints = get_type_hints(written, include_extras=True)
    declared = [(name, hints[name], default) for name, default in written._field_defaults.items()]
    at = written._fields.index("other_familiarity") + 1
    declared[at:at] = [
        (
            f"familiarity_apart_{rival.part}",
            Annotated[
                float,
                number(
                    f"familiarity with {rival.name} above the common level",
                    "share",
                    *rival.familiarity[1:],
                    shows_in="lively" if rival.simulated else "coded",
                ),
            ],
            rival.familiarity[0],
        )
        for rival in ALL
    ]
    names, types, defaults = zip(*declared, strict=True)
    made = cast(Any, namedtuple)("WorldParameters", names, defaults=defaults, module=__name__)
    made.__doc__, made.__annotations__ = written.__doc__, dict(zip(names, types, strict=True))
    return made


if TYPE_CHECKING:
    WorldParameters = _Written
else:
    WorldParameters = _with_rivals(_Written)
