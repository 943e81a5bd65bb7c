"""Truth in three values, and findings: the truth of an element with the route on which it was decided.

An element of an offence is not met, met, or *open*: the facts or the law leave it undecided.
The order is ``NOT_MET < OPEN < MET``, so "and" is the minimum and "or" the maximum (strong Kleene logic).

Truths are plain integers, because every rule of law also runs compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.numbers import batches

NOT_MET = 0
OPEN = 1
MET = 2

NAMES = ("not met", "open", "met")


@register_jitable
def negate(truth: int) -> int:
    """Truth of "not": met becomes not met, open stays open."""
    return MET - truth


@register_jitable
def of(condition: bool) -> int:
    """Truth of something that is known."""
    return MET if condition else NOT_MET


class Finding(NamedTuple):
    """Truth of an element and the route on which it was decided."""

    truth: int
    route: int


@register_jitable(forceinline=True)
def stronger(first: Finding, second: Finding) -> Finding:
    """The stronger of two findings, where either suffices."""
    return second if second.truth > first.truth else first


@register_jitable(forceinline=True)
def weaker(first: Finding, second: Finding) -> Finding:
    """The weaker of two findings, where both are needed."""
    return second if second.truth < first.truth else first


@register_jitable(forceinline=True)
def or_else(finding: Finding, route: int) -> Finding:
    """The finding, or, where no item is met, "not met" on one route of its own."""
    return Finding(NOT_MET, route) if finding.truth == NOT_MET else finding


Way = Callable[..., Finding]
"""A rule that gives a finding on facts, and on what else it is told."""


def strongest(first: Way, *others: Way) -> Way:
    """Join ways of which each suffices into one that gives the strongest finding; of equals the first."""
    for some in batches(others):
        first = _strongest(first, *some)
    return first


def _strongest(before: Way, one: Way, two: Way, three: Way, four: Way) -> Way:
    @register_jitable(forceinline=True)
    def finding(*about: Any) -> Finding:
        best = stronger(stronger(before(*about), one(*about)), two(*about))
        return stronger(stronger(best, three(*about)), four(*about))

    return finding
