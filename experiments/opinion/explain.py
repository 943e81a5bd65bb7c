"""Facts, values, answers and rules in words: one phrase each, in a language. It renders and decides nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date

from zombielaw.experiments.opinion.citations import numeral
from zombielaw.experiments.opinion.words import law_text, texts
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law import elements, elements_287_2, offences, routes
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import ACTUAL_KNOWLEDGE, NO_NEUTRAL_SERVICES, Statute, date_of
from zombielaw.sim.law.facts import ANY_DAY, SHARES, UNKNOWN, Facts, Interval, is_yes_no
from zombielaw.sim.law.offences import OFFENCES
from zombielaw.sim.law.offences.rival import DETENTION, LIFE, SURVEILLANCE, least_of, months_of

FACT_WORDS: dict[str, str] = {name: law_text(f"fact.{name}") for name in Facts._fields}
ELEMENT_WORDS: dict[str, str] = {
    name: law_text(f"element.{name}") for name in dict.fromkeys((*ELEMENTS_286_1, *ELEMENTS_287_2))
}
_INTENTS = ("negligence", "indirect_intent", "direct_intent")


def day(when: date, lang: Language = "en") -> str:
    """A date: 1 November 2019."""
    if lang == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {when:%B %Y}"


def number(value: float, lang: Language = "en") -> str:
    """A number; in Chinese whole multiples of ten thousand are counted in 万."""
    if math.isinf(value):
        return law_text("value.no_limit", lang)
    if lang == "zh" and value >= 10_000 and value % 1_000 == 0:
        return f"{value / 10_000:.10g}万"
    return f"{value:,.10g}" if lang == "en" else f"{value:.10g}"


def value_in_words(name: str, value: float, lang: Language = "en") -> str:
    """One exact value of a fact."""
    if name == "intent":
        return law_text(f"value.{_INTENTS[round(value)]}", lang)
    if Facts._field_defaults[name] == ANY_DAY and not math.isinf(value):
        return day(date_of(round(value)), lang)
    if name in SHARES:
        return f"{value:.0%}"
    if is_yes_no(name):
        return law_text("value.yes" if value >= 1.0 else "value.no", lang)
    if name.endswith("_yuan") and not math.isinf(value):
        return law_text("value.yuan", lang, number=number(value, lang))
    return number(value, lang)


def in_words(name: str, fact: Interval, lang: Language = "en") -> str:
    """A fact's interval: "2,000 or more"."""
    low, high = fact
    default = Facts._field_defaults[name]
    if fact == default:
        return law_text("value.unknown", lang)
    if low == high:
        return value_in_words(name, low, lang)
    if name.endswith("_yuan") and low == default.low and (high + 1.0) % 1_000.0 == 0.0:
        return law_text("value.less_than", lang, high=value_in_words(name, high + 1.0, lang))
    says = {"low": value_in_words(name, low, lang), "high": value_in_words(name, high, lang)}
    if is_yes_no(name):
        return law_text(
            "value.unknown" if low < 1.0 <= high else "value.yes" if low >= 1.0 else "value.no",
            lang,
        )
    short = [not math.isinf(end) and end != round(end, 9) for end in fact]  # just beside a mark
    below, above = low == default.low, high == default.high
    if default == ANY_DAY and (below or above):
        return law_text("value.on_or_before" if below else "value.on_or_after", lang, **says)
    if name == "intent":
        middle = [
            value_in_words(name, float(code), lang) for code in range(round(low), round(high) + 1)
        ]
        return joined(middle, lang, "list.or")
    if above:
        return law_text("value.more_than" if short[0] else "value.or_more", lang, **says)
    if below and (default == UNKNOWN or name in SHARES):
        return law_text("value.less_than" if short[1] else "value.at_most", lang, **says)
    return law_text("value.more_and_less" if all(short) else "value.between", lang, **says)


def fact_in_words(name: str, fact: Interval, lang: Language) -> str:
    """A quantity with its value; a clause alone."""
    words = law_text(f"fact.{name}", lang)
    if is_yes_no(name):
        return words
    return f"{words}{law_text('list.colon', lang)}{in_words(name, fact, lang)}"


def asked(name: str, lang: Language = "en") -> str:
    """A fact that is not known: "whether the order was given in a document"; a quantity by its name."""
    return law_text(f"{'ask' if is_yes_no(name) else 'fact'}.{name}", lang)


def joined(parts: Iterable[str], lang: Language, last: str = "list.and") -> str:
    """Words as a list: A, B and C."""
    *most, end = parts
    comma = law_text("list.comma", lang)
    return f"{comma.join(most)}{law_text(last, lang)}{end}" if most else end


def listed(parts: Iterable[str], lang: Language) -> str:
    """A; B; C."""
    return law_text("list.semicolon", lang).join(parts)


def offence_names(bits: int, lang: Language = "en") -> list[str]:
    """Names of the offences whose bits are set, by code; bit 0 is no offence."""
    return [
        law_text(f"offence.{name}", lang)
        for code, name in enumerate(("none", *OFFENCES))
        if bits >> code & 1
    ]


def offences_in_words(bits: int, lang: Language = "en") -> str:
    """Offences named by the bits of an answer."""
    return joined(offence_names(bits, lang), lang, "list.or")


def offences_sentence(english: str, lang: Language) -> str:
    """Offences as :func:`offences_in_words` has them in English, in a language."""
    if lang == "en":
        return english
    names = {
        law_text(f"offence.{name}"): law_text(f"offence.{name}", lang)
        for name in ("none", *OFFENCES)
    }
    places = sorted(
        (english.index(name), other) for name, other in names.items() if _names(name, english)
    )
    return joined([other for _, other in places], lang, "list.or")


def _names(offence: str, english: str) -> bool:
    """True if the sentence names the offence, and not only another whose name begins alike."""
    return re.search(rf"{re.escape(offence)}(?!\d|-|, para)", english) is not None


def with_term(key: str, lang: Language) -> str:
    """Words of a key; in English with the Chinese term beside them."""
    words = law_text(key, lang)
    if lang == "zh":
        return words
    return f"{words} ({law_text(key, 'zh')})"


def range_in_words(code: float, lang: Language) -> str:
    """A range of punishment: the main punishments from the least to the longest, and the fine."""
    longest, lowest = months_of(code), least_of(code)
    key = {SURVEILLANCE: "range.surveillance", DETENTION: "range.detention"}.get(
        lowest, "range.years"
    )
    low, high = (years(months, lang) for months in (lowest, longest))
    words = law_text("range.life" if longest >= LIFE else key, lang, low=low, high=high)
    fine = "with_or_alone" if code % 2.0 == 0.0 else "or_property" if longest >= LIFE else "added"
    return words + law_text(f"range.{fine}", lang)


def years(months: float, lang: Language) -> str:
    """Months as a number of years; in Chinese as the statute writes it: 三."""
    return numeral(round(months / 12)) if lang == "zh" else f"{months / 12:g}"


_ENTRIES = {entry.route: entry for entries in offences.TABLE.values() for entry in entries}
_SCALED = {
    routes.SPREAD_VIDEOS: elements.VIDEOS,
    routes.SPREAD_ITEMS: elements.ITEMS,
    routes.SPREAD_ACCOUNTS: elements.ACCOUNTS,
    routes.SPREAD_GROUPS: elements.GROUP_MEMBERS,
    routes.SPREAD_FOLLOWERS: elements.FOLLOWERS,
    routes.SPREAD_CLICKS: elements.CLICKS,
    routes.LEAK_SENSITIVE: elements.LEAKED_SENSITIVE,
    routes.LEAK_IMPORTANT: elements.LEAKED_IMPORTANT,
    routes.LEAK_OTHER: elements.LEAKED_OTHER,
}
_FIXED = {
    routes.ORDERS_REPEATED: elements.SEVERAL_ORDERS,
    routes.THREE_CLIENTS: elements_287_2.CLIENTS,
    routes.PAYMENT_SETTLED: elements_287_2.PAYMENT_YUAN,
    routes.ADVERTS_FUNDED: elements_287_2.ADVERT_YUAN,
    routes.ILLEGAL_GAIN: elements_287_2.GAIN_YUAN,
    routes.PAYMENT_FIVEFOLD: elements_287_2.PAYMENT_YUAN * elements_287_2.FIVEFOLD,
    routes.ADVERTS_FIVEFOLD: elements_287_2.ADVERT_YUAN * elements_287_2.FIVEFOLD,
    routes.GAIN_FIVEFOLD: elements_287_2.GAIN_YUAN * elements_287_2.FIVEFOLD,
    routes.PHONE_CARDS: elements_287_2.PHONE_CARDS,
    routes.BANK_CARDS: elements_287_2.BANK_CARDS,
    routes.BANK_CARDS_2025: elements_287_2.BANK_CARDS_2025,
    routes.CARD_FLOW: elements_287_2.CARD_FLOW_YUAN,
    routes.ACCOUNTS_OF_OTHERS: elements_287_2.CARD_FLOW_YUAN,
    routes.THREE_SITES: elements_287_2.CLIENTS,
    **{route: min(entry.marks) for route, entry in _ENTRIES.items()},
}


def thresholds(statute: Statute) -> dict[int, float]:
    """The amount that a route asks for, by route; those of Arts. 3 and 4 of the Interpretation follow the statute."""
    return _FIXED | {route: mark * statute.consequence_multiple for route, mark in _SCALED.items()}


def question(route: int, statute: Statute, lang: Language) -> str:
    """Question of a route, with the threshold that applies."""
    return law_text(
        f"route.{routes.NAMES[route]}", lang, n=number(thresholds(statute).get(route, 0.0), lang)
    )


def reading_name(name: str, lang: Language) -> str:
    """Name of a reading in a language; a reading of the user's own keeps its name."""
    key = f"reading.{name}"
    return law_text(key, lang) if key in texts() and name in READINGS else name


def switch_in_words(name: str, value: bool, lang: Language) -> str:
    """Clause that decides one dispute."""
    return law_text(f"{'yes' if value else 'no'}.{name}", lang)


def changes_in_words(statute: Statute, lang: Language) -> list[str]:
    """Departures of a statute from the law of China as it stands, its version apart."""
    departures: Mapping[str, bool] = {
        "change.order": not statute.order_element_required,
        "change.no_result": statute.consequence_multiple == 0.0,
        "change.multiple": statute.consequence_multiple not in (0.0, 1.0),
        "change.negligence": not statute.intent_required,
        "change.actual": statute.aiding_scope == ACTUAL_KNOWLEDGE,
        "change.neutral": statute.aiding_scope == NO_NEUTRAL_SERVICES,
        "change.weighed": statute.order_weighted,
    }
    multiple = f"{statute.consequence_multiple:g}"
    return [
        law_text(key, lang, multiple=multiple) for key, departs in departures.items() if departs
    ]


def sentences(parts: Iterable[str], lang: Language) -> str:
    """Sentences one after the other; the empty ones are left out."""
    return ("" if lang == "zh" else " ").join(part for part in parts if part)
