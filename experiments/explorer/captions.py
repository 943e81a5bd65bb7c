"""State and comparison in words and rows: plain data, for the page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.scorecard import CARD, Line, scorecard
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.explorer import work
from zombielaw.experiments.explorer.state import State
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.words.texts import Language, named, say
from zombielaw.sim.analysis.diagnosis import CAUSES


def lines(card: pd.DataFrame) -> tuple[Line, ...]:
    """The six rows of the scorecard. ``card``: as of :func:`work.scored`; A alone is compared with itself."""
    alone = not (card["point"] == 1).any()
    both = pd.concat([card, card.assign(point=1, scenario="B")]) if alone else card
    return next(iter(scorecard(both).values()))


def headline(state: State, card: pd.DataFrame) -> str:
    """Result of the comparison in a sentence: levels first, then the change, the years, the runs and their world."""
    if card.empty:
        return say("no_years", state.lang)
    first, six = card.iloc[0], {line.name: line for line in lines(card)}
    base, per = state.base, named("unit", first["unit"], state.lang)
    size = {"providers": base.scenario.size.providers, "scale": base.scale}
    world = say(f"scaled{state.per}", state.lang, **size)
    where = {"years": first["years"], "runs": first["runs"], "world": world}
    if work.same(state):
        return say("same", state.lang, use=number(six["use"].base), per=per, **where)
    return say("headline", state.lang, levels=sentence(six, per, state.lang), **where)


def sides(state: State) -> str:
    """Both policies in words, in a sentence."""
    return say("sides", state.lang, a=state.policy_in_words("a"), b=state.policy_in_words("b"))


def sentence(six: Mapping[str, Line], per: str, lang: Language) -> str:
    """The levels of use and error and the change of cost, in a sentence; the difference of use has its interval.

    ``per``: what counts are per, in words.
    """
    use, wrongful = six["use"], six["wrongful"]
    moved = wrongful.clear or wrongful.change == 0.0
    return say(
        "scorecard.sentence",
        lang,
        per=per,
        before=number(use.base),
        now=number(use.value),
        change=number(use.change, "+"),
        low=number(use.change_low, "+"),
        high=number(use.change_high, "+"),
        clear=say(f"clear.{clear(use)}", lang),
        wrongful_before=number(wrongful.base),
        wrongful_now=number(wrongful.value),
        days=percent(six["days"], lang),
        doubt="" if moved else say("scorecard.doubt", lang),
    )


def clear(line: Line) -> str:
    """Direction of a clear change, ``more`` or ``fewer``, by the side of zero of its interval; else ``none``."""
    return "none" if not line.clear else "more" if line.change > 0.0 else "fewer"


def percent(line: Line, lang: Language) -> str:
    """A change in per cent of the level in A, such as ``+35 %``; as a plain number where that level is zero."""
    if line.change == 0.0:
        return say("scorecard.same", lang)
    if not line.base or not math.isfinite(line.base):
        return number(line.change, "+")
    share = f"{100.0 * line.change / line.base:+,.0f} %"
    return share if lang == "en" else share.replace(" ", "")


def answer_in_words(answer: str, lang: Language) -> str:
    """An answer of the diagnosis."""
    return (
        law_text(f"term.{answer}", lang) if answer in CAUSES else say(f"why.answer.{answer}", lang)
    )


def doubt(answers: Mapping[str, Mapping[str, int]], lang: Language) -> str:
    """The answer that was given most often, and how often each was given, by kind of diagnosis (``seed, draw``)."""
    told, total = dict[str, object](), Counter[str]()
    for kind in ("seed", "draw"):
        given = Counter(answers.get(kind, {}))
        total += given
        each = [
            say("why.in", lang, answer=answer_in_words(answer, lang), count=count)
            for answer, count in given.most_common()
        ]
        told |= {kind: say("list.comma", lang).join(each) or "–", f"{kind}s": given.total()}
    answer, count = total.most_common(1)[0]
    about = {"answer": answer_in_words(answer, lang), "count": count, "total": total.total()}
    return say("why.told", lang, **about, **told)


def describe_world(state: State) -> str:
    """The named world and its size in words."""
    names = {
        group: named(group, getattr(state, group), state.lang) for group in ("experiment", "world")
    }
    return say("world_told", state.lang, **names)


def rows(card: pd.DataFrame) -> list[dict[str, Any]]:
    """The six rows as ``drawings.js`` takes them, in no language."""
    with_b = bool((card["point"] == 1).any())
    return [_row(line, with_b) for line in lines(card)]


def _row(line: Line, with_b: bool) -> dict[str, Any]:
    ends = with_b and math.isfinite(line.change_low) and math.isfinite(line.base)
    values = {
        "now": line.value,
        "change": line.change,
        "low": line.change_low,
        "high": line.change_high,
    }
    texts = {
        part: number(value, "" if part == "now" else "+") if with_b else None
        for part, value in values.items()
    }
    return {
        "name": line.name,
        "base": _known(line.base),
        "value": _known(line.value) if with_b else None,
        "low": max(0.0, line.base + line.change_low) if ends else None,
        "high": line.base + line.change_high if ends else None,
        "clear": clear(line) if with_b else "none",
        "text": {
            "before": number(line.base),
            **texts,
            **({} if ends else {"low": None, "high": None}),
        },
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def words(lang: Language, per: str = "") -> dict[str, str]:
    """Texts that ``drawings.js`` shows beside the numbers of a scorecard, by name. ``per``: as of its table."""
    return {
        **{name: say(f"card.{name}{per}", lang) for name in CARD},
        **{f"clear.{one}": say(f"clear.{one}", lang) for one in ("more", "fewer", "none")},
        **{name: say(f"board.{name}", lang) for name in ("outcome", "levels", "picture", "change")},
        "ends": say("board.ends", lang, low="{low}", high="{high}"),
    }
