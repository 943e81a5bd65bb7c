"""From shares that a policy maker understands to intercepts of a logit."""

from __future__ import annotations

import math

from numba.extending import register_jitable


@register_jitable
def sigmoid(x: float) -> float:
    """Logistic function, without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@register_jitable
def log_odds(share: float) -> float:
    """Logit of a share; minus and plus infinity at 0 and 1."""
    if share <= 0.0:
        return -math.inf
    if share >= 1.0:
        return math.inf
    return math.log(share / (1.0 - share))


@register_jitable
def shifted(share: float, shift: float) -> float:
    """The share after a shift of its logit; 0 stays never and 1 stays always, exactly."""
    if share <= 0.0:
        return 0.0
    if share >= 1.0:
        return 1.0
    return sigmoid(math.log(share / (1.0 - share)) + shift)


@register_jitable
def log_share(share: float) -> float:
    """Logarithm of a share; minus infinity at 0."""
    return math.log(share) if share > 0.0 else -math.inf
