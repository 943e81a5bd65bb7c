"""Charts as options of ECharts: plain data in, plain data out. Colours are those of the house style."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.ways import BEFORE_REFUSAL
from zombielaw.experiments.explorer.work import Map
from zombielaw.experiments.figures.colours import BLUE, GREY, MARK, OLIVE, ORANGE, WINE
from zombielaw.experiments.words.texts import Language, named, say

Options = dict[str, Any]
SIDES = {"a": OLIVE, "b": WINE}
"""Colour of each policy."""
INK = {"light": "#222222", "dark": "#e6e6e6"}
FAINT = {"light": "#dddddd", "dark": "#444444"}
NODES = {"286_1": BLUE, "287_2": ORANGE}
LEAST = 0.01
"""Lower end of a log axis: smaller values are drawn there; the table has them."""


def _common(theme: str) -> Options:
    return {"animation": False, "textStyle": {"color": INK[theme], "fontFamily": "system-ui, sans-serif"}}


def _axis(theme: str, **more: Any) -> Options:
    label = {"color": INK[theme], **more.pop("axisLabel", {})}
    return {
        "axisLabel": label,
        "splitLine": {"lineStyle": {"color": FAINT[theme]}},
        "nameTextStyle": {"color": INK[theme]},
        "axisLine": {"lineStyle": {"color": INK[theme]}},
        **more,
    }


def halves(steps: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Steps up to the refusal, and those after it."""
    before = steps["source"].isin(BEFORE_REFUSAL)
    return steps[before], steps[~before]


GAP = 16
"""Pixels between two nodes of a column: more than a label is high."""
MAIN = ("found", "traced", "ordered", "refused", "referred", "filed", "charged_286_1", "charged_287_2", "charged_other")
"""Nodes that a file goes through, from the top; where files end stands below them."""


def files_at(steps: pd.DataFrame) -> dict[str, int]:
    """Files at each node, the sources first: the number that came or that went, whichever is larger."""
    names = dict.fromkeys([*steps["source"], *steps["target"]])
    into, out = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for source, target, files in zip(steps["source"], steps["target"], steps["files"], strict=True):
        out[source] += int(files)
        into[target] += int(files)
    return {name: max(into[name], out[name]) for name in names}


def columns(steps: pd.DataFrame) -> list[list[int]]:
    """Files at the nodes of each column of a Sankey chart, as ECharts lays them: ends stand in the last column."""
    pairs, files = list(zip(steps["source"], steps["target"], strict=True)), files_at(steps)
    depth = {name: 0 for pair in pairs for name in pair}
    for _ in depth:  # the ways have no circle: so many rounds are enough
        for source, target in pairs:
            depth[target] = max(depth[target], depth[source] + 1)
    last = max(depth.values(), default=0)
    on = {source for source, _ in pairs}
    by_column: list[list[int]] = [[] for _ in range(last + 1)]
    for name, place in depth.items():
        by_column[place if name in on else last].append(files[name])
    return by_column


def thickness(halves_of: Iterable[pd.DataFrame], height: float) -> float:
    """Pixels of one file, so that it is as thick in all charts, the largest of which fills ``height``."""
    laid = [column for steps in halves_of for column in columns(steps) if sum(column)]
    return min(((height - GAP * (len(column) - 1)) / sum(column) for column in laid), default=0.0)


def up_to(steps: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Steps up to an earlier month, with a row for every step of the last month, so that nodes keep their place."""
    both = last[["source", "target"]].merge(steps, on=["source", "target"], how="left")
    return both.fillna({"files": 0}).astype({"files": int})


def ordered(steps: pd.DataFrame) -> list[str]:
    """Nodes from the top down: the way to a verdict, then ends, those of the latest step first."""
    place = {name: number for number, name in enumerate(MAIN)}
    latest: dict[str, int] = {}
    for source, target in zip(steps["source"], steps["target"], strict=True):
        latest[target] = max(latest.get(target, -1), place.get(source, -1))
    names = dict.fromkeys([*steps["source"], *steps["target"]])
    return sorted(names, key=lambda name: (place.get(name, len(MAIN)), -latest.get(name, -1), name))


def sankey(steps: pd.DataFrame, side: str, lang: Language, theme: str, thick: float) -> Options:
    """One half of the ways of files. ``steps``: as of :func:`up_to`. ``thick``: as of :func:`thickness`, pixels."""
    files_of = files_at(steps)
    nodes = [
        {
            "name": name,
            "itemStyle": {"color": next((colour for part, colour in NODES.items() if part in name), GREY)},
            "label": {"formatter": f"{named('out', name, lang)}  {files_of[name]:,}", "show": files_of[name] > 0},
            "tooltip": {"formatter": f"{named('out', name, lang)}: {files_of[name]:,}"},
        }
        for name in ordered(steps)
    ]
    links = [
        {
            "source": source,
            "target": target,
            "value": int(files),
            "tooltip": {"formatter": f"{named('out', source, lang)} → {named('out', target, lang)}: {files:,}"},
        }
        for source, target, files in steps.itertuples(index=False)
    ]
    height = max(thick * sum(column) + GAP * (len(column) - 1) for column in columns(steps))
    series = {
        "type": "sankey",
        "data": nodes,
        "links": links,
        "nodeGap": GAP,
        "nodeWidth": 10,
        "layoutIterations": 0,
        "draggable": False,
        "left": 4,
        "right": 210,
        "top": 8,
        "height": round(height, 1),
        "label": {"color": INK[theme], "fontSize": 12},
        "emphasis": {"focus": "adjacency"},
        "lineStyle": {"color": SIDES[side], "opacity": 0.35, "curveness": 0.5},
    }
    return {**_common(theme), "series": [series], "tooltip": {"trigger": "item"}}


BANDS = {"observed": (BLUE, 40, 0.45), "licensees": (MARK, 5, 1.0)}
"""Bands of published figures: colour, pixels high, opacity."""


def funnel(
    tables: Mapping[str, pd.DataFrame], published: Mapping[str, tuple[float, float]], lang: Language, theme: str
) -> Options:
    """The funnel of each policy on one log scale: bars happened, diamonds expected, bands the published figures.

    ``published``: as of :func:`zombielaw.experiments.explorer.work.published`.
    """
    names = next(iter(tables.values()))["stage"].tolist()
    stages = [named("stage", name, lang) for name in names]
    series: list[Options] = []
    for name, ends in published.items():
        colour, high, opacity = BANDS[name]
        row = names.index("convictions_286_1")
        series.append(
            {
                "type": "line",
                "name": say("compare.band", lang),
                "data": [[max(LEAST, end), row] for end in ends],
                "symbol": "roundRect",
                "showSymbol": False,
                "itemStyle": {"color": colour},
                "lineStyle": {"width": high, "cap": "butt", "color": colour, "opacity": opacity},
                "z": 1,
            }
        )
    for side, table in tables.items():
        count = [value if value >= LEAST else None for value in table["count"].tolist()]
        series.append(
            {
                "type": "bar",
                "name": f"{side.upper()}, {say('happened', lang)}",
                "data": count,
                "barWidth": "32%",
                "itemStyle": {"color": SIDES[side]},
            }
        )
    for number, (side, table) in enumerate(tables.items()):
        expected = [max(LEAST, value) if value > 0.0 else None for value in table["expected"].fillna(0.0).tolist()]
        series.append(
            {
                "type": "scatter",
                "name": f"{side.upper()}, {say('expected', lang)}",
                "data": expected,
                "symbol": "diamond",
                "symbolSize": 11,
                "z": 5,
                "symbolOffset": [0, (number * 2 - 1) * 7 if len(tables) > 1 else 0],
                "itemStyle": {"color": "#ffffff", "borderColor": SIDES[side], "borderWidth": 2},
            }
        )
    return {
        **_common(theme),
        "grid": {"left": 132, "right": 24, "top": 56, "bottom": 28},
        "legend": {"textStyle": {"color": INK[theme]}, "top": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": _axis(theme, type="log", min=LEAST, startValue=LEAST),
        "yAxis": _axis(theme, type="category", data=stages, inverse=True, splitLine={"show": False}),
        "series": series,
    }


def by_year(charged: pd.DataFrame, part: str, lang: Language, theme: str) -> Options:
    """Expected charges of an offence (``286_1``) by calendar year over paired runs, with the band of their intervals.

    ``charged``: as of :func:`zombielaw.experiments.explorer.work.charged`.
    """
    rows = charged[charged["outcome"] == f"expected_charges_{part}"]
    series: list[Options] = []
    for point, one in rows.groupby("point"):
        side = "ab"[int(str(point))]
        colour, low = SIDES[side], one["low"].clip(lower=0.0)
        hidden = {"type": "line", "stack": side, "silent": True, "symbol": "none", "lineStyle": {"opacity": 0}}
        tip = {"tooltip": {"show": False}}
        series += [
            {**hidden, **tip, "name": "", "data": low.round(4).tolist()},
            {
                **hidden,
                **tip,
                "name": "",
                "data": (one["high"] - low).round(4).tolist(),
                "areaStyle": {"color": colour, "opacity": 0.18},
            },
            {
                "type": "line",
                "name": side.upper(),
                "data": one["value"].round(4).tolist(),
                "symbolSize": 6,
                "lineStyle": {"type": "solid" if side == "a" else "dashed", "width": 2},
                "itemStyle": {"color": colour},
            },
        ]
    return {
        **_common(theme),
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"textStyle": {"color": INK[theme]}, "top": 0, "data": [one.upper() for one in SIDES]},
        "tooltip": {"trigger": "axis"},
        "xAxis": _axis(theme, type="category", data=[str(year) for year in rows["year"].unique()]),
        "yAxis": _axis(theme, type="value", min=0),
        "series": series,
    }


def heat(lever_map: Map, titles: tuple[str, str], lang: Language, theme: str) -> Options:
    """The map of two levers, with the point of the policy."""
    cells = [
        [column, row, float(f"{lever_map.convictions[row, column]:.3g}")]
        for row, column in np.ndindex(*lever_map.convictions.shape)
    ]
    top = max(float(lever_map.convictions.max()), 1e-9)
    names = [[f"{value:.2g}" for value in values] for values in (lever_map.across, lever_map.up)]
    place = [value * (len(lever_map.across) - 1) for value in lever_map.here]
    return {
        **_common(theme),
        "grid": [{"left": 70, "right": 20, "top": 30, "bottom": 96}] * 2,
        "tooltip": {"trigger": "item"},
        "xAxis": [
            _axis(theme, type="category", data=names[0], name=titles[0], nameLocation="middle", nameGap=28),
            {"type": "value", "min": -0.5, "max": len(lever_map.across) - 0.5, "show": False, "gridIndex": 1},
        ],
        "yAxis": [
            _axis(theme, type="category", data=names[1], name=titles[1], nameLocation="middle", nameGap=42),
            {"type": "value", "min": -0.5, "max": len(lever_map.up) - 0.5, "show": False, "gridIndex": 1},
        ],
        "visualMap": {
            "min": 0,
            "max": float(f"{top:.3g}"),
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "seriesIndex": 0,
            "textStyle": {"color": INK[theme]},
            "text": [f"{top:.3g}", "0"],
            "inRange": {"color": ["#fcfbfd", "#bcbddc", "#807dba", "#4a1486"]},
        },
        "series": [
            {"type": "heatmap", "data": cells, "label": {"show": True, "fontSize": 11}},
            {
                "type": "scatter",
                "xAxisIndex": 1,
                "yAxisIndex": 1,
                "data": [place],
                "symbol": "circle",
                "symbolSize": 20,
                "itemStyle": {"color": "transparent", "borderColor": MARK, "borderWidth": 4},
                "name": say("why.here", lang),
                "z": 10,
                "label": {
                    "show": True,
                    "formatter": say("why.here", lang),
                    "position": "top",
                    "color": "#ffffff",
                    "backgroundColor": "#b3174f",
                    "padding": [2, 5],
                    "borderRadius": 3,
                },
            },
        ],
    }


def shown(value: float, lang: Language) -> str:
    """Value of a sign of the diagnosis: three digits, or words where it divides by zero."""
    if math.isnan(value):
        return say("why.nothing", lang)
    return say("why.from_none", lang) if math.isinf(value) else f"{round(value, 6):.3g}"
