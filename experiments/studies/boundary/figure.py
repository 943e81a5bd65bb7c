"""What moves the border between both offences, one setting at a time; and what courts convict of today."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.figures import forest, matrix
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.boundary.study import LEVELS, NOW, SHOWN
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS


def draw(tables: Finished, page: Page) -> None:
    """Draw differences from today as ``boundary_charge``, and today's convictions as ``boundary_conviction``."""
    indices, matrices = tables["indices"], tables["matrices"]
    moved = pd.concat([_moved(indices, name, page) for name in reversed(LEVELS)])
    table = moved.assign(output=moved["outcome"], side="other")
    outputs = [forest.Output(name, page.say(f"boundary.{name}"), page.say(f"boundary.{name}.unit")) for name in SHOWN]
    forest.draw(
        table, outputs, page, "boundary_charge", page.say("boundary.band"), sides={"other": ""},
        title=page.say("boundary.title"),
    )  # fmt: skip
    now = matrices[(matrices["act"] == "conviction") & _at(matrices, NOW)]
    counts = now.pivot_table(index="law", columns="applied", values="expected").reindex(LAW_ANSWERS, columns=APPLIED)
    files = now.groupby("law")["files"].first().reindex(LAW_ANSWERS).fillna(0).astype(int)
    some = files[files > 0].index
    matrix.draw(
        counts.loc[some], page, "boundary_conviction", page.say("boundary.matrix.band"),
        title=page.say("boundary.matrix.title"), across=page.say("boundary.matrix.across"),
        files=files.loc[some], nothing=page.say("boundary.matrix.none"),
    )  # fmt: skip


def _at(table: pd.DataFrame, levels: dict[str, object]) -> pd.Series[bool]:
    return pd.concat([table[name] == level for name, level in levels.items()], axis=1).all(axis=1)


def _moved(indices: pd.DataFrame, lever: str, page: Page) -> pd.DataFrame:
    """Rows of one lever at its other levels, all else as today."""
    others = {name: level for name, level in NOW.items() if name != lever}
    rows = indices[_at(indices, others) & (indices[lever] != NOW[lever])]
    words = {level: page.say(f"boundary.{lever}.{_plain(level)}") for level in LEVELS[lever]}
    moved: pd.DataFrame = rows.assign(row=rows[lever].map(words), group=page.say(f"boundary.{lever}"))
    return moved


def _plain(level: object) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level)
