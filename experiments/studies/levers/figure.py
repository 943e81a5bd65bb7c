"""Each lever alone: its effects on several outcomes."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.analysis.wording import Row
from zombielaw.experiments.figures import forest, names
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.levers.study import DRAWN
from zombielaw.experiments.words.levers import told

MAIN = ("expected_charges_286_1", "wrongful_share", "harm")
"""Outcomes of the figure; its supplement has the rest."""
MOST = 12
"""Levers of the figure; its supplement has all."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the levers that move most as ``levers``, and all of them and other outcomes as ``levers_supplement``."""
    effects, own = tables["effects"], tables.facts["own"]
    groups = {lever: group for group, inside in told().items() for lever in inside}
    order = {lever: number for number, lever in enumerate(groups)}
    effects = effects.assign(
        output=effects["outcome"],
        row=[_row(one, page) for one in effects.to_dict("records")],
        group=[page.named("group", groups.get(lever, "law")) for lever in effects["lever"]],
        order=[order.get(lever, len(order)) for lever in effects["lever"]],
    ).sort_values("order", kind="stable")
    words = {side: page.say(f"levers.{side}") for side in ("down", "up", "other")}
    own = page.named("scenario", own)
    largest = _largest(effects[effects["output"].isin(MAIN)])
    for name, rows, outcomes in (
        ("levers", effects[effects["lever"].isin(largest)], MAIN),
        ("levers_supplement", effects, [name for name in DRAWN if name not in MAIN]),
    ):
        outputs = [
            forest.Output(
                one, names.outcome(one, OUTCOMES[one], page),
                page.say("levers.log" if OUTCOMES[one].log else "levers.change", unit=names.unit(OUTCOMES[one], page)),
                OUTCOMES[one].log,
            )
            for one in outcomes
        ]  # fmt: skip
        band = page.say("levers.band", own=own, years=tables.facts["years"])
        title = page.say(f"{name}.title", own=own, number=len(largest))
        forest.draw(rows, outputs, page, name, band, sides=words, title=title)


def _row(effect: Row, page: Page) -> str:
    title = names.lever(str(effect["lever"]), page)
    return f"{title}: {page.named('option', str(effect['to']).lower())}" if effect["side"] == "other" else title


def _largest(effects: pd.DataFrame) -> list[str]:
    """Levers of the largest effects clear of zero, each outcome measured by its own largest."""
    clear = effects[(effects["difference_low"] > 0.0) | (effects["difference_high"] < 0.0)]
    size = clear["difference"].abs() / clear.groupby("output")["difference"].transform(lambda one: one.abs().max())
    by: pd.Series[float] = size.groupby(clear["lever"]).max()
    return by.nlargest(MOST).index.tolist() or effects["lever"].unique().tolist()
