"""The elements one by one: the items that decide or stay open, the facts behind them, and the places in the law."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zombielaw.experiments.opinion.citations import (
    items_of,
)
from zombielaw.experiments.opinion.citer import Citer, Section
from zombielaw.experiments.opinion.duties import in_force_within
from zombielaw.experiments.opinion.explain import (
    asked,
    fact_in_words,
    in_words,
    question,
    truth_in_words,
    with_term,
)
from zombielaw.experiments.opinion.matter import Matter
from zombielaw.experiments.opinion.pages import Point
from zombielaw.sim.law import elements, elements_287_2, knowledge, routes
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import NOTHING, Facts, holds, is_yes_no
from zombielaw.sim.law.finding import Finding
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

CONSEQUENCES = tuple(
    sorted(
        (
            code
            for code in ROUTES
            if 301 <= code <= 699 or code in (routes.SPREAD_FOLLOWERS, routes.MAINLY_ILLEGAL)
        ),
        key=lambda code: (int(str(code)[0]), str(code)),
    )
)
SIGNS = tuple(code for code in ROUTES if 1101 <= code <= 1199)
WEIGHTS = tuple(
    sorted((code for code in ROUTES if 1211 <= code <= 1219 or 12_110 < code < 12_180), key=str)
)
FIVEFOLDS = tuple(code for code in ROUTES if 1222 <= code <= 1229)
ITEMS = {
    "consequence": CONSEQUENCES,
    "knowing": (knowledge.KNOWN, *SIGNS),
    "serious": WEIGHTS,
    "fivefold": FIVEFOLDS,
}
"""Routes of the items of an element of which any suffices, in the order of the text."""
LISTS = {
    routes.CARD_FLOW: "card_minutes",
    routes.PHONE_CARDS: "card_numbers",
    routes.BANK_CARDS: "card_numbers",
    **dict.fromkeys((knowledge.UNIT_ACCOUNTS, knowledge.OPENED_BY_STAFF), "card_numbers"),
    **dict.fromkeys(
        (knowledge.BULK_DEVICES, knowledge.RESTRICTED_BEFORE, knowledge.PREPARED_ANSWERS),
        "card_opinion",
    ),
    **dict.fromkeys((routes.BANK_CARDS_2025, routes.ACCOUNTS_OF_OTHERS), "card_opinion"),
}
"""Signs of knowing and circumstances from texts later than the Interpretation, with the clock of each text."""
ORDER_PARTS = (
    routes.ORDER_GIVEN,
    routes.ORDER_WRITTEN,
    routes.ORDER_BASIS,
    routes.ORDER_CLEAR,
    routes.ORDER_ATTAINABLE,
)
ONE_OF_MANY = {route for routes_of in ITEMS.values() for route in routes_of}
DISPUTED = (("control",), ("order_attainable",), ("duty_on_content",), ("sells_tools",))
"""Last facts of routes whose question is written though the element is met: it was met in one way among several."""
NO_ITEM = (routes.NO_MARK_REACHED, knowledge.NO_SIGN, routes.NOTHING_HAPPENED)


class Trace(Section):
    """The elements of one assessment, in words."""

    def __init__(self, matter: Matter, citer: Citer) -> None:
        super().__init__(matter, citer)
        self.reading, self.assessment = matter.reading, matter.assessment

    def shown(self, name: str) -> bool:
        """True if an element is worth a line: the five-fold rule only where it may carry the offence."""
        if name == "in_force":
            return False
        if name != "fivefold":
            return True
        if self.assessment.aided_crime.truth == MET:
            return False  # whoever reaches five times a threshold has reached the threshold
        return (
            self.assessment.fivefold.truth != NOT_MET and self.assessment.weight.truth != MET
        ) or (self.assessment.weight.route in (*FIVEFOLDS, routes.UNCHECKABLE))

    def element(self, name: str) -> str:
        finding: Finding = getattr(self.assessment, name)
        if name == "breach" and self.breach_of_unknown():
            ordered = self.assessment.refusal.truth == MET
            return self.say("trace.breach_of_order" if ordered else "trace.breach_of_unknown")
        lead = self.say("trace.truth", truth=truth_in_words(finding.truth, self.lang))
        if name in ITEMS and (finding.truth == OPEN or finding.route in NO_ITEM):
            return self.sentences(lead, *self.items(name, finding))
        if name == "order" and finding.truth == OPEN and finding.route != routes.ORDER_WEIGHED:
            return self.sentences(lead, *self.order())
        if finding.route == knowledge.REBUTTED and finding.truth == NOT_MET:
            return self.sentences(lead, self.say("trace.rebutted"), self.cite(finding.route))
        return self.sentences(lead, self.asks(finding), *self.behind(finding))

    def points(self, names: list[str]) -> tuple[Point, ...]:
        """The elements of an offence: those that are met, and those of which nothing is known, in a point each."""
        met = [name for name in names if getattr(self.assessment, name).truth == MET]
        met = [name for name in met if not (name == "breach" and self.breach_of_unknown())]
        blank = [name for name in names if self.blank(name)]
        cited_here: set[Citation] = set()
        together = [
            Point(
                self.say(key),
                self.listed([self.briefly(name, cited_here) for name in some])
                + self.say("list.stop"),
            )
            for key, some in (("trace.met", met), ("trace.blank", blank))
            if some
        ]
        rest = [
            Point(with_term(f"element.{name}", self.lang, capital=True), self.element(name))
            for name in names
            if name not in met and name not in blank
        ]
        return (*together, *rest)

    def breach_of_unknown(self) -> bool:
        """True if a duty was breached, and it is open which one."""
        return self.assessment.breach.truth == MET and self.assessment.duty.truth == OPEN

    def blank(self, name: str) -> bool:
        """An open element of which nothing is known, and which asks one thing only."""
        finding: Finding = getattr(self.assessment, name)
        facts = ROUTES[finding.route].facts
        plain = finding.truth == OPEN and name not in ITEMS and name != "order" and len(facts) == 1
        return plain and not self.quantities(finding.route)

    def briefly(self, name: str, cited_here: set[Citation]) -> str:
        """An element by name, with what was asked where that is not plain, and the places not yet cited beside it."""
        finding: Finding = getattr(self.assessment, name)
        places = [one for one in self.citer.of(finding.route) if one not in cited_here]
        cited_here.update(places)
        words = with_term(f"element.{name}", self.lang)
        intent = finding.route in (routes.INTENT, routes.DIRECT_INTENT)
        known = self.quantities(finding.route)
        many = finding.route in ONE_OF_MANY or ROUTES[finding.route].facts[-1:] in DISPUTED
        if many or (intent and finding.truth == OPEN):
            words += self.say("list.colon") + question(finding.route, self.statute, self.lang)
        if intent and known:
            words += self.say("list.colon") + known[0]
        elif (
            name == "duty"
            and finding.truth == MET
            and in_force_within(self.facts.conduct_end_day) is None
        ):
            words += self.say("trace.supposed")
        elif known:
            facts = self.say("trace.known", facts=self.listed(known))
            words += self.say("list.open") + facts + self.say("list.close")
        if places:
            words += self.say("trace.place_of", cites=self.listed(map(self.citer.cite, places)))
        return words

    def quantities(self, route: int) -> list[str]:
        """Quantities behind a route, as far as they are known."""
        facts = ROUTES[route].facts
        if facts == ("orders",) and self.facts.orders.high == 0.0:
            return [self.say("trace.no_order")]
        return [
            in_words(name, getattr(self.facts, name), self.lang)
            if len(facts) == 1
            else fact_in_words(name, getattr(self.facts, name), self.lang)
            for name in facts
            if not is_yes_no(name) and getattr(self.facts, name) != Facts._field_defaults[name]
        ]

    def cite(self, route: int) -> str:
        return (
            self.say("trace.cite", cites=self.citer.cites(route)) if ROUTES[route].citations else ""
        )

    def asks(self, finding: Finding) -> str:
        key = {MET: "trace.has", OPEN: "trace.asks", NOT_MET: "trace.lacks"}[finding.truth]
        return self.asking(finding.route, key)

    def asking(self, route: int, key: str) -> str:
        asks = question(route, self.statute, self.lang)
        return self.say(key, question=asks, cites=self.citer.cites(route))

    def behind(self, finding: Finding) -> list[str]:
        """Facts behind a finding: quantities with their values, and what is not known."""
        facts = ROUTES[finding.route].facts
        known = self.quantities(finding.route)
        several = finding.truth == OPEN and len(facts) > 1
        unknown = [name for name in facts if self.unknown(name)] if several else []
        return self.facts_in_words(known, unknown)

    def facts_in_words(self, known: list[str], unknown: Iterable[str]) -> list[str]:
        """Sentences on the facts that are known, and on those that are not."""
        missing = [asked(one, self.lang) for one in unknown]
        return [*self.listing("trace.facts", known), *self.listing("trace.unknown", missing)]

    # ------------------------------------------------------------------------------------------------ items

    def items(self, name: str, finding: Finding) -> list[str]:
        """Sentences on an element of which any item suffices, and none is met."""
        if finding.truth == NOT_MET:
            key = {knowledge.NO_SIGN: "trace.no_sign", routes.NOTHING_HAPPENED: "trace.nothing"}
            sentences = [self.say(key.get(finding.route, "trace.fell_short"))]
            return [*sentences, *self.listing("trace.facts", self.reported(self.facts_of(name)))]
        if name == "fivefold" and self.law.numeric_marks == NOT_MET:
            return [self.say("trace.unchecked_before")]
        sentences = []
        if name == "fivefold" and holds(self.facts.uncheckable) == OPEN:
            sentences = [self.asking(routes.UNCHECKABLE, "trace.asks")]
        if self.law.numeric_marks == NOT_MET:
            return [*sentences, self.say("trace.weighed"), *self.weighed(name)]
        enough = self.enough_if_applied(name)
        possible = [
            code
            for code in ITEMS[name]
            if code not in enough
            and self.item(name, code, self.law) != NOT_MET
            and self.in_time(code)
        ]
        if (
            name == "consequence"
            and self.reading.harm_before_order
            and self.assessment.consequence.truth == OPEN
        ):
            possible.append(routes.HARM_BEFORE_ORDER)
        if enough:
            follows = "trace.presumed" if name == "knowing" else "trace.enough"
            sentences.append(self.say(follows, items=self.by_place(enough, self.plain)))
        if possible:
            lead = "trace.items_else" if enough else "trace.items"
            sentences.append(self.say(lead, items=self.by_place(possible, self.one)))
        later = [code for code in ITEMS[name] if not self.in_time(code) and self.established(code)]
        sentences += self.listing(
            "trace.to_weigh", [question(code, self.statute, self.lang) for code in later]
        )
        return [*sentences, *self.rebuttal()] if name == "knowing" else sentences

    def in_time(self, code: int) -> bool:
        """False of an item whose text came after the judgment."""
        return bool(getattr(self.law, LISTS.get(code, "numeric_marks")) != NOT_MET)

    def established(self, code: int) -> bool:
        """True if all that an item asks is known to have been so."""
        facts = ROUTES[code].facts
        return all(is_yes_no(name) and getattr(self.facts, name).low >= 1.0 for name in facts)

    def enough_if_applied(self, name: str) -> list[int]:
        """Items that are met if the Interpretation applies, where the day of judgment leaves open whether it does."""
        if self.law.numeric_marks != OPEN:
            return []
        applied = self.law._replace(numeric_marks=MET)
        return [
            code
            for code in ITEMS[name]
            if self.item(name, code, applied) == MET and self.item(name, code, self.law) == OPEN
        ]

    def by_place(self, codes: list[int], wording: Callable[[int], str]) -> str:
        """Items by their places in the law."""
        places: dict[Citation, list[int]] = {}
        for code in codes:
            first = self.citer.of(code)[0]
            places.setdefault(Citation(first.source, first.article, first.paragraph), []).append(
                code
            )
        of = [
            self.say(
                "trace.place", place=self.citer.cite(where), items=self.listed(map(wording, some))
            )
            for where, some in places.items()
        ]
        return self.sentences(*of)

    def weighed(self, name: str) -> list[str]:
        """Facts to be weighed where there are no thresholds, as far as they are known."""
        one_order = self.facts.orders.high < 2.0  # it is told as an element of its own
        separate = ROUTES[routes.ORDERS_REPEATED].facts if one_order else ()
        names = [one for one in self.facts_of(name) if one not in separate]
        so = [one for one in names if is_yes_no(one) and getattr(self.facts, one).low >= 1.0]
        return self.facts_in_words(
            [*self.reported(names), *(self.say(f"fact.{one}") for one in so)], []
        )

    def facts_of(self, name: str) -> list[str]:
        """Facts of the items of an element."""
        return list(dict.fromkeys(fact for code in ITEMS[name] for fact in ROUTES[code].facts))

    def plain(self, code: int) -> str:
        """One item: its number, and what it asks."""
        number = items_of(ROUTES[code].citations[0], self.lang)
        words = question(code, self.statute, self.lang)
        return self.say("trace.item", number=number, words=words) if number else words

    def one(self, code: int) -> str:
        """One item, with what is known of it."""
        words, known = self.plain(code), self.quantities(code)
        notes = [self.citer.cite(one) for one in self.citer.of(code)[1:]]
        if self.established(code):
            notes.append(self.say("trace.established"))
        if known:
            notes.append(self.say("trace.known", facts=self.listed(known)))
        if notes:
            words += self.say("list.open") + self.listed(notes) + self.say("list.close")
        return words

    def item(self, name: str, code: int, law: Law) -> int:
        """Truth of one item under a law, all others of the element taken as nil."""
        if code == routes.THREE_SITES and not self.reading.sites_count:
            return NOT_MET
        others = {fact for item in ITEMS[name] for fact in ROUTES[item].facts} - set(
            ROUTES[code].facts
        )
        if name == "knowing":
            others -= {"rebutted"}
        alone = self.facts._replace(**{fact: getattr(NOTHING, fact) for fact in others})
        if name == "consequence":
            return elements.consequence(
                alone, law, self.reading.violations_count, self.reading.oral_order
            ).truth
        if name == "knowing":
            return knowledge.of_aided_crime(alone, law, self.reading.signs_suffice).truth
        if name == "serious":
            return elements_287_2.serious(alone, law, self.reading.sites_count, False).truth
        return elements_287_2.fivefold(alone, law).truth

    def rebuttal(self) -> list[str]:
        staged = self.reading.staged_knowing and holds(self.facts.accepts_result) == OPEN
        sentences = [self.say("trace.rebuttal")] if holds(self.facts.rebutted) == OPEN else []
        if self.assessment.knowing.route == knowledge.MAY_BE_FOUND:
            sentences.append(self.say("trace.may_be_found"))
        return [*sentences, *self.facts_in_words([], ["accepts_result"] if staged else [])]

    def reported(self, names: list[str]) -> list[str]:
        """Quantities that are known, and are not nil."""
        return [
            fact_in_words(fact, getattr(self.facts, fact), self.lang)
            for fact in names
            if not is_yes_no(fact)
            and getattr(self.facts, fact).high > 0.0
            and getattr(self.facts, fact) != Facts._field_defaults[fact]
        ]

    def order(self) -> list[str]:
        """An order of which something is not known."""
        head = self.asking(routes.ORDER_VALID, "trace.asks")
        parts = [
            code
            for code in ORDER_PARTS
            if not (self.reading.oral_order and code == routes.ORDER_WRITTEN)
        ]
        names = [ROUTES[code].facts[0] for code in parts]
        known = [
            fact_in_words(name, getattr(self.facts, name), self.lang)
            for name in names
            if getattr(self.facts, name).low >= 1.0
        ]
        unknown = [
            name
            for name in names
            if getattr(self.facts, name).low < 1.0 <= getattr(self.facts, name).high
        ]
        sentences = [head, *self.listing("trace.facts", known)]
        # open all the same, so the Interpretation may not apply
        if self.facts.order_written.high < 1.0:
            sentences.append(self.say("trace.oral_before"))
        return [*sentences, *self.facts_in_words([], unknown)]
