"""Fit of the unmeasured numbers to published figures.

Every number is drawn by itself; a dozen sums of them are learnt of, for the figures are a handful
(``data/targets.yaml``) and the numbers are many. Worlds of the prior are simulated, and a surface fitted to them; then
worlds that the figures do not rule out; then, in two rounds, draws of the surface's posterior, of which the second has
learnt from the first. All that were simulated are one sample of a known mixture, and are weighted by the figures that
they brought: the surface only says where to look. From these weights are read how far each group was narrowed, which
product of groups alone is identified, what hangs on each source, what figures up to 2020 say of later ones, and the
draws that are kept. The same weights are tried on data that the simulator made: are the truths where the posteriors
say?
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.predictive_check import surprises
from zombielaw.experiments.analysis.weighted_draws import (
    CENTRAL,
    CHAIN,
    FEW,
    Bools,
    WeightedDraws,
    best_of,
    calibrated,
    chain_of,
    check_enough,
    fitted,
    held_out,
    narrowed_by_chance,
    not_ruled_out,
    obeying,
    pooled,
    quantile_of,
    sampled,
    surface_likelihood,
)
from zombielaw.experiments.analysis.wording import rendered, rows_by, within_sentence
from zombielaw.experiments.config.schema import MONTHS, PRACTICE, whole, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.statistics import STATISTICS
from zombielaw.experiments.designs.draws import at_quantiles
from zombielaw.experiments.designs.grids import POINT, value_in
from zombielaw.experiments.designs.groups import (
    GROUPS,
    Directions,
    directions,
    numbers_by,
    read_groups,
    sample_of,
    values_of,
)
from zombielaw.experiments.designs.targets import FIT, TARGETS, THINNED, Target, Targets, cut
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.observed import read_as_data, targets_of, worlds_seen
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.months import month_number

SPLIT = month_number(2020, 12)
"""Last month of the figures from which the later ones are predicted."""
JUDGED = 10_000
"""Number of worlds of the prior in which the largest likelihood is sought and the share ruled out is counted."""
CANDIDATES = 40
"""Worlds of the prior that are tried for each world of the second wave; only those not ruled out are kept."""
SEEDS = {"prior": 0, "held_out": 1, "second": 2, "judged": 3, "data": 4, "fit": 5}
"""Added to the seed of the command, so that no two samples are the same."""
PROPOSED = ("proposed", "again")
"""Rounds of draws of a surface's posterior: the surface of the second has learnt from the draws of the first."""
ENDS = {"low": 0.05, "median": 0.5, "high": 0.95}
"""Quantiles that tables have."""
READ = 4000
"""Draws from which the quantiles of single numbers are read."""
AS_THEY_ARE = 100
"""Runs with every number at its default."""


def check(settings: Settings) -> Settings:
    """Refuse reforms: what is learned is today's practice."""
    if settings.scenario.policy != PRACTICE or settings.scenario.changes:
        raise InputError("policy: this study learns about today's practice; give it no reform.")
    targets = targets_of(settings).of(FIT)
    if not any(target.observation == THINNED for target in targets.values()):
        raise InputError(
            "study.targets: nothing there is thinned and to be fitted; name judgments of 286-1 at least."
        )
    worlds = min(settings.study_keys[wave] for wave in ("points", "second"))
    check_enough(worlds, len(directions(settings, read_groups()).groups))
    return read_as_data(settings)


def simulated(
    work: Work, targets: Targets, along: Directions, normal: Floats, part: str
) -> WeightedDraws:
    """Simulate worlds, by the normal scores of their numbers; those of which every run failed are left out."""
    values = values_of(work.settings, along.keys, normal)
    numbers = values.rename(columns=lambda key: str(key).partition(".")[2])
    own = work.settings.scenario.world._asdict()
    numbers = numbers.assign(**{name: own[name] for name in own if name not in numbers})
    design = values.rename_axis(POINT).reset_index()
    worlds = worlds_seen(work, design, targets, numbers, part)
    return WeightedDraws.even(worlds, numbers.loc[worlds.index], normal[worlds.index])


def analyse(work: Work) -> Tables:
    """Propose by a surface, simulate, weigh; read what was learned; try the method on simulated data."""
    settings, asked, seed = work.settings, work.settings.study_keys, work.settings.seed
    targets, groups = targets_of(settings), read_groups()
    along, fitting = directions(settings, groups), targets.of(FIT)
    chains = {
        name: target
        for name, target in fitting.items()
        if target.observation == THINNED or target.unit == "files"
    }
    chain = next(name for name, target in chains.items() if target.observation == THINNED)
    read = numbers_by(
        settings, along, [one.published_by for one in fitting.values() if one.published_by]
    )

    def made(which: str, normal: Floats) -> WeightedDraws:
        return simulated(work, targets, along, normal, which)

    def sample(which: str, number: int) -> Floats:
        return sample_of(along.keys, number, seed + SEEDS[which])

    truth = made("held_out", sample("held_out", asked["sets"]))
    truth = truth.where(obeying(fitting, truth.quantities, seed + SEEDS["held_out"]))
    if truth.quantities.empty:
        raise InputError(
            "Each of the {} worlds from which data were to be made breaks a complete count; raise study.sets.",
            asked["sets"],
        )
    first = made("prior", sample("prior", asked["points"]))
    model = fitted(first.parameters, along.weights, first.quantities, read)
    judged = sample("judged", JUDGED)
    best = best_of(model, fitting, judged, seed)

    def inside(normal: Floats) -> Bools:
        return not_ruled_out(model, fitting, normal, best, seed)

    more = sample("second", asked["second"] * CANDIDATES)
    kept = np.flatnonzero(inside(more))[: asked["second"]]
    if not kept.size:
        raise InputError(
            "The figures rule out every world of the prior, so that nothing can be fitted; look at study=validate, "
            "which says which figure it is."
        )
    second = made("second", more[kept])
    # where few are not ruled out, the surface is fitted to all
    few = len(second.quantities) < asked["second"]
    near = [first if few else first.where(inside(first.parameters)), second]
    surfaces, rng = [], np.random.default_rng(seed + SEEDS["fit"])
    for which in PROPOSED:
        final = fitted(
            np.vstack([wave.parameters for wave in near]),
            along.weights,
            pd.concat([wave.quantities for wave in near], ignore_index=True),
            read,
            inside,
        )
        surface = sampled(final, fitting, rng, asked["proposed"])
        surfaces.append((final, surface.log_evidence))
        near.append(made(which, surface.parameters[surface.resampled(asked["proposed"], seed)]))
    proposed = near[2:]

    waves, left = [first, second, *proposed], float(inside(judged).mean())
    scores = np.vstack([wave.parameters for wave in waves])
    draws = pooled(
        waves,
        [
            np.zeros(len(scores)),
            np.where(inside(scores), -np.log(left), -np.inf),
            *(surface_likelihood(one, fitting, scores) - evidence for one, evidence in surfaces),
        ],
    )
    posterior = draws.given(fitting)
    obey = obeying(fitting, pd.concat([wave.quantities for wave in proposed]), seed)
    work.facts |= {
        "not_ruled_out": left,
        "replicates": settings.replicates,  # of all parts but the one at the defaults
        "points_first": len(first.quantities),
        "points_second": len(second.quantities),
        "proposed": len(obey),
        "broke_counts": float(1.0 - obey.mean()),
        "effective": posterior.effective,
    }
    meanings = pd.DataFrame(
        [(name, one.meaning) for name, one in groups.items()], columns=["group", "meaning"]
    )
    narrowed, product = (
        table.merge(meanings, on="group")
        for table in posterior.learned(along.groups, along.quantiles(posterior.parameters))
    )
    own = pd.DataFrame([settings.scenario.world._asdict()])
    often, alone = replace(settings, replicates=AS_THEY_ARE), pd.DataFrame({POINT: [0]})
    default = WeightedDraws.even(worlds_seen(work, alone, targets, own, "default", often), own)
    by_state = {
        "prior": _yearly(chains, first, "prior"),
        "posterior": _yearly(chains, posterior, "posterior"),
        "default": _yearly(chains, default, "default"),
    }
    by_state["default"] = by_state["default"].assign(low=np.nan, high=np.nan)
    before = draws.given(cut(fitting, SPLIT))
    predicted = surprises(cut(fitting, SPLIT, after=True), before, seed)
    work.facts |= {
        "predicted_p": predicted.together,
        "predicted_effective": before.effective,
    }

    own_ranks, effective = held_out(
        draws, along.weights, fitting, truth, chain, seed + SEEDS["data"]
    )
    ranks = pd.DataFrame(own_ranks, columns=[*along.groups, CHAIN])
    work.facts["sets"] = len(ranks)

    rows = posterior.resampled(READ, seed)
    scores = np.asarray(posterior.parameters[rows])
    keep = rng.permutation(posterior.resampled(asked["draws"], seed))
    return {
        "emulator": model.explained,
        "ranks": ranks.assign(effective=effective),
        "coverage": calibrated(ranks),
        "thirds": _thirds(ranks, effective),
        "groups": narrowed,
        "product": product,
        "chain": pd.concat([*by_state.values()]),
        "sources": _sources(draws, fitting, chains),
        "predicted": predicted.figures,
        "predicted_together": predicted.targets,
        "residuals": surprises(targets.targets, default, seed).figures,
        "numbers": _numbers(settings, along, sp.special.ndtr(scores)),
        "posterior": values_of(settings, along.keys, posterior.parameters[keep]),
    }


def _thirds(ranks: pd.DataFrame, effective: Floats) -> pd.DataFrame:
    """Central intervals of all quantities that hold the truth, by how many draws the posterior is worth."""
    rows = []
    for third in np.array_split(np.argsort(effective), min(3, len(ranks))):
        off = (ranks.iloc[third] - 0.5).abs().to_numpy()
        held = [float((off <= level / 2.0).mean()) for level in CENTRAL]
        rows.append((len(third), *effective[third][[0, -1]], *held))
    return pd.DataFrame(rows, columns=["sets", "low", "high", "cover_50", "cover_90"])


def _yearly(chains: dict[str, Target], draws: WeightedDraws, state: str) -> pd.DataFrame:
    """Expected convictions in all windows of some targets, a year."""
    rows = []
    for name, target in chains.items():
        months = np.array([*target.window.values()])
        years = (months.max() - months.min() + 1) / 12.0
        values = np.exp(chain_of(draws.quantities, name)) / years
        ends = [quantile_of(values, draws.weights, at) for at in ENDS.values()]
        rows.append((name, state, *ends))
    return pd.DataFrame(rows, columns=["target", "state", *ENDS])


def _sources(
    draws: WeightedDraws, fitting: dict[str, Target], chains: dict[str, Target]
) -> pd.DataFrame:
    """The same with all figures and without those of each source."""
    origins = {name: target.origin or name for name, target in fitting.items()}
    rows = []
    for out in ["", *dict.fromkeys(origins.values())]:
        rest = {name: target for name, target in fitting.items() if origins[name] != out}
        given = draws.given(rest)
        rows.append(_yearly(chains, given, out or "all").assign(effective=given.effective))
    return pd.concat(rows).rename(columns={"state": "left_out"})


def _numbers(settings: Settings, along: Directions, drawn: Floats) -> pd.DataFrame:
    """Default, prior and posterior of each number that is drawn, from quantiles, (draws, numbers)."""
    at = np.array([*ENDS.values()])
    parts = {
        name: at_quantiles(along.keys, unit, settings.priors).to_numpy(dtype=float).T
        for name, unit in (
            ("prior", np.tile(at[:, None], len(along.keys))),
            ("posterior", np.quantile(drawn, at, axis=0)),
        )
    }
    columns = {
        f"{part}_{end}": values[:, place]
        for part, values in parts.items()
        for place, end in enumerate(ENDS)
    }
    return pd.DataFrame(
        {
            "number": along.keys,
            "default": [value_in(settings, key) for key in along.keys],
            **columns,
            "narrowed": 1.0 - 12.0 * drawn.var(axis=0),
        }
    )


HEAVY = 0.3
"""Weight in the identified product from which on a group is named."""


def report(tables: Finished) -> str:
    """The finding; the checks of the method; then groups, product and prediction."""
    groups, coverage = tables["groups"].sort_values("narrowed", ascending=False), tables["coverage"]
    explained = tables["emulator"].sort_values("explained").iloc[[0, -1]].to_dict("records")
    product = tables["product"].sort_values("weight", key=abs, ascending=False, kind="stable")
    numbers = tables["numbers"]
    least = narrowed_by_chance(tables.facts["effective"], len(groups))
    return rendered(
        __file__,
        facts=tables.facts,
        groups=groups,
        chance=least,
        most=_in_words(groups[groups["narrowed"] > least]["group"]),
        chain=rows_by(tables["chain"], "target", "state"),
        sources=tables["sources"],
        drawn=len(numbers),
        chance_number=(each := narrowed_by_chance(tables.facts["effective"], len(numbers))),
        numbers=numbers[numbers["narrowed"] > each],
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
        residuals=tables["residuals"],
        thirds=tables["thirds"],
    )


def _in_words(names: pd.Series[str]) -> list[str]:
    return names.str.replace("_", " ").tolist()


def draw(tables: Finished, page: Page) -> None:
    """Draw how far each group was narrowed as ``calibrate``, where truths lie as ``calibrate_method``, and what each
    source did as ``calibrate_sources``.
    """
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows, percent

    table = tables["groups"].sort_values("narrowed")
    least = narrowed_by_chance(tables.facts["effective"], len(table))
    gone = table["narrowed"].where(table["narrowed"] > least, 0.0)
    table = table.assign(gone=gone, fewest=0.05, most=0.95)
    known, posterior = say("calibrate.prior"), say("calibrate.posterior")
    ends = {0.05: "fewer", 0.5: "middle", 0.95: "more"}
    draw_rows(
        table,
        [named("unknown", name) for name in table["group"]],
        {
            "gone": Panel(
                [Marks("gone", look="bar")],
                say("calibrate.gone"),
                lines=[least],
                form=percent,
                how={"xlim": (0.0, 1.0)},
            ),
            "where": Panel(
                [
                    Marks(ends=("fewest", "most"), colour="0.9", width=7.0, label=known),
                    Marks("median", ("low", "high"), width=2.0, label=posterior),
                ],
                say("calibrate.where"),
                lines=[0.5],
                ticks={place: say(f"calibrate.{end}") for place, end in ends.items()},
                how={"xlim": (0.0, 1.0)},
            ),
        },
        page,
        "calibrate",
        say("calibrate.band", least=least),
        title=say(
            "calibrate.title",
            narrowed=int((gone > 0.0).sum()),
            all=len(table),
            group=named("unknown", str(table["group"].iloc[-1])),
            most=table["narrowed"].iloc[-1],
        ),
        height=0.18,  # two panels, one below the other, are no taller than a page
    )
    cover = tables["coverage"].iloc[::-1]
    panels, inside, below = {}, 0, 0
    for level, (mark, colour) in {50: ("o", BLUE), 90: ("s", ORANGE)}.items():
        error, held = 2.0 * cover[f"error_{level}"].iloc[0], cover[f"cover_{level}"]
        inside += int(((held - level / 100.0).abs() <= 2.0 * cover[f"error_{level}"]).sum())
        below += int((held < level / 100.0).sum())
        panels[str(level)] = Panel(
            [Marks(f"cover_{level}", look=mark, colour=colour)],
            say("calibrate.cover", level=level),
            say("calibrate.held"),
            lines=[level / 100.0],
            bands=[(level / 100.0 - error, level / 100.0 + error, GREY, say("calibrate.chance"))],
        )
    draw_rows(
        cover,
        [named("unknown", name) for name in cover["quantity"]],
        panels,
        page,
        "calibrate_method",
        say("calibrate.method_band"),
        title=say("calibrate.method", inside=inside, below=below, all=2 * len(cover)),
    )
    sources = tables["sources"].iloc[::-1]
    wide = sources.pivot_table(index="left_out", columns="target", values=list(ENDS), sort=False)
    wide.columns = ["_".join(pair) for pair in wide.columns]
    chain = tables["chain"].query("state == 'prior'").set_index("target")
    panels = {
        name: Panel(
            [Marks(f"median_{name}", (f"low_{name}", f"high_{name}"), label=posterior)],
            named("target", name),
            say("calibrate.a_year"),
            bands=[(*chain.loc[name, ["low", "high"]], GREY, known)],
            how={"xscale": "log"},
        )
        for name in sources["target"].unique()[::-1]
    }
    name = next(iter(panels))
    own = wide[[f"{end}_{name}" for end in ENDS]].set_axis([*ENDS], axis="columns")
    rest = own.iloc[:-1]
    rows = [named("target", out) for out in own.index]
    rows[:-1] = [say("calibrate.without", source=within_sentence(row)) for row in rows[:-1]]
    draw_rows(
        wide,
        rows,
        panels,
        page,
        "calibrate_sources",
        say("calibrate.sources_band"),
        title=say(
            "calibrate.sources",
            target=named("target", name),
            all=own.iloc[-1],
            least=rest["median"].min(),
            most=rest["median"].max(),
            low=rest["low"].min(),
            high=rest["high"].max(),
        ),
    )


STUDY = Study(
    question="What do published figures say of the numbers that nobody has measured?",
    keys={
        "months": MONTHS,
        "targets": word("", "a file of patterns in place of those of data/targets.yaml"),
        "points": whole(
            1000, 20, 100_000, "worlds of the prior that are simulated for the emulator"
        ),
        "second": whole(
            300, 10, 100_000, "worlds of the second wave, among those that are not ruled out"
        ),
        "proposed": whole(
            3000, 20, 100_000, "draws of the surface's posterior that each of two rounds simulates"
        ),
        "sets": whole(350, 10, 100_000, "sets of simulated data on which the method is tried"),
        "draws": whole(
            100, 10, 10_000, "draws from the posterior that are kept, for parameters=posterior"
        ),
    },
    replicates=4,
    settings={"world": "region"},
    medians_only="it samples the priors itself",
    data=(STATISTICS, TARGETS, GROUPS),
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
