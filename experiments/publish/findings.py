"""The page of findings: its two pages of text, filled from the committed tables.

The text stands beside this file, in each language. Each finding has a word. *Assumed*: an input says so. *Built in*:
the rules make it so, and only its size is a finding. *Found*: it could have come out otherwise. The README quotes the
sentences in bold.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.comparison import without_data
from zombielaw.experiments.analysis.estimates import only_chance
from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.outcomes import LIFE
from zombielaw.experiments.analysis.prices import PRICED_DAYS
from zombielaw.experiments.analysis.weighted_draws import narrowed_by_chance
from zombielaw.experiments.analysis.wording import (
    interval,
    number,
    rendered,
    rows_by,
    table,
    within_sentence,
)
from zombielaw.experiments.config.settings import PACKAGES
from zombielaw.experiments.paths import PAPER, RESULTS
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.baseline import share_in_words
from zombielaw.experiments.studies.validate import SMALL
from zombielaw.experiments.words.texts import named, say

CONVICTIONS, TODAY = "expected_convictions_286_1", "today"
ALL = " + ".join(PACKAGES[:-1])
"""All packages together, as `decide` names their mix."""
REVIVING = ("judiciary", "regulators")
"""Packages of which the text speaks."""
FIGURES = (
    ("run", "funnel"),
    ("run", "same_files"),
    ("loop", "map"),
    ("calibrate", "calibrate"),
    ("decide", "decide"),
    ("reforms", "beyond"),
    ("offences", "offences"),
)
"""Figures of the page, each with its result of the committed set."""
RATIOS = {
    "343 after over before": "mining",
    "201 after over before": "tax",
    "134-1 item 2 over items 1 and 3": "danger",
}
"""Keys of the words of each registered ratio."""
NEAREST = 2
"""Published patterns that are named beside those that fail."""
SENTENCE = re.compile(r"^\*\*\d\. (.+?)\*\*", re.MULTILINE)
"""A finding: what stands in bold behind its number."""


def tables_of(name: str) -> Finished:
    """Tables and facts of a committed result."""
    return Finished(PAPER / name)


def page() -> str:
    """The page, in Markdown."""
    return f"# {say('findings.title')}\n\n{rendered(__file__, **values())}\n"


def sentences() -> str:
    """The findings in a sentence each, as a list in Markdown."""
    return "\n".join(f"{count}. {one}" for count, one in enumerate(SENTENCE.findall(page()), 1))


def values() -> dict[str, object]:
    """What the text reads: rows of the committed tables, and what is computed from them."""
    lacking, inputs = without_data()
    run, loop = tables_of("run"), tables_of("loop")
    return {
        "lacking": lacking,
        "inputs": inputs,
        "results": f"../results/{PAPER.name}/",
        "application_rate": f"{LIFE['application_rate']:.0%}",
        "share": f"{LIFE['share_of_convictions']:.0%}",
        "middle": ("draw_low", "draw_high"),
        "drawn": rows_by(run["doubts"], "outcome")[CONVICTIONS],
        "published": rows_by(run["numbers"], "offence", "stage")["286-1", "convictions"],
        "same_files": rows_by(run["same_files"], "law", "charge"),
        "share_of": share_in_words,
        "learning": run["learning"].to_dict("records")[0],
        "learnt": rows_by(
            loop["multiples"].query("world == @TODAY and outcome == @CONVICTIONS"), "learnt"
        ),
        **_before_the_police(run["beyond"]),
        **_data(tables_of("calibrate")),
        **_figures(tables_of("validate_posterior")["targets"]),
        "columns": _columns(run["beyond"], tables_of("reforms")["beyond"]),
        **_reforms(tables_of("reforms"), tables_of("decide")),
        "ratios": _ratios(),
    }


def _columns(today: pd.DataFrame, reforms: pd.DataFrame) -> str:
    """Chain, agents without loops and agents: convictions of both offences, and of 286-1 under each package."""
    stages = {f"convictions_{name}": named("stage", f"convictions_{name}") for name in ("286_1", "287_2")}
    packages = {name: say("findings.package", name=named("policy", name)) for name in REVIVING}
    rows = [
        (
            words,
            *(f"{times}{number(row[name])}" for name in ("funnel", "loops_off")),
            f"{times}{interval(row, 'model', ends=('low', 'high'))}",
        )
        for known, labels, times in ((today, stages, ""), (reforms, packages, "×"))
        for name, words in labels.items()
        for row in [rows_by(known, "name")[name]]
    ]
    heads = [say(f"findings.head.{name}") for name in ("counted", "chain", "loops_off", "agents")]
    return table(heads, rows, right=(1, 2, 3))


def _figures(targets: pd.DataFrame) -> dict[str, object]:
    """Published patterns that would be a surprise under the posterior, and those nearest to that, each with its p."""
    ordered = targets.sort_values("p")
    words = [
        say("findings.figure", name=within_sentence(named("target", name)), p=number(p))
        for name, p in zip(ordered["target"], ordered["p"], strict=True)
    ]
    fails = (ordered["p"] < SMALL).sum()
    return {
        "patterns": len(targets),
        "fitted": (targets["use"] == "fit").sum(),
        "failing": words[:fails],
        "nearest": words[fails : fails + NEAREST],
    }


def _before_the_police(beyond: pd.DataFrame) -> dict[str, str]:
    """Part of the fall from a finding to a conviction that lies before a referral: by count, and in logarithms."""
    model = beyond.set_index("name")["model"]
    first, middle, last = model[["findings", "referrals", "convictions_286_1"]]
    return {
        "lost": f"{(first - middle) / (first - last):.2%}",
        "before_the_police": f"{np.log(first / middle) / np.log(first / last):.0%}",
    }


def _data(calibrate: Finished) -> dict[str, object]:
    """Groups of inputs that the figures narrow by more than chance does, and convictions over all weighted draws."""
    groups, effective = calibrate["groups"], calibrate.facts["effective"]
    least = narrowed_by_chance(effective, len(groups))
    most = groups[groups["narrowed"] > least].sort_values("narrowed", ascending=False)["group"]
    return {
        "effective": effective,
        "groups": len(groups),
        "narrowed": [named("unknown", name) for name in most],
        "judgments": rows_by(calibrate["chain"], "target", "state")["judgments", "posterior"],
    }


def _reforms(reforms: Finished, decide: Finished) -> dict[str, object]:
    """What each package changes, as the text asks for it, and the table of all."""
    effects = rows_by(reforms["effects"], "name", "outcome")
    drawn = rows_by(decide["compared"], "scenario", "outcome")
    mixes = rows_by(decide["choices"], "scenario")
    draws = mixes[TODAY]["draws"]

    def days(name: str, outcome: str) -> str:
        """Working days over those of today, over the draws."""
        row = drawn[_mix(name), outcome]
        return number(row["value"] / row["base"], digits=2)

    def change(name: str, outcome: str) -> str:
        """Difference from today over the draws: median and middle 90 %."""
        row = drawn[_mix(name), outcome]
        if only_chance(row):
            return say("over_draws.only_chance")
        ends = ("difference_draw_low", "difference_draw_high")
        return interval(row, "difference_draw_median", "+", ends=ends)

    def alive(name: str) -> str:
        """Number of draws in which 286-1 is alive, with the interval of their share."""
        count = mixes[_mix(name)]["alive"]
        low, high = (f"{end:.0%}" for end in wilson_interval(count, draws))
        return say("findings.of", count=count, draws=draws) + say("interval", low=low, high=high)

    def times(name: str) -> str:
        """Convictions at the defaults, as a multiple of today's."""
        effect = effects[name, CONVICTIONS]
        return number(effect["value"] / effect["base"])

    head = [
        say(f"findings.head.{name}")
        for name in ("package", "convictions", "alive", "wrongful", "days", "priced", "default")
    ]
    rows = [
        (
            named("policy", name),
            change(name, CONVICTIONS),
            alive(name),
            change(name, "expected_wrongful"),
            *(f"×{days(name, work)}" for work in ("official_days", PRICED_DAYS)),
            f"×{times(name)}",
        )
        for name in PACKAGES
    ]
    return {
        "reforms": table(head, rows),
        "mixes": mixes,
        "single_alive": max(mixes[name]["alive"] for name in PACKAGES[:-1]),
        "three": " + ".join(PACKAGES[:3]),
        "all": ALL,
        "change": change,
        "days": days,
        "times": times,
    }


def _mix(name: str) -> str:
    """Name of a package among the mixes of `decide`."""
    return ALL if name == PACKAGES[-1] else name


def _ratios() -> str:
    """The registered ratios, with what would refute the theory."""
    every = pd.read_csv(RESULTS / "predictions" / "ratios.csv")
    ratios = rows_by(every[every["theory"] == "registered"], "ratio")
    rows = []
    for name, words in RATIOS.items():
        ratio, side, line = ratios[name], "less", "refuted_to"
        if ratio["refuted_from"] > 0.0:
            side, line = "more", "refuted_from"
        rows.append(
            (
                say(f"findings.ratio.{words}"),
                interval(ratio, "q50", ends=("q05", "q95")),
                say(f"findings.{side}", line=number(ratio[line])),
            )
        )
    return table([say(f"findings.head.{name}") for name in ("ratio", "foreseen", "refuted")], rows)
