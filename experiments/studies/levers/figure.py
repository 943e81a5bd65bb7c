"""Each lever alone: its effects on several outcomes."""

from __future__ import annotations

import numpy as np

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.figures import forest
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.levers.study import DRAWN

SIDES = {"down": "low end of its range", "up": "high end", "other": "another option"}


def draw(tables: Finished, page: Page) -> None:
    """Draw a forest of all contrasts as ``levers``."""
    effects, own = tables["effects"], tables.facts["own"]
    option = np.where(effects["side"] == "other", ": " + effects["to"].astype(str), "")
    table = effects.assign(output=effects["outcome"], row=(effects["lever"] + option).str.replace("_", " "))
    outputs = [
        forest.Output(name, OUTCOMES[name].title, f"change, {OUTCOMES[name].unit}", OUTCOMES[name].log)
        for name in DRAWN
    ]
    log = [chr(97 + number) for number, output in enumerate(outputs) if output.log]
    band = (
        f"paired differences from {own} of sums of probabilities, {tables.facts['years']}; lines: bootstrap "
        f"95 % intervals over runs; {', '.join(log)} on a log scale to either side of zero"
    )
    forest.draw(table, outputs, page, "levers", band, sides=SIDES, title=f"Each lever alone, against {own}")
