"""The Mesa engine as Mesa's users meet it: made by keywords, stepped, watched, asked in between, dropped."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from patience import ended_well
from shared import LISTENER, assert_same, scenario

from zombielaw.sim.engines.mesa import EnforcementModel, Judge, Prosecutor, Provider, Regulator, run
from zombielaw.sim.luck import Luck
from zombielaw.sim.scenario import Scenario, ScenarioError
from zombielaw.sim.simulate import simulate

LIVELY = scenario("experiment=lively", "world.providers=300", "study.months=30")


def test_a_model_is_made_by_keywords():
    words = {
        "providers": 200,
        "months": 12,
        "corrective_order_rate": 0.9,
        "refusal": 0.3,
        "concurrence": "habit",
    }
    model = EnforcementModel(seed=7, **words)
    assert (model.inputs.size.providers, model.inputs.months) == (200, 12)
    assert (model.inputs.policy.corrective_order_rate, model.inputs.world.refusal) == (0.9, 0.3)
    model.run_model()
    assert_same(model.record(), simulate(model.inputs, 7))


@pytest.mark.parametrize("how", [{"seed": 5}, {"rng": 5}, {"luck": Luck(5, 0)}])
def test_the_seed_has_several_names(how):
    model = EnforcementModel(LIVELY, months=6, **how)
    model.run_model()
    assert_same(model.record(), simulate(replace(LIVELY, months=6), 5))


@pytest.mark.parametrize(("wrong", "message"), [
    ({"no_such_lever": 1}, "no_such_lever is no lever"),
    ({"refusal": 2.0}, "refusal=2 is out of range"),
    ({"seed": -1}, "seed=-1 is out of range"),
    ({"replicate": 2**32}, "replicate=4294967296 is out of range"),
])  # fmt: skip
def test_a_wrong_keyword_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        EnforcementModel(Scenario(), **wrong)
    assert issubclass(ScenarioError, ValueError)


def test_a_model_stops_and_stays_as_it_is():
    model = EnforcementModel(LIVELY, months=3)
    for month in range(3):
        assert model.running
        assert model.period == month
        model.step()
    assert not model.running
    end = model.record()
    model.step()
    model.step()
    assert model.period == 3
    assert_same(model.record(), end)


def test_everybody_is_among_the_agents():
    model = EnforcementModel(LIVELY, vanish=0.1, order_delay=0)
    for _ in range(20):
        model.step()
    size, kinds = LIVELY.size, model.agents_by_type
    offices = {Regulator: size.regulators, Prosecutor: size.procuratorates, Judge: size.courts}
    assert {kind: len(kinds[kind]) for kind in offices} == offices
    last = model.record().panel.query("month == 19").sum()
    gone = sum(provider.generation for provider in kinds[Provider])
    assert gone > 0  # somebody has left, and a successor has come
    assert len(kinds[Provider]) == last["providers"] - last["exits"]
    assert all(provider.active for provider in kinds[Provider])
    assert len(model.agents) == len(kinds[Provider]) + sum(offices.values())
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)
    assert all((provider.file is not None) == provider.busy for provider in kinds[Provider])


def test_a_collector_watches_the_country():
    model = EnforcementModel(LIVELY)
    model.run_model()
    seen, panel = (
        model.datacollector.get_model_vars_dataframe(),
        model.record().panel.groupby("month"),
    )
    counts = (
        "providers",
        "non_compliant",
        "checks",
        "written_orders",
        "refusals",
        "charges_286_1",
        "expected_orders",
    )
    for name in counts:
        assert seen[name].tolist() == pytest.approx(panel[name].sum().tolist(), abs=1e-9)
    assert seen["load"].tolist() == pytest.approx(panel["load"].mean().tolist())
    assert EnforcementModel(LIVELY, watched=False).datacollector is None


def test_a_record_may_be_asked_for_in_any_month():
    """The record is that of a scenario which ends in this month; asking for it changes nothing."""
    model = EnforcementModel(LIVELY, seed=2)
    assert model.record().ledger.empty
    for month in range(1, LIVELY.months + 1):
        model.step()
        if month in (1, 17):
            assert_same(model.record(), simulate(replace(LIVELY, months=month), 2))
    assert_same(model.record(), simulate(LIVELY, 2))


BEGIN = f"""{LISTENER}
from zombielaw.sim.engines.mesa import EnforcementModel
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate

model = EnforcementModel(providers=200, months=6, seed=3)
model.run_model()
record = model.record()
print(*Compiled.names, "of the model")
simulate(model.inputs, 3)
print(*Compiled.names, "of the engine")
"""


@pytest.mark.slow
def test_who_steps_or_watches_waits_for_no_compiler(tmp_path):
    """The cache is empty; a run of the engine compiles, so that the count can fail."""
    model, engine = ended_well("-c", BEGIN, NUMBA_CACHE_DIR=str(tmp_path)).stdout.splitlines()
    assert model == "of the model"
    assert "initial_conditions" in engine


@pytest.mark.parametrize("until", [0, 5, "its end", "a break"])
def test_a_model_that_is_dropped_is_forgotten(until):
    """Mesa 3.3 keeps every model alive in a table of its agents' numbers."""
    kept = []
    for seed in range(3):
        model = EnforcementModel(LIVELY, seed=seed)
        kept += [weakref.ref(model), weakref.ref(model.regulators[0])]
        if until == "its end":
            run(model)
        elif until == "a break":
            with pytest.raises(ZeroDivisionError):
                run(model, lambda month: 1 / (month - 3))
        else:
            for _ in range(until):
                model.step()
    del model
    gc.collect()
    assert [reference() for reference in kept] == [None] * 6
