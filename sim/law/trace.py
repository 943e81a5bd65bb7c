"""The elements one by one: the items that decide or stay open, the facts behind them, and the places in the law."""

from __future__ import annotations

from datetime import date

from zombielaw.sim.law import elements, elements_287_2, offences, routes
from zombielaw.sim.law.assess import Assessment
from zombielaw.sim.law.citations import CRIMINAL_LAW, WRITINGS, Citation, cited, in_force, items_of, place
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import Statute, date_of, law_in_force
from zombielaw.sim.law.elements import Finding
from zombielaw.sim.law.explain import (
    asked,
    day,
    fact_said,
    in_words,
    is_clause,
    joined,
    listed,
    question,
    term,
    truth_in_words,
    upper,
    with_term,
)
from zombielaw.sim.law.facts import NOTHING, Facts, holds
from zombielaw.sim.law.offences import RIVALS
from zombielaw.sim.law.pages import Point, Points
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.words.catalogue import WORDS, Language, say

CONSEQUENCES = tuple(
    sorted(
        (code for code in ROUTES if 301 <= code <= 699 or code in (routes.SPREAD_FOLLOWERS, routes.MAINLY_ILLEGAL)),
        key=lambda code: (int(str(code)[0]), str(code)),
    )
)
SIGNS = tuple(code for code in ROUTES if 1101 <= code <= 1199)
WEIGHTS = tuple(sorted((code for code in ROUTES if 1211 <= code <= 1219 or 12_170 < code < 12_180), key=str))
FIVEFOLDS = tuple(code for code in ROUTES if 1222 <= code <= 1229)
ITEMS = {
    "consequence": CONSEQUENCES,
    "knowing": (routes.KNOWN, *SIGNS),
    "serious": WEIGHTS,
    "fivefold": FIVEFOLDS,
}
"""Routes of the items of an element of which any suffices, in the order of the text."""
ORDER_PARTS = (
    routes.ORDER_GIVEN, routes.ORDER_WRITTEN, routes.ORDER_BASIS, routes.ORDER_CLEAR, routes.ORDER_ATTAINABLE,
)  # fmt: skip
ONE_OF_MANY = (*CONSEQUENCES, routes.KNOWN, *SIGNS, *WEIGHTS, *FIVEFOLDS)
DISPUTED = (("control",), ("order_attainable",), ("duty_on_content",), ("sells_tools",))
"""Last facts of routes whose question is told though the element is met: it was met in one way among several."""
NO_ITEM = (routes.NO_MARK_REACHED, routes.NO_SIGN, routes.NOTHING_HAPPENED)


class Citer:
    """Cites in full at the first mention, and short after it; lists what was cited."""

    def __init__(self, facts: Facts, lang: Language) -> None:
        self.lang = lang
        end = facts.conduct_end_day.high
        self.conduct = None if end in (float("inf"), float("-inf")) else date_of(round(end))
        self.seen: dict[tuple[str, str], date | None] = {}

    def cite(self, citation: Citation) -> str:
        lang, source = self.lang, citation.source
        key = (source, citation.article if source == CRIMINAL_LAW else "")
        short = cited(citation, lang)
        if key in self.seen or source in (*WRITINGS, "statute_alone"):
            self.seen.setdefault(key, None)
            return short
        since = in_force(citation, self.conduct)
        self.seen[key] = since
        first = f"first.{source}"
        if first in WORDS:
            where = place(citation, lang)
            short = say(first, lang) + (f", {where}" if where and lang == "en" else where)
        return say("cite.since", lang, citation=short, day=day(since, lang)) if since else short

    def cites(self, route: int) -> str:
        """All places of a route."""
        return listed([self.cite(one) for one in ROUTES[route].citations], self.lang)

    def articles(self, articles: tuple[str, ...]) -> str:
        """Several articles of one source."""
        if self.lang == "en":
            return f"{'Arts.' if len(articles) > 1 else 'Art.'} {joined(articles, 'en')}"
        return joined([place(Citation("", one), "zh") for one in articles], "zh")

    def sources(self) -> Points:
        """What was cited, in full, with Chinese names."""
        names = list(dict.fromkeys(source for source, _ in self.seen if source != "statute_alone"))
        return Points(tuple(Point("", self.line(name)) for name in names))

    def line(self, source: str) -> str:
        if source in WRITINGS:
            return say(f"source.{source}", self.lang) + say("list.stop", self.lang)
        words = with_term(f"source.{source}", self.lang)
        since = None if source == CRIMINAL_LAW else self.seen[(source, "")]
        if since:
            words += say("list.comma_then", self.lang) + say("source.since", self.lang, day=day(since, self.lang))
        return words + say("list.stop", self.lang)


class Trace:
    """The elements of one assessment, in words."""

    def __init__(self, facts: Facts, statute: Statute, reading: Reading, found: Assessment, citer: Citer) -> None:
        self.facts, self.statute, self.reading, self.found, self.citer = facts, statute, reading, found, citer
        self.lang = citer.lang
        self.law = law_in_force(facts, statute)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def sentences(self, *parts: str) -> str:
        return ("" if self.lang == "zh" else " ").join(part for part in parts if part)

    def shown(self, name: str) -> bool:
        """Whether an element is worth a line: the five-fold rule only where it may carry the offence."""
        if name == "in_force":
            return False
        if name != "fivefold":
            return True
        if self.found.aided_crime.truth == MET:
            return False  # whoever reaches five times a threshold has reached the threshold
        return (self.found.fivefold.truth != NOT_MET and self.found.weight.truth != MET) or (
            self.found.weight.route in (*FIVEFOLDS, routes.UNCHECKABLE)
        )

    def element(self, name: str) -> str:
        finding: Finding = getattr(self.found, name)
        lead = self.say("trace.truth", truth=truth_in_words(finding.truth, self.lang))
        if name in ITEMS and (finding.truth == OPEN or finding.route in NO_ITEM):
            return self.sentences(lead, *self.items(name, finding))
        if name == "order" and finding.truth == OPEN and finding.route != routes.ORDER_WEIGHED:
            return self.sentences(lead, *self.order())
        if finding.route == routes.REBUTTED and finding.truth == NOT_MET:
            return self.sentences(lead, self.say("trace.rebutted"), self.cite(finding.route))
        return self.sentences(lead, self.asks(finding), *self.behind(finding))

    def points(self, names: list[str]) -> tuple[Point, ...]:
        """The elements of an offence: those that are met, and those of which nothing is known, in a point each."""
        met = [name for name in names if getattr(self.found, name).truth == MET]
        blank = [name for name in names if self.blank(name)]
        cited_here: set[Citation] = set()
        together = []
        for key, some in (("trace.met", met), ("trace.blank", blank)):
            said = [self.briefly(name, cited_here) for name in some]
            if said:
                together.append(Point(self.say(key), listed(said, self.lang) + self.say("list.stop")))
        rest = [
            Point(with_term(f"element.{name}", self.lang, capital=True), self.element(name))
            for name in names
            if name not in met and name not in blank
        ]
        return (*together, *rest)

    def blank(self, name: str) -> bool:
        """An open element of which nothing is known, and which asks one thing only."""
        finding: Finding = getattr(self.found, name)
        facts = ROUTES[finding.route].facts
        plain = finding.truth == OPEN and name not in ITEMS and name != "order" and len(facts) == 1
        return plain and not self.quantities(finding.route)

    def briefly(self, name: str, cited_here: set[Citation]) -> str:
        """An element by name, with what was asked where that is not plain, and the places not yet cited beside it."""
        finding: Finding = getattr(self.found, name)
        places = [one for one in ROUTES[finding.route].citations if one not in cited_here]
        cited_here.update(places)
        words = with_term(f"element.{name}", self.lang)
        intent = finding.route in (routes.INTENT, routes.DIRECT_INTENT)
        known = self.quantities(finding.route)
        many = finding.route in ONE_OF_MANY or ROUTES[finding.route].facts[-1:] in DISPUTED
        if many or (intent and finding.truth == OPEN):
            words += self.say("list.colon") + question(finding.route, self.statute, self.lang)
        if intent and known:
            words += self.say("list.colon") + known[0]
        elif known:
            facts = self.say("trace.known", facts=listed(known, self.lang))
            words += self.say("list.open") + facts + self.say("list.close")
        if places:
            words += self.say("trace.place_of", cites=listed(map(self.citer.cite, places), self.lang))
        return words

    def quantities(self, route: int) -> list[str]:
        """Quantities behind a route, as far as they are known."""
        return [
            in_words(name, getattr(self.facts, name), self.lang)
            if len(ROUTES[route].facts) == 1
            else fact_said(name, getattr(self.facts, name), self.lang)
            for name in ROUTES[route].facts
            if not is_clause(name) and getattr(self.facts, name) != Facts._field_defaults[name]
        ]

    def cite(self, route: int) -> str:
        return self.say("trace.cite", cites=self.citer.cites(route)) if ROUTES[route].citations else ""

    def asks(self, finding: Finding) -> str:
        key = {MET: "trace.has", OPEN: "trace.asks", NOT_MET: "trace.lacks"}[finding.truth]
        needed = question(finding.route, self.statute, self.lang)
        return self.say(key, question=needed, cites=self.citer.cites(finding.route))

    def behind(self, finding: Finding) -> list[str]:
        """Facts behind a finding: quantities with their values, and what is not known."""
        facts = ROUTES[finding.route].facts
        known = self.quantities(finding.route)
        several = finding.truth == OPEN and len(facts) > 1
        unknown = [name for name in facts if self.unknown(name)] if several else []
        said = [self.say("trace.facts", facts=listed(known, self.lang))] if known else []
        if unknown:
            missing = listed([asked(name, self.lang) for name in unknown], self.lang)
            said.append(self.say("trace.unknown", facts=missing))
        return said

    def unknown(self, name: str) -> bool:
        fact = getattr(self.facts, name)
        return holds(fact) == OPEN if is_clause(name) else bool(fact == Facts._field_defaults[name])

    # ------------------------------------------------------------------------------------------------ items

    def items(self, name: str, finding: Finding) -> list[str]:
        """An element of which any item suffices, and none is met."""
        if finding.truth == NOT_MET:
            key = {routes.NO_SIGN: "trace.no_sign", routes.NOTHING_HAPPENED: "trace.nothing"}
            said = [self.say(key.get(finding.route, "trace.fell_short"))]
            short = self.reported(name)
            return [*said, self.say("trace.facts", facts=listed(short, self.lang))] if short else said
        if name == "fivefold" and holds(self.facts.uncheckable) == OPEN:
            head = [self.say("trace.asks", question=question(routes.UNCHECKABLE, self.statute, self.lang),
                             cites=self.citer.cites(routes.UNCHECKABLE))]  # fmt: skip
        else:
            head = []
        if self.law.numeric_marks == NOT_MET:
            weighed = self.weighed(name) if name != "fivefold" else []  # the facts of the element before it
            return [*head, self.say("trace.weighed"), *weighed]
        by_place: dict[Citation, list[int]] = {}
        for code in ITEMS[name]:
            if self.item(name, code) != NOT_MET:
                first = ROUTES[code].citations[0]
                by_place.setdefault(Citation(first.source, first.article, first.paragraph), []).append(code)
        if name == "consequence" and self.reading.harm_before_order and self.found.consequence.truth == OPEN:
            first = ROUTES[routes.HARM_BEFORE_ORDER].citations[0]
            by_place.setdefault(Citation(first.source, first.article, first.paragraph), []).append(
                routes.HARM_BEFORE_ORDER
            )
        places = [
            self.say("trace.place", place=self.citer.cite(where), items=listed(map(self.one, codes), self.lang))
            for where, codes in by_place.items()
        ]
        said = [*head, self.say("trace.items", items=self.sentences(*places))] if places else head
        if name == "knowing":
            said += self.rebuttal()
        return said

    def weighed(self, name: str) -> list[str]:
        """What is to be weighed where there are no thresholds: what is known, and what is not."""
        names = list(dict.fromkeys(fact for code in ITEMS[name] for fact in ROUTES[code].facts))
        known = self.reported(name)
        known += [
            say(f"fact.{one}", self.lang) for one in names if is_clause(one) and getattr(self.facts, one).low >= 1.0
        ]
        unknown = [asked(one, self.lang) for one in names if self.unknown(one)]
        said = [self.say("trace.facts", facts=listed(known, self.lang))] if known else []
        said += [self.say("trace.unknown", facts=listed(unknown, self.lang))] if unknown else []
        return said

    def one(self, code: int) -> str:
        """One item: its number, what it asks, and what is known."""
        route = ROUTES[code]
        number = items_of(route.citations[0], self.lang)
        words = question(code, self.statute, self.lang)
        known = [
            in_words(name, getattr(self.facts, name), self.lang)
            if len(route.facts) == 1
            else fact_said(name, getattr(self.facts, name), self.lang)
            for name in route.facts
            if not is_clause(name) and getattr(self.facts, name) != Facts._field_defaults[name]
        ]
        notes = [self.citer.cite(one) for one in route.citations[1:]]
        if all(is_clause(name) and getattr(self.facts, name).low >= 1.0 for name in route.facts):
            notes.append(self.say("trace.established"))
        if known:
            notes.append(self.say("trace.known", facts=listed(known, self.lang)))
        if notes:
            words += self.say("list.open") + listed(notes, self.lang) + self.say("list.close")
        return self.say("trace.item", number=number, words=words) if number else words

    def item(self, name: str, code: int) -> int:
        """Truth of one item, all others of the element taken as nil."""
        others = {fact for item in ITEMS[name] for fact in ROUTES[item].facts} - set(ROUTES[code].facts)
        if name == "knowing":
            others -= {"rebutted"}
        alone = self.facts._replace(**{fact: getattr(NOTHING, fact) for fact in others})
        if name == "consequence":
            return elements.consequence(alone, self.law, self.reading.violations_count).truth
        if name == "knowing":
            return elements_287_2.awareness(alone, self.law).truth
        if name == "serious":
            return elements_287_2.serious(alone, self.law).truth
        return elements_287_2.fivefold(alone, self.law).truth

    def rebuttal(self) -> list[str]:
        staged = self.reading.staged_knowing and holds(self.facts.accepts_result) == OPEN
        said = [self.say("trace.rebuttal")] if holds(self.facts.rebutted) == OPEN else []
        if staged:
            said.append(self.say("trace.unknown", facts=asked("accepts_result", self.lang)))
        return said

    def reported(self, name: str) -> list[str]:
        """Quantities of an element that fell short, and are not nil."""
        names = dict.fromkeys(fact for code in ITEMS[name] for fact in ROUTES[code].facts)
        return [
            fact_said(fact, getattr(self.facts, fact), self.lang)
            for fact in names
            if not is_clause(fact)
            and getattr(self.facts, fact).high > 0.0
            and getattr(self.facts, fact) != Facts._field_defaults[fact]
        ]

    def order(self) -> list[str]:
        """An order of which something is not known."""
        head = self.say("trace.asks", question=question(routes.ORDER_VALID, self.statute, self.lang),
                        cites=self.citer.cites(routes.ORDER_VALID))  # fmt: skip
        parts = [code for code in ORDER_PARTS if not (self.reading.oral_order and code == routes.ORDER_WRITTEN)]
        names = [ROUTES[code].facts[0] for code in parts]
        known = [fact_said(name, getattr(self.facts, name), self.lang)
                 for name in names if getattr(self.facts, name).low >= 1.0]  # fmt: skip
        unknown = [name for name in names if getattr(self.facts, name).low < 1.0 <= getattr(self.facts, name).high]
        said = [head, self.say("trace.facts", facts=listed(known, self.lang))] if known else [head]
        return [*said, self.say("trace.unknown", facts=listed([asked(one, self.lang) for one in unknown],
                                                              self.lang))]  # fmt: skip

    # ------------------------------------------------------------------------------------------------ rivals

    def rival(self, number: int, briefly: bool = False) -> str:
        """One other offence: the thresholds that are reached or may be, and how far its ranges can go."""
        low, high = self.found.rivals.low[number], self.found.rivals.high[number]
        by_place: dict[tuple[Citation, ...], list[str]] = {}
        for entry in offences.TABLE[RIVALS[number]]:
            measured = ROUTES[entry.route].facts[-1]
            amount = getattr(self.facts, measured)
            if amount.high < entry.mark or not self.applies(entry.route):
                continue
            needed = question(entry.route, self.statute, self.lang)
            if amount != Facts._field_defaults[measured]:
                known = self.say("trace.known", facts=in_words(measured, amount, self.lang))
                needed += self.say("list.open") + known + self.say("list.close")
            by_place.setdefault(ROUTES[entry.route].citations, []).append(needed)
        places = [
            self.say("trace.asks_for", questions=upper(listed(some, self.lang)),
                     cites=listed(map(self.citer.cite, cites), self.lang))
            for cites, some in by_place.items()
        ]  # fmt: skip
        key = "trace.reached" if low > 0.0 else "trace.thresholds"
        told = self.sentences(*places)
        said = [told if briefly else self.say(key, places=told)] if places else []
        unsure = [name for name in ("sells_tools", "vpn_tools", "intrusion_tools", "unit")
                  if name in ROUTES[offences.TABLE[RIVALS[number]][0].route].facts and self.unknown(name)]  # fmt: skip
        if unsure:
            doubts = [asked(one, self.lang) for one in unsure]
            said.append(self.say("trace.unknown", facts=listed(doubts, self.lang)))
        maximum = "trace.maximum_known" if low == high else "trace.maximum"
        return self.sentences(*said, self.say(maximum, term=term(high, self.lang)))

    def applies(self, route: int) -> bool:
        """Whether an entry of Art. 225 is for whom acted."""
        unit = holds(self.facts.unit)
        if route in (routes.BUSINESS_OF_UNIT, routes.BUSINESS_GAIN_OF_UNIT):
            return unit != NOT_MET
        if route in (routes.BUSINESS_OF_PERSON, routes.BUSINESS_GAIN_OF_PERSON):
            return unit != MET
        return True
