"""One simulated case file, from the finding to the end: its events with their chances, and the whole in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.wording import paragraphs
from zombielaw.experiments.opinion.citations import cited
from zombielaw.experiments.opinion.explain import question
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.opinion.words import short_name
from zombielaw.experiments.words.texts import Language, named, say, speaking
from zombielaw.sim.analysis.replay import CaseFile
from zombielaw.sim.decisions.perception import ELEMENTS, SIGHTS
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import NAMES
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
    opinion = memorandum(case.facts, case.statute, READINGS, lang, say("story.law", lang)).markdown(
        2
    )
    parts = (_finding, _order, _answer, _referral, _charge, _verdict, _ground, _end)
    return (
        paragraphs(f"# {row['file']}", *(part(row, lang) for part in parts), opinion.strip()) + "\n"
    )


def _chance(row: Row, name: str, event: str, lang: Language) -> str:
    chance = float(row[name])
    if math.isnan(chance):
        return ""
    return say("story.chance", lang, event=say(f"story.chance.{event}", lang), chance=chance)


def _finding(row: Row, lang: Language) -> str:
    kind = say(
        "story.kind", lang, kind=named("kind", str(row["kind"]), lang), size=f"{row['size']:.2g}"
    )
    counts = {
        name: say(
            f"story.{name}{ {0: '.none', 1: '.one'}.get(round(row[name]), '') }",
            lang,
            count=f"{row[name]:,.0f}",
        )
        for name in ("items", "clients")
    }
    began = say(f"story.began.{row['began']}", lang, kind=kind)
    return say(
        "story.finding",
        lang,
        when=_when(row, "opened"),
        province=row["province"],
        began=began,
        **counts,
    )


def _order(row: Row, lang: Language) -> str:
    if row["began"] != "inspection":
        return ""
    if not row["written_orders"]:
        did = str(row["instrument"]) if str(row["instrument"]) in UNWRITTEN else "unwritten"
        return say(
            f"story.instrument.{did}", lang, chance=_chance(row, "p_order", "instrument", lang)
        )
    lacks = say("story.lacks.between", lang).join(
        say(f"story.lacks.{one}", lang) for one in QUALITIES if row[one] == 0
    )
    orders = int(row["written_orders"])
    return say(
        "story.order",
        lang,
        when=_when(row, "order"),
        office=say(f"story.office.{row['regulator_kind']}", lang),
        topic=say(f"story.topic.{row['topic']}", lang),
        days=f"{row['deadline_days']:.0f}",
        times=say("story.times", lang, orders=orders) if orders > 1 else "",
        chance=_chance(row, "p_order", "order", lang),
        quality=say("story.lacked", lang, lacks=lacks) if lacks else say("story.sound", lang),
    )


UNWRITTEN = ("none", "interview", "closure")
"""Acts of a regulator in place of a written order."""
QUALITIES = ("basis", "clear", "attainable")


def _answer(row: Row, lang: Language) -> str:
    if not (_known(row, "due") and _known(row, "answer")):
        return ""
    answer, chance = (
        say(f"story.answer.{row['answer']}", lang),
        _chance(row, "p_refuse", "refusal", lang),
    )
    return say("story.answer", lang, when=_when(row, "due"), answer=answer, chance=chance)


def _referral(row: Row, lang: Language) -> str:
    parts: list[str] = []
    if _known(row, "followed_up"):
        did = "story.referred" if _known(row, "referred") else "story.not_referred"
        chance = _chance(row, "p_referral", "referral", lang)
        parts.append(say(did, lang, when=_when(row, "followed_up"), chance=chance))
    if not math.isnan(row["p_file"]):
        chance = _chance(row, "p_file", "filing", lang)
        filed = _known(row, "filed")
        parts.append(
            say("story.filed", lang, when=_when(row, "filed"), chance=chance)
            if filed
            else say("story.not_filed", lang, chance=chance)
        )
    return (" " if lang == "en" else "").join(parts)


def _charge(row: Row, lang: Language) -> str:
    if not _known(row, "charged"):
        return ""
    about = {
        "when": _when(row, "charged"),
        "saw": _saw(row, "prosecutor", lang),
        "chances": _chances_in_words(charge_chances(row), lang),
    }
    if row["charge"] == "none":
        return say("story.charged.none", lang, **about)
    key = "story.charged.one" if row["persons"] == 1 else "story.charged"
    return say(
        key, lang, persons=row["persons"], charge=_offence(str(row["charge"]), lang), **about
    )


def _chances_in_words(chances: Mapping[str, float], lang: Language) -> str:
    clauses = [
        say(
            "story.chances.one",
            lang,
            name=_offence(name, lang)
            if name in ("286-1", "287-2")
            else say(f"story.chances.{name}", lang),
            chance=chance,
        )
        for name, chance in chances.items()
    ]
    return say("story.chances", lang, listed=say("list.comma", lang).join(clauses))


def _offence(name: str, lang: Language) -> str:
    """An offence by its number, or in Chinese by its short name."""
    return name if lang == "en" else short_name(name, lang)


def _saw(row: Row, official: str, lang: Language) -> str:
    """Elements that an official saw as met, and those that each offence lacked, which is why it was not chosen."""
    bits = int(row[f"{official}_saw"])
    met = [name for place, name in enumerate(SIGHTS) if bits >> place & 1]

    def listed(names: Iterable[str]) -> str:
        words = [
            named("element", name, lang) if name in ELEMENTS else _offence(name, lang)
            for name in names
        ]
        return say("list.comma", lang).join(words) or say("story.saw.nothing", lang)

    return say(
        "story.saw",
        lang,
        seen=listed(met),
        own=_offence("286-1", lang),
        rival=_offence("287-2", lang),
        own_lacks=listed(name for name in OF_286_1 if name not in met),
        rival_lacks=listed(name for name in OF_287_2 if name not in met),
    )


def _verdict(row: Row, lang: Language) -> str:
    if not _known(row, "judged"):
        return ""
    ends = {"acquitted": "story.acquitted", "none": "story.withdrawn"}
    convicted = "story.convicted.unit" if row["unit_fined"] == 1 else "story.convicted"
    ended = str(row["verdict"])
    return say(
        "story.tested" if row["scrutiny"] == 1 else "story.by_file",
        lang,
        when=_when(row, "judged"),
        saw=_saw(row, "judge", lang),
        plea=say("story.plea", lang) if row["plea"] == 1 else "",
        verdict=say(ends[ended], lang)
        if ended in ends
        else say(convicted, lang, offence=_offence(ended, lang)),
        chances=_chances_in_words(verdict_chances(row), lang),
    )


def _ground(row: Row, lang: Language) -> str:
    """The ground on which a file ended without a verdict, with its place in the law."""
    return (
        say("story.ground", lang, ground=named("ground", str(row["ground"]), lang))
        if _known(row, "ground")
        else ""
    )


def _end(row: Row, lang: Language) -> str:
    if not _known(row, "closed"):
        return say("story.open", lang)
    end = named("out", str(row["end"]).replace(" ", "_"), lang)
    return say(
        "story.end", lang, when=_when(row, "closed"), end=end, days=f"{row['official_days']:.1f}"
    )
