"""Plain numbers: logits of shares, and tuples of a number for each rival.

Compiled rules take such a tuple in registers, and loops set its places.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from numba.cpython.unsafe.tuple import tuple_setitem
from numba.extending import overload, register_jitable

RivalVector = tuple[float, ...]
"""A number for each rival."""


def put(each: tuple[Any, ...], number: int, value: Any) -> tuple[Any, ...]:
    """The same tuple with another value in one place, which has to exist, for compiled code does not look."""
    return (*each[:number], value, *each[number + 1 :])


_set_item: Any = tuple_setitem


@overload(put, strict=False)
def _put_compiled(*_: Any) -> Any:
    def compiled(each: Any, number: Any, value: Any) -> Any:
        return _set_item(each, number, value)

    return compiled


@register_jitable
def times(each: RivalVector, factor: float) -> RivalVector:
    """Each number times a factor."""
    product = each
    for number in range(len(each)):
        product = put(product, number, each[number] * factor)
    return product


@register_jitable
def plus(one: RivalVector, other: RivalVector) -> RivalVector:
    """Sum of two, place by place."""
    total = one
    for number in range(len(one)):
        total = put(total, number, one[number] + other[number])
    return total


def fill(places: Iterable[tuple[int, Callable[..., Any]]]) -> Callable[..., tuple[Any, ...]]:
    """Join functions into one that puts what each says of the same arguments into its place of a tuple.

    Compiled code has no loop over functions, so each place calls the one before.
    """

    @register_jitable
    def filled(each: tuple[Any, ...], *_: Any) -> tuple[Any, ...]:
        return each

    for place, of in places:
        filled = _one_more(filled, place, of)
    return filled


def _one_more(before: Callable[..., Any], place: int, of: Callable[..., Any]) -> Callable[..., Any]:
    @register_jitable(forceinline=True)
    def filled(each: tuple[Any, ...], *arguments: Any) -> tuple[Any, ...]:
        return put(before(each, *arguments), place, of(*arguments))

    return filled


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
