"""What unpublished data would tell about the diagnosis: which number, if it were published, would settle most?

Three parts. The diagnosis is put to worlds in which a cause is planted and all else is drawn from the priors: planted
against found. Each statistic that could be published is drawn for every world as a yearly number of the country, with
its noise, and its expected information about the answer is estimated. And a pilot of reforms in half of the provinces
is put to an exact test, for its power.
"""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.diagnosed import WHY, diagnosed
from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.analysis.wording import interval, listed, number, paragraphs, rows_by, table
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
from zombielaw.experiments.studies.information.pilot import NOTHING, STATISTICS, USUAL_YEARS, told
from zombielaw.experiments.studies.information.worlds import DRAWN, KINDS, PILOT, design_of, scale_of, worlds_of
from zombielaw.sim.analysis.diagnosis import ALIVE, AS_IS, CAUSES, DIAGNOSES, PROBES, TRAPPED, UNDECIDED

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
    found, usual, cells, as_they_are = [], [], [], []
    for kind in KINDS:
        home, starts = worlds_of(settings, kind)
        if not starts:
            continue
        design, owners, as_is = design_of(home, kind, starts, levers)
        results = work.run(design, part=kind, world=home, reduce=beside_diagnosis)
        probed = owners[owners["probe"].isin([*PROBES, TOGETHER])]
        found.append(diagnosed(results.table(TALLIES), probed, as_is))
        counts, scale = results.table(TABLE), scale_of(home, kind)
        own = owners[owners["probe"] == AS_IS].merge(counts, on=POINT)
        usual.append(usual_years(own, scale).assign(kind=kind))
        piloted = owners[owners["probe"] == PILOT].merge(counts, on=POINT)
        cells.append(cells_in(piloted, own, scale).assign(kind=kind))
        as_they_are.append(own.assign(kind=kind))
    worlds = pd.concat(found, ignore_index=True).rename(columns={"practice": "kind"})
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
    parts = {world: pilot.paired_cells(mine, as_is[world], columns) for world, mine in piloted.groupby("world")}
    cells = pd.concat(parts, names=["world", "column"]).reset_index()
    return cells.assign(scale=scale * own["province"].nunique() / pilot.ALL_PROVINCES)


def worth_of(
    worlds: pd.DataFrame, expected: pd.DataFrame, pilots: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What statistics tell of the planted cause, and of what the diagnosis finds in drawn worlds.

    Trapped worlds are in neither: their files begin on the desk, so that statistics of orders know them at once.
    """
    place, singles, pairs = ["kind", "world"], [], []
    known = worlds.merge(expected[[*place, *COLUMNS]], on=place)
    cells = [name for name in pilots if str(name).startswith(("pilot_", "other_"))]
    half = pilots[cells].mul(pilots["scale"] * pilot.ALL_PROVINCES / 2.0, axis="index").join(pilots[[*place, "column"]])
    for answer, chosen in ((DRAWN, known["kind"] == DRAWN), (PLANTED, ~known["kind"].isin([DRAWN, TRAPPED]))):
        mine = known[chosen].reset_index(drop=True)
        truth = mine["answer" if answer == DRAWN else "kind"]
        by_column = {str(column): mine[place].merge(group, on=place) for column, group in half.groupby("column")}
        alone, both = told(truth, mine[COLUMNS], by_column, seed)
        singles.append(alone.assign(answer=answer))
        pairs.append(both.assign(answer=answer))
    return pd.concat(singles, ignore_index=True), pd.concat(pairs, ignore_index=True)


ANSWERS = {DRAWN: "what the diagnosis finds in drawn worlds", PLANTED: "which cause was planted"}


def report(tables: Finished) -> str:
    """Which statistic is worth most; what cannot be told; planted against found; power of the pilot."""
    worth, pairs = tables["worth"], tables["pairs"]
    return paragraphs(
        most(worth, pairs),
        cannot(worth),
        *(statistics_told(worth[worth["answer"] == answer], words) for answer, words in ANSWERS.items()),
        *(pairs_told(pairs[pairs["answer"] == answer], words) for answer, words in ANSWERS.items()),
        confusion_told(tables["confusion"], tables.facts["trapped"]),
        power_told(tables["power"], tables["placebo"], tables.facts["package"]),
    )


def most(worth: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """The finding."""
    said = []
    for answer, words in ANSWERS.items():
        alone = worth[(worth["answer"] == answer) & (worth["statistic"] != NOTHING)].iloc[0]
        both = pairs[pairs["answer"] == answer].iloc[0]
        said.append(
            f"{STATISTICS[alone['statistic']].title} tells most of {words}: "
            f"{interval(alone, 'bits', ends=('low', 'high'))} "
            f"bits of {number(alone['entropy'])}, {alone['share']:.0%}; with the best second one, "
            f"{named(both)}, {both['share']:.0%}."
        )
    best = worth[(worth["answer"] == DRAWN) & (worth["statistic"] != NOTHING)].iloc[0]
    if best["bits"] <= best["floor"]:
        return "No statistic tells more of drawn worlds than chance would. " + " ".join(said)
    rest = worth[(worth["answer"] == DRAWN) & ~worth["statistic"].isin([best["statistic"], NOTHING])]
    near = int((rest["high"] >= best["low"]).sum())
    order = f"The intervals of {near} others overlap with its own, so that the order among these is not sure. "
    return (
        f"The statistic worth most is *{STATISTICS[best['statistic']].title}*. {order if near else ''}{' '.join(said)}"
    )


def named(pair: pd.Series) -> str:
    """Both statistics of a pair."""
    return f"*{STATISTICS[pair['first']].title}* and *{STATISTICS[pair['second']].title}*"


def cannot(worth: pd.DataFrame) -> str:
    """Statistics that say no more than chance."""
    said = []
    for answer, words in ANSWERS.items():
        mine = worth[(worth["answer"] == answer) & (worth["statistic"] != NOTHING)]
        silent = mine[mine["bits"] <= mine["floor"]]["statistic"]
        said.append(f"Of {words}: {listed(STATISTICS[name].title for name in silent)}.")
    return (
        "What cannot be told: no more than a number drawn at random (one in twenty of which would seem to say as much) "
        "do these say. " + " ".join(said) + " No statistic says anything of a mechanism that is not in the model."
    )


def statistics_told(worth: pd.DataFrame, words: str) -> str:
    """A table of what each statistic tells alone."""
    rows = [
        (STATISTICS[row["statistic"]].title, STATISTICS[row["statistic"]].unit,
         "yes" if STATISTICS[row["statistic"]].published else "", interval(row, "bits", ends=("low", "high")),
         f"{row['share']:.0%}", number(row["floor"]))
        for row in worth.to_dict("records")
    ]  # fmt: skip
    first = worth.iloc[0]
    recipe = (
        " (What is planted sets order and referral rates at fixed values, so that these know the cause by its recipe.)"
    )
    return (
        f"Expected information about {words}; {first['worlds']} worlds, entropy {number(first['entropy'])} bits. Each "
        f"is a national number of one year, with its noise{recipe if first['answer'] == PLANTED else ''}:\n\n"
        + table(
            ("statistic", "unit", "published", "bits (95 %)", "of the entropy", "floor, bits"), rows, right=(3, 4, 5)
        )
    )


def pairs_told(pairs: pd.DataFrame, words: str) -> str:
    """The best pairs."""
    rows = [
        (STATISTICS[row["first"]].title, STATISTICS[row["second"]].title, interval(row, "bits", ends=("low", "high")),
         f"{row['share']:.0%}", number(row["gain"], "+"))
        for row in pairs.head(3).to_dict("records")
    ]  # fmt: skip
    head = ("first", "second", "bits (95 %)", "of the entropy", "more than the better alone")
    return f"The best pairs about {words}:\n\n" + table(head, rows, right=(2, 3, 4))


def confusion_told(confusion: pd.DataFrame, trapped: int) -> str:
    """Planted against found."""
    some = confusion[confusion.groupby("answer")["worlds"].transform("sum") > 0]
    wide = some.assign(
        cell=[f"{row['worlds']} ({100 * row['low']:.0f} to {100 * row['high']:.0f} %)" if row["worlds"] else ""
              for row in some.to_dict("records")]
    ).pivot_table("cell", "kind", "answer", "first", fill_value="", sort=False)  # fmt: skip
    right, hits = rows_by(confusion, "kind", "answer"), []
    for cause in CAUSES:
        if (cause, cause) in right:
            hit, living = right[cause, cause], right[cause, ALIVE]["worlds"]
            ends = wilson_interval(hit["worlds"], hit["of"] - living)
            low, high = (f"{100 * end:.0f}" for end in ends)
            hits.append(f"{cause} {hit['worlds']} of {hit['of'] - living} ({low} to {high} %)")
    rows = {name: right[DRAWN, name]["worlds"] for name in confusion["answer"].unique() if name.startswith(UNDECIDED)}
    why = max(rows, key=lambda name: rows[name])
    return (
        "Planted against found: worlds, and Wilson 95 % intervals of their shares. Found again, of the worlds that are "
        f"not alive in spite of what is planted: {'; '.join(hits)}. In the row *{DRAWN}* nothing is planted; most of "
        f"what is undecided there is *{why.removeprefix(UNDECIDED + ': ')}*. The {trapped} trapped worlds are worlds "
        "of theory (files that begin on the desk of few offices):\n\n"
        + table((PLANTED, *map(str, wide.columns)), wide.reset_index().to_numpy().tolist())
    )


def power_told(power: pd.DataFrame, placebo: pd.DataFrame, package: str) -> str:
    """Power of the pilot in the whole country, its size, and the placebo."""
    whole = power[power["provinces"] == max(pilot.PROVINCES)]
    cells = rows_by(whole, "kind", "counted", "years")
    rows = [
        (
            kind,
            counted,
            *(interval(cells[kind, counted, years], "power", ends=("low", "high")) for years in pilot.YEARS),
        )
        for kind, counted in dict.fromkeys(zip(whole["kind"], whole["counted"], strict=True))
    ]
    sums = placebo.groupby("counted", sort=False)[["rejected", "of"]].sum().reset_index()
    said = "; ".join(f"{row['counted']} {row['rejected']} of {row['of']}" for row in sums.to_dict("records"))
    wild = [
        f"{row['counted']} in worlds {row['kind']}" for row in placebo.to_dict("records") if row["low"] > pilot.LEVEL
    ]
    wider = int((power["size_low"] > pilot.LEVEL).sum())
    return (
        f"Power of a pilot with the package *{package}* in half of the {max(pilot.PROVINCES)} provinces, counts of the "
        f"country (exact conditional test, level {pilot.LEVEL:.0%}; all provinces and years in *power.csv*). Where the "
        f"pilot changes nothing, it rejects in {power['size'].mean():.1%} of drawn countries; in {wider} of "
        f"{len(power)} rows the interval of that share lies above {pilot.LEVEL:.0%}. In simulated runs without any "
        f"pilot, on their own cases, it rejects: {said}; more often than it may: {listed(wild)}. There cases are not "
        "independent, as an office learns from one for the next, and the power told here is an upper bound. It is "
        "that of the expected numbers of a world: its level as it is, and what the pilot changes in runs of the same "
        "luck.\n\n" + table(("worlds", "counted", *(f"{years} years on each side" for years in pilot.YEARS)), rows)
    )


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
