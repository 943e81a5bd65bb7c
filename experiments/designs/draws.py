"""Draws from the priors: the numbers of the world and today's practice, which nobody has measured.

A number that a command or a scenario sets is not drawn. A number of the world that is set keeps that value in every
draw. A lever that is set is a reform, a step from the practice of the draw: see :func:`stepped`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.config.schema import MOVED, SETTINGS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.priors import ANSWERS, Prior, doubtful, read_posterior
from zombielaw.experiments.designs.samples import Floats, at_quantiles, latin_hypercube, prior
from zombielaw.sim.parameters import Declared, Policy
from zombielaw.sim.scenario import MOST_NOT_COMPLYING, Scenario

DRAW = "draw"


def uncertain() -> list[str]:
    """Every number with a prior, by full key: those of the world, then those of today's practice."""
    return [*doubtful()]


def from_priors(number: int, seed: int, own: Mapping[str, Prior] | None = None) -> pd.DataFrame:
    """A Latin hypercube of the priors: one row per draw, one column for each of :func:`uncertain`.

    ``own``: a user's priors by full key, in place of the declared ones.
    """
    keys = uncertain()
    return with_compliance(
        at_quantiles(keys, latin_hypercube(keys, number, seed), prior, own)
    ).rename_axis(DRAW)


def draws_of(settings: Settings) -> pd.DataFrame:
    """Draws of a command: from the priors, or from a posterior, of whose rows as many are taken, evenly spaced."""
    if settings.posterior is not None:
        rows = np.linspace(0, len(settings.posterior) - 1, settings.draws).round().astype(int)
        return settings.posterior.iloc[rows].copy().reset_index(drop=True).rename_axis(DRAW)
    return from_priors(settings.draws, settings.seed, settings.priors)


def over_posterior(settings: Settings, draws: int, replicates: int) -> Settings:
    """Settings with draws in place of the defaults: from the project's posterior, or from a user's own priors."""
    posterior = None if settings.priors else read_posterior()
    return replace(settings, draws=draws, replicates=replicates, posterior=posterior)


def with_compliance(sample: pd.DataFrame, held: float = 0.0) -> pd.DataFrame:
    """A sample in which somebody complies with an order: the other answers are scaled down where they leave nobody.

    ``held``: sum of those answers that the sample does not move.
    """
    moved = [answer for answer in ANSWERS if answer in sample]
    scale = _room(sample[moved].sum(axis=1).to_numpy(dtype=float), held)
    return sample.assign(**sample[moved].mul(scale, axis="index"))


def _room(total: Floats | float, held: float) -> Floats | float:
    """Factor for the shares of other answers that leaves somebody to comply."""
    most = (MOST_NOT_COMPLYING - held) * (1.0 - 1e-12)  # rounding
    return np.minimum(1.0, most / np.maximum(total, 1e-300))


def stepped(lever: Declared, to: float, today: float) -> float:
    """A reform of a lever: it goes to the value of the reform, and never back from a practice that is beyond it.

    ``to``: value of the reform. The side of the default on which it lies is the direction of the reform; at the default
    it has none, and moves nothing. ``today``: practice of the draw.
    Returns ``to`` for a lever whose practice today is known.
    """
    if not lever.today:
        return to
    median = float(lever.default)
    return today if to == median else max(to, today) if to > median else min(to, today)


def in_draw(
    scenario: Scenario, draw: Mapping[str, float], levels: Collection[str] = ()
) -> Scenario:
    """A scenario as it is in a draw.

    ``draw``: values by full key; practice that it does not name is at the default. ``levels``: settings by full key of
    which the scenario gives the level itself, whatever practice is: no reform, no draw.
    """
    free = {key: value for key, value in draw.items() if key not in levels}
    policy = scenario.policy._asdict()
    for key, today in free.items():
        if (name := key.removeprefix("policy.")) in policy:
            policy[name] = stepped(MOVED[name], policy[name], today)
    values = {f"world.{name}": value for name, value in scenario.world._asdict().items()}
    drawn = {
        key: value
        for key, value in free.items()
        if key in values and values[key] == SETTINGS[key].default
    }
    moved = [answer for answer in ANSWERS if answer in drawn]
    scale = _room(
        sum(drawn[answer] for answer in moved),
        sum(values[answer] for answer in ANSWERS if answer not in moved),
    )
    drawn |= {answer: float(drawn[answer] * scale) for answer in moved}
    changes = (
        replace(one, to=stepped(MOVED[one.lever], one.to, free.get(f"policy.{one.lever}", one.to)))
        for one in scenario.changes
    )
    world: dict[str, Any] = {key.removeprefix("world."): value for key, value in drawn.items()}
    return replace(
        scenario,
        policy=Policy(**policy),
        world=scenario.world._replace(**world),
        changes=tuple(changes),
    )


def middles(settings: Settings) -> dict[str, float]:
    """The medians of a user's own priors by full key: the one draw of a command without draws."""
    return {key: one.middle for key, one in settings.priors.items()}


def undrawn(settings: Settings) -> Scenario:
    """The scenario of a command as it runs without draws."""
    return in_draw(settings.scenario, middles(settings))


def over_draws(
    settings: Settings, scenarios: Sequence[Scenario], levels: Collection[str] = ()
) -> Iterator[list[Scenario]]:
    """Scenarios in each draw of a command; for a command without draws once."""
    if not settings.draws:
        yield [in_draw(scenario, middles(settings), levels) for scenario in scenarios]
    else:
        for draw in draws_of(settings).to_dict("records"):
            values = {str(key): value for key, value in draw.items()}
            yield [in_draw(scenario, values, levels) for scenario in scenarios]
