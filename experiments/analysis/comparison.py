"""The report of a comparison: the question, the answer in a sentence, the scorecard, what is doubtful, and tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.compared import (
    CHAIN,
    COMPARED,
    DRAWS,
    EXPECTED,
    MANY,
    SHOWN,
    TODAY,
    WHERE,
    WHOLE,
    YEARS,
    held_in,
    kind_of,
    others,
    over_time,
    per,
    readable,
    title_of,
)
from zombielaw.experiments.analysis.estimates import only_chance
from zombielaw.experiments.analysis.prices import FURTHER, PER_CONVICTION, PRICED_DAYS, YUAN
from zombielaw.experiments.analysis.scorecard import (
    CARD,
    Line,
    as_text,
    scorecard,
    unclear,
    verdicts,
)
from zombielaw.experiments.analysis.wording import (
    Row,
    difference,
    interval,
    listed,
    number,
    paragraphs,
    rows_by,
    table,
)
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.words.names import provinces_in_words, title
from zombielaw.experiments.words.texts import LANGUAGES, language, named, say
from zombielaw.sim.parameters import Policy, WorldParameters, declared

Tables = Mapping[str, pd.DataFrame]
"""Tables of ``compared`` by name. A finished study has facts beside them: names of scenarios in other languages,
scenarios that move the law, levers without a price, runs that failed."""
FEW_RUNS = 10
LONG = 30
"""Characters of a name that is said once, in the question, where only one scenario is compared."""


def called(tables: Tables, name: str) -> str:
    """A scenario in the language that is spoken; as it stands in the tables, where nothing else is known."""
    names: Mapping[str, str] = facts_of(tables).get("names", {}).get(language(), {})
    return names.get(name) or (named("policy", name) if name == TODAY else name)


def short(tables: Tables, name: str) -> str:
    """A scenario below the question; the only one that is compared is the reform, if its name is long."""
    full, names = called(tables, name), [*others(tables[WHOLE])]
    return say("compared.the_reform") if names == [name] and len(full) > LONG else full


def question(tables: Tables) -> str:
    """The question, in a sentence that names the scenarios."""
    names = list(others(tables[WHOLE])) if WHOLE in tables else []
    if not 1 <= len(names) <= MANY:
        return say("question.compare")
    all_names = say("list.between").join(called(tables, name) for name in names)
    return say("compared.question", names=all_names, first=_first(tables))


def report(tables: Tables) -> str:
    """The answer with the scorecard of each scenario, what is doubtful, then the tables, each below a heading."""
    if WHOLE not in tables:
        return say("compared.short")
    whole = tables[WHOLE]
    names = list(others(whole))
    if len(names) > MANY:
        return say("compared.many", scenarios=len(names) + 1, table=WHOLE)
    return paragraphs(
        answer(tables),
        f"## {say('compared.appendix')}",
        _draws(tables),
        _world(tables),
        _alive(tables),
        _price(tables),
        f"## {say('page.doubts')}",
        "\n".join(f"* {doubt}" for doubt in doubts(tables)),
        f"## {say('compared.outcomes')}",
        say(
            f"compared.heading{per(whole)}",
            years=whole["years"].iloc[0],
            runs=whole["runs"].max(),
        ),
        _outcomes(tables, names),
        _over_time(tables, names),
    )


def cards(tables: Tables) -> list[tuple[str, Sequence[Line], str]]:
    """The scorecards of a report: text, rows, and the name of the first scenario. None of many scenarios."""
    if WHOLE not in tables or len(others(tables[WHOLE])) > MANY:
        return []
    first, cards = _first(tables), scorecard(tables[WHOLE]).values()
    return [(as_text(lines, first), lines, first) for lines in cards]


def facts_of(tables: Tables) -> Mapping[str, Any]:
    """Facts of a finished study; none of tables alone."""
    return getattr(tables, "facts", {})


def _others(tables: Tables, name: str) -> dict[str, dict[str, Row]]:
    return others(tables[name]) if name in tables else {}


def _per(rows: pd.DataFrame) -> str:
    """What numbers are counted by, in words: a year in the country, or files that are given."""
    return say(f"compared.per{per(rows)}")


def _first(tables: Tables) -> str:
    """Name of the scenario that the others are compared with."""
    return called(tables, str(tables[WHOLE]["scenario"].iloc[0]))


# ---- the answer


def answer(tables: Tables) -> str:
    """The answer at the defaults: what stands above the draws in a report; nothing of what a report cannot tell."""
    if not 1 <= len(others(tables.get(WHOLE, pd.DataFrame({POINT: []})))) <= MANY:
        return ""
    parts = (_answer, _where, _law)
    return paragraphs(*(part(tables) for part in parts))


def _answer(tables: Tables) -> str:
    """Use under each scenario in a sentence, and its errors, above its scorecard."""
    rows, gap = others(tables[WHOLE]), _gap()
    lines = scorecard(tables[WHOLE]).values()
    each_card = [as_text(card, _first(tables)) for card in lines]
    texts = zip(rows, _use(tables), _errors(tables), each_card, strict=True)
    if len(rows) == 1:
        _, use, errors, card = next(texts)
        return paragraphs(f"{use}{gap}{errors}", card)
    each = [
        paragraphs(f"### {short(tables, name)}", errors, card) for name, _, errors, card in texts
    ]
    uses = "\n".join(f"* {use}" for use in _use(tables))
    return paragraphs(uses, *each)


def _gap() -> str:
    """What stands between two sentences."""
    return " " if language() == LANGUAGES[0] else ""


def _world(tables: Tables) -> str:
    """Number of providers for which each of the world stands, and another number of the country."""
    facts, each = facts_of(tables), per(tables[WHOLE])
    if not facts:
        return ""
    world = say(f"scaled{each}", **facts)
    if each or not (first := facts.get("first_number")):
        return world
    drawn = interval(first, "median", ends=("draw_low", "draw_high"))
    return world + _gap() + say("compared.first_number", drawn=drawn)


def _alive(tables: Tables) -> str:
    """Verdict on each scenario: whether 286-1 is alive."""
    judged = verdicts(tables[WHOLE], lambda name: short(tables, name))
    return "\n".join(f"* {one}" for one in judged)


def _use(tables: Tables) -> Iterator[str]:
    """Effect of each scenario on the use of 286-1."""
    first, years = _first(tables), tables[WHOLE]["years"].iloc[0]
    for name, rows in others(tables[WHOLE]).items():
        row = rows[SHOWN[0]]
        yield say(
            f"compared.use{per(tables[WHOLE])}",
            name=short(tables, name),
            first=first,
            years=years,
            now=number(row["value"]),
            before=number(row["base"]),
            change=_change(row),
        )


def _errors(tables: Tables) -> Iterator[str]:
    """Effect of each scenario on wrongful and on mislabelled convictions, which stand beside every count."""
    for rows in others(tables[WHOLE]).values():
        parts = {name: rows[f"{EXPECTED}{name}"] for name in ("wrongful", "mislabelled")}
        yield say(
            "compared.errors",
            per=_per(tables[WHOLE]),
            **{name: _beside(row) for name, row in parts.items()},
        )


def _beside(row: Row) -> str:
    now, before = number(row["value"]), number(row["base"])
    if _same(row):
        return say("compared.in_both", now=now)
    return say("compared.beside", now=now, before=before, change=_change(row))


def _same(row: Row) -> bool:
    """True if both sides read the same, and the interval does not say otherwise."""
    clear = row["difference_low"] > 0.0 or row["difference_high"] < 0.0
    return number(row["value"]) == number(row["base"]) and not clear


def _change(row: Row) -> str:
    """A difference in words: clear where its interval lies to one side of zero."""
    size, low, high = row["difference"], row["difference_low"], row["difference_high"]
    side = "more" if size > 0.0 else "fewer"
    if size == low == high == 0.0:
        return say("compared.none")
    if math.isnan(low):
        return say(f"compared.{side}_once", size=number(abs(size)))
    ends = say("interval", low=number(low, "+"), high=number(high, "+"))
    if low <= 0.0 <= high:
        return say("compared.unclear", ends=ends)
    return say(f"compared.{side}", size=number(abs(size)), ends=ends)


def _where(tables: Tables) -> str:
    """Effect of each scenario in the part of the country where it holds."""
    return "\n\n".join(
        say(
            "compared.where",
            name=short(tables, name),
            use=_beside(rows[SHOWN[0]]),
            wrongful=_beside(rows[f"{EXPECTED}wrongful"]),
        )
        for name, rows in _others(tables, WHERE).items()
    )


def _law(tables: Tables) -> str:
    """Effect on wrong convictions where a scenario moves the law, and with it what is called wrong."""
    rows = others(tables[WHOLE])
    return "\n\n".join(
        say(
            "compared.law",
            per=_per(tables[WHOLE]),
            name=short(tables, name),
            levers=listed(map(title, levers)),
            first=_first(tables),
            **{
                part: difference(rows[name][f"{EXPECTED}{part}"])
                for part in ("wrongful", "mislabelled", "errors")
            },
        )
        for name, levers in facts_of(tables).get("law", {}).items()
        if name in rows
    )


def _draws(tables: Tables) -> str:
    """Effect of each scenario on the use of 286-1 and on wrongful convictions over draws, from wherever they are."""
    drawn = tables.get(DRAWS, tables[WHOLE])
    if "same_sign" not in drawn:
        return ""
    return "\n\n".join(
        say(
            "compared.doubts",
            per=_per(drawn),
            name=short(tables, name),
            draws=f"{rows[SHOWN[0]]['draws']:.0f}",
            own=_over(rows[SHOWN[0]]),
            wrongful=_over(rows[f"{EXPECTED}wrongful"]),
        )
        for name, rows in others(drawn).items()
    )


def _over(row: Row) -> str:
    """Number of draws whose difference has the sign of their mean, and their middle; no count where chance hides it,
    and no middle where nothing but chance is seen.
    """
    draws, same = row["difference_draws"], row["same_sign"]
    low, high = (number(row[f"difference_draw_{end}"], "+") for end in ("low", "high"))
    if not draws:
        return say("compared.no_draws")
    if only_chance(row):
        return say("compared.only_chance", mean=interval(row, "difference", "+"))
    if low == high == "+0":
        return say("compared.none")
    if math.isnan(same) or not row["difference"]:
        return say("compared.hidden", low=low, high=high)
    side = "more" if row["difference"] > 0.0 else "fewer"
    return say(
        f"compared.draws_{side}",
        count=f"{same * draws:.0f}",
        draws=f"{draws:.0f}",
        low=low,
        high=high,
    )


# ---- what is doubtful


def without_data() -> tuple[int, int]:
    """Number of inputs of the model without data, and of all its inputs."""
    inputs = [*declared(Policy), *declared(WorldParameters)]
    return sum(one.about.source.startswith("none") for one in inputs), len(inputs)


def doubts(tables: Tables) -> list[str]:
    """Reasons, by rule, not to read the numbers of a comparison as they stand."""
    whole, (none, inputs) = tables[WHOLE], without_data()
    runs, card = int(whole["runs"].max()), scorecard(tables[WHOLE])
    hidden, all_rows = unclear(card), max(map(len, card.values()), default=0)
    sentences = []
    if hidden and runs > 1:
        sentences.append(say("compared.doubt.unclear", rows=say("list.between").join(hidden)))
    sentences.append(say("compared.doubt.inputs", none=none, inputs=inputs))
    if levers := facts_of(tables).get("unpriced"):
        sentences.append(say("compared.doubt.unpriced", levers=listed(map(title, levers))))
    if facts_of(tables).get("narrowed"):
        sentences.append(say("compared.doubt.narrowed"))
    for provinces, of in facts_of(tables).get("places", []):
        sentences.append(say("compared.doubt.place", place=provinces_in_words(provinces, of)))
    if facts_of(tables).get("share"):
        sentences.append(say("compared.doubt.share"))
    if runs > 1:
        sentences.append(say("compared.held", **held_in(runs)))
    if runs > 1 and len(hidden) < all_rows:
        sentences.append(say("doubt.single"))
    split = whole[
        whole["outcome"].isin(CARD.values())
        & whole.get("upper_share", pd.Series(dtype=float)).notna()
    ]
    if len(split):
        titles = dict.fromkeys(title_of(outcome) for outcome in split["outcome"])
        sentences.append(say("compared.doubt.groups", rows=say("list.between").join(titles)))
    if runs < FEW_RUNS:
        sentences.append(say("doubt.few" if runs > 1 else "doubt.one", runs=runs))
    if failures := facts_of(tables).get("failures", 0):
        sentences.append(say("doubt.failed", failures=failures))
    return sentences


# ---- tables


def _told(row: Row, factor: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> str:
    """A number with its interval in two digits, which is all that assumed prices bear.

    ``factor``: what the number and the ends of its interval are multiplied with.
    """
    if math.isnan(row["value"]):
        return say("compared.untold")
    value, low, high = (
        number(row[name] * times, digits=2)
        for name, times in zip(("value", "low", "high"), factor, strict=True)
    )
    return value + say("interval", low=low, high=high)


def _stage(row: Row, stage: str) -> str:
    """Cases of a stage per further conviction: more, fewer, or no clear change."""
    if row["low"] <= 0.0 <= row["high"]:
        return say("compared.price.unclear", stage=title_of(stage))
    side = "more" if row["value"] > 0.0 else "fewer"
    size = number(abs(row["value"]), digits=2)
    return say(f"compared.price.{side}", size=size, stage=title_of(stage))


def _price(tables: Tables) -> str:
    """Working days that each scenario takes, and what a conviction costs, at assumed prices."""
    texts, yuan = [], facts_of(tables).get(YUAN) or (0.0, 0.0, 0.0)
    for name, rows in _others(tables, FURTHER).items():
        each = say("compared.price.none")
        if not math.isnan(rows[PER_CONVICTION]["value"]):
            stages = (_stage(rows[one], one) for one in ("written_orders", "referrals"))
            each = say(
                "compared.price.each",
                days=_told(rows[PER_CONVICTION]),
                money=_told(rows[PER_CONVICTION], yuan),
                stages=say("list.between").join(stages),
            )
        told = {one: _told(rows[one]) for one in ("further_days", "days_per_wrongful_avoided")}
        texts.append(say("compared.price", name=short(tables, name), each=each, **told))
    return "\n\n".join([*texts, say("compared.price.assumed")] if texts else [])


def _outcomes(tables: Tables, names: Sequence[str]) -> str:
    whole = tables[WHOLE]
    first, rows = rows_by(whole[whole[POINT] == 0], "outcome"), others(whole)
    further = _others(tables, FURTHER)
    each = [*COMPARED, *([PRICED_DAYS] if PRICED_DAYS in first else ())]
    kinds = {one: say(f"compared.kind.{kind}") if (kind := kind_of(one)) else "" for one in each}
    body = [
        (
            title_of(one),
            kinds[one],
            interval(first[one]),
            *(
                cell
                for name in names
                for cell in (
                    interval(rows[name][one]),
                    difference(rows[name][one]),
                    *((_told(further[name][one]) if one in CHAIN else "",) if further else ()),
                )
            ),
        )
        for one in each
    ]
    heads = ("difference", "per_conviction") if further else ("difference",)
    less = [say(f"compared.{head}") for head in heads]
    return table(
        [
            "",
            "",
            _first(tables),
            *(cell for name in names for cell in (short(tables, name), *less)),
        ],
        body,
    )


def _over_time(tables: Tables, names: Sequence[str]) -> str:
    """The table by year where there are cases enough, by spans of years otherwise."""
    if YEARS not in tables:
        return ""
    name = over_time(tables)
    rows, column = tables[name], "year" if name == YEARS else "span"
    unread = "" if readable(tables[YEARS]) else say("compared.unread", tables=f"*{YEARS}.csv*")
    if not names or rows[column].nunique() < 2 or (name == YEARS and unread):
        return unread
    cells = rows_by(rows, "scenario", column, "outcome")
    places = [(scenario, place) for scenario in names for place in rows[column].unique()]
    body = [
        (
            short(tables, place[0]),
            named(column, str(place[1])),
            *(
                f"{number(row['value'])}; {difference(row)}"
                for row in (cells[(*place, one)] for one in SHOWN)
            ),
        )
        for place in places
    ]
    head = [say(f"compared.{part}") for part in ("scenario", column)]
    return paragraphs(
        say(f"compared.{name}", first=_first(tables)),
        table((*head, *(title_of(one) for one in SHOWN)), body),
        unread,
    )
