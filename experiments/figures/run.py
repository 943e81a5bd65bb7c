"""One run at a glance: where its files fell away, and the charges of both offences by year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from zombielaw.experiments.errors import InputError, is_folder
from zombielaw.experiments.figures.colours import BLUE, COLOURS
from zombielaw.experiments.figures.style import (
    FORMATS,
    NARROWEST,
    PAGE,
    WIDEST,
    Look,
    fold,
    house_style,
)
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.months import year_of
from zombielaw.sim.parameters import written

__all__ = ["Figure", "Look", "draw", "finish"]


def draw(
    stages: pd.DataFrame,
    panel: pd.DataFrame,
    path: str | Path | None = None,
    look: Look | None = None,
) -> Figure:
    """Draw the funnel of a run, and its charges by year; write the figure, if a path is given.

    ``stages``: as of ``measures.funnel``. ``panel``: of a record. ``look``: width and language; its formats are
    those of the path.
    Raises InputError: a width, a kind of file or a folder that there is not.
    """
    look = look or Look()
    lang, narrow = look.lang, (look.width or PAGE) < 0.7 * PAGE
    years = (
        panel.groupby(year_of(panel["month"].astype(int))).sum(numeric_only=True).clip(lower=0.0)
    )

    def fill(figure: Figure) -> None:
        left, right = figure.subplots(*((2, 1) if narrow else (1, 2)))
        place = np.arange(len(stages))[::-1]
        left.barh(place, stages["count"], color=BLUE, height=0.6, label=say("run.happened", lang))
        left.plot(
            stages["expected"],
            place,
            "D",
            color="white",
            markeredgecolor="black",
            label=say("run.expected", lang),
        )
        left.set_xscale("symlog", linthresh=1.0)
        left.set_yticks(place, [named("stage", stage, lang) for stage in stages["stage"]])
        left.set(title=say("run.funnel", lang), xlabel=say("run.across", lang))
        left.legend(loc="lower right")
        for offence, part, line, mark in (
            ("286-1", "286_1", "-", "o"),
            ("287-2", "287_2", "--", "s"),
        ):
            for column, form, what in (
                (f"expected_charges_{part}", line, "expected"),
                (f"charges_{part}", mark, "happened"),
            ):
                words = say(f"run.offence_{what}", lang, offence=offence)
                right.plot(years.index, years[column], form, color=COLOURS[offence], label=words)
        right.set(title=say("run.years", lang), ylabel=say("run.up", lang))
        right.legend()

    return finish(fill, path, look, 5.2 if narrow else 2.6)


def finish(
    fill: Callable[[Figure], object], path: str | Path | None, look: Look, height: float
) -> Figure:
    """A figure of so many inches that a function fills, in a look; written, if a path is given.

    Raises InputError: as :func:`draw`, before anything is drawn.
    """
    _check(path, look.width)
    with house_style():
        figure = Figure(figsize=(look.width or PAGE, height), layout="constrained")
        fill(figure)
        if look.width:
            fold(figure)
        if path is not None:
            try:
                figure.savefig(path)
            except (
                OSError,
                ValueError,
            ) as error:  # a folder of that name, no right to write, a null character
                why = getattr(error, "strerror", None) or error
                raise InputError("{!r} cannot be written: {}.", str(path), why) from None
    return figure


def _check(path: str | Path | None, width: float | None) -> None:
    """Refuse what cannot be drawn before anything is."""
    if width is not None and not NARROWEST <= width <= WIDEST:
        raise InputError(
            "width={} is no width of a figure; allowed: {:g} to {:g} inches.",
            written(width),
            NARROWEST,
            WIDEST,
        )
    if path is None:
        return
    place = Path(path).absolute()
    if place.suffix.lstrip(".") not in FORMATS:
        raise InputError("{} does not end in a format of a figure; allowed: {}.", path, FORMATS)
    if not is_folder(place.parent):
        raise InputError("{}: there is no folder {}; make it first.", path, place.parent)
