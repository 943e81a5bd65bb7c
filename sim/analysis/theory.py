"""Closed forms: when a provision lives, dies or can do both, and how uses follow files.

One learning unit meets eligible files and applies the provision to a share ``p`` of them. Use makes familiar, and
familiarity F (0-1) makes use likelier: ``p = sigmoid(alpha + beta F)``. Per period

    F' = (1 - delta) F + (1 - F) lesson(p),

where :class:`MeanFieldMap` (many files, each teaching little) and :class:`BinomialMap` (a whole number of files, each
used or not) differ in the lesson. Everything follows from ``F = lesson / (delta + lesson)``, the familiarity that a
lasting share sustains. Its slope along the logit of the share is a bell; where ``beta`` times that slope, the *loop
gain*, exceeds 1, two stable states face each other.

With small steps it is a flow, the mean-field logit of Brock and Durlauf (2001, Review of Economic Studies 68) with a
stock in the place of the share. Agents reproduce it where eligible files are injected, the rival's familiarity is
fixed, and deterrence, precedent and pooling are off.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy as sp

Array = npt.NDArray[np.float64]
_LARGEST_LOGIT = 500.0  # exp() overflows at 710


def _positive(name: str, value: float, largest: float = 1e12) -> None:
    if not 0.0 < value <= largest:
        raise ValueError(f"{name}={value}: it must be above 0 and at most {largest:g}.")


# ---- a learning unit


@dataclass(frozen=True)
class Map(ABC):
    """Learning unit with one offence, one period after the other.

    Attributes
    ----------
    alpha : float
        Log-odds of use at no familiarity.
    beta : float
        Log-odds gained from no to full familiarity; at least 0 (0 = no feedback).
    delta : float
        Share of familiarity forgotten in a period, in (0, 1).
    """

    alpha: float
    beta: float
    delta: float

    def __post_init__(self) -> None:
        if not (self.beta >= 0.0 and abs(self.alpha) + self.beta <= _LARGEST_LOGIT):
            raise ValueError(
                f"alpha={self.alpha}, beta={self.beta}: give beta >= 0 and |alpha| + beta <= {_LARGEST_LOGIT:g}."
            )
        if not 0.0 < self.delta < 1.0:
            raise ValueError(
                f"delta={self.delta}: the share forgotten in a period lies strictly between 0 and 1."
            )

    @abstractmethod
    def lesson(self, share: float | Array) -> Array:
        """Part of the missing familiarity gained in a period when a share (0-1) of the files is used."""

    @abstractmethod
    def lesson_slope(self, share: float | Array) -> Array:
        """Derivative of the lesson along the share."""

    def share(self, familiarity: float | Array) -> Array:
        """Share of the eligible files to which the provision is applied."""
        return np.asarray(
            sp.special.expit(self.alpha + self.beta * np.asarray(familiarity, dtype=np.float64))
        )

    def sustained(self, share: float | Array) -> Array:
        """Familiarity at which a lasting share (0-1) of use and forgetting balance."""
        lesson = self.lesson(share)
        return np.asarray(lesson / (self.delta + lesson))

    def step(self, familiarity: float) -> float:
        """Expected familiarity after one more period."""
        lesson = float(self.lesson(self.share(familiarity)))
        return familiarity + ((1.0 - familiarity) * lesson - self.delta * familiarity)

    def slope(self, logit: float | Array) -> Array:
        """Slope of the sustained familiarity along the logit of the share; times ``beta``, the loop gain."""
        share = sp.special.expit(np.asarray(logit, dtype=np.float64))
        along_share = self.delta * self.lesson_slope(share) / (self.delta + self.lesson(share)) ** 2
        return np.asarray(along_share * share * sp.special.expit(-np.asarray(logit)))


@dataclass(frozen=True)
class MeanFieldMap(Map):
    """Step by step, ``lesson = 1 - exp(-supply p)``: many files, each teaching little.

    Exact for a Poisson number of files at any lesson per use, with ``supply = files x (1 - exp(-lambda))``.

    Attributes
    ----------
    supply : float
        Files per period x lesson per use; above 0.
    """

    supply: float

    def __post_init__(self) -> None:
        super().__post_init__()
        _positive("supply", self.supply)

    def lesson(self, share: float | Array) -> Array:
        return -np.expm1(-self.supply * np.asarray(share))

    def lesson_slope(self, share: float | Array) -> Array:
        return self.supply * np.exp(-self.supply * np.asarray(share))


@dataclass(frozen=True)
class BinomialMap(Map):
    """Exact expectation of a step with a fixed number of files, at any lesson per use, without pooling.

    ``lesson = E[1 - exp(-lambda Binomial(files, p))] = 1 - (1 - p (1 - exp(-lambda)))^files``, given this period's
    familiarity. Its iterates are the path of the expectation only while single uses move familiarity little.

    Attributes
    ----------
    lesson_per_use : float
        ``lambda``, above 0 and at most 30 (which teaches all there is).
    files : float
        Eligible files per period, above 0; exact for whole numbers, interpolated smoothly between them.
    """

    lesson_per_use: float
    files: float

    def __post_init__(self) -> None:
        super().__post_init__()
        _positive("lesson_per_use", self.lesson_per_use, largest=30.0)
        _positive("files", self.files)

    def _untaught(self, share: float | Array) -> Array:
        return np.asarray(np.log1p(math.expm1(-self.lesson_per_use) * np.asarray(share)))

    def lesson(self, share: float | Array) -> Array:
        return -np.expm1(self.files * self._untaught(share))

    def lesson_slope(self, share: float | Array) -> Array:
        return (
            -self.files
            * math.expm1(-self.lesson_per_use)
            * np.exp((self.files - 1.0) * self._untaught(share))
        )


def kappa_of_offices(
    files: float, lesson: float, forgetting: float, offices: int, sisters: int, pooling: float
) -> float:
    """Case supply of one office among many that share lessons: ``lambda E [1 + mu (m - 1)] / (n delta)``.

    Parameters
    ----------
    files : float
        E, eligible files a year in the whole country.
    lesson, forgetting : float
        lambda, lesson per own use; delta, share of familiarity forgotten in a year, at most 1.
    offices, sisters : int
        n, offices in the country; m of them, itself included, in the province of an office; 1 <= m <= n.
    pooling : float
        mu, share of a lesson that reaches each sister office, 0-1.
    """
    _positive("files", files)
    _positive("lesson", lesson)
    _positive("forgetting", forgetting, largest=1.0)
    if not 0.0 <= pooling <= 1.0:
        raise ValueError(f"pooling={pooling}: it must lie in 0-1.")
    if not 1 <= sisters <= offices:
        raise ValueError(
            f"sisters={sisters}, offices={offices}: a province has at least one, the country no fewer."
        )
    return lesson * files * (1.0 + pooling * (sisters - 1)) / (offices * forgetting)


# ---- states of rest


def kappa_min(beta: float) -> float:
    """Case supply below which small steps have no trap, ``4 / (beta - 4)``; infinite for ``beta`` up to 4."""
    return 4.0 / (beta - 4.0) if beta > 4.0 else math.inf


def _fold_logits(unit: Map) -> tuple[float, float] | None:
    """Logits of the share at which the loop gain passes 1, upwards and downwards."""
    # The slope is below kappa exp(-|logit|), kappa as of the first use, hence below 1 / beta outside of +-reach.
    reach = math.log(max(unit.beta * float(unit.lesson_slope(0.0)) / unit.delta, 1.0))
    if reach == 0.0:
        return None
    grid = np.linspace(-reach, reach, 401)
    top = int(np.argmax(unit.slope(grid)))
    around = (float(grid[max(top - 1, 0)]), float(grid[min(top + 1, 400)]))
    peak = float(
        sp.optimize.minimize_scalar(
            lambda a: -unit.slope(a), bounds=around, options={"xatol": 1e-10}
        ).x
    )

    def excess(logit: float) -> float:
        return unit.beta * float(unit.slope(logit)) - 1.0

    if excess(peak) <= 0.0:
        return None
    reach += 1.0
    low = float(sp.optimize.brentq(excess, -reach, peak, xtol=1e-13))
    return low, float(sp.optimize.brentq(excess, peak, reach, xtol=1e-13))


def _alpha_at(unit: Map, logit: float) -> float:
    """Alpha at which this logit of the share is at rest."""
    return logit - unit.beta * float(unit.sustained(sp.special.expit(logit)))


class Equilibrium(NamedTuple):
    """A state of rest.

    Attributes
    ----------
    familiarity, share : float
        F and p there, 0-1.
    stable : bool
        Is the loop gain below 1? With small steps: ``beta F (1 - F) (1 - p) < 1``.
    """

    familiarity: float
    share: float
    stable: bool


def _equilibrium(unit: Map, logit: float) -> Equilibrium:
    share = float(sp.special.expit(logit))
    return Equilibrium(
        float(unit.sustained(share)), share, unit.beta * float(unit.slope(logit)) < 1.0
    )


def equilibria(unit: Map) -> tuple[Equilibrium, ...]:
    """All states of rest in the order of familiarity: one (stable), or three (the middle one unstable).

    Exactly at a tipping point only the state away from it is returned.
    """
    lowest, highest = unit.alpha, unit.alpha + unit.beta

    def lacking(logit: float) -> float:
        return _alpha_at(unit, logit) - unit.alpha

    def root(left: float, right: float) -> Equilibrium:
        return _equilibrium(
            unit,
            float(sp.optimize.brentq(lacking, left, right, xtol=1e-13)) if left < right else left,
        )

    logits = _fold_logits(unit)
    if logits is None:
        return (root(lowest, highest),)
    low, high = logits
    dead_exists = _alpha_at(unit, low) > unit.alpha
    living_exists = _alpha_at(unit, high) < unit.alpha
    if dead_exists and living_exists:
        return root(lowest, low), root(low, high), root(high, highest)
    return (root(lowest, low),) if dead_exists else (root(high, highest),)


# ---- desks that counts describe


@dataclass(frozen=True)
class Desk:
    """A desk at rest in the flow, beside a rival that learns from the same files and from others.

    With ``p`` the share charged, its logit is ``advantage + beta (F - F_B)``, ``F = kappa p / (1 + kappa p)``, and
    F_B the same of ``fed + kappa (1 - p)``. Proofs: docs/theory.md. All of its functions take logits of the share.

    Attributes
    ----------
    beta : float
        Log-odds gained from no to full familiarity.
    kappa : float
        Learning strength: files a year that a desk learns from x lesson / share forgotten in a year.
    fed : float
        The rival's learning strength from other files; infinite: its familiarity does not move.
    """

    beta: float
    kappa: float
    fed: float = math.inf

    def _learnt(self, logit: float | Array) -> tuple[Array, Array]:
        """Lessons of the provision and of its rival, in units of forgetting."""
        x = np.asarray(logit, dtype=np.float64)
        return self.kappa * sp.special.expit(x), self.fed + self.kappa * sp.special.expit(-x)

    def _moved(self, logit: float | Array) -> tuple[Array, Array]:
        """Change of F with a per cent of its uses, and of F_B with a per cent of the rival's from these files."""
        own, rival = self._learnt(logit)
        rivals_own = self.kappa * sp.special.expit(-np.asarray(logit))
        return own / (1.0 + own) ** 2, rivals_own / (1.0 + rival) ** 2

    def advantage(self, logit: float | Array) -> Array:
        """Advantage at equal familiarity for which this logit is at rest; beside a fixed rival F_B is taken as 1."""
        own, rival = self._learnt(logit)
        return np.asarray(logit - self.beta * (own / (1.0 + own) - sp.special.expit(np.log(rival))))

    def loop_gain(self, logit: float | Array) -> Array:
        """Part of a push on the log-odds that comes back through practice: above 1 the rest is unstable."""
        share, (own, rival) = sp.special.expit(np.asarray(logit)), self._moved(logit)
        return np.asarray(self.beta * ((1.0 - share) * own + share * rival))

    def elasticity(self, logit: float | Array) -> Array:
        """Per cent by which uses rise with a per cent more files."""
        own, rival = self._moved(logit)
        push = self.beta * (own - rival) / (1.0 - self.loop_gain(logit))
        return np.asarray(1.0 + sp.special.expit(-np.asarray(logit)) * push)

    def two_states(self, logits: Array) -> npt.NDArray[np.bool_]:
        """True for each logit that is one of several rests of its own advantage; ``logits`` rise in small steps."""
        curve = self.advantage(logits)
        before = np.maximum.accumulate(np.r_[-math.inf, curve[:-1]])
        after = np.minimum.accumulate(np.r_[math.inf, curve[:0:-1]])[::-1]
        return np.asarray((curve < before) | (curve > after))


def kappa_beside_rival(beta: float) -> float:
    """Least case supply with two states beside a rival that learns from the same files alone; infinite to beta 4."""
    return beta - 2.0 - math.sqrt(beta * (beta - 4.0)) if beta > 4.0 else math.inf
