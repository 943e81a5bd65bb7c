"""Fit of the unmeasured numbers to published figures.

A dozen groups of numbers are asked, for the figures are a handful (``data/targets.yaml``) and the numbers are many.
First the method is tried on data that the simulator made: are the truths where the posteriors say? Then worlds that the
real figures speak against are ruled out, the rest are simulated anew, and the posterior is read: how far each group was
narrowed, which product of groups alone is identified, what figures up to 2020 say of 2021 to 2023, and whether the data
can tell learning from its absence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import fit
from zombielaw.experiments.analysis.emulator import fitted
from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.posterior import (
    FEW,
    calibrated,
    learned,
    quantile_of,
    resampled,
    surprises,
)
from zombielaw.experiments.analysis.wording import rendered, rows_by
from zombielaw.experiments.config.options import MONTHS, whole, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.statistics import STATISTICS
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.groups import (
    GROUPS,
    Group,
    directions,
    drawn_keys,
    numbers_by,
    read_groups,
    sample_of,
    with_lent,
)
from zombielaw.experiments.designs.targets import FIT, TARGETS, THINNED, Target, Targets
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.observed import read_as_data, targets_of, worlds_seen
from zombielaw.sim.analysis.diagnosis import PROBES
from zombielaw.sim.months import month_number
from zombielaw.sim.parameters import TODAY

SPLIT = month_number(2020, 12)
"""Last month of the figures from which the later ones are predicted."""
NO_FEEDBACK = {f"world.{name}": value for name, value in PROBES["no_feedback"].world.items()}
JUDGED = 10_000
"""Number of worlds of the prior in which the largest likelihood is sought and the share ruled out is counted."""
CANDIDATES = 40
"""Worlds of the prior that are tried for each world of the second wave; only those not ruled out are kept."""
SEEDS = {"prior": 0, "held_out": 1, "second": 2, "judged": 3, "data": 4, "fit": 5}
"""Added to the seed of the command, so that no two samples are the same."""


class Wave(NamedTuple):
    """Worlds that were simulated: quantiles of the groups, all numbers by full key, quantities."""

    scores: pd.DataFrame
    drawn: pd.DataFrame
    worlds: pd.DataFrame

    @property
    def numbers(self) -> pd.DataFrame:
        """Numbers of the world by name."""
        return self.drawn.rename(columns=lambda key: str(key).partition(".")[2])


def check(settings: Settings) -> Settings:
    """Refuse reforms: what is learned is today's practice."""
    if settings.scenario.policy != TODAY or settings.scenario.changes:
        raise InputError("policy: this study learns about today's practice; give it no reform.")
    targets = targets_of(settings).of(FIT)
    if not any(target.observation == THINNED for target in targets.values()):
        raise InputError(
            "study.targets: nothing there is thinned and to be fitted; name judgments of 286-1 at least."
        )
    return read_as_data(settings)


def simulated(
    work: Work,
    targets: Targets,
    sample: tuple[pd.DataFrame, pd.DataFrame],
    part: str,
    **set_to: Any,
) -> Wave:
    """Simulate the worlds of a sample; those of which every run failed are left out."""
    scores, values = sample
    rows = values.assign(**set_to) if set_to else values
    numbers = values.rename(columns=lambda key: str(key).partition(".")[2])
    held = {
        name: getattr(work.settings.scenario.world, name)
        for name in _read(targets)
        if name not in numbers
    }
    worlds = worlds_seen(
        work, rows.rename_axis(POINT).reset_index(), targets, numbers.assign(**held), part
    )
    return Wave(
        scores.loc[worlds.index],
        values.loc[worlds.index].assign(**{f"world.{name}": value for name, value in held.items()}),
        worlds,
    )


def _read(targets: Targets) -> list[str]:
    """Numbers of the world that the targets read."""
    read = [
        name for one in targets.targets.values() for name in (one.times, one.published_by) if name
    ]
    return list(dict.fromkeys(read))


def joined(first: Wave, second: Wave) -> Wave:
    """Worlds of two waves."""
    return Wave(*(pd.concat(pair, ignore_index=True) for pair in zip(first, second, strict=True)))


def analyse(work: Work) -> Tables:
    """Try the method on simulated data; rule out; fit; predict; compare with no feedback."""
    settings, asked = work.settings, work.settings.study_keys
    targets, groups = targets_of(settings), directions(read_groups())
    fitting = targets.of(FIT)
    chain = next(name for name, target in fitting.items() if target.observation == THINNED)

    def sample(which: str, number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        return sample_of(settings, groups, number, settings.seed + SEEDS[which])

    first = simulated(work, targets, sample("prior", asked["points"]), "prior")
    numbers = numbers_by(settings, groups, _read(targets))
    model = fit.Model(fitted(first.scores.to_numpy(), first.worlds), numbers)
    tables: dict[str, pd.DataFrame] = {"emulator": model.emulator.explained()}

    truth = simulated(work, targets, sample("held_out", asked["sets"]), "held_out")
    ranks, effective = fit.held_out(
        model,
        fitting,
        (truth.scores, truth.worlds, truth.numbers),
        chain,
        settings.seed + SEEDS["data"],
    )
    tables |= {"ranks": ranks, "coverage": calibrated(ranks)}
    work.facts |= {"sets": len(ranks), "effective_sets": float(np.quantile(effective, 0.1))}

    unit = np.random.default_rng(settings.seed + SEEDS["judged"]).random((JUDGED, len(groups)))
    best = fit.best_of(model, fitting, unit, settings.seed)

    def inside(scores: Floats) -> fit.Bools:
        return fit.not_ruled_out(model, fitting, scores, best, settings.seed)

    second = simulated(work, targets, _second_wave(settings, groups, inside), "second")
    both = joined(Wave(*(part[inside(first.scores.to_numpy())] for part in first)), second)
    final = fit.Model(fitted(both.scores.to_numpy(), both.worlds), numbers, inside)
    rng = np.random.default_rng(settings.seed + SEEDS["fit"])
    posterior_sample = fit.sampled(final, fitting, fit.figures_of(fitting), rng)
    work.facts |= {
        "not_ruled_out": float(inside(unit).mean()),
        "points_first": len(first.worlds),
        "points_second": len(second.worlds),
        "effective": posterior_sample.posterior.effective,
    }
    narrowed, product = learned(list(groups), posterior_sample.scores, posterior_sample.weights)
    meanings = pd.DataFrame(
        [(name, one.meaning) for name, one in groups.items()], columns=["group", "meaning"]
    )
    tables |= {
        "groups": narrowed.merge(meanings, on="group"),
        "product": product.merge(meanings, on="group"),
        "chain": _chain(fitting[chain], model, posterior_sample, unit),
    }
    early, late = fit.cut(fitting, SPLIT), fit.cut(fitting, SPLIT, after=True)
    before = fit.sampled(final, early, fit.figures_of(early), rng)
    predicted = surprises(late, before.worlds, before.numbers, before.weights, settings.seed)
    tables |= {"predicted": predicted.figures, "predicted_together": predicted.targets}
    work.facts["predicted_p"] = predicted.together
    tables["feedback"] = _feedback(work, targets, fitting, first)
    chosen = resampled(posterior_sample.weights, asked["draws"], settings.seed)
    scores = pd.DataFrame(posterior_sample.scores[chosen], columns=list(groups))
    tables["posterior"] = with_lent(
        settings, groups, scores, both.drawn.iloc[posterior_sample.lenders[chosen]]
    )
    return tables


def _second_wave(
    settings: Settings, groups: dict[str, Group], inside: Callable[[Floats], fit.Bools]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Worlds of the prior that the first surface does not rule out."""
    number = settings.study_keys["second"]
    scores, drawn = sample_of(
        settings, groups, number * CANDIDATES, settings.seed + SEEDS["second"]
    )
    kept = np.flatnonzero(inside(scores.to_numpy()))[:number]
    if not kept.size:
        raise InputError(
            "The figures rule out every world of the prior, so that nothing can be fitted; look at study=validate, "
            "which says which figure it is."
        )
    return scores.iloc[kept].reset_index(drop=True), drawn.iloc[kept].reset_index(drop=True)


def _chain(
    target: Target, model: fit.Model, posterior_sample: fit.Sample, unit: Floats
) -> pd.DataFrame:
    """Expected convictions in all windows of judgments, a year: prior and posterior."""
    first, last = (
        min(ends[0] for ends in target.window.values()),
        max(ends[1] for ends in target.window.values()),
    )
    picked = np.arange(len(unit)) % len(model.emulator.left_over)
    rows = []
    for name, worlds, weights in (
        ("prior", model.emulator.lend(unit, picked), np.full(len(unit), 1.0 / len(unit))),
        ("posterior", posterior_sample.worlds, posterior_sample.weights),
    ):
        values = np.exp(fit.chain_of(worlds, target.name)) / ((last - first + 1) / 12.0)
        rows.append((name, *(quantile_of(values, weights, share) for share in (0.5, 0.05, 0.95))))
    return pd.DataFrame(rows, columns=["state", "median", "low", "high"])


def _feedback(
    work: Work, targets: Targets, fitting: dict[str, Target], first: Wave
) -> pd.DataFrame:
    """Bayes factor of the model as it is over the same without any loop of learning."""
    same_worlds = first.scores, first.drawn[drawn_keys(work.settings)]
    without = simulated(work, targets, same_worlds, "no_feedback", **NO_FEEDBACK)
    same = first.worlds.index.intersection(without.worlds.index)
    factor = fit.against(
        fitting,
        first.worlds.loc[same],
        without.worlds.loc[same],
        first.numbers.loc[same],
        work.settings.seed,
    )
    return pd.DataFrame([factor], columns=["bayes_factor", "low", "high"])


MUCH = 0.1
"""Share of the prior variance that must be gone for a group to count as narrowed."""
SURE = 3.0
"""Bayes factor: between this and its inverse it decides next to nothing (Jeffreys: barely worth mentioning)."""
HEAVY = 0.3
"""Weight in the identified product from which on a group is named."""


def report(tables: Finished) -> str:
    """The finding; the checks of the method; then groups, product, prediction and feedback."""
    groups, coverage = tables["groups"].sort_values("narrowed", ascending=False), tables["coverage"]
    explained = tables["emulator"].sort_values("explained").iloc[[0, -1]].to_dict("records")
    product = tables["product"].sort_values("weight", key=abs, ascending=False, kind="stable")
    feedback = tables["feedback"].iloc[0]
    return rendered(
        __file__,
        tables.lang,
        facts=tables.facts,
        groups=groups,
        most=_in_words(groups[groups["narrowed"] >= MUCH]["group"]),
        chain=rows_by(tables["chain"], "state"),
        odd=_in_words(coverage[coverage["p"] < 0.05 / len(coverage)]["quantity"]),
        held=coverage[["cover_50", "cover_90"]].mean(),
        error=coverage.iloc[0],
        least=coverage.sort_values("cover_90").iloc[0],
        worst=explained[0],
        best=explained[1],
        few=tables.facts["effective"] < FEW,
        product=product,
        heavy=product[product["weight"].abs() >= HEAVY],
        predicted=tables["predicted"],
        whole=tables["predicted_together"],
        feedback=feedback,
        verdict=_verdict(*feedback[["bayes_factor", "low", "high"]]),
    )


def _in_words(names: pd.Series[str]) -> list[str]:
    return names.str.replace("_", " ").tolist()


def _verdict(factor: float, low: float, high: float) -> str:
    """Verdict on learning by its Bayes factor, with the interval."""
    return (
        "about one: the figures cannot tell learning from its absence"
        if low > 1.0 / SURE and high < SURE
        else "not sure enough to say"
        if low < SURE and high > 1.0 / SURE
        else "the figures speak for learning"
        if factor > 1.0
        else "the figures speak against learning"
    )


def draw(tables: Finished, page: Page) -> None:
    """Draw how far each group was narrowed as ``calibrate``, and where truths lie as ``calibrate_method``."""
    from zombielaw.experiments.figures.rows import Marks, Panel, draw, percent

    table = tables["groups"].sort_values("narrowed")
    table = table.assign(gone=table["narrowed"].clip(lower=0.0), fewest=0.05, most=0.95)
    known, posterior = page.say("calibrate.prior"), page.say("calibrate.posterior")
    ends = {0.05: "fewer", 0.5: "middle", 0.95: "more"}
    draw(
        table,
        [page.named("unknown", name) for name in table["group"]],
        {
            "gone": Panel(
                [Marks("gone", look="bar")],
                page.say("calibrate.gone"),
                lines=[MUCH],
                form=percent,
                how={"xlim": (0.0, 1.0)},
            ),
            "where": Panel(
                [
                    Marks(ends=("fewest", "most"), colour="0.9", width=7.0, label=known),
                    Marks("median", ("low", "high"), width=2.0, label=posterior),
                ],
                page.say("calibrate.where"),
                lines=[0.5],
                ticks={place: page.say(f"calibrate.{end}") for place, end in ends.items()},
                how={"xlim": (0.0, 1.0)},
            ),
        },
        page,
        "calibrate",
        page.say("calibrate.band"),
        title=page.say(
            "calibrate.title",
            narrowed=int((table["narrowed"] >= MUCH).sum()),
            all=len(table),
            least=MUCH,
        ),
    )
    cover = tables["coverage"].iloc[::-1]
    panels, inside = {}, 0
    for level, (mark, colour) in {50: ("o", BLUE), 90: ("s", ORANGE)}.items():
        error, held = 2.0 * cover[f"error_{level}"].iloc[0], cover[f"cover_{level}"]
        inside += int(((held - level / 100.0).abs() <= 2.0 * cover[f"error_{level}"]).sum())
        panels[str(level)] = Panel(
            [Marks(f"cover_{level}", look=mark, colour=colour)],
            page.say("calibrate.cover", level=level),
            page.say("calibrate.held"),
            lines=[level / 100.0],
            bands=[(level / 100.0 - error, level / 100.0 + error, GREY)],
        )
    draw(
        cover,
        [page.named("unknown", name) for name in cover["quantity"]],
        panels,
        page,
        "calibrate_method",
        page.say("calibrate.method_band"),
        title=page.say("calibrate.method", inside=inside, all=2 * len(cover)),
        place=page.say("calibrate.place"),
    )


STUDY = Study(
    question="What do published figures say of the numbers that nobody has measured?",
    keys={
        "months": MONTHS,
        "targets": word("", "a file of patterns in place of those of data/targets.yaml"),
        "points": whole(
            1500, 20, 100_000, "worlds of the prior that are simulated for the emulator"
        ),
        "second": whole(
            300, 10, 100_000, "worlds of the second wave, among those that are not ruled out"
        ),
        "sets": whole(500, 10, 100_000, "sets of simulated data on which the method is tried"),
        "draws": whole(
            100, 10, 10_000, "draws from the posterior that are kept, for parameters=posterior"
        ),
    },
    replicates=1,
    settings={"world": "region"},
    medians_only="it samples the priors itself",
    data=(STATISTICS, TARGETS, GROUPS),
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
