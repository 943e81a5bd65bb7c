"""``zl.grid``: every combination of levels of some settings, stored and found again as a study is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.compared import COMPARED, EXPECTED
from zombielaw.experiments.arguments import at_the_door
from zombielaw.experiments.data.files import unknown_name
from zombielaw.experiments.designs.grids import GRID, LEVELS
from zombielaw.experiments.door import Result, language_of, study
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.registry import spelt
from zombielaw.experiments.words.texts import speaking
from zombielaw.sim.parameters import written

if TYPE_CHECKING:
    from zombielaw.experiments.figures.run import Figure

COLUMNS = [
    "outcome",
    "unit",
    "value",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "runs",
]


class Grid(Result):
    """A finished grid: a :class:`Result` with a tidy frame and a figure of it.

    Attributes
    ----------
    folder : Path
    """

    @property
    def settings(self) -> list[str]:
        """The settings that vary."""
        return list(self.facts["settings"])

    @property
    def frame(self) -> pd.DataFrame:
        """One row per scenario and outcome: its settings, the outcome and its unit, the level with its 95 % interval,
        and the paired difference from the command's own scenario, which comes first, with its interval.
        """
        return self[GRID][[*self.settings, *COLUMNS]]

    @at_the_door
    def plot(
        self,
        outcome: str = f"{EXPECTED}convictions_286_1",
        path: str | Path | None = None,
        width: float | None = None,
        lang: str = "en",
    ) -> Figure:
        """Draw an outcome: lines with intervals, or a map of two numbers, the second of three levels or more.

        ``width`` is in inches (None: that of a page), ``lang`` is en or zh; the figure is written, if a path is given.

        Raises
        ------
        InputError
            An outcome, a width, a kind of file or a folder that is not allowed, or a grid of more than two settings.
        """
        from zombielaw.experiments.figures import grid as figures  # noqa: PLC0415 - drawn when it is asked for
        from zombielaw.experiments.figures.run import Look, finish  # noqa: PLC0415

        if outcome not in COMPARED:
            raise unknown_name(outcome, COMPARED, "outcome")
        look, table = Look(width, language_of(lang)), self[GRID]
        levels = self.facts["settings"]
        with speaking(look.lang):
            return finish(
                lambda figure: figures.panel(figure, table, levels, outcome), path, look, 3.2
            )

    def _repr_html_(self) -> str:
        shown = self.frame[self.frame["outcome"].str.startswith(EXPECTED)]
        wide = shown.pivot_table(index=self.settings, columns="outcome", values="value", sort=False)
        return f"<p>{self!r}</p>{wide.to_html(float_format='{:.3g}'.format)}"


@at_the_door
def grid(levels: Mapping[str, Any], *words: str, runs: int | None = None) -> Grid:
    """Run every combination of levels, or find it finished: ``grid({"policy.order_quality": [0.5, 0.9]}, runs=6)``.

    All scenarios share their random draws. They are compared with that of the words, or today's.

    Parameters
    ----------
    levels : mapping
        By setting, its levels: numbers in the unit of the setting, options by name, or yes and no.
    words
        Of the command, such as ``"world=classroom"``.
    runs : int, optional
        Runs of each scenario; 20 by default.

    Raises
    ------
    InputError
        An unknown setting, a list without a level, or a level outside its range.
    """
    if not isinstance(levels, Mapping):
        raise InputError(
            "{} is no mapping of settings to levels; write {} with quotes as Python does.",
            written(levels),
            LEVELS,
        )
    plain = {
        written(key): [*map(_plain, given)]
        if isinstance(given, Iterable) and not isinstance(given, str)
        else _plain(given)
        for key, given in levels.items()
    }
    result = study("grid", *words, f"study.levels={spelt(plain)}", runs=runs)
    return Grid(result.folder, result.lang)


def _plain(given: Any) -> Any:
    """A level as a plain value; anything else as it is written, to be refused."""
    plain = given.item() if isinstance(given, np.generic) else given
    return plain if isinstance(plain, str | int | float) else written(plain)
