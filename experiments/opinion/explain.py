"""Facts, values, answers and rules in words: one phrase each, in a language. It renders and decides nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping
from decimal import Decimal

from zombielaw.experiments.data.acts import DEFAULTS, is_yes_no
from zombielaw.experiments.opinion.citations import day, numeral, offence_name
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.words.texts import Language, language, speaking
from zombielaw.sim.law import routes
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import ACTUAL_KNOWLEDGE, NO_NEUTRAL_SERVICES, Statute, date_of
from zombielaw.sim.law.elements import FIXED, SCALED
from zombielaw.sim.law.facts import ANY_DAY, SHARES, UNKNOWN, Interval
from zombielaw.sim.law.offences import ALL, OFFENCES
from zombielaw.sim.law.offences.declaration import (
    DETENTION,
    LIFE,
    SURVEILLANCE,
    least_of,
    months_of,
)

FACT_WORDS: dict[str, str] = {name: law_text(f"fact.{name}", "en") for name in DEFAULTS}
ELEMENT_WORDS: dict[str, str] = {
    name: law_text(f"element.{name}", "en")
    for name in dict.fromkeys((*ELEMENTS_286_1, *ELEMENTS_287_2))
}
_INTENTS = ("negligence", "indirect_intent", "direct_intent")


def number(value: float) -> str:
    """A number as a person writes it, never by a power of ten; large round ones in Chinese by 万 and 亿."""
    if math.isinf(value):
        return law_text("value.no_limit")
    if language() == "zh":
        for unit, sign, whole in ((1e8, "亿", 1e4), (1e4, "万", 1e3)):
            if value >= unit and value % whole == 0.0:
                return _decimal(value / unit).replace(",", "") + sign
        return _decimal(value).replace(",", "")
    return _decimal(value)


def _decimal(value: float) -> str:
    """Digits with commas, and none behind the point that says nothing."""
    return f"{Decimal(repr(round(value, 9))):,f}".removesuffix(".0")


def value_in_words(name: str, value: float) -> str:
    """One exact value of a fact."""
    if name == "intent":
        return law_text(f"value.{_INTENTS[round(value)]}")
    if DEFAULTS[name] == ANY_DAY and not math.isinf(value):
        return day(date_of(round(value)))
    if name in SHARES:
        return f"{value:.0%}"
    if is_yes_no(name):
        return law_text("value.yes" if value >= 1.0 else "value.no")
    if name.endswith("_yuan") and not math.isinf(value):
        return law_text("value.yuan", number=number(value))
    return number(value)


def in_words(name: str, fact: Interval) -> str:
    """A fact's interval: "2,000 or more"."""
    low, high = fact
    default = DEFAULTS[name]
    if fact == default:
        return law_text("value.unknown")
    if low == high:
        return value_in_words(name, low)
    if name.endswith("_yuan") and low == default.low and (high + 1.0) % 1_000.0 == 0.0:
        return law_text("value.less_than", high=value_in_words(name, high + 1.0))
    if is_yes_no(name):
        return law_text(
            f"value.{'unknown' if low < 1.0 <= high else 'yes' if low >= 1.0 else 'no'}"
        )
    if name == "intent":
        middle = (value_in_words(name, code) for code in range(round(low), round(high) + 1))
        return joined(middle, last="list.or")
    says = {"low": value_in_words(name, low), "high": value_in_words(name, high)}
    short = [not math.isinf(end) and end != round(end, 9) for end in fact]  # just beside a mark
    below, above = low == default.low, high == default.high
    if default == ANY_DAY and (below or above):
        key = "on_or_before" if below else "on_or_after"
    elif above:
        key = "more_than" if short[0] else "or_more"
    elif below and (default == UNKNOWN or name in SHARES):
        key = "less_than" if short[1] else "at_most"
    else:
        key = "more_and_less" if all(short) else "between"
    return law_text(f"value.{key}", **says)


def fact_in_words(name: str, fact: Interval) -> str:
    """A quantity with its value; a clause alone."""
    words = law_text(f"fact.{name}")
    return words if is_yes_no(name) else words + law_text("list.colon") + in_words(name, fact)


def asked(name: str) -> str:
    """A fact that is not known: "whether the order was given in a document"; a quantity by its name."""
    return law_text(f"{'ask' if is_yes_no(name) else 'fact'}.{name}")


def joined(parts: Iterable[str], last: str = "list.and") -> str:
    """Words as a list: A, B and C."""
    *most, end = parts
    return f"{law_text('list.comma').join(most)}{law_text(last)}{end}" if most else end


def listed(parts: Iterable[str], lang: Language | None = None) -> str:
    """A; B; C."""
    return law_text("list.semicolon", lang).join(parts)


def offences_in_words(bits: int) -> str:
    """Offences whose bits are set, by code; bit 0 is no offence."""
    names = (name for code, name in enumerate(("none", *OFFENCES)) if bits >> code & 1)
    return joined(map(offence_name, names), "list.or")


def offences_sentence(english: str, pointed: Container[str]) -> str:
    """Offences as :func:`offences_in_words` has them in English, in the language that is spoken.

    ``pointed``: those to which the facts point are named; two or more others are counted.
    """
    every = ("none", *OFFENCES)
    with speaking("en"):
        names = dict(zip(every, map(offence_name, every), strict=True))
    places = sorted(
        (english.index(name), one) for one, name in names.items() if _names(name, english)
    )
    some = [one for _, one in places if one in pointed]
    rest = len(places) - len(some)
    if rest < 2:
        return joined((offence_name(one) for _, one in places), "list.or")
    return joined([*map(offence_name, some), law_text("outcome.others", n=rest)], "list.or")


def _names(offence: str, english: str) -> bool:
    """True if the sentence names the offence, and not only another whose name begins alike."""
    return re.search(rf"{re.escape(offence)}(?!\d|-|, para)", english) is not None


def with_term(key: str) -> str:
    """Words of a key; in English with the Chinese term beside them."""
    words = law_text(key)
    return words if language() == "zh" else f"{words} ({law_text(key, 'zh')})"


def range_in_words(code: float) -> str:
    """A range of punishment: the main punishments from the least to the longest, and the fine."""
    longest, lowest = months_of(code), least_of(code)
    key = {SURVEILLANCE: "surveillance", DETENTION: "detention"}.get(lowest, "years")
    words = law_text(
        f"range.{'life' if longest >= LIFE else key}", low=years(lowest), high=years(longest)
    )
    fine = "with_or_alone" if code % 2.0 == 0.0 else "or_property" if longest >= LIFE else "added"
    return words + law_text(f"range.{fine}")


def years(months: float) -> str:
    """Months as a number of years; in Chinese as the statute writes it: 三."""
    return numeral(round(months / 12)) if language() == "zh" else f"{months / 12:g}"


def thresholds(statute: Statute) -> dict[int, float]:
    """The amount that a route asks for, by route; those of Arts. 3 and 4 of the Interpretation follow the statute."""
    return (
        FIXED
        | {route: mark * statute.consequence_multiple for route, mark in SCALED.items()}
        | {entry.route: min(entry.marks) for one in ALL for entry in one.entries}
    )


def question(route: int, statute: Statute, mark: float | None = None) -> str:
    """Question of a route, with a mark: the least that applies, if none is given."""
    asked_for = thresholds(statute).get(route, 0.0) if mark is None else mark
    return law_text(f"route.{routes.NAMES[route]}", n=number(asked_for))


def reading_name(name: str) -> str:
    """Name of a reading; one of the user's own keeps its name."""
    return law_text(f"reading.{name}") if name in READINGS else name


def changes_in_words(statute: Statute) -> list[str]:
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
    return [law_text(key, multiple=multiple) for key, departs in departures.items() if departs]
