"""The life of a file: opened, ordered, answered, sent on, closed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from zombielaw.sim.agents import Provider, Regulator
from zombielaw.sim.agents.regulator import ORDER_AGAIN, TRANSFER
from zombielaw.sim.decisions import regulator
from zombielaw.sim.decisions.conduct import Conduct, eligible_conduct, law_codes_of_conduct, made_out, merits_of_conduct
from zombielaw.sim.decisions.perception import Merits
from zombielaw.sim.decisions.provider import CLIENT_CAP, TOOL_SELLER
from zombielaw.sim.decisions.regulator import (
    CLOSED_DOWN,
    CLOSURE,
    CONTENT,
    FINED,
    INTERVIEW,
    PUBLIC_SECURITY,
    WRITTEN_ORDER,
)
from zombielaw.sim.decisions.routine import TRANSFER_DAYS
from zombielaw.sim.engines import scan
from zombielaw.sim.luck import Draw
from zombielaw.sim.model.institutions import Institutions
from zombielaw.sim.record import INJECTED, POLICE, End, File, Stage
from zombielaw.sim.world import Ints


class Casework(Institutions):
    """Mechanics that the month's steps share: no choices are made here, they belong to the agents."""

    provider_type = Provider

    def close(self, file: File, end: End) -> None:
        """End a file: what the law says of it is settled on the facts as they are now."""
        file.end, file.closed = end, self.period
        self._settle(file)
        if file.items_after:
            self.count(file.province, "harm_after_orders", int(file.items_after))
        self.busy[file.provider] = False
        self.provider(file.provider).file = None
        if not self.inputs.world.injected:
            self.contacted.add(file.provider)

    def end_spell(self, provider: Provider, last: int) -> None:
        """Book a lax spell up to its last month: its harm, and what was made out without ever being detected."""
        self.count(provider.province, "harm", int(provider.items(last)))
        if provider.detected:
            return
        needless = not self.statute(provider.province).order_element_required
        if needless or provider.traits.kind == TOOL_SELLER or provider.clients(last) > 0.0:
            self.assess_undetected(provider, last)

    def assess_undetected(self, provider: Provider, last: int) -> None:
        """Book the offences of a lax spell that nobody opened a file on."""
        a, b = made_out(provider.conduct(last, None), self.statute(provider.province))
        self.count(provider.province, "undetected_286_1", int(a))
        self.count(provider.province, "undetected_287_2", int(b))

    def merits(self, file: File) -> Merits:
        """A matter as officials meet it this month: orders of other offices count where records are shared."""
        office = file.regulator
        known_to = None if office < 0 or self.regulators[office].office.shares_records else office
        return merits_of_conduct(self._conduct(file, known_to), self.statute(file.province))

    def _conduct(self, file: File, known_to: int | None = None) -> Conduct:
        if file.began == INJECTED:
            return eligible_conduct(self.day(self.period))
        return self.provider(file.provider).conduct(self.period, file, known_to)

    def _settle(self, file: File) -> None:
        conduct = self._conduct(file)
        file.clients, file.crime_confirmed = conduct.clients, int(conduct.confirmed)
        file.knows_client = int(conduct.knows and conduct.clients > 0.0)
        file.law = law_codes_of_conduct(conduct, self.statute(file.province))

    def _enter(self, slots: Ints) -> None:
        """Newcomers take vacant places, and choose a posture."""
        world, generations = self.inputs.world, self.generation[slots]
        all_traits = self.world.traits(slots, generations, world)
        draws = self.luck.uniforms_of(Draw.POSTURE, slots, self.period).tolist()
        self.active[slots] = self.touched[slots] = True
        for slot, generation, traits, u in zip(slots.tolist(), generations.tolist(), all_traits, draws, strict=True):
            provider = self.provider_type(self, slot, generation, traits)
            self.by_slot[slot] = provider
            if generation:
                self.score[slot] = traits.size**world.risk_targeting / self.mean_score
            provider.reconsider(u)

    def _leave(self, provider: Provider) -> None:
        """A service ends; next month a successor takes its place."""
        slot = provider.slot
        if provider.lax:
            self.end_spell(provider, self.period)
        self.active[slot] = self.lax[slot] = False
        self.by_slot[slot] = None
        self.generation[slot] += 1
        self.contacted.discard(slot)
        self.count(provider.province, "exits")
        provider.remove()

    def _open(self, provider: Provider, began: int, office: int = -1) -> File:
        slot = provider.slot
        file = File(
            provider=slot,
            generation=provider.generation,
            opened=self.period,
            province=provider.province,
            kind=provider.traits.kind,
            size=provider.traits.size,
            began=began,
            regulator=office,
            regulator_kind=self.regulators[office].office.kind if office >= 0 else -1,
            procuratorate=int(self.world.procuratorate[slot]),
            court=int(self.world.court[slot]),
        )
        provider.file = file
        provider.detected = True
        self.busy[slot] = self.named[slot] = True
        self.files.append(file)
        return file

    def _schedule(self, file: File, stage: Stage, months: int) -> None:
        self.calendar[self.period + months, stage].append(file)

    def _due(self, stage: Stage) -> Iterable[File]:
        files = self.calendar.pop((self.period, stage), [])
        files.sort(key=lambda file: file.provider)
        for file in files:
            self.touched[file.provider] = True
        return self.visiting(files)

    def _take_instrument(self, office: Regulator, provider: Provider, file: File) -> None:
        instrument = office.respond(provider, file)
        if instrument == WRITTEN_ORDER:
            self._schedule_order(file)
        elif instrument == CLOSURE:
            self.count(provider.province, "closures")
            self.close(file, End.CLOSED)
            self._leave(provider)
        else:
            if instrument == INTERVIEW:
                provider.told = provider.told or file.topic == CONTENT
                self.count(provider.province, "interviews")
            # with the order element deleted a found breach with a consequence can be sent on directly
            needless = not self.statute(provider.province).order_element_required and file.items > 0.0
            if needless and office.sends_on(provider, file, file.items):
                self._send_on(office, file)
            else:
                self.close(file, End.INTERVIEWED if instrument == INTERVIEW else End.NO_INSTRUMENT)

    def _schedule_order(self, file: File) -> None:
        delay = round(self.policy(file.province).order_delay)
        if delay > 0 or file.written_orders > 0:
            self._schedule(file, Stage.ISSUE, max(1, delay))
        else:
            self._issue(file)

    def _issue(self, file: File) -> None:
        self.regulators[file.regulator].issue(self.provider(file.provider), file)
        self._schedule(file, Stage.ANSWER, file.due - self.period)

    def _forgiven(self, file: File) -> bool:
        u = self.luck.uniform(Draw.FORGIVEN, file.provider, file.opened, file.written_orders)
        return u < self.inputs.world.forgiveness

    def _follow_up(self, file: File) -> None:
        office, provider = self.regulators[file.regulator], self.provider(file.provider)
        outcome = office.follow_up(provider, file)
        if outcome == TRANSFER:
            self._send_on(office, file)
        elif outcome == ORDER_AGAIN:
            self._schedule_order(file)
        elif outcome == FINED:
            self.sanction(provider, file)
            self.close(file, End.FINED)
        elif outcome == CLOSED_DOWN:
            self.count(provider.province, "closures")
            self.close(file, End.CLOSED)
            self._leave(provider)
        else:
            self.close(file, End.DROPPED)

    def _send_on(self, office: Regulator, file: File) -> None:
        """To the police; public security, which is the police, files at once."""
        file.transferred = self.period
        self.count(file.province, "transfers")
        self.spend(file.province, file, TRANSFER_DAYS)
        if office.office.kind == PUBLIC_SECURITY:
            self.count(file.province, "own_files")
            self._receive(file)
        else:
            self._schedule(file, Stage.FILING, 1)

    def _receive(self, file: File) -> None:
        month = self.prosecutors[file.procuratorate].receive(file)
        self._schedule(file, Stage.CHARGE, month - self.period)

    def _trace(self) -> None:
        """The police reach lax providers from the crimes of their clients; a month has one file of a provider."""
        world, factor = self.inputs.world, self.inputs.trace_factor(self.period)
        candidates = self.lax & ~self.busy & ~self.named
        bound = regulator.traced(CLIENT_CAP, factor, world)
        for slot in self.visiting(scan.maybe_traced(self.luck, self.period, candidates, bound).tolist()):
            provider = self.provider(slot)
            chance = regulator.traced(provider.trace_weight(self.period), factor, world)
            if self.luck.uniform(Draw.TRACED, slot, self.period) < chance:
                file = self._open(provider, POLICE)
                file.items = provider.items(self.period)
                self.count(provider.province, "traced")
                self.touched[slot] = True
                self._schedule(file, Stage.FILING, 1)

    def _inject(self) -> None:
        """Theory: every second month an eligible file of each provider lies on the prosecutor's desk."""
        for slot in np.flatnonzero(self.active & ~self.busy & self.world.injected(self.period)).tolist():
            file = self._open(self.provider(slot), INJECTED)
            file.filed = self.period
            self.prosecutors[file.procuratorate].docket += 1
            self.calendar[self.period, Stage.CHARGE].append(file)
