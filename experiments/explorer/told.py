"""What a state and its comparison are in words and rows: plain data, for the page and for the one without a server."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.scorecard import SCORED, USE, change, rows_of, sentence, title_of
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.explorer import work
from zombielaw.experiments.explorer.state import State
from zombielaw.experiments.words.texts import Language, named, say


def headline(state: State, scored: work.Scored) -> str:
    """What is changed, levels first, in a sentence; in which years, and over how many runs."""
    if scored.card.empty:
        return say("no_years", state.lang)
    first, alive = scored.card.iloc[0], scored.alive
    where = {"years": first["years"], "runs": first["runs"]}
    put = f" {say('injected', state.lang)}" if state.base.scenario.world.injected else ""
    lived = say("alive." + ".".join("yes" if one else "no" for one in alive), state.lang) if alive else ""
    lived = lived or say("alive.short", state.lang)
    if work.same(state):
        use = number(rows_of(scored.card, 0)[USE]["value"])
        return say("same", state.lang, use=use, alive=lived, **where) + put
    levels = sentence(rows_of(scored.card, 1), state.lang)
    return say("headline", state.lang, levels=levels, alive=lived, **where) + put


def world_told(state: State) -> str:
    """The named world and its size in words."""
    names = {group: named(group, getattr(state, group), state.lang) for group in ("experiment", "world")}
    return say("world_told", state.lang, **names)


def rows(card: pd.DataFrame) -> list[dict[str, Any]]:
    """The six rows as ``drawings.js`` takes them, in no language."""
    with_b = bool((card["point"] == 1).any())
    found = rows_of(card, 1 if with_b else 0)
    return [_row(name, found[name], with_b) for name in SCORED]


def _row(name: str, row: Any, with_b: bool) -> dict[str, Any]:
    base, low, high = row["base"], row["difference_low"], row["difference_high"]
    ends = with_b and math.isfinite(low) and math.isfinite(base)
    values = {"now": row["value"], "change": row["difference"], "low": low, "high": high}
    texts = {part: number(value, "" if part == "now" else "+") if with_b else None for part, value in values.items()}
    return {
        "name": name, "base": _known(base), "value": _known(row["value"]) if with_b else None,
        "low": float(base + low) if ends else None, "high": float(base + high) if ends else None,
        "clear": change(row) if with_b else "none",
        "text": {"before": number(base), **texts, **({} if ends else {"low": None, "high": None})},
    }  # fmt: skip


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def words(lang: Language) -> dict[str, str]:
    """What ``drawings.js`` says beside the numbers of a scorecard."""
    return {
        **{name: title_of(name, lang) for name in SCORED},
        **{f"clear.{one}": say(f"clear.{one}", lang) for one in ("more", "fewer", "none")},
        **{name: say(f"board.{name}", lang) for name in ("outcome", "levels", "picture", "change")},
        "ends": say("board.ends", lang, low="{low}", high="{high}"),
    }
