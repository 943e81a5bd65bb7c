"""The paper's reforms from a month on: its packages alone and together over time, and F1-F19 one by one.

Every row is paired against today: the same random draws, the same past, levers moved for good from ``study.start`` on.
Effects are read from five full years after the start on. The signs that the paper expects are one family of tests, and
runs are added in stages until each is decided: beyond the smallest effect of interest, or shown to be smaller. A reform
whose sign rests on a number without data is run once more under another value of it, beside today under the same value.

A verdict on a sign looks at the effect as a multiple of today's value, and at all expected signs together
(:mod:`~zombielaw.experiments.analysis.verdicts`). Where the reform is run again, a verdict that is another then
*depends* on that number.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import model_validator

from zombielaw.experiments.analysis import beyond, windows
from zombielaw.experiments.analysis.estimates import LEVELS, OVER_DRAWS, RUNS, estimate
from zombielaw.experiments.analysis.outcomes import (
    LIFE,
    OUTCOMES,
    alive,
    by_year,
    check_years,
    head_in_words,
    outcomes_in,
    permanent,
    title_in_words,
    year_from,
    years_after,
    years_of,
)
from zombielaw.experiments.analysis.verdicts import (
    ABOVE,
    BELOW,
    OPEN,
    PILOT,
    WITHIN,
    Rule,
    UntilDecided,
    sides_of,
    stages,
)
from zombielaw.experiments.analysis.wording import Row, number, rendered, rows_by, within_sentence
from zombielaw.experiments.config.schema import CHANGES, MOVED, month, real, whole
from zombielaw.experiments.config.settings import Settings, fewest, package_sets, packages
from zombielaw.experiments.data.files import read_yaml_file
from zombielaw.experiments.data.typed import Entry, known, one_of, read_as
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, levers_of, table_of, value_in
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.colours import GREY, SERIES
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.studies.base import Finished, Page, Tables, Work, columns_beside
from zombielaw.experiments.studies.contrast import BY_YEAR, Measured, Ran, contrast
from zombielaw.experiments.words.texts import LANGUAGES, language, named, say
from zombielaw.sim.parameters import Policy, WorldParameters, checked, declared


class Proposal(Entry):
    """One reform.

    ``again``: numbers of the world, without data, on which its signs rest: under these it is run a second time.
    ``gate``: it opens a gate of the chain from finding to conviction, so that its sign follows from the rules.
    """

    reform: str  # in a few words
    # as a user writes it; empty: not modelled
    levers: dict[Annotated[str, known(Policy._fields, "lever")], Any] = {}
    says: str = ""  # what the paper expects of it
    # the same as signs by outcome of ``OUTCOMES``
    expects: dict[Annotated[str, known("outcomes", "outcome")], Annotated[int, one_of(1, -1)]] = {}
    not_run: str = ""  # why it has no levers
    again: dict[Annotated[str, known(WorldParameters._fields, "number of the world")], Any] = {}
    gate: bool = False

    @model_validator(mode="after")
    def _is_run_or_not(self) -> Proposal:
        if bool(self.levers) == bool(self.not_run):
            raise InputError("give levers, or not_run with the reason why it has none")
        return self


def read_proposals(
    outcomes: Collection[str], path: Path = DATA / "reforms.yaml"
) -> dict[str, Proposal]:
    """Read ``data/reforms.yaml`` and check it.

    ``outcomes``: names of the outcomes of which a reform may expect something.
    Raises InputError: the file cannot be read, or names an unknown lever, value, outcome or sign.
    """
    file = read_yaml_file(path)
    proposals: dict[str, Proposal] = read_as(dict[str, Proposal], file, {"outcomes": outcomes})
    for name, proposal in proposals.items():
        for parameters, part in ((Policy, "levers"), (WorldParameters, "again")):
            for parameter in declared(parameters):
                if parameter.name in (given := getattr(proposal, part)):
                    checked(
                        parameter, given[parameter.name], file.place(name, part, parameter.name)
                    )
    return proposals


READ = (
    "expected_convictions_286_1",
    "share_of_convictions",
    "application_rate",
    "wrongful_share",
    "wrongful",
    "harm",
    "official_days",
)
NUMBERS = [
    "base",
    "value",
    "difference",
    "difference_low",
    "difference_high",
    "pairs",
    "two_groups",
]
SIGNS = {1: "up", -1: "down", 0: ""}
AGREE, CONTRARY, EQUIVALENT, DEPENDS, UNDECIDED = (
    "agree",
    "contrary",
    "equivalent",
    "depends",
    "undecided",
)
"""Verdicts: an effect beyond the smallest of interest, as expected or contrary; a smaller effect; one that differs
under another unmeasured number; none yet."""
SIDES = {ABOVE: 1, BELOW: -1}


def family_of(proposals: Mapping[str, Proposal], design: pd.DataFrame) -> pd.DataFrame:
    """Every expected sign, and each that is run again: ``reform, outcome, again, sign, point, base``.

    ``design``: with ``label.kind`` and ``label.name``; what is run again stands in two rows, the base first.
    """
    kinds, names = design[f"{LABEL}kind"], design[f"{LABEL}name"]
    rows = []
    for name, proposal in proposals.items():
        points = design[names == name]
        first, second = (
            points.loc[kinds != AGAIN, POINT].tolist(),
            points.loc[kinds == AGAIN, POINT].tolist(),
        )
        today = int(design.loc[kinds == BASE, POINT].iloc[0])
        for outcome, sign in proposal.expects.items():
            rows += [(name, outcome, False, sign, point, today) for point in first]
            if second:
                rows.append((name, outcome, True, sign, second[1], second[0]))
    return pd.DataFrame(rows, columns=["reform", "outcome", "again", "sign", "point", "base"])


def judged(family: pd.DataFrame, runs: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """The family with its ``verdict``: of the sign as it stands, and of it under the other number."""
    sides = sides_of(
        runs, family[["point", "base", "outcome"]].itertuples(index=False, name=None), rule
    )
    verdict_of = {OPEN: UNDECIDED, WITHIN: EQUIVALENT}
    verdicts = [
        verdict_of.get(side) or (AGREE if SIDES[side] == sign else CONTRARY)
        for side, sign in zip(sides, family["sign"], strict=True)
    ]
    return family.assign(verdict=verdicts)


def sign_table(
    proposals: Mapping[str, Proposal], effects: pd.DataFrame, family: pd.DataFrame
) -> pd.DataFrame:
    """Each proposal and outcome: the paired effect, the sign expected, the sign found.

    Returns ``reform, words, levers, says, outcome, unit``, :data:`NUMBERS`, ``expected, found, elasticity, built_in,
    verdict``; a proposal that is not run has one row, whose verdict says why. ``found`` is the sign of an interval
    clear of zero. ``verdict`` is empty where the paper expects nothing of the outcome.
    """
    about = [
        (name, one.reform, ", ".join(f"{lever} {to}" for lever, to in one.levers.items()), one.says)
        for name, one in proposals.items()
    ]
    effects = effects.rename(columns={"name": "reform"})[["reform", "outcome", *NUMBERS]]
    signs = pd.DataFrame(about, columns=["reform", "words", "levers", "says"]).merge(
        effects, how="left", on="reform"
    )
    signs.insert(5, "unit", signs["outcome"].map({name: OUTCOMES[name].unit for name in READ}))
    signs["expected"] = [
        SIGNS[proposals[reform].expects.get(outcome, 0)]
        for reform, outcome in zip(signs["reform"], signs["outcome"], strict=True)
    ]
    signs["found"] = signs.apply(clear_sign, axis="columns")
    signs["elasticity"] = [
        elasticity(proposals[row["reform"]], row) for row in signs.to_dict("records")
    ]
    signs["built_in"] = [proposals[reform].gate for reform in signs["reform"]]
    idle = {
        name: f"not modelled: {proposal.not_run}"
        for name, proposal in proposals.items()
        if proposal.not_run
    }
    signs["verdict"] = signs["reform"].map(idle).fillna("")
    first, second = (
        family[family["again"] == again].set_index(["reform", "outcome"])["verdict"].to_dict()
        for again in (False, True)
    )
    verdicts = {key: _joined(one, second.get(key, one)) for key, one in first.items()}
    pairs = zip(signs["reform"], signs["outcome"], signs["verdict"], strict=True)
    signs["verdict"] = [
        verdicts.get((reform, outcome), verdict) for reform, outcome, verdict in pairs
    ]
    return signs


def _joined(first: str, second: str) -> str:
    """The verdict on a sign and on the same under another number; as long as one is open, so are both."""
    if UNDECIDED in (first, second):
        return UNDECIDED
    return first if first == second else DEPENDS


def elasticity(proposal: Proposal, effect: Row) -> float:
    """Per cent by which an outcome moves for one per cent of the lever; NaN of several levers, choices, and nothing."""
    moved = [(MOVED[name], to) for name, to in proposal.levers.items()]
    if len(moved) != 1 or moved[0][0].about.options or not (moved[0][0].default and moved[0][1]):
        return math.nan
    ((lever, to),) = moved
    if not (effect["base"] > 0.0 and effect["value"] > 0.0):
        return math.nan
    return math.log(effect["value"] / effect["base"]) / math.log(to / lever.default)


def clear_sign(effect: Row) -> str:
    """Sign of an effect whose interval lies on one side of zero; nothing else."""
    return SIGNS[
        1 if effect["difference_low"] > 0.0 else -1 if effect["difference_high"] < 0.0 else 0
    ]


def again_table(
    proposals: Mapping[str, Proposal], design: pd.DataFrame, runs: pd.DataFrame
) -> pd.DataFrame:
    """Expected signs of what is run again: ``reform, words, world, outcome, expected``, :data:`NUMBERS`, ``found``."""
    parts = []
    for name, points in design.groupby(f"{LABEL}name", sort=False):
        proposal, (today, reformed) = proposals[str(name)], points[POINT]
        effects = estimate(runs[runs[POINT].isin([today, reformed])], base=today)
        effect = (
            effects[effects[POINT] == reformed]
            .set_index("outcome")
            .loc[list(proposal.expects), NUMBERS]
        )
        effect.insert(0, "expected", [SIGNS[sign] for sign in proposal.expects.values()])
        world = ", ".join(f"{key} {value:g}" for key, value in proposal.again.items())
        parts.append(effect.reset_index().assign(reform=name, words=proposal.reform, world=world))
    again: pd.DataFrame = pd.concat(parts, ignore_index=True)
    again["found"] = again.apply(clear_sign, axis="columns")
    return again


def in_words(name: str) -> str:
    """A package, a set of them or a proposal in words; in English by its name in the tables."""
    if language() == LANGUAGES[0] or name[1:].isdigit():
        return name
    return " + ".join(named("policy", one) for one in name.split(" + "))


PACKAGE, SET, REFORM, AGAIN = "package", "set", "reform", "again"
"""Kinds of points beside today: a package, a set of two or three; a reform; one that is run a second time under other
numbers of the world, and today under these."""
STATES = ALIVE, UNCLEAR, DEAD = "alive", "unclear", "dead"


def design_of(settings: Settings) -> pd.DataFrame:
    """Today, each package, each proposal that has levers; and what is run again, today before the reform."""
    start, proposals = settings.month("start"), read_proposals(READ)
    own = {
        f"world.{key}": value_in(settings, f"world.{key}")
        for proposal in proposals.values()
        for key in proposal.again
    }
    rows: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]] = [
        (PACKAGE, name, levers_of(settings, policy), own)
        for name, policy in packages(settings).items()
    ]
    rows[0] = (BASE, *rows[0][1:])
    rows += [
        (SET, name, levers_of(settings, policy), own)
        for name, policy in package_sets(settings).items()
    ]
    rows += [
        (REFORM, name, proposal.levers, own)
        for name, proposal in proposals.items()
        if proposal.levers
    ]
    for name, proposal in proposals.items():
        if proposal.again:
            other = {**own, **{f"world.{key}": value for key, value in proposal.again.items()}}
            rows += [(AGAIN, name, levers, other) for levers in ({}, proposal.levers)]
    return table_of(
        {
            f"{LABEL}kind": kind,
            f"{LABEL}name": name,
            **numbers,
            CHANGES: permanent(settings, levers, start),
        }
        for kind, name, levers, numbers in rows
    )


def signs_of(settings: Settings) -> tuple[pd.DataFrame, Rule]:
    """The family of the expected signs, and the rule by which each is decided."""
    family = family_of(read_proposals(READ), design_of(settings))
    looks = len(stages(settings.replicates))
    return family, Rule(settings.study_keys["smallest"], len(family), looks)


def runs_of(results: Results, settings: Settings) -> pd.DataFrame:
    """Outcomes of runs before division, over the years in which effects are read."""
    after = {"after": years_after(settings)}
    return outcomes_in(by_year(results), after, settings.scale, READ)[RUNS]


def until_decided(work: Work) -> UntilDecided:
    """Add runs until every sign is decided."""
    family, rule = signs_of(work.settings)

    def undecided(results: Results) -> int:
        decided = judged(family, runs_of(results, work.settings), rule)
        return int((decided["verdict"] == UNDECIDED).sum())

    return UntilDecided(undecided)


def tables_of(ran: Ran) -> Tables:
    """Each point against today, or against today under its other numbers; and the packages over time."""
    settings, design, runs, proposals = ran.settings, ran.design, ran.runs, read_proposals(READ)
    (family, rule), years, kinds = signs_of(settings), by_year(ran.results), design[f"{LABEL}kind"]
    after, start = years_after(settings), settings.month("start")
    ran.work.facts |= {"years": windows.span(after), "start": start, "smallest": rule.smallest}
    names = design[[POINT, f"{LABEL}name"]].set_axis([POINT, "name"], axis="columns")
    own = design[kinds != AGAIN]
    points = names.merge(estimate(runs[runs[POINT].isin(own[POINT])], base=0), on=POINT)
    effects = points[points[POINT] > 0]
    packages = years[years[POINT].isin(design.loc[kinds.isin([BASE, PACKAGE]), POINT])]
    multiples = beyond.multiples(
        beyond.of_design(settings, own, after, "convictions_286_1"),
        effects[effects["outcome"] == READ[0]],
        dict(zip(own[POINT][1:], own[f"{LABEL}name"][1:], strict=True)),
    )
    return {
        beyond.TABLE: multiples.assign(loops_off=multiples["name"].map(without_loops(ran.work))),
        "levels": points.filter([POINT, "name", "outcome", *LEVELS, *OVER_DRAWS]),
        "today": windows.today(years, settings.scale, {"settled": after}),
        "effects": effects,
        "over_time": names.merge(over_time(packages, start, settings.scale), on=POINT),
        "proposals": sign_table(proposals, effects, judged(family, runs, rule)),
        "again": again_table(proposals, design[kinds == AGAIN], runs),
    }


def without_loops(work: Work) -> dict[str, float]:
    """Convictions of 286-1 under each package, as a multiple of today, by agents who learn and fear nothing."""
    settings, design = work.settings, design_of(work.settings)
    design = design[design[f"{LABEL}kind"].isin([BASE, PACKAGE])]
    several = replace(settings, replicates=min(settings.replicates, PILOT))
    points = design.assign(**beyond.LOOPS_OFF, **{POINT: range(len(design))})
    results = work.run(points, "loops_off", several, **BY_YEAR)
    values = estimate(runs_of(results, settings).query("outcome == @READ[0]"))["value"]
    return dict(zip(design[f"{LABEL}name"], values / values.iloc[0], strict=True))


def over_time(years: pd.DataFrame, start: int, scale: float) -> pd.DataFrame:
    """Outcomes of the packages around each year; the start of a reform parts its years from those before it."""
    windows_by_year = around(years_of(years), start)
    return estimate(outcomes_in(years, windows_by_year, scale, READ)).rename(
        columns={"window": "year"}
    )


def around(years: list[int], start: int) -> dict[str, list[int]]:
    """Each year with its neighbours, as far as they lie on the same side of the start of a reform."""
    first = year_from(start)
    sides = [[year for year in years if year < first], [year for year in years if year >= first]]
    return {
        str(year): [near for near in side if abs(near - year) <= 1]
        for side in sides
        for year in side
    }


def state_of(rate: Row, share: Row) -> str:
    """Dead, alive or unclear, each by its whole interval."""
    if rate["high"] < LIFE["application_rate"]:
        return DEAD
    return (
        ALIVE
        if alive({"application_rate": rate["low"], "share_of_convictions": share["low"]})
        else UNCLEAR
    )


def report(tables: Finished) -> str:
    """Packages that bring 286-1 back into use, and signs of the paper that are found."""
    levels, effects = tables["levels"], tables["effects"]
    proposals = tables["proposals"].astype(object).fillna({"found": "", "verdict": ""})
    cells = rows_by(levels, "name", "outcome")
    states = {
        name: state_of(cells[name, "application_rate"], cells[name, "share_of_convictions"])
        for name in levels["name"].unique()
        if name not in set(proposals["reform"])
    }
    asked = proposals[proposals["outcome"].notna() & (proposals["verdict"] != "")]
    head = say("reforms.head.reform")
    labels = {name: in_words(name) for name in tables[beyond.TABLE]["name"]}
    return rendered(
        __file__,
        facts=tables.facts,
        called=in_words,
        states=states,
        by_state={
            of: [name for name in states if states[name] == of and " + " not in name]
            for of in STATES
        },
        living=fewest(name for name, state in states.items() if state == ALIVE),
        life=LIFE,
        asked=asked,
        counts=asked["verdict"].value_counts(),
        built_in=sorted(
            set(asked.loc[asked["built_in"], "reform"]), key=lambda name: int(name[1:])
        ),
        unsaid=sorted(
            set(proposals["reform"]) - set(proposals.loc[proposals["verdict"] != "", "reform"])
        ),
        grouped=sorted(set(effects.loc[effects["two_groups"], "name"])),
        today=windows.today_sentence(tables["today"]),
        runs=levels["runs"].max(),
        heads={name: head_in_words(name, OUTCOMES[name]) for name in READ},
        levels=cells,
        effects=rows_by(effects, "name", "outcome"),
        signs=proposals.to_dict("records"),
        first=rows_by(proposals, "reform", "outcome"),
        again=tables["again"].astype({"found": object}).fillna({"found": ""}).to_dict("records"),
        beyond=beyond.reader_table(tables[beyond.TABLE], head, labels),
    )


PANELS = ("expected_convictions_286_1", "share_of_convictions", "wrongful_share", "harm")
"""Outcomes that are drawn over time."""
LOOKS = ("black", *SERIES[:4], SERIES[7])
STYLES = ("-", "--", "-.", (0, (5, 1, 1, 1, 1, 1)), ":", (0, (8, 2)))
VERDICTS = (AGREE, CONTRARY, DEPENDS, EQUIVALENT, UNDECIDED)
"""Verdicts on the paper's expectations, in the order in which they are drawn."""
FLOOR = 1e-2


def draw(tables: Finished, page: Page) -> None:
    """Draw the packages over time as ``reforms``, paired effects as ``proposals``, and the funnel as ``beyond``."""
    draw_lines(tables["over_time"], tables.facts["start"], page)
    draw_proposals(tables["proposals"], tables.facts, page)
    if beyond.TABLE in tables:
        from zombielaw.experiments.figures import rows as against

        rows = tables[beyond.TABLE]
        against.draw_beyond(
            rows[~rows["name"].str.contains(" + ", regex=False)],
            page,
            lambda name: "proposal" if name[1:].isdigit() else "scenario",
        )


def draw_lines(table: pd.DataFrame, start: int, page: Page) -> None:
    """Draw the packages over time; the past, which all share, as that of the first."""
    began = 2015 + (start + 10) / 12.0
    packages = list(dict.fromkeys(table["name"]))
    titles = page.lettered({name: title_in_words(name, OUTCOMES[name]) for name in PANELS})
    figure, grid = page.panels(len(titles), 2, 2.1)
    for axes, (outcome, title) in zip(grid, titles.items(), strict=True):
        log = outcome == PANELS[0]
        for name, colour, style in zip(packages, LOOKS, STYLES, strict=False):
            rows = table[(table["name"] == name) & (table["outcome"] == outcome)]
            if name != packages[0]:
                rows = rows[rows["year"] >= year_from(start)]
            year = rows["year"] + 0.5
            value, low, high = (
                rows[end].clip(lower=FLOOR if log else None) for end in ("value", "low", "high")
            )
            axes.fill_between(year, low, high, color=colour, alpha=0.13, linewidth=0)
            axes.plot(
                year,
                value,
                color=colour,
                linestyle=style,
                label=named("scenario", name),
                linewidth=2.0 if name == packages[0] else 1.2,
            )
        axes.axvline(began, color="0.4", linewidth=0.7, linestyle=":", label=say("reforms.start"))
        axes.set_yscale("log" if log else "linear")
        axes.set_ylim(bottom=FLOOR if log else 0.0)
        axes.set_ylabel(named("unit", OUTCOMES[outcome].unit))
        axes.set_title(say("reforms.log", title=title) if log else title)
    page.legend(
        figure,
        *grid[0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=4,
    )
    last = table[
        (table["outcome"] == PANELS[0]) & (table["year"] == table["year"].max())
    ].set_index("name")["value"]
    most = str(last.idxmax())
    told = {"today": last[packages[0]], "most": last[most]}
    fields = {"year": table["year"].max(), **{key: number(told[key]) for key in told}}
    page.title(figure, say("reforms.title", package=named("scenario", most), **fields))
    page.save(figure, "reforms", say("reforms.band"))


def draw_proposals(table: pd.DataFrame, facts: Mapping[str, Any], page: Page) -> None:
    """Draw each effect that the paper expects of a proposal, as a part of today's level, under its verdict.

    Verdicts are drawn where there are runs enough.
    """
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows, short

    table = table.dropna(subset=["outcome", "verdict"])
    count, ends = (
        table["verdict"].value_counts(),
        ["difference", "difference_low", "difference_high"],
    )
    table[ends] = 100.0 * table[ends].div(table["base"], axis="index")
    table["order"] = table["verdict"].map({name: -place for place, name in enumerate(VERDICTS)})
    table = table.sort_values(["order", ends[0]], kind="stable")
    smallest = facts["smallest"]
    draw_rows(
        table,
        [
            say(
                f"proposals.{row['expected']}",
                reform=named("proposal", row["reform"]),
                outcome=within_sentence(title_in_words(row["outcome"], OUTCOMES[row["outcome"]])),
            )
            for row in table.to_dict("records")
        ],
        {
            "": Panel(
                [Marks(ends[0], (ends[1], ends[2]))],
                across=say("proposals.across"),
                lines=[0.0],
                bands=[
                    (
                        -100.0 * smallest,
                        100.0 * smallest,
                        GREY,
                        say("proposals.shade", smallest=smallest),
                    )
                ],
                form=short,
            )
        },
        page,
        "proposals",
        say("proposals.band"),
        title=say(
            "proposals.title" if page.enough else "proposals.few",
            years=facts["years"],
            number=table["reform"].nunique(),
            expected=len(table),
            runs=page.replicates,
            **{name: int(count.get(name, 0)) for name in ("agree", "contrary", "depends")},
        ),
        groups=[say(f"proposals.{one}") for one in table["verdict"]] if page.enough else (),
    )


STUDY = contrast(
    question="The reforms that Pan and Xiong propose, as permanent changes of levers: their packages alone and "
    "together over time, and F1-F19 one by one (data/reforms.yaml), paired against today.",
    keys={
        "months": whole(314, 1, 600, "length of a run; 314 months end in December 2041", "months"),
        "start": month("2026-01", "first month of a reform"),
        "smallest": real(
            0.1, 0.001, 1.0, "smallest effect of interest, as a share of today's value", "share"
        ),
    },
    replicates=80,
    data=("reforms.yaml",),
    grid=design_of,
    measured=Measured(outcomes={name: OUTCOMES[name] for name in READ}, runs=runs_of),
    until=until_decided,
    tables=tables_of,
    columns=(*columns_beside(__file__), *beyond.COLUMNS, *windows.COLUMNS),
    check=check_years,
    report=report,
    languages=LANGUAGES,
    draw=draw,
)
