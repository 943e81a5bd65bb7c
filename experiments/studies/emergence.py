"""Emergence of disuse and its causes, in worlds drawn from the declared priors, from a neutral start.

Each world is run under today's practice, drawn from its prior, and under levers drawn from their ranges, with all loops
of learning and with none, as it is; where 286-1 is out of use also under the probes of the diagnosis, with the same
random draws. The shares of worlds that end in use, or out of use from each cause, are shares of a declared prior, no
probabilities of anything in China.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.analysis.diagnosed import CEILING, NOTHING, STATES, WHY, diagnosed, standing, tallies_in
from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.intervals import holm, paired_shares
from zombielaw.experiments.analysis.wording import interval, table, written
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.prior_worlds import FAMILY, TODAY, WITH, WITHOUT, check_length, design_of, worlds_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.diagnosis_tallies import TALLIES, tallies
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.sim.analysis.diagnosis import (
    AS_IS,
    AT_THE_DESK,
    CAUSES,
    DIAGNOSES,
    IN_USE,
    OUT_OF_USE,
    PROBES,
    UNDECIDED,
    Tally,
    pooled,
)
from zombielaw.sim.analysis.lines import LINES

SURE = 0.05
"""Level of a rank test after Holm."""
PARTS = {
    "application_rate": f"application rate {LINES['application_rate'].high:g} or more",
    "share": f"286-1 among charges {LINES['share'].high:g} or more",
    "files": f"{LINES['files'].high:g} eligible files or more",
    CEILING: "so many files referred that the rate could be reached",
}
"""Parts of *in use*, in words."""
SHARES = "worlds, of, share, low, high"
"""Columns of a table of shares; the interval is that of Wilson."""


def check(settings: Settings) -> Settings:
    """Refuse changes of levers, and a run that is too short for the probes."""
    if settings.scenario.changes:
        raise InputError("policy.changes: this study moves levers by its probes; give it none.")
    check_length(settings)
    return settings


def tables_of_shares(diagnoses: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Shares of worlds by state and answer; of those out of use or without files, by probe that revives, and cause."""
    why = (": " + diagnoses["why"]).where(diagnoses["why"] != "", "")
    answers = [name for name in DIAGNOSES if name != UNDECIDED] + [f"{UNDECIDED}: {why}" for why in WHY]
    lifeless = diagnoses[diagnoses["state"].isin([OUT_OF_USE, NOTHING])]
    lifeless = lifeless.assign(
        probe=lifeless["revived_by"].str.replace(" ", "|"), cause=lifeless["findable"].str.replace(" ", "|")
    )
    probes = [probe for probe in PROBES if probe != AS_IS]
    return {
        "states": shares_of(diagnoses, FAMILY, "state", STATES, "worlds"),
        "parts": shares_of(
            diagnoses.assign(part=diagnoses["parts"].str.replace(" ", "|")), FAMILY, "part", PARTS, "worlds"
        ),
        "shares": shares_of(diagnoses.assign(answer=diagnoses["found"] + why), FAMILY, "answer", answers, "worlds"),
        "desk": shares_of(diagnoses, FAMILY, "desk", AT_THE_DESK, "worlds"),
        "revived": shares_of(lifeless, [*FAMILY, "state"], "probe", probes, "worlds"),
        "findable": shares_of(lifeless, FAMILY, "cause", CAUSES, "worlds"),
    }


def beside(diagnoses: pd.DataFrame, column: str) -> pd.DataFrame:
    """A column of the same worlds, without feedback and with it: ``practice, world, without, with``."""
    wide = diagnoses.pivot_table(
        index=["practice", "world"], columns="feedback", values=column, aggfunc="first"
    ).dropna()
    wide = wide.rename(columns={WITHOUT: "without", WITH: "with"}).reset_index()
    return wide.sort_values("practice", ascending=False, kind="stable")


def moves_of(diagnoses: pd.DataFrame) -> pd.DataFrame:
    """Diagnoses of the same worlds without feedback and with it: ``practice, without, with, worlds``."""
    counts = beside(diagnoses, "found").groupby(["practice", "without", "with"]).size().rename("worlds").reset_index()
    return counts.sort_values(["practice", "worlds"], ascending=False, kind="stable", ignore_index=True)


def feedback_of(diagnoses: pd.DataFrame) -> pd.DataFrame:
    """Share of worlds in use, out of use, or so from a cause, with feedback less without, over the same worlds."""
    rows = []
    for column, names in (("state", (IN_USE, OUT_OF_USE, NOTHING)), ("found", CAUSES)):
        for practice, worlds in beside(diagnoses, column).groupby("practice", sort=False):
            for name in names:
                here, there = (np.asarray(worlds[how] == name, dtype=float) for how in ("with", "without"))
                rows.append((practice, name, there.mean(), here.mean(), *paired_shares(here, there), len(worlds)))
    return pd.DataFrame(rows, columns=["practice", "is", "without", "with", "difference", "low", "high", "worlds"])


def states_of(runs: pd.DataFrame) -> pd.DataFrame:
    """The state of each point at each date, over its runs: ``at, point, state``."""
    states = runs.groupby(["at", POINT])[list(Tally._fields)].apply(lambda rows: standing(pooled(tallies_in(rows))))
    return states.rename("state").reset_index()


def over_time_of(runs: pd.DataFrame, diagnoses: pd.DataFrame) -> pd.DataFrame:
    """State of the worlds as they are at each date, those out of use by their cause at the end.

    Returns ``practice, feedback, at, state, found, worlds, of``.
    """
    world = diagnoses[[*FAMILY, POINT, "found"]].merge(states_of(runs), on=POINT)
    counts = world.groupby([*FAMILY, "at", "state", "found"], sort=False).size().rename("worlds").reset_index()
    return counts.merge(diagnoses.groupby(FAMILY).size().rename("of").reset_index(), on=FAMILY)


def lived(work: Work, part: str, design: pd.DataFrame, points: Iterable[int]) -> pd.DataFrame:
    """Run some points of a design as a part of the study: their tallies, points numbered as in the whole design."""
    chosen = design[design[POINT].isin(set(points))]
    runs = work.run(
        chosen.assign(**{POINT: range(len(chosen))}), part=part, reduce=tallies, levels=tuple(chosen)
    ).table(TALLIES)
    return runs.assign(**{POINT: chosen[POINT].to_numpy()[runs[POINT]]})


def analyse(work: Work) -> Tables:
    """Draw worlds, run each as it is and, where 286-1 is out of use, under all probes, and diagnose them."""
    worlds = worlds_of(work.settings, work.settings.study_keys["worlds"])
    design, owners, as_is = design_of(work.settings, worlds)
    first = owners["probe"] == AS_IS
    runs = lived(work, AS_IS, design, owners.loc[first, POINT])
    states = states_of(runs[runs["at"] == runs["at"].max()])
    dead = owners[first].merge(states[states["state"].isin([OUT_OF_USE, NOTHING])], on=POINT)[["world", *FAMILY]]
    probed = pd.concat([owners[first], owners[~first].merge(dead)], ignore_index=True)
    others = set(probed[POINT]) - set(runs[POINT])
    if others:
        runs = pd.concat([runs, lived(work, "probes", design, others)], ignore_index=True)
    diagnoses = diagnosed(runs, probed, as_is)
    work.large["tallies"] = probed.merge(runs, on=POINT).drop(columns=POINT)
    work.manifest["worlds"] = work.facts["worlds"] = len(worlds[TODAY])
    return {
        "worlds": diagnoses,
        "draws": pd.concat(worlds, names=["practice", "world"]).reset_index(),
        **tables_of_shares(diagnoses),
        "moves": moves_of(diagnoses),
        "feedback": feedback_of(diagnoses),
        "over_time": over_time_of(runs[runs[POINT].isin(diagnoses[POINT])], diagnoses),
        "rank_tests": rank_tests(diagnoses, worlds),
    }


def report(tables: Finished) -> str:
    """States of the worlds; causes of disuse; probes that revive them; settings that separate the answers."""
    worlds = tables["worlds"]
    today = worlds[(worlds["practice"] == TODAY) & (worlds["feedback"] == WITH)]
    count = today["state"].value_counts()
    revived = tables["revived"].query("feedback == @WITH").sort_values(["practice", "state"], ascending=[False, True])
    changed = tables["feedback"].query("`is` in @STATES")
    moved = [(*row[:2], f"{row[2]:.0%}", f"{row[3]:.0%}", "{:+.0%} ({:+.0%} to {:+.0%})".format(*row[4:7]))
             for row in changed.itertuples(index=False)]  # fmt: skip
    parts = tables["parts"].replace({"part": PARTS})
    return written(
        __file__, "report", worlds=len(today), dead=count.get(OUT_OF_USE, 0), alive=count.get(IN_USE, 0),
        nothing=count.get(NOTHING, 0), one=today["found"].isin(CAUSES).sum(), runs=worlds["runs"].min(),
        states=by_group(tables["states"], "state"), parts=by_group(parts, "part"),
        shares=by_group(tables["shares"], "answer"), findable=by_group(tables["findable"], "cause"),
        desk=by_group(tables["desk"], "desk"), revived=by_group(revived, "probe", ["practice", "state"]),
        moved=table(("levers", "are", "without", "with", "difference"), moved, right=(2, 3)),
        apart=distinguishing(tables["rank_tests"]),
    )  # fmt: skip


def by_group(shares: pd.DataFrame, name: str, groups: list[str] = FAMILY) -> str:
    """A table of shares with a column for each group."""
    cells = [f"{row['worlds']:.0f} of {row['of']:.0f} ({100 * row['low']:.0f} to {100 * row['high']:.0f} %)"
             for row in shares.to_dict("records")]  # fmt: skip
    wide = shares.assign(cell=cells).pivot_table("cell", name, groups, "first", fill_value="", sort=False)
    return table((name, *map(" levers, ".join, wide.columns)), wide.reset_index().to_numpy())


def distinguishing(tests: pd.DataFrame) -> str:
    """Settings that separate an answer from the others, two at most for each."""
    sure = tests[(tests["p_holm"] < SURE) & (tests["found"] != UNDECIDED)]
    if sure.empty:
        return written(__file__, "none_apart", sure=SURE, number=len(tests))
    rows = [
        (row["practice"], row["found"], f"`{row['setting']}`", interval(row, "auc", ends=("low", "high")))
        for row in sure.groupby(["practice", "found"], sort=False).head(2).to_dict("records")
    ]
    return written(__file__, "apart", sure=SURE, table=table(("levers", "answer", "setting", "chance"), rows))


FEWEST = 5
"""Worlds on either side that a comparison of parameters needs."""


def rank_tests(diagnoses: pd.DataFrame, worlds: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Drawn settings by how well they separate the worlds of one answer from all others, with feedback.

    Returns ``practice, found, setting, auc, low, high, p_holm, worlds, others``: the chance that a world of this answer
    has the larger value than another world, with Hanley and McNeil's interval, and the p-value of no difference,
    corrected by Holm over all settings of the answer. Both sides need :data:`FEWEST` worlds.
    """
    rows = []
    for practice, group in diagnoses[diagnoses["feedback"] == WITH].groupby("practice", sort=False):
        keys = list(worlds[str(practice)])
        values = worlds[str(practice)].loc[group["world"]].to_numpy(dtype=float)
        for name in DIAGNOSES:
            inside = (group["found"] == name).to_numpy()
            count, others = int(inside.sum()), int((~inside).sum())
            if min(count, others) < FEWEST:
                continue
            tests = sp.stats.mannwhitneyu(values[inside], values[~inside], axis=0)
            corrected = holm(tests.pvalue.tolist())
            for key, over, p in zip(keys, tests.statistic / (count * others), corrected, strict=True):
                half = 1.96 * hanley_mcneil(float(over), count, others)
                low, high = max(0.0, over - half), min(1.0, over + half)
                rows.append((practice, name, key, float(over), low, high, float(p), count, others))
    columns = ["practice", "found", "setting", "auc", "low", "high", "p_holm", "worlds", "others"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.sort_values("auc", key=lambda auc: -(auc - 0.5).abs(), kind="stable")
    return table.sort_values(["practice", "found"], ascending=[False, True], kind="stable", ignore_index=True)


def hanley_mcneil(area: float, inside: int, others: int) -> float:
    """Standard error of a chance to have the larger value (Hanley and McNeil 1982)."""
    one, two = area / (2.0 - area), 2.0 * area * area / (1.0 + area)
    spread = area * (1.0 - area) + (inside - 1) * (one - area * area) + (others - 1) * (two - area * area)
    return math.sqrt(spread / (inside * others))


GROUPS = {
    "alive": ("alive", "undecided: neither alive nor dead"),
    "one": ("starved", "excluded", "trapped", "deterred", "displaced"),
    "none": (
        "undecided: revived by all together", "undecided: revived, signs do not fit", "undecided: several causes",
        "undecided: not even by all together",
    ),
    "few": ("undecided: too few files",),
}  # fmt: skip
"""Answers in the order of the rows, by the group that they share."""
PRACTICES = ("today", "any")


def draw(tables: Finished, page: Page) -> None:
    """Draw ``emergence``; answers that no world has are named in the text, not drawn."""
    from zombielaw.experiments.figures import forest

    shares = tables["shares"]
    totals = shares.groupby("answer")["worlds"].sum()
    order = [answer for answers in GROUPS.values() for answer in answers if totals.get(answer, 0) > 0]
    never = [page.named("answer", answer) for answers in GROUPS.values() for answer in answers
             if answer in totals and not totals[answer]]  # fmt: skip
    group = {answer: name for name, answers in GROUPS.items() for answer in answers}
    rows = shares[shares["answer"].isin(order) & (shares["worlds"] > 0)]
    rows = rows.assign(
        output=rows["practice"], row=[page.named("answer", answer) for answer in rows["answer"]], two_groups=False,
        side=["first" if feedback == WITH else "second" for feedback in rows["feedback"]], difference=rows["share"],
        difference_low=rows["low"], difference_high=rows["high"], place=rows["answer"].map(order.index),
        group=[page.say(f"emergence.group.{group[answer]}") for answer in rows["answer"]],
    ).sort_values("place", kind="stable")  # fmt: skip
    outputs = [
        forest.Output(practice, page.say(f"emergence.{practice}"), page.say("emergence.label"), signed=False)
        for practice in PRACTICES
    ]
    band = page.say("emergence.band", worlds=tables.facts["worlds"])
    band += page.say("emergence.never", answers="; ".join(never)) if never else ""
    now = rows[(rows["practice"] == PRACTICES[0]) & (rows["side"] == "first")]
    most = now.sort_values("worlds", kind="stable").iloc[-1]
    title = page.say("emergence.title", answer=most["row"], worlds=int(most["worlds"]), of=int(most["of"]))
    forest.draw(
        rows, outputs, page.of(page.say("emergence.world", providers=tables.facts["providers"])), "emergence", band,
        sides={side: page.say(f"emergence.{side}") for side in ("first", "second")},
        title=title, place=page.say("emergence.place"),
    )  # fmt: skip


STUDY = Study(
    question="Of what does 286-1 die in worlds drawn from the declared priors, from a neutral start, with feedback and "
    "without?",
    keys={"months": MONTHS, "worlds": whole(20, 2, 100_000, "worlds drawn from the priors")},
    replicates=1,
    medians_only="it draws its worlds from the priors itself",
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
    draw=draw,
)
