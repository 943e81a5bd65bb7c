"""Entities of a run, each declared once: the fields of providers, offices and provinces with type, start and meaning.

From these follow the records of the compiled engine, the attributes of Mesa's agents, the stand-ins of the replay and
the pages that list them. Case files, and the counts of a month and province, are declared in ``record.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Annotated, Any, get_type_hints

import numpy as np

from zombielaw.sim.digest import Words
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.record import NEVER

Code = Annotated[int, np.int8]
Short = Annotated[int, np.int16]
Number = Annotated[int, np.int32]
IN_ARRAYS = {bool: np.bool_, int: np.int64, float: np.float64}
"""Types of fields in arrays, where no other is declared."""


def state(meaning: Words, start: bool | float = 0, of: str = "") -> Any:
    """A field; ``of`` names the assumption about the world with which it starts, if it is one."""
    return field(default=start, metadata={"meaning": meaning, "of": of})


@dataclass(eq=False)
class Place:
    """A provider: what every month reads of it."""

    touched: Short = state("last month in which a decision visited it", NEVER)
    province: Short = state("its province")
    procuratorate: Short = state("the procuratorate that handles its files")
    court: Short = state("the court that handles its files")
    active: bool = state("at work", False)
    non_compliant: bool = state("violating its duties", False)
    busy: bool = state("under an open file", False)
    contacted: bool = state("met by an official this month", False)


@dataclass(eq=False)
class Person:
    """A provider: what is read when something happens to it; first what is asked when it reconsiders its posture."""

    gain: float = state("gain from non-compliance, costs of complying", 0.0)
    cost: float = state("cost of complying, relative to the mean", 0.0)
    norm: float = state("norm cost of violating", 0.0)
    awareness: float = state("it knows its duty where this is below popularisation", 0.0)
    risk_administrative: float = state(
        "perceived risk of a sanction, as it was in the month risk_month", 0.0
    )
    risk_criminal: float = state(
        "perceived risk of a conviction, as it was in the month risk_month", 0.0
    )
    demand: float = state("criminal clients of a mean month of the spell", 0.0)
    risk_month: Short = state("month to which perceived risk has aged")
    since: Short = state("first month of the posture")
    opened: Short = state("month of the last file", NEVER)
    notified: bool = state("in this spell a regulator named the aided client", False)
    told_in_writing: bool = state("also in writing", False)
    size_: float = state("size, median 1", 1.0)
    control: float = state("share of data and conduct that it can steer", 0.0)
    ability: float = state("ability to do what an order asks", 0.0)
    monthly_items: float = state("illegal items of a mean month of the spell", 0.0)
    generation: Number = state("which occupant of its place")
    kind: Code = state("kind of provider")
    detected: bool = state("a file was opened in this spell", False)


@dataclass(eq=False)
class Regulator:
    """A supervising office: cyberspace, telecom or public security."""

    province: Number = state("its province")
    kind: Number = state("kind of office")
    referrals: Number = state("referrals that the police decided this month")
    accepted: Number = state("of these, filed")
    shares_records: bool = state("knows the orders of other offices", False)
    skill: float = state("logit shift of quality and detection", 0.0)
    habit: float = state("logit shift of ordering", 0.0)
    trust: float = state("belief that referrals are accepted", 0.0, "initial_trust")


@dataclass(eq=False)
class Office:
    """A procuratorate or a court: the unit that learns."""

    province: Number = state("its province")
    docket: Number = state("files between filing and charge, of a procuratorate")
    uses_286_1: Number = state("uses of 286-1 this month")
    uses_287_2: Number = state("uses of 287-2 this month")
    familiarity_286_1: float = state(
        "familiarity with 286-1, 0-1", 0.0, "initial_familiarity_286_1"
    )
    familiarity_287_2: float = state(
        "familiarity with 287-2, 0-1", 0.0, "initial_familiarity_287_2"
    )
    load: float = state("load at the month's start, of a procuratorate", 0.0, "background_load")


@dataclass(eq=False)
class Province:
    """State that the officials and providers of a province share."""

    working: int = state("providers at work")
    non_compliant: int = state("of these, non-compliant")
    open: int = state("open files")
    regulators: int = state("regulators")
    procuratorates: int = state("procuratorates")
    courts: int = state("courts")
    uses_286_1: int = state("uses of 286-1 this month, by all offices of a sort while they learn")
    uses_287_2: int = state("uses of 287-2 this month, likewise")
    monthly_items: int = state(
        "illegal items of a mean month of all who are non-compliant, in units of the panel"
    )
    sanctioned: float = state(
        "news: sanctions of last month per non-compliant provider and year, 0-1", 0.0
    )
    convicted: float = state("news: convictions, likewise", 0.0)
    published: float = state("news: published convictions", 0.0)


def types_of(entity: type) -> dict[str, Any]:
    """Fields of an entity, with their types in arrays."""
    hints = get_type_hints(entity, include_extras=True)
    return {
        one.name: IN_ARRAYS.get(hints[one.name]) or hints[one.name].__metadata__[0]
        for one in fields(entity)
    }


def starts(entity: type, world: WorldParameters) -> dict[str, Any]:
    """Fields of an entity that start with an assumption about the world."""
    return {
        one.name: getattr(world, one.metadata["of"])
        for one in fields(entity)
        if one.metadata.get("of")
    }
