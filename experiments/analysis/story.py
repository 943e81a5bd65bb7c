"""One simulated case file, from the finding to the end: its events with their chances, and the whole in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.wording import paragraphs
from zombielaw.experiments.opinion.citations import cited, short_name
from zombielaw.experiments.opinion.explain import question
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.words.texts import Language, joined, language, named, say, speaking
from zombielaw.sim.analysis.replay import CaseFile
from zombielaw.sim.decisions.perception import ELEMENTS, SIGHTS
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NAMES, OPEN
from zombielaw.sim.months import month_date
from zombielaw.sim.record import MONTHS, YES_NO

Row = Mapping[str, Any]


def _known(row: Row, name: str) -> bool:
    return bool(pd.notna(row[name]))


def _when(row: Row, name: str) -> str:
    return month_date(int(row[name])) if _known(row, name) else ""


# ---- events, in words of no language


class Event(NamedTuple):
    """One event of a file. ``step, outcome``: what was decided, and how."""

    date: str  # its month; empty if it did not come about in the run
    step: str
    outcome: str
    # chance of each way in which it might have come out, where the ledger keeps it
    chances: Mapping[str, float]


def timeline(row: Row) -> list[Event]:
    """Events of a file, from its row of the ledger."""
    events = [Event(_when(row, "opened"), "opened", str(row["began"]), {})]
    if row["began"] == "inspection":
        if _known(row, "order"):
            events.append(
                Event(_when(row, "order"), "order", "order", _chances(row, {"order": "p_order"}))
            )
        elif _known(row, "instrument"):
            events.append(
                Event("", "order", str(row["instrument"]), _chances(row, {"order": "p_order"}))
            )
    if _known(row, "due") and _known(row, "answer"):
        events.append(
            Event(
                _when(row, "due"),
                "answer",
                str(row["answer"]),
                _chances(row, {"refuse": "p_refuse"}),
            )
        )
    if _known(row, "followed_up"):
        outcome = "referred" if _known(row, "referred") else "not_referred"
        events.append(
            Event(
                _when(row, "followed_up"),
                "referral",
                outcome,
                _chances(row, {"referred": "p_referral"}),
            )
        )
    if not math.isnan(row["p_file"]):
        outcome = "filed" if _known(row, "filed") else "not_filed"
        events.append(
            Event(_when(row, "filed"), "filing", outcome, _chances(row, {"filed": "p_file"}))
        )
    if _known(row, "charged"):
        outcome = str(row["charge"] if row["charge"] != "none" else row["ground"]).replace(" ", "_")
        events.append(Event(_when(row, "charged"), "charge", outcome, charge_chances(row)))
    if _known(row, "judged"):
        outcome = "withdrawn" if row["verdict"] == "none" else str(row["verdict"])
        events.append(Event(_when(row, "judged"), "verdict", outcome, verdict_chances(row)))
    return [*events, Event(_when(row, "closed"), "end", str(row["end"]).replace(" ", "_"), {})]


CHARGES = {
    "none": "p_charge_none",
    "286-1": "p_charge_286_1",
    "287-2": "p_charge_287_2",
    "other": "p_charge_other",
}
VERDICTS = {
    "286-1": "p_verdict_286_1",
    "287-2": "p_verdict_287_2",
    "other": "p_verdict_other",
    "acquitted": "p_acquitted",
}


OF_286_1, OF_287_2 = ELEMENTS[:5], ELEMENTS[5:]
"""Elements of each offence as officials see them."""


def charge_chances(row: Row) -> dict[str, float]:
    """Chance of each charge, by name."""
    return _chances(row, CHARGES)


def verdict_chances(row: Row) -> dict[str, float]:
    """Chance of each verdict, by name; what is left to one is that the charge is withdrawn."""
    chances = _chances(row, VERDICTS)
    return {**chances, "withdrawn": max(0.0, 1.0 - sum(chances.values()))} if chances else chances


def seen(row: Row, official: str) -> dict[str, bool] | None:
    """Elements that an official (``prosecutor``, ``judge``) saw as met, or not; None if the file never came so far."""
    if not _known(row, f"{official}_saw") or row[f"{official}_saw"] < 0:
        return None
    bits = int(row[f"{official}_saw"])
    return {name: bool(bits >> SIGHTS.index(name) & 1) for name in ELEMENTS}


def _chances(row: Row, columns: Mapping[str, str]) -> dict[str, float]:
    return {
        name: float(row[column]) for name, column in columns.items() if not math.isnan(row[column])
    }


# ---- sentences


def readable(ledger: pd.DataFrame) -> pd.DataFrame:
    """A ledger whose months are dates, whose yes/no are words, and whose sets of bits and truths are named."""
    shown = ledger.copy()
    for name in shown:
        column = shown[name]
        if name in MONTHS:
            shown[name] = column.map(lambda month: "" if pd.isna(month) else month_date(int(month)))
        elif name in YES_NO:
            shown[name] = column.map(
                lambda value: "" if pd.isna(value) else "yes" if value else "no"
            )
        elif str(name).startswith("met_"):
            shown[name] = column.map(dict(enumerate(NAMES)))
        elif name in ("prosecutor_saw", "judge_saw"):
            shown[name] = column.map(_sights)
    return shown


def _sights(bits: object) -> str:
    if not isinstance(bits, int) or bits < 0:
        return ""
    return ", ".join(name for place, name in enumerate(SIGHTS) if bits >> place & 1) or "nothing"


def explained(case: CaseFile, lang: Language = "en") -> pd.DataFrame:
    """Each element of both offences: ``offence, element, truth, question, law``; the last are the places in the law."""
    assessment = assess(case.facts, case.statute, READINGS["statute"])
    with speaking(lang):
        rows = [
            (
                offence,
                name,
                NAMES[element.truth],
                question(element.route, case.statute),
                say("list.between").join(map(cited, ROUTES[element.route].citations)),
            )
            for offence, names in (("286-1", ELEMENTS_286_1), ("287-2", ELEMENTS_287_2))
            for name in names
            if (element := getattr(assessment, name))
        ]
    return pd.DataFrame(rows, columns=["offence", "element", "truth", "question", "law"])


def story(row: Row, case: CaseFile, lang: Language = "en") -> str:
    """The story of a file, as Markdown. ``row``: its row of the ledger. ``case``: its facts."""
    parts = (_finding, _order, _answer, _referral, _charge, _verdict, _ground, _end)
    with speaking(lang):
        law = memorandum(case.facts, case.statute, READINGS, lang, say("story.law")).markdown(2)
        return paragraphs(f"# {row['file']}", *(part(row) for part in parts), law.strip()) + "\n"


def _chance(row: Row, name: str, event: str) -> str:
    chance = float(row[name])
    if math.isnan(chance):
        return ""
    return say("story.chance", event=say(f"story.chance.{event}"), chance=chance)


def _finding(row: Row) -> str:
    kind = say("story.kind", kind=named("kind", str(row["kind"])), size=f"{row['size']:.2g}")
    counts = {
        name: say(
            f"story.{name}{ {0: '.none', 1: '.one'}.get(round(row[name]), '') }",
            count=f"{row[name]:,.0f}",
        )
        for name in ("items", "clients")
    }
    began = say(f"story.began.{row['began']}", kind=kind)
    return say(
        "story.finding",
        when=_when(row, "opened"),
        province=row["province"],
        began=began,
        **counts,
    )


def _order(row: Row) -> str:
    if row["began"] != "inspection":
        return ""
    if not row["written_orders"]:
        did = str(row["instrument"]) if str(row["instrument"]) in UNWRITTEN else "unwritten"
        return say(f"story.instrument.{did}", chance=_chance(row, "p_order", "instrument"))
    lacks = say("story.lacks.between").join(
        say(f"story.lacks.{one}") for one in QUALITIES if row[one] == 0
    )
    orders = int(row["written_orders"])
    return say(
        "story.order",
        when=_when(row, "order"),
        office=say(f"story.office.{row['regulator_kind']}"),
        topic=say(f"story.topic.{row['topic']}"),
        days=f"{row['deadline_days']:.0f}",
        times=say("story.times", orders=orders) if orders > 1 else "",
        chance=_chance(row, "p_order", "order"),
        quality=say("story.lacked", lacks=lacks) if lacks else say("story.sound"),
    )


UNWRITTEN = ("none", "interview", "closure")
"""Acts of a regulator in place of a written order."""
QUALITIES = ("basis", "clear", "attainable")


def _answer(row: Row) -> str:
    if not (_known(row, "due") and _known(row, "answer")):
        return ""
    answer, chance = (
        say(f"story.answer.{row['answer']}"),
        _chance(row, "p_refuse", "refusal"),
    )
    return say("story.answer", when=_when(row, "due"), answer=answer, chance=chance)


def _referral(row: Row) -> str:
    parts: list[str] = []
    if _known(row, "followed_up"):
        did = "story.referred" if _known(row, "referred") else "story.not_referred"
        chance = _chance(row, "p_referral", "referral")
        parts.append(say(did, when=_when(row, "followed_up"), chance=chance))
    if not math.isnan(row["p_file"]):
        chance = _chance(row, "p_file", "filing")
        filed = _known(row, "filed")
        parts.append(
            say("story.filed", when=_when(row, "filed"), chance=chance)
            if filed
            else say("story.not_filed", chance=chance)
        )
    return joined(*parts)


def _charge(row: Row) -> str:
    if not _known(row, "charged"):
        return ""
    about = {
        "when": _when(row, "charged"),
        "saw": _saw(row, "prosecutor"),
        "chances": _chances_in_words(charge_chances(row)),
    }
    if row["charge"] == "none":
        return say("story.charged.none", **about)
    key = "story.charged.one" if row["persons"] == 1 else "story.charged"
    return say(key, persons=row["persons"], charge=_offence(str(row["charge"])), **about)


def _chances_in_words(chances: Mapping[str, float]) -> str:
    clauses = [
        say(
            "story.chances.one",
            name=_offence(name) if name in ("286-1", "287-2") else say(f"story.chances.{name}"),
            chance=chance,
        )
        for name, chance in chances.items()
    ]
    return say("story.chances", listed=say("list.comma").join(clauses))


def _offence(name: str) -> str:
    """An offence by its number, or in Chinese by its short name."""
    return name if language() == "en" else short_name(name)


def _saw(row: Row, official: str) -> str:
    """Elements that an official saw as met, and those that each offence lacked, which is why it was not chosen."""
    bits = int(row[f"{official}_saw"])
    met = [name for place, name in enumerate(SIGHTS) if bits >> place & 1]

    def listed(names: Iterable[str]) -> str:
        words = [named("element", name) if name in ELEMENTS else _offence(name) for name in names]
        return say("list.comma").join(words) or say("story.saw.nothing")

    return say(
        "story.saw",
        seen=listed(met),
        own=_offence("286-1"),
        rival=_offence("287-2"),
        own_lacks=listed(name for name in OF_286_1 if name not in met),
        rival_lacks=listed(name for name in OF_287_2 if name not in met),
    )


def _verdict(row: Row) -> str:
    if not _known(row, "judged"):
        return ""
    ends = {"acquitted": "story.acquitted", "none": "story.withdrawn"}
    convicted = "story.convicted.unit" if row["unit_fined"] == 1 else "story.convicted"
    ended = str(row["verdict"])
    return say(
        "story.tested" if row["scrutiny"] == 1 else "story.by_file",
        when=_when(row, "judged"),
        saw=_saw(row, "judge"),
        plea=say("story.plea") if row["plea"] == 1 else "",
        verdict=say(ends[ended]) if ended in ends else say(convicted, offence=_offence(ended)),
        chances=_chances_in_words(verdict_chances(row)),
    )


def _ground(row: Row) -> str:
    """The ground on which a file ended without a verdict, with its place in the law."""
    return (
        say("story.ground", ground=named("ground", str(row["ground"])))
        if _known(row, "ground")
        else ""
    )


def _end(row: Row) -> str:
    if not _known(row, "closed"):
        return say("story.open")
    end = named("out", str(row["end"]).replace(" ", "_"))
    return say("story.end", when=_when(row, "closed"), end=end, days=f"{row['official_days']:.1f}")


ONLY = ("", "diverted", "convicted_286_1", "acquitted")
"""Files that a reader may ask for: all; charged with 287-2 where 286-1 is satisfied; convicted of 286-1; acquitted.

The law is that of :func:`conclusion`, in force for the file, and not that with the thresholds of 2019 in all years."""
PARTS_OF_WEIGHT = ("aided_crime", "serious", "fivefold")
"""Elements of 287-2 that its element ``weight`` joins; the last one stands in place of the others."""


def selected(ledger: pd.DataFrame, only: str) -> pd.DataFrame:
    """The files of a ledger that are asked for: one of :data:`ONLY`."""
    charge, verdict = (ledger[name].astype(str) for name in ("charge", "verdict"))
    kept = {
        "": pd.Series(True, index=ledger.index),
        "diverted": (charge == "287-2") & (ledger["met_286_1_statute"] == MET),
        "convicted_286_1": verdict == "286-1",
        "acquitted": verdict == "acquitted",
    }
    return ledger[kept[only].fillna(False).to_numpy(dtype=bool)]


def conclusion(explained: pd.DataFrame, lang: Language) -> str:
    """Sentence on each offence: satisfied on the true facts, or the elements at which it fails, or those that are open.

    ``explained``: as of :func:`explained`.
    """
    with speaking(lang):
        return joined(
            *(_of(str(one), elements) for one, elements in explained.groupby("offence", sort=False))
        )


def _of(offence: str, elements: pd.DataFrame) -> str:
    elements = elements[~elements["element"].isin(PARTS_OF_WEIGHT)]

    def names(truth: str) -> str:
        words = [
            named("element", str(one))
            for one in elements.loc[elements["truth"] == truth, "element"]
        ]
        return say("list.comma").join(words)

    lacking, unsettled = names("not met"), names("open")
    if lacking:
        return say("conclusion.fails", offence=offence, elements=lacking)
    if unsettled:
        return say("conclusion.open", offence=offence, elements=unsettled)
    return say("conclusion.met", offence=offence)


def judged(row: Mapping[str, Any], lang: Language) -> str:
    """Grounds of the verdict of a file, if there is one, and whether the file ended as the law says.

    ``row``: of the ledger.
    """
    with speaking(lang):
        return joined(*_grounds(row), say(f"fate.{fate(row)}"))


def _grounds(row: Mapping[str, Any]) -> list[str]:
    if pd.isna(row["judged"]):
        return []
    verdict = str(row["verdict"])
    outcome = {"acquitted": "acquitted", "none": "withdrawn"}.get(verdict, "convicted")
    return [
        say(f"judged.{outcome}", offence=short_name(verdict) if outcome == "convicted" else ""),
        say("judged.tested" if row["scrutiny"] == 1 else "judged.by_file"),
        say("judged.plea" if row["plea"] == 1 else "judged.no_plea"),
    ]


def fate(row: Mapping[str, Any]) -> str:
    """How the end of a file stands to the text of the statute on its true facts.

    ``right``: convicted of an offence that is satisfied. ``mislabelled``: of one that is not, while another is.
    ``wrong``: while none is. ``lost``: nobody is convicted, though one is satisfied. ``spared``: and none is.
    ``open``: the law has no answer. ``pending``: the file has not ended.
    """
    own = {"286-1": "met_286_1_statute", "287-2": "met_287_2_statute"}
    verdict = str(row["verdict"])
    convicted = verdict not in ("none", "acquitted")
    if not convicted and pd.isna(row["closed"]):
        return "pending"
    most = max(row[name] for name in (*own.values(), "met_other_statute"))
    truth = row[own.get(verdict, f"met_{verdict.replace('-', '_')}")] if convicted else most
    if OPEN in (truth, most):
        return "open"
    if truth == MET:
        return "right" if convicted else "lost"
    return "spared" if not convicted else "mislabelled" if most == MET else "wrong"
