"""Routes: the item of the law on which an element was decided.

Every element returns a truth and a route. Codes of the Interpretation Fa Shi [2019] No. 15 read as article and item
(``301`` is Art. 3(1)), those of Art. 12 with the paragraph between (``1214`` is Art. 12(1)(4)); those of rivals
read as article and item (``36301``) and are declared with them. The table :data:`ROUTES` gives the places in the law
and the facts that answered; what was asked stands in the catalogue of words under ``route.<name>``. Those of rivals are
added where their rows get their codes (``offences``). A rule takes from it the fact that it compares, and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from zombielaw.sim.law.citations import INTERPRETATION, Citation, law_at, rule_at


class Route(NamedTuple):
    """Route behind a code: its places in the law, and the facts that answer."""

    citations: tuple[Citation, ...]
    facts: tuple[str, ...] = ()


ROUTES: dict[int, Route] = {}


def declare(code: int, places: Citation | tuple[Citation, ...], *facts: str) -> int:
    """Declare a route: its code, the places in the law, the facts that answer."""
    ROUTES[code] = Route((places,) if isinstance(places, Citation) else places, facts)
    return code


_REFUSING, _AIDING = law_at("286-1"), law_at("287-2")
_OTHER = Citation(INTERPRETATION, "12", 1, "7")
_OPINION_II = Citation("opinion_ii", "9")
_OPINION_2025 = Citation("opinion_2025", "6")

IN_FORCE = declare(1, (Citation("amendment_ix"), law_at("12")), "conduct_end_day")
IN_LIMIT = declare(
    2, (law_at("87", 0), law_at("88")), "conduct_end_day", "filed_day", "limit_lifted"
)
SERVICE_NAMED = declare(11, (_REFUSING, rule_at("1")), "network_service")
TOOL_SELLING = declare(12, _REFUSING, "sells_tools")
CRIMINAL_IN_ITSELF = declare(13, _REFUSING)
LEGAL_DUTY = declare(21, _REFUSING, "legal_duty")
DUTY_BY_CONTROL = declare(
    22, Citation("pan_xiong", "3.1"), "legal_duty", "duty_on_content", "control"
)
DUTY_BY_ORDER = declare(
    23,
    (Citation("pan_xiong", "3.1"), rule_at("2")),
    "legal_duty",
    "duty_on_content",
    "control",
    "order_attainable",
)
DUTY_WITHOUT_CONTROL = declare(24, _REFUSING, "legal_duty", "duty_on_content")
BREACH = declare(25, _REFUSING, "breach")
ORDER_NOT_REQUIRED = declare(30, _REFUSING)
ORDER_GIVEN = declare(31, (_REFUSING, rule_at("2", paragraph=1)), "orders")
ORDER_WRITTEN = declare(32, rule_at("2", paragraph=1), "order_written")
ORDER_BASIS = declare(33, rule_at("2", paragraph=2), "order_basis")
ORDER_CLEAR = declare(34, rule_at("2", paragraph=2), "order_clear")
ORDER_ATTAINABLE = declare(35, rule_at("2", paragraph=2), "order_attainable")
ORDER_VALID = declare(
    36,
    (_REFUSING, rule_at("2")),
    "orders",
    "order_written",
    "order_basis",
    "order_clear",
    "order_attainable",
)
ORDER_WEIGHED = declare(
    37, rule_at("2", paragraph=2), "order_basis", "order_clear", "order_attainable"
)
REFUSAL = declare(40, _REFUSING, "refused")
ORDER_IN_TIME = declare(
    41, (_REFUSING, Citation("amendment_ix"), law_at("12")), "order_day", "conduct_end_day"
)
INTENT = declare(45, (_REFUSING, law_at("14")), "intent")
DIRECT_INTENT = declare(47, (_REFUSING, Citation("pan_xiong", "3.2.1")), "intent")
INTENT_NOT_REQUIRED = declare(46, _REFUSING, "intent")
NO_RESULT_NEEDED = declare(50, _REFUSING)
BEFORE_THE_MARKS = declare(51, Citation("statute_alone"), "judgment_day")
NOTHING_HAPPENED = declare(52, Citation("statute_alone"))
NO_MARK_REACHED = declare(53, ())
HARM_BEFORE_ORDER = declare(
    54, (law_at("286-1", items="1-2"), Citation("pan_xiong", "3.2.3")), "harm_before_order"
)
RESULT_ACCEPTED = declare(63, _AIDING, "accepts_result")
AID = declare(70, _AIDING, "aid")

SPREAD_VIDEOS = declare(301, rule_at("3", "1"), "illegal_videos")
SPREAD_ITEMS = declare(302, rule_at("3", "2"), "illegal_items")
SPREAD_MIXED = declare(303, rule_at("3", "3"), "illegal_videos", "illegal_items")
SPREAD_ACCOUNTS = declare(304, rule_at("3", "4"), "accounts_reached")
SPREAD_GROUPS = declare(305, rule_at("3", "5"), "group_members")
SPREAD_FOLLOWERS = declare(3052, rule_at("3", "5"), "followers")
SPREAD_CLICKS = declare(306, rule_at("3", "6"), "clicks")
SPREAD_GRAVE = declare(307, rule_at("3", "7"), "spread_grave")
LEAK_SENSITIVE = declare(401, rule_at("4", "1"), "leaked_sensitive")
LEAK_IMPORTANT = declare(402, rule_at("4", "2"), "leaked_important")
LEAK_OTHER = declare(403, rule_at("4", "3"), "leaked_other")
LEAK_MIXED = declare(404, rule_at("4", "4"), "leaked_sensitive", "leaked_important", "leaked_other")
LEAK_GRAVE = declare(405, rule_at("4", "5-8"), "leak_grave")
EVIDENCE_LOST = declare(501, rule_at("5"), "evidence_lost")
NO_LOGS = declare(601, rule_at("6", "1"), "users_without_logs")
ORDERS_REPEATED = declare(602, rule_at("6", "2"), "orders", "order_written", "refused")
MAINLY_CRIME = declare(603, rule_at("6", "3"), "mainly_crime")
MAINLY_ILLEGAL = declare(6032, rule_at("6", "3"), "mainly_illegal")
OTHER_GRAVE = declare(604, rule_at("6", "4-7"), "other_grave")
THREE_CLIENTS = declare(1211, rule_at("12", "1", 1), "clients_aided")
THREE_SITES = declare(12112, rule_at("12", "1", 1), "sites_aided")
PAYMENT_SETTLED = declare(1212, rule_at("12", "2", 1), "payment_yuan")
ADVERTS_FUNDED = declare(1213, rule_at("12", "3", 1), "advert_yuan")
ILLEGAL_GAIN = declare(1214, rule_at("12", "4", 1), "gain_yuan")
SANCTIONED_BEFORE = declare(1215, rule_at("12", "5", 1), "sanctioned_before")
AIDED_GRAVE = declare(1216, rule_at("12", "6", 1), "aided_grave", "aided_especially_grave")
AID_OTHER_GRAVE = declare(1217, _OTHER, "aid_other_grave")
PHONE_CARDS = declare(12171, (_OTHER, _OPINION_II, _OPINION_2025), "phone_cards", "own_phone_cards")
BANK_CARDS = declare(12172, (_OTHER, _OPINION_II), "bank_cards", "accounts_of_others")
CARD_FLOW = declare(
    12173,
    (_OTHER, Citation("minutes_2020", "5"), Citation("minutes_2022", "4")),
    "card_flow_yuan",
    "others_flow_yuan",
    "card_fraud_yuan",
)
BANK_CARDS_2025 = declare(12174, (_OTHER, _OPINION_2025), "bank_cards", "card_flow_yuan")
ACCOUNTS_OF_OTHERS = declare(
    12175, (_OTHER, _OPINION_2025), "accounts_of_others", "others_flow_yuan"
)
UNCHECKABLE = declare(1220, rule_at("12", paragraph=2), "uncheckable")
PAYMENT_FIVEFOLD = declare(1222, rule_at("12", paragraph=2), "payment_yuan")
ADVERTS_FIVEFOLD = declare(1223, rule_at("12", paragraph=2), "advert_yuan")
GAIN_FIVEFOLD = declare(1224, rule_at("12", paragraph=2), "gain_yuan")
ESPECIALLY_GRAVE = declare(1225, rule_at("12", paragraph=2), "aided_especially_grave")
CRIME_CONFIRMED = declare(1301, rule_at("13"), "crime_confirmed")

# who knew
_OBSCENE, _CASINO = "fashi_2010_3", "gongtongzi_2010_40"
_BY_CARDS, _BY_FRAUD = Citation("opinion_ii", "8", 2), Citation("opinion_2025", "5")
KNOWN = declare(60, _AIDING, "knows")
REBUTTED = declare(61, rule_at("11"), "rebutted")
NO_SIGN = declare(62, (_AIDING, rule_at("11")), "knows")
MAY_BE_FOUND = declare(64, (_AIDING, rule_at("11")), "knows")
NOTIFIED_BY_REGULATOR = declare(1101, rule_at("11", "1"), "told_of_aided")
IGNORED_REPORTS = declare(1102, rule_at("11", "2"), "ignored_reports")
ABNORMAL_PRICE = declare(1103, rule_at("11", "3"), "abnormal_price")
ABNORMAL_DEALING = declare(1113, rule_at("11", "3"), "abnormal_dealing")
TOOLS_FOR_CRIME = declare(1104, rule_at("11", "4"), "tools_for_crime")
EVADES_SUPERVISION = declare(1105, rule_at("11", "5"), "evades_supervision")
HELPS_EVADE = declare(1106, rule_at("11", "6"), "helps_evade")
UNIT_ACCOUNTS = declare(1171, _BY_CARDS, "trades_unit_accounts")
OPENED_BY_STAFF = declare(1172, _BY_CARDS, "opens_as_staff")
BULK_DEVICES = declare(1175, _BY_FRAUD._replace(items="1"), "bulk_devices")
RESTRICTED_BEFORE = declare(1176, _BY_FRAUD._replace(items="2"), "restricted_before")
PREPARED_ANSWERS = declare(1177, _BY_FRAUD._replace(items="3"), "prepared_answers")
KNOWN_OBSCENE = declare(36380, law_at("363"), "knows")
REBUTTED_OBSCENE = declare(36388, Citation(_OBSCENE, "8"), "rebutted")
NO_SIGN_OBSCENE = declare(36389, Citation(_OBSCENE, "8"), "knows")
OBSCENE_NOTICE = declare(
    36381, Citation(_OBSCENE, "8", items="1"), "told_of_aided", "told_in_writing"
)
OBSCENE_REPORTS = declare(36382, Citation(_OBSCENE, "8", items="2"), "ignored_reports")
OBSCENE_PRICE = declare(36383, Citation(_OBSCENE, "8", items="3"), "abnormal_price")
KNOWN_CASINO = declare(30380, law_at("303", 2), "knows")
REBUTTED_CASINO = declare(30388, Citation(_CASINO, "II"), "rebutted")
NO_SIGN_CASINO = declare(30389, Citation(_CASINO, "II"), "knows")
CASINO_NOTICE = declare(30381, Citation(_CASINO, "II"), "told_of_aided", "told_in_writing")
CASINO_FEE = declare(30382, Citation(_CASINO, "II"), "abnormal_price")
CASINO_OBSTRUCTION = declare(30383, Citation(_CASINO, "II"), "obstructs_inquiry")
KNOWN_PROCEEDS = declare(31280, law_at("312"), "knows")
_JOINT = law_at("25")
KNOWN_FRAUD = declare(26680, (_JOINT, Citation("fashi_2011_7", "7")), "knows")
JOINT_CRIME = declare(26, _JOINT, "crime_confirmed")
UPSTREAM_CRIME = declare(31281, (law_at("312"), Citation("fashi_2015_11", "8")), "crime_confirmed")

NAMES: dict[int, str] = {
    code: name.lower() for name, code in list(globals().items()) if isinstance(code, int)
}
"""Names of the codes, for the catalogue of words. Marks of rivals are added where their codes are given."""
