"""Contrasts: labelled scenarios that are compared with each other over runs that share their luck.

A study of this kind declares which scenarios it runs, what it reads of a run, and in which words that is told. Running
them, the rule that stops the runs, and what is read of them are done here; so are estimates against the first scenario,
a report and a figure of these, where a study has no own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, half_width
from zombielaw.experiments.analysis.outcomes import (
    OFFENDERS,
    YEARLY,
    check_read,
    outcomes_of,
)
from zombielaw.experiments.analysis.wording import by_outcome, difference, interval, rows_by
from zombielaw.experiments.config.schema import MONTHS, real, word
from zombielaw.experiments.config.settings import Design, Settings
from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.designs.grids import GRID, LABEL, POINT, scale_of
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs.run_design import Precision, Results, Until
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, as_given
from zombielaw.experiments.words.texts import named
from zombielaw.sim.measures import Ratio
from zombielaw.sim.parameters import Declared

BY_YEAR: Mapping[str, Any] = {"yearly": YEARLY, "measures": (OFFENDERS,), "reduce": expected}
"""Options with which a run keeps the tables for the outcomes of ``analysis/outcomes.csv``."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Outcomes of a contrast: what a run keeps for them, and how they are read from it.

    ``precise`` is that of which ``study.precision`` is asked, where ``study.of`` names no other; without one the study
    has no such setting. ``keeps``: options of the runs. ``runs`` gives outcomes of runs before division, by default
    those of ``analysis/outcomes.csv``; runs of which these cannot be read are refused.
    """

    outcomes: Mapping[str, Ratio]
    precise: str = ""
    keeps: Mapping[str, Any] = field(default_factory=lambda: BY_YEAR)
    runs: Callable[[Results, Settings], pd.DataFrame] | None = None

    def of(self, results: Results, settings: Settings) -> pd.DataFrame:
        """Outcomes of runs before division."""
        return (
            self.runs(results, settings)
            if self.runs
            else outcomes_of(results, scale_of(settings, results.design), self.outcomes)
        )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Report and figure of a contrast.

    ``words``: braces take facts of the study, the columns of the first row, each outcome of the first point with its
    interval, and ``differences``, a table of the others. ``tables`` together have each outcome of all points; of these
    the ``outcomes`` are shown, by default all. ``figure``: name of the figure of effects.
    """

    words: str
    tables: Sequence[str] = ("points",)
    outcomes: Sequence[str] = ()
    figure: str = "contrast"

    def points(self, finished: Finished) -> pd.DataFrame:
        """Estimates of all points."""
        return pd.concat([finished[name] for name in self.tables])

    def heads(self, measured: Measured) -> dict[str, Ratio]:
        """Outcomes that are shown."""
        return {name: measured.outcomes[name] for name in self.outcomes or measured.outcomes}


class Ran(NamedTuple):
    """A grid that was run: its points as tables name their columns, and what is read of its runs."""

    work: Work
    named: pd.DataFrame
    results: Results
    measured: Measured

    @property
    def settings(self) -> Settings:
        """Settings of the command."""
        return self.work.settings

    @property
    def design(self) -> pd.DataFrame:
        """The scenarios that were run."""
        return self.results.design

    @property
    def runs(self) -> pd.DataFrame:
        """Outcomes of the runs before division."""
        return self.measured.of(self.results, self.settings)

    def points(self) -> pd.DataFrame:
        """Every outcome at every point, and less the first."""
        return self.named.merge(estimate(self.runs, 0), on=POINT)


def contrast(
    *,
    grid: Callable[[Settings], Design | pd.DataFrame],
    measured: Measured,
    shown: Shown | None = None,
    called: Callable[[Settings], Mapping[str, str]] = lambda _: {},
    tables: Callable[[Ran], Tables] = lambda ran: {"points": ran.points()},
    keys: Mapping[str, Declared] = {"months": MONTHS},
    check: Callable[[Settings], Settings] = as_given,
    until: Callable[[Work], Until] | None = None,
    **study: Any,
) -> Study:
    """Declare a study of contrasts: the outcomes of the scenarios of a grid, and less those of others, in words.

    ``called`` names settings and labels of the grid as they stand in tables; such a setting is a level: over draws it
    is no step from practice. ``tables`` are kept. ``until``: the rule by which runs are added, where it is not that of
    ``study.precision``. Report and figure are ``shown``, or given as those of any study.
    """

    def analyse(work: Work) -> Tables:
        settings, names = work.settings, called(work.settings)
        levels = [key for key in names if not key.startswith(LABEL)]
        rule = until(work) if until else None
        if measured.precise and settings.study_keys["precision"]:
            rule = _until(work, measured)
        results = work.run(grid(settings), until=rule, **{"levels": levels, **measured.keeps})
        named = results.design.rename(columns=dict(names))[[POINT, *names.values()]]
        return tables(Ran(work, named, results, measured))

    def checked(settings: Settings) -> Settings:
        if measured.precise:
            of = settings.study_keys["of"]
            check_known(of, list(measured.outcomes), "study.of", "outcome of this study")
        return check(settings if measured.runs else check_read(settings))

    if shown:
        study |= {"report": partial(report, shown, measured)}
        study.setdefault("draw", partial(draw_effects, shown, measured))
    precision = {
        "precision": real(
            0.0,
            0.0,
            1e9,
            "half-width of each paired difference of study.of at which no runs are added; 0 = run all",
        ),
        "of": word(measured.precise, "an outcome of the study, of which study.precision is asked"),
    }
    return Study(
        keys={**keys, **(precision if measured.precise else {})},
        outcomes=measured.outcomes,
        check=checked,
        analyse=analyse,
        **study,
    )


def report(shown: Shown, measured: Measured, finished: Finished) -> str:
    """The words of a contrast, filled."""
    every, heads = shown.points(finished), shown.heads(measured)
    own, cells = rows_by(every[every[POINT] == 0], "outcome"), _cells(every)
    fields = {
        **next(iter(own.values())),
        **finished.facts,
        **{name: interval(row) for name, row in own.items()},
    }
    labels = dict(zip(cells.index, cells.to_numpy().tolist(), strict=True))
    right = [
        place for place, name in enumerate(cells) if cells[name].str.fullmatch(r"[-\d.e]+").all()
    ]
    titles = {name: about.title.lower() for name, about in heads.items()}
    differences = by_outcome(every, labels, [*map(str, cells)], titles, difference, right=right)
    return shown.words.format(differences=differences, **fields)


def draw_effects(shown: Shown, measured: Measured, finished: Finished, page: Page) -> None:
    """Draw the rows that move most as effects."""
    from zombielaw.experiments.figures import rows

    every, own = shown.points(finished), named("scenario", finished.facts["own"])
    rows.effects(every, _cells(every), shown.heads(measured), page, shown.figure, own)


def _cells(points: pd.DataFrame) -> pd.DataFrame:
    """Cells that say what each point but the first is, by point, as texts."""
    each = (
        points[points[POINT] > 0]
        .drop_duplicates(POINT)
        .set_index(POINT)
        .loc[:, :"outcome"]
        .iloc[:, :-1]
    )
    return each.map(lambda cell: f"{cell:g}" if isinstance(cell, float) else str(cell))


def _until(work: Work, measured: Measured) -> Precision:
    """The rule by which runs are added: until each difference from the first is as precise as is wanted."""
    wanted, outcome = (work.settings.study_keys[key] for key in ("precision", "of"))

    def width(results: Results) -> float:
        runs = measured.of(results, work.settings)
        estimates = estimate(runs[runs["outcome"] == outcome], 0)
        ends = estimates.loc[estimates[POINT] != 0, ["difference_low", "difference_high"]]
        reached = half_width(ends.set_axis(["low", "high"], axis="columns"))
        work.manifest |= {"half_width": reached, "precision_reached": reached <= wanted}
        return reached

    return Precision(wanted, width, work.settings.draws)


def draw_compared(tables: Finished, page: Page) -> None:
    """Draw scenarios less the first, year by year, as ``compared``."""
    from zombielaw.experiments.figures import plots

    plots.draw_compared(tables, page)


def draw_grid(tables: Finished, page: Page) -> None:
    """Draw convictions of 286-1 over the first one or two settings of a grid, as ``grid``."""
    from zombielaw.experiments.figures import plots

    plots.draw_grid(tables[GRID], tables.facts["settings"], page)
