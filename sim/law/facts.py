"""Facts of a case: each an interval, in the statute's own units.

A fact is ``[low, high]``. Unknown is the whole range; "more than 2,000" is ``[2000, inf)``; a simulated fact has
``low == high``. Yes/no facts use 0 and 1. Days count from 1 November 2015 (day 0), when Amendment IX entered into
force. One set of law functions thus serves coded cases, which know little, and simulated files, which know everything.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.numbers import batches


class Interval(NamedTuple):
    """Bounds of one fact, both inclusive, ``low <= high``."""

    low: float
    high: float


class Known(NamedTuple):
    """A fact known exactly, as all facts of a simulated file are: one number, where an interval has two."""

    value: float

    @property
    def low(self) -> float:
        """The number."""
        return self.value

    @property
    def high(self) -> float:
        """The number."""
        return self.value


Fact = Interval | Known
"""Both begin with the least that a fact may be, and end with the most."""

UNKNOWN = Interval(0.0, math.inf)
"""A quantity of which nothing is known."""
MAYBE = Interval(0.0, 1.0)
"""A yes/no fact, or a share, of which nothing is known."""
YES = Interval(1.0, 1.0)
NO = Interval(0.0, 0.0)
ANY_DAY = Interval(-math.inf, math.inf)


@register_jitable(forceinline=True)
def exactly(value: float) -> Interval:
    """Interval of a fact known exactly."""
    return Interval(value, value)


@register_jitable(forceinline=True)
def least(fact: Fact) -> float:
    """The least that a fact may be."""
    return fact[0]


@register_jitable(forceinline=True)
def most(fact: Fact) -> float:
    """The most that a fact may be."""
    return fact[-1]


@register_jitable(forceinline=True)
def at_least(fact: Fact, mark: float) -> int:
    """Truth of ``fact >= mark``."""
    if fact[0] >= mark:
        return MET
    if fact[-1] < mark:
        return NOT_MET
    return OPEN


@register_jitable(forceinline=True)
def more_than(fact: Fact, mark: float) -> int:
    """Truth of ``fact > mark``."""
    if fact[0] > mark:
        return MET
    if fact[-1] <= mark:
        return NOT_MET
    return OPEN


@register_jitable(forceinline=True)
def holds(fact: Fact) -> int:
    """Truth of a yes/no fact."""
    return at_least(fact, 1.0)


class Facts(NamedTuple):
    """Course of conduct of one provider, as far as it is known.

    Unless a field says otherwise a yes/no fact is 0 or 1, a share lies in 0-1, and a quantity is not negative.
    The defaults are "unknown"; :data:`NOTHING` is conduct in which nothing happened.
    Articles without a name are of the Interpretation Fa Shi [2019] No. 15.
    """

    # ---- who, and what service
    network_service: Interval = MAYBE  # yes/no: a service named in Art. 1(1)-(3)
    # share of the data and conduct on the service that the provider can steer
    control: Interval = MAYBE
    unit: Interval = MAYBE  # yes/no: a unit (a company) acts, not a person
    # yes/no: a statute or administrative regulation puts a duty on this service
    legal_duty: Interval = MAYBE
    # yes/no: that duty is about content or clients, not logs, real names or security
    duty_on_content: Interval = MAYBE
    breach: Interval = MAYBE  # yes/no: that duty was not performed
    # ---- when (days since 1 November 2015)
    conduct_end_day: Interval = ANY_DAY
    order_day: Interval = ANY_DAY  # of the decisive (last) order
    judgment_day: Interval = ANY_DAY
    # ---- the order to rectify, Art. 2
    # orders to rectify within two years, not obeyed or not yet due (an interview is none)
    orders: Interval = UNKNOWN
    order_written: Interval = MAYBE  # yes/no: issued as a rectification notice or another document
    order_basis: Interval = MAYBE  # yes/no: competent body and legal ground
    order_clear: Interval = MAYBE  # yes/no: measures and deadline stated clearly and reasonably
    order_attainable: Interval = MAYBE  # yes/no: the provider was able to comply
    refused: Interval = MAYBE  # yes/no: not corrected when the deadline had passed
    intent: Interval = Interval(0.0, 2.0)  # 0 negligence, 1 indirect intent, 2 direct intent
    # ---- what followed: after the deadline, Arts. 3-6
    illegal_videos: Interval = UNKNOWN  # items
    illegal_items: Interval = UNKNOWN  # other items of illegal information
    accounts_reached: Interval = UNKNOWN  # user accounts
    group_members: Interval = UNKNOWN  # members of groups, in total
    followers: Interval = UNKNOWN  # followers of accounts, in total
    clicks: Interval = UNKNOWN  # real clicks
    spread_grave: Interval = MAYBE  # yes/no: spread widely in another way, Art. 3(7)
    leaked_sensitive: Interval = UNKNOWN  # items: location, communication content, credit, property
    # items: lodging, communication records, health, transactions
    leaked_important: Interval = UNKNOWN
    leaked_other: Interval = UNKNOWN  # items of other user information
    # yes/no: death, serious injury, great loss, grave disorder, other: Art. 4(5)-(8)
    leak_grave: Interval = MAYBE
    evidence_lost: Interval = MAYBE  # yes/no: as Art. 5 demands
    users_without_logs: Interval = MAYBE  # share of users without logs or real-name checks
    mainly_crime: Interval = MAYBE  # yes/no: the service mainly serves crime, Art. 6(3)
    # yes/no: it mainly serves violations of the law, crimes or not
    mainly_illegal: Interval = MAYBE
    other_grave: Interval = MAYBE  # yes/no: Art. 6(4)-(7)
    # largest result before the order, as a multiple of its mark in Arts. 3-4
    harm_before_order: Interval = UNKNOWN
    # ---- knowing: what was observed
    # yes/no: actual knowledge of the aided crime, or of where the money comes from (312)
    knows: Interval = MAYBE
    # yes/no: a regulator told of the aided content or client, and it went on
    told_of_aided: Interval = MAYBE
    told_in_writing: Interval = MAYBE  # yes/no: that notice was in writing
    # yes/no: reports of the aided content or client were not handled as duty asks
    ignored_reports: Interval = MAYBE
    abnormal_price: Interval = MAYBE  # yes/no: the price or fee was clearly out of the ordinary
    abnormal_dealing: Interval = MAYBE  # yes/no: the way of trade was clearly out of the ordinary
    tools_for_crime: Interval = MAYBE  # yes/no: supplies programs or tools made for crime
    # yes/no: often hides, encrypts, destroys data, false identity
    evades_supervision: Interval = MAYBE
    helps_evade: Interval = MAYBE  # yes/no: helps others evade supervision or investigation
    # yes/no: destroyed or altered data or books when asked, or warned the suspects
    obstructs_inquiry: Interval = MAYBE
    trades_unit_accounts: Interval = MAYBE  # yes/no: buys, sells or rents out accounts of units
    # yes/no: staff of telecom, bank or payment firms open and sell others' cards
    opens_as_staff: Interval = MAYBE
    # yes/no: unlawfully supplies card pools, dialling or number-changing devices
    bulk_devices: Interval = MAYBE
    # yes/no: goes on after a bank, carrier or platform cut it off over fraud
    restricted_before: Interval = MAYBE
    prepared_answers: Interval = MAYBE  # yes/no: prepared in advance what to say if investigated
    rebutted: Interval = MAYBE  # yes/no: evidence to the contrary against such signs
    # yes/no: indulges the result of the help (second stage of knowing)
    accepts_result: Interval = MAYBE
    # ---- aid and its weight, Arts. 12-13
    aid: Interval = MAYBE  # yes/no: technical support, advertising, settlement or other help
    clients_aided: Interval = UNKNOWN  # persons or gangs helped, each at the level of crime
    # sites helped, of however few persons; whether they are objects is disputed
    sites_aided: Interval = UNKNOWN
    # settled for others; money that only flows through cards given away is no settlement
    payment_yuan: Interval = UNKNOWN
    advert_yuan: Interval = UNKNOWN  # funded
    gain_yuan: Interval = UNKNOWN  # illegal gain from the aided conduct
    # yes/no: within two years, for acts that Art. 12(1)(5) names, and aided again
    sanctioned_before: Interval = MAYBE
    aided_grave: Interval = MAYBE  # yes/no: the aided crime had serious results
    aided_especially_grave: Interval = MAYBE  # yes/no: it had especially serious results
    # yes/no: other serious circumstances, Art. 12(1)(7), apart from cards
    aid_other_grave: Interval = MAYBE
    phone_cards: Interval = UNKNOWN  # phone or data cards of others supplied
    own_phone_cards: Interval = UNKNOWN  # one's own phone or data cards supplied
    bank_cards: Interval = UNKNOWN  # one's own bank cards, accounts or payment interfaces supplied
    # money that flowed into one's own cards and accounts, one way
    card_flow_yuan: Interval = UNKNOWN
    # bank cards, accounts or payment interfaces of others or of units supplied
    accounts_of_others: Interval = UNKNOWN
    # money that flowed into cards and accounts of others or of units, one way
    others_flow_yuan: Interval = UNKNOWN
    card_fraud_yuan: Interval = UNKNOWN  # of both flows together, proven to come from fraud
    crime_confirmed: Interval = MAYBE  # yes/no: the aided crime is confirmed (Art. 13)
    # yes/no: whether the aided reached the level of crime cannot be checked
    uncheckable: Interval = MAYBE
    # ---- other offences
    # yes/no: sells tools that get past controls (a VPN, an intrusion program)
    sells_tools: Interval = MAYBE
    # yes/no: the tools are VPNs; whether Art. 285(3) reaches them is disputed
    vpn_tools: Interval = MAYBE
    # yes/no: the tools are made for intrusion or illegal control beyond dispute
    intrusion_tools: Interval = MAYBE
    # ---- what other offences measure, see sim/law/offences
    tool_users: Interval = UNKNOWN  # person-times of supply
    tool_gain_yuan: Interval = UNKNOWN
    # turnover of a business that needs a licence and has none
    unlicensed_turnover_yuan: Interval = UNKNOWN
    unlicensed_gain_yuan: Interval = UNKNOWN  # illegal gain from it
    fraud_yuan: Interval = UNKNOWN  # taken by frauds in which the provider shares the intent
    casino_fee_yuan: Interval = UNKNOWN  # service fee from casino sites
    obscene_sites: Interval = UNKNOWN  # obscene sites hosted for a fee
    obscene_fee_yuan: Interval = UNKNOWN  # service fee from them
    obscene_videos_tolerated: Interval = UNKNOWN  # left on the provider's own platform, for profit
    crime_sites: Interval = UNKNOWN  # sites set up for crime
    crime_groups: Interval = UNKNOWN  # communication groups set up for crime
    # illegal gain from setting them up, or from posting for crime
    crime_site_gain_yuan: Interval = UNKNOWN
    # criminal proceeds moved or hidden after the crime was complete
    proceeds_yuan: Interval = UNKNOWN
    # items of personal information sold or got illegally, ordinary kind
    personal_items_traded: Interval = UNKNOWN
    personal_gain_yuan: Interval = UNKNOWN  # illegal gain from it
    # yes/no: the help is payment settlement, not hosting, channel or technique
    settles_payments: Interval = MAYBE
    casino_collected_yuan: Interval = UNKNOWN  # stakes collected for gambling sites
    # yes/no: the site or its operator is abroad, or citizens are organised across the border
    cross_border_gambling: Interval = MAYBE
    # yes/no: the unlicensed business is payment settlement, Art. 225(3)
    unlicensed_settlement: Interval = MAYBE
    # yes/no: a judicial interpretation names this business as one of Art. 225(4)
    business_named: Interval = MAYBE
    # yes/no: will not say where the money went, or hinders recovery, so that it fails
    recovery_refused: Interval = MAYBE
    concealments: Interval = UNKNOWN  # times of moving or hiding proceeds
    # yes/no: supplies programs or tools to others known to intrude into systems or control them
    supplied_to_intruders: Interval = MAYBE
    # yes/no: the tools, or the known conduct, take credentials of payment, securities or like services
    payment_credentials: Interval = MAYBE
    tool_loss_yuan: Interval = UNKNOWN  # economic loss caused by the supply
    pyramid_members: Interval = UNKNOWN  # persons in the pyramid scheme, the organiser counted
    pyramid_levels: Interval = UNKNOWN  # its levels, that of the organiser counted
    pyramid_fees_yuan: Interval = UNKNOWN  # taken from its participants
    # yes/no: organises or leads it: starts, manages, trains, or is key to it (core technique included)
    pyramid_key_role: Interval = MAYBE
    # yes/no: the unlicensed business deletes posts for pay, or spreads posts known to be false for pay
    paid_posts: Interval = MAYBE
    # yes/no: sites set up for crime that pose as an authority or a financial institution
    poses_as_authority: Interval = MAYBE
    crime_site_accounts: Interval = UNKNOWN  # accounts registered on sites set up for crime
    crime_group_members: Interval = UNKNOWN  # members of groups set up for crime, in total
    crime_posts: Interval = UNKNOWN  # items on crime, or for it, posted on websites
    crime_accounts_sent: Interval = UNKNOWN  # user accounts to which such items were sent
    crime_members_sent: Interval = (
        UNKNOWN  # members of the groups to which they were sent, in total
    )
    crime_followers: Interval = UNKNOWN  # followers of the accounts that spread them, in total
    fraud_messages: Interval = UNKNOWN  # messages of fraud sent to the public
    fraud_calls: Interval = UNKNOWN  # calls of fraud made to the public
    # yes/no: sets up a gambling site and takes bets or lends it, takes bets as its agent, or shares its profit
    runs_casino: Interval = MAYBE
    # rake of a gambling site that it runs, or gain from lending it or from a share of profit
    casino_rake_yuan: Interval = UNKNOWN
    casino_players: Interval = UNKNOWN  # persons who gamble there
    casino_subagents: Interval = UNKNOWN  # sub-agents recruited who take bets
    # yes/no: the service to obscene sites is collecting fees for them
    collects_fees: Interval = MAYBE
    # yes/no: ordinary personal information was bought or received for lawful business, and not passed on
    bought_for_business: Interval = MAYBE
    # yes/no: it was got by stealing, buying or otherwise illegally, and not only sold or provided
    personal_obtained: Interval = MAYBE
    # ---- prosecution and punishment
    filed_day: Interval = ANY_DAY  # of the decision to open a criminal case
    # yes/no: evaded after filing, or a victim complained in time and no case was filed (Art. 88)
    limit_lifted: Interval = MAYBE
    # yes/no: the unit was set up for crime or mainly commits crime
    sham_unit: Interval = MAYBE
    pleads: Interval = MAYBE  # yes/no: confesses, admits the charge and accepts the penalty
    surrendered: Interval = MAYBE  # yes/no: came by itself and told the truth
    # yes/no: all gain was paid back, or recovery fully helped
    restituted: Interval = MAYBE
    merit: Interval = MAYBE  # yes/no: rendered service, such as exposing another's crime (Art. 68)
    under_16: Interval = MAYBE  # yes/no: below sixteen at the conduct
    under_18: Interval = MAYBE  # yes/no: below eighteen at the conduct
    died: Interval = MAYBE  # yes/no: the suspect or accused has died


def as_intervals(facts: Facts) -> Facts:
    """The same facts, each as an interval."""
    return Facts(*(Interval(fact[0], fact[-1]) for fact in facts))


def _nothing(default: Interval) -> Interval:
    return default if default == ANY_DAY else NO


IN_TIME = Interval(-math.inf, -math.inf)
"""Day of filing of a case that nobody calls late."""
NOTHING = Facts(*[_nothing(default) for default in Facts._field_defaults.values()])._replace(
    filed_day=IN_TIME
)
"""Conduct in which nothing is unknown and nothing happened; build simulated facts with ``NOTHING._replace``."""


def any_of(*names: str) -> Callable[[Facts], int]:
    """A function that gives the truth of "one of some facts is a yes, or more than nothing"."""

    @register_jitable
    def nothing(_: Facts) -> int:
        return NOT_MET

    places = [Facts._fields.index(name) for name in names]
    truth: Callable[[Facts], int] = nothing
    for some in batches(places):
        truth = _or_more(truth, *some)
    return truth


def _or_more(
    before: Callable[[Facts], int], one: int, two: int, three: int, four: int
) -> Callable[[Facts], int]:
    @register_jitable(forceinline=True)
    def truth(facts: Facts) -> int:
        first = max(more_than(facts[one], 0.0), more_than(facts[two], 0.0))
        last = max(more_than(facts[three], 0.0), more_than(facts[four], 0.0))
        return max(before(facts), first, last)

    return truth


FIRST_MEASURED = Facts._fields.index("tool_users")
"""Place of the first fact that only rivals ask for; all that they measure stand from here on."""
FIRST_OF_PROSECUTION = Facts._fields.index("filed_day")
"""Place of the first fact behind those that rivals measure."""
SHARES = ("control", "users_without_logs")
"""Facts from 0 to 1 that are shares, and no yes or no."""


def is_yes_no(name: str) -> bool:
    """True if the fact is a yes or no, and neither a quantity nor a share nor a day."""
    return Facts._field_defaults[name] == MAYBE and name not in SHARES
