"""The world of a replicate: who exists, with which traits. Drawn once per replicate and shared by all its scenarios."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from zombielaw.sim.compiling import compiled_for_python
from zombielaw.sim.conduct import HOSTING, PAYMENT, PLATFORM, TELECOM, TOOL_SELLER
from zombielaw.sim.decisions.provider import CONTROL, Traits
from zombielaw.sim.decisions.regulator import REGULATOR_KINDS, Office
from zombielaw.sim.luck import Draw, Luck, keyed, lognormal, normal
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.scenario import Size

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_KIND, _SIZE, _CONTROL, _ABILITY = (
    int(Draw.KIND),
    int(Draw.SIZE),
    int(Draw.CONTROL),
    int(Draw.ABILITY),
)
_GAIN, _COST, _NORM, _AWARENESS = (
    int(Draw.GAIN),
    int(Draw.COST),
    int(Draw.NORM),
    int(Draw.KNOWS_DUTY),
)


@register_jitable
def kind_of(u: float, world: WorldParameters) -> int:
    """Kind of a licensee."""
    if u < world.share_hosting:
        return HOSTING
    if u < world.share_hosting + world.share_payment:
        return PAYMENT
    if u < world.share_hosting + world.share_payment + world.share_telecom:
        return TELECOM
    return PLATFORM


@register_jitable
def draw_traits(
    root: int, slot: int, generation: int, tool_seller: bool, world: WorldParameters
) -> Traits:
    """Traits of one generation of a slot: keyed by (slot, generation), so a successor has its own."""
    kind = TOOL_SELLER if tool_seller else kind_of(keyed(root, _KIND, slot, generation, 0), world)
    size = lognormal(keyed(root, _SIZE, slot, generation, 0), 1.0, world.size_spread)
    control = CONTROL[kind] + 0.2 * (keyed(root, _CONTROL, slot, generation, 0) - 0.5)
    ability = math.sqrt(math.sqrt(keyed(root, _ABILITY, slot, generation, 0)))
    gain = lognormal(keyed(root, _GAIN, slot, generation, 0), world.gain_median, world.gain_spread)
    if tool_seller:
        gain *= world.tool_seller_gain
    spread = math.sqrt(math.log1p(world.cost_spread * world.cost_spread))
    cost = lognormal(
        keyed(root, _COST, slot, generation, 0), math.exp(-0.5 * spread * spread), spread
    )
    norm = max(
        0.0,
        world.norm_mean + world.norm_spread * normal(keyed(root, _NORM, slot, generation, 0)),
    )
    awareness = keyed(root, _AWARENESS, slot, generation, 0)
    return Traits(kind, size, control, ability, gain, cost, norm, awareness)


@compiled_for_python
def _many_traits(
    root: int,
    slots: Ints,
    generations: Ints,
    licence: Ints,
    world: WorldParameters,
) -> list[Traits]:
    return [
        draw_traits(root, slots[number], generations[number], licence[slots[number]] < 0, world)
        for number in range(slots.size)
    ]


@compiled_for_python
def _fill_sizes(root: int, generation: int, spread: float, out: Floats) -> None:
    for slot in range(out.size):
        out[slot] = lognormal(keyed(root, _SIZE, slot, generation, 0), 1.0, spread)


@dataclass(frozen=True)
class World:
    """Providers and offices.

    Attributes
    ----------
    slots : int
        Places for providers: licensees of ``size.providers``, then tool sellers, who are active from the start, then
        licensees who come beyond that number.
    licence : (slots,) int64
        Number of a licensee, who is active where it is below the month's number; -1 of a tool seller.
    province, procuratorate, court : (slots,) int64
        Where a provider is, and the offices that handle its files; offices of a province share its providers evenly.
    size : (slots,) float64
        Size of the first generation.
    regulators : tuple of Office
        Supervising offices; ``regulator_province`` says where.
    """

    luck: Luck
    licensees: int
    slots: int
    provinces: int
    licence: Ints
    province: Ints
    place: Ints  # number of a provider within its province
    procuratorate: Ints
    court: Ints
    size: Floats
    regulators: tuple[Office, ...]
    regulator_province: Ints
    regulator_table: Ints  # (province, kind, number) -> office; rows are filled by repetition
    regulator_count: Ints  # (province, kind) -> offices
    procuratorate_province: Ints
    court_province: Ints

    def injected(self, month: int) -> npt.NDArray[np.bool_]:
        """Theory: half of each procuratorate's providers, the other half next month; shape (slots,)."""
        offices = np.bincount(self.procuratorate_province)[self.province]
        turn: npt.NDArray[np.bool_] = self.place // offices % 2 == month % 2
        return turn

    def traits(self, slots: Ints, generations: Ints, world: WorldParameters) -> list[Traits]:
        """Traits of one generation of each of some slots."""
        return _many_traits(self.luck.root, slots, generations, self.licence, world)


def province_shares(provinces: int) -> Floats:
    """Shares of providers by province: proportional to one over the square root of the rank (assumption, no data)."""
    weight = 1.0 / np.sqrt(np.arange(1, provinces + 1))
    share: Floats = weight / weight.sum()
    return share


def spread_offices(offices: int, provinces: int) -> Ints:
    """Province of each office: at least one each, the rest dealt out evenly."""
    return np.sort(np.arange(offices) % provinces)


def _share_out(province: Ints, place: Ints, office_province: Ints, provinces: int) -> Ints:
    first = np.searchsorted(office_province, np.arange(provinces))
    count = np.bincount(office_province, minlength=provinces)
    chosen: Ints = first[province] + place % count[province]
    return chosen


@lru_cache(maxsize=4)
def build_world(size: Size, parameters: WorldParameters, luck: Luck, newcomers: int = 0) -> World:
    """The world of a replicate: policy and law have no part in it. ``newcomers``: as of :class:`Scenario`."""
    licensees, slots = size.providers, size.providers + size.tool_sellers + newcomers
    licence = np.arange(slots)
    licence[licensees:] -= size.tool_sellers
    licence[licensees : licensees + size.tool_sellers] = -1
    edges = np.cumsum(province_shares(size.provinces))
    edges[-1] = 1.0
    province = np.searchsorted(edges, luck.uniforms(Draw.PROVINCE, slots, 0), side="right").astype(
        np.int64
    )
    place = np.zeros(slots, dtype=np.int64)
    for number in range(size.provinces):
        here = np.flatnonzero(province == number)
        place[here] = np.arange(here.size)
    sizes = np.empty(slots)
    _fill_sizes(luck.root, 0, parameters.size_spread, sizes)

    regulator_province = spread_offices(size.regulators, size.provinces)
    regulators: list[Office] = []
    held: list[list[list[int]]] = [[[], [], []] for _ in range(size.provinces)]
    for office, where in enumerate(regulator_province):
        kind = sum(map(len, held[where])) % len(REGULATOR_KINDS)
        held[where][kind].append(office)
        regulators.append(
            Office(
                kind,
                parameters.skill_spread * normal(luck.uniform(Draw.SKILL, office, 0)),
                parameters.habit_spread * normal(luck.uniform(Draw.HABIT, office, 0)),
                luck.uniform(Draw.SHARES_RECORDS, office, 0) < parameters.records_shared,
            )
        )
    count = np.array([[len(offices) for offices in kinds] for kinds in held])
    most = count.max()
    table = np.array([[np.resize(offices, most) for offices in kinds] for kinds in held])
    procuratorate_province = spread_offices(size.procuratorates, size.provinces)
    court_province = spread_offices(size.courts, size.provinces)
    return World(
        luck=luck,
        licensees=licensees,
        slots=slots,
        licence=licence,
        provinces=size.provinces,
        province=province,
        place=place,
        procuratorate=_share_out(province, place, procuratorate_province, size.provinces),
        court=_share_out(province, place, court_province, size.provinces),
        size=sizes,
        regulators=tuple(regulators),
        regulator_province=regulator_province,
        regulator_table=table,
        regulator_count=count,
        procuratorate_province=procuratorate_province,
        court_province=court_province,
    )
