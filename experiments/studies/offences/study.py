"""Sister offences: files a year at each stage that the theory foresees, and what the order costs each.

No agents are run: the small engine of :mod:`zombielaw.experiments.offences` computes expectations over joint draws of
what nobody knows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pandas as pd

from zombielaw.experiments.analysis.wording import Row, number, rendered, rows_by
from zombielaw.experiments.config.options import whole, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.offences.behaviour import (
    digest_of_declarations,
    draws_of,
    read_behaviour,
)
from zombielaw.experiments.offences.declaration import with_own
from zombielaw.experiments.offences.engine import LAST_YEAR
from zombielaw.experiments.offences.fields import NO_ORDER
from zombielaw.experiments.offences.foreseen import (
    ALIVE,
    ORDER_FREE,
    REGISTERED,
    THEORIES,
    flows_of,
    stages_table,
    units_table,
)
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, Language, language, say

REPORTED = ("findings", "satisfied", "referred", "accepted", "prosecuted", "convicted")
"""Stages of the report."""


def check(settings: Settings) -> Settings:
    """Refuse a file that cannot be read; the key follows what the declarations say."""
    file = settings.study_keys["file"]
    with_own(file)
    return replace(settings, also={"offences": digest_of_declarations(file)})


def analyse(work: Work) -> Tables:
    """Compute all units under the theory, and as if the order cost nothing."""
    settings, keys = work.settings, work.settings.study_keys
    offences, behaviour = with_own(keys["file"]), read_behaviour()
    draw = draws_of(offences.values(), behaviour, keys["draws"], settings.seed)
    made, free = (
        flows_of(offences.values(), draw, behaviour, THEORIES[name])
        for name in (REGISTERED, ORDER_FREE)
    )
    units = units_table(offences, made, free, keys["year"])
    work.facts |= {
        "draws": keys["draws"],
        "units": len(units),
        "alive_line": ALIVE,
        "no_agents": True,
    }
    return {
        "units": units,
        "stages": stages_table(offences, made, keys["year"]),
    }


def report(tables: Finished) -> str:
    """The unit to which the order costs most, then each unit: stages, cause of disuse, use, and cost of the order."""
    units, stages = tables["units"], tables["stages"]
    return rendered(
        __file__,
        units=units,
        names=names_of(stages, language()),
        dearest=max(units.to_dict("records"), key=lambda row: float(row["cost"])),
        cost=partial(cost_of, lang=language()),
        alive=int((units["alive"] >= 0.5).sum()),
        line=ALIVE,
        draws=tables.facts["draws"],
        stages=REPORTED,
        medians=rows_by(stages, "unit", "stage"),
    )


ARTICLE = re.compile(r"(\d+)(?:-(\d))?(?:\((\d)\))?")
"""Number of an article, of one inserted behind it, and of a paragraph."""
DIGITS = "零一二三四五六七八九"


def names_of(stages: pd.DataFrame, lang: Language) -> dict[str, str]:
    """Article and name of each unit in a language, in the order of the table."""
    rows, plain = stages.drop_duplicates("unit").to_dict("records"), lang == LANGUAGES[0]
    return {
        row["unit"]: say("offences.named", lang, article=row["article"], name=row["name"])
        if plain
        # the Chinese name says which item
        else say(
            "offences.named", lang, article=_in_chinese(str(row["article"])), name=row["name_zh"]
        )
        for row in rows
    }


def _in_chinese(article: str) -> str:
    """An article as a Chinese reader writes it, without its items: 134条之一 for 134-1, 343条第一款 for 343(1)."""
    if not (match := ARTICLE.match(article)):  # one of the user's own, in other words
        return article
    number, inserted, paragraph = match.groups()
    between = f"之{DIGITS[int(inserted)]}" if inserted else ""
    return f"{number}条{between}" + (f"第{DIGITS[int(paragraph)]}款" if paragraph else "")


def cost_of(row: Row, lang: Language) -> str:
    """Multiple of the charges if the order cost nothing; a dash where no order stands in the way."""
    if row["order"] == NO_ORDER:
        return say("offences.no_order", lang)
    ends = say("interval", lang, low=number(row["cost_q05"]), high=number(row["cost_q95"]))
    return f"×{number(row['cost'])}{ends}"


DRAWN = {"findings": "|", "satisfied": "o", "referred": "^", "convicted": "X"}
"""Stages that are drawn, and their marks."""
HOLLOW = "o^"
OWN = "network"
"""The unit of Art. 286-1."""
LEAST = 1e-3
"""Cases a year below which a mark stands at the edge."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``offences``: marks for stages of each unit on the left, the cost of the order on the right."""
    from zombielaw.experiments.figures.rows import Marks, Panel
    from zombielaw.experiments.figures.rows import draw as draw_rows

    units, names = tables["units"].iloc[::-1], names_of(tables["stages"], language())
    medians = tables["stages"].pivot_table(index="unit", columns="stage", values="q50", sort=False)
    table = units.merge(medians[[*DRAWN]].clip(lower=LEAST), on="unit").assign(
        one=1.05, words=page.say("offences.no_order")
    )
    dated = {
        row["unit"]: page.say("place.title", title=names[row["unit"]], place=row["year"])
        for row in units.to_dict("records")
    }
    stages = [
        Marks(
            stage,
            look=mark,
            colour=BLUE if stage == "convicted" else "0.35",
            hollow=mark in HOLLOW,
            label=label,
        )
        for stage, mark in DRAWN.items()
        for label in [page.say(f"offences.stage.{stage}")]
    ]
    ordered, free = f"order != '{NO_ORDER}'", f"order == '{NO_ORDER}'"
    costs = units[units["order"] != NO_ORDER].set_index("unit")
    others = costs["cost"].drop(OWN)
    own = [
        number(float(f"{value:.2g}"))
        for value in [*costs.loc[OWN, ["cost", "cost_q05", "cost_q95"]], others.min(), others.max()]
    ]
    draw_rows(
        table,
        [dated[unit] for unit in table["unit"]],
        {
            "left": Panel(
                [Marks(ends=("convicted", "findings"), colour="0.85", width=3.0), *stages],
                page.say("offences.left"),
                page.say("offences.cases"),
                how={"xscale": "log"},
            ),
            "right": Panel(
                [
                    Marks("cost", ("cost_q05", "cost_q95"), colour=ORANGE, where=ordered),
                    Marks("one", text="words", where=free),
                ],
                page.say("offences.right"),
                page.say("offences.times"),
                lines=[1.0],
                form="{:g}".format,
                how={"xscale": "log"},
            ),
        },
        page.of(page.say("offences.world", draws=tables.facts["draws"])),
        "offences",
        page.say("offences.band"),
        title=page.say("offences.title", all=len(others), own=own),
        columns=4,
        room=40,
    )


STUDY = Study(
    question="Nine units of sister offences, and your own: how many files a year pass each stage, what kills, and what "
    "does the order cost each?",
    keys={
        "file": word("", "a file of your own offence, such as my.yaml"),
        "draws": whole(1000, 50, 5000, "joint draws of what nobody knows"),
        "year": whole(
            2024, 1998, LAST_YEAR, "calendar year shown, or the nearest full year of a unit", "year"
        ),
    },
    replicates=1,
    runs="study.draws",
    medians_only="it draws its own inputs",
    columns=columns_beside(__file__),
    languages=LANGUAGES,
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
