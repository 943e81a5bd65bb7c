"""Predictions of the sister offences and their scores: closed forms, refusals, made-up outcomes, a tenth offence."""

from __future__ import annotations

import json
from contextlib import nullcontext
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
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export.score import APART
from zombielaw.experiments.offences.declaration import built_in, draws_of, read_behaviour
from zombielaw.experiments.offences.engine import (
    ACCEPTED,
    BEGUN,
    CONVICTED,
    FILED,
    LAST_YEAR,
    ORDER_FREE,
    REGISTERED,
    THEORIES,
    flows_of,
)
from zombielaw.experiments.offences.registered import (
    AGENTS,
    ALL_EQUAL,
    FIRST,
    FOLDER,
    LEVEL,
    LIKELIHOOD,
    NEW,
    NUMBERS,
    SECOND_FOLDER,
    WANTS,
    Registered,
    all_equal,
    foreseen_of,
    learnt,
    moved,
    registered,
)
from zombielaw.experiments.offences.scored import (
    ALL,
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
)
from zombielaw.experiments.paths import DOCS, RESULTS
from zombielaw.experiments.studies.base import Finished

DRAWS = 60
OUTCOMES = FOLDER / "outcomes.csv"


@pytest.fixture(scope="module")
def draw():
    return draws_of(built_in().values(), read_behaviour(), DRAWS, 7)


@pytest.fixture(scope="module")
def made(draw):
    made = {
        name: flows_of(built_in().values(), draw, read_behaviour(), theory)
        for name, theory in THEORIES.items()
    }
    return made | {ALL_EQUAL: all_equal(made[REGISTERED], draw, read_behaviour())}


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


def test_each_theory_moves_what_it_says(made):
    """The complainant moves wages alone; learning adds to every unit, and the order costs."""
    for unit, flows in made[REGISTERED].items():
        filed = {name: own[unit].stages[FILED] for name, own in made.items()}
        assert np.allclose(filed["complainant"], flows.stages[FILED]) is (unit != "wages")
        assert (filed[REGISTERED] >= filed["no_learning"] - 1e-12).all()
        assert (filed[ORDER_FREE] >= filed[REGISTERED] - 1e-12).all()


def test_the_equal_rival_passes_the_share_of_wages_on(made):
    equal, own = (
        {
            unit: flows.stages[ACCEPTED].sum(axis=1) / flows.stages[BEGUN].sum(axis=1)
            for unit, flows in made[theory].items()
        }
        for theory in (ALL_EQUAL, REGISTERED)
    )
    assert np.ptp(np.log([*equal.values()]), axis=0).max() < 0.5
    assert np.ptp(np.log([*own.values()]), axis=0).min() > 0.5
    assert equal["wages"] == pytest.approx(own["wages"], rel=0.05)


def test_who_wants_moves_the_units_that_are_coded_and_no_others(made, draw):
    coding = pd.read_csv(NEW / "coding.csv", index_col="unit")
    known = Registered(built_in(), draw, LAST_YEAR)
    assert {*UNITS} <= {*coding.index} and {*coding["coder"]} == {"blind"}
    for unit, code in coding.loc[[*UNITS]].iterrows():
        still, pushed, searched = (
            moved(known, unit, dict(zip(NUMBERS[1], how, strict=True)), read_behaviour())
            for how in ((0.0, 1.0), (3.0, 1.0), (0.0, 9.0))
        )
        filed, more, found = (one.stages[FILED].sum() for one in (still, pushed, searched))
        assert filed == pytest.approx(made[REGISTERED][unit].stages[FILED].sum())
        assert (more > 1.5 * filed) == bool(code["gains"])
        assert (found > 1.01 * filed) == bool(code["police_find"])


def test_numbers_are_learnt_from_the_units_that_are_not_scored():
    """Quantiles of push and search come back that were written with the scores, and the draws of the second set."""
    kept = pd.read_csv(FOLDER / "learnt.csv", keep_default_na=False)
    for row in kept.to_dict("records"):
        values = learnt(row["without"].split("+"), 1000)[row["mechanism"]]
        ends = [row[f"q{end:02}"] for end in (5, 25, 50, 75, 95)]
        assert np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95)) == pytest.approx(ends, rel=1e-3)
    frozen = pd.read_csv(SECOND_FOLDER / "draws.csv")
    for name, values in learnt((), len(frozen)).items():
        assert values == pytest.approx(frozen[name].to_numpy(), rel=1e-5)


# ---- what was frozen


@pytest.mark.parametrize(("path", "frozen"), [
    (FOLDER / "manifest.json", "ae86dcfdc24eb09c1abe11f82260d7160b50599131a19e045e94feb3781d182b"),
    (RESULTS / "predictions_second/manifest.json",
     "f739b56f55c83fd0ca5d895515ca348be829b325cf86deebbf62398c230ac1cb"),
    (SECOND_FOLDER / "manifest.json", "5173beaa26befb03999732c0bf86bb33d514c691da44297d7113d10ca68b9db9"),
    (LIKELIHOOD, "4a7535851cfb874b510366cf3321714714720117fcf93cbd465acc5aad65c965"),
])  # fmt: skip
def test_predictions_are_those_that_were_frozen(path, frozen):
    """A correction is a new folder with a reason, never an edit: a digest is not changed."""
    assert digest(path) == frozen
    if path.suffix == ".json":
        for name, kept in json.loads(path.read_bytes())["sha256"].items():
            assert digest(path.with_name(name)) == kept
    if path.parent == SECOND_FOLDER:
        given = {one.name: digest(one) for one in (OUTCOMES, *NEW.iterdir())}
        assert json.loads(path.read_bytes())["given"] == given


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


RATIOS = (
    "mining_after/mining_before,accepted per findings,2012-01-01,2015-12-31,,9,2008-01-01,2010-12-31",
    "tax_after/tax_before,accepted per findings,2011-01-01,2014-12-31,,9,2006-01-01,2008-12-31",
    "danger_ordered/danger_unordered,accepted,2022-01-01,2025-12-31,,9,,",
)
"""Ratios of the rule that refutes B3."""


# ---- outcomes


def table(folder: Path, *rows: str) -> Path:
    path = folder / "outcomes.csv"
    path.write_text(
        "\n".join(["unit,quantity,from,to,low,high,below_from,below_to,noise", *rows]) + "\n",
        encoding="utf-8",
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
    above, below = (
        flows[unit].between(ACCEPTED, *days) / flows[unit].between(BEGUN, *days)
        for unit, days in {
            "mining_after": (date(2012, 1, 1), date(2015, 12, 31)),
            "mining_before": (date(2008, 1, 1), date(2010, 12, 31)),
        }.items()
    )
    assert expected(flows, double, draw["persons"]) == pytest.approx(above / below)
    window = date(2011, 5, 1), date(2012, 12, 31)
    assert expected(flows, persons, draw["persons"]) == pytest.approx(
        flows["wages"].between(CONVICTED, *window) * draw["persons"]
    )


BAD = [
    ("wage,convicted,2014-01-01,2014-12-31,3,3,,", "did you mean 'wages'?"),
    (
        "wages,convicted,2014,2014-12-31,3,3,,",
        "from: '2014' given; allowed: a date such as 2019-11-01",
    ),
    ("wages,convicted,2014-12-31,2014-01-01,3,3,,", "2014-01-01 lies before 2014-12-31"),
    ("wages,convicted,2014-01-01,2014-12-31,5,3,,", "low=5 lies above high=3"),
    ("wages,convicted,2014-01-01,2014-12-31,,,,", "low and high are both empty"),
    ("wages,convicted,2014-01-01,2014-12-31,2.5,3,,", "counts are whole numbers"),
    ("wages/fire,convicted,2014-01-01,2014-12-31,2,2,,", "a ratio needs low below high"),
    ("wages,convicted,2014-01-01,2014-12-31,2,2,2010-01-01,2010-12-31", "are for ratios of units"),
    (
        "wages,convicted,2014-01-01,2014-12-31,2,2,,,0",
        "noise: '0' given; allowed: a coefficient of variation",
    ),
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


def test_the_door_to_score_writes_a_table_and_a_figure(tmp_path):
    path = table(tmp_path, *GOOD, "judgment,received,2016-01-01,2018-12-31,5,,,")
    code, text, error = answer(
        "score", "second", f"observed={path}", f"out={tmp_path / 'out'}", "lang=zh"
    )
    assert (code, error) == (0, "") and text.rstrip().endswith(str(tmp_path / "out"))
    assert "对数评分" in text and "按主体模型" in text
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"scores.csv", "scores.png"}
    assert len(pd.read_csv(tmp_path / "out/scores.csv")) == (len(GOOD) + 1) * (len(THEORIES) + 4)
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


# ---- what came of them


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
    assert (code, error) == (0, "") and "log score" in text
    pd.testing.assert_frame_equal(
        pd.read_csv(tmp_path / "scores.csv"), SCORES, rtol=2e-3, atol=1e-6
    )
    refused(
        answer("score", "predictions", f"observed={OUTCOMES}", f"out={OUTCOMES}"),
        "cannot be written",
    )


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
        page_score(cells.loc[(APART, kind, "complainant")]) in PAGE for kind in ("level", "share")
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
    path = table(tmp_path, "wages,filed per referred,2021-01-01,2021-09-30,0.78,0.79,,")
    filed = foreseen_of(registered(FIRST), read_outcomes(path, UNITS))[REGISTERED][0]
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
