"""Value of unpublished data for the diagnosis: information in each number, if it were published.

Three parts. The diagnosis is put to worlds in which a cause is planted and all else is drawn from the priors: planted
against found. Each statistic that could be published is drawn for every world as a yearly number of the country, with
its noise, and its expected information about the answer is estimated. And a pilot of reforms in half of the provinces
is put to an exact test, for its power.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from zombielaw.experiments.analysis.diagnosed import WHY, diagnosed
from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.wording import interval, listed, number, paragraphs, rows_by, table, written
from zombielaw.experiments.config.options import option, whole
from zombielaw.experiments.config.packages import PACKAGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.prior_worlds import TOGETHER, check_length
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.diagnosis_tallies import TALLIES
from zombielaw.experiments.reducers.unpublished import FILES, PANEL, TABLE, beside_diagnosis
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.information import pilot
from zombielaw.experiments.studies.information.pilot import NOTHING, STATISTICS, USUAL_YEARS, bits_about
from zombielaw.experiments.studies.information.worlds import DRAWN, KINDS, PILOT, design_of, scale_of, worlds_of
from zombielaw.sim.analysis.diagnosis import AS_IS, CAUSES, DIAGNOSES, IN_USE, PROBES, TRAPPED, UNDECIDED

PLANTED = "planted"
"""Answer: the cause that was planted; the other one is what the diagnosis finds in drawn worlds."""
COLUMNS = [*PANEL, *FILES]


def check(settings: Settings) -> Settings:
    """Refuse changes of levers, a run that is too short for the probes, and a world without provinces to compare."""
    if settings.scenario.changes:
        raise InputError("policy.changes: this study moves levers by its probes and its pilot; give it none.")
    provinces = settings.scenario.size.provinces
    if provinces < 4:
        raise InputError(
            f"world.provinces={provinces} is too few for a pilot in two waves with provinces to compare; allowed: 4 or "
            "more."
        )
    check_length(settings)
    return settings


def analyse(work: Work) -> Tables:
    """Run the worlds of each kind, diagnose them, and read what would be published."""
    settings = work.settings
    levers = pilot.levers_of_package(settings, settings.study_keys["package"])
    diagnoses, usual, cells, as_they_are = [], [], [], []
    for kind in KINDS:
        home, starts = worlds_of(settings, kind)
        if not starts:
            continue
        design, owners, as_is = design_of(home, kind, starts, levers)
        results = work.run(design, part=kind, world=replace(home, priors={}), reduce=beside_diagnosis)
        probed = owners[owners["probe"].isin([*PROBES, TOGETHER])]
        diagnoses.append(diagnosed(results.table(TALLIES), probed, as_is))
        counts, scale = results.table(TABLE), scale_of(home, kind)
        own = owners[owners["probe"] == AS_IS].merge(counts, on=POINT)
        usual.append(usual_years(own, scale).assign(kind=kind))
        piloted = owners[owners["probe"] == PILOT].merge(counts, on=POINT)
        cells.append(cells_in(piloted, own, scale).assign(kind=kind))
        as_they_are.append(own.assign(kind=kind))
    worlds = pd.concat(diagnoses, ignore_index=True).rename(columns={"practice": "kind"})
    worlds = worlds.drop(columns=[POINT, "feedback"])
    worlds["answer"] = worlds["found"] + (": " + worlds["why"]).where(worlds["why"] != "", "")
    work.facts |= {"trapped": int((worlds["kind"] == TRAPPED).sum()), "package": settings.study_keys["package"]}
    expected, pilots = pd.concat(usual, ignore_index=True), pd.concat(cells, ignore_index=True)
    singles, pairs = worth_of(worlds, expected, pilots, settings.seed)
    tested = [pilots[pilots["column"] == column].assign(counted=name) for name, column in pilot.TESTED.items()]
    answers = [*(name for name in DIAGNOSES if name != UNDECIDED), *(f"{UNDECIDED}: {why}" for why in WHY)]
    return {
        "worlds": worlds,
        "confusion": shares_of(worlds, ["kind"], "answer", answers, "worlds"),
        "expected": expected[["kind", "world", *COLUMNS]],
        "worth": singles,
        "pairs": pairs,
        "power": pilot.power_of(pd.concat(tested, ignore_index=True), settings.seed),
        "placebo": pilot.placebo_of(pd.concat(as_they_are, ignore_index=True)),
    }


def usual_years(own: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Expected numbers of a year in the country, of worlds as they are: ``world, <columns>``."""
    last = own[own["before_end"] < USUAL_YEARS]
    sums = last.groupby(["world", "replicate"])[COLUMNS].sum() * (scale / USUAL_YEARS)
    return sums.groupby("world").mean().clip(lower=0.0).reset_index()  # an expectation in a few runs may be negative


def cells_in(piloted: pd.DataFrame, own: pd.DataFrame, scale: float) -> pd.DataFrame:
    """Cells of the pilot of each world: ``world, column, scale, <cells>``. ``own`` are the worlds as they are."""
    columns = sorted({*pilot.TESTED.values(), *(one.over[0] for one in STATISTICS.values() if one.window)})
    as_is = dict(list(own.groupby("world")))
    parts = {world: pilot.paired_cells(counts, as_is[world], columns) for world, counts in piloted.groupby("world")}
    cells = pd.concat(parts, names=["world", "column"]).reset_index()
    return cells.assign(scale=scale * own["province"].nunique() / pilot.ALL_PROVINCES)


def worth_of(
    worlds: pd.DataFrame, expected: pd.DataFrame, pilots: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Information of statistics about the planted cause, and about the diagnosis in drawn worlds.

    Trapped worlds are in neither: their files begin on the desk, so that statistics of orders know them at once.
    """
    place, singles, pairs = ["kind", "world"], [], []
    known = worlds.merge(expected[[*place, *COLUMNS]], on=place)
    cells = [name for name in pilots if str(name).startswith(("pilot_", "other_"))]
    half = pilots[cells].mul(pilots["scale"] * pilot.ALL_PROVINCES / 2.0, axis="index").join(pilots[[*place, "column"]])
    for answer, chosen in ((DRAWN, known["kind"] == DRAWN), (PLANTED, ~known["kind"].isin([DRAWN, TRAPPED]))):
        chosen_worlds = known[chosen].reset_index(drop=True)
        truth = chosen_worlds["answer" if answer == DRAWN else "kind"]
        by_column = {
            str(column): chosen_worlds[place].merge(group, on=place) for column, group in half.groupby("column")
        }
        alone, both = bits_about(truth, chosen_worlds[COLUMNS], by_column, seed)
        singles.append(alone.assign(answer=answer))
        pairs.append(both.assign(answer=answer))
    return pd.concat(singles, ignore_index=True), pd.concat(pairs, ignore_index=True)


ANSWERS = {DRAWN: "what the diagnosis finds in drawn worlds", PLANTED: "which cause was planted"}


def report(tables: Finished) -> str:
    """The best statistic; statistics without information; planted causes against diagnoses; power of the pilot."""
    worth, pairs = tables["worth"], tables["pairs"]
    by = {answer: worth[worth["answer"] == answer] for answer in ANSWERS}
    best = {answer: pairs[pairs["answer"] == answer] for answer in ANSWERS}
    statistics_of = {answer: rows[rows["statistic"] != NOTHING] for answer, rows in by.items()}
    silent = (
        f"Of {words}: {listed(map(_title, statistics_of[answer].query('bits <= floor')['statistic']))}."
        for answer, words in ANSWERS.items()
    )
    return written(
        __file__, "report", most=most(statistics_of, best), silent=" ".join(silent),
        statistics=paragraphs(*(statistics_table(by[answer], words) for answer, words in ANSWERS.items())),
        pairs=paragraphs(*(pairs_table(best[answer], words) for answer, words in ANSWERS.items())),
        confusion=confusion_table(tables["confusion"], tables.facts["trapped"]),
        power=power_sentences(tables["power"], tables["placebo"], tables.facts["package"]),
    )  # fmt: skip


def _title(name: str) -> str:
    return STATISTICS[name].title


def most(worth: Mapping[str, pd.DataFrame], pairs: Mapping[str, pd.DataFrame]) -> str:
    """The finding: of statistics and pairs by answer, the best first."""
    sentences = []
    for answer, words in ANSWERS.items():
        alone, both = worth[answer].iloc[0], pairs[answer].iloc[0]
        sentences.append(written(
            __file__, "most", title=_title(alone["statistic"]), words=words, alone=alone, both=both,
            bits=interval(alone, "bits", ends=("low", "high")), entropy=number(alone["entropy"]),
            pair=" and ".join(f"*{_title(both[place])}*" for place in ("first", "second")),
        ))  # fmt: skip
    best, rest = worth[DRAWN].iloc[0], worth[DRAWN].iloc[1:]
    if best["bits"] <= best["floor"]:
        return written(__file__, "no_more", sentences=" ".join(sentences))
    near = int((rest["high"] >= best["low"]).sum())
    order = f"{written(__file__, 'order', near=near)} " if near else ""
    return written(__file__, "best", title=_title(best["statistic"]), order=order, sentences=" ".join(sentences))


def statistics_table(worth: pd.DataFrame, words: str) -> str:
    """Table of the information in each statistic alone."""
    rows = [
        (_title(row["statistic"]), STATISTICS[row["statistic"]].unit,
         "yes" if STATISTICS[row["statistic"]].published else "", interval(row, "bits", ends=("low", "high")),
         f"{row['share']:.0%}", number(row["floor"]))
        for row in worth.to_dict("records")
    ]  # fmt: skip
    first = worth.iloc[0]
    head = ("statistic", "unit", "published", "bits (95 %)", "of the entropy", "floor, bits")
    return written(
        __file__, "statistics", words=words, first=first, entropy=number(first["entropy"]),
        recipe=f" {written(__file__, 'recipe')}" if first["answer"] == PLANTED else "",
        table=table(head, rows, right=(3, 4, 5)),
    )  # fmt: skip


def pairs_table(pairs: pd.DataFrame, words: str) -> str:
    """The best pairs."""
    rows = [
        (_title(row["first"]), _title(row["second"]), interval(row, "bits", ends=("low", "high")),
         f"{row['share']:.0%}", number(row["gain"], "+"))
        for row in pairs.head(3).to_dict("records")
    ]  # fmt: skip
    head = ("first", "second", "bits (95 %)", "of the entropy", "more than the better alone")
    return written(__file__, "pairs", words=words, table=table(head, rows, right=(2, 3, 4)))


def confusion_table(confusion: pd.DataFrame, trapped: int) -> str:
    """Table of planted causes against diagnoses."""
    some = confusion[confusion.groupby("answer")["worlds"].transform("sum") > 0]
    wide = some.assign(
        cell=[f"{row['worlds']} ({100 * row['low']:.0f} to {100 * row['high']:.0f} %)" if row["worlds"] else ""
              for row in some.to_dict("records")]
    ).pivot_table("cell", "kind", "answer", "first", fill_value="", sort=False)  # fmt: skip
    right, hits = rows_by(confusion, "kind", "answer"), []
    for cause in CAUSES:
        if (cause, cause) in right:
            hit, living = right[cause, cause], right[cause, IN_USE]["worlds"]
            ends = wilson_interval(hit["worlds"], hit["of"] - living)
            low, high = (f"{100 * end:.0f}" for end in ends)
            hits.append(f"{cause} {hit['worlds']} of {hit['of'] - living} ({low} to {high} %)")
    rows = {name: right[DRAWN, name]["worlds"] for name in confusion["answer"].unique() if name.startswith(UNDECIDED)}
    why = max(rows, key=lambda name: rows[name])
    return written(
        __file__, "confusion", hits="; ".join(hits), drawn=DRAWN, why=why.removeprefix(f"{UNDECIDED}: "),
        trapped=trapped, table=table((PLANTED, *map(str, wide.columns)), wide.reset_index().to_numpy().tolist()),
    )  # fmt: skip


def power_sentences(power: pd.DataFrame, placebo: pd.DataFrame, package: str) -> str:
    """Power of the pilot in the whole country, its size, and the placebo."""
    whole = power[power["provinces"] == max(pilot.PROVINCES)]
    cells = rows_by(whole, "kind", "counted", "years")
    rows = [
        (kind, counted,
         *(interval(cells[kind, counted, years], "power", ends=("low", "high")) for years in pilot.YEARS))
        for kind, counted in dict.fromkeys(zip(whole["kind"], whole["counted"], strict=True))
    ]  # fmt: skip
    sums = placebo.groupby("counted", sort=False)[["rejected", "of"]].sum().reset_index()
    wild = placebo[placebo["low"] > pilot.LEVEL].to_dict("records")
    return written(
        __file__, "power", package=package, provinces=max(pilot.PROVINCES), level=pilot.LEVEL,
        size=power["size"].mean(), wider=(power["size_low"] > pilot.LEVEL).sum(), rows=len(power),
        placebo="; ".join(f"{row['counted']} {row['rejected']} of {row['of']}" for row in sums.to_dict("records")),
        wild=listed(f"{row['counted']} in worlds {row['kind']}" for row in wild),
        table=table(("worlds", "counted", *(f"{years} years on each side" for years in pilot.YEARS)), rows),
    )  # fmt: skip


STUDY = Study(
    question="Which statistic that nobody publishes would tell most about what 286-1 dies of? How often does the "
    "diagnosis find a planted cause, and what power has a pilot in half of the provinces?",
    keys={
        "months": whole(122, 1, 600, "length of a run; 122 months end in December 2025", "months"),
        "planted": whole(12, 2, 10_000, "worlds in which each cause is planted"),
        "worlds": whole(60, 4, 100_000, "worlds drawn from the priors, with nothing planted"),
        "package": option("all", "reform package of the pilot", *PACKAGES),
    },
    replicates=2,
    settings={"world": "classroom"},
    medians_only="it draws its worlds from the priors itself",
    columns=columns_beside(__file__),
    check=check,
    analyse=analyse,
    report=report,
)
