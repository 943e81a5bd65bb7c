"""The desks: every file is on one, has fallen off one, or is convicted; counts are those of ledger and ways."""

from __future__ import annotations

import pytest

from zombielaw.experiments.explorer import desks, work
from zombielaw.experiments.explorer.desks import DESKS, FELL, OPEN, convicted, counts, journeys
from zombielaw.experiments.explorer.state import Side, State

MONTHS = 62
# files that a check opens or the police; files that are put on the prosecutor's desk
WORLDS = ("lively", "trapped")


@pytest.fixture(scope="module", params=WORLDS)
def run(request):
    state = State(experiment=request.param, months=MONTHS, b=Side())
    return work.run_of(state.scenario("a"), 1)


def test_a_file_comes_to_desks_in_their_order(run):
    went = journeys(run.record.files)
    for row in range(len(went["how"])):
        came = [int(went[desk][row]) for desk in DESKS if went[desk][row] >= 0]
        assert came
        assert came == sorted(came)
        end = int(went["end"][row])
        assert (end < 0) == (went["how"][row] == OPEN)
        assert end < 0 or end >= came[-1]


def test_what_came_is_there_or_went_on_or_fell(run):
    went = journeys(run.record.files)
    by_desk, guilty = counts(went, MONTHS), convicted(went, MONTHS)
    for month in (0, 20, MONTHS - 1):
        there = {
            desk: of["came"][month] - of["on"][month] - of["fell"][month]
            for desk, of in by_desk.items()
        }
        assert min(there.values()) >= 0
        opened = (run.record.ledger["opened"] <= month).sum()
        fell = sum(of["fell"][month] for of in by_desk.values())
        assert opened == sum(there.values()) + fell + sum(of[month] for of in guilty.values())
    last = MONTHS - 1
    assert by_desk["court"]["on"][last] == sum(of[last] for of in guilty.values())
    assert sum(of["fell"][last] for of in by_desk.values()) == (went["how"] == FELL).sum()


def test_the_table_says_what_the_ledger_says(run):
    by_desk, ledger = counts(journeys(run.record.files), MONTHS), run.record.ledger
    assert by_desk["court"]["came"][-1] == (ledger["charge"] != "none").sum()
    convictions = convicted(journeys(run.record.files), MONTHS)
    assert convictions["286_1"][-1] == (ledger["verdict"].astype(str) == "286-1").sum()


def test_a_dot_has_the_name_of_its_file(run, monkeypatch):
    monkeypatch.setattr(desks, "MOST", 300)
    every = desks.step_of(run, run)
    assert every > 1
    drawn = desks.dots(run, every)["files"]
    assert len(drawn["end"]) <= len(run.record.files["opened"])
    further = (journeys(run.record.files)["how"] > FELL).sum()
    assert sum(how > FELL for how in drawn["how"]) == further, "what is rare is drawn"
    ledger = run.record.ledger
    assert desks.name_of(run, len(drawn["end"]), every) == desks.name_of(run, -1, every) == ""
    for dot in (0, 7, len(drawn["end"]) - 1):
        row = ledger[ledger["file"] == desks.name_of(run, dot, every)].iloc[0]
        assert row["opened"] in [drawn[desk][dot] for desk in DESKS]
