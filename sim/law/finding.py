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
    """Either of two items suffices."""
    return second if second.truth > first.truth else first


@register_jitable(forceinline=True)
def weaker(first: Finding, second: Finding) -> Finding:
    """Both of two items are needed."""
    return second if second.truth < first.truth else first


@register_jitable(forceinline=True)
def or_else(finding: Finding, route: int) -> Finding:
    """Name one route for "none of the items"."""
    return Finding(NOT_MET, route) if finding.truth == NOT_MET else finding
