"""Routes: the item of the law on which an element was decided.

Every element returns a truth and a route. Codes of the Interpretation Fa Shi [2019] No. 15 read as article and item
(``301`` is Art. 3(1)), those of Art. 12 with the paragraph between (``1214`` is Art. 12(1)(4)); codes of other offences
as article and item (``36301``). The table :data:`ROUTES` gives the citation, the question that was asked, and the facts
that answered it; it explains and is never consulted by a rule.
"""

from __future__ import annotations

from typing import NamedTuple

IN_FORCE = 1
SERVICE_NAMED = 11
TOOL_SELLING = 12
CRIMINAL_IN_ITSELF = 13
LEGAL_DUTY = 21
DUTY_BY_CONTROL = 22
DUTY_BY_ORDER = 23
BREACH = 25
ORDER_NOT_REQUIRED = 30
ORDER_GIVEN = 31
ORDER_WRITTEN = 32
ORDER_BASIS = 33
ORDER_CLEAR = 34
ORDER_ATTAINABLE = 35
ORDER_VALID = 36
ORDER_WEIGHED = 37
REFUSAL = 40
INTENT = 45
INTENT_NOT_REQUIRED = 46
NO_RESULT_NEEDED = 50
BEFORE_THE_MARKS = 51
NOTHING_HAPPENED = 52
NO_MARK_REACHED = 53
KNOWN = 60
REBUTTED = 61
NO_SIGN = 62
RESULT_ACCEPTED = 63
AID = 70

SPREAD_VIDEOS = 301
SPREAD_ITEMS = 302
SPREAD_MIXED = 303
SPREAD_ACCOUNTS = 304
SPREAD_GROUPS = 305
SPREAD_FOLLOWERS = 3052
SPREAD_CLICKS = 306
LEAK_SENSITIVE = 401
LEAK_IMPORTANT = 402
LEAK_OTHER = 403
LEAK_MIXED = 404
LEAK_GRAVE = 405
EVIDENCE_LOST = 501
NO_LOGS = 601
ORDERS_REPEATED = 602
MAINLY_CRIME = 603
OTHER_GRAVE = 604
TOLD_BY_REGULATOR = 1101
IGNORED_REPORTS = 1102
ABNORMAL_PRICE = 1103
TOOLS_FOR_CRIME = 1104
EVADES_SUPERVISION = 1105
HELPS_EVADE = 1106
THREE_CLIENTS = 1211
PAYMENT_SETTLED = 1212
ADVERTS_FUNDED = 1213
ILLEGAL_GAIN = 1214
SANCTIONED_BEFORE = 1215
AIDED_GRAVE = 1216
UNCHECKABLE = 1220
PAYMENT_FIVEFOLD = 1222
ADVERTS_FIVEFOLD = 1223
GAIN_FIVEFOLD = 1224
ESPECIALLY_GRAVE = 1225
CRIME_CONFIRMED = 1301

NO_OTHER = 90
TOOLS_BY_USERS = 28531
TOOLS_BY_GAIN = 28532
ILLEGAL_BUSINESS = 22501
FRAUD = 26601
CASINO = 30301
OBSCENE_SITES = 36301
OBSCENE_FEE = 36302


class Route(NamedTuple):
    """What stands behind a code."""

    citation: str
    question: str
    facts: tuple[str, ...] = ()


_SETTLES = ("payment_yuan",)
ROUTES: dict[int, Route] = {
    IN_FORCE: Route(
        "Amendment IX, in force 1 November 2015; Criminal Law Art. 12",
        "the offence covers the conduct",
        ("conduct_end_day",),
    ),
    SERVICE_NAMED: Route("Art. 286-1(1); Interpretation Art. 1", "a network service provider", ("network_service",)),
    TOOL_SELLING: Route(
        "reading of Art. 286-1(1)",
        "its service is neutral, not the sale of tools that get past controls",
        ("sells_tools",),
    ),
    CRIMINAL_IN_ITSELF: Route("reading of Art. 286-1(1)", "its conduct is no other offence in itself"),
    LEGAL_DUTY: Route(
        "Art. 286-1(1)", "a statute or administrative regulation puts the duty on this service", ("legal_duty",)
    ),
    DUTY_BY_CONTROL: Route(
        "Art. 286-1(1)",
        "a duty without an order, as far as the provider controls the service",
        ("legal_duty", "control"),
    ),
    DUTY_BY_ORDER: Route(
        "Art. 286-1(1); Interpretation Art. 2",
        "little control, but a full duty within its ability after a valid order",
        ("legal_duty", "control", "order_attainable"),
    ),
    BREACH: Route("Art. 286-1(1)", "the duty was not performed", ("breach",)),
    ORDER_NOT_REQUIRED: Route("reform of Art. 286-1(1)", "no order and no refusal needed"),
    ORDER_GIVEN: Route("Art. 286-1(1); Interpretation Art. 2(1)", "a regulator ordered rectification", ("orders",)),
    ORDER_WRITTEN: Route(
        "Interpretation Art. 2(1)", "the order is a rectification notice or another document", ("order_written",)
    ),
    ORDER_BASIS: Route("Interpretation Art. 2(2)", "a competent body and a legal ground", ("order_basis",)),
    ORDER_CLEAR: Route("Interpretation Art. 2(2)", "clear and reasonable measures and deadline", ("order_clear",)),
    ORDER_ATTAINABLE: Route("Interpretation Art. 2(2)", "the provider was able to comply", ("order_attainable",)),
    ORDER_VALID: Route(
        "Interpretation Art. 2",
        "a written order with ground, clear measures and deadline, within the provider's ability",
        ("orders", "order_written", "order_basis", "order_clear", "order_attainable"),
    ),
    ORDER_WEIGHED: Route(
        "Interpretation Art. 2(2), weighed",
        "two of three: ground; clear measures and deadline; ability to comply",
        ("order_basis", "order_clear", "order_attainable"),
    ),
    REFUSAL: Route("Art. 286-1(1)", "not corrected when the deadline had passed", ("refused",)),
    INTENT: Route("Art. 286-1(1) with Criminal Law Art. 14", "intent, direct or indirect", ("intent",)),
    INTENT_NOT_REQUIRED: Route("reform of Art. 286-1", "negligence suffices", ("intent",)),
    NO_RESULT_NEEDED: Route("reform of Art. 286-1(1)", "no result needed"),
    BEFORE_THE_MARKS: Route(
        "the statute alone; the Interpretation serves judgments from 1 November 2019",
        "something may be weighed, but no mark or presumption is sure to apply",
        ("judgment_day",),
    ),
    NOTHING_HAPPENED: Route("the statute alone", "anything is there to be weighed"),
    NO_MARK_REACHED: Route("all items of the article", "any mark is reached"),
    KNOWN: Route("Art. 287-2(1)", "actual knowledge that others commit crime", ("knows",)),
    REBUTTED: Route("Interpretation Art. 11, last clause", "the presumption stands, not rebutted", ("rebutted",)),
    NO_SIGN: Route(
        "Art. 287-2(1); Interpretation Art. 11", "actual knowledge, or a sign that lets it be presumed", ("knows",)
    ),
    RESULT_ACCEPTED: Route(
        "reading of Art. 287-2(1): knowing in stages", "the result of the help was accepted", ("accepts_result",)
    ),
    AID: Route("Art. 287-2(1)", "technical support, advertising, settlement or other help", ("aid",)),
    SPREAD_VIDEOS: Route("Interpretation Art. 3(1)", "200 illegal videos spread", ("illegal_videos",)),
    SPREAD_ITEMS: Route("Interpretation Art. 3(2)", "2,000 other illegal items spread", ("illegal_items",)),
    SPREAD_MIXED: Route(
        "Interpretation Art. 3(3)", "videos and other items together by proportion", ("illegal_videos", "illegal_items")
    ),
    SPREAD_ACCOUNTS: Route("Interpretation Art. 3(4)", "2,000 user accounts reached", ("accounts_reached",)),
    SPREAD_GROUPS: Route("Interpretation Art. 3(5)", "groups with 3,000 members in total", ("group_members",)),
    SPREAD_FOLLOWERS: Route("Interpretation Art. 3(5)", "accounts with 30,000 followers in total", ("followers",)),
    SPREAD_CLICKS: Route("Interpretation Art. 3(6)", "50,000 real clicks", ("clicks",)),
    LEAK_SENSITIVE: Route(
        "Interpretation Art. 4(1)",
        "500 items on location, communication content, credit, property",
        ("leaked_sensitive",),
    ),
    LEAK_IMPORTANT: Route(
        "Interpretation Art. 4(2)",
        "5,000 items on lodging, communication records, health, transactions",
        ("leaked_important",),
    ),
    LEAK_OTHER: Route("Interpretation Art. 4(3)", "50,000 items of other user information", ("leaked_other",)),
    LEAK_MIXED: Route(
        "Interpretation Art. 4(4)",
        "leaked items together by proportion",
        ("leaked_sensitive", "leaked_important", "leaked_other"),
    ),
    LEAK_GRAVE: Route(
        "Interpretation Art. 4(5)-(7)",
        "the leak led to death, serious injury, great loss, grave disorder",
        ("leak_grave",),
    ),
    EVIDENCE_LOST: Route("Interpretation Art. 5", "evidence lost, in a serious way", ("evidence_lost",)),
    NO_LOGS: Route(
        "Interpretation Art. 6(1)",
        "no logs or no real-name checks for the great majority of users",
        ("users_without_logs",),
    ),
    ORDERS_REPEATED: Route(
        "Interpretation Art. 6(2)",
        "ordered several times (three) within two years, and refused",
        ("orders", "order_written", "refused"),
    ),
    MAINLY_CRIME: Route("Interpretation Art. 6(3)", "the service mainly serves crime", ("mainly_crime",)),
    OTHER_GRAVE: Route("Interpretation Art. 6(4)-(7)", "other grave circumstances", ("other_grave",)),
    TOLD_BY_REGULATOR: Route(
        "Interpretation Art. 11(1)",
        "went on after a regulator told it of the aided content or client",
        ("told_of_aided",),
    ),
    IGNORED_REPORTS: Route(
        "Interpretation Art. 11(2)", "did not handle reports as the law demands", ("ignored_reports",)
    ),
    ABNORMAL_PRICE: Route("Interpretation Art. 11(3)", "price or manner plainly abnormal", ("abnormal_price",)),
    TOOLS_FOR_CRIME: Route(
        "Interpretation Art. 11(4)", "supplied programs or tools made for crime", ("tools_for_crime",)
    ),
    EVADES_SUPERVISION: Route(
        "Interpretation Art. 11(5)",
        "often hid, encrypted, destroyed data or used a false identity",
        ("evades_supervision",),
    ),
    HELPS_EVADE: Route(
        "Interpretation Art. 11(6)", "helped others evade supervision or investigation", ("helps_evade",)
    ),
    THREE_CLIENTS: Route("Interpretation Art. 12(1)(1)", "helped three persons or more", ("clients_aided",)),
    PAYMENT_SETTLED: Route("Interpretation Art. 12(1)(2)", "settled 200,000 yuan", _SETTLES),
    ADVERTS_FUNDED: Route(
        "Interpretation Art. 12(1)(3)", "funded 50,000 yuan by adverts or the like", ("advert_yuan",)
    ),
    ILLEGAL_GAIN: Route("Interpretation Art. 12(1)(4)", "gained 10,000 yuan from the aided conduct", ("gain_yuan",)),
    SANCTIONED_BEFORE: Route(
        "Interpretation Art. 12(1)(5)", "sanctioned within two years for like acts, and again", ("sanctioned_before",)
    ),
    AIDED_GRAVE: Route(
        "Interpretation Art. 12(1)(6)", "the aided crime had serious results", ("aided_grave", "aided_especially_grave")
    ),
    UNCHECKABLE: Route(
        "Interpretation Art. 12(2)",
        "whether the aided reached the level of crime truly cannot be checked",
        ("uncheckable",),
    ),
    PAYMENT_FIVEFOLD: Route("Interpretation Art. 12(2)", "settled 1,000,000 yuan (five-fold)", _SETTLES),
    ADVERTS_FIVEFOLD: Route("Interpretation Art. 12(2)", "funded 250,000 yuan (five-fold)", ("advert_yuan",)),
    GAIN_FIVEFOLD: Route("Interpretation Art. 12(2)", "gained 50,000 yuan (five-fold)", ("gain_yuan",)),
    ESPECIALLY_GRAVE: Route("Interpretation Art. 12(2)", "especially serious results", ("aided_especially_grave",)),
    CRIME_CONFIRMED: Route("Interpretation Art. 13", "the aided crime is confirmed", ("crime_confirmed",)),
    NO_OTHER: Route("table of other offences", "the mark of any other offence is reached"),
    TOOLS_BY_USERS: Route(
        "Criminal Law Art. 285(3)", "tools for intrusion or control", ("sells_tools", "intrusion_tools", "tool_users")
    ),
    TOOLS_BY_GAIN: Route(
        "Criminal Law Art. 285(3)",
        "tools for intrusion or control",
        ("sells_tools", "intrusion_tools", "tool_gain_yuan"),
    ),
    ILLEGAL_BUSINESS: Route("Criminal Law Art. 225", "business without a licence", ("unlicensed_turnover_yuan",)),
    FRAUD: Route("Criminal Law Art. 266", "fraud in which the intent is shared", ("fraud_yuan",)),
    CASINO: Route("Criminal Law Art. 303(2)", "service to casino sites, knowingly, for a fee", ("casino_fee_yuan",)),
    OBSCENE_SITES: Route("Criminal Law Art. 363(1)", "obscene sites hosted knowingly", ("obscene_sites",)),
    OBSCENE_FEE: Route(
        "Criminal Law Art. 363(1)", "service fee from obscene sites hosted knowingly", ("obscene_fee_yuan",)
    ),
}
