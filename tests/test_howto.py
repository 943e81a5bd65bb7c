"""Mechanisms as docs/howto_mechanism.md says: the script of the page, and a state in four files of a copied tree."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from shared import assert_same, copied_tree, done_in, scenario

from zombielaw import simulate
from zombielaw.errors import InputError
from zombielaw.sim.engines.mesa import Regulator
from zombielaw.sim.simulate import simulate as run_model

PAGE = Path(__file__).parent.parent / "docs" / "howto_mechanism.md"
LIVELY = scenario("experiment=lively", "world.providers=300", "study.months=36")


def test_the_script_of_the_page_caps_the_orders_and_nothing_else(capsys):
    script = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert script is not None
    assert len([line for line in script[1].splitlines() if line]) <= 40
    made: dict[str, object] = {}
    exec(script[1].replace("RUNS = 5", "RUNS = 2"), made)
    assert (made["less"] < 0).all()
    assert f"the cap takes {-np.mean(made['less']):.0f} " in capsys.readouterr().out
    never = type("Never", (made["Capped"],), {"cap": 10**9})
    assert_same(simulate(LIVELY, 1, agents=[never]).record, run_model(LIVELY, 1))


@pytest.mark.parametrize(("given", "message"), [
    ({"agents": [int]}, "is no kind of agent; allowed: classes derived from Provider, Regulator, Prosecutor, Judge"),
    ({"agents": [Regulator], "engine": "compiled"}, "engine=compiled has no agents; give engine=mesa"),
])  # fmt: skip
def test_what_is_no_agent_is_refused(given, message):
    with pytest.raises(InputError, match=message):
        simulate(LIVELY, **given)


ADDED = [
    ("parameters/policy.py", r"(\n    mandate_clarity: )", r"""
    order_cap: Annotated[
        float, number("written orders of an office in a year, at most", "orders", 0, 1000)
    ] = 1000.0\1"""),
    ("entities.py", r"(\n    trust: float = )", r"""
    orders: Number = state("written orders of the year before the month order_month")
    orders_now: Number = state("written orders of that month")
    order_month: Number = state("month in which orders were last looked at", NEVER)\1"""),
    ("decisions/chain.py", r"(\n@register_jitable\ndef left_open)", r'''
@register_jitable
def within_cap(orders: float, policy: Policy) -> float:
    """1 if an office that has written so many orders this year may write another, else 0."""
    return 1.0 if orders < policy.order_cap else 0.0

\1'''),
    ("decisions/chain.py", r"(\n    left_open,)", r"\n    within_cap,\1"),
    ("procedures/regulator.py", r"(file\.p_order = .*)\n", r"""\1
    file.p_order *= chain.within_cap(orders_before(now, matter.regulator), matter.rules)
"""),
    ("procedures/regulator.py", r"(\n    matter\.row\.written_orders \+= 1)", r"""
    orders_before(now, office)
    office.orders_now += 1\1"""),
    ("procedures/regulator.py", r"(\n@register_jitable\ndef schedule_order)", r'''
@register_jitable
def orders_before(now: Month, office: Regulator) -> float:
    """Written orders of an office in this year, before this month."""
    if office.order_month != now.period:
        office.orders = office.orders + office.orders_now if office.order_month // 12 == now.period // 12 else 0
        office.orders_now, office.order_month = 0, now.period
    return float(office.orders)

\1'''),
    ("procedures/regulator.py", r"(from zombielaw.sim.decisions import) provider", r"\1 chain, provider"),
]  # fmt: skip
LIFE = """
import pandas as pd
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.simulate import ENGINES, simulate

words = "experiment=lively", "world.providers=300", "study.months=48"
free, capped = composed(*words).scenario, composed(*words, "policy.order_cap=1").scenario
records = [simulate(capped, 1, engine=engine) for engine in ENGINES]
for table in ("ledger", "panel"):
    pd.testing.assert_frame_equal(*(getattr(record, table) for record in records), check_exact=True)
records.append(simulate(free, 1, engine="compiled"))
orders, _, without = (record.panel["written_orders"].sum() for record in records)
assert orders < 0.7 * without, (orders, without)
"""


@pytest.mark.slow
@pytest.mark.long
def test_a_state_is_four_files_of_the_model(tmp_path):
    assert len({name for name, *_ in ADDED}) == 4
    done_in(copied_tree(tmp_path, ADDED), LIFE)
