"""The fuzz that docs/reliability.md quotes, and a small one for each run of CI. Other seeds: ``make fuzz SEED=2``."""

from __future__ import annotations

import sys

import pytest
from patience import ROOT

SEED = 1

pytestmark = pytest.mark.slow


def quoted(name: str) -> tuple[int, int]:
    """Numbers of cases tried and handled as promised, from the row of the page."""
    rows = [line.split("|") for line in (ROOT / "docs" / "reliability.md").read_text().splitlines()]
    (row,) = (row for row in rows if len(row) == 5 and row[1].strip() == name)
    return int(row[2]), int(row[3])


@pytest.fixture
def fuzz(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    from tests.fuzz import doors, run  # noqa: PLC0415
    from tests.fuzz import input as inputs  # noqa: PLC0415

    yield run, inputs, doors
    for name in [name for name in sys.modules if name.startswith("tests.fuzz")]:
        del sys.modules[name]


def test_a_few_of_each_kind_are_handled_as_promised(fuzz, tmp_path):
    _, inputs, doors = fuzz
    for one in (inputs, doors):
        counts, complaints = one.run(SEED, 2, tmp_path)
        assert not complaints, "\n".join(complaints)
        assert set(counts) == set(one.KINDS)


@pytest.mark.long
def test_bad_input_is_taken_or_refused_in_one_line(fuzz, tmp_path):
    run, inputs, _ = fuzz
    counts, complaints = inputs.run(SEED, run.EACH, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert counts == {name: quoted(name) for name in inputs.KINDS}


@pytest.mark.long
def test_the_other_doors_take_or_refuse_and_a_text_stays_a_text(fuzz, tmp_path):
    run, _, doors = fuzz
    counts, complaints = doors.run(SEED, run.EACH, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert counts == {name: quoted(name) for name in doors.KINDS}


@pytest.mark.long
@pytest.mark.parametrize("name", ["flipped bits", "kills", "kills of figures and archives"])
def test_faults_lose_nothing(fuzz, tmp_path, name):
    run, _, _ = fuzz
    ((_, number, ask),) = (each for each in run.FAULTS if each[0] == name)
    right, complaints = ask(SEED, number, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert quoted(name) == (number, right)
