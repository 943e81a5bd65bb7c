"""Findings: the truth of an element with the route on which it was decided, and how findings are joined."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law.truth import NOT_MET


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
