"""Could what was published come from the model? Predictive distributions of published figures, and p values.

Figures that a prior was set by, or that ``study=calibrate`` learns from, are marked; the others are checks that could
fail. A small p value says that the model, with these priors, would hardly ever have brought such a figure; a large one
says little, as the priors are wide.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.beyond import ratios
from zombielaw.experiments.analysis.observation import chances, quantities
from zombielaw.experiments.analysis.posterior import TOTAL, surprises
from zombielaw.experiments.analysis.wording import NOTHING, interval, listed, number, table, written
from zombielaw.experiments.config.options import MONTHS, PRIOR, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.statistics import STATISTICS
from zombielaw.experiments.designs.draws import draws_of, in_draw
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.designs.targets import CHECK, FIT, SHARE, TARGETS, Targets
from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.observed import read_as_data, targets_of, under, worlds_seen
from zombielaw.sim.analysis import funnel

MEDIANS = "the medians"
SMALL = 0.05
"""P values below it are named."""


OF_THE_FUNNEL = {
    "providers": "providers", "non_compliant": "non_compliant", "checks": "checks", "sanctions": "sanctions",
    "orders_chosen": "written_orders", "expected_convictions_286_1": "convictions_286_1",
}  # fmt: skip
"""What a product of declared rates counts, by the columns of a run that targets ask for."""


def by_the_funnel(settings: Settings, targets: Targets) -> dict[tuple[str, str], float]:
    """Figure that a product of declared rates leads one to expect, by target and part, as far as it has one.

    Every number of the world is the command's own, or its median.
    """
    found: dict[tuple[str, str], float] = {}
    numbers = pd.DataFrame([settings.scenario.world._asdict()])
    for target in targets.targets.values():
        if not {*target.sums, *target.among} <= set(OF_THE_FUNNEL):
            continue
        own = under(settings, targets.campaigns[target.under]) if target.under else settings
        counts = funnel.expected(own.scenario)
        months = pd.DataFrame({column: counts[name] for column, name in OF_THE_FUNNEL.items()})
        months = months.assign(world=0, replicate=0, month=months.index)
        seen = quantities(months, [target], settings.scale, numbers)[target.name].iloc[0]
        per = float(chances(target, numbers)[0]) / math.sqrt(math.prod(target.fall_on))
        values = sp.special.expit(seen) if target.observation == SHARE else np.exp(seen) * per
        found |= {(target.name, str(part)): float(value) for part, value in values.items()}
        found[target.name, TOTAL] = float(values.sum())
    return found


def numbers_of(settings: Settings) -> pd.DataFrame:
    """Numbers of the world in each draw, or of the command's own."""
    if not settings.draws:
        return pd.DataFrame([settings.scenario.world._asdict()])
    draws = draws_of(settings).to_dict("records")
    return pd.DataFrame([
        in_draw(settings.scenario, {str(key): value for key, value in draw.items()}).world._asdict() for draw in draws
    ])  # fmt: skip


def over(settings: Settings) -> str:
    """What the worlds are, in words."""
    if not settings.draws:
        return MEDIANS
    return f"draws from the {settings.drawn_from}"


def analyse(work: Work) -> Tables:
    """Run the command's own scenario in each draw, and hold it against each target."""
    settings, targets = work.settings, targets_of(work.settings)
    numbers = numbers_of(settings)
    worlds = worlds_seen(work, table_of([{f"{LABEL}name": "own"}]), targets, numbers)
    weights = np.full(len(worlds), 1.0 / len(worlds))
    parts, whole = surprises(targets.targets, worlds, numbers.loc[worlds.index], weights, settings.seed)
    expected = by_the_funnel(settings, targets)
    named = zip(parts["target"], parts["part"], strict=True)
    parts["funnel"] = [expected.get((target, str(part)), math.nan) for target, part in named]
    parts = parts.join(ratios(parts, "median"))
    work.facts |= {"worlds": len(worlds), "over": over(settings)}
    about = pd.DataFrame([(one.name, one.meaning, one.source) for one in targets.targets.values()],
                         columns=["target", "meaning", "source"])  # fmt: skip
    return {"figures": parts, "targets": whole.merge(about, on="target")}


def report(tables: Finished) -> str:
    """Which targets are a surprise; every figure with what the model would have brought."""
    figures, targets = tables["figures"].fillna({"window": ""}), tables["targets"]
    odd = targets[targets["p"] < SMALL]
    checks = targets[targets["use"] == CHECK]
    rows = [
        (row["target"].replace("_", " "), f"{row['part']}", row["window"], row["use"],
         ("at most " if row["observation"] == "bound" else "") + number(row["published"]),
         number(row.get("funnel", math.nan)),
         f"{number(row['median'])} ({number(row['low'])} to {number(row['high'])})",
         interval(row, "beyond") if "beyond" in row else NOTHING, number(row["p"]))
        for row in figures.to_dict("records")
    ]  # fmt: skip
    judged = (f"{row['target'].replace('_', ' ')} {number(row['p'])}" for row in targets.to_dict("records"))
    return written(
        __file__, "report", facts=tables.facts, odd=len(odd), targets=len(targets), small=SMALL, checks=len(checks),
        named=f": {listed(name.replace('_', ' ') for name in odd['target'])}" if len(odd) else "",
        odd_checks=(checks["p"] < SMALL).sum(), judged="; ".join(judged),
        single=f" {written(__file__, 'medians')}" if tables.facts["over"] == MEDIANS else "",
        rows=table(
            ("pattern", "part", "window", "use", "published", "funnel", "model (90 %)", "beyond the funnel", "p"), rows,
            right=(4, 5, 6, 7, 8),
        ),
    )  # fmt: skip


EDGE = 0.025
"""Figures this near to an end are surprises."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``validate``: a row for each figure."""
    rows = tables["figures"].iloc[::-1].reset_index(drop=True)
    figure = page.figure((0.26 if page.narrow else 0.19) * len(rows) + 1.0)
    axes = figure.subplots()
    for low, high in ((0.0, EDGE), (1.0 - EDGE, 1.0)):
        axes.axvspan(low, high, color=ORANGE, alpha=0.25, linewidth=0)
    at = np.arange(len(rows))
    for use, mark, colour in (("fit", "o", BLUE), ("check", "D", GREY)):
        mine = (rows["use"] == FIT) == (use == "fit")
        axes.plot(rows["place"][mine], at[mine], mark, color=colour, label=page.say(f"validate.{use}"))
    first = rows["target"] != rows["target"].shift(-1)  # of its target, from the top: it alone names it
    axes.set_yticks(at, page.rows(
        (f"{page.named('target', target)}, " if named else "") + page.named("part", str(part))
        for target, part, named in zip(rows["target"], rows["part"], first, strict=True)
    ))  # fmt: skip
    axes.set(xlim=(-0.01, 1.01), xlabel=page.say("validate.across"))
    axes.set_title(page.say("validate.title"))
    page.legend(figure, *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    page.save(figure, "validate", page.say("validate.band"))


STUDY = Study(
    question="Could what was published come from the model? Published patterns against predictive distributions.",
    keys={
        "months": MONTHS,
        "targets": word("", "a file of patterns in place of those of data/targets.yaml"),
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
