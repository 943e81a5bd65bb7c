"""Providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from zombielaw.sim.decisions import provider
from zombielaw.sim.decisions.conduct import Conduct
from zombielaw.sim.decisions.provider import CLIENT_CAP, REFUSE, TOOL_SELLER, Traits
from zombielaw.sim.decisions.routine import MEMORY_MONTHS, ROUND
from zombielaw.sim.luck import Draw, Spell
from zombielaw.sim.record import POLICE, File

if TYPE_CHECKING:
    from zombielaw.sim.model import EnforcementModel


class Provider(mesa.Agent):
    """A network service provider, licensed or a tool seller."""

    model: EnforcementModel
    spell: Spell  # the luck of the lax spell
    monthly_items: float  # mean illegal items of a month of it
    demand: float  # criminal clients gained per month of it

    def __init__(self, model: EnforcementModel, slot: int, generation: int, traits: Traits) -> None:
        super().__init__(model)
        self.slot = slot
        self.generation = generation
        self.province = int(model.world.province[slot])
        self.traits = traits
        world = model.inputs.world
        self.risk_administrative = world.initial_risk_administrative
        self.risk_criminal = world.initial_risk_criminal
        self.risk_month = model.period
        self.lax = False
        self.since = model.period  # first month of the posture
        self.told = False  # in this spell a regulator named the aided content or client
        self.detected = False  # a file was opened in this spell
        self.refusals: list[tuple[int, int]] = []  # month and office of refused orders
        self.sanctions: list[int] = []  # months of administrative sanctions
        self.file: File | None = None

    # ------------------------------------------------------------------------------------------------- posture

    def reconsider(self, u: float) -> None:
        """(1) Diligent or lax, by the risks as they are perceived now; ``u`` is the month's draw."""
        model, world = self.model, self.model.inputs.world
        if world.risk_learns:
            self._age_risk()
            news = model.news[self.province]
            self.risk_administrative = provider.risk_after_news(self.risk_administrative, news.sanctioned, 0.0, world)
            self.risk_criminal = provider.risk_after_news(self.risk_criminal, news.convicted, news.published, world)
        knows_duty = self.traits.awareness < model.policy(self.province).popularisation
        probability = provider.violation(knows_duty, self.traits, self.risk_administrative, self.risk_criminal, world)
        self._take_posture(u < probability)

    def become_diligent(self) -> None:
        """Correct what an order or a conviction asked, and leave it at that until the next reconsideration."""
        self._age_risk()
        self._take_posture(False)
        self.model.contacted.discard(self.slot)

    def _take_posture(self, lax: bool) -> None:
        if lax == self.lax:
            return
        if self.lax:
            self.model.end_spell(self, max(self.since, self.model.period - 1))
        self.lax = self.model.lax[self.slot] = lax
        self.since = self.model.period
        self.told = False
        self.detected = False
        if lax:
            kind, size, world = self.traits.kind, self.traits.size, self.model.inputs.world
            self.spell = self.model.luck.spell(self.slot, self.since)
            self.monthly_items = provider.monthly_items(self.spell.harm_level, size, world)
            self.demand = provider.client_demand(kind, size, self.model.policy(self.province).popularisation, world)

    def _age_risk(self) -> None:
        """Unpunished laxity wears perceived risk away; nothing else happens between events."""
        world = self.model.inputs.world
        if self.lax and world.risk_learns:
            months = float(self.model.period - self.risk_month)
            kept = provider.risk_kept(months, world)
            self.risk_administrative *= kept
            self.risk_criminal *= kept
        self.risk_month = self.model.period

    def feel_sanction(self, criminal: bool) -> None:
        """(2) An own sanction raises perceived risk; applied at the month's end."""
        world = self.model.inputs.world
        if not world.risk_learns:
            return
        self._age_risk()
        if criminal:
            self.risk_criminal = provider.risk_after_sanction(self.risk_criminal, world)
        else:
            self.risk_administrative = provider.risk_after_sanction(self.risk_administrative, world)

    # ------------------------------------------------------------------------------------------ facts of a spell

    def months_lax(self, month: int) -> float:
        """Length of the lax spell up to and including a month."""
        return float(month - self.since + 1)

    def items(self, month: int) -> float:
        """Illegal items of the spell so far."""
        return provider.items_so_far(self.spell.harm_items, self.monthly_items, self.months_lax(month))

    def clients(self, month: int) -> float:
        """Criminal clients gained in the spell so far."""
        return min(CLIENT_CAP, provider.clients_so_far(self.spell.clients, self.demand, self.months_lax(month)))

    def trace_weight(self, month: int) -> float:
        """Client crimes from which the police may reach this provider; selling tools is one in itself."""
        return max(1.0, self.clients(month)) if self.traits.kind == TOOL_SELLER else self.clients(month)

    def confirmed(self, clients: float) -> bool:
        """Is the crime of at least one client confirmed?"""
        return self.spell.confirmed < provider.any_confirmed(clients, self.model.inputs.world)

    def sanctioned_before(self, month: int) -> int:
        """Administrative sanctions within two years."""
        return len([when for when in self.sanctions if month - when <= MEMORY_MONTHS])

    def refused_within(self, month: int, office: int | None = None) -> int:
        """Orders refused within two years: all, or those that one office gave."""
        return len([when for when, by in self.refusals if month - when <= MEMORY_MONTHS and office in (None, by)])

    def conduct(self, month: int, file: File | None, known_to: int | None = None) -> Conduct:
        """What this provider did up to a month, as the law asks for it.

        ``known_to`` leaves out the refused orders of offices other than this one.
        """
        spell, world = self.spell, self.model.inputs.world
        clients = self.clients(month)
        written = file is not None and file.written_orders > 0
        refused = file is not None and file.first_due >= 0
        return Conduct(
            kind=self.traits.kind,
            control=self.traits.control,
            items=self.items(month),
            clients=clients,
            client_crime=provider.client_crime(spell.client_crime),
            confirmed=self.confirmed(clients) or (file is not None and file.began == POLICE),
            knows=spell.knows_client < world.actual_knowledge,
            accepts=spell.accepts_result < provider.ACCEPTS_RESULT,
            told=self.told,
            client_fee_yuan=world.client_fee_yuan,
            months_lax=self.months_lax(month),
            sanctioned=self.sanctioned_before(month) > 0,
            orders=float(max(self.refused_within(month, known_to), 1)) if written else 0.0,
            written=written,
            basis=file is not None and file.basis == 1,
            clear=file is not None and file.clear == 1,
            attainable=file is not None and file.attainable == 1,
            topic=file.topic if file is not None and written else 0,
            refused=refused,
            items_after=file.items_after if file is not None else 0.0,
            logs_share=spell.logs,
            order_day=self.model.day(file.order if file is not None and written else month),
            end_day=self.model.day(month),
            judgment_day=self.model.day(month),
        )

    # -------------------------------------------------------------------------------------------------- answer

    def answer(self, file: File) -> int:
        """(8) Comply, comply in part, refuse or vanish, when an order is due."""
        model, luck = self.model, self.model.luck
        self._age_risk()
        utilities = provider.answer_utilities(
            self.traits, self.risk_administrative, self.risk_criminal, model.inputs.world
        )
        file.p_refuse = provider.answer_probabilities(utilities).refuse
        index = file.written_orders * ROUND
        file.answer = luck.choose(Draw.ANSWER, self.slot, file.opened, index, utilities)
        model.count(self.province, "answers")
        model.sum(self.province, "expected_refusals", file.p_refuse)
        if file.answer == REFUSE:
            self.refusals.append((model.period, file.regulator))
            file.orders_refused = self.refused_within(model.period)
            model.count(self.province, "refusals")
            if file.first_due < 0:
                file.first_due = model.period
        return file.answer
