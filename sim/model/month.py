"""One month of enforcement in eight steps, as the ODD tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import mesa
import numpy as np

from zombielaw.sim.agents import Judge, Prosecutor, Regulator
from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.judge import ACQUITTED
from zombielaw.sim.decisions.prosecutor import A_286_1, NONE
from zombielaw.sim.decisions.provider import COMPLY, KINDS, PARTIAL, REFUSE, TOOL_SELLER, yearly_rate
from zombielaw.sim.decisions.regulator import WRITTEN_ORDER
from zombielaw.sim.decisions.routine import CHECK_DAYS, months_of
from zombielaw.sim.engines import scan
from zombielaw.sim.ledger import ledger_frame
from zombielaw.sim.luck import Draw, lognormal
from zombielaw.sim.model.casework import Casework
from zombielaw.sim.record import INSPECTION, End, Record, Stage, units


class EnforcementModel(Casework):
    """Providers, regulators, prosecutors and judges under one scenario and one luck; see :class:`Institutions`."""

    def step(self) -> None:
        """One month."""
        self.begin_month()
        self.providers_operate()
        self.regulators_inspect()
        self.providers_answer()
        self.refusals_move_on()
        self.prosecutors_charge()
        self.judges_decide()
        self.all_learn()
        self.period += 1

    def begin_month(self) -> None:
        """1. Law, policy and outside inputs of the month."""
        provinces = range(self.world.provinces)
        self._policies = [self.inputs.policy_at(self.period, province) for province in provinces]
        self.outside = self.inputs.outside(self.period)
        self.guiding_cases = [
            float(learning.guiding_cases(policy.guiding_cases, self.period)) for policy in self._policies
        ]
        self._clarities.clear()
        self.touched[:] = False
        self.named[:] = False
        for office in self.prosecutors:
            office.weigh_load()

    def providers_operate(self) -> None:
        """2. Newcomers choose a posture; others reconsider theirs after contact, or in a month of their own."""
        licensees = self.inputs.providers(self.period)
        place = np.ones(self.world.slots, dtype=np.bool_)
        place[licensees : self.world.licensees] = False
        vacant = np.flatnonzero(place & ~self.active)
        settled = self.active & ~self.busy
        if vacant.size:
            self._enter(vacant)
        moved = np.zeros(self.world.slots, dtype=np.bool_)
        moved[list(self.contacted)] = True
        moved[scan.reconsidering(self.luck, self.period, settled, self.inputs.world.reconsideration_months)] = True
        slots = np.flatnonzero(moved & settled)
        self.touched[slots] = True
        draws = self.luck.uniforms_of(Draw.POSTURE, slots, self.period).tolist()
        for slot, u in self.visiting(list(zip(slots.tolist(), draws, strict=True))):
            self.provider(slot).reconsider(u)
        self.contacted.clear()
        self.tally("providers", np.flatnonzero(self.active))
        self.tally("lax", np.flatnonzero(self.lax))

    def regulators_inspect(self) -> None:
        """3. Checks within capacity, findings, instruments; orders that were delayed are written."""
        for regulator_, slot in self._checks():
            provider = self.provider(slot)
            if regulator_.finds(provider):
                file = self._open(provider, INSPECTION, regulator_.number)
                file.items = provider.items(self.period)
                self.count(provider.province, "findings")
                self._take_instrument(regulator_, provider, file)
        for file in self._due(Stage.ISSUE):
            self._issue(file)

    def providers_answer(self) -> None:
        """4. Orders fall due."""
        for file in self._due(Stage.ANSWER):
            provider = self.provider(file.provider)
            answer = provider.answer(file)
            if answer == REFUSE:
                days = lognormal(
                    self.luck.uniform(Draw.FOLLOW_UP, file.provider, file.opened, file.written_orders),
                    self.inputs.world.follow_up_days,
                    self.inputs.world.duration_spread,
                )
                self._schedule(file, Stage.FOLLOW_UP, months_of(days))
            elif answer == PARTIAL and not self._forgiven(file):
                office = self.regulators[file.regulator]
                if office.respond(provider, file) == WRITTEN_ORDER:
                    self._schedule_order(file)
                else:
                    self.close(file, End.DROPPED)
            elif answer in (COMPLY, PARTIAL):
                self.close(file, End.COMPLIED)
                provider.become_diligent()
            else:
                self.close(file, End.VANISHED)
                self._leave(provider)

    def refusals_move_on(self) -> None:
        """5. Refusals are sent on, ordered again, fined, closed or dropped; the police trace and file."""
        for file in self._due(Stage.FILING):
            filed = self.prosecutors[file.procuratorate].police_file(file, self.merits(file))
            if file.began == INSPECTION:
                self.regulators[file.regulator].transfers += 1
                self.regulators[file.regulator].accepted += int(filed)
            if filed:
                self.count(file.province, "filings")
                self._receive(file)
        for file in self._due(Stage.FOLLOW_UP):
            self._follow_up(file)
        self._trace()

    def prosecutors_charge(self) -> None:
        """6. Charges."""
        if self.inputs.world.injected:
            self._inject()
        for file in self._due(Stage.CHARGE):
            charge = self.prosecutors[file.procuratorate].decide(file, self.merits(file))
            if charge == NONE:
                self.close(file, End.NOT_CHARGED)
            else:
                world = self.inputs.world
                slow = 1.0 + world.effort_inflation * self.prosecutors[file.procuratorate].load
                file.trial_days = slow * lognormal(
                    self.luck.uniform(Draw.TRIAL, file.provider, file.opened), world.trial_days, world.duration_spread
                )
                self._schedule(file, Stage.VERDICT, months_of(file.trial_days))

    def judges_decide(self) -> None:
        """7. Verdicts."""
        for file in self._due(Stage.VERDICT):
            verdict = self.judges[file.court].decide(file, self.merits(file))
            provider = self.provider(file.provider)
            if A_286_1 in (file.charge, verdict):
                self.judgments[file.kind] += 1
            if verdict == ACQUITTED:
                self.count(file.province, "acquittals")
                self.close(file, End.ACQUITTED)
            elif verdict == NONE:
                self.close(file, End.WITHDRAWN)
            else:
                self.count(file.province, ("", "convictions_286_1", "convictions_287_2", "convictions_other")[verdict])
                self.close(file, End.CONVICTED)
                self.felt.append((provider, True))
                if not self.inputs.world.injected:
                    provider.become_diligent()

    def all_learn(self) -> None:
        """8. All learn, from counts, at once."""
        for provider, criminal in self.felt:
            provider.feel_sanction(criminal)
        self.felt.clear()
        self._hear_news()
        for offices in (self.prosecutors, self.judges):
            self._learn_offences(offices)
        for office in self.regulators:
            office.learn()
        world = self.inputs.world
        guiding = float(np.mean(self.guiding_cases))
        if world.clarity_learns:
            self.learned_clarity = [
                learning.clarity_after(learned, judgments * self.inputs.weight, guiding, world)
                for learned, judgments in zip(self.learned_clarity, self.judgments, strict=True)
            ]
        self.judgments = [0] * len(KINDS)
        self._write_states()

    def record(self) -> Record:
        """Ledger and panel of the run so far; spells and files still open are assessed as they stand."""
        self.period -= 1  # the last month that was lived
        for slot in np.flatnonzero(self.lax).tolist():
            self.end_spell(self.provider(slot), self.period)
        for file in self.files:
            if file.closed < 0:
                self._settle(file)
        self.period += 1
        replicate = self.luck.replicate
        return Record.of(ledger_frame(self.files, replicate), self.panel.frame(replicate))

    def _checks(self) -> list[tuple[Regulator, int]]:
        """Make the month's checks; return those that meet a violation which no file is open on."""
        found = scan.checks(
            self.luck, self.period, self.world, self.supervision, self.inputs.world, self._policies, self.active,
            self.lax, self.score,
        )  # fmt: skip
        done, undone = found.slots[found.made], found.slots[~found.made]
        self.tally("checks", done)
        self.tally("checks_over_capacity", undone)
        self.touched[done] = True
        days = self.panel.counts["checks"][self.period] * units(CHECK_DAYS)
        self.panel.counts["official_days"][self.period] += days
        matters = [
            (self.regulators[office], slot)
            for office, slot in zip(found.offices[found.made].tolist(), done.tolist(), strict=True)
            if self.lax[slot] and not self.busy[slot]
        ]
        return list(self.visiting(matters))

    def _hear_news(self) -> None:
        lax = np.bincount(self.world.province[self.lax], minlength=self.world.provinces)
        counts, month = self.panel.counts, self.period
        for province, news in enumerate(self.news):
            convictions = sum(
                int(counts[f"convictions_{offence}"][month, province]) for offence in ("286_1", "287_2", "other")
            )
            news.sanctioned = yearly_rate(int(counts["sanctions"][month, province]), int(lax[province]))
            news.convicted = yearly_rate(convictions, int(lax[province]))
            news.published = convictions * self.inputs.world.publication_rate

    def _learn_offences(self, offices: list[Prosecutor] | list[Judge]) -> None:
        a = [0] * self.world.provinces
        b = [0] * self.world.provinces
        for office in offices:
            a[office.province] += office.uses_286_1
            b[office.province] += office.uses_287_2
        mean = (sum(a) / len(offices), sum(b) / len(offices))
        for office in offices:
            office.learn((a[office.province], b[office.province]), mean)

    def _write_states(self) -> None:
        states, month, provinces = self.panel.states, self.period, range(self.world.provinces)
        self.tally("open_files", np.flatnonzero(self.busy))
        self.tally("touched", np.flatnonzero(self.touched))
        states["outside_cases"][month] = self.outside
        states["load"][month] = _means(self.prosecutors, "load", provinces)
        states["trust"][month] = _means(self.regulators, "trust", provinces)
        for offence in ("286_1", "287_2"):
            states[f"familiarity_{offence}"][month] = _means(self.prosecutors, f"familiarity_{offence}", provinces)
            states[f"court_familiarity_{offence}"][month] = _means(self.judges, f"familiarity_{offence}", provinces)
        self._clarities.clear()  # what judgments taught this month counts at its end
        for province in provinces:
            identity = obligation = 0.0
            for kind in range(TOOL_SELLER):
                clarity = self.clarity(kind, province)
                identity += clarity.identity / TOOL_SELLER
                obligation += clarity.obligation / TOOL_SELLER
            states["identity_clarity"][month, province] = identity
            states["obligation_clarity"][month, province] = obligation


def _means(
    offices: Iterable[Regulator] | Iterable[Prosecutor] | Iterable[Judge], name: str, provinces: range
) -> list[float]:
    """Mean of an attribute over the offices of each province."""
    total, number = [0.0 for _ in provinces], [0 for _ in provinces]
    for office in offices:  # a plain loop: the built-in sum compensates from Python 3.12 on, and would differ
        total[office.province] += getattr(office, name)
        number[office.province] += 1
    return [whole / count for whole, count in zip(total, number, strict=True)]


def run(model: EnforcementModel, progress: Callable[[int], None] | None = None) -> Record:
    """Live all months of a model's scenario and return its record."""
    try:
        for month in range(model.inputs.months):
            model.step()
            if progress is not None:
                progress(month + 1)
        return model.record()
    finally:
        # Mesa 3.3 keeps every model alive in a table of its own; let this one go.
        getattr(mesa.Agent, "_ids", {}).pop(model, None)
