"""Routes: the item of the law on which an element was decided.

Every element returns a truth and a route. Codes of the Interpretation Fa Shi [2019] No. 15 read as article and item
(``301`` is Art. 3(1)), those of Art. 12 with the paragraph between (``1214`` is Art. 12(1)(4)); codes of other offences
as article and item (``36301``). The table :data:`ROUTES` gives the places in the law and the facts that answered; what
was asked stands in the catalogue of words under ``route.<name>``. It explains and is never consulted by a rule.
"""

from __future__ import annotations

from typing import NamedTuple

from zombielaw.sim.law.citations import CRIMINAL_LAW, INTERPRETATION, Citation

IN_FORCE = 1
SERVICE_NAMED = 11
TOOL_SELLING = 12
CRIMINAL_IN_ITSELF = 13
LEGAL_DUTY = 21
DUTY_BY_CONTROL = 22
DUTY_BY_ORDER = 23
DUTY_WITHOUT_CONTROL = 24
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
DIRECT_INTENT = 47
NO_RESULT_NEEDED = 50
BEFORE_THE_MARKS = 51
NOTHING_HAPPENED = 52
NO_MARK_REACHED = 53
HARM_BEFORE_ORDER = 54
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
SPREAD_GRAVE = 307
LEAK_SENSITIVE = 401
LEAK_IMPORTANT = 402
LEAK_OTHER = 403
LEAK_MIXED = 404
LEAK_GRAVE = 405
EVIDENCE_LOST = 501
NO_LOGS = 601
ORDERS_REPEATED = 602
MAINLY_CRIME = 603
MAINLY_ILLEGAL = 6032
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
AID_OTHER_GRAVE = 1217
PHONE_CARDS = 12171
BANK_CARDS = 12172
CARD_FLOW = 12173
BANK_CARDS_2025 = 12174
UNCHECKABLE = 1220
PAYMENT_FIVEFOLD = 1222
ADVERTS_FIVEFOLD = 1223
GAIN_FIVEFOLD = 1224
ESPECIALLY_GRAVE = 1225
CRIME_CONFIRMED = 1301

TOOLS_BY_USERS = 28531
TOOLS_BY_GAIN = 28532
BUSINESS_OF_PERSON = 22501
BUSINESS_OF_UNIT = 22502
BUSINESS_GAIN_OF_PERSON = 22503
BUSINESS_GAIN_OF_UNIT = 22504
FRAUD = 26601
CASINO = 30321
OBSCENE_SITES = 36311
OBSCENE_FEE = 36312
OBSCENE_TOLERATED = 36313
CRIME_SITES = 28711
CRIME_GROUPS = 28712
CRIME_SITE_GAIN = 28713
PROCEEDS = 31201
PERSONAL_ITEMS = 25311
PERSONAL_GAIN = 25312


class Route(NamedTuple):
    """What stands behind a code."""

    citations: tuple[Citation, ...]
    facts: tuple[str, ...] = ()


NAMES: dict[int, str] = {code: name.lower() for name, code in list(globals().items()) if isinstance(code, int)}
"""Names of the codes, for the catalogue of words."""


def _law(article: str, paragraph: int = 1, items: str = "") -> Citation:
    return Citation(CRIMINAL_LAW, article, paragraph, items)


def _rule(article: str, items: str = "", paragraph: int = 0) -> Citation:
    return Citation(INTERPRETATION, article, paragraph, items)


_REFUSING, _AIDING = _law("286-1"), _law("287-2")
_OTHER = Citation(INTERPRETATION, "12", 1, "7")
_OPINION_II = Citation("opinion_ii", "9")
_MINUTES = Citation("minutes_2022")
_TOOLS = (_law("285", 3), Citation("fashi_2011_19", "3", 1))
_BUSINESS = (_law("225", 0), Citation("standards_ii"))
_OBSCENE = (_law("363"), Citation("fashi_2010_3", "6", 1))
_SITES = _law("287-1")
_PERSONAL = (_law("253-1"), Citation("fashi_2017_10", "5", 1))

ROUTES: dict[int, Route] = {
    IN_FORCE: Route((Citation("amendment_ix"), _law("12")), ("conduct_end_day",)),
    SERVICE_NAMED: Route((_REFUSING, _rule("1")), ("network_service",)),
    TOOL_SELLING: Route((_REFUSING,), ("sells_tools",)),
    CRIMINAL_IN_ITSELF: Route((_REFUSING,)),
    LEGAL_DUTY: Route((_REFUSING,), ("legal_duty",)),
    DUTY_BY_CONTROL: Route((Citation("pan_xiong", "3.1"),), ("legal_duty", "duty_on_content", "control")),
    DUTY_BY_ORDER: Route(
        (Citation("pan_xiong", "3.1"), _rule("2")), ("legal_duty", "duty_on_content", "control", "order_attainable")
    ),
    DUTY_WITHOUT_CONTROL: Route((_REFUSING,), ("legal_duty", "duty_on_content")),
    BREACH: Route((_REFUSING,), ("breach",)),
    ORDER_NOT_REQUIRED: Route((_REFUSING,)),
    ORDER_GIVEN: Route((_REFUSING, _rule("2", paragraph=1)), ("orders",)),
    ORDER_WRITTEN: Route((_rule("2", paragraph=1),), ("order_written",)),
    ORDER_BASIS: Route((_rule("2", paragraph=2),), ("order_basis",)),
    ORDER_CLEAR: Route((_rule("2", paragraph=2),), ("order_clear",)),
    ORDER_ATTAINABLE: Route((_rule("2", paragraph=2),), ("order_attainable",)),
    ORDER_VALID: Route(
        (_REFUSING, _rule("2")), ("orders", "order_written", "order_basis", "order_clear", "order_attainable")
    ),
    ORDER_WEIGHED: Route((_rule("2", paragraph=2),), ("order_basis", "order_clear", "order_attainable")),
    REFUSAL: Route((_REFUSING,), ("refused",)),
    INTENT: Route((_REFUSING, _law("14")), ("intent",)),
    DIRECT_INTENT: Route((_REFUSING, Citation("pan_xiong", "3.2.1")), ("intent",)),
    INTENT_NOT_REQUIRED: Route((_REFUSING,), ("intent",)),
    NO_RESULT_NEEDED: Route((_REFUSING,)),
    BEFORE_THE_MARKS: Route((Citation("statute_alone"),), ("judgment_day",)),
    NOTHING_HAPPENED: Route((Citation("statute_alone"),)),
    NO_MARK_REACHED: Route(()),
    HARM_BEFORE_ORDER: Route((_law("286-1", items="1-2"), Citation("pan_xiong", "3.2.3")), ("harm_before_order",)),
    KNOWN: Route((_AIDING,), ("knows",)),
    REBUTTED: Route((_rule("11"),), ("rebutted",)),
    NO_SIGN: Route((_AIDING, _rule("11")), ("knows",)),
    RESULT_ACCEPTED: Route((_AIDING,), ("accepts_result",)),
    AID: Route((_AIDING,), ("aid",)),
    SPREAD_VIDEOS: Route((_rule("3", "1"),), ("illegal_videos",)),
    SPREAD_ITEMS: Route((_rule("3", "2"),), ("illegal_items",)),
    SPREAD_MIXED: Route((_rule("3", "3"),), ("illegal_videos", "illegal_items")),
    SPREAD_ACCOUNTS: Route((_rule("3", "4"),), ("accounts_reached",)),
    SPREAD_GROUPS: Route((_rule("3", "5"),), ("group_members",)),
    SPREAD_FOLLOWERS: Route((_rule("3", "5"),), ("followers",)),
    SPREAD_CLICKS: Route((_rule("3", "6"),), ("clicks",)),
    SPREAD_GRAVE: Route((_rule("3", "7"),), ("spread_grave",)),
    LEAK_SENSITIVE: Route((_rule("4", "1"),), ("leaked_sensitive",)),
    LEAK_IMPORTANT: Route((_rule("4", "2"),), ("leaked_important",)),
    LEAK_OTHER: Route((_rule("4", "3"),), ("leaked_other",)),
    LEAK_MIXED: Route((_rule("4", "4"),), ("leaked_sensitive", "leaked_important", "leaked_other")),
    LEAK_GRAVE: Route((_rule("4", "5-8"),), ("leak_grave",)),
    EVIDENCE_LOST: Route((_rule("5"),), ("evidence_lost",)),
    NO_LOGS: Route((_rule("6", "1"),), ("users_without_logs",)),
    ORDERS_REPEATED: Route((_rule("6", "2"),), ("orders", "order_written", "refused")),
    MAINLY_CRIME: Route((_rule("6", "3"),), ("mainly_crime",)),
    MAINLY_ILLEGAL: Route((_rule("6", "3"),), ("mainly_illegal",)),
    OTHER_GRAVE: Route((_rule("6", "4-7"),), ("other_grave",)),
    TOLD_BY_REGULATOR: Route((_rule("11", "1"),), ("told_of_aided",)),
    IGNORED_REPORTS: Route((_rule("11", "2"),), ("ignored_reports",)),
    ABNORMAL_PRICE: Route((_rule("11", "3"),), ("abnormal_price",)),
    TOOLS_FOR_CRIME: Route((_rule("11", "4"),), ("tools_for_crime",)),
    EVADES_SUPERVISION: Route((_rule("11", "5"),), ("evades_supervision",)),
    HELPS_EVADE: Route((_rule("11", "6"),), ("helps_evade",)),
    THREE_CLIENTS: Route((_rule("12", "1", 1),), ("clients_aided",)),
    PAYMENT_SETTLED: Route((_rule("12", "2", 1),), ("payment_yuan",)),
    ADVERTS_FUNDED: Route((_rule("12", "3", 1),), ("advert_yuan",)),
    ILLEGAL_GAIN: Route((_rule("12", "4", 1),), ("gain_yuan",)),
    SANCTIONED_BEFORE: Route((_rule("12", "5", 1),), ("sanctioned_before",)),
    AIDED_GRAVE: Route((_rule("12", "6", 1),), ("aided_grave", "aided_especially_grave")),
    AID_OTHER_GRAVE: Route((_OTHER,), ("aid_other_grave",)),
    PHONE_CARDS: Route((_OTHER, _OPINION_II), ("phone_cards",)),
    BANK_CARDS: Route((_OTHER, _OPINION_II, _MINUTES), ("bank_cards", "card_flow_yuan", "card_fraud_yuan")),
    CARD_FLOW: Route((_OTHER, Citation("minutes_2020"), _MINUTES), ("card_flow_yuan", "card_fraud_yuan")),
    BANK_CARDS_2025: Route((_OTHER, Citation("opinion_2025", "6")), ("bank_cards", "card_flow_yuan")),
    UNCHECKABLE: Route((_rule("12", paragraph=2),), ("uncheckable",)),
    PAYMENT_FIVEFOLD: Route((_rule("12", paragraph=2),), ("payment_yuan",)),
    ADVERTS_FIVEFOLD: Route((_rule("12", paragraph=2),), ("advert_yuan",)),
    GAIN_FIVEFOLD: Route((_rule("12", paragraph=2),), ("gain_yuan",)),
    ESPECIALLY_GRAVE: Route((_rule("12", paragraph=2),), ("aided_especially_grave",)),
    CRIME_CONFIRMED: Route((_rule("13"),), ("crime_confirmed",)),
    TOOLS_BY_USERS: Route(_TOOLS, ("sells_tools", "vpn_tools", "intrusion_tools", "tool_users")),
    TOOLS_BY_GAIN: Route(_TOOLS, ("sells_tools", "vpn_tools", "intrusion_tools", "tool_gain_yuan")),
    BUSINESS_OF_PERSON: Route(_BUSINESS, ("unit", "unlicensed_turnover_yuan")),
    BUSINESS_OF_UNIT: Route(_BUSINESS, ("unit", "unlicensed_turnover_yuan")),
    BUSINESS_GAIN_OF_PERSON: Route(_BUSINESS, ("unit", "unlicensed_gain_yuan")),
    BUSINESS_GAIN_OF_UNIT: Route(_BUSINESS, ("unit", "unlicensed_gain_yuan")),
    FRAUD: Route((_law("266", 0), Citation("fafa_2016_32")), ("fraud_yuan",)),
    CASINO: Route((_law("303", 2), Citation("gongtongzi_2010_40", "II")), ("casino_fee_yuan",)),
    OBSCENE_SITES: Route(_OBSCENE, ("obscene_sites",)),
    OBSCENE_FEE: Route(_OBSCENE, ("obscene_fee_yuan",)),
    OBSCENE_TOLERATED: Route((_law("363"), Citation("fashi_2010_3", "4")), ("obscene_videos_tolerated",)),
    CRIME_SITES: Route((_SITES, _rule("10", "2")), ("crime_sites",)),
    CRIME_GROUPS: Route((_SITES, _rule("10", "3")), ("crime_groups",)),
    CRIME_SITE_GAIN: Route((_SITES, _rule("10", "5")), ("crime_site_gain_yuan",)),
    PROCEEDS: Route((_law("312"), Citation("fashi_2015_11", "1")), ("proceeds_yuan",)),
    PERSONAL_ITEMS: Route(_PERSONAL, ("personal_items_traded",)),
    PERSONAL_GAIN: Route(_PERSONAL, ("personal_gain_yuan",)),
}
