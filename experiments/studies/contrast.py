"""Contrasts: a grid of scenarios, each compared with the first of them over runs that share their luck.

A study of this kind declares which scenarios it runs, what it reads of a run, and in which words that is told. Running
them, the rule that stops the runs, estimates against the first, the report and a figure of its rows are done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, half_width
from zombielaw.experiments.analysis.outcomes import OFFENDERS, YEARLY, Outcome, check_read, outcomes_of
from zombielaw.experiments.analysis.wording import by_outcome, difference, interval, rows_by
from zombielaw.experiments.config.options import MONTHS, real, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.designs.grids import GRID, LABEL, POINT
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.runs.stopping import Precision
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, as_given
from zombielaw.sim.parameters import Declared

BY_YEAR: Mapping[str, Any] = {"yearly": YEARLY, "measures": (OFFENDERS,), "reduce": expected}
"""Options with which a run keeps the tables for the outcomes of ``analysis/outcomes.csv``."""


class Ran(NamedTuple):
    """A grid that was run: its points as tables name their columns, and what is read of its runs."""

    work: Work
    named: pd.DataFrame
    results: Results
    runs_of: Callable[[], pd.DataFrame]

    @property
    def runs(self) -> pd.DataFrame:
        """Outcomes of the runs before division."""
        return self.runs_of()

    def points(self) -> pd.DataFrame:
        """Every outcome at every point, and less the first."""
        return self.named.merge(estimate(self.runs, 0), on=POINT)


def contrast(
    *,
    grid: Callable[[Settings], pd.DataFrame],
    outcomes: Mapping[str, Outcome],
    precise: str,
    words: str | Callable[[Finished], str],
    keys: Mapping[str, Declared] = {"months": MONTHS},
    called: Callable[[Settings], Mapping[str, str]] = lambda _: {},
    runs: Callable[[Results, Settings], pd.DataFrame] | None = None,
    reads: Mapping[str, Any] = BY_YEAR,
    tables: Callable[[Ran], Tables] = lambda ran: {"points": ran.points()},
    points: Callable[[Finished], pd.DataFrame] = lambda finished: finished["points"],
    shown: Sequence[str] = (),
    figure: str = "contrast",
    draw: Callable[[Finished, Page], None] | None = None,
    check: Callable[[Settings], Settings] = as_given,
    **study: Any,
) -> Study:
    """Declare a study of contrasts: the outcomes of the scenarios of a grid, and less those of the first, in words.

    ``precise`` is the outcome that ``study.precision`` is asked of, where ``study.of`` names no other. ``words`` is the
    report; in a text, braces take facts of the study, the columns of the first row, each outcome of the first point
    with its interval, and ``differences``, a table of the others. ``called`` names settings and labels of the grid as
    they stand in tables; such a setting is a level: over draws it is no step from practice. ``runs`` gives outcomes of
    runs before division from what the runs keep (``reads``); those of ``analysis/outcomes.csv`` by default, and then
    shorter runs than these can be read of are refused. ``tables`` are kept; of these ``points`` are the estimates that
    are told and drawn, each outcome of all points. Only the outcomes in ``shown`` are, by default all. ``draw`` draws
    the figures; by default the rows as effects, as ``figure``.
    """
    told = {name: outcomes[name] for name in shown or outcomes}

    def runs_of(results: Results, settings: Settings) -> pd.DataFrame:
        return runs(results, settings) if runs else outcomes_of(results, settings.scale, outcomes)

    def analyse(work: Work) -> Tables:
        settings, design, names = work.settings, grid(work.settings), called(work.settings)
        until = _until(work, lambda results: runs_of(results, settings))
        levels = [key for key in names if not key.startswith(LABEL)]
        results = work.run(design, levels=levels, until=until, **reads)
        named = design.rename(columns=dict(names))[[POINT, *names.values()]]
        return tables(Ran(work, named, results, lambda: runs_of(results, settings)))

    def report(finished: Finished) -> str:
        if callable(words):
            return words(finished)
        every = points(finished)
        own, cells = rows_by(every[every[POINT] == 0], "outcome"), _cells(every)
        fields = {**next(iter(own.values())), **finished.facts, **{name: interval(row) for name, row in own.items()}}
        labels = dict(zip(cells.index, cells.to_numpy().tolist(), strict=True))
        right = [place for place, name in enumerate(cells) if cells[name].str.fullmatch(r"[-\d.e]+").all()]
        heads = {name: about.title.lower() for name, about in told.items()}
        return words.format(
            differences=by_outcome(every, labels, [*map(str, cells)], heads, difference, right=right), **fields
        )

    def effects(finished: Finished, page: Page) -> None:
        from zombielaw.experiments.figures import effects

        every, own = points(finished), page.named("scenario", finished.facts["own"])
        effects.draw(every, _cells(every), told, page, figure, own)

    def checked(settings: Settings) -> Settings:
        check_known(settings.study_keys["of"], list(outcomes), "study.of", "outcome of this study")
        return check(settings if runs else check_read(settings))

    precision = {
        "precision": real(
            0.0, 0.0, 1e9, "half-width of each paired difference of study.of at which no runs are added; 0 = run all"
        ),
        "of": word(precise, "an outcome of the study, of which study.precision is asked"),
    }
    return Study(
        keys={**keys, **precision},
        outcomes=outcomes,
        check=checked,
        analyse=analyse,
        report=report,
        draw=draw or effects,
        **study,
    )


def _cells(points: pd.DataFrame) -> pd.DataFrame:
    """Cells that say what each point but the first is, by point, as texts."""
    each = points[points[POINT] > 0].drop_duplicates(POINT).set_index(POINT).loc[:, :"outcome"].iloc[:, :-1]
    return each.map(lambda cell: f"{cell:g}" if isinstance(cell, float) else str(cell))


def _until(work: Work, runs_of: Callable[[Results], pd.DataFrame]) -> Precision | None:
    """The rule by which runs are added: until each difference from the first is as precise as is wanted."""
    wanted, outcome = (work.settings.study_keys[key] for key in ("precision", "of"))

    def width(results: Results) -> float:
        runs = runs_of(results)
        estimates = estimate(runs[runs["outcome"] == outcome], 0)
        ends = estimates.loc[estimates[POINT] != 0, ["difference_low", "difference_high"]]
        reached = half_width(ends.set_axis(["low", "high"], axis="columns"))
        work.manifest |= {"half_width": reached, "precision_reached": reached <= wanted}
        return reached

    return Precision(wanted, width, work.settings.draws) if wanted else None


def draw_compared(tables: Finished, page: Page) -> None:
    """Draw scenarios less the first, year by year, as ``compared``."""
    from zombielaw.experiments.figures import compared

    compared.draw(tables, page)


def draw_grid(tables: Finished, page: Page) -> None:
    """Draw convictions of 286-1 over the first one or two settings of a grid, as ``grid``."""
    from zombielaw.experiments.figures import grid

    grid.draw(tables[GRID], tables.facts["settings"], page)
