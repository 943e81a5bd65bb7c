"""Reports of the baseline, the replay and the cases hold the numbers of their own tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import chi2
from shared import cells

from zombielaw.experiments.publish.paper import finding
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.sim.law.concurrence import READINGS

pytestmark = pytest.mark.slow


def made(name: str, tmp_path_factory, *words: str) -> Path:
    settings = composed(
        f"study={name}", *words, "execute=serial", f"out={tmp_path_factory.mktemp(name)}"
    )
    return studies()[name].run(settings)


def report_of(name: str, folder: Path) -> str:
    """Report of a study on its folder, after a check that its page is title, question and the same text."""
    study = studies()[name]
    text = study.report(Finished(folder))
    page = (folder / "report.md").read_text(encoding="utf-8")
    assert page == f"# {name}\n\n{study.question}\n\n{text.strip()}\n"
    assert text.startswith(finding(folder))
    return text


@pytest.fixture(scope="module")
def lively(tmp_path_factory) -> Path:
    return made(
        "baseline", tmp_path_factory, "experiment=lively", "world=classroom", "study.months=50", "replicates=2",
        "policy.inspection_rate=12", "policy.transfer_rate=0.9", "world.refusal=0.4",
    )  # fmt: skip


def table_of(text: str, *head: str) -> list[list[str]]:
    """Cells of the Markdown table whose head begins so, the head first."""
    tables = (cells(part) for part in text.split("\n\n"))
    head_of, _, *rows = next(
        table for table in tables if table and table[0][: len(head)] == [*head]
    )
    return [head_of, *rows]


def test_the_baseline_tells_the_funnel_and_the_matrix(lively):
    text = report_of("baseline", lively)
    stages = pd.read_csv(lively / "tables" / "funnel.csv").query("not side")
    _, *rows = table_of(text, "stage")
    assert [row[0] for row in rows] == stages["meaning"].tolist()
    assert rows[0][2:] == ["", ""], "nothing is before the first stage"
    for row, passed in zip(rows[1:], stages["passed"].iloc[1:], strict=True):
        assert row[2] == f"{passed:.1%}"
    worst = stages.loc[stages["attrition"].idxmax(), "meaning"]
    assert f"is to *{worst}*" in text
    matrix = (
        pd.read_csv(lively / "tables" / "mischarge.csv")
        .set_index("law")
        .loc[["286-1", "286-1 and 287-2"]]
    )
    files = int(matrix.to_numpy().sum())
    assert files > 0
    assert f"Of {files} case files in 2 runs in which the elements of 286-1 are satisfied" in text
    assert (
        f"{int(matrix['286-1'].sum())} are charged with it, {int(matrix['287-2'].sum())} with 287-2"
        in text
    )


def test_all_published_convictions_stand_beside_those_of_licensees(lively):
    text = report_of("baseline", lively)
    row = next(row for row in table_of(text, "offence", "stage") if row[1] == "convictions")
    years = (2023 + 3 / 12) - (2015 + 10 / 12)
    ends = [(n, chi2.ppf(0.025, 2 * n) / 2, chi2.ppf(0.975, 2 * n + 2) / 2) for n in (4, 2)]
    wanted = [f"{n / years:.2f} ({low / years:.2f}-{high / years:.2f})" for n, low, high in ends]
    assert row[4:] == wanted
    assert "of which two concern unlicensed sellers of tools" in text
    funnel = (
        pd.read_csv(lively / "tables" / "funnel.csv").set_index("stage").loc["convictions_286_1"]
    )
    assert wanted[1].endswith(f"({funnel['licensees_low']:.2f}-{funnel['licensees_high']:.2f})")
    assert funnel["licensees_high"] < funnel["observed_high"]


def test_the_cases_tell_each_reading_and_package(tmp_path_factory):
    folder = made("cases", tmp_path_factory, "study.draws=10")
    text = report_of("cases", folder)
    grid = pd.read_csv(folder / "tables" / "cases.csv")
    for reading in READINGS:
        row = next(row for row in table_of(text, "reading") if row[0] == reading)
        count = grid[(grid["reading"] == reading) & (grid["package"] == "today")][
            "286-1"
        ].value_counts()
        assert row[1:4] == [str(count.get(name, 0)) for name in ("met", "open", "not met")]
    rows = {row[0]: row[1:] for row in table_of(text, "package")[1:]}
    once = grid.drop_duplicates(["case", "package"])
    for package, row in rows.items():
        mean = once.loc[once["package"] == package, "charge_286-1"].mean()
        assert row[0] == f"{mean:.1%}"
    assert list(rows) == list(dict.fromkeys(grid["package"]))
