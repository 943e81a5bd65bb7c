"""One simulated case file, from the finding to the end: its events with their chances, and the whole in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.analysis.wording import paragraphs
from zombielaw.experiments.opinion.citations import cited
from zombielaw.experiments.opinion.explain import question
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.words.texts import Language, named, say
from zombielaw.sim.analysis.casefile import CaseFile
from zombielaw.sim.decisions.perception import ELEMENTS, SIGHTS
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import NAMES
from zombielaw.sim.months import month_date
from zombielaw.sim.record import MONTHS, YES_NO

Row = Mapping[str, Any]
BEGAN = {
    "inspection": "a check found that a {kind} did not comply",
    "police": "the police reached a {kind} from the crime of one of its clients",
    "injected": "the file of a {kind} was put on the prosecutor's desk",
}
KINDS = {
    "hosting": "hosting provider", "platform": "platform", "payment": "payment provider", "telecom": "telecom provider",
    "tool_seller": "seller of tools",
}  # fmt: skip
INSTRUMENTS = {
    "none": "The regulator did nothing", "interview": "The regulator held an interview",
    "closure": "The regulator closed it down",
}  # fmt: skip


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
    chances: Mapping[str, float]  # chance of each way in which it might have come out, where the ledger keeps it


def timeline(row: Row) -> list[Event]:
    """Events of a file, from its row of the ledger."""
    found = [Event(_when(row, "opened"), "opened", str(row["began"]), {})]
    if row["began"] == "inspection":
        if _known(row, "order"):
            found.append(Event(_when(row, "order"), "order", "order", _chances(row, {"order": "p_order"})))
        elif _known(row, "instrument"):
            found.append(Event("", "order", str(row["instrument"]), _chances(row, {"order": "p_order"})))
    if _known(row, "due") and _known(row, "answer"):
        found.append(Event(_when(row, "due"), "answer", str(row["answer"]), _chances(row, {"refuse": "p_refuse"})))
    if _known(row, "followed_up"):
        outcome = "referred" if _known(row, "referred") else "not_referred"
        found.append(Event(_when(row, "followed_up"), "referral", outcome, _chances(row, {"referred": "p_referral"})))
    if not math.isnan(row["p_file"]):
        outcome = "filed" if _known(row, "filed") else "not_filed"
        found.append(Event(_when(row, "filed"), "filing", outcome, _chances(row, {"filed": "p_file"})))
    if _known(row, "charged"):
        outcome = str(row["charge"] if row["charge"] != "none" else row["ground"]).replace(" ", "_")
        found.append(Event(_when(row, "charged"), "charge", outcome, charge_chances(row)))
    if _known(row, "judged"):
        outcome = "withdrawn" if row["verdict"] == "none" else str(row["verdict"])
        found.append(Event(_when(row, "judged"), "verdict", outcome, verdict_chances(row)))
    return [*found, Event(_when(row, "closed"), "end", str(row["end"]).replace(" ", "_"), {})]


CHARGES = {
    "none": "p_charge_none", "286-1": "p_charge_286_1", "287-2": "p_charge_287_2", "other": "p_charge_other",
}  # fmt: skip
VERDICTS = {
    "286-1": "p_verdict_286_1", "287-2": "p_verdict_287_2", "other": "p_verdict_other", "acquitted": "p_acquitted",
}  # fmt: skip


OF_286_1, OF_287_2 = ELEMENTS[:5], ELEMENTS[5:]
"""Elements of each offence as officials see them."""


def charge_chances(row: Row) -> dict[str, float]:
    """Chance of each charge, by name."""
    return _chances(row, CHARGES)


def verdict_chances(row: Row) -> dict[str, float]:
    """Chance of each verdict, by name; what is left to one is that the charge is withdrawn."""
    found = _chances(row, VERDICTS)
    return {**found, "withdrawn": max(0.0, 1.0 - sum(found.values()))} if found else found


def seen(row: Row, official: str) -> dict[str, bool] | None:
    """Which elements an official (``prosecutor``, ``judge``) saw as met; None if the file did not come so far."""
    if not _known(row, f"{official}_saw") or row[f"{official}_saw"] < 0:
        return None
    bits = int(row[f"{official}_saw"])
    return {name: bool(bits >> SIGHTS.index(name) & 1) for name in ELEMENTS}


def _chances(row: Row, columns: Mapping[str, str]) -> dict[str, float]:
    return {name: float(row[column]) for name, column in columns.items() if not math.isnan(row[column])}


# ---- sentences


def readable(ledger: pd.DataFrame) -> pd.DataFrame:
    """A ledger whose months are dates, whose yes/no are words, and whose sets of bits and truths are named."""
    shown = ledger.copy()
    for name in shown:
        column = shown[name]
        if name in MONTHS:
            shown[name] = column.map(lambda month: "" if pd.isna(month) else month_date(int(month)))
        elif name in YES_NO:
            shown[name] = column.map(lambda said: "" if pd.isna(said) else "yes" if said else "no")
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
    found = assess(case.facts, case.statute, READINGS["statute"])
    rows = [
        (offence, name, NAMES[element.truth], question(element.route, case.statute, lang),
         "; ".join(cited(place, lang) for place in ROUTES[element.route].citations))
        for offence, names in (("286-1", ELEMENTS_286_1), ("287-2", ELEMENTS_287_2))
        for name in names
        if (element := getattr(found, name))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["offence", "element", "truth", "question", "law"])


def story(row: Row, case: CaseFile, lang: Language = "en") -> str:
    """The story of a file, as Markdown. ``row``: its row of the ledger. ``case``: its facts."""
    told = memorandum(case.facts, case.statute, READINGS, lang, "What the law says of the true facts").markdown(2)
    steps = [text for step in (_finding, _order, _answer, _referral, _charge, _verdict) if (text := step(row))]
    return paragraphs(f"# {row['file']}", *steps, _ground(row, lang), _end(row), told.strip()) + "\n"


def _chance(row: Row, name: str, what: str) -> str:
    return "" if math.isnan(row[name]) else f" ({what} had a chance of {row[name]:.1%})"


def _finding(row: Row) -> str:
    began = BEGAN[str(row["began"])].format(kind=f"{KINDS[str(row['kind'])]} of size {row['size']:.2g}")
    items, clients = (
        f"{row[name]:,.0f} {word}{'' if round(row[name]) == 1 else 's'}"
        for name, word in (("items", "illegal item"), ("clients", "criminal client"))
    )
    return (
        f"**{_when(row, 'opened')}, province {row['province']}.** In this month {began}. There were {items} when the "
        f"office first looked, and {clients} when an official last did."
    )


def _order(row: Row) -> str:
    if row["began"] != "inspection":
        return ""
    if not row["written_orders"]:
        did = INSTRUMENTS.get(str(row["instrument"]), "No order had been written when the run ended")
        return f"{did}{_chance(row, 'p_order', 'a written order')}."
    lacks = [words for key, words in LACKS.items() if row[key] == 0]
    quality = (
        f"It lacked {' and '.join(lacks)}." if lacks else "It had a ground, clear measures, and could be complied with."
    )
    orders = int(row["written_orders"])
    times = f", the last of {orders}" if orders > 1 else ""
    return (
        f"**{_when(row, 'order')}.** The regulator ({str(row['regulator_kind']).replace('_', ' ')}) wrote an order on "
        f"{row['topic']}{times}{_chance(row, 'p_order', 'it')}, to be carried out within {row['deadline_days']:.0f} "
        f"days. {quality} The office knew the illegal items, and the provider's sanctions of the two years before."
    )


LACKS = {"basis": "a competent body and legal ground", "clear": "clear measures", "attainable": "a way to comply"}


def _answer(row: Row) -> str:
    if not (_known(row, "due") and _known(row, "answer")):
        return ""
    chance = _chance(row, "p_refuse", "refusal")
    return f"**{_when(row, 'due')}.** The order fell due. The provider's answer: {row['answer']}{chance}."


def _referral(row: Row) -> str:
    parts: list[str] = []
    if _known(row, "followed_up"):
        went = "referred it to the police" if _known(row, "referred") else "did not refer it"
        parts.append(
            f"**{_when(row, 'followed_up')}.** The office followed the refusal up, saw the illegal items of that time, "
            f"and {went}{_chance(row, 'p_referral', 'referral')}."
        )
    if not math.isnan(row["p_file"]):
        when, did = (_when(row, "filed"), "filed it") if _known(row, "filed") else ("Then", "did not file it")
        parts.append(
            f"**{when}.** The police looked at how complete the evidence was and at their load, and {did}"
            f"{_chance(row, 'p_file', 'filing')}."
        )
    return " ".join(parts)


def _charge(row: Row) -> str:
    if not _known(row, "charged"):
        return ""
    persons = f"{row['persons']} person{'' if row['persons'] == 1 else 's'}"
    did = "charged nothing" if row["charge"] == "none" else f"charged {persons} with {row['charge']}"
    return (
        f"**{_when(row, 'charged')}.** The prosecutor saw as met: {_saw(row, 'prosecutor')}. The prosecutor {did} "
        f"{_chances_told(charge_chances(row))}."
    )


CHANCES = {
    "none": "no charge", "286-1": "286-1", "287-2": "287-2", "other": "another offence", "acquitted": "acquittal",
    "withdrawn": "charge withdrawn",
}  # fmt: skip


def _chances_told(chances: Mapping[str, float]) -> str:
    return f"(chances: {', '.join(f'{CHANCES[name]} {chance:.1%}' for name, chance in chances.items())})"


def _saw(row: Row, official: str) -> str:
    """What an official saw as met, and what was lacking of each offence, which is why it was not chosen."""
    met = seen(row, official) or {}
    lacking = [
        f"{offence}: {', '.join(name for name in names if not met.get(name)) or 'nothing'}"
        for offence, names in (("286-1", OF_286_1), ("287-2", OF_287_2))
    ]
    return f"{_sights(int(row[f'{official}_saw']))}. In that view there lacked, of {'; of '.join(lacking)}"


def _verdict(row: Row) -> str:
    if not _known(row, "judged"):
        return ""
    looked = "tested every element itself" if row["scrutiny"] == 1 else "went by the file"
    plea = ", after a guilty plea" if row["plea"] == 1 else ""
    ends = {"acquitted": "It acquitted", "none": "The charge was withdrawn"}
    fined = ", and the unit is fined" if row["unit_fined"] == 1 else ""
    did = ends.get(str(row["verdict"]), f"It convicted of {row['verdict']}{fined}")
    return (
        f"**{_when(row, 'judged')}.** The court {looked} and saw as met: {_saw(row, 'judge')}. {did}{plea} "
        f"{_chances_told(verdict_chances(row))}."
    )


def _ground(row: Row, lang: Language) -> str:
    """The ground on which a file ended without a verdict, with its place in the law."""
    return say("story.ground", lang, ground=named("ground", str(row["ground"]), lang)) if _known(row, "ground") else ""


def _end(row: Row) -> str:
    if not _known(row, "closed"):
        return "The file was open when the run ended."
    days = f"{row['official_days']:.1f} working days"
    return f"The file ended in {_when(row, 'closed')} ({row['end']}), after {days} of officials."
