"""Matters whose facts are given: they pass the same procedures as simulated ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from numba.extending import overload

from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures.matter import Matter, Month

Answer = TypeVar("Answer")
Rule = Callable[[Month, Matter, WorldParameters], Answer]


def unless_given(rule: Rule[Answer]) -> Rule[Answer]:
    """Let given facts answer in the place of a rule about simulated conduct.

    A matter with given facts has ``person.given``: an object with a method of the rule's name, which takes the month
    and the matter. No engine has such matters, so compiled code knows the rule alone.
    """

    @wraps(rule)
    def ask(now: Month, matter: Matter, world: WorldParameters) -> Any:
        given = getattr(matter.person, "given", None)
        return (
            rule(now, matter, world)
            if given is None
            else getattr(given, rule.__name__)(now, matter)
        )

    @overload(ask, strict=False)
    def _compiled(*_: Any, **__: Any) -> Any:
        return rule

    return ask
