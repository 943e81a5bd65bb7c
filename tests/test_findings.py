"""Reports of the baseline, the replay and the cases hold the numbers of their own tables."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import chi2
from shared import cells

from zombielaw.experiments.publish.paper import finding
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.baseline.study import numbers_text
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.sim.law.concurrence import READINGS

pytestmark = pytest.mark.slow


def made(name: str, tmp_path_factory, *words: str) -> Path:
    settings = composed(f"study={name}", *words, "execute=serial", f"out={tmp_path_factory.mktemp(name)}")
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
    head_of, _, *rows = next(table for table in tables if table and table[0][: len(head)] == [*head])
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
    matrix = pd.read_csv(lively / "tables" / "mischarge.csv").set_index("law").loc[["286-1", "286-1 and 287-2"]]
    files = int(matrix.to_numpy().sum())
    assert files > 0
    assert f"Of {files} case files in 2 runs in which the elements of 286-1 are satisfied" in text
    assert f"{int(matrix['286-1'].sum())} are charged with it, {int(matrix['287-2'].sum())} with 287-2" in text


def test_all_published_convictions_stand_beside_those_of_licensees(lively):
    text = report_of("baseline", lively)
    row = next(row for row in table_of(text, "offence", "stage") if row[1] == "convictions")
    years = (2023 + 3 / 12) - (2015 + 10 / 12)
    ends = [(n, chi2.ppf(0.025, 2 * n) / 2, chi2.ppf(0.975, 2 * n + 2) / 2) for n in (4, 2)]
    wanted = [f"{n / years:.2f} ({low / years:.2f}-{high / years:.2f})" for n, low, high in ends]
    assert row[4:] == wanted
    assert "of which two concern unlicensed sellers of tools" in text
    assert numbers_text(pd.read_csv(lively / "tables" / "numbers.csv")) in text
    funnel = pd.read_csv(lively / "tables" / "funnel.csv").set_index("stage").loc["convictions_286_1"]
    assert wanted[1].endswith(f"({funnel['licensees_low']:.2f}-{funnel['licensees_high']:.2f})")
    assert funnel["licensees_high"] < funnel["observed_high"]


def test_the_replay_tells_each_reading_and_policy(tmp_path_factory):
    folder = made("replay", tmp_path_factory, "study.case=cheng_cong", "study.draws=40")
    text = report_of("replay", folder)
    assert re.findall(r"\bReading (\w+)[;:]", text) == list(READINGS)
    applied = pd.read_csv(folder / "tables" / "institutions.csv")
    head, *rows = table_of(text, "policy")
    assert [row[0] for row in rows] == list(dict.fromkeys(applied["policy"]))
    cells = applied.set_index(["policy", "stage", "outcome"])["share"]
    charges = [cell.removeprefix("charge ") for cell in head[1:]]
    rare = re.findall(r"^Below 1 % under every policy: (.+)\.$", text, flags=re.MULTILINE)
    for name in ("286-1", "287-2"):
        assert name in charges or f"charge {name}" in rare[0], "the two are told whether they occur or not"
    most = applied[applied["stage"] == "charge"].groupby("outcome")["share"].max()
    assert all(most["none" if name == "not charged" else name] >= 0.01 for name in charges)
    for policy, *row in rows:
        shares = [cells[policy, "charge", "none" if name == "not charged" else name] for name in charges]
        assert [cell.split(" ")[0] for cell in row] == [f"{share:.1%}" for share in shares]
    assert "share of 40 draws" in text
    opinion = (folder / "memorandum.md").read_text(encoding="utf-8").strip()
    last = opinion.splitlines()[-1]
    assert last in text
    assert last not in finding(folder), "steps are details"
