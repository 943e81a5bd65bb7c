"""One case file told as a story: events with chances, elements, readings, and its fate under the other policy."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
from nicegui import ui

from zombielaw.experiments import api
from zombielaw.experiments.analysis.story import (
    ONLY,
    conclusion,
    explained,
    judged,
    seen,
    selected,
    story,
    timeline,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer import parts, work
from zombielaw.experiments.explorer.page import View
from zombielaw.experiments.explorer.parts import Control
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.words.texts import Language, named
from zombielaw.sim.analysis.replay import case_file, place_of
from zombielaw.sim.law.concurrence import READINGS

OFFERED = 60
"""Files that can be chosen: those that went furthest."""


def furthest(ledger: pd.DataFrame) -> list[str]:
    """Names of the files that went furthest, the furthest first."""
    reached = ledger[[*api.REACHED]].notna().sum(axis=1).to_numpy()
    order = (-reached).argsort(kind="stable")[:OFFERED]
    return [str(name) for name in ledger["file"].to_numpy()[order]]


class Law(NamedTuple):
    """Law applied to the true facts of a file: its elements, and its story as Markdown."""

    explained: pd.DataFrame
    story: str


def law_of(run: api.Run, name: str, lang: Language, progress: work.Progress) -> Law:
    """Apply the law to the true facts of a file, and write its story; the run is made again once for both."""
    progress(0, 1)
    case = case_file(run.scenario, run.luck, *(place_of(name) or (-1, -1)))
    if case is None:
        raise InputError("case={} is no case file of this run; choose one of the list.", name)
    text = story(run.row(name), case, lang)
    # its first line is the name of the file
    return Law(explained(case, lang), text.partition("\n")[2])


class CaseView(View):
    """View of one case file."""

    def build(self) -> None:
        """Make its elements."""
        page = self.page
        pick, furthest_one, only = (
            page.say("case.pick"),
            ("", page.say("case.furthest")),
            page.say("only"),
        )
        shown = [(one, named("only", one, page.state.lang)) for one in ONLY]
        with ui.element("div").classes("fields"):
            self.only = parts.field(
                only, Control("select", page.state.only, only, self._filtered, shown)
            )
            self.pick = parts.field(pick, Control("select", "", pick, self._picked, [furthest_one]))
        self.count = parts.status("", "faint")
        with ui.element("div") as self.file:
            self.about = parts.text("p", "", "faint")
            self.conclusion = parts.status("", "lead conclusion")
            self.judged = parts.text("p", "")
            with ui.element("div").classes("pair"):
                self.stories, self.sides = {}, {}
                for side in ("a", "b"):
                    with ui.element("section").classes(f"side-{side}") as self.sides[side]:
                        parts.text("h2", page.say("case.under", side=side.upper()))
                        self.stories[side] = parts.html()
            self.waiting = parts.status("", "faint")
            parts.text("h2", page.say("case.elements"))
            self.elements = parts.html()
            parts.text("h2", page.say("case.story"))
            self.story = ui.markdown("").classes("story")
            parts.text("h2", page.say("case.readings"))
            self.readings = parts.html()
        parts.text("p", page.say("case.doubt"), "doubt")

    def show(self) -> None:
        """Show the file in the runs of the page."""
        page = self.page
        if page.runs is None:
            return
        self.side, row = self._chosen()
        self.name = "" if row is None else str(row["file"])
        files = selected(page.runs["ab".index(self.side)].record.ledger, page.state.only)
        self.count.set_text(page.say("case.count", files=f"{len(files):,}", side=self.side.upper()))
        ends = dict(zip(files["file"], files["end"], strict=True))
        offered = {"": page.say("case.furthest")}
        for name in dict.fromkeys([*furthest(files), *filter(None, [self.name])]):
            end = str(ends[name]).replace(" ", "_")
            offered[name] = f"{name}: {self._named('out', end)}"
        self.pick.props["options"] = [list(one) for one in offered.items()]
        self.pick.update()
        self.pick.run_method("show", page.state.case)
        self.file.set_visibility(row is not None)
        if row is None:
            self.count.set_text(page.say("case.none"))
            return
        self.about.set_text(
            page.say(
                "case.provider",
                name=self.name,
                kind=self._named("kind", row["kind"]),
                size=f"{row['size']:.2g}",
                province=row["province"],
                days=f"{row['official_days']:.1f}",
            )
        )
        self.sides["b"].set_visibility(not work.same(page.state))
        for side, run in zip("ab", page.runs, strict=True):
            try:
                self.stories[side].set_content(self._story(run.row(self.name)))
            except InputError:
                self.stories[side].set_content(
                    f"<p>{page.say('case.absent', side=side.upper())}</p>"
                )
        self.conclusion.set_text("")
        self.judged.set_text(judged(row, page.state.lang))
        self.story.set_content("")
        self.elements.set_content("")
        self._readings(row)

    async def later(self) -> None:
        """Ask the law of the true facts."""
        page = self.page
        if page.runs is None or getattr(self, "name", "") == "":
            return
        self.waiting.set_text(page.say("case.law_waiting"))
        run, name = page.runs["ab".index(self.side)], self.name  # both may be others after the wait
        law = await page.long(law_of, run, name, page.state.lang, on_progress=lambda _, __: None)
        if law is not None and name == self.name:
            self.waiting.set_text("")
            self.conclusion.set_text(conclusion(law.explained, page.state.lang))
            self.story.set_content(law.story)
            self._elements(run.row(name), law.explained)

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

    def _named(self, group: str, name: object) -> str:
        return named(group, str(name), self.page.state.lang)

    def _story(self, row: dict[str, Any]) -> str:
        page = self.page
        rows = []
        for event in timeline(row):
            chances = page.say("list.between").join(
                f"{self._named('out', 'not_charged' if name == 'none' else name)} {value:.1%}"
                for name, value in event.chances.items()
            )
            outcome = self._named("out", event.outcome)
            rows.append((event.date or "–", self._named("step", event.step), outcome, chances))
        head = [page.say(f"case.{name}") for name in ("date", "step", "outcome", "chance")]
        return parts.table(head, rows, kind="dated")

    def _elements(self, row: dict[str, Any], elements: pd.DataFrame) -> None:
        page = self.page
        officials = {one: seen(row, one) for one in ("prosecutor", "judge")}

        def saw(official: str, name: str) -> str:
            bits = officials[official]
            return (
                "–"
                if bits is None or name not in bits
                else page.say("seen" if bits[name] else "not_seen")
            )

        rows = [
            (
                one.offence,
                self._named("element", one.element),
                page.say(f"truth.{one.truth!s}"),
                saw("prosecutor", str(one.element)),
                saw("judge", str(one.element)),
                one.question,
                one.law,
            )
            for one in elements.itertuples()
        ]
        columns = ("offence", "element", "law", "prosecutor", "judge", "asked", "places")
        head = [page.say(f"case.{name}") for name in columns]
        self.elements.set_content(parts.table(head, rows, kind="dated"))

    def _readings(self, row: dict[str, Any]) -> None:
        page = self.page
        rows = [
            (
                law_text(f"reading.{name}", page.state.lang),
                self._named("prevails", row[f"law_{name}"]),
            )
            for name in READINGS
        ]
        self.readings.set_content(
            parts.table([page.say("case.reading"), page.say("case.prevails")], rows)
        )

    def _filtered(self, only: str) -> None:
        if only in ONLY:
            self.page.note(only=only, case="")
            self.show()
            self.page.start_later()

    def _picked(self, name: str) -> None:
        self.page.note(case=name[:40])
        self.show()
        self.page.start_later()
