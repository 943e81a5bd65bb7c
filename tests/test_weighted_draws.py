"""Learning from figures: a planted surface is found, a posterior known in closed form is met, ranks are even."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy as sp

from zombielaw.experiments.analysis import weighted_draws
from zombielaw.experiments.analysis.observation import draw_figures
from zombielaw.experiments.analysis.predictive_check import MEAN_YEAR, TOTAL, surprises
from zombielaw.experiments.analysis.weighted_draws import (
    WeightedDraws,
    calibrated,
    fitted,
    quantile_of,
    sampled,
)
from zombielaw.experiments.designs.targets import SHARE, THINNED, Target, cut
from zombielaw.experiments.errors import InputError

SPREAD = 0.5
USUAL = {"meaning": "", "use": "fit", "source": "", "over": "x"}
NORMAL = Target.model_construct(name="n", unit="share", observation=SHARE, values={"a": 0.6}, window={"a": (0, 1)},
                                under="y", spread=SPREAD, **USUAL)  # fmt: skip
RARE = Target.model_construct(
    name="judgments", unit="judgments", observation=THINNED, values={"early": 2.0, "late": 0.0},
    window={"early": (0, 61), "late": (62, 80)}, published_by="publication_rate", **USUAL,
)  # fmt: skip
TARGETS = {"n": NORMAL, "judgments": RARE}
GROUPS = ["one", "two", "idle"]


def planted(worlds: int, seed: int, noise: float = 0.3) -> WeightedDraws:
    """Worlds of three groups: the first moves the share, the sum of two the judgments, the third nothing."""
    rng = np.random.default_rng(seed)
    normal = sp.special.ndtri(rng.random((worlds, 3)))
    left = rng.normal(0.0, noise, (worlds, 3))
    columns = np.column_stack(
        [0.8 * normal[:, 0], normal[:, :2].sum(axis=1) - 0.5, normal[:, :2].sum(axis=1) - 1.5]
    )
    names = pd.MultiIndex.from_tuples([("n", "a"), ("judgments", "early"), ("judgments", "late")])
    return WeightedDraws.even(pd.DataFrame(columns + left, columns=names), numbers(normal), normal)


def numbers(worlds):
    return pd.DataFrame({"publication_rate": np.full(len(worlds), 0.6)})


@pytest.fixture(scope="module")
def model():
    return emulated(planted(300, 1))


def emulated(worlds):
    """A surface over groups of one number each."""
    return fitted(worlds.parameters, np.eye(3), worlds.quantities, numbers)


def test_the_surface_explains_what_is_planted_and_leaves_the_noise(model):
    explained = model.explained.set_index(["target", "part"])
    assert explained.loc[("n", "a"), "left_over"] == pytest.approx(0.3, rel=0.25)
    assert (explained["explained"] > 0.75).all()


def test_too_few_worlds_for_the_groups_are_refused():
    with pytest.raises(
        InputError, match="7 simulated worlds are too few for 3 groups; allowed: 8 or more"
    ):
        emulated(planted(7, 1))


def test_a_posterior_that_is_known_is_met(model):
    """A normal share of a normal number: conjugate, the noise of the surface added to that of the figure."""
    posterior = sampled(model, {"n": NORMAL}, np.random.default_rng(1), 300.0)
    seen, variance = sp.special.logit(0.6), SPREAD**2 + 0.3**2
    mean = 0.8 * seen / (0.64 + variance)
    normal, weights = posterior.parameters[:, 0], posterior.weights
    assert posterior.effective > 300
    assert weights @ normal == pytest.approx(mean, abs=0.08)
    spread = weights @ (normal - weights @ normal) ** 2
    assert spread == pytest.approx(1 - 0.64 / (0.64 + variance), abs=0.1)
    evidence = sp.stats.norm.logpdf(seen, 0.0, np.sqrt(0.64 + variance))
    assert posterior.log_evidence == pytest.approx(evidence, abs=0.1)
    worlds = np.random.default_rng(2).standard_normal((4000, 3))
    logs = weighted_draws.surface_likelihood(model, {"n": NORMAL}, worlds)
    assert weighted_draws.log_mean_exp(logs) == pytest.approx(evidence, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("off", [0.0, 1.5])
def test_truths_are_where_posteriors_say_and_a_method_that_is_too_sure_is_found_out(model, off):
    """Worlds get a spread that the data do not have, so intervals cover too little: the check can fail."""
    truth = planted(120, 2)
    truth.quantities["n", "a"] += np.random.default_rng(5).normal(0.0, off, 120)
    draws = planted(20_000, 4)
    ranks, effective = weighted_draws.held_out(draws, np.eye(3), TARGETS, truth, "judgments", 3)
    table = calibrated(pd.DataFrame(ranks, columns=[*GROUPS, weighted_draws.CHAIN]))
    if off:
        one = table.set_index("quantity").loc["one"]
        assert one["cover_90"] < 0.9 - 3 * one["error_90"]
        return
    assert (effective > 100).mean() > 0.95
    assert (table["p"] > 0.001).all()
    for level in (50, 90):
        assert (np.abs(table[f"cover_{level}"] - level / 100) < 3.5 * table[f"error_{level}"]).all()


def test_what_is_learned_is_told_from_what_is_not(model):
    posterior = sampled(model, TARGETS, np.random.default_rng(1), 300.0)
    groups, product = posterior.learned(GROUPS, sp.special.ndtr(posterior.parameters))
    narrowed = groups.set_index("group")["narrowed"]
    assert narrowed["one"] > 0.2
    assert abs(narrowed["idle"]) < 0.15
    weight = product.set_index("group")["weight"]
    assert abs(weight["idle"]) < 0.3
    assert (weight**2).sum() == pytest.approx(1.0)


def test_nothing_that_fits_is_ruled_out_and_what_does_not_is(model):
    target = {"n": NORMAL}
    normal = np.random.default_rng(1).standard_normal((2000, 3))
    best = weighted_draws.best_of(model, target, normal, 1)
    kept = weighted_draws.not_ruled_out(model, target, normal, best, 1)
    level = 0.8 * normal[:, 0]
    assert kept[np.abs(level - sp.special.logit(0.6)) < 0.5].all()
    assert not kept[level < -2.2].any()


def test_figures_are_cut_at_a_month():
    early, late = cut(TARGETS, 61), cut(TARGETS, 61, after=True)
    assert {name: one.parts for name, one in early.items()} == {"n": ["a"], "judgments": ["early"]}
    assert {name: one.parts for name, one in late.items()} == {"judgments": ["late"]}
    assert late["judgments"].published.tolist() == [0.0]


def test_samples_from_two_places_weigh_as_one_from_the_prior():
    """Half of the worlds are from elsewhere, at a density that is known: the posterior is the conjugate one."""
    prior, elsewhere = planted(4000, 1), planted(4000, 2)
    moved = elsewhere.parameters[:, 0] - 0.5
    elsewhere.quantities["n", "a"] -= 0.8 * 0.5
    elsewhere.parameters[:, 0] = moved
    first = np.concatenate([prior.parameters[:, 0], moved])
    over = sp.stats.norm.logpdf(first, -0.5) - sp.stats.norm.logpdf(first)
    both = weighted_draws.pooled([prior, elsewhere], [np.zeros(8000), over])
    assert both.weights @ first == pytest.approx(0.0, abs=0.05), "without data it is the prior"
    posterior = both.given({"n": NORMAL})
    seen, variance = sp.special.logit(0.6), SPREAD**2 + 0.3**2
    assert posterior.weights @ first == pytest.approx(0.8 * seen / (0.64 + variance), abs=0.05)
    assert posterior.effective > prior.given({"n": NORMAL}).effective


def test_weights_quantiles_and_resamples():
    draws = WeightedDraws(*[pd.DataFrame(index=range(3))] * 3, np.log([0.5, 0.25, 0.25]))
    assert draws.weights.tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert draws.effective == pytest.approx(1 / (0.25 + 2 / 16))
    values = np.array([3.0, 1.0, 2.0])
    assert quantile_of(values, draws.weights, 0.5) == 2.0
    assert draws.rank(np.array([2.0]), values[:, None]) == pytest.approx([0.375])
    assert np.bincount(draws.resampled(4, 1), minlength=3).tolist() == [2, 1, 1]
    with pytest.raises(ValueError, match="probability zero in every world"):
        weighted_draws.normalised(np.full(3, -np.inf))


def test_a_figure_from_the_model_is_no_surprise_and_one_from_elsewhere_is():
    worlds = planted(200, 1)
    parts, whole, together = surprises(TARGETS, worlds, 1)
    assert (parts["p"] > 0.05).all()
    assert (whole["p"] > 0.05).all()
    assert together > 0.05
    assert parts["part"].tolist() == ["a", "early", "late", TOTAL, MEAN_YEAR]
    odd = RARE.model_copy(update={"values": {"early": 60.0, "late": 0.0}})
    parts, whole, together = surprises({"judgments": odd}, worlds, 1)
    early = parts.set_index("part").loc["early"]
    assert early["p"] < 0.05
    assert early["place"] > 0.97
    assert whole["p"].item() < 0.05
    assert together == whole["p"].item(), "of one target all together is the same"


def steady(expected: float, figures: dict[str, float]) -> tuple[dict[str, Target], WeightedDraws]:
    """Judgments in some years, with the same number expected in each of them and in every world."""
    window = {year: (12 * at + 2, 12 * at + 13) for at, year in enumerate(figures)}
    names = pd.MultiIndex.from_product([["judgments"], figures])
    worlds = pd.DataFrame(
        np.full((50, len(figures)), np.log(expected / 0.6 / len(figures))), columns=names
    )
    target = RARE.model_copy(update={"values": figures, "window": window})
    return {"judgments": target}, WeightedDraws.even(worlds, numbers(worlds))


@pytest.mark.parametrize(("figures", "least", "most"), [
    ((2, 2, 2, 2), 0.3, 1.0),  # as expected
    # none at all, which as a set is the likeliest where little is expected of each year
    ((0, 0, 0, 0), 0.0, 0.01),
    ((30, 0, 0, 0), 0.0, 0.01),
    ((8, 0, 0, 0), 0.0, 0.05),  # the right number, all in the first year
])  # fmt: skip
def test_no_judgment_and_all_in_one_year_are_surprises_where_many_are_expected(
    figures, least, most
):
    targets, worlds = steady(
        8.0, dict(zip(("2016", "2017", "2018", "2019"), map(float, figures), strict=True))
    )
    result = surprises(targets, worlds, 1)
    assert least <= result.targets["p"].item() <= most


def test_none_at_all_is_the_likeliest_set_and_passes_for_no_proof():
    """Three expected over twenty half-years: none in each is the mode, and yet in twenty such worlds one has none."""
    targets, worlds = steady(3.0, {str(2000 + at): 0.0 for at in range(20)})
    result = surprises(targets, worlds, 1)
    rows = result.figures.set_index("part")
    assert rows.loc[TOTAL, "p"] == pytest.approx(np.exp(-3.0), abs=0.01)
    assert MEAN_YEAR not in rows.index, "no judgment has no year"
    assert result.targets["p"].item() < 0.15


def test_the_mean_year_is_that_of_the_calendar():
    targets, worlds = steady(8.0, {"2016": 1.0, "2017": 0.0, "2018": 0.0, "2019": 1.0})
    row = surprises(targets, worlds, 1).figures.set_index("part").loc[MEAN_YEAR]
    assert row["published"] == pytest.approx(2018.0)
    assert (row["low"], row["median"], row["high"]) == pytest.approx(
        (2017.4, 2018.0, 2018.6), abs=0.15
    )


@pytest.mark.slow
def test_p_values_of_what_the_model_itself_brings_are_even():
    """P values of targets that share their worlds, one by one and together, have the mean of an even distribution."""
    worlds = planted(200, 1)
    rng, p_values = np.random.default_rng(7), []
    for at in rng.integers(200, size=40):
        seen = {
            name: one.model_copy(update={"values": dict(zip(one.parts, draw_figures(
                one, worlds.quantities[name].iloc[[at]].to_numpy(), np.array([0.6]), rng)[0].tolist(), strict=True))})
            for name, one in TARGETS.items()
        }  # fmt: skip
        result = surprises(seen, worlds, int(at))
        p_values.append([*result.targets["p"], result.together])
    values = np.array(p_values)
    assert values.mean(axis=0) == pytest.approx(0.5, abs=3.0 * math.sqrt(1.0 / 12.0 / len(values)))
    assert sp.stats.kstest(values[:, 0], "uniform").pvalue > 0.001
    assert values.max() < 1.0
