"""The desks: every file is on one, has fallen off one, or is convicted; counts and dots are those of the ledger."""

from __future__ import annotations

import numpy as np
import pytest

from zombielaw.experiments.explorer import desks, work
from zombielaw.experiments.explorer.desks import DESKS, FELL, THERE, counts, journeys
from zombielaw.experiments.explorer.state import State

MONTHS = 62
# files that a check opens or the police; files that are put on the prosecutor's desk
WORLDS = ("lively", "trapped")


@pytest.fixture(scope="module", params=WORLDS)
def run(request):
    state = State(experiment=request.param, months=MONTHS)
    return work.run_of(state.scenario("a"), 1)


def test_a_file_comes_to_desks_in_their_order(run):
    went = journeys(run.record.files)
    assert (went.came >= 0).any(axis=0).all()
    for came, end, how in zip(went.came.T, went.end, went.how, strict=True):
        months = came[came >= 0].tolist()
        assert months == sorted(months)
        assert (end < 0) == (how == THERE)
        assert end < 0 or end >= months[-1]


@pytest.mark.parametrize("month", [0, 20, MONTHS - 1])
def test_what_came_is_there_or_went_on_or_fell(run, month):
    went, ledger = journeys(run.record.files), run.record.ledger
    by_desk, guilty = counts(went, month), desks.convicted(went, month)
    for of, later in zip(by_desk.values(), [*by_desk.values()][1:], strict=False):
        assert min(of.values()) >= 0
        assert of["on"] <= later["came"] + sum(one["came"] for one in by_desk.values())
    left = sum(of["there"] + of["fell"] for of in by_desk.values())
    assert (ledger["opened"] <= month).sum() == left + sum(guilty.values())
    assert by_desk["court"]["on"] == sum(guilty.values())
    assert (
        by_desk["court"]["came"]
        == ((ledger["charge"] != "none") & (ledger["charged"] <= month)).sum()
    )
    ended = ledger["verdict"].astype(str)[ledger["closed"].fillna(MONTHS) <= month]
    assert guilty["286_1"] == (ended == "286-1").sum()


def test_each_dot_is_a_file_where_it_lies(run, monkeypatch):
    monkeypatch.setattr(desks, "MOST", 300)
    every, went, month = desks.step_of(run, run), journeys(run.record.files), MONTHS - 1
    assert every > 1
    points, starts = desks.bands(went, month, every)
    drawn = {row: (x, y, state) for state, heap in points.items() for x, y, row in heap}
    assert len({one[:2] for one in drawn.values()}) == len(drawn), "no two dots lie on each other"
    assert {*np.flatnonzero(went.how > FELL)} <= {*drawn}, "what is rare is drawn"
    place, state = desks.standing(went, month)
    for row, (x, y, shown) in drawn.items():
        assert shown == state[row]
        assert 0 <= x < desks.ACROSS
        assert starts[place[row]] <= y < starts[place[row] + 1]
    row = next(iter(drawn))
    assert desks.name_of(run, row) == run.record.ledger["file"].iloc[row]
    assert (
        desks.name_of(run, len(went.how)) == desks.name_of(run, -1) == desks.name_of(run, "x") == ""
    )
    assert len(DESKS) == len(went.came)
