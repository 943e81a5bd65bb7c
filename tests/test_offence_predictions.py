"""Predictions of the sister offences and their scores: closed forms, refusals, made-up outcomes, a tenth offence."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy as sp
from shared import answer, refused, undrawn
from test_offences import UNITS, own

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.authors import score
from zombielaw.experiments.authors.score import APART
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences import second
from zombielaw.experiments.offences.behaviour import draws_of, read_behaviour
from zombielaw.experiments.offences.declaration import built_in
from zombielaw.experiments.offences.engine import ACCEPTED, BEGUN, CONVICTED, FILED, LAST_YEAR
from zombielaw.experiments.offences.foreseen import (
    ALL_EQUAL,
    NO_LEARNING,
    ORDER_FREE,
    REGISTERED,
    RIVALS,
    THEORIES,
    WITH_COMPLAINANT,
)  # fmt: skip
from zombielaw.experiments.offences.learnt import (
    LEVEL,
    LEVELS,
    SECOND,
    WANTS,
    World,
    common_level,
    identified,
    log_chances,
    moved,
    picked,
    read_coding,
    weights,
    who_wants,
)  # fmt: skip
from zombielaw.experiments.offences.registered import (
    FOLDER,
    OUTCOMES,
    RATIOS,
    check_same,
    made_of,
    ratios_of,
    read_draws,
)  # fmt: skip
from zombielaw.experiments.offences.scored import (
    ALL,
    BELOW,
    COLUMNS,
    SPREAD,
    Outcome,
    Part,
    by_unit,
    chance_within,
    crps,
    expected,
    read_outcomes,
    sample,
    scores,
)  # fmt: skip
from zombielaw.experiments.offences.second import AGENTS, SECOND_FOLDER
from zombielaw.experiments.paths import DOCS, RESULTS
from zombielaw.experiments.publish import predictions
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies.base import Finished

DRAWS = 60


@pytest.fixture(scope="module")
def draw():
    return draws_of(built_in().values(), read_behaviour(), DRAWS, 7)


@pytest.fixture(scope="module")
def made(draw):
    return made_of(draw)


def count(low: float, high: float, unit: str = "wages", line: int = 2) -> Outcome:
    part = Part((unit,), (ACCEPTED, False), None, date(2014, 1, 1), date(2014, 12, 31))
    return Outcome(line, part, None, low, high, "one")


def ratio(low: float, high: float) -> Outcome:
    part = Part(
        ("wages",), (CONVICTED, False), (ACCEPTED, False), date(2014, 1, 1), date(2014, 12, 31)
    )
    return Outcome(2, part, None, low, high, "one")


# ---- scores against closed forms


def test_the_chance_of_a_count_is_that_of_a_mixture():
    mean, size = np.array([3.0, 50.0]), SPREAD**-2
    exact = sp.stats.nbinom.pmf(4, size, size / (size + mean)).mean()
    assert chance_within(mean, count(4, 4)) == pytest.approx(exact)
    assert chance_within(mean, count(5, np.inf)) + chance_within(
        mean, count(0, 4)
    ) == pytest.approx(1.0)


def test_the_chance_of_a_ratio_is_log_normal():
    assert chance_within(np.array([0.5]), ratio(0.5, np.inf)) == pytest.approx(0.5)
    assert chance_within(np.array([0.5]), ratio(0.0, 0.5 * np.exp(SPREAD))) == pytest.approx(
        sp.stats.norm.cdf(1.0)
    )


def test_crps_of_a_normal_sample_is_its_closed_form():
    """On the scale of logarithms the sample is standard normal: CRPS = y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi)."""
    z = sp.stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    y = 0.7
    exact = y * (2 * sp.stats.norm.cdf(y) - 1) + 2 * sp.stats.norm.pdf(y) - 1 / np.sqrt(np.pi)
    assert crps(np.exp(z), ratio(np.exp(y), np.exp(y))) == pytest.approx(exact, abs=1e-3)


def test_crps_of_a_point_is_its_distance_and_bounds_forgive_what_lies_within():
    assert crps(np.full(10, 9.0), count(4, 4)) == pytest.approx(np.log(2.0))
    assert crps(np.full(10, 9.0), count(4, 20)) == 0.0
    assert crps(np.array([9.0, 19.0]), count(0, 9)) < crps(np.array([9.0, 19.0]), count(0, 4))


def test_a_sample_has_the_spread_that_the_chance_has():
    mean = np.full(20_000, 40.0)
    drawn = sample(mean, count(0, 0), 3)
    assert drawn.mean() == pytest.approx(40.0, rel=0.01)
    assert drawn.var() == pytest.approx(40.0 + (SPREAD * 40.0) ** 2, rel=0.05)


# ---- what is predicted


def test_every_unit_has_every_theory_and_the_rivals_are_three(made):
    assert set(made) == {*THEORIES, ALL_EQUAL} and len(RIVALS) == 3
    assert all(set(by_unit) == set(UNITS) for by_unit in made.values())


def test_the_complainant_moves_wages_alone(made):
    for unit, flows in made[WITH_COMPLAINANT].items():
        same = np.allclose(flows.stages[FILED], made[REGISTERED][unit].stages[FILED])
        assert same is (unit != "wages")


def test_the_equal_rival_passes_one_share_on(made):
    shares = [
        flows.stages[ACCEPTED].sum(axis=1) / flows.stages[BEGUN].sum(axis=1)
        for flows in made[ALL_EQUAL].values()
    ]
    own = [
        flows.stages[ACCEPTED].sum(axis=1) / flows.stages[BEGUN].sum(axis=1)
        for flows in made[REGISTERED].values()
    ]
    assert np.ptp(np.log(shares), axis=0).max() < 0.5 < np.ptp(np.log(own), axis=0).min()


def test_learning_adds_and_the_order_costs(made):
    for unit, flows in made[REGISTERED].items():
        assert (flows.stages[FILED] >= made[NO_LEARNING][unit].stages[FILED] - 1e-12).all()
        assert (made[ORDER_FREE][unit].stages[FILED] >= flows.stages[FILED] - 1e-12).all()


def test_a_refuting_interval_holds_at_least_half_of_what_a_free_order_predicts(made, draw):
    table = ratios_of(made, draw["persons"])
    assert len(table) == len(RATIOS) * len(made)
    within = table.set_index(["ratio", "theory"])["within"]
    for one in RATIOS:
        assert within[one.name, ORDER_FREE] >= 0.5 >= within[one.name, REGISTERED]


# ---- numbers that are learnt from other units


@pytest.fixture(scope="module")
def world(draw):
    return World(built_in(), draw, read_behaviour(), LAST_YEAR)


def times(registered, draw, level: float) -> list[Outcome]:
    """Counts of four units that are ``level`` times what the theory foresees in the middle."""
    units = ("wages", "mining_after", "tax_after", "danger_unordered")
    blank = [count(0.0, 0.0, unit, line) for line, unit in enumerate(units)]
    middles = [
        round(level * float(np.median(expected(registered, one, draw["persons"])))) for one in blank
    ]
    return [
        replace(one, low=middle, high=middle) for one, middle in zip(blank, middles, strict=True)
    ]


def test_a_common_level_is_learnt_from_the_units_that_are_not_scored(made, draw):
    outcomes = [
        one for one in times(made[REGISTERED], draw, 30.0) if one.units != ("danger_unordered",)
    ]
    chances = log_chances(common_level(made[REGISTERED], outcomes, draw["persons"]), outcomes)
    weight = weights(chances, ("wages",))
    assert 10.0 < float(np.exp(weight @ np.log(LEVELS))) < 90.0
    assert weight == pytest.approx(
        weights({units: own for units, own in chances.items() if units != ("wages",)})
    )
    assert not np.allclose(weight, weights(chances))
    assert LEVELS[picked(weight, 1000)].mean() == pytest.approx(float(weight @ LEVELS), rel=0.05)


def test_who_wants_moves_the_units_that_are_coded_and_no_others(world, made):
    coding = read_coding()
    assert {*UNITS} <= {*coding} and {row["coder"] for row in coding.values()} == {"blind"}
    for unit in UNITS:
        still, pushed, searched = (
            moved(world, unit, *how).stages[FILED].sum()
            for how in ((0.0, 1.0), (3.0, 1.0), (0.0, 9.0))
        )
        assert still == pytest.approx(made[REGISTERED][unit].stages[FILED].sum())
        assert (pushed > 1.5 * still) == bool(coding[unit]["gains"])
        assert (searched > 1.01 * still) == bool(coding[unit]["police_find"])
    uncoded = replace(world, coding={"fire": {**coding["fire"], "police_find": 0}})
    filed = made[REGISTERED]["fire"].stages[FILED]
    assert moved(uncoded, "fire", 3.0, 9.0).stages[FILED] == pytest.approx(filed)


def test_a_mechanism_that_no_two_other_units_bound_is_not_identified(world, draw):
    outcomes = [
        count(2000, 3000, "wages", 2),
        count(0, 90, "fire", 3),
        count(100, 900, "mining_after", 4),
    ]
    table = identified(who_wants(world, outcomes), outcomes).set_index(["mechanism", "without"])
    assert not table["identified"].any()
    assert (
        table.loc[("search", "mining_after"), "others"] == "fire"
        and table.loc[("search", ""), "bounded"] == 1
    )
    assert table.loc[("push", "wages"), "q50"] < table.loc[("push", ""), "q50"]


# ---- the second predictions


@pytest.mark.slow
def test_the_second_predictions_come_back_from_their_draws_and_from_what_was_given():
    given = manifest_of(SECOND_FOLDER)["given"]
    places = {path.name: path for path in (OUTCOMES, *SECOND.iterdir())}
    assert given == {name: predictions.digest(path) for name, path in places.items()}
    kept = pd.read_csv(SECOND_FOLDER / "predictions.csv")
    again = second.predictions({**read_draws(), **read_draws(SECOND_FOLDER)})
    assert kept["q50"].to_numpy() == pytest.approx(again["q50"].to_numpy(), rel=1e-3)


@pytest.mark.slow
def test_the_second_predictions_have_a_door_to_their_score(tmp_path):
    path = table(tmp_path, "judgment,received,2016-01-01,2018-12-31,5,,,")
    code, text, error = answer("score", "second", f"observed={path}", f"out={tmp_path}")
    assert (code, error) == (0, "") and "286-1 as the agents" in text


# ---- outcomes


def table(folder: Path, *rows: str) -> Path:
    path = folder / "outcomes.csv"
    path.write_text(
        "\n".join([",".join((*COLUMNS, *BELOW, "noise")), *rows]) + "\n", encoding="utf-8"
    )
    return path


GOOD = (
    "wages,convicted,2014-01-01,2014-12-31,3,3,,",
    "danger_ordered + danger_unordered,accepted,2021-03-01,2023-06-30,10,,,",
    "mining_after/mining_before,accepted per findings,2012-01-01,2015-12-31,1.5,4,2008-01-01,2010-12-31",
    "wages,prosecuted per accepted,2013-01-01,2016-12-31,0.6,0.9,,",
    "wages,convicted persons,2011-05-01,2012-12-31,,500,,",
)


def test_rows_are_read_as_what_they_are(tmp_path, made, draw):
    counted, summed, double, share, persons = read_outcomes(
        table(tmp_path, *GOOD), made[REGISTERED]
    )
    flows = made[REGISTERED]
    window = date(2021, 3, 1), date(2023, 6, 30)
    both = sum(
        flows[unit].between(ACCEPTED, *window) for unit in ("danger_ordered", "danger_unordered")
    )
    assert expected(flows, summed, draw["persons"]) == pytest.approx(both)
    assert (summed.low, summed.high, counted.ratio, double.ratio, share.ratio) == (
        10.0,
        np.inf,
        False,
        True,
        True,
    )
    assert expected(flows, double, draw["persons"]) == pytest.approx(
        expected(flows, RATIOS[0].outcome, draw["persons"])
    )
    window = date(2011, 5, 1), date(2012, 12, 31)
    assert expected(flows, persons, draw["persons"]) == pytest.approx(
        flows["wages"].between(CONVICTED, *window) * draw["persons"]
    )


BAD = [
    ("wage,convicted,2014-01-01,2014-12-31,3,3,,", "did you mean 'wages'?"),
    ("wages,convicted,2014,2014-12-31,3,3,,", "'2014' is no date"),
    ("wages,convicted,2014-12-31,2014-01-01,3,3,,", "2014-01-01 lies before 2014-12-31"),
    ("wages,convicted,2014-01-01,2014-12-31,5,3,,", "low=5 lies above high=3"),
    ("wages,convicted,2014-01-01,2014-12-31,,,,", "low and high are both empty"),
    ("wages,convicted,2014-01-01,2014-12-31,2.5,3,,", "counts are whole numbers"),
    ("wages/fire,convicted,2014-01-01,2014-12-31,2,2,,", "a ratio needs low below high"),
    ("wages,convicted,2014-01-01,2014-12-31,2,2,2010-01-01,2010-12-31", "are for ratios of units"),
    ("wages,convicted,2014-01-01,2014-12-31,2,2,,,0", "noise=0; give a coefficient of variation"),
]


@pytest.mark.parametrize(("row", "message"), BAD)
def test_a_bad_row_is_refused_by_line(tmp_path, row, message):
    path = table(tmp_path, GOOD[0], row)
    with pytest.raises(InputError, match="line 3") as error:
        read_outcomes(path, UNITS)
    assert message in str(error.value)


def test_a_window_before_the_offence_is_refused(tmp_path, made, draw):
    outcomes = read_outcomes(
        table(tmp_path, "wages,convicted,2001-01-01,2001-12-31,0,3,,"), made[REGISTERED]
    )
    with pytest.raises(InputError, match="nothing is foreseen"):
        scores({REGISTERED: [expected(made[REGISTERED], outcomes[0], draw["persons"])]}, outcomes)


def test_outcomes_of_the_theory_are_scored_best_by_the_theory(made, draw):
    """Outcomes are drawn from one draw after the other of the registered theory, as counts of each unit and year."""
    outcomes = []
    for place in range(0, DRAWS, 10):
        for unit in UNITS:
            year = 2008 if unit.endswith("before") else 2022
            part = Part((unit,), (ACCEPTED, False), None, date(year, 1, 1), date(year, 12, 31))
            blank = Outcome(len(outcomes), part, None, 0.0, 0.0, unit)
            value = float(
                sample(
                    expected(made[REGISTERED], blank, draw["persons"])[place : place + 1],
                    blank,
                    place,
                )[0]
            )
            outcomes.append(Outcome(blank.line, part, None, value, value, unit))
    foreseen = {
        theory: [expected(own, one, draw["persons"]) for one in outcomes]
        for theory, own in made.items()
    }
    sums = scores(foreseen, outcomes).groupby("theory")[["log_score", "crps"]].sum()
    for rival in (ALL_EQUAL, ORDER_FREE):
        assert sums.loc[REGISTERED, "log_score"] > sums.loc[rival, "log_score"]
        assert sums.loc[REGISTERED, "crps"] < sums.loc[rival, "crps"]


# ---- doors


def test_the_door_to_score_writes_a_table_and_a_figure(tmp_path, monkeypatch, made, draw):
    monkeypatch.setattr(score, "read_draws", lambda: draw)
    monkeypatch.setattr(score, "made_of", lambda _: made)
    monkeypatch.setattr(score, "check_same", lambda *_: None)
    path = table(tmp_path, *GOOD)
    for lang, word in (("en", "log score"), ("zh", "对数评分")):
        code, text, error = answer(
            "score", "predictions", f"observed={path}", f"out={tmp_path / lang}", f"lang={lang}"
        )
        assert (
            (code, error) == (0, "")
            and word in text
            and text.rstrip().endswith(str(tmp_path / lang))
        )
        assert {file.name for file in (tmp_path / lang).iterdir()} == {
            "scores.csv",
            "scores.png",
            "learnt.csv",
        }
    assert len(pd.read_csv(tmp_path / "en" / "scores.csv")) == len(GOOD) * (len(made) + 2)
    refused(
        answer("score", "predictions", f"observed={path}", f"out={path}"),
        f"out={path} cannot be written",
    )
    refused(answer("score", "predictions"), "observed=outcomes.csv")
    refused(answer("score", "prediction", f"observed={path}"), "observed=outcomes.csv")


def test_a_tenth_offence_goes_through_every_door(tmp_path):
    path = own(tmp_path)
    for lang, words in (("en", "refusing to recall goods"), ("zh", "拒不召回商品")):
        asked = f"study.file={path}", "study.draws=50", f"out={tmp_path}", f"lang={lang}"
        with undrawn() if lang == "zh" else nullcontext():
            code, text, error = answer("offences", *asked)
        assert code == 0, error
        assert words in text
    folder = Path(text.splitlines()[-1])
    units = Finished(folder)["units"]
    assert [*units["unit"]][-1] == "my_offence" and len(units) == len(UNITS) + 1
    assert units["cost"].iloc[-1] > 1.0
    assert (folder / "figures" / "offences.png").exists() and (folder / "report.html").exists()
    refused(answer("offences", f"study.file={tmp_path / 'none.yaml'}"), "no such file")


@pytest.mark.parametrize(("name", "frozen"), [
    ("predictions", "ae86dcfdc24eb09c1abe11f82260d7160b50599131a19e045e94feb3781d182b"),
    ("predictions_second", "f739b56f55c83fd0ca5d895515ca348be829b325cf86deebbf62398c230ac1cb"),
    ("predictions_second_correction_1", "5173beaa26befb03999732c0bf86bb33d514c691da44297d7113d10ca68b9db9"),
])  # fmt: skip
def test_predictions_are_those_that_were_frozen(name, frozen):
    """A correction is a new folder with a reason, never an edit: a digest is not changed."""
    folder = RESULTS / name
    content = (folder / "manifest.json").read_bytes()
    assert sha256(content).hexdigest() == frozen
    assert json.loads(content)["sha256"].items() <= predictions.digests(folder).items()
    with pytest.raises(InputError, match="never edited"):
        predictions.write(folder)


@pytest.mark.slow
def test_declarations_and_engine_still_say_what_is_registered():
    kept = read_draws()
    again = made_of(kept)
    check_same(again, kept["persons"])
    table = pd.read_csv(FOLDER / "predictions.csv").set_index(
        ["unit", "year", "quantity", "counted", "theory"]
    )
    for unit, year in (("wages", 2014), ("network", 2027), ("tax_before", 2008)):
        wanted = float(np.median(again[REGISTERED][unit].year(ACCEPTED, year)))
        assert table.loc[(unit, year, ACCEPTED, "cases", REGISTERED), "q50"] == pytest.approx(
            wanted, rel=1e-3
        )


# ---- what came of them


def test_outcomes_have_one_window_for_a_quantity_that_overlaps_no_other_of_its_unit():
    rows = pd.read_csv(OUTCOMES)
    assert not rows.duplicated(["unit", "quantity"]).any()
    for _, unit in rows.sort_values("from").groupby("unit"):
        assert (unit["from"].to_numpy()[1:] > unit["to"].to_numpy()[:-1]).all()
    assert rows[["noise", "confidence", "source", "reason"]].notna().all(axis=None)
    assert set(rows["confidence"]) <= {"high", "medium", "low"} and (rows["noise"] >= SPREAD).all()
    assert rows["reason"].str.contains("noise: ").all()
    outcomes = read_outcomes(OUTCOMES, UNITS)
    assert [outcome.noise for outcome in outcomes] == [*rows["noise"]]


PAGE = (DOCS / "predictions.md").read_text(encoding="utf-8")
SCORES = pd.read_csv(FOLDER / "scores.csv")
DANGER = "danger_ordered+danger_unordered"
COLUMNS_OF_PAGE = (REGISTERED, ORDER_FREE, ALL_EQUAL, LEVEL, WANTS)
WITHOUT_MINING = "all but wages and mining"


def told(row) -> str:
    """What was foreseen, as the page says it: a middle and its interval."""
    return f"{number(row['q50'])} ({number(row['q05'])} to {number(row['q95'])})"


@pytest.mark.slow
def test_the_scores_of_the_outcomes_come_back(tmp_path):
    code, text, error = answer("score", "predictions", f"observed={OUTCOMES}", f"out={tmp_path}")
    assert (code, error) == (0, "")
    for name in ("scores.csv", "learnt.csv"):
        pd.testing.assert_frame_equal(
            pd.read_csv(tmp_path / name), pd.read_csv(FOLDER / name), rtol=2e-3, atol=1e-6
        )
    assert "a true theory in 10% of draws" in text and "in 93%" in text and "8% and 77%" in text
    assert "in 10 % of draws and a false one, in which the order costs nothing, in 93 %" in PAGE
    assert "in 8 % and 77 %" in PAGE


def page_score(row) -> str:
    """A log score and a CRPS, as the page writes them."""
    return f"{row.log_score:.2f} ({row.crps:.2f})".replace("-0.00", "0.00")


def test_the_page_has_the_scores_of_its_table():
    units = by_unit(SCORES, APART)
    rest = units[(units["kind"] == "level") & ~units["unit"].isin((APART, "mining_after", ALL))]
    rest = rest.groupby(["kind", "theory"])[["log_score", "crps"]].mean().reset_index()
    cells = (
        pd.concat([units, rest.assign(unit=WITHOUT_MINING)])
        .set_index(["unit", "kind", "theory"])
        .sort_index()
    )
    shown = [APART, DANGER, "mining_after", "tax_after", ALL, WITHOUT_MINING]
    for unit, kind in ((APART, "share"), *((unit, "level") for unit in shown)):
        text = " | ".join(
            map(page_score, cells.loc[(unit, kind)].loc[[*COLUMNS_OF_PAGE]].itertuples())
        )
        assert f"| {'all but wages' if unit == ALL else unit} | {kind} | {text} |" in PAGE
    assert all(
        page_score(cells.loc[(APART, kind, WITH_COMPLAINANT)]) in PAGE
        for kind in ("level", "share")
    )


def test_the_page_has_what_was_foreseen_and_seen():
    seen, shown = pd.read_csv(OUTCOMES), set()
    rows = SCORES[SCORES["theory"] == REGISTERED].reset_index(drop=True)
    for (_, row), low, high in zip(rows.iterrows(), seen["low"], seen["high"], strict=True):
        ends = f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"
        ends = f"at least {low:,.6g}" if np.isnan(high) else ends if low else f"at most {high:,.6g}"
        if f"| {row['outcome']} |" in PAGE:
            assert f"| {row['outcome']} | {ends} | {told(row)} |" in PAGE
            shown.add(row["unit"])
    assert shown == {*rows["unit"]}
    line = rows.set_index("kind").loc["ratio", "line"]
    by = SCORES.set_index(["line", "theory"])
    assert told(by.loc[(line, ORDER_FREE)]) in PAGE
    assert told(by.loc[(2, WANTS)]).replace(" (", " filed (") in PAGE


@pytest.mark.slow
def test_the_page_says_at_which_stage_it_failed(tmp_path):
    draw = read_draws()
    made = {REGISTERED: made_of(draw)[REGISTERED]}
    path = table(tmp_path, "wages,filed per referred,2021-01-01,2021-09-30,0.78,0.79,,")
    filed = expected(made[REGISTERED], read_outcomes(path, UNITS)[0], draw["persons"])
    low, middle, high = np.quantile(filed, (0.05, 0.5, 0.95))
    assert (
        f"{100 * middle:.0f} % ({100 * low:.2g} to {100 * high:.0f};" in PAGE and high < 1525 / 1943
    )


def test_the_page_has_what_is_learnt_of_the_second_theory():
    rows = pd.read_csv(FOLDER / "learnt.csv", keep_default_na=False)
    numbers = rows.set_index(["mechanism", "without"]).sort_index()
    every = numbers.loc[("search", "")]
    files = f"{every['q50']:g} times as many files ({every['q05']:.3g} to {every['q95']:.3g})"
    alone = [f"{numbers.loc[('search', unit), 'q50']:.3g}" for unit in ("mining_after", DANGER)]
    assert files in PAGE and "without mining it is {}, without danger {}".format(*alone) in PAGE


def test_the_page_has_the_second_predictions():
    rows = pd.read_csv(SECOND_FOLDER / "predictions.csv").set_index(["outcome", "theory"])
    shown = PAGE.partition("## New predictions, frozen")[2].partition("\n\n**The agents")[0]
    for outcome in (
        line.split(" | ")[0][2:] for line in shown.splitlines() if line.endswith(") |")
    ):
        cells = " | ".join(
            told(rows.loc[(outcome, theory)]) for theory in (REGISTERED, LEVEL, WANTS)
        )
        assert f"| {outcome} | {cells} |" in shown
    agents = [
        number(rows["q50"][f"network, published, {year}-01-01 to {year}-12-31", AGENTS])
        for year in (2027, 2028)
    ]
    assert "{} and {} published judgments".format(*agents) in PAGE
