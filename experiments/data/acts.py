"""Acts of a case that an opinion reads beside the facts of the model, and the texts that read them.

The simulation does not know them. ``acts.csv`` has a row for each mark; a row without an offence is a gap: the text
that would decide is named, and no end is told over it. All texts were read in a public collection of Chinese law.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zombielaw.beside import rows_beside
from zombielaw.sim.law import facts as model
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.facts import MAYBE, NO, UNKNOWN, Facts, Interval, exactly


class Acts(NamedTuple):
    """Acts, each an interval as a field of :class:`Facts` is one; the defaults are "unknown"."""

    # ---- acts that an opinion alone reads
    own_channel: Interval = MAYBE  # yes/no: uses a channel of no approved operator, for itself
    # yes/no: organises false deals or reviews that advertise for other traders
    fakes_reviews: Interval = MAYBE
    # yes/no: sells or gives personal information got in its own duty or service
    own_work: Interval = MAYBE
    # yes/no: enters a system of others, or takes or changes data there
    enters_system: Interval = MAYBE
    other_act: Interval = MAYBE  # yes/no: other conduct is alleged, which no fact names
    obscene_for_profit: Interval = MAYBE  # yes/no: publishes obscene items for profit
    obscene_videos: Interval = UNKNOWN  # obscene videos that it publishes or sells itself
    # obscene texts, pictures or messages that it publishes or sells itself
    obscene_items: Interval = UNKNOWN
    obscene_clicks: Interval = UNKNOWN  # real clicks on them
    obscene_members: Interval = UNKNOWN  # members registered for them
    obscene_gain_yuan: Interval = UNKNOWN  # illegal gain from them
    # illegal gain from dealing in stolen data or in control of systems
    stolen_data_gain_yuan: Interval = UNKNOWN
    logs_duty: Interval = (
        MAYBE  # yes/no: the duty not performed is to secure its network or keep logs
    )
    names_duty: Interval = MAYBE  # yes/no: it is to check real names
    data_duty: Interval = MAYBE  # yes/no: it is to protect data


NO_ACTS = Acts()
DEFAULTS = Facts._field_defaults | Acts._field_defaults
"""Facts and acts by name, each with its whole range."""
OF_PROOF = ("obscene_for_profit",)


class Row(NamedTuple):
    """A mark for an act, or for a fact beside one."""

    offence: str  # empty: a gap
    fact: str
    asks: str  # a fact or act that must hold, or, behind "not ", must not
    marks: tuple[float, ...]  # from which each range applies
    place: Citation
    since: float  # day of the judgment


ROWS = tuple(
    Row(
        row["offence"],
        row["fact"],
        row["asks"],
        tuple(map(float, row["marks"].split())),
        Citation(row["source"], row["article"], int(row["paragraph"] or 0), row["item"]),
        float(day_of(date.fromisoformat(row["since"]))),
    )
    for row in rows_beside(__file__, "acts.csv")
)


class Told(NamedTuple):
    """All that a file tells: facts of the model, and acts beside them."""

    facts: Facts
    acts: Acts = NO_ACTS

    def of(self, name: str) -> Interval:
        """A fact or an act."""
        value: Interval = getattr(self.acts if name in Acts._fields else self.facts, name)
        return value

    def alleges(self, name: str) -> bool:
        """True if the file says that it is so, or gives an amount."""
        fact = self.of(name)
        return fact.low > 0.0 or (
            not is_yes_no(name) and fact.high > 0.0 and fact != DEFAULTS[name]
        )


def closed(acts: Acts, proven: bool = False) -> Acts:
    """Acts as a file alleges them: what it does not speak of is nil; what is open of proof is so if ``proven``."""
    of_proof = {name: exactly(getattr(acts, name).high) for name in OF_PROOF if proven}
    nil = {
        name: NO
        for name, default in Acts._field_defaults.items()
        if name not in OF_PROOF and getattr(acts, name) == default
    }
    return acts._replace(**nil, **of_proof)


def is_yes_no(name: str) -> bool:
    """True if a fact or an act is a yes or no."""
    return DEFAULTS[name] == MAYBE if name in Acts._fields else model.is_yes_no(name)
