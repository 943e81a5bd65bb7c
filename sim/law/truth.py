"""Truth in three values.

An element of an offence is not met, met, or *open*: the facts or the law leave it undecided.
The order is ``NOT_MET < OPEN < MET``, so "and" is the minimum and "or" the maximum (strong Kleene logic).

Truths are plain integers, because every rule of law also runs compiled.
"""

from __future__ import annotations

from numba.extending import register_jitable

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
