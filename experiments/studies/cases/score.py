"""The score of the coded cases, as the report tells it."""

from __future__ import annotations

import math

import pandas as pd

from zombielaw.experiments.analysis.scores import PROSECUTOR, SPLIT, WAY
from zombielaw.experiments.analysis.wording import NOTHING, interval, number, table
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim.law.concurrence import READINGS


def report(tables: Finished) -> str:
    """The score: each forecaster beside the base rate, case by case, and what drives it."""
    scores, summary, stages = tables["scores"], tables["score_summary"], tables["score_stages"]
    first = tables["cases"]["package"].iloc[0]
    rows = [
        (row["by"], row["cases"], f"{row['log']:.2f}", f"{row['base_log']:.2f}",
         interval({**row, "value": row["gain"]}, sign="+"), f"{row['brier']:.2f}", f"{row['base_brier']:.2f}",
         f"{row['better']} of {row['cases']}")
        for row in summary.to_dict("records")
    ]  # fmt: skip
    head = ("", "cases", "log", "log, base", "gain (95 %)", "Brier", "Brier, base", "above base")
    chances = scores.pivot_table(index="case", columns="by", values="chance", sort=False)
    base = scores.drop_duplicates("case", keep="last").set_index("case")["base_chance"]
    each = [
        (row["case"], row["happened"],
         *(_share(chances[by].get(row["case"]) if by in chances else math.nan)
           for by in (f"law, {next(iter(READINGS))}", PROSECUTOR)),
         row["start"], *(_share(row[name]) for name in ("filed", "charge", "court")),
         _share(chances[WAY].get(row["case"])), _share(base.get(row["case"])), row["least"])
        for row in stages.to_dict("records")
    ]  # fmt: skip
    named = (
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
    return "\n".join(
        [
            "## The score\n",
            f"What law and officials of {first} gave to what happened. *Log* is the mean logarithm of that "
            "probability (0 is certain, lower is worse), *Brier* the mean squared error over all that might have "
            "happened (0 to 2), and *base* the shares of what happened in the other coded cases (leave one out, one "
            "case more spread evenly). A tie or an open answer of the law is shared evenly among what may prevail.\n",
            table(head, rows, right=range(1, 8)),
            "",
            *_worst(scores, summary, stages),
            "",
            table(named, each, right=(2, 3, 5, 6, 7, 8, 9)),
            "",
            "*Way* is the probability that the matter comes from its start to the prosecutor, *charge* that of a "
            "charge of the offence there, *court* the convictions of it per charge of it (a court may convict of "
            "another offence than charged, so more than 100 % is possible), *whole* that of what happened from the "
            "start, *base* the share of such an end in the other cases.\n",
            f"Doubt: {scores['case'].nunique()} cases, chosen because they are known, nearly all because they ended in "
            "a conviction. So the base rate is one of convictions, and the whole way, which mostly ends before a "
            "court, must score low. Facts of several cases are inferred, and some are known from little more than "
            "the judgment. Officials are those at the end of the run, though most cases are older.\n",
            _vpn(tables["vpn_split"], first),
        ]
    )


def _worst(scores: pd.DataFrame, summary: pd.DataFrame, stages: pd.DataFrame) -> list[str]:
    """What drives each score of officials: the case that costs most, and the stage."""
    lines = []
    least = stages.set_index("case")["least"]
    for by in (PROSECUTOR, WAY):
        mine = scores[scores["by"] == by]
        if mine.empty:
            continue
        worst = mine.iloc[int(mine["log"].to_numpy().argmin())]
        share = worst["log"] / mine["log"].sum() if mine["log"].sum() else math.nan
        row = summary[summary["by"] == by].iloc[0]
        said = "below" if row["gain"] < 0.0 else "above"
        doubt = " (the interval covers zero)" if row["low"] <= 0.0 <= row["high"] else ""
        line = (
            f"* {by[0].upper()}{by[1:]}: {said} the base rate{doubt}. {worst['case']} ({worst['happened']}, given "
            f"{worst['chance']:.2%}) costs most, {share:.0%} of the whole."
        )
        if by == WAY:
            count = least.value_counts()
            line += (
                f" The stage that gives least: {', '.join(f'{stage} in {cases}' for stage, cases in count.items())}."
            )
        lines.append(line)
    return lines


def _vpn(split: pd.DataFrame, first: str) -> str:
    """The published split of convictions of sellers of VPNs beside that of officials; empty if there is none."""
    if split["others"].isna().all():
        return ""
    rows = [
        (row["case"], *(_share(row[name]) for name in (*SPLIT, "others")), number(row["log"]),
         number(row["per_judgment"]))
        for row in split.to_dict("records")
    ]  # fmt: skip
    return "\n".join(
        [
            f"Convictions of sellers of VPNs, as published and as officials of {first} give them before the prosecutor "
            "(shares of the three offences; *log* is the multinomial log score of the published judgments, up to a "
            "constant; nothing is tuned to them):\n",
            table(("case", *SPLIT, "ends otherwise", "log", "per judgment"), rows, right=range(1, 7)),
        ]
    )


def _share(value: float | None) -> str:
    if value is None or math.isnan(value):
        return NOTHING
    return f"{value:.1%}" if value >= 0.01 else f"{value:.2%}"
