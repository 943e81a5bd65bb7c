"""Changes of levers, drawn by one seed; ``make fuzz SEED=2`` draws those of another."""

from __future__ import annotations

import os
import random
from typing import NamedTuple

from zombielaw.sim.parameters import Policy, declared

SEED = os.environ.get("SEED", "1")


class Moved(NamedTuple):
    """A lever that is moved: its name, its value as a command has it and as the model does, and if it is a number."""

    lever: str
    typed: str
    to: float
    number: bool


def luck_of(*what: object) -> random.Random:
    """Luck of a test."""
    return random.Random(f"{SEED} {what}")


def moved(luck: random.Random, policy: Policy, number: int) -> list[Moved]:
    """Levers of a policy that are moved to another value: numbers, choices and switches."""
    levers = []
    for lever in luck.sample(declared(Policy), number):
        about, own = lever.about, getattr(policy, lever.name)
        if about.options or lever.kind is bool:
            to = luck.choice([value for value in range(int(about.high) + 1) if value != own])
            typed = about.options[to] if about.options else str(bool(to)).lower()
            levers.append(Moved(lever.name, typed, to if about.options else bool(to), False))
        else:
            to = lever.kind(
                round(luck.uniform(about.low, about.high), 3 if lever.kind is float else 0)
            )
            levers.append(Moved(lever.name, f"{to}", to, lever.kind is float))
    return levers
