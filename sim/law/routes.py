"""Routes: the item of the law on which an element was decided.

Every element returns a truth and a route. Codes of the Interpretation Fa Shi [2019] No. 15 read as article and item
(``301`` is Art. 3(1)), those of Art. 12 with the paragraph between (``1214`` is Art. 12(1)(4)); those of rivals
read as article and item (``36301``) and are declared with them. The table :data:`ROUTES` gives the places in the law
and the facts that answered; what was asked stands in the catalogue of words under ``route.<name>``. It explains and is
never consulted by a rule.
"""

from __future__ import annotations

from typing import NamedTuple

from zombielaw.sim.law.citations import INTERPRETATION, Citation, law_at, rule_at
from zombielaw.sim.law.knowledge import (
    ABNORMAL_DEALING,
    ABNORMAL_PRICE,
    BULK_DEVICES,
    CASINO_FEE,
    CASINO_NOTICE,
    CASINO_OBSTRUCTION,
    EVADES_SUPERVISION,
    HELPS_EVADE,
    IGNORED_REPORTS,
    KNOWN,
    KNOWN_CASINO,
    KNOWN_FRAUD,
    KNOWN_OBSCENE,
    KNOWN_PROCEEDS,
    MAY_BE_FOUND,
    NO_SIGN,
    NO_SIGN_CASINO,
    NO_SIGN_OBSCENE,
    NOTIFIED_BY_REGULATOR,
    OBSCENE_NOTICE,
    OBSCENE_PRICE,
    OBSCENE_REPORTS,
    OPENED_BY_STAFF,
    PREPARED_ANSWERS,
    REBUTTED,
    REBUTTED_CASINO,
    REBUTTED_OBSCENE,
    RESTRICTED_BEFORE,
    TOOLS_FOR_CRIME,
    UNIT_ACCOUNTS,
)
from zombielaw.sim.law.offences import ALL
from zombielaw.sim.law.offences.rivals import facts_of


class Route(NamedTuple):
    """Route behind a code: its places in the law, and the facts that answer."""

    citations: tuple[Citation, ...]
    facts: tuple[str, ...] = ()


ROUTES: dict[int, Route] = {}


def _route(code: int, places: Citation | tuple[Citation, ...], *facts: str) -> int:
    """Declare a route: its code, the places in the law, the facts that answer."""
    ROUTES[code] = Route((places,) if isinstance(places, Citation) else places, facts)
    return code


_REFUSING, _AIDING = law_at("286-1"), law_at("287-2")
_OTHER = Citation(INTERPRETATION, "12", 1, "7")
_OPINION_II = Citation("opinion_ii", "9")
_OPINION_2025 = Citation("opinion_2025", "6")

IN_FORCE = _route(1, (Citation("amendment_ix"), law_at("12")), "conduct_end_day")
IN_LIMIT = _route(
    2, (law_at("87", 0), law_at("88")), "conduct_end_day", "filed_day", "limit_lifted"
)
SERVICE_NAMED = _route(11, (_REFUSING, rule_at("1")), "network_service")
TOOL_SELLING = _route(12, _REFUSING, "sells_tools")
CRIMINAL_IN_ITSELF = _route(13, _REFUSING)
LEGAL_DUTY = _route(21, _REFUSING, "legal_duty")
DUTY_BY_CONTROL = _route(
    22, Citation("pan_xiong", "3.1"), "legal_duty", "duty_on_content", "control"
)
DUTY_BY_ORDER = _route(
    23,
    (Citation("pan_xiong", "3.1"), rule_at("2")),
    "legal_duty",
    "duty_on_content",
    "control",
    "order_attainable",
)
DUTY_WITHOUT_CONTROL = _route(24, _REFUSING, "legal_duty", "duty_on_content")
BREACH = _route(25, _REFUSING, "breach")
ORDER_NOT_REQUIRED = _route(30, _REFUSING)
ORDER_GIVEN = _route(31, (_REFUSING, rule_at("2", paragraph=1)), "orders")
ORDER_WRITTEN = _route(32, rule_at("2", paragraph=1), "order_written")
ORDER_BASIS = _route(33, rule_at("2", paragraph=2), "order_basis")
ORDER_CLEAR = _route(34, rule_at("2", paragraph=2), "order_clear")
ORDER_ATTAINABLE = _route(35, rule_at("2", paragraph=2), "order_attainable")
ORDER_VALID = _route(
    36,
    (_REFUSING, rule_at("2")),
    "orders",
    "order_written",
    "order_basis",
    "order_clear",
    "order_attainable",
)
ORDER_WEIGHED = _route(
    37, rule_at("2", paragraph=2), "order_basis", "order_clear", "order_attainable"
)
REFUSAL = _route(40, _REFUSING, "refused")
ORDER_IN_TIME = _route(
    41, (_REFUSING, Citation("amendment_ix"), law_at("12")), "order_day", "conduct_end_day"
)
INTENT = _route(45, (_REFUSING, law_at("14")), "intent")
DIRECT_INTENT = _route(47, (_REFUSING, Citation("pan_xiong", "3.2.1")), "intent")
INTENT_NOT_REQUIRED = _route(46, _REFUSING, "intent")
NO_RESULT_NEEDED = _route(50, _REFUSING)
BEFORE_THE_MARKS = _route(51, Citation("statute_alone"), "judgment_day")
NOTHING_HAPPENED = _route(52, Citation("statute_alone"))
NO_MARK_REACHED = _route(53, ())
HARM_BEFORE_ORDER = _route(
    54, (law_at("286-1", items="1-2"), Citation("pan_xiong", "3.2.3")), "harm_before_order"
)
RESULT_ACCEPTED = _route(63, _AIDING, "accepts_result")
AID = _route(70, _AIDING, "aid")

SPREAD_VIDEOS = _route(301, rule_at("3", "1"), "illegal_videos")
SPREAD_ITEMS = _route(302, rule_at("3", "2"), "illegal_items")
SPREAD_MIXED = _route(303, rule_at("3", "3"), "illegal_videos", "illegal_items")
SPREAD_ACCOUNTS = _route(304, rule_at("3", "4"), "accounts_reached")
SPREAD_GROUPS = _route(305, rule_at("3", "5"), "group_members")
SPREAD_FOLLOWERS = _route(3052, rule_at("3", "5"), "followers")
SPREAD_CLICKS = _route(306, rule_at("3", "6"), "clicks")
SPREAD_GRAVE = _route(307, rule_at("3", "7"), "spread_grave")
LEAK_SENSITIVE = _route(401, rule_at("4", "1"), "leaked_sensitive")
LEAK_IMPORTANT = _route(402, rule_at("4", "2"), "leaked_important")
LEAK_OTHER = _route(403, rule_at("4", "3"), "leaked_other")
LEAK_MIXED = _route(404, rule_at("4", "4"), "leaked_sensitive", "leaked_important", "leaked_other")
LEAK_GRAVE = _route(405, rule_at("4", "5-8"), "leak_grave")
EVIDENCE_LOST = _route(501, rule_at("5"), "evidence_lost")
NO_LOGS = _route(601, rule_at("6", "1"), "users_without_logs")
ORDERS_REPEATED = _route(602, rule_at("6", "2"), "orders", "order_written", "refused")
MAINLY_CRIME = _route(603, rule_at("6", "3"), "mainly_crime")
MAINLY_ILLEGAL = _route(6032, rule_at("6", "3"), "mainly_illegal")
OTHER_GRAVE = _route(604, rule_at("6", "4-7"), "other_grave")
THREE_CLIENTS = _route(1211, rule_at("12", "1", 1), "clients_aided")
THREE_SITES = _route(12112, rule_at("12", "1", 1), "sites_aided")
PAYMENT_SETTLED = _route(1212, rule_at("12", "2", 1), "payment_yuan")
ADVERTS_FUNDED = _route(1213, rule_at("12", "3", 1), "advert_yuan")
ILLEGAL_GAIN = _route(1214, rule_at("12", "4", 1), "gain_yuan")
SANCTIONED_BEFORE = _route(1215, rule_at("12", "5", 1), "sanctioned_before")
AIDED_GRAVE = _route(1216, rule_at("12", "6", 1), "aided_grave", "aided_especially_grave")
AID_OTHER_GRAVE = _route(1217, _OTHER, "aid_other_grave")
PHONE_CARDS = _route(12171, (_OTHER, _OPINION_II, _OPINION_2025), "phone_cards", "own_phone_cards")
BANK_CARDS = _route(12172, (_OTHER, _OPINION_II), "bank_cards", "accounts_of_others")
CARD_FLOW = _route(
    12173,
    (_OTHER, Citation("minutes_2020", "5"), Citation("minutes_2022", "4")),
    "card_flow_yuan",
    "others_flow_yuan",
    "card_fraud_yuan",
)
BANK_CARDS_2025 = _route(12174, (_OTHER, _OPINION_2025), "bank_cards", "card_flow_yuan")
ACCOUNTS_OF_OTHERS = _route(
    12175, (_OTHER, _OPINION_2025), "accounts_of_others", "others_flow_yuan"
)
UNCHECKABLE = _route(1220, rule_at("12", paragraph=2), "uncheckable")
PAYMENT_FIVEFOLD = _route(1222, rule_at("12", paragraph=2), "payment_yuan")
ADVERTS_FIVEFOLD = _route(1223, rule_at("12", paragraph=2), "advert_yuan")
GAIN_FIVEFOLD = _route(1224, rule_at("12", paragraph=2), "gain_yuan")
ESPECIALLY_GRAVE = _route(1225, rule_at("12", paragraph=2), "aided_especially_grave")
CRIME_CONFIRMED = _route(1301, rule_at("13"), "crime_confirmed")

# who knew, see sim/law/knowledge.py
_OBSCENE, _CASINO = "fashi_2010_3", "gongtongzi_2010_40"
_BY_CARDS, _BY_FRAUD = Citation("opinion_ii", "8", 2), Citation("opinion_2025", "5")
_route(KNOWN, _AIDING, "knows")
_route(REBUTTED, rule_at("11"), "rebutted")
_route(NO_SIGN, (_AIDING, rule_at("11")), "knows")
_route(MAY_BE_FOUND, (_AIDING, rule_at("11")), "knows")
_route(NOTIFIED_BY_REGULATOR, rule_at("11", "1"), "told_of_aided")
_route(IGNORED_REPORTS, rule_at("11", "2"), "ignored_reports")
_route(ABNORMAL_PRICE, rule_at("11", "3"), "abnormal_price")
_route(ABNORMAL_DEALING, rule_at("11", "3"), "abnormal_dealing")
_route(TOOLS_FOR_CRIME, rule_at("11", "4"), "tools_for_crime")
_route(EVADES_SUPERVISION, rule_at("11", "5"), "evades_supervision")
_route(HELPS_EVADE, rule_at("11", "6"), "helps_evade")
_route(UNIT_ACCOUNTS, _BY_CARDS, "trades_unit_accounts")
_route(OPENED_BY_STAFF, _BY_CARDS, "opens_as_staff")
_route(BULK_DEVICES, _BY_FRAUD._replace(items="1"), "bulk_devices")
_route(RESTRICTED_BEFORE, _BY_FRAUD._replace(items="2"), "restricted_before")
_route(PREPARED_ANSWERS, _BY_FRAUD._replace(items="3"), "prepared_answers")
_route(KNOWN_OBSCENE, law_at("363"), "knows")
_route(REBUTTED_OBSCENE, Citation(_OBSCENE, "8"), "rebutted")
_route(NO_SIGN_OBSCENE, Citation(_OBSCENE, "8"), "knows")
_route(OBSCENE_NOTICE, Citation(_OBSCENE, "8", items="1"), "told_of_aided", "told_in_writing")
_route(OBSCENE_REPORTS, Citation(_OBSCENE, "8", items="2"), "ignored_reports")
_route(OBSCENE_PRICE, Citation(_OBSCENE, "8", items="3"), "abnormal_price")
_route(KNOWN_CASINO, law_at("303", 2), "knows")
_route(REBUTTED_CASINO, Citation(_CASINO, "II"), "rebutted")
_route(NO_SIGN_CASINO, Citation(_CASINO, "II"), "knows")
_route(CASINO_NOTICE, Citation(_CASINO, "II"), "told_of_aided", "told_in_writing")
_route(CASINO_FEE, Citation(_CASINO, "II"), "abnormal_price")
_route(CASINO_OBSTRUCTION, Citation(_CASINO, "II"), "obstructs_inquiry")
_route(KNOWN_PROCEEDS, law_at("312"), "knows")
_JOINT = law_at("25")
_route(KNOWN_FRAUD, (_JOINT, Citation("fashi_2011_7", "7")), "knows")
JOINT_CRIME = _route(26, _JOINT, "crime_confirmed")
UPSTREAM_CRIME = _route(31281, Citation("fashi_2015_11", "8"), "crime_confirmed")

NAMES: dict[int, str] = {
    code: name.lower() for name, code in list(globals().items()) if isinstance(code, int)
}
"""Names of the codes, for the catalogue of words."""
for _rival in ALL:
    for _entry in _rival.entries:
        _at = dict.fromkeys((_rival.article, _entry.place))
        ROUTES[_entry.route] = Route((*_at,), facts_of(_entry))
        NAMES[_entry.route] = _entry.name
