"""The same month in NumPy: every provider's posture, checks and traces as whole arrays, every month.

Providers are rows of columns; what happens to all of them is said once more for arrays, for the rules of
``sim/decisions`` take one provider at a time. Files are handled by the agents of the Mesa engine, one by one, and see
their provider through :class:`Row`. Draws come from the same compiled generator, many at once.

NumPy's exponential and power round some arguments otherwise than the scalar functions, and its normal quantile is
another approximation: whole numbers and names of the record come out the same, other numbers to a dozen digits.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.special import ndtri

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import regulator
from zombielaw.sim.decisions.conduct import satisfied
from zombielaw.sim.decisions.provider import CLIENT_CAP, CLIENTS, Traits
from zombielaw.sim.decisions.regulator import CYBERSPACE, PUBLIC_SECURITY, TELECOM_OFFICE
from zombielaw.sim.engines import scan
from zombielaw.sim.engines.mesa import EnforcementModel, Provider, Regulator
from zombielaw.sim.luck import Draw, Luck, keyed
from zombielaw.sim.panel import ITEM
from zombielaw.sim.parameters import TODAY
from zombielaw.sim.procedures import provider as procedure
from zombielaw.sim.procedures.matter import statute_of
from zombielaw.sim.procedures.prehistory import practice_of
from zombielaw.sim.record import NEVER, POLICE
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.world import Ints

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

COLUMNS = {
    **dict.fromkeys(("size_", "control", "ability", "gain", "cost", "norm", "awareness"), np.dtype(np.float64)),
    **dict.fromkeys(("risk_administrative", "risk_criminal", "demand", "monthly_items"), np.dtype(np.float64)),
    "clients_drawn": np.dtype(np.float64),
    **dict.fromkeys(("kind", "risk_month", "since", "opened"), np.dtype(np.int64)),
    **dict.fromkeys(("told", "told_in_writing", "detected"), np.dtype(np.bool_)),
}
HELD = ("active", "non_compliant", "busy", "contacted", "generation")
"""Columns that the model has itself."""
TRAITS = [name if name != "size" else "size_" for name in Traits._fields]


@njit(cache=True)
def _gather(seed: int, replicate: int, decision: int, period: int, subjects: Ints) -> Floats:
    out = np.empty(subjects.size)
    for number in range(subjects.size):
        out[number] = keyed(seed, replicate, decision, subjects[number], period, 0)
    return out


def uniforms_of(luck: Luck, decision: Draw, subjects: Ints, period: int) -> Floats:
    """Uniform of one decision for each of some subjects."""
    return _gather(luck.seed, luck.replicate, int(decision), period, subjects)


def poisson(u: Floats, mean: Floats) -> Floats:
    """Quantile of a Poisson count for arrays; see ``poisson``."""
    z = ndtri(u)
    count = np.maximum(0.0, np.floor(mean + np.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5))
    small = mean <= 30.0
    count[small] = 0.0
    rows = np.flatnonzero(small & (mean > 0.0))
    wanted, means = u[rows], mean[rows]
    term = np.exp(-means)
    below, number = term.copy(), 0.0
    while (going := wanted > below).any():
        rows, wanted, means, term, below = (array[going] for array in (rows, wanted, means, term, below))
        number += 1.0
        term *= means / number
        below += term
        count[rows] = number
    return count


def sigmoid(x: Floats) -> Floats:
    """Logistic function of an array."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0.0, 1.0 / (1.0 + e), e / (1.0 + e))


def _column(name: str) -> Any:
    """An attribute that is kept in a column of the model."""

    def read(row: Row) -> Any:
        return row.model.columns[name][row.slot].item()

    def write(row: Row, value: Any) -> None:
        row.model.columns[name][row.slot] = value

    return property(read, write)


class Row(Provider):
    """A provider as the procedures of its file see it: a view of the columns."""

    model: VectorisedModel

    def __init__(self, model: VectorisedModel, slot: int) -> None:
        world = model.world
        self.model, self.slot, self.province = model, slot, int(world.province[slot])
        self.procuratorate, self.court = int(world.procuratorate[slot]), int(world.court[slot])
        occupant = slot, int(model.generation[slot])
        self.sanctions, self.refusals = model.sanctions[occupant], model.refusals[occupant]

    def remove(self) -> None:
        """Leave: the column stays for a successor."""


for _name in (*COLUMNS, *HELD):
    setattr(Row, _name, _column(_name))


class VectorisedModel(EnforcementModel):
    """The Mesa engine with providers as columns instead of agents, and without scans."""

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        super().__init__(scenario, luck, watched=False)
        self.columns = {name: np.zeros(self.world.slots, dtype=kind) for name, kind in COLUMNS.items()}
        self.columns |= {name: getattr(self, name) for name in HELD}
        self.sanctions: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.refusals: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)

    def provider(self, slot: int) -> Row:
        """The provider at work in a slot."""
        return Row(self, slot)

    def by_province(self, values: list[float]) -> Floats:
        """A number of each province, for every provider."""
        return np.array(values)[self.world.province]

    def providers_operate(self) -> None:
        """2. Postures: of newcomers, after contact, or in a month of their own."""
        columns, world = self.columns, self.inputs.world
        number, fresh = self.world.slots, np.zeros(self.world.slots, dtype=np.bool_)
        fresh[self.vacant()] = True
        if fresh.any():
            self.enter(np.flatnonzero(fresh))
        struck = self.luck.uniforms(Draw.RECONSIDER, number, self.period) < 1.0 / world.reconsideration_months
        struck = ((struck | self.contacted) & self.active & ~self.busy) | fresh
        self.contacted[:] = False
        if not self.period:
            struck[:] = False  # all stand as they long have
        if world.risk_learns:
            self._hear(struck)
        awareness = self.by_province([rules.popularisation for rules in self.rules])
        pull = (
            columns["gain"]
            + columns["cost"]
            - columns["risk_administrative"] * world.administrative_loss
            - columns["risk_criminal"] * world.criminal_loss
            - columns["norm"]
        )
        knows = columns["awareness"] < awareness
        chance = np.where(knows, sigmoid(world.choice_precision * pull), world.non_compliant_if_ignorant)
        posture = self.luck.uniforms(Draw.POSTURE, number, self.period) < chance
        self._end_spells(struck & self.non_compliant & ~posture)
        self._begin_spells(struck & ~self.non_compliant & posture)
        province = self.world.province
        for where, here in enumerate(self.provinces):
            here.working = int(np.count_nonzero(self.active & (province == where)))
            here.non_compliant = int(np.count_nonzero(self.non_compliant & (province == where)))
        self.count_providers()

    def enter(self, slots: Ints) -> None:
        """Newcomers take vacant places."""
        columns, world = self.columns, self.inputs.world
        traits = np.array(self.world.traits(slots, self.generation[slots], world))
        for name, values in zip(TRAITS, traits.T, strict=True):
            columns[name][slots] = values
        heard = self.by_province([practice_of(rules, world).sanctioned for rules in self.rules])
        columns["risk_administrative"][slots], columns["risk_criminal"][slots] = heard[slots], 0.0
        columns["risk_month"][slots] = columns["since"][slots] = self.period
        columns["opened"][slots] = NEVER
        columns["demand"][slots] = columns["told"][slots] = columns["told_in_writing"][slots] = False
        columns["detected"][slots] = False
        self.active[slots] = True
        if not self.period:
            self.resume(slots)
            for slot in np.flatnonzero(self.non_compliant).tolist():
                since = int(columns["since"][slot])
                columns["clients_drawn"][slot] = procedure.of_spell(self.now, Draw.CLIENTS, slot, since)
        later = slots[self.generation[slots] > 0]
        self.score[later] = columns["size_"][later] ** world.risk_targeting / self.mean_score

    def _hear(self, struck: Bools) -> None:
        """Perceived risk after unpunished non-compliance and last month's news."""
        columns, world = self.columns, self.inputs.world
        months = (self.period - columns["risk_month"]).astype(np.float64)
        kept = np.where(self.non_compliant, np.power(1.0 - world.risk_decay, months), 1.0)
        sanctioned = self.by_province([here.sanctioned for here in self.provinces])
        convicted = self.by_province([here.convicted for here in self.provinces])
        published = self.by_province([here.published for here in self.provinces])
        for name, peers, told in (
            ("risk_administrative", sanctioned, np.zeros(1)),
            ("risk_criminal", convicted, published),
        ):
            risk = columns[name] * kept
            moved = risk + world.risk_peers * (peers - risk)
            heard = moved + (1.0 - moved) * (1.0 - np.power(1.0 - world.risk_publicity, told))
            columns[name] = np.where(struck, heard, columns[name])
        columns["risk_month"][struck] = self.period

    def _begin_spells(self, begun: Bools) -> None:
        columns, world, month, slots = self.columns, self.inputs.world, self.period, np.flatnonzero(begun)
        size, kind = columns["size_"][slots], columns["kind"][slots].astype(np.int64)
        z = ndtri(uniforms_of(self.luck, Draw.HARM_LEVEL, slots, month))
        columns["monthly_items"][slots] = world.items_per_month * np.power(size, world.harm_size_exponent) * z * z
        columns["clients_drawn"][slots] = uniforms_of(self.luck, Draw.CLIENTS, slots, month)
        known = self.by_province([rules.popularisation for rules in self.rules])[slots]
        demand = (1.5 - known) / (1.5 - TODAY.popularisation)
        columns["demand"][slots] = np.array(CLIENTS)[kind] * np.sqrt(size) * world.client_rate / 12.0 * demand
        columns["since"][slots] = month
        columns["told"][slots] = columns["told_in_writing"][slots] = columns["detected"][slots] = False
        self.non_compliant[slots] = True
        self._count_monthly(slots, 1)

    def _count_monthly(self, slots: Ints, sign: int) -> None:
        """Add the monthly items of some slots to those of their provinces, or take them away."""
        items = np.floor(self.columns["monthly_items"][slots] * ITEM + 0.5).astype(np.int64)
        for where, here in enumerate(self.provinces):
            here.monthly_items += sign * int(items[self.world.province[slots] == where].sum())

    def _end_spells(self, ended: Bools) -> None:
        """End spells; whether an undetected one had an offence in it is for the law, one by one."""
        columns, slots = self.columns, np.flatnonzero(ended)
        self._count_monthly(slots, -1)
        last = np.maximum(columns["since"][slots], self.period - 1)
        months = last - columns["since"][slots] + 1.0
        where = self.world.province[slots]
        clients = poisson(columns["clients_drawn"][slots], columns["demand"][slots] * months)
        needless = np.array([not rules.law_order_element_required for rules in self.rules])[where]
        offence = needless | (columns["kind"][slots] == TOOL_SELLER) | (clients > 0.0)
        asked = offence & ~columns["detected"][slots]
        for slot, month, number in zip(
            slots[asked].tolist(), last[asked].tolist(), clients[asked].tolist(), strict=True
        ):
            self._assess_undetected(self.provider(slot), month, number)
        columns["since"][slots] = self.period
        columns["told"][slots] = columns["told_in_writing"][slots] = columns["detected"][slots] = False
        self.non_compliant[slots] = False

    def _assess_undetected(self, row: Row, month: int, clients: float) -> None:
        world, count, rules = self.inputs.world, self.counts[row.province], self.rules[row.province]
        items = procedure.items(self.now, row.slot, row, month)
        done = procedure.conduct(self.now, row.slot, row, month, items, clients, procedure.NO_FILE, world)
        a, b = satisfied(done, statute_of(rules))
        count.undetected_286_1 += int(a)
        count.undetected_287_2 += int(b)

    def checks(self) -> list[tuple[Regulator, int]]:
        """Make the month's checks; return those that meet a violation which no file is open on."""
        offices, luck, month = self.supervision, self.luck, self.period
        province = self.world.province
        rate = np.array([rules.inspection_rate for rules in self.rules])
        complaints = [regulator.complaint_factor(rules.popularisation, self.inputs.world) for rules in self.rules]
        score = np.where(self.non_compliant, self.score * self.by_province(complaints), self.score)
        chance = 1.0 - np.exp(-(rate / 12.0)[province] * score)
        slots = np.flatnonzero(self.active & (luck.uniforms(Draw.CHECK, self.world.slots, month) < chance))
        u = uniforms_of(luck, Draw.CHECK_OFFICE, slots, month)
        police, telecom = offices.shares[PUBLIC_SECURITY], offices.shares[TELECOM_OFFICE]
        kind = np.where(u < police, PUBLIC_SECURITY, np.where(u < police + telecom, TELECOM_OFFICE, CYBERSPACE))
        where = province[slots]
        office = offices.table[where, kind, self.world.place[slots] % offices.held[where, kind]]
        working = np.bincount(province[self.active], minlength=self.world.provinces)
        made = np.ones(slots.size, dtype=np.bool_)
        for number, called in enumerate(np.bincount(office, minlength=len(self.regulators)).tolist()):
            room = scan.capacity(number, rate, working, offices)
            if called > room:
                own = np.flatnonzero(office == number)
                first = np.argsort(uniforms_of(luck, Draw.CHECK_ORDER, slots[own], month), kind="stable")
                made[own[first[room:]]] = False
        self.tally("checks", slots[made])
        self.tally("checks_over_capacity", slots[~made])
        found = made & self.non_compliant[slots] & ~self.busy[slots]
        return [
            (self.regulators[number], slot)
            for number, slot in zip(office[found].tolist(), slots[found].tolist(), strict=True)
        ]

    def trace(self) -> None:
        """The police reach non-compliant providers from the crimes of their clients."""
        columns, world, month = self.columns, self.inputs.world, self.period
        slots = np.flatnonzero(self.non_compliant & ~self.busy & (columns["opened"] != month))
        months = (month - columns["since"][slots] + 1).astype(np.float64)
        clients = np.minimum(CLIENT_CAP, poisson(columns["clients_drawn"][slots], columns["demand"][slots] * months))
        weight = np.where(columns["kind"][slots] == TOOL_SELLER, np.maximum(1.0, clients), clients)
        chance = 1.0 - np.exp(-world.trace_rate * self.inputs.trace_factor(month) * weight)
        struck = self.luck.uniforms(Draw.TRACED, self.world.slots, month)[slots] < chance
        for slot in slots[struck].tolist():
            self.open_file(self.provider(slot), POLICE)
