"""Every coded case under every reading and package: named expectations of the law, and inputs that may not matter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.config.settings import packages
from zombielaw.experiments.data.cases import Case, read_cases, read_priors
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.reducers.coded_case import (
    ANSWERS,
    BLOCK,
    TABLE,
    answer_of,
    case_file,
    draws_of,
)
from zombielaw.experiments.studies import cases as study
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.cases import CODED, STUDY
from zombielaw.experiments.studies.coded import in_fact, officials_of
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, OFFENCES
from zombielaw.sim.luck import Luck

pytestmark = pytest.mark.slow

CASES = read_cases(DATA / "cases.yaml")
FEW = ("zhu_hao", "kuaibo", "cheng_cong", "jiangsu_idc_2018", "vpn_jiangsu_2020")
LAW = [f"law_{answer}" for answer in ANSWERS]
ACTS = list(study.ACTS)
MAY = ["law_286-1", "law_either", "law_open"]


def made(out: Path, *overrides: str, cases: Mapping[str, Case], draws: int = 60) -> Path:
    """The folder of the study about some cases."""
    settings = composed(
        "study=cases", f"study.draws={draws}", "execute=serial", *overrides, f"out={out}"
    )
    with pytest.MonkeyPatch.context() as instead:
        instead.setattr(study, "cases_in", lambda file: dict(cases))
        return STUDY.run(settings)


def table_of(folder: Path, name: str = "cases") -> pd.DataFrame:
    return Finished(folder)[name]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made(tmp_path_factory.mktemp("cases"), cases={name: CASES[name] for name in FEW})


@pytest.fixture(scope="module")
def grid(folder):
    return table_of(folder)


def rows(grid: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    for column, value in wanted.items():
        grid = grid[grid[column] == value]
    return grid


def test_there_is_a_row_for_each_case_reading_and_package(grid):
    names = packages(composed("study=cases"))
    assert list(grid.columns) == [
        "case", "kind", "group", "in_fact", "reading", "package", *CODED, *LAW, *ACTS,
    ]  # fmt: skip
    assert not grid.duplicated(["case", "reading", "package"]).any()
    assert set(grid["reading"]) == set(READINGS)
    assert set(grid["package"]) == {
        "today",
        "legislature",
        "judiciary",
        "regulators",
        "popularisation",
        "all",
    }
    assert len(grid) == len(FEW) * len(READINGS) * len(names)


def test_answers_are_a_partition_acts_are_probabilities_and_a_reading_moves_no_official(grid):
    np.testing.assert_allclose(grid[LAW].sum(axis=1), 1.0)
    for stage in ("charge", "verdict"):
        assert (grid[[f"{stage}_{offence}" for offence in OFFENCES]].sum(axis=1) <= 1 + 1e-12).all()
    assert (grid[ACTS] >= 0.0).all().all()
    for _, same in grid.groupby(["case", "package"]):
        assert len(same) == len(READINGS)
        assert len(same[ACTS].drop_duplicates()) == 1


def test_packages_that_move_neither_facts_nor_statute_leave_the_law_alone(grid):
    by = {package: rows(grid, package=package)[[*LAW, "286-1", "why"]].to_numpy().tolist() for package in
          ("today", "judiciary", "popularisation", "legislature")}  # fmt: skip
    assert by["today"] == by["judiciary"] == by["popularisation"]
    assert by["today"] != by["legislature"], "a clear mandate makes sound orders"


def drawn(case: Case, *overrides: str, draws: int = 60) -> pd.DataFrame:
    """Draws of one case under each package, straight from the blocks that hold them."""
    settings, file = composed("study=cases", *overrides), case_file(case, read_priors())
    parts = [
        draws_of(settings.scenario.under(policy), file, Luck(settings.seed, block))[TABLE].assign(
            case=case.id, policy=name
        )
        for name, policy in packages(settings).items()
        for block in range(-(-draws // BLOCK))
    ]
    return pd.concat(parts, ignore_index=True).query("draw < @draws")


def test_the_tables_count_the_draws_of_the_blocks(folder, grid):
    """60 draws fill one block and a part of the next."""
    draws = drawn(CASES["cheng_cong"])
    assert all(sorted(group["draw"]) == list(range(60)) for _, group in draws.groupby("policy"))
    wanted = officials_of(draws)
    officials, law = (
        table_of(folder, name).query("case == 'cheng_cong'") for name in ("officials", "law")
    )
    pd.testing.assert_frame_equal(officials.reset_index(drop=True), wanted, rtol=1e-12)
    for row in wanted.to_dict("records"):
        if row["stage"] != "end" and row["outcome"] in OFFENCES:
            in_grid = rows(grid, case="cheng_cong", reading="pan_xiong", package=row["policy"])
            assert in_grid[f"{row['stage']}_{row['outcome']}"].item() == pytest.approx(
                row["expected_share"], rel=1e-12
            )
    for row in law.to_dict("records"):
        of_package = draws[draws["policy"] == row["package"]]
        assert row["count"] == (of_package[f"law_{row['reading']}"] == row["answer"]).sum()
        assert (row["draws"], row["share"]) == (60, row["count"] / 60)
        assert row["low"] <= row["share"] <= row["high"]
        in_grid = rows(grid, case="cheng_cong", reading=row["reading"], package=row["package"])
        assert in_grid[f"law_{row['answer']}"].item() == row["share"]


@pytest.mark.parametrize(
    ("case", "reading", "truth", "why"),
    [
        ("zhu_hao", "statute", "open", "no single unknown fact turns"),
        ("zhu_hao", "pan_xiong", "not met", "provider not met"),
        ("vpn_jiangsu_2020", "pan_xiong", "not met", "provider not met"),
        ("vpn_jiangsu_2020", "special_first", "open", "no single unknown fact turns"),
        ("zhu_hao", "chen", "not met", "provider not met"),  # Chen leaves the sale of tools out
        ("kuaibo", "statute", "not met", "time and limitation not met [Amendment IX"),
        ("kuaibo", "special_first", "not met", "time and limitation not met"),
        (
            "jiangsu_idc_2018",
            "chen",
            "not met",
            "order to rectify not met [Criminal Law, Art. 286-1, para. 1;",
        ),
        (
            "cheng_cong",
            "pan_xiong",
            "open",
            "turns most on whether a competent body gave the order",
        ),
    ],
)
def test_what_the_law_says_on_the_facts_as_coded(grid, case, reading, truth, why):
    in_grid = rows(grid, case=case, reading=reading)
    assert set(in_grid["286-1"]) == {truth}
    assert all(text.startswith(why) for text in in_grid["why"])


def test_a_lever_that_is_law_moves_the_law(tmp_path, grid):
    few = {name: CASES[name] for name in FEW if name in ("cheng_cong", "jiangsu_idc_2018")}
    text = rows(grid[grid["case"].isin(few)], reading="statute")
    deleted = rows(
        table_of(made(tmp_path, "policy.order_element_required=false", cases=few)),
        reading="statute",
    )
    assert deleted["case"].tolist() == text["case"].tolist()
    assert (deleted[MAY].sum(axis=1).to_numpy() >= text[MAY].sum(axis=1).to_numpy()).all()
    assert set(rows(text, case="jiangsu_idc_2018")["286-1"]) == {"not met"}
    assert set(rows(deleted, case="jiangsu_idc_2018")["286-1"]) == {"open"}
    assert "as given" in set(deleted["package"])


@pytest.mark.parametrize(
    ("bits", "is_open", "answer"),
    [
        (1 << A_286_1, False, "286-1"), (1 << B_287_2, False, "287-2"), (1 << FIRST_RIVAL, False, "285-3"),
        (2 << FIRST_RIVAL, False, "225"), (1 << NONE, False, "none"), (1 << A_286_1 | 1 << B_287_2, False, "either"),
        (1 << A_286_1 | 1 << NONE, True, "open"), (1 << B_287_2 | 1 << NONE, True, "rest"),
        (1 << B_287_2 | 1 << FIRST_RIVAL, False, "rest"), (1 << FIRST_RIVAL | 2 << FIRST_RIVAL, False, "rest"),
        (1 << A_286_1, True, "open"),
    ],
)  # fmt: skip
def test_answers(bits, is_open, answer):
    assessment = assess(CASES["kuaibo"].facts, Statute(), READINGS["statute"])
    assert answer_of(assessment._replace(prevailing=bits, open=is_open)) == answer


def test_what_was_decided_is_named_and_every_answer_is_a_part_of_one_colour_of_a_bar():
    decided = {"zhu_hao": "286-1", "vpn_jiangsu_2020": "285-3", "jiangsu_idc_2018": "sanction only"}
    assert {name: in_fact(CASES[name]) for name in decided} == decided
    assert sorted(answer for answers, _ in study.PARTS.values() for answer in answers) == sorted(
        ANSWERS
    )
