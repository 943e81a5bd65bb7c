"""Explain an assessment on a page that a lawyer can read. It renders truths and routes and decides nothing."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable

from zombielaw.sim.law import routes
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, Assessment
from zombielaw.sim.law.concurrence import A_286_1, B_287_2, NONE, OTHER, READINGS, SPECIAL_FIRST, Reading
from zombielaw.sim.law.dates import DATED, Statute, date_of, law_in_force
from zombielaw.sim.law.elements import KNOWING_STAGED, SCOPE_NEUTRAL, SCOPE_RESIDUAL, Finding
from zombielaw.sim.law.facts import ANY_DAY, MAYBE, UNKNOWN, Facts, Interval
from zombielaw.sim.law.offences import LIFE, MAXIMUM_286_1, TABLE
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NAMES, NOT_MET, OPEN

FACT_WORDS: dict[str, str] = {
    "network_service": "a service named in Art. 1",
    "control": "share of data and conduct under its control",
    "legal_duty": "a statutory duty on this service",
    "breach": "duty not performed",
    "conduct_end_day": "end of the conduct",
    "order_day": "date of the decisive order",
    "judgment_day": "date of judgment",
    "orders": "orders to rectify within two years",
    "order_written": "order in a document",
    "order_basis": "competent body and legal ground",
    "order_clear": "measures and deadline clear and reasonable",
    "order_attainable": "able to comply",
    "refused": "not corrected by the deadline",
    "intent": "state of mind",
    "illegal_videos": "illegal videos",
    "illegal_items": "other illegal items",
    "accounts_reached": "user accounts reached",
    "group_members": "group members",
    "followers": "followers",
    "clicks": "real clicks",
    "leaked_sensitive": "leaked items on location, content, credit, property",
    "leaked_important": "leaked items on lodging, records, health, transactions",
    "leaked_other": "other leaked items",
    "leak_grave": "grave results of the leak",
    "evidence_lost": "evidence lost as Art. 5 demands",
    "users_without_logs": "share of users without logs or real-name checks",
    "mainly_crime": "service mainly serves crime",
    "other_grave": "circumstances of Art. 6(4)-(7)",
    "knows": "actual knowledge of the aided crime",
    "told_of_aided": "told by a regulator of the aided content or client",
    "ignored_reports": "reports ignored",
    "abnormal_price": "abnormal price or manner",
    "tools_for_crime": "tools made for crime supplied",
    "evades_supervision": "evades supervision",
    "helps_evade": "helps others evade",
    "rebutted": "presumption rebutted",
    "accepts_result": "accepts the result of the help",
    "aid": "help given",
    "clients_aided": "persons or sites helped",
    "payment_yuan": "yuan settled",
    "advert_yuan": "yuan of adverts funded",
    "gain_yuan": "yuan gained from the aided conduct",
    "sanctioned_before": "sanctioned before for like acts",
    "aided_grave": "aided crime had serious results",
    "aided_especially_grave": "aided crime had especially serious results",
    "crime_confirmed": "aided crime confirmed",
    "uncheckable": "level of crime cannot be checked",
    "sells_tools": "sells tools that get past controls",
    "intrusion_tools": "tools made for intrusion or illegal control",
    "tool_users": "persons supplied with tools",
    "tool_gain_yuan": "yuan gained from tools",
    "unlicensed_turnover_yuan": "yuan of unlicensed turnover",
    "obscene_sites": "obscene sites hosted knowingly",
    "obscene_fee_yuan": "yuan of fee from obscene sites",
    "casino_fee_yuan": "yuan of fee from casino sites",
    "fraud_yuan": "yuan taken by shared fraud",
}
WIDTH = 118
_SHARES = ("control", "users_without_logs")
_INTENTS = ("negligence", "indirect intent", "direct intent")

ELEMENT_WORDS: dict[str, str] = {
    "in_force": "in force",
    "subject": "subject",
    "duty": "duty",
    "breach": "breach",
    "order": "valid order",
    "refusal": "refusal",
    "intent": "intent",
    "consequence": "consequence",
    "knowing": "knowing",
    "aid": "aid",
    "aided_crime": "aided crime",
    "serious": "serious",
    "fivefold": "five-fold route",
    "weight": "weight of the aid",
}
_ITEMS_OF: dict[str, tuple[int, ...]] = {  # routes whose facts were looked at when no single item decided
    "consequence": (*range(301, 700), routes.SPREAD_FOLLOWERS),
    "knowing": tuple(range(1101, 1200)),
    "serious": tuple(range(1211, 1217)),
    "fivefold": tuple(range(1220, 1230)),
}
_OFFENCE_WORDS = {
    NONE: "no offence",
    A_286_1: "Art. 286-1",
    B_287_2: "Art. 287-2",
    OTHER: "another offence",
}


def value_in_words(name: str, value: float) -> str:
    """One exact value of a fact."""
    default = Facts._field_defaults[name]
    if name == "intent":
        return _INTENTS[round(value)]
    if default == ANY_DAY:
        if math.isinf(value):
            return "any later day" if value > 0 else "any earlier day"
        return date_of(round(value)).isoformat()
    if name in _SHARES:
        return f"{value:.0%}"
    if default == MAYBE:
        return "yes" if value >= 1.0 else "no"
    return "without limit" if math.isinf(value) else f"{value:,.10g}"


def in_words(name: str, fact: Interval) -> str:
    """Give a fact's interval in words."""
    low, high = fact
    if fact == Facts._field_defaults[name]:
        return "unknown"
    if low == high:
        return value_in_words(name, low)
    if math.isinf(high):
        return f"{value_in_words(name, low)} or {'later' if name.endswith('_day') else 'more'}"
    if math.isinf(low):
        return f"{value_in_words(name, high)} or earlier"
    if low == 0.0 and Facts._field_defaults[name] == UNKNOWN:
        return f"at most {value_in_words(name, high)}"
    return f"{value_in_words(name, low)} to {value_in_words(name, high)}"


def offences_in_words(bits: int) -> str:
    """Offences named by the bits of an answer."""
    *most, last = (words for bit, words in _OFFENCE_WORDS.items() if bits & bit)
    return f"{', '.join(most)} or {last}" if most else last


def reading_in_words(reading: Reading) -> str:
    """Name a reading and say its three rules."""
    name = next((name for name, known in READINGS.items() if known == reading), "unnamed")
    scope = "286-1 reaches every service of Art. 1"
    if reading.scope == SCOPE_NEUTRAL:
        scope = "286-1 does not reach the sale of tools, which is no neutral aid"
    elif reading.scope == SCOPE_RESIDUAL:
        scope = "286-1 reaches only conduct that is no other offence in itself"
    rule = "the heavier provision prevails"
    if reading.concurrence == SPECIAL_FIRST:
        rule = "286-1 is the special law and displaces 287-2; otherwise the heavier provision prevails"
    test = "knowing and accepting the result" if reading.knowing == KNOWING_STAGED else "knowing"
    return f"{name}: {scope}; {rule}; the mental element of 287-2 is {test}"


def _stated(names: Iterable[str], facts: Facts) -> str:
    return "; ".join(f"{FACT_WORDS[name]}: {in_words(name, getattr(facts, name))}" for name in names)


def _looked_at(element: str, facts: Facts) -> list[str]:
    """Facts behind all items of an element that are not known to be nil."""
    names = dict.fromkeys(
        name for code, route in ROUTES.items() if code in _ITEMS_OF.get(element, ()) for name in route.facts
    )
    return [
        name
        for name in names
        if getattr(facts, name).high > 0.0 and getattr(facts, name) != Facts._field_defaults[name]
    ]


def _finding(element: str, finding: Finding, facts: Facts) -> list[str]:
    route = ROUTES[finding.route]
    names = list(route.facts)
    if finding.route in (routes.NO_MARK_REACHED, routes.BEFORE_THE_MARKS, routes.NO_SIGN, routes.NOTHING_HAPPENED):
        names += [name for name in _looked_at(element, facts) if name not in names]
    head = f"  {ELEMENT_WORDS[element]:<19}{NAMES[finding.truth]:<9}"
    lines = [f"{head}{route.question} [{route.citation}]"]
    if names:
        lines.append(" " * len(head) + _stated(names, facts))
    indent = " " * len(head)
    return [textwrap.fill(line, WIDTH, subsequent_indent=indent) for line in lines]


def _law_lines(facts: Facts, statute: Statute) -> list[str]:
    law = law_in_force(facts, statute)
    how = "by the dates of the case" if statute.version == DATED else f"as of {statute.version}, whatever the dates"
    marks = {
        MET: "its marks and presumptions apply",
        NOT_MET: "its marks and presumptions do not apply",
        OPEN: "whether it applies is open: the date of judgment is not known well enough",
    }[law.numeric_marks]
    first_fine = {
        MET: "a fine could come with the first order",
        NOT_MET: "a fine presupposed a refusal",
        OPEN: "whether a fine presupposed a refusal is open",
    }[law.fine_with_first_order]
    lines = [
        f"Law applied {how}.",
        f"  Interpretation of 2019: {marks} ({_stated(['judgment_day'], facts)}).",
        f"  Administrative step: {first_fine} ({_stated(['order_day'], facts)}).",
    ]
    changes = []
    if not law.order_element_required:
        changes.append("no order and no refusal needed")
    if law.consequence_multiple == 0.0:
        changes.append("no result needed")
    elif law.consequence_multiple != 1.0:
        changes.append(f"marks of Arts. 3 and 4 multiplied by {law.consequence_multiple:g}")
    if not law.intent_required:
        changes.append("negligence suffices")
    if law.order_weighted:
        changes.append("the factors of Art. 2(2) are weighed together")
    if changes:
        lines.append(f"  Departures for Art. 286-1: {'; '.join(changes)}.")
    return lines


def _months(value: float) -> str:
    return "life" if value >= LIFE else f"{value:g} months"


def _other_lines(assessment: Assessment, facts: Facts) -> list[str]:
    lines = [f"Other offences: {NAMES[assessment.other.truth]}"]
    entry = next((row for row in TABLE if row.route == assessment.other.route), None)
    if entry is None:
        return [*lines, f"  {ROUTES[routes.NO_OTHER].question}: no"]
    route = ROUTES[entry.route]
    low, high = assessment.other_maximum_months
    maximum = _months(low) if low == high else f"{_months(high)} at most"
    return [
        *lines,
        f"  {route.citation}: {route.question}; {_stated(route.facts, facts)}",
        f"  mark: {entry.mark:,.0f} {entry.measured}; heaviest maximum: {maximum}",
        f"  source: {entry.source} (confidence {entry.confidence}; not in the Interpretation of 2019)",
    ]


def _answer(assessment: Assessment, reading: Reading) -> str:
    named = offences_in_words(assessment.prevailing)
    if assessment.open:
        return f"Open: {named}, depending on what is open above."
    if assessment.prevailing == NONE:
        return "No offence is satisfied."
    if assessment.prevailing in (A_286_1, B_287_2, OTHER):
        rivals = [
            words
            for bit, truth, words in (
                (A_286_1, assessment.a_286_1, "Art. 286-1"),
                (B_287_2, assessment.b_287_2, "Art. 287-2"),
                (OTHER, assessment.other.truth, "another offence"),
            )
            if truth != NOT_MET and bit != assessment.prevailing
        ]
        if not rivals:
            return f"{named} prevails: nothing else is satisfied."
        special = reading.concurrence == SPECIAL_FIRST and assessment.prevailing == A_286_1
        why = "as the special law, or as the heavier provision" if special else "as the heavier provision"
        return f"{named} prevails over {' and '.join(rivals)}, {why}."
    return f"Either {named}: the maxima are equal ({MAXIMUM_286_1:g} months) and the law leaves the choice."


def explain(assessment: Assessment, facts: Facts, statute: Statute, reading: Reading) -> str:
    """Render an assessment: law, elements with the fact that decided, offences, and the rule that chose.

    Parameters
    ----------
    assessment
        Result of ``assess`` for the three other arguments.
    facts, statute, reading
        What was assessed, and under what.

    Returns
    -------
    str
        A page of plain text.
    """
    lines = _law_lines(facts, statute)
    lines += [f"Reading {reading_in_words(reading)}.", ""]
    for title, truth, names in (
        ("Art. 286-1, refusing to perform the duty to manage network security", assessment.a_286_1, ELEMENTS_286_1),
        ("Art. 287-2, aiding crime on information networks", assessment.b_287_2, ELEMENTS_287_2),
    ):
        lines.append(f"{title}: {NAMES[truth]}")
        for name in names:
            lines += _finding(name, getattr(assessment, name), facts)
        lines.append("")
    lines += _other_lines(assessment, facts)
    lines += ["", _answer(assessment, reading)]
    return "\n".join(line if "\n" in line else textwrap.fill(line, WIDTH, subsequent_indent="    ") for line in lines)
