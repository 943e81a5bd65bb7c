"""Sister offences: files a year at each stage that the theory foresees, and what the order costs each.

No agents are run: the small engine of :mod:`zombielaw.experiments.offences` computes expectations over joint draws of
what nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.wording import Row, number, rendered, rows_by
from zombielaw.experiments.config.schema import whole, word
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.offences.declaration import (
    NO_ORDER,
    Offence,
    digest_of_declarations,
    draws_of,
    read_behaviour,
    units_of,
    with_own,
)
from zombielaw.experiments.offences.engine import (
    ACCEPTED,
    BEGUN,
    BROUGHT,
    CONVICTED,
    FILED,
    LAST_YEAR,
    ORDER_FREE,
    PROSECUTED,
    REFUSED,
    REGISTERED,
    SATISFIED,
    SHOWN,
    THEORIES,
    YEAR,
    Flows,
    flows_of,
)
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.texts import LANGUAGES, language, say

REPORTED = ("findings", "satisfied", "referred", "accepted", "prosecuted", "convicted")
"""Stages of the report."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
ALIVE = 0.05
"""Use from which a unit is called alive: of the cases that satisfy its elements and were found, so many reach the
prosecutor under its name. It is the middle of the prior of referral: an offence is alive where such a case fares no
worse than one that an office has to refer, and nothing else stands in its way."""
STEPS = {
    "order": (BEGUN, REFUSED),
    "elements": (REFUSED, SATISFIED),
    "referral": (SATISFIED, BROUGHT),
    "name": (BROUGHT, FILED),
    "prosecutor": (FILED, PROSECUTED),
    "court": (PROSECUTED, CONVICTED),
}
"""Steps at which cases are lost: from a stage to a later one."""


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
    tables = tables_of(offences, made, free, keys["year"])
    work.facts |= {
        "draws": keys["draws"],
        "units": len(tables["units"]),
        "alive_line": ALIVE,
        "no_agents": True,
    }
    return tables


def tables_of(
    offences: Mapping[str, Offence], made: Mapping[str, Flows], free: Mapping[str, Flows], year: int
) -> Tables:
    """Tables of the units in the year asked for, or in the nearest full year of a unit.

    ``stages``: cases at each stage. ``units``: what kills; ``cost``, charges if the order cost nothing over charges as
    they are; ``use``, files that reach the prosecutor over cases that satisfy the elements and were found; ``alive``,
    share of the draws in which use is at least :data:`ALIVE`.
    """
    stages, units = [], []
    for name, unit in units_of(offences.values()).items():
        own, shown = made[name], year_shown(made[name], year)
        for stage in SHOWN:
            ends = np.quantile(own.year(stage, shown), QUANTILES)
            stages.append(
                {
                    "unit": name,
                    "article": unit.article,
                    "name": unit.name["en"],
                    "name_zh": unit.name["zh"],
                    "year": shown,
                    "stage": stage,
                    **{f"q{100 * q:02.0f}": end for q, end in zip(QUANTILES, ends, strict=True)},
                }
            )
        cost = free[name].year(PROSECUTED, shown) / own.year(PROSECUTED, shown)
        use = own.year(ACCEPTED, shown) / own.year(SATISFIED, shown)
        row = {
            "unit": name,
            "year": shown,
            "order": role_in(offences, name, shown),
            "kills": kills(own, shown),
        }
        for ratio, drawn in {"cost": cost, "use": use}.items():
            low, row[ratio], high = np.quantile(drawn, [0.05, 0.5, 0.95])
            row |= {f"{ratio}_q05": low, f"{ratio}_q95": high}
        units.append({**row, "alive": (use >= ALIVE).mean()})
    return {"units": pd.DataFrame(units), "stages": pd.DataFrame(stages)}


def year_shown(flows: Flows, year: int) -> int:
    """The year asked for, or the nearest in all months of which cases of a unit begin and reach a judgment."""
    begun = flows.first + np.flatnonzero(flows.stages[BEGUN][0])
    first = -(-(flows.first + flows.starts(CONVICTED)) // YEAR)
    return min(max(year, first), (int(begun[-1]) + 1) // YEAR - 1)


def kills(flows: Flows, year: int) -> str:
    """The step of :data:`STEPS` at which most is lost in a year, by the mean logarithm of what is passed on."""
    lost = {
        step: np.log(flows.year(end, year) / flows.year(start, year)).mean()
        for step, (start, end) in STEPS.items()
    }
    return min(lost, key=lambda step: float(lost[step]))


def role_in(offences: Mapping[str, Offence], unit: str, year: int) -> str:
    """Role of the order of a unit in the rules at the end of a year."""
    lines = (line for offence in offences.values() for line in offence.lines)
    rules = [one for line in lines for one in line if one.unit == unit and one.since.year <= year]
    return rules[-1].role


def report(tables: Finished) -> str:
    """The unit to which the order costs most, then each unit: stages, cause of disuse, use, and cost of the order."""
    units, stages = tables["units"], tables["stages"]
    return rendered(
        __file__,
        units=units,
        names=names_of(stages),
        dearest=max(units.to_dict("records"), key=lambda row: float(row["cost"])),
        cost=cost_of,
        alive=int((units["alive"] >= 0.5).sum()),
        line=ALIVE,
        draws=tables.facts["draws"],
        stages=REPORTED,
        medians=rows_by(stages, "unit", "stage"),
    )


ARTICLE = re.compile(r"(\d+)(?:-(\d))?(?:\((\d)\))?")
"""Number of an article, of one inserted behind it, and of a paragraph."""
DIGITS = "零一二三四五六七八九"


def names_of(stages: pd.DataFrame) -> dict[str, str]:
    """Article and name of each unit, in the order of the table."""
    chinese = language() != LANGUAGES[0]
    return {
        row["unit"]: say(
            "offences.named",
            article=_in_chinese(str(row["article"])) if chinese else row["article"],
            name=row["name_zh" if chinese else "name"],
        )
        for row in stages.drop_duplicates("unit").to_dict("records")
    }


def _in_chinese(article: str) -> str:
    """An article as a Chinese reader writes it, without its items: 134条之一 for 134-1, 343条第一款 for 343(1)."""
    if not (match := ARTICLE.match(article)):  # one of the user's own, in other words
        return article
    number, inserted, paragraph = match.groups()
    between = f"之{DIGITS[int(inserted)]}" if inserted else ""
    return f"{number}条{between}" + (f"第{DIGITS[int(paragraph)]}款" if paragraph else "")


def cost_of(row: Row) -> str:
    """Multiple of the charges if the order cost nothing; a dash where no order stands in the way."""
    if row["order"] == NO_ORDER:
        return say("offences.no_order")
    ends = say("interval", low=number(row["cost_q05"]), high=number(row["cost_q95"]))
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
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows

    units, names = tables["units"].iloc[::-1], names_of(tables["stages"])
    medians = tables["stages"].pivot_table(index="unit", columns="stage", values="q50", sort=False)
    table = units.merge(medians[[*DRAWN]].clip(lower=LEAST), on="unit").assign(
        one=1.05, words=say("offences.no_order")
    )
    dated = {
        row["unit"]: say("place.title", title=names[row["unit"]], place=row["year"])
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
        for label in [say(f"offences.stage.{stage}")]
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
                say("offences.left"),
                say("offences.cases"),
                how={"xscale": "log"},
            ),
            "right": Panel(
                [
                    Marks("cost", ("cost_q05", "cost_q95"), colour=ORANGE, where=ordered),
                    Marks("one", text="words", where=free),
                ],
                say("offences.right"),
                say("offences.times"),
                lines=[1.0],
                form="{:g}".format,
                how={"xscale": "log"},
            ),
        },
        page.of(say("offences.world", draws=tables.facts["draws"])),
        "offences",
        say("offences.band"),
        title=say("offences.title", all=len(others), own=own),
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
