"""Draws from the priors: the numbers of the world and today's practice, which nobody has measured.

A sample lies in the unit cube, one column per number; :func:`at_quantiles` turns it into values by their priors.

A number that a command or a scenario sets is not drawn. A number of the world that is set keeps that value in every
draw. A lever that is set is a reform, a step from the practice of the draw: see :func:`stepped`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.config.schema import MOVED, SETTINGS, parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.priors import ANSWERS, Prior, doubtful, prior_of, read_posterior
from zombielaw.sim.parameters import Declared, Policy
from zombielaw.sim.scenario import MOST_NOT_COMPLYING, Scenario

Floats = npt.NDArray[np.float64]
DRAW = "draw"


def problem(groups: Sequence[str]) -> dict[str, Any]:
    """Problem for SALib to sample and analyse: numbers on the unit cube, each in a group that is sampled as one."""
    names = [f"{number} {group}" for number, group in enumerate(groups)]
    return {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
        "groups": list(groups),
    }


def latin_hypercube(keys: Sequence[str], number: int, seed: int) -> Floats:
    """Unit cube of a Latin hypercube: ``number`` rows, one in each of as many strata of every setting."""
    unit: Floats = sp.stats.qmc.LatinHypercube(len(keys), rng=seed).random(number)
    return unit


def saltelli(groups: Sequence[str], size: int, seed: int) -> Floats:
    """Unit cube of a Saltelli design: ``size * (groups + 2)`` rows, a column for each number.

    ``groups``: the group of each number; those of one group are sampled apart from each other and exchanged together.
    ``size``: base sample, a power of two (the points are a scrambled Sobol sequence).
    """
    from SALib.sample import sobol  # noqa: PLC0415 - slow to import, and workers do without

    unit: Floats = sobol.sample(
        problem(groups), size, calc_second_order=False, scramble=True, seed=seed
    )
    return unit


def at_quantiles(keys: Sequence[str], unit: Floats, own: Mapping[str, Prior]) -> pd.DataFrame:
    """Values of numbers by the quantile functions of their priors; each has a column of the sample in the unit cube.

    ``own``: a user's priors by full key, in place of the declared ones.
    """
    priors = {key: prior_of(parameter_of(key)) for key in keys} | dict(own)
    columns = zip(keys, unit.T.tolist(), strict=True)
    return pd.DataFrame({key: [*map(priors[key].quantile, column)] for key, column in columns})


def values_at(
    keys: Sequence[str],
    unit: Floats,
    own: Mapping[str, Prior],
    held: Mapping[str, float] = MappingProxyType({}),
) -> pd.DataFrame:
    """The same as worlds: in each somebody complies with an order. ``held``: what is not drawn, by full key."""
    sample = at_quantiles(keys, unit, own)
    return sample.assign(**answers_to_orders(sample, held))


def uncertain() -> list[str]:
    """Every number with a prior, by full key: those of the world, then those of today's practice."""
    return [*doubtful()]


def from_priors(
    number: int, seed: int, own: Mapping[str, Prior] = MappingProxyType({})
) -> pd.DataFrame:
    """A Latin hypercube of the priors: one row per draw, one column for each of :func:`uncertain`.

    ``own``: a user's priors by full key, in place of the declared ones.
    """
    keys = uncertain()
    return values_at(keys, latin_hypercube(keys, number, seed), own).rename_axis(DRAW)


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


def answers_to_orders(
    values: Mapping[str, Any] | pd.DataFrame, held: Mapping[str, float]
) -> dict[str, Any]:
    """Shares of other answers to an order than to comply, scaled down where they leave nobody who does.

    ``values``: by full key, numbers or columns. ``held``: the same of what is not drawn.
    """
    moved = [answer for answer in ANSWERS if answer in values]
    kept = sum(held[answer] for answer in ANSWERS if answer in held and answer not in moved)
    most = (MOST_NOT_COMPLYING - kept) * (1.0 - 1e-12)  # rounding
    scale = np.minimum(1.0, most / np.maximum(sum(values[answer] for answer in moved), 1e-300))
    return {answer: values[answer] * scale for answer in moved}


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
    drawn |= {key: float(share) for key, share in answers_to_orders(drawn, values).items()}
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
