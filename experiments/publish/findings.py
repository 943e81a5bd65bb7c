"""Findings, a row each: by the product of declared rates, by the model, and over numbers that nobody has measured.

Each finding has a word. *Assumed*: an input says so. *Built in*: the rules make it so, and only its size is a finding.
*Found*: it could have come out otherwise. Every number is read from the tables of the committed set.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.wording import NOTHING, Row, interval, number, rows_by, table
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.words.texts import Language, say

ASSUMED, BUILT_IN, RESULT = "assumed", "built_in", "found"
CONVICTIONS, TODAY = "expected_convictions_286_1", "today"
DRAWN = ("draw_low", "draw_high")
"""Ends of the middle 90 % of the draws."""
LEARNT = ("286-1", "both offences")
"""Rules of learning by officials of which the page speaks: see ``studies.loop``."""
REVIVING = ("judiciary", "regulators")
"""Packages of which the page speaks."""
Finding = tuple[str, str, str, str, str]
"""Sentence, word, and the results of funnel, model and draws."""


def tables_of(name: str, folder: Path = PAPER) -> dict[str, pd.DataFrame]:
    """Tables of a committed result, by name."""
    return {path.stem: pd.read_csv(path) for path in (folder / name / "tables").glob("*.csv")}


def findings(lang: Language) -> Iterator[Finding]:
    """The rows, in the order of the page."""
    yield _loop(lang)
    yield _fall(lang)
    yield _count(lang)
    yield _packages(lang)
    yield _price(lang)
    yield _data(lang)


def as_markdown(lang: Language) -> str:
    """The table of the README."""
    head = [say(f"findings.head.{name}", lang) for name in ("finding", "word", "funnel", "model", "draws")]
    return table(head, [(one[0], say(f"findings.word.{one[1]}", lang), *one[2:]) for one in findings(lang)])


def in_short(lang: Language) -> str:
    """Findings, in a paragraph."""
    made, front = tables_of("run"), rows_by(tables_of("portfolio")["front"], "scenario")
    changes = rows_by(tables_of("reforms")["beyond"], "name")
    return say(
        "findings.short", lang, expected=number(rows_by(made["doubts"], "outcome")[CONVICTIONS]["value"]),
        published=rows_by(made["numbers"], "offence", "stage")["286-1", "convictions"]["published_per_year"],
        share=f"{_before_the_police(made['beyond'], 'model'):.0%}", draws=f"{front[TODAY]['draws']:.0f}",
        **{name: f"×{number(changes[name]['model'])}" for name in REVIVING},
        **{f"alive_{name}": f"{front[name]['alive']:.0f}" for name in (*REVIVING, TODAY)},
    )  # fmt: skip


def _before_the_police(beyond: pd.DataFrame, side: str) -> float:
    """Part of the fall from a finding to a conviction, in logarithms, that lies before a referral."""
    rows = rows_by(beyond, "name")
    first, middle, last = (rows[name][side] for name in ("findings", "referrals", "convictions_286_1"))
    return float(np.log(first / middle) / np.log(first / last))


def _times(row: Row, column: str, lang: Language, ends: tuple[str, str] = ("low", "high")) -> str:
    return f"×{interval(row, column, ends=ends, lang=lang)}"


def _loop(lang: Language) -> Finding:
    made, drawn = tables_of("loop"), tables_of("loop_posterior")
    own, over = (
        [rows_by(one["multiples"], "world", "learnt", "outcome")[TODAY, learnt, CONVICTIONS] for learnt in LEARNT]
        for one in (made, drawn)
    )
    trap = rows_by(made["trap"], "world")[TODAY]
    words = [{name: _times(row, "multiple", lang) for name, row in zip(("own", "both"), rows, strict=True)}
             for rows in (own, over)]  # fmt: skip
    model = say("findings.loop.model", lang, **words[0], kappa=number(trap["kappa"]),
                needed=number(trap["kappa_needed"]))  # fmt: skip
    return (say("findings.loop", lang), RESULT, say("findings.loop.funnel", lang), model,
            say("findings.loop.draws", lang, **words[1]))  # fmt: skip


def _fall(lang: Language) -> Finding:
    beyond = tables_of("run")["beyond"]

    def before(side: str) -> str:
        return say("findings.fall.share", lang, share=f"{_before_the_police(beyond, side):.0%}")

    return say("findings.fall", lang), ASSUMED, before("funnel"), before("model"), NOTHING


def _count(lang: Language) -> Finding:
    made = tables_of("run")
    row, own = (rows_by(made["beyond"], "name")["convictions_286_1"], rows_by(made["doubts"], "outcome")[CONVICTIONS])
    published = rows_by(made["numbers"], "offence", "stage")["286-1", "convictions"]
    return (
        say("findings.count", lang, published=published["published_per_year"],
            licensees=published["licensees_at_most"], years=published["years"]),
        RESULT, number(row["funnel"]), interval(own, "value", ends=("low", "high"), lang=lang),
        interval(own, "median", ends=DRAWN, lang=lang),
    )  # fmt: skip


def _packages(lang: Language) -> Finding:
    changes = rows_by(tables_of("reforms")["beyond"], "name")
    front = rows_by(tables_of("portfolio")["front"], "scenario")
    alive = {name: f"{front[name]['alive']:.0f}" for name in (*REVIVING, TODAY)}
    funnel = {name: f"×{number(changes[name]['funnel'])}" for name in REVIVING}
    model = {name: _times(changes[name], "model", lang) for name in REVIVING}
    return (
        say("findings.packages", lang), BUILT_IN, say("findings.packages.both", lang, **funnel),
        say("findings.packages.both", lang, **model),
        say("findings.packages.draws", lang, **alive, draws=f"{front[TODAY]['draws']:.0f}"),
    )  # fmt: skip


def _price(lang: Language) -> Finding:
    effects = rows_by(tables_of("reforms")["effects"], "name", "outcome")
    drawn = rows_by(tables_of("portfolio")["outcomes"], "scenario", "outcome")

    def multiple(name: str, outcome: str) -> str:
        row = effects[name, outcome]
        ends = {"multiple": row["value"] / row["base"], "low": 1.0 + row["difference_low"] / row["base"],
                "high": 1.0 + row["difference_high"] / row["base"]}  # fmt: skip
        return _times(ends, "multiple", lang)

    def change(name: str) -> str:
        return interval(drawn[name, "wrongful"], "difference_draw_median", "+",
                        ends=("difference_draw_low", "difference_draw_high"), lang=lang)  # fmt: skip

    model = say("findings.price.model", lang, **{
        f"{outcome}_{name}": multiple(name, outcome) for name in REVIVING for outcome in ("wrongful", "official_days")
    })  # fmt: skip
    return (say("findings.price", lang), RESULT, say("findings.price.funnel", lang), model,
            say("findings.price.draws", lang, **{name: change(name) for name in REVIVING}))  # fmt: skip


def _data(lang: Language) -> Finding:
    made = tables_of("calibrate")
    groups, factor = made["groups"], made["feedback"].iloc[0]
    draws = say("findings.data.draws", lang, narrowed=int((groups["narrowed"] >= 0.1).sum()), groups=len(groups),
                factor=interval(factor, "bayes_factor", ends=("low", "high"), lang=lang))  # fmt: skip
    return say("findings.data", lang), RESULT, NOTHING, NOTHING, draws
