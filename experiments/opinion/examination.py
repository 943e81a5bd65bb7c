"""The offences that a file raises: what supports each, its elements with their places in the law, and its amounts."""

from __future__ import annotations

from zombielaw.experiments.opinion.citations import stands
from zombielaw.experiments.opinion.citer import Section
from zombielaw.experiments.opinion.explain import (
    asked,
    fact_in_words,
    question,
    thresholds,
    with_term,
)
from zombielaw.experiments.opinion.outcome import (
    FAILS,
    GRADES,
    KNOWING,
    MADE_OUT,
    OUTCOMES,
    WEIGHT,
    alleged,
    beside,
    truths_of,
)
from zombielaw.experiments.opinion.pages import Block, Paragraph, Point, Points
from zombielaw.sim.law import routes
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.facts import NO, YES, Interval, at_least, holds, is_yes_no
from zombielaw.sim.law.finding import Finding
from zombielaw.sim.law.offences import A_286_1, ALL, B_287_2, FIRST_RIVAL, applies
from zombielaw.sim.law.offences.rival import ANY
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

ELEMENTS = {
    A_286_1: ("subject", "duty", "breach", "order", "refusal", "intent", "consequence"),
    B_287_2: ("knowing", "aid", "aided_crime", "serious", "fivefold"),
}
_STATE = {MET: "exam.reached", OPEN: "exam.open", NOT_MET: "exam.short"}
_MEASURED = {
    routes.ACCOUNTS_OF_OTHERS: ("others_flow_yuan",),
    routes.PHONE_CARDS: ("phone_cards", "own_phone_cards"),
    routes.BANK_CARDS: ("bank_cards", "accounts_of_others"),
}
"""What a mark measures, where it is another fact than the first of its route, or several."""


class Examination(Section):
    """Offences of one file, in words."""

    def blocks(self) -> list[Block]:
        """A point for each offence that is raised; one line on amounts that no offence raised counts."""
        raised = self.matter.outcome.raised
        points = [Point(self.titled(code), self.examined(code)) for code in raised]
        counted = set().union(*(WEIGHT[code] for code in raised))
        idle = [
            fact_in_words(name, getattr(self.facts, name), self.lang)
            for name in sorted(WEIGHT[A_286_1] - counted, key=self.facts._fields.index)
            if alleged(self.facts, name)
        ]
        rest = [Paragraph(one) for one in self.listing("exam.idle", idle)]
        return [*([Points(tuple(points))] if points else []), *rest]

    def titled(self, code: int) -> str:
        """An offence with its title, and what supports it."""
        name = OUTCOMES[code]
        grade = self.say(f"grade.{GRADES[self.matter.outcome.grades[name]]}")
        words = self.say(
            "exam.offence",
            article=self.say(f"article.{name}"),
            title=with_term(f"title.{name}", self.lang),
        )
        return words + self.say("list.comma_then") + grade

    def support(self, code: int) -> str:
        """An offence, the grade of its support, and what it lacks."""
        grade = self.matter.outcome.grades[OUTCOMES[code]]
        lacks = self.listed(self.lacks(code)) if grade < MADE_OUT else ""
        key = "outcome.lacks" if lacks else "outcome.plain"
        return self.say(
            key, offence=self.offence(code), grade=self.say(f"grade.{GRADES[grade]}"), lacks=lacks
        )

    # ------------------------------------------------------------------------------------------------ elements

    def findings(self, code: int) -> dict[str, Finding]:
        """Elements of one of the two articles, or the knowing of another offence, on the file as it stands."""
        assessment = self.matter.assessment
        if code >= FIRST_RIVAL:
            rival = ALL[code - FIRST_RIVAL]
            helps = rival.of_helpers and alleged(self.facts, "aid")
            of_helper = {"knowing": assessment.knowing, "aided_crime": assessment.aided_crime}
            own = {"knowing": rival.knowing(self.matter.file)} if rival.knowing else {}
            return (of_helper if helps else {}) | own
        if assessment.in_force.truth == NOT_MET:
            return {"in_force": assessment.in_force}
        found: dict[str, Finding] = {name: getattr(assessment, name) for name in ELEMENTS[code]}
        if code == B_287_2 and (
            found["aided_crime"].truth == MET or found["fivefold"].truth == NOT_MET
        ):
            del found["fivefold"]
        return found

    def lacks(self, code: int) -> list[str]:
        """What is open or missing of an offence, by name."""
        names = [
            self.say(f"element.{name}")
            for name, one in self.findings(code).items()
            if one.truth != MET
        ]
        if code >= FIRST_RIVAL:
            names += [asked(name, self.lang) for name in self.undecided(code)]
            reached = any(reached for _, reached in self.amounts(code))
            names += [] if reached else [self.say("exam.mark")]
            barred = not names and self.matter.outcome.grades[OUTCOMES[code]] == FAILS
            names += [self.say("route.in_limit")] if barred else []
        return names

    def undecided(self, code: int) -> list[str]:
        """Facts beside amounts and knowing that are not shown, and without which the offence has less support."""
        matter, known = self.matter, [*KNOWING, "unit"]

        def truth(name: str, value: Interval) -> int:
            facts = matter.against._replace(**{name: value})
            return truths_of(assess(facts, self.statute, matter.reading))[code]

        return [
            name
            for name in self.facts._fields
            if name in beside(code).difference(known)
            and is_yes_no(name)
            and holds(getattr(matter.file, name)) != MET
            and truth(name, NO) < truth(name, YES)
        ]

    def examined(self, code: int) -> str:
        """Elements that are met, those that are not, and the amounts of an offence."""
        found = self.findings(code)
        cited: set[Citation] = set()
        met = [self.briefly(name, one, cited) for name, one in found.items() if one.truth == MET]
        sentences = self.listing("exam.met", met)
        for key, truth in (("exam.undecided", OPEN), ("exam.lacking", NOT_MET)):
            some = [self.asks(name, one) for name, one in found.items() if one.truth == truth]
            sentences += self.listing(key, some)
        sentences += self.listing("exam.amounts", (words for words, _ in self.amounts(code)))
        by_vpn = "vpn_tools" in beside(code) and self.matter.reading.vpn_is_tool
        if by_vpn and holds(self.facts.vpn_tools) == MET:
            sentences.append(self.say("exam.vpn"))
        return self.sentences(*sentences)

    def briefly(self, name: str, finding: Finding, cited: set[Citation]) -> str:
        """An element that is met, with the places not yet cited beside it."""
        new = [one for one in self.citer.of(finding.route) if one not in cited]
        cited.update(new)
        places = self.say("exam.place", cites=self.listed(map(self.citer.cite, new))) if new else ""
        return with_term(f"element.{name}", self.lang) + places

    def asks(self, name: str, finding: Finding) -> str:
        """An element that is not met, and what is asked of it."""
        words = self.say(f"element.{name}")
        if not ROUTES[finding.route].citations:
            return words
        words += self.say("list.colon") + question(finding.route, self.statute, self.lang)
        places = self.citer.cites(finding.route)
        return words + (self.say("exam.place", cites=places) if places else "")

    # ------------------------------------------------------------------------------------------------ amounts

    def amounts(self, code: int) -> list[tuple[str, bool]]:
        """Amounts and circumstances of the file, each with the mark that it comes nearest to; true if it reaches it."""
        return [
            self.amount(code, name)
            for name in self.facts._fields
            if name in WEIGHT[code] and alleged(self.facts, name)
        ]

    def marks(self, code: int, name: str) -> dict[int, tuple[float, bool, bool]]:
        """By route, each mark of a fact: its value, whether the text decides by it, and whether the text governs."""
        matter = self.matter
        if code >= FIRST_RIVAL:
            return {
                one.route: (
                    min(one.marks),
                    one.shall,
                    applies(one, matter.against, matter.law, matter.reading) != NOT_MET,
                )
                for one in ALL[code - FIRST_RIVAL].entries
                if one.fact == name
            }
        at = thresholds(self.statute)
        disputed = () if matter.reading.sites_count else (routes.THREE_SITES,)
        return {
            route: (
                at.get(route, 1.0),
                route not in disputed,
                stands(of.citations[-1], matter.days),
            )
            for route, of in ROUTES.items()
            if name in _MEASURED.get(route, of.facts[:1]) and (route in at or is_yes_no(name))
        }

    def amount(self, code: int, name: str) -> tuple[str, bool]:
        """An amount, the mark that it comes nearest to, and whether it reaches it."""
        fact, marks = getattr(self.facts, name), self.marks(code, name)
        known = fact_in_words(name, fact, self.lang)
        if not marks:
            return known, False
        states = {
            route: (at_least(fact, mark), shall)
            for route, (mark, shall, governs) in marks.items()
            if governs
        }
        if not states:
            told = any(stands(ROUTES[route].citations[-1], self.matter.days) for route in marks)
            return known + self.say("exam.more" if told else "exam.unmarked"), False
        route = max(states, key=lambda one: states[one])
        state, shall = states[route]
        place = self.listed(map(self.citer.cite, self.citer.of(route)))
        if is_yes_no(name):
            return known + self.say("exam.place", cites=place), state == MET
        asks = question(route, self.statute, self.lang)
        any_amount = marks[route][0] <= ANY
        asks = self.say("exam.any") if any_amount else asks
        key = _STATE[state] if shall else "exam.weighed" if any_amount else "exam.may"
        return known + self.say(key, mark=asks, cites=place), state == MET
