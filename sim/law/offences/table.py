"""Declarations of the offences: texts with the days on which they govern, and a row for each mark.

Whoever adds a mark adds a row; whoever adds an offence adds a block like the last of :data:`RIVALS`. What a text
leaves to weighing, and what was not seen, is a row that says *may*: it leaves the offence open and never makes it out.
"""

from __future__ import annotations

import math
from datetime import date

from numba.extending import register_jitable

from zombielaw.sim.conduct import (
    GAMBLING,
    OBSCENE,
    PAYMENT,
    Conduct,
    fees,
    serves,
    settled,
    tool_turnover,
    tools_sold,
)
from zombielaw.sim.law import knowledge, routes
from zombielaw.sim.law.citations import Citation, law_at, rule_at
from zombielaw.sim.law.facts import Facts, most
from zombielaw.sim.law.offences.declaration import (
    ANY,
    BY_CONDUCT,
    BY_JUDGMENT,
    DETENTION,
    LIFE,
    SURVEILLANCE,
    TO_SEVEN,
    TO_TEN,
    WITH_DETENTION,
    WITH_SURVEILLANCE,
    Entry,
    Marks,
    Measured,
    Offence,
    Text,
    ranges,
    severity,
)
from zombielaw.sim.law.truth import Finding

CODE_OF_1997, AMENDMENT_VI = date(1997, 10, 1), date(2006, 6, 29)
AMENDMENT_VII, AMENDMENT_IX, AMENDMENT_XI = date(2009, 2, 28), date(2015, 11, 1), date(2021, 3, 1)

GATES: dict[str, tuple[str, ...]] = {
    "tools": ("sells_tools", "vpn_tools", "intrusion_tools", "supplied_to_intruders"),
    "casino": (
        "knows",
        "told_of_aided",
        "told_in_writing",
        "abnormal_price",
        "obstructs_inquiry",
        "rebutted",
    ),
    "proceeds": ("knows", *knowledge.SIGNS_OF_PROCEEDS, "rebutted", "crime_confirmed"),
    "hosted": (
        "knows",
        "told_of_aided",
        "told_in_writing",
        "ignored_reports",
        "abnormal_price",
        "rebutted",
    ),
    "tolerated": ("knows", "told_of_aided", "told_in_writing", "ignored_reports", "rebutted"),
    "tolerated_heavily": (),
    "named": ("business_named",),
}
"""Conditions that ``rivals.conditions`` answers, in its order, and the facts that they ask."""

COMPUTERS = Text(
    Citation("fashi_2011_19", "3", 1),
    "Fa Shi [2011] No. 19, Art. 3: person-times, gain or loss; five-fold: especially serious",
    "high",
    date(2011, 9, 1),
)
STANDARDS = Text(
    Citation("standards_ii"),
    "Filing Standards II (2010, Art. 79; 2022, Art. 71(12)), the catch-all item; no text has a mark of especially "
    "serious: 5,000,000 yuan by analogy with Fa Shi [2000] No. 12, Art. 2. Fa Fa [2011] No. 155: whether a business "
    "that no interpretation names is within item (4) is to be asked of the Supreme Court",
    "medium",
    date(2010, 5, 7),
)
PAID_POSTS = Text(
    Citation("fashi_2013_21", "7"),
    "Fa Shi [2013] No. 21, Art. 7: deleting posts for pay, or spreading false ones for pay; five-fold: especially "
    "serious",
    "high",
    date(2013, 9, 10),
)
SETTLEMENT_2010 = Text(
    Citation("standards_ii"),
    "Filing Standards II (2010), Art. 79(3): settlement, persons and units alike",
    "medium",
    date(2010, 5, 7),
    date(2019, 1, 31),
    ends=BY_JUDGMENT,
)
SETTLEMENT = Text(
    Citation("fashi_2019_1", "3"),
    "Fa Shi [2019] No. 1, Arts. 3, 4, 9: settlement, persons and units alike; half of a mark may do with one of four "
    "circumstances, of which recovery that is refused is coded",
    "high",
    date(2019, 2, 1),
)
FRAUD_2011 = Text(
    Citation("fashi_2011_7", "1"),
    "Fa Shi [2011] No. 7, Art. 1: each province chooses within 3,000 to 10,000, and 30,000 to 100,000 yuan",
    "high",
    date(2011, 4, 8),
)
FRAUD = Text(
    Citation("fafa_2016_32"),
    "Fa Fa [2016] No. 32, II(1): one mark for the country in telecom and network fraud",
    "high",
    date(2016, 12, 20),
    starts=BY_CONDUCT,
)
FRAUD_SENT = Text(
    Citation("fashi_2011_7", "5"),
    "Fa Shi [2011] No. 7, Art. 5: messages and calls of fraud whose amount can hardly be found, as attempt; ten-fold: "
    "especially serious",
    "high",
    date(2011, 4, 8),
)
CASINO = Text(
    Citation("gongtongzi_2010_40", "II"),
    "Gong Tong Zi [2010] No. 40, II: fee of 20,000 yuan, of 10,000 for settlement, or stakes of 200,000; five-fold: "
    "serious",
    "medium-high",
    date(2010, 8, 31),
)
CASINO_RUN = Text(
    Citation("gongtongzi_2010_40", "I"),
    "Gong Tong Zi [2010] No. 40, I: who sets up the site and takes bets or lends it, takes bets as agent, or shares "
    "profit, at any amount; serious from stakes of 300,000, rake or gain of 30,000, 120 gamblers, or with sub-agents",
    "medium-high",
    date(2010, 8, 31),
)
CROSS_BORDER = Text(
    Citation("gongtongzi_2020_14", "III"),
    "Gong Tong Zi [2020] No. 14, III(3): help to a site of cross-border gambling, at any amount; no mark of serious",
    "medium-high",
    date(2020, 10, 16),
    starts=BY_CONDUCT,
)
OBSCENE_HOSTED = Text(
    Citation("fashi_2010_3", "6", 1),
    "Fa Shi [2010] No. 3, Arts. 6, 7: five sites, ten for who settles, or a fee of 20,000 yuan, of 50,000 for "
    "collecting fees; five-fold: serious; "
    "twenty-five-fold: especially serious",
    "high",
    date(2010, 2, 4),
)
OBSCENE_TOLERATED = Text(
    Citation("fashi_2010_3", "4"),
    "Fa Shi [2010] No. 3, Art. 4: 50 videos; 250 and 1,000 for the heavier ranges",
    "high",
    date(2010, 2, 4),
)
NETWORKS = Text(
    rule_at("10"),
    "Fa Shi [2019] No. 15, Art. 10(1) to (5): a false authority; three sites or 2,000 accounts; five groups or 1,000 "
    "members; posts by items, accounts, members, followers; 10,000 yuan",
    "high",
    date(2019, 11, 1),
)
NETWORKS_UNMARKED = Text(
    law_at("287-1"),
    "Art. 287-1 before its first marks: open",
    "high",
    AMENDMENT_IX,
    date(2019, 10, 31),
    ends=BY_JUDGMENT,
)
PROCEEDS_UNMARKED = Text(
    law_at("312"),
    "Art. 312 before its first general marks: open",
    "medium",
    AMENDMENT_VI,
    date(2015, 5, 31),
    ends=BY_JUDGMENT,
)
PROCEEDS_2015 = Text(
    Citation("fashi_2015_11", "1"),
    "Fa Shi [2015] No. 11, Art. 1: 3,000 to 10,000 yuan by province",
    "high",
    date(2015, 6, 1),
    date(2021, 4, 14),
)
PROCEEDS_2021 = Text(
    Citation("fashi_2021_8"),
    "Fa Shi [2021] No. 8; Fa Shi [2025] No. 13, Arts. 1 to 3: no amount, all circumstances are weighed",
    "high",
    date(2021, 4, 15),
    starts=BY_CONDUCT,
)
PROCEEDS_SERIOUS = Text(
    Citation("fashi_2015_11", "3"),
    "Fa Shi [2015] No. 11, Art. 3: serious from 100,000 yuan, ten times, or three times and 50,000",
    "high",
    date(2015, 6, 1),
    date(2025, 8, 25),
    ends=BY_JUDGMENT,
)
PROCEEDS_2025 = Text(
    Citation("fashi_2025_13", "5"),
    "Fa Shi [2025] No. 13, Art. 5: serious may be found from 500,000 yuan, with a circumstance or a loss of 250,000",
    "high",
    date(2025, 8, 26),
)
PERSONAL = Text(
    Citation("fashi_2017_10", "5", 1),
    "Fa Shi [2017] No. 10, Art. 5: 5,000 items (500 or 50 of the protected kinds count as much) or 5,000 yuan; "
    "ten-fold: especially serious",
    "high",
    date(2017, 6, 1),
)
PERSONAL_BOUGHT = Text(
    Citation("fashi_2017_10", "6", 1),
    "Fa Shi [2017] No. 10, Art. 6: ordinary items bought for lawful business: a gain of 50,000 yuan by using them",
    "high",
    date(2017, 6, 1),
)
PERSONAL_UNMARKED = Text(
    law_at("253-1"),
    "Art. 253-1 before its first marks: open",
    "high",
    AMENDMENT_VII,
    date(2017, 5, 31),
    ends=BY_JUDGMENT,
)
PYRAMID = Text(
    Citation("standards_ii"),
    "Filing Standards II (2010, Art. 78; 2022, Art. 70): 30 persons and three levels, of who organises or leads",
    "high",
    date(2010, 5, 7),
)
PYRAMID_2013 = Text(
    Citation("gongtongzi_2013_37", "IV"),
    "Gong Tong Zi [2013] No. 37, IV: serious from 120 persons or 2,500,000 yuan taken in",
    "medium-high",
    date(2013, 11, 14),
)

TOOL_USERS = Measured("tool_users", "tools_by_users", "person-times of supply of tools")
TOOL_GAIN = Measured("tool_gain_yuan", "tools_by_gain", "yuan gained by supplying tools")
TOOL_LOSS = Measured(
    "tool_loss_yuan", "tools_by_loss", "yuan of loss caused by the supply of tools"
)
TURNOVER = Measured("unlicensed_turnover_yuan", "business", "yuan turned over without a licence")
GAIN = Measured("unlicensed_gain_yuan", "business_gain", "yuan gained without a licence")
TAKEN = Measured(
    "fraud_yuan", "fraud", "yuan taken by frauds in which the provider shares the intent"
)
CASINO_FEE = Measured("casino_fee_yuan", "casino", "yuan of service fee from casino sites")
STAKES = Measured("casino_collected_yuan", "casino_stakes", "yuan of stakes collected for them")
SITES = Measured("obscene_sites", "obscene_sites", "obscene sites served for a fee")
OBSCENE_FEE = Measured("obscene_fee_yuan", "obscene_fee", "yuan of service fee from obscene sites")
VIDEOS = Measured(
    "obscene_videos_tolerated",
    "obscene_tolerated",
    "obscene videos left on the provider's own platform, for profit",
)
CRIME_SITES = Measured("crime_sites", "crime_sites", "sites set up for crime")
CRIME_GROUPS = Measured("crime_groups", "crime_groups", "communication groups set up for crime")
CRIME_GAIN = Measured(
    "crime_site_gain_yuan",
    "crime_site_gain",
    "yuan gained by setting up sites or posting for crime",
)
AUTHORITY = Measured("poses_as_authority", "false_authority", "false authority posed by a site")
SITE_ACCOUNTS = Measured(
    "crime_site_accounts", "crime_site_accounts", "accounts on sites set up for crime"
)
GROUP_MEMBERS = Measured(
    "crime_group_members", "crime_group_members", "members of groups set up for crime"
)
POSTS = Measured("crime_posts", "crime_posts", "items for crime posted on websites")
ACCOUNTS_SENT = Measured(
    "crime_accounts_sent", "crime_accounts_sent", "accounts to which items for crime were sent"
)
MEMBERS_SENT = Measured(
    "crime_members_sent", "crime_members_sent", "members of groups to which they were sent"
)
FOLLOWERS = Measured("crime_followers", "crime_followers", "followers of accounts that spread them")
MESSAGES = Measured("fraud_messages", "fraud_messages", "messages of fraud", True)
CALLS = Measured("fraud_calls", "fraud_calls", "calls of fraud", True)
RAKE = Measured(
    "casino_rake_yuan", "casino_rake", "yuan of rake, or of gain from lending or sharing"
)
PLAYERS = Measured("casino_players", "casino_players", "persons who gamble")
SUBAGENTS = Measured("casino_subagents", "casino_subagents", "sub-agents who take bets")
PROCEEDS = Measured("proceeds_yuan", "proceeds", "yuan of criminal proceeds moved or hidden")
TIMES = Measured("concealments", "concealments", "times of moving or hiding proceeds")
ITEMS = Measured(
    "personal_items_traded", "personal_items", "items of ordinary personal information traded"
)
ITEMS_GAIN = Measured(
    "personal_gain_yuan", "personal_gain", "yuan gained from personal information"
)
MEMBERS = Measured("pyramid_members", "pyramid_members", "persons in the pyramid scheme")
FEES = Measured("pyramid_fees_yuan", "pyramid_fees", "yuan taken in by the pyramid scheme")

HELPED, UPSTREAM = ("aided_crime", routes.JOINT_CRIME), ("upstream", routes.UPSTREAM_CRIME)
"""Crimes of others that an offence supposes: element and route."""
LATER = math.inf
"""In the place of a first mark that a text leaves to another."""
SETTLES, HOSTS = ("settles_payments", 1.0), ("settles_payments", 0.0)
BY_SETTLEMENT, BY_OTHER_BUSINESS = ("unlicensed_settlement", 1.0), ("unlicensed_settlement", 0.0)
ABROAD, REFUSED = ("cross_border_gambling", 1.0), ("recovery_refused", 1.0)
BY_POSTS, RUNS = ("paid_posts", 1.0), ("runs_casino", 1.0)
BY_OTHERS = (BY_OTHER_BUSINESS, ("paid_posts", 0.0))
COLLECTS, NO_COLLECTING = ("collects_fees", 1.0), ("collects_fees", 0.0)
FOR_BUSINESS, NOT_FOR_BUSINESS = ("bought_for_business", 1.0), ("bought_for_business", 0.0)
CREDENTIALS = ("payment_credentials", 1.0)
LEADS = (("pyramid_levels", 3.0), ("pyramid_key_role", 1.0))


@register_jitable
def _casino_fee(c: Conduct) -> float:
    return fees(c) if serves(c, GAMBLING) else 0.0


@register_jitable
def _stakes(c: Conduct) -> float:
    return settled(c) if serves(c, GAMBLING) else 0.0


@register_jitable
def _abroad(c: Conduct) -> float:
    """Every gambling site that a simulated provider serves is taken for one of cross-border gambling."""
    return 1.0 if serves(c, GAMBLING) else 0.0


@register_jitable
def _settles(c: Conduct) -> float:
    settles = c.kind == PAYMENT and (serves(c, GAMBLING) or serves(c, OBSCENE))
    return 1.0 if settles else 0.0


@register_jitable
def _obscene_sites(c: Conduct) -> float:
    return c.clients if serves(c, OBSCENE) else 0.0


@register_jitable
def _obscene_fee(c: Conduct) -> float:
    return fees(c) if serves(c, OBSCENE) else 0.0


def _knowing_of_obscene(facts: Facts) -> Finding:
    return knowledge.of_obscene(
        facts, most(facts.obscene_sites) > 0.0 or most(facts.obscene_fee_yuan) > 0.0
    )


_BUSINESS = severity(60.0, DETENTION, fine_added=False)
_GRAVE_BUSINESS = severity(180.0, 60.0)
_OBSCENE = severity(36.0, SURVEILLANCE)
_TO_LIFE = severity(LIFE, 120.0)

NOT_PUNISHED = ("minor", NETWORKS.since, rule_at("15"))
REFUSING = Offence(
    "286-1",
    law_at("286-1"),
    (ranges(AMENDMENT_IX, WITH_SURVEILLANCE),),
    units=((AMENDMENT_IX, law_at("286-1", 2)),),
    spared=NOT_PUNISHED,
    conduct=("orders", "refused"),
    proof=(
        *("network_service", "legal_duty", "breach", "control", "duty_on_content"),
        *("order_written", "order_basis", "order_clear", "order_attainable", "intent"),
    ),
)
AIDING = Offence(
    "287-2",
    law_at("287-2"),
    (ranges(AMENDMENT_IX, WITH_DETENTION),),
    units=((AMENDMENT_IX, law_at("287-2", 2)),),
    spared=NOT_PUNISHED,
    conduct=("aid",),
    proof=("knows", "accepts_result", "aid", "crime_confirmed"),
)
"""The two offences whose elements are code (``elements``, ``elements_287_2``)."""

RIVALS: tuple[Offence, ...] = (
    Offence(
        "285-3",
        law_at("285", 3),
        (ranges(AMENDMENT_VII, WITH_DETENTION, TO_SEVEN),),
        (
            Entry(COMPUTERS, TOOL_USERS, Marks(20, 100), gate="tools"),
            Entry(COMPUTERS, TOOL_USERS, Marks(5, 25), (CREDENTIALS,), "tools"),
            Entry(COMPUTERS, TOOL_GAIN, Marks(5_000, 25_000), gate="tools"),
            Entry(COMPUTERS, TOOL_LOSS, Marks(10_000, 50_000), gate="tools"),
        ),
        simulated={"tool_users": tools_sold, "tool_gain_yuan": tool_turnover},
        units=(
            (COMPUTERS.since, Citation("fashi_2011_19", "8")),
            (AMENDMENT_IX, law_at("285", 4)),
        ),
        appraisal=Citation("fashi_2011_19", "10"),
        proof=("intrusion_tools",),
    ),
    Offence(
        "225",
        law_at("225", 0),
        (ranges(AMENDMENT_VII, _BUSINESS, _GRAVE_BUSINESS),),
        (
            Entry(STANDARDS, TURNOVER, Marks(50_000), BY_OTHERS, "named", unit=False),
            Entry(STANDARDS, TURNOVER, Marks(500_000), BY_OTHERS, "named", unit=True),
            Entry(
                STANDARDS,
                TURNOVER,
                Marks(LATER, 5_000_000),
                BY_OTHERS,
                "named",
                shall=False,
            ),
            Entry(STANDARDS, GAIN, Marks(10_000), BY_OTHERS, "named", unit=False),
            Entry(STANDARDS, GAIN, Marks(100_000), BY_OTHERS, "named", unit=True),
            Entry(PAID_POSTS, TURNOVER, Marks(50_000, 250_000), (BY_POSTS,), unit=False),
            Entry(PAID_POSTS, TURNOVER, Marks(150_000, 750_000), (BY_POSTS,), unit=True),
            Entry(PAID_POSTS, GAIN, Marks(20_000, 100_000), (BY_POSTS,), unit=False),
            Entry(PAID_POSTS, GAIN, Marks(50_000, 250_000), (BY_POSTS,), unit=True),
            Entry(SETTLEMENT_2010, TURNOVER, Marks(2_000_000), (BY_SETTLEMENT,)),
            Entry(SETTLEMENT_2010, GAIN, Marks(50_000), (BY_SETTLEMENT,)),
            Entry(SETTLEMENT, TURNOVER, Marks(5_000_000, 25_000_000), (BY_SETTLEMENT,)),
            Entry(SETTLEMENT, GAIN, Marks(100_000, 500_000), (BY_SETTLEMENT,)),
            Entry(
                SETTLEMENT,
                TURNOVER,
                Marks(2_500_000, 12_500_000),
                (BY_SETTLEMENT, REFUSED),
                shall=False,
            ),
            Entry(SETTLEMENT, GAIN, Marks(50_000, 250_000), (BY_SETTLEMENT, REFUSED), shall=False),
        ),
        simulated={
            "unlicensed_turnover_yuan": tool_turnover,
            "unlicensed_gain_yuan": tool_turnover,
        },
        units=((CODE_OF_1997, law_at("231", 0)),),
        fine=law_at("225", 0),
    ),
    Offence(
        "266",
        law_at("266", 0),
        (ranges(CODE_OF_1997, WITH_SURVEILLANCE, TO_TEN, _TO_LIFE),),
        (
            Entry(FRAUD_2011, TAKEN, Marks(3_000, 30_000), shall=False),
            Entry(FRAUD_2011, TAKEN, Marks(10_000, 100_000, 500_000)),
            Entry(FRAUD, TAKEN, Marks(3_000, 30_000, 500_000)),
            Entry(FRAUD_SENT, MESSAGES, Marks(LATER, 5_000, 50_000)),
            Entry(FRAUD_SENT, CALLS, Marks(LATER, 500, 5_000)),
        ),
        knowing=knowledge.of_fraud,
        of_helpers=True,
        supposes=HELPED,
    ),
    Offence(
        "303-2",
        law_at("303", 2),
        (
            ranges(AMENDMENT_VI, severity(36.0, SURVEILLANCE), TO_TEN),
            ranges(AMENDMENT_XI, severity(60.0, SURVEILLANCE), severity(120.0, 60.0)),
        ),
        (
            Entry(CASINO, CASINO_FEE, Marks(20_000, 100_000), (HOSTS,), "casino"),
            Entry(CASINO, CASINO_FEE, Marks(10_000, 50_000), (SETTLES,), "casino"),
            Entry(CASINO, STAKES, Marks(200_000, 1_000_000), (SETTLES,), "casino"),
            Entry(CASINO_RUN, STAKES, Marks(ANY, 300_000), (("crime_sites", 1.0),)),
            Entry(CASINO_RUN, STAKES, Marks(ANY, 300_000), (RUNS,)),
            Entry(CASINO_RUN, RAKE, Marks(ANY, 30_000), (RUNS,)),
            Entry(CASINO_RUN, PLAYERS, Marks(ANY, 120), (RUNS,)),
            Entry(CASINO_RUN, SUBAGENTS, Marks(LATER, ANY), (RUNS,)),
            Entry(CROSS_BORDER, CASINO_FEE, Marks(ANY), (ABROAD,), "casino"),
            Entry(CROSS_BORDER, STAKES, Marks(ANY), (ABROAD,), "casino"),
        ),
        knowing=knowledge.of_casino,
        simulated={
            "casino_fee_yuan": _casino_fee,
            "casino_collected_yuan": _stakes,
            "cross_border_gambling": _abroad,
            "settles_payments": _settles,
        },
        of_helpers=True,
        supposes=HELPED,
    ),
    Offence(
        "363-1",
        law_at("363"),
        (ranges(CODE_OF_1997, _OBSCENE, TO_TEN, _TO_LIFE),),
        (
            Entry(OBSCENE_HOSTED, SITES, Marks(5, 25, 125), (HOSTS,), "hosted", article="6/1"),
            Entry(OBSCENE_HOSTED, SITES, Marks(10, 50, 250), (SETTLES,), "hosted", article="7/3"),
            # of equal rows the first is cited: who settles is under Art. 7, at the mark of hosts
            Entry(
                OBSCENE_HOSTED,
                OBSCENE_FEE,
                Marks(20_000, 100_000, 500_000),
                (NO_COLLECTING, SETTLES),
                "hosted",
                article="7/5",
            ),
            Entry(
                OBSCENE_HOSTED,
                OBSCENE_FEE,
                Marks(20_000, 100_000, 500_000),
                (NO_COLLECTING,),
                "hosted",
                article="6/2",
            ),
            Entry(
                OBSCENE_HOSTED,
                OBSCENE_FEE,
                Marks(50_000, 250_000, 1_250_000),
                (COLLECTS,),
                "hosted",
                article="6/3",
            ),
            Entry(OBSCENE_TOLERATED, VIDEOS, Marks(50), gate="tolerated"),
            Entry(OBSCENE_TOLERATED, VIDEOS, Marks(LATER, 250, 1_000), gate="tolerated_heavily"),
        ),
        knowing=_knowing_of_obscene,
        simulated={"obscene_sites": _obscene_sites, "obscene_fee_yuan": _obscene_fee},
        units=((CODE_OF_1997, law_at("366", 0)),),
        fine=Citation("fashi_2010_3", "11"),
        of_helpers=True,
    ),
    Offence(
        "287-1",
        law_at("287-1"),
        (ranges(AMENDMENT_IX, WITH_DETENTION),),
        (
            Entry(NETWORKS, CRIME_SITES, Marks(3), article="10/2"),
            Entry(NETWORKS, CRIME_GROUPS, Marks(5), article="10/3"),
            Entry(NETWORKS, CRIME_GAIN, Marks(10_000), article="10/5"),
            Entry(NETWORKS, AUTHORITY, Marks(ANY), (("crime_sites", 1.0),), article="10/1"),
            Entry(NETWORKS, SITE_ACCOUNTS, Marks(2_000), article="10/2"),
            Entry(NETWORKS, GROUP_MEMBERS, Marks(1_000), article="10/3"),
            Entry(NETWORKS, POSTS, Marks(100), article="10/4"),
            Entry(NETWORKS, ACCOUNTS_SENT, Marks(2_000), article="10/4"),
            Entry(NETWORKS, MEMBERS_SENT, Marks(3_000), article="10/4"),
            Entry(NETWORKS, FOLLOWERS, Marks(30_000), article="10/4"),
            *(
                Entry(NETWORKS_UNMARKED, of, Marks(ANY), shall=False)
                for of in (CRIME_SITES, CRIME_GROUPS, CRIME_GAIN, POSTS, ACCOUNTS_SENT)
            ),
        ),
        units=((AMENDMENT_IX, law_at("287-1", 2)),),
        spared=NOT_PUNISHED,
    ),
    Offence(
        "312",
        law_at("312"),
        (ranges(AMENDMENT_VI, WITH_SURVEILLANCE, TO_SEVEN),),
        (
            Entry(PROCEEDS_2015, PROCEEDS, Marks(10_000), gate="proceeds"),
            Entry(PROCEEDS_2015, PROCEEDS, Marks(3_000), gate="proceeds", shall=False),
            Entry(
                PROCEEDS_2021,
                PROCEEDS,
                Marks(ANY),
                gate="proceeds",
                shall=False,
                serious=False,
            ),
            Entry(
                PROCEEDS_UNMARKED,
                PROCEEDS,
                Marks(ANY, ANY),
                gate="proceeds",
                shall=False,
                serious=False,
            ),
            Entry(PROCEEDS_SERIOUS, PROCEEDS, Marks(LATER, 100_000), gate="proceeds"),
            Entry(PROCEEDS_SERIOUS, TIMES, Marks(LATER, 10), gate="proceeds"),
            Entry(
                PROCEEDS_SERIOUS,
                PROCEEDS,
                Marks(LATER, 50_000),
                (("concealments", 3.0),),
                "proceeds",
            ),
            Entry(PROCEEDS_2025, PROCEEDS, Marks(LATER, 500_000), gate="proceeds", shall=False),
        ),
        knowing=knowledge.of_proceeds,
        units=((AMENDMENT_VII, law_at("312", 2)),),
        supposes=UPSTREAM,
    ),
    Offence(
        "253-1",
        law_at("253-1"),
        (
            # of staff who sold, whom no fact names, and of whoever got such data illegally (Art. 253-1(2))
            ranges(AMENDMENT_VII, WITH_DETENTION)._replace(asks="personal_obtained"),
            ranges(AMENDMENT_IX, WITH_DETENTION, TO_SEVEN),
        ),
        (
            Entry(PERSONAL, ITEMS, Marks(5_000, 50_000), (NOT_FOR_BUSINESS,)),
            Entry(PERSONAL, ITEMS_GAIN, Marks(5_000, 50_000), (NOT_FOR_BUSINESS,)),
            Entry(PERSONAL_BOUGHT, ITEMS_GAIN, Marks(50_000), (FOR_BUSINESS,)),
            Entry(PERSONAL_UNMARKED, ITEMS, Marks(ANY, ANY), shall=False),
            Entry(PERSONAL_UNMARKED, ITEMS_GAIN, Marks(ANY, ANY), shall=False),
        ),
        units=((AMENDMENT_VII, law_at("253-1", 3)), (AMENDMENT_IX, law_at("253-1", 4))),
        fine=Citation("fashi_2017_10", "12"),
        spared=("first_offender", PERSONAL.since, Citation("fashi_2017_10", "10")),
    ),
    Offence(
        "224-1",
        law_at("224-1", 0),
        (ranges(AMENDMENT_VII, severity(60.0, DETENTION), _GRAVE_BUSINESS),),
        (
            Entry(PYRAMID, MEMBERS, Marks(30), LEADS),
            Entry(PYRAMID_2013, MEMBERS, Marks(LATER, 120), LEADS),
            Entry(PYRAMID_2013, FEES, Marks(LATER, 2_500_000), (*LEADS, ("pyramid_members", 30.0))),
        ),
        units=((AMENDMENT_VII, law_at("231", 0)),),
        proof=("pyramid_key_role",),
    ),
)
"""The rivals. Codes are stored, and the place here gives the code: a new one goes to the end."""
