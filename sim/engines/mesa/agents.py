"""The four kinds of agents: what each of them is and does. Rules of what they do are in ``sim/procedures``."""

from __future__ import annotations

from itertools import count
from typing import Any

import mesa

from zombielaw.sim import entities
from zombielaw.sim.decisions.learning import MEMORY_MONTHS
from zombielaw.sim.decisions.provider import Traits
from zombielaw.sim.luck import Draw, draw
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import court, prosecutor, provider, regulator
from zombielaw.sim.procedures.matter import Matter, Month, Subject
from zombielaw.sim.procedures.prehistory import InitialCondition, practice_of
from zombielaw.sim.record import INSPECTION, NEVER, POLICE, File, Stage
from zombielaw.sim.scenario import Rules

_numbers = count(1)


class Actor(mesa.Agent):
    """An agent with the fields of an entity, which does not keep its model alive.

    The beginning of :class:`mesa.Agent` is left out: that of Mesa 3.3 notes each model in a table for all time.
    """

    def __init__(self, model: Any, **fields: Any) -> None:
        self.model = model
        self.pos = None
        self.unique_id = next(_numbers)
        self.__dict__.update(entities.starts(type(self), model.inputs.world), **fields)
        model.register_agent(self)

    @property
    def now(self) -> Month:
        """The month being simulated."""
        month: Month = self.model.now
        return month

    @property
    def world(self) -> WorldParameters:
        """Assumptions about the world."""
        world: WorldParameters = self.model.inputs.world
        return world

    @property
    def rules(self) -> Rules:
        """Levers and law in force where it is."""
        rules: Rules = self.model.rules[self.province]
        return rules


class Provider(Actor, entities.Place, entities.Person):
    """A network service provider, licensed or a tool seller.

    Attributes
    ----------
    slot : int
        Its place among all providers.
    sanctions : list of int
        Months of administrative sanctions.
    refusals : list of (int, int)
        Month and office of refused orders.
    file : File or None
        Its open file.
    """

    def __init__(self, model: Any, slot: int, generation: int, **fields: Any) -> None:
        super().__init__(model, slot=slot, generation=generation, **fields)
        self.sanctions: list[int] = []
        self.refusals: list[tuple[int, int]] = []
        self.file: File | None = None

    @property
    def subject(self) -> Subject:
        """The provider as procedures take it."""
        model, where = self.model, self.province
        return Subject(
            self.slot, self, self, model.counts[where], model.provinces[where], self.rules
        )

    def enter(self, traits: Traits) -> None:
        """Take a vacant place."""
        provider.enter(
            self.now, self.subject, traits, practice_of(self.rules, self.world).sanctioned
        )

    def resume(self, before: InitialCondition) -> None:
        """Go on, in month 0, with what it did before, under the base policy."""
        inputs = self.model.inputs
        subject = self.subject._replace(rules=inputs.rules_of(inputs.policy))
        provider.resume(self.now, subject, before, self.world)

    def reconsider(self) -> None:
        """Choose a posture anew, diligent or non-compliant."""
        provider.reconsider(self.now, self.subject, self.world)

    def meet_police(self) -> None:
        """Be reached from the crimes of clients, or not; a month has one file of a provider."""
        chance = regulator.chance_to_trace(self.now, self.slot, self, self.world)
        if (
            self.opened != self.now.period
            and draw(self.now, Draw.TRACED, self.slot, self.now.period, 0) < chance
        ):
            self.model.open_file(self, POLICE)

    def feel(self, criminal: bool) -> None:
        """Perceive a higher risk after a sanction or a conviction."""
        provider.feel(self.now, self, self, criminal, self.world)

    def sanctions_within(self, month: int) -> int:
        """Administrative sanctions within two years."""
        return len([when for when in self.sanctions if month - when <= MEMORY_MONTHS])

    def refusals_within(self, month: int, office: int = NEVER) -> int:
        """Orders refused within two years: all, or those that one office gave."""
        return len(
            [
                by
                for when, by in self.refusals
                if month - when <= MEMORY_MONTHS and office in (NEVER, by)
            ]
        )


class Regulator(Actor, entities.Regulator):
    """A supervising office: it checks providers, orders, and follows its orders up."""

    def check(self, subject: Provider) -> None:
        """Check a provider; a finding opens a file."""
        if regulator.check(self.now, subject.subject, self):
            self.model.open_file(subject, INSPECTION, self.number)

    def take_up(self, matter: Matter) -> int:
        """Choose an instrument for a finding, and use it."""
        return regulator.take_up(self.now, matter, self.world)

    def issue(self, matter: Matter) -> int:
        """Write an order that was delayed."""
        return regulator.issue(self.now, matter, self.world)

    def hear_answer(self, matter: Matter) -> int:
        """Hear how a provider answers when its order falls due."""
        return regulator.hear_answer(self.now, matter, self.world)

    def follow_up(self, matter: Matter) -> int:
        """Refer a refusal, order again, fine, close or drop."""
        return regulator.follow_up(self.now, matter, self.world)


class Prosecutor(Actor, entities.Office):
    """A procuratorate: it gets files from the police, and charges."""

    def receive(self, matter: Matter) -> int:
        """Get a matter from the police, if they file it."""
        return regulator.file_or_not(self.now, matter, self.world)

    def charge(self, matter: Matter) -> int:
        """Charge an offence, or close the file."""
        return prosecutor.charge(self.now, matter, self.world)


class Judge(Actor, entities.Office):
    """A court: it tries charges."""

    def decide(self, matter: Matter) -> int:
        """Try a charge, and close the file."""
        return court.judge_file(self.now, matter, self.world)


KINDS = (Provider, Regulator, Prosecutor, Judge)
ACTS = {
    Stage.INSTRUMENT: ("regulator", "take_up"),
    Stage.ISSUE: ("regulator", "issue"),
    Stage.ANSWER: ("regulator", "hear_answer"),
    Stage.FOLLOW_UP: ("regulator", "follow_up"),
    Stage.FILING: ("prosecutor", "receive"),
    Stage.CHARGE: ("prosecutor", "charge"),
    Stage.VERDICT: ("judge", "decide"),
}
"""Who does what at each stage of a file."""
