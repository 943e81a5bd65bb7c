"""The law's answer as one page that can be signed: the outcome, what would turn it, and the examination behind it.

The page is a template over a :class:`~zombielaw.experiments.opinion.matter.Matter`; here are its phrases. Words stand
in ``tables/``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from zombielaw.experiments.data.acts import NO_ACTS, Acts, is_yes_no
from zombielaw.experiments.opinion.citations import (
    WRITINGS,
    Citer,
    article,
    day,
    offence_name,
    place,
    places_in_force,
    short_name,
    stands,
)
from zombielaw.experiments.opinion.duties import (
    PROHIBITED,
    Duty,
    Measure,
    concerns,
    in_force_within,
    possible_within,
)
from zombielaw.experiments.opinion.ends import ALL as ALL_THREE
from zombielaw.experiments.opinion.ends import YEARS_3, End, ends_of, of_the_day
from zombielaw.experiments.opinion.explain import (
    asked,
    changes_in_words,
    fact_in_words,
    in_words,
    joined,
    listed,
    number,
    question,
    range_in_words,
    reading_name,
    with_term,
)
from zombielaw.experiments.opinion.matter import Amount, Examined, Mark, Raised, View
from zombielaw.experiments.opinion.outcome import (
    GRADES,
    OUTCOMES,
    UNDECIDED,
    Turn,
)
from zombielaw.experiments.opinion.pages import unbroken
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.words.texts import Language, language, speaking
from zombielaw.sim.law.citations import CRIMINAL_LAW, Citation, law_at
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import Statute, day_of
from zombielaw.sim.law.facts import Facts, holds
from zombielaw.sim.law.offences import FIRST_ROUTE, NONE, OFFENCES
from zombielaw.sim.law.offences.declaration import ANY, BELOW_ALL, months_of
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

MOST_FACTS = 2
"""Facts that would turn the outcome, told for each other outcome, and such outcomes."""
TRUTHS = ("not", "open", "met")
GROUNDS = {
    "surrendered": law_at("67"),
    "pleads": Citation("procedure_2018", "15"),
    "restituted": law_at("64", 0),
    "sanctioned_before": Citation("opinion_2025", "9"),
}
"""Facts of a file that move the sentence, and the place that says how."""


class Memorandum(NamedTuple):
    """An opinion as Markdown, with what it cites."""

    lang: Language
    title: str
    text: str
    cited: tuple[Citation, ...]

    def markdown(self, level: int = 1) -> str:
        """The opinion as Markdown; ``level`` is that of its title."""
        return re.sub("^#", "#" * level, self.text, flags=re.MULTILINE)

    def html(self) -> str:
        """The opinion as one HTML page that needs nothing else."""
        body = MarkdownIt("commonmark", {"html": False}).render(self.text)
        page = _TEMPLATES.get_template("opinion.html.j2")
        return unbroken(page.render(lang=self.lang, title=escape(self.title), body=Markup(body)))


def memorandum(
    facts: Facts,
    statute: Statute,
    readings: Mapping[str, Reading],
    lang: Language = "en",
    matter: str = "",
    verdict: str = "",
    acts: Acts = NO_ACTS,
) -> Memorandum:
    """Write an opinion on one course of conduct.

    ``facts, statute``: what happened, as far as it is known, and the law's configuration. ``readings``: by name, at
    least one. The examination follows the first; of the others the differences are shown. ``lang``: "en" or "zh".
    ``matter``: name of the matter, for the title. ``verdict``: offence of the conviction, if there was one; it moves
    no answer. ``acts``: what happened beside the facts of the model.
    """
    with speaking(lang):
        examined = Examined(facts, statute, next(iter(readings.values())), acts)
        phrases = _Phrases(examined)
        title = law_text("list.colon").join(filter(None, [law_text("head.title"), matter]))
        about = {"title": title, "verdict": verdict, "views": examined.views(readings)}
        page = shortened(flowing(phrases.page(about)))
        return Memorandum(lang, title, page, tuple(phrases.citer.cited))


_MARKED = re.compile(r"([\\`*_<>|#])")
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    autoescape=True,
    finalize=lambda words: words if isinstance(words, Markup) else _marked(str(words)),
)


def _marked(words: str) -> Markup:
    """Words in which no sign is one of Markdown's."""
    return Markup(_MARKED.sub(r"\\\1", words))


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after the other; the empty ones are left out."""
    return ("" if language() == "zh" else " ").join(filter(None, parts))


def flowing(page: str) -> str:
    """Markdown in which each paragraph and each point is one line, and points of a list stand close."""
    blocks: list[str] = []
    new = True
    for line in map(str.strip, page.splitlines()):
        if line and (new or line.startswith(("* ", "#"))):
            blocks.append(line)
        elif line:
            blocks[-1] = sentences((blocks[-1], line))
        new = not line
    apart = (
        "\n" if one.startswith("* ") and two.startswith("* ") else "\n\n"
        for one, two in pairwise((*blocks, ""))
    )
    return "".join(map(add, blocks, apart)).rstrip("\n") + "\n"


def shortened(page: str) -> str:
    """A page in which long names of offences that recur stand in full once, and short from then on.

    What stands in bold as the head of a point keeps its names.
    """
    parts = re.split(r"(\*\*.+?\*\*)", page)
    for offence in OFFENCES:
        full, name = offence_name(offence), short_name(offence)
        if full == name or page.count(full) + page.count(name) == 1:
            continue
        named = [at for at in range(0, len(parts), 2) if full in parts[at]]
        for at in named:
            before, first, after = parts[at].partition(full)
            once = first + law_text("brief.as", name=name) if at == named[0] else name
            parts[at] = before + once + after.replace(full, name)
    return "".join(parts)


class _Phrases:
    """Phrases on one matter, in the language that is spoken."""

    def __init__(self, matter: Examined) -> None:
        self.matter, self.citer = matter, Citer(matter.days)

    def page(self, about: Mapping[str, object]) -> str:
        """The template, filled."""
        page = _TEMPLATES.overlay()
        page.filters |= {
            "cited": self.citer.brief,
            "listed": listed,
            "named_in_full": offence_name,
            "sentences": sentences,
        } | {name: getattr(self, name) for name in ("alleged", "amount", "end", "held", "turn")}
        return page.get_template("opinion.md.j2").render(
            about,
            p=self,
            m=self.matter,
            c=self.citer,
            say=law_text,
            colon=law_text("list.colon").strip(),
            stop=law_text("list.stop"),
            MOST=MOST_FACTS,
            truths=TRUTHS,
            law_at=law_at,
            place=Citation,
            value=in_words,
            changes=changes_in_words,
            joined=joined,
            ends=ends_of(self.matter),
            upper=lambda words: words[:1].upper() + words[1:],
        )

    def some(self, key: str, parts: Iterable[str]) -> str:
        """A sentence with a list; nothing if the list is empty."""
        words = listed(parts)
        return law_text(key, facts=words) if words else ""

    def cites(self, route: int, known: Container[Citation] = ()) -> str:
        """Places of a route that were in force, but for those that are known."""
        some = places_in_force(route, self.matter.days)
        return listed(self.citer.cite(one) for one in some if one not in known)

    # ---- outcomes, and what turns them

    def named(self, outcome: str) -> str:
        """An outcome by its short name."""
        return law_text("outcome.open_name") if outcome == UNDECIDED else short_name(outcome)

    def grade(self, offence: str) -> str:
        """Support of an offence."""
        return law_text(f"grade.{GRADES[self.matter.outcome.grades[offence]]}")

    def outcome(self, name: str) -> str:
        """Sentence on an outcome; on an offence with what it lacks."""
        if name == OUTCOMES[NONE] and self.matter.measures:
            measured = law_text("outcome.measured", end=self.end(self.matter.measures[0]))
            return sentences((law_text("outcome.none"), measured))
        if name not in OFFENCES:
            return law_text(f"outcome.{name}")
        lacks = listed(map(law_text, self.matter.offences[name].lacks))
        about = {"offence": offence_name(name), "grade": self.grade(name), "lacks": lacks}
        return law_text("outcome.lacks" if lacks else "outcome.plain", **about)

    def turn(self, one: Turn) -> str:
        """A fact with the value at which it turns the outcome."""
        return asked(one.fact) + law_text("list.colon") + in_words(one.fact, one.within)

    def held(self, one: View) -> str:
        """What a view holds, and the reading that is of this view."""
        named = reading_name(one.reading) if one.reading else ""
        if not one.switch:
            return law_text("views.of", reading=named)
        side = "no" if getattr(self.matter.reading, one.switch) else "yes"
        words = law_text(f"{side}.{one.switch}")
        words += law_text("list.open") + named + law_text("list.close") if named else ""
        return law_text("views.that", words=words)

    # ---- offences raised

    def titled(self, one: Raised) -> str:
        """An offence with its title, and what supports it."""
        title = with_term(f"title.{one.name}")
        words = law_text("exam.offence", article=article(one.name), title=title)
        return words + law_text("list.comma_then") + self.grade(one.name)

    def examined(self, one: Raised) -> list[str]:
        """Elements that are met, those that are not, and the amounts of an offence."""
        return [
            self.some("exam.met", self.met(one)),
            self.some("exam.undecided", self.lacking(one, OPEN)),
            self.some("exam.lacking", self.lacking(one, NOT_MET)),
            self.some("exam.amounts", map(self.amount, one.amounts)),
            law_text("exam.vpn") if self.matter.rests_on_vpn(one) else "",
        ]

    def met(self, one: Raised) -> list[str]:
        """Elements that are met, with the places that do not stand beside one before."""
        words, known = [], set[Citation]()
        for name, finding in one.findings.items():
            if finding.truth == MET:
                words.append(
                    with_term(f"element.{name}") + self.cited(self.cites(finding.route, known))
                )
                known.update(places_in_force(finding.route, self.matter.days))
        return words

    def lacking(self, one: Raised, truth: int) -> list[str]:
        """Elements of a truth other than met, with what is asked of them."""
        return [
            law_text(f"element.{name}") + self.asks(finding.route)
            for name, finding in one.findings.items()
            if finding.truth == truth
        ]

    def asks(self, route: int) -> str:
        """What a route asks, where the law says it, and where."""
        if not ROUTES[route].citations:
            return ""
        asks = law_text("list.colon") + question(route, self.matter.statute)
        return asks + self.cited(self.cites(route))

    def cited(self, places: str) -> str:
        """Places in brackets; nothing if there are none."""
        return law_text("exam.place", cites=places) if places else ""

    def alleged(self, name: str) -> str:
        """A fact with its value."""
        return fact_in_words(name, self.matter.told.of(name))

    def amount(self, one: Amount) -> str:
        """An amount, and how it stands to the marks that it comes nearest to."""
        known = self.alleged(one.fact)
        if one.unmarked:
            return known + law_text(f"exam.{one.unmarked}")
        if is_yes_no(one.fact):
            return known + "".join(self.cited(self.cites(mark.route)) for mark in one.marks)
        return known + "".join(map(self.mark, one.marks))

    def mark(self, one: Mark) -> str:
        """A mark, with its place, and whether it is reached."""
        if one.place:
            cites = self.citer.brief(one.place)
            return law_text(f"exam.{one.state}", mark=number(one.number), cites=cites)
        some = one.number <= ANY and one.route >= FIRST_ROUTE
        asks = (
            law_text("exam.any") if some else question(one.route, self.matter.statute, one.number)
        )
        return law_text(f"exam.{one.state}", mark=asks, cites=self.cites(one.route))

    # ---- sentence, persons, exits

    def ranges(self, one: Raised) -> str:
        """The range that the file reaches, and the heaviest that it may reach; no months."""
        ranges = dict.fromkeys(self.matter.range_of(one.code))
        words = (range_in_words(code) for code in ranges if code > BELOW_ALL)
        return joined(words, "sentence.at_most") + law_text("list.stop")

    def fine(self, one: Raised) -> str:
        """How a fine is counted."""
        by_gain = one.declared.fine
        if by_gain and stands(by_gain, self.matter.days):
            return law_text("fine.gain", cites=self.citer.brief(by_gain))
        return law_text("fine.plain", cites=self.citer.brief(Citation("fashi_2000_45", "2")))

    def grounds(self, one: Raised) -> list[str]:
        """What the file knows that makes the punishment lighter or heavier, and suspension."""
        facts = self.matter.facts
        grounds = {
            name: place
            for name, place in GROUNDS.items()
            if holds(getattr(facts, name)) == MET and stands(place, self.matter.days)
        }
        if one.declared.of_helpers and holds(facts.aid) == MET:
            grounds["accessory"] = law_at("27", 2)
        attempts = {entry.fact for entry in one.declared.entries if entry.of.attempt}
        reached = (
            (mark.level, amount.fact not in attempts)
            for amount in one.amounts
            for mark in amount.marks
            if mark.truth == MET
        )
        # in a range that both reach the offence is completed (Fa Shi [2011] No. 7, Art. 6)
        _, completed = max(reached, default=(0, True))
        if not completed:
            grounds["attempt"] = law_at("23", 0)
        if months_of(self.matter.range_of(one.code).low) <= YEARS_3:
            grounds["suspended"] = law_at("72")
        return [
            law_text(f"ground.{name}", cites=self.citer.brief(place))
            for name, place in grounds.items()
        ]

    def persons(self, one: Raised) -> str:
        """Who is punished for a unit, with the article that says so; nothing of a person."""
        if holds(self.matter.file.unit) != MET:
            return ""
        if holds(self.matter.file.sham_unit) == MET:
            return law_text("unit.sham", cites=self.citer.brief(Citation("fashi_1999_14", "2")))
        day = self.matter.days.conduct.high
        of_units = [place for since, place in one.declared.units if day_of(since) <= day]
        if not of_units:
            return law_text("unit.persons", cites=self.citer.brief(Citation("npcsc_2014")))
        key = "unit.punished" if of_units[-1].source == CRIMINAL_LAW else "unit.directly"
        return law_text(key, cites=self.citer.brief(of_units[-1]))

    # ---- the law of the day

    def duties(self) -> str:
        """Sources of duty in force when the conduct ended, or maybe; with articles if it is known which duty it was.
        They are the duties of 286-1, and what an administrative end rests on.
        """
        outcome, conduct = self.matter.outcome, self.matter.days.conduct
        if "286-1" not in self.matter.offences and outcome.best != OUTCOMES[NONE]:
            return ""
        about = holds(self.matter.facts.duty_on_content)
        sources: dict[str, list[Duty]] = {}
        for one in possible_within(conduct):
            if one.about not in PROHIBITED and concerns(self.matter.told, [one.about]):
                sources.setdefault(one.source, []).append(one)
        if not sources:
            return law_text("duties.none")
        open_ = in_force_within(conduct) is None
        named = [
            law_text(f"short.{source}") if open_ or about == OPEN else self.duty(source, of)
            for source, of in sources.items()
        ]
        return law_text("duties.unknown" if open_ else "duties.known", duties=listed(named))

    def duty(self, source: str, of: list[Duty]) -> str:
        """One source, with the articles that set its duties."""
        about: dict[tuple[str, ...], list[str]] = {}
        for one in of:
            about.setdefault(one.articles, []).append(law_text(f"duty.{one.about}"))
        parts = [
            law_text("duty.place", articles=self.articles(articles), about=listed(subjects))
            for articles, subjects in about.items()
        ]
        return law_text("duty.source", name=law_text(f"short.{source}"), places=joined(parts))

    def articles(self, articles: tuple[str, ...]) -> str:
        """Several articles of one source."""
        if language() == "en":
            return f"{'Arts.' if len(articles) > 1 else 'Art.'} {joined(articles)}"
        return joined(place(Citation("", one)) for one in articles)

    def source(self, name: str, since: date | None) -> str:
        """A source that was cited, in full, with its Chinese name."""
        key = f"source.{name}"
        words = law_text(key) if name in WRITINGS else with_term(key)
        if since:
            words += law_text("list.comma_then") + law_text("source.since", day=day(since))
        return words

    # ---- ends

    def end(self, one: End | Measure) -> str:
        """An end with its places, and with who decides where it is not for all; a measure with what it costs."""
        places = (of_the_day(place, self.matter) for place in one.places)
        cites = listed(map(self.citer.brief, places))
        words = law_text(f"end.{one.name}") if isinstance(one, End) else self.sanction(one)
        who = joined((law_text(f"by.{name}") for name in one.decided_by), "list.or")
        some = one.decided_by != ALL_THREE
        return law_text("end.by_some" if some else "end.by", end=words, cites=cites, who=who)

    def sanction(self, one: Measure) -> str:
        """Amounts of a measure."""
        parts = [law_text(f"sanction.{name}") for name in one.others]
        for name, low, high in one.amounts:
            amount = law_text(
                "value.between" if low else "value.at_most", low=number(low), high=number(high)
            )
            if name in ("fine", "unit", "persons"):
                amount = law_text("value.yuan", number=amount)
            below = one.gain_below if name == "fine" else 0.0
            key = "fixed" if below > ANY else "fixed_without" if below else name
            parts.append(law_text(f"sanction.{key}", amount=amount, gain=number(below)))
        return joined(parts, "list.comma")
