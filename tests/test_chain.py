"""The chain of stages: who reads which, who says why not, and that nobody computes a stage for himself."""

from __future__ import annotations

import ast
import inspect
from functools import cache

import numpy as np
import pytest
from closed_form import gap
from patience import ROOT
from shared import scenario

from zombielaw.sim.analysis import funnel
from zombielaw.sim.compiling import rules_as_python
from zombielaw.sim.decisions import chain
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.procedures import prehistory

pytestmark = pytest.mark.usefixtures("few_files")
POLICY, WORLD = (
    Policy(inspection_rate=6.0, order_delay=2.0, direct_transfer_rate=0.3),
    WorldParameters(refusal=0.3),
)
NAMES = [stage.__name__ for stage in chain.STAGES]


def past() -> list[float]:
    """Initial conditions of some providers, and what is heard in the trade."""
    with rules_as_python():
        conditions = prehistory.initial_conditions(
            Luck(1, 0).root, range(150), range(150), np.ones(150), POLICY, WORLD
        )
    return [prehistory.practice_of(POLICY, WORLD).sanctioned, *np.mean(conditions, axis=0)]


def null_model() -> list[float]:
    month = funnel.rates.__wrapped__(POLICY, WORLD, Statute(), 60)
    deleted = funnel.rates.__wrapped__(POLICY, WORLD, Statute(order_element_required=False), 60)
    return [
        *month.refused,
        *deleted.at_finding,
        month.check,
        month.finding,
        month.sanction,
        month.order,
        month.refusal,
    ]


def closed_form() -> list[float]:
    return [gap(scenario("experiment=meanfield"), 0.3, 60)]


usual = cache(lambda reader: reader())
READERS = {past: "prehistory", null_model: "null model", closed_form: "closed form"}
ON_THE_DESK = "its files lie on the prosecutor's desk when they begin"
NOT_SO_FAR = (
    "no offence has been charged before month 0, and files that are referred go on in the run"
)
LEFT_OUT = {
    "prehistory": dict.fromkeys(
        ("valid_order", "referred", "referred_at_once", "filed"), NOT_SO_FAR
    ),
    "null model": {"corrected": "a refusal is all that it follows; second orders are left out"},
    "closed form": dict.fromkeys(NAMES, ON_THE_DESK),
}
"""Stages that a reader of the chain does not heed, and why not."""
ASKED_OF_OFFICES = {
    "written_order", "referral", "direct_referral", "filing", "kept", "detection", "check_probability",
    "answer_probabilities", "answer_utilities", "charge_utilities", "charge_probabilities", "with_exits",
}  # fmt: skip
"""Decisions that agents meet in procedures; all others read them from the chain."""


def test_every_function_of_the_chain_is_a_stage():
    own = {
        name
        for name, one in vars(chain).items()
        if inspect.isfunction(one) and one.__module__ == chain.__name__
    }
    assert own == {*NAMES, "passed"}


@pytest.mark.parametrize("stage", NAMES)
@pytest.mark.parametrize("reader", READERS, ids=READERS.values())
def test_a_stage_moves_who_reads_it_and_who_does_not_says_why(monkeypatch, reader, stage):
    before, of_stage = usual(reader), getattr(chain, stage)

    def halved(*arguments):
        chance = of_stage(*arguments)
        return (
            chance._replace(comply=0.0, refuse=0.5 * chance.refuse)
            if isinstance(chance, tuple)
            else 0.5 * chance
        )

    monkeypatch.setattr(chain, stage, halved)
    moved = reader() != before
    assert moved != bool(LEFT_OUT[READERS[reader]].get(stage)), (
        f"{READERS[reader]} {'heeds' if moved else 'misses'} it"
    )


def test_nobody_without_agents_computes_a_stage_for_himself():
    files = [
        *(ROOT / "sim/analysis").glob("*.py"),
        ROOT / "sim/procedures/prehistory.py",
        ROOT / "sim/measures.py",
    ]
    for file in [*files, *(ROOT / "experiments").rglob("*.py")]:
        calls = [
            node.func
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Call)
        ]
        names = {
            call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
            for call in calls
        }
        assert not names & ASKED_OF_OFFICES, (
            f"{file}: read {names & ASKED_OF_OFFICES} from sim/decisions/chain.py"
        )


def test_what_passes_a_stage_does_so_later_by_the_rate_of_that_month():
    entering, rate = np.array([8.0, 4.0, 2.0, 1.0]), np.array([0.1, 0.5, 1.0, 0.25])
    assert chain.passed(entering, rate, 1).tolist() == [0.0, 4.0, 4.0, 0.5]
    assert chain.passed(entering, 1.0, np.array([2, 1, 0, 5])).tolist() == [0.0, 0.0, 14.0, 0.0]
    assert chain.passed(np.array([entering, 2.0 * entering]), 0.5, 6).tolist() == [[0.0] * 4] * 2
