"""One run at a glance: where its files fell away, and the charges of both offences by year."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from zombielaw.experiments.figures.style import BLUE, COLOURS, PAGE, house_style

__all__ = ["Figure", "draw"]


def draw(stages: pd.DataFrame, panel: pd.DataFrame, path: str | Path | None = None) -> Figure:
    """Draw the funnel of a run, and its charges by year; write the figure, if a path is given.

    Parameters
    ----------
    stages : DataFrame
        As of ``measures.funnel``.
    panel : DataFrame
        Of a record.
    """
    years = panel.groupby(2015 + (panel["month"].astype(int) + 10) // 12).sum(numeric_only=True)
    with house_style():
        figure = Figure(figsize=(PAGE, 2.6), layout="constrained")
        left, right = figure.subplots(1, 2)
        place = np.arange(len(stages))[::-1]
        left.barh(place, stages["count"], color=BLUE, height=0.6, label="happened")
        left.plot(stages["expected"], place, "D", color="white", markeredgecolor="black", label="expected")
        left.set_xscale("symlog", linthresh=1.0)
        left.set_yticks(place, stages["meaning"])
        left.set(title="Where Art. 286-1 falls away", xlabel="files in the run (log scale above 1)")
        left.legend(loc="lower right")
        for offence, part in (("286-1", "286_1"), ("287-2", "287_2")):
            right.plot(
                years.index, years[f"expected_charges_{part}"], color=COLOURS[offence], label=f"{offence}, expected"
            )
            right.plot(years.index, years[f"charges_{part}"], "o", color=COLOURS[offence], label=f"{offence}, happened")
        right.set(title="Charges by year", ylabel="charges in this world")
        right.legend()
        if path is not None:
            figure.savefig(path)
    return figure
