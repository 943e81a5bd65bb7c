"""Reforms, or every mix of up to five under a budget: which is better, on what that hangs, what to find out.

Each scenario is run in each draw from the posterior, with the same random draws, and compared in what it brings (use of
286-1) and what it costs (wrongful convictions, harm, working days). What is better follows from what the user values:
weights, or a limit. There is no default goal: without a value nothing is chosen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.compared import (
    COLUMNS,
    COMPARED,
    WHOLE,
    compared,
    law_moved,
    runs_of,
    years_of,
)
from zombielaw.experiments.analysis.deciding import Box, dominated_by_none, hangs_on, worth_of
from zombielaw.experiments.analysis.estimates import draw_of, middle_of
from zombielaw.experiments.analysis.intervals import Floats, wilson_interval
from zombielaw.experiments.analysis.outcomes import alive, outcomes_beside
from zombielaw.experiments.analysis.prices import (
    FURTHER,
    KEYS,
    LEVELS,
    PRICED_DAYS,
    USE,
    costs,
    further,
    with_prices,
)
from zombielaw.experiments.analysis.windows import span
from zombielaw.experiments.analysis.wording import Row, number, rendered, rows_by
from zombielaw.experiments.config.schema import LONGEST, POSTERIOR, real, whole, word
from zombielaw.experiments.config.settings import (
    NAME,
    PACKAGES,
    SHARE,
    Design,
    Settings,
    reform_design,
    table_of,
    words_of,
)
from zombielaw.experiments.config.values import laid
from zombielaw.experiments.designs.draws import draws_of
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.reducers.unpublished import FILES, PANEL, TABLE, counts
from zombielaw.experiments.studies.base import Finished, Page, Study, Tables, Work, columns_beside
from zombielaw.experiments.words.names import in_chinese, title
from zombielaw.experiments.words.texts import LANGUAGES, in_each, language, named, say
from zombielaw.sim.measures import Ratio

GOALS = {
    "convictions": (USE, 1.0),
    "wrongful": ("expected_wrongful", -1.0),
    "harm": ("harm", -1.0),
    "days": (PRICED_DAYS, -1.0),
}
"""What a user may value: the outcome, and 1 if more of it is good, -1 if less is."""
LIMITS = ("wrongful", "harm", "days")
"""Goals that a limit may hold down to today's."""
VALUE = "value"
"""The question of what the user values, beside those of each goal."""
AND = " + "
MIXED = 5
"""Reforms of which every mix is tried at most."""
LEVEL = 0.05
"""Share of permuted answers, over all questions, that may find as much as is told."""
EQUAL = 1e-9
"""Differences within which two numbers are the same."""
USUAL_YEARS = 5
"""Years before the end of the run over which the expected number of a statistic is averaged."""
STATISTICS = outcomes_beside(__file__, "statistics.csv")
"""Statistics that could be collected, by name; without ``over`` a number drawn at random, for comparison."""
MOST, TOLD = 8, 5
"""Scenarios that are drawn, those that are bettered least often; statistics that are told, those worth most."""
_WEIGHT = re.compile(r"(\w+)\s*[=:]\s*([+-]?\d*\.?\d+(?:e[+-]?\d+)?)")


class Value(NamedTuple):
    """What the user values: weights of goals, of one more of each a year than today; or a limit of one of them."""

    weights: Mapping[str, float] = {}
    limit: str = ""

    def of(self, less: pd.DataFrame) -> pd.DataFrame:
        """Value of each scenario in each draw: a row for each draw; a limit is worth 1 where it holds.

        ``less``: as of :func:`by_draw`.
        """
        if self.limit:
            held = (less[self.limit] <= EQUAL).astype(float)
        else:
            held = (less[[*self.weights]] * pd.Series(self.weights)).sum(axis=1)
        return held.unstack(POINT)  # noqa: PD010


def read_value(text: str) -> Value | None:
    """What the user values, in words; None of nothing.

    Raises InputError: neither weights of goals nor a limit.
    """
    if not text:
        return None
    limits = {one: in_each(partial(say, f"decide.limit.{one}")) for one in LIMITS}
    for goal, words in limits.items():
        if text.strip() in words.values():
            return Value(limit=goal)
    weights = {name: float(weight) for name, weight in _WEIGHT.findall(text)}
    if not weights or not weights.keys() <= GOALS.keys() or _WEIGHT.sub("", text).strip(" ,;"):
        raise InputError(
            "study.value={} says no value; allowed: a limit ({}), or weights, what one more a year is worth: "
            "convictions:1 wrongful:-5 harm:-0.1 days:-0.001, one of these or several.",
            text,
            ", ".join(words[language()] for words in limits.values()),
        )
    return Value(weights)


def check(settings: Settings) -> Settings:
    """Read reforms and value; refuse a command without draws, or with fewer than two reforms."""
    if not settings.draws:
        raise InputError(
            "parameters=typical or median does not go with study=decide, which counts draws; leave it out, or "
            "give parameters=prior or posterior."
        )
    if len(settings.reforms) < 3:
        raise InputError(
            "Name two reforms or more: zombielaw decide policy=judiciary start=2026-01 or policy=regulators "
            "start=2026-01. One reform against today: zombielaw compare."
        )
    read_value(settings.study_keys[VALUE])
    design = reform_design(settings, settings.reforms)
    if settings.study_keys["budget"]:
        design = mixes(settings, design)
    settings = replace(settings, design=design, also={"study.design": design.digest})
    years_of(settings)
    return settings


def mixes(settings: Settings, design: Design) -> Design:
    """Every mix of the reforms of a design, laid one over the other in their order.

    Raises InputError: too many reforms, one of a share of the country, or two that set one lever to different values.
    """
    reforms = settings.reforms[1:]
    if len(reforms) > MIXED or SHARE in design.table:
        raise InputError(
            "study.budget= tries every mix of up to {} reforms that hold in numbered provinces or everywhere; "
            "give fewer, without share=, or no budget.",
            MIXED,
        )
    levels: dict[str, Any] = {}
    for reform in reforms:
        for key, to in reform.values.items():  # noqa: PD011
            if levels.setdefault(key, to) != to:
                raise InputError(
                    "{}: another reform sets {} to another value, so that their mix says two things; leave one out.",
                    reform.place,
                    key,
                )
    chosen = [
        some
        for size in range(1, len(reforms) + 1)
        for some in combinations(range(len(reforms)), size)
    ]
    base, scenarios = design.scenarios[0], [design.scenarios[0]]
    for some in chosen:
        mixed = base
        for one in some:
            mixed = laid(mixed, reforms[one]).scenario
        scenarios.append(mixed)

    def names(single: Sequence[str]) -> list[str]:
        return [single[0], *(AND.join(single[1 + one] for one in some) for some in chosen)]

    english = names(design.names)
    keys = [key for key in map(str, design.table) if key != POINT and not key.startswith(LABEL)]
    table = table_of(
        {NAME: name, **{key: words_of(scenario)[key] for key in keys}}
        for name, scenario in zip(english, scenarios, strict=True)
    )
    other = {
        lang: dict(zip(english, names([own.get(one, one) for one in design.names]), strict=True))
        for lang, own in design.named.items()
    }
    return Design(tuple(scenarios), table, tuple(english), other)


def by_draw(work: Work, years: range, results: Any) -> pd.DataFrame:
    """Goals of each scenario in each draw, less those of the first: ``draw, point`` as index.

    Days are those of checks and case files (``case_files``), and those at given prices (``days``) and with all prices
    at the ends of their priors. ``alive`` is of the scenario itself.
    """
    settings = work.settings
    runs = runs_of(results, years, settings)
    groups = runs.assign(draw=draw_of(runs["replicate"])).groupby(["draw", POINT, "outcome"])
    sums = groups[["numerator", "denominator"]].sum()
    values = (sums["numerator"] / sums["denominator"]).unstack("outcome")  # noqa: PD010
    less = values - values.xs(0, level=POINT).reindex(values.index, level="draw")
    paid = costs(results, years, settings, settings.design.scenarios).reset_index()
    paid = paid.assign(draw=draw_of(paid["replicate"])).groupby(["draw", POINT]).mean() / len(years)
    table = pd.DataFrame({goal: less[name] for goal, (name, _) in GOALS.items() if name in less})
    table["case_files"] = paid["official_days"]
    for name, level in zip(("days", "days_low", "days_high"), LEVELS, strict=True):
        table[name] = paid["official_days"] + paid[level]
    return table.assign(alive=alive(values))


def analyse(work: Work) -> Tables:
    """Run every scenario in each draw; count draws; look for inputs; value what could be found out."""
    settings, years = work.settings, years_of(work.settings)
    design, value = settings.design, read_value(settings.study_keys[VALUE])
    results = work.run(design, "choices" if value else "", reduce=by_place)
    tables = compared(results, years, settings, [WHOLE])
    tables[WHOLE] = with_prices(
        tables[WHOLE], further(results, years, settings, design.scenarios)[FURTHER]
    )
    less = by_draw(work, years, results)
    names = pd.Series(design.names, range(len(design.names)), name="scenario")
    budget = settings.study_keys["budget"] or math.inf
    tables |= {
        "effects": effects(less, names),
        "choices": choices(less, names, budget, value),
        "answers": answers(less, names, budget, value, settings),
    }
    if value:
        usual = usual_years(work, settings)
        open_to = affordable(less, budget, own=not value.limit)
        worth, apart = worth_of(
            value.of(less)[open_to].to_numpy(),
            lambda generator: pd.DataFrame(
                {name: published(one, usual, generator) for name, one in STATISTICS.items()}
            ),
            settings.seed,
        )
        tables["worth"] = worth
        own = value.of(less)[open_to]
        work.facts |= {"apart": apart, "known": own.max(axis=1).mean() - own.mean().max()}
    work.facts |= {
        "years": span(years),
        "from": settings.drawn_from,
        "budget": settings.study_keys["budget"],
        "value": settings.study_keys[VALUE],
        "limit": value.limit if value else "",
        "law": law_moved(design),
        "names": design.named,
    }
    return tables


def usual_years(work: Work, settings: Settings) -> pd.DataFrame:
    """Expected numbers of a year in the country, of today's practice in each draw."""
    design = settings.design
    today = Design(design.scenarios[:1], design.table.iloc[:1], design.names[:1], design.named)
    own = work.run(today, "today", reduce=counts).table(TABLE)
    last = own[own["before_end"] < USUAL_YEARS]
    columns = [*PANEL, *FILES]
    sums = last.groupby("replicate")[columns].sum() * (settings.scale / USUAL_YEARS)
    # an expectation in a few runs may be negative
    return sums.groupby(draw_of(sums.index)).mean().clip(lower=0.0)


def published(statistic: Ratio, usual: pd.DataFrame, generator: np.random.Generator) -> Floats:
    """Value of a statistic in each draw, published once.

    ``usual``: a row per draw: expected numbers of a year in the country. Counts are Poisson, a share is one of counts;
    NaN where nothing is divided.
    """
    if not statistic.over:
        return generator.standard_normal(len(usual))
    over = usual[[*statistic.over]].sum(axis=1).to_numpy()
    if not statistic.under:
        return generator.poisson(over).astype(float)
    under = usual[[*statistic.under]].sum(axis=1).to_numpy()
    chance = np.clip(np.divide(over, under, out=np.zeros_like(over), where=under > 0.0), 0.0, 1.0)
    base = generator.poisson(under)
    shares: Floats = np.full(len(usual), math.nan)
    np.divide(generator.binomial(base, chance), base, out=shares, where=base > 0)
    return shares


# ---- tables


def holds(goal: str, less: pd.Series[float]) -> pd.Series[bool]:
    """True where a goal does well: more convictions of 286-1 than today, or no more of a harm."""
    return less > EQUAL if GOALS[goal][1] > 0.0 else less <= EQUAL


def effects(less: pd.DataFrame, names: pd.Series[str]) -> pd.DataFrame:
    """Each goal of each scenario less today's over draws: see the columns of ``effects``."""
    rows = []
    for goal in (*GOALS, "case_files"):
        for point, own in less[goal].groupby(POINT):
            if point:
                held = int(holds(goal if goal in GOALS else "days", own).sum())
                number, median, low, high = middle_of(own.to_numpy())
                ends = wilson_interval(float(held), float(number))
                rows.append(
                    (
                        point,
                        names[point],
                        goal,
                        own.mean(),
                        median,
                        low,
                        high,
                        held,
                        number,
                        held / number,
                        *ends,
                    )
                )
    columns = [POINT, "scenario", "goal", "mean", "median", "low", "high", "holds", "draws"]
    return pd.DataFrame(rows, columns=[*columns, "share", "share_low", "share_high"])


def choices(
    less: pd.DataFrame, names: pd.Series[str], budget: float, value: Value | None
) -> pd.DataFrame:
    """Counts of draws of each scenario: see the columns of ``choices``."""
    signs = pd.Series({goal: sign for goal, (_, sign) in GOALS.items()})
    goods = less[[*GOALS]] * signs

    def unbettered(of: pd.DataFrame, days: pd.Series[float]) -> pd.Series[bool]:
        inside = of[days <= budget]
        front = pd.Series(dominated_by_none(inside.to_numpy()), inside.index)
        return front.reindex(of.index, fill_value=False)

    fronts = pd.concat(
        unbettered(own, less.loc[own.index, "days"]) for _, own in goods.groupby("draw")
    )
    means, by_point = less.groupby(POINT).mean(), less.groupby(POINT)
    fewer = less["alive"] & (less["wrongful"] < -EQUAL)
    table = pd.DataFrame(
        {
            "scenario": names,
            "draws": by_point.size(),
            "unbettered": unbettered(means[[*GOALS]] * signs, means["days"]),
            "unbettered_draws": fronts.groupby(POINT).sum(),
            "alive": by_point["alive"].sum(),
            "alive_fewer_wrongful": fewer.groupby(POINT).sum(),
            **{
                end: (less[f"days{end.removeprefix('within')}"] <= budget).groupby(POINT).sum()
                for end in ("within", "within_low", "within_high")
            },
            "value": value.of(less).mean() if value else math.nan,
        }
    )
    return table.rename_axis(POINT).reset_index()


def affordable(less: pd.DataFrame, budget: float, own: bool) -> list[int]:
    """Scenarios whose mean days are within the budget; ``own``: the first is one of them."""
    days = less["days"].groupby(POINT).mean()
    return [int(point) for point in days.index[days <= budget] if point or own]


BOX = [
    "inside",
    "inside_of",
    "outside",
    "outside_of",
    "new_inside",
    "new_inside_of",
    "new_outside",
    "new_outside_of",
]


def answers(
    less: pd.DataFrame,
    names: pd.Series[str],
    budget: float,
    value: Value | None,
    settings: Settings,
) -> pd.DataFrame:
    """Best and next best on each goal, or on what the user values, and the inputs on which that hangs.

    Columns: those of ``answers``.
    """
    each = {
        goal: sign * less[goal].unstack(POINT)  # noqa: PD010
        for goal, (_, sign) in GOALS.items()
    }
    if value:
        each = {**each, VALUE: value.of(less)}
    drawn = draws_of(settings).select_dtypes("number")
    asked = [VALUE] if value else [*GOALS]
    rows = []
    for question, worth in each.items():
        own = question == VALUE and value is not None and not value.limit
        worth = worth[affordable(less, budget, own)].dropna()  # noqa: PLW2901
        level = worth.mean() if question == VALUE else worth.median()
        best, after, *_ = [*level.sort_values(ascending=False, kind="stable").index, -1, -1]
        row: dict[str, Any] = {
            "question": question,
            "best": names.get(best, ""),
            "next": names.get(after, ""),
        }
        if after >= 0:
            ahead = worth[best] - worth[after]
            row |= {"draws": len(worth), "better": int((ahead > EQUAL).sum())}
            row |= {"worse": int((ahead < -EQUAL).sum())}
            limited = question == VALUE and value is not None and value.limit
            other = worth[best] < 0.5 if limited else ahead < -EQUAL
            if question in asked:
                inputs = drawn.loc[worth.index]
                box = hangs_on(
                    inputs.to_numpy(), other.to_numpy(), LEVEL / len(asked), settings.seed
                )
                row |= _in_columns(box, [*drawn]) if box else {}
        rows.append(row)
    columns = ["question", "best", "next", "draws", "better", "worse"]
    sides = [f"{part}_{place}" for place in (1, 2) for part in ("input", "side", "line")]
    return pd.DataFrame(rows).reindex(columns=[*columns, *sides, *BOX])


def _in_columns(box: Box, inputs: Sequence[str]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for place, cut in enumerate(box.cuts, 1):
        cells[f"input_{place}"] = inputs[cut.number]
        cells[f"side_{place}"] = "above" if cut.above else "below"
        cells[f"line_{place}"] = cut.line
    counted = [one for pair in box[1:] for one in pair]
    return cells | dict(zip(BOX, counted, strict=True))


# ---- report and figure


def called(tables: Finished, name: str) -> str:
    """A scenario in the language that is spoken; packages by their names."""
    names: Mapping[str, str] = tables.facts["names"].get(language(), {})
    parts = names.get(name, name).split(AND)
    return AND.join(named("policy", one) if one in ("today", *PACKAGES) else one for one in parts)


def _input(key: str) -> str:
    name = key.partition(".")[2]
    if key.startswith("policy."):
        return title(name)
    return name.replace("_", " ") if language() == LANGUAGES[0] else in_chinese(key)


def report(tables: Finished) -> str:
    """What is better on each goal and by what the user values; its doubts; what finding out is worth."""
    texts = dict.fromkeys(("best", "next"), "")
    answered = tables["answers"].astype(dict.fromkeys(texts, object)).fillna(texts)

    def box(row: Row) -> str:
        return say("decide.and").join(
            say(
                f"decide.{row[f'side_{place}']}",
                input=_input(row[f"input_{place}"]),
                line=number(row[f"line_{place}"]),
            )
            for place in (1, 2)
            if isinstance(row[f"input_{place}"], str)
        )

    rows, counted = rows_by(answered, "question"), tables["choices"]
    front = counted["scenario"][counted["unbettered"] & (counted[POINT] > 0)]
    heads = ["scenario", "convictions", "wrongful", "no_more", "harm", "case_files", "days"]
    heads += ["within", "unbettered"] if tables.facts["budget"] else []
    return rendered(
        __file__,
        facts=tables.facts,
        chosen=rows.get(VALUE),
        answers=[row for question, row in rows.items() if question != VALUE],
        boxes=[(row, box(row)) for row in rows.values() if isinstance(row["input_1"], str)],
        silent=[
            say(f"decide.goal.{question}")
            for question, row in rows.items()
            if not isinstance(row["input_1"], str)
            and row["next"]
            and (question == VALUE or VALUE not in rows)
        ],
        called=lambda name: called(tables, name),
        front=say("list.between").join(called(tables, one) for one in front) or say("wording.none"),
        heads=[*heads, *(["limit"] if tables.facts["limit"] else [])],
        choices=counted,
        effects=rows_by(tables["effects"], "scenario", "goal"),
        worth=tables["worth"].head(TOLD) if "worth" in tables else None,
        finding=_finding(tables),
        statistics=STATISTICS,
    )


def _finding(tables: Finished) -> str:
    """The statistic that is worth most, if any is; the first two are called equal where resamples cannot part them."""
    if "worth" not in tables:
        return ""
    first, second = (one for _, one in tables["worth"].head(2).iterrows())
    if first["low"] <= 0.0:
        return say("decide.worth.none")
    key = "first" if tables.facts["apart"] else "equal"
    names = (named("statistic", str(one["statistic"])) for one in (first, second))
    return say(f"decide.worth.{key}", **dict(zip(("first", "second"), names, strict=True)))


def draw(tables: Finished, page: Page) -> None:
    """Draw ``decide``: a row for each scenario, and a panel for each goal: the share of draws in which it does well."""
    from zombielaw.experiments.figures.rows import Marks, Panel, draw_rows

    counted, every = tables["choices"].iloc[1:], tables["effects"].query("goal in @GOALS")
    most = counted.nlargest(MOST, "unbettered_draws").sort_values(POINT, ascending=False)
    wide = every.pivot_table(["share", "share_low", "share_high"], "scenario", "goal")
    wide = wide.loc[most["scenario"]]
    wide.columns = wide.columns.map(" ".join)
    more, fewer = ((wide[f"share {goal}"] > 0.5).sum() for goal in ("convictions", "wrongful"))
    draw_rows(
        wide,
        [called(tables, name) for name in wide.index],
        {
            goal: Panel(
                [
                    Marks(
                        f"share {goal}",
                        (f"share_low {goal}", f"share_high {goal}"),
                        look="bar",
                    )
                ],
                say(f"decide.goal.{goal}"),
                say(f"decide.across.{'more' if sign > 0.0 else 'no_more'}"),
                lines=[0.5],
                how={"xlim": (0.0, 1.1)},
                ticks={0.0: "0%", 0.5: "50%", 1.0: "100%"},
            )
            for goal, (_, sign) in GOALS.items()
        },
        page,
        "decide",
        say("decide.band"),
        title=say(
            "decide.title",
            more=more,
            fewer=fewer,
            all=len(wide),
            draws=int(counted["draws"].iloc[0]),
        ),
        room=24,
    )


STUDY = Study(
    question="Which reform, or which mix under a budget, is better by what you value; on what does that hang; and what "
    "is worth finding out?",
    keys={
        "months": whole(
            182, 1, LONGEST, "length of a run; 182 months end in December 2030", "months"
        ),
        "reforms": word(
            "",
            "reforms in words, such as policy=judiciary start=2026-01 or policy=regulators start=2026-01",
        ),
        "years": word(
            "",
            "calendar years that are compared, as 2027-2029; by default all from the first difference on",
        ),
        VALUE: word(
            "",
            "what you value: a limit, as no more wrongful convictions; or weights, as convictions:1 wrongful:-5",
        ),
        "budget": real(
            0.0,
            0.0,
            1e9,
            "further working days a year that a mix may take, at assumed prices, of every mix of up to five reforms; "
            "0 = the reforms as they stand",
            "days",
        ),
        **KEYS,
    },
    replicates=2,
    settings={"parameters": POSTERIOR, "draws": 100, "world": "region"},
    outcomes=COMPARED,
    columns=(*COLUMNS, *columns_beside(__file__)),
    check=check,
    analyse=analyse,
    report=report,
    languages=LANGUAGES,
    draw=draw,
)
