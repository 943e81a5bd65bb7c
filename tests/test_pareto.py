"""The front of a good against a harm: against its definition, and what runs can tell of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis.estimates import RUNS, estimate
from zombielaw.experiments.analysis.pareto import front_of, undominated


@pytest.mark.parametrize("seed", range(5))
def test_a_point_is_undominated_where_no_other_is_as_good_and_better(seed):
    """Against the definition, point by point, with ties."""
    draws = np.random.default_rng(seed)
    good, harm = draws.integers(0, 5, 12).astype(float), draws.integers(0, 5, 12).astype(float)
    pairs = list(zip(good, harm, strict=True))
    wanted = [not any(a >= c and b <= w and (a, b) != (c, w) for a, b in pairs) for c, w in pairs]
    assert undominated(good, harm).tolist() == wanted
    stacked = undominated(np.stack([good, harm]), np.stack([harm, good]))
    assert stacked[0].tolist() == wanted


def planted(means: dict[int, tuple[float, float]], noise: float, runs: int = 40) -> pd.DataFrame:
    draws = np.random.default_rng(3)
    rows = []
    for point, pair in means.items():
        for name, mean in zip(("correct", "wrongful"), pair, strict=True):
            values = mean + noise * draws.normal(size=runs)
            rows += [(point, replicate, name, value, 1.0) for replicate, value in enumerate(values)]
    return pd.DataFrame(rows, columns=RUNS)


MEANS = {0: (5.0, 1.0), 1: (4.0, 2.0), 2: (9.0, 5.0), 3: (7.0, 3.0), 4: (7.0, 3.0)}
"""0 and 2 are on the front, 1 is beaten by 0; 3 and 4 are one point but for noise."""


def test_the_front_says_on_off_and_undecided():
    front = front_of(planted(MEANS, 0.3), "correct", "wrongful").set_index("point")
    assert front["front"].tolist()[:3] == ["on", "off", "on"]
    assert "undecided" in front["front"].tolist()[3:]
    assert front.loc[[0, 2], "front_share"].eq(1.0).all()
    assert front.loc[1, "front_share"] == 0.0
    np.testing.assert_allclose(front["correct"], [5, 4, 9, 7, 7], atol=0.2)


def test_the_front_carries_the_estimates_of_both_outcomes():
    runs = planted(MEANS, 0.3)
    front, points = front_of(runs, "correct", "wrongful"), estimate(runs)
    for name in ("correct", "wrongful"):
        estimates = points[points["outcome"] == name].reset_index(drop=True)
        for column, front_column in (("value", name), ("low", f"{name}_low"), ("high", f"{name}_high")):
            np.testing.assert_allclose(front[front_column], estimates[column])
