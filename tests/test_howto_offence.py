"""A ninth rival as docs/howto_offence.md says: its file, its line in the list and a new fact; nothing else names it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from shared import copied_tree, done_in

RIVAL = Path(__file__).parent / "rivals" / "r276_1.py"
LIFE = """
import pandas as pd
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.dictionary import dictionary
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import NOTHING, Facts, exactly
from zombielaw.sim.measures import measure
from zombielaw.sim.simulate import ENGINES, simulate

words = (
    "experiment=lively", "world.providers=300", "world.tool_sellers=60", "world.refusal=0.4", "study.months=60",
    "world.familiarity_apart_276_1=0.4",
)
records = [simulate(composed(*words).scenario, 1, engine=engine) for engine in ENGINES]
for table in ("ledger", "panel"):
    one, other = (getattr(record, table) for record in records)
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    told = dictionary().query("table == @table")["column"]
    assert list(told) == list(one.columns), set(told) ^ set(one.columns)
ledger, panel = records[0].ledger, records[0].panel
assert (ledger["charge"] == "276-1").any() and (ledger["met_276_1"] > 0).any(), ledger["charge"].value_counts()
charged = (ledger["charge"] == "276-1").sum()
assert panel["charges_276_1"].sum() == measure(ledger, panel)["charges_276_1"] == charged
assert panel["expected_charges_276_1"].sum() > 0.0
days = dict.fromkeys(("conduct_end_day", "order_day", "judgment_day"), exactly(2500.0))
for facts, known in ((NOTHING._replace(wages_yuan=exactly(8000.0), **days), True), (Facts(), False)):
    for lang in ("en", "zh"):
        text = memorandum(facts, Statute(), READINGS, lang, "Made up").markdown()
        assert "Art. 276-1" in text and ("yuan of wages owed and not paid" in text) == known, text
"""


@pytest.mark.slow
@pytest.mark.long
def test_a_rival_is_one_file_and_a_line_in_the_list(tmp_path):
    added = [
        ("law/offences/__init__.py", r"(import r\d.*)", r"\1, r276_1"),
        ("law/offences/__init__.py", r"(for one in \(r.*)\)\)", r"\1, r276_1))"),
        (
            "law/facts.py",
            r"(    personal_gain_yuan: .*)",
            r"\1\n    wages_yuan: Interval = UNKNOWN",
        ),
    ]
    tree = copied_tree(tmp_path, added)
    shutil.copy(RIVAL, tree / "sim" / "law" / "offences")
    done_in(tree, LIFE)
