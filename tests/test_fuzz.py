"""A fuzz in each run of CI: what docs/reliability.md quotes. Others: ``make fuzz SEED=2``."""

from __future__ import annotations

import sys

import pytest
from patience import ROOT

SEED = 1

pytestmark = pytest.mark.slow


def quoted(name: str) -> tuple[int, int]:
    """Tried and as promised, as the page has it."""
    rows = [line.split("|") for line in (ROOT / "docs" / "reliability.md").read_text().splitlines()]
    (row,) = (row for row in rows if len(row) == 5 and row[1].strip() == name)
    return int(row[2]), int(row[3])


@pytest.fixture
def fuzz(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    from tests.fuzz import faults, run  # noqa: PLC0415
    from tests.fuzz import input as inputs  # noqa: PLC0415

    yield run, inputs, faults
    for name in [name for name in sys.modules if name.startswith("tests.fuzz")]:
        del sys.modules[name]


def test_bad_input_is_taken_or_refused_in_one_line(fuzz, tmp_path):
    run, inputs, _ = fuzz
    counts, complaints = inputs.run(SEED, run.EACH, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert counts == {name: quoted(name) for name in inputs.KINDS}


def test_flipped_bits_are_named_and_made_again(fuzz, tmp_path):
    run, _, faults = fuzz
    right, complaints = faults.flips(SEED, run.FLIPS, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert quoted("flipped bits") == (run.FLIPS, right)


def test_kills_at_random_moments_lose_nothing(fuzz, tmp_path):
    run, _, faults = fuzz
    right, complaints = faults.kills(SEED, run.KILLS, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert quoted("kills") == (run.KILLS, right)
