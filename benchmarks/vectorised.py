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
from scipy.special import ndtri

from zombielaw.sim.agents import Provider, Regulator
from zombielaw.sim.decisions import regulator
from zombielaw.sim.decisions.provider import CLIENT_CAP, CLIENTS, TOOL_SELLER, Traits
from zombielaw.sim.decisions.regulator import CYBERSPACE, PUBLIC_SECURITY, TELECOM_OFFICE
from zombielaw.sim.decisions.routine import CHECK_DAYS
from zombielaw.sim.engines import scan
from zombielaw.sim.luck import Draw, Luck, Spell
from zombielaw.sim.model import EnforcementModel
from zombielaw.sim.parameters import TODAY
from zombielaw.sim.record import POLICE, Stage, units
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.world import Ints

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

COLUMNS = {
    **{name: np.dtype(np.float64) for name in Traits._fields},
    **{name: np.dtype(np.float64) for name in ("risk_administrative", "risk_criminal", "demand", "monthly_items")},
    **{name: np.dtype(np.float64) for name in ("harm_items", "clients_drawn")},
    **{name: np.dtype(np.int64) for name in ("risk_month", "since")},
    **{name: np.dtype(np.bool_) for name in ("told", "detected", "lax")},
}


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
    """A provider as the agents of its file see it: a view of the columns."""

    model: VectorisedModel
    risk_administrative, risk_criminal = _column("risk_administrative"), _column("risk_criminal")
    risk_month, since, demand = _column("risk_month"), _column("since"), _column("demand")
    monthly_items, told, detected, lax = (_column(name) for name in ("monthly_items", "told", "detected", "lax"))

    def __init__(self, model: VectorisedModel, slot: int) -> None:
        self.model, self.slot = model, slot
        self.generation = int(model.generation[slot])
        self.province = int(model.world.province[slot])

    @property
    def traits(self) -> Traits:
        """What the provider is."""
        kind, *rest = (self.model.columns[name][self.slot].item() for name in Traits._fields)
        return Traits(int(kind), *rest)

    @property
    def spell(self) -> Spell:
        """The luck of the lax spell."""
        return self.model.luck.spell(self.slot, self.since)

    @property
    def sanctions(self) -> list[int]:
        """Months of administrative sanctions."""
        return self.model.sanctions[self.slot, self.generation]

    @property
    def refusals(self) -> list[tuple[int, int]]:
        """Month and office of refused orders."""
        return self.model.refusals[self.slot, self.generation]

    def remove(self) -> None:
        """Leave: the column stays for a successor."""


class VectorisedModel(EnforcementModel):
    """The Mesa engine with providers as columns instead of agents, and without scans."""

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        super().__init__(scenario, luck)
        self.columns = {name: np.zeros(self.world.slots, dtype=kind) for name, kind in COLUMNS.items()}
        self.lax = self.columns["lax"]
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
        slots = np.arange(self.world.slots)
        place = (slots < self.inputs.providers(self.period)) | (slots >= self.world.licensees)
        fresh = place & ~self.active
        if fresh.any():
            self._enter(np.flatnonzero(fresh))
        struck = self.luck.uniforms(Draw.RECONSIDER, slots.size, self.period) < 1.0 / world.reconsideration_months
        struck[list(self.contacted)] = True
        struck = (struck & self.active & ~self.busy) | fresh
        self.contacted.clear()
        if world.risk_learns:
            self._hear(struck)
        awareness = self.by_province([policy.popularisation for policy in self._policies])
        pull = (
            columns["gain"]
            + columns["cost"]
            - columns["risk_administrative"] * world.administrative_loss
            - columns["risk_criminal"] * world.criminal_loss
            - columns["norm"]
        )
        knows = columns["awareness"] < awareness
        chance = np.where(knows, sigmoid(world.choice_precision * pull), world.lax_if_ignorant)
        posture = self.luck.uniforms(Draw.POSTURE, slots.size, self.period) < chance
        self._end_spells(struck & self.lax & ~posture)
        self._begin_spells(struck & ~self.lax & posture)
        self.tally("providers", np.flatnonzero(self.active))
        self.tally("lax", np.flatnonzero(self.lax))

    def _enter(self, slots: Ints) -> None:
        columns, world = self.columns, self.inputs.world
        traits = np.array(self.world.traits(slots, self.generation[slots], world))
        for name, values in zip(Traits._fields, traits.T, strict=True):
            columns[name][slots] = values
        columns["risk_administrative"][slots] = world.initial_risk_administrative
        columns["risk_criminal"][slots] = world.initial_risk_criminal
        columns["risk_month"][slots] = columns["since"][slots] = self.period
        columns["told"][slots] = columns["detected"][slots] = False
        self.active[slots] = True
        later = slots[self.generation[slots] > 0]
        self.score[later] = columns["size"][later] ** world.risk_targeting / self.mean_score

    def _hear(self, struck: Bools) -> None:
        """Perceived risk after unpunished laxity and last month's news."""
        columns, world = self.columns, self.inputs.world
        months = (self.period - columns["risk_month"]).astype(np.float64)
        kept = np.where(self.lax, np.power(1.0 - world.risk_decay, months), 1.0)
        sanctioned = self.by_province([news.sanctioned for news in self.news])
        convicted = self.by_province([news.convicted for news in self.news])
        published = self.by_province([news.published for news in self.news])
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
        size, kind = columns["size"][slots], columns["kind"][slots].astype(np.int64)
        z = ndtri(self.luck.uniforms_of(Draw.HARM_LEVEL, slots, month))
        columns["monthly_items"][slots] = world.items_per_month * np.power(size, world.harm_size_exponent) * z * z
        columns["harm_items"][slots] = self.luck.uniforms_of(Draw.HARM_ITEMS, slots, month)
        columns["clients_drawn"][slots] = self.luck.uniforms_of(Draw.CLIENTS, slots, month)
        known = self.by_province([policy.popularisation for policy in self._policies])[slots]
        demand = (1.5 - known) / (1.5 - TODAY.popularisation)
        columns["demand"][slots] = np.array(CLIENTS)[kind] * np.sqrt(size) * world.client_rate / 12.0 * demand
        columns["since"][slots] = month
        columns["told"][slots] = columns["detected"][slots] = False
        self.lax[slots] = True

    def _end_spells(self, ended: Bools) -> None:
        """Harm of the spells; whether an undetected one had an offence in it is for the law, one by one."""
        columns, slots = self.columns, np.flatnonzero(ended)
        last = np.maximum(columns["since"][slots], self.period - 1)
        months = last - columns["since"][slots] + 1.0
        harm = poisson(columns["harm_items"][slots], columns["monthly_items"][slots] * months)
        where = self.world.province[slots]
        booked = np.bincount(where, weights=harm, minlength=self.world.provinces).astype(np.int64)
        self.panel.counts["harm"][self.period] += booked
        clients = poisson(columns["clients_drawn"][slots], columns["demand"][slots] * months)
        needless = np.array([not policy.order_element_required for policy in self._policies])[where]
        offence = needless | (columns["kind"][slots] == TOOL_SELLER) | (clients > 0.0)
        asked = offence & ~columns["detected"][slots]
        for slot, month in zip(slots[asked].tolist(), last[asked].tolist(), strict=True):
            self.assess_undetected(self.provider(slot), month)
        columns["since"][slots] = self.period
        columns["told"][slots] = columns["detected"][slots] = False
        self.lax[slots] = False

    def _checks(self) -> list[tuple[Regulator, int]]:
        policies, offices, luck, month = self._policies, self.supervision, self.luck, self.period
        province = self.world.province
        rate = np.array([policy.inspection_rate for policy in policies])
        complaints = [regulator.complaint_factor(policy.popularisation, self.inputs.world) for policy in policies]
        score = np.where(self.lax, self.score * self.by_province(complaints), self.score)
        chance = 1.0 - np.exp(-(rate / 12.0)[province] * score)
        slots = np.flatnonzero(self.active & (luck.uniforms(Draw.CHECK, self.world.slots, month) < chance))
        u = luck.uniforms_of(Draw.CHECK_OFFICE, slots, month)
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
                first = np.argsort(luck.uniforms_of(Draw.CHECK_ORDER, slots[own], month), kind="stable")
                made[own[first[room:]]] = False
        self.tally("checks", slots[made])
        self.tally("checks_over_capacity", slots[~made])
        self.panel.counts["official_days"][month] += self.panel.counts["checks"][month] * units(CHECK_DAYS)
        found = made & self.lax[slots] & ~self.busy[slots]
        return [
            (self.regulators[number], slot)
            for number, slot in zip(office[found].tolist(), slots[found].tolist(), strict=True)
        ]

    def _trace(self) -> None:
        columns, world, month = self.columns, self.inputs.world, self.period
        slots = np.flatnonzero(self.lax & ~self.busy & ~self.named)
        months = (month - columns["since"][slots] + 1).astype(np.float64)
        clients = np.minimum(CLIENT_CAP, poisson(columns["clients_drawn"][slots], columns["demand"][slots] * months))
        weight = np.where(columns["kind"][slots] == TOOL_SELLER, np.maximum(1.0, clients), clients)
        chance = 1.0 - np.exp(-world.trace_rate * self.inputs.trace_factor(month) * weight)
        struck = self.luck.uniforms(Draw.TRACED, self.world.slots, month)[slots] < chance
        for slot in slots[struck].tolist():
            provider = self.provider(slot)
            file = self._open(provider, POLICE)
            file.items = provider.items(month)
            self.count(provider.province, "traced")
            self._schedule(file, Stage.FILING, 1)
