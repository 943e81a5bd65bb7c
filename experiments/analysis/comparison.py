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
from zombielaw.experiments.analysis.over_draws import only_chance
from zombielaw.experiments.analysis.prices import FURTHER, YUAN
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
from zombielaw.experiments.words.texts import LANGUAGES, Language, named, say, speaking
from zombielaw.sim.parameters import Policy, WorldParameters, declared

Tables = Mapping[str, pd.DataFrame]
"""Tables of ``compared`` by name. A finished study has facts beside them: names of scenarios in other languages,
scenarios that repeal an element, levers without a price, runs that failed."""
FEW_RUNS = 10
LONG = 30
"""Characters of a name that is said once, in the question, where only one scenario is compared."""


def called(tables: Tables, name: str, lang: Language = LANGUAGES[0]) -> str:
    """A scenario in the words of a language; as it stands in the tables, where nothing else is known."""
    names: Mapping[str, str] = _facts(tables).get("names", {}).get(lang, {})
    return names.get(name) or (named("policy", name, lang) if name == TODAY else name)


def _short(tables: Tables, name: str, lang: Language) -> str:
    """A scenario below the question; the only one that is compared is the reform, if its name is long."""
    full, names = called(tables, name, lang), [*others(tables[WHOLE])]
    return say("compared.the_reform", lang) if names == [name] and len(full) > LONG else full


def question(tables: Tables, lang: Language = LANGUAGES[0]) -> str:
    """The question, in a sentence that names the scenarios."""
    names = list(others(tables[WHOLE])) if WHOLE in tables else []
    if not 1 <= len(names) <= MANY:
        return say("question.compare", lang)
    all_names = say("list.between", lang).join(called(tables, name, lang) for name in names)
    return say("compared.question", lang, names=all_names, first=_first(tables, lang))


def report(tables: Tables, lang: Language = LANGUAGES[0]) -> str:
    """The answer with the scorecard of each scenario, what is doubtful, then the tables, each below a heading."""
    if WHOLE not in tables:
        return say("compared.short", lang)
    whole = tables[WHOLE]
    names = list(others(whole))
    if len(names) > MANY:
        return say("compared.many", lang, scenarios=len(names) + 1, table=WHOLE)
    return paragraphs(
        answer(tables, lang),
        _draws(tables, lang),
        f"## {say('page.doubts', lang)}",
        "\n".join(f"* {doubt}" for doubt in doubts(tables, lang)),
        f"## {say('compared.outcomes', lang)}",
        say(
            f"compared.heading{per(whole)}",
            lang,
            years=whole["years"].iloc[0],
            runs=whole["runs"].max(),
        ),
        _outcomes(tables, names, lang),
        _over_time(tables, names, lang),
    )


def cards(tables: Tables, lang: Language = LANGUAGES[0]) -> list[tuple[str, Sequence[Line], str]]:
    """The scorecards of a report: text, rows, and the name of the first scenario. None of many scenarios."""
    if WHOLE not in tables or len(others(tables[WHOLE])) > MANY:
        return []
    first, cards = _first(tables, lang), scorecard(tables[WHOLE]).values()
    return [(as_text(lines, first, lang), lines, first) for lines in cards]


def _facts(tables: Tables) -> Mapping[str, Any]:
    return getattr(tables, "facts", {})


def _others(tables: Tables, name: str) -> dict[str, dict[str, Row]]:
    return others(tables[name]) if name in tables else {}


def _per(rows: pd.DataFrame, lang: Language) -> str:
    """What numbers are counted by, in words: a year in the country, or files that are given."""
    return say(f"compared.per{per(rows)}", lang)


def _first(tables: Tables, lang: Language) -> str:
    """Name of the scenario that the others are compared with."""
    return called(tables, str(tables[WHOLE]["scenario"].iloc[0]), lang)


# ---- the answer


def answer(tables: Tables, lang: Language) -> str:
    """The answer at the defaults: what stands above the draws in a report; nothing of what a report cannot tell."""
    if not 1 <= len(others(tables.get(WHOLE, pd.DataFrame({POINT: []})))) <= MANY:
        return ""
    parts = (_answer, _where, _price, _repeal)
    return paragraphs(*(part(tables, lang) for part in parts))


def _answer(tables: Tables, lang: Language) -> str:
    """Use under each scenario in a sentence, and its errors, above its scorecard; where 286-1 is alive."""
    rows, gap = others(tables[WHOLE]), " " if lang == LANGUAGES[0] else ""
    lines = scorecard(tables[WHOLE]).values()
    each_card = [as_text(card, _first(tables, lang), lang) for card in lines]
    texts = zip(rows, _use(tables, lang), _errors(tables, lang), each_card, strict=True)
    judged = verdicts(tables[WHOLE], lang, lambda name: _short(tables, name, lang))
    alive, facts = "\n".join(f"* {one}" for one in judged), _facts(tables)
    world = say(f"scaled{per(tables[WHOLE])}", lang, **facts) if facts else ""
    if len(rows) == 1:
        _, use, errors, card = next(texts)
        return paragraphs(f"{use}{gap}{errors}", world, card, alive)
    each = [
        paragraphs(f"### {_short(tables, name, lang)}", errors, card)
        for name, _, errors, card in texts
    ]
    uses = "\n".join(f"* {use}" for use in _use(tables, lang))
    return paragraphs(uses, world, alive, *each)


def _use(tables: Tables, lang: Language) -> Iterator[str]:
    """Effect of each scenario on the use of 286-1."""
    first, years = _first(tables, lang), tables[WHOLE]["years"].iloc[0]
    for name, rows in others(tables[WHOLE]).items():
        row = rows[SHOWN[0]]
        yield say(
            f"compared.use{per(tables[WHOLE])}",
            lang,
            name=_short(tables, name, lang),
            first=first,
            years=years,
            now=number(row["value"]),
            before=number(row["base"]),
            change=_change(row, lang),
        )


def _errors(tables: Tables, lang: Language) -> Iterator[str]:
    """Effect of each scenario on wrongful and on mislabelled convictions, which stand beside every count."""
    for rows in others(tables[WHOLE]).values():
        parts = {name: rows[f"{EXPECTED}{name}"] for name in ("wrongful", "mislabelled")}
        yield say(
            "compared.errors",
            lang,
            per=_per(tables[WHOLE], lang),
            **{name: _beside(row, lang) for name, row in parts.items()},
        )


def _beside(row: Row, lang: Language) -> str:
    now, before = number(row["value"]), number(row["base"])
    if _same(row):
        return say("compared.in_both", lang, now=now)
    return say("compared.beside", lang, now=now, before=before, change=_change(row, lang))


def _same(row: Row) -> bool:
    """True if both sides read the same, and the interval does not say otherwise."""
    clear = row["difference_low"] > 0.0 or row["difference_high"] < 0.0
    return number(row["value"]) == number(row["base"]) and not clear


def _change(row: Row, lang: Language) -> str:
    """A difference in words: clear where its interval lies to one side of zero."""
    size, low, high = row["difference"], row["difference_low"], row["difference_high"]
    side = "more" if size > 0.0 else "fewer"
    if size == low == high == 0.0:
        return say("compared.none", lang)
    if math.isnan(low):
        return say(f"compared.{side}_once", lang, size=number(abs(size)))
    ends = say("interval", lang, low=number(low, "+"), high=number(high, "+"))
    if low <= 0.0 <= high:
        return say("compared.unclear", lang, ends=ends)
    return say(f"compared.{side}", lang, size=number(abs(size)), ends=ends)


def _where(tables: Tables, lang: Language) -> str:
    """Effect of each scenario in the part of the country where it holds."""
    return "\n\n".join(
        say(
            "compared.where",
            lang,
            name=_short(tables, name, lang),
            use=_beside(rows[SHOWN[0]], lang),
            wrongful=_beside(rows[f"{EXPECTED}wrongful"], lang),
        )
        for name, rows in _others(tables, WHERE).items()
    )


def _repeal(tables: Tables, lang: Language) -> str:
    """Effect on wrong convictions where a scenario repeals an element, which changes what is called wrong."""
    rows = others(tables[WHOLE])
    return "\n\n".join(
        say(
            "compared.repeal",
            lang,
            per=_per(tables[WHOLE], lang),
            name=_short(tables, name, lang),
            first=_first(tables, lang),
            **{
                part: difference(rows[name][f"{EXPECTED}{part}"], lang=lang)
                for part in ("wrongful", "mislabelled", "errors")
            },
        )
        for name in _facts(tables).get("repeals", [])
        if name in rows
    )


def _draws(tables: Tables, lang: Language) -> str:
    """Effect of each scenario on the use of 286-1 and on wrongful convictions over draws, from wherever they are."""
    drawn = tables.get(DRAWS, tables[WHOLE])
    if "same_sign" not in drawn:
        return ""
    return "\n\n".join(
        say(
            "compared.doubts",
            lang,
            per=_per(drawn, lang),
            name=_short(tables, name, lang),
            draws=f"{rows[SHOWN[0]]['draws']:.0f}",
            own=_over(rows[SHOWN[0]], lang),
            wrongful=_over(rows[f"{EXPECTED}wrongful"], lang),
        )
        for name, rows in others(drawn).items()
    )


def _over(row: Row, lang: Language) -> str:
    """Number of draws whose difference has the sign of their mean, and their middle; no count where chance hides it,
    and no middle where nothing but chance is seen.
    """
    draws, same = row["difference_draws"], row["same_sign"]
    low, high = (number(row[f"difference_draw_{end}"], "+") for end in ("low", "high"))
    if not draws:
        return say("compared.no_draws", lang)
    if only_chance(row):
        return say("compared.only_chance", lang, mean=interval(row, "difference", "+", lang=lang))
    if low == high == "+0":
        return say("compared.none", lang)
    if math.isnan(same) or not row["difference"]:
        return say("compared.hidden", lang, low=low, high=high)
    side = "more" if row["difference"] > 0.0 else "fewer"
    return say(
        f"compared.draws_{side}",
        lang,
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


def doubts(tables: Tables, lang: Language = LANGUAGES[0]) -> list[str]:
    """Reasons, by rule, not to read the numbers of a comparison as they stand."""
    whole, (none, inputs) = tables[WHOLE], without_data()
    runs, card = int(whole["runs"].max()), scorecard(tables[WHOLE])
    hidden, all_rows = unclear(card, lang), len(CARD)
    sentences = []
    if hidden and runs > 1:
        sentences.append(
            say("compared.doubt.unclear", lang, rows=say("list.between", lang).join(hidden))
        )
    sentences.append(say("compared.doubt.inputs", lang, none=none, inputs=inputs))
    if levers := _facts(tables).get("unpriced"):
        with speaking(lang):
            names = listed(map(title, levers), lang)
        sentences.append(say("compared.doubt.unpriced", lang, levers=names))
    if _facts(tables).get("narrowed"):
        sentences.append(say("compared.doubt.narrowed", lang))
    for provinces, of in _facts(tables).get("places", []):
        with speaking(lang):
            sentences.append(say("compared.doubt.place", place=provinces_in_words(provinces, of)))
    if _facts(tables).get("share"):
        sentences.append(say("compared.doubt.share", lang))
    if runs > 1:
        sentences.append(say("compared.held", lang, **held_in(runs)))
    if runs > 1 and len(hidden) < all_rows:
        sentences.append(say("doubt.single", lang))
    split = whole[
        whole["outcome"].isin(CARD.values())
        & whole.get("upper_share", pd.Series(dtype=float)).notna()
    ]
    if len(split):
        titles = dict.fromkeys(title_of(outcome, lang) for outcome in split["outcome"])
        sentences.append(
            say("compared.doubt.groups", lang, rows=say("list.between", lang).join(titles))
        )
    if runs < FEW_RUNS:
        sentences.append(say("doubt.few" if runs > 1 else "doubt.one", lang, runs=runs))
    if failures := _facts(tables).get("failures", 0):
        sentences.append(say("doubt.failed", lang, failures=failures))
    return sentences


# ---- tables


def _told(row: Row, lang: Language) -> str:
    return say("compared.untold", lang) if math.isnan(row["value"]) else interval(row, lang=lang)


def _price(tables: Tables, lang: Language) -> str:
    """Working days that each scenario takes, and what a conviction costs, at assumed prices."""
    texts, yuan = [], _facts(tables).get(YUAN, 0.0)
    for name, rows in _others(tables, FURTHER).items():
        days = rows["days_per_conviction"]["value"]
        told = {one: _told(row, lang) for one, row in rows.items()}
        told |= {one: number(rows[one]["value"]) for one in ("own_days", "low", "high")}
        told |= {"yuan": number(yuan), "money": number(yuan * days)}
        each = say(f"compared.price.{'none' if math.isnan(days) else 'each'}", lang, **told)
        told |= {"name": _short(tables, name, lang), "each": each}
        texts.append(say("compared.price", lang, **told))
    return "\n\n".join([*texts, say("compared.price.assumed", lang)] if texts else [])


def _outcomes(tables: Tables, names: Sequence[str], lang: Language) -> str:
    whole = tables[WHOLE]
    first, rows = rows_by(whole[whole[POINT] == 0], "outcome"), others(whole)
    further = _others(tables, FURTHER)
    kinds = {
        one: say(f"compared.kind.{kind}", lang) if (kind := kind_of(one)) else ""
        for one in COMPARED
    }
    body = [
        (
            title_of(one, lang),
            kinds[one],
            interval(first[one], lang=lang),
            *(
                cell
                for name in names
                for cell in (
                    interval(rows[name][one], lang=lang),
                    difference(rows[name][one], lang=lang),
                    *(
                        (_told(further[name][one], lang) if one in CHAIN else "",)
                        if further
                        else ()
                    ),
                )
            ),
        )
        for one in COMPARED
    ]
    heads = ("difference", "per_conviction") if further else ("difference",)
    less = [say(f"compared.{head}", lang) for head in heads]
    return table(
        [
            "",
            "",
            _first(tables, lang),
            *(cell for name in names for cell in (_short(tables, name, lang), *less)),
        ],
        body,
    )


def _over_time(tables: Tables, names: Sequence[str], lang: Language) -> str:
    """The table by year where there are cases enough, by spans of years otherwise."""
    if YEARS not in tables:
        return ""
    name = over_time(tables)
    rows, column = tables[name], "year" if name == YEARS else "span"
    unread = (
        "" if readable(tables[YEARS]) else say("compared.unread", lang, tables=f"*{YEARS}.csv*")
    )
    if not names or rows[column].nunique() < 2 or (name == YEARS and unread):
        return unread
    cells = rows_by(rows, "scenario", column, "outcome")
    places = [(scenario, place) for scenario in names for place in rows[column].unique()]
    body = [
        (
            _short(tables, place[0], lang),
            named(column, str(place[1]), lang),
            *(
                f"{number(row['value'])}; {difference(row, lang=lang)}"
                for row in (cells[(*place, one)] for one in SHOWN)
            ),
        )
        for place in places
    ]
    head = [say(f"compared.{part}", lang) for part in ("scenario", column)]
    return paragraphs(
        say(f"compared.{name}", lang, first=_first(tables, lang)),
        table((*head, *(title_of(one, lang) for one in SHOWN)), body),
        unread,
    )
