"""Charts as options of ECharts: plain data in, plain data out. Colours are those of the house style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.figures.colours import OLIVE, WINE
from zombielaw.experiments.words.texts import Language, named, say

Options = dict[str, Any]
SIDES = {"a": OLIVE, "b": WINE}
"""Colour of each policy."""
INK = {"light": "#222222", "dark": "#e6e6e6"}
FAINT = {"light": "#dddddd", "dark": "#444444"}
LEAST = 0.01
"""Lower end of a log axis: smaller values are drawn there; the table has them."""


def _common(theme: str) -> Options:
    return {
        "animation": False,
        "textStyle": {"color": INK[theme], "fontFamily": "system-ui, sans-serif"},
    }


def _axis(theme: str, **more: Any) -> Options:
    label = {"color": INK[theme], **more.pop("axisLabel", {})}
    return {
        "axisLabel": label,
        "splitLine": {"lineStyle": {"color": FAINT[theme]}},
        "nameTextStyle": {"color": INK[theme]},
        "axisLine": {"lineStyle": {"color": INK[theme]}},
        **more,
    }


def funnel(
    tables: Mapping[str, pd.DataFrame],
    lang: Language,
    theme: str,
) -> Options:
    """The funnel of each policy on one log scale: bars happened, diamonds expected."""
    stages = [named("stage", name, lang) for name in tables["a"]["stage"]]
    series: list[Options] = []
    for side, table in tables.items():
        count = [value if value >= LEAST else None for value in table["count"].tolist()]
        series.append(
            {
                "type": "bar",
                "name": say("of_side", lang, side=side.upper(), what=say("happened", lang)),
                "data": count,
                "barWidth": "32%",
                "itemStyle": {"color": SIDES[side]},
            }
        )
    for number, (side, table) in enumerate(tables.items()):
        expected = [
            max(LEAST, value) if value > 0.0 else None
            for value in table["expected"].fillna(0.0).tolist()
        ]
        series.append(
            {
                "type": "scatter",
                "name": say("of_side", lang, side=side.upper(), what=say("expected", lang)),
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
        "yAxis": _axis(
            theme, type="category", data=stages, inverse=True, splitLine={"show": False}
        ),
        "series": series,
    }


def by_year(rows: pd.DataFrame, theme: str) -> Options:
    """Expected charges of an offence by calendar year over paired runs, with the band of their intervals.

    ``rows``: of the offence, as of :func:`zombielaw.experiments.explorer.work.charged`.
    """
    series: list[Options] = []
    for point, one in rows.groupby("point"):
        side = "ab"[int(str(point))]
        colour, low = SIDES[side], one["low"]
        hidden = {
            "type": "line",
            "stack": side,
            "silent": True,
            "symbol": "none",
            "lineStyle": {"opacity": 0},
        }
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
        "legend": {
            "textStyle": {"color": INK[theme]},
            "top": 0,
            "data": [one.upper() for one in SIDES],
        },
        "tooltip": {"trigger": "axis"},
        "xAxis": _axis(theme, type="category", data=[str(year) for year in rows["year"].unique()]),
        "yAxis": _axis(theme, type="value", min=0),
        "series": series,
    }
