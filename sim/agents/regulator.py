"""Regulators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from zombielaw.sim.agents.provider import Provider
from zombielaw.sim.decisions import learning, provider, regulator
from zombielaw.sim.decisions.regulator import INTERVIEW, NO_INSTRUMENT, PUBLIC_SECURITY, WRITTEN_ORDER, Office
from zombielaw.sim.decisions.routine import FOLLOW_UP_DAYS, ORDER_DAYS, ROUND, months_of
from zombielaw.sim.luck import Draw, lognormal
from zombielaw.sim.record import File

if TYPE_CHECKING:
    from zombielaw.sim.model import EnforcementModel

TRANSFER, ORDER_AGAIN = 10, 11
"""What may follow a refusal, besides the ends of it (``regulator.DROPPED``, ``FINED``, ``CLOSED_DOWN``)."""


class Regulator(mesa.Agent):
    """A supervising office: cyberspace, telecom or public security."""

    model: EnforcementModel

    def __init__(self, model: EnforcementModel, number: int) -> None:
        super().__init__(model)
        self.number = number
        self.office: Office = model.world.regulators[number]
        self.province = int(model.world.regulator_province[number])
        self.trust = model.inputs.world.initial_trust
        self.transfers = 0  # decided by the police this month
        self.accepted = 0

    def finds(self, subject: Provider) -> bool:
        """A check of a lax provider finds the violation, or not."""
        chance = regulator.detection(self.office, self.model.policy(self.province))
        return self.model.luck.uniform(Draw.DETECT, subject.slot, self.model.period) < chance

    def respond(self, subject: Provider, file: File) -> int:
        """(5) Choose an instrument at a finding, first or repeated."""
        model, luck, world = self.model, self.model.luck, self.model.inputs.world
        turn = file.written_orders
        file.p_order = regulator.written_order(
            self.office,
            file.items_after if file.first_due >= 0 else file.items,
            float(subject.sanctioned_before(model.period)),
            model.policy(self.province),
            world,
        )
        model.sum(self.province, "expected_orders", file.p_order)
        if luck.uniform(Draw.ORDER, subject.slot, file.opened, turn) < file.p_order:
            file.instrument = WRITTEN_ORDER
        elif turn > 0:
            file.instrument = NO_INSTRUMENT  # what else may follow an order is not chosen here
        else:
            utilities = regulator.instruments(world)
            file.instrument = luck.choose(Draw.INSTRUMENT, subject.slot, file.opened, 0, utilities)
            if file.instrument == INTERVIEW:
                file.topic = self._topic(subject, file, turn)
        return file.instrument

    def _topic(self, subject: Provider, file: File, turn: int) -> int:
        u = self.model.luck.uniform(Draw.TOPIC, subject.slot, file.opened, turn)
        return regulator.topic(u, self.model.inputs.world)

    def issue(self, subject: Provider, file: File) -> None:
        """(6)-(7) Write the order: three quality bits, a topic, a deadline, perhaps a sanction beside it."""
        model, luck, world = self.model, self.model.luck, self.model.inputs.world
        policy = model.policy(self.province)
        turn, slot, opened = file.written_orders, subject.slot, file.opened
        quality = regulator.order_quality(self.office, policy)
        file.topic = self._topic(subject, file, turn)
        file.basis = int(luck.uniform(Draw.BASIS, slot, opened, turn) < regulator.basis_quality(self.office, policy))
        file.clear = int(luck.uniform(Draw.CLEAR, slot, opened, turn) < quality)
        able = subject.traits.ability >= luck.uniform(Draw.DEMAND, slot, opened, turn) * world.ability_demand
        file.attainable = int(able and luck.uniform(Draw.ATTAINABLE, slot, opened, turn) < quality)
        days = lognormal(
            luck.uniform(Draw.DEADLINE, slot, opened, turn), world.deadline_days, regulator.DEADLINE_SPREAD
        )
        file.deadline_days = min(max(days, regulator.SHORTEST_DEADLINE), regulator.LONGEST_DEADLINE)
        file.order = model.period
        if file.first_order < 0:
            file.first_order = model.period
        file.written_orders += 1
        file.due = model.period + months_of(file.deadline_days)
        if file.topic == regulator.CONTENT:
            subject.told = True
        model.count(self.province, "written_orders")
        model.spend(self.province, file, ORDER_DAYS)
        if luck.uniform(Draw.SANCTION, slot, opened, turn) < world.sanction_with_order:
            model.sanction(subject, file)

    def follow_up(self, subject: Provider, file: File) -> int:
        """(9) A refusal is sent on, ordered again, fined, closed or dropped."""
        model, luck, world = self.model, self.model.luck, self.model.inputs.world
        turn = file.written_orders
        file.followed_up = model.period
        file.items_after = provider.items_after_deadline(
            luck.uniform(Draw.ITEMS_AFTER, subject.slot, file.opened),
            subject.monthly_items,
            float(model.period - file.first_due),
            world,
        )
        model.count(self.province, "follow_ups")
        model.spend(self.province, file, FOLLOW_UP_DAYS)
        if self.sends_on(subject, file, file.items_after):
            return TRANSFER
        if self.respond(subject, file) == WRITTEN_ORDER:
            return ORDER_AGAIN
        index = turn * ROUND
        return luck.choose(Draw.SANCTION_REFUSAL, subject.slot, file.opened, index, regulator.ends_of_refusal(world))

    def sends_on(self, subject: Provider, file: File, items: float) -> bool:
        """(9) Transfer to the police, or public security's own file."""
        model, world = self.model, self.model.inputs.world
        if self.office.kind == PUBLIC_SECURITY:
            merits = model.merits(file)
            file.p_transfer = regulator.own_file(model.prosecutors[file.procuratorate].police_see(file, merits), world)
        else:
            file.p_transfer = regulator.transfer(items, self.trust, model.policy(self.province), world)
        model.sum(self.province, "expected_transfers", file.p_transfer)
        u = model.luck.uniform(Draw.TRANSFER, subject.slot, file.opened, file.written_orders)
        return u < file.p_transfer

    def learn(self) -> None:
        """Trust in transfers follows their acceptance."""
        world = self.model.inputs.world
        if world.trust_learns:
            self.trust = learning.trust_after(self.trust, float(self.transfers), float(self.accepted), world)
        self.transfers = self.accepted = 0
