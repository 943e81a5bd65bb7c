"""Learning from figures: a planted surface is found, a posterior known in closed form is met, ranks are even."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy as sp

from zombielaw.experiments.analysis import fit
from zombielaw.experiments.analysis.emulator import fitted
from zombielaw.experiments.analysis.observation import published
from zombielaw.experiments.analysis.posterior import (
    MEAN_YEAR,
    TOTAL,
    calibrated,
    learned,
    quantile_of,
    rank_of,
    resampled,
    surprises,
    weighted,
)
from zombielaw.experiments.designs.targets import SHARE, THINNED, Target
from zombielaw.experiments.errors import InputError

SPREAD = 0.5
USUAL = {"meaning": "", "use": "fit", "source": "", "sums": ("x",)}
NORMAL = Target(name="n", unit="share", observation=SHARE, figures={"a": 0.6}, window={"a": (0, 1)}, among=("y",),
                spread=SPREAD, **USUAL)  # fmt: skip
RARE = Target(name="judgments", unit="judgments", observation=THINNED, figures={"early": 2.0, "late": 0.0},
              window={"early": (0, 61), "late": (62, 80)}, published_by="publication_rate", **USUAL)  # fmt: skip
TARGETS = {"n": NORMAL, "judgments": RARE}


def planted(worlds: int, seed: int, noise: float = 0.3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores of three groups: the first moves the share, the sum of two the judgments, the third nothing."""
    rng = np.random.default_rng(seed)
    scores = rng.random((worlds, 3))
    normal = sp.special.ndtri(scores)
    left = rng.normal(0.0, noise, (worlds, 3))
    columns = np.column_stack(
        [0.8 * normal[:, 0], normal[:, :2].sum(axis=1) - 0.5, normal[:, :2].sum(axis=1) - 1.5]
    )
    names = pd.MultiIndex.from_tuples([("n", "a"), ("judgments", "early"), ("judgments", "late")])
    return pd.DataFrame(scores, columns=["one", "two", "idle"]), pd.DataFrame(
        columns + left, columns=names
    )


def numbers(worlds):
    return pd.DataFrame({"publication_rate": np.full(len(worlds), 0.6)})


def normal_of(scores):
    """Normal scores of groups of one number each."""
    return sp.special.ndtri(scores.to_numpy())


@pytest.fixture(scope="module")
def model():
    scores, worlds = planted(300, 1)
    return fit.Model(fitted(normal_of(scores), np.eye(3), worlds), numbers)


def test_the_surface_explains_what_is_planted_and_leaves_the_noise(model):
    explained = model.emulator.explained().set_index(["target", "part"])
    assert explained.loc[("n", "a"), "left_over"] == pytest.approx(0.3, rel=0.25)
    assert (explained["explained"] > 0.75).all()


def test_too_few_worlds_for_the_groups_are_refused():
    scores, worlds = planted(7, 1)
    with pytest.raises(
        InputError, match="7 simulated worlds are too few for 3 groups; allowed: 8 or more"
    ):
        fitted(normal_of(scores), np.eye(3), worlds)


def test_a_posterior_that_is_known_is_met(model):
    """A normal share of a normal number: conjugate, the noise of the surface added to that of the figure."""
    sample = fit.sampled(model, {"n": NORMAL}, {"n": np.array([0.6])}, np.random.default_rng(1))
    seen, variance = sp.special.logit(0.6), SPREAD**2 + 0.3**2
    mean = 0.8 * seen / (0.64 + variance)
    normal = sp.special.ndtri(sample.scores[:, 0])
    assert sample.posterior.effective > 300
    assert sample.weights @ normal == pytest.approx(mean, abs=0.08)
    spread = sample.weights @ (normal - sample.weights @ normal) ** 2
    assert spread == pytest.approx(1 - 0.64 / (0.64 + variance), abs=0.1)
    evidence = sp.stats.norm.logpdf(seen, 0.0, np.sqrt(0.64 + variance))
    assert sample.posterior.log_evidence == pytest.approx(evidence, abs=0.1)


@pytest.mark.slow
def test_truths_are_where_posteriors_say(model):
    scores, worlds = planted(120, 2)
    ranks, effective = fit.held_out(
        model, TARGETS, (scores, worlds, numbers(scores)), "judgments", 3
    )
    table = calibrated(ranks)
    assert (effective > 100).all()
    assert (table["p"] > 0.001).all()
    for level in (50, 90):
        assert (np.abs(table[f"cover_{level}"] - level / 100) < 3.5 * table[f"error_{level}"]).all()


@pytest.mark.slow
def test_a_method_that_is_too_sure_is_found_out(model):
    """Worlds get a spread that the data do not have, so intervals cover too little: the check can fail."""
    scores, worlds = planted(120, 2)
    worlds["n", "a"] += np.random.default_rng(5).normal(0.0, 1.5, len(worlds))
    ranks, _ = fit.held_out(
        model, {"n": NORMAL, "judgments": RARE}, (scores, worlds, numbers(scores)), "judgments", 3
    )
    table = calibrated(ranks).set_index("quantity")
    assert table.loc["one", "cover_90"] < 0.9 - 3 * table.loc["one", "error_90"]


def test_what_is_learned_is_told_from_what_is_not(model):
    sample = fit.sampled(model, TARGETS, fit.figures_of(TARGETS), np.random.default_rng(1))
    groups, product = learned(["one", "two", "idle"], sample.scores, sample.weights)
    narrowed = groups.set_index("group")["narrowed"]
    assert narrowed["one"] > 0.2
    assert abs(narrowed["idle"]) < 0.15
    weight = product.set_index("group")["weight"]
    assert abs(weight["idle"]) < 0.3
    assert (weight**2).sum() == pytest.approx(1.0)


def test_nothing_that_fits_is_ruled_out_and_what_does_not_is(model):
    target = {"n": NORMAL}
    normal = np.random.default_rng(1).standard_normal((2000, 3))
    best = fit.best_of(model, target, normal, 1)
    kept = fit.not_ruled_out(model, target, normal, best, 1)
    level = 0.8 * normal[:, 0]
    assert kept[np.abs(level - sp.special.logit(0.6)) < 0.5].all()
    assert not kept[level < -2.2].any()


def test_figures_are_cut_at_a_month():
    early, late = fit.cut(TARGETS, 61), fit.cut(TARGETS, 61, after=True)
    assert {name: one.figures for name, one in early.items()} == {
        "n": {"a": 0.6},
        "judgments": {"early": 2.0},
    }
    assert {name: one.figures for name, one in late.items()} == {"judgments": {"late": 0.0}}


def test_two_forms_that_are_the_same_have_a_factor_of_one_and_a_better_one_more():
    scores, worlds = planted(200, 1)
    *same, effective = fit.against(TARGETS, worlds, worlds, numbers(scores), 1)
    assert same == [1.0, 1.0, 1.0]
    assert 1.0 < effective < 200.0
    worse = worlds - 3.0
    factor, low, *_ = fit.against(TARGETS, worlds, worse, numbers(scores), 1)
    assert factor > low > 1.0


def test_weights_quantiles_and_resamples():
    posterior = weighted(np.log([0.5, 0.25, 0.25]))
    assert posterior.weights.tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert posterior.effective == pytest.approx(1 / (0.25 + 2 / 16))
    assert quantile_of(np.array([3.0, 1.0, 2.0]), posterior.weights, 0.5) == 2.0
    assert rank_of(
        np.array([2.0]), np.array([[3.0], [1.0], [2.0]]), posterior.weights
    ) == pytest.approx([0.375])
    assert np.bincount(resampled(posterior.weights, 4, 1), minlength=3).tolist() == [2, 1, 1]
    with pytest.raises(ValueError, match="probability zero in every world"):
        weighted(np.full(3, -np.inf))


def test_a_figure_from_the_model_is_no_surprise_and_one_from_elsewhere_is():
    _, worlds = planted(200, 1)
    weights = np.full(len(worlds), 1.0 / len(worlds))
    parts, whole, together = surprises(TARGETS, worlds, numbers(worlds), weights, 1)
    assert (parts["p"] > 0.05).all()
    assert (whole["p"] > 0.05).all()
    assert together > 0.05
    assert parts["part"].tolist() == ["a", "early", "late", TOTAL, MEAN_YEAR]
    odd = {"judgments": Target(**{**RARE.__dict__, "figures": {"early": 60.0, "late": 0.0}})}
    parts, whole, together = surprises(odd, worlds, numbers(worlds), weights, 1)
    early = parts.set_index("part").loc["early"]
    assert early["p"] < 0.05
    assert early["place"] > 0.97
    assert whole["p"].item() < 0.05
    assert together == whole["p"].item(), "of one target all together is the same"


def steady(expected: float, figures: dict[str, float]) -> tuple[dict[str, Target], pd.DataFrame]:
    """Judgments in some years, with the same number expected in each of them and in every world."""
    window = {year: (12 * at + 2, 12 * at + 13) for at, year in enumerate(figures)}
    names = pd.MultiIndex.from_product([["judgments"], figures])
    worlds = pd.DataFrame(
        np.full((50, len(figures)), np.log(expected / 0.6 / len(figures))), columns=names
    )
    return {"judgments": Target(**{**RARE.__dict__, "figures": figures, "window": window})}, worlds


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
    result = surprises(targets, worlds, numbers(worlds), np.full(50, 0.02), 1)
    assert least <= result.targets["p"].item() <= most


def test_none_at_all_is_the_likeliest_set_and_passes_for_no_proof():
    """Three expected over twenty half-years: none in each is the mode, and yet in twenty such worlds one has none."""
    targets, worlds = steady(3.0, {str(2000 + at): 0.0 for at in range(20)})
    result = surprises(targets, worlds, numbers(worlds), np.full(50, 0.02), 1)
    rows = result.figures.set_index("part")
    assert rows.loc[TOTAL, "p"] == pytest.approx(np.exp(-3.0), abs=0.01)
    assert MEAN_YEAR not in rows.index, "no judgment has no year"
    assert result.targets["p"].item() < 0.15


def test_the_mean_year_is_that_of_the_calendar():
    targets, worlds = steady(8.0, {"2016": 1.0, "2017": 0.0, "2018": 0.0, "2019": 1.0})
    row = (
        surprises(targets, worlds, numbers(worlds), np.full(50, 0.02), 1)
        .figures.set_index("part")
        .loc[MEAN_YEAR]
    )
    assert row["published"] == pytest.approx(2018.0)
    assert (row["low"], row["median"], row["high"]) == pytest.approx(
        (2017.4, 2018.0, 2018.6), abs=0.15
    )


@pytest.mark.slow
def test_p_values_of_what_the_model_itself_brings_are_even():
    """P values of targets that share their worlds, one by one and together, have the mean of an even distribution."""
    _, worlds = planted(200, 1)
    weights = np.full(len(worlds), 1.0 / len(worlds))
    rng, p_values = np.random.default_rng(7), []
    for at in rng.integers(len(worlds), size=40):
        seen = {
            name: Target(**{**one.__dict__, "figures": dict(zip(one.figures, published(
                one, worlds[name].iloc[[at]].to_numpy(), np.array([0.6]), rng)[0].tolist(), strict=True))})
            for name, one in TARGETS.items()
        }  # fmt: skip
        result = surprises(seen, worlds, numbers(worlds), weights, int(at))
        p_values.append([*result.targets["p"], result.together])
    values = np.array(p_values)
    assert values.mean(axis=0) == pytest.approx(0.5, abs=3.0 * math.sqrt(1.0 / 12.0 / len(values)))
    assert sp.stats.kstest(values[:, 0], "uniform").pvalue > 0.001
    assert values.max() < 1.0
