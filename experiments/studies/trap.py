"""Is disuse a trap, and would counts show it? Causes of disuse over worlds of the priors, and planted worlds.

In worlds drawn from the priors, from a neutral start, the diagnosis says of what 286-1 dies: of too few files
(*starved*), or of its own unfamiliarity (*trapped*). In planted worlds (``experiments/designs/planted.py``) it is known
whether practice raises use; the slopes of counts by office and year say it, or something else, or nothing.
"""

from __future__ import annotations

from itertools import chain

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.counts import Slope, slopes, verdict
from zombielaw.experiments.analysis.diagnosed import NOTHING, STATES, WHY, diagnosed
from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.wording import rendered, rows_by
from zombielaw.experiments.config.schema import MONTHS, whole
from zombielaw.experiments.designs import planted
from zombielaw.experiments.designs.grids import POINT, table_of
from zombielaw.experiments.designs.prior_worlds import (
    WITH,
    WITHOUT,
    check_probed,
    design_of,
    worlds_of,
)
from zombielaw.experiments.figures.colours import ALIVE, DEAD, PALE, WINE
from zombielaw.experiments.reducers.unpublished import TABLE, TALLIES, counts, tallies
from zombielaw.experiments.studies.base import (
    Axes,
    Finished,
    Page,
    Study,
    Tables,
    Work,
    columns_beside,
)
from zombielaw.experiments.studies.registry import preset
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.analysis import diagnosis

OFFICE = ("world.providers=14", "world.procuratorates=1", "world.courts=1")
"""Words of a command for a world of one office: each run of the planted worlds is one."""
ANSWERS = {"right": ALIVE, "open": PALE, "wrong": WINE}
"""What counts may say of whether practice raises use, by the colour of each."""
TOLD = [
    "kind",
    "learns",
    "worlds",
    *ANSWERS,
    *(f"{name}{end}" for name in ("between", "within") for end in ("", "_low", "_high")),
]


def analyse(work: Work) -> Tables:
    """Diagnose the worlds of the priors, and read the counts of the planted worlds."""
    return {**causes_of(work), "told": told_of(work)}


# ---- worlds of the priors


def causes_of(work: Work) -> Tables:
    """Draw worlds, run each as it is, under all probes and without feedback, and diagnose them."""
    worlds = worlds_of(work.settings, work.settings.study_keys["worlds"])
    design, owners, as_is = design_of(work.settings, worlds)
    found = diagnosed(work.run(design, part="worlds", reduce=tallies).table(TALLIES), owners, as_is)
    work.facts["worlds"] = len(worlds)
    learns = found[found["feedback"] == WITH]
    why = (": " + learns["why"]).where(learns["why"] != "", "")
    answers = [name for name in diagnosis.DIAGNOSES if name != diagnosis.UNDECIDED]
    answers += [f"{diagnosis.UNDECIDED}: {reason}" for reason in WHY]
    causes = shares_of(
        learns.assign(answer=learns["found"] + why), ["feedback"], "answer", answers, "worlds"
    )
    lifeless = learns[learns["state"].isin([diagnosis.OUT_OF_USE, NOTHING])]
    could = (
        lifeless["findable"]
        .str.get_dummies(" ")
        .reindex(columns=list(diagnosis.CAUSES), fill_value=0)
        .sum()
    )
    return {
        "causes": causes.drop(columns="feedback").assign(
            findable=causes["answer"].map(could), lifeless=len(lifeless)
        ),
        "states": shares_of(found, ["feedback"], "state", STATES, "worlds"),
        "worlds": learns[["world", "found", "why", "state", *diagnosis.PARTS]],
    }


# ---- planted worlds


def told_of(work: Work) -> pd.DataFrame:
    """Answers that the counts of each kind of planted world give; slopes as medians and middle 90 % over worlds."""
    if not (tables := work.settings.study_keys["planted"]):
        return pd.DataFrame(columns=TOLD)
    labels, moved = zip(*planted.rows(tables), strict=True)
    world = preset(work.settings, "meanfield", 12 * planted.YEARS, *OFFICE)
    own = {key: world.plain[key] for key in sorted({*chain(*moved)})}
    design = table_of([{**own, **cells} for cells in moved])
    results = work.run(design, part="planted", world=world, reduce=counts)
    read = results.table(TABLE).query("before_end < @planted.READ")
    read = read.join(pd.DataFrame(labels), on=POINT).rename(
        columns={
            "before_end": "year",
            "office": "place",
            "considered": "files",
            "charges_286_1": "uses",
        }
    )
    rows = []
    for kind, about in planted.KINDS.items():
        worlds = read[read["kind"] == kind].groupby(["panel", "replicate"])
        pairs = [slopes(about.counted(counted)) for _, counted in worlds]
        answers = [verdict(*pair) for pair in pairs]
        right, still = answers.count(about.learns), answers.count(None)
        ends = [_middle([pair[side] for pair in pairs]) for side in (0, 1)]
        count = len(answers)
        rows.append(
            (kind, about.learns, count, right, still, count - right - still, *ends[0], *ends[1])
        )
    return pd.DataFrame(rows, columns=TOLD)


def _middle(found: list[Slope]) -> list[float]:
    values: list[float] = np.nanquantile([one.value for one in found], [0.5, 0.05, 0.95]).tolist()
    return values


# ---- report and figure


def report(tables: Finished) -> str:
    """Causes of disuse over the priors; then what counts say of planted worlds."""
    lives = tables["states"].query("state == 'alive'").set_index("feedback")["worlds"]
    return rendered(
        __file__,
        lives=lives[WITH],
        unlearnt=lives[WITHOUT],
        causes=rows_by(tables["causes"], "answer"),
        told=rows_by(tables["told"], "kind"),
        offices=planted.OFFICES,
        years=planted.READ,
    )


def draw(tables: Finished, page: Page) -> None:
    """Draw causes of disuse, and what counts say of planted worlds, as ``trap``."""
    parts = ["causes", "told"] if len(tables["told"]) else ["causes"]
    titles = page.lettered({part: say(f"trap.{part}") for part in parts})
    figure, grid = page.panels(len(titles), 2, 2.6)
    for axes, (part, title) in zip(grid, titles.items(), strict=True):
        axes.set(title=title, xlabel=say(f"trap.{part}.across"))
        (_causes if part == "causes" else _told)(axes, tables[part])
    if len(grid) > 1:
        page.legend(figure, *grid[1].get_legend_handles_labels(), loc="outside lower left", ncols=3)
    worlds = tables["causes"].set_index("answer")["worlds"]
    title = say(
        "trap.title",
        worlds=tables.facts["worlds"],
        disused=tables["causes"]["lifeless"].iloc[0],
        starved=worlds["starved"],
        trapped=worlds["trapped"],
        unclear=sum(count for name, count in worlds.items() if str(name).startswith("undecided")),
    )
    page.title(figure, title)
    page.of(say("trap.world", providers=tables.facts["providers"])).save(
        figure, "trap", say("trap.band")
    )


def _causes(axes: Axes, causes: pd.DataFrame) -> None:
    rows = causes.query("worlds > 0 or answer == 'trapped'")[::-1]
    names = [named("answer", answer) for answer in rows["answer"]]
    axes.hlines(names, rows["low"], rows["high"], color=DEAD)
    axes.plot(rows["share"], names, "o", color=DEAD)
    axes.set_xlim(left=0.0)


def _told(axes: Axes, told: pd.DataFrame) -> None:
    rows = told[::-1]
    names = [named("planted", kind) for kind in rows["kind"]]
    left = np.zeros(len(rows))
    for (answer, colour), hatch in zip(ANSWERS.items(), ("", "", "///"), strict=True):
        part = rows[answer].to_numpy(dtype=float)
        axes.barh(names, part, left=left, color=colour, hatch=hatch, label=say(f"trap.{answer}"))
        left += part


STUDY = Study(
    question="Is disuse a trap, and would counts show it? Causes of disuse in worlds drawn from the priors; and what "
    "slopes of charges on files say of planted offices, with learning and with what imitates or hides it.",
    keys={
        "months": MONTHS,
        "worlds": whole(20, 2, 100_000, "worlds drawn from the priors"),
        "planted": whole(
            2, 0, 1000, "tables of files of the planted worlds of each kind; 0 = none"
        ),
    },
    replicates=3,
    medians_only="it draws its worlds from the priors itself",
    columns=columns_beside(__file__),
    check=check_probed,
    analyse=analyse,
    report=report,
    draw=draw,
)
