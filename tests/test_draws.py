"""Runs over the priors: reforms as steps from today, pairs within a draw, parameters apart from chance."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis.compared import COMPARED, DRAWS, WHOLE
from zombielaw.experiments.analysis.comparison import report
from zombielaw.experiments.analysis.estimates import (
    MEANINGS,
    OVER_DRAWS,
    OVER_DRAWS_OF_DIFFERENCES,
    RUNS,
    estimate,
    multiple_of,
    table_by_draw,
)
from zombielaw.experiments.config.schema import PER_DRAW, PRACTICE
from zombielaw.experiments.config.settings import Settings, packages
from zombielaw.experiments.data.priors import prior_of
from zombielaw.experiments.designs import grids
from zombielaw.experiments.designs.draws import from_priors, in_draw, over_draws, uncertain
from zombielaw.experiments.designs.grids import scenarios, table_of
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.baseline import doubt_answer
from zombielaw.experiments.studies.registry import composed, run
from zombielaw.experiments.words.texts import Language, speaking
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Change, Scenario
from zombielaw.sim.simulate import simulate

LEVERS = {lever.name: lever for lever in declared(Policy)}
KNOWN = {"prosecutor_staff", "consequence_threshold"}
"""Levers that move from a yardstick, and from the text of the law."""
TINY = (
    "world=classroom",
    "world.providers=60",
    "study.months=24",
    "execute=serial",
    "replicates=2",
)


def over_prior(*words: str) -> Settings:
    return composed(*TINY, "parameters=prior", "draws=3", *words)


def test_every_lever_has_a_prior_of_today_or_is_known():
    between = {
        name
        for name, lever in LEVERS.items()
        if not lever.about.options and lever.about.low < lever.default < lever.about.high
    }
    without = {name for name in between if LEVERS[name].today is None}
    assert without == KNOWN, (
        f"{sorted(without - KNOWN)}: practice lies within the range, so declare what it may be (Today)"
    )
    for lever in LEVERS.values():
        if lever.today:
            assert (
                lever.about.low
                <= lever.today.low
                < lever.default
                < lever.today.high
                <= lever.about.high
            ), lever.name
            assert lever.today.source
            ends = [prior_of(lever).quantile(share) for share in (0.0, 0.5, 1.0)]
            assert ends == [lever.today.low, lever.middle, lever.today.high]
    assert all(
        getattr(PRACTICE, name) == 0
        for name in ("transfer_supervision", "guiding_cases", "training")
    )


def test_draws_are_stratified_and_repeat():
    draws = from_priors(40, 1)
    assert list(draws) == uncertain()
    for key in uncertain():
        below = (draws[key] < grids.parameter_of(key).middle).sum()
        assert below == 20 or key in ("world.refusal", "world.partial", "world.vanish"), (
            f"{key}: half below the median"
        )
    assert draws.equals(from_priors(40, 1))
    assert not draws.equals(from_priors(40, 2))


def test_no_package_undoes_a_better_practice_and_the_medians_are_the_package():
    settings = composed("world=classroom")
    today, *reforms = packages(settings).values()
    medians = {key: grids.parameter_of(key).default for key in uncertain()}
    kept = 0
    for reform in reforms:
        assert in_draw(settings.scenario.under(reform), medians).policy == reform
        for draw in from_priors(30, 1).to_dict("records"):
            before, after = (
                in_draw(settings.scenario.under(policy), draw).policy for policy in (today, reform)
            )
            for name, to in reform._asdict().items():
                now, then = getattr(before, name), getattr(after, name)
                if to == getattr(today, name):
                    assert then == now, "what a reform does not move stays as it is in the draw"
                else:
                    assert then == (max if to > getattr(today, name) else min)(now, to)
                    kept += then == now != to
    assert kept > 0, "some practice is beyond a reform"


def test_changes_are_steps_and_levels_and_settings_of_the_command_are_held():
    changes = (Change("order_quality", 0.9, 12), Change("guiding_cases", 1.0, 12))
    given = replace(
        composed("world=classroom", "world.filing=0.9", "world.refusal=0.5").scenario,
        changes=changes,
    )
    draw = {key: grids.parameter_of(key).about.high for key in uncertain()} | {
        "policy.order_quality": 0.97
    }
    with_draw = in_draw(given, draw)
    assert [change.to for change in with_draw.changes] == [0.97, 1.0]
    assert (
        with_draw.policy_at(11, 0).order_quality == with_draw.policy_at(12, 0).order_quality == 0.97
    )
    assert (with_draw.world.filing, with_draw.world.refusal) == (0.9, 0.5), "set, so no draw"
    assert (
        with_draw.world.refusal + with_draw.world.partial + with_draw.world.vanish
        == pytest.approx(0.95)
    )
    level = in_draw(given, draw, ["policy.order_quality", "world.lesson"])
    assert (level.policy.order_quality, level.world.lesson) == (
        given.policy.order_quality,
        given.world.lesson,
    )
    assert [change.to for change in level.changes] == [0.9, 1.0]


def test_at_the_medians_nothing_is_drawn():
    settings, plain = over_prior(), composed(*TINY)
    design = table_of([{"policy.order_quality": 0.85}, {"policy.order_quality": 0.95}])
    assert [*over_draws(plain, scenarios(plain, design))] == [scenarios(plain, design)]
    assert {"parameters", "draws"} & set(plain.plain) == set()
    assert (settings.plain["parameters"], settings.plain["draws"]) == ("prior", 3)


def inputs_of(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Inputs of a run, as a table of one row: filing, order quality, files and luck."""
    kept = {
        "filing": scenario.world.filing,
        "quality": scenario.policy.order_quality,
        "files": len(record.ledger),
    }
    return {"inputs": pd.DataFrame([{**kept, "luck": record.panel["replicate"].iloc[0]}])}


def test_what_is_compared_shares_its_draw_and_its_random_draws(tmp_path):
    settings = over_prior(f"out={tmp_path}")
    design = table_of([{"policy.order_quality": 0.85}, {"policy.order_quality": 0.95}])
    results = run_design(settings, design, reduce=inputs_of)
    table = results.table("inputs")
    assert table["replicate"].tolist() == 2 * [
        0,
        1,
        PER_DRAW,
        PER_DRAW + 1,
        2 * PER_DRAW,
        2 * PER_DRAW + 1,
    ]
    assert (table["luck"] == table["replicate"]).all(), "no two draws share their luck"
    base, reform = (table[table["point"] == point].reset_index(drop=True) for point in (0, 1))
    assert base["filing"].equals(reform["filing"])
    draws = from_priors(3, settings.seed)
    assert base["filing"].tolist() == draws["world.filing"].repeat(2).tolist()
    assert (
        reform["quality"].tolist()
        == draws["policy.order_quality"].clip(lower=0.95).repeat(2).tolist()
    )
    again = in_draw(scenarios(settings, design)[1], draws.loc[2].to_dict())
    assert len(simulate(again, settings.seed, 2 * PER_DRAW + 1).ledger) == reform["files"].iloc[-1]
    assert (results.made, results.total) == (12, 12)


def test_runs_over_the_priors_grow_and_are_found(tmp_path):
    design = table_of([{"policy.order_quality": 0.85}])
    first = run_design(over_prior(f"out={tmp_path}"), design, reduce=inputs_of)
    more = run_design(over_prior(f"out={tmp_path}", "replicates=3"), design, reduce=inputs_of)
    assert (first.made, more.made) == (6, 3)
    kept = more.table("inputs").query("replicate % @PER_DRAW < 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, first.table("inputs"))
    level = run_design(
        over_prior(f"out={tmp_path}"), design, reduce=inputs_of, levels=["policy.order_quality"]
    )
    assert set(level.table("inputs")["quality"]) == {0.85}
    assert level.made == 6, "another scenario, another key"


def runs_of(values: np.ndarray, point: int = 0) -> pd.DataFrame:
    """Runs of one outcome from an array (draws, replicates)."""
    rows = [(point, draw * PER_DRAW + run, "harm", value, 1.0)
            for draw, of in enumerate(values) for run, value in enumerate(of)]  # fmt: skip
    return pd.DataFrame(rows, columns=RUNS)


def test_the_parts_of_the_variance_are_those_of_the_textbook():
    """Two draws of two runs: means 2 and 8, variance between 18, within 2; parameters 18 - 2 / 2."""
    row = estimate(runs_of(np.array([[1.0, 3.0], [7.0, 9.0]]))).iloc[0]
    assert (row["value"], row["runs"], row["draws"]) == (5.0, 4, 2)
    assert (row["parameter_sd"], row["chance_sd"]) == pytest.approx(
        (math.sqrt(17.0), math.sqrt(2.0))
    )
    half = 3.0 * math.sqrt(17.0 / 18.0)
    spread = row[["draw_low", "draw_median", "draw_high"]].tolist()
    assert spread == pytest.approx([5.0 - 0.9 * half, 5.0, 5.0 + 0.9 * half])


def test_planted_parts_are_found_and_a_shared_draw_cancels_in_a_pair():
    rng = np.random.default_rng(3)
    draw, chance = rng.normal(0.0, 2.0, (500, 1)), rng.normal(0.0, 3.0, (500, 4))
    effect = rng.normal(1.0, 0.5, (500, 1))
    both = pd.concat([runs_of(10.0 + draw + chance), runs_of(10.0 + draw + chance + effect, 1)])
    table = estimate(both, base=0)
    assert {*OVER_DRAWS, *OVER_DRAWS_OF_DIFFERENCES} <= set(table)
    assert table["parameter_sd"].iloc[0] == pytest.approx(2.0, abs=0.2)
    assert table["chance_sd"].iloc[0] == pytest.approx(3.0, abs=0.15)
    moved = table.iloc[1]
    assert moved["difference_parameter_sd"] == pytest.approx(0.5, abs=0.05)
    assert moved["difference_chance_sd"] == pytest.approx(0.0, abs=1e-9)
    assert moved["same_sign"] == pytest.approx(0.977, abs=0.02), (
        "two standard deviations above zero"
    )
    low, high = moved[["difference_draw_low", "difference_draw_high"]]
    assert (low, high) == pytest.approx((1.0 - 1.645 * 0.5, 1.0 + 1.645 * 0.5), abs=0.12)


def test_chance_alone_is_no_parameter():
    row = estimate(runs_of(np.random.default_rng(4).normal(5.0, 1.0, (300, 5)))).iloc[0]
    assert row["parameter_sd"] < 0.25
    assert row["draw_high"] - row["draw_low"] < 1.0, "the draws' own means spread over 1.5"


def test_shares_have_the_parts_of_their_own_draws():
    """Two draws with shares 0.2 and 0.6 in every run, of more files in one of them: parameters, no chance."""
    counted = ((draw, run, share, 10.0 if run == 0 else 50.0 * (1 + draw))
               for draw, share in enumerate((0.2, 0.6)) for run in range(2))  # fmt: skip
    rows = [
        (0, draw * PER_DRAW + run, "share", share * files, files)
        for draw, run, share, files in counted
    ]
    row = estimate(pd.DataFrame(rows, columns=RUNS)).iloc[0]
    assert row["chance_sd"] == pytest.approx(0.0, abs=1e-12)
    assert row["parameter_sd"] == pytest.approx(0.4 / math.sqrt(2.0))
    assert row["value"] == pytest.approx((0.2 * 60 + 0.6 * 110) / 170), (
        "a ratio of sums over all runs"
    )


def test_an_interval_takes_each_draw_as_one():
    """Equal runs of one draw add nothing, for draws are independent and runs of a draw are not."""
    drawn = np.random.default_rng(5).normal(3.0, 1.0, (12, 1))
    many, few = (estimate(runs_of(np.repeat(drawn, times, axis=1))).iloc[0] for times in (8, 2))
    plain = estimate(runs_of(drawn.T)).iloc[0]
    assert many[["low", "high"]].tolist() == pytest.approx(few[["low", "high"]].tolist())
    assert many[["low", "high"]].tolist() == pytest.approx(plain[["low", "high"]].tolist())
    wide = runs_of(np.repeat(drawn, 4, axis=1)).pivot_table(
        index="replicate", columns="point", values="numerator"
    )
    assert table_by_draw(wide)[0].tolist() == pytest.approx((4.0 * drawn[:, 0]).tolist())
    assert table_by_draw(wide.head(4)).equals(wide.head(4)), "one draw: runs as they are"
    few, many = (
        pd.concat([runs_of(np.repeat(drawn**power, times, axis=1), power - 1) for power in (1, 2)])
        for times in (2, 8)
    )
    assert multiple_of(few, 1, 0) == pytest.approx(multiple_of(many, 1, 0))
    own = drawn[:, 0]
    assert multiple_of(few, 1, 0).multiple == pytest.approx(np.median(own)), "of the draws' own"
    assert multiple_of(few, 1, 0)[3:] == ((own > 1.0).sum(), 12), "more in so many of so many"


def test_a_draw_in_which_nothing_is_divided_has_no_value():
    table = runs_of(np.array([[1.0, 2.0], [3.0, 5.0], [0.0, 0.0]]))
    table.loc[table["replicate"] >= 2 * PER_DRAW, "denominator"] = 0.0
    assert estimate(table)["draws"].iloc[0] == 2


PLUS_MINUS = np.array([-1.0, 1.0])
"""Chance of the two runs of a draw; its mean over them is none."""


def over_six(effects: list[float], chance: float) -> pd.DataFrame:
    """A comparison over six draws of two runs: every outcome moves by the effect of its draw, and by chance."""
    moved = np.array(effects)[:, None] + chance * PLUS_MINUS
    both = pd.concat([runs_of(np.full((6, 2), 5.0)), runs_of(5.0 + moved, 1)])
    table = estimate(pd.concat([both.assign(outcome=name) for name in COMPARED]), base=0)
    return table.assign(scenario=np.where(table["point"] == 0, "today", "mine"), years="2018-2020")


def told_over_draws(tables: dict[str, pd.DataFrame], lang: Language = "en") -> str:
    """Sentence of a report on what holds over draws."""
    start = "Over 6 draws" if lang == "en" else "对无人测量过的数值作6次抽样"
    with speaking(lang):
        return next(text for text in report(tables).split("\n\n") if text.startswith(start))


UNCLEAR = [-0.0131, 0.0869, 0.1869, 0.1369, 0.0869, 0.0369]
"""Effects of draws that chance hides."""


@pytest.mark.parametrize(("effects", "chance", "words"), [
    ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 0.1, "more in 6 of 6 draws"),
    ([-1.0, -2.0, -3.0, -4.0, -5.0, 6.0], 0.1, "fewer in 5 of 6 draws"),
    ([-0.5, 2.0, 3.0, 4.0, 5.0, 6.0], 1.4, "more in 6 of 6 draws"),
    (UNCLEAR, 1.0, "cannot be told from chance"), ([0.0] * 6, 0.0, "no difference"),
])  # fmt: skip
def test_the_sentence_over_draws_is_the_same_wherever_the_draws_are(effects, chance, words):
    """With ``parameters=prior`` or ``posterior`` every table is over draws; else one of draws stands beside them.

    It has an interval only where it has a side.
    """
    drawn, one = over_six(effects, chance), over_six(effects[:1] * 6, chance)
    text = told_over_draws({WHOLE: drawn})
    assert text == told_over_draws({WHOLE: one, DRAWS: drawn})
    assert text.count(words) == 2, "of convictions and of wrongful convictions"
    assert ("90 %" in text) == ("draws" in words)
    at_medians = one.drop(columns=[*OVER_DRAWS, *OVER_DRAWS_OF_DIFFERENCES])
    assert "Over 6 draws" not in report({WHOLE: at_medians})


def test_draws_that_cannot_be_told_from_chance_are_called_so_in_chinese():
    text = told_over_draws({WHOLE: over_six(UNCLEAR, 1.0)}, "zh")
    assert text.count("无法与随机性区分") == 2
    assert "90" not in text and "+0.0869（" in text, "the mean of the draws, with its interval"


def test_a_study_over_the_priors_from_draws_to_words(tmp_path):
    changes = '"[{""lever"":""corrective_order_rate"",""to"":0.7,""start"":6}]"'
    (tmp_path / "two.csv").write_text(f"label.name,policy.changes\ntoday,[]\nordered,{changes}\n")
    words = (
        "study=design",
        f"study.table={tmp_path}/two.csv",
        "study.measure=official_days",
        f"out={tmp_path}",
    )
    folder = run(over_prior(*words))
    estimates = Finished(folder)["estimates"]
    assert set(OVER_DRAWS) <= set(estimates)
    assert (estimates["draws"] <= 3).all()
    assert len(Finished(folder)["draws"]) == 3
    described = set(pd.read_csv(folder / "data_dictionary.csv")["column"])
    assert {"parameter_sd", "chance_sd", "same_sign"} <= described
    manifest = manifest_of(folder)
    assert (manifest["runs"], manifest["settings"]["draws"]) == (12, 3)
    text = (folder / "report.md").read_text()
    assert "## Parameters and chance" in text
    assert "3 draws from the prior of the world" in text
    assert "2 of each" in text


@pytest.mark.parametrize(("lang", "says"), [("en", "100 draws of what nobody has measured, from the posterior;"),
                                            ("zh", "自后验分布抽样100次")])  # fmt: skip
def test_the_first_number_says_that_its_draws_are_from_the_posterior(lang, says):
    with speaking(lang):
        answer = doubt_answer(Finished(PAPER / "run")["doubts"], "2016-2022")
    assert says in answer
    for sentence in (answer, *MEANINGS.values()):
        assert not re.search(r"draws from the priors|over the priors", sentence)


@pytest.mark.slow
def test_a_baseline_over_the_priors_counts_draws_not_files(tmp_path):
    numbers = pd.read_csv(
        run(over_prior("study=baseline", f"out={tmp_path}")) / "tables" / "numbers.csv"
    )
    assert (numbers["low"] <= numbers["per_year"]).all()
    assert (numbers["per_year"] <= numbers["high"]).all()
