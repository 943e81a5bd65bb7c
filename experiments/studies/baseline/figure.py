"""The figure of the baseline: the funnel."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures import rows
from zombielaw.experiments.figures.colours import BLUE, GREY, OLIVE
from zombielaw.experiments.figures.rows import Marks, Panel
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished

FLOOR = 0.01
UNDER = -0.42
"""Place of published figures, in rows from the middle of a bar."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``funnel``: the numbers left at each stage, with published figures under their bars."""
    table = tables["funnel"][::-1]
    counts = table.filter(regex="per_year|low|high").clip(lower=FLOOR)
    words = [f"  {count:,.0f}" if count >= 10 else f"  {count:.2g}" for count in table["per_year"]]
    marks = [
        Marks("per_year", look="bar", colour=colour, where=f"side == {side}")
        for side, colour in ((False, BLUE), (True, GREY))
    ]
    marks += [
        Marks(ends=("low", "high"), colour="black", width=0.9),
        Marks(
            "expected_per_year",
            look="D",
            colour="black",
            hollow=True,
            label=page.say("funnel.expected"),
        ),
        Marks("per_year", text="words", shift=-UNDER),
    ]
    for name, colour, width in (("observed", OLIVE, 4.0), ("licensees", "0.2", 1.5)):
        ends, words_of = (f"{name}_low", f"{name}_high"), page.say(f"funnel.{name}")
        marks.append(
            Marks(
                ends=ends,
                colour=colour,
                width=width,
                label=words_of,
                where=f"{ends[1]} > 0",
                shift=UNDER,
            )
        )
    rows.draw(
        table.assign(**counts, words=words),
        [page.named("stage", stage) for stage in table["stage"]],
        {
            "": Panel(
                marks,
                across=page.say("funnel.across", years=tables.facts["years"]),
                how={"xscale": "log", "xlim": (FLOOR, 5.0 * counts["per_year"].max())},
            )
        },
        page,
        "funnel",
        page.say("funnel.band"),
        title=_falls(table[::-1], page),
        columns=1,
        height=0.36,
    )


def _falls(table: pd.DataFrame, page: Page) -> str:
    """Say how many of the first stage come to the last, and which step is the steepest; of steps to zero, none is."""
    main = table[~table["side"].astype(bool)]
    count = main["per_year"]
    ends = {
        "start": f"{float(f'{count.iloc[0]:.3g}'):,.0f}",
        "end": number(float(f"{count.iloc[-1]:.2g}")),
    }
    steps = (count / count.shift()).to_numpy()
    steps = np.where(steps > 0.0, steps, np.inf)  # the first has none
    at = int(steps.argmin())
    if not np.isfinite(steps[at]):
        return page.say("funnel.ends", **ends)
    lost = page.say(
        f"funnel.lost.{main['stage'].iloc[at]}", lost=f"{100.0 * (1.0 - steps[at]):.3g}"
    )
    return page.say("funnel.title", **ends, lost=lost)
