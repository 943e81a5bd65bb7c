"""State and answers of the model for a reader: sentences, rows and charts, as plain data in the language spoken."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.scorecard import CARD, Line, scorecard, verdicts
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.explorer import desks
from zombielaw.experiments.explorer.state import State
from zombielaw.experiments.figures.colours import OLIVE, WINE
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.words.texts import joined, named, say
from zombielaw.sim.analysis.diagnosis import CAUSES, UNDECIDED

# ---- sentences


def lines(card: pd.DataFrame) -> tuple[Line, ...]:
    """The six rows of the scorecard. ``card``: as of :func:`work.scored`; A alone is compared with itself."""
    alone = not (card["point"] == 1).any()
    both = pd.concat([card, card.assign(point=1, scenario="B")]) if alone else card
    return next(iter(scorecard(both).values()))


def told(state: State, card: pd.DataFrame | None) -> tuple[str, str]:
    """The answer in a plain sentence; then its interval, years, runs and world, and both policies.

    ``card``: as of :func:`work.scored` or :func:`work.opening`; None while it is computed.
    """
    policies = sides(state)
    if card is None or card.empty:
        return say("working" if card is None else "no_years"), policies
    first, base = card.iloc[0], state.base
    per = named("unit", first["unit"])
    size = {"providers": base.scenario.size.providers, "scale": base.scale}
    facts = {
        "years": first["years"],
        "runs": first["runs"],
        "world": say(f"scaled{state.per}", **size),
    }
    if (card["point"] == 1).any():
        use = lines(card)[0]
        answer = say(
            f"headline.{clear(use)}", before=number(use.base), now=number(use.value), per=per
        )
        change, low, high = (
            number(one, "+") for one in (use.change, use.change_low, use.change_high)
        )
        basis = say("basis.change", change=change, low=low, high=high, **facts)
    else:
        of = card.set_index("outcome")["value"]
        answer = say(
            f"headline.alone{state.per}",
            findings=f"{of['findings']:,.0f}",
            use=number(of[CARD["use"]]),
        )
        basis = say(f"basis.{first['scenario']}", **facts)
    return answer, joined(basis, policies)


def sides(state: State) -> str:
    """Both policies in words, in a sentence."""
    return say("sides", a=state.policy_in_words("a"), b=state.policy_in_words("b"))


def clear(line: Line) -> str:
    """Direction of a clear change, ``more`` or ``fewer``, by the side of zero of its interval; else ``none``."""
    return "none" if not line.clear else "more" if line.change > 0.0 else "fewer"


def answer_in_words(answer: str) -> str:
    """An answer of the diagnosis."""
    return law_text(f"term.{answer}") if answer in CAUSES else say(f"why.answer.{answer}")


def doubt(answers: Mapping[str, Mapping[str, int]]) -> tuple[str, str]:
    """The cause that was named most often; and how often each answer was given, by kind (``seed, draw``)."""
    each, total = dict[str, object](), Counter[str]()
    for kind in ("seed", "draw"):
        given = Counter(answers.get(kind, {}))
        total += given
        counted = [
            say("why.in", answer=answer_in_words(answer), count=count)
            for answer, count in given.most_common()
        ]
        each |= {kind: say("list.comma").join(counted) or "–", f"{kind}s": given.total()}
    open_, all_ = total.pop(UNDECIDED, 0), total.total()
    facts: dict[str, object] = {"open": open_, "total": open_ + all_}
    if total:
        answer, count = total.most_common(1)[0]
        facts |= {"answer": answer_in_words(answer), "count": count}
    return say("why.named" if total else "why.unnamed", **facts), say("why.each", **each)


def describe_world(state: State) -> str:
    """The named world and its size in words."""
    names = {group: named(group, getattr(state, group)) for group in ("experiment", "world")}
    return say("world_told", **names)


# ---- the scorecard


def board(state: State, card: pd.DataFrame) -> dict[str, Any]:
    """Values of ``scorecard.html``: the rows of a scorecard, and the verdicts."""
    with_b = bool((card["point"] == 1).any())
    return {
        "rows": [_row(line, state.per, with_b) for line in lines(card)],
        "verdicts": verdicts(card),
    }


def _row(line: Line, per: str, with_b: bool) -> dict[str, Any]:
    """A row: its texts, and the places of levels and interval on a line from zero, in per cent; None where unknown."""
    ends = (line.base + line.change_low, line.base + line.change_high) if with_b else ()
    values = {"a": line.base, **({"b": line.value} if with_b else {})}
    values |= dict(zip(("low", "high"), ends, strict=False))
    known = {name: max(0.0, value) for name, value in values.items() if math.isfinite(value)}
    top = 1.04 * max(known.values(), default=0.0) or 1.0
    level, change, between = number(line.base), "", ""
    if with_b:
        level += f" → {number(line.value)}"
        change = number(line.change, "+")
    if len(known) == len(values) == 4:
        between = say(
            "board.ends", low=number(line.change_low, "+"), high=number(line.change_high, "+")
        )
    return {
        "name": line.name,
        "title": say(f"card.{line.name}{per}"),
        "levels": level,
        "verdict": say(f"clear.{clear(line)}") if with_b else "",
        "change": change + between,
        "at": {name: 100.0 * value / top for name, value in known.items()},
    }


# ---- charts, as options of ECharts

Options = dict[str, Any]
SIDES = {"a": OLIVE, "b": WINE}
"""Colour of each policy, and of nothing else."""
INK = {"light": "#222222", "dark": "#e6e6e6"}
FAINT = {"light": "#dddddd", "dark": "#444444"}
OFF = "#8a8a8a"
"""Colour of files that fell off a desk."""
LEAST = 0.01
"""Lower end of a log axis: smaller values are drawn there; the table has them."""


def _chart(theme: str, **more: Any) -> Options:
    text = {"color": INK[theme], "fontFamily": "system-ui, sans-serif"}
    return {
        "animation": False,
        "textStyle": text,
        "grid": {"left": 8, "right": 16, "top": 56, "bottom": 8, "containLabel": True},
        "legend": {
            "type": "scroll",
            "textStyle": text,
            "itemWidth": 14,
            "itemHeight": 10,
            "top": 0,
        },
        **more,
    }


def _axis(theme: str, **more: Any) -> Options:
    line = {"lineStyle": {"color": INK[theme]}}
    return {
        "axisLabel": {"color": INK[theme]},
        "splitLine": {"lineStyle": {"color": FAINT[theme]}},
        "axisLine": line,
        **more,
    }


def funnel(tables: Mapping[str, pd.DataFrame], theme: str) -> Options:
    """The funnel of each policy on one log scale: bars happened, diamonds expected."""
    bars, diamonds = list[Options](), list[Options]()
    for place, (side, table) in enumerate(tables.items()):
        bars.append(
            {
                "type": "bar",
                "name": say("of_side", side=side.upper(), what=say("happened")),
                "data": [value if value >= LEAST else None for value in table["count"].tolist()],
                "barWidth": "32%",
                "itemStyle": {"color": SIDES[side]},
            }
        )
        diamonds.append(
            {
                "type": "scatter",
                "name": say("of_side", side=side.upper(), what=say("expected")),
                "data": [
                    max(LEAST, value) if value > 0.0 else None
                    for value in table["expected"].fillna(0.0).tolist()
                ],
                "symbol": "diamond",
                "symbolSize": 11,
                "z": 5,
                "symbolOffset": [0, (place * 2 - 1) * 7 if len(tables) > 1 else 0],
                "itemStyle": {"color": "#ffffff", "borderColor": SIDES[side], "borderWidth": 2},
            }
        )
    stages = [named("stage", name) for name in tables["a"]["stage"]]
    return _chart(
        theme,
        grid={"left": 132, "right": 24, "top": 56, "bottom": 28},
        tooltip={"trigger": "axis", "axisPointer": {"type": "shadow"}},
        xAxis=_axis(theme, type="log", min=LEAST, startValue=LEAST),
        yAxis=_axis(theme, type="category", data=stages, inverse=True, splitLine={"show": False}),
        series=[*bars, *diamonds],
    )


def by_year(rows: pd.DataFrame, theme: str) -> Options:
    """Expected charges of an offence by calendar year over paired runs, with the band of their intervals.

    ``rows``: of the offence, as of :func:`zombielaw.experiments.explorer.work.charged`.
    """
    series: list[Options] = []
    for point, one in rows.groupby("point"):
        side = "ab"[int(str(point))]
        hidden = {
            "type": "line",
            "stack": side,
            "silent": True,
            "symbol": "none",
            "lineStyle": {"opacity": 0},
            "tooltip": {"show": False},
            "name": "",
        }
        series += [
            {**hidden, "data": one["low"].round(4).tolist()},
            {
                **hidden,
                "data": (one["high"] - one["low"]).round(4).tolist(),
                "areaStyle": {"color": SIDES[side], "opacity": 0.18},
            },
            {
                "type": "line",
                "name": side.upper(),
                "data": one["value"].round(4).tolist(),
                "symbolSize": 6,
                "lineStyle": {"type": "solid" if side == "a" else "dashed", "width": 2},
                "itemStyle": {"color": SIDES[side]},
            },
        ]
    options = _chart(
        theme,
        tooltip={"trigger": "axis"},
        xAxis=_axis(theme, type="category", data=[str(year) for year in rows["year"].unique()]),
        yAxis=_axis(theme, type="value", min=0),
        series=series,
    )
    return {**options, "legend": {**options["legend"], "data": ["A", "B"]}}


LOOKS = {
    desks.THERE: "circle",
    desks.FELL: "circle",
    desks.OF_286_1: "diamond",
    desks.OF_287_2: "triangle",
    desks.OF_OTHER: "rect",
}
"""Symbol of a file by its state."""


def on_desks(went: desks.Journeys, month: int, side: str, every: int, theme: str) -> Options:
    """Each file of a run as a dot in the band of its desk: on it, fallen off it, or convicted.

    A point is (x, y, row of the file in its ledger). ``every``: as of :func:`desks.step_of`.
    """
    points, starts = desks.bands(went, month, every)
    ink = {desks.THERE: SIDES[side], desks.FELL: OFF}
    series = [
        {
            "type": "scatter",
            "name": say(f"desks.{name}"),
            "data": points[state],
            "symbol": LOOKS[state],
            "symbolSize": 5 if state in ink else 9,
            "itemStyle": {"color": ink.get(state, INK[theme]), "opacity": 1},
        }
        for state, name in desks.STATES.items()
    ]
    came = {desk: of["came"] for desk, of in desks.counts(went, month).items()}
    came["convicted"] = sum(desks.convicted(went, month).values())
    heads = [f"{say(f'desks.{desk}')} {count:,}" for desk, count in came.items()]
    labels = json.dumps(dict(zip(starts, heads, strict=False)))
    return _chart(
        theme,
        grid={"left": 24, "right": 8, "top": 40, "bottom": 8, "containLabel": True},
        xAxis={"min": -1, "max": desks.ACROSS, "show": False},
        yAxis=_axis(
            theme,
            min=-1,
            max=starts[-1],
            inverse=True,
            splitLine={"show": False},
            axisTick={"show": False},
            axisLine={"show": False},
            axisLabel={
                "color": INK[theme],
                "customValues": starts[:-1],
                ":formatter": f"at => ({labels})[at]",
            },
        ),
        series=series,
    )
