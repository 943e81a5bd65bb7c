"""The page of findings: its two pages of text, filled with the numbers of the committed tables.

The text stands beside this file, in each language. Each finding has a word. *Assumed*: an input says so. *Built in*:
the rules make it so, and only its size is a finding. *Found*: it could have come out otherwise. The README quotes the
sentences in bold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.comparison import without_data
from zombielaw.experiments.analysis.estimates import only_chance
from zombielaw.experiments.analysis.outcomes import LIFE
from zombielaw.experiments.analysis.prices import unpriced
from zombielaw.experiments.analysis.wording import Row, interval, number, rendered, rows_by, table
from zombielaw.experiments.config.settings import PACKAGES
from zombielaw.experiments.config.values import joined
from zombielaw.experiments.paths import PAPER, RESULTS
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.analysis.diagnosis import LINES

CONVICTIONS, TODAY = "expected_convictions_286_1", "today"
DRAWN = ("draw_low", "draw_high")
"""Ends of the middle 90 % of the draws."""
LEARNT = {"own": "286-1", "both": "both offences", "everything": "everything"}
"""Learning that the page speaks of: see ``studies.loop``."""
ALL = " + ".join(PACKAGES[:-1])
"""All packages together, as the study of portfolios names them."""
REVIVING = ("judiciary", "regulators")
"""Packages of which the text speaks."""
FIGURES = {
    "run": "funnel",
    "loop": "map",
    "calibrate": "calibrate",
    "portfolio": "portfolio",
    "reforms": "beyond",
    "offences": "offences",
}
"""Figures of the page, by result of the committed set."""
RATIOS = {
    "343 after over before": "mining",
    "201 after over before": "tax",
    "134-1 item 2 over items 1 and 3": "danger",
}
"""Keys of the words of each registered ratio."""
SENTENCE = re.compile(r"^\*\*\d\. (.+?)\*\*", re.MULTILINE)
"""A finding: what stands in bold behind its number."""
Tables = Mapping[str, pd.DataFrame]


def tables_of(name: str, folder: Path = PAPER) -> dict[str, pd.DataFrame]:
    """Tables of a committed result, by name."""
    return {path.stem: pd.read_csv(path) for path in (folder / name / "tables").glob("*.csv")}


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
        **_loop(tables_of("loop")),
        **_data(tables_of("calibrate")),
        **_rival(tables_of("baseline")["mischarge"]),
        **_reforms(tables_of("reforms"), tables_of("portfolio")),
        **_refutation(),
    }


def _count(run: Tables) -> dict[str, str]:
    beyond, drawn = rows_by(run["beyond"], "name"), rows_by(run["doubts"], "outcome")[CONVICTIONS]
    published = rows_by(run["numbers"], "offence", "stage")["286-1", "convictions"]
    own, rival = beyond["convictions_286_1"], beyond["convictions_287_2"]
    return {
        "convictions": interval(drawn, "value", ends=("low", "high")),
        "convictions_drawn": interval(drawn, "median", ends=DRAWN),
        "posterior_draws": f"{drawn['draws']:.0f}",
        "published": published["published_per_year"],
        "years": published["years"],
        "licensees": published["licensees_at_most"],
        **_before_the_police(run["beyond"]),
        "funnel": number(own["funnel"]),
        "funnel_rival": number(rival["funnel"]),
        "convictions_rival": number(rival["model"]),
        "kept": number(own["beyond"]),
        "kept_rival": number(rival["beyond"]),
    }


def _before_the_police(beyond: pd.DataFrame) -> dict[str, str]:
    """Part of the fall from a finding to a conviction that lies before a referral: by count, and in logarithms."""
    model = beyond.set_index("name")["model"]
    first, middle, last = model[["findings", "referrals", "convictions_286_1"]]
    return {
        "lost": f"{(first - middle) / (first - last):.2%}",
        "before_the_police": f"{np.log(first / middle) / np.log(first / last):.0%}",
    }


def _rival(mischarge: pd.DataFrame) -> dict[str, object]:
    """Part of 287-2 in the charges of both offences where 286-1 is satisfied, and the lines of this sign."""
    charges = mischarge.set_index("law").loc[["286-1", "286-1 and 287-2"], ["286-1", "287-2"]].sum()
    return {"rival": charges["287-2"] / charges.sum(), "line": LINES["rival"]}


def _loop(loop: Tables) -> dict[str, str]:
    multiples, trap = (
        rows_by(loop["multiples"], "world", "learnt", "outcome"),
        rows_by(loop["map"], "world", "form")[TODAY, "as declared"],
    )
    learnt = {
        f"{world}_{name}": interval(
            multiples[world, what, CONVICTIONS], "multiple", ends=("low", "high")
        )
        for world in (TODAY, *REVIVING)
        for name, what in LEARNT.items()
    }
    cloud = loop["cloud"]
    strong = int((cloud["kappa"] >= cloud["needed_beside"]).sum())
    learnt |= {"cloud": str(len(cloud)), "strong": str(strong)}
    return {**learnt, "stronger": number(trap["needed_beside"] / trap["kappa"])}


def _data(calibrate: Tables) -> dict[str, object]:
    groups, factor = calibrate["groups"], calibrate["feedback"].iloc[0]
    most = groups.nlargest(2, "narrowed")["group"]
    return {
        "most": say("list.comma").join(named("unknown", name) for name in most),
        "carried": number(factor["effective"]),
        "narrowed": int((groups["narrowed"] >= 0.1).sum()),
        "groups": len(groups),
        "bayes": interval(factor, "bayes_factor", ends=("low", "high")),
    }


def _reforms(reforms: Tables, portfolio: Tables) -> dict[str, str]:
    """Numbers of the packages of which the text speaks, and the table of all."""
    beyond, effects = (
        rows_by(reforms["beyond"], "name"),
        rows_by(reforms["effects"], "name", "outcome"),
    )
    drawn, front = (
        rows_by(portfolio["outcomes"], "scenario", "outcome"),
        rows_by(portfolio["front"], "scenario"),
    )

    def multiple(name: str, outcome: str) -> str:
        return interval(_over_base(effects[name, outcome]), "multiple", ends=("low", "high"))

    def times(name: str, outcome: str) -> str:
        return number(_over_base(effects[name, outcome])["multiple"])

    def difference(name: str) -> str:
        row = drawn[_set(name), "wrongful"]
        if only_chance(row):
            return say("over_draws.only_chance")
        return interval(
            row,
            "difference_draw_median",
            "+",
            ends=("difference_draw_low", "difference_draw_high"),
        )

    head = [
        say(f"findings.head.{name}")
        for name in ("package", "convictions", "alive", "wrongful", "drawn", "days", "unpriced")
    ]
    rows = [
        (
            named("policy", name),
            f"×{multiple(name, CONVICTIONS)}",
            say(
                "findings.of",
                count=f"{front[_set(name)]['alive']:.0f}",
                draws=f"{front[TODAY]['draws']:.0f}",
            ),
            f"×{multiple(name, 'wrongful')}",
            difference(name),
            f"×{times(name, 'official_days')}",
            say("findings.of_levers", count=len(unpriced(levers)), levers=len(levers)),
        )
        for name in PACKAGES
        for levers in [joined([name])]
    ]
    return {
        "reforms": table(head, rows),
        "draws": f"{front[TODAY]['draws']:.0f}",
        "today_alive": f"{front[TODAY]['alive']:.0f}",
        "regulators_applied": f"{drawn[REVIVING[1], 'application_rate']['draw_median']:.1%}",
        "all_alive": f"{front[ALL]['alive']:.0f}",
        **{
            f"{name}_{short}": value
            for name in REVIVING
            for short, value in {
                "funnel": number(beyond[name]["funnel"]),
                "model": number(beyond[name]["model"]),
                "alive": f"{front[name]['alive']:.0f}",
                "wrongful": times(name, "wrongful"),
                "days": f"{_over_base(effects[name, 'official_days'])['multiple']:.2f}",
            }.items()
        },
    }


def _set(name: str) -> str:
    return ALL if name == PACKAGES[-1] else name


def _over_base(effect: Row) -> dict[str, float]:
    """An effect as a multiple of its base."""
    base = effect["base"]
    return {
        "multiple": effect["value"] / base,
        **{end: 1.0 + effect[f"difference_{end}"] / base for end in ("low", "high")},
    }


def _refutation() -> dict[str, str]:
    """The registered ratios, with what would refute the theory."""
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
    return {"ratios": table(head, rows)}
