"""Judgments read backwards: disputed views on which each coded conviction is right; convictions no view combines."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zombielaw.experiments.analysis.wording import Row
from zombielaw.experiments.data.cases import CONVICTED, Case, happened
from zombielaw.experiments.opinion.inverted import (
    MOST_SWITCHES,
    reading_of,
    smallest_views,
    switches_of,
    view_in_words,
    views_of,
)
from zombielaw.experiments.opinion.outcome import committed
from zombielaw.experiments.studies.base import Finished, Page
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.offences import OFFENCES

TEXT, NEVER = "text of the statute", "none"
JUDGMENTS = ["case", "in_fact", "views", "switches", "smallest", "best"]
PAIRS = ["case", "in_fact", "other", "other_in_fact"]
BEST = ["right", "judgments", "switches", "view"]
LINE, BAR, LETTERS = 0.13, 0.2, 17.0
"""Sizes in the figure: inches of a line and of a bar with its gap, and letters per inch."""


def tables_of(cases: Mapping[str, Case], statute: Statute) -> dict[str, pd.DataFrame]:
    """Possible answers of the law on every view, for the facts as coded, against the decisions of courts.

    Returns the tables ``judgments``: a row per conviction and smallest set of switches that makes it right; ``pairs``:
    convictions that no view holds at once; ``best``: the view that holds most, with the fewest switches.
    """
    right: dict[str, NDArray[np.bool_]] = {}
    rows: list[tuple[str, str, float, int, str, bool]] = []
    for case in cases.values():
        if CONVICTED not in case.outcome:
            continue
        code, views = OFFENCES.index(happened(case)) + 1, views_of(case.facts, statute)
        right[case.id] = views.right(code)
        smallest = smallest_views(views, code)
        rows += [
            (
                case.id,
                happened(case),
                float(right[case.id].mean()),
                len(switches_of(view)),
                " & ".join(switches_of(view)) or TEXT,
                committed(case.facts, statute, reading_of(view)).best == happened(case),
            )
            for view in smallest
        ]
        if not smallest:
            rows.append((case.id, happened(case), right[case.id].mean(), -1, NEVER, False))
    pairs = [
        (one, happened(cases[one]), other, happened(cases[other]))
        for one, other in combinations(right, 2)
        if right[one].any() and right[other].any() and not (right[one] & right[other]).any()
    ]
    return {
        "judgments": pd.DataFrame(rows, columns=JUDGMENTS),
        "pairs": pd.DataFrame(pairs, columns=PAIRS),
        "best": pd.DataFrame(_best(list(right.values())), columns=BEST),
    }


def _best(right: list[NDArray[np.bool_]]) -> list[tuple[int, int, int, str]]:
    """The view on which most judgments are right."""
    if not right:
        return []
    count = np.sum(right, axis=0)
    view = min(
        np.flatnonzero(count == count.max()).tolist(), key=lambda one: (one.bit_count(), one)
    )
    switches = switches_of(view)
    return [(int(count[view]), len(right), len(switches), " & ".join(switches) or TEXT)]


def told_of(judgments: pd.DataFrame) -> dict[str, Any]:
    """Judgments for the report: how many are right by the text, and each smallest set of disputes of the others."""
    others = judgments[judgments["switches"] != 0].to_dict("records")
    return {
        "by_text": (judgments.drop_duplicates("case")["switches"] == 0).sum(),
        "others": [(row, _view(row["smallest"])) for row in others],
        "most_switches": MOST_SWITCHES,
    }


def _view(smallest: str) -> str:
    return "no such set" if smallest == NEVER else view_in_words(smallest.split(" & "), "en")


def draw(tables: Finished, page: Page) -> None:
    """Draw the share of all views on which each judgment is right, and the smallest set of each, as ``cases_views``."""
    from zombielaw.experiments.figures.colours import BLUE, ORANGE
    from zombielaw.experiments.figures.style import wrapped

    judgments = tables["judgments"].drop_duplicates("case")
    if judgments.empty:
        return
    torn = {*tables["pairs"]["case"], *tables["pairs"]["other"]}
    labels = [
        wrapped(_row(row, page), int(LETTERS * page.width()))
        for row in judgments.to_dict("records")
    ]
    heights = [BAR + LINE * len(label) for label in labels]
    figure = page.figure(sum(heights) + 0.8)
    axes = figure.subplots()
    below = 0.0
    for (_, row), label, height in zip(judgments.iterrows(), labels, heights, strict=True):
        below += height
        share = 100.0 * row["views"]
        axes.barh(below - BAR / 2, share, BAR / 2, color=ORANGE if row["case"] in torn else BLUE)
        axes.text(0.0, below - BAR, "\n".join(label), fontsize=6.5, va="bottom")
        axes.text(share + 1.0, below - BAR / 2, f"{share:.0f}", fontsize=6.5, va="center")
    axes.set(
        xlim=(0.0, 104.0),
        ylim=(below + BAR / 4, 0.0),
        yticks=[],
        xlabel=page.say("cases.views.across"),
    )
    axes.spines["left"].set_visible(False)
    whole = int((judgments["views"] >= 1.0).sum())
    page.title(
        figure,
        page.say("cases.views.title", whole=whole, number=len(judgments), torn=len(torn)),
        page.say("cases.place"),
    )
    page.save(figure, "cases_views", page.say("cases.views.band"))


def _row(row: Row, page: Page) -> str:
    """A case, the offence of the conviction, and the smallest set of disputes on which it is right."""
    case = page.say(
        "cases.row",
        case=page.named("coded", str(row["case"])),
        fact=page.named("charge", str(row["in_fact"])),
    )
    if row["smallest"] == TEXT:
        return case
    if row["smallest"] == NEVER:
        return page.say(
            "cases.views.row", case=case, view=page.say("cases.views.never", most=MOST_SWITCHES)
        )
    return page.say(
        "cases.views.row",
        case=case,
        view=view_in_words(str(row["smallest"]).split(" & "), page.look.lang),
    )
