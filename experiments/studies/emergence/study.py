"""Does a provision die by itself, and of what? Worlds drawn from the declared priors, from a neutral start.

Each world is run under today's levers and under levers drawn from their ranges, with all loops of learning and with
none, each as it is and under the probes of the diagnosis, with the same luck. The shares of worlds that end alive or
dead of each cause are shares of a declared prior, no probabilities of anything in China.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.intervals import paired_shares, wilson_interval
from zombielaw.experiments.config.options import MONTHS, Options, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.prior_worlds import (
    FAMILY,
    TOGETHER,
    WITH,
    WITHOUT,
    Whose,
    check_length,
    design_of,
    worlds_of,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.diagnosis_tallies import TALLIES, tallies
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.experiments.studies.emergence.telling import telling_of
from zombielaw.sim.analysis.diagnosis import (
    ALIVE,
    AS_IS,
    AT_THE_DESK,
    CAUSES,
    DEAD,
    DIAGNOSES,
    LINES,
    PROBES,
    UNCLEAR,
    UNDECIDED,
    Diagnosis,
    Tally,
    at_the_desk,
    can_be_found,
    diagnose,
    pooled,
    state,
)
from zombielaw.sim.law.truth import MET
from zombielaw.sim.scenario import Scenario

NEITHER, SEVERAL, MISFIT, JOINT, LOST, IDLE = (
    "neither alive nor dead", "several causes", "revived, signs do not fit", "revived by all together",
    "not even by all together", "too few files",
)  # fmt: skip
NOTHING = "no eligible file"
STATES = (ALIVE, UNCLEAR, DEAD, NOTHING)
"""States of a world here: dead is one that has eligible files and does not use 286-1; without any there is no rate."""
WHY = (NEITHER, SEVERAL, MISFIT, JOINT, LOST, IDLE)
"""Why a world is undecided: its state is unclear; or it is dead, and several causes are met; a probe revives it, but
the signs of that cause are not met; no probe alone does, but all at once do; nothing does; no probe brings enough files
to tell.
"""
COLUMNS = (
    ("all", "practice, feedback", "levers of today, or drawn from their ranges; all loops of learning, or none"),
    ("worlds", "world, point", "number of the world in draws.csv; number of the scenario as it is"),
    ("worlds", "found, why", "diagnosis; why it is undecided"),
    ("worlds", "state", "over the last five years: alive, dead, unclear, or no eligible file at all"),
    ("worlds", "desk", "second analysis: state or cause among the files sent on"),
    ("worlds", "runs, findable", "replicates; causes whose probe could bring 286-1 to life at all"),
    ("worlds", "starved ... displaced", "truth of each cause: 2 met, 1 open, 0 not met"),
    ("worlds", "supply ... held", "signs of the diagnosis, in the units of its lines"),
    ("worlds", "revived_by", "probes under which 286-1 is alive"),
    ("draws", "world.*, policy.*", "settings drawn; policy.* are used where practice is any"),
    ("shares", "worlds, of, share, low, high", "worlds of this answer among all, Wilson 95 % interval"),
    (
        "states, desk",
        "worlds, of, share, low, high",
        "worlds of this state, or answer of the second analysis, likewise",
    ),
    ("revived", "worlds, of, share, low, high", "worlds of a state, dead or without files, that one probe revives"),
    ("findable", "worlds, of, share, low, high", "worlds dead or without files whose probe of a cause could revive"),
    ("moves", "without, with, worlds", "what the same worlds are without feedback and with it"),
    ("feedback", "without, with, difference, low, high", "shares of the same worlds; Bonett-Price 95 % interval"),
    ("over_time", "at, state, found, worlds, of", "state over the five years before a month; diagnosis at the end"),
    ("telling", "auc, low, high", "chance that a world of this answer has the larger value; Hanley-McNeil 95 %"),
    ("telling", "p_holm, worlds, others", "rank test, corrected over the settings of an answer; worlds on either side"),
)

STUDY = Options(
    question=(
        "Of what does 286-1 die in worlds drawn from the declared priors, from a neutral start, with feedback "
        "and without?"
    ),
    keys={"months": MONTHS, "worlds": whole(20, 2, 100_000, "worlds drawn from the priors")},
    replicates=1,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    if settings.scenario.changes:
        raise InputError("policy.changes: this study moves levers by its probes; give it none.")
    check_length(settings)
    return kept(settings, _make, _show)


# ---- what is found


def diagnosed(runs: pd.DataFrame, owners: pd.DataFrame, as_is: Mapping[Whose, Scenario]) -> pd.DataFrame:
    """The diagnosis of each world under each practice, with feedback and without, at the end of the run.

    Parameters
    ----------
    runs
        ``point, replicate, at, <sums>``: tallies of all runs.
    owners, as_is
        As of :func:`design_of`.

    Returns
    -------
    DataFrame
        ``world, practice, feedback, point, found, why, state, desk, runs, <causes>, <signs>, revived_by, findable``. A
        world is left out where no replicate came through under every probe.
    """
    last = runs[runs["at"] == runs["at"].max()].set_index([POINT, "replicate"]).sort_index()
    rows = []
    for whose, mine in owners.groupby(["world", *FAMILY], sort=False):
        world, practice, feedback = cast("Whose", whose)
        points = dict(zip(mine["probe"], mine[POINT], strict=True))
        there = [set(last.loc[[point]].index.get_level_values("replicate")) if point in last.index else set()
                 for point in points.values()]  # fmt: skip
        replicates = sorted(set.intersection(*there))
        if not replicates:
            continue
        counted = {
            probe: pooled(tallies_in(last.loc[[(point, replicate) for replicate in replicates]]))
            for probe, point in points.items()
        }
        probed = {probe: one for probe, one in counted.items() if probe != TOGETHER}
        found = diagnose(as_is[world, practice, feedback], probed)
        why = why_undecided(found, counted) if found.found == UNDECIDED else ""
        rows.append(
            {"world": world, "practice": practice, "feedback": feedback, POINT: points[AS_IS], "found": found.found,
             "why": why, "state": standing(counted[AS_IS]),
             "desk": at_the_desk(as_is[world, practice, feedback], probed), "runs": len(replicates),
             **found.causes, **found.signs, "revived_by": " ".join(found.revived_by),
             "findable": " ".join(cause for cause in CAUSES if can_be_found(cause, probed))}
        )  # fmt: skip
    return pd.DataFrame(rows)


def tallies_in(rows: pd.DataFrame) -> list[Tally]:
    """Tallies of a table of them."""
    return [Tally(*values) for values in rows[list(Tally._fields)].to_numpy(dtype=float).tolist()]


def standing(counted: Tally) -> str:
    """One of :data:`STATES`."""
    return state(counted) if counted.eligible else NOTHING


def why_undecided(found: Diagnosis, counted: Mapping[str, Tally]) -> str:
    """One of :data:`WHY`."""
    if state(counted[AS_IS]) != DEAD:
        return NEITHER
    if list(found.causes.values()).count(MET) > 1:
        return SEVERAL
    if {"files", "rival_off", "undeterred", "pulse"} & set(found.revived_by):
        return MISFIT
    if state(counted[TOGETHER]) == ALIVE:
        return JOINT
    enough = LINES["files"].reached(max(one.eligible for one in counted.values())) == MET
    return LOST if enough else IDLE


def shares_of(found: pd.DataFrame) -> pd.DataFrame:
    """Share of worlds of each diagnosis: ``practice, feedback, found, why, worlds, of, share, low, high``."""
    answers = [(name, "") for name in DIAGNOSES if name != UNDECIDED] + [(UNDECIDED, why) for why in WHY]
    rows = []
    for family, mine in found.groupby(FAMILY, sort=False):
        for name, why in answers:
            inside = (mine["found"] == name) & (mine["why"] == why)
            rows.append((*cast("tuple[str, str]", family), name, why, *_share(inside)))
    return pd.DataFrame(rows, columns=[*FAMILY, "found", "why", *SHARE])


def parts_of(found: pd.DataFrame, column: str, answers: Iterable[str]) -> pd.DataFrame:
    """Share of worlds of each answer in a column: ``practice, feedback, <column>, worlds, of, share, low, high``."""
    rows = [
        (*cast("tuple[str, str]", family), answer, *_share(mine[column] == answer))
        for family, mine in found.groupby(FAMILY, sort=False)
        for answer in answers
    ]
    return pd.DataFrame(rows, columns=[*FAMILY, column, *SHARE])


def revived_of(found: pd.DataFrame) -> pd.DataFrame:
    """Share of the dead, and of the worlds without files, that each probe revives, by practice, feedback and state."""
    without_life = found[found["state"].isin([DEAD, NOTHING])]
    rows = [
        (*cast("tuple[str, str, str]", group), probe, *_share(_has(mine["revived_by"], probe)))
        for group, mine in without_life.groupby([*FAMILY, "state"], sort=False)
        for probe in PROBES
        if probe != AS_IS
    ]
    return pd.DataFrame(rows, columns=[*FAMILY, "state", "probe", *SHARE])


def findable_of(found: pd.DataFrame) -> pd.DataFrame:
    """Share of the worlds dead or without files in which each cause could be found, by practice and feedback."""
    rows = [
        (*cast("tuple[str, str]", family), cause, *_share(_has(mine["findable"], cause)))
        for family, mine in found[found["state"].isin([DEAD, NOTHING])].groupby(FAMILY, sort=False)
        for cause in CAUSES
    ]
    return pd.DataFrame(rows, columns=[*FAMILY, "cause", *SHARE])


SHARE = ["worlds", "of", "share", "low", "high"]


def _share(inside: pd.Series[bool]) -> tuple[int, int, float, float, float]:
    count, number = int(inside.sum()), len(inside)
    return count, number, count / number, *wilson_interval(count, number)


def _has(words: pd.Series[str], word: str) -> pd.Series[bool]:
    return words.str.split().map(lambda names: word in names)


def moves_of(found: pd.DataFrame) -> pd.DataFrame:
    """What the same worlds are without feedback and with it: ``practice, without, with, worlds``."""
    wide = (
        found.pivot_table(index=["practice", "world"], columns="feedback", values="found", aggfunc="first")
        .dropna()
        .reset_index()
    )
    counts = wide.groupby(["practice", WITHOUT, WITH], sort=False).size().rename("worlds").reset_index()
    return counts.rename(columns={WITHOUT: "without", WITH: "with"}).sort_values(
        ["practice", "worlds"], ascending=[False, False], kind="stable", ignore_index=True
    )  # fmt: skip


def feedback_of(found: pd.DataFrame) -> pd.DataFrame:
    """Share of worlds that are alive, dead, or dead of a cause with feedback less without, over the same worlds."""
    rows = []
    for practice, mine in found.groupby("practice", sort=False):
        for name, column in ((ALIVE, "state"), (DEAD, "state"), (NOTHING, "state"), *((c, "found") for c in CAUSES)):
            wide = mine.assign(is_so=(mine[column] == name).astype(float)).pivot_table(
                index="world", columns="feedback", values="is_so"
            )
            both = wide.dropna()
            here, there = both[WITH].to_numpy(), both[WITHOUT].to_numpy()
            rows.append((practice, name, there.mean(), here.mean(), *paired_shares(here, there), len(both)))
    return pd.DataFrame(rows, columns=["practice", "is", "without", "with", "difference", "low", "high", "worlds"])


def over_time_of(runs: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """State of the worlds as they are at each date, the dead by what they are dead of at the end.

    Returns
    -------
    DataFrame
        ``practice, feedback, at, state, found, worlds, of``.
    """
    rows = []
    mine = runs[runs[POINT].isin(found[POINT])]
    states = {key: standing(pooled(tallies_in(group))) for key, group in mine.groupby(["at", POINT])}
    for family, group in found.groupby(FAMILY, sort=False):
        for at in sorted(mine["at"].unique()):
            now = group.assign(now=[states[at, point] for point in group[POINT]])
            counts = now.groupby(["now", "found"]).size()
            for key, count in counts.items():
                rows.append(
                    (*cast("tuple[str, str]", family), int(at), *cast("tuple[str, str]", key), count, len(group))
                )
    return pd.DataFrame(rows, columns=[*FAMILY, "at", "state", "found", "worlds", "of"])


# ---- the folder


def _make(settings: Settings, key: str) -> Made:
    worlds = worlds_of(settings, settings.study_keys["worlds"])
    design, owners, as_is = design_of(settings, worlds)
    results = run_design(settings, design, reduce=tallies)
    runs = results.table(TALLIES)
    found = diagnosed(runs, owners, as_is)
    tables = {
        "worlds": found, "draws": worlds.rename_axis("world").reset_index(), "shares": shares_of(found),
        "moves": moves_of(found), "feedback": feedback_of(found), "over_time": over_time_of(runs, found),
        "revived": revived_of(found), "telling": telling_of(found, worlds), "states": parts_of(found, "state", STATES),
        "desk": parts_of(found, "desk", AT_THE_DESK), "findable": findable_of(found),
    }  # fmt: skip

    def fill(folder: Path) -> None:
        _fill(folder, settings, key, tables, results)

    return fill, {**results.manifest(), "worlds": len(worlds)}


def _fill(folder: Path, settings: Settings, key: str, tables: Mapping[str, pd.DataFrame], results: Results) -> None:
    from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
    from zombielaw.experiments.studies.emergence import figure  # noqa: PLC0415 - drawn only when something was run

    for name, table in tables.items():
        store.write_csv(folder / "tables" / f"{name}.csv", table)
    if not results.failures.empty:
        store.write_csv(folder / "tables" / "failures.csv", results.failures)
    store.write_csv(folder / "data_dictionary.csv", pd.DataFrame(COLUMNS, columns=["table", "column", "meaning"]))
    store.write_parquet(folder / "tallies.parquet", results.table(TALLIES))
    band = f"{len(tables['draws'])} worlds of the declared priors; bars: Wilson 95 % intervals over worlds"
    world = f"{settings.scenario.size.providers:,} providers a world"
    figure.draw(tables, folder / "figures", Recipe(key, settings.seed, settings.replicates, world, band))


def findings(folder: Path) -> str:
    """What was found, in words and a table."""
    tables = folder / "tables"
    shares = pd.read_csv(tables / "shares.csv", keep_default_na=False)
    feedback, telling, revived = (pd.read_csv(tables / f"{name}.csv") for name in ("feedback", "telling", "revived"))
    families = list(dict.fromkeys(zip(shares["practice"], shares["feedback"], strict=True)))
    by = {(row["practice"], row["feedback"], row["found"], row["why"]): row for row in shares.to_dict("records")}
    states, desk, findable, worlds = (
        pd.read_csv(tables / f"{name}.csv") for name in ("states", "desk", "findable", "worlds")
    )
    runs = int(worlds["runs"].min())
    lines = [
        f"Share of worlds in % (Wilson 95 % interval over worlds), {shares['of'].min()} worlds or more in each column. "
        f"Replicates of a world: {runs}{'' if runs > 1 else '; luck within a world is in no interval'}.", "",
        *_rows(states, "state", families), "",
        "The diagnosis; a cause can be found only where its own probe could bring 286-1 to life, which for excluded "
        "and trapped needs files that are sent on:", "",
        f"| answer | {' | '.join(f'{practice} levers, {how}' for practice, how in families)} |",
        f"| --- |{' ---: |' * len(families)}",
    ]  # fmt: skip
    able = {(row["practice"], row["feedback"], row["cause"]): row for row in findable.to_dict("records")}
    for found, why in dict.fromkeys(zip(shares["found"], shares["why"], strict=True)):
        cells = []
        for family in families:
            there = able.get((*family, found))
            untold = f"; can be found in {there['worlds']} of {there['of']}" if there else ""
            cells.append(_percent(by[(*family, found, why)]) + untold)
        lines.append(f"| {f'{found}: {why}' if why else found} | {' | '.join(cells)} |")
    lines += ["", "Second analysis, of the files sent on alone, with the same lines:", "",
              *_rows(desk, "desk", families)]  # fmt: skip
    told = [
        f"{row['is']} under {row['practice']} levers {100 * row['without']:.0f} % without feedback and "
        f"{100 * row['with']:.0f} % with it (difference {100 * row['difference']:+.0f}, {100 * row['low']:+.0f} to "
        f"{100 * row['high']:+.0f} points{'' if row['low'] > 0 or row['high'] < 0 else ', which covers zero'})"
        for row in feedback[feedback["is"].isin([ALIVE, DEAD, NOTHING])].to_dict("records")
    ]
    lines += ["", f"The same worlds are {'; '.join(told)}.", ""]
    for (practice, kind), mine in revived[revived["feedback"] == WITH].groupby(["practice", "state"], sort=False):
        cures = [
            f"{row['probe'].replace('_', ' ')} {_percent(row)}"
            for row in mine.sort_values("share", ascending=False, kind="stable").to_dict("records")
        ]
        lines.append(
            f"Of the {mine['of'].iloc[0]} {'dead' if kind == DEAD else f'with {kind}'} under {practice} levers, with "
            f"feedback, a probe alone revives in %: {', '.join(cures)}."
        )
    lines.append("")
    sure = telling[(telling["p_holm"] < 0.05) & (telling["found"] != UNDECIDED)]
    if len(sure):
        said = [
            f"{row['found']} ({row['practice']} levers): `{row['setting']}` {row['auc']:.2f} "
            f"({row['low']:.2f}–{row['high']:.2f})"
            for row in sure.groupby(["practice", "found"], sort=False).head(2).to_dict("records")
        ]
        lines.append(
            "Settings that tell an answer from the others (chance that such a world has the larger value, 0.5 = "
            f"nothing; p below 0.05 after Holm), two at most for each: {'; '.join(said)}."
        )
    else:
        lines.append(
            f"No drawn setting tells an answer apart at p = 0.05 after Holm; {len(telling)} comparisons were made."
        )
    return "\n".join(lines)


def _rows(table: pd.DataFrame, column: str, families: Iterable[tuple[str, str]]) -> list[str]:
    """A table of shares with a column for each practice and feedback."""
    by = {(row["practice"], row["feedback"], row[column]): row for row in table.to_dict("records")}
    heads = [f"{practice} levers, {how}" for practice, how in families]
    lines = [f"| {column} | {' | '.join(heads)} |", f"| --- |{' ---: |' * len(heads)}"]
    for answer in dict.fromkeys(table[column]):
        lines.append(f"| {answer} | {' | '.join(_percent(by[(*family, answer)]) for family in families)} |")
    return lines


def _percent(row: Mapping[Any, Any]) -> str:
    return f"{100 * row['share']:.0f} ({100 * row['low']:.0f}–{100 * row['high']:.0f})"


def _show(folder: Path) -> None:
    shares = pd.read_csv(folder / "tables" / "shares.csv", keep_default_na=False)
    shares["told"] = [_percent(row) for row in shares.to_dict("records")]
    shares["answer"] = shares["found"] + [f": {why}" if why else "" for why in shares["why"]]
    shares["family"] = shares["practice"] + " levers, " + shares["feedback"]
    wide = shares.pivot_table(index="answer", columns="family", values="told", aggfunc="first")
    order = {axis: list(dict.fromkeys(shares[axis])) for axis in ("answer", "family")}
    console = Console(width=140)
    console.print("What becomes of 286-1: share of worlds in %, with 95 % interval", highlight=False)
    table = wide.loc[order["answer"], order["family"]].rename_axis(index=None, columns=None)
    console.print(table.to_string(), highlight=False, markup=False)
