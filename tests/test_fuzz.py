"""The fuzz that docs/reliability.md quotes, and a small one for each run of CI. Other seeds: ``make fuzz SEED=2``."""

from __future__ import annotations

import sys

import pytest
from patience import ROOT, ended_well
from shared import cells

SEED = 1

pytestmark = pytest.mark.slow


def quoted() -> dict[str, tuple[int, int]]:
    """Numbers of cases tried and handled as promised, by kind, from the table of the page."""
    page = (
        (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8").partition("## The fuzz")[2]
    )
    return {
        name: (int(tried), int(right))
        for names, tried, right in cells(page)[2:]
        for name in names.split(", ")
    }


def test_the_command_of_the_makefile_starts():
    ended_well("-W", "error", "-c", "import tests.fuzz.run")


@pytest.fixture
def fuzz(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    from tests.fuzz import input as inputs  # noqa: PLC0415
    from tests.fuzz import run  # noqa: PLC0415

    yield run, inputs
    for name in [name for name in sys.modules if name.startswith("tests.fuzz")]:
        del sys.modules[name]


def test_a_few_of_each_kind_are_handled_as_promised(fuzz, tmp_path):
    _, inputs = fuzz
    counts, complaints = inputs.run(SEED, 2, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert set(counts) == set(inputs.KINDS)


def test_the_table_of_the_page_is_that_of_all_seeds(fuzz):
    run, inputs = fuzz
    each = dict.fromkeys(inputs.KINDS, run.EACH)
    each |= {name: number for name, number, _ in run.FAULTS}
    assert quoted() == {name: 2 * (len(run.SEEDS) * number,) for name, number in each.items()}


@pytest.mark.long
@pytest.mark.parametrize("number", range(10))
def test_each_seed_is_handled_as_promised(fuzz, tmp_path, number):
    run, *_ = fuzz
    _, complaints = run.fuzz(run.SEEDS[number], tmp_path)
    assert not complaints, "\n".join(complaints)
