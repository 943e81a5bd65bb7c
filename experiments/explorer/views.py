"""The views of a page: A against B with the guided steps, desks, one case file, and the diagnosis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nicegui import ui

from zombielaw.experiments import api
from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.analysis.story import (
    ONLY,
    conclusion,
    explained,
    judged,
    selected,
    story,
    timeline,
)
from zombielaw.experiments.analysis.wording import interval, number
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import desks, display, work
from zombielaw.experiments.explorer.page import (
    HERE,
    Chart,
    Html,
    Page,
    Slider,
    View,
    button,
    fresh,
    month_of,
    select,
    show,
    status,
    text,
)
from zombielaw.experiments.explorer.state import Stop, stops
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.words.texts import language, named, say, speaking
from zombielaw.sim.analysis.diagnosis import (
    AFTER_PULSE,
    CAUSES,
    IN_USE,
    LINES,
    PROBE_OF,
    PROBES,
    PULSE_MONTHS,
    Diagnosis,
)
from zombielaw.sim.analysis.replay import case_file, place_of
from zombielaw.sim.law.truth import MET, NAMES
from zombielaw.sim.months import month_date

OFFENCES = ("286_1", "287_2")
CHANGES = {1: "more", -1: "fewer", 0: "no_change"}
"""Predictions, by the side of zero on which the interval of the difference then lies."""
OFFERED = 60
"""Files that can be chosen: those that went furthest."""
LEAST = PULSE_MONTHS + AFTER_PULSE
"""Months of a run that can be diagnosed."""
TICK = 0.25
"""Seconds of a month while the desks play."""


class Guide:
    """Six guided steps above the scorecard: read, predict, then see what the model says."""

    def __init__(self, view: CompareView) -> None:
        self.view, self.page = view, view.page
        heard = self.page.heard
        with ui.expansion(say("learn.head"), value=bool(self.page.state.stop)):
            with ui.element("nav").props(f'aria-label="{say("learn.steps")}"'):
                self.steps = {
                    stop.name: button(
                        f"{at} {stop.title[language()]}", heard(partial(self._open, stop))
                    )
                    for at, stop in enumerate(stops().values(), 1)
                }
            with ui.element("article").classes("card") as self.card:
                self.title, self.text = text("h2", ""), text("p", "")
                with ui.element("fieldset"):
                    text("legend", say("learn.predict"), "faint")
                    self.choices = {
                        side: button(say(f"learn.{change}"), heard(partial(self._predict, side)))
                        for side, change in CHANGES.items()
                    }
                self.answer, self.why = status("", "lead answer"), text("p", "")
            text("p", say("learn.doubt"), "doubt")

    def show(self) -> None:
        """Show the step, the prediction and the answer of the model; results wait until the reader has predicted."""
        page, stop = self.page, stops().get(self.page.state.stop)
        self.card.set_visibility(stop is not None)
        for name, step in self.steps.items():
            step.props(f"aria-current={'step' if name == page.state.stop else 'false'}")
        if stop is None:
            self.view.reveal(True)
            return
        predicted, asked = page.predicted.get(stop.name), stop.asks(page.state)
        self.title.set_text(stop.title[language()])
        self.text.set_text(stop.text[language()])
        for side, choice in self.choices.items():
            choice.props(f"aria-pressed={'true' if predicted == side else 'false'}")
        waits, card = predicted is None or not asked, page.scored
        answer = say("working") if card is None else self._answer(stop, card, predicted)
        self.answer.set_text("" if waits else answer)
        self.why.set_text("" if waits else stop.why[language()])
        self.view.reveal(not (waits and asked))

    def _answer(self, stop: Stop, card: pd.DataFrame, predicted: int | None) -> str:
        rows = card[(card["point"] == 1) & (card["outcome"] == stop.outcome)]
        row, side = rows.iloc[0], int(clear_side(rows).iloc[0])
        return say(
            f"learn.{'right' if side == predicted else 'wrong'}",
            change=say(f"learn.{CHANGES[side]}"),
            difference=say("compare.difference"),
            size=f"{interval(row, 'difference', '+')}, {named('unit', row['unit'])}",
        )

    def _open(self, stop: Stop, _: object) -> None:
        self.page.go(stop.state(self.page.state.lang, self.page.state.theme))
        self.show()

    def _predict(self, side: int, _: object) -> None:
        self.page.predicted[self.page.state.stop] = side
        self.show()


class CompareView(View):
    """A against B over shared draws: the scorecard, charges by year, the funnel."""

    def build(self) -> None:
        """Make its elements."""
        self.guide = Guide(self)
        with ui.element("div") as self.results:
            text("h2", say("compare.funnel"))
            self.funnel = Chart(say("compare.funnel"), "funnel")
            self.stages = text("p", "", "faint")
            text("h2", say("board.head"))
            self.board = Html()
            self.about = text("p", say("working"), "faint")
            text("p", say("compare.doubt"), "doubt")
            self.years = {}
            with ui.element("div").classes("pair"):
                for offence in OFFENCES:
                    head = say("compare.years", offence=offence.replace("_", "-"))
                    with ui.element("div"):
                        text("h2", head)
                        self.years[offence] = Chart(head, "years")
            self.unit = text("p", "", "faint")

    def reveal(self, seen: bool) -> None:
        """Show the results, or hide them until the reader has predicted them."""
        self.results.set_visibility(seen)
        self.page.told.set_visibility(seen)

    def show(self) -> None:
        """Show what there is: the funnel, then the scorecard with its rows and verdicts."""
        self.guide.show()
        page, card = self.page, self.page.card
        if card is None or card.empty:
            return
        one = card.iloc[0]
        about = {"unit": named("unit", one["unit"]), **one[["years", "runs"]]}
        funnels = work.funnels(card)
        in_words = "; ".join(
            f"{side.upper()}, {named('stage', stage)}: {number(count)}, {number(expected)}"
            for side, stages in funnels.items()
            for stage, count, expected in stages.itertuples(index=False)
        )
        unit = say("compare.funnel_unit", **about)
        self.stages.set_text(unit)
        self.funnel.draw(display.funnel(funnels, page.state.theme), in_words, unit)
        if page.scored is None:
            return
        self.about.set_text(say("board.about", **about, world=display.describe_world(page.state)))
        templates = Environment(
            loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
        )
        template = templates.get_template("scorecard.j2")
        self.board.set_content(template.render(display.board(page.state, card), say=say))

    async def later(self) -> None:
        """Work out the years, from runs that the scorecard has made."""
        page = self.page
        if page.scored is None or page.scored.empty:
            return
        charged = await page.long(work.charged, page.state)
        unit = say("compare.years_unit", unit=named("unit", charged["unit"].iloc[0]))
        self.unit.set_text(unit)
        for offence, chart in self.years.items():
            of = charged[charged["outcome"] == f"expected_charges_{offence}"]
            in_words = "; ".join(
                f"{'AB'[row['point']]}, {row['year']}: {interval(row)}"
                for row in of.to_dict("records")
            )
            chart.draw(display.by_year(of, page.state.theme), in_words, unit)


class DesksView(View):
    """The files of one run of A and one of B as dots at their desks, month by month."""

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        text("h2", say("desks.head"))
        self.counted, self.about = text("p", ""), text("p", "", "faint")
        with ui.element("div").classes("line"):
            self.play = button(say("desks.play"), page.heard(self._played))
            last = page.state.months - 1
            self.slider = Slider(0, last, 1, say("desks.month"), page.heard(self._month))
            self.when = text("span", "", "value")
        self.timer = ui.timer(TICK, self._next, active=False)
        self.sides, self.charts, self.tables = {}, {}, {}
        with ui.element("div").classes("pair"):
            for side in "ab":
                with ui.element("div").classes(f"side-{side}") as self.sides[side]:
                    text("h2", side.upper())
                    chart = self.charts[side] = Chart("", "desks")
                    chart.on("componentClick", page.heard(partial(self._picked, side)), ["data"])
                    self.tables[side] = Html()
        text("p", say("desks.doubt"), "doubt")

    def show(self) -> None:
        """Show the runs of the page."""
        page = self.page
        if page.runs is None:
            return
        every = desks.step_of(*page.runs)
        sampled = say("desks.every", every=every) if every > 1 else ""
        about = f"{say('desks.about', seed=page.state.seed)} {sampled}".strip()
        self.about.set_text(about)
        self.slider.props["max"] = page.state.months - 1
        month = month_of(page.state)
        show(self.slider, month)
        self.when.set_text(month_date(month))
        self.slider.props["aria-valuetext"] = month_date(month)
        self.sides["b"].set_visibility(not work.same(page.state))
        facts = dict[str, object]()
        for side, run in zip("ab", page.runs, strict=True):
            months = run.record.months
            facts[f"files_{side}"] = f"{len(run.record.files['opened']):,}"
            facts[f"happened_{side}"] = int(months["convictions_286_1"].sum())
            facts[f"expected_{side}"] = number(months["expected_convictions_286_1"].sum())
            went = desks.journeys(run.record.files)
            counted = desks.counts(went, month)
            names = [*counted["regulator"]]
            rows = [
                (say(f"desks.{desk}"), *(f"{of[name]:,}" for name in names))
                for desk, of in counted.items()
            ]
            convicted = desks.convicted(went, month)
            rows += [
                (say(f"desks.{name}"), f"{files:,}", *[""] * 3) for name, files in convicted.items()
            ]
            head = [say("desks.desk"), *(say(f"desks.{name}") for name in names)]
            self.tables[side].set_table(head, rows)
            in_words = "; ".join(f"{row[0]} {row[1]}" for row in rows)
            options = display.on_desks(went, month, side, every, page.state.theme)
            chart = self.charts[side]
            chart.head = f"{say('desks.head')}, {month_date(month)}, {side.upper()}"
            chart.draw(options, in_words, about)
        self.counted.set_text(
            say("desks.alone" if work.same(page.state) else "desks.both", **facts)
        )

    def _month(self, month: object) -> None:
        state = self.page.state
        last = state.months - 1
        if isinstance(month, int) and 0 <= month <= last and month != month_of(state):
            self.page.note(month="" if month == last else month_date(month))
            self.show()

    def _played(self, _: object) -> None:
        """Play from the month that is shown, or from the start; or stop."""
        if not self.timer.active and not self.page.state.month:
            self.page.note(month=month_date(0))
        self._playing(not self.timer.active)

    def _playing(self, plays: bool) -> None:
        self.timer.active = plays
        self.play.set_text(say("desks.stop" if plays else "desks.play"))

    def _next(self) -> None:
        with speaking(self.page.state.lang):
            self._month(month_of(self.page.state) + 1)
            if not self.page.state.month:
                self._playing(False)

    def _picked(self, side: str, clicked: object) -> None:
        """Show the story of the file of a dot: the last number of its point is its row."""
        page = self.page
        point = clicked.get("data") if isinstance(clicked, dict) else None
        row = point[-1] if isinstance(point, list) and point else None
        if page.runs is not None and (name := desks.name_of(page.runs["ab".index(side)], row)):
            page.go(replace(page.state, case=name, only="", view="case"))


def furthest(ledger: pd.DataFrame) -> list[str]:
    """Names of the files that went furthest; first those in which 286-1 is satisfied and no third offence is."""
    telling = (ledger["met_286_1_statute"] == MET) & (ledger["met_other_statute"] != MET)
    reached = ledger[[*api.REACHED]].notna().sum(axis=1).to_numpy()
    order = np.lexsort((-reached, ~telling.fillna(False).to_numpy(dtype=bool)))[:OFFERED]
    return [str(name) for name in ledger["file"].to_numpy()[order]]


def law_of(run: api.Run, name: str, progress: work.Progress) -> tuple[str, str]:
    """Conclusion of the law on the true facts of a file, and its story as Markdown; the run is made again for both."""
    progress(0, 1)
    case = case_file(run.scenario, run.luck, *(place_of(name) or (-1, -1)))
    if case is None:
        raise InputError("case={} is no case file of this run; choose one of the list.", name)
    told = story(run.row(name), case, language())
    # its first line is the name of the file
    return conclusion(explained(case, language()), language()), told.partition("\n")[2]


class CaseView(View):
    """View of one case file."""

    def build(self) -> None:
        """Make its elements."""
        heard = self.page.heard
        only = {one: named("only", one) for one in ONLY}
        with ui.element("div").classes("line"):
            self.only = select(
                say("only"), only, self.page.state.only, heard(lambda _: self._chose("only"))
            )
            self.case = select(
                say("case.pick"),
                {"": say("case.furthest")},
                "",
                heard(lambda _: self._chose("case")),
            )
        self.count = status("", "faint")
        with ui.element("div") as self.file:
            self.about = text("p", "", "faint")
            self.conclusion = status("", "lead conclusion")
            self.judged = text("p", "")
            with ui.element("div").classes("pair"):
                self.stories, self.sides = {}, {}
                for side in "ab":
                    with ui.element("section").classes(f"side-{side}") as self.sides[side]:
                        text("h2", say("case.under", side=side.upper()))
                        self.stories[side] = Html()
            self.waiting = status("", "faint")
            text("h2", say("case.story"))
            self.story = ui.markdown("").classes("story")
        text("p", say("case.doubt"), "doubt")

    def show(self) -> None:
        """Show the file in the runs of the page."""
        page = self.page
        if page.runs is None:
            return
        self.side, row = self._chosen()
        self.name = "" if row is None else str(row["file"])
        files = selected(page.runs["ab".index(self.side)].record.ledger, page.state.only)
        self.count.set_text(say("case.count", files=f"{len(files):,}", side=self.side.upper()))
        ends = dict(zip(files["file"], files["end"], strict=True))
        offered = {"": say("case.furthest")}
        for name in dict.fromkeys([*furthest(files), *filter(None, [self.name])]):
            end = str(ends[name]).replace(" ", "_")
            offered[name] = f"{name}: {named('out', end)}"
        self.case.set_options(offered, value=page.state.case)
        self.file.set_visibility(row is not None)
        if row is None:
            self.count.set_text(say("case.none"))
            return
        self.about.set_text(
            say(
                "case.provider",
                name=self.name,
                kind=named("kind", row["kind"]),
                size=f"{row['size']:.2g}",
                province=row["province"],
                days=f"{row['official_days']:.1f}",
            )
        )
        self.sides["b"].set_visibility(not work.same(page.state))
        for side, run in zip("ab", page.runs, strict=True):
            try:
                self._story(self.stories[side], run.row(self.name))
            except InputError:
                self.stories[side].set_content(f"<p>{say('case.absent', side=side.upper())}</p>")
        self.conclusion.set_text("")
        self.judged.set_text(judged(row, language()))
        self.story.set_content("")

    async def later(self) -> None:
        """Ask the law of the true facts."""
        page = self.page
        if page.runs is None or getattr(self, "name", "") == "":
            return
        self.waiting.set_text(say("case.law_waiting"))
        run, name = page.runs["ab".index(self.side)], self.name  # both may be others after the wait
        concluded, told = await page.long(law_of, run, name, on_progress=lambda _, __: None)
        if name == self.name:
            self.waiting.set_text("")
            self.conclusion.set_text(concluded)
            self.story.set_content(told)

    def _chosen(self) -> tuple[str, dict[str, Any] | None]:
        """Policy whose run has the file, and the row of it: A, or B if A has no such file."""
        page = self.page
        if page.runs is None:
            return "a", None
        for side, run in zip("ab", page.runs, strict=True):
            files = selected(run.record.ledger, page.state.only)
            if page.state.case and (files["file"] == page.state.case).any():
                return side, run.row(page.state.case)
        if page.state.case:
            page.note(case="")
        for side, run in zip("ab", page.runs, strict=True):
            names = furthest(selected(run.record.ledger, page.state.only))
            if names:
                return side, run.row(names[0])
        return "a", None

    def _story(self, table: Html, row: dict[str, Any]) -> None:
        rows = []
        for event in timeline(row):
            chances = say("list.between").join(
                f"{named('out', 'not_charged' if name == 'none' else name)} {value:.1%}"
                for name, value in event.chances.items()
            )
            outcome = named("out", event.outcome)
            rows.append((event.date or "–", named("step", event.step), outcome, chances))
        head = [say(f"case.{name}") for name in ("date", "step", "outcome", "chance")]
        table.set_table(head, rows)

    def _chose(self, which: str) -> None:
        """Show other files, or another file: what the field ``which`` holds now."""
        value = getattr(self, which).value
        if isinstance(value, str):
            self.page.note(**({"only": value, "case": ""} if which == "only" else {"case": value}))
            self.show()
            self.page.start_later()


class WhyView(View):
    """Diagnosis of 286-1: answers over seeds and draws, causes with what would revive it, and the signs that decide."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.side = "a"

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        chosen = page.heard(lambda _: self._chosen(which.value))
        which = select(say("why.of"), {"a": "A", "b": "B"}, self.side, chosen)
        text("h2", say("why.title"))
        with ui.element("div").classes("scrolls") as self.answers:
            self.doubt = status("", "lead")
            self.each, self.so_far, self.head, self.revived = (
                text("p", "", "faint") for _ in range(4)
            )
            self.cards = ui.element("div").classes("cards")
            self.hidden = text("p", "", "faint")
            with ui.expansion(say("why.signs")):
                self.signs = Html()
        text("p", say("why.doubt"), "doubt")
        self._count(work.stored(page.state, self.side))

    def _count(self, answers: Mapping[str, Mapping[str, int]]) -> None:
        """Say how often each answer was given."""
        named_most, each = display.doubt(answers) if answers else (say("working"), "")
        self.doubt.set_text(named_most)
        self.each.set_text(each)

    async def later(self) -> None:
        """Diagnose, once for each seed, then for each draw; the first has its causes and signs shown."""
        page, state = self.page, self.page.state
        scenario, known = state.scenario(self.side), work.stored(state, self.side)
        if scenario.months < LEAST:
            self.doubt.set_text(say("why.short"))
            return
        asked = work.batches(scenario, state.seed)[: 1 if known else None]
        answers: dict[str, Counter[str]] = {}

        def progress(done: int, total: int) -> None:
            self.so_far.set_text(say("progress", done=done, total=total))

        for done, batch in enumerate(asked, 1):
            diagnosed = await page.long(
                work.diagnosed, batch.scenario, batch.seed, on_progress=progress
            )
            answers.setdefault(batch.kind, Counter())[diagnosed.diagnosis.conclusion] += 1
            if done == 1:
                fresh(self.answers)
                self._show_diagnosis(diagnosed)
            self._count(known or answers)
            self.so_far.set_text(
                say("why.so_far", done=done, total=len(asked)) if done < len(asked) else ""
            )

    def _show_diagnosis(self, diagnosed: work.Diagnosed) -> None:
        page, one = self.page, diagnosed.diagnosis
        answer = display.answer_in_words(one.conclusion)
        values = {"runs": work.DIAGNOSED, "probes": len(PROBES), "seed": page.state.seed}
        self.head.set_text(say("why.head", side=self.side.upper(), answer=answer, **values))
        names = say("list.between").join(say(f"probe.{name}") for name in one.revived_by)
        revived = say("why.revived", probes=names) if names else say("why.revived_none")
        self.revived.set_text("" if one.conclusion == IN_USE else revived)
        hidden = [
            name for name in CAUSES if one.conclusion != IN_USE and not diagnosed.findable[name]
        ]
        self.cards.clear()
        with self.cards:
            for name in CAUSES:
                if name not in hidden:
                    self._card(name, one)
        causes = say("list.between").join(law_text(f"term.{name}") for name in hidden)
        self.hidden.set_text(say("why.cannot", causes=causes) if hidden else "")
        head = [say(f"why.sign.{name}") for name in ("name", "value", "low", "high")]
        rows = [
            (say(f"sign.{name}"), number(value), f"{line.low:g}", f"{line.high:g}")
            for name, value in {**one.parts, **one.signs}.items()
            for line in [next(line for of, line in LINES.items() if name.startswith(of))]
        ]
        self.signs.set_table(head, rows)

    def _card(self, name: str, one: Diagnosis) -> None:
        verdict = NAMES[one.causes[name]].replace(" ", "_")
        revives = "revives" if PROBE_OF[name] in one.revived_by else "revives_not"
        with ui.element("article").classes(f"card {verdict}"):
            text("h3", law_text(f"term.{name}"))
            text("p", say(f"why.{verdict}"), "lead")
            text("p", say(f"cause.{name}"), "faint")
            probe = say(f"probe.{PROBE_OF[name]}")
            text(
                "p",
                say(f"why.{'its_probe' if one.conclusion == IN_USE else revives}", probe=probe),
                "faint",
            )

    def _chosen(self, side: object) -> None:
        """Diagnose policy ``a`` or ``b``."""
        if isinstance(side, str) and side in display.SIDES:
            self.side = side
            self._count(work.stored(self.page.state, self.side))
            self.page.start_later()


PAGES = {"compare": CompareView, "desks": DesksView, "case": CaseView, "why": WhyView}
"""Each view by its name in an address."""
