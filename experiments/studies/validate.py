"""Check of the model against published figures: predictive distributions and p values.

Figures that ``study=calibrate`` learns from are marked; the others are checks that could fail. A small p value says
that the model, with these priors, would hardly ever have brought such a figure; a large one says little, as the priors
are wide. How little stands beside it: the same worlds are run with errors planted in them (``validate.errors.csv``),
and a pattern whose p value stays large under an error would not have caught it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import scipy as sp

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.beyond import ratios
from zombielaw.experiments.analysis.observation import chances, quantities
from zombielaw.experiments.analysis.predictive_check import (
    MEAN_YEAR,
    TOTAL,
    Surprises,
    surprises,
)
from zombielaw.experiments.analysis.weighted_draws import WeightedDraws
from zombielaw.experiments.analysis.wording import number, rendered, within_sentence
from zombielaw.experiments.config.schema import MONTHS, PRIOR, parameter_of, whole, word
from zombielaw.experiments.config.settings import Settings, words_of
from zombielaw.experiments.data.statistics import STATISTICS
from zombielaw.experiments.designs.draws import (
    answers_to_orders,
    over_draws,
    uncertain,
    undrawn,
)
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.designs.targets import CHECK, FIT, SHARE, TARGETS, Targets
from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.observed import read_as_data, targets_of, under, worlds_seen
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.analysis import funnel

ERRORS = {
    row["error"]: (row["moves"].split(), float(row["times"]))
    for row in rows_beside(__file__, "errors.csv")
}
"""Errors that are planted, and none: settings by full key, and the factors by which they are multiplied."""
ERROR, TOGETHER, NO_ERROR = f"{LABEL}error", "together", "none"
DEFAULTS = "the defaults"
SMALL = 0.05
"""P value below which a target is named."""


OF_THE_FUNNEL = {
    "providers": "providers",
    "non_compliant": "non_compliant",
    "checks": "checks",
    "sanctions": "sanctions",
    "orders_chosen": "written_orders",
    "expected_convictions_286_1": "convictions_286_1",
}
"""Counts of a product of declared rates, by the columns of a run that targets ask for."""


def by_the_funnel(settings: Settings, targets: Targets) -> dict[tuple[str, str], float]:
    """Figure that a product of declared rates leads one to expect, by target and part, as far as it has one.

    Every number of the world is the command's own, or its default.
    """
    figures: dict[tuple[str, str], float] = {}
    numbers = pd.DataFrame([settings.scenario.world._asdict()])
    for target in targets.targets.values():
        if not {*target.counted.over, *target.counted.under} <= set(OF_THE_FUNNEL):
            continue
        own = under(settings, targets.campaigns[target.campaign]) if target.campaign else settings
        counts = funnel.expected(own.scenario)
        months = pd.DataFrame({column: counts[name] for column, name in OF_THE_FUNNEL.items()})
        months = months.assign(world=0, replicate=0, month=months.index)
        seen = quantities(months, [target], settings.scale, numbers)[target.name].iloc[0]
        per = float(chances(target, numbers)[0])
        values = sp.special.expit(seen) if target.observation == SHARE else np.exp(seen) * per
        figures |= {(target.name, str(part)): float(value) for part, value in values.items()}
        figures[target.name, TOTAL] = float(values.sum())
    return figures


def over(settings: Settings) -> str:
    """Kind of the worlds, in words."""
    if not settings.draws:
        return DEFAULTS
    return f"draws from the {settings.drawn_from}"


def analyse(work: Work) -> Tables:
    """Run the command's own scenario in each draw, and compare it with each target."""
    settings, targets = work.settings, targets_of(work.settings)
    own = [scenario for (scenario,) in over_draws(settings, [settings.scenario])]
    numbers = pd.DataFrame([scenario.world._asdict() for scenario in own])
    worlds = worlds_seen(work, table_of([{f"{LABEL}name": "own"}]), targets, numbers)
    result = _of_even(targets, worlds, numbers, settings)
    expected = by_the_funnel(settings, targets)
    parts = result.figures
    pairs = zip(parts["target"], parts["part"], strict=True)
    parts["funnel"] = [expected.get((target, str(part)), math.nan) for target, part in pairs]
    parts = parts.join(ratios(parts, "median"))
    work.facts |= {"worlds": len(worlds), "over": over(settings), "together": result.together}
    about = pd.DataFrame(
        [(one.name, one.meaning, one.source) for one in targets.targets.values()],
        columns=["target", "meaning", "source"],
    )
    tables = {"figures": parts, "targets": result.targets.merge(about, on="target")}
    if settings.study_keys["planted"]:
        tables["planted"] = planted(work, targets)
    return tables


def _of_even(
    targets: Targets, worlds: pd.DataFrame, numbers: pd.DataFrame, settings: Settings
) -> Surprises:
    """Surprises of the published figures in worlds of the same weight."""
    draws = WeightedDraws.even(worlds, numbers.loc[worlds.index])
    return surprises(targets.targets, draws, settings.seed)


def with_errors(settings: Settings) -> pd.DataFrame:
    """The command's world in each draw, or at the medians, with each error: one row for each of both.

    Returns ``label.error``, and every number that has a prior by full key, within what the model allows.
    """
    asked = replace(settings, draws=min(settings.draws, settings.study_keys["planted"]))
    worlds = [words_of(scenario) for (scenario,) in over_draws(asked, [settings.scenario])]
    rows = pd.DataFrame(
        [
            {
                ERROR: error,
                **{key: words[key] for key in uncertain()},
                **{key: words[key] * times for key in moved},
            }
            for error, (moved, times) in ERRORS.items()
            for words in worlds
        ]
    )
    for key in {key for moved, _ in ERRORS.values() for key in moved}:
        about = parameter_of(key).about
        rows[key] = rows[key].clip(about.low, about.high)
    return table_of(
        {str(key): value for key, value in row.items()}
        for row in rows.assign(**answers_to_orders(rows, {})).to_dict("records")
    )


def planted(work: Work, targets: Targets) -> pd.DataFrame:
    """P values of each pattern, and of all together, for a model with an error and without: ``error, target, p``."""
    design, settings = with_errors(work.settings), work.settings
    numbers = design.rename(columns=lambda key: str(key).removeprefix("world."))
    held = undrawn(settings).world._asdict()
    numbers = numbers.assign(**{name: value for name, value in held.items() if name not in numbers})
    home = replace(settings, draws=0, priors={}, replicates=1)
    worlds = worlds_seen(work, design, targets, numbers, "planted", home)
    rows = []
    for error, group in worlds.groupby(design[ERROR].loc[worlds.index], sort=False):
        result = _of_even(targets, group, numbers, settings)
        rows += [(error, name, p) for name, _, p in result.targets.itertuples(index=False)]
        rows.append((error, TOGETHER, result.together))
    return pd.DataFrame(rows, columns=["error", "target", "p"])


def report(tables: Finished) -> str:
    """Targets that are a surprise; every figure with its prediction, worst first; what would catch a wrong model."""
    targets = tables["targets"].sort_values("p", kind="stable")
    errors = (
        tables["planted"] if "planted" in tables else pd.DataFrame(columns=["error", "target", "p"])
    )
    wrong = errors[errors["error"] != NO_ERROR]
    sure = errors[(errors["error"] == NO_ERROR) & (errors["p"] >= SMALL)]["target"]
    caught = wrong[wrong["target"].isin(sure) & (wrong["p"] < SMALL)].sort_values(
        "p", kind="stable"
    )
    found, place = set(caught["error"]), {name: at for at, name in enumerate(targets["target"])}
    whole = [
        *targets[["target", "use", "p"]].itertuples(index=False),
        (TOGETHER, "", tables.facts["together"]),
    ]
    return rendered(
        __file__,
        facts=tables.facts,
        small=SMALL,
        odd=targets[targets["p"] < SMALL]["target"].str.replace("_", " ").tolist(),
        checks=targets[targets["use"] == CHECK]["p"].tolist(),
        figures=tables["figures"]
        .fillna({"window": ""})
        .sort_values("target", key=lambda names: names.map(place), kind="stable"),
        figure=_figure,
        judged=[
            (name, use, p, caught[caught["target"] == name].to_dict("records"))
            for name, use, p in whole
        ],
        wrong=wrong["error"].unique(),
        missed=[named("error", error) for error in wrong["error"].unique() if error not in found],
        single=tables.facts["over"] == DEFAULTS,
    )


def _figure(row: Mapping[Hashable, Any], name: str) -> str:
    """A figure, or a year with its tenth."""
    return f"{row[name]:.1f}" if row["part"] == MEAN_YEAR else number(row[name])


LEAST = 1e-4
"""Least p value of the axis."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``validate``: a row for each pattern, with its figures and the p value of them all."""
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows, percent

    targets = tables["targets"].set_index("target")["p"]
    table = tables["figures"].iloc[::-1]
    table = table.assign(whole=table["target"].map(targets))
    looks = {
        "fit": ("o", BLUE, f"use == '{FIT}' and whole >= {SMALL}"),
        "check": ("D", GREY, f"use != '{FIT}' and whole >= {SMALL}"),
        "odd": ("X", ORANGE, f"whole < {SMALL}"),
    }

    def marks(value: str) -> list[Marks]:
        return [
            Marks(value, look=look, colour=colour, label=say(f"validate.{use}"), where=where)
            for use, (look, colour, where) in looks.items()
        ]

    draw_rows(
        table,
        [named("target", target) for target in table["target"]],
        {
            "figures": Panel(
                marks("place"),
                say("validate.figures"),
                say("validate.across"),
                form=percent,
                how={"xlim": (-0.02, 1.02)},
            ),
            "patterns": Panel(
                marks("whole"),
                say("validate.patterns"),
                say("validate.p"),
                bands=[(LEAST, SMALL, GREY, say("validate.shade"))],
                form="{:g}".format,
                how={"xscale": "log", "xlim": (LEAST, 1.2)},
            ),
        },
        page,
        "validate",
        say("validate.band"),
        title=say(
            "validate.title",
            over=named("validate.over", tables.facts["over"]),
            odd=int((targets < SMALL).sum()),
            chance=SMALL * len(targets),
            all=len(targets),
            least=within_sentence(named("target", str(targets.idxmin()))),
            p=number(targets.min()),
            together=number(tables.facts["together"]),
        ),
    )


STUDY = Study(
    question="Could what was published come from the model? Published patterns against predictive distributions.",
    keys={
        "months": MONTHS,
        "targets": word("", "a file of patterns in place of those of data/targets.yaml"),
        "planted": whole(
            40, 0, 10_000, "draws in which each planted error is run, once; 0: no error is planted"
        ),
    },
    replicates=2,
    settings={"parameters": PRIOR, "draws": 100, "world": "region"},
    data=(STATISTICS, TARGETS),
    columns=columns_beside(__file__),
    check=read_as_data,
    analyse=analyse,
    report=report,
    draw=draw,
)
