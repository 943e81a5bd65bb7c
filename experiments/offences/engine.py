"""The small engine: how many cases of an offence pass each stage in each month, over draws of what nobody knows.

Cases begin month by month at the declared supply, pass the chances that law, procedure and shared behaviour give under
the rules of their month, and reach a stage when its delay is over. Which name a file bears is a choice that offices
learn: the mean-field map of ``sim.analysis.theory``, one office among its like. All stages are expectations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import scipy as sp

from zombielaw.experiments.offences.declaration import (
    BY_RESULT,
    EXIT,
    NO_ORDER,
    ORDERED,
    Behaviour,
    Offence,
    Rules,
)
from zombielaw.experiments.offences.ranges import Array
from zombielaw.sim.decisions.chain import passed

STAGES = (
    BEGUN,
    ORDERS,
    REFUSED,
    SATISFIED,
    REFERRED,
    BROUGHT,
    FILED,
    ACCEPTED,
    DROPPED,
    PROSECUTED,
    RECEIVED,
    CONVICTED,
    PUBLISHED,
) = (
    "findings",
    "ordered",
    "refused",
    "satisfied",
    "referred",
    "brought",
    "filed",
    "accepted",
    "not_prosecuted",
    "prosecuted",
    "received",
    "convicted",
    "published",
)
"""Stages in their order. ``brought`` are files under any name, ``filed`` those under the name of the offence."""
SHOWN = tuple(stage for stage in STAGES if stage != BROUGHT)
"""Stages that are reported, and can be observed."""
LAST_YEAR = 2027
YEAR = 12


@dataclass(frozen=True)
class Theory:
    """Version of the theory: the whole, or with one part left out.

    ``learns``: offices learn a name by using it. ``order_costs``: an order must be given, served, valid and refused.
    ``complainant``: a complainant with a stake pushes at the steps that are declared.
    """

    learns: bool = True
    order_costs: bool = True
    complainant: bool = False


REGISTERED, ORDER_FREE = "registered", "order_free"
THEORIES = {
    REGISTERED: Theory(),
    "complainant": Theory(complainant=True),
    "no_learning": Theory(learns=False),
    ORDER_FREE: Theory(order_costs=False),
}
"""The theory that is registered, without the complainant; with it; and two rivals."""


@dataclass
class Flows:
    """Cases a month that pass each stage: arrays ``(draws, months)`` by stage, from the month ``first`` on."""

    first: int
    stages: dict[str, Array] = field(default_factory=dict)

    def between(self, stage: str, start: date, end: date) -> Array:
        """Cases from a day to another, both included; a part of a month counts by its days. Shape ``(draws,)``."""
        return np.asarray(
            self.stages[stage] @ days_within(self.first, self.stages[stage].shape[1], start, end)
        )

    def year(self, stage: str, year: int) -> Array:
        """Cases of a calendar year, shape ``(draws,)``."""
        return self.between(stage, date(year, 1, 1), date(year, YEAR, 31))

    def starts(self, stage: str) -> int:
        """Number of the first month, from ``first`` on, in which cases pass a stage."""
        return int(np.flatnonzero(self.stages[stage][0])[0])


def month_of(day: date) -> int:
    """Number of a month, from the year 0 on."""
    return day.year * YEAR + day.month - 1


def days_within(first: int, months: int, start: date, end: date) -> Array:
    """Share of each month that lies between two days, both included."""
    edges = (np.arange(months + 1) + first - 1970 * YEAR).astype("datetime64[M]")
    days = edges.astype("datetime64[D]").astype(np.int64)
    begin, stop = np.array([start, end], "datetime64[D]").astype(np.int64)
    inside = np.minimum(days[1:], stop + 1) - np.maximum(days[:-1], begin)
    return np.asarray(np.clip(inside, 0, None) / (days[1:] - days[:-1]), dtype=np.float64)


def months_in_force(line: tuple[Rules, ...], stop: int) -> list[tuple[Rules, int, int]]:
    """Months in which each of the dated rules begins cases: from, and up to, the month whose start lies nearer."""
    starts = [month_of(rules.since) + (rules.since.day > 15) for rules in line]
    return list(zip(line, starts, [*starts[1:], stop], strict=True))


@dataclass(frozen=True)
class Chances:
    """Chances of a case under rules, each of shape ``(draws,)``; ``begun`` are cases a month.

    ``seen``: what the office that refers can see holds. ``hidden``: what the police find out later holds. ``wait``:
    months from the finding to the refusal.
    """

    begun: Array
    ordered: Array
    refused: Array
    seen: Array
    hidden: Array
    referred: Array
    own: Array
    filing: Array
    leaves_before_filing: Array
    leaves_before_charge: Array
    names: Array  # (rivals + 1, draws): chance that so many rivals are open
    wait: int


def chances(
    rules: Rules, draw: Mapping[str, Array], behaviour: Behaviour, theory: Theory
) -> Chances:
    """Outcomes of the rules of a date under draws of the inputs."""
    one = np.ones_like(draw["refusal"])

    def supply(name: str) -> Array:
        return draw[rules.supply[name][0]] if name in rules.supply else one

    opened = draw["open_counts"]
    posting = opened if rules.posting is None else float(rules.posting)
    refusal = np.minimum(draw["refusal"] + draw["flight"] * posting, one)
    seen = supply("mark_reached") * supply("conduct_met") * (opened if rules.mark_open else 1.0)
    valid = draw["order_holds"] ** rules.factors * (opened if rules.competence_open else 1.0)
    hidden = supply("later_result") * one
    begun = supply("results" if rules.pattern == BY_RESULT else "findings") / YEAR
    ordered, refused = one, one
    if theory.order_costs and rules.role != NO_ORDER:
        ordered, refused, hidden = supply("order_per_finding"), refusal, hidden * valid
        if rules.pattern == BY_RESULT:
            ordered = ordered * supply("checked_before")
            refused = np.minimum(refusal * supply("refusers_suffer"), one)
        elif rules.role == EXIT:
            # of those with a notice the refusers stay, of those without it all whom the law pursues
            ordered, refused = (
                one,
                ordered * refusal + (1.0 - ordered) * float(rules.pursued_without_notice),
            )
    push = draw["complains"] if theory.complainant else 0.0
    referral = shifted(draw["referral"], push if "referral" in rules.reaches else 0.0)
    names = np.ones((1, one.size))
    for rival in rules.rivals:
        met = draw[rival]
        names = (
            np.pad(names, ((0, 1), (0, 0))) * (1.0 - met) + np.pad(names, ((1, 0), (0, 0))) * met
        )
    later = draw["pays_later"]
    effects = {"none": one, "lighter": draw["lighter_frees"]}
    leaves = {
        step: later * effects[rules.exits[step]] if step in rules.exits else 0.0 * one
        for step in ("filing", "indictment")
    }
    return Chances(
        begun,
        ordered,
        refused,
        seen,
        hidden,
        referral / draw["fine_in_place"] ** rules.fines,
        draw["own_file"],
        shifted(draw["filing"], push if "filing" in rules.reaches else 0.0),
        leaves["filing"],
        leaves["indictment"],
        names,
        behaviour.constants["order_months"]
        if rules.pattern in ORDERED and rules.pattern != BY_RESULT
        else 0,
    )


def shifted(share: Array, push: Array | float) -> Array:
    """A share moved by some log-odds."""
    return np.asarray(sp.special.expit(sp.special.logit(share) + push))


def named(familiarity: Array, rivals: Array, draw: Mapping[str, Array]) -> Array:
    """Share of files that bear the name of the offence; ``rivals`` as in :class:`Chances`."""
    odds = draw["rival_weight"] * np.exp(-draw["familiarity_gain"] * familiarity)
    return np.asarray(sum(chance / (1.0 + number * odds) for number, chance in enumerate(rivals)))


def flows(
    offence: Offence,
    draw: Mapping[str, Array],
    behaviour: Behaviour,
    theory: Theory,
    last_year: int = LAST_YEAR,
) -> dict[str, Flows]:
    """Cases a month of each unit of an offence, from its first version to the end of a year, under a theory."""
    constants, stop = behaviour.constants, (last_year + 1) * YEAR
    spans = [span for line in offence.lines for span in months_in_force(line, stop)]
    first = min(start for _, start, _ in spans)
    months, draws = stop - first, draw["refusal"].size
    units: dict[str, dict[str, Array]] = {
        unit.id: {stage: np.zeros((draws, months)) for stage in STAGES} for unit in offence.units
    }
    # of each span: files brought under any name, and those under the name of the offence
    files = []
    for rules, start, end in spans:
        one = chances(rules, draw, behaviour, theory)
        begun = np.zeros((draws, months))
        begun[:, start - first : end - first] = one.begun[:, None]
        ordered = _passed(begun, one.ordered)
        refused = _passed(ordered, one.refused, one.wait)
        seen = _passed(refused, one.seen)
        satisfied, sent = _passed(seen, one.hidden), (1.0 - rules.own) * one.referred
        referred = _passed(seen, sent) + _passed(satisfied * rules.own, one.own)
        later = constants["referral_months"], constants["filing_months"]
        brought = _passed(satisfied, sent * one.filing + rules.own * one.own, sum(later))
        into = units[rules.unit]
        for stage, cases in (
            (BEGUN, begun),
            (ORDERS, ordered),
            (REFUSED, refused),
            (SATISFIED, satisfied),
            (REFERRED, passed(referred, 1.0, later[0])),
            (BROUGHT, brought),
        ):
            into[stage] += cases
        files.append((into, one, brought, np.zeros((draws, months))))
    familiarity = np.zeros(draws)
    kept = (1.0 - draw["forgetting"]) ** (1.0 / YEAR)
    per_use = (
        draw["shared_lessons"]
        * -np.expm1(-draw["lesson"])
        / (offence.offices or constants["offices"])
    )
    for month in range(months):
        for _, one, brought, own in files:
            own[:, month] = brought[:, month] * named(familiarity, one.names, draw)
        if theory.learns:
            uses = sum(own[:, month] for *_, own in files)
            familiarity = kept * familiarity + (1.0 - familiarity) * -np.expm1(-per_use * uses)
    for into, one, _, own in files:
        _follow(into, own, one, draw, constants)
    for into in units.values():
        into[PUBLISHED] *= published_share(first, months, draw, constants)
    return {name: Flows(first, into) for name, into in units.items()}


def flows_of(
    offences: Iterable[Offence],
    draw: Mapping[str, Array],
    behaviour: Behaviour,
    theory: Theory,
    last_year: int = LAST_YEAR,
) -> dict[str, Flows]:
    """Flows of all units under a theory, by unit."""
    made: dict[str, Flows] = {}
    for offence in offences:
        made |= flows(offence, draw, behaviour, theory, last_year)
    return made


def _passed(entering: Array, share: Array, months: int = 0) -> Array:
    """Cases that pass a stage by a share of each draw, some months later."""
    return passed(entering, share[:, None], months)


def _follow(
    into: dict[str, Array],
    own: Array,
    one: Chances,
    draw: Mapping[str, Array],
    constants: Mapping[str, int],
) -> None:
    """Book what becomes of the files that bear the name of the offence."""
    filed = _passed(own, 1.0 - one.leaves_before_filing)
    accepted = _passed(filed, draw["sent_on"], constants["investigation_months"])
    decided = passed(accepted, 1.0, constants["review_months"])
    prosecuted = _passed(
        _passed(decided, 1.0 - draw["not_prosecuted"]), 1.0 - one.leaves_before_charge
    )
    convicted = _passed(prosecuted, draw["convicted"], constants["trial_months"])
    for stage, cases in (
        (FILED, filed),
        (ACCEPTED, accepted),
        (DROPPED, decided - prosecuted),
        (PROSECUTED, prosecuted),
        (RECEIVED, prosecuted),
        (CONVICTED, convicted),
        (PUBLISHED, passed(convicted, 1.0, constants["publication_months"])),
    ):
        into[stage] += cases


def published_share(
    first: int, months: int, draw: Mapping[str, Array], constants: Mapping[str, int]
) -> Array:
    """Share of the judgments of each month that are published, shape ``(draws, months)``."""
    years = np.arange(first, first + months) // YEAR
    late = (years >= constants["published_late_from"])[None, :]
    share = np.where(late, draw["published_late"][:, None], draw["published"][:, None])
    return np.where((years >= constants["published_from"])[None, :], share, 0.0)
