"""Learning from figures: a planted surface is found, a posterior known in closed form is met, ranks are even."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy as sp

from zombielaw.experiments.analysis import fit
from zombielaw.experiments.analysis.emulator import fitted
from zombielaw.experiments.analysis.posterior import (
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
    columns = np.column_stack([0.8 * normal[:, 0], normal[:, :2].sum(axis=1) - 0.5, normal[:, :2].sum(axis=1) - 1.5])
    names = pd.MultiIndex.from_tuples([("n", "a"), ("judgments", "early"), ("judgments", "late")])
    return pd.DataFrame(scores, columns=["one", "two", "idle"]), pd.DataFrame(columns + left, columns=names)


def numbers(scores):
    return pd.DataFrame({"publication_rate": np.full(len(scores), 0.6)})


@pytest.fixture(scope="module")
def model():
    scores, worlds = planted(300, 1)
    return fit.Model(fitted(scores.to_numpy(), worlds), numbers)


def test_the_surface_explains_what_is_planted_and_leaves_the_noise(model):
    explained = model.emulator.explained().set_index(["target", "part"])
    assert explained.loc[("n", "a"), "left_over"] == pytest.approx(0.3, rel=0.25)
    assert (explained["explained"] > 0.75).all()


def test_too_few_worlds_for_the_groups_are_refused():
    scores, worlds = planted(7, 1)
    with pytest.raises(InputError, match="7 simulated worlds are too few for 3 groups; allowed: 8 or more"):
        fitted(scores.to_numpy(), worlds)


def test_a_posterior_that_is_known_is_met(model):
    """A normal share of a normal number: conjugate, the noise of the surface added to that of the figure."""
    found = fit.sampled(model, {"n": NORMAL}, {"n": np.array([0.6])}, np.random.default_rng(1))
    seen, variance = sp.special.logit(0.6), SPREAD**2 + 0.3**2
    mean = 0.8 * seen / (0.64 + variance)
    normal = sp.special.ndtri(found.scores[:, 0])
    assert found.posterior.effective > 300
    assert found.weights @ normal == pytest.approx(mean, abs=0.08)
    spread = found.weights @ (normal - found.weights @ normal) ** 2
    assert spread == pytest.approx(1 - 0.64 / (0.64 + variance), abs=0.1)
    evidence = sp.stats.norm.logpdf(seen, 0.0, np.sqrt(0.64 + variance))
    assert found.posterior.log_evidence == pytest.approx(evidence, abs=0.1)


@pytest.mark.slow
def test_truths_are_where_posteriors_say(model):
    scores, worlds = planted(120, 2)
    ranks, effective = fit.held_out(model, TARGETS, (scores, worlds, numbers(scores)), "judgments", 3)
    table = calibrated(ranks)
    assert (effective > 100).all()
    assert (table["p"] > 0.001).all()
    for level in (50, 90):
        assert (np.abs(table[f"cover_{level}"] - level / 100) < 3.5 * table[f"error_{level}"]).all()


@pytest.mark.slow
def test_a_method_that_is_too_sure_is_found_out(model):
    """The same with a spread that the data do not have: the check can fail."""
    scores, worlds = planted(120, 2)
    worlds["n", "a"] += np.random.default_rng(5).normal(0.0, 1.5, len(worlds))
    ranks, _ = fit.held_out(model, {"n": NORMAL, "judgments": RARE}, (scores, worlds, numbers(scores)), "judgments", 3)
    table = calibrated(ranks).set_index("quantity")
    assert table.loc["one", "cover_90"] < 0.9 - 3 * table.loc["one", "error_90"]


def test_what_is_learned_is_told_from_what_is_not(model):
    found = fit.sampled(model, TARGETS, fit.figures_of(TARGETS), np.random.default_rng(1))
    groups, product = learned(["one", "two", "idle"], found.scores, found.weights)
    narrowed = groups.set_index("group")["narrowed"]
    assert narrowed["one"] > 0.2
    assert abs(narrowed["idle"]) < 0.15
    weight = product.set_index("group")["weight"]
    assert abs(weight["idle"]) < 0.3
    assert (weight**2).sum() == pytest.approx(1.0)


def test_nothing_that_fits_is_ruled_out_and_what_does_not_is(model):
    target = {"n": NORMAL}
    scores = np.random.default_rng(1).random((2000, 3))
    best = fit.best_of(model, target, scores, 1)
    kept = fit.not_ruled_out(model, target, scores, best, 1)
    level = 0.8 * sp.special.ndtri(scores[:, 0])
    assert kept[np.abs(level - sp.special.logit(0.6)) < 0.5].all()
    assert not kept[level < -2.2].any()


def test_figures_are_cut_at_a_month():
    early, late = fit.cut(TARGETS, 61), fit.cut(TARGETS, 61, after=True)
    assert {name: one.figures for name, one in early.items()} == {"n": {"a": 0.6}, "judgments": {"early": 2.0}}
    assert {name: one.figures for name, one in late.items()} == {"judgments": {"late": 0.0}}


def test_two_forms_that_are_the_same_have_a_factor_of_one_and_a_better_one_more():
    scores, worlds = planted(200, 1)
    assert fit.against(TARGETS, worlds, worlds, numbers(scores), 1) == (1.0, 1.0, 1.0)
    worse = worlds - 3.0
    factor, low, _ = fit.against(TARGETS, worlds, worse, numbers(scores), 1)
    assert factor > low > 1.0


def test_weights_quantiles_and_resamples():
    found = weighted(np.log([0.5, 0.25, 0.25]))
    assert found.weights.tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert found.effective == pytest.approx(1 / (0.25 + 2 / 16))
    assert quantile_of(np.array([3.0, 1.0, 2.0]), found.weights, 0.5) == 2.0
    assert rank_of(np.array([2.0]), np.array([[3.0], [1.0], [2.0]]), found.weights) == pytest.approx([0.375])
    assert np.bincount(resampled(found.weights, 4, 1), minlength=3).tolist() == [2, 1, 1]
    with pytest.raises(ValueError, match="probability zero in every world"):
        weighted(np.full(3, -np.inf))


def test_a_figure_from_the_model_is_no_surprise_and_one_from_elsewhere_is():
    _, worlds = planted(200, 1)
    weights = np.full(len(worlds), 1.0 / len(worlds))
    parts, whole = surprises(TARGETS, worlds, numbers(worlds), weights, 1)
    assert (parts["p"] > 0.05).all()
    assert (whole["p"] > 0.05).all()
    assert parts["part"].tolist() == ["a", "early", "late", TOTAL]
    odd = {"judgments": Target(**{**RARE.__dict__, "figures": {"early": 60.0, "late": 0.0}})}
    parts, whole = surprises(odd, worlds, numbers(worlds), weights, 1)
    early = parts.set_index("part").loc["early"]
    assert early["p"] < 0.05
    assert early["place"] > 0.97
    assert whole["p"].item() < 0.05
