"""Bad input at random is handled as promised: a little of it for each run of CI. Other seeds: ``make fuzz SEED=2``."""

from __future__ import annotations

import pytest
from bad_input import KINDS, run
from drawn import SEED

EACH = 25
"""Number of inputs of each kind that one seed tries."""

pytestmark = pytest.mark.slow


def test_a_few_of_each_kind_are_handled_as_promised(tmp_path):
    counts, complaints = run(SEED, 2, tmp_path)
    assert not complaints, "\n".join(complaints)
    assert counts == dict.fromkeys(KINDS, (2, 2))


@pytest.mark.long
@pytest.mark.parametrize("number", range(10))
def test_each_seed_is_handled_as_promised(tmp_path, number):
    _, complaints = run(f"{SEED} {number}", EACH, tmp_path)
    assert not complaints, "\n".join(complaints)
