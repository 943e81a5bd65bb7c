"""The small engine: a chain by hand, the learning map of theory, dates, and what each part of the theory moves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from test_offences import own

from zombielaw.experiments.offences.declaration import (
    Behaviour,
    Offence,
    read_behaviour,
    read_offence,
)
from zombielaw.experiments.offences.engine import (
    ACCEPTED,
    BEGUN,
    BROUGHT,
    CONVICTED,
    DROPPED,
    FILED,
    PROSECUTED,
    PUBLISHED,
    REFERRED,
    REFUSED,
    SATISFIED,
    STAGES,
    Flows,
    Theory,
    days_within,
    flows,
    named,
)  # fmt: skip
from zombielaw.experiments.offences.ranges import Array
from zombielaw.sim.analysis.theory import MeanFieldMap

PLAIN = {
    "refusal": 0.1, "flight": 0.02, "referral": 0.05, "filing": 0.7, "sent_on": 0.8, "not_prosecuted": 0.15,
    "convicted": 0.9, "persons": 2.0, "published": 0.6, "published_late": 0.3, "rival_weight": 3.0,
    "familiarity_gain": 5.0, "lesson": 0.6, "forgetting": 0.3, "shared_lessons": 3.0, "order_holds": 0.9,
    "open_counts": 0.8, "own_file": 0.2, "fine_in_place": 2.0, "complains": 1.0, "pays_later": 0.3,
    "lighter_frees": 0.5,
    "my_offence.findings": 3000.0, "my_offence.order_per_finding": 0.5, "my_offence.mark_reached": 0.4,
    "my_offence.rival.2": 0.3,
}  # fmt: skip
"""One draw of every input of the template's offence."""


def drawn(**changes: float) -> dict[str, Array]:
    return {name: np.array([value]) for name, value in {**PLAIN, **changes}.items()}


def offence(folder: Path, *changes: tuple[str, str]) -> Offence:
    return read_offence(own(folder, *changes))


def made(one: Offence, theory: Theory | None = None, **changes: float) -> Flows:
    theory = Theory(learns=False) if theory is None else theory
    return flows(one, drawn(**changes), read_behaviour(), theory)["my_offence"]


@pytest.fixture
def plain(tmp_path):
    return offence(tmp_path)


def test_the_chain_of_one_unit_by_hand(plain):
    """The year 2020, under the version of June 2015: a settled mark, posted orders served, an exit at indictment."""
    seen = made(plain)
    refused = 3000 * 0.5 * (0.1 + 0.02)
    satisfied = refused * 0.4 * 0.9**3
    brought = satisfied * 0.05 / 2 * 0.7
    filed = brought * (0.7 + 0.3 / (1 + 3))
    accepted = filed * 0.8
    prosecuted = accepted * 0.85 * (1 - 0.3 * 0.5)
    wanted = {
        BEGUN: 3000, REFUSED: refused, SATISFIED: satisfied, REFERRED: refused * 0.4 * 0.05 / 2, BROUGHT: brought,
        FILED: filed, ACCEPTED: accepted, DROPPED: accepted - prosecuted, PROSECUTED: prosecuted,
        CONVICTED: prosecuted * 0.9, PUBLISHED: prosecuted * 0.9 * 0.6,
    }  # fmt: skip
    assert {stage: seen.year(stage, 2020)[0] for stage in wanted} == pytest.approx(wanted)
    assert seen.year(PUBLISHED, 2022)[0] == pytest.approx(prosecuted * 0.9 * 0.3)
    assert seen.year(PUBLISHED, 2013)[0] == 0.0


def test_open_points_and_unserved_orders_cost_before_the_interpretation(plain):
    """The year 2013: the mark is open, and a posted order is one of the open points."""
    refused = 3000 * 0.5 * (0.1 + 0.02 * 0.8)
    seen = made(plain)
    assert seen.year(REFUSED, 2013)[0] == pytest.approx(refused)
    assert seen.year(SATISFIED, 2013)[0] == pytest.approx(refused * 0.4 * 0.8 * 0.9**3)


def test_a_stage_begins_when_its_delay_is_over(plain):
    """Months from January 2010: refusal 5, referral 6, filing 7, prosecutor 9, charge 10, judgment 12."""
    seen = made(plain)
    starts = {
        stage: int(np.flatnonzero(seen.stages[stage][0])[0])
        for stage in STAGES
        if stage != PUBLISHED
    }
    assert [starts[stage] for stage in (BEGUN, REFUSED, REFERRED, BROUGHT, FILED, ACCEPTED, PROSECUTED, CONVICTED)] == [
        0, 5, 6, 7, 7, 9, 10, 12
    ]  # fmt: skip


def test_familiarity_goes_by_the_map_of_theory(plain):
    """With one office the share of files under the name follows the mean-field map month by month."""
    behaviour = read_behaviour()
    one = Behaviour(behaviour.ranges, {**behaviour.constants, "offices": 1})
    draw = drawn(**{"my_offence.rival.2": 1.0, "lesson": 0.05, "shared_lessons": 1.0})
    seen = flows(plain, draw, one, Theory())["my_offence"]
    brought = seen.stages[BROUGHT][0]
    unit = MeanFieldMap(
        -np.log(3.0), 5.0, 1.0 - 0.7 ** (1 / 12), float(brought[-1]) * -np.expm1(-0.05)
    )
    share, last = seen.stages[FILED][0] / np.where(brought > 0.0, brought, 1.0), 7 + 12 * 6
    familiarity = (np.log(share[last] / (1.0 - share[last])) + np.log(3.0)) / 5.0
    for month in range(last, last + 24):
        assert share[month] == pytest.approx(float(unit.share(familiarity)), rel=1e-9)
        familiarity = unit.step(familiarity)
    assert share[-1] > share[7] == pytest.approx(0.25)


def test_rivals_are_weighed_by_how_many_are_open():
    names = np.array([[0.42], [0.46], [0.12]])  # two rivals, met by 0.4 and 0.3
    assert named(np.zeros(1), names, drawn())[0] == pytest.approx(0.42 + 0.46 / 4 + 0.12 / 7)
    assert named(np.ones(1), names, drawn(familiarity_gain=50.0))[0] == pytest.approx(1.0)


def test_what_the_order_costs(plain):
    costs = made(plain).year(BROUGHT, 2020)[0]
    free = made(plain, Theory(learns=False, order_costs=False)).year(BROUGHT, 2020)[0]
    assert free / costs == pytest.approx(1 / (0.5 * 0.12 * 0.9**3))


def test_without_an_order_nothing_of_it_is_asked_and_the_police_may_be_the_finder(tmp_path):
    one = offence(
        tmp_path, ("role: element ", "role: none "), ("pattern: order_refusal_referral", "pattern: finding_referral"),
        ("check: 0.5, complaint: 0.5, result: 0, police: 0}", "check: 0.5, complaint: 0.3, result: 0, police: 0.2}"),
    )  # fmt: skip
    seen = made(one)
    satisfied = 3000 * 0.4
    assert seen.year(SATISFIED, 2020)[0] == pytest.approx(satisfied)
    assert seen.year(BROUGHT, 2020)[0] == pytest.approx(
        satisfied * (0.8 * 0.05 / 2 * 0.7 + 0.2 * 0.2)
    )
    free = made(one, Theory(learns=False, order_costs=False))
    assert all((free.stages[stage] == seen.stages[stage]).all() for stage in STAGES)


def test_an_order_that_is_an_exit_lets_who_complies_go(tmp_path):
    exits = (
        ("role: element ", "role: exit "),
        ("pattern: order_refusal_referral", "pattern: finding_referral"),
    )
    seen = made(offence(tmp_path, *exits))
    assert seen.year(SATISFIED, 2020)[0] == pytest.approx(3000 * 0.4 * (0.5 * 0.12 + 0.5))
    barred = offence(
        tmp_path, *exits, ("# without_notice: no_prosecution", "without_notice: no_prosecution")
    )
    assert made(barred).year(SATISFIED, 2020)[0] == pytest.approx(3000 * 0.4 * 0.5 * 0.12)


def test_a_result_comes_first_where_the_order_is_looked_up(tmp_path):
    more = "".join(
        f"\n  {name}: {{range: [{value}, {value}, {value}], reason: assumed, confidence: low}}"
        for name, value in (("results", 500), ("checked_before", 0.2), ("refusers_suffer", 2))
    )
    one = offence(
        tmp_path, ("pattern: order_refusal_referral", "pattern: result_then_order"), ("same_body: 0 ", "same_body: 1 "),
        ("\n  findings", f"{more}\n  findings"),
    )  # fmt: skip
    draws = {
        "my_offence.results": 500.0,
        "my_offence.checked_before": 0.2,
        "my_offence.refusers_suffer": 2.0,
    }
    seen = made(one, **draws)
    satisfied = 500 * 0.2 * 0.5 * (0.12 * 2) * 0.4 * 0.9**3
    assert seen.year(SATISFIED, 2020)[0] == pytest.approx(satisfied)
    assert seen.year(BROUGHT, 2020)[0] == pytest.approx(satisfied * 0.2)


def test_a_complainant_pushes_only_at_the_steps_that_are_declared(tmp_path):
    stake = (
        "{stake: none, reaches: []}",
        "{stake: own, reaches: [filing], reason: they may ask for review}",
    )
    without = made(offence(tmp_path))
    for change, differs in ((stake, True), (("# offices: 3600", "offices: 3600"), False)):
        pushed = made(offence(tmp_path, change), Theory(learns=False, complainant=True))
        assert (pushed.stages[REFERRED] == without.stages[REFERRED]).all()
        assert (pushed.stages[BROUGHT][0, -1] > without.stages[BROUGHT][0, -1]) is np.bool_(differs)
    odds = 0.7 / 0.3 * np.e
    pushed = made(offence(tmp_path, stake), Theory(learns=False, complainant=True))
    assert pushed.year(BROUGHT, 2020)[0] / without.year(BROUGHT, 2020)[0] == pytest.approx(
        odds / (1 + odds) / 0.7
    )


def test_part_of_a_month_counts_by_its_days():
    share = days_within(2020 * 12, 4, date(2020, 1, 17), date(2020, 3, 31))
    assert share == pytest.approx([15 / 31, 1.0, 1.0, 0.0])
    assert days_within(2020 * 12, 2, date(2021, 1, 1), date(2021, 12, 31)) == pytest.approx(
        [0.0, 0.0]
    )
