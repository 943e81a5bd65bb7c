"""The four kinds of agents. They hold state, by the names that the procedures know; what they do is there."""

from __future__ import annotations

from itertools import count

import mesa

from zombielaw.sim.decisions.routine import MEMORY_MONTHS
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.record import NEVER, File
from zombielaw.sim.world import World

_numbers = count(1)


class Actor(mesa.Agent):
    """An agent that does not keep its model alive.

    The beginning of :class:`mesa.Agent` is left out: that of Mesa 3.3 notes each model in a table for all time.
    """

    def __init__(self, model: mesa.Model) -> None:
        self.model = model
        self.pos = None
        self.unique_id = next(_numbers)
        model.register_agent(self)


class Provider(Actor):
    """A network service provider, licensed or a tool seller.

    Attributes
    ----------
    slot, generation : int
        Its place among all providers, and which occupant of it.
    active, non_compliant, busy, contacted : bool
        At work; violating its duties; under an open file; met by an official this month.
    kind, size_, control, ability, gain, cost, norm, awareness
        What it is; see :class:`zombielaw.sim.decisions.provider.Traits`.
    risk_administrative, risk_criminal : float
        Perceived risk, as it was in the month ``risk_month``.
    since, monthly_items, demand, notified, told_in_writing, detected
        The posture's first month; of a non-compliant spell: illegal items and criminal clients of a mean month, whether
        a regulator named them to it, also in writing, whether a file was opened.
    opened : int
        Month of the last file.
    sanctions : list of int
        Months of administrative sanctions.
    refusals : list of (int, int)
        Month and office of refused orders.
    file : File or None
        Its open file.
    """

    def __init__(self, model: mesa.Model, world: World, slot: int, generation: int) -> None:
        super().__init__(model)
        self.slot = slot
        self.generation = generation
        self.province = int(world.province[slot])
        self.procuratorate = int(world.procuratorate[slot])
        self.court = int(world.court[slot])
        self.active = self.non_compliant = self.busy = self.contacted = False
        self.sanctions: list[int] = []
        self.refusals: list[tuple[int, int]] = []
        self.file: File | None = None

    def sanctions_within(self, month: int) -> int:
        """Administrative sanctions within two years."""
        return len([when for when in self.sanctions if month - when <= MEMORY_MONTHS])

    def refusals_within(self, month: int, office: int = NEVER) -> int:
        """Orders refused within two years: all, or those that one office gave."""
        return len([by for when, by in self.refusals if month - when <= MEMORY_MONTHS and office in (NEVER, by)])


class Regulator(Actor):
    """A supervising office: cyberspace, telecom or public security."""

    def __init__(self, model: mesa.Model, world: World, number: int, parameters: WorldParameters) -> None:
        super().__init__(model)
        self.number = number
        self.province = int(world.regulator_province[number])
        self.kind, self.skill, self.habit, self.shares_records = world.regulators[number]
        self.trust = parameters.initial_trust
        self.referrals = self.accepted = 0  # decided by the police this month


class LearningOffice(Actor):
    """An office with a familiarity (0-1) with each offence, and this month's uses of it."""

    def __init__(self, model: mesa.Model, number: int, province: int, parameters: WorldParameters) -> None:
        super().__init__(model)
        self.number = number
        self.province = province
        self.familiarity_286_1 = parameters.initial_familiarity_286_1
        self.familiarity_287_2 = parameters.initial_familiarity_287_2
        self.uses_286_1 = self.uses_287_2 = 0


class Prosecutor(LearningOffice):
    """A procuratorate: the unit that learns."""

    def __init__(self, model: mesa.Model, number: int, province: int, parameters: WorldParameters) -> None:
        super().__init__(model, number, province, parameters)
        self.docket = 0  # files between filing and charge
        self.load = parameters.background_load  # at the month's start


class Judge(LearningOffice):
    """A court: the unit that learns."""


class Province:
    """State that officials and providers of a province share.

    Attributes
    ----------
    working, non_compliant, open : int
        Providers at work, of these non-compliant; open files.
    regulators, procuratorates, courts : int
        Offices.
    uses_286_1, uses_287_2 : int
        This month's uses by all offices of a sort, while they learn.
    monthly_items : int
        Illegal items of a mean month of all who are non-compliant, in the units of the panel.
    sanctioned, convicted, published : float
        News of last month: sanctions and convictions per non-compliant provider and year (0-1), published convictions.
    """

    def __init__(self, regulators: int, procuratorates: int, courts: int) -> None:
        self.working = self.non_compliant = self.open = 0
        self.regulators, self.procuratorates, self.courts = regulators, procuratorates, courts
        self.uses_286_1 = self.uses_287_2 = self.monthly_items = 0
        self.sanctioned = self.convicted = self.published = 0.0
