"""The page of findings: its two pages of text, filled with the numbers of the committed tables.

The text stands beside this file, in each language. Each finding has a word. *Assumed*: an input says so. *Built in*:
the rules make it so, and only its size is a finding. *Found*: it could have come out otherwise. The README quotes the
sentences in bold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

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
from zombielaw.experiments.reducers.same_files import SATISFIED
from zombielaw.experiments.studies.baseline import share_in_words
from zombielaw.experiments.studies.validate import SMALL
from zombielaw.experiments.words.texts import named, say

CONVICTIONS, TODAY = "expected_convictions_286_1", "today"
LEARNT = {"own": "286-1", "both": "both offences", "everything": "everything"}
"""Learning that the page speaks of: see ``studies.loop``."""
ALL = " + ".join(PACKAGES[:-1])
"""All packages together, as `decide` names their mix."""
THREE = " + ".join(PACKAGES[:3])
"""Texts, judiciary and regulators together."""
REVIVING = ("judiciary", "regulators")
"""Packages of which the text speaks."""
FIGURES = (
    ("run", "funnel"),
    ("run", "same_files"),
    ("decide", "decide"),
    ("loop", "map"),
    ("calibrate", "calibrate"),
    ("offences", "offences"),
    ("reforms", "beyond"),
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
Tables = Mapping[str, pd.DataFrame]


def tables_of(name: str, folder: Path = PAPER) -> dict[str, pd.DataFrame]:
    """Tables of a committed result, by name."""
    return {path.stem: pd.read_csv(path) for path in (folder / name / "tables").glob("*.csv")}


def facts_of(name: str, folder: Path = PAPER) -> dict[str, float]:
    """Facts of a committed result that stand beside its tables."""
    facts: dict[str, float] = json.loads((folder / name / "summary.json").read_text("utf-8"))
    return facts


def page() -> str:
    """The page, in Markdown."""
    return f"# {say('findings.title')}\n\n{rendered(__file__, **values())}\n"


def sentences() -> str:
    """The findings in a sentence each, as a list in Markdown."""
    return "\n".join(f"{count}. {one}" for count, one in enumerate(SENTENCE.findall(page()), 1))


def values() -> dict[str, object]:
    """Values that fill the text, by their names in it."""
    lacking, inputs = without_data()
    return {
        "lacking": lacking,
        "inputs": inputs,
        "results": f"../results/{PAPER.name}/",
        "application_rate": f"{LIFE['application_rate']:.0%}",
        "share": f"{LIFE['share_of_convictions']:.0%}",
        **_count(tables_of("run")),
        **_same_files(tables_of("run")),
        **_loop(tables_of("loop"), tables_of("run")["learning"]),
        **_data(tables_of("calibrate")),
        **_figures(tables_of("validate_posterior")["targets"]),
        "columns": _columns(tables_of("run")["beyond"], tables_of("reforms")["beyond"]),
        **_reforms(tables_of("reforms"), tables_of("decide")),
        **_refutation(),
    }


def _count(run: Tables) -> dict[str, str]:
    drawn = rows_by(run["doubts"], "outcome")[CONVICTIONS]
    published = rows_by(run["numbers"], "offence", "stage")["286-1", "convictions"]
    return {
        "convictions": interval(drawn, "value", ends=("low", "high")),
        "first": number(drawn["median"]),
        "first_low": number(drawn["draw_low"]),
        "first_high": number(drawn["draw_high"]),
        "convictions_median": say(
            "interval.bare", **{end: number(drawn[f"median_{end}"]) for end in ("low", "high")}
        ),
        "posterior_draws": f"{drawn['draws']:.0f}",
        "posterior_runs": f"{drawn['runs']:.0f}",
        "published": published["published_per_year"],
        "years": published["years"],
        "licensees": published["licensees_at_most"],
        **_before_the_police(run["beyond"]),
    }


def _same_files(run: Tables) -> dict[str, str]:
    """Shares of the charges where both articles are satisfied, and where 286-1 alone is."""
    cells = rows_by(run["same_files"], "law", "charge")
    return {
        f"{name}_{what}": value
        for name, law in (("both", SATISFIED[0]), ("own", SATISFIED[1]))
        for what, value in {
            "own": share_in_words(cells[law, "286-1"]),
            "rival": share_in_words(cells[law, "287-2"]),
            "own_whole": f"{cells[law, '286-1']['share']:.0%}",
            "rival_whole": f"{cells[law, '287-2']['share']:.0%}",
            "files": number(cells[law, "286-1"]["files"]),
        }.items()
    }


def _columns(today: pd.DataFrame, reforms: pd.DataFrame) -> str:
    """Chain, agents without loops and agents: convictions of both offences, and of 286-1 under each package."""
    levels, multiples = rows_by(today, "name"), rows_by(reforms, "name")
    rows = [
        (
            named("stage", name),
            number(levels[name]["funnel"]),
            number(levels[name]["loops_off"]),
            interval(levels[name], "model", ends=("low", "high")),
        )
        for name in ("convictions_286_1", "convictions_287_2")
    ]
    rows += [
        (
            say("findings.package", name=named("policy", name)),
            f"×{number(multiples[name]['funnel'])}",
            f"×{number(multiples[name]['loops_off'])}",
            f"×{interval(multiples[name], 'model', ends=('low', 'high'))}",
        )
        for name in REVIVING
    ]
    heads = [say(f"findings.head.{name}") for name in ("counted", "chain", "loops_off", "agents")]
    return table(heads, rows, right=(1, 2, 3))


def _figures(targets: pd.DataFrame) -> dict[str, str]:
    """Published patterns that would be a surprise under the posterior, and those nearest to that, each with its p."""
    ordered = targets.sort_values("p")
    words = [
        say("findings.figure", name=within_sentence(named("target", name)), p=number(p))
        for name, p in zip(ordered["target"], ordered["p"], strict=True)
    ]
    fails, comma = int((ordered["p"] < SMALL).sum()), say("list.comma")
    return {
        "patterns": f"{len(targets)}",
        "fitted": f"{(targets['use'] == 'fit').sum()}",
        "failing": comma.join(words[:fails]) or say("wording.none"),
        "nearest": comma.join(words[fails : fails + NEAREST]),
    }


def _before_the_police(beyond: pd.DataFrame) -> dict[str, str]:
    """Part of the fall from a finding to a conviction that lies before a referral: by count, and in logarithms."""
    model = beyond.set_index("name")["model"]
    first, middle, last = model[["findings", "referrals", "convictions_286_1"]]
    return {
        "lost": f"{(first - middle) / (first - last):.2%}",
        "before_the_police": f"{np.log(first / middle) / np.log(first / last):.0%}",
    }


def _loop(loop: Tables, learning: pd.DataFrame) -> dict[str, str]:
    multiples = rows_by(loop["multiples"], "world", "learnt", "outcome")
    row = learning.to_dict("records")[0]
    learnt = {
        f"{world}_{name}": interval(
            multiples[world, what, CONVICTIONS], "multiple", ends=("low", "high")
        )
        for world in (TODAY, *REVIVING)
        for name, what in LEARNT.items()
    }
    return {
        **learnt,
        "short": number(row["median"]),
        "short_least": number(row["low"]),
        "strong": f"{row['strong']:.0f}",
        "never": f"{row['none']:.0f}",
        "learning_draws": f"{row['draws']:.0f}",
    }


def _data(calibrate: Tables) -> dict[str, object]:
    groups, effective = calibrate["groups"], facts_of("calibrate")["effective"]
    least = narrowed_by_chance(effective, len(groups))
    most = groups[groups["narrowed"] > least].sort_values("narrowed", ascending=False)["group"]
    chain = rows_by(calibrate["chain"], "target", "state")["judgments", "posterior"]
    return {
        "most": say("list.comma").join(named("unknown", name) for name in most),
        "carried": number(effective),
        "narrowed": len(most),
        "calibrated": interval(chain, "median", ends=("low", "high")),
        "groups": len(groups),
    }


def _reforms(reforms: Tables, decide: Tables) -> dict[str, str]:
    """Numbers of the packages of which the text speaks, and the table of all."""
    effects = rows_by(reforms["effects"], "name", "outcome")
    drawn, front = (
        rows_by(decide["compared"], "scenario", "outcome"),
        rows_by(decide["choices"], "scenario"),
    )

    draws = f"{front[TODAY]['draws']:.0f}"

    def days(name: str, outcome: str) -> str:
        """Working days over those of today, over the draws."""
        row = drawn[_set(name), outcome]
        return number(row["value"] / row["base"], digits=2)

    def change(name: str, outcome: str) -> str:
        """Difference from today over the draws: median and middle 90 %."""
        row = drawn[_set(name), outcome]
        if only_chance(row):
            return say("over_draws.only_chance")
        ends = ("difference_draw_low", "difference_draw_high")
        return interval(row, "difference_draw_median", "+", ends=ends)

    def ends(name: str, outcome: str) -> str:
        """Middle 90 % of the differences from today over the draws."""
        low, high = (
            number(drawn[_set(name), outcome][f"difference_draw_{end}"], "+")
            for end in ("low", "high")
        )
        return say("interval.bare", low=low, high=high)

    def alive_in(name: str) -> str:
        """Number of draws in which 286-1 is alive, with the interval of their share."""
        count = front[_set(name)]["alive"]
        low, high = (f"{end:.0%}" for end in wilson_interval(count, front[TODAY]["draws"]))
        ends = say("interval", low=low, high=high)
        return say("findings.of", count=f"{count:.0f}", draws=draws) + ends

    def times(name: str) -> str:
        effect = effects[name, CONVICTIONS]
        return f"×{number(effect['value'] / effect['base'])}"

    head = [
        say(f"findings.head.{name}")
        for name in ("package", "convictions", "alive", "wrongful", "days", "priced", "default")
    ]
    rows = [
        (
            named("policy", name),
            change(name, CONVICTIONS),
            alive_in(name),
            change(name, "expected_wrongful"),
            f"×{days(name, 'official_days')}",
            f"×{days(name, PRICED_DAYS)}",
            times(name),
        )
        for name in PACKAGES
    ]
    alive = {name: f"{row['alive']:.0f}" for name, row in front.items()}
    return {
        "reforms": table(head, rows),
        "draws": draws,
        "single_alive": f"{max(front[name]['alive'] for name in PACKAGES[:-1]):.0f}",
        "legislature_alive": alive[PACKAGES[0]],
        "three_alive": alive[THREE],
        "all_alive": alive[ALL],
        "today_alive": alive[TODAY],
        **{
            f"{name}_{short}": value
            for name in REVIVING
            for short, value in {
                "brings": change(name, CONVICTIONS),
                "model": times(name).removeprefix("×"),
                "ends": ends(name, "expected_wrongful"),
                "days": days(name, "official_days"),
                "priced": days(name, PRICED_DAYS),
            }.items()
        },
    }


def _set(name: str) -> str:
    return ALL if name == PACKAGES[-1] else name


def _refutation() -> dict[str, str]:
    """Where the forecast failed, and the registered ratios, with what would refute the theory."""
    scores = pd.read_csv(RESULTS / "predictions" / "scores.csv")
    first = scores[(scores["theory"] == "registered") & (scores["kind"] == "level")]
    levels = rows_by(first.drop_duplicates("unit"), "unit")
    every = pd.read_csv(RESULTS / "predictions" / "ratios.csv")
    ratios = rows_by(every[every["theory"] == "registered"], "ratio")
    ends = ("q05", "q95")
    rows = [
        (
            say(f"findings.ratio.{words}"),
            interval(ratios[name], "q50", ends=ends),
            say("findings.more", line=number(ratios[name]["refuted_from"]))
            if ratios[name]["refuted_from"] > 0.0
            else say("findings.less", line=number(ratios[name]["refuted_to"])),
        )
        for name, words in RATIOS.items()
    ]
    head = [say(f"findings.head.{name}") for name in ("ratio", "foreseen", "refuted")]
    return {
        "ratios": table(head, rows),
        **{
            f"{name}_over": number(levels[unit]["low"] / levels[unit]["q50"])
            for name, unit in (("wages", "wages"), ("mining", "mining_after"))
        },
    }
