"""The score of the coded cases, as the report words it."""

from __future__ import annotations

import math

import pandas as pd

from zombielaw.experiments.analysis.scores import LAW, PROSECUTOR, SPLIT, WAY
from zombielaw.experiments.analysis.wording import NOTHING, Row, interval, table, written
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim.law.concurrence import READINGS

HEAD = (
    "",
    "cases",
    "Brier",
    "base",
    "gain (95 %)",
    "log",
    "base",
    "gain (95 %)",
    "at the floor",
    "above base",
)
STAGES = (
    "case",
    "in fact",
    "law, statute",
    "at prosecutor",
    "start",
    "way",
    "charge",
    "court",
    "whole",
    "base",
    "least is",
)


def report(tables: Finished) -> str:
    """The score: each forecaster beside the base rate, case by case, and what drives it."""
    scores, summary, stages = tables["scores"], tables["score_summary"], tables["score_stages"]
    first, draws = tables["cases"]["package"].iloc[0], tables.facts["draws"]
    rows = [
        (
            row["by"],
            row["cases"],
            f"{row['brier']:.2f}",
            f"{row['base_brier']:.2f}",
            interval({"value": row["brier_gain"], "low": row["brier_low"], "high": row["brier_high"]}, sign="+"),
            _log(row["log"]),
            _log(row["base_log"]),
            interval({**row, "value": row["gain"]}, sign="+"),
            f"{row['at_floor']} of {row['cases']}",
            f"{row['better']} of {row['cases']}",
        )
        for row in summary.to_dict("records")
    ]
    chances = scores.pivot_table(index="case", columns="by", values="chance", sort=False)
    base = scores.drop_duplicates("case", keep="last").set_index("case")["base_chance"]
    each = [
        (
            row["case"],
            row["happened"],
            _share(_of(chances, f"{LAW}{next(iter(READINGS))}", row), draws),
            _share(_of(chances, PROSECUTOR, row)),
            row["start"],
            _share(row["filed"], draws),
            _share(row["charge"]),
            _share(row["court"]),
            _share(_of(chances, WAY, row), draws),
            _share(base.get(row["case"])),
            row["least"],
        )
        for row in stages.to_dict("records")
    ]
    lines = [*_floor(scores, summary, draws), *_worst(scores, summary, stages, draws)]
    return written(
        __file__,
        "report",
        first=first,
        summary=table(HEAD, rows, right=range(1, 10)),
        draws=draws,
        floors="\n".join(lines),
        each=table(STAGES, each, right=(2, 3, 5, 6, 7, 8, 9)),
        doubt=_doubt(scores["case"].nunique(), tables.facts["own_file"]),
        vpn=_vpn(tables["vpn_split"], first),
    )


def _floor(scores: pd.DataFrame, summary: pd.DataFrame, draws: int) -> list[str]:
    """Cases at the floor of the log score, by forecaster."""
    floors, lines = summary.set_index("by")["floor_share"], []
    for by, at_floor in scores[scores["at_floor"]].groupby("by", sort=False):
        cases = ", ".join(f"{row['case']} ({_given(row, draws)})" for row in at_floor.to_dict("records"))
        lines.append(f"* {_first_up(by)}: at the floor {cases}; {floors[by]:.0%} of its log score.")
    return lines


def _worst(scores: pd.DataFrame, summary: pd.DataFrame, stages: pd.DataFrame, draws: int) -> list[str]:
    """Main sources of each score of officials: the case that costs most, and the stage."""
    lines, count = [], stages["least"].value_counts()
    for by in (PROSECUTOR, WAY):
        rows = scores[scores["by"] == by]
        if rows.empty:
            continue
        row, worst = summary[summary["by"] == by].iloc[0], rows.iloc[int(rows["log"].to_numpy().argmin())].to_dict()
        total = rows["log"].sum()
        least = f" The stage that gives least: {', '.join(f'{stage} in {cases}' for stage, cases in count.items())}."
        lines.append(
            written(
                __file__,
                "worst",
                by=_first_up(by),
                case=worst["case"],
                happened=worst["happened"],
                brier=_against(row["brier_gain"], row["brier_low"], row["brier_high"]),
                given=_given(worst, draws),
                log=_against(row["gain"], row["low"], row["high"]),
                least=least if by == WAY else "",
                part=f", {worst['log'] / total:.0%} of the whole" if total and math.isfinite(total) else "",
            )
        )
    return lines


def _against(gain: float, low: float, high: float) -> str:
    verdict = "worse" if gain < 0.0 else "better"
    return f"{verdict} than the base rate{' (the interval covers zero)' if low <= 0.0 <= high else ''}"


def _doubt(cases: int, own: bool) -> str:
    """Effect of the choice of the cases on the score."""
    if not own:
        return written(__file__, "coded", cases=cases)
    base = (
        "1 case of a file of your own says how it ended. With no other the base rate is an even split"
        if cases == 1
        else f"{cases} cases of a file of your own say how they ended. The base rate is that of the others among them"
    )
    return written(__file__, "own", base=base)


def _vpn(split: pd.DataFrame, first: str) -> str:
    """The published split of convictions of sellers of VPNs beside that of officials; empty if there is none."""
    if split["others"].isna().all():
        return ""
    rows = [
        (row["case"], *(_share(row[name]) for name in (*SPLIT, "others")), _log(row["log"]), _log(row["per_judgment"]))
        for row in split.to_dict("records")
    ]
    head = ("case", *SPLIT, "ends otherwise", "log", "per judgment")
    return written(__file__, "vpn", first=first, table=table(head, rows, right=range(1, 7)))


def _of(chances: pd.DataFrame, by: str, row: Row) -> float:
    """Probability that a forecaster gave to what happened in a case; NaN if it was not asked."""
    return float(chances[by].get(row["case"], math.nan)) if by in chances else math.nan


def _given(row: Row, draws: int) -> str:
    return _share(row["chance"], 0 if row["by"] == PROSECUTOR else draws)


def _first_up(by: object) -> str:
    return str(by)[0].upper() + str(by)[1:]


def _log(value: float) -> str:
    return "−∞" if value == -math.inf else f"{value:.2f}" if math.isfinite(value) else NOTHING


def _share(value: float | None, draws: int = 0) -> str:
    """A share as text; a share of 0 that is counted in draws as 0 of so many."""
    if value is None or math.isnan(value):
        return NOTHING
    if value == 0.0:
        return f"0 of {draws}" if draws else "0%"
    return f"{value:.1%}" if value >= 0.01 else f"{100.0 * value:.2g}%"
