"""Plain numbers: logits of shares, and tuples of a number for each rival.

Compiled rules take such a tuple in registers, and loops set its places.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from numba.cpython.unsafe.tuple import tuple_setitem
from numba.extending import overload, register_jitable

Part = TypeVar("Part")
Place = tuple[int, Callable[..., Any]]
"""A place of a tuple, and the function that gives its value."""
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


def fill(places: Iterable[Place]) -> Callable[..., tuple[Any, ...]]:
    """Join functions into one that puts what each says of the same arguments into its place of a tuple."""

    @register_jitable
    def filled(each: tuple[Any, ...], *_: Any) -> tuple[Any, ...]:
        return each

    for some in batches(list(places)):
        filled = _four_more(filled, *some)
    return filled


def _four_more(
    before: Callable[..., Any], one: Place, two: Place, three: Place, four: Place
) -> Callable[..., Any]:
    (place_1, of_1), (place_2, of_2), (place_3, of_3), (place_4, of_4) = one, two, three, four

    @register_jitable(forceinline=True)
    def filled(each: tuple[Any, ...], *arguments: Any) -> tuple[Any, ...]:
        half = put(
            put(before(each, *arguments), place_1, of_1(*arguments)), place_2, of_2(*arguments)
        )
        return put(put(half, place_3, of_3(*arguments)), place_4, of_4(*arguments))

    return filled


def batches(parts: Sequence[Part]) -> Iterator[tuple[Part, Part, Part, Part]]:
    """The parts in fours, the last of them repeated, for joins to which one part twice is as good as once.

    Compiled code has no loop over functions, so each join calls the one before, and each takes time to compile.
    """
    for begin in range(0, len(parts), 4):
        one, *more = parts[begin : begin + 4]
        two, three, four = (*more, *[parts[-1]] * 3)[:3]
        yield one, two, three, four


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
