"""Contrasts: a grid of scenarios, each compared with one of them over runs that share their luck.

A study of this kind declares which scenarios it runs, what it reads of a run, and in which words that is told. Running
them, the rule that stops the runs, estimates against the base, the report and a figure of its rows are done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.estimates import clear_side, estimate, half_width
from zombielaw.experiments.analysis.outcomes import YEARLY, Outcome, check_read, outcomes_of
from zombielaw.experiments.analysis.wording import differences, interval, rows_by
from zombielaw.experiments.config.options import real, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.runs.stopping import Precision
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, as_given
from zombielaw.sim.parameters import Declared

BY_YEAR: Mapping[str, Any] = {"yearly": YEARLY, "reduce": expected}
"""Options with which a run keeps the tables for the outcomes of ``analysis/outcomes.csv``."""


class Ran(NamedTuple):
    """A grid that was run: its points as tables name their columns, outcomes of runs before division, and the base."""

    work: Work
    named: pd.DataFrame
    results: Results
    runs: pd.DataFrame
    base: int = 0

    def points(self) -> pd.DataFrame:
        """Every outcome at every point, and less the base."""
        return self.named.merge(estimate(self.runs, self.base), on=POINT)


def contrast(
    *,
    grid: Callable[[Settings], pd.DataFrame],
    outcomes: Mapping[str, Outcome],
    precise: str,
    words: str | Callable[[Finished], str],
    keys: Mapping[str, Declared],
    called: Callable[[Settings], Mapping[str, str]] = lambda _: {},
    base: Mapping[str, Any] | None = None,
    runs: Callable[[Results, Settings], pd.DataFrame] | None = None,
    reads: Mapping[str, Any] = BY_YEAR,
    tables: Callable[[Ran], Tables] = lambda ran: {"points": ran.points()},
    main_table: str = "points",
    rows: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    shown: Sequence[str] = (),
    least: float = 0.0,
    numbers: Callable[[Finished], Mapping[str, Any]] = lambda _: {},
    draw: Callable[[Finished, Page], None] | None = None,
    check: Callable[[Settings], Settings] = as_given,
    **study: Any,
) -> Study:
    """Declare a study of contrasts: the outcomes of the scenarios of a grid, and less those of one of them, in words.

    ``precise`` is the outcome that ``study.precision`` is asked of, where ``study.of`` names no other. ``words`` is the
    report; in a text, braces take the columns of the base's row, each outcome of the base with its interval,
    ``differences`` (a table of ``rows``) and ``numbers``. ``called`` names settings and labels of the grid as they
    stand in tables; such a setting is a level: over draws it is no step from practice. ``base`` has the cells by which
    the base is found; the first point by default. ``runs`` gives outcomes of runs before division from what the runs
    keep (``reads``); those of ``analysis/outcomes.csv`` by default, and then shorter runs than these can be read of are
    refused. ``tables`` are kept; the report has the estimates of ``main_table``. ``rows`` gives the first cells of its
    rows, by point, of a table with a row per point; by default all but the base. Their outcomes are ``shown``; a
    difference whose interval lies within ``least`` of zero is written as none. ``draw`` draws the figures; by default
    the rows as a forest, ``contrast``.
    """
    heads = {name: outcomes[name].title.lower() for name in shown or outcomes}

    def runs_of(results: Results, settings: Settings) -> pd.DataFrame:
        return runs(results, settings) if runs else outcomes_of(results, settings.scale, outcomes)

    def analyse(work: Work) -> Tables:
        settings, design, names = work.settings, grid(work.settings), called(work.settings)
        named = design.rename(columns=dict(names))[[POINT, *names.values()]]
        at = _base_of(named, base)
        until = _until(work, lambda results: runs_of(results, settings), at)
        levels = [key for key in names if not key.startswith(LABEL)]
        results = work.run(design, levels=levels, until=until, **reads)
        return tables(Ran(work, named, results, runs_of(results, settings), at))

    def first_cells(points: pd.DataFrame) -> pd.DataFrame:
        each = points.drop_duplicates(POINT)
        every = each.set_index(POINT).loc[:, :"outcome"].iloc[1:, :-1]
        return (rows(each) if rows else every).map(lambda cell: f"{cell:g}" if isinstance(cell, float) else str(cell))

    def report(finished: Finished) -> str:
        if callable(words):
            return words(finished)
        points = finished[main_table]
        own = rows_by(points[points[POINT] == _base_of(points, base)], "outcome")
        cells = first_cells(points)
        right = [place for place, name in enumerate(cells) if cells[name].str.fullmatch(r"[-\d.e]+").all()]
        labels = dict(zip(cells.index, cells.to_numpy().tolist(), strict=True))
        fields = {**next(iter(own.values())), **{name: interval(row) for name, row in own.items()}, **numbers(finished)}
        return words.format(differences=differences(points, labels, [*map(str, cells)], heads, least, right), **fields)

    def forest(finished: Finished, page: Page) -> None:
        from zombielaw.experiments.figures import effects

        points = finished[main_table]
        cells = first_cells(points)
        named = cells.agg(", ".join, axis="columns")
        moved = points[points[POINT].isin(cells.index)].assign(group=", ".join(map(str, cells)), side="other")
        effects.draw(
            moved.assign(row=moved[POINT].map(named)), {name: outcomes[name] for name in heads}, page, "contrast",
            page.say("contrast.band"),
            title=page.say("contrast.title", clear=int((clear_side(moved) != 0).sum()), all=len(moved)),
        )  # fmt: skip

    def checked(settings: Settings) -> Settings:
        check_known(settings.study_keys["of"], list(outcomes), "study.of", "outcome of this study")
        return check(settings if runs else check_read(settings))

    precision = {
        "precision": real(
            0.0, 0.0, 1e9, "half-width of each paired difference of study.of at which no runs are added; 0 = run all"
        ),
        "of": word(precise, "an outcome of the study, of which study.precision is asked"),
    }
    return Study(keys={**keys, **precision}, outcomes=outcomes, check=checked, analyse=analyse, report=report,
                 draw=draw or forest, **study)  # fmt: skip


def _base_of(points: pd.DataFrame, cells: Mapping[str, Any] | None) -> int:
    """Number of the point with these cells; of the first, if none are named."""
    rows = points if cells is None else points[(points[list(cells)] == list(cells.values())).all(axis="columns")]
    return int(rows[POINT].iloc[0])


def _until(work: Work, runs_of: Callable[[Results], pd.DataFrame], base: int) -> Precision | None:
    """The rule by which runs are added: until each difference from the base is as precise as is wanted."""
    wanted, outcome = (work.settings.study_keys[key] for key in ("precision", "of"))

    def width(results: Results) -> float:
        runs = runs_of(results)
        estimates = estimate(runs[runs["outcome"] == outcome], base)
        ends = estimates.loc[estimates[POINT] != base, ["difference_low", "difference_high"]]
        reached = half_width(ends.set_axis(["low", "high"], axis="columns"))
        work.manifest |= {"half_width": reached, "precision_reached": reached <= wanted}
        return reached

    return Precision(wanted, width, work.settings.draws) if wanted else None


def draw_compared(tables: Finished, page: Page) -> None:
    """Draw scenarios less the first, year by year, as ``compared``."""
    from zombielaw.experiments.figures import compared

    compared.draw(tables, page)
