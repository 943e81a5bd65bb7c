"""Beliefs of a user's own: the form, the door, and what every study draws and runs on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_draws import TINY

from zombielaw.experiments.data.priors import ANSWERS, answer, doubtful, form, read_own_priors
from zombielaw.experiments.designs.draws import (
    draws_of,
    from_priors,
    over_draws,
    uncertain,
    undrawn,
)
from zombielaw.experiments.designs.grids import table_of
from zombielaw.experiments.designs.groups import (
    directions,
    read_groups,
    sample_of,
    values_of,
)
from zombielaw.experiments.designs.prior_worlds import worlds_of
from zombielaw.experiments.reducers.by_month import by_month
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies import sensitivity
from zombielaw.experiments.studies.registry import command_of, composed, run, studies
from zombielaw.experiments.words.names import in_chinese

RATE, FILING = "policy.transfer_rate", "world.filing"
BELIEFS = f"""
{RATE}: {{low: 0.2, middle: 0.35, high: 0.5, says: the office of referrals}}
{FILING}: {{low: 0.1, middle: 0.3, high: 0.4, says: "statistics of the police, 2026"}}
"""


@pytest.fixture
def priors_file(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(BELIEFS, encoding="utf-8")
    return path


def test_the_form_has_a_line_for_each_number_and_moves_nothing_as_it_is(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_text(answer(["new"]), encoding="utf-8")
    assert read_own_priors(path) == {}
    lines = [line for line in form().splitlines() if line and not line.startswith("#")]
    assert [line.partition(":")[0] for line in lines] == uncertain()
    for key, line in zip(uncertain(), lines, strict=True):
        assert doubtful()[key].about.meaning in line
        assert line.endswith(f" / {in_chinese(key)}")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in in_chinese(key)), key
    assert composed(*TINY, f"priors={path}").plain == composed(*TINY).plain
    path.write_text(
        form().replace("middle: 0.05, high: 0.25", "middle: 0.06, high: 0.25"), encoding="utf-8"
    )
    assert [*read_own_priors(path)] == [RATE]


def test_draws_follow_the_beliefs_and_all_else_stays(priors_file):
    own = composed(*TINY, f"priors={priors_file}", "parameters=prior", "draws=40")
    drawn, declared = draws_of(own), from_priors(40, own.seed)
    for key, (low, middle, high) in ((RATE, (0.2, 0.35, 0.5)), (FILING, (0.1, 0.3, 0.4))):
        assert (drawn[key] < middle).sum() == 20
        assert low <= drawn[key].min() < drawn[key].max() <= high
        assert drawn[key].rank().tolist() == declared[key].rank().tolist(), "at the same quantiles"
    pd.testing.assert_frame_equal(
        drawn.drop(columns=[RATE, FILING]), declared.drop(columns=[RATE, FILING])
    )


def test_without_draws_numbers_are_at_the_middles_and_reforms_are_steps(priors_file):
    own = composed(*TINY, f"priors={priors_file}")
    assert (undrawn(own).policy.transfer_rate, undrawn(own).world.filing) == (0.35, 0.3)
    reform = own.scenario.under(own.scenario.policy._replace(transfer_rate=0.3, order_quality=0.95))
    more = own.scenario.under(own.scenario.policy._replace(transfer_rate=0.9))
    ((today, stepped, beyond),) = over_draws(own, [own.scenario, reform, more])
    assert [one.policy.transfer_rate for one in (today, stepped, beyond)] == [0.35, 0.35, 0.9], (
        "no reform goes back"
    )
    assert stepped.policy.order_quality == 0.95
    assert {one.world.filing for one in (today, stepped, beyond)} == {0.3}
    ((level,),) = over_draws(own, [reform], levels=[RATE])
    assert level.policy.transfer_rate == 0.3, "an axis says the level itself"
    held = composed(*TINY, f"priors={priors_file}", "world.filing=0.9")
    assert undrawn(held).world.filing == 0.9, "what the command sets is held"


def test_studies_that_sample_the_priors_themselves_sample_the_beliefs(priors_file):
    asked = composed("study=calibrate", "world=classroom", f"priors={priors_file}")
    keys = directions(asked, read_groups()).keys
    values = values_of(asked, keys, sample_of(keys, 20, 1))
    assert values[RATE].between(0.2, 0.5).all()
    assert values[FILING].between(0.1, 0.4).all()
    worlds = worlds_of(composed("study=trap", "world=classroom", f"priors={priors_file}"), 20)
    assert worlds[FILING].between(0.1, 0.4).all()
    assert worlds[RATE].between(0.2, 0.5).all()
    keys = [FILING, "world.refusal"]
    design = sensitivity.design_of(asked, keys, np.random.default_rng(1).random((20, 2)))
    assert design[FILING].between(0.1, 0.4).all()


def test_the_key_follows_what_the_file_says_and_the_command_asks_for_the_same(
    priors_file, monkeypatch
):
    def key(path: Path) -> str:
        return studies()["baseline"].key(composed(*TINY, f"priors={path}").with_contents)

    monkeypatch.chdir(priors_file.parent)
    settings = composed(*TINY, f"priors={priors_file.name}")
    assert composed(*command_of(settings).split()[2:]).plain == settings.plain
    first, plain = key(priors_file), studies()["baseline"].key(composed(*TINY).with_contents)
    assert first != plain
    priors_file.write_text(BELIEFS.replace("0.35", "0.36"), encoding="utf-8")
    assert key(priors_file) != first
    priors_file.write_text(f"# a remark\n{BELIEFS}", encoding="utf-8")
    assert key(priors_file) == first


@pytest.mark.parametrize(("words", "says"), [
    ((), "Run on your own beliefs of 2 numbers (my.yaml; the office of referrals; statistics of the police, 2026)"),
    (("parameters=posterior", "draws=2"), "**The draws do not know your beliefs.** They are from data/posterior.csv"),
])  # fmt: skip
def test_a_report_says_on_whose_beliefs(priors_file, tmp_path, words, says):
    table = tmp_path / "one.csv"
    table.write_text("label.name,policy.order_quality\ntoday,0.85\n", encoding="utf-8")
    asked = (
        "study=design",
        f"study.table={table}",
        "study.measure=official_days",
        f"out={tmp_path}",
    )
    folder = run(composed(*TINY, *asked, f"priors={priors_file}", *words), shown=False)
    assert says in (folder / "report.md").read_text(encoding="utf-8")
    assert (folder / "inputs" / priors_file.name).read_text(encoding="utf-8") == BELIEFS
    assert (folder / "inputs" / table.name).read_bytes() == table.read_bytes()


@pytest.mark.parametrize("refusal", [0.0, 0.5])
def test_what_is_run_is_what_is_believed(tmp_path, refusal):
    path, (own, *others) = tmp_path / "my.yaml", ANSWERS
    lines = {own: refusal, **dict.fromkeys(others, 0.0)}
    text = "".join(
        f"{key}: {{low: {at}, middle: {at}, high: {at}, says: me}}\n" for key, at in lines.items()
    )
    path.write_text(text, encoding="utf-8")
    asked = composed(
        "world=classroom", f"priors={path}", f"out={tmp_path}", "execute=serial", "replicates=1"
    )
    months = run_design(
        asked, table_of([{"label.name": "own"}]), measures=(), reduce=by_month
    ).table("months")
    assert months["answers"].sum() > 100
    assert months["refusals"].sum() / months["answers"].sum() == pytest.approx(
        refusal, abs=0.25 * refusal
    )
