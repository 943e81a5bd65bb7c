"""Validate and calibrate: runs, doors, draws from a posterior, and a calibration that was killed."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy as sp
from patience import wait_until

from zombielaw.experiments.analysis.observation import log_likelihood, quantities
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.data.priors import ANSWERS, read_posterior
from zombielaw.experiments.designs.draws import draws_of, in_draw
from zombielaw.experiments.designs.groups import (
    Group,
    directions,
    numbers_by,
    read_groups,
    sample_of,
    values_of,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA, DOCS, PAPER, ROOT
from zombielaw.experiments.publish.paper import entries
from zombielaw.experiments.reducers.by_month import TABLE, by_month
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.observed import targets_of
from zombielaw.experiments.studies.registry import command_of, composed, run
from zombielaw.experiments.studies.validate import ERRORS, with_errors
from zombielaw.sim.simulate import simulate

SMALL = ("world=classroom", "world.providers=600", "execute=serial")
OWN = """
targets:
  mine:
    meaning: checks in 2018
    values: {2018: 100000}
    over: sanctions
    window: {2018: [2018-01, 2018-12]}
    unit: sanctions
    observation: bound
    spread: 0.3
    use: check
    source: none
"""


def own(folder: Path) -> tuple[str, ...]:
    """The command that asks for one pattern, of a file of the user's own."""
    path = folder / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    few = ("study.months=40", "study.planted=0", "draws=3")
    return "study=validate", *SMALL, *few, f"study.targets={path}", f"out={folder}"


SHARE = """
targets:
  orders:
    meaning: orders per check
    values: {2018: 0.2}
    over: orders_chosen
    under: checks
    window: {2018: [2016-01, 2018-12]}
    unit: share
    observation: share
    spread: 0.3
    use: check
    source: none
"""


def test_a_planted_error_is_caught_by_a_pattern_that_it_moves_and_by_no_other(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SHARE, encoding="utf-8")
    words = (
        "study=validate",
        *SMALL,
        "parameters=median",
        "study.months=40",
        "study.planted=1",
        "replicates=1",
    )
    folder = run(composed(*words, f"study.targets={path}", f"out={tmp_path}"), shown=False)
    tables = Finished(folder)
    assert tables["targets"]["p"].item() > 0.05
    planted = tables["planted"].set_index(["error", "target"])["p"]
    assert len(planted) == 2 * len(ERRORS) == 22
    assert planted["orders_fewer", "orders"] < 0.05
    assert planted["orders_fewer", "together"] == planted["orders_fewer", "orders"], (
        "of one pattern"
    )
    assert planted["filings_fewer", "orders"] == planted["none", "orders"] > 0.05, (
        "filings move no order"
    )
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "orders ×1/5 (" in text
    assert "filings ×1/5" in text.split("Caught by nothing: ")[1].splitlines()[0]


def test_planted_errors_stay_within_what_the_model_allows(tmp_path):
    settings = composed("study=validate", *SMALL, "draws=6", "study.planted=4")
    rows = with_errors(settings).set_index(["label.error"])
    plain = draws_of(replace(settings, draws=4))
    assert len(rows) == 4 * len(ERRORS)
    for error, (moved, times) in ERRORS.items():
        for key in moved:
            about = parameter_of(key).about
            assert rows.loc[error, key].between(about.low, about.high).all()
            if times < 1.0:
                expected = (plain[key] * times).clip(about.low)
                assert rows.loc[error, key].to_numpy() == pytest.approx(expected.to_numpy())
        assert (rows.loc[error, list(ANSWERS)].sum(axis=1) <= 0.95).all()


CALIBRATE = ("study=calibrate", "world=classroom")


def correlations(values: pd.DataFrame, groups: dict[str, Group]) -> pd.Series:
    """Rank correlations of each pair within a group, turned so that both numbers mean more of it."""
    ranks = values.rank()
    pairs = {}
    for group in groups.values():
        signs = {**dict.fromkeys(group.up, 1.0), **dict.fromkeys(group.down, -1.0)}
        for one, other in combinations(signs, 2):
            pairs[one, other] = signs[one] * signs[other] * ranks[one].corr(ranks[other])
    return pd.Series(pairs)


def test_numbers_are_drawn_one_by_one_and_a_group_is_their_sum():
    settings, groups = composed(*CALIBRATE), read_groups()
    along = directions(settings, groups)
    normal = sample_of(along.keys, 600, 1)
    values = values_of(settings, along.keys, normal)
    assert correlations(values, groups).abs().max() < 0.2
    scores = pd.DataFrame(along.quantiles(normal), columns=along.groups)
    assert sp.stats.kstest(scores["aided_crime"], "uniform").pvalue > 0.01
    assert scores["aided_crime"].corr(values["world.trace_rate"].rank()) == pytest.approx(
        0.5, abs=0.1
    )
    assert scores["orders"].corr(values["world.order_shyness"].rank()) < -0.5, "it falls"
    rate = numbers_by(settings, along, ["publication_rate"])(normal)["publication_rate"]
    assert rate.to_numpy() == pytest.approx(values["world.publication_rate"].to_numpy(), abs=1e-3)


def test_what_the_command_sets_is_held():
    settings = composed(*CALIBRATE, "world.publication_rate=0.8", "world.trace_rate=0.001")
    along = directions(settings, read_groups())
    assert not {"world.publication_rate", "world.trace_rate"} & {*along.keys}
    assert "publication" not in along.groups
    assert (along.weights**2).sum(axis=0) == pytest.approx(1.0)
    numbers = numbers_by(settings, along, ["publication_rate"])(sample_of(along.keys, 10, 1))
    assert (numbers["publication_rate"] == 0.8).all(), "simulated and emulated worlds hold it alike"


def test_no_two_numbers_of_a_group_move_together_in_the_posterior():
    """With one dial for a group all of these are 1."""
    assert correlations(read_posterior(), read_groups()).max() < 0.5


@pytest.mark.slow
def test_no_world_of_the_posterior_breaks_a_complete_count_of_anybody():
    """In the runs by which the draws were weighted."""
    settings = composed("study=calibrate")
    bounds = [one for one in targets_of(settings).of("fit").values() if one.complete]
    assert len(bounds) == 5
    draws = read_posterior()
    months, numbers = [], []
    for number, draw in enumerate(draws.to_dict("records")):
        own = in_draw(settings.scenario, draw)
        for replicate in range(settings.replicates):
            record = simulate(own, settings.seed, replicate, engine="compiled")
            months.append(by_month(record, own)[TABLE].assign(world=number, replicate=replicate))
        numbers.append(own.world._asdict())
    seen = quantities(pd.concat(months), bounds, settings.scale, pd.DataFrame(numbers))
    for one in bounds:
        logs = log_likelihood(one, one.published, seen[one.name].to_numpy(), np.ones(len(seen)))
        assert np.isfinite(logs).all(), one.name


def test_draws_from_a_posterior_are_its_rows(tmp_path):
    settings = composed("study=compare", "world=classroom", "parameters=posterior", "draws=4")
    draws, every = draws_of(settings), read_posterior()
    assert len(draws) == 4
    assert draws.iloc[0].equals(every.iloc[0])
    assert draws.iloc[-1].tolist() == every.iloc[-1].tolist()
    other = tmp_path / "mine.csv"
    every.assign(**{"world.refusal": 0.1}).to_csv(other, index=False)
    again = composed(
        "study=compare", "world=classroom", "parameters=posterior", "draws=4", f"posterior={other}"
    )
    assert again.with_contents.plain != settings.with_contents.plain, (
        "keys follow what is drawn from"
    )
    assert (
        again.with_contents.plain["posterior.content"]
        != settings.with_contents.plain["posterior.content"]
    )
    assert "content" not in command_of(settings)
    asked = composed("study=compare", *shlex.split(command_of(settings))[2:])
    assert asked.plain == settings.plain, "the command that is told asks for the same"
    assert composed("study=validate", "parameters=typical").draws == 0, "one value on demand"


@pytest.mark.parametrize(("text", "says"), [
    ("world.refusal\n0.7\n", "world.refusal"),
    ("world.refusals\n0.1\n", "world.refusals is no number that draws move"),
    ("policy.training\n0.1\n", "policy.training is no number that draws move"),
    ("world.refusal\n", "no row"),
    ("", "not a readable CSV table"),
])  # fmt: skip
def test_a_bad_posterior_gets_one_message(tmp_path, text, says):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_posterior(str(path))


def test_the_posterior_that_is_drawn_from_is_that_of_the_committed_calibration():
    """The posterior's table is kept in data/, not among the results; results drawn from it name the same content."""
    left_out = manifest_of(PAPER / "calibrate")["left_out"]
    assert (
        sha256((DATA / "posterior.csv").read_bytes()).hexdigest()
        == left_out["tables/posterior.csv"]
    )
    for name in ("decide", "validate_posterior"):
        settings = composed(*entries()[name].words("full")).with_contents
        drawn_from = manifest_of(PAPER / name)["settings"]["posterior.content"]
        assert settings.plain["posterior.content"] == drawn_from, f"run: make paper NAMES={name}"


def test_the_page_says_how_often_the_intervals_of_the_committed_method_hold():
    """Where many draws carry a posterior they hold about what they say, where few do far less."""
    calibrate = Finished(PAPER / "calibrate")
    thirds, coverage = calibrate["thirds"], calibrate["coverage"].set_index("quantity")
    held = (100.0 * thirds["cover_90"]).round().astype(int).tolist()
    assert held == sorted(held)
    assert held[-1] >= 80, "the surface leads astray"
    assert thirds["sets"].sum() >= 40
    assert list(coverage.index[coverage["p"] < 0.05 / len(coverage)]) == ["sanctions"]
    page = (DOCS / "studies.md").read_text(encoding="utf-8")
    assert f"those of 90 per cent hold {held[0]} per cent of hidden truths in the third" in page
    assert f"(up to {thirds['high'].iloc[0]:.2g}), and {held[-1]} in the third" in page
    assert f"the figures of China leave {calibrate.facts['effective']:.0f})" in page


@pytest.mark.slow
@pytest.mark.long
def test_a_calibration_that_was_killed_goes_on_to_the_same_posterior(tmp_path):
    """The process is killed once some runs are stored."""
    few = (
        "study=calibrate",
        "world=classroom",
        "study.points=60",
        "study.second=40",
        "study.proposed=40",
        "study.sets=40",
        "study.draws=10",
    )
    whole = Finished(run(composed(*few, f"out={tmp_path / 'whole'}"), shown=False))
    tmp_path /= "killed"
    words = [sys.executable, "-m", "zombielaw", *few, f"out={tmp_path}"]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        wait_until(lambda: list(tmp_path.rglob("*.runs")), process)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL, "it was killed before it ended"
    assert not list(tmp_path.glob("calibrate/*/manifest.json"))
    again = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    resumed = Finished(Path(again.stdout.splitlines()[-1]))
    assert re.search(r"60 runs: [1-9]\d* found", again.stderr), "it went on"
    assert set(resumed) == set(whole) >= {"posterior", "groups", "coverage", "predicted"}
    for name in whole:
        pd.testing.assert_frame_equal(resumed[name], whole[name])
