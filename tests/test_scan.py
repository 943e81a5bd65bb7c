"""The scans find exactly those whose own draw is below the chance: the specification, slot by slot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zombielaw.sim.engines import scan
from zombielaw.sim.luck import Draw, Luck

LUCK = Luck(11, 5)


@pytest.mark.parametrize("slots", [1, 2, 4095, 4096, 4097, 10_001])
@pytest.mark.parametrize("chance", [0.0, 1e-9, 1 / 12, 0.5, 1.0])
def test_a_scan_strikes_whom_the_draw_strikes(slots, chance):
    candidates = np.arange(slots) % 3 != 1
    draws = LUCK.uniforms(Draw.TRACED, slots, 7)
    expected = np.flatnonzero(candidates & (draws < chance))
    np.testing.assert_array_equal(scan.maybe_traced(LUCK, 7, candidates, chance), expected)


@settings(max_examples=50)
@given(slot=st.integers(0, 4095), month=st.integers(0, 500), step=st.sampled_from([-1, 0, 1]))
def test_a_chance_next_to_the_draw_is_decided_by_the_whole_draw(slot, month, step):
    draw = LUCK.uniform(Draw.TRACED, slot, month)
    chance = draw if step == 0 else float(np.nextafter(draw, 2.0 if step > 0 else -1.0))
    alone = np.arange(4096) == slot
    struck = scan.maybe_traced(LUCK, month, alone, chance)
    assert struck.tolist() == ([slot] if draw < chance else [])


def test_reconsidering_is_a_draw_of_its_own():
    everyone = np.ones(5000, dtype=np.bool_)
    draws = LUCK.uniforms(Draw.RECONSIDER, 5000, 3)
    slots = scan.reconsidering(LUCK, 3, everyone, 12.0)
    np.testing.assert_array_equal(slots, np.flatnonzero(draws < 1.0 / 12.0))
    assert 300 < slots.size < 550
