"""Answers on the matters against how officials ended them: of the opinion, and of two rules that know no law.

``python -m tests.matters.scored open`` prints the half on which the mapping may be mended; ``all`` asks both halves and
the spoiled copies, and writes ``scores.csv`` beside.
"""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from tests.matters.mapping import HERE, read, told_of
from zombielaw.experiments.analysis.intervals import clopper_pearson_interval
from zombielaw.experiments.opinion.ends import MUST, ends_of
from zombielaw.experiments.opinion.matter import Examined
from zombielaw.experiments.opinion.outcome import BY_ACTS, CONDUCT, OUTCOMES, UNDECIDED, WEIGHT
from zombielaw.sim.law.offences import B_287_2, FIRST_RIVAL, OFFENCES
from zombielaw.sim.law.offences.rivals import ranges_in_force
from zombielaw.sim.law.truth import MET

CONVICTION, NO_CONVICTION = "conviction", "none"
FIELDS = ("224-1", "363-1", "303-2", "225", "253-1", "285-3", "266", "312", "287-1")
"""Order in which the rule of fields asks, that of the review which proposed it; else it says 287-2."""
KEYWORDS = {
    "286-1": "refus|obligation|duty|duties",
    "287-2": "aid|assist|help",
    "285-3": "program|tool|intru|control",
    "225": "illegal|business|operat",
    "266": "fraud|defraud|swindl",
    "303-2": "casino|gambl",
    "363-1": "obscen|pornogra",
    "287-1": "information network|use",
    "312": "conceal|disguis|proceeds",
    "253-1": "personal|citizen",
    "224-1": "pyramid|organi[sz]|lead",
}
"""Beginnings of the words of the offences' names; fixed before they were tried."""
RANGES = ("first", "second", "third")


class Answer(NamedTuple):
    """End of a matter; of a conviction offence, range and the number of the mark that opens it, 0 for none."""

    end: str  # a conviction, none, or open
    offence: str = ""
    range: str = ""
    mark: float = 0.0


def opinion(coded: Mapping[str, Any], words: str) -> Answer:
    """The first commanding end of an opinion on the coded facts, under the statute as it stands."""
    facts, acts = told_of(coded)
    matter = Examined(facts, acts=acts)
    best = matter.outcome.best
    if MUST in ends_of(matter) or best == OUTCOMES[0]:
        return Answer(NO_CONVICTION)
    if best == UNDECIDED:
        return Answer(UNDECIDED, UNDECIDED, UNDECIDED)
    code = OUTCOMES.index(best)
    reached = matter.range_of(code).low
    codes = ranges_in_force(code - FIRST_RIVAL, matter.law) if code >= FIRST_RIVAL else (reached,)
    marks = [
        mark
        for amount in matter.offences[best].amounts
        for mark in amount.marks
        if mark.truth == MET
    ]
    opening = max(marks, key=lambda one: one.level, default=None)
    return Answer(
        CONVICTION, best, RANGES[codes.index(reached)], opening.number if opening else 0.0
    )


def fields(coded: Mapping[str, Any], words: str) -> Answer:
    """The first offence whose own field is filled."""
    told = told_of(coded)
    own = ((name, OUTCOMES.index(name)) for name in FIELDS)
    filled = (
        name
        for name, code in own
        if any(map(told.alleges, CONDUCT[code] | WEIGHT[code] | BY_ACTS.get(name, set())))
    )
    return Answer(CONVICTION, next(filled, OUTCOMES[B_287_2]), RANGES[0])


def keywords(coded: Mapping[str, Any], words: str) -> Answer:
    """The offence of whose name the telling has most words; no conviction if it has none."""
    counts = {
        name: len(re.findall(rf"\b(?:{some})", words, re.I)) for name, some in KEYWORDS.items()
    }
    best = max(counts, key=counts.__getitem__)
    return Answer(CONVICTION, best, RANGES[0]) if counts[best] else Answer(NO_CONVICTION)


RULES: tuple[Callable[[Mapping[str, Any], str], Answer], ...] = (opinion, fields, keywords)


def offences_in(article: str | None) -> set[str]:
    """Offences of the model among articles such as ``363(1); 287-2``; of another none."""
    found = re.findall(r"(\d+)(-\d)?(?:\((\d)\))?", article or "")
    written = {form for a, b, c in found for form in (a + b, f"{a}-{c}" if not b else a + b)}
    return written.intersection(OFFENCES)


def marks_in(text: str | None) -> set[float]:
    """Numbers that a decision gives as marks, such as 5万元以上."""
    found = re.findall(r"(\d[\d,.]*)(万?)[^\d，。]{0,3}以上", text or "")
    return {float(one.replace(",", "")) * (10000 if many else 1) for one, many in found}


def judged(answer: Answer, end: Mapping[str, Any]) -> dict[str, bool]:
    """Measures on which an answer can be scored against an end, and whether it is right."""
    convicted = end["kind"] == CONVICTION
    right = {"end": answer.end == (CONVICTION if convicted else NO_CONVICTION)}
    if convicted:
        named = answer.offence in offences_in(end["article"])
        right["offence"] = named
        if end["range"]:
            right["range"] = named and answer.range == end["range"]
        if marks := marks_in(end["mark"]):
            right["mark"] = named and answer.mark in marks
    return right


def kinds(end: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """Groups of a matter in the table."""
    convicted = end["end"]["kind"] == CONVICTION
    known = convicted and bool(offences_in(end["end"]["article"]))
    held = {
        "all": True,
        "convicted": convicted,
        "convicted, offence in the model": known,
        "without conviction": not convicted,
        "contested": "contested" in end["kind"],
        "unit": told["unit"],
    }
    return [name for name, holds in held.items() if holds]


def matters() -> pd.DataFrame:
    """Answers of every rule on every matter by both coders, and how each measure comes out."""
    ends, words = ({one["id"]: one for one in read(name)} for name in ("ends.yaml", "told.yaml"))
    rows = []
    for coder in ("first", "second"):
        for coded in read(f"{coder}.yaml"):
            end = ends[coded["id"]]
            for rule in RULES:
                answer = rule(coded, str(words[coded["id"]]))
                for measure, right in judged(answer, end["end"]).items():
                    for kind in kinds(end, coded):
                        rows.append(
                            (
                                coded["id"],
                                end["half"],
                                kind,
                                coder,
                                measure,
                                rule.__name__,
                                *answer,
                                right,
                            )
                        )
    return pd.DataFrame(rows, columns=["id", *TABLE, *ANSWER, "right"])


def _changed(coded: dict[str, Any], change: list[dict[str, Any]]) -> dict[str, Any]:
    """A copy of a coded matter with other values at some paths."""
    one = copy.deepcopy(coded)
    for step in change:
        *path, last = step["path"].split(".")
        place: Any = one
        for key in path:
            place = place[int(key) if key.isdigit() else key]
        place[last] = step["to"]
    return one


def spoiled() -> pd.DataFrame:
    """Answers on the spoiled copies of the first coding, against those that a reader of law coded before."""
    by_id = {one["id"]: one for one in read("first.yaml")}
    rows = []
    for one in read("spoiled.yaml"):
        coded = _changed(by_id[one["of"]], one["change"])
        end = {"mark": None, **one["right"], "kind": one["right"]["end"]}
        kind = (
            f"{one['kind']}, right answer {'stays' if one['stays'] in ('yes', True) else 'changes'}"
        )
        for rule in (opinion, fields):
            answer = rule(coded, "")
            right = all(judged(answer, end).values())
            for name in (kind, kind.replace(one["kind"], "all")):
                rows.append(
                    (one["id"], "spoiled", name, "first", "all", rule.__name__, *answer, right)
                )
    return pd.DataFrame(rows, columns=["id", *TABLE, *ANSWER, "right"])


TABLE = ("half", "kind", "coder", "measure", "rule")
ANSWER = ("end", "offence", "range", "mark")


def scores(rows: pd.DataFrame) -> pd.DataFrame:
    """Right and open answers by half, kind, coder, measure and rule, with exact 95 % intervals."""
    counted = rows.assign(open=rows["end"] == UNDECIDED).groupby([*TABLE], sort=False)
    table = counted.agg(number=("right", "size"), right=("right", "sum"), open=("open", "sum"))
    ends = [
        clopper_pearson_interval(int(k), int(n))
        for k, n in zip(table["right"], table["number"], strict=True)
    ]
    return (
        table.assign(low=[low for low, _ in ends], high=[high for _, high in ends])
        .round(3)
        .reset_index()
    )


def made() -> pd.DataFrame:
    """The whole table: both halves, and the spoiled copies."""
    return pd.concat([scores(matters()), scores(spoiled())], ignore_index=True)


if __name__ == "__main__":
    pd.set_option("display.width", 250, "display.max_rows", None)
    if sys.argv[1] == "all":
        made().to_csv(HERE / "scores.csv", index=False, lineterminator="\n")
    else:
        half = matters().query("half == 'open'")
        print(half.query("kind == 'all' and rule == 'opinion' and measure == 'end'").to_string())
        print(scores(half).to_string())
