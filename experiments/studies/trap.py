"""Is disuse a trap? Causes of disuse over worlds of the priors, beside a world that is made to hold a trap.

In worlds drawn from the priors, from a neutral start, the diagnosis says of what 286-1 dies: of too few files
(*starved*), or of its own unfamiliarity (*trapped*). In the world of the closed forms an office that learns by use may
have two stable states. Three parts ask there what decides between them: the start, over the files of an office; a
reform that ends, by its size and length; the part of a lesson that reaches other offices, whose effective number is
``n / (1 + mu (n - 1))``.

``experiment=meanfield`` lays eligible files on the desk of offices that share nothing but what is pooled, before a
fixed rival and a transparent court. There alpha and beta of theory are read off the agents' own utilities: alpha is the
log-odds of 286-1 against 287-2 at no familiarity with 286-1, beta what full familiarity adds to them. The learning
strength kappa is files a month x lesson of a use / part of familiarity that is forgotten in a month.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.diagnosed import NOTHING, STATES, WHY, diagnosed
from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.intervals import Floats, clopper_pearson_interval, level_of
from zombielaw.experiments.analysis.wording import number, rendered, rows_by, table
from zombielaw.experiments.config.schema import CHANGES, MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, scenarios, table_of
from zombielaw.experiments.designs.prior_worlds import (
    WITH,
    WITHOUT,
    check_probed,
    design_of,
    worlds_of,
)
from zombielaw.experiments.figures.colours import ALIVE, DEAD
from zombielaw.experiments.reducers.unpublished import TALLIES, tallies
from zombielaw.experiments.studies.base import (
    Axes,
    Finished,
    Page,
    Study,
    Tables,
    Work,
    columns_beside,
)
from zombielaw.experiments.studies.registry import preset
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.analysis import diagnosis
from zombielaw.sim.analysis.replay import Office
from zombielaw.sim.analysis.theory import (
    BinomialMap,
    Map,
    MeanFieldMap,
    critical_pulse,
    equilibria,
    kappa_of_offices,
)
from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.perception import eligible_conduct, merits_of_conduct
from zombielaw.sim.decisions.prosecutor import without_exit
from zombielaw.sim.entities import starts
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.procedures import prosecutor
from zombielaw.sim.procedures.matter import current_clarity, observation_chances
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, interpreted

ONE_OFFICE = ("world.providers=14", "world.procuratorates=1", "world.courts=1")
"""Words of a command for a world of one office with seven files a month: each run is one learning unit."""
YEAR = 12
AFTER, LOOK = 15 * YEAR, 2 * YEAR
"""Months after the last change at which the end of a run is read, and months over which it is read."""
UnitOf = Callable[[Scenario, int], Map]
"""The closed form of a month of a scenario."""


# ---- theory of a scenario


def gap(scenario: Scenario, familiarity: float, month: int) -> float:
    """Log-odds of 286-1 against 287-2 for the file on the desk, as the agents reckon them in a month.

    Raises ValueError: the world is not that of the closed forms: officials err, or an exit or another charge is open.
    """
    world, policy = scenario.world, scenario.policy_at(month, 0)
    conduct = eligible_conduct(float(first_day_of_month(month) + MID_MONTH))
    merits = merits_of_conduct(conduct, scenario.statute_at(policy))
    clear = current_clarity(interpreted(month), 0.0, policy, world)
    office = Office(**{**starts(Office, world), "familiarity_286_1": familiarity}, clarity=clear)
    seen = observation_chances(merits, clear, office, policy, world)
    own = prosecutor.weighed(merits, seen, clear, office, policy, world)
    utilities, left = own.utilities, without_exit(own.ways_out)
    if (
        not {*seen[:-1], *seen.rivals} <= {0.0, 1.0}
        or max(utilities.none, utilities.other) > -math.inf
        or left < 1.0
    ):
        raise ValueError(
            "The closed forms hold where officials see what is there, no exit and one rival is open."
        )
    return utilities.a - utilities.b


def coefficients(scenario: Scenario, month: int) -> tuple[float, float]:
    """Alpha and beta of a month: the gap is a line in familiarity."""
    alpha = gap(scenario, 0.0, month)
    return alpha, gap(scenario, 1.0, month) - alpha


def files(scenario: Scenario) -> int:
    """Eligible files of an office in a month.

    Raises ValueError: providers do not spread evenly over the offices and the two halves of a turn.
    """
    number, rest = divmod(scenario.size.providers, 2 * scenario.size.procuratorates)
    if rest or scenario.size.provinces != 1:
        raise ValueError(
            "Files are the same for every office with one province and an even number of providers each."
        )
    return number


def expected_map(scenario: Scenario, month: int) -> BinomialMap:
    """Exact expected month of an office that learns from itself alone."""
    forgetting, lesson = learning.monthly(scenario.world.forgetting), scenario.world.lesson
    return BinomialMap(*coefficients(scenario, month), forgetting, lesson, files(scenario))


def pooled_map(scenario: Scenario, month: int) -> MeanFieldMap:
    """Expected month of an office among its like with which lessons are pooled, each lesson small."""
    forgetting = learning.monthly(scenario.world.forgetting)
    return MeanFieldMap(
        *coefficients(scenario, month), forgetting, kappa(scenario, month) * forgetting
    )


def kappa(scenario: Scenario, month: int) -> float:
    """Case supply of an office, ``lambda E [1 + mu (m - 1)] / (n delta)``, in months."""
    offices, pooling = scenario.size.procuratorates, scenario.policy_at(month, 0).pooling
    forgetting, lesson = learning.monthly(scenario.world.forgetting), scenario.world.lesson
    return kappa_of_offices(
        files(scenario) * offices, lesson, forgetting, offices, offices, pooling
    )


def expected_path(scenario: Scenario, unit_of: UnitOf = expected_map) -> tuple[Floats, Floats]:
    """Expected familiarity and share in every month, from the scenario's own start, with its changes.

    Returns (months,) arrays: familiarity at the month's start, and the share of the files to which 286-1 is applied.
    """
    familiarity, share = np.empty(scenario.months), np.empty(scenario.months)
    now = scenario.world.initial_familiarity_286_1
    units: dict[tuple[object, bool], Map] = {}
    for month in range(scenario.months):
        key = scenario.policy_at(month, 0), interpreted(month)
        if key not in units:
            units[key] = unit_of(scenario, month)
        familiarity[month], share[month] = now, float(units[key].share(now))
        now = units[key].step(now)
    return familiarity, share


def preference_for(scenario: Scenario, push: float) -> float:
    """Charge preference that moves alpha by a push (logits) from that of the scenario."""
    own = scenario.policy.charge_preference
    return 1.0 / (1.0 + math.exp(push) * (1.0 - own) / own)


# ---- what is kept of a run


def moment(scenario: Scenario) -> int:
    """Month at which the end of a run is read: AFTER months after the last change ended, else the end of the run."""
    return max(
        (change.end + AFTER for change in scenario.changes if change.end is not None),
        default=scenario.months,
    )


def afterwards(record: Record, scenario: Scenario) -> Mapping[str, pd.DataFrame]:
    """Expected charges long after the last change: one row of table ``after``.

    ``uses`` are charges of 286-1 in the LOOK months before the moment, ``charges`` those of 286-1 and 287-2.
    """
    months, stop = record.months, moment(scenario)
    within = (months["month"] >= stop - LOOK) & (months["month"] < stop)
    uses, rival = (
        float(months[f"expected_charges_{name}"][within].sum()) for name in ("286_1", "287_2")
    )
    return {"after": pd.DataFrame([{"uses": uses, "charges": uses + rival}])}


LIVES = 0.25
"""286-1 among expected charges of both offences above which a run counts as alive: the line of the diagnosis."""
LOOKS = {"dead": ("^", DEAD), "alive": ("v", ALIVE)}
LONG = 360
"""Months of each run in the world of the closed forms."""
FAMILIARITY = "world.initial_familiarity_286_1"
STARTS = {"dead": 0.0, "alive": 0.9}
"""Familiarity with 286-1 from which runs begin: a new offence, and one that everybody knows."""
FILES = (2, 3, 4, 5, 6, 8, 9, 11, 14, 17, 20)
"""Eligible files of an office in a month."""
SIZES, LENGTHS, BEGIN = (1.0, 2.0, 4.0), (6, 11, 20, 36, 66, 120), 12
"""Sizes of a reform (logits that it adds to alpha), its lengths in months, and its first month."""
OFFICES, EFFECTIVE, SHARED = (4, 16, 48), (2.0, 4.0, 8.0, 16.0), 48
"""Offices that share lessons, their effective numbers, and their eligible files a month together."""
READ = (
    "kappa",
    "share",
    "low",
    "high",
    "alive",
    "alive_low",
    "alive_high",
    "runs",
    "theory",
    "states",
)
Rows = Iterator[tuple[dict[str, Any], dict[str, Any]]]
"""Labels of each scenario of a part, and the settings that are moved in it."""


def analyse(work: Work) -> Tables:
    """Diagnose the worlds of the priors, and run the three parts in the world of the closed forms."""
    office = preset(work.settings, "meanfield", LONG, *ONE_OFFICE)
    many = preset(
        work.settings,
        "meanfield",
        LONG,
        f"world.providers={2 * SHARED}",
        f"world.courts={OFFICES[0]}",
    )
    return {
        **causes_of(work),
        "starts": beside_theory(work, "starts", office, from_starts()),
        "reforms": beside_theory(work, "reforms", office, that_end(office)),
        "lessons": beside_theory(work, "lessons", many, shared(), pooled_map),
        "rest": states_of_rest(pooled_map(many.scenario, 0)),
    }


# ---- worlds of the priors


def causes_of(work: Work) -> Tables:
    """Draw worlds, run each as it is, under all probes and without feedback, and diagnose them."""
    worlds = worlds_of(work.settings, work.settings.study_keys["worlds"])
    design, owners, as_is = design_of(work.settings, worlds)
    found = diagnosed(work.run(design, part="worlds", reduce=tallies).table(TALLIES), owners, as_is)
    work.facts["worlds"] = len(worlds)
    learns = found[found["feedback"] == WITH]
    why = (": " + learns["why"]).where(learns["why"] != "", "")
    answers = [name for name in diagnosis.DIAGNOSES if name != diagnosis.UNDECIDED]
    answers += [f"{diagnosis.UNDECIDED}: {reason}" for reason in WHY]
    causes = shares_of(
        learns.assign(answer=learns["found"] + why), ["feedback"], "answer", answers, "worlds"
    )
    lifeless = learns[learns["state"].isin([diagnosis.OUT_OF_USE, NOTHING])]
    could = (
        lifeless["findable"]
        .str.get_dummies(" ")
        .reindex(columns=list(diagnosis.CAUSES), fill_value=0)
        .sum()
    )
    return {
        "causes": causes.drop(columns="feedback").assign(
            findable=causes["answer"].map(could), lifeless=len(lifeless)
        ),
        "states": shares_of(found, ["feedback"], "state", STATES, "worlds"),
        "worlds": learns[["world", "found", "why", "state", *diagnosis.PARTS]],
    }


# ---- the world of the closed forms


def from_starts() -> Rows:
    """Files of an office, from both starts."""
    for files in FILES:
        for start, familiarity in STARTS.items():
            yield (
                {"files": files, "start": start},
                {"world.providers": 2 * files, FAMILIARITY: familiarity},
            )


def that_end(office: Settings) -> Rows:
    """Sizes and lengths of a reform that ends, of an office at rest in its dead state."""
    one = expected_map(office.scenario, 0)
    dead = float(f"{equilibria(one)[0].familiarity:.6g}")
    for size in SIZES:
        to = preference_for(office.scenario, size)
        lasting = critical_pulse(one, replace(one, alpha=one.alpha + size))
        for months in LENGTHS:
            change = {"lever": "charge_preference", "to": to, "start": BEGIN, "end": BEGIN + months}
            yield (
                {"size": size, "months": months, "lasting": lasting},
                {FAMILIARITY: dead, CHANGES: [change]},
            )


def shared() -> Rows:
    """Effective numbers of offices by all numbers that can reach them, from both starts."""
    for worth in EFFECTIVE:
        for offices in (one for one in OFFICES if one >= worth):
            pooling = round((offices / worth - 1.0) / (offices - 1), 6)
            for start, familiarity in STARTS.items():
                moved = {
                    "world.procuratorates": offices,
                    "policy.pooling": pooling,
                    FAMILIARITY: familiarity,
                }
                yield (
                    {"effective": worth, "offices": offices, "pooling": pooling, "start": start},
                    moved,
                )


def beside_theory(
    work: Work, part: str, world: Settings, rows: Rows, unit_of: UnitOf = expected_map
) -> pd.DataFrame:
    """Run a part; each point by its labels, with the share of 286-1 and the living runs beside the closed form.

    ``theory`` is the share on the expected path in the months read, ``states`` the number of stable states.
    """
    labels, moved = zip(*rows, strict=True)
    design = table_of(moved)
    results = work.run(design, part=part, world=world, reduce=afterwards)
    after, points = results.table("after"), []
    for point, scenario in enumerate(scenarios(world, design)):
        runs, stop, last = (
            after[after[POINT] == point],
            moment(scenario),
            scenario.months - 1,
        )
        uses, charges = (runs[name].to_numpy(dtype=float) for name in ("uses", "charges"))
        living = int((uses > LIVES * charges).sum())
        path = expected_path(scenario, unit_of)[1]
        points.append(
            (
                kappa(scenario, last),
                *level_of("share", uses, charges),
                living / max(len(runs), 1),
                *clopper_pearson_interval(living, len(runs)),
                len(runs),
                path[stop - LOOK : stop].mean(),
                sum(state.stable for state in equilibria(unit_of(scenario, last))),
            )
        )
    return pd.DataFrame(labels).join(pd.DataFrame(points, columns=READ))


def states_of_rest(few: MeanFieldMap) -> pd.DataFrame:
    """Every state of rest by learning strength, around those of the effective numbers.

    ``few``: an office of the fewest offices, which share nothing.
    """
    rows = []
    for worth in np.geomspace(EFFECTIVE[0] / 1.2, EFFECTIVE[-1] * 1.2, 241).tolist():
        supply = few.supply * OFFICES[0] / worth
        rows += [(supply / few.delta, *state) for state in equilibria(replace(few, supply=supply))]
    return pd.DataFrame(rows, columns=["kappa", "familiarity", "share", "stable"])


# ---- report and figure


def report(tables: Finished) -> str:
    """Causes of disuse over the priors; from either start, after a reform, and with shared lessons, beside theory."""
    both, lives = (
        ["share", "theory"],
        tables["states"].query("state == 'alive'").set_index("feedback")["worlds"],
    )
    return rendered(
        __file__,
        lives=lives[WITH],
        unlearnt=lives[WITHOUT],
        causes=rows_by(tables["causes"], "answer"),
        starts=pivoted(tables["starts"], both, ["files", "kappa"], "start"),
        reforms=pivoted(tables["reforms"], ["alive"], ["size", "lasting"], "months"),
        lessons=pivoted(tables["lessons"], both, ["effective", "offices", "kappa"], "start"),
    )


def pivoted(points: pd.DataFrame, values: list[str], rows: list[str], column: str) -> str:
    """A table of values with a row for each level of some columns, and a column for each of another."""
    wide = points.pivot_table(values, rows, column).reset_index()
    return table(
        [" ".join(map(str, name)) for name in wide.columns.tolist()],
        [[*map(number, row)] for row in wide.to_numpy().tolist()],
    )


def draw(tables: Finished, page: Page) -> None:
    """Draw causes of disuse, and starts and reforms beside theory, as ``trap``."""
    titles = page.lettered({part: say(f"trap.{part}") for part in PANELS})
    figure, grid = page.panels(len(titles), 2, 1.9 if page.narrow else 2.6)
    for axes, (part, title) in zip(grid, titles.items(), strict=True):
        axes.set(title=title, xlabel=say(f"trap.{part}.across"))
        PANELS[part](axes, tables[part], tables["rest"], page)
    looks = {
        label: look
        for axes in grid
        for look, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    page.legend(figure, [*looks.values()], [*looks], loc="outside lower left", ncols=4)
    worlds = tables["causes"].set_index("answer")["worlds"]
    title = say(
        "trap.title",
        worlds=tables.facts["worlds"],
        disused=tables["causes"]["lifeless"].iloc[0],
        starved=worlds["starved"],
        trapped=worlds["trapped"],
        unclear=sum(count for name, count in worlds.items() if str(name).startswith("undecided")),
    )
    page.title(figure, title)
    page.of(say("trap.world", providers=tables.facts["providers"])).save(
        figure, "trap", say("trap.band")
    )


def _causes(axes: Axes, causes: pd.DataFrame, _: pd.DataFrame, page: Page) -> None:
    rows = causes.query("worlds > 0 or answer == 'trapped'")[::-1]
    names = [named("answer", answer) for answer in rows["answer"]]
    axes.hlines(names, rows["low"], rows["high"], color=DEAD)
    axes.plot(rows["share"], names, "o", color=DEAD)
    axes.set_xlim(left=0.0)


def _sides(axes: Axes, points: pd.DataFrame, rest: pd.DataFrame, page: Page) -> None:
    """Draw runs from either start, with the states of rest of the closed form behind them."""
    along = rest.sort_values("share")
    for name, dashes in (("stable", "-"), ("unstable", "--")):
        kappa = along["kappa"].where(along["stable"] == (name == "stable"))
        axes.plot(kappa, along["share"], dashes, color="black", label=say(f"states.{name}"))
    for start, (mark, colour) in LOOKS.items():
        side = points[points["start"] == start]
        axes.vlines(side["kappa"], side["low"], side["high"], color=colour)
        words = say(f"states.start.{start}")
        axes.plot(side["kappa"], side["share"], mark, color=colour, mfc="white", label=words)
    axes.set_ylabel(say("states.share"))


def _reforms(axes: Axes, points: pd.DataFrame, _: pd.DataFrame, page: Page) -> None:
    """Draw living runs over the length of a reform, and the least length that lasts in theory, dotted."""
    for mark, (_size, side) in zip("os^", points.groupby("size"), strict=True):
        axes.plot(
            side["months"],
            side["alive"],
            f"{mark}-",
            color=DEAD,
            label=say("trap.size", odds=np.exp(side["size"].iloc[0])),
        )
        axes.axvline(side["lasting"].iloc[0], color=DEAD, linestyle=":")
    axes.set_xscale("log")
    axes.set_xticks(LENGTHS, [*map(str, LENGTHS)])
    axes.minorticks_off()
    axes.set_ylabel(say("trap.alive"))


PANELS: Mapping[str, Callable[[Axes, pd.DataFrame, pd.DataFrame, Page], None]] = {
    "causes": _causes,
    "starts": _sides,
    "reforms": _reforms,
}
STUDY = Study(
    question="Is disuse a trap? Causes of disuse in worlds drawn from the priors; and in a world that is made to hold "
    "a trap (experiment=meanfield): the start, a reform that ends, and shared lessons, beside the closed form.",
    keys={"months": MONTHS, "worlds": whole(20, 2, 100_000, "worlds drawn from the priors")},
    replicates=3,
    medians_only="it draws its worlds from the priors itself",
    columns=columns_beside(__file__),
    check=check_probed,
    analyse=analyse,
    report=report,
    draw=draw,
)
